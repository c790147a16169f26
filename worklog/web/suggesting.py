"""Suggestions on the pages where a person gives a type: worked out, shown with what speaks for them, and noted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any

from fastapi import APIRouter, Form, Request
from itsdangerous import BadSignature, URLSafeSerializer
from sqlmodel import Session
from starlette.responses import HTMLResponse

from naryad.days import local_day
from naryad.i18n import _, language, ngettext
from naryad.office import setting
from naryad.pages import MenuItem, write_number
from naryad.people import Employee, may, require
from naryad.shelf import shelf_of
from naryad.web import CurrentEmployee, CurrentOffice, Now, Reading, database_of, fragment, moment_of_request
from norms import store as norms_store
from norms.catalog import Catalog
from norms.work_type import Kind, Purpose
from worklog.actions.suggestion import WasShown, note_suggestion
from worklog.gate import GateRefusal, may_leave
from worklog.rich_text import text_of
from worklog.store.entry import entry_by_id
from worklog.store.suggestion import letter_look, look_of
from worklog.suggestion import MODEL_NAME, Look, Model, Speaking, read_model

router = APIRouter(include_in_schema=False)
MENU: tuple[MenuItem, ...] = ()

Text = Annotated[str, Form()]

AT_ONCE_MAX = 30
"""How many waiting works of a page get a suggestion; reading letters takes longer than judging them."""

UNWRITTEN = 0
"""Stands for the entry of a letter that is still being written."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A suggestion as a page shows it; `proof` goes with the form, so that what was shown can be noted."""

    code: str
    name: str
    minutes: Decimal
    percent: int
    speaking: tuple[str, ...]
    proof: str


def suggestion_of_work(request: Request, *, entry_id: int | None = None, letter: Any = None, **_facts: Any) -> str:
    """Fill "work.suggestion" (fact: entry_id) and "held.letter" (fact: letter): what is suggested for own work."""
    me: Employee | None = request.state.me
    about = letter.entry_id if letter is not None else entry_id
    counted = getattr(request.state, "suggested_count", 0)
    if me is None or about is None or counted >= AT_ONCE_MAX:
        return ""
    request.state.suggested_count = counted + 1
    with database_of(request).reading() as session:
        model = _model(request, session, local_day(moment_of_request(request), request.state.office.zone))
        if model is None:
            return ""
        entry = entry_by_id(session, about)
        if entry.employee_id != me.id:
            return ""
        shown = _shown(request, session, model, look_of(session, entry), entry.day, entry.id)
    return fragment(request, "worklog/_suggestion.html", suggestion=shown) if shown is not None else ""


@router.post("/compose/suggestion")
def suggest_for_letter(
    request: Request,
    session: Reading,
    me: CurrentEmployee,
    office: CurrentOffice,
    now: Now,
    subject: Text = "",
    text: Text = "",
    html: Text = "",
    to: Text = "",
    cc: Text = "",
    bcc: Text = "",
) -> HTMLResponse:
    """Return what is suggested for a letter as it is being written; the composer's script asks for it."""
    require(me, "worklog.own")
    day = local_day(now, office.zone)
    model = _model(request, session, day)
    shown, text = None, text or text_of(html)
    if model is not None and (subject + text).strip():
        recipients = [part.strip().rstrip(">") for part in f"{to},{cc},{bcc}".split(",") if "@" in part]
        look = letter_look(Kind.LETTER_OUT, subject, text, recipients, 0, domain=office.mail_domain)
        shown = _shown(request, session, model, look, day, UNWRITTEN)
    return HTMLResponse(fragment(request, "worklog/_suggestion.html", suggestion=shown))


def note_given(request: Request, proofs: Sequence[str], entry_id: int, *, me: Employee, now: datetime) -> None:
    """Note what was suggested for a work whose type has just been given; `proofs` came with the form.

    A proof that is not ours, or speaks of another work, is passed over: typing never fails for a suggestion's sake.
    """
    if not may(me, "worklog.own"):
        return
    read = (_read_proof(request, proof, entry_id) for proof in proofs[: 2 * AT_ONCE_MAX])
    shown = next((each for each in read if each is not None), None)
    if shown is not None:
        database_of(request).write(lambda session: note_suggestion(session, entry_id, shown, actor=me, now=now))


def _model(request: Request, session: Session, day: date) -> Model | None:
    if setting(session, "suggestions", day) != "on":
        return None
    return shelf_of(request.app.state.settings.data_dir).load(MODEL_NAME, read_model)


def _shown(request: Request, session: Session, model: Model, look: Look, day: date, entry_id: int) -> Shown | None:
    """Return the suggestion for one work if it is likely enough and the gate would let it pass under that type."""
    catalog = _catalog(request, session, day)
    offered = {entry.work_type.id: entry for entry in catalog.of_kind(look.kind)}
    said = model.suggest(look, offered)
    if said is None or 100 * said.probability < int(setting(session, "suggestion_percent", day)):
        return None
    entry = offered[said.work_type_id]
    try:
        typed = may_leave(entry.code, kind=look.kind, catalog=catalog)
    except GateRefusal:
        return None
    if typed.work_type.purpose is Purpose.DESCRIBED:
        return None
    proof = _signer(request).dumps([entry_id, said.work_type_id, str(said.probability), said.digest])
    return Shown(
        code=entry.code,
        name=entry.work_type.name(language()),
        minutes=typed.norm.minutes,
        percent=min(99, int(100 * said.probability)),
        speaking=tuple(_words(each) for each in said.speaking),
        proof=str(proof),
    )


def _catalog(request: Request, session: Session, day: date) -> Catalog:
    """Return the catalog of a day, read once for a page."""
    read: dict[date, Catalog] = getattr(request.state, "suggesting_catalogs", {})
    if day not in read:
        read[day] = norms_store.catalog(session, day)
        request.state.suggesting_catalogs = read
    return read[day]


def _read_proof(request: Request, proof: str, entry_id: int) -> WasShown | None:
    try:
        about, work_type_id, probability, digest = _signer(request).loads(proof[:400])
    except (BadSignature, ValueError, TypeError):
        return None
    if about not in (entry_id, UNWRITTEN):
        return None
    return WasShown(int(work_type_id), Decimal(probability), str(digest))


def _signer(request: Request) -> URLSafeSerializer:
    return URLSafeSerializer(request.app.state.secret, salt="suggestion")


def _words(speaking: Speaking) -> str:
    """Return what speaks for a type, in the reader's language: the word itself, or the sign in words."""
    if speaking.sign == "word":
        return f"«{speaking.text}»" if language() == "ru" else f"“{speaking.text}”"
    count = int(speaking.text or 0)
    said: Mapping[str, Any] = {
        "length": lambda: _("length: about %(n)s words") % {"n": write_number(max(count, 1) * 3 // 2)},
        "steps": lambda: ngettext("%(n)s step in a list", "%(n)s steps in a list", count) % {"n": count},
        "talk": lambda: _("talk of about %(n)s min") % {"n": write_number(max(1, round(count * 22 / 60)))},
        "reply": lambda: _("an answer"),
        "forward": lambda: _("passed on"),
        "quotes": lambda: _("quotes another letter"),
        "files": lambda: _("something is attached"),
        "inside": lambda: _("to colleagues only"),
    }
    return str(said[speaking.sign]())


SLOTS = {"work.suggestion": suggestion_of_work, "held.letter": suggestion_of_work}
