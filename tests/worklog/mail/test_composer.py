"""A letter written on the web goes by the same gate rule; its draft is never lost."""

from __future__ import annotations

from decimal import Decimal
from email import message_from_bytes
from email.policy import default
from typing import Any

import pytest

from tests.conftest import on_both_engines
from worklog.actions.draft import drafts_of
from worklog.compose import Written, letter_of
from worklog.entry import State
from worklog.recipient import AddressIsWrong, recipients_in

pytestmark = pytest.mark.mail

LETTER = {
    "sender": "anna@office.example",
    "to": "Павел <pavel@client.example>",
    "cc": "olga@client.example",
    "bcc": "boris@office.example",
    "subject": "Смета на май",
    "text": "Добрый день!\n.\nСмета во вложении.",
}


def drafts(office: Any) -> Any:
    with office.database.reading() as session:
        return drafts_of(session, office.anna)


@on_both_engines
def test_a_typed_letter_is_sent_with_blind_copies_in_the_envelope_only(office: Any, hop: Any, visit: Any) -> None:
    anna = visit(office.anna)

    sent = anna.post("/compose", **LETTER, work_type="L10")

    assert sent.status_code == 303
    assert sent.headers["location"].startswith("/compose/sent/")
    assert anna.said(sent) == "+10 min: the letter is sent"
    assert hop.envelopes == [
        ("anna@office.example", ("pavel@client.example", "olga@client.example", "boris@office.example"))
    ]
    message = message_from_bytes(hop.taken[0], policy=default)
    assert message["Subject"] == "Смета на май"
    assert str(message["To"]) == "Павел <pavel@client.example>"
    assert "boris" not in hop.taken[0].decode()
    assert message.get_content().splitlines() == ["Добрый день!", ".", "Смета во вложении."]
    assert office.minutes() == [Decimal(10)]
    assert drafts(office) == []


@on_both_engines
def test_a_letter_without_a_type_is_asked_for_it_and_may_wait_for_one(office: Any, hop: Any, visit: Any) -> None:
    anna = visit(office.anna)

    asked = anna.post("/compose", **LETTER)
    handed_in = anna.post("/compose", **LETTER, draft="1", do="hold")
    sent = anna.post("/held/1/send", work_type="L5")

    assert asked.status_code == 422
    assert "What type is it?" in asked.text
    assert handed_in.headers["location"] == "/held/1"
    assert anna.said(sent) == "+5 min: the letter is sent"
    assert office.minutes() == [Decimal(5)]
    assert drafts(office) == []


def test_a_wrong_type_is_refused_and_the_draft_kept(office: Any, hop: Any, visit: Any) -> None:
    refused = visit(office.anna).post("/compose", **LETTER, work_type="C12")

    assert refused.status_code == 422
    assert "Work type C12 is not for this kind of work (letter out)" in refused.text
    assert hop.taken == []
    assert drafts(office)[0].written.subject == "Смета на май"


def test_a_tag_in_the_subject_must_agree_with_the_choice(office: Any, hop: Any, visit: Any) -> None:
    refused = visit(office.anna).post("/compose", **{**LETTER, "subject": "[#L5] Смета"}, work_type="L10")

    assert "names different types: L10, L5" in refused.text
    assert hop.taken == []


def test_the_mail_server_says_no_and_the_draft_is_kept_with_its_reply(office: Any, hop: Any, visit: Any) -> None:
    hop.refuse = {"olga@client.example": "550 5.1.1 no such user"}
    anna = visit(office.anna)

    refused = anna.post("/compose", **LETTER, work_type="L10")
    shown = anna.get(refused.headers["location"])
    again = anna.post("/compose", **{**LETTER, "cc": ""}, draft="1", work_type="L10")

    assert "&lt;olga@client.example&gt;: 550 5.1.1 no such user" in shown.text
    assert again.headers["location"].startswith("/compose/sent/")
    assert len(office.entries()) == 1
    assert office.minutes() == [Decimal(10)]
    assert drafts(office) == []


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"to": "", "cc": "", "bcc": ""}, "addressed to nobody"),
        ({"to": "pavel"}, "“pavel” is not a mail address"),
        ({"to": "pavel@client.example\r\nBcc: eve@x.example"}, "is not a mail address"),
        ({"subject": "", "text": " "}, "neither a subject nor a text"),
        ({"sender": "boris@office.example"}, "is not one of your addresses"),
        ({"text": "x" * 200_001}, "at most 200000 fit"),
    ],
)
def test_what_is_wrong_is_said_on_the_form(
    office: Any, hop: Any, visit: Any, changed: dict[str, str], says: str
) -> None:
    refused = visit(office.anna).post("/compose", **{**LETTER, **changed}, work_type="L10")

    assert refused.status_code == 422
    assert says in refused.text
    assert hop.taken == []


def test_a_draft_is_kept_as_it_is_typed_and_thrown_away_when_wished(office: Any, visit: Any) -> None:
    anna = visit(office.anna)

    kept = anna.post("/compose/draft", **LETTER).json()
    anna.post("/compose/draft", **{**LETTER, "text": "Новый текст"}, draft=str(kept["draft"]))

    assert kept["saved"] == "12:00"
    assert [draft.written.text for draft in drafts(office)] == ["Новый текст"]
    assert "Новый текст" in anna.get(f"/compose?draft={kept['draft']}").text
    anna.post(f"/compose/{kept['draft']}/throw-away")
    assert drafts(office) == []


