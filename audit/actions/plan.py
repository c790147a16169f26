"""Choosing how many minutes a week go into the check, and what is drawn more often, from a day on."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlmodel import Session

from naryad.errors import DomainError
from naryad.office import set_setting, setting, setting_history
from naryad.people import Employee, require


class PlanBeginsInThePast(DomainError):
    code = "plan_begins_in_the_past"
    status = 422
    en = "A plan holds from today ({today}) or later: lists that are frozen keep theirs. Give another day."
    ru = "План действует с сегодняшнего дня ({today}) или позже: у готовых списков он прежний. Укажите другой день."


def choose_plan(
    session: Session,
    actor: Employee,
    *,
    minutes: int,
    size_rule: str,
    effective_from: date,
    now: datetime,
    today: date,
) -> bool:
    """Choose the plan from a day on; return whether anything is different from what holds on that day.

    Raises:
        NotAllowed, PlanBeginsInThePast, SettingIsWrong.
    """
    require(actor, "audit.plan")
    if effective_from < today:
        raise PlanBeginsInThePast(today=today)
    chosen: dict[str, Any] = {"audit_minutes_a_week": minutes, "audit_size_rule": size_rule}
    changed = [
        name
        for name, value in chosen.items()
        if setting(session, name, effective_from) != value or not setting_history(session, name)
    ]
    for name in changed:
        set_setting(session, name, chosen[name], effective_from=effective_from, actor=actor, now=now)
    return bool(changed)
