"""What a mail program is told when a letter may not leave, at its edges: ASCII, with codes, or with whom to ask."""

from __future__ import annotations

from datetime import date

import pytest

from naryad.errors import DomainError
from worklog.answer import refusal_of
from worklog.gate import RetiredType, UnknownType, WorkHasNoType, WrongKind

DAY = date(2026, 10, 15)


@pytest.mark.parametrize(
    "error",
    [
        WorkHasNoType(nearest=[]),
        UnknownType(named="Щ10", nearest=[]),
        RetiredType(named="L7", day=DAY, retired_on=DAY, nearest=[]),
        WrongKind(named="C12", kind_en="letter out", kind_ru="исходящее письмо", nearest=[]),
    ],
)
def test_where_the_catalog_has_no_type_for_letters_the_reply_says_whom_to_ask(error: DomainError) -> None:
    reply = refusal_of(error, pages="http://naryad.office.example", mail_domain="office.example")

    assert reply.code == 550
    assert reply.lines[0].endswith("none in use today, ask an administrator")
    assert reply.lines[-1].startswith("5.7.1 http://naryad.office.example/mail/why/")
    assert reply.wire().isascii()


def test_the_nearest_types_stand_in_the_reply_the_nearest_first() -> None:
    error = UnknownType(named="L11", nearest=["L10", "L25", "L3"])

    reply = refusal_of(error, pages="http://naryad.office.example", mail_domain="office.example")

    assert reply.lines == (
        "5.7.1 Work type L11 is not in the catalog, not sent. Nearest: L10 L25 L3",
        "5.7.1 http://naryad.office.example/mail/why/unknown-type",
    )
