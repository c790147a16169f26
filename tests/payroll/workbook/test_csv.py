"""The data sheets as CSV: what a program or a spreadsheet without Excel reads."""

from __future__ import annotations

import csv
import io
import zipfile
from dataclasses import replace
from datetime import date

import pytest

from payroll.workbook.csv_files import write_bundle
from tests.payroll.workbook.months import ANNA, MOSCOW, line, october, open_october, work


def as_csv(code, *, month=None, language="ru"):
    month = month or october()
    out = io.BytesIO()
    write_bundle(month, work(month), out, language=language, zone=MOSCOW)
    with zipfile.ZipFile(out) as archive:
        return archive.read(f"{code}.csv")


def read(file):
    return list(csv.reader(io.StringIO(file.decode("utf-8-sig"), newline=""), delimiter=";"))


def test_csv_begins_with_the_mark_of_utf_8_and_parts_values_by_semicolons():
    assert as_csv("for_1c").splitlines()[0].decode("utf-8") == (
        "\ufeffТабельный номер;ФИО;Код начисления;Вид;Дней;Часов;Сумма, руб."
    )


def test_csv_has_decimal_commas_and_keeps_leading_zeros():
    assert read(as_csv("for_1c"))[1:] == [
        ["00101", "Анна Сергеевна Белова", "00037", "Сдельная оплата", "", "", "707,70"],
        ["00102", "Борис Ильич Воронцов", "00037", "Сдельная оплата", "", "", "455,00"],
        [
            "00103",
            "Вера Павловна Гончарова-Тихомирова",
            "TIME",
            "Оплата работ без нормы, по времени",
            "",
            "0,75",
            "189,00",
        ],
    ]


def test_csv_writes_days_and_months_as_the_sheet_shows_them():
    _, first, *_ = read(as_csv("accruals"))

    assert (first[0], first[9], first[10]) == ("10.2026", "01.10.2026", "31.10.2026")


def test_csv_of_entries_has_the_time_to_the_minute_in_the_offices_zone():
    _, first, *_ = read(as_csv("entries"))

    assert first[3:5] == ["01.10.2026", "01.10.2026 09:01"]


def test_the_norm_in_csv_is_a_number_and_the_row_id_names_its_version():
    listed = read(as_csv("work_done"))

    assert (listed[7][6], listed[7][15]) == ("8,333", "2/2026-10-15/PIECE/L10/v2/r7")


def test_text_that_a_spreadsheet_would_run_as_a_formula_is_kept_from_it():
    _, first, _ = read(as_csv("adjustments"))

    assert first[18] == "'=Расхождение 17: письмо «Предложение» отнесено к L25, решил К. Орлов"
    assert first[14] == "-42,00"


def test_a_semicolon_quote_or_line_end_in_a_text_stays_inside_its_value():
    month = october(lines=(replace(line(ANNA, date(2026, 10, 1), "L10", "1"), type_name_ru='А; "Б"\nВ'),))

    assert read(as_csv("work_done", month=month))[1][3] == 'А; "Б"\nВ'


def test_headings_are_english_for_an_english_reader():
    assert read(as_csv("for_1c", language="en"))[0][-1] == "Amount, RUB"


def test_the_bundle_holds_every_data_sheet_and_is_the_same_bytes_every_time():
    first, second = io.BytesIO(), io.BytesIO()

    one = write_bundle(october(), work(october()), first, language="ru", zone=MOSCOW)
    two = write_bundle(october(), work(october()), second, language="ru", zone=MOSCOW)

    assert (first.getvalue(), one) == (second.getvalue(), two)
    with zipfile.ZipFile(first) as archive:
        assert archive.namelist() == [
            "for_1c.csv",
            "accruals.csv",
            "work_done.csv",
            "entries.csv",
            "adjustments.csv",
        ]
        assert archive.read("accruals.csv") == as_csv("accruals")


@pytest.mark.parametrize("code", ["for_1c", "accruals", "work_done", "entries", "adjustments"])
def test_every_sheet_of_an_open_month_has_its_csv(code):
    assert as_csv(code, month=open_october()).startswith("\ufeff".encode())
