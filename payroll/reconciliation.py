"""Accounting's own summary beside ours: by person and accrual kind, in both directions, to the kopeck."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from payroll.accrual import Accrual
from payroll.closing import MonthPerson
from payroll.kind import AccrualKind


@dataclass(frozen=True, slots=True)
class AccountingRow:
    """One row of accounting's summary."""

    number: str
    code: str
    amount: Decimal
    row: int
    """As the spreadsheet numbers it."""


@dataclass(frozen=True, slots=True)
class Difference:
    """A person and kind whose sums are not equal; None on the side that has no such row."""

    number: str
    name: str
    """Empty where we do not know the number."""
    code: str
    kind: AccrualKind
    ours: Decimal | None
    theirs: Decimal | None

    @property
    def amount(self) -> Decimal:
        """How much more accounting has."""
        return (self.theirs or Decimal(0)) - (self.ours or Decimal(0))


@dataclass(frozen=True, slots=True)
class UnknownCode:
    """A code of accounting's that no kind of ours has: it is named, and not compared."""

    code: str
    rows: int
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """What came of comparing a month."""

    differences: tuple[Difference, ...]
    compared: int
    """How many sums stand on either side."""
    unknown_numbers: tuple[str, ...]
    unknown_codes: tuple[UnknownCode, ...]
    our_total: Decimal
    their_total: Decimal
    """Of the kinds we have; unknown codes are not in it."""

    @property
    def agrees(self) -> bool:
        return not self.differences


def reconcile(
    accruals: Iterable[Accrual],
    people: Sequence[MonthPerson],
    kinds: Sequence[AccrualKind],
    rows: Sequence[AccountingRow],
) -> Reconciliation:
    """Compare sums by person and kind; several rows of one person and kind are added up first.

    A code is that of accounting's program, or our own where nobody gave one; a number matches without its leading
    zeros too, where that is no other person's number.
    """
    by_code = _codes(kinds)
    numbers = _numbers(people)
    ours: dict[tuple[str, str], Decimal] = {}
    number_of = {person.employee_id: person.number for person in people}
    for accrual in accruals:
        _add(ours, (number_of[accrual.employee_id], accrual.kind), accrual.amount)
    theirs: dict[tuple[str, str], Decimal] = {}
    unknown_numbers: dict[str, None] = {}
    unknown: dict[str, list[Decimal]] = {}
    for row in rows:
        number = numbers.get(row.number) or numbers.get(row.number.lstrip("0"))
        if number is None:
            unknown_numbers[row.number] = None
        kind = by_code.get(row.code.casefold())
        if kind is None:
            unknown.setdefault(row.code, []).append(row.amount)
        else:
            _add(theirs, (number or row.number, kind.code), row.amount)
    return Reconciliation(
        differences=tuple(_differences(ours, theirs, people, kinds)),
        compared=len(ours.keys() | theirs.keys()),
        unknown_numbers=tuple(unknown_numbers),
        unknown_codes=tuple(
            UnknownCode(code, len(amounts), sum(amounts, Decimal(0))) for code, amounts in unknown.items()
        ),
        our_total=sum(ours.values(), Decimal(0)),
        their_total=sum(theirs.values(), Decimal(0)),
    )


def _differences(
    ours: Mapping[tuple[str, str], Decimal],
    theirs: Mapping[tuple[str, str], Decimal],
    people: Sequence[MonthPerson],
    kinds: Sequence[AccrualKind],
) -> Iterable[Difference]:
    names = {person.number: person.name for person in people}
    by_code = {kind.code: kind for kind in kinds}
    places = {kind.code: place for place, kind in enumerate(kinds)}
    for key in sorted(ours.keys() | theirs.keys(), key=lambda key: (len(key[0]), key[0], places[key[1]])):
        number, code = key
        if ours.get(key, Decimal(0)) != theirs.get(key, Decimal(0)):
            kind = by_code[code]
            yield Difference(number, names.get(number, ""), kind.external_code, kind, ours.get(key), theirs.get(key))


def _codes(kinds: Sequence[AccrualKind]) -> dict[str, AccrualKind]:
    found = {kind.code.casefold(): kind for kind in kinds}
    return found | {kind.external_code.casefold(): kind for kind in kinds if kind.external_code}


def _numbers(people: Sequence[MonthPerson]) -> dict[str, str]:
    """Return personnel numbers as a file may write them, each leading to our own."""
    found: dict[str, str] = {}
    short = [person.number.lstrip("0") for person in people]
    for person in people:
        if short.count(person.number.lstrip("0")) == 1:
            found[person.number.lstrip("0")] = person.number
    return found | {person.number: person.number for person in people}


def _add(sums: dict[tuple[str, str], Decimal], key: tuple[str, str], amount: Decimal) -> None:
    sums[key] = sums.get(key, Decimal(0)) + amount
