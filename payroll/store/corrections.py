"""Corrections that the next closing has to book: closed months whose work was decided otherwise since."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal

from sqlmodel import Session

from naryad.days import Period
from naryad.people import Role
from naryad.staff import employee_of
from payroll.accrual import AccrualLine, Mark
from payroll.adjustment import Adjustment, Standing, correction_lines
from payroll.closing import RateSpan
from payroll.kind import WITHOUT_NORM
from payroll.month_pay import month_pay
from payroll.pay_line import PayLine, pay_corrections
from payroll.quality import quality_words
from payroll.rate import Rate, RateScope
from payroll.return_offer import settlement
from payroll.scheme import DIRECT, MissingRate
from payroll.store.closed import (
    adjustments_of,
    closed_person_rows,
    lines_of,
    pay_lines_of,
    rates_of_closing,
    terms_of,
)
from payroll.store.jobs import MonthJobs, decided_since, jobs_corrected, people_of, servers_of
from payroll.store.month import closed_periods, closing_rows
from payroll.store.overtime import overtime_made
from payroll.store.pay_inputs import corrected_days, sheet_of, timesheets
from payroll.store.quality import acts_in_force, acts_since
from payroll.store.rates import pricing
from payroll.store.returns import answers_given, has_agreed, offer_key
from payroll.store.work import approved_minutes, work_corrected
from payroll.tables.closing import ClosingRow
from payroll.tables.columns import EVERYBODY
from payroll.terms_text import terms_of_text
from worklog.coding import Coding
from worklog.store.entry import entries_by_id, last_codings
from worklog.store.lines import EntryLine, entries_of
from worklog.store.output import employees_with_late_codings

REASONS_TOLD = 12
SLACK = timedelta(days=2)
"""Jobs decided so shortly before a closing are looked at too: clocks go astray, and a look changes nothing."""
MOST_ENTRIES = 1_000_000
"""More than anybody works in a month."""


@dataclass(frozen=True)
class Corrections:
    """What a closing books, and which offered ones it settles by doing so."""

    booked: tuple[Adjustment, ...]
    settled_earlier: tuple[Adjustment, ...]
    missing_rates: tuple[MissingRate, ...]

    @property
    def settled(self) -> tuple[Adjustment, ...]:
        """Everything whose lines stand in the booking month's accruals."""
        return (*self.settled_earlier, *(item for item in self.booked if item.standing is Standing.DUE))


def corrections_to_book(
    session: Session, period: Period, *, employee_id: int | None, apart: Collection[int], trial: bool
) -> Corrections:
    """Return the corrections of earlier closed months that `period` has to book.

    Trial months have no accruals, so nothing of them is corrected; and a trial month books nothing.
    """
    booked: list[Adjustment] = []
    settled: list[Adjustment] = []
    missing: list[MissingRate] = []
    said = {} if trial else answers_given(session, employee_id=employee_id)
    for source in [] if trial else closed_periods(session, before=period):
        closings = {row.employee_key: row for row in closing_rows(session, source)}
        for person in sorted(_touched(session, source, closings) | has_agreed(said, source)):
            if person in apart or (employee_id is not None and person != employee_id):
                continue
            closing = closings.get(person) or closings.get(EVERYBODY)
            if closing is None or closing.trial:
                continue
            correction, unpriced = _correction(session, source, closing, person, period)
            missing.extend(unpriced)
            earlier = [one for one in adjustments_of(session, source, person) if one.settled_in is None]
            given = {one.id: said[key].answer for one in earlier if (key := offer_key(one)) in said}
            made = settlement(correction, earlier, given, period=period)
            if correction is not None:
                is_due = made.standing is Standing.DUE
                booked.append(replace(correction, standing=made.standing, settled_in=period if is_due else None))
            settled += made.settled
    return Corrections(tuple(booked), tuple(settled), tuple(missing))


def _touched(session: Session, source: Period, closings: dict[int, ClosingRow]) -> set[int]:
    """Return whose closed month may differ: late codings, acts on quality, minutes decided late, jobs, timesheets."""
    touched = employees_with_late_codings(session, source)
    touched |= {act.employee_id for act in acts_in_force(session, source).values()}
    touched |= {one.employee_id for one in corrected_days(session, source)}
    decided: dict[int, Decimal] = {}
    for (employee_id, _), minutes in approved_minutes(session, source).items():
        decided[employee_id] = decided.get(employee_id, Decimal(0)) + minutes
    if decided:
        paid = _paid_without_norm(session, closings)
        touched |= {employee_id for employee_id, minutes in decided.items() if paid.get(employee_id) != minutes}
    for closing in closings.values():
        touched |= {
            person for job in decided_since(session, source, closing.closed_at - SLACK) for person in people_of(job)
        }
    return touched | servers_of(session, source, touched)


def _paid_without_norm(session: Session, closings: dict[int, ClosingRow]) -> dict[int, Decimal]:
    paid: dict[int, Decimal] = {}
    for closing in closings.values():
        for line in lines_of(session, closing.id or 0, kind=WITHOUT_NORM.code):
            if line.mark is Mark.ACCRUAL:
                paid[line.employee_id] = paid.get(line.employee_id, Decimal(0)) + line.norm_minutes
    return paid


