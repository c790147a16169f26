"""Practice on past work: which case comes next, how it went by type, and which portraits to read again.

Examples of the golden fund come first, then the sample letters of the program. Nothing of it is work: it counts for
nothing, and only the person sees how it went.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from naryad.errors import DomainError
from norms.catalog import Catalog, CatalogEntry
from norms.example import Example
from norms.practice import PracticeLetter
from norms.work_type import Kind, Purpose

KEYS = "qwertyasdfgzxcvbiopjl"
"""One key a type, in the order of minutes; a type after the twenty-first is found by a click or Tab."""


class NoSuchPracticeCase(DomainError):
    code = "no_such_practice_case"
    status = 404
    en = "This practice case is no longer there; somebody withdrew it. Go on with the next one."
    ru = "Этого учебного случая больше нет: его убрали. Продолжите со следующего."


class NotATypeForPractice(DomainError):
    code = "not_a_type_for_practice"
    status = 422
    en = "“{typed}” is none of the types offered for this case. Press one of the keys beside them."
    ru = "«{typed}» нет среди типов этого случая. Нажмите одну из клавиш рядом с ними."


@dataclass(frozen=True, slots=True)
class PracticeCase:
    """One case to type: its text, the right type and why."""

    key: str
    kind: Kind
    text: str
    right_type_id: int
    why: str
    is_own: bool
    """It is the office's own, from the golden fund."""


@dataclass(frozen=True, slots=True)
class PracticeAnswer:
    """What a person answered to a case, once."""

    key: str
    chosen_type_id: int
    right_type_id: int
    at: datetime

    @property
    def is_right(self) -> bool:
        return self.chosen_type_id == self.right_type_id


@dataclass(frozen=True, slots=True)
class TypeProgress:
    """How a person last did on the cases of one type. `confused_with` are the types they took it for."""

    work_type_id: int
    cases: int
    right: int
    confused_with: tuple[int, ...]

    @property
    def is_to_read(self) -> bool:
        return self.right < self.cases


def practice_cases(
    examples: Iterable[Example], letters: Iterable[PracticeLetter], catalog: Catalog, language: str
) -> list[PracticeCase]:
    """Return what there is to practise on: examples, then sample letters; only cases whose right type is on offer."""
    found = [
        PracticeCase(f"e{one.id}", one.kind, one.text, one.right_type_id, one.reason, True)
        for one in sorted(examples, key=lambda one: one.id)
    ]
    for letter in letters:
        entry = catalog.find(letter.right_code)
        if entry is not None:
            said = letter.in_language(language)
            text = f"{said.subject}\n\n{said.text}"
            found.append(PracticeCase(letter.key, Kind.LETTER_OUT, text, entry.work_type.id, said.why, False))
    return [case for case in found if any(each.work_type.id == case.right_type_id for each in offered(catalog, case))]


def offered(catalog: Catalog, case: PracticeCase) -> list[CatalogEntry]:
    """Return the types one may answer with, the shortest norm first."""
    return [entry for entry in catalog.of_kind(case.kind) if entry.work_type.purpose is not Purpose.DESCRIBED]


def next_case(cases: Sequence[PracticeCase], answers: Iterable[PracticeAnswer]) -> PracticeCase | None:
    """Return the case to type next: a new one; then those answered wrong, then all again, each time the longest ago.

    None where there is nothing to practise on.
    """
    last = last_answers(answers)
    fresh = next((case for case in cases if case.key not in last), None)
    if fresh is not None or not cases:
        return fresh
    return min(cases, key=lambda case: (last[case.key].is_right, last[case.key].at))


def last_answers(answers: Iterable[PracticeAnswer]) -> dict[str, PracticeAnswer]:
    """Return the last answer to each case."""
    return {answer.key: answer for answer in sorted(answers, key=lambda answer: answer.at)}


def progress(answers: Iterable[PracticeAnswer]) -> list[TypeProgress]:
    """Return how the last answers went, type by type; those to read again first."""
    by_type: dict[int, list[PracticeAnswer]] = {}
    for answer in last_answers(answers).values():
        by_type.setdefault(answer.right_type_id, []).append(answer)
    found = []
    for type_id, own in by_type.items():
        wrong = Counter(answer.chosen_type_id for answer in own if not answer.is_right)
        confused = tuple(chosen for chosen, _ in wrong.most_common(3))
        found.append(TypeProgress(type_id, len(own), sum(answer.is_right for answer in own), confused))
    return sorted(found, key=lambda one: (one.right - one.cases, one.work_type_id))
