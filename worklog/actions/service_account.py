"""Accounts of programs that send mail by themselves: an administrator opens, changes and closes them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime

from sqlmodel import Session, col, delete, select

from naryad import journal
from naryad.days import local_day
from naryad.errors import DomainError
from naryad.office import office_of
from naryad.people import Employee, require
from naryad.person import check_address
from naryad.tables import EmployeeRow
from norms import store as norms_store
from norms.work_type import Kind
from worklog.sender import ServiceAccount
from worklog.store.service_account import account_by_id, account_by_login
from worklog.tables.app_password import AppPasswordRow, ServiceAccountAddressRow, ServiceAccountRow

NAME_LENGTH_MAX = 100


class NoSuchAccount(DomainError):
    code = "no_such_account"
    status = 404
    en = "There is no such account in use. Look at the list again: it may have been closed already."
    ru = "Такой действующей учётной записи нет. Обновите список: возможно, она уже закрыта."


class AccountIsWrong(DomainError):
    code = "account_is_wrong"
    status = 422
    en = (
        "An account needs a name, and a login of 3 to 100 Latin letters, digits, dots, hyphens or @, such as scanner. "
        "“{value}” is not that."
    )
    ru = (
        "Учётной записи нужны название и логин от 3 до 100 знаков: латинские буквы, цифры, точки, дефисы или @, "
        "например scanner. «{value}» не подходит."
    )


class LoginIsTaken(DomainError):
    code = "login_is_taken"
    status = 409
    en = "The login {login} already lets {name} in. Give another one."
    ru = "С логином {login} уже входит {name}. Укажите другой."


class AccountNeedsAddress(DomainError):
    code = "account_needs_address"
    status = 422
    en = "Write at least one address the program sends from, such as scanner@{domain}."
    ru = "Укажите хотя бы один адрес, с которого отправляет программа, например scanner@{domain}."


class NoSuchLetterType(DomainError):
    code = "no_such_letter_type"
    status = 422
    en = "This is no work type of letters in use. Choose one from the list, or none: then each letter names its own."
    ru = "Это не действующий тип писем. Выберите тип из списка или «нет»: тогда каждое письмо должно назвать свой."


def open_account(
    session: Session,
    *,
    name: str,
    login: str,
    addresses: Iterable[str],
    work_type_id: int | None,
    actor: Employee,
    now: datetime,
) -> int:
    """Open an account for a program and return its id; it gets in once it has an app password.

    Raises:
        AccountIsWrong, LoginIsTaken, AccountNeedsAddress, NoSuchLetterType, PersonIsWrong (for an address).
    """
    require(actor, "worklog.edit_service_accounts")
    login = login.strip().lower()
    if not re.fullmatch(r"[a-z0-9][a-z0-9.@_-]{2,99}", login):
        raise AccountIsWrong(value=login[:40])
    _check_free(session, login)
    row = ServiceAccountRow(
        name=_name(name),
        login=login,
        work_type_id=_letter_type(session, work_type_id, now),
        created_by=actor.id,
        created_at=now,
    )
    session.add(row)
    session.flush()
    assert row.id is not None
    given = _replace_addresses(session, row.id, addresses)
    facts = {"login": login, "addresses": given, "work_type": work_type_id}
    journal.record(session, actor.id, "access.open_account", row.place(), now, facts, rows=[row])
    return row.id


def edit_account(
    session: Session,
    account_id: int,
    *,
    name: str,
    addresses: Iterable[str],
    work_type_id: int | None,
    actor: Employee,
    now: datetime,
) -> None:
    """Change an account's name, addresses and default type; its login stays for good.

    Raises:
        NoSuchAccount, AccountIsWrong, AccountNeedsAddress, NoSuchLetterType, PersonIsWrong (for an address).
    """
    require(actor, "worklog.edit_service_accounts")
    before = account_in_use(session, account_id)
    row = session.get(ServiceAccountRow, account_id)
    assert row is not None
    row.name, row.work_type_id = _name(name), _letter_type(session, work_type_id, now)
    given = _replace_addresses(session, account_id, addresses)
    facts = {
        "before": {"name": before.name, "addresses": list(before.addresses), "work_type": before.work_type_id},
        "after": {"name": row.name, "addresses": given, "work_type": work_type_id},
    }
    journal.record(session, actor.id, "access.edit_account", row.place(), now, facts)


def close_account(session: Session, account_id: int, *, actor: Employee, now: datetime) -> None:
    """Close an account for good: its passwords open nothing any more, at once.

    Raises:
        NoSuchAccount: there is none, or it is closed already.
    """
    require(actor, "worklog.edit_service_accounts")
    account_in_use(session, account_id)
    row = session.get(ServiceAccountRow, account_id)
    assert row is not None
    row.closed_at = now
    in_use = select(AppPasswordRow).where(
        AppPasswordRow.account_id == account_id, col(AppPasswordRow.revoked_at).is_(None)
    )
    for password in session.exec(in_use):
        password.revoked_at, password.revoked_by = now, actor.id
    journal.record(session, actor.id, "access.close_account", row.place(), now, {"login": row.login})


def account_in_use(session: Session, account_id: int) -> ServiceAccount:
    """Return an account.

    Raises:
        NoSuchAccount: there is none, or it is closed.
    """
    account = account_by_id(session, account_id)
    if account is None or not account.is_active:
        raise NoSuchAccount()
    return account


def _name(text: str) -> str:
    name = " ".join(text.split())
    if not name or len(name) > NAME_LENGTH_MAX:
        raise AccountIsWrong(value=name[:40])
    return name


def _check_free(session: Session, login: str) -> None:
    person = session.exec(select(EmployeeRow).where(EmployeeRow.email == login)).first()
    other = account_by_login(session, login)
    if person is not None or other is not None:
        raise LoginIsTaken(login=login, name=person.name if person is not None else other.name if other else "")


def _letter_type(session: Session, work_type_id: int | None, now: datetime) -> int | None:
    if work_type_id is None:
        return None
    catalog = norms_store.catalog(session, local_day(now, office_of(session).zone))
    known = {entry.work_type.id for entry in catalog.of_kind(Kind.LETTER_OUT)}
    if work_type_id not in known:
        raise NoSuchLetterType()
    return work_type_id


def _replace_addresses(session: Session, account_id: int, addresses: Iterable[str]) -> list[str]:
    cleaned = sorted({address.strip().lower() for address in addresses if address.strip()})
    if not cleaned:
        raise AccountNeedsAddress(domain=office_of(session).mail_domain)
    for address in cleaned:
        check_address(address)
    session.exec(delete(ServiceAccountAddressRow).where(col(ServiceAccountAddressRow.account_id) == account_id))
    session.add_all(ServiceAccountAddressRow(account_id=account_id, address=address) for address in cleaned)
    session.flush()
    return cleaned
