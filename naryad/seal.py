"""The seal: days whose work is counted or closed, for one employee or for all.

Payroll sets and lifts seals; every domain reads them here, so that a closed month binds people who have never
heard of pay. A seal is never removed: lifting it is another row.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import bindparam
from sqlalchemy import select as sa_select
from sqlmodel import Session, col

from naryad import journal
from naryad.errors import DomainError
from naryad.remembered import remembered
from naryad.tables import SealMarkRow, SealRow


class Level(StrEnum):
    """How firmly a day is sealed."""

    COUNTED = "counted"
    """Work is no longer taken in (frozen): ordinary coding is refused, decided findings still change figures."""

    CLOSED = "closed"
    """Figures never change again: later decisions are booked as adjustments in an open month."""


class DayIsSealed(DomainError):
    code = "day_is_sealed"
    status = 409
    en = (
        "{day} is {level}: its work can no longer be changed here. "
        "Propose the change as a finding; if it is upheld, it is paid as an adjustment in an open month."
    )
    ru = (
        "{day} — {level}: работы этого дня здесь уже не меняют. "
        "Предложите изменение как расхождение; если с ним согласятся, оно войдёт перерасчётом в открытый месяц."
    )

    def message(self, language: str = "en") -> str:
        words = {
            "counted": {"en": "frozen", "ru": "приём окончен"},
            "closed": {"en": "closed", "ru": "месяц закрыт"},
        }[str(self.facts["level"])]
        told = type(self)(day=self.facts["day"], level=words["ru" if language == "ru" else "en"])
        return DomainError.message(told, language)


@dataclass(frozen=True)
class Seal:
    """One setting or lifting of a seal; `employee_id` None is everybody; both days are included."""

    id: int
    first_day: date
    last_day: date
    employee_id: int | None
    level: Level
    is_set: bool

    def covers(self, employee_id: int, day: date) -> bool:
        return self.first_day <= day <= self.last_day and self.employee_id in (None, employee_id)


def level_after(seals: Iterable[Seal], *, employee_id: int, day: date) -> Level | None:
    """Return the firmest level in force after `seals` (in the order they were made), or None.

    A lifting takes back its level for the days and people it names. A seal for everybody that is lifted for one
    person leaves the others sealed.
    """
    in_force: dict[Level, bool] = {}
    for seal in seals:
        if seal.covers(employee_id, day):
            in_force[seal.level] = seal.is_set
    if in_force.get(Level.CLOSED):
        return Level.CLOSED
    return Level.COUNTED if in_force.get(Level.COUNTED) else None


def seal_level(session: Session, employee_id: int, day: date) -> Level | None:
    """Return how `day` is sealed for the employee now, or None while it is open."""
    return level_after(seals_over(session, day, day, employee_id), employee_id=employee_id, day=day)


def seals_over(session: Session, first: date, last: date, employee_id: int | None = None) -> list[Seal]:
    """Return the seals that touch the days `first` to `last`, in the order they were made."""

    def read() -> list[Seal]:
        return [_seal(row) for row in session.connection().execute(_SEALS_OVER, {"first": first, "last": last})]

    seals = remembered(session, ("seals", first, last), read)
    return [seal for seal in seals if employee_id is None or seal.employee_id in (None, employee_id)]


def require_open(session: Session, employee_id: int, day: date) -> None:
    """Pass in silence while `day` is open for the employee.

    Raises:
        DayIsSealed: it is frozen or closed.
    """
    level = seal_level(session, employee_id, day)
    if level is not None:
        raise DayIsSealed(day=day, level=level)


def set_seal(
    session: Session,
    *,
    first_day: date,
    last_day: date,
    employee_id: int | None,
    level: Level,
    by: int | None,
    now: datetime,
    reason: str = "",
    highest_seq: Mapping[tuple[int, int], int] | None = None,
) -> int:
    """Seal the days for one employee, or all (None), and return the seal's id.

    `highest_seq` gives the highest seq of each (employee id, period number) at this moment, kept beside the seal.
    """
    return _add(session, "set", first_day, last_day, employee_id, level, by, now, reason, highest_seq or {})


def lift_seal(
    session: Session,
    *,
    first_day: date,
    last_day: date,
    employee_id: int | None,
    level: Level,
    by: int | None,
    now: datetime,
    reason: str,
) -> int:
    """Take a seal back for the days and people named; the reason is kept. Return the id of the lifting."""
    return _add(session, "lifted", first_day, last_day, employee_id, level, by, now, reason, {})


def _add(
    session: Session,
    action: str,
    first_day: date,
    last_day: date,
    employee_id: int | None,
    level: Level,
    by: int | None,
    now: datetime,
    reason: str,
    highest_seq: Mapping[tuple[int, int], int],
) -> int:
    row = SealRow(
        first_day=first_day,
        last_day=last_day,
        employee_id=employee_id,
        level=level.value,
        action=action,
        by_id=by,
        at=now,
        reason=reason,
    )
    session.add(row)
    session.flush()
    assert row.id is not None
    marks = [
        SealMarkRow(seal_id=row.id, employee_id=person, period=period, highest_seq=seq)
        for (person, period), seq in sorted(highest_seq.items())
    ]
    session.add_all(marks)
    facts: dict[str, Any] = {
        "first_day": first_day.isoformat(),
        "last_day": last_day.isoformat(),
        "employee": employee_id,
        "level": level.value,
        "reason": reason,
    }
    journal.record(session, by, f"seal.{action}", f"seal:{row.id}", now, facts, rows=[row, *marks])
    return row.id


def _seal(row: Any) -> Seal:
    return Seal(row.id, row.first_day, row.last_day, row.employee_id, Level(row.level), row.action == "set")


_SEALS_OVER = (
    sa_select(
        col(SealRow.id),
        col(SealRow.first_day),
        col(SealRow.last_day),
        col(SealRow.employee_id),
        col(SealRow.level),
        col(SealRow.action),
    )
    .where(col(SealRow.last_day) >= bindparam("first"), col(SealRow.first_day) <= bindparam("last"))
    .order_by(col(SealRow.id))
)
