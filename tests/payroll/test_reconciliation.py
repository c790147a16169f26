"""Accounting's summary beside a month: differences by person and kind, in both directions."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from html import unescape
from typing import Any

import pytest
from openpyxl import Workbook
from sqlmodel import select

from naryad.days import Period
from naryad.db import Database
from naryad.people import NotAllowed
from naryad.screens.sheet_file import ColumnIsMissing
from naryad.tables import JournalRow
from payroll.actions.rate import name_kind
from payroll.actions.reconciliation import compare_summary
from payroll.reconciliation import Reconciliation
from payroll.workbook.accounting_file import FileIsNotASummary, Summary, read_summary, summary_sample
from tests.payroll.office import PayOffice, noon
from tests.payroll.test_pages import Desk, desk, office

__all__ = ["desk", "office"]
SEPTEMBER = Period(2026, 9)
SEPTEMBER_30 = date(2026, 9, 30)
OCTOBER_1 = date(2026, 10, 1)
HEADING = "Табельный номер;Код начисления;Сумма"


@pytest.fixture
def firm(any_db: Database) -> Iterator[PayOffice]:
    """September closed: Anna 42.00, Boris 21.00, both piece pay under the code 1001."""
    with any_db.writing() as session:
        made = PayOffice.founded(session)
        made.rate("4.20")
        name_kind(session, made.accountant, kind="PIECE", external_code="1001", now=noon(SEPTEMBER_30))
        made.letter(made.anna, "L10", on=SEPTEMBER_30)
        made.letter(made.boris, "L5", on=SEPTEMBER_30)
        made.accept(made.anna, SEPTEMBER_30)
        made.accept(made.boris, SEPTEMBER_30)
        made.close("2026-09", on=OCTOBER_1)
        yield made


def compare(firm: PayOffice, *rows: str, heading: str = HEADING) -> tuple[Summary, Reconciliation | None]:
    return compare_summary(
        firm.session,
        firm.accountant,
        period=SEPTEMBER,
        name="свод.csv",
        content="\r\n".join([heading, *rows]).encode("cp1251"),
        language="ru",
        now=noon(OCTOBER_1),
    )


def found(firm: PayOffice, *rows: str) -> Reconciliation:
    _, result = compare(firm, *rows)
    assert result is not None
    return result


def excel(*rows: tuple[Any, ...]) -> bytes:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (("Табельный номер", "Код начисления", "Сумма"), *rows):
        sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_equal_sums_agree_to_the_kopeck(firm: PayOffice):
    result = found(firm, "101;1001;42,00", "102;1001;21")

    assert (result.agrees, result.compared) == (True, 2)
    assert (result.our_total, result.their_total) == (Decimal("63.00"), Decimal("63.00"))


def test_a_kopeck_is_a_difference(firm: PayOffice):
    [one] = found(firm, "101;1001;42,01", "102;1001;21").differences

    assert (one.number, one.ours, one.theirs, one.amount) == (
        "101",
        Decimal("42.00"),
        Decimal("42.01"),
        Decimal("0.01"),
    )


def test_a_person_missing_on_either_side_is_named(firm: PayOffice):
    result = found(firm, "101;1001;42,00", "777;1001;10,00")

    assert [(one.number, one.name, one.ours, one.theirs) for one in result.differences] == [
        ("102", "Волков Борис Андреевич", Decimal("21.00"), None),
        ("777", "", None, Decimal("10.00")),
    ]
    assert result.unknown_numbers == ("777",)


def test_codes_of_other_pay_are_named_and_not_compared(firm: PayOffice):
    result = found(firm, "101;1001;42,00", "102;1001;21,00", "101;2305;5000,00", "102;2305;7000,00")

    assert result.agrees
    assert [(one.code, one.rows, one.amount) for one in result.unknown_codes] == [("2305", 2, Decimal("12000.00"))]


def test_several_rows_of_one_person_are_added_up_and_totals_are_passed_over(firm: PayOffice):
    assert found(firm, "101;1001;40,00", "101;1001;2,00", "0102;piece;21,00", "Итого;;63,00").agrees


def test_numbers_of_a_spreadsheet_are_read_as_it_shows_them(firm: PayOffice):
    _, result = compare_summary(
        firm.session,
        firm.accountant,
        period=SEPTEMBER,
        name="свод.xlsx",
        content=excel((101, 1001, 42.0), (102, 1001, 20.999999999999996)),
        language="ru",
        now=noon(OCTOBER_1),
    )

    assert result is not None
    assert result.agrees


def test_a_file_with_bad_cells_is_not_compared_and_each_is_named(firm: PayOffice):
    summary, result = compare(firm, "101;1001;сорок", ";1001;1,00", "102;1001;21,005")

    assert result is None
    assert [(problem.where, problem.error.message("ru")) for problem in summary.problems] == [
        (
            "строка 2, C2",
            "Сумма: «сорок» не подходит. Напишите деньги не более чем с двумя знаками, например 1250,40.",
        ),
        ("строка 3, A3", "Не заполнено: «Табельный номер». Заполните или уберите строку."),
        (
            "строка 4, C4",
            "Сумма: «21,005» не подходит. Напишите деньги не более чем с двумя знаками, например 1250,40.",
        ),
    ]


def test_a_file_of_something_else_is_refused(firm: PayOffice):
    with pytest.raises(ColumnIsMissing) as missing:
        compare(firm, "101;42", heading="Табельный номер;Сумма")
    with pytest.raises(FileIsNotASummary) as refusal:
        read_summary("свод.pdf", b"%PDF\x00", language="ru")

    assert "нет столбца «Код начисления»" in missing.value.message("ru")
    assert refusal.value.message("ru") == (
        "«свод.pdf» не читается как свод бухгалтерии: это не .xlsx и не текст. Загрузите файл .xlsx или .csv по "
        "образцу."
    )


def test_the_sample_is_read_as_it_is(firm: PayOffice):
    assert [row.amount for row in read_summary("a.xlsx", summary_sample("ru"), language="ru").rows] == [
        Decimal("1250.40"),
        Decimal("980.00"),
    ]


def test_only_who_compared_which_file_when_is_kept(firm: PayOffice):
    found(firm, "101;1001;42,00")

    line = firm.session.exec(select(JournalRow).where(JournalRow.action == "payroll.reconcile")).one()
    assert line.actor_id == firm.accountant.id
    assert line.facts is not None
    assert (line.facts["file"], line.facts["outcome"], line.facts["differences"]) == ("свод.csv", "differs", 1)
    assert re.fullmatch("[0-9a-f]{64}", line.facts["content_hash"])


def test_an_employee_does_not_reconcile(firm: PayOffice):
    firm.accountant = firm.anna
    with pytest.raises(NotAllowed):
        compare(firm, "101;1001;42,00")


def test_the_page_compares_a_file_at_once(database: Database, desk: Callable[..., Desk], office: PayOffice):
    accountant, page = desk(office.accountant), "/payroll/periods/2026-10/reconciliation"
    assert "Месяц не закрыт" in accountant.get(page)
    token = re.search(r'name="csrf" value="([^"]+)"', accountant.text)
    assert token is not None

    def drop(content: str) -> str:
        answer = accountant.client.post(
            page, data={"csrf": token.group(1)}, files={"file": ("свод.csv", content.encode(), "text/csv")}
        )
        return f"{answer.status_code} " + " ".join(unescape(re.sub(r"<[^>]+>", " ", answer.text)).split())

    assert "сходится" in drop(f"{HEADING}\r\n101;PIECE;42,00\r\n")
    said = drop(f"{HEADING}\r\n101;PIECE;40,00\r\n102;PIECE;1\r\n")
    assert "расходится" in said
    assert "−2,00" in said
    assert said.startswith("200")
    assert "422" in drop(f"{HEADING}\r\n101;PIECE;x\r\n")
    assert desk(office.anna).get(page)
    assert desk(office.anna).client.get(page).status_code == 403
