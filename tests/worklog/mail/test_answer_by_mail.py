"""An answer of `5` to the notice types the held letter and sends it; anything doubtful types nothing."""

from __future__ import annotations

import threading
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from sqlmodel import select

from naryad.tables import JournalRow
from norms.catalog import Catalog
from norms.store import catalog
from tests.worklog.mail.conftest import _add_type
from tests.worklog.mail.post import answer, send_notices
from worklog.actions.held import discard_held
from worklog.coding import Source
from worklog.entry import State
from worklog.gate import TypesDisagree, UnknownType
from worklog.notice_answer import (
    AnswerIsEmpty,
    AnswerIsNoType,
    first_own_line,
    is_automatic,
    own_line,
    type_answered,
)
from worklog.store.entry import last_coding
from worklog.store.letter import held_of

pytestmark = pytest.mark.mail

UNTYPED = b"Subject: Offer\r\nMessage-ID: <1@office.example>\r\n\r\nDear Pavel\r\n"


@pytest.fixture
def address(office: Any, gate: Any, hop: Any) -> str:
    """Where Anna answers about her held letter."""
    office.hold_untyped()
    assert gate.send(UNTYPED)[0] == 250
    (mail,) = send_notices(office, hop)
    hop.taken.clear()
    hop.envelopes.clear()
    return str(mail["Reply-To"])


def held(office: Any) -> list[str]:
    with office.database.reading() as session:
        return [letter.subject for letter in held_of(session, office.anna.id)]


def still_waits(office: Any, hop: Any) -> bool:
    """Nothing was sent to anybody, nothing counts, the letter is where it was."""
    return held(office) == ["Offer"] and hop.taken == [] and office.minutes() == []


# What types.


def test_a_digit_types_the_held_letter_and_sends_it(office: Any, gate: Any, hop: Any, address: str) -> None:
    said = gate.send(answer("5\r\n"), address)

    assert said == (250, "2.0.0 The held letter is sent as L5: +5 min. Your answer went to nobody")
    assert hop.taken == [UNTYPED]
    assert hop.envelopes == [("anna@office.example", ("pavel@client.example",))]
    assert office.minutes() == [Decimal(5)]
    assert held(office) == []


def test_the_answer_itself_is_no_letter(office: Any, gate: Any, address: str) -> None:
    gate.send(answer("5\r\n"), address)

    assert len(office.entries()) == 1
    assert [line.subject for line in office.letters()] == ["Offer"]


def test_the_coding_is_the_authors_own(office: Any, gate: Any, address: str) -> None:
    gate.send(answer("5\r\n"), address)

    with office.database.reading() as session:
        coding = last_coding(session, 1)
    assert coding is not None
    assert (coding.actor_id, coding.source) == (office.anna.id, Source.PERSON)


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("10", 10),
        ("L10", 10),
        ("l10.", 10),
        ("Д10", 10),
        ("П10", 10),
        ("[#L10]", 10),
        ("10 мин", 10),
        ("10мин.", 10),
        ("5 L5", 5),
        ("\r\n\r\n   25   \r\n\r\n-- \r\nAnna\r\n5", 25),
        ("OTHER=15", 15),
    ],
)
def test_every_way_of_writing_a_type_is_understood(
    office: Any, gate: Any, address: str, text: str, minutes: int
) -> None:
    code, said = gate.send(answer(text + "\r\n"), address)

    assert code == 250, said
    assert office.entries()[0].figures is not None


def test_the_line_stands_above_the_quote_or_below_it(office: Any, gate: Any, hop: Any, address: str) -> None:
    below = "On 15.10.2026 12:01, Naryad wrote:\r\n> Your letter is kept\r\n>   5    Type L5 (L5)\r\n\r\n10\r\n"

    gate.send(answer(below), address)

    assert office.minutes() == [Decimal(10)]


def test_outlook_answers_in_html_alone(office: Any, gate: Any, address: str) -> None:
    html = (
        "<html><head><style>p {margin: 5}</style></head><body><div class=WordSection1><p><span lang=RU>10</span></p>"
        "<p>&nbsp;</p><div style='border-top:solid #E1E1E1 1.0pt'><p><b>From:</b> Naryad &lt;naryad@office.example&gt;"
        "</p></div><p>5 Type L5</p></div></body></html>"
    )

    gate.send(answer(html, html=True), address)

    assert office.minutes() == [Decimal(10)]


