"""Months in literals: October 2026 of a small office, closed with a correction; the same open, and on trial."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from naryad.days import Period
from naryad.money import Rounding
from payroll.accrual import AccrualLine, Mark, RatePer
from payroll.accrual_sums import accruals_of
from payroll.adjustment import Adjustment, Standing
from payroll.closing import Closing, MinimumWage, MonthPerson, MonthSnapshot, WorkLine
from payroll.kind import PIECE, WITHOUT_NORM
from payroll.month import MonthState

MOSCOW = ZoneInfo("Europe/Moscow")
OCTOBER = Period(2026, 10)
SEPTEMBER = Period(2026, 9)
NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)


def person(employee_id: int, number: str, name: str, position: str, *, department: str = "Отдел продаж") -> MonthPerson:
    return MonthPerson(
        employee_id=employee_id,
        number=number,
        name=name,
        department=department,
        position=position,
        fte=Decimal("1.00"),
        norm_days=22,
        norm_hours=Decimal("176"),
        entries=0,
        norm_minutes=Decimal(0),
        seq_last=0,
        closed_at=datetime(2026, 11, 3, 14, 5, tzinfo=UTC),
    )


ANNA = person(1, "00101", "Анна Сергеевна Белова", "Специалист по работе с клиентами")
BORIS = person(2, "00102", "Борис Ильич Воронцов", "Менеджер по продажам")
VERA = person(3, "00103", "Вера Павловна Гончарова-Тихомирова", "Инженер поддержки", department="Служба поддержки")

NAMES = {
    "L3": ("Очень лёгкое письмо", "Very easy letter", "letter", 3),
    "L10": ("Среднее письмо", "Medium letter", "letter", 10),
    "L25": ("Сложное письмо", "Hard letter", "letter", 25),
    "CLONG": ("Долгий звонок, по минутам", "Long call, by the minute", "minute", 1),
    "OTHER": ("Другое, с описанием", "Other, described", "piece", 0),
}


def line(
    who: MonthPerson,
    day: date,
    code: str,
    quantity: str,
    *,
    entries: int = 1,
    version: int = 1,
    norm: str | None = None,
    mark: Mark = Mark.ACCRUAL,
    source: Period | None = None,
) -> AccrualLine:
    """Return a line at 4.20 a norm minute, the piece rate of a unit rounded to the kopeck."""
    name_ru, name_en, unit, minutes = NAMES[code]
    per_unit = Decimal(norm) if norm else Decimal(minutes)
    piece_rate = round(per_unit * Decimal("4.20"), 2)
    return AccrualLine(
        employee_id=who.employee_id,
        day=day,
        kind=PIECE.code,
        work_type_id=1,
        type_code=code,
        type_name_ru=name_ru,
        type_name_en=name_en,
        unit=unit,
        norm_id=version,
        norm_version=version,
        norm_minutes_per_unit=per_unit,
        condition="",
        quantity=Decimal(quantity),
        norm_minutes=Decimal(quantity) * per_unit,
        entries=-entries if mark is Mark.STORNO else entries,
        rate_id=7,
        rate_amount=Decimal("4.200000"),
        rate_per=RatePer.NORM_MINUTE,
        piece_rate=piece_rate,
        coefficient=Decimal(1),
        amount=round(Decimal(quantity) * piece_rate, 2),
        mark=mark,
        source_period=source,
    )


DESCRIBED = replace(
    line(VERA, date(2026, 10, 14), "OTHER", "1"),
    kind=WITHOUT_NORM.code,
    norm_id=None,
    norm_version=None,
    norm_minutes=Decimal("45"),
    piece_rate=None,
    amount=Decimal("189.00"),
)

LINES = (
    line(ANNA, date(2026, 10, 1), "L10", "12", entries=12),
    line(ANNA, date(2026, 10, 1), "L3", "7", entries=7),
    line(ANNA, date(2026, 10, 31), "CLONG", "12.500"),
    line(BORIS, date(2026, 10, 5), "L25", "4", entries=4),
    line(BORIS, date(2026, 10, 15), "L10", "1", version=2, norm="8.333"),
    DESCRIBED,
)

RIGHT_AND_STORNO = (
    line(ANNA, date(2026, 9, 30), "L10", "-1", mark=Mark.STORNO, source=SEPTEMBER),
    line(ANNA, date(2026, 9, 30), "L25", "1", mark=Mark.RIGHT, source=SEPTEMBER),
)

CORRECTION = Adjustment(
    employee_id=ANNA.employee_id,
    source_period=SEPTEMBER,
    booked_in=OCTOBER,
    lines=RIGHT_AND_STORNO,
    standing=Standing.DUE,
    settled_in=OCTOBER,
    reason="=Расхождение 17: письмо «Предложение» отнесено к L25, решил К. Орлов\x07",
)

CLOSING = Closing(
    period=OCTOBER,
    employee_id=None,
    revision=1,
    trial=False,
    rounding=Rounding.UNIT,
    entries=26,
    norm_minutes=Decimal("261.833"),
    amount=Decimal("1351.70"),
    values_hash="9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    journal_head="60303ae22b998861bce3b28f33eec1be758a213c86c93c076dbe9f558c11c752",
    frozen_by="Дарья Олеговна Ершова",
    frozen_at=datetime(2026, 11, 2, 8, 0, tzinfo=UTC),
    approved_by="Кирилл Орлов",
    approved_at=datetime(2026, 11, 3, 9, 30, tzinfo=UTC),
    closed_by="Дарья Олеговна Ершова",
    closed_at=datetime(2026, 11, 3, 14, 5, tzinfo=UTC),
)


def _counted(who: MonthPerson, lines: tuple[AccrualLine, ...]) -> MonthPerson:
    own = [known for known in lines if known.employee_id == who.employee_id and known.source_period is None]
    entries = sum(known.entries for known in own)
    minutes = sum((known.norm_minutes for known in own if known.kind == PIECE.code), Decimal(0))
    return replace(who, entries=entries, seq_last=entries, norm_minutes=minutes)


def october(
    *,
    lines: tuple[AccrualLine, ...] = (*LINES, *RIGHT_AND_STORNO),
    people: tuple[MonthPerson, ...] = (ANNA, BORIS, VERA),
    office: str = "ООО «Ромашка & Ко»",
) -> MonthSnapshot:
    """Return the closed month of October 2026, with one correction of September."""
    return MonthSnapshot(
        office=office,
        currency="RUB",
        period=OCTOBER,
        state=MonthState.CLOSED,
        trial=False,
        rounding=Rounding.UNIT,
        closings=(CLOSING,),
        people=tuple(_counted(who, lines) for who in people),
        kinds=(replace(PIECE, external_code="00037"), WITHOUT_NORM),
        lines=lines,
        accruals=accruals_of(lines),
        would_have_been=(),
        pay=(),
        adjustments=(CORRECTION,),
        norm_days=22,
        norm_hours=Decimal("176"),
        minimum_wage=MinimumWage(date(2026, 1, 1), Decimal("27093"), "Федеральный закон от 28.11.2025 № 429-ФЗ"),
    )


def open_october() -> MonthSnapshot:
    """Return the same month while it is still open: a preview."""
    people = tuple(replace(who, closed_at=None) for who in october(lines=LINES).people)
    return replace(october(lines=LINES), state=MonthState.OPEN, closings=(), adjustments=(), people=people)


def trial_october() -> MonthSnapshot:
    """Return the same month closed on trial: nothing is owed."""
    closed = october(lines=LINES)
    closing = replace(CLOSING, trial=True, amount=Decimal("1288.70"))
    would_have_been = accruals_of(LINES)
    return replace(
        closed, trial=True, closings=(closing,), accruals=(), would_have_been=would_have_been, adjustments=()
    )


def work(snapshot: MonthSnapshot) -> list[WorkLine]:
    """Return the single entries behind the month's own lines, a minute apart from 9:00 in Moscow."""
    entries: list[WorkLine] = []
    for who in snapshot.people:
        seq = 0
        for known in snapshot.lines:
            if known.employee_id != who.employee_id or known.source_period is not None:
                continue
            for _ in range(known.entries):
                seq += 1
                share = known.quantity / known.entries
                entries.append(
                    WorkLine(
                        uid=f"0199c3a0-7c{who.employee_id:02d}-7000-8000-{seq:012d}",
                        seq=seq,
                        employee_id=who.employee_id,
                        number=who.number,
                        name=who.name,
                        day=known.day,
                        at=datetime(
                            known.day.year, known.day.month, known.day.day, 6 + seq // 60, seq % 60, tzinfo=UTC
                        ),
                        kind="call_in" if known.type_code == "CLONG" else "letter_out",
                        type_code=known.type_code,
                        type_name_ru=known.type_name_ru,
                        type_name_en=known.type_name_en,
                        norm_version=known.norm_version,
                        quantity=share,
                        norm_minutes=share * known.norm_minutes_per_unit,
                    )
                )
    return entries
