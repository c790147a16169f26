"""The door: passwords, sessions that end, invitations that work once, tokens, limits on guessing."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlmodel import select

from naryad import access, staff, tokens
from naryad.db import Database
from naryad.people import NotAllowed, Role
from naryad.tables import ApiTokenRow, EmployeeRow, InvitationRow, SignInSessionRow
from tests.floor.people import NOW, TODAY, hire, office

SENTENCE = "семь раз отмерь"


@pytest.fixture
def anna_at(database: Database) -> Database:
    """An office where Anna (101) has a password."""
    with database.writing() as session:
        office(session)
        anna = hire(session, "Анна Белова", "101")
        access.set_password(session, anna.id, SENTENCE, actor=None, now=NOW)
    return database


def test_the_right_password_signs_in_and_a_wrong_one_does_not(anna_at: Database) -> None:
    with anna_at.reading() as session:
        assert access.check_password(session, "101@zarya.example", SENTENCE, TODAY).number == "101"
        for email, password in (
            ("101@zarya.example", "семь раз отрежь"),
            ("nobody@zarya.example", SENTENCE),
            ("101@zarya.example", ""),
        ):
            with pytest.raises(access.WrongSignIn):
                access.check_password(session, email, password, TODAY)


def test_a_password_is_kept_only_as_an_argon2_hash(anna_at: Database) -> None:
    with anna_at.reading() as session:
        kept = session.exec(select(EmployeeRow.password_hash)).one()

    assert kept is not None
    assert kept.startswith("$argon2id$")


def test_a_person_without_a_password_cannot_sign_in(database: Database) -> None:
    with database.writing() as session:
        office(session)
        hire(session, "Анна Белова", "101")

        with pytest.raises(access.WrongSignIn):
            access.check_password(session, "101@zarya.example", "", TODAY)


def test_after_the_last_day_the_door_is_closed(anna_at: Database) -> None:
    with anna_at.writing() as session:
        anna = staff.by_number(session, "101")
        staff.edit_employee(
            session,
            anna.id,
            name=anna.name,
            email=anna.email,
            addresses=[],
            employed_to=date(2026, 10, 14),
            actor=None,
            now=NOW,
        )

        with pytest.raises(access.NotEmployedNow, match=r"15\.10\.2026"):
            access.check_password(session, "101@zarya.example", SENTENCE, TODAY)


@pytest.mark.parametrize("password", ["", "девять зн", "щ" * 201])
def test_a_password_out_of_bounds_is_refused(anna_at: Database, password: str) -> None:
    with anna_at.writing() as session, pytest.raises(access.PasswordTooWeak, match="10 to 200"):
        access.set_password(session, staff.by_number(session, "101").id, password, actor=None, now=NOW)


def test_changing_ones_password_asks_for_the_old_one(anna_at: Database) -> None:
    with anna_at.writing() as session:
        anna = staff.by_number(session, "101")

        with pytest.raises(access.WrongSignIn):
            access.change_password(session, anna, old="не тот", new="один раз отрежь", now=NOW)
        access.change_password(session, anna, old=SENTENCE, new="один раз отрежь", now=NOW)

        assert access.check_password(session, anna.email, "один раз отрежь", TODAY) == anna


def test_nobody_but_staff_keepers_sets_anothers_password(anna_at: Database) -> None:
    with anna_at.writing() as session:
        anna = staff.by_number(session, "101")
        boris = hire(session, "Борис Орлов", "102")

        with pytest.raises(NotAllowed):
            access.set_password(session, anna.id, "один раз отрежь", actor=boris, now=NOW)


def test_the_sixth_guess_waits(anna_at: Database) -> None:
    with anna_at.writing() as session:
        for number in range(access.ATTEMPTS_PER_PERSON):
            access.check_attempts(session, "101@zarya.example", f"10.0.0.{number}", NOW)
            access.note_attempt(session, "101@zarya.example", f"10.0.0.{number}", NOW, succeeded=False)

        with pytest.raises(access.TooManyAttempts, match="15 minutes"):
            access.check_attempts(session, "101@zarya.example", "10.0.0.9", NOW)
        access.check_attempts(session, "101@zarya.example", "10.0.0.9", NOW + timedelta(minutes=15))


def test_one_machine_does_not_guess_its_way_through_the_staff(anna_at: Database) -> None:
    with anna_at.writing() as session:
        for number in range(access.ATTEMPTS_PER_ADDRESS):
            access.note_attempt(session, f"{number}@zarya.example", "10.0.0.1", NOW, succeeded=False)

        with pytest.raises(access.TooManyAttempts):
            access.check_attempts(session, "101@zarya.example", "10.0.0.1", NOW)


def test_a_session_ends_when_idle_when_old_and_when_ended(anna_at: Database) -> None:
    with anna_at.writing() as session:
        anna = staff.by_number(session, "101")
        secret = access.open_session(session, anna, client="Firefox", now=NOW)

        assert access.person_of_session(session, secret, NOW) == (anna, False)
        assert access.person_of_session(session, secret, NOW + timedelta(minutes=1)) == (anna, True)
        assert access.person_of_session(session, secret, NOW + access.SESSION_IDLE) is None

        for hours in range(0, 7 * 24, 11):
            access.touch_session(session, secret, NOW + timedelta(hours=hours))
        assert access.person_of_session(session, secret, NOW + access.SESSION_LONGEST - timedelta(seconds=1))
        assert access.person_of_session(session, secret, NOW + access.SESSION_LONGEST) is None

        access.end_session(session, secret, NOW)
        assert access.person_of_session(session, secret, NOW) is None


def test_only_the_hash_of_a_secret_is_kept(anna_at: Database) -> None:
    with anna_at.writing() as session:
        anna = staff.by_number(session, "101")
        opened = access.open_session(session, anna, client="", now=NOW)
        token = tokens.give_token(session, employee_id=anna.id, actor=None, now=NOW)
        invitation = access.invite(session, anna.id, actor=None, now=NOW)

        kept = [
            session.exec(select(SignInSessionRow.token_hash)).one(),
            session.exec(select(ApiTokenRow.token_hash)).one(),
            session.exec(select(InvitationRow.token_hash)).one(),
        ]

    assert {opened, token, invitation}.isdisjoint(kept)
    assert {len(one) for one in kept} == {64}


def test_a_new_password_ends_open_sessions(anna_at: Database) -> None:
    with anna_at.writing() as session:
        anna = staff.by_number(session, "101")
        secret = access.open_session(session, anna, client="", now=NOW)

        access.set_password(session, anna.id, "один раз отрежь", actor=None, now=NOW)

        assert access.person_of_session(session, secret, NOW) is None


def test_a_person_ends_only_their_own_sessions(anna_at: Database) -> None:
    with anna_at.writing() as session:
        anna, boris = staff.by_number(session, "101"), hire(session, "Борис Орлов", "102")
        access.open_session(session, anna, client="", now=NOW)
        row_id = access.sessions_of(session, anna, NOW)[0].id or 0

        with pytest.raises(access.NoSuchSession):
            access.end_session_by_id(session, boris, row_id, NOW)
        access.end_session_by_id(session, anna, row_id, NOW)

        assert access.sessions_of(session, anna, NOW) == []


def test_an_invitation_works_once_and_not_for_ever(anna_at: Database) -> None:
    with anna_at.writing() as session:
        anna = staff.by_number(session, "101")
        secret = access.invite(session, anna.id, actor=None, now=NOW)
        assert access.invited(session, secret, NOW) == anna

        with pytest.raises(access.PasswordTooWeak):
            access.accept_invitation(session, secret, "мало", NOW)
        assert access.accept_invitation(session, secret, "один раз отрежь", NOW) == anna
        with pytest.raises(access.InvitationIsOver):
            access.accept_invitation(session, secret, "два раза отрежь", NOW)

        late = access.invite(session, anna.id, actor=None, now=NOW)
        with pytest.raises(access.InvitationIsOver, match="7 days"):
            access.invited(session, late, NOW + access.INVITATION_LASTS)


def test_a_newer_invitation_replaces_the_older(anna_at: Database) -> None:
    with anna_at.writing() as session:
        anna = staff.by_number(session, "101")
        older = access.invite(session, anna.id, actor=None, now=NOW)
        access.invite(session, anna.id, actor=None, now=NOW)

        with pytest.raises(access.InvitationIsOver):
            access.invited(session, older, NOW)


def test_a_token_speaks_for_its_owner_until_revoked_or_gone(anna_at: Database) -> None:
    with anna_at.writing() as session:
        anna = staff.by_number(session, "101")
        gleb = hire(session, "Глеб Лис", "2", [Role.ADMINISTRATOR])
        secret = tokens.give_token(session, employee_id=anna.id, actor=gleb, now=NOW)
        bearer = tokens.bearer_of(session, secret, TODAY)
        assert bearer.employee == anna

        tokens.revoke_token(session, bearer.token_id, actor=gleb, now=NOW)
        for wrong in (secret, "nrd_unknown", ""):
            with pytest.raises(tokens.TokenIsWrong):
                tokens.bearer_of(session, wrong, TODAY)


def test_a_token_ends_with_its_owners_employment(anna_at: Database) -> None:
    with anna_at.writing() as session:
        anna = staff.by_number(session, "101")
        secret = tokens.give_token(session, employee_id=anna.id, actor=None, now=NOW)
        staff.edit_employee(
            session,
            anna.id,
            name=anna.name,
            email=anna.email,
            addresses=[],
            employed_to=date(2026, 10, 14),
            actor=None,
            now=NOW,
        )

        with pytest.raises(tokens.TokenIsWrong):
            tokens.bearer_of(session, secret, TODAY)


def test_an_employee_makes_no_tokens(anna_at: Database) -> None:
    with anna_at.writing() as session:
        anna = staff.by_number(session, "101")

        with pytest.raises(NotAllowed):
            tokens.give_token(session, employee_id=anna.id, actor=anna, now=NOW)
