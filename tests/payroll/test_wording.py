"""The slip says in words how each sum came about."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from naryad.money import Rounding
from payroll.payslip import line_formula
from payroll.rate import Rate
from payroll.scheme import DIRECT
from payroll.wording import unit_word
from tests.payroll.values import always, described, per_hour, per_minute, work

OCTOBER_1 = date(2026, 10, 1)
JANUARY_1 = date(2026, 1, 1)
MINUTE_RATE = per_minute("4.20", since=JANUARY_1)
HOUR_RATE = per_hour("250", since=JANUARY_1)


def told(group, rate: Rate, rounding: Rounding, language: str) -> str:
    [line] = DIRECT.accrue([group], rate_of=always(rate), rounding=rounding).lines
    return line_formula(line, language)


def test_letters_by_minutes_by_the_rate_of_a_norm_minute():
    letters = work("L5", quantity="5", norm="5", on=OCTOBER_1)

    assert told(letters, MINUTE_RATE, Rounding.UNIT, "ru") == "5 писем × 5 мин × 4,20 = 105,00"
    assert told(letters, MINUTE_RATE, Rounding.UNIT, "en") == "5 letters × 5 min × 4.20 = 105.00"


def test_a_rounded_piece_rate_is_named_where_it_shows():
    calls = work("C5", quantity="2", norm="5", on=OCTOBER_1)

    assert told(calls, HOUR_RATE, Rounding.UNIT, "ru") == "2 звонка × 20,83 (5 мин × 250,00 ÷ 60) = 41,66"


def test_rounding_by_line_shows_no_piece_rate():
    calls = work("C5", quantity="2", norm="5", on=OCTOBER_1)

    assert told(calls, HOUR_RATE, Rounding.LINE, "ru") == "2 звонка × 5 мин × 250,00 ÷ 60 = 41,67"


def test_work_without_a_norm_is_minutes_by_the_rate():
    assert told(described("45", on=OCTOBER_1), MINUTE_RATE, Rounding.UNIT, "ru") == "45 мин × 4,20 = 189,00"


def test_six_places_of_a_rate_are_all_shown():
    letters = work("L5", quantity="1", norm="5", on=OCTOBER_1)
    rate = per_minute("4.205625", since=JANUARY_1)

    assert told(letters, rate, Rounding.UNIT, "ru") == "1 письмо × 21,03 (5 мин × 4,205625) = 21,03"


def test_thousands_are_spaced_as_the_language_does():
    letters = work("L12", quantity="1200", norm="12", on=OCTOBER_1)

    assert told(letters, MINUTE_RATE, Rounding.UNIT, "ru") == "1\u202f200 писем × 12 мин × 4,20 = 60\u202f480,00"
    assert told(letters, MINUTE_RATE, Rounding.UNIT, "en") == "1,200 letters × 12 min × 4.20 = 60,480.00"


@pytest.mark.parametrize(
    ("quantity", "word"),
    [
        ("1", "письмо"),
        ("2", "письма"),
        ("5", "писем"),
        ("11", "писем"),
        ("21", "письмо"),
        ("12.5", "письма"),
        ("-1", "письмо"),
    ],
)
def test_units_stand_in_the_right_form(quantity: str, word: str):
    assert unit_word(Decimal(quantity), "letter", "ru") == word
