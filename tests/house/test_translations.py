"""Every text has its Russian, and the Russian catalog holds nothing else."""

from __future__ import annotations

from pathlib import Path

from tests.house import messages


def test_every_text_has_its_russian_and_no_other() -> None:
    assert list(messages.troubles()) == []


def test_the_catalog_is_written_as_the_command_writes_it() -> None:
    assert messages.updated() == (messages.ROOT / messages.PO).read_text(encoding="utf-8")


def test_a_planted_text_without_russian_is_found(planted: Path) -> None:
    (planted / "norms" / "planted.py").write_text('from naryad.i18n import _\n\nTEXT = _("A planted text")\n')

    found = list(messages.troubles(planted))

    assert any("not there: 'A planted text' (norms/planted.py)" in trouble for trouble in found)


def test_a_planted_text_on_a_page_is_found(planted: Path) -> None:
    page = planted / "norms" / "templates" / "norms" / "planted.html"
    page.write_text('<p>{{ _("A planted page") }}</p>\n')

    assert any("not there: 'A planted page'" in trouble for trouble in messages.troubles(planted))


def plant_in_catalog(root: Path, text: str) -> None:
    with (root / messages.PO).open("a", encoding="utf-8") as file:
        file.write(text)
    (root / "norms" / "planted.py").write_text(
        "from naryad.i18n import _, ngettext\n\n"
        'ONE = _("Planted for {name}")\n'
        'TWO = ngettext("%(num)s planted letter", "%(num)s planted letters", 2)\n'
    )


def test_a_planted_stale_translation_is_found(planted: Path) -> None:
    plant_in_catalog(planted, '\nmsgid "Nobody says this"\nmsgstr "Никто так не говорит"\n')

    assert any("stale: 'Nobody says this'" in trouble for trouble in messages.troubles(planted))


def test_a_planted_guess_is_found(planted: Path) -> None:
    plant_in_catalog(planted, '\n#, fuzzy\nmsgid "Planted for {name}"\nmsgstr "Посажено для {name}"\n')

    assert any("guessed (fuzzy): 'Planted for {name}'" in trouble for trouble in messages.troubles(planted))


def test_a_planted_translation_that_lost_its_placeholder_is_found(planted: Path) -> None:
    plant_in_catalog(planted, '\nmsgid "Planted for {name}"\nmsgstr "Посажено для {имя}"\n')

    assert any("other placeholders: 'Planted for {name}'" in trouble for trouble in messages.troubles(planted))


def test_a_planted_plural_with_one_form_missing_is_found(planted: Path) -> None:
    plant_in_catalog(
        planted,
        '\nmsgid "%(num)s planted letter"\nmsgid_plural "%(num)s planted letters"\n'
        'msgstr[0] "%(num)s письмо"\nmsgstr[1] "%(num)s письма"\nmsgstr[2] ""\n',
    )

    assert any("no Russian: ('%(num)s planted letter'" in trouble for trouble in messages.troubles(planted))
