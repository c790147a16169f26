"""Whatever the order of decisions, answers and closings: what is finally due follows from the work alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from naryad.days import Period
from naryad.money import Rounding
from payroll.accrual import AccrualLine
from payroll.adjustment import Adjustment, Standing, correction_lines
from payroll.return_offer import Answer, settlement
from payroll.scheme import DIRECT
from tests.payroll.values import ANNA, always, per_minute, work

SEPTEMBER = Period(2026, 9)
CODES = {"L5": "5", "L10": "10", "L12": "12", "D45": "45"}
RATE = always(per_minute("4.20", since=date(2026, 1, 1)))

months = st.lists(
    st.tuples(
        st.dictionaries(st.integers(0, 2), st.sampled_from([*CODES, ""]), max_size=3),
        st.sampled_from([Answer.AGREED, Answer.REFUSED, None]),
    ),
    min_size=1,
    max_size=6,
)
"""In each month: which of three letters is decided anew (to no type: struck out), then what the person answers."""


def priced(types: dict[int, str]) -> tuple[AccrualLine, ...]:
    groups = [
        work(code, norm=CODES[code], on=date(2026, 9, 1 + place)) for place, code in sorted(types.items()) if code
    ]
    return DIRECT.accrue(groups, rate_of=RATE, rounding=Rounding.UNIT).lines


def total(lines: tuple[AccrualLine, ...]) -> Decimal:
    return sum((line.amount for line in lines), Decimal(0))


class Book:
    """A closed September with its corrections, closing month after month."""

    def __init__(self) -> None:
        self.types = dict.fromkeys(range(3), "L10")
        self.closed = priced(self.types)
        self.booked: list[Adjustment] = []
        self.outstanding: list[Adjustment] = []
        self.answers: dict[int, Answer] = {}
        self.paid = total(self.closed)
        self.month = SEPTEMBER

    def close_next(self) -> None:
        self.month = self.month.next()
        lines = correction_lines(
            period=SEPTEMBER,
            closed=self.closed,
            booked=[line for one in self.booked for line in one.lines],
            right=priced(self.types),
        )
        number = len(self.booked) + 1
        new = (
            Adjustment(ANNA, SEPTEMBER, self.month, lines, Standing.OFFERED, None, reason="", id=number)
            if lines
            else None
        )
        made = settlement(new, self.outstanding, self.answers, period=self.month)
        settled = {one.id for one in made.settled}
        assert all(one.settled_in == self.month for one in made.settled)
        self.paid += sum((one.net for one in made.settled), Decimal(0))
        self.outstanding = [one for one in self.outstanding if one.id not in settled]
        if new is not None:
            new = replace(new, standing=made.standing)
            self.booked.append(new)
            if made.standing is Standing.DUE:
                self.paid += new.net
            else:
                self.outstanding.append(new)

    def answer(self, answer: Answer) -> None:
        for one in self.outstanding:
            if self.answers.get(one.id) is not Answer.REFUSED:
                self.answers[one.id] = answer


@given(months)
def test_once_everything_is_agreed_to_exactly_what_is_right_has_been_paid(
    story: list[tuple[dict[int, str], Answer | None]],
):
    book = Book()
    for decided, _ in story:
        book.types.update(decided)
        book.close_next()
    for one in book.outstanding:
        book.answers[one.id] = Answer.AGREED
    book.close_next()

    assert book.paid == total(priced(book.types))
    assert book.outstanding == []


@given(months)
def test_whatever_is_answered_on_the_way_nobody_is_paid_less_than_is_right(
    story: list[tuple[dict[int, str], Answer | None]],
):
    book = Book()
    for decided, answer in story:
        book.types.update(decided)
        book.close_next()
        if answer is not None:
            book.answer(answer)
        assert book.paid >= total(priced(book.types))
        assert book.paid - total(priced(book.types)) == -sum((one.net for one in book.outstanding), Decimal(0))


@given(months)
def test_the_way_there_does_not_change_what_is_finally_due(
    story: list[tuple[dict[int, str], Answer | None]],
):
    at_once, step_by_step = Book(), Book()
    for decided, _ in story:
        step_by_step.types.update(decided)
        at_once.types.update(decided)
        step_by_step.close_next()
        for one in step_by_step.outstanding:
            step_by_step.answers[one.id] = Answer.AGREED
    for book in (at_once, step_by_step):
        book.close_next()
        for one in book.outstanding:
            book.answers[one.id] = Answer.AGREED
        book.close_next()

    assert at_once.paid == step_by_step.paid == total(priced(step_by_step.types))
