"""`naryad audit ...`: freeze a list, draw from it, and verify a draw from files alone."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from audit.actions.export import CHECK_PROGRAM, check_program, seed_bytes, snapshot_bytes
from audit.actions.making import begin_draw, begin_freeze, draw_begun, freeze_begun
from audit.making import Making
from audit.seed import RatesSource, first_rates_day, read_source
from audit.snapshot import verify as verify_files
from audit.span import Span
from audit.store.frame import frame_by_id, frame_by_key
from naryad.cli import house
from naryad.days import local_day, utc_now
from naryad.i18n import gettext as _
from naryad.office import office_of
from naryad.years import calendar_of

commands = typer.Typer(no_args_is_help=True, help="The check of types on a sample nobody can steer.")


@commands.command("freeze")
@house.command
def freeze(
    span: Annotated[str, typer.Argument(metavar="DAYS", help="2026-W41, 2026-10-H1 or 2026-10.")],
    source: Annotated[
        str,
        typer.Option(
            help="rates:2026-10-21:USD,EUR,CNY,GBP,JPY or dice:101,103 or drand:quicknet:12345678; by default the next"
            " rates nobody can know yet."
        ),
    ] = "",
    reason: Annotated[str, typer.Option(help="Why a second list is made.")] = "",
    as_: house.As = None,
    as_json: house.Json = False,
) -> None:
    """Freeze the list of a week, half or month and publish its root, before anybody can know the seed."""
    with house.open_database() as database:
        with database.writing() as session:
            now = utc_now()
            today = local_day(now, office_of(session).zone)
            named = read_source(source) if source else RatesSource(first_rates_day(today, calendar_of(session)))
            actor = house.decider(session, as_)
            ask: dict[str, Any] = {
                "span": Span.read(span),
                "source": named,
                "now": now,
                "today": today,
                "reason": reason,
            }
            begun = begin_freeze(session, actor, **ask)
        with house.progress(_("freezing the list")) as tell:
            made = freeze_begun(database, begun, clock=utc_now, tell=tell)
        with database.reading() as session:
            frame = frame_by_id(session, _list_of(made))
    if as_json:
        house.say_json(
            {"list": frame.period_key, "revision": frame.revision, "root": frame.root, "source": frame.source.text}
        )
    else:
        house.say(_("{span}: root {root}").format(span=frame.period_key, root=frame.root))
        house.say(_("Source of the draw: {source}").format(source=frame.source.text))


@commands.command("draw")
@house.command
def draw(
    span: Annotated[str, typer.Argument(metavar="DAYS", help="2026-W41, 2026-10-H1 or 2026-10.")],
    rate: Annotated[list[str], typer.Option(help="A published rate: USD=81.1234; one for each named currency.")] = [],  # noqa: B006 - typer copies it
    beacon: Annotated[str, typer.Option(help="What drand published for the named round: JSON, or the signature.")] = "",
    as_: house.As = None,
    as_json: house.Json = False,
) -> None:
    """Draw the sample by the source named at freezing."""
    with house.open_database() as database:
        with database.writing() as session:
            now = utc_now()
            actor = house.decider(session, as_)
            ask: dict[str, Any] = {
                "now": now,
                "today": local_day(now, office_of(session).zone),
                "rates": dict(one.partition("=")[::2] for one in rate) if rate else None,
                "published": beacon,
            }
            making_id = begin_draw(session, actor, frame_by_key(session, span).id, **ask)
        with house.progress(_("drawing")) as tell:
            made = draw_begun(database, making_id, actor, clock=utc_now, tell=tell, **ask)
        with database.reading() as session:
            sample = frame_by_id(session, _list_of(made)).sample
            assert sample is not None
    if as_json:
        house.say_json(
            {"list": span, "seed": sample.seed, "drawn": sum(size for size, _ in sample.thresholds.values())}
        )
    else:
        house.say(f"{span}: S = {sample.seed}")


@commands.command("export")
@house.command
def export(
    span: Annotated[str, typer.Argument(metavar="DAYS", help="2026-W41, 2026-10-H1 or 2026-10.")],
    out: Annotated[Path, typer.Option(help="The folder for the files.")] = Path(),
    as_: house.As = None,
) -> None:
    """Write the frozen list, the seed once it is drawn, and the program that checks them anywhere.

    Whoever gets the folder runs: python3 check_draw.py FOLDER
    """
    with house.reading() as (session, _office):
        actor = house.decider(session, as_)
        frame = frame_by_key(session, span)
        files = {f"{span}.snapshot.json": snapshot_bytes(session, actor, frame), CHECK_PROGRAM: check_program()}
        if frame.sample is not None:
            files[f"{span}.seed.json"] = seed_bytes(session, actor, frame)
    out.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (out / name).write_bytes(content)
        house.say(str(out / name))


@commands.command("verify")
@house.command
def verify(
    snapshot: Annotated[Path, typer.Argument(help="The frozen list.", exists=True, dir_okay=False)],
    seed: Annotated[Path, typer.Argument(help="The seed.", exists=True, dir_okay=False)],
    as_json: house.Json = False,
) -> None:
    """Recompute root, seed, order and sample from the two files, without a database."""
    report = verify_files(snapshot.read_bytes(), seed.read_bytes())
    if as_json:
        checks = [{"check": one.name, "ok": one.ok, "found": one.found} for one in report.checks]
        house.say_json({"ok": report.ok, "checks": checks, "sample": report.sample})
    else:
        for check in report.checks:
            house.say(f"[{'ok' if check.ok else '!!'}] {check.name}{'' if check.ok else ': ' + check.found}")
    if not report.ok:
        raise typer.Exit(1)


def _list_of(made: Making) -> int:
    """Return the list that was frozen or drawn; what broke off has written why to the program's journal."""
    if made.outcome != "done" or made.frame_id is None:
        house.fail(_("It broke off; the journal of the program says why"))
    return made.frame_id
