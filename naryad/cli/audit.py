"""`naryad audit ...`: freeze a week's list, draw from it, and verify a draw from files alone."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from audit.actions.draw import draw_sample
from audit.actions.export import seed_bytes, snapshot_bytes
from audit.actions.frame import freeze_week
from audit.seed import RatesSource, first_rates_day, read_source
from audit.snapshot import verify as verify_files
from audit.store.frame import frame_by_key
from naryad.cli import house
from naryad.days import Week, local_day
from naryad.i18n import gettext as _
from naryad.years import calendar_of

commands = typer.Typer(no_args_is_help=True, help="The check of types on a sample nobody can steer.")


@commands.command("freeze")
@house.command
def freeze(
    week: Annotated[str, typer.Argument(metavar="WEEK", help="2026-W41.")],
    source: Annotated[
        str, typer.Option(help="rates:2026-10-21:USD,EUR,CNY,GBP,JPY or dice:101,103; the next rates by default.")
    ] = "",
    reason: Annotated[str, typer.Option(help="Why a second list is made.")] = "",
    as_: house.As = None,
    as_json: house.Json = False,
) -> None:
    """Freeze the list of a week and publish its root, before anybody can know the seed."""
    with house.writing() as (session, office, now):
        today = local_day(now, office.zone)
        named = read_source(source) if source else RatesSource(first_rates_day(today, calendar_of(session)))
        frame = freeze_week(
            session,
            house.decider(session, as_),
            week=Week.of_key(week),
            source=named,
            now=now,
            today=today,
            reason=reason,
        )
    if as_json:
        house.say_json(
            {"week": frame.period_key, "revision": frame.revision, "root": frame.root, "source": frame.source.text}
        )
    else:
        house.say(_("{week}: root {root}").format(week=frame.period_key, root=frame.root))
        house.say(_("Source of the draw: {source}").format(source=frame.source.text))


@commands.command("draw")
@house.command
def draw(
    week: Annotated[str, typer.Argument(metavar="WEEK", help="2026-W41.")],
    rate: Annotated[list[str], typer.Option(help="A published rate: USD=81.1234; one for each named currency.")] = [],  # noqa: B006 - typer copies it
    as_: house.As = None,
    as_json: house.Json = False,
) -> None:
    """Draw the sample by the source named at freezing."""
    with house.writing() as (session, office, now):
        frame = frame_by_key(session, week)
        sample = draw_sample(
            session,
            house.decider(session, as_),
            frame.id,
            now=now,
            today=local_day(now, office.zone),
            rates=dict(one.partition("=")[::2] for one in rate) if rate else None,
        )
    if as_json:
        house.say_json(
            {"week": week, "seed": sample.seed, "drawn": sum(size for size, _ in sample.thresholds.values())}
        )
    else:
        house.say(f"{week}: S = {sample.seed}")


@commands.command("export")
@house.command
def export(
    week: Annotated[str, typer.Argument(metavar="WEEK", help="2026-W41.")],
    out: Annotated[Path, typer.Option(help="The folder for the two files.")] = Path(),
    as_: house.As = None,
) -> None:
    """Write the frozen list and the seed as files that anybody can verify."""
    with house.reading() as (session, _office):
        actor = house.decider(session, as_)
        frame = frame_by_key(session, week)
        snapshot, seed = snapshot_bytes(session, actor, frame), seed_bytes(session, actor, frame)
    out.mkdir(parents=True, exist_ok=True)
    for name, content in ((f"{week}.snapshot.json", snapshot), (f"{week}.seed.json", seed)):
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
