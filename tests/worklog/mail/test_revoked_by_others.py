"""Whoever looks after the staff revokes a colleague's app password: at once, with a reason that its owner reads."""

from __future__ import annotations

import smtplib
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlmodel import Session, col, select

from naryad import staff
from naryad.errors import DomainError
from naryad.people import Employee, NotAllowed, Role
from naryad.tables import JournalRow
from tests.worklog.mail.post import listed, send_notices, text_of
from tests.worklog.mail.submission import OFFER, Submission
from worklog.actions.app_password import (
    make_account_password,
    make_password,
    revoke_password,
    revoke_password_of,
)
from worklog.actions.service_account import open_account
from worklog.app_password import AppPasswordIsRevoked, NoSuchAppPassword
from worklog.entry import ReasonIsMissing
from worklog.store.app_password import passwords_of, revoked_by_others
from worklog.tables.app_password import AppPasswordRow

pytestmark = pytest.mark.mail

ANNA, PAVEL = "anna@office.example", "pavel@client.example"
LOST = "The laptop was left in a taxi"


def make(office: Any, person: Employee, label: str = "Thunderbird") -> int:
    """Make an app password for somebody and return its number."""
    with office.database.writing() as session:
        make_password(session, label, actor=person, now=office.clock())
    return max(each.id for each in in_use(office, person))


def in_use(office: Any, person: Employee) -> Any:
    with office.database.reading() as session:
        return passwords_of(session, employee_id=person.id)


def revoke(office: Any, actor: Employee, owner: Employee, password_id: int, reason: str = LOST) -> None:
    with office.database.writing() as session:
        revoke_password_of(session, owner.id, password_id, reason=reason, actor=actor, now=office.clock())


def refused(office: Any, refusal: type[DomainError], act: Callable[[Session], None]) -> tuple[str, str]:
    """Return what the refusal says, in Russian and in English."""
    with office.database.writing() as session, pytest.raises(refusal) as found:
        act(session)
    return found.value.message("ru"), found.value.message("en")


def hire_head(office: Any) -> Employee:
    """Take on a head who is no administrator."""
    with office.database.writing() as session:
        return staff.add_employee(
            session, name="Dina", email="dina@office.example", number="105", roles={Role.HEAD},
            employed_from=datetime(2026, 9, 1, tzinfo=UTC).date(), actor=None, now=office.clock(), language="en",
        )  # fmt: skip


# What it does.


def test_an_administrator_revokes_a_colleagues_password_on_either_database(any_office: Any) -> None:
    office = any_office
    lost = make(office, office.anna)

    revoke(office, office.boris, office.anna, lost, "  The laptop \n was left in a taxi ")

    assert in_use(office, office.anna) == []
    with office.database.reading() as session:
        (told,) = revoked_by_others(session, office.anna.id, office.clock())
        line = session.exec(select(JournalRow).order_by(col(JournalRow.id).desc())).first()
        assert line is not None
        assert (line.action, line.actor_id) == ("access.revoke_app_password", office.boris.id)
        assert line.facts == {"label": "Thunderbird", "employee": office.anna.id, "reason": LOST}
    assert (told.label, told.by, told.at, told.reason) == ("Thunderbird", "Boris", office.clock(), LOST)


def test_a_head_who_is_no_administrator_may_do_it_too(office: Any) -> None:
    lost = make(office, office.anna)

    revoke(office, hire_head(office), office.anna, lost)

    assert in_use(office, office.anna) == []


def test_an_open_line_ends_with_its_next_letter(submission: Submission, hop: Any) -> None:
    office, password = submission.office, submission.password()
    with submission.program() as program:
        program.login(ANNA, password)
        program.sendmail(ANNA, [PAVEL], OFFER)
        revoke(office, office.boris, office.anna, in_use(office, office.anna)[0].id)

        assert program.mail(ANNA)[0] == 530
        assert program.rcpt(PAVEL)[0] == 530

    assert len(hop.taken) == 1


def test_a_password_revoked_by_a_colleague_lets_nobody_in(submission: Submission) -> None:
    office, lost, kept = submission.office, submission.password(label="laptop"), submission.password(label="phone")
    laptop = next(each.id for each in in_use(office, office.anna) if each.label == "laptop")
    revoke(office, office.boris, office.anna, laptop)

    with submission.program() as program:
        with pytest.raises(smtplib.SMTPAuthenticationError, match="Login or app password not right"):
            program.login(ANNA, lost)
        assert program.login(ANNA, kept)[0] == 235


# What its owner hears.


