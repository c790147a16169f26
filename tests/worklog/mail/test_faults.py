"""What breaks around the gate: a full disk, a next hop that falls silent, clients that hang up, two gates at once."""

from __future__ import annotations

import html
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from naryad.days import utc_now
from naryad.office import office_of
from tests.worklog.mail.conftest import make_test_office
from tests.worklog.mail.storm import ROOT, Gates, send_once
from worklog.entry import State
from worklog.relay import next_hop
from worklog.store.attempt import attempts_of
from worklog.store.letter import held_of

pytestmark = pytest.mark.mail

ANNA = "anna@office.example"
TYPED = (
    b"From: Anna <anna@office.example>\r\nTo: pavel@client.example\r\nSubject: [#L10] Offer\r\n"
    b"Message-ID: <1@office.example>\r\n\r\nDear Pavel,\r\nhere is our offer.\r\n"
)
UNTYPED = TYPED.replace(b"[#L10] ", b"")

RUN = """
import resource, signal, sys, time
from datetime import timedelta
from pathlib import Path
from naryad.days import utc_now
from naryad.office import office_of
from naryad.db import Database
from naryad.settings import Settings
from worklog.smtp import run_gate
url, folder, hop = sys.argv[1:]
later = timedelta(0)
def limit_files(most):
    resource.setrlimit(resource.RLIMIT_FSIZE, (most, resource.getrlimit(resource.RLIMIT_FSIZE)[1]))
def fill(*_):
    limit_files(0)
    print("full", flush=True)
def clear(*_):
    global later
    limit_files(resource.RLIM_INFINITY)
    later += timedelta(seconds=120)
    print("clear", flush=True)
signal.signal(signal.SIGUSR1, fill)
signal.signal(signal.SIGUSR2, clear)
settings = Settings(data_dir=Path(folder), gate_listen="127.0.0.1:0", next_hop=hop)
gate = run_gate(settings, Database(url), clock=lambda: utc_now() + later)
print(gate.port, flush=True)
while True:
    signal.pause()
"""


@dataclass
class GateOnADisk:
    """A gate in a process of its own, which may write nothing to any file once its disk is full."""

    running: subprocess.Popen[str]
    port: int

    def fill_the_disk(self) -> None:
        self._tell(signal.SIGUSR1, "full")

    def clear_the_disk(self) -> None:
        """Let it write again, two minutes later by its clock."""
        self._tell(signal.SIGUSR2, "clear")

    def send(self, raw: bytes) -> tuple[int, str]:
        return send_once(self.port, raw, ANNA)

    def _tell(self, number: signal.Signals, answer: str) -> None:
        self.running.send_signal(number)
        assert self.running.stdout is not None
        assert self.running.stdout.readline().strip() == answer


@pytest.fixture
def gate_on_a_disk(office: Any, hop: Any) -> Iterator[GateOnADisk]:
    arguments = [sys.executable, "-c", RUN, office.database.url, str(office.folder), f"smtp://127.0.0.1:{hop.port}"]
    with subprocess.Popen(arguments, stdout=subprocess.PIPE, text=True, cwd=ROOT) as running:
        assert running.stdout is not None
        yield GateOnADisk(running, int(running.stdout.readline()))
        running.kill()


def test_a_disk_full_at_the_intent_sends_nothing_and_the_retry_counts(
    office: Any, gate_on_a_disk: GateOnADisk, hop: Any
) -> None:
    gate_on_a_disk.fill_the_disk()
    code, text = gate_on_a_disk.send(TYPED)
    reached = list(hop.commands)
    gate_on_a_disk.clear_the_disk()
    retried, _ = gate_on_a_disk.send(TYPED)

    assert (code, text) == (
        451, "4.3.0 The gate has trouble of its own: nothing was sent, nothing counts. Send again later"
    )  # fmt: skip
    assert reached == []
    assert retried == 250
    assert office.minutes() == [Decimal(10)]


