"""What the gate says to a mail program: one or more ASCII lines with a code, a reason and a short address."""

from __future__ import annotations

from collections.abc import Sequence

from naryad.value import value

LINE_LENGTH_MAX = 480
LINES_MAX = 30


@value(frozen=True, slots=True)
class Reply:
    """An answer of the gate, or of the next server; `lines` have no code in front."""

    code: int
    lines: tuple[str, ...]

    @classmethod
    def of(cls, code: int, *lines: str) -> Reply:
        return cls(code, tuple(ascii_only(line)[:LINE_LENGTH_MAX] for line in lines[:LINES_MAX]))

    @property
    def is_accepted(self) -> bool:
        return 200 <= self.code < 300

    @property
    def text(self) -> str:
        """Return the reply on one line, as pages and logs show it."""
        return f"{self.code} {' '.join(self.lines)}".strip()

    def bytes(self) -> bytes:
        """Return the reply as it goes over the line."""
        return self.wire().encode("ascii") + b"\r\n"

    def wire(self) -> str:
        """Return the reply as the protocol has it, without the last line end."""
        lines = self.lines or ("",)
        marks = ["-"] * (len(lines) - 1) + [" "]
        return "\r\n".join(f"{self.code}{mark}{line}" for mark, line in zip(marks, lines, strict=True))


def ascii_only(text: str) -> str:
    """Return `text` in printable ASCII on one line: a Cyrillic letter becomes its Latin sound, anything else `?`."""
    if text.isascii() and text.isprintable():
        return text
    plain = "".join(_LATIN.get(letter, letter) for letter in text)
    return "".join(letter if " " <= letter <= "~" else "?" for letter in plain)


_SOUNDS = (
    "а:a б:b в:v г:g д:d е:e ё:e ж:zh з:z и:i й:y к:k л:l м:m н:n о:o п:p р:r с:s т:t у:u ф:f х:kh ц:ts ч:ch "
    "ш:sh щ:sch ъ: ы:y ь: э:e "
    'ю:yu я:ya «:" »:" —:- –:- ’:\''
)
_LATIN = {pair[0]: pair[2:] for pair in _SOUNDS.split(" ")}
_LATIN |= {small.upper(): sound.capitalize() for small, sound in _LATIN.items() if small.isalpha()}


def refused_recipients(refused: Sequence[tuple[str, int, str]]) -> Reply:
    """Return the answer where the next server refused some recipients: each address with its reason (rule 14).

    `refused` has (address, code, text). The code is 550 if any refusal is 5xx, else 451.
    """
    code = 550 if any(500 <= each[1] < 600 for each in refused) else 451
    status = "5.1.1" if code == 550 else "4.2.0"
    nothing = "Nothing was sent to anybody and nothing counts"
    first = f"{status} {nothing}: the next server refused {len(refused)} of the addresses"
    shown = [f"{status} <{address}>: {reply_code} {text}" for address, reply_code, text in refused[: LINES_MAX - 2]]
    left = len(refused) - len(shown)
    return Reply.of(code, first, *shown, *([f"{status} and {left} more"] if left else []))
