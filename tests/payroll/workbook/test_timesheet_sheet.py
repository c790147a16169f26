"""Sheet «Табель»: days with codes and hours, sums that agree, one page wide on paper, absent without a timesheet."""

from __future__ import annotations

import csv
import io
import zipfile
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from payroll.closing import MonthSnapshot
from payroll.timesheet import Timesheet, day_from_text
from payroll.workbook.csv_files import write_bundle
from tests.payroll.workbook.months import ANNA, BORIS, MOSCOW, VERA, october, work
from tests.payroll.workbook.reading import OfficeSuite, column, opened, rows, written
from tests.payroll.workbook.test_print import page_of, printed_pages


def sheet(**cells: str) -> Timesheet:
    """Return October with days such as d1="Я8"."""
    return Timesheet(tuple(day_from_text(date(2026, 10, int(name[1:])), text) for name, text in cells.items()))


WORKDAYS = (1, 2, 5, 6, 7, 8, 9, 12, 13, 14, 15, 16, 19, 20, 21, 22, 23, 26, 27, 28, 29, 30)
FULL = {f"d{day}": "Я8" if day in WORKDAYS else "В" for day in range(1, 32)}
ANNAS = sheet(**{**FULL, "d3": "РВ4,25", "d15": "Я8/Н2/С1,5", "d16": "РП3/Я5"})
BORISES = sheet(**{**FULL, **{f"d{day}": "ОТ" for day in range(5, 12)}, "d20": "Б", "d21": "Б"})


def kept_october() -> MonthSnapshot:
    month = october()
    sheets = ((ANNA.employee_id, ANNAS), (BORIS.employee_id, BORISES), (VERA.employee_id, Timesheet()))
    hours = {who: (one.worked_days, one.worked_hours) for who, one in sheets}
    people = tuple(
        replace(who, worked_days=hours[who.employee_id][0], worked_hours=hours[who.employee_id][1])
        for who in month.people
    )
    return replace(month, people=people, timesheets=sheets)


@pytest.fixture(scope="module")
def suite(tmp_path_factory: pytest.TempPathFactory) -> OfficeSuite:
    return OfficeSuite.started_in(tmp_path_factory.mktemp("suite"))


def test_each_person_has_a_row_of_31_days_and_their_sums():
    heading, annas, borises, veras = rows(opened(written(kept_october())), "Табель")

    assert heading[:4] == ("Таб. номер", "ФИО", "1", "2")
    assert heading[32:35] == ("31", "Дней", "Часов")
    assert annas[2:6] == ("Я8", "Я8", "РВ 4,25", "В")
    assert annas[16:18] == ("Я8/ Н2/ С1,5", "РП3/ Я5")
    assert annas[33:] == (23, 178.75, 2, 1.5, 4.25, 3, None, None)
    assert borises[33:] == (15, 120, None, None, None, None, 9, "ОТ 7, Б 2")
    assert veras[2:] == (*[None] * 31, 0, 0, *[None] * 6)


def test_a_cell_of_the_sheet_can_be_read_in_again_as_it_is():
    day = day_from_text(date(2026, 10, 15), "Я8/ Н2/ С1,5")

    assert day == ANNAS.days[14]


def test_in_english_hours_have_a_point():
    english = opened(written(kept_october(), language="en"))

    assert rows(english, "Timesheet")[1][4] == "РВ 4.25"


def test_the_last_columns_of_a_short_month_stay_empty_and_in_place():
    assert column(opened(written(kept_october())), "Табель", "31") == ["В", "В", None]


def test_a_month_without_a_timesheet_has_no_such_sheet_and_the_same_bytes_as_before():
    book = opened(written(october()))

    assert book.sheetnames == ["Для 1С", "Начисления", "Выполненные работы", "Работы", "Перерасчёты", "Контроль",
                               "Наряд за месяц"]  # fmt: skip


def test_somebody_who_is_only_owed_a_correction_has_no_row():
    month = kept_october()
    people = tuple(replace(who, norm_days=0) if who.employee_id == VERA.employee_id else who for who in month.people)

    assert column(opened(written(replace(month, people=people))), "Табель", "Таб. номер") == ["00101", "00102"]


def test_control_counts_days_and_hours_again_and_says_where_they_differ():
    agreeing = opened(written(kept_october()), values=True)
    lines = {row[0]: row for row in rows(agreeing, "Контроль")}
    assert lines["Отработано дней"][2:4] == (38, 38)
    assert lines["Отработано часов"][2:4] == (298.75, 298.75)
    assert lines["Отработано часов"][6] == "сходится"

    month = kept_october()
    people = tuple(replace(who, worked_hours=Decimal(170)) if who == month.people[0] else who for who in month.people)
    differing = opened(written(replace(month, people=people)), values=True)
    assert {row[0]: row for row in rows(differing, "Контроль")}["Отработано часов"][6] == "НЕ СХОДИТСЯ"


def test_every_formula_recalculates_to_the_value_stored_beside_it(suite: OfficeSuite):
    file = written(kept_october())
    formulas, stored, recalculated = opened(file), opened(file, values=True), suite.recalculated(file)

    checked = 0
    for name in formulas.sheetnames:
        for line in formulas[name].iter_rows():
            for cell in line:
                if isinstance(cell.value, str) and cell.value.startswith("="):
                    own, theirs = stored[name][cell.coordinate].value, recalculated[name][cell.coordinate].value
                    assert own == theirs or abs(own - theirs) < 1e-9, (name, cell.coordinate)
                    checked += 1
    assert checked > 40


def test_all_its_columns_are_on_one_page(suite: OfficeSuite):
    (page,) = page_of(printed_pages(suite, kept_october()), "Табель, октябрь 2026")

    for said in ("00101", "Сверхурочно", "Неявки", "ОТ 7, Б 2", "178.75"):
        assert said in page


def test_the_csv_has_the_same_cells():
    out = io.BytesIO()
    month = kept_october()
    write_bundle(month, work(month), out, language="ru", zone=MOSCOW)

    text = zipfile.ZipFile(out).read("timesheet.csv").decode("utf-8-sig")
    annas = list(csv.reader(io.StringIO(text), delimiter=";"))[1]
    assert annas[:3] == ["00101", "Анна Сергеевна Белова", "Я8"]
    assert annas[33:36] == ["23", "178,75", "2"]
