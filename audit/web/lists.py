"""Lists and draws: freezing, naming a source, pledging and revealing, drawing, and the files anybody may check."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Form, Request
from sqlmodel import Session
from starlette.responses import HTMLResponse, RedirectResponse, Response

from audit.actions.continuation import MOST_COUNT, USUAL_COUNT, continue_list
from audit.actions.draw import missing_people, pledge, reveal
from audit.actions.export import CHECK_PROGRAM, check_program, may_see_whole, part_bytes, seed_bytes, snapshot_bytes
from audit.actions.frame import name_source_again, spans_to_freeze, withdraw_frame
from audit.actions.making import begin_draw, begin_freeze, draw_begun, freeze_begun
from audit.drand import DrandSource
from audit.seed import (
    DEFAULT_CURRENCIES,
    DiceSource,
    RatesSource,
    SeedSource,
    SourceKind,
    first_rates_day,
    read_source,
)
from audit.span import Span
from audit.store.frame import frame_by_id, frame_by_key, frames, judged_count, own_part, revisions_of, sizes_of
from audit.store.making import making_now
from audit.store.sample import works
from audit.web.making import list_address, made_beside
from audit.web.making import router as making_router
from audit.web.words import people_by_id, shared_words, types_by_id
from naryad import staff
from naryad.i18n import gettext as _
from naryad.people import may, require
from naryad.web import CurrentEmployee, CurrentOffice, Now, Reading, Writing, database_of, page, redirect
from naryad.years import calendar_of

router = APIRouter()
router.include_router(making_router)


@router.get("/audit/lists")
def all_lists(request: Request, session: Reading, me: CurrentEmployee, office: CurrentOffice, now: Now) -> HTMLResponse:
    require(me, "audit.see_lists")
    today = now.astimezone(office.zone).date()
    return page(
        request,
        "audit/lists.html",
        frames=frames(session),
        making=making_now(session, now),
        due=spans_to_freeze(session, today) if may(me, "audit.freeze") else [],
        people=people_by_id(session),
        staff=staff.employees(session, today),
        rates_day=first_rates_day(today, calendar_of(session)),
        currencies=" ".join(DEFAULT_CURRENCIES),
        **shared_words(),
    )


@router.post("/audit/lists")
def freeze(
    request: Request,
    me: CurrentEmployee,
    office: CurrentOffice,
    now: Now,
    span: Annotated[str, Form()],
    kind: Annotated[str, Form()] = "rates",
    day: Annotated[date | None, Form()] = None,
    currencies: Annotated[str, Form()] = "",
    people: Annotated[list[str] | None, Form()] = None,
    beacon_round: Annotated[str, Form()] = "",
    reason: Annotated[str, Form()] = "",
) -> RedirectResponse:
    today = now.astimezone(office.zone).date()
    database = database_of(request)
    with database.writing() as session:
        source = _source(session, kind, day, currencies, people, beacon_round, now, today)
        begun = begin_freeze(session, me, span=Span.read(span), source=source, now=now, today=today, reason=reason)
    clock = request.app.state.clock
    return made_beside(request, begun.making_id, lambda: freeze_begun(database, begun, clock=clock))


@router.get("/audit/lists/{key}")
def one_list(
    request: Request,
    session: Reading,
    me: CurrentEmployee,
    office: CurrentOffice,
    now: Now,
    key: str,
    revision: int | None = None,
) -> HTMLResponse:
    require(me, "audit.see_lists")
    frame = frame_by_key(session, key, revision)
    today = now.astimezone(office.zone).date()
    named = frame.source
    drawn = works(session, frame_id=frame.id)
    return page(
        request,
        "audit/list.html",
        frame=frame,
        revisions=revisions_of(session, key),
        own=frame.part_of(me.id),
        people=people_by_id(session),
        by_number={person.number: person for person in staff.employees(session)},
        missing_pledges=missing_people(session, named, named.pledges),
        missing_throws=missing_people(session, named, named.throws),
        judged=judged_count(session, frame.id),
        drawn_count=len(drawn),
        sees_whole=may_see_whole(session, me, frame),
        judged_now=sum(work.is_judged for work in drawn),
        staff=staff.employees(session, today),
        rates_day=first_rates_day(today, calendar_of(session)),
        currencies=" ".join(DEFAULT_CURRENCIES),
        sizes=sizes_of(session, frame.id),
        continue_to=USUAL_COUNT,
        continue_most=MOST_COUNT,
        today=today,
        now=now,
        **shared_words(),
    )


@router.get("/audit/lists/{key}/own")
def own_lines(request: Request, session: Reading, me: CurrentEmployee, key: str) -> HTMLResponse:
    """Show a person their own lines, which of them were drawn, and the way from their root to the published one."""
    require(me, "audit.see_lists")
    frame = frame_by_key(session, key)
    part = own_part(session, frame, me.id)
    drawn = {work.uid: work for work in works(session, frame_id=frame.id, employee_id=me.id)}
    return page(
        request,
        "audit/own.html",
        frame=frame,
        lines=part[0].lines if part else (),
        proof=part[1] if part else None,
        own=frame.part_of(me.id),
        drawn=drawn,
        types={each.code: each for each in types_by_id(session).values()},
        **shared_words(),
    )


@router.post("/audit/lists/{frame_id}/draw")
def draw_list(
    request: Request,
    me: CurrentEmployee,
    office: CurrentOffice,
    now: Now,
    frame_id: int,
    currency: Annotated[list[str] | None, Form()] = None,
    rate: Annotated[list[str] | None, Form()] = None,
    published: Annotated[str, Form()] = "",
) -> RedirectResponse:
    """Draw by dice that are revealed, by the beacon's answer, or by rates: `currency` and `rate` come in pairs."""
    asked: dict[str, Any] = {
        "now": now,
        "today": now.astimezone(office.zone).date(),
        "rates": dict(zip(currency or [], rate or [], strict=False)) or None,
        "published": published,
    }
    database = database_of(request)
    with database.writing() as session:
        making_id = begin_draw(session, me, frame_id, **asked)
    clock = request.app.state.clock
    return made_beside(request, making_id, lambda: draw_begun(database, making_id, me, clock=clock, **asked))


