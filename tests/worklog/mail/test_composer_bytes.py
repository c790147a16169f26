"""What a letter written on the web looks like on its way: addresses, headers, both forms of the text, files."""

from __future__ import annotations

from datetime import datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from zoneinfo import ZoneInfo

import pytest

from worklog.attachment import (
    FILES_MAX,
    Enclosure,
    FilesTooLarge,
    TooManyFiles,
    media_type_of,
    must_fit,
    room_for_files,
    safe_name,
    size_in_words,
)
from worklog.compose import Written, letter_of, sound_ids
from worklog.quoting import Answering, Earlier, bare_subject, body_of_answer, subject_of, thread_of
from worklog.recipient import AddressIsWrong, Recipient, recipients_in, written_address
from worklog.rich_text import html_of, text_of

AT = datetime(2026, 10, 15, 12, 0, tzinfo=ZoneInfo("Europe/Moscow"))


def sent(
    html: str = "", files: tuple[Enclosure, ...] = (), thread: tuple[str, ...] = (), **changed: str
) -> tuple[bytes, EmailMessage]:
    """Return a letter's bytes and what a mail program reads in them."""
    fields = {"sender": "anna@office.example", "to": "pavel@client.example", "cc": "", "bcc": "", "subject": "Смета"}
    written = Written(**{**fields, "text": "Добрый день!", "html": html, **changed})
    raw = letter_of(written, author="Анна Ильина", message_id="<1@office.example>", at=AT, files=files, thread=thread)
    message = message_from_bytes(raw, policy=default)
    assert isinstance(message, EmailMessage)
    return raw, message


def test_the_date_is_in_the_offices_zone() -> None:
    assert sent()[1]["Date"] == "Thu, 15 Oct 2026 12:00:00 +0300"


def test_rich_text_goes_beside_the_plain_one() -> None:
    _, message = sent(html="<div>Срок <b>завтра</b></div>", text="Срок завтра")

    assert message.get_content_type() == "multipart/alternative"
    plain, rich = message.iter_parts()
    assert plain.get_content().split() == ["Срок", "завтра"]
    assert "<div>Срок <b>завтра</b></div>" in rich.get_content()


def test_what_plain_text_says_whole_goes_as_plain_text() -> None:
    assert sent(html="<div>Добрый день!</div>")[1].get_content_type() == "text/plain"


@pytest.mark.parametrize("size", [0, 1, 57, 58, 100_000])
def test_files_arrive_byte_for_byte_under_their_russian_names(size: int) -> None:
    content = bytes(number % 256 for number in range(size))
    name = "Договор № ДГ-2026-15, окончательный вариант с приложениями и спецификацией.pdf"

    _, message = sent(files=(Enclosure(name, content), Enclosure("plan.txt", b"x")))

    first, second = message.iter_attachments()
    assert (first.get_filename(), first.get_content_type()) == (name, "application/pdf")
    assert first.get_param("name") == name
    assert first.get_payload(decode=True) == content
    assert second.get_filename() == "plan.txt"


def test_every_line_is_short_and_seven_bit_whatever_the_letter_holds() -> None:
    raw, _ = sent(
        html=f"<div><b>{'я' * 5000}</b></div>", text="я" * 5000, subject="очень " * 80,
        to=", ".join(f'"Клиент номер {number}" <c{number}@client.example>' for number in range(100)),
        files=(Enclosure("я" * 100 + ".docx", b"\xff" * 3000),), thread=("<" + "a" * 240 + "@x.example>",),
    )  # fmt: skip

    assert raw.isascii()
    assert max(len(line) for line in raw.split(b"\r\n")) < 998
    assert raw.count(b"\n") == raw.count(b"\r\n") == raw.count(b"\r")


def test_the_same_letter_is_the_same_bytes_each_time() -> None:
    files = (Enclosure("акт.pdf", b"1"),)

    assert sent("<div><b>x</b></div>", files)[0] == sent("<div><b>x</b></div>", files)[0]


def test_a_letter_belongs_to_the_thread_it_answers() -> None:
    _, message = sent(thread=("<1@client.example>", "<2@client.example>"))

    assert message["In-Reply-To"] == "<2@client.example>"
    assert message["References"].split() == ["<1@client.example>", "<2@client.example>"]


@pytest.mark.parametrize(
    "ids", [("<1@x>\r\nBcc: eve@x.example",), ("no brackets",), ("<a b@x>",), ("<" + "a" * 300 + "@x>",), ("<я@x>",)]
)
def test_an_odd_id_of_an_earlier_letter_brings_nothing_along(ids: tuple[str, ...]) -> None:
    raw, message = sent(thread=ids)

    assert sound_ids(ids) == ()
    assert message["References"] is None
    assert b"eve" not in raw


