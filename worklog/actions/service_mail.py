"""Service mail (rule 9): told from letters, recorded as about to be sent, and with what the next server said.

It takes the same two transactions as a letter, and is nobody's work: no entry, no minutes.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import insert, select
from sqlmodel import Session

from naryad import journal
from naryad.days import local_day
from naryad.errors import DomainError
from naryad.office import Office
from naryad.people import Employee, require
from naryad.tables import Row
from norms import store as norms_store
from norms.catalog import Catalog
from norms.work_type import Kind
from worklog.actions.letter import (
    SUBJECT_LENGTH_MAX,
    Arrived,
    LetterGoesInCircles,
    NoRecipientLeft,
    employee_of_sender,
)
from worklog.actions.sending import LOG_LINE_AT_LEAST
from worklog.gate import is_type_name, may_leave
from worklog.hop import Fate, Outgoing, Relayed
from worklog.letter import RECEIVED_FIELDS_MAX, ScannedLetter, scan
from worklog.sender import Sender, ServiceAccount
from worklog.sending import LEASE, DoubtNeedsLogLine, LetterIsBeingSent, NothingInDoubt
from worklog.service_mail import MailSort, ReceiptHasNoAuthor, author_of, is_calendar_reply, report_sort
from worklog.store.service_mail import Author, automatic_letter, open_until
from worklog.tables.letter import LetterRefusalRow
from worklog.tables.service_mail import SERVICE_LETTER, SERVICE_OUTCOME, ServiceLetterRow, ServiceOutcomeRow


@dataclass(frozen=True, slots=True)
class Automatic:
    """A letter that passes as service mail: what it is, whose, and how it goes on."""

    sort: MailSort
    author: Author
    shown_sender: str
    outgoing: Outgoing
    subject: str
    message_id: str
    work_type_id: int | None = None


@dataclass(frozen=True, slots=True)
class AutomaticToSend:
    """A letter of service mail whose intent is committed: it goes to the next server now."""

    letter_id: int
    outgoing: Outgoing


def judge_automatic(
    session: Session, arrived: Arrived, sender: Sender | None, *, office: Office, now: datetime
) -> Automatic | None:
    """Say whether an arrived letter passes as service mail; None for a letter that somebody wrote.

    `sender` is None where the envelope's sender is empty and nobody signed in: then the letter's From says whose it
    is, as the envelope's sender does for other letters of those who are believed without signing in (rule 18).

    Raises:
        NoServiceMail, ReceiptHasNoAuthor: the sender is empty and the letter is no report of its author's.
        The refusal of the gate: a letter of an account names no type and the account has none, or a wrong one.
        SenderUnknown, SenderShared, SenderNotEmployed, NotAllowed, LetterGoesInCircles, NoRecipientLeft.
    """
    day = local_day(now, office.zone)
    if not arrived.sender:
        sort = report_sort(arrived.raw, len(arrived.recipients))
        sender = _author_of_report(session, arrived.raw, sender, day)
        letter = _scanned(arrived, office, None)
        return _automatic(sort, sender, arrived, letter, arrived.raw)
    assert sender is not None
    if sender.account is not None:
        catalog = norms_store.catalog(session, day)
        letter = _scanned(arrived, office, catalog)
        work_type_id = _type_of(letter, sender.account, catalog)
        return _automatic(MailSort.ACCOUNT, sender, arrived, letter, letter.content, work_type_id)
    if not is_calendar_reply(arrived.raw, len(arrived.recipients)):
        return None
    letter = _scanned(arrived, office, norms_store.catalog(session, day))
    if letter.named:
        return None
    return _automatic(MailSort.CALENDAR, sender, arrived, letter, arrived.raw)


def begin_automatic(session: Session, automatic: Automatic, *, next_hop: str, now: datetime) -> AutomaticToSend:
    """Record that a letter of service mail is about to be sent; the caller commits, then sends.

    Raises:
        LetterIsBeingSent: an earlier try of it still has its lease.
    """
    lease_until = open_until(session, automatic.author, automatic.message_id, now)
    if lease_until is not None:
        raise LetterIsBeingSent(seconds=max(1, int((lease_until - now).total_seconds()) + 1))
    values: dict[str, Any] = {
        "at": now,
        "lease_until": now + LEASE,
        "sort": automatic.sort.value,
        "employee_id": automatic.author.employee_id,
        "account_id": automatic.author.account_id,
        "sender": automatic.shown_sender,
        "recipients": list(automatic.outgoing.recipients),
        "subject": automatic.subject,
        "size": len(automatic.outgoing.content),
        "message_id": automatic.message_id,
        "work_type_id": automatic.work_type_id,
        "next_hop": next_hop,
    }
    letter_id = _inserted(session, SERVICE_LETTER, values)
    facts = {"sort": automatic.sort.value, "account": automatic.author.account_id}
    row = ServiceLetterRow(id=letter_id, **values)
    subject = f"service_letter:{letter_id}"
    journal.record(session, automatic.author.employee_id, "service_mail.intend", subject, now, facts, rows=[row])
    return AutomaticToSend(letter_id, automatic.outgoing)


def end_automatic(session: Session, letter_id: int, relayed: Relayed, now: datetime) -> None:
    """Record what the next server said; an unknown fate leaves the letter in doubt once its lease has run out."""
    if relayed.fate is Fate.UNKNOWN or _has_outcome(session, letter_id):
        return
    accepted = relayed.fate is Fate.ACCEPTED
    values = {"accepted": accepted, "code": relayed.reply.code, "reply": relayed.reply.text}
    _write_outcome(session, letter_id, values, now, actor_id=None, action="service_mail.outcome")


def resolve_automatic(
    session: Session, letter_id: int, *, was_accepted: bool, log_line: str, actor: Employee, now: datetime
) -> None:
    """Say what became of service mail in doubt, with the line of the next server's log that shows it.

    Raises:
        NotAllowed, NothingInDoubt, DoubtNeedsLogLine.
    """
    require(actor, "worklog.resolve_doubt")
    letter = automatic_letter(session, letter_id)
    if letter is None or not letter.is_doubtful(now):
        raise NothingInDoubt()
    reason = " ".join(log_line.split())
    if len(reason) < LOG_LINE_AT_LEAST:
        raise DoubtNeedsLogLine()
    values = {"accepted": was_accepted, "code": 0, "reply": "", "resolved_by": actor.id, "reason": reason[:1000]}
    _write_outcome(session, letter_id, values, now, actor_id=actor.id, action="service_mail.resolve")


def record_automatic_refusal(
    session: Session, arrived: Arrived, sender: Sender | None, refusal: DomainError, *, reply: str, now: datetime
) -> None:
    """Keep what was refused and why, for its author's page; a program has none."""
    if sender is None or sender.employee is None:
        return
    letter = scan(
        arrived.raw,
        sender=arrived.sender,
        recipients=arrived.recipients,
        mail_domain="",
        is_type_name=lambda _text: False,
    )
    row = LetterRefusalRow(
        employee_id=sender.employee.id,
        at=now,
        rule=refusal.code,
        slug=getattr(refusal, "slug", "other"),
        facts={name: str(value) for name, value in refusal.facts.items()},
        reply=reply,
        message_id=letter.message_id[:SUBJECT_LENGTH_MAX],
        recipients=list(letter.recipients),
        subject=letter.subject[:SUBJECT_LENGTH_MAX],
    )
    session.add(row)
    session.flush()


