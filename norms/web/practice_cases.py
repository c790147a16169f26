"""Practice on past work: one case, one key, the answer and the reason at once; and how it went."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Form, Request
from sqlmodel import Session
from starlette.responses import HTMLResponse, RedirectResponse

from naryad import i18n
from naryad.days import local_day
from naryad.people import Employee, may, require
from naryad.web import (
    CurrentEmployee,
    CurrentOffice,
    Now,
    Reading,
    Writing,
    database_of,
    fragment,
    page,
    redirect,
)
from norms import store
from norms.actions.practice import answer_case
from norms.catalog import Catalog
from norms.practice_case import (
    KEYS,
    NoSuchPracticeCase,
    PracticeCase,
    last_answers,
    next_case,
    offered,
    practice_cases,
    progress,
)
from norms.starter import practice_letters
from norms.store.example import examples
from norms.store.practice import practice_answers, practised_count

router = APIRouter()


@router.get("/practice/cases")
def case_page(
    request: Request,
    session: Reading,
    me: CurrentEmployee,
    office: CurrentOffice,
    now: Now,
    after: str = "",
    case: str = "",
) -> HTMLResponse:
    """Show the next case. `after` names the case just answered right; `case` one answered wrong, to be read."""
    require(me, "norms.read")
    catalog = store.catalog(session, local_day(now, office.zone))
    there = _cases(session, catalog)
    answers = practice_answers(session, me.id)
    last = last_answers(answers)
    by_key = {one.key: one for one in there}
    answered = by_key.get(case or after)
    answer = last.get(answered.key) if answered else None
    is_stopped = bool(case) and answer is not None
    shown = answered if is_stopped else next_case(there, answers)
    return page(
        request,
        "norms/practice_case.html",
        case=shown,
        before=answered if answer is not None else None,
        answer=answer,
        is_stopped=is_stopped,
        types=_keyed(catalog, shown) if shown else [],
        catalog=catalog,
        done=len(last.keys() & by_key.keys()),
        count=len(there),
        right=sum(last[key].is_right for key in last.keys() & by_key.keys()),
        has_own=any(one.is_own for one in there),
    )


@router.post("/practice/cases")
def answer(
    request: Request,
    session: Writing,
    me: CurrentEmployee,
    office: CurrentOffice,
    now: Now,
    key: Annotated[str, Form()],
    chosen: Annotated[str, Form()] = "",
) -> RedirectResponse:
    """Keep the answer; right ones lead to the next case, wrong ones stop at the reason."""
    require(me, "norms.read")
    catalog = store.catalog(session, local_day(now, office.zone))
    case = next((one for one in _cases(session, catalog) if one.key == key), None)
    if case is None:
        raise NoSuchPracticeCase()
    given = answer_case(session, me, case, typed=chosen, catalog=catalog, now=now)
    return redirect(request, f"/practice/cases?{'after' if given.is_right else 'case'}={case.key}")


@router.get("/practice/progress")
def progress_page(
    request: Request, session: Reading, me: CurrentEmployee, office: CurrentOffice, now: Now
) -> HTMLResponse:
    """Show how one's own practice went, type by type; nobody else has this page."""
    require(me, "norms.read")
    catalog = store.catalog(session, local_day(now, office.zone))
    answers = practice_answers(session, me.id)
    went = progress(answers)
    return page(
        request,
        "norms/practice_progress.html",
        progress=went,
        to_read=[one for one in went if one.is_to_read],
        answers_count=len(answers),
        cases=sum(one.cases for one in went),
        right=sum(one.right for one in went),
        catalog=catalog,
    )


def practised(request: Request, *, employee: Employee, **_facts: Any) -> str:
    """Fill "staff.person": to the head, how many cases a person has practised on, and nothing more."""
    me: Employee | None = request.state.me
    if me is None or not may(me, "norms.see_practice"):
        return ""
    with database_of(request).reading() as session:
        count = practised_count(session, employee.id)
    return fragment(request, "norms/_practised.html", count=count) if count else ""


def _cases(session: Session, catalog: Catalog) -> list[PracticeCase]:
    return practice_cases(examples(session), practice_letters(), catalog, i18n.language())


def _keyed(catalog: Catalog, case: PracticeCase) -> list[tuple[str, Any]]:
    return [(KEYS[at] if at < len(KEYS) else "", entry) for at, entry in enumerate(offered(catalog, case))]
