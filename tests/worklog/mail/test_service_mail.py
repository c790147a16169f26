"""Service mail passes with 0 minutes and is listed; a letter dressed as service mail is a letter (rule 9)."""

from __future__ import annotations

import smtplib
import threading
import time
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlmodel import select

from naryad import journal, verification
from naryad.office import office_of
from naryad.tables import JournalRow
from norms import store as norms_store
from tests.worklog.mail.automatic_letters import (
    DISPOSITION,
    HEADERS,
    INVITATION,
    WORDS,
    bounce,
    calendar_reply,
    multipart,
    part,
    receipt,
)
from tests.worklog.mail.conftest import SEPTEMBER
from worklog.actions.letter import Arrived, NoRecipientLeft
from worklog.actions.service_mail import Automatic, judge_automatic
from worklog.gate import RetiredType, WorkHasNoType, WrongKind
from worklog.sender import Sender, ServiceAccount
from worklog.service_mail import MailSort, NoServiceMail, ReceiptHasNoAuthor, is_calendar_reply, report_sort
from worklog.store.service_mail import Author, automatic_doubts, automatic_letters
from worklog.web.waits import LATELY

pytestmark = pytest.mark.mail

PAVEL = ("pavel@client.example",)
ATTACHED = "Content-Disposition: attachment; filename=invite.ics"
LETTER = part("Dear Pavel, the price is 100.\r\n", "text/plain")
HTML = "<html><head><style>p{color:red}</style></head><body><p>Anna has <b>accepted</b>.</p></body></html>"

# What is service mail, told from the bytes alone.


AUTOMATIC = DISPOSITION.replace("manual-action/MDN-sent-manually", "automatic-action/MDN-sent-automatically")
BARE = (part(WORDS, "text/plain"), part(DISPOSITION, "message/disposition-notification"))


@pytest.mark.parametrize(
    ("raw", "sort"),
    [
        (receipt(), MailSort.RECEIPT),
        (receipt("Прочитано.\r\n"), MailSort.RECEIPT),
        (receipt(WORDS, AUTOMATIC), MailSort.RECEIPT),
        (multipart("report; report-type=Disposition-Notification", *BARE, subject="Read"), MailSort.RECEIPT),
        (bounce(), MailSort.REPORT),
        (bounce(part(HEADERS, "text/rfc822-headers")), MailSort.REPORT),
        (bounce(part(HEADERS + "\r\nDear Anna,\r\na question.\r\n", "message/rfc822")), MailSort.REPORT),
    ],
    ids=[
        "Thunderbird", "Russian words", "sent automatically", "any case, nothing returned", "short bounce",
        "with headers", "with the letter",
    ],
)  # fmt: skip
def test_receipts_and_delivery_reports_of_mail_programs_are_service_mail(raw: bytes, sort: MailSort) -> None:
    assert report_sort(raw, 1) is sort


def test_a_receipt_with_its_words_in_html_too_is_service_mail() -> None:
    both = (
        'Content-Type: multipart/alternative; boundary="c"\r\n\r\n--c\r\n'
        + part("Read.\r\n", "text/plain") + "\r\n--c\r\n" + part(HTML, "text/html") + "\r\n--c--\r\n"
    )  # fmt: skip
    notice = part(DISPOSITION, "message/disposition-notification")
    raw = multipart("report; report-type=disposition-notification", both, notice, subject="Read: Question")

    assert report_sort(raw, 1) is MailSort.RECEIPT


