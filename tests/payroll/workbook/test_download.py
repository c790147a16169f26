"""The workbook of a worked and closed month, out of the database and over HTTP."""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import httpx
import pytest
from fastapi import APIRouter, Request
from fastapi.testclient import TestClient
from sqlmodel import Session, select
from starlette.responses import Response

from naryad import access, staff
from naryad.app import assemble
from naryad.days import Period
from naryad.db import Database
from naryad.settings import Settings
from naryad.web import SESSION_COOKIE, csrf_token
from payroll.tables.month import ExportRow
from payroll.web import download
from payroll.workbook.export import export_workbook
from tests.payroll.office import PayOffice, noon
from tests.payroll.workbook.reading import OfficeSuite, column, opened, rows
from worklog.actions.entry import void_entry

OCTOBER = Period(2026, 10)
MOSCOW = ZoneInfo("Europe/Moscow")
OCTOBER_1 = date(2026, 10, 1)
OCTOBER_2 = date(2026, 10, 2)
NOVEMBER_3 = date(2026, 11, 3)
DECEMBER_2 = date(2026, 12, 2)


@pytest.fixture(scope="module")
def suite(tmp_path_factory) -> OfficeSuite:
    return OfficeSuite.started_in(tmp_path_factory.mktemp("suite"))


@pytest.fixture
def session(any_db: Database) -> Iterator[Session]:
    with any_db.writing() as opened_session:
        yield opened_session


@pytest.fixture
def office(session: Session) -> PayOffice:
    return worked(PayOffice.founded(session))


def worked(office: PayOffice) -> PayOffice:
    """October: Anna typed 5 and 10 minutes and took one letter back, Boris 25 minutes."""
    office.rate("4.20")
    office.letter(office.anna, "L5", on=OCTOBER_1)
    office.letter(office.anna, "L10", on=OCTOBER_1)
    mistaken = office.letter(office.anna, "L60", on=OCTOBER_2)
    void_entry(office.session, mistaken, actor=office.anna, reason="не то письмо", now=noon(OCTOBER_2))
    office.letter(office.boris, "L25", on=OCTOBER_2)
    office.accept(office.anna, OCTOBER_1, OCTOBER_2)
    office.accept(office.boris, OCTOBER_2)
    return office


def workbook_of(session: Session, period: Period, *, on: date = NOVEMBER_3) -> bytes:
    """Return the workbook of a month as it is exported on a day."""
    out = io.BytesIO()
    export_workbook(session, period, out, language="ru", zone=MOSCOW, now=noon(on))
    return out.getvalue()


def test_a_closed_month_is_exported_twice_to_identical_bytes(office: PayOffice, session: Session):
    office.close("2026-10", on=NOVEMBER_3)

    first = workbook_of(session, OCTOBER)
    again = workbook_of(session, OCTOBER, on=DECEMBER_2)

    assert first == again


def test_the_sums_of_the_sheets_agree_with_the_closing_the_slips_and_the_office_suite(
    office: PayOffice, session: Session, suite: OfficeSuite
):
    closing = office.close("2026-10", on=NOVEMBER_3)

    recalculated = suite.recalculated(workbook_of(session, OCTOBER))

    total = next(row for row in rows(recalculated, "Контроль") if row[0] == "Всего")
    assert total[2:] == (168, 168, 168, 168, "сходится")
    assert recalculated["Контроль"]["B4"].value == "сходится"
    assert column(recalculated, "Для 1С", "Сумма, руб.") == [63, 105]
    slips = [office.slip("2026-10", of=who).total for who in (office.anna, office.boris)]
    assert sum(slips) == closing.amount == 168


def test_a_void_entry_keeps_its_number_with_nothing_in_it(office: PayOffice, session: Session):
    office.close("2026-10", on=NOVEMBER_3)

    workbook = opened(workbook_of(session, OCTOBER), values=True)

    assert column(workbook, "Работы", "№ за месяц") == [1, 2, 3, 1]
    assert column(workbook, "Работы", "Объем") == [1, 1, 0, 1]
    control = rows(workbook, "Контроль")
    assert next(row for row in control if row[0] == "Работ, без отменённых")[2:4] == (3, 3)
    assert next(row for row in control if row[0] == "Номеров работ, с отменёнными")[2:4] == (4, 4)


