"""A letter handed in: judged by the gate rule, then recorded as about to be sent, as held, or as refused."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import insert
from sqlmodel import Session

from naryad import journal, staff
from naryad.days import local_day
from naryad.errors import DomainError
from naryad.office import Office
from naryad.people import Employee, require
from naryad.tables import Row
from norms import store as norms_store
from norms.work_type import Kind
from worklog.actions.counting import write_entry
from worklog.actions.entry import typed_coding
from worklog.actions.notice import owe_held
from worklog.actions.sending import Intent, begin_attempt, keep_body
from worklog.coding import NewCoding, Source
from worklog.entry import Entry, NewEntry, SourceKey
from worklog.gate import GateRefusal, is_type_name, may_leave
from worklog.hop import Outgoing
from worklog.letter import RECEIVED_FIELDS_MAX, MessageKey, ScannedLetter, Way, scan
from worklog.sending import ToSend
from worklog.store.attempt import was_typed_by_address
from worklog.store.client import client_by_address
from worklog.store.entry import entry_by_id, entry_by_source, last_coding
from worklog.store.holding import holds_untyped
from worklog.store.letter import body_of
from worklog.tables.letter import LETTER, LetterRefusalRow, LetterRow

SUBJECT_LENGTH_MAX = 500


class SenderUnknown(GateRefusal):
    code = "sender_unknown"
    slug = "sender-unknown"
    en = (
        "{address} is not the address of anybody of this office. Send from your own address, or ask an "
        "administrator to add it."
    )
    ru = (
        "Адрес {address} не принадлежит никому из офиса. Отправьте со своего адреса или попросите администратора "
        "его добавить."
    )


class SenderShared(GateRefusal):
    code = "sender_shared"
    slug = "sender-shared"
    en = (
        "{address} belongs to several people, so it does not say who wrote the letter. Sign in, or send from your own "
        "address."
    )
    ru = (
        "Адрес {address} общий, по нему не понять, кто написал письмо. Войдите в шлюз с паролем приложения или "
        "отправьте со своего адреса."
    )


class SenderNotEmployed(GateRefusal):
    code = "sender_not_employed"
    slug = "sender-not-employed"
    en = "{name} is not employed on {day}, so nothing leaves in that name. Ask an administrator if that is wrong."
    ru = (
        "{name} на {day} не работает в офисе, письма от этого имени не уходят. Если это ошибка, обратитесь к "
        "администратору."
    )


class NoRecipientLeft(GateRefusal):
    code = "no_recipient_left"
    slug = "no-recipient"
    en = "The letter has no recipient besides the type address. Add the person it is for."
    ru = "У письма нет получателя, кроме адреса типа. Добавьте того, кому оно."


class LetterGoesInCircles(GateRefusal):
    code = "letter_goes_in_circles"
    slug = "loop"
    en = (
        "The letter has passed more than {count} servers: it goes in circles. Check NARYAD_NEXT_HOP and the mail "
        "server's routes."
    )
    ru = (
        "Письмо прошло больше {count} серверов: оно ходит по кругу. Проверьте NARYAD_NEXT_HOP и маршруты почтового "
        "сервера."
    )


@dataclass(frozen=True, slots=True)
class Arrived:
    """A letter as it came whole: from a mail program, or composed on the web (then with the type chosen there)."""

    raw: bytes
    sender: str
    recipients: tuple[str, ...]
    is_utf8_asked: bool = False
    is_composed: bool = False
    chosen: str | None = None
    described_minutes: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Judged:
    """What the gate rule says of an arrived letter: a coding, or why there is none, and whether it may wait for one."""

    employee: Employee
    day: date
    letter: ScannedLetter
    outgoing: Outgoing
    is_composed: bool
    way: Way
    coding: NewCoding | None
    refusal: DomainError | None
    may_be_held: bool


@dataclass(frozen=True, slots=True)
class Held:
    """A letter the office holds until it is typed; `was_known` says that it came before."""

    entry_id: int
    was_known: bool


def employee_of_sender(session: Session, address: str, day: date) -> Employee:
    """Return whose letters come from `address`.

    Raises:
        SenderUnknown, SenderShared, SenderNotEmployed, NotAllowed.
    """
    people = staff.by_address(session, address)
    if not people:
        raise SenderUnknown(address=address[:100])
    employed = [person for person in people if person.is_employed_on(day)]
    if len(employed) > 1:
        raise SenderShared(address=address)
    if not employed:
        raise SenderNotEmployed(name=people[0].name, day=day)
    require(employed[0], "worklog.own")
    return employed[0]


def judge(session: Session, arrived: Arrived, *, employee: Employee, office: Office, now: datetime) -> Judged:
    """Ask the gate rule about a letter. It only reads; nothing is recorded and no refusal is raised."""
    day = local_day(now, office.zone)
    catalog = norms_store.catalog(session, day)
    letter = scan(
        arrived.raw,
        sender=arrived.sender,
        recipients=arrived.recipients,
        mail_domain=office.mail_domain,
        is_type_name=lambda text: is_type_name(text, catalog),
    )
    coding: NewCoding | None = None
    refusal: DomainError | None = None
    try:
        if not letter.recipients:
            raise NoRecipientLeft()
        if letter.received_count > RECEIVED_FIELDS_MAX:
            raise LetterGoesInCircles(count=RECEIVED_FIELDS_MAX)
        named = letter.types_named if not arrived.chosen else (arrived.chosen, *(text for _, text in letter.named))
        typed = may_leave(named, kind=Kind.LETTER_OUT, catalog=catalog, described_minutes=arrived.described_minutes)
        source = Source.PERSON if arrived.chosen else Source.MAIL_TAG
        coding = typed_coding(
            typed, kind=Kind.LETTER_OUT, actor_id=employee.id, source=source, description=letter.subject
        )
    except DomainError as error:
        refusal = error
    is_untyped = not letter.named and not arrived.chosen and bool(letter.recipients)
    may_be_held = coding is None and is_untyped and not isinstance(refusal, LetterGoesInCircles)
    return Judged(
        employee=employee,
        day=day,
        letter=letter,
        outgoing=Outgoing(arrived.sender, letter.recipients, letter.content, arrived.is_utf8_asked),
        is_composed=arrived.is_composed,
        way=Way.PERSON if arrived.chosen else letter.way or Way.PERSON,
        coding=coding,
        refusal=refusal,
        may_be_held=may_be_held and (arrived.is_composed or holds_untyped(session, employee.id, day)),
    )


def take_in(session: Session, judged: Judged, *, next_hop: str, now: datetime) -> ToSend | Held:
    """Record a judged letter as about to be sent, or as held; the caller commits and only then answers or sends.

    A letter that came before under the same key is the same letter (rule 7): it is sent again, which the key never
    decides, and counts once. A letter that is held is sent by its typed retry.

    Raises:
        The refusal of the gate, where the letter may not even be held.
        LetterIsBeingSent: an earlier try still has its lease. LetterIsInDoubt: of a letter composed here.
    """
    key, entry, digest = _known(session, judged, now)
    rows: list[Row] = []
    is_new = entry is None
    if judged.coding is None and (not judged.may_be_held or (entry is not None and entry.is_counted)):
        assert judged.refusal is not None
        raise judged.refusal
    if entry is None:
        entry, rows = _write_letter(session, judged, key, now)
    if judged.coding is None:
        return _hold(session, judged, entry, rows, is_new=is_new, now=now)
    was_held = not is_new and (body := body_of(session, entry.id)) is not None and body.is_held
    intent = Intent(
        outgoing=judged.outgoing,
        coding=judged.coding,
        way=judged.way,
        actor_id=judged.employee.id,
        next_hop=next_hop,
        digest=judged.letter.digest,
        is_other_content=not is_new and digest != judged.letter.digest,
        is_quoted_type=_is_quoted(session, judged),
    )
    to_send = begin_attempt(session, entry, intent, now, rows=tuple(rows), stop_in_doubt=judged.is_composed)
    if not entry.is_counted:
        keep_body(session, entry.id, judged.outgoing, is_held=was_held)
    return to_send


def record_refusal(session: Session, judged: Judged, refusal: DomainError, *, reply: str, now: datetime) -> None:
    """Keep what was refused and why, for its author's page. The letter itself stays in the mail program."""
    row = LetterRefusalRow(
        employee_id=judged.employee.id,
        at=now,
        rule=refusal.code,
        slug=getattr(refusal, "slug", "other"),
        facts={name: _plain(value) for name, value in refusal.facts.items()},
        reply=reply,
        message_id=judged.letter.message_id[:SUBJECT_LENGTH_MAX],
        recipients=list(judged.letter.recipients),
        subject=judged.letter.subject[:SUBJECT_LENGTH_MAX],
    )
    session.add(row)
    session.flush()


