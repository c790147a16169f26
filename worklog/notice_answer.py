"""What a person answered to a notice: the first line of their own, and the one type it names."""

from __future__ import annotations

import email
import re
from collections.abc import Iterator
from decimal import Decimal
from email.message import Message
from html.parser import HTMLParser

from naryad.errors import DomainError
from norms.catalog import Catalog, CatalogEntry
from norms.work_type import Kind, Purpose
from worklog.gate import TypesDisagree, UnknownType
from worklog.header import decoded, first, split

LINE_LENGTH_MAX = 80
NEAREST_COUNT = 3
DEPTH_MAX = 20


class AnswerIsEmpty(DomainError):
    code = "answer_is_empty"
    status = 422
    en = "The answer has no line of its own above the quoted text. Write the type alone on the first line: {example}."
    ru = "В ответе нет своей строки над цитатой. Напишите в первой строке один только тип: {example}."


class AnswerIsNoType(DomainError):
    code = "answer_is_no_type"
    status = 422
    en = "“{line}” names no type. Write the type alone on the first line, its minutes or its code: {example}."
    ru = "«{line}» — не тип. Напишите в первой строке один только тип, минутами или кодом: {example}."


class MinutesFitSeveral(DomainError):
    code = "minutes_fit_several"
    status = 422
    en = "Several types have {minutes} minutes: {codes}. Answer with the code of the one you mean."
    ru = "По {minutes} мин несколько типов: {codes}. Ответьте кодом нужного."


class AnswerIsAutomatic(DomainError):
    code = "answer_is_automatic"
    status = 422
    en = "This is an automatic reply, and only a person gives a type. The letter still waits."
    ru = "Это автоматический ответ, а тип указывает человек. Письмо по-прежнему ждёт."


class AnswerGoesElsewhere(DomainError):
    code = "answer_goes_elsewhere"
    status = 422
    en = "An answer with a type goes to its own address alone. Take the other recipients out and send it again."
    ru = "Ответ с типом отправляют только на его адрес. Уберите остальных получателей и отправьте ещё раз."


def is_automatic(raw: bytes) -> bool:
    """Say whether a program wrote the letter: an absence note, a receipt, a delivery report (RFC 3834)."""
    fields = split(raw)[0]

    def said(name: str) -> str:
        field = first(fields, name)
        return field.text.partition(";")[0].strip().casefold() if field else ""

    return (
        said("auto-submitted") not in ("", "no")
        or said("precedence") in ("bulk", "junk", "list", "auto_reply")
        or bool(said("x-autoreply") or said("x-autorespond") or said("x-failed-recipients"))
        or said("content-type") == "multipart/report"
    )


def own_line(raw: bytes) -> str:
    """Return the first line that the answer's author wrote, or "" where there is only quoted text."""
    return first_own_line(_text_of(raw))


def first_own_line(text: str) -> str:
    """Return the first line of `text` that is neither empty nor quoted, whether it stands above or below the quote."""
    lines = [line for line in (raw.translate(_INVISIBLE).strip() for raw in text.splitlines()) if line]
    at = 0
    while at < len(lines):
        line = lines[at]
        if _SEPARATOR.match(line):
            break
        if line.startswith(">"):
            at += 1
            continue
        introduces = _introduction_length(lines, at)
        if not introduces:
            return line[:LINE_LENGTH_MAX]
        at += introduces
        if at >= len(lines) or not lines[at].startswith(">"):
            break
    return ""


def type_answered(line: str, catalog: Catalog) -> str:
    """Return what the line names, as the gate is asked it: a code, or `CODE=15` for a described type.

    Digits are norm minutes, as in every picker; a code may come in any case or keyboard layout, or as its alias. Said
    twice, as in `5 L5`, it must be one and the same type.

    Raises:
        AnswerIsEmpty, AnswerIsNoType, UnknownType, MinutesFitSeveral, TypesDisagree.
    """
    if not line:
        raise AnswerIsEmpty(example=_examples(catalog))
    words = [word for word in (_bare(word) for word in _GAPS.split(line)) if word and not _FILLER.fullmatch(word)]
    whole = catalog.find(line) if len(words) > 1 else None
    if whole is not None:
        return whole.code
    found = [(word, _fitting(word, catalog)) for word in words]
    if not words or (len(words) > 1 and any(not fitting for _, fitting in found)):
        raise AnswerIsNoType(line=line[:40], example=_examples(catalog))
    if not found[0][1]:
        raise UnknownType(named=words[0], nearest=_nearest(words[0], catalog))
    common = set.intersection(*({each.code for each in fitting} for _, fitting in found))
    if not common:
        raise TypesDisagree(named=words)
    if len(common) > 1:
        raise MinutesFitSeveral(minutes=words[0], codes=sorted(common))
    described = next((word.partition("=")[2] for word in words if "=" in word), "")
    return next(iter(common)) + (f"={described}" if described else "")


# The line.

_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff")) | {0xA0: " "}
_SEPARATOR = re.compile(
    r"--$|[-_=*—]{5,}|-{2,}\s*(?:original|исходное|пересыла|forwarded)|(?:from|от|von|de|от кого)\s*:\s", re.IGNORECASE
)
_INTRODUCES = re.compile(r"@|\b(?:19|20)\d\d\b|\b(?:wrote|пишет|писал|написал)", re.IGNORECASE)
INTRODUCTION_LINES_MAX = 3


