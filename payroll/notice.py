"""Pay that gets worse: two months' notice, or the consent of each person it touches (Labour Code art. 74, 162).

A first rate, a raise and a change that lowers nobody's pay need neither.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from naryad.errors import DomainError
from naryad.position import Employment, employment_on
from norms.notice import earliest_with_notice
from payroll.pay_terms import PremiumBase, SchemeTerms
from payroll.rate import RateBook

HIGHEST_LOOKED_AT = 300
"""Percent of the norms up to which two schemes are compared, in steps of a half and just behind every band."""


class PayNeedsNotice(DomainError):
    code = "pay_needs_notice"
    en = (
        "From {day} this would pay less than now to: {people}. Announced on {announced_on}, it may begin on {earliest} "
        "or later (two months' notice, Labour Code art. 162). Choose that day, or record the written consent of "
        "each of them."
    )
    ru = (
        "С {day} оплата стала бы ниже, чем сейчас. Кого это касается: {people}. Объявленная {announced_on}, она может "
        "начать действовать {earliest} или позже (извещение за два месяца, ст. 162 ТК РФ). Выберите этот день или "
        "запишите письменное согласие каждого."
    )


class PayWouldFallInThePast(DomainError):
    code = "pay_would_fall_in_the_past"
    en = (
        "From {day} this would pay less than was in force to: {people}. Days already worked keep their pay: "
        "choose {earliest} or a later day."
    )
    ru = (
        "С {day} оплата стала бы ниже той, что действовала. Кого это касается: {people}. За уже отработанные дни "
        "оплата не снижается: выберите {earliest} или более поздний день."
    )


class AnnouncedLater(DomainError):
    code = "announced_later"
    status = 422
    en = "The day of the announcement, {announced_on}, has not come yet. Give the day on which people were told."
    ru = "День объявления {announced_on} ещё не наступил. Укажите день, когда людям сообщили."


class PaperIsMissing(DomainError):
    code = "consent_paper_is_missing"
    status = 422
    en = "Name the signed statement of consent: its number or day. Without a paper there is no consent."
    ru = "Укажите подписанное заявление о согласии: номер или дату. Без бумаги согласия нет."


@dataclass(frozen=True, slots=True)
class Told:
    """How people were told of a change for the worse: the day it was announced, and who agreed on which paper."""

    announced_on: date | None = None
    """None: today, by this very decision."""
    agreed: frozenset[int] = frozenset()
    paper: str = ""
    """The signed statements, by number or day."""

    def earliest(self, today: date) -> date:
        """Return the first day on which worse pay may begin with notice.

        Raises:
            AnnouncedLater.
        """
        announced = self.announced_on or today
        if announced > today:
            raise AnnouncedLater(announced_on=announced)
        return earliest_with_notice(announced)


TOLD_NOW = Told()
"""Announced by this very decision, and nobody has agreed."""


def require_notice(
    worse: Collection[int], *, told: Told, begins: date, today: date, names: Mapping[int, str]
) -> frozenset[int]:
    """Return whose consents the change stands on; nobody's where it begins after the notice or lowers nobody's pay.

    Raises:
        PayWouldFallInThePast, PayNeedsNotice, PaperIsMissing, AnnouncedLater.
    """
    earliest = told.earliest(today)
    if begins >= earliest or not worse:
        return frozenset()
    if begins <= today:
        people = [names.get(one, str(one)) for one in sorted(worse)]
        raise PayWouldFallInThePast(day=begins, people=people, earliest=earliest)
    if left := sorted(set(worse) - told.agreed):
        people = [names.get(one, str(one)) for one in left]
        announced = told.announced_on or today
        raise PayNeedsNotice(day=begins, people=people, announced_on=announced, earliest=earliest, worse=sorted(worse))
    if not told.paper.strip():
        raise PaperIsMissing()
    return frozenset(worse)


def people_paid_less(
    before: RateBook,
    after: RateBook,
    *,
    positions: Mapping[int, Sequence[Employment]],
    first_day: date,
    last_day: date,
) -> frozenset[int]:
    """Return who would have a lower rate on some day of the range; who had none before has not lost.

    Rates change only on the days where one begins or somebody's position does: only these are looked at.
    """
    found: set[int] = set()
    for person, held in positions.items():
        starts = {*before.starts(), *after.starts(), *(one.effective_from for one in held)}
        for day in sorted({first_day, *(day for day in starts if first_day < day <= last_day)}):
            position = employment_on(held, day).position
            stood = before.find(employee_id=person, position=position, day=day)
            then = after.find(employee_id=person, position=position, day=day)
            if stood is not None and stood.per_hour > (Decimal(0) if then is None else then.per_hour):
                found.add(person)
                break
    return frozenset(found)


def is_worse(before: SchemeTerms, after: SchemeTerms) -> bool:
    """Say whether some fulfilment of the norms would pay less: of the piece pay, or of the tariff for the hours.

    A premium moved from one base to the other counts as worse: for somebody it may be.
    """
    return any(
        _of_piece(after, percent) < _of_piece(before, percent)
        or _premiums(after, PremiumBase.TARIFF, percent) < _premiums(before, PremiumBase.TARIFF, percent)
        for percent in _percents(before, after)
    )


def _of_piece(scheme: SchemeTerms, percent: Decimal) -> Decimal:
    """Return what work of `percent` of the norms brings, in percent of the piece pay at 100%."""
    bands = scheme.progression
    weighted = percent if bands is None or percent <= 100 else bands.weighted(percent)
    return weighted + percent * _premiums(scheme, PremiumBase.PIECE, percent) / 100


def _premiums(scheme: SchemeTerms, base: PremiumBase, percent: Decimal) -> Decimal:
    return sum((one.percent(percent) for one in scheme.premiums if one.base is base), Decimal(0))


def _percents(*schemes: SchemeTerms) -> Iterator[Decimal]:
    for step in range(HIGHEST_LOOKED_AT * 2 + 1):
        yield Decimal(step) / 2
    for scheme in schemes:
        for band in scheme.progression.bands if scheme.progression else ():
            yield band.above_percent + Decimal("0.01")
