"""Catalog files: what is read, what is named as wrong, what is written."""

from __future__ import annotations

import io
import time
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from norms.sheet import read_catalog
from norms.sheet_excel import COLUMNS, write_excel
from norms.sheet_yaml import write_yaml
from norms.work_type import Kind, Purpose, Unit

GOOD = """\
types:
  - code: L10
    alias: П10
    name_ru: Среднее письмо
    name_en: Medium letter
    kinds: [letter_out]
    unit: letter
    norm: 0.10
    effective_from: 2026-10-01
    source: приказ № 1
    ru:
      summary: Письмо своими словами.
      belongs:
        - Ответ на вопрос.
      does_not_belong:
        - Напоминание -> L5
"""


def workbook(*rows: list[Any]) -> bytes:
    book = Workbook()
    sheet = book.worksheets[0]
    for row in rows:
        sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


HEAD = ["Код", "Название", "Что это", "Норма, мин", "Основание нормы", "Коротко (ru)"]
ROW = ["L10", "Среднее письмо", "исходящее письмо", 10, "приказ № 1", "Письмо своими словами."]


def messages(content: bytes | str, name: str = "каталог.yaml") -> list[str]:
    raw = content.encode() if isinstance(content, str) else content
    return [problem.message("ru") for problem in read_catalog(raw, name).problems]


def test_a_good_row_is_read_as_it_was_written() -> None:
    (row,) = read_catalog(GOOD.encode(), "каталог.yaml").rows

    assert row.card.code == "L10"
    assert row.card.kinds == {Kind.LETTER_OUT}
    assert (row.card.unit, row.card.purpose) == (Unit.LETTER, Purpose.ORDINARY)
    assert row.minutes == Decimal("0.10")
    assert row.effective_from == date(2026, 10, 1)
    assert row.ru.does_not_belong == (("Напоминание", "L5"),)
    assert not row.en


def test_excel_is_read_by_its_russian_and_its_english_headers() -> None:
    english = ["Code", "Name in Russian", "What it is", "Norm, min", "Source of the norm", "In short (ru)"]

    for head in (HEAD, english, ["code", "name_ru", "kinds", "norm", "source", "summary_ru"]):
        sheet = read_catalog(workbook(head, ROW), "каталог.xlsx")
        assert sheet.problems == ()
        assert [(row.card.code, row.minutes) for row in sheet.rows] == [("L10", Decimal(10))]


def test_every_bad_row_is_named_at_once_with_its_number_and_its_reasons() -> None:
    content = workbook(
        HEAD,
        ROW,
        ["П10", "Кириллица", "исходящее письмо", 10, "приказ", "Письмо."],
        ["L11", "", "письмище", "десять", "", "Письмо."],
        ["L12", "Без минут", "исходящее письмо", None, "приказ", "Письмо."],
        ["L13", "Ноль", "исходящее письмо", 0, "приказ", "Письмо."],
        ["l1о", "Двойник", "исходящее письмо", 10, "приказ", "Письмо."],
        ["L14", "Без портрета", "исходящее письмо", 10, "приказ", None],
    )
    sheet = read_catalog(content, "каталог.xlsx")
    said = [problem.message("ru") for problem in sheet.problems]

    assert [row.card.code for row in sheet.rows] == ["L10"]
    assert said[0].startswith("№ 3 · П10: «П10» не годится как код")
    assert [line.split(":")[0] for line in said].count("№ 4 · L11") == 4
    assert "№ 4 · L11: Не заполнено поле «name_ru (Название)». Заполните его." in said
    assert any("«десять» в поле «norm (Норма, мин)» — не число" in line for line in said)
    assert any("«письмище» в поле «kinds (Что это)» — не одно из: исходящее письмо" in line for line in said)
    assert "№ 5 · L12: Не заполнено поле «norm (Норма, мин)». Заполните его." in said
    assert any(line.startswith("№ 6 · L13: 0 мин не может быть нормой типа L13") for line in said)
    assert any(line.startswith("№ 8 · L14: В портрете типа L14 нет краткого описания") for line in said)


