"""The journeys people make every day, in a real browser and with the keyboard alone wherever it is promised."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

from openpyxl import load_workbook
from playwright.sync_api import Page, expect
from sqlmodel import select

from norms.work_type import Kind
from tests.browser.conftest import RunningHouse
from tests.browser.keyboard import come_in, press_russian, tab_to
from tests.browser.windows import Opens
from worklog.tables.entry import EntryRow

SEPTEMBER = "/payroll/periods/2026-09"


def test_a_digit_types_a_call_whose_portrait_is_in_sight(opens: Opens) -> None:
    day = opens("anna", "/day")
    picker = day.locator("[data-picker]")
    expect(day.locator("[data-waiting-count]")).to_have_text("3")
    expect(picker.get_by_text("Известный клиент заказывает, уточняет или отменяет заказ")).to_be_visible()

    day.keyboard.press("5")

    expect(picker.locator("[data-said]")).to_contain_text("+5")
    expect(day.locator("[data-part=figures] .stat-value").first).to_contain_text("5")
    expect(day.locator("[data-part=done]")).to_contain_text("Звонок в стол заказов")
    expect(day.locator("[data-waiting-count]")).to_have_text("2")


def test_while_a_digit_could_begin_several_types_the_portrait_of_the_first_is_open(opens: Opens) -> None:
    day = opens("anna", "/day")

    day.keyboard.press("1")

    expect(day.locator("[data-portrait]")).to_contain_text("Долгий звонок, по минутам")
    expect(day.locator("[data-portrait]")).to_contain_text("Входит сюда")
    expect(day.locator("[data-waiting-count]")).to_have_text("3")

    day.keyboard.press("5")

    expect(day.locator("[data-said]")).to_contain_text("+15")
    expect(day.locator("[data-part=done]")).to_contain_text("Звонок в техподдержку")


def test_arrows_read_the_portraits_before_enter_gives_the_type(opens: Opens) -> None:
    day = opens("anna", "/day")

    day.keyboard.press("1")
    expect(day.locator("[data-portrait] h3")).to_contain_text("Долгий звонок, по минутам")
    day.keyboard.press("ArrowDown")
    expect(day.locator("[data-portrait] h3")).to_contain_text("Звонок в техподдержку")
    day.keyboard.press("Enter")

    expect(day.locator("[data-said]")).to_contain_text("+15")


def test_a_code_typed_in_the_russian_layout_finds_its_type(opens: Opens) -> None:
    day = opens("anna", "/day")

    press_russian(day, "с")
    day.keyboard.press("8")
    expect(day.locator("[data-portrait] h3")).to_contain_text("Звонок в службу клиентов")
    day.keyboard.press("Enter")

    expect(day.locator("[data-said]")).to_contain_text("+8")


def test_the_alias_of_a_type_is_typed_as_it_is_read(opens: Opens) -> None:
    day = opens("anna", "/day")

    press_russian(day, "з")
    day.keyboard.type("20")
    expect(day.locator("[data-portrait] h3")).to_contain_text("Первый звонок нового клиента")
    day.keyboard.press("Enter")

    expect(day.locator("[data-said]")).to_contain_text("+20")


def test_backspace_in_an_empty_field_mends_the_work_typed_last(opens: Opens) -> None:
    day = opens("anna", "/day")
    day.keyboard.press("5")
    expect(day.locator("[data-said]")).to_contain_text("+5")

    day.keyboard.press("Backspace")
    expect(day.locator("[data-picker-for]")).to_contain_text("Другой тип: Клиент")
    day.keyboard.press("8")

    expect(day.locator("[data-part=done]")).to_contain_text("Звонок в службу клиентов")
    expect(day.locator("[data-part=done] .work")).to_have_count(1)
    expect(day.locator("[data-part=figures] .stat-value").first).to_contain_text("8")


def test_sums_of_money_are_shown_only_on_their_key(opens: Opens) -> None:
    day = opens("anna", "/day")
    money = day.locator("[data-part=figures]").get_by_text("21,00", exact=False)
    day.keyboard.press("5")
    expect(day.locator("[data-said]")).to_contain_text("+5")
    expect(money.first).to_be_hidden()

    day.keyboard.press("Escape")
    press_russian(day, "ь")

    expect(money.first).to_be_visible()


def test_a_letter_is_written_typed_and_sent_with_the_keyboard_alone(opens: Opens) -> None:
    letter = opens("anna", "/compose")
    letter.keyboard.type("client@far.example")
    tab_to(letter, "Тема")
    letter.keyboard.type("Коммерческое предложение")
    tab_to(letter, "Текст")
    letter.keyboard.type("Добрый день! Высылаем ответ на технические вопросы.")

    letter.keyboard.press("Escape")
    letter.keyboard.press("1")
    letter.keyboard.press("0")
    expect(letter.locator("#pick-L10")).to_be_checked()
    expect(letter.locator(".pick-portrait", has_text="Ответить на технические вопросы")).to_be_visible()
    letter.keyboard.press("Control+Enter")

    expect(letter.get_by_text("+10 мин: письмо отправлено").first).to_be_visible()
    expect(letter.locator("h1")).to_have_text("Коммерческое предложение")
    letter.keyboard.press("d")
    expect(letter.locator("[data-part=done]")).to_contain_text("Коммерческое предложение")


def test_a_letter_that_waits_for_its_type_leaves_after_one_key(opens: Opens) -> None:
    letter = opens("anna", "/compose")
    write_without_a_type(letter)
    expect(letter.locator(".held-row.active")).to_contain_text("Напоминание о счёте")

    letter.keyboard.press("5")

    expect(letter.locator("[data-sent]")).to_contain_text("+5 мин: письмо отправлено")


def test_on_the_day_page_two_digits_send_the_letter_that_waits(opens: Opens) -> None:
    letter = opens("anna", "/compose")
    write_without_a_type(letter)
    expect(letter.locator(".held-row.active")).to_contain_text("Напоминание о счёте")
    letter.goto("/day")
    expect(letter.locator("[data-waiting-count]")).to_have_text("4")
    letter.keyboard.press("ArrowDown")
    letter.keyboard.press("ArrowDown")
    letter.keyboard.press("ArrowDown")
    expect(letter.locator("[data-picker-for]")).to_have_text("Напоминание о счёте")

    letter.keyboard.press("1")
    letter.keyboard.press("0")

    expect(letter.locator("[data-said]")).to_contain_text("+10")
    expect(letter.locator("[data-part=done]")).to_contain_text("Напоминание о счёте")


def write_without_a_type(letter: Page) -> None:
    """Write a letter whose type one does not know, and let it wait for one."""
    letter.keyboard.type("client@far.example")
    tab_to(letter, "Тема")
    letter.keyboard.type("Напоминание о счёте")
    tab_to(letter, "Текст")
    letter.keyboard.type("Добрый день! Ждём оплаты.")
    letter.keyboard.press("Control+Enter")
    tab_to(letter, "Пусть подождёт типа")
    letter.keyboard.press("Enter")


def test_a_person_signs_in_and_finds_the_day_without_the_mouse(opens: Opens) -> None:
    door = opens("", "/sign-in")

    come_in(door, "anna")

    expect(door).to_have_url(re.compile("/day"))
    expect(door.locator("h1")).to_have_text("четверг, 15 октября")


def test_the_desk_shows_the_same_page_whoever_wrote_and_whatever_they_claimed(
    opens: Opens, house: RunningHouse
) -> None:
    desk = opens("gleb", "/audit/desk")
    first = source_of_the_desk(desk)
    desk.keyboard.press("5")
    expect(desk.locator("h1")).to_have_text("Работа 2")
    second = source_of_the_desk(desk)

    assert "Оплата поступила" in first
    assert first == second
    assert not re.search("Белова|Орлов|anna@|boris@|checked|selected|aria-pressed", first)
    with house.database.reading() as session:
        letters = session.exec(select(EntryRow.uid).where(EntryRow.kind == Kind.LETTER_OUT)).all()
    assert len(letters) == 2
    assert not [uid for uid in letters if uid in first]


def test_the_answers_without_a_type_have_keys_in_either_layout_and_can_be_taken_back(opens: Opens) -> None:
    desk = opens("gleb", "/audit/desk")

    press_russian(desk, "т")
    expect(desk.locator("h1")).to_have_text("Работа 2")
    desk.keyboard.press("Backspace")
    expect(desk.locator("h1")).to_have_text("Работа 1")
    desk.keyboard.press("k")
    expect(desk.locator("h1")).to_have_text("Работа 2")


def test_a_word_of_the_portrait_finds_the_type_at_the_desk(opens: Opens) -> None:
    desk = opens("gleb", "/audit/desk")

    desk.keyboard.press("/")
    desk.keyboard.type("неоплаченном")
    expect(desk.locator("[data-desk-type]:visible")).to_have_count(1)
    desk.keyboard.press("Enter")

    expect(desk.locator("h1")).to_have_text("Работа 2")


def source_of_the_desk(desk: Page) -> str:
    """Return the page as it came, without its handle, its tokens and how many works are done."""
    text = desk.request.get("/audit/desk").text()
    article = text.partition("<article")[2].partition("<footer")[0]
    article = re.sub(r'action="/audit/desk/[^"]+"', 'action="/audit/desk/HANDLE"', article)
    return re.sub(r'name="csrf" value="[^"]+"', 'name="csrf" value="TOKEN"', article)


def test_a_work_is_judged_blind_appealed_and_decided_by_another_person(opens: Opens) -> None:
    desk = opens("gleb", "/audit/desk")
    for work in ("Работа 1", "Работа 2"):
        expect(desk.locator("h1")).to_have_text(work)
        desk.keyboard.press("5")
    expect(desk.locator("main")).not_to_contain_text("Оплата поступила")

    anna = opens("anna", "/audit/findings")
    tab_to(anna, "28.09.2026")
    anna.keyboard.press("Enter")
    expect(anna.locator(".card", has_text="Вы указали")).to_contain_text("L10")
    expect(anna.locator(".card", has_text="Контрольная типизация")).to_contain_text("L5")
    press_russian(anna, "к")
    expect(anna.locator(".timeline")).to_contain_text("Ознакомлен")
    tab_to(anna, "Не согласен")
    anna.keyboard.press("Enter")
    tab_to(anna, "Почему")
    anna.keyboard.type("Письмо переписано своими словами")
    tab_to(anna, "Отправить возражение")
    anna.keyboard.press("Enter")
    expect(anna.get_by_text("Ваше возражение передано тому, кто эту работу не проверял").first).to_be_visible()

    gleb = opens("gleb", anna.url)
    expect(gleb.get_by_text("Савельева Дина Марковна").first).to_be_visible()
    expect(gleb.get_by_role("button", name="Решить")).to_have_count(0)

    dina = opens("dina", anna.url)
    expect(dina.locator("main")).to_contain_text("Письмо переписано своими словами")
    tab_to(dina, "Тип меняется")
    dina.keyboard.press("ArrowDown")
    expect(dina.get_by_label("Остаётся тип сотрудника")).to_be_checked()
    tab_to(dina, "Причина")
    dina.keyboard.type("Возражение верное: письмо не типовое")
    tab_to(dina, "Решить")
    dina.keyboard.press("Enter")
    expect(dina.get_by_text("Решено. Сотрудник видит решение и основание.").first).to_be_visible()

    anna.reload()
    expect(anna.locator(".timeline")).to_contain_text("Возражение верное: письмо не типовое")


def test_the_accountant_and_the_head_close_a_month_and_the_workbook_says_the_same_sum(
    opens: Opens, tmp_path: Path
) -> None:
    vera = opens("vera", SEPTEMBER)
    take_step(vera, "Закончить приём")
    expect(vera.locator(".stamp")).to_contain_text("приём окончен")

    dina = opens("dina", SEPTEMBER)
    take_step(dina, "Утвердить")
    expect(dina.locator(".stamp")).to_contain_text("утверждён")

    vera.reload()
    take_step(vera, "Закрыть месяц")
    expect(vera.locator(".stamp")).to_contain_text("закрыт")
    expect(vera.locator(".stat-value").first).to_contain_text("1 008,00")

    with vera.expect_download() as waiting:
        press_russian(vera, "у")
    waiting.value.save_as(tmp_path / "september.xlsx")
    workbook = load_workbook(tmp_path / "september.xlsx", data_only=True)
    headings, *rows = workbook["Начисления"].iter_rows(values_only=True)
    assert [(row[headings.index("ФИО")], row[headings.index("Сумма, руб.")]) for row in rows] == [
        ("Белова Анна Игоревна", 735),
        ("Орлов Борис Андреевич", 273),
    ]


def take_step(month: Page, words: str) -> None:
    """Open the weighty step, read what it does, and take it."""
    tab_to(month, words)
    month.keyboard.press("Enter")
    tab_to(month, words)
    month.keyboard.press("Enter")


def test_two_clicks_lead_from_a_sum_to_the_works_behind_it(looks_at: Opens) -> None:
    vera = looks_at("vera", SEPTEMBER)

    vera.get_by_role("link", name="735,00").click()
    expect(vera.locator(".total-line")).to_contain_text("735,00")
    vera.get_by_role("link", name=re.compile("^4 документа × 30 мин")).click()

    expect(vera.locator("h1")).to_contain_text("D30")
    expect(vera.locator("td", has_text="документ")).to_have_count(4)
    expect(vera.locator("main")).not_to_contain_text("Договор 1")


def test_an_employee_comes_from_the_own_sum_to_the_letter_itself(looks_at: Opens) -> None:
    anna = looks_at("anna", f"{SEPTEMBER}/slips/101")

    anna.get_by_role("link", name=re.compile("^1 письмо × 10 мин")).click()
    anna.locator("tbody td a").click()

    expect(anna.locator("main")).to_contain_text("Оплата поступила")


def test_after_a_day_off_the_work_of_before_still_waits(opens: Opens, house: RunningHouse) -> None:
    house.clock.at += timedelta(days=1)

    day = opens("anna", "/day")

    expect(day.locator("[data-waiting-count]")).to_have_text("3")
    expect(day.locator("[data-part=waiting]")).to_contain_text("15 октября")
