"""The last three months counted again with a proposed norm."""

from __future__ import annotations

from datetime import date

from sqlmodel import Session

from naryad.money import Rounding
from naryad.office import setting
from norms.impact import Impact
from norms.store import norm_by_id
from payroll.impact import NormEffect, months_before, norm_effect
from payroll.store.rates import pricing
from payroll.store.work import work_by_day_totals


def norm_effect_of(session: Session, norm_id: int, *, today: date) -> NormEffect:
    """Return the effect of a norm, proposed or approved, on the three whole months before `today`.

    Raises:
        NoSuchNorm: there is no norm with this id.
    """
    norm = norm_by_id(session, norm_id)
    months = months_before(today)
    work = [
        group
        for month in months
        for group in work_by_day_totals(session, month)
        if group.work_type_id == norm.work_type_id
    ]
    return norm_effect(
        norm_id=norm.id,
        minutes_after=norm.minutes,
        months=months,
        work=work,
        rate_of=pricing(session).rate_of,
        rounding=Rounding(setting(session, "rounding", today)),
    )


def norm_impact(session: Session, norm_id: int, *, today: date) -> Impact:
    """Return the same in minutes alone, as the approval of the norm carries it."""
    return norm_effect_of(session, norm_id, today=today).impact
