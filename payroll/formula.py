"""Formulas of pay in words with figures, in both languages: "16 ч × 200,00 × 2/3 = 2 133,33"."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

NARROW = "\u202f"


@dataclass(frozen=True, slots=True)
class Formula:
    ru: str
    en: str


def figure(value: Decimal, language: str, *, places: int | None = None) -> str:
    """Return a figure as people of a language write it; without `places` it has as many decimals as it needs."""
    text = f"{value:,.{places}f}" if places is not None else f"{value:,f}"
    if places is None and "." in text:
        text = text.rstrip("0").rstrip(".")
    if language == "ru":
        return text.replace(",", NARROW).replace(".", ",")
    return text


def money(value: Decimal, language: str) -> str:
    return figure(value, language, places=2)


_UNITS = {"hours": ("ч", "h"), "days": ("дн.", "d"), "percent": ("%", "%"), "minutes": ("мин", "min"), "": ("", "")}


@dataclass(frozen=True, slots=True)
class Term:
    """One factor or addend of a formula: money, or a number with its unit."""

    value: Decimal
    unit: str = ""
    is_money: bool = False

    def text(self, language: str) -> str:
        if self.is_money:
            return money(self.value, language)
        unit = _UNITS[self.unit][language != "ru"]
        number = figure(self.value, language)
        return f"{number}{NARROW}{unit}" if unit else number


def hours(value: Decimal) -> Term:
    return Term(value, "hours")


def days(value: Decimal | int) -> Term:
    return Term(Decimal(value), "days")


def minutes(value: Decimal) -> Term:
    return Term(value, "minutes")


def percent(value: Decimal) -> Term:
    return Term(value, "percent")


def sum_of_money(value: Decimal) -> Term:
    return Term(value, is_money=True)


def plain(value: Decimal | int) -> Term:
    return Term(Decimal(value))


def formula(template: str, *terms: Term, equals: Decimal) -> Formula:
    """Return a formula: `template` has a {} for each term; the result is added behind an equals sign."""
    texts = [
        f"{template.format(*(term.text(language) for term in terms))} = {money(equals, language)}".replace("-", "−")
        for language in ("ru", "en")
    ]
    return Formula(*texts)
