"""A letter as it reaches the gate: which type it names, whose letter it is, and its bytes without the type."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Container, Iterable, Mapping, Set
from datetime import timedelta
from enum import StrEnum

from naryad.value import value
from worklog.header import Field, addresses, by_name, encoded, join, readable, split, without_addresses

TYPE_HEADER = "x-work-type"
TYPE_LABEL = "types."
"""Type addresses are those of the domain `types.` and the office's own."""
ADDRESS_FIELDS = frozenset({"to", "cc", "bcc", "resent-to", "resent-cc", "resent-bcc"})
KEY_WITHOUT_MESSAGE_ID_LASTS = timedelta(hours=24)
RECEIVED_FIELDS_MAX = 50


class Way(StrEnum):
    """How a letter names its type."""

    HEADER = "header"
    SUBJECT = "subject"
    ADDRESS = "address"
    PERSON = "person"


@value(frozen=True, slots=True)
class MessageKey:
    """What makes two transmissions one letter (rule 7); `lasts` is None where the letter carries its own id."""

    text: str
    lasts: timedelta | None


@value(frozen=True, slots=True)
class ScannedLetter:
    """What the gate has to know of a letter before it answers; nothing here needs the MIME parts."""

    named: tuple[tuple[Way, str], ...]
    unknown_tags: tuple[str, ...]
    content: bytes
    recipients: tuple[str, ...]
    key: MessageKey
    message_id: str
    in_reply_to: str
    subject: str
    digest: str
    received_count: int

    @property
    def types_named(self) -> tuple[str, ...]:
        """Return what the gate is asked: the types named or, where none is, tags that look like mistyped ones."""
        return tuple(text for _, text in self.named) or self.unknown_tags[:1]

    @property
    def way(self) -> Way | None:
        return self.named[0][0] if self.named else None

    @property
    def typed_by_address_alone(self) -> bool:
        return bool(self.named) and all(way is Way.ADDRESS for way, _ in self.named)


def scan(
    raw: bytes, *, sender: str, recipients: Iterable[str], mail_domain: str, is_type_name: Callable[[str], bool]
) -> ScannedLetter:
    """Return what `raw` says to the gate, with the type taken out of its bytes and its recipients.

    `content` is `raw` without the X-Work-Type fields, subject tags and type addresses; only the fields that held
    one are written anew, and where there is none `content` is `raw`. Rules 7 and 17.
    """

    def is_type_address(address: str) -> bool:
        return type_in_address(address, mail_domain) is not None

    fields, rest = split(raw)
    heads = by_name(fields)
    envelope = tuple(dict.fromkeys(recipients))
    subject_field = heads.get("subject")
    subject = subject_field.text if subject_field else ""
    own = _own_length(subject)
    tags = [tag[1] for tag in _TAG.finditer(subject[:own])]
    types = [tag for tag in tags if is_type_name(tag)]
    kept_recipients = tuple([address for address in envelope if not is_type_address(address)])
    listed = {field for field in fields if field.name in ADDRESS_FIELDS and _may_name_type(field)}
    edited = [field for field in fields if field.name != TYPE_HEADER] if TYPE_HEADER in heads else list(fields)
    if listed:
        kept = (without_addresses(field, is_type_address) if field in listed else field for field in edited)
        edited = [field for field in kept if field is not None]
    if types and subject_field is not None:
        untagged = _without_tags(subject_field, subject, own, types)
        subject = untagged.text
        edited[edited.index(subject_field)] = untagged
    is_edited = bool(types) or len(edited) != len(fields) or tuple(edited) != fields
    message_id = _message_id(heads, "message-id")
    return ScannedLetter(
        named=_named(fields, listed, envelope, mail_domain, types),
        unknown_tags=tuple([tag for tag in tags if tag not in types]),
        content=join(edited, rest) if is_edited else raw,
        recipients=kept_recipients,
        key=_key(_message_id(heads, "resent-message-id") or message_id, sender, kept_recipients, edited, rest),
        message_id=message_id,
        in_reply_to=_message_id(heads, "in-reply-to"),
        subject=subject,
        digest=hashlib.sha256(b"%b\0%b" % (subject.encode(), rest)).hexdigest(),
        received_count=[field.name for field in fields].count("received"),
    )


def type_in_address(address: str, mail_domain: str) -> str | None:
    """Return the code an address names: `L10` of `L10@types.office.example`; None for any other address."""
    if address.isascii() and TYPE_LABEL not in address.lower():
        return None
    local, at, domain = address.rpartition("@")
    if not at or _domain(domain) != TYPE_LABEL + _domain(mail_domain):
        return None
    return local.removeprefix('"').removesuffix('"')


def line_ends_are_sound(raw: bytes) -> bool:
    """Say whether every CR and LF of `raw` is part of a CRLF.

    Anything else may smuggle a second letter past the gate: servers differ in what they take for a line's end.
    """
    pairs = raw.count(b"\r\n")
    return raw.count(b"\n") == pairs and raw.count(b"\r") == pairs


