"""The words of an HTML letter, as its reader sees them; one pass over the text, whatever it holds."""

from __future__ import annotations

import html
import re

HIDDEN = frozenset({"script", "style", "head", "title"})
BREAKING = frozenset({"p", "br", "div", "tr", "li", "h1", "h2", "h3", "h4", "table", "blockquote", "hr", "pre"})
PIECES_MAX = 200_000

_TAG_NAME = re.compile(r"</?([a-zA-Z][a-zA-Z0-9]{0,20})")


def plain_text(source: str) -> str:
    """Return what `source` shows, a line per paragraph. Never fails.

    The program's own scanner and not a general parser: those of the standard library take minutes over a few
    hundred kilobytes of tags that never end.
    """
    pieces: list[str] = []
    hidden, at = "", 0
    for _ in range(PIECES_MAX):
        start = source.find("<", at)
        if start < 0:
            break
        _add(pieces, "" if hidden else source[at:start])
        name = _TAG_NAME.match(source, start)
        closes = "-->" if source.startswith("<!--", start) else ">"
        if closes == ">" and name is None and source[start + 1 : start + 2] not in ("!", "?", "/"):
            _add(pieces, "" if hidden else "<")
            at = start + 1
            continue
        end = source.find(closes, start + 1)
        if end < 0:
            at = len(source)
            break
        at = end + len(closes)
        if name is not None:
            hidden = _told(pieces, name[1].lower(), hidden, is_end=source[start + 1] == "/")
    _add(pieces, "" if hidden else source[at:])
    return re.sub(r"[^\S\n]*\n\s*", "\n", "".join(pieces)).strip()


def _told(pieces: list[str], name: str, hidden: str, *, is_end: bool) -> str:
    """Break the line where a tag does, and return which element's inside is not shown from here on."""
    if hidden:
        return "" if is_end and name == hidden else hidden
    if name in HIDDEN:
        return "" if is_end else name
    if name in BREAKING:
        pieces.append("\n")
    return ""


def _add(pieces: list[str], text: str) -> None:
    if text:
        pieces.append(re.sub(r"\s+", " ", html.unescape(text)))
