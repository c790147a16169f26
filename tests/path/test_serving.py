"""`naryad serve` as a machine runs it: starting without a next hop, and stopping without losing a letter."""

from __future__ import annotations

import asyncio
import os
import signal
import smtplib
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller

pytestmark = pytest.mark.timeout(300)
STARTS_WITHIN_SECONDS = 90


class SlowServer:
    """A next hop that takes its time over each letter."""

    def __init__(self) -> None:
        self.taking = threading.Event()
        self.letters = 0

    async def handle_DATA(self, server: object, session: object, envelope: object) -> str:  # noqa: N802 - aiosmtpd's name
        self.taking.set()
        await asyncio.sleep(2)
        self.letters += 1
        return "250 2.0.0 taken"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


class Office:
    """A new office's commands and ports."""

    def __init__(self, folder: Path) -> None:
        self.web, self.gate = free_port(), free_port()
        self.environment = {
            **os.environ,
            "NARYAD_DATA_DIR": str(folder),
            "NARYAD_LANGUAGE": "en",
            "NARYAD_WEB_LISTEN": f"127.0.0.1:{self.web}",
            "NARYAD_GATE_LISTEN": f"127.0.0.1:{self.gate}",
        }
        self.run("init", "--name", "Lark", "--domain", "lark.example")
        self.run(
            "staff",
            "add",
            "Ann Lee",
            "--email",
            "ann@lark.example",
            "--number",
            "101",
            "--password-stdin",
            told="long enough",
        )
        self.run("catalog", "import", str(Path(__file__).parents[2] / "norms/catalogs/starter.yaml"))

    def run(self, *words: str, told: str = "") -> str:
        done = subprocess.run(
            [sys.executable, "-m", "naryad", *words],
            input=told,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    @contextmanager
    def serving(self, next_hop: str) -> Iterator[subprocess.Popen[str]]:
        process = subprocess.Popen(
            [sys.executable, "-m", "naryad", "serve"],
            env={**self.environment, "NARYAD_NEXT_HOP": next_hop},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        try:
            wait_for(self.web)
            yield process
        finally:
            process.kill()
            process.wait()


def wait_for(port: int) -> None:
    until = time.monotonic() + STARTS_WITHIN_SECONDS
    while time.monotonic() < until:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise AssertionError("the program did not start")


@pytest.fixture
def office(tmp_path: Path) -> Office:
    """An office with Ann (101) and the starter catalog."""
    return Office(tmp_path)


def test_without_a_next_hop_the_pages_open_and_say_why_no_letter_passes(office: Office) -> None:
    with office.serving("") as process:
        with urllib.request.urlopen(f"http://127.0.0.1:{office.web}/sign-in", timeout=30) as answer:
            assert answer.status == 200
        process.send_signal(signal.SIGTERM)
        told, _ = process.communicate(timeout=60)

    assert process.returncode == 0
    assert "NARYAD_NEXT_HOP" in told


def test_a_stop_waits_for_the_letter_under_way_and_counts_it(office: Office) -> None:
    server = SlowServer()
    hop = Controller(server, hostname="127.0.0.1", port=free_port())
    hop.start()
    replies: list[int] = []

    def send() -> None:
        letter = EmailMessage()
        letter["From"], letter["To"], letter["Subject"] = "ann@lark.example", "c@far.example", "[#L10] Answer"
        letter["Message-ID"] = "<1@lark.example>"
        letter.set_content("Good day!")
        with smtplib.SMTP("127.0.0.1", office.gate, timeout=60) as line:
            line.send_message(letter)
            replies.append(250)

    with office.serving(f"smtp://127.0.0.1:{hop.port}") as process:
        wait_for(office.gate)
        sender = threading.Thread(target=send)
        sender.start()
        assert server.taking.wait(60)
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=120)
        sender.join(30)
    hop.stop()

    assert process.returncode == 0
    assert (server.letters, replies) == (1, [250])
    month = time.strftime("%Y-%m")
    assert '"norm_minutes": "10.000"' in office.run("output", month, "--json")