def test_nobody_reads_or_sends_the_draft_of_another(office: Any, visit: Any, hop: Any) -> None:
    kept = visit(office.anna).post("/compose/draft", **LETTER).json()["draft"]
    boris = visit(office.boris)

    assert boris.get(f"/compose?draft={kept}").status_code == 404
    sent = boris.post("/compose", **{**LETTER, "sender": "boris@office.example"}, draft=str(kept), work_type="L5")
    assert sent.status_code == 404
    assert hop.taken == []


@on_both_engines
def test_a_second_click_on_send_finds_the_letter_sent(office: Any, hop: Any, visit: Any) -> None:
    anna = visit(office.anna)
    kept = str(anna.post("/compose/draft", **LETTER).json()["draft"])

    first = anna.post("/compose", **LETTER, draft=kept, work_type="L10")
    second = anna.post("/compose", **LETTER, draft=kept, work_type="L10")

    assert first.status_code == 303
    assert second.status_code == 404
    assert len(hop.taken) == 1


@on_both_engines
def test_a_composed_letter_in_doubt_waits_for_the_administrator(office: Any, hop: Any, visit: Any) -> None:
    hop.drop_at = "dot"
    anna, chief = visit(office.anna), visit(office.chief)
    anna.post("/compose", **LETTER, work_type="L10")
    office.clock.go_on(seconds=91)
    hop.drop_at = ""

    again = anna.post("/compose", **LETTER, draft="1", work_type="L10")
    listed = chief.get("/mail/doubts")
    resolved = chief.post("/mail/doubts/1", delivered="yes", log_line="Oct 15 12:00:01 mx: queued as 4Xy, status=sent")

    assert again.status_code == 409
    assert "An administrator finds out" in again.text
    assert "Anna" in listed.text
    assert chief.said(resolved) == "Noted: the letter arrived and counts"
    assert office.minutes() == [Decimal(10)]
    assert office.letters()[0].state is State.COUNTED
    assert drafts(office) == []


def test_the_mail_page_lists_letters_and_what_the_gate_did_not_take(office: Any, gate: Any, visit: Any) -> None:
    gate.send(b"Subject: [#L11] Mistyped\r\nMessage-ID: <1@x>\r\n\r\nx\r\n")
    gate.send(b"Subject: [#L10] Sent well\r\nMessage-ID: <2@x>\r\n\r\nx\r\n")
    anna = visit(office.anna)

    mail = anna.get("/mail").text
    why = anna.get("/mail/why/unknown-type").text

    assert "Sent well" in mail
    assert "There is no such type" in mail
    assert "L10@types.office.example" in mail
    assert "Mistyped" in why
    assert "[#L10]" in why
    assert visit(office.boris).get("/mail").text.count("Mistyped") == 0


@pytest.mark.parametrize(
    "slug",
    ["no-type", "unknown-type", "retired-type", "wrong-kind", "types-disagree", "minutes-missing", "sender-unknown",
     "sender-shared", "sender-not-employed", "no-recipient", "loop", "other"],
)  # fmt: skip
def test_every_address_in_a_reply_leads_to_a_page(office: Any, visit: Any, slug: str) -> None:
    assert visit(office.anna).get(f"/mail/why/{slug}").status_code == 200


def test_an_unknown_reason_is_no_page(office: Any, visit: Any) -> None:
    assert visit(office.anna).get("/mail/why/because").status_code == 404


def test_the_page_of_doubts_is_for_administrators(office: Any, visit: Any) -> None:
    assert visit(office.anna).get("/mail/doubts").status_code == 403


def test_without_a_next_hop_nothing_is_lost(office: Any, visit: Any) -> None:
    refused = visit(office.anna, next_hop="").post("/compose", **LETTER, work_type="L10")

    assert refused.status_code == 422
    assert "The gate has nowhere to send letters" in refused.text
    assert len(drafts(office)) == 1


@pytest.mark.parametrize(
    ("typed", "addresses"),
    [
        ("a@b.example", ["a@b.example"]),
        (
            "a@b.example, c@d.example; e@f.example\n g@h.example",
            ["a@b.example", "c@d.example", "e@f.example", "g@h.example"],
        ),
        ('"Петров, Павел" <a@b.example>', ["a@b.example"]),
        ("анна@пример.рф", ["анна@xn--e1afmkfd.xn--p1ai"]),
        ("info@пример.рф", ["info@xn--e1afmkfd.xn--p1ai"]),
        (" , ;", []),
        ("a@b.example c@d.example", None),
    ],
)
def test_addresses_are_read_as_people_type_them(typed: str, addresses: list[str] | None) -> None:
    if addresses is None:
        with pytest.raises(AddressIsWrong):
            recipients_in(typed)
    else:
        assert [each.address for each in recipients_in(typed)] == addresses


def test_a_subject_cannot_bring_a_header_along(office: Any) -> None:
    written = Written("anna@office.example", "a@b.example", "", "", "Hello\r\nBcc: eve@x.example", "x")

    raw = letter_of(written, author="Анна", message_id="<1@x>", at=office.clock())

    assert message_from_bytes(raw, policy=default)["Bcc"] is None
