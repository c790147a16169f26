"""What closings froze, read back: people, lines, accruals, rates and booked corrections. Nothing here recomputes."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import select as sql_select
from sqlmodel import Session, col, select

from naryad.days import Period
from naryad.money import Rounding
from payroll.accrual import Accrual, AccrualLine
from payroll.adjustment import Adjustment, Standing
from payroll.closing import ClosingTerms, MinimumWage, RateSpan
from payroll.kind import AccrualGroup, AccrualKind
from payroll.pay_line import PayLine
from payroll.return_offer import Answer
from payroll.store.month import closing_rows, undone_closings
from payroll.store.returns import OfferKey, answers_given
from payroll.tables.adjustment import AdjustmentLineRow, AdjustmentPayLineRow, AdjustmentRow, AdjustmentSettlementRow
from payroll.tables.closing import ACCRUAL_LINE, PAY_LINE, AccrualRow, ClosedPersonRow, ClosedRateRow, ClosingRow
from payroll.tables.columns import values_of
from payroll.terms_text import sheet_of_text
from payroll.timesheet import TimesheetDay


def lines_of(
    session: Session, closing_id: int, employee_id: int | None = None, *, kind: str | None = None
) -> list[AccrualLine]:
    """Return the lines of a closing (of one employee or one kind, if given) by employee and place."""
    line = ACCRUAL_LINE.c
    query = ACCRUAL_LINE.select().where(line.closing_id == closing_id).order_by(line.employee_id, line.place_no)
    if employee_id is not None:
        query = query.where(line.employee_id == employee_id)
    if kind is not None:
        query = query.where(line.kind == kind)
    return [AccrualLine(**values_of(AccrualLine, row)) for row in session.connection().execute(query)]


def pay_lines_of(session: Session, closing_id: int, employee_id: int | None = None) -> list[PayLine]:
    """Return the premiums, supplements and guarantees of a closing (of one employee, if given), by place."""
    line = PAY_LINE.c
    query = PAY_LINE.select().where(line.closing_id == closing_id).order_by(line.employee_id, line.place_no)
    if employee_id is not None:
        query = query.where(line.employee_id == employee_id)
    return [PayLine(**values_of(PayLine, row)) for row in session.connection().execute(query)]


def accruals_of_closing(session: Session, closing_id: int, employee_id: int | None = None) -> list[Accrual]:
    """Return the stored accruals of a closing by employee and place."""
    query = select(AccrualRow).where(AccrualRow.closing_id == closing_id)
    if employee_id is not None:
        query = query.where(AccrualRow.employee_id == employee_id)
    rows = session.exec(query.order_by(col(AccrualRow.employee_id), col(AccrualRow.place_no)))
    return [row.value() for row in rows]


def closed_person_rows(session: Session, closing_id: int, employee_id: int | None = None) -> list[ClosedPersonRow]:
    query = select(ClosedPersonRow).where(ClosedPersonRow.closing_id == closing_id)
    if employee_id is not None:
        query = query.where(ClosedPersonRow.employee_id == employee_id)
    return list(session.exec(query.order_by(col(ClosedPersonRow.employee_id))))


def closed_timesheets(session: Session, period: Period) -> dict[int, dict[date, TimesheetDay]]:
    """Return the timesheets that the closings in force of a month froze, by employee."""
    return {
        person.employee_id: {day.day: day for day in sheet_of_text(person.terms["timesheet"]).days}
        for row in closing_rows(session, period)
        for person in closed_person_rows(session, row.id or 0)
        if person.terms is not None
    }


def rates_of_closing(session: Session, closing_id: int) -> dict[int, tuple[RateSpan, ...]]:
    """Return the rates that priced each day of a closing, by employee."""
    query = select(ClosedRateRow).where(ClosedRateRow.closing_id == closing_id)
    found: dict[int, tuple[RateSpan, ...]] = {}
    for row in session.exec(query.order_by(col(ClosedRateRow.employee_id), col(ClosedRateRow.first_day))):
        found[row.employee_id] = (*found.get(row.employee_id, ()), row.value())
    return found


def terms_of(row: ClosingRow) -> ClosingTerms:
    """Return under what a month was closed."""
    return ClosingTerms(
        period=Period.of_number(row.period),
        employee_id=row.employee_id,
        revision=row.revision,
        trial=row.trial,
        rounding=Rounding(row.rounding),
        office=row.office,
        currency=row.currency,
        kinds=kinds_of(row),
        norm_days=row.norm_days,
        norm_hours=row.norm_hours,
        minimum_wage=minimum_wage_of(row),
    )


def kinds_of(row: ClosingRow) -> tuple[AccrualKind, ...]:
    """Return the accrual kinds as they were at closing."""
    return tuple(
        AccrualKind(
            code=kind["code"],
            external_code=kind["external_code"],
            name_ru=kind["name_ru"],
            name_en=kind["name_en"],
            group=AccrualGroup(kind["group"]),
            counts_to_minimum=kind["counts_to_minimum"],
            source=kind["source"],
        )
        for kind in row.kinds
    )


def minimum_wage_of(row: ClosingRow) -> MinimumWage | None:
    if row.minimum_wage_from is None:
        return None
    return MinimumWage(row.minimum_wage_from, row.minimum_wage, row.minimum_wage_source)


def line_places(session: Session, closing_id: int, employee_id: int) -> list[tuple[int, int]]:
    """Return (row id, place) of a person's closed lines, in the order of `lines_of`."""
    line = ACCRUAL_LINE.c
    query = (
        sql_select(line.id, line.place_no)
        .where(line.closing_id == closing_id, line.employee_id == employee_id)
        .order_by(line.place_no)
    )
    return [(row_id, place) for row_id, place in session.connection().execute(query)]


