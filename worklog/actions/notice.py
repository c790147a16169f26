"""Notices about held letters: owed in the transaction of what they tell, taken up for sending, and settled."""

from __future__ import annotations

import base64
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from sqlalchemy import or_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session

from naryad import journal, staff
from naryad.days import local_day
from naryad.errors import DomainError
from naryad.office import office_of, setting
from naryad.people import Employee, Role, require
from naryad.years import calendar_of
from worklog.entry import Entry
from worklog.notice import LEASE, NoticeFate, NoticeKind, PaperFile, is_given_up, pause_after
from worklog.reply import Reply
from worklog.sending import HeldLetter
from worklog.store.letter import held_of_everybody
from worklog.store.notice import Notice, known_keys, notice_value
from worklog.tables.notice import NOTICE, NOTICE_PAPER, HoldingChoiceRow

TAKEN_AT_ONCE = 20
AT_THE_PAGE = timedelta(seconds=40)
"""A letter composed on the web is on its author's screen when it is held: a mail at once would only disturb."""


class HoldingIsTheOffices(DomainError):
    code = "holding_is_the_offices"
    en = (
        "This office decides for everybody what happens to letters without a type. Ask an administrator to let people "
        "choose."
    )
    ru = "В этом офисе порядок для писем без типа один на всех. Попросите администратора разрешить выбирать каждому."


class HoldingChoiceIsWrong(DomainError):
    code = "holding_choice_is_wrong"
    status = 422
    en = "“{choice}” is none of the choices for letters without a type. Choose one of those on the page."
    ru = "Для писем без типа нет варианта «{choice}». Выберите один из тех, что на странице."


class NoSuchNotice(DomainError):
    code = "no_such_notice"
    status = 404
    en = "There is no such notice, or it needs no further try. Look at the list."
    ru = "Такого уведомления нет, или повторять его не нужно. Посмотрите список."


@dataclass(frozen=True, slots=True)
class _Owed:
    kind: NoticeKind
    employee_id: int
    key: str
    entry_ids: Sequence[int]
    due_at: datetime
    token: str | None = None


def owe_held(session: Session, entry: Entry, *, is_composed: bool, now: datetime) -> None:
    """Owe the author a mail that the letter is held, with an address whose answer types it; once for each letter."""
    due_at = now + AT_THE_PAGE if is_composed else now
    token = base64.b32encode(secrets.token_bytes(15)).decode("ascii").lower()
    _owe(session, _Owed(NoticeKind.HELD, entry.employee_id, f"held:{entry.id}", [entry.id], due_at, token), now)


def owe_discarded(session: Session, entry: Entry, *, by: int, reason: str, now: datetime) -> None:
    """Owe the author a mail that the head discarded their letter, and why (rule 15)."""
    owed = _Owed(NoticeKind.DISCARDED, entry.employee_id, f"discarded:{entry.id}", [entry.id], now)
    _owe(session, owed, now, {"by": by, "reason": reason})


def owe_paper(
    session: Session,
    employee_id: int,
    *,
    key: str,
    subject: str,
    lines: Sequence[str],
    paper: PaperFile,
    now: datetime,
) -> bool:
    """Owe a person a paper they asked for, to their own address; False where it is owed under `key` already.

    `subject` and `lines` are in the person's language. The file is kept until the mail has gone out.
    """
    if known_keys(session, [key]):
        return False
    _owe(session, _Owed(NoticeKind.PAPER, employee_id, key, (), now), now, {"subject": subject, "lines": list(lines)})
    connection = session.connection()
    notice_id = connection.execute(select(NOTICE.c.id).where(NOTICE.c.key == key)).scalar_one()
    values = {"notice_id": notice_id, "name": paper.name, "media_type": paper.media_type, "content": paper.content}
    connection.execute(NOTICE_PAPER.insert().values(**values))
    return True


def owe_note(
    session: Session, employee_id: int, *, key: str, subject: str, lines: Sequence[str], now: datetime
) -> bool:
    """Owe a person a few lines by mail; False where they are owed under `key` already.

    `subject` and `lines` are in the person's language; `notice.PAGES` in a line becomes the address of the pages.
    """
    if known_keys(session, [key]):
        return False
    _owe(session, _Owed(NoticeKind.NOTE, employee_id, key, (), now), now, {"subject": subject, "lines": list(lines)})
    return True


def owe_day_end(session: Session, now: datetime) -> int:
    """Owe authors and heads a mail about letters still held at the day's end; return how many mails.

    On working days, from the moment of the setting `day_ends_at` until midnight; once a day for each person. Letters
    handed in later are not in it.
    """
    zone = office_of(session).zone
    day = local_day(now, zone)
    ends_at = datetime.combine(day, time.fromisoformat(setting(session, "day_ends_at", day)), zone)
    if now < ends_at or not calendar_of(session).is_workday(day):
        return 0
    letters = [letter for letter in held_of_everybody(session) if letter.received_at < ends_at]
    if not letters:
        return 0
    people = staff.employees(session, on=day)
    owed = [
        _Owed(NoticeKind.DAY_END, person.id, f"day:{day}:{person.id}", own, now)
        for person in people
        if (own := [letter.entry_id for letter in letters if letter.employee_id == person.id])
    ]
    everything = [letter.entry_id for letter in letters]
    owed += [
        _Owed(NoticeKind.DAY_END_HEAD, person.id, f"head:{day}:{person.id}", everything, now)
        for person in people
        if person.has(Role.HEAD) and _others(letters, person)
    ]
    known = known_keys(session, [each.key for each in owed])
    new = [each for each in owed if each.key not in known]
    for each in new:
        _owe(session, each, now)
    return len(new)


