"""A whole check in Russian: a list frozen and drawn, two blind auditors, an objection, a head who decides."""

from __future__ import annotations

import re
import shutil
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from naryad import access, staff
from naryad.days import Period
from naryad.db import Database
from naryad.office import office_of
from naryad.people import Employee, Role
from payroll.actions import approve_month, close_month, freeze_month
from tests.browser.conftest import RunningHouse
from tests.browser.keyboard import come_in, press_russian, tab_to
from tests.browser.office import PASSWORD, RATES, TEXT, THURSDAY, at
from tests.browser.windows import Opens
from worklog.actions.day import accept_due_days
from worklog.actions.draft import Draft, hand_in, save_draft
from worklog.compose import Written
from worklog.maildir import MaildirHop
from worklog.relay import pass_on_now
from worklog.sending import ToSend

OCTOBER_5 = date(2026, 10, 5)
RATES_DAY = date(2026, 10, 17)
MINUTE_SECONDS = 60


@pytest.fixture(scope="module")
def office_file(office_at_work: Path, quick_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The office at work with a second administrator, Zoya, Anna's letter of 05.10 typed L25, and September closed."""
    path = quick_folder / "office-of-two.sqlite"
    shutil.copyfile(office_at_work, path)
    database = Database(f"sqlite:///{path}")
    with ThreadPoolExecutor(1) as aside:
        aside.submit(_go_on, database, tmp_path_factory.mktemp("mail-of-two")).result()
    database.dispose()
    return path


def _go_on(database: Database, mail: Path) -> None:
    with database.writing() as session:
        people = {person.email.partition("@")[0]: person for person in staff.employees(session)}
        staff.add_employee(
            session,
            name="Рябова Зоя Олеговна",
            email="zoya@zarya.example",
            number="4",
            roles=(Role.ADMINISTRATOR,),
            employed_from=date(2026, 8, 3),
            actor=None,
            now=at(OCTOBER_5, 9),
        )
        access.set_password(session, people["gleb"].id, PASSWORD, actor=None, now=at(OCTOBER_5, 9))
    _send(database, mail, people["anna"])
    with database.writing() as session:
        accept_due_days(session, at(OCTOBER_5 + timedelta(days=2), 23))
    _close_september(database, people)


def _send(database: Database, mail: Path, who: Employee) -> None:
    text = TEXT.format(author=who.name)
    draft = Draft(None, Written(who.email, "other@far.example", "", "", "Счёт оплачен", text), "L25")
    hop = MaildirHop(mail, None)
    with database.writing() as session:
        office = office_of(session)
        kept = save_draft(session, draft, actor=who, office=office, now=at(OCTOBER_5, 9))
        taken = hand_in(session, kept, actor=who, office=office, next_hop=hop.name, now=at(OCTOBER_5, 10))
    assert isinstance(taken, ToSend)
    pass_on_now(database, hop, taken, clock=lambda: at(OCTOBER_5, 10))


def _close_september(database: Database, people: dict[str, Employee]) -> None:
    month = Period.of_month("2026-09")
    with database.writing() as session:
        freeze_month(session, people["vera"], period=month, now=at(THURSDAY, 8), today=THURSDAY)
        approve_month(session, people["dina"], period=month, now=at(THURSDAY, 9), today=THURSDAY)
        close_month(session, people["vera"], period=month, now=at(THURSDAY, 10), today=THURSDAY)


def test_a_new_administrator_comes_from_signing_in_to_the_first_judged_work_in_under_a_minute(opens: Opens) -> None:
    began = time.monotonic()
    page = opens("", "/sign-in")
    come_in(page, "gleb")

    page.get_by_role("link", name=re.compile("К столу проверки")).click()
    expect(page.locator("h1")).to_have_text("Работа 1")
    expect(page.locator("main")).to_contain_text("нажмите клавишу типа")
    page.keyboard.press("5")

    expect(page.locator("h1")).to_have_text("Работа 2")
    assert time.monotonic() - began < MINUTE_SECONDS


def test_a_list_is_frozen_drawn_judged_by_two_appealed_and_decided(opens: Opens, house: RunningHouse) -> None:
    gleb = opens("gleb", "/audit/desk")
    for work in ("Работа 1", "Работа 2"):
        expect(gleb.locator("h1")).to_have_text(work)
        gleb.keyboard.press("5")
    _freeze_and_draw(gleb, house)
    letters = _judge_the_rest(gleb)
    assert letters == 1

    # Nothing has followed from what one person found.
    expect(opens("anna", "/audit/findings").locator("main")).to_contain_text("Расхождений нет")
    expect(opens("dina", "/audit/decisions").locator("main")).to_contain_text("Расхождений нет")

    letters = _judge_the_rest(opens("zoya", "/audit/desk"))
    assert letters == 3

    _agree_to_one_and_object_to_the_other(opens("anna", "/audit/findings"))
    _decide(opens("dina", "/audit/decisions"))

    anna = opens("anna", "/day/2026-10-05")
    expect(anna.locator("main")).to_contain_text("L10")
    expect(anna.locator("[data-part=figures], .stats, main").first).to_contain_text("10")
    expect(opens("anna", "/payroll/periods/2026-09/slips/101").locator("main")).to_contain_text("735,00")
    expect(opens("anna", "/payroll/periods/2026-10/slips/101").locator("main")).to_contain_text("−42,00")


def _freeze_and_draw(gleb: Page, house: RunningHouse) -> None:
    """Freeze the week of 5 October from the empty desk; the next evening enter the rates, which draw."""
    expect(gleb.locator("main")).to_contain_text("На столе пусто")
    press_russian(gleb, "а")
    expect(gleb.get_by_text("Список составлен").first).to_be_visible()
    house.clock.at = at(RATES_DAY - timedelta(days=1), 19)
    with house.database.reading() as session:
        house.sign_in(gleb, staff.by_email(session, "gleb@zarya.example"))
    gleb.goto("/audit/desk")
    gleb.get_by_role("link", name="Бросить жребий").click()
    for currency, rate in RATES.items():
        gleb.get_by_label(currency).fill(rate)
    gleb.keyboard.press("Enter")
    expect(gleb.get_by_text(re.compile("Жребий")).first).to_be_visible()
    gleb.goto("/audit/desk")


def _judge_the_rest(desk: Page) -> int:
    """Judge everything on the desk: letters as L5, of documents “not sure”; return how many letters there were."""
    letters = 0
    for _ in range(12):
        if "На столе пусто" in desk.locator("main").inner_text():
            return letters
        before = desk.locator("form[data-desk]").get_attribute("action")
        is_letter = "исходящее письмо" in desk.locator(".desk-kind").inner_text()
        letters += is_letter
        desk.keyboard.press("5" if is_letter else "n")
        expect(desk.locator(f'form[action="{before}"]')).to_have_count(0)
    raise AssertionError("the desk never ends")


def _agree_to_one_and_object_to_the_other(anna: Page) -> None:
    anna.get_by_role("link", name="28.09.2026").click()
    expect(anna.locator("main")).to_contain_text("Проверяли 2 человека, не видя ответов друг друга")
    anna.get_by_role("button", name="Согласиться").click()
    anna.goto("/audit/findings")
    anna.get_by_role("link", name="05.10.2026").click()
    tab_to(anna, "Не согласен")
    anna.keyboard.press("Enter")
    anna.get_by_label("Почему").fill("Назначение платежа пришлось выяснять, это средний ответ")
    anna.locator("select[name=code]").select_option("L10")
    anna.get_by_role("button", name="Отправить возражение").click()
    expect(anna.get_by_text("Ваше возражение передано").first).to_be_visible()


def _decide(dina: Page) -> None:
    tab_to(dina, "Подтвердить")
    dina.keyboard.press("Enter")
    dina.get_by_role("button", name="Подтвердить", exact=True).click()
    dina.get_by_role("row", name=re.compile("05.10.2026")).get_by_role("link", name="Решить").click()
    expect(dina.locator("main")).to_contain_text("Назначение платежа пришлось выяснять")
    dina.get_by_label(re.compile("Изменить частично")).check()
    expect(dina.locator("select[name=code]")).to_have_value("L10")
    dina.locator("textarea[name=reason]").fill("Верно: платёж выясняли, это L10")
    dina.get_by_role("button", name="Решить").click()
    expect(dina.get_by_text("Решено. Сотрудник видит решение и основание.").first).to_be_visible()
