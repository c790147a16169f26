"""The tray of held letters in a real browser: at most two keys type a selected letter and send it."""

from __future__ import annotations

import os
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from naryad import staff
from naryad.office import office_of
from naryad.people import Employee
from tests.browser.conftest import RunningHouse
from tests.browser.office import THURSDAY, WEDNESDAY, at
from tests.browser.windows import NARROW, NOTHING_SPILLS, WIDE, Opens
from worklog.actions.intake import Held, take_in
from worklog.actions.letter import Arrived, judge
from worklog.store.letter import held_of

pytestmark = pytest.mark.timeout(120)

COUNTS_KEYS = """
window.keysPressed = 0;
addEventListener("keydown", () => { window.keysPressed += 1; }, true);
"""


def hold(house: RunningHouse, login: str, subject: str, *, when: datetime, text: str = "Добрый день!") -> int:
    """Hold a letter of somebody's without a type, as the composer does; return its entry."""
    with house.database.writing() as session:
        person: Employee = staff.by_email(session, f"{login}@zarya.example")
        raw = (
            f"From: {person.email}\r\nTo: zakaz@vesna.example\r\nSubject: {subject}\r\n"
            f"Message-ID: <{subject.encode().hex()}@zarya.example>\r\nContent-Type: text/plain; charset=utf-8\r\n"
            f"Content-Transfer-Encoding: 8bit\r\n\r\n{text}\r\n"
        ).encode()
        letter = Arrived(raw, person.email, ("zakaz@vesna.example",), is_composed=True)
        judged = judge(session, letter, employee=person, office=office_of(session), now=when)
        held = take_in(session, judged, next_hop="maildir", now=when)
    assert isinstance(held, Held)
    return held.entry_id


@pytest.fixture
def three_letters(house: RunningHouse) -> list[int]:
    """Anna's letters: one of yesterday, one of this morning, one of a minute ago."""
    now = house.clock()
    return [
        hold(house, "anna", "Напоминание о счёте 214", when=at(WEDNESDAY.replace(month=10, day=14), 16, 40)),
        hold(
            house, "anna", "Ответ на технические вопросы", when=now - timedelta(hours=2, minutes=10),
            text="Добрый день, Павел Сергеевич!\n\nПо вашим вопросам:\n1. Насос подходит к трубе 40 мм.\n"
            "2. Гарантия два года со дня отгрузки.\n3. Паспорт изделия во вложении.\n\nС уважением,\nАнна Белова",
        ),
        hold(house, "anna", "Коммерческое предложение на обучение", when=now - timedelta(minutes=1)),
    ]  # fmt: skip


def held_by(house: RunningHouse, login: str) -> list[str]:
    with house.database.reading() as session:
        person = staff.by_email(session, f"{login}@zarya.example")
        return [letter.subject for letter in held_of(session, person.id)]


def keys_pressed(window: Page) -> int:
    return int(window.evaluate("window.keysPressed"))


def selected(window: Page) -> str:
    return window.locator(".held-row.active .work-title").inner_text()


# Typing.


def test_one_key_types_the_selected_letter_and_sends_it(
    opens: Opens, house: RunningHouse, three_letters: list[int]
) -> None:
    tray = opens("anna", "/held")
    tray.evaluate(COUNTS_KEYS)
    expect(tray.locator(".held-row.active")).to_contain_text("Напоминание о счёте 214")

    tray.keyboard.press("5")

    expect(tray.locator("[data-sent]")).to_contain_text("Напоминание о счёте 214: +5")
    assert keys_pressed(tray) == 1
    assert held_by(house, "anna") == ["Ответ на технические вопросы", "Коммерческое предложение на обучение"]


@pytest.mark.parametrize(("keys", "minutes"), [("3", "+3"), ("10", "+10"), ("25", "+25"), ("60", "+60")])
def test_two_keys_are_enough_for_every_type_of_letters(
    opens: Opens, three_letters: list[int], keys: str, minutes: str
) -> None:
    tray = opens("anna", f"/held/{three_letters[1]}")
    tray.evaluate(COUNTS_KEYS)

    for key in keys:
        tray.keyboard.press(key)

    expect(tray.locator("[data-sent]")).to_contain_text(minutes)
    assert keys_pressed(tray) <= 2


