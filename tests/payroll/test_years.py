"""A year entered on one page: norm hours, refusals that name the day, warnings from 1 December, history."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest

from naryad.calendar import Calendar
from naryad.calendar_year import CalendarYear, days_of_text, text_of_days
from naryad.days import Period
from naryad.db import Database
from naryad.errors import DomainError
from naryad.people import NotAllowed
from naryad.verification import troubles
from naryad.years import calendar_of, enter_year, history_of
from payroll.actions.minimum_wage import enter_minimum_wage
from payroll.closing import MinimumWage
from payroll.minimum_wage import minimum_wage_on
from payroll.store.figures import closing_terms
from payroll.store.minimum_wage import known_minimum_wages
from payroll.store.years import year_missing
from tests.payroll.office import PayOffice, noon
from tests.payroll.test_pages import Desk, desk, office

__all__ = ["desk", "office"]
NOVEMBER_20 = date(2026, 11, 20)
DECREE = "Постановление от 01.10.2026 № 1500"
YEAR_2027 = {
    "holidays": "01.01-08.01, 23.02, 08.03, 01.05, 09.05, 12.06, 04.11",
    "moved_days_off": "22.02, 03.05, 10.05, 14.06, 31.12",
    "working_weekends": "20.02",
    "shortened": "20.02, 30.04, 11.06, 03.11",
    "decree": DECREE,
}
LAW = {"wage": "29 000", "wage_from": "01.01.2027", "law": "Федеральный закон от 01.11.2026 № 400-ФЗ"}


def year_2027(**changed: str) -> CalendarYear:
    lists = {**YEAR_2027, **changed}
    source = lists.pop("decree")
    return CalendarYear(2027, source=source, **{kind: days_of_text(text, 2027) for kind, text in lists.items()})


def test_days_are_read_with_ranges_and_written_back_the_same():
    days = days_of_text("01.01 – 03.01; 23.02 8.3", 2027)

    assert sorted(days) == [date(2027, 1, 1), date(2027, 1, 2), date(2027, 1, 3), date(2027, 2, 23), date(2027, 3, 8)]
    assert text_of_days(days) == "01.01-03.01, 23.02, 08.03"


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"holidays": "30.02"}, "«30.02» — не день 2027 года"),
        ({"holidays": "январь"}, "«январь» — не день 2027 года"),
        ({"holidays": "01.01.2026"}, "«01.01.2026» — не день 2027 года"),
        ({"holidays": "08.01-01.01"}, "«08.01-01.01» — не день 2027 года"),
        ({"holidays": " "}, "У 2027 года нет нерабочих праздников"),
        ({"moved_days_off": "23.02"}, "23.02.2027 стоит в двух списках"),
        ({"moved_days_off": "27.02"}, "27.02.2027 — суббота или воскресенье, это и так выходной"),
        ({"working_weekends": "19.02"}, "19.02.2027 — не суббота и не воскресенье"),
        ({"shortened": "06.03"}, "06.03.2027 — выходной, сокращать в нём нечего"),
        ({"shortened": "22.02"}, "22.02.2027 стоит в двух списках"),
        ({"decree": "  "}, "Не указано, откуда эти данные"),
    ],
)
def test_a_wrong_year_is_refused_by_the_day_that_is_wrong(changed: dict[str, str], message: str):
    with pytest.raises(DomainError) as refusal:
        year_2027(**changed)

    assert message in refusal.value.message("ru")


def test_the_years_that_come_with_the_program_are_built_the_same_way():
    assert [Calendar.russian().norm_hours(Period(2026, month)) for month in (1, 5, 12)] == [120, 151, 176]


def test_an_entered_year_is_known_at_once_to_everybody_who_asks_the_database(any_db: Database):
    with any_db.writing() as session:
        founded = PayOffice.founded(session)
        assert not calendar_of(session).knows(2027)
        assert enter_year(session, founded.accountant, year_2027(), now=noon(NOVEMBER_20))
        assert not enter_year(session, founded.accountant, year_2027(), now=noon(NOVEMBER_20))

    with any_db.reading() as session:
        calendar = calendar_of(session)
        assert calendar.norm_hours(Period(2027, 2)) == Decimal(151)
        assert calendar.is_workday(date(2027, 2, 20))
        assert not calendar.is_workday(date(2027, 12, 31))
        assert closing_terms(session, Period(2027, 2), employee_id=None).norm_hours == Decimal(151)
    assert not Calendar.russian().knows(2027)


def test_a_year_entered_again_holds_and_the_earlier_one_stays_in_its_history(any_db: Database):
    with any_db.writing() as session:
        founded = PayOffice.founded(session)
        enter_year(session, founded.accountant, year_2027(), now=noon(NOVEMBER_20))
        enter_year(session, founded.head, year_2027(shortened="30.04", decree="Уточнение"), now=noon(NOVEMBER_20))

        assert [row.source for row in history_of(session, 2027)] == ["Уточнение", DECREE]
        assert calendar_of(session).hours_on(date(2027, 2, 20)) == 8
    with any_db.reading() as session:
        assert list(troubles(session)) == []


def test_a_minimum_wage_stands_on_top_of_those_of_the_program(any_db: Database):
    wage = MinimumWage(date(2027, 1, 1), Decimal(29000), LAW["law"])
    with any_db.writing() as session:
        founded = PayOffice.founded(session)
        assert enter_minimum_wage(session, founded.accountant, wage, now=noon(NOVEMBER_20))
        assert not enter_minimum_wage(session, founded.accountant, wage, now=noon(NOVEMBER_20))

        known = known_minimum_wages(session)
        assert minimum_wage_on(date(2027, 5, 31), known) == wage
        assert minimum_wage_on(date(2026, 5, 31), known).amount == 27093
        assert closing_terms(session, Period(2027, 1), employee_id=None).minimum_wage == wage


@pytest.mark.parametrize(
    ("amount", "day", "law", "message"),
    [
        ("0", date(2027, 1, 1), "ФЗ", "0 не может быть МРОТ"),
        ("29000.005", date(2027, 1, 1), "ФЗ", "29000,005 не может быть МРОТ"),
        ("29000", date(1999, 1, 1), "ФЗ", "МРОТ не может начинаться 01.01.1999"),
        ("29000", date(2027, 1, 1), " ", "Не указано, откуда эти данные"),
    ],
)
def test_a_wrong_minimum_wage_is_refused(database: Database, amount: str, day: date, law: str, message: str):
    with database.writing() as session:
        founded = PayOffice.founded(session)
        with pytest.raises(DomainError) as refusal:
            enter_minimum_wage(session, founded.head, MinimumWage(day, Decimal(amount), law), now=noon(NOVEMBER_20))

    assert message in refusal.value.message("ru")


def test_an_employee_enters_no_year(database: Database):
    with database.writing() as session:
        founded = PayOffice.founded(session)
        with pytest.raises(NotAllowed):
            enter_year(session, founded.anna, year_2027(), now=noon(NOVEMBER_20))


def test_the_next_year_is_missed_from_the_first_of_december_on(database: Database):
    with database.writing() as session:
        founded = PayOffice.founded(session)
        assert year_missing(session, today=date(2026, 11, 30)) is None
        assert year_missing(session, today=date(2026, 12, 1)) == 2027
        enter_year(session, founded.accountant, year_2027(), now=noon(NOVEMBER_20))
        assert year_missing(session, today=date(2026, 12, 1)) == 2027
        wage = MinimumWage(date(2027, 1, 1), Decimal(29000), "ФЗ")
        enter_minimum_wage(session, founded.accountant, wage, now=noon(NOVEMBER_20))
        assert year_missing(session, today=date(2026, 12, 1)) is None
        assert year_missing(session, today=date(2028, 1, 10)) == 2028


def test_a_year_is_entered_on_one_page_with_its_norm_hours_shown_first(
    database: Database, desk: Callable[..., Desk], office: PayOffice
):
    accountant = desk(office.accountant)

    assert "01.01-08.01, 23.02, 08.03" in accountant.get("/payroll/years/2027")
    looked = accountant.post("/payroll/years/2027", look="1", **YEAR_2027)
    assert "февраль 2027 19 151" in looked
    with database.reading() as session:
        assert not calendar_of(session).knows(2027)

    assert "2027 год записан." in accountant.post("/payroll/years/2027", **YEAR_2027, **LAW)
    assert "29 000,00" in accountant.get("/payroll/years")
    assert "введён офисом" in accountant.get("/payroll/years")
    assert DECREE in accountant.get("/payroll/years/2027")
    assert "2027 год уже так и записан." in accountant.post("/payroll/years/2027", **YEAR_2027, **LAW)


def test_norm_hours_follow_what_is_typed_and_a_wrong_day_is_named(desk: Callable[..., Desk], office: PayOffice):
    accountant = desk(office.accountant)

    assert "За год" in accountant.post("/payroll/years/2027/norms", **YEAR_2027)
    said = accountant.post("/payroll/years/2027/norms", **{**YEAR_2027, "working_weekends": "19.02"})
    assert "19.02.2027 — не суббота и не воскресенье" in said


def test_a_refused_year_keeps_what_was_typed(desk: Callable[..., Desk], office: PayOffice):
    accountant = desk(office.accountant)

    said = accountant.post("/payroll/years/2027", **{**YEAR_2027, **LAW, "wage_from": "01.07.2026"})

    assert accountant.status == 422
    assert "«01.07.2026» — не дата" in said
    assert DECREE in accountant.text
    accountant.post("/payroll/years/3000", **YEAR_2027)
    assert accountant.status == 422


def test_somebody_without_the_right_enters_nothing(desk: Callable[..., Desk], office: PayOffice):
    anna, administrator = desk(office.anna), desk(office.administrator)

    anna.get("/payroll/years")
    assert anna.status == 403
    administrator.post("/payroll/years/2027", **YEAR_2027)
    assert administrator.status == 403
