"""Signing in at the gate: app passwords over TLS, whose letters somebody may send, and how often one may be wrong."""

from __future__ import annotations

import base64
import smtplib
import subprocess
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import Session, select

from naryad import access, staff
from naryad.people import NotAllowed, Role
from naryad.tables import JournalRow
from tests.needs import needs
from tests.worklog.mail.submission import OFFER, Submission
from worklog.actions.app_password import make_account_password, make_password, revoke_password
from worklog.actions.service_account import close_account
from worklog.app_password import (
    LETTERS,
    PASSWORDS_MAX,
    AppPasswordNeedsName,
    NoSuchAppPassword,
    TooManyAppPasswords,
    hash_of,
    new_secret,
)
from worklog.store.app_password import passwords_of
from worklog.store.service_account import accounts
from worklog.tables.app_password import GateFailureRow

pytestmark = pytest.mark.mail

ANNA, BORIS, TEAM = "anna@office.example", "boris@office.example", "team@office.example"
PAVEL = "pavel@client.example"
ADVICE = (
    "5.7.8 Login or app password not right. Enter your e-mail and an app password, which is not the password of the "
    "pages: http://naryad.office.example/mail/program"
)


def refused(program: smtplib.SMTP, login: str, password: str) -> tuple[int, str]:
    with pytest.raises(smtplib.SMTPResponseException) as refusal:
        program.login(login, password)
    code, text = refusal.value.smtp_code, refusal.value.smtp_error
    return code, text.decode() if isinstance(text, bytes) else text


def journal(office: Any, action: str) -> list[tuple[int | None, dict[str, Any]]]:
    """Return who and what of each line of the journal with this action."""
    with office.database.reading() as session:
        lines = session.exec(select(JournalRow).where(JournalRow.action == action).order_by(JournalRow.id))
        return [(line.actor_id, line.facts) for line in lines]


# The password itself.


def test_an_app_password_is_80_random_bits_that_are_easy_to_type() -> None:
    secret = new_secret()

    assert len(secret.replace("-", "")) * (len(LETTERS).bit_length() - 1) == 80
    assert [len(group) for group in secret.split("-")] == [4, 4, 4, 4]
    assert not set("ilou") & set(LETTERS)
    assert len({new_secret() for _ in range(100)}) == 100


@pytest.mark.parametrize(
    "typed", ["K7FQ-9MZ1-2HX0-P4WD", "k7fq 9mz1 2hx0 p4wd", "k7fq9mz12hx0p4wd", "k7fq-9mzl-2hxO-p4wd"]
)
def test_a_password_is_known_however_it_is_typed(typed: str) -> None:
    assert hash_of(typed) == hash_of("k7fq-9mz1-2hx0-p4wd")


def test_only_the_hash_of_a_password_is_kept(submission: Submission) -> None:
    secret = submission.password()

    submission.office.database.engine.dispose()
    stored = Path(submission.office.database.engine.url.database).read_bytes()

    assert secret.encode() not in stored
    assert secret.replace("-", "").encode() not in stored


def test_a_password_needs_a_name_by_which_its_owner_knows_it(office: Any) -> None:
    with office.database.writing() as session, pytest.raises(AppPasswordNeedsName, match="what the password is for"):
        make_password(session, "  ", actor=office.anna, now=office.clock())


def test_a_person_has_at_most_20_passwords_at_once(office: Any) -> None:
    with office.database.writing() as session:
        for number in range(PASSWORDS_MAX):
            make_password(session, f"phone {number}", actor=office.anna, now=office.clock())

    with office.database.writing() as session, pytest.raises(TooManyAppPasswords, match="20 app passwords"):
        make_password(session, "one more", actor=office.anna, now=office.clock())


def test_nobody_revokes_the_password_of_another(office: Any, submission: Submission) -> None:
    submission.password()
    with office.database.reading() as session:
        annas = passwords_of(session, employee_id=office.anna.id)[0].id

    with office.database.writing() as session, pytest.raises(NoSuchAppPassword):
        revoke_password(session, annas, actor=office.boris, now=office.clock())


def test_only_an_administrator_makes_passwords_of_accounts(office: Any) -> None:
    with office.database.writing() as session, pytest.raises(NotAllowed, match="administrator"):
        make_account_password(session, 1, "hall", actor=office.anna, now=office.clock())


# Getting in.


@pytest.mark.parametrize("tls", [False, True], ids=["STARTTLS", "TLS"])
def test_a_letter_leaves_and_counts_for_whoever_signed_in(submission: Submission, hop: Any, tls: bool) -> None:
    password = submission.password()

    with submission.program(tls=tls) as program:
        program.login(ANNA, password)
        program.sendmail(ANNA, [PAVEL], OFFER)

    assert [letter.state for letter in submission.office.letters()] == ["counted"]
    assert hop.envelopes == [(ANNA, (PAVEL,))]


