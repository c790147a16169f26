"""Acts on the quality of works: the list, the page of one work with its form, the printed act, its acknowledgement."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Form, Request
from sqlmodel import Session
from starlette.responses import HTMLResponse, Response

from naryad.days import Period
from naryad.errors import DomainError
from naryad.i18n import gettext as _
from naryad.i18n import language, noop
from naryad.office import Office
from naryad.people import Employee, may, require
from naryad.screens.forms import attempt, day_of, decimal_of, required_day
from naryad.staff import by_number, employee_of, employees
from naryad.web import CurrentEmployee, CurrentOffice, Now, Reading, database_of, fragment, page, redirect
from norms.store import all_types
from payroll.actions.quality import judge_work, read_act, record_signature
from payroll.quality import Act, NoSuchAct, Way, partly, quality_words
from payroll.rules.quality import Judged, Quality
from payroll.store.quality import act_by_id, acts_of_entry, has_acts, latest_acts, unread_acts
from payroll.web.words import shared_words, today_of
from worklog.entry import Entry
from worklog.store.entry import entries_by_id, entry_by_id, entry_by_uid
from worklog.store.lines import EntryLine, entries_of

router = APIRouter()
CHOICES = {
    Quality.ACCEPTED: noop("accepted: paid in full"),
    Quality.RETURNED: noop("returned, not at the employee's fault: paid in full"),
    Quality.PARTIAL: noop("partly usable, the employee's fault: paid by how far"),
    Quality.REJECTED: noop("rejected, the employee's fault: not paid"),
}
WAYS = {
    Way.READ: noop("read in the program"),
    Way.SIGNED: noop("signed on paper"),
    Way.REFUSED: noop("refused to sign"),
}


@dataclass(frozen=True)
class ActForm:
    """What was sent, as it was typed."""

    quality: str = ""
    percent: str = ""
    reason: str = ""

    def judged(self) -> Judged:
        quality = Quality(self.quality) if self.quality in set(Quality) else Quality.ACCEPTED
        return partly(decimal_of(self.percent)) if quality is Quality.PARTIAL else Judged(quality)


def is_used(request: Request) -> bool:
    """Say whether any work of the office was ever judged."""
    with database_of(request).reading() as session:
        return has_acts(session)


@router.get("/payroll/quality")
def acts_page(
    request: Request,
    session: Reading,
    me: CurrentEmployee,
    office: CurrentOffice,
    now: Now,
    employee: str = "",
    day: str = "",
) -> HTMLResponse:
    """Show the acts made last, and the works of a person's day to judge one of them."""
    require(me, "payroll.judge_quality")
    works: list[EntryLine] = []
    error: DomainError | None = None
    try:
        chosen = day_of(day) or today_of(now, office)
        if employee:
            whose = by_number(session, employee)
            works = entries_of(session, Period.of_day(chosen), whose.id, chosen, language=language())
    except DomainError as refusal:
        error, chosen = refusal, today_of(now, office)
    acts = latest_acts(session)
    return page(
        request,
        "payroll/quality.html",
        status_code=200 if error is None else error.status,
        error=error,
        acts=acts,
        entries=entries_by_id(session, [act.entry_id for act in acts]),
        works=[work for work in works if work.norm_minutes],
        people=employees(session),
        names={person.id: person.name for person in employees(session)},
        number=employee,
        day=chosen,
        **_words(),
    )


@router.get("/payroll/quality/{uid}")
def work_page(
    request: Request, session: Reading, uid: str, me: CurrentEmployee, office: CurrentOffice, now: Now
) -> HTMLResponse:
    return _work(request, session, uid, me, office, now)


@router.post("/payroll/quality/{uid}")
def judge(
    request: Request,
    uid: str,
    me: CurrentEmployee,
    office: CurrentOffice,
    now: Now,
    quality: Annotated[str, Form()] = "",
    percent: Annotated[str, Form()] = "",
    reason: Annotated[str, Form()] = "",
) -> Response:
    """Write an act on the work."""
    require(me, "payroll.judge_quality")
    form = ActForm(quality, percent, reason)

    def act(session: Session) -> None:
        entry = entry_by_uid(session, uid)
        judge_work(session, me, entry_id=entry.id, judged=form.judged(), reason=reason, now=now)

    _done, refused = attempt(request, act)
    if refused is None:
        return redirect(request, f"/payroll/quality/{uid}", said=_("The act is recorded; the employee sees it."))
    with database_of(request).reading() as session:
        return _work(request, session, uid, me, office, now, form=form, error=refused)


@router.get("/payroll/quality/acts/{number}")
def printed_act(request: Request, session: Reading, number: int, me: CurrentEmployee) -> HTMLResponse:
    """Show the act to print and sign."""
    act = act_by_id(session, number)
    if act is None:
        raise NoSuchAct()
    entry = entry_by_id(session, act.entry_id)
    _may_see(me, entry)
    return page(
        request,
        "payroll/quality_act.html",
        act=act,
        entry=entry,
        types={each.id: each for each in all_types(session)},
        author=employee_of(session, act.employee_id),
        decided_by=employee_of(session, act.by),
        **_words(),
    )


