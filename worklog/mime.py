"""What a sent letter said, for the audit desk: its text parts, and the names and sizes of what it carried."""

from __future__ import annotations

import email
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message
from html.parser import HTMLParser

from worklog.header import decoded, first, readable, split

TEXT_LENGTH_MAX = 200_000
ATTACHMENTS_MAX = 200
DEPTH_MAX = 30


@dataclass(frozen=True)
class Attachment:
    name: str
    media_type: str
    size: int


@dataclass(frozen=True)
class LetterContent:
    subject: str
    text: str
    attachments: tuple[Attachment, ...]


def content_of(raw: bytes) -> LetterContent:
    """Return what a reader would see of `raw`. Never fails: odd MIME gives what can be read of it."""
    subject = first(split(raw)[0], "subject")
    texts: list[str] = []
    attachments: list[Attachment] = []
    for part in _leaves(email.message_from_bytes(raw), DEPTH_MAX):
        if _is_text(part):
            texts.append(_text_of(part))
        else:
            attachments.append(_attachment(part))
    text = "\n\n".join(piece for piece in texts if piece)
    return LetterContent(subject.text if subject else "", text[:TEXT_LENGTH_MAX], tuple(attachments[:ATTACHMENTS_MAX]))


def _leaves(part: Message, depth: int) -> Iterator[Message]:
    """Yield the parts a reader sees: of alternatives the plain one, of a letter inside a letter nothing."""
    payload = part.get_payload()
    if part.get_content_maintype() != "multipart" or not isinstance(payload, list) or depth == 0:
        yield part
        return
    inner = [each for each in payload if isinstance(each, Message)]
    if part.get_content_type() == "multipart/alternative":
        plain = [each for each in inner if each.get_content_type() == "text/plain"]
        inner = plain[:1] or inner[-1:]
    for each in inner:
        yield from _leaves(each, depth - 1)


def _is_text(part: Message) -> bool:
    return (
        part.get_content_type() in ("text/plain", "text/html")
        and part.get_content_disposition() != "attachment"
        and not _file_name(part)
    )


def _text_of(part: Message) -> str:
    text = decoded(_bytes_of(part), _charset(part)).replace("\r\n", "\n").replace("\0", "")
    return (_plain_text(text) if part.get_content_type() == "text/html" else text).strip()


def _attachment(part: Message) -> Attachment:
    content = part.get_payload()
    size = sum(len(str(each)) for each in content) if isinstance(content, list) else len(_bytes_of(part))
    return Attachment(_file_name(part), part.get_content_type()[:100], size)


def _bytes_of(part: Message) -> bytes:
    try:
        content = part.get_payload(decode=True)
    except (ValueError, LookupError, AssertionError):
        content = None
    return content if isinstance(content, bytes) else b""


def _charset(part: Message) -> str:
    try:
        charset = part.get_content_charset()
    except (ValueError, LookupError):
        charset = None
    return charset or ""


def _file_name(part: Message) -> str:
    try:
        name = part.get_filename() or ""
    except (ValueError, LookupError):
        name = "?"
    return readable(name.encode("utf-8", "surrogateescape"))[:200]


class _Stripper(HTMLParser):
    hidden = frozenset({"script", "style", "head", "title"})
    breaking = frozenset({"p", "br", "div", "tr", "li", "h1", "h2", "h3", "h4", "table", "blockquote"})

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self.hidden_depth = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.hidden_depth += tag in self.hidden
        if tag in self.breaking:
            self.pieces.append("\n")

    def handle_endtag(self, tag: str) -> None:
        self.hidden_depth = max(0, self.hidden_depth - (tag in self.hidden))

    def handle_data(self, data: str) -> None:
        if not self.hidden_depth:
            self.pieces.append(" ".join(data.split()) if "\n" in data else data)


def _plain_text(html: str) -> str:
    stripper = _Stripper()
    try:
        stripper.feed(html)
        stripper.close()
    except (AssertionError, ValueError):
        pass
    return re.sub(r"\s*\n\s*", "\n", "".join(stripper.pieces))
