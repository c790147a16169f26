"""The demo's weekly check of types: list, draw, blind judgement, answers and decisions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from random import Random

from audit.actions.desk import lay_next
from audit.actions.draw import draw_sample
from audit.actions.finding import answer_finding, decide_finding
from audit.actions.frame import freeze_week
from audit.actions.recoding import judge
from audit.finding import Outcome, Reply
from audit.recoding import Verdict
from audit.seed import RatesSource, first_rates_day
from audit.store.finding import findings, findings_of
from naryad.calendar import Calendar
from naryad.days import Week
from naryad.db import Database
from naryad.demo import texts
from naryad.demo.clock import DemoClock
from naryad.people import Employee
from norms.work_type import Kind
from worklog.store.content import WorkContent, content_of

RATES = {"USD": (78, 96), "EUR": (88, 104), "CNY": (10, 13), "GBP": (101, 121), "JPY": (51, 60)}
"""Bounds of the demo's made-up rates (JPY for a hundred): no bank published them."""


@dataclass
class Checked:
    lists: int = 0
    judged: int = 0
    findings: int = 0
    changed: int = 0
    stayed: int = 0


class Checks:
    """The weekly lists of the demo: each is frozen and drawn on its own working day."""

    def __init__(self, database: Database, chance: Random, hired: dict[str, Employee], clock: DemoClock) -> None:
        self.database = database
        self.chance = chance
        self.hired = hired
        self.clock = clock
        self.done = Checked()
        self._to_draw: dict[date, int] = {}

    def do(self, today: date) -> None:
        """Do what is due today: draw and judge the list whose rates are set today, freeze the last week's list."""
        drawn = self._to_draw.pop(today, None)
        if drawn is not None:
            self._draw_and_judge(drawn, today)
        last_week = Week.of_day(today).previous()
        if today == Calendar.russian().workday_after(last_week.last_day, 2):
            self._freeze(last_week, today)

    def _freeze(self, week: Week, today: date) -> None:
        source = RatesSource(first_rates_day(today, Calendar.russian()))
        with self.database.writing() as session:
            now = self.clock.set(today, 10)
            frame = freeze_week(session, self.hired["gleb"], week=week, source=source, now=now, today=today)
        self._to_draw[source.known_on] = frame.id
        self.done.lists += 1

    def _draw_and_judge(self, frame_id: int, today: date) -> None:
        rates = {code: f"{self.chance.uniform(*bounds):.4f}" for code, bounds in RATES.items()}
        with self.database.writing() as session:
            now = self.clock.set(today, 18, 30)
            draw_sample(session, self.hired["gleb"], frame_id, now=now, today=today, rates=rates)
        while _judge_one(self.database, self.hired["gleb"], self.clock, self.done):
            pass
        _answer(self.database, self.chance, self.hired, today, self.clock)
        _decide(self.database, self.hired["dina"], self.clock, today, self.done)


def _judge_one(database: Database, auditor: Employee, clock: DemoClock, done: Checked) -> bool:
    with database.writing() as session:
        now = clock.tick(40)
        work = lay_next(session, auditor, now=now)
        if work is None:
            return False
        code = _true_type(content_of(session, work.entry_id))
        found = judge(
            session,
            auditor,
            handle=work.handle,
            verdict=Verdict.TYPE if code else Verdict.CANNOT_TELL,
            code=code or "",
            now=now,
        )
        done.judged += 1
        done.findings += found
        return True


def _true_type(content: WorkContent) -> str | None:
    """Judge by the text alone; a call without a recording cannot be told."""
    if content.kind is Kind.LETTER_OUT:
        return texts.true_type_of_letter(content.subject)
    return texts.true_type_of_document(content.subject) if content.kind is Kind.DOCUMENT else None


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
