"""What a person makes of a portrait's case: an example for everybody, or nothing, with the reason."""

from __future__ import annotations

from datetime import date, datetime

from sqlmodel import Session

from audit.example import Case, CaseIsAnswered, CaseIsOwnWork, PassingOverNeedsReason, key_of
from audit.store.example import case_by_key
from audit.tables.example import CaseAnswerRow
from naryad import journal
from naryad.days import local_day
from naryad.office import office_of
from naryad.people import Employee, require
from norms.actions.example import approve_example, withdraw_example
from norms.catalog import NoSuchWorkType
from norms.example import Draft, Example
from norms.store import catalog
from norms.store.example import example_by_id
from worklog.store.entry import entry_by_id


def make_example(
    session: Session,
    actor: Employee,
    key: str,
    *,
    text: str,
    right: str,
    taken_for: str,
    reason: str,
    now: datetime,
    today: date,
) -> Example:
    """Show a case, its names taken out, to all staff; `right` and `taken_for` are codes, `taken_for` may be empty.

    An example made of the decision before, which a second one has changed, is withdrawn.

    Raises:
        NotAllowed, NoSuchCase, CaseIsAnswered, CaseIsOwnWork, NoSuchWorkType, and what `approve_example` refuses.
    """
    require(actor, "audit.settle_case")
    case = _unanswered(session, actor, key, today)
    in_force = catalog(session, today)
    right_type = in_force.find(right)
    if right_type is None:
        raise NoSuchWorkType(type=right[:40] or "—")
    other = in_force.find(taken_for) if taken_for else None
    _withdraw_outdated(session, actor, case, now)
    draft = Draft(
        kind=entry_by_id(session, case.entry_id).kind,
        text=text,
        right_type_id=right_type.work_type.id,
        taken_for_id=other.work_type.id if other else None,
        reason=reason,
        origin=case.origin,
        decided_on=case.settled_on,
    )
    example = approve_example(session, draft, actor=actor, now=now)
    _answer(session, actor, case, now, example_id=example.id)
    return example


def pass_over(session: Session, actor: Employee, key: str, *, reason: str, now: datetime, today: date) -> None:
    """Leave a case without an example, for a reason.

    Raises:
        NotAllowed, NoSuchCase, CaseIsAnswered, PassingOverNeedsReason.
    """
    require(actor, "audit.settle_case")
    case = _unanswered(session, actor, key, today)
    if not reason.strip():
        raise PassingOverNeedsReason()
    _withdraw_outdated(session, actor, case, now)
    _answer(session, actor, case, now, reason=reason.strip()[:600])


_CHANGED = "Решение изменено вторым решением. / The decision was changed by a second one."


def _unanswered(session: Session, actor: Employee, key: str, today: date) -> Case:
    origin, number = key_of(key)
    case = case_by_key(session, origin, number, today)
    if case.answer is not None and not case.is_outdated:
        raise CaseIsAnswered(day=local_day(case.answer.at, office_of(session).zone))
    if case.employee_id == actor.id:
        raise CaseIsOwnWork()
    return case


def _withdraw_outdated(session: Session, actor: Employee, case: Case, now: datetime) -> None:
    number = case.answer.example_id if case.answer is not None else None
    if number is not None and example_by_id(session, number).withdrawn is None:
        withdraw_example(session, number, reason=_CHANGED, actor=actor, now=now)


def _answer(
    session: Session, actor: Employee, case: Case, now: datetime, *, example_id: int | None = None, reason: str = ""
) -> None:
    row = CaseAnswerRow(
        kind=case.origin.value,
        number=case.number,
        revision=case.revision,
        example_id=example_id,
        reason=reason,
        by_id=actor.id,
        at=now,
    )
    session.add(row)
    journal.record(session, actor.id, "audit.answer_case", f"case:{case.key}", now, {"example": example_id}, rows=[row])
