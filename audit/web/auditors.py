"""The check of the checkers: agreement between auditors, works of known type, what decisions made of findings."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse

from audit.auditor import FEWEST_KNOWN, HITS_LOW
from audit.blind_pair import agreement_of
from audit.budget import QUARTER_WEEKS
from audit.finding import Capacity
from audit.second_choice import KNOWN_ONE_IN, ONE_IN
from audit.store.auditor import appeals_of, auditors_since
from audit.store.finding import findings
from audit.store.judgement import blind_pairs
from audit.web.words import people_by_id, shared_words, types_by_id
from naryad import staff
from naryad.people import require
from naryad.web import CurrentEmployee, CurrentOffice, Now, Reading, page

router = APIRouter()

WEEKS_MOST = 53
FINDINGS_MOST = 5_000


@router.get("/audit/auditors")
def auditors(
    request: Request, session: Reading, me: CurrentEmployee, office: CurrentOffice, now: Now, weeks: int = QUARTER_WEEKS
) -> HTMLResponse:
    """Show how the auditors do; every figure is of locked judgements and decided findings only."""
    require(me, "audit.see_auditors")
    today = now.astimezone(office.zone).date()
    weeks = max(1, min(weeks, WEEKS_MOST))
    first = today - timedelta(weeks=weeks)
    since = datetime.combine(first, time(), tzinfo=office.zone).astimezone(UTC)
    pairs = blind_pairs(session, first, today, by_lot=True)
    decided = findings(session, today, limit=FINDINGS_MOST)
    return page(
        request,
        "audit/auditors.html",
        auditors=auditors_since(session, since, pairs=pairs, findings=decided),
        appeals=appeals_of(decided, since),
        agreement=agreement_of(pairs),
        people=people_by_id(session),
        types=types_by_id(session),
        weeks=weeks,
        one_in=ONE_IN,
        known_one_in=KNOWN_ONE_IN,
        fewest_known=FEWEST_KNOWN,
        hits_low=round(HITS_LOW * 100),
        capacity=Capacity.of(staff.employees(session, today)),
        **shared_words(),
    )
