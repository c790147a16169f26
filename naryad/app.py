"""The roof: assembles floor and domains into one web application, and keeps its regular work going."""

from __future__ import annotations

import logging
import threading
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from importlib import import_module
from typing import Any

from fastapi import Depends, FastAPI, Request
from fastapi.exceptions import RequestValidationError
from sqlmodel import Session
from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from naryad import absence, i18n, journal, pages
from naryad.days import utc_now
from naryad.db import Database
from naryad.errors import DomainError
from naryad.office import NoOffice, office_of
from naryad.settings import Settings
from naryad.shelf import shelf_of
from naryad.uid import new_uid
from naryad.web import NotSignedIn, begin_visit, language_of, page, sign_in_address

log = logging.getLogger("naryad")

SCREENS = ("sign_in", "staff", "settings", "journal", "welcome")
DOMAINS = ("norms", "worklog", "audit", "payroll")
REGULAR_SECONDS = 30
POLICY = (
    "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; "
    "frame-ancestors 'none'; form-action 'self'"
)


class PageNotFound(DomainError):
    code = "page_not_found"
    status = 404
    en = "There is no page at this address. Check it, or go on from the menu."
    ru = "По этому адресу ничего нет. Проверьте адрес или продолжите из меню."


class OpenedAnotherWay(DomainError):
    code = "opened_another_way"
    status = 405
    en = "This address takes a form that a page sends, and is not opened by itself. Go on from the menu."
    ru = "Этот адрес принимает форму со страницы и сам по себе не открывается. Продолжите из меню."


class RequestIsWrong(DomainError):
    code = "request_is_wrong"
    status = 422
    en = "Something in the request is missing or of the wrong form: {fields}. Go back, correct it and send it again."
    ru = "В запросе чего-то не хватает или что-то записано неверно: {fields}. Вернитесь, исправьте и отправьте снова."


class OurTrouble(DomainError):
    code = "our_trouble"
    status = 500
    en = (
        "Something broke on our side; nothing was changed. Try again; if it repeats, tell the administrator "
        "this number: {uid}."
    )
    ru = (
        "Что-то сломалось у нас; ничего не изменено. Попробуйте ещё раз; если повторится, сообщите "
        "администратору номер {uid}."
    )


def create_app(
    settings: Settings, database: Database, *, clock: Callable[[], datetime] = utc_now, regular: bool = True
) -> FastAPI:
    """Return the whole web application over a database: floor pages and every domain.

    `clock` tells the present moment (tests stop it); `regular` starts the half-minute round of sealing the journal
    and accepting days that are due.
    """
    webs = [import_module(f"{domain}.web") for domain in DOMAINS]
    absence.told_by(import_module("payroll.store.absence").absent_days)
    screens = [import_module(f"naryad.screens.{name}") for name in SCREENS]
    return assemble(settings, database, [*webs, *screens], clock=clock, regular=regular)


def assemble(
    settings: Settings,
    database: Database,
    webs: Sequence[Any],
    *,
    clock: Callable[[], datetime] = utc_now,
    regular: bool = False,
) -> FastAPI:
    """Bring `webs` under one roof: the routes, menu and slot fillers of each, on what every page stands on."""

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        stop = threading.Event()
        worker = threading.Thread(
            target=_rounds, args=(settings, database, clock, stop), name="naryad-rounds", daemon=True
        )
        if regular:
            worker.start()
        yield
        stop.set()
        if regular:
            worker.join(timeout=10)

    app = FastAPI(
        title="Naryad",
        description="Typed work in, output out. Every call carries a bearer token; untyped work is refused.",
        version="1",
        dependencies=[Depends(begin_visit)],
        lifespan=lifespan,
        openapi_url="/api/v1/openapi.json",
        docs_url=None,
        redoc_url=None,
    )
    house = pages.House(packages=("naryad", *DOMAINS))
    for web in webs:
        app.include_router(web.router)
        house.add(getattr(web, "MENU", ()), getattr(web, "SLOTS", None), getattr(web, "HIDER", None))
    app.state.settings = settings
    app.state.db = database
    app.state.clock = clock
    app.state.secret = settings.secret()
    app.state.language = settings.language
    app.state.house = house
    app.state.templates = pages.environment(house)
    app.mount("/static", StaticFiles(packages=[("naryad", "static")]), name="static")
    app.add_exception_handler(DomainError, _refuse)
    app.add_exception_handler(RequestValidationError, _refuse_form)
    app.add_exception_handler(HTTPException, _refuse_http)
    app.add_exception_handler(Exception, _refuse_broken)
    app.add_middleware(SecurityHeaders)
    return app


