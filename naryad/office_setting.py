"""The choices an office can make: each setting's default, what it may be, and who may change it.

Days in values are ISO text, amounts decimal text, and None stands for "not set".
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any


@dataclass(frozen=True)
class Setting:
    """A choice an office can make: its default, what it may be, and who may change it."""

    default: Any
    is_of_pay: bool
    """Chosen by the accountant or the head; others by the administrator or the head."""

    check: Callable[[Any], str | None]
    """Returns what is wrong with a value (a short phrase), or None."""

    @property
    def action(self) -> str:
        return "office.change_pay_settings" if self.is_of_pay else "office.change_settings"


def _one_of(*choices: str) -> Callable[[Any], str | None]:
    return lambda value: None if value in choices else " / ".join(choices)


def _whole(least: int, most: int) -> Callable[[Any], str | None]:
    def check(value: Any) -> str | None:
        if isinstance(value, int) and not isinstance(value, bool) and least <= value <= most:
            return None
        return f"{least} … {most}"

    return check


def _amount(least: str, most: str, places: int) -> Callable[[Any], str | None]:
    """Check a decimal number kept as text, so that it stays exact."""

    def check(value: Any) -> str | None:
        try:
            number = Decimal(value) if isinstance(value, str) else Decimal("NaN")
        except InvalidOperation:
            number = Decimal("NaN")
        fits = number.is_finite() and Decimal(least) <= number <= Decimal(most)
        if fits and number == number.quantize(Decimal(1).scaleb(-places)):
            return None
        return f"{least} … {most}"

    return check


def _day_or_none(value: Any) -> str | None:
    try:
        if value is not None:
            date.fromisoformat(value)
    except (TypeError, ValueError):
        return "YYYY-MM-DD"
    return None


def _time_of_day(value: Any) -> str | None:
    return None if isinstance(value, str) and re.fullmatch(r"(?:[01]\d|2[0-3]):[0-5]\d", value) else "18:00"


def _address_or_none(value: Any) -> str | None:
    if value is None or (
        isinstance(value, str) and re.fullmatch(r"[\w.+-]{1,64}@(?:[a-z0-9-]+\.)+[a-z0-9-]{2,}", value, re.ASCII)
    ):
        return None
    return "naryad@example.ru"


SETTINGS: dict[str, Setting] = {
    "rounding": Setting("unit", True, _one_of("unit", "line")),
    "timesheet": Setting("none", True, _one_of("none", "kept")),
    "night_percent": Setting("20", True, _amount("20", "300", 2)),
    "rest_day_multiplier": Setting("2", True, _amount("2", "10", 2)),
    "overtime_count": Setting("day", True, _one_of("day", "month")),
    "overtime_pay": Setting("hours", True, _one_of("hours", "units")),
    "overtime_from": Setting("18:00", True, _time_of_day),
    "holiday_sum": Setting("0", True, _amount("0", "100000", 2)),
    "regional_coefficient": Setting("1", True, _amount("1", "3", 2)),
    "regional_minimum": Setting("0", True, _amount("0", "1000000", 2)),
    "trial_until": Setting(None, True, _day_or_none),
    "amber_percent": Setting(130, False, _whole(100, 1000)),
    "untyped_letters": Setting("refuse", False, _one_of("refuse", "hold")),
    "own_holding": Setting("person", False, _one_of("person", "office")),
    "day_ends_at": Setting("18:00", False, _time_of_day),
    "notice_sender": Setting(None, False, _address_or_none),
    "suggestions": Setting("on", False, _one_of("on", "off")),
    "suggestion_percent": Setting(60, False, _whole(30, 99)),
    "audit_minutes_a_week": Setting(20, False, _whole(0, 2400)),
    "audit_frame": Setting("week", False, _one_of("week", "half", "month")),
    "audit_size_rule": Setting("minutes", False, _one_of("minutes", "equal", "risk")),
    "audit_tolerance_percent": Setting(5, False, _whole(1, 30)),
    "audit_talk_evidence": Setting(10, False, _whole(2, 1000)),
    "audit_more_evidence": Setting(20, False, _whole(2, 10000)),
    "audit_review_evidence": Setting(100, False, _whole(2, 100000)),
    "audit_friday_note": Setting("on", False, _one_of("on", "off")),
    "appeal_days": Setting(5, False, _whole(1, 60)),
    "letter_megabytes": Setting(25, False, _whole(1, 200)),
    "keep_text_months": Setting(13, False, _whole(1, 120)),
    "keep_head_months": Setting(6, False, _whole(1, 120)),
    "keep_attachments": Setting("no", False, _one_of("no", "yes")),
    "attachment_megabytes": Setting(10, False, _whole(1, 200)),
    "keep_file_months": Setting(6, False, _whole(1, 120)),
    "keep_refusal_months": Setting(3, False, _whole(1, 120)),
}
"""Every setting of an office by name. Days in values are ISO text; None stands for "not set"."""
