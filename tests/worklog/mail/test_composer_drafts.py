"""A draft is free, private and never lost; its files, its answers and the questions about files go with it."""

from __future__ import annotations

import hmac
from email import message_from_bytes
from email.policy import default
from typing import Any

import pytest
from httpx import Response
from sqlalchemy import delete
from sqlmodel import col, select

from naryad.office import set_setting
from naryad.people import Role
from tests.conftest import on_both_engines
from tests.worklog.mail.conftest import SEPTEMBER
from worklog.actions.document import add_register, issue_document
from worklog.actions.draft import drafts_of
from worklog.actions.entry import Chosen
from worklog.tables.content import LETTER_HEAD
from worklog.tables.draft import LetterDraftFileRow

pytestmark = pytest.mark.mail

LETTER = {
    "sender": "anna@office.example",
    "to": "Павел <pavel@client.example>",
    "cc": "",
    "bcc": "",
    "subject": "Смета на май",
    "text": "Добрый день!",
}
JSON = {"Accept": "application/json"}


def post_files(visitor: Any, url: str, files: list[tuple[str, bytes]], **fields: str) -> Response:
    """Post a form with files as a browser does."""
    key: str = visitor.client.app.state.secret
    token = hmac.digest(key.encode(), f"csrf:{visitor.secret}".encode(), "sha256").hex()
    uploads = [("files", (name, content, "text/html")) for name, content in files]
    response: Response = visitor.client.post(
        url, data={"csrf": token, **fields}, files=uploads, headers=JSON, follow_redirects=False
    )
    return response


def kept(visitor: Any, **changed: str) -> str:
    return str(visitor.post("/compose/draft", **{**LETTER, **changed}).json()["draft"])


def draft(office: Any) -> Any:
    with office.database.reading() as session:
        [only] = drafts_of(session, office.anna)
    return only


def file_names(office: Any) -> list[str]:
    with office.database.reading() as session:
        return [row.name for row in session.exec(select(LetterDraftFileRow).order_by(col(LetterDraftFileRow.id)))]


# ---- the text


def test_rich_text_comes_back_as_it_was_kept_without_what_a_letter_cannot_hold(office: Any, visit: Any) -> None:
    anna = visit(office.anna)
    html = '<div>Срок <b>завтра</b></div><img src=x onerror="alert(1)"><script>alert(2)</script>'

    number = kept(anna, html=html, text="не то")

    assert draft(office).written.html == "<div>Срок <b>завтра</b></div>"
    assert draft(office).written.text == "Срок завтра"
    shown = anna.get(f"/compose?draft={number}").text
    assert "&lt;div&gt;Срок &lt;b&gt;завтра&lt;/b&gt;&lt;/div&gt;" in shown
    assert "onerror" not in shown


@pytest.mark.parametrize("field", ["to", "cc", "bcc", "subject", "text", "html", "work_type", "minutes"])
def test_nothing_typed_runs_as_a_script_on_the_page(office: Any, visit: Any, field: str) -> None:
    evil = '"></textarea><script>alert(1)</script>'

    shown = visit(office.anna).post("/compose", **{**LETTER, field: evil, "sender": "anna@office.example"})

    assert "<script>alert(1)</script>" not in shown.text


def test_a_page_without_scripts_keeps_the_bold_words_it_does_not_show(office: Any, visit: Any) -> None:
    anna = visit(office.anna)
    number = kept(anna, html="<div>Срок <b>завтра</b></div>")

    anna.post("/compose/draft", **{**LETTER, "text": "Срок завтра"}, draft=number)
    assert draft(office).written.html == "<div>Срок <b>завтра</b></div>"
    anna.post("/compose/draft", **{**LETTER, "text": "Срок вчера"}, draft=number)
    assert (draft(office).written.html, draft(office).written.text) == ("", "Срок вчера")


@pytest.mark.parametrize("length", [200_001, 5_000_000])
def test_a_text_too_long_is_said_so_and_stays_on_the_page(office: Any, hop: Any, visit: Any, length: int) -> None:
    refused = visit(office.anna).post("/compose", **{**LETTER, "text": "x" * length}, work_type="L10")

    assert refused.status_code == 422
    assert f"The text has {length} characters, and at most 200000 fit" in refused.text
    assert "x" * length in refused.text
    assert hop.taken == []


