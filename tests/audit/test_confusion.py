"""Which types are taken for which: a table of found against claimed, and the pairs to mend."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import pytest

from audit.confusion import Cell, Pair, Unit, confused_pairs, intensity, matrix_of
from audit.store.confusion import cells_between, cells_judged, confused_minutes, minutes_by_type
from audit.store.judged import judged_works
from naryad.db import Database
from norms.store import all_types
from tests.audit.conftest import DRAWN_ON, TestOffice, at, found_office

OCTOBER = (date(2026, 10, 1), date(2026, 10, 31))
MINUTES = {5: Decimal(5), 10: Decimal(10), 25: Decimal(25), 60: Decimal(60)}


def cell(found: int, claimed: int, works: int) -> Cell:
    """Works whose type is named by its minutes."""
    over = Decimal((claimed - found) * works)
    return Cell(found, claimed, works, over, abs(over))


@pytest.fixture
def judged(any_db: Database) -> Iterator[TestOffice]:
    """Anna's and Boris's week is judged: everything is an easy letter."""
    with any_db.writing() as session:
        office = found_office(session)
        office.week_of_letters(office.anna, "L10 L5 L25 L10 L3")
        office.week_of_letters(office.boris, "L5 L10")
        office.accept_all()
        office.draw(office.freeze())
        office.judge_all("L5")
        yield office


def codes_of(office: TestOffice) -> dict[int, str]:
    return {each.id: each.code for each in all_types(office.session)}


def test_types_stand_from_short_to_long() -> None:
    matrix = matrix_of([cell(25, 60, 1), cell(5, 5, 9), cell(10, 5, 2)], MINUTES)

    assert matrix.type_ids == (5, 10, 25, 60)
    assert matrix.works == 12
    assert [(each.found_id, each.claimed_id) for each in matrix.confused] == [(10, 5), (25, 60)]


def test_a_large_catalog_shows_only_what_is_confused_until_all_is_asked_for() -> None:
    minutes_of = {number: Decimal(number) for number in range(1, 21)}
    cells = [cell(number, number, 1) for number in range(1, 21)] + [cell(3, 7, 1)]

    assert matrix_of(cells, minutes_of).type_ids == (3, 7)
    assert matrix_of(cells, minutes_of).hidden == 18
    assert len(matrix_of(cells, minutes_of, everything=True).type_ids) == 20


@pytest.mark.parametrize(
    ("value", "most", "unit", "expected"),
    [
        (0, 10, Unit.WORKS, 0),
        (1, 1, Unit.WORKS, 2),
        (4, 4, Unit.WORKS, 4),
        (1, 40, Unit.WORKS, 1),
        (-35, 35, Unit.MINUTES, 4),
        (5, 5, Unit.MINUTES, 2),
        (100, 400, Unit.MONEY, 2),
    ],
)
def test_the_darkest_class_needs_more_than_being_the_only_one(
    value: float, most: float, unit: Unit, expected: int
) -> None:
    assert intensity(value, most, unit) == expected


def test_a_pair_is_counted_in_both_directions_and_its_wider_type_is_the_one_claimed() -> None:
    pairs = confused_pairs([cell(10, 25, 3), cell(25, 10, 1), cell(5, 10, 2), cell(5, 5, 50)], MINUTES)

    assert pairs == [
        Pair(25, 10, 4, Decimal(30), Decimal(60)),
        Pair(10, 5, 2, Decimal(10), Decimal(10)),
    ]


def test_where_both_are_claimed_alike_the_longer_type_is_mended_and_minutes_decide_between_pairs() -> None:
    pairs = confused_pairs([cell(10, 25, 1), cell(25, 10, 1), cell(25, 60, 2), cell(5, 10, 2)], MINUTES, most=2)

    assert [(pair.wider_id, pair.other_id) for pair in pairs] == [(60, 25), (25, 10)]


def test_nothing_confused_makes_no_pair() -> None:
    assert confused_pairs([cell(5, 5, 3)], MINUTES) == []
    assert matrix_of([], MINUTES).works == 0


def test_the_cells_are_summed_by_the_database(judged: TestOffice) -> None:
    codes = codes_of(judged)

    cells = {(codes[c.found_id], codes[c.claimed_id]): c for c in cells_between(judged.session, *OCTOBER)}

    assert {place: each.works for place, each in cells.items()} == {
        ("L5", "L10"): 3, ("L5", "L25"): 1, ("L5", "L3"): 1, ("L5", "L5"): 2,
    }  # fmt: skip
    assert (cells["L5", "L10"].over_minutes, cells["L5", "L10"].apart_minutes) == (Decimal(15), Decimal(15))
    assert (cells["L5", "L3"].over_minutes, cells["L5", "L3"].apart_minutes) == (Decimal(-2), Decimal(2))


def test_cells_of_a_stretch_are_those_locked_in_it(judged: TestOffice) -> None:
    noon, evening = at(DRAWN_ON), at(DRAWN_ON, 18)

    assert sum(each.works for each in cells_judged(judged.session, noon, evening)) == 7
    assert cells_judged(judged.session, evening, at(date(2026, 10, 20))) == []


def test_minutes_off_the_diagonal_are_told_by_person_and_day(judged: TestOffice) -> None:
    minutes = confused_minutes(judged.session, *OCTOBER)

    assert sum((each.over_minutes for each in minutes if each.employee_id == judged.anna.id), Decimal(0)) == 28
    assert sum((each.over_minutes for each in minutes if each.employee_id == judged.boris.id), Decimal(0)) == 5
    assert {each.day.isoweekday() for each in minutes} <= {1, 2, 3, 4, 5}


def test_a_cell_opens_its_works_with_what_became_of_them(judged: TestOffice) -> None:
    by_code = {code: type_id for type_id, code in codes_of(judged).items()}

    works = judged_works(judged.session, *OCTOBER, pair=(by_code["L5"], by_code["L10"]))

    assert len(works) == 3
    assert all(work.finding_id and work.outcome is None and work.over_claim == 5 for work in works)
    assert judged_works(judged.session, *OCTOBER, pair=(by_code["L60"], by_code["L10"])) == []


def test_types_keep_their_minutes_when_they_are_no_longer_offered(judged: TestOffice) -> None:
    by_code = {code: type_id for type_id, code in codes_of(judged).items()}

    assert minutes_by_type(judged.session, DRAWN_ON)[by_code["L25"]] == 25
    assert minutes_by_type(judged.session, date(2020, 1, 1))[by_code["L25"]] == 25
