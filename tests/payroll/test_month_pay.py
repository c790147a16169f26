"""What a month adds to the lines of work: in the law's order, on the right base, with the formula in words."""

from __future__ import annotations

import random
from datetime import date
from decimal import Decimal

import pytest

from naryad.days import Period
from naryad.money import Rounding
from payroll.accrual import AccrualLine
from payroll.month_count import MissingMoney
from payroll.month_pay import MonthPay, month_pay
from payroll.pay_line import PayLine, pay_corrections
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
from payroll.rules.fault import Fault
from payroll.rules.premium import PlanPremium
from payroll.rules.progressive import Band, Progression, Surplus
from payroll.scheme import DIRECT
from payroll.timesheet import Timesheet, day_from_text
from tests.payroll.values import always, per_minute, work

OCTOBER = Period(2026, 10)
ANNA = 7
TARIFF = (DatedMoney(date(2026, 1, 1), Decimal(200), "contract"),)
AVERAGE = (DatedMoney(date(2026, 10, 1), Decimal(270), "accounting's sheet"),)


def done(*days_and_units: tuple[date, str]) -> list[AccrualLine]:
    """Work of 10-minute letters at 5.00 a minute: a unit pays 50.00."""
    groups = [work("L10", quantity=units, norm="10", on=day, by=ANNA) for day, units in days_and_units]
    rate = always(per_minute("5", since=date(2026, 1, 1)))
    return list(DIRECT.accrue(groups, rate_of=rate, rounding=Rounding.UNIT).lines)


def sheet(**texts: str) -> Timesheet:
    """A timesheet by day of October: d15="Я8"."""
    return Timesheet(tuple(day_from_text(date(2026, 10, int(name[1:])), text) for name, text in sorted(texts.items())))


def terms(**given: object) -> PayTerms:
    known: dict[str, object] = {"fte": Decimal(1), "norm_hours": Decimal(176), "tariffs": TARIFF, "averages": AVERAGE}
    return PayTerms(**{**known, **given})  # type: ignore[arg-type]


def counted(lines: list[AccrualLine], timesheet: Timesheet, **given: object) -> MonthPay:
    return month_pay(ANNA, OCTOBER, work=lines, timesheet=timesheet, terms=terms(**given))


def sums(pay: MonthPay) -> dict[str, Decimal]:
    return {line.kind: line.amount for line in pay.lines}


def test_an_office_that_uses_nothing_adds_nothing():
    assert counted(done((date(2026, 10, 15), "10")), sheet(d15="Я8")).lines == ()


def test_pieces_of_a_day_of_rest_are_doubled_unless_a_day_off_was_chosen():
    saturday = date(2026, 10, 17)
    lines = done((date(2026, 10, 15), "4"), (saturday, "10"))
    timesheet = sheet(d15="Я8", d17="РВ4")

    [line] = counted(lines, timesheet).lines

    assert (line.kind, line.first_day, line.amount) == ("REST", saturday, Decimal("500.00"))
    assert line.formula("en") == "500.00 × (2 − 1) = 500.00"
    assert counted(lines, timesheet, days_off_chosen=frozenset({saturday})).lines == ()


def test_a_day_off_never_taken_is_paid_at_dismissal():
    saturday = date(2026, 10, 17)
    chosen = {"days_off_chosen": frozenset({saturday}), "days_off_unused": (DayOffUnused(saturday, None),)}

    [line] = counted(done((saturday, "10")), sheet(d17="РВ4"), **chosen).lines

    assert (line.kind, line.amount) == ("DAYOFF", Decimal("500.00"))


def test_without_a_mark_of_the_timesheet_a_sunday_is_paid_singly():
    assert counted(done((date(2026, 10, 18), "10")), sheet(d15="Я8")).lines == ()


