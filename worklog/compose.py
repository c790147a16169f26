"""A letter written on the web: the addresses a person typed, and the bytes of the letter made of them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from naryad.errors import DomainError
from worklog.letter import address_is_sound

RECIPIENTS_MAX = 100
SUBJECT_LENGTH_MAX = 500
TEXT_LENGTH_MAX = 200_000


class AddressIsWrong(DomainError):
    code = "address_is_wrong"
    status = 422
    en = "“{text}” is not a mail address. Write it as name@domain, several separated by commas."
    ru = "«{text}» — не почтовый адрес. Напишите в виде имя@домен; несколько — через запятую."


class LetterHasNoRecipient(DomainError):
    code = "letter_has_no_recipient"
    status = 422
    en = "The letter is addressed to nobody. Write an address in “To”."
    ru = "Письмо никому не адресовано. Укажите адрес в поле «Кому»."


class TooManyRecipients(DomainError):
    code = "too_many_recipients"
    status = 422
    en = "{count} recipients are too many for one letter; at most {most}. Split the list."
    ru = "Получателей {count} — слишком много для одного письма, можно не больше {most}. Разделите список."


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
class Recipient:
    name: str
    address: str


@dataclass(frozen=True)
class Written:
    """What a person wrote; address lists are as typed."""

    sender: str
    to: str
    cc: str
    bcc: str
    subject: str
    text: str


_SEPARATORS = re.compile(r'[,;\n](?=(?:[^"]*"[^"]*")*[^"]*$)')
_NAMED = re.compile(r'^\s*"?(?P<name>[^"<>]*?)"?\s*<(?P<address>[^<>]+)>\s*$')


def recipients_in(text: str) -> tuple[Recipient, ...]:
    """Return the recipients of a typed list: `a@b.ru, Иван <c@d.ru>; e@f.ru`.

    Raises:
        AddressIsWrong: one of them is no address.
    """
    found = []
    for piece in _SEPARATORS.split(text):
        if not piece.strip():
            continue
        named = _NAMED.match(piece)
        name, address = (named["name"].strip(), named["address"].strip()) if named else ("", piece.strip())
        address = _in_ascii(address)
        if not address_is_sound(address) or not address.isascii() or address.startswith('"'):
            raise AddressIsWrong(text=piece.strip()[:80])
        found.append(Recipient(" ".join(name.split()), address))
    return tuple(found)


def all_recipients(written: Written) -> tuple[str, ...]:
    """Return the envelope's recipients, each once.

    Raises:
        AddressIsWrong, LetterHasNoRecipient, TooManyRecipients.
    """
    lists = (recipients_in(text) for text in (written.to, written.cc, written.bcc))
    addresses = tuple(dict.fromkeys(each.address for recipients in lists for each in recipients))
    if not addresses:
        raise LetterHasNoRecipient()
    if len(addresses) > RECIPIENTS_MAX:
        raise TooManyRecipients(count=len(addresses), most=RECIPIENTS_MAX)
    return addresses


def letter_of(written: Written, *, author: str, message_id: str, at: datetime) -> bytes:
    """Return the letter's bytes, CRLF and 7-bit whatever its text; blind copies stand in the envelope only.

    Raises:
        AddressIsWrong, LetterIsEmpty, LetterTooLong.
    """
    subject = " ".join(written.subject.split())[:SUBJECT_LENGTH_MAX]
    if not subject and not written.text.strip():
        raise LetterIsEmpty()
    if len(written.text) > TEXT_LENGTH_MAX:
        raise LetterTooLong(length=len(written.text), most=TEXT_LENGTH_MAX)
    message = EmailMessage(policy=SMTP)
    message["From"] = _address(Recipient(author, written.sender))
    for name, text in (("To", written.to), ("Cc", written.cc)):
        addresses = [_address(each) for each in recipients_in(text)]
        if addresses:
            message[name] = addresses
    message["Subject"] = subject
    message["Date"] = format_datetime(at)
    message["Message-ID"] = message_id
    text = written.text.replace("\r\n", "\n").replace("\r", "\n")
    message.set_content(text if text.endswith("\n") else text + "\n", charset="utf-8", cte="quoted-printable")
    return message.as_bytes()


def _in_ascii(address: str) -> str:
    """Return the address with a national domain in the form that every mail server knows."""
    local, at, domain = address.rpartition("@")
    try:
        return f"{local}{at}{domain.encode('idna').decode('ascii')}"
    except UnicodeError:
        return address


def _address(recipient: Recipient) -> Address:
    try:
        return Address(recipient.name, addr_spec=recipient.address)
    except Exception as error:
        raise AddressIsWrong(text=recipient.address[:80]) from error
