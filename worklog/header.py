"""The head of a letter as bytes: its fields, what they say to a reader, and editing some without touching others."""

from __future__ import annotations

import base64
import binascii
import quopri
import re
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import NamedTuple


class Field(NamedTuple):
    """One header field; `raw` is all of it, folded lines and line end included, exactly as it came."""

    name: str
    raw: bytes

    @property
    def value(self) -> bytes:
        """Return the raw bytes after the colon, folds included, without the final line end."""
        return self.raw.partition(b":")[2].removesuffix(b"\r\n")

    @property
    def text(self) -> str:
        return readable(self.value)

    def with_value(self, value: bytes) -> Field:
        ending = b"\r\n" if self.raw.endswith(b"\r\n") else b""
        return Field(self.name, self.raw.partition(b":")[0] + b":" + value + ending)


def split(raw: bytes) -> tuple[tuple[Field, ...], bytes]:
    """Return the fields of `raw` and the rest, from the blank line on; joined again they are `raw`.

    A line of the head without a colon is kept as a field without a name. Line ends are CRLF; the gate has
    refused anything else before.
    """
    if raw.startswith(b"\r\n"):
        return (), raw
    end = raw.find(b"\r\n\r\n")
    head, rest = (raw, b"") if end < 0 else (raw[: end + 2], raw[end + 2 :])
    if b"\r\n " in head or b"\r\n\t" in head:
        return tuple(_field(piece) for piece in _UNFOLDED_END.split(head) if piece), rest
    *lines, last = head.split(b"\r\n")
    pieces = [line + b"\r\n" for line in lines]
    return tuple([_field(piece) for piece in (pieces if not last else [*pieces, last])]), rest


def join(fields: Iterable[Field], rest: bytes) -> bytes:
    return b"".join([*[field.raw for field in fields], rest])


def first(fields: tuple[Field, ...], name: str) -> Field | None:
    return next((field for field in fields if field.name == name), None)


def by_name(fields: tuple[Field, ...]) -> dict[str, Field]:
    """Return the first field of each name."""
    return {field.name: field for field in reversed(fields)}


_UNFOLDED_END = re.compile(rb"(?<=\r\n)(?![ \t])")


def _field(piece: bytes) -> Field:
    colon = piece.find(b":")
    if colon < 0 or piece[:1] in (b" ", b"\t"):
        return Field("", piece)
    return Field(_name(piece[:colon]), piece)


@lru_cache(maxsize=1024)
def _name(written: bytes) -> str:
    return written.rstrip(b" \t").decode("ascii", "replace").lower()


# What a field says to a reader.

_ENCODED_WORD = re.compile(rb"=\?([^?\s]+)\?([bBqQ])\?([^?]*)\?=")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b\u2028-\u202e\u2060-\u2069\ufeff]+")


def readable(value: bytes) -> str:
    """Return `value` unfolded, with encoded words decoded and control characters gone. Never fails.

    Neighbouring encoded words of one charset are decoded together, since some programs cut a character in two.
    """
    line = value.replace(b"\r\n", b"")
    if b"=?" not in line and line.isascii():
        text = line.decode("ascii")
        return " ".join((text if text.isprintable() else _CONTROL.sub(" ", text)).split())
    pieces: list[tuple[str, bytes]] = []
    end = 0
    for word in _ENCODED_WORD.finditer(line):
        between = line[end : word.start()]
        if between.strip() or not pieces or not pieces[-1][0]:
            _add(pieces, "", between)
        charset = word[1].partition(b"*")[0].decode("ascii", "replace").lower()
        _add(pieces, charset, _word_bytes(word[2], word[3]))
        end = word.end()
    _add(pieces, "", line[end:])
    text = "".join(decoded(content, charset) for charset, content in pieces)
    return " ".join(_CONTROL.sub(" ", text).split())


def decoded(content: bytes, charset: str = "") -> str:
    """Return `content` in the charset it names, in UTF-8, or in the likeliest Russian one: the first that fits.

    A few broken letters, as where a program cut one in two, still fit.
    """
    for each in (charset, "utf-8"):
        try:
            text = content.decode(each or "utf-8", "replace")
        except (LookupError, ValueError):
            continue
        if text.count("\ufffd") * 5 <= len(text):
            return text
    return content.decode(_likeliest_russian(content), "replace")


