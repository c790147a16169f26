"""Контроль: stored totals beside live formulas; what an office suite recalculates agrees to the kopeck."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from tests.payroll.workbook.months import CLOSING, LINES, VERA, october, open_october, trial_october
from tests.payroll.workbook.reading import OfficeSuite, opened, rows, written

MONTHS = {"closed": october, "open": open_october, "trial": trial_october}


@pytest.fixture(scope="module")
def suite(tmp_path_factory):
    return OfficeSuite.started_in(tmp_path_factory.mktemp("suite"))


def cells_with_formulas(workbook):
    """Return (sheet, cell, formula) of every formula in the workbook."""
    return [
        (sheet.title, cell.coordinate, cell.value)
        for sheet in workbook
        for row in sheet.iter_rows()
        for cell in row
        if cell.data_type == "f"
    ]


def row_of(workbook, sheet, first):
    return next(row for row in rows(workbook, sheet) if row[0] == first)


def shown(value):
    """Return a number to three places as a person compares it, a word as it is."""
    return round(Decimal(repr(value)), 3) if isinstance(value, (int, float)) else value


def test_totals_by_kind_stand_beside_what_the_sheets_sum_to():
    workbook = opened(written(october()), values=True)

    assert row_of(workbook, "Контроль", "Сдельная оплата") == (
        "Сдельная оплата",
        "00037",
        1162.7,
        1162.7,
        1162.7,
        1162.7,
        "сходится",
    )
    assert row_of(workbook, "Контроль", "Всего")[2:] == (1351.7, 1351.7, 1351.7, 1351.7, "сходится")


def test_piece_rows_of_accruals_equal_the_work_done_equal_what_was_stored():
    workbook = opened(written(october()), values=True)
    piece = [row[20] for row in rows(workbook, "Начисления")[1:] if row[7] == "00037"]
    work = [row[12] for row in rows(workbook, "Выполненные работы")[1:] if "/PIECE/" in row[15]]

    assert round(sum(piece), 2) == round(sum(work), 2) == 1162.7
    assert round(sum(row[6] for row in rows(workbook, "Для 1С")[1:]), 2) == float(CLOSING.amount)


@pytest.mark.parametrize(("state", "language"), [("closed", "ru"), ("closed", "en"), ("open", "ru"), ("trial", "ru")])
def test_every_formula_recalculated_by_an_office_suite_is_the_value_stored_beside_it(suite, state, language):
    file = written(MONTHS[state](), language=language)
    formulas = cells_with_formulas(opened(file))
    stored, recalculated = opened(file, values=True), suite.recalculated(file)

    assert len(formulas) > 40
    assert {(sheet, cell): shown(recalculated[sheet][cell].value) for sheet, cell, _ in formulas} == {
        (sheet, cell): shown(stored[sheet][cell].value) for sheet, cell, _ in formulas
    }


def test_the_office_suite_does_recalculate_and_not_only_copy(suite):
    month = october(lines=(*LINES[:1],))
    wrong = replace(month, accruals=october().accruals)

    recalculated = suite.recalculated(written(wrong))

    assert row_of(recalculated, "Контроль", "Сдельная оплата")[6] == "НЕ СХОДИТСЯ"


def test_a_total_over_two_sheets_of_entries_is_recalculated_over_both(suite):
    file = written(october(), rows_of_a_sheet=20)

    control = suite.recalculated(file)

    assert row_of(control, "Контроль", "Работ, без отменённых")[2:4] == (26, 26)
    assert row_of(control, "Контроль", "Норма-минут, без перерасчётов")[2:5] == (261.833, 261.833, 261.833)
    assert control["Контроль"]["B4"].value == "сходится"


def test_a_stored_total_that_differs_by_a_kopeck_is_found():
    closing = replace(CLOSING, amount=Decimal("1351.71"))

    workbook = opened(written(replace(october(), closings=(closing,))), values=True)

    assert row_of(workbook, "Контроль", "Всего")[6] == "НЕ СХОДИТСЯ"
    assert row_of(workbook, "Контроль", "Все итоги")[1] == "НЕ СХОДИТСЯ"
    assert row_of(workbook, "Контроль", "Сдельная оплата")[6] == "сходится"


def test_an_entry_that_is_gone_is_found_by_its_number():
    month = october()
    people = tuple(replace(who, seq_last=who.seq_last + (who.number == VERA.number)) for who in month.people)

    workbook = opened(written(replace(month, people=people)), values=True)

    assert row_of(workbook, "Контроль", "Номеров работ, с отменёнными")[2:4] == (27, 26)
    assert row_of(workbook, "Контроль", "Номеров работ, с отменёнными")[6] == "НЕ СХОДИТСЯ"


def test_rows_of_the_sheets_are_counted_live():
    workbook = opened(written(october()))

    assert row_of(workbook, "Контроль", "Выполненные работы")[2:4] == (8, "=COUNTA('Выполненные работы'!$P$2:$P$9)")


def test_units_versions_of_norms_and_rates_are_listed():
    workbook = opened(written(october()), values=True)
    listed = rows(workbook, "Контроль")

    assert ("минута", "1", 12.5, 12.5, 12.5, 12.5, "сходится") in listed
    assert ("Среднее письмо", "L10", 1, 10, 11, 110, 2) in listed
    assert ("Среднее письмо", "L10", 2, 8.333, 1, 8.333, 1) in listed
    assert row_of(workbook, "Контроль", "за нормо-минуту")[2] == 4.2
    assert ("Округление: расценка единицы округляется до копейки", *[None] * 6) in listed


def test_who_closed_and_when_and_the_hashes_are_printed():
    workbook = opened(written(october()), values=True)

    assert row_of(workbook, "Контроль", "Закрыт")[3] == "Дарья Олеговна Ершова"
    assert row_of(workbook, "Контроль", "Закрыт")[2].isoformat() == "2026-11-03T17:05:00"
    assert row_of(workbook, "Контроль", "Закрытые значения, SHA-256")[1] == CLOSING.values_hash
    assert row_of(workbook, "Контроль", "Последняя запись журнала")[1] == CLOSING.journal_head


def test_a_preview_names_nobody_who_closed_it():
    words = [row[0] for row in rows(opened(written(open_october())), "Контроль (предв.)")]

    assert "Кто и когда закрыл" not in words
    assert "Отпечатки" not in words


def test_people_below_the_minimum_wage_are_listed_with_what_is_missing():
    workbook = opened(written(october()), values=True)

    below = [row for row in rows(workbook, "Контроль") if row[3] == 27093]
    assert below[0][:6] == ("Анна Сергеевна Белова", "00101", 644.7, 27093, 26448.3, 176)


def test_half_of_the_month_employed_halves_the_minimum():
    month = october()
    half = replace(month.people[0], norm_hours=Decimal("88"), norm_days=11)

    workbook = opened(written(replace(month, people=(half, *month.people[1:]))), values=True)

    assert [row[3] for row in rows(workbook, "Контроль") if row[1] == "00101" and row[5] == 88] == [13546.5]


def test_a_month_whose_minimum_wage_is_not_known_says_that_it_was_not_checked():
    words = [row[0] for row in rows(opened(written(replace(october(), minimum_wage=None))), "Контроль")]

    assert "МРОТ этого месяца не внесён: проверка не делалась" in words
