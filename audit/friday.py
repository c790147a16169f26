"""The Friday note: which types were confused most this week, for administrators, so that portraits get mended.

It is written on the last working day of a week, at three in the afternoon, over the judgements locked since the note
before it. A week in which nothing was confused has none.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from audit.confusion import Pair
from naryad.calendar import Calendar
from naryad.days import Week
from naryad.i18n import gettext as _
from naryad.i18n import ngettext, use_language
from norms.work_type import WorkType

WRITTEN_AT = time(15)
PAIRS = 3
WORKDAYS = 5
LOOKED_BACK_WEEKS = 6
"""A week of holidays has no note; so far back the one before it is looked for."""


@dataclass(frozen=True)
class Stretch:
    """The judgements a note is about: locked from `since` until before `until`, the moment it is written."""

    week: Week
    since: datetime
    until: datetime


def note_day(week: Week, calendar: Calendar) -> date | None:
    """Return the week's last working day from Monday to Friday; None where all are days off."""
    days = [week.first_day + timedelta(days=place) for place in range(WORKDAYS)]
    return next((day for day in reversed(days) if calendar.is_workday(day)), None)


def stretch_of(week: Week, calendar: Calendar, zone: ZoneInfo) -> Stretch | None:
    """Return what the note of a week is about; None for a week without working days."""
    until = _written(week, calendar, zone)
    if until is None:
        return None
    before = week
    for _step in range(LOOKED_BACK_WEEKS):
        before = before.previous()
        since = _written(before, calendar, zone)
        if since is not None:
            return Stretch(week, since, until)
    return Stretch(week, until - timedelta(weeks=1), until)


def last_stretch(now: datetime, calendar: Calendar, zone: ZoneInfo) -> Stretch | None:
    """Return what the last note written by `now` is about."""
    week = Week.of_day(now.astimezone(zone).date())
    for _step in range(LOOKED_BACK_WEEKS):
        stretch = stretch_of(week, calendar, zone)
        if stretch is not None and stretch.until <= now:
            return stretch
        week = week.previous()
    return None


def may_be_due(now: datetime, zone: ZoneInfo) -> bool:
    """Say, without a look at the calendar, whether a note could be written now: a weekday's afternoon or evening."""
    local = now.astimezone(zone)
    return local.weekday() < WORKDAYS and local.time() >= WRITTEN_AT


def note(pairs: Sequence[Pair], types: Mapping[int, WorkType], *, pages: str, language: str) -> tuple[str, list[str]]:
    """Return subject and lines of the mail, in a person's language."""
    with use_language(language):
        subject = _("Check of types: what was confused most this week")
        lines = [_("These types were taken for each other most often among the works judged this week:"), ""]
        for place, pair in enumerate(pairs, start=1):
            wider, other = types[pair.wider_id], types[pair.other_id]
            works = ngettext("%(num)s work", "%(num)s works", pair.works) % {"num": pair.works}
            apart = _("%(minutes)s min apart") % {"minutes": _plain(pair.apart_minutes, language)}
            lines += [
                f"{place}. {wider.code} {wider.name(language)} — {other.code} {other.name(language)}: {works}, {apart}",
                "   "
                + _("mend the portrait of %(code)s: %(page)s")
                % {"code": wider.code, "page": f"{pages}/norms/types/{wider.code}/portrait#cases"},
                "   " + _("the works: %(page)s") % {"page": f"{pages}/audit/confusion/{other.code}/{wider.code}"},
                "",
            ]
        lines += [
            _("The portrait to mend is that of the type that was claimed where the other was found."),
            _("All of it: %(page)s") % {"page": f"{pages}/audit/confusion"},
            _("No more such mails: %(page)s") % {"page": f"{pages}/settings#audit_friday_note"},
        ]
        return subject, lines


def _written(week: Week, calendar: Calendar, zone: ZoneInfo) -> datetime | None:
    day = note_day(week, calendar)
    return None if day is None else datetime.combine(day, WRITTEN_AT, zone)


def _plain(minutes: Decimal, language: str) -> str:
    text = f"{minutes.normalize():f}"
    return text.replace(".", ",") if language == "ru" else text
