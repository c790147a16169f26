"""The staff page: taking people on, one by one or from a file, changing what may change, inviting them."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime

from naryad import employment, staff
from naryad.db import Database
from naryad.people import Employee, Role
from tests.floor.screens.conftest import Browser

BORIS = {
    "name": "Орлов Борис Ильич",
    "number": "102",
    "email": "orlov@office.example",
    "roles": ["employee", "operator"],
    "employed_from": "2026-10-15",
    "position": "ведущий специалист",
    "fte": "0,5",
    "addresses": "sales@office.example, boris@office.example",
}


def test_an_administrator_takes_a_person_on(browser: Browser, vera: Employee, database: Database) -> None:
    browser.sign_in(vera.email)
    browser.get("/staff/new")

    text = browser.post("/staff/new", BORIS)

    assert "Добавлено. Теперь пригласите" in text
    with database.reading() as session:
        boris = staff.by_number(session, "102")
        job = employment.employment(session, boris.id, date(2026, 10, 15))
    assert boris.roles == {Role.EMPLOYEE, Role.OPERATOR}
    assert boris.addresses == ("boris@office.example", "orlov@office.example", "sales@office.example")
    assert (job.position, str(job.fte)) == ("ведущий специалист", "0.50")


def test_a_number_already_taken_is_refused_by_name_and_nothing_typed_is_lost(
    browser: Browser, vera: Employee, anna: Employee, database: Database
) -> None:
    browser.sign_in(vera.email)
    browser.get("/staff/new")

    text = browser.post("/staff/new", {**BORIS, "number": "101"})

    assert browser.status == 409
    assert "Табельный номер 101 уже у сотрудника Крылова Анна Петровна. Укажите другой." in text
    assert 'value="Орлов Борис Ильич"' in browser.text
    assert 'value="sales@office.example, boris@office.example"' in browser.text
    with database.reading() as session:
        assert len(staff.employees(session)) == 2


def test_a_day_that_does_not_exist_is_named(browser: Browser, vera: Employee) -> None:
    browser.sign_in(vera.email)
    browser.get("/staff/new")

    assert "«31.02.2026» — не дата" in browser.post("/staff/new", {**BORIS, "employed_from": "31.02.2026"})


def test_the_last_day_is_entered_and_the_list_hides_whoever_left(
    browser: Browser, vera: Employee, anna: Employee
) -> None:
    browser.sign_in(vera.email)
    browser.get(f"/staff/{anna.id}")

    browser.post(
        f"/staff/{anna.id}/edit",
        {"name": anna.name, "email": anna.email, "addresses": anna.email, "employed_to": "2026-10-14"},
    )

    assert "Крылова" not in browser.get("/staff")
    assert "работа до 14.10.2026" in browser.get("/staff?show=all")


def test_the_last_administrator_keeps_the_role(browser: Browser, vera: Employee) -> None:
    browser.sign_in(vera.email)
    browser.get(f"/staff/{vera.id}")

    text = browser.post(f"/staff/{vera.id}/roles", {"roles": ["employee"]})

    assert browser.status == 409
    assert "Лебедева Вера Юрьевна — последний администратор" in text


def test_a_new_position_holds_from_its_day_on(
    browser: Browser, vera: Employee, anna: Employee, database: Database
) -> None:
    browser.sign_in(vera.email)
    browser.get(f"/staff/{anna.id}")

    browser.post(
        f"/staff/{anna.id}/position",
        {"effective_from": "2026-11-01", "position": "старший", "department": "Продажи", "fte": "1"},
    )

    with database.reading() as session:
        assert employment.employment(session, anna.id, date(2026, 10, 31)).position == ""
        assert employment.employment(session, anna.id, date(2026, 11, 1)).position == "старший"


def test_people_are_found_by_any_word_of_their_line(browser: Browser, vera: Employee, anna: Employee) -> None:
    browser.sign_in(vera.email)

    assert "Крылова" in browser.get("/staff?q=101")
    assert "Крылова" in browser.get("/staff?q=анна сотрудник")
    assert "Никто не подошёл" in browser.get("/staff?q=кассир")


def test_an_invited_person_sets_a_password_by_the_link(
    browser: Browser, second_browser: Browser, vera: Employee, hire: Callable[..., Employee]
) -> None:
    boris = hire("Орлов Борис Ильич", "102", password=None)
    browser.sign_in(vera.email)
    assert "У 1 человека ещё нет пароля" in browser.get("/staff")
    browser.get("/staff/invitations")

    text = browser.post("/staff/invitations", {"people": [boris.id]})

    assert "Они видны только сейчас" in text
    [path] = re.findall(r"http://127\.0\.0\.1:8000(/invitation/[\w-]+)", browser.text)
    assert "Орлов Борис Ильич" in second_browser.get(path)
    assert "приглашение выдано" in browser.get("/staff")


def test_inviting_nobody_says_to_choose(browser: Browser, vera: Employee) -> None:
    browser.sign_in(vera.email)
    browser.get("/staff/invitations")

    assert "Никто не выбран" in browser.post("/staff/invitations")
    assert browser.status == 422


def test_a_token_is_shown_once_and_can_be_revoked(browser: Browser, vera: Employee, anna: Employee) -> None:
    browser.sign_in(vera.email)
    browser.get(f"/staff/{anna.id}")

    browser.post(f"/staff/{anna.id}/token")
    assert re.search(r"nrd_[\w-]{40,}", browser.text)
    assert not re.search(r"nrd_", browser.get(f"/staff/{anna.id}"))

    text = browser.post(f"/staff/{anna.id}/token/1/revoke")
    assert "отозван" in text


def test_the_head_gives_no_tokens(browser: Browser, marina: Employee, anna: Employee) -> None:
    browser.sign_in(marina.email)
    assert "Ключи API" not in browser.get(f"/staff/{anna.id}")

    browser.post(f"/staff/{anna.id}/token")

    assert browser.status == 403


def test_a_file_is_looked_at_first_and_only_good_rows_are_taken_when_told_to(
    browser: Browser, vera: Employee, database: Database
) -> None:
    file = "Табельный номер;ФИО;Почта\n102;Орлов Борис Ильич;orlov@office.example\n103;Зуев Глеб;zuev\n"
    browser.sign_in(vera.email)
    browser.get("/staff/import")

    text = browser.post("/staff/import", files={"file": ("staff.csv", file.encode())})

    assert "1 строку взять нельзя" in text
    assert "строка 3 Почта: «zuev» не подходит" in text
    assert "Добавится 1 сотрудник" in text
    with database.reading() as session:
        assert len(staff.employees(session)) == 1

    fields = dict(re.findall(r'type="hidden" name="(name|content)" value="([^"]*)"', browser.text))
    text = browser.post("/staff/import/take", fields)

    assert "Добавлен 1 сотрудник." in text
    with database.reading() as session:
        assert [person.number for person in staff.employees(session)] == ["1", "102"]


def test_the_same_file_again_takes_nobody_twice(browser: Browser, vera: Employee) -> None:
    file = f"Табельный номер;ФИО;Почта\n1;Лебедева Вера Юрьевна;{vera.email}\n".encode()
    browser.sign_in(vera.email)
    browser.get("/staff/import")

    text = browser.post("/staff/import", files={"file": ("staff.csv", file)})

    assert "Все из этого файла уже есть" in text


def test_a_photograph_is_no_list_of_staff(browser: Browser, vera: Employee) -> None:
    browser.sign_in(vera.email)
    browser.get("/staff/import")

    text = browser.post("/staff/import", files={"file": ("photo.jpg", b"\xff\xd8\xff\x00\x10")})

    assert browser.status == 422
    assert "«photo.jpg» не читается как список сотрудников: это не .xlsx и не текст" in text


def test_the_sample_can_be_downloaded(browser: Browser, vera: Employee) -> None:
    browser.sign_in(vera.email)

    answer = browser.client.get("/staff/import/sample.xlsx")

    assert answer.content.startswith(b"PK")
    assert 'filename="staff.xlsx"' in answer.headers["content-disposition"]


def test_a_person_who_does_not_exist_is_named(browser: Browser, vera: Employee, now: datetime) -> None:
    browser.sign_in(vera.email)

    assert "Сотрудника «99» нет" in browser.get("/staff/99")
    assert browser.status == 404
