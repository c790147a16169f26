"""Odd letters of the office's own making: what each is, what must leave the gate, and what its author reads of it.

`leaves` is None where the letter must leave byte for byte; else it is what must arrive, written out by hand and
never by the program's own code. Letters that name no type themselves are sent by `typed` with a header of the
gate's in front, which must be gone afterwards.
"""

# ruff: noqa: E501 - a letter stays on one line, as long as it is
from __future__ import annotations

import base64
import quopri
from dataclasses import dataclass, replace
from itertools import pairwise

CRLF = b"\r\n"
TYPE_LINE = b"X-Work-Type: THANKS\r\n"
HELLO = "Привет, Павел"
FROM = b"From: Anna <anna@office.example>\r\nTo: pavel@client.example\r\nMessage-ID: <odd@office.example>\r\n"


@dataclass(frozen=True)
class Odd:
    """One odd letter. `subject` is what the page must show; None: any readable text will do."""

    name: str
    raw: bytes
    subject: str | None = None
    leaves: bytes | None = None
    names_type: bool = False
    recipients: tuple[str, ...] = ()
    is_utf8: bool = False

    @property
    def sent(self) -> bytes:
        """What the mail program hands in."""
        return self.raw if self.names_type else TYPE_LINE + self.raw

    @property
    def arrives(self) -> bytes:
        return self.raw if self.leaves is None else self.leaves


def b64(text: str, charset: str = "utf-8") -> bytes:
    return b"=?" + charset.encode() + b"?B?" + base64.b64encode(text.encode(charset)) + b"?="


def q(text: str, charset: str = "utf-8") -> bytes:
    encoded = "".join(f"={byte:02X}" for byte in text.encode(charset))
    return b"=?" + charset.encode() + b"?Q?" + encoded.encode() + b"?="


def body_in(charset: str, text: str = HELLO) -> bytes:
    head = FROM + b"Subject: " + b64(text, charset) + b"\r\nContent-Type: text/plain; charset=" + charset.encode()
    if charset == "utf-16":  # its line ends are no line ends of a letter
        return head + b"\r\nContent-Transfer-Encoding: base64\r\n\r\n" + base64.b64encode(text.encode(charset)) + CRLF
    return head + b"\r\n\r\n" + text.encode(charset) + CRLF


def subject(value: bytes, rest: bytes = b"\r\nx\r\n") -> bytes:
    return FROM + b"Subject:" + value + CRLF + rest


def mime(kind: bytes, body: bytes, said: bytes = b"mime") -> bytes:
    return FROM + b"Subject: " + said + b"\r\nMIME-Version: 1.0\r\nContent-Type: " + kind + b"\r\n\r\n" + body


def multipart(parts: list[bytes], kind: bytes = b"mixed", boundary: bytes = b"=_b", end: bytes | None = None) -> bytes:
    lines = b"".join(b"--" + boundary + CRLF + part + CRLF for part in parts)
    closing = b"--" + boundary + b"--\r\n" if end is None else end
    return mime(b"multipart/" + kind + b'; boundary="' + boundary + b'"', lines + closing)


def nested(depth: int) -> bytes:
    names = [b"b%d" % n for n in range(depth)]
    head = mime(b"multipart/mixed; boundary=b0", b"")
    down = b"".join(b"--" + a + b"\r\nContent-Type: multipart/mixed; boundary=" + b + b"\r\n\r\n" for a, b in pairwise(names))
    up = b"".join(b"--" + name + b"--\r\n" for name in reversed(names))
    return head + down + b"--" + names[-1] + b"\r\n\r\ndeep\r\n" + up


PLAIN = b"Content-Type: text/plain; charset=utf-8\r\n\r\n" + HELLO.encode()
HTML = b"Content-Type: text/html; charset=utf-8\r\n\r\n<p>" + HELLO.encode() + b"</p>"
PDF = (
    b"Content-Type: application/pdf\r\nContent-Transfer-Encoding: base64\r\n"
    b'Content-Disposition: attachment; filename="offer.pdf"\r\n\r\n' + base64.b64encode(b"%PDF-1.4 offer" * 9)
)
INNER = b"From: a@b.example\r\nSubject: [#L25] inner\r\nX-Work-Type: L60\r\n\r\ninner\r\n"