def _add(pieces: list[tuple[str, bytes]], charset: str, content: bytes) -> None:
    if not content:
        return
    if pieces and pieces[-1][0] == charset:
        pieces[-1] = (charset, pieces[-1][1] + content)
    else:
        pieces.append((charset, content))


def _word_bytes(encoding: bytes, content: bytes) -> bytes:
    if encoding in b"qQ":
        return quopri.decodestring(content, header=True)
    letters = re.sub(rb"[^A-Za-z0-9+/]", b"", content)
    try:
        return base64.b64decode(letters + b"=" * (-len(letters) % 4))
    except binascii.Error:
        return base64.b64decode(letters[: len(letters) // 4 * 4])


def _likeliest_russian(content: bytes) -> str:
    """Small letters are most of any text: in KOI8-R they are C0..DF, in Windows-1251 they are E0..FF."""
    koi8 = sum(0xC0 <= byte <= 0xDF for byte in content)
    windows = sum(byte >= 0xE0 for byte in content)
    return "koi8-r" if koi8 > windows else "cp1251"


def encoded(text: str) -> bytes:
    """Return `text` fit for a header value, with a leading space: as it is, or in folded UTF-8 encoded words."""
    if text.isascii():
        return b" " + text.encode("ascii")
    words: list[bytes] = []
    chunk = b""
    for letter in text:
        if len(chunk + letter.encode("utf-8")) > 42:
            words.append(chunk)
            chunk = b""
        chunk += letter.encode("utf-8")
    words.append(chunk)
    return b"\r\n".join(b" =?utf-8?B?" + base64.b64encode(word) + b"?=" for word in words)


# Address lists, cut at the commas that separate addresses.

_PIECE = re.compile(
    rb'"(?:[^"\\]|\\.)*"?'  # a quoted name
    rb"|=\?[^?\s]+\?[bBqQ]\?[^?]*\?="  # an encoded word, whatever commas its author left inside
    rb"|<[^<>]*>?"  # an address in angle brackets
    rb"|\((?:[^()\\]|\\.)*\)?"  # a comment
    rb"|[,;:]"
    rb'|[^"=<(,;:]+'
    rb"|.",
    re.DOTALL,
)


def without_addresses(field: Field, unwanted: Callable[[str], bool]) -> Field | None:
    """Return an address field without the unwanted addresses, every other byte as it was; None where none is left.

    Returns `field` itself where nothing was unwanted.
    """
    kept: list[tuple[bytes, bytes]] = []
    is_changed = False
    for element, mark in _elements(field.value):
        if not unwanted(address_in(element)):
            kept.append((element, mark))
            continue
        is_changed = True
        if mark != b",":  # it closed the list or a group: what stands before it closes it now
            before, last_mark = kept.pop() if kept else (b"", b"")
            kept.append((before, mark if last_mark in (b",", b"") else last_mark + mark))
    if not is_changed:
        return field
    if not any(element.strip() for element, _ in kept):
        return None
    value = b"".join(element + mark for element, mark in kept)
    return field.with_value(value if value[:1] in (b" ", b"\t", b"\r") else b" " + value)


def addresses(field: Field) -> list[str]:
    """Return the bare addresses of an address field, in order, as they are written."""
    return [found for element, _ in _elements(field.value) if (found := address_in(element))]


def _elements(value: bytes) -> list[tuple[bytes, bytes]]:
    """Return the elements of an address list, each with the mark that ended it; a group's name ends with a colon."""
    elements: list[tuple[bytes, bytes]] = []
    current = b""
    for match in _PIECE.finditer(value):
        if match[0] in (b",", b";", b":"):
            elements.append((current, match[0]))
            current = b""
        else:
            current += match[0]
    if current or not elements:
        elements.append((current, b""))
    return elements


_IN_BRACKETS = re.compile(rb"<([^<>]*)>")
_NOT_ADDRESS = re.compile(rb"\((?:[^()\\]|\\.)*\)|=\?[^?\s]+\?[bBqQ]\?[^?]*\?=")


def address_in(element: bytes) -> str:
    """Return the bare address of one element of an address list, or an empty text."""
    bracketed = _IN_BRACKETS.findall(element)
    bare = bracketed[-1] if bracketed else _NOT_ADDRESS.sub(b"", element)
    return decoded(b"".join(bare.split())) if b"@" in bare else ""