def test_a_letter_typed_the_next_day_counts_on_its_own_day(office: Any, gate: Any, address: str) -> None:
    office.clock.now = datetime(2026, 10, 16, 6, 0, tzinfo=UTC)

    gate.send(answer("5\r\n"), address)

    assert office.entries()[0].day == date(2026, 10, 15)
    with office.database.reading() as session:
        coding = last_coding(session, 1)
    assert coding is not None
    assert coding.reason == "письмо передано 15.10.2026, ушло 16.10.2026"


def test_an_address_in_capitals_is_the_same_address(office: Any, gate: Any, address: str) -> None:
    assert gate.send(answer("5\r\n"), address.upper())[0] == 250


# What does not.


def test_a_colleagues_answer_types_nothing(office: Any, gate: Any, hop: Any, address: str) -> None:
    code, said = gate.send(answer("5\r\n"), address, sender="boris@office.example")

    assert code == 550
    assert "This is another person's letter" in said
    assert still_waits(office, hop)


@pytest.mark.parametrize("forged", ["held+@", "held+aaaaaaaaaaaaaaaaaaaaaaaa@", "held+1@", "held+%@"])
def test_a_forged_address_belongs_to_no_letter(office: Any, gate: Any, hop: Any, address: str, forged: str) -> None:
    code, said = gate.send(answer("5\r\n"), forged + "types.office.example")

    assert code in (550, 553)
    assert "No letter waits for an answer at this address" in said or "not of the form" in said
    assert still_waits(office, hop)


def test_a_second_answer_sends_nothing_twice(office: Any, gate: Any, hop: Any, address: str) -> None:
    gate.send(answer("5\r\n"), address)

    code, said = gate.send(answer("10\r\n"), address)

    assert code == 550
    assert "This letter left already, as L5. Nothing was sent a second time" in said
    assert len(hop.taken) == 1
    assert office.minutes() == [Decimal(5)]


def test_an_answer_about_a_discarded_letter_says_so(office: Any, gate: Any, hop: Any, address: str) -> None:
    with office.database.writing() as session:
        discard_held(session, 1, reason="", actor=office.anna, now=office.clock())

    code, said = gate.send(answer("5\r\n"), address)

    assert code == 550
    assert "This letter was discarded and was not sent" in said
    assert hop.taken == []


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "The answer has no line of its own above the quoted text. Write the type alone on the first line: L3, L5"),
        ("\r\n \r\n", "The answer has no line of its own"),
        ("> 5\r\n", "The answer has no line of its own"),
        ("Naryad <naryad@office.example> wrote:\r\n> 5\r\n", "The answer has no line of its own"),
        ("________________________________\r\nFrom: Naryad\r\n5\r\n", "The answer has no line of its own"),
        ("-- \r\n5\r\n", "The answer has no line of its own"),
        ("5 10\r\n", "The answer names different types (5, 10). Leave exactly one"),
        ("L5, L10\r\n", "The answer names different types (L5, L10)"),
        ("Thanks, it is 5\r\n", "names no type. Write the type alone on the first line"),
        ("5 октября я в отпуске\r\n", "names no type"),
        ("L11\r\n", "L11 is no type of letters. Nearest: L10"),
        ("7\r\n", "7 is no type of letters. Nearest: L5 L10 L3"),
        ("L7\r\n", "Work type L7 is not in use on 15.10.2026"),
        ("0\r\n", "0 is no type of letters"),
        ("C12\r\n", "Work type C12 is not for this kind of work"),
        ("OTHER\r\n", "say how many minutes the work took"),
        ("OTHER=900\r\n", "900 minutes cannot be one piece of work"),
    ],
)
def test_an_answer_that_is_no_single_type_is_refused_with_the_reason(
    office: Any, gate: Any, hop: Any, address: str, text: str, reason: str
) -> None:
    code, said = gate.send(answer(text), address)

    assert code == 550
    assert reason in said.replace("\n", " ")
    assert "http://naryad.office.example/held" in said
    assert still_waits(office, hop)