def test_a_disk_full_at_the_outcome_leaves_the_letter_in_doubt_until_its_retry_counts(
    office: Any, gate_on_a_disk: GateOnADisk, hop: Any, visit: Any
) -> None:
    hop.on_data = gate_on_a_disk.fill_the_disk
    code, text = gate_on_a_disk.send(TYPED)
    minutes = office.minutes()
    office.clock.now = utc_now() + timedelta(seconds=120)
    doubts_page = visit(office.chief).get("/mail/doubts").text

    hop.on_data = lambda: None
    gate_on_a_disk.clear_the_disk()
    retried, _ = gate_on_a_disk.send(TYPED)

    assert code == 451
    assert "shown to an administrator as in doubt" in text
    assert len(hop.taken) == 2
    assert minutes == []
    assert html.escape("<1@office.example>") in doubts_page
    assert retried == 250
    assert office.minutes() == [Decimal(10)]
    assert html.escape("<1@office.example>") not in visit(office.chief).get("/mail/doubts").text


def test_a_disk_full_when_a_letter_is_to_be_held_is_no_250(office: Any, gate_on_a_disk: GateOnADisk, hop: Any) -> None:
    office.hold_untyped()

    gate_on_a_disk.fill_the_disk()
    code, text = gate_on_a_disk.send(UNTYPED)
    gate_on_a_disk.clear_the_disk()
    retried, held = gate_on_a_disk.send(UNTYPED)

    assert code == 451
    assert "nothing was sent" in text
    assert retried == 250
    assert "Held, NOT sent" in held
    with office.database.reading() as session:
        assert [letter.subject for letter in held_of(session, office.anna.id)] == ["Offer"]


def test_a_disk_full_at_a_refusal_refuses_all_the_same(office: Any, gate_on_a_disk: GateOnADisk, hop: Any) -> None:
    gate_on_a_disk.fill_the_disk()

    code, text = gate_on_a_disk.send(UNTYPED)

    assert code == 550
    assert "No work type, not sent" in text
    assert hop.commands == []


def impatient_hop(office: Any, hop: Any) -> Any:
    """Return the next hop with half a second for a letter."""
    with office.database.reading() as session:
        made = next_hop(office.settings(next_hop=f"smtp://127.0.0.1:{hop.port}"), office_of(session))
    return replace(made, budget_seconds=0.5)


@pytest.mark.parametrize("phase", ["greeting", "EHLO", "MAIL", "RCPT", "DATA"])
def test_a_next_hop_silent_before_the_last_dot_means_that_nothing_was_sent(
    office: Any, start_gate: Any, hop: Any, phase: str
) -> None:
    hop.silent_at = phase
    running = start_gate(impatient_hop(office, hop))

    code, text = running.send(TYPED)

    assert code == 451
    assert "did not answer in time: nothing was sent, nothing counts" in text
    assert hop.taken == []
    assert office.letters()[0].state is State.REFUSED


def test_a_next_hop_silent_after_the_last_dot_leaves_a_doubt(office: Any, start_gate: Any, hop: Any) -> None:
    hop.silent_at = "dot"
    running = start_gate(impatient_hop(office, hop))

    code, text = running.send(TYPED)
    office.clock.go_on(seconds=91)

    assert code == 451
    assert "did not say whether it took the letter" in text
    assert office.letters()[0].state is State.IN_DOUBT


def test_a_next_hop_that_is_not_there_refuses_for_now(office: Any, start_gate: Any) -> None:
    code, text = start_gate(next_hop="smtp://127.0.0.1:1").send(TYPED)

    assert code == 451
    assert "cannot be reached or broke the line: nothing was sent, nothing counts" in text
    assert office.minutes() == []


@pytest.mark.parametrize("nonsense", ["hello", "999 what", "25", "\x00\x01\x02"])
def test_a_next_hop_that_speaks_another_protocol_after_the_dot_leaves_a_doubt(
    office: Any, gate: Any, hop: Any, nonsense: str
) -> None:
    hop.answers["dot"] = nonsense

    code, _ = gate.send(TYPED)

    assert code == 451
    assert office.minutes() == []
    office.clock.go_on(seconds=91)
    assert office.letters()[0].state is State.IN_DOUBT


