"""`naryad calls import` and `naryad output`."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from decimal import Decimal
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from naryad.cli import house
from naryad.days import Period
from naryad.i18n import gettext as _
from naryad.pages import write_minutes, write_money
from payroll.store.snapshot import month_snapshot
from worklog.actions.exchange import import_calls

call_commands = typer.Typer(no_args_is_help=True, help="Calls of the telephone exchange.")


@call_commands.callback()
def calls() -> None:
    """Calls of the telephone exchange."""


@call_commands.command("import")
@house.command
def import_(
    file: Annotated[Path, typer.Argument(help="Asterisk's Master.csv.", exists=True, dir_okay=False, readable=True)],
    source: Annotated[str, typer.Option(help="The exchange's name, as its extensions are entered.")] = "asterisk",
    timezone: Annotated[str, typer.Option(help="The zone of the times in the file; the office's by default.")] = "",
    take_good_rows: Annotated[
        bool, typer.Option("--take-good-rows", help="Take what is right, leave the rest.")
    ] = False,
    as_: house.As = None,
    as_json: house.Json = False,
) -> None:
    """Take in call records; the same file may be taken again, and every bad row is named."""
    with house.writing() as (session, office, now):
        report = import_calls(
            session,
            file.read_bytes(),
            source=source,
            zone=ZoneInfo(timezone) if timezone else office.zone,
            office_zone=office.zone,
            actor=house.person(session, as_),
            now=now,
            take_good_rows=take_good_rows,
        )
    house.say_problems(list(report.problems))
    figures = {
        "rows": report.rows,
        "taken": report.taken,
        "calls_new": report.calls_new,
        "calls_extended": report.calls_extended,
        "missed_new": report.missed_new,
        "rows_known": report.rows_known,
        "maybe_same": report.maybe_same,
        "ambiguous_lines": report.ambiguous,
        "problems": len(report.problems),
    }
    if as_json:
        house.say_json(figures)
    else:
        house.say(
            _(
                "Rows: {rows}, known before: {known}. New calls: {calls}, missed: {missed}, extended: {extended}."
            ).format(
                rows=report.rows,
                known=report.rows_known,
                calls=report.calls_new,
                missed=report.missed_new,
                extended=report.calls_extended,
            )
        )
        if report.ambiguous:
            house.say(
                _("Lines in the hour that comes twice (the first was taken): {lines}.").format(
                    lines=", ".join(report.ambiguous)
                )
            )
    if not report.taken:
        raise typer.Exit(1)


@dataclass(frozen=True)
class Line:
    """A person's month; `amount` is before tax, of a closed month as it was closed."""

    number: str
    name: str
    entries: int
    norm_minutes: Decimal
    amount: Decimal


@house.command
def output(
    month_text: Annotated[str, typer.Argument(metavar="MONTH", help="2026-10.")],
    as_json: house.Json = False,
) -> None:
    """Output of a month by employee: entries, norm minutes and the sum before tax."""
    period = Period.of_month(month_text)
    with house.reading() as (session, office):
        month = month_snapshot(session, period)
        amounts: dict[int, Decimal] = {}
        for accrual in (*month.accruals, *month.would_have_been):
            amounts[accrual.employee_id] = amounts.get(accrual.employee_id, Decimal(0)) + accrual.amount
        lines = [
            Line(one.number, one.name, one.entries, one.norm_minutes, amounts.get(one.employee_id, Decimal(0)))
            for one in month.people
            if one.entries or one.employee_id in amounts
        ]
    if as_json:
        house.say_json([asdict(line) for line in lines])
        return
    if not lines:
        house.say(_("No work is counted in {month} yet.").format(month=period))
        return
    columns = ["№", _("Name"), _("Entries"), _("Norm minutes")]
    columns.append(_("Before tax") + f", {office.currency}")
    rows = [
        [one.number, one.name, str(one.entries), write_minutes(one.norm_minutes), write_money(one.amount)]
        for one in lines
    ]
    house.say_table(str(period), columns, rows)