def test_of_a_long_thread_the_first_and_the_latest_are_named() -> None:
    ids = [f"<{number}@x>" for number in range(100)]

    assert sound_ids(ids) == ("<0@x>", *ids[81:])


@pytest.mark.parametrize(
    "changed",
    [
        {"subject": "Смета\r\nBcc: eve@x.example"},
        {"subject": "Смета\nX-Work-Type: L60"},
        {"to": '"Павел\r\nBcc: eve@x.example" <pavel@client.example>'},
        {"to": '"a\u2028Bcc: eve@x.example" <pavel@client.example>'},
    ],
)
def test_no_field_brings_a_header_along(changed: dict[str, str]) -> None:
    try:
        _, message = sent("", (), (), **changed)
    except AddressIsWrong:
        return
    assert message["Bcc"] is None
    assert message["X-Work-Type"] is None


@pytest.mark.parametrize("name", ['a";\r\nX-Evil: 1\r\n.pdf', "a\r\n\r\n<script>.pdf", 'b"; filename="c.exe'])
def test_a_files_name_brings_no_header_along(name: str) -> None:
    raw, message = sent(files=(Enclosure(safe_name(name), b"x"),))

    [part] = message.iter_attachments()
    assert part["X-Evil"] is None
    assert b"\r\nX-Evil" not in raw
    assert part.get_filename() == safe_name(name)


def test_a_cyrillic_name_before_the_at_sign_makes_the_headers_utf_8() -> None:
    raw, _ = sent(to="Анна <анна@пример.рф>")

    assert "To: Анна <анна@xn--e1afmkfd.xn--p1ai>\r\n".encode() in raw


# ---- addresses


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ('"Петров, Павел" <a@b.example>; c@d.example', [("Петров, Павел", "a@b.example"), ("", "c@d.example")]),
        ('"ООО \\"Заря\\"" <a@b.example>', [('ООО "Заря"', "a@b.example")]),
        ("a@b.example,\r\n\r\nc@d.example;;", [("", "a@b.example"), ("", "c@d.example")]),
        ("<a@b.example>", [("", "a@b.example")]),
        ("mailto:a@b.example", [("", "a@b.example")]),
        ("  Иван   Петров  < a@b.example >", [("Иван Петров", "a@b.example")]),
        ("info@пример.рф", [("", "info@xn--e1afmkfd.xn--p1ai")]),
        ("анна@пример.рф", [("", "анна@xn--e1afmkfd.xn--p1ai")]),
    ],
)
def test_a_list_of_addresses_is_read_as_people_type_it(typed: str, read: list[tuple[str, str]]) -> None:
    assert [(each.name, each.address) for each in recipients_in(typed)] == read


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("павел", "«павел» — не почтовый адрес (нет знака @)"),
        ("a@b@c.example", "два знака @"),
        ("a b@c.example", "внутри пробел"),
        ("@c.example", "перед @ пусто"),
        ("a@", "после @ пусто"),
        (".a@c.example", "точка перед @ не на месте"),
        ("a..b@c.example", "точка перед @ не на месте"),
        ("a@client", "в домене «client» нет точки"),
        ("a@c..example", "точка в домене не на месте"),
        ("a@c.example.", "точка в домене не на месте"),
        ("a@сlient.example", "в домене смешаны латинские и русские буквы"),
        ("a@c!.example", "таким адрес быть не может"),
        ("a(b)@c.example", "таким адрес быть не может"),
        ('"a b"@c.example', "внутри пробел"),
        ("Иван <a@b.example", "не почтовый адрес"),
        ("a@b.example\x00", "таким адрес быть не может"),
    ],
)
def test_a_wrong_address_is_named_with_what_is_wrong(typed: str, says: str) -> None:
    with pytest.raises(AddressIsWrong) as refusal:
        recipients_in(f"good@client.example, {typed}")

    assert says in refusal.value.message("ru")
    assert "good@" not in refusal.value.message("ru")


def test_every_wrong_address_of_a_list_is_named_at_once() -> None:
    with pytest.raises(AddressIsWrong) as refusal:
        recipients_in("a, b@c.example, d@e")

    said = refusal.value.message("en")
    assert "“a” is not a mail address (there is no @)" in said
    assert "“d@e” is not a mail address" in said


@pytest.mark.parametrize("name", ["", "Иван", "Петров, Иван", "a@b"])
def test_an_address_that_is_offered_is_read_again_as_it_was(name: str) -> None:
    recipient = Recipient(name, "a@b.example")

    assert recipients_in(written_address(recipient)) == (recipient,)


# ---- files


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("смета.xlsx", "смета.xlsx"),
        ("C:\\Users\\anna\\смета.xlsx", "смета.xlsx"),
        ("../../etc/passwd", "passwd"),
        ("a\x00b\r\nc.pdf", "a b c.pdf"),
        ("счёт\u202efdp.exe", "счёт fdp.exe"),
        ('a<b>:"|?*.txt', "a_b______.txt"),
        ("CON.txt", "_CON.txt"),
        (" .. ", "file"),
        ("", "file"),
        ("я" * 300 + ".docx", "я" * 115 + ".docx"),
    ],
)
def test_a_files_name_is_made_safe(given: str, kept: str) -> None:
    assert safe_name(given) == kept


