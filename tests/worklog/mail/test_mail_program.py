"""The pages "Mail program" and "Accounts of programs": what to enter, app passwords made and revoked."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from sqlmodel import select

from worklog.app_password import hash_of
from worklog.store.app_password import passwords_of
from worklog.store.service_account import accounts
from worklog.tables.app_password import AppPasswordRow

TLS = {
    "submissions_listen": "0.0.0.0:465",
    "submission_listen": "0.0.0.0:587",
    "submission_name": "mail.office.example",
}
SECRET = re.compile(r"<code data-copy-source>([0-9a-z]{4}(?:-[0-9a-z]{4}){3})</code>")


def kept(office: Any) -> list[AppPasswordRow]:
    with office.database.reading() as session:
        rows = list(session.exec(select(AppPasswordRow).order_by(AppPasswordRow.id)))
        session.expunge_all()
        return rows


def test_the_page_has_every_value_ready(office: Any, visit: Callable[..., Any]) -> None:
    text = visit(office.anna, **TLS).get("/mail/program").text

    for value in ("mail.office.example", "465", "SSL/TLS", "anna@office.example"):
        assert f"<code data-copy-source>{value}</code>" in text
    assert "If the program does not know this: port 587 with STARTTLS." in text
    assert "team@office.example" in text
    assert "No app password yet" in text


def test_the_server_is_called_as_the_pages_are_unless_told_otherwise(office: Any, visit: Callable[..., Any]) -> None:
    text = visit(office.anna, submission_listen="0.0.0.0:587").get("/mail/program").text

    assert "<code data-copy-source>naryad.office.example</code>" in text
    assert "<code data-copy-source>STARTTLS</code>" in text


def test_where_nobody_can_sign_in_the_page_says_what_to_do(office: Any, visit: Callable[..., Any]) -> None:
    annas, boriss = (visit(person).get("/mail/program").text for person in (office.anna, office.boris))

    assert "Mail programs cannot sign in here yet" in annas
    assert "write letters on these pages" in annas
    assert "Make an app password" not in annas
    assert "NARYAD_TLS_CERTIFICATE" not in annas
    assert "NARYAD_TLS_CERTIFICATE" in boriss


def test_a_password_is_shown_once_and_kept_as_a_hash(office: Any, visit: Callable[..., Any]) -> None:
    anna = visit(office.anna, **TLS)

    made = anna.post("/mail/program/passwords", label="Thunderbird at work").text
    (secret,) = SECRET.findall(made)

    assert [row.secret_hash for row in kept(office)] == [hash_of(secret)]
    again = anna.get("/mail/program").text
    assert secret not in again
    assert "Thunderbird at work" in again
    assert "not used yet" in again


def test_a_password_without_a_name_is_not_made(office: Any, visit: Callable[..., Any]) -> None:
    answer = visit(office.anna, **TLS).post("/mail/program/passwords", label=" ")

    assert answer.status_code == 422
    assert "Say what the password is for" in answer.text
    assert kept(office) == []


def test_revoking_takes_a_password_off_the_page(office: Any, visit: Callable[..., Any]) -> None:
    anna = visit(office.anna, **TLS)
    anna.post("/mail/program/passwords", label="phone")

    answer = anna.post(f"/mail/program/passwords/{kept(office)[0].id}/revoke")

    assert answer.status_code == 303
    assert anna.said(answer) == "The app password is revoked: it opens nothing any more."
    assert [(row.revoked_at, row.revoked_by) for row in kept(office)] == [(office.clock(), office.anna.id)]


def test_nobody_revokes_anothers_password_by_its_number(office: Any, visit: Callable[..., Any]) -> None:
    visit(office.anna, **TLS).post("/mail/program/passwords", label="phone")

    answer = visit(office.boris, **TLS).post(f"/mail/program/passwords/{kept(office)[0].id}/revoke")

    assert answer.status_code == 404
    assert kept(office)[0].revoked_at is None


def test_whoever_writes_no_letters_has_no_such_page(office: Any, visit: Callable[..., Any]) -> None:
    assert visit(office.chief).get("/mail/program").status_code == 403


SCANNER = {"name": "Scanner", "login": "Scanner", "addresses": "scanner@office.example\r\nprint@office.example"}


def test_an_administrator_opens_an_account_and_gives_it_a_password(office: Any, visit: Callable[..., Any]) -> None:
    chief = visit(office.chief, **TLS)

    opened = chief.post("/mail/accounts", **SCANNER)
    page = chief.post(f"{opened.headers['location']}/passwords", label="hall").text

    with office.database.reading() as session:
        (account,) = accounts(session)
        (password,) = passwords_of(session, account_id=account.id)
    assert (account.login, account.addresses) == ("scanner", ("print@office.example", "scanner@office.example"))
    assert (account.work_type_id, password.label) == (None, "hall")
    assert len(SECRET.findall(page)) == 1
    assert "mail.office.example" in page
    assert "Scanner" in chief.get("/mail/accounts").text


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"name": " "}, "An account needs a name"),
        ({"login": "сканер"}, "a login of 3 to 100 Latin letters"),
        ({"login": "anna@office.example"}, "The login anna@office.example already lets Anna in"),
        ({"addresses": " "}, "Write at least one address the program sends from, such as scanner@office.example"),
        ({"addresses": "scanner"}, "The address “scanner” is not usable"),
        ({"work_type": "9999"}, "This is no work type of letters in use"),
    ],
)
def test_a_wrong_account_is_not_opened_and_what_was_typed_stays(
    office: Any, visit: Callable[..., Any], wrong: dict[str, str], says: str
) -> None:
    answer = visit(office.chief).post("/mail/accounts", **{**SCANNER, **wrong})

    assert answer.status_code in (409, 422)
    assert says in answer.text
    with office.database.reading() as session:
        assert accounts(session) == []


def test_two_accounts_have_two_logins(office: Any, visit: Callable[..., Any]) -> None:
    chief = visit(office.chief)
    chief.post("/mail/accounts", **SCANNER)

    assert "The login scanner already lets Scanner in" in chief.post("/mail/accounts", **SCANNER).text


def test_an_account_is_changed_and_closed_with_its_passwords(office: Any, visit: Callable[..., Any]) -> None:
    chief = visit(office.chief, **TLS)
    where = chief.post("/mail/accounts", **SCANNER).headers["location"]
    chief.post(f"{where}/passwords", label="hall")

    chief.post(where, name="Scanner 2", addresses="scan@office.example", work_type="2")
    with office.database.reading() as session:
        (changed,) = accounts(session)
    chief.post(f"{where}/close")

    assert (changed.name, changed.addresses, changed.work_type_id) == ("Scanner 2", ("scan@office.example",), 2)
    assert [row.revoked_at for row in kept(office)] == [office.clock()]
    assert "This account is closed" in chief.get(where).text
    assert chief.post(where, name="x", addresses="x@office.example").status_code == 404


def test_only_an_administrator_sees_accounts(office: Any, visit: Callable[..., Any]) -> None:
    assert visit(office.anna).get("/mail/accounts").status_code == 403
    assert visit(office.anna).post("/mail/accounts", **SCANNER).status_code == 403


def test_an_unknown_account_has_no_page(office: Any, visit: Callable[..., Any]) -> None:
    assert visit(office.chief).get("/mail/accounts/77").status_code == 404


@pytest.mark.parametrize("slug", ["sender-not-own", "from-not-own"])
def test_a_refusal_has_its_page(office: Any, visit: Callable[..., Any], slug: str) -> None:
    assert visit(office.anna).get(f"/mail/why/{slug}").status_code == 200
