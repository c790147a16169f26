"""Letters as bytes: which type they name, whose they are, and what is left of them without the type."""

from __future__ import annotations

from datetime import timedelta

import pytest

from worklog.letter import ScannedLetter, Way, address_is_sound, line_ends_are_sound, scan

CODES = {"L3", "L5", "L10", "L10=15", "Д10", "П10"}
BODY = b"\r\nDear Pavel,\r\n..dots and \xff bytes\r\n"


def scanned(head: bytes, *recipients: str, body: bytes = BODY) -> ScannedLetter:
    return scan(
        head + body,
        sender="anna@office.example",
        recipients=recipients or ("pavel@client.example",),
        mail_domain="office.example",
        is_type_name=lambda text: text in CODES,
    )


def test_a_letter_without_a_type_is_left_byte_for_byte() -> None:
    letter = scanned(b"From: anna@office.example\r\nSubject:  two  spaces\r\n\tand a fold \r\n")

    assert letter.types_named == ()
    assert letter.content == b"From: anna@office.example\r\nSubject:  two  spaces\r\n\tand a fold \r\n" + BODY


@pytest.mark.parametrize(
    "head",
    [
        b"X-Work-Type: L10\r\nFrom: anna@office.example\r\nSubject: Offer\r\n",
        b"From: anna@office.example\r\nSubject: Offer\r\nx-work-TYPE:L10\r\n",
        b"From: anna@office.example\r\nX-Work-Type: =?utf-8?B?TDEw?=\r\nSubject: Offer\r\n",
        b"From: anna@office.example\r\nX-Work-Type:\r\n L10\r\nSubject: Offer\r\n",
        b"From: anna@office.example\r\nX-Work-Type: L10\r\nX-Work-Type: L10\r\nSubject: Offer\r\n",
    ],
)
def test_the_header_names_the_type_and_goes(head: bytes) -> None:
    letter = scanned(head)

    assert letter.named == ((Way.HEADER, "L10"),)
    assert letter.content == b"From: anna@office.example\r\nSubject: Offer\r\n" + BODY


def test_an_empty_header_is_no_type_and_goes_too() -> None:
    letter = scanned(b"X-Work-Type: \r\nSubject: Offer\r\n")

    assert letter.named == ()
    assert letter.content == b"Subject: Offer\r\n" + BODY


@pytest.mark.parametrize(
    ("subject", "left"),
    [
        (b"[#L10] Offer", b"Offer"),
        (b"Offer [#L10]", b"Offer"),
        (b"Offer [#L10] for May", b"Offer for May"),
        (b"[#L10]Offer", b"Offer"),
        (b"[# L10 ] Offer", b"Offer"),
        (b"[#L10] Re: [#L5] Offer", b"Re: [#L5] Offer"),
        (b"[#L10] [#L10] Offer", b"Offer"),
        (b"[#L10] [#777] Offer", b"[#777] Offer"),
        (b"[#L10] [EXT] Offer", b"[EXT] Offer"),
        (b"[#L10=15] Offer", b"Offer"),
        (b"[#L10]", b""),
        ("[#Д10] Смета".encode(), "Смета".encode()),
    ],
)
def test_a_tag_of_the_subject_names_the_type_and_goes(subject: bytes, left: bytes) -> None:
    letter = scanned(b"From: anna@office.example\r\nSubject: " + subject + b"\r\nX-Other: 1\r\n")

    assert len({text for _, text in letter.named}) == 1
    assert letter.content == b"From: anna@office.example\r\nSubject: " + left + b"\r\nX-Other: 1\r\n" + BODY


def test_only_the_tag_is_cut_from_an_encoded_subject() -> None:
    letter = scanned(b"Subject: [#L10] =?utf-8?B?0KHRh9GR0YI=?=\r\n =?koi8-r?Q?_=C2=CE=CE?=\r\nTo: b@c.example\r\n")

    assert (
        letter.content == b"Subject: =?utf-8?B?0KHRh9GR0YI=?=\r\n =?koi8-r?Q?_=C2=CE=CE?=\r\nTo: b@c.example\r\n" + BODY
    )


def test_a_tag_inside_an_encoded_word_is_found_and_the_subject_written_anew() -> None:
    letter = scanned(b"Subject: =?utf-8?B?WyNMMTBdINCh0YfRkdGC?=\r\n")

    assert letter.named == ((Way.SUBJECT, "L10"),)
    assert letter.subject == "Счёт"
    assert letter.content == b"Subject: =?utf-8?B?0KHRh9GR0YI=?=\r\n" + BODY


