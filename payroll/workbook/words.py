"""The words of the workbook that several sheets share, in both languages."""

from __future__ import annotations

from datetime import date, timedelta

from naryad.calendar import Calendar
from naryad.days import Period
from norms.work_type import Kind, Unit
from payroll.accrual import AccrualLine, Mark, RatePer
from payroll.adjustment import Standing
from payroll.closing import Closing, MonthSnapshot
from payroll.grading import grade_words, graded_of
from payroll.kind import GRADE_UNIT
from payroll.month import MonthState
from payroll.quality import condition_of, judged_of, quality_words
from payroll.rules.quality import Quality
from payroll.workbook.cells import Label

BEFORE_TAX = Label("до вычета НДФЛ", "before tax")
WOULD_HAVE_BEEN = Label("Было бы", "Would have been")
AMOUNT = Label("Сумма", "Amount")
PREVIEW = Label(
    "ПРЕДВАРИТЕЛЬНО: месяц не закрыт, к выплате не годится", "PREVIEW: the month is not closed, nothing here is payable"
)
TRIAL = Label(
    "ПРОБНЫЙ МЕСЯЦ: начислений нет, суммы показаны как «было бы»",
    "TRIAL MONTH: nothing is owed, sums are what would have been",
)

STATES = {
    MonthState.OPEN: Label("открыт", "open"),
    MonthState.FROZEN: Label("приём окончен", "frozen"),
    MonthState.APPROVED: Label("утверждён", "approved"),
    MonthState.CLOSED: Label("закрыт", "closed"),
}
MARKS = {
    Mark.ACCRUAL: Label("начисление", "accrual"),
    Mark.STORNO: Label("сторно", "storno"),
    Mark.RIGHT: Label("перерасчёт", "adjustment"),
}
_QUALITY = {
    Mark.ACCRUAL: Label("принято", "accepted"),
    Mark.STORNO: Label("сторно", "storno"),
    Mark.RIGHT: Label("исправлено", "corrected"),
}
STANDINGS = {
    Standing.DUE: Label("к выплате", "due"),
    Standing.OFFERED: Label("предложено вернуть", "offered for return"),
    Standing.SETTLED: Label("зачтено", "settled"),
    Standing.RETURNED: Label("возвращено по заявлению", "returned by consent"),
}
RATE_PER = {
    RatePer.NORM_MINUTE: Label("за нормо-минуту", "per norm minute"),
    RatePer.HOUR: Label("за нормо-час", "per norm hour"),
}
_UNITS = frozenset(unit.value for unit in Unit)
_KINDS = frozenset(kind.value for kind in Kind)
_GRADE_UNIT = Label("разница разрядов, ед.", "difference of grades, units")
_ORDINARY = Label("обычное", "ordinary")
_MONTHS_RU = [
    "январь",
    "февраль",
    "март",
    "апрель",
    "май",
    "июнь",
    "июль",
    "август",
    "сентябрь",
    "октябрь",
    "ноябрь",
    "декабрь",
]
_MONTHS_EN = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]


def month_words(period: Period, language: str) -> str:
    """Return the month in words: «октябрь 2026», “October 2026”."""
    return f"{(_MONTHS_RU if language == 'ru' else _MONTHS_EN)[period.month - 1]} {period.year}"


def unit_words(unit: str, language: str) -> str:
    """Return the unit's name; a unit that the catalog no longer knows keeps the code it was closed with."""
    if unit == GRADE_UNIT:
        return _GRADE_UNIT.to(language)
    return Unit(unit).label(language) if unit in _UNITS else unit


def kind_words(kind: str, language: str) -> str:
    """Return what the work is: «исходящее письмо», “call in”."""
    return Kind(kind).label(language) if kind in _KINDS else kind


def type_words(name_ru: str, name_en: str, language: str) -> str:
    """Return the work type's name; a type without an English name shows its Russian one."""
    return name_ru if language == "ru" else name_en or name_ru


def code_order(code: str) -> tuple[str, int, str]:
    """Sort codes as people count them: L3, L5, L10."""
    letters = code.rstrip("0123456789")
    digits = code[len(letters) :]
    return letters, int(digits or 0), code


def unit_order(unit: str) -> tuple[int, str]:
    """Sort units as the catalog lists them: letters, calls, ...; unknown ones last."""
    return (list(Unit).index(Unit(unit)) if unit in _UNITS else len(Unit), unit)


def condition_words(condition: str, language: str) -> str:
    """Return the condition of the work; no condition is the ordinary one."""
    graded, judged = graded_of(condition), condition_of(judged_of(condition))
    if graded is not None:
        return grade_words(graded, language)
    return _ORDINARY.to(language) if condition in ("", "0", "ordinary", judged) else condition


def quality_of_line(line: AccrualLine, language: str) -> str:
    """Return how the work of a line was judged, and which half of a correction it is."""
    mark, judged = _QUALITY[line.mark].to(language), judged_of(line.condition)
    if judged.quality is Quality.ACCEPTED:
        return mark
    words = quality_words(judged, language)
    return words if line.mark is Mark.ACCRUAL else f"{mark}: {words}"


def amount_heading(snapshot: MonthSnapshot) -> Label:
    """Return «Сумма, руб.», which a trial month calls «Было бы, руб.»."""
    return (WOULD_HAVE_BEEN if snapshot.trial else AMOUNT).with_currency(snapshot.currency)


def document_of(closing: Closing, person_number: str | None, language: str) -> str:
    """Return the document that a closed month's sums stand on, by its number and the month."""
    number = "/".join(part for part in (str(closing.period), person_number, str(closing.revision)) if part)
    return f"Наряд за месяц № {number}" if language == "ru" else f"Order of the month No. {number}"


def due_on(period: Period) -> date:
    """Return the day on which the pay of `period` was due: the 15th of the next month, or the last working day before.

    Labour Code art. 136: a pay day that falls on a day off is moved to the day before it.
    """
    calendar = Calendar.russian()
    day = period.next().first_day.replace(day=15)
    while not calendar.is_workday(day):
        day -= timedelta(days=1)
    return day


def sheet_name(label: Label, snapshot: MonthSnapshot, language: str) -> str:
    """Return the sheet's name; what must not be paid by says so in the name, so that no import takes it for pay."""
    name = label.to(language)
    if snapshot.is_preview:
        return f"{name} ({'предв.' if language == 'ru' else 'preview'})"
    if snapshot.trial:
        return f"{name} ({'пробный' if language == 'ru' else 'trial'})"
    return name
