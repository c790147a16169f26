"""The starter catalog: an administrator's first minutes. Sections are switched on; portraits can be mended later."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Request
from sqlmodel import Session
from starlette.responses import HTMLResponse, Response

from naryad.days import local_day
from naryad.errors import DomainError
from naryad.i18n import ngettext
from naryad.people import require
from naryad.screens.forms import attempt
from naryad.web import CurrentEmployee, CurrentOffice, Now, Reading, page, redirect
from norms import actions, store
from norms.actions import ImportReport
from norms.actions.sheet import is_founding
from norms.sheet import read_catalog
from norms.starter import ALWAYS, STARTER_FILE, starter_bytes, starter_sections

router = APIRouter()

FIRST_CHOICE = frozenset({"letters", "support", "documents"})
"""Sections ticked when a new office opens the page: what almost every office has."""


class NothingChosen(DomainError):
    code = "nothing_chosen"
    status = 422
    en = "No type is ticked. Tick at least one section or type, then switch them on."
    ru = "Ничего не отмечено. Отметьте хотя бы один раздел или тип и включите."


@router.get("/norms/starter")
def starter_page(
    request: Request, session: Reading, me: CurrentEmployee, office: CurrentOffice, now: Now
) -> HTMLResponse:
    require(me, "norms.edit_catalog")
    today = local_day(now, office.zone)
    rows = {row.card.code: row for row in read_catalog(starter_bytes(), STARTER_FILE).rows}
    have = {type_.code for type_ in store.all_types(session)}
    return page(
        request,
        "norms/starter.html",
        sections=starter_sections(),
        rows=rows,
        have=have,
        always=ALWAYS,
        ticked=frozenset() if have else FIRST_CHOICE,
        founding=is_founding(session, today),
        today=today,
    )


@router.post("/norms/starter")
def switch_types_on(
    request: Request,
    me: CurrentEmployee,
    office: CurrentOffice,
    now: Now,
    types: Annotated[list[str] | None, Form()] = None,
) -> Response:
    """Switch on the types that are ticked, and what always comes with them."""
    codes = set(types or ())
    if not codes:
        raise NothingChosen()

    def switch_on(session: Session) -> ImportReport:
        return actions.found_catalog(session, codes, actor=me, now=now, today=local_day(now, office.zone))

    report, refusal = attempt(request, switch_on)
    if report is None:
        assert refusal is not None
        raise refusal
    count = len(report.added)
    said = ngettext("%(num)s type is switched on.", "%(num)s types are switched on.", count) % {"num": count}
    if report.norms_proposed:
        said += " " + ngettext(
            "Its norm waits for the head.", "Their norms wait for the head.", len(report.norms_proposed)
        )
    return redirect(request, "/norms", said)
