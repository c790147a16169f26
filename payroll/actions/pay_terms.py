"""Setting what a month's pay asks besides rates: hourly tariffs and averages, schemes, notes about a person's month."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlmodel import Session, col, select

from naryad import journal
from naryad.days import Period, local_day
from naryad.employment import all_employments, employment_on
from naryad.errors import DomainError
from naryad.office import office_of
from naryad.people import Employee, require
from naryad.staff import employee_of, employees
from payroll.actions.rate import consent_rows, known_position
from payroll.kind import PIECE
from payroll.month import MonthRefusal, MonthState
from payroll.notice import TOLD_NOW, Told, is_worse, require_notice
from payroll.pay_terms import SchemeTerms, money_on
from payroll.rate import RateBehindTheSeal
from payroll.rules.fault import Fault
from payroll.store.closed import lines_of
from payroll.store.month import closing_row_of, month_state
from payroll.store.pay_inputs import SchemeBook, hourly_money, scheme_book
from payroll.tables.pay import HourlyConsentRow, HourlyMoneyRow, MonthNoteRow, SchemeRow
from payroll.terms_text import text_of_scheme

HOURLY_MOST = Decimal(1_000_000)
NOTES = ("day_off", "day_off_unused", "shortfall", "cut", "top_up")


class HourlyMoneyIsWrong(DomainError):
    code = "hourly_money_is_wrong"
    status = 422
    en = "{amount} cannot be money an hour. Enter a sum above 0 and not above {most}, with at most 4 decimals."
    ru = "{amount} не может быть суммой в час. Введите больше 0 и не больше {most}, не более 4 знаков после запятой."


class SourceIsMissing(DomainError):
    code = "source_is_missing"
    status = 422
    en = "Say where this comes from: an order, a contract, accounting's sheet. It is printed beside the sum."
    ru = "Укажите, откуда это: приказ, договор, справка бухгалтерии. Основание печатается рядом с суммой."


class NothingToEnd(DomainError):
    code = "nothing_to_end"
    en = "{name} has none in force on {day}, so there is nothing to end. Choose a day on which one is in force."
    ru = "На {day} у сотрудника {name} ничего не действует, завершать нечего. Выберите день, когда тариф действует."


class NoteIsWrong(MonthRefusal):
    code = "month_note_is_wrong"
    status = 422
    en = "This cannot be noted for {month}: {why_en}."
    ru = "Это нельзя отметить за {month}: {why_ru}."


def set_hourly(
    session: Session,
    actor: Employee | None,
    *,
    employee_id: int,
    what: str,
    amount: Decimal | None,
    effective_from: date,
    source: str,
    now: datetime,
    told: Told = TOLD_NOW,
) -> None:
    """Set a person's hourly tariff (`tariff`) or average hourly earnings (`average`) from a day on; None ends it.

    Closed months keep what they were closed with. A lower tariff begins two months after it was announced, or with the
    person's consent in `told`; an average is a fact that accounting counted.

    Raises:
        NotAllowed, HourlyMoneyIsWrong, SourceIsMissing, NothingToEnd, NoSuchEmployee.
        RateBehindTheSeal: the day lies in a closed month.
        PayWouldFallInThePast, PayNeedsNotice, PaperIsMissing, AnnouncedLater: the tariff would fall.
    """
    require(actor, "payroll.set_hourly")
    assert actor is not None
    source, paper = " ".join(source.split()), told.paper.strip()[:300]
    if amount is not None and not (
        amount.is_finite() and 0 < amount <= HOURLY_MOST and amount == amount.quantize(Decimal("0.0001"))
    ):
        raise HourlyMoneyIsWrong(amount=amount, most=HOURLY_MOST)
    if not source:
        raise SourceIsMissing()
    _require_open(session, effective_from)
    person = employee_of(session, employee_id)
    known = hourly_money(session, what, effective_from).get(person.id, ())
    if amount is None and money_on(known, effective_from) is None:
        raise NothingToEnd(name=person.name, day=effective_from)
    falls = what == "tariff" and amount is not None and amount < _tariff_before(session, person, effective_from, now)
    agreed = _agreed_to_less(session, person, told, begins=effective_from, now=now) if falls else frozenset[int]()
    row = HourlyMoneyRow(
        employee_id=person.id,
        what=what,
        effective_from=effective_from,
        amount=amount,
        source=source[:300],
        set_by=actor.id,
        set_at=now,
    )
    session.add(row)
    session.flush()
    consents = [
        HourlyConsentRow(hourly_id=row.id or 0, employee_id=one, paper=paper, recorded_by=actor.id, recorded_at=now)
        for one in sorted(agreed)
    ]
    session.add_all(consents)
    session.flush()
    facts: dict[str, Any] = {"from": effective_from.isoformat(), "amount": None if amount is None else f"{amount:f}"}
    if agreed:
        facts |= {"consents": sorted(agreed)}
    journal.record(session, actor.id, f"payroll.{what}", f"employee:{employee_id}", now, facts, rows=[row, *consents])


def _agreed_to_less(session: Session, person: Employee, told: Told, *, begins: date, now: datetime) -> frozenset[int]:
    """Return whether a lower tariff stands on the person's consent (their id) or on the notice (nobody's)."""
    today = local_day(now, office_of(session).zone)
    return require_notice([person.id], told=told, begins=begins, today=today, names={person.id: person.name})


def _tariff_before(session: Session, person: Employee, day: date, now: datetime) -> Decimal:
    """Return the hourly tariff that a new one takes the place of, 0 without one.

    One entered within the last day for the same day is a mistake being mended: it took nothing yet.
    """
    rows = session.exec(
        select(HourlyMoneyRow)
        .where(HourlyMoneyRow.employee_id == person.id, HourlyMoneyRow.what == "tariff")
        .order_by(col(HourlyMoneyRow.effective_from), col(HourlyMoneyRow.id))
    )
    stood = Decimal(0)
    for row in rows:
        if row.effective_from <= day and not (row.effective_from == day and now - row.set_at < timedelta(days=1)):
            stood = row.amount or Decimal(0)
    return stood


def set_scheme(
    session: Session,
    actor: Employee | None,
    *,
    terms: SchemeTerms | None,
    effective_from: date,
    ground: str,
    now: datetime,
    today: date,
    employee_id: int | None = None,
    position: str | None = None,
    told: Told = TOLD_NOW,
) -> None:
    """Choose the scheme of an employee, a position or (neither given) the office from a day on; None ends an own one.

    Raises:
        NotAllowed, UnknownPosition, SourceIsMissing: no ground. RateBehindTheSeal: the day lies in a closed month.
        PayNeedsNotice, PaperIsMissing, AnnouncedLater: somebody would be paid less before two months have passed.
    """
    require(actor, "payroll.set_scheme")
    assert actor is not None
    scope, owner = known_position(session, employee_id, position)
    ground = " ".join(ground.split())
    if not ground:
        raise SourceIsMissing()
    _require_open(session, effective_from)
    row = SchemeRow(
        scope=scope.value,
        employee_id=employee_id,
        position=owner,
        effective_from=effective_from,
        terms=None if terms is None else text_of_scheme(terms),
        ground=ground[:300],
        set_by=actor.id,
        set_at=now,
    )
    agreed = _consents(session, row, told=told, now=now, today=today)
    session.add(row)
    session.flush()
    consents = consent_rows(agreed, told, actor=actor, now=now, scheme_id=row.id)
    session.add_all(consents)
    session.flush()
    facts: dict[str, Any] = {"from": effective_from.isoformat(), "scheme": terms.name if terms else None}
    if agreed:
        facts |= {"consents": sorted(agreed)}
    journal.record(session, actor.id, "payroll.scheme", f"scheme:{scope.value}", now, facts, rows=[row, *consents])


def _consents(session: Session, new: SchemeRow, *, told: Told, now: datetime, today: date) -> frozenset[int]:
    """Return whose consents a scheme needs that pays less to somebody before two months have passed.

    One entered within the last day for the same owner and day is a mistake being mended: it took nothing yet.
    """
    last_day = told.earliest(today) - timedelta(days=1)
    known = [row for row in scheme_book(session).rows if not _is_mended(row, new, now)]
    before, after = SchemeBook(tuple(known)), SchemeBook((*known, new))
    positions, people = all_employments(session), employees(session)
    worse = set()
    for person in people:
        held = positions.get(person.id, [])
        starts = {row.effective_from for row in (*known, new)} | {one.effective_from for one in held}
        days = {new.effective_from, *(day for day in starts if new.effective_from < day <= last_day)}
        for day in sorted(day for day in days if person.is_employed_on(day)):
            position = employment_on(held, day).position
            if is_worse(before.find(person.id, position, day), after.find(person.id, position, day)):
                worse.add(person.id)
                break
    names = {person.id: person.name for person in people}
    return require_notice(worse, told=told, begins=new.effective_from, today=today, names=names)


def _is_mended(row: SchemeRow, new: SchemeRow, now: datetime) -> bool:
    same = (row.scope, row.employee_id, row.position, row.effective_from) == (
        new.scope,
        new.employee_id,
        new.position,
        new.effective_from,
    )
    return same and now - row.set_at < timedelta(days=1)


def note_month(
    session: Session,
    actor: Employee | None,
    *,
    period: Period,
    employee_id: int,
    what: str,
    reason: str,
    now: datetime,
    day: date | None = None,
    worth: str = "",
    is_withdrawn: bool = False,
) -> None:
    """Write down about a person's month: a day off chosen or unused, why norms were missed, a cut of the premium,
    or that the top-up to the minimum is paid though the norms were missed at the own fault.

    Raises:
        NotAllowed, SourceIsMissing: no reason. NoteIsWrong: a day outside the month, an unknown fault, no sum; or the
        month is closed.
    """
    require(actor, "payroll.note_month")
    assert actor is not None
    reason = " ".join(reason.split())
    if not reason:
        raise SourceIsMissing()
    _check_note(period, what, day, worth)
    if what == "day_off_unused" and day is not None and not worth:
        worth = _paid_singly(session, period, employee_id, day)
    if month_state(session, period, employee_id) is MonthState.CLOSED:
        raise NoteIsWrong(month=period, why_en="the month is closed", why_ru="месяц закрыт")
    row = MonthNoteRow(
        period=period.number,
        employee_id=employee_of(session, employee_id).id,
        what=what,
        day=day,
        worth=worth,
        reason=reason[:500],
        is_withdrawn=is_withdrawn,
        set_by=actor.id,
        set_at=now,
    )
    session.add(row)
    session.flush()
    facts = {"what": what, "day": None if day is None else day.isoformat(), "withdrawn": is_withdrawn}
    journal.record(session, actor.id, "payroll.note", f"employee:{employee_id}", now, facts, rows=[row])


def _check_note(period: Period, what: str, day: date | None, worth: str) -> None:
    if what == "day_off" and (day is None or day not in period.days()):
        raise NoteIsWrong(
            month=period, why_en="the day of rest must lie in it", why_ru="выходной должен быть в этом месяце"
        )
    if what == "day_off_unused" and (day is None or day > period.last_day):
        raise NoteIsWrong(month=period, why_en="the day of rest is missing", why_ru="не указан отработанный выходной")
    if what == "shortfall" and worth not in {fault.value for fault in Fault}:
        raise NoteIsWrong(month=period, why_en="say whose fault it was", why_ru="укажите, по чьей вине")
    if what not in NOTES:
        raise NoteIsWrong(month=period, why_en="there is no such note", why_ru="такой отметки нет")
    if what == "cut" and not _is_sum(worth):
        raise NoteIsWrong(
            month=period, why_en="the sum of the cut is missing", why_ru="не указана сумма снижения премии"
        )


def _paid_singly(session: Session, period: Period, employee_id: int, day: date) -> str:
    """Return what a closed month paid for the day's pieces, as text; empty for a day of the month itself."""
    worked_in = Period.of_day(day)
    closing = closing_row_of(session, worked_in, employee_id)
    if worked_in == period or closing is None:
        return ""
    lines = lines_of(session, closing.id or 0, employee_id, kind=PIECE.code)
    return f"{sum((line.amount for line in lines if line.day == day), Decimal(0)):f}"


def _is_sum(text: str) -> bool:
    whole, _, part = text.partition(".")
    is_written = whole.isascii() and whole.isdigit() and (not part or (part.isdigit() and len(part) <= 2))
    return is_written and text.isascii() and Decimal(text) > 0


def _require_open(session: Session, day: date) -> None:
    period = Period.of_day(day)
    if month_state(session, period) is MonthState.CLOSED:
        raise RateBehindTheSeal(day=day, month=period, earliest=period.next().first_day)
