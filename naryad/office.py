"""The office of this database and its dated choices."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sqlmodel import Session, col, select

from naryad import journal
from naryad.days import Period
from naryad.errors import DomainError
from naryad.people import Employee, require
from naryad.tables import OfficeRow, OfficeSettingRow


class NoOffice(DomainError):
    code = "no_office"
    status = 409
    en = "This database has no office yet. Make one with “naryad init”, or look at the demo with “naryad demo”."
    ru = "В этой базе ещё нет офиса. Создайте его командой «naryad init» или посмотрите пример: «naryad demo»."


class OfficeExists(DomainError):
    code = "office_exists"
    status = 409
    en = (
        "This database already holds the office “{name}”. Its time zone and currency are fixed; use another "
        "database for another office."
    )
    ru = (
        "В этой базе уже есть офис «{name}». Его часовой пояс и валюта не меняются; для другого офиса нужна "
        "другая база."
    )


class OfficeIsWrong(DomainError):
    code = "office_is_wrong"
    status = 422
    en = "The office's {field} “{value}” is not usable: {why_en}."
    ru = "{field} офиса «{value}» не подходит: {why_ru}."


class TimeZoneDiffers(DomainError):
    code = "time_zone_differs"
    status = 409
    en = (
        "NARYAD_TIMEZONE says {given}, but the office was made for {stored}, and its days are counted in that zone. "
        "Remove the setting or correct it."
    )
    ru = (
        "NARYAD_TIMEZONE указывает {given}, а офис создан для {stored}, и его дни считаются в этом поясе. "
        "Уберите настройку или исправьте её."
    )


class UnknownSetting(DomainError):
    code = "unknown_setting"
    status = 422
    en = "There is no setting “{name}”. Known settings: {known}."
    ru = "Нет настройки «{name}». Есть такие: {known}."


class SettingIsWrong(DomainError):
    code = "setting_is_wrong"
    status = 422
    en = "“{value}” does not suit the setting {name}: {why}."
    ru = "Значение «{value}» не подходит для настройки {name}: {why}."


@dataclass(frozen=True)
class Office:
    """What was fixed when the office was made."""

    name: str
    mail_domain: str
    zone: ZoneInfo
    currency: str
    language: str
    is_demo: bool

    @property
    def type_domain(self) -> str:
        """Return the domain of type addresses: CODE@types.<office domain>."""
        return f"types.{self.mail_domain}"


@dataclass(frozen=True)
class Setting:
    """A choice an office can make: its default, what it may be, and who may change it."""

    default: Any
    is_of_pay: bool
    """Chosen by the accountant or the head; others by the administrator or the head."""

    check: Callable[[Any], str | None]
    """Returns what is wrong with a value (a short phrase), or None."""

    @property
    def action(self) -> str:
        return "office.change_pay_settings" if self.is_of_pay else "office.change_settings"


def _one_of(*choices: str) -> Callable[[Any], str | None]:
    return lambda value: None if value in choices else " / ".join(choices)


def _whole(least: int, most: int) -> Callable[[Any], str | None]:
    def check(value: Any) -> str | None:
        if isinstance(value, int) and not isinstance(value, bool) and least <= value <= most:
            return None
        return f"{least} … {most}"

    return check


def _amount(least: str, most: str, places: int) -> Callable[[Any], str | None]:
    """Check a decimal number kept as text, so that it stays exact."""

    def check(value: Any) -> str | None:
        try:
            number = Decimal(value) if isinstance(value, str) else Decimal("NaN")
        except InvalidOperation:
            number = Decimal("NaN")
        if number.is_finite() and Decimal(least) <= number <= Decimal(most):
            if number == number.quantize(Decimal(1).scaleb(-places)):
                return None
        return f"{least} … {most}"

    return check


def _day_or_none(value: Any) -> str | None:
    try:
        if value is not None:
            date.fromisoformat(value)
    except (TypeError, ValueError):
        return "YYYY-MM-DD"
    return None


def _time_of_day(value: Any) -> str | None:
    return None if isinstance(value, str) and re.fullmatch(r"(?:[01]\d|2[0-3]):[0-5]\d", value) else "18:00"


def _address_or_none(value: Any) -> str | None:
    if value is None or (
        isinstance(value, str) and re.fullmatch(r"[\w.+-]{1,64}@(?:[a-z0-9-]+\.)+[a-z0-9-]{2,}", value, re.ASCII)
    ):
        return None
    return "naryad@example.ru"


SETTINGS: dict[str, Setting] = {
    "rounding": Setting("unit", True, _one_of("unit", "line")),
    "timesheet": Setting("none", True, _one_of("none", "kept")),
    "night_percent": Setting("20", True, _amount("20", "300", 2)),
    "rest_day_multiplier": Setting("2", True, _amount("2", "10", 2)),
    "overtime_count": Setting("day", True, _one_of("day", "month")),
    "holiday_sum": Setting("0", True, _amount("0", "100000", 2)),
    "regional_coefficient": Setting("1", True, _amount("1", "3", 2)),
    "regional_minimum": Setting("0", True, _amount("0", "1000000", 2)),
    "trial_until": Setting(None, True, _day_or_none),
    "amber_percent": Setting(130, False, _whole(100, 1000)),
    "untyped_letters": Setting("refuse", False, _one_of("refuse", "hold")),
    "own_holding": Setting("person", False, _one_of("person", "office")),
    "day_ends_at": Setting("18:00", False, _time_of_day),
    "notice_sender": Setting(None, False, _address_or_none),
    "audit_minutes_a_week": Setting(20, False, _whole(0, 2400)),
    "audit_size_rule": Setting("minutes", False, _one_of("minutes", "equal")),
    "appeal_days": Setting(5, False, _whole(1, 60)),
    "letter_megabytes": Setting(25, False, _whole(1, 200)),
    "keep_text_months": Setting(13, False, _whole(1, 120)),
    "keep_head_months": Setting(6, False, _whole(1, 120)),
    "keep_attachments": Setting("no", False, _one_of("no", "yes")),
    "attachment_megabytes": Setting(10, False, _whole(1, 200)),
    "keep_file_months": Setting(6, False, _whole(1, 120)),
    "keep_refusal_months": Setting(3, False, _whole(1, 120)),
}
"""Every setting of an office by name. Days in values are ISO text; None stands for "not set"."""


def office_of(session: Session) -> Office:
    """Return the office of this database.

    Raises:
        NoOffice: none has been made.
    """
    row = session.get(OfficeRow, 1)
    if row is None:
        raise NoOffice()
    return Office(row.name, row.mail_domain, ZoneInfo(row.timezone), row.currency, row.language, row.is_demo)


def make_office(
    session: Session,
    *,
    name: str,
    mail_domain: str,
    timezone: str,
    currency: str,
    language: str,
    now: datetime,
    is_demo: bool = False,
) -> Office:
    """Make the one office; its first two months are a trial (rule 30), unless it is the demo.

    Raises:
        OfficeExists: there is one already.
        OfficeIsWrong: a value is not usable.
    """
    existing = session.get(OfficeRow, 1)
    if existing is not None:
        raise OfficeExists(name=existing.name)
    mail_domain = mail_domain.strip().lower()
    _check_office(name, mail_domain, timezone, currency, language)
    row = OfficeRow(
        name=name.strip(),
        mail_domain=mail_domain,
        timezone=timezone,
        currency=currency,
        language=language,
        is_demo=is_demo,
        created_at=now,
    )
    session.add(row)
    journal.record(session, None, "office.make", "office:1", now, {"name": row.name, "domain": mail_domain}, rows=[row])
    if not is_demo:
        first = Period.of_day(now.astimezone(ZoneInfo(timezone)).date())
        _set(session, "trial_until", first.next().last_day.isoformat(), first.first_day, None, now)
    return office_of(session)


def check_time_zone(session: Session, given: str) -> None:
    """Stop a start whose NARYAD_TIMEZONE differs from the office's own zone (rule 37)."""
    row = session.get(OfficeRow, 1)
    if row is not None and given and given != row.timezone:
        raise TimeZoneDiffers(given=given, stored=row.timezone)


