"""What a column is: a code that never changes, a heading in two languages, a look and a width."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import TypeAlias

LONGEST_TEXT = 32_767
"""The longest text one cell may hold (a limit of the format)."""

_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")


class Look(StrEnum):
    """How the values of a column are shown and aligned."""

    TEXT = "text"
    """Text on one line."""

    WRAPPED = "wrapped"
    """Text that may take several lines."""

    CODE = "code"
    """A number or code kept as text, so that leading zeros stay."""

    UNIQUE = "unique"
    """A code that occurs in one row only."""

    WHOLE = "whole"
    QUANTITY = "quantity"
    """Up to three decimals, none shown where there are none."""

    MINUTES = "minutes"
    """Three decimals at most, one at least."""

    MONEY = "money"
    RATE = "rate"
    """Money per minute or hour: two decimals at least, six at most."""

    PERCENT = "percent"
    """A percentage as people say it: 104.5 is 104.5 %."""

    MARKS = "marks"
    """A day of the timesheet: codes with hours, in the middle of a narrow column, a line for each code."""

    NORM = "norm"
    """Norm minutes of one unit; the version of the norm is shown behind the number and is no part of the value."""

    DAY = "day"
    MOMENT = "moment"
    """Local date and time, to the minute."""

    MONTH = "month"
    """A month, held as its first day."""


NUMBERS = frozenset({Look.WHOLE, Look.QUANTITY, Look.MINUTES, Look.MONEY, Look.RATE, Look.PERCENT, Look.NORM})
TEXTS = frozenset({Look.TEXT, Look.WRAPPED, Look.CODE, Look.UNIQUE})


@dataclass(frozen=True)
class Label:
    """A heading or phrase in both languages of the workbook."""

    ru: str
    en: str

    def to(self, language: str) -> str:
        """Return the words for a reader of `language`; any language but `ru` reads English."""
        return self.ru if language == "ru" else self.en

    def with_currency(self, currency: str) -> Label:
        """Return the heading with the currency of its sums: «Сумма, руб.», “Amount, RUB”."""
        return Label(ru=f"{self.ru}, {'руб.' if currency == 'RUB' else currency}", en=f"{self.en}, {currency}")


@dataclass(frozen=True)
class Formula:
    """A live formula, without its leading `=`, and the value it has by our own account."""

    text: str
    value: Decimal | int | str


@dataclass(frozen=True, slots=True)
class NormOf:
    """Norm minutes of one unit, with the version that said so."""

    minutes: Decimal
    version: int | None
    """None for minutes that no norm stands behind."""


CellValue: TypeAlias = str | int | Decimal | date | datetime | Formula | NormOf | None


@dataclass(frozen=True)
class Column:
    """One column of a data sheet."""

    code: str
    """Stable, for machines: never translated, never reused."""

    label: Label
    look: Look
    width: float
    """In characters of the default font."""


@dataclass(frozen=True)
class Sheet:
    """One data sheet: a heading row, then rows of values in the order of the columns."""

    code: str
    label: Label
    columns: tuple[Column, ...]
    rows: Iterable[tuple[CellValue, ...]]
    frozen_columns: int = 0
    """How many columns at the left stay in sight."""

    heading_size: int = 9
    """In points: a wide sheet takes smaller headings, so that no word of them breaks."""


def clean_text(text: str) -> str:
    """Return `text` as a cell may hold it: no control characters, line ends as `\\n`, not longer than a cell."""
    if text.isprintable() and len(text) <= LONGEST_TEXT:
        return text
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return _UNPRINTABLE.sub("", text)[:LONGEST_TEXT]