def test_the_owner_gets_a_mail_that_says_who_when_and_why(office: Any, hop: Any) -> None:
    revoke(office, office.boris, office.anna, make(office, office.anna))

    (mail,) = send_notices(office, hop)

    assert mail["To"] == "Anna <anna@office.example>"
    assert mail["Subject"] == "Your app password “Thunderbird” was revoked"
    said = text_of(mail)
    assert "Boris revoked your app password “Thunderbird” on 15.10.2026 12:00." in said
    assert f"The reason: {LOST}" in said
    assert "http://naryad.office.example/mail/program" in said


def test_the_mail_is_in_the_owners_language(office: Any, hop: Any) -> None:
    with office.database.writing() as session:
        staff.choose_language(session, office.anna, "ru", office.clock())
    revoke(office, office.boris, office.anna, make(office, office.anna))

    (mail,) = send_notices(office, hop)

    assert mail["Subject"] == "Ваш пароль приложения «Thunderbird» отозван"
    assert "отозван 15.10.2026 12:00. Кто отозвал: Boris." in text_of(mail)


def test_whoever_revokes_their_own_gets_no_mail(office: Any) -> None:
    revoke(office, office.boris, office.boris, make(office, office.boris))

    assert listed(office) == []
    with office.database.reading() as session:
        assert revoked_by_others(session, office.boris.id, office.clock()) == []


def test_the_owners_page_says_it_for_ninety_days(office: Any, visit: Callable[..., Any]) -> None:
    revoke(office, office.boris, office.anna, make(office, office.anna))
    said = f"“Thunderbird” was revoked by Boris on 15.10.2026 12:00. The reason: {LOST}"
    anna = visit(office.anna)

    assert said in anna.get("/mail/program").text
    with office.database.reading() as session:
        assert len(revoked_by_others(session, office.anna.id, datetime(2027, 1, 13, 8, 59, tzinfo=UTC))) == 1
        assert revoked_by_others(session, office.anna.id, datetime(2027, 1, 13, 9, 0, tzinfo=UTC)) == []


def test_a_password_one_revoked_oneself_is_not_on_the_page_any_more(office: Any, visit: Callable[..., Any]) -> None:
    mine = make(office, office.anna)
    with office.database.writing() as session:
        revoke_password(session, mine, actor=office.anna, now=office.clock())

    assert "was revoked" not in visit(office.anna).get("/mail/program").text


# On the person's page.


def test_the_persons_page_lists_the_passwords_and_revokes_one(office: Any, visit: Callable[..., Any]) -> None:
    lost, boris = make(office, office.anna, "laptop"), visit(office.boris)
    page = boris.get(f"/staff/{office.anna.id}").text
    assert "laptop" in page
    assert f'action="/staff/{office.anna.id}/app-passwords/{lost}/revoke"' in page

    answer = boris.post(f"/staff/{office.anna.id}/app-passwords/{lost}/revoke", reason=LOST)

    assert (answer.status_code, answer.headers["location"]) == (303, f"/staff/{office.anna.id}#app-passwords")
    assert boris.said(answer) == (
        "The app password is revoked: it opens nothing any more. Its owner gets a mail with your reason."
    )
    after = boris.get(f"/staff/{office.anna.id}").text
    assert "None is in use." in after
    assert f"“laptop”: Boris, 15.10.2026 12:00. {LOST}" in after


def test_the_passwords_of_whoever_has_left_are_still_there_to_be_revoked(
    office: Any, visit: Callable[..., Any]
) -> None:
    left = make(office, office.anna)
    with office.database.writing() as session:
        staff.edit_employee(
            session, office.anna.id, name="Anna", email=ANNA, addresses=[ANNA],
            employed_to=datetime(2026, 10, 14, tzinfo=UTC).date(), actor=None, now=office.clock(),
        )  # fmt: skip

    answer = visit(office.boris).post(f"/staff/{office.anna.id}/app-passwords/{left}/revoke", reason="She has left")

    assert answer.status_code == 303
    assert in_use(office, office.anna) == []


def test_an_accountant_sees_no_passwords_on_the_persons_page(office: Any, visit: Callable[..., Any]) -> None:
    make(office, office.anna, "laptop")
    with office.database.writing() as session:
        staff.give_roles(session, office.boris.id, {Role.ACCOUNTANT}, actor=None, now=office.clock())

    page = visit(office.boris).get(f"/staff/{office.anna.id}")

    assert page.status_code == 200
    assert "laptop" not in page.text
    assert "App passwords" not in page.text