def test_a_client_that_hangs_up_before_the_last_dot_has_sent_nothing(office: Any, gate: Any, hop: Any) -> None:
    program = _at_the_dot(gate)
    program.sock.close()
    time.sleep(0.2)
    gate.settle()

    assert hop.commands == []
    assert office.entries() == []


def test_a_client_that_hangs_up_after_the_dot_and_comes_again_counts_once(office: Any, gate: Any, hop: Any) -> None:
    program = _at_the_dot(gate)
    program.sock.sendall(b".\r\n")
    program.sock.close()
    _wait_until(lambda: len(hop.taken) == 1)
    gate.settle()

    code, _ = gate.send(TYPED)

    assert code == 250
    assert len(hop.taken) == 2
    assert office.minutes() == [Decimal(10)]


def test_a_client_that_repeats_a_letter_until_it_passes_counts_once(office: Any, gate: Any, hop: Any) -> None:
    codes = []
    for answer in ("451 4.7.1 greylisted", "421 4.3.2 later", "452 4.3.1 full", "250 2.0.0 queued as 7"):
        hop.answers["dot"] = answer
        codes.append(gate.send(TYPED)[0])

    assert codes == [451, 451, 452, 250]
    assert office.minutes() == [Decimal(10)]
    assert len(office.entries()) == 1


def test_two_gates_at_once_with_one_message_id_count_it_once(any_office: Any, start_gate: Any, hop: Any) -> None:
    gates = [start_gate(within=any_office, next_hop=f"smtp://127.0.0.1:{hop.port}") for _ in range(2)]
    together = threading.Barrier(8)

    def send(number: int) -> tuple[int, str]:
        together.wait(20)
        answer = gates[number % 2].send(TYPED)
        while answer[0] == 451 and "being sent right now" in answer[1]:
            time.sleep(0.05)
            answer = gates[number % 2].send(TYPED)
        return answer

    with ThreadPoolExecutor(8) as programs:
        answers = list(programs.map(send, range(8)))

    assert {code for code, _ in answers} == {250}
    assert any_office.minutes() == [Decimal(10)]
    assert [entry.figures.seq for entry in any_office.entries()] == [1]


@pytest.mark.postgresql
def test_two_gate_processes_on_postgresql_count_one_message_id_once(
    postgresql_database: Any, tmp_path: Path, hop: Any
) -> None:
    office = make_test_office(postgresql_database, tmp_path)
    gates = [Gates(postgresql_database.url, tmp_path, hop.port) for _ in range(2)]
    for each in gates:
        each.start()
    letters = [TYPED.replace(b"<1@", b"<%d@" % number) for number in range(10)]

    def send(number: int) -> int:
        while True:
            code, _ = send_once(gates[number % 2].port, letters[number // 2], ANNA)
            if code != 451:
                return code
            time.sleep(0.05)

    with ThreadPoolExecutor(8) as programs:
        codes = list(programs.map(send, range(20)))
    for each in gates:
        each.end()

    with office.database.reading() as session:
        tries = attempts_of(session, [entry.id for entry in office.entries()])
    assert codes == [250] * 20
    assert all(each.accepted for of_entry in tries.values() for each in of_entry)
    assert office.minutes() == [Decimal(10)] * 10
    assert sorted(entry.figures.seq for entry in office.entries()) == list(range(1, 11))


def _at_the_dot(gate: Any) -> Any:
    """Return a mail program that has given the whole letter but its last dot."""
    program = gate.client()
    program.ehlo("mail.program")
    program.mail(ANNA)
    program.rcpt("pavel@client.example")
    program.putcmd("data")
    program.getreply()
    program.send(TYPED)
    return program


def _wait_until(holds: Any) -> None:
    for _ in range(500):
        if holds():
            return
        time.sleep(0.01)
    raise AssertionError("it never came")
