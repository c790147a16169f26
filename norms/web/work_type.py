"""One work type: its portrait and history, and the forms that add it, describe it anew, rename and retire it."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from sqlmodel import Session
from starlette.responses import HTMLResponse, Response

from naryad import staff
from naryad.days import local_day
from naryad.errors import DomainError
from naryad.i18n import _
from naryad.people import require
from naryad.screens.forms import attempt, day_of, decimal_of
from naryad.web import CurrentEmployee, CurrentOffice, Now, Reading, page, redirect
from norms import actions, store
from norms.catalog import CatalogEntry, NoSuchWorkType
from norms.norm import norm_on
from norms.portrait import changes
from norms.store.example import examples
from norms.web.form import Filled, card_of, filled, of_portrait, portrait_of
from norms.work_type import Kind, Purpose, Unit, WorkType

router = APIRouter()

Form = Annotated[Filled, Depends(filled)]
EXAMPLES_BESIDE = 10


@router.get("/norms/types/new")
def new_type_page(request: Request, me: CurrentEmployee) -> HTMLResponse:
    require(me, "norms.edit_catalog")
    return _new_type_form(request, Filled({"purpose": Purpose.ORDINARY, "unit": Unit.LETTER}), None)


@router.post("/norms/types/new")
def add_type(request: Request, form: Form, me: CurrentEmployee, office: CurrentOffice, now: Now) -> Response:
    """Add a type with its portrait, and put its first norm before the head."""
    today = local_day(now, office.zone)

    def add(session: Session) -> WorkType:
        card = card_of(form)
        work_type = actions.add_work_type(
            session, card, actor=me, now=now, today=today, ru=portrait_of(form, "ru"), en=portrait_of(form, "en")
        )
        minutes = decimal_of(form["norm"]) if card.purpose is Purpose.ORDINARY else decimal_of(form["norm"] or "0")
        actions.propose_norm(
            session,
            work_type_id=work_type.id,
            minutes=minutes,
            effective_from=day_of(form["effective_from"]) or today + timedelta(days=1),
            source=form["source"],
            announced_on=None,
            actor=me,
            now=now,
            today=today,
        )
        return work_type

    added, refusal = attempt(request, add)
    if added is None:
        return _new_type_form(request, form, refusal)
    said = _("%(code)s is added. Its norm waits for the head.") % {"code": added.code}
    return redirect(request, f"/norms/types/{added.code}", said)


@router.get("/norms/types/{code}")
def type_page(
    request: Request, code: str, session: Reading, me: CurrentEmployee, office: CurrentOffice, now: Now
) -> Response:
    """Show a type whole; any spelling of its code leads to the one address."""
    require(me, "norms.read")
    entry = _entry(session, code, now, office)
    if entry.code != code:
        return redirect(request, f"/norms/types/{entry.code}")
    return _type_page(request, session, entry, now, office)


@router.get("/norms/types/{code}/portrait")
def portrait_page(
    request: Request, code: str, session: Reading, me: CurrentEmployee, office: CurrentOffice, now: Now
) -> HTMLResponse:
    require(me, "norms.edit_catalog")
    entry = _entry(session, code, now, office)
    last = store.portraits_of(session, entry.work_type.id)[-1]
    return _portrait_form(request, session, entry.work_type, of_portrait(last), None, local_day(now, office.zone))


@router.post("/norms/types/{code}/portrait")
def write_portrait(
    request: Request, code: str, form: Form, me: CurrentEmployee, office: CurrentOffice, now: Now
) -> Response:
    """Write the portrait's next version."""
    today = local_day(now, office.zone)
    seen: list[WorkType] = []

    def write(session: Session) -> int:
        work_type = _entry(session, code, now, office).work_type
        seen.append(work_type)
        portrait = actions.revise_portrait(
            session,
            work_type.id,
            ru=portrait_of(form, "ru"),
            en=portrait_of(form, "en"),
            reason=form["reason"],
            actor=me,
            now=now,
            today=today,
        )
        return portrait.version

    version, refusal = attempt(request, write)
    if version is None:
        _raise_if_unseen(refusal, seen)
        with request.app.state.db.reading() as session:
            return _portrait_form(request, session, seen[0], form, refusal, today)
    said = _("Version %(version)s of the portrait is in force.") % {"version": version}
    return redirect(request, f"/norms/types/{seen[0].code}", said)


