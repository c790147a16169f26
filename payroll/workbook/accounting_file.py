"""Accounting's summary from Excel or CSV: number, code and sum of each row, and every bad cell named by its place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from openpyxl.utils import get_column_letter

from naryad.errors import DomainError, Problem
from naryad.money import round_half_up
from naryad.screens.forms import decimal_of
from naryad.screens.sheet_file import Refusal, heading_of, sample_workbook, table_rows
from naryad.screens.staff_row import CellIsEmpty, CellIsWrong, Column, text_of
from payroll.reconciliation import AccountingRow

COLUMNS = (
    Column(
        "number",
        ("Табельный номер", "Табельный", "Таб. номер", "Таб. №"),
        ("Personnel number", "Number"),
        True,
        ("101", "102"),
    ),
    Column(
        "code",
        ("Код начисления", "Код вида начисления", "Код", "Начисление"),
        ("Accrual code", "Code"),
        True,
        ("PIECE", "PIECE"),
    ),
    Column("amount", ("Сумма", "Сумма, руб.", "Начислено"), ("Amount", "Sum"), True, ("1250,40", "980,00")),
)
_BY_NAME = {column.name: column for column in COLUMNS}
_TOTALS = ("итого", "всего", "total")
_LARGEST = Decimal(1_000_000_000)


class FileIsNotASummary(DomainError):
    code = "file_is_not_a_summary"
    status = 422
    en = "“{name}” cannot be read as accounting's summary: {why_en}. Give an .xlsx or .csv file made from the sample."
    ru = "«{name}» не читается как свод бухгалтерии: {why_ru}. Загрузите файл .xlsx или .csv по образцу."


@dataclass(frozen=True, slots=True)
class Summary:
    """What a file holds; with problems nothing is compared."""

    rows: tuple[AccountingRow, ...]
    problems: tuple[Problem, ...]


def summary_sample(language: str) -> bytes:
    return sample_workbook("Свод" if language == "ru" else "Summary", COLUMNS, language)


def read_summary(name: str, content: bytes, *, language: str) -> Summary:
    """Read accounting's summary; rows of totals are passed over.

    Raises:
        FileIsNotASummary: it is no table at all.
        ColumnIsMissing: it is a table of something else.
    """
    table = table_rows(content, _not_a_summary(name))
    heading = heading_of(COLUMNS, table[0][1])
    rows: list[AccountingRow] = []
    problems: list[Problem] = []
    for number, cells in table[1:]:
        if any(text_of(cell).casefold().startswith(_TOTALS) for cell in cells):
            continue
        row, faults = _read(number, cells, heading, "строка" if language == "ru" else "row")
        problems += faults
        if row is not None:
            rows.append(row)
    return Summary(tuple(rows), tuple(problems))


def _not_a_summary(name: str) -> Refusal:
    return lambda why_en, why_ru: FileIsNotASummary(name=name, why_en=why_en, why_ru=why_ru)


def _read(
    number: int, cells: Sequence[Any], heading: Mapping[str, int], where: str
) -> tuple[AccountingRow | None, list[Problem]]:
    raw = {name: cells[place] if place < len(cells) else None for name, place in heading.items()}
    faults: list[Problem] = []

    def fault(column: str, error: DomainError) -> None:
        faults.append(Problem(f"{where} {number}, {get_column_letter(heading[column] + 1)}{number}", error))

    for column in ("number", "code", "amount"):
        if not text_of(raw[column]):
            named = _BY_NAME[column]
            fault(column, CellIsEmpty(column_en=named.en[0], column_ru=named.ru[0]))
    amount = _amount(raw["amount"])
    if amount is None and text_of(raw["amount"]):
        fault(
            "amount",
            CellIsWrong(
                column_en="Amount",
                column_ru="Сумма",
                value=text_of(raw["amount"])[:40],
                help_en="Write money with at most two decimals, for example 1250.40.",
                help_ru="Напишите деньги не более чем с двумя знаками, например 1250,40.",
            ),
        )
    if faults or amount is None:
        return None, faults
    return AccountingRow(text_of(raw["number"]), text_of(raw["code"]), amount, number), []


def _amount(raw: Any) -> Decimal | None:
    """Return a sum, or None where the cell holds none; a spreadsheet's own number is taken as it shows it."""
    if isinstance(raw, bool):
        return None
    text = str(raw) if isinstance(raw, (int, float, Decimal)) else text_of(raw)
    try:
        amount = decimal_of(text.replace("\u00a0", "").replace("\u202f", "").replace(" ", "").replace("−", "-"))
    except DomainError:
        return None
    if abs(amount) >= _LARGEST:
        return None
    if isinstance(raw, float):
        amount = round_half_up(amount, 6)
    return amount.quantize(Decimal("0.01")) if amount == amount.quantize(Decimal("0.01")) else None
