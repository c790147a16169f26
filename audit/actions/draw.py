"""Throwing dice by pledge and reveal, entering rates, and drawing."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import date, datetime

from sqlmodel import Session, select

from audit.check import (
    DrawnAlready,
    FrozenFrame,
    NamedSource,
    NotADiceSource,
    NotAThrower,
    PledgedAlready,
    PledgesAreMissing,
    RatesAreNeeded,
    RevealsAreMissing,
    Sample,
)
from audit.draw import Draw, draw
from audit.seed import Throw, read_digest, seed_of
from audit.store.frame import frame_by_id, lines_of
from audit.tables.frame import FrameLineRow
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
) -> Sample:
    """Draw a list by the source named for it: by `rates` as published, or by the dice everybody has revealed.

    Raises:
        FrameIsWithdrawn, DrawnAlready, RatesAreNeeded, RatesNotKnownYet, RateIsMissing, RateIsMalformed,
        RevealsAreMissing.
    """
    require(actor, "audit.draw")
    frame = frame_by_id(session, frame_id)
    frame.require_standing()
    if frame.sample:
        raise DrawnAlready(key=frame.period_key)
    named = frame.source
    value = _value(session, named, rates, today)
    seed = seed_of(period=frame.period_key, root=frame.root, source=named.text, value=value)
    row = SampleRow(
        frame_id=frame_id,
        source_id=named.id,
        revision=named.revision,
        value=value,
        seed=seed,
        drawn_by=actor.id,
        drawn_at=now,
    )
    session.add(row)
    session.flush()
    assert row.id is not None
    draws = _draws(session, frame, seed)
    parts = [
        SampleEmployeeRow(
            sample_id=row.id,
            employee_id=part.employee_id,
            sample_size=part.sample_size,
            threshold=None if draws[part.number].threshold is None else str(draws[part.number].threshold),
        )
        for part in frame.parts
    ]
    items = _items(session, frame, row.id, draws)
    session.add_all([*parts, *items])
    facts = {"value": value, "seed": seed, "source": named.text, "drawn": len(items)}
    journal.record(session, actor.id, "audit.draw", f"frame:{frame_id}", now, facts, rows=[row, *parts, *items])
    sample = frame_by_id(session, frame_id).sample
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


def _draws(session: Session, frame: FrozenFrame, seed: str) -> dict[str, Draw]:
    sizes: dict[str, list[tuple[str, int]]] = {}
    for line in lines_of(session, frame.id):
        sizes.setdefault(line.employee_number, []).append((line.uid, line.size))
    return {part.number: draw(seed, sizes[part.number], part.sample_size) for part in frame.parts}


def _items(session: Session, frame: FrozenFrame, sample_id: int, draws: Mapping[str, Draw]) -> list[SampleItemRow]:
    """Return the drawn works in the desk's order, by rank over everybody.

    Sample sizes follow norm minutes, so ranks mix people evenly, and the place in the queue tells nothing of whose
    work it is.
    """
    drawn = [(item, part.employee_id) for part in frame.parts for item in draws[part.number].sample]
    uids = {item.id for item, _ in drawn}
    lines = {
        row.uid: row
        for row in session.exec(select(FrameLineRow).where(FrameLineRow.frame_id == frame.id))
        if row.uid in uids
    }
    ordered = sorted(drawn, key=lambda pair: (pair[0].rank, pair[0].id))
    return [
        SampleItemRow(
            sample_id=sample_id,
            employee_id=employee_id,
            entry_id=lines[item.id].entry_id,
            frame_line_id=lines[item.id].id or 0,
            place_no=item.place,
            desk_order=order,
            rank=str(item.rank),
            handle=secrets.token_urlsafe(12),
        )
        for order, (item, employee_id) in enumerate(ordered, start=1)
    ]
