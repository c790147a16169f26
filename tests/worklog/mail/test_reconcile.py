"""The mail server's log beside what the gate passed: what left otherwise, what never left, what ends a doubt."""

from __future__ import annotations

import gzip
import html
import io
import json
import re
import smtplib
import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlmodel import select
from typer.testing import CliRunner

from naryad.cli.door import app
from naryad.days import utc_now
from naryad.office import office_of
from naryad.people import NotAllowed
from naryad.tables import JournalRow
from tests.worklog.mail.automatic_letters import receipt
from tests.worklog.mail.postfix import free_port, printed, running_postfix
from worklog.actions.reconcile import LogIsNoMailLog, Reconciliation, note_reconciliation, reconcile
from worklog.actions.sending import resolve_doubt
from worklog.mail_log import LoggedLetter, LogReader, queue_id_in
from worklog.mail_log_file import LogIsTooLong, log_lines
from worklog.store.letter import doubts

pytestmark = pytest.mark.mail

MOSCOW = ZoneInfo("Europe/Moscow")
NOW = datetime(2026, 10, 15, 20, 0, tzinfo=UTC)
TYPED = (
    b"From: Anna <anna@office.example>\r\nTo: pavel@client.example\r\nSubject: [#L10] Offer\r\n"
    b"Message-ID: <1@office.example>\r\n\r\nDear Pavel\r\n"
)

# Reading a log.


def read(*lines: str, today: datetime = NOW, file: str = "mail.log") -> tuple[list[LoggedLetter], LogReader]:
    reader = LogReader(today=today, zone=MOSCOW)
    letters = [*reader.letters(file, [line.encode() + b"\n" for line in lines]), *reader.rest()]
    return letters, reader


def postfix(
    queue_id: str, *, sender: str, message_id: str, to: str, status: str = "sent", time: str = "12:00:0"
) -> list[str]:
    """Return what Postfix logs of a letter to one recipient, as it stands in /var/log/mail.log."""
    head = f"Oct 15 {time}"
    return [
        f"{head}1 mx postfix/smtpd[701]: connect from naryad[127.0.0.1]",
        f"{head}1 mx postfix/smtpd[701]: {queue_id}: client=naryad[127.0.0.1]",
        f"{head}1 mx postfix/cleanup[702]: {queue_id}: message-id={message_id}",
        f"{head}1 mx postfix/qmgr[703]: {queue_id}: from=<{sender}>, size=512, nrcpt=1 (queue active)",
        f"{head}2 mx postfix/smtp[704]: {queue_id}: to=<{to}>, relay=mx.client.example[192.0.2.1]:25, delay=0.4, "
        f"delays=0.1/0/0.2/0.1, dsn=2.0.0, status={status} (250 2.0.0 Ok: queued as 9FA12345)",
        f"{head}2 mx postfix/qmgr[703]: {queue_id}: removed",
    ]


def test_a_letter_of_postfix_is_read_from_its_lines() -> None:
    [letter], reader = read(
        *postfix("3F2A91C0D", sender="Anna@Office.example", message_id="<1@x>", to="Pavel@client.example")
    )

    assert (letter.queue_id, letter.sender, letter.message_id) == ("3F2A91C0D", "anna@office.example", "<1@x>")
    assert letter.at == datetime(2026, 10, 15, 9, 0, 1, tzinfo=UTC)
    assert [(each.recipient, each.line.place) for each in letter.sent] == [("pavel@client.example", "mail.log:5")]
    assert letter.handed_to == ("9FA12345",)
    assert (reader.line_count, reader.unreadable_count) == (6, 0)


@pytest.mark.parametrize("queue_id", ["3F2A91C0D", "4Xb2kQ0bCqz1Yv", "4Xb2kQ0bCqz1YvW"])
def test_short_and_long_queue_ids_are_read(queue_id: str) -> None:
    [letter], _ = read(*postfix(queue_id, sender="a@x", message_id="<1@x>", to="b@y"))

    assert letter.queue_id == queue_id


