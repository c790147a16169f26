"""Simple rich text of letters: lines, bold, italic, lists, links and quotes, whatever a browser or a paste hands in.

The kept form is small and always the same: a line is a `div`, an empty one holds a `br`; `b`, `i`, `a href` inside;
`ul`, `ol`, `li` and `blockquote` around. Nothing else survives: no pictures, no styles, no scripts, no classes.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html import escape
from html.parser import HTMLParser

import nh3

RAW_LENGTH_MAX = 2_000_000
"""Longer markup is refused before anything reads it."""

_LINES = frozenset({"div", "p", "h1", "h2", "h3", "h4", "h5", "h6", "tr", "pre", "dt", "dd", "hr"})
_AROUND = frozenset({"ul", "ol", "li", "blockquote"})
_INSIDE = {"b": "b", "strong": "b", "i": "i", "em": "i", "a": "a"}
_APART = frozenset({"p", "h1", "h2", "h3", "h4", "h5", "h6"})
"""Lines that a reader sees with room around them; it becomes an empty line."""

_CLEANER = nh3.Cleaner(
    tags={*_LINES, *_AROUND, *_INSIDE, "br", "td", "th"},
    clean_content_tags={"script", "style", "title", "head", "iframe", "object", "svg", "math", "textarea", "template"},
    attributes={"a": {"href"}},
    url_schemes={"http", "https", "mailto", "tel"},
    url_relative="deny",
    link_rel=None,
)
_SPACES = re.compile(r"[ \t\r\n\f]+")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u2028\u2029]")
_FORMAT = re.compile(r"<(?:b|i|ul|ol)>")
_LINK = re.compile(r'<a href="([^"]*)">(.*?)</a>', re.S)


def clean(html: str) -> str:
    """Return `html` in the kept form. Never fails; what is not on the list is left out, its text is kept."""
    reducer = _Reducer()
    reducer.feed(_CLEANER.clean(_CONTROL.sub("", html)))
    reducer.close()
    return reducer.written()


def html_of(text: str) -> str:
    """Return plain text in the kept form, line for line; spaces that carry meaning stay."""
    lines = _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).split("\n")
    return "".join(f"<div>{_spaced(line) or '<br>'}</div>" for line in lines) if text else ""


def text_of(html: str) -> str:
    """Return what a reader of plain text gets of the kept form: `> ` before quotes, `- ` before points of a list."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return "\n".join("-- " if line == "--" else line for line in reader.lines)


def is_plain(html: str) -> bool:
    """Say whether plain text says all of it: no bold, italic or list, and no link behind other words."""
    return _FORMAT.search(html) is None and all(_says_itself(found[1], found[2]) for found in _LINK.finditer(html))


def quoted(html: str, introduction: str) -> str:
    """Return the kept form quoted below a line that says whose words they are."""
    return f"{html_of(introduction)}<blockquote>{html}</blockquote>"


def is_empty(html: str) -> bool:
    return not text_of(html).strip()


def _says_itself(href: str, words: str) -> bool:
    return words in (href, href.removeprefix("mailto:"), href.removeprefix("tel:"))


def _spaced(line: str) -> str:
    """Return a line escaped, with runs of spaces that a browser will not fold."""
    text = escape(line.expandtabs(4), quote=False)
    return re.sub(r"^ | (?= )", "\N{NO-BREAK SPACE}", text)


@dataclass
class _Piece:
    """An open container, or a line: its name and the markup inside so far."""

    name: str
    parts: list[str] = field(default_factory=list)


