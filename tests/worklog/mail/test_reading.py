"""What the audit desk reads of a letter, however odd its MIME is."""

from __future__ import annotations

import pytest

from worklog.mime import content_of

MIXED = (
    b"Subject: Offer\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=m\r\n\r\n--m\r\n"
    b"Content-Type: multipart/alternative; boundary=a\r\n\r\n--a\r\nContent-Type: text/plain; charset=koi8-r\r\n\r\n"
    + "Привет".encode("koi8-r")
    + b"\r\n--a\r\nContent-Type: text/html\r\n\r\n<p>Other</p>\r\n--a--\r\n--m\r\n"
    b"Content-Type: application/pdf\r\n"
    b"Content-Disposition: attachment; filename*=utf-8''%D1%81%D1%87%D1%91%D1%82.pdf\r\n"
    b"Content-Transfer-Encoding: base64\r\n\r\nAAAAAAAA\r\n--m\r\nContent-Type: message/rfc822\r\n\r\n"
    b"Subject: Inner\r\n\r\nInner text\r\n--m--\r\n"
)


def test_of_alternatives_the_plain_text_is_read_and_attachments_are_listed() -> None:
    read = content_of(MIXED)

    assert read.subject == "Offer"
    assert read.text == "Привет"
    assert [(each.name, each.media_type, each.size > 0) for each in read.attachments] == [
        ("счёт.pdf", "application/pdf", True),
        ("", "message/rfc822", True),
    ]


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        (b"\r\nplain\r\n", "plain"),
        (
            b"Content-Type: text/html; charset=cp1251\r\n\r\n<style>x</style><div>"
            + "Да".encode("cp1251")
            + b"</div>&amp;",
            "Да\n&",
        ),
        (b"Content-Type: text/plain; charset=no-such\r\n\r\n" + "Да".encode(), "Да"),
        (b"Content-Type: text/plain\r\nContent-Transfer-Encoding: base64\r\n\r\n0JTQsA==", "Да"),
        (b"Content-Type: text/plain\r\nContent-Transfer-Encoding: base64\r\n\r\n!!!", ""),
        (b"Content-Type: text/plain\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n=D0=94=D0=B0=\r\n!", "Да!"),
        (b"Content-Type: multipart/mixed\r\n\r\nno boundary", ""),
        (b"Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n\r\nunclosed", "unclosed"),
        (b"Content-Type: ;;;\r\n\r\ntext", "text"),
        (b"", ""),
        (b"no header at all", ""),
    ],
)
def test_odd_mime_gives_what_can_be_read(raw: bytes, text: str) -> None:
    assert text in content_of(raw).text


def test_a_letter_nested_without_end_is_read_to_a_limit() -> None:
    raw = b"".join(b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (n, n) for n in range(200))

    assert len(content_of(raw).attachments) <= 200


def test_a_huge_text_is_cut() -> None:
    assert len(content_of(b"\r\n" + b"x" * 1_000_000).text) == 200_000
