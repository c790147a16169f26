"""The November of a company of 25 people: what everybody is paid, and a workbook that an office suite agrees with."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from decimal import Decimal
from io import BytesIO

import pytest
from openpyxl import Workbook, load_workbook

from naryad.db import Database
from naryad.office import office_of
from naryad.people import Employee
from payroll.closing import MonthSnapshot
from payroll.store.snapshot import month_snapshot, work_lines
from payroll.verification import troubles
from payroll.workbook.book import write_workbook
from tests.needs import needs
from tests.payroll.company import CLOSED_ON, NOVEMBER, Company
from tests.payroll.office import noon
from tests.payroll.workbook.reading import OfficeSuite
from tests.schema import make_schema


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Company]:
    url = f"sqlite:///{tmp_path_factory.mktemp('company') / 'company.sqlite'}"
    make_schema(url)
    database = Database(url)
    with database.writing() as session:
        yield Company.of(session)
    database.dispose()


@pytest.fixture(scope="module")
def month(company: Company) -> MonthSnapshot:
    return month_snapshot(company.office.session, NOVEMBER)


@pytest.fixture(scope="module")
def book(company: Company, month: MonthSnapshot) -> bytes:
    session, out = company.office.session, BytesIO()
    work = work_lines(session, NOVEMBER, snapshot=month)
    zone = office_of(session).zone
    written = write_workbook(month, work, out, language="ru", zone=zone, now=noon(CLOSED_ON[NOVEMBER]))
    assert written.agrees
    return out.getvalue()


@pytest.fixture(scope="module")
def suite(tmp_path_factory: pytest.TempPathFactory) -> OfficeSuite:
    return OfficeSuite.started_in(tmp_path_factory.mktemp("suite"))


def kinds(month: MonthSnapshot, person: Employee) -> set[str]:
    return {one.kind for one in month.accruals if one.employee_id == person.id and one.source_period is None}


def test_the_month_holds_everything_a_month_can_hold(company: Company, month: MonthSnapshot):
    assert len(month.people) == 25
    assert kinds(month, company.night) == {"PIECE", "NIGHT", "HOLID", "REGION"}
    assert kinds(month, company.holiday) == {"PIECE", "REST", "REGION"}
    assert kinds(month, company.idle) == {"PIECE", "IDLE", "HOLID", "REGION"}
    assert kinds(month, company.overtime) == {"PIECE", "OVER", "HOLID", "REGION"}
    assert kinds(month, company.premium) == {"PIECE", "PREM", "PROGR", "HOLID", "REGION"}
    assert kinds(month, company.topped_up) == {"PIECE", "MROT", "HOLID", "REGION"}
    for person in company.crew:
        assert kinds(month, person) == {"PIECE", "CREW", "HOLID", "REGION"}
    topped_up = [one.employee_id for one in month.accruals if one.kind == "MROT" and one.source_period is None]
    assert topped_up == [company.topped_up.id]
    [correction] = month.adjustments
    assert correction.employee_id == company.corrected.id
    assert list(troubles(company.office.session)) == []


def test_who_is_on_a_salary_has_hours_in_the_timesheet_and_no_pay_by_output(company: Company, month: MonthSnapshot):
    hours = {person.employee_id: person.worked_hours for person in month.people}

    for person in (company.office.head, company.office.accountant, company.office.administrator):
        assert kinds(month, person) == set()
        assert hours[person.id] == Decimal("159.00")


def test_the_crew_shares_its_price_to_the_kopeck(company: Company, month: MonthSnapshot):
    parts = [line.amount for line in month.pay if line.kind == "CREW"]

    assert parts == [Decimal("8275.86"), Decimal("6896.55"), Decimal("4827.59")]
    assert sum(parts) == Decimal("20000.00")


def test_what_a_line_is_for_is_said_in_words(company: Company, month: MonthSnapshot):
    [idle] = [line for line in month.pay if line.kind == "IDLE"]

    assert (idle.called("ru"), idle.called("en")) == ("по вине работодателя", "the employer's fault")


def test_who_came_left_or_works_half_time_has_hours_of_their_own(company: Company, month: MonthSnapshot):
    people = {person.employee_id: person for person in month.people}

    hours = [people[one.id].worked_hours for one in (company.hired, company.leaver, company.part_time)]

    assert hours == [Decimal("151.00"), Decimal("79.00"), Decimal("79.50")]


def cells_with_formulas(book: bytes) -> Iterator[tuple[str, str]]:
    for sheet in load_workbook(BytesIO(book)):
        for row in sheet.iter_rows():
            yield from ((sheet.title, cell.coordinate) for cell in row if cell.data_type == "f")


def equal(one: object, other: object) -> bool:
    if isinstance(one, int | float) and isinstance(other, int | float):
        return round(Decimal(str(one)), 6) == round(Decimal(str(other)), 6)
    return one == other


def test_an_office_suite_recalculates_every_formula_to_the_stored_value(suite: OfficeSuite, book: bytes):
    recalculated: Workbook = suite.recalculated(book)
    stored = load_workbook(BytesIO(book), data_only=True)

    formulas = list(cells_with_formulas(book))

    assert len(formulas) > 20
    differing = [
        (sheet, cell, stored[sheet][cell].value, recalculated[sheet][cell].value)
        for sheet, cell in formulas
        if not equal(stored[sheet][cell].value, recalculated[sheet][cell].value)
    ]
    assert differing == []


def test_every_page_is_a4_and_has_the_first_and_the_last_column(suite: OfficeSuite, book: bytes):
    pdf = suite.printed(book)

    said = subprocess.run([needs("pdfinfo"), "-l", "999", pdf], check=True, capture_output=True, text=True).stdout
    sizes = {line.split("size:")[1].strip() for line in said.splitlines() if "size:" in line and "pts" in line}
    text = subprocess.run([needs("pdftotext"), "-layout", pdf, "-"], check=True, capture_output=True, text=True).stdout
    pages = text.split("\f")[:-1]

    assert {tuple(sorted(size.split(" pts")[0].split(" x "))) for size in sizes} == {("595.304", "841.89")}
    for sheet in load_workbook(BytesIO(book)):
        if sheet.print_title_rows:
            headings = [str(cell.value).split()[0] for cell in sheet[1] if cell.value]
            own = [page for page in pages if f" {sheet.title}, ноябрь 2026" in page.splitlines()[0]]
            assert own, sheet.title
            cut = [page for page in own if headings[0] not in page or headings[-1] not in page]
            assert cut == [], sheet.title
