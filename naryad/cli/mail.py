"""`naryad mail reconcile`: the mail server's log beside what the gate passed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from dataclasses import asdict
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import typer

from naryad.cli import house
from naryad.days import utc_now
from naryad.i18n import gettext as _
from naryad.i18n import ngettext
from naryad.office import office_of
from naryad.pages import write_moment
from worklog.actions.reconcile import Reconciliation, note_reconciliation, reconcile
from worklog.mail_log_file import begins_at, log_lines
from worklog.reconcile import DoubtEnded, LeftOtherwise, NeverArrived, status_words

SHOWN_MAX = 200

commands = typer.Typer(no_args_is_help=True, help="The mail server beside the gate.")


@commands.callback()
def mail() -> None:
    """The mail server beside the gate."""


@commands.command("reconcile")
@house.command
def reconcile_logs(
    files: Annotated[
        list[Path],
        typer.Argument(
            help="Postfix's mail.log or Exim's mainlog, .gz too.", exists=True, dir_okay=False, readable=True
        ),
    ],
    first: Annotated[str, typer.Option("--from", metavar="DAY", help="The first day, 2026-10-01.")] = "",
    last: Annotated[str, typer.Option("--to", metavar="DAY", help="The last day, 2026-10-31.")] = "",
    as_: house.As = None,
    as_json: house.Json = False,
) -> None:
    """List staff letters that left past the gate, counted ones that never left, and what ends doubts; 1 if any."""
    first_day, last_day = (house.read_day(text) if text else None for text in (first, last))
    with house.open_database() as database:
        now = utc_now()
        with database.reading() as session, ExitStack() as opened:
            office = office_of(session)
            actor = house.person(session, as_)
            found = reconcile(
                session,
                _logs(files, opened, now, office.zone),
                office=office,
                actor=actor,
                now=now,
                first_day=first_day,
                last_day=last_day,
            )
        with database.writing() as session:
            note_reconciliation(session, found, actor=actor, now=now)
    if as_json:
        house.say_json(as_values(found))
    else:
        _say(found, office.zone)
    if found.comparison.finds_something:
        raise typer.Exit(1)


def as_values(found: Reconciliation) -> dict[str, Any]:
    """Return all of it for programs."""
    compared = found.comparison
    return {
        "files": list(found.files),
        "lines": found.lines,
        "letters": compared.letters,
        "agreed": compared.agreed,
        "left_otherwise": [asdict(each) for each in compared.left_otherwise.shown],
        "left_otherwise_count": compared.left_otherwise.count,
        "never_arrived": [asdict(each) for each in compared.never_arrived.shown],
        "never_arrived_count": compared.never_arrived.count,
        "doubts": [asdict(each) for each in compared.doubts.shown],
        "doubts_count": compared.doubts.count,
        "nobodys_addresses": dict(compared.strangers),
        "without_sender": compared.headless,
        "unreadable_lines": list(found.unreadable),
        "unreadable_count": found.unreadable_count,
    }


def _logs(files: list[Path], opened: ExitStack, now: datetime, zone: ZoneInfo) -> Iterator[tuple[str, Iterable[bytes]]]:
    """Yield each log with its lines, the oldest first, whatever the order in which they were given."""
    begins: list[tuple[datetime, Path]] = []
    for path in files:
        with path.open("rb") as file:
            begins.append((begins_at(log_lines(file, str(path)), today=now, zone=zone) or now, path))
    for _begin, path in sorted(begins, key=lambda each: each[0]):
        yield str(path), log_lines(opened.enter_context(path.open("rb")), str(path))


def _say(found: Reconciliation, zone: ZoneInfo) -> None:
    compared = found.comparison
    house.say(
        _("Lines: {lines}. Letters in the log: {letters}; the gate passed and the log knows: {agreed}.").format(
            lines=found.lines, letters=compared.letters, agreed=compared.agreed
        )
    )
    if found.unreadable_count:
        house.say(
            _("Lines that cannot be read: {n} ({lines}).").format(
                n=found.unreadable_count, lines=", ".join(found.unreadable)
            )
        )
    if compared.headless:
        house.say(
            ngettext(
                "{n} letter began before the log: its sender is unknown.",
                "{n} letters began before the log: their senders are unknown.",
                compared.headless,
            ).format(n=compared.headless)
        )
    if compared.strangers:
        listed = ", ".join(f"{address} ({count})" for address, count in compared.strangers.most_common(20))
        house.say(_("Addresses of the office that belong to nobody wrote, too: {addresses}.").format(addresses=listed))
    left, never, doubts = compared.left_otherwise, compared.never_arrived, compared.doubts
    _say_found(_("Left past the gate: {n}"), left.count, (_left_line(each, zone) for each in left.shown))
    _say_found(
        _("Counted, but did not get through: {n}"), never.count, (_never_line(each, zone) for each in never.shown)
    )
    _say_found(_("In doubt, and the log knows: {n}"), doubts.count, (_doubt_line(each, zone) for each in doubts.shown))
    if not compared.finds_something:
        house.say(_("The log and the gate agree."))


def _say_found(title: str, count: int, lines: Iterable[str]) -> None:
    if not count:
        return
    house.say("")
    house.say(title.format(n=count))
    for line in islice(lines, SHOWN_MAX):
        house.say(f"  {line}")
    if count > SHOWN_MAX:
        house.say(f"  … +{count - SHOWN_MAX}")


def _left_line(each: LeftOtherwise, zone: ZoneInfo) -> str:
    who = f"{', '.join(each.who)} <{each.sender}>"
    line = _line_of([each.at, who, each.recipients, each.message_id or "—", each.line.place], zone)
    return line + ("  " + _("(repeats the Message-ID of a passed letter)") if each.is_repeat else "")


def _never_line(each: NeverArrived, zone: ZoneInfo) -> str:
    place = "" if each.line is None else each.line.place
    passed, what = each.passed, _(status_words(each.status))
    of_service = _("service mail") if passed.is_service else ""
    return _line_of([passed.at, passed.author, each.recipients, passed.message_id, of_service, what, place], zone)


def _doubt_line(each: DoubtEnded, zone: ZoneInfo) -> str:
    passed, what = each.passed, _("it arrived") if each.was_accepted else _("no trace of it")
    return _line_of([passed.at, passed.author, passed.recipients, what, each.log_line], zone)


def _line_of(facts: list[Any], zone: ZoneInfo) -> str:
    """Return the facts on one line, fit for searching: the moment, who, to whom, and the rest."""
    moment, who, recipients, *rest = facts
    return "  ".join(
        [write_moment(moment, zone), f"{who} -> {', '.join(recipients)}", *(each for each in rest if each)]
    )
