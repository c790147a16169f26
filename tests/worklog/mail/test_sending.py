"""A letter through the gate: typed it arrives without its type and counts once; anything else counts nothing."""

from __future__ import annotations

import smtplib
import socket
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import select

from naryad.seal import Level, set_seal
from naryad.staff import choose_language
from worklog.actions.sending import resolve_doubt
from worklog.entry import State
from worklog.maildir import MaildirHop
from worklog.relay import read_unread
from worklog.sending import DoubtIsNotYours, DoubtNeedsLogLine, NothingInDoubt
from worklog.store.letter import doubts, letter_content
from worklog.tables.letter import LETTER_BODY, LETTER_CONTENT

pytestmark = pytest.mark.mail

LETTER = (
    b"From: Anna <anna@office.example>\r\nTo: pavel@client.example\r\n%sSubject: %sOffer\r\n"
    b"Message-ID: <1@office.example>\r\n\r\nDear Pavel,\r\n.a line with a dot\r\n"
)
PLAIN = LETTER % (b"", b"")
BY_HEADER = LETTER % (b"X-Work-Type: L10\r\n", b"")
BY_TAG = LETTER % (b"", b"[#L10] ")
LOG_LINE = "Oct 15 12:00:01 mx postfix/smtpd[77]: 4Xy: queued as 4Xy, status=sent"


@pytest.mark.parametrize(
    ("raw", "recipients"),
    [
        (BY_HEADER, ["pavel@client.example"]),
        (BY_TAG, ["pavel@client.example"]),
        (PLAIN, ["pavel@client.example", "L10@types.office.example"]),
    ],
    ids=["header", "tag", "address"],
)
def test_a_letter_typed_in_each_way_arrives_without_the_type_and_counts_ten_minutes(
    office: Any, gate: Any, hop: Any, raw: bytes, recipients: list[str]
) -> None:
    code, text = gate.send(raw, *recipients)

    assert (code, text) == (250, "2.0.0 queued as 1")
    assert hop.taken == [PLAIN]
    assert hop.envelopes == [("anna@office.example", ("pavel@client.example",))]
    assert office.minutes() == [Decimal(10)]
    assert office.letters()[0].state is State.COUNTED


def test_an_untyped_letter_is_refused_and_reaches_nobody(office: Any, gate: Any, hop: Any) -> None:
    code, text = gate.send(PLAIN)

    assert code == 550
    assert text == (
        "5.7.1 No work type, not sent. Put [#L3] first in the subject, or add L3@types.office.example "
        "to the recipients. Types: L3 L5 L10\n5.7.1 http://naryad.office.example/mail/why/no-type"
    )
    assert hop.commands == []
    assert office.entries() == []


def test_a_letter_retried_with_the_same_message_id_is_passed_on_again_and_counts_once(
    office: Any, gate: Any, hop: Any
) -> None:
    gate.send(BY_TAG)
    code, _ = gate.send(BY_TAG)

    assert code == 250
    assert len(hop.taken) == 2
    assert office.minutes() == [Decimal(10)]


def test_the_same_key_with_other_content_is_passed_on_shown_and_counted_once(office: Any, gate: Any, hop: Any) -> None:
    gate.send(BY_TAG)
    gate.send(BY_TAG.replace(b"Dear Pavel", b"Dear Petr"), "petr@client.example")

    assert [recipients for _, recipients in hop.envelopes] == [("pavel@client.example",), ("petr@client.example",)]
    assert office.minutes() == [Decimal(10)]
    assert office.letters()[0].has_other_content


def test_two_people_may_use_the_same_message_id(office: Any, gate: Any) -> None:
    gate.send(BY_TAG)
    gate.send(BY_TAG, sender="boris@office.example")

    assert office.minutes() == [Decimal(10), Decimal(10)]


def test_a_letter_without_a_message_id_is_new_after_24_hours(office: Any, gate: Any) -> None:
    raw = BY_TAG.replace(b"Message-ID: <1@office.example>\r\n", b"")

    gate.send(raw)
    gate.send(raw)
    within_a_day = office.minutes()
    office.clock.go_on(hours=24)
    gate.send(raw)

    assert within_a_day == [Decimal(10)]
    assert office.minutes() == [Decimal(10), Decimal(10)]


