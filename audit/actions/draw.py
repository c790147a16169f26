"""Throwing dice by pledge and reveal, entering rates, and drawing."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session

from audit.check import (
    DrawnAlready,
    FrozenFrame,
    ListIsBeingStored,
    NamedSource,
    NotADiceSource,
    NotAThrower,
    PledgedAlready,
    PledgesAreMissing,
    RatesAreNeeded,
    RevealsAreMissing,
    Sample,
)
from audit.draw import Draw, Drawn
from audit.listing import Part, Tell, draw_parts
from audit.seed import Throw, read_digest, seed_of
from audit.store.frame import frame_by_id
from audit.store.lines import columns_of, line_rows
from audit.tables.sample import SampleEmployeeRow, SampleItemRow, SampleRow
from audit.tables.seed import SeedCommitRow, SeedRevealRow
from naryad import journal, staff
from naryad.people import Employee, require


def pledge(session: Session, actor: Employee, frame_id: int, *, digest: str, now: datetime) -> None:
    """Post the hash of one's digits and word.

    Raises:
        NotADiceSource, NotAThrower, PledgedAlready, DigestIsMalformed, DrawnAlready.
    """
    require(actor, "audit.throw")
    frame, named = _thrower(session, actor, frame_id)
    if actor.id in named.pledges:
        raise PledgedAlready()
    row = SeedCommitRow(source_id=named.id, employee_id=actor.id, digest=read_digest(digest), at=now)
    session.add(row)
    journal.record(session, actor.id, "audit.pledge", f"frame:{frame.id}", now, {"digest": row.digest}, rows=[row])


def reveal(session: Session, actor: Employee, frame_id: int, *, digits: str, nonce: str, now: datetime) -> None:
    """Open one's digits and word, after everybody has pledged.

    Raises:
        PledgesAreMissing: names who has not pledged. RevealDoesNotMatch, TooFewDigits, NonceIsMalformed, NotAThrower.
    """
    require(actor, "audit.throw")
    frame, named = _thrower(session, actor, frame_id)
    missing = missing_people(session, named, named.pledges)
    if missing:
        raise PledgesAreMissing(people=missing)
    if actor.id in named.throws:
        raise PledgedAlready()
    throw = Throw("".join(digits.split()), nonce.strip())
    throw.require_pledged(named.pledges[actor.id])
    row = SeedRevealRow(source_id=named.id, employee_id=actor.id, digits=throw.digits, nonce=throw.nonce, at=now)
    session.add(row)
    facts = {"digits": throw.digits, "nonce": throw.nonce}
    journal.record(session, actor.id, "audit.reveal", f"frame:{frame.id}", now, facts, rows=[row])


def draw_sample(
    session: Session,
    actor: Employee,
    frame_id: int,
    *,
    now: datetime,
    today: date,
    rates: Mapping[str, str] | None = None,
    published: str = "",
) -> Sample:
    """Draw a list by the source named for it: `rates` as published, what the beacon `published`, or the dice revealed.

    Raises:
        FrameIsWithdrawn, DrawnAlready, RatesAreNeeded, RatesNotKnownYet, RateIsMissing, RateIsMalformed,
        RevealsAreMissing, and what `DrandSource.value` raises.
    """
    known = know_seed(session, actor, frame_id, rates=rates, published=published, now=now, today=today)
    return store_draws(session, known, draw_list(session, known))


@dataclass(frozen=True)
class Known:
    """A list whose number is known: `value` is what the source gave, `seed` is S."""

    actor: Employee
    frame: FrozenFrame
    value: str
    seed: str
    now: datetime


def know_seed(
    session: Session,
    actor: Employee,
    frame_id: int,
    *,
    now: datetime,
    today: date,
    rates: Mapping[str, str] | None = None,
    published: str = "",
) -> Known:
    """Return the list with its number, once it is known that it may be drawn.

    Raises:
        As `draw_sample`.
    """
    require(actor, "audit.draw")
    frame = frame_by_id(session, frame_id)
    frame.require_standing()
    if frame.sample:
        raise DrawnAlready(key=frame.period_key)
    drand = frame.source.drand
    value = drand.value(published, now=now) if drand else _value(session, frame.source, rates, today)
    seed = seed_of(period=frame.period_key, root=frame.root, source=frame.source.text, value=value)
    return Known(actor, frame, value, seed, now)


def draw_list(session: Session, known: Known, *, tell: Tell = lambda _done, _whole: None) -> dict[str, Draw]:
    """Return everybody's draw by employee number, from the lines as they are stored.

    Raises:
        ListIsBeingStored: some are not stored yet.
    """
    frame = known.frame
    sizes = {part.number: part.sample_size for part in frame.parts}
    stored = 0

    def parts() -> Iterator[Part]:
        nonlocal stored
        for number, ids, own in columns_of(session, frame.id):
            stored += len(ids)
            yield number, ids, own

    draws = dict(draw_parts(parts(), known.seed, sizes, frame.entries, tell))
    if stored != frame.entries:
        raise ListIsBeingStored(key=frame.period_key, stored=stored, entries=frame.entries)
    return draws


def store_draws(session: Session, known: Known, draws: Mapping[str, Draw]) -> Sample:
    """Add the sample with its thresholds and works, and journal it.

    Raises:
        FrameIsWithdrawn, DrawnAlready: somebody was quicker.
    """
    frame = frame_by_id(session, known.frame.id)
    frame.require_standing()
    if frame.sample or frame.source.id != known.frame.source.id:
        raise DrawnAlready(key=frame.period_key)
    named = frame.source
    row = SampleRow(
        frame_id=frame.id,
        source_id=named.id,
        revision=named.revision,
        value=known.value,
        seed=known.seed,
        drawn_by=known.actor.id,
        drawn_at=known.now,
    )
    session.add(row)
    session.flush()
    assert row.id is not None
    parts = [
        SampleEmployeeRow(
            sample_id=row.id,
            employee_id=part.employee_id,
            sample_size=part.sample_size,
            threshold=None if draws[part.number].threshold is None else str(draws[part.number].threshold),
        )
        for part in frame.parts
    ]
    drawn = [(item, part.employee_id) for part in frame.parts for item in draws[part.number].sample]
    items = items_of(session, frame.id, row.id, drawn)
    session.add_all([*parts, *items])
    facts = {"value": known.value, "seed": known.seed, "source": named.text, "drawn": len(items)}
    rows = [row, *parts, *items]
    journal.record(session, known.actor.id, "audit.draw", f"frame:{frame.id}", known.now, facts, rows=rows)
    sample = frame_by_id(session, frame.id).sample
    assert sample is not None
    return sample


def missing_people(session: Session, named: NamedSource, given: Mapping[int, object]) -> list[str]:
    """Return the names of throwers who are not in `given` (pledges or throws, by employee id)."""
    dice = named.dice
    people = [staff.by_number(session, number) for number in dice.numbers] if dice else []
    return [person.name for person in people if person.id not in given]


def _thrower(session: Session, actor: Employee, frame_id: int) -> tuple[FrozenFrame, NamedSource]:
    frame = frame_by_id(session, frame_id)
    frame.require_standing()
    named = frame.source
    dice = named.dice
    if dice is None:
        raise NotADiceSource()
    if frame.sample:
        raise DrawnAlready(key=frame.period_key)
    if actor.number not in dice.numbers:
        raise NotAThrower(people=[staff.by_number(session, number).name for number in dice.numbers])
    return frame, named


def _value(session: Session, named: NamedSource, rates: Mapping[str, str] | None, today: date) -> str:
    if named.rates is not None:
        if not rates and today >= named.rates.known_on:
            raise RatesAreNeeded(day=named.rates.day)
        return named.rates.value(rates or {}, today=today)
    missing = missing_people(session, named, named.throws)
    dice = named.dice
    if missing or dice is None:
        raise RevealsAreMissing(people=missing)
    numbers = {number: staff.by_number(session, number).id for number in dice.numbers}
    return dice.value({number: named.throws[id] for number, id in numbers.items()})


def items_of(
    session: Session, frame_id: int, sample_id: int, drawn: Sequence[tuple[Drawn, int]], *, after: int = 0
) -> list[SampleItemRow]:
    """Return the rows of drawn works (with their employees) in the desk's order, by rank over everybody.

    Sample sizes follow norm minutes, so ranks mix people evenly, and the place in the queue tells nothing of whose
    work it is. `after` is the last place at the desk that is taken.
    """
    lines = line_rows(session, frame_id, [item.id for item, _ in drawn])
    ordered = sorted(drawn, key=lambda pair: (pair[0].rank, pair[0].id))
    return [
        SampleItemRow(
            sample_id=sample_id,
            employee_id=employee_id,
            entry_id=lines[item.id][1],
            frame_line_id=lines[item.id][0],
            place_no=item.place,
            desk_order=order,
            rank=str(item.rank),
            handle=secrets.token_urlsafe(12),
        )
        for order, (item, employee_id) in enumerate(ordered, start=after + 1)
    ]
