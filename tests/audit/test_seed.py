"""The number of a draw comes from a source named beforehand; what could be chosen is refused."""

from __future__ import annotations

from datetime import date
from hashlib import sha256

import pytest

from audit.seed import (
    DiceNeedTwoPeople,
    DiceSource,
    DigestIsMalformed,
    FiveCurrenciesNeeded,
    NonceIsMalformed,
    RateIsMalformed,
    RateIsMissing,
    RatesDayIsKnown,
    RatesNotKnownYet,
    RatesSource,
    RevealDoesNotMatch,
    SourceIsMalformed,
    Throw,
    TooFewDigits,
    first_rates_day,
    read_digest,
    read_source,
    seed_of,
)
from naryad.calendar import Calendar

CALENDAR = Calendar.russian()
WEDNESDAY = RatesSource(date(2026, 10, 21))
PUBLISHED = {"USD": "81.1234", "EUR": "94,5678", "CNY": "11.0011", "GBP": "108.9000", "JPY": "53.1200"}


def test_s_is_the_hash_of_period_root_source_and_value() -> None:
    s = seed_of(period="2026-W41", root="ab" * 32, source="dice:101,102", value="v")

    assert s == sha256(f"audit-v1|2026-W41|{'ab' * 32}|dice:101,102|v".encode()).hexdigest()


def test_rates_are_written_in_the_named_order_as_published() -> None:
    value = WEDNESDAY.value(PUBLISHED, today=date(2026, 10, 20))

    assert WEDNESDAY.text == "rates:2026-10-21:USD,EUR,CNY,GBP,JPY"
    assert value == "USD=81.1234;EUR=94.5678;CNY=11.0011;GBP=108.9000;JPY=53.1200"


def test_rates_for_a_day_are_entered_from_the_day_they_are_set() -> None:
    with pytest.raises(RatesNotKnownYet) as refusal:
        WEDNESDAY.value(PUBLISHED, today=date(2026, 10, 19))

    assert refusal.value.message("ru").startswith("Курсы на 21.10.2026 устанавливают 20.10.2026.")


def test_a_missing_rate_is_named() -> None:
    with pytest.raises(RateIsMissing) as refusal:
        WEDNESDAY.value({**PUBLISHED, "GBP": " "}, today=date(2026, 10, 21))

    assert refusal.value.message("en").startswith("The rate of GBP is missing.")


@pytest.mark.parametrize("text", ["81", "81.1", "-81.1234", "0.0000", "8l.1234", "1e5", "81.1234 руб"])
def test_a_rate_that_nobody_publishes_so_is_refused(text: str) -> None:
    with pytest.raises(RateIsMalformed) as refusal:
        WEDNESDAY.value({**PUBLISHED, "USD": text}, today=date(2026, 10, 21))

    assert text in refusal.value.message("ru")


@pytest.mark.parametrize(
    ("frozen_on", "first"),
    [
        (date(2026, 10, 19), date(2026, 10, 21)),  # Monday: Tuesday's rates may be known, those set on Tuesday are not
        (date(2026, 10, 23), date(2026, 10, 27)),  # Friday: the next rates are set on Monday, for Tuesday
        (date(2026, 10, 25), date(2026, 10, 27)),  # Sunday likewise
        (date(2025, 12, 31), date(2026, 1, 13)),  # rates are not set during the holidays
    ],
)
def test_the_named_day_is_one_whose_rates_are_set_later(frozen_on: date, first: date) -> None:
    assert first_rates_day(frozen_on, CALENDAR) == first
    RatesSource(first).require_unknown(frozen_on, CALENDAR)


@pytest.mark.parametrize("day", [date(2026, 10, 19), date(2026, 10, 20), date(2026, 10, 25), date(2026, 10, 26)])
def test_a_day_whose_rates_may_be_known_or_are_never_set_is_refused(day: date) -> None:
    with pytest.raises(RatesDayIsKnown) as refusal:
        RatesSource(day).require_unknown(date(2026, 10, 19), CALENDAR)

    assert refusal.value.message("ru").endswith("первый такой день — 21.10.2026.")


@pytest.mark.parametrize(
    "currencies", [("USD", "EUR"), ("USD", "USD", "EUR", "GBP", "JPY"), ("usd", "EUR", "CNY", "GBP", "JPY")]
)
def test_five_different_currencies_are_named(currencies: tuple[str, ...]) -> None:
    with pytest.raises(FiveCurrenciesNeeded):
        RatesSource(date(2026, 10, 21), currencies)


def test_dice_are_thrown_by_two_of_whom_one_did_not_freeze() -> None:
    assert DiceSource.of(["103", "101"], freezer_number="101").text == "dice:101,103"
    for people in (["101"], ["101", "101"], []):
        with pytest.raises(DiceNeedTwoPeople):
            DiceSource.of(people, freezer_number="101")


def test_a_throw_is_pledged_and_then_opened_unchanged() -> None:
    throw = Throw("416253416253", "kedrovka7")

    assert throw.digest == sha256(b"416253416253,kedrovka7").hexdigest()
    throw.require_pledged(throw.digest)
    with pytest.raises(RevealDoesNotMatch):
        Throw("416253416254", "kedrovka7").require_pledged(throw.digest)


def test_a_throw_is_long_enough_to_be_nobodys_choice() -> None:
    with pytest.raises(TooFewDigits) as refusal:
        Throw("41625341625", "kedrovka7")

    assert refusal.value.message("ru") == "В броске нужно не меньше 12 цифр, а здесь 11. Бросьте ещё."
    with pytest.raises(NonceIsMalformed):
        Throw("416253416253", "кедровка")


def test_all_throws_make_one_value() -> None:
    source = DiceSource(("101", "103"))

    value = source.value({"103": Throw("666666666666", "wordword"), "101": Throw("111111111111", "otherword")})

    assert value == "101=111111111111,otherword;103=666666666666,wordword"


@pytest.mark.parametrize("text", ["rates:2026-10-21:USD,EUR,CNY,GBP,JPY", "dice:101,103"])
def test_a_source_is_read_as_it_is_written(text: str) -> None:
    assert read_source(text).text == text


@pytest.mark.parametrize("text", ["", "moon:full", "rates:tomorrow", "rates:2026-13-01:USD,EUR,CNY,GBP,JPY"])
def test_what_names_no_source_is_refused(text: str) -> None:
    with pytest.raises(SourceIsMalformed):
        read_source(text)


def test_a_pledge_is_a_whole_hash() -> None:
    assert read_digest(" " + "AB" * 32 + "\n") == "ab" * 32
    with pytest.raises(DigestIsMalformed):
        read_digest("ab" * 31)
