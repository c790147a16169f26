"""Training suggestions: begun by a person or by the week, done beside the pages, put in use if it is worth it."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

from sqlmodel import Session, col, select

from audit.store.training import Training, examples, trainings
from audit.tables.training import SuggestionTrainingRow
from audit.training import Trained, train
from naryad import journal
from naryad.days import local_day
from naryad.db import Database
from naryad.errors import DomainError
from naryad.office import office_of, setting
from naryad.people import Employee, require
from naryad.shelf import Shelf
from worklog.suggestion import MODEL_NAME, read_model

log = logging.getLogger("naryad")

ANEW_AFTER_DAYS = 7
NIGHT_ENDS_AT = 6
"""The weekly training waits for the office's night: it takes the machine's time for a minute."""

GIVEN_UP_AFTER = timedelta(minutes=30)
"""A training that began longer ago and never ended was stopped with its process."""


class TrainingUnderWay(DomainError):
    code = "training_under_way"
    en = "Suggestions are being trained right now, since {at}. Wait until that is done; it takes a minute or two."
    ru = "Подсказки уже обучаются, с {at}. Дождитесь конца: это минута-другая."


def begin_training(session: Session, *, actor: Employee, now: datetime) -> int:
    """Note that `actor` begins a training, and return its number.

    Raises:
        NotAllowed.
        TrainingUnderWay: another one has not ended yet.
    """
    require(actor, "audit.train")
    return _begin(session, actor.id, now)


def train_begun(
    database: Database, shelf: Shelf, training_id: int, *, today: date, clock: Callable[[], datetime]
) -> Training:
    """Do a training that was begun: read, fit, judge, and put the model in use if it is worth it.

    No transaction is open while it computes. Whatever happens, the training ends with an outcome.
    """

    def tell(step: str) -> None:
        with database.writing() as session:
            row = _row(session, training_id)
            row.step = step
            session.add(row)

    try:
        tell("reading")
        with database.reading() as session:
            learned = examples(session, today)
        trained = train(learned, tell=tell)
    except DomainError as error:
        facts = {"en": error.message("en"), "ru": error.message("ru")}
        return _end(database, training_id, outcome="refused", facts=facts, now=clock())
    except Exception:
        log.exception("the training of suggestions failed")
        return _end(database, training_id, outcome="failed", facts={}, now=clock())
    return _settle(database, shelf, training_id, trained, clock())


def train_if_due(database: Database, shelf: Shelf, *, now: datetime, clock: Callable[[], datetime]) -> Training | None:
    """Train anew once a week, at night, where a person has begun with suggestions and they are on; else None."""
    with database.reading() as session:
        zone = office_of(session).zone
        today = local_day(now, zone)
        is_night = now.astimezone(zone).hour < NIGHT_ENDS_AT
        if not is_night or setting(session, "suggestions", today) != "on":
            return None
        if not _is_due(trainings(session, limit=1), now):
            return None
    with database.writing() as session:
        if not _is_due(trainings(session, limit=1), now):
            return None
        training_id = _begin(session, None, now)
    return train_begun(database, shelf, training_id, today=today, clock=clock)


def _is_due(latest: list[Training], now: datetime) -> bool:
    """The first training is a person's; the last one is a week old."""
    return bool(latest) and latest[0].begun_at <= now - timedelta(days=ANEW_AFTER_DAYS)


def _begin(session: Session, begun_by: int | None, now: datetime) -> int:
    running = session.exec(
        select(SuggestionTrainingRow)
        .where(
            col(SuggestionTrainingRow.ended_at).is_(None), col(SuggestionTrainingRow.begun_at) > now - GIVEN_UP_AFTER
        )
        .limit(1)
    ).first()
    if running is not None:
        zone = office_of(session).zone
        raise TrainingUnderWay(at=running.begun_at.astimezone(zone))
    row = SuggestionTrainingRow(begun_by=begun_by, begun_at=now, step="reading")
    session.add(row)
    session.flush()
    journal.record(session, begun_by, "audit.train_suggestions", f"suggestion_training:{row.id}", now, rows=[row])
    assert row.id is not None
    return row.id


def _settle(database: Database, shelf: Shelf, training_id: int, trained: Trained, now: datetime) -> Training:
    digest, outcome = "", "not_better"
    if trained.figures.is_worth_using:
        digest, outcome = read_model(trained.content).digest, "in_use"
        shelf.put(MODEL_NAME, trained.content)
    return _end(database, training_id, outcome=outcome, facts=trained.figures.as_facts(), now=now, digest=digest)


def _end(
    database: Database, training_id: int, *, outcome: str, facts: dict[str, Any], now: datetime, digest: str = ""
) -> Training:
    with database.writing() as session:
        row = _row(session, training_id)
        row.step, row.ended_at, row.outcome, row.facts, row.digest = "", now, outcome, facts, digest
        session.add(row)
        subject = f"suggestion_training:{training_id}"
        journal.record(
            session, row.begun_by, "audit.end_training", subject, now, {"outcome": outcome, "digest": digest}
        )
        return next(each for each in trainings(session) if each.id == training_id)


def _row(session: Session, training_id: int) -> SuggestionTrainingRow:
    row = session.get(SuggestionTrainingRow, training_id)
    assert row is not None
    return row
