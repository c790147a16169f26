"""The file's bytes: always the same for the same month, quick for long sheets, and sound for any reader."""

from __future__ import annotations

import hashlib
import io
import time
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from openpyxl import Workbook

from payroll.closing import WorkLine
from payroll.workbook.book import write_workbook
from payroll.workbook.cell_xml import SharedText, encoder
from payroll.workbook.cells import Look, clean_text
from payroll.workbook.styles import Style, Styles
from payroll.workbook.work import entries
from tests.payroll.workbook.months import ANNA, MOSCOW, NOW, line, october, open_october, work
from tests.payroll.workbook.reading import OfficeSuite, cell_time, column, opened, written


@pytest.fixture(scope="module")
def suite(tmp_path_factory):
    return OfficeSuite.started_in(tmp_path_factory.mktemp("suite"))


@pytest.mark.parametrize("language", ["ru", "en"])
def test_a_closed_month_is_written_to_the_same_bytes_whenever_it_is_written(language):
    month, first, second = october(), io.BytesIO(), io.BytesIO()

    one = write_workbook(month, work(month), first, language=language, zone=MOSCOW, now=NOW)
    two = write_workbook(month, work(month), second, language=language, zone=MOSCOW, now=NOW + timedelta(days=400))

    assert first.getvalue() == second.getvalue()
    assert one.sha256 == two.sha256


def test_the_hash_is_that_of_the_files_bytes():
    month, out = october(), io.BytesIO()

    said = write_workbook(month, work(month), out, language="ru", zone=MOSCOW, now=NOW)

    assert said.sha256 == hashlib.sha256(out.getvalue()).hexdigest()


def test_one_kopeck_changes_the_bytes():
    dearer = replace(line(ANNA, date(2026, 10, 1), "L10", "1"), amount=Decimal("42.01"))

    assert written(october(lines=(dearer,))) != written(october(lines=(line(ANNA, date(2026, 10, 1), "L10", "1"),)))


def test_a_closed_file_bears_the_moment_of_closing_and_a_preview_its_own():
    closed, preview = opened(written(october())), opened(written(open_october()))

    assert closed.properties.created == closed.properties.modified == cell_time(2026, 11, 3, 14, 5)
    assert preview.properties.created == cell_time(2026, 11, 22, 9, 0)


def test_no_member_of_the_zip_carries_a_time_of_its_own():
    with zipfile.ZipFile(io.BytesIO(written(october()))) as archive:
        assert {member.date_time for member in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert archive.namelist()[0] == "[Content_Types].xml"
        assert archive.testzip() is None


def test_a_name_repeated_in_every_row_is_stored_once():
    with zipfile.ZipFile(io.BytesIO(written(october()))) as archive:
        texts = archive.read("xl/sharedStrings.xml").decode()

    assert texts.count("<t>Анна Сергеевна Белова</t>") == 1


TEXTS = {
    "=1+1": "=1+1",
    "+7 495 000-00-00": "+7 495 000-00-00",
    "@кто": "@кто",
    "колокольчик\x07 и ноль\x00": "колокольчик и ноль",
    "две\r\nстроки": "две\nстроки",
    " пробелы по краям ": " пробелы по краям ",
    "<b>&amp;</b>": "<b>&amp;</b>",
    "половинка\ud83d пары": "половинка пары",
    "😀": "😀",
}


def test_text_comes_back_as_it_went_in_without_what_no_cell_may_hold(suite):
    lines = tuple(replace(line(ANNA, date(2026, 10, 1), "L10", "1"), type_name_ru=given) for given in TEXTS)
    file = written(october(lines=lines))

    assert column(opened(file), "Выполненные работы", "Вид работ") == list(TEXTS.values())
    assert column(suite.recalculated(file), "Выполненные работы", "Вид работ") == list(TEXTS.values())


def test_a_text_longer_than_a_cell_is_cut_to_what_it_holds():
    assert len(clean_text("ы" * 40_000)) == 32_767


def test_text_that_looks_like_an_escape_of_the_format_is_shown_as_written(suite):
    month = october(lines=(replace(line(ANNA, date(2026, 10, 1), "L10", "1"), type_name_ru="тип _x0041_"),))

    assert column(suite.recalculated(written(month)), "Выполненные работы", "Вид работ") == ["тип _x0041_"]


@pytest.mark.parametrize("value", [1.5, "12", None, Decimal("NaN"), Decimal("Infinity")])
def test_a_number_that_is_not_exact_is_refused(value):
    encode = encoder("A", Style(look=Look.MONEY), SharedText(), Styles(Workbook()))

    with pytest.raises(TypeError, match="is not an exact number"):
        encode("2", value)


@pytest.mark.parametrize(
    ("value", "xml"),
    [
        (Decimal("1351.70"), "<v>1351.70</v>"),
        (Decimal("-0.01"), "<v>-0.01</v>"),
        (Decimal("1E+3"), "<v>1000</v>"),
        (Decimal("0E-9"), "<v>0.000000000</v>"),
        (7, "<v>7</v>"),
    ],
)
def test_money_goes_into_the_file_digit_by_digit(value, xml):
    encode = encoder("A", Style(look=Look.MONEY), SharedText(), Styles(Workbook()))

    assert xml in encode("2", value)


@pytest.mark.parametrize(
    ("moment", "shown"),
    [
        (datetime(2026, 10, 31, 20, 59, 59, tzinfo=UTC), cell_time(2026, 10, 31, 23, 59, 59)),
        (datetime(2026, 10, 31, 21, 0, 0, tzinfo=UTC), cell_time(2026, 11, 1, 0, 0)),
    ],
)
def test_the_time_of_an_entry_is_the_offices_to_the_second(moment, shown):
    month = october()
    one = replace(work(month)[0], at=moment)
    out = io.BytesIO()

    write_workbook(month, [one], out, language="ru", zone=MOSCOW, now=NOW)

    assert column(opened(out.getvalue()), "Работы", "Время") == [shown]


def test_a_long_sheet_is_written_quicker_than_by_plain_openpyxl():
    month = october()
    one = work(month)[0]
    lines = [replace(one, uid=f"0199c3a0-7c01-7000-8000-{number:012d}", seq=number) for number in range(6_000)]

    ours, plain = _least_seconds(
        lambda: write_workbook(month, lines, io.BytesIO(), language="ru", zone=MOSCOW, now=NOW), lambda: _plain(lines)
    )

    assert ours < plain / Decimal("1.5")


def _plain(lines: list[WorkLine]) -> None:
    workbook = Workbook(write_only=True)
    sheet = workbook.create_sheet()
    for row in entries(lines, "ru", MOSCOW).rows:
        sheet.append(row)
    workbook.save(io.BytesIO())


def _least_seconds(ours: Callable[[], object], plain: Callable[[], object]) -> tuple[Decimal, Decimal]:
    """Return the least of the processor's time that each took in three turns, one beside the other.

    Other people share the machine: what disturbs one turn rarely disturbs all three of the same one.
    """
    taken: tuple[list[int], list[int]] = ([], [])
    for _ in range(3):
        for work_of, mine in zip((ours, plain), taken, strict=True):
            began = time.process_time_ns()
            work_of()
            mine.append(time.process_time_ns() - began)
    return Decimal(min(taken[0])), Decimal(min(taken[1]))
