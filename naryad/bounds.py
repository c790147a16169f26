"""What a figure must be before anything is computed from it, with the sentence a person reads where it is not."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence, Sized
from typing import Any

from naryad.errors import DomainError

# The name of a figure as it stands in a sentence, in English and in Russian.
_FIGURES: dict[str, tuple[str, str]] = {
    "allowance": ("the allowance", "доля отдыха и прочих потерь"),
    "amount": ("the amount", "сумма"),
    "book": ("the claimed amount", "заявленная сумма"),
    "confidence": ("the confidence", "доверительная вероятность"),
    "count": ("the count", "количество"),
    "deviation": ("the standard deviation", "стандартное отклонение"),
    "difference": ("the difference", "разность"),
    "error": ("the accepted error", "допустимая ошибка"),
    "expected": ("the expected rate", "ожидаемая доля"),
    "factor": ("the factor", "множитель"),
    "inclusion": ("the inclusion probability", "вероятность попасть в выборку"),
    "interval": ("the sampling interval", "шаг отбора"),
    "mean": ("the mean", "среднее"),
    "minutes": ("the minutes", "минуты"),
    "population": ("the population", "объём совокупности"),
    "prior": ("the prior's parameter", "параметр априорного распределения"),
    "rate": ("the rate", "доля"),
    "rating": ("the performance rating", "коэффициент темпа"),
    "risk": ("the risk", "риск"),
    "round": ("the round", "номер раунда"),
    "sample": ("the sample", "объём выборки"),
    "taint": ("the taint", "доля завышения"),
    "time": ("the time", "время"),
    "tolerable": ("the tolerable rate", "допустимая доля"),
    "value": ("the value", "значение"),
    "weight": ("the weight", "вес"),
}


class _AboutFigure(DomainError):
    status = 422

    def message(self, language: str = "en") -> str:
        sentence = super().message(language)
        return sentence[:1].upper() + sentence[1:]

    def told(self, language: str) -> dict[str, Any]:
        english, russian = _FIGURES[self.facts["figure"]]
        return {**self.facts, "figure": russian if language == "ru" else english}


class NotAShare(_AboutFigure):
    code = "not_a_share"
    en = "{figure} is a share, above 0 and below 1, for example 0.05; {value} is not. Give it as a fraction."
    ru = "{figure} — это доля больше 0 и меньше 1, например 0,05, а указано {value}. Запишите её дробью."


class NotAChance(_AboutFigure):
    code = "not_a_chance"
    en = "{figure} lies between 0 and 1, both included; {value} does not. Give it as a fraction."
    ru = "{figure} — число от 0 до 1 включительно, а указано {value}. Запишите его дробью."


class NotPositive(_AboutFigure):
    code = "not_positive"
    en = "{figure} has to be above zero; {value} is not. Correct it."
    ru = "{figure}: нужно число больше нуля, а указано {value}. Исправьте."


class Negative(_AboutFigure):
    code = "negative_figure"
    en = "{figure} cannot be below zero; {value} is. Correct it."
    ru = "{figure}: число не может быть меньше нуля, а указано {value}. Исправьте."


class NotACount(_AboutFigure):
    code = "not_a_count"
    en = "{figure} is a whole number from {least}; {value} is not. Correct it."
    ru = "{figure}: нужно целое число от {least}, а указано {value}. Исправьте."


class MoreThanThereIs(_AboutFigure):
    code = "more_than_there_is"
    en = "{figure} cannot be {value}: there are only {most}. Give {most} or fewer."
    ru = "{figure}: не может быть {value}, всего есть {most}. Укажите {most} или меньше."


class TooFewFigures(DomainError):
    code = "too_few_figures"
    status = 422
    en = "This needs {least} figures or more, and there are {given}. Add what is missing."
    ru = "Для расчёта нужно не меньше {least} чисел, а дано {given}. Добавьте недостающие."


class FiguresDoNotPair(DomainError):
    code = "figures_do_not_pair"
    status = 422
    en = "The lists belong together and have to be of one length; here they have {lengths}. Check what was left out."
    ru = "Списки относятся друг к другу и должны быть одной длины, а здесь: {lengths}. Проверьте, что пропущено."


class NothingVaries(DomainError):
    code = "nothing_varies"
    status = 422
    en = "All figures are the same, so this cannot be told from them. Add works that differ."
    ru = "Все значения одинаковы, по ним этого не узнать. Добавьте работы, которые различаются."


def share(value: float, figure: str) -> float:
    """Return `value` if it lies strictly between 0 and 1."""
    if not 0 < value < 1:
        raise NotAShare(figure=figure, value=value)
    return value


def chance(value: float, figure: str) -> float:
    """Return `value` if it lies between 0 and 1, both included."""
    if not 0 <= value <= 1:
        raise NotAChance(figure=figure, value=value)
    return value


def positive(value: float, figure: str) -> float:
    """Return `value` if it is finite and above zero."""
    if not (math.isfinite(value) and value > 0):
        raise NotPositive(figure=figure, value=value)
    return value


def not_negative(value: float, figure: str) -> float:
    """Return `value` if it is finite and not below zero."""
    if not (math.isfinite(value) and value >= 0):
        raise Negative(figure=figure, value=value)
    return value


def count(value: int, figure: str, *, least: int = 0, most: int | None = None) -> int:
    """Return `value` if it is a whole number from `least` to `most`, both included."""
    if not math.isfinite(value) or value != int(value) or value < least:
        raise NotACount(figure=figure, value=value, least=least)
    if most is not None and value > most:
        raise MoreThanThereIs(figure=figure, value=value, most=most)
    return int(value)


def at_least(values: Sized, least: int) -> None:
    """Raises TooFewFigures unless `values` has `least` members."""
    if len(values) < least:
        raise TooFewFigures(least=least, given=len(values))


def paired(*lists: Sequence[Any]) -> None:
    """Raises FiguresDoNotPair unless all lists have one length."""
    lengths = [len(each) for each in lists]
    if len(set(lengths)) > 1:
        raise FiguresDoNotPair(lengths=lengths)


def all_of(values: Iterable[float], check: Callable[[float, str], float], figure: str) -> None:
    """Apply one of the checks above to every value."""
    for value in values:
        check(value, figure)
