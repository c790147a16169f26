"""A month closed with its timesheet: blockers, supplements frozen, corrections by what was in force."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from io import BytesIO

import pytest
from openpyxl import load_workbook
from sqlmodel import select

from naryad.days import Period
from naryad.db import Database
from naryad.errors import DomainError
from naryad.office import office_of, set_setting
from naryad.people import Employee, NotAllowed
from payroll.actions.pay_terms import (
    HourlyMoneyIsWrong,
    NoteIsWrong,
    SourceIsMissing,
    note_month,
    set_hourly,
    set_scheme,
)
from payroll.actions.timesheet import enter_timesheet, fill_timesheet
from payroll.month import MonthHasBlockers
from payroll.pay_terms import PremiumBase, PremiumTerm, SchemeTerms
from payroll.rate import RateBehindTheSeal
from payroll.rules.premium import PlanPremium
from payroll.store.checklist import month_checklist
from payroll.store.overview import month_people, months_of_year, own_months
from payroll.store.snapshot import month_snapshot, work_lines
from payroll.tables.closing import ClosedPersonRow, PayLineRow
from payroll.verification import troubles
from payroll.workbook.book import write_workbook
from payroll.workbook.shares import shares_of_people, shares_of_work
from tests.payroll.office import FOUNDED_ON, PayOffice, noon

AUGUST, SEPTEMBER = Period(2026, 8), Period(2026, 9)
LATER = date(2026, 9, 3)


@pytest.fixture
def office(any_db: Database) -> PayOffice:
    with any_db.writing() as session:
        founded = PayOffice.founded(session)
        founded.rate("5")
        set_setting(session, "timesheet", "kept", effective_from=FOUNDED_ON, actor=founded.head, now=noon(FOUNDED_ON))
        yield founded


def worked(office: PayOffice) -> int:
    """Anna writes two letters of 25 minutes on Saturday, 15 August, and one on Monday."""
    entry = 0
    for day in (date(2026, 8, 15), date(2026, 8, 15), date(2026, 8, 17)):
        entry = office.letter(office.anna, "L25", on=day)
    office.accept(office.anna, date(2026, 8, 15), date(2026, 8, 17))
    return entry


def kept(office: PayOffice, **cells: str) -> None:
    """Fill August by the calendar, then Anna's days of August: d15="РВ 4"."""
    fill_timesheet(office.session, office.accountant, period=AUGUST, now=noon(LATER))
    given = {(office.anna.id, date(2026, 8, int(name[1:]))): text for name, text in cells.items()}
    entered = enter_timesheet(office.session, office.accountant, period=AUGUST, cells=given, now=noon(LATER))
    assert entered.problems == ()


def tariff(office: PayOffice, amount: str = "200", what: str = "tariff", *, since: date = FOUNDED_ON) -> None:
    set_hourly(
        office.session,
        office.accountant,
        employee_id=office.anna.id,
        what=what,
        amount=Decimal(amount),
        effective_from=since,
        source="трудовой договор № 7",
        now=noon(LATER),
    )


def paid(office: PayOffice, month: str, person: Employee) -> dict[str, Decimal]:
    return {one.kind: one.amount for one in office.month(month).accruals if one.employee_id == person.id}


def test_a_month_does_not_close_while_days_are_missing_in_the_timesheet(office: PayOffice):
    worked(office)

    with pytest.raises(MonthHasBlockers) as refused:
        office.close("2026-08", on=LATER)

    assert "days missing in the timesheet (145)" in refused.value.message("en")
    assert "дни, пропущенные в табеле (145)" in refused.value.message("ru")


def test_a_month_does_not_close_while_a_night_has_no_tariff(office: PayOffice):
    worked(office)
    kept(office, d17="Я8/Н2")

    with pytest.raises(MonthHasBlockers) as refused:
        office.close("2026-08", on=LATER)

    assert refused.value.message("en").startswith("August 2026 cannot be closed yet: missing tariffs or averages (1)")
    [line] = month_checklist(office.session, AUGUST).blockers
    assert [(one.employee_id, one.what, one.url) for one in line.trifles] == [
        (office.anna.id, "tariff", "/payroll/hourly?employee=101")
    ]