CHARSETS = [
    Odd(f"charset {charset}", body_in(charset, text), text)
    for charset, text in [
        ("koi8-r", HELLO), ("windows-1251", HELLO), ("cp866", HELLO), ("iso-8859-5", HELLO), ("utf-8", HELLO),
        ("utf-16", HELLO), ("utf-7", HELLO), ("koi8-u", "Привіт"), ("gb18030", "报价单"), ("gbk", "报价单"),
        ("big5", "報價單"), ("shift_jis", "見積書"), ("euc-jp", "見積書"), ("iso-2022-jp", "見積書"),
        ("euc-kr", "견적서"), ("iso-8859-1", "Grüße"), ("iso-8859-15", "5 €"), ("windows-1255", "שלום"),
        ("windows-1256", "مرحبا"), ("iso-8859-7", "Προσφορά"), ("tis-620", "สวัสดี"), ("macroman", "Grüße"),
    ]
]  # fmt: skip

BROKEN_WORDS = [
    Odd("unknown charset, utf-8 inside", subject(b" =?x-nobody?B?" + base64.b64encode(HELLO.encode()) + b"?="), HELLO),
    Odd("charset that lies: koi8 called utf-8", subject(b" =?utf-8?B?" + base64.b64encode(HELLO.encode("koi8-r")) + b"?="), HELLO),
    Odd("charset that lies: cp1251 called utf-8", subject(b" =?utf-8?Q?=CF=F0=E8=E2=E5=F2?="), "Привет"),
    Odd("charset with a language", subject(b" =?utf-8*ru?B?" + base64.b64encode(HELLO.encode()) + b"?="), HELLO),
    Odd("charset idna", subject(b" =?idna?Q?xn--e1afmkfd?=")),
    Odd("charset punycode", subject(b" =?punycode?Q?e1afmkfd?=")),
    Odd("charset unicode_escape", subject(b" =?unicode_escape?Q?=5Cu0041?=")),
    Odd("words of three charsets", subject(b" " + b64("Счёт") + b" " + q("от", "koi8-r") + b" " + b64("мая", "cp1251")), "Счётотмая"),
    Odd("a letter cut between two words", subject(b" =?utf-8?B?0J/R?=\r\n =?utf-8?B?gNC40LLQtdGC?="), "Привет"),
    Odd("words without space between", subject(b" " + b64("Счёт") + b64("ы")), "Счёты"),
    Odd("word inside quotes", subject(b' "' + b64("Счёт") + b'"'), '"Счёт"'),
    Odd("base64 without padding", subject(b" =?utf-8?B?0KHRh9GR0YI?="), "Счёт"),
    Odd("base64 with spaces", subject(b" =?utf-8?B?0KHR h9GR 0YI=?=")),
    Odd("base64 of one letter", subject(b" =?utf-8?B?A?= end")),
    Odd("base64 that is none", subject(b" =?utf-8?B?!!!!?= end"), "end"),
    Odd("quoted-printable that is none", subject(b" =?utf-8?Q?=ZZ=D0=9?= end")),
    Odd("word that never ends", subject(b" =?utf-8?B?0KHRh9GR0YI=")),
    Odd("word of an unknown encoding", subject(b" =?utf-8?X?abc?= end")),
    Odd("underscores of Q", subject(b" =?utf-8?Q?a_b_=D0=B2?="), "a b в"),
    Odd("nul in a word", subject(b" =?utf-8?Q?a=00b?="), "a b"),
    Odd("line end in a word", subject(b" =?utf-8?Q?a=0D=0AX-Work-Type:_L25?="), "a X-Work-Type: L25"),
]  # fmt: skip

