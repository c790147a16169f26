"""What is kept of a sent letter, and that its bytes go."""

from __future__ import annotations

import hashlib
from datetime import date
from typing import Any

import pytest
from sqlalchemy import func, select

from naryad.office import set_setting
from tests.worklog.mail.sent import FILE, letter, sent_letter
from worklog.actions.content import read_contents
from worklog.store.content import content_of, kept_file
from worklog.tables.content import KEPT_FILE, LETTER_HEAD
from worklog.tables.letter import LETTER_BODY

pytestmark = pytest.mark.mail


def keep_files(office: Any, *, megabytes: int = 10) -> None:
    with office.database.writing() as session:
        for name, value in (("keep_attachments", "yes"), ("attachment_megabytes", megabytes)):
            set_setting(session, name, value, effective_from=date(2026, 9, 1), actor=office.chief, now=office.clock())


def test_of_a_sent_letter_header_text_and_the_prints_of_its_files_are_kept(any_office: Any) -> None:
    office = any_office

    entry_id = sent_letter(
        office.database, office.anna, letter("Offer", "Dear Pavel", file_name="offer.pdf"), office.clock()
    )

    with office.database.reading() as session:
        content = content_of(session, entry_id)
        bodies = session.connection().execute(select(func.count()).select_from(LETTER_BODY)).scalar()
    [file] = content.attachments
    assert (content.subject, content.text) == ("Offer", "Dear Pavel")
    assert (file.name, file.media_type, file.size) == ("offer.pdf", "application/pdf", len(FILE))
    assert file.digest == hashlib.sha256(FILE).hexdigest()
    assert not file.is_kept
    assert "Subject: Offer" in content.head
    assert "X-Work-Type" not in content.head
    assert bodies == 0


def test_a_file_is_kept_once_however_many_letters_carry_it(any_office: Any) -> None:
    office = any_office
    keep_files(office)

    first = sent_letter(office.database, office.anna, letter("One", "a", file_name="a.pdf"), office.clock())
    second = sent_letter(office.database, office.boris, letter("Two", "b", file_name="b.pdf"), office.clock())

    with office.database.reading() as session:
        count = session.connection().execute(select(func.count()).select_from(KEPT_FILE)).scalar()
        assert count == 1
        assert kept_file(session, first, 0) == kept_file(session, second, 0) == FILE


def test_a_file_over_the_offices_size_leaves_only_its_print(office: Any) -> None:
    keep_files(office, megabytes=1)

    entry_id = sent_letter(
        office.database, office.anna, letter("Big", "a", file_name="a.pdf", file=b"x" * 1_048_577), office.clock()
    )

    with office.database.reading() as session:
        [file] = content_of(session, entry_id).attachments
        assert (file.size, file.is_kept, kept_file(session, entry_id, 0)) == (1_048_577, False, None)


def test_of_a_huge_header_the_first_64_kilobytes_are_kept(office: Any) -> None:
    raw = b"X-Many: y\r\n" * 20_000 + letter("Huge", "text")

    entry_id = sent_letter(office.database, office.anna, raw, office.clock())

    with office.database.reading() as session:
        head = (
            session.connection().execute(select(LETTER_HEAD.c.text).where(LETTER_HEAD.c.entry_id == entry_id)).scalar()
        )
        assert content_of(session, entry_id).text == "text"
    assert 50_000 < len(head) <= 65_536


def test_reading_a_letter_twice_keeps_what_was_read_first(office: Any) -> None:
    entry_id = sent_letter(office.database, office.anna, letter("Offer", "Dear Pavel"), office.clock())
    office.clock.go_on(days=1)

    office.database.write(lambda session: read_contents(session, [entry_id, entry_id + 1], office.clock()))

    with office.database.reading() as session:
        assert content_of(session, entry_id).text == "Dear Pavel"