@on_both_engines
def test_a_later_window_is_told_and_writes_over_nothing(office: Any, visit: Any) -> None:
    anna = visit(office.anna)
    number = kept(anna)
    anna.post("/compose/draft", **{**LETTER, "text": "из первого окна"}, draft=number, revision="1")

    told = anna.post("/compose/draft", **{**LETTER, "text": "из второго окна"}, draft=number, revision="1")

    assert told.status_code == 409
    assert "changed in another window at 12:00" in told.json()["message"]
    assert draft(office).written.text == "из первого окна"
    again = anna.post(
        "/compose/draft", **{**LETTER, "text": "всё-таки второе"}, draft=number, revision=str(told.json()["revision"])
    )
    assert again.status_code == 200
    assert draft(office).written.text == "всё-таки второе"


def test_without_scripts_the_later_window_shows_its_own_text_and_may_keep_it(office: Any, visit: Any) -> None:
    anna = visit(office.anna)
    number = kept(anna)
    kept(anna, draft=number, revision="1", text="первое")

    told = anna.post("/compose", **{**LETTER, "text": "второе"}, draft=number, revision="1", do="save")

    assert told.status_code == 409
    assert "второе" in told.text
    assert 'name="revision" value="2"' in told.text


@on_both_engines
def test_a_draft_needs_no_type_and_is_listed_with_its_age(office: Any, visit: Any) -> None:
    anna = visit(office.anna)
    kept(anna)
    office.clock.go_on(hours=3)

    listed = anna.get("/compose/drafts").text

    assert "Смета на май" in listed
    assert "3 hours ago" in listed
    assert "Смета на май" not in visit(office.boris).get("/compose/drafts").text


def test_a_form_from_another_site_changes_nothing(office: Any, visit: Any) -> None:
    anna = visit(office.anna)
    number = kept(anna)

    for url in ("/compose", "/compose/draft", f"/compose/{number}/throw-away", f"/compose/{number}/files",
                "/compose/signature", "/standard-letters/new"):  # fmt: skip
        assert anna.client.post(url, data={**LETTER, "csrf": "0" * 64}).status_code == 403, url
    assert draft(office).revision == 1


# ---- files


def test_files_are_kept_with_the_draft_and_go_with_the_letter(office: Any, hop: Any, visit: Any) -> None:
    anna = visit(office.anna)
    number = kept(anna)

    listed = post_files(anna, f"/compose/{number}/files", [("смета.xlsx", b"1" * 3000), ("пусто.txt", b"")])
    sent = anna.post("/compose", **LETTER, draft=number, work_type="L10")

    assert "смета.xlsx" in listed.text
    assert "3 KB" in listed.text
    assert sent.headers["location"].startswith("/compose/sent/")
    message = message_from_bytes(hop.taken[0], policy=default)
    assert [(part.get_filename(), len(part.get_payload(decode=True))) for part in message.iter_attachments()] == [
        ("смета.xlsx", 3000), ("пусто.txt", 0),
    ]  # fmt: skip
    assert file_names(office) == []


@on_both_engines
def test_files_survive_what_is_refused_and_what_waits_for_a_type(office: Any, hop: Any, visit: Any) -> None:
    anna = visit(office.anna)

    wrong = post_files(anna, "/compose", [("а.pdf", b"1")], **{**LETTER, "to": "павел"}, work_type="L5", do="send")
    untyped = post_files(anna, "/compose", [("б.pdf", b"2")], **LETTER, draft="1", do="send")
    sent = anna.post("/compose", **LETTER, draft="1", work_type="L5")

    assert (wrong.status_code, untyped.status_code, sent.status_code) == (422, 422, 303)
    assert "а.pdf" in wrong.text
    assert "б.pdf" in untyped.text
    message = message_from_bytes(hop.taken[0], policy=default)
    assert [part.get_filename() for part in message.iter_attachments()] == ["а.pdf", "б.pdf"]


def test_a_file_too_large_is_named_and_the_letter_kept(office: Any, visit: Any) -> None:
    with office.database.writing() as session:
        set_setting(session, "letter_megabytes", 1, effective_from=SEPTEMBER, actor=office.chief, now=office.clock())
    anna = visit(office.anna)

    refused = post_files(anna, "/compose", [("план.pdf", b"x" * 800_000)], **LETTER, do="attach")

    assert refused.status_code == 422
    assert "“план.pdf” (782 KB) does not fit" in refused.text
    assert draft(office).written.subject == "Смета на май"
    assert file_names(office) == []


def test_the_hundred_and_first_file_is_refused(office: Any, visit: Any) -> None:
    anna = visit(office.anna)
    number = kept(anna)

    refused = post_files(anna, f"/compose/{number}/files", [(f"{each}.txt", b"x") for each in range(101)])

    assert refused.status_code == 422
    assert "101 files, and at most 100 go with one" in refused.json()["message"]
    assert file_names(office) == []