def _known(session: Session, judged: Judged, now: datetime) -> tuple[SourceKey, Entry | None, str]:
    """Return the key of a letter and the entry it already has, locked, with the digest of what came then.

    A discarded letter has given its key back, and so has one without a Message-ID after 24 hours: then the key gets a
    number behind it.
    """
    source, key = f"smtp:{judged.employee.id}", judged.letter.key
    number = 1
    while True:
        text = key.text if number == 1 else f"{key.text}#{number}"
        found = entry_by_source(session, source, text)
        if found is None:
            return SourceKey(source, text, judged.letter.digest), None, ""
        entry, digest = found
        if not _is_given_back(session, entry, key, now):
            return SourceKey(source, text, digest), entry_by_id(session, entry.id, lock=True), digest
        number += 1


def _is_given_back(session: Session, entry: Entry, key: MessageKey, now: datetime) -> bool:
    if key.lasts is not None and entry.created_at + key.lasts <= now:
        return True
    last = last_coding(session, entry.id)
    return last is not None and last.is_void and not entry.is_counted


def _write_letter(session: Session, judged: Judged, key: SourceKey, now: datetime) -> tuple[Entry, list[Row]]:
    letter = judged.letter
    subject = letter.subject[:SUBJECT_LENGTH_MAX]
    new = NewEntry(
        kind=Kind.LETTER_OUT,
        employee_id=judged.employee.id,
        day=judged.day,
        at=now,
        title=subject,
        client_id=client_by_address(session, letter.recipients),
    )
    entry, rows = write_entry(session, new, now=now, source=key)
    values: dict[str, Any] = {
        "entry_id": entry.id,
        "message_id": letter.message_id[:SUBJECT_LENGTH_MAX],
        "in_reply_to": letter.in_reply_to[:SUBJECT_LENGTH_MAX],
        "sender": judged.outgoing.sender,
        "recipients": list(letter.recipients),
        "subject": subject,
        "size": len(letter.content),
        "digest": letter.digest,
        "is_composed": judged.is_composed,
        "received_at": now,
    }
    session.connection().execute(insert(LETTER).values(**values))
    return entry, [*rows, LetterRow(**values)]


def _hold(session: Session, judged: Judged, entry: Entry, rows: list[Row], *, is_new: bool, now: datetime) -> Held:
    body = None if is_new else body_of(session, entry.id)
    if body is None or not body.is_held:
        keep_body(session, entry.id, judged.outgoing, is_held=True)
        facts = {"size": len(judged.outgoing.content)}
        journal.record(session, judged.employee.id, "letter.hold", f"entry:{entry.id}", now, facts, rows=rows)
        owe_held(session, entry, is_composed=judged.is_composed, now=now)
    return Held(entry.id, was_known=not is_new)


def _is_quoted(session: Session, judged: Judged) -> bool:
    """Say whether the type may be an old one: the address came along with the recipients of an answered own letter."""
    letter, coding = judged.letter, judged.coding
    if coding is None or coding.work_type_id is None or not letter.typed_by_address_alone:
        return False
    return was_typed_by_address(session, judged.employee.id, letter.in_reply_to, coding.work_type_id)


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, (list, tuple)):
        return [_plain(each) for each in value]
    return value if isinstance(value, (int, str)) else str(value)
