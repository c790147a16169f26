"""What the program writes by itself about held letters: to their authors, and to the head at the day's end.

An author's notice repeats the subject and the recipients of their own letter; the head's names people, counts and
ages only. Nothing here holds the text of a letter.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from naryad.days import local_day
from naryad.i18n import gettext as _
from naryad.i18n import ngettext, use_language

TOKEN_PREFIX = "held+"
PAGES = "{pages}"
"""Stands in the lines of a note for the address of the pages, which is known where it is sent."""
TRIES_MAX = 30
"""About a day, by the pauses below; a refusal for good is taken at its word after a few."""
REFUSALS_MAX = 3
LEASE = timedelta(minutes=3)
"""Longer than the time budget towards the next server: two senders at once would send a notice twice."""

_PAUSES = (
    timedelta(seconds=30),
    timedelta(minutes=2),
    timedelta(minutes=5),
    timedelta(minutes=15),
    timedelta(minutes=30),
    timedelta(hours=1),
)


class NoticeKind(StrEnum):
    """What a notice is about."""

    HELD = "held"
    DAY_END = "day_end"
    DAY_END_HEAD = "day_end_head"
    DISCARDED = "discarded"
    PAPER = "paper"
    """A paper that its reader asked for, as a file."""
    NOTE = "note"
    """A few lines that another part of the program sends regularly."""


class NoticeFate(StrEnum):
    """What became of a notice; `overtaken` means that there was nothing left to say when its turn came."""

    WAITING = "waiting"
    SENT = "sent"
    OVERTAKEN = "overtaken"
    GIVEN_UP = "given_up"


@dataclass(frozen=True, slots=True)
class PaperFile:
    """A file that goes with a notice."""

    name: str
    media_type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class HeldLine:
    """A held letter as a notice names it."""

    subject: str
    recipients: tuple[str, ...]
    since: datetime
    page: str


@dataclass(frozen=True, slots=True)
class PersonLine:
    """How many letters of a person wait, and since when, as the head reads it."""

    name: str
    count: int
    oldest: datetime


@dataclass(frozen=True, slots=True)
class TypeLine:
    """A type that an answer can name."""

    minutes: str
    code: str
    name: str


@dataclass(frozen=True, slots=True)
class Cover:
    """To whom a notice goes, from whom, and what names it; a notice sent twice carries one and the same Message-ID."""

    office: str
    sender: str
    name: str
    address: str
    language: str
    message_id: str
    at: datetime
    zone: ZoneInfo
    answer_to: str = ""


def pause_after(tries: int) -> timedelta:
    """Return how long to wait after try number `tries` failed: half a minute at first, an hour in the end."""
    return _PAUSES[min(max(tries, 1), len(_PAUSES)) - 1]


def is_given_up(tries: int, code: int) -> bool:
    """Say whether try number `tries`, answered with `code`, was the last one."""
    return tries >= TRIES_MAX or (500 <= code < 600 and tries >= REFUSALS_MAX)


def answer_address(token: str, type_domain: str) -> str:
    """Return the address that takes the answer to a notice."""
    return f"{TOKEN_PREFIX}{token}@{type_domain}"


def token_in(address: str, type_domain: str) -> str | None:
    """Return the secret part of an address made by `answer_address`; None for any other address."""
    local, _at, domain = address.strip().rpartition("@")
    if domain.rstrip(".").casefold() != type_domain.casefold() or not local.casefold().startswith(TOKEN_PREFIX):
        return None
    return local[len(TOKEN_PREFIX) :].casefold()


def held_notice(cover: Cover, letter: HeldLine, types: Sequence[TypeLine]) -> bytes:
    """Return the notice that a letter was kept and not sent: an answer with the type sends it."""
    with use_language(cover.language):
        subject = _("Not sent, waits for a type: %(subject)s") % {"subject": letter.subject or _("(no subject)")}
        lines = [
            _("Your letter “%(subject)s” is kept and NOT sent: it has no type.")
            % {"subject": letter.subject or _("(no subject)")},
            _("To: %(who)s") % {"who": ", ".join(letter.recipients)},
            _("Handed in: %(at)s") % {"at": _moment(letter.since, cover.zone)},
            "",
            _("Answer this mail with the type alone on the first line, and the letter leaves at once. For example:"),
            "",
            *_of_types(types),
            "",
            _("Or give the type here: %(page)s") % {"page": letter.page},
            "",
            _("Your answer goes to nobody: it only gives the type."),
        ]
        return _letter(cover, subject, lines)


def day_end_notice(cover: Cover, letters: Sequence[HeldLine], page: str) -> bytes:
    """Return what an author reads at the day's end: these letters were not sent."""
    with use_language(cover.language):
        subject = ngettext(
            "Not sent today: %(num)s letter waits for a type", "Not sent today: %(num)s letters wait for a type",
            len(letters),
        ) % {"num": len(letters)}  # fmt: skip
        lines = [_("These letters of yours are kept and NOT sent, because they have no type:"), ""]
        for letter in letters:
            title = letter.subject or _("(no subject)")
            lines.append(f"* {title}: {', '.join(letter.recipients)} ({_moment(letter.since, cover.zone)})")
        lines += ["", _("Give each its type with a digit, and it leaves at once: %(page)s") % {"page": page}]
        return _letter(cover, subject, lines)


