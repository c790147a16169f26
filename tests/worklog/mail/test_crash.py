"""A gate killed at any moment: every 250 is one counted letter at the next hop, and what is unknown is in doubt."""

from __future__ import annotations

import os
import signal
import smtplib
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from worklog.entry import State

pytestmark = pytest.mark.mail

RUN = """
import sys, time
from pathlib import Path
from naryad.db import Database
from naryad.settings import Settings
from worklog.smtp import run_gate
url, folder, hop = sys.argv[1:]
gate = run_gate(Settings(data_dir=Path(folder), gate_listen="127.0.0.1:0", next_hop=hop), Database(url))
print(gate.port, flush=True)
time.sleep(600)
"""
LETTERS = 40


@pytest.mark.parametrize("killed_at", ["before the dot is answered", "after the dot is answered"])
def test_a_gate_killed_between_intent_and_outcome_leaves_a_doubt(office: Any, hop: Any, killed_at: str) -> None:
    process, port = _start(office, hop)

    def kill() -> None:
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
        if killed_at == "before the dot is answered":
            hop.drop_at = "dot"

    hop.on_data = kill
    with pytest.raises((smtplib.SMTPServerDisconnected, ConnectionError)):
        _send(port, 1)
    office.clock.now = office.entries()[0].at

    assert office.minutes() == []
    assert office.letters()[0].state is State.SENDING
    office.clock.go_on(seconds=91)
    assert office.letters()[0].state is State.IN_DOUBT


def test_under_load_every_250_before_the_kill_is_counted_once_and_at_the_next_hop(office: Any, hop: Any) -> None:
    process, port = _start(office, hop)
    answered: list[int] = []

    for number in range(LETTERS):
        if number == LETTERS // 2:
            hop.on_data = lambda: (time.sleep(0.01), os.kill(process.pid, signal.SIGKILL))
        try:
            if _send(port, number) == 250:
                answered.append(number)
        except (smtplib.SMTPServerDisconnected, ConnectionError):
            break
    process.wait()
    hop.on_data = lambda: None
    process, port = _start(office, hop)
    again = [number for number in range(LETTERS) if number not in answered and _send(port, number) == 250]
    process.terminate()
    process.wait()

    ids = [raw.partition(b"Message-ID: <")[2].partition(b"@")[0] for raw in hop.taken]
    counted = [entry for entry in office.entries() if entry.is_counted]
    assert len(counted) == len(answered) + len(again) == LETTERS - 1
    assert {int(each) for each in ids} >= {*answered, *again}


def _start(office: Any, hop: Any) -> tuple[subprocess.Popen[str], int]:
    arguments = [office.database.url, str(office.folder), f"smtp://127.0.0.1:{hop.port}"]
    process = subprocess.Popen(
        [sys.executable, "-c", RUN, *arguments], stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[3]
    )
    assert process.stdout is not None
    return process, int(process.stdout.readline())


def _send(port: int, number: int) -> int:
    raw = b"Subject: [#L10] Offer\r\nMessage-ID: <%d@office.example>\r\n\r\nDear Pavel\r\n" % number
    with smtplib.SMTP("127.0.0.1", port, timeout=20) as client:
        client.ehlo("mail.program")
        client.mail("anna@office.example")
        client.rcpt("pavel@client.example")
        return client.data(raw)[0]
