"""Practice and observing by keyboard alone: one key a case, the space bar for the stopwatch, digits for looks."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.browser.keyboard import press_russian
from tests.browser.windows import Opens


def test_a_right_key_goes_straight_on_and_a_wrong_one_stops_at_the_reason(opens: Opens) -> None:
    practice = opens("anna", "/practice/cases")
    first = practice.locator(".sample-letter").inner_text()

    practice.keyboard.press("t")

    expect(practice).to_have_url(re.compile(r"/practice/cases\?case="))
    expect(practice.locator(".sample-letter")).to_have_text(first)
    expect(practice.get_by_text("Перечитайте")).to_be_visible()
    practice.keyboard.press("Enter")
    expect(practice).to_have_url(re.compile(r"/practice/cases$"))
    second = practice.locator(".sample-letter").inner_text()
    assert second != first

    press_russian(practice, "ц")

    expect(practice).to_have_url(re.compile(r"/practice/cases\?(after|case)="))
    practice.keyboard.press("0")
    expect(practice.get_by_text("Какие портреты перечитать")).to_be_visible()


def test_the_space_bar_takes_readings_and_backspace_throws_one_away(opens: Opens) -> None:
    study = opens("gleb", "/norms/calibration/time-study?type=L5")
    readings = study.locator("textarea[name=readings]")

    for _ in range(2):
        study.keyboard.press("Space")
        study.wait_for_timeout(250)
        study.keyboard.press("Space")
    study.keyboard.press("Space")
    study.keyboard.press("Backspace")

    expect(readings).to_have_value(re.compile(r"^0:00\.\d\n0:00\.\d\n$"))
    expect(study.get_by_text("записано: 2")).to_be_visible()


def test_digits_count_looks_and_backspace_takes_the_last_one_back(opens: Opens) -> None:
    looks = opens("gleb", "/norms/calibration/looks?type=L5")

    for key in "11123":
        looks.keyboard.press(key)
    looks.keyboard.press("Backspace")

    for name, value in (("looks_of_type", "3"), ("looks_other", "1"), ("looks_idle", "0")):
        expect(looks.locator(f"input[name={name}]")).to_have_value(value)