@pytest.mark.parametrize(
    ("raw", "recipients", "why"),
    [
        (b"Subject: Offer\r\n\r\nDear Pavel\r\n", 1, "it is no read receipt or delivery report"),
        (multipart("mixed", LETTER, subject="Offer"), 1, "it is no read receipt or delivery report"),
        (multipart("report; report-type=feedback-report", LETTER, LETTER, subject="x"), 1, "it is no read receipt"),
        (b"Content-Type: multipart/report; report-type=delivery-status\r\n\r\nno parts\r\n", 1, "it has other parts"),
        (receipt(), 2, "it goes to several recipients"),
        (receipt(WORDS + "x\r\n" * 30_000), 1, "it is larger than 64 KB"),
        (receipt("Dear Pavel, about the price. " * 50), 1, "its text is longer than 1000 characters"),
        (receipt(WORDS, DISPOSITION, LETTER), 1, "it has other parts than a report has"),
        (receipt(WORDS, DISPOSITION, part(HEADERS, "text/rfc822-headers"), LETTER), 1, "it has other parts"),
        (receipt(WORDS, DISPOSITION, part("AAAA", "application/pdf; name=offer.pdf")), 1, "it has other parts"),
        (receipt(WORDS, DISPOSITION, part(HEADERS + "\r\nDear\r\n", "message/rfc822")), 1, "it has other parts"),
        (receipt(WORDS, DISPOSITION, part("Dear Pavel, so\r\nit is\r\n", "text/rfc822-headers")), 1, "no headers"),
        (receipt(WORDS, DISPOSITION + "\r\nDear Pavel, the price is 100\r\n"), 1, "holds other text"),
        (receipt(WORDS, "Disposition: displayed\r\n"), 1, "missing or not of the standard form"),
        (receipt(WORDS, DISPOSITION + "X-Letter: " + "price " * 900 + "\r\n"), 1, "not of the standard form"),
        (bounce(part("Dear Pavel, the price is 100.\r\n", "message/rfc822")), 1, "what it returns is no letter"),
        (bounce(words=WORDS * 20), 1, "its text is longer than 1000 characters"),
    ],
    ids=[
        "a plain letter", "a letter in parts", "another report", "no parts", "to two", "big", "a long text",
        "a second text", "a fourth part", "a file", "a whole letter", "prose as headers", "prose as fields",
        "no fields", "a letter in a field", "prose as a letter", "a long bounce",
    ],
)  # fmt: skip
def test_a_letter_dressed_as_a_receipt_is_told_by_what_it_carries(raw: bytes, recipients: int, why: str) -> None:
    with pytest.raises(NoServiceMail) as refused:
        report_sort(raw, recipients)

    assert why in refused.value.message("en")
    assert "Отправитель пуст" in refused.value.message("ru")


@pytest.mark.parametrize(
    "words",
    [
        part("AAAA", "application/pdf"),
        part("Read.", "text/plain; name=offer.txt"),
        part("Read.", "text/plain", "Content-Disposition: attachment"),
        part('<p>Read <img src="data:image/png;base64,AAAA"></p>', "text/html"),
        part("<p>" + "price " * 300 + "</p>", "text/html"),
    ],
    ids=["a file", "a named text", "an attached text", "a picture", "long HTML"],
)
def test_the_words_of_a_receipt_are_no_place_for_a_file_or_a_letter(words: str) -> None:
    notice = part(DISPOSITION, "message/disposition-notification")

    with pytest.raises(NoServiceMail):
        report_sort(multipart("report; report-type=disposition-notification", words, notice, subject="Read"), 1)


@pytest.mark.parametrize(
    "raw",
    [
        calendar_reply(),
        calendar_reply(""),
        calendar_reply("Anna has accepted.\r\n", INVITATION, part(HTML, "text/html; charset=utf-8")),
        calendar_reply("", INVITATION, part(INVITATION, "application/ics; name=invite.ics", ATTACHED)),
        calendar_reply("", INVITATION.replace("ACCEPTED", "DECLINED").replace("UID", "COMMENT:I am away.\r\nUID")),
        (b"Subject: Accepted\r\nContent-Type: text/calendar; method=reply\r\n\r\n" + INVITATION.encode()),
    ],
    ids=["Thunderbird", "no words", "Outlook", "Gmail", "declined with a word", "the calendar alone"],
)  # fmt: skip
def test_answers_to_invitations_are_service_mail(raw: bytes) -> None:
    assert is_calendar_reply(raw, 1)


