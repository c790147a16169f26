"""One person's month beyond the piece lines: premiums, supplements, guarantees and the floor, in the order of the law.

Each rule is a module of `payroll.rules`; here stands only which of them apply, on what base, and in which order: first
what was earned, then what the hours add, then the minimum wage, and the regional coefficient on top of everything.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from naryad.days import Period
from naryad.money import kopecks, round_half_up
from payroll import formula as words
from payroll.accrual import AccrualLine, Mark
from payroll.formula import Formula, formula
from payroll.kind import (
    DAY_OFF,
    HOLIDAY,
    IDLE,
    MINIMUM,
    NIGHT,
    OF_JOBS,
    OVERTIME,
    PREMIUM,
    PROGRESSION,
    REGIONAL,
    REST_DAY,
    SHORTFALL,
    AccrualKind,
    kind_of,
)
from payroll.month_count import Count, MissingMoney
from payroll.overtime_pay import Made, add_overtime
from payroll.pay_line import CUT, PayLine, pay_line_order
from payroll.pay_terms import PayTerms, PremiumBase, PremiumTerm
from payroll.rules.fault import Fault
from payroll.rules.holiday import holiday_remuneration
from payroll.rules.idle import idle_pay
from payroll.rules.minimum import WorkedTime, top_up_of_piece_pay
from payroll.rules.night import night_supplement
from payroll.rules.premium import CUT_LIMIT, disciplinary_cut, premium
from payroll.rules.regional import regional_supplement
from payroll.rules.rest_day import multiplier_of
from payroll.rules.shortfall import shortfall_supplement
from payroll.time_code import Sense
from payroll.timesheet import Timesheet


@dataclass(frozen=True, slots=True)
class MonthPay:
    """What the month adds to the lines of work, what it only proposes, and what it lacks."""

    lines: tuple[PayLine, ...]
    proposals: tuple[PayLine, ...]
    """Not owed until a person decides: the top-up to the minimum where the norms were missed at the own fault."""
    missing: tuple[MissingMoney, ...]
    fulfilment: Decimal | None
    """Of the norms, in percent, unrounded; None without hours."""
    fulfilment_hours: Decimal
    """What the norms are measured against: hours worked, without idle time and work without a norm."""


def month_pay(
    employee_id: int,
    period: Period,
    *,
    work: Sequence[AccrualLine],
    timesheet: Timesheet,
    terms: PayTerms,
    others: Sequence[PayLine] = (),
    overtime: Mapping[date, Made] | None = None,
) -> MonthPay:
    """Count everything of a month that stands on no single work.

    `work` are the month's own lines (no corrections), `others` lines of jobs: crews, lump sums, indirect pay;
    `overtime` what was made in overtime, by day, where it is paid by units. The result depends on no order. What needs
    a tariff or an average that is missing is named and left out.
    """
    count = Count(employee_id, period, [line for line in work if line.mark is Mark.ACCRUAL], timesheet, terms)
    count.lines.extend(others)
    _progression(count)
    _premiums(count)
    _rest_days(count)
    add_overtime(count, overtime or {})
    _night(count)
    _idle(count)
    _holidays(count)
    _shortfall(count)
    _cut(count)
    _minimum(count)
    _regional(count)
    return MonthPay(
        tuple(sorted(count.lines, key=pay_line_order)),
        tuple(count.proposals),
        tuple(sorted(count.missing)),
        count.fulfilment,
        count.fulfilment_hours,
    )


def _progression(count: Count) -> None:
    bands = count.terms.scheme.progression
    if bands is None or count.fulfilment is None or count.fulfilment <= 100:
        return
    at_norm = count.piece * 100 / count.fulfilment
    amount = bands.pay(at_norm, fulfilment=count.fulfilment) - count.piece
    shown = formula(
        "{} × {} / {} − {}",
        words.sum_of_money(count.piece),
        words.percent(kopecks(bands.weighted(count.fulfilment))),
        words.percent(kopecks(count.fulfilment)),
        words.sum_of_money(count.piece),
        equals=amount,
    )
    count.add(PROGRESSION, amount, shown, quantity=kopecks(count.fulfilment), ground=count.terms.scheme.name)


def _premiums(count: Count) -> None:
    for term in count.terms.scheme.premiums:
        base = _premium_base(count, term)
        percent = term.percent(count.fulfilment)
        if base is None or not percent:
            continue
        amount = premium(base, percent)
        shown = formula("{} × {}", words.sum_of_money(base), words.percent(percent), equals=amount)
        count.add(PREMIUM, amount, shown, name=term.name, quantity=percent, rate=base, ground=term.ground)


def _premium_base(count: Count, term: PremiumTerm) -> Decimal | None:
    if term.base is PremiumBase.PIECE:
        return count.piece
    tariff = count.tariff(count.period.last_day) if count.timesheet.worked_hours else None
    return None if tariff is None else kopecks(tariff.amount * count.timesheet.worked_hours)


def _rest_days(count: Count) -> None:
    for day in count.timesheet.days_of(Sense.REST_DAY):
        has_day_off = day in count.terms.days_off_chosen
        _raise_day(
            count, REST_DAY, day, multiplier_of(has_day_off=has_day_off, agreed=count.terms.acts.rest_day_multiplier)
        )
    for unused in count.terms.days_off_unused:
        _raise_day(count, DAY_OFF, unused.day, count.terms.acts.rest_day_multiplier, unused.single)


def _raise_day(count: Count, kind: AccrualKind, day: date, multiplier: Decimal, paid: Decimal | None = None) -> None:
    """Pay for a day what its pieces bring above their single price."""
    single = count.money_of_day(day) if paid is None else paid
    if multiplier == 1 or not single:
        return
    amount = kopecks(single * (multiplier - 1))
    shown = formula("{} × ({} − 1)", words.sum_of_money(single), words.plain(multiplier), equals=amount)
    count.add(kind, amount, shown, first_day=day, last_day=day, rate=single, coefficient=multiplier - 1)


def _night(count: Count) -> None:
    for day, hours in count.timesheet.days_of(Sense.NIGHT).items():
        tariff = count.tariff(day)
        if tariff is None:
            continue
        share = count.terms.acts.night_percent
        amount = night_supplement(hours=hours, hourly_tariff=tariff.amount, day=day, percent=share)
        shown = formula(
            "{} × {} × {}",
            words.hours(hours),
            words.sum_of_money(tariff.amount),
            words.percent(max(share, Decimal(20))),
            equals=amount,
        )
        count.add(NIGHT, amount, shown, first_day=day, last_day=day, quantity=hours, rate=tariff.amount)


def _idle(count: Count) -> None:
    for fault in (Fault.EMPLOYER, Fault.NOBODY):
        hours = count.timesheet.idle_hours(fault)
        if not hours:
            continue
        base = count.average() if fault is Fault.EMPLOYER else count.tariff(count.period.last_day)
        if base is None:
            continue
        amount = idle_pay(fault, hours=hours, hourly_tariff=base.amount, average_hourly=base.amount)
        shown = formula("{} × {} × 2/3", words.hours(hours), words.sum_of_money(base.amount), equals=amount)
        count.add(IDLE, amount, shown, name=fault.value, quantity=hours, rate=base.amount, ground=base.source)


def _holidays(count: Count) -> None:
    worked = count.timesheet.days_of(Sense.REST_DAY)
    free = [day for day in count.terms.holidays if day not in worked]
    per_day = count.terms.acts.holiday_sum
    if not free or not per_day:
        return
    amount = holiday_remuneration(per_day=per_day, days=len(free))
    shown = formula("{} × {}", words.days(len(free)), words.sum_of_money(per_day), equals=amount)
    count.add(HOLIDAY, amount, shown, quantity=Decimal(len(free)), rate=per_day)


def _shortfall(count: Count) -> None:
    note = count.terms.shortfall
    if note is None or note.fault is Fault.EMPLOYEE or count.fulfilment is None or count.fulfilment >= 100:
        return
    base = count.average() if note.fault is Fault.EMPLOYER else count.tariff(count.period.last_day)
    if base is None:
        return
    hours, output = count.timesheet.ordinary_hours, count.piece + count.sum_of(*OF_JOBS)
    amount = shortfall_supplement(
        note.fault, output_pay=output, hours=hours, hourly_tariff=base.amount, average_hourly=base.amount
    )
    template = "{} × {} − {}" if note.fault is Fault.EMPLOYER else "{} × {} × 2/3 − {}"
    shown = formula(
        template, words.hours(hours), words.sum_of_money(base.amount), words.sum_of_money(output), equals=amount
    )
    count.add(SHORTFALL, amount, shown, quantity=hours, rate=base.amount, ground=note.reason)


def _cut(count: Count) -> None:
    asked = count.terms.cut
    month = count.earned()
    if asked is None or month <= 0:
        return
    premiums = count.sum_of(PREMIUM)
    amount = -disciplinary_cut(
        asked=asked.asked, premium_of_period=premiums, month_pay=month, day=count.period.last_day
    )
    bounds = [words.sum_of_money(asked.asked), words.sum_of_money(premiums)]
    limit = CUT_LIMIT.on(count.period.last_day)
    if limit is not None:
        bounds += [words.percent(limit), words.sum_of_money(month)]
    shown = formula("−min({}, {})" if limit is None else "−min({}, {}, {} × {})", *bounds, equals=amount)
    share = round_half_up(-amount * 100 / month, 2)
    shown = Formula(
        f"{shown.ru} ({words.percent(share).text('ru')} заработка за месяц)",
        f"{shown.en} ({words.percent(share).text('en')} of the month's pay)",
    )
    count.add(PREMIUM, amount, shown, name=CUT, ground=asked.ground)


def _minimum(count: Count) -> None:
    floor, hours = count.terms.minimum, count.timesheet.ordinary_hours
    if floor is None or not hours or not count.terms.norm_hours:
        return
    counted = _counted_to_minimum(count)
    time = WorkedTime(hours, count.terms.norm_hours, count.terms.fte)
    amount = top_up_of_piece_pay(earned=counted, minimum=floor, time=time)
    shown = formula(
        "{} × {} × {} / {} − {}",
        words.sum_of_money(floor),
        words.plain(count.terms.fte),
        words.hours(min(hours, count.terms.norm_hours)),
        words.hours(count.terms.norm_hours),
        words.sum_of_money(counted),
        equals=amount,
    )
    note = count.terms.shortfall
    is_own_fault = note is not None and note.fault is Fault.EMPLOYEE
    misses = count.fulfilment is not None and count.fulfilment < 100
    decided = count.terms.top_up
    proposed = is_own_fault and misses and not decided
    ground = decided if is_own_fault and misses else ""
    count.add(MINIMUM, amount, shown, quantity=hours, rate=floor, ground=ground, proposed=proposed)


def _counted_to_minimum(count: Count) -> Decimal:
    """Return what counts: work within the schedule, without the single price of days of rest and overtime."""
    on_rest_days = sum((count.money_of_day(day) for day in count.timesheet.days_of(Sense.REST_DAY)), Decimal(0))
    work = count.piece + count.without_norm - on_rest_days
    within = count.timesheet.ordinary_hours + count.timesheet.hours(Sense.OVERTIME)
    if count.terms.acts.overtime_from:
        work -= sum((line.rate or Decimal(0) for line in count.lines if line.kind == OVERTIME.code), Decimal(0))
    elif within:
        work = work * count.timesheet.ordinary_hours / within
    return kopecks(work) + sum(
        (line.amount for line in count.lines if kind_of(line.kind).counts_to_minimum), Decimal(0)
    )


def _regional(count: Count) -> None:
    coefficient = count.terms.acts.regional_coefficient
    base = count.earned() - count.sum_named(IDLE, Fault.EMPLOYER.value)
    amount = regional_supplement(base, coefficient)
    shown = formula("{} × ({} − 1)", words.sum_of_money(base), words.plain(coefficient), equals=amount)
    count.add(REGIONAL, amount, shown, rate=base, coefficient=coefficient - 1)
