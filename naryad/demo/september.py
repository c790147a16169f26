"""The day before the demo's month: a Friday of September in documents, closed by output alone, with one wrong type.

The check finds it after the month is closed, so October books a correction and Boris is asked to return the difference.
"""

from __future__ import annotations

from datetime import date
from random import Random

from naryad.days import Period
from naryad.db import Database
from naryad.demo import texts, work
from naryad.demo.checks import Checks
from naryad.demo.clock import DemoClock
from naryad.people import Employee
from payroll.actions.closing import close_month
from payroll.actions.month import approve_month, freeze_month
from worklog.actions.document import issue_document
from worklog.actions.entry import Chosen

FRIDAY = date(2026, 9, 25)
SEPTEMBER = Period(2026, 9)
LISTED_ON = date(2026, 9, 29)
"""The second working day of the next week: by then the Friday is accepted by itself."""
CLOSED_ON = date(2026, 10, 1)
WRONG = "D45"
"""What Boris calls a specification of twenty minutes."""


def work_a_day(
    database: Database,
    chance: Random,
    hired: dict[str, Employee],
    registers: dict[str, int],
    clock: DemoClock,
    checks: Checks,
) -> None:
    """Issue the day's documents, let the day be accepted, and freeze the list of its week for the check."""
    tally = work.Tally()
    clock.set(FRIDAY, 10)
    work.documents(database, chance, FRIDAY, hired, registers, clock, tally)
    with database.writing() as session:
        title = next(one["title"] for one in texts.texts()["documents"] if one["series"] == "СП")
        client = texts.clients()[0]
        issue_document(
            session,
            register_id=registers["СП"],
            about=str(title).format(number=417, client=client.name),
            chosen=Chosen(WRONG),
            actor=hired["boris"],
            now=clock.tick(60),
            today=FRIDAY,
        )
    work.evening(database, hired, LISTED_ON, clock, tally)
    checks.do(LISTED_ON)


def close_september(database: Database, hired: dict[str, Employee], clock: DemoClock) -> None:
    """Close September on the first of October, before the week of its works is drawn."""
    today = CLOSED_ON
    clock.set(today, 9)
    with database.writing() as session:
        freeze_month(session, hired["vera"], period=SEPTEMBER, now=clock.tick(), today=today)
        approve_month(session, hired["dina"], period=SEPTEMBER, now=clock.tick(), today=today)
        close_month(session, hired["vera"], period=SEPTEMBER, now=clock.tick(), today=today)