RAW_HEADERS = [
    Odd("subject in raw koi8-r", subject(b" " + HELLO.encode("koi8-r")), HELLO),
    Odd("subject in raw windows-1251", subject(b" " + HELLO.encode("cp1251")), HELLO),
    Odd("subject in raw utf-8", subject(b" " + HELLO.encode()), HELLO),
    Odd("subject of latin-1 bytes", subject(b" Gr\xfc\xdfe")),
    Odd("subject of overlong utf-8", subject(b" \xc0\xafx")),
    Odd("subject of surrogate halves", subject(b" \xed\xa0\xbd\xed\xb8\x80 x")),
    Odd("subject with bidi marks", subject(" \u202egpj.txe\u202c".encode()), "gpj.txe"),
    Odd("subject with zero width", subject(" a\u200bb\ufeff".encode()), "a b"),
    Odd("subject of emoji", subject(" 🎉 Счёт 👩‍💻".encode()), "🎉 Счёт 👩‍💻"),
    Odd("subject with tabs and escapes", subject(b" a\tb\x1b[31mc\x07"), "a b [31mc"),
    Odd("subject of c1 controls", subject(b" =?iso-8859-1?Q?a=85b=9F?="), "a b"),
    Odd("subject folded in the middle", subject(b" one\r\n two\r\n\tthree"), "one two three"),
    Odd("subject folded in odd places", subject(b"\r\n \r\n  one "), "one"),
    Odd("subject of spaces", subject(b"   \t "), ""),
    Odd("empty subject", subject(b""), ""),
    Odd("no subject", FROM + b"\r\nx\r\n", ""),
    Odd("two subjects", FROM + b"Subject: one\r\nSubject: two\r\n\r\nx\r\n", "one"),
    Odd("subject of 900 letters", subject(b" " + b"long " * 180), None),
    Odd("name of a field in odd letters", FROM + b"sUbJeCt: odd\r\nX-Empty:\r\nX-Empty2: \r\n\r\nx\r\n", "odd"),
    Odd("space before the colon", FROM + b"Subject : odd\r\n\r\nx\r\n", "odd"),
    Odd("no space behind the colon", FROM + b"Subject:odd\r\n\r\nx\r\n", "odd"),
    Odd("a line without a colon", FROM + b"Subject: x\r\nnot a field\r\n\r\nx\r\n", "x"),
    Odd("a field of one colon", FROM + b":\r\nSubject: x\r\n\r\nx\r\n", "x"),
    Odd("a field of other letters", FROM + "Тема: x\r\nSubject: y\r\n\r\nx\r\n".encode(), "y"),
    Odd("trailing blanks in the head", FROM + b"Subject: x  \t\r\nX-Y: z \r\n\r\nx\r\n", "x"),
    Odd("a fold of nothing but blanks", FROM + b"X-Y: z\r\n \t\r\nSubject: x\r\n\r\nx\r\n", "x"),
]  # fmt: skip

BODIES = [
    Odd("nothing at all", b"", ""),
    Odd("only a line end", b"\r\n", ""),
    Odd("only line ends", b"\r\n\r\n\r\n", ""),
    Odd("head without body", FROM + b"Subject: x\r\n", "x"),
    Odd("head and blank line", FROM + b"Subject: x\r\n\r\n", "x"),
    Odd("body without head", b"\r\nonly a body\r\n", ""),
    Odd("lines of 998", subject(b" x", b"\r\n" + b"x" * 998 + b"\r\n." + b"y" * 997 + CRLF), "x"),
    Odd("lines that begin with dots", subject(b" x", b"\r\n.\r\n..\r\n...\r\n.x\r\n. \r\n"), "x"),
    Odd("a body that is one dot", subject(b" x", b"\r\n.\r\n"), "x"),
    Odd("trailing blanks and tabs", subject(b" x", b"\r\na \t\r\n\t\r\n \r\n\r\n"), "x"),
    Odd("form feeds, nul and escapes", subject(b" x", b"\r\n\x0c\x00\x1b[0m\x7f\r\n"), "x"),
    Odd("every byte but CR and LF", subject(b" x", b"\r\n" + bytes(set(range(256)) - {10, 13}) + CRLF), "x"),
    Odd("From at the start of a line", subject(b" x", b"\r\nFrom the start\r\n>From\r\n"), "x"),
    Odd("a tag in the body", subject(b" x", b"\r\n[#L10]\r\nX-Work-Type: L25\r\n"), "x"),
    Odd("an SMTP dialogue in the body", subject(b" x", b"\r\n.\r\n250 ok\r\nMAIL FROM:<a@b>\r\nQUIT\r\n"), "x"),
    Odd("quoted-printable with soft breaks", mime(b"text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable", quopri.encodestring(HELLO.encode() * 9).replace(b"\n", CRLF) + CRLF), "mime"),
    Odd("broken base64", mime(b"text/plain\r\nContent-Transfer-Encoding: base64", b"0J!!!9\r\n=\r\n"), "mime"),
    Odd("unknown transfer encoding", mime(b"text/plain\r\nContent-Transfer-Encoding: x-own", b"abc\r\n"), "mime"),
    Odd("uuencoded file in the text", subject(b" x", b"\r\nhere it is\r\nbegin 644 a.txt\r\n#86)C\r\n`\r\nend\r\n"), "x"),
    Odd("yEnc in the text", subject(b" x", b"\r\n=ybegin line=128 size=3 name=a\r\n\x8b\x8c\x8d\r\n=yend size=3\r\n"), "x"),
    Odd("format=flowed", mime(b"text/plain; format=flowed; delsp=yes", b"a \r\nb \r\n>> c \r\n-- \r\nAnna\r\n"), "mime"),
    Odd("PGP inline", subject(b" x", b"\r\n-----BEGIN PGP SIGNED MESSAGE-----\r\nHash: SHA256\r\n\r\n- -- \r\nx\r\n-----BEGIN PGP SIGNATURE-----\r\n\r\niQEz\r\n=abcd\r\n-----END PGP SIGNATURE-----\r\n"), "x"),
]  # fmt: skip