def test_a_decision_after_closing_changes_no_byte_of_the_closed_month_and_stands_in_the_next(
    office: PayOffice, session: Session
):
    letter = office.letter(office.boris, "L10", on=date(2026, 10, 5))
    office.accept(office.boris, date(2026, 10, 5))
    office.close("2026-10", on=NOVEMBER_3)
    before = workbook_of(session, OCTOBER)

    office.recode(letter, "L25", on=date(2026, 11, 10))
    office.close("2026-11", on=DECEMBER_2)

    assert workbook_of(session, OCTOBER) == before
    november = opened(workbook_of(session, Period(2026, 11), on=DECEMBER_2), values=True)
    assert column(november, "Перерасчёты", "Сумма, руб.") == [-42, 105]
    assert column(november, "Для 1С", "Сумма, руб.") == [63]
    assert november["Контроль"]["B4"].value == "сходится"


def test_an_open_month_is_a_preview_that_agrees_with_itself(office: PayOffice, session: Session):
    preview = opened(workbook_of(session, OCTOBER), values=True)

    assert preview.sheetnames[0] == "Для 1С (предв.)"
    assert preview["Контроль (предв.)"]["B5"].value == "сходится"


tokens = APIRouter()


@tokens.get("/token")
def token(request: Request) -> Response:
    return Response(csrf_token(request))


@pytest.fixture
def web(database: Database, tmp_path: Path) -> Iterator[TestClient]:
    """The closed October behind the download addresses."""
    with database.writing() as session:
        worked(PayOffice.founded(session)).close("2026-10", on=NOVEMBER_3)
    app = assemble(
        Settings(data_dir=tmp_path),
        database,
        [download, SimpleNamespace(router=tokens)],
        clock=lambda: noon(NOVEMBER_3),
    )
    with TestClient(app, follow_redirects=False) as client:
        yield client


def sign_in(web: TestClient, database: Database, number: str) -> None:
    with database.writing() as session:
        secret = access.open_session(session, staff.by_number(session, number), client="", now=noon(NOVEMBER_3))
    web.cookies.set(SESSION_COOKIE, secret)


def take(web: TestClient, month: str, form: str = "xlsx") -> httpx.Response:
    """Ask for a month's file as the button on its page does."""
    return web.post(f"/payroll/periods/{month}/workbook", data={"csrf": web.get("/token").text, "form": form})


def test_the_accountant_downloads_the_workbook_and_the_download_is_on_record(web: TestClient, database: Database):
    sign_in(web, database, "2")

    answer = take(web, "2026-10")

    assert answer.headers["content-disposition"] == 'attachment; filename="naryad-2026-10.xlsx"'
    assert answer.headers["content-type"] == "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    assert opened(answer.content).sheetnames[0] == "Для 1С"
    with database.reading() as session:
        (row,) = session.exec(select(ExportRow.file_name, ExportRow.content_hash, ExportRow.closing_id)).all()
    assert row[:2] == ("naryad-2026-10.xlsx", hashlib.sha256(answer.content).hexdigest())
    assert row[2] is not None


def test_the_head_downloads_every_sheet_as_csv_in_one_file(web: TestClient, database: Database):
    sign_in(web, database, "1")

    answer = take(web, "2026-10", "csv")

    assert answer.headers["content-disposition"] == 'attachment; filename="naryad-2026-10-csv.zip"'
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        assert archive.read("for_1c.csv").decode().splitlines()[-1] == (
            "102;Волков Борис Андреевич;PIECE;Сдельная оплата;;;105,00"
        )


@pytest.mark.parametrize("number", ["101", "3"])
def test_an_employee_or_administrator_may_not_take_everybodys_pay_and_nothing_is_recorded(web, database, number):
    sign_in(web, database, number)

    answer = take(web, "2026-10")

    assert answer.status_code == 403
    with database.reading() as session:
        assert session.exec(select(ExportRow)).all() == []
