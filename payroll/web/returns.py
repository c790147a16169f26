"""Overpaid sums offered for return: the accountant's list, a person's own answer, and the statement to print."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated

from fastapi import APIRouter, Form, Request
from sqlmodel import Session
from starlette.responses import HTMLResponse, Response

from naryad.employment import employment_on, employments
from naryad.errors import DomainError
from naryad.i18n import gettext as _
from naryad.i18n import language
from naryad.office import Office
from naryad.people import Employee, require
from naryad.screens.forms import attempt, decimal_of, required_day
from naryad.staff import by_number, employees
from naryad.web import CurrentEmployee, CurrentOffice, Now, Reading, database_of, page, redirect
from payroll.actions.returns import answer_return, record_statement
from payroll.return_offer import Answer, NothingIsOffered
from payroll.store.offers import return_offers, settled_returns
from payroll.web.words import month_of, shared_words, today_of
from payroll.workbook.sum_in_words import roubles_in_words

router = APIRouter()
SETTLED_SHOWN = 100


@dataclass(frozen=True)
class Typed:
    """What stood in the form of a signed statement."""

    answer: str = ""
    paper: str = ""
    signed_on: str = ""


@router.get("/payroll/returns")
def returns_page(
    request: Request, session: Reading, me: CurrentEmployee, office: CurrentOffice, now: Now
) -> HTMLResponse:
    require(me, "payroll.see")
    return _list(request, session, office, now)


@router.get("/payroll/returns/{month}/{number}")
def statement_page(
    request: Request, session: Reading, month: str, number: str, me: CurrentEmployee, office: CurrentOffice, now: Now
) -> HTMLResponse:
    """Show the statement to sign: one's own, or to the accountant and the head anybody's."""
    whose = _whose(session, me, number)
    period = month_of(month)
    offers = return_offers(session, employee_id=whose.id)
    offer = next((one for one in offers if one.source_period == period), None)
    if offer is None:
        raise NothingIsOffered(month=period, name=whose.name)
    total = offer.asked or offer.refused or offer.agreed
    in_roubles = office.currency == "RUB" and language() == "ru"
    return page(
        request,
        "payroll/return_statement.html",
        offer=offer,
        whose=whose,
        position=employment_on(employments(session, whose.id), today_of(now, office)).position,
        sum=total,
        sum_in_words=roubles_in_words(total) if in_roubles else "",
        **shared_words(),
    )


@router.post("/payroll/me/returns/{month}")
def answer_own(
    request: Request,
    month: str,
    me: CurrentEmployee,
    office: CurrentOffice,
    now: Now,
    answer: Annotated[Answer, Form()],
    stated: Annotated[str, Form()] = "",
) -> Response:
    """Take a person's own answer."""
    period, today = month_of(month), today_of(now, office)
    with database_of(request).writing() as session:
        answer_return(session, me, period=period, answer=answer, now=now, today=today, stated=_sum(stated))
    return redirect(request, "/payroll/me#returns", said=_SAID[answer]())


@router.post("/payroll/returns/{month}/{number}")
def record(
    request: Request,
    month: str,
    number: str,
    me: CurrentEmployee,
    office: CurrentOffice,
    now: Now,
    answer: Annotated[Answer, Form()],
    stated: Annotated[str, Form()] = "",
    paper: Annotated[str, Form()] = "",
    signed_on: Annotated[str, Form()] = "",
) -> Response:
    """Record a signed statement; a refusal comes back beside what was typed."""
    require(me, "payroll.record_return")
    period, today = month_of(month), today_of(now, office)

    def act(session: Session) -> None:
        day = required_day(signed_on)
        record_statement(
            session,
            me,
            employee_id=by_number(session, number).id,
            period=period,
            answer=answer,
            signed_on=day,
            paper=paper,
            now=now,
            today=today,
            stated=_sum(stated),
        )

    _done, refused = attempt(request, act)
    if refused is None:
        return redirect(request, "/payroll/returns", said=_SAID[answer]())
    with database_of(request).reading() as session:
        typed = Typed(answer.value, paper, signed_on)
        return _list(request, session, office, now, error=refused, failed=f"{period}-{number}", typed=typed)


_SAID = {
    Answer.AGREED: lambda: _("The consent is recorded: the next month that is closed takes the sum into account."),
    Answer.REFUSED: lambda: _("The refusal is recorded: the sum is not asked for again."),
    Answer.PENDING: lambda: _("The answer is taken back: the sum waits for a new one."),
}


def _list(
    request: Request,
    session: Session,
    office: Office,
    now: Now,
    *,
    error: DomainError | None = None,
    failed: str = "",
    typed: Typed = Typed(),
) -> HTMLResponse:
    order = (Answer.PENDING, Answer.AGREED, Answer.REFUSED)
    offers = sorted(return_offers(session), key=lambda one: order.index(one.state))
    return page(
        request,
        "payroll/returns.html",
        status_code=200 if error is None else error.status,
        offers=offers,
        settled=settled_returns(session)[:SETTLED_SHOWN],
        people={person.id: person for person in employees(session)},
        today=today_of(now, office),
        error=error,
        failed=failed,
        typed=typed,
        **shared_words(),
    )


def _whose(session: Session, me: Employee, number: str) -> Employee:
    require(me, "payroll.own")
    if number == me.number:
        return me
    require(me, "payroll.see")
    return by_number(session, number)


def _sum(text: str) -> Decimal | None:
    return decimal_of(text) if text.strip() else None
