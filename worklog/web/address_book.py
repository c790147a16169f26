"""The page and the files by which the type addresses come into a mail program's address book."""

from __future__ import annotations

from collections.abc import Callable

from fastapi import APIRouter, HTTPException, Request
from sqlmodel import Session
from starlette.responses import HTMLResponse, Response

from naryad.days import local_day
from naryad.office import Office
from naryad.pages import MenuItem
from naryad.people import Employee, require
from naryad.web import CurrentEmployee, CurrentOffice, Now, Reading, database_of, page
from norms import store as norms_store
from norms.work_type import Kind
from worklog.actions.address_book import last_taken, note_taken
from worklog.address_book import GROUP, Card, as_google, as_outlook, as_vcards, cards, changes

router = APIRouter(include_in_schema=False)
MENU: tuple[MenuItem, ...] = ()

VCARD = "text/vcard; charset=utf-8"
CSV = "text/csv; charset=utf-8"
BOM = "\ufeff"

# Name in the address -> (file name's end, media type, how it is written). Outlook for Windows reads a table in the
# system's own code page; every other program reads UTF-8.
_FORMS: dict[str, tuple[str, str, Callable[[tuple[Card, ...], str], bytes]]] = {
    "types.vcf": ("vcf", VCARD, lambda listed, _: as_vcards(listed).encode()),
    "types-4.vcf": ("vcf", VCARD, lambda listed, _: as_vcards(listed, version="4.0").encode()),
    "outlook.csv": (
        "csv",
        "text/csv",
        lambda listed, language: (
            as_outlook(listed, language=language)
            .replace("→", "->")
            .encode("cp1251" if language == "ru" else "cp1252", "replace")
        ),
    ),
    "outlook-web.csv": ("csv", CSV, lambda listed, _: (BOM + as_outlook(listed, language="en")).encode()),
    "google.csv": ("csv", CSV, lambda listed, _: as_google(listed).encode()),
}


@router.get("/mail/address-book")
def address_book_page(
    request: Request, session: Reading, me: CurrentEmployee, office: CurrentOffice, now: Now
) -> HTMLResponse:
    """Show the files, how each program takes them, and what has changed since the person took one."""
    require(me, "worklog.own")
    listed = _cards(session, me, office, now)
    taken = last_taken(session, me)
    return page(
        request,
        "worklog/address_book.html",
        cards=listed,
        taken=taken,
        changes=changes(taken.cards, listed) if taken is not None else None,
        group=GROUP[me.language],
        example=next((card for card in listed if card.given.startswith("10 ")), listed[0] if listed else None),
    )


@router.get("/mail/types.vcf")
def take_vcards(request: Request, me: CurrentEmployee, office: CurrentOffice, now: Now) -> Response:
    """Return the file most programs take, under the short address that set-up pages and colleagues pass on."""
    return take_cards(request, "types.vcf", me, office, now)


@router.get("/mail/address-book/{form}")
def take_cards(request: Request, form: str, me: CurrentEmployee, office: CurrentOffice, now: Now) -> Response:
    """Return the type addresses as a file, and note what this person's address book now holds."""
    if form not in _FORMS:
        raise HTTPException(404)
    require(me, "worklog.own")
    end, media_type, write = _FORMS[form]
    database = database_of(request)
    with database.reading() as session:
        listed = _cards(session, me, office, now)
    content = write(listed, me.language)
    database.write(lambda session: note_taken(session, listed, actor=me, now=now))
    return Response(
        content,
        media_type=media_type,
        headers={
            "Content-Disposition": f'attachment; filename="{office.type_domain}.{end}"',
            "Cache-Control": "no-store",
        },
    )


def _cards(session: Session, me: Employee, office: Office, now: Now) -> tuple[Card, ...]:
    entries = norms_store.catalog(session, local_day(now, office.zone)).of_kind(Kind.LETTER_OUT)
    return cards(entries, type_domain=office.type_domain, language=me.language, zone=office.zone)
