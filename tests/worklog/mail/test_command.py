"""What a mail program says behind MAIL and RCPT, and what the gate makes of it."""

from __future__ import annotations

import pytest

from worklog.smtp.command import NotSaidRight, path_of, verb_and_argument


@pytest.mark.parametrize(
    ("said", "address", "parameters"),
    [
        ("FROM:<anna@office.example>", "anna@office.example", {}),
        ("from: <anna@office.example>", "anna@office.example", {}),
        ("FROM:anna@office.example", "anna@office.example", {}),
        ("FROM:<>", "", {}),
        ("FROM:<anna@office.example> SIZE=3800 body=8BITMIME smtputf8",
         "anna@office.example", {"SIZE": "3800", "BODY": "8BITMIME", "SMTPUTF8": None}),
        ("FROM:<@relay.example,@other.example:anna@office.example>", "anna@office.example", {}),
        ('FROM:<"anna"@office.example>', "anna@office.example", {}),
        ('FROM:<"anna ivanova"@office.example>', '"anna ivanova"@office.example', {}),
        ('FROM:<"a>b"@office.example> SIZE=1', '"a>b"@office.example', {"SIZE": "1"}),
        ("FROM:<анна@офис.рф> SMTPUTF8", "анна@офис.рф", {"SMTPUTF8": None}),
    ],
)  # fmt: skip
def test_a_path_is_read(said: str, address: str, parameters: dict[str, str | None]) -> None:
    path = path_of(said, "FROM:")

    assert (path.address, path.parameters) == (address, parameters)


@pytest.mark.parametrize(
    "said",
    ["", "FROM", "TO:<anna@office.example>", "FROM:", "FROM:<anna@office.example", "FROM:<anna@office.example>SIZE=1",
     "FROM:<anna@office.example> SIZE=", "FROM:<anna@office.example> =1", 'FROM:<"anna@office.example>'],
)  # fmt: skip
def test_what_is_no_path_is_refused_with_what_to_say(said: str) -> None:
    with pytest.raises(NotSaidRight) as wrong:
        path_of(said, "FROM:")

    assert wrong.value.reply.text == "501 5.5.4 Say MAIL FROM:<name@domain>"


def test_a_verb_may_be_said_in_any_case_and_bytes_beyond_utf8_come_through() -> None:
    assert verb_and_argument(b"rcpt  TO:<a@b.example> ") == ("RCPT", "TO:<a@b.example>")
    _, argument = verb_and_argument(b"RCPT TO:<\xff@b.example>")
    assert argument.encode("utf-8", "surrogateescape") == b"TO:<\xff@b.example>"
    assert verb_and_argument("ПИСЬМО".encode())[0].isascii() is False