@pytest.mark.parametrize(
    ("raw", "recipients"),
    [
        (calendar_reply(), 2),
        (calendar_reply("Dear Pavel, about the price. " * 50), 1),
        (calendar_reply("x" * 70_000), 1),
        (calendar_reply("", INVITATION.replace("METHOD:REPLY", "METHOD:REQUEST")), 1),
        (calendar_reply().replace(b"method=REPLY", b"method=REQUEST"), 1),
        (calendar_reply("", "the price is 100"), 1),
        (calendar_reply("", INVITATION.replace("UID", "COMMENT:" + "price " * 300 + "\r\nUID")), 1),
        (calendar_reply("", INVITATION.replace("UID", "ATTACH:data:AAAA\r\nUID")), 1),
        (calendar_reply("", INVITATION, part("AAAA", "application/pdf; name=offer.pdf")), 1),
        (calendar_reply("", INVITATION, part(HTML, "text/html; name=letter.html")), 1),
        (calendar_reply("", INVITATION, part("<p>" + "price " * 300, "text/html")), 1),
        (b"Subject: text/calendar; method=REPLY\r\n\r\nDear Pavel\r\n", 1),
    ],
    ids=[
        "to two", "a long text", "big", "an invitation", "an invitation outside", "no calendar", "a long comment",
        "a file in the calendar", "a file", "a named page", "a long page", "only says so",
    ],
)  # fmt: skip
def test_a_letter_dressed_as_an_answer_to_an_invitation_is_a_letter(raw: bytes, recipients: int) -> None:
    assert not is_calendar_reply(raw, recipients)


@pytest.mark.parametrize(
    "raw",
    [
        b"Content-Type: multipart/report; report-type=disposition-notification; boundary=\"\r\n\r\n--\r\n",
        b"Content-Type: multipart/report; report-type*=x''%FF; boundary=b\r\n\r\n--b\r\n\r\n--b--\r\n",
        b"Content-Type: multipart/alternative; boundary=b\r\n\r\n--b\r\nContent-Type: text/calendar; method=REPLY; "
        b"charset=nonsense\r\nContent-Transfer-Encoding: base64\r\n\r\n!!!\r\n--b--\r\n",
        b"Content-Type: text/calendar; method=REPLY\r\nContent-Transfer-Encoding: uuencode\r\n\r\nbegin\r\n",
        b"\r\ntext/calendar",
        b"",
    ],
)  # fmt: skip
def test_odd_mime_is_never_service_mail_and_never_breaks_the_gate(raw: bytes) -> None:
    assert not is_calendar_reply(raw, 1)
    with pytest.raises(NoServiceMail):
        report_sort(raw, 1)


# Through the gate.


def sent_empty(gate: Any, raw: bytes, *recipients: str) -> tuple[int, str]:
    """Hand a letter in with an empty sender, as mail programs hand in receipts."""
    return gate.send(raw, *(recipients or PAVEL), sender="")  # type: ignore[no-any-return]  # the gate of the tests


def listed(office: Any) -> list[Any]:
    with office.database.reading() as session:
        return automatic_letters(session, zone=ZoneInfo("Europe/Moscow"))


def test_a_receipt_passes_byte_for_byte_is_listed_and_counts_nothing(office: Any, gate: Any, hop: Any) -> None:
    code, text = sent_empty(gate, receipt())

    [line] = listed(office)
    assert (code, text) == (250, "2.0.0 queued as 1")
    assert hop.taken == [receipt()]
    assert hop.envelopes == [("", PAVEL)]
    assert office.entries() == []
    assert (line.sort, line.author, line.sender) == (MailSort.RECEIPT, Author(office.anna.id), "anna@office.example")
    assert (line.recipients, line.subject) == (PAVEL, "Return Receipt (displayed) - Question")
    assert (line.message_id, line.size) == ("<auto-1@office.example>", len(receipt()))
    assert (line.accepted, line.reply) == (True, "250 2.0.0 queued as 1")


def test_an_answer_to_an_invitation_passes_from_ones_own_address(office: Any, gate: Any, hop: Any) -> None:
    code, _ = gate.send(calendar_reply())

    [line] = listed(office)
    assert code == 250
    assert hop.envelopes == [("anna@office.example", PAVEL)]
    assert (line.sort, line.author) == (MailSort.CALENDAR, Author(office.anna.id))
    assert office.entries() == []


