"""The annex of norms and rates as it stood on any day, and the signatures under it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal

from sqlmodel import Session, col, select

from naryad.employment import all_employments
from naryad.money import Rounding
from naryad.office import office_of, setting
from norms.catalog import CatalogEntry
from norms.store import catalog
from norms.work_type import Purpose
from payroll.annex import Acknowledgement, Annex, AnnexRate, AnnexRow
from payroll.grading import GradeBook
from payroll.rate import Rate, RateBook, RateScope
from payroll.store.grades import grade_book
from payroll.store.rates import all_rates
from payroll.tables.papers import AcknowledgementRow


def annex_on(session: Session, day: date) -> Annex | None:
    """Return what is in force on a day, with the day since when; None before the first norm."""
    rates = all_rates(session)
    since = _last_change(session, rates, day)
    return None if since is None else _annex(session, rates, since)


def change_days(session: Session, until: date, most: int) -> list[date]:
    """Return the last days on which a norm, a portrait or a price changed, the latest first."""
    rates, days = all_rates(session), list[date]()
    day: date | None = _last_change(session, rates, until)
    while day is not None and len(days) < most:
        days.append(day)
        day = _last_change(session, rates, day - timedelta(days=1))
    return days


def acknowledgements(session: Session, day: date) -> dict[int, Acknowledgement]:
    """Return the signatures in force under the annex of a day, by employee."""
    query = select(AcknowledgementRow).where(AcknowledgementRow.day == day).order_by(col(AcknowledgementRow.id))
    last = {row.employee_id: row for row in session.exec(query)}
    return {
        employee_id: Acknowledgement(
            employee_id=employee_id,
            day=row.day,
            announced_on=row.announced_on,
            signed_on=row.signed_on,
            content_hash=row.content_hash,
            recorded_by=row.recorded_by,
            recorded_at=row.recorded_at,
        )
        for employee_id, row in last.items()
        if not row.is_withdrawn
    }


def _annex(session: Session, rates: list[Rate], since: date) -> Annex:
    prices, grades = _prices(session, rates, since), grade_book(session)
    rounding = Rounding(setting(session, "rounding", since))
    return Annex(
        since=since,
        currency=office_of(session).currency,
        rounding=rounding,
        rates=prices,
        rows=tuple(_row(entry, prices, rounding, grades=grades, day=since) for entry in _normed(session, since)),
        own_rates=_own_rates(rates, since),
    )


def _row(
    entry: CatalogEntry, prices: Iterable[AnnexRate], rounding: Rounding, *, grades: GradeBook, day: date
) -> AnnexRow:
    norm, portrait, work_type = entry.norm, entry.portrait, entry.work_type
    assert norm is not None
    grade = grades.of_type(work_type.id, day)
    coefficient = None if grade is None else grades.coefficient(grade, day)
    by_grade = Decimal(1) if coefficient is None else coefficient
    return AnnexRow(
        code=work_type.code,
        alias=work_type.alias or "",
        name_ru=work_type.name("ru"),
        name_en=work_type.name("en"),
        unit=work_type.unit.value,
        norm_minutes=norm.minutes,
        norm_version=norm.version,
        norm_from=norm.effective_from,
        summary_ru=portrait.text("ru").summary if portrait else "",
        summary_en=portrait.text("en").summary if portrait else "",
        piece_rates=tuple(price.piece_rate(norm.minutes, rounding, by_grade=by_grade) for price in prices),
        grade=None if coefficient is None else grade,
    )


def _normed(session: Session, day: date) -> list[CatalogEntry]:
    types = catalog(session, day)
    return [
        entry for entry in types.in_order() if entry.is_offered(day) and entry.work_type.purpose is Purpose.ORDINARY
    ]


def _prices(session: Session, rates: list[Rate], day: date) -> tuple[AnnexRate, ...]:
    """Return the office's price and those of the positions that have their own, by name."""
    book = RateBook(rates)
    held = {one.position for known in all_employments(session).values() for one in known if one.position}
    owners = [(RateScope.OFFICE.value, None), *((RateScope.POSITION.value, name) for name in sorted(held))]
    found = []
    for scope, name in owners:
        rate = book.own((scope, name), day)
        if rate is not None and rate.amount is not None:
            found.append(AnnexRate(name or "", rate.amount, rate.per, rate.effective_from))
    return tuple(found)


def _own_rates(rates: list[Rate], day: date) -> int:
    book = RateBook(rates)
    people = {rate.employee_id for rate in rates if rate.scope is RateScope.EMPLOYEE}
    own = [book.own((RateScope.EMPLOYEE.value, person), day) for person in people]
    return sum(1 for rate in own if rate is not None and rate.amount is not None)


def _last_change(session: Session, rates: list[Rate], day: date) -> date | None:
    """Return the last day up to `day` on which something of the annex began or ended; None without any norm."""
    entries = catalog(session, day).types
    norms = [entry.norm.effective_from for entry in entries if entry.norm is not None]
    if not norms:
        return None
    days = [*norms, *(entry.portrait.effective_from for entry in entries if entry.portrait is not None)]
    days += [rate.effective_from for rate in rates]
    days += [one.effective_from for one in grade_book(session).known]
    days += [entry.work_type.retired_on for entry in entries if entry.work_type.retired_on is not None]
    return max(one for one in days if one <= day)
