"""The type addresses reach a mail program's address book as cards it can read and complete by."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlmodel import select

from naryad import staff
from norms.catalog import CatalogEntry
from norms.norm import Norm
from norms.portrait import DoesNotBelong, Portrait, PortraitText
from norms.tables.work_type import WorkTypeRow
from norms.work_type import Kind, Purpose, WorkType
from tests.worklog.mail.vcards import ReadCard, read_vcards
from worklog.address_book import Card, as_vcards, cards, changes

MOSCOW = ZoneInfo("Europe/Moscow")
MEDIUM = WorkType(
    id=7, code="L10", alias="П10", name_ru="Среднее письмо", name_en="Medium letter",
    kinds=frozenset({Kind.LETTER_OUT}), introduced_on=date(2026, 9, 1),
)  # fmt: skip
TEN = Norm(
    id=1, work_type_id=7, version=1, effective_from=date(2026, 9, 1), minutes=Decimal("10.000"), source="приказ 1",
    announced_on=None, proposed_by=None,
)  # fmt: skip
PORTRAIT = Portrait(
    id=1, work_type_id=7, version=1, effective_from=date(2026, 9, 1),
    ru=PortraitText(
        summary="Письмо, в котором надо подумать; обычно, на полстраницы",
        belongs=("Задание коллеге, до пяти шагов",),
        does_not_belong=(DoesNotBelong("Напоминание об оплате", "L5"),),
        counted_separately=("Договор во вложении",),
    ),
)  # fmt: skip
ENTRY = CatalogEntry(MEDIUM, TEN, PORTRAIT)


def written(entry: CatalogEntry = ENTRY, language: str = "ru") -> Card:
    (card,) = cards([entry], type_domain="types.office.example", language=language, zone=MOSCOW)
    return card


def read(entry: CatalogEntry = ENTRY, language: str = "ru", version: str = "3.0") -> ReadCard:
    (card,) = read_vcards(as_vcards([written(entry, language)], version=version).encode())
    return card


def words(card: ReadCard) -> set[str]:
    """What a program can complete by: the words of names and nickname, and the address."""
    return set(f"{card.values['FN']} {card.values['NICKNAME']} {card.values['EMAIL']}".lower().split())


@pytest.mark.parametrize("language", ["ru", "en"])
@pytest.mark.parametrize("version", ["3.0", "4.0"])
def test_a_type_is_found_by_minutes_by_both_codes_and_by_both_names(language: str, version: str) -> None:
    found = words(read(language=language, version=version))

    assert {"10", "п10", "l10", "среднее", "medium", "l10@types.office.example"} <= found


def test_the_name_begins_with_the_minutes_also_where_a_program_builds_it_from_its_parts() -> None:
    card = read()

    assert card.values["FN"] == "10 П10 Среднее письмо"
    assert card.parts["N"] == ["Среднее письмо", "10 П10", "", "", ""]
    assert read(language="en").values["FN"] == "10 L10 Medium letter"


def test_a_type_without_an_alias_or_an_english_name_repeats_nothing_in_its_nickname() -> None:
    plain = replace(MEDIUM, alias=None, name_en="")

    assert "NICKNAME" not in read(CatalogEntry(plain, TEN, PORTRAIT)).values


def test_the_note_holds_the_portrait_line_by_line() -> None:
    assert read().values["NOTE"].splitlines() == [
        "10 мин. Письмо, в котором надо подумать; обычно, на полстраницы",
        "Сюда относится: Задание коллеге, до пяти шагов",
        "Не сюда: Напоминание об оплате → L5",
        "Считается отдельно: Договор во вложении",
    ]


def test_a_half_minute_is_written_as_the_reader_writes_it_in_the_note_and_as_it_is_typed_in_the_name() -> None:
    half = CatalogEntry(MEDIUM, replace(TEN, minutes=Decimal("12.500")), PORTRAIT)

    assert read(half).values["FN"].startswith("12.5 ")
    assert read(half).values["NOTE"].startswith("12,5 мин. ")


@pytest.mark.parametrize("name", ["a,b;c\\d", "строка\nвторая", "\\", "\\n", "x" * 120, "ж" * 120, "\x00\x1b[2J имя"])
def test_no_name_can_break_out_of_its_card(name: str) -> None:
    odd = replace(MEDIUM, name_ru=name)

    card = read(CatalogEntry(odd, TEN, PORTRAIT))

    assert card.parts["N"][0] == name.replace("\x00", "").replace("\x1b", "")
    assert card.values["EMAIL"] == "L10@types.office.example"


def test_the_card_of_a_type_keeps_its_uid_whatever_changes_so_that_it_is_brought_up_to_date() -> None:
    renamed = CatalogEntry(replace(MEDIUM, id=99, name_ru="Обычное письмо"), replace(TEN, minutes=Decimal(12)), None)

    assert read().values["UID"] == read(renamed).values["UID"] == read(version="4.0").values["UID"]
    assert read().values["UID"].startswith("urn:uuid:")


@pytest.mark.parametrize(
    ("entry", "revision"),
    [
        (ENTRY, "2026-08-31T21:00:00Z"),
        (CatalogEntry(MEDIUM, replace(TEN, effective_from=date(2026, 11, 1)), PORTRAIT), "2026-10-31T21:00:00Z"),
        (CatalogEntry(MEDIUM, TEN, replace(PORTRAIT, effective_from=date(2026, 10, 5))), "2026-10-04T21:00:00Z"),
        (
            CatalogEntry(MEDIUM, TEN, replace(PORTRAIT, written_at=datetime(2026, 10, 5, 9, 30, tzinfo=UTC))),
            "2026-10-05T09:30:00Z",
        ),
    ],
)
def test_a_new_norm_or_portrait_is_a_new_revision_of_the_card(entry: CatalogEntry, revision: str) -> None:
    assert read(entry).values["REV"] == revision
    assert read(entry, version="4.0").values["REV"] == revision.replace("-", "").replace(":", "")


def test_a_card_in_version_4_says_its_kind_and_has_no_parameter_of_version_3() -> None:
    text = as_vcards([written()], version="4.0")

    assert "\r\nKIND:individual\r\n" in text
    assert "\r\nEMAIL:L10@" in text
    assert "\r\nEMAIL;TYPE=INTERNET:L10@" in as_vcards([written()])


def test_other_described_has_no_card_because_its_address_holds_the_minutes() -> None:
    other = CatalogEntry(replace(MEDIUM, purpose=Purpose.DESCRIBED), TEN, None)

    assert cards([other], type_domain="types.office.example", language="ru", zone=MOSCOW) == ()


def test_changes_name_new_changed_and_gone_types_and_nothing_else() -> None:
    now = written()

    found = changes({"L10": "other", "L7": "gone"}, [now, replace(now, code="L5")])

    assert (found.added, found.changed, found.gone, found.count) == (("L5",), ("L10",), ("L7",), 3)
    assert changes({"L10": now.digest}, [now]).count == 0


@pytest.mark.mail
@pytest.mark.parametrize("address", ["/mail/types.vcf", "/mail/address-book/types-4.vcf"])
def test_every_type_of_letters_has_its_card_in_the_file(office: Any, visit: Any, address: str) -> None:
    taken = visit(office.anna).get(address)

    assert taken.headers["content-type"] == "text/vcard; charset=utf-8"
    assert taken.headers["content-disposition"] == 'attachment; filename="types.office.example.vcf"'
    addresses = [card.values["EMAIL"].partition("@")[0] for card in read_vcards(taken.content)]
    assert addresses == ["L3", "L5", "L10", "L25", "THANKS"]


@pytest.mark.mail
def test_outlooks_table_has_the_columns_it_maps_by_itself(office: Any, visit: Any) -> None:
    taken = visit(office.anna).get("/mail/address-book/outlook.csv")

    lines = list(csv.DictReader(io.StringIO(taken.content.decode("cp1252"), newline="")))
    assert lines[2]["First Name"] == "10 L10"
    assert lines[2]["Last Name"] == "Type L10"
    assert lines[2]["E-mail Address"] == "L10@types.office.example"
    assert lines[2]["Nickname"] == "П10 Тип L10".encode("cp1252", "replace").decode("cp1252")


@pytest.mark.mail
def test_the_russian_outlook_gets_russian_columns_in_its_own_code_page(office: Any, visit: Any) -> None:
    visitor = visit(office.anna)
    with office.database.writing() as session:
        staff.choose_language(session, office.anna, "ru", office.clock())

    taken = visitor.get("/mail/address-book/outlook.csv")

    lines = list(csv.DictReader(io.StringIO(taken.content.decode("cp1251"), newline="")))
    assert lines[2]["Имя"] == "10 П10"
    assert lines[2]["Адрес эл. почты"] == "L10@types.office.example"


@pytest.mark.mail
def test_googles_table_and_the_web_outlooks_are_utf_8(office: Any, visit: Any) -> None:
    visitor = visit(office.anna)

    google = list(csv.DictReader(io.StringIO(visitor.get("/mail/address-book/google.csv").content.decode())))
    web = visitor.get("/mail/address-book/outlook-web.csv").content.decode("utf-8-sig")

    assert google[2]["E-mail 1 - Value"] == "L10@types.office.example"
    assert google[2]["Labels"] == "Naryad"
    assert web.startswith('"First Name","Last Name","E-mail Address"')


@pytest.mark.mail
def test_the_page_says_how_many_types_changed_since_the_person_last_took_the_file(office: Any, visit: Any) -> None:
    visitor = visit(office.anna)
    assert "changed since" not in visitor.get("/mail/address-book").text
    visitor.get("/mail/types.vcf")
    assert "Your address book is up to date" in visitor.get("/mail/address-book").text

    office.clock.go_on(days=3)
    with office.database.writing() as session:
        for code in ("L5", "L10"):
            row = session.exec(select(WorkTypeRow).where(WorkTypeRow.code == code)).one()
            row.name_en = f"{row.name_en} renamed"
        session.exec(select(WorkTypeRow).where(WorkTypeRow.code == "L25")).one().retired_on = date(2026, 10, 17)
    said = visit(office.anna).get("/mail/address-book").text

    assert "3 types changed since 15 October" in said
    assert "remove these cards by hand" in said


@pytest.mark.mail
def test_what_one_person_took_says_nothing_about_another(office: Any, visit: Any) -> None:
    visit(office.anna).get("/mail/types.vcf")

    assert "Your address book is up to date" not in visit(office.boris).get("/mail/address-book").text


@pytest.mark.mail
def test_a_person_without_letters_of_their_own_gets_no_cards(office: Any, visit: Any) -> None:
    answer = visit(office.chief).get("/mail/types.vcf")

    assert answer.status_code == 403
    assert "BEGIN:VCARD" not in answer.text


@pytest.mark.mail
def test_a_file_that_does_not_exist_is_not_found(office: Any, visit: Any) -> None:
    answer = visit(office.anna).get("/mail/address-book/types.xlsx")

    assert answer.status_code == 404
