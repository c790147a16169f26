"""Codes of the timesheet (табель, форма Т-13): what a day of a person was, and which pay each hour of it asks for."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from naryad.errors import DomainError
from payroll.rules.fault import Fault


class UnknownTimeCode(DomainError):
    code = "unknown_time_code"
    status = 422
    en = "“{given}” is no code of the timesheet. The codes are: {known}."
    ru = "«{given}» — не код табеля. Есть коды: {known}."


class Sense(StrEnum):
    """How hours under a code count."""

    WORK = "work"
    """Worked within the schedule."""
    NIGHT = "night"
    """Hours of the day's work that lay between 22:00 and 6:00: they are inside its other hours, never added to them."""
    OVERTIME = "overtime"
    REST_DAY = "rest_day"
    IDLE = "idle"
    """Present, without work: it leaves the denominator of fulfilment."""
    PAID_ABSENCE = "paid_absence"
    UNPAID_ABSENCE = "unpaid_absence"
    DAY_OFF = "day_off"


@dataclass(frozen=True, slots=True)
class TimeCode:
    code: str
    name_ru: str
    name_en: str
    sense: Sense
    latin: str
    """The same code for keyboards without Cyrillic letters; the place of the letters, not their sound."""
    fault: Fault | None = None

    def name(self, language: str) -> str:
        return self.name_ru if language == "ru" else self.name_en

    @property
    def has_hours(self) -> bool:
        return self.sense in (Sense.WORK, Sense.NIGHT, Sense.OVERTIME, Sense.REST_DAY, Sense.IDLE)


CODES: tuple[TimeCode, ...] = (
    TimeCode("Я", "работа днём", "work", Sense.WORK, "Z"),
    TimeCode("Н", "ночные часы", "night hours", Sense.NIGHT, "Y"),
    TimeCode("С", "сверхурочная работа", "overtime", Sense.OVERTIME, "C"),
    TimeCode("РВ", "работа в выходной или праздник", "work on a day of rest", Sense.REST_DAY, "HD"),
    TimeCode("К", "командировка", "business trip", Sense.PAID_ABSENCE, "R"),
    TimeCode("РП", "простой по вине работодателя", "idle, the employer's fault", Sense.IDLE, "HG", Fault.EMPLOYER),
    TimeCode("НП", "простой ни по чьей вине", "idle, nobody's fault", Sense.IDLE, "YG", Fault.NOBODY),
    TimeCode("ВП", "простой по вине работника", "idle, the own fault", Sense.IDLE, "DG", Fault.EMPLOYEE),
    TimeCode("ОТ", "отпуск", "leave", Sense.PAID_ABSENCE, "JN"),
    TimeCode("У", "учебный отпуск", "study leave", Sense.PAID_ABSENCE, "E"),
    TimeCode("ДО", "отпуск без сохранения заработка", "unpaid leave", Sense.UNPAID_ABSENCE, "LJ"),
    TimeCode("Р", "отпуск по беременности и родам", "maternity leave", Sense.PAID_ABSENCE, "H"),
    TimeCode("ОЖ", "отпуск по уходу за ребёнком", "parental leave", Sense.UNPAID_ABSENCE, "J;"),
    TimeCode("Б", "болезнь", "sickness", Sense.PAID_ABSENCE, ","),
    TimeCode("Т", "болезнь без пособия", "sickness without benefit", Sense.UNPAID_ABSENCE, "N"),
    TimeCode("ПР", "прогул", "absence without leave", Sense.UNPAID_ABSENCE, "GH"),
    TimeCode("НН", "неявка по невыясненной причине", "absence, reason unknown", Sense.UNPAID_ABSENCE, "YY"),
    TimeCode("ОВ", "дополнительный выходной, оплачиваемый", "paid day off", Sense.PAID_ABSENCE, "JD"),
    TimeCode("НВ", "день отдыха за работу в выходной", "day off for work on a day of rest", Sense.UNPAID_ABSENCE, "YD"),
    TimeCode("В", "выходной", "day of rest", Sense.DAY_OFF, "D"),
)
"""The codes in the order of the page, after the unified form (Госкомстат, 05.01.2004 № 1)."""

RESTS_TIME_LIMITS = frozenset({"ОТ", "У", "ДО", "Р", "ОЖ", "Б", "Т", "ОВ", "НВ"})
"""Leave, illness and days off: a time limit to answer rests on such a day, as it does on a day of rest."""

_BY_TEXT = {text: one for one in CODES for text in (one.code, one.latin)}


def time_code(text: str) -> TimeCode:
    """Return the code that `text` means, in any case, also typed with the Latin layout on.

    Raises:
        UnknownTimeCode: there is none; the message lists those there are.
    """
    found = _BY_TEXT.get(text.strip().upper())
    if found is None:
        raise UnknownTimeCode(given=text.strip()[:20], known=[one.code for one in CODES])
    return found
