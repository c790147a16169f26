"""The catalog's pages, as a person without scripts uses them."""

from __future__ import annotations

import base64
from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest

from naryad import staff
from naryad.people import Employee
from norms import actions, store
from norms.impact import impact_of
from norms.sheet_export import export_excel
from norms.work_type import Kind
from tests.norms.conftest import MORNING, OPENED_ON, Office, Pages

OpenAs = Callable[..., Pages]
SIXTH = date(2026, 10, 6)


def english(office: Office, person: Employee) -> None:
    with office.database.writing() as session:
        staff.choose_language(session, person, "en", now=MORNING)


PAGES = [
    "/norms",
    "/norms?q=оплата",
    "/norms?kind=call_in",
    "/norms/types/L10",
    "/norms/types/CM",
    "/norms/types/L10/portrait",
    "/norms/types/L10/norm",
    "/norms/types/new",
    "/norms/proposals",
    "/norms/starter",
    "/norms/exchange",
    "/practice",
    "/practice?letter=2&typed=5&right=1",
    "/practice?letter=6&right=5",
]


@pytest.mark.parametrize("url", PAGES)
def test_every_page_opens_for_the_administrator_in_both_languages(office: Office, pages: OpenAs, url: str) -> None:
    browser = pages(office.olga)
    browser.get(url)
    assert browser.status == 200

    english(office, office.olga)
    text = pages(office.olga).get(url)
    assert "Naryad" in text


def test_an_administrator_switches_the_first_types_on_and_a_letter_can_be_typed(
    empty_office: Office, pages: OpenAs
) -> None:
    browser = pages(empty_office.olga)
    assert "Каталог пуст" in browser.get("/norms")
    assert "первый каталог офиса" in browser.get("/norms/starter")
    assert browser.html.count("checked") == 16

    said = browser.post("/norms/starter", {"types": ["L3", "L5", "L10"]})

    assert browser.path == "/norms"
    assert "Включено 6 типов." in said
    with empty_office.database.reading() as session:
        offered = store.catalog(session, OPENED_ON).of_kind(Kind.LETTER_OUT)
    assert [entry.code for entry in offered] == ["L3", "L5", "L10", "OTH", "T0", "Z0"]


def test_nothing_ticked_is_refused_with_what_to_do(empty_office: Office, pages: OpenAs) -> None:
    browser = pages(empty_office.olga)
    browser.get("/norms/starter")

    said = browser.post("/norms/starter")

    assert browser.status == 422
    assert "Отметьте хотя бы один раздел или тип и включите." in said


def test_search_finds_types_by_words_and_by_minutes(office: Office, pages: OpenAs) -> None:
    browser = pages(office.anna)

    assert "Обратный звонок" in browser.get("/norms?q=перезвонить")
    assert "Найден 1 тип Среднее" not in browser.get("/norms?q=60")
    assert "Очень трудное письмо" in browser.get("/norms?q=60")
    assert "Среднее письмо" in browser.get("/norms?q=д10")
    assert "Таких слов нет ни в одном портрете" in browser.get("/norms?q=бегемот")


def test_any_spelling_of_a_code_leads_to_its_page(office: Office, pages: OpenAs) -> None:
    browser = pages(office.anna)

    text = browser.get("/norms/types/п10")

    assert browser.path == "/norms/types/L10"
    assert "Ответить на технические вопросы." in text
    assert "L10@types.zarya.example" in text
    assert "Поправить портрет" not in text
    assert "Типа «X77» в каталоге нет" in browser.get("/norms/types/X77")
    assert browser.status == 404


def test_a_portrait_is_mended_on_its_page(office: Office, pages: OpenAs) -> None:
    browser = pages(office.olga, SIXTH)
    browser.get("/norms/types/L10/portrait")

    fields = {"summary_ru": "Письмо своими словами.", "does_not_belong_ru": "Оплата -> L5", "reason": ""}
    refused = browser.post("/norms/types/L10/portrait", fields)
    assert "нужна причина" in refused
    assert "Оплата -&gt; L5" in browser.html

    said = browser.post("/norms/types/L10/portrait", {**fields, "reason": "путали с П5"})

    assert browser.path == "/norms/types/L10"
    assert "Действует версия портрета 2." in said
    assert "путали с П5" in said
    assert "Оплата → это L5" in said


