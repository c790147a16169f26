"""A letter handed in: whose it is, what the gate rule says of it, and what is kept of a refused one."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlmodel import Session

from naryad import staff
from naryad.days import local_day
from naryad.errors import DomainError
from naryad.office import Office
from naryad.people import Employee, require
from naryad.value import value
from norms import store as norms_store
from norms.catalog import Catalog
from norms.work_type import Kind
from worklog.actions.entry import typed_coding
from worklog.coding import NewCoding, Source
from worklog.gate import GateRefusal, is_type_name, may_leave
from worklog.hop import Outgoing
from worklog.letter import RECEIVED_FIELDS_MAX, ScannedLetter, Way, scan
from worklog.store.holding import holds_untyped
from worklog.tables.letter import LetterRefusalRow

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


@value(frozen=True, slots=True)
class Arrived:
    """A letter as it came whole: from a mail program, or composed on the web (then with the type chosen there)."""

    raw: bytes
    sender: str
    recipients: tuple[str, ...]
    is_utf8_asked: bool = False
    is_composed: bool = False
    chosen: str | None = None
    described_minutes: Decimal | None = None


@value(frozen=True, slots=True)
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


def judge(
    session: Session,
    arrived: Arrived,
    *,
    employee: Employee,
    office: Office,
    now: datetime,
    catalog: Catalog | None = None,
) -> Judged:
    """Ask the gate rule about a letter. It only reads; nothing is recorded and no refusal is raised.

    `catalog` is that of the letter's day, for a caller who has just read it.
    """
    day = local_day(now, office.zone)
    if catalog is None or catalog.day != day:
        catalog = norms_store.catalog(session, day)
    names = catalog
    letter = scan(
        arrived.raw,
        sender=arrived.sender,
        recipients=arrived.recipients,
        mail_domain=office.mail_domain,
        is_type_name=lambda text: is_type_name(text, names),
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


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, (list, tuple)):
        return [_plain(each) for each in value]
    return value if isinstance(value, (int, str)) else str(value)