@pytest.mark.parametrize(
    ("name", "media_type"),
    [
        ("a.pdf", "application/pdf"),
        ("a.DOCX", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        ("a.eml", "application/octet-stream"),
        ("a", "application/octet-stream"),
        ("a.tar.gz", "application/octet-stream"),
    ],
)
def test_the_kind_of_a_file_follows_from_its_ending(name: str, media_type: str) -> None:
    assert media_type_of(name) == media_type


def test_the_file_that_does_not_fit_is_named_with_the_limit() -> None:
    with pytest.raises(FilesTooLarge) as refusal:
        must_fit([("план.pdf", 700_000), ("фото.jpg", 100_000)], megabytes=1)

    said = refusal.value.message("ru")
    assert said.startswith("«фото.jpg» (98 КБ) не помещается: вместе с ним файлов было бы 782 КБ")
    assert "в одно письмо входит 702 КБ файлов (всё письмо — до 1 МБ)" in said


def test_files_up_to_the_limit_make_a_letter_within_the_offices_megabytes() -> None:
    room = room_for_files(1)
    must_fit([("a.bin", room)], megabytes=1)

    raw, _ = sent(files=(Enclosure("a.bin", b"\0" * room),))

    assert len(raw) <= 1024 * 1024
    with pytest.raises(FilesTooLarge):
        must_fit([("a.bin", room + 1)], megabytes=1)


def test_a_hundred_files_go_and_a_hundred_and_one_do_not() -> None:
    must_fit([("a", 0)] * FILES_MAX, megabytes=1)
    with pytest.raises(TooManyFiles) as refusal:
        must_fit([("a", 0)] * 101, megabytes=1)

    assert "файлов: 101, а вместе уходит не больше 100" in refusal.value.message("ru")


@pytest.mark.parametrize(
    ("size", "words"), [(0, "0 Б"), (1023, "1023 Б"), (1024, "1 КБ"), (2_400_000, "2,2 МБ"), (5 * 1024 * 1024, "5 МБ")]
)
def test_sizes_are_read_as_people_say_them(size: int, words: str) -> None:
    assert size_in_words(size, "ru") == words


# ---- answering


@pytest.mark.parametrize(
    ("subject", "bare"),
    [
        ("Re: Re: Смета", "Смета"),
        ("RE[2]: Fwd: НА: Смета", "Смета"),
        ("[#L10] Re: Смета", "Смета"),
        ("Ответ: Пересл: Смета", "Смета"),
        ("Reply to you", "Reply to you"),
        ("", ""),
    ],
)
def test_the_subject_has_one_re_however_many_there_were(subject: str, bare: str) -> None:
    assert bare_subject(subject) == bare
    assert subject_of(subject, Answering.REPLY) == f"Re: {bare}".strip()
    assert subject_of(subject, Answering.FORWARD) == f"Fwd: {bare}".strip()
    assert subject_of(subject, Answering.AGAIN) == bare


EARLIER = Earlier("Смета", "Да.\nСогласны.", "Анна", ("p@client.example",), AT, "<2@x>", ("<1@x>",))


def test_an_answer_quotes_below_room_to_write_and_the_signature() -> None:
    html = body_of_answer(EARLIER, Answering.REPLY, language="ru", signature=html_of("-- \nАнна"))

    assert text_of(html).split("\n") == [
        "", "", "-- ", "Анна", "", "15.10.2026 12:00, Анна:", "> Да.", "> Согласны.",
    ]  # fmt: skip
    assert thread_of(EARLIER, Answering.REPLY) == ("<1@x>", "<2@x>")


def test_a_letter_that_is_passed_on_says_whose_it_was() -> None:
    text = text_of(body_of_answer(EARLIER, Answering.FORWARD, language="ru", signature=""))

    assert "Пересылаемое письмо" in text
    assert "Кому: p@client.example" in text
    assert text.endswith("Да.\nСогласны.")


def test_a_letter_sent_once_more_is_a_new_letter_with_the_same_words() -> None:
    assert text_of(body_of_answer(EARLIER, Answering.AGAIN, language="ru", signature="x")) == EARLIER.text
    assert thread_of(EARLIER, Answering.AGAIN) == ()


def test_markup_in_an_earlier_letter_is_quoted_as_text() -> None:
    earlier = Earlier("x", "<script>alert(1)</script>", '<img src=x onerror="alert(1)">', (), AT, "")

    html = body_of_answer(earlier, Answering.REPLY, language="en", signature="")

    assert "<script>" not in html
    assert "<img" not in html