@on_both_engines
def test_a_file_is_taken_off_and_the_same_file_is_not_attached_twice(office: Any, visit: Any) -> None:
    anna = visit(office.anna)
    number = kept(anna)
    for _ in range(2):
        post_files(anna, f"/compose/{number}/files", [("a.txt", b"x"), ("b.txt", b"x")])
    assert file_names(office) == ["a.txt", "b.txt"]

    anna.post("/compose", **LETTER, draft=number, do="remove:1")
    anna.post(f"/compose/{number}/files/2/remove")
    anna.post(f"/compose/{number}/files/2/remove")

    assert file_names(office) == []


def test_a_file_comes_back_only_to_be_saved(office: Any, visit: Any) -> None:
    anna = visit(office.anna)
    number = kept(anna)
    post_files(anna, f"/compose/{number}/files", [("страница.html", b"<script>alert(1)</script>")])

    opened = anna.get(f"/compose/{number}/files/1")

    assert opened.headers["content-type"] == "application/octet-stream"
    assert opened.headers["content-disposition"].startswith("attachment; filename*=utf-8''%D1%81")
    assert opened.headers["x-content-type-options"] == "nosniff"
    assert opened.content == b"<script>alert(1)</script>"


def test_a_dangerous_name_is_cleaned_and_shown_as_text(office: Any, visit: Any) -> None:
    anna = visit(office.anna)
    number = kept(anna)

    listed = post_files(anna, f"/compose/{number}/files", [("../<img src=x onerror=1>.txt", b"x")])

    assert file_names(office) == ["_img src=x onerror=1_.txt"]
    assert "<img" not in listed.text


def test_nobody_reaches_the_files_of_anothers_draft(office: Any, visit: Any) -> None:
    anna, boris = visit(office.anna), visit(office.boris)
    number = kept(anna)
    post_files(anna, f"/compose/{number}/files", [("a.txt", b"secret")])

    assert boris.get(f"/compose/{number}/files/1").status_code == 404
    assert post_files(boris, f"/compose/{number}/files", [("b.txt", b"x")]).status_code == 404
    assert boris.post(f"/compose/{number}/files/1/remove").status_code == 404
    assert boris.post(f"/compose/{number}/files/1/other").status_code == 404
    assert boris.post(f"/compose/{number}/throw-away").status_code == 404
    own = kept(boris, sender="boris@office.example")
    assert boris.get(f"/compose/{own}/files/1").status_code == 404
    assert boris.post(f"/compose/{own}/files/1/remove").status_code == 200
    assert file_names(office) == ["a.txt"]


@on_both_engines
def test_files_go_with_a_draft_that_is_thrown_away(office: Any, visit: Any) -> None:
    anna = visit(office.anna)
    number = kept(anna)
    post_files(anna, f"/compose/{number}/files", [("a.txt", b"x")])

    anna.post(f"/compose/{number}/throw-away")

    assert file_names(office) == []


# ---- a file that may be a document of ours


@pytest.fixture
def contracts(office: Any) -> Any:
    """The register of contracts, with one contract of Anna's."""
    anna = office.anna
    with office.database.writing() as session:
        register = add_register(
            session, series="ДГ", title_ru="Договоры", title_en="Contracts", actor=office.chief, now=office.clock()
        )
        issue_document(
            session, register_id=register.id, about="Договор с «Ромашкой»", chosen=Chosen("D15"), actor=anna,
            now=office.clock(), today=office.clock().date(),
        )  # fmt: skip
    return register


@pytest.fixture
def documents_typed(office: Any) -> None:
    from decimal import Decimal

    from tests.worklog.mail.conftest import _add_type

    with office.database.writing() as session:
        _add_type(session, "D15", None, "document", "ordinary", Decimal(15), None, office.clock())


def test_a_file_that_may_be_a_document_is_asked_about_once(
    office: Any, visit: Any, documents_typed: None, contracts: Any
) -> None:
    anna = visit(office.anna)
    number = kept(anna)

    asked = post_files(anna, f"/compose/{number}/files", [("Договор с Фиалкой.docx", b"1"), ("фото.jpg", b"2")])
    after = anna.post(f"/compose/{number}/files/1/other")
    another = kept(anna)
    again = post_files(anna, f"/compose/{another}/files", [("Договор (копия).docx", b"1")])

    assert asked.text.count("Did you make it? A document counts by itself.") == 1
    assert "Did you make it?" not in after.text
    assert "Did you make it?" not in again.text


