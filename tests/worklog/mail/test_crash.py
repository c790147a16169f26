"""A gate killed at any moment: every 250 is one counted letter at the next hop, and what is unknown is in doubt."""

from __future__ import annotations

import html
import os
import signal
import smtplib
import subprocess
import sys
import time
from collections import Counter
from datetime import timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import func, select

from naryad import journal
from naryad.cli.office import all_troubles
from naryad.days import utc_now
from naryad.verification import Trouble
from tests.worklog.mail.conftest import make_test_office
from tests.worklog.mail.storm import Gates, Letter, Load, Mailbox, Sort, killing
from worklog.entry import State
from worklog.store.service_mail import automatic_doubts, automatic_letters
from worklog.tables.entry import ENTRY
from worklog.tables.letter import LETTER, LETTER_BODY

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


@pytest.mark.timeout(600)
@pytest.mark.parametrize(
    ("database_kind", "letters", "kills", "clients"),
    [("sqlite", 560, 8, 12), pytest.param("postgresql", 120, 3, 6, marks=pytest.mark.postgresql)],
    ids=["sqlite", "postgresql"],
)
def test_whatever_moment_the_gate_is_killed_nothing_untyped_leaves_and_nothing_is_lost(
    request: pytest.FixtureRequest,
    tmp_path: Path,
    hop: Any,
    visit: Any,
    database_kind: str,
    letters: int,
    kills: int,
    clients: int,
) -> None:
    database = request.getfixturevalue("database" if database_kind == "sqlite" else "postgresql_database")
    office = make_test_office(database, tmp_path)
    office.hold_untyped()
    mailbox = hop.taken = Mailbox(tmp_path / "mailbox")
    known = troubles(office)  # the catalog of this office was made without its doors
    load = Load.of(letters, seed=20261122)
    gates = Gates(database.url, tmp_path, hop.port)

    gates.start()
    with killing(gates, mailbox, letters=letters, times=kills, seed=47) as killed:
        load.send_all(lambda: gates.port, clients=clients)
    gates.end()
    office.clock.now = utc_now() + timedelta(seconds=gates.seconds)

    assert len(killed) == kills
    assert load.unanswered == []
    page = visit(office.chief, office).get
    assert_nothing_is_lost(office, mailbox, load, page("/mail/doubts").text)
    assert_receipts_are_listed(office, mailbox, load)
    assert troubles(office) == known


def assert_nothing_is_lost(office: Any, mailbox: Mailbox, load: Load, doubts_page: str) -> None:
    """Every 250 is one counted letter at the next hop or one held; what else arrived is in doubt."""
    kept = letters_kept(office)
    arrived = {
        message_id for message_id in mailbox.message_ids() if not message_id.startswith(("<notice.", "<receipt-"))
    }
    counted = {each.message_id for each in kept if each.is_counted}
    held = {each.message_id for each in kept if each.is_held}
    told = {sort: {each.message_id for each in load.answered(250) if each.sort is sort} for sort in Sort}
    in_doubt = {message_id for message_id in arrived if html.escape(message_id) in doubts_page}

    assert told[Sort.TYPED] <= counted <= arrived
    assert told[Sort.UNTYPED] <= held
    assert told[Sort.WRONGLY_TYPED] == set()
    assert not any(message_id.startswith("<wrongly") for message_id in counted | held)
    assert not held & arrived
    assert all(message_id.startswith("<typed-") for message_id in arrived)
    assert arrived - counted == in_doubt
    assert all(
        b"\r\nTo: Anna " in raw or b"\r\nTo: Boris " in raw for raw in mailbox if b"\r\nMessage-ID: <notice." in raw
    )
    assert_each_counts_once(office, kept)


def assert_receipts_are_listed(office: Any, mailbox: Mailbox, load: Load) -> None:
    """Every receipt that the next hop has is in the list of service mail: as passed, or in doubt."""
    arrived = {message_id for message_id in mailbox.message_ids() if message_id.startswith("<receipt-")}
    with office.database.reading() as session:
        lines = automatic_letters(session, zone=ZoneInfo("Europe/Moscow"), limit=1000)
        in_doubt = {line.message_id for line in automatic_doubts(session, office.clock())}
    passed = {line.message_id for line in lines if line.accepted}
    told = {each.message_id for each in load.answered(250) if each.sort is Sort.RECEIPT}

    assert told <= passed <= arrived
    assert arrived - passed <= in_doubt


def test_the_proof_finds_a_letter_that_was_lost(
    office: Any, start_gate: Any, hop: Any, visit: Any, tmp_path: Path
) -> None:
    mailbox = hop.taken = Mailbox(tmp_path / "mailbox")
    load = Load([Letter(1, Sort.TYPED, is_patient=True, author="anna@office.example")])
    running = start_gate(next_hop=f"smtp://127.0.0.1:{hop.port}")
    load.send_all(lambda: running.port, clients=1)
    assert_nothing_is_lost(office, mailbox, load, "")

    next(mailbox.folder.iterdir()).unlink()

    with pytest.raises(AssertionError):
        assert_nothing_is_lost(office, mailbox, load, "")


def assert_each_counts_once(office: Any, kept: list[Any]) -> None:
    """One entry for a letter however many clients sent it, numbers without gaps."""
    numbers: dict[tuple[int, int], list[int]] = {}
    for each in kept:
        if each.is_counted:
            numbers.setdefault((each.period, each.employee_id), []).append(each.seq)

    assert max(Counter(each.message_id for each in kept).values()) == 1
    assert all(sorted(each) == list(range(1, len(each) + 1)) for each in numbers.values())


def troubles(office: Any) -> list[Trouble]:
    """Return what `naryad verify` says."""
    with office.database.writing() as session:
        journal.seal_journal(session)
    with office.database.reading() as session:
        return list(all_troubles(session))


def letters_kept(office: Any) -> list[Any]:
    query = (
        select(
            LETTER.c.message_id,
            ENTRY.c.employee_id,
            ENTRY.c.period,
            ENTRY.c.seq,
            ENTRY.c.period.is_not(None).label("is_counted"),
            func.coalesce(LETTER_BODY.c.is_held, False).label("is_held"),
        )
        .join_from(LETTER, ENTRY)
        .join(LETTER_BODY, isouter=True)
    )
    with office.database.reading() as session:
        return list(session.connection().execute(query.where(~LETTER.c.is_composed)))
