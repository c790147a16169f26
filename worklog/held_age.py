"""How long a letter has waited for its type, as people read it: it grows, and what waits since yesterday stands out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from naryad.days import local_day
from naryad.i18n import gettext as _
from naryad.i18n import ngettext

LONG_MINUTES = 60


@dataclass(frozen=True, slots=True)
class Age:
    """The age of a held letter; `minutes` is None for one of an earlier day, whose age no longer grows by minutes."""

    minutes: int | None
    days: int
    time: str

    @property
    def is_old(self) -> bool:
        return self.days > 0

    @property
    def is_long(self) -> bool:
        return self.is_old or (self.minutes is not None and self.minutes >= LONG_MINUTES)

    def __str__(self) -> str:
        if self.days == 1:
            return _("since yesterday, %(time)s") % {"time": self.time}
        if self.minutes is None:
            return ngettext("%(num)s day", "%(num)s days", self.days) % {"num": self.days}
        hours, minutes = divmod(self.minutes, 60)
        if hours:
            return _("%(hours)s h %(minutes)s min") % {"hours": hours, "minutes": minutes}
        return _("%(minutes)s min") % {"minutes": minutes}


def age_of(since: datetime, *, now: datetime, zone: ZoneInfo) -> Age:
    """Return how long something has waited; days are the office's, so a letter of last night is of yesterday."""
    days = (local_day(now, zone) - local_day(since, zone)).days
    minutes = max(timedelta(0), now - since) // timedelta(minutes=1)
    return Age(minutes if days <= 0 else None, max(days, 0), f"{since.astimezone(zone):%H:%M}")
