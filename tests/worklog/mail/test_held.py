"""A letter without a type may be held: it is stored, not sent, until its author types it, which sends it."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from naryad.mail_server import MailServer
from naryad.people import NotAllowed
from worklog.actions.held import discard_held, release_held
from worklog.entry import ReasonIsMissing, State
from worklog.gate import WorkHasNoType
from worklog.relay import pass_on_now
from worklog.sending import LetterIsInDoubt, LetterIsNotHeld, LetterOfAnotherPerson
from worklog.smtp_hop import SmtpHop
from worklog.store.entry import last_coding
from worklog.store.letter import held_of, held_of_everybody, letter_content

pytestmark = pytest.mark.mail

UNTYPED = b"Subject: Offer\r\nMessage-ID: <1@office.example>\r\n\r\nDear Pavel\r\n"


@pytest.fixture
def held_letter(office: Any, gate: Any) -> Any:
    """Anna's letter without a type, held."""
    office.hold_untyped()
    code, _ = gate.send(UNTYPED)
    assert code == 250
    return office.entries()[0]


def release(office: Any, hop: Any, entry: Any, named: str, person: Any = None) -> Any:
    with office.database.writing() as session:
        to_send = release_held(
            session,
            entry.id,
            named=named,
            described_minutes=None,
            next_hop="hop",
            actor=person or office.anna,
            now=office.clock(),
        )
    server = SmtpHop(MailServer("127.0.0.1", hop.port), "naryad")
    return pass_on_now(office.database, server, to_send, clock=office.clock)


def held(office: Any) -> Any:
    with office.database.reading() as session:
        return held_of(session, office.anna.id)


def test_where_the_office_holds_an_untyped_letter_is_stored_and_not_sent(office: Any, gate: Any, hop: Any) -> None:
    office.hold_untyped()

    code, text = gate.send(UNTYPED)

    assert (code, text) == (
        250, "2.0.0 Held, NOT sent: it waits for a work type at http://naryad.office.example/held/1"
    )  # fmt: skip
    assert hop.commands == []
    assert [letter.subject for letter in held(office)] == ["Offer"]
    assert office.letters()[0].state is State.HELD
    assert office.minutes() == []


def test_a_held_letter_is_stored_once_however_often_it_comes(office: Any, gate: Any, held_letter: Any) -> None:
    code, _ = gate.send(UNTYPED)

    assert code == 250
    assert len(held(office)) == 1


def test_a_wrong_type_is_refused_even_where_untyped_letters_are_held(office: Any, gate: Any) -> None:
    office.hold_untyped()

    code, _ = gate.send(UNTYPED.replace(b"Subject: ", b"X-Work-Type: L11\r\nSubject: "))

    assert code == 550
    assert office.entries() == []


def test_a_number_in_brackets_that_is_no_type_does_not_stop_holding(office: Any, gate: Any) -> None:
    office.hold_untyped()

    assert gate.send(UNTYPED.replace(b"Offer", b"[#4711] Offer"))[0] == 250
    assert held(office)[0].subject == "[#4711] Offer"


def test_typing_a_held_letter_sends_it_and_counts_it_on_the_day_it_was_handed_in(
    office: Any, hop: Any, held_letter: Any
) -> None:
    office.clock.go_on(days=1)

    relayed = release(office, hop, held_letter, "L5")

    assert relayed.reply.code == 250
    assert hop.taken == [UNTYPED]
    assert office.minutes() == [Decimal(5)]
    assert office.entries()[0].day.isoformat() == "2026-10-15"
    assert held(office) == []
    with office.database.reading() as session:
        assert letter_content(session, held_letter.id).text == "Dear Pavel"


def test_a_typed_retry_from_the_mail_program_sends_the_held_letter(
    office: Any, gate: Any, hop: Any, held_letter: Any
) -> None:
    code, _ = gate.send(UNTYPED.replace(b"Offer", b"[#L10] Offer"))

    assert code == 250
    assert hop.taken == [UNTYPED]
    assert len(office.entries()) == 1
    assert office.minutes() == [Decimal(10)]


def test_a_released_letter_that_is_refused_stays_held_with_the_reply(office: Any, hop: Any, held_letter: Any) -> None:
    hop.answers["dot"] = "550 5.7.1 spam"

    release(office, hop, held_letter, "L5")

    assert held(office)[0].last_reply.startswith("550 5.7.1 spam")
    assert office.letters()[0].state is State.HELD
    assert office.minutes() == []


def test_a_held_letter_needs_a_type_too(office: Any, hop: Any, held_letter: Any) -> None:
    with pytest.raises(WorkHasNoType):
        release(office, hop, held_letter, "")
    assert hop.commands == []


def test_only_the_author_types_a_held_letter(office: Any, hop: Any, held_letter: Any) -> None:
    with pytest.raises(LetterOfAnotherPerson, match="only its author"):
        release(office, hop, held_letter, "L5", office.boris)


def test_a_held_letter_in_doubt_is_neither_sent_again_nor_discarded(office: Any, hop: Any, held_letter: Any) -> None:
    hop.drop_at = "dot"
    release(office, hop, held_letter, "L5")
    office.clock.go_on(seconds=91)
    hop.drop_at = ""

    with pytest.raises(LetterIsInDoubt, match="An administrator finds out"):
        release(office, hop, held_letter, "L5")
    with office.database.writing() as session, pytest.raises(LetterIsInDoubt):
        discard_held(session, held_letter.id, reason="", actor=office.anna, now=office.clock())
    assert held(office) == []