def test_an_answer_to_an_invitation_that_names_a_type_is_a_letter_of_that_type(
    office: Any, gate: Any, hop: Any
) -> None:
    code, _ = gate.send(calendar_reply(fields="X-Work-Type: L3\r\n"))

    assert code == 250
    assert office.minutes() == [Decimal(3)]
    assert listed(office) == []


def test_an_answer_to_an_invitation_with_a_letter_in_it_needs_a_type(office: Any, gate: Any, hop: Any) -> None:
    code, text = gate.send(calendar_reply("Dear Pavel, about the price.\r\n" * 50))

    assert code == 550
    assert "No work type, not sent" in text
    assert hop.taken == []
    assert listed(office) == []


@pytest.mark.parametrize(
    "field", ["Auto-Submitted: auto-generated", "Auto-Submitted: auto-replied", "Precedence: bulk", "X-Autoreply: yes"]
)
def test_saying_that_a_letter_is_automatic_exempts_nothing(office: Any, gate: Any, hop: Any, field: str) -> None:
    code, text = gate.send(f"Subject: Offer\r\nMessage-ID: <1@x>\r\n{field}\r\n\r\nDear Pavel\r\n".encode())

    assert code == 550
    assert "No work type, not sent" in text
    assert hop.commands == []


def test_a_letter_with_an_empty_sender_is_refused_with_what_passes(office: Any, gate: Any, hop: Any) -> None:
    code, text = sent_empty(gate, b"From: anna@office.example\r\nSubject: [#L10] Offer\r\n\r\nDear Pavel\r\n")

    assert code == 550
    assert text == (
        "5.7.1 Not sent. The sender is empty, and it is no read receipt or delivery report. With an empty sender pass "
        "read receipts and delivery reports to one recipient. Send a letter from your own address, with its type.\n"
        "5.7.1 http://naryad.office.example/mail/why/empty-sender"
    )
    assert hop.commands == []
    assert listed(office) == []


def test_a_receipt_to_two_recipients_is_refused_for_both(office: Any, gate: Any, hop: Any) -> None:
    code, text = sent_empty(gate, receipt(), "pavel@client.example", "olga@client.example")

    assert code == 550
    assert "it goes to several recipients" in text
    assert hop.commands == []


@pytest.mark.parametrize(
    ("from_", "says"),
    [
        ("Eve <eve@office.example>", "eve@office.example is not the address of anybody of this office"),
        ("team@office.example", "team@office.example belongs to several people"),
        ("chief@office.example", "Chief may not do this"),
        ("anna@office.example, boris@office.example", "the letter's From says whose receipt it is"),
        ("", "the letter's From says whose receipt it is"),
    ],
)
def test_a_receipt_says_whose_it_is(office: Any, gate: Any, hop: Any, from_: str, says: str) -> None:
    code, text = sent_empty(gate, receipt(from_=from_))

    assert code == 550
    assert says in text
    assert hop.commands == []


def test_a_receipt_that_the_next_hop_refuses_is_refused_with_its_own_code(office: Any, gate: Any, hop: Any) -> None:
    hop.refuse["pavel@client.example"] = "550 5.1.1 no such user"

    code, text = sent_empty(gate, receipt())

    [line] = listed(office)
    assert code == 550
    assert "<pavel@client.example>: 550 5.1.1 no such user" in text
    assert (line.accepted, line.is_doubtful(office.clock())) == (False, False)


def test_service_mail_without_an_answer_is_in_doubt_and_its_retry_waits_for_the_lease(
    office: Any, gate: Any, hop: Any
) -> None:
    hop.drop_at = "dot"
    first = sent_empty(gate, receipt())
    hop.drop_at = ""
    second = sent_empty(gate, receipt())
    office.clock.go_on(seconds=91)
    third = sent_empty(gate, receipt())

    assert first[0] == 451
    assert second[0] == 451
    assert "being sent right now" in second[1]
    assert third[0] == 250
    with office.database.reading() as session:
        assert [line.id for line in automatic_doubts(session, office.clock())] == [listed(office)[-1].id]


