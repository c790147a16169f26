"""The worked cases of tests/cases/pay-cases.csv: every row is a test here, under its own number."""

from __future__ import annotations

import csv
import re
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from naryad.calendar import Calendar
from naryad.days import Period
from naryad.money import Rounding, kopecks, round_half_up, share_by_largest_remainder
from payroll.accrual import Mark
from payroll.accrual_sums import accruals_of
from payroll.adjustment import correction_lines
from payroll.rate import RateBook, piece_rate_of
from payroll.rules.california import CalifornianRules
from payroll.rules.country import PaidTime
from payroll.rules.crew import Member, SharedBy, crew_shares
from payroll.rules.fault import Fault
from payroll.rules.grade import grade_difference
from payroll.rules.holiday import holiday_remuneration, holidays_of
from payroll.rules.idle import idle_pay
from payroll.rules.indirect import Served, indirect_pay
from payroll.rules.lump_sum import lump_sum
from payroll.rules.minimum import WorkedTime, top_up_of_piece_pay, top_up_of_salary
from payroll.rules.night import night_supplement
from payroll.rules.overtime import overtime_by_hours, overtime_by_units, split_hours
from payroll.rules.premium import PlanPremium, premium
from payroll.rules.progressive import Band, Progression, Surplus, progressive_pay
from payroll.rules.quality import Judged, Quality, quality_pay
from payroll.rules.regional import regional_supplement
from payroll.rules.rest_day import rest_day_pay, unused_day_off
from payroll.rules.shortfall import shortfall_floor, shortfall_supplement
from payroll.rules.united_kingdom import BritishRules
from payroll.rules.us_federal import MINIMUM_HOURLY, UsFederalRules
from payroll.rules.withholding import Ceiling, most_withheld
from payroll.scheme import DIRECT
from tests.payroll.values import always, per_hour, per_minute, work

CASES = Path(__file__).parents[1] / "cases" / "pay-cases.csv"
JANUARY_1 = date(2026, 1, 1)
OCTOBER_15 = date(2026, 10, 15)
TESTED_ON_THE_FLOOR_TOO = {"RU-31", "RU-33", "RU-34"}


def test_every_row_of_the_file_is_a_test_of_this_module():
    with CASES.open(encoding="utf-8", newline="") as file:
        rows = {row["id"] for row in csv.DictReader(file)}

    tested = {
        f"{found[1].upper()}-{found[2]}"
        for name in globals()
        if (found := re.match(r"test_(ru|us|uk)_(\d\d)_", name)) is not None
    }
    assert rows == tested


def test_ru_01_direct_piece_pay_is_units_times_the_unit_rate():
    rate = always(per_minute("30", since=JANUARY_1))
    months = [
        work("L10", quantity="32", norm="10", on=date(2026, 1, 30)),
        work("L10", quantity="54", norm="10", on=date(2026, 2, 27)),
        work("L10", quantity="58", norm="10", on=date(2026, 3, 31)),
    ]

    lines = DIRECT.accrue(months, rate_of=rate, rounding=Rounding.UNIT).lines

    assert {line.piece_rate for line in lines} == {Decimal("300.00")}
    assert [accrual.amount for accrual in accruals_of(lines)] == [
        Decimal("9600.00"),
        Decimal("16200.00"),
        Decimal("17400.00"),
    ]


def test_ru_10_shares_of_a_pool_add_up_to_it():
    weights = [Decimal("1.0"), Decimal("0.8"), Decimal("1.2"), Decimal("1.1")]

    parts = share_by_largest_remainder(Decimal("900.00"), weights)

    assert parts == [Decimal("219.51"), Decimal("175.61"), Decimal("263.42"), Decimal("241.46")]
    assert sum(parts) == Decimal("900.00")


def test_ru_31_norm_hours_of_a_shorter_week():
    assert Calendar.russian().norm_hours(Period(2025, 3), 36) == Decimal("150.2")
    assert Calendar.russian().norm_hours(Period(2025, 3)) == Decimal(167)


def test_ru_33_norm_hours_of_2026():
    hours = [Calendar.russian().norm_hours(Period(2026, month)) for month in range(1, 13)]

    assert hours == [120, 152, 168, 175, 151, 167, 184, 168, 176, 176, 159, 176]
    assert sum(hours) == 1972


