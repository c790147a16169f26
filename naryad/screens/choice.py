"""One choice of the office on the page of settings: what it is called, why one would change it, how it is typed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from naryad.i18n import _, language
from naryad.pages import write_day
from naryad.screens.forms import NumberIsWrong, day_of


@dataclass(frozen=True)
class Choice:
    """How a setting is shown: its name, why one would change it, and its form: choices, a number, a day or a text."""

    name: str
    title: str
    explains: str
    options: tuple[tuple[str, str, str], ...] = ()
    unit: str = ""
    is_day: bool = False
    is_text: bool = False
    is_amount: bool = False
    """A decimal number, typed with a comma or a point."""

    def read(self, text: str) -> Any:
        """Return the value that `text`, as typed into the form, stands for.

        Raises:
            DayIsWrong, NumberIsWrong.
        """
        if self.is_day:
            day = day_of(text)
            return day.isoformat() if day else None
        if self.is_text:
            return text.strip() or None
        if self.options:
            return text
        if self.is_amount:
            return text.strip().replace(" ", "").replace(",", ".")
        if not text.strip().isdecimal() or len(text.strip()) > 6:
            raise NumberIsWrong(text=text[:40])
        return int(text)

    def write(self, value: Any) -> str:
        """Return a value as people read it."""
        if value is None:
            return _("not set")
        if self.is_day:
            return write_day(date.fromisoformat(value))
        for option, label, _explains in self.options:
            if option == value:
                return _(label)
        if self.is_amount:
            value = str(value).replace(".", ",") if language() == "ru" else value
        return f"{value} {_(self.unit)}".strip()
