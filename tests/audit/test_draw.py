"""Ranks are exact, the order of input changes nothing, and a longer sample only continues the list."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from audit import draw as draws
from audit.draw import draw, exact_rank, near_rank, whole_order

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


@given(st.text(max_size=12), st.integers(1, 480_000))
def test_a_float_rank_is_surely_near(id: str, size: int) -> None:
    exact = exact_rank(SEED, id, size)

    assert abs(Decimal(near_rank(SEED, id, size)) - exact) <= exact * Decimal("2e-15")


def test_a_float_rank_is_near_at_both_ends_of_the_scale(monkeypatch: object) -> None:
    # Nearer to u = 1 than 2^-100 no ticket ever falls; there sixty digits of u no longer tell ranks apart.
    for number in (0, 1, 2**255 - 1, 2**255, 2**256 - 2**200, 2**256 - 2**156):
        monkeypatch.setattr(draws, "ticket", lambda _seed, _id, number=number: number)  # type: ignore[attr-defined]

        exact = exact_rank(SEED, "x", 1000)

        assert exact > 0
        assert abs(Decimal(near_rank(SEED, "x", 1000)) - exact) <= exact * Decimal("2e-15")


def test_equal_tickets_go_by_id(monkeypatch: object) -> None:
    monkeypatch.setattr(draws, "ticket", lambda _seed, _id: 2**255)  # type: ignore[attr-defined]

    assert whole_order(SEED, [("b", 1000), ("a", 1000), ("c", 2000)]) == ["c", "a", "b"]


def test_nothing_is_drawn_from_nothing() -> None:
    assert draw(SEED, [], 3).sample == ()
    assert draw(SEED, [], 3).threshold is None
