"""Owing administrators the Friday note: once for each week and person, by the program's own mail."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Session

from audit.friday import may_be_due, note, note_day, stretch_of
from audit.store.friday import pairs_of
from naryad import staff
from naryad.days import Week, local_day
from naryad.office import office_of, setting
from naryad.people import Role
from naryad.years import calendar_of
from norms.store import all_types
from worklog.actions.notice import owe_note
from worklog.notice import PAGES
from worklog.store.notice import known_keys


def owe_friday_note(session: Session, now: datetime) -> int:
    """Owe each administrator the week's note, on its last working day from three o'clock until midnight.

    Return how many mails. None where nothing was confused, where the office does not want it, or where it is owed.
    """
    zone = office_of(session).zone
    today = local_day(now, zone)
    if not may_be_due(now, zone) or setting(session, "audit_friday_note", today) != "on":
        return 0
    week, calendar = Week.of_day(today), calendar_of(session)
    stretch = stretch_of(week, calendar, zone)
    if stretch is None or note_day(week, calendar) != today:
        return 0
    people = [person for person in staff.employees(session, on=today) if person.has(Role.ADMINISTRATOR)]
    keys = {person.id: f"friday:{week}:{person.id}" for person in people}
    if not people or len(known_keys(session, list(keys.values()))) == len(people):
        return 0
    pairs = pairs_of(session, stretch)
    if not pairs:
        return 0
    types = {each.id: each for each in all_types(session)}
    count = 0
    for person in people:
        subject, lines = note(pairs, types, pages=PAGES, language=person.language)
        count += owe_note(session, person.id, key=keys[person.id], subject=subject, lines=lines, now=now)
    return count