def test_two_codes_that_read_alike_cannot_stand_in_one_file() -> None:
    said = messages(workbook(HEAD, ROW, ["L1O", *ROW[1:]]), "каталог.xlsx")

    assert said == [
        "№ 3 · L1O: Код или русский код типа L1O в этом же файле читается как у L10. Дайте одному из них другой код."
    ]


def test_a_formula_is_no_value() -> None:
    said = messages(workbook(HEAD, ["L10", "Письмо", "исходящее письмо", "=5+5", "приказ", "Письмо."]), "к.xlsx")

    assert "№ 2 · L10: В ячейке «Норма, мин» формула. Замените её значением." in said


def test_a_misspelt_column_is_not_lost_in_silence() -> None:
    said = messages(workbook([*HEAD, "Примечане"], [*ROW, "важно"]), "к.xlsx")

    assert len(said) == 1
    assert said[0].startswith("№ 2 · L10: Поля «Примечане» нет; опечатка пропала бы незаметно.")


def test_a_misspelt_field_is_not_lost_in_silence() -> None:
    (said,) = messages(GOOD.replace("source:", "sourse:").replace("приказ № 1", "приказ № 1\n    source: приказ"))

    assert said.startswith("№ 2 · L10: Поля «sourse» нет")


def test_a_line_with_a_colon_is_asked_into_quotes() -> None:
    said = messages(GOOD.replace("- Ответ на вопрос.", "- Задача: пять шагов"))

    assert said == [
        "№ 2 · L10: «text: more text» в поле «ru.belongs (Относится)» — не простой текст (строку с двоеточием возьмите "
        "в кавычки). Исправьте."
    ]


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "в нём нет списка «types»"),
        (b"types: []", "в нём нет списка «types»"),
        (b"- L10", "в нём нет списка «types»"),
        (b"types:\n  - L10\n", "в нём нет списка «types»"),
        (b"types: [\n", "не по правилам YAML"),
        (b"\xff\xfe\x00", "это не текст в UTF-8"),
        (b"a: &a [1]\ntypes: [*a, *a]\n", "в нём ссылки YAML"),
        (b"PK\x03\x04broken", "это не книга Excel"),
        (workbook(["Название", "Норма, мин"], ["Письмо", 5]), "нет столбца «Код»"),
        (b"[" * 100_000, "слишком глубокая вложенность"),
        (b"x" * 4_000_001, "больше, чем бывает каталог"),
    ],
)
def test_a_file_that_is_no_catalog_is_one_problem(content: bytes, why: str) -> None:
    sheet = read_catalog(content, "что-то.bin")

    assert sheet.rows == ()
    assert len(sheet.problems) == 1
    assert sheet.problems[0].where == "что-то.bin"
    assert why in sheet.problems[0].message("ru")


def test_a_text_that_begins_with_an_equals_sign_is_written_as_text_and_read_back() -> None:
    facts = {
        "code": "L10",
        "name_ru": "=СУММ(A1)",
        "kinds": "исходящее письмо",
        "norm": Decimal("2.5"),
        "source": "+7 и другие",
        "summary_ru": "=1+1\x07",
    }

    content = write_excel([facts], "ru")
    cell = load_workbook(io.BytesIO(content)).worksheets[0].cell(2, COLUMNS.index("name_ru") + 1)
    (row,) = read_catalog(content, "каталог.xlsx").rows

    assert (cell.data_type, cell.value) == ("s", "=СУММ(A1)")
    assert (row.card.name_ru, row.minutes, row.ru.summary) == ("=СУММ(A1)", Decimal("2.5"), "=1+1")


def test_the_same_rows_give_the_same_bytes() -> None:
    facts = {"code": "L10", "name_ru": "Письмо", "norm": 5}

    first = write_excel([facts], "ru")
    time.sleep(1.1)  # the workbook would keep the second it was saved in

    assert write_excel([facts], "ru") == first
    assert write_yaml([facts]) == write_yaml([facts])
    assert b"norm: 5\n" in write_yaml([facts])
