"""The pages of jobs: written down with parts counted on the way, accepted by the head, read on the slip."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

from naryad.db import Database
from naryad.people import Employee
from naryad.staff import choose_language
from tests.payroll.office import FOUNDED_ON, PayOffice, noon
from tests.payroll.test_pages import Desk, desk, office

__all__ = ["desk", "office"]
CREW = {
    "kind": "crew",
    "title": "Наряд на бригаду",
    "number": "12",
    "dated_on": "2026-10-30",
    "first_day": "2026-10-12",
    "last_day": "2026-10-30",
    "content": "Разбор архива",
    "price_by": "sum",
    "amount": "30 000,00",
    "source": "приказ № 5",
    "shared_by": "coefficient",
    "who-1": "101 Смирнова Анна Юрьевна",
    "ktu-1": "1,2",
    "why-1": "вела опись",
    "who-2": "102",
    "ktu-2": "1",
}


def token(desk: Desk) -> str:
    found = re.search(r'name="csrf" value="([^"]+)"', desk.client.get("/profile").text)
    assert found is not None
    return found.group(1)


def sent(desk: Desk, url: str, fields: dict[str, Any]) -> str:
    return desk._read(desk.client.post(url, data={"csrf": token(desk), **fields}))


def test_an_office_without_jobs_has_none_in_its_menu_and_finds_them_under_the_settings(
    desk: Callable[[Employee], Desk], office: PayOffice
):
    head = desk(office.head)

    head.get("/payroll")
    assert 'href="/payroll/jobs"' not in head.text
    head.get("/settings")
    assert 'href="/payroll/jobs"' in head.text
    assert "В этом месяце нарядов нет" in head.get("/payroll/jobs?month=2026-10")


def test_a_job_is_counted_written_down_accepted_and_paid(desk: Callable[[Employee], Desk], office: PayOffice):
    accountant, head = desk(office.accountant), desk(office.head)

    looked = sent(accountant, "/payroll/jobs/new", {**CREW, "step": "count"})
    assert "30 000,00 × 1,2 / 2,2 = 16 363,64" in looked
    assert "Всего, до копейки цена наряда 30 000,00" in looked
    assert "В этом месяце нарядов нет" in accountant.get("/payroll/jobs?month=2026-10")

    said = sent(accountant, "/payroll/jobs/new", {**CREW, "step": "save"})
    assert "Наряд записан, теперь его принимает руководитель." in said
    assert "Принять наряд" not in said
    assert "наряд не принят" in accountant.get("/payroll/periods/2026-10")

    assert "Наряд принят и оплачивается в своём месяце." in head.post("/payroll/jobs/1/acceptance", seen="1")
    listed = head.get("/payroll/jobs?month=2026-10")
    assert "Наряд на бригаду № 12" in listed
    assert "Принято, до вычета НДФЛ 30 000,00" in listed
    assert "30 000,00 × 1,2 / 2,2 = 16 363,64" in desk(office.anna).get("/payroll/periods/2026-10/slips/101")
    head.get("/payroll")
    assert 'href="/payroll/jobs"' in head.text


def test_parts_come_to_the_forms_script_as_one_types_with_what_is_lacking(
    desk: Callable[[Employee], Desk], office: PayOffice
):
    accountant = desk(office.accountant)

    assert "13 636,36" in sent(accountant, "/payroll/jobs/parts", CREW)
    lacking = sent(accountant, "/payroll/jobs/parts", {**CREW, "ktu-1": "1,3", "why-1": ""})
    assert lacking == (
        "КТУ сотрудника Смирнова Анна Юрьевна — 1,3, а не 1. Напишите, почему, как в протоколе бригады: это прочтёт "
        "человек."
    )
    assert sent(accountant, "/payroll/jobs/parts", {**CREW, "amount": "тысяча"}).startswith("«тысяча» — не число.")
    assert "999" in sent(accountant, "/payroll/jobs/parts", {**CREW, "who-2": "999 Никто"})


def test_a_refused_form_keeps_what_was_typed(desk: Callable[[Employee], Desk], office: PayOffice):
    accountant = desk(office.accountant)

    said = sent(accountant, "/payroll/jobs/new", {**CREW, "content": "", "step": "save"})

    assert accountant.status == 422
    assert "В наряде не хватает: что сделано." in said
    assert 'value="вела опись"' in accountant.text
    assert 'value="30 000,00"' in accountant.text


def test_an_accepted_job_is_corrected_with_a_reason_and_can_be_made_void(
    desk: Callable[[Employee], Desk], office: PayOffice
):
    head = desk(office.head)
    sent(head, "/payroll/jobs/new", {**CREW, "step": "save"})
    head.post("/payroll/jobs/1/acceptance", seen="1")

    assert 'value="30000"' in (head.get("/payroll/jobs/1/text") and head.text)
    changed = {**CREW, "amount": "36000", "seen": "1", "step": "save"}
    assert "Напишите, почему он меняется" in sent(head, "/payroll/jobs/1/text", changed)
    shown = sent(head, "/payroll/jobs/1/text", {**changed, "reason": "приказ № 6"})
    assert "Пока новый текст не принят, оплачивается принятый раньше." in shown
    assert "36 000,00 ₽ — приказ № 6" in shown

    assert "Напишите, почему" in head.post("/payroll/jobs/1/voiding", seen="2", reason=" ")
    assert "Наряд отменён." in head.post("/payroll/jobs/1/voiding", seen="2", reason="сделал подрядчик")
    assert "отменён: сделал подрядчик" in head.get("/payroll/jobs/1")


@pytest.mark.parametrize(
    ("fields", "shown"),
    [
        (
            {"kind": "lump_sum", "planned": "20", "actual": "18", "bonus": "0,5"},
            "(30 000,00 + 30 000,00 × 0,5 × 2 дн. / 20 дн.) × 1,2 / 2,2 = 17 181,82",
        ),
        (
            {"price_by": "minutes", "norm_minutes": "6000", "rate": "5", "shared_by": "coefficient_days",
             "days-1": "10", "days-2": "6"},
            "6 000 мин × 5 × 1,2 × 10 дн. / 18 = 20 000,00",
        ),
        ({"kind": "indirect", "whom-1": "102", "norm-1": "100"}, "доли нет, не оплачивается 0,00"),
    ],
)  # fmt: skip
def test_every_kind_of_job_is_counted_by_its_form(
    desk: Callable[[Employee], Desk], office: PayOffice, fields: dict[str, str], shown: str
):
    said = sent(desk(office.accountant), "/payroll/jobs/parts", {**CREW, **fields})

    assert shown in said


def test_a_job_is_seen_by_pay_alone(desk: Callable[[Employee], Desk], office: PayOffice):
    anna = desk(office.anna)

    anna.get("/payroll/jobs")
    assert anna.status == 403
    anna.get("/payroll/jobs/new")
    assert anna.status == 403
    head = desk(office.head)
    assert "Такого наряда нет." in head.get("/payroll/jobs/77")
    assert head.status == 404


def test_the_page_is_the_same_in_english(database: Database, desk: Callable[[Employee], Desk], office: PayOffice):
    head = desk(office.head)
    sent(head, "/payroll/jobs/new", {**CREW, "step": "save"})
    with database.writing() as session:
        choose_language(session, office.head, "en", noon(FOUNDED_ON))

    shown = head.get("/payroll/jobs/1")

    assert "30,000.00 × 1.2 / 2.2 = 16,363.64" in shown
    assert "waits to be accepted" in shown
