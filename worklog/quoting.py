"""Answering and passing on: the subject, whose words are quoted, and the thread a letter belongs to."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from worklog.compose import sound_ids
from worklog.rich_text import html_of, quoted


class Answering(StrEnum):
    """What is done with an earlier letter."""

    REPLY = "reply"
    REPLY_ALL = "all"
    FORWARD = "forward"
    AGAIN = "again"


@dataclass(frozen=True)
class Earlier:
    """An earlier letter that is answered. `text` is empty where it is no longer kept."""

    subject: str
    text: str
    author: str
    recipients: tuple[str, ...]
    at: datetime
    message_id: str
    thread: tuple[str, ...] = ()


_MARKS = re.compile(
    r"^(?:\s*(?:(?:re|fwd?|aw|wg|sv|ha|на|отв|ответ|пересл|переслано)\s*(?:\[\d+\]|\(\d+\)|\^\d+)?\s*:"
    r"|\[#[^\[\]]{1,40}\]))+\s*",
    re.IGNORECASE,
)


def bare_subject(subject: str) -> str:
    """Return a subject without Re:, Fwd: and type tags before it."""
    return " ".join(_MARKS.sub("", subject).split())


def subject_of(earlier_subject: str, way: Answering) -> str:
    """Return the subject of the new letter: one Re: or Fwd:, however many there were."""
    bare = bare_subject(earlier_subject)
    if way is Answering.AGAIN:
        return bare
    return f"{'Fwd' if way is Answering.FORWARD else 'Re'}: {bare}".strip()


def thread_of(earlier: Earlier, way: Answering) -> tuple[str, ...]:
    """Return the ids the new letter refers to; a letter sent again is a new one and refers to none."""
    return () if way is Answering.AGAIN else sound_ids((*earlier.thread, earlier.message_id))


def body_of_answer(earlier: Earlier, way: Answering, *, language: str, signature: str) -> str:
    """Return what the new letter begins with, as rich text: room to write, the signature, the quote."""
    if way is Answering.AGAIN:
        return html_of(earlier.text)
    text = earlier.text.strip("\n")
    room = "<div><br></div>" + (f"<div><br></div>{signature}" if signature else "")
    if not text and way is not Answering.FORWARD:
        return room
    if way is Answering.FORWARD:
        return f"{room}<div><br></div>{html_of(_heading(earlier, language))}{html_of(text)}"
    return f"{room}<div><br></div>{quoted(html_of(text), _who_wrote(earlier, language))}"


def same_thread(one: Sequence[str], other: Sequence[str]) -> bool:
    return not set(one).isdisjoint(other)


def _who_wrote(earlier: Earlier, language: str) -> str:
    when = earlier.at.strftime("%d.%m.%Y %H:%M")
    return f"{when}, {earlier.author}:" if language == "ru" else f"On {when}, {earlier.author} wrote:"


def _heading(earlier: Earlier, language: str) -> str:
    when, to = earlier.at.strftime("%d.%m.%Y %H:%M"), ", ".join(earlier.recipients[:20])
    if language == "ru":
        lines = ["-------- Пересылаемое письмо --------", f"Тема: {earlier.subject}", f"Дата: {when}"]
        lines += [f"От кого: {earlier.author}", f"Кому: {to}"]
    else:
        lines = ["-------- Forwarded letter --------", f"Subject: {earlier.subject}", f"Date: {when}"]
        lines += [f"From: {earlier.author}", f"To: {to}"]
    return "\n".join([*(line for line in lines if not line.endswith(": ")), ""])
