"""`naryad catalog ...`: the catalog of work types as a file."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from naryad.cli import house
from naryad.days import local_day, utc_now
from naryad.i18n import gettext as _
from norms.actions.sheet import ImportReport, import_catalog
from norms.sheet_export import export_excel, export_yaml

commands = typer.Typer(no_args_is_help=True, help="The catalog of work types.")


@commands.command("import")
@house.command
def import_(
    file: Annotated[Path, typer.Argument(help="A YAML or Excel file.", exists=True, dir_okay=False, readable=True)],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would change.")] = False,
    take_good_rows: Annotated[
        bool, typer.Option("--take-good-rows", help="Take what is right, leave the rest.")
    ] = False,
    as_: house.As = None,
    as_json: house.Json = False,
) -> None:
    """Take in a catalog; every bad row is named, and nothing is taken while there is one, unless told to."""
    with house.writing() as (session, office, now):
        report = import_catalog(
            session,
            file.read_bytes(),
            file.name,
            actor=house.person(session, as_),
            now=now,
            today=local_day(now, office.zone),
            dry_run=dry_run,
            take_good_rows=take_good_rows,
        )
    house.say_problems(list(report.problems))
    if as_json:
        house.say_json(_as_json(report))
    else:
        _say(report)
    if report.problems and not report.taken:
        raise typer.Exit(1)


@commands.command("export")
@house.command
def export(
    out: Annotated[
        Path | None, typer.Option(help="A file ending in .yaml or .xlsx; standard output by default.")
    ] = None,
) -> None:
    """Write the catalog with its portraits and norms, as YAML or Excel."""
    with house.reading() as (session, office):
        today = local_day(utc_now(), office.zone)
        if out is not None and out.suffix.lower() == ".xlsx":
            content = export_excel(session, today, house.settings().language)
        else:
            content = export_yaml(session, today)
    if out is None:
        sys.stdout.buffer.write(content)
    else:
        out.write_bytes(content)
        house.say(str(out))


def _say(report: ImportReport) -> None:
    lines = (
        (_("added"), report.added),
        (_("names mended"), report.names_mended),
        (_("portraits revised"), report.portraits_revised),
        (_("norms in force"), report.norms_in_force),
        (_("norms proposed to the head"), report.norms_proposed),
        (_("unchanged"), report.unchanged),
    )
    for label, codes in lines:
        if codes:
            house.say(f"{label}: {len(codes)} ({', '.join(codes)})")
    house.say(_("Taken.") if report.taken else _("Nothing was changed."))


def _as_json(report: ImportReport) -> dict[str, object]:
    return {
        "taken": report.taken,
        "added": report.added,
        "names_mended": report.names_mended,
        "portraits_revised": report.portraits_revised,
        "norms_in_force": report.norms_in_force,
        "norms_proposed": report.norms_proposed,
        "unchanged": report.unchanged,
        "problems": [
            {"where": one.where, "code": one.error.code, "message": one.error.message("en")} for one in report.problems
        ],
    }
