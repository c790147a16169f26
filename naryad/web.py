"""What every page stands on: sessions of the database, who is asking, forms that cannot be forged, answers.

Each request is one transaction. `Writing` commits before the answer leaves (`scope="function"`): an answer that
says "done" is never followed by a failing commit.
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Iterator
from datetime import datetime
from typing import Annotated, Any
from urllib.parse import quote
from zoneinfo import ZoneInfo

from fastapi import Depends, Request
from itsdangerous import BadSignature, URLSafeSerializer
from markupsafe import Markup
from sqlmodel import Session
from starlette.concurrency import run_in_threadpool
from starlette.responses import HTMLResponse, RedirectResponse, Response

from naryad import access, i18n, pages
from naryad.days import utc_now
from naryad.db import Database
from naryad.errors import DomainError
from naryad.office import NoOffice, Office, office_of
from naryad.people import Employee, may
from naryad.tokens import Bearer, TokenIsWrong, bearer_of

SESSION_COOKIE = "naryad_session"
VISIT_COOKIE = "naryad_visit"
SAID_COOKIE = "naryad_said"
LANGUAGE_COOKIE = "naryad_language"
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


class NotSignedIn(DomainError):
    code = "not_signed_in"
    status = 401
    en = "Sign in first: the page is for people of the office."
    ru = "Сначала войдите: страница для сотрудников офиса."


class FormIsForged(DomainError):
    code = "form_is_forged"
    status = 403
    en = (
        "The form is too old or came from another site. Go back, reload the page and send it again; nothing "
        "was changed."
    )
    ru = (
        "Форма устарела или пришла с другого сайта. Вернитесь, обновите страницу и отправьте ещё раз; ничего "
        "не изменено."
    )


def database_of(request: Request) -> Database:
    database: Database = request.app.state.db
    return database


def moment_of_request(request: Request) -> datetime:
    """Return the moment this request is answered for; tests may stop the application's clock."""
    clock = getattr(request.app.state, "clock", utc_now)
    moment: datetime = clock()
    return moment


def _reading(request: Request) -> Iterator[Session]:
    with database_of(request).reading() as session:
        yield session


def _writing(request: Request) -> Iterator[Session]:
    with database_of(request).writing() as session:
        yield session


Reading = Annotated[Session, Depends(_reading, scope="function")]
Writing = Annotated[Session, Depends(_writing, scope="function")]
Now = Annotated[datetime, Depends(moment_of_request)]


async def begin_visit(request: Request) -> None:
    """Find out who asks and in which language to answer, and refuse a forged form; runs before every route."""
    request.state.me = None
    request.state.visit = request.cookies.get(VISIT_COOKIE) or secrets.token_urlsafe(18)
    if request.url.path.startswith("/api/"):
        i18n.set_language(_preferred_language(request))
        return
    await run_in_threadpool(_recognise, request)
    i18n.set_language(language_of(request))
    if request.method not in SAFE_METHODS:
        given = request.headers.get("x-csrf-token")
        if given is None:
            given = str((await request.form()).get("csrf", ""))
        if not hmac.compare_digest(given.encode(), csrf_token(request).encode()):
            raise FormIsForged()


def _recognise(request: Request) -> None:
    database = database_of(request)
    with database.reading() as session:
        try:
            request.state.office = office_of(session)
        except NoOffice:
            request.state.office = None
        secret = request.cookies.get(SESSION_COOKIE)
        found = access.person_of_session(session, secret, moment_of_request(request)) if secret else None
    if secret and found:
        request.state.me, old = found
        if old:
            with database.writing() as session:
                access.touch_session(session, secret, moment_of_request(request))


def _current_employee(request: Request) -> Employee:
    me: Employee | None = request.state.me
    if me is None:
        raise NotSignedIn()
    return me


def _current_office(request: Request) -> Office:
    office: Office | None = request.state.office
    if office is None:
        raise NoOffice()
    return office


CurrentEmployee = Annotated[Employee, Depends(_current_employee)]
CurrentOffice = Annotated[Office, Depends(_current_office)]


def _bearer(request: Request) -> Bearer:
    scheme, _, secret = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not secret:
        raise TokenIsWrong()
    with database_of(request).reading() as session:
        office = office_of(session)
        bearer = bearer_of(session, secret.strip(), moment_of_request(request).astimezone(office.zone).date())
    request.state.office = office
    request.state.me = bearer.employee
    return bearer


TokenBearer = Annotated[Bearer, Depends(_bearer)]


def language_of(request: Request) -> str:
    """Return the language to answer in: the person's, else the browser's choice here, else the office's."""
    me: Employee | None = getattr(request.state, "me", None)
    if me is not None:
        return me.language
    return _preferred_language(request)


