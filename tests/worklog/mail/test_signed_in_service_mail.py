"""Programs with accounts, receipts of people who signed in, and addresses that several people share."""

from __future__ import annotations

import smtplib
from typing import Any

import pytest

from norms import store as norms_store
from tests.worklog.mail.automatic_letters import calendar_reply, receipt
from tests.worklog.mail.conftest import SEPTEMBER
from tests.worklog.mail.submission import OFFER, Submission, talk
from worklog.actions.app_password import make_account_password
from worklog.actions.service_account import open_account
from worklog.service_mail import MailSort
from worklog.store.service_mail import AutomaticLine, automatic_letters

pytestmark = pytest.mark.mail

ANNA, BORIS, TEAM = "anna@office.example", "boris@office.example", "team@office.example"
PAVEL, SCANNER = "pavel@client.example", "scanner@office.example"
SCAN = b"From: scanner@office.example\r\nSubject: Scan 0012\r\nMessage-ID: <scan-1@scanner>\r\n\r\nAAAA\r\n"


def listed(submission: Submission) -> list[AutomaticLine]:
    with submission.office.database.reading() as session:
        return automatic_letters(session, zone=submission.gate.office.zone)


def scanner_with(submission: Submission, code: str | None) -> str:
    """Open an account for the scanner, with a type of its own or none, and return its app password."""
    office = submission.office
    with office.database.writing() as session:
        found = norms_store.catalog(session, SEPTEMBER).find(code) if code else None
        account_id = open_account(
            session, name="Scanner", login="scanner", addresses=(SCANNER,),
            work_type_id=None if found is None else found.work_type.id, actor=office.chief, now=office.clock(),
        )  # fmt: skip
        return make_account_password(session, account_id, "hall", actor=office.chief, now=office.clock())


def handed_in(submission: Submission, login: str, password: str, sender: str, raw: bytes, *to: str) -> tuple[int, str]:
    with submission.program() as program:
        program.login(login, password)
        code, text = program.mail(sender)
        for recipient in to or (PAVEL,):
            if code == 250:
                code, text = program.rcpt(recipient)
        if code == 250:
            code, text = program.data(raw)
        return code, text.decode()


def test_a_scan_passes_as_service_mail_of_the_scanner_and_is_nobodys_output(
    submission: Submission, hop: Any, visit: Any
) -> None:
    code, _ = handed_in(submission, "scanner", scanner_with(submission, "L5"), SCANNER, SCAN, ANNA, BORIS)

    [line] = listed(submission)
    assert code == 250
    assert hop.taken == [SCAN]
    assert (line.sort, line.sender, line.recipients) == (MailSort.ACCOUNT, SCANNER, (ANNA, BORIS))
    assert submission.office.entries() == []
    assert "Scanner" in visit(submission.office.chief, submission.office).get("/mail/service").text


def test_an_account_without_a_type_of_its_own_is_refused_until_it_names_one(submission: Submission, hop: Any) -> None:
    password = scanner_with(submission, None)

    untyped = handed_in(submission, "scanner", password, SCANNER, SCAN, ANNA)
    typed = handed_in(submission, "scanner", password, SCANNER, SCAN.replace(b"Scan", b"[#L3] Scan"), ANNA)

    assert untyped[0] == 550
    assert "No work type, not sent" in untyped[1]
    assert typed[0] == 250
    assert hop.taken == [SCAN]
    assert submission.office.entries() == []


def test_a_program_never_writes_in_the_name_of_a_person(submission: Submission, hop: Any) -> None:
    raw = SCAN.replace(b"From: scanner@", b"From: anna@")

    code, text = handed_in(submission, "scanner", scanner_with(submission, "L5"), SCANNER, raw)

    assert code == 550
    assert "anna@office.example is no address of" in text
    assert hop.taken == []


def test_a_scan_that_the_next_server_refuses_for_one_recipient_goes_to_nobody(submission: Submission, hop: Any) -> None:
    hop.refuse[PAVEL] = "550 5.1.1 no such user"

    code, _ = handed_in(submission, "scanner", scanner_with(submission, "L5"), SCANNER, SCAN, ANNA, PAVEL)

    assert code == 550
    assert hop.taken == []
    assert [line.accepted for line in listed(submission)] == [False]


def test_a_persons_receipt_passes_when_they_signed_in(submission: Submission, hop: Any) -> None:
    code, _ = handed_in(submission, ANNA, submission.password(), "", receipt())

    [line] = listed(submission)
    assert code == 250
    assert hop.envelopes == [("", (PAVEL,))]
    assert line.author.employee_id == submission.office.anna.id


def test_a_receipt_in_the_name_of_a_colleague_is_refused(submission: Submission, hop: Any) -> None:
    code, text = handed_in(submission, BORIS, submission.password(submission.office.boris), "", receipt())

    assert code == 550
    assert "anna@office.example is no" in text
    assert hop.taken == []


def test_nobody_sends_receipts_past_the_sign_in(submission: Submission, hop: Any) -> None:
    with submission.program() as program:
        program.ehlo()
        code, text = program.mail("")

    assert code == 530
    assert b"Sign in first" in text


@pytest.mark.parametrize("raw", [receipt(from_=TEAM), calendar_reply(fields="").replace(b"Anna <anna@", b"<team@")])
def test_from_a_shared_address_service_mail_belongs_to_whoever_signed_in(
    submission: Submission, hop: Any, raw: bytes
) -> None:
    is_receipt = b"disposition" in raw
    password = submission.password(submission.office.boris)

    code, _ = handed_in(submission, BORIS, password, "" if is_receipt else TEAM, raw)

    [line] = listed(submission)
    assert code == 250
    assert (line.sender, line.author.employee_id) == (TEAM, submission.office.boris.id)


def test_a_shared_address_names_nobody_where_nobody_signed_in(submission: Submission, hop: Any) -> None:
    with smtplib.SMTP("127.0.0.1", submission.gate.port, timeout=30) as program:
        program.ehlo()
        code, text = program.mail(TEAM)

    assert code == 550
    assert text.decode() == (
        "5.7.1 Not sent. team@office.example belongs to several people, so it does not say who wrote the letter. "
        "Sign in, or send from your own address.\n5.7.1 http://naryad.office.example/mail/why/sender-shared"
    )


def test_a_mail_server_in_front_passes_no_login_so_a_shared_address_is_refused_there_too(
    submission: Submission, hop: Any
) -> None:
    answer = talk(
        submission.gate.port,
        (
            b"EHLO mail.office.example\r\n",
            b"XFORWARD NAME=pc7.office.example ADDR=192.0.2.7 PROTO=ESMTP\r\n",
            b"MAIL FROM:<team@office.example>\r\n",
        ),
    )

    assert answer[0].startswith("550-5.7.1 Not sent. team@office.example belongs to several people")
    assert hop.commands == []


def test_both_who_share_an_address_count_their_own_letters_from_it(submission: Submission, hop: Any) -> None:
    office = submission.office
    raw = OFFER.replace(b"From: anna@", b"From: team@")

    of_anna = handed_in(submission, ANNA, submission.password(), TEAM, raw)
    of_boris = handed_in(submission, BORIS, submission.password(office.boris), TEAM, raw)

    assert (of_anna[0], of_boris[0]) == (250, 250)
    assert [entry.employee_id for entry in office.entries()] == [office.anna.id, office.boris.id]
