"""The page of a norm's effect on pay: who would have gained, who lost, and how much, over the last three months."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse

from naryad.people import require
from naryad.staff import employees
from naryad.web import CurrentEmployee, CurrentOffice, Now, Reading, page
from norms.store import norm_by_id, type_by_id
from payroll.store.impact import norm_effect_of
from payroll.web.words import shared_words, today_of

router = APIRouter()


@router.get("/payroll/impact/{norm_id}")
def impact_page(
    request: Request, session: Reading, norm_id: int, me: CurrentEmployee, office: CurrentOffice, now: Now
) -> HTMLResponse:
    require(me, "payroll.impact")
    norm = norm_by_id(session, norm_id)
    return page(
        request,
        "payroll/impact.html",
        norm=norm,
        work_type=type_by_id(session, norm.work_type_id),
        effect=norm_effect_of(session, norm_id, today=today_of(now, office)),
        names={person.id: person.short_name for person in employees(session)},
        **shared_words(),
    )