def test_ru_34_norm_hours_of_2025():
    hours = [Calendar.russian().norm_hours(Period(2025, month)) for month in range(1, 13)]

    assert hours == [136, 160, 167, 175, 144, 151, 184, 168, 176, 184, 151, 176]
    assert sum(hours) == 1972


def test_ru_36_an_office_is_paid_norm_minutes_times_the_hourly_rate_over_sixty():
    day = date(2026, 10, 1)
    month = [
        work("L12", quantity="120", norm="12", on=day),
        work("C6", quantity="200", norm="6", on=day),
        work("D45", quantity="60", norm="45", on=day),
    ]

    for rounding in Rounding:
        accrued = DIRECT.accrue(month, rate_of=always(per_hour("250", since=JANUARY_1)), rounding=rounding)
        [accrual] = accruals_of(accrued.lines)
        assert (accrual.norm_minutes, accrual.amount) == (Decimal(5340), Decimal("22250.00"))


def test_ru_38_kopecks_are_rounded_half_up():
    assert kopecks(Decimal("2.345")) == Decimal("2.35")
    assert kopecks(Decimal("1.005")) == Decimal("1.01")
    assert piece_rate_of(Decimal(1), per_minute("2.345", since=JANUARY_1).amount or Decimal(0), _per()) == Decimal(
        "2.35"
    )


def test_ru_39_a_closed_month_is_corrected_by_storno_and_right_lines_in_the_open_one():
    june, day = Period(2026, 6), date(2026, 6, 15)
    rate = always(per_hour("250", since=JANUARY_1))
    closed = DIRECT.accrue([work("L12", quantity="20", norm="12", on=day)], rate_of=rate, rounding=Rounding.LINE)
    right = DIRECT.accrue(
        [work("L12", quantity="17", norm="12", on=day), work("C5", quantity="2", norm="5", on=day)],
        rate_of=rate,
        rounding=Rounding.LINE,
    )

    lines = correction_lines(period=june, closed=closed.lines, booked=(), right=right.lines)

    assert [(line.mark, line.quantity, line.amount, line.source_period) for line in lines] == [
        (Mark.STORNO, Decimal(-3), Decimal("-150.00"), june),
        (Mark.RIGHT, Decimal(2), Decimal("41.67"), june),
    ]
    assert sum(line.amount for line in lines) == Decimal("-108.33")


def test_ru_40_a_norm_approved_for_the_15th_prices_entries_by_their_own_day():
    month = [
        work("L10", quantity="40", norm="15", on=date(2026, 10, 14), version=1),
        work("L10", quantity="60", norm="12", on=date(2026, 10, 15), version=2),
    ]

    lines = DIRECT.accrue(month, rate_of=always(per_hour("250", since=JANUARY_1)), rounding=Rounding.UNIT).lines

    [accrual] = accruals_of(lines)
    assert [line.norm_version for line in lines] == [1, 2]
    assert (accrual.norm_minutes, accrual.amount) == (Decimal(1320), Decimal("5500.00"))


def test_ru_40_in_a_month_whose_rate_changes_each_day_has_its_own():
    book = RateBook([per_hour("250", since=JANUARY_1, row=1), per_hour("300", since=date(2026, 10, 15), row=2)])
    month = [
        work("L10", quantity="1", norm="12", on=date(2026, 10, 14)),
        work("L10", quantity="1", norm="12", on=date(2026, 10, 15)),
    ]

    lines = DIRECT.accrue(
        month,
        rate_of=lambda employee, day: book.find(employee_id=employee, position=None, day=day),
        rounding=Rounding.UNIT,
    ).lines

    assert [line.amount for line in lines] == [Decimal("50.00"), Decimal("60.00")]


def test_ru_02_the_unit_rate_is_tariff_times_norm_and_the_premium_a_share_of_direct_pay():
    unit_rate = piece_rate_of(Decimal(30), Decimal(100), per_hour("100", since=JANUARY_1).per)
    direct = kopecks(unit_rate * 410)

    assert unit_rate == Decimal("50.00")
    assert direct == Decimal("20500.00")
    assert premium(direct, Decimal(30)) == Decimal("6150.00")
    assert direct + premium(direct, Decimal(30)) == Decimal("26650.00")