ADDRESSES = [
    Odd("no From", b"To: pavel@client.example\r\nSubject: x\r\n\r\nx\r\n", "x"),
    Odd("no To", b"From: anna@office.example\r\nSubject: x\r\n\r\nx\r\n", "x"),
    Odd("no Message-ID", b"From: anna@office.example\r\nSubject: no id\r\n\r\nx\r\n", "no id"),
    Odd("two Message-IDs", FROM + b"Message-ID: <second@office.example>\r\nSubject: x\r\n\r\nx\r\n", "x"),
    Odd("a Message-ID without brackets", b"Message-ID: bare id\r\nSubject: x\r\n\r\nx\r\n", "x"),
    Odd("a Message-ID of 900 letters", b"Message-ID: <" + b"m" * 900 + b"@x>\r\nSubject: x\r\n\r\nx\r\n", "x"),
    Odd("two From", FROM + b"From: boris@office.example\r\nSubject: x\r\n\r\nx\r\n", "x"),
    Odd("empty group", FROM + b"Cc: Undisclosed recipients:;\r\nSubject: x\r\n\r\nx\r\n", "x"),
    Odd("group of people", FROM + b"Cc: Team: a@b.example, \"C, D\" <c@d.example>;, e@f.example\r\nSubject: x\r\n\r\nx\r\n", "x"),
    Odd("comments in addresses", FROM + b"Cc: (a (nested) \\) one) p@q.example (two), r(three)@s.example\r\nSubject: x\r\n\r\nx\r\n", "x"),
    Odd("quoted local parts", FROM + b'Cc: "a b"@c.example, "x\\"y"@z.example, ".."@d.example\r\nSubject: x\r\n\r\nx\r\n', "x"),
    Odd("routes and domain literals", FROM + b"Cc: <@a,@b:c@d.example>, x@[192.0.2.1], y@[IPv6:::1]\r\nSubject: x\r\n\r\nx\r\n", "x"),
    Odd("Cyrillic addresses", FROM + "Cc: Почта <почта@пример.рф>\r\nSubject: x\r\n\r\nx\r\n".encode(), "x", recipients=("почта@пример.рф",), is_utf8=True),
    Odd("a name with a type address in it", FROM + b'Cc: "L10@types.office.example" <c@d.example>\r\nSubject: x\r\n\r\nx\r\n', "x"),
    Odd("an address list that never closes", FROM + b'Cc: "open <a@b.example>, c@d.example\r\nSubject: x\r\n\r\nx\r\n', "x"),
    Odd("commas and nothing else", FROM + b"Cc: ,,,\r\nSubject: x\r\n\r\nx\r\n", "x"),
    Odd("three thousand addresses in To", FROM + b"Cc: " + b",\r\n ".join(b"p%d@many.example" % n for n in range(3000)) + b"\r\nSubject: x\r\n\r\nx\r\n", "x"),
    Odd("an encoded name with a comma", FROM + b"Cc: " + q("Иванов, И.") + b" <i@j.example>\r\nSubject: x\r\n\r\nx\r\n", "x"),
]  # fmt: skip

