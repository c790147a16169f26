"""The day before the demo's month: a Friday of September in documents, closed by output alone, with one faulty.

It is judged after the month is closed, so October books a correction and Boris is asked to return the difference.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from random import Random

from naryad.days import Period
from naryad.db import Database
from naryad.demo import texts, work
from naryad.demo.checks import Checks
from naryad.demo.clock import DemoClock
from naryad.people import Employee
from payroll.actions.closing import close_month
from payroll.actions.month import approve_month, freeze_month
from payroll.actions.quality import judge_work, read_act
from payroll.rules.quality import Judged, Quality
from worklog.actions.document import issue_document
from worklog.actions.entry import Chosen

FRIDAY = date(2026, 9, 25)
SEPTEMBER = Period(2026, 9)
LISTED_ON = date(2026, 9, 29)
"""The second working day of the next week: by then the Friday is accepted by itself."""
CLOSED_ON = date(2026, 10, 1)


def work_a_day(
    database: Database,
    chance: Random,
    hired: dict[str, Employee],
    registers: dict[str, int],
    clock: DemoClock,
    checks: Checks,
) -> int:
    """Issue the day's documents, let the day be accepted, freeze the list of its week; return the faulty one's id."""
    tally = work.Tally()
    clock.set(FRIDAY, 10)
    work.documents(database, chance, FRIDAY, hired, registers, clock, tally)
    with database.writing() as session:
        title = next(one["title"] for one in texts.texts()["documents"] if one["series"] == "СП")
        client = texts.clients()[0]
        entry, _document = issue_document(
            session,
            register_id=registers["СП"],
            about=str(title).format(number=417, client=client.name),
            chosen=Chosen("D20"),
            actor=hired["boris"],
            now=clock.tick(60),
            today=FRIDAY,
        )
    work.evening(database, hired, LISTED_ON, clock, tally)
    checks.do(LISTED_ON)
    return entry.id


def close_september(database: Database, hired: dict[str, Employee], clock: DemoClock, faulty_id: int) -> None:
    """Close September on the first of October; then the client sends Boris's specification back."""
    today = CLOSED_ON
    clock.set(today, 9)
    with database.writing() as session:
        freeze_month(session, hired["vera"], period=SEPTEMBER, now=clock.tick(), today=today)
        approve_month(session, hired["dina"], period=SEPTEMBER, now=clock.tick(), today=today)
        close_month(session, hired["vera"], period=SEPTEMBER, now=clock.tick(), today=today)
    with database.writing() as session:
        act_id = judge_work(
            session,
            hired["dina"],
            entry_id=faulty_id,
            judged=Judged(Quality.PARTIAL, Decimal(50)),
            reason="Клиент вернул спецификацию: перепутаны количества в двух строках из четырёх",
            now=clock.tick(600),
        )
        read_act(session, hired["boris"], act_id=act_id, now=clock.tick(600), today=today)
