"""Standard letters: kept by the office or for oneself, with fields, and the type already chosen."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from email import message_from_bytes
from email.policy import default
from typing import Any

import pytest
from sqlmodel import select

from naryad.tables import JournalRow
from naryad.verification import troubles
from norms.actions.catalog import retire_work_type
from tests.conftest import on_both_engines
from worklog.standard_letter import (
    Field,
    FieldIsWrong,
    FieldKind,
    FieldsAreEmpty,
    Wording,
    checked,
    field_names,
    filled_html,
    filled_subject,
    first_value,
    values_in_words,
)
from worklog.store.standard_letter import standard_letter, standard_letters, versions_of

pytestmark = pytest.mark.mail

TODAY = date(2026, 10, 15)
PAID = {
    "name": "Оплата поступила",
    "letter_language": "ru",
    "subject": "Оплата по счёту {{Номер}}",
    "text": "Добрый день!\nОплата {{Сумма}} руб. по счёту {{номер}} поступила, отгрузим {{День}}.",
    "work_type": "L5",
    "whose": "office",
}
FIELDS = {
    "field_name": ["Номер", "Сумма", "День"],
    "field_kind": ["text", "number", "date"],
    "field_default": ["", "", "+2"],
    "field_choices": ["", "", ""],
}
LETTER = {"sender": "anna@office.example", "to": "pavel@client.example", "cc": "", "bcc": ""}


def written(visitor: Any, **changed: Any) -> Any:
    return visitor.post("/standard-letters/new", **{**PAID, **FIELDS, **changed})


def begun(visitor: Any, letter_id: int = 1) -> dict[str, str]:
    """Return what the form holds after a standard letter was chosen for an empty letter."""
    visitor.post("/compose", **LETTER, subject="", text="", do=f"standard:{letter_id}")
    return {"draft": "1", "standard": str(letter_id), **LETTER}


def test_a_standard_letter_goes_out_with_its_fields_and_its_type(office: Any, hop: Any, visit: Any) -> None:
    written(visit(office.chief))
    anna = visit(office.anna)
    page = anna.get("/compose?standard=1").text

    sent = anna.post(
        "/compose", **LETTER, subject=PAID["subject"], text=PAID["text"], work_type="L5", standard="1",
        field_name=["Номер", "Сумма", "День"], field_value=["118/б", "12 500", "2026-10-17"],
    )  # fmt: skip

    assert 'value="L5" data-minutes="5" checked' in page
    assert 'type="date"' in page
    assert 'value="2026-10-17"' in page
    assert anna.said(sent) == "+5 min: the letter is sent"
    message = message_from_bytes(hop.taken[0], policy=default)
    assert message["Subject"] == "Оплата по счёту 118/б"
    assert message.get_content().split("\r\n")[1] == (
        "Оплата 12 500 руб. по счёту 118/б поступила, отгрузим 17.10.2026."
    )
    assert office.minutes() == [Decimal(5)]


def test_a_field_that_is_empty_is_named_and_nothing_is_lost(office: Any, hop: Any, visit: Any) -> None:
    written(visit(office.chief))

    refused = visit(office.anna).post(
        "/compose", **LETTER, subject=PAID["subject"], text=PAID["text"], work_type="L5", standard="1",
        field_name=["Номер", "Сумма", "День"], field_value=["118", " ", ""],
    )  # fmt: skip

    assert refused.status_code == 422
    assert "Not filled in yet: «Сумма», «День»" in refused.text
    assert 'value="118"' in refused.text
    assert hop.taken == []


@pytest.mark.parametrize(
    ("values", "says"),
    [
        (["1", "много", "2026-10-17"], "“Сумма” takes a number, and “много” is none"),
        (["1", "2", "завтра"], "“День” takes a day, and “завтра” is none: write 01.12.2026"),
        (["1", "2", "31.02.2026"], "takes a day"),
    ],
)
def test_a_value_that_does_not_fit_its_field_is_refused(
    office: Any, hop: Any, visit: Any, values: list[str], says: str
) -> None:
    written(visit(office.chief))

    refused = visit(office.anna).post(
        "/compose", **LETTER, subject="x", text=PAID["text"], work_type="L5", standard="1",
        field_name=["Номер", "Сумма", "День"], field_value=values,
    )  # fmt: skip

    assert refused.status_code == 422
    assert says in refused.text


def test_a_value_is_text_and_brings_neither_markup_nor_headers(office: Any, hop: Any, visit: Any) -> None:
    written(visit(office.chief), html="<div>Счёт <b>{{Номер}}</b></div>")

    visit(office.anna).post(
        "/compose", **LETTER, subject=PAID["subject"], html="<div>Счёт <b>{{Номер}}</b></div>", work_type="L5",
        standard="1", field_name="Номер", field_value="<script>1</script>\r\nBcc: eve@x.example",
    )  # fmt: skip

    message = message_from_bytes(hop.taken[0], policy=default)
    assert message["Bcc"] is None
    _, rich = message.iter_parts()
    assert "&lt;script&gt;" in rich.get_content()
    assert "<script>" not in rich.get_content()


def test_choosing_one_for_a_letter_already_begun_loses_nothing_of_it(office: Any, visit: Any) -> None:
    written(visit(office.chief))
    anna = visit(office.anna)

    anna.post("/compose", **LETTER, subject="Моя тема", text="Мои слова", do="standard:1")
    page = anna.get("/compose?draft=1").text

    assert 'value="Моя тема"' in page
    assert "Мои слова" in page
    assert "поступила, отгрузим" in page


def test_a_retired_type_is_asked_for_anew(office: Any, hop: Any, visit: Any) -> None:
    written(visit(office.chief))
    with office.database.writing() as session:
        type_id = standard_letter(session, 1).wording.work_type_id
        assert type_id is not None
        retire_work_type(
            session,
            type_id,
            retired_on=date(2026, 10, 16),
            reason="лишний",
            actor=office.chief,
            now=office.clock(),
            today=TODAY,
        )
    office.clock.go_on(days=1)
    anna = visit(office.anna)

    page = anna.get("/compose?standard=1").text
    listed = anna.get("/standard-letters").text

    assert "The type of this standard letter is no longer in use" in page
    assert " checked" not in page.partition("data-picker")[2].partition("</fieldset>")[0]
    assert "type not in use" in listed


@on_both_engines
def test_what_was_used_last_stands_first_and_words_find_it(office: Any, visit: Any) -> None:
    chief, anna = visit(office.chief), visit(office.anna)
    written(chief)
    written(chief, name="Акт на подпись")
    begun(anna, 1)

    with office.database.reading() as session:
        assert [each.name for each in standard_letters(session, office.anna.id)] == [
            "Оплата поступила",
            "Акт на подпись",
        ]
        assert [each.name for each in standard_letters(session, office.boris.id)] == [
            "Акт на подпись",
            "Оплата поступила",
        ]
    assert "Акт на подпись" not in anna.get("/standard-letters?q=опл пост").text
    assert "Nothing found" in anna.get("/standard-letters?q=ничего").text


@on_both_engines
def test_every_wording_stays_and_is_journalled(office: Any, visit: Any) -> None:
    chief = visit(office.chief)
    written(chief)

    chief.post("/standard-letters/1", **{**PAID, **FIELDS, "subject": "Спасибо за оплату"}, version="1")

    with office.database.reading() as session:
        assert [each.wording.subject for each, _, _ in versions_of(session, 1)] == [
            "Спасибо за оплату", PAID["subject"],
        ]  # fmt: skip
        lines = session.exec(select(JournalRow).where(JournalRow.subject == "standard_letter:1")).all()
        assert [line.action for line in lines] == ["standard_letter.write"] * 2
    assert "Оплата по счёту {{Номер}}" in chief.get("/standard-letters/1").text
    with office.database.reading() as session:
        assert [trouble for trouble in troubles(session) if "standard_letter" in str(trouble)] == []


@on_both_engines
def test_two_keepers_at_once_do_not_overwrite_each_other_unseen(office: Any, visit: Any) -> None:
    chief, boris = visit(office.chief), visit(office.boris)
    written(chief)
    chief.post("/standard-letters/1", **{**PAID, **FIELDS, "subject": "от руководителя"}, version="1")

    told = boris.post("/standard-letters/1", **{**PAID, **FIELDS, "subject": "от администратора"}, version="1")
    again = boris.post("/standard-letters/1", **{**PAID, **FIELDS, "subject": "от администратора"}, version="2")

    assert told.status_code == 409
    assert "was changed by Chief while you were writing" in told.text
    assert "от администратора" in told.text
    assert 'name="version" value="2"' in told.text
    assert again.status_code == 303


@on_both_engines
def test_a_withdrawn_letter_is_offered_to_nobody_and_may_come_back(office: Any, visit: Any) -> None:
    chief, anna = visit(office.chief), visit(office.anna)
    written(chief)

    chief.post("/standard-letters/1/withdraw")

    assert "Оплата поступила" not in anna.get("/standard-letters").text
    assert anna.get("/compose?standard=1").status_code == 404
    chief.post("/standard-letters/1", **PAID, **FIELDS)
    assert "Оплата поступила" in anna.get("/standard-letters").text


@on_both_engines
def test_ones_own_letter_is_nobody_elses(office: Any, visit: Any) -> None:
    anna, boris, chief = visit(office.anna), visit(office.boris), visit(office.chief)
    written(anna, whose="own", name="Моё письмо")

    assert "Моё письмо" in anna.get("/standard-letters").text
    for other in (boris, chief):
        assert other.get("/standard-letters/1").status_code == 404
        assert other.post("/standard-letters/1", **PAID).status_code == 404
        assert other.post("/standard-letters/1/withdraw").status_code == 404
    assert boris.get("/compose?standard=1").status_code == 404
    assert "Моё письмо" not in boris.get("/standard-letters").text
    kept = boris.post("/compose/draft", **{**LETTER, "sender": "boris@office.example"}, standard="1").json()["draft"]
    assert "Моё письмо" not in boris.get(f"/compose?draft={kept}").text


def test_an_employee_does_not_keep_the_offices_letters(office: Any, visit: Any) -> None:
    written(visit(office.chief))
    anna = visit(office.anna)

    assert anna.get("/standard-letters/office").status_code == 403
    assert anna.get("/standard-letters/1").status_code == 403
    assert anna.post("/standard-letters/1", **PAID).status_code == 403
    assert anna.post("/standard-letters/1/withdraw").status_code == 403
    assert "needs one of the roles" in written(anna, name="Другое").text
    with office.database.reading() as session:
        assert [each.name for each in standard_letters(session, office.anna.id)] == ["Оплата поступила"]


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"name": " "}, "Name the standard letter"),
        ({"name": "оплата ПОСТУПИЛА"}, "There is a standard letter “оплата ПОСТУПИЛА” already"),
        ({"name": "Пустое", "subject": "", "text": " "}, "has neither a subject nor a text"),
        ({"name": "Поля", "text": " ".join(f"{{{{п{n}}}}}" for n in range(31))}, "has 32 fields, and at most 30"),
        ({"name": "Выбор", "field_kind": ["choice", "number", "date"]}, "“Номер” needs at least two choices"),
        ({"name": "Число", "field_default": ["", "много", ""]}, "“Сумма” begins with “много”, which is no number"),
        ({"name": "Дата", "field_default": ["", "", "завтра"]}, "“День” takes days from today as its default"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_standard_letter_is_said_on_the_form(
    office: Any, visit: Any, changed: dict[str, Any], says: str
) -> None:
    chief = visit(office.chief)
    written(chief)

    refused = written(chief, **changed)

    assert refused.status_code in (409, 422)
    assert says in refused.text
    assert PAID["work_type"] in refused.text


def test_scripts_in_a_standard_letter_do_not_run(office: Any, visit: Any) -> None:
    chief, anna = visit(office.chief), visit(office.anna)
    evil = "<script>alert(1)</script>"
    written(chief, name=evil, subject=evil, html=f"<div>{{{{{evil}}}}}</div><img src=x onerror=alert(1)>")

    for visitor, url in (
        (chief, "/standard-letters/office"),
        (chief, "/standard-letters/1"),
        (anna, "/compose?standard=1"),
    ):
        shown = visitor.get(url).text
        assert evil not in shown
        assert "onerror" not in shown


# ---- the letter itself


def test_fields_are_found_once_in_the_order_they_are_met() -> None:
    assert field_names("Счёт {{ Номер  счёта }}", "<div>{{номер счёта}} {{Сумма}} {{}} {{a{b}}} { {x}}</div>") == (
        "Номер счёта", "Сумма",
    )  # fmt: skip


def test_braces_that_name_no_field_stay_as_they_are() -> None:
    assert filled_subject("{{Номер}} {{Другое}}", {"номер": "5"}) == "5 {{Другое}}"
    assert filled_html("<div>{{Номер}}</div>", {"номер": "<b>"}) == "<div>&lt;b&gt;</div>"


def test_a_field_that_left_the_text_leaves_the_letter() -> None:
    kept = checked(Wording("Письмо", "ru", "{{Номер}}", "", (Field("Номер"), Field("Сумма", FieldKind.NUMBER))))

    assert [field.name for field in kept.fields] == ["Номер"]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        (Field("Д", FieldKind.DATE, "+3"), "2026-10-18"),
        (Field("Д", FieldKind.DATE, "0"), "2026-10-15"),
        (Field("Д", FieldKind.DATE, "-15"), "2026-09-30"),
        (Field("Д", FieldKind.DATE), ""),
        (Field("Т", default="как обычно"), "как обычно"),
    ],
)
def test_a_field_begins_as_it_was_set(field: Field, value: str) -> None:
    assert first_value(field, TODAY) == value


@pytest.mark.parametrize(("language", "words"), [("ru", "01.12.2026"), ("en", "1 December 2026")])
def test_a_day_is_written_in_the_letters_language(language: str, words: str) -> None:
    assert values_in_words([Field("Д", FieldKind.DATE)], {"д": "2026-12-01"}, language) == {"д": words}
    assert values_in_words([Field("Д", FieldKind.DATE)], {"Д": "1.12.2026"}, language) == {"д": words}


def test_a_choice_takes_only_its_choices() -> None:
    field = Field("Чем", FieldKind.CHOICE, "", ("почтой", "курьером"))

    assert values_in_words([field], {"Чем": "почтой"}, "ru") == {"чем": "почтой"}
    with pytest.raises(FieldIsWrong, match="has no choice “голубем”"):
        values_in_words([field], {"Чем": "голубем"}, "ru")
    with pytest.raises(FieldsAreEmpty):
        values_in_words([field], {}, "ru")
