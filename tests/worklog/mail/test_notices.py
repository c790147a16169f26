"""Whoever has a letter held gets a mail about it; whatever is held at the day's end is named to author and head."""

from __future__ import annotations

import asyncio
import threading
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlmodel import select

from naryad import staff
from naryad.app import regular_work
from naryad.office import SettingIsWrong, office_of, set_setting
from naryad.people import NotAllowed
from naryad.tables import JournalRow
from tests.worklog.mail.post import listed, post_of, send_notices, text_of
from worklog.actions.held import discard_held
from worklog.actions.intake import take_in
from worklog.actions.letter import Arrived, judge
from worklog.actions.notice import (
    HoldingChoiceIsWrong,
    HoldingIsTheOffices,
    NoSuchNotice,
    choose_holding,
    owe_day_end,
    settle,
    take_up,
    try_again,
)
from worklog.hop import Fate, Outgoing, Relayed
from worklog.notice import NoticeFate, NoticeKind, pause_after
from worklog.reply import Reply
from worklog.store.letter import held_of

pytestmark = pytest.mark.mail

UNTYPED = b"Subject: Offer\r\nMessage-ID: <1@office.example>\r\n\r\nDear Pavel\r\n"
SIX_IN_THE_EVENING = datetime(2026, 10, 15, 15, 0, tzinfo=UTC)


@pytest.fixture
def held_letter(office: Any, gate: Any) -> Any:
    """Anna's letter without a type, held at noon of a Thursday."""
    office.hold_untyped()
    assert gate.send(UNTYPED)[0] == 250
    return office.entries()[0]


def day_ends(office: Any) -> int:
    with office.database.writing() as session:
        return owe_day_end(session, office.clock())


def choose(office: Any, name: str, value: Any) -> None:
    with office.database.writing() as session:
        set_setting(
            session, name, value, effective_from=date(2026, 9, 1), actor=office.chief, now=office.clock()
        )  # fmt: skip


# The author hears of it.


def test_the_author_of_a_held_letter_gets_a_mail_that_says_so(office: Any, hop: Any, held_letter: Any) -> None:
    (mail,) = send_notices(office, hop)

    assert mail["To"] == "Anna <anna@office.example>"
    assert mail["From"] == '"Naryad, Office" <naryad@office.example>'
    assert mail["Subject"] == "Not sent, waits for a type: Offer"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert hop.envelopes == [("naryad@office.example", ("anna@office.example",))]
    said = text_of(mail)
    assert "Your letter “Offer” is kept and NOT sent" in said
    assert "To: pavel@client.example" in said
    assert "http://naryad.office.example/held/1" in said
    assert "  5    Type L5 (L5)" in said


def test_the_mail_never_repeats_the_text_of_the_letter(office: Any, hop: Any, held_letter: Any) -> None:
    (mail,) = send_notices(office, hop)

    assert "Dear Pavel" not in text_of(mail)


def test_its_answer_goes_to_an_address_that_nobody_guesses(office: Any, hop: Any, held_letter: Any) -> None:
    (mail,) = send_notices(office, hop)

    local, _, domain = mail["Reply-To"].partition("@")
    assert domain == "types.office.example"
    assert local.startswith("held+")
    assert len(local) == len("held+") + 24


def test_one_letter_is_told_once_however_often_it_comes(office: Any, gate: Any, hop: Any, held_letter: Any) -> None:
    gate.send(UNTYPED)

    assert len(send_notices(office, hop)) == 1
    assert send_notices(office, hop) == []


def test_nothing_is_said_about_a_letter_that_was_discarded_meanwhile(office: Any, hop: Any, held_letter: Any) -> None:
    with office.database.writing() as session:
        discard_held(session, held_letter.id, reason="", actor=office.anna, now=office.clock())

    assert send_notices(office, hop) == []
    assert [notice.fate for notice in listed(office)] == [NoticeFate.OVERTAKEN]


def test_a_refused_letter_owes_no_mail(office: Any, gate: Any, hop: Any) -> None:
    assert gate.send(UNTYPED)[0] == 550

    assert listed(office) == []


