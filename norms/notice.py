"""When a norm may start: after the day of its approval, and for the worse only with two months' notice or consent.

The rule stands in the Labour Code (ТК РФ, art. 162, 74): new norms are announced not later than two months ahead.
Sooner only a new type, a change that makes nobody worse, or one that each person it touches has agreed to.
"""

from __future__ import annotations

import calendar
from collections.abc import Collection
from datetime import date, timedelta
from enum import StrEnum

from naryad.errors import DomainError
from norms.impact import Impact
from norms.norm import Norm

NOTICE_MONTHS = 2


class Ground(StrEnum):
    """Why an approved norm may start on its day (основание срока)."""

    NEW_TYPE = "new_type"
    NOTICE = "notice"
    NOBODY_WORSE = "nobody_worse"
    CONSENTS = "consents"
    FOUNDING = "founding"
    """The catalog an office begins with: docs/decisions/0003-first-norms.md."""

    def label(self, language: str) -> str:
        english, russian = _GROUNDS[self]
        return russian if language == "ru" else english


class NormStartsTooSoon(DomainError):
    code = "norm_starts_too_soon"
    en = (
        "The norm of {type} cannot start on {effective_from}: work of today and of past days is counted by the norms "
        "already in force. Choose {earliest} or a later day."
    )
    ru = (
        "Норма типа {type} не может начать действовать {effective_from}: сегодняшняя и прошлая работа считается "
        "по прежним нормам. Выберите {earliest} или более поздний день."
    )


class NormAlreadyApproved(DomainError):
    code = "norm_already_approved"
    en = "This norm of {type} was approved on {approved_on}. To change it, propose a new norm from a later day."
    ru = (
        "Эта норма типа {type} утверждена {approved_on}. Чтобы её изменить, предложите новую норму с "
        "более позднего дня."
    )


class NotANewType(DomainError):
    code = "not_a_new_type"
    en = (
        "Work type {type} is not new: it already has a norm from {first_day}. "
        "Choose another ground: two months' notice, nobody worse off, or everybody's consent."
    )
    ru = (
        "Тип {type} не новый: у него уже есть норма с {first_day}. "
        "Выберите другое основание: извещение за два месяца, никому не хуже или согласие каждого."
    )


class NotAnnounced(DomainError):
    code = "not_announced"
    en = (
        "Nobody has been told of the norm of {type} yet, so two months' notice cannot have begun. "
        "Announce it, then propose the norm with the day of the announcement."
    )
    ru = (
        "О норме типа {type} ещё никому не объявлено, и два месяца не начались. "
        "Объявите её, а затем предложите норму с указанием дня объявления."
    )


class NoticeTooShort(DomainError):
    code = "notice_too_short"
    en = (
        "The norm of {type} was announced on {announced_on} and would start on {effective_from}: less than two "
        "months' notice. With notice it may start on {earliest} or later; sooner only if nobody is worse off or each "
        "person agrees."
    )
    ru = (
        "Норма типа {type} объявлена {announced_on}, а начаться должна {effective_from}: это меньше двух месяцев. "
        "С извещением — не раньше {earliest}; раньше — только если никому не хуже или согласен каждый."
    )


class SomebodyIsWorse(DomainError):
    code = "somebody_is_worse"
    en = (
        "The norm of {type} makes {people} count fewer minutes than before. "
        "Give two months' notice, or ask each of them for consent."
    )
    ru = (
        "По новой норме типа {type} меньше минут насчитают: {people}. "
        "Известите за два месяца или получите согласие каждого."
    )


class ConsentsMissing(DomainError):
    code = "consents_missing"
    en = (
        "Not everybody touched by the norm of {type} has agreed: {people}. Record their consent, or "
        "give two months' notice."
    )
    ru = (
        "С нормой типа {type} согласились не все, кого она касается: {people}. Запишите их согласие или "
        "известите за два месяца."
    )


class ImpactNotSeen(DomainError):
    code = "impact_not_seen"
    en = (
        "The norm of {type} cannot be approved unseen: the page of its effect on pay was not shown. "
        "Open the proposal, look at who gains and who loses, and approve it there."
    )
    ru = (
        "Норму типа {type} нельзя утвердить не глядя: страница её влияния на оплату не была показана. "
        "Откройте предложение, посмотрите, кто выиграет и кто потеряет, и утвердите там."
    )


