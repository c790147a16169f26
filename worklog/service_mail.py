"""Which letters nobody wrote: receipts, delivery reports and calendar replies, told from letters by what they are.

Each has one recipient, is small, has the parts its standard names and no other, and says little in words. Whatever
goes beyond that is a letter of its author and needs a type like any other. `Auto-Submitted` is not even read: anybody
can write it.
"""

from __future__ import annotations

import email
import html
import re
from collections.abc import Iterator
from email.message import Message
from enum import StrEnum

from worklog.gate import GateRefusal
from worklog.header import addresses, decoded, first, split

SIZE_MAX = 64 * 1024
"""Bytes of a whole automatic letter. A report that returns the headers of a much-travelled letter has about 30 KB."""
WORDS_LENGTH_MAX = 1000
"""Letters of text for a reader, in all parts together; mail programs' own receipts have 100 to 400."""
NOTICE_SIZE_MAX = 4096
"""Bytes of the part for machines."""
PARTS_MAX = 12
DEPTH_MAX = 4


class MailSort(StrEnum):
    """What a letter of service mail is."""

    RECEIPT = "receipt"
    REPORT = "report"
    CALENDAR = "calendar"
    ACCOUNT = "account"


class NoServiceMail(GateRefusal):
    """A letter with an empty sender that is no receipt or report; `why_en` and `why_ru` say what gave it away."""

    code = "no_service_mail"
    slug = "empty-sender"
    en = (
        "The sender is empty, and {why_en}. With an empty sender pass read receipts and delivery reports to one "
        "recipient. Send a letter from your own address, with its type."
    )
    ru = (
        "Отправитель пуст, и {why_ru}. С пустым отправителем проходят только уведомления о прочтении и отчёты о "
        "доставке, каждое одному получателю. Письмо отправьте со своего адреса и с типом."
    )


class ReceiptHasNoAuthor(GateRefusal):
    """A receipt that does not say whose it is, or names somebody else's address."""

    code = "receipt_has_no_author"
    slug = "empty-sender"
    en = (
        "The sender is empty, so the letter's From says whose receipt it is, and {address} is not the address of "
        "whoever hands it in. Send from your own address."
    )
    ru = (
        "Отправитель пуст, поэтому чьё это уведомление, говорит строка «От», а адрес {address} не принадлежит тому, "
        "кто его передаёт. Отправьте со своего адреса."
    )


def report_sort(raw: bytes, recipients_count: int) -> MailSort:
    """Return what a letter with an empty sender is: a receipt or a delivery report (rule 9).

    Raises:
        NoServiceMail: it is neither, or does more than one of them does.
    """
    _require(recipients_count == 1, "it goes to several recipients", "получателей несколько")
    _require(len(raw) <= SIZE_MAX, "it is larger than 64 KB", "оно больше 64 КБ")
    letter = email.message_from_bytes(raw)
    named = _parameter(letter, "report-type")
    sort = {"disposition-notification": MailSort.RECEIPT, "delivery-status": MailSort.REPORT}.get(named)
    if letter.get_content_type() != "multipart/report" or sort is None:
        raise NoServiceMail(
            why_en="it is no read receipt or delivery report", why_ru="это не уведомление и не отчёт о доставке"
        )
    parts = _parts_of(letter)
    _require(2 <= len(parts) <= 3, "it has other parts than a report has", "в нём не те части, что в отчёте")
    _must_be_words(parts[0])
    _must_be_notice(parts[1], sort)
    if len(parts) == 3:
        _must_be_returned(parts[2], sort)
    return sort


def is_calendar_reply(raw: bytes, recipients_count: int) -> bool:
    """Say whether a letter does no more than answer an invitation: one recipient, METHOD:REPLY, hardly a word.

    It is asked about every letter, so what cannot be one is told at once: by its head alone where that says so.
    """
    if recipients_count != 1 or len(raw) > SIZE_MAX:
        return False
    head = raw[: raw.find(b"\r\n\r\n")].lower()
    if b"text/calendar" not in head and (b"multipart/" not in head or b"text/calendar" not in raw.lower()):
        return False
    leaves = list(_leaves(email.message_from_bytes(raw), DEPTH_MAX))
    calendars = [part for part in leaves if part.get_content_type() in ("text/calendar", "application/ics")]
    texts = [part for part in leaves if part not in calendars]
    if not 1 <= len(calendars) <= 2 or len(leaves) > PARTS_MAX:
        return False
    if not all(part.get_content_type() in ("text/plain", "text/html") and not _is_file(part) for part in texts):
        return False
    if _parameter(calendars[0], "method") != "reply" or not all(_is_reply(_text(part)) for part in calendars):
        return False
    words = sum(_words_length(part) for part in texts)
    return words + max(_comment_length(_text(part)) for part in calendars) <= WORDS_LENGTH_MAX


def author_of(raw: bytes) -> str:
    """Return the address in the letter's From, in lower case; empty where there is none or are several."""
    field = first(split(raw)[0], "from")
    found = addresses(field) if field is not None else []
    return found[0].lower() if len(found) == 1 else ""


def _require(holds: bool, why_en: str, why_ru: str) -> None:
    if not holds:
        raise NoServiceMail(why_en=why_en, why_ru=why_ru)


# Parts of a report (RFC 3462, 3464, 8098): words for a person, a notice for programs, what is returned.


def _must_be_words(part: Message) -> None:
    leaves = list(_leaves(part, 2))
    are_texts = all(each.get_content_type() in ("text/plain", "text/html") and not _is_file(each) for each in leaves)
    _require(are_texts and len(leaves) <= 2, "it carries a file", "в нём вложен файл")
    _require(
        max((_words_length(each) for each in leaves), default=0) <= WORDS_LENGTH_MAX,
        "its text is longer than 1000 characters",
        "его текст длиннее 1000 знаков",
    )