TRACES = [
    Odd("signed by DKIM", b"DKIM-Signature: v=1; a=rsa-sha256; h=from:subject;\r\n\tbh=abc=; b=de\r\n f=\r\n" + subject(b" x"), "x"),
    Odd("chain of Received", b"".join(b"Received: from a%d by b%d; Thu, 15 Oct 2026 09:00:00 +0000\r\n" % (n, n) for n in range(40)) + subject(b" x"), "x"),
    Odd("sent once more (Resent)", b"Resent-From: anna@office.example\r\nResent-Message-ID: <again@x>\r\nResent-To: c@d.example\r\n" + subject(b" x"), "x"),
    Odd("sent twice more", b"Resent-Message-ID: <b@x>\r\nResent-Date: Thu, 15 Oct 2026 09:00:00 +0000\r\nResent-Message-ID: <a@x>\r\n" + subject(b" x"), "x"),
    Odd("a Date of 1970", b"Date: Thu, 1 Jan 1970 00:00:00 +0000\r\n" + subject(b" x"), "x"),
    Odd("a Date that is none", b"Date: yesterday\r\nReferences: <a> <b>\r\n\t<c\r\n" + subject(b" x"), "x"),
    Odd("return path and envelope fields", b"Return-Path: <>\r\nErrors-To: <>\r\nDelivered-To: a@b\r\n" + subject(b" x"), "x"),
    Odd("Bcc left in the head", b"Bcc: secret@client.example\r\n" + subject(b" x"), "x"),
    Odd("half a megabyte of head", b"X-More: " + b"z" * 60 + b"\r\n" * 1 + b"X-Many: y\r\n" * 45_000 + subject(b" x"), "x"),
    Odd("one field of 400 folded kilobytes", b"X-Long: a" + b"\r\n bbbbbbbb" * 40_000 + CRLF + subject(b" x"), "x"),
    Odd("content fields twice", b"Content-Type: text/html\r\nContent-Type: text/plain\r\n" + subject(b" x"), "x"),
    Odd("auto-submitted by a person", b"Auto-Submitted: auto-replied\r\nPrecedence: bulk\r\n" + subject(b" x"), "x"),
]  # fmt: skip

PARTS = [
    Odd("text and html", multipart([PLAIN, HTML], b"alternative")),
    Odd("html alone", mime(b"text/html; charset=windows-1251", "<b>Да</b>\r\n".encode("cp1251"))),
    Odd("text and pdf", multipart([PLAIN, PDF])),
    Odd("nested 5 deep", nested(5)),
    Odd("nested 30 deep", nested(30)),
    Odd("nested 200 deep", nested(200)),
    Odd("no closing boundary", multipart([PLAIN], end=b"")),
    Odd("no boundary at all", mime(b"multipart/mixed", b"--x\r\n\r\nx\r\n--x--\r\n")),
    Odd("boundary that never comes", mime(b"multipart/mixed; boundary=never", b"x\r\n")),
    Odd("boundary of odd characters", multipart([PLAIN], boundary=b"a'()+_,-./:=? b")),
    Odd("boundary of one dot", multipart([PLAIN], boundary=b".")),
    Odd("one boundary within the other", multipart([b'Content-Type: multipart/mixed; boundary="=_b2"\r\n\r\n--=_b2\r\n\r\nx\r\n--=_b2--'])),
    Odd("the same boundary twice", multipart([b'Content-Type: multipart/mixed; boundary="=_b"\r\n\r\n--=_b\r\n\r\nx\r\n--=_b--'])),
    Odd("preamble and epilogue", multipart([PLAIN]).replace(b"--=_b\r\n", b"preamble\r\n--=_b\r\n", 1) + b"epilogue\r\n"),
    Odd("parts without heads", multipart([b"\r\nx", b"\r\n", b""])),
    Odd("letter in a letter", multipart([PLAIN, b"Content-Type: message/rfc822\r\n\r\n" + INNER])),
    Odd("letter in a letter in a letter", mime(b"message/rfc822", b"Content-Type: message/rfc822\r\n\r\n" + INNER)),
    Odd("a delivery report", multipart([PLAIN, b"Content-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; x\r\n\r\nAction: failed", b"Content-Type: text/rfc822-headers\r\n\r\n" + INNER], b"report")),
    Odd("signed by S/MIME", multipart([PLAIN, b"Content-Type: application/pkcs7-signature; name=smime.p7s\r\nContent-Transfer-Encoding: base64\r\n\r\nMIAGCSqGSIb3"], b'signed; protocol="application/pkcs7-signature"; micalg=sha-256')),
    Odd("sealed by S/MIME", mime(b"application/pkcs7-mime; smime-type=enveloped-data; name=smime.p7m\r\nContent-Transfer-Encoding: base64", b"MIAGCSqGSIb3\r\n")),
    Odd("signed by PGP", multipart([PLAIN + b" ", b"Content-Type: application/pgp-signature\r\n\r\n-----BEGIN PGP SIGNATURE-----\r\n=abcd"], b"signed; protocol=application/pgp-signature")),
    Odd("sealed by PGP", multipart([b"Content-Type: application/pgp-encrypted\r\n\r\nVersion: 1", b"Content-Type: application/octet-stream\r\n\r\n-----BEGIN PGP MESSAGE-----"], b"encrypted")),
    Odd("an invitation to a meeting", multipart([PLAIN, b"Content-Type: text/calendar; method=REQUEST\r\n\r\nBEGIN:VCALENDAR\r\nEND:VCALENDAR"])),
    Odd("winmail.dat", multipart([PLAIN, b"Content-Type: application/ms-tnef; name=winmail.dat\r\nContent-Transfer-Encoding: base64\r\n\r\neJ8+Ig=="])),
    Odd("file name in three languages", multipart([b"Content-Type: text/plain; name*0*=utf-8'ru'%D1%81%D1%87; name*1=.txt\r\n\r\nx", b'Content-Type: image/png; name="' + "图.png".encode() + b'"\r\n\r\nx', b"Content-Disposition: attachment; filename=" + q("счёт.pdf") + b"\r\n\r\nx"])),
    Odd("file name that climbs", multipart([b'Content-Disposition: attachment; filename="../../etc/passwd"\r\n\r\nx'])),
    Odd("picture in html", multipart([HTML, b"Content-Type: image/gif\r\nContent-ID: <i>\r\nContent-Transfer-Encoding: base64\r\n\r\nR0lGODlh"], b"related")),
    Odd("content type of nonsense", mime(b";;;===", b"x\r\n")),
    Odd("content type of 3000 parameters", mime(b"text/plain;" + b";\r\n a=b" * 3000, b"x\r\n")),
    Odd("script in html", mime(b"text/html", b"<script>alert(1)</script><p onclick=x>ok</p>\r\n")),
    Odd("tags that never end", mime(b"text/html", b"<a " * 300 + b"<!--\r\n" * 300)),
]  # fmt: skip