class ImpactChanged(DomainError):
    code = "impact_changed"
    en = (
        "The effect of the norm of {type} has changed since you looked: new work was counted. Look again, then approve."
    )
    ru = "Пока вы смотрели, влияние нормы типа {type} изменилось: добавилась работа. Посмотрите ещё раз и утвердите."


class GroundNotAllowed(DomainError):
    code = "ground_not_allowed"
    status = 422
    en = "“{ground}” is no ground a norm can be approved on. Choose one of those on the page."
    ru = "«{ground}» — не основание для утверждения нормы. Выберите одно из предложенных."


def require_start_after(norm: Norm, *, type_code: str, today: date) -> None:
    """Raises NormStartsTooSoon unless the norm starts strictly after `today`, the day of its approval."""
    if norm.effective_from <= today:
        raise NormStartsTooSoon(type=type_code, effective_from=norm.effective_from, earliest=today + timedelta(days=1))


def earliest_with_notice(announced_on: date) -> date:
    """Return the first day a norm announced on `announced_on` may start.

    Two months end on the same date two months later (on the month's last day where there is none), and the norm
    starts on the day after: announced on 01.09, it starts on 02.11 (ТК РФ, art. 14).
    """
    month = announced_on.month - 1 + NOTICE_MONTHS
    year, month = announced_on.year + month // 12, month % 12 + 1
    day = min(announced_on.day, calendar.monthrange(year, month)[1])
    return date(year, month, day) + timedelta(days=1)


def require_ground(
    ground: Ground,
    norm: Norm,
    *,
    type_code: str,
    today: date,
    others: Collection[Norm],
    before: Norm | None,
    impact: Impact | None,
    consents: Collection[int],
) -> None:
    """Check that `ground` lets `norm` start on its day; a day later than today is `require_start_after`'s business.

    `others` are the type's other norms, `before` the one in force on the eve of the start, `consents` the employees
    who agreed. `SomebodyIsWorse` and `ConsentsMissing` name employees by id; the caller knows their names.

    Raises:
        NotANewType, NotAnnounced, NoticeTooShort, SomebodyIsWorse, ConsentsMissing, ImpactNotSeen.
    """
    if ground is Ground.NEW_TYPE:
        approved = [other.effective_from for other in others if other.is_approved]
        if approved:
            raise NotANewType(type=type_code, first_day=min(approved))
    elif ground is Ground.NOTICE:
        _require_notice(norm, type_code, today)
    elif ground is Ground.NOBODY_WORSE:
        _require_nobody_worse(norm, type_code, before, impact)
    elif ground is Ground.CONSENTS:
        if impact is None:
            raise ImpactNotSeen(type=type_code)
        if missing := impact.worse - frozenset(consents):
            raise ConsentsMissing(type=type_code, people=sorted(missing))
    else:
        raise GroundNotAllowed(ground=ground)


def _require_notice(norm: Norm, type_code: str, today: date) -> None:
    if norm.announced_on is None or norm.announced_on > today:
        raise NotAnnounced(type=type_code)
    earliest = earliest_with_notice(norm.announced_on)
    if norm.effective_from < earliest:
        raise NoticeTooShort(
            type=type_code, announced_on=norm.announced_on, effective_from=norm.effective_from, earliest=earliest
        )


def _require_nobody_worse(norm: Norm, type_code: str, before: Norm | None, impact: Impact | None) -> None:
    if before is not None and norm.minutes >= before.minutes:
        return
    if impact is None:
        raise ImpactNotSeen(type=type_code)
    if impact.worse:
        raise SomebodyIsWorse(type=type_code, people=sorted(impact.worse))


_GROUNDS: dict[Ground, tuple[str, str]] = {
    Ground.NEW_TYPE: ("a new type", "новый тип"),
    Ground.NOTICE: ("two months' notice", "извещение за два месяца"),
    Ground.NOBODY_WORSE: ("nobody is worse off", "никому не хуже"),
    Ground.CONSENTS: ("everybody's consent", "согласие каждого"),
    Ground.FOUNDING: ("the office's first catalog", "первый каталог офиса"),
}