@pytest.mark.parametrize(
    ("stamp", "moment"),
    [
        ("Oct 15 12:00:01", datetime(2026, 10, 15, 9, 0, 1, tzinfo=UTC)),
        ("Oct  5 00:00:00", datetime(2026, 10, 4, 21, 0, tzinfo=UTC)),
        ("Dec 31 23:59:59", datetime(2025, 12, 31, 20, 59, 59, tzinfo=UTC)),
        ("Oct 16 00:30:00", datetime(2026, 10, 15, 21, 30, tzinfo=UTC)),
        ("2026-10-15T12:00:01.123456+03:00", datetime(2026, 10, 15, 9, 0, 1, 123456, tzinfo=UTC)),
        ("2026-10-15T09:00:01Z", datetime(2026, 10, 15, 9, 0, 1, tzinfo=UTC)),
        ("2026-10-15T09:00:01+0000", datetime(2026, 10, 15, 9, 0, 1, tzinfo=UTC)),
    ],
)
def test_stamps_are_read_and_one_without_a_year_is_the_latest_that_fits(stamp: str, moment: datetime) -> None:
    [letter], _ = read(f"{stamp} mx postfix/cleanup[7]: 3F2A91C0D: message-id=<1@x>")

    assert letter.at == moment


def test_the_29th_of_february_without_a_year_is_that_of_the_leap_year() -> None:
    line = "Feb 29 12:00:00 mx postfix/cleanup[7]: 3F2A91C0D: message-id=<1@x>"

    [letter], _ = read(line, today=datetime(2029, 1, 10, tzinfo=UTC))
    none, reader = read(line, today=datetime(2027, 1, 10, tzinfo=UTC))

    assert letter.at.year == 2028
    assert (none, reader.unreadable) == ([], ["mail.log:1"])


def test_several_recipients_have_each_their_last_word() -> None:
    def to(address: str, status: str, second: int) -> str:
        return (
            f"Oct 15 12:00:0{second} mx postfix/smtp[7]: 3F2A91C0D: to=<{address}>, orig_to=<all@office.example>, "
            f"relay=none, delay=1, status={status} (said so)"
        )

    [letter], _ = read(
        "Oct 15 12:00:01 mx postfix/qmgr[7]: 3F2A91C0D: from=<anna@office.example>, size=1, nrcpt=3 (queue active)",
        to("pavel@client.example", "deferred", 2), to("olga@client.example", "sent", 3),
        to("pavel@client.example", "bounced", 4), to("olga@client.example", "deferred", 5),
    )  # fmt: skip

    assert [each.recipient for each in letter.sent] == ["olga@client.example"]
    assert [(each.recipient, each.status) for each in letter.undelivered] == [("pavel@client.example", "bounced")]


def test_a_queue_id_that_is_used_again_is_another_letter() -> None:
    again = postfix("3F2A91C0D", sender="b@x", message_id="<2@x>", to="d@y", time="13:00:0")

    letters, _ = read(*postfix("3F2A91C0D", sender="a@x", message_id="<1@x>", to="c@y")[:-1], *again)

    assert [(each.sender, each.message_id) for each in letters] == [("a@x", "<1@x>"), ("b@x", "<2@x>")]


def test_a_letter_of_exim_is_read_from_its_lines() -> None:
    [letter], _ = read(
        "2026-10-15 12:00:01 1tABCD-000000001AB-0Cde <= anna@office.example H=naryad [127.0.0.1] P=esmtp S=512 "
        "id=1@office.example",
        "2026-10-15 12:00:02 1tABCD-000000001AB-0Cde => pavel@client.example R=dnslookup T=remote_smtp "
        'H=mx.client.example [192.0.2.1] C="250 2.0.0 Ok: queued as 9FA12345"',
        "2026-10-15 12:00:02 1tABCD-000000001AB-0Cde -> Olga <olga@client.example> R=dnslookup T=remote_smtp",
        "2026-10-15 12:00:02 1tABCD-000000001AB-0Cde ** nobody@client.example R=dnslookup: unknown user",
        "2026-10-15 12:00:02 1tABCD-000000001AB-0Cde Completed",
    )  # fmt: skip

    assert (letter.sender, letter.message_id) == ("anna@office.example", "<1@office.example>")
    assert letter.at == datetime(2026, 10, 15, 9, 0, 1, tzinfo=UTC)
    assert [each.recipient for each in letter.sent] == ["pavel@client.example", "olga@client.example"]
    assert [(each.recipient, each.status) for each in letter.undelivered] == [("nobody@client.example", "bounced")]