def test_supplements_and_the_floor_are_closed_with_their_formulas(office: PayOffice):
    worked(office)
    kept(office, d15="РВ 4", d17="Я8/Н2")
    tariff(office)

    office.close("2026-08", on=LATER)

    assert paid(office, "2026-08", office.anna) == {
        "PIECE": Decimal("375.00"),
        "REST": Decimal("250.00"),
        "NIGHT": Decimal("80.00"),
        "MROT": Decimal("26968.00"),
    }
    slip = office.slip("2026-08", office.anna)
    assert slip.total == Decimal("27673.00")
    assert [section.kind.code for section in slip.pay] == ["REST", "NIGHT", "MROT"]
    assert slip.person.worked_hours == Decimal("172.00")
    assert list(troubles(office.session)) == []


def test_every_page_and_record_of_a_month_gives_the_same_sums(office: PayOffice):
    worked(office)
    kept(office, d15="РВ 4", d17="Я8/Н2")
    tariff(office)

    def told() -> list[Decimal]:
        people = {one.person.number: one.amount for one in month_people(office.session, AUGUST)}
        [year] = [one for one in months_of_year(office.session, 2026, today=LATER) if one.period == AUGUST]
        [own] = [one for one in own_months(office.session, office.anna.id, 2026, today=LATER) if one.period == AUGUST]
        assert sum(people.values()) == year.amount == office.month("2026-08").amount
        return [people["101"], own.amount, office.slip("2026-08", office.anna).total]

    before = told()
    closing = office.close("2026-08", on=LATER)

    assert before == told() == [Decimal("27673.00")] * 3
    assert closing.amount == office.month("2026-08").amount


def test_what_is_entered_after_closing_changes_nothing_in_it(office: PayOffice):
    worked(office)
    kept(office, d15="РВ 4", d17="Я8/Н2")
    tariff(office)
    closing = office.close("2026-08", on=LATER)
    before = paid(office, "2026-08", office.anna)

    entered = enter_timesheet(
        office.session,
        office.accountant,
        period=AUGUST,
        cells={(office.anna.id, date(2026, 8, 17)): "Я8/Н6"},
        now=noon(LATER),
    )

    assert entered.problems[0].message("en").startswith("Смирнова Анна Юрьевна, 17.08.2026: Смирнова Анна Юрьевна's")
    assert "the month is closed" in entered.problems[0].message("en")
    with pytest.raises(RateBehindTheSeal):
        tariff(office, "900")
    tariff(office, "900", since=date(2026, 9, 1))
    assert paid(office, "2026-08", office.anna) == before
    assert office.month("2026-08").closings[0].values_hash == closing.values_hash


def test_a_late_finding_corrects_the_floor_and_the_rest_day_with_it(office: PayOffice):
    entry = worked(office)
    kept(office, d15="РВ 4", d17="Я8/Н2")
    tariff(office)
    office.close("2026-08", on=LATER)
    office.recode(entry, "L60", on=date(2026, 9, 10))
    fill_timesheet(office.session, office.accountant, period=SEPTEMBER, now=noon(LATER))

    office.close("2026-09", on=date(2026, 10, 2))

    [correction] = office.month("2026-09").adjustments
    assert correction.net == Decimal("0.00")
    assert [(line.kind, line.mark.value, line.amount) for line in correction.pay] == [
        ("MROT", "storno", Decimal("-26968.00")),
        ("MROT", "right", Decimal("26793.00")),
    ]
    assert list(troubles(office.session)) == []


