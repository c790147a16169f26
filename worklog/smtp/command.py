"""What a mail program says: a command line, and the address and parameters behind MAIL and RCPT (RFC 5321)."""

from __future__ import annotations

import re

from naryad.value import value
from worklog.reply import Reply, ascii_only

SYNTAX_OF = {"FROM:": "MAIL FROM:<name@domain>", "TO:": "RCPT TO:<name@domain>"}
SHOWN_LENGTH = 40


class NotSaidRight(ValueError):
    """A command is not what it should be; `reply` says how."""

    def __init__(self, reply: Reply) -> None:
        super().__init__(reply.text)
        self.reply = reply


@value(frozen=True, slots=True)
class Path:
    """An address as an envelope has it, empty for `<>`, and the parameters behind it, names in capitals."""

    address: str
    parameters: dict[str, str | None]


def verb_and_argument(line: bytes) -> tuple[str, str]:
    """Return the verb in capitals and what stands behind it; bytes that are no UTF-8 come through as surrogates."""
    verb, _, argument = line.partition(b" ")
    return verb.upper().decode("ascii", "replace"), argument.strip().decode("utf-8", "surrogateescape")


def path_of(argument: str, keyword: str) -> Path:
    """Return the path behind `keyword` ("FROM:" or "TO:").

    Raises:
        NotSaidRight: the keyword, the address or a parameter is missing or malformed.
    """
    if argument[: len(keyword)].upper() != keyword:
        raise NotSaidRight(_syntax(keyword))
    said = argument[len(keyword) :].lstrip()
    plain = _PLAIN.match(said)
    if plain is not None:
        return Path(plain[1], _NO_PARAMETERS if plain.end() == len(said) else _parameters(said[plain.end() :], keyword))
    found = _IN_BRACKETS.match(said) or _BARE.match(said)
    if found is None:
        raise NotSaidRight(_syntax(keyword))
    return Path(_without_needless_quotes(found[1]), _parameters(said[found.end() :], keyword))


_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_PLAIN = re.compile(rf"<({_ATOM}(?:\.{_ATOM})*@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+)>(?=\s|$)")
"""What nearly every program says; anything else takes the longer way."""
_IN_BRACKETS = re.compile(r'<(?:@[^:<>"]*:)?((?:"(?:[^"\\]|\\.)*"|[^<>"])*)>(?=\s|$)', re.DOTALL)
"""With the route that RFC 5321 has programs skip, and quoted names in which anything may stand."""
_BARE = re.compile(r"([^\s<>]+)(?=\s|$)")
_QUOTED_ATOM = re.compile(rf'"({_ATOM}(?:\.{_ATOM})*)"(@[^"]*)')
_NO_PARAMETERS: dict[str, str | None] = {}


def _parameters(said: str, keyword: str) -> dict[str, str | None]:
    parameters: dict[str, str | None] = {}
    for word in said.split():
        name, sign, value = word.partition("=")
        if not name.replace("-", "").isalnum() or (sign and not value):
            raise NotSaidRight(_syntax(keyword))
        parameters[name.upper()] = value if sign else None
    return parameters


def _without_needless_quotes(address: str) -> str:
    quoted = _QUOTED_ATOM.fullmatch(address)
    return address if quoted is None else quoted[1] + quoted[2]


def _syntax(keyword: str) -> Reply:
    return Reply.of(501, f"5.5.4 Say {SYNTAX_OF[keyword]}")


def shown(text: str) -> str:
    """Return what a program said fit to be said back to it."""
    return ascii_only(text[:SHOWN_LENGTH])
