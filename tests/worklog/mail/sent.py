"""A letter that was sent and read, without a mail program: the gate's own steps one after another."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Session

from naryad.db import Database
from naryad.office import office_of
from naryad.people import Employee
from worklog.actions.content import read_contents
from worklog.actions.intake import take_in
from worklog.actions.letter import Arrived, judge
from worklog.actions.sending import record_outcome
from worklog.hop import Fate, Relayed
from worklog.reply import Reply
from worklog.sending import ToSend

FILE = b"%PDF-1.4 " + b"contract " * 40


def letter(subject: str, text: str, *, file_name: str = "", file: bytes = FILE) -> bytes:
    """Return the bytes of a letter, with one file where it has a name."""
    head = f"Message-ID: <{abs(hash((subject, text, file_name)))}@office.example>\r\nSubject: {subject}\r\n"
    body = f"Content-Type: text/plain; charset=utf-8\r\n\r\n{text}\r\n"
    if not file_name:
        return (head + body).encode()
    part = f'Content-Type: application/pdf\r\nContent-Disposition: attachment; filename="{file_name}"\r\n\r\n'
    return (
        (head + f"Content-Type: multipart/mixed; boundary=m\r\n\r\n--m\r\n{body}--m\r\n{part}").encode()
        + file
        + b"\r\n--m--\r\n"
    )


def sent_letter(database: Database, who: Employee, raw: bytes, now: datetime, *, code: str = "L5") -> int:
    """Hand in, send and read a letter of `who`; return its entry."""

    def take(session: Session) -> ToSend:
        arrived = Arrived(f"X-Work-Type: {code}\r\n".encode() + raw, who.email, ("pavel@client.example",))
        judged = judge(session, arrived, employee=who, office=office_of(session), now=now)
        taken = take_in(session, judged, next_hop="smtp://test:25", now=now)
        assert isinstance(taken, ToSend)
        return taken

    to_send = database.write(take)
    accepted = Relayed(Fate.ACCEPTED, Reply.of(250, "2.0.0 queued"))
    database.write(lambda session: record_outcome(session, to_send.attempt_id, accepted, now))
    database.write(lambda session: read_contents(session, [to_send.entry_id], now))
    return to_send.entry_id
