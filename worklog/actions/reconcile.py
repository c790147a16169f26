"""Comparing the mail server's log with what the gate passed (rule 19); it changes nothing but the journal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import islice

from sqlmodel import Session

from naryad import journal
from naryad.days import local_day
from naryad.errors import DomainError
from naryad.office import Office, setting
from naryad.people import Employee, require
from worklog.actions.letter import SUBJECT_LENGTH_MAX
from worklog.mail_log import LoggedLetter, LogReader
from worklog.reconcile import Comparison, Passed
from worklog.store.passed import AT_ONCE, PassedLetters, staff_addresses

MESSAGE_ID_MAX = SUBJECT_LENGTH_MAX
MARGIN = timedelta(minutes=5)
"""The gate's clock and the server's may differ by this, and a letter may take as long to reach the log."""


class LogIsNoMailLog(DomainError):
    code = "log_is_no_mail_log"
    status = 422
    en = (
        "No line of {files} is a mail server's about a letter. Give Postfix's log (/var/log/mail.log) or Exim's main "
        "log, whole or a part of it, packed by gzip or not."
    )
    ru = (
        "В {files} нет ни одной строки почтового сервера о письмах. Нужен журнал Postfix (/var/log/mail.log) или "
        "основной журнал Exim, целиком или частью, можно сжатый gzip."
    )


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """What the comparison found, and how much was read."""

    files: tuple[str, ...]
    comparison: Comparison
    lines: int
    unreadable: tuple[str, ...]
    unreadable_count: int


def reconcile(
    session: Session,
    logs: Iterable[tuple[str, Iterable[bytes]]],
    *,
    office: Office,
    actor: Employee | None,
    now: datetime,
    first_day: date | None = None,
    last_day: date | None = None,
) -> Reconciliation:
    """Compare the logs, each a name and its lines, the oldest first, with what the gate passed.

    Only letters of the days asked for are judged. Memory grows with the letters open in the queue, never with the log.

    Raises:
        NotAllowed.
        LogIsNoMailLog: no letter stands in them.
    """
    require(actor, "worklog.reconcile")
    passed = PassedLetters(session, now)
    comparison = Comparison(
        staff=staff_addresses(session),
        mail_domain=office.mail_domain,
        own_addresses=_own_addresses(session, office, now),
    )
    nameless, notices = passed.without_id(), passed.notices()
    reader = LogReader(today=now, zone=office.zone)
    files: list[str] = []

    def is_asked(at: datetime) -> bool:
        day = local_day(at, office.zone)
        return (first_day is None or first_day <= day) and (last_day is None or day <= last_day)

    def letters() -> Iterator[LoggedLetter]:
        for file, lines in logs:
            files.append(file)
            yield from reader.letters(file, lines)
        yield from reader.rest()

    of_the_days = (each for each in letters() if is_asked(each.at) and each.queue_id not in notices)
    while batch := list(islice(of_the_days, AT_ONCE)):
        _compare(comparison, passed, nameless, batch)
    if not reader.letter_count:
        raise LogIsNoMailLog(files=", ".join(files) or "—")
    of_that_time = (each for first, last in reader.spans for each in passed.between(first + MARGIN, last - MARGIN))
    comparison.end((each for each in of_that_time if is_asked(each.at)), span=_span(files, reader))
    unreadable = tuple(reader.unreadable)
    return Reconciliation(tuple(files), comparison, reader.line_count, unreadable, reader.unreadable_count)


def note_reconciliation(session: Session, found: Reconciliation, *, actor: Employee | None, now: datetime) -> None:
    """Write into the journal that a log was compared, and what came of it."""
    compared = found.comparison
    facts = {
        "lines": found.lines,
        "letters": compared.letters,
        "agreed": compared.agreed,
        "left_otherwise": compared.left_otherwise.count,
        "never_arrived": compared.never_arrived.count,
        "doubts": compared.doubts.count,
    }
    journal.record(session, None if actor is None else actor.id, "mail.reconcile", "mail_log", now, facts)


def _compare(
    comparison: Comparison, passed: PassedLetters, nameless: Mapping[str, list[Passed]], letters: list[LoggedLetter]
) -> None:
    """Compare some letters of the log; those whose Message-ID the gate does not know may be known by their queue id."""
    known = passed.with_ids([name[:MESSAGE_ID_MAX] for letter in letters for name in letter.message_ids])
    for letter in letters:
        tries = [each for name in letter.message_ids for each in known.get(name[:MESSAGE_ID_MAX], ())]
        comparison.add(letter, tries or nameless.get(letter.queue_id, ()))


def _own_addresses(session: Session, office: Office, now: datetime) -> tuple[str, ...]:
    """Return the addresses the program writes from by itself."""
    chosen = setting(session, "notice_sender", local_day(now, office.zone)) or ""
    return f"naryad@{office.mail_domain}".lower(), str(chosen).lower()


def _span(files: list[str], reader: LogReader) -> str:
    first, last = reader.spans[0][0], reader.spans[-1][1]
    return f"{', '.join(files)}: {reader.line_count} lines, {first:%Y-%m-%d %H:%M:%S} to {last:%Y-%m-%d %H:%M:%S} UTC"
