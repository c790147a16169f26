"""Jobs: the month's list, one with its parts and history, the form that shares a sum as it is typed."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Request
from sqlmodel import Session
from starlette.responses import HTMLResponse, Response

from naryad.days import Period
from naryad.errors import DomainError
from naryad.i18n import gettext as _
from naryad.i18n import noop
from naryad.people import Employee, Role, may, require
from naryad.screens.forms import attempt
from naryad.staff import employees
from naryad.web import CurrentEmployee, CurrentOffice, Now, Reading, database_of, fragment, page, redirect
from payroll.actions.jobs import accept_job, change_job, draft_job, void_job
from payroll.job import Job, JobKind, JobState, JobTerms
from payroll.job_check import require_sound
from payroll.month import MonthState
from payroll.rules.crew import SharedBy
from payroll.store.jobs import has_jobs, job_of, jobs_of_month, lines_of_job, next_number
from payroll.store.month import month_state
from payroll.web.job_form import TITLES, JobForm, form_of_terms, label_of, terms_of_form
from payroll.web.words import month_of, shared_words, today_of

router = APIRouter(include_in_schema=False)
PEOPLE_OFFERED = 1000
KINDS = {
    JobKind.CREW: noop("Crew job"),
    JobKind.LUMP_SUM: noop("Lump sum"),
    JobKind.INDIRECT: noop("Indirect pay"),
}
EXPLAINED = {
    JobKind.CREW: noop("One price for a finished piece of work, shared by those who did it."),
    JobKind.LUMP_SUM: noop("A price for the whole job, and more for every percent of the time saved."),
    JobKind.INDIRECT: noop("Somebody who serves others is paid by what those others make."),
}
WAYS = {
    SharedBy.COEFFICIENT: noop("by КТУ (coefficient of participation)"),
    SharedBy.COEFFICIENT_DAYS: noop("by КТУ × days"),
    SharedBy.TARIFF_HOURS: noop("by tariff × hours"),
    SharedBy.AGREED: noop("by the sums of the crew's own protocol"),
}
STATES = {
    JobState.DRAFTED: (noop("waits to be accepted"), "warn"),
    JobState.ACCEPTED: (noop("accepted by the head"), "ok"),
    JobState.CHANGED: (noop("changed, waits to be accepted"), "warn"),
    JobState.VOID: (noop("void"), "quiet"),
}


async def _typed(request: Request) -> JobForm:
    form = await request.form()
    return JobForm({name: text for name, text in form.items() if isinstance(text, str) and name != "csrf"})


Typed = Annotated[JobForm, Depends(_typed)]


def is_used(request: Request) -> bool:
    """Say whether the office has ever written a job down."""
    with database_of(request).reading() as session:
        return has_jobs(session)


def jobs_link(request: Request, **_facts: Any) -> str:
    """Fill "settings.more": the way to the first job, for an office that has none yet."""
    me: Employee | None = request.state.me
    if me is None or not may(me, "payroll.keep_jobs") or is_used(request):
        return ""
    return fragment(request, "payroll/_jobs_link.html")


@router.get("/payroll/jobs")
def jobs_page(
    request: Request, session: Reading, me: CurrentEmployee, office: CurrentOffice, now: Now, month: str = ""
) -> HTMLResponse:
    require(me, "payroll.see")
    period = month_of(month) if month else Period.of_day(today_of(now, office))
    jobs = jobs_of_month(session, period)
    sums = {job.id: _sum(session, job) for job in jobs}
    owed = [sums[job.id] for job in jobs if job.in_force is not None and job.in_force.period == period]
    return page(
        request,
        "payroll/jobs.html",
        period=period,
        jobs=jobs,
        sums=sums,
        total=sum(owed, Decimal(0)),
        is_closed=month_state(session, period) is MonthState.CLOSED,
        **_words(session),
    )


@router.get("/payroll/jobs/new")
def new_page(
    request: Request,
    session: Reading,
    me: CurrentEmployee,
    office: CurrentOffice,
    now: Now,
    kind: str = "crew",
    month: str = "",
) -> HTMLResponse:
    require(me, "payroll.keep_jobs")
    today = today_of(now, office)
    period = month_of(month) if month else Period.of_day(today)
    form = JobForm({"kind": kind})
    last_day = min(max(today, period.first_day), period.last_day)
    fields = {
        "kind": form.kind.value,
        "title": TITLES[form.kind],
        "number": str(next_number(session, last_day.year)),
        "dated_on": last_day.isoformat(),
        "first_day": period.first_day.isoformat(),
        "last_day": last_day.isoformat(),
        "price_by": "sum",
        "bonus": "1",
    }
    return _form_page(request, session, JobForm(fields), action="/payroll/jobs/new")


@router.post("/payroll/jobs/new")
def write_down(
    request: Request, me: CurrentEmployee, now: Now, form: Typed, step: Annotated[str, Form()] = ""
) -> Response:
    """Write the job down, or (without `step=save`) show how its sum would be shared."""
    require(me, "payroll.keep_jobs")
    refused: DomainError | None = None
    if step == "save":
        job, refused = attempt(request, lambda session: draft_job(session, me, terms_of_form(session, form), now=now))
        if job is not None:
            said = _("The job is written down; the head accepts it next.")
            return redirect(request, f"/payroll/jobs/{job.id}", said=said)
    with database_of(request).reading() as session:
        return _form_page(request, session, form, action="/payroll/jobs/new", error=refused, is_looked_at=True)


@router.post("/payroll/jobs/parts")
def parts(request: Request, session: Reading, me: CurrentEmployee, form: Typed) -> HTMLResponse:
    """Return how the sum typed so far would be shared, for the form's script; nothing is entered."""
    require(me, "payroll.keep_jobs")
    return HTMLResponse(
        fragment(request, "payroll/_job_parts.html", looked=_looked_at(session, form), **_words(session))
    )


