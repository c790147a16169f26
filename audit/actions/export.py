"""The files of a list for people outside the database, and the program by which they check them."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

from sqlmodel import Session

from audit.check import FrameStatus, FrozenFrame, NoSuchFrame
from audit.snapshot import part_file, seed_file, snapshot_file
from audit.store.frame import own_part, sizes_of
from audit.store.lines import whole_listing
from audit.store.sample import works
from naryad.errors import DomainError
from naryad.people import Employee, Role, may, require

CHECK_PROGRAM = "check_draw.py"


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
        sources=[named.text for named in frame.sources],
        listing=whole_listing(session, frame.id),
        sample_sizes={part.number: part.sample_size for part in frame.parts},
        sizes=sizes_of(session, frame.id),
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
        thresholds={number: sample.thresholds[id][1] for id, number in numbers.items() if number in drawn},
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
        sources=[named.text for named in frame.sources],
        own=own,
        proof=proof,
        sample_size=stands.sample_size,
    )


def check_program() -> bytes:
    """Return the program that checks the files anywhere: one file that needs nothing but Python."""
    return (Path(__file__).parent.parent / CHECK_PROGRAM).read_bytes()