@pytest.mark.parametrize("mechanism", ["auth_plain", "auth_login"])
@pytest.mark.parametrize("initial", [True, False], ids=["at once", "when asked"])
def test_both_mechanisms_let_in_with_and_without_a_first_answer(
    submission: Submission, mechanism: str, initial: bool
) -> None:
    with submission.program() as program:
        program.ehlo()
        program.user, program.password = ANNA, submission.password()
        name = mechanism.removeprefix("auth_").upper()
        code, _ = program.auth(name, getattr(program, mechanism), initial_response_ok=initial)

    assert code == 235


def test_the_login_is_the_e_mail_in_any_case(submission: Submission) -> None:
    with submission.program() as program:
        assert program.login("Anna@Office.Example", submission.password())[0] == 235


def test_signing_in_is_offered_only_over_tls(submission: Submission) -> None:
    with smtplib.SMTP("127.0.0.1", submission.starttls_port, timeout=30) as program:
        program.ehlo()
        assert "auth" not in program.esmtp_features
        assert "starttls" in program.esmtp_features

        program.starttls(context=submission.authority.trust)
        program.ehlo()
        assert program.esmtp_features["auth"].split() == ["PLAIN", "LOGIN"]
        assert "starttls" not in program.esmtp_features
        assert "xforward" not in program.esmtp_features


def test_the_gate_without_sign_in_offers_neither(submission: Submission) -> None:
    with smtplib.SMTP("127.0.0.1", submission.gate.port, timeout=30) as program:
        program.ehlo()

    assert set(program.esmtp_features) == {"size", "8bitmime", "smtputf8", "pipelining", "xforward", "help"}


def test_the_password_of_the_pages_opens_nothing_here(submission: Submission) -> None:
    office = submission.office
    with office.database.writing() as session:
        access.set_password(session, office.anna.id, "a short sentence", actor=office.anna, now=office.clock())

    with submission.program() as program:
        assert refused(program, ANNA, "a short sentence") == (535, ADVICE)


def test_an_unknown_login_and_a_wrong_password_get_the_same_answer(submission: Submission) -> None:
    password = submission.password()

    with submission.program() as program:
        program.ehlo()
        assert program.docmd("AUTH", _plain(ANNA, "0000-0000-0000-0000")) == (535, ADVICE.encode())
        assert program.docmd("AUTH", _plain("eve@office.example", password)) == (535, ADVICE.encode())


def test_the_password_of_one_person_does_not_open_for_another(submission: Submission) -> None:
    boris = submission.password(submission.office.boris)

    with submission.program() as program:
        assert refused(program, ANNA, boris)[0] == 535


def test_nobody_signs_in_to_act_in_the_name_of_another(submission: Submission) -> None:
    with submission.program() as program:
        program.ehlo()
        reply = program.docmd("AUTH", _plain(ANNA, submission.password(), in_whose_name=BORIS))

    assert reply[0] == 535


def test_the_door_closes_with_the_employment(submission: Submission) -> None:
    office, password = submission.office, submission.password()
    with office.database.writing() as session:
        staff.edit_employee(
            session, office.anna.id, name="Anna", email=ANNA, addresses=[ANNA], employed_to=date(2026, 10, 15),
            actor=None, now=office.clock(),
        )  # fmt: skip

    with submission.program() as program:
        assert program.login(ANNA, password)[0] == 235
        office.clock.go_on(days=1)
        assert program.mail(ANNA) == (530, b"5.7.0 The app password was revoked or employment has ended. Make another "
                                           b"on http://naryad.office.example/mail/program")  # fmt: skip
        assert refused(program, ANNA, password)[0] == 535


def test_a_revoked_password_ends_with_the_next_letter_of_an_open_line(submission: Submission, hop: Any) -> None:
    office, password = submission.office, submission.password()
    with submission.program() as program:
        program.login(ANNA, password)
        program.sendmail(ANNA, [PAVEL], OFFER)
        with office.database.writing() as session:
            mine = passwords_of(session, employee_id=office.anna.id)[0].id
            revoke_password(session, mine, actor=office.anna, now=office.clock())

        assert program.mail(ANNA)[0] == 530
        assert program.rcpt(PAVEL)[0] == 530

    assert len(hop.taken) == 1


def test_another_password_goes_on_working_when_one_is_revoked(submission: Submission) -> None:
    office = submission.office
    kept, lost = submission.password(label="at work"), submission.password(label="phone")
    with office.database.writing() as session:
        phone = next(each.id for each in passwords_of(session, employee_id=office.anna.id) if each.label == "phone")
        revoke_password(session, phone, actor=office.anna, now=office.clock())

    with submission.program() as program:
        assert refused(program, ANNA, lost)[0] == 535
        assert program.login(ANNA, kept)[0] == 235