def test_exims_older_ids_milliseconds_and_zone_are_read() -> None:
    [letter], _ = read("2026-10-15 12:00:01.250 +0300 [77] 1abcde-0001xx-YY <= <> R=1tABCD-0001xx-AA U=exim P=local")

    assert (letter.queue_id, letter.sender) == ("1abcde-0001xx-YY", "")
    assert letter.at == datetime(2026, 10, 15, 9, 0, 1, 250000, tzinfo=UTC)


def test_lines_of_other_programs_pass_and_unreadable_ones_are_named() -> None:
    letters, reader = read(
        "Oct 15 12:00:01 mx dovecot: imap-login: Login: user=<anna>",
        "Oct 15 12:00:01 mx sshd[9]: Accepted publickey for root",
        "2026-10-15T12:00:01+03:00 mx systemd[1]: Started.",
        "Oct 15 12:00:01 mx postfix/smtpd[701]: NOQUEUE: reject: RCPT from x[192.0.2.9]: 554 5.7.1 no",
        "Oct 15 12:00:01 mx postfix/smtpd[701]: warning: hostname x does not resolve",
        "Oct 15 12:00:01 mx postfix/postfix-script[1]: starting the Postfix mail system",
        "2026-10-15 12:00:01 Start queue run: pid=77",
        "",
        "a page of a book",
        "\x00\x00\x00",
        "Oct 45 12:00:01 mx postfix/cleanup[702]: 3F2A91C0D: message-id=<1@x>",
        "Oct 15 12:00:01 mx postfix/smtp[702]: 3F2A91C0D: to=<pavel@client.example>, relay=mx",
    )

    assert letters == []
    assert (reader.unreadable_count, reader.unreadable) == (
        4,
        ["mail.log:9", "mail.log:10", "mail.log:11", "mail.log:12"],
    )


@pytest.mark.parametrize(
    ("reply", "queue_id"),
    [
        ("250 2.0.0 Ok: queued as 4Xb2kQ0bCqz1Yv", "4Xb2kQ0bCqz1Yv"),
        ("250 2.6.0 Ok: queued as 3F2A91C0D5", "3F2A91C0D5"),
        ("250 OK id=1tABCD-000000001AB-0Cde", "1tABCD-000000001AB-0Cde"),
        ("250 2.0.0 OK 1697360401 abc - gsmtp", ""),
        ("", ""),
    ],
)
def test_the_servers_reply_names_its_queue_id(reply: str, queue_id: str) -> None:
    assert queue_id_in(reply) == queue_id


# Comparing it with what the gate passed.


def compared(office: Any, *lines: str, actor: Any = None, **days: date) -> Reconciliation:
    """Compare lines of a whole day's log."""
    edges = [f"Oct 15 {time} mx postfix/qmgr[1]: statistics: nothing" for time in ("00:00:00", "23:59:59")]
    log = [edges[0], *lines, edges[1]]
    with office.database.reading() as session:
        return reconcile(
            session, [("mail.log", [line.encode() for line in log])],
            office=office_of(session), actor=actor or office.boris, now=office.clock(), **days,
        )  # fmt: skip


def anna(queue_id: str, message_id: str, **more: str) -> list[str]:
    given = {"sender": "anna@office.example", "to": "pavel@client.example", **more}
    return postfix(queue_id, message_id=message_id, **given)


