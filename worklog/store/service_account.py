"""Accounts of programs that send mail by themselves."""

from __future__ import annotations

from collections.abc import Sequence

from sqlmodel import Session, col, select

from worklog.sender import ServiceAccount
from worklog.tables.app_password import ServiceAccountAddressRow, ServiceAccountRow


def accounts(session: Session) -> list[ServiceAccount]:
    """Return every account, those in use first, by name."""
    rows = session.exec(select(ServiceAccountRow).order_by(col(ServiceAccountRow.name))).all()
    return sorted(_values(session, rows), key=lambda account: not account.is_active)


def account_by_id(session: Session, account_id: int) -> ServiceAccount | None:
    row = session.get(ServiceAccountRow, account_id)
    return None if row is None else _values(session, [row])[0]


def account_by_login(session: Session, login: str) -> ServiceAccount | None:
    row = session.exec(select(ServiceAccountRow).where(ServiceAccountRow.login == login)).first()
    return None if row is None else _values(session, [row])[0]


def _values(session: Session, rows: Sequence[ServiceAccountRow]) -> list[ServiceAccount]:
    addresses: dict[int, list[str]] = {}
    query = select(ServiceAccountAddressRow).order_by(col(ServiceAccountAddressRow.address))
    if len(rows) == 1:
        query = query.where(ServiceAccountAddressRow.account_id == rows[0].id)
    for address in session.exec(query):
        addresses.setdefault(address.account_id, []).append(address.address)
    return [
        ServiceAccount(
            id=row.id or 0,
            name=row.name,
            login=row.login,
            addresses=tuple(addresses.get(row.id or 0, ())),
            work_type_id=row.work_type_id,
            is_active=row.closed_at is None,
        )
        for row in rows
    ]
