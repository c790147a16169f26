"""A list of any length as the bytes of its lines: how a million of them are frozen and drawn.

The same lines, roots and draws as in `frame` and `draw`, without an object for each line. Lines are what `Line.leaf`
prints; who puts them together from columns uses `line_bytes`, who has them from a file reads each as a `Line` first.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby, islice, pairwise
from operator import lt

from audit.draw import Draw, draw_columns
from audit.frame import EntryTwiceInFrame, LineIsMalformed, merkle_root

FIELDS, UID_LENGTH = 5, 36
TOLD_AFTER = 20_000
"""How many lines pass between two words of progress."""

Tell = Callable[[int, int], None]
"""Is called with how many lines are done, of how many."""

Part = tuple[str, Sequence[bytes], Sequence[int]]
"""An employee's number with lines (or ids) and sizes side by side."""


@dataclass(frozen=True, slots=True)
class ListedPart:
    """One employee's lines in the order of uid, their sizes and their root."""

    number: str
    lines: Sequence[bytes]
    sizes: Sequence[int]
    root: bytes

    def ids(self) -> list[bytes]:
        return [line[:UID_LENGTH] for line in self.lines]


@dataclass(frozen=True, slots=True)
class Listing:
    """A frozen list: the parts in the order of employee numbers, and the office's root."""

    parts: tuple[ListedPart, ...]
    root: bytes

    @classmethod
    def of(cls, lines: Sequence[bytes], *, tell: Tell = lambda _done, _whole: None) -> Listing:
        """Freeze `lines`, in any order.

        Raises:
            EntryTwiceInFrame: a uid occurs twice among an employee's lines. (Under two employees it would be another
                entry's uid; the database holds each once, and who reads a file asks the file.)
            LineIsMalformed: a line has more or fewer than five fields.
        """
        parts = []
        for number, own in groupby(sorted(lines, key=_place), key=_number):
            mine = list(own)
            parts.append((number.decode(), mine, [int(line.rpartition(b"|")[2]) for line in mine]))
        return cls.of_parts(parts, len(lines), tell=tell)

    @classmethod
    def of_parts(cls, parts: Iterable[Part], count: int, *, tell: Tell = lambda _done, _whole: None) -> Listing:
        """Freeze the lines of each employee, with their sizes: employees in the order of numbers, lines of uid.

        Raises:
            EntryTwiceInFrame: a uid occurs twice among an employee's lines.
            ValueError: employees or lines are in another order.
        """
        listed: list[ListedPart] = []
        done = told = 0
        for number, lines, sizes in parts:
            if listed and listed[-1].number.encode() >= number.encode():
                raise ValueError(f"{number} stands behind {listed[-1].number}")
            part = ListedPart(number, lines, sizes, merkle_root(lines))
            _require_ascending(part.ids())
            listed.append(part)
            done += len(lines)
            if done - told >= TOLD_AFTER or done == count:
                told = done
                tell(done, count)
        return cls(tuple(listed), merkle_root([part.root for part in listed]))

    def draw(
        self, seed: str, sample_sizes: Mapping[str, int], *, tell: Tell = lambda _done, _all: None
    ) -> dict[str, Draw]:
        """Return each employee's draw by number."""
        return dict(
            draw_parts(((p.number, p.ids(), p.sizes) for p in self.parts), seed, sample_sizes, self.count, tell)
        )

    @property
    def count(self) -> int:
        return sum(len(part.lines) for part in self.parts)


def draw_parts(
    parts: Iterable[Part],
    seed: str,
    sample_sizes: Mapping[str, int],
    count: int,
    tell: Tell,
) -> Iterator[tuple[str, Draw]]:
    """Yield the draw of each (employee number, ids, sizes); `count` is how many entries there are altogether."""
    done = told = 0
    for number, ids, sizes in parts:
        yield number, draw_columns(seed, ids, sizes, sample_sizes[number])
        done += len(ids)
        if done - told >= TOLD_AFTER or done == count:
            told = done
            tell(done, count)


def line_bytes(uid: str, number_and_code: str, norm_thousandths: int, size: int) -> bytes:
    """Return a line from its columns; `number_and_code` is employee number, bar, code of the type.

    Whether number and code may stand in a line is asked once for each pair, by making a `Line` of one of its entries.
    """
    whole, rest = divmod(norm_thousandths, 1000)
    return f"{uid}|{number_and_code}|{whole}.{rest:03d}|{size}".encode()


def _place(line: bytes) -> tuple[bytes, bytes]:
    if line.count(b"|") != FIELDS - 1:
        raise LineIsMalformed(line=line.decode()[:200])
    uid, number, _ = line.split(b"|", 2)
    return number, uid


def _number(line: bytes) -> bytes:
    return line.split(b"|", 2)[1]


def _require_ascending(ids: Sequence[bytes]) -> None:
    if all(map(lt, ids, islice(ids, 1, None))):
        return
    one, other = next((one, other) for one, other in pairwise(ids) if one >= other)
    if one == other:
        raise EntryTwiceInFrame(uid=one.decode())
    raise ValueError(f"{other.decode()} stands behind {one.decode()}")
