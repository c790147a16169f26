"""A letter without a type may be held: it is stored, not sent, until its author types it, which sends it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlmodel import select

from naryad import staff
from naryad.i18n import use_language
from naryad.mail_server import MailServer
from naryad.people import NotAllowed
from naryad.seal import Level, set_seal
from naryad.tables import JournalRow
from worklog.actions.held import discard_held, release_held
from worklog.entry import ReasonIsMissing, State
from worklog.gate import WorkHasNoType
from worklog.held_age import age_of
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
        content = letter_content(session, held_letter.id)
    assert content is not None
    assert content.text == "Dear Pavel"


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
        coding = last_coding(session, held_letter.id)
    assert coding is not None
    assert coding.reason == "Anna has left"


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
    assert coding is not None
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


# The page's script, and what stays another person's.


def test_the_script_sends_a_letter_and_gets_the_rest_of_the_tray(
    office: Any, hop: Any, gate: Any, visit: Any, held_letter: Any
) -> None:
    gate.send(UNTYPED.replace(b"<1@", b"<2@").replace(b"Offer", b"Reminder"))
    anna = visit(office.anna)

    answer = anna.post("/held/code", entry="1", work_type="П5").json()

    assert answer["said"] == "+5 min: the letter is sent"
    assert answer["refused"] == []
    assert "Reminder" in answer["waiting"]
    assert "Offer" not in answer["waiting"]
    assert hop.taken == [UNTYPED]


def test_the_script_is_told_why_a_letter_did_not_leave(office: Any, hop: Any, visit: Any, held_letter: Any) -> None:
    anna = visit(office.anna)

    unknown = anna.post("/held/code", entry="1", work_type="L11").json()
    hop.answers["dot"] = "550 5.7.1 spam"
    refused = anna.post("/held/code", entry="1", work_type="L5").json()

    assert "There is no work type L11" in unknown["refused"][0]["message"]
    assert "550 5.7.1 spam" in refused["refused"][0]["message"]
    assert refused["said"] == ""
    assert len(held(office)) == 1


@pytest.mark.parametrize("address", ["/held/code", "/held/1/send", "/held/1/discard"])
def test_a_colleague_changes_nothing_by_any_address(
    office: Any, hop: Any, visit: Any, held_letter: Any, address: str
) -> None:
    boris = visit(office.boris)

    refused = boris.post(address, entry="1", work_type="L5", reason="mine")

    assert refused.status_code == 403
    assert "Offer" not in refused.text
    assert hop.taken == []
    assert boris.get("/held/1/letter").status_code == 403
    assert len(held(office)) == 1


def test_the_head_does_not_type_the_letter_of_somebody_who_works_here(
    office: Any, hop: Any, visit: Any, held_letter: Any
) -> None:
    chief = visit(office.chief)

    assert chief.post("/held/1/send", work_type="L5").status_code == 403
    assert chief.get("/held/1/letter").status_code == 403
    assert "Offer" not in chief.get("/held/1").text
    assert hop.taken == []


def test_a_letter_that_is_gone_says_so(office: Any, visit: Any, held_letter: Any) -> None:
    anna = visit(office.anna)
    anna.post("/held/1/send", work_type="L5")

    gone = anna.post("/held/code", entry="1", work_type="L5")

    assert gone.status_code == 409
    assert "no longer waits for a type" in gone.text


def test_after_one_letter_the_next_is_on_the_page(office: Any, gate: Any, visit: Any, held_letter: Any) -> None:
    gate.send(UNTYPED.replace(b"<1@", b"<2@").replace(b"Offer", b"Reminder"))

    sent = visit(office.anna).post("/held/1/send", work_type="L5")

    assert sent.headers["location"] == "/held"
    assert "Reminder" in visit(office.anna).get("/held").text


def test_an_empty_tray_is_friendly(office: Any, visit: Any) -> None:
    assert "Every letter of yours has its type" in visit(office.anna).get("/held").text


# How long a letter waits.


@pytest.mark.parametrize(
    ("waited", "age"),
    [
        (timedelta(seconds=30), "0 min"),
        (timedelta(minutes=59), "59 min"),
        (timedelta(hours=2, minutes=5), "2 h 5 min"),
        (timedelta(hours=11, minutes=59), "11 h 59 min"),
        (timedelta(hours=12), "since yesterday, 12:00"),
        (timedelta(days=1, hours=11), "since yesterday, 12:00"),
        (timedelta(days=2), "2 days"),
    ],
)
def test_the_age_grows_and_a_day_ends_at_the_offices_midnight(waited: timedelta, age: str) -> None:
    noon = datetime(2026, 10, 15, 9, 0, tzinfo=UTC)

    with use_language("en"):
        assert str(age_of(noon, now=noon + waited, zone=ZoneInfo("Europe/Moscow"))) == age


# The author has left.


@pytest.fixture
def anna_has_left(office: Any, held_letter: Any) -> None:
    """Anna's last day was the day of the letter; now it is the day after."""
    with office.database.writing() as session:
        staff.edit_employee(
            session, office.anna.id, name="Anna", email="anna@office.example", addresses=(),
            employed_to=date(2026, 10, 15), actor=None, now=office.clock(),
        )  # fmt: skip
    office.clock.go_on(days=1)


