"""The office of this database and its dated choices."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sqlalchemy import select as core_select
from sqlmodel import Session, col, select

from naryad import journal
from naryad.days import Period
from naryad.errors import DomainError
from naryad.office_setting import SETTINGS, Setting
from naryad.people import Employee, require
from naryad.remembered import remembered
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


def office_of(session: Session) -> Office:
    """Return the office of this database.

    Raises:
        NoOffice: none has been made.
    """

    def read() -> Office:
        row = session.connection().execute(_THE_OFFICE).first()
        if row is None:
            raise NoOffice()
        return Office(row.name, row.mail_domain, ZoneInfo(row.timezone), row.currency, row.language, row.is_demo)

    return remembered(session, "office", read)


_THE_OFFICE = core_select(
    col(OfficeRow.name),
    col(OfficeRow.mail_domain),
    col(OfficeRow.timezone),
    col(OfficeRow.currency),
    col(OfficeRow.language),
    col(OfficeRow.is_demo),
).where(col(OfficeRow.id) == 1)


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


def setting_on_days(session: Session, name: str, days: Collection[date]) -> dict[date, Any]:
    """Return what `setting` gives for each of `days`, asked at once."""
    declared = _declared(name)
    if not days:
        return {}
    rows = session.exec(
        select(OfficeSettingRow)
        .where(OfficeSettingRow.name == name, col(OfficeSettingRow.effective_from) <= max(days))
        .order_by(col(OfficeSettingRow.effective_from).desc(), col(OfficeSettingRow.id).desc())
    ).all()
    return {
        day: next((row.value for row in rows if row.effective_from <= day), declared.default) for day in set(days)
    }


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
