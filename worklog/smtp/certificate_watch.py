"""Says in the log how long the gate's certificate still serves: at the start, and once a day of the office."""

from __future__ import annotations

import asyncio
import logging
from datetime import date
from zoneinfo import ZoneInfo

from naryad.days import local_day
from worklog.certificate import Standing
from worklog.relay import Clock
from worklog.smtp.certificate import Certificate

log = logging.getLogger("naryad.gate")

LOOK_EVERY_SECONDS = 300.0
LEVELS = {
    Standing.GOOD: logging.INFO,
    Standing.SOON: logging.WARNING,
    Standing.URGENT: logging.ERROR,
    Standing.ENDED: logging.CRITICAL,
    Standing.NOT_YET: logging.CRITICAL,
}


class CertificateWatch:
    """Looks at the certificate of a gate again and again; one for each gate at which people sign in."""

    def __init__(self, certificate: Certificate, *, zone: ZoneInfo, clock: Clock) -> None:
        self.certificate = certificate
        self.zone = zone
        self.clock = clock
        self._said: tuple[date, Standing] | None = None

    async def run(self) -> None:
        """Look until cancelled. It takes up a renewed certificate too, where no connection did."""
        while True:
            try:
                self.certificate.refresh()
                self.look()
            except Exception:
                log.exception("the certificate could not be looked at; it is tried again in %s s", LOOK_EVERY_SECONDS)
            await asyncio.sleep(LOOK_EVERY_SECONDS)

    def look(self) -> None:
        """Log how the certificate stands, unless the same was said this day already."""
        read, now = self.certificate.read, self.clock()
        if read is None:
            return
        today = local_day(now, self.zone)
        standing = read.standing(now, self.zone)
        if self._said == (today, standing):
            return
        self._said = (today, standing)
        names = ", ".join(read.names) or "no name"
        ends_at = read.ends_at.astimezone(self.zone).strftime("%d.%m.%Y %H:%M")
        if standing is Standing.ENDED:
            says = f"the certificate for {names} ended on {ends_at}: mail programs do not sign in until it is renewed"
        elif standing is Standing.NOT_YET:
            says = f"the time of the certificate for {names} has not begun: mail programs do not sign in"
        else:
            says = f"the certificate for {names} serves until {ends_at}; days left: {read.days_left(today, self.zone)}"
        log.log(LEVELS[standing], "%s", says)
