"""What holds for every month there could be: sums add up, orders do not matter, and what is closed stays as it is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from hashlib import sha256
from io import BytesIO

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from sqlmodel import Session

from naryad.days import Period
from naryad.db import Database
from naryad.office import office_of
from naryad.people import Employee
from naryad.staff import edit_employee
from payroll.actions.jobs import void_job
from payroll.actions.quality import judge_work
from payroll.actions.rate import name_kind
from payroll.closing import MonthSnapshot
from payroll.pay_terms import SchemeTerms
from payroll.quality import partly
from payroll.rules.crew import Member, SharedBy, crew_shares
from payroll.store.jobs import jobs_of_month
from payroll.store.snapshot import month_snapshot, work_lines
from payroll.verification import troubles
from payroll.workbook.book import write_workbook
from tests.payroll.office import PayOffice, noon
from tests.payroll.worlds import (
    AUGUST,
    CLOSED_ON,
    MONTHS,
    PEOPLE,
    PROGRESSIONS,
    SEPTEMBER,
    World,
    choose,
    due,
    enter,
    forgotten,
    founded,
    hourly,
    office_scheme,
    play,
    worlds,
)

IN_ONE_OFFICE = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
"""Each example is played in the same office and forgotten again."""
NOT_SHRUNK = [Phase.explicit, Phase.generate]
"""An example takes half a second to play: looking for a smaller one would take minutes."""


@pytest.fixture
def office(database: Database) -> Iterator[PayOffice]:
    with database.writing() as session:
        yield founded(PayOffice.founded(session))


@pytest.fixture
def on_postgresql(postgresql_database: Database) -> Iterator[PayOffice]:
    with postgresql_database.writing() as session:
        yield founded(PayOffice.founded(session))


def book_of(office: PayOffice, period: Period, language: str = "ru") -> bytes:
    snapshot, out = month_snapshot(office.session, period), BytesIO()
    work = work_lines(office.session, period, snapshot=snapshot)
    zone = office_of(office.session).zone
    write_workbook(snapshot, work, out, language=language, zone=zone, now=noon(date(2027, 5, 5)))
    return out.getvalue()


def sheet_sums(book: bytes, sheet: str, heading: str) -> dict[str, Decimal]:
    """Return the sums of a sheet by personnel number, as its cells have them."""
    opened = load_workbook(BytesIO(book), read_only=True)
    if sheet not in opened.sheetnames:
        return {}
    headings, *rows = opened[sheet].iter_rows(values_only=True)
    number, amount = headings.index("Табельный номер"), headings.index(heading)
    sums: dict[str, Decimal] = {}
    for row in rows:
        sums[row[number]] = sums.get(row[number], Decimal(0)) + Decimal(str(row[amount]))
    return {person: total for person, total in sums.items() if total}


def stored_sums(month: MonthSnapshot) -> dict[str, Decimal]:
    numbers = {person.employee_id: person.number for person in month.people}
    sums: dict[str, Decimal] = {}
    for one in month.accruals:
        sums[numbers[one.employee_id]] = sums.get(numbers[one.employee_id], Decimal(0)) + one.amount
    return {person: total for person, total in sums.items() if total}


def added(*sums: dict[str, Decimal]) -> dict[str, Decimal]:
    people = {person for one in sums for person in one}
    totals = {person: sum((one.get(person, Decimal(0)) for one in sums), Decimal(0)) for person in people}
    return {person: total for person, total in totals.items() if total}


@given(
    pool=st.decimals(min_value=0, max_value=10**7, places=2),
    weights=st.lists(
        st.tuples(st.decimals(0, 3, places=2), st.integers(min_value=0, max_value=31)), min_size=1, max_size=40
    ).filter(lambda drawn: any(ktu and days for ktu, days in drawn)),
)
@settings(max_examples=200)
def test_the_parts_of_a_crew_add_up_to_its_sum_and_each_is_within_a_kopeck_of_its_share(
    pool: Decimal, weights: list[tuple[Decimal, int]]
):
    members = [Member(place, ktu, days=Decimal(days)) for place, (ktu, days) in enumerate(weights)]

    parts = crew_shares(pool, members, by=SharedBy.COEFFICIENT_DAYS)

    whole = sum((one.weight(SharedBy.COEFFICIENT_DAYS) for one in members), Decimal(0))
    assert sum(parts.values()) == pool
    for one in members:
        exact = pool * one.weight(SharedBy.COEFFICIENT_DAYS) / whole
        assert abs(parts[one.employee_id] - exact) < Decimal("0.01") + Decimal(10) ** -15


def check_sums(office: PayOffice, world: World) -> None:
    with forgotten(office):
        play(office, world)

        for month in MONTHS:
            closed = office.month(month)
            stored = stored_sums(closed)
            slips = {person.number: office.slip(month, person).total for person in (office.anna, office.boris)}
            assert {number: total for number, total in slips.items() if total} == stored
            book = book_of(office, Period.of_month(month))
            lines = sheet_sums(book, "Выполненные работы", "Сумма, руб.")
            assert added(lines, sheet_sums(book, "Доплаты", "Сумма, руб.")) == stored
            assert sheet_sums(book, "Начисления", "Сумма, руб.") == stored
            assert sheet_sums(book, "Для 1С", "Сумма, руб.") == stored
            assert sum(stored.values(), Decimal(0)) == closed.closings[0].amount
        assert list(troubles(office.session)) == []


@given(world=worlds())
@settings(max_examples=4, suppress_health_check=IN_ONE_OFFICE, phases=NOT_SHRUNK)
def test_lines_add_up_to_slips_and_slips_to_every_sheet(office: PayOffice, world: World):
    check_sums(office, world)


@pytest.mark.postgresql
@given(world=worlds())
@settings(max_examples=1, suppress_health_check=IN_ONE_OFFICE, phases=NOT_SHRUNK)
def test_lines_add_up_to_slips_and_slips_to_every_sheet_on_postgresql(on_postgresql: PayOffice, world: World):
    check_sums(on_postgresql, world)


def check_orders(office: PayOffice, world: World, order: tuple[int, ...]) -> None:
    with forgotten(office):
        play(office, world, stages=False)
        at_once = [due(office, getattr(office, person)) for person in PEOPLE]
    with forgotten(office):
        play(office, world, order=order)
        in_turn = [due(office, getattr(office, person)) for person in PEOPLE]

    assert in_turn == at_once


def orders(world: World) -> st.SearchStrategy[tuple[int, ...]]:
    return st.permutations(range(len(world.works))).map(tuple)


@given(drawn=worlds().flatmap(lambda world: st.tuples(st.just(world), orders(world))))
@settings(max_examples=8, suppress_health_check=IN_ONE_OFFICE, phases=NOT_SHRUNK)
def test_no_order_of_entering_deciding_and_closing_changes_what_is_finally_due(
    office: PayOffice, drawn: tuple[World, tuple[int, ...]]
):
    check_orders(office, *drawn)


@pytest.mark.postgresql
@given(drawn=worlds().flatmap(lambda world: st.tuples(st.just(world), orders(world))))
@settings(max_examples=2, suppress_health_check=IN_ONE_OFFICE, phases=NOT_SHRUNK)
def test_no_order_of_entering_deciding_and_closing_changes_what_is_finally_due_on_postgresql(
    on_postgresql: PayOffice, drawn: tuple[World, tuple[int, ...]]
):
    check_orders(on_postgresql, *drawn)


NEXT_MONTH = date(2026, 9, 1)
AFTER_NOTICE = date(2026, 10, 5)
DEEDS: dict[str, Callable[[PayOffice, int], object]] = {
    "a new rate": lambda office, _: office.rate("9.99", since=NEXT_MONTH),
    "a new tariff": lambda office, _: hourly(office, office.anna, "tariff", "777", since=NEXT_MONTH),
    "another scheme": lambda office, _: office_scheme(
        office, SchemeTerms("другая", PROGRESSIONS[1]), since=AFTER_NOTICE
    ),
    "a setting from the past": lambda office, _: choose(office, "regional_coefficient", "2"),
    "another rounding": lambda office, _: choose(office, "rounding", "line"),
    "no timesheet any more": lambda office, _: choose(office, "timesheet", "none", since=NEXT_MONTH),
    "days of a later month": lambda office, _: enter(office, (("anna", date(2026, 9, 7), "Я8/Н4"),), period=SEPTEMBER),
    "another name": lambda office, _: rename(office.session, office.anna, "Смирнова-Волкова Анна", office),
    "a leaver": lambda office, _: office.leaves(office.boris, date(2026, 9, 30)),
    "another code in accounting": lambda office, _: name_kind(
        office.session, office.accountant, kind="PIECE", external_code="00077", now=noon(NEXT_MONTH)
    ),
    "a late finding": lambda office, entry: office.recode(entry, "L60", on=date(2026, 9, 5)),
    "a late act on quality": lambda office, entry: judge_work(
        office.session,
        office.head,
        entry_id=entry,
        judged=partly(Decimal(7)),
        reason="акт",
        now=noon(date(2026, 9, 7)),
    ),
    "every job of the month made void": lambda office, _: void_jobs(office),
    "another late finding": lambda office, entry: office.recode(entry, "L3", on=date(2026, 9, 6)),
    "the next month closed": lambda office, _: office.close("2026-09", on=CLOSED_ON["2026-09"]),
}


def void_jobs(office: PayOffice) -> None:
    for job in jobs_of_month(office.session, AUGUST):
        if not job.is_void:
            seen, now = job.latest.revision, noon(date(2026, 9, 8))
            void_job(office.session, office.head, job.id, seen=seen, reason="сделал подрядчик", now=now)


def rename(session: Session, person: Employee, name: str, office: PayOffice) -> None:
    edit_employee(
        session,
        person.id,
        name=name,
        email=person.email,
        addresses=(),
        employed_to=None,
        actor=office.administrator,
        now=noon(NEXT_MONTH),
    )


@given(world=worlds(), deeds=st.permutations(sorted(set(DEEDS) - {"the next month closed"})))
@settings(max_examples=3, suppress_health_check=IN_ONE_OFFICE, phases=NOT_SHRUNK)
def test_a_closed_months_bytes_never_change_whatever_is_done_afterwards(
    office: PayOffice, world: World, deeds: list[str]
):
    with forgotten(office):
        entries = play(office, world, months=1)
        before = [sha256(book_of(office, AUGUST, language)).hexdigest() for language in ("ru", "en")]
        month = office.month("2026-08")

        for deed in (*deeds, "the next month closed"):
            DEEDS[deed](office, entries[0])

            assert office.month("2026-08") == month, deed
        assert [sha256(book_of(office, AUGUST, language)).hexdigest() for language in ("ru", "en")] == before
