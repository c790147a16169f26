"""What of the work waits for the reader, for the floor's first page."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from fastapi import Request
from sqlmodel import Session

from naryad.people import Employee, may
from naryad.web import database_of, fragment, moment_of_request
from naryad.years import calendar_of
from worklog.actions.day import SWEEP_DAYS
from worklog.store.day import amber_days
from worklog.store.holding import leavers_held_count, old_held_count
from worklog.store.letter import doubts_count
from worklog.store.month import untyped_of
from worklog.store.notice import undelivered_count
from worklog.store.review import described_waiting, proposals_waiting
from worklog.store.service_mail import automatic_doubts

LATELY = timedelta(days=30)
"""Older service mail in doubt stands on its own page only; looking through years of it would hold up the first page."""


def work_waits(request: Request, *, today: date, **_facts: Any) -> str:
    """Fill "home.now": one's own untyped work, days to accept, described work, proposals, letters in doubt or held."""
    me: Employee | None = request.state.me
    if me is None:
        return ""
    now = moment_of_request(request)
    with database_of(request).reading() as session:
        counts = {
            "untyped": len(untyped_of(session, me.id)) if may(me, "worklog.own") else 0,
            "days": _days(session, today) if may(me, "worklog.accept_days") else 0,
            "described": len(described_waiting(session)) if may(me, "worklog.decide_described") else 0,
            "proposals": len(proposals_waiting(session)) if may(me, "worklog.decide_proposals") else 0,
            "held_old": old_held_count(session, today) if may(me, "worklog.discard_held") else 0,
            "held_by_leavers": leavers_held_count(session, today) if may(me, "worklog.release_for_leaver") else 0,
            "undelivered": undelivered_count(session) if may(me, "worklog.notices") else 0,
            "doubts": doubts_count(session, now) if may(me, "worklog.resolve_doubt") else 0,
            "automatic": _automatic(session, now) if may(me, "worklog.resolve_doubt") else 0,
        }
    return fragment(request, "worklog/_waits.html", **counts) if any(counts.values()) else ""


def _automatic(session: Session, now: datetime) -> int:
    return len(automatic_doubts(session, now, since=now - LATELY))


def _days(session: Session, today: date) -> int:
    return len(amber_days(session, today - timedelta(days=SWEEP_DAYS), today - timedelta(days=1), calendar_of(session)))
