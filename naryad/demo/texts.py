"""The texts of the demo month, and what each piece of work really is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from importlib.resources import files
from random import Random
from typing import Any

import yaml

MONTHS_RU = [
    "января",
    "февраля",
    "марта",
    "апреля",
    "мая",
    "июня",
    "июля",
    "августа",
    "сентября",
    "октября",
    "ноября",
    "декабря",
]


@dataclass(frozen=True)
class Client:
    name: str
    city: str
    number: str
    address: str


@dataclass(frozen=True)
class Text:
    """A piece of work ready to go: its true type, a subject or title, and a body."""

    type: str
    subject: str
    body: str
    client: Client
    series: str = ""


@lru_cache
def texts() -> dict[str, Any]:
    data: dict[str, Any] = yaml.safe_load(files("naryad.demo").joinpath("texts.yaml").read_text("utf-8"))
    return data


@lru_cache
def clients() -> tuple[Client, ...]:
    return tuple(Client(*line) for line in texts()["clients"])


def letter(chance: Random, day: date) -> Text:
    """Return some letter of that day; harder ones are rarer, as in a real office."""
    listed = texts()["letters"]
    weights = [{"L3": 2, "L5": 3, "L10": 4, "L25": 6, "L60": 3}[one["type"]] for one in listed]
    return _filled(chance, chance.choices(listed, weights)[0], day)


def thanks(chance: Random, day: date) -> Text:
    return _filled(chance, texts()["thanks"], day)


def document(chance: Random, day: date) -> Text:
    """Return some document issued that day."""
    listed = texts()["documents"]
    return _filled(chance, chance.choices(listed, [3, 2, 3, 4, 3])[0], day)


def true_type_of_letter(subject: str) -> str | None:
    """Return what a letter of the demo really is, by its subject alone, as its auditor judges it."""
    for one in (*texts()["letters"], texts()["thanks"]):
        if subject.startswith(one["subject"].partition("{")[0]):
            return str(one["type"])
    return None


def _filled(chance: Random, one: dict[str, Any], day: date) -> Text:
    client = chance.choice(clients())
    later = day + timedelta(days=chance.randint(2, 9))
    words = {
        "client": client.name,
        "city": client.city,
        "number": chance.randint(112, 988),
        "sum": f"{chance.randint(9, 480) * 500:,}".replace(",", " "),
        "day": f"{later.day} {MONTHS_RU[later.month - 1]}",
    }
    subject = str(one.get("subject") or one["title"])
    return Text(
        one["type"],
        subject.format(**words),
        str(one.get("text", "")).format(**words),
        client,
        str(one.get("series", "")),
    )


def true_type_of_document(title: str) -> str | None:
    """Return what a document of the demo really is, by its title."""
    for one in texts()["documents"]:
        if one["title"].partition("{")[0] in title:
            return str(one["type"])
    return None
