"""Writing jobs down, accepting them, and making them void; nothing that was written is ever lost."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from naryad import journal
from naryad.people import Employee, require
from naryad.staff import employees
from payroll.job import Job, JobTerms, cleaned
from payroll.job_check import (
    JobChangeNeedsReason,
    JobHasChanged,
    JobIsNotDone,
    JobIsVoid,
    JobKeepsItsNumber,
    JobMonthIsClosed,
    JobNumberIsTaken,
    NothingToAccept,
    OwnJobIsNotAccepted,
    require_sound,
)
from payroll.month import MonthState
from payroll.store.jobs import job_of, job_with_number
from payroll.store.month import month_state, own_states
from payroll.tables.job import JobPersonRow, JobRow, JobStepRow, JobTermsRow


def draft_job(session: Session, actor: Employee | None, terms: JobTerms, *, now: datetime) -> Job:
    """Write a new job down; it is paid once a head accepts it.

    Raises:
        NotAllowed, JobNumberIsTaken, JobMonthIsClosed, and everything that `require_sound` raises.
    """
    require(actor, "payroll.keep_jobs")
    assert actor is not None
    terms = _checked(session, terms)
    _require_open(session, terms)
    year, key = terms.dated_on.year, number_key(terms.number)
    _require_free(session, year, key, terms)
    row = JobRow(year=year, number_key=key, entered_by=actor.id, entered_at=now)
    session.add(row)
    try:
        session.flush()
    except IntegrityError:
        raise JobNumberIsTaken(year=year, number=terms.number, content="…") from None
    assert row.id is not None
    written = _write(session, actor, terms, job_id=row.id, revision=1, reason="", now=now)
    journal.record(
        session, actor.id, "payroll.job", f"job:{row.id}", now, {"number": terms.number}, rows=[row, *written]
    )
    return job_of(session, row.id)


def change_job(
    session: Session, actor: Employee | None, job_id: int, terms: JobTerms, *, seen: int, reason: str, now: datetime
) -> Job:
    """Write a job anew. What was accepted counts until the new text is accepted; then the change needs a reason.

    In a closed month only a job that was counted there can change: the difference is booked in an open month. `seen`
    is the revision that the person had before them.

    Raises:
        NotAllowed, NoSuchJob, JobIsVoid, JobHasChanged, JobChangeNeedsReason, JobKeepsItsNumber, JobMonthIsClosed, and
        everything that `require_sound` raises.
    """
    require(actor, "payroll.keep_jobs")
    assert actor is not None
    job = job_of(session, job_id)
    _require_current(job, seen)
    reason = " ".join(reason.split())[:500]
    if job.accepted is not None and not reason:
        raise JobChangeNeedsReason(name=job.latest.terms.name)
    terms = _checked(session, terms)
    known, old = job.accepted, job.latest.terms
    if (terms.dated_on.year, number_key(terms.number)) != (old.dated_on.year, number_key(old.number)):
        raise JobKeepsItsNumber(name=old.name, year=old.dated_on.year)
    if known is None or known.terms.period != terms.period:
        _require_open(session, terms)
    revision = job.latest.revision + 1
    written = _write(session, actor, terms, job_id=job.id, revision=revision, reason=reason, now=now)
    facts = {"revision": revision, "reason": reason}
    journal.record(session, actor.id, "payroll.job", f"job:{job.id}", now, facts, rows=written)
    return job_of(session, job.id)


def accept_job(session: Session, actor: Employee | None, job_id: int, *, seen: int, now: datetime, today: date) -> Job:
    """Accept a job as it is written: the work is done, and from now on it is paid.

    Raises:
        NotAllowed, NoSuchJob, JobIsVoid, JobHasChanged, NothingToAccept, OwnJobIsNotAccepted, JobIsNotDone, and, where
        people's employment changed since it was written, what `require_sound` raises.
    """
    require(actor, "payroll.accept_job")
    assert actor is not None
    job = job_of(session, job_id)
    _require_current(job, seen)
    terms = job.latest.terms
    if not job.waits:
        raise NothingToAccept(name=terms.name)
    if terms.concerns(actor.id):
        raise OwnJobIsNotAccepted(name=terms.name)
    if terms.last_day > today:
        raise JobIsNotDone(last_day=terms.last_day)
    _checked(session, terms)
    if job.accepted is None:
        _require_open(session, terms)
    _step(session, actor, job, "accept", "", now)
    return job_of(session, job.id)


def void_job(session: Session, actor: Employee | None, job_id: int, *, seen: int, reason: str, now: datetime) -> Job:
    """Make a job void: nothing is paid by it, and what a closed month paid is corrected in an open one.

    Raises:
        NotAllowed: also to somebody other than a head, once it was accepted. NoSuchJob, JobIsVoid, JobHasChanged,
        JobChangeNeedsReason.
    """
    require(actor, "payroll.keep_jobs")
    assert actor is not None
    job = job_of(session, job_id)
    if job.accepted is not None:
        require(actor, "payroll.accept_job")
    _require_current(job, seen)
    reason = " ".join(reason.split())[:500]
    if not reason:
        raise JobChangeNeedsReason(name=job.latest.terms.name)
    _step(session, actor, job, "void", reason, now)
    return job_of(session, job.id)


def number_key(number: str) -> str:
    """Return what two ways of writing one number have in common."""
    return "".join(number.split()).casefold()[:40]


def _checked(session: Session, terms: JobTerms) -> JobTerms:
    terms = cleaned(terms)
    require_sound(terms, {person.id: person for person in employees(session)})
    return terms


def _require_current(job: Job, seen: int) -> None:
    if job.is_void:
        raise JobIsVoid(name=job.latest.terms.name)
    if job.latest.revision != seen:
        raise JobHasChanged(name=job.latest.terms.name)


def _require_free(session: Session, year: int, key: str, terms: JobTerms) -> None:
    taken = job_with_number(session, year, key)
    if taken is not None:
        raise JobNumberIsTaken(year=year, number=terms.number, content=taken.latest.terms.content)


def _require_open(session: Session, terms: JobTerms) -> None:
    """Check that the month of the job is open for everybody whom it pays."""
    if month_state(session, terms.period) is MonthState.CLOSED:
        raise JobMonthIsClosed(month=terms.period, whose_en="", whose_ru="")
    apart = own_states(session, terms.period)
    names = {person.id: person.name for person in employees(session)}
    for member in terms.members:
        if apart.get(member.employee_id) is MonthState.CLOSED:
            name = names[member.employee_id]
            raise JobMonthIsClosed(
                month=terms.period, whose_en=f" early for {name}", whose_ru=f" раньше срока ({name})"
            )


def _write(
    session: Session, actor: Employee, terms: JobTerms, *, job_id: int, revision: int, reason: str, now: datetime
) -> list[JobTermsRow | JobPersonRow]:
    row = JobTermsRow.of(terms, job_id=job_id, revision=revision, reason=reason, by=actor.id, now=now)
    session.add(row)
    try:
        session.flush()
    except IntegrityError:
        raise JobHasChanged(name=terms.name) from None
    assert row.id is not None
    people = [JobPersonRow.of_member(one, terms_id=row.id, place=place) for place, one in enumerate(terms.members, 1)]
    after = len(people)
    people += [
        JobPersonRow.of_served(one, terms_id=row.id, place=after + place) for place, one in enumerate(terms.served, 1)
    ]
    session.add_all(people)
    session.flush()
    return [row, *people]


def _step(session: Session, actor: Employee, job: Job, step: str, reason: str, now: datetime) -> None:
    row = JobStepRow(
        job_id=job.id,
        number=len(job.steps) + 1,
        step=step,
        revision=job.latest.revision,
        reason=reason,
        by_id=actor.id,
        at=now,
    )
    session.add(row)
    try:
        session.flush()
    except IntegrityError:
        raise JobHasChanged(name=job.latest.terms.name) from None
    facts = {"step": step, "revision": row.revision, "reason": reason}
    journal.record(session, actor.id, f"payroll.job_{step}", f"job:{job.id}", now, facts, rows=[row])
