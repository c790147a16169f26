"""What the gate passed, as the mail server's log is compared with: tries of letters and of service mail."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import RowMapping, select
from sqlmodel import Session

from naryad import staff
from worklog.mail_log import queue_id_in
from worklog.reconcile import Passed
from worklog.tables.app_password import ServiceAccountAddressRow, ServiceAccountRow
from worklog.tables.entry import ENTRY
from worklog.tables.letter import ATTEMPT, LETTER, OUTCOME
from worklog.tables.notice import NoticeRow
from worklog.tables.service_mail import SERVICE_LETTER, SERVICE_OUTCOME

AT_ONCE = 500
_ACCOUNT: Any = ServiceAccountRow.__table__  # type: ignore[attr-defined]  # SQLModel adds it to table classes
_NOTICE: Any = NoticeRow.__table__  # type: ignore[attr-defined]  # SQLModel adds it to table classes
_ACCOUNT_ADDRESS: Any = ServiceAccountAddressRow.__table__  # type: ignore[attr-defined]  # as above


def staff_addresses(session: Session) -> dict[str, tuple[str, ...]]:
    """Return whose each address of the office is, in lower case: people's, of whatever day, and programs'."""
    found: dict[str, list[str]] = {}
    for person in staff.employees(session):
        for address in {person.email, *person.addresses}:
            found.setdefault(address.lower(), []).append(person.name)
    query = select(_ACCOUNT_ADDRESS.c.address, _ACCOUNT.c.name).join_from(_ACCOUNT_ADDRESS, _ACCOUNT)
    for address, name in session.connection().execute(query):
        found.setdefault(address.lower(), []).append(name)
    return {address: tuple(names) for address, names in found.items()}


class PassedLetters:
    """Finds the tries of the gate by Message-ID, by queue id and by time."""

    def __init__(self, session: Session, now: datetime) -> None:
        self._session = session
        self._now = now
        self._people = {person.id: person.name for person in staff.employees(session)}
        accounts = session.connection().execute(select(_ACCOUNT.c.id, _ACCOUNT.c.name))
        self._accounts: dict[int, str] = {each.id: each.name for each in accounts}

    def with_ids(self, message_ids: Sequence[str]) -> dict[str, list[Passed]]:
        """Return the tries of each Message-ID among `message_ids`, of whatever time; a try under way is none."""
        wanted = sorted(set(message_ids) - {""})
        found: dict[str, list[Passed]] = {}
        for start in range(0, len(wanted), AT_ONCE):
            part = wanted[start : start + AT_ONCE]
            for passed in self._read(LETTER.c.message_id.in_(part), SERVICE_LETTER.c.message_id.in_(part)):
                found.setdefault(passed.message_id, []).append(passed)
        return found

    def without_id(self) -> dict[str, list[Passed]]:
        """Return the tries of letters without a Message-ID, of which there are few, by their server's queue id."""
        found: dict[str, list[Passed]] = {}
        for passed in self._read(LETTER.c.message_id == "", SERVICE_LETTER.c.message_id == ""):
            if passed.queue_id:
                found.setdefault(passed.queue_id, []).append(passed)
        return found

    def notices(self) -> set[str]:
        """Return the queue ids of the letters that the program itself wrote to people."""
        replies = self._session.connection().execute(select(_NOTICE.c.reply).where(_NOTICE.c.reply != "")).scalars()
        return {queue_id_in(reply) for reply in replies} - {""}

    def between(self, first: datetime, last: datetime) -> Iterator[Passed]:
        """Yield the tries of a time that were accepted or are in doubt, piece by piece."""
        mine, theirs = ATTEMPT.c.started_at.between(first, last), SERVICE_LETTER.c.at.between(first, last)
        for passed in self._read(mine, theirs):
            if passed.accepted is not False:
                yield passed

    def _read(self, of_letters: Any, of_service_mail: Any) -> Iterator[Passed]:
        execute = self._session.connection().execution_options(yield_per=AT_ONCE).execute
        for row in execute(_LETTERS.where(of_letters)).mappings():
            if row["accepted"] is not None or row["lease_until"] <= self._now:
                yield _passed(row, self._people[row["employee_id"]], row["entry_id"])
        for row in execute(_AUTOMATIC.where(of_service_mail)).mappings():
            if row["accepted"] is not None or row["lease_until"] <= self._now:
                account_id = row["account_id"]
                name = self._people[row["employee_id"]] if account_id is None else self._accounts[account_id]
                yield _passed(row, name, None)


_LETTERS = (
    select(
        ATTEMPT.c.id,
        ATTEMPT.c.entry_id,
        ATTEMPT.c.started_at.label("at"),
        ATTEMPT.c.lease_until,
        ATTEMPT.c.recipients,
        LETTER.c.message_id,
        ENTRY.c.employee_id,
        OUTCOME.c.accepted,
        OUTCOME.c.reply,
    )
    .join_from(ATTEMPT, LETTER, LETTER.c.entry_id == ATTEMPT.c.entry_id)
    .join(ENTRY, ENTRY.c.id == ATTEMPT.c.entry_id)
    .join(OUTCOME, OUTCOME.c.attempt_id == ATTEMPT.c.id, isouter=True)
    .order_by(ATTEMPT.c.id)
)
_AUTOMATIC = (
    select(
        SERVICE_LETTER.c.id,
        SERVICE_LETTER.c.at,
        SERVICE_LETTER.c.lease_until,
        SERVICE_LETTER.c.recipients,
        SERVICE_LETTER.c.message_id,
        SERVICE_LETTER.c.employee_id,
        SERVICE_LETTER.c.account_id,
        SERVICE_OUTCOME.c.accepted,
        SERVICE_OUTCOME.c.reply,
    )
    .join_from(SERVICE_LETTER, SERVICE_OUTCOME, SERVICE_OUTCOME.c.letter_id == SERVICE_LETTER.c.id, isouter=True)
    .order_by(SERVICE_LETTER.c.id)
)


def _passed(row: RowMapping, author: str, entry_id: int | None) -> Passed:
    return Passed(
        id=row["id"],
        entry_id=entry_id,
        author=author,
        at=row["at"],
        message_id=row["message_id"],
        recipients=tuple(row["recipients"]),
        queue_id=queue_id_in(row["reply"] or ""),
        accepted=row["accepted"],
    )
