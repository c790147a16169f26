"""What a sent letter said, for the audit desk: its head, its text parts, and what it carried."""

from __future__ import annotations

import binascii
import hashlib
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from email.errors import HeaderParseError
from email.message import Message

from worklog.header import Field, decoded, first, readable, split
from worklog.plain_text import plain_text

TEXT_LENGTH_MAX = 200_000
HEAD_BYTES_MAX = 65_536
ATTACHMENTS_MAX = 200
PARTS_MAX = 1_000
DEPTH_MAX = 30
VALUE_BYTES_MAX = 4_096
"""How much of a Content-Type or Content-Disposition is read: no program writes one longer."""


@dataclass(frozen=True)
class Attachment:
    """What a letter carried beside its text. `digest` is the SHA-256 of the file as its reader gets it."""

    name: str
    media_type: str
    size: int
    digest: str
    content: bytes = field(repr=False, compare=False, default=b"")


@dataclass(frozen=True)
class LetterContent:
    """What a reader would see of a letter; `head` is its header block as text, at most 64 KB of it."""

    subject: str
    text: str
    attachments: tuple[Attachment, ...]
    head: str = ""


@dataclass(frozen=True)
class _Part:
    """One part of a letter, its transfer encoding not yet undone."""

    media_type: str
    charset: str
    name: str
    is_attached: bool
    boundary: str
    encoding: str
    body: bytes

    @property
    def is_text(self) -> bool:
        return self.media_type in ("text/plain", "text/html") and not self.is_attached and not self.name

    def content(self) -> bytes:
        return _undone(self.body, self.encoding)


def content_of(raw: bytes) -> LetterContent:
    """Return what a reader would see of `raw`. Never fails: odd MIME gives what can be read of it.

    The time it takes grows with the letter and not faster, however its parts are nested or left open.
    """
    fields, rest = split(raw)
    subject = first(fields, "subject")
    texts: list[str] = []
    attachments: list[Attachment] = []
    for part in _leaves(_part(fields, rest)):
        if not part.is_text:
            attachments.append(_attachment(part.name, part.media_type, part.content()))
            continue
        text, files = _without_uuencoded(_text_of(part))
        texts.append(text)
        attachments += files
    text = "\n\n".join(piece for piece in texts if piece)
    return LetterContent(
        subject=subject.text if subject else "",
        text=text[:TEXT_LENGTH_MAX],
        attachments=tuple(attachments[:ATTACHMENTS_MAX]),
        head=_clean(decoded(raw[: min(len(raw) - len(rest), HEAD_BYTES_MAX)])).strip("\n"),
    )


# The parts of a letter, found by their boundaries.


def _leaves(whole: _Part) -> Iterator[_Part]:
    """Yield the parts a reader sees: of alternatives the plain one, of a letter inside a letter the letter itself."""
    waiting = [(whole, DEPTH_MAX)]
    for _ in range(PARTS_MAX):
        if not waiting:
            return
        part, depth = waiting.pop()
        inner = _inner(part) if part.media_type.startswith("multipart/") and depth else []
        if not inner:
            yield part
            continue
        waiting += [(each, depth - 1) for each in reversed(inner)]


def _inner(part: _Part) -> list[_Part]:
    if not part.boundary:
        return []
    pieces = _pieces(part.body, part.boundary.encode("utf-8", "surrogateescape"))
    parts = [_part(*split(piece)) for piece in pieces]
    if part.media_type != "multipart/alternative":
        return parts
    shown = [each for each in parts if each.media_type == "text/plain" and each.body.strip()]
    return shown[:1] or parts[-1:]


def _pieces(body: bytes, boundary: bytes) -> list[bytes]:
    """Return what stands between the lines `--boundary`; what comes before the first and after the last is not told.

    The last piece of a letter that forgot to close it runs to the end.
    """
    mark = re.compile(rb"(?:\A|\r\n)--" + re.escape(boundary) + rb"(--)?[ \t]*(?=\r\n|\Z)")
    pieces: list[bytes] = []
    start = -1
    for found in mark.finditer(body):
        if start >= 0:
            pieces.append(body[start : found.start()])
        start = found.end()
        if found[1] or len(pieces) >= PARTS_MAX:
            return [piece.removeprefix(b"\r\n") for piece in pieces]
    if start >= 0:
        pieces.append(body[start:])
    return [piece.removeprefix(b"\r\n") for piece in pieces]


