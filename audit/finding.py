"""A disagreement (расхождение) on its way: shown, read, agreed or appealed, decided by another person.

Silence is not consent: the decider looks. A decision may be appealed once. Pay never waits: the entry is paid as typed,
and a decision corrects it later.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from naryad.calendar import Calendar
from naryad.errors import DomainError
from naryad.people import Employee, Role

APPEAL_WORKDAYS_DEFAULT = 5
ROUNDS = 2
DECIDING_ROLES = frozenset({Role.HEAD, Role.ADMINISTRATOR})


class Reply(StrEnum):
    READ = "read"
    AGREED = "agreed"
    APPEALED = "appealed"


class Outcome(StrEnum):
    CHANGED = "changed"
    PARTLY = "partly"
    STAYS = "stays"


class State(StrEnum):
    PROPOSED = "proposed"
    READ = "read"
    AGREED = "agreed"
    APPEALED = "appealed"
    SILENT = "silent"
    DECIDED = "decided"
    APPEALED_AGAIN = "appealed_again"
    FINAL = "final"

    @property
    def waits_for_employee(self) -> bool:
        return self in {State.PROPOSED, State.READ}

    @property
    def waits_for_decision(self) -> bool:
        return self in {State.AGREED, State.APPEALED, State.SILENT, State.APPEALED_AGAIN}


class NotYourFinding(DomainError):
    code = "finding_not_yours"
    status = 403
    en = "Only the person who did the work answers this finding."
    ru = "На это расхождение отвечает только тот, чья это работа."


class AnsweredAlready(DomainError):
    code = "finding_answered"
    en = "You have already answered this finding. Now another person decides; you will see the decision here."
    ru = "Вы уже ответили на это расхождение. Теперь решает другой человек, решение появится здесь."


class AppealNeedsComment(DomainError):
    code = "appeal_needs_comment"
    status = 422
    en = "Say in a few words why you do not agree: the person who decides reads it."
    ru = "Напишите в нескольких словах, почему вы не согласны: это прочтёт тот, кто решает."


class AppealIsLate(DomainError):
    code = "appeal_is_late"
    en = (
        "The appeal could be made until {deadline}, {count} working days after you read the finding. Speak "
        "to the head of the office."
    )
    ru = "Возразить можно было до {deadline} (рабочих дней после ознакомления: {count}). Поговорите с руководителем."


class DecisionIsFinal(DomainError):
    code = "decision_is_final"
    en = "This finding has been decided twice, and the second decision stands."
    ru = "По этому расхождению решали дважды, второе решение окончательное."


class NothingToDecide(DomainError):
    code = "finding_not_to_be_decided"
    en = (
        "There is nothing to decide yet: the employee may answer until {deadline}. Come back when they have "
        "answered, or after that day."
    )
    ru = "Решать ещё рано: сотрудник может ответить до {deadline}. Вернитесь, когда он ответит, или после этого дня."


class DecidedAlready(DomainError):
    code = "finding_decided"
    en = "This finding is already decided. A second decision is made only after the employee appeals the first one."
    ru = "Решение по этому расхождению уже есть. Второе принимают только после возражения сотрудника."


class AuditorMayNotDecide(DomainError):
    code = "auditor_may_not_decide"
    status = 403
    en = "You judged this work at the check, so another person decides: {others}."
    ru = "Вы проверяли эту работу, поэтому решает другой человек: {others}."


class OwnFindingDecision(DomainError):
    code = "own_finding_decision"
    status = 403
    en = "This is your own work, so another person decides: {others}."
    ru = "Это ваша собственная работа, поэтому решает другой человек: {others}."


class SamePersonTwice(DomainError):
    code = "decided_by_the_same_person"
    status = 403
    en = "You made the first decision, so another person makes the second: {others}."
    ru = "Первое решение принимали вы, поэтому второе принимает другой человек: {others}."


class DecisionNeedsReason(DomainError):
    code = "decision_needs_reason"
    status = 422
    en = "Say why: the employee reads the reason, and it joins the portrait's cases."
    ru = "Напишите, почему: основание прочтёт сотрудник, и оно останется при портрете."


class PartNeedsType(DomainError):
    code = "decision_in_part_needs_type"
    status = 422
    en = "A change in part names the type and the quantity that are right. Choose them."
    ru = "При частичном изменении укажите верные тип и количество."


@dataclass(frozen=True)
class Answer:
    """What the employee said in one round; `on` is the local day."""

    round: int
    reply: Reply
    on: date


@dataclass(frozen=True)
class Decided:
    """One decision: the first or the second, who made it and what then stands."""

    revision: int
    outcome: Outcome
    by: int
    work_type_id: int
    quantity: Decimal


@dataclass(frozen=True)
class Course:
    """Everything that has happened to one finding."""

    employee_id: int
    auditors: frozenset[int]
    proposed_on: date
    answers: tuple[Answer, ...] = ()
    decisions: tuple[Decided, ...] = ()
    appeal_workdays: int = APPEAL_WORKDAYS_DEFAULT
    absent: frozenset[date] = frozenset()
    """Days of leave and illness: the time to answer rests."""

    @property
    def round(self) -> int:
        """1 before the first decision, 2 after it."""
        return min(len(self.decisions) + 1, ROUNDS)

    def said(self, round: int, reply: Reply) -> Answer | None:
        return next((a for a in self.answers if a.round == round and a.reply == reply), None)

    def deadline(self, calendar: Calendar) -> date:
        """Return the last day to appeal in this round: `appeal_workdays` after reading, days of absence left out.

        Before the first reading it is the day after which the decider may look without an answer.
        """
        read = self.said(self.round, Reply.READ)
        begins = read.on if read else self.proposed_on
        return calendar.workday_after(begins, self.appeal_workdays, absent=self.absent)

    def state(self, today: date, calendar: Calendar) -> State:
        decided = len(self.decisions)
        if decided >= ROUNDS:
            return State.FINAL
        if decided:
            return State.APPEALED_AGAIN if self.said(2, Reply.APPEALED) else State.DECIDED
        if self.said(1, Reply.APPEALED):
            return State.APPEALED
        if self.said(1, Reply.AGREED):
            return State.AGREED
        if today > self.deadline(calendar):
            return State.SILENT
        return State.READ if self.said(1, Reply.READ) else State.PROPOSED


def require_answer(course: Course, reply: Reply, *, by: int, comment: str, today: date, calendar: Calendar) -> None:
    """Refuse an answer that is not the employee's own, comes twice, comes late, or appeals without a word."""
    if by != course.employee_id:
        raise NotYourFinding()
    if len(course.decisions) >= ROUNDS:
        raise DecisionIsFinal()
    if course.said(course.round, Reply.APPEALED) or course.said(course.round, Reply.AGREED):
        raise AnsweredAlready()
    if reply is Reply.APPEALED:
        if not comment.strip():
            raise AppealNeedsComment()
        if course.said(course.round, Reply.READ) and today > course.deadline(calendar):
            raise AppealIsLate(deadline=course.deadline(calendar), count=course.appeal_workdays)


