"""What the pages of pay have in common: words of states and checks, and small readers of addresses."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from naryad.days import Period, local_day
from naryad.i18n import gettext, language, noop
from naryad.office import Office
from payroll.accrual import AccrualLine, Mark, RatePer
from payroll.adjustment import Standing
from payroll.checklist import CheckCode, Light
from payroll.grading import grade_words, graded_of
from payroll.kind import AccrualKind, kind_of
from payroll.month import MonthState, Step
from payroll.payslip import SlipRow, line_formula
from payroll.quality import judged_of, quality_words
from payroll.rules.quality import Quality
from payroll.wording import rate_in_figures

STATES = {
    MonthState.OPEN: noop("open"),
    MonthState.FROZEN: noop("intake ended"),
    MonthState.APPROVED: noop("approved"),
    MonthState.CLOSED: noop("closed"),
}
STATE_TONES = {
    MonthState.OPEN: "quiet",
    MonthState.FROZEN: "note",
    MonthState.APPROVED: "accent",
    MonthState.CLOSED: "ok",
}
STEPS = {
    Step.FREEZE: noop("Intake ended"),
    Step.APPROVE: noop("Approved"),
    Step.CLOSE: noop("Closed"),
    Step.REOPEN: noop("Opened again"),
}
CHECKS = {
    CheckCode.TYPED: noop("All work has a type and has gone out"),
    CheckCode.ACCEPTED: noop("Days are accepted, described work is decided"),
    CheckCode.PRICED: noop("Everybody has a rate on every day"),
    CheckCode.TIMESHEET: noop("The timesheet has no gaps"),
    CheckCode.TARIFFS: noop("Tariffs and averages are there where they are needed"),
    CheckCode.JOBS: noop("Jobs are accepted"),
    CheckCode.AGREED_FIGURES: noop("Day totals agree with a recount of the works"),
    CheckCode.EARLIER_CLOSED: noop("Earlier months are closed"),
    CheckCode.FINDINGS: noop("Findings and returns are decided (they do not hold pay up)"),
}
NEXT_STEPS = {
    CheckCode.PRICED: noop(
        "Work of a day without a rate cannot be paid. Set one from that day or earlier: the person's own, the "
        "position's or the office's."
    ),
    CheckCode.TIMESHEET: noop(
        "A day without a code cannot be counted. Fill the empty days by the calendar, then enter what was otherwise."
    ),
    CheckCode.TARIFFS: noop(
        "Night hours, idle time and missed norms are paid by the hourly tariff or the average hour. Set it from that "
        "day or earlier, with its source."
    ),
    CheckCode.AGREED_FIGURES: noop(
        "The totals of these days are not what their works add up to. Nothing is paid by them: call whoever looks "
        "after the program, “naryad verify” names the place."
    ),
    CheckCode.EARLIER_CLOSED: noop("Months are closed in their order: close the earlier one first."),
}
"""Why a red line holds the month up, and what to do next."""
LIGHTS = {Light.GREEN: "ok", Light.AMBER: "warn", Light.RED: "error"}
TRIFLES = {
    "waiting": noop("waits for a type"),
    "held": noop("held until typed"),
    "sending": noop("not known whether sent"),
    "in_doubt": noop("not known whether sent"),
    "draft": noop("draft"),
    "day": noop("day not accepted"),
    "described": noop("described work not decided"),
    "rate": noop("no rate"),
    "recount": noop("totals differ"),
    "month": noop("not closed"),
    "finding": noop("finding not decided"),
    "offer": noop("return offered, not agreed"),
    "timesheet": noop("no entry in the timesheet"),
    "act": noop("act on quality not read"),
    "job": noop("a job is not accepted"),
    "tariff": noop("no hourly tariff"),
    "average": noop("no average earnings"),
}
STANDINGS = {
    Standing.DUE: noop("paid in this month"),
    Standing.OFFERED: noop("offered for voluntary return, in no sum"),
    Standing.SETTLED: noop("balanced by a later correction"),
    Standing.RETURNED: noop("returned by consent"),
}
MARKS = {Mark.ACCRUAL: noop("accrual"), Mark.STORNO: noop("storno"), Mark.RIGHT: noop("right line")}
PER = {RatePer.HOUR: noop("an hour"), RatePer.NORM_MINUTE: noop("a norm minute")}
CURRENCY_SIGNS = {"RUB": "₽", "EUR": "€", "USD": "$", "GBP": "£"}


def shared_words() -> dict[str, Any]:
    """Return what templates need to put these values into words."""
    return {
        "state_word": lambda state: gettext(STATES[state]),
        "state_tone": lambda state: STATE_TONES[state],
        "step_word": lambda step: gettext(STEPS[step]),
        "check_word": lambda code: gettext(CHECKS[code]),
        "next_step": lambda code: gettext(NEXT_STEPS[code]) if code in NEXT_STEPS else "",
        "light": lambda light: LIGHTS[light],
        "trifle_word": lambda what: gettext(TRIFLES[what]),
        "standing_word": lambda standing: gettext(STANDINGS[standing]),
        "mark_word": lambda mark: gettext(MARKS[mark]),
        "per_word": lambda per: gettext(PER[per]),
        "kind_name": _kind_name,
        "kind_title": lambda code: _kind_name(kind_of(code)),
        "line_formula": _formula,
        "condition_of": _condition,
        "rate_figures": lambda amount, per: rate_in_figures(amount, per, language()),
        "rate_amount": lambda amount: rate_in_figures(amount, RatePer.NORM_MINUTE, language()),
        "hash_words": lambda text: " ".join(text[start : start + 16] for start in range(0, len(text), 16)),
        "currency_sign": lambda code: CURRENCY_SIGNS.get(code, code),
    }


def _condition(line: SlipRow) -> str:
    """Return how the work was judged and what grades it is paid by, where either is out of the ordinary."""
    judged, graded = judged_of(line.condition), graded_of(line.condition)
    parts = [] if judged.quality is Quality.ACCEPTED else [quality_words(judged, language())]
    return ", ".join(parts + ([] if graded is None else [grade_words(graded, language())]))


def today_of(now: datetime, office: Office) -> date:
    return local_day(now, office.zone)


def month_of(text: str) -> Period:
    """Read a month from an address.

    Raises:
        NotAMonth: it is none.
    """
    return Period.of_month(text)


def _kind_name(kind: AccrualKind) -> str:
    return kind.name(language())


def _formula(line: AccrualLine | SlipRow) -> str:
    return line.formula(language()) if isinstance(line, SlipRow) else line_formula(line, language())