def test_a_type_is_added_with_its_norm_before_the_head(office: Office, pages: OpenAs) -> None:
    browser = pages(office.olga, SIXTH)
    browser.get("/norms/types/new")
    fields = {
        "code": "v30",
        "alias": "вс30",
        "name_ru": "Встреча",
        "kinds": ["visit"],
        "unit": "visit",
        "purpose": "ordinary",
        "norm": "тридцать",
        "source": "замер",
        "summary_ru": "Встреча в офисе.",
    }

    refused = browser.post("/norms/types/new", fields)
    assert "«тридцать» — не число" in refused
    assert 'value="Встреча"' in browser.html

    said = browser.post("/norms/types/new", {**fields, "norm": "30,5"})

    assert "Тип V30 добавлен. Его норма ждёт руководителя." in said
    assert "с 07.10.2026 30,5 мин ! ждёт руководителя" in said or "30,5 мин" in said


def waiting_norm(office: Office, minutes: str = "12") -> int:
    with office.database.writing() as session:
        entry = store.catalog(session, SIXTH).find("L10")
        assert entry is not None
        return actions.propose_norm(
            session,
            work_type_id=entry.work_type.id,
            minutes=Decimal(minutes),
            effective_from=date(2026, 10, 15),
            source="приказ № 7",
            announced_on=None,
            actor=office.olga,
            now=office.at(SIXTH),
            today=SIXTH,
        ).id


def fill_impact(browser: Pages, norm_id: int, people: list[Employee]) -> None:
    """Stand in for payroll, which shows and counts the effect of a norm."""
    impact = impact_of(
        norm_id=norm_id,
        minutes_after=Decimal(8),
        done=[(person.id, Decimal(1), Decimal(10)) for person in people],
        first_day=date(2026, 7, 1),
        last_day=date(2026, 9, 30),
    )
    house = browser.client.app.state.house  # type: ignore[attr-defined]
    house.slots.clear()
    house.add(
        slots={
            "norm.impact": lambda request, norm_id: (
                f'<input type="hidden" name="impact_digest" value="{impact.digest}">'
            ),
            "norm.impact_value": lambda request, norm_id: impact.as_text(),
        }
    )


def test_the_head_approves_after_seeing_the_effect(office: Office, pages: OpenAs) -> None:
    norm_id = waiting_norm(office)
    browser = pages(office.vera, SIXTH)
    fill_impact(browser, norm_id, [])
    assert "1 норма ждёт руководителя" in browser.get("/norms")
    browser.get(f"/norms/proposals/{norm_id}")

    unseen = browser.post(f"/norms/proposals/{norm_id}/approval", {"ground": "nobody_worse"})
    assert "нельзя утвердить не глядя" in unseen
    digest = browser.hidden("impact_digest")
    said = browser.post(f"/norms/proposals/{norm_id}/approval", {"ground": "nobody_worse", "impact_digest": digest})

    assert browser.path == "/norms/types/L10"
    assert "Норма L10 утверждена." in said
    assert "начнёт действовать" in said


def test_a_lower_norm_asks_each_person_who_loses(office: Office, pages: OpenAs) -> None:
    norm_id = waiting_norm(office, "8")
    browser = pages(office.vera, SIXTH)
    fill_impact(browser, norm_id, [office.anna, office.boris])
    page = browser.get(f"/norms/proposals/{norm_id}")
    assert "Анна Белова" in page
    digest = browser.hidden("impact_digest")
    address = f"/norms/proposals/{norm_id}/approval"

    worse = browser.post(address, {"ground": "nobody_worse", "impact_digest": digest})
    assert "меньше минут насчитают: Анна Белова, Борис Ким." in worse

    own = pages(office.anna, SIXTH)
    fill_impact(own, norm_id, [office.anna, office.boris])
    assert "вы не обязаны" in own.get(f"/norms/proposals/{norm_id}") or "не обязаны" in own.html
    assert "Ваше согласие записано." in own.post(f"/norms/proposals/{norm_id}/consent")

    head = pages(office.vera, SIXTH)
    head.get(f"/norms/proposals/{norm_id}")
    missing = head.post(address, {"ground": "consents", "impact_digest": digest})
    assert "согласились не все, кого она касается: Борис Ким." in missing
    said = head.post(
        address,
        {"ground": "consents", "impact_digest": digest, "consents": [office.boris.id], "paper": "заявление от 05.10"},
    )
    assert "Норма L10 утверждена." in said


def test_an_employee_is_not_shown_the_decision_nor_can_take_it(office: Office, pages: OpenAs) -> None:
    norm_id = waiting_norm(office)
    browser = pages(office.anna, SIXTH)
    browser.get(f"/norms/proposals/{norm_id}")

    assert "approval" not in browser.html
    browser.post(f"/norms/proposals/{norm_id}/approval", {"ground": "nobody_worse"})
    assert browser.status == 403


