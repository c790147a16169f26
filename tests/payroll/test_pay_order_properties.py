"""However a month's decisions fall before and after its closing, what is closed and what is corrected add up alike."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from naryad.days import Period
from naryad.money import Rounding
from payroll.accrual import AccrualLine
from payroll.adjustment import correction_lines
from payroll.month_pay import month_pay
from payroll.pay_line import PayLine, pay_corrections
from payroll.pay_terms import (
    DatedMoney,
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
from payroll.scheme import DIRECT
from payroll.timesheet import Timesheet, day_from_text
from tests.payroll.values import always, described, per_hour, work
from tests.payroll.worlds import PREMIUMS, PROGRESSIONS

NAMESAKE = PremiumTerm(PREMIUMS[0].name, PremiumBase.TARIFF, PlanPremium(Decimal(7)), "Положение")
"""Of the same name as another premium, on another base: both are paid, and both are corrected."""

OCTOBER = Period(2026, 10)
DAYS = (date(2026, 10, 14), date(2026, 10, 15), date(2026, 10, 17))
NORMS = {"L5": "5", "L10": "10", "C6": "6.125", "D45": "45"}

done = st.dictionaries(
    st.tuples(st.sampled_from(sorted(NORMS)), st.sampled_from(DAYS)), st.integers(min_value=1, max_value=40), max_size=5
)
"""What of each type was done on each day; a decision of an auditor makes another of it."""

minutes = st.sampled_from(("0", "30", "45.5"))
timesheets = st.builds(
    lambda first, second, saturday: Timesheet(
        tuple(
            day_from_text(day, text) for day, text in zip(DAYS, (first, second, saturday), strict=True) if text != "-"
        )
    ),
    st.sampled_from(("8", "1", "Я8/Н2", "8/С3", "РП4/Я4", "-")),
    st.sampled_from(("8", "НП8", "Б", "8/С1", "-")),
    st.sampled_from(("РВ 4", "В", "-")),
)
HOURLY = (DatedMoney(date(2026, 1, 1), Decimal("233.33"), "договор"),)
all_terms = st.builds(
    lambda premiums, bands, coefficient, floor, note, cut, top_up, day_off: PayTerms(
        fte=Decimal(1),
        norm_hours=Decimal(176),
        scheme=SchemeTerms("схема", bands, tuple(premiums)),
        tariffs=HOURLY,
        averages=HOURLY,
        acts=OfficeActs(regional_coefficient=coefficient, holiday_sum=Decimal(500)),
        federal_minimum=floor,
        shortfall=note,
        cut=cut,
        top_up=top_up,
        days_off_chosen=day_off,
    ),
    st.lists(st.sampled_from((*PREMIUMS, NAMESAKE)), max_size=3, unique=True),
    st.sampled_from(PROGRESSIONS),
    st.sampled_from((Decimal(1), Decimal("1.15"))),
    st.sampled_from((None, Decimal(27093))),
    st.sampled_from((None, *(ShortfallNote(fault, "акт") for fault in Fault))),
    st.sampled_from((None, DisciplinaryCut(Decimal("77.77"), "приказ"))),
    st.sampled_from(("", "решение")),
    st.sampled_from((frozenset(), frozenset({DAYS[2]}))),
)


def lines_of(units: dict[tuple[str, date], int], spent: str, rounding: Rounding) -> list[AccrualLine]:
    groups = [work(code, quantity=str(count), norm=NORMS[code], on=day) for (code, day), count in units.items()]
    groups += [described(spent, on=DAYS[0])] if Decimal(spent) else []
    return list(DIRECT.accrue(groups, rate_of=always(per_hour("253.57", since=DAYS[0])), rounding=rounding).lines)


@given(
    states=st.lists(st.tuples(done, minutes), min_size=2, max_size=5),
    sheet=timesheets,
    terms=all_terms,
    rounding=st.sampled_from(Rounding),
)
@settings(max_examples=300)
def test_what_was_closed_and_every_later_correction_add_up_to_the_month_as_it_is_right(
    states: list[tuple[dict[tuple[str, date], int], str]], sheet: Timesheet, terms: PayTerms, rounding: Rounding
):
    def counted(lines: list[AccrualLine]) -> list[PayLine]:
        return list(month_pay(1, OCTOBER, work=lines, timesheet=sheet, terms=terms).lines)

    closed = lines_of(*states[0], rounding)
    closed_pay = counted(closed)
    booked: list[AccrualLine] = []
    booked_pay: list[PayLine] = []
    for state in states[1:]:
        right = lines_of(*state, rounding)
        booked += correction_lines(period=OCTOBER, closed=closed, booked=booked, right=right)
        booked_pay += pay_corrections(period=OCTOBER, closed=closed_pay, booked=booked_pay, right=counted(right))

        stands = [*closed, *booked, *closed_pay, *booked_pay]
        for kind in {line.kind for line in stands} | {line.kind for line in counted(right)}:
            owed = [line.amount for line in (*right, *counted(right)) if line.kind == kind]
            assert sum((line.amount for line in stands if line.kind == kind), Decimal(0)) == sum(owed, Decimal(0))
    assert correction_lines(period=OCTOBER, closed=closed, booked=booked, right=right) == ()
    assert pay_corrections(period=OCTOBER, closed=closed_pay, booked=booked_pay, right=counted(right)) == ()


@given(units=done, spent=minutes, sheet=timesheets, terms=all_terms, seed=st.randoms(use_true_random=False))
@settings(max_examples=100)
def test_the_month_does_not_depend_on_the_order_of_its_lines(
    units: dict[tuple[str, date], int], spent: str, sheet: Timesheet, terms: PayTerms, seed: object
):
    lines = lines_of(units, spent, Rounding.UNIT)
    mixed = list(lines)
    seed.shuffle(mixed)  # type: ignore[attr-defined]

    one = month_pay(1, OCTOBER, work=lines, timesheet=sheet, terms=terms)

    assert month_pay(1, OCTOBER, work=mixed, timesheet=sheet, terms=terms) == one