def adjustment_lines(session: Session, adjustment_id: int) -> list[AccrualLine]:
    query = select(AdjustmentLineRow).where(AdjustmentLineRow.adjustment_id == adjustment_id)
    return [row.value() for row in session.exec(query.order_by(col(AdjustmentLineRow.place_no)))]


def adjustment_pay_lines(session: Session, adjustment_id: int) -> list[PayLine]:
    query = select(AdjustmentPayLineRow).where(AdjustmentPayLineRow.adjustment_id == adjustment_id)
    return [row.value() for row in session.exec(query.order_by(col(AdjustmentPayLineRow.place_no)))]


def adjustments_booked_by(session: Session, closing_id: int) -> list[Adjustment]:
    """Return the corrections a closing booked, as they stood then."""
    booked = _adjustments(session, select(AdjustmentRow).where(AdjustmentRow.closing_id == closing_id))
    return [_as_booked(one) for one in booked]


def adjustments_in(session: Session, closing_id: int) -> list[Adjustment]:
    """Return the corrections a closing booked, and the earlier ones it settled, as they stood then.

    What became of an offered one later is left out: a closed month shows what it froze (rule 29).
    """
    settled = select(AdjustmentRow).where(
        AdjustmentRow.closing_id != closing_id,
        col(AdjustmentRow.id).in_(
            select(AdjustmentSettlementRow.adjustment_id).where(AdjustmentSettlementRow.closing_id == closing_id)
        ),
    )
    return adjustments_booked_by(session, closing_id) + _adjustments(session, settled)


def _as_booked(adjustment: Adjustment) -> Adjustment:
    if adjustment.standing is Standing.DUE:
        return adjustment
    return replace(adjustment, standing=Standing.OFFERED, settled_in=None)


def adjustments_of(session: Session, source: Period, employee_id: int | None = None) -> list[Adjustment]:
    """Return the corrections of a closed month booked so far by closings in force, in the order of booking."""
    query = select(AdjustmentRow).where(
        AdjustmentRow.source_period == source.number, col(AdjustmentRow.closing_id).not_in(undone_closings())
    )
    if employee_id is not None:
        query = query.where(AdjustmentRow.employee_id == employee_id)
    return _adjustments(session, query)