class SecurityHeaders:
    """Adds to every answer the headers that keep other sites and injected scripts out."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.setdefault("Content-Security-Policy", POLICY)
                headers.setdefault("X-Content-Type-Options", "nosniff")
                headers.setdefault("Referrer-Policy", "same-origin")
                headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
            await send(message)

        await self.app(scope, receive, send_guarded if scope["type"] == "http" else send)


def regular_work(session: Session, now: datetime) -> None:
    """Do what is due by itself: accept days, name letters still held, delete what was kept long enough, take back
    lists that were never stored whole, link the journal.
    """
    accept = import_module("worklog.actions.day").accept_due_days
    accept(session, now)
    import_module("worklog.actions.notice").owe_day_end(session, now)
    import_module("audit.actions.friday").owe_friday_note(session, now)
    still_needed = import_module("audit.store.holding").works_still_needed
    import_module("worklog.actions.retention").forget_due(session, now, still_needed=still_needed)
    import_module("audit.actions.making").give_up_broken(session, now)
    journal.seal_journal(session)


def learn_anew(settings: Settings, database: Database, clock: Callable[[], datetime]) -> None:
    """Train suggestions again where a week has passed; nothing of the round waits in an open transaction meanwhile."""
    train_if_due = import_module("audit.actions.training").train_if_due
    train_if_due(database, shelf_of(settings.data_dir), now=clock(), clock=clock)


def _rounds(settings: Settings, database: Database, clock: Callable[[], datetime], stop: threading.Event) -> None:
    while not stop.wait(REGULAR_SECONDS):
        try:
            with database.writing() as session:
                office_of(session)
                regular_work(session, clock())
            learn_anew(settings, database, clock)
        except NoOffice:
            continue
        except Exception:
            log.exception("the regular round failed; it is tried again in %s s", REGULAR_SECONDS)


async def _refuse(request: Request, error: Exception) -> Response:
    assert isinstance(error, DomainError)
    if _is_for_a_program(request):
        body = {"code": error.code, "message": error.message(language_of(request))}
        headers = {"WWW-Authenticate": "Bearer"} if error.status == 401 else None
        return JSONResponse(body, status_code=error.status, headers=headers)
    if isinstance(error, NotSignedIn) and request.method == "GET":
        return RedirectResponse(sign_in_address(request), status_code=303)
    if not hasattr(request.state, "visit"):
        request.state.visit, request.state.me, request.state.office = "", None, None
    return page(request, "naryad/error.html", status_code=error.status, error=error)


async def _refuse_form(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    fields = sorted({str(part["loc"][-1]) for part in error.errors()})
    return await _refuse(request, RequestIsWrong(fields=fields))


async def _refuse_http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    if request.method == "GET" and not hasattr(request.state, "visit"):
        await begin_visit(request)
    if error.status_code == 404:
        return await _refuse(request, PageNotFound())
    if error.status_code == 405:
        return await _refuse(request, OpenedAnotherWay())
    return await _refuse(request, RequestIsWrong(fields=[error.detail]))


async def _refuse_broken(request: Request, error: Exception) -> Response:
    uid = new_uid()
    log.error("request %s %s failed, %s", request.method, request.url.path, uid, exc_info=error)
    with i18n.use_language("ru"):
        return await _refuse(request, OurTrouble(uid=uid))


def _is_for_a_program(request: Request) -> bool:
    accepts = request.headers.get("accept", "")
    return request.url.path.startswith("/api/") or ("application/json" in accepts and "text/html" not in accepts)
