"""What sizes by risk are fitted on: claims judged in earlier months, and what was suggested for them."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from sqlmodel import Session

from audit.recoding import Verdict
from audit.risk import JudgedClaim, RiskTable, Said, fit_risk
from audit.store.sample import works
from naryad.money import minutes3
from worklog.store.suggestion import shown_suggestions

LOOKS_BACK_DAYS = 366


def risk_before(session: Session, first_day: date) -> RiskTable:
    """Return the table fitted on lists that ended in the year before the month of `first_day`, and not in it."""
    until = first_day.replace(day=1) - timedelta(days=1)
    since = until - timedelta(days=LOOKS_BACK_DAYS)
    suggested = suggested_types(session, since - timedelta(days=LOOKS_BACK_DAYS))
    claims = [
        JudgedClaim(
            work.claimed_work_type_id,
            Said.of(suggested.get(work.entry_id), work.claimed_work_type_id),
            int(minutes3(work.over_claim).scaleb(3)),
        )
        for work in works(session, first=since, last=until, verdict=Verdict.TYPE)
        if work.claimed_work_type_id is not None
    ]
    return fit_risk(claims, until=until)


def suggested_types(session: Session, since: date) -> dict[int, int]:
    """Return the type suggested for each entry since a day, by entry id."""
    moment = datetime.combine(since, time(), tzinfo=UTC)
    return {shown.entry_id: shown.work_type_id for shown in shown_suggestions(session, since=moment)}