def test_the_next_hop_is_down_so_nothing_counts_and_the_reply_says_so(office: Any, start_gate: Any) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]

    code, text = start_gate(next_hop=f"smtp://127.0.0.1:{port}").send(BY_TAG)

    assert code == 451
    assert text == (
        f"4.4.1 The next server (smtp://127.0.0.1:{port}) cannot be reached or broke the line: "
        "nothing was sent, nothing counts. Send again later"
    )
    assert office.minutes() == []
    assert office.letters()[0].state is State.REFUSED


def test_one_of_three_recipients_is_refused_so_nobody_gets_the_letter(office: Any, gate: Any, hop: Any) -> None:
    hop.refuse = {"petr@client.example": "550 5.1.1 no such user"}

    code, text = gate.send(BY_TAG, "pavel@client.example", "petr@client.example", "olga@client.example")

    assert code == 550
    assert text == (
        "5.1.1 Nothing was sent to anybody and nothing counts: the next server refused 1 of the addresses\n"
        "5.1.1 <petr@client.example>: 550 5.1.1 no such user"
    )
    assert hop.taken == []
    assert "RSET" in hop.commands
    assert office.minutes() == []


def test_recipients_refused_for_now_only_make_451(office: Any, gate: Any, hop: Any) -> None:
    hop.refuse = {"petr@client.example": "450 greylisted", "olga@client.example": "452 full"}

    code, text = gate.send(BY_TAG, "pavel@client.example", "petr@client.example", "olga@client.example")

    assert code == 451
    assert "<petr@client.example>: 450 greylisted" in text
    assert "<olga@client.example>: 452 full" in text
    assert office.minutes() == []


@pytest.mark.parametrize(
    ("phase", "answer", "code", "says"),
    [
        ("greeting", "554 go away", 451, "does not serve now"),
        ("EHLO", "421 closing", 451, "does not serve now"),
        ("MAIL", "552 5.3.4 too big", 552, "5.3.4 too big"),
        ("MAIL", "450 4.1.8 later", 450, "4.1.8 later"),
        ("DATA", "451 4.3.0 busy", 451, "4.3.0 busy"),
        ("DATA", "554 5.5.1 no", 554, "5.5.1 no"),
        ("DATA", "250 odd", 451, "answered out of turn (250 odd)"),
        ("dot", "550 5.7.1 spam", 550, "5.7.1 spam"),
        ("dot", "452 4.3.1 disk full", 452, "4.3.1 disk full"),
        ("dot", "421 4.3.2 shutting down", 451, "4.3.2 shutting down"),
    ],
)
def test_what_the_next_hop_refuses_is_refused_with_its_own_code(
    office: Any, gate: Any, hop: Any, phase: str, answer: str, code: int, says: str
) -> None:
    hop.answers[phase] = answer
    if phase == "EHLO":
        hop.answers["HELO"] = answer

    replied, text = gate.send(BY_TAG)

    assert replied == code
    assert says in text
    assert "nothing" in text
    assert office.minutes() == []
    assert office.letters()[0].state is State.REFUSED


@pytest.mark.parametrize("phase", ["greeting", "EHLO", "MAIL", "RCPT", "DATA"])
def test_a_line_broken_before_the_last_dot_is_a_refusal(office: Any, gate: Any, hop: Any, phase: str) -> None:
    hop.drop_at = phase

    code, text = gate.send(BY_TAG)

    assert code == 451
    assert "nothing was sent, nothing counts" in text
    assert office.letters()[0].state is State.REFUSED


def test_a_line_broken_amid_a_long_letter_is_a_refusal(office: Any, gate: Any, hop: Any) -> None:
    hop.drop_at = "body"

    code, text = gate.send(BY_TAG + b"A line of a long letter.\r\n" * 400_000)

    assert code == 451
    assert "nothing was sent, nothing counts" in text


