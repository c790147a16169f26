"""Kinds of accruals (виды начислений): each named reason for money, its group, and the rule it comes from."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from payroll.rules import (
    crew,
    grade,
    holiday,
    idle,
    indirect,
    lump_sum,
    minimum,
    night,
    overtime,
    premium,
    progressive,
    regional,
    rest_day,
    shortfall,
)
from payroll.rules.law import Law, labour_code


class AccrualGroup(StrEnum):
    """The three groups of pay (Labour Code art. 129)."""

    BASE = "base"
    COMPENSATORY = "compensatory"
    INCENTIVE = "incentive"


@dataclass(frozen=True, slots=True)
class AccrualKind:
    """A named reason for money, with the code by which accounting's program knows it.

    `counts_to_minimum` says whether the sum counts towards the minimum wage (Labour Code art. 133, 133.1);
    `source` is the rule the formula comes from.
    """

    code: str
    external_code: str
    name_ru: str
    name_en: str
    group: AccrualGroup
    counts_to_minimum: bool
    source: str

    def name(self, language: str) -> str:
        return self.name_ru if language == "ru" else self.name_en


def _kind(
    code: str, ru: str, en: str, group: AccrualGroup, law: Law, *, counts: bool = True, act: bool = False
) -> AccrualKind:
    source = f"{law.ru}; локальный акт организации" if act else law.ru
    return AccrualKind(code, code, ru, en, group, counts, source)


_BASE, _COMPENSATORY, _INCENTIVE = AccrualGroup.BASE, AccrualGroup.COMPENSATORY, AccrualGroup.INCENTIVE

PIECE = _kind("PIECE", "Сдельная оплата", "Piece pay", _BASE, labour_code("150"))
WITHOUT_NORM = _kind(
    "TIME",
    "Оплата работ без нормы, по времени",
    "Work without a norm, by time",
    _BASE,
    labour_code("135"),
    act=True,
)
PROGRESSION = _kind("PROGR", "Доплата за работу сверх нормы", "Progressive piece pay", _BASE, progressive.LAW, act=True)
INDIRECT = _kind("INDIR", "Косвенно-сдельная оплата", "Indirect piece pay", _BASE, indirect.LAW, act=True)
LUMP_SUM = _kind("LUMP", "Аккордная оплата", "Lump sum for a job", _BASE, lump_sum.LAW, act=True)
CREW = _kind("CREW", "Оплата работы бригады", "Share of a crew's pay", _BASE, crew.LAW, act=True)
GRADE = _kind("GRADE", "Межразрядная разница", "Difference of grades", _BASE, grade.LAW)
SHORTFALL = _kind("SHORT", "Доплата при невыполнении норм", "Supplement for norms not fulfilled", _BASE, shortfall.LAW)
IDLE = _kind("IDLE", "Оплата простоя", "Idle time", _BASE, idle.LAW)
NIGHT = _kind("NIGHT", "Доплата за ночные часы", "Night supplement", _COMPENSATORY, night.LAW, counts=False)
OVERTIME = _kind("OVER", "Доплата за сверхурочные часы", "Overtime", _COMPENSATORY, overtime.LAW, counts=False)
REST_DAY = _kind(
    "REST", "Доплата за выходные и праздники", "Weekends and holidays", _COMPENSATORY, rest_day.LAW, counts=False
)
DAY_OFF = _kind(
    "DAYOFF",
    "Оплата неиспользованных дней отдыха",
    "Days off not taken",
    _COMPENSATORY,
    rest_day.UNUSED_DAY_OFF_LAW,
    counts=False,
)
HOLIDAY = _kind(
    "HOLID", "Вознаграждение за праздничные дни", "Holiday remuneration", _COMPENSATORY, holiday.LAW, act=True
)
PREMIUM = _kind("PREM", "Премия", "Premium", _INCENTIVE, premium.LAW, act=True)
MINIMUM = _kind("MROT", "Доплата до МРОТ", "Top-up to the minimum wage", _COMPENSATORY, minimum.LAW)
REGIONAL = _kind("REGION", "Районный коэффициент", "Regional coefficient", _COMPENSATORY, regional.LAW, counts=False)

KINDS: tuple[AccrualKind, ...] = (
    PIECE,
    WITHOUT_NORM,
    PROGRESSION,
    INDIRECT,
    LUMP_SUM,
    CREW,
    GRADE,
    SHORTFALL,
    IDLE,
    PREMIUM,
    REST_DAY,
    DAY_OFF,
    OVERTIME,
    NIGHT,
    HOLIDAY,
    MINIMUM,
    REGIONAL,
)
"""The kinds the program knows, in the order of every list and sheet."""

GRADE_UNIT = "grade"
"""The unit of a difference of grades: its units are counted by the line of the work itself."""

OF_WORK: tuple[AccrualKind, ...] = (PIECE, GRADE, WITHOUT_NORM)
"""Kinds whose money stands on single lines of work; the others are counted for a month or a part of it."""

OF_JOBS: tuple[AccrualKind, ...] = (INDIRECT, LUMP_SUM, CREW)
"""Kinds whose money stands on a job's paper (`payroll.job`)."""


def kind_of(code: str) -> AccrualKind:
    """Return the program's kind with `code` (its external code may be overridden by the office)."""
    return next(kind for kind in KINDS if kind.code == code)


def kind_place(code: str) -> int:
    """Return where a kind stands in every list; one the program no longer knows comes last."""
    return next((place for place, kind in enumerate(KINDS) if kind.code == code), len(KINDS))
