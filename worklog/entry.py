"""One letter, call or document that somebody worked on, and the state that follows from what is recorded of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import IntEnum, StrEnum

from naryad.days import Period
from naryad.errors import DomainError
from naryad.value import value
from norms.work_type import Kind


class State(StrEnum):
    """Where an entry stands. Nobody sets a state: it follows from the rows (`state_of`)."""

    DRAFT = "draft"
    HELD = "held"
    SENDING = "sending"
    IN_DOUBT = "in_doubt"
    REFUSED = "refused"
    WAITING = "waiting"
    COUNTED = "counted"
    VOID = "void"

    draft = DRAFT
    held = HELD
    sending = SENDING
    in_doubt = IN_DOUBT
    refused = REFUSED
    waiting = WAITING
    counted = COUNTED
    void = VOID


class Condition(IntEnum):
    """The condition under which the work was done, as pay distinguishes it. Small integers keep the index narrow."""

    ORDINARY = 0


class EntryNotFound(DomainError):
    code = "entry_not_found"
    status = 404
    en = "There is no such work here: {entry}. Open it from the day page or from a list."
    ru = "Такой работы нет: {entry}. Откройте её со страницы дня или из списка."


class WorkIsJudgedBlind(DomainError):
    code = "work_is_judged_blind"
    status = 403
    en = (
        "This work was drawn for the check of types and may lie on your desk, where author and type are hidden. Judge "
        "first; then the page opens."
    )
    ru = (
        "Эта работа отобрана для проверки типов и может лечь на ваш стол, где автор и тип скрыты. Сначала проверьте "
        "её, потом страница откроется."
    )


class WorkOfAnotherPerson(DomainError):
    code = "work_of_another_person"
    status = 403
    en = (
        "This is another person's work; only its author types it. An operator enters calls for a colleague on the "
        "calls page."
    )
    ru = (
        "Это работа другого сотрудника, тип указывает только её автор. Оператор вносит звонки за коллег на "
        "странице звонков."
    )


class EntryIsVoid(DomainError):
    code = "entry_is_void"
    en = "This work was cancelled ({reason}) and cannot be typed. Enter the right one as new work that replaces it."
    ru = "Эта работа отменена ({reason}), тип ей не указывают. Внесите верную как новую работу взамен."


class EntryIsNotCounted(DomainError):
    code = "entry_is_not_counted"
    en = "This work has no type yet, so there is nothing to correct. Give it a type first."
    ru = "У этой работы ещё нет типа, исправлять нечего. Сначала укажите тип."


class LetterIsTypedAtTheGate(DomainError):
    code = "letter_is_typed_at_the_gate"
    en = "A letter is typed when it is sent. Give the type on the page of letters that wait for one."
    ru = "Письму указывают тип при отправке. Сделайте это на странице писем, которые ждут типа."


class NotCancelled(DomainError):
    code = "not_cancelled"
    en = "Only cancelled work of the same person is replaced. Cancel the mistaken work first, with a reason."
    ru = "Взамен вносят только то, что отменено у этого же сотрудника. Сначала отмените ошибочную работу с причиной."


class LateWorkNeedsReason(DomainError):
    code = "late_work_needs_reason"
    status = 422
    en = (
        "{day} is already sealed. Work of that day is still taken, paid in an open month by that day's norm: say "
        "why it comes late."
    )
    ru = (
        "{day} уже закрыто. Работа за этот день принимается и оплачивается в открытом месяце по норме того дня: "
        "напишите, почему она внесена поздно."
    )


class ReasonIsMissing(DomainError):
    code = "reason_is_missing"
    status = 422
    en = "Write the reason in a few words: it stays beside the change for everybody who looks at it later."
    ru = "Напишите причину в нескольких словах: она останется рядом с изменением для всех, кто на него посмотрит."


class SameKeyOtherWork(DomainError):
    code = "same_key_other_work"
    en = (
        "Work with the key “{key}” is already recorded and differs ({differs}). Send the new work under a key of "
        "its own."
    )
    ru = "Работа с ключом «{key}» уже записана и отличается ({differs}). Отправьте новую работу под своим ключом."


class DayInTheFuture(DomainError):
    code = "day_in_the_future"
    status = 422
    en = "{day} has not come yet. Enter work on the day it was done."
    ru = "{day} ещё не наступило. Вносите работу за тот день, когда она сделана."


@value(frozen=True, slots=True)
class Figures:
    """The current coding's figures, standing on the entry from the moment it counts."""

    period: Period
    """The pay period: the day's own month, or a later open one for work of a sealed day."""
    seq: int
    """Dense within (period, employee) and never reused: a gap would show a removed entry."""
    work_type_id: int
    norm_id: int
    condition: Condition
    quantity: Decimal
    norm_minutes: Decimal


@value(frozen=True, slots=True)
class Entry:
    """One piece of work. Kind, employee and day never change; `figures` is None until it counts."""

    id: int
    uid: str
    kind: Kind
    employee_id: int
    day: date
    at: datetime
    created_at: datetime
    entered_by: int | None
    replaces_id: int | None
    late_reason: str | None
    title: str
    client_id: int | None
    figures: Figures | None

    @property
    def is_counted(self) -> bool:
        return self.figures is not None

    @property
    def is_letter(self) -> bool:
        """Say whether the gate decides when this entry counts."""
        return self.kind is Kind.LETTER_OUT


@value(frozen=True, slots=True)
class NewEntry:
    """An entry about to be recorded. `at` is the moment of the work, `day` its local date."""

    kind: Kind
    employee_id: int
    day: date
    at: datetime
    title: str = ""
    entered_by: int | None = None
    replaces_id: int | None = None
    late_reason: str | None = None
    client_id: int | None = None


@value(frozen=True, slots=True)
class SourceKey:
    """The name under which a source knows an entry, unique within the source (`smtp:101`, `api:7`, `pbx:office`)."""

    source: str
    key: str
    digest: str = ""
    """A digest of what was sent under the key, to tell a retry from other work."""


@dataclass(frozen=True, slots=True)
class AttemptFacts:
    """One attempt to send a letter: `accepted` is None while no reply is recorded."""

    lease_until: datetime
    accepted: bool | None


def state_of(
    *,
    kind: Kind,
    is_counted: bool,
    is_void: bool,
    now: datetime,
    is_handed_in: bool = True,
    stays_held: bool = False,
    attempts: Sequence[AttemptFacts] = (),
) -> State:
    """Return the state that the rows of an entry add up to.

    `attempts` are in order of time and only their last one speaks. A handed-in letter that was never tried is held;
    `stays_held` says that the office holds the letter itself, so that a refusal leaves it held (rule 15) instead of
    refused. An attempt whose lease ran out without a recorded reply is in doubt, as is one that was accepted
    but not counted: only a person resolves it (rule 16).
    """
    if is_void:
        return State.VOID
    if is_counted:
        return State.COUNTED
    if kind is not Kind.LETTER_OUT:
        return State.WAITING if is_handed_in else State.DRAFT
    if not is_handed_in:
        return State.DRAFT
    if not attempts:
        return State.HELD
    last = attempts[-1]
    if last.accepted is None:
        return State.SENDING if now < last.lease_until else State.IN_DOUBT
    if last.accepted:
        return State.IN_DOUBT
    return State.HELD if stays_held else State.REFUSED
