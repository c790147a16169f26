"""A gate under load that is killed again and again, its clients, and a next hop that notes durably what it accepted."""

from __future__ import annotations

import os
import random
import re
import signal
import smtplib
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from tests.worklog.mail.automatic_letters import receipt

ROOT = Path(__file__).parents[3]
PASS_SECONDS = 120
"""How far the office's clock goes on while the gate is down: longer than the lease of a try."""

RUN = """
import sys, time
from datetime import timedelta
from pathlib import Path
from naryad.days import utc_now
from naryad.db import Database
from naryad.settings import Settings
from worklog.smtp import run_gate
url, folder, hop = sys.argv[1:]
seconds = float(sys.stdin.readline())
settings = Settings(data_dir=Path(folder), gate_listen="127.0.0.1:0", next_hop=hop)
gate = run_gate(settings, Database(url), clock=lambda: utc_now() + timedelta(seconds=seconds))
print(gate.port, flush=True)
time.sleep(600)
"""


class Gates:
    """Gates in processes of their own over one office, one after the other; the next one waits warm."""

    def __init__(self, url: str, folder: Path, hop_port: int) -> None:
        self._arguments = [sys.executable, "-c", RUN, url, str(folder), f"smtp://127.0.0.1:{hop_port}"]
        self._spare = self._spawn()
        self.seconds = 0.0
        self.port = 0
        self.running: subprocess.Popen[str] | None = None

    def start(self) -> None:
        """Begin to listen, a while later by the office's clock than the gate before."""
        self.running, self._spare = self._spare, self._spawn()
        assert self.running.stdin is not None
        assert self.running.stdout is not None
        self.running.stdin.write(f"{self.seconds}\n")
        self.running.stdin.flush()
        line = self.running.stdout.readline()
        assert line, "the gate did not start"
        self.port = int(line)
        self.seconds += PASS_SECONDS

    def kill(self) -> None:
        assert self.running is not None
        self.running.send_signal(signal.SIGKILL)
        self.running.wait()

    def end(self) -> None:
        """Stop what is left: the last gate in an orderly way, so that what it has begun comes to its end."""
        for each in (self.running, self._spare):
            if each is not None and each.poll() is None:
                each.terminate()
                each.wait()
            for pipe in (each.stdin, each.stdout) if each is not None else ():
                if pipe is not None:
                    pipe.close()

    def _spawn(self) -> subprocess.Popen[str]:
        return subprocess.Popen(
            self._arguments, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT, start_new_session=True
        )


class Mailbox(list[bytes]):
    """The letters a next hop accepted, each in a file before the hop says 250."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self.folder = folder
        self._lock = threading.Lock()
        folder.mkdir()

    def append(self, raw: bytes) -> None:
        with self._lock:
            super().append(raw)
            number = len(self)
        with (self.folder / f"{number:05}.eml").open("xb") as file:
            file.write(raw)
            file.flush()
            os.fsync(file.fileno())

    def message_ids(self) -> Counter[str]:
        """Count the letters in the files by Message-ID."""
        return Counter(message_id_of(path.read_bytes()) for path in sorted(self.folder.iterdir()))


def message_id_of(raw: bytes) -> str:
    found = re.search(rb"^Message-ID: (<[^>]+>)", raw, re.MULTILINE)
    assert found is not None
    return found[1].decode()


class Sort(StrEnum):
    TYPED = "typed"
    UNTYPED = "untyped"
    WRONGLY_TYPED = "wrongly-typed"
    RECEIPT = "receipt"


SUBJECTS = {Sort.TYPED: b"[#L10] Offer", Sort.UNTYPED: b"Offer", Sort.WRONGLY_TYPED: b"[#C12] Offer"}


@dataclass(frozen=True)
class Letter:
    """A letter of the load. A patient client sends it until it has an answer for good; another gives up."""

    number: int
    sort: Sort
    is_patient: bool
    author: str

    @property
    def sender(self) -> str:
        """Return the envelope's sender, which receipts leave empty."""
        return "" if self.sort is Sort.RECEIPT else self.author

    @property
    def message_id(self) -> str:
        return f"<{self.sort}-{self.number}@office.example>"

    @property
    def raw(self) -> bytes:
        if self.sort is Sort.RECEIPT:
            return receipt(from_=self.author).replace(b"<auto-1@office.example>", self.message_id.encode())
        head = b"From: %s\r\nTo: pavel@client.example\r\nSubject: %s\r\nMessage-ID: %s\r\n\r\n" % (
            self.author.encode(), SUBJECTS[self.sort], self.message_id.encode(),
        )  # fmt: skip
        return head + b"Dear Pavel, here is the offer we spoke about.\r\n" * 20


@dataclass
class Load:
    """Letters from several clients at once; every fifth is sent by two clients in the same moment."""

    letters: list[Letter]
    answers: dict[Letter, list[tuple[int, str]]] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @classmethod
    def of(cls, count: int, *, seed: int) -> Load:
        chance = random.Random(seed)
        return cls([
            Letter(
                number,
                chance.choices(list(Sort), weights=(8, 1, 1, 1))[0],
                is_patient=chance.random() < 0.8,
                author=chance.choice(("anna@office.example", "boris@office.example")),
            )
            for number in range(count)
        ])  # fmt: skip

    @property
    def unanswered(self) -> list[Letter]:
        """Return the letters of patient clients that never got an answer for good."""
        return [letter for letter in self.letters if letter.is_patient and letter not in self.answers]

    def answered(self, code: int) -> list[Letter]:
        return [letter for letter, answers in self.answers.items() if any(each == code for each, _ in answers)]

    def send_all(self, port: Callable[[], int], *, clients: int) -> None:
        def send(letter: Letter) -> None:
            for _ in range(2 if letter.number % 5 == 0 else 1):
                programs.submit(self._send_until_answered, letter, port)

        with ThreadPoolExecutor(clients) as programs:
            for letter in self.letters:
                send(letter)

    def _send_until_answered(self, letter: Letter, port: Callable[[], int]) -> None:
        give_up_at = time.monotonic() + 150
        while time.monotonic() < give_up_at:
            try:
                code, text = send_once(port(), letter.raw, letter.sender)
            except (smtplib.SMTPException, OSError):
                if not letter.is_patient:
                    break
                time.sleep(0.05)
                continue
            if code != 451:
                with self._lock:
                    self.answers.setdefault(letter, []).append((code, text))
                break
            time.sleep(0.05)


def send_once(port: int, raw: bytes, sender: str) -> tuple[int, str]:
    with smtplib.SMTP("127.0.0.1", port, timeout=60) as client:
        client.ehlo("mail.program")
        code, text = client.mail(sender)
        if code == 250:
            code, text = client.rcpt("pavel@client.example")
        if code == 250:
            code, text = client.data(raw)
        return code, text.decode()


@contextmanager
def killing(gates: Gates, taken: Mailbox, *, letters: int, times: int, seed: int) -> Iterator[list[int]]:
    """Kill the running gate `times` times at random moments spread over `letters` letters, and start the next."""
    chance = random.Random(seed)
    moments = sorted(chance.sample(range(letters // 20, letters * 3 // 4), times))
    kills: list[int] = []
    stop = threading.Event()

    def watch() -> None:
        for moment in moments:
            while len(taken) < moment:
                if stop.wait(0.0005):
                    return
            time.sleep(chance.uniform(0, 0.02))
            gates.kill()
            kills.append(len(taken))
            gates.start()

    watcher = threading.Thread(target=watch)
    watcher.start()
    yield kills
    stop.set()
    watcher.join()