def require_decision(
    course: Course, *, decider: Employee, people: Iterable[Employee], today: date, calendar: Calendar
) -> None:
    """Refuse a decision that is too early, comes twice, or is made by the wrong person.

    The first decider may decide again only where the office has nobody else.
    """
    state = course.state(today, calendar)
    if state in {State.DECIDED, State.FINAL}:
        raise DecidedAlready() if state is State.DECIDED else DecisionIsFinal()
    others = possible_deciders(course, people)
    names = [person.name for person in others if person.id != decider.id] or ["—"]
    if decider.id in course.auditors:
        raise AuditorMayNotDecide(others=names)
    if decider.id == course.employee_id:
        raise OwnFindingDecision(others=names)
    if decider.id not in {person.id for person in others}:
        raise SamePersonTwice(others=names)
    if not state.waits_for_decision:
        raise NothingToDecide(deadline=course.deadline(calendar))


def possible_deciders(course: Course, people: Iterable[Employee]) -> list[Employee]:
    """Return who may decide now: heads and administrators who neither did nor judged the work."""
    able = [
        person
        for person in people
        if person.roles & DECIDING_ROLES and person.id != course.employee_id and person.id not in course.auditors
    ]
    fresh = [person for person in able if person.id not in {decision.by for decision in course.decisions}]
    return fresh or able


@dataclass(frozen=True)
class Capacity:
    """Whom an office has for a second opinion;

    where somebody is missing, agreement figures and consequences stay off.
    """

    auditors: int
    deciders: int

    @classmethod
    def of(cls, people: Sequence[Employee]) -> Capacity:
        auditors = sum(Role.ADMINISTRATOR in person.roles for person in people)
        return cls(auditors, sum(bool(person.roles & DECIDING_ROLES) for person in people))

    @property
    def is_small(self) -> bool:
        return bool(self.missing)

    @property
    def missing(self) -> tuple[str, ...]:
        """Name, as stable keys, the parts that nobody can play: auditor, second_auditor, adjudicator, decider."""
        lacks = []
        if self.auditors < 1:
            lacks.append("auditor")
        if self.auditors < 2:
            lacks.append("second_auditor")
        if self.auditors < 3:
            lacks.append("adjudicator")
        if self.deciders < 2:
            lacks.append("decider")
        return tuple(lacks)
