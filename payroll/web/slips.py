"""The slip of the piece pay (листок выработки): from a sum to its formula, and on to the works behind it."""

from __future__ import annotations

from importlib.util import find_spec

from fastapi import APIRouter, Request
from sqlmodel import Session
from starlette.responses import HTMLResponse

from naryad.days import Period
from naryad.people import Employee, require
from naryad.staff import by_number
from naryad.web import CurrentEmployee, CurrentOffice, Now, Reading, page
from payroll.month import MonthRefusal, MonthState
from payroll.payslip import Slip, slip_of
from payroll.quality import condition_of, judged_of
from payroll.store.offers import return_offers
from payroll.store.overview import own_months
from payroll.store.quality import acts_in_force
from payroll.store.snapshot import person_snapshot
from payroll.web.words import month_of, shared_words, today_of
from worklog.store.lines import EntryLine, entries_of

router = APIRouter()
MOST_WORKS = 5_000


class NoSuchSlip(MonthRefusal):
    code = "no_such_slip"
    status = 404
    en = "{name} has no slip for {month}: no work, and not employed then. Choose another month."
    ru = "У сотрудника {name} нет листка за {month}: нет работ, и в этом месяце он не работал. Выберите другой месяц."


@router.get("/payroll/me")
def own_page(
    request: Request, session: Reading, me: CurrentEmployee, office: CurrentOffice, now: Now, year: int = 0
) -> HTMLResponse:
    require(me, "payroll.own")
    today = today_of(now, office)
    shown = year if me.employed_from.year <= year <= today.year else today.year
    months = own_months(session, me.id, shown, today=today)
    years = range(me.employed_from.year, today.year + 1)
    return page(
        request,
        "payroll/me.html",
        months=months,
        year=shown,
        years=years,
        offers=return_offers(session, employee_id=me.id),
        **shared_words(),
    )


@router.get("/payroll/periods/{month}/slips/{number}")
def slip_page(
    request: Request, session: Reading, month: str, number: str, me: CurrentEmployee, office: CurrentOffice
) -> HTMLResponse:
    """Show a slip: one's own, or to the accountant and the head anybody's."""
    return HTMLResponse(slip_html(request, session, month, number, me))


def slip_html(request: Request, session: Session, month: str, number: str, me: Employee) -> str:
    """Return the page of a slip, which is also what its PDF is made of.

    Raises:
        NotAllowed, NoSuchSlip.
    """
    period = month_of(month)
    whose = _whose(session, me, number)
    slip, head, state = _slip(session, period, whose)
    shown = page(
        request,
        "payroll/slip.html",
        slip=slip,
        whose=whose,
        journal_head=head,
        state=state,
        is_own=whose.id == me.id,
        makes_pdf=find_spec("weasyprint") is not None,
        **shared_words(),
    )
    return bytes(shown.body).decode()


@router.get("/payroll/periods/{month}/slips/{number}/works")
def works_page(
    request: Request,
    session: Reading,
    month: str,
    number: str,
    me: CurrentEmployee,
    work_type: int,
    norm: int,
    rate: int,
    condition: str = "",
) -> HTMLResponse:
    """Show the days and works behind one row of a slip; no subjects, no texts, no clients."""
    period = month_of(month)
    whose = _whose(session, me, number)
    slip, _head, _state = _slip(session, period, whose)
    row = slip.row(work_type_id=work_type, norm_id=norm, rate_id=rate, condition=condition)
    days = [] if row is None else [line.day for line in row.lines]
    judged = condition_of(judged_of(condition))
    known = acts_in_force(session, period, whose.id, until=slip.person.closed_at)
    acts = {number: condition_of(act.judged) for number, act in known.items()}
    works: dict[object, list[EntryLine]] = {day: [] for day in days}
    for entry in entries_of(session, period, whose.id, norm_id=norm, limit=MOST_WORKS):
        if entry.day in works and entry.quantity and acts.get(entry.entry_id, "") == judged:
            works[entry.day].append(entry)
    return page(
        request,
        "payroll/works.html",
        slip=slip,
        whose=whose,
        row=row,
        works=works,
        is_own=whose.id == me.id,
        **shared_words(),
    )


def _whose(session: Session, me: Employee, number: str) -> Employee:
    """Return whose slip is asked for; somebody else's needs the right to see everybody's pay."""
    require(me, "payroll.own")
    if number == me.number:
        return me
    require(me, "payroll.see")
    return by_number(session, number)


def _slip(session: Session, period: Period, whose: Employee) -> tuple[Slip, str, MonthState]:
    """Return the slip, the journal's head it was closed under (empty while open), and the state of the month.

    Raises:
        NoSuchSlip: the person has nothing in that month.
    """
    snapshot = person_snapshot(session, period, whose.id)
    if not snapshot.people:
        raise NoSuchSlip(name=whose.name, month=period)
    head = snapshot.closings[0].journal_head if snapshot.closings else ""
    return slip_of(snapshot, whose.id), head, snapshot.state
