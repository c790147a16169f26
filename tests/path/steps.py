"""The steps of a month in the living office, each through its own door."""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Decimal

from audit.store.frame import frame_by_key
from naryad.days import Period
from payroll.store.snapshot import month_snapshot
from tests.path.living import DOMAIN, MOSCOW, LivingOffice, cdr, told_in

SEPTEMBER, OCTOBER, NOVEMBER = Period(2026, 9), Period(2026, 10), Period(2026, 11)
MONDAY = date(2026, 9, 28)
RATES = {"USD": "81.1234", "EUR": "92.5001", "CNY": "11.2345", "GBP": "105.7000", "JPY": "54.3210"}


def furnish(living: LivingOffice) -> None:
    """Give the office its catalog, its rate, an extension and a register."""
    gleb, dina, vera = living.as_("2"), living.as_("1"), living.as_("3")
    types = re.findall(r'name="types" value="([^"]+)"', gleb.get("/norms/starter").text)
    assert "L10" in types
    assert gleb.post("/norms/starter", {"types": types}).status_code == 200
    assert dina.post("/norms/founding/confirmation").status_code == 200
    rate = {"amount": "4,20", "per": "norm_minute", "effective_from": "2026-07-01", "owner": "office"}
    assert "4,2" in told_in(vera.post("/payroll/rates", rate).text)
    extension = {"number": "201", "employee": "101", "first_day": "2026-07-01", "source": "asterisk"}
    assert gleb.post("/exchange/extensions", extension).status_code == 200
    register = {"series": "ДГ", "title_ru": "Договоры"}
    assert dina.post("/documents/registers", register).status_code == 200


def amounts(office: LivingOffice, period: Period, number: str = "101") -> list[tuple[str, Decimal]]:
    """Return what a person is owed for a month, kind by kind with the month of origin."""
    with office.database.reading() as session:
        month = month_snapshot(session, period)
    return [
        (str(one.source_period or Period.of_day(one.first_day)), one.amount)
        for one in month.accruals
        if one.employee_id == office.people[number].id
    ]


def work_on_monday(office: LivingOffice) -> None:
    anna, gleb = office.as_("101"), office.as_("2")
    office.clock.at(MONDAY, 10)
    assert office.send("Ответ на вопрос", work_type=None, to=f"boris@{DOMAIN}") == 550
    assert office.send("Ответ на вопрос", work_type="L10", to=f"boris@{DOMAIN}") == 250
    office.clock.at(MONDAY, 15)
    file = cdr(datetime(2026, 9, 28, 11, 0, 0, tzinfo=MOSCOW), "201", "78172550101", 240)
    assert gleb.post("/exchange/calls", {"source": "asterisk"}, {"file": ("Master.csv", file)}).status_code == 200
    waiting = re.findall(r'name="entry" value="(\d+)"', anna.get(f"/day/{MONDAY}").text)
    assert len(set(waiting)) == 1
    anna.post("/day/code", {"entry": waiting[:1], "work_type": "C5", "page_day": str(MONDAY)})
    register = re.search(r'<option value="(\d+)"[^>]*>[^<]*ДГ', anna.get("/documents/new").text)
    assert register is not None
    issued = anna.post("/documents/new", {"series": register[1], "about": "Договор поставки, Лира", "work_type": "D30"})
    assert "ДГ-2026/1" in told_in(issued.text)


def close(office: LivingOffice, period: Period, today: date) -> None:
    office.clock.at(today, 23)
    office.evening()
    for number, step in (("3", "freezing"), ("1", "approval"), ("3", "closing")):
        page = office.as_(number).post(f"/payroll/periods/{period}/{step}")
        assert page.status_code == 200, told_in(page.text)


def check_the_week(office: LivingOffice) -> None:
    """Freeze the list of the week, draw it, and let Gleb judge that the letter is an easy one."""
    gleb = office.as_("2")
    office.clock.at(date(2026, 10, 6), 10)
    page = gleb.post("/audit/lists", {"span": "2026-W40", "kind": "rates", "day": "2026-10-08"})
    assert page.status_code == 200, told_in(page.text)
    with office.database.reading() as session:
        frame = frame_by_key(session, "2026-W40").id
    office.clock.at(date(2026, 10, 7), 18)
    drawn = gleb.post(f"/audit/lists/{frame}/draw", {"currency": list(RATES), "rate": list(RATES.values())})
    assert drawn.status_code == 200, told_in(drawn.text)
    for _ in range(3):
        desk = gleb.get("/audit/desk").text
        handles = set(re.findall(r'action="/audit/desk/([^"]+)"', desk)) - {"back", "trial"}
        if not handles:
            break
        shown = told_in(desk)
        assert "Белова" not in shown
        verdict = {"verdict": "type", "code": "L5"} if "Ответ на вопрос" in shown else {"verdict": "cannot_tell"}
        judged = gleb.post(f"/audit/desk/{handles.pop()}", verdict)
        assert judged.status_code == 200, told_in(judged.text)


def finding_of_anna(office: LivingOffice) -> str:
    found = re.search(r"/audit/findings/(\d+)", office.as_("101").get("/audit/findings").text)
    assert found is not None
    return found[1]