def test_a_proposal_is_turned_down_with_a_reason(office: Office, pages: OpenAs) -> None:
    norm_id = waiting_norm(office)
    browser = pages(office.vera, SIXTH)
    browser.get(f"/norms/proposals/{norm_id}")

    said = browser.post(f"/norms/proposals/{norm_id}/refusal", {"reason": "нет замера"})

    assert "Предложение отклонено." in said
    assert "Отклонена: нет замера" in browser.get(f"/norms/proposals/{norm_id}")


def test_a_norm_that_would_start_today_is_refused_on_the_form(office: Office, pages: OpenAs) -> None:
    browser = pages(office.olga, SIXTH)
    browser.get("/norms/types/L10/norm")

    said = browser.post("/norms/types/L10/norm", {"minutes": "12", "effective_from": "2026-10-06", "source": "приказ"})

    assert browser.status == 409
    assert "Выберите 07.10.2026 или более поздний день." in said


def test_the_head_confirms_the_founding_norms(office: Office, pages: OpenAs) -> None:
    browser = pages(office.vera, SIXTH)
    assert "24 нормы пришли с каталогом" in browser.get("/norms")

    assert "24 нормы подтверждены." in browser.post("/norms/founding/confirmation")
    assert "Подтвердить" not in browser.get("/norms")


def test_a_file_is_looked_at_first_and_every_bad_row_is_named(office: Office, pages: OpenAs) -> None:
    browser = pages(office.olga, SIXTH)
    browser.get("/norms/exchange")
    text = (
        "types:\n  - {code: V30, name_ru: Встреча, kinds: [visit], norm: 30, source: замер, ru: {summary: Встреча.}}\n"
    )
    bad = "  - {code: W40, name_ru: Выезд, kinds: [visit], norm: много, source: замер, ru: {summary: Выезд.}}\n"

    seen = browser.post("/norms/exchange", files={"file": ("мой каталог.yaml", (text + bad).encode())})

    assert "В файле 1 ошибка" in seen
    assert "№ 3 · W40" in seen
    assert "Взять" in seen or "хорошие" in seen
    with office.database.reading() as session:
        assert store.catalog(session, SIXTH).find("V30") is None
    fields = {"name": browser.hidden("name"), "content": browser.hidden("content")}
    assert "Загружено из файла: 1." in browser.post("/norms/exchange/take", fields)


def test_the_catalog_taken_out_changes_nothing_when_taken_in(office: Office, pages: OpenAs) -> None:
    browser = pages(office.olga, SIXTH)
    with office.database.reading() as session:
        content = export_excel(session, SIXTH, "ru")
    assert browser.client.get("/norms/exchange/catalog.xlsx").content == content
    assert browser.client.get("/norms/exchange/catalog.yaml").text.startswith("# Work types")
    browser.get("/norms/exchange")

    assert "загружать нечего" in browser.post("/norms/exchange", files={"file": ("catalog.xlsx", content)})
    damaged = {"name": "x", "content": base64.b64encode(b"PK\x03\x04").decode()}
    assert "Загружено из файла: 0." in browser.post("/norms/exchange/take", damaged)


def test_five_letters_are_practised_by_digit_with_the_answer_at_once(empty_office: Office, pages: OpenAs) -> None:
    browser = pages(empty_office.anna)

    first = browser.get("/practice")
    assert "Оплата по счёту 118" in first
    right = browser.get("/practice?letter=1&typed=5")
    assert "Верно: Лёгкое письмо, 5 мин" in right
    wrong = browser.get("/practice?letter=2&typed=3&right=1")
    assert "Правильно: Трудное письмо, 25 мин" in wrong
    assert "Вы выбрали: Очень лёгкое письмо" in wrong
    assert "Нет типа письма на «7» мин" in browser.get("/practice?letter=2&typed=7")
    assert "Верно 4 из 5" in browser.get("/practice?letter=6&right=4")
    browser.get("/practice?letter=7")
    assert browser.status == 404


def test_a_type_is_renamed_retired_and_returned_on_its_page(office: Office, pages: OpenAs) -> None:
    browser = pages(office.olga, SIXTH)
    browser.get("/norms/types/K8")

    names = {"name_ru": "Опрос по телефону", "name_en": "Survey", "alias": "ОП8", "kinds": ["call_in"]}
    assert "Опрос по телефону" in browser.post("/norms/types/K8/names", names)
    assert "Скажите, почему" in browser.post("/norms/types/K8/retirement", {"retired_on": "2026-10-07"})
    retired = browser.post("/norms/types/K8/retirement", {"retired_on": "2026-10-07", "reason": "опросов нет"})
    assert "Выведен с 07.10.2026" in retired
    assert "Тип снова в употреблении." in browser.post("/norms/types/K8/return", {"reason": "снова опросы"})