def setting(session: Session, name: str, day: date) -> Any:
    """Return the value of a setting in force on `day`, its default where the office never chose."""
    declared = _declared(name)
    row = session.exec(
        select(OfficeSettingRow)
        .where(OfficeSettingRow.name == name, col(OfficeSettingRow.effective_from) <= day)
        .order_by(col(OfficeSettingRow.effective_from).desc(), col(OfficeSettingRow.id).desc())
        .limit(1)
    ).first()
    return row.value if row is not None else declared.default


def setting_history(session: Session, name: str) -> list[OfficeSettingRow]:
    """Return every choice ever made for a setting, the latest day first."""
    _declared(name)
    return list(
        session.exec(
            select(OfficeSettingRow)
            .where(OfficeSettingRow.name == name)
            .order_by(col(OfficeSettingRow.effective_from).desc(), col(OfficeSettingRow.id).desc())
            .limit(200)
        )
    )


def set_setting(
    session: Session, name: str, value: Any, *, effective_from: date, actor: Employee, now: datetime
) -> None:
    """Choose a setting from a day on. Closed months keep what was in force for them.

    Raises:
        UnknownSetting, SettingIsWrong, NotAllowed.
    """
    declared = _declared(name)
    require(actor, "office.change_pay_settings" if declared.is_of_pay else "office.change_settings")
    wrong = declared.check(value)
    if wrong:
        raise SettingIsWrong(name=name, value=value, why=wrong)
    _set(session, name, value, effective_from, actor.id, now)


def is_trial(session: Session, period: Period) -> bool:
    """Say whether `period` is a trial month: everything counts, nothing is paid (rule 30)."""
    until = setting(session, "trial_until", period.last_day)
    return until is not None and period.last_day <= date.fromisoformat(until)


def _set(session: Session, name: str, value: Any, effective_from: date, by: int | None, now: datetime) -> None:
    row = OfficeSettingRow(name=name, value=value, effective_from=effective_from, set_by=by, set_at=now)
    session.add(row)
    facts = {"value": value, "from": effective_from.isoformat()}
    journal.record(session, by, "office.set", f"setting:{name}", now, facts, rows=[row])


def _declared(name: str) -> Setting:
    if name not in SETTINGS:
        raise UnknownSetting(name=name, known=sorted(SETTINGS))
    return SETTINGS[name]


def _check_office(name: str, mail_domain: str, timezone: str, currency: str, language: str) -> None:
    def wrong(field: str, value: str, why_en: str, why_ru: str) -> OfficeIsWrong:
        return OfficeIsWrong(field=field, value=value, why_en=why_en, why_ru=why_ru)

    if not name.strip():
        raise wrong("name", name, "give it a name", "дайте ему название")
    if not re.fullmatch(r"(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z0-9-]{2,}", mail_domain):
        raise wrong("mail domain", mail_domain, "write it as example.ru", "напишите в виде example.ru")
    try:
        ZoneInfo(timezone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise wrong("time zone", timezone, "write it as Europe/Moscow", "напишите в виде Europe/Moscow") from None
    if not re.fullmatch(r"[A-Z]{3}", currency):
        raise wrong("currency", currency, "write its ISO code, such as RUB", "напишите код ISO, например RUB")
    if language not in ("ru", "en"):
        raise wrong("language", language, "choose ru or en", "выберите ru или en")
