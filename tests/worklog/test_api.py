"""Work that programs record: once per key, by the gate's rule, and only what its token may (rules 6, 7 and 12)."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from naryad import tokens
from naryad.app import create_app
from naryad.settings import Settings
from tests.worklog.builders import NOW, Office
from worklog.actions.day import accept_days
from worklog.actions.document import add_register

ANNAS_VISIT = {"uid": "crm-17", "kind": "visit", "work_type": "v20", "day": "2026-10-15", "subject": "Показ образцов"}


@pytest.fixture
def client(office: Office, tmp_path) -> Iterator[TestClient]:
    settings = Settings(database_url=office.db.url, data_dir=tmp_path, secret_key="x" * 32, next_hop="maildir:unused")
    with TestClient(create_app(settings, office.db, clock=lambda: NOW, regular=False)) as client:
        yield client


def token(office: Office, who=None, **integration) -> dict[str, str]:
    with office.session() as session:
        secret = tokens.give_token(
            session, employee_id=who.id if who else None, actor=office.vera, now=NOW, **integration
        )
    return {"Authorization": f"Bearer {secret}", "Accept-Language": "en"}


def post(client: TestClient, headers: dict[str, str], **changed):
    return client.post("/api/v1/entries", json={**ANNAS_VISIT, **changed}, headers=headers)


def test_typed_work_is_recorded_once_and_the_same_again_is_the_same(office: Office, client: TestClient):
    annas = token(office, office.anna)

    first, again = post(client, annas), post(client, annas)

    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()
    body = first.json()
    assert (body["employee"], body["work_type"], body["norm_minutes"], body["seq"]) == ("101", "V20", "20.000", 1)


def test_the_same_uid_with_other_content_is_refused_with_what_differs(office: Office, client: TestClient):
    annas = token(office, office.anna)
    post(client, annas)

    refused = post(client, annas, work_type="T0", kind="other")

    assert refused.status_code == 409
    assert refused.json() == {
        "code": "same_key_other_work",
        "message": "Работа с ключом «crm-17» уже записана и отличается (kind, work_type). "
        "Отправьте новую работу под своим ключом.",
    }


def test_the_uid_of_another_token_is_another_work(office: Office, client: TestClient):
    assert post(client, token(office, office.anna)).status_code == 201
    assert post(client, token(office, office.boris), work_type="V20").status_code == 201


@pytest.mark.parametrize("nothing", ["", "0", "  "])
def test_untyped_work_is_refused_in_the_readers_language(office: Office, client: TestClient, nothing: str):
    refused = post(client, token(office, office.anna), work_type=nothing)

    assert refused.status_code == 422
    assert refused.json()["code"] == "work_has_no_type"
    assert refused.json()["message"].startswith("У работы не указан тип")


def test_a_type_of_another_kind_is_refused(office: Office, client: TestClient):
    assert post(client, token(office, office.anna), work_type="D15").json()["code"] == "wrong_kind"


def test_a_letter_needs_an_integration_that_attests_delivery(office: Office, client: TestClient):
    letter = {"kind": "letter_out", "work_type": "L5", "message_id": "<a@zarya>", "reply": "250 2.0.0 Ok"}

    by_employee = post(client, token(office, office.anna), **letter)
    without_proof = post(client, token(office, integration="crm"), employee="101", **letter)
    attesting = token(office, integration="mail", attests_delivery=True)
    refused = post(client, attesting, employee="101", **{**letter, "reply": "451 later"})
    counted = post(client, attesting, employee="101", **letter)
    retried = post(client, attesting, employee="101", uid="other-key", **letter)

    assert [by_employee.status_code, without_proof.status_code, refused.status_code] == [403, 403, 403]
    assert (counted.status_code, counted.json()["norm_minutes"]) == (201, "5.000")
    assert (retried.status_code, retried.json()["entry"]) == (200, counted.json()["entry"])


def test_an_integration_names_whose_work_it_is(office: Office, client: TestClient):
    crm = token(office, integration="crm")

    assert post(client, crm).json()["code"] == "employee_is_missing"
    assert post(client, crm, employee="102").json()["employee"] == "102"


def test_an_employees_token_records_only_its_owners_work(office: Office, client: TestClient):
    assert post(client, token(office, office.anna), employee="102").json()["code"] == "token_of_another_person"


def test_an_employees_token_adds_nothing_to_an_accepted_or_a_future_day(office: Office, client: TestClient):
    annas = token(office, office.anna)
    post(client, annas, day="2026-10-14")
    with office.session() as session:
        accept_days(session, [(office.anna.id, NOW.date().replace(day=14))], actor=office.vera, now=NOW)

    late, early = post(client, annas, uid="b", day="2026-10-14"), post(client, annas, uid="c", day="2026-10-16")

    assert (late.status_code, late.json()["code"]) == (409, "accepted_day_takes_no_work")
    assert (early.status_code, early.json()["code"]) == (422, "day_in_the_future")


def test_a_document_gets_its_number_or_is_refused(office: Office, client: TestClient):
    annas = token(office, office.anna)
    document = {"kind": "document", "work_type": "D15", "subject": "Поставка столов"}
    with office.session() as session:
        add_register(session, series="ДГ", title_ru="Договоры", actor=office.vera, now=NOW)

    assert post(client, annas, register="ПРИКАЗ", **document).json()["code"] == "document_needs_register"
    assert post(client, annas, register="дг", **document).status_code == 201
    assert post(client, annas, register="дг", **document).status_code == 200


def test_a_document_numbered_in_another_program_counts_without_a_register_of_ours(office: Office, client: TestClient):
    annas = token(office, office.anna)
    document = {"kind": "document", "work_type": "D15", "subject": "Поставка столов"}

    assert post(client, annas, **document).status_code == 201
    assert post(client, annas, **document).status_code == 200
    assert post(client, annas, **{**document, "work_type": ""}, uid="other").status_code == 422


def test_without_a_token_nothing_is_said(client: TestClient):
    assert client.get("/api/v1/types").status_code == 401
    assert client.post("/api/v1/entries", json=ANNAS_VISIT).status_code == 401


def test_a_broken_request_is_refused_as_json(office: Office, client: TestClient):
    refused = client.post("/api/v1/entries", json={"kind": "dance"}, headers=token(office, office.anna))

    assert refused.status_code == 422
    assert refused.json()["code"] == "request_is_wrong"


def test_types_are_those_on_offer(office: Office, client: TestClient):
    lines = client.get("/api/v1/types?kind=visit", headers=token(office, office.anna)).json()

    assert [(line["code"], line["norm_minutes"], line["name"]) for line in lines] == [("V20", "20.000", "Визит")]


def test_output_is_ones_own_with_an_employees_token(office: Office, client: TestClient):
    office.work(office.anna, "V20")
    office.work(office.boris, "V20")

    own = client.get("/api/v1/output/2026-10", headers=token(office, office.anna)).json()
    everybody = client.get("/api/v1/output/2026-10", headers=token(office, integration="bi")).json()

    assert own == [{"number": "101", "name": "Анна Ильина", "entries": 1, "norm_minutes": "20.000"}]
    assert [line["number"] for line in everybody] == ["101", "102"]


def test_openapi_describes_the_calls(client: TestClient):
    described = client.get("/api/v1/openapi.json").json()

    assert {"/api/v1/entries", "/api/v1/types", "/api/v1/output/{month}"} <= set(described["paths"])
    assert {"200", "201", "409", "422"} <= set(described["paths"]["/api/v1/entries"]["post"]["responses"])
