"""The demo's clock: it stands where the month has got to."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

MOSCOW = ZoneInfo("Europe/Moscow")


class DemoClock:
    """A clock that is set by hand; calling it tells the moment, in UTC."""

    def __init__(self, moment: datetime) -> None:
        self._moment = moment

    def __call__(self) -> datetime:
        return self._moment

    def set(self, day: date, hour: int, minute: int = 0) -> datetime:
        """Move to a local time of the office and return the moment; it never moves back."""
        moment = datetime.combine(day, time(hour, minute), MOSCOW).astimezone(UTC)
        self._moment = max(self._moment, moment)
        return self._moment

    def tick(self, seconds: int = 1) -> datetime:
        """Move on a little and return the moment."""
        self._moment += timedelta(seconds=seconds)
        return self._moment
