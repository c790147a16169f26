"""The door: who may come in, how often one may try, and how a person gets a first password."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest

from naryad import access, staff
from naryad.db import Database
from naryad.people import Employee, Role
from tests.floor.screens.conftest import PASSWORD, Browser, Clock


def test_a_person_signs_in_with_address_and_password_and_comes_to_the_page_they_wanted(
    browser: Browser, anna: Employee
) -> None:
    browser.get("/profile")
    assert browser.url == "/sign-in"
    assert 'name="next_page" value="/profile"' in browser.text

    text = browser.post("/sign-in", {"email": "N101@Office.example", "password": PASSWORD, "next_page": "/profile"})

    assert browser.url == "/profile"
    assert "Крылова Анна Петровна" in text


def test_a_wrong_password_says_what_to_check_and_keeps_the_address(browser: Browser, anna: Employee) -> None:
    text = browser.sign_in("n101@office.example", "not it")

    assert browser.status == 403
    assert "Адрес или пароль не подходят. Проверьте раскладку и Caps Lock" in text
    assert 'value="n101@office.example"' in browser.text
    assert "not it" not in browser.text


def test_an_unknown_address_is_answered_with_the_same_words(browser: Browser, anna: Employee) -> None:
    assert (
        browser.sign_in("n101@office.example", "not it").split("Войти")[-1]
        == (browser.sign_in("nobody@office.example", "not it").split("Войти")[-1])
    )


def test_after_five_failures_even_the_right_password_waits_a_quarter_of_an_hour(
    browser: Browser, anna: Employee, clock: Clock
) -> None:
    for _ in range(5):
        browser.sign_in("n101@office.example", "not it")

    text = browser.sign_in("n101@office.example")
    assert browser.status == 429
    assert "Слишком много попыток. Подождите 15 мин." in text

    clock.moment += timedelta(minutes=15, seconds=1)
    browser.sign_in("n101@office.example")
    assert browser.status == 200
    assert browser.url != "/sign-in"


def test_whoever_has_left_is_not_let_in_from_the_next_day_on(
    browser: Browser, anna: Employee, database: Database, clock: Clock, now: datetime
) -> None:
    with database.writing() as session:
        staff.edit_employee(
            session,
            anna.id,
            name=anna.name,
            email=anna.email,
            addresses=[],
            employed_to=date(2026, 10, 15),
            actor=None,
            now=now,
        )
    browser.sign_in(anna.email)
    assert browser.status == 200

    clock.moment = datetime.fromisoformat("2026-10-15T21:30:00+00:00")
    browser.client.cookies.clear()
    text = browser.sign_in(anna.email)

    assert browser.status == 403
    assert "Крылова Анна Петровна на 16.10.2026 не работает в офисе" in text


def test_signing_out_closes_the_door_for_the_old_cookie_too(browser: Browser, anna: Employee) -> None:
    browser.sign_in(anna.email)
    cookie = browser.client.cookies["naryad_session"]
    browser.get("/profile")

    text = browser.post("/sign-out")
    assert "Вы вышли" in text

    browser.client.cookies.set("naryad_session", cookie)
    browser.get("/profile")
    assert browser.url == "/sign-in"


def test_a_form_from_elsewhere_changes_nothing(browser: Browser, anna: Employee) -> None:
    browser.sign_in(anna.email)
    browser.text = ""

    text = browser.post("/language", {"language": "en"})

    assert browser.status == 403
    assert "Форма устарела или пришла с другого сайта" in text


def test_the_way_back_after_signing_in_never_leaves_the_office(browser: Browser, anna: Employee) -> None:
    browser.get("/sign-in")

    browser.post("/sign-in", {"email": anna.email, "password": PASSWORD, "next_page": "//elsewhere.example/"})

    assert browser.url != "//elsewhere.example/"
    assert browser.client.base_url.host == "127.0.0.1"


def test_an_invitation_sets_the_password_once_and_signs_in(
    browser: Browser, second_browser: Browser, database: Database, hire: Callable[..., Employee], now: datetime
) -> None:
    boris = hire("Орлов Борис Ильич", "102", password=None)
    with database.writing() as session:
        secret = access.invite(session, boris.id, actor=None, now=now)

    text = browser.get(f"/invitation/{secret}")
    assert "Добро пожаловать, Орлов Борис Ильич" in text
    browser.post(f"/invitation/{secret}", {"password": "корова ест сено", "again": "корова ест сено"})
    assert browser.url == "/welcome"

    text = second_browser.get(f"/invitation/{secret}")
    assert second_browser.status == 404
    assert "Приглашение уже использовано или старше 7 дн." in text


@pytest.mark.parametrize(
    ("password", "again", "says"),
    [
        ("короткий", "короткий", "В пароле должно быть от 10 до 200 знаков"),
        ("корова ест сено", "корова ест овёс", "Пароли не совпали"),
    ],
)
def test_a_password_that_will_not_do_is_refused_with_the_reason(
    browser: Browser,
    database: Database,
    hire: Callable[..., Employee],
    now: datetime,
    password: str,
    again: str,
    says: str,
) -> None:
    boris = hire("Орлов Борис Ильич", "102", password=None)
    with database.writing() as session:
        secret = access.invite(session, boris.id, actor=None, now=now)
    browser.get(f"/invitation/{secret}")

    assert says in browser.post(f"/invitation/{secret}", {"password": password, "again": again})
    assert browser.status == 422

    browser.post(f"/invitation/{secret}", {"password": "корова ест сено", "again": "корова ест сено"})
    assert browser.url == "/welcome"


def test_an_invitation_is_over_after_a_week(
    browser: Browser, database: Database, hire: Callable[..., Employee], now: datetime, clock: Clock
) -> None:
    boris = hire("Орлов Борис Ильич", "102", password=None)
    with database.writing() as session:
        secret = access.invite(session, boris.id, actor=None, now=now)

    clock.moment = now + timedelta(days=7)

    browser.get(f"/invitation/{secret}")
    assert browser.status == 404


def test_a_new_password_ends_every_other_session(browser: Browser, second_browser: Browser, anna: Employee) -> None:
    browser.sign_in(anna.email)
    second_browser.sign_in(anna.email)
    browser.get("/profile")

    text = browser.post(
        "/profile/password", {"old": PASSWORD, "password": "корова ест сено", "again": "корова ест сено"}
    )

    assert "Пароль изменён" in text
    assert browser.url == "/profile"
    second_browser.get("/profile")
    assert second_browser.url == "/sign-in"


def test_without_the_old_password_there_is_no_new_one(browser: Browser, anna: Employee) -> None:
    browser.sign_in(anna.email)
    browser.get("/profile")

    text = browser.post(
        "/profile/password", {"old": "не он", "password": "корова ест сено", "again": "корова ест сено"}
    )

    assert browser.status == 403
    assert "Адрес или пароль не подходят" in text


def test_a_session_left_open_elsewhere_can_be_ended_from_here(
    browser: Browser, second_browser: Browser, anna: Employee
) -> None:
    second_browser.sign_in(anna.email)
    browser.sign_in(anna.email)
    browser.get("/profile")
    [end] = [part.split('"')[0] for part in browser.text.split('action="')[1:] if part.startswith("/profile/sessions/")]

    browser.post(end)

    second_browser.get("/profile")
    assert second_browser.url == "/sign-in"
    browser.get("/profile")
    assert browser.url == "/profile"


def test_nobody_ends_another_persons_session(
    browser: Browser, second_browser: Browser, anna: Employee, marina: Employee
) -> None:
    browser.sign_in(anna.email)
    second_browser.sign_in(marina.email)
    second_browser.get("/profile")

    text = second_browser.post("/profile/sessions/1/end")

    assert second_browser.status == 404
    assert "Такого вашего сеанса нет" in text
    browser.get("/profile")
    assert browser.url == "/profile"


def test_the_language_is_chosen_for_good_by_a_person_and_for_the_browser_before_signing_in(
    browser: Browser, second_browser: Browser, anna: Employee
) -> None:
    browser.get("/sign-in")
    text = browser.post("/language", {"language": "en", "next_page": "/sign-in"})
    assert "Sign in" in text

    browser.sign_in(anna.email)
    assert "Мой профиль" in browser.get("/profile")
    text = browser.post("/language", {"language": "en", "next_page": "/profile"})
    assert "My profile" in text

    second_browser.sign_in(anna.email)
    assert "My profile" in second_browser.get("/profile")


def test_an_office_without_people_says_how_to_let_the_first_one_in(browser: Browser) -> None:
    text = browser.get("/sign-in")

    assert "В этом офисе ещё никого нет" in text
    assert "naryad staff add" in text


def test_an_employee_does_not_open_the_pages_of_other_roles(browser: Browser, anna: Employee) -> None:
    browser.sign_in(anna.email)

    for url in ("/staff", "/staff/new", "/staff/import", "/staff/invitations", "/settings", "/journal"):
        text = browser.get(url)
        assert browser.status == 403
        assert "Крылова Анна Петровна не может этого сделать" in text

    assert Role.EMPLOYEE in anna.roles
