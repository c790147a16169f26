"""What the tables of pay have in common: exact columns, and values as columns and back."""

from dataclasses import fields
from datetime import date
from typing import Any

from sqlmodel import Field

from naryad.days import Period
from naryad.db import Moment, Scaled
from naryad.tables import Row
from payroll.accrual import Accrual, AccrualLine, Mark, RatePer
from payroll.pay_line import PayLine

EVERYBODY = 0
"""The `employee_key` of what concerns the whole office (a null would not be unique)."""


def scaled(places: int, *, null: bool = False) -> Any:
    """Return an exact decimal column."""
    if null:
        return Field(default=None, sa_type=Scaled(places), nullable=True)
    return Field(sa_type=Scaled(places))


def moment(*, null: bool = False) -> Any:
    if null:
        return Field(default=None, sa_type=Moment, nullable=True)
    return Field(sa_type=Moment)


class LineColumns(Row):
    """The columns of a line of work with its money, the same for closed work and for its corrections."""

    place_no: int
    """1, 2, 3 ... within its closing and person (its adjustment): a removed line leaves a gap."""
    employee_id: int
    day: date
    kind: str = Field(max_length=32)
    type_code: str
    type_name_ru: str
    type_name_en: str
    unit: str
    norm_version: int | None = None
    norm_minutes_per_unit: Any = scaled(3)
    condition: str = ""
    quantity: Any = scaled(3)
    norm_minutes: Any = scaled(3)
    entries: int
    rate_amount: Any = scaled(6)
    rate_per: str = Field(max_length=16)
    piece_rate: Any = scaled(2, null=True)
    coefficient: Any = scaled(4)
    amount: Any = scaled(2)
    mark: str = Field(max_length=16)
    source_period: int | None = None

    def value(self) -> AccrualLine:
        return AccrualLine(**values_of(AccrualLine, self))


class PayColumns(Row):
    """The columns of a line that stands on no single work, the same for closed ones and for corrections."""

    place_no: int
    """1, 2, 3 ... within its closing and person (its adjustment): a removed line leaves a gap."""
    employee_id: int
    kind: str = Field(max_length=32)
    first_day: date
    last_day: date
    name: str
    quantity: Any = scaled(4, null=True)
    rate: Any = scaled(4, null=True)
    coefficient: Any = scaled(4)
    amount: Any = scaled(2)
    formula_ru: str
    formula_en: str
    ground: str = ""
    mark: str = Field(max_length=16)
    source_period: int | None = None

    def value(self) -> PayLine:
        return PayLine(**values_of(PayLine, self))


_NAMES: dict[type[Any], tuple[str, ...]] = {
    kind: tuple(field.name for field in fields(kind)) for kind in (Accrual, AccrualLine, PayLine)
}


def columns_of(value: Accrual | AccrualLine | PayLine) -> dict[str, Any]:
    """Return a value as the columns of its table: months as numbers, words as text."""
    found: dict[str, Any] = {name: getattr(value, name) for name in _NAMES[type(value)]}
    found["mark"] = found["mark"].value
    if found.get("rate_per") is not None:
        found["rate_per"] = found["rate_per"].value
    if found["source_period"] is not None:
        found["source_period"] = found["source_period"].number
    return found


def values_of(kind: type[Any], row: Any) -> dict[str, Any]:
    """Return the columns of a row (or of a Core row) as the fields of its value."""
    found: dict[str, Any] = {name: getattr(row, name) for name in _NAMES[kind]}
    found["mark"] = Mark(found["mark"])
    if found.get("rate_per") is not None:
        found["rate_per"] = RatePer(found["rate_per"])
    if found["source_period"] is not None:
        found["source_period"] = Period.of_number(found["source_period"])
    return found
