"""Closing a month: the figures counted once more from the entries, copied, sealed, and never changed again."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from itertools import islice
from typing import Any

from sqlalchemy import Table, insert
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from naryad import journal
from naryad.days import Period
from naryad.people import Employee, require
from naryad.seal import Level, set_seal
from naryad.staff import employee_of
from naryad.tables import Row
from payroll.actions.month import (
    add_step,
    approved_amount,
    marks_of,
    require_clear,
    seal_the_journal,
    state_for_step,
)
from payroll.adjustment import Standing
from payroll.closing import ClosedPerson, Closing, values_hash
from payroll.month import FiguresChangedSinceApproval, MonthState, Step, last_of, month_is_at, require_step
from payroll.store.figures import MonthFigures, month_figures
from payroll.store.month import closing_row_of, closing_value, steps_of
from payroll.tables.adjustment import AdjustmentLineRow, AdjustmentPayLineRow, AdjustmentRow, AdjustmentSettlementRow
from payroll.tables.closing import ACCRUAL_LINE, CLOSED_PERSON, CLOSED_RATE, PAY_LINE, AccrualRow, ClosingRow
from payroll.tables.columns import EVERYBODY, columns_of
from worklog.store.month import highest_seqs

ROWS_AT_ONCE = 5_000


def close_month(
    session: Session,
    actor: Employee | None,
    *,
    period: Period,
    now: datetime,
    today: date,
    employee_id: int | None = None,
) -> Closing:
    """Close an approved month (or a leaver's, early) and return the record of it.

    The output is recounted from the entries in one grouped statement; corrections of earlier months that were decided
    since are booked; everything a sheet needs is copied; the days are sealed.

    Raises:
        MonthIsAt: it is not approved, or closed already (also by somebody at this very moment).
        MonthHasBlockers: something is untyped, not accepted, without a rate, or does not agree with the recount.
        FiguresChangedSinceApproval: the sum is not the one the head approved.
    """
    require(actor, "payroll.close")
    assert actor is not None
    require_step(Step.CLOSE, period=period, state=state_for_step(session, period, employee_id))
    figures = month_figures(session, period, employee_id=employee_id, recount=True)
    require_clear(session, period, employee_id, figures)
    approved = approved_amount(session, period, employee_id)
    if approved is not None and approved != figures.amount:
        raise FiguresChangedSinceApproval(month=period, approved=approved, amount=figures.amount)
    people = [_Frozen.at(one, now) for one in figures.people]
    closing = _add_closing(session, actor, figures, people, now)
    closing_id = closing.id or 0
    _add_people(session, closing_id, people)
    rows: list[Row] = [closing, *_add_accruals(session, closing_id, people)]
    rows += _add_adjustments(session, closing_id, figures)
    set_seal(
        session,
        first_day=period.first_day,
        last_day=period.last_day,
        employee_id=employee_id,
        level=Level.CLOSED,
        by=actor.id,
        now=now,
        highest_seq=marks_of(highest_seqs(session, period), period, employee_id),
    )
    add_step(session, actor, period=period, employee_id=employee_id, step=Step.CLOSE, now=now, closing=closing)
    facts = {"values_hash": closing.values_hash, "amount": f"{figures.amount:.2f}", "entries": figures.entries}
    journal.record(session, actor.id, "payroll.closing", f"closing:{closing_id}", now, facts, rows=rows)
    return closing_value(closing)


@dataclass(frozen=True)
class _Frozen:
    """A person as the closing keeps them, with the digest that proves it."""

    kept: ClosedPerson
    digest: str

    @classmethod
    def at(cls, figures: ClosedPerson, now: datetime) -> _Frozen:
        kept = replace(figures, person=replace(figures.person, closed_at=now))
        return cls(kept, kept.digest)


def _add_closing(
    session: Session, actor: Employee, figures: MonthFigures, people: list[_Frozen], now: datetime
) -> ClosingRow:
    """Write the record itself first: the second of two closings at once ends here.

    Raises:
        MonthIsAt: somebody else has closed the month meanwhile.
    """
    terms = figures.terms
    steps = steps_of(session, terms.period, terms.employee_id)
    frozen, approved = last_of(steps, Step.FREEZE), last_of(steps, Step.APPROVE)
    assert frozen is not None
    assert approved is not None
    digests = [(one.kept.person.employee_id, one.digest) for one in people]
    wage = terms.minimum_wage
    row = ClosingRow(
        period=terms.period.number,
        employee_id=terms.employee_id,
        employee_key=terms.employee_id or EVERYBODY,
        revision=terms.revision,
        trial=terms.trial,
        rounding=terms.rounding.value,
        office=terms.office,
        currency=terms.currency,
        kinds=[asdict(kind) for kind in terms.kinds],
        norm_days=terms.norm_days,
        norm_hours=terms.norm_hours,
        minimum_wage_from=wage.effective_from if wage else None,
        minimum_wage=wage.amount if wage else None,
        minimum_wage_source=wage.source if wage else "",
        entries=figures.entries,
        norm_minutes=figures.norm_minutes,
        amount=figures.amount,
        values_hash=values_hash(terms, person_digests=digests, adjustments=figures.adjustments),
        journal_head=seal_the_journal(session),
        frozen_by=employee_of(session, frozen.by).name,
        frozen_at=frozen.at,
        approved_by=employee_of(session, approved.by).name,
        approved_at=approved.at,
        closed_by=actor.name,
        closed_at=now,
    )
    session.add(row)
    try:
        session.flush()
    except IntegrityError:
        raise month_is_at(terms.period, MonthState.CLOSED) from None
    return row


def _add_people(session: Session, closing_id: int, people: list[_Frozen]) -> None:
    """Copy people, the rates of their days and their lines, many rows at a time."""
    _insert(session, CLOSED_PERSON, (_person_columns(closing_id, one) for one in people))
    _insert(session, CLOSED_RATE, (columns for one in people for columns in _rate_columns(closing_id, one.kept)))
    _insert(
        session,
        ACCRUAL_LINE,
        (
            {"closing_id": closing_id, "place_no": place, **columns_of(line)}
            for one in people
            for place, line in enumerate(one.kept.lines, start=1)
        ),
    )
    _insert(
        session,
        PAY_LINE,
        (
            {"closing_id": closing_id, "place_no": place, **columns_of(line)}
            for one in people
            for place, line in enumerate(one.kept.pay, start=1)
        ),
    )


def _add_accruals(session: Session, closing_id: int, people: list[_Frozen]) -> list[AccrualRow]:
    rows = [
        AccrualRow.of(accrual, closing_id=closing_id, place_no=place)
        for one in people
        for place, accrual in enumerate(one.kept.accruals, start=1)
    ]
    session.add_all(rows)
    session.flush()
    return rows


def _add_adjustments(session: Session, closing_id: int, figures: MonthFigures) -> list[Row]:
    """Book the corrections, and note which ones (of now, of earlier) this month's accruals carry."""
    rows: list[Row] = []
    settled = [one.id for one in figures.settles]
    for one in figures.adjustments:
        source = closing_row_of(session, one.source_period, one.employee_id)
        assert source is not None
        assert source.id is not None
        row = AdjustmentRow(
            closing_id=closing_id,
            employee_id=one.employee_id,
            source_period=one.source_period.number,
            source_closing_id=source.id,
            standing=one.standing.value,
            net=one.net,
            reason=one.reason,
        )
        session.add(row)
        session.flush()
        assert row.id is not None
        lines = [
            AdjustmentLineRow(adjustment_id=row.id, place_no=place, **columns_of(line))
            for place, line in enumerate(one.lines, start=1)
        ]
        extra = [
            AdjustmentPayLineRow(adjustment_id=row.id, place_no=place, **columns_of(line))
            for place, line in enumerate(one.pay, start=1)
        ]
        session.add_all([*lines, *extra])
        rows += [row, *lines, *extra]
        if one.standing is Standing.DUE:
            settled.append(row.id)
    settlements = [AdjustmentSettlementRow(adjustment_id=one, closing_id=closing_id) for one in settled]
    session.add_all(settlements)
    session.flush()
    return [*rows, *settlements]


def _person_columns(closing_id: int, one: _Frozen) -> dict[str, Any]:
    person = one.kept.person
    return {
        "closing_id": closing_id,
        "employee_id": person.employee_id,
        "number": person.number,
        "name": person.name,
        "department": person.department,
        "position": person.position,
        "fte": person.fte,
        "norm_days": person.norm_days,
        "norm_hours": person.norm_hours,
        "entries": person.entries,
        "norm_minutes": person.norm_minutes,
        "seq_last": person.seq_last,
        "worked_days": person.worked_days,
        "worked_hours": person.worked_hours,
        "fulfilment_hours": person.fulfilment_hours,
        "terms": json.loads(one.kept.terms) if one.kept.terms else None,
        "digest": one.digest,
    }


def _rate_columns(closing_id: int, kept: ClosedPerson) -> Iterator[dict[str, Any]]:
    for span in kept.rates:
        yield {
            "closing_id": closing_id,
            "employee_id": kept.person.employee_id,
            "first_day": span.first_day,
            "last_day": span.last_day,
            "rate_id": span.rate_id,
            "amount": span.amount,
            "per": span.per.value,
        }


def _insert(session: Session, table: Table, rows: Iterable[dict[str, Any]]) -> None:
    for part in batched(rows, ROWS_AT_ONCE):
        session.connection().execute(insert(table), part)


def batched(rows: Iterable[dict[str, Any]], size: int) -> Iterator[list[dict[str, Any]]]:
    """Yield lists of at most `size` rows."""
    source = iter(rows)
    while part := list(islice(source, size)):
        yield part
