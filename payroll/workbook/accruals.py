"""Sheets «Для 1С» and «Начисления»: what is owed, by person and kind, as accounting takes it over."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from naryad.money import round_half_up
from payroll.accrual import Accrual
from payroll.closing import Closing, MonthPerson, MonthSnapshot
from payroll.kind import OF_WORK, PIECE, WITHOUT_NORM, kind_of
from payroll.pay_line import PayLine
from payroll.workbook.cells import CellValue, Column, Label, Look, Sheet
from payroll.workbook.words import MARKS, RATE_PER, amount_heading, document_of

FOR_ACCOUNTING = Label("Для 1С", "For 1C")
ACCRUALS = Label("Начисления", "Accruals")


def for_accounting(snapshot: MonthSnapshot, language: str) -> Sheet:
    """Return «Для 1С»: a row per person and accrual kind, corrections included, rows of nothing left out."""
    columns = (
        Column("personnel_number", Label("Табельный номер", "Personnel number"), Look.CODE, 14),
        Column("name", Label("ФИО", "Name"), Look.TEXT, 34),
        Column("accrual_code", Label("Код начисления", "Accrual code"), Look.CODE, 14),
        Column("accrual_kind", Label("Вид", "Kind"), Look.TEXT, 40),
        Column("days", Label("Дней", "Days"), Look.QUANTITY, 8),
        Column("hours", Label("Часов", "Hours"), Look.QUANTITY, 9),
        Column("amount", amount_heading(snapshot), Look.MONEY, 16),
    )
    return Sheet("for_1c", FOR_ACCOUNTING, columns, tuple(_rows_by_person(snapshot, language)))


def accruals(snapshot: MonthSnapshot, language: str) -> Sheet:
    """Return «Начисления»: a row per employee, kind, period of action and corrected month (25 columns)."""
    columns = (
        Column("accrual_month", Label("Месяц начисления", "Accrual month"), Look.MONTH, 10),
        Column("office", Label("Организация", "Organisation"), Look.WRAPPED, 12),
        Column("department", Label("Подразделение", "Department"), Look.WRAPPED, 13),
        Column("personnel_number", Label("Табельный номер", "Personnel number"), Look.CODE, 9.5),
        Column("name", Label("ФИО", "Name"), Look.WRAPPED, 16),
        Column("position", Label("Должность", "Position"), Look.WRAPPED, 14),
        Column("fte", Label("Доля ставки", "Share of full time"), Look.QUANTITY, 7),
        Column("accrual_code", Label("Код вида начисления", "Accrual code"), Look.CODE, 10.5),
        Column("accrual_kind", Label("Вид начисления", "Accrual kind"), Look.WRAPPED, 16.5),
        Column("period_from", Label("Период с", "Period from"), Look.DAY, 10.5),
        Column("period_to", Label("Период по", "Period to"), Look.DAY, 10.5),
        Column("days_worked", Label("Отработано дней", "Days worked"), Look.QUANTITY, 10.5),
        Column("hours_worked", Label("Отработано часов", "Hours worked"), Look.QUANTITY, 10.5),
        Column("days_norm", Label("Норма дней", "Norm days"), Look.WHOLE, 7),
        Column("hours_norm", Label("Норма часов", "Norm hours"), Look.QUANTITY, 7),
        Column("output_norm_minutes", Label("Выработка, норма-мин", "Output, norm minutes"), Look.MINUTES, 10.5),
        Column("output_norm_hours", Label("Нормо-часы", "Output, norm hours"), Look.MINUTES, 9),
        Column("fulfilment_percent", Label("% выполнения норм", "% of norms fulfilled"), Look.PERCENT, 11),
        Column("rate", Label("База / ставка", "Base / rate"), Look.RATE, 8),
        Column("coefficient", Label("Коэффициент", "Coefficient"), Look.QUANTITY, 11),
        Column("amount", amount_heading(snapshot), Look.MONEY, 12),
        Column("mark", Label("Признак", "Mark"), Look.WRAPPED, 12),
        Column("source_month", Label("Исходный месяц", "Corrected month"), Look.MONTH, 9.5),
        Column("document", Label("Документ-основание", "Ground document"), Look.WRAPPED, 12),
        Column("comment", Label("Комментарий", "Comment"), Look.WRAPPED, 15),
    )
    return Sheet("accruals", ACCRUALS, columns, tuple(_rows(snapshot, language)), heading_size=8)


def owed(snapshot: MonthSnapshot) -> tuple[Accrual, ...]:
    """Return the accruals of the month; in a trial month those that would have been."""
    return snapshot.would_have_been if snapshot.trial else snapshot.accruals


def _days_of(snapshot: MonthSnapshot, person: MonthPerson, accrual: Accrual) -> int | None:
    """Return the days worked beside the month's own piece pay; None for other rows, or without a timesheet."""
    return person.worked_days if _is_own_piece_pay(snapshot, accrual) else None


def _is_own_piece_pay(snapshot: MonthSnapshot, accrual: Accrual) -> bool:
    is_own = accrual.source_period is None and accrual.first_day == snapshot.period.first_day
    return is_own and accrual.kind == PIECE.code


