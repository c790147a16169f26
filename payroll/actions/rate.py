"""Setting rates, and the codes by which accounting knows the accrual kinds."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlmodel import Session, col, select

from naryad import journal
from naryad.days import Period, days_between
from naryad.employment import all_employments, employment_on, employments
from naryad.errors import DomainError
from naryad.people import Employee, require
from naryad.staff import employee_of, employees
from payroll.accrual import RatePer
from payroll.kind import KINDS
from payroll.month import MonthState
from payroll.notice import TOLD_NOW, Told, people_paid_less, require_notice
from payroll.rate import (
    RATE_MAX,
    Rate,
    RateBehindTheSeal,
    RateBook,
    RateHasTwoOwners,
    RateIsNotPositive,
    RateScope,
    RateWouldFallInThePast,
    is_payable,
)
from payroll.store.month import states_of, undone_closings
from payroll.tables.closing import ClosingRow
from payroll.tables.month import MonthStepRow
from payroll.tables.pay import PayConsentRow
from payroll.tables.rate import AccrualKindCodeRow, RateRow

LONGEST_LOOK_BACK_DAYS = 366


class KindCodeIsEmpty(DomainError):
    code = "kind_code_is_empty"
    status = 422
    en = "The accrual kind “{kind}” needs a code of 1 to 64 characters: accounting's program finds the accrual by it."
    ru = "Виду начисления «{kind}» нужен код от 1 до 64 знаков: по нему начисление находит программа бухгалтерии."


class UnknownPosition(DomainError):
    code = "unknown_position"
    status = 422
    en = "Nobody has or had the position “{position}”. Choose one of: {known}."
    ru = "Должности «{position}» ни у кого нет и не было. Выберите одну из: {known}."


def set_rate(
    session: Session,
    actor: Employee | None,
    *,
    amount: Decimal | None,
    per: RatePer,
    effective_from: date,
    now: datetime,
    today: date,
    employee_id: int | None = None,
    position: str | None = None,
    told: Told = TOLD_NOW,
) -> Rate:
    """Agree on a rate from a day on, for one employee, a position, or (neither given) the whole office.

    `amount` None ends an own rate: the wider one rules again. A mistyped rate may be entered anew on the same day.
    A lower rate begins two months after it was announced, or with the consents in `told`.

    Raises:
        RateIsNotPositive, RateHasTwoOwners, UnknownPosition: what was given is not a rate.
        RateBehindTheSeal: it would change an approved or closed month.
        RateWouldFallInThePast: somebody would be paid less for days already worked.
        PayNeedsNotice, PaperIsMissing, AnnouncedLater: somebody would be paid less before two months have passed.
        NotAllowed, NeedsAPerson.
    """
    require(actor, "payroll.set_rate")
    assert actor is not None
    scope, _ = known_position(session, employee_id, position)
    if amount is None and scope is RateScope.OFFICE:
        raise RateIsNotPositive(amount="", most=RATE_MAX)
    if amount is not None and not is_payable(amount):
        raise RateIsNotPositive(amount=amount, most=RATE_MAX)
    new = Rate(
        id=0, scope=scope, employee_id=employee_id, position=position or None, per=per, amount=amount,
        effective_from=effective_from,
    )  # fmt: skip
    _require_open_days(session, new)
    _require_not_worse(session, new, now=now, today=today)
    agreed = _consents(session, new, told=told, now=now, today=today)
    row = RateRow(
        scope=scope.value,
        employee_id=employee_id,
        position=position or "",
        per=per.value,
        amount=amount,
        effective_from=effective_from,
        set_by=actor.id,
        set_at=now,
    )
    session.add(row)
    session.flush()
    consents = consent_rows(agreed, told, actor=actor, now=now, rate_id=row.id)
    session.add_all(consents)
    session.flush()
    facts = _facts(new) | ({"consents": sorted(agreed)} if agreed else {})
    journal.record(session, actor.id, "payroll.set_rate", f"rate:{scope.value}", now, facts, rows=[row, *consents])
    return row.value()


def consent_rows(
    agreed: Iterable[int],
    told: Told,
    *,
    actor: Employee,
    now: datetime,
    rate_id: int | None = None,
    scheme_id: int | None = None,
) -> list[PayConsentRow]:
    """Return the consents that a change for the worse stands on, one per person."""
    paper = " ".join(told.paper.split())[:300]
    return [
        PayConsentRow(
            rate_id=rate_id,
            scheme_id=scheme_id,
            employee_id=person,
            paper=paper,
            recorded_by=actor.id,
            recorded_at=now,
        )
        for person in sorted(agreed)
    ]


def name_kind(session: Session, actor: Employee | None, *, kind: str, external_code: str, now: datetime) -> None:
    """Give an accrual kind the code by which accounting's program knows it; months closed before keep theirs.

    Raises:
        KindCodeIsEmpty: no code, or one too long.
    """
    require(actor, "payroll.name_kinds")
    assert actor is not None
    known = next(one for one in KINDS if one.code == kind)
    code = external_code.strip()
    if not 1 <= len(code) <= 64:
        raise KindCodeIsEmpty(kind=known.name(actor.language))
    row = AccrualKindCodeRow(kind=kind, external_code=code, set_by=actor.id, set_at=now)
    session.add(row)
    journal.record(session, actor.id, "payroll.name_kind", f"kind:{kind}", now, {"code": code}, rows=[row])


def _facts(rate: Rate) -> dict[str, Any]:
    """Return a rate as the journal tells it."""
    return {
        "scope": rate.scope.value,
        "employee": rate.employee_id,
        "position": rate.position,
        "amount": None if rate.amount is None else f"{rate.amount:f}",
        "per": rate.per.value,
        "from": rate.effective_from.isoformat(),
    }


def known_position(session: Session, employee_id: int | None, position: str | None) -> tuple[RateScope, str]:
    """Return whose something is: an employee's, a position's (with its name) or the office's.

    Raises:
        RateHasTwoOwners, UnknownPosition, NoSuchEmployee.
    """
    if employee_id is not None and position:
        raise RateHasTwoOwners()
    if employee_id is not None:
        employee_of(session, employee_id)
        return RateScope.EMPLOYEE, ""
    if not position:
        return RateScope.OFFICE, ""
    known = sorted(
        {one.position for positions in all_employments(session).values() for one in positions if one.position}
    )
    if position not in known:
        raise UnknownPosition(position=position, known=known)
    return RateScope.POSITION, position


def _require_open_days(session: Session, new: Rate) -> None:
    last = last_settled(session, new.employee_id)
    if last is not None and new.effective_from <= last.last_day:
        raise RateBehindTheSeal(day=new.effective_from, month=last, earliest=last.next().first_day)


def last_settled(session: Session, employee_id: int | None) -> Period | None:
    """Return the last month whose sums are approved or closed, for the office or (early) for the employee."""
    numbers = set(session.exec(select(MonthStepRow.period).distinct()))
    states = states_of(session, [Period.of_number(number) for number in numbers])
    settled = [month for month, state in states.items() if state in (MonthState.APPROVED, MonthState.CLOSED)]
    if employee_id is not None:
        own = select(ClosingRow.period).where(
            ClosingRow.employee_key == employee_id, col(ClosingRow.id).not_in(undone_closings())
        )
        settled += [Period.of_number(number) for number in session.exec(own)]
    return max(settled, default=None)


def _require_not_worse(session: Session, new: Rate, *, now: datetime, today: date) -> None:
    """Refuse a rate that pays less for a day up to today than the rate it takes the place of."""
    if new.effective_from > today:
        return
    rows = [row for row in session.exec(select(RateRow).order_by(col(RateRow.id))) if not _retyped(row, new, now)]
    before = RateBook(row.value() for row in rows)
    positions = employments(session, new.employee_id) if new.employee_id is not None else []
    start = max(new.effective_from, today - timedelta(days=LONGEST_LOOK_BACK_DAYS))
    for day in days_between(start, today):
        own = before.own(new.owner, day)
        if own is not None and own.effective_from > new.effective_from:
            return
        wider = _wider(before, new, employment_on(positions, day).position, day)
        stood = own if own is not None and own.amount is not None else wider
        then = new if new.amount is not None else wider
        after = then.per_hour if then is not None else Decimal(0)
        if stood is not None and stood.per_hour > after:
            raise RateWouldFallInThePast(
                amount=after, day=new.effective_from, before=stood.per_hour, earliest=today + timedelta(days=1)
            )


def _consents(session: Session, new: Rate, *, told: Told, now: datetime, today: date) -> frozenset[int]:
    """Return whose consents a rate needs that pays less before two months have passed since it was announced."""
    rows = [row for row in session.exec(select(RateRow).order_by(col(RateRow.id))) if not _retyped(row, new, now)]
    before = [row.value() for row in rows]
    newest = replace(new, id=max((rate.id for rate in before), default=0) + 1)
    first_day, last_day = max(new.effective_from, today + timedelta(days=1)), told.earliest(today) - timedelta(days=1)
    positions, names = all_employments(session), {person.id: person.name for person in employees(session)}
    worse = people_paid_less(
        RateBook(before),
        RateBook([*before, newest]),
        positions={person: positions.get(person, []) for person in _employed(session, first_day, last_day)},
        first_day=first_day,
        last_day=last_day,
    )
    return require_notice(worse, told=told, begins=first_day, today=today, names=names)


def _employed(session: Session, first_day: date, last_day: date) -> list[int]:
    return [
        person.id
        for person in employees(session)
        if person.employed_from <= last_day and (person.employed_to is None or person.employed_to >= first_day)
    ]


def _wider(book: RateBook, new: Rate, position: str, day: date) -> Rate | None:
    """Return the rate that rules where the owner has none: for a person the position's or the office's."""
    if new.scope is RateScope.OFFICE:
        return None
    return book.find(employee_id=0, position=position if new.scope is RateScope.EMPLOYEE else None, day=day)


def _retyped(row: RateRow, new: Rate, now: datetime) -> bool:
    """Say whether `row` is a rate entered within the last day for the same owner and day: a mistake being mended."""
    stood = row.value()
    same = stood.owner == new.owner and stood.effective_from == new.effective_from
    return same and now - row.set_at < timedelta(days=1)