@router.post("/norms/types/{code}/names")
def rename(request: Request, code: str, form: Form, me: CurrentEmployee, office: CurrentOffice, now: Now) -> Response:
    """Mend names, alias and kinds."""

    def mend(session: Session) -> WorkType:
        work_type = _entry(session, code, now, office).work_type
        return actions.mend_names(
            session,
            work_type.id,
            alias=form["alias"].strip().upper() or None,
            name_ru=form["name_ru"].strip(),
            name_en=form["name_en"].strip(),
            kinds_added=frozenset(Kind(kind) for kind in form.kinds if kind in set(Kind)),
            actor=me,
            now=now,
        )

    return _back_to_type(request, code, attempt(request, mend), _("The names are mended."), now, office)


@router.post("/norms/types/{code}/retirement")
def retire(request: Request, code: str, form: Form, me: CurrentEmployee, office: CurrentOffice, now: Now) -> Response:
    """Take a type out of use from a day on."""
    today = local_day(now, office.zone)

    def leave(session: Session) -> WorkType:
        return actions.retire_work_type(
            session,
            _entry(session, code, now, office).work_type.id,
            retired_on=day_of(form["retired_on"]) or today + timedelta(days=1),
            reason=form["reason"],
            actor=me,
            now=now,
            today=today,
        )

    return _back_to_type(request, code, attempt(request, leave), _("The type is retired."), now, office)


@router.post("/norms/types/{code}/return")
def bring_back(
    request: Request, code: str, form: Form, me: CurrentEmployee, office: CurrentOffice, now: Now
) -> Response:
    """Bring a retired type back."""

    def back(session: Session) -> WorkType:
        work_type = _entry(session, code, now, office).work_type
        return actions.return_to_use(session, work_type.id, reason=form["reason"], actor=me, now=now)

    return _back_to_type(request, code, attempt(request, back), _("The type is in use again."), now, office)


def _back_to_type(
    request: Request,
    code: str,
    outcome: tuple[WorkType | None, DomainError | None],
    said: str,
    now: Now,
    office: CurrentOffice,
) -> Response:
    work_type, refusal = outcome
    if work_type is not None:
        return redirect(request, f"/norms/types/{work_type.code}", said)
    with request.app.state.db.reading() as session:
        return _type_page(request, session, _entry(session, code, now, office), now, office, refusal)


def _type_page(
    request: Request,
    session: Session,
    entry: CatalogEntry,
    now: Now,
    office: CurrentOffice,
    error: DomainError | None = None,
) -> HTMLResponse:
    today = local_day(now, office.zone)
    work_type = entry.work_type
    portraits = store.portraits_of(session, work_type.id)
    norms = store.norms_of(session, work_type.id)
    catalog = store.catalog(session, today)
    versions = [
        (after, changes(before.ru, after.ru), changes(before.en, after.en)) for before, after in pairwise(portraits)
    ]
    return page(
        request,
        "norms/type.html",
        status_code=_status(error) if error else 200,
        entry=entry,
        type=work_type,
        catalog=catalog,
        norms=sorted(norms, key=lambda norm: (norm.effective_from, norm.version), reverse=True),
        in_force=norm_on(norms, today),
        refusals=store.refusals_of(session, work_type.id),
        first_version=portraits[0],
        versions=versions[::-1],
        examples=examples(session, work_type_id=work_type.id),
        names={one.id: one.name for one in staff.employees(session)},
        today=today,
        tomorrow=today + timedelta(days=1),
        kinds=list(Kind),
        error=error,
    )


def _portrait_form(
    request: Request, session: Session, work_type: WorkType, form: Filled, error: DomainError | None, today: date
) -> HTMLResponse:
    return page(
        request,
        "norms/portrait_form.html",
        status_code=_status(error) if error else 200,
        type=work_type,
        form=form,
        error=error,
        catalog=store.catalog(session, today),
        examples=examples(session, work_type_id=work_type.id)[:EXAMPLES_BESIDE],
    )


def _new_type_form(request: Request, form: Filled, error: DomainError | None) -> HTMLResponse:
    return page(
        request,
        "norms/type_form.html",
        status_code=_status(error) if error else 200,
        form=form,
        error=error,
        kinds=list(Kind),
        units=list(Unit),
        purposes=list(Purpose),
    )


def _entry(session: Session, code: str, now: Now, office: CurrentOffice) -> CatalogEntry:
    entry = store.catalog(session, local_day(now, office.zone)).find(code)
    if entry is None:
        raise NoSuchWorkType(type=code[:40])
    return entry


def _status(error: DomainError | None) -> int:
    return error.status if error is not None else 409


def _raise_if_unseen(refusal: DomainError | None, seen: list[WorkType]) -> None:
    """A refusal before the type was even found is a page of its own."""
    if refusal is not None and not seen:
        raise refusal
