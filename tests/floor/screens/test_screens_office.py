"""The office's pages: dated choices, the journal, first steps, and error pages that say what to do."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from fastapi import FastAPI

from naryad.db import Database
from naryad.office import setting
from naryad.people import Employee, Role
from tests.floor.screens.conftest import Browser


def test_a_choice_holds_from_its_day_on(browser: Browser, vera: Employee, database: Database) -> None:
    browser.sign_in(vera.email)
    browser.get("/settings")

    text = browser.post("/settings/untyped_letters", {"value": "hold", "effective_from": "2026-10-20"})

    assert "с 20.10.2026 ждёт типа" in text
    with database.reading() as session:
        assert setting(session, "untyped_letters", date(2026, 10, 19)) == "refuse"
        assert setting(session, "untyped_letters", date(2026, 10, 20)) == "hold"


@pytest.mark.parametrize(
    ("name", "value", "day", "says"),
    [
        ("amber_percent", "130", "2026-10-14", "Новый выбор действует с сегодняшнего дня (15.10.2026)"),
        ("amber_percent", "99", "2026-10-15", "Значение «99» не подходит"),
        ("amber_percent", "много", "2026-10-15", "«много» — не число"),
        ("untyped_letters", "lose", "2026-10-15", "Значение «lose» не подходит"),
        ("untyped_letters", "hold", "вчера", "«вчера» — не дата"),
        ("trial_until", "2026-13-01", "2026-10-15", "«2026-13-01» — не дата"),
    ],
)
def test_a_choice_that_will_not_do_is_refused_with_the_reason(
    browser: Browser, marina: Employee, name: str, value: str, day: str, says: str
) -> None:
    browser.sign_in(marina.email)
    browser.get("/settings")

    assert says in browser.post(f"/settings/{name}", {"value": value, "effective_from": day})
    assert browser.status == 422


def test_an_unknown_setting_is_refused(browser: Browser, vera: Employee) -> None:
    browser.sign_in(vera.email)
    browser.get("/settings")

    assert "Нет настройки «colour»" in browser.post("/settings/colour", {"value": "red"})


def test_how_pay_is_rounded_is_not_the_administrators_choice(browser: Browser, vera: Employee) -> None:
    browser.sign_in(vera.email)
    browser.get("/settings")
    assert 'action="/settings/rounding"' not in browser.text

    text = browser.post("/settings/rounding", {"value": "line", "effective_from": "2026-10-15"})

    assert browser.status == 403
    assert "Лебедева Вера Юрьевна не может этого сделать" in text


def test_the_journal_shows_who_did_what_and_can_be_narrowed(
    browser: Browser, vera: Employee, hire: Callable[..., Employee]
) -> None:
    boris = hire("Орлов Борис Ильич", "102", password=None)
    browser.sign_in(vera.email)
    browser.get(f"/staff/{boris.id}")
    browser.post(f"/staff/{boris.id}/roles", {"roles": ["operator"]})

    text = browser.get(f"/journal?who={vera.id}&group=staff")

    assert "Лебедева Вера Юрьевна назначение ролей Орлов Борис Ильич" in text
    assert " вход " not in text.split("Подробности")[1]
    assert " вход " in browser.get(f"/journal?who={vera.id}").split("Подробности")[1]
    assert "Ничего такого не делали" in browser.get("/journal?first=2026-10-16")
    assert "«завтра» — не дата" in browser.get("/journal?first=завтра")


def test_the_journal_is_read_page_by_page(browser: Browser, vera: Employee) -> None:
    browser.sign_in(vera.email)
    for _ in range(30):
        browser.get("/profile")
        browser.post("/language", {"language": "en"})
        browser.post("/language", {"language": "ru"})

    text = browser.get("/journal")

    assert text.count("выбор языка") == 50
    older = browser.text.split("before=")[1].split('"')[0]
    assert browser.get(f"/journal?before={older}").count("выбор языка") == 10


def test_first_steps_turn_green_when_they_are_done(
    browser: Browser, vera: Employee, hire: Callable[..., Employee]
) -> None:
    browser.sign_in(vera.email)
    assert "предстоит: Внесите сотрудников" in browser.get("/welcome")
    assert "предстоит: Решите, сколько проверять в неделю" in browser.get("/")

    hire("Крылова Анна Петровна", "101")
    browser.get("/settings")
    browser.post("/settings/audit_minutes_a_week", {"value": "20", "effective_from": "2026-10-15"})

    text = browser.get("/welcome")
    assert "сделано: Внесите сотрудников" in text
    assert "сделано: Пригласите их" in text
    assert "сделано: Решите, сколько проверять в неделю" in text


def test_a_step_whose_page_the_office_has_not_got_is_not_listed(browser: Browser, vera: Employee) -> None:
    browser.sign_in(vera.email)

    assert "начальный каталог" not in browser.get("/welcome")


def test_whoever_has_no_role_is_told_whom_to_ask(
    browser: Browser, vera: Employee, anna: Employee, second_browser: Browser
) -> None:
    browser.sign_in(vera.email)
    browser.get(f"/staff/{anna.id}")
    browser.post(f"/staff/{anna.id}/roles", {})

    second_browser.sign_in(anna.email)

    assert "У вас ещё нет роли" in second_browser.get("/welcome")


@pytest.mark.parametrize(("language", "says"), [("ru", "По этому адресу ничего нет"), ("en", "There is no page")])
def test_a_page_that_is_not_there_says_where_to_go(browser: Browser, language: str, says: str) -> None:
    browser.get("/sign-in")
    browser.post("/language", {"language": language})

    assert says in browser.get("/nowhere")
    assert browser.status == 404
    assert 'href="/sign-in"' in browser.text


def test_a_page_that_breaks_says_that_nothing_was_changed_and_gives_a_number(
    browser: Browser, floor: FastAPI, anna: Employee
) -> None:
    def breaks() -> None:
        raise RuntimeError("planted")

    floor.add_api_route("/breaks", breaks)
    browser.client._transport.raise_server_exceptions = False
    browser.sign_in(anna.email)

    text = browser.get("/breaks")

    assert browser.status == 500
    assert "Что-то сломалось у нас; ничего не изменено" in text
    assert "planted" not in text


def test_no_page_of_the_floor_carries_an_inline_script_or_style(
    browser: Browser, hire: Callable[..., Employee]
) -> None:
    everything = hire("Лебедева Вера Юрьевна", "1", *Role)
    browser.sign_in(everything.email)

    for url in (
        "/",
        "/welcome",
        "/profile",
        "/staff",
        "/staff/new",
        "/staff/import",
        "/staff/invitations",
        f"/staff/{everything.id}",
        "/settings",
        "/journal",
    ):
        browser.get(url)
        assert browser.status == 200, url
        assert "<script>" not in browser.text
        assert "style=" not in browser.text
        assert " onclick" not in browser.text


def test_every_page_of_the_floor_speaks_both_languages(browser: Browser, hire: Callable[..., Employee]) -> None:
    everything = hire("Vera", "1", *Role, language="en")
    browser.sign_in(everything.email)

    for url in (
        "/",
        "/welcome",
        "/profile",
        "/staff",
        "/staff/new",
        "/staff/import",
        "/staff/invitations",
        f"/staff/{everything.id}",
        "/settings",
        "/journal",
    ):
        text = browser.get(url).replace("Контора", "").replace("РУ", "")
        assert not any("а" <= letter <= "я" for letter in text.casefold().replace("русский", "")), url