def test_the_author_discards_a_held_letter_without_a_reason(office: Any, hop: Any, held_letter: Any) -> None:
    with office.database.writing() as session:
        discard_held(session, held_letter.id, reason="", actor=office.anna, now=office.clock())

    assert held(office) == []
    assert office.letters()[0].state is State.VOID
    with pytest.raises(LetterIsNotHeld, match="no longer waits"):
        release(office, hop, held_letter, "L5")


def test_the_head_discards_it_with_a_reason_that_stays(office: Any, held_letter: Any) -> None:
    with office.database.writing() as session:
        with pytest.raises(ReasonIsMissing):
            discard_held(session, held_letter.id, reason=" ", actor=office.chief, now=office.clock())
        discard_held(session, held_letter.id, reason="Anna has left", actor=office.chief, now=office.clock())
        assert last_coding(session, held_letter.id).reason == "Anna has left"


def test_the_author_reads_why_the_head_discarded_the_letter(office: Any, visit: Any, held_letter: Any) -> None:
    visit(office.chief).post(f"/held/{held_letter.id}/discard", reason="Sent by post instead")

    assert "Chief: Sent by post instead" in visit(office.anna).get("/mail").text


def test_a_colleague_discards_nothing(office: Any, held_letter: Any) -> None:
    with office.database.writing() as session, pytest.raises(NotAllowed):
        discard_held(session, held_letter.id, reason="In my way", actor=office.boris, now=office.clock())


def test_the_key_of_a_discarded_letter_is_free_again(office: Any, gate: Any, held_letter: Any) -> None:
    with office.database.writing() as session:
        discard_held(session, held_letter.id, reason="", actor=office.anna, now=office.clock())

    code, _ = gate.send(UNTYPED.replace(b"Offer", b"[#L10] Offer"))

    assert code == 250
    assert office.minutes() == [Decimal(10)]
    assert len(office.entries()) == 2


def test_a_letter_that_counted_is_not_held_when_it_comes_again_without_a_type(office: Any, gate: Any) -> None:
    office.hold_untyped()
    gate.send(UNTYPED.replace(b"Offer", b"[#L10] Offer"))

    code, _ = gate.send(UNTYPED)

    assert code == 550
    assert held(office) == []


def test_the_head_sees_whose_letters_wait(office: Any, held_letter: Any) -> None:
    with office.database.reading() as session:
        assert [letter.employee_id for letter in held_of_everybody(session)] == [office.anna.id]


# The pages.


def test_a_digit_on_the_page_sends_the_held_letter(office: Any, hop: Any, visit: Any, held_letter: Any) -> None:
    anna = visit(office.anna)

    shown = anna.get(f"/held/{held_letter.id}")
    sent = anna.post(f"/held/{held_letter.id}/send", work_type="L5")

    assert "Dear Pavel" in shown.text
    assert 'data-minutes="5"' in shown.text
    assert (sent.status_code, sent.headers["location"]) == (303, "/day")
    assert anna.said(sent) == "+5 min: the letter is sent"
    assert hop.taken == [UNTYPED]


def test_the_page_says_what_is_wrong_and_keeps_the_letter(office: Any, visit: Any, held_letter: Any) -> None:
    anna = visit(office.anna)

    untyped = anna.post(f"/held/{held_letter.id}/send", work_type="")
    described = anna.post(f"/held/{held_letter.id}/send", work_type="OTHER")

    assert untyped.status_code == 422
    assert "This work has no type" in untyped.text
    assert "say how many minutes the work took" in described.text
    assert len(held(office)) == 1


def test_a_described_type_takes_its_minutes_from_the_page(office: Any, visit: Any, gate: Any) -> None:
    office.hold_untyped()
    gate.send(UNTYPED.replace(b"Offer", b"Helped to move the archive"))
    anna = visit(office.anna)

    sent = anna.post("/held/1/send", work_type="OTHER", minutes="15")

    assert sent.status_code == 303
    with office.database.reading() as session:
        coding = last_coding(session, 1)
    assert coding.described is not None
    assert (coding.described.minutes, coding.described.text) == (Decimal(15), "Helped to move the archive")


def test_a_colleague_does_not_see_the_letter_and_the_head_not_its_text(
    office: Any, visit: Any, held_letter: Any
) -> None:
    assert visit(office.boris).get(f"/held/{held_letter.id}").status_code == 403
    seen_by_head = visit(office.chief).get(f"/held/{held_letter.id}")
    assert seen_by_head.status_code == 200
    assert "Dear Pavel" not in seen_by_head.text
    assert "Anna" in visit(office.chief).get("/held").text


def test_the_next_hop_says_no_on_the_page(office: Any, hop: Any, visit: Any, held_letter: Any) -> None:
    hop.answers["dot"] = "550 5.7.1 spam"
    anna = visit(office.anna)

    sent = anna.post(f"/held/{held_letter.id}/send", work_type="L5")

    assert sent.headers["location"] == f"/held/{held_letter.id}"
    assert "550 5.7.1 spam" in anna.get(f"/held/{held_letter.id}").text
