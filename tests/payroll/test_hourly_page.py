"""The page of tariffs and averages: set, ended, kept in history; accounting's sheet looked at before it is taken."""

from __future__ import annotations

import base64
import io
import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from openpyxl import Workbook

from naryad.db import Database
from naryad.office import set_setting
from payroll.pay_terms import DatedMoney, money_on
from payroll.store.pay_inputs import hourly_money
from payroll.workbook.hourly_file import hourly_sample
from tests.payroll.office import FOUNDED_ON, PayOffice, noon
from tests.payroll.test_pages import Desk, desk, office

__all__ = ["desk", "office"]
PAGE = "/payroll/hourly"
OCTOBER_31 = date(2026, 10, 31)
SET = {"employee": "101", "what": "tariff", "amount": "210,50", "effective_from": "2026-10-01", "source": "договор № 7"}
HEADER = "Табельный номер;ЧТС;Средний часовой заработок;Действует с;Основание\n"


def tariffs(database: Database, what: str = "tariff") -> dict[int, tuple[DatedMoney, ...]]:
    with database.reading() as session:
        return hourly_money(session, what, date(2027, 1, 1))


def look(accountant: Desk, content: bytes, name: str = "тарифы.csv") -> str:
    token = re.search(r'name="csrf" value="([^"]+)"', accountant.client.get("/profile").text)
    assert token is not None
    answer = accountant.client.post(
        f"{PAGE}/import", data={"csrf": token.group(1)}, files={"file": (name, content, "text/csv")}
    )
    return accountant._read(answer)


def test_a_tariff_is_set_from_a_day_with_its_source_and_stands_in_the_history(
    database: Database, desk: Callable[..., Desk], office: PayOffice
):
    accountant = desk(office.accountant)

    shown = accountant.post(PAGE, **SET)

    assert "Назначено." in shown
    assert "01.10.2026 , договор № 7" in shown or "01.10.2026, договор № 7" in shown
    assert "История: Смирнова Анна Юрьевна" in shown
    assert tariffs(database)[office.anna.id] == (DatedMoney(date(2026, 10, 1), Decimal("210.50"), "договор № 7"),)


def test_an_ended_tariff_holds_until_the_day_before(database: Database, desk: Callable[..., Desk], office: PayOffice):
    accountant = desk(office.accountant)
    accountant.post(PAGE, **SET)

    ended = {**SET, "amount": "", "effective_from": "2026-10-16", "source": "приказ № 9", "ends": "1"}
    assert "С этого дня прекращено." in accountant.post(PAGE, **ended)

    known = tariffs(database)[office.anna.id]
    assert money_on(known, date(2026, 10, 15)) == known[0]
    assert money_on(known, date(2026, 10, 16)) is None


def test_what_never_began_cannot_be_ended(desk: Callable[..., Desk], office: PayOffice):
    accountant = desk(office.accountant)

    shown = accountant.post(PAGE, **{**SET, "amount": "", "ends": "1"})

    assert accountant.status == 409
    assert "На 01.10.2026 у сотрудника Смирнова Анна Юрьевна ничего не действует" in shown


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"amount": "0"}, "0 не может быть суммой в час"),
        ({"amount": "двести"}, "«двести» — не число"),
        ({"source": " "}, "Укажите, откуда это"),
        ({"effective_from": ""}, "День не указан"),
    ],
)
def test_a_tariff_that_is_none_comes_back_with_what_was_typed(
    desk: Callable[..., Desk], office: PayOffice, wrong: dict[str, str], said: str
):
    accountant = desk(office.accountant)

    assert said in accountant.post(PAGE, **{**SET, **wrong})
    assert accountant.status == 422
    assert f'value="{ {**SET, **wrong}["amount"] }"' in accountant.text