def test_service_mail_whose_outcome_cannot_be_committed_is_451_and_in_doubt(
    office: Any, gate: Any, hop: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: Any) -> None:
        raise OSError("disk full")

    monkeypatch.setattr("worklog.smtp.service_mail.end_automatic", fail)
    code, text = sent_empty(gate, receipt())
    office.clock.go_on(seconds=91)

    assert code == 451
    assert "shown to an administrator as in doubt" in text
    assert listed(office)[0].is_doubtful(office.clock())


def test_service_mail_whose_intent_cannot_be_committed_goes_nowhere(
    office: Any, gate: Any, hop: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: Any, **__: Any) -> None:
        raise OSError("disk full")

    monkeypatch.setattr("worklog.smtp.service_mail.begin_automatic", fail)
    code, text = sent_empty(gate, receipt())

    assert code == 451
    assert "nothing was sent, nothing counts" in text
    assert hop.commands == []


def test_a_receipt_that_goes_in_circles_is_stopped(office: Any, gate: Any, hop: Any) -> None:
    code, text = sent_empty(gate, b"Received: by mx\r\n" * 51 + receipt())

    assert code == 554
    assert "goes in circles" in text


def test_a_mail_program_that_hangs_up_after_a_receipt_does_not_lose_its_outcome(
    office: Any, gate: Any, hop: Any
) -> None:
    begun, go_on = threading.Event(), threading.Event()
    hop.on_data = lambda: (begun.set(), go_on.wait(20))
    program = gate.client()
    program.ehlo("mail.program")
    program.mail("")
    program.rcpt("pavel@client.example")
    program.putcmd("data")
    program.getreply()
    program.send(receipt() + b".\r\n")
    assert begun.wait(10)

    program.sock.close()
    time.sleep(0.1)
    go_on.set()
    gate.settle()

    assert listed(office)[0].accepted


def test_an_orderly_dialogue_may_mix_receipts_and_letters(office: Any, gate: Any, hop: Any) -> None:
    with gate.client() as client:
        client.ehlo("mail.program")
        client.sendmail("", PAVEL, receipt())
        client.sendmail("anna@office.example", PAVEL, b"Subject: [#L10] Offer\r\nMessage-ID: <2@x>\r\n\r\nDear\r\n")
        with pytest.raises(smtplib.SMTPDataError):
            client.sendmail("anna@office.example", PAVEL, b"Subject: Offer\r\nMessage-ID: <3@x>\r\n\r\nDear\r\n")

    assert [sender for sender, _ in hop.envelopes] == ["", "anna@office.example"]
    assert office.minutes() == [Decimal(10)]


# Signed in: people by their own From, programs by their account.


def judged(office: Any, arrived: Arrived, sender: Sender | None) -> Automatic | None:
    with office.database.reading() as session:
        return judge_automatic(session, arrived, sender, office=office_of(session), now=office.clock())


def test_whoever_signed_in_sends_receipts_in_their_own_name_only(office: Any) -> None:
    anna = Sender(office.anna, login="anna@office.example")
    boris = Sender(office.boris, login="boris@office.example")
    arrived = Arrived(raw=receipt(), sender="", recipients=PAVEL)

    taken = judged(office, arrived, anna)
    assert taken is not None
    assert taken.author == Author(office.anna.id)
    with pytest.raises(ReceiptHasNoAuthor, match=r"anna@office\.example is not the address of whoever hands it in"):
        judged(office, arrived, boris)


def test_whoever_signed_in_may_send_a_receipt_from_an_address_they_share(office: Any) -> None:
    anna = Sender(office.anna, login="anna@office.example")

    taken = judged(office, Arrived(raw=receipt(from_="team@office.example"), sender="", recipients=PAVEL), anna)

    assert taken is not None
    assert (taken.author, taken.shown_sender) == (Author(office.anna.id), "team@office.example")


SCAN = b"From: scanner@office.example\r\nSubject: Scan 0012\r\nMessage-ID: <scan-1@scanner>\r\n\r\nAAAA\r\n"


