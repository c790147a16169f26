"""The demo's weekly check of types: list, draw, blind judgement, answers and decisions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from naryad.calendar import Calendar
from naryad.days import Week
from naryad.db import Database
from naryad.demo import texts
from naryad.demo.clock import DemoClock
from naryad.people import Employee
from audit.actions.draw import draw_sample
from audit.actions.finding import answer_finding, decide_finding
from audit.actions.frame import freeze_week
from audit.actions.recoding import judge
from audit.finding import Outcome, Reply
from audit.recoding import Verdict
from audit.seed import RatesSource, first_rates_day
from audit.store.finding import findings, findings_of
from audit.store.sample import next_at_desk
from worklog.store.content import content_of

RATES = {"USD": (78, 96), "EUR": (88, 104), "CNY": (10, 13), "GBP": (101, 121), "JPY": (51, 60)}
"""Bounds of the demo's made-up rates (JPY for a hundred): no bank published them."""


@dataclass
class Checked:
    lists: int = 0
    judged: int = 0
    findings: int = 0
    changed: int = 0
    stayed: int = 0


def check_week(
    database: Database, chance: Random, week: Week, hired: dict[str, Employee], clock: DemoClock, done: Checked
) -> None:
    """Freeze the list of `week`, draw it by the next rates, judge every drawn work, and answer what was found."""
    gleb, dina = hired["gleb"], hired["dina"]
    calendar = Calendar.russian()
    frozen_on = calendar.workday_after(week.last_day, 2)
    rates_day = first_rates_day(frozen_on, calendar)
    with database.writing() as session:
        now = clock.set(frozen_on, 10)
        frame = freeze_week(session, gleb, week=week, source=RatesSource(rates_day), now=now, today=frozen_on)
    drawn_on = rates_day - timedelta(days=1)
    rates = {code: f"{chance.uniform(*bounds):.4f}" for code, bounds in RATES.items()}
    with database.writing() as session:
        now = clock.set(drawn_on, 18, 30)
        draw_sample(session, gleb, frame.id, now=now, today=drawn_on, rates=rates)
    done.lists += 1
    while _judge_one(database, gleb, clock, done):
        pass
    _answer(database, chance, hired, drawn_on, clock)
    _decide(database, dina, clock, drawn_on, done)


def _judge_one(database: Database, auditor: Employee, clock: DemoClock, done: Checked) -> bool:
    with database.writing() as session:
        work = next_at_desk(session, auditor.id)
        if work is None:
            return False
        subject = content_of(session, work.entry_id).subject
        code = texts.true_type_of_letter(subject) or texts.true_type_of_document(subject)
        found = judge(
            session,
            auditor,
            handle=work.handle,
            verdict=Verdict.TYPE if code else Verdict.CANNOT_TELL,
            code=code or "",
            now=clock.tick(40),
        )
        done.judged += 1
        done.findings += found
        return True


def _answer(database: Database, chance: Random, hired: dict[str, Employee], today: date, clock: DemoClock) -> None:
    with database.writing() as session:
        for person in hired.values():
            for finding in findings_of(session, person.id, today):
                if finding.state.waits_for_employee:
                    appeals = chance.random() < 0.25
                    answer_finding(
                        session,
                        person,
                        finding.id,
                        reply=Reply.APPEALED if appeals else Reply.AGREED,
                        comment="Письмо переписано, это не пересылка." if appeals else "",
                        now=clock.tick(60),
                        today=today,
                    )


def _decide(database: Database, head: Employee, clock: DemoClock, today: date, done: Checked) -> None:
    with database.writing() as session:
        for finding in findings(session, today):
            if not finding.state.waits_for_decision:
                continue
            stays = finding.state.value == "appealed" and finding.id % 2 == 0
            decide_finding(
                session,
                head,
                finding.id,
                outcome=Outcome.STAYS if stays else Outcome.CHANGED,
                reason="Портрет допускает оба типа, остаётся как указано." if stays else "По портрету это другой тип.",
                now=clock.tick(60),
                today=today,
            )
            done.stayed += stays
            done.changed += not stays
