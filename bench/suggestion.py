"""What a suggestion of a type costs, beside the standard library reading the same letter."""

from __future__ import annotations

import email
import email.policy
from collections.abc import Iterator
from datetime import timedelta
from email.message import EmailMessage
from random import Random

from bench.measure import Figure, least
from bench.office import TODAY
from naryad.demo import texts
from norms.work_type import Kind
from worklog.suggestion import Look, Model, keys_of, read_model, tokens_of, write_model

LETTERS = 200
TYPES = 12
FEATURES = 30_000
"""As many as a trained model has at most."""


def suggesting() -> Iterator[Figure]:
    """Yield the cost of a suggestion for letters whose words a model has met, and for the first one it sees."""
    chance = Random(2026)
    written = [texts.letter(chance, TODAY - timedelta(days=number % 28)) for number in range(LETTERS)]
    looks = [Look(Kind.LETTER_OUT, each.subject, each.body) for each in written]
    raw = [_letter(each) for each in written]
    content = _model(chance, looks)
    reading = least(lambda: [_read(each) for each in raw]) / LETTERS
    known = read_model(content)
    _suggest(known, looks)
    again = least(lambda: _suggest(known, looks)) / LETTERS
    first = min(_first_letter(content, looks[number]) for number in range(10))
    yardstick = "the standard library reads the same letter"
    yield Figure("suggest a type", again, yardstick, reading, 2)
    yield Figure("suggest a type, the first letter", first, yardstick, reading, 8)


def _suggest(model: Model, looks: list[Look]) -> None:
    allowed = frozenset(range(TYPES))
    for look in looks:
        model.suggest(look, allowed)


def _first_letter(content: bytes, look: Look) -> float:
    fresh = read_model(content)
    return least(lambda: _suggest(fresh, [look]), times=1)


def _model(chance: Random, looks: list[Look]) -> bytes:
    """Return a model of full size: every piece of the letters' words, and others up to the limit."""
    keys = {key for look in looks for token in tokens_of(look) for key in keys_of(token)}
    while len(keys) < FEATURES:
        keys.add(chance.getrandbits(32))
    return write_model(
        types=tuple(range(TYPES)),
        keys=sorted(keys),
        rarity=[1 + chance.random() for _ in keys],
        weights=[chance.randint(-9000, 9000) for _ in range(len(keys) * TYPES)],
        bias=(0.0,) * TYPES,
        step=0.0001,
        facts={},
    )


def _letter(text: texts.Text) -> bytes:
    made = EmailMessage()
    made["From"], made["To"], made["Subject"] = "anna@office.example", text.client.address, text.subject
    made.set_content(text.body)
    return made.as_bytes()


def _read(raw: bytes) -> str:
    body = email.message_from_bytes(raw, policy=email.policy.default).get_body()
    assert body is not None
    return str(body.get_content())