def test_a_line_broken_after_the_last_dot_is_in_doubt_until_an_administrator_reads_the_log(
    office: Any, gate: Any, hop: Any
) -> None:
    hop.drop_at = "dot"

    code, text = gate.send(BY_TAG)
    under_way = office.letters()[0].state
    office.clock.go_on(seconds=91)
    doubtful = office.letters()[0].state
    with office.database.writing() as session:
        [(attempt, _)] = doubts(session, office.clock())
        with pytest.raises(DoubtNeedsLogLine):
            resolve_doubt(session, attempt.id, was_accepted=True, log_line=" ", actor=office.chief, now=office.clock())
        resolve_doubt(session, attempt.id, was_accepted=True, log_line=LOG_LINE, actor=office.chief, now=office.clock())
    with office.database.writing() as session, pytest.raises(NothingInDoubt):
        resolve_doubt(session, attempt.id, was_accepted=True, log_line=LOG_LINE, actor=office.chief, now=office.clock())

    assert code == 451
    assert "did not say whether it took the letter" in text
    assert (under_way, doubtful) == (State.SENDING, State.IN_DOUBT)
    assert office.minutes() == [Decimal(10)]


def test_the_author_of_a_letter_in_doubt_does_not_resolve_it(office: Any, gate: Any, hop: Any) -> None:
    hop.drop_at = "dot"
    gate.send(BY_TAG, sender="boris@office.example")
    office.clock.go_on(seconds=91)

    with office.database.writing() as session:
        [(attempt, _)] = doubts(session, office.clock())
        with pytest.raises(DoubtIsNotYours, match="Ask another administrator"):
            resolve_doubt(
                session, attempt.id, was_accepted=True, log_line=LOG_LINE, actor=office.boris, now=office.clock()
            )


def test_a_doubt_resolved_as_not_delivered_leaves_the_letter_refused(office: Any, gate: Any, hop: Any) -> None:
    hop.drop_at = "dot"
    gate.send(BY_TAG)
    office.clock.go_on(seconds=91)

    with office.database.writing() as session:
        [(attempt, _)] = doubts(session, office.clock())
        resolve_doubt(
            session, attempt.id, was_accepted=False, log_line=LOG_LINE, actor=office.chief, now=office.clock()
        )

    assert office.letters()[0].state is State.REFUSED
    assert office.minutes() == []


def test_the_same_message_id_completes_a_letter_in_doubt(office: Any, gate: Any, hop: Any) -> None:
    hop.drop_at = "dot"
    gate.send(BY_TAG)
    office.clock.go_on(seconds=91)
    hop.drop_at = ""

    code, _ = gate.send(BY_TAG)

    assert code == 250
    assert office.minutes() == [Decimal(10)]
    with office.database.reading() as session:
        assert doubts(session, office.clock()) == []


def test_a_refusal_after_a_doubt_leaves_the_doubt(office: Any, gate: Any, hop: Any) -> None:
    hop.drop_at = "dot"
    gate.send(BY_TAG)
    office.clock.go_on(seconds=91)
    hop.drop_at, hop.answers["dot"] = "", "550 no"

    gate.send(BY_TAG)

    assert office.letters()[0].state is State.IN_DOUBT


def test_a_second_try_while_the_first_is_under_way_is_told_to_wait(office: Any, gate: Any, hop: Any) -> None:
    begun, go_on = threading.Event(), threading.Event()
    hop.on_data = lambda: (begun.set(), go_on.wait(20))

    with ThreadPoolExecutor(1) as program:
        first = program.submit(gate.send, BY_TAG)
        assert begun.wait(10)
        second = gate.send(BY_TAG)
        go_on.set()

    assert first.result()[0] == 250
    assert second[0] == 451
    assert "being sent right now. Look again in" in second[1]
    assert office.minutes() == [Decimal(10)]


