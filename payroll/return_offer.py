"""Overpaid sums offered for voluntary return: what is asked, what was answered, and what a closing makes of it.

A wrong type is not a counting error (Labour Code art. 137): the sum is not withheld, the person is asked. What they
agree to return stands in the accruals of the next month that is closed; what they refuse stays in «Перерасчёты», is
never asked again, and only a later correction in their favour is set against it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum

from naryad.days import Period
from payroll.adjustment import Adjustment, Standing, standing_of
from payroll.month import MonthRefusal


class Answer(StrEnum):
    """What a person said to an offer."""

    PENDING = "pending"
    AGREED = "agreed"
    REFUSED = "refused"


class NothingIsOffered(MonthRefusal):
    code = "nothing_is_offered"
    status = 404
    en = "Nothing of {month} is offered to {name} for return. Look at the list of returns: it may be settled already."
    ru = "По сотруднику {name} за {month} нечего возвращать. Посмотрите список возвратов: возможно, уже зачтено."


class ReturnIsSettled(MonthRefusal):
    code = "return_is_settled"
    en = (
        "The return of {name} for {month} stands in the accruals of {settled_in} already and cannot be answered anew. "
        "While no later month is closed, {settled_in} can be reopened; then the answer can be changed."
    )
    ru = (
        "Возврат ({name}, {month}) уже учтён в начислениях: {settled_in}. Ответ больше не изменить. "
        "Пока следующий месяц не закрыт, этот можно открыть снова — тогда и ответ можно изменить."
    )


class OfferHasChanged(MonthRefusal):
    code = "offer_has_changed"
    en = (
        "The sum to return for {month} is {now_asked} now, and the statement says {stated}: a correction was booked "
        "since. Print the statement again and sign that one."
    )
    ru = (
        "За {month} сейчас предлагается вернуть {now_asked}, а в заявлении {stated}: с тех пор проведён перерасчёт. "
        "Напечатайте заявление заново и подпишите его."
    )


class NoAnswerToTakeBack(MonthRefusal):
    code = "no_answer_to_take_back"
    en = "{name} has not answered yet about {month}: there is nothing to take back."
    ru = "{name} ещё не отвечает за {month}: отзывать нечего."


class StatementNeedsNumber(MonthRefusal):
    code = "statement_needs_number"
    status = 422
    en = "Enter the number of the statement signed for {month}: without the paper nobody can answer for {name}."
    ru = "Укажите номер подписанного заявления за {month}: без бумаги за сотрудника {name} ответить нельзя."


class SignedOnAWrongDay(MonthRefusal):
    code = "signed_on_a_wrong_day"
    status = 422
    en = "The statement for {month} cannot be signed on {day}: the offer was made on {offered_on}, today is {today}."
    ru = "Заявление за {month} не могло быть подписано {day}: предложено {offered_on}, сегодня {today}."


@dataclass(frozen=True, slots=True)
class ReturnOffer:
    """What stands out of one employee's closed month: offered corrections that no month's accruals carry yet."""

    employee_id: int
    source_period: Period
    adjustments: tuple[Adjustment, ...]
    answers: Mapping[int, Answer]
    """By the adjustment's id; one that is missing waits for an answer."""
    offered_on: date
    """The day on which the last of them was booked."""
    signed_on: date | None = None
    """The day of the last answer."""
    paper: str = ""

    def answered(self, answer: Answer) -> tuple[Adjustment, ...]:
        return tuple(one for one in self.adjustments if self.answers.get(one.id, Answer.PENDING) is answer)

    @property
    def asked(self) -> Decimal:
        """The sum a person is asked to return: positive, or 0 where nothing more is asked.

        A gain too small to outweigh the rest lowers what is asked; set against a refused sum it is no new question.
        """
        return max(Decimal(0), -_net(self.answered(Answer.PENDING)))

    @property
    def agreed(self) -> Decimal:
        """What the next closing takes into its accruals of what the person agreed to."""
        return max(Decimal(0), -_net(self.answered(Answer.AGREED)))

    @property
    def refused(self) -> Decimal:
        """What was refused and is not outweighed since."""
        gains = max(Decimal(0), _net(self.answered(Answer.PENDING)))
        return max(Decimal(0), -_net(self.answered(Answer.REFUSED)) - gains)

    @property
    def state(self) -> Answer:
        if self.asked:
            return Answer.PENDING
        return Answer.AGREED if self.agreed else Answer.REFUSED

    @property
    def reason(self) -> str:
        return "; ".join(dict.fromkeys(one.reason for one in self.adjustments if one.reason))


@dataclass(frozen=True, slots=True)
class Settlement:
    """What a closing makes of an employee's closed month: how its new correction stands, and what it settles."""

    standing: Standing
    settled: tuple[Adjustment, ...]


def settlement(
    new: Adjustment | None, outstanding: Sequence[Adjustment], answers: Mapping[int, Answer], *, period: Period
) -> Settlement:
    """Say what the closing of `period` settles of `outstanding`, and whether the `new` correction is due.

    What was agreed is returned in any case. The rest, pending and refused alike, is balanced with the new correction:
    once it is not negative together, all of it is settled; else all of it stays offered.
    """
    agreed = [one for one in outstanding if answers.get(one.id) is Answer.AGREED]
    rest = [one for one in outstanding if answers.get(one.id) is not Answer.AGREED]
    if new is not None:
        standing = standing_of(new, rest)
    else:
        standing = Standing.DUE if _net(rest) >= 0 else Standing.OFFERED
    settled = [replace(one, standing=Standing.RETURNED, settled_in=period) for one in agreed]
    if standing is Standing.DUE:
        settled += [replace(one, standing=Standing.SETTLED, settled_in=period) for one in rest]
    return Settlement(standing, tuple(settled))


def _net(adjustments: Iterable[Adjustment]) -> Decimal:
    return sum((one.net for one in adjustments), Decimal(0))
