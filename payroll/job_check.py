"""What is asked of a job before it is written down: a refusal names the person or the figure, why, and what to do."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Protocol

from naryad.days import days_between
from naryad.errors import DomainError
from naryad.money import round_half_up
from payroll.job import JobKind, JobMember, JobTerms
from payroll.month import MonthRefusal
from payroll.rules.crew import SharedBy

COEFFICIENT_MOST = Decimal(2)
PRICE_MOST = Decimal(100_000_000)
DAYS_MOST = 366
MEMBERS_MOST = 100


class JobIsIncomplete(DomainError):
    code = "job_is_incomplete"
    status = 422
    en = "The job lacks {what_en}. It is a paper that a head accepts and accounting keeps: fill this in."
    ru = "В наряде не хватает: {what_ru}. Это документ, его принимает руководитель и хранит бухгалтерия: заполните."


class JobDaysAreWrong(DomainError):
    code = "job_days_are_wrong"
    status = 422
    en = "The job cannot run from {first_day} to {last_day}: the last day comes after the first, within a year."
    ru = "Наряд не может длиться с {first_day} по {last_day}: последний день не раньше первого и в пределах года."


class JobIsNotDone(DomainError):
    code = "job_is_not_done"
    status = 422
    en = "The job ends on {last_day}, which is still ahead. It is accepted when the work is done, from that day on."
    ru = "Наряд заканчивается {last_day}, этот день ещё не наступил. Принять его можно, когда работа сделана."


class JobPaysNothing(DomainError):
    code = "job_pays_nothing"
    status = 422
    en = "The job's price is {amount}, so there is nothing to pay. Enter a sum above 0, or norm minutes and their rate."
    ru = "Цена наряда — {amount}, платить нечего. Введите сумму больше 0 или нормо-минуты и цену нормо-минуты."


class JobFigureIsWrong(DomainError):
    code = "job_figure_is_wrong"
    status = 422
    en = "{what_en} cannot be {given}: enter a number {bound_en}."
    ru = "{what_ru} не может быть {given}: введите число {bound_ru}."


class CoefficientOutOfBounds(DomainError):
    code = "coefficient_out_of_bounds"
    status = 422
    en = "The КТУ of {name} cannot be {coefficient}: it lies between 0 and {most}, with at most 2 decimals."
    ru = "КТУ сотрудника {name} не может быть {coefficient}: он от 0 до {most}, не более 2 знаков после запятой."


class CoefficientNeedsReason(DomainError):
    code = "coefficient_needs_reason"
    status = 422
    en = "The КТУ of {name} is {coefficient}, not 1. Write why, as the crew's protocol says it: the person reads it."
    ru = (
        "КТУ сотрудника {name} — {coefficient}, а не 1. Напишите, почему, как в протоколе бригады: это прочтёт человек."
    )


class NotEmployedOnJob(DomainError):
    code = "not_employed_on_job"
    status = 422
    en = "{name} is not employed on any day from {first_day} to {last_day}. Take the person out, or correct the days."
    ru = "{name} не работает в офисе ни в один день с {first_day} по {last_day}. Уберите из наряда или исправьте дни."


class MoreDaysThanEmployed(DomainError):
    code = "more_days_than_employed"
    status = 422
    en = "{name} has {days} days on the job, but was employed only {most} of its days. Enter {most} or fewer."
    ru = (
        "У сотрудника {name} в наряде {days} дн., а в офисе он числится только {most} из них. Введите не больше {most}."
    )


class MemberTwice(DomainError):
    code = "job_member_twice"
    status = 422
    en = "{name} stands in the job twice. Leave one line for each person."
    ru = "{name} стоит в наряде дважды. Оставьте по одной строке на человека."


class ServesOneself(DomainError):
    code = "serves_oneself"
    status = 422
    en = "{name} is paid by the output of others and cannot be among them. Take the person out of those served."
    ru = "{name} получает по выработке других и не может быть среди них. Уберите из списка обслуживаемых."


class PartsDoNotAddUp(DomainError):
    code = "parts_do_not_add_up"
    status = 422
    en = "The parts add up to {parts}, and the job pays {pool}: {difference} is {side_en}. Correct the parts."
    ru = "Части в сумме дают {parts}, а наряд — {pool}: {difference} {side_ru}. Исправьте части."


class JobNumberIsTaken(DomainError):
    code = "job_number_is_taken"
    en = (
        "{year} has a job No. {number} already: {content}. Numbers are not used twice, not even that of a job made "
        "void: give this one another, such as {number}-1."
    )
    ru = (
        "В {year} году наряд № {number} уже есть: {content}. Номер не повторяется, даже если тот наряд отменён: "
        "дайте этому другой, например {number}-1."
    )


class JobKeepsItsNumber(DomainError):
    code = "job_keeps_its_number"
    status = 422
    en = "{name} keeps its number and its year, {year}. If they are wrong, make it void and write a new job."
    ru = "{name}: номер и год ({year}) не меняются. Если они неверны, отмените этот наряд и заведите новый."


class JobMonthIsClosed(MonthRefusal):
    code = "job_month_is_closed"
    en = (
        "{month} is closed{whose_en}: no new job can be dated in it. Let the job end in an open month; or correct a "
        "job of that month: the difference is booked in the next open month."
    )
    ru = (
        "{month} — месяц закрыт{whose_ru}, новый наряд в нём не завести. Укажите последний день в открытом месяце или "
        "исправьте наряд того месяца: разница войдёт в следующий открытый."
    )


class JobChangeNeedsReason(DomainError):
    code = "job_change_needs_reason"
    status = 422
    en = "{name} was accepted already. Write why it changes: the reason stays in its history and beside the correction."
    ru = "{name} уже принят. Напишите, почему он меняется: причина останется в истории и рядом с перерасчётом."


class JobIsVoid(DomainError):
    code = "job_is_void"
    en = "{name} is void: it pays nothing and can no longer be changed. Write a new job with another number."
    ru = "{name} отменён: по нему ничего не платят, изменить его нельзя. Заведите новый наряд с другим номером."


class NothingToAccept(DomainError):
    code = "nothing_to_accept"
    en = "{name} is accepted as it stands. Nothing waits."
    ru = "{name} принят в том виде, как он записан. Принимать нечего."


class JobHasChanged(DomainError):
    code = "job_has_changed"
    en = "{name} was written anew while you looked at it. Look at it once more, then decide."
    ru = "{name} записали заново, пока вы на него смотрели. Посмотрите ещё раз и решите."


class OwnJobIsNotAccepted(DomainError):
    code = "own_job_is_not_accepted"
    status = 403
    en = "{name} pays you too, so another head accepts it."
    ru = "{name} оплачивается и вам, поэтому принимает его другой руководитель."


class NoSuchJob(DomainError):
    code = "no_such_job"
    status = 404
    en = "There is no such job. Open it from the month's list."
    ru = "Такого наряда нет. Откройте его из списка месяца."


class Employed(Protocol):
    """What a check asks of a person."""

    @property
    def name(self) -> str: ...

    def is_employed_on(self, day: date) -> bool: ...


def require_sound(terms: JobTerms, people: Mapping[int, Employed]) -> None:
    """Check that a job can be paid as it is written.

    Raises:
        JobIsIncomplete, JobDaysAreWrong, JobPaysNothing, JobFigureIsWrong, MemberTwice, NotEmployedOnJob,
        MoreDaysThanEmployed, CoefficientOutOfBounds, CoefficientNeedsReason, ServesOneself, PartsDoNotAddUp,
        CrewHasNoShares: in this order.
    """
    _require_texts(terms)
    if not terms.first_day <= terms.last_day or (terms.last_day - terms.first_day).days > DAYS_MOST:
        raise JobDaysAreWrong(first_day=terms.first_day, last_day=terms.last_day)
    _require_price(terms)
    _require_people(terms, people)
    if terms.kind is JobKind.INDIRECT:
        _require_served(terms, people)
        return
    for member in terms.members:
        _require_member(terms, member, people[member.employee_id])
    _require_parts(terms)


def _require_texts(terms: JobTerms) -> None:
    for is_there, en, ru in (
        (terms.title, "the name of the paper", "название документа"),
        (terms.number, "its number", "номер"),
        (terms.content, "what was done", "что сделано"),
        (terms.price.source, "where the price comes from", "откуда цена"),
        (terms.members, "a person who is paid", "сотрудник, которому платят"),
    ):
        if not is_there:
            raise JobIsIncomplete(what_en=en, what_ru=ru)


def _require_price(terms: JobTerms) -> None:
    price = terms.price
    for amount, en, ru, places in (
        (price.amount, "The price", "Цена", 2),
        (price.norm_minutes, "The norm minutes", "Число нормо-минут", 3),
        (price.rate, "The rate of a norm minute", "Цена нормо-минуты", 6),
    ):
        if amount is not None:
            _require_number(amount, en, ru, most=PRICE_MOST, places=places)
    if price.total <= 0:
        raise JobPaysNothing(amount=price.total)
    haste = terms.haste
    if haste is None:
        return
    _require_number(haste.planned, "The planned time", "Плановый срок", most=Decimal(DAYS_MOST), above_zero=True)
    _require_number(haste.actual, "The actual time", "Фактический срок", most=Decimal(DAYS_MOST))
    _require_number(haste.bonus_per_percent, "The bonus for a percent", "Надбавка за процент", most=Decimal(10))


def _require_people(terms: JobTerms, people: Mapping[int, Employed]) -> None:
    for named in (
        [one.employee_id for one in terms.members],
        [one.employee_id for one in terms.served],
    ):
        for place, number in enumerate(named):
            if number in named[:place]:
                raise MemberTwice(name=people[number].name)
            if not _days_employed(terms, people[number]):
                raise NotEmployedOnJob(name=people[number].name, first_day=terms.first_day, last_day=terms.last_day)


def _require_member(terms: JobTerms, member: JobMember, person: Employed) -> None:
    ktu = member.coefficient
    if not ktu.is_finite() or not 0 <= ktu <= COEFFICIENT_MOST or ktu != round_half_up(ktu, 2):
        raise CoefficientOutOfBounds(name=person.name, coefficient=ktu, most=COEFFICIENT_MOST)
    by_ktu = terms.shared_by in (SharedBy.COEFFICIENT, SharedBy.COEFFICIENT_DAYS)
    if by_ktu and ktu != 1 and not member.reason:
        raise CoefficientNeedsReason(name=person.name, coefficient=ktu)
    _require_number(member.days, "Days on the job", "Число дней в наряде", most=Decimal(DAYS_MOST))
    _require_number(member.hours, "Hours on the job", "Число часов в наряде", most=Decimal(24 * DAYS_MOST))
    _require_number(member.tariff, "The hourly tariff", "Часовой тариф", most=PRICE_MOST, places=4)
    _require_number(member.agreed, "The agreed part", "Часть по протоколу", most=PRICE_MOST)
    most = _days_employed(terms, person)
    if member.days > most:
        raise MoreDaysThanEmployed(name=person.name, days=member.days, most=most)


def _require_served(terms: JobTerms, people: Mapping[int, Employed]) -> None:
    if not terms.served:
        raise JobIsIncomplete(what_en="the people served, with their norms", what_ru="те, кого обслуживают, с нормами")
    for one in terms.served:
        _require_number(one.norm_minutes, "The norm", "Норма", most=Decimal(10_000_000), places=3, above_zero=True)
        if terms.concerns(one.employee_id):
            raise ServesOneself(name=people[one.employee_id].name)


def _require_parts(terms: JobTerms) -> None:
    terms.parts()
    if terms.shared_by is not SharedBy.AGREED:
        return
    agreed = sum((one.agreed for one in terms.members), Decimal(0))
    difference = terms.pool - agreed
    if difference:
        missing = difference > 0
        raise PartsDoNotAddUp(
            parts=agreed,
            pool=terms.pool,
            difference=abs(difference),
            side_en="left over" if missing else "too much",
            side_ru="не распределено" if missing else "лишнее",
        )


def _require_number(
    amount: Decimal, en: str, ru: str, *, most: Decimal, places: int = 2, above_zero: bool = False
) -> None:
    fits = amount.is_finite() and 0 <= amount <= most and amount == round_half_up(amount, places)
    if not fits or (above_zero and not amount):
        raise JobFigureIsWrong(
            what_en=en,
            what_ru=ru,
            given=amount,
            bound_en=f"{'above 0' if above_zero else 'of 0 or more'}, up to {most}, with at most {places} decimals",
            bound_ru=f"{'больше 0' if above_zero else 'от 0'}, до {most}, не более {places} знаков после запятой",
        )


def _days_employed(terms: JobTerms, person: Employed) -> int:
    return sum(1 for day in days_between(terms.first_day, terms.last_day) if person.is_employed_on(day))
