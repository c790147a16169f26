"""How a sum came about, in words with figures: "5 писем × 5 мин × 4,20 = 105,00"."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from naryad.money import kopecks
from payroll.accrual import RatePer
from payroll.checklist import CheckCode, CheckLine
from payroll.grading import Graded
from payroll.rate import money_for, piece_rate_of

_UNITS_RU: dict[str, tuple[str, str, str]] = {
    "letter": ("письмо", "письма", "писем"),
    "call": ("звонок", "звонка", "звонков"),
    "message": ("сообщение", "сообщения", "сообщений"),
    "visit": ("встреча", "встречи", "встреч"),
    "document": ("документ", "документа", "документов"),
    "page": ("страница", "страницы", "страниц"),
    "item": ("позиция", "позиции", "позиций"),
    "piece": ("штука", "штуки", "штук"),
    "minute": ("минута", "минуты", "минут"),
}
_UNITS_EN: dict[str, tuple[str, str]] = {
    "letter": ("letter", "letters"),
    "call": ("call", "calls"),
    "message": ("message", "messages"),
    "visit": ("visit", "visits"),
    "document": ("document", "documents"),
    "page": ("page", "pages"),
    "item": ("item", "items"),
    "piece": ("piece", "pieces"),
    "minute": ("minute", "minutes"),
}
_NARROW_SPACE = "\N{NARROW NO-BREAK SPACE}"
_MINUS = "\N{MINUS SIGN}"
_TIMES = " \N{MULTIPLICATION SIGN} "
_BY = " \N{DIVISION SIGN} "


def formula(
    *,
    quantity: Decimal,
    unit: str,
    norm_minutes_per_unit: Decimal,
    norm_minutes: Decimal,
    has_norm: bool,
    rate_amount: Decimal,
    rate_per: RatePer,
    piece_rate: Decimal | None,
    amount: Decimal,
    language: str,
    share: Decimal = Decimal(1),
    by_grade: Decimal = Decimal(1),
) -> str:
    """Return the whole way from units to money, such as "5 letters × 5 min × 4.20 = 105.00".

    Where the piece rate of a unit was rounded and that shows, it is named: "2 звонка × 20,83 (5 мин × 250,00 ÷ 60) =
    41,66". Where several lines were rounded each and added, the sum is marked as added up by days. Where norm minutes
    are not exactly quantity x norm (parts of a minute), they stand instead of both. `share` is the part paid for work
    that was judged partly usable: "1 letter × 10 min × 4.20 × 60% = 25.20"; `by_grade` multiplies the price of work
    that has a grade.
    """
    minutes_word = "мин" if language == "ru" else "min"
    price = rate_in_figures(rate_amount, rate_per, language)
    if by_grade != 1:
        price += f"{_TIMES}{write(by_grade, language)}"
        rate_amount *= by_grade
    result = write(amount, language, 2)
    if not has_norm:
        told = f"{write(norm_minutes, language)} {minutes_word}{_TIMES}{price}"
        exact = money_for(norm_minutes, rate_amount, rate_per)
    elif piece_rate is not None:
        one = money_for(norm_minutes_per_unit, rate_amount, rate_per)
        norm = f"{write(norm_minutes_per_unit, language)} {minutes_word}{_TIMES}{price}"
        counted = units(quantity, unit, language)
        if one == piece_rate:
            told = f"{counted}{_TIMES}{norm}"
        else:
            told = f"{counted}{_TIMES}{write(piece_rate, language, 2)} ({norm})"
        exact = quantity * piece_rate
    else:
        exact = money_for(norm_minutes, rate_amount, rate_per)
        if quantity * norm_minutes_per_unit == norm_minutes:
            norm = f"{write(norm_minutes_per_unit, language)} {minutes_word}"
            told = f"{units(quantity, unit, language)}{_TIMES}{norm}{_TIMES}{price}"
        else:
            told = f"{write(norm_minutes, language)} {minutes_word}{_TIMES}{price}"
    if share != 1:
        told += f"{_TIMES}{write(share * 100, language)}{_NARROW_SPACE if language == 'ru' else ''}%"
        exact *= share
    return f"{told} = {result}" if kopecks(exact) == amount else f"{told} = {result} {_added_up(language)}"


def difference_of_grades(
    *,
    quantity: Decimal,
    norm_minutes_per_unit: Decimal,
    rate_amount: Decimal,
    rate_per: RatePer,
    piece_rate: Decimal | None,
    graded: Graded,
    share: Decimal,
    amount: Decimal,
    language: str,
) -> str:
    """Return the way from units to the difference of grades: "100 × (21.00 − 18.50) = 250.00".

    Where only lines are rounded the difference is taken of the coefficients: "500 min × 4.20 × (1.35 − 1.2)".
    """
    part = "" if share == 1 else f"{_TIMES}{write(share * 100, language)}{_NARROW_SPACE if language == 'ru' else ''}%"
    result = write(amount, language, 2)
    if piece_rate is None:
        minutes, word = write(quantity * norm_minutes_per_unit, language), "мин" if language == "ru" else "min"
        own, work = write(graded.own_coefficient, language), write(graded.coefficient, language)
        price = rate_in_figures(rate_amount, rate_per, language)
        return f"{minutes} {word}{_TIMES}{price}{_TIMES}({own} {_MINUS} {work}){part} = {result}"
    rates = [
        piece_rate_of(norm_minutes_per_unit, rate_amount * coefficient, rate_per)
        for coefficient in (graded.own_coefficient, graded.coefficient)
    ]
    own, work = (write(rate, language, 2) for rate in rates)
    told = f"{write(quantity, language)}{_TIMES}({own} {_MINUS} {work}){part} = {result}"
    return told if kopecks(quantity * piece_rate * share) == amount else f"{told} {_added_up(language)}"


def rate_in_figures(amount: Decimal, per: RatePer, language: str) -> str:
    """Return the price of a norm minute in figures: "4,20", or "250,00 ÷ 60" where an hour is agreed."""
    places = max(2, -int(amount.normalize().as_tuple().exponent))
    figures = write(amount, language, places)
    return figures if per is RatePer.NORM_MINUTE else f"{figures}{_BY}60"


def units(quantity: Decimal, unit: str, language: str) -> str:
    """Return a quantity with its unit in the right form: "5 писем", "1 letter", "12,5 минуты"."""
    return f"{write(quantity, language)} {unit_word(quantity, unit, language)}"


def unit_word(quantity: Decimal, unit: str, language: str) -> str:
    if language != "ru":
        one, many = _UNITS_EN.get(unit, (unit, unit))
        return one if abs(quantity) == 1 else many
    one, few, many = _UNITS_RU.get(unit, (unit, unit, unit))
    count = abs(quantity)
    if count != count.to_integral_value():
        return few
    last, last_two = int(count) % 10, int(count) % 100
    if last == 1 and last_two != 11:
        return one
    return few if 2 <= last <= 4 and not 12 <= last_two <= 14 else many


def write(value: Decimal, language: str, places: int | None = None) -> str:
    """Write a number for reading: no idle zeros unless `places` are asked for, a true minus, thin spaces in Russian."""
    text = f"{abs(value):,.{places}f}" if places is not None else f"{abs(value):,f}"
    if places is None and "." in text:
        text = text.rstrip("0").rstrip(".")
    if language == "ru":
        text = text.replace(",", _NARROW_SPACE).replace(".", ",")
    return f"{_MINUS}{text}" if value < 0 else text


def _added_up(language: str) -> str:
    return "(сложено по дням)" if language == "ru" else "(added up by days)"


_BLOCKERS: dict[CheckCode, tuple[str, str]] = {
    CheckCode.TYPED: ("work without a type, held or in doubt", "работы без типа, ждущие типа или неясно, ушли ли"),
    CheckCode.ACCEPTED: ("days not accepted", "дни не приняты"),
    CheckCode.PRICED: ("days without a rate", "дни без цены нормо-минуты"),
    CheckCode.TARIFFS: ("missing tariffs or averages", "нет часового тарифа или среднего заработка"),
    CheckCode.TIMESHEET: ("days missing in the timesheet", "дни, пропущенные в табеле"),
    CheckCode.JOBS: ("jobs not accepted", "наряды не приняты"),
    CheckCode.AGREED_FIGURES: ("days whose totals differ from a recount", "дни, где итоги расходятся с пересчётом"),
    CheckCode.EARLIER_CLOSED: ("earlier months not closed", "не закрыты предыдущие месяцы"),
    CheckCode.FINDINGS: ("findings not decided", "расхождения не решены"),
}


def blockers_in_words(lines: Iterable[CheckLine], language: str) -> str:
    """Return the lines of a checklist with their counts: "days not accepted (3), days without a rate (1)"."""
    return ", ".join(f"{_BLOCKERS[line.code][language == 'ru']} ({line.count})" for line in lines)
