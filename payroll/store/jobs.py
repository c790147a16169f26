"""Jobs as they stand: a month's list, one with its history, and what they add to everybody's month."""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sqlmodel import Session, col, select

from naryad.days import Period
from payroll.job import Job, JobTerms, paid_in
from payroll.job_check import NoSuchJob
from payroll.job_lines import hours_on_jobs, job_lines, made_of
from payroll.pay_line import PayLine
from payroll.store.work import work_by_day_totals, work_corrected, work_done
from payroll.tables.job import JobPersonRow, JobRow, JobStepRow, JobTermsRow
from payroll.timesheet import Timesheet


def has_jobs(session: Session) -> bool:
    return session.exec(select(JobRow.id).limit(1)).first() is not None


def job_of(session: Session, job_id: int) -> Job:
    """Return a job with its history.

    Raises:
        NoSuchJob.
    """
    found = _jobs(session, [job_id])
    if not found:
        raise NoSuchJob()
    return found[0]


def jobs_of_month(session: Session, period: Period) -> tuple[Job, ...]:
    """Return the jobs that belong to a month or are paid in it, void ones too, in the order of their papers."""
    found = [job for job in _ever_in(session, period) if period in job.periods]
    return tuple(sorted(found, key=lambda job: (job.latest.terms.dated_on, job.id)))


def job_with_number(session: Session, year: int, number_key: str) -> Job | None:
    query = select(JobRow.id).where(JobRow.year == year, JobRow.number_key == number_key)
    found = session.exec(query).first()
    return None if found is None else job_of(session, found)


def _ever_in(session: Session, period: Period) -> list[Job]:
    """Return the jobs that any of whose texts belonged to the month."""
    query = select(JobTermsRow.job_id).where(JobTermsRow.period == period.number).distinct()
    ids = list(session.exec(query))
    return _jobs(session, ids) if ids else []


def _jobs(session: Session, ids: list[int]) -> list[Job]:
    rows = session.exec(
        select(JobTermsRow)
        .where(col(JobTermsRow.job_id).in_(ids))
        .order_by(col(JobTermsRow.job_id), col(JobTermsRow.revision))
    ).all()
    people: dict[int, list[JobPersonRow]] = {}
    terms_ids = [row.id for row in rows]
    query = select(JobPersonRow).where(col(JobPersonRow.terms_id).in_(terms_ids)).order_by(col(JobPersonRow.place_no))
    for person in session.exec(query):
        people.setdefault(person.terms_id, []).append(person)
    steps: dict[int, list[JobStepRow]] = {}
    for step in session.exec(
        select(JobStepRow).where(col(JobStepRow.job_id).in_(ids)).order_by(col(JobStepRow.number))
    ):
        steps.setdefault(step.job_id, []).append(step)
    versions: dict[int, list[JobTermsRow]] = {}
    for row in rows:
        versions.setdefault(row.job_id, []).append(row)
    return [
        Job(
            job_id,
            tuple(row.value(people.get(row.id or 0, [])) for row in of_job),
            tuple(step.value() for step in steps.get(job_id, [])),
        )
        for job_id, of_job in sorted(versions.items())
    ]


@dataclass(frozen=True)
class MonthJobs:
    """What the jobs of a month add to everybody's: lines by person, and hours that went to them."""

    jobs: tuple[JobTerms, ...] = ()
    lines: tuple[PayLine, ...] = ()
    waiting: tuple[Job, ...] = ()
    """Jobs of the month whose text nobody has accepted yet: they hold the closing up."""

    def of(self, employee_id: int) -> tuple[PayLine, ...]:
        return tuple(line for line in self.lines if line.employee_id == employee_id)

    def hours_of(self, employee_id: int, sheet: Timesheet) -> Decimal:
        return hours_on_jobs(self.jobs, employee_id, sheet)


def month_jobs(session: Session, period: Period, *, recount: bool = False) -> MonthJobs:
    """Return the jobs of a month that is not closed, with everybody's lines."""
    known = jobs_of_month(session, period)
    if not known:
        return MonthJobs()
    read = work_done if recount else work_by_day_totals
    jobs = paid_in(known, period)
    made = made_of(group for person in _served(jobs) for group in read(session, period, person))
    return MonthJobs(jobs, tuple(job_lines(jobs, period, made)), tuple(job for job in known if job.waits))


def jobs_corrected(session: Session, period: Period) -> MonthJobs:
    """Return the jobs of a closed month as they should have been: as accepted by now, on work as decided by now."""
    known = jobs_of_month(session, period)
    if not known:
        return MonthJobs()
    jobs = paid_in(known, period)
    made = made_of(group for person in _served(jobs) for group in work_corrected(session, period, person))
    return MonthJobs(jobs, tuple(job_lines(jobs, period, made)))


def lines_of_job(session: Session, terms: JobTerms) -> tuple[PayLine, ...]:
    """Return what a job would pay, as written, on the work counted so far."""
    served = _served([terms])
    made = made_of(group for person in served for group in work_corrected(session, terms.period, person))
    return tuple(job_lines([terms], terms.period, made))


def next_number(session: Session, year: int) -> int:
    """Return the whole number after the highest one used in a year."""
    keys = session.exec(select(JobRow.number_key).where(JobRow.year == year))
    return max((int(key) for key in keys if key.isascii() and key.isdigit() and len(key) < 9), default=0) + 1


def decided_since(session: Session, period: Period, moment: datetime) -> list[Job]:
    """Return the jobs of a month about which something was decided after a moment."""
    return [job for job in _ever_in(session, period) if any(step.at > moment for step in job.steps)]


def people_of(job: Job) -> frozenset[int]:
    """Return whom any accepted text of a job has paid."""
    accepted = {step.revision for step in job.steps if step.step == "accept"}
    return frozenset(
        member.employee_id for one in job.versions if one.revision in accepted for member in one.terms.members
    )


def servers_of(session: Session, period: Period, people: AbstractSet[int]) -> set[int]:
    """Return who is paid indirectly, in a month, by the output of any of `people`."""
    if not people:
        return set()
    jobs = paid_in(jobs_of_month(session, period), period)
    return {terms.members[0].employee_id for terms in jobs if any(one.employee_id in people for one in terms.served)}


def _served(jobs: Iterable[JobTerms]) -> list[int]:
    return sorted({one.employee_id for terms in jobs for one in terms.served})
