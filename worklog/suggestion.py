"""A suggestion of a type: what the words of a piece of work speak for, learned from decided codings of this office.

A model is a file that `audit` trains; here it is read and asked, in plain Python, without the libraries that made it.
What it says is never more than a hint with its probability: a person gives the type (product rule 8).
"""

from __future__ import annotations

import hashlib
import json
import math
import re
import sys
import zlib
from array import array
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from naryad.errors import DomainError
from norms.work_type import Kind

MODEL_NAME = "suggestion"
"""The name of the file in use on the floor's shelf (naryad.shelf)."""

FORMAT = b"naryad-suggestion 1\n"
GRAM_SIZES = (3, 4, 5)
TEXT_LENGTH_MAX = 6_000
WORDS_MAX = 400
"""A letter is judged by its first words: a longer one tells no more about its type, and costs time."""

WORDS_SHOWN = 5
KNOWN_WORDS_MAX = 50_000
DIGEST_LENGTH = 64

_WORD = re.compile(r"[^\W\d_]{2,30}")
_YO_WORD = re.compile(r"[^\W\d_]*[ёЁ][^\W\d_]*")
_STEP = re.compile(r"(?:^|\s)(?:\d{1,2}[.)]|[-•*])\s", re.MULTILINE)
_REPLY = re.compile(r"^\s*(?:re|ответ|отв)\s*(?:\[\d+\])?:", re.IGNORECASE)
_FORWARD = re.compile(r"^\s*(?:fwd?|пересл\w*)\s*(?:\[\d+\])?:", re.IGNORECASE)


class ModelUnreadable(DomainError):
    code = "model_unreadable"
    en = "The file of suggestions cannot be read ({why}), so no type is suggested. Train it again."
    ru = "Файл подсказок не читается ({why}), поэтому типы не подсказываются. Обучите подсказки заново."


@dataclass(frozen=True, slots=True)
class Look:
    """What can be seen of a piece of work before it has a type."""

    kind: Kind
    subject: str
    text: str = ""
    is_inside: bool = False
    """A letter that goes to colleagues only."""
    attachments: int = 0
    seconds: int | None = None


@dataclass(frozen=True, slots=True)
class Speaking:
    """A word of the work, or another sign of it, that speaks for the suggested type.

    `sign` is "word", or what else was seen: kind, length, steps, reply, forward, quotes, files, inside, talk.
    """

    sign: str
    text: str


@dataclass(frozen=True, slots=True)
class Suggestion:
    """The likeliest type, how likely, what speaks for it, and which model says so."""

    work_type_id: int
    probability: Decimal
    speaking: tuple[Speaking, ...]
    digest: str


def tokens_of(look: Look) -> list[str]:
    """Return the distinct words and signs of a piece of work, in order; those of the subject also as `^word`.

    Quoted lines of an answer are somebody else's words and are left out.
    """
    own, has_quotes = _own_lines(look.text[:TEXT_LENGTH_MAX])
    subject_words, text_words = _words(look.subject), _words(own)
    found = dict.fromkeys(f"#{sign}:{value}" for sign, value in _signs(look, own, len(text_words), has_quotes))
    found |= dict.fromkeys(f"^{word}" for word in subject_words)
    found |= dict.fromkeys((*subject_words, *text_words))
    return list(found)[:WORDS_MAX]


def keys_of(token: str) -> list[int]:
    """Return the 32-bit keys of a token's features: itself, and its pieces of 3 to 5 letters with its edges."""
    keys = [zlib.crc32(token.encode())]
    if token[0] == "#":
        return keys
    place, word = ("^", token[1:]) if token[0] == "^" else ("", token)
    edged = f" {word} "
    for size in GRAM_SIZES:
        keys += [zlib.crc32(f"{place}{edged[at : at + size]}".encode()) for at in range(len(edged) - size + 1)]
    return keys


