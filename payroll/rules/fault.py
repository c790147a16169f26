"""Whose fault it was that the norm was not reached, that work stood still, or that the result was bad."""

from __future__ import annotations

from enum import StrEnum


class Fault(StrEnum):
    EMPLOYER = "employer"
    NOBODY = "nobody"
    """Reasons that depend on neither side."""
    EMPLOYEE = "employee"
