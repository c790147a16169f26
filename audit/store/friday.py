"""What a Friday note says: the pairs of types confused most in its week."""

from __future__ import annotations

from sqlmodel import Session

from audit.confusion import Pair, confused_pairs
from audit.friday import PAIRS, Stretch
from audit.store.confusion import cells_judged, minutes_by_type


def pairs_of(session: Session, stretch: Stretch) -> list[Pair]:
    """Return the three most confused pairs of types of a note's stretch, none where nothing was confused."""
    cells = cells_judged(session, stretch.since, stretch.until)
    return confused_pairs(cells, minutes_by_type(session, stretch.until.date()), most=PAIRS)