def _author_of_report(session: Session, raw: bytes, sender: Sender | None, day: date) -> Sender:
    """Return whose receipt it is; somebody who signed in hands in their own only, a program whatever it was given."""
    if sender is not None and sender.account is not None:
        return sender
    address = author_of(raw)
    if not address or (sender is not None and not sender.owns(address)):
        raise ReceiptHasNoAuthor(address=address[:100] or "—")
    return sender or Sender(employee_of_sender(session, address, day))


def _type_of(letter: ScannedLetter, account: ServiceAccount, catalog: Catalog) -> int:
    """Return the type of an account's letter: the one it names, else the account's own (rule 9). It counts nothing."""
    own = next((each.work_type.code for each in catalog.types if each.work_type.id == account.work_type_id), None)
    named = tuple(text for _, text in letter.named) or ((own,) if own is not None else letter.types_named)
    return may_leave(named, kind=Kind.LETTER_OUT, catalog=catalog).work_type.id


def _scanned(arrived: Arrived, office: Office, catalog: Catalog | None) -> ScannedLetter:
    letter = scan(
        arrived.raw,
        sender=arrived.sender,
        recipients=arrived.recipients,
        mail_domain=office.mail_domain,
        is_type_name=lambda text: catalog is not None and is_type_name(text, catalog),
    )
    if not letter.recipients:
        raise NoRecipientLeft()
    if letter.received_count > RECEIVED_FIELDS_MAX:
        raise LetterGoesInCircles(count=RECEIVED_FIELDS_MAX)
    return letter


def _automatic(
    sort: MailSort,
    sender: Sender,
    arrived: Arrived,
    letter: ScannedLetter,
    content: bytes,
    work_type_id: int | None = None,
) -> Automatic:
    return Automatic(
        sort=sort,
        author=Author(
            None if sender.employee is None else sender.employee.id,
            None if sender.account is None else sender.account.id,
        ),
        shown_sender=arrived.sender or author_of(arrived.raw),
        outgoing=Outgoing(arrived.sender, letter.recipients, content, arrived.is_utf8_asked),
        subject=letter.subject[:SUBJECT_LENGTH_MAX],
        message_id=letter.message_id[:SUBJECT_LENGTH_MAX],
        work_type_id=work_type_id,
    )


def _write_outcome(
    session: Session, letter_id: int, values: dict[str, Any], now: datetime, *, actor_id: int | None, action: str
) -> None:
    whole = {"letter_id": letter_id, "at": now, **values}
    outcome_id = _inserted(session, SERVICE_OUTCOME, whole)
    rows: list[Row] = [ServiceOutcomeRow(id=outcome_id, **whole)]
    facts = {"accepted": values["accepted"], "code": values["code"]}
    journal.record(session, actor_id, action, f"service_letter:{letter_id}", now, facts, rows=rows)


def _has_outcome(session: Session, letter_id: int) -> bool:
    query = select(SERVICE_OUTCOME.c.id).where(SERVICE_OUTCOME.c.letter_id == letter_id)
    return session.connection().execute(query).first() is not None


def _inserted(session: Session, table: Any, values: dict[str, Any]) -> int:
    key = session.connection().execute(insert(table).values(**values)).inserted_primary_key
    assert key is not None
    return int(key[0])
