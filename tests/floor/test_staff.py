"""People: taking them on, their roles, addresses and positions, and what is refused."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from naryad import employment, staff
from naryad.db import Database
from naryad.people import NotAllowed, Role
from naryad.person import PersonIsWrong
from tests.floor.people import NOW, TODAY, hire, office


def test_a_person_is_found_by_number_address_and_sign_in(any_db: Database) -> None:
    with any_db.writing() as session:
        office(session)
        anna = hire(session, "Анна Белова", "101")

        assert staff.by_number(session, "101") == anna
        assert staff.by_email(session, " 101@ZARYA.example ") == anna
        assert staff.by_address(session, "101@zarya.example") == [anna]
        assert staff.employees(session, on=date(2026, 1, 12)) == [anna]
        assert staff.employees(session, on=date(2026, 1, 11)) == []


def test_numbers_are_listed_as_people_count(any_db: Database) -> None:
    with any_db.writing() as session:
        office(session)
        for number in ("12", "9", "101"):
            hire(session, f"Сотрудник {number}", number)

        assert [person.number for person in staff.employees(session)] == ["9", "12", "101"]


def test_an_address_may_belong_to_several_people(any_db: Database) -> None:
    with any_db.writing() as session:
        office(session)
        people = [hire(session, "Анна Белова", "101"), hire(session, "Борис Орлов", "102")]
        for person in people:
            staff.edit_employee(
                session,
                person.id,
                name=person.name,
                email=person.email,
                addresses=["Sales@zarya.example"],
                employed_to=None,
                actor=None,
                now=NOW,
            )

        assert [person.number for person in staff.by_address(session, "sales@zarya.example")] == ["101", "102"]


@pytest.mark.parametrize(
    ("field", "value", "told"),
    [
        ("name", " ", "Имя «» не подходит"),
        ("email", "anna", "напишите в виде imya@example.ru"),
        ("email", "anna@zarya.example, boris@zarya.example", "напишите в виде"),
        ("number", "", "Табельный номер"),
        ("number", "10|1", "Табельный номер «10|1» не подходит"),
        ("fte", Decimal(0), "Доля ставки «0» не подходит"),
        ("fte", Decimal("0.333"), "не более двух знаков"),
        ("language", "fr", "ru или en"),
    ],
)
def test_a_person_with_a_wrong_value_is_refused_by_name(database: Database, field: str, value: Any, told: str) -> None:
    given = {"name": "Анна Белова", "email": "anna@zarya.example", "number": "101", field: value}

    with database.writing() as session:
        office(session)
        with pytest.raises(PersonIsWrong) as refusal:
            staff.add_employee(session, **given, roles=[Role.EMPLOYEE], employed_from=TODAY, actor=None, now=NOW)
        assert staff.employees(session) == []

    assert told in refusal.value.message("ru")


def test_a_number_or_address_that_is_taken_names_its_owner(database: Database) -> None:
    with database.writing() as session:
        office(session)
        hire(session, "Анна Белова", "101")

        with pytest.raises(staff.NumberIsTaken, match="Анна Белова"):
            staff.add_employee(
                session,
                name="Борис Орлов",
                email="boris@zarya.example",
                number="101",
                roles=[],
                employed_from=TODAY,
                actor=None,
                now=NOW,
            )
        with pytest.raises(staff.EmailIsTaken, match="Анна Белова"):
            staff.add_employee(
                session,
                name="Борис Орлов",
                email="101@zarya.example",
                number="102",
                roles=[],
                employed_from=TODAY,
                actor=None,
                now=NOW,
            )


def test_the_last_day_is_not_before_the_first(database: Database) -> None:
    with database.writing() as session:
        office(session)
        anna = hire(session, "Анна Белова", "101")

        with pytest.raises(PersonIsWrong, match="before the first"):
            staff.edit_employee(
                session,
                anna.id,
                name=anna.name,
                email=anna.email,
                addresses=[],
                employed_to=date(2026, 1, 11),
                actor=None,
                now=NOW,
            )


def test_the_last_administrator_keeps_the_role(database: Database) -> None:
    with database.writing() as session:
        office(session)
        gleb = hire(session, "Глеб Лис", "2", [Role.ADMINISTRATOR])

        with pytest.raises(staff.LastAdministrator, match="Глеб Лис"):
            staff.give_roles(session, gleb.id, [Role.EMPLOYEE], actor=gleb, now=NOW)

        second = hire(session, "Дина Рей", "3", [Role.ADMINISTRATOR])
        assert staff.give_roles(session, gleb.id, [Role.EMPLOYEE], actor=second, now=NOW).roles == {Role.EMPLOYEE}


def test_an_employee_takes_nobody_on(database: Database) -> None:
    with database.writing() as session:
        office(session)
        anna = hire(session, "Анна Белова", "101")

        with pytest.raises(NotAllowed):
            staff.add_employee(
                session,
                name="Борис Орлов",
                email="b@zarya.example",
                number="102",
                roles=[],
                employed_from=TODAY,
                actor=anna,
                now=NOW,
            )
        with pytest.raises(NotAllowed):
            staff.give_roles(session, anna.id, [Role.HEAD], actor=anna, now=NOW)


def test_a_new_position_leaves_the_old_one_in_its_days(database: Database) -> None:
    with database.writing() as session:
        office(session)
        anna = hire(session, "Анна Белова", "101")
        employment.set_employment(
            session,
            anna.id,
            effective_from=date(2026, 10, 1),
            position="старший специалист",
            department="Продажи",
            fte=Decimal("0.5"),
            actor=None,
            now=NOW,
        )

        assert employment.employment(session, anna.id, date(2026, 9, 30)).position == ""
        assert employment.employment(session, anna.id, date(2026, 10, 1)).position == "старший специалист"
        assert employment.employment(session, anna.id, date(2026, 10, 1)).fte == Decimal("0.5")
        assert employment.employment(session, anna.id, date(2020, 1, 1)).fte == 1


def test_short_names_are_initials_only_for_full_russian_names(database: Database) -> None:
    with database.writing() as session:
        office(session)

        assert hire(session, "Белова Анна Игоревна", "101").short_name == "Белова А. И."
        assert hire(session, "Борис Орлов", "102").short_name == "Борис Орлов"
