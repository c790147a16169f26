"""Apart from the type a letter passes byte for byte: measured at a next hop that keeps what it was sent."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from worklog.letter import scan
from worklog.mime import content_of

pytestmark = pytest.mark.mail

TYPED = b"X-Work-Type: THANKS\r\n"
ODD_LETTERS = {
    "8 bit": b"Subject: \xf0\xd2\xc9\xd7\xc5\xd4\r\nContent-Type: text/plain; charset=koi8-r\r\n\r\n"
    b"\xf0\xd2\xc9\xd7\xc5\xd4\r\n",
    "utf-8 head": "Subject: Привет\r\nFrom: Анна <anna@office.example>\r\n\r\nПривет\r\n".encode(),
    "dots": b"Subject: dots\r\n\r\n.\x20\r\n..\r\n...x\r\n.x\r\n",
    "no body": b"Subject: no body\r\n",
    "empty body": b"Subject: empty body\r\n\r\n",
    "no head": b"\r\nonly a body\r\n",
    "nothing": b"",
    "lines of 998": b"Subject: long\r\n\r\n" + b"x" * 998 + b"\r\n" + b"." + b"y" * 997 + b"\r\n",
    "trailing blanks": b"Subject: blanks  \t\r\n\tfolded \r\n\r\nx \t \r\n\r\n\r\n",
    "odd spacing": b"SUBJECT : odd\r\nfrom:anna@office.example\r\nX-Empty:\r\n\r\nx\r\n",
    "a line without a colon": b"From anna Mon Jan 1\r\nSubject: mbox\r\n\r\nFrom the start\r\n",
    "two subjects": b"Subject: one\r\nSubject: two\r\n\r\nx\r\n",
    "nul and controls": b"Subject: nul\r\n\r\na\x00b\x01\x7f\x1b[0m\r\n",
    "megabyte of head": b"Subject: head\r\nX-Many: " + b"y" * 900 + b"\r\n" + b"X-More: z\r\n" * 60_000 + b"\r\nx\r\n",
    "signed": b"DKIM-Signature: v=1; h=from:subject;\r\n bh=abc=; b=def=\r\nSubject: signed\r\n"
    b"Content-Type: multipart/signed; boundary=s; protocol=application/pgp-signature\r\n\r\n--s\r\n\r\nx \r\n--s--\r\n",
    "nested": b"Subject: outer\r\nContent-Type: message/rfc822\r\n\r\n"
    b"X-Work-Type: L25\r\nSubject: [#L60] inner\r\n\r\nx\r\n",
    "tag in the body": b"Subject: plain\r\n\r\n[#L10] in the body\r\nX-Work-Type: L10\r\n",
    "type-like address in a name": b'Subject: x\r\nTo: "L10@types.office.example" <pavel@client.example>\r\n\r\nx\r\n',
    "old tag": b"Subject: Re: [#L10] old\r\n\r\nx\r\n",
    "broken encoded word": b"Subject: =?utf-8?B?====?= =?x?Q?=ZZ?= =?utf-8?B?0J\r\n\r\nx\r\n",
}


@pytest.mark.parametrize("name", ODD_LETTERS)
def test_an_odd_letter_passes_byte_for_byte(office: Any, gate: Any, hop: Any, name: str) -> None:
    raw = ODD_LETTERS[name]

    code, text = gate.send(TYPED + raw if not raw.startswith(b"From ") else raw.replace(b"\r\n", b"\r\n" + TYPED, 1))

    assert (code, text) == (250, "2.0.0 queued as 1")
    assert hop.taken == [raw]
    assert len(office.minutes()) == 1


def test_the_page_shows_a_readable_subject_for_an_odd_one(office: Any, gate: Any) -> None:
    gate.send(TYPED + ODD_LETTERS["8 bit"])
    gate.send(TYPED + ODD_LETTERS["utf-8 head"])
    gate.send(TYPED + ODD_LETTERS["broken encoded word"])

    assert {line.subject for line in office.letters()} >= {"Привет"}
    assert all(line.subject.isprintable() for line in office.letters())


LINE = st.binary(max_size=60).map(lambda line: line.replace(b"\r", b"").replace(b"\n", b"").replace(b"[#", b"[-"))
LETTER = st.lists(LINE, max_size=12).map(lambda lines: b"".join(line + b"\r\n" for line in lines))
NAMED_LINE = st.tuples(
    st.sampled_from([b"Subject", b"To", b"Cc", b"From", b"Message-ID", b"Content-Type", b"X-Any", b" fold"]),
    LINE,
).map(lambda pair: pair[0] + b": " + pair[1] + b"\r\n")
HEADED_LETTER = st.tuples(st.lists(NAMED_LINE, max_size=8), LETTER).map(lambda it: b"".join(it[0]) + b"\r\n" + it[1])


def _left(raw: bytes) -> bytes:
    """Return what leaves the gate of `raw`, in an office whose only type is L10."""
    return scan(
        raw,
        sender="anna@office.example",
        recipients=["pavel@client.example"],
        mail_domain="office.example",
        is_type_name=lambda code: code == "L10",
    ).content


@given(st.one_of(LETTER, HEADED_LETTER))
def test_whatever_a_letter_is_made_of_it_leaves_as_it_came_where_it_names_no_type(raw: bytes) -> None:
    assert _left(raw) == raw


@given(HEADED_LETTER)
def test_a_type_header_in_front_is_all_that_is_taken_out(raw: bytes) -> None:
    folded = raw[:1] in (b" ", b"\t")  # then the first line is the header's own

    assert folded or _left(b"X-Work-Type: L10\r\n" + raw) == raw


@given(st.one_of(LETTER, HEADED_LETTER, st.binary(max_size=400)))
def test_reading_the_parts_never_fails(raw: bytes) -> None:
    read = content_of(raw)

    assert "\0" not in read.text + read.subject + read.head
