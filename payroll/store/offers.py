"""The overpaid sums that are offered for return: one offer for each employee and closed month."""

from __future__ import annotations

from datetime import date
from itertools import groupby

from sqlmodel import Session, col, select

from naryad.days import Period, local_day
from naryad.office import office_of
from payroll.adjustment import Adjustment
from payroll.return_offer import Answer, ReturnOffer
from payroll.store.closed import adjustments_of
from payroll.store.month import closed_periods
from payroll.store.returns import OfferKey, Said, answers_given, offer_key
from payroll.tables.adjustment import AdjustmentRow
from payroll.tables.closing import ClosingRow


def return_offers(
    session: Session, *, employee_id: int | None = None, before: Period | None = None
) -> list[ReturnOffer]:
    """Return what stands offered now, of everybody or one employee, by month and employee; settled sums left out."""
    said = answers_given(session, employee_id)
    found: list[ReturnOffer] = []
    for source in closed_periods(session, before=before):
        standing = [one for one in adjustments_of(session, source, employee_id) if one.settled_in is None]
        for _, outstanding in groupby(standing, key=lambda one: one.employee_id):
            found.append(_offer(session, list(outstanding), said))
    return found


def settled_returns(session: Session, employee_id: int | None = None) -> list[Adjustment]:
    """Return the corrections that were offered at first and stand in some month's accruals now, the latest first."""
    found = [
        one
        for source in closed_periods(session)
        for one in adjustments_of(session, source, employee_id)
        if one.settled_in is not None and one.settled_in != one.booked_in
    ]
    return sorted(found, key=lambda one: (one.settled_in or one.booked_in, one.source_period), reverse=True)


def _offer(session: Session, outstanding: list[Adjustment], said: dict[OfferKey, Said]) -> ReturnOffer:
    words = {one.id: said[offer_key(one)] for one in outstanding if offer_key(one) in said}
    last = max(
        (word for word in words.values() if word.answer is not Answer.PENDING),
        key=lambda word: word.signed_on,
        default=None,
    )
    return ReturnOffer(
        employee_id=outstanding[0].employee_id,
        source_period=outstanding[0].source_period,
        adjustments=tuple(outstanding),
        answers={number: word.answer for number, word in words.items()},
        offered_on=_booked_on(session, [one.id for one in outstanding]),
        signed_on=last.signed_on if last else None,
        paper=last.paper if last else "",
    )


def _booked_on(session: Session, adjustment_ids: list[int]) -> date:
    """Return the office's day on which the last of these corrections was booked."""
    query = (
        select(ClosingRow.closed_at)
        .join(AdjustmentRow, col(AdjustmentRow.closing_id) == col(ClosingRow.id))
        .where(col(AdjustmentRow.id).in_(adjustment_ids))
    )
    return local_day(max(session.exec(query)), office_of(session).zone)
