"""A small office in the middle of October 2026, made once: September worked, a week drawn, today's calls waiting."""

from __future__ import annotations

import csv
import io
from datetime import UTC, date, datetime, time
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

from audit.actions.draw import draw_sample
from audit.actions.frame import freeze_week
from audit.seed import RatesSource
from naryad import access, staff
from naryad.days import Week
from naryad.db import Database
from naryad.office import make_office, office_of
from naryad.people import Employee, Role
from norms.actions import found_catalog
from norms.work_type import Kind
from payroll.accrual import RatePer
from payroll.actions import set_rate
from worklog.actions.call import set_extension
from worklog.actions.day import accept_due_days
from worklog.actions.draft import Draft, hand_in, save_draft
from worklog.actions.entry import Chosen, record_entry
from worklog.actions.exchange import import_calls
from worklog.compose import Written
from worklog.entry import NewEntry
from worklog.maildir import MaildirHop
from worklog.relay import pass_on_now
from worklog.sending import ToSend

MOSCOW = ZoneInfo("Europe/Moscow")
FOUNDED = date(2026, 8, 3)
MONDAY, WEDNESDAY, THURSDAY = date(2026, 9, 28), date(2026, 9, 30), date(2026, 10, 15)
PASSWORD = "длинный и простой пароль"
RATES = {"USD": "81.1234", "EUR": "92.5001", "CNY": "11.2345", "GBP": "105.7000", "JPY": "54.3210"}

PEOPLE = (
    ("dina", "1", "Савельева Дина Марковна", Role.HEAD),
    ("gleb", "2", "Лисицын Глеб Ильич", Role.ADMINISTRATOR),
    ("vera", "3", "Кимова Вера Петровна", Role.ACCOUNTANT),
    ("anna", "101", "Белова Анна Игоревна", Role.EMPLOYEE),
    ("boris", "102", "Орлов Борис Андреевич", Role.EMPLOYEE),
)
"""Login, number, name and role of everybody; Anna and Boris write letters and take calls."""

TEXT = "Добрый день!\n\nОплата по счёту поступила, отгрузим в среду.\n\n-- \n{author}\n«Заря»\n"


def at(day: date, hour: int = 12, minute: int = 0) -> datetime:
    """Return a moment of the office's day."""
    return datetime.combine(day, time(hour, minute), MOSCOW).astimezone(UTC)


def open_for_business(database: Database, mail: Path) -> None:
    """Bring the office to noon of Thursday, 15.10.2026."""
    people = _move_in(database)
    for login, code in (("anna", "L10"), ("boris", "L25")):
        _send(database, mail, people[login], code)
    _work_on_wednesday(database, people)
    _draw_the_week(database, people)
    _take_todays_calls(database, people["gleb"])


def _move_in(database: Database) -> dict[str, Employee]:
    now = at(FOUNDED)
    with database.writing() as session:
        make_office(
            session,
            name="Заря",
            mail_domain="zarya.example",
            timezone="Europe/Moscow",
            currency="RUB",
            language="ru",
            now=now,
            is_demo=True,
        )
        people = {
            login: staff.add_employee(
                session,
                name=name,
                email=f"{login}@zarya.example",
                number=number,
                roles=(role,),
                employed_from=FOUNDED,
                position="специалист",
                actor=None,
                now=now,
            )
            for login, number, name, role in PEOPLE
        }
        access.set_password(session, people["anna"].id, PASSWORD, actor=None, now=now)
        found_catalog(session, actor=people["gleb"], now=now, today=FOUNDED, effective_from=FOUNDED)
        set_rate(
            session,
            people["vera"],
            amount=Decimal("4.20"),
            per=RatePer.NORM_MINUTE,
            effective_from=FOUNDED,
            now=now,
            today=FOUNDED,
        )
        set_extension(
            session,
            source="asterisk",
            number="201",
            employee_id=people["anna"].id,
            first_day=FOUNDED,
            actor=people["gleb"],
            now=now,
        )
    return people


def _send(database: Database, mail: Path, who: Employee, code: str) -> None:
    """Send one and the same letter, whoever writes it and whatever type they give it."""
    text = TEXT.format(author=who.name)
    draft = Draft(None, Written(who.email, "client@far.example", "", "", "Оплата поступила", text), code)
    hop = MaildirHop(mail, None)
    with database.writing() as session:
        office = office_of(session)
        kept = save_draft(session, draft, actor=who, office=office, now=at(MONDAY, 9))
        taken = hand_in(session, kept, actor=who, office=office, next_hop=hop.name, now=at(MONDAY, 10))
    assert isinstance(taken, ToSend)
    pass_on_now(database, hop, taken, clock=lambda: at(MONDAY, 10))


def _work_on_wednesday(database: Database, people: dict[str, Employee]) -> None:
    """Anna's five documents and Boris's two: their day is accepted too late for the list of the week."""
    with database.writing() as session:
        for login, code, times in (("anna", "D30", 4), ("anna", "D45", 1), ("boris", "D20", 2)):
            who = people[login]
            for number in range(times):
                now = at(WEDNESDAY, 10 + number)
                new = NewEntry(Kind.DOCUMENT, who.id, WEDNESDAY, now, f"Договор {number + 1}", who.id)
                record_entry(session, new, Chosen(code), actor=who, now=now, today=WEDNESDAY)


def _draw_the_week(database: Database, people: dict[str, Employee]) -> None:
    """Freeze the list of the week, name the rates of a day to come, and draw by them."""
    gleb = people["gleb"]
    with database.writing() as session:
        accept_due_days(session, at(WEDNESDAY, 23))
    with database.writing() as session:
        frame = freeze_week(
            session,
            gleb,
            week=Week.of_day(MONDAY),
            source=RatesSource(date(2026, 10, 8)),
            now=at(date(2026, 10, 6)),
            today=date(2026, 10, 6),
        )
    with database.writing() as session:
        today = date(2026, 10, 7)
        draw_sample(session, gleb, frame.id, now=at(today, 18), today=today, rates=RATES)
    with database.writing() as session:
        accept_due_days(session, at(date(2026, 10, 8)))


def _take_todays_calls(database: Database, gleb: Employee) -> None:
    """Two clients called Anna this morning, and she called one."""
    text = io.StringIO()
    sheet = csv.writer(text, quoting=csv.QUOTE_ALL)
    sheet.writerow(_cdr("1", "09:30", "78172550101", "201"))
    sheet.writerow(_cdr("2", "10:10", "78172550102", "201"))
    sheet.writerow(_cdr("3", "11:20", "201", "78172550103"))
    with database.writing() as session:
        import_calls(
            session,
            text.getvalue().encode(),
            source="asterisk",
            zone=MOSCOW,
            office_zone=MOSCOW,
            actor=gleb,
            now=at(THURSDAY, 11, 40),
        )


def _cdr(uid: str, begins: str, source: str, to: str) -> list[str]:
    is_out = source == "201"
    start = f"{THURSDAY} {begins}:00"
    ours, line = "PJSIP/201-02", "PJSIP/trunk-01"
    return [
        "", source, to, "from-internal" if is_out else "from-trunk", f'"Клиент" <{source}>',
        ours if is_out else line, line if is_out else ours,
        "Dial", "", start, start, start[:-2] + "59", "59", "55", "ANSWERED", "DOCUMENTATION",
        f"1760000000.{uid}", "", "", f"1760000000.{uid}", "1",
    ]  # fmt: skip