def test_minutes_of_several_types_are_asked_by_code(office: Any, gate: Any, hop: Any, address: str) -> None:
    with office.database.writing() as session:
        _add_type(session, "R5", "Н5", "letter_out", "ordinary", Decimal(5), None, office.clock())

    code, said = gate.send(answer("5\r\n"), address)

    assert code == 550
    assert "Several types have 5 minutes: L5, R5. Answer with the code of the one you mean" in said
    assert still_waits(office, hop)
    assert gate.send(answer("R5\r\n"), address)[0] == 250


@pytest.mark.parametrize(
    "fields",
    [
        {"Auto_Submitted": "auto-replied"},
        {"Auto_Submitted": "auto-generated (vacation)"},
        {"Precedence": "auto_reply"},
        {"X_Autoreply": "yes"},
    ],
)
def test_an_automatic_reply_types_nothing(
    office: Any, gate: Any, hop: Any, address: str, fields: dict[str, Any]
) -> None:
    code, said = gate.send(answer("5\r\n", **fields), address)

    assert code == 550
    assert "only a person gives a type" in said
    assert still_waits(office, hop)


def test_an_answer_to_others_too_is_sent_to_nobody(office: Any, gate: Any, hop: Any, address: str) -> None:
    code, said = gate.send(answer("5\r\n"), address, "pavel@client.example")

    assert code == 550
    assert "goes to its own address alone" in said
    assert still_waits(office, hop)


def test_a_header_that_disagrees_with_the_line_is_refused(office: Any, gate: Any, hop: Any, address: str) -> None:
    code, said = gate.send(answer("5\r\n", X_Work_Type="L10"), address)

    assert code == 550
    assert "The answer names different types (L5, L10)" in said
    assert still_waits(office, hop)


def test_the_address_in_a_letter_to_somebody_else_is_no_answer(office: Any, gate: Any, hop: Any, address: str) -> None:
    code, said = gate.send(answer("5\r\n", To=f"pavel@client.example, {address}"), "pavel@client.example")

    assert code == 550
    assert "is not in the catalog" in said
    assert still_waits(office, hop)


def test_a_letter_the_next_server_refuses_still_waits(office: Any, gate: Any, hop: Any, address: str) -> None:
    hop.answers["dot"] = "550 5.7.1 spam"

    code, said = gate.send(answer("5\r\n"), address)

    assert code == 550
    assert "Not sent: the letter still waits at http://naryad.office.example/held/1" in said
    assert "spam" in said
    assert still_waits(office, hop)
    assert office.letters()[0].last_reply.startswith("550 5.7.1 spam")


def test_a_next_server_that_is_busy_lets_the_mail_program_try_again(
    office: Any, gate: Any, hop: Any, address: str
) -> None:
    hop.answers["dot"] = "451 4.3.0 later"
    assert gate.send(answer("5\r\n"), address)[0] == 451
    assert still_waits(office, hop)
    hop.answers.clear()

    assert gate.send(answer("5\r\n"), address)[0] == 250
    assert office.minutes() == [Decimal(5)]


def test_an_answer_while_nobody_knows_whether_the_letter_left_waits(
    office: Any, gate: Any, hop: Any, address: str
) -> None:
    hop.drop_at = "dot"
    assert gate.send(answer("5\r\n"), address)[0] == 451
    hop.drop_at = ""
    office.clock.go_on(seconds=91)

    code, said = gate.send(answer("5\r\n"), address)

    assert code == 451
    assert "The next mail server never said whether it took this letter" in said
    assert hop.taken == []


def test_of_two_answers_at_once_one_sends_the_letter(any_office: Any, start_gate: Any, hop: Any) -> None:
    any_office.hold_untyped()
    gate = start_gate(within=any_office, next_hop=f"smtp://127.0.0.1:{hop.port}")
    gate.send(UNTYPED)
    (mail,) = send_notices(any_office, hop)
    hop.taken.clear()
    together = threading.Barrier(2)
    codes: list[int] = []

    def one_answer() -> None:
        together.wait()
        codes.append(gate.send(answer("5\r\n"), str(mail["Reply-To"]))[0])

    people = [threading.Thread(target=one_answer) for _ in range(2)]
    for each in people:
        each.start()
    for each in people:
        each.join()

    assert sorted(codes) in ([250, 451], [250, 550])
    assert hop.taken == [UNTYPED]
    assert any_office.minutes() == [Decimal(5)]


