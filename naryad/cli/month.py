"""`naryad month ...`, `naryad rate set` and `naryad export`."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from naryad import staff
from naryad.cli import house
from naryad.days import Period, local_day, utc_now
from naryad.i18n import gettext as _
from naryad.i18n import noop
from naryad.office import office_of
from naryad.pages import write_minutes, write_money
from naryad.people import Employee
from payroll.accrual import RatePer
from payroll.actions.closing import close_month
from payroll.actions.export import record_export
from payroll.actions.month import approve_month, freeze_month, reopen_month
from payroll.actions.rate import set_rate
from payroll.checklist import CheckCode
from payroll.month import MonthState
from payroll.notice import Told
from payroll.store.checklist import month_checklist
from payroll.store.month import month_state
from payroll.store.snapshot import month_snapshot
from payroll.wording import blockers_in_words

commands = typer.Typer(no_args_is_help=True, help="The pay month: open, frozen, approved, closed.")
rate_commands = typer.Typer(no_args_is_help=True, help="Rates: money per norm minute or per hour.")

if TYPE_CHECKING:
    from payroll.workbook.export import Exported

STATES = {
    MonthState.OPEN: noop("open"),
    MonthState.FROZEN: noop("frozen"),
    MonthState.APPROVED: noop("approved"),
    MonthState.CLOSED: noop("closed"),
}
IN_ORDER = {
    CheckCode.TYPED: noop("every work has its type"),
    CheckCode.ACCEPTED: noop("every day is accepted"),
    CheckCode.PRICED: noop("every day has a rate"),
    CheckCode.TIMESHEET: noop("the timesheet has no gaps"),
    CheckCode.TARIFFS: noop("tariffs and averages are there"),
    CheckCode.JOBS: noop("every job is accepted"),
    CheckCode.AGREED_FIGURES: noop("totals agree with a recount"),
    CheckCode.EARLIER_CLOSED: noop("earlier months are closed"),
    CheckCode.FINDINGS: noop("every finding is decided"),
}

Month = Annotated[str, typer.Argument(metavar="MONTH", help="2026-10.")]
Number = Annotated[str | None, typer.Option("--employee", help="Only this personnel number (a leaver, early).")]


@commands.command("status")
@house.command
def status(month: Month, as_json: house.Json = False) -> None:
    """The month's state, its sum, and the checklist of what stands in the way."""
    period = Period.of_month(month)
    with house.reading() as (session, office):
        state = month_state(session, period)
        checklist = month_checklist(session, period)
        figures = month_snapshot(session, period)
    language = house.settings().language
    if as_json:
        house.say_json(
            {
                "month": str(period),
                "state": state.value,
                "trial": figures.trial,
                "entries": figures.entries,
                "norm_minutes": figures.norm_minutes,
                "amount": figures.amount,
                "checklist": [
                    {"check": line.code.value, "light": line.light.value, "count": line.count, "url": line.url}
                    for line in checklist.lines
                ],
            }
        )
        return
    house.say(f"{period}: {_(STATES[state])}")
    house.say(_("Entries: {entries}").format(entries=figures.entries))
    house.say(_("Norm minutes: {minutes}").format(minutes=write_minutes(figures.norm_minutes)))
    house.say(_("Before tax: {amount}").format(amount=f"{write_money(figures.amount)} {office.currency}"))
    for line in checklist.lines:
        told = blockers_in_words([line], language) if line.count else _(IN_ORDER[line.code])
        house.say(f"  [{line.light.value}] {told}")


@commands.command("freeze")
@house.command
def freeze(month: Month, employee: Number = None, as_: house.As = None) -> None:
    """End the intake: no ordinary coding from now on."""
    _step(freeze_month, month, employee, as_)


@commands.command("approve")
@house.command
def approve(month: Month, employee: Number = None, as_: house.As = None) -> None:
    """Approve the frozen month's figures, as the head."""
    _step(approve_month, month, employee, as_)


@commands.command("close")
@house.command
def close(month: Month, employee: Number = None, as_: house.As = None) -> None:
    """Close the approved month, as the accountant: its figures never change again."""
    _step(close_month, month, employee, as_)


