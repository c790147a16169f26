"""What a person reads when the program has to say no."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, ClassVar


class DomainError(Exception):
    """A refusal that names the thing, says why and gives the next step, in both languages.

    Subclasses set `code` (stable, for machines), `status` (the HTTP status of the answer) and the templates
    `en` and `ru`, which are filled by `str.format` from the facts given at raising.
    """

    code: ClassVar[str] = "refused"
    status: ClassVar[int] = 409
    en: ClassVar[str] = ""
    ru: ClassVar[str] = ""

    def __init__(self, **facts: Any) -> None:
        super().__init__()
        self.facts = facts

    def message(self, language: str = "en") -> str:
        """Return the sentence for a reader of `language`; any language but `ru` reads English."""
        template = self.ru if language == "ru" else self.en
        return template.format(**{name: _as_read(value, language) for name, value in self.told(language).items()})

    def told(self, language: str) -> dict[str, Any]:
        """Return the facts as a reader of `language` is told them; a class may put names in the place of keys."""
        return self.facts

    def __str__(self) -> str:
        return self.message("en")


@dataclass(frozen=True)
class Problem:
    """One of several refusals found at once, with its place: a row of a file, a person, a day."""

    where: str
    error: DomainError

    def message(self, language: str = "en") -> str:
        return f"{self.where}: {self.error.message(language)}"


def _as_read(value: Any, language: str) -> Any:
    if isinstance(value, datetime):
        return value.strftime("%d.%m.%Y %H:%M")
    if isinstance(value, date):
        return value.strftime("%d.%m.%Y")
    if isinstance(value, Decimal):
        text = f"{value:f}"
        text = text.rstrip("0").rstrip(".") if "." in text else text
        return text.replace(".", ",") if language == "ru" else text
    if isinstance(value, float):
        text = f"{value:.10g}"
        return text.replace(".", ",") if language == "ru" else text
    if isinstance(value, (list, tuple, set, frozenset)):
        return ", ".join(_listed(value, language))
    return value


def _listed(values: Iterable[Any], language: str) -> Iterable[str]:
    return (str(_as_read(value, language)) for value in values)
