"""A suggestion taken by one key: chosen, then given by Enter like any other type."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import expect
from sqlmodel import select

from naryad.shelf import shelf_of
from norms.store import all_types
from tests.browser.conftest import RunningHouse
from tests.browser.test_held import hold
from tests.browser.windows import NARROW, NOTHING_SPILLS, WIDE, Opens
from worklog.suggestion import MODEL_NAME, keys_of, write_model
from worklog.tables.suggestion import SuggestionShownRow

pytestmark = pytest.mark.timeout(120)

SPEAKS = {"напоминание": "L5", "напоминаем": "L5", "счете": "L5", "предложение": "L25"}


@pytest.fixture
def knowing(house: RunningHouse, tmp_path: Path) -> RunningHouse:
    """The house with a model that knows a few words, and a letter of Anna's that waits."""
    with house.database.reading() as session:
        ids = {each.code: each.id for each in all_types(session)}
    types = tuple(sorted({ids[code] for code in SPEAKS.values()}))
    rows = sorted((keys_of(word)[0], [3000 * (ids[code] == each) for each in types]) for word, code in SPEAKS.items())
    content = write_model(
        types=types,
        keys=[key for key, _ in rows],
        rarity=[1.0] * len(rows),
        weights=[weight for _, weights in rows for weight in weights],
        bias=tuple(0.0 for _ in types),
        step=0.001,
        facts={},
    )
    shelf_of(tmp_path / "var").put(MODEL_NAME, content)
    hold(house, "anna", "Напоминание о счёте 214", when=house.clock() - timedelta(hours=1))
    return house


def taken(house: RunningHouse) -> list[bool]:
    with house.database.reading() as session:
        return list(session.exec(select(SuggestionShownRow.taken)))


@pytest.mark.parametrize("address", ["/held", "/day"])
def test_plus_and_enter_type_and_send_the_letter_as_suggested(
    opens: Opens, knowing: RunningHouse, address: str
) -> None:
    page = opens("anna", address)
    row = page.locator('[data-part="waiting"] .work', has_text="Напоминание о счёте 214")
    row.click()
    expect(page.locator('[data-suggested="L5"]')).to_contain_text("вероятность")

    page.keyboard.press("+")
    expect(page.locator('[data-matches] [aria-selected="true"]')).to_contain_text("L5")
    page.keyboard.press("Enter")

    expect(row).to_have_count(0)
    assert taken(knowing) == [True]


def test_a_press_on_the_suggestion_chooses_it_and_sends_nothing(opens: Opens, knowing: RunningHouse) -> None:
    page = opens("anna", "/held")

    page.locator("[data-take-suggestion]").click()

    expect(page.locator('[data-matches] [aria-selected="true"]')).to_contain_text("L5")
    expect(page.locator(".held-row")).to_have_count(1)
    assert taken(knowing) == []


def test_another_type_is_as_near_as_before(opens: Opens, knowing: RunningHouse) -> None:
    page = opens("anna", "/held")

    page.keyboard.press("3")

    expect(page.locator("[data-sent]")).to_contain_text("+3")
    assert taken(knowing) == [False]


def test_the_composer_suggests_while_the_letter_is_written_and_plus_chooses(
    opens: Opens, knowing: RunningHouse
) -> None:
    page = opens("anna", "/compose")
    page.locator("[name=subject]").fill("Напоминаем о счёте 311")
    expect(page.locator('.suggestion-place [data-suggested="L5"]')).to_contain_text("«счёте»")

    page.locator("[name=subject]").blur()
    page.keyboard.press("+")

    expect(page.locator('input[name="work_type"][value="L5"]')).to_be_checked()


@pytest.mark.parametrize("width", [WIDE, NARROW])
@pytest.mark.parametrize("address", ["/held", "/day", "/mail/address-book"])
def test_nothing_spills_beside_a_suggestion(opens: Opens, knowing: RunningHouse, address: str, width: int) -> None:
    page = opens("anna", address, width=width)

    assert page.evaluate(NOTHING_SPILLS)
