"""What every page stands on, tried on a web of two pages: who asks, forged forms, commits, languages, headers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import httpx
import pytest
from fastapi import APIRouter, Request
from fastapi.testclient import TestClient
from sqlmodel import func, select
from starlette.responses import Response

from naryad import access, staff, tokens
from naryad.app import assemble
from naryad.db import Database
from naryad.errors import DomainError
from naryad.pages import MenuItem
from naryad.people import Role
from naryad.settings import Settings
from naryad.tables import SignInAttemptRow
from naryad.web import (
    SESSION_COOKIE,
    CurrentEmployee,
    TokenBearer,
    Writing,
    csrf_token,
    fragment,
    local_path,
    page,
    redirect,
)
from tests.floor.people import NOW, hire, office

router = APIRouter()


class LettersAreOut(DomainError):
    code = "letters_are_out"
    status = 409
    en = "No letters are left."
    ru = "Письма кончились."


@router.get("/mine")
def mine(request: Request, me: CurrentEmployee) -> Response:
    return page(request, "naryad/error.html", error=LettersAreOut())


@router.get("/plain")
def plain(request: Request, me: CurrentEmployee) -> Response:
    return page(request, "naryad/base.html")


@router.get("/token")
def token(request: Request) -> Response:
    return Response(csrf_token(request))


@router.post("/note")
def note(request: Request, session: Writing, fails: str = "") -> Response:
    session.add(SignInAttemptRow(email="x", address="y", at=NOW, succeeded=True))
    session.flush()
    if fails == "refusal":
        raise LettersAreOut()
    if fails == "trouble":
        raise RuntimeError("a letter's text that must not be shown")
    if fails == "commit":
        session.add(SignInAttemptRow(id=1, email="x", address="y", at=NOW, succeeded=True))
        session.add(SignInAttemptRow(id=1, email="x", address="y", at=NOW, succeeded=True))
    return redirect(request, "/mine", said="Записано")


@router.get("/api/v1/me")
def api_me(bearer: TokenBearer) -> dict[str, str | None]:
    return {"name": bearer.employee.name if bearer.employee else None}


def fill(request: Request, name: str) -> str:
    return fragment(request, "naryad/_mark.svg")


WEB = SimpleNamespace(
    router=router,
    MENU=(MenuItem(1, "Everybody", "/mine"), MenuItem(2, "Heads", "/heads", "journal.read")),
    SLOTS={"test": fill},
)


@pytest.fixture
def web(database: Database, tmp_path: Path) -> Iterator[TestClient]:
    """An office with Anna (101, employee) and a web of the pages above."""
    with database.writing() as session:
        office(session)
        hire(session, "Анна Белова", "101")
        hire(session, "Дина Рей", "1", [Role.HEAD])
    app = assemble(Settings(data_dir=tmp_path), database, [WEB], clock=lambda: NOW)
    with TestClient(app, follow_redirects=False, raise_server_exceptions=False) as client:
        yield client


def sign_in(web: TestClient, database: Database, number: str) -> None:
    with database.writing() as session:
        secret = access.open_session(session, staff.by_number(session, number), client="", now=NOW)
    web.cookies.set(SESSION_COOKIE, secret)


def post(web: TestClient, url: str) -> httpx.Response:
    return web.post(url, data={"csrf": web.get("/token").text})


def notes(database: Database) -> int:
    with database.reading() as session:
        return session.exec(select(func.count()).select_from(SignInAttemptRow)).one()


def test_a_stranger_is_sent_to_the_door_and_brought_back(web: TestClient) -> None:
    answer = web.get("/mine")

    assert answer.status_code == 303
    assert answer.headers["location"] == "/sign-in?next=/mine"


def test_a_stranger_is_told_why_when_a_program_asks(web: TestClient) -> None:
    answer = web.get("/mine", headers={"accept": "application/json"})

    assert answer.status_code == 401
    assert answer.json()["code"] == "not_signed_in"


def test_a_session_that_is_over_is_no_session(web: TestClient, database: Database) -> None:
    sign_in(web, database, "101")
    assert web.get("/mine").status_code == 200

    web.cookies.set(SESSION_COOKIE, "made-up")
    assert web.get("/mine").status_code == 303


def test_a_form_without_its_token_changes_nothing(web: TestClient, database: Database) -> None:
    sign_in(web, database, "101")

    for data in ({}, {"csrf": ""}, {"csrf": "0" * 64}):
        answer = web.post("/note", data=data)
        assert answer.status_code == 403
        assert "Форма устарела" in answer.text
    assert notes(database) == 0


def test_a_token_of_another_session_is_forged(web: TestClient, database: Database) -> None:
    sign_in(web, database, "101")
    annas = web.get("/token").text
    sign_in(web, database, "1")

    assert web.post("/note", data={"csrf": annas}).status_code == 403


def test_a_form_with_its_token_is_committed_before_the_answer(web: TestClient, database: Database) -> None:
    sign_in(web, database, "101")

    answer = post(web, "/note")

    assert answer.status_code == 303
    assert notes(database) == 1


def test_a_script_gives_the_token_in_a_header(web: TestClient, database: Database) -> None:
    sign_in(web, database, "101")

    assert web.post("/note", headers={"x-csrf-token": web.get("/token").text}).status_code == 303


@pytest.mark.parametrize(("fails", "status"), [("refusal", 409), ("trouble", 500), ("commit", 500)])
def test_whatever_fails_nothing_is_kept_and_the_answer_says_so(
    web: TestClient, database: Database, fails: str, status: int
) -> None:
    sign_in(web, database, "101")

    answer = post(web, f"/note?fails={fails}")

    assert answer.status_code == status
    assert "must not be shown" not in answer.text
    assert notes(database) == 0


def test_what_was_said_is_shown_once(web: TestClient, database: Database) -> None:
    sign_in(web, database, "101")
    post(web, "/note")

    assert "Записано" in web.get("/plain").text
    assert "Записано" not in web.get("/plain").text


def test_an_address_that_leads_nowhere_says_what_to_do(web: TestClient) -> None:
    answer = web.get("/nowhere")

    assert answer.status_code == 404
    assert "По этому адресу ничего нет" in answer.text


def test_a_forms_address_opened_by_hand_says_so_to_the_person_who_is_signed_in(
    web: TestClient, database: Database
) -> None:
    sign_in(web, database, "101")

    answer = web.get("/note")

    assert answer.status_code == 405
    assert "сам по себе не открывается" in answer.text
    assert "Анна Белова" in answer.text


def test_a_page_answers_in_the_readers_language(web: TestClient, database: Database) -> None:
    assert "There is no page" in web.get("/nowhere", headers={"accept-language": "en-GB"}).text
    assert "По этому адресу" in web.get("/nowhere", headers={"accept-language": "fr"}).text

    sign_in(web, database, "101")
    assert "Письма кончились" in web.get("/mine", headers={"accept-language": "en-GB"}).text


def test_the_menu_holds_what_the_persons_roles_allow(web: TestClient, database: Database) -> None:
    sign_in(web, database, "101")
    assert "/heads" not in web.get("/mine").text

    sign_in(web, database, "1")
    assert "/heads" in web.get("/mine").text


def test_every_answer_keeps_other_sites_and_scripts_out(web: TestClient) -> None:
    for url in ("/nowhere", "/static/naryad.css", "/api/v1/me"):
        headers = web.get(url).headers
        assert "default-src 'self'" in headers["content-security-policy"]
        assert "unsafe-inline" not in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"


def test_cookies_are_closed_to_scripts_and_to_other_sites(web: TestClient) -> None:
    for cookie in web.get("/nowhere").headers.get_list("set-cookie"):
        assert re.search("HttpOnly", cookie)
        assert re.search("SameSite=lax", cookie)


def test_an_answer_never_leads_to_another_site() -> None:
    assert local_path("/day/2026-10-05") == "/day/2026-10-05"
    for elsewhere in ("https://example.org", "//example.org", "/\\example.org", "", "javascript:alert(1)"):
        assert local_path(elsewhere) == "/"


def test_the_api_knows_only_bearer_tokens(web: TestClient, database: Database) -> None:
    sign_in(web, database, "101")
    assert web.get("/api/v1/me").status_code == 401
    assert web.get("/api/v1/me").headers["www-authenticate"] == "Bearer"

    with database.writing() as session:
        secret = tokens.give_token(session, employee_id=staff.by_number(session, "101").id, actor=None, now=NOW)
    answer = web.get("/api/v1/me", headers={"authorization": f"Bearer {secret}"})
    assert answer.json() == {"name": "Анна Белова"}
    assert web.get("/api/v1/me", headers={"authorization": f"Basic {secret}"}).status_code == 401
