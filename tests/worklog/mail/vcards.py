"""A strict reader of vCards for the tests: it refuses whatever RFC 2426 and RFC 6350 do not allow."""

from __future__ import annotations

import re
from dataclasses import dataclass

_LINE = re.compile(r"(?P<name>[A-Z][A-Z0-9-]*)(?P<parameters>(?:;[A-Z-]+=[A-Za-z0-9-]+)*):(?P<value>.*)", re.DOTALL)
_ONCE = {"VERSION", "FN", "N", "UID", "REV", "NOTE", "NICKNAME", "CATEGORIES", "KIND"}
_KNOWN = _ONCE | {"EMAIL"}


@dataclass(frozen=True)
class ReadCard:
    """One card: values unescaped; `N` as its parts, `CATEGORIES` and `NICKNAME` as lists."""

    version: str
    values: dict[str, str]
    parts: dict[str, list[str]]


def read_vcards(content: bytes) -> list[ReadCard]:
    """Read a whole file; anything odd is an AssertionError."""
    assert content.endswith(b"\r\n"), "the last line has its end"
    physical = content.split(b"\r\n")[:-1]
    assert all(b"\n" not in line and b"\r" not in line for line in physical), "line ends are CRLF only"
    assert all(0 < len(line) <= 75 for line in physical), "no line is longer than 75 octets"
    assert all(line.decode("utf-8") for line in physical), "no letter is cut by a fold"
    lines: list[str] = []
    for line in physical:
        if line[:1] in (b" ", b"\t"):
            lines[-1] += line[1:].decode("utf-8")
        else:
            lines.append(line.decode("utf-8"))
    cards: list[ReadCard] = []
    while lines:
        assert lines.pop(0) == "BEGIN:VCARD"
        end = lines.index("END:VCARD")
        cards.append(_card(lines[:end]))
        lines = lines[end + 1 :]
    return cards


def _card(lines: list[str]) -> ReadCard:
    assert lines[0] in ("VERSION:3.0", "VERSION:4.0"), "VERSION comes right after BEGIN"
    values: dict[str, str] = {}
    parts: dict[str, list[str]] = {}
    for line in lines:
        match = _LINE.fullmatch(line)
        assert match is not None, line
        name, value = match["name"], match["value"]
        assert name in _KNOWN
        assert name not in values or name not in _ONCE, f"{name} stands once"
        assert all(sign >= " " for sign in value)
        divided = ";" if name == "N" else "," if name in ("CATEGORIES", "NICKNAME") else ""
        parts[name] = [_plain(part) for part in _split(value, divided)]
        values[name] = "\n".join(parts[name])
    needed = {"VERSION", "FN"} | ({"N"} if values["VERSION"] == "3.0" else set())
    assert needed <= set(values)
    assert "N" not in parts or len(parts["N"]) == 5
    if values["VERSION"] == "3.0":
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", values["REV"])
    else:
        assert re.fullmatch(r"\d{8}T\d{6}Z", values["REV"])
        assert values["UID"].startswith("urn:uuid:")
    return ReadCard(values["VERSION"], values, parts)


def _split(value: str, sign: str) -> list[str]:
    """Divide a value at the signs that are not escaped."""
    pieces, at = [""], 0
    while at < len(value):
        if value[at] == "\\":
            pieces[-1] += value[at : at + 2]
            at += 2
            continue
        if sign and value[at] == sign:
            pieces.append("")
        else:
            pieces[-1] += value[at]
        at += 1
    return pieces


def _plain(value: str) -> str:
    """Take the escapes out; a comma or semicolon that is not escaped would have ended the value."""
    plain, rest = "", value
    while rest:
        sign, rest = rest[0], rest[1:]
        if sign == "\\":
            assert rest, "a backslash escapes something"
            assert rest[0] in "\\,;nN", f"only \\ , ; and line ends are escaped, not {rest[0]!r}"
            plain, rest = plain + ("\n" if rest[0] in "nN" else rest[0]), rest[1:]
        else:
            assert sign not in ",;", f"{sign} is escaped"
            plain += sign
    return plain