def test_a_hand_that_changes_a_closed_supplement_is_named(office: PayOffice):
    worked(office)
    kept(office, d15="РВ 4")
    tariff(office)
    office.close("2026-08", on=LATER)
    [row] = office.session.exec(select(PayLineRow).where(PayLineRow.kind == "REST"))

    row.amount = Decimal("999.00")
    office.session.flush()

    found = [trouble.en for trouble in troubles(office.session)]
    assert any("what was closed for employee 101" in text or "accruals are not the sum" in text for text in found)


def test_a_hand_that_changes_closed_hours_is_named(office: PayOffice):
    worked(office)
    kept(office, d15="РВ 4")
    office.close("2026-08", on=LATER)
    [row] = office.session.exec(select(ClosedPersonRow).where(ClosedPersonRow.number == "101"))

    row.terms = {**row.terms, "norm_hours": "1"}
    office.session.flush()

    assert any("employee 101" in trouble.en for trouble in troubles(office.session))


def test_a_premium_of_the_position_is_paid_to_everybody_in_it(office: PayOffice):
    worked(office)
    kept(office)
    term = PremiumTerm("Ежемесячная", PremiumBase.PIECE, PlanPremium(Decimal(10)), "Положение о премировании")
    set_scheme(
        office.session,
        office.accountant,
        terms=SchemeTerms("с премией", premiums=(term,)),
        effective_from=FOUNDED_ON,
        ground="приказ № 4",
        now=noon(LATER),
        today=LATER,
        position="менеджер",
    )

    assert paid(office, "2026-08", office.anna)["PREM"] == Decimal("37.50")


def test_a_day_off_chosen_keeps_the_single_price(office: PayOffice):
    worked(office)
    kept(office, d15="РВ 4")
    note = {"period": AUGUST, "employee_id": office.anna.id, "reason": "заявление", "now": noon(LATER)}

    note_month(office.session, office.head, what="day_off", day=date(2026, 8, 15), **note)
    assert "REST" not in paid(office, "2026-08", office.anna)

    note_month(office.session, office.head, what="day_off", day=date(2026, 8, 15), is_withdrawn=True, **note)
    assert paid(office, "2026-08", office.anna)["REST"] == Decimal("250.00")


def test_a_day_off_of_a_closed_month_never_taken_is_paid_at_dismissal(office: PayOffice):
    worked(office)
    kept(office, d15="РВ 4")
    note = {"employee_id": office.anna.id, "reason": "заявление", "now": noon(LATER)}
    note_month(office.session, office.head, period=AUGUST, what="day_off", day=date(2026, 8, 15), **note)
    office.close("2026-08", on=LATER)
    fill_timesheet(office.session, office.accountant, period=SEPTEMBER, now=noon(LATER))

    note_month(office.session, office.head, period=SEPTEMBER, what="day_off_unused", day=date(2026, 8, 15), **note)

    assert paid(office, "2026-09", office.anna)["DAYOFF"] == Decimal("250.00")


def test_the_workbook_of_such_a_month_agrees_with_itself(office: PayOffice):
    worked(office)
    kept(office, d15="РВ 4", d17="Я8/Н2")
    tariff(office)
    office.close("2026-08", on=LATER)
    snapshot, out = month_snapshot(office.session, AUGUST), BytesIO()

    written = write_workbook(
        snapshot,
        work_lines(office.session, AUGUST, snapshot=snapshot),
        out,
        language="ru",
        zone=office_of(office.session).zone,
        now=noon(LATER),
    )

    assert written.agrees
    book = load_workbook(out)
    assert book.sheetnames[:4] == ["Для 1С", "Начисления", "Выполненные работы", "Доплаты"]
    rows = [row for row in book["Для 1С"].iter_rows(min_row=2, values_only=True) if row[0] == "101"]
    assert [(row[2], row[4], row[5], row[6]) for row in rows] == [
        ("PIECE", 22, 172, 375),
        ("REST", None, None, 250),
        ("NIGHT", None, None, 80),
        ("MROT", None, None, 26968),
    ]
    formulas = [row[11] for row in book["Доплаты"].iter_rows(min_row=2, values_only=True) if row[0] == "101"]
    assert formulas[0] == "250,00 × (2 − 1) = 250,00"
    of_work, (of_people, _) = shares_of_work(snapshot, "ru"), shares_of_people(snapshot, "ru")
    assert of_work[-1].name == "Премии, доплаты и гарантии"
    assert sum(row.amount for row in of_work) == sum(row.amount for row in of_people) == snapshot.amount


