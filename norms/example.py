"""An example of the golden fund: a past piece of work without names, the type it is, and why it is not another."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from naryad.errors import DomainError
from norms.anonymity import TraceKind, traces
from norms.search import search, words_of
from norms.work_type import Kind, Purpose, TypeCard

LONGEST_TEXT = 4_000
LONGEST_REASON = 600


class Origin(StrEnum):
    """Where an example comes from; nothing leads back to the piece of work itself."""

    FINDING = "finding"
    """A disagreement of the check that was decided."""
    UNCLEAR = "unclear"
    """A work that an auditor could not place by the portraits."""
    SPLIT = "split"
    """A work that two auditors judged differently, and a third settled."""
    HAND = "hand"
    """Written down by a person."""


class ExampleIsEmpty(DomainError):
    code = "example_is_empty"
    status = 422
    en = "The example has no text. Write what the work was, without names and numbers."
    ru = "В примере нет текста. Опишите работу без имён и номеров."


class ExampleIsLong(DomainError):
    code = "example_is_long"
    status = 422
    en = "The example has {length} letters, and people read at most {most}. Keep what tells the type."
    ru = "В примере знаков: {length}, а читают не больше {most}. Оставьте то, по чему виден тип."


class ExampleNeedsReason(DomainError):
    code = "example_needs_reason"
    status = 422
    en = "Say why this work is {type}: the reason is what colleagues learn from (at most 600 letters)."
    ru = "Напишите, почему это {type}: на основании учатся коллеги (до 600 знаков)."


class ExampleNamesSomebody(DomainError):
    code = "example_names_somebody"
    status = 422
    en = "The example still shows {what}: “{said}”. Everybody will read it: replace it with a word such as {cover}."
    ru = "В примере осталось лишнее, {what}: «{said}». Его прочтут все: замените словом, например {cover}."


class ExampleTakenForItself(DomainError):
    code = "example_taken_for_itself"
    status = 422
    en = "The example says that {type} was taken for {type}. Choose the other type, or none."
    ru = "По примеру, {type} приняли за {type}. Выберите другой тип или уберите его."


class ExampleOfAnotherKind(DomainError):
    code = "example_of_another_kind"
    status = 422
    en = "{type} is not a type for this kind of work ({kind}). Choose one that is."
    ru = "Тип {type} не для такой работы ({kind}). Выберите подходящий."


class ExampleKnownAlready(DomainError):
    code = "example_known_already"
    en = "The same text is already an example of {type}. Withdraw that one first if its answer has changed."
    ru = "Такой же текст уже есть в примерах типа {type}. Если ответ изменился, сначала уберите тот пример."


class ExampleWithdrawn(DomainError):
    code = "example_withdrawn"
    en = "This example was already withdrawn on {day}."
    ru = "Этот пример уже убран {day}."


class WithdrawalNeedsReason(DomainError):
    code = "example_withdrawal_needs_reason"
    status = 422
    en = "Say why the example is withdrawn: people have learned from it."
    ru = "Напишите, почему пример убран: по нему учились."


class NoSuchExample(DomainError):
    code = "no_such_example"
    status = 404
    en = "There is no example number {number}. Look for it among the examples."
    ru = "Примера с номером {number} нет. Поищите его среди примеров."


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """An example taken out of sight, with its reason."""

    by: int
    at: datetime
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """An example before a person has approved it. `taken_for_id` is the type it was mistaken for, if any."""

    kind: Kind
    text: str
    right_type_id: int
    taken_for_id: int | None
    reason: str
    origin: Origin = Origin.HAND
    decided_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Example(Draft):
    """An approved example, shown to all staff until it is withdrawn."""

    id: int
    approved_by: int
    approved_at: datetime
    withdrawn: Withdrawal | None = None

    def belongs_to(self, work_type_id: int) -> bool:
        """Say whether the work is of this type; for the type it was taken for the answer is no."""
        return self.right_type_id == work_type_id


def well_told(draft: Draft, *, right: TypeCard, taken_for: TypeCard | None) -> Draft:
    """Return `draft` if everybody may read it and learn from it.

    Raises:
        ExampleIsEmpty, ExampleIsLong, ExampleNeedsReason, ExampleNamesSomebody, ExampleTakenForItself,
        ExampleOfAnotherKind.
    """
    if not words_of(draft.text):
        raise ExampleIsEmpty()
    if len(draft.text) > LONGEST_TEXT:
        raise ExampleIsLong(length=len(draft.text), most=LONGEST_TEXT)
    if not words_of(draft.reason) or len(draft.reason) > LONGEST_REASON:
        raise ExampleNeedsReason(type=right.code)
    if draft.taken_for_id == draft.right_type_id:
        raise ExampleTakenForItself(type=right.code)
    for card in (right, taken_for):
        if card is not None and (draft.kind not in card.kinds or card.purpose is Purpose.DESCRIBED):
            raise _OfKind(type=card.code, kind=draft.kind)
    for text in (draft.text, draft.reason):
        if left := traces(text):
            raise _Names(what=left[0].kind, said=left[0].text[:60], cover=left[0].kind)
    return draft


class _OfKind(ExampleOfAnotherKind):
    def told(self, language: str) -> dict[str, object]:
        return {**self.facts, "kind": self.facts["kind"].label(language)}


class _Names(ExampleNamesSomebody):
    def told(self, language: str) -> dict[str, object]:
        kind: TraceKind = self.facts["what"]
        return {**self.facts, "what": _TRACES[kind][language == "ru"], "cover": kind.cover(language)}


def require_new(text: str, standing: Iterable[Example], code_of: dict[int, str]) -> None:
    """Raises ExampleKnownAlready where one of the standing examples has the same words."""
    wanted = words_of(text)
    same = next((example for example in standing if words_of(example.text) == wanted), None)
    if same is not None:
        raise ExampleKnownAlready(type=code_of[same.right_type_id])


def found_by(words: str, examples: Iterable[Example]) -> list[Example]:
    """Return the examples whose text or reason holds every one of `words`, in any form."""
    return search(words, examples, lambda example: ((3, example.text), (2, example.reason)))


_TRACES = {
    TraceKind.ADDRESS: ("an address", "адрес"),
    TraceKind.PHONE: ("a telephone number", "телефон"),
    TraceKind.NUMBER: ("a number of somebody's", "чей-то номер"),
    TraceKind.NAME: ("a name", "имя"),
}