@router.post("/audit/lists/{frame_id}/pledge")
def post_pledge(
    request: Request, session: Writing, me: CurrentEmployee, now: Now, frame_id: int, digest: Annotated[str, Form()]
) -> RedirectResponse:
    pledge(session, me, frame_id, digest=digest, now=now)
    said = _("Your pledge is posted. Keep the digits and the word: you will reveal them when everybody has pledged.")
    return redirect(request, list_address(frame_by_id(session, frame_id)), said)


@router.post("/audit/lists/{frame_id}/reveal")
def post_reveal(
    request: Request,
    session: Writing,
    me: CurrentEmployee,
    now: Now,
    frame_id: int,
    digits: Annotated[str, Form()],
    nonce: Annotated[str, Form()],
) -> RedirectResponse:
    reveal(session, me, frame_id, digits=digits, nonce=nonce, now=now)
    return redirect(
        request, list_address(frame_by_id(session, frame_id)), _("Your throw is revealed and agrees with the pledge.")
    )


@router.post("/audit/lists/{frame_id}/source")
def name_again(
    request: Request,
    session: Writing,
    me: CurrentEmployee,
    office: CurrentOffice,
    now: Now,
    frame_id: int,
    reason: Annotated[str, Form()] = "",
    kind: Annotated[str, Form()] = "rates",
    day: Annotated[date | None, Form()] = None,
    currencies: Annotated[str, Form()] = "",
    people: Annotated[list[str] | None, Form()] = None,
    beacon_round: Annotated[str, Form()] = "",
) -> RedirectResponse:
    today = now.astimezone(office.zone).date()
    source = _source(session, kind, day, currencies, people, beacon_round, now, today)
    frame = name_source_again(session, me, frame_id, source=source, reason=reason, now=now, today=today)
    return redirect(request, list_address(frame), _("A new source is named; everybody sees it and the reason."))


@router.post("/audit/lists/{frame_id}/continuation")
def continue_it(
    request: Request,
    session: Writing,
    me: CurrentEmployee,
    now: Now,
    frame_id: int,
    employee: Annotated[int, Form()],
    count: Annotated[int, Form()],
    reason: Annotated[str, Form()] = "",
) -> RedirectResponse:
    done = continue_list(session, me, frame_id, employee_id=employee, count=count, reason=reason, now=now)
    said = _("The list is continued to %(count)s works; the further ones are on the desk.") % {"count": done.to_count}
    return redirect(request, list_address(frame_by_id(session, frame_id)), said)


@router.post("/audit/lists/{frame_id}/withdrawal")
def withdraw(
    request: Request,
    session: Writing,
    me: CurrentEmployee,
    now: Now,
    frame_id: int,
    reason: Annotated[str, Form()] = "",
) -> RedirectResponse:
    withdraw_frame(session, me, frame_id, reason=reason, now=now)
    return redirect(
        request, list_address(frame_by_id(session, frame_id)), _("The list is withdrawn; it stays in sight.")
    )


@router.get("/audit/lists/{key}/{revision}/{name}.json")
def file_of_list(
    request: Request, session: Reading, me: CurrentEmployee, key: str, revision: int, name: str
) -> Response:
    """Give a file: `part` (one's own), `seed` (everybody), `snapshot` (inspectors)."""
    frame = frame_by_key(session, key, revision)
    makers = {"part": part_bytes, "seed": seed_bytes, "snapshot": snapshot_bytes}
    if name not in makers:
        return Response(status_code=404)
    return _download(makers[name](session, me, frame), f"{key}-{revision}-{name}.json")


@router.get("/audit/check_draw.py")
def program(me: CurrentEmployee) -> Response:
    """Give the program that checks the files anywhere."""
    require(me, "audit.see_lists")
    headers = {"Content-Disposition": f'attachment; filename="{CHECK_PROGRAM}"'}
    return Response(check_program(), media_type="text/x-python; charset=utf-8", headers=headers)


def _download(content: bytes, name: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return Response(content, media_type="application/json", headers=headers)


def _source(
    session: Session,
    kind: str,
    day: date | None,
    currencies: str,
    people: list[str] | None,
    beacon_round: str,
    now: datetime,
    today: date,
) -> SeedSource:
    if kind == SourceKind.DICE:
        return DiceSource(tuple(sorted(set(people or []), key=str.encode)))
    if kind == SourceKind.DRAND:
        return (
            read_source(f"drand:quicknet:{beacon_round.strip()}") if beacon_round.strip() else DrandSource.ahead_of(now)
        )
    named = tuple(currencies.upper().replace(",", " ").split()) or DEFAULT_CURRENCIES
    return RatesSource(day or first_rates_day(today, calendar_of(session)), named)
