"""The journal page: who did what and when, newest first, and how far the chain is sealed."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from sqlmodel import Session, col, or_, select
from starlette.responses import HTMLResponse

from naryad import journal, staff
from naryad.errors import DomainError
from naryad.i18n import _, noop
from naryad.office import Office
from naryad.pages import MenuItem
from naryad.people import may, require
from naryad.screens.forms import day_of
from naryad.screens.journal_words import action_text, fact_lines, groups_of_actions, prefixes_of, subject_of
from naryad.tables import JournalRow
from naryad.web import CurrentEmployee, CurrentOffice, Reading, hidden_works, page

router = APIRouter(include_in_schema=False)

MENU = (MenuItem(95, noop("Journal"), "/journal", "journal.read"),)
PAGE_LENGTH = 50


@router.get("/journal")
def journal_page(
    request: Request,
    session: Reading,
    me: CurrentEmployee,
    office: CurrentOffice,
    who: str = "",
    group: str = "",
    subject: str = "",
    first: str = "",
    last: str = "",
    before: Annotated[int, Query(ge=0)] = 0,
) -> HTMLResponse:
    """List what was done, filtered; `before` is the number of the line the page continues from."""
    require(me, "journal.read")
    people = staff.employees(session)
    error: DomainError | None = None
    try:
        days = day_of(first), day_of(last)
    except DomainError as refusal:
        error, days = refusal, (None, None)
    rows = _rows(session, office, who=who, group=group, subject=subject, days=days, before=before)
    hidden = {f"entry:{entry_id}" for entry_id in hidden_works(request)}
    names = {person.id: person.name for person in people}
    chain_length, head = journal.head(session)
    return page(
        request,
        "naryad/journal.html",
        lines=[
            _line(row, names, sees_months=may(me, "payroll.see"))
            for row in rows[:PAGE_LENGTH]
            if row.subject not in hidden
        ],
        older=rows[PAGE_LENGTH - 1].id if len(rows) > PAGE_LENGTH else None,
        people_options=[("program", _("the program")), *((person.id, person.name) for person in people)],
        groups=groups_of_actions(),
        chosen={"who": who, "group": group, "subject": subject, "first": first, "last": last},
        before=before,
        chain_length=chain_length,
        head=head,
        unsealed=journal.unsealed_count(session),
        error=error,
    )


def _rows(
    session: Session,
    office: Office,
    *,
    who: str,
    group: str,
    subject: str,
    days: tuple[date | None, date | None],
    before: int,
) -> list[JournalRow]:
    query = select(JournalRow).order_by(col(JournalRow.id).desc()).limit(PAGE_LENGTH + 1)
    if who == "program":
        query = query.where(col(JournalRow.actor_id).is_(None))
    elif who.isdecimal():
        query = query.where(JournalRow.actor_id == int(who))
    if prefixes_of(group):
        action = col(JournalRow.action)
        query = query.where(or_(*(action.startswith(prefix, autoescape=True) for prefix in prefixes_of(group))))
    if subject.strip():
        query = query.where(JournalRow.subject == subject.strip())
    if days[0] is not None:
        query = query.where(col(JournalRow.at) >= _midnight(days[0], office))
    if days[1] is not None:
        query = query.where(col(JournalRow.at) < _midnight(days[1] + timedelta(days=1), office))
    if before:
        query = query.where(col(JournalRow.id) < before)
    return list(session.exec(query))


def _midnight(day: date, office: Office) -> datetime:
    return datetime.combine(day, time(), office.zone).astimezone(UTC)


def _line(row: JournalRow, names: dict[int, str], *, sees_months: bool) -> dict[str, Any]:
    return {
        "id": row.id,
        "at": row.at,
        "who": names.get(row.actor_id or 0, ""),
        "system_user": row.console_user,
        "text": action_text(row.action),
        "action": row.action,
        "subject": subject_of(row.subject, names, sees_months=sees_months),
        "facts": fact_lines(row.facts, names),
        "rows": sorted((row.facts or {}).get("rows", {}).items()),
    }
