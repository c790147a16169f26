"""The plan of the check: what minutes a week let one notice, how they are spread, and the form that chooses them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Form, Request
from sqlmodel import Session
from starlette.responses import HTMLResponse, Response

from audit.actions.plan import choose_plan
from audit.budget import Share
from audit.estimate import upper_limit
from audit.finding import Capacity
from audit.plan import OVER_CLAIMED, RISK, SUPPOSED_SPREAD, Plan, budgets, plan_for, spread_of, whole_week
from audit.results import Thresholds, office_result
from audit.store.result import quarter_to, recent_shares, results_between, thresholds_on
from audit.web.chart import Chart, Dot, Scale, Tick
from audit.web.words import shared_words
from naryad import staff
from naryad.errors import DomainError
from naryad.i18n import gettext as _
from naryad.i18n import noop
from naryad.office import setting, setting_history
from naryad.office_setting import SETTINGS
from naryad.people import require
from naryad.web import CurrentEmployee, CurrentOffice, Now, database_of, page, redirect

router = APIRouter()

MINUTES_MOST = 2400
SIZE_RULES = (
    ("minutes", noop("grows with the norm minutes")),
    ("equal", noop("is equal for every work")),
    ("risk", noop("grows with the minutes a difference may cost")),
)
NO_ERROR_IN = (10, 20, 30, 60)


class DayIsMalformed(DomainError):
    code = "plan_day_is_malformed"
    status = 422
    en = "“{text}” is not a day. Choose it from the calendar of the field, or write it as 2026-10-19."
    ru = "«{text}» — не дата. Выберите её в календаре поля или напишите так: 2026-10-19."


@router.get("/audit/plan")
def plan(
    request: Request, me: CurrentEmployee, office: CurrentOffice, now: Now, minutes: int | None = None
) -> HTMLResponse:
    """Show the plan; `minutes` tries another budget without choosing it."""
    require(me, "audit.plan")
    return _plan(request, now.astimezone(office.zone).date(), minutes)


@router.post("/audit/plan")
def choose(
    request: Request,
    me: CurrentEmployee,
    office: CurrentOffice,
    now: Now,
    minutes: Annotated[int, Form()],
    size_rule: Annotated[str, Form()],
    effective_from: Annotated[str, Form()] = "",
) -> Response:
    today = now.astimezone(office.zone).date()
    try:
        with database_of(request).writing() as session:
            choose_plan(
                session,
                me,
                minutes=minutes,
                size_rule=size_rule,
                effective_from=_day(effective_from, today),
                now=now,
                today=today,
            )
    except DomainError as error:
        if error.status == 403:
            raise
        return _plan(request, today, minutes, error)
    return redirect(request, "/audit/plan", _("Chosen. The next list from that day on will be frozen by this plan."))


def _plan(request: Request, today: date, minutes: int | None, error: DomainError | None = None) -> HTMLResponse:
    with database_of(request).reading() as session:
        chosen = int(setting(session, "audit_minutes_a_week", today))
        tried = chosen if minutes is None else max(0, min(minutes, MINUTES_MOST))
        people = staff.employees(session, today)
        first, last = quarter_to(today)
        results = results_between(session, first, last)
        shares = recent_shares(session, people, first, last, results)
        own_spread = spread_of(office_result(results))
        thresholds = thresholds_on(session, today)
        facts = {
            "size_rule": setting(session, "audit_size_rule", today),
            "capacity": Capacity.of(people),
            "size_rules": [
                (rule, _(text)) for rule, text in SIZE_RULES if SETTINGS["audit_size_rule"].check(rule) is None
            ],
            "to_come": _to_come(session, today),
        }
    spread = own_spread or SUPPOSED_SPREAD
    found = plan_for(tried, shares, thresholds=thresholds, spread=spread)
    curve = _curve(shares, thresholds, spread, chosen, tried) if shares else []
    entries, norm_minutes = whole_week(shares)
    population = entries * 13 // max(1, len(shares))
    return page(
        request,
        "audit/plan.html",
        status_code=error.status if error else 200,
        error=error,
        chosen=chosen,
        tried=tried,
        plan=found,
        before=plan_for(chosen, shares, thresholds=thresholds, spread=spread) if tried != chosen else None,
        curve=curve,
        charts=_charts(curve, chosen, tried) if curve else None,
        shares_over=OVER_CLAIMED,
        spread=spread,
        is_own_spread=own_spread is not None,
        thresholds=thresholds,
        week_entries=entries,
        week_minutes=norm_minutes,
        population=population,
        none_found=[(n, upper_limit(population, n, 0, risk=RISK)) for n in NO_ERROR_IN if n <= population],
        people={person.number: person for person in people},
        today=today,
        **facts,
        **shared_words(),
    )


def _curve(shares: Sequence[Share], thresholds: Thresholds, spread: float, chosen: int, tried: int) -> list[Plan]:
    asked = budgets(len(shares), chosen, tried)
    return [plan_for(minutes, shares, thresholds=thresholds, spread=spread) for minutes in asked]


def _charts(curve: Sequence[Plan], chosen: int, tried: int) -> tuple[Chart, Chart]:
    month, quarter = [(plan.minutes, plan.month) for plan in curve], [(plan.minutes, plan.quarter) for plan in curve]
    return _chart(month, chosen, tried), _chart(quarter, chosen, tried)


def _chart(points: Sequence[tuple[int, tuple[float, ...]]], chosen: int, tried: int) -> Chart:
    scale = Scale(0, max(minutes for minutes, _chances in points), 1.0)
    step = max(1, len(points) // 6)
    marks = [Tick(scale.x(tried), _("tried"))] if tried != chosen and tried else []
    if chosen:
        marks.append(Tick(scale.x(chosen), _("now")))
    return Chart(
        lines=tuple(
            scale.line([(0, 0.0), *((minutes, chances[place]) for minutes, chances in points)], f"line-{place}")
            for place in range(len(OVER_CLAIMED))
        ),
        dots=tuple(
            Dot(
                scale.x(minutes),
                scale.y(chances[place]),
                f"line-{place}",
                _("%(minutes)s min a week: %(chance)s%%") % {"minutes": minutes, "chance": round(chances[place] * 100)},
            )
            for minutes, chances in points
            if minutes in (chosen, tried)
            for place in range(len(OVER_CLAIMED))
        ),
        x_ticks=tuple(Tick(scale.x(minutes), str(minutes)) for minutes, _chances in points[::step]),
        y_ticks=tuple(Tick(scale.y(share), f"{round(share * 100)}%") for share in (0, 0.25, 0.5, 0.75, 1)),
        marks=tuple(marks),
    )


def _to_come(session: Session, today: date) -> list[tuple[date, int]]:
    """Return the budgets chosen for later days, the earliest first."""
    return sorted(
        (row.effective_from, int(row.value))
        for row in setting_history(session, "audit_minutes_a_week")
        if row.effective_from > today
    )


def _day(text: str, today: date) -> date:
    try:
        return date.fromisoformat(text) if text.strip() else today
    except ValueError:
        raise DayIsMalformed(text=text[:20]) from None
