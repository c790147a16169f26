"""Every template compiles, every form that changes something carries its token, and no script hides in a page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from jinja2 import ChoiceLoader, Environment, FileSystemLoader, StrictUndefined, TemplateSyntaxError, meta

from naryad import pages
from tests.house.repository import PACKAGES, ROOT, place

_POST_FORM = re.compile(r"<form\b(?P<attributes>[^>]*\bmethod=[\"']post[\"'][^>]*)>(?P<body>.*?)</form>", re.I | re.S)
_JINJA = re.compile(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", re.S)
_HIDDEN = {
    r"<script(?![^>]*\bsrc=)[^>]*>": "a script of its own: put it under naryad/static",
    r"<style\b": "a style of its own: put it into the stylesheet under naryad/static",
    r"\sstyle=[\"']": "an inline style: the content policy refuses it",
    r"\son[a-z]+=[\"']": "an inline handler: the content policy refuses it",
    r"(?:src|href|action)=[\"'](?:https?:)?//": "something from another host: the program works without the network",
}


def templates(root: Path = ROOT) -> list[Path]:
    """Return every template file, sorted."""
    return sorted(file for package in PACKAGES for file in (root / package / "templates").rglob("*.html"))


def environment(root: Path = ROOT) -> Environment:
    """Return the program's own template environment, reading the templates under `root`."""
    env = pages.environment(pages.House())
    env.loader = ChoiceLoader([FileSystemLoader(root / package / "templates") for package in PACKAGES])
    return env


def troubles(root: Path = ROOT) -> Iterator[str]:
    """Yield what is wrong with templates: they do not compile, name others that are not there, or hide something."""
    env = environment(root)
    if env.undefined is not StrictUndefined:
        yield "naryad/pages.py: the environment is not strict about undefined names"
    if env.autoescape is not True:
        yield "naryad/pages.py: the environment does not escape"
    for file in templates(root):
        text = file.read_text(encoding="utf-8")
        name = file.relative_to(next(p for p in file.parents if p.name == "templates")).as_posix()
        try:
            env.get_template(name)
        except TemplateSyntaxError as error:
            yield f"{place(file, root)}:{error.lineno}: {error.message}"
            continue
        for other in meta.find_referenced_templates(env.parse(text)):
            if other is not None and other not in env.list_templates():
                yield f"{place(file, root)}: names the template {other}, which does not exist"
        yield from _form_troubles(file, text, root)


def _form_troubles(file: Path, text: str, root: Path) -> Iterator[str]:
    for form in _POST_FORM.finditer(text):
        if "csrf_field()" not in form["body"]:
            line = text.count("\n", 0, form.start()) + 1
            yield f"{place(file, root)}:{line}: this form changes something and has no csrf_field()"
    plain = _JINJA.sub(lambda found: "\n" * found.group().count("\n"), text)
    for pattern, why in _HIDDEN.items():
        for found in re.finditer(pattern, plain, re.I):
            line = plain.count("\n", 0, found.start()) + 1
            yield f"{place(file, root)}:{line}: {why}"