_FIELDS_OF = {
    MailSort.RECEIPT: ("message/disposition-notification", ("final-recipient", "disposition")),
    MailSort.REPORT: ("message/delivery-status", ("final-recipient", "action")),
}


def _must_be_notice(part: Message, sort: MailSort) -> None:
    media_type, wanted = _FIELDS_OF[sort]
    text = _source(part)
    fields = {line.partition(":")[0].strip().lower() for line in text.splitlines() if ":" in line}
    _require(
        part.get_content_type() == media_type and set(wanted) <= fields and len(text) <= NOTICE_SIZE_MAX,
        "its notice for programs is missing or not of the standard form",
        "в нём нет служебной части или она не по стандарту",
    )
    _require(_is_fields(text), "its notice for programs holds other text", "в его служебной части посторонний текст")


def _must_be_returned(part: Message, sort: MailSort) -> None:
    """A receipt gives back headers; a delivery report may give back the letter that was not delivered."""
    media_type = part.get_content_type()
    if media_type in ("text/rfc822-headers", "message/global-headers"):
        is_headers = _is_fields(_source(part))
        _require(is_headers, "the headers it returns are no headers", "вместо заголовков оно возвращает другой текст")
        return
    _require(
        sort is MailSort.REPORT and media_type == "message/rfc822",
        "it has other parts than a report has",
        "в нём не те части, что в отчёте",
    )
    inner = _parts_of(part)
    _require(
        len(inner) == 1 and inner[0].get("Message-ID") is not None and inner[0].get("From") is not None,
        "what it returns is no letter",
        "то, что оно возвращает, не письмо",
    )


_FIELD_LINE = re.compile(r"[!-9;-~]+[ \t]*:.*|[ \t].*")


def _is_fields(text: str) -> bool:
    return all(_FIELD_LINE.fullmatch(line) for line in text.splitlines() if line.strip())


# A calendar reply (RFC 5546, 6047).


def _is_reply(text: str) -> bool:
    """Say whether `text` is one answer of one invited person to one invitation."""
    lines = [line.strip().upper() for line in _unfolded(text).splitlines()]
    begun = [line for line in lines if line in ("BEGIN:VEVENT", "BEGIN:VTODO", "BEGIN:VJOURNAL", "BEGIN:VFREEBUSY")]
    attendees = [line for line in lines if line.startswith("ATTENDEE")]
    return (
        lines[:1] == ["BEGIN:VCALENDAR"]
        and "METHOD:REPLY" in lines
        and len(begun) == 1
        and len(attendees) == 1
        and "PARTSTAT=" in attendees[0]
        and not any(line.startswith("ATTACH") for line in lines if not line.startswith("ATTENDEE"))
    )


def _comment_length(text: str) -> int:
    return sum(len(line) for line in _unfolded(text).splitlines() if line.upper().startswith("COMMENT"))


def _unfolded(text: str) -> str:
    return re.sub(r"\r?\n[ \t]", "", text)


# Parts and their texts; odd MIME is never automatic mail, so whatever cannot be read counts as a file.


def _leaves(part: Message, depth: int) -> Iterator[Message]:
    if depth == 0 or not part.get_content_type().startswith("multipart/"):
        yield part
        return
    for each in _parts_of(part):
        yield from _leaves(each, depth - 1)


def _parts_of(part: Message) -> list[Message]:
    payload = part.get_payload()
    return [each for each in payload if isinstance(each, Message)] if isinstance(payload, list) else []


def _is_file(part: Message) -> bool:
    """Say whether a part is, names or holds a file; a picture written into the HTML is one too."""
    try:
        named = part.get_content_disposition() == "attachment" or bool(part.get_filename())
    except (ValueError, LookupError):
        return True
    return named or (part.get_content_type() == "text/html" and _INLINE_FILE.search(_text(part)) is not None)


_INLINE_FILE = re.compile(r"[\"'(=\s]data:", re.IGNORECASE)
_UNSEEN = re.compile(r"<!--.*?-->|<style\b.*?</style\s*>|<script\b.*?</script\s*>|<[^<>]*>", re.IGNORECASE | re.DOTALL)


def _words_length(part: Message) -> int:
    """Return how many letters, digits and signs a reader would see."""
    text = _text(part)
    seen = html.unescape(_UNSEEN.sub(" ", text)) if part.get_content_type() == "text/html" else text
    return len("".join(seen.split()))


def _text(part: Message) -> str:
    try:
        content = part.get_payload(decode=True)
        charset = part.get_content_charset() or ""
    except (ValueError, LookupError, AssertionError):
        return _UNREADABLE
    return decoded(content, charset) if isinstance(content, bytes) else _UNREADABLE


def _source(part: Message) -> str:
    """Return what a part for machines holds; Python's reader takes its blocks of fields for letters."""
    if not part.is_multipart():
        return _text(part)
    try:
        return "\n".join(each.as_bytes().decode("utf-8", "replace") for each in _parts_of(part))
    except (ValueError, LookupError, TypeError, AttributeError):
        return _UNREADABLE


_UNREADABLE = "\0" * (SIZE_MAX + 1)
"""Stands for a part that cannot be read: longer than anything allowed, and no field."""


def _parameter(part: Message, name: str) -> str:
    try:
        value = part.get_param(name)
    except (ValueError, LookupError):
        return ""
    return value.strip().lower() if isinstance(value, str) else ""