def test_a_letter_composed_on_the_web_leaves_its_author_time_to_type_it(office: Any, hop: Any) -> None:
    with office.database.writing() as session:
        composed = Arrived(UNTYPED, "anna@office.example", ("pavel@client.example",), is_composed=True)
        judged = judge(session, composed, employee=office.anna, office=office_of(session), now=office.clock())
        take_in(session, judged, next_hop="hop", now=office.clock())

    assert send_notices(office, hop) == []
    office.clock.go_on(seconds=41)
    assert len(send_notices(office, hop)) == 1


def test_the_office_chooses_the_address_it_writes_from(office: Any, hop: Any, held_letter: Any) -> None:
    choose(office, "notice_sender", "robot@office.example")

    send_notices(office, hop)

    assert hop.envelopes[0][0] == "robot@office.example"


@pytest.mark.parametrize("address", ["robot", "robot@", "ro bot@office.example", "a@b\r\nRCPT TO:<c@d.example>", 5])
def test_an_address_that_is_none_is_not_chosen(office: Any, address: Any) -> None:
    with pytest.raises(SettingIsWrong, match="notice_sender"):
        choose(office, "notice_sender", address)


def test_a_mail_is_written_in_the_language_of_its_reader(office: Any, hop: Any, held_letter: Any) -> None:
    with office.database.writing() as session:
        staff.choose_language(session, office.anna, "ru", office.clock())

    (mail,) = send_notices(office, hop)

    assert mail["Subject"] == "Не отправлено, ждёт типа: Offer"


# It is not lost.


def test_a_next_server_that_is_down_gets_the_mail_later(office: Any, hop: Any, held_letter: Any) -> None:
    hop.answers["MAIL"] = "451 4.3.0 later"
    assert send_notices(office, hop) == []
    assert listed(office)[0].fate is NoticeFate.WAITING
    hop.answers.clear()

    assert send_notices(office, hop) == []
    office.clock.go_on(seconds=31)
    assert len(send_notices(office, hop)) == 1
    assert listed(office)[0].fate is NoticeFate.SENT


def test_pauses_between_tries_grow_from_half_a_minute_to_an_hour() -> None:
    assert [pause_after(tries) for tries in (1, 2, 6, 29)] == [
        timedelta(seconds=30), timedelta(minutes=2), timedelta(hours=1), timedelta(hours=1),
    ]  # fmt: skip


def test_a_refusal_for_good_is_taken_at_its_word_after_three_tries(office: Any, hop: Any, held_letter: Any) -> None:
    hop.answers["RCPT"] = "550 5.1.1 no such user"
    for _ in range(3):
        send_notices(office, hop)
        office.clock.go_on(hours=1)

    (notice,) = listed(office)
    assert (notice.fate, notice.tries) == (NoticeFate.GIVEN_UP, 3)
    assert "550" in notice.reply
    assert send_notices(office, hop) == []


def test_a_server_that_is_busy_for_a_day_is_given_up_and_shown(office: Any, hop: Any, held_letter: Any) -> None:
    hop.answers["dot"] = "451 4.3.0 busy"
    for _ in range(30):
        send_notices(office, hop)
        office.clock.go_on(hours=1)

    (notice,) = listed(office)
    assert (notice.fate, notice.tries) == (NoticeFate.GIVEN_UP, 30)


def test_an_administrator_tries_a_mail_again_that_was_given_up(office: Any, hop: Any, held_letter: Any) -> None:
    hop.answers["RCPT"] = "550 5.1.1 no such user"
    for _ in range(3):
        send_notices(office, hop)
        office.clock.go_on(hours=1)
    hop.answers.clear()
    with office.database.writing() as session:
        with pytest.raises(NotAllowed):
            try_again(session, 1, actor=office.anna, now=office.clock())
        try_again(session, 1, actor=office.boris, now=office.clock())

    assert len(send_notices(office, hop)) == 1
    with office.database.writing() as session, pytest.raises(NoSuchNotice, match="needs no further try"):
        try_again(session, 1, actor=office.boris, now=office.clock())


def test_a_mail_whose_sender_was_killed_is_sent_when_its_lease_ends(office: Any, hop: Any, held_letter: Any) -> None:
    with office.database.writing() as session:
        assert len(take_up(session, office.clock())) == 1

    assert send_notices(office, hop) == []
    office.clock.go_on(minutes=3)
    assert len(send_notices(office, hop)) == 1


