"""The day page: untyped work first, a type given from the keyboard, minutes that grow."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Annotated, Any

from babel.dates import format_date
from fastapi import APIRouter, Form, Request
from starlette.responses import HTMLResponse, JSONResponse, Response

from naryad import i18n, staff
from naryad.days import local_day
from naryad.errors import DomainError
from naryad.i18n import _, ngettext, noop
from naryad.office import Office
from naryad.pages import MenuItem, write_minutes
from naryad.people import Employee, require
from naryad.screens.forms import DayIsWrong, decimal_of
from naryad.web import (
    CurrentEmployee,
    CurrentOffice,
    Now,
    Reading,
    database_of,
    fragment,
    hidden_works,
    page,
    redirect,
)
from norms import store as norms_store
from norms.catalog import CatalogEntry
from norms.work_type import Kind, Purpose
from worklog.acceptance import Cause
from worklog.actions.call import decide_match
from worklog.actions.entry import Chosen, code_entry
from worklog.actions.held import release_held
from worklog.entry import Entry
from worklog.hop import Fate
from worklog.relay import next_hop, pass_on_now
from worklog.store.entry import entry_by_id
from worklog.web.sheet import Sheet, sheet_of, usual_types, without
from worklog.web.suggesting import note_given

router = APIRouter(include_in_schema=False)
MENU = (MenuItem(10, noop("My day"), "/day", "worklog.own"),)

CAUSE_NAMES = {
    Cause.UNTYPED: noop("untyped work"),
    Cause.OVER_HOURS: noop("output far above the hours"),
    Cause.DAY_OFF: noop("work on a day off"),
    Cause.NO_TRACE: noop("calls the exchange does not know"),
}

Text = Annotated[str, Form()]
MOST_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Refused:
    """One piece of work that did not take its type, and why."""

    entry_id: int
    title: str
    error: DomainError | None
    reply: str = ""

    def message(self, language: str) -> str:
        if self.error is not None:
            return self.error.message(language)
        return f"{_('The mail server did not take the letter: nobody received it, nothing counts')}. {self.reply}"


@router.get("/day")
def today_page(
    request: Request, session: Reading, me: CurrentEmployee, office: CurrentOffice, now: Now
) -> HTMLResponse:
    require(me, "worklog.own")
    return _page(request, sheet_of(session, me, local_day(now, office.zone), me=me, office=office, now=now))


@router.get("/day/types")
def types_of_day(request: Request, session: Reading, me: CurrentEmployee, day: str) -> JSONResponse:
    """Return the types on offer on a day, with portraits, for the page's script."""
    require(me, "worklog.own")
    on = read_day(day)
    used = usual_types(session, me.id, on)
    entries = norms_store.catalog(session, on).offered()
    return JSONResponse([_for_script(entry, used) for entry in entries])


@router.get("/day/{day}")
def day_page(
    request: Request,
    session: Reading,
    day: str,
    me: CurrentEmployee,
    office: CurrentOffice,
    now: Now,
    employee: str = "",
) -> HTMLResponse:
    """Show one's own day, or to the head a colleague's (`employee` is the personnel number)."""
    whose = me
    if employee and employee != me.number:
        require(me, "worklog.see_days")
        whose = staff.by_number(session, employee)
    else:
        require(me, "worklog.own")
    sheet = sheet_of(session, whose, read_day(day), me=me, office=office, now=now)
    return _page(request, sheet if whose.id == me.id else without(sheet, hidden_works(request)))


@router.post("/day/code")
def give_type(
    request: Request,
    me: CurrentEmployee,
    office: CurrentOffice,
    now: Now,
    entry: Annotated[list[int], Form()],
    work_type: Text = "",
    quantity: Text = "",
    minutes: Text = "",
    description: Text = "",
    page_day: Text = "",
    suggested: Annotated[Sequence[str], Form()] = (),
) -> Response:
    """Give a type to one piece of work or to several at once; each stands or is refused by itself."""
    day = read_day(page_day) if page_day else local_day(now, office.zone)
    gained, done = Decimal(0), 0
    refused: list[Refused] = []
    chosen: Chosen | None = None
    try:
        chosen = Chosen(
            named=work_type,
            quantity=decimal_of(quantity) if quantity.strip() else None,
            minutes=decimal_of(minutes) if minutes.strip() else None,
            description=description,
        )
        for entry_id in list(dict.fromkeys(entry))[:MOST_AT_ONCE]:
            more, problem = _give(request, entry_id, chosen, me, office, now)
            if problem is not None:
                refused.append(problem)
            else:
                done, gained = done + 1, gained + more
                note_given(request, suggested, entry_id, me=me, now=now)
    except DomainError as error:
        refused.append(Refused(entry[0], "", error))
    said = gained_words(gained, done) if done else ""
    if done and chosen is not None and chosen.minutes is not None and gained == 0:
        said = _("Handed to the head: %(minutes)s min without a norm") % {"minutes": write_minutes(chosen.minutes)}
    if "application/json" in request.headers.get("accept", ""):
        return _answer(request, me, office, now, day, said, gained, refused)
    back = "/day" if day == local_day(now, office.zone) else f"/day/{day.isoformat()}"
    if refused:
        with database_of(request).reading() as session:
            sheet = sheet_of(session, me, day, me=me, office=office, now=now)
        return _page(request, sheet, refused=refused, said_here=said)
    return redirect(request, back, said)