class _Reducer(HTMLParser):
    """Writes the kept form of markup that nh3 has already made sound."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.containers = [_Piece("")]
        self.line: list[str] | None = None
        self.inside: list[str] = []
        self.wants_room = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _AROUND:
            self._end_line()
            self._open(tag)
        elif tag in _LINES:
            self._end_line()
            self.wants_room = self.wants_room or (tag in _APART and self._has_line())
        elif tag == "br":
            self._break()
        elif tag in ("td", "th"):
            if self.line is not None:
                self.line.append(" ")
        else:
            href = dict(attrs).get("href") or ""
            opening = f'<a href="{escape(href)}">' if tag == "a" else f"<{_INSIDE[tag]}>"
            self.inside.append(opening if tag != "a" or href else "")
            if self.line is not None:
                self.line.append(self.inside[-1])

    def handle_endtag(self, tag: str) -> None:
        if tag in _AROUND:
            self._end_line()
            self._close(tag)
        elif tag in _LINES:
            self._end_line()
            self.wants_room = self.wants_room or tag in _APART
        elif tag in _INSIDE and self.inside:
            opening = self.inside.pop()
            if self.line is not None:
                self.line.append(_closing(opening))

    def handle_data(self, data: str) -> None:
        text = _SPACES.sub(" ", data)
        line = self.line
        if line is None:
            text = text.lstrip(" ")
            if not text:
                return
            line = self._begin_line()
        if text.startswith(" ") and line and line[-1].endswith(" "):
            text = text[1:]
        line.append(escape(text, quote=False))

    def written(self) -> str:
        self._end_line()
        while len(self.containers) > 1:
            self._close(self.containers[-1].name)
        return "".join(self.containers[0].parts)

    def _begin_line(self) -> list[str]:
        if self.wants_room and self._has_line():
            self.containers[-1].parts.append("<div><br></div>")
        self.wants_room = False
        self.line = list(self.inside)
        return self.line

    def _break(self) -> None:
        if self.line is None:
            self._begin_line().append("<br>")
        self._end_line()

    def _end_line(self) -> None:
        if self.line is None:
            return
        closing = [_closing(opening) for opening in reversed(self.inside)]
        text = _without_empty("".join([*self.line, *closing])).strip(" ")
        self.line = None
        if text:
            self.containers[-1].parts.append(f"<div>{text}</div>")

    def _has_line(self) -> bool:
        return bool(self.containers[-1].parts)

    def _open(self, tag: str) -> None:
        within = self.containers[-1].name
        if tag == "li" and within not in ("ul", "ol"):
            self.containers.append(_Piece("ul"))
        elif tag != "li" and within in ("ul", "ol"):
            self.containers.append(_Piece("li"))
        self.wants_room = False
        self.containers.append(_Piece(tag))

    def _close(self, tag: str) -> None:
        if tag not in [piece.name for piece in self.containers]:
            return
        while True:
            piece = self.containers.pop()
            if piece.parts:
                self.containers[-1].parts.append(f"<{piece.name}>{_within(piece)}</{piece.name}>")
            if piece.name == tag:
                self.wants_room = False
                return


def _within(piece: _Piece) -> str:
    """Return what stands in a container; a point of a list of one line needs no `div`."""
    if piece.name == "li":
        return _bare(piece.parts)
    if piece.name in ("ul", "ol"):
        return "".join(part if part.startswith("<li>") else f"<li>{_bare([part])}</li>" for part in piece.parts)
    return "".join(piece.parts)


def _bare(parts: list[str]) -> str:
    if len(parts) == 1 and parts[0].startswith("<div>"):
        return parts[0].removeprefix("<div>").removesuffix("</div>")
    return "".join(parts)


def _closing(opening: str) -> str:
    return f"</{opening[1:2]}>" if opening else ""


def _without_empty(line: str) -> str:
    """Return a line without bold, italic and links around nothing."""
    while True:
        shorter = re.sub(r'<(b|i)></\1>|<a href="[^"]*"></a>', "", line)
        if shorter == line:
            return line
        line = shorter


class _Reader(HTMLParser):
    """Reads the kept form into lines of plain text."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.lines: list[str] = []
        self.line: list[str] | None = None
        self.around: list[str] = []
        self.counts: list[int] = []
        self.mark = ""
        self.link: tuple[str, int] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "div":
            self._end()
            self.line = []
        elif tag in _AROUND:
            self._end()
            if tag == "li" and self.counts:
                self.counts[-1] += 1
                numbered = self.around and self.around[-1] == "ol"
                self.mark = f"{self.counts[-1]}. " if numbered else "- "
            elif tag != "blockquote":
                self.counts.append(0)
            self.around.append(tag)
        elif tag == "a":
            self.link = (dict(attrs).get("href") or "", len(self.line or []))

    def handle_endtag(self, tag: str) -> None:
        if tag == "div":
            self._end()
        elif tag in _AROUND:
            self._end()
            if self.around:
                self.around.pop()
            if tag in ("ul", "ol") and self.counts:
                self.counts.pop()
        elif tag == "a" and self.link is not None and self.line is not None:
            href, start = self.link
            if not _says_itself(href, "".join(self.line[start:])):
                self.line.append(f" <{href}>")
            self.link = None

    def handle_data(self, data: str) -> None:
        if self.line is None:
            self.line = []
        self.line.append(data.replace("\N{NO-BREAK SPACE}", " "))

    def close(self) -> None:
        super().close()
        self._end()

    def _end(self) -> None:
        if self.line is None:
            return
        text = "".join(self.line).rstrip()
        depth = max(0, self.around.count("li") - 1)
        quotes = "> " * self.around.count("blockquote")
        indent = "  " * depth if self.mark else "  " * self.around.count("li")
        self.lines.append((quotes + indent + self.mark + text).rstrip() if text else quotes.rstrip())
        self.line, self.mark = None, ""
