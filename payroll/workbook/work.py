"""Sheets «Выполненные работы» and «Работы»: what the sums are made of, grouped and one by one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from zoneinfo import ZoneInfo

from naryad.money import round_half_up
from payroll.accrual import AccrualLine, RatePer
from payroll.closing import MonthPerson, MonthSnapshot, WorkLine
from payroll.workbook.cells import CellValue, Column, Label, Look, NormOf, Sheet
from payroll.workbook.words import (
    amount_heading,
    condition_words,
    kind_words,
    quality_of_line,
    type_words,
    unit_words,
)

WORK_DONE = Label("Выполненные работы", "Work done")
ENTRIES = Label("Работы", "Entries")


def work_done(snapshot: MonthSnapshot, language: str) -> Sheet:
    """Return «Выполненные работы»: a row per employee, day, type, norm and rate version, condition (16 columns)."""
    columns = (
        Column("name", Label("Сотрудник", "Employee"), Look.TEXT, 30),
        Column("personnel_number", Label("Табельный номер", "Personnel number"), Look.CODE, 10.5),
        Column("day", Label("Дата", "Date"), Look.DAY, 10.5),
        Column("work_type", Label("Вид работ", "Work type"), Look.TEXT, 28),
        Column("type_code", Label("Код вида работ", "Work type code"), Look.CODE, 9.5),
        Column("unit", Label("Ед. изм.", "Unit"), Look.TEXT, 10.5),
        Column("norm", Label("Норма, мин (версия)", "Norm, min (version)"), Look.NORM, 10),
        Column("quantity", Label("Объем", "Quantity"), Look.QUANTITY, 9),
        Column("norm_minutes", Label("Норма-мин всего", "Norm minutes"), Look.MINUTES, 10),
        Column("piece_rate", Label("Расценка", "Piece rate"), Look.RATE, 10),
        Column("condition", Label("Условие", "Condition"), Look.TEXT, 11),
        Column("coefficient", Label("Коэффициент", "Coefficient"), Look.QUANTITY, 12),
        Column("amount", amount_heading(snapshot), Look.MONEY, 12.5),
        Column("quality", Label("Качество", "Quality"), Look.TEXT, 12),
        Column("source_month", Label("Исходный месяц", "Corrected month"), Look.MONTH, 10.5),
        Column("row_id", Label("ID строки", "Row ID"), Look.UNIQUE, 40),
    )
    return Sheet("work_done", WORK_DONE, columns, work_rows(snapshot, language), frozen_columns=2)


def entries(work: Iterable[WorkLine], language: str, zone: ZoneInfo) -> Sheet:
    """Return «Работы»: every entry in the order given, times in the office's zone; no subject, text or client."""
    columns = (
        Column("name", Label("Исполнитель", "Performer"), Look.TEXT, 30),
        Column("personnel_number", Label("Табельный номер", "Personnel number"), Look.CODE, 10.5),
        Column("seq", Label("№ за месяц", "No. in the month"), Look.WHOLE, 8),
        Column("day", Label("Дата", "Date"), Look.DAY, 10.5),
        Column("at", Label("Время", "Time"), Look.MOMENT, 16.5),
        Column("kind", Label("Что это", "What it is"), Look.TEXT, 18),
        Column("type_code", Label("Код вида работ", "Work type code"), Look.CODE, 9.5),
        Column("work_type", Label("Вид работ", "Work type"), Look.TEXT, 30),
        Column("norm_version", Label("Версия нормы", "Norm version"), Look.WHOLE, 8.5),
        Column("quantity", Label("Объем", "Quantity"), Look.QUANTITY, 9),
        Column("norm_minutes", Label("Норма-мин", "Norm minutes"), Look.MINUTES, 9.5),
        Column("entry_id", Label("ID работы", "Entry ID"), Look.UNIQUE, 38),
    )
    return Sheet("entries", ENTRIES, columns, _entry_rows(work, language, zone), frozen_columns=2)


def work_rows(snapshot: MonthSnapshot, language: str) -> Iterator[tuple[CellValue, ...]]:
    """Yield the rows of «Выполненные работы», people in order of their numbers."""
    order = {person.employee_id: place for place, person in enumerate(snapshot.people)}
    people = {person.employee_id: person for person in snapshot.people}
    for line in sorted(snapshot.lines, key=lambda line: order[line.employee_id]):
        yield _work_row(people[line.employee_id], line, language)


def _work_row(person: MonthPerson, line: AccrualLine, language: str) -> tuple[CellValue, ...]:
    return (
        person.name,
        person.number,
        line.day,
        type_words(line.type_name_ru, line.type_name_en, language),
        line.type_code,
        unit_words(line.unit, language),
        NormOf(line.norm_minutes_per_unit, line.norm_version),
        line.quantity,
        line.norm_minutes,
        piece_rate(line),
        condition_words(line.condition, language),
        line.coefficient,
        line.amount,
        quality_of_line(line, language),
        line.source_period.first_day if line.source_period else None,
        line.row_id,
    )


def piece_rate(line: AccrualLine) -> Decimal | None:
    """Return money per unit: as it was rounded for pay, or, where only the line is rounded, to 6 places for the eye.

    None for work without a norm: it is paid by its minutes, and has no price of a unit.
    """
    if line.piece_rate is not None or line.norm_id is None:
        return line.piece_rate
    minutes_priced = 60 if line.rate_per is RatePer.HOUR else 1
    return round_half_up(line.norm_minutes_per_unit * line.rate_amount / minutes_priced, 6)


def _entry_rows(work: Iterable[WorkLine], language: str, zone: ZoneInfo) -> Iterator[tuple[CellValue, ...]]:
    said: dict[str, str] = {}
    for line in work:
        kind = said.get(line.kind)
        if kind is None:
            kind = said[line.kind] = kind_words(line.kind, language)
        yield (
            line.name,
            line.number,
            line.seq,
            line.day,
            line.at.astimezone(zone).replace(tzinfo=None),
            kind,
            line.type_code,
            type_words(line.type_name_ru, line.type_name_en, language),
            line.norm_version,
            line.quantity,
            line.norm_minutes,
            line.uid,
        )
