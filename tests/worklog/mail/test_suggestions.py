"""A likely type is shown where a person gives one, taken by a person's act only, and noted once."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from decimal import Decimal
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlmodel import select

import worklog.web
from naryad import access
from naryad.app import assemble
from naryad.office import set_setting
from naryad.people import Employee
from naryad.shelf import shelf_of
from naryad.tables import JournalRow
from naryad.web import SESSION_COOKIE
from norms import store as norms_store
from tests.worklog.mail.conftest import SEPTEMBER, Visitor
from worklog.suggestion import MODEL_NAME, keys_of, write_model
from worklog.tables.suggestion import SuggestionShownRow

pytestmark = pytest.mark.mail


def model_of(office: Any, speaks: dict[str, str], *, strength: int = 3000) -> bytes:
    """A model made by hand: each word speaks for the type of a code, and for nothing else."""
    with office.database.reading() as session:
        ids = {entry.code: entry.work_type.id for entry in norms_store.catalog(session, office.clock().date()).types}
    types = tuple(sorted({ids[code] for code in speaks.values()}))
    rows = sorted(
        (keys_of(word)[0], [strength * (ids[code] == each) for each in types]) for word, code in speaks.items()
    )
    return write_model(
        types=types,
        keys=[key for key, _ in rows],
        rarity=[1.0] * len(rows),
        weights=[weight for _, weights in rows for weight in weights],
        bias=tuple(0.0 for _ in types),
        step=0.001,
        facts={},
    )


def use_model(office: Any, content: bytes) -> None:
    shelf_of(office.folder).put(MODEL_NAME, content)


def choose(office: Any, name: str, value: object) -> None:
    with office.database.writing() as session:
        set_setting(session, name, value, effective_from=SEPTEMBER, actor=office.chief, now=office.clock())


def letter(subject: str, text: str, number: int = 1) -> bytes:
    made = EmailMessage()
    made["From"], made["To"], made["Subject"] = "anna@office.example", "pavel@client.example", subject
    made["Message-ID"] = f"<{number}@anna.example>"
    made.set_content(text)
    return made.as_bytes().replace(b"\n", b"\r\n")


def noted(office: Any) -> list[SuggestionShownRow]:
    with office.database.reading() as session:
        rows = list(session.exec(select(SuggestionShownRow)))
        session.expunge_all()
    return rows


def proof_on(page: str) -> str:
    found = re.search(r'name="suggested" value="([^"]+)"', page)
    assert found is not None
    return html.unescape(found[1])


SPEAKS = {"payment": "L5", "reminder": "L5", "offer": "L25", "meeting": "C12"}


@pytest.fixture
def waiting(office: Any, gate: Any) -> int:
    """A letter about a payment waits for its type; the model knows such letters."""
    office.hold_untyped()
    use_model(office, model_of(office, SPEAKS))
    assert gate.send(letter("Reminder", "Please tell us when the payment is due."))[0] == 250
    return int(office.entries()[0].id)


@pytest.fixture
def whole(office: Any, hop: Any) -> Callable[..., Visitor]:
    """Sign somebody in to all pages of work."""

    def signed_in(person: Employee) -> Visitor:
        settings = office.settings(next_hop=f"smtp://127.0.0.1:{hop.port}")
        app = assemble(settings, office.database, [worklog.web], clock=office.clock)
        with office.database.writing() as session:
            secret = access.open_session(session, person, client="test", now=office.clock())
        client = TestClient(app, base_url="http://naryad.office.example")
        client.cookies.set(SESSION_COOKIE, secret)
        return Visitor(client, secret)

    return signed_in


@pytest.mark.parametrize("address", ["/day", "/held", "/held/{id}"])
def test_a_waiting_letter_shows_its_likely_type_with_probability_and_words(
    office: Any, whole: Any, waiting: int, address: str
) -> None:
    page = html.unescape(whole(office.anna).get(address.format(id=waiting)).text)

    assert 'data-suggested="L5"' in page
    assert re.search(r"likely: \d\d%", page)
    assert "“payment”" in page
    assert "“reminder”" in page


def test_nothing_is_typed_or_sent_until_a_person_does_it(office: Any, whole: Any, waiting: int, hop: Any) -> None:
    whole(office.anna).get("/day")

    assert hop.taken == []
    assert office.minutes() == []
    assert noted(office) == []


@pytest.mark.parametrize(("given", "taken"), [("L5", True), ("L25", False)])
@pytest.mark.parametrize("way", ["/day/code", "/held/code", "/held/{id}/send"])
def test_what_was_shown_and_what_was_given_is_noted_once(
    office: Any, whole: Any, waiting: int, way: str, given: str, taken: bool
) -> None:
    anna = whole(office.anna)
    proof = proof_on(anna.get("/day").text)

    anna.post(way.format(id=waiting), entry=str(waiting), work_type=given, suggested=proof)
    anna.post("/day/code", entry=str(waiting), work_type="L10", suggested=proof)

    (row,) = noted(office)
    assert (row.entry_id, row.employee_id, row.taken) == (waiting, office.anna.id, taken)
    assert Decimal("0.6") < row.probability <= 1
    assert len(row.digest) == 16


def test_typing_without_a_suggestion_on_the_screen_is_not_noted(office: Any, whole: Any, waiting: int) -> None:
    whole(office.anna).post("/day/code", entry=str(waiting), work_type="L5")

    assert noted(office) == []


@pytest.mark.parametrize("forged", ["", "nonsense", "WzEsMiwiMC45IiwieCJd.AAAA", "x" * 10_000])
def test_a_forged_proof_is_passed_over_and_the_letter_still_leaves(
    office: Any, whole: Any, waiting: int, forged: str
) -> None:
    whole(office.anna).post("/day/code", entry=str(waiting), work_type="L5", suggested=forged)

    assert office.minutes() == [Decimal(5)]
    assert noted(office) == []


def test_a_proof_of_one_letter_says_nothing_about_another(office: Any, whole: Any, waiting: int, gate: Any) -> None:
    anna = whole(office.anna)
    proof = proof_on(anna.get(f"/held/{waiting}").text)
    gate.send(letter("Offer", "Our offer is attached.", number=2))
    other = max(entry.id for entry in office.entries())

    anna.post("/day/code", entry=str(other), work_type="L5", suggested=proof)

    assert noted(office) == []


def test_a_suggestion_below_the_offices_threshold_is_not_shown(office: Any, whole: Any, waiting: int) -> None:
    use_model(office, model_of(office, SPEAKS, strength=200))

    assert "data-suggested" not in whole(office.anna).get("/day").text
    choose(office, "suggestion_percent", 30)
    assert "data-suggested" in whole(office.anna).get("/day").text


def test_an_office_that_switched_suggestions_off_sees_none(office: Any, whole: Any, waiting: int) -> None:
    choose(office, "suggestions", "off")

    assert "data-suggested" not in whole(office.anna).get("/day").text
    assert (
        "data-suggested" not in whole(office.anna).post("/compose/suggestion", subject="Payment", text="payment").text
    )


def test_without_a_model_every_page_is_as_it_was(office: Any, whole: Any, gate: Any) -> None:
    office.hold_untyped()
    gate.send(letter("Reminder", "payment"))

    assert "data-suggested" not in whole(office.anna).get("/day").text


@pytest.mark.parametrize("code", ["L7", "C12", "OTHER"])
def test_a_retired_type_one_of_another_kind_and_a_described_one_are_never_suggested(
    office: Any, whole: Any, gate: Any, code: str
) -> None:
    office.hold_untyped()
    use_model(office, model_of(office, {"payment": code, "offer": "L25", "reply": "L10"}))
    gate.send(letter("Reminder", "payment payment"))

    assert "data-suggested" not in whole(office.anna).get("/day").text


def test_a_spoilt_model_suggests_nothing_and_stops_nothing(office: Any, whole: Any, waiting: int) -> None:
    use_model(office, model_of(office, SPEAKS)[:-7])
    anna = whole(office.anna)

    assert "data-suggested" not in anna.get("/day").text
    anna.post("/day/code", entry=str(waiting), work_type="L5")
    assert office.minutes() == [Decimal(5)]


def test_another_model_put_in_use_is_read_at_once(office: Any, whole: Any, waiting: int) -> None:
    anna = whole(office.anna)
    assert 'data-suggested="L5"' in anna.get("/day").text

    use_model(office, model_of(office, {"payment": "L10", "offer": "L25"}))

    assert 'data-suggested="L10"' in anna.get("/day").text


def test_a_file_named_in_use_that_is_gone_suggests_nothing(office: Any, whole: Any, waiting: int) -> None:
    for file in Path(office.folder).glob("models/suggestion-*"):
        file.unlink()

    assert "data-suggested" not in whole(office.anna).get("/day").text


def test_nobody_sees_what_is_suggested_for_another_persons_work(office: Any, whole: Any, waiting: int) -> None:
    chief = whole(office.chief)

    for address in (f"/day/{office.clock().date()}?employee=101", f"/held/{waiting}", "/held"):
        assert "data-suggested" not in chief.get(address).text


def test_the_composer_asks_as_the_letter_is_written_and_the_sent_letter_is_noted(
    office: Any, whole: Any, hop: Any
) -> None:
    use_model(office, model_of(office, SPEAKS))
    anna = whole(office.anna)
    written = {"to": "pavel@client.example", "subject": "Reminder", "text": "When is the payment due?"}

    shown = anna.post("/compose/suggestion", **written).text
    anna.post("/compose", work_type="L5", do="send", suggested=proof_on(shown), sender="anna@office.example", **written)

    assert 'data-suggested="L5"' in shown
    assert len(hop.taken) == 1
    (row,) = noted(office)
    assert row.taken


def test_an_empty_letter_gets_no_suggestion(office: Any, whole: Any) -> None:
    use_model(office, model_of(office, SPEAKS))

    assert whole(office.anna).post("/compose/suggestion", subject=" ", text="").text.strip() == ""


def test_only_those_who_write_letters_may_ask(office: Any, whole: Any) -> None:
    assert whole(office.chief).post("/compose/suggestion", text="payment").status_code == 403


def test_what_was_suggested_leaves_no_line_in_the_journal_that_auditors_read(
    office: Any, whole: Any, waiting: int
) -> None:
    anna = whole(office.anna)
    anna.post("/day/code", entry=str(waiting), work_type="L5", suggested=proof_on(anna.get("/day").text))

    with office.database.reading() as session:
        lines = [f"{line.action} {line.subject} {line.facts}" for line in session.exec(select(JournalRow))]
    assert noted(office)
    assert not any("suggest" in line for line in lines)