# Whose letters.


def test_of_a_shared_address_whoever_signed_in_is_the_author(submission: Submission) -> None:
    office, password = submission.office, submission.password(submission.office.boris)

    with submission.program() as program:
        program.login(BORIS, password)
        program.sendmail(TEAM, [PAVEL], OFFER.replace(b"anna@", b"team@"))

    assert [letter.state for letter in office.letters(office.boris)] == ["counted"]
    assert office.letters(office.anna) == []


def test_nobody_sends_from_the_address_of_another(submission: Submission) -> None:
    with submission.program() as program:
        program.login(ANNA, submission.password())
        code, text = program.mail(BORIS)

    assert code == 553
    assert text.decode() == (
        "5.7.1 boris@office.example is no address of anna@office.example, who signed in. Send from "
        "anna@office.example or team@office.example, or ask an administrator to add the address\n"
        "5.7.1 http://naryad.office.example/mail/why/sender-not-own"
    )


@pytest.mark.parametrize(
    "head",
    [
        b"From: boris@office.example",
        b"From: Anna <anna@office.example>, boris@office.example",
        b"From: anna@office.example\r\nFrom: boris@office.example",
        b'From: "Boris" <BORIS@office.example>\r\nSender: anna@office.example',
        b"From: boris@office.example\r\nResent-From: anna@office.example",
    ],
)
def test_nobody_writes_another_of_the_office_into_from(submission: Submission, hop: Any, head: bytes) -> None:
    with submission.program() as program:
        program.login(ANNA, submission.password())
        program.mail(ANNA)
        program.rcpt(PAVEL)
        code, text = program.data(head + b"\r\nSubject: [#L10] Offer\r\n\r\nx\r\n")

    assert code == 550
    assert b"boris@office.example is no address of anna@office.example, who signed in" in text.lower()
    assert hop.taken == []


def test_a_letter_of_a_client_may_be_passed_on_as_it_came(submission: Submission, hop: Any) -> None:
    with submission.program() as program:
        program.login(ANNA, submission.password())
        letter = (
            b"Resent-From: anna@office.example\r\nFrom: pavel@client.example\r\nSubject: [#L3] Question\r\n\r\nx\r\n"
        )
        program.sendmail(ANNA, ["boris@office.example"], letter)

    assert len(hop.taken) == 1


def test_a_letter_without_from_is_its_senders(submission: Submission, hop: Any) -> None:
    with submission.program() as program:
        program.login(ANNA, submission.password())
        program.sendmail(ANNA, [PAVEL], b"Subject: [#L10] Offer\r\n\r\nx\r\n")

    assert len(hop.taken) == 1


def test_whoever_lost_the_role_of_an_employee_sends_nothing(submission: Submission) -> None:
    office, password = submission.office, submission.password()
    with office.database.writing() as session:
        staff.give_roles(session, office.anna.id, {Role.ACCOUNTANT}, actor=None, now=office.clock())

    with submission.program() as program:
        program.login(ANNA, password)
        code, text = program.mail(ANNA)

    assert code == 550
    assert b"needs one of the roles: employee" in text


def test_the_account_of_a_program_sends_from_its_own_addresses_only(submission: Submission) -> None:
    password = submission.account()

    with submission.program() as program:
        program.login("scanner", password)
        assert program.mail("scanner@office.example")[0] == 250
        program.rset()
        assert program.mail(ANNA)[0] == 553


def test_a_closed_account_is_out_at_once(submission: Submission) -> None:
    office, password = submission.office, submission.account()
    with submission.program() as program:
        program.login("scanner", password)
        with office.database.writing() as session:
            close_account(session, accounts(session)[0].id, actor=office.chief, now=office.clock())

        assert program.mail("scanner@office.example")[0] == 530
        assert refused(program, "scanner", password)[0] == 535


# Guessing.


def answer(submission: Submission, password: str, login: str = ANNA) -> tuple[int, str]:
    with submission.program() as program:
        program.ehlo()
        code, text = program.docmd("AUTH", _plain(login, password))
        return code, text.decode()


def guess(submission: Submission, times: int, login: str = ANNA) -> list[int]:
    return [answer(submission, "0000-0000-0000-0000", login)[0] for _ in range(times)]


def test_the_third_failure_ends_the_connection(submission: Submission) -> None:
    with submission.program() as program:
        program.ehlo()
        wrong = _plain(ANNA, "0000-0000-0000-0000")
        assert [program.docmd("AUTH", wrong)[0] for _ in range(3)] == [535, 535, 421]