def take_up(session: Session, now: datetime) -> list[Notice]:
    """Take notices whose time has come and lease them to the caller, who sends them after the commit.

    A process that dies while it sends leaves its lease to run out; then they are taken up again. A notice may so be
    sent twice, under one Message-ID, but is never lost.
    """
    is_free = or_(NOTICE.c.lease_until.is_(None), NOTICE.c.lease_until <= now)
    is_due = (NOTICE.c.fate == NoticeFate.WAITING.value, NOTICE.c.next_try_at <= now, is_free)
    query = select(NOTICE).where(*is_due).order_by(NOTICE.c.next_try_at, NOTICE.c.id).limit(TAKEN_AT_ONCE)
    taken = []
    for row in session.connection().execute(query).mappings().all():
        lease = update(NOTICE).where(NOTICE.c.id == row["id"], *is_due)
        done = session.connection().execute(lease.values(lease_until=now + LEASE, tries=row["tries"] + 1))
        if done.rowcount == 1:
            taken.append(notice_value({**row, "tries": row["tries"] + 1}))
    return taken


def settle(session: Session, notice: Notice, reply: Reply | None, now: datetime) -> NoticeFate:
    """Record what became of a try: sent, nothing left to say (`reply` None), to be tried again, or given up."""
    fate = NoticeFate.WAITING
    if reply is None:
        fate = NoticeFate.OVERTAKEN
    elif reply.is_accepted:
        fate = NoticeFate.SENT
    elif is_given_up(notice.tries, reply.code):
        fate = NoticeFate.GIVEN_UP
    session.connection().execute(
        update(NOTICE)
        .where(NOTICE.c.id == notice.id, NOTICE.c.fate == NoticeFate.WAITING.value)
        .values(
            fate=fate.value,
            lease_until=None,
            next_try_at=now + pause_after(notice.tries),
            ended_at=None if fate is NoticeFate.WAITING else now,
            reply="" if reply is None else reply.text[:500],
        )
    )
    if fate in (NoticeFate.SENT, NoticeFate.OVERTAKEN) and notice.kind is NoticeKind.PAPER:
        session.connection().execute(NOTICE_PAPER.delete().where(NOTICE_PAPER.c.notice_id == notice.id))
    if fate is NoticeFate.GIVEN_UP:
        facts = {"kind": notice.kind.value, "tries": notice.tries}
        journal.record(session, None, "notice.give_up", f"notice:{notice.id}", now, facts)
    return fate


def try_again(session: Session, notice_id: int, *, actor: Employee, now: datetime) -> None:
    """Try a notice that was given up once more, from the start.

    Raises:
        NotAllowed, NoSuchNotice.
    """
    require(actor, "worklog.notices")
    done = session.connection().execute(
        update(NOTICE)
        .where(NOTICE.c.id == notice_id, NOTICE.c.fate == NoticeFate.GIVEN_UP.value)
        .values(fate=NoticeFate.WAITING.value, tries=0, next_try_at=now, lease_until=None, ended_at=None)
    )
    if done.rowcount != 1:
        raise NoSuchNotice()
    journal.record(session, actor.id, "notice.try_again", f"notice:{notice_id}", now)


def choose_holding(session: Session, choice: str, *, actor: Employee, now: datetime) -> None:
    """Choose, from today on, what becomes of one's own letters without a type; "" is the office's way.

    Raises:
        NotAllowed, HoldingIsTheOffices, HoldingChoiceIsWrong.
    """
    require(actor, "worklog.own")
    day = local_day(now, office_of(session).zone)
    if setting(session, "own_holding", day) == "office":
        raise HoldingIsTheOffices()
    if choice not in ("", "hold", "refuse"):
        raise HoldingChoiceIsWrong(choice=choice[:20])
    row = HoldingChoiceRow(employee_id=actor.id, choice=choice, effective_from=day, chosen_at=now)
    session.add(row)
    session.flush()
    facts = {"choice": choice, "from": day.isoformat()}
    journal.record(session, actor.id, "letter.choose_holding", f"employee:{actor.id}", now, facts, rows=[row])


def _others(letters: Sequence[HeldLetter], person: Employee) -> bool:
    return any(letter.employee_id != person.id for letter in letters)


def _owe(session: Session, owed: _Owed, now: datetime, facts: dict[str, object] | None = None) -> None:
    """Write what is owed, unless another process wrote the same in this moment."""
    session.connection().execute(
        _INSERT[session.get_bind().dialect.name],
        {
            "key": owed.key,
            "kind": owed.kind.value,
            "employee_id": owed.employee_id,
            "entry_ids": list(owed.entry_ids),
            "facts": facts or {},
            "token": owed.token,
            "created_at": now,
            "next_try_at": owed.due_at,
            "tries": 0,
            "fate": NoticeFate.WAITING.value,
            "reply": "",
        },
    )


_INSERT = {
    name: dialect.insert(NOTICE).on_conflict_do_nothing(index_elements=[NOTICE.c.key])
    for name, dialect in (("sqlite", sqlite), ("postgresql", postgresql))
}
