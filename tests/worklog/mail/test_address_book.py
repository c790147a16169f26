"""The type addresses reach a mail program's address book as vCards it can read."""

from __future__ import annotations

from typing import Any

import pytest

pytestmark = pytest.mark.mail


def test_every_type_of_letters_has_a_card_that_begins_with_its_minutes(office: Any, visit: Any) -> None:
    taken = visit(office.anna).get("/mail/types.vcf")

    assert taken.headers["content-type"] == "text/vcard; charset=utf-8"
    cards = taken.text.split("END:VCARD\r\n")
    (medium,) = [card for card in cards if "\r\nEMAIL;TYPE=INTERNET:L10@types.office.example\r\n" in card]
    assert medium.startswith("BEGIN:VCARD\r\nVERSION:3.0\r\n")
    assert "\r\nFN:10 " in medium


def test_a_line_of_a_card_is_folded_within_75_octets_and_never_inside_a_letter(office: Any, visit: Any) -> None:
    taken = visit(office.anna).get("/mail/types.vcf")

    assert all(len(line) <= 75 for line in taken.content.split(b"\r\n"))
    assert taken.content.decode().count("BEGIN:VCARD") == taken.text.count("END:VCARD") > 0


def test_other_described_has_no_card_because_its_address_holds_the_minutes(office: Any, visit: Any) -> None:
    assert "OTH@" not in visit(office.anna).get("/mail/types.vcf").text