def test_a_letter_the_gate_passed_agrees_with_the_log(any_office: Any, start_gate: Any, hop: Any) -> None:
    hop.answers["dot"] = "250 2.0.0 Ok: queued as 3F2A91C0D"
    start_gate(within=any_office, next_hop=f"smtp://127.0.0.1:{hop.port}").send(TYPED)
    any_office.clock.go_on(hours=12)

    found = compared(any_office, *anna("3F2A91C0D", "<1@office.example>"))

    assert (found.comparison.letters, found.comparison.agreed) == (1, 1)
    assert not found.comparison.finds_something


def test_a_staff_letter_that_the_gate_never_passed_is_named(office: Any) -> None:
    found = compared(
        office,
        *anna("3F2A91C0D", "<secret@office.example>"),
        *anna("3F2A91C0E", "<in@x>", sender="pavel@client.example", to="anna@office.example"),
        *anna("3F2A91C0F", "<b@x>", sender="", to="anna@office.example"),
    )

    [left] = found.comparison.left_otherwise.shown
    assert (left.who, left.sender, left.recipients) == (("Anna",), "anna@office.example", ("pavel@client.example",))
    assert (left.message_id, left.line.place, left.is_repeat) == ("<secret@office.example>", "mail.log:6", False)
    assert found.comparison.finds_something


def test_a_letter_from_a_shared_address_names_everybody_who_has_it(office: Any) -> None:
    found = compared(office, *anna("3F2A91C0D", "<2@x>", sender="Team@office.example"))

    assert found.comparison.left_otherwise.shown[0].who == ("Anna", "Boris")


def test_a_letter_sent_otherwise_under_the_message_id_of_a_passed_one_is_found(
    office: Any, gate: Any, hop: Any
) -> None:
    hop.answers["dot"] = "250 2.0.0 Ok: queued as 3F2A91C0D"
    gate.send(TYPED)
    office.clock.go_on(hours=12)

    found = compared(
        office, *anna("3F2A91C0D", "<1@office.example>"), *anna("4AAAAAAAA", "<1@office.example>", time="12:30:0")
    )

    [left] = found.comparison.left_otherwise.shown
    assert (left.is_repeat, left.line.number) == (True, 12)
    assert found.comparison.agreed == 1


@pytest.mark.parametrize("order", [1, -1])
def test_the_second_queue_id_of_a_filter_on_the_same_machine_is_the_same_letter(
    office: Any, gate: Any, hop: Any, order: int
) -> None:
    hop.answers["dot"] = "250 2.0.0 Ok: queued as 3F2A91C0D"
    gate.send(TYPED)
    office.clock.go_on(hours=12)
    first = [
        line.replace("mx.client.example[192.0.2.1]:25", "127.0.0.1[127.0.0.1]:10024").replace("9FA12345", "3F2A91C0E")
        for line in anna("3F2A91C0D", "<1@office.example>")
    ]
    second = anna("3F2A91C0E", "<1@office.example>")

    found = compared(office, *[line for lines in (first, second)[::order] for line in lines])

    assert not found.comparison.finds_something


def test_a_server_in_front_of_the_gate_logs_the_same_letter_before_it(office: Any, gate: Any, hop: Any) -> None:
    hop.answers["dot"] = "250 2.0.0 Ok: queued as 3F2A91C0D"
    gate.send(TYPED)
    office.clock.go_on(hours=12)
    before = [line.replace("9FA12345", "3F2A91C0D") for line in anna("2AAAAAAAA", "<1@office.example>")]

    found = compared(office, *before, *anna("3F2A91C0D", "<1@office.example>"))

    assert not found.comparison.finds_something


def test_a_letter_without_a_message_id_is_known_by_its_queue_id(office: Any, gate: Any, hop: Any) -> None:
    hop.answers["dot"] = "250 2.0.0 Ok: queued as 3F2A91C0D"
    gate.send(TYPED.replace(b"Message-ID: <1@office.example>\r\n", b""))
    office.clock.go_on(hours=12)

    found = compared(office, *anna("3F2A91C0D", "<20261015090001.3F2A91C0D@mx>"))

    assert found.comparison.agreed == 1
    assert not found.comparison.finds_something


