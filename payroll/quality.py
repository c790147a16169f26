"""Quality of a work (качество): how the office judged it by an act, and which part of its price is paid for it.

Output stays as it was counted: an act changes only pay. The last act on a work holds; without one it is accepted.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from naryad.days import Period
from naryad.errors import DomainError
from naryad.money import round_half_up
from payroll.output import WorkDone
from payroll.rules.quality import Judged, PercentIsNotPartial, Quality

REASON_AT_LEAST = 3


class WorkHasNoPrice(DomainError):
    code = "work_has_no_price"
    en = (
        "The quality of {code} cannot be judged: the work is not counted, was cancelled, or has no norm, so no price "
        "is paid for a unit of it. Judge a work that has norm minutes."
    )
    ru = (
        "Качество работы {code} оценить нельзя: она не посчитана, отменена или без нормы, и за единицу её ничего не "
        "платят. Оценивают работу, у которой есть нормо-минуты."
    )


class OwnQuality(DomainError):
    code = "own_quality"
    status = 403
    en = "This is your own work: another person judges its quality. Ask the head or an administrator."
    ru = "Это ваша собственная работа: её качество оценивает другой. Попросите руководителя или администратора."


class QualityIsSo(DomainError):
    code = "quality_is_so"
    en = "This work is judged so already: {words}. Choose another judgement, or leave it as it is."
    ru = "Эта работа уже так и оценена: {words_ru}. Выберите другую оценку или оставьте как есть."


class ActNeedsReason(DomainError):
    code = "act_needs_reason"
    status = 422
    en = (
        "Say what was wrong with the work and whose fault it was, or the number of the paper that says so: the "
        "employee reads it, and it stands on the slip."
    )
    ru = (
        "Напишите, что не так с работой и по чьей вине, или номер бумаги об этом: это прочтёт сотрудник, и это "
        "останется в листке."
    )


class ActIsNotYours(DomainError):
    code = "act_is_not_yours"
    status = 403
    en = "Only {name}, whose work it is, can say here that the act was read. On paper the head records it."
    ru = "Отметить здесь, что акт прочитан, может только автор работы: {name}. Подпись на бумаге отмечает руководитель."


class ActIsAcknowledged(DomainError):
    code = "act_is_acknowledged"
    en = "The acknowledgement of this act is recorded already. There is nothing more to do."
    ru = "Ознакомление с этим актом уже отмечено. Больше ничего делать не нужно."


class NoSuchAct(DomainError):
    code = "no_such_act"
    status = 404
    en = "There is no such act on quality. Open it from the list of acts."
    ru = "Такого акта о качестве нет. Откройте его из списка актов."


class RefusalNeedsWitnesses(DomainError):
    code = "refusal_needs_witnesses"
    status = 422
    en = "A refusal to sign is recorded with its witnesses: write who was present."
    ru = "Отказ от подписи отмечают при свидетелях: напишите, кто присутствовал."


class Way(StrEnum):
    """How a person got to know an act."""

    READ = "read"
    """By the person, signed in."""
    SIGNED = "signed"
    """On paper, recorded by the head or an administrator."""
    REFUSED = "refused"
    """Would not sign; the witnesses are named."""


@dataclass(frozen=True, slots=True)
class Acknowledged:
    way: Way
    on: date
    note: str
    by: int


@dataclass(frozen=True, slots=True)
class Act:
    """A judgement of one work, as it was written down."""

    id: int
    entry_id: int
    employee_id: int
    period: Period
    """In which the work is paid."""
    judged: Judged
    reason: str
    by: int
    at: datetime
    acknowledged: Acknowledged | None = None

    @property
    def lowers_pay(self) -> bool:
        return self.judged.share < 1


@dataclass(frozen=True, slots=True)
class JudgedWork:
    """The figures of one work that is judged otherwise than accepted: what of a group is paid apart."""

    employee_id: int
    day: date
    norm_id: int
    quantity: Decimal
    norm_minutes: Decimal
    judged: Judged


def partly(percent: Decimal) -> Judged:
    """Return the judgement of partly usable work.

    Raises:
        PercentIsNotPartial: not 1 to 99, or with more than 2 decimals.
    """
    if not percent.is_finite() or percent != round_half_up(percent, 2):
        raise PercentIsNotPartial(percent=percent)
    return Judged(Quality.PARTIAL, percent)


def condition_of(judged: Judged) -> str:
    """Return what a line of such work has as its condition; empty for accepted work, as for every other line."""
    if judged.quality is Quality.ACCEPTED:
        return ""
    if judged.quality is Quality.PARTIAL:
        return f"partial:{judged.percent.normalize():f}"
    return judged.quality.value


def judged_of(condition: str) -> Judged:
    """Return the judgement that a line's condition holds; accepted where it holds none."""
    for part in condition.split(";"):
        word, _, percent = part.partition(":")
        if word in set(Quality):
            return Judged(Quality(word), Decimal(percent)) if percent else Judged(Quality(word))
    return Judged()


_WORDS = {
    Quality.ACCEPTED: ("принято", "accepted"),
    Quality.RETURNED: ("возвращено, вины работника нет", "returned, not at fault"),
    Quality.PARTIAL: ("годно на {percent} %", "usable by {percent}%"),
    Quality.REJECTED: ("брак по вине работника", "rejected, own fault"),
}


def quality_words(judged: Judged, language: str) -> str:
    """Return a judgement in words."""
    percent = f"{judged.percent.normalize():f}"
    ru, en = _WORDS[judged.quality]
    return ru.format(percent=percent.replace(".", ",")) if language == "ru" else en.format(percent=percent)


def apart(work: Iterable[WorkDone], judged: Iterable[JudgedWork]) -> list[WorkDone]:
    """Return groups of work with what was judged standing apart, under a condition of its own; sums stay the same."""
    groups = {(one.employee_id, one.day, one.norm_id, one.condition): one for one in work}
    for one in judged:
        whole = groups.get((one.employee_id, one.day, one.norm_id, ""))
        condition = condition_of(one.judged)
        if whole is None or not condition:
            continue
        own = groups.get((one.employee_id, one.day, one.norm_id, condition))
        nothing = replace(
            whole,
            condition=condition,
            quantity=Decimal(0),
            norm_minutes=Decimal(0),
            entries=0,
            minutes_without_norm=Decimal(0),
        )
        groups[one.employee_id, one.day, one.norm_id, condition] = _more(own or nothing, one, 1)
        groups[one.employee_id, one.day, one.norm_id, ""] = _more(whole, one, -1)
    return [group for group in groups.values() if group.entries]


def _more(group: WorkDone, one: JudgedWork, sign: int) -> WorkDone:
    return replace(
        group,
        quantity=group.quantity + sign * one.quantity,
        norm_minutes=group.norm_minutes + sign * one.norm_minutes,
        entries=group.entries + sign,
    )