def test_a_mail_sent_twice_carries_one_and_the_same_id(office: Any, hop: Any, held_letter: Any) -> None:
    post = post_of(office, hop)
    with office.database.writing() as session:
        (notice,) = take_up(session, office.clock())
    first = post._outgoing(notice)
    office.clock.go_on(minutes=3)

    (second,) = send_notices(office, hop)

    assert first is not None
    assert f"Message-ID: {second['Message-ID']}".encode() in first.content


def test_of_two_gates_one_sends_the_mail(any_office: Any, hop: Any, start_gate: Any) -> None:
    any_office.hold_untyped()
    start_gate(within=any_office, next_hop=f"smtp://127.0.0.1:{hop.port}").send(UNTYPED)
    together = threading.Barrier(4)

    def one_round() -> None:
        together.wait()
        asyncio.run(post_of(any_office, hop).round())

    gates = [threading.Thread(target=one_round) for _ in range(4)]
    for each in gates:
        each.start()
    for each in gates:
        each.join()

    assert len(hop.taken) == 1


def test_a_late_word_about_a_mail_already_sent_changes_nothing(office: Any, hop: Any, held_letter: Any) -> None:
    with office.database.writing() as session:
        (notice,) = take_up(session, office.clock())
    for reply in (Reply.of(250, "ok"), Reply.of(451, "later")):
        with office.database.writing() as session:
            settle(session, notice, reply, office.clock())

    assert listed(office)[0].fate is NoticeFate.SENT


def test_a_next_hop_that_breaks_costs_a_try_not_the_mail(office: Any, hop: Any, held_letter: Any) -> None:
    class Broken:
        name = "broken"

        async def deliver(self, letter: Outgoing) -> Relayed:
            raise OSError("no route")

    class Silent:
        name = "silent"

        async def deliver(self, letter: Outgoing) -> Relayed:
            return Relayed(Fate.UNKNOWN, Reply.of(250, "perhaps"))

    for next_hop in (Broken(), Silent()):
        send_notices(office, hop, next_hop)
        office.clock.go_on(minutes=5)

    (notice,) = listed(office)
    assert (notice.fate, notice.tries) == (NoticeFate.WAITING, 2)
    assert len(send_notices(office, hop)) == 1


def test_the_running_gate_sends_the_mail_by_itself(office: Any, gate: Any, hop: Any) -> None:
    office.hold_untyped()
    gate.gate.post_notices()
    arrived = threading.Event()
    hop.on_data = arrived.set

    gate.send(UNTYPED)

    assert arrived.wait(8), "no mail within eight seconds"


# At the day's end.


def test_at_the_days_end_author_and_head_are_told_what_was_not_sent(office: Any, hop: Any, held_letter: Any) -> None:
    send_notices(office, hop)
    office.clock.now = SIX_IN_THE_EVENING

    assert day_ends(office) == 2
    to_anna, to_chief = send_notices(office, hop)

    assert to_anna["Subject"] == "Not sent today: 1 letter waits for a type"
    assert "* Offer: pavel@client.example (15.10.2026 12:00)" in text_of(to_anna)
    assert to_anna["Reply-To"] is None
    assert to_chief["To"] == "Chief <chief@office.example>"
    assert "* Anna: 1 letter, the oldest since 15.10.2026 12:00" in text_of(to_chief)


def test_the_head_reads_no_subject_and_no_recipient(office: Any, hop: Any, held_letter: Any) -> None:
    office.clock.now = SIX_IN_THE_EVENING
    day_ends(office)

    to_chief = send_notices(office, hop)[-1]

    assert to_chief["To"] == "Chief <chief@office.example>"
    assert "Offer" not in to_chief.as_string()
    assert "pavel" not in to_chief.as_string()


def test_the_days_end_comes_once_a_day(office: Any, held_letter: Any) -> None:
    office.clock.now = SIX_IN_THE_EVENING
    assert day_ends(office) == 2
    office.clock.go_on(minutes=1)
    assert day_ends(office) == 0
    office.clock.now = SIX_IN_THE_EVENING + timedelta(days=1)
    assert day_ends(office) == 2


