"""The accountant's checklist: lines that are green, warn, or block closing, each leading to what is left to do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class CheckCode(StrEnum):
    """The lines of the checklist, in their order."""

    TYPED = "typed"
    """No work of the month is untyped, held, being sent or in doubt."""
    ACCEPTED = "accepted"
    """Every day with work is accepted, and described work is decided."""
    PRICED = "priced"
    """Every person has a rate on every day with paid work."""
    TIMESHEET = "timesheet"
    """Every day of everybody's employment has its code. This line and the next are there where a timesheet is kept."""
    TARIFFS = "tariffs"
    """Everybody has the hourly tariff or average that a line of their month needs."""
    JOBS = "jobs"
    """Every job of the month is accepted. This line is there where some are not."""
    AGREED_FIGURES = "agreed_figures"
    """Day totals agree with a recount of the entries."""
    EARLIER_CLOSED = "earlier_closed"
    """Earlier months with work are closed."""
    FINDINGS = "findings"
    """Findings of the check are decided; those that are not never hold up pay (rule 28)."""


class Light(StrEnum):
    """green: nothing to do; amber: worth a look, closing may go on; red: closing has to wait."""

    GREEN = "green"
    AMBER = "amber"
    RED = "red"


@dataclass(frozen=True, slots=True)
class Trifle:
    """One thing behind a line: whose, of which day, and the page that mends it."""

    employee_id: int | None
    day: date | None
    what: str
    """A word for machines: untyped, held, in_doubt, sending, day, described, rate, recount, month,
    finding, tariff, average, timesheet, act, job."""
    url: str


@dataclass(frozen=True, slots=True)
class CheckLine:
    """One line of the checklist."""

    code: CheckCode
    light: Light
    count: int
    trifles: tuple[Trifle, ...]
    """The first of what was found, at most `TRIFLES_SHOWN`."""
    url: str
    """Where to begin mending it; empty where green."""


TRIFLES_SHOWN = 20


def check_line(code: CheckCode, trifles: Sequence[Trifle], *, warns_only: bool = False) -> CheckLine:
    """Return the line for what was found: green without anything, else red, or amber where it only warns."""
    if not trifles:
        return CheckLine(code=code, light=Light.GREEN, count=0, trifles=(), url="")
    return CheckLine(
        code=code,
        light=Light.AMBER if warns_only else Light.RED,
        count=len(trifles),
        trifles=tuple(trifles[:TRIFLES_SHOWN]),
        url=trifles[0].url,
    )


@dataclass(frozen=True, slots=True)
class Checklist:
    """The lines of a month, in the order of `CheckCode`."""

    lines: tuple[CheckLine, ...]

    @property
    def blockers(self) -> tuple[CheckLine, ...]:
        return tuple(line for line in self.lines if line.light is Light.RED)

    @property
    def warnings(self) -> tuple[CheckLine, ...]:
        return tuple(line for line in self.lines if line.light is Light.AMBER)

    @property
    def is_clear(self) -> bool:
        return not self.blockers

    def line(self, code: CheckCode) -> CheckLine:
        return next(line for line in self.lines if line.code is code)