def scanner(office: Any, default: str | None) -> Sender:
    with office.database.reading() as session:
        catalog = norms_store.catalog(session, SEPTEMBER)
    found = catalog.find(default) if default else None
    account = ServiceAccount(
        7, "Scanner", "scanner", ("scanner@office.example",), None if found is None else found.work_type.id
    )
    return Sender(None, account=account, login="scanner")


@pytest.mark.parametrize("default", ["THANKS", "L5"])
def test_a_letter_of_an_account_with_a_type_of_its_own_passes_and_is_nobodys_output(office: Any, default: str) -> None:
    arrived = Arrived(raw=SCAN, sender="scanner@office.example", recipients=("anna@office.example",))

    taken = judged(office, arrived, scanner(office, default))

    assert taken is not None
    assert (taken.sort, taken.author) == (MailSort.ACCOUNT, Author(account_id=7))
    assert taken.outgoing.content == SCAN


def test_an_account_may_name_another_type_which_is_taken_out_and_counts_nothing(office: Any) -> None:
    raw = SCAN.replace(b"Subject: Scan", b"Subject: [#L10] Scan")
    arrived = Arrived(raw=raw, sender="scanner@office.example", recipients=("anna@office.example",))

    taken = judged(office, arrived, scanner(office, "THANKS"))

    assert taken is not None
    assert taken.outgoing.content == SCAN


def test_an_account_without_a_type_of_its_own_names_one_as_people_do(office: Any) -> None:
    addressed = ("anna@office.example", "L5@types.office.example")
    typed = Arrived(raw=SCAN, sender="scanner@office.example", recipients=addressed)
    untyped = Arrived(raw=SCAN, sender="scanner@office.example", recipients=addressed[:1])

    taken = judged(office, typed, scanner(office, None))
    assert taken is not None
    assert taken.outgoing.recipients == ("anna@office.example",)
    with pytest.raises(WorkHasNoType):
        judged(office, untyped, scanner(office, None))


@pytest.mark.parametrize(
    ("default", "subject", "refusal"),
    [("L7", b"Scan", RetiredType), ("THANKS", b"[#C12] Scan", WrongKind), ("C12", b"Scan", WrongKind)],
)
def test_an_account_with_a_wrong_type_is_refused(office: Any, default: str, subject: bytes, refusal: Any) -> None:
    raw = SCAN.replace(b"Scan 0012", subject)
    arrived = Arrived(raw=raw, sender="scanner@office.example", recipients=("anna@office.example",))

    with pytest.raises(refusal):
        judged(office, arrived, scanner(office, default))


def test_a_bracketed_number_in_a_scans_subject_is_no_type(office: Any) -> None:
    raw = SCAN.replace(b"Scan 0012", b"[#0012] Scan")
    arrived = Arrived(raw=raw, sender="scanner@office.example", recipients=("anna@office.example",))

    taken = judged(office, arrived, scanner(office, "THANKS"))

    assert taken is not None
    assert taken.outgoing.content == raw


def test_an_accounts_letter_to_a_type_address_alone_has_no_recipient(office: Any) -> None:
    arrived = Arrived(raw=SCAN, sender="scanner@office.example", recipients=("L5@types.office.example",))

    with pytest.raises(NoRecipientLeft):
        judged(office, arrived, scanner(office, "THANKS"))


# The list.


def test_the_list_says_who_when_to_whom_what_and_what_became_of_it_without_a_text(
    office: Any, gate: Any, hop: Any, visit: Any
) -> None:
    sent_empty(gate, receipt())
    hop.refuse["olga@client.example"] = "550 5.1.1 no such user"
    gate.send(calendar_reply("Anna will come, she says.\r\n"), "olga@client.example")

    seen = visit(office.chief).get("/mail/service").text

    for said in ("Anna", "anna@office.example", "pavel@client.example", "read receipt", "passed", "15.10.2026 12:00"):
        assert said in seen
    for said in ("answer to an invitation", "olga@client.example", "refused", "no such user"):
        assert said in seen
    assert "she says" not in seen