def test_after_one_is_sent_the_next_is_selected_with_its_text(opens: Opens, three_letters: list[int]) -> None:
    tray = opens("anna", "/held")

    tray.keyboard.press("5")

    expect(tray.locator(".held-row.active")).to_contain_text("Ответ на технические вопросы")
    expect(tray.locator("[data-letter] .letter-text")).to_contain_text("Гарантия два года")
    expect(tray.locator("[data-waiting-count]")).to_have_text("2")


def test_three_letters_leave_one_after_the_other_and_the_tray_is_empty(
    opens: Opens, house: RunningHouse, three_letters: list[int]
) -> None:
    tray = opens("anna", "/held")

    for key, left in (("5", 2), ("3", 1), ("5", 0)):
        tray.keyboard.press(key)
        expect(tray.locator(".held-row")).to_have_count(left)

    expect(tray.get_by_text("Ни одно письмо не ждёт")).to_be_visible()
    expect(tray.locator("[data-letter]")).to_be_hidden()
    assert held_by(house, "anna") == []


def test_what_was_sent_is_said_together_with_that_it_cannot_be_taken_back(
    opens: Opens, three_letters: list[int]
) -> None:
    tray = opens("anna", "/held")

    tray.keyboard.press("5")

    expect(tray.locator("[data-sent]")).to_contain_text("письмо отправлено. Вернуть его уже нельзя.")


def test_arrows_select_another_letter_and_show_its_text(opens: Opens, three_letters: list[int]) -> None:
    tray = opens("anna", "/held")

    tray.keyboard.press("ArrowDown")

    expect(tray.locator("[data-letter] h2")).to_have_text("Ответ на технические вопросы")
    assert tray.url.endswith(f"/held/{three_letters[1]}")


def test_a_click_on_a_title_selects_the_letter_without_leaving_the_page(opens: Opens, three_letters: list[int]) -> None:
    tray = opens("anna", "/held")
    tray.evaluate("window.sameDocument = true")

    tray.get_by_role("link", name="Коммерческое предложение на обучение").click()

    expect(tray.locator("[data-letter] h2")).to_have_text("Коммерческое предложение на обучение")
    assert tray.evaluate("window.sameDocument") is True


def test_the_portrait_is_in_sight_while_the_type_is_looked_for(opens: Opens, three_letters: list[int]) -> None:
    tray = opens("anna", "/held")

    tray.keyboard.press("1")

    expect(tray.locator("[data-portrait] h3")).to_contain_text("Среднее письмо")
    expect(tray.locator("[data-portrait]")).to_contain_text("Входит сюда")


# Waiting.


def test_the_age_stands_in_each_line_and_yesterday_stands_out(opens: Opens, three_letters: list[int]) -> None:
    tray = opens("anna", "/held")

    ages = tray.locator(".held-row [data-age]").all_inner_texts()

    assert ages == ["со вчера, 16:40", "2 ч 10 мин", "1 мин"]
    expect(tray.locator(".held-row .held-age.is-old")).to_have_count(1)


def test_the_age_grows_while_the_page_is_open(opens: Opens, house: RunningHouse, three_letters: list[int]) -> None:
    tray = opens("anna", "/profile")
    tray.clock.install()
    tray.goto("/held")

    tray.clock.fast_forward("30:00")
    tray.clock.run_for(11_000)

    expect(tray.locator(".held-row [data-age]").nth(1)).to_have_text("2 ч 40 мин")


def test_the_day_page_shows_how_long_each_letter_waits(opens: Opens, three_letters: list[int]) -> None:
    day = opens("anna", "/day")

    expect(day.locator("[data-part=waiting] .held-age.is-old")).to_contain_text("со вчера, 16:40")


# Refused.


