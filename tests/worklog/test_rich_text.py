"""Rich text is reduced to a short list of things, and plain text says the same."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as some

from worklog.rich_text import clean, html_of, is_empty, is_plain, quoted, text_of


@pytest.mark.parametrize(
    ("pasted", "kept"),
    [
        ("<div>Добрый день!</div>", "<div>Добрый день!</div>"),
        ("<strong>Срок</strong> <em>завтра</em>", "<div><b>Срок</b> <i>завтра</i></div>"),
        ("первая<br>вторая", "<div>первая</div><div>вторая</div>"),
        ("<div>a</div><div><br></div><div>b</div>", "<div>a</div><div><br></div><div>b</div>"),
        ("<p>Один</p><p>Два</p>", "<div>Один</div><div><br></div><div>Два</div>"),
        ("<ul><li>Счёт<li>Акт</ul>", "<ul><li>Счёт</li><li>Акт</li></ul>"),
        ("<ol><li>a<ul><li>b</ul></ol>", "<ol><li><div>a</div><ul><li>b</li></ul></li></ol>"),
        ("<li>одинокая", "<ul><li>одинокая</li></ul>"),
        ("<blockquote>сказано</blockquote>", "<blockquote><div>сказано</div></blockquote>"),
        ("<table><tr><td>1</td><td>2</td></tr></table>", "<div>1 2</div>"),
        ('<a href="https://a.example/?x=1&y=2">сайт</a>',
         '<div><a href="https://a.example/?x=1&amp;y=2">сайт</a></div>'),
    ],
)  # fmt: skip
def test_what_is_on_the_list_is_kept_in_one_form(pasted: str, kept: str) -> None:
    assert clean(pasted) == kept


@pytest.mark.parametrize(
    ("pasted", "kept"),
    [
        ("<script>alert(1)</script>Текст", "<div>Текст</div>"),
        ("<img src=x onerror=alert(1)>Текст", "<div>Текст</div>"),
        ('<img src="https://spy.example/pixel.png">', ""),
        ('<a href="javascript:alert(1)">нажмите</a>', "<div>нажмите</div>"),
        ('<a href="data:text/html,x">нажмите</a>', "<div>нажмите</div>"),
        ('<a href="/settings">нажмите</a>', "<div>нажмите</div>"),
        ('<div onclick="alert(1)" style="position:fixed" class="MsoNormal">x</div>', "<div>x</div>"),
        ("<style>body{display:none}</style>x", "<div>x</div>"),
        ("<iframe src=https://x.example></iframe>x", "<div>x</div>"),
        ("<svg><script>alert(1)</script></svg>x", "<div>x</div>"),
        ("<form action=https://x.example><input name=a>x</form>", "<div>x</div>"),
        ("<!--[if mso]><o:p>w</o:p><![endif]-->Word<o:p></o:p>", "<div>Word</div>"),
        ("&lt;script&gt;alert(1)&lt;/script&gt;", "<div>&lt;script&gt;alert(1)&lt;/script&gt;</div>"),
        ('<a href="https://a.example/&quot;><script>alert(1)</script>">x</a>',
         '<div><a href="https://a.example/&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;">x</a></div>'),
        ("a\x00b\u2028c", "<div>abc</div>"),
    ],
)  # fmt: skip
def test_what_is_not_on_the_list_does_not_come_through(pasted: str, kept: str) -> None:
    assert clean(pasted) == kept


@given(some.text(alphabet="<>/abdivulopqrscet =\"'&;\n \u00a0", max_size=60))
def test_the_kept_form_is_kept_when_it_is_cleaned_again(typed: str) -> None:
    once = clean(typed)

    assert clean(once) == once


@given(some.text(alphabet="аб <&>\"\n\t-", max_size=40))
def test_plain_text_comes_back_line_for_line(typed: str) -> None:
    lines = [line.expandtabs(4).rstrip() for line in typed.split("\n")]

    expected = ["-- " if line == "--" else line for line in lines]
    assert text_of(html_of(typed)).split("\n") == (expected if typed else [""])


def test_lists_quotes_and_links_have_their_signs_in_plain_text() -> None:
    html = clean(
        "<div>Вот:</div><ol><li>счёт<li>акт</ol><ul><li>x<ul><li>y</ul></ul>"
        '<div><a href="https://a.example">сайт</a></div><blockquote>да<blockquote>нет</blockquote></blockquote>'
    )

    assert text_of(html).split("\n") == [
        "Вот:", "1. счёт", "2. акт", "- x", "  - y", "сайт <https://a.example>", "> да", "> > нет",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("html", "plain"),
    [
        ("<div>просто</div>", True),
        ("<blockquote><div>цитата</div></blockquote>", True),
        ('<div><a href="https://a.example">https://a.example</a></div>', True),
        ("<div><b>жирно</b></div>", False),
        ("<ul><li>список</li></ul>", False),
        ('<div><a href="https://a.example">сайт</a></div>', False),
    ],
)
def test_a_letter_that_plain_text_says_whole_goes_as_plain_text(html: str, plain: bool) -> None:
    assert is_plain(html) is plain


def test_the_line_before_a_signature_keeps_its_space() -> None:
    assert text_of(clean("<div>-- </div><div>Анна</div>")) == "-- \nАнна"


def test_a_quote_stands_below_whose_words_it_is() -> None:
    html = quoted("<div>да</div>", "15.10.2026, Павел:")

    assert text_of(html) == "15.10.2026, Павел:\n> да"


def test_nothing_but_spaces_is_empty() -> None:
    assert is_empty("<div><br></div><div> </div>")
    assert not is_empty("<div>x</div>")
