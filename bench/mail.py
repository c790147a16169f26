"""The processes of the gate's figure: the sink behind the gate, a bare aiosmtpd, the gate, and the mail programs.

`python -m bench.mail bare|gate|sink|programs ...`: each runs in a process of its own, prints its port, and lives
until its standard input ends. A line `cpu` on it is answered with the seconds of processor time used so far.
"""

from __future__ import annotations

import asyncio
import json
import logging
import sys
import time
from collections import deque
from pathlib import Path
from typing import Any

MIME_LINE = b"The price holds until the end of the month, delivery takes two weeks."
LETTER_BYTES = 3_800
ENDED = b"\r\n.\r\n"


def letter(name: str, sender: str) -> bytes:
    """Return a letter of `LETTER_BYTES` bytes as a mail program writes it, with its type in the subject."""
    head = (
        f"From: {sender}\r\nTo: Pavel Petrov <pavel@client.example>\r\nCc: Olga <olga@client.example>\r\n"
        f"Subject: [#{TYPE}] Offer for May, with the changes you asked for\r\n"
        f"Message-ID: <{name}@bench.example>\r\nDate: Fri, 30 Oct 2026 12:00:00 +0300\r\n"
        "User-Agent: Mozilla Thunderbird\r\nMIME-Version: 1.0\r\nContent-Language: en\r\n"
        "Content-Type: text/plain; charset=UTF-8; format=flowed\r\nContent-Transfer-Encoding: 7bit\r\n\r\n"
    ).encode()
    lines = (LETTER_BYTES - len(head)) // (len(MIME_LINE) + 2) + 1
    return (head + (MIME_LINE + b"\r\n") * lines)[: LETTER_BYTES - 2] + b"\r\n"


TYPE = "L10"


class Program(asyncio.Protocol):
    """A mail program that keeps its connection: one letter after the other, each command after the last answer."""

    def __init__(self, number: int, run: Run) -> None:
        self.run = run
        self.sender = f"person{number + 1:04d}@bench.example"
        self.number = number
        self.count = 0
        self.began = 0.0
        self.steps: deque[bytes] = deque()
        self.read = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport: Any = transport
        self.steps.extend([b"EHLO program.bench.example\r\n"])

    def data_received(self, data: bytes) -> None:
        self.read += data
        if not self.read.endswith(b"\n"):
            return
        last = self.read[self.read.rfind(b"\n", 0, -1) + 1 :]
        if last[3:4] != b" ":
            return
        self.read = b""
        if last[:1] not in (b"2", b"3"):
            self.run.fail(last)
            return
        if not self.steps:
            self._next(last)
        self.transport.write(self.steps.popleft())

    def connection_lost(self, exc: Exception | None) -> None:
        self.run.lost(exc)

    def _next(self, answer: bytes) -> None:
        now = time.perf_counter()
        if self.began:
            self.run.note(self.began, now)
        if self.run.is_over(now):
            self.run.end_one()
            self.steps.append(b"RSET\r\n")  # the answer to it ends the connection's part, see Run
            self.transport.pause_reading()
            return
        self.count += 1
        self.began = now
        raw = letter(f"{self.run.name}.{self.number}.{self.count}", self.sender)
        self.steps.extend(
            [
                f"MAIL FROM:<{self.sender}>\r\n".encode(),
                b"RCPT TO:<pavel@client.example>\r\n",
                b"DATA\r\n",
                raw + b".\r\n",
            ]
        )


