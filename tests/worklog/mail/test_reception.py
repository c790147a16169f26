"""A letter after DATA is read in pieces, wherever the pieces begin and end, and exactly to its lone dot."""

from __future__ import annotations

import pytest

from worklog.smtp.reception import Fault, Reception

LETTER = b"Subject: a\r\n\r\n..two dots\r\nplain\r\n..\r\n"
READ = b"Subject: a\r\n\r\n.two dots\r\nplain\r\n.\r\n"


def received(*pieces: bytes, bytes_max: int = 10_000) -> tuple[bytes | Fault, bytes]:
    """Return what was received, and what the program sent behind it."""
    reception, behind = Reception(bytes_max), b""
    for piece in pieces:
        if reception.is_over:
            behind += piece
        else:
            reception.take(piece)
    assert reception.is_over
    return reception.fault or reception.letter(), reception.behind + behind


def test_a_letter_in_one_piece_loses_its_stuffed_dots_and_leaves_the_next_command() -> None:
    assert received(LETTER + b".\r\nMAIL FROM:<a@b.example>\r\n") == (READ, b"MAIL FROM:<a@b.example>\r\n")


def test_a_letter_in_pieces_of_one_byte_is_the_same_letter() -> None:
    whole = LETTER + b".\r\n"

    assert received(*(whole[place : place + 1] for place in range(len(whole)))) == (READ, b"")


@pytest.mark.parametrize("cut", range(1, len(LETTER) + 3))
def test_wherever_a_letter_is_cut_in_two_it_is_the_same_letter(cut: int) -> None:
    whole = LETTER + b".\r\n"

    assert received(whole[:cut], whole[cut:] + b"QUIT\r\n") == (READ, b"QUIT\r\n")


@pytest.mark.parametrize("pieces", [(b".\r\n",), (b".", b"\r\n"), (b".\r", b"\n")])
def test_a_letter_of_nothing_is_empty(pieces: tuple[bytes, ...]) -> None:
    assert received(*pieces) == (b"", b"")


@pytest.mark.parametrize("false_end", [b"a\n.\n", b"a\n.\r\n", b"a\r.\r\n", b"a.\r\n", b"a\r\n.\n"])
def test_only_a_dot_alone_between_two_crlf_ends_a_letter(false_end: bytes) -> None:
    letter, left = received(false_end + b"MAIL FROM:<smuggled@b.example>\r\n.\r\n")

    assert isinstance(letter, bytes)
    assert b"smuggled" in letter
    assert left == b""


def test_a_line_of_1001_bytes_is_taken_and_one_of_1002_is_not() -> None:
    assert received(b"a" * 999 + b"\r\n.\r\n")[0] == b"a" * 999 + b"\r\n"
    assert received(b"a" * 1000 + b"\r\n.\r\n")[0] is Fault.TOO_LONG


@pytest.mark.parametrize("size", [1_000, 100_000])
def test_a_line_that_comes_bit_by_bit_is_too_long_all_the_same_and_read_to_its_end(size: int) -> None:
    pieces = [b"a" * 400] * (size // 400 + 1)

    assert received(*pieces, b"\r", b"\n", b"more\r\n", b".\r\nNOOP\r\n") == (Fault.TOO_LONG, b"NOOP\r\n")


def test_a_letter_over_the_limit_is_read_to_its_end_and_refused() -> None:
    lines = [b"line\r\n"] * 20

    assert received(*lines, b".\r\nNOOP\r\n", bytes_max=119) == (Fault.TOO_MUCH, b"NOOP\r\n")
    assert received(*lines, b".\r\n", bytes_max=120)[0] == b"line\r\n" * 20


def test_of_two_faults_the_first_in_the_stream_is_named() -> None:
    long, many = b"a" * 1500 + b"\r\n", b"line\r\n" * 300

    assert received(long + many + b".\r\n", bytes_max=1700)[0] is Fault.TOO_LONG
    assert received(many + long + b".\r\n", bytes_max=1700)[0] is Fault.TOO_MUCH


def test_a_letter_without_its_lone_dot_is_not_over() -> None:
    reception = Reception(1000)
    reception.take(b"Subject: a\r\n\r\n.")

    assert not reception.is_over