def test_a_mail_program_that_hangs_up_during_the_relay_does_not_lose_the_outcome(
    office: Any, gate: Any, hop: Any
) -> None:
    begun, go_on = threading.Event(), threading.Event()
    hop.on_data = lambda: (begun.set(), go_on.wait(20))
    program = gate.client()
    program.ehlo("mail.program")
    program.mail("anna@office.example")
    program.rcpt("pavel@client.example")
    program.putcmd("data")
    program.getreply()
    program.send(BY_TAG + b".\r\n")
    assert begun.wait(10)

    assert program.sock is not None
    program.sock.close()
    time.sleep(0.1)
    go_on.set()
    gate.settle()

    assert len(hop.taken) == 1
    assert office.minutes() == [Decimal(10)]


def test_a_stop_waits_for_letters_under_way(office: Any, start_gate: Any, hop: Any) -> None:
    running = start_gate(next_hop=f"smtp://127.0.0.1:{hop.port}")
    begun = threading.Event()
    hop.on_data = lambda: (begun.set(), time.sleep(0.5))

    with ThreadPoolExecutor(1) as program:
        sent = program.submit(running.send, BY_TAG)
        assert begun.wait(10)
        running.gate.stop()

    assert sent.result()[0] == 250
    assert office.minutes() == [Decimal(10)]


def test_an_outcome_that_cannot_be_committed_is_451_and_in_doubt(
    office: Any, gate: Any, hop: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: Any) -> None:
        raise OSError("disk full")

    monkeypatch.setattr("worklog.relay.record_outcomes", fail)
    code, text = gate.send(BY_TAG)
    office.clock.go_on(seconds=91)

    assert code == 451
    assert "shown to an administrator as in doubt" in text
    assert len(hop.taken) == 1
    assert office.letters()[0].state is State.IN_DOUBT


def test_an_intent_that_cannot_be_committed_sends_nothing(
    office: Any, gate: Any, hop: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: Any, **__: Any) -> None:
        raise OSError("disk full")

    monkeypatch.setattr("worklog.smtp.passage.take_in_all", fail)
    code, text = gate.send(BY_TAG)

    assert (code, text) == (
        451, "4.3.0 The gate has trouble of its own: nothing was sent, nothing counts. Send again later"
    )  # fmt: skip
    assert hop.commands == []
    assert office.entries() == []


def test_no_transaction_is_open_while_the_next_hop_is_talked_to(office: Any, gate: Any, hop: Any) -> None:
    written: list[int] = []

    def write_meanwhile() -> None:
        with office.database.writing() as session:
            written.append(len(session.exec(select(1)).all()))

    hop.on_data = write_meanwhile

    assert gate.send(BY_TAG)[0] == 250
    assert written == [1]


def test_a_next_hop_without_8bitmime_gets_no_8_bit_letter(office: Any, gate: Any, hop: Any) -> None:
    hop.hello = "250-hop\r\n250 SIZE 1000000"

    code, text = gate.send(BY_TAG.replace(b"Dear Pavel", "Уважаемый Павел".encode()))

    assert code == 554
    assert "takes no 8-bit letters" in text
    assert "MAIL" not in hop.commands


def test_a_next_hop_without_smtputf8_gets_no_cyrillic_address(office: Any, gate: Any, hop: Any) -> None:
    hop.hello = "250-hop\r\n250 8BITMIME"

    with gate.client() as client:
        client.ehlo("mail.program")
        client.command_encoding = "utf-8"
        client.mail("anna@office.example", ("SMTPUTF8",))
        client.rcpt("павел@client.example")
        code, text = client.data(BY_TAG)

    assert code == 550
    assert b"5.6.7" in text
    assert office.minutes() == []


def test_a_next_hop_with_a_smaller_size_is_not_even_asked(office: Any, gate: Any, hop: Any) -> None:
    hop.hello = "250-hop\r\n250 SIZE 100"

    code, text = gate.send(BY_TAG)

    assert code == 552
    assert "takes at most 100 bytes" in text
    assert "MAIL" not in hop.commands


def test_a_next_hop_that_knows_only_helo_is_served(office: Any, gate: Any, hop: Any) -> None:
    hop.answers["EHLO"] = "502 what"

    assert gate.send(BY_TAG)[0] == 250
    assert office.minutes() == [Decimal(10)]


