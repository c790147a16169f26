"""A whole month as its sheets and pages show it: read from closings where closed, previewed where not."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass

from sqlmodel import Session

from naryad.days import Period
from norms.store import all_types
from payroll.accrual import Accrual, AccrualLine
from payroll.accrual_sums import accruals_of
from payroll.adjustment import Adjustment
from payroll.closing import ClosingTerms, MonthPerson, MonthSnapshot, WorkLine
from payroll.month import MonthState
from payroll.pay_line import PayLine
from payroll.store.advance import paid_on_account
from payroll.store.closed import (
    accruals_of_closing,
    adjustments_in,
    closed_person_rows,
    lines_of,
    pay_lines_of,
    terms_of,
)
from payroll.store.figures import month_figures
from payroll.store.month import closing_row_of, closing_rows, closing_value, month_state
from payroll.tables.closing import ClosingRow
from payroll.terms_text import sheet_of_text
from payroll.timesheet import Timesheet
from worklog.store.lines import stream_entries


@dataclass(frozen=True)
class _Part:
    """What one closing, or the preview of what is not closed, adds to the month."""

    terms: ClosingTerms
    people: list[MonthPerson]
    lines: list[AccrualLine]
    accruals: list[Accrual]
    pay: list[PayLine]
    adjustments: list[Adjustment]
    timesheets: list[tuple[int, Timesheet]]


def month_snapshot(session: Session, period: Period) -> MonthSnapshot:
    """Return everything the sheets of a month show except single entries.

    A closed month, and a person closed early, is read from what closing froze; whatever is open is previewed from the
    totals kept beside the entries.
    """
    state = month_state(session, period)
    rows = closing_rows(session, period)
    parts = [_closed_part(session, row) for row in rows]
    if state is not MonthState.CLOSED:
        parts.insert(0, _open_part(session, period))
    return _snapshot(session, parts, rows, state)


def person_snapshot(session: Session, period: Period, employee_id: int) -> MonthSnapshot:
    """Return the same for one person alone: what the slip shows. `people` is empty for somebody not of that month."""
    state = month_state(session, period, employee_id)
    row = closing_row_of(session, period, employee_id)
    if row is not None and state is MonthState.CLOSED:
        return _snapshot(session, [_closed_part(session, row, employee_id)], [row], state)
    return _snapshot(session, [_open_part(session, period, employee_id)], [], state)


def work_lines(session: Session, period: Period, *, snapshot: MonthSnapshot | None = None) -> Iterator[WorkLine]:
    """Yield every entry of a pay period by employee and seq, void ones included, without any text.

    Names of people and types are those that closing froze, where it did. Figures of entries never change after
    closing, so they need no copy.
    """
    snapshot = snapshot or month_snapshot(session, period)
    people = {person.employee_id: person for person in snapshot.people}
    frozen = {line.type_code: (line.type_name_ru, line.type_name_en) for line in snapshot.lines}
    types = {each.code: (each.name("ru"), each.name("en")) for each in all_types(session)} | frozen
    for entry in stream_entries(session, period):
        person = people[entry.employee_id]
        name_ru, name_en = types[entry.code]
        yield WorkLine(
            uid=entry.uid,
            seq=entry.seq,
            employee_id=entry.employee_id,
            number=person.number,
            name=person.name,
            day=entry.day,
            at=entry.at,
            kind=entry.kind.value,
            type_code=entry.code,
            type_name_ru=name_ru,
            type_name_en=name_en,
            norm_version=entry.norm_version,
            quantity=entry.quantity,
            norm_minutes=entry.norm_minutes,
        )


def _closed_part(session: Session, row: ClosingRow, employee_id: int | None = None) -> _Part:
    closing_id = row.id or 0
    corrections = adjustments_in(session, closing_id)
    people = closed_person_rows(session, closing_id, employee_id)
    return _Part(
        terms=terms_of(row),
        people=[person.value(row.closed_at) for person in people],
        lines=lines_of(session, closing_id, employee_id),
        accruals=accruals_of_closing(session, closing_id, employee_id),
        pay=pay_lines_of(session, closing_id, employee_id),
        adjustments=[one for one in corrections if employee_id in (None, one.employee_id)],
        timesheets=[
            (person.employee_id, sheet_of_text(person.terms["timesheet"])) for person in people if person.terms
        ],
    )


def _open_part(session: Session, period: Period, employee_id: int | None = None) -> _Part:
    figures = month_figures(session, period, employee_id=employee_id)
    return _Part(
        terms=figures.terms,
        people=[person.person for person in figures.people],
        lines=[line for person in figures.people for line in person.lines],
        accruals=[accrual for person in figures.people for accrual in person.accruals],
        pay=[line for person in figures.people for line in person.pay],
        adjustments=[*figures.adjustments, *figures.settles],
        timesheets=[
            (person.person.employee_id, sheet_of_text(json.loads(person.terms)["timesheet"]))
            for person in figures.people
            if person.terms
        ],
    )


def _snapshot(session: Session, parts: list[_Part], rows: list[ClosingRow], state: MonthState) -> MonthSnapshot:
    """Put the parts together; the first one's terms are the month's."""
    terms = parts[0].terms
    people = sorted((person for part in parts for person in part.people), key=_number_order)
    places = {person.employee_id: place for place, person in enumerate(people)}
    lines = sorted((line for part in parts for line in part.lines), key=lambda line: places[line.employee_id])
    accruals = sorted((one for part in parts for one in part.accruals), key=lambda one: places[one.employee_id])
    pay = sorted((one for part in parts for one in part.pay), key=lambda one: places[one.employee_id])
    would_be = () if not terms.trial else accruals_of(lines, pay)
    return MonthSnapshot(
        office=terms.office,
        currency=terms.currency,
        period=terms.period,
        state=state,
        trial=terms.trial,
        rounding=terms.rounding,
        closings=tuple(closing_value(row) for row in rows),
        people=tuple(people),
        kinds=terms.kinds,
        lines=tuple(lines),
        accruals=tuple(accruals),
        would_have_been=tuple(sorted(would_be, key=lambda one: places[one.employee_id])),
        pay=tuple(pay),
        adjustments=tuple(one for part in parts for one in part.adjustments),
        norm_days=terms.norm_days,
        norm_hours=terms.norm_hours,
        minimum_wage=terms.minimum_wage,
        timesheets=tuple(sorted((one for part in parts for one in part.timesheets), key=lambda one: places[one[0]])),
        on_account=tuple(
            one for one in paid_on_account(session, terms.period) if one.employee_id in places and not terms.trial
        ),
    )


def _number_order(person: MonthPerson) -> tuple[int, str]:
    return (len(person.number), person.number)