@router.post("/day/matches/{match_id}")
def same_call(
    request: Request, match_id: int, me: CurrentEmployee, now: Now, same: Text = "", page_day: Text = ""
) -> Response:
    """Say whether a call from the exchange is the one entered by hand."""
    is_same = same == "1"
    database_of(request).write(lambda session: decide_match(session, match_id, is_same=is_same, actor=me, now=now))
    said = _("One call: it counts once.") if is_same else _("Two calls: give the second one its type.")
    return redirect(request, f"/day/{read_day(page_day).isoformat()}" if page_day else "/day", said)


def read_day(text: str) -> date:
    """Read a day of an address.

    Raises:
        DayIsWrong.
    """
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise DayIsWrong(text=text[:40]) from None


def gained_words(gained: Decimal, count: int) -> str:
    """Return what a person reads after typing: "+5 minutes", or less on a correction."""
    whole = int(gained)
    written = write_minutes(gained) if gained < 0 else f"+{write_minutes(gained)}"
    said = (
        ngettext("%(minutes)s minute", "%(minutes)s minutes", abs(whole)) if gained == whole else _("%(minutes)s min")
    )
    words = said % {"minutes": written}
    if count == 1:
        return words
    typed = ngettext("%(n)s work typed", "%(n)s works typed", count) % {"n": count}
    return f"{words} · {typed}"


def _give(
    request: Request, entry_id: int, chosen: Chosen, me: Employee, office: Office, now: datetime
) -> tuple[Decimal, Refused | None]:
    """Type one entry; a held letter is sent with it. Return the minutes gained, or why not."""
    database = database_of(request)
    title = ""
    try:
        with database.reading() as session:
            before = entry_by_id(session, entry_id)
            title = before.title
        if before.is_letter and not before.is_counted:
            return _send(request, before, chosen, me, office, now)
        after = database.write(lambda session: code_entry(session, entry_id, chosen, actor=me, now=now))
    except DomainError as error:
        return Decimal(0), Refused(entry_id, title, error)
    return _minutes(after) - _minutes(before), None


def _send(
    request: Request, letter: Entry, chosen: Chosen, me: Employee, office: Office, now: datetime
) -> tuple[Decimal, Refused | None]:
    """Send a held letter under its type; no transaction is open meanwhile."""
    database = database_of(request)
    hop = next_hop(request.app.state.settings, office)
    to_send = database.write(
        lambda session: release_held(
            session,
            letter.id,
            named=chosen.named or "",
            described_minutes=chosen.minutes,
            next_hop=hop.name,
            actor=me,
            now=now,
        )
    )
    relayed = pass_on_now(database, hop, to_send, clock=request.app.state.clock)
    if relayed.fate is not Fate.ACCEPTED:
        return Decimal(0), Refused(letter.id, letter.title, None, relayed.reply.text)
    with database.reading() as session:
        return _minutes(entry_by_id(session, letter.id)), None


def _minutes(entry: Entry) -> Decimal:
    return entry.figures.norm_minutes if entry.figures is not None else Decimal(0)


def _page(request: Request, sheet: Sheet, *, refused: Sequence[Refused] = (), said_here: str = "") -> HTMLResponse:
    status = 200 if not refused else (refused[0].error.status if refused[0].error is not None else 409)
    return page(
        request,
        "worklog/day.html",
        status_code=status,
        sheet=sheet,
        refused=refused,
        said_here=said_here,
        weekday=format_date(sheet.day, "EEEE", locale=i18n.language()),
        one_day=timedelta(days=1),
        cause_names=CAUSE_NAMES,
    )


def _answer(
    request: Request,
    me: Employee,
    office: Office,
    now: datetime,
    day: date,
    said: str,
    gained: Decimal,
    refused: Sequence[Refused],
) -> JSONResponse:
    """Return the parts of the page that changed, ready to be put in their places."""
    with database_of(request).reading() as session:
        sheet = sheet_of(session, me, day, me=me, office=office, now=now)
    language = i18n.language()
    return JSONResponse(
        {
            "said": said,
            "gained": str(gained),
            "waiting": fragment(request, "worklog/_waiting.html", sheet=sheet),
            "done": fragment(request, "worklog/_done.html", sheet=sheet),
            "figures": fragment(request, "worklog/_figures.html", sheet=sheet),
            "strip": fragment(request, "worklog/_strip.html", sheet=sheet),
            "refused": [
                {"entry": each.entry_id, "title": each.title, "message": each.message(language)} for each in refused
            ],
        }
    )


def _for_script(entry: CatalogEntry, used: dict[int, int]) -> dict[str, Any]:
    language = i18n.language()
    work_type, norm, portrait = entry.work_type, entry.norm, entry.portrait
    assert norm is not None
    text = None if portrait is None else portrait.text(language)
    return {
        "code": work_type.code,
        "alias": work_type.alias or "",
        "name": work_type.name(language),
        "minutes": f"{norm.minutes.normalize():f}",
        "written": write_minutes(norm.minutes),
        "unit": work_type.unit.label(language),
        "kinds": sorted(kind.value for kind in work_type.kinds),
        "described": work_type.purpose is Purpose.DESCRIBED,
        "counted": work_type.purpose is Purpose.ORDINARY and not work_type.kinds <= {Kind.LETTER_OUT, Kind.LETTER_IN},
        "places": work_type.unit_places,
        "used": used.get(norm.id, 0),
        "portrait": None
        if text is None
        else {
            "summary": text.summary,
            "belongs": list(text.belongs),
            "not": [[line.text, line.goes_to or ""] for line in text.does_not_belong],
            "separately": list(text.counted_separately),
            "examples": list(text.examples),
        },
    }
