"""The demo's working days: letters over SMTP, calls from the exchange's file, documents from the register."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from naryad.db import Database
from naryad.demo import calls as exchange
from naryad.demo import texts
from naryad.demo.clock import MOSCOW, DemoClock
from naryad.demo.hours import is_away
from naryad.demo.mail import MailProgram
from naryad.demo.people import DOMAIN, PEOPLE, Person
from naryad.people import Employee
from naryad.years import calendar_of
from norms import store as norms_store
from worklog.actions.call import set_extension
from worklog.actions.client import add_client
from worklog.actions.day import accept_days, accept_due_days
from worklog.actions.document import add_register, issue_document
from worklog.actions.entry import Chosen, code_entry
from worklog.actions.exchange import import_calls
from worklog.actions.service_account import open_account
from worklog.store.call import call_of
from worklog.store.day import amber_days
from worklog.store.month import untyped_of

EXCHANGE = "asterisk"
SERIES = {"СЧ": "Счета", "АКТ": "Акты", "СП": "Спецификации", "ДГ": "Договоры", "КП": "Коммерческие предложения"}
HARDER = {"L3": "L5", "L5": "L10", "L10": "L25", "L25": "L60"}
EASIER = {"L5": "L3", "L10": "L5", "L25": "L10"}
LOOKED_BACK = timedelta(days=14)
WORKERS = tuple(person for person in PEOPLE if person.works)


@dataclass
class Tally:
    """What has gone through so far."""

    letters: int = 0
    refused: int = 0
    calls: int = 0
    missed: int = 0
    documents: int = 0
    days_accepted: int = 0
    amber: int = 0


def furnish(database: Database, hired: dict[str, Employee], clock: DemoClock, first_day: date) -> dict[str, int]:
    """Enter extensions, registers, clients and the scanner's account; return the registers' ids by series."""
    gleb, anna = hired["gleb"], hired["anna"]
    with database.writing() as session:
        for person in WORKERS:
            set_extension(
                session,
                source=EXCHANGE,
                number=person.extension,
                employee_id=hired[person.login].id,
                first_day=first_day,
                actor=gleb,
                now=clock.tick(),
            )
        registers = {
            series: add_register(session, series=series, title_ru=title, actor=gleb, now=clock.tick()).id
            for series, title in SERIES.items()
        }
        for client in texts.clients():
            add_client(session, client.name, [client.address, f"+{client.number}"], actor=anna, now=clock.tick())
        without_norm = norms_store.catalog(session, first_day).find("Z0")
        open_account(
            session,
            name="Сканер в приёмной",
            login="scanner",
            addresses=[f"scanner@{DOMAIN}"],
            work_type_id=without_norm.work_type.id if without_norm is not None else None,
            actor=gleb,
            now=clock.tick(),
        )
    return registers


def claimed(chance: Random, person: Person, true_type: str) -> str:
    """Return the type the person gives a letter: nearly always the true one, else mostly a dearer one."""
    if chance.random() < person.accuracy or true_type not in HARDER:
        return true_type
    return HARDER[true_type] if chance.random() < 0.8 else EASIER.get(true_type, true_type)


class Mail:
    """The mail programs of the office, connected to the gate for as long as the block lasts."""

    def __init__(self, host: str, port: int) -> None:
        self.programs = [MailProgram(person, host, port) for person in WORKERS]
        self.pool = ThreadPoolExecutor(len(WORKERS))

    def close(self) -> None:
        self.pool.shutdown()
        for program in self.programs:
            program.close()


def letters(mail: Mail, chance: Random, day: date, clock: DemoClock, tally: Tally) -> None:
    """Send a day's letters: everybody writes at once, round after round."""
    most = max(person.letters_a_day for person in WORKERS)
    for number in range(most):
        moment = clock.set(day, 9 + number * 8 // most, number * 37 % 60)
        sending = []
        for program in mail.programs:
            person = program.person
            if number >= person.letters_a_day or is_away(person.login, day) or chance.random() < 0.06:
                continue
            text = texts.thanks(chance, day) if chance.random() < 0.04 else texts.letter(chance, day)
            code: str | None = claimed(chance, person, text.type)
            if chance.random() < 0.01:
                tally.refused += program.send(text, None, moment) == 550
            sending.append(mail.pool.submit(program.send, text, code, moment))
        tally.letters += sum(reply.result() == 250 for reply in sending)


def saturday_letters(mail: Mail, chance: Random, day: date, clock: DemoClock, tally: Tally) -> None:
    """Send the few letters that Anna writes on a day of rest."""
    program = next(program for program in mail.programs if program.person.login == "anna")
    for number in range(4):
        text = texts.letter(chance, day)
        tally.letters += program.send(text, text.type, clock.set(day, 10 + number)) == 250


def calls(
    database: Database, chance: Random, day: date, hired: dict[str, Employee], clock: DemoClock, tally: Tally
) -> None:
    """Take in the exchange's file of the day and let everybody type their calls."""
    clock.set(day, 17, 40)
    there = tuple(person for person in WORKERS if not is_away(person.login, day))
    content, answered = exchange.calls_of(chance, day, there, each=5)
    truth = {(call.person.login, call.started_at): call.type for call in answered}
    with database.writing() as session:
        report = import_calls(
            session,
            content.encode(),
            source=EXCHANGE,
            zone=MOSCOW,
            office_zone=MOSCOW,
            actor=hired["gleb"],
            now=clock.tick(),
        )
        tally.missed += report.missed_new
        for person in there:
            for entry in untyped_of(session, hired[person.login].id):
                call = call_of(session, entry.id)
                assert call is not None
                code = truth[(person.login, call.started_at.astimezone(MOSCOW).replace(tzinfo=None))]
                code_entry(session, entry.id, Chosen(code), actor=hired[person.login], now=clock.tick())
                tally.calls += 1


def documents(
    database: Database,
    chance: Random,
    day: date,
    hired: dict[str, Employee],
    registers: dict[str, int],
    clock: DemoClock,
    tally: Tally,
) -> None:
    """Issue a few documents of the day from their registers."""
    with database.writing() as session:
        there = [person for person in WORKERS if not is_away(person.login, day)]
        for number in range(2 * len(there)):
            text = texts.document(chance, day)
            issue_document(
                session,
                register_id=registers[text.series],
                about=text.subject,
                chosen=Chosen(text.type),
                actor=hired[there[number // 2].login],
                now=clock.tick(20),
                today=day,
            )
            tally.documents += 1


def evening(database: Database, hired: dict[str, Employee], day: date, clock: DemoClock, tally: Tally) -> None:
    """Accept what is due by itself, and let the administrator look through the amber days."""
    with database.writing() as session:
        clock.set(day, 23, 50)
        tally.days_accepted += accept_due_days(session, clock.tick())
        amber = amber_days(session, day - LOOKED_BACK, day, calendar_of(session))
        due = [(one.facts.employee_id, one.facts.day) for one in amber if one.facts.day < day]
        if due:
            problems = accept_days(session, due, actor=hired["gleb"], now=clock.tick(), reason="просмотрено")
            tally.amber += len(due) - len(problems)
