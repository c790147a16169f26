"""A list of a million is the same list: its lines, roots and draws are those of the plain definition."""

from __future__ import annotations

import random
from decimal import Decimal
from hashlib import sha256

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audit.draw import draw, exact_rank
from audit.frame import EntryTwiceInFrame, Frame, Line, LineIsMalformed, SizeRule, size_of
from audit.listing import TOLD_AFTER, Listing, line_bytes

SEED = "5feceb66ffc86f38d952786c6d696c79c2dbc239dd4e91b46729d73a27fb57e9"
MINUTES = ("0.001", "3.000", "5.000", "12.500", "60.000", "480.000")


def _uid(number: int) -> str:
    return f"019a0000-0000-7000-8000-{number:012d}"


def _line(uid: str, number: str, minutes: str, rule: SizeRule) -> Line:
    return Line(uid, number, "Д10", Decimal(minutes), size_of(Decimal(minutes), rule))


@st.composite
def lists(draws: st.DrawFn) -> list[Line]:
    """A list of up to 120 works of up to 6 people, sizes equal or by minutes, in any order."""
    count = draws(st.integers(0, 120))
    rule = draws(st.sampled_from([SizeRule.EQUAL, SizeRule.MINUTES]))
    people = st.sampled_from(["101", "11", "9", "A-7", "Я-3", "1010"])
    return [_line(_uid(7 * i % 1009), draws(people), draws(st.sampled_from(MINUTES)), rule) for i in range(count)]


def _tree(nodes: list[bytes]) -> bytes:
    """RFC 6962, 2.1, as it stands there."""
    if not nodes:
        return sha256(b"").digest()
    if len(nodes) == 1:
        return sha256(b"\x00" + nodes[0]).digest()
    half = 1
    while half * 2 < len(nodes):
        half *= 2
    return sha256(b"\x01" + _tree(nodes[:half]) + _tree(nodes[half:])).digest()


@settings(deadline=None)
@given(lists(), st.integers(0, 40))
def test_a_listing_is_the_plain_definition(lines: list[Line], count: int) -> None:
    listing = Listing.of([line.leaf for line in lines])

    by_number: dict[str, list[Line]] = {}
    for line in sorted(lines, key=lambda each: (each.employee_number.encode(), each.uid.encode())):
        by_number.setdefault(line.employee_number, []).append(line)
    roots = [_tree([line.leaf for line in own]) for own in by_number.values()]
    assert [(part.number, part.root) for part in listing.parts] == list(zip(by_number, roots, strict=True))
    assert listing.root == _tree(roots) == Frame.of(lines).root
    drawn = listing.draw(SEED, dict.fromkeys(by_number, count))
    for number, own in by_number.items():
        exact = sorted((exact_rank(SEED, line.uid, line.size), line.uid) for line in own)
        assert [(item.rank, item.id) for item in drawn[number].sample] == exact[:count]
        assert drawn[number].threshold == (exact[count][0] if count < len(exact) else None)
        assert drawn[number] == draw(SEED, [(line.uid, line.size) for line in own], count)


@settings(deadline=None)
@given(lists(), st.randoms(use_true_random=False))
def test_the_order_of_lines_changes_nothing(lines: list[Line], chance: random.Random) -> None:
    leaves = [line.leaf for line in lines]
    shuffled = chance.sample(leaves, len(leaves))

    assert Listing.of(shuffled) == Listing.of(leaves)


def test_somebody_s_line_among_another_s_is_put_in_its_place() -> None:
    lines = [_line(_uid(i), "101", "5.000", SizeRule.EQUAL) for i in range(9)]
    stray = _line(_uid(4000), "100", "5.000", SizeRule.EQUAL)

    listing = Listing.of([line.leaf for line in (*lines[:4], stray, *lines[4:])])

    assert listing == Listing.of([line.leaf for line in (stray, *lines)])
    assert [(part.number, len(part.lines)) for part in listing.parts] == [("100", 1), ("101", 9)]


def test_a_work_twice_on_somebody_s_list_is_refused() -> None:
    lines = [_line(_uid(i), "101", "5.000", SizeRule.EQUAL).leaf for i in (1, 2, 2, 3)]

    with pytest.raises(EntryTwiceInFrame) as refused:
        Listing.of(lines)

    assert _uid(2) in refused.value.message("en")


def test_parts_in_another_order_than_the_list_s_are_a_mistake_of_the_program() -> None:
    one, two = (_line(_uid(i), "101", "5.000", SizeRule.EQUAL).leaf for i in (1, 2))

    with pytest.raises(ValueError, match="000000000001 stands behind"):
        Listing.of_parts([("101", [two, one], [1000, 1000])], 2)
    with pytest.raises(ValueError, match="100 stands behind 101"):
        Listing.of_parts([("101", [one], [1000]), ("100", [two], [1000])], 2)


@pytest.mark.parametrize("line", [b"019a|101|L10|5.000", b"019a|101|L10|5.000|1000|more"])
def test_a_line_of_other_than_five_fields_is_refused(line: bytes) -> None:
    with pytest.raises(LineIsMalformed) as refused:
        Listing.of([_line(_uid(1), "101", "5.000", SizeRule.EQUAL).leaf, line])

    assert "019a|101|L10|5.000" in refused.value.message("ru")


def test_a_line_from_columns_is_the_line_of_the_values() -> None:
    line = _line(_uid(1), "101", "12.500", SizeRule.MINUTES)

    assert line_bytes(line.uid, "101|Д10", 12_500, 12_500) == line.leaf
    assert line_bytes(line.uid, "101|Д10", 5, 1000) == f"{line.uid}|101|Д10|0.005|1000".encode()


def test_a_long_list_says_how_far_it_is() -> None:
    lines = [
        _line(_uid(person * 1000 + i), str(100 + person), "5.000", SizeRule.EQUAL).leaf
        for person in range(60)
        for i in range(800)
    ]
    frozen: list[tuple[int, int]] = []
    drawn: list[tuple[int, int]] = []

    listing = Listing.of(lines, tell=lambda done, whole: frozen.append((done, whole)))
    listing.draw(SEED, {part.number: 2 for part in listing.parts}, tell=lambda done, whole: drawn.append((done, whole)))

    assert frozen == drawn == [(20_000, 48_000), (40_000, 48_000), (48_000, 48_000)]
    assert TOLD_AFTER == 20_000
