"""Words of the workbook: sums of roubles, months, the day pay was due."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from naryad.days import Period
from payroll.workbook.sum_in_words import roubles_in_words
from payroll.workbook.words import due_on, kind_words, month_words, type_words, unit_words


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        ("0.00", "Ноль рублей 00 копеек"),
        ("1.01", "Один рубль 01 копейка"),
        ("2.02", "Два рубля 02 копейки"),
        ("5.11", "Пять рублей 11 копеек"),
        ("11.12", "Одиннадцать рублей 12 копеек"),
        ("21.21", "Двадцать один рубль 21 копейка"),
        ("100.00", "Сто рублей 00 копеек"),
        ("112.00", "Сто двенадцать рублей 00 копеек"),
        ("1000.00", "Одна тысяча рублей 00 копеек"),
        ("2001.50", "Две тысячи один рубль 50 копеек"),
        ("12015.00", "Двенадцать тысяч пятнадцать рублей 00 копеек"),
        ("1000000.00", "Один миллион рублей 00 копеек"),
        ("2342901.99", "Два миллиона триста сорок две тысячи девятьсот один рубль 99 копеек"),
        ("-63.00", "Минус шестьдесят три рубля 00 копеек"),
    ],
)
def test_a_sum_of_roubles_is_written_in_words_as_signed_papers_carry_it(amount, words):
    assert roubles_in_words(Decimal(amount)) == words


@pytest.mark.parametrize("amount", ["0.001", "1000000000000.00"])
def test_a_sum_with_parts_of_a_kopeck_or_beyond_words_is_refused(amount):
    with pytest.raises(ValueError, match="is not a sum of roubles and kopecks"):
        roubles_in_words(Decimal(amount))


@pytest.mark.parametrize(
    ("period", "day"),
    [
        (Period(2026, 9), date(2026, 10, 15)),
        (Period(2026, 10), date(2026, 11, 13)),
        (Period(2026, 12), date(2027, 1, 15)),
    ],
)
def test_pay_is_due_by_the_15th_or_the_last_working_day_before_it(period, day):
    assert due_on(period) == day


def test_a_month_is_said_in_words():
    assert month_words(Period(2026, 10), "ru") == "октябрь 2026"
    assert month_words(Period(2026, 5), "en") == "May 2026"


def test_a_unit_or_kind_the_catalog_no_longer_knows_keeps_its_code():
    assert (unit_words("letter", "ru"), unit_words("parcel", "ru")) == ("письмо", "parcel")
    assert (kind_words("call_in", "ru"), kind_words("fax", "ru")) == ("входящий звонок", "fax")


def test_a_type_without_an_english_name_shows_its_russian_one():
    assert type_words("Среднее письмо", "", "en") == "Среднее письмо"
