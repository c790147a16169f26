"""Cases of portraits: the list, one case with its text made nameless, and the cases on the portrait's own page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from sqlmodel import Session
from starlette.responses import HTMLResponse, Response

from audit.actions.example import make_example, pass_over
from audit.example import Case, NoSuchCase, key_of, without_names
from audit.masking import mask
from audit.store.desk import entries_to_be_judged
from audit.store.example import case_by_key, cases
from audit.web.words import people_by_id, shared_words, types_by_id
from naryad import staff
from naryad.days import local_day
from naryad.errors import DomainError
from naryad.i18n import gettext as _
from naryad.office import Office, office_of
from naryad.people import Employee, may, require
from naryad.screens.forms import attempt
from naryad.web import (
    CurrentEmployee,
    CurrentOffice,
    Now,
    Reading,
    database_of,
    fragment,
    moment_of_request,
    page,
    redirect,
)
from norms.catalog import NoSuchWorkType
from norms.example import Origin
from norms.store import catalog
from norms.work_type import Purpose, WorkType
from worklog.actions.readers import open_content
from worklog.readers import Ground, Opening
from worklog.store.client import client_names_in
from worklog.store.content import WorkContent
from worklog.store.entry import entry_by_id

router = APIRouter()

LISTED = 100
ON_A_PORTRAIT = 8


async def filled(request: Request) -> dict[str, str]:
    """Return the posted form's texts."""
    return {name: value for name, value in (await request.form()).items() if isinstance(value, str)}


Filled = Annotated[dict[str, str], Depends(filled)]


@router.get("/audit/cases")
def cases_page(
    request: Request, session: Reading, me: CurrentEmployee, office: CurrentOffice, now: Now, type: str = ""
) -> HTMLResponse:
    """Show the settled cases: those nobody has looked at first."""
    require(me, "audit.settle_case")
    today = local_day(now, office.zone)
    entry = catalog(session, today).find(type) if type else None
    if type and entry is None:
        raise NoSuchWorkType(type=type[:40])
    found = _shown(session, me, now, cases(session, today, work_type_id=entry.work_type.id if entry else None))
    return page(
        request,
        "audit/cases.html",
        cases=found[:LISTED],
        open_count=sum(case.is_open or case.is_outdated for case in found),
        total=len(found),
        entry=entry,
        types=types_by_id(session),
        nameless=_masked(session),
        **shared_words(),
    )


@router.get("/audit/cases/{key}")
def case_page(
    request: Request, session: Reading, me: CurrentEmployee, office: CurrentOffice, now: Now, key: str
) -> HTMLResponse:
    """Show a case with the text of its work, names covered, ready to be read and approved."""
    require(me, "audit.settle_case")
    origin, number = key_of(key)
    case = case_by_key(session, origin, number, local_day(now, office.zone))
    if not _shown(session, me, now, [case]):
        raise NoSuchCase()
    content = _content(request, case, me, now)
    types = types_by_id(session)
    form = {
        "text": _nameless(
            session, office, content, "\n\n".join(each for each in (content.subject, content.text) if each)
        ),
        "reason": _nameless(session, office, content, case.reason),
        "right": types[case.right_type_id].code if case.right_type_id else "",
        "taken_for": types[case.taken_for_id].code if case.taken_for_id else "",
    }
    return _case_page(request, session, office, now, case, content, form, None)


@router.post("/audit/cases/{key}")
def approve(request: Request, form: Filled, me: CurrentEmployee, office: CurrentOffice, now: Now, key: str) -> Response:
    """Make an example of the case; "cover" only covers what is left of names and numbers."""
    require(me, "audit.settle_case")
    today = local_day(now, office.zone)

    def make(session: Session) -> int:
        example = make_example(
            session,
            me,
            key,
            text=form.get("text", ""),
            right=form.get("right", ""),
            taken_for=form.get("taken_for", ""),
            reason=form.get("reason", ""),
            now=now,
            today=today,
        )
        return example.id

    if form.get("step") != "cover":
        made, refusal = attempt(request, make)
        if made is not None:
            return redirect(request, "/audit/cases", _("The example is shown to everybody now."))
    else:
        refusal = None
    with database_of(request).reading() as session:
        origin, number = key_of(key)
        case = case_by_key(session, origin, number, today)
        content = _content(request, case, me, now)
        if form.get("step") == "cover":
            form = {**form, **{n: _nameless(session, office, content, form.get(n, "")) for n in ("text", "reason")}}
        return _case_page(request, session, office, now, case, content, form, refusal)


