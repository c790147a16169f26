"""The bytes of a letter written on the web: headers, plain text with its rich form beside it, and files."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.header import Header
from email.headerregistry import Address
from email.message import EmailMessage, Message
from email.policy import SMTP, SMTPUTF8, compat32
from email.utils import format_datetime
from typing import cast
from urllib.parse import quote

from naryad.errors import DomainError
from worklog.attachment import Enclosure, media_type_of
from worklog.recipient import AddressIsWrong, Recipient, distinct, recipients_in
from worklog.rich_text import RAW_LENGTH_MAX, is_plain

SUBJECT_LENGTH_MAX = 500
TEXT_LENGTH_MAX = 200_000
THREAD_MAX = 20


class LetterIsEmpty(DomainError):
    code = "letter_is_empty"
    status = 422
    en = "The letter has neither a subject nor a text. Write at least one of them."
    ru = "У письма нет ни темы, ни текста. Напишите хотя бы что-то одно."


class LetterTooLong(DomainError):
    code = "letter_too_long"
    status = 422
    en = "The text has {length} characters, and at most {most} fit. Shorten it or send it as a document."
    ru = "В тексте {length} знаков, а помещается {most}. Сократите его или отправьте документом."


@dataclass(frozen=True)
class Written:
    """What a person wrote; address lists are as typed. `html` is the rich form of `text`, empty where there is none."""

    sender: str
    to: str
    cc: str
    bcc: str
    subject: str
    text: str
    html: str = ""


def must_not_be_longer(written: Written) -> None:
    """Pass in silence if the text is of a length that a letter may have.

    Raises:
        LetterTooLong.
    """
    length = len(written.text)
    if len(written.html) > RAW_LENGTH_MAX:
        length = max(length, len(written.html))
    if length > TEXT_LENGTH_MAX:
        raise LetterTooLong(length=length, most=TEXT_LENGTH_MAX)


def all_recipients(written: Written) -> tuple[str, ...]:
    """Return the envelope's recipients, each once.

    Raises:
        AddressIsWrong, LetterHasNoRecipient, TooManyRecipients.
    """
    return distinct(recipients_in(text) for text in (written.to, written.cc, written.bcc))


def letter_of(
    written: Written,
    *,
    author: str,
    message_id: str,
    at: datetime,
    language: str = "ru",
    thread: Sequence[str] = (),
    files: Iterable[Enclosure] = (),
) -> bytes:
    """Return the letter's bytes, CRLF, 7-bit and in short lines; blind copies stand in the envelope only.

    `thread` are the ids of the letters it answers, the oldest first. Only an address with letters beyond ASCII before
    its @ makes the headers UTF-8, as such an address needs.

    Raises:
        AddressIsWrong, LetterIsEmpty, LetterTooLong.
    """
    files = list(files)
    subject = " ".join(_without_control(written.subject).split())[:SUBJECT_LENGTH_MAX]
    must_not_be_longer(written)
    if not subject and not written.text.strip() and not files:
        raise LetterIsEmpty()
    lists = [(name, recipients_in(text)) for name, text in (("To", written.to), ("Cc", written.cc))]
    needs_utf8 = not written.sender.isascii() or any(not each.is_ascii for _, found in lists for each in found)
    message = EmailMessage(policy=(SMTPUTF8 if needs_utf8 else SMTP).clone(refold_source="none"))
    message["From"] = _address(Recipient(_without_control(author), written.sender))
    for name, found in lists:
        if found:
            message[name] = [_address(each) for each in found]
    message["Subject"] = subject
    message["Date"] = format_datetime(at)
    message["Message-ID"] = message_id
    _set_thread(message, thread)
    _set_text(message, written, language)
    if files:
        message.make_mixed()
        for file in files:
            message.attach(cast(EmailMessage, _part(file)))
    _set_boundaries(message, message_id)
    return message.as_bytes()


def _set_boundaries(message: EmailMessage, message_id: str) -> None:
    """Give every container the same boundary each time: a letter sent again must be the same letter (rule 7).

    Neither quoted-printable nor base64 can hold a line that begins with `--=_`.
    """
    mark = hashlib.sha256(message_id.encode()).hexdigest()[:24]
    for number, part in enumerate(each for each in message.walk() if each.is_multipart()):
        part.set_boundary(f"=_{mark}_{number}")


def _set_text(message: EmailMessage, written: Written, language: str) -> None:
    text = written.text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")
    message.set_content(text if text.endswith("\n") else text + "\n", charset="utf-8", cte="quoted-printable")
    if written.html and not is_plain(written.html):
        page = (
            f'<!DOCTYPE html>\n<html lang="{language}"><head><meta charset="utf-8"></head>\n'
            f"<body>{_in_lines(written.html)}</body></html>\n"
        )
        message.add_alternative(page, subtype="html", charset="utf-8", cte="quoted-printable")


def _in_lines(html: str) -> str:
    """Return the rich text for other people's programs: quotes marked as such, and line breaks between blocks."""
    return re.sub(r"(</(?:div|li|ul|ol|blockquote)>)", r"\1\n", html).replace(
        "<blockquote>", '<blockquote type="cite">'
    )


