"""Sums of work that show what counting by norms does to it: pace of calls, the month's end, what was suggested."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date

from sqlalchemy import and_, case, func, select
from sqlmodel import Session

from naryad.days import Period
from worklog.sign import CallPace, GivenType, MonthEnd
from worklog.tables.call import CALL
from worklog.tables.entry import DAY_TOTAL, ENTRY
from worklog.tables.suggestion import SUGGESTION_SHOWN


def call_paces(session: Session, first: date, last: date) -> list[CallPace]:
    """Return the pace of calls of days from `first` to `last`, by type and employee."""
    entry = ENTRY.c
    query = (
        select(
            entry.work_type_id,
            entry.employee_id,
            func.count().label("calls"),
            func.sum(entry.norm_minutes),
            func.sum(CALL.c.seconds),
        )
        .join(CALL, CALL.c.entry_id == entry.id)
        .where(
            entry.period >= Period.of_day(first).number,
            entry.day.between(first, last),
            entry.quantity > 0,
            CALL.c.seconds > 0,
        )
        .group_by(entry.work_type_id, entry.employee_id)
    )
    return [CallPace(row[0], row[1], int(row[2]), row[3], int(row[4])) for row in session.connection().execute(query)]


def month_ends(session: Session, periods: Sequence[Period], last_days: Collection[date]) -> list[MonthEnd]:
    """Return everybody's months, with what falls on `last_days`, from the totals kept beside the entries."""
    total = DAY_TOTAL.c
    is_last = total.day.in_(list(last_days))
    query = (
        select(
            total.period,
            total.employee_id,
            func.sum(total.entries),
            func.sum(case((is_last, total.entries), else_=0)),
            func.count(total.day.distinct()),
            func.count(case((is_last, total.day)).distinct()),
        )
        .where(total.period.in_([period.number for period in periods]), total.entries > 0)
        .group_by(total.period, total.employee_id)
    )
    return [
        MonthEnd(Period.of_number(row[0]), row[1], *(int(value) for value in row[2:]))
        for row in session.connection().execute(query)
    ]


def given_types(session: Session, periods: Sequence[Period]) -> list[GivenType]:
    """Return what was given where something had been suggested, by month, employee and both types."""
    entry, shown = ENTRY.c, SUGGESTION_SHOWN.c
    place = (entry.period, shown.employee_id, shown.work_type_id, shown.given_work_type_id)
    query = (
        select(*place, func.count())
        .join(ENTRY, and_(entry.id == shown.entry_id))
        .where(entry.period.in_([period.number for period in periods]))
        .group_by(*place)
    )
    return [
        GivenType(Period.of_number(row[0]), row[1], row[2], row[3], int(row[4]))
        for row in session.connection().execute(query)
    ]
