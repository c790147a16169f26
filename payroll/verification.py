"""What `naryad verify` proves of pay: closed figures are those that closing hashed, and follow from the work."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from sqlmodel import Session, col, select

from naryad.days import Period
from naryad.db import canonical_json
from naryad.money import kopecks, minutes3
from naryad.staff import employees
from naryad.verification import Trouble
from payroll.accrual import AccrualLine, Mark
from payroll.accrual_sums import accruals_of
from payroll.closing import ClosedPerson, values_hash
from payroll.kind import GRADE
from payroll.rate import money_for
from payroll.store.closed import (
    accruals_of_closing,
    adjustment_lines,
    adjustment_pay_lines,
    adjustments_booked_by,
    closed_person_rows,
    line_places,
    lines_of,
    pay_lines_of,
    rates_of_closing,
    terms_of,
)
from payroll.store.month import closed_periods, closing_rows
from payroll.store.work import work_done
from payroll.tables.adjustment import AdjustmentRow
from payroll.tables.closing import ClosedPersonRow, ClosingRow

_Group = tuple[int, date, int | None]


def troubles(session: Session) -> Iterator[Trouble]:
    """Yield every closing, closed line and correction whose figures do not agree, with its exact place."""
    for closing in session.exec(select(ClosingRow).order_by(col(ClosingRow.id))):
        yield from _closing_troubles(session, closing)
    for period in closed_periods(session):
        yield from _work_troubles(session, period)
    yield from _adjustment_troubles(session)


def _closing_troubles(session: Session, closing: ClosingRow) -> Iterator[Trouble]:
    closing_id = closing.id or 0
    people = closed_person_rows(session, closing_id)
    rates = rates_of_closing(session, closing_id)
    total = Decimal(0)
    for person in people:
        lines = lines_of(session, closing_id, person.employee_id)
        accruals = tuple(accruals_of_closing(session, closing_id, person.employee_id))
        spans = rates.get(person.employee_id, ())
        pay = tuple(pay_lines_of(session, closing_id, person.employee_id))
        terms = "" if person.terms is None else canonical_json(person.terms)
        kept = ClosedPerson(person.value(closing.closed_at), tuple(lines), accruals, spans, pay, terms)
        total += kept.amount
        yield from _person_troubles(session, closing, person, kept)
    digests = [(person.employee_id, person.digest) for person in people]
    booked = adjustments_booked_by(session, closing_id)
    if values_hash(terms_of(closing), person_digests=digests, adjustments=booked) != closing.values_hash:
        yield Trouble(
            f"closing:{closing_id}",
            "its people, terms or corrections do not make the hash recorded at closing",
            "сотрудники, условия или перерасчёты не дают отпечатка, записанного при закрытии",
        )
    if total != closing.amount:
        yield Trouble(
            f"closing:{closing_id}",
            f"its lines add up to {total}, the record says {closing.amount}",
            f"строки в сумме дают {total}, а в записи {closing.amount}",
        )


def _person_troubles(
    session: Session, closing: ClosingRow, person: ClosedPersonRow, kept: ClosedPerson
) -> Iterator[Trouble]:
    if kept.digest == person.digest:
        return
    found = list(_line_troubles(session, closing, person, kept))
    if not closing.trial and accruals_of(kept.lines, kept.pay) != kept.accruals:
        found.append(
            Trouble(
                f"accrual:closing {closing.id}, employee {person.number}",
                "the accruals are not the sum of their lines",
                "начисления не равны сумме своих строк",
            )
        )
    yield from found
    if not found:
        yield Trouble(
            f"closed_person:{person.id}",
            f"what was closed for employee {person.number} does not make the digest recorded at closing",
            f"закрытое по сотруднику {person.number} не даёт отпечатка, записанного при закрытии",
        )


def _line_troubles(
    session: Session, closing: ClosingRow, person: ClosedPersonRow, kept: ClosedPerson
) -> Iterator[Trouble]:
    """Name the line that was changed or removed, as far as the line itself shows it."""
    places = line_places(session, closing.id or 0, person.employee_id)
    expected = range(1, max((place for _, place in places), default=0) + 1)
    for missing in sorted(set(expected) - {place for _, place in places}):
        yield Trouble(
            f"accrual_line:closing {closing.id}, employee {person.number}, line {missing}",
            "the line was removed by hand",
            "строка удалена вручную",
        )
    for (row_id, _), line in zip(places, kept.lines, strict=True):
        if line.mark is Mark.ACCRUAL and line.amount != _priced(line):
            yield Trouble(
                f"accrual_line:{row_id}",
                f"its figures give {_priced(line)}, it says {line.amount}",
                f"по её цифрам выходит {_priced(line)}, а записано {line.amount}",
            )


def _priced(line: AccrualLine) -> Decimal:
    if line.piece_rate is not None:
        return kopecks(line.quantity * line.piece_rate * line.coefficient)
    is_grade = line.kind == GRADE.code
    minutes = minutes3(line.quantity * line.norm_minutes_per_unit) if is_grade else line.norm_minutes
    return kopecks(money_for(minutes, line.rate_amount, line.rate_per) * line.coefficient)


def _work_troubles(session: Session, period: Period) -> Iterator[Trouble]:
    """Compare what the closings in force paid with a recount of the entries (rule 25).

    Work worth nothing needs no line; so it is only compared where it has one. How works were judged splits a group and
    changes no sum of it: an act may have come after closing.
    """
    paid: dict[_Group, tuple[Decimal, int]] = {}
    covered: set[int] = set()
    for closing in closing_rows(session, period):
        covered |= {person.employee_id for person in closed_person_rows(session, closing.id or 0)}
        for line in lines_of(session, closing.id or 0):
            if line.mark is Mark.ACCRUAL and line.kind != GRADE.code:
                _add(paid, (line.employee_id, line.day, line.norm_id), line.quantity, line.entries)
    worked: dict[_Group, tuple[Decimal, int]] = {}
    for one in work_done(session, period):
        group = (one.employee_id, one.day, one.norm_id)
        if group in paid or (one.employee_id in covered and one.norm_minutes):
            _add(worked, group, one.quantity, one.entries)
    numbers = {person.id: person.number for person in employees(session)}
    for group in sorted(paid.keys() | worked.keys(), key=str):
        if paid.get(group) != worked.get(group):
            yield Trouble(
                f"closing:{period}, employee {numbers[group[0]]}, {group[1]}",
                "the closed lines of this day are not what its entries add up to",
                "закрытые строки этого дня не совпадают с пересчётом его работ",
            )


def _add(sums: dict[_Group, tuple[Decimal, int]], group: _Group, quantity: Decimal, entries: int) -> None:
    known, count = sums.get(group, (Decimal(0), 0))
    sums[group] = (known + quantity, count + entries)


def _adjustment_troubles(session: Session) -> Iterator[Trouble]:
    for row in session.exec(select(AdjustmentRow).order_by(col(AdjustmentRow.id))):
        lines = sum((line.amount for line in adjustment_lines(session, row.id or 0)), Decimal(0))
        lines += sum((line.amount for line in adjustment_pay_lines(session, row.id or 0)), Decimal(0))
        if lines != row.net:
            yield Trouble(
                f"adjustment:{row.id}",
                f"its lines add up to {lines}, the record says {row.net}",
                f"строки в сумме дают {lines}, а в записи {row.net}",
            )