@router.post("/payroll/quality/acts/{number}/read")
def read(request: Request, number: int, me: CurrentEmployee, office: CurrentOffice, now: Now) -> Response:
    """Take the author's word that the act was read."""
    with database_of(request).writing() as session:
        read_act(session, me, act_id=number, now=now, today=today_of(now, office))
        act = act_by_id(session, number)
        assert act is not None
        uid = entry_by_id(session, act.entry_id).uid
    return redirect(request, f"/payroll/quality/{uid}", said=_("Thank you: it is recorded that you have read the act."))


@router.post("/payroll/quality/acts/{number}/signature")
def signature(
    request: Request,
    number: int,
    me: CurrentEmployee,
    office: CurrentOffice,
    now: Now,
    signed_on: Annotated[str, Form()] = "",
    way: Annotated[str, Form()] = Way.SIGNED.value,
    note: Annotated[str, Form()] = "",
) -> Response:
    """Record a signature on the printed act, or a refusal to sign."""
    require(me, "payroll.judge_quality")
    with database_of(request).reading() as session:
        act = act_by_id(session, number)
        if act is None:
            raise NoSuchAct()
        uid = entry_by_id(session, act.entry_id).uid

    def record(session: Session) -> None:
        day = required_day(signed_on)
        record_signature(
            session,
            me,
            act_id=number,
            is_refused=way == Way.REFUSED.value,
            signed_on=day,
            note=note,
            now=now,
            today=today_of(now, office),
        )

    _done, refused = attempt(request, record)
    if refused is None:
        return redirect(request, f"/payroll/quality/{uid}", said=_("It is recorded."))
    with database_of(request).reading() as session:
        return _work(request, session, uid, me, office, now, error=refused)


def _work(
    request: Request,
    session: Session,
    uid: str,
    me: Employee,
    office: Office,
    now: Now,
    *,
    form: ActForm = ActForm(),
    error: DomainError | None = None,
) -> HTMLResponse:
    entry = entry_by_uid(session, uid)
    _may_see(me, entry)
    acts = acts_of_entry(session, entry.id)
    return page(
        request,
        "payroll/quality_work.html",
        status_code=200 if error is None else error.status,
        entry=entry,
        acts=acts,
        stands=acts[0].judged if acts else Judged(),
        types={each.id: each for each in all_types(session)},
        names={person.id: person.name for person in employees(session)},
        is_own=entry.employee_id == me.id,
        form=form,
        error=error,
        today=today_of(now, office),
        choices=[(quality.value, _(words)) for quality, words in CHOICES.items()],
        **_words(),
    )


def _may_see(me: Employee, entry: Entry) -> None:
    """The author sees the acts on the own work, who judges and who sees pay those on everybody's."""
    if entry.employee_id == me.id:
        require(me, "payroll.own")
    elif not may(me, "payroll.see"):
        require(me, "payroll.judge_quality")


def _words() -> dict[str, Any]:
    return {
        "judged_words": lambda judged: quality_words(judged, language()),
        "way_word": lambda way: _(WAYS[way]),
        **shared_words(),
    }


def acts_of_work(request: Request, **facts: Any) -> str:
    """Fill "entry.findings": what was judged about the work, and for who judges the way to do it."""
    me: Employee | None = request.state.me
    entry = facts.get("entry")
    if me is None or not isinstance(entry, Entry) or entry.figures is None:
        return ""
    judges = may(me, "payroll.judge_quality") and entry.employee_id != me.id and bool(entry.figures.norm_minutes)
    with database_of(request).reading() as session:
        acts = acts_of_entry(session, entry.id)
    if not acts and not judges:
        return ""
    return fragment(
        request, "payroll/_entry_quality.html", act=acts[0] if acts else None, entry=entry, judges=judges, **_words()
    )


def acts_to_read(request: Request, *, employee: Employee, day: date, **_facts: Any) -> str:
    """Fill "day.findings": acts that wait to be read, and those on works of the day; to their author only."""
    me: Employee | None = request.state.me
    if me is None or me.id != employee.id:
        return ""
    with database_of(request).reading() as session:
        unread = unread_acts(session, me.id)
        known = {act.entry_id: act for act in reversed(latest_acts(session, employee_id=me.id))}
        entries = entries_by_id(session, known)
        of_day = [act for act in known.values() if entries[act.entry_id].day == day]
        shown: list[Act] = [*unread, *(act for act in of_day if act.acknowledged is not None)]
    if not shown:
        return ""
    return fragment(request, "payroll/_day_quality.html", acts=shown, entries=entries, **_words())


def quality_page(request: Request, **_facts: Any) -> str:
    """Fill "settings.more": the way to the acts for who judges."""
    me: Employee | None = request.state.me
    if me is None or not may(me, "payroll.judge_quality"):
        return ""
    return fragment(request, "payroll/_quality_link.html")
