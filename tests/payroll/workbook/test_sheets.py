"""The sheets as pay.md lays them out: columns, values, and what each row says."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from openpyxl.utils import range_boundaries

from payroll.accrual_sums import accruals_of
from payroll.adjustment import Standing
from tests.payroll.workbook.months import (
    ANNA,
    CORRECTION,
    LINES,
    RIGHT_AND_STORNO,
    line,
    october,
    open_october,
    trial_october,
)
from tests.payroll.workbook.reading import cell_time, column, opened, rows, written

DATA_SHEETS = ["Для 1С", "Начисления", "Выполненные работы", "Работы", "Перерасчёты"]

ACCRUAL_HEADINGS = (
    "Месяц начисления | Организация | Подразделение | Табельный номер | ФИО | Должность | Доля ставки | "
    "Код вида начисления | Вид начисления | Период с | Период по | Отработано дней | Отработано часов | Норма дней | "
    "Норма часов | Выработка, норма-мин | Нормо-часы | % выполнения норм | База / ставка | Коэффициент | Сумма, руб. | "
    "Признак | Исходный месяц | Документ-основание | Комментарий"
)
WORK_HEADINGS = (
    "Сотрудник | Табельный номер | Дата | Вид работ | Код вида работ | Ед. изм. | Норма, мин (версия) | Объем | "
    "Норма-мин всего | Расценка | Условие | Коэффициент | Сумма, руб. | Качество | Исходный месяц | ID строки"
)


def test_the_workbook_has_the_seven_sheets_in_order_and_opens_on_the_one_for_1c():
    workbook = opened(written(october()))

    assert workbook.sheetnames == [*DATA_SHEETS, "Контроль", "Наряд за месяц"]
    assert workbook.active.title == "Для 1С"


def test_sheets_and_columns_are_english_for_an_english_reader_and_codes_stay_the_same():
    russian, english = opened(written(october())), opened(written(october(), language="en"))

    assert english.sheetnames == [
        "For 1C",
        "Accruals",
        "Work done",
        "Entries",
        "Adjustments",
        "Control",
        "Order of the month",
    ]
    assert column(english, "Accruals", "Accrual code") == column(russian, "Начисления", "Код вида начисления")
    assert column(english, "Work done", "Row ID") == column(russian, "Выполненные работы", "ID строки")
    assert column(english, "Work done", "Amount, RUB") == column(russian, "Выполненные работы", "Сумма, руб.")


def test_a_row_of_the_sheet_for_1c_is_a_person_and_a_kind_with_corrections_in_its_sum():
    workbook = opened(written(october()))

    assert rows(workbook, "Для 1С") == [
        ("Табельный номер", "ФИО", "Код начисления", "Вид", "Дней", "Часов", "Сумма, руб."),
        ("00101", "Анна Сергеевна Белова", "00037", "Сдельная оплата", None, None, 707.7),
        ("00102", "Борис Ильич Воронцов", "00037", "Сдельная оплата", None, None, 455),
        (
            "00103",
            "Вера Павловна Гончарова-Тихомирова",
            "TIME",
            "Оплата работ без нормы, по времени",
            None,
            0.75,
            189,
        ),
    ]


def test_a_person_whose_sum_is_nothing_is_not_on_the_sheet_for_1c():
    only_taken_back = replace(line(ANNA, date(2026, 10, 2), "L10", "0"), amount=Decimal("0.00"))
    month = october(lines=(only_taken_back,), people=(ANNA,))

    assert len(rows(opened(written(month)), "Для 1С")) == 1


def test_accruals_have_the_25_columns_of_the_regulations():
    headings, *_ = rows(opened(written(october())), "Начисления")

    assert " | ".join(headings) == ACCRUAL_HEADINGS
    assert len(headings) == 25


def test_work_done_has_the_16_columns_of_the_regulations():
    headings, *_ = rows(opened(written(october())), "Выполненные работы")

    assert " | ".join(headings) == WORK_HEADINGS
    assert len(headings) == 16


def test_an_accrual_says_its_month_period_output_and_ground():
    _, first, *_ = rows(opened(written(october())), "Начисления")

    assert first == (
        cell_time(2026, 10, 1),
        "ООО «Ромашка & Ко»",
        "Отдел продаж",
        "00101",
        "Анна Сергеевна Белова",
        "Специалист по работе с клиентами",
        1,
        "00037",
        "Сдельная оплата",
        cell_time(2026, 10, 1),
        cell_time(2026, 10, 31),
        None,
        None,
        22,
        176,
        153.5,
        2.558,
        1.5,
        4.2,
        1,
        644.7,
        "начисление",
        None,
        "Наряд за месяц № 2026-10/1",
        "ставка за нормо-минуту",
    )


def test_a_correction_is_an_accrual_of_its_own_that_names_the_month_it_corrects():
    workbook = opened(written(october()))

    assert column(workbook, "Начисления", "Признак") == ["начисление", "перерасчёт", "начисление", "начисление"]
    assert column(workbook, "Начисления", "Исходный месяц") == [None, cell_time(2026, 9, 1), None, None]
    assert column(workbook, "Начисления", "Период с")[1] == cell_time(2026, 9, 1)
    assert column(workbook, "Начисления", "Сумма, руб.")[1] == 63


def test_a_norm_is_a_number_that_shows_its_version_behind_it():
    sheet = opened(written(october()))["Выполненные работы"]

    assert (sheet["G2"].value, sheet["G2"].number_format) == (10, '#,##0" (1)"')
    assert (sheet["G7"].value, sheet["G7"].number_format) == (25, '#,##0" (1)"')
    assert (sheet["G8"].value, sheet["G8"].number_format) == (8.333, '#,##0.0##" (2)"')


def test_work_without_a_norm_has_no_price_of_a_unit_and_is_no_output():
    workbook = opened(written(october()))

    assert column(workbook, "Выполненные работы", "Расценка")[-1] is None
    assert column(workbook, "Начисления", "Выработка, норма-мин")[-1] is None
    assert column(workbook, "Начисления", "Отработано часов")[-1] == 0.75


def test_where_only_a_line_is_rounded_the_price_of_a_unit_is_shown_to_six_places():
    by_line = replace(LINES[4], piece_rate=None, rate_amount=Decimal("4.210000"))

    workbook = opened(written(october(lines=(by_line,))))

    assert column(workbook, "Выполненные работы", "Расценка") == [35.08193]


def test_entries_show_who_when_and_what_in_the_offices_time_and_no_texts():
    headings, first, *_ = rows(opened(written(october())), "Работы")

    assert headings == (
        "Исполнитель",
        "Табельный номер",
        "№ за месяц",
        "Дата",
        "Время",
        "Что это",
        "Код вида работ",
        "Вид работ",
        "Версия нормы",
        "Объем",
        "Норма-мин",
        "ID работы",
    )
    assert first == (
        "Анна Сергеевна Белова",
        "00101",
        1,
        cell_time(2026, 10, 1),
        cell_time(2026, 10, 1, 9, 1),
        "исходящее письмо",
        "L10",
        "Среднее письмо",
        1,
        1,
        10,
        "0199c3a0-7c01-7000-8000-000000000001",
    )


def test_adjustments_show_both_months_the_reason_and_the_day_the_money_was_due():
    _, storno, right = rows(opened(written(october())), "Перерасчёты")

    assert storno[2:6] == (cell_time(2026, 9, 1), cell_time(2026, 10, 1), "сторно", "00037")
    assert (storno[11], storno[14]) == (-1, -42)
    assert (right[4], right[11], right[14]) == ("перерасчёт", 1, 105)
    assert right[15:18] == ("к выплате", cell_time(2026, 10, 1), cell_time(2026, 10, 15))


def test_an_unagreed_negative_correction_stands_only_among_adjustments():
    negative = tuple(
        replace(known, quantity=-known.quantity, norm_minutes=-known.norm_minutes, amount=-known.amount)
        for known in RIGHT_AND_STORNO
    )
    offered = replace(CORRECTION, lines=negative, standing=Standing.OFFERED, settled_in=None)
    month = replace(october(lines=LINES), adjustments=(offered,))

    workbook = opened(written(month))

    assert column(workbook, "Перерасчёты", "Состояние") == ["предложено вернуть", "предложено вернуть"]
    assert column(workbook, "Перерасчёты", "Учтено в месяце") == [None, None]
    assert column(workbook, "Перерасчёты", "Следовало выплатить") == [None, None]
    assert column(workbook, "Начисления", "Исходный месяц") == [None, None, None]
    assert "2026-09" not in " ".join(column(workbook, "Выполненные работы", "ID строки"))


def test_late_work_of_an_earlier_month_says_so():
    late = line(ANNA, date(2026, 9, 30), "L10", "1")
    month = october(lines=(late,))

    workbook = opened(written(month))

    assert column(workbook, "Начисления", "Период по") == [cell_time(2026, 9, 30)]
    assert column(workbook, "Начисления", "Комментарий") == [
        "ставка за нормо-минуту; работа закрытого месяца, поступила позже"
    ]


def test_personnel_numbers_and_codes_are_text_and_money_and_days_are_numbers_and_days():
    workbook = opened(written(october()))
    accruals, work = workbook["Начисления"], workbook["Выполненные работы"]

    assert [accruals[cell].data_type for cell in ("D2", "H2", "U2", "A2", "J2")] == ["s", "s", "n", "d", "d"]
    assert [work[cell].data_type for cell in ("B2", "C2", "E2", "M2", "P2")] == ["s", "d", "s", "n", "s"]
    assert accruals["D2"].number_format == "@"
    assert accruals["U2"].number_format == "#,##0.00_ "


@pytest.mark.parametrize("name", DATA_SHEETS)
def test_a_data_sheet_has_one_heading_row_no_merged_cells_a_filter_and_a_frozen_heading(name):
    sheet = opened(written(october()))[name]

    assert not sheet.merged_cells.ranges
    assert sheet.freeze_panes in ("A2", "C2")
    assert sheet.auto_filter.ref == sheet.dimensions
    assert all(isinstance(heading.value, str) for heading in sheet[1])


@pytest.mark.parametrize("name", DATA_SHEETS)
def test_a_data_sheet_prints_on_a4_lying_down_with_all_columns_and_the_heading_on_every_page(name):
    sheet = opened(written(october()))[name]

    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
    assert (sheet.sheet_properties.pageSetUpPr.fitToPage, sheet.page_setup.fitToWidth) == (True, 1)
    assert sheet.page_setup.fitToHeight == 0
    assert sheet.print_title_rows == "$1:$1"
    assert range_boundaries(sheet.dimensions)[2] == len(sheet.column_dimensions)


def test_text_that_looks_like_a_formula_stays_text_and_loses_what_no_cell_may_hold():
    cell = opened(written(october()))["Перерасчёты"]["S2"]

    assert cell.data_type == "s"
    assert cell.value == "=Расхождение 17: письмо «Предложение» отнесено к L25, решил К. Орлов"
    assert cell.quotePrefix


def test_an_open_month_is_a_preview_by_the_name_of_every_sheet():
    workbook = opened(written(open_october()))

    assert workbook.sheetnames[:3] == ["Для 1С (предв.)", "Начисления (предв.)", "Выполненные работы (предв.)"]
    assert column(workbook, "Начисления (предв.)", "Признак") == ["начисление, предварительно"] * 3
    assert column(workbook, "Начисления (предв.)", "Документ-основание") == [None] * 3
    said = [value for row in rows(workbook, "Контроль (предв.)") for value in row if value]
    assert "ПРЕДВАРИТЕЛЬНО: месяц не закрыт, к выплате не годится" in said
    assert "Месяц открыт · данные на 22.11.2026 12:00" in said


def test_a_preview_has_nothing_to_sign():
    words = [value for row in rows(opened(written(open_october())), "Наряд за месяц (предв.)") for value in row]

    assert "подпись" not in words
    assert "подпись" in [value for row in rows(opened(written(october())), "Наряд за месяц") for value in row]


def test_in_a_trial_month_sums_are_what_would_have_been():
    workbook = opened(written(trial_october()))

    assert workbook.sheetnames[0] == "Для 1С (пробный)"
    assert column(workbook, "Для 1С (пробный)", "Было бы, руб.") == [644.7, 455, 189]
    assert column(workbook, "Начисления (пробный)", "Признак") == ["было бы"] * 3
    words = [value for row in rows(workbook, "Наряд за месяц (пробный)") for value in row]
    assert "ПРОБНЫЙ МЕСЯЦ: начислений нет, суммы показаны как «было бы»" in words
    assert "подпись" not in words


def test_a_person_closed_early_is_final_within_a_preview():
    preview = open_october()
    early = replace(preview.people[0], closed_at=datetime(2026, 10, 20, 12, 0, tzinfo=UTC))
    month = replace(preview, people=(early, *preview.people[1:]))

    assert column(opened(written(month)), "Начисления (предв.)", "Признак") == [
        "начисление",
        "начисление, предварительно",
        "начисление, предварительно",
    ]


def test_several_rates_in_one_accrual_send_the_reader_to_the_work_done():
    raised = replace(line(ANNA, date(2026, 10, 20), "L10", "1"), rate_id=8, rate_amount=Decimal("5"))
    month = october(lines=(LINES[0], raised), people=(ANNA,))

    workbook = opened(written(month))

    assert column(workbook, "Начисления", "База / ставка") == [None]
    assert column(workbook, "Начисления", "Комментарий") == ["несколько ставок: см. «Выполненные работы»"]


def test_a_sheet_longer_than_the_format_allows_goes_on_in_a_second_one():
    workbook = opened(written(october(), rows_of_a_sheet=20))

    assert workbook.sheetnames[3:5] == ["Работы", "Работы 2"]
    assert len(column(workbook, "Работы", "ID работы")) == 19
    assert len(column(workbook, "Работы 2", "ID работы")) == 7
    assert rows(workbook, "Работы")[0] == rows(workbook, "Работы 2")[0]


def test_programs_find_every_data_sheet_by_a_name_that_no_language_changes():
    russian, english = opened(written(october())), opened(written(october(), language="en"))

    names = ["naryad_for_1c", "naryad_accruals", "naryad_work_done", "naryad_entries", "naryad_adjustments"]
    assert list(russian.defined_names) == list(english.defined_names) == names
    assert russian.defined_names["naryad_accruals"].attr_text == "'Начисления'!$A$1:$Y$5"
    assert english.defined_names["naryad_accruals"].attr_text == "'Accruals'!$A$1:$Y$5"
    assert {one.name: one.value for one in russian.custom_doc_props.props}["naryad_period"] == "2026-10"


def test_a_month_without_work_is_a_workbook_with_headings_only():
    month = replace(october(lines=()), adjustments=(), accruals=accruals_of(()))

    workbook = opened(written(month))

    assert [len(rows(workbook, name)) for name in DATA_SHEETS] == [1, 1, 1, 1, 1]
    assert workbook["Контроль"]["B4"].value.startswith("=IF(")
