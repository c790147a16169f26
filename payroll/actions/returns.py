"""Answering an offered return: by the person on their own page, or by the accountant from a signed statement."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from sqlmodel import Session

from naryad import journal
from naryad.days import Period
from naryad.people import Employee, require
from naryad.staff import employee_of
from payroll.adjustment import Adjustment, Standing
from payroll.return_offer import (
    Answer,
    NoAnswerToTakeBack,
    NothingIsOffered,
    OfferHasChanged,
    ReturnIsSettled,
    ReturnOffer,
    SignedOnAWrongDay,
    StatementNeedsNumber,
)
from payroll.store.closed import adjustments_of
from payroll.store.offers import return_offers
from payroll.tables.returns import ReturnConsentRow


def answer_return(
    session: Session,
    actor: Employee | None,
    *,
    period: Period,
    answer: Answer,
    now: datetime,
    today: date,
    stated: Decimal | None = None,
) -> None:
    """Agree to return what is offered of one's own closed month, refuse it, or (`PENDING`) take the answer back.

    `stated` is the sum the person had before them.

    Raises:
        NothingIsOffered, ReturnIsSettled, OfferHasChanged, NoAnswerToTakeBack.
    """
    require(actor, "payroll.own")
    assert actor is not None
    offer = _offer(session, actor, period)
    _check(offer, actor, answer, stated)
    _record(session, actor, offer, answer, signed_on=today, paper=None, now=now)


def record_statement(
    session: Session,
    actor: Employee | None,
    *,
    employee_id: int,
    period: Period,
    answer: Answer,
    signed_on: date,
    paper: str,
    now: datetime,
    today: date,
    stated: Decimal | None = None,
) -> None:
    """Record what a person signed about the return offered of a closed month; `PENDING` is a consent taken back.

    Raises:
        NotAllowed, NothingIsOffered, ReturnIsSettled, OfferHasChanged, NoAnswerToTakeBack.
        StatementNeedsNumber, SignedOnAWrongDay: the paper has no number, or a day before the offer or ahead.
    """
    require(actor, "payroll.record_return")
    assert actor is not None
    person = employee_of(session, employee_id)
    offer = _offer(session, person, period)
    _check(offer, person, answer, stated)
    paper = " ".join(paper.split())
    if not paper:
        raise StatementNeedsNumber(month=period, name=person.name)
    if not offer.offered_on <= signed_on <= today:
        raise SignedOnAWrongDay(month=period, day=signed_on, offered_on=offer.offered_on, today=today)
    _record(session, actor, offer, answer, signed_on=signed_on, paper=paper[:100], now=now)


def _offer(session: Session, person: Employee, period: Period) -> ReturnOffer:
    offers = return_offers(session, employee_id=person.id)
    offer = next((one for one in offers if one.source_period == period), None)
    if offer is None:
        settled = [
            one.settled_in
            for one in adjustments_of(session, period, person.id)
            if one.settled_in and one.standing is not Standing.DUE
        ]
        if settled:
            raise ReturnIsSettled(month=period, name=person.name, settled_in=max(settled))
        raise NothingIsOffered(month=period, name=person.name)
    return offer


def _check(offer: ReturnOffer, person: Employee, answer: Answer, stated: Decimal | None) -> None:
    has_answer = bool(offer.answered(Answer.AGREED) or offer.answered(Answer.REFUSED))
    if answer is Answer.PENDING and not has_answer:
        raise NoAnswerToTakeBack(month=offer.source_period, name=person.name)
    if answer is not Answer.PENDING and stated is not None and stated != _in_question(offer):
        raise OfferHasChanged(month=offer.source_period, now_asked=_in_question(offer), stated=stated)


def _in_question(offer: ReturnOffer) -> Decimal:
    """Return the sum a new answer is about: what is asked, else what was refused, else what was agreed."""
    return offer.asked or offer.refused or offer.agreed


def _record(
    session: Session,
    actor: Employee,
    offer: ReturnOffer,
    answer: Answer,
    *,
    signed_on: date,
    paper: str | None,
    now: datetime,
) -> None:
    """Write the answer for each correction it is about; one that has this answer already is left alone."""
    about = {
        Answer.PENDING: offer.answered(Answer.AGREED) or offer.answered(Answer.REFUSED),
        Answer.AGREED: offer.answered(Answer.PENDING) if offer.asked else _not(offer, Answer.AGREED),
        Answer.REFUSED: offer.answered(Answer.PENDING) if offer.asked else offer.answered(Answer.AGREED),
    }[answer]
    rows = [
        ReturnConsentRow(
            adjustment_id=one.id,
            state=answer.value,
            asked=_in_question(offer),
            signed_on=signed_on,
            paper=paper,
            recorded_by=actor.id,
            recorded_at=now,
        )
        for one in about
    ]
    if not rows:
        return
    session.add_all(rows)
    session.flush()
    facts = {
        "month": str(offer.source_period),
        "answer": answer.value,
        "amount": f"{_in_question(offer):.2f}",
        "paper": paper,
        "day": signed_on.isoformat(),
    }
    journal.record(
        session, actor.id, f"payroll.return_{answer.value}", f"employee:{offer.employee_id}", now, facts, rows=rows
    )


def _not(offer: ReturnOffer, answer: Answer) -> tuple[Adjustment, ...]:
    return tuple(one for one in offer.adjustments if one not in offer.answered(answer))