def test_a_letter_the_mail_server_refuses_stays_with_its_reply(
    opens: Opens, house: RunningHouse, three_letters: list[int], tmp_path: Path
) -> None:
    boxes = tmp_path / "var" / "maildir"
    boxes.parent.mkdir(exist_ok=True)
    boxes.write_text("not a folder")
    tray = opens("anna", "/held")

    tray.keyboard.press("5")

    expect(tray.locator("[data-refused]")).to_contain_text("Почтовый сервер не принял письмо")
    expect(tray.locator(".held-row")).to_have_count(3)
    expect(tray.locator(".held-row .work-trouble")).to_contain_text("451")
    expect(tray.locator("[data-sent]")).to_be_hidden()


def test_letters_that_are_no_code_send_nothing(opens: Opens, house: RunningHouse, three_letters: list[int]) -> None:
    tray = opens("anna", "/held")

    tray.keyboard.type("zzz")
    tray.keyboard.press("Enter")

    expect(tray.locator("[data-none]")).to_be_visible()
    assert len(held_by(house, "anna")) == 3


def test_nothing_is_sent_while_the_line_is_down(opens: Opens, house: RunningHouse, three_letters: list[int]) -> None:
    tray = opens("anna", "/held")
    tray.route("**/held/code", lambda route: route.fulfill(body="a proxy speaks instead"))

    tray.keyboard.press("5")

    expect(tray.locator("[data-refused]")).to_contain_text("Сервер не ответил")
    assert len(held_by(house, "anna")) == 3


# The head.


def test_the_head_gives_a_leavers_letter_its_type(opens: Opens, house: RunningHouse) -> None:
    hold(house, "boris", "Письмо уволившегося", when=at(THURSDAY, 10))
    with house.database.writing() as session:
        boris = staff.by_email(session, "boris@zarya.example")
        staff.edit_employee(
            session, boris.id, name=boris.name, email=boris.email, addresses=boris.addresses,
            employed_to=WEDNESDAY.replace(month=10, day=14), actor=None, now=house.clock(),
        )  # fmt: skip

    tray = opens("dina", "/held")
    expect(tray.get_by_text("Письма уволившихся сотрудников").first).to_be_visible()
    tray.get_by_role("link", name="Решить").click()
    expect(tray.locator(".letter-text")).to_contain_text("Добрый день!")
    tray.keyboard.press("5")
    tray.keyboard.press("Enter")

    expect(tray.get_by_text("+5 мин: письмо отправлено").first).to_be_visible()
    assert tray.url.endswith("/held")
    assert held_by(house, "boris") == []


# Looks.


@pytest.mark.parametrize("width", [WIDE, NARROW])
@pytest.mark.parametrize("language", ["ru", "en"])
def test_the_tray_fits_full_and_empty(
    opens: Opens, house: RunningHouse, three_letters: list[int], width: int, language: str, tmp_path: Path
) -> None:
    folder = os.environ.get("NARYAD_SCREENSHOTS")
    tray = opens("anna", "/held", width=width, language=language)
    for name, address in (("full", "/held"), ("day", "/day"), ("profile", "/profile")):
        tray.goto(address)
        assert tray.evaluate(NOTHING_SPILLS), name
        if folder:
            tray.screenshot(path=f"{folder}/held-{name}-{language}-{width}.png", full_page=True)
    if folder:
        head = opens("dina", "/held", width=width, language=language)
        head.screenshot(path=f"{folder}/held-head-{language}-{width}.png", full_page=True)
        admin = opens("gleb", "/mail/notices", width=width, language=language)
        admin.screenshot(path=f"{folder}/held-notices-{language}-{width}.png", full_page=True)
    tray.goto("/held")
    boxes = tmp_path / "var" / "maildir"
    boxes.parent.mkdir(exist_ok=True)
    boxes.write_text("not a folder")
    tray.keyboard.press("5")
    expect(tray.locator("[data-refused] .notice")).to_be_visible()
    assert tray.evaluate(NOTHING_SPILLS)
    if folder:
        tray.screenshot(path=f"{folder}/held-error-{language}-{width}.png", full_page=True)
    boxes.unlink()
    for left in (2, 1, 0):
        tray.keyboard.press("5")
        expect(tray.locator(".held-row")).to_have_count(left)
    assert tray.evaluate(NOTHING_SPILLS)
    if folder:
        tray.screenshot(path=f"{folder}/held-empty-{language}-{width}.png", full_page=True)
