"""The Russian catalog against the texts in code and pages. `python -m tests.house.messages` brings it up to date.

New texts are added with an empty translation for somebody to fill, stale ones are dropped, and nothing is guessed: a
guessed translation looks finished.
"""

from __future__ import annotations

import io
import re
import string
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from tests.house.repository import PACKAGES, ROOT

PO = "naryad/locale/ru/LC_MESSAGES/naryad.po"
METHODS = [("**.py", "python"), ("**.html", "jinja2.ext.babel_extract")]
OPTIONS = {"**.html": {"trimmed": "false", "extensions": "jinja2.ext.i18n,jinja2.ext.do", "silent": "false"}}
KEYWORDS = {"_": None, "gettext": None, "ngettext": (1, 2), "noop": None, "N_": None}
RUSSIAN_FORMS = 3
_PERCENT = re.compile(r"%\((\w+)\)[sd]|%[sd]")
_BRACES = string.Formatter()
_NOISE = re.compile(
    r'"(POT-Creation-Date|PO-Revision-Date|Generated-By|Last-Translator|Language-Team|Report-Msgid-Bugs-To):[^\n]*\n'
)


def extracted(root: Path = ROOT) -> Catalog:
    """Return the texts of code and pages, each with the files it stands in, without translations."""
    catalog = Catalog(locale="ru", project="Naryad", version="", copyright_holder="", charset="utf-8", fuzzy=False)
    catalog.header_comment = "# Russian translation of Naryad. Texts are written in English in code and templates."
    for package in PACKAGES:
        if not (root / package).is_dir():
            continue
        found = extract_from_dir(root / package, METHODS, OPTIONS, keywords=KEYWORDS)
        for file, _line, message, _comments, _context in found:
            key = message if isinstance(message, str) else tuple(message)
            if key and key[0]:
                catalog.add(key, locations=[(f"{package}/{file}", 0)])
    return catalog


def translated(root: Path = ROOT) -> Catalog:
    """Return the catalog as it stands in the repository."""
    with (root / PO).open("rb") as file:
        return read_po(file, locale="ru")


def troubles(root: Path = ROOT) -> Iterator[str]:
    """Yield what is missing, stale, guessed or garbled in the catalog."""
    wanted, have = extracted(root), translated(root)
    for message in wanted:
        if message.id and message.id not in have:
            yield f"{PO}: not there: {message.id!r} ({_where(message)})"
    for message in have:
        if not message.id:
            continue
        if message.id not in wanted:
            yield f"{PO}: stale: {message.id!r} stands in no code and no page"
            continue
        if message.fuzzy:
            yield f"{PO}: guessed (fuzzy): {message.id!r}"
        yield from _garbled(message)


def _garbled(message: Message) -> Iterator[str]:
    forms = message.string if isinstance(message.string, (tuple, list)) else (message.string,)
    if not all(forms) or not forms:
        yield f"{PO}: no Russian: {message.id!r} ({_where(message)})"
        return
    if isinstance(message.id, (tuple, list)) and len(forms) != RUSSIAN_FORMS:
        yield f"{PO}: {message.id!r} needs {RUSSIAN_FORMS} forms and has {len(forms)}"
    plain = message.id if isinstance(message.id, str) else message.id[1]
    for form in forms:
        if placeholders(str(form)) != placeholders(str(plain)):
            yield f"{PO}: other placeholders: {message.id!r} -> {form!r}"


def placeholders(text: str) -> set[str]:
    """Return what is filled into `text`: names in %(name)s and {name}, and bare %s."""
    try:
        braces = {name for _, name, _, _ in _BRACES.parse(text) if name is not None}
    except ValueError:
        braces = set()
    return {match.group(0) for match in _PERCENT.finditer(text)} | braces


def updated(root: Path = ROOT) -> str:
    """Return the text of the catalog with today's texts and the translations that still have one."""
    fresh, have = extracted(root), translated(root)
    for message in fresh:
        old = have.get(message.id) if message.id else None
        if old is not None and not old.fuzzy:
            message.string = old.string
    written = io.BytesIO()
    write_po(written, fresh, width=120, sort_output=True, include_lineno=False)
    return _NOISE.sub("", written.getvalue().decode()).rstrip() + "\n"


def _where(message: Message) -> str:
    return ", ".join(sorted({str(file) for file, _ in message.locations})[:2])


if __name__ == "__main__":
    (ROOT / PO).write_text(updated(), encoding="utf-8")
    found = list(troubles())
    sys.stdout.write("".join(f"{trouble}\n" for trouble in found) or "The Russian catalog is complete.\n")
    sys.exit(1 if found else 0)
