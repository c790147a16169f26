"""What if: the last closed months priced under another rate, norm or scheme; nothing is kept."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from fastapi import APIRouter, Query, Request
from sqlmodel import Session
from starlette.responses import HTMLResponse

from naryad.errors import DomainError
from naryad.i18n import language
from naryad.people import require
from naryad.screens.forms import decimal_of
from naryad.staff import by_number, employees
from naryad.web import CurrentEmployee, CurrentOffice, Now, Reading, database_of, page
from norms.norm import Norm
from norms.store import all_types, proposals
from payroll.accrual import RatePer
from payroll.rate import RATE_MAX, RateIsNotPositive, RateScope, is_payable
from payroll.scheme_form import BANDS, PREMIUMS, scheme_of_form
from payroll.store.impact import norm_effect_of
from payroll.store.month import last_closed
from payroll.store.what_if import closed_months, last_closed_months
from payroll.web.schemes import SchemeForm, owner_choices
from payroll.web.words import shared_words, today_of
from payroll.what_if import MONTHS_MOST, Touches, Trial, WhatIf, what_if

router = APIRouter()
PEOPLE_SHOWN = 200
NORM_MOST = Decimal(10_000)

Months = Annotated[int, Query(ge=1, le=MONTHS_MOST)]


class NormIsNotTriable(DomainError):
    code = "norm_is_not_triable"
    status = 422
    en = "Choose a type and write its minutes: above 0 and not above {most}, with at most 3 decimals."
    ru = "Выберите тип и напишите минуты: больше 0 и не больше {most}, не более 3 знаков после запятой."


def is_used(request: Request) -> bool:
    """Say whether there is a closed month to try anything on."""
    with database_of(request).reading() as session:
        return last_closed(session) is not None


@router.get("/payroll/what-if")
def what_if_page(
    request: Request, session: Reading, me: CurrentEmployee, office: CurrentOffice, now: Now, months: Months = 3
) -> HTMLResponse:
    """Show the form, and what came of the trial once something is chosen."""
    require(me, "payroll.impact")
    form, today = SchemeForm(dict(request.query_params)), today_of(now, office)
    tried: WhatIf | None = None
    refused: DomainError | None = None
    if form.get("try"):
        try:
            chosen = last_closed_months(session, months)
            tried = what_if(_trial(session, form), chosen, closed_months(session, chosen))
        except DomainError as refusal:
            refused = refusal
    people = employees(session)
    proposal = _proposal(session, tried) if tried else None
    return page(
        request,
        "payroll/what_if.html",
        status_code=200 if refused is None else refused.status,
        form=form,
        months=months,
        months_most=MONTHS_MOST,
        error=refused,
        tried=tried,
        closed_count=len(last_closed_months(session, MONTHS_MOST)),
        most=max((max(one.before, one.after) for one in tried.people), default=Decimal(0)) if tried else Decimal(0),
        shown=PEOPLE_SHOWN,
        proposal=proposal,
        approval_digest=norm_effect_of(session, proposal.id, today=today).digest if proposal else "",
        owners=owner_choices(session, people),
        types=[(one.code, f"{one.code} {one.name(language())}") for one in all_types(session)],
        names={person.id: person.short_name for person in people},
        bands=range(1, BANDS + 1),
        premiums=range(1, PREMIUMS + 1),
        **shared_words(),
    )


def _trial(session: Session, form: SchemeForm) -> Trial:
    """Read what is to be tried.

    Raises:
        RateIsNotPositive, NormIsNotTriable, NumberIsWrong, NoSuchEmployee; and those of a scheme's form.
    """
    touches = Touches(form.get("what")) if form.get("what") in set(Touches) else Touches.RATE
    if touches is Touches.NORM:
        return _of_norm(session, form)
    scope, _colon, name = form.get("owner").partition(":")
    owner = RateScope(scope) if scope in set(RateScope) else RateScope.OFFICE
    employee_id = by_number(session, name).id if owner is RateScope.EMPLOYEE else None
    position = name if owner is RateScope.POSITION else ""
    if touches is Touches.SCHEME:
        return Trial(touches, owner, employee_id, position, scheme=scheme_of_form(form.fields))
    amount = decimal_of(form.get("amount"))
    if not is_payable(amount):
        raise RateIsNotPositive(amount=amount, most=RATE_MAX)
    per = RatePer.NORM_MINUTE if form.get("per") == RatePer.NORM_MINUTE.value else RatePer.HOUR
    return Trial(touches, owner, employee_id, position, rate_amount=amount, rate_per=per)


def _of_norm(session: Session, form: SchemeForm) -> Trial:
    known = {one.code: one.id for one in all_types(session)}
    minutes = decimal_of(form.get("minutes"))
    is_norm = 0 < minutes <= NORM_MOST and minutes == minutes.quantize(Decimal("0.001"))
    if form.get("type") not in known or not is_norm:
        raise NormIsNotTriable(most=NORM_MOST)
    return Trial(Touches.NORM, work_type_id=known[form.get("type")], minutes=minutes)


def _proposal(session: Session, tried: WhatIf) -> Norm | None:
    """Return a norm proposed with the very minutes that were tried: its approval carries a digest of its own."""
    if tried.trial.touches is not Touches.NORM:
        return None
    trial = tried.trial
    known = (one for one in proposals(session) if one.work_type_id == trial.work_type_id)
    return next((one for one in known if one.minutes == trial.minutes), None)