def test_overtime_adds_half_and_whole_of_the_average_hour_day_by_day():
    timesheet = sheet(d14="Я8/С3", d15="Я8/С1")

    [line] = counted(done((date(2026, 10, 14), "40")), timesheet).lines

    assert (line.kind, line.quantity, line.amount) == ("OVER", Decimal(4), Decimal("250.00"))
    assert line.formula("en") == "3 h × 100.00 × (1.5 − 1) + 1 h × 100.00 × (2 − 1) = 250.00".replace(" h", "\u202fh")


def test_summed_accounting_counts_two_cheaper_hours_for_every_day_worked():
    acts = OfficeActs(is_overtime_summed=True)

    [line] = counted(done((date(2026, 10, 14), "40")), sheet(d14="Я8/С3", d15="Я8/С1"), acts=acts).lines

    assert line.amount == Decimal("200.00")


def test_premiums_raise_the_hour_that_overtime_stands_on():
    scheme = SchemeTerms(premiums=(premium_of("10", is_for_plan=False),))

    pay = sums(counted(done((date(2026, 10, 14), "40")), sheet(d14="Я8/С3", d15="Я8/С1"), scheme=scheme))

    assert pay == {"PREM": Decimal("200.00"), "OVER": Decimal("275.00")}


def test_night_hours_add_a_fifth_of_the_tariff_each_day():
    pay = counted(done((date(2026, 10, 14), "40")), sheet(d14="Я8/Н6", d15="Я8/Н2"))

    assert [(line.first_day.day, line.amount) for line in pay.lines] == [
        (14, Decimal("240.00")),
        (15, Decimal("80.00")),
    ]
    assert pay.lines[0].formula("ru") == "6\u202fч × 200,00 × 20\u202f% = 240,00"


def test_a_night_without_a_tariff_is_named_and_not_guessed():
    pay = counted(done((date(2026, 10, 14), "40")), sheet(d14="Я8/Н6"), tariffs=())

    assert pay.lines == ()
    assert pay.missing == (MissingMoney(ANNA, date(2026, 10, 14), "tariff"),)


def test_idle_time_is_paid_by_its_fault_and_leaves_the_fulfilment():
    timesheet = sheet(d14="Я8/РП2", d15="Я8", d16="НП8", d19="ВП8")

    pay = counted(done((date(2026, 10, 14), "96")), timesheet)

    assert [(line.name, line.amount) for line in pay.lines] == [
        ("employer", Decimal("360.00")),
        ("nobody", Decimal("1066.67")),
    ]
    assert pay.fulfilment == 100


def test_idle_time_at_the_employers_fault_needs_the_average():
    pay = counted([], sheet(d14="РП8"), averages=())

    assert pay.missing == (MissingMoney(ANNA, OCTOBER.last_day, "average"),)


def test_holidays_are_remunerated_unless_worked():
    holidays = (date(2026, 10, 1), date(2026, 10, 2))
    acts = OfficeActs(holiday_sum=Decimal(500))

    [line] = counted([], sheet(d01="В", d02="РВ4"), acts=acts, holidays=holidays).lines

    assert (line.kind, line.quantity, line.amount) == ("HOLID", Decimal(1), Decimal("500.00"))


@pytest.mark.parametrize(
    ("fault", "amount"), [(Fault.EMPLOYER, "3520.00"), (Fault.NOBODY, "1333.33"), (Fault.EMPLOYEE, None)]
)
def test_missed_norms_are_made_up_for_by_the_cause(fault: Fault, amount: str | None):
    note = ShortfallNote(fault, "order 12")

    pay = counted(done((date(2026, 10, 14), "16")), sheet(d14="Я8", d15="Я8"), shortfall=note)

    assert sums(pay).get("SHORT") == (None if amount is None else Decimal(amount))


def test_fulfilled_norms_need_no_supplement_whatever_was_noted():
    note = ShortfallNote(Fault.EMPLOYER, "order 12")

    assert "SHORT" not in sums(counted(done((date(2026, 10, 14), "96")), sheet(d14="Я8", d15="Я8"), shortfall=note))


