"""`naryad suggest ...`: train the suggestions of types, and say how they stand."""

from __future__ import annotations

import typer

from audit.actions.training import begin_training, train_begun
from audit.store.training import Training, trainings
from naryad.cli import house
from naryad.days import local_day, utc_now
from naryad.i18n import gettext as _
from naryad.office import office_of
from naryad.shelf import shelf_of
from worklog.suggestion import MODEL_NAME, read_model

commands = typer.Typer(no_args_is_help=True, help="Suggestions of types, learned from this office's decided work.")


@commands.command("train")
@house.command
def train(as_: house.As = None, as_json: house.Json = False) -> None:
    """Learn from the decided work of the past year, and put the result in use if it is worth it."""
    settings = house.settings()
    with house.open_database(settings) as database:
        now = utc_now()
        with database.writing() as session:
            today = local_day(now, office_of(session).zone)
            training_id = begin_training(session, actor=house.decider(session, as_), now=now)
        done = train_begun(database, shelf_of(settings.data_dir), training_id, today=today, clock=utc_now)
    _say(done, as_json)
    if done.outcome != "in_use":
        raise typer.Exit(1)


@commands.command("state")
@house.command
def state(as_json: house.Json = False) -> None:
    """Say which suggestions are in use and how good they were on work they had not seen."""
    settings = house.settings()
    shelf = shelf_of(settings.data_dir)
    model = shelf.load(MODEL_NAME, read_model)
    trouble = shelf.trouble(MODEL_NAME)
    if trouble is not None:
        raise trouble
    with house.open_database(settings) as database, database.reading() as session:
        found = [each for each in trainings(session) if model is not None and each.digest == model.digest]
    if found:
        _say(found[0], as_json)
    elif as_json:
        house.say_json({"outcome": "none"})
    else:
        house.say(_("No suggestions are in use. Train them: naryad suggest train --as EMAIL"))


def _say(training: Training, as_json: bool) -> None:
    figures = training.figures
    if as_json:
        facts = {} if figures is None else figures.as_facts()
        house.say_json({"outcome": training.outcome, "digest": training.digest, **facts, **training.refusal})
    elif figures is None:
        house.say(training.refusal.get(house.settings().language, training.outcome))
    else:
        house.say(
            _(
                "{outcome}: right in {right} of {all} later works, {percent}%; the commonest type in {commonest}%"
            ).format(
                outcome=_("in use") if training.outcome == "in_use" else _("not put in use"),
                right=figures.right,
                all=figures.held_out,
                percent=round(figures.accuracy),
                commonest=round(figures.commonest_accuracy),
            )
        )
