"""What of the check of types waits for the reader, for the floor's first page."""

from __future__ import annotations

from datetime import date
from typing import Any

from fastapi import Request
from sqlmodel import Session

from audit.actions.frame import spans_to_freeze
from audit.finding import possible_deciders
from audit.store.desk import desk_of
from audit.store.finding import findings, new_count
from audit.store.frame import frames
from naryad import staff
from naryad.errors import DomainError
from naryad.people import Employee, may
from naryad.shelf import shelf_of
from naryad.web import database_of, fragment, moment_of_request
from worklog.suggestion import MODEL_NAME, read_model


def check_waits(request: Request, *, today: date, **_facts: Any) -> str:
    """Fill "home.now": findings to read, weeks to freeze and draw, works to judge, findings to decide."""
    me: Employee | None = request.state.me
    if me is None:
        return ""
    with database_of(request).reading() as session:
        counts: dict[str, Any] = {
            "unread": new_count(session, me.id),
            "weeks": len(spans_to_freeze(session, today)) if may(me, "audit.freeze") else 0,
            "draws": _draws_due(session, today) if may(me, "audit.draw") else 0,
            "works": desk_of(session, me.id, moment_of_request(request)).left if may(me, "audit.recode") else 0,
            "decisions": _decisions(session, me, today) if may(me, "audit.decide") else 0,
            "trouble": _suggestion_trouble(request) if may(me, "audit.train") else None,
        }
    return fragment(request, "audit/_waits.html", **counts) if any(counts.values()) else ""


def _suggestion_trouble(request: Request) -> DomainError | None:
    """Return why nothing is suggested although a model was put in use."""
    shelf = shelf_of(request.app.state.settings.data_dir)
    shelf.load(MODEL_NAME, read_model)
    return shelf.trouble(MODEL_NAME)


def _draws_due(session: Session, today: date) -> int:
    """Count the lists whose number can be known by now."""
    waiting = (frame for frame in frames(session) if frame.status == "waits_for_seed")
    return sum(1 for frame in waiting if frame.source.rates is None or frame.source.rates.known_on <= today)


def _decisions(session: Session, me: Employee, today: date) -> int:
    people = staff.employees(session, today)
    return sum(
        1
        for each in findings(session, today)
        if each.state.waits_for_decision and me.id in {person.id for person in possible_deciders(each.course, people)}
    )
