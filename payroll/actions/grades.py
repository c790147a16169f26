"""Setting grades: the scale's coefficients, the grades of work types, positions and people."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal

from sqlmodel import Session

from naryad import journal
from naryad.employment import all_employments, employment_on
from naryad.people import Employee, require
from naryad.staff import employee_of, employees
from norms.store import all_types
from payroll.actions.pay_terms import SourceIsMissing
from payroll.actions.rate import known_position, last_settled
from payroll.grading import (
    HIGHEST,
    LOWEST,
    MOST,
    CoefficientIsWrong,
    GradeBook,
    GradeIsNotInScale,
    GradeIsWrong,
    GradeScope,
    ScaleFalls,
)
from payroll.notice import TOLD_NOW, Told, require_notice
from payroll.rate import RateBehindTheSeal
from payroll.store.grades import grade_rows
from payroll.tables.grade import GradeConsentRow, GradeRow


def set_coefficient(
    session: Session,
    actor: Employee | None,
    *,
    grade: int,
    coefficient: Decimal,
    effective_from: date,
    ground: str,
    now: datetime,
    today: date,
    told: Told = TOLD_NOW,
) -> None:
    """Give a grade of the scale its coefficient from a day on.

    Raises:
        NotAllowed, GradeIsWrong, CoefficientIsWrong, ScaleFalls, SourceIsMissing, RateBehindTheSeal.
        PayWouldFallInThePast, PayNeedsNotice, PaperIsMissing, AnnouncedLater: somebody would be paid less.
    """
    require(actor, "payroll.set_grade")
    assert actor is not None
    _check_grade(grade)
    if not coefficient.is_finite() or not 1 <= coefficient <= MOST or coefficient != round(coefficient, 2):
        raise CoefficientIsWrong(coefficient=coefficient, grade=grade, most=MOST)
    row = GradeRow(
        scope=GradeScope.SCALE.value,
        grade=grade,
        coefficient=coefficient,
        effective_from=effective_from,
        ground=_ground(ground),
        set_by=actor.id,
        set_at=now,
    )
    for other, stands in GradeBook(tuple(one.value() for one in grade_rows(session))).steps(effective_from):
        if (other - grade) * (stands - coefficient) < 0:
            raise ScaleFalls(grade=grade, coefficient=coefficient, other=other, stands=stands, day=effective_from)
    _add(session, actor, row, told=told, now=now, today=today)


def set_grade(
    session: Session,
    actor: Employee | None,
    *,
    grade: int | None,
    effective_from: date,
    ground: str,
    now: datetime,
    today: date,
    work_type_id: int | None = None,
    employee_id: int | None = None,
    position: str = "",
    told: Told = TOLD_NOW,
) -> None:
    """Give a work type, a position or a person a grade from a day on; None ends it.

    Raises:
        NotAllowed, GradeIsWrong, GradeIsNotInScale, UnknownPosition, NoSuchEmployee, SourceIsMissing.
        RateBehindTheSeal: it would change an approved or closed month.
        PayWouldFallInThePast, PayNeedsNotice, PaperIsMissing, AnnouncedLater: somebody would be paid less.
    """
    require(actor, "payroll.set_grade")
    assert actor is not None
    if employee_id is not None:
        employee_of(session, employee_id)
    if position:
        known_position(session, None, position)
    if grade is not None:
        _check_grade(grade)
        if GradeBook(tuple(one.value() for one in grade_rows(session))).coefficient(grade, effective_from) is None:
            raise GradeIsNotInScale(grade=grade, day=effective_from)
    of_person = GradeScope.EMPLOYEE if employee_id is not None else GradeScope.POSITION
    row = GradeRow(
        scope=(GradeScope.WORK_TYPE if work_type_id is not None else of_person).value,
        work_type_id=work_type_id,
        employee_id=employee_id,
        position=position,
        grade=grade,
        effective_from=effective_from,
        ground=_ground(ground),
        set_by=actor.id,
        set_at=now,
    )
    _add(session, actor, row, told=told, now=now, today=today)


def _check_grade(grade: int) -> None:
    if not LOWEST <= grade <= HIGHEST:
        raise GradeIsWrong(grade=grade, lowest=LOWEST, highest=HIGHEST)


def _ground(text: str) -> str:
    ground = " ".join(text.split())
    if not ground:
        raise SourceIsMissing()
    return ground[:300]


def _add(session: Session, actor: Employee, row: GradeRow, *, told: Told, now: datetime, today: date) -> None:
    last = last_settled(session, None)
    if last is not None and row.effective_from <= last.last_day:
        raise RateBehindTheSeal(day=row.effective_from, month=last, earliest=last.next().first_day)
    names = {person.id: person.name for person in employees(session)}
    agreed = require_notice(
        _paid_less(session, row, now), told=told, begins=row.effective_from, today=today, names=names
    )
    session.add(row)
    session.flush()
    consents = [
        GradeConsentRow(
            grade_id=row.id or 0, employee_id=one, paper=told.paper.strip()[:300], recorded_by=actor.id, recorded_at=now
        )
        for one in sorted(agreed)
    ]
    session.add_all(consents)
    session.flush()
    facts = {
        "grade": row.grade,
        "coefficient": None if row.coefficient is None else f"{row.coefficient:f}",
        "from": row.effective_from.isoformat(),
        "consents": sorted(agreed),
    }
    journal.record(session, actor.id, "payroll.grade", f"grade:{row.scope}", now, facts, rows=[row, *consents])


def _paid_less(session: Session, new: GradeRow, now: datetime) -> list[int]:
    """Return whose price of some work type would fall on the day the grade begins.

    One entered within the last day for the same owner and day is a mistake being mended: it took nothing yet.
    """
    known = [row.value() for row in grade_rows(session) if not _is_mended(row, new, now)]
    before, after, day = GradeBook(tuple(known)), GradeBook((*known, new.value())), new.effective_from
    positions, types = all_employments(session), [one.id for one in all_types(session)]
    worse = []
    for person in employees(session):
        if not person.is_employed_on(day):
            continue
        position = employment_on(positions.get(person.id, ()), day).position
        if any(
            after.paid(work_type_id=number, employee_id=person.id, position=position, day=day)
            < before.paid(work_type_id=number, employee_id=person.id, position=position, day=day)
            for number in types
        ):
            worse.append(person.id)
    return worse


def _is_mended(row: GradeRow, new: GradeRow, now: datetime) -> bool:
    stood, given = row.value(), new.value()
    same = (stood.scope, stood.owner, stood.effective_from) == (given.scope, given.owner, given.effective_from)
    return same and now - row.set_at < timedelta(days=1)
