"""The composer as people use it all day: a standard letter in seconds, text kept as it is typed, the type asked for."""

from __future__ import annotations

import re
import time
from datetime import date

import pytest
from playwright.sync_api import FilePayload, Page, expect

from naryad import staff
from naryad.db import Database
from naryad.demo.standard import write_standard_letters
from tests.browser.keyboard import press_russian, tab_to
from tests.browser.office import THURSDAY, at
from tests.browser.windows import NARROW, Opens

TEN_SECONDS = 10
AT_THE_MIDDLE = """(words) => {
    const box = document.querySelector(words).getBoundingClientRect();
    return document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2).localName;
}"""
UNDER_THE_BAR = """() => {
    const focused = document.activeElement;
    const bar = document.querySelector(".composer-actions");
    if (bar.contains(focused)) return [];
    const seen = focused.labels?.length && !focused.matches("textarea") ? focused.labels[0] : focused;
    return seen.getBoundingClientRect().bottom > bar.getBoundingClientRect().top ? [seen.textContent.trim()] : [];
}"""


class _Moment:
    """The demo's clock, standing."""

    def tick(self) -> object:
        return at(THURSDAY)


@pytest.fixture
def database(database: Database) -> Database:
    """The office at work, with the standard letters of the demo."""
    with database.writing() as session:
        gleb = staff.by_email(session, "gleb@zarya.example")
        write_standard_letters(session, gleb, _Moment(), date(2026, 10, 15))  # type: ignore[arg-type]
    return database


def test_a_standard_letter_goes_out_in_under_ten_seconds_by_hand(opens: Opens) -> None:
    letter = opens("anna", "/day")
    begun = time.monotonic()

    letter.goto("/compose")
    letter.keyboard.press("Alt+s")
    letter.keyboard.type("оригин", delay=60)
    letter.keyboard.press("Enter")
    expect(letter.locator("[data-fields]")).to_be_visible()
    letter.keyboard.type("client@far.example", delay=60)
    letter.keyboard.press("Enter")
    letter.keyboard.type("ДГ-118", delay=60)
    letter.keyboard.press("Control+Enter")
    expect(letter.get_by_text("+5 мин: письмо отправлено").first).to_be_visible()

    assert time.monotonic() - begun < TEN_SECONDS
    expect(letter.locator("h1")).to_have_text("Ждём оригиналы по договору ДГ-118")


def test_what_is_filled_in_shows_in_the_text_at_once(opens: Opens) -> None:
    letter = opens("anna", "/compose?standard=1")
    letter.keyboard.type("client@far.example")
    letter.keyboard.press("Enter")
    letter.keyboard.type("118/б")

    expect(letter.locator("[data-mark='Номер счёта']")).to_have_text("118/б")
    expect(letter.locator("[data-subject-filled]")).to_have_text("Оплата по счёту 118/б поступила")
    expect(letter.locator("[data-html]")).to_have_value(holds("{{Номер счёта}}"))


def test_the_next_letter_begins_with_a_key(opens: Opens) -> None:
    letter = opens("anna", "/standard-letters")
    letter.keyboard.type("подпись")
    letter.keyboard.press("Enter")
    expect(letter.locator("[data-fields] legend")).to_have_text("Документ на подпись")
    expect(letter.locator("#pick-L3")).to_be_checked()


def test_a_missing_type_is_asked_for_in_place_and_two_keys_answer(opens: Opens) -> None:
    letter = opens("anna", "/compose")
    write(letter)

    letter.keyboard.press("Control+Enter")
    expect(letter.locator(".ask-line")).to_be_visible()
    expect(letter.locator("[data-picker]")).to_be_focused()
    letter.keyboard.press("5")
    letter.keyboard.press("Enter")

    expect(letter.get_by_text("+5 мин: письмо отправлено").first).to_be_visible()


def test_as_last_time_is_one_key_and_never_chosen_by_itself(opens: Opens) -> None:
    letter = opens("anna", "/compose")
    write(letter)
    letter.keyboard.press("Control+Enter")
    letter.keyboard.press("1")
    letter.keyboard.press("0")
    letter.keyboard.press("Enter")
    expect(letter.get_by_text("+10 мин: письмо отправлено").first).to_be_visible()
    letter.wait_for_load_state()
    press_russian(letter, "е")
    letter.wait_for_url("**/entries/*")
    press_russian(letter, "к")
    letter.wait_for_url("**/compose?answer=*")

    expect(letter.locator("h1")).to_have_text("Ответить")
    expect(letter.locator("[data-as-last-name]")).to_have_text("Среднее письмо")
    expect(letter.locator("[data-picker] input:checked")).to_have_count(0)
    letter.keyboard.press("Escape")
    letter.keyboard.press(".")

    expect(letter.locator("#pick-L10")).to_be_checked()