class Run:
    """One run of several programs against one server, and what it measured."""

    def __init__(self, name: str, programs: int, seconds: float, warm_up: float) -> None:
        self.name = name
        self.left = programs
        self.begins = time.perf_counter() + warm_up
        self.ends = self.begins + seconds
        self.seconds = seconds
        self.answered = 0
        self.taken: list[float] = []
        self.done: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def note(self, began: float, ended: float) -> None:
        self.answered += 1
        if self.begins <= ended < self.ends:
            self.taken.append(ended - began)

    def is_over(self, now: float) -> bool:
        return now >= self.ends

    def end_one(self) -> None:
        self.left -= 1
        if not self.left and not self.done.done():
            self.done.set_result(None)

    def fail(self, answer: bytes) -> None:
        if not self.done.done():
            self.done.set_exception(AssertionError(f"a letter was refused: {answer!r}"))

    def lost(self, error: Exception | None) -> None:
        if not self.done.done():
            self.done.set_exception(AssertionError(f"a connection was lost: {error!r}"))

    def measured(self) -> dict[str, Any]:
        taken = sorted(self.taken)
        assert taken, "no letter was answered in the measured time: give it more seconds"
        return {
            "answered": self.answered,
            "letters_per_second": len(taken) / self.seconds,
            "p50": taken[len(taken) // 2],
            "p99": taken[len(taken) * 99 // 100],
        }


async def _programs(port: int, name: str, programs: int, seconds: float, warm_up: float) -> dict[str, Any]:
    loop = asyncio.get_running_loop()
    run = Run(name, programs, seconds, warm_up)
    lines = [await loop.create_connection(lambda n=n: Program(n, run), "127.0.0.1", port) for n in range(programs)]  # type: ignore[misc]
    await run.done
    for transport, _ in lines:
        transport.abort()
    return run.measured()


class Sink(asyncio.Protocol):
    """A next server that accepts everything and keeps nothing; stands in where Postfix's `smtp-sink` is missing."""

    transport: Any

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport
        self.read = b""
        self.is_in_letter = False
        self.transport.write(b"220 sink ESMTP\r\n")

    def data_received(self, data: bytes) -> None:
        self.read += data
        answers = []
        while True:
            if self.is_in_letter:
                end = self.read.find(ENDED)
                if end < 0:
                    break
                self.read, self.is_in_letter = self.read[end + len(ENDED) :], False
                answers.append(b"250 2.0.0 Ok\r\n")
                continue
            line, mark, rest = self.read.partition(b"\r\n")
            if not mark:
                break
            self.read = rest
            answers.append(self._answer(line[:4].upper()))
        self.transport.write(b"".join(answers))

    def _answer(self, word: bytes) -> bytes:
        if word == b"EHLO":
            return b"250-sink\r\n250-PIPELINING\r\n250-SIZE 50000000\r\n250-8BITMIME\r\n250 SMTPUTF8\r\n"
        if word == b"DATA":
            self.is_in_letter = True
            return b"354 End data with <CR><LF>.<CR><LF>\r\n"
        return b"250 2.0.0 Ok\r\n"


def _serve_sink() -> None:
    async def serve() -> None:
        loop = asyncio.get_running_loop()
        server = await loop.create_server(Sink, "127.0.0.1", 0, backlog=256)
        print(server.sockets[0].getsockname()[1], flush=True)
        await loop.run_in_executor(None, _stay)

    _quick_loop(serve())


def _serve_bare() -> None:
    """The yardstick: a plain aiosmtpd controller whose handler accepts and drops."""
    from aiosmtpd.controller import Controller

    class Dropping:
        async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
            return "250 2.0.0 Ok"

    controller = Controller(Dropping(), hostname="127.0.0.1", port=_free_port())
    controller.start()
    print(controller.port, flush=True)
    _stay()
    controller.stop()


def _serve_gate(url: str, folder: str, sink_port: int) -> None:
    from naryad.db import Database
    from naryad.settings import Settings
    from worklog.smtp import run_gate

    logging.basicConfig(level=logging.WARNING)
    settings = Settings(
        data_dir=Path(folder), gate_listen="127.0.0.1:0", next_hop=f"smtp://127.0.0.1:{sink_port}", secret_key="bench"
    )
    database = Database(url)
    gate = run_gate(settings, database)
    print(gate.port, flush=True)
    _stay()
    gate.stop()
    database.dispose()


def _free_port() -> int:
    import socket

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _stay() -> None:
    for line in sys.stdin:
        if line.strip() == "cpu":
            print(time.process_time(), flush=True)


def _quick_loop(work: Any) -> Any:
    """Run on uvloop where it is: the clients and the sink are to take as little of the machine as they can."""
    try:
        import uvloop
    except ImportError:
        return asyncio.run(work)
    return uvloop.run(work)


def main() -> None:
    part, *given = sys.argv[1:]
    if part == "sink":
        _serve_sink()
    elif part == "bare":
        _serve_bare()
    elif part == "gate":
        _serve_gate(given[0], given[1], int(given[2]))
    elif part == "programs":
        port, name, programs, seconds, warm_up = given
        measured = _quick_loop(_programs(int(port), name, int(programs), float(seconds), float(warm_up)))
        print(json.dumps(measured), flush=True)


if __name__ == "__main__":
    main()
