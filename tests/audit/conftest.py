"""An office of seven people whose week can be frozen, drawn and judged."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from sqlmodel import Session

from audit.actions.desk import lay_next
from audit.actions.draw import draw_sample
from audit.actions.finding import answer_finding, decide_finding
from audit.actions.frame import freeze_week
from audit.actions.recoding import judge
from audit.check import FrozenFrame, Sample
from audit.finding import Outcome, Reply
from audit.recoding import Verdict
from audit.seed import RatesSource, SeedSource
from audit.store.finding import Finding, finding_by_id, findings
from naryad import staff
from naryad.days import Week
from naryad.db import Database
from naryad.office import make_office, set_setting
from naryad.people import Employee, Role
from norms.actions import found_catalog
from norms.store import catalog
from norms.work_type import Kind
from worklog.actions.counting import add_coding, add_entry, count_entry
from worklog.actions.day import accept_days
from worklog.actions.entry import typed_coding
from worklog.coding import Source
from worklog.entry import Entry, NewEntry
from worklog.gate import may_leave

MOSCOW = ZoneInfo("Europe/Moscow")
RATES = {"USD": "81.1234", "EUR": "94.5678", "CNY": "11.0011", "GBP": "108.9000", "JPY": "53.1200"}

MONDAY = date(2026, 10, 5)
WEEK = Week.of_key("2026-W41")
FROZEN_ON = date(2026, 10, 13)
RATES_ON = date(2026, 10, 15)
DRAWN_ON = date(2026, 10, 15)

PEOPLE = (
    ("101", "Анна Сергеевна Петрова", "anna", {Role.EMPLOYEE}),
    ("102", "Борис Ильич Орлов", "boris", {Role.EMPLOYEE}),
    ("103", "Вера Павловна Кац", "vera", {Role.EMPLOYEE, Role.HEAD}),
    ("104", "Глеб Юрьевич Тан", "gleb", {Role.ADMINISTRATOR}),
    ("105", "Дарья Олеговна Мень", "darya", {Role.HEAD}),
    ("106", "Егор Львович Бах", "egor", {Role.ACCOUNTANT}),
)

TWO_AUDITORS = tuple(
    (number, name, login, {Role.EMPLOYEE, Role.ADMINISTRATOR} if login == "vera" else roles)
    for number, name, login, roles in PEOPLE
)
"""The same people, Vera being the second administrator instead of a second head."""


def at(day: date, hour: int = 12) -> datetime:
    """Noon of a day in the office, as an aware moment."""
    return datetime.combine(day, time(hour), tzinfo=MOSCOW).astimezone(UTC)


@dataclass
class TestOffice:
    """People by first name, and what they do, each in the words of a test."""

    __test__ = False

    session: Session
    anna: Employee
    boris: Employee
    vera: Employee
    gleb: Employee
    darya: Employee
    egor: Employee

    def letter(self, who: Employee, code: str, day: date, *, title: str = "Письмо клиенту") -> Entry:
        return self._entry(who, code, day, Kind.LETTER_OUT, title)

    def call(self, who: Employee, code: str, day: date, *, title: str = "Звонок", quantity: str | None = None) -> Entry:
        return self._entry(who, code, day, Kind.CALL_OUT, title, Decimal(quantity) if quantity else None)

    def week_of_letters(self, who: Employee, codes: str, *, monday: date = MONDAY) -> list[Entry]:
        """Record one letter for each code, a day after another from Monday to Friday."""
        return [self.letter(who, code, monday + timedelta(days=i % 5)) for i, code in enumerate(codes.split())]

    def accept_all(self, *, monday: date = MONDAY, on: date | None = None) -> None:
        days = [(p.id, monday + timedelta(days=i)) for p in (self.anna, self.boris, self.vera) for i in range(5)]
        for employee_id, day in days:
            actor = self.darya
            accept_days(self.session, [(employee_id, day)], actor=actor, now=at(on or day + timedelta(days=1)))

    def freeze(
        self, *, by: Employee | None = None, source: SeedSource | None = None, on: date = FROZEN_ON
    ) -> FrozenFrame:
        return freeze_week(
            self.session, by or self.gleb, week=WEEK, source=source or RatesSource(RATES_ON), now=at(on), today=on
        )

    def freeze_next(self) -> FrozenFrame:
        """Freeze the week after, on Tuesday of the one that follows it."""
        on, source = date(2026, 10, 20), RatesSource(date(2026, 10, 22))
        return freeze_week(self.session, self.gleb, week=Week.of_key("2026-W42"), source=source, now=at(on), today=on)

    def draw(self, frame: FrozenFrame, *, on: date = DRAWN_ON) -> Sample:
        return draw_sample(self.session, self.gleb, frame.id, now=at(on), today=on, rates=RATES)

    def judge_all(self, code: str = "L5", *, by: Employee | None = None, on: date = DRAWN_ON) -> int:
        """Judge everything on the desk as one type; return how many works there were."""
        auditor, count = by or self.gleb, 0
        while work := lay_next(self.session, auditor, now=at(on, 13)):
            judge(self.session, auditor, handle=work.handle, verdict=Verdict.TYPE, code=code, now=at(on, 13))
            count += 1
        return count

    def findings(self, on: date = DRAWN_ON) -> list[Finding]:
        return findings(self.session, on)

    def finding(self, finding_id: int, on: date) -> Finding:
        return finding_by_id(self.session, finding_id, on)

    def answer(self, finding: Finding, who: Employee, reply: Reply, *, on: date, comment: str = "") -> None:
        answer_finding(self.session, who, finding.id, reply=reply, comment=comment, now=at(on), today=on)

    def decide(self, finding: Finding, who: Employee, outcome: Outcome, *, on: date, code: str = "") -> None:
        decide_finding(
            self.session, who, finding.id, outcome=outcome, reason="По портрету типа", code=code, now=at(on), today=on
        )

    def _entry(
        self, who: Employee, code: str, day: date, kind: Kind, title: str, quantity: Decimal | None = None
    ) -> Entry:
        new = NewEntry(kind=kind, employee_id=who.id, day=day, at=at(day), title=title, entered_by=who.id)
        entry = add_entry(self.session, new, now=at(day))
        typed = may_leave(code, kind=kind, catalog=catalog(self.session, day))
        coding = typed_coding(typed, kind=kind, actor_id=who.id, source=Source.PERSON, quantity=quantity)
        return count_entry(self.session, entry, add_coding(self.session, entry, coding, now=at(day)), at(day))


def found_office(session: Session, *, people: tuple[tuple[str, str, str, set[Role]], ...] = PEOPLE) -> TestOffice:
    """Make the office with the starter catalog in force from 01.09.2026 and no trial months."""
    founded = at(date(2026, 9, 1), 9)
    make_office(
        session,
        name="Пример",
        mail_domain="primer.ru",
        timezone="Europe/Moscow",
        currency="RUB",
        language="ru",
        now=founded,
        is_demo=True,
    )
    staffed = {
        login: staff.add_employee(
            session,
            name=name,
            email=f"{login}@primer.ru",
            number=number,
            roles=roles,
            employed_from=date(2026, 1, 12),
            actor=None,
            now=founded,
        )
        for number, name, login, roles in people
    }
    office = TestOffice(
        session, **{login: staffed.get(login, next(iter(staffed.values()))) for _, _, login, _ in PEOPLE}
    )
    actor = next(p for p in staffed.values() if Role.ADMINISTRATOR in p.roles)
    found_catalog(session, None, actor=actor, now=founded, today=date(2026, 9, 1))
    return office


@pytest.fixture(autouse=True)
def _lists_are_awaited(monkeypatch: pytest.MonkeyPatch) -> None:
    """However slow the machine is, a page's answer comes when its list is made."""
    monkeypatch.setattr("audit.web.making.AT_ONCE_SECONDS", 120)


@pytest.fixture
def office(any_db: Database) -> Iterator[TestOffice]:
    """The office on both kinds of database; nothing of a test is kept."""
    with any_db.writing() as session:
        yield found_office(session)


@pytest.fixture
def two_auditors(any_db: Database) -> Iterator[TestOffice]:
    """The office in which Vera judges too."""
    with any_db.writing() as session:
        yield found_office(session, people=TWO_AUDITORS)


@pytest.fixture
def drawn(office: TestOffice) -> TestOffice:
    """Anna and Boris have a week of letters, which is frozen and drawn."""
    office.week_of_letters(office.anna, "L10 L5 L25 L10 L3 L5 L10 L60 L5 L5")
    office.week_of_letters(office.boris, "L5 L5 L3 L10 L5")
    office.accept_all()
    office.draw(office.freeze())
    return office


def set_minutes(office: TestOffice, minutes: int, *, on: date = date(2026, 9, 2)) -> None:
    set_setting(office.session, "audit_minutes_a_week", minutes, effective_from=on, actor=office.darya, now=at(on))
