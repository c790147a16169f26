"""The one text form of values that the hashes of a closing stand on."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import fields
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any

from naryad.days import Period

_ADDED_LATER = frozenset({"worked_days", "worked_hours", "fulfilment_hours", "pay", "grade"})
"""Fields that values have had since timesheets and grades: left out where empty, so that older hashes stay true."""


def canonical(value: Any) -> str:
    """Return the one text form of a value that hashes stand on.

    A frozen value is `Name(field=..., ...)` in the order of its fields, a decimal is written without exponent and idle
    zeros, a day and a moment in ISO form, a text with its length, so that no two different values read alike.
    """
    if value is None:
        return "-"
    if isinstance(value, Enum):
        return canonical(value.value)
    if isinstance(value, Decimal):
        text = f"{value:f}"
        text = text.rstrip("0").rstrip(".") if "." in text else text
        return "0" if text in ("-0", "") else text
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    if isinstance(value, (Period, date)):
        return str(value)
    if isinstance(value, str):
        return f"{len(value)}:{value}"
    if isinstance(value, (bool, int)):
        return str(int(value))
    if isinstance(value, Sequence):
        return "[" + ",".join(canonical(item) for item in value) + "]"
    told = ",".join(
        f"{field.name}={canonical(getattr(value, field.name))}"
        for field in fields(value)
        if not (field.name in _ADDED_LATER and getattr(value, field.name) in (None, ()))
    )
    return f"{type(value).__name__}({told})"


def digest_of(*values: Any) -> str:
    """Return the SHA-256 of values in canonical form, 64 lower-case hex digits."""
    return hashlib.sha256("\n".join(canonical(value) for value in values).encode()).hexdigest()
