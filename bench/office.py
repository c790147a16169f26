"""An office with a full month behind it, filled by plain SQL: the program's own doors are what is measured later."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from naryad import staff
from naryad.calendar import Calendar
from naryad.days import Period
from naryad.db import Database
from naryad.office import make_office
from naryad.people import Employee, Role
from norms import store as norms_store
from norms.actions.sheet import found_catalog
from norms.catalog import CatalogEntry
from norms.work_type import Kind
from payroll.accrual import RatePer
from payroll.actions.rate import set_rate
from worklog.tables.entry import ENTRY

MONTH = Period.of_month("2026-10")
FOUNDED = datetime(2026, 9, 1, 6, 0, tzinfo=UTC)
"""Before the month: rates and norms are not entered for days already worked."""
TODAY = date(2026, 10, 30)
NOW = datetime(2026, 10, 30, 9, 0, tzinfo=UTC)
ROWS_AT_ONCE = 10_000

# The codings, day totals and counters that recording would have written beside the entries.
BESIDE_THE_ENTRIES = (
    "INSERT INTO coding (entry_id, work_type_id, norm_id, quantity, norm_minutes, description, actor_id, source,"
    " reason, at, is_void, after_seal) SELECT id, work_type_id, norm_id, quantity, norm_minutes, '', employee_id,"
    " 'person', '', at, false, false FROM entry WHERE period IS NOT NULL",
    "INSERT INTO day_total (period, employee_id, day, norm_id, condition, entries, quantity, norm_minutes)"
    " SELECT period, employee_id, day, norm_id, condition, count(*), sum(quantity), sum(norm_minutes) FROM entry"
    " WHERE period IS NOT NULL GROUP BY period, employee_id, day, norm_id, condition",
    "INSERT INTO entry_counter (period, employee_id, last_seq) SELECT period, employee_id, max(seq) FROM entry"
    " WHERE period IS NOT NULL GROUP BY period, employee_id",
    "ANALYZE",
)


def found(database: Database, *, people: int) -> list[Employee]:
    """Make the office with its catalog, its rate and `people` employees; return them in order of number."""
    with database.writing() as session:
        make_office(
            session,
            name="Bench",
            mail_domain="bench.example",
            timezone="Europe/Moscow",
            currency="RUB",
            language="en",
            now=FOUNDED,
        )
        roles = [(Role.EMPLOYEE, Role.HEAD, Role.ADMINISTRATOR, Role.ACCOUNTANT)] + [(Role.EMPLOYEE,)] * (people - 1)
        hired = [_hire(session, number, given) for number, given in enumerate(roles, start=1)]
        found_catalog(session, actor=hired[0], now=FOUNDED, today=FOUNDED.date(), effective_from=FOUNDED.date())
        set_rate(
            session,
            hired[0],
            amount=Decimal("4.20"),
            per=RatePer.NORM_MINUTE,
            effective_from=MONTH.first_day,
            now=FOUNDED,
            today=FOUNDED.date(),
        )
    return hired


def work_through(database: Database, people: list[Employee], *, entries: int) -> None:
    """Fill the month with `entries` counted entries, spread evenly over people, working days and types."""
    with database.writing() as session:
        catalog = norms_store.catalog(session, MONTH.first_day)
        types = [each for each in catalog.of_kind(Kind.CALL_OUT) if each.norm is not None and each.norm.minutes > 0]
        batch: list[dict[str, Any]] = []
        for row in _rows(people, types, entries):
            batch.append(row)
            if len(batch) == ROWS_AT_ONCE:
                session.execute(sa.insert(ENTRY), batch)
                batch = []
        if batch:
            session.execute(sa.insert(ENTRY), batch)
        for statement in BESIDE_THE_ENTRIES:
            session.execute(sa.text(statement))


def _hire(session: Session, number: int, roles: tuple[Role, ...]) -> Employee:
    return staff.add_employee(
        session,
        name=f"Person {number:04d}",
        email=f"person{number:04d}@bench.example",
        number=f"{number:04d}",
        roles=roles,
        employed_from=FOUNDED.date(),
        actor=None,
        now=FOUNDED,
        position="Specialist",
        language="en",
    )


def _rows(people: list[Employee], types: list[CatalogEntry], entries: int) -> Iterator[dict[str, Any]]:
    calendar = Calendar.russian()
    workdays = [day for day in MONTH.days() if day < TODAY and calendar.is_workday(day)]
    for number in range(entries):
        person = people[number % len(people)]
        seq = number // len(people) + 1
        day = workdays[seq * len(workdays) // (entries // len(people) + 2)]
        chosen = types[(number * 7 + seq) % len(types)]
        assert chosen.norm is not None
        at = datetime(day.year, day.month, day.day, 6, 0, tzinfo=UTC) + timedelta(seconds=seq % 28_800)
        yield {
            "uid": f"01999999-0000-7000-8000-{number:012x}",
            "kind": Kind.CALL_OUT.value,
            "employee_id": person.id,
            "day": day,
            "at": at,
            "created_at": at,
            "title": f"Call {number}",
            "period": MONTH.number,
            "seq": seq,
            "work_type_id": chosen.work_type.id,
            "norm_id": chosen.norm.id,
            "condition": 0,
            "quantity": Decimal(1),
            "norm_minutes": chosen.norm.minutes,
        }