def _adjustments(session: Session, query: Any) -> list[Adjustment]:
    rows: list[AdjustmentRow] = list(session.exec(query.order_by(col(AdjustmentRow.id))))
    ids = [_id(row) for row in rows]
    lines: dict[int, list[AccrualLine]] = {}
    pay: dict[int, list[PayLine]] = {}
    settled: dict[int, Period] = {}
    booked: dict[int, Period] = {}
    for start in range(0, len(ids), 500):
        part = ids[start : start + 500]
        of_part = select(AdjustmentLineRow).where(col(AdjustmentLineRow.adjustment_id).in_(part))
        for line in session.exec(
            of_part.order_by(col(AdjustmentLineRow.adjustment_id), col(AdjustmentLineRow.place_no))
        ):
            lines.setdefault(line.adjustment_id, []).append(line.value())
        pay_of_part = select(AdjustmentPayLineRow).where(col(AdjustmentPayLineRow.adjustment_id).in_(part))
        for extra in session.exec(
            pay_of_part.order_by(col(AdjustmentPayLineRow.adjustment_id), col(AdjustmentPayLineRow.place_no))
        ):
            pay.setdefault(extra.adjustment_id, []).append(extra.value())
        settling = (
            select(AdjustmentSettlementRow.adjustment_id, ClosingRow.period)
            .join(ClosingRow, col(ClosingRow.id) == col(AdjustmentSettlementRow.closing_id))
            .where(
                col(AdjustmentSettlementRow.adjustment_id).in_(part),
                col(AdjustmentSettlementRow.closing_id).not_in(undone_closings()),
            )
        )
        settled.update((adjustment_id, Period.of_number(number)) for adjustment_id, number in session.exec(settling))
    closing_ids = sorted({row.closing_id for row in rows})
    for start in range(0, len(closing_ids), 500):
        closings = select(ClosingRow.id, ClosingRow.period).where(
            col(ClosingRow.id).in_(closing_ids[start : start + 500])
        )
        booked.update((closing_id or 0, Period.of_number(number)) for closing_id, number in session.exec(closings))
    returned = _returned(session, rows, booked) if settled else set()
    return sorted(
        (
            _adjustment(
                row,
                lines.get(_id(row), []),
                pay.get(_id(row), []),
                booked[row.closing_id],
                settled.get(_id(row)),
                is_returned=_id(row) in returned,
            )
            for row in rows
        ),
        key=lambda item: (item.employee_id, item.source_period, item.booked_in),
    )


def _returned(session: Session, rows: list[AdjustmentRow], booked: dict[int, Period]) -> set[int]:
    """Return the ids of the corrections whose return was agreed to."""
    agreed = {key for key, said in answers_given(session).items() if said.answer is Answer.AGREED}
    return {
        _id(row)
        for row in rows
        if OfferKey(row.employee_id, Period.of_number(row.source_period), booked[row.closing_id], row.net) in agreed
    }


def _adjustment(
    row: AdjustmentRow,
    lines: list[AccrualLine],
    pay: list[PayLine],
    booked_in: Period,
    settled_in: Period | None,
    is_returned: bool,
) -> Adjustment:
    standing = Standing(row.standing)
    if standing is Standing.OFFERED and settled_in is not None:
        standing = Standing.RETURNED if is_returned else Standing.SETTLED
    return Adjustment(
        employee_id=row.employee_id,
        source_period=Period.of_number(row.source_period),
        booked_in=booked_in,
        lines=tuple(lines),
        standing=standing,
        settled_in=settled_in,
        reason=row.reason,
        id=_id(row),
        pay=tuple(pay),
    )


def _id(row: ClosingRow | AdjustmentRow) -> int:
    if row.id is None:
        raise ValueError("the row has not been written yet")
    return row.id
