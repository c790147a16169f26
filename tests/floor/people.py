"""Named people and a small office for the floor's tests."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime

from sqlmodel import Session

from naryad import staff
from naryad.office import make_office
from naryad.people import Employee, Role

NOW = datetime(2026, 10, 15, 9, 0, tzinfo=UTC)
TODAY = date(2026, 10, 15)


def office(session: Session) -> None:
    make_office(
        session,
        name="Заря",
        mail_domain="zarya.example",
        timezone="Europe/Moscow",
        currency="RUB",
        language="ru",
        now=NOW,
    )


def hire(session: Session, name: str, number: str, roles: Iterable[Role] = (Role.EMPLOYEE,)) -> Employee:
    return staff.add_employee(
        session,
        name=name,
        email=f"{number}@zarya.example",
        number=number,
        roles=roles,
        employed_from=date(2026, 1, 12),
        actor=None,
        now=NOW,
    )