def test_service_mail_that_the_gate_passed_agrees_too(office: Any, gate: Any, hop: Any) -> None:
    hop.answers["dot"] = "250 2.0.0 Ok: queued as 3F2A91C0D"
    gate.send(receipt(), sender="")
    office.clock.go_on(hours=12)

    found = compared(office, *anna("3F2A91C0D", "<auto-1@office.example>", sender=""))

    assert found.comparison.agreed == 1
    assert not found.comparison.finds_something


def test_a_letter_that_counted_but_bounced_is_shown_to_a_person(office: Any, gate: Any, hop: Any) -> None:
    hop.answers["dot"] = "250 2.0.0 Ok: queued as 3F2A91C0D"
    gate.send(TYPED)
    office.clock.go_on(hours=12)

    found = compared(office, *anna("3F2A91C0D", "<1@office.example>", status="bounced"))

    [never] = found.comparison.never_arrived.shown
    assert (never.passed.author, never.recipients, never.status) == ("Anna", ("pavel@client.example",), "bounced")
    assert never.line is not None
    assert never.line.place == "mail.log:6"


def test_a_letter_that_counted_and_stands_nowhere_in_the_log_is_shown(office: Any, gate: Any, hop: Any) -> None:
    gate.send(TYPED)
    office.clock.go_on(hours=12)

    found = compared(office, *anna("3F2A91C0E", "<in@x>", sender="pavel@client.example"))

    [never] = found.comparison.never_arrived.shown
    assert (never.status, never.line, never.passed.message_id) == ("missing", None, "<1@office.example>")


def test_a_letter_outside_the_time_of_the_log_is_not_missed(office: Any, gate: Any) -> None:
    gate.send(TYPED)
    office.clock.go_on(days=1)
    lines = [line.replace("Oct 15", "Oct 16") for line in anna("3F2A91C0E", "<in@x>", sender="pavel@client.example")]

    with office.database.reading() as session:
        logs = [("mail.log", [line.encode() for line in lines])]
        found = reconcile(session, logs, office=office_of(session), actor=office.boris, now=office.clock())

    assert not found.comparison.finds_something


def test_the_log_ends_a_doubt_with_the_line_that_the_page_asks_for(office: Any, gate: Any, hop: Any) -> None:
    hop.drop_at = "dot"
    gate.send(TYPED)
    office.clock.go_on(hours=12)

    found = compared(office, *anna("3F2A91C0D", "<1@office.example>"))
    [ended] = found.comparison.doubts.shown
    with office.database.writing() as session:
        [(attempt, _)] = doubts(session, office.clock())
        resolve_doubt(
            session, attempt.id, was_accepted=True, log_line=ended.log_line, actor=office.boris, now=office.clock()
        )

    assert ended.was_accepted
    assert "to=<pavel@client.example>" in ended.log_line
    assert len(office.minutes()) == 1


def test_a_doubt_without_a_trace_did_not_arrive(office: Any, gate: Any, hop: Any) -> None:
    hop.drop_at = "dot"
    gate.send(TYPED)
    office.clock.go_on(hours=12)

    found = compared(office, *anna("3F2A91C0E", "<in@x>", sender="pavel@client.example"))

    [ended] = found.comparison.doubts.shown
    assert (ended.was_accepted, ended.line) == (False, None)
    assert ended.log_line == (
        "<1@office.example>: no trace in mail.log: 8 lines, 2026-10-14 21:00:00 to 2026-10-15 20:59:59 UTC"
    )


def test_a_letter_the_server_took_apart_before_its_end_is_none(office: Any, gate: Any, hop: Any) -> None:
    hop.drop_at = "dot"
    gate.send(TYPED)
    office.clock.go_on(hours=12)

    found = compared(office, *anna("3F2A91C0D", "<1@office.example>")[:3], *anna("3F2A91C0E", "<in@x>", sender="p@y"))

    assert [each.was_accepted for each in found.comparison.doubts.shown] == [False]