def test_ten_failures_close_the_login_for_a_quarter_of_an_hour(submission: Submission) -> None:
    office, password = submission.office, submission.password()
    assert guess(submission, 10) == [535] * 10

    assert answer(submission, password) == (454, "4.7.0 Too many failed sign-ins. Try again in 15 minutes")
    office.clock.go_on(minutes=14, seconds=30)
    assert answer(submission, password) == (454, "4.7.0 Too many failed sign-ins. Try again in 1 minute")
    office.clock.go_on(seconds=30)
    assert answer(submission, password) == (235, "2.7.0 Welcome")


def test_a_strangers_guesses_do_not_keep_the_owner_out(submission: Submission) -> None:
    password = submission.password()
    with submission.program() as program:
        program.login(ANNA, password)

    guess(submission, 12)

    with submission.program() as program:
        assert program.login(ANNA, password)[0] == 235


def test_thirty_failures_close_the_address_for_every_login(submission: Submission) -> None:
    password = submission.password(submission.office.boris)
    for number in range(30):
        guess(submission, 1, login=f"p{number}@office.example")

    with submission.program() as program:
        assert refused(program, BORIS, password)[0] == 454


# What is kept of it.


def test_the_journal_hears_of_the_first_use_in_a_day_and_of_every_failure(submission: Submission) -> None:
    office, password = submission.office, submission.password()
    for _ in range(3):
        with submission.program() as program:
            program.login(ANNA, password)
        office.clock.go_on(minutes=10)
    assert len(journal(office, "access.gate_sign_in")) == 1
    office.clock.go_on(days=1)
    with submission.program() as program:
        program.login(ANNA, password)
    guess(submission, 2)

    assert journal(office, "access.gate_sign_in") == [(office.anna.id, {"address": "127.0.0.1"})] * 2
    assert journal(office, "access.gate_refused") == [(None, {"address": "127.0.0.1"})] * 2


def test_a_password_says_when_and_from_where_it_was_used_last(submission: Submission) -> None:
    office, password = submission.office, submission.password()
    with submission.program() as program:
        program.login(ANNA, password)

    with office.database.reading() as session:
        (mine,) = passwords_of(session, employee_id=office.anna.id)
    assert (mine.used_at, mine.used_from) == (office.clock(), "127.0.0.1")


def test_a_password_is_journalled_without_its_secret(submission: Submission) -> None:
    secret = submission.password()

    ((_, facts),) = journal(submission.office, "access.make_app_password")
    assert facts["label"] == "Thunderbird"
    assert secret not in str(facts)
    assert hash_of(secret) not in str(facts)


def test_failures_are_forgotten_after_a_day(submission: Submission) -> None:
    office = submission.office
    guess(submission, 2)
    office.clock.now += timedelta(days=1, seconds=1)
    guess(submission, 1)

    with office.database.reading() as session:
        assert len(_all(session, GateFailureRow)) == 1


# A mail program from outside Python.


@pytest.mark.parametrize("mechanism", ["PLAIN", "LOGIN"])
@pytest.mark.parametrize("tls", ["--tls", "--tls-on-connect"])
def test_swaks_signs_in_and_sends(submission: Submission, hop: Any, mechanism: str, tls: str) -> None:
    swaks = needs("swaks")
    port = submission.starttls_port if tls == "--tls" else submission.tls_port

    done = subprocess.run(
        [str(swaks), "--server", f"127.0.0.1:{port}", tls, "--auth", mechanism, "--auth-user", ANNA,
         "--auth-password", submission.password(), "--from", ANNA, "--to", PAVEL,
         "--header", "Subject: [#L10] Offer", "--body", "Dear Pavel", "--timeout", "20"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert done.returncode == 0, done.stdout + done.stderr
    assert len(hop.taken) == 1
    assert [letter.state for letter in submission.office.letters()] == ["counted"]


def test_swaks_with_a_wrong_password_sends_nothing(submission: Submission, hop: Any) -> None:
    swaks = needs("swaks")

    done = subprocess.run(
        [str(swaks), "--server", f"127.0.0.1:{submission.starttls_port}", "--tls", "--auth", "PLAIN", "--auth-user",
         ANNA, "--auth-password", "wrong", "--from", ANNA, "--to", PAVEL, "--timeout", "20"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert done.returncode == 28  # swaks: the sign-in failed
    assert "535 5.7.8" in done.stdout
    assert hop.taken == []


def _plain(login: str, password: str, in_whose_name: str = "") -> str:
    return "PLAIN " + base64.b64encode(f"{in_whose_name}\0{login}\0{password}".encode()).decode()


def _all(session: Session, model: Any) -> list[Any]:
    return list(session.exec(select(model)))
