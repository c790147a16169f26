"""Laws and dated figures: what a rule rests on, and since when."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from datetime import date
from typing import Generic, TypeVar

from naryad.errors import DomainError

T = TypeVar("T")


class NotYetInForce(DomainError):
    code = "not_yet_in_force"
    status = 422
    en = "{source} is in force from {since} on, and {day} lies before it. Look for the rule of that time."
    ru = "{source} действует с {since}, а {day} — раньше. Найдите правило, действовавшее тогда."


class HasToBePositive(DomainError):
    code = "has_to_be_positive"
    status = 422
    en = "{what_en} cannot be {amount}: enter a number that is {bound_en}."
    ru = "{what_ru} не может быть {amount}: введите число {bound_ru}."


@dataclass(frozen=True, slots=True)
class Law:
    """The source of a rule, in both languages, and the first day on which it holds as it is applied here."""

    ru: str
    en: str
    since: date

    def name(self, language: str) -> str:
        return self.ru if language == "ru" else self.en


@dataclass(frozen=True, slots=True)
class Dated(Generic[T]):
    """A figure that a law sets and later laws change: (first day, value, source), the earliest first."""

    steps: tuple[tuple[date, T, str], ...]

    def on(self, day: date) -> T:
        """Return the value in force on `day`.

        Raises:
            NotYetInForce: the first value begins later.
        """
        place = bisect_right([since for since, _, _ in self.steps], day)
        if place == 0:
            since, _, source = self.steps[0]
            raise NotYetInForce(source=source, since=since, day=day)
        return self.steps[place - 1][1]


LABOUR_CODE = date(2002, 2, 1)
"""The Labour Code of the Russian Federation (197-ФЗ) is in force from this day on."""


def labour_code(article: str, *, since: date = LABOUR_CODE) -> Law:
    """Return an article of the Labour Code as a source."""
    return Law(ru=f"ТК РФ, ст. {article}", en=f"Labour Code of the Russian Federation, art. {article}", since=since)