def test_the_minimum_counts_for_the_hours_worked_and_without_nights_overtime_and_rest_days():
    lines = done((date(2026, 10, 14), "10"), (date(2026, 10, 17), "10"))
    timesheet = sheet(d14="Я8/Н2", d17="РВ4")

    pay = counted(lines, timesheet, federal_minimum=Decimal(27093))

    assert sums(pay) == {"REST": Decimal("500.00"), "NIGHT": Decimal("80.00"), "MROT": Decimal("731.50")}
    top_up = next(line for line in pay.lines if line.kind == "MROT")
    assert top_up.formula("en") == "27,093.00 × 1 × 8\u202fh / 176\u202fh − 500.00 = 731.50"


def test_the_regions_own_higher_minimum_rules():
    acts = OfficeActs(regional_minimum=Decimal(35200))

    assert sums(counted([], sheet(d14="Я8"), federal_minimum=Decimal(27093), acts=acts)) == {"MROT": Decimal("1600.00")}


def test_at_the_own_fault_the_top_up_is_a_proposal_that_a_person_decides():
    note = ShortfallNote(Fault.EMPLOYEE, "memo of 20 October")

    pay = counted(done((date(2026, 10, 14), "1")), sheet(d14="Я8"), federal_minimum=Decimal(27093), shortfall=note)

    assert pay.lines == ()
    assert [line.amount for line in pay.proposals] == [Decimal("1181.50")]


def test_the_regional_coefficient_stands_on_everything_but_average_pay():
    acts = OfficeActs(regional_coefficient=Decimal("1.15"))
    timesheet = sheet(d14="Я8/РП2")

    pay = counted(done((date(2026, 10, 14), "10")), timesheet, acts=acts, federal_minimum=Decimal(27093))

    assert sums(pay) == {"IDLE": Decimal("360.00"), "MROT": Decimal("371.50"), "REGION": Decimal("130.73")}


def premium_of(percent: str, *, is_for_plan: bool, base: PremiumBase = PremiumBase.PIECE) -> PremiumTerm:
    return PremiumTerm("quarter", base, PlanPremium(Decimal(percent)), "order 5", is_for_plan)


@pytest.mark.parametrize(("units", "premium"), [("95", None), ("96", "480.00")])
def test_a_premium_for_the_plan_asks_for_the_norms(units: str, premium: str | None):
    scheme = SchemeTerms(premiums=(premium_of("10", is_for_plan=True),))

    pay = sums(counted(done((date(2026, 10, 14), units)), sheet(d14="Я8", d15="Я8"), scheme=scheme))

    assert pay.get("PREM") == (None if premium is None else Decimal(premium))


def test_a_premium_may_stand_on_the_tariff():
    scheme = SchemeTerms(premiums=(premium_of("10", is_for_plan=False, base=PremiumBase.TARIFF),))

    [line] = counted([], sheet(d14="Я8"), scheme=scheme).lines

    assert (line.amount, line.ground) == (Decimal("160.00"), "order 5")


def test_work_above_the_norm_is_paid_by_the_bands():
    scheme = SchemeTerms("progressive", Progression((Band(Decimal(100), Decimal("1.5")),), Surplus.WHOLE))

    lines = done((date(2026, 10, 14), "58"), (date(2026, 10, 15), "57.2"))
    [line] = counted(lines, sheet(d14="Я8", d15="Я8"), scheme=scheme).lines

    assert (line.kind, line.quantity, line.amount) == ("PROGR", Decimal("120.00"), Decimal("480.00"))


def test_a_disciplinary_cut_takes_from_the_premium_and_a_fifth_of_the_month_at_most():
    scheme = SchemeTerms(premiums=(premium_of("50", is_for_plan=False),))
    cut = DisciplinaryCut(Decimal(1000), "order 7")

    pay = counted(done((date(2026, 10, 14), "20")), sheet(d14="Я8"), scheme=scheme, cut=cut)

    assert [(line.kind, line.amount, line.ground) for line in pay.lines] == [
        ("PREM", Decimal("-300.00"), "order 7"),
        ("PREM", Decimal("500.00"), "order 5"),
    ]
    assert (
        pay.lines[0].formula_en
        == "−min(1,000.00, 500.00, 20\u202f% × 1,500.00) = −300.00 (20\u202f% of the month's pay)"
    )
    assert pay.lines[0].formula_ru.endswith("= −300,00 (20\u202f% заработка за месяц)")