@commands.command("reopen")
@house.command
def reopen(
    month: Month,
    reason: Annotated[str, typer.Option(help="Why; it stays on record.")] = "",
    employee: Number = None,
    as_: house.As = None,
) -> None:
    """Open the month again, with a reason."""
    _step(reopen_month, month, employee, as_, reason=reason)


@rate_commands.callback()
def rates() -> None:
    """Rates: money per norm minute or per hour."""


@rate_commands.command("set")
@house.command
def set_(
    amount: Annotated[str, typer.Argument(help="Money per norm minute: 4.20.")],
    effective_from: Annotated[str, typer.Option("--from", metavar="YYYY-MM-DD", help="The first day it holds.")],
    employee: Annotated[str | None, typer.Option(help="Only this personnel number.")] = None,
    position: Annotated[str | None, typer.Option(help="Only this position.")] = None,
    per: Annotated[RatePer, typer.Option(help="What the money is for.")] = RatePer.NORM_MINUTE,
    announced: Annotated[
        str | None,
        typer.Option(metavar="YYYY-MM-DD", help="For a lower rate: the day people were told; today without."),
    ] = None,
    agreed: Annotated[list[str], typer.Option(help="A lower rate: a personnel number that agreed in writing.")] = [],  # noqa: B006 - typer copies it
    paper: Annotated[str, typer.Option(help="The statements of consent, by number or day.")] = "",
    as_: house.As = None,
) -> None:
    """Set the rate from a day on: of the office, a position or a person.

    A rate lower than now begins two months after it was announced, or sooner with each person's written consent.
    """
    with house.writing() as (session, office, now):
        told = Told(
            house.read_day(announced) if announced else None,
            frozenset(staff.by_number(session, one).id for one in agreed),
            paper,
        )
        rate = set_rate(
            session,
            house.decider(session, as_),
            amount=house.read_number(amount),
            per=per,
            effective_from=house.read_day(effective_from),
            now=now,
            today=local_day(now, office.zone),
            employee_id=staff.by_number(session, employee).id if employee else None,
            position=position,
            told=told,
        )
    house.say(f"{rate.amount:f} {office.currency} / {rate.per.value}, {rate.effective_from}")


@house.command
def export(
    month: Month,
    out: Annotated[Path | None, typer.Option(help="The file to write; the month's own name by default.")] = None,
    language: Annotated[str, typer.Option(help="ru or en; NARYAD_LANGUAGE by default.")] = "",
    as_: house.As = None,
) -> None:
    """Write the month's workbook; of a closed month the same bytes every time."""
    exported = _written(month, out, language or house.settings().language, as_)
    house.say(f"{out or exported.file_name}  sha256 {exported.sha256}")
    if not exported.agrees:
        house.fail(_("The totals on the sheet of control do not agree. Run “naryad verify” before the file goes on."))


def _written(month: str, out: Path | None, language: str, as_: str | None) -> Exported:
    """Write the file whole beside its place and move it there; the database is only read meanwhile."""
    from payroll.workbook.export import (
        export_workbook,  # a spreadsheet library that no other command of the month needs
    )

    period = Period.of_month(month)
    folder = out.parent if out else Path()
    descriptor, name = tempfile.mkstemp(dir=folder, prefix=".naryad-", suffix=".xlsx")
    try:
        with house.open_database() as database:
            now = utc_now()
            with database.reading() as session, os.fdopen(descriptor, "w+b") as file:
                zone = office_of(session).zone
                exported = export_workbook(session, period, file, language=language, zone=zone, now=now)
            path = out or Path(exported.file_name)
            with database.writing() as session:
                record_export(
                    session,
                    house.person(session, as_),
                    period=period,
                    file_name=path.name,
                    content_hash=exported.sha256,
                    now=now,
                )
            Path(name).replace(path)
    finally:
        Path(name).unlink(missing_ok=True)
    return exported


def _step(action: Callable[..., Any], month: str, number: str | None, as_: str | None, **more: Any) -> None:
    period = Period.of_month(month)
    with house.writing() as (session, office, now):
        actor: Employee = house.decider(session, as_)
        today: date = local_day(now, office.zone)
        moment: datetime = now
        employee_id = staff.by_number(session, number).id if number else None
        action(session, actor, period=period, now=moment, today=today, employee_id=employee_id, **more)
        state = month_state(session, period, employee_id)
    house.say(f"{period}: {_(STATES[state])}")