def test_a_lower_tariff_asks_for_notice_or_the_persons_consent(
    database: Database, desk: Callable[..., Desk], office: PayOffice
):
    accountant = desk(office.accountant)
    accountant.post(PAGE, **SET)
    lower = {**SET, "amount": "200", "effective_from": "2026-11-20", "source": "приказ № 9"}

    refused = accountant.post(PAGE, **lower)
    agreed = {"agreed": str(office.anna.id), "paper": ""}
    without_paper = accountant.post(PAGE, **lower, **agreed)
    done = accountant.post(PAGE, **lower, **{**agreed, "paper": "заявление от 02.11.2026"})

    assert "С 20.11.2026 оплата стала бы ниже, чем сейчас. Кого это касается: Смирнова Анна Юрьевна" in refused
    assert "Смирнова А. Ю. — согласие получено письменно" in refused
    assert "Укажите подписанное заявление о согласии" in without_paper
    assert "Назначено." in done
    assert tariffs(database)[office.anna.id][-1].amount == Decimal(200)


def test_a_lower_tariff_never_reaches_days_already_worked(desk: Callable[..., Desk], office: PayOffice):
    accountant = desk(office.accountant)
    accountant.post(PAGE, **SET)

    shown = accountant.post(PAGE, **{**SET, "amount": "200", "effective_from": "2026-10-15"})

    assert "За уже отработанные дни оплата не снижается" in shown
    assert accountant.status == 409


def test_a_tariff_announced_two_months_ago_may_fall_and_an_average_is_a_fact(
    database: Database, desk: Callable[..., Desk], office: PayOffice
):
    accountant = desk(office.accountant)
    accountant.post(PAGE, **SET)
    accountant.post(PAGE, **{**SET, "what": "average", "amount": "300"})

    told = {"announced_on": "2026-09-02"}
    assert "Назначено." in accountant.post(PAGE, **{**SET, "amount": "200", "effective_from": "2026-11-20"}, **told)
    assert "Назначено." in accountant.post(
        PAGE, **{**SET, "what": "average", "amount": "280", "effective_from": "2026-10-02"}
    )
    assert tariffs(database, "average")[office.anna.id][-1].amount == Decimal(280)


def test_a_tariff_mistyped_today_is_mended_today(database: Database, desk: Callable[..., Desk], office: PayOffice):
    accountant = desk(office.accountant)
    accountant.post(PAGE, **{**SET, "amount": "2100"})

    assert "Назначено." in accountant.post(PAGE, **SET)
    assert tariffs(database)[office.anna.id][-1].amount == Decimal("210.50")


def test_the_checklists_link_chooses_the_person(desk: Callable[..., Desk], office: PayOffice):
    accountant = desk(office.accountant)

    accountant.get(f"{PAGE}?employee=102&what=average")

    assert re.search(r'<option value="102" selected', accountant.text)
    assert re.search(r'<option value="average" selected', accountant.text)


def test_tariffs_stand_in_the_menu_of_an_office_that_uses_them(
    database: Database, desk: Callable[..., Desk], office: PayOffice
):
    accountant = desk(office.accountant)
    accountant.get("/payroll")
    assert f'href="{PAGE}"' not in accountant.text

    accountant.post(PAGE, **SET)
    accountant.get("/payroll")
    assert f'href="{PAGE}"' in accountant.text


def test_an_office_that_keeps_a_timesheet_uses_tariffs(
    database: Database, desk: Callable[..., Desk], office: PayOffice
):
    with database.writing() as session:
        set_setting(session, "timesheet", "kept", effective_from=FOUNDED_ON, actor=office.head, now=noon(FOUNDED_ON))

    accountant = desk(office.accountant)
    accountant.get("/payroll")

    assert f'href="{PAGE}"' in accountant.text