def test_a_cut_below_the_bounds_says_which_share_it_takes():
    scheme = SchemeTerms(premiums=(premium_of("50", is_for_plan=False),))
    cut = DisciplinaryCut(Decimal(100), "order 7")

    pay = counted(done((date(2026, 10, 14), "20")), sheet(d14="Я8"), scheme=scheme, cut=cut)

    assert pay.lines[0].formula_en.endswith("= −100.00 (6.67\u202f% of the month's pay)")


def test_before_the_law_set_a_limit_only_the_premium_bounded_a_cut():
    scheme = SchemeTerms(premiums=(premium_of("50", is_for_plan=False),))
    cut = DisciplinaryCut(Decimal(1000), "order 7")
    july = Period(2025, 7)
    lines = DIRECT.accrue(
        [work("L10", quantity="20", norm="10", on=date(2025, 7, 14))],
        rate_of=always(per_minute("5", since=date(2025, 1, 1))),
        rounding=Rounding.UNIT,
    ).lines
    terms = PayTerms(fte=Decimal(1), norm_hours=Decimal(184), scheme=scheme, cut=cut)
    days = Timesheet((day_from_text(date(2025, 7, 14), "8"),))

    pay = month_pay(lines[0].employee_id, july, work=lines, timesheet=days, terms=terms)

    assert pay.lines[0].formula_en == "−min(1,000.00, 500.00) = −500.00 (33.33\u202f% of the month's pay)"


def test_the_order_of_work_and_days_changes_nothing():
    lines = done((date(2026, 10, 14), "40"), (date(2026, 10, 15), "30"), (date(2026, 10, 17), "10"))
    days = sheet(d14="Я8/С3/Н2", d15="Я8/С1", d16="НП8", d17="РВ4").days
    acts = OfficeActs(regional_coefficient=Decimal("1.15"), holiday_sum=Decimal(500))
    chance = random.Random(5)
    found = set()

    for _ in range(20):
        shuffled, mixed = list(lines), list(days)
        chance.shuffle(shuffled)
        chance.shuffle(mixed)
        found.add(counted(shuffled, Timesheet(tuple(mixed)), acts=acts, federal_minimum=Decimal(27093)).lines)

    assert len(found) == 1


def line_of(amount: str, kind: str = "NIGHT", name: str = "") -> PayLine:
    return PayLine(
        employee_id=ANNA, kind=kind, first_day=OCTOBER.first_day, last_day=OCTOBER.last_day, name=name, quantity=None,
        rate=None, coefficient=Decimal(1), amount=Decimal(amount), formula_ru="", formula_en="",
    )  # fmt: skip


def test_a_correction_turns_the_old_line_and_sets_the_right_one_beside_it():
    lines = pay_corrections(period=OCTOBER, closed=[line_of("80")], booked=[], right=[line_of("120")])

    assert [(line.mark.value, line.amount, line.source_period) for line in lines] == [
        ("storno", Decimal(-80), OCTOBER),
        ("right", Decimal(120), OCTOBER),
    ]


def test_what_was_corrected_before_is_not_corrected_twice_and_once_restored_nets_to_nothing():
    first = list(pay_corrections(period=OCTOBER, closed=[line_of("80")], booked=[], right=[line_of("120")]))

    assert pay_corrections(period=OCTOBER, closed=[line_of("80")], booked=first, right=[line_of("120")]) == ()
    back = pay_corrections(period=OCTOBER, closed=[line_of("80")], booked=first, right=[line_of("80")])
    assert sum(line.amount for line in (*first, *back)) == 0


def test_a_line_that_should_never_have_been_is_only_turned():
    [line] = pay_corrections(period=OCTOBER, closed=[line_of("80")], booked=[], right=[])

    assert (line.mark.value, line.amount) == ("storno", Decimal(-80))
