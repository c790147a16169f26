"""Printed pages: every column of a sheet on one A4 page, the order of the month on exactly one page."""

from __future__ import annotations

import subprocess
from dataclasses import replace
from datetime import date

import pytest

from payroll.accrual_sums import accruals_of
from tests.needs import needs
from tests.payroll.workbook.months import ANNA, line, october, person
from tests.payroll.workbook.reading import OfficeSuite, written


@pytest.fixture(scope="module")
def suite(tmp_path_factory):
    return OfficeSuite.started_in(tmp_path_factory.mktemp("suite"))


def printed_pages(suite, month):
    """Return the text of each printed page, as it stands on the paper."""
    pdf = suite.printed(written(month))
    text = subprocess.run([needs("pdftotext"), "-layout", pdf, "-"], check=True, capture_output=True, text=True)
    return text.stdout.split("\f")[:-1]


def page_of(pages, title):
    return [page for page in pages if title in page.splitlines()[0]]


def test_all_25_columns_of_accruals_are_on_one_page(suite):
    pages = page_of(printed_pages(suite, october()), "Начисления, октябрь 2026")

    assert len(pages) == 1
    assert "Комментарий" in pages[0]
    assert "Организация" in pages[0]
    assert "644" in pages[0]


def test_the_heading_is_repeated_on_every_page_of_a_long_sheet(suite):
    lines = (line(ANNA, date(2026, 10, 1), "L10", "200", entries=200),)

    pages = page_of(printed_pages(suite, october(lines=lines)), "Работы, октябрь 2026")

    assert len(pages) > 2
    assert all("Исполнитель" in page and "ID работы" in page for page in pages)


def test_the_order_of_the_month_is_one_page_with_all_a_document_must_name(suite):
    (page,) = page_of(printed_pages(suite, october()), "Наряд за месяц, октябрь 2026")

    for said in (
        "Наряд за месяц № 2026-10/1",
        "от 03.11.2026",
        "ООО «Ромашка & Ко»",
        "Письма, звонки и документы выполнены и приняты",
        "Одна тысяча триста пятьдесят один рубль 70 копеек, до вычета НДФЛ",
        "руководитель",
        "Кирилл Орлов",
        "подпись",
    ):
        assert said in page


def test_the_order_of_a_large_office_is_still_one_page_by_departments(suite):
    people = tuple(
        person(number, f"{number:05d}", f"Сотрудник {number}", "Оператор", department=f"Отдел {number % 4}")
        for number in range(1, 61)
    )
    lines = tuple(line(who, date(2026, 10, 1), "L10", "1") for who in people)
    month = replace(october(lines=lines, people=people), accruals=accruals_of(lines), adjustments=())

    (page,) = page_of(printed_pages(suite, month), "Наряд за месяц, октябрь 2026")

    assert "Отдел 3" in page
    assert "Сотрудник 17" not in page
    assert "подпись" in page