def test_accountings_sheet_is_looked_at_and_taken_only_when_told_to(
    database: Database, desk: Callable[..., Desk], office: PayOffice
):
    accountant = desk(office.accountant)
    content = (HEADER + "101;210,50;268,4175;01.10.2026;договор № 7\n102;;301,2;01.10.2026;справка № 12\n").encode()

    shown = look(accountant, content)
    assert "3 суммы к назначению" in shown
    assert tariffs(database) == {}

    packed = base64.b64encode(content).decode()
    assert "3 суммы назначены." in accountant.post(f"{PAGE}/import/take", name="тарифы.csv", content=packed)
    assert tariffs(database, "average")[office.boris.id][0].amount == Decimal("301.2")
    assert "Всё из этого файла уже назначено" in look(accountant, content)


def test_every_bad_cell_is_named_and_the_good_rows_wait_for_a_word(
    database: Database, desk: Callable[..., Desk], office: PayOffice
):
    accountant = desk(office.accountant)
    content = (
        HEADER
        + "101;210,50;;01.10.2026;договор № 7\n"
        + "999;210;;01.10.2026;договор\n"
        + "102;-5;;31.13.2026;\n"
        + "102;;;01.10.2026;справка\n"
        + "101;300;;01.10.2026;договор № 8\n"
    ).encode("cp1251")

    shown = look(accountant, content)

    assert "строка 3, A3 Табельного номера «999» ни у кого нет" in shown
    assert "строка 4, B4 ЧТС: «-5» не подходит" in shown
    assert "строка 4, D4 «31.13.2026» — не дата" in shown
    assert "строка 4, E4 Не заполнено: «Основание»" in shown
    assert "строка 5, B5 В строке нет ни тарифа, ни среднего заработка" in shown
    assert "строка 6, A6 Табельный номер «101» уже есть в строке 2" in shown
    assert "1 сумма к назначению" in shown
    assert tariffs(database) == {}


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "он пуст"),
        (b"PK\x03\x04 nothing", "это не книга Excel"),
        (b"\x00\x01", "это не .xlsx и не текст"),
        ("Табельный номер;ЧТС\n101;5\n".encode(), "В файле нет столбца «Действует с»"),
    ],
)
def test_a_file_that_is_no_sheet_of_tariffs_is_refused(
    desk: Callable[..., Desk], office: PayOffice, content: bytes, said: str
):
    accountant = desk(office.accountant)

    assert said in look(accountant, content)
    assert accountant.status == 422


def test_a_day_of_a_closed_month_is_a_bad_cell(desk: Callable[..., Desk], office: PayOffice):
    accountant, head = desk(office.accountant), desk(office.head)
    accountant.post("/payroll/periods/2026-10/freezing")
    head.post("/payroll/periods/2026-10/approval")
    accountant.post("/payroll/periods/2026-10/closing")

    shown = look(accountant, (HEADER + "101;210;;31.10.2026;договор\n").encode())

    assert "строка 2, D2" in shown
    assert "01.11.2026" in shown


def test_the_sample_is_a_sheet_that_can_be_taken(desk: Callable[..., Desk], office: PayOffice):
    accountant = desk(office.accountant)

    assert "3 суммы к назначению" in look(accountant, hourly_sample("ru"), "образец.xlsx")
    assert accountant.client.get(f"{PAGE}/import/sample.xlsx").content[:2] == b"PK"


def test_a_workbooks_own_dates_and_numbers_are_read(desk: Callable[..., Desk], office: PayOffice):
    book, out = Workbook(), io.BytesIO()
    assert book.active is not None
    book.active.append(["Number", "Hourly tariff", "From", "Source"])
    book.active.append([101, 210.5, date(2026, 10, 1), "contract 7"])
    book.save(out)

    assert "210,5" in look(desk(office.accountant), out.getvalue(), "tariffs.xlsx")


def test_only_the_accountant_and_the_head_set_tariffs(desk: Callable[..., Desk], office: PayOffice):
    for person in (office.anna, office.administrator):
        visitor = desk(person)
        visitor.get(PAGE)
        assert visitor.status == 403
        visitor.get(f"{PAGE}/import")
        assert visitor.status == 403
        visitor.post(PAGE, **SET)
        assert visitor.status == 403