def test_what_the_letter_said_is_kept_for_the_audit_and_its_bytes_go(office: Any, gate: Any) -> None:
    raw = (
        b"Subject: [#L5] =?utf-8?B?0KHRh9GR0YI=?=\r\nMessage-ID: <2@x>\r\nMIME-Version: 1.0\r\n"
        b'Content-Type: multipart/mixed; boundary="b"\r\n\r\n--b\r\nContent-Type: text/html; charset=utf-8\r\n\r\n'
        b"<p>Dear <b>Pavel</b>,</p><script>x()</script>\r\n--b\r\n"
        b'Content-Type: application/pdf; name="invoice.pdf"\r\n'
        b"Content-Transfer-Encoding: base64\r\n\r\nAAAA\r\n--b--\r\n"
    )
    gate.send(raw)
    gate.settle()

    with office.database.reading() as session:
        content = letter_content(session, office.entries()[0].id)
        bodies = session.connection().execute(select(LETTER_BODY.c.entry_id)).all()

    assert content.subject == "Счёт"
    assert content.text == "Dear Pavel,"
    assert content.attachments == (("invoice.pdf", "application/pdf", 3),)
    assert content.recipients == ("pavel@client.example",)
    assert bodies == []


def test_parts_left_unread_by_a_stop_are_read_at_the_next_start(
    office: Any, gate: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("worklog.smtp.passage.read_parts", lambda *_, **__: None)
    gate.send(BY_TAG)
    gate.settle()

    assert read_unread(office.database, clock=office.clock) == 1
    with office.database.reading() as session:
        assert session.connection().execute(select(LETTER_CONTENT.c.text)).scalar() == "Dear Pavel,\n.a line with a dot"


def test_work_handed_in_before_midnight_counts_on_its_own_day(office: Any, gate: Any, hop: Any) -> None:
    hop.answers["dot"] = "451 later"
    gate.send(BY_TAG)
    office.clock.go_on(days=1)
    del hop.answers["dot"]
    gate.send(BY_TAG)

    [entry] = office.entries()
    assert entry.day.isoformat() == "2026-10-15"
    assert entry.figures is not None


@pytest.mark.parametrize("sent_on", ["2026-10-15", "2026-11-02"])
def test_a_letter_of_a_day_sealed_meanwhile_is_paid_in_an_open_month_with_its_reason(
    office: Any, gate: Any, hop: Any, sent_on: str
) -> None:
    hop.answers["dot"] = "451 later"
    gate.send(BY_TAG)
    del hop.answers["dot"]
    with office.database.writing() as session:
        set_seal(
            session,
            first_day=date(2026, 10, 1),
            last_day=date(2026, 10, 31),
            employee_id=None,
            level=Level.CLOSED,
            by=office.chief.id,
            now=office.clock(),
        )
    office.clock.now = datetime.fromisoformat(f"{sent_on}T10:00:00+00:00")

    code, _ = gate.send(BY_TAG)

    [entry] = office.entries()
    assert code == 250
    assert entry.day == date(2026, 10, 15)
    assert str(entry.figures.period) == "2026-11"
    assert entry.late_reason == f"письмо передано 15.10.2026, ушло {sent_on[8:]}.{sent_on[5:7]}.2026"


def test_a_reply_to_an_own_letter_that_repeats_its_type_address_is_pointed_out(office: Any, gate: Any) -> None:
    gate.send(PLAIN, "pavel@client.example", "L10@types.office.example")
    reply = PLAIN.replace(b"<1@office", b"<2@office").replace(
        b"\r\n\r\n", b"\r\nIn-Reply-To: <1@office.example>\r\n\r\n", 1
    )
    gate.send(reply, "pavel@client.example", "L10@types.office.example")

    latest, first = office.letters()
    assert latest.has_quoted_type
    assert not first.has_quoted_type


def test_twenty_clients_at_once_count_each_letter_once(any_office: Any, start_gate: Any, hop: Any) -> None:
    running = start_gate(within=any_office, next_hop=f"smtp://127.0.0.1:{hop.port}")
    letters = [BY_TAG.replace(b"<1@", b"<%d@" % number) for number in range(20)]

    with ThreadPoolExecutor(20) as programs:
        answers = list(programs.map(running.send, letters + letters))

    assert all(code == 250 or "being sent right now" in text for code, text in answers)
    assert any_office.minutes() == [Decimal(10)] * 20
    assert sorted(entry.figures.seq for entry in any_office.entries()) == list(range(1, 21))


def test_mailboxes_of_the_demo_take_every_address_and_keep_the_bytes(office: Any, start_gate: Any) -> None:
    hop = MaildirHop(office.folder / "mail", None)

    code, text = start_gate(hop).send(BY_TAG, "pavel@client.example", "olga@client.example")

    assert (code, text) == (250, "2.0.0 Delivered to 2 mailboxes")
    for address in ("pavel@client.example", "olga@client.example"):
        [path] = (hop.mailbox(address) / "new").iterdir()
        assert path.read_bytes() == PLAIN
    assert list((hop.mailbox("olga@client.example") / "tmp").iterdir()) == []


def test_mailboxes_of_an_office_take_its_own_domain_only(office: Any, start_gate: Any) -> None:
    running = start_gate(next_hop=f"maildir:{office.folder / 'mail'}")

    outside = running.send(BY_TAG, "boris@office.example", "pavel@client.example")
    inside = running.send(BY_TAG, "boris@office.example")

    assert outside[0] == 550
    assert outside[1] == (
        "5.7.1 Not sent to anybody, nothing counts. From here letters go only to addresses @office.example.\n"
        "5.7.1 Outside: <pavel@client.example>\n"
        "5.7.1 Leave them out, or ask an administrator how this office writes outside"
    )
    assert inside[0] == 250
    assert office.minutes() == [Decimal(10)]


@pytest.mark.parametrize(
    ("language", "says"),
    [
        (
            "en",
            "From here letters go only inside the office, to addresses @office.example. Take out of the recipients:",
        ),
        ("ru", "Отсюда письма уходят только внутри офиса, на адреса @office.example. Уберите из получателей:"),
    ],
)
def test_the_page_says_in_the_readers_language_whom_letters_do_not_reach(
    office: Any, visit: Any, language: str, says: str
) -> None:
    with office.database.writing() as session:
        choose_language(session, office.anna, language, office.clock())
    anna = visit(office.anna, next_hop=f"maildir:{office.folder / 'mail'}")
    letter = {"sender": "anna@office.example", "subject": "Offer", "text": "Dear Boris", "work_type": "L10"}

    outside = anna.post("/compose", **letter, to="boris@office.example, pavel@client.example")
    inside = anna.post("/compose", **letter, to="boris@office.example, L10@types.office.example", draft="1")

    assert outside.status_code == 422
    assert f"{says} pavel@client.example." in outside.text
    assert inside.status_code == 303
    assert office.minutes() == [Decimal(10)]


def test_a_mailbox_that_cannot_be_written_is_451_and_delivers_nothing(office: Any, start_gate: Any) -> None:
    hop = MaildirHop(office.folder / "mail", None)
    hop.folder.mkdir()
    hop.mailbox("olga@client.example").write_text("in the way")

    code, text = start_gate(hop).send(BY_TAG, "pavel@client.example", "olga@client.example")

    assert code == 451
    assert "cannot be written" in text
    assert list((hop.mailbox("pavel@client.example") / "new").iterdir()) == []
    assert office.minutes() == []


def test_an_address_cannot_lead_out_of_the_mailboxes() -> None:
    hop = MaildirHop(Path("/mail"), None)

    for address in ("../../etc/x@y.example", "/etc/x@y.example", "..@y.example", "a/b@y.example"):
        assert hop.mailbox(address).parent == Path("/mail")


def test_smtplib_raises_what_a_person_sees(gate: Any) -> None:
    with gate.client() as client, pytest.raises(smtplib.SMTPDataError) as refused:
        client.sendmail("anna@office.example", ["pavel@client.example"], PLAIN)

    assert refused.value.smtp_code == 550