def test_an_answer_while_the_letter_is_being_sent_waits(office: Any, gate: Any, hop: Any, address: str) -> None:
    second: list[tuple[int, str]] = []

    def meanwhile() -> None:
        hop.on_data = lambda: None
        second.append(gate.send(answer("10\r\n"), address))

    hop.on_data = meanwhile
    first = gate.send(answer("5\r\n"), address)

    assert first[0] == 250
    assert second[0][0] == 451
    assert "is being sent right now" in second[0][1]
    assert office.minutes() == [Decimal(5)]


def test_releasing_by_answer_is_journalled_as_the_authors_deed(office: Any, gate: Any, address: str) -> None:
    gate.send(answer("5\r\n"), address)

    with office.database.reading() as session:
        lines = session.exec(select(JournalRow).where(JournalRow.action == "letter.intend")).all()
        assert [(line.actor_id, line.subject) for line in lines] == [(office.anna.id, "entry:1")]


def test_a_refused_answer_leaves_the_letters_state_as_it_was(office: Any, gate: Any, address: str) -> None:
    gate.send(answer("nonsense\r\n"), address)

    assert [line.state for line in office.letters()] == [State.HELD]


# How a line is found and read.


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("5\n\n15.10.2026, 12:05, Naryad <n@office.example>:\n> 10", "5"),
        ("\ufeff\u200b 5\xa0\n", "5"),
        ("Четверг, 15 октября 2026, 12:05 +03:00 от Naryad <n@o.example>:\n\n5", ""),
        ("On Thu, 15 Oct 2026 at 12:05, Naryad\n<n@o.example> wrote:\n> 10\n\n5", "5"),
        ("-----Original Message-----\n5", ""),
        ("От: Naryad\n5", ""),
        ("5\nСпасибо:\n> 10", "5"),
        (">5\n> 10", ""),
        ("", ""),
    ],
)
def test_the_first_line_of_ones_own_is_found(text: str, line: str) -> None:
    assert first_own_line(text) == line


@pytest.mark.parametrize(
    ("html", "line"),
    [
        ("<div>5</div><blockquote><p>10</p></blockquote>", "5"),
        ('<div class="moz-cite-prefix">On 15.10.2026, Naryad wrote:</div><blockquote>10</blockquote><p>5</p>', "5"),
        ("<p><b>L</b>5</p>", "L5"),
        ('<div><br></div><div id="appendonsend"></div><hr><div>10</div>', ""),
        ("<style>5</style><script>10</script>", ""),
        ("<p>5<p>10", "5"),
        ("<", "<"),
    ],
)
def test_html_is_read_as_its_author_saw_it(html: str, line: str) -> None:
    assert own_line(answer(html, html=True)) == line


def test_the_plain_part_of_alternatives_is_read_and_attachments_are_not() -> None:
    mixed = (
        b'Content-Type: multipart/mixed; boundary="x"\r\n\r\n--x\r\nContent-Type: text/plain\r\n'
        b"Content-Disposition: attachment\r\n\r\n10\r\n--x\r\nContent-Type: multipart/alternative; boundary=y\r\n\r\n"
        b"--y\r\nContent-Type: text/plain; charset=koi8-r\r\n\r\n\xf05\r\n--y\r\nContent-Type: text/html\r\n\r\n"
        b"<p>25</p>\r\n--y--\r\n--x--\r\n"
    )

    assert own_line(mixed) == "П5"


@pytest.mark.parametrize("raw", [b"", b"\r\n", b"Content-Type: multipart/mixed\r\n\r\nx", b"\xff\xfe\r\n\r\n\x00"])
def test_odd_bytes_are_read_without_a_failure(raw: bytes) -> None:
    assert isinstance(own_line(raw), str)
    assert is_automatic(raw) is False


@pytest.fixture
def types(office: Any) -> Catalog:
    with office.database.reading() as session:
        return catalog(session, date(2026, 10, 15))


@pytest.mark.parametrize(
    ("line", "refusal"),
    [
        ("", AnswerIsEmpty),
        ("...", AnswerIsNoType),
        ("тип", AnswerIsNoType),
        ("5 please", AnswerIsNoType),
        ("99", UnknownType),
        ("QQQ", UnknownType),
        ("3 5", TypesDisagree),
        ("0,5", AnswerIsNoType),
    ],
)
def test_a_line_that_names_no_one_type_is_refused(types: Catalog, line: str, refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        type_answered(line, types)