def test_ru_04_ten_percent_at_the_plan_and_two_more_for_each_percent_above():
    direct = kopecks(Decimal(9000) * Decimal("1.50"))
    terms = PlanPremium(at_plan=Decimal(10), per_percent_above=Decimal(2))

    assert direct == Decimal("13500.00")
    assert terms.percent(Decimal(105)) == 20
    assert direct + premium(direct, terms.percent(Decimal(105))) == Decimal("16200.00")


def test_ru_06_the_norm_behind_a_progressive_rate_is_not_rounded_first():
    pay = progressive_pay(
        units=Decimal(350),
        fulfilment=Decimal(120),
        unit_rate=Decimal(30),
        bands=[Band(Decimal(100), Decimal("1.5"))],
        surplus=Surplus.WHOLE,
    )

    assert pay == Decimal("11375.00")


def test_ru_07_marginal_bands_have_each_their_own_multiplier():
    bands = (Band(Decimal(100), Decimal("1.2")), Band(Decimal(110), Decimal("1.4")))

    pay = Progression(bands, Surplus.MARGINAL).pay(Decimal(80000), fulfilment=Decimal(120))

    assert pay == Decimal("100800.00")


def test_ru_09_a_percent_of_the_price_for_each_percent_of_time_saved():
    exact = lump_sum(price=Decimal(450000), planned=Decimal(60), actual=Decimal(55))
    rounded = lump_sum(price=Decimal(450000), planned=Decimal(60), actual=Decimal(55), percent_places=2)

    assert round_half_up(exact.saved_percent, 2) == Decimal("8.33")
    assert (exact.bonus, exact.total) == (Decimal("37500.00"), Decimal("487500.00"))
    assert (rounded.bonus, rounded.total) == (Decimal("37485.00"), Decimal("487485.00"))


def test_ru_11_a_crew_shares_by_coefficient_times_days():
    first = Member(1, coefficient=Decimal("1.42"), days=Decimal(22))
    others = Member(2, coefficient=Decimal("2.00"), days=Decimal(20))

    shares = crew_shares(Decimal("20000.00"), [first, others], by=SharedBy.COEFFICIENT_DAYS)

    assert first.weight(SharedBy.COEFFICIENT_DAYS) + others.weight(SharedBy.COEFFICIENT_DAYS) == Decimal("71.24")
    assert shares[1] == Decimal("8770.35")
    assert sum(shares.values()) == Decimal("20000.00")


def test_ru_12_work_below_the_own_grade_is_paid_the_difference():
    own_pay = kopecks(Decimal(100) * 30)
    difference = grade_difference(units=Decimal(100), own_rate=Decimal(35), work_rate=Decimal(30))

    assert (own_pay, difference, own_pay + difference) == (Decimal("3000.00"), Decimal("500.00"), Decimal("3500.00"))


def test_ru_14_output_pay_above_two_thirds_of_the_tariff_stays_as_it_is():
    supplement = shortfall_supplement(
        Fault.NOBODY, output_pay=Decimal(6000), hours=Decimal(80), hourly_tariff=Decimal(100)
    )

    assert Decimal(6000) > shortfall_floor(Fault.NOBODY, hours=Decimal(80), hourly_tariff=Decimal(100))
    assert Decimal(6000) + supplement == Decimal("6000.00")


def test_ru_15_four_hours_of_overtime_are_two_at_one_and_a_half_and_two_at_double():
    month = kopecks(Decimal(168) * 80)
    overtime = overtime_by_hours(split_hours(Decimal(4)), hourly=Decimal(80))

    assert (month, overtime.first, overtime.further) == (Decimal("13440.00"), Decimal("240.00"), Decimal("320.00"))
    assert month + overtime.total == Decimal("14000.00")


def test_ru_17_the_regional_coefficient_comes_on_top_of_the_topped_up_minimum():
    minimum, whole_month = Decimal(27093), WorkedTime(Decimal(176), Decimal(176))

    top_up = top_up_of_salary(full_month=Decimal(20000), minimum=minimum, time=whole_month)
    regional = regional_supplement(Decimal(20000) + top_up, Decimal("1.15"))

    assert top_up == Decimal("7093.00")
    assert regional == Decimal("4063.95")
    assert Decimal(20000) + top_up + regional == Decimal("31156.95")


