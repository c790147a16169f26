"""First-run practice: sample letters typed by digit, with the right type and the reason at once.

Nothing of it is kept: it is not work, nobody checks it, and a person may begin again as often as they like.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from naryad.errors import DomainError

LETTERS_IN_A_ROUND = 5


class NoTypeForDigits(DomainError):
    code = "no_type_for_digits"
    status = 422
    en = "No letter type takes “{typed}” minutes. Type the minutes of one of these: {choices}."
    ru = "Нет типа письма на «{typed}» мин. Наберите минуты одного из этих: {choices}."


class NoSuchPracticeLetter(DomainError):
    code = "no_such_practice_letter"
    status = 404
    en = "There is no practice letter number {number}. Begin the practice again."
    ru = "Учебного письма с номером {number} нет. Начните тренировку заново."


@dataclass(frozen=True)
class PracticeText:
    """A sample letter in one language, and why its type is the right one."""

    subject: str
    text: str
    why: str


@dataclass(frozen=True)
class PracticeLetter:
    """A sample letter and the code of its one right type."""

    key: str
    right_code: str
    ru: PracticeText
    en: PracticeText

    def in_language(self, language: str) -> PracticeText:
        return self.en if language == "en" else self.ru


@dataclass(frozen=True)
class Choice:
    """A type offered in practice, found by typing its norm minutes."""

    code: str
    digits: str
    name_ru: str
    name_en: str
    summary_ru: str
    summary_en: str

    def name(self, language: str) -> str:
        return self.name_en if language == "en" else self.name_ru

    def summary(self, language: str) -> str:
        return self.summary_en if language == "en" else self.summary_ru


@dataclass(frozen=True)
class Answer:
    """What the person chose, and what is right."""

    chosen: Choice
    right: Choice
    why: str

    @property
    def is_right(self) -> bool:
        return self.chosen.code == self.right.code


def round_of(letters: Sequence[PracticeLetter], number: int) -> tuple[PracticeLetter, ...]:
    """Return the letters of round `number` (from 1): five at a time, each type once where the file holds them so.

    Raises:
        NoSuchPracticeLetter: no such round.
    """
    first = (number - 1) * LETTERS_IN_A_ROUND
    chosen = tuple(letters[first : first + LETTERS_IN_A_ROUND]) if number >= 1 else ()
    if not chosen:
        raise NoSuchPracticeLetter(number=number)
    return chosen


def judge(letter: PracticeLetter, typed: str, choices: Sequence[Choice], language: str) -> Answer:
    """Return the answer to `typed`, the norm minutes of a type (or its code).

    Raises:
        NoTypeForDigits: no choice has these minutes.
    """
    wanted = typed.strip().upper()
    chosen = next((choice for choice in choices if wanted in (choice.digits, choice.code)), None)
    if chosen is None:
        raise NoTypeForDigits(typed=typed.strip()[:20], choices=[choice.digits for choice in choices])
    right = next(choice for choice in choices if choice.code == letter.right_code)
    return Answer(chosen, right, letter.in_language(language).why)