@on_both_engines
def test_an_issued_document_is_recognised_by_the_number_in_its_name(
    office: Any, visit: Any, documents_typed: None, contracts: Any
) -> None:
    anna, boris = visit(office.anna), visit(office.boris)

    own = post_files(anna, f"/compose/{kept(anna)}/files", [("Договор ДГ-2026-1.pdf", b"1")])
    other = post_files(boris, f"/compose/{kept(boris, sender='boris@office.example')}/files", [("ДГ 1.pdf", b"1")])

    assert "ДГ-2026/1 is counted already" in own.text
    assert "ДГ-2026/1 is counted for Anna" in other.text
    assert "Did you make it?" not in own.text + other.text


@on_both_engines
def test_yes_leads_to_the_documents_form_and_back_to_the_letter(
    office: Any, visit: Any, documents_typed: None, contracts: Any
) -> None:
    anna = visit(office.anna)
    number = kept(anna)
    post_files(anna, f"/compose/{number}/files", [("Договор_с_Фиалкой.docx", b"1")])

    form = anna.post("/compose", **LETTER, draft=number, do="own:1").headers["location"]
    shown = anna.get(form).text
    issued = anna.post(
        "/documents/new", series=str(contracts.id), about="Договор с Фиалкой", work_type="D15", answer="1", draft=number
    )

    assert 'value="Договор с Фиалкой"' in shown
    assert issued.headers["location"] == f"/compose?draft={number}"
    letter = anna.get(f"/compose?draft={number}").text
    assert "ДГ-2026/2 is counted already" in letter
    assert "Смета на май" in letter


@on_both_engines
def test_what_another_person_said_of_a_file_is_not_changed_by_a_guessed_number(
    office: Any, visit: Any, documents_typed: None, contracts: Any
) -> None:
    anna, boris = visit(office.anna), visit(office.boris)
    number = kept(anna)
    post_files(anna, f"/compose/{number}/files", [("Договор.docx", b"1")])
    anna.post("/compose", **LETTER, draft=number, do="own:1")

    boris.post("/documents/new", series=str(contracts.id), about="Другой договор", work_type="D15", answer="1")

    assert "is counted" not in anna.get(f"/compose?draft={number}").text


# ---- answering


def sent_letter(office: Any, visitor: Any, **changed: str) -> str:
    visitor.post("/compose", **{**LETTER, **changed}, work_type="L10")
    uid: str = office.entries()[-1].uid
    return uid


@on_both_engines
def test_an_answer_to_ones_own_letter_holds_the_thread_and_quotes(office: Any, hop: Any, visit: Any) -> None:
    anna = visit(office.anna)
    uid = sent_letter(office, anna)
    shown = anna.get(f"/compose?answer={uid}&way=reply").text

    anna.post("/compose", **{**LETTER, "subject": "Re: Смета на май"}, work_type="L5", answered=uid, way="reply")

    assert 'value="Re: Смета на май"' in shown
    assert "pavel@client.example</textarea>" in shown
    assert "&gt; Добрый день!" in shown
    first, second = (message_from_bytes(raw, policy=default) for raw in hop.taken)
    assert second["In-Reply-To"] == first["Message-ID"]
    assert second["References"] == first["Message-ID"]
    assert "Answer" in anna.get(f"/entries/{uid}").text


def test_blind_recipients_of_the_earlier_letter_stay_blind(office: Any, hop: Any, visit: Any) -> None:
    anna = visit(office.anna)
    uid = sent_letter(office, anna, bcc="chief@office.example")

    shown = anna.get(f"/compose?answer={uid}&way=all").text

    assert "pavel@client.example" in shown
    assert "chief@office.example" not in shown
    assert "is no longer known" not in shown


def test_an_answer_to_all_goes_to_everybody_named_openly(office: Any, hop: Any, visit: Any) -> None:
    anna = visit(office.anna)
    uid = sent_letter(office, anna, to="pavel@client.example, olga@client.example", cc="boris@office.example")

    to_one = anna.get(f"/compose?answer={uid}&way=reply").text
    to_all = anna.get(f"/compose?answer={uid}&way=all").text

    assert "pavel@client.example</textarea>" in to_one
    assert "pavel@client.example, olga@client.example</textarea>" in to_all
    assert ">boris@office.example</textarea>" in to_all


def test_where_the_head_is_no_longer_kept_only_the_first_recipient_is_named(office: Any, hop: Any, visit: Any) -> None:
    anna = visit(office.anna)
    uid = sent_letter(office, anna, bcc="chief@office.example")
    with office.database.writing() as session:
        session.connection().execute(delete(LETTER_HEAD))

    shown = anna.get(f"/compose?answer={uid}&way=all").text

    assert "chief@office.example" not in shown
    assert "is no longer known" in shown


