"""Ranks are exact, the order of input changes nothing, and a longer sample only continues the list."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit import draw as draws
from audit.draw import SURE_SHARE, Drawn, draw, exact_rank, least_ranks, near_rank, tickets_of, whole_order

SEED = "5feceb66ffc86f38d952786c6d696c79c2dbc239dd4e91b46729d73a27fb57e9"
ITEMS = st.dictionaries(
    st.text("0123456789abcdef-", min_size=1, max_size=8), st.integers(1, 480_000), min_size=1, max_size=60
)


def test_a_rank_has_sixty_digits() -> None:
    assert exact_rank("12345678901234567890", "5", 20) == Decimal(
        "0.00448434629983471501652207920277726787131969133938587191534584"
    )


@given(ITEMS, st.integers(0, 70))
def test_the_sample_is_the_beginning_of_the_exact_order(items: dict[str, int], count: int) -> None:
    exact = sorted(items, key=lambda id: (exact_rank(SEED, id, items[id]), id))

    drawn = draw(SEED, items.items(), count)

    assert [item.id for item in drawn.sample] == exact[:count]
    assert [item.place for item in drawn.sample] == list(range(1, len(drawn.sample) + 1))
    left_out = exact[count:]
    assert drawn.threshold == (exact_rank(SEED, left_out[0], items[left_out[0]]) if left_out else None)


@given(ITEMS, st.randoms(use_true_random=False))
def test_the_order_of_input_changes_nothing(items: dict[str, int], random: object) -> None:
    shuffled = list(items.items())
    random.shuffle(shuffled)  # type: ignore[attr-defined]

    assert draw(SEED, shuffled, 5) == draw(SEED, items.items(), 5)


@given(st.lists(st.integers(1, 480_000), min_size=1, max_size=40))
def test_a_float_rank_is_surely_near_and_never_below_the_least(sizes: list[int]) -> None:
    tickets = tickets_of(SEED, [f"{i}".encode() for i in range(len(sizes))])

    least = least_ranks(tickets, sizes)

    for i, (ticket, size) in enumerate(zip(tickets, sizes, strict=True)):
        exact = exact_rank(SEED, f"{i}", size)
        assert abs(Decimal(near_rank(ticket, size)) - exact) <= exact * Decimal(SURE_SHARE) / 100
        assert Decimal(least[i]) <= exact * (1 + Decimal(SURE_SHARE))


@pytest.mark.parametrize(
    "number",
    [
        0,
        1,
        2**192 - 1,
        2**212 - 1,
        2**236,
        2**236 + 2**235,
        2**255 - 1,
        2**255,
        2**256 - 2**224,
        2**256 - 2**224 - 1,
        2**256 - 2**223,
        2**256 - 2**192,
        2**256 - 2**156,
    ],
)
def test_a_float_rank_is_near_at_both_ends_of_the_scale(number: int) -> None:
    # Nearer to u = 1 than 2^-100 no ticket ever falls; there sixty digits of u no longer tell ranks apart.
    exact = Drawn(1, "x", 1000, number).rank

    [least] = least_ranks([number.to_bytes(32)], [1000])

    assert exact > 0
    assert abs(Decimal(near_rank(number.to_bytes(32), 1000)) - exact) <= exact * Decimal(SURE_SHARE) / 100
    assert Decimal(least) <= exact * (1 + Decimal(SURE_SHARE))
    assert Decimal(least) > (2**256 - number) / Decimal(2**256) / 1000 - Decimal(2) ** -48


def test_equal_tickets_go_by_id(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(draws, "tickets_of", lambda _seed, ids: [(2**255).to_bytes(32)] * len(ids))

    assert whole_order(SEED, [("b", 1000), ("a", 1000), ("c", 2000)]) == ["c", "a", "b"]
    assert draw(SEED, [("b", 1000), ("a", 1000), ("c", 2000)], 2).threshold == Drawn(3, "b", 1000, 2**255).rank


def test_tickets_that_differ_in_their_fiftieth_digit_go_by_exact_rank(monkeypatch: pytest.MonkeyPatch) -> None:
    tickets = {b"a": 2**255, b"b": 2**255 + 2**90, b"c": 2**255 - 2**90, b"d": 2**255 + 2**91}
    monkeypatch.setattr(draws, "tickets_of", lambda _seed, ids: [tickets[id].to_bytes(32) for id in ids])

    drawn = draw(SEED, [("a", 5000), ("b", 5000), ("c", 5000), ("d", 5000)], 2)

    assert [item.id for item in drawn.sample] == ["d", "b"]
    assert drawn.threshold == Drawn(1, "a", 5000, 2**255).rank


def test_nothing_is_drawn_from_nothing() -> None:
    assert draw(SEED, [], 3).sample == ()
    assert draw(SEED, [], 3).threshold is None