def test_a_letter_refused_by_the_server_and_sent_otherwise_is_found(office: Any, gate: Any, hop: Any) -> None:
    hop.answers["dot"] = "550 5.7.1 no"
    gate.send(TYPED)
    office.clock.go_on(hours=12)

    found = compared(office, *anna("3F2A91C0D", "<1@office.example>"))

    assert found.comparison.left_otherwise.count == 1


def test_only_the_days_asked_for_are_judged(office: Any) -> None:
    lines = anna("3F2A91C0D", "<secret@office.example>")

    earlier = compared(office, *lines, last_day=date(2026, 10, 14))
    later = compared(office, *lines, first_day=date(2026, 10, 16))
    that_day = compared(office, *lines, first_day=date(2026, 10, 15), last_day=date(2026, 10, 15))

    assert [each.comparison.left_otherwise.count for each in (earlier, later, that_day)] == [0, 0, 1]


def test_addresses_of_the_office_that_are_nobodys_are_counted_and_the_programs_own_are_not(office: Any) -> None:
    found = compared(
        office,
        *anna("3F2A91C0D", "<1@x>", sender="robot@office.example"),
        *anna("3F2A91C0E", "<2@x>", sender="robot@office.example"),
        *anna("3F2A91C0F", "<3@x>", sender="naryad@office.example"),
    )

    assert found.comparison.strangers == {"robot@office.example": 2}
    assert not found.comparison.finds_something


def test_letters_go_on_from_one_file_into_the_next(office: Any) -> None:
    lines = [line.encode() for line in anna("3F2A91C0D", "<secret@office.example>")]

    with office.database.reading() as session:
        logs = [("mail.log.1", lines[:4]), ("mail.log", lines[4:])]
        found = reconcile(session, logs, office=office_of(session), actor=office.boris, now=NOW)

    [left] = found.comparison.left_otherwise.shown
    assert (left.line.place, left.message_id) == ("mail.log:1", "<secret@office.example>")


def test_a_file_that_is_no_mail_log_is_refused(office: Any) -> None:
    logs = [("book.txt", [b"Call me Ishmael.\n"])]

    with office.database.reading() as session:
        here = office_of(session)
        with pytest.raises(LogIsNoMailLog, match=r"No line of book\.txt is a mail server's about a letter"):
            reconcile(session, logs, office=here, actor=office.boris, now=NOW)


def test_only_an_administrator_or_the_console_compares(office: Any) -> None:
    lines = anna("3F2A91C0D", "<secret@office.example>")

    with pytest.raises(NotAllowed):
        compared(office, *lines, actor=office.anna)
    found = compared(office, *lines)
    with office.database.writing() as session:
        note_reconciliation(session, found, actor=None, now=NOW)


# The page and the command.


def log_file(*lines: str) -> tuple[str, bytes]:
    return ("mail.log", ("\n".join(lines) + "\n").encode())


def test_an_administrator_compares_a_log_on_the_page_and_settles_a_doubt_with_its_line(
    office: Any, gate: Any, hop: Any, visit: Any
) -> None:
    hop.drop_at = "dot"
    gate.send(TYPED)
    office.clock.go_on(hours=12)
    chief = visit(office.chief)
    content = log_file(*anna("3F2A91C0D", "<1@office.example>"), *anna("3F2A91C0E", "<secret@office.example>"), "???")

    shown = chief.send_file("/mail/reconcile", content)
    [attempt_id] = re.findall(r'action="/mail/doubts/(\d+)"', shown.text)
    [line] = re.findall(r'<textarea[^>]*name="log_line"[^>]*>([^<]*)</textarea>', shown.text)
    settled = chief.post(f"/mail/doubts/{attempt_id}", delivered="yes", log_line=html.unescape(line))

    for said in ("Left past the gate: 1", "&lt;secret@office.example&gt;", "mail.log:11"):
        assert said in shown.text
    assert "In doubt, and the log knows: 1" in shown.text
    assert "Lines that cannot be read: 1 (mail.log:13)" in shown.text
    assert settled.status_code == 303
    assert office.minutes() == [Decimal(10)]


