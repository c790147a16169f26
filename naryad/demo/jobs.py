"""The demo's jobs: a crew's, a lump sum, indirect pay for the operator; and one of today that waits for the head."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from naryad.days import Period
from naryad.db import Database
from naryad.demo.clock import DemoClock
from naryad.demo.people import HALF
from naryad.people import Employee
from payroll.actions.jobs import accept_job, draft_job
from payroll.job import Haste, JobKind, JobMember, JobTerms, Price, ServedNorm
from payroll.rules.crew import SharedBy

SERVED = ("anna", "boris", "polina", "egor", "olga", "kirill")
NORM_HOURS = Decimal(176)


def write_jobs(database: Database, hired: dict[str, Employee], clock: DemoClock, period: Period, today: date) -> None:
    """Write the month's jobs down as the accountant and accept them as the head."""
    clock.set(today, 11)
    for terms in (_crew(hired), _lump_sum(hired), _indirect(hired, period)):
        with database.writing() as session:
            job = draft_job(session, hired["vera"], terms, now=clock.tick())
            accept_job(session, hired["dina"], job.id, seen=1, now=clock.tick(60), today=today)


def leave_a_job(database: Database, hired: dict[str, Employee], clock: DemoClock, today: date) -> None:
    """Leave a job of the current month for the head to accept."""
    with database.writing() as session:
        draft_job(session, hired["vera"], _waiting(hired, today), now=clock.tick())


def _crew(hired: dict[str, Employee]) -> JobTerms:
    return JobTerms(
        kind=JobKind.CREW,
        title="Наряд на бригаду",
        number="1",
        dated_on=date(2026, 10, 23),
        content="Разбор и опись архива договоров за 2023–2025 годы",
        first_day=date(2026, 10, 12),
        last_day=date(2026, 10, 23),
        price=Price(
            norm_minutes=Decimal(2160), rate=Decimal("5.40"), source="норма бригады, приказ № 11 от 08.10.2026"
        ),
        shared_by=SharedBy.COEFFICIENT_DAYS,
        members=(
            JobMember(hired["egor"].id, Decimal("1.2"), "вёл опись и сдавал архив", days=Decimal(8), hours=Decimal(16)),
            JobMember(hired["olga"].id, days=Decimal(6), hours=Decimal(12)),
            JobMember(hired["kirill"].id, days=Decimal(4), hours=Decimal(8)),
        ),
    )


def _lump_sum(hired: dict[str, Employee]) -> JobTerms:
    return JobTerms(
        kind=JobKind.LUMP_SUM,
        title="Аккордный наряд",
        number="2",
        dated_on=date(2026, 10, 28),
        content="Перенос базы клиентов в новую программу",
        first_day=date(2026, 10, 19),
        last_day=date(2026, 10, 28),
        price=Price(Decimal(9000), source="калькуляция от 16.10.2026"),
        shared_by=SharedBy.COEFFICIENT,
        members=(JobMember(hired["boris"].id, hours=Decimal(10)),),
        haste=Haste(Decimal(10), Decimal(8), Decimal("0.5")),
    )


def _indirect(hired: dict[str, Employee], period: Period) -> JobTerms:
    return JobTerms(
        kind=JobKind.INDIRECT,
        title="Распоряжение",
        number="3",
        dated_on=period.first_day,
        content="Оплата оператора по выработке отдела",
        first_day=period.first_day,
        last_day=period.last_day,
        price=Price(Decimal(29_000), source="Положение об оплате труда, п. 2.4"),
        shared_by=SharedBy.COEFFICIENT,
        members=(JobMember(hired["yana"].id),),
        served=tuple(ServedNorm(hired[login].id, NORM_HOURS * HALF * 60) for login in SERVED),
    )


def _waiting(hired: dict[str, Employee], today: date) -> JobTerms:
    return JobTerms(
        kind=JobKind.CREW,
        title="Наряд на бригаду",
        number="4" if today.year == 2026 else "1",
        dated_on=today,
        content="Подготовка рассылки к выставке",
        first_day=today,
        last_day=today,
        price=Price(Decimal(2400), source="приказ № 14"),
        shared_by=SharedBy.COEFFICIENT,
        members=(
            JobMember(hired["anna"].id),
            JobMember(hired["polina"].id, Decimal("0.8"), "подключилась после обеда"),
        ),
    )