def test_a_long_subject_written_anew_is_folded() -> None:
    long = "Очень длинная тема письма про смету, договор и акты за октябрь"
    letter = scanned(f"Subject: {long} [#L10]\r\n Ещё\r\n".encode())

    assert letter.subject == f"{long} Ещё"
    assert max(len(line) for line in letter.content.split(b"\r\n")) <= 78


@pytest.mark.parametrize(
    "subject",
    [
        b"Re: [#L10] Offer",
        b"FWD: [#L10] Offer",
        b"AW: [#L10] x",
        b"Re[2]: [#L10] x",
        "Отв: [#L10] х".encode(),
        "НА: [#L10] х".encode(),
    ],
)
def test_a_tag_after_re_or_fwd_is_an_old_one(subject: bytes) -> None:
    letter = scanned(b"Subject: " + subject + b"\r\n")

    assert letter.types_named == ()
    assert letter.content == b"Subject: " + subject + b"\r\n" + BODY


def test_a_tag_that_was_never_a_code_stays_and_is_asked_about_only_when_nothing_else_names_a_type() -> None:
    alone = scanned(b"Subject: [#777] Offer\r\n")
    with_header = scanned(b"X-Work-Type: L10\r\nSubject: [#777] Offer\r\n")

    assert (alone.named, alone.types_named) == ((), ("777",))
    assert with_header.types_named == ("L10",)
    assert with_header.content == b"Subject: [#777] Offer\r\n" + BODY


def test_the_type_address_goes_from_envelope_and_lists() -> None:
    letter = scanned(
        b'To: "Petrov, Pavel" <pavel@client.example>,\r\n L10@types.office.example,\r\n'
        b" =?utf-8?Q?a,_b?= <b@client.example>\r\n"
        b"Cc: Medium letter <l10@TYPES.office.example>\r\n",
        "pavel@client.example",
        "L10@types.office.example",
        "b@client.example",
    )

    assert letter.recipients == ("pavel@client.example", "b@client.example")
    assert {text for _, text in letter.named} == {"L10", "l10"}
    assert letter.content == (
        b'To: "Petrov, Pavel" <pavel@client.example>,\r\n =?utf-8?Q?a,_b?= <b@client.example>\r\n' + BODY
    )


@pytest.mark.parametrize(
    ("field", "left"),
    [
        (b"To: L10@types.office.example, a@b.example", b"To: a@b.example"),
        (b"To: a@b.example,L10@types.office.example", b"To: a@b.example"),
        (b"To: L10@types.office.example", None),
        (b"To: Types: L10@types.office.example; , a@b.example", b"To: Types:; , a@b.example"),
        (b"To: Team: a@b.example, L10@types.office.example;", b"To: Team: a@b.example;"),
        (b"To: (types, mostly) L10@types.office.example, a@b.example", b"To: a@b.example"),
        (
            b'To: "x <L10@types.office.example>, y" <a@b.example>',
            b'To: "x <L10@types.office.example>, y" <a@b.example>',
        ),
        (b"To: a@b.example, types.office.example", b"To: a@b.example, types.office.example"),
        (b"Bcc: L10@types.office.example, a@b.example", b"Bcc: a@b.example"),
    ],
)
def test_every_other_byte_of_an_address_list_stays(field: bytes, left: bytes | None) -> None:
    letter = scanned(field + b"\r\nX: 1\r\n")

    assert letter.content == (b"" if left is None else left + b"\r\n") + b"X: 1\r\n" + BODY


@pytest.mark.parametrize(
    "written",
    [
        "<L10@Types.Office.Example>",
        "<L10@ty\r\n pes.office.example>",
        "L10@types(medium).office.example",
        "<L10@ｔｙｐｅｓ.office.example>",
        "=?utf-8?Q?Medium?= <L10@types.office.example>",
    ],
    ids=["capitals", "folded", "comment", "wide letters", "encoded name"],
)
def test_a_type_address_is_found_however_it_is_written(written: str) -> None:
    letter = scanned(b"To: a@b.example, " + written.encode() + b"\r\n")

    assert [text for _, text in letter.named] == ["L10"]
    assert letter.content == b"To: a@b.example\r\n" + BODY


def test_a_type_address_of_another_office_is_an_ordinary_recipient() -> None:
    letter = scanned(b"To: L10@types.other.example\r\n", "L10@types.other.example")

    assert letter.named == ()
    assert letter.recipients == ("L10@types.other.example",)