def test_two_processes_that_find_the_day_ended_write_each_mail_once(any_office: Any, start_gate: Any, hop: Any) -> None:
    any_office.hold_untyped()
    start_gate(within=any_office, next_hop=f"smtp://127.0.0.1:{hop.port}").send(UNTYPED)
    any_office.clock.now = SIX_IN_THE_EVENING
    together = threading.Barrier(4)
    troubles: list[Exception] = []

    def one_round() -> None:
        together.wait()
        try:
            day_ends(any_office)
        except Exception as trouble:  # noqa: BLE001 - whatever it is, the assertion below names it
            troubles.append(trouble)

    rounds = [threading.Thread(target=one_round) for _ in range(4)]
    for each in rounds:
        each.start()
    for each in rounds:
        each.join()

    assert troubles == []
    assert sorted(notice.kind for notice in listed(any_office)) == ["day_end", "day_end_head", "held"]


def test_one_minute_before_the_days_end_nothing_is_said(office: Any, held_letter: Any) -> None:
    office.clock.now = SIX_IN_THE_EVENING - timedelta(minutes=1)

    assert day_ends(office) == 0


def test_the_office_chooses_when_its_day_ends(office: Any, held_letter: Any) -> None:
    choose(office, "day_ends_at", "12:30")
    office.clock.go_on(minutes=29)
    assert day_ends(office) == 0
    office.clock.go_on(minutes=1)
    assert day_ends(office) == 2


@pytest.mark.parametrize("time", ["6 pm", "24:00", "9:00", "", None, 18])
def test_a_time_that_is_none_is_not_chosen(office: Any, time: Any) -> None:
    with pytest.raises(SettingIsWrong, match="day_ends_at"):
        choose(office, "day_ends_at", time)


def test_nobody_is_written_to_on_a_saturday(office: Any, held_letter: Any) -> None:
    office.clock.now = datetime(2026, 10, 17, 16, 0, tzinfo=UTC)

    assert day_ends(office) == 0


def test_a_letter_handed_in_after_the_days_end_waits_for_the_next_one(office: Any, gate: Any) -> None:
    office.hold_untyped()
    office.clock.now = SIX_IN_THE_EVENING + timedelta(minutes=5)
    gate.send(UNTYPED)

    assert day_ends(office) == 0


def test_a_letter_typed_before_the_mail_goes_out_is_not_in_it(office: Any, hop: Any, visit: Any, gate: Any) -> None:
    office.hold_untyped()
    gate.send(UNTYPED)
    office.clock.now = SIX_IN_THE_EVENING
    day_ends(office)
    visit(office.anna).post("/held/1/send", work_type="L5")
    hop.taken.clear()

    assert send_notices(office, hop) == []
    assert {notice.fate for notice in listed(office)} == {NoticeFate.OVERTAKEN}


def test_whoever_has_left_gets_no_mail_and_the_head_does(office: Any, hop: Any, held_letter: Any) -> None:
    with office.database.writing() as session:
        staff.edit_employee(
            session, office.anna.id, name="Anna", email="anna@office.example", addresses=(),
            employed_to=date(2026, 10, 15), actor=None, now=office.clock(),
        )  # fmt: skip
    office.clock.now = SIX_IN_THE_EVENING + timedelta(days=1)
    day_ends(office)

    assert [mail["To"] for mail in send_notices(office, hop)] == ["Chief <chief@office.example>"]


# The head discards.


def test_a_letter_discarded_by_the_head_is_told_to_its_author_with_the_reason(
    office: Any, hop: Any, held_letter: Any
) -> None:
    send_notices(office, hop)
    with office.database.writing() as session:
        discard_held(session, 1, reason="Sent by post instead", actor=office.chief, now=office.clock())

    (mail,) = send_notices(office, hop)

    assert mail["To"] == "Anna <anna@office.example>"
    assert "was discarded by Chief. It was not sent to anybody." in text_of(mail)
    assert "The reason: Sent by post instead" in text_of(mail)


def test_a_letter_discarded_by_its_author_is_told_to_nobody(office: Any, hop: Any, held_letter: Any) -> None:
    send_notices(office, hop)
    with office.database.writing() as session:
        discard_held(session, 1, reason="", actor=office.anna, now=office.clock())

    assert send_notices(office, hop) == []


# The administrator's page.


def test_an_administrator_sees_to_whom_and_when_but_not_what(
    office: Any, hop: Any, visit: Any, held_letter: Any
) -> None:
    send_notices(office, hop)

    page = visit(office.boris).get("/mail/notices").text

    assert "anna@office.example" in page
    assert "a letter waits for a type" in page
    assert "Offer" not in page
    assert "pavel" not in page
    assert "held+" not in page


