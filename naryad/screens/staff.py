"""The staff: who works here, since when, in which roles; taking people on; their way in."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Form, Query, Request
from sqlmodel import Session
from starlette.responses import HTMLResponse, Response

from naryad import employment, staff, tokens
from naryad.days import local_day
from naryad.errors import DomainError
from naryad.i18n import _, noop
from naryad.pages import MenuItem
from naryad.people import Role, require
from naryad.screens import staff_import, staff_invitations
from naryad.screens.doors import Door, doors, tokens_of
from naryad.screens.forms import attempt, day_of, decimal_of, words_of
from naryad.screens.words import ROLES
from naryad.web import CurrentEmployee, CurrentOffice, Now, Reading, database_of, page, redirect

router = APIRouter(include_in_schema=False)
router.include_router(staff_import.router)
router.include_router(staff_invitations.router)

MENU = (MenuItem(80, noop("Staff"), "/staff", "staff.read"),)
PAGE_LENGTH = 100

Text = Annotated[str, Form()]


@router.get("/staff")
def staff_page(
    request: Request,
    session: Reading,
    me: CurrentEmployee,
    office: CurrentOffice,
    now: Now,
    q: str = "",
    show: str = "now",
    number: Annotated[int, Query(alias="page")] = 1,
) -> HTMLResponse:
    """List people: those employed today, or all, or those whose name, number, address or role fit the words."""
    require(me, "staff.read")
    today = local_day(now, office.zone)
    jobs = employment.all_employments(session)
    door = doors(session, now)
    everybody = staff.employees(session)
    lines: list[dict[str, Any]] = [
        {
            "person": person,
            "job": employment.employment_on(jobs.get(person.id, []), today),
            "door": door.get(person.id, Door()),
            "is_here": person.is_employed_on(today),
        }
        for person in everybody
        if show == "all" or person.is_employed_on(today) or person.employed_from > today
    ]
    found = [line for line in lines if _fits(line, q)]
    pages = max(1, -(-len(found) // PAGE_LENGTH))
    number = min(max(number, 1), pages)
    return page(
        request,
        "naryad/staff/list.html",
        lines=found[(number - 1) * PAGE_LENGTH : number * PAGE_LENGTH],
        total=len(found),
        everybody=len(everybody),
        uninvited=[line for line in lines if not line["door"].has_password and line["is_here"]],
        page_number=number,
        pages=pages,
        q=q,
        show=show,
        today=today,
        role_names=ROLES,
    )


@router.get("/staff/new")
def new_person_page(request: Request, me: CurrentEmployee, office: CurrentOffice, now: Now) -> HTMLResponse:
    require(me, "staff.edit")
    start = local_day(now, office.zone).isoformat()
    given: dict[str, Any] = {"employed_from": start, "fte": "1", "roles": ["employee"], "language": office.language}
    return _new_person(request, given)


@router.post("/staff/new")
def add_person(
    request: Request,
    me: CurrentEmployee,
    office: CurrentOffice,
    now: Now,
    name: Text = "",
    number: Text = "",
    email: Text = "",
    roles: Annotated[list[str], Form()] = [],  # noqa: B006 -- FastAPI copies it; an empty list means no box was ticked
    employed_from: Text = "",
    position: Text = "",
    department: Text = "",
    fte: Text = "1",
    addresses: Text = "",
    language: Text = "ru",
) -> Response:
    def add(session: Session) -> int:
        person = staff.add_employee(
            session,
            name=name,
            email=email,
            number=number,
            roles=_roles(roles),
            employed_from=day_of(employed_from) or local_day(now, office.zone),
            actor=me,
            now=now,
            position=position,
            department=department,
            fte=decimal_of(fte or "1"),
            addresses=words_of(addresses),
            language=language,
        )
        return person.id

    employee_id, refusal = attempt(request, add)
    if employee_id is None:
        given = {
            "name": name,
            "number": number,
            "email": email,
            "roles": roles,
            "employed_from": employed_from,
            "position": position,
            "department": department,
            "fte": fte,
            "addresses": addresses,
            "language": language,
        }
        return _new_person(request, given, refusal)
    return redirect(request, f"/staff/{employee_id}", _("Added. Invite them so that they can sign in."))


@router.get("/staff/{employee_id:int}")
def person_page(
    request: Request, employee_id: int, me: CurrentEmployee, office: CurrentOffice, now: Now
) -> HTMLResponse:
    require(me, "staff.read")
    return _person(request, employee_id, office, now)


@router.post("/staff/{employee_id:int}/edit")
def edit_person(
    request: Request,
    employee_id: int,
    me: CurrentEmployee,
    office: CurrentOffice,
    now: Now,
    name: Text = "",
    email: Text = "",
    addresses: Text = "",
    employed_to: Text = "",
) -> Response:
    def edit(session: Session) -> bool:
        staff.edit_employee(
            session,
            employee_id,
            name=name,
            email=email,
            addresses=words_of(addresses),
            employed_to=day_of(employed_to),
            actor=me,
            now=now,
        )
        return True

    done, refusal = attempt(request, edit)
    if not done:
        given = {"name": name, "email": email, "addresses": addresses, "employed_to": employed_to}
        return _person(request, employee_id, office, now, refusal, "edit", given)
    return redirect(request, f"/staff/{employee_id}", _("Saved."))


@router.post("/staff/{employee_id:int}/roles")
def give_roles(
    request: Request,
    employee_id: int,
    me: CurrentEmployee,
    office: CurrentOffice,
    now: Now,
    roles: Annotated[list[str], Form()] = [],  # noqa: B006 -- FastAPI copies it; an empty list means no box was ticked
) -> Response:
    done, refusal = attempt(
        request, lambda session: staff.give_roles(session, employee_id, _roles(roles), actor=me, now=now)
    )
    if done is None:
        return _person(request, employee_id, office, now, refusal, "roles")
    return redirect(request, f"/staff/{employee_id}", _("The roles are changed."))


@router.post("/staff/{employee_id:int}/position")
def set_position(
    request: Request,
    employee_id: int,
    me: CurrentEmployee,
    office: CurrentOffice,
    now: Now,
    effective_from: Text = "",
    position: Text = "",
    department: Text = "",
    fte: Text = "1",
) -> Response:
    def enter(session: Session) -> bool:
        employment.set_employment(
            session,
            employee_id,
            effective_from=day_of(effective_from) or local_day(now, office.zone),
            position=position,
            department=department,
            fte=decimal_of(fte or "1"),
            actor=me,
            now=now,
        )
        return True

    done, refusal = attempt(request, enter)
    if not done:
        given = {"effective_from": effective_from, "position": position, "department": department, "fte": fte}
        return _person(request, employee_id, office, now, refusal, "position", given)
    return redirect(request, f"/staff/{employee_id}", _("The position is entered."))


@router.post("/staff/{employee_id:int}/token")
def give_token(request: Request, employee_id: int, me: CurrentEmployee, office: CurrentOffice, now: Now) -> Response:
    with database_of(request).writing() as session:
        secret = tokens.give_token(session, employee_id=employee_id, actor=me, now=now)
    return _person(request, employee_id, office, now, token=secret)


@router.post("/staff/{employee_id:int}/token/{token_id:int}/revoke")
def revoke_token(request: Request, employee_id: int, token_id: int, me: CurrentEmployee, now: Now) -> Response:
    with database_of(request).writing() as session:
        tokens.revoke_token(session, token_id, actor=me, now=now)
    return redirect(request, f"/staff/{employee_id}", _("The token works no more."))


def _new_person(request: Request, given: dict[str, Any], error: DomainError | None = None) -> HTMLResponse:
    status = error.status if error else 200
    return page(request, "naryad/staff/new.html", status_code=status, given=given, error=error, role_names=ROLES)


def _person(
    request: Request,
    employee_id: int,
    office: Any,
    now: Any,
    error: DomainError | None = None,
    at: str = "",
    given: dict[str, Any] | None = None,
    token: str = "",
) -> HTMLResponse:
    """Show a person's page; after a refusal `at` names the form it belongs to, and `given` what was typed there."""
    with database_of(request).reading() as session:
        person = staff.employee_of(session, employee_id)
        today = local_day(now, office.zone)
        return page(
            request,
            "naryad/staff/person.html",
            status_code=error.status if error else 200,
            person=person,
            jobs=employment.employments(session, employee_id),
            job=employment.employment(session, employee_id, today),
            door=doors(session, now).get(employee_id, Door()),
            tokens=tokens_of(session, employee_id),
            token=token,
            today=today,
            role_names=ROLES,
            error=error,
            at=at,
            given=given or {},
        )


def _roles(names: list[str]) -> list[Role]:
    known = {role.value: role for role in Role}
    return [known[name] for name in names if name in known]


def _fits(line: dict[str, Any], words: str) -> bool:
    person, job = line["person"], line["job"]
    text = (
        " ".join(
            (
                person.number,
                person.name,
                person.email,
                *person.addresses,
                job.position,
                job.department,
                *(_(ROLES[role]) for role in person.roles),
            )
        )
        .casefold()
        .replace("ё", "е")
    )
    return all(word in text for word in words.casefold().replace("ё", "е").split())