def test_a_packed_log_is_compared_too_and_a_damaged_one_is_named(office: Any, visit: Any) -> None:
    chief = visit(office.chief)
    name, plain = log_file(*anna("3F2A91C0E", "<secret@office.example>"))
    packed = gzip.compress(plain)

    whole = chief.send_file("/mail/reconcile", (f"{name}.gz", packed))
    damaged = chief.send_file("/mail/reconcile", (f"{name}.gz", packed[:-12]))

    assert "Left past the gate: 1" in whole.text
    assert damaged.status_code == 422
    assert "mail.log.gz is packed, but cannot be unpacked whole" in damaged.text


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (("", b""), "Choose the mail server&#39;s log"),
        (("book.txt", b"Call me Ishmael.\n"), "No line of book.txt is a mail server"),
        (("mail.log.gz", b"\x1f\x8bnonsense"), "cannot be unpacked whole"),
    ],
    ids=["no file", "a book", "nonsense"],
)
def test_a_file_that_is_no_log_is_refused_on_the_page(office: Any, visit: Any, content: Any, says: str) -> None:
    answer = visit(office.chief).send_file("/mail/reconcile", content)

    assert answer.status_code == 422
    assert says in answer.text


def test_a_log_longer_than_the_page_takes_is_sent_to_the_command() -> None:
    with pytest.raises(LogIsTooLong) as refused:
        list(log_lines(io.BytesIO(b"a line\n" * 200_000), "mail.log", bytes_max=1024 * 1024))

    assert refused.value.message("en") == (
        "mail.log is longer than 1 megabytes. Give a part of it, or compare it on the server: "
        "naryad mail reconcile mail.log"
    )


def test_a_line_without_an_end_is_cut_and_the_rest_of_the_log_is_read() -> None:
    lines = list(log_lines(io.BytesIO(b"x" * 5_000_000 + b"\nOct 15 12:00:01 mx postfix: y\nlast"), "mail.log"))

    assert lines[-2:] == [b"Oct 15 12:00:01 mx postfix: y", b"last"]
    assert max(len(line) for line in lines) <= 1024 * 1024 + 65536


def test_a_person_without_the_right_compares_nothing(office: Any, visit: Any) -> None:
    anna_ = visit(office.anna)

    assert anna_.get("/mail/reconcile").status_code == 403
    assert anna_.send_file("/mail/reconcile", log_file("x")).status_code == 403


@pytest.fixture
def console(office: Any, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Any]:
    """Run `naryad mail reconcile` on the office of the test."""
    monkeypatch.setenv("NARYAD_DATABASE_URL", office.database.url)
    monkeypatch.setenv("NARYAD_DATA_DIR", str(office.folder))
    monkeypatch.setenv("NARYAD_LANGUAGE", "en")
    monkeypatch.setattr("naryad.cli.mail.utc_now", lambda: NOW)
    return lambda *words: CliRunner().invoke(app, ["mail", "reconcile", *words])


def test_the_command_lists_what_it_found_and_ends_with_1(office: Any, console: Any, tmp_path: Path) -> None:
    lines = anna("3F2A91C0E", "<secret@office.example>")
    (tmp_path / "mail.log").write_text("\n".join([*lines[2:], "???"]) + "\n")
    (tmp_path / "mail.log.1.gz").write_bytes(gzip.compress(("\n".join(lines[:2]) + "\n").encode()))

    done = console(str(tmp_path / "mail.log"), str(tmp_path / "mail.log.1.gz"))

    assert done.exit_code == 1
    for said in ("Lines: 7. Letters in the log: 1", "Left past the gate: 1", "Anna", "<secret@office.example>"):
        assert said in done.stdout
    assert "Lines that cannot be read: 1" in done.stdout
    assert "mail.log:3" in done.stdout


