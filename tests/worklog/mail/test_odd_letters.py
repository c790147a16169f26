"""Letters as odd as mail programs make them pass byte for byte apart from the type, and read well on the page."""

from __future__ import annotations

import smtplib
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Table, select, update

from naryad.db import Database
from naryad.tables import EmployeeRow
from tests.worklog.mail.conftest import RunningGate, make_test_office, running_hop
from tests.worklog.mail.odd_letters import ALL, BODIES, CHARSETS, PARTS, Odd
from worklog.mime import content_of
from worklog.smtp import Gate
from worklog.tables.letter import LETTER

pytestmark = pytest.mark.mail

EMPLOYEE: Table = EmployeeRow.__table__  # type: ignore[attr-defined]  # set by SQLAlchemy


@pytest.fixture(scope="module")
def odd_gate(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """An office, its gate and a next hop that keeps raw bytes, for all odd letters."""
    folder = tmp_path_factory.mktemp("odd")
    (folder / "naryad.sqlite").write_bytes(sqlite_template.read_bytes())
    database = Database(f"sqlite:///{folder / 'naryad.sqlite'}")
    office = make_test_office(database, folder)
    with running_hop() as hop:
        gate = Gate(office.settings(next_hop=f"smtp://127.0.0.1:{hop.port}"), database, clock=office.clock)
        gate.start()
        with RunningGate(gate).client() as client:
            client.ehlo("mail.program")
            yield office, client, hop
        gate.stop()
    database.dispose()


def test_there_are_more_than_a_hundred_and_no_two_are_alike() -> None:
    assert len(ALL) >= 150
    assert len({odd.name for odd in ALL}) == len(ALL)
    assert len({odd.raw for odd in ALL}) == len(ALL)


@pytest.mark.parametrize("odd", ALL, ids=lambda odd: odd.name)
def test_an_odd_letter_arrives_as_it_was_written_apart_from_its_type(odd_gate: Any, odd: Odd) -> None:
    office, client, hop = odd_gate
    recipients = odd.recipients or ("pavel@client.example",)
    hop.taken.clear()

    code, text = _send(client, odd.sent, *recipients, options=("SMTPUTF8",) if odd.is_utf8 else ())

    assert (code, text) == (250, "2.0.0 queued as 1")
    assert hop.taken == [odd.arrives]
    shown = _newest_subject(office)
    assert shown == odd.subject or odd.subject is None
    assert _is_readable(shown)


@pytest.mark.parametrize("odd", ALL, ids=lambda odd: odd.name)
def test_the_parts_of_an_odd_letter_are_read_without_fail(odd: Odd) -> None:
    read = content_of(odd.arrives)

    assert _is_readable(read.subject)
    assert all(_is_readable(line) for line in read.text.replace("\t", " ").split("\n"))
    assert all(_is_readable(file.name) and len(file.digest) == 64 for file in read.attachments)
    assert "\0" not in read.head


def test_what_a_text_said_is_read_in_every_charset() -> None:
    assert [content_of(odd.raw).text for odd in CHARSETS] == [odd.subject for odd in CHARSETS]


def test_a_file_written_into_the_text_is_a_file() -> None:
    [letter] = [odd for odd in BODIES if odd.name == "uuencoded file in the text"]

    read = content_of(letter.raw)

    assert read.text == "here it is"
    assert [(file.name, file.content) for file in read.attachments] == [("a.txt", b"abc")]


def test_file_names_in_any_language_are_read() -> None:
    [letter] = [odd for odd in PARTS if odd.name == "file name in three languages"]

    assert [file.name for file in content_of(letter.raw).attachments] == ["сч.txt", "图.png", "счёт.pdf"]


def test_twenty_megabytes_of_file_pass_and_are_read(odd_gate: Any) -> None:
    _office, client, hop = odd_gate
    lines = b"\r\n".join([b"QUFB" * 19] * 250_000)
    raw = b"Content-Type: application/zip; name=a.zip\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    hop.taken.clear()

    code, _text = _send(client, b"X-Work-Type: L10\r\n" + raw + lines + b"\r\n", "pavel@client.example")

    assert code == 250
    assert hop.taken[0] == raw + lines + b"\r\n"
    assert content_of(hop.taken[0]).attachments[0].size == 57 * 250_000


def _send(client: smtplib.SMTP, raw: bytes, *recipients: str, options: tuple[str, ...] = ()) -> tuple[int, str]:
    """Send a letter on a line that stays open, as mail programs do, and return the answer."""
    assert client.mail("anna@office.example", options)[0] == 250
    assert {client.rcpt(recipient)[0] for recipient in recipients} == {250}
    code, text = client.data(raw)
    return code, text.decode()


def _newest_subject(office: Any) -> str:
    with office.database.reading() as session:
        return str(session.connection().execute(select(LETTER.c.subject).order_by(LETTER.c.entry_id.desc())).scalar())


def _is_readable(text: str) -> bool:
    """Say whether `text` has no control characters, halves of characters or signs that turn the line around."""
    return not any(
        unicodedata.category(sign) in ("Cc", "Cs", "Co") or sign in "\u202a\u202b\u202d\u202e\u2066\u2067\u2068\ufeff"
        for sign in text
    )


@pytest.mark.parametrize(("language", "words"), [("en", "(no subject)"), ("ru", "(без темы)")])
def test_a_letter_without_a_subject_is_called_so_in_the_readers_language(
    office: Any, gate: Any, visit: Any, language: str, words: str
) -> None:
    with office.database.writing() as session:
        session.connection().execute(update(EMPLOYEE).where(EMPLOYEE.c.id == office.anna.id).values(language=language))
    gate.send(b"X-Work-Type: L10\r\nSubject: \r\n\r\nx\r\n")

    assert words in visit(office.anna).get("/mail").text
