"""One month of the demo office through the whole chain, then a little fresh work for today.

Everything goes through the program's own doors, with the clock standing where the month has got to: letters over SMTP
through the gate, calls from the exchange's file, documents from their registers, the weekly check, the closing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from random import Random

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from naryad import journal
from naryad.calendar import Calendar
from naryad.days import Period, days_between, local_day
from naryad.db import Database
from naryad.demo import honest, hours, jobs, september, work
from naryad.demo.checks import Checked, Checks
from naryad.demo.clock import MOSCOW, DemoClock
from naryad.demo.closing import close_october, write_october
from naryad.demo.fresh import leave_fresh_work
from naryad.demo.people import DOMAIN, move_in
from naryad.demo.standard import write_standard_letters
from naryad.demo.terms import agree_on_terms
from naryad.i18n import gettext as _
from naryad.office import office_of
from naryad.people import Employee
from naryad.settings import Settings
from worklog.smtp import Gate

FOUNDED_ON = date(2026, 8, 3)
TERMS_AGREED_ON = date(2026, 9, 24)
OCTOBER = Period(2026, 10)
LAST_DAY = date(2026, 11, 6)
SEED = 202610
ON_THIS_MACHINE = {"gate_listen": "127.0.0.1:0", "submission_listen": "", "submissions_listen": ""}
"""The month is played through a gate of its own, whatever the settings say of the real one."""

Say = Callable[[str], None]


@dataclass(frozen=True)
class Played:
    """What the month came to, and where its workbook lies."""

    workbook: Path
    sha256: str


def play(settings: Settings, database: Database, *, workbook_folder: Path, today: datetime, say: Say) -> Played:
    """Take the demo office through October 2026, say each step with its figures, and return where the workbook is."""
    clock = DemoClock(datetime(2026, 8, 3, 6, 0, tzinfo=UTC))
    chance = Random(SEED)
    with database.writing() as session:
        hired = move_in(session, clock.tick())
        office = office_of(session)
    say(
        _("Office “%(name)s”, %(domain)s: people %(people)s.")
        % {"name": office.name, "domain": DOMAIN, "people": len(hired)}
    )
    say(agree_on_terms(database, hired, clock, FOUNDED_ON))
    registers = work.furnish(database, hired, clock, FOUNDED_ON)
    with database.writing() as session:
        write_standard_letters(session, hired["gleb"], clock, FOUNDED_ON)
    # What is drawn differs from one demo to the next, as it must; answers have a chance of their own, so that the work
    # itself is the same every time.
    tally, checks = work.Tally(), Checks(database, Random(SEED + 1), hired, clock)
    clock.set(TERMS_AGREED_ON, 12)
    hours.agree_on_hours(database, hired, clock, OCTOBER, TERMS_AGREED_ON)
    honest.measure_and_try(database, hired, clock, TERMS_AGREED_ON, OCTOBER.first_day)
    faulty_id = september.work_a_day(database, Random(SEED + 2), hired, registers, clock, checks)
    september.close_september(database, hired, clock, faulty_id)
    gate = Gate(settings.model_copy(update=ON_THIS_MACHINE), database, clock=clock)
    gate.start()
    try:
        _october(database, gate, chance, hired, registers, clock, tally, checks)
        say(_told_of_work(tally))
        say(_told_of_checks(checks.done))
        hours.keep_timesheet(database, hired, clock, OCTOBER, LAST_DAY)
        jobs.write_jobs(database, hired, clock, OCTOBER, LAST_DAY)
        say(close_october(database, hired, clock, OCTOBER, LAST_DAY))
        path, sha256 = write_october(database, hired, clock, OCTOBER, workbook_folder)
        say(_("The month's workbook: %(path)s") % {"path": path})
        count = honest.fill_golden_fund(database, hired, clock, LAST_DAY)
        say(_("Examples for the portraits: %(count)s; one time study, one trial norm.") % {"count": count})
        clock.set(local_day(today, MOSCOW), 9)
        jobs.leave_a_job(database, hired, clock, local_day(today, MOSCOW))
        say(leave_fresh_work(database, gate, chance, hired, registers, local_day(today, MOSCOW), clock))
    finally:
        gate.stop()
    with database.writing() as session:
        office_of(session)
        journal.record(session, None, "demo.played", "office:1", clock.tick(), {"month": str(OCTOBER)})
        journal.seal_journal(session)
    return Played(path, sha256)


def _told_of_work(tally: work.Tally) -> str:
    said = _(
        "Letters sent: %(letters)s (%(refused)s more without a type did not leave), calls: %(calls)s "
        "(missed: %(missed)s), documents: %(documents)s; days accepted: %(days)s."
    )
    return said % {
        "letters": tally.letters,
        "refused": tally.refused,
        "calls": tally.calls,
        "missed": tally.missed,
        "documents": tally.documents,
        "days": tally.days_accepted + tally.amber,
    }


def _told_of_checks(done: Checked) -> str:
    said = _(
        "Check of types: lists %(lists)s, works checked %(judged)s, findings %(findings)s: type changed %(changed)s, "
        "kept %(stayed)s."
    )
    return said % {
        "lists": done.lists,
        "judged": done.judged,
        "findings": done.findings,
        "changed": done.changed,
        "stayed": done.stayed,
    }


def _october(
    database: Database,
    gate: Gate,
    chance: Random,
    hired: dict[str, Employee],
    registers: dict[str, int],
    clock: DemoClock,
    tally: work.Tally,
    checks: Checks,
) -> None:
    calendar = Calendar.russian()
    days = [day for day in days_between(OCTOBER.first_day, LAST_DAY) if calendar.is_workday(day)]
    days = sorted({*days, hours.SATURDAY})
    mail = work.Mail(gate.host, gate.port)
    columns = TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn()
    with Progress(*columns, transient=True) as progress:
        line = progress.add_task(str(OCTOBER), total=len(days))
        for day in days:
            checks.do(day)
            if day == hours.ON_ACCOUNT_ON:
                hours.pay_on_account(database, hired, clock, OCTOBER, day)
            if day == hours.SATURDAY:
                work.saturday_letters(mail, chance, day, clock, tally)
            elif day in OCTOBER:
                work.letters(mail, chance, day, clock, tally)
                work.calls(database, chance, day, hired, clock, tally)
                work.documents(database, chance, day, hired, registers, clock, tally)
            work.evening(database, hired, day, clock, tally)
            told = {"day": f"{day:%d.%m.%Y}", "letters": tally.letters, "calls": tally.calls}
            said = _("%(day)s: letters %(letters)s, calls %(calls)s") % told
            progress.update(line, advance=1, description=said)
    mail.close()