@router.get("/payroll/jobs/{job_id}")
def job_page(request: Request, session: Reading, job_id: int, me: CurrentEmployee) -> HTMLResponse:
    require(me, "payroll.see")
    return _job_page(request, session, job_of(session, job_id))


@router.get("/payroll/jobs/{job_id}/text")
def text_page(request: Request, session: Reading, job_id: int, me: CurrentEmployee) -> HTMLResponse:
    require(me, "payroll.keep_jobs")
    job = job_of(session, job_id)
    people = {person.id: person for person in employees(session)}
    form = form_of_terms(job.latest.terms, people)
    return _form_page(request, session, form, action=f"/payroll/jobs/{job_id}/text", job=job)


@router.post("/payroll/jobs/{job_id}/text")
def write_anew(
    request: Request,
    job_id: int,
    me: CurrentEmployee,
    now: Now,
    form: Typed,
    step: Annotated[str, Form()] = "",
    seen: Annotated[int, Form()] = 0,
    reason: Annotated[str, Form()] = "",
) -> Response:
    require(me, "payroll.keep_jobs")
    refused: DomainError | None = None
    if step == "save":
        done, refused = attempt(
            request,
            lambda session: change_job(
                session, me, job_id, terms_of_form(session, form), seen=seen, reason=reason, now=now
            ),
        )
        if done is not None:
            return redirect(request, f"/payroll/jobs/{job_id}", said=_("The job is written anew."))
    with database_of(request).reading() as session:
        job, action = job_of(session, job_id), f"/payroll/jobs/{job_id}/text"
        return _form_page(request, session, form, action=action, job=job, error=refused, is_looked_at=True)


