"""Work that programs record: once per key, by the same gate rule, a letter only with proof of delivery (rule 12)."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from sqlmodel import Session

from naryad import journal, staff
from naryad.db import canonical_json
from naryad.errors import DomainError
from naryad.people import Employee
from naryad.tokens import Bearer
from norms import store as norms_store
from norms.work_type import Kind
from worklog.actions.counting import add_source
from worklog.actions.document import issue_document
from worklog.actions.entry import Chosen, record_entry
from worklog.coding import Source
from worklog.entry import Entry, LetterIsTypedAtTheGate, NewEntry, SameKeyOtherWork, SourceKey
from worklog.store.client import client_by_address, client_by_number, clients
from worklog.store.document import registers
from worklog.store.entry import codings_of, entry_by_source


class LetterNeedsProof(DomainError):
    code = "letter_needs_proof"
    status = 403
    en = (
        "A letter counts when the next mail server has accepted it. Send it through the gate, or use the token of an "
        "integration that attests delivery, with message_id and the server's reply."
    )
    ru = (
        "Письмо засчитывается, когда его принял следующий почтовый сервер. Отправьте его через шлюз или используйте "
        "токен интеграции, подтверждающей доставку, с message_id и ответом сервера."
    )


class EmployeeIsMissing(DomainError):
    code = "employee_is_missing"
    status = 422
    en = "An integration names whose work it is: give the personnel number in “employee”."
    ru = "Интеграция указывает, чья это работа: передайте табельный номер в поле employee."


class TokenOfAnotherPerson(DomainError):
    code = "token_of_another_person"
    status = 403
    en = "This token records only the work of {name}. Leave “employee” out, or use an integration's token."
    ru = "Этот токен записывает только работу сотрудника {name}. Уберите employee или возьмите токен интеграции."


class DocumentNeedsRegister(DomainError):
    code = "document_needs_register"
    status = 422
    en = (
        "Register “{series}” gives no number to this document: it needs an open register of the office, an employee's "
        "token, and today's day. Leave “register” out if the document was numbered in your own program."
    )
    ru = (
        "Реестр «{series}» не даст этому документу номер: нужны открытый реестр офиса, токен сотрудника и сегодняшний "
        "день. Уберите register, если документ получил номер в вашей программе."
    )


class KeyIsWrong(DomainError):
    code = "key_is_wrong"
    status = 422
    en = "“uid” names the work in your program: 1 to 100 characters, the same each time you send it again."
    ru = "uid — имя работы в вашей программе: от 1 до 100 знаков, одинаковое при каждой повторной отправке."


@dataclass(frozen=True, slots=True)
class Told:
    """What a program says of a piece of work."""

    uid: str
    kind: Kind
    work_type: str
    day: date
    quantity: Decimal | None = None
    minutes: Decimal | None = None
    subject: str = ""
    client: str = ""
    employee: str = ""
    message_id: str = ""
    reply: str = ""
    register: str = ""


def record_told(session: Session, told: Told, bearer: Bearer, *, now: datetime, today: date) -> tuple[Entry, bool]:
    """Record what a program tells and return the entry, and whether it is new.

    The same `uid` from the same token is the same work: sent again it changes nothing. A document that names a register
    gets its number there; one that names none was numbered in the caller's own program, whose `uid` tells it apart.

    Raises:
        SameKeyOtherWork: the same `uid` with other content.
        LetterNeedsProof, EmployeeIsMissing, TokenOfAnotherPerson, DocumentNeedsRegister, KeyIsWrong, or what
        `record_entry` and the gate refuse.
    """
    if not 0 < len(told.uid) <= 100 or not told.uid.isprintable():
        raise KeyIsWrong()
    key = SourceKey(f"api:{bearer.token_id}", told.uid, _digest(told))
    known = entry_by_source(session, key.source, key.key)
    if known is not None:
        entry, digest = known
        if digest != key.digest:
            raise SameKeyOtherWork(key=told.uid, differs=_differences(session, entry, told))
        return entry, False
    whose = _whose(session, told, bearer)
    letter_key = _proof(told, bearer, whose)
    if letter_key is not None:
        sent = entry_by_source(session, letter_key.source, letter_key.key)
        if sent is not None:
            if not sent[0].is_counted:
                raise LetterIsTypedAtTheGate()
            add_source(session, sent[0], key, now=now)
            return sent[0], False
    entry = _record(session, told, bearer.employee, whose, key, now, today)
    if letter_key is not None:
        add_source(session, entry, letter_key, now=now)
        facts = {"reply": told.reply[:200], "integration": bearer.integration}
        journal.record(session, None, "letter.attested", f"entry:{entry.id}", now, facts)
    return entry, True


def _record(
    session: Session, told: Told, actor: Employee | None, whose: Employee, key: SourceKey, now: datetime, today: date
) -> Entry:
    chosen = Chosen(told.work_type, told.quantity, told.minutes, told.subject)
    client_id = _client(session, told.client)
    if told.kind is Kind.DOCUMENT and told.register.strip():
        known = {each.series: each.id for each in registers(session, open_only=True)}
        series = told.register.strip().upper()
        if actor is None or series not in known or told.day != today:
            raise DocumentNeedsRegister(series=told.register.strip()[:20])
        entry, _ = issue_document(
            session,
            register_id=known[series],
            about=told.subject,
            chosen=chosen,
            actor=actor,
            now=now,
            today=today,
            client_id=client_id,
        )
        add_source(session, entry, key, now=now)
        return entry
    new = NewEntry(
        kind=told.kind,
        employee_id=whose.id,
        day=told.day,
        at=now,
        title=" ".join(told.subject.split())[:300],
        entered_by=None if actor is None else actor.id,
        client_id=client_id,
    )
    return record_entry(session, new, chosen, actor=actor, now=now, today=today, source=Source.API, key=key)[0]


def _whose(session: Session, told: Told, bearer: Bearer) -> Employee:
    if bearer.employee is not None:
        if told.employee not in ("", bearer.employee.number):
            raise TokenOfAnotherPerson(name=bearer.employee.name)
        return bearer.employee
    if not told.employee:
        raise EmployeeIsMissing()
    return staff.by_number(session, told.employee)


def _proof(told: Told, bearer: Bearer, whose: Employee) -> SourceKey | None:
    """Return the key under which an attested letter counts once, whichever way it came; None for other work."""
    if told.kind is not Kind.LETTER_OUT:
        return None
    message_id = told.message_id.strip()
    if not bearer.attests_delivery or not message_id or not told.reply.strip().startswith("2"):
        raise LetterNeedsProof()
    return SourceKey(f"smtp:{whose.id}", message_id)


def _client(session: Session, words: str) -> int | None:
    """Return the client named by address, number or exact name; an unknown one stops no work."""
    text = words.strip()
    if not text:
        return None
    if "@" in text:
        return client_by_address(session, [text])
    by_number = client_by_number(session, text)
    if by_number is not None:
        return by_number
    exact = [client.id for client in clients(session, words=text)[0] if client.name.lower() == text.lower()]
    return exact[0] if exact else None


def _digest(told: Told) -> str:
    body = {
        "kind": told.kind.value,
        "work_type": told.work_type.strip().upper(),
        "day": told.day.isoformat(),
        "quantity": None if told.quantity is None else str(told.quantity.normalize()),
        "minutes": None if told.minutes is None else str(told.minutes.normalize()),
        "subject": told.subject,
        "client": told.client,
        "employee": told.employee,
        "message_id": told.message_id,
        "register": told.register,
    }
    return hashlib.sha256(canonical_json(body).encode()).hexdigest()


def _differences(session: Session, entry: Entry, told: Told) -> str:
    """Return the names of the fields that differ, as far as the entry shows them."""
    first = codings_of(session, entry.id)[0]
    named = norms_store.catalog(session, entry.day).find(told.work_type)
    found = [
        name
        for name, differs in (
            ("kind", entry.kind is not told.kind),
            ("day", entry.day != told.day),
            ("work_type", named is None or named.work_type.id != first.work_type_id),
            ("quantity", told.quantity is not None and told.quantity != first.quantity),
        )
        if differs
    ]
    return ", ".join(found) or "subject, client, minutes"
