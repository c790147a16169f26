"""A list of any length as the bytes of its lines: how a million of them are frozen and drawn.

The same lines, roots and draws as in `frame` and `draw`, without an object for each line. Lines are what `Line.leaf`
prints; who puts them together from columns uses `line_bytes`, who has them from a file reads each as a `Line` first.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice, pairwise
from operator import lt

from audit.draw import Draw, draw_columns
from audit.frame import EntryTwiceInFrame, LineIsMalformed, merkle_root

FIELDS = 5
TOLD_AFTER = 20_000
"""How many lines pass between two words of progress."""

Tell = Callable[[int, int], None]
"""Is called with how many lines are done, of how many."""


@dataclass(frozen=True, slots=True)
class ListedPart:
    """One employee's lines in the order of uid, their root, and what a draw needs of them."""

    number: str
    lines: Sequence[bytes]
    ids: Sequence[bytes]
    sizes: Sequence[int]
    root: bytes


@dataclass(frozen=True, slots=True)
class Listing:
    """A frozen list: the parts in the order of employee numbers, and the office's root."""

    parts: tuple[ListedPart, ...]
    root: bytes

    @classmethod
    def of(cls, lines: Sequence[bytes], *, tell: Tell = lambda _done, _all: None) -> Listing:
        """Freeze `lines`. Their order does not matter; in the order of employee number and uid it is quickest.

        Raises:
            EntryTwiceInFrame: a uid occurs twice among an employee's lines. (Under two employees it would be another
                entry's uid; the database holds each once, and who reads a file asks the file.)
            LineIsMalformed: a line has more or fewer than five fields.
        """
        parts = _parts(lines, tell)
        if parts is None:
            lines = sorted(lines, key=_place)
            parts = _parts(lines, tell)
        if parts is None:
            raise EntryTwiceInFrame(uid=_repeated(lines))
        return cls(tuple(parts), merkle_root([part.root for part in parts]))

    def draw(
        self, seed: str, sample_sizes: Mapping[str, int], *, tell: Tell = lambda _done, _all: None
    ) -> dict[str, Draw]:
        """Return each employee's draw by number."""
        return dict(draw_parts(((p.number, p.ids, p.sizes) for p in self.parts), seed, sample_sizes, self.count, tell))

    @property
    def count(self) -> int:
        return sum(len(part.lines) for part in self.parts)


def draw_parts(
    parts: Iterable[tuple[str, Sequence[bytes], Sequence[int]]],
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


class _Sizes(dict[bytes, int]):
    """Numbers by their text: the same few sizes stand in most lines."""

    def __missing__(self, text: bytes) -> int:
        size = self[text] = int(text)
        return size


def _parts(lines: Sequence[bytes], tell: Tell) -> list[ListedPart] | None:
    """Return the parts of lines in the order of number and uid, or None where they are in another order."""
    runs = _runs(lines)
    if not _is_ascending([number for number, _ in runs]):
        return None
    parts = []
    sizes = _Sizes()
    begin = told = 0
    for number, end in runs:
        own = lines[begin:end]
        columns = b"|".join(own).split(b"|")
        if len(columns) != FIELDS * len(own):
            raise LineIsMalformed(line=next(line for line in own if line.count(b"|") != FIELDS - 1).decode()[:200])
        ids = columns[::FIELDS]
        if not _is_ascending(ids) or columns[1::FIELDS].count(number) != len(own):
            return None
        own_sizes = [sizes[text] for text in columns[4::FIELDS]]
        parts.append(ListedPart(number.decode(), own, ids, own_sizes, merkle_root(own)))
        begin = end
        if end - told >= TOLD_AFTER or end == len(lines):
            told = end
            tell(end, len(lines))
    return parts


def _runs(lines: Sequence[bytes]) -> list[tuple[bytes, int]]:
    """Return each employee number with the index behind its lines, as far as they stand together.

    Where they do not, a number comes twice or out of order.
    """
    found: list[tuple[bytes, int]] = []
    begin = 0
    while begin < len(lines):
        number = _number(lines[begin])
        step = 1
        while begin + step < len(lines) and _number(lines[begin + step]) == number:
            step *= 2
        last = min(begin + step, len(lines))
        begin = _run_end(lines, number, begin, last)
        found.append((number, begin))
    return found


def _run_end(lines: Sequence[bytes], number: bytes, begin: int, end: int) -> int:
    return bisect_right(lines, False, begin, end, key=lambda line: _number(line) != number)


def _number(line: bytes) -> bytes:
    return line.split(b"|", 2)[1]


def _place(line: bytes) -> tuple[bytes, bytes]:
    uid, number, _ = line.split(b"|", 2)
    return number, uid


def _is_ascending(keys: Sequence[bytes]) -> bool:
    return all(map(lt, keys, islice(keys, 1, None)))


def _repeated(lines: Sequence[bytes]) -> str:
    places = list(map(_place, lines))
    return next(one[1].decode() for one, other in pairwise(places) if one == other)
