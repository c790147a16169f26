"""The page on which a person writes what their new letters end with."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, Response

from naryad.errors import DomainError
from naryad.i18n import _
from naryad.people import Employee, require
from naryad.web import CurrentEmployee, Now, Reading, database_of, page, redirect
from worklog.actions.signature import sign_letters_with
from worklog.rich_text import clean, text_of
from worklog.store.draft import signature_of
from worklog.web.composer_form import LetterRoute, Text

router = APIRouter(include_in_schema=False, route_class=LetterRoute)
MENU = ()


@router.get("/compose/signature")
def signature_page(request: Request, session: Reading, me: CurrentEmployee) -> HTMLResponse:
    require(me, "worklog.own")
    html = signature_of(session, me.id)
    return _form(request, me, text_of(html), html)


@router.post("/compose/signature")
def sign_with(request: Request, me: CurrentEmployee, now: Now, text: Text = "", html: Text = "") -> Response:
    """Keep the signature; what was typed stays in the form where it is refused."""
    try:
        with database_of(request).writing() as session:
            sign_letters_with(session, text=text, html=html, actor=me, now=now)
    except DomainError as error:
        return _form(request, me, text, clean(html), error)
    return redirect(request, "/compose", _("New letters end with this signature"))


def _form(request: Request, me: Employee, text: str, html: str, error: DomainError | None = None) -> HTMLResponse:
    return page(
        request,
        "worklog/signature.html",
        status_code=error.status if error else 200,
        text=text,
        html=html,
        error=error,
        example="\n".join(("-- ", me.name)),
    )
