"""Russian and English: the language of this moment, and the one catalog of translations.

Texts are written in English; `naryad/locale/ru/LC_MESSAGES/naryad.po` holds the Russian. The .po file is read as
it is, so there is no compiled catalog that could grow stale.
"""

from __future__ import annotations

import gettext as gettext_module
import io
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from importlib.resources import files

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

LANGUAGES = ("ru", "en")

_language: ContextVar[str] = ContextVar("naryad_language", default="ru")


def language() -> str:
    """Return the language of the person being answered now."""
    return _language.get()


def set_language(code: str) -> None:
    """Answer in `code` from here on, within this request; an unknown code is Russian."""
    _language.set(code if code in LANGUAGES else "ru")


@contextmanager
def use_language(code: str) -> Iterator[None]:
    """Answer in `code` within the block."""
    token = _language.set(code if code in LANGUAGES else "ru")
    try:
        yield
    finally:
        _language.reset(token)


def gettext(message: str) -> str:
    """Return `message`, written in English, in the language of this moment; an empty one stays empty.

    A catalog keeps its own header under the empty message.
    """
    return translations(language()).gettext(message) if message else ""


def ngettext(singular: str, plural: str, count: int) -> str:
    """Return the form for `count` (Russian has three) in the language of this moment."""
    return translations(language()).ngettext(singular, plural, count)


def noop(message: str) -> str:
    """Mark `message` for translation where it stands; it is translated when shown."""
    return message


_ = gettext


@lru_cache
def translations(code: str) -> gettext_module.NullTranslations:
    """Return the catalog of `code`; English needs none."""
    if code == "en":
        return gettext_module.NullTranslations()
    source = files("naryad").joinpath(f"locale/{code}/LC_MESSAGES/naryad.po")
    compiled = io.BytesIO()
    with source.open("rb") as file:
        write_mo(compiled, read_po(file, locale=code))
    compiled.seek(0)
    return gettext_module.GNUTranslations(compiled)