def test_a_mail_that_could_not_be_sent_stands_first_and_is_tried_again_by_a_button(
    office: Any, hop: Any, visit: Any, held_letter: Any
) -> None:
    hop.answers["RCPT"] = "550 5.1.1 no such user"
    for _ in range(3):
        send_notices(office, hop)
        office.clock.go_on(hours=1)
    boris = visit(office.boris)
    page = boris.get("/mail/notices").text
    assert "could not be sent" in page
    assert "550 5.1.1 no such user" in page
    hop.answers.clear()

    assert boris.post("/mail/notices/1/again").headers["location"] == "/mail/notices"

    assert len(send_notices(office, hop)) == 1


def test_nobody_else_sees_the_mails_of_the_program(office: Any, visit: Any) -> None:
    anna = visit(office.anna)

    assert anna.get("/mail/notices").status_code == 403
    assert anna.post("/mail/notices/1/again").status_code == 403


def test_where_naryad_has_written_to_nobody_the_page_says_when_it_does(office: Any, visit: Any) -> None:
    assert "Naryad has written to nobody yet" in visit(office.boris).get("/mail/notices").text


def test_the_regular_round_owes_the_mails_of_the_days_end(office: Any, held_letter: Any) -> None:
    office.clock.now = SIX_IN_THE_EVENING

    with office.database.writing() as session:
        regular_work(session, office.clock())

    assert len(listed(office)) == 3


# Who wants their letters held.


def own_choice(office: Any, choice: str) -> None:
    with office.database.writing() as session:
        choose_holding(session, choice, actor=office.anna, now=office.clock())


def test_a_person_holds_their_own_letters_where_the_office_refuses(office: Any, gate: Any) -> None:
    own_choice(office, "hold")

    assert gate.send(UNTYPED)[0] == 250
    assert gate.send(UNTYPED.replace(b"<1@", b"<2@"), sender="boris@office.example")[0] == 550


def test_a_person_is_refused_where_the_office_holds(office: Any, gate: Any) -> None:
    office.hold_untyped()
    own_choice(office, "refuse")

    assert gate.send(UNTYPED)[0] == 550


def test_a_person_goes_back_to_the_offices_way(office: Any, gate: Any) -> None:
    own_choice(office, "hold")
    own_choice(office, "")

    assert gate.send(UNTYPED)[0] == 550


def test_where_the_office_decides_for_everybody_own_choices_rest(office: Any, gate: Any) -> None:
    own_choice(office, "hold")
    choose(office, "own_holding", "office")

    assert gate.send(UNTYPED)[0] == 550
    with pytest.raises(HoldingIsTheOffices, match="decides for everybody"):
        own_choice(office, "hold")


def test_the_choice_is_made_on_a_form(office: Any, gate: Any, visit: Any) -> None:
    anna = visit(office.anna)

    chosen = anna.post("/held/choice", choice="hold")

    assert chosen.headers["location"] == "/profile#holding"
    assert gate.send(UNTYPED)[0] == 250
    assert anna.post("/held/choice", choice="sometimes").status_code == 422


def test_a_choice_that_is_none_is_refused(office: Any) -> None:
    with pytest.raises(HoldingChoiceIsWrong, match="“perhaps” is none of the choices"):
        own_choice(office, "perhaps")


def test_a_choice_stands_in_the_journal_with_its_row(office: Any) -> None:
    own_choice(office, "hold")

    with office.database.reading() as session:
        line = session.exec(select(JournalRow).where(JournalRow.action == "letter.choose_holding")).one()
        assert line.facts["choice"] == "hold"
        assert list(line.facts["rows"]) == ["holding_choice:1"]


def test_kinds_of_mails_are_named_once(office: Any, hop: Any, held_letter: Any) -> None:
    office.clock.now = SIX_IN_THE_EVENING
    day_ends(office)

    assert {notice.kind for notice in listed(office)} == {
        NoticeKind.HELD, NoticeKind.DAY_END, NoticeKind.DAY_END_HEAD
    }  # fmt: skip
    with office.database.reading() as session:
        assert [letter.entry_id for letter in held_of(session, office.anna.id)] == [1]
        assert office_of(session).type_domain == "types.office.example"