def test_the_head_types_a_leavers_letter_and_the_coding_names_the_head(
    office: Any, hop: Any, visit: Any, anna_has_left: None
) -> None:
    chief = visit(office.chief)
    assert "Letters of people who have left" in chief.get("/held").text
    assert "Dear Pavel" in chief.get("/held/1").text

    sent = chief.post("/held/1/send", work_type="L5")

    assert sent.status_code == 303
    assert hop.envelopes == [("anna@office.example", ("pavel@client.example",))]
    entry = office.entries()[0]
    assert (entry.employee_id, entry.day) == (office.anna.id, date(2026, 10, 15))
    with office.database.reading() as session:
        coding = last_coding(session, 1)
    assert coding is not None
    assert coding.actor_id == office.chief.id


def test_on_the_last_day_itself_the_author_still_decides(office: Any, visit: Any, held_letter: Any) -> None:
    with office.database.writing() as session:
        staff.edit_employee(
            session, office.anna.id, name="Anna", email="anna@office.example", addresses=(),
            employed_to=date(2026, 10, 15), actor=None, now=office.clock(),
        )  # fmt: skip

    assert visit(office.chief).post("/held/1/send", work_type="L5").status_code == 403


def test_who_opened_a_leavers_letter_is_written_down(office: Any, visit: Any, anna_has_left: None) -> None:
    visit(office.chief).get("/held/1")

    with office.database.reading() as session:
        lines = session.exec(select(JournalRow).where(JournalRow.action == "letter.open")).all()
        assert [line.actor_id for line in lines] == [office.chief.id]


def test_a_colleague_neither_reads_nor_types_a_leavers_letter(
    office: Any, hop: Any, visit: Any, anna_has_left: None
) -> None:
    boris = visit(office.boris)

    assert boris.get("/held/1").status_code == 403
    assert boris.post("/held/1/send", work_type="L5").status_code == 403
    assert hop.taken == []


def test_a_leavers_letter_without_a_type_is_refused_on_the_page(office: Any, visit: Any, anna_has_left: None) -> None:
    refused = visit(office.chief).post("/held/1/send", work_type="")

    assert refused.status_code == 422
    assert "This work has no type" in refused.text


def test_the_head_discards_a_leavers_letter_with_a_reason_only(office: Any, visit: Any, anna_has_left: None) -> None:
    chief = visit(office.chief)

    assert chief.post("/held/1/discard", reason="").status_code == 422
    assert chief.post("/held/1/discard", reason="The client was called").status_code == 303


# Behind a seal.


def test_a_letter_typed_after_its_month_was_closed_counts_on_its_own_day_as_late(
    office: Any, hop: Any, held_letter: Any
) -> None:
    with office.database.writing() as session:
        set_seal(
            session, first_day=date(2026, 10, 1), last_day=date(2026, 10, 31), employee_id=None, level=Level.CLOSED,
            by=office.chief.id, now=office.clock(),
        )  # fmt: skip
    office.clock.now = datetime(2026, 11, 5, 9, 0, tzinfo=UTC)

    relayed = release(office, hop, held_letter, "L5")

    assert relayed.reply.code == 250
    entry = office.entries()[0]
    assert entry.day == date(2026, 10, 15)
    assert str(entry.figures.period) == "2026-11"
    assert entry.late_reason == "письмо передано 15.10.2026, ушло 05.11.2026"
