"""Pages are assembled here: templates of every package, the menu, named slots, and how figures are written.

A slot is a place on a lower domain's page that a higher domain may fill (money on the day page, findings on an
entry's page). The lower domain names the slot in its template; the roof says who fills it; empty, it shows nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import format_date
from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from naryad import i18n
from naryad.days import Period

NARROW_SPACE = "\N{NARROW NO-BREAK SPACE}"
MINUS = "\N{MINUS SIGN}"

Filler = Callable[..., str]
Hider = Callable[[Any], frozenset[int]]


@dataclass(frozen=True, order=True)
class MenuItem:
    """A way to a page, shown to those whose roles allow `action` (None: to everyone who is signed in).

    `is_shown` asks, with the request, whether the office uses the thing at all; what it does not is in no menu.
    """

    order: int
    label: str
    url: str
    action: str | None = None
    is_shown: Callable[[Any], bool] | None = field(default=None, compare=False)


@dataclass
class House:
    """What the roof knows of the packages: where templates lie, what the menu holds, who fills which slot."""

    packages: tuple[str, ...] = ("naryad",)
    menu: tuple[MenuItem, ...] = ()
    slots: dict[str, list[Filler]] = field(default_factory=dict)
    hiders: list[Hider] = field(default_factory=list)
    """Each says, for a request, which works its reader must not meet yet (the check of types is judged blind)."""

    def add(
        self,
        menu: Iterable[MenuItem] = (),
        slots: Mapping[str, Filler] | None = None,
        hider: Hider | None = None,
    ) -> None:
        self.menu = tuple(sorted((*self.menu, *menu)))
        for name, filler in (slots or {}).items():
            self.slots.setdefault(name, []).append(filler)
        if hider is not None:
            self.hiders.append(hider)


def environment(house: House) -> Environment:
    """Return the template environment of the house: strict, escaping, translated."""
    env = Environment(
        loader=ChoiceLoader([PackageLoader(package) for package in house.packages]),
        undefined=StrictUndefined,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n", "jinja2.ext.do"],
    )
    env.install_gettext_callables(i18n.gettext, i18n.ngettext, newstyle=True)  # type: ignore[attr-defined]
    env.filters.update(
        minutes=write_minutes,
        number=write_number,
        money=write_money,
        day=write_day,
        short_day=write_short_day,
        weekday=write_weekday,
        month=write_month,
    )
    return env


def render_slot(house: House, name: str, request: Any, facts: dict[str, Any]) -> Markup:
    """Return what the higher domains put into the slot `name`, or nothing."""
    return Markup("").join(Markup(filler(request, **facts)) for filler in house.slots.get(name, ()))


def write_number(value: Decimal | int, places: int | None = None) -> str:
    """Write a number for reading: thin spaces between thousands, the language's decimal sign, no idle zeros."""
    value = Decimal(value)
    text = f"{abs(value):,.{places}f}" if places is not None else f"{abs(value):,f}"
    if places is None and "." in text:
        text = text.rstrip("0").rstrip(".")
    if i18n.language() == "ru":
        text = text.replace(",", NARROW_SPACE).replace(".", ",")
    return f"{MINUS}{text}" if value < 0 else text


def write_minutes(value: Decimal | int) -> str:
    """Write norm minutes without idle zeros: 12,5."""
    return write_number(value)


def write_money(value: Decimal) -> str:
    """Write money with two decimals; the currency stands in the header."""
    return write_number(value, 2)


def write_day(value: date) -> str:
    return value.strftime("%d.%m.%Y")


def write_short_day(value: date) -> str:
    """Write a day as people say it: 31 октября, 31 October."""
    return format_date(value, "d MMMM", locale=i18n.language())


def write_weekday(value: date) -> str:
    """Write the short name of the weekday: пн, Mon."""
    return format_date(value, "EEE", locale=i18n.language())


def write_month(value: Period | date) -> str:
    """Write a month by its name: октябрь 2026, October 2026."""
    day = value.first_day if isinstance(value, Period) else value
    return format_date(day, "LLLL y", locale=i18n.language())


def write_moment(value: datetime, zone: ZoneInfo) -> str:
    """Write a moment in the office's zone: 31.10.2026 17:05."""
    return value.astimezone(zone).strftime("%d.%m.%Y %H:%M")
