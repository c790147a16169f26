"""The sizes of a list that is being frozen: the rule the office has chosen, and what it falls back to."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlmodel import Session

from audit.check import LATE_DAYS
from audit.frame import SizeRule
from audit.risk import Said
from audit.span import Span
from audit.store.risk import LOOKS_BACK_DAYS, risk_before, suggested_types
from naryad.office import setting
from norms.store import all_types
from worklog.store.lines import Frameable

THOUSANDTHS = 1000


@dataclass(frozen=True)
class Sizing:
    """How heavy works are in a draw. `facts` say what sizes by risk were fitted on, or why they go by minutes."""

    rule: SizeRule
    size_of: Callable[[Frameable], int]
    facts: Mapping[str, Any] | None = None


def sizing_of(session: Session, span: Span, today: date) -> Sizing:
    """Return the sizes for a list of `span`, by the rule chosen for `today`."""
    rule = SizeRule(setting(session, "audit_size_rule", today))
    if rule is SizeRule.EQUAL:
        return Sizing(rule, lambda _work: THOUSANDTHS)
    if rule is SizeRule.MINUTES:
        return Sizing(rule, _by_minutes)
    table = risk_before(session, span.first_day)
    facts = table.facts({each.id: each.code for each in all_types(session)})
    if not table.is_enough:
        return Sizing(SizeRule.MINUTES, _by_minutes, facts)
    suggested = suggested_types(session, span.first_day - timedelta(days=LATE_DAYS + LOOKS_BACK_DAYS))

    def by_risk(work: Frameable) -> int:
        said = Said.of(suggested.get(work.entry_id), work.work_type_id)
        return table.size(work.work_type_id, said, work.norm_thousandths)

    return Sizing(rule, by_risk, facts)


def _by_minutes(work: Frameable) -> int:
    return work.norm_thousandths
