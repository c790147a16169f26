"""The annex of norms and rates in force on a day, and who has read it: the papers an inspector asks for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from naryad.errors import DomainError
from naryad.money import Rounding, kopecks, round_half_up
from payroll.accrual import RatePer
from payroll.canonical import digest_of
from payroll.rate import money_for


class NoAnnexYet(DomainError):
    code = "no_annex_yet"
    en = "On {day} no norm was in force: there is no annex of norms and rates for that day. Choose a later one."
    ru = "{day} ещё не действовала ни одна норма: приложения с нормами и расценками на этот день нет. Выберите позже."


class NobodyIsChosen(DomainError):
    code = "nobody_is_chosen"
    status = 422
    en = "Nobody is chosen. Tick those who have signed the sheet of acquaintance."
    ru = "Никто не отмечен. Отметьте тех, кто расписался в листе ознакомления."


class SignatureDayIsWrong(DomainError):
    code = "signature_day_is_wrong"
    status = 422
    en = "Signed on {signed_on} does not fit: announced on {announced_on}, today is {today}. Signing comes in between."
    ru = "Подпись от {signed_on} не подходит: объявлено {announced_on}, сегодня {today}. Подпись ставят между ними."


class NotAcknowledged(DomainError):
    code = "not_acknowledged"
    status = 404
    en = "{name} has no signature under the annex of {day}: there is nothing to take back."
    ru = "Подписи ({name}) под приложением от {day} нет: отменять нечего."


class AlreadyAcknowledged(DomainError):
    code = "already_acknowledged"
    en = "The signature of {name} under the annex of {day} is recorded already. Take the record back if it is wrong."
    ru = "Подпись ({name}) под приложением от {day} уже записана. Если запись неверна, отмените её."


@dataclass(frozen=True, slots=True)
class AnnexRate:
    """A price of the norm minute in force: the office's (no position) or a position's."""

    position: str
    amount: Decimal
    per: RatePer
    effective_from: date

    def piece_rate(self, norm_minutes: Decimal, rounding: Rounding, *, by_grade: Decimal = Decimal(1)) -> Decimal:
        """Return the money for one unit, by the coefficient of its grade; where only lines are rounded, 4 decimals."""
        money = money_for(norm_minutes, self.amount * by_grade, self.per)
        return kopecks(money) if rounding is Rounding.UNIT else round_half_up(money, 4)


@dataclass(frozen=True, slots=True)
class AnnexRow:
    """A work type with its norm in force, and what one unit is paid at each price of the annex."""

    code: str
    alias: str
    name_ru: str
    name_en: str
    unit: str
    norm_minutes: Decimal
    norm_version: int
    norm_from: date
    summary_ru: str
    summary_en: str
    piece_rates: tuple[Decimal, ...]
    grade: int | None = None
    """Where the office has grades: of the work type; its coefficient is in the piece rates."""

    def name(self, language: str) -> str:
        return self.name_ru if language == "ru" else self.name_en or self.name_ru

    def summary(self, language: str) -> str:
        return self.summary_ru if language == "ru" else self.summary_en or self.summary_ru


@dataclass(frozen=True, slots=True)
class Annex:
    """What is in force from `since` until the next change. Prices agreed with single people are not printed."""

    since: date
    currency: str
    rounding: Rounding
    rates: tuple[AnnexRate, ...]
    rows: tuple[AnnexRow, ...]
    own_rates: int
    """How many people have a price agreed with them alone; it stands in their contracts."""

    @property
    def content_hash(self) -> str:
        return digest_of(self)


@dataclass(frozen=True, slots=True)
class Acknowledgement:
    """A person's signature under the annex of a day."""

    employee_id: int
    day: date
    announced_on: date
    signed_on: date
    content_hash: str
    recorded_by: int
    recorded_at: datetime


def require_days(announced_on: date, signed_on: date, *, today: date) -> None:
    """Raises SignatureDayIsWrong unless the signature lies between the announcement and today."""
    if not announced_on <= signed_on <= today:
        raise SignatureDayIsWrong(announced_on=announced_on, signed_on=signed_on, today=today)