@pytest.mark.parametrize(("keeps", "says"), [(True, "Goes along:"), (False, "are not kept here")])
def test_a_letter_passed_on_takes_along_the_files_that_are_kept(
    office: Any, hop: Any, visit: Any, keeps: bool, says: str
) -> None:
    if keeps:
        with office.database.writing() as session:
            set_setting(
                session, "keep_attachments", "yes", effective_from=SEPTEMBER, actor=office.chief, now=office.clock()
            )
    anna = visit(office.anna)
    post_files(anna, "/compose", [("смета.xlsx", b"12345")], **LETTER, work_type="L10", do="send")
    uid = office.entries()[-1].uid

    shown = anna.get(f"/compose?answer={uid}&way=forward").text
    anna.post("/compose", **{**LETTER, "to": "olga@client.example"}, work_type="L3", answered=uid, way="forward")

    assert says in shown
    assert "смета.xlsx" in shown
    files = [part.get_filename() for part in message_from_bytes(hop.taken[1], policy=default).iter_attachments()]
    assert files == (["смета.xlsx"] if keeps else [])


def test_nobody_answers_a_letter_of_another_person(office: Any, hop: Any, visit: Any) -> None:
    uid = sent_letter(office, visit(office.anna))
    boris = visit(office.boris)

    assert boris.get(f"/compose?answer={uid}&way=reply").status_code == 403
    kept_ = boris.post("/compose/draft", **{**LETTER, "sender": "boris@office.example"}, answered=uid, way="forward")
    assert kept_.status_code == 403


def test_a_way_that_does_not_exist_is_refused(office: Any, hop: Any, visit: Any) -> None:
    uid = sent_letter(office, visit(office.anna))

    assert visit(office.anna).get(f"/compose?answer={uid}&way=delete").status_code == 422


@on_both_engines
def test_as_last_time_is_offered_in_the_same_thread_to_the_same_person_only(office: Any, hop: Any, visit: Any) -> None:
    anna = visit(office.anna)
    sent_letter(office, anna)

    same = anna.post("/compose/draft", **{**LETTER, "subject": "Re: Смета на май"}).json()
    other_subject = anna.post("/compose/draft", **{**LETTER, "subject": "Другое"}).json()
    other_person = anna.post("/compose/draft", **{**LETTER, "to": "olga@client.example"}).json()

    assert same["as_last"] == {"code": "L10", "name": "Type L10", "minutes": "10"}
    assert other_subject["as_last"] is None
    assert other_person["as_last"] is None
    assert 'value="L10" data-minutes="10" checked' not in anna.get(f"/compose?draft={same['draft']}").text


# ---- addresses, signature, who may


@on_both_engines
def test_addresses_are_offered_from_earlier_letters_and_colleagues(office: Any, hop: Any, visit: Any) -> None:
    anna = visit(office.anna)
    sent_letter(office, anna)

    assert anna.get("/compose/people?q=pav").json() == [{"name": "", "text": "pavel@client.example"}]
    assert [each["text"] for each in anna.get("/compose/people?q=chief").json()] == ["Chief <chief@office.example>"]
    assert anna.get("/compose/people?q=").json() == []
    assert visit(office.boris).get("/compose/people?q=pav").json() == []


def test_a_signature_ends_new_letters_once(office: Any, hop: Any, visit: Any) -> None:
    anna = visit(office.anna)
    anna.post("/compose/signature", text="-- \nАнна <b>Ильина</b>")

    fresh = anna.get("/compose").text
    number = kept(anna, text="Текст\n-- \nАнна")

    assert "Анна &lt;b&gt;Ильина&lt;/b&gt;" in fresh
    assert "Ильина" not in anna.get(f"/compose?draft={number}").text
    assert "Ильина" not in visit(office.boris).get("/compose").text
    anna.post("/compose/signature", text="")
    assert "Ильина" not in anna.get("/compose").text


@pytest.mark.parametrize("url", ["/compose", "/compose/drafts", "/compose/signature", "/compose/people?q=ab"])
def test_who_writes_no_letters_has_no_composer(office: Any, visit: Any, url: str) -> None:
    assert Role.EMPLOYEE not in office.chief.roles
    assert visit(office.chief).get(url).status_code == 403


def test_the_page_after_sending_says_the_minutes_and_belongs_to_its_author(office: Any, hop: Any, visit: Any) -> None:
    anna = visit(office.anna)
    address = anna.post("/compose", **LETTER, work_type="L10").headers["location"]

    shown = anna.get(address)

    assert "+10" in shown.text
    assert visit(office.boris).get(address).status_code == 403