def _part(fields: tuple[Field, ...], rest: bytes) -> _Part:
    head = Message()
    for name in ("content-type", "content-disposition", "content-transfer-encoding"):
        found = first(fields, name)
        if found is not None:
            head[name] = _as_text(b"".join(found.value[:VALUE_BYTES_MAX].split(b"\r\n")).strip())
    return _Part(
        media_type=_clean(_told(head.get_content_type) or "text/plain")[:100],
        charset=_told(head.get_content_charset),
        name=readable(_told(head.get_filename).encode("utf-8", "surrogateescape"))[:200],
        is_attached=_told(head.get_content_disposition) == "attachment",
        boundary=_told(head.get_boundary),
        encoding=_told(lambda: str(head.get("content-transfer-encoding", ""))).strip().lower(),
        body=rest.removeprefix(b"\r\n"),
    )


def _as_text(value: bytes) -> str:
    try:
        return value.decode("utf-8")
    except UnicodeDecodeError:
        return value.decode("ascii", "surrogateescape")


def _told(ask: Callable[[], str | None]) -> str:
    """Return what a part's head says, or an empty text: the standard library trips over some heads."""
    try:
        return ask() or ""
    except (ValueError, LookupError, HeaderParseError, AttributeError, TypeError):
        return ""


# What a part says.


def _undone(body: bytes, encoding: str) -> bytes:
    """Return `body` with its transfer encoding undone, as far as it can be."""
    if encoding == "base64":
        return _from_base64(body)
    if encoding == "quoted-printable":
        return binascii.a2b_qp(body)
    if encoding in ("x-uuencode", "uuencode", "x-uue", "uue"):
        found = _UUENCODED.search(body)
        return _from_uu(found[2]) if found else body
    return body


def _from_base64(body: bytes) -> bytes:
    try:
        return binascii.a2b_base64(body)
    except binascii.Error:
        letters = re.sub(rb"[^A-Za-z0-9+/]", b"", body)
        return binascii.a2b_base64(letters[: len(letters) // 4 * 4])


def _text_of(part: _Part) -> str:
    content = part.content()[: TEXT_LENGTH_MAX * 8]
    text = _clean(decoded(content, "" if part.charset in _NOT_FOR_TEXT else part.charset))
    return (plain_text(text) if part.media_type == "text/html" else text).strip()


_NOT_FOR_TEXT = frozenset({"idna", "punycode", "unicode_escape", "raw_unicode_escape", "undefined"})
"""Codecs of Python's own that no letter is written in; the first two take ever longer over long texts."""

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")


def _clean(text: str) -> str:
    """Return `text` with line ends of one kind and without control characters, fit for a page and a database."""
    return _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def _attachment(name: str, media_type: str, content: bytes) -> Attachment:
    return Attachment(name, media_type, len(content), hashlib.sha256(content).hexdigest(), content)


# Files written into the text, as programs of the last century did.

_UUENCODED = re.compile(
    rb"^begin [0-7]{3,4} ([^\r\n]{1,200})\r?\n((?:[ -`]{1,85}\r?\n)*?)(?:`| )?\r?\n?end\b", re.MULTILINE
)


def _without_uuencoded(text: str) -> tuple[str, list[Attachment]]:
    """Return the text without the files uuencoded in it, and the files."""
    if "\nbegin " not in text and not text.startswith("begin "):
        return text, []
    raw = text.encode("utf-8")
    files = [
        _attachment(readable(found[1])[:200], "application/octet-stream", _from_uu(found[2]))
        for found in _UUENCODED.finditer(raw)
    ]
    return _UUENCODED.sub(b"", raw).decode("utf-8", "replace").strip(), files


def _from_uu(lines: bytes) -> bytes:
    content = b""
    for line in lines.splitlines():
        try:
            content += binascii.a2b_uu(line)
        except binascii.Error:
            length = ((line[0] - 32) & 63) * 4 // 3 + 5  # a program that pads its lines wrote the true length first
            try:
                content += binascii.a2b_uu(line[:length])
            except binascii.Error:
                continue
    return content
