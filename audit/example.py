"""A case of a portrait: a work whose type people saw differently, with the reason it was settled by.

A case becomes an example for everybody only when a person has read its text without names.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from audit.masking import COVER, mask, without_tags
from naryad.errors import DomainError
from norms.anonymity import TraceKind, covered
from norms.example import Origin


class NoSuchCase(DomainError):
    code = "no_such_case"
    status = 404
    en = "There is no such case, or it is not settled yet. Open it from the list of cases."
    ru = "Такого случая нет или он ещё не решён. Откройте его из списка случаев."


class CaseIsAnswered(DomainError):
    code = "case_is_answered"
    en = "This case was already looked at on {day}. Open the list of cases: it shows what is left."
    ru = "Этот случай уже разобрали {day}. Откройте список случаев: в нём видно, что осталось."


class CaseIsOwnWork(DomainError):
    code = "case_is_own_work"
    status = 403
    en = "This is your own work, so another person decides whether it becomes an example."
    ru = "Это ваша собственная работа, поэтому примером её делает другой человек."


class PassingOverNeedsReason(DomainError):
    code = "passing_over_needs_reason"
    status = 422
    en = "Say in a few words why this case teaches nothing, so that nobody looks at it again."
    ru = "Напишите в нескольких словах, почему случай ничему не учит, чтобы к нему не возвращались."


@dataclass(frozen=True, slots=True)
class CaseAnswer:
    """What a person made of a case: an example, or nothing (`reason` says why)."""

    revision: int
    example_id: int | None
    reason: str
    by: int
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A settled case. `right_type_id` is None where nobody named a type: the portrait was found unclear.

    `number` is the finding's, or the sampled work's; `revision` grows when the decision is changed by a second one.
    """

    origin: Origin
    number: int
    entry_id: int
    employee_id: int
    day: date
    settled_on: date
    claimed_type_id: int
    right_type_id: int | None
    others: tuple[int, ...] = ()
    """Types that somebody else took the work for."""
    reason: str = ""
    revision: int = 1
    may_change: bool = False
    """The decision may still be appealed."""
    answer: CaseAnswer | None = None

    @property
    def key(self) -> str:
        return f"{_LETTERS[self.origin]}{self.number}"

    @property
    def types(self) -> frozenset[int]:
        """The types whose portraits the case concerns."""
        right = () if self.right_type_id is None else (self.right_type_id,)
        return frozenset({self.claimed_type_id, *right, *self.others})

    @property
    def taken_for_id(self) -> int | None:
        """The type the work was taken for by mistake: the employee's, or where theirs stands, the auditor's."""
        if self.right_type_id is None:
            return None
        wrong = (self.claimed_type_id, *self.others)
        return next((type_id for type_id in wrong if type_id != self.right_type_id), None)

    @property
    def is_open(self) -> bool:
        return self.answer is None

    @property
    def is_outdated(self) -> bool:
        """The decision was changed after an example had been made of it."""
        return self.answer is not None and self.answer.example_id is not None and self.answer.revision < self.revision


def key_of(text: str) -> tuple[Origin, int]:
    """Read a case's key.

    Raises:
        NoSuchCase.
    """
    found = re.fullmatch(r"([a-z])(\d{1,12})", text)
    origin = next((one for one, letter in _LETTERS.items() if found and letter == found.group(1)), None)
    if found is None or origin is None:
        raise NoSuchCase()
    return origin, int(found.group(2))


def without_names(
    text: str,
    *,
    type_domain: str,
    staff: Iterable[str],
    addresses: Iterable[str],
    clients: Iterable[str],
    language: str = "ru",
) -> str:
    """Return a work's text as a first draft of an example: no tags, no signature, people and numbers covered.

    `clients` are whole names; a person still reads the text, because a client may be named in other words.
    """
    name = TraceKind.NAME.cover(language)
    text = _SIGNATURE.sub("", without_tags(text, type_domain=type_domain))
    for client in sorted({one.strip() for one in clients if len(one.strip()) >= _SHORTEST}, key=len, reverse=True):
        text = re.sub(rf"[«\"„]?\b{re.escape(client)}\b[»\"“]?", name, text, flags=re.IGNORECASE)
    text = mask(text, names=staff, addresses=addresses)
    text = re.sub(rf"{re.escape(COVER)}(?:[ .,]{{1,2}}{re.escape(COVER)})*", name, text)
    return covered(text, language).strip()


def in_order(cases: Sequence[Case]) -> list[Case]:
    """Return cases as they are looked through: outdated ones, then open ones, the latest first; answered ones last."""
    newest = sorted(cases, key=lambda case: (case.settled_on, case.number), reverse=True)
    return sorted(newest, key=lambda case: 0 if case.is_outdated else 1 if case.is_open else 2)


_SHORTEST = 3
_SIGNATURE = re.compile(r"^-- ?\r?\n.*", re.MULTILINE | re.DOTALL)
_LETTERS = {Origin.FINDING: "f", Origin.UNCLEAR: "u", Origin.SPLIT: "s"}