def test_ru_19_the_coefficient_is_never_part_of_the_minimum():
    top_up = top_up_of_salary(
        full_month=Decimal(15000), minimum=Decimal(22440), time=WorkedTime(Decimal(167), Decimal(167))
    )

    base = Decimal(15000) + top_up
    assert base + regional_supplement(base, Decimal("1.3")) == Decimal("29172.00")


def test_ru_21_overtime_and_nights_do_not_count_towards_the_minimum():
    counted, overtime, night = Decimal(20000), Decimal(5000), Decimal(1000)

    top_up = top_up_of_piece_pay(earned=counted, minimum=Decimal(27093), time=WorkedTime(Decimal(176), Decimal(176)))

    assert top_up == Decimal("7093.00")
    assert counted + overtime + night + top_up == Decimal("33093.00")


def test_ru_22_a_night_hour_adds_a_fifth_of_the_hourly_tariff():
    assert night_supplement(hours=Decimal(8), hourly_tariff=Decimal(200), day=OCTOBER_15) == Decimal("320.00")


def test_ru_23_pieces_of_a_day_of_rest_are_paid_double():
    assert rest_day_pay(units=Decimal(10), unit_rate=Decimal(50)) == Decimal("1000.00")


def test_ru_24_a_day_off_not_taken_by_dismissal_is_paid_then():
    single = rest_day_pay(units=Decimal(10), unit_rate=Decimal(50), has_day_off=True)

    assert single == Decimal("500.00")
    assert unused_day_off(units=Decimal(10), unit_rate=Decimal(50)) == Decimal("500.00")


def test_ru_25_overtime_by_units():
    pay = overtime_by_units(unit_rate=Decimal(50), units_first=Decimal(4), units_further=Decimal(3))

    assert (pay.first, pay.further, pay.total) == (Decimal("300.00"), Decimal("300.00"), Decimal("600.00"))


def test_ru_27_norms_not_fulfilled_at_nobodys_fault_pay_two_thirds_of_the_tariff():
    hours, tariff = Decimal(160), Decimal(200)

    assert shortfall_floor(Fault.NOBODY, hours=hours, hourly_tariff=tariff) == Decimal("21333.33")
    assert shortfall_supplement(Fault.NOBODY, output_pay=Decimal(18000), hours=hours, hourly_tariff=tariff) == Decimal(
        "3333.33"
    )


def test_ru_29_idle_time_is_paid_by_whose_fault_it_was():
    idle, tariff, average = Decimal(16), Decimal(200), Decimal(270)

    assert idle_pay(Fault.NOBODY, hours=idle, hourly_tariff=tariff) == Decimal("2133.33")
    assert idle_pay(Fault.EMPLOYER, hours=idle, average_hourly=average) == Decimal("2880.00")
    assert idle_pay(Fault.EMPLOYEE, hours=idle, hourly_tariff=tariff, average_hourly=average) == 0


def test_ru_30_defects_are_paid_by_whose_fault_they_are():
    judged = [
        (Decimal(90), Judged()),
        (Decimal(4), Judged(Quality.RETURNED)),
        (Decimal(3), Judged(Quality.REJECTED)),
        (Decimal(3), Judged(Quality.PARTIAL, Decimal(50))),
    ]

    pay = [quality_pay(units=units, unit_rate=Decimal(50), judged=how) for units, how in judged]

    assert pay == [Decimal("4500.00"), Decimal("200.00"), Decimal("0.00"), Decimal("75.00")]
    assert sum(pay) == Decimal("4775.00")


def test_ru_42_holidays_are_remunerated_and_moved_days_off_are_not():
    days = holidays_of(Period(2026, 1), Calendar.russian(), employed_from=JANUARY_1)

    assert days == [date(2026, 1, day) for day in range(1, 9)]
    assert holiday_remuneration(per_day=Decimal(500), days=len(days)) == Decimal("4000.00")


