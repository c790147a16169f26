"""Passing letters to the next server: kept lines, commands in groups, and whatever that server may answer."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from typing import Any

import pytest

from naryad.mail_server import MailServer
from tests.worklog.mail.next_server import NextServer, running_server
from worklog import smtp_hop_pool
from worklog.hop import Fate, Outgoing, Relayed
from worklog.smtp_hop import SmtpHop

pytestmark = pytest.mark.mail

ANNA, PAVEL, PETR, OLGA = "anna@office.example", "pavel@client.example", "petr@client.example", "olga@client.example"
OFFER = b"Subject: Offer\r\n\r\nDear Pavel,\r\n.a line with a dot\r\n"
LETTER = Outgoing(ANNA, (PAVEL,), OFFER)
TO_THREE = Outgoing(ANNA, (PAVEL, PETR, OLGA), OFFER)
LONG = Outgoing(ANNA, (PAVEL,), OFFER + b"A line of a long letter.\r\n" * 400_000)
NOTHING_SENT = "nothing was sent, nothing counts"


@pytest.fixture
def server() -> Iterator[NextServer]:
    with running_server() as running:
        yield running


def hop_to(server: NextServer, **given: Any) -> SmtpHop:
    return SmtpHop(MailServer("127.0.0.1", server.port), "naryad.office.example", **given)


def pass_on(hop: SmtpHop, *letters: Outgoing, pause: float = 0) -> list[Relayed]:
    """Pass the letters on, one after another in one event loop, with a pause between them."""

    async def one_by_one() -> list[Relayed]:
        relayed = []
        for letter in letters:
            relayed.append(await hop.deliver(letter))
            await asyncio.sleep(pause)
        return relayed

    return asyncio.run(one_by_one())


def fates(relayed: list[Relayed]) -> list[Fate]:
    return [each.fate for each in relayed]


# Kept lines


def test_letters_one_after_another_go_over_one_line(server: NextServer) -> None:
    relayed = pass_on(hop_to(server), LETTER, LETTER, TO_THREE)

    assert fates(relayed) == [Fate.ACCEPTED] * 3
    assert server.lines == 1
    assert server.taken == [(ANNA, (PAVEL,), OFFER), (ANNA, (PAVEL,), OFFER), (ANNA, (PAVEL, PETR, OLGA), OFFER)]


def test_letters_at_once_use_no_more_lines_than_allowed(server: NextServer) -> None:
    server.pause_at = {"dot": 0.02}

    async def at_once() -> list[Relayed]:
        hop = hop_to(server, lines_max=3)
        return await asyncio.gather(*(hop.deliver(LETTER) for _ in range(20)))

    assert fates(asyncio.run(at_once())) == [Fate.ACCEPTED] * 20
    assert server.lines == 3


def test_a_letter_that_waits_for_a_free_line_too_long_is_refused(server: NextServer) -> None:
    server.pause_at = {"dot": 0.6}

    async def at_once() -> list[Relayed]:
        patient, hurried = hop_to(server, lines_max=1), hop_to(server, lines_max=1, budget_seconds=0.3)
        object.__setattr__(hurried, "_lines", patient._lines)
        first = asyncio.create_task(patient.deliver(LETTER))
        await asyncio.sleep(0.1)
        return [await hurried.deliver(LETTER), await first]

    late, first = asyncio.run(at_once())

    assert first.fate is Fate.ACCEPTED
    assert late.fate is Fate.REFUSED
    assert late.reply.text.endswith(f"did not answer in time: {NOTHING_SENT}. Send again later")


@pytest.mark.parametrize("goodbye", [b"", b"421 4.4.2 idle too long\r\n"])
def test_a_kept_line_that_the_server_closed_is_replaced_silently(server: NextServer, goodbye: bytes) -> None:
    server.letters_per_line, server.goodbye = 1, goodbye

    relayed = pass_on(hop_to(server), LETTER, LETTER, LETTER, pause=0.05)

    assert fates(relayed) == [Fate.ACCEPTED] * 3
    assert (server.lines, len(server.taken)) == (3, 3)


@pytest.mark.parametrize("phase", ["MAIL", "RCPT", "DATA"])
@pytest.mark.parametrize("offers", [("PIPELINING", "8BITMIME"), ("8BITMIME",)])
def test_a_kept_line_that_ends_before_the_letter_went_out_is_replaced(
    server: NextServer, phase: str, offers: tuple[str, ...]
) -> None:
    server.offers = offers

    async def then_421() -> list[Relayed]:
        hop = hop_to(server)
        first = await hop.deliver(LETTER)
        server.once[phase] = b"421 4.7.0 too many letters on this line"
        return [first, await hop.deliver(LETTER)]

    assert fates(asyncio.run(then_421())) == [Fate.ACCEPTED] * 2
    assert (server.lines, len(server.taken)) == (2, 2)


def test_a_replaced_line_is_not_replaced_again(server: NextServer) -> None:
    async def then_only_421() -> Relayed:
        hop = hop_to(server)
        await hop.deliver(LETTER)
        server.answers["MAIL"] = b"421 4.3.2 shutting down"
        return await hop.deliver(LETTER)

    relayed = asyncio.run(then_only_421())

    assert relayed.fate is Fate.REFUSED
    assert relayed.reply.text.startswith("451 4.3.2 shutting down")
    assert (server.lines, server.count("MAIL")) == (2, 3)


def test_after_the_dot_a_letter_is_never_sent_again(server: NextServer) -> None:
    async def then_drop() -> Relayed:
        hop = hop_to(server)
        await hop.deliver(LETTER)
        server.drop_at = "dot"
        return await hop.deliver(LETTER)

    relayed = asyncio.run(then_drop())

    assert relayed.fate is Fate.UNKNOWN
    assert "did not say whether it took the letter" in relayed.reply.text
    assert (server.lines, server.count("DATA")) == (1, 2)


def test_a_kept_line_that_breaks_amid_the_letter_is_a_refusal(server: NextServer) -> None:
    async def then_drop() -> Relayed:
        hop = hop_to(server)
        await hop.deliver(LETTER)
        server.drop_at = "content"
        return await hop.deliver(LONG)

    relayed = asyncio.run(then_drop())

    assert relayed.fate is Fate.REFUSED
    assert NOTHING_SENT in relayed.reply.text
    assert (server.lines, server.count("DATA")) == (1, 2)


def test_a_refusal_ends_the_line_because_servers_slow_down_those_who_err(server: NextServer) -> None:
    server.refuse = {PETR: "550 5.1.1 no such user"}

    relayed = pass_on(hop_to(server), LETTER, TO_THREE, LETTER)

    assert fates(relayed) == [Fate.ACCEPTED, Fate.REFUSED, Fate.ACCEPTED]
    assert (server.lines, len(server.taken)) == (2, 2)


def test_an_idle_line_ends_by_itself(server: NextServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(smtp_hop_pool, "IDLE_SECONDS", 0.1)

    async def then_rest() -> tuple[int, int]:
        await hop_to(server).deliver(LETTER)
        await asyncio.to_thread(server.wait_for_ends, 1)
        return server.said_quit, server.lines

    assert asyncio.run(then_rest()) == (1, 1)


def test_an_old_line_is_not_used_again(server: NextServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(smtp_hop_pool, "AGE_SECONDS", 0.0)

    assert fates(pass_on(hop_to(server), LETTER, LETTER)) == [Fate.ACCEPTED] * 2
    assert server.lines == 2


def test_when_the_gate_stops_its_lines_end_with_a_goodbye(server: NextServer) -> None:
    pass_on(hop_to(server), LETTER)

    server.wait_for_ends(1)
    assert (server.said_quit, server.lines) == (1, 1)


def test_the_gates_own_stop_says_goodbye_on_its_lines(office: Any, start_gate: Any, server: NextServer) -> None:
    running = start_gate(next_hop=f"smtp://127.0.0.1:{server.port}")
    typed = b"Subject: [#L10] Offer\r\nMessage-ID: <%d@office.example>\r\n\r\nDear Pavel\r\n"

    codes = [running.send(typed % number)[0] for number in range(3)]
    running.gate.stop()

    server.wait_for_ends(1)
    assert codes == [250, 250, 250]
    assert (server.said_quit, server.lines) == (1, 1)


def test_a_next_server_whose_name_nobody_knows_is_a_refusal() -> None:
    hop = SmtpHop(MailServer("mail.nowhere.invalid", 25), "naryad.office.example", budget_seconds=10)

    [relayed] = pass_on(hop, LETTER)

    assert relayed.fate is Fate.REFUSED
    assert NOTHING_SENT in relayed.reply.text


def test_each_letter_from_a_web_page_ends_its_own_line(server: NextServer) -> None:
    hop = hop_to(server)

    pass_on(hop, LETTER)
    pass_on(hop, LETTER)

    server.wait_for_ends(2)
    assert (server.said_quit, server.lines, len(server.taken)) == (2, 2, 2)


def test_a_line_on_which_the_server_says_too_much_is_not_kept(server: NextServer) -> None:
    """As LMTP servers do, which answer the dot once for each recipient."""
    server.answers["dot"] = b"250 2.1.5 pavel ok\r\n250 2.1.5 petr ok"

    assert fates(pass_on(hop_to(server), LETTER, LETTER, pause=0.05)) == [Fate.ACCEPTED] * 2
    assert (server.lines, len(server.taken)) == (2, 2)


# Commands in groups


def test_a_letter_for_one_person_needs_one_group_before_its_content(server: NextServer) -> None:
    server.is_group_awaited = True

    assert fates(pass_on(hop_to(server, budget_seconds=3), LETTER)) == [Fate.ACCEPTED]
    assert server.commands[1:4] == [f"MAIL FROM:<{ANNA}> SIZE={len(OFFER)}", f"RCPT TO:<{PAVEL}>", "DATA"]


def test_without_pipelining_each_command_waits_for_its_answer(server: NextServer) -> None:
    server.offers = ("8BITMIME",)

    assert fates(pass_on(hop_to(server), LETTER, TO_THREE)) == [Fate.ACCEPTED] * 2


@pytest.mark.parametrize("offers", [("PIPELINING",), ()])
def test_with_one_of_three_refused_data_is_never_said(server: NextServer, offers: tuple[str, ...]) -> None:
    server.offers = offers
    server.refuse = {PETR: "550 5.1.1 no such user", OLGA: "452 4.2.2 full"}

    [relayed] = pass_on(hop_to(server), TO_THREE)

    assert relayed.fate is Fate.REFUSED
    assert relayed.reply.lines == (
        "5.1.1 Nothing was sent to anybody and nothing counts: the next server refused 2 of the addresses",
        "5.1.1 <petr@client.example>: 550 5.1.1 no such user",
        "5.1.1 <olga@client.example>: 452 4.2.2 full",
    )
    assert (server.count("DATA"), server.count("RSET"), server.taken) == (0, 1, [])


@pytest.mark.parametrize("phase", ["MAIL", "RCPT"])
@pytest.mark.parametrize("answer", [b"550 5.7.1 no", b"450 4.7.1 later"])
def test_what_is_refused_in_a_group_is_refused_with_its_own_words(
    server: NextServer, phase: str, answer: bytes
) -> None:
    server.answers[phase] = answer
    server.answers["DATA"] = b"503 5.5.1 no recipients"

    [relayed] = pass_on(hop_to(server), LETTER)

    assert relayed.fate is Fate.REFUSED
    assert answer.decode()[4:] in relayed.reply.text
    assert "no recipients" not in relayed.reply.text
    assert server.taken == []


def test_a_server_that_wants_the_letter_of_a_refused_recipient_gets_nothing(server: NextServer) -> None:
    server.refuse = {PAVEL: "550 5.1.1 no such user"}
    server.answers["DATA"] = b"354 go on all the same"

    [relayed] = pass_on(hop_to(server), LETTER)
    server.wait_for_ends(1)

    assert relayed.reply.lines[1] == "5.1.1 <pavel@client.example>: 550 5.1.1 no such user"
    assert (relayed.fate, server.taken, server.said_quit) == (Fate.REFUSED, [], 0)


def test_a_refusal_stands_though_the_reset_breaks_the_line(server: NextServer) -> None:
    server.refuse = {PETR: "550 5.1.1 no such user"}
    server.drop_at = "RSET"

    [relayed] = pass_on(hop_to(server), TO_THREE)

    assert relayed.reply.lines[1] == "5.1.1 <petr@client.example>: 550 5.1.1 no such user"


# Whatever a server may say


GARBAGE = {
    "another protocol": b"HTTP/1.1 400 Bad Request",
    "a code that is none": b"199 odd",
    "a code too large": b"600 odd",
    "two digits": b"25 ok",
    "no mark behind the code": b"250ok",
    "nothing": b"",
    "bytes": bytes(range(128, 256)),
    "a line without an end": b"250 " + b"x" * 5000,
    "an answer without an end": b"250-and so on\r\n" * 101,
}
PHASES = ["greeting", "EHLO", "MAIL", "RCPT", "DATA"]


@pytest.mark.parametrize("phase", PHASES)
@pytest.mark.parametrize("answer", GARBAGE.values(), ids=GARBAGE)
@pytest.mark.parametrize("offers", [("PIPELINING",), ()], ids=["grouped", "plain"])
def test_garbage_before_the_last_dot_is_a_refusal(
    server: NextServer, phase: str, answer: bytes, offers: tuple[str, ...]
) -> None:
    server.offers, server.answers[phase] = offers, answer

    [relayed] = pass_on(hop_to(server, budget_seconds=5), LETTER)

    assert relayed.fate is Fate.REFUSED
    assert relayed.reply.code == 451
    assert NOTHING_SENT in relayed.reply.text
    assert server.taken == []


@pytest.mark.parametrize("answer", GARBAGE.values(), ids=GARBAGE)
def test_garbage_after_the_last_dot_leaves_the_letter_in_doubt(server: NextServer, answer: bytes) -> None:
    server.answers["dot"] = answer

    [relayed] = pass_on(hop_to(server, budget_seconds=5), LETTER)

    assert relayed.fate is Fate.UNKNOWN
    assert relayed.reply.code == 451


@pytest.mark.parametrize("phase", [*PHASES, "dot"])
def test_a_long_answer_of_many_lines_is_read_whole(server: NextServer, phase: str) -> None:
    code = {"greeting": b"220", "DATA": b"354"}.get(phase, b"250")
    server.answers[phase] = (code + b"-line\r\n") * 99 + code + b" last"

    assert fates(pass_on(hop_to(server), LETTER)) == [Fate.ACCEPTED]


@pytest.mark.parametrize("phase", PHASES)
@pytest.mark.parametrize("offers", [("PIPELINING",), ()], ids=["grouped", "plain"])
def test_a_server_too_slow_before_the_last_dot_is_a_refusal(
    server: NextServer, phase: str, offers: tuple[str, ...]
) -> None:
    server.offers, server.pause_at = offers, {phase: 1.0}

    [relayed] = pass_on(hop_to(server, budget_seconds=0.3), LETTER)

    assert relayed.fate is Fate.REFUSED
    assert f"did not answer in time: {NOTHING_SENT}" in relayed.reply.text


def test_a_server_too_slow_after_the_last_dot_leaves_the_letter_in_doubt(server: NextServer) -> None:
    server.pause_at = {"dot": 1.0}

    [relayed] = pass_on(hop_to(server, budget_seconds=0.3), LETTER)

    assert relayed.fate is Fate.UNKNOWN


def test_the_time_budget_is_for_the_whole_letter_not_for_each_answer(server: NextServer) -> None:
    server.offers, server.pause_at = (), dict.fromkeys(PHASES, 0.25)
    begun = time.monotonic()

    [relayed] = pass_on(hop_to(server, budget_seconds=0.6), LETTER)

    assert relayed.fate is Fate.REFUSED
    assert time.monotonic() - begun < 2


def test_the_time_budget_is_shorter_than_the_mail_programs() -> None:
    assert SmtpHop(MailServer("127.0.0.1", 25), "naryad").budget_seconds == 60


@pytest.mark.parametrize("phase", [*PHASES, "RSET"])
def test_a_line_dropped_before_the_last_dot_is_a_refusal(server: NextServer, phase: str) -> None:
    server.drop_at = phase
    server.refuse = {PETR: "550 no"} if phase == "RSET" else {}

    [relayed] = pass_on(hop_to(server), TO_THREE)

    assert relayed.fate is Fate.REFUSED
    assert server.taken == []


def test_a_refusal_amid_the_letter_is_heard_and_the_rest_stays_unsent(server: NextServer) -> None:
    server.answers["content"] = b"552 5.3.4 too much"

    [relayed] = pass_on(hop_to(server), LONG)

    assert relayed.fate is Fate.REFUSED
    assert relayed.reply.code == 552
    assert relayed.reply.lines[0] == "5.3.4 too much"
    assert server.taken == []


def test_an_acceptance_before_the_letter_was_whole_is_none(server: NextServer) -> None:
    server.answers["content"] = b"250 queued already"

    [relayed] = pass_on(hop_to(server), LONG)

    assert relayed.fate is Fate.REFUSED
    assert server.taken == []


def test_an_answer_too_many_before_the_letter_is_a_refusal(server: NextServer) -> None:
    """What is said too early must not be taken for the answer to the dot."""
    server.answers["DATA"] = b"354 go on\r\n250 queued already"

    [relayed] = pass_on(hop_to(server), LETTER)

    assert relayed.fate is Fate.REFUSED
    assert server.taken == []


def test_an_lmtp_server_is_not_served(server: NextServer) -> None:
    server.answers = {"EHLO": b"500 5.5.1 say LHLO", "HELO": b"500 5.5.1 say LHLO"}

    [relayed] = pass_on(hop_to(server), LETTER)

    assert relayed.reply.lines == (
        f"4.4.1 The next server (smtp://127.0.0.1:{server.port}) does not serve now: {NOTHING_SENT}.",
        "4.4.1 It said: 500 5.5.1 say LHLO",
    )


def test_an_old_server_that_knows_no_ehlo_takes_plain_letters_and_no_others(server: NextServer) -> None:
    server.answers = {"EHLO": b"502 5.5.2 what"}
    cyrillic = Outgoing(ANNA, (PAVEL,), "Subject: Offer\r\n\r\nУважаемый\r\n".encode())
    beyond_ascii = Outgoing(ANNA, ("павел@client.example",), OFFER)

    plain, eight_bit, addressed = pass_on(hop_to(server), LETTER, cyrillic, beyond_ascii)

    assert plain.fate is Fate.ACCEPTED
    assert (eight_bit.reply.code, addressed.reply.code) == (554, 550)
    assert len(server.taken) == 1


@pytest.mark.parametrize(
    ("offer", "code"), [("SIZE 20", 552), ("SIZE 0", 250), ("SIZE", 250), ("SIZE much", 250), ("SIZE 20000", 250)]
)
def test_a_letter_larger_than_the_server_takes_is_not_even_begun(server: NextServer, offer: str, code: int) -> None:
    server.offers = (offer,)

    [relayed] = pass_on(hop_to(server), LETTER)

    assert relayed.reply.code == code
    assert server.count("MAIL") == (code == 250)


@pytest.mark.parametrize(
    "content",
    [b"", b".\r\n", b"..\r\n.", b"no end of the last line", b"Subject: x\r\n\r\n.\r\n.\r\n", b"x\r\n" * 50_000],
    ids=["empty", "a dot", "dots", "unended", "dots alone in lines", "larger than one write"],
)
def test_a_letter_arrives_byte_for_byte(server: NextServer, content: bytes) -> None:
    assert fates(pass_on(hop_to(server), Outgoing(ANNA, (PAVEL,), content))) == [Fate.ACCEPTED]
    [(_, _, arrived)] = server.taken
    assert arrived == content + (b"" if not content or content.endswith(b"\r\n") else b"\r\n")


def test_a_letter_without_a_sender_goes_out_without_one(server: NextServer) -> None:
    pass_on(hop_to(server), Outgoing("", (PAVEL,), OFFER))

    assert server.commands[1] == f"MAIL FROM:<> SIZE={len(OFFER)}"