# Where the letter itself names the type: what must leave is written out by hand.
TYPED = [
    Odd("header first", b"X-Work-Type: L10\r\n" + FROM + b"Subject: x\r\n\r\nx\r\n", "x", FROM + b"Subject: x\r\n\r\nx\r\n", True),
    Odd("header last", FROM + b"Subject: x\r\nX-Work-Type: L10\r\n\r\nx\r\n", "x", FROM + b"Subject: x\r\n\r\nx\r\n", True),
    Odd("header in odd letters", FROM + b"x-wORK-tYPE :L10\r\nSubject: x\r\n\r\nx\r\n", "x", FROM + b"Subject: x\r\n\r\nx\r\n", True),
    Odd("header folded", FROM + b"X-Work-Type:\r\n L10\r\n\t\r\nSubject: x\r\n\r\nx\r\n", "x", FROM + b"Subject: x\r\n\r\nx\r\n", True),
    Odd("header twice, the same", b"X-Work-Type: L10\r\n" + FROM + b"X-Work-Type: l10\r\nSubject: x\r\n\r\nx\r\n", "x", FROM + b"Subject: x\r\n\r\nx\r\n", True),
    Odd("header with blanks", FROM + b"X-Work-Type:   L10  \r\nSubject: x\r\n\r\nx\r\n", "x", FROM + b"Subject: x\r\n\r\nx\r\n", True),
    Odd("header between signed ones", b"DKIM-Signature: v=1; b=a\r\nX-Work-Type: L10\r\n" + FROM + b"Subject:  two  blanks \r\n\r\nx\r\n", "two blanks", b"DKIM-Signature: v=1; b=a\r\n" + FROM + b"Subject:  two  blanks \r\n\r\nx\r\n", True),
    Odd("tag first", FROM + b"Subject: [#L10] Offer\r\n\r\nx\r\n", "Offer", FROM + b"Subject: Offer\r\n\r\nx\r\n", True),
    Odd("tag last", FROM + b"Subject: Offer [#L10]\r\n\r\nx\r\n", "Offer", FROM + b"Subject: Offer\r\n\r\nx\r\n", True),
    Odd("tag alone", FROM + b"Subject: [#L10]\r\n\r\nx\r\n", "", FROM + b"Subject: \r\n\r\nx\r\n", True),
    Odd("tag with blanks", FROM + b"Subject: [# L10 ] Offer\r\n\r\nx\r\n", "Offer", FROM + b"Subject: Offer\r\n\r\nx\r\n", True),
    Odd("tag in the Russian layout", FROM + "Subject: [#Д10] Offer\r\n\r\nx\r\n".encode(), "Offer", FROM + b"Subject: Offer\r\n\r\nx\r\n", True),
    Odd("tag by the Russian name, raw utf-8", FROM + "Subject: [#П10] Счёт\r\n\r\nx\r\n".encode(), "Счёт", FROM + "Subject: Счёт\r\n\r\nx\r\n".encode(), True),
    Odd("tag before an encoded word", FROM + b"Subject: [#L10] " + b64("Счёт") + b"\r\n\r\nx\r\n", "Счёт", FROM + b"Subject: " + b64("Счёт") + b"\r\n\r\nx\r\n", True),
    Odd("tag inside an encoded word", FROM + b"Subject: " + b64("[#L10] Счёт") + b"\r\n\r\nx\r\n", "Счёт", FROM + b"Subject: =?utf-8?B?" + base64.b64encode("Счёт".encode()) + b"?=\r\n\r\nx\r\n", True),
    Odd("tag before Re:", FROM + b"Subject: [#L10] Re: [#L25] Offer\r\n\r\nx\r\n", "Re: [#L25] Offer", FROM + b"Subject: Re: [#L25] Offer\r\n\r\nx\r\n", True),
    Odd("header, and an old tag behind Re:", FROM + b"X-Work-Type: L10\r\nSubject: Re: [#L25] Offer\r\n\r\nx\r\n", "Re: [#L25] Offer", FROM + b"Subject: Re: [#L25] Offer\r\n\r\nx\r\n", True),
    Odd("tag that is none stays", FROM + b"X-Work-Type: L10\r\nSubject: [#42] ticket\r\n\r\nx\r\n", "[#42] ticket", FROM + b"Subject: [#42] ticket\r\n\r\nx\r\n", True),
    Odd("type address in To", b"From: anna@office.example\r\nTo: pavel@client.example, L10@types.office.example\r\nSubject: x\r\n\r\nx\r\n", "x", b"From: anna@office.example\r\nTo: pavel@client.example\r\nSubject: x\r\n\r\nx\r\n", True),
    Odd("type address first in To", b"To: L10 <l10@TYPES.office.example>,\r\n pavel@client.example\r\nSubject: x\r\n\r\nx\r\n", "x", b"To:\r\n pavel@client.example\r\nSubject: x\r\n\r\nx\r\n", True),
    Odd("type address alone in Cc", FROM + b"Cc: <L10@types.office.example>\r\nSubject: x\r\n\r\nx\r\n", "x", FROM + b"Subject: x\r\n\r\nx\r\n", True),
    Odd("type address in a group", FROM + b"Cc: Team: a@b.example, L10@types.office.example;\r\nSubject: x\r\n\r\nx\r\n", "x", FROM + b"Cc: Team: a@b.example;\r\nSubject: x\r\n\r\nx\r\n", True),
    Odd("type address with a comment", FROM + b"Cc: L10@types.office.example (type), c@d.example\r\nSubject: x\r\n\r\nx\r\n", "x", FROM + b"Cc: c@d.example\r\nSubject: x\r\n\r\nx\r\n", True),
    Odd("type address in the envelope only", FROM + b"Subject: x\r\n\r\nx\r\n", "x", None, True, ("pavel@client.example", "L10@types.office.example")),
]  # fmt: skip


def with_own_id(odd: Odd, number: int) -> Odd:
    """Give the letter a Message-ID of its own, or the gate would rightly count all of them once."""
    own = b"<odd-%d@office.example>" % number
    leaves = None if odd.leaves is None else odd.leaves.replace(b"<odd@office.example>", own)
    return replace(odd, raw=odd.raw.replace(b"<odd@office.example>", own), leaves=leaves)


_EVERY = (*CHARSETS, *BROKEN_WORDS, *RAW_HEADERS, *BODIES, *ADDRESSES, *TRACES, *PARTS, *TYPED)
ALL = tuple(with_own_id(odd, number) for number, odd in enumerate(_EVERY))
