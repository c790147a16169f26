"""Accounting's sheet of hourly tariffs and averages, from Excel or CSV: good rows as values, every bad cell named."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from openpyxl.utils import get_column_letter

from naryad.errors import DomainError, Problem
from naryad.people import Employee
from naryad.screens.forms import day_of, decimal_of
from naryad.screens.sheet_file import Refusal, heading_of, sample_workbook, table_rows
from naryad.screens.staff_row import CellIsEmpty, CellIsWrong, Column, RowRepeats, text_of
from payroll.pay_terms import DatedMoney

COLUMNS = (
    Column(
        "number",
        ("Табельный номер", "Табельный", "Таб. номер", "Номер"),
        ("Number", "Personnel number"),
        True,
        ("101", "102"),
    ),
    Column(
        "tariff",
        ("ЧТС", "Часовая тарифная ставка", "Часовой тариф", "Тариф"),
        ("Hourly tariff", "Tariff"),
        False,
        ("210,50", ""),
    ),
    Column(
        "average",
        ("Средний часовой заработок", "Среднечасовой заработок", "Средний заработок в час"),
        ("Average hourly earnings", "Average"),
        False,
        ("268,4175", "301,20"),
    ),
    Column("from", ("Действует с", "С", "Дата"), ("From", "From day"), True, ("01.10.2026", "01.10.2026")),
    Column(
        "source",
        ("Основание", "Источник", "Документ"),
        ("Source", "Document"),
        True,
        ("трудовой договор № 7", "справка бухгалтерии № 12"),
    ),
)
_BY_NAME = {column.name: column for column in COLUMNS}
_MONEY_EN, _MONEY_RU = (
    "Write money an hour, above 0, with at most 4 decimals.",
    "Напишите сумму в час: больше 0, не более 4 знаков после запятой.",
)


class FileIsNotASheetOfTariffs(DomainError):
    code = "file_is_not_a_sheet_of_tariffs"
    status = 422
    en = "“{name}” cannot be read as a sheet of tariffs: {why_en}. Give an .xlsx or .csv file made from the sample."
    ru = "«{name}» не читается как список тарифов: {why_ru}. Загрузите файл .xlsx или .csv по образцу."


class NobodyHasTheNumber(DomainError):
    code = "nobody_has_the_number"
    status = 422
    en = "Nobody has the personnel number “{number}”. Correct it, or take the person on first."
    ru = "Табельного номера «{number}» ни у кого нет. Исправьте его или сначала примите человека на работу."


class NeitherTariffNorAverage(DomainError):
    code = "neither_tariff_nor_average"
    status = 422
    en = "The row has neither a tariff nor an average. Fill in one of them, or remove the row."
    ru = "В строке нет ни тарифа, ни среднего заработка. Заполните что-то одно или уберите строку."


@dataclass(frozen=True, slots=True)
class HourlyMoney:
    """One sum of a row: to be set, as the row says."""

    row: int
    person: Employee
    what: str
    amount: Decimal
    effective_from: date
    source: str


@dataclass(frozen=True, slots=True)
class HourlySheet:
    """What a file holds: sums to set, how many stand already as the file says, and every bad cell."""

    new: tuple[HourlyMoney, ...]
    known_count: int
    problems: tuple[Problem, ...]


def not_a_sheet(name: str) -> Refusal:
    """Return how a file is refused that is no sheet of tariffs."""
    return lambda why_en, why_ru: FileIsNotASheetOfTariffs(name=name, why_en=why_en, why_ru=why_ru)


def hourly_sample(language: str) -> bytes:
    """Return an Excel file with the headings and two rows to write over."""
    return sample_workbook("Тарифы" if language == "ru" else "Tariffs", COLUMNS, language)


def read_hourly_sheet(
    name: str,
    content: bytes,
    *,
    people: Sequence[Employee],
    known: Mapping[tuple[int, str], Sequence[DatedMoney]],
    shut: Callable[[date], DomainError | None],
    language: str,
) -> HourlySheet:
    """Read accounting's sheet; a row with anything wrong gives problems, each with its row and cell, and no sums.

    `known` is what stands by (employee, tariff or average): equal sums from the same day are left alone. `shut` says
    why nothing may begin on a day any more.

    Raises:
        FileIsNotASheetOfTariffs: it is no table at all.
        ColumnIsMissing: it is a table of something else.
    """
    rows = table_rows(content, not_a_sheet(name))
    heading = heading_of(COLUMNS, rows[0][1])
    by_number = {person.number: person for person in people}
    found: dict[tuple[int, str, date], HourlyMoney] = {}
    problems: list[Problem] = []
    known_count = 0
    for number, cells in rows[1:]:
        row = _Row(number, cells, heading, by_number, shut, language)
        sums = row.sums()
        for money in sums:
            key = (money.person.id, money.what, money.effective_from)
            if key in found:
                row.fault("number", _repeats(money.person.number, found[key].row))
        problems += row.problems
        if row.problems:
            continue
        for money in sums:
            if _stands(known.get((money.person.id, money.what), ()), money):
                known_count += 1
            else:
                found[(money.person.id, money.what, money.effective_from)] = money
    return HourlySheet(tuple(found.values()), known_count, tuple(problems))


class _Row:
    """One row being read, with every fault found in it."""

    def __init__(
        self,
        number: int,
        cells: Sequence[Any],
        heading: Mapping[str, int],
        people: Mapping[str, Employee],
        shut: Callable[[date], DomainError | None],
        language: str,
    ) -> None:
        self.number, self.cells, self.heading, self.people = number, cells, heading, people
        self.shut, self.language = shut, language
        self.problems: list[Problem] = []

    def sums(self) -> list[HourlyMoney]:
        """Return the sums of the row; what is wrong is in `problems`."""
        person, day, source = self._person(), self._day(), self._filled("source")
        money = {what: self._money(what) for what in ("tariff", "average") if self._text(what)}
        if not money:
            self.fault("tariff" if "tariff" in self.heading else "average", NeitherTariffNorAverage())
        if person is None or day is None:
            return []
        return [
            HourlyMoney(self.number, person, what, amount, day, source[:300])
            for what, amount in money.items()
            if amount is not None
        ]

    def fault(self, column: str, error: DomainError) -> None:
        place = self.heading.get(column)
        cell = f", {get_column_letter(place + 1)}{self.number}" if place is not None else ""
        where = "строка" if self.language == "ru" else "row"
        self.problems.append(Problem(f"{where} {self.number}{cell}", error))

    def _raw(self, column: str) -> Any:
        place = self.heading.get(column)
        return self.cells[place] if place is not None and place < len(self.cells) else None

    def _text(self, column: str) -> str:
        return text_of(self._raw(column))

    def _filled(self, column: str) -> str:
        text = self._text(column)
        if not text:
            self.fault(column, CellIsEmpty(column_en=_BY_NAME[column].en[0], column_ru=_BY_NAME[column].ru[0]))
        return text

    def _person(self) -> Employee | None:
        number = self._filled("number")
        person = self.people.get(number)
        if number and person is None:
            self.fault("number", NobodyHasTheNumber(number=number))
        return person

    def _day(self) -> date | None:
        raw = self._raw("from")
        if isinstance(raw, datetime):
            day: date | None = raw.date()
        else:
            try:
                day = day_of(self._filled("from"))
            except DomainError as error:
                self.fault("from", error)
                return None
        if day is not None and (refusal := self.shut(day)) is not None:
            self.fault("from", refusal)
        return day

    def _money(self, column: str) -> Decimal | None:
        text = self._text(column)
        try:
            amount = decimal_of(text.replace("\u00a0", "").replace("\u202f", "").replace(" ", ""))
        except DomainError:
            amount = Decimal(0)
        if not (0 < amount <= 1_000_000 and amount == amount.quantize(Decimal("0.0001"))):
            named = _BY_NAME[column]
            self.fault(
                column,
                CellIsWrong(
                    column_en=named.en[0], column_ru=named.ru[0], value=text[:40], help_en=_MONEY_EN, help_ru=_MONEY_RU
                ),
            )
            return None
        return amount


def _repeats(number: str, row: int) -> DomainError:
    named = _BY_NAME["number"]
    return RowRepeats(column_en=named.en[0], column_ru=named.ru[0], value=number, row=row)


def _stands(known: Sequence[DatedMoney], money: HourlyMoney) -> bool:
    return any(one.effective_from == money.effective_from and one.amount == money.amount for one in known)
