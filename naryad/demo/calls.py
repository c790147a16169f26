"""The demo's telephone exchange: a day's calls as the file that an Asterisk writes (21 columns)."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random

from naryad.demo.people import Person
from naryad.demo.texts import Client, clients, texts

TRUNK = "PJSIP/trunk"


@dataclass(frozen=True)
class Call:
    """A call that was answered, and what it really was."""

    person: Person
    started_at: datetime
    seconds: int
    type: str
    is_out: bool


def calls_of(chance: Random, day: date, people: tuple[Person, ...], each: int) -> tuple[str, list[Call]]:
    """Return the exchange's file for a day with local times, and its answered calls; one in twelve is missed."""
    lines: list[list[str]] = []
    answered: list[Call] = []
    for person in people:
        for number in range(each):
            at = datetime.combine(day, time(9, 20)) + timedelta(minutes=40 * number + chance.randint(0, 35))
            is_out = chance.random() < 0.4
            kind = chance.choice(texts()["calls"]["outgoing" if is_out else "incoming"])
            seconds = chance.randint(kind["least"], kind["most"])
            is_missed = chance.random() < 1 / 12
            client = chance.choice(clients())
            lines.append(_line(chance, person, client, at, 0 if is_missed else seconds, is_out))
            if not is_missed:
                answered.append(Call(person, at, seconds, kind["type"], is_out))
    lines.sort(key=lambda line: line[9])
    text = io.StringIO()
    csv.writer(text, quoting=csv.QUOTE_ALL).writerows(lines)
    return text.getvalue(), answered


def _line(chance: Random, person: Person, client: Client, at: datetime, seconds: int, is_out: bool) -> list[str]:
    uid = f"{int(at.timestamp())}.{chance.randint(10_000, 99_999)}"
    answered_at = at + timedelta(seconds=chance.randint(3, 15))
    ends_at = answered_at + timedelta(seconds=seconds or 20)
    mine, line = f"PJSIP/{person.extension}-{chance.randint(0, 0xFFFF):08x}", f"{TRUNK}-{chance.randint(0, 0xFFFF):08x}"
    source, to = (person.extension, client.number) if is_out else (client.number, person.extension)
    caller_id = (
        f'"{person.extension}" <{person.extension}>' if is_out else f'"{client.name}, {client.city}" <{client.number}>'
    )
    return [
        "",
        source,
        to,
        "from-internal" if is_out else "from-trunk",
        caller_id,
        mine if is_out else line,
        line if is_out else mine,
        "Dial",
        f"{line if is_out else mine},30",
        _written(at),
        _written(answered_at) if seconds else "",
        _written(ends_at),
        str(int((ends_at - at).total_seconds())),
        str(seconds),
        "ANSWERED" if seconds else "NO ANSWER",
        "DOCUMENTATION",
        uid,
        "",
        "",
        uid,
        "1",
    ]


def _written(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%d %H:%M:%S")