_ID = re.compile(r"<[!-;=?-~]{1,250}>")


def sound_ids(ids: Iterable[str]) -> tuple[str, ...]:
    """Return those of `ids` that can stand in a header as they are, each once; of many the first and the latest."""
    sound = tuple(dict.fromkeys(each for each in ids if _ID.fullmatch(each)))
    return sound if len(sound) <= THREAD_MAX else (sound[0], *sound[1 - THREAD_MAX :])


def _set_thread(message: EmailMessage, thread: Sequence[str]) -> None:
    ids = sound_ids(thread)
    if ids:
        # Set as they are: an id longer than a line must neither be folded nor encoded.
        message.set_raw("In-Reply-To", ids[-1])
        message.set_raw("References", "\r\n ".join(ids))


def _part(file: Enclosure) -> Message:
    """Return a file as a part of the letter, its name in both ways that mail programs read (RFC 2231 and RFC 2047)."""
    part = Message(policy=compat32)
    part.set_raw("Content-Type", f"{media_type_of(file.name)};\r\n {_old_name(file.name)}")
    part.set_raw("Content-Transfer-Encoding", "base64")
    part.set_raw("Content-Disposition", f"attachment;\r\n {_new_name(file.name)}")
    part.set_payload(base64.encodebytes(file.content).decode("ascii").replace("\n", "\r\n"))
    return part


def _old_name(name: str) -> str:
    if _is_plain_name(name):
        return f'name="{name}"'
    words = Header(name, "utf-8", maxlinelen=60).encode(linesep="\r\n")
    return f'name="{words}"'


def _new_name(name: str) -> str:
    if _is_plain_name(name):
        return f'filename="{name}"'
    encoded = quote(name, safe="")
    pieces = re.findall(r"(?:%[0-9A-F]{2}|[^%]){1,20}", encoded)
    if len(pieces) == 1:
        return f"filename*=utf-8''{pieces[0]}"
    first, *rest = pieces
    lines = [f"filename*0*=utf-8''{first}", *(f"filename*{number}*={piece}" for number, piece in enumerate(rest, 1))]
    return ";\r\n ".join(lines)


def _is_plain_name(name: str) -> bool:
    return len(name) <= 60 and re.fullmatch(r"[A-Za-z0-9 ._()+,=@-]+", name) is not None


def _without_control(text: str) -> str:
    return re.sub(r"[\x00-\x1f\x7f\u2028\u2029\ud800-\udfff]", " ", text)


def _address(recipient: Recipient) -> Address:
    try:
        local, _, domain = recipient.address.rpartition("@")
        if not recipient.is_ascii:
            return Address(recipient.name, username=local, domain=domain)
        return Address(recipient.name, addr_spec=recipient.address)
    except Exception as error:
        text = recipient.address[:80]
        raise AddressIsWrong(
            wrong_en=f"“{text}” is not a mail address", wrong_ru=f"«{text}» — не почтовый адрес"
        ) from error
