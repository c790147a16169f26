"""The golden fund: examples that all staff read and search, and the forms by which a person adds and withdraws one."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from sqlmodel import Session
from starlette.responses import HTMLResponse, Response

from naryad import staff
from naryad.days import local_day
from naryad.errors import DomainError
from naryad.i18n import _
from naryad.people import require
from naryad.screens.forms import attempt
from naryad.web import CurrentEmployee, CurrentOffice, Now, Reading, page, redirect
from norms import store
from norms.actions.example import approve_example, withdraw_example
from norms.anonymity import covered
from norms.catalog import Catalog, NoSuchWorkType
from norms.example import Draft, Example, found_by
from norms.store.example import example_by_id, examples
from norms.web.form import Filled, filled
from norms.work_type import Kind, Purpose

router = APIRouter()

Form = Annotated[Filled, Depends(filled)]
ON_A_PAGE = 20


@router.get("/norms/examples")
def examples_page(
    request: Request,
    session: Reading,
    me: CurrentEmployee,
    office: CurrentOffice,
    now: Now,
    q: str = "",
    type: str = "",
    page_no: int = 1,
) -> HTMLResponse:
    """Show the standing examples, all or of one type, or those that hold the words asked for."""
    require(me, "norms.read")
    catalog = store.catalog(session, local_day(now, office.zone))
    entry = catalog.find(type) if type else None
    if type and entry is None:
        raise NoSuchWorkType(type=type[:40])
    standing = examples(session, work_type_id=entry.work_type.id if entry else None)
    found = found_by(q.strip()[:200], standing) if q.strip() else standing
    pages = max(1, -(-len(found) // ON_A_PAGE))
    shown = min(max(page_no, 1), pages)
    return page(
        request,
        "norms/examples.html",
        q=q,
        entry=entry,
        examples=found[(shown - 1) * ON_A_PAGE : shown * ON_A_PAGE],
        total=len(found),
        all_count=len(standing),
        page_no=shown,
        pages=pages,
        catalog=catalog,
        names={one.id: one.name for one in staff.employees(session)},
    )


@router.get("/norms/examples/new")
def new_example_page(
    request: Request, session: Reading, me: CurrentEmployee, office: CurrentOffice, now: Now, type: str = ""
) -> HTMLResponse:
    require(me, "norms.approve_example")
    catalog = store.catalog(session, local_day(now, office.zone))
    return _form_page(request, catalog, Filled({"right": type[:40]}), None)


@router.post("/norms/examples/new")
def add_example(request: Request, form: Form, me: CurrentEmployee, office: CurrentOffice, now: Now) -> Response:
    """Add an example written by hand; "cover" only covers names and numbers, and shows the form again."""
    with request.app.state.db.reading() as session:
        catalog = store.catalog(session, local_day(now, office.zone))
    if form["step"] == "cover":
        texts = {**form.texts, "text": covered(form["text"]), "reason": covered(form["reason"])}
        return _form_page(request, catalog, replace(form, texts=texts), None)

    def add(session: Session) -> Example:
        return approve_example(session, draft_of(form, catalog), actor=me, now=now)

    added, refusal = attempt(request, add)
    if added is None:
        return _form_page(request, catalog, form, refusal)
    code = catalog.by_id(added.right_type_id).code
    return redirect(request, f"/norms/examples?type={code}", _("The example is shown to everybody now."))


@router.get("/norms/examples/{number}")
def example_page(
    request: Request, number: int, session: Reading, me: CurrentEmployee, office: CurrentOffice, now: Now
) -> HTMLResponse:
    require(me, "norms.read")
    return _example_page(request, session, number, office, now, None)


@router.post("/norms/examples/{number}/withdrawal")
def withdraw(
    request: Request, number: int, form: Form, me: CurrentEmployee, office: CurrentOffice, now: Now
) -> Response:
    """Take an example out of sight."""

    def take_out(session: Session) -> bool:
        withdraw_example(session, number, reason=form["reason"], actor=me, now=now)
        return True

    done, refusal = attempt(request, take_out)
    if done:
        return redirect(request, "/norms/examples", _("The example is withdrawn."))
    with request.app.state.db.reading() as session:
        return _example_page(request, session, number, office, now, refusal)


def draft_of(form: Filled, catalog: Catalog) -> Draft:
    """Return what the form says of an example.

    Raises:
        NoSuchWorkType: the right type is not in the catalog.
    """
    right = catalog.find(form["right"])
    if right is None:
        raise NoSuchWorkType(type=form["right"][:40] or "—")
    taken_for = catalog.find(form["taken_for"]) if form["taken_for"] else None
    kinds = {kind.value for kind in Kind}
    return Draft(
        kind=Kind(form["kind"]) if form["kind"] in kinds else min(right.work_type.kinds),
        text=form["text"],
        right_type_id=right.work_type.id,
        taken_for_id=taken_for.work_type.id if taken_for else None,
        reason=form["reason"],
    )


def _form_page(request: Request, catalog: Catalog, form: Filled, error: DomainError | None) -> HTMLResponse:
    return page(
        request,
        "norms/example_form.html",
        status_code=error.status if error else 200,
        form=form,
        types=[entry for entry in catalog.in_order() if entry.work_type.purpose is not Purpose.DESCRIBED],
        kinds=list(Kind),
        error=error,
    )


def _example_page(
    request: Request, session: Session, number: int, office: CurrentOffice, now: Now, error: DomainError | None
) -> HTMLResponse:
    return page(
        request,
        "norms/example.html",
        status_code=error.status if error else 200,
        example=example_by_id(session, number),
        catalog=store.catalog(session, local_day(now, office.zone)),
        names={one.id: one.name for one in staff.employees(session)},
        error=error,
    )
