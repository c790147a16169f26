"""Correcting a day of a closed month's timesheet: it is added with its reason, and the difference is booked later."""

from __future__ import annotations

from datetime import date, datetime

from sqlmodel import Session

from naryad import journal
from naryad.days import Period
from naryad.errors import DomainError
from naryad.people import Employee, require
from naryad.staff import employee_of
from payroll.month import MonthRefusal, MonthState
from payroll.month_pay import month_pay
from payroll.store.closed import closed_person_rows
from payroll.store.month import closing_row_of, month_state
from payroll.store.pay_inputs import CORRECTION, sheet_of, timesheets
from payroll.tables.pay import TimesheetDayRow
from payroll.terms_text import terms_of_text
from payroll.timesheet import DayOutsideEmployment, TimesheetDay, day_from_text

REASON_AT_LEAST = 3


class TimesheetIsOpen(MonthRefusal):
    code = "timesheet_is_open"
    en = "{month} of {name} is not closed: enter the day in the timesheet itself, no correction is needed."
    ru = "{month} у сотрудника {name} не закрыт: внесите день прямо в табель, перерасчёт не нужен."


class MonthHasNoTimesheet(MonthRefusal):
    code = "month_has_no_timesheet"
    en = "{month} was closed without a timesheet: no sum of {name} stands on its hours, there is nothing to correct."
    ru = "{month} закрыт без табеля: суммы сотрудника {name} от часов не зависят, исправлять нечего."


class CorrectionNeedsReason(DomainError):
    code = "timesheet_correction_needs_reason"
    status = 422
    en = "Say why {day} of {name} was wrong, or name the paper: the reason stands beside the correction."
    ru = "Напишите, почему {day} у сотрудника {name} неверно, или номер бумаги: причина встанет рядом с перерасчётом."


class DayIsSo(DomainError):
    code = "timesheet_day_is_so"
    en = "{day} of {name} says {text} already. Enter what it should have said."
    ru = "{day} у сотрудника {name} уже стоит {text}. Введите, как должно быть."


class CorrectionNeedsMoney(DomainError):
    code = "correction_needs_money"
    en = (
        "{day} of {name} cannot be counted: the closed month knows no {what_en} of that day, and nothing can begin in "
        "it any more. Reopen the month with a reason, set it, and close again; or correct the day without those hours."
    )
    ru = (
        "{day} у сотрудника {name} не посчитать: в закрытом месяце на этот день нет {what_ru}, и назначить уже нельзя. "
        "Откройте месяц с указанием причины, назначьте и закройте снова — или исправьте день без этих часов."
    )


_MONEY = {"tariff": ("hourly tariff", "часового тарифа"), "average": ("average earnings", "среднего заработка")}


def correct_timesheet(
    session: Session,
    actor: Employee | None,
    *,
    period: Period,
    employee_id: int,
    day: date,
    text: str,
    reason: str,
    now: datetime,
) -> None:
    """Write what a day of a closed month should have said; the next closing books the difference (rule 26).

    The closed month's own sheets stay as they were closed.

    Raises:
        NotAllowed, CorrectionNeedsReason, TimesheetIsOpen, MonthHasNoTimesheet, DayOutsideEmployment, DayIsSo,
        CorrectionNeedsMoney, or what `day_from_text` refuses.
    """
    require(actor, "payroll.keep_timesheet")
    assert actor is not None
    person, reason = employee_of(session, employee_id), " ".join(reason.split())
    if len(reason) < REASON_AT_LEAST:
        raise CorrectionNeedsReason(day=day, name=person.name)
    closing = closing_row_of(session, period, employee_id)
    if closing is None or month_state(session, period, employee_id) is not MonthState.CLOSED:
        raise TimesheetIsOpen(month=period, name=person.name)
    rows = [row for row in closed_person_rows(session, closing.id or 0, employee_id) if row.terms is not None]
    if not rows:
        raise MonthHasNoTimesheet(month=period, name=person.name)
    if day not in period.days() or not person.is_employed_on(day):
        raise DayOutsideEmployment(name=person.name, day=day)
    wanted, known = day_from_text(day, text), timesheets(session, period, employee_id).get(employee_id, {})
    if known.get(day) == wanted:
        raise DayIsSo(day=day, name=person.name, text=str(wanted))
    _require_money(person, period, rows[0].terms, {**known, day: wanted})
    row = TimesheetDayRow.of(
        wanted, employee_id=employee_id, source=f"{CORRECTION}{reason[:300]}", by=actor.id, now=now
    )
    session.add(row)
    session.flush()
    facts = {"day": day.isoformat(), "text": str(wanted), "reason": reason}
    journal.record(session, actor.id, "payroll.correct_timesheet", f"employee:{employee_id}", now, facts, rows=[row])


def _require_money(person: Employee, period: Period, frozen: object, days: dict[date, TimesheetDay]) -> None:
    """Refuse hours that the closed month has no tariff or average for: nothing could be set there any more."""
    terms, _ = terms_of_text(frozen)  # type: ignore[arg-type]
    counted = month_pay(person.id, period, work=(), timesheet=sheet_of(days), terms=terms)
    if counted.missing:
        first = counted.missing[0]
        en, ru = _MONEY[first.what]
        raise CorrectionNeedsMoney(day=first.day, name=person.name, what_en=en, what_ru=ru)