def test_the_command_answers_programs_with_json_and_with_0_where_all_agrees(
    office: Any, gate: Any, hop: Any, console: Any, tmp_path: Path
) -> None:
    hop.answers["dot"] = "250 2.0.0 Ok: queued as 3F2A91C0D"
    gate.send(TYPED)
    (tmp_path / "mail.log").write_text("\n".join(anna("3F2A91C0D", "<1@office.example>")) + "\n")

    done = console(str(tmp_path / "mail.log"), "--json", "--from", "2026-10-01", "--to", "2026-10-31")

    assert done.exit_code == 0
    said = json.loads(done.stdout)
    assert (said["letters"], said["agreed"], said["left_otherwise_count"]) == (1, 1, 0)


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (["mail.log", "--from", "soon"], 1, "“soon” is not a day"),
        (["book.txt"], 1, "is a mail server's about a letter"),
        (["mail.log", "--as", "anna@office.example"], 1, "Anna may not do this"),
        (["nowhere.log"], 2, "does not exist"),
        ([], 2, "Missing argument"),
    ],
)
def test_a_wrong_command_says_what_is_wrong(
    office: Any, console: Any, tmp_path: Path, words: list[str], code: int, says: str
) -> None:
    (tmp_path / "mail.log").write_text("\n".join(anna("3F2A91C0D", "<1@office.example>")) + "\n")
    (tmp_path / "book.txt").write_text("Call me Ishmael.\n")
    given = [str(tmp_path / word) if word.endswith((".log", ".txt")) else word for word in words]

    done = console(*given)

    assert done.exit_code == code
    assert says in " ".join(done.output.replace("│", " ").split())


def test_a_comparison_leaves_a_line_in_the_journal(office: Any, console: Any, tmp_path: Path) -> None:
    (tmp_path / "mail.log").write_text("\n".join(anna("3F2A91C0D", "<secret@office.example>")) + "\n")

    console(str(tmp_path / "mail.log"))

    with office.database.reading() as session:
        [facts] = session.exec(select(JournalRow.facts).where(JournalRow.action == "mail.reconcile")).all()
    assert facts["left_otherwise"] == 1
    assert "secret" not in str(facts)


# The log of a real Postfix.


def test_the_log_of_a_real_postfix_agrees_but_for_the_letter_that_went_past_the_gate(
    office: Any, start_gate: Any
) -> None:
    port = free_port()
    master = f"127.0.0.1:{port} inet n - n - - smtpd\n"
    with running_postfix(main=printed("behind/main.cf"), master=master, ports=(port,)) as server:
        running = start_gate(next_hop=f"smtp://127.0.0.1:{port}")
        passed = [
            running.send(TYPED, "pavel@client.example", "olga@client.example"),
            running.send(TYPED.replace(b"Message-ID: <1@office.example>\r\n", b""), "boris@office.example"),
            running.send(receipt(), "pavel@client.example", sender=""),
        ]
        with smtplib.SMTP("127.0.0.1", port, timeout=60) as past_the_gate:
            secret = b"Subject: Offer\r\nMessage-ID: <secret@office.example>\r\n\r\nDear Pavel\r\n"
            past_the_gate.sendmail("anna@office.example", ["pavel@client.example"], secret)
        server.arrived("pavel@client.example", 3)
        server.arrived("boris@office.example")
        server.wait_for_log("<secret@office.example>")
        wait_until(lambda: server.log.count(": removed") == 4)
        log = server.log.encode().splitlines()

    with office.database.reading() as session:
        found = reconcile(session, [("maillog", log)], office=office_of(session), actor=None, now=utc_now())

    assert [code for code, _ in passed] == [250, 250, 250]
    assert found.unreadable_count == 0
    assert (found.comparison.letters, found.comparison.agreed) == (4, 3)
    [left] = found.comparison.left_otherwise.shown
    assert (left.sender, left.message_id) == ("anna@office.example", "<secret@office.example>")
    assert left.recipients == ("pavel@client.example",)
    assert "status=sent" in left.line.text
    assert not found.comparison.never_arrived.count


def wait_until(holds: Callable[[], bool]) -> None:
    for _ in range(400):
        if holds():
            return
        time.sleep(0.05)
    raise AssertionError("it never came")