def test_the_text_is_kept_as_it_is_typed_and_comes_back_as_it_was(opens: Opens) -> None:
    letter = opens("anna", "/compose")
    write(letter)
    letter.keyboard.press("Control+b")
    letter.keyboard.type("жирно")
    letter.keyboard.press("Control+b")
    letter.keyboard.press("Enter")
    letter.keyboard.type("раз")
    letter.keyboard.press("Control+Shift+8")
    letter.keyboard.press("Enter")
    letter.keyboard.type("два")
    expect(letter.locator("[data-saved]")).to_have_text("сохранено в 12:00")
    expect(letter).to_have_url(holds("?draft="))
    letter.wait_for_timeout(2200)

    letter.reload()

    editor = letter.locator("[data-editor]")
    expect(editor.locator("b")).to_have_text("жирно")
    expect(editor.locator("li")).to_have_text(["раз", "два"])
    expect(letter.locator("[name=to]")).to_have_value("client@far.example")


def test_pasted_pages_are_reduced_and_nothing_of_them_runs(opens: Opens) -> None:
    letter = opens("anna", "/compose")
    letter.locator("[data-editor]").click()
    letter.evaluate(
        """() => {
            const clip = new DataTransfer();
            clip.setData("text/html", '<p class="MsoNormal" style="color:red">Строка <b>важная</b></p>'
                + '<img src="x" onerror="window.ran = 1"><script>window.ran = 2</script><p>Вторая</p>');
            document.querySelector("[data-editor]").dispatchEvent(
                new ClipboardEvent("paste", { clipboardData: clip, bubbles: true, cancelable: true }));
        }"""
    )

    editor = letter.locator("[data-editor]")
    expect(editor.locator("b")).to_have_text("важная")
    expect(editor.locator("img, script, [style], [class]")).to_have_count(0)
    assert letter.evaluate("window.ran") is None


def test_files_are_attached_shown_and_taken_off(opens: Opens) -> None:
    letter = opens("anna", "/compose")
    write(letter)
    letter.set_input_files(
        "input[type=file]",
        [
            FilePayload(name="Смета на май.xlsx", mimeType="text/html", buffer=b"1" * 5000),
            FilePayload(name="фото.jpg", mimeType="image/jpeg", buffer=b"2" * 100),
        ],
    )
    files = letter.locator("[data-files]")
    expect(files.locator(".file-name")).to_have_text(["Смета на май.xlsx", "фото.jpg"])

    files.get_by_role("button", name="Убрать фото.jpg").click()

    expect(files.locator(".file-name")).to_have_text(["Смета на май.xlsx"])
    letter.reload()
    expect(letter.locator(".file-name")).to_have_text(["Смета на май.xlsx"])


@pytest.mark.parametrize("language", ["ru", "en"])
def test_on_a_telephone_the_bar_covers_neither_the_attaching_nor_what_has_the_cursor(
    opens: Opens, language: str
) -> None:
    letter = opens("anna", "/compose", width=NARROW, language=language)
    assert letter.evaluate(AT_THE_MIDDLE, "label[for=f-files]") == "label"
    letter.set_input_files(
        "input[type=file]",
        [FilePayload(name=f"Договор {n}.pdf", mimeType="application/pdf", buffer=b"1" * 100) for n in range(8)],
    )
    expect(letter.locator(".file-name")).to_have_count(8)

    letter.evaluate("() => { scrollTo(0, 0); document.querySelector('[name=subject]').focus(); }")
    covered = []
    for _ in range(60):
        letter.keyboard.press("Tab")
        covered += letter.evaluate(UNDER_THE_BAR)
        if letter.evaluate("document.activeElement.matches('[data-send]')"):
            break

    assert letter.locator("[data-send]").evaluate("each => each === document.activeElement")
    assert covered == []


def test_an_address_is_completed_from_earlier_letters(opens: Opens) -> None:
    letter = opens("anna", "/compose")
    letter.keyboard.type("бор", delay=30)
    expect(letter.locator("#offers-to li")).to_have_text(["Орлов Борис Андреевич <boris@zarya.example>"])

    letter.keyboard.press("Enter")

    expect(letter.locator("[name=to]")).to_have_value("Орлов Борис Андреевич <boris@zarya.example>, ")


def test_the_fields_of_a_standard_letter_appear_as_it_is_written(opens: Opens) -> None:
    page = opens("gleb", "/standard-letters/new")
    page.keyboard.type("Справка")
    tab_to(page, "Тема")
    page.keyboard.type("Справка {{Номер}}")
    tab_to(page, "Текст")
    page.keyboard.type("От {{Дата}} для {{номер}}.")

    expect(page.locator("[data-rows] strong")).to_have_text(["Номер", "Дата"])
    page.locator("[data-rows] select").nth(1).select_option("date")
    tab_to(page, "Сохранить")
    page.keyboard.press("Enter")

    expect(page.get_by_text("«Справка» сохранено").first).to_be_visible()


def holds(words: str) -> re.Pattern[str]:
    return re.compile(re.escape(words))


def write(letter: Page) -> None:
    """Write a letter that lacks its type only; the cursor stays in the text."""
    letter.keyboard.type("client@far.example")
    tab_to(letter, "Тема")
    letter.keyboard.type("Ответ по весам")
    tab_to(letter, "Текст")
    letter.keyboard.type("Добрый день! ")