def test_the_list_is_narrowed_to_an_author_and_a_day(office: Any, gate: Any, hop: Any, visit: Any) -> None:
    sent_empty(gate, receipt())
    sent_empty(
        gate, receipt(from_="boris@office.example").replace(b"<auto-1@", b"<auto-2@").replace(b"Question", b"Bill")
    )
    office.clock.go_on(days=1)
    chief = visit(office.chief)

    of_anna = chief.get(f"/mail/service?who=p{office.anna.id}").text
    of_that_day = chief.get("/mail/service?day=2026-10-15").text
    of_the_next = chief.get("/mail/service?day=2026-10-16").text
    wrong_day = chief.get("/mail/service?day=soon").text

    assert "Question" in of_anna
    assert "Bill" not in of_anna
    assert "Bill" in of_that_day
    assert "No service mail of this kind" in of_the_next
    assert "soon" in wrong_day


def test_the_list_is_in_the_menu_once_there_is_something_to_list(office: Any, gate: Any, visit: Any) -> None:
    chief = visit(office.chief)

    before = chief.get("/mail/service").text
    sent_empty(gate, receipt())
    after = chief.get("/mail/service").text

    assert 'href="/mail/service"' not in before
    assert "No service mail yet" in before
    assert 'href="/mail/service"' in after


def test_a_person_without_the_right_sees_no_list(office: Any, visit: Any) -> None:
    answer = visit(office.anna).get("/mail/service")

    assert answer.status_code == 403
    assert "administrator" in answer.text


def test_an_administrator_settles_service_mail_in_doubt_with_the_line_of_the_log(
    office: Any, gate: Any, hop: Any, visit: Any
) -> None:
    hop.drop_at = "dot"
    sent_empty(gate, receipt())
    office.clock.go_on(seconds=91)
    chief = visit(office.chief)
    [line] = listed(office)

    page = chief.get("/mail/service").text
    short = chief.post(f"/mail/service/{line.id}", delivered="yes", log_line=" ")
    settled = chief.post(
        f"/mail/service/{line.id}", delivered="yes", log_line="Oct 15 mx postfix: status=sent (250 ok)"
    )
    again = chief.post(f"/mail/service/{line.id}", delivered="no", log_line="Oct 15 mx postfix: status=sent (250 ok)")

    assert "delivery unknown" in page
    assert "The mail server never said whether it took these" in page
    assert short.status_code == 422
    assert settled.status_code == 303
    assert again.status_code == 409
    assert (listed(office)[0].accepted, listed(office)[0].resolved_by) == (True, office.chief.id)


def test_service_mail_lately_in_doubt_is_counted_for_the_first_page(office: Any, gate: Any, hop: Any) -> None:
    hop.drop_at = "dot"
    sent_empty(gate, receipt())

    with office.database.reading() as session:
        under_way = automatic_doubts(session, office.clock())
        office.clock.go_on(days=29)
        lately = automatic_doubts(session, office.clock(), since=office.clock() - LATELY)
        office.clock.go_on(days=2)
        long_ago = automatic_doubts(session, office.clock(), since=office.clock() - LATELY)
        whenever = automatic_doubts(session, office.clock())

    assert [len(each) for each in (under_way, lately, long_ago, whenever)] == [0, 1, 0, 1]


def test_what_passed_and_what_became_of_it_stand_in_the_journal(office: Any, gate: Any, visit: Any) -> None:
    sent_empty(gate, receipt())

    with office.database.writing() as session:
        journal.seal_journal(session)
    with office.database.reading() as session:
        found = [each for each in verification.troubles(session) if "service" in each.place]
        actions = session.exec(select(JournalRow.action).where(JournalRow.action.startswith("service_mail"))).all()

    assert found == []
    assert actions == ["service_mail.intend", "service_mail.outcome"]


def test_the_page_of_the_refusal_says_what_passes(office: Any, visit: Any) -> None:
    why = visit(office.anna).get("/mail/why/empty-sender").text

    assert "The sender is empty" in why
    assert "read receipts and delivery reports" in why