def head_notice(cover: Cover, people: Sequence[PersonLine], page: str) -> bytes:
    """Return what the head reads at the day's end: whose letters wait, how many, since when; no subjects."""
    count = sum(each.count for each in people)
    with use_language(cover.language):
        subject = ngettext(
            "Not sent today: %(num)s letter of the office waits for a type",
            "Not sent today: %(num)s letters of the office wait for a type",
            count,
        ) % {"num": count}
        lines = [_("These people have letters that are kept and NOT sent, because they have no type:"), ""]
        for each in people:
            number = ngettext("%(num)s letter", "%(num)s letters", each.count) % {"num": each.count}
            since = _("the oldest since %(at)s") % {"at": _moment(each.oldest, cover.zone)}
            lines.append(f"* {each.name}: {number}, {since}")
        lines += [
            "",
            _("Their authors give the types. A letter that nobody needs any more is discarded here: %(page)s")
            % {"page": page},
        ]
        return _letter(cover, subject, lines)


def discarded_notice(cover: Cover, letter: HeldLine, *, by: str, reason: str) -> bytes:
    """Return what an author reads when the head discarded their letter, with the reason (rule 15)."""
    with use_language(cover.language):
        title = letter.subject or _("(no subject)")
        subject = _("Discarded, was not sent: %(subject)s") % {"subject": title}
        lines = [
            _("Your letter “%(subject)s” waited for a type and was discarded by %(who)s. It was not sent to anybody.")
            % {"subject": title, "who": by},
            _("To: %(who)s") % {"who": ", ".join(letter.recipients)},
            _("Handed in: %(at)s") % {"at": _moment(letter.since, cover.zone)},
            "",
            _("The reason: %(reason)s") % {"reason": reason},
            "",
            _("If the letter is needed after all, write it anew. Your letters: %(page)s") % {"page": letter.page},
        ]
        return _letter(cover, subject, lines)


def paper_notice(cover: Cover, *, subject: str, lines: Sequence[str], paper: PaperFile) -> bytes:
    """Return the mail with a paper that its reader asked for, as an attachment."""
    with use_language(cover.language):
        message = _message(cover, subject, lines)
    main, _slash, sub = paper.media_type.partition("/")
    message.add_attachment(paper.content, maintype=main, subtype=sub, filename=paper.name)
    return message.as_bytes()


def plain_notice(cover: Cover, *, subject: str, lines: Sequence[str], pages: str) -> bytes:
    """Return a note; in its lines the address of the pages is filled in."""
    with use_language(cover.language):
        return _letter(cover, subject, [line.replace(PAGES, pages) for line in lines])


def _of_types(types: Sequence[TypeLine]) -> list[str]:
    """Return a line a type; where several share their minutes, the code is what to answer with."""
    shared = {each.minutes for each in types if sum(other.minutes == each.minutes for other in types) > 1}
    answers = [each.code if each.minutes in shared else each.minutes for each in types]
    width = max((len(each) for each in answers), default=0)
    return [f"  {answer:<{width}}   {each.name} ({each.code})" for answer, each in zip(answers, types, strict=True)]


def _letter(cover: Cover, subject: str, lines: Sequence[str]) -> bytes:
    return _message(cover, subject, lines).as_bytes()


def _message(cover: Cover, subject: str, lines: Sequence[str]) -> EmailMessage:
    message = EmailMessage(policy=SMTP)
    message["From"] = Address(_("Naryad, %(office)s") % {"office": cover.office}, addr_spec=cover.sender)
    message["To"] = Address(cover.name, addr_spec=cover.address)
    if cover.answer_to:
        message["Reply-To"] = cover.answer_to
    message["Subject"] = " ".join(subject.split())[:300]
    message["Date"] = format_datetime(cover.at)
    message["Message-ID"] = cover.message_id
    message["Auto-Submitted"] = "auto-generated"
    message["X-Auto-Response-Suppress"] = "All"
    message.set_content("\n".join(lines) + "\n", charset="utf-8", cte="quoted-printable")
    return message


def _moment(at: datetime, zone: ZoneInfo) -> str:
    return f"{local_day(at, zone):%d.%m.%Y} {at.astimezone(zone):%H:%M}"
