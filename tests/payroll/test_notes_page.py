"""The page of a month's notes: offered by the timesheet and the output, decided by the head, closed with the month."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest

from naryad.days import Period
from naryad.db import Database
from naryad.office import set_setting
from payroll.actions.pay_terms import set_hourly, set_scheme
from payroll.actions.timesheet import enter_timesheet, fill_timesheet
from payroll.pay_terms import PremiumBase, PremiumTerm, SchemeTerms
from payroll.rules.premium import PlanPremium
from payroll.store.figures import month_figures
from tests.payroll.office import FOUNDED_ON, PayOffice, noon
from tests.payroll.test_pages import Desk, desk, office

__all__ = ["desk", "office"]
OCTOBER, NOVEMBER = Period(2026, 10), Period(2026, 11)
PAGE = "/payroll/periods/2026-10/notes"
NOVEMBER_1 = date(2026, 11, 1)
SATURDAY = date(2026, 10, 17)


@pytest.fixture
def kept(database: Database, office: PayOffice) -> PayOffice:
    """October with a timesheet: Anna worked 4 hours on Saturday the 17th, where she wrote two letters."""
    with database.writing() as session:
        office.session = session
        set_setting(session, "timesheet", "kept", effective_from=FOUNDED_ON, actor=office.head, now=noon(FOUNDED_ON))
        for _letter in range(2):
            office.letter(office.anna, "L25", on=SATURDAY)
        office.accept(office.anna, SATURDAY)
        fill_timesheet(session, office.accountant, period=OCTOBER, now=noon(NOVEMBER_1))
        mark(office, SATURDAY, "РВ4")
    return office


def mark(office: PayOffice, day: date, text: str) -> None:
    entered = enter_timesheet(
        office.session,
        office.accountant,
        period=Period.of_day(day),
        cells={(office.anna.id, day): text},
        now=noon(NOVEMBER_1),
    )
    assert entered.problems == ()


def paid(database: Database, person_id: int) -> dict[str, Decimal]:
    with database.reading() as session:
        people = month_figures(session, OCTOBER).people
    [found] = [one for one in people if one.person.employee_id == person_id]
    return {line.kind + line.name: line.amount for line in found.pay}


def test_a_day_off_chosen_lowers_the_day_to_the_single_price_and_can_be_taken_back(
    database: Database, desk: Callable[..., Desk], kept: PayOffice
):
    head = desk(kept.head)
    shown = head.get(PAGE)
    assert "17.10.2026, сб 4 в повышенном размере" in shown
    assert paid(database, kept.anna.id)["REST"] == Decimal("210.00")

    chosen = {"employee": "101", "what": "day_off", "day": "2026-10-17", "reason": "заявление от 16.10"}
    assert "выбран день отдыха заявление от 16.10" in head.post(PAGE, **chosen)
    assert "REST" not in paid(database, kept.anna.id)

    assert "Отметка снята." in head.post(PAGE, **chosen, withdrawn="1")
    assert paid(database, kept.anna.id)["REST"] == Decimal("210.00")


def test_a_day_off_never_marked_as_taken_is_offered_at_dismissal(
    database: Database, desk: Callable[..., Desk], kept: PayOffice
):
    head = desk(kept.head)
    head.post(PAGE, employee="101", what="day_off", day="2026-10-17", reason="заявление")
    with database.writing() as session:
        kept.session = session
        kept.leaves(kept.anna, date(2026, 10, 30))

    assert "Неиспользованные дни отдыха увольняющихся" in head.get(PAGE)
    head.post(PAGE, employee="101", what="day_off_unused", day="2026-10-17", reason="увольнение")
    assert paid(database, kept.anna.id)["DAYOFF"] == Decimal("210.00")


def test_a_day_off_marked_as_taken_is_not_offered_again(database: Database, desk: Callable[..., Desk], kept: PayOffice):
    head = desk(kept.head)
    head.post(PAGE, employee="101", what="day_off", day="2026-10-17", reason="заявление")
    with database.writing() as session:
        kept.session = session
        mark(kept, date(2026, 10, 20), "НВ")
        kept.leaves(kept.anna, date(2026, 10, 30))

    assert "Неиспользованные дни отдыха" not in head.get(PAGE)


def test_why_norms_were_missed_is_noted_and_decides_the_guarantee(
    database: Database, desk: Callable[..., Desk], kept: PayOffice
):
    with database.writing() as session:
        common = {"effective_from": FOUNDED_ON, "source": "договор", "now": noon(NOVEMBER_1), "what": "tariff"}
        set_hourly(session, kept.accountant, employee_id=kept.anna.id, amount=Decimal(300), **common)
    head = desk(kept.head)

    assert "Меньше 100% норм" in head.get(PAGE)
    shown = head.post(PAGE, employee="101", what="shortfall", worth="nobody", reason="не работала почта")

    assert "ни по чьей вине: не ниже двух третей тарифа: не работала почта" in shown
    assert paid(database, kept.anna.id)["SHORT"] > 0


def test_below_the_minimum_at_the_own_fault_the_head_decides_to_pay(
    database: Database, desk: Callable[..., Desk], kept: PayOffice
):
    head = desk(kept.head)
    assert "Ждёт решения" not in head.get(PAGE)
    head.post(PAGE, employee="101", what="shortfall", worth="employee", reason="прогул")
    assert "Ждёт решения" in head.get(PAGE)
    assert "MROT" not in paid(database, kept.anna.id)

    shown = head.post(PAGE, employee="101", what="top_up", reason="решение № 3")

    assert "доплата до МРОТ выплачивается" in shown
    assert "Ждёт решения" not in shown
    assert paid(database, kept.anna.id)["MROT"] > 0
    with database.reading() as session:
        [line] = [one for one in _pay(session, kept.anna.id) if one.kind == "MROT"]
    assert line.ground == "решение № 3"


def _pay(session, person_id: int):
    return next(one.pay for one in month_figures(session, OCTOBER).people if one.person.employee_id == person_id)


def test_a_cut_reaches_only_as_far_as_the_law_allows_and_says_so(
    database: Database, desk: Callable[..., Desk], kept: PayOffice
):
    term = PremiumTerm("Ежемесячная", PremiumBase.PIECE, PlanPremium(Decimal(50)), "Положение")
    with database.writing() as session:
        set_scheme(
            session,
            kept.head,
            terms=SchemeTerms("с премией", premiums=(term,)),
            effective_from=FOUNDED_ON,
            ground="приказ № 4",
            now=noon(NOVEMBER_1),
            today=NOVEMBER_1,
        )
    head = desk(kept.head)

    assert "Премии за месяц" in head.get(PAGE)
    before = paid(database, kept.anna.id)
    month = Decimal("252.00") + before["PREMЕжемесячная"] + before["REST"]
    shown = head.post(PAGE, employee="101", what="cut", worth="126", reason="приказ № 5 о выговоре")

    assert paid(database, kept.anna.id)["PREM-"] == -(month * Decimal("0.2")).quantize(Decimal("0.01"))
    assert "указано 126, закон допускает 117,60" in shown


@pytest.mark.parametrize(
    ("note", "said"),
    [
        ({"what": "day_off", "day": "2026-11-07"}, "выходной должен быть в этом месяце"),
        ({"what": "shortfall", "worth": ""}, "укажите, по чьей вине"),
        ({"what": "cut", "worth": "много"}, "не указана сумма снижения премии"),
        ({"what": "cut", "worth": "0"}, "не указана сумма снижения премии"),
        ({"what": "gift"}, "такой отметки нет"),
        ({"what": "top_up", "reason": " "}, "Укажите, откуда это"),
    ],
)
def test_a_note_that_says_nothing_is_refused(
    desk: Callable[..., Desk], kept: PayOffice, note: dict[str, str], said: str
):
    head = desk(kept.head)

    assert said in head.post(PAGE, **{"employee": "101", "reason": "приказ", **note})
    assert head.status == 422


def test_only_the_head_notes_and_the_accountant_reads(desk: Callable[..., Desk], kept: PayOffice):
    accountant, anna = desk(kept.accountant), desk(kept.anna)

    assert "Работа в выходные и праздники" in accountant.get(PAGE)
    assert "Выбран день отдыха" not in accountant.text
    accountant.post(PAGE, employee="101", what="day_off", day="2026-10-17", reason="заявление")
    assert accountant.status == 403
    anna.get(PAGE)
    assert anna.status == 403


def test_notes_of_a_closed_month_are_read_and_not_changed(desk: Callable[..., Desk], kept: PayOffice):
    accountant, head = desk(kept.accountant), desk(kept.head)
    head.post(PAGE, employee="101", what="day_off", day="2026-10-17", reason="заявление от 16.10")
    accountant.post("/payroll/periods/2026-10/freezing")
    head.post("/payroll/periods/2026-10/approval")
    accountant.post("/payroll/periods/2026-10/closing")

    assert "Месяц закрыт: отметки можно посмотреть" in head.get(PAGE)
    assert "заявление от 16.10" in head.get(PAGE)
    assert "месяц закрыт" in head.post(PAGE, employee="101", what="top_up", reason="решение")
    assert head.status == 422


def test_an_empty_month_says_what_will_stand_here(desk: Callable[..., Desk], office: PayOffice):
    assert "Отмечать пока нечего" in desk(office.head).get("/payroll/periods/2026-12/notes")
