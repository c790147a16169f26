"""The rules of pay beyond the published cases: their bounds, their dates, and what nobody may enter."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as some

from naryad.calendar import Calendar, YearNotInCalendar
from naryad.days import Period
from naryad.money import Rounding
from payroll.rules.california import CalifornianRules
from payroll.rules.country import NoHours, PaidTime, RuleSet
from payroll.rules.crew import CrewHasNoShares, Member, SharedBy, crew_shares
from payroll.rules.fault import Fault
from payroll.rules.grade import grade_difference
from payroll.rules.holiday import holidays_of
from payroll.rules.idle import idle_pay
from payroll.rules.indirect import Served, indirect_pay
from payroll.rules.law import HasToBePositive, NotYetInForce
from payroll.rules.lump_sum import lump_sum
from payroll.rules.minimum import WorkedTime, top_up_of_piece_pay, top_up_of_salary
from payroll.rules.night import night_supplement
from payroll.rules.overtime import OvertimeHours, limits_passed, overtime_by_hours, split_hours
from payroll.rules.premium import Percents, PlanPremium, disciplinary_cut, premium
from payroll.rules.progressive import Band, BandsAreOutOfOrder, Progression, Surplus
from payroll.rules.quality import Judged, PercentIsNotPartial, Quality
from payroll.rules.regional import CoefficientBelowOne, regional_supplement
from payroll.rules.rest_day import LessThanDouble, rest_day_pay
from payroll.rules.russia import RussianRules
from payroll.rules.shortfall import shortfall_supplement
from payroll.rules.united_kingdom import BritishRules
from payroll.rules.us_federal import UsFederalRules

OCTOBER_15 = date(2026, 10, 15)
money = some.decimals(min_value=0, max_value=1_000_000, places=2)


def test_below_the_plan_there_is_no_premium_and_a_bound_holds_it_above():
    terms = PlanPremium(at_plan=Decimal(10), per_percent_above=Decimal(2), most=Decimal(25))

    assert [terms.percent(Decimal(each)) for each in ("99.99", "100", "105", "107.5", "130")] == [0, 10, 20, 25, 25]


def test_an_office_counts_whole_percents_or_fractions():
    whole = PlanPremium(Decimal(10), Decimal(2), percents=Percents.WHOLE)
    fractional = PlanPremium(Decimal(10), Decimal(2))

    assert whole.percent(Decimal("105.9")) == 20
    assert fractional.percent(Decimal("105.9")) == Decimal("21.8")


def test_a_premium_has_no_negative_percentage():
    with pytest.raises(HasToBePositive) as refused:
        premium(Decimal(100), Decimal(-5))

    assert refused.value.message("en") == "A premium in percent cannot be -5: enter a number that is 0 or more."
    assert refused.value.message("ru") == "Процент премии не может быть -5: введите число не меньше 0."


@pytest.mark.parametrize(
    ("day", "cut"), [(date(2025, 8, 31), Decimal("9000.00")), (date(2025, 9, 1), Decimal("7999.99"))]
)
def test_from_september_2025_a_disciplinary_cut_lowers_the_month_by_a_fifth_at_most(day: date, cut: Decimal):
    taken = disciplinary_cut(
        asked=Decimal(9000), premium_of_period=Decimal(10000), month_pay=Decimal("39999.99"), day=day
    )

    assert taken == cut


def test_a_cut_reaches_the_premium_of_its_period_and_nothing_else():
    taken = disciplinary_cut(
        asked=Decimal(9000), premium_of_period=Decimal(500), month_pay=Decimal(40000), day=OCTOBER_15
    )

    assert taken == Decimal("500.00")


def test_the_whole_surplus_is_paid_at_the_band_reached():
    bands = (Band(Decimal(100), Decimal("1.2")), Band(Decimal(110), Decimal("1.4")))

    whole = Progression(bands, Surplus.WHOLE).pay(Decimal(80000), fulfilment=Decimal(120))

    assert whole == Decimal("102400.00")


@pytest.mark.parametrize("fulfilment", ["0", "80", "100"])
def test_up_to_the_norm_a_progression_changes_nothing(fulfilment: str):
    for surplus in Surplus:
        bands = Progression((Band(Decimal(100), Decimal("1.5")),), surplus)
        assert bands.pay(Decimal(1000), fulfilment=Decimal(fulfilment)) == Decimal(fulfilment) * 10


@given(
    more=some.decimals(min_value=0, max_value=400, places=2), less=some.decimals(min_value=0, max_value=400, places=2)
)
def test_more_work_is_never_paid_less_by_marginal_bands(more: Decimal, less: Decimal):
    bands = Progression((Band(Decimal(100), Decimal("1.2")), Band(Decimal(120), Decimal("1.5"))))

    low, high = sorted((more, less))

    assert bands.weighted(low) <= bands.weighted(high)


@pytest.mark.parametrize(
    "bands",
    [
        (),
        (Band(Decimal(90), Decimal("1.2")),),
        (Band(Decimal(110), Decimal("1.2")), Band(Decimal(100), Decimal("1.4"))),
        (Band(Decimal(100), Decimal("0.9")),),
    ],
)
def test_bands_in_disorder_are_refused(bands: tuple[Band, ...]):
    with pytest.raises(BandsAreOutOfOrder, match="each higher than the one before"):
        Progression(bands)


def test_a_late_job_costs_no_price_and_earns_no_bonus():
    late = lump_sum(price=Decimal(450000), planned=Decimal(60), actual=Decimal(75))

    assert (late.saved_percent, late.total) == (0, Decimal("450000.00"))


def test_a_job_needs_a_planned_time():
    with pytest.raises(HasToBePositive, match="The planned time cannot be 0: enter a number that is above 0"):
        lump_sum(price=Decimal(1), planned=Decimal(0), actual=Decimal(1))


@given(pool=money, weights=some.lists(some.integers(min_value=0, max_value=300), min_size=1, max_size=12))
def test_a_crews_shares_add_up_to_its_sum(pool: Decimal, weights: list[int]):
    members = [Member(number, coefficient=Decimal(weight) / 100) for number, weight in enumerate(weights)]

    if not any(weights):
        with pytest.raises(CrewHasNoShares, match="nobody has a share above 0"):
            crew_shares(pool, members, by=SharedBy.COEFFICIENT)
    else:
        assert sum(crew_shares(pool, members, by=SharedBy.COEFFICIENT).values()) == pool


def test_a_crew_may_share_by_tariff_times_hours():
    members = [
        Member(1, tariff=Decimal(200), hours=Decimal(10)),
        Member(2, tariff=Decimal(100), hours=Decimal(10)),
    ]

    assert crew_shares(Decimal(900), members, by=SharedBy.TARIFF_HOURS) == {1: Decimal("600.00"), 2: Decimal("300.00")}


def test_an_indirect_rate_is_rounded_once_where_the_office_rounds_lines():
    served = [Served(norm=Decimal(30), made=Decimal(31))]

    assert indirect_pay(Decimal(1000), served, rounding=Rounding.UNIT).amount == Decimal("1033.23")
    assert indirect_pay(Decimal(1000), served, rounding=Rounding.LINE).amount == Decimal("1033.33")


def test_work_of_a_higher_grade_has_its_own_price_and_no_difference():
    assert grade_difference(units=Decimal(10), own_rate=Decimal(30), work_rate=Decimal(35)) == 0


@pytest.mark.parametrize(
    ("fault", "supplement"),
    [(Fault.EMPLOYER, "14000.00"), (Fault.NOBODY, "3333.33"), (Fault.EMPLOYEE, "0.00")],
)
def test_norms_not_fulfilled_are_paid_by_the_cause(fault: Fault, supplement: str):
    added = shortfall_supplement(
        fault,
        output_pay=Decimal(18000),
        hours=Decimal(160),
        hourly_tariff=Decimal(200),
        average_hourly=Decimal(200),
    )

    assert added == Decimal(supplement)


def test_idle_hours_are_not_negative():
    with pytest.raises(HasToBePositive, match="Idle hours cannot be -1"):
        idle_pay(Fault.NOBODY, hours=Decimal(-1), hourly_tariff=Decimal(200))


def test_an_office_may_pay_nights_better_and_not_worse_than_the_law():
    hours, tariff = Decimal(8), Decimal(200)

    assert night_supplement(hours=hours, hourly_tariff=tariff, day=OCTOBER_15, percent=Decimal(40)) == 640
    assert night_supplement(hours=hours, hourly_tariff=tariff, day=OCTOBER_15, percent=Decimal(10)) == 320


def test_before_the_decree_there_is_no_least_night_supplement():
    with pytest.raises(NotYetInForce, match=r"in force from 07\.08\.2008 on"):
        night_supplement(hours=Decimal(8), hourly_tariff=Decimal(200), day=date(2008, 8, 6))


@pytest.mark.parametrize(
    ("hours", "days", "first", "further"),
    [("0", 1, "0", "0"), ("2", 1, "2", "0"), ("2.5", 1, "2", "0.5"), ("50", 21, "42", "8")],
)
def test_two_hours_of_each_day_are_the_cheaper_ones(hours: str, days: int, first: str, further: str):
    assert split_hours(Decimal(hours), days=days) == OvertimeHours(Decimal(first), Decimal(further))


def test_where_pieces_are_paid_already_only_what_is_above_the_single_price_is_due():
    pay = overtime_by_hours(split_hours(Decimal(3)), hourly=Decimal(100), is_base_paid=True)

    assert (pay.first, pay.further) == (Decimal("100.00"), Decimal("100.00"))


def test_limits_of_overtime_are_named_and_nothing_more():
    days = [(date(2026, 10, 1), Decimal(3)), (date(2026, 10, 2), Decimal("1.5")), (date(2026, 10, 5), Decimal(4))]

    passed = limits_passed(days, before_this_year=Decimal(112))

    assert [(each.hours, each.limit, each.is_year) for each in passed] == [
        (Decimal("4.5"), Decimal(4), False),
        (Decimal("120.5"), Decimal(120), True),
    ]


def test_a_day_of_rest_is_not_paid_below_double():
    with pytest.raises(LessThanDouble, match="not less than double"):
        rest_day_pay(units=Decimal(1), unit_rate=Decimal(50), agreed=Decimal("1.5"))


def test_holidays_count_within_the_employment():
    period, calendar = Period(2026, 1), Calendar.russian()

    hired = holidays_of(period, calendar, employed_from=date(2026, 1, 7))
    left = holidays_of(period, calendar, employed_from=date(2025, 1, 1), employed_to=date(2026, 1, 1))

    assert (len(hired), len(left)) == (2, 1)


def test_holidays_of_an_unknown_year_are_refused():
    with pytest.raises(YearNotInCalendar):
        holidays_of(Period(2035, 1), Calendar.russian(), employed_from=date(2025, 1, 1))


@pytest.mark.parametrize(
    ("earned", "hours", "fte", "top_up"),
    [
        ("27093.00", "176", "1", "0.00"),
        ("27092.99", "176", "1", "0.01"),
        ("0", "88", "1", "13546.50"),
        ("0", "44", "0.5", "6773.25"),
        ("30000", "176", "1", "0.00"),
        ("0", "200", "1", "27093.00"),
    ],
)
def test_piece_pay_is_topped_up_to_the_minimum_for_the_hours_worked(earned: str, hours: str, fte: str, top_up: str):
    norm = Decimal(176) * Decimal(fte)
    time = WorkedTime(Decimal(hours), norm, Decimal(fte))

    assert top_up_of_piece_pay(earned=Decimal(earned), minimum=Decimal(27093), time=time) == Decimal(top_up)


def test_a_salary_is_topped_up_first_and_taken_for_the_hours_then():
    time = WorkedTime(Decimal(88), Decimal(176))

    assert top_up_of_salary(full_month=Decimal(20000), minimum=Decimal(27093), time=time) == Decimal("3546.50")


@pytest.mark.parametrize("coefficient", ["0.15", "15", "NaN"])
def test_a_regional_coefficient_is_written_as_one_and_something(coefficient: str):
    with pytest.raises(CoefficientBelowOne, match="no regional coefficient"):
        regional_supplement(Decimal(1000), Decimal(coefficient))


@pytest.mark.parametrize("percent", ["0", "100", "120"])
def test_partly_usable_is_more_than_nothing_and_less_than_all(percent: str):
    with pytest.raises(PercentIsNotPartial):
        Judged(Quality.PARTIAL, Decimal(percent))


RULE_SETS: list[RuleSet] = [
    RussianRules(norm_hours=Decimal(40), minimum_month=Decimal(27093)),
    UsFederalRules(),
    CalifornianRules(),
    BritishRules(),
]


@pytest.mark.parametrize("rules", RULE_SETS, ids=lambda rules: rules.code)
def test_every_country_answers_the_same_questions(rules: RuleSet):
    week = PaidTime(
        piece=Decimal(400),
        productive_hours=Decimal(38),
        waiting_hours=Decimal(2),
        waiting_rate=Decimal(10),
        minimum_hourly=Decimal(8),
    )

    assert rules.floor(week) > 0
    assert rules.overtime(week) == 0
    assert rules.nonproductive(week) == Decimal("20.00")
    assert rules.rest_day_multiplier(date(2026, 10, 15)) == 1
    assert rules.money(Decimal("0.125")) == Decimal("0.13")
    assert rules.earliest_change(OCTOBER_15) > OCTOBER_15


def test_russia_alone_doubles_sundays_and_gives_two_months_notice():
    sunday = date(2026, 10, 18)

    assert [rules.rest_day_multiplier(sunday) for rules in RULE_SETS] == [2, 1, 1, 1]
    assert RULE_SETS[0].earliest_change(OCTOBER_15) >= date(2026, 12, 15)


def test_russian_overtime_of_a_month_is_what_lies_above_the_own_norm():
    rules = RussianRules(norm_hours=Decimal(160), minimum_month=Decimal(27093), working_days=1)
    month = PaidTime(piece=Decimal(32600), productive_hours=Decimal(163))

    assert rules.overtime(month) == Decimal("400.00")


def test_california_pays_idle_time_at_the_minimum_at_least():
    week = PaidTime(waiting_hours=Decimal(3), waiting_rate=Decimal(5), minimum_hourly=Decimal("16.50"))

    assert CalifornianRules().nonproductive(week) == Decimal("49.50")


def test_without_hours_there_is_no_hourly_rate():
    with pytest.raises(NoHours, match="no hours to average over"):
        UsFederalRules().regular_rate(PaidTime(piece=Decimal(100)))


def test_paid_time_is_never_negative():
    with pytest.raises(HasToBePositive):
        PaidTime(piece=Decimal(-1))
