"""A frozen list of work that can be drawn for a check, and the fingerprint that anybody can recompute.

Lines, leaves and roots follow RFC 6962, section 2.1: SHA-256, prefix 0x00 before a leaf, 0x01 before a pair of nodes,
split at the largest power of two below the count. Each employee's lines make a tree; the employees' roots, taken
as leaves in the order of employee numbers (UTF-8 bytes), make the office's tree.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from hashlib import sha256
from itertools import groupby

from naryad.errors import DomainError
from naryad.money import minutes3

EMPTY_ROOT = sha256(b"").digest()

# A copy of a hash that has its prefix already is quicker than a new one over prefix and content.
_BEGUN_LEAF = sha256(b"\x00").copy
_BEGUN_NODE = sha256(b"\x01").copy

_UID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\Z")
_LINE = re.compile(r"([^|\n]+)\|([^|\n]+)\|([^|\n]+)\|([0-9]+\.[0-9]{3})\|([1-9][0-9]*)\Z")


class SizeRule(StrEnum):
    """How heavy an entry is in the draw."""

    EQUAL = "equal"
    """Every entry has the same chance: a simple random sample."""

    MINUTES = "minutes"
    """The chance grows with the norm minutes claimed."""

    RISK = "risk"
    """The chance grows with the error that earlier checks lead one to expect, and a little with the minutes."""


class LineIsMalformed(DomainError):
    code = "frame_line_malformed"
    status = 422
    en = (
        "“{line}” is not a line of a frame. It must read uid|employee number|work type|minutes with three "
        "decimals|size; correct the file or export it again."
    )
    ru = (
        "«{line}» — не строка списка для проверки. Нужно: uid|табельный номер|тип|минуты с тремя знаками|вес; "
        "исправьте файл или выгрузите его заново."
    )


class EntryTwiceInFrame(DomainError):
    code = "entry_twice_in_frame"
    status = 422
    en = "Entry {uid} stands twice in the frame. A frame holds each entry once: freeze it again."
    ru = "Работа {uid} стоит в списке дважды. Каждая работа входит в список один раз: составьте его заново."


class NothingToFreeze(DomainError):
    code = "nothing_to_freeze"
    en = (
        "There is no counted work of accepted days up to {last_day} that is not in an earlier list. "
        "Wait until the days are accepted, then freeze the list."
    )
    ru = (
        "До {last_day} нет учтённых работ принятых дней, которые ещё не вошли в прежний список. "
        "Дождитесь приёма дней и составьте список тогда."
    )


@dataclass(frozen=True)
class Line:
    """One entry as it stands in a frame. `size` is an integer in thousandths, frozen with the line."""

    uid: str
    employee_number: str
    code: str
    norm_minutes: Decimal
    size: int

    def __post_init__(self) -> None:
        if not (
            _UID.match(self.uid)
            and _is_field(self.employee_number)
            and _is_field(self.code)
            and self.norm_minutes > 0
            and self.norm_minutes == minutes3(self.norm_minutes)
            and self.size > 0
        ):
            shown = f"{self.uid}|{self.employee_number}|{self.code}|{self.norm_minutes}|{self.size}"
            raise LineIsMalformed(line=shown)

    @classmethod
    def read(cls, text: str) -> Line:
        """Read a line as `text` prints it.

        Raises:
            LineIsMalformed: the text is anything that `text` would not print, byte for byte.
        """
        match = _LINE.match(text)
        if not match:
            raise LineIsMalformed(line=text[:200])
        uid, number, code, minutes, size = match.groups()
        line = cls(uid, number, code, Decimal(minutes), int(size))
        if line.text != text:
            raise LineIsMalformed(line=text[:200])
        return line

    @property
    def text(self) -> str:
        return f"{self.uid}|{self.employee_number}|{self.code}|{minutes3(self.norm_minutes)}|{self.size}"

    @property
    def leaf(self) -> bytes:
        return self.text.encode()


@dataclass(frozen=True)
class EmployeeFrame:
    """One employee's lines, sorted by uid, with their root and norm minutes."""

    number: str
    lines: tuple[Line, ...]
    root: bytes

    @classmethod
    def of(cls, number: str, lines: Iterable[Line]) -> EmployeeFrame:
        ordered = tuple(sorted(lines, key=lambda line: line.uid.encode()))
        return cls(number, ordered, merkle_root([line.leaf for line in ordered]))

    @property
    def norm_minutes(self) -> Decimal:
        return sum((line.norm_minutes for line in self.lines), Decimal(0))