def test_of_a_person_who_writes_no_letters_the_page_says_nothing(office: Any, visit: Callable[..., Any]) -> None:
    assert "App passwords" not in visit(office.boris).get(f"/staff/{office.chief.id}").text


# Refused.


def test_nobody_without_the_right_revokes_anothers(office: Any, visit: Callable[..., Any]) -> None:
    boriss = make(office, office.boris)

    said = refused(
        office,
        NotAllowed,
        lambda session: revoke_password_of(
            session, office.boris.id, boriss, reason=LOST, actor=office.anna, now=office.clock()
        ),
    )

    assert "Anna не может этого сделать" in said[0]
    assert "Anna may not do this" in said[1]
    answer = visit(office.anna).post(f"/staff/{office.boris.id}/app-passwords/{boriss}/revoke", reason=LOST)
    assert answer.status_code == 403
    assert len(in_use(office, office.boris)) == 1


def test_a_number_that_no_password_has_is_named(office: Any, visit: Callable[..., Any]) -> None:
    said = refused(
        office,
        NoSuchAppPassword,
        lambda session: revoke_password_of(
            session, office.anna.id, 9999, reason=LOST, actor=office.boris, now=office.clock()
        ),
    )

    assert said[0].startswith("Такого действующего пароля приложения нет.")
    assert said[1].startswith("There is no such app password in use.")
    path = f"/staff/{office.anna.id}/app-passwords/9999/revoke"
    assert visit(office.boris).post(path, reason=LOST).status_code == 404


def test_a_password_of_another_than_the_page_names_stays(office: Any) -> None:
    boriss = make(office, office.boris)

    refused(
        office,
        NoSuchAppPassword,
        lambda session: revoke_password_of(
            session, office.anna.id, boriss, reason=LOST, actor=office.chief, now=office.clock()
        ),
    )

    assert len(in_use(office, office.boris)) == 1


def test_a_programs_password_is_not_revoked_as_a_persons(office: Any) -> None:
    with office.database.writing() as session:
        account_id = open_account(
            session, name="Scanner", login="scanner", addresses=("scanner@office.example",), work_type_id=None,
            actor=office.chief, now=office.clock(),
        )  # fmt: skip
        make_account_password(session, account_id, "hall", actor=office.chief, now=office.clock())
        (hall,) = passwords_of(session, account_id=account_id)

    refused(
        office,
        NoSuchAppPassword,
        lambda session: revoke_password_of(
            session, office.anna.id, hall.id, reason=LOST, actor=office.chief, now=office.clock()
        ),
    )


def test_one_that_is_revoked_already_keeps_the_first_who_and_why(office: Any, visit: Callable[..., Any]) -> None:
    lost = make(office, office.anna)
    revoke(office, office.boris, office.anna, lost)

    said = refused(
        office,
        AppPasswordIsRevoked,
        lambda session: revoke_password_of(
            session, office.anna.id, lost, reason="Once more", actor=office.chief, now=office.clock()
        ),
    )

    assert said == (
        "Пароль приложения «Thunderbird» уже отозван: он ничего не открывает, делать больше ничего не нужно.",
        "The app password “Thunderbird” was revoked already: it opens nothing any more, and nothing is left to do.",
    )
    with office.database.reading() as session:
        row = session.get(AppPasswordRow, lost)
        assert row is not None
        assert (row.revoked_by, row.revoked_because) == (office.boris.id, LOST)
    assert len(listed(office)) == 1
    again = visit(office.boris).post(f"/staff/{office.anna.id}/app-passwords/{lost}/revoke", reason=LOST)
    assert again.status_code == 409


def test_an_owner_who_revokes_what_a_colleague_revoked_is_told_so(office: Any) -> None:
    lost = make(office, office.anna)
    revoke(office, office.boris, office.anna, lost)

    refused(
        office,
        AppPasswordIsRevoked,
        lambda session: revoke_password(session, lost, actor=office.anna, now=office.clock()),
    )


@pytest.mark.parametrize("reason", ["", "  ", "ok"])
def test_without_a_reason_nothing_is_revoked(office: Any, visit: Callable[..., Any], reason: str) -> None:
    annas = make(office, office.anna)

    said = refused(
        office,
        ReasonIsMissing,
        lambda session: revoke_password_of(
            session, office.anna.id, annas, reason=reason, actor=office.boris, now=office.clock()
        ),
    )

    assert said[1].startswith("Write the reason in a few words")
    answer = visit(office.boris).post(f"/staff/{office.anna.id}/app-passwords/{annas}/revoke", reason=reason)
    assert answer.status_code == 422
    assert len(in_use(office, office.anna)) == 1
