"""Freezing and drawing a list of a million beside hashing its lines once; reading and storing it beside that.

Everything from lines in memory to the sample is measured: leaves, everybody's root, the root, tickets, ranks, the first
few of each employee and the threshold. The yardstick is one `sha256(line).digest()` for each line of the same list, in
the same process, in turns with what is measured.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator
from datetime import date, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from audit.actions.making import begin_draw, begin_freeze, draw_begun, freeze_begun
from audit.frame import SizeRule
from audit.listing import Listing, Part, line_bytes
from audit.seed import DEFAULT_CURRENCIES, RatesSource
from audit.span import Span
from bench.measure import Figure
from bench.office import found, work_through
from naryad import migrate
from naryad.db import Database
from naryad.office import set_setting

ENTRIES, PEOPLE, ROUNDS = 1_000_000, 2_500, 5
MOST = 6.0
SAMPLE = 4
MINUTES = (3_000, 5_000, 10_000, 25_000, 60_000)
SEED = sha256(b"bench").hexdigest()
ZONE = ZoneInfo("Europe/Moscow")
FROZEN_AT = datetime(2026, 11, 3, 12, 0, tzinfo=ZONE)
DRAWN_AT = datetime(2026, 11, 6, 18, 0, tzinfo=ZONE)
ACCEPT = (
    "INSERT INTO day_acceptance (employee_id, day, at, causes, reason)"
    " SELECT DISTINCT employee_id, day, '2026-11-01 00:00:00', '', '' FROM entry"
)


def auditing(*, entries: int, people: int, rounds: int = ROUNDS) -> Iterator[Figure | str]:
    """Yield the figures of lists with sizes of each kind, and what bare calls of `sha256` would have taken."""
    for rule in SizeRule:
        yield from _one_list(_parts(entries, people, rule), f"freeze and draw, sizes by {rule.value}", rounds)


def _one_list(parts: list[Part], name: str, rounds: int) -> Iterator[Figure | str]:
    lines = [line for _, own, _ in parts for line in own]
    hashed, made, bare = [], [], []
    for _ in range(rounds):
        hashed.append(_seconds(lambda: _hash_once(lines)))
        made.append(_seconds(lambda: _freeze_and_draw(parts)))
        bare.append(_seconds(lambda: _begin_hashes(lines)))
    yield Figure(name, min(made), f"one SHA-256 of each of {len(lines)} lines", min(hashed), MOST)
    yield (
        f"    {len(parts)} people; {min(made) / len(lines) * 1e6:.2f} µs a line; sha256(line) whose digest nobody asks "
        f"for, and which hashes nothing of a line under 64 bytes yet: {min(bare):.2f} s"
    )


def auditing_in_a_database(folder: Path, *, entries: int, people: int) -> Iterator[str]:
    """Yield what reading, hashing, storing and drawing a list take in an office's database (SQLite)."""
    url = f"sqlite:///{folder / 'audit.sqlite'}"
    migrate.upgrade(url)
    database = Database(url)
    hired = found(database, people=people)
    work_through(database, hired, entries=entries)
    with database.writing() as session:
        session.execute(sa.text(ACCEPT))
        for name, value in (("audit_frame", "month"), ("audit_minutes_a_week", min(people, 2400))):
            set_setting(session, name, value, effective_from=date(2026, 11, 1), actor=hired[0], now=FROZEN_AT)
    told = _Told()
    source = RatesSource(date(2026, 11, 6))
    ask: dict[str, Any] = {"now": FROZEN_AT, "today": FROZEN_AT.date()}
    with database.writing() as session:
        begun = begin_freeze(session, hired[0], span=Span.read("2026-10"), source=source, **ask)
    frozen = _seconds(lambda: freeze_begun(database, begun, clock=lambda: FROZEN_AT, tell=told))
    draw: dict[str, Any] = {
        "now": DRAWN_AT,
        "today": DRAWN_AT.date(),
        "rates": dict.fromkeys(DEFAULT_CURRENCIES, "81.1234"),
    }
    with database.writing() as session:
        making_id = begin_draw(session, hired[0], 1, **draw)
    draw["clock"] = lambda: DRAWN_AT
    drawn = _seconds(lambda: draw_begun(database, making_id, hired[0], **draw))
    database.dispose()
    yield f"    in a database: frozen in {frozen:.1f} s, drawn in {drawn:.1f} s, {entries} entries of {people} people"
    yield f"    it said {told.count} times how far it was, after {told.longest:.1f} s of silence at most"


class _Told:
    """Who listens to how far the work is."""

    def __init__(self) -> None:
        self.count, self.longest, self._last = 0, 0.0, time.perf_counter()

    def __call__(self, _done: int, _whole: int) -> None:
        now = time.perf_counter()
        self.count, self.longest, self._last = self.count + 1, max(self.longest, now - self._last), now


def _hash_once(lines: list[bytes]) -> None:
    for line in lines:
        sha256(line).digest()


def _begin_hashes(lines: list[bytes]) -> None:
    for line in lines:
        sha256(line)


def _freeze_and_draw(parts: list[Part]) -> None:
    listing = Listing.of_parts(parts, sum(len(lines) for _, lines, _ in parts))
    draws = listing.draw(SEED, {part.number: SAMPLE for part in listing.parts})
    assert all(draw.threshold is not None for draw in draws.values())


def _parts(entries: int, people: int, rule: SizeRule) -> list[Part]:
    """Return everybody's lines with their sizes, as freezing has them in memory, in the order of number and uid."""
    chance = random.Random(2026)
    started = int(datetime(2026, 10, 5, 6, 0, tzinfo=ZONE).timestamp() * 1000)
    parts: list[Part] = []
    for person in range(people):
        lines, sizes = [], []
        for moment in sorted(chance.randrange(400_000_000) for _ in range(entries // people)):
            hexes = f"{started + moment:012x}7{chance.getrandbits(12):03x}8{chance.getrandbits(60):015x}"
            uid = f"{hexes[:8]}-{hexes[8:12]}-{hexes[12:16]}-{hexes[16:20]}-{hexes[20:]}"
            thousandths = chance.choice(MINUTES)
            sizes.append(_size(rule, thousandths, chance))
            lines.append(line_bytes(uid, f"{person:05d}|L{thousandths // 1000}", thousandths, sizes[-1]))
        parts.append((f"{person:05d}", lines, sizes))
    return parts


def _size(rule: SizeRule, thousandths: int, chance: random.Random) -> int:
    if rule is SizeRule.EQUAL:
        return 1000
    return thousandths if rule is SizeRule.MINUTES else thousandths // 5 + chance.choice((0, 1_414, 3_162, 7_906))


def _seconds(function: Callable[[], object]) -> float:
    started = time.perf_counter()
    function()
    return time.perf_counter() - started
