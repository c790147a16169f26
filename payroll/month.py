"""The states of a month, the steps between them, and what stands in the way of each step."""

from __future__ import annotations

from enum import StrEnum


class MonthState(StrEnum):
    """open -> frozen (приём окончен) -> approved (утверждён) -> closed (закрыт); reopening leads back to open."""

    OPEN = "open"
    FROZEN = "frozen"
    APPROVED = "approved"
    CLOSED = "closed"
