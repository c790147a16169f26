"""The worked lines of docs/pay.md, each counted by the engine's own functions and put in words by its own formulas."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

from naryad.calendar import Calendar
from naryad.days import Period
from naryad.money import Rounding, share_by_largest_remainder
from norms.notice import earliest_with_notice
from payroll import formula as words
from payroll.accrual import AccrualLine
from payroll.adjustment import correction_lines
from payroll.formula import Formula, formula
from payroll.job import Haste, JobKind, JobMember, JobTerms, Price, ServedNorm
from payroll.job_lines import job_lines
from payroll.kind import (
    DAY_OFF,
    HOLIDAY,
    IDLE,
    MINIMUM,
    NIGHT,
    OVERTIME,
    PREMIUM,
    PROGRESSION,
    REGIONAL,
    REST_DAY,
    SHORTFALL,
    AccrualKind,
)
from payroll.month_pay import month_pay
from payroll.output import WorkDone, fulfilment_percent
from payroll.overtime_pay import Made
from payroll.pay_terms import (
    DatedMoney,
    DayOffUnused,
    DisciplinaryCut,
    OfficeActs,
    PayTerms,
    PremiumBase,
    PremiumTerm,
    SchemeTerms,
    ShortfallNote,
)
from payroll.payslip import line_formula
from payroll.rules.crew import SharedBy
from payroll.rules.fault import Fault
from payroll.rules.grade import grade_difference
from payroll.rules.premium import Percents, PlanPremium
from payroll.rules.progressive import Band, Progression, Surplus
from payroll.rules.quality import Judged, Quality, quality_pay
from payroll.rules.withholding import most_withheld
from payroll.scheme import DIRECT
from payroll.timesheet import Timesheet, day_from_text
from tests.payroll.values import always, described, per_hour, per_minute, work

OCTOBER = Period(2026, 10)
THURSDAY, SATURDAY = date(2026, 10, 15), date(2026, 10, 17)
TARIFF = (DatedMoney(date(2026, 1, 1), Decimal(200), "договор"),)
AVERAGE = (DatedMoney(date(2026, 1, 1), Decimal(270), "справка"),)
BANDS = (Band(Decimal(100), Decimal("1.5")), Band(Decimal(110), Decimal(2)))


def _lines(*groups: WorkDone, per_norm_minute: str = "4.20") -> tuple[AccrualLine, ...]:
    rate = always(per_minute(per_norm_minute, since=date(2026, 1, 1)))
    return DIRECT.accrue(groups, rate_of=rate, rounding=Rounding.UNIT).lines


def _letters(units: str, on: date = THURSDAY) -> AccrualLine:
    """Letters of 10 minutes at 5.00 a norm minute: 50.00 each, 300.00 an hour at 100% of the norm."""
    [line] = _lines(work("L10", quantity=units, norm="10", on=on), per_norm_minute="5")
    return line


def _days(**cells: str) -> Timesheet:
    return Timesheet(tuple(day_from_text(date(2026, 10, int(name[1:])), text) for name, text in sorted(cells.items())))


def _of_month(kind: AccrualKind, *done: AccrualLine, days: Timesheet, **given: object) -> Formula:
    """Count a month and return the formula of its last line of a kind, as the slip shows it."""
    known: dict[str, object] = {"fte": Decimal(1), "norm_hours": Decimal(176), "tariffs": TARIFF, "averages": AVERAGE}
    terms = PayTerms(**{**known, **given})  # type: ignore[arg-type]
    counted = month_pay(done[0].employee_id if done else 1, OCTOBER, work=done, timesheet=days, terms=terms)
    line = next(one for one in (*reversed(counted.lines), *counted.proposals) if one.kind == kind.code)
    return Formula(line.formula_ru, line.formula_en)


def _line(line: AccrualLine) -> Formula:
    return Formula(line_formula(line, "ru"), line_formula(line, "en"))


def notice() -> Formula:
    told = date(2026, 11, 23)
    begins = earliest_with_notice(told)
    return Formula(
        f"объявлено {told:%d.%m.%Y}, меньше платить можно с {begins:%d.%m.%Y}",
        f"announced on {told:%d.%m.%Y}, lower pay may begin on {begins:%d.%m.%Y}",
    )


def piece_line() -> Formula:
    [line] = _lines(work("L5", quantity="5", norm="5", on=THURSDAY))
    return _line(line)


def norm_hours() -> Formula:
    calendar = Calendar.russian()
    april = Period(2026, 4)
    days, norm = calendar.workdays(april), calendar.norm_hours(april)
    short = days * 8 - norm
    return Formula(
        f"апрель 2026: {days} дн. × 8 ч − {words.figure(short, 'ru')} ч = {words.figure(norm, 'ru')} ч; "
        f"полставки: {words.figure(norm / 2, 'ru')} ч",
        f"April 2026: {days} d × 8 h − {words.figure(short, 'en')} h = {words.figure(norm, 'en')} h; "
        f"half time: {words.figure(norm / 2, 'en')} h",
    )


def fulfilment() -> Formula:
    percent = fulfilment_percent(Decimal(9000), worked_hours=Decimal(176), idle_hours=Decimal(16))
    assert percent is not None
    return Formula(
        f"9000 мин / 60 / (176 ч − 16 ч простоя) × 100 = {words.figure(percent, 'ru')} %",
        f"9000 min / 60 / (176 h − 16 h idle) × 100 = {words.figure(percent, 'en')} %",
    )


def minimum() -> Formula:
    days = _days(**{f"d{day:02d}": "8" for day in range(1, 21)})
    return _of_month(MINIMUM, _letters("300"), days=days, federal_minimum=Decimal(27093))


def rest_day() -> Formula:
    return _of_month(REST_DAY, _letters("10", SATURDAY), days=_days(d17="РВ4"))


def day_off() -> Formula:
    chosen = {"days_off_chosen": frozenset({SATURDAY}), "days_off_unused": (DayOffUnused(SATURDAY, None),)}
    return _of_month(DAY_OFF, _letters("10", SATURDAY), days=_days(d17="РВ4"), **chosen)


def overtime() -> Formula:
    return _of_month(OVERTIME, _letters("44"), days=_days(d15="8/С3"))


def overtime_by_units() -> Formula:
    days = _days(d15="8/С3")
    acts = OfficeActs(overtime_from="18:00")
    terms = PayTerms(fte=Decimal(1), norm_hours=Decimal(176), acts=acts)
    made = {THURSDAY: Made(Decimal(200), Decimal(100))}
    piece = _letters("44")
    month = month_pay(piece.employee_id, OCTOBER, work=[piece], timesheet=days, terms=terms, overtime=made)
    [line] = [line for line in month.lines if line.kind == OVERTIME.code]
    return Formula(line.formula_ru, line.formula_en)


def on_account() -> tuple[Formula, Formula]:
    """Ten letters by the 15th, sixteen in the month."""
    first, month = _letters("10"), _letters("16")
    left = formula(
        "{} − {}", *map(words.sum_of_money, (month.amount, first.amount)), equals=month.amount - first.amount
    )
    return _line(first), left


def shortfall_of_employer() -> Formula:
    note = ShortfallNote(Fault.EMPLOYER, "акт")
    return _of_month(SHORTFALL, _letters("40"), days=_days(d14="8", d15="8"), shortfall=note)


def shortfall_of_nobody() -> Formula:
    note = ShortfallNote(Fault.NOBODY, "акт")
    return _of_month(SHORTFALL, _letters("40"), days=_days(d14="8", d15="8"), shortfall=note)


def idle_of_employer() -> Formula:
    return _of_month(IDLE, days=_days(d15="РП8"))


def idle_of_nobody() -> Formula:
    return _of_month(IDLE, days=_days(d15="НП8"))


def correction() -> tuple[Formula, ...]:
    closed, right = (_lines(work(code, norm=norm, on=THURSDAY)) for code, norm in (("L10", "10"), ("L5", "5")))
    return tuple(_line(line) for line in correction_lines(period=OCTOBER, closed=closed, booked=(), right=right))


def rounding() -> tuple[Formula, ...]:
    rate = always(per_hour("250", since=date(2026, 1, 1)))
    group = work("L5", quantity="2", norm="5", on=THURSDAY)
    return tuple(
        _line(line)
        for way in (Rounding.UNIT, Rounding.LINE)
        for line in DIRECT.accrue([group], rate_of=rate, rounding=way).lines
    )


def shares() -> Formula:
    pool = Decimal(1000)
    parts = share_by_largest_remainder(pool, [Decimal(1)] * 3)
    return formula("{} + {} + {}", *map(words.sum_of_money, parts), equals=pool)


def plan_premium() -> Formula:
    plan = PlanPremium(Decimal(10), per_percent_above=Decimal(1), percents=Percents.WHOLE)
    term = PremiumTerm("за план", PremiumBase.PIECE, plan, "Положение", is_for_plan=True)
    return _of_month(PREMIUM, _letters("101"), days=_days(d14="8", d15="8"), scheme=SchemeTerms("", premiums=(term,)))


def progression(surplus: Surplus) -> Formula:
    scheme = SchemeTerms("", progression=Progression(BANDS, surplus))
    return _of_month(PROGRESSION, _letters("120"), days=_days(d14="8", d15="8"), scheme=scheme)


def _job(kind: JobKind, *members: JobMember, amount: str = "30000", **given: object) -> JobTerms:
    terms = JobTerms(
        kind=kind,
        title="Наряд",
        number="12",
        dated_on=OCTOBER.last_day,
        content="архив",
        first_day=OCTOBER.first_day,
        last_day=OCTOBER.last_day,
        price=Price(Decimal(amount), source="приказ"),
        shared_by=SharedBy.COEFFICIENT_DAYS,
        members=members or (JobMember(1),),
    )
    return replace(terms, **given)  # type: ignore[arg-type]


def _of_job(terms: JobTerms, made: str = "0", place: int = 0) -> Formula:
    line = job_lines([terms], OCTOBER, {(2, THURSDAY): Decimal(made)})[place]
    return Formula(line.formula_ru, line.formula_en)


def indirect() -> Formula:
    served = (ServedNorm(2, Decimal(10560)), ServedNorm(3, Decimal(10560)))
    return _of_job(_job(JobKind.INDIRECT, amount="40000", served=served), made="22704")


def lump() -> Formula:
    return _of_job(_job(JobKind.LUMP_SUM, haste=Haste(Decimal(20), Decimal(18), Decimal("0.5"))))


def crew() -> tuple[Formula, ...]:
    given = [("1", 20), ("1.2", 18), ("0.8", 22)]
    members = [JobMember(place, Decimal(ktu), days=Decimal(days)) for place, (ktu, days) in enumerate(given, 1)]
    terms = _job(JobKind.CREW, *members)
    parts = terms.parts().values()
    return (
        _of_job(terms, place=1),
        formula("{} + {} + {}", *map(words.sum_of_money, parts), equals=terms.pool),
    )


def partial_quality() -> Formula:
    judged = Judged(Quality.PARTIAL, Decimal(60))
    amount = quality_pay(units=Decimal(4), unit_rate=Decimal(50), judged=judged)
    terms = (words.plain(4), words.sum_of_money(Decimal(50)), words.percent(judged.percent))
    return formula("{} × {} × {}", *terms, equals=amount)


def grade() -> Formula:
    amount = grade_difference(units=Decimal(100), own_rate=Decimal(21), work_rate=Decimal("18.50"))
    own, done = words.sum_of_money(Decimal(21)), words.sum_of_money(Decimal("18.50"))
    return formula("{} × ({} − {})", words.plain(100), own, done, equals=amount)


def holiday() -> Formula:
    acts = OfficeActs(holiday_sum=Decimal(500))
    return _of_month(HOLIDAY, days=Timesheet(), acts=acts, holidays=(date(2026, 10, 30),))


def night() -> Formula:
    return _of_month(NIGHT, days=_days(d15="8/Н6"))


def regional() -> Formula:
    return _of_month(
        REGIONAL, _letters("40"), days=_days(d15="8"), acts=OfficeActs(regional_coefficient=Decimal("1.15"))
    )


def cut() -> Formula:
    term = PremiumTerm("", PremiumBase.PIECE, PlanPremium(Decimal(30)), "Положение")
    asked = DisciplinaryCut(Decimal(2000), "приказ")
    return _of_month(PREMIUM, _letters("100"), days=_days(d15="8"), scheme=SchemeTerms("", premiums=(term,)), cut=asked)


def without_norm() -> Formula:
    [line] = _lines(described("45", on=THURSDAY))
    return _line(line)


def withheld() -> Formula:
    pay = Decimal(43500)
    return formula("{} × {}", words.sum_of_money(pay), words.percent(Decimal(20)), equals=most_withheld(pay))