def address_is_sound(address: str) -> bool:
    """Say whether an envelope address can be repeated to the next server as it is: `name@domain`, nothing hidden."""
    return len(address) <= 254 and _SOUND_ADDRESS.fullmatch(address) is not None


_SOUND_ADDRESS = re.compile(
    r'(?:"[^"\\\x00-\x1f\x7f]+"|[^\s"<>()\[\],:;@\\\x00-\x1f\x7f\ud800-\udfff]+)'
    r'@[^\s<>,;\\"()@\x00-\x20\x7f\ud800-\udfff]+'
)


# How a letter names its type.


def _named(
    fields: Iterable[Field], listed: Set[Field], envelope: Iterable[str], mail_domain: str, types: list[str]
) -> tuple[tuple[Way, str], ...]:
    named = [(Way.HEADER, field.text) for field in fields if field.name == TYPE_HEADER and field.text]
    named += [(Way.SUBJECT, tag) for tag in types]
    written = [address for field in fields if field in listed for address in addresses(field)] if listed else []
    codes = [code for address in (*envelope, *written) if (code := type_in_address(address, mail_domain)) is not None]
    named += [(Way.ADDRESS, code) for code in codes]
    return tuple(dict.fromkeys(named))


def _may_name_type(field: Field) -> bool:
    """Say whether an address field has to be read closely; of most, their plain bytes show that they name no type."""
    value = field.value
    is_plain = value.isascii() and b"(" not in value and b"=?" not in value
    return not is_plain or TYPE_LABEL.encode() in b"".join(value.split()).lower()


_TAG = re.compile(r"\[#\s*([^\[\]]{1,40}?)\s*\]")
_ANSWERED = re.compile(
    r"(?<!\w)(?:re|fwd?|aw|wg|sv|ha|на|отв|ответ|пересл|переслано)\s*(?:\[\d+\]|\(\d+\)|\^\d+)?\s*:", re.IGNORECASE
)


def _own_length(subject: str) -> int:
    """Return how much of a subject stands before any Re: or Fwd:; only tags in there are the letter's own."""
    answered = _ANSWERED.search(subject) if ":" in subject else None
    return answered.start() if answered else len(subject)


# Taking the type out.


def _without_tags(field: Field, subject: str, own: int, types: Container[str]) -> Field:
    """Return the field of `subject` without those tags of its first `own` letters that name `types`."""
    cut = _cut(subject, own, types)
    if b"=?" not in field.value and b"\r\n" not in field.value and subject == _plain(field.value):
        return field.with_value(b" " + cut.encode("utf-8"))
    leading = _LEADING_TAG.match(field.value)
    if leading is not None and _plain(field.value[leading.end() :], squeeze=False) is not None:
        left = b" " + field.value[leading.end() :]
        if readable(left) == cut:
            return field.with_value(left)
    return field.with_value(encoded(cut))


_LEADING_TAG = re.compile(rb"\s*\[#[^\[\]?=]{1,40}\]\s*")


def _plain(value: bytes, *, squeeze: bool = True) -> str | None:
    """Return a value that is written as it is read, or None where its bytes are not UTF-8."""
    try:
        text = value.decode("utf-8")
    except UnicodeDecodeError:
        return None
    return " ".join(text.split()) if squeeze else text


def _cut(subject: str, own: int, types: Container[str]) -> str:
    head = _TAG.sub(lambda tag: " " if tag[1] in types else tag[0], subject[:own])
    return " ".join((head + subject[own:]).split())


# Whose letter it is.

_ID = re.compile(r"<[^<>\s]+>")


def _message_id(heads: Mapping[str, Field], name: str) -> str:
    field = heads.get(name)
    if field is None:
        return ""
    text = field.text
    found = _ID.search(text)
    return found[0] if found else text


def _key(message_id: str, sender: str, recipients: tuple[str, ...], fields: Iterable[Field], rest: bytes) -> MessageKey:
    """Return the key of a letter (rule 7).

    Without a Message-ID the bytes are its key, except the Received fields: a mail server in front of the gate writes a
    new one at each try, and a retry is the same letter.
    """
    if message_id:
        long = len(message_id) > 200
        return MessageKey("sha256:" + hashlib.sha256(message_id.encode()).hexdigest() if long else message_id, None)
    whole = "\0".join([sender.casefold(), *sorted(address.casefold() for address in recipients)])
    written = join((field for field in fields if field.name != "received"), rest)
    digest = hashlib.sha256(whole.encode("utf-8", "surrogateescape") + b"\0\0" + written)
    return MessageKey(f"sha256:{digest.hexdigest()}", KEY_WITHOUT_MESSAGE_ID_LASTS)


def _domain(text: str) -> str:
    name = text.strip().rstrip(".").casefold()
    try:
        return name if name.isascii() else name.encode("idna").decode("ascii")
    except UnicodeError:
        return name
