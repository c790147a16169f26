"""A list takes in a week, half a month or a month, and its key says which days those are."""

from __future__ import annotations

from datetime import date

import pytest

from audit.span import NotASpan, Span, SpanKind


@pytest.mark.parametrize(
    ("key", "first", "last"),
    [
        ("2026-W41", date(2026, 10, 5), date(2026, 10, 11)),
        ("2026-W53", date(2026, 12, 28), date(2027, 1, 3)),
        ("2026-10-H1", date(2026, 10, 1), date(2026, 10, 15)),
        ("2026-10-H2", date(2026, 10, 16), date(2026, 10, 31)),
        ("2027-02-H2", date(2027, 2, 16), date(2027, 2, 28)),
        ("2028-02", date(2028, 2, 1), date(2028, 2, 29)),
        ("2026-10", date(2026, 10, 1), date(2026, 10, 31)),
    ],
)
def test_a_key_names_its_days(key: str, first: date, last: date) -> None:
    span = Span.read(key)

    assert (span.key, span.first_day, span.last_day) == (key, first, last)
    assert Span.of_day(span.kind, first) == Span.of_day(span.kind, last) == span
    assert span.next().previous() == span


@pytest.mark.parametrize(
    "text", ["", "2026", "2026-13", "2026-W54", "2026-W4", "2026-10-H3", "2026-10-H", "W41", "2026-W41-1", "2026-W041"]
)
def test_what_names_no_days_is_refused(text: str) -> None:
    with pytest.raises(NotASpan) as refused:
        Span.read(text)

    assert f"«{text}»" in refused.value.message("ru")


def test_the_half_after_the_fifteenth_of_december_is_followed_by_january() -> None:
    assert Span.read("2026-12-H2").next().key == "2027-01-H1"
    assert Span.read("2027-01-H1").previous().key == "2026-12-H2"


def test_the_budget_of_a_week_is_spread_over_the_days_of_the_span() -> None:
    assert Span.read("2026-W41").minutes(20) == 20
    assert Span.read("2026-10-H1").minutes(20) == 43  # 20 × 15 / 7 = 42.857
    assert Span.read("2026-10").minutes(20) == 89  # 20 × 31 / 7 = 88.571
    assert Span.of_day(SpanKind.MONTH, date(2027, 2, 3)).minutes(20) == 80
    assert Span.read("2026-10").minutes(0) == 0