def _preferred_language(request: Request) -> str:
    chosen = request.cookies.get(LANGUAGE_COOKIE) or request.headers.get("accept-language", "")[:2].lower()
    if chosen in i18n.LANGUAGES:
        return chosen
    default: str = getattr(request.app.state, "language", "ru")
    return default


def csrf_token(request: Request) -> str:
    """Return what a form of this visitor must carry, bound to the session (before sign-in: to the visit)."""
    owner = request.cookies.get(SESSION_COOKIE) or request.state.visit
    return hmac.digest(request.app.state.secret.encode(), f"csrf:{owner}".encode(), "sha256").hex()


def hidden_works(request: Request) -> frozenset[int]:
    """Return the works (by the entry's id) that a higher domain keeps from this reader for now.

    Every page of a lower domain that shows single works of other people asks here; it is asked once for each request.
    """
    if not hasattr(request.state, "hidden_works"):
        house: pages.House = request.app.state.house
        found = [hider(request) for hider in house.hiders] if getattr(request.state, "me", None) else []
        request.state.hidden_works = frozenset().union(*found)
    hidden: frozenset[int] = request.state.hidden_works
    return hidden


def page(request: Request, template: str, status_code: int = 200, **context: Any) -> HTMLResponse:
    """Return a page: the template with the context and what every page knows (me, office, path, language, menu)."""
    house: pages.House = request.app.state.house
    me: Employee | None = getattr(request.state, "me", None)
    said = _read_said(request)
    menu = [
        item
        for item in house.menu
        if me and (item.action is None or may(me, item.action)) and (item.is_shown is None or item.is_shown(request))
    ]
    text = _render(request, template, {"said": said, "menu": menu, **context})
    response = HTMLResponse(text, status_code=status_code)
    response.headers["Cache-Control"] = "no-store"
    if VISIT_COOKIE not in request.cookies:
        set_cookie(request, response, VISIT_COOKIE, request.state.visit)
    if said:
        response.delete_cookie(SAID_COOKIE)
    return response


def fragment(request: Request, template: str, **context: Any) -> Markup:
    """Return a piece of a page, for a slot or a script, knowing what pages know except the menu."""
    return Markup(_render(request, template, context))


def _render(request: Request, template: str, context: dict[str, Any]) -> str:
    me: Employee | None = getattr(request.state, "me", None)
    office: Office | None = getattr(request.state, "office", None)
    language = language_of(request)

    def slot(name: str, **facts: Any) -> Markup:
        return pages.render_slot(request.app.state.house, name, request, facts)

    def moment(value: datetime) -> str:
        return pages.write_moment(value, office.zone if office else ZoneInfo("UTC"))

    shared: dict[str, Any] = {
        "request": request,
        "me": me,
        "office": office,
        "path": request.url.path,
        "language": language,
        "csrf_token": lambda: csrf_token(request),
        "csrf_field": lambda: Markup('<input type="hidden" name="csrf" value="{}">').format(csrf_token(request)),
        "may": lambda action: me is not None and may(me, action),
        "slot": slot,
        "moment": moment,
    }
    with i18n.use_language(language):
        text: str = request.app.state.templates.get_template(template).render({**shared, **context})
    return text


def redirect(request: Request, url: str, said: str | None = None) -> RedirectResponse:
    """Send the browser on after a form (303); `said` is shown once on the next page."""
    response = RedirectResponse(url, status_code=303)
    if said:
        set_cookie(request, response, SAID_COOKIE, _said_signer(request).dumps(said[:500]), max_age=60)
    return response


def local_path(text: str) -> str:
    """Return `text` if it is a path of this site, else "/": an answer never sends people elsewhere."""
    return text if text.startswith("/") and not text.startswith(("//", "/\\")) else "/"


def set_cookie(request: Request, response: Response, name: str, value: str, max_age: int | None = None) -> None:
    """Set a cookie no script can read and no other site can send along with a form."""
    secure = request.app.state.settings.public_url.startswith("https://")
    response.set_cookie(name, value, max_age=max_age, httponly=True, samesite="lax", secure=secure)


def sign_in_address(request: Request) -> str:
    """Return where to sign in and come back from."""
    return f"/sign-in?next={quote(request.url.path)}"


def _said_signer(request: Request) -> URLSafeSerializer:
    return URLSafeSerializer(request.app.state.secret, salt="said")


def _read_said(request: Request) -> str | None:
    raw = request.cookies.get(SAID_COOKIE)
    if not raw:
        return None
    try:
        return str(_said_signer(request).loads(raw))
    except BadSignature:
        return None
