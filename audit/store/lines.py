"""The lines of lists as they are read and stored: by pages, however many there are."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import groupby
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Table, exists, func, select, type_coerce
from sqlmodel import Session, col

from audit.frame import Line
from audit.listing import Listing, Part, Tell, line_bytes
from audit.tables.frame import FrameEmployeeRow, FrameLineRow, FrameWithdrawalRow
from naryad import staff
from norms.store import all_types
from worklog.store.lines import Frameable, frameable

PAGE = 5_000

LINE: Table = FrameLineRow.__table__  # type: ignore[attr-defined]  # SQLModel adds it to table classes
WITHDRAWAL: Table = FrameWithdrawalRow.__table__  # type: ignore[attr-defined]

STORED = ("frame_id", "employee_id", "entry_id", "round_no", "uid", "day", "code", "norm_minutes", "size")


@dataclass(frozen=True)
class Gathered:
    """Works to be frozen, in the order of employee number and uid: their lines, and the entries behind these."""

    lines: list[bytes]
    entry_ids: array[int]
    days: list[date]
    thousandths: array[int]
    """Norm minutes of each line, times 1000."""

    sizes: array[int]

    employee_ids: Mapping[str, int]
    """Of the people who have any, by number, in the order of the lines."""

    counts: Mapping[str, int]

    @property
    def norm_minutes(self) -> Decimal:
        return minutes_of(sum(self.thousandths))

    def listing(self, *, tell: Tell = lambda _done, _whole: None) -> Listing:
        return Listing.of_parts(self._parts(), len(self.lines), tell=tell)

    def _parts(self) -> Iterator[Part]:
        begin = 0
        for number, count in self.counts.items():
            end = begin + count
            yield number, self.lines[begin:end], self.sizes[begin:end]
            begin = end

    def minutes_by_number(self) -> dict[str, Decimal]:
        found: dict[str, Decimal] = {}
        begin = 0
        for number, count in self.counts.items():
            found[number] = minutes_of(sum(self.thousandths[begin : begin + count]))
            begin += count
        return found


def minutes_of(thousandths: int) -> Decimal:
    return Decimal(thousandths).scaleb(-3)


def on_standing_list(entry_id: ColumnElement[int]) -> ColumnElement[bool]:
    """Say in SQL whether an entry is on a list that stands."""
    withdrawn = exists().where(WITHDRAWAL.c.frame_id == LINE.c.frame_id)
    return exists().where(LINE.c.entry_id == entry_id, ~withdrawn)


def gather(
    session: Session,
    first: date,
    last: date,
    *,
    size_of: Callable[[Frameable], int],
    tell: Tell = lambda _done, _whole: None,
    whole: int = 0,
) -> Gathered:
    """Return the works of accepted days between two days that are on no standing list.

    `whole` is how many they are, where the caller wants to be told how far the reading is.
    """
    heads = _Heads(session)
    own: dict[str, _Own] = {}
    done = 0
    for page in frameable(session, first, last, unless=on_standing_list):
        for employee_id, works in groupby(page, key=lambda work: work.employee_id):
            number = heads.numbers[employee_id]
            mine = own.setdefault(number, _Own())
            for work in works:
                head = heads[employee_id, work.work_type_id]
                size = size_of(work)
                mine.lines.append(line_bytes(work.uid, head, work.norm_thousandths, size))
                mine.sizes.append(size)
                mine.entry_ids.append(work.entry_id)
                mine.days.append(work.day)
                mine.thousandths.append(work.norm_thousandths)
        done += len(page)
        tell(done, max(done, whole))
    numbers = sorted(own, key=str.encode)
    ids, counts = {n: heads.ids[n] for n in numbers}, {n: len(own[n].lines) for n in numbers}
    gathered = Gathered([], array("q"), [], array("q"), array("q"), ids, counts)
    for number in numbers:
        mine = own.pop(number)
        gathered.lines.extend(mine.lines)
        gathered.entry_ids.extend(mine.entry_ids)
        gathered.days.extend(mine.days)
        gathered.thousandths.extend(mine.thousandths)
        gathered.sizes.extend(mine.sizes)
    return gathered


class _Own:
    """One employee's columns while they are read."""

    def __init__(self) -> None:
        self.lines: list[bytes] = []
        self.entry_ids = array("q")
        self.days: list[date] = []
        self.thousandths = array("q")
        self.sizes = array("q")


class _Heads(dict[tuple[int, int], str]):
    """The middle of a line, `number|code`, by employee and work type; each is checked once, as part of a line."""

    def __init__(self, session: Session) -> None:
        people = staff.employees(session)
        self.numbers = {person.id: person.number for person in people}
        self.ids = {person.number: person.id for person in people}
        self._codes = {each.id: each.code for each in all_types(session)}

    def __missing__(self, pair: tuple[int, int]) -> str:
        number, code = self.numbers[pair[0]], self._codes[pair[1]]
        Line("00000000-0000-0000-0000-000000000000", number, code, Decimal(1), 1)
        head = self[pair] = f"{number}|{code}"
        return head


