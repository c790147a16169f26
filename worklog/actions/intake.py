"""Taking in judged letters that come at the same time: each is recorded as about to be sent, or as held."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from naryad import journal
from naryad.errors import DomainError
from naryad.rows import AddedRow, add_rows
from norms.work_type import Kind
from worklog.actions.body import keep_bodies, keep_body
from worklog.actions.counting import write_entries
from worklog.actions.letter import SUBJECT_LENGTH_MAX, Judged
from worklog.actions.notice import owe_held
from worklog.actions.sending import Intent, begin_attempt, begin_first_attempts
from worklog.coding import NewCoding
from worklog.entry import Entry, NewEntry, SourceKey
from worklog.letter import MessageKey
from worklog.sending import ToSend
from worklog.store.attempt import was_typed_by_address
from worklog.store.client import clients_by_addresses
from worklog.store.entry import entry_by_id, entry_by_source, keys_known, last_coding
from worklog.store.letter import body_of
from worklog.tables.letter import LetterRow


@dataclass(frozen=True, slots=True)
class Held:
    """A letter the office holds until it is typed; `was_known` says that it came before."""

    entry_id: int
    was_known: bool


def take_in(session: Session, judged: Judged, *, next_hop: str, now: datetime) -> ToSend | Held:
    """Record a judged letter as about to be sent, or as held; the caller commits and only then answers or sends.

    A letter that came before under the same key is the same letter (rule 7): it is sent again, which the key never
    decides, and counts once. A letter that is held is sent by its typed retry.

    Raises:
        The refusal of the gate, where the letter may not even be held.
        LetterIsBeingSent: an earlier try still has its lease. LetterIsInDoubt: of a letter composed here.
    """
    [taken] = take_in_all(session, [judged], next_hop=next_hop, now=now)
    if isinstance(taken, DomainError):
        raise taken
    return taken


def take_in_all(
    session: Session, letters: Sequence[Judged], *, next_hop: str, now: datetime
) -> list[ToSend | Held | DomainError]:
    """Take in several letters as `take_in` does each; what that raises stands in the place of its letter.

    Typed letters that nobody has seen before go together, in the order of their keys: two gates that meet in one
    letter then never wait for each other. The others follow one by one, and see what the first ones did.
    """
    keys = [_first_key(judged) for judged in letters]
    known = keys_known(session, {(key.source, key.key) for key in keys})
    together: dict[tuple[str, str], int] = {}
    for place, (judged, key) in enumerate(zip(letters, keys, strict=True)):
        name = (key.source, key.key)
        if judged.coding is not None and name not in known:
            together.setdefault(name, place)
    places = [together[name] for name in sorted(together)]
    taken: dict[int, ToSend | Held | DomainError] = {}
    sent = _send_new(session, [(letters[place], keys[place]) for place in places], next_hop=next_hop, now=now)
    taken.update(zip(places, sent, strict=True))
    for place, judged in enumerate(letters):
        if place not in taken:
            try:
                taken[place] = _take_in_one(session, judged, next_hop=next_hop, now=now)
            except DomainError as refusal:
                taken[place] = refusal
    return [taken[place] for place in range(len(letters))]


def _take_in_one(session: Session, judged: Judged, *, next_hop: str, now: datetime) -> ToSend | Held:
    key, entry, digest = _known(session, judged, now)
    if judged.coding is None and (not judged.may_be_held or (entry is not None and entry.is_counted)):
        assert judged.refusal is not None
        raise judged.refusal
    if entry is None:
        if judged.coding is not None:
            return _send_new(session, [(judged, key)], next_hop=next_hop, now=now)[0]
        [(entry, rows)] = _write_letters(session, [(judged, key)], now)
        return _hold(session, judged, entry, rows, is_new=True, now=now)
    if judged.coding is None:
        return _hold(session, judged, entry, [], is_new=False, now=now)
    was_held = (body := body_of(session, entry.id)) is not None and body.is_held
    intent = _intent(session, judged, judged.coding, next_hop, is_other_content=digest != judged.letter.digest)
    to_send = begin_attempt(session, entry, intent, now, stop_in_doubt=judged.is_composed)
    if not entry.is_counted:
        keep_body(session, entry.id, judged.outgoing, is_held=was_held)
    return to_send


def _send_new(
    session: Session, letters: Sequence[tuple[Judged, SourceKey]], *, next_hop: str, now: datetime
) -> list[ToSend]:
    """Record typed letters that are new, each under its own key, as about to be sent."""
    if not letters:
        return []
    written = _write_letters(session, letters, now)
    intended = [
        (entry, _intent(session, judged, judged.coding, next_hop), rows)
        for (judged, _), (entry, rows) in zip(letters, written, strict=True)
        if judged.coding is not None
    ]
    keep_bodies(session, [(entry.id, intent.outgoing) for entry, intent, _ in intended], is_held=False)
    return begin_first_attempts(session, intended, now)


def _intent(
    session: Session, judged: Judged, coding: NewCoding, next_hop: str, *, is_other_content: bool = False
) -> Intent:
    return Intent(
        outgoing=judged.outgoing,
        coding=coding,
        way=judged.way,
        actor_id=judged.employee.id,
        next_hop=next_hop,
        digest=judged.letter.digest,
        is_other_content=is_other_content,
        is_quoted_type=_is_quoted(session, judged, coding),
        is_composed=judged.is_composed,
    )


def _first_key(judged: Judged) -> SourceKey:
    return SourceKey(f"smtp:{judged.employee.id}", judged.letter.key.text, judged.letter.digest)


def _known(session: Session, judged: Judged, now: datetime) -> tuple[SourceKey, Entry | None, str]:
    """Return the key of a letter and the entry it already has, locked, with the digest of what came then.

    A discarded letter has given its key back, and so has one without a Message-ID after 24 hours: then the key gets a
    number behind it.
    """
    first, key = _first_key(judged), judged.letter.key
    number = 1
    while True:
        text = key.text if number == 1 else f"{key.text}#{number}"
        found = entry_by_source(session, first.source, text)
        if found is None:
            return SourceKey(first.source, text, judged.letter.digest), None, ""
        entry, digest = found
        if not _is_given_back(session, entry, key, now):
            return SourceKey(first.source, text, digest), entry_by_id(session, entry.id, lock=True), digest
        number += 1


def _is_given_back(session: Session, entry: Entry, key: MessageKey, now: datetime) -> bool:
    if key.lasts is not None and entry.created_at + key.lasts <= now:
        return True
    last = last_coding(session, entry.id)
    return last is not None and last.is_void and not entry.is_counted


def _write_letters(
    session: Session, letters: Sequence[tuple[Judged, SourceKey]], now: datetime
) -> list[tuple[Entry, list[AddedRow]]]:
    """Write the entries of new letters and what was on their envelopes; return each entry with its rows."""
    clients = clients_by_addresses(session, [judged.letter.recipients for judged, _ in letters])
    new = [
        (
            NewEntry(
                kind=Kind.LETTER_OUT,
                employee_id=judged.employee.id,
                day=judged.day,
                at=now,
                title=judged.letter.subject[:SUBJECT_LENGTH_MAX],
                client_id=client_id,
            ),
            key,
        )
        for (judged, key), client_id in zip(letters, clients, strict=True)
    ]
    written = write_entries(session, new, now=now)
    envelopes = [
        {
            "entry_id": entry.id,
            "message_id": judged.letter.message_id[:SUBJECT_LENGTH_MAX],
            "in_reply_to": judged.letter.in_reply_to[:SUBJECT_LENGTH_MAX],
            "sender": judged.outgoing.sender,
            "recipients": list(judged.letter.recipients),
            "subject": entry.title,
            "size": len(judged.letter.content),
            "digest": judged.letter.digest,
            "is_composed": judged.is_composed,
            "received_at": now,
        }
        for (judged, _), (entry, _) in zip(letters, written, strict=True)
    ]
    add_rows(session, LetterRow, envelopes)
    return [
        (entry, [*rows, AddedRow(LetterRow, envelope)])
        for (entry, rows), envelope in zip(written, envelopes, strict=True)
    ]


def _hold(session: Session, judged: Judged, entry: Entry, rows: list[AddedRow], *, is_new: bool, now: datetime) -> Held:
    body = None if is_new else body_of(session, entry.id)
    if body is None or not body.is_held:
        keep_body(session, entry.id, judged.outgoing, is_held=True)
        facts = {"size": len(judged.outgoing.content)}
        journal.record(session, judged.employee.id, "letter.hold", f"entry:{entry.id}", now, facts, rows=rows)
        owe_held(session, entry, is_composed=judged.is_composed, now=now)
    return Held(entry.id, was_known=not is_new)


def _is_quoted(session: Session, judged: Judged, coding: NewCoding) -> bool:
    """Say whether the type may be an old one: the address came along with the recipients of an answered own letter."""
    letter = judged.letter
    if coding.work_type_id is None or not letter.in_reply_to or not letter.typed_by_address_alone:
        return False
    return was_typed_by_address(session, judged.employee.id, letter.in_reply_to, coding.work_type_id)