def _correction(
    session: Session, source: Period, closing: ClosingRow, employee_id: int, booked_in: Period
) -> tuple[Adjustment | None, tuple[MissingRate, ...]]:
    """Return the correction of one employee's closed month, not yet told where it stands, or None without one."""
    terms = terms_of(closing)
    rate_of = _frozen_rates(session, closing, employee_id)
    right = DIRECT.accrue(work_corrected(session, source, employee_id), rate_of=rate_of, rounding=terms.rounding)
    if right.missing_rates:
        return None, right.missing_rates
    closed = [line for line in lines_of(session, closing.id or 0, employee_id) if line.mark is Mark.ACCRUAL]
    already = [line for one in adjustments_of(session, source, employee_id) for line in one.lines]
    lines = correction_lines(period=source, closed=closed, booked=already, right=right.lines)
    jobs = jobs_corrected(session, source)
    pay = _pay_corrected(session, source, closing, employee_id, right.lines, jobs)
    if not lines and not pay:
        return None, ()
    correction = Adjustment(
        employee_id=employee_id,
        source_period=source,
        booked_in=booked_in,
        lines=lines,
        standing=Standing.OFFERED,
        settled_in=None,
        reason=_reason(session, source, closing, employee_id),
        pay=pay,
    )
    return correction, ()


def _pay_corrected(
    session: Session,
    source: Period,
    closing: ClosingRow,
    employee_id: int,
    right: Sequence[AccrualLine],
    jobs: MonthJobs,
) -> tuple[PayLine, ...]:
    """Count the month's premiums, supplements and floor again with the terms closing froze; return the differences.

    The timesheet is that of the closing with the days that were corrected since: no other day could change.
    """
    frozen = [row.terms for row in closed_person_rows(session, closing.id or 0, employee_id) if row.terms is not None]
    others = jobs.of(employee_id)
    counted: Sequence[PayLine] = others
    if frozen and (right or others or employee_of(session, employee_id).has(Role.EMPLOYEE)):
        terms, _ = terms_of_text(frozen[0])
        sheet = sheet_of(timesheets(session, source, employee_id).get(employee_id, {}))
        terms = replace(terms, other_hours=jobs.hours_of(employee_id, sheet))
        made = overtime_made(
            session,
            source,
            employee_id,
            sheet,
            begins_at=terms.acts.overtime_from,
            rate_of=_frozen_rates(session, closing, employee_id),
            rounding=terms_of(closing).rounding,
            corrected=True,
        )
        counted = month_pay(
            employee_id, source, work=right, timesheet=sheet, terms=terms, others=others, overtime=made
        ).lines
    closed = [line for line in pay_lines_of(session, closing.id or 0, employee_id) if line.mark is Mark.ACCRUAL]
    booked = [line for one in adjustments_of(session, source, employee_id) for line in one.pay]
    return pay_corrections(period=source, closed=closed, booked=booked, right=list(counted))


def _frozen_rates(session: Session, closing: ClosingRow, employee_id: int) -> Callable[[int, date], Rate | None]:
    """Return the rates that priced the closed month; for a day outside it (late work) the rate in force then."""
    spans = rates_of_closing(session, closing.id or 0).get(employee_id, ())
    now = pricing(session)

    def rate_of(person: int, day: date) -> Rate | None:
        span = next((one for one in spans if one.first_day <= day <= one.last_day), None)
        return now.rate_of(person, day) if span is None else _rate(span)

    return rate_of


def _rate(span: RateSpan) -> Rate:
    return Rate(
        id=span.rate_id,
        scope=RateScope.OFFICE,
        employee_id=None,
        position=None,
        per=span.per,
        amount=span.amount,
        effective_from=span.first_day,
    )


def late_decisions(session: Session, source: Period, employee_id: int) -> list[tuple[EntryLine, Coding]]:
    """Return an employee's works of a closed month whose last type was decided behind the seal, in order."""
    entries = entries_of(session, source, employee_id, limit=MOST_ENTRIES)
    codings = last_codings(session, [entry.entry_id for entry in entries])
    return [(entry, codings[entry.entry_id]) for entry in entries if codings[entry.entry_id].after_seal]


def _reason(session: Session, source: Period, closing: ClosingRow, employee_id: int) -> str:
    """Return what was decided since, work by work: its number, day, type and the decision's own reason."""
    told = [
        f"№ {entry.seq} ({entry.day:%d.%m.%Y}, {entry.code}): {coding.reason}".rstrip(": ")
        for entry, coding in late_decisions(session, source, employee_id)
    ]
    acts = acts_since(session, source, employee_id, closing.closed_at)
    for number, entry in sorted(entries_by_id(session, acts).items()):
        if entry.figures is not None:
            judged = quality_words(acts[number].judged, "ru")
            told.append(f"№ {entry.figures.seq} ({entry.day:%d.%m.%Y}): {judged} — {acts[number].reason}")
    told += [
        f"табель {one.day:%d.%m.%Y}: {one.text} — {one.reason}"
        for one in corrected_days(session, source, employee_id)
        if one.set_at > closing.closed_at
    ]
    told += _reasons_of_jobs(session, source, employee_id, closing.closed_at)
    more = f"; +{len(told) - REASONS_TOLD}" if len(told) > REASONS_TOLD else ""
    return "; ".join(told[:REASONS_TOLD]) + more


def _reasons_of_jobs(session: Session, source: Period, employee_id: int, closed_at: datetime) -> list[str]:
    """Return what was decided about a person's jobs since, and whether the output of those served has changed."""
    told = []
    for job in decided_since(session, source, closed_at):
        if employee_id in people_of(job):
            reasons = {step.revision: step.reason for step in job.steps if step.step == "void"}
            latest = job.accepted or job.latest
            why = next(iter(reasons.values()), latest.reason)
            told.append(f"{latest.terms.name}: {why}")
    others = employees_with_late_codings(session, source) | {
        act.employee_id for act in acts_in_force(session, source).values()
    }
    if employee_id in servers_of(session, source, others):
        told.append("изменилась выработка тех, кого обслуживает")
    return told
