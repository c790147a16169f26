"""Grades: the scale with its coefficients, grades of work types, positions and people, and every one there was."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated

from fastapi import APIRouter, Form, Request
from sqlmodel import Session
from starlette.responses import HTMLResponse, Response

from naryad.employment import all_employments
from naryad.errors import DomainError
from naryad.i18n import gettext as _
from naryad.i18n import language
from naryad.office import Office
from naryad.people import Employee, require
from naryad.screens.forms import attempt, decimal_of, required_day
from naryad.staff import by_number, employees
from naryad.web import CurrentEmployee, CurrentOffice, Now, Reading, database_of, page, redirect
from norms.store import all_types
from payroll.actions.grades import set_coefficient, set_grade
from payroll.grading import HIGHEST, LOWEST, GradeBook, GradeIsWrong, GradeScope
from payroll.store.grades import grade_rows, has_grades
from payroll.tables.grade import GradeRow
from payroll.web.told import ToldForm, TypedTold
from payroll.web.words import shared_words, today_of

router = APIRouter()
HISTORY_SHOWN = 200
_NOT_TOLD = ToldForm()


@dataclass(frozen=True)
class GradeForm:
    """What stands in the form, as it was typed."""

    owner: str = "scale"
    grade: str = ""
    coefficient: str = ""
    effective_from: str = ""
    ground: str = ""


def is_used(request: Request) -> bool:
    """Say whether the office has any grades."""
    with database_of(request).reading() as session:
        return has_grades(session)


@router.get("/payroll/grades")
def grades_page(
    request: Request, session: Reading, me: CurrentEmployee, office: CurrentOffice, now: Now
) -> HTMLResponse:
    require(me, "payroll.set_grade")
    return _page(request, session, GradeForm(effective_from=today_of(now, office).isoformat()), office, now)


@router.post("/payroll/grades")
def set_one(
    request: Request,
    me: CurrentEmployee,
    office: CurrentOffice,
    now: Now,
    told: TypedTold,
    owner: Annotated[str, Form()] = "scale",
    grade: Annotated[str, Form()] = "",
    coefficient: Annotated[str, Form()] = "",
    effective_from: Annotated[str, Form()] = "",
    ground: Annotated[str, Form()] = "",
) -> Response:
    """Set a coefficient of the scale, or the grade of a work type, a position or a person."""
    require(me, "payroll.set_grade")
    form = GradeForm(owner, grade, coefficient, effective_from, ground)
    _done, refused = attempt(request, lambda session: _set(session, me, form, told, now, today_of(now, office)))
    if refused is None:
        return redirect(request, "/payroll/grades", said=_("It is set."))
    with database_of(request).reading() as session:
        return _page(request, session, form, office, now, error=refused, told=told)


def _set(session: Session, me: Employee, form: GradeForm, told: ToldForm, now: datetime, today: date) -> None:
    day = required_day(form.effective_from)
    scope, _colon, name = form.owner.partition(":")
    if scope == "scale":
        set_coefficient(
            session,
            me,
            grade=_grade(form.grade),
            coefficient=decimal_of(form.coefficient),
            effective_from=day,
            ground=form.ground,
            now=now,
            today=today,
            told=told.value(),
        )
        return
    set_grade(
        session,
        me,
        grade=_grade(form.grade) if form.grade.strip() else None,
        effective_from=day,
        ground=form.ground,
        now=now,
        today=today,
        work_type_id=int(name) if scope == "type" and name.isdecimal() else None,
        employee_id=by_number(session, name).id if scope == "employee" else None,
        position=name if scope == "position" else "",
        told=told.value(),
    )


def _grade(text: str) -> int:
    if not (text.strip().isascii() and text.strip().isdigit()):
        raise GradeIsWrong(grade=text.strip()[:10], lowest=LOWEST, highest=HIGHEST)
    return int(text)


def _page(
    request: Request,
    session: Session,
    form: GradeForm,
    office: Office,
    now: datetime,
    *,
    error: DomainError | None = None,
    told: ToldForm = _NOT_TOLD,
) -> HTMLResponse:
    rows, today = grade_rows(session), today_of(now, office)
    book, types, people = GradeBook(tuple(row.value() for row in rows)), all_types(session), employees(session)
    positions = sorted({one.position for known in all_employments(session).values() for one in known if one.position})
    names = {f"type:{one.id}": f"{one.code} {one.name(language())}" for one in types}
    names |= {f"position:{name}": _("position: %(name)s") % {"name": name} for name in positions}
    names |= {f"employee:{person.number}": f"{person.number} {person.name}" for person in people}
    numbers = {person.id: person.number for person in people}
    of_types = [(one, book.of_type(one.id, today)) for one in types]
    return page(
        request,
        "payroll/grades.html",
        status_code=200 if error is None else error.status,
        form=form,
        error=error,
        told=told,
        worse=error.facts.get("worse", []) if error else [],
        owners=[("scale", _("the scale: a coefficient")), *names.items()],
        steps=book.steps(today),
        of_types=[(one, grade) for one, grade in of_types if grade is not None],
        history=[(row, names.get(_owner(row, numbers), _("the scale"))) for row in reversed(rows)][:HISTORY_SHOWN],
        names={person.id: person.short_name for person in people},
        today=today,
        **shared_words(),
    )


def _owner(row: GradeRow, numbers: dict[int, str]) -> str:
    scope = GradeScope(row.scope)
    if scope is GradeScope.WORK_TYPE:
        return f"type:{row.work_type_id}"
    if scope is GradeScope.POSITION:
        return f"position:{row.position}"
    return f"employee:{numbers.get(row.employee_id or 0, '')}"
