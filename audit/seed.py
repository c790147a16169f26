"""Where the number of the draw comes from: a source named beforehand that nobody can choose.

S = lower-case hex SHA-256("audit-v1|period|root|source|value"). The source is written as text when the list is frozen:
`rates:2026-10-21:USD,EUR,CNY,GBP,JPY`, `dice:101,103` or `drand:quicknet:12345678`; the value is written in one form
only, so that the same facts give the same S.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from hashlib import sha256

from audit.drand import CHAINS, DrandSource
from naryad.calendar import Calendar
from naryad.errors import DomainError

DEFAULT_CURRENCIES = ("USD", "EUR", "CNY", "GBP", "JPY")
RATES_COUNT = 5
DICE_DIGITS_MIN = 12
DICE_PEOPLE_MAX = 10

_CURRENCY = re.compile(r"[A-Z]{3}\Z")
_RATE = re.compile(r"[0-9]{1,6}\.[0-9]{2,8}\Z")
_DIGITS = re.compile(r"[0-9]+\Z")
_NONCE = re.compile(r"[A-Za-z0-9]{8,64}\Z")
_DIGEST = re.compile(r"[0-9a-f]{64}\Z")


class SourceKind(StrEnum):
    RATES = "rates"
    DICE = "dice"
    DRAND = "drand"


class SourceIsMalformed(DomainError):
    code = "seed_source_malformed"
    status = 422
    en = (
        "“{text}” does not name a source of the draw. Write rates:2026-10-21:USD,EUR,CNY,GBP,JPY or dice:101,103 or "
        "drand:quicknet:12345678."
    )
    ru = (
        "«{text}» не называет источник жребия. Примеры: rates:2026-10-21:USD,EUR,CNY,GBP,JPY или dice:101,103 или "
        "drand:quicknet:12345678."
    )


class FiveCurrenciesNeeded(DomainError):
    code = "five_currencies_needed"
    status = 422
    en = (
        "The draw takes the rates of five different currencies by their three-letter codes; here they are: "
        "{given}. Name exactly five."
    )
    ru = "Для жребия нужны курсы пяти разных валют (коды из трёх букв), а указано: {given}. Назовите ровно пять."


class RatesDayIsKnown(DomainError):
    code = "rates_day_is_known"
    status = 422
    en = (
        "The rates for {day} may be known already or are not set for that day. "
        "Name a day whose rates will be set on a working day after {frozen_on}; the first such day is {first}."
    )
    ru = (
        "Курсы на {day} могут быть уже известны или на этот день не устанавливаются. "
        "Назовите день, курсы на который установят в рабочий день после {frozen_on}; первый такой день — {first}."
    )


class RatesNotKnownYet(DomainError):
    code = "rates_not_known_yet"
    en = "The rates for {day} are set on {known_on}. Enter them then; until that day nobody can know the draw."
    ru = "Курсы на {day} устанавливают {known_on}. Введите их тогда: до этого дня жребия не знает никто."


class RateIsMissing(DomainError):
    code = "rate_is_missing"
    status = 422
    en = "The rate of {currency} is missing. All five named currencies are needed: {needed}."
    ru = "Не введён курс {currency}. Нужны все пять названных валют: {needed}."


class RateIsMalformed(DomainError):
    code = "rate_is_malformed"
    status = 422
    en = "“{text}” is not a published rate of {currency}. Copy it with all its decimals, for example 81.1234."
    ru = "«{text}» — не опубликованный курс {currency}. Перепишите его со всеми знаками, например 81,1234."


class DiceNeedTwoPeople(DomainError):
    code = "dice_need_two_people"
    status = 422
    en = (
        "Dice are thrown by two people or more, at least one of whom did not freeze the list. Name another "
        "person as well."
    )
    ru = "Кости бросают двое или больше, и хотя бы один из них не составлял список. Назовите ещё одного человека."


class DigestIsMalformed(DomainError):
    code = "dice_digest_malformed"
    status = 422
    en = (
        "A pledge is the SHA-256 of your digits and word: 64 characters 0-9 and a-f. Let the page compute "
        "it, or copy it whole."
    )
    ru = (
        "Залог — это SHA-256 ваших цифр и слова: 64 знака 0–9 и a–f. Дайте странице вычислить его или "
        "скопируйте целиком."
    )


class TooFewDigits(DomainError):
    code = "dice_too_few_digits"
    status = 422
    en = "A throw has {least} digits or more; here are {given}. Throw on."
    ru = "В броске нужно не меньше {least} цифр, а здесь {given}. Бросьте ещё."


class NonceIsMalformed(DomainError):
    code = "dice_nonce_malformed"
    status = 422
    en = "The secret word has 8 to 64 Latin letters and digits, without spaces. Correct it."
    ru = "Тайное слово — от 8 до 64 латинских букв и цифр без пробелов. Исправьте его."


class RevealDoesNotMatch(DomainError):
    code = "dice_reveal_does_not_match"
    status = 422
    en = (
        "These digits and this word do not give the pledge you posted. Enter exactly what you pledged; a "
        "changed throw is not accepted."
    )
    ru = (
        "Эти цифры и слово не дают вашего залога. Введите в точности то, что заложили: изменённый бросок не "
        "принимается."
    )


@dataclass(frozen=True)
class RatesSource:
    """Official exchange rates set for a named future day, of five named currencies, as published."""

    day: date
    currencies: tuple[str, ...] = DEFAULT_CURRENCIES

    def __post_init__(self) -> None:
        codes = self.currencies
        if len(codes) != RATES_COUNT or len(set(codes)) != RATES_COUNT or not all(_CURRENCY.match(c) for c in codes):
            raise FiveCurrenciesNeeded(given=codes)

    @property
    def text(self) -> str:
        return f"rates:{self.day.isoformat()}:{','.join(self.currencies)}"

    @property
    def known_on(self) -> date:
        """The day on which the rates for `day` are set: the day before."""
        return self.day - timedelta(days=1)

    def require_unknown(self, frozen_on: date, calendar: Calendar) -> None:
        """Refuse a day whose rates might be known on `frozen_on`: rates are set on working days for the day after."""
        if self.known_on <= frozen_on or not calendar.is_workday(self.known_on):
            raise RatesDayIsKnown(day=self.day, frozen_on=frozen_on, first=first_rates_day(frozen_on, calendar))

    def value(self, rates: Mapping[str, str], *, today: date) -> str:
        """Return the rates in the named order as `USD=81.1234;EUR=...`; a decimal comma is read as a point.

        Raises:
            RatesNotKnownYet: `today` is before the day on which they are set.
            RateIsMissing, RateIsMalformed: names the currency.
        """
        if today < self.known_on:
            raise RatesNotKnownYet(day=self.day, known_on=self.known_on)
        return ";".join(f"{currency}={self._rate(currency, rates)}" for currency in self.currencies)

    def _rate(self, currency: str, rates: Mapping[str, str]) -> str:
        text = "".join(rates.get(currency, "").split()).replace(",", ".")
        if not text:
            raise RateIsMissing(currency=currency, needed=self.currencies)
        if not _RATE.match(text) or float(text) == 0:
            raise RateIsMalformed(text=rates[currency], currency=currency)
        return text


@dataclass(frozen=True)
class DiceSource:
    """Throws of two or more people: each first pledges a hash, then, when all have pledged, reveals."""

    numbers: tuple[str, ...]

    def __post_init__(self) -> None:
        people = self.numbers
        if not 2 <= len(people) <= DICE_PEOPLE_MAX or len(set(people)) != len(people):
            raise DiceNeedTwoPeople()

    @classmethod
    def of(cls, numbers: Sequence[str], *, freezer_number: str) -> DiceSource:
        """Name the throwers by employee number.

        Raises:
            DiceNeedTwoPeople: fewer than two, one twice, or nobody but the freezer.
        """
        if not any(number != freezer_number for number in numbers):
            raise DiceNeedTwoPeople()
        return cls(tuple(sorted(numbers, key=str.encode)))

    @property
    def text(self) -> str:
        return f"dice:{','.join(self.numbers)}"

    def value(self, throws: Mapping[str, Throw]) -> str:
        """Return all throws in the named order as `101=123456123456,word;103=...`."""
        return ";".join(f"{number}={throws[number].digits},{throws[number].nonce}" for number in self.numbers)


@dataclass(frozen=True)
class Throw:
    """Twelve digits or more and a secret word, which keeps the digits from being guessed from the pledge."""

    digits: str
    nonce: str

    def __post_init__(self) -> None:
        given = len(self.digits) if _DIGITS.match(self.digits) else 0
        if given < DICE_DIGITS_MIN:
            raise TooFewDigits(least=DICE_DIGITS_MIN, given=given)
        if not _NONCE.match(self.nonce):
            raise NonceIsMalformed()

    @property
    def digest(self) -> str:
        """SHA-256 of digits, comma, word, in lower-case hex."""
        return sha256(f"{self.digits},{self.nonce}".encode()).hexdigest()

    def require_pledged(self, digest: str) -> None:
        if self.digest != digest:
            raise RevealDoesNotMatch()


SeedSource = RatesSource | DiceSource | DrandSource


def read_source(text: str) -> SeedSource:
    """Read a source as `text` of one of the sources prints it."""
    kind, _, rest = text.strip().partition(":")
    if kind == SourceKind.RATES:
        day, _, currencies = rest.partition(":")
        try:
            return RatesSource(
                date.fromisoformat(day), tuple(currencies.split(",")) if currencies else DEFAULT_CURRENCIES
            )
        except ValueError:
            raise SourceIsMalformed(text=text) from None
    if kind == SourceKind.DICE:
        return DiceSource(tuple(number.strip() for number in rest.split(",") if number.strip()))
    if kind == SourceKind.DRAND:
        chain, _, number = rest.partition(":")
        if chain in CHAINS and number.isascii() and number.isdigit() and 0 < int(number) < 10**12:
            return DrandSource(CHAINS[chain], int(number))
    raise SourceIsMalformed(text=text)


def read_digest(text: str) -> str:
    digest = text.strip().lower()
    if not _DIGEST.match(digest):
        raise DigestIsMalformed()
    return digest


def first_rates_day(frozen_on: date, calendar: Calendar) -> date:
    """Return the first day whose rates are surely unknown on `frozen_on`: the day after the next working day."""
    return calendar.next_workday(frozen_on) + timedelta(days=1)


def seed_of(*, period: str, root: str, source: str, value: str) -> str:
    """Return S, lower-case hex, from the period's key, the root in lower-case hex, the source's text and its value."""
    return sha256(f"audit-v1|{period}|{root}|{source}|{value}".encode()).hexdigest()