def test_a_letter_for_the_type_address_alone_has_nobody_left() -> None:
    assert scanned(b"Subject: x\r\n", "L10@types.office.example").recipients == ()


@pytest.mark.parametrize(
    ("head", "key"),
    [
        (b"Message-ID: <1@office.example>\r\n", "<1@office.example>"),
        (b"MESSAGE-ID:\r\n  <1@office.example> (comment)\r\n", "<1@office.example>"),
        (b"Resent-Message-ID: <2@x>\r\nMessage-ID: <1@office.example>\r\nResent-Message-ID: <3@x>\r\n", "<2@x>"),
        (b"Message-ID: without brackets\r\n", "without brackets"),
    ],
)
def test_the_key_is_the_topmost_resent_message_id_or_else_the_message_id(head: bytes, key: str) -> None:
    assert scanned(head).key.text == key
    assert scanned(head).key.lasts is None


def test_without_a_message_id_the_key_is_made_of_sender_recipients_and_bytes() -> None:
    one = scanned(b"Subject: x\r\n", "a@b.example", "c@d.example")
    reordered = scanned(b"Subject: x\r\n", "c@d.example", "A@b.example")
    other = scanned(b"Subject: y\r\n", "a@b.example", "c@d.example")

    assert one.key.text.startswith("sha256:")
    assert one.key == reordered.key
    assert one.key != other.key
    assert one.key.lasts == timedelta(hours=24)


def test_an_empty_message_id_is_none() -> None:
    assert scanned(b"Message-ID:\r\nSubject: x\r\n").key.text.startswith("sha256:")


@pytest.mark.parametrize(
    ("raw", "subject"),
    [
        (b"=?utf-8?B?0J/RgNC40LLQtdGC?=", "Привет"),
        (b"=?utf-8?B?0J/RgNC40LLQtdE=?=\r\n =?utf-8?B?gg==?=", "Привет"),
        (b"=?koi8-r?B?8NLJ18XU?= =?windows-1251?Q?_=EC=E8=F0?=", "Привет мир"),
        (b"=?unknown-8bit?B?8NLJ18XU?=", "Привет"),
        (b"=?utf-8?B?0J/RgNC40LLQt?=", "Прив"),
        ("Привет".encode(), "Привет"),
        ("Привет".encode("koi8-r"), "Привет"),
        ("Привет".encode("cp1251"), "Привет"),
        (b"a\x00b\x1b[31m\xe2\x80\xaec", "a b [31m c"),
        (b"=?utf-8*ru?Q?=D0=B4=D0=B0?= tail", "да tail"),
        (b"", ""),
    ],
)
def test_a_subject_is_readable_whatever_its_charset(raw: bytes, subject: str) -> None:
    assert scanned(b"Subject: " + raw + b"\r\n").subject.startswith(subject)


@pytest.mark.parametrize(
    "raw", [b"", b"\r\n", b"no colon at all\r\n\r\nx\r\n", b"\r\n\r\nbody\r\n", b" fold first\r\nSubject: x\r\n\r\n"]
)
def test_an_odd_head_passes_as_it_is(raw: bytes) -> None:
    letter = scan(raw, sender="a@b", recipients=("c@d",), mail_domain="office.example", is_type_name=lambda _: True)

    assert letter.content == raw


@pytest.mark.parametrize(
    ("raw", "sound"),
    [
        (b"a\r\nb\r\n", True),
        (b"", True),
        (b"a\nb\r\n", False),
        (b"a\rb\r\n", False),
        (b"a\r\r\n", False),
        (b"x\n.\r\ny\r\n", False),
        (b"a\rb\nc\r\n", False),
        (b"a\r\r\n\nb\r\n", False),
    ],
)
def test_a_bare_line_end_is_seen(raw: bytes, sound: bool) -> None:
    assert line_ends_are_sound(raw) is sound


@pytest.mark.parametrize(
    ("address", "sound"),
    [
        ("anna@office.example", True),
        ("o'hara+tag@office.example", True),
        ('"anna b"@office.example', True),
        ("анна@пример.рф", True),
        ("anna", False),
        ("anna@office.example\rDATA", False),
        ("anna b@office.example", False),
        ("<anna@office.example>", False),
        ("a@b@c.example", False),
        ("", False),
    ],
)
def test_an_envelope_address_hides_nothing(address: str, sound: bool) -> None:
    assert address_is_sound(address) is sound