@router.post("/audit/cases/{key}/passed-over")
def leave(request: Request, form: Filled, me: CurrentEmployee, office: CurrentOffice, now: Now, key: str) -> Response:
    """Leave the case without an example."""
    today = local_day(now, office.zone)

    def put_aside(session: Session) -> bool:
        pass_over(session, me, key, reason=form.get("why", ""), now=now, today=today)
        return True

    done, refusal = attempt(request, put_aside)
    if done:
        return redirect(request, "/audit/cases", _("Passed over. The reason is kept with the case."))
    with database_of(request).reading() as session:
        origin, number = key_of(key)
        case = case_by_key(session, origin, number, today)
        content = _content(request, case, me, now)
        return _case_page(request, session, office, now, case, content, form, refusal)


def portrait_cases(request: Request, *, work_type: WorkType, **_facts: Any) -> str:
    """Fill "portrait.cases": the settled cases of a type, for those who mend portraits."""
    me: Employee | None = request.state.me
    if me is None or not may(me, "audit.settle_case"):
        return ""
    with database_of(request).reading() as session:
        today = local_day(moment_of_request(request), office_of(session).zone)
        everything = cases(session, today, work_type_id=work_type.id)
        found = _shown(session, me, moment_of_request(request), everything)
        return fragment(
            request,
            "audit/_portrait_cases.html",
            cases=found[:ON_A_PORTRAIT],
            total=len(found),
            open_count=sum(case.is_open or case.is_outdated for case in found),
            of_type=work_type,
            types=types_by_id(session),
            nameless=_masked(session),
            **shared_words(),
        )


def examples_waiting(request: Request, **_facts: Any) -> str:
    """Fill "examples.more": how many cases wait to be looked at."""
    me: Employee | None = request.state.me
    if me is None or not may(me, "audit.settle_case"):
        return ""
    with database_of(request).reading() as session:
        today = local_day(moment_of_request(request), office_of(session).zone)
        count = sum(case.is_open or case.is_outdated for case in cases(session, today))
    return fragment(request, "audit/_examples_more.html", count=count)


def _shown(session: Session, me: Employee, now: Now, found: list[Case]) -> list[Case]:
    """Leave out works that this reader may still have to judge blind: a known one may lie on their desk again."""
    if not may(me, "audit.recode"):
        return found
    hidden = entries_to_be_judged(session, me.id, now)
    return [case for case in found if case.entry_id not in hidden]


def _masked(session: Session) -> Callable[[str], str]:
    """Return what covers colleagues' names in a reason."""
    people = staff.employees(session)
    names = [person.name for person in people]
    addresses = [address for person in people for address in (person.email, *person.addresses)]
    return lambda text: mask(text, names=names, addresses=addresses)


def _content(request: Request, case: Case, me: Employee, now: Now) -> WorkContent:
    ground = Ground.FINDING if case.origin is Origin.FINDING else Ground.SAMPLE
    return open_content(database_of(request), case.entry_id, reader=me, opening=Opening(ground, case.number), now=now)


def _told(content: WorkContent) -> str:
    return "\n\n".join(each for each in (content.subject, content.text) if each)


def _nameless(session: Session, office: Office, content: WorkContent, text: str) -> str:
    said_aside = {label: value for label, value in content.fields if label in ("Name", "Recipients", "Number")}
    return without_names(
        text,
        type_domain=office.type_domain,
        staff=content.names,
        addresses=(*content.addresses, *said_aside.get("Recipients", "").split(", ")),
        clients=(*client_names_in(session, text), said_aside.get("Name", "")),
        language=office.language,
    )


def _case_page(
    request: Request,
    session: Session,
    office: Office,
    now: Now,
    case: Case,
    content: WorkContent,
    form: dict[str, str],
    error: DomainError | None,
) -> HTMLResponse:
    in_force = catalog(session, local_day(now, office.zone))
    kind = entry_by_id(session, case.entry_id).kind
    offered = [
        entry
        for entry in in_force.in_order()
        if kind in entry.work_type.kinds and entry.work_type.purpose is not Purpose.DESCRIBED
    ]
    return page(
        request,
        "audit/case.html",
        status_code=error.status if error else 200,
        case=case,
        content=content,
        form={"right": "", "taken_for": "", "text": "", "reason": "", "why": "", **form},
        offered=offered,
        types=types_by_id(session),
        people=people_by_id(session),
        is_own=case.employee_id == request.state.me.id,
        error=error,
        **shared_words(),
    )
