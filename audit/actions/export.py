"""The files of a list for people outside the database, and the two steps the command line offers."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

from sqlmodel import Session

from audit.actions.draw import draw_sample
from audit.actions.frame import freeze_week
from audit.check import FrameStatus, FrozenFrame, NoSuchFrame, Sample
from audit.seed import RatesSource, first_rates_day, read_source
from audit.snapshot import Report, part_file, seed_file, snapshot_file, verify
from audit.store.frame import frame_by_key, own_part, whole_frame
from audit.store.sample import works
from naryad.days import Week
from naryad.errors import DomainError
from naryad.people import Employee, Role, may, require
from naryad.years import calendar_of


class SnapshotAfterJudging(DomainError):
    code = "snapshot_after_judging"
    status = 403
    en = "The full list names who did what, so those who judge see it only after the last work of this draw is judged."
    ru = "В полном списке видно, чья работа, поэтому проверяющие получают его, когда проверена последняя работа жребия."


class NotDrawnYet(DomainError):
    code = "frame_not_drawn_yet"
    en = "The list {key} is not drawn yet, so there is no seed to give. Draw it first."
    ru = "Жребий по списку {key} ещё не брошен, числа пока нет. Сначала бросьте жребий."


def may_see_whole(session: Session, actor: Employee, frame: FrozenFrame) -> bool:
    """Say whether a person may see whose works were drawn: inspectors, and auditors once everything is judged.

    The desk goes by rank, so somebody who has both the ids and the order would know whose work lies before them.
    """
    if not may(actor, "audit.export"):
        return False
    if Role.ADMINISTRATOR not in actor.roles or frame.status is FrameStatus.WITHDRAWN:
        return True
    drawn = works(session, frame_id=frame.id)
    return frame.status is FrameStatus.DRAWN and all(work.is_judged for work in drawn)


def snapshot_bytes(session: Session, actor: Employee, frame: FrozenFrame) -> bytes:
    """Return the whole frozen list as a file for inspectors; for auditors only after their work on it is done.

    Raises:
        NotAllowed, SnapshotAfterJudging.
    """
    require(actor, "audit.export")
    if not may_see_whole(session, actor, frame):
        raise SnapshotAfterJudging()
    return snapshot_file(
        period=frame.period_key,
        revision=frame.revision,
        size_rule=frame.size_rule.value,
        source=frame.sources[0].text,
        frame=whole_frame(session, frame.id),
        sample_sizes={part.number: part.sample_size for part in frame.parts},
    )


def seed_bytes(session: Session, actor: Employee, frame: FrozenFrame) -> bytes:
    """Return the seed as a file, with the drawn ids: everybody's for inspectors, else one's own.

    Raises:
        NotDrawnYet.
    """
    require(actor, "audit.see_lists")
    sample = frame.sample
    if sample is None:
        raise NotDrawnYet(key=frame.period_key)
    whole = may_see_whole(session, actor, frame)
    drawn: dict[str, list[tuple[str, Decimal]]] = {
        part.number: [] for part in frame.parts if whole or part.employee_id == actor.id
    }
    numbers = {part.employee_id: part.number for part in frame.parts}
    for work in sorted(works(session, frame_id=frame.id), key=lambda work: work.place):
        if whole or work.employee_id == actor.id:
            drawn[numbers[work.employee_id]].append((work.uid, Decimal(work.rank)))
    return seed_file(
        period=frame.period_key,
        revision=frame.revision,
        root=frame.root,
        source=sample.source,
        value=sample.value,
        sample=drawn,
    )


def part_bytes(session: Session, actor: Employee, frame: FrozenFrame) -> bytes:
    """Return the actor's own lines with the proof that they are under the published root.

    Raises:
        NoSuchFrame: the actor has no work on the list.
    """
    require(actor, "audit.see_lists")
    part = own_part(session, frame, actor.id)
    stands = frame.part_of(actor.id)
    if part is None or stands is None:
        raise NoSuchFrame(key=frame.period_key)
    own, proof = part
    return part_file(
        period=frame.period_key,
        revision=frame.revision,
        root=frame.root,
        own=own,
        proof=proof,
        sample_size=stands.sample_size,
    )


def freeze_by_command(
    session: Session, actor: Employee, *, week: str, source: str | None, now: datetime, today: date, reason: str = ""
) -> FrozenFrame:
    """Freeze a week as the command line names it: `2026-W41`, and a source such as `rates:2026-10-21`.

    Without a source it is the default rates of the first day that nobody can know yet.
    """
    named = read_source(source) if source else RatesSource(first_rates_day(today, calendar_of(session)))
    return freeze_week(session, actor, week=Week.of_key(week), source=named, now=now, today=today, reason=reason)


def draw_by_command(
    session: Session, actor: Employee, *, week: str, rates: Mapping[str, str] | None, now: datetime, today: date
) -> Sample:
    """Draw the standing list of a week, by rates (`{"USD": "81.1234", ...}`) or by dice already revealed."""
    frame = frame_by_key(session, week)
    return draw_sample(session, actor, frame.id, now=now, today=today, rates=rates)


def verify_files(snapshot: Path, seed: Path) -> Report:
    """Recompute a draw from two files; no database is opened."""
    return verify(snapshot.read_bytes(), seed.read_bytes())