@dataclass(frozen=True)
class Model:
    """Weights of features for each type it knows. A word's share in the answer is the sum over its pieces."""

    types: tuple[int, ...]
    keys: array[int]
    rarity: array[float]
    weights: array[int]
    bias: tuple[float, ...]
    step: float
    """What one unit of a whole weight stands for."""
    facts: dict[str, Any]
    digest: str
    _rows: dict[int, int] = field(init=False, repr=False, compare=False)
    _known: dict[str, tuple[tuple[int, ...], float]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_rows", {key: row for row, key in enumerate(self.keys)})
        object.__setattr__(self, "_known", {})

    def suggest(self, look: Look, allowed: Collection[int]) -> Suggestion | None:
        """Return the likeliest of the `allowed` types (ids), with its probability among them.

        None where the model knows fewer than two of them, so that there is nothing to weigh, or where the work looks
        more like a type that is not allowed: retired since, or of another kind.
        """
        places = [place for place, type_id in enumerate(self.types) if type_id in allowed]
        if len(places) < 2:
            return None
        tokens = tokens_of(look)
        shares = [self._share(token) for token in tokens]
        length = math.sqrt(sum(squares for _, squares in shares)) or 1.0
        unit = self.step / length
        columns = zip(*(share for share, _ in shares), strict=True)
        sums = [unit * sum(column) + bias for column, bias in zip(columns, self.bias, strict=True)]
        highest = max(sums)
        chances = [math.exp(each - highest) for each in sums]
        total = sum(chances[place] for place in places)
        if total < sum(chances) / 2:
            return None
        top = max(places, key=lambda place: (sums[place], -self.types[place]))
        return Suggestion(
            work_type_id=self.types[top],
            probability=Decimal(f"{chances[top] / total:.4f}"),
            speaking=_as_written(_speaking(tokens, shares, places, top), look),
            digest=self.digest,
        )

    def _share(self, token: str) -> tuple[tuple[int, ...], float]:
        """Return what a token adds to each type, in whole steps, and to the square of the work's length."""
        known = self._known.get(token)
        if known is not None:
            return known
        width, weights = len(self.types), self.weights
        share, squares = [0] * width, 0.0
        for key in keys_of(token):
            row = self._rows.get(key)
            if row is None:
                continue
            squares += self.rarity[row] ** 2
            share = [
                sum_ + weight for sum_, weight in zip(share, weights[row * width : (row + 1) * width], strict=True)
            ]
        if len(self._known) >= KNOWN_WORDS_MAX:
            self._known.clear()
        self._known[token] = found = (tuple(share), squares)
        return found


def write_model(
    *,
    types: tuple[int, ...],
    keys: Iterable[int],
    rarity: Iterable[float],
    weights: Iterable[int],
    bias: tuple[float, ...],
    step: float,
    facts: dict[str, Any],
) -> bytes:
    """Return a model as a file: a line that names the format, a line of facts, the figures, a digest of all of it.

    The same model is the same bytes on every machine. It holds hashes of pieces of words and figures, no text.
    """
    columns = (array("I", keys), array("f", rarity), array("h", weights))
    head = {"types": types, "bias": bias, "step": step, "features": len(columns[0]), "facts": facts}
    body = FORMAT + json.dumps(head, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
    body += b"".join(_little(column).tobytes() for column in columns)
    return body + hashlib.sha256(body).hexdigest().encode()


def read_model(content: bytes) -> Model:
    """Return the model in a file.

    Raises:
        ModelUnreadable: cut off, changed, or of another format.
    """
    body, digest = content[:-DIGEST_LENGTH], content[-DIGEST_LENGTH:]
    if not content.startswith(FORMAT):
        raise ModelUnreadable(why="format")
    if hashlib.sha256(body).hexdigest().encode() != digest:
        raise ModelUnreadable(why="SHA-256")
    try:
        end = body.index(b"\n", len(FORMAT))
        head = json.loads(body[len(FORMAT) : end])
        count, width = int(head["features"]), len(head["types"])
        sizes = (4 * count, 4 * count, 2 * count * width)
        if len(body) - end - 1 != sum(sizes) or len(head["bias"]) != width:
            raise ModelUnreadable(why="length")
        columns, at = [], end + 1
        for code, size in zip("Ifh", sizes, strict=True):
            column = array(code)
            column.frombytes(body[at : at + size])
            columns.append(_little(column))
            at += size
        return Model(
            types=tuple(head["types"]),
            keys=columns[0],
            rarity=columns[1],
            weights=columns[2],
            bias=tuple(head["bias"]),
            step=head["step"],
            facts=head["facts"],
            digest=digest.decode()[:16],
        )
    except (ValueError, KeyError, TypeError) as error:
        raise ModelUnreadable(why=type(error).__name__) from error


def _little(column: array[Any]) -> array[Any]:
    """Return the column as it stands in a file (low byte first), or back from there."""
    if sys.byteorder == "big":
        column.byteswap()
    return column


def _speaking(
    tokens: list[str], shares: list[tuple[tuple[int, ...], float]], places: list[int], top: int
) -> tuple[Speaking, ...]:
    """Return what speaks most for `top` against the other possible types, the strongest first."""
    strength: dict[tuple[str, str], float] = {}
    for token, (share, _) in zip(tokens, shares, strict=True):
        mine = share[top] - sum(share[place] for place in places) / len(places)
        named = _named(token)
        strength[named] = strength.get(named, 0.0) + mine
    ranked = sorted(((value, named) for named, value in strength.items() if value > 0), key=lambda one: -one[0])
    shown = [Speaking(*named) for _, named in ranked if named[0] != "kind" and len(named[1]) != 2]
    return tuple(shown[:WORDS_SHOWN])


def _as_written(speaking: tuple[Speaking, ...], look: Look) -> tuple[Speaking, ...]:
    """Return the words as the letter has them: only the `ё` that tokens write as `е` can differ."""
    if not any("е" in each.text for each in speaking):
        return speaking
    text = f"{look.subject} {look.text[:TEXT_LENGTH_MAX]}".lower()
    written = {word.replace("ё", "е"): word for word in _YO_WORD.findall(text)}
    return tuple(Speaking(each.sign, written.get(each.text, each.text)) for each in speaking)


def _named(token: str) -> tuple[str, str]:
    if token[0] == "#":
        sign, _, value = token[1:].partition(":")
        return sign, value
    return "word", token.removeprefix("^")


def _signs(look: Look, own: str, words: int, has_quotes: bool) -> Iterator[tuple[str, str]]:
    yield "kind", look.kind.value
    if look.seconds is not None:
        yield "talk", str(_size(look.seconds // 15))
    if own or look.kind is Kind.LETTER_OUT:
        yield "length", str(_size(words))
    steps = len(_STEP.findall(own))
    if steps > 1:
        yield "steps", str(min(steps, 9))
    if _REPLY.search(look.subject):
        yield "reply", ""
    if _FORWARD.search(look.subject):
        yield "forward", ""
    if has_quotes:
        yield "quotes", ""
    if look.attachments:
        yield "files", str(min(look.attachments, 3))
    if look.is_inside:
        yield "inside", ""


def _size(count: int) -> int:
    """Return the power of two nearest below: sizes that differ little are the same sign."""
    return 1 << (count.bit_length() - 1) if count else 0


def _words(text: str) -> list[str]:
    return [word.lower().replace("ё", "е") for word in _WORD.findall(text)]


def _own_lines(text: str) -> tuple[str, bool]:
    lines = text.splitlines()
    own = [line for line in lines if not line.lstrip().startswith(">")]
    return "\n".join(own), len(own) < len(lines)
