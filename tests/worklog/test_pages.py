"""The pages of work answer, keep what was typed where something is refused, and show people only what is theirs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import pytest
from fastapi.testclient import TestClient

from naryad import access
from naryad.app import create_app
from naryad.settings import Settings
from naryad.web import SESSION_COOKIE
from tests.worklog.builders import NOW, Office
from tests.worklog.test_calls import prepare, row, take_in, waiting
from worklog.actions.client import add_client
from worklog.actions.day import accept_days
from worklog.actions.document import add_register

WEDNESDAY = date(2026, 10, 14)


@pytest.fixture
def client(office: Office, tmp_path) -> Iterator[TestClient]:
    settings = Settings(database_url=office.db.url, data_dir=tmp_path, secret_key="x" * 32, next_hop="maildir:unused")
    app = create_app(settings, office.db, clock=lambda: NOW, regular=False)
    with TestClient(app, follow_redirects=False) as client:
        yield client


def sign_in(client: TestClient, office: Office, who) -> None:
    with office.session() as session:
        secret = access.open_session(session, who, client="test", now=NOW)
    client.cookies.clear()
    client.cookies.set(SESSION_COOKIE, secret)


def csrf(client: TestClient, path: str = "/clients") -> str:
    found = re.search(r'name="csrf" value="([0-9a-f]+)"', client.get(path).text)
    assert found is not None
    return found.group(1)


def send(client: TestClient, path: str, headers: dict[str, str] | None = None, **fields):
    return client.post(path, data={"csrf": csrf(client), **fields}, headers=headers or {"Accept": "text/html"})


@pytest.mark.parametrize(
    "path", ["/day", "/day/2026-10-14", "/calls", "/calls/new", "/documents", "/documents/new", "/clients"]
)
def test_an_employees_pages_answer_when_empty(office: Office, client: TestClient, path: str):
    sign_in(client, office, office.anna)

    assert client.get(path).status_code == 200


@pytest.mark.parametrize("path", ["/review", "/exchange"])
def test_pages_of_decisions_answer_the_head_and_refuse_an_employee(office: Office, client: TestClient, path: str):
    sign_in(client, office, office.gleb)
    assert client.get(path).status_code == 200
    sign_in(client, office, office.anna)
    assert client.get(path).status_code == 403


def test_a_type_is_given_on_the_day_page_and_the_minutes_are_said(office: Office, client: TestClient):
    prepare(office)
    take_in(office, row(1, "2026-10-15 10:00:00"))
    [entry] = waiting(office, office.anna)
    sign_in(client, office, office.anna)

    answer = send(client, "/day/code", entry=str(entry.id), work_type="5", page_day="2026-10-15")
    typed = send(client, "/day/code", entry=str(entry.id), work_type="C5", page_day="2026-10-15")

    assert answer.status_code == 422
    assert "Типа 5 нет в каталоге" in answer.text
    assert (typed.status_code, typed.headers["location"]) == (303, "/day")
    assert "+5 минут" in client.get("/day").text


def test_the_script_gets_the_parts_that_changed(office: Office, client: TestClient):
    prepare(office)
    take_in(office, row(1, "2026-10-15 10:00:00"), row(2, "2026-10-15 11:00:00", linked="c2"))
    ids = [str(entry.id) for entry in waiting(office, office.anna)]
    sign_in(client, office, office.anna)

    answer = client.post(
        "/day/code",
        data={"entry": [*ids, "999"], "work_type": "з10", "page_day": "2026-10-15"},
        headers={"Accept": "application/json", "X-CSRF-Token": csrf(client)},
    ).json()

    assert answer["said"] == "+20 минут · тип указан 2 работам"
    assert answer["waiting"].strip() == ""
    assert answer["done"].count("data-entry=") == 2
    assert [each["message"] for each in answer["refused"]] == [
        "Такой работы нет: 999. Откройте её со страницы дня или из списка."
    ]


def test_the_types_of_a_day_come_with_their_minutes(office: Office, client: TestClient):
    sign_in(client, office, office.anna)

    types = client.get("/day/types?day=2026-10-15").json()

    assert {each["code"]: each["minutes"] for each in types}["CM"] == "1.1"


def test_a_refused_call_keeps_what_was_typed(office: Office, client: TestClient):
    sign_in(client, office, office.anna)
    form = {"number": "8 916 000-11-22", "day": "2026-10-15", "clock": "10:00", "minutes": "5", "party": "Петров"}

    refused = send(client, "/calls/new", **form)
    taken = send(client, "/calls/new", work_type="C5", **form)

    assert refused.status_code == 422
    assert 'value="8 916 000-11-22"' in refused.text
    assert (taken.status_code, taken.headers["location"]) == (303, "/day")


def test_a_document_is_issued_from_its_page(office: Office, client: TestClient):
    with office.session() as session:
        register = add_register(session, series="ДГ", title_ru="Договоры", actor=office.vera, now=NOW)
    sign_in(client, office, office.anna)

    refused = send(client, "/documents/new", series=str(register.id), about="Столы", work_type="C5")
    taken = send(client, "/documents/new", series=str(register.id), about="Столы", work_type="D15")

    assert refused.status_code == 422
    assert taken.headers["location"].startswith("/entries/")
    assert "ДГ-2026/1" in client.get("/documents").text


def test_an_entrys_page_shows_every_type_and_why(office: Office, client: TestClient):
    entry = office.work(office.anna, "V20", on=WEDNESDAY)
    office.type(entry, "T0", by=office.anna, reason="не состоялся")
    sign_in(client, office, office.anna)

    text = client.get(f"/entries/{entry.uid}").text

    assert "не состоялся" in text
    assert text.count('class="moment') >= 2


def test_a_colleagues_work_is_closed_to_others_and_without_content_for_the_accountant(
    office: Office, client: TestClient
):
    entry = office.work(office.anna, "V20")
    sign_in(client, office, office.boris)
    assert client.get(f"/entries/{entry.uid}").status_code == 403
    assert client.get("/day/2026-10-15?employee=101").status_code == 403
    sign_in(client, office, office.gleb)
    assert client.get(f"/entries/{entry.uid}").status_code == 200
    assert client.get("/day/2026-10-15?employee=101").status_code == 200


def test_work_is_cancelled_with_a_reason_from_its_page(office: Office, client: TestClient):
    entry = office.work(office.anna, "V20")
    sign_in(client, office, office.anna)

    refused = send(client, f"/entries/{entry.uid}/void", reason="")
    done = send(client, f"/entries/{entry.uid}/void", reason="внесено дважды")

    assert (refused.status_code, done.status_code) == (422, 303)
    assert "Отменено: внесено дважды" in client.get(f"/entries/{entry.uid}").text


def test_after_acceptance_the_page_offers_to_propose(office: Office, client: TestClient):
    entry = office.work(office.anna, "V20", on=WEDNESDAY)
    with office.session() as session:
        accept_days(session, [(office.anna.id, WEDNESDAY)], actor=office.vera, now=NOW)
    sign_in(client, office, office.anna)

    done = send(client, f"/entries/{entry.uid}/propose", work_type="T0", reason="не состоялся")

    assert done.status_code == 303
    assert "ждёт решения руководителя" in client.get(f"/entries/{entry.uid}").text
    sign_in(client, office, office.gleb)
    assert "не состоялся" in client.get("/review").text


def test_amber_days_are_accepted_in_bulk_from_their_page(office: Office, client: TestClient):
    office.work(office.anna, "V20", on=WEDNESDAY, quantity=Decimal(40))
    sign_in(client, office, office.vera)
    page = client.get("/review").text
    token = re.search(r'name="csrf" value="([0-9a-f]+)"', page).group(1)

    done = client.post("/review/days", data={"csrf": token, "day": f"{office.anna.id}:2026-10-14"})

    assert f'value="{office.anna.id}:2026-10-14"' in page
    assert (done.status_code, done.headers["location"]) == (303, "/review")
    assert "На проверке ничего нет" in client.get("/review").text


def test_a_clients_history_shows_calls_and_notes_and_no_types(office: Office, client: TestClient):
    with office.session() as session:
        ours = add_client(session, "ООО «Ромашка»", ["+7 495 123-45-67"], actor=office.anna, now=NOW)
    entry = office.call_by_hand(office.anna)
    sign_in(client, office, office.boris)

    send(client, f"/clients/{ours.id}/notes/{entry.uid}", text="Просят счёт до пятницы")
    text = client.get(f"/clients/{ours.id}").text

    assert "Просят счёт до пятницы" in text
    assert "C5" not in text


def test_a_contact_of_another_client_is_refused_by_name(office: Office, client: TestClient):
    with office.session() as session:
        add_client(session, "Вектор", ["buh@vektor.example"], actor=office.anna, now=NOW)
    sign_in(client, office, office.anna)

    refused = send(client, "/clients", name="Другой", contacts="BUH@vektor.example")

    assert refused.status_code == 409
    assert "уже у клиента «Вектор»" in refused.text


def test_the_exchanges_file_is_taken_in_on_its_page(office: Office, client: TestClient):
    prepare(office)
    sign_in(client, office, office.vera)
    token = re.search(r'name="csrf" value="([0-9a-f]+)"', client.get("/exchange").text).group(1)

    answer = client.post(
        "/exchange/calls",
        data={"csrf": token, "source": "asterisk"},
        files={"file": ("Master.csv", row(1, "2026-10-15 10:00:00") + "\nплохая строка")},
    )

    assert answer.status_code == 200
    assert "Пока ничего не загружено" in answer.text
    assert "Asterisk пишет 18 или 21" in answer.text


def test_other_work_is_entered_by_its_author(office: Office, client: TestClient):
    sign_in(client, office, office.anna)

    refused = send(client, "/other/new", kind="visit", title="", day="2026-10-15", work_type="V20")
    taken = send(client, "/other/new", kind="visit", title="Показ образцов", day="2026-10-15", work_type="V20")

    assert refused.status_code == 422
    assert (taken.status_code, taken.headers["location"]) == (303, "/day")
    assert "+20 минут" in client.get("/day").text


def test_work_entered_anew_says_what_it_replaces(office: Office, client: TestClient):
    wrong = office.work(office.anna, "V20")
    sign_in(client, office, office.anna)
    form = {"kind": "visit", "title": "Показ образцов", "day": "2026-10-15", "work_type": "V20", "replaces": wrong.uid}

    too_early = send(client, "/other/new", **form)
    office.cancel(wrong, by=office.anna)
    taken = send(client, "/other/new", **form)

    assert (too_early.status_code, taken.status_code) == (409, 303)
    assert "Внесено заново как" in client.get(f"/entries/{wrong.uid}").text


def test_documents_are_found_whatever_the_case_of_the_words(office: Office, client: TestClient):
    with office.session() as session:
        register = add_register(session, series="ДГ", title_ru="Договоры", actor=office.vera, now=NOW)
    sign_in(client, office, office.anna)
    send(client, "/documents/new", series=str(register.id), about="Поставка столов", work_type="D15")

    assert "ДГ-2026/1" in client.get("/documents?q=поставка").text
    assert "Ничего не нашлось" in client.get("/documents?q=аренда").text