def _hours_of(snapshot: MonthSnapshot, person: MonthPerson, accrual: Accrual) -> Decimal | None:
    """Return the hours worked beside the month's own piece pay, those of work paid by time beside that."""
    if _is_own_piece_pay(snapshot, accrual):
        return person.worked_hours
    return hours_without_norm(accrual)


def hours_without_norm(accrual: Accrual) -> Decimal | None:
    """Return the hours of work paid by time, 2 places; None for piece pay, whose hours only a timesheet knows."""
    return round_half_up(accrual.norm_minutes / 60, 2) if accrual.kind == WITHOUT_NORM.code else None


def _rows_by_person(snapshot: MonthSnapshot, language: str) -> Iterator[tuple[CellValue, ...]]:
    by_person_and_kind: dict[tuple[int, str], list[Accrual]] = {}
    for accrual in owed(snapshot):
        by_person_and_kind.setdefault((accrual.employee_id, accrual.kind), []).append(accrual)
    for person in snapshot.people:
        for kind in snapshot.kinds:
            same = by_person_and_kind.get((person.employee_id, kind.code), [])
            amount = sum((accrual.amount for accrual in same), Decimal(0))
            hours = [_hours_of(snapshot, person, accrual) for accrual in same]
            known = [part for part in hours if part is not None]
            days = [part for part in (_days_of(snapshot, person, accrual) for accrual in same) if part is not None]
            if amount:
                yield (
                    person.number,
                    person.name,
                    kind.external_code,
                    kind.name(language),
                    days[0] if days else None,
                    sum(known, Decimal(0)) if known else None,
                    amount,
                )


def _rows(snapshot: MonthSnapshot, language: str) -> Iterator[tuple[CellValue, ...]]:
    people = {person.employee_id: person for person in snapshot.people}
    order = {person.employee_id: place for place, person in enumerate(snapshot.people)}
    for accrual in sorted(owed(snapshot), key=lambda accrual: order[accrual.employee_id]):
        yield _row(snapshot, people[accrual.employee_id], accrual, language)


def _row(snapshot: MonthSnapshot, person: MonthPerson, accrual: Accrual, language: str) -> tuple[CellValue, ...]:
    kind = snapshot.kind(accrual.kind)
    is_output = accrual.kind == PIECE.code
    percent = person.fulfilment_percent if _is_own_piece_pay(snapshot, accrual) else None
    return (
        snapshot.period.first_day,
        snapshot.office,
        person.department,
        person.number,
        person.name,
        person.position,
        person.fte,
        kind.external_code,
        kind.name(language),
        accrual.first_day,
        accrual.last_day,
        _days_of(snapshot, person, accrual),
        _hours_of(snapshot, person, accrual),
        person.norm_days,
        person.norm_hours,
        accrual.norm_minutes if is_output else None,
        round_half_up(accrual.norm_minutes / 60, 3) if is_output else None,
        None if percent is None else round_half_up(percent, 1),
        accrual.rate_amount,
        accrual.coefficient,
        accrual.amount,
        _mark(snapshot, person, accrual, language),
        accrual.source_period.first_day if accrual.source_period else None,
        _ground(snapshot, person, language),
        _comment(snapshot, accrual, language),
    )


def _mark(snapshot: MonthSnapshot, person: MonthPerson, accrual: Accrual, language: str) -> str:
    mark = MARKS[accrual.mark].to(language)
    if snapshot.trial:
        mark = "было бы" if language == "ru" else "would have been"
    if person.closed_at is None:
        mark += ", предварительно" if language == "ru" else ", preview"
    return mark


def _ground(snapshot: MonthSnapshot, person: MonthPerson, language: str) -> str | None:
    closing = closing_of(snapshot, person)
    if closing is None:
        return None
    return document_of(closing, person.number if closing.employee_id else None, language)


def closing_of(snapshot: MonthSnapshot, person: MonthPerson) -> Closing | None:
    """Return the closing that holds the person's month: their own early one, else the office's; None in a preview."""
    own = [closing for closing in snapshot.closings if closing.employee_id == person.employee_id]
    office = [closing for closing in snapshot.closings if closing.employee_id is None]
    return next(iter(own + office), None)


def _comment(snapshot: MonthSnapshot, accrual: Accrual, language: str) -> str:
    said: list[str] = []
    if kind_of(accrual.kind) not in OF_WORK:
        formulas = [line.formula(language) for line in snapshot.pay if _is_part(line, accrual)]
        if len(formulas) == 1:
            return formulas[0]
        return "см. «Доплаты»" if language == "ru" else "see Supplements"
    if accrual.rate_per is not None:
        said.append(("ставка " if language == "ru" else "rate ") + RATE_PER[accrual.rate_per].to(language))
    else:
        said.append(
            "несколько ставок: см. «Выполненные работы»" if language == "ru" else "several rates: see Work done"
        )
    if accrual.source_period is None and accrual.first_day != snapshot.period.first_day:
        said.append("работа закрытого месяца, поступила позже" if language == "ru" else "late work of a closed month")
    return "; ".join(said)


def _is_part(line: PayLine, accrual: Accrual) -> bool:
    own = (line.employee_id, line.kind, line.source_period)
    return own == (accrual.employee_id, accrual.kind, accrual.source_period)