def test_ru_44_ceilings_of_withholding():
    ceilings = [most_withheld(Decimal(30000), each) for each in (Ceiling.GENERAL, Ceiling.BY_LAW, Ceiling.ALIMONY)]

    assert ceilings == [Decimal("6000.00"), Decimal("15000.00"), Decimal("21000.00")]


def test_ru_45_who_serves_is_paid_by_what_the_served_make():
    pay = indirect_pay(
        Decimal(1600), [Served(norm=Decimal(40), made=Decimal(45)), Served(norm=Decimal(40), made=Decimal(50))]
    )

    assert (pay.rate, pay.amount) == (Decimal("20.00"), Decimal("1900.00"))


def test_us_01_the_regular_rate_is_all_pay_over_all_hours():
    week = PaidTime(
        piece=Decimal(491), productive_hours=Decimal(46), waiting_hours=Decimal(4), waiting_rate=Decimal("8.00")
    )
    rules = UsFederalRules()

    assert rules.regular_rate(week) == Decimal("10.46")
    assert rules.overtime(week) == Decimal("52.30")
    assert week.straight_time + rules.overtime(week) == Decimal("575.30")


def test_us_03_a_guarantee_for_every_hour_sets_the_regular_rate():
    week = PaidTime(piece=Decimal(491), productive_hours=Decimal(46), guaranteed_hourly=Decimal(11))
    rules = UsFederalRules()

    assert week.straight_time == Decimal("506.00")
    assert rules.overtime(week) == Decimal("33.00")
    assert week.straight_time + rules.overtime(week) == Decimal("539.00")


def test_us_04_an_agreed_overtime_piece_rate():
    pay = UsFederalRules().agreed_overtime(
        unit_rate=Decimal("2.00"),
        units=Decimal(300),
        overtime_units=Decimal(60),
        overtime_hours=Decimal(8),
        minimum_hourly=MINIMUM_HOURLY.on(OCTOBER_15),
    )

    assert (pay.straight, pay.overtime, pay.total) == (Decimal("600.00"), Decimal("180.00"), Decimal("780.00"))
    assert pay.least_overtime == Decimal("87.00")
    assert pay.is_lawful


def test_us_05_rest_breaks_are_paid_at_the_average_hourly_rate():
    week = PaidTime(
        piece=Decimal(300),
        productive_hours=Decimal(24),
        hourly_hours=Decimal(16),
        hourly_rate=Decimal(10),
        rest_hours=Decimal(100) / 60,
        rest_paid=Decimal("6.70"),
    )
    rules = CalifornianRules()

    assert week.earned - week.rest_paid == Decimal("453.30")
    assert round_half_up(week.hours - week.rest_hours, 2) == Decimal("38.33")
    assert rules.money(rules.average_hourly(week)) == Decimal("11.83")
    assert rules.hourly_top_up(week) == Decimal("1.83")


def test_uk_01_a_fair_rate_is_rounded_up_to_the_penny():
    rules, day = BritishRules(), date(2014, 1, 15)
    terms = {"mean_hourly_output": Decimal(12), "minimum_hourly": Decimal("6.31"), "day": day}

    assert rules.fair_rate(**terms) == Decimal("0.631")
    assert rules.least_rate(**terms) == Decimal("0.64")


@pytest.mark.parametrize(("day", "fair"), [(date(2005, 4, 5), Decimal("0.485")), (date(2005, 4, 6), Decimal("0.582"))])
def test_uk_03_the_factor_is_dated(day: date, fair: Decimal):
    rate = BritishRules().fair_rate(mean_hourly_output=Decimal(10), minimum_hourly=Decimal("4.85"), day=day)

    assert rate == fair


def test_uk_04_pieces_are_treated_as_having_taken_their_rated_time():
    week = BritishRules().rated_output(
        pieces=Decimal(525),
        paid_rate=Decimal("0.76"),
        mean_hourly_output=Decimal(10),
        minimum_hourly=Decimal("6.31"),
        day=date(2014, 1, 15),
    )

    assert week.hours == 63
    assert round_half_up(week.fair_rate, 3) == Decimal("0.757")
    assert week.pay == Decimal("399.00")
    assert round_half_up(week.per_hour, 2) == Decimal("6.33")


def _per():
    return per_minute("1", since=JANUARY_1).per