def test_filling_by_the_calendar_keeps_what_was_entered_and_repeats_nothing(office: PayOffice):
    cells = {(office.anna.id, date(2026, 8, 17)): "Б"}
    enter_timesheet(office.session, office.accountant, period=AUGUST, cells=cells, now=noon(LATER))

    assert fill_timesheet(office.session, office.accountant, period=AUGUST, now=noon(LATER)) == 144
    assert fill_timesheet(office.session, office.accountant, period=AUGUST, now=noon(LATER)) == 0


def test_wrong_cells_are_named_by_person_and_day_and_hold_back_the_others(office: PayOffice):
    cells = {
        (office.anna.id, date(2026, 8, 17)): "Я 30",
        (office.anna.id, date(2026, 8, 18)): "8",
        (office.boris.id, date(2026, 8, 18)): "Щ",
        (office.boris.id, date(2026, 8, 2)): "8",
    }

    def enter(*, take_good_ones: bool):
        return enter_timesheet(
            office.session,
            office.accountant,
            period=AUGUST,
            cells=cells,
            now=noon(LATER),
            take_good_ones=take_good_ones,
        )

    held = enter(take_good_ones=False)
    assert held.changed == 0
    assert [problem.message("en")[:46] for problem in held.problems] == [
        "Смирнова Анна Юрьевна, 17.08.2026: 17.08.2026:",
        "Волков Борис Андреевич, 02.08.2026: Волков Бор",
        "Волков Борис Андреевич, 18.08.2026: “Щ” is no ",
    ]
    assert enter(take_good_ones=True).changed == 1
    assert enter(take_good_ones=True).changed == 0


@pytest.mark.parametrize(
    ("given", "refusal"),
    [
        ({"amount": Decimal(0)}, HourlyMoneyIsWrong),
        ({"amount": Decimal("0.00001")}, HourlyMoneyIsWrong),
        ({"source": "  "}, SourceIsMissing),
    ],
)
def test_a_tariff_needs_a_sum_and_a_source(office: PayOffice, given: dict[str, object], refusal: type[DomainError]):
    common = {"amount": Decimal(200), "source": "договор", "what": "tariff", "effective_from": FOUNDED_ON}

    with pytest.raises(refusal):
        set_hourly(
            office.session, office.accountant, employee_id=office.anna.id, now=noon(LATER), **{**common, **given}
        )


@pytest.mark.parametrize(
    ("note", "said"),
    [
        ({"what": "day_off", "day": date(2026, 9, 5)}, "the day of rest must lie in it"),
        ({"what": "day_off_unused"}, "the day of rest is missing"),
        ({"what": "shortfall", "worth": "moon"}, "say whose fault it was"),
        ({"what": "cut", "worth": "-5"}, "the sum of the cut is missing"),
    ],
)
def test_a_note_that_says_nothing_is_refused(office: PayOffice, note: dict[str, object], said: str):
    common = {"period": AUGUST, "employee_id": office.anna.id, "reason": "приказ", "now": noon(LATER)}

    with pytest.raises(NoteIsWrong, match=said):
        note_month(office.session, office.head, **common, **note)


def test_the_timesheet_is_kept_by_the_accountant_or_the_head(office: PayOffice):
    with pytest.raises(NotAllowed):
        fill_timesheet(office.session, office.anna, period=AUGUST, now=noon(LATER))