@dataclass(frozen=True)
class Frame:
    """The employees of a frame in the order of their numbers, and the office's root."""

    employees: tuple[EmployeeFrame, ...]
    root: bytes

    @classmethod
    def of(cls, lines: Iterable[Line]) -> Frame:
        """Freeze `lines`; their order does not matter.

        Raises:
            EntryTwiceInFrame: a uid occurs twice.
        """
        ordered = sorted(lines, key=lambda line: (line.employee_number.encode(), line.uid.encode()))
        _require_distinct(ordered)
        by_number = groupby(ordered, key=lambda line: line.employee_number)
        employees = tuple(EmployeeFrame.of(number, group) for number, group in by_number)
        return cls(employees, merkle_root([employee.root for employee in employees]))

    def of_employee(self, number: str) -> EmployeeFrame | None:
        return next((employee for employee in self.employees if employee.number == number), None)


@dataclass(frozen=True)
class Proof:
    """Where an employee's root stands among `count` roots, and the nodes met on the way up (RFC 6962, 2.1.1)."""

    index: int
    count: int
    path: tuple[bytes, ...]

    @classmethod
    def of(cls, roots: Sequence[tuple[str, bytes]], number: str) -> Proof:
        """Return the path from the root of employee `number` among all (number, root) in the order of numbers."""
        index = next(i for i, (other, _) in enumerate(roots) if other == number)
        leaves = [root for _, root in roots]
        return cls(index, len(leaves), tuple(inclusion_path(leaves, index)))

    def leads(self, leaf: bytes, root: bytes) -> bool:
        return root_by_path(leaf, self.index, self.count, self.path) == root


def size_of(norm_minutes: Decimal, rule: SizeRule) -> int:
    """Return the frozen size in thousandths: 1000 for everyone, or the norm minutes times 1000."""
    return 1000 if rule is SizeRule.EQUAL else int(minutes3(norm_minutes).scaleb(3))


def leaf_hash(leaf: bytes) -> bytes:
    return sha256(b"\x00" + leaf).digest()


def merkle_root(leaves: Sequence[bytes]) -> bytes:
    """Return the Merkle tree hash of `leaves`, in their order; of none it is SHA-256 of nothing."""
    if not leaves:
        return EMPTY_ROOT
    # Level by level, pairing from the left and passing an odd last node up, is the same tree as splitting at
    # powers of two.
    level = _leaf_hashes(leaves)
    while len(level) > 1:
        level = _paired(level)
    return level[0]


def inclusion_path(leaves: Sequence[bytes], index: int) -> list[bytes]:
    """Return the sibling nodes from leaf `index` up to the root, lowest first."""
    if not 0 <= index < len(leaves):
        raise IndexError(index)
    path: list[bytes] = []
    level = _leaf_hashes(leaves)
    while len(level) > 1:
        sibling = index ^ 1
        if sibling < len(level):
            path.append(level[sibling])
        level, index = _paired(level), index // 2
    return path


def root_by_path(leaf: bytes, index: int, count: int, path: Sequence[bytes]) -> bytes | None:
    """Return the root that `path` leads to from `leaf` at `index` of `count`, or None where the path does not fit."""
    if not 0 <= index < count:
        return None
    node, width, nodes = leaf_hash(leaf), count, iter(path)
    while width > 1:
        if index ^ 1 < width:
            sibling = next(nodes, None)
            if sibling is None:
                return None
            node = sha256(b"\x01" + (sibling + node if index % 2 else node + sibling)).digest()
        index, width = index // 2, (width + 1) // 2
    return node if next(nodes, None) is None else None


def totals(lines: Iterable[Line]) -> Mapping[str, tuple[int, Decimal]]:
    """Return the count and the norm minutes of each employee number."""
    found: dict[str, tuple[int, Decimal]] = {}
    for line in lines:
        count, minutes = found.get(line.employee_number, (0, Decimal(0)))
        found[line.employee_number] = (count + 1, minutes + line.norm_minutes)
    return found


def _leaf_hashes(leaves: Sequence[bytes]) -> list[bytes]:
    hashes: list[bytes] = []
    add = hashes.append
    for leaf in leaves:
        hash = _BEGUN_LEAF()
        hash.update(leaf)
        add(hash.digest())
    return hashes


def _paired(level: Sequence[bytes]) -> list[bytes]:
    paired: list[bytes] = []
    add = paired.append
    one_by_one = iter(level)
    for left, right in zip(one_by_one, one_by_one, strict=False):
        node = _BEGUN_NODE()
        node.update(left + right)
        add(node.digest())
    if len(level) % 2:
        add(level[-1])
    return paired


def _is_field(text: str) -> bool:
    return bool(text) and text == text.strip() and not any(c == "|" or ord(c) < 32 for c in text)


def _require_distinct(lines: Sequence[Line]) -> None:
    for uid in _repeated(line.uid for line in lines):
        raise EntryTwiceInFrame(uid=uid)


def _repeated(uids: Iterable[str]) -> Iterator[str]:
    seen: set[str] = set()
    for uid in uids:
        if uid in seen:
            yield uid
        seen.add(uid)