def rounds_before(session: Session, days: Sequence[date]) -> dict[int, int]:
    """Return, for works of `days` that stood on withdrawn lists, on how many."""
    query = (
        select(LINE.c.entry_id, func.count())
        .join(WITHDRAWAL, WITHDRAWAL.c.frame_id == LINE.c.frame_id)
        .where(LINE.c.day.between(min(days), max(days)))
        .group_by(LINE.c.entry_id)
    )
    return {row[0]: row[1] for row in session.connection().execute(query)}


def store_lines(
    session: Session, frame_id: int, gathered: Gathered, rounds: Mapping[int, int], *, begin: int, end: int
) -> None:
    """Add the rows of the lines from index `begin` to before `end`."""
    connection = session.connection()
    day_of = _day_binder(connection.dialect)
    rows = []
    for i in range(begin, min(end, len(gathered.lines))):
        uid, number, code, _, _ = gathered.lines[i].decode().split("|")
        entry_id = gathered.entry_ids[i]
        rows.append(
            (
                frame_id,
                gathered.employee_ids[number],
                entry_id,
                rounds.get(entry_id, 0),
                uid,
                day_of(gathered.days[i]),
                code,
                gathered.thousandths[i],
                gathered.sizes[i],
            )
        )
    mark = "?" if connection.dialect.paramstyle == "qmark" else "%s"
    marks = ", ".join([mark] * len(STORED))
    statement = f"INSERT INTO {LINE.name} ({', '.join(STORED)}) VALUES ({marks})"
    for start in range(0, len(rows), PAGE):
        connection.exec_driver_sql(statement, rows[start : start + PAGE])


def leaves_of(session: Session, frame_id: int) -> list[bytes]:
    """Return every line of a list as bytes, in the order of employee number and uid."""
    numbers = _numbers(session, frame_id)
    own: dict[str, list[bytes]] = {}
    columns = (
        LINE.c.employee_id,
        LINE.c.uid,
        LINE.c.code,
        type_coerce(LINE.c.norm_minutes, BigInteger),
        LINE.c.size,
    )
    for page in _pages(session, frame_id, columns):
        for employee_id, uid, code, thousandths, size in page:
            number = numbers[employee_id]
            own.setdefault(number, []).append(line_bytes(uid, f"{number}|{code}", thousandths, size))
    return [line for number in sorted(own, key=str.encode) for line in own[number]]


def whole_listing(session: Session, frame_id: int) -> Listing:
    """Return a list with the roots recomputed from its stored lines."""
    return Listing.of(leaves_of(session, frame_id))


def columns_of(session: Session, frame_id: int, only: int | None = None) -> Iterator[Part]:
    """Yield each employee's number (or that of employee `only`) with the ids and sizes of their lines: what a draw is
    made of.
    """
    numbers = _numbers(session, frame_id)
    columns = LINE.c.employee_id, LINE.c.uid, LINE.c.size
    rows = (row for page in _pages(session, frame_id, columns, only) for row in page)
    for employee_id, own in groupby(rows, key=lambda row: row[0]):
        ids, sizes = [], []
        for _, uid, size in own:
            ids.append(uid.encode())
            sizes.append(size)
        yield numbers[employee_id], ids, sizes


def line_rows(session: Session, frame_id: int, uids: Sequence[str]) -> dict[str, tuple[int, int]]:
    """Return (line id, entry id) of the named lines of a list, by uid."""
    found: dict[str, tuple[int, int]] = {}
    for start in range(0, len(uids), PAGE):
        part = list(uids[start : start + PAGE])
        query = select(LINE.c.uid, LINE.c.id, LINE.c.entry_id).where(LINE.c.frame_id == frame_id, LINE.c.uid.in_(part))
        found.update({uid: (id, entry_id) for uid, id, entry_id in session.connection().execute(query)})
    return found


def _pages(
    session: Session, frame_id: int, columns: tuple[Any, ...], only: int | None = None
) -> Iterator[Sequence[Any]]:
    query = (
        select(*columns)
        .where(LINE.c.frame_id == frame_id)
        .order_by(LINE.c.employee_id, LINE.c.uid)
        .execution_options(yield_per=PAGE)
    )
    if only is not None:
        query = query.where(LINE.c.employee_id == only)
    yield from session.connection().execute(query).partitions()


def _numbers(session: Session, frame_id: int) -> dict[int, str]:
    query = select(col(FrameEmployeeRow.employee_id), col(FrameEmployeeRow.number)).where(
        col(FrameEmployeeRow.frame_id) == frame_id
    )
    return {row[0]: row[1] for row in session.connection().execute(query)}


def _day_binder(dialect: Any) -> Callable[[date], Any]:
    return date.isoformat if dialect.name == "sqlite" else lambda day: day
