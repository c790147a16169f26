"""The gate beside a bare aiosmtpd: letters a second and the time of a letter, in interleaved runs, and the proof after.

The gate reads the type, commits its intent, passes each letter to a sink and commits the outcome, all durably; the
yardstick is aiosmtpd's own controller with a handler that accepts and drops. Both get the same letters from the same
mail programs. Afterwards the database must hold one counted entry for each 250.
"""

from __future__ import annotations

import json
import os
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa

from bench.measure import Figure
from bench.office import found
from naryad import migrate
from naryad.db import Database

PROGRAMS = 20
ROUNDS = 5
SECONDS = 2.5
WARM_UP = 0.7
LEAST_RATIO = 0.7
COUNTED = sa.text(
    "SELECT count(*), count(DISTINCT letter.message_id) FROM letter JOIN entry ON entry.id = letter.entry_id"
    " JOIN attempt ON attempt.entry_id = entry.id JOIN outcome ON outcome.attempt_id = attempt.id"
    " WHERE entry.period IS NOT NULL AND outcome.accepted AND entry.seq > 0"
)
UNREAD = sa.text("SELECT count(*) FROM letter_body")


@dataclass(frozen=True)
class Measured:
    """One run against one server; `cpu` is the server's processor time for a letter, in seconds."""

    letters_per_second: float
    p50: float
    p99: float
    answered: int
    cpu: float


@dataclass(frozen=True)
class Rounds:
    """What both servers did, round by round."""

    sink: str
    bare: tuple[Measured, ...]
    gate: tuple[Measured, ...]
    reading_seconds: float

    @property
    def ratio(self) -> float:
        """Return the median of the rounds' ratios of letters a second."""
        pairs = zip(self.gate, self.bare, strict=True)
        return statistics.median(gate.letters_per_second / bare.letters_per_second for gate, bare in pairs)

    def figure(self) -> Figure:
        bare = 1 / statistics.median(each.letters_per_second for each in self.bare)
        name = f"a letter through the gate, {PROGRAMS} programs"
        return Figure(name, bare / self.ratio, "a bare aiosmtpd that accepts and drops", bare, 1 / LEAST_RATIO)

    def lines(self) -> Iterator[str]:
        for name, runs in (("bare aiosmtpd", self.bare), ("the gate", self.gate)):
            middle = [
                statistics.median(getattr(each, field) for each in runs)
                for field in ("letters_per_second", "p50", "p99", "cpu")
            ]
            yield (
                f"    {name:<14} {middle[0]:7.0f} letters/s   p50 {middle[1] * 1000:6.1f} ms   "
                f"p99 {middle[2] * 1000:6.1f} ms   {middle[3] * 1000:5.2f} ms of processor a letter"
            )
        yield (
            f"    the gate reaches {self.ratio:.2f} of bare aiosmtpd's letters/s (expected at least {LEAST_RATIO}); "
            f"sink: {self.sink}; medians of {len(self.gate)} rounds; 3.8 KB letters, kept connections, no TLS"
        )
        letters = sum(each.answered for each in self.gate)
        yield (
            f"    every 250 is one counted entry: {letters} of {letters}; the parts of the last letters were read "
            f"{self.reading_seconds:.1f} s after the last answer"
        )


def measure(folder: Path, url: str | None = None, *, rounds: int = ROUNDS, seconds: float = SECONDS) -> Rounds:
    """Run both servers in turn and return what each reached.

    Raises:
        AssertionError: a letter was refused, or the database does not hold one counted entry for each 250.
    """
    url = url or f"sqlite:///{folder / 'gate.sqlite'}"
    migrate.upgrade(url)
    database = Database(url)
    found(database, people=PROGRAMS)
    with ExitStack() as stack:
        sink, sink_port = stack.enter_context(_sink())
        bare = stack.enter_context(_part("bare"))
        gate = stack.enter_context(_part("gate", url, str(folder), str(sink_port)))
        runs: dict[str, list[Measured]] = {"bare": [], "gate": []}
        for number in range(rounds):
            for name, part in (("bare", bare), ("gate", gate)):
                runs[name].append(part.run(f"{name}-{number}", seconds))
        reading_seconds = _wait_until_read(database)
    _prove(database, sum(each.answered for each in runs["gate"]))
    database.dispose()
    return Rounds(sink, tuple(runs["bare"]), tuple(runs["gate"]), reading_seconds)


class Part:
    """A server in a process of its own."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process
        self.port = int(self._said())

    def run(self, name: str, seconds: float) -> Measured:
        cpu = self.cpu()
        arguments = [str(self.port), name, str(PROGRAMS), str(seconds), str(WARM_UP)]
        printed = subprocess.run(
            [sys.executable, "-m", "bench.mail", "programs", *arguments], check=True, stdout=subprocess.PIPE, text=True
        ).stdout
        measured = json.loads(printed)
        return Measured(**measured, cpu=(self.cpu() - cpu) / measured["answered"])

    def cpu(self) -> float:
        assert self._process.stdin is not None
        self._process.stdin.write("cpu\n")
        self._process.stdin.flush()
        return float(self._said())

    def _said(self) -> str:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        assert line, "a process of the bench has ended"
        return line


@contextmanager
def _part(*arguments: str) -> Iterator[Part]:
    command = [sys.executable, "-m", "bench.mail", *arguments]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        yield Part(process)
        assert process.stdin is not None
        process.stdin.close()
        process.wait(timeout=90)


@contextmanager
def _sink() -> Iterator[tuple[str, int]]:
    """Start the next server: Postfix's `smtp-sink` where it is installed, else a small one of our own."""
    binary = shutil.which("smtp-sink") or shutil.which("smtp-sink", path="/usr/sbin")
    if binary is None:
        with _part("sink") as part:
            yield "the bench's own", part.port
        return
    port = _free_port()
    as_nobody = ["-u", "nobody"] if os.geteuid() == 0 else []  # it refuses to run as root
    with subprocess.Popen([binary, *as_nobody, f"127.0.0.1:{port}", "256"]) as process:
        time.sleep(0.2)
        yield "Postfix smtp-sink", port
        process.terminate()


def _free_port() -> int:
    import socket

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_until_read(database: Database) -> float:
    """Return the seconds until the parts of every letter were read after the last answer."""
    began = time.perf_counter()
    while time.perf_counter() - began < 60:
        with database.reading() as session:
            if not session.connection().execute(UNREAD).scalar_one():
                break
        time.sleep(0.05)
    return time.perf_counter() - began


def _prove(database: Database, answered: int) -> None:
    with database.reading() as session:
        counted, letters = session.connection().execute(COUNTED).one()
    assert counted == letters == answered, f"{answered} letters got 250, {counted} outcomes count {letters} letters"