@router.post("/payroll/jobs/{job_id}/acceptance")
def accept(
    request: Request,
    job_id: int,
    me: CurrentEmployee,
    office: CurrentOffice,
    now: Now,
    seen: Annotated[int, Form()] = 0,
) -> Response:
    require(me, "payroll.accept_job")
    today = today_of(now, office)
    _done, refused = attempt(request, lambda session: accept_job(session, me, job_id, seen=seen, now=now, today=today))
    return _decided(request, job_id, refused, _("The job is accepted and is paid in its month."))


@router.post("/payroll/jobs/{job_id}/voiding")
def make_void(
    request: Request,
    job_id: int,
    me: CurrentEmployee,
    now: Now,
    seen: Annotated[int, Form()] = 0,
    reason: Annotated[str, Form()] = "",
) -> Response:
    require(me, "payroll.keep_jobs")
    _done, refused = attempt(request, lambda session: void_job(session, me, job_id, seen=seen, reason=reason, now=now))
    return _decided(request, job_id, refused, _("The job is void."))


def _decided(request: Request, job_id: int, refused: DomainError | None, said: str) -> Response:
    if refused is None:
        return redirect(request, f"/payroll/jobs/{job_id}", said=said)
    with database_of(request).reading() as session:
        return _job_page(request, session, job_of(session, job_id), error=refused)


def _job_page(request: Request, session: Session, job: Job, *, error: DomainError | None = None) -> HTMLResponse:
    terms = job.latest.terms
    lines = {line.employee_id: line for line in lines_of_job(session, terms)}
    return page(
        request,
        "payroll/job.html",
        status_code=200 if error is None else error.status,
        job=job,
        terms=terms,
        lines=lines,
        total=sum((line.amount for line in lines.values()), Decimal(0)),
        error=error,
        is_closed=month_state(session, terms.period) is MonthState.CLOSED,
        **_words(session),
    )


def _form_page(
    request: Request,
    session: Session,
    form: JobForm,
    *,
    action: str,
    job: Job | None = None,
    error: DomainError | None = None,
    is_looked_at: bool = False,
) -> HTMLResponse:
    workers = [person for person in employees(session) if person.employed_to is None or person.has(Role.EMPLOYEE)]
    return page(
        request,
        "payroll/job_form.html",
        status_code=200 if error is None else error.status,
        form=form,
        action=action,
        job=job,
        error=error,
        looked=_looked_at(session, form) if is_looked_at and error is None else None,
        workers=[label_of(person) for person in workers[:PEOPLE_OFFERED]],
        ways=[(way.value, _(words)) for way, words in WAYS.items()],
        **_words(session),
    )


class Looked:
    """What a form would pay: each person's line, or why it cannot be counted yet."""

    def __init__(self, session: Session, form: JobForm) -> None:
        self.refused: DomainError | None = None
        self.terms: JobTerms | None = None
        self.lines: dict[int, Any] = {}
        try:
            terms = terms_of_form(session, form)
            require_sound(terms, {person.id: person for person in employees(session)})
            self.lines = {line.employee_id: line for line in lines_of_job(session, terms)}
            self.terms = terms
        except DomainError as refusal:
            self.refused = refusal

    @property
    def total(self) -> Decimal:
        return sum((line.amount for line in self.lines.values()), Decimal(0))


def _looked_at(session: Session, form: JobForm) -> Looked:
    return Looked(session, form)


def _sum(session: Session, job: Job) -> Decimal:
    terms = job.in_force or job.latest.terms
    return sum((line.amount for line in lines_of_job(session, terms)), Decimal(0))


def _words(session: Session) -> dict[str, Any]:
    people = {person.id: person for person in employees(session)}
    return {
        "people": people,
        "kinds": [(kind.value, _(word), _(EXPLAINED[kind])) for kind, word in KINDS.items()],
        "kind_word": lambda kind: _(KINDS[kind]),
        "way_word": lambda way: _(WAYS[way]),
        "state_of": lambda job: (_(STATES[job.state][0]), STATES[job.state][1]),
        **shared_words(),
    }