def _introduction_length(lines: list[str], at: int) -> int:
    """Return how many lines from `at` on introduce a quote ("On Thursday Naryad wrote:"), or 0."""
    if not _INTRODUCES.search(lines[at]):
        return 0
    for length in range(1, INTRODUCTION_LINES_MAX + 1):
        if at + length > len(lines) or lines[at + length - 1].startswith(">"):
            return 0
        if lines[at + length - 1].endswith(":"):
            return length
    return 0


# The type.

_GAPS = re.compile(r"[\s,;/]+")
_FILLER = re.compile(r"(?:мин|минут|минуты|минута|min|mins|minute|minutes|тип|type)", re.IGNORECASE)
_MINUTES = re.compile(r"(\d{1,4}(?:[.,]\d{1,3})?)(?:мин|min)?", re.IGNORECASE)


def _bare(word: str) -> str:
    return word.strip("[]()<>#.!:*«»“”\"'`")


def _fitting(word: str, catalog: Catalog) -> list[CatalogEntry]:
    minutes = _MINUTES.fullmatch(word)
    if minutes is None:
        entry = catalog.find(word.partition("=")[0])
        return [] if entry is None else [entry]
    wanted = Decimal(minutes[1].replace(",", "."))
    return [] if wanted == 0 else [each for each in _of_letters(catalog) if each.norm and each.norm.minutes == wanted]


def _nearest(word: str, catalog: Catalog) -> list[str]:
    minutes = _MINUTES.fullmatch(word)
    if minutes is None:
        near = [each.code for each in catalog.nearest(word, Kind.LETTER_OUT, NEAREST_COUNT)]
        return near or _examples(catalog)
    wanted = Decimal(minutes[1].replace(",", "."))
    ranked = sorted(_of_letters(catalog), key=lambda each: (abs(_norm(each) - wanted), each.code))
    return [each.code for each in ranked[:NEAREST_COUNT]]


def _examples(catalog: Catalog) -> list[str]:
    return [each.code for each in _of_letters(catalog)[:NEAREST_COUNT]]


def _of_letters(catalog: Catalog) -> list[CatalogEntry]:
    return [each for each in catalog.of_kind(Kind.LETTER_OUT) if each.work_type.purpose is Purpose.ORDINARY]


def _norm(entry: CatalogEntry) -> Decimal:
    assert entry.norm is not None
    return entry.norm.minutes


# The text.


def _text_of(raw: bytes) -> str:
    """Return the answer's text: its plain part, or what its HTML shows with quoted lines marked as in plain text."""
    html = ""
    for part in _leaves(email.message_from_bytes(raw), DEPTH_MAX):
        media_type = part.get_content_type()
        if part.get_content_disposition() == "attachment" or media_type not in ("text/plain", "text/html"):
            continue
        text = _part_text(part)
        if media_type == "text/plain" and text.strip():
            return text
        html = html or (text if media_type == "text/html" else "")
    return _shown(html)


def _leaves(part: Message, depth: int) -> Iterator[Message]:
    payload = part.get_payload()
    if not isinstance(payload, list):
        yield part
    elif depth and part.get_content_maintype() == "multipart":
        for each in payload:
            if isinstance(each, Message):
                yield from _leaves(each, depth - 1)


def _part_text(part: Message) -> str:
    try:
        content = part.get_payload(decode=True)
        charset = part.get_content_charset() or ""
    except (ValueError, LookupError, AssertionError):
        return ""
    return decoded(content, charset) if isinstance(content, bytes) else ""


class _Shown(HTMLParser):
    """Reads HTML as lines; those of a quoted block begin with `>`, and a rule is a separator."""

    hidden = frozenset({"script", "style", "head", "title"})
    breaking = frozenset({"p", "br", "div", "tr", "li", "table", "h1", "h2", "h3", "blockquote", "ul", "ol", "body"})
    answered = frozenset({"divrplyfwdmsg", "appendonsend", "x_divrplyfwdmsg", "x_appendonsend"})

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.lines: list[str] = [""]
        self.quotes = self.hidings = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.hidings += tag in self.hidden
        self.quotes += tag == "blockquote"
        if tag in self.breaking:
            self.lines.append("")
        if tag == "hr" or (dict(attrs).get("id") or "").casefold() in self.answered:
            self.lines += ["_" * 32, ""]

    def handle_endtag(self, tag: str) -> None:
        self.hidings = max(0, self.hidings - (tag in self.hidden))
        self.quotes = max(0, self.quotes - (tag == "blockquote"))
        if tag in self.breaking:
            self.lines.append("")

    def handle_data(self, data: str) -> None:
        text = " ".join(data.split())
        if self.hidings or not text:
            return
        if not self.lines[-1]:
            self.lines[-1] = "> " if self.quotes else ""
        before, after = (" " if end.isspace() else "" for end in (data[0], data[-1]))
        self.lines[-1] += before + text + after


def _shown(html: str) -> str:
    shown = _Shown()
    try:
        shown.feed(html)
        shown.close()
    except (AssertionError, ValueError):
        pass
    return "\n".join(shown.lines)
