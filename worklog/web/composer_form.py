"""The form in which a letter is written: what was typed into it, and the page that shows it again."""

from __future__ import annotations

import re
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Annotated, Any

from fastapi import Depends, File, Form, Request, UploadFile
from fastapi.routing import APIRoute
from sqlmodel import Session
from starlette.responses import HTMLResponse, Response

from naryad import staff
from naryad.days import local_day
from naryad.errors import DomainError
from naryad.office import Office, setting
from naryad.people import Employee
from naryad.web import database_of, page
from norms import store as norms_store
from norms.catalog import CatalogEntry
from norms.work_type import Kind
from worklog.actions.draft import drafts_of
from worklog.actions.standard_letter import may_keep_for_office, type_code
from worklog.attachment import room_for_files, size_in_words
from worklog.compose import Written
from worklog.draft import Draft, DraftChangedElsewhere
from worklog.gate import WorkHasNoType
from worklog.recipient import AddressIsWrong, LetterHasNoRecipient, recipients_in
from worklog.rich_text import clean, text_of
from worklog.standard_letter import FieldIsWrong, FieldsAreEmpty, first_value
from worklog.store.attempt import attempts_of
from worklog.store.draft import files_of, remarks_on
from worklog.store.letter import entry_of_message
from worklog.store.recipient import last_type_id
from worklog.store.standard_letter import standard_letters, version_for

FORM_BYTES_MAX = 420 * 1024 * 1024
"""The largest office limit of a letter, as files, twice over: enough to say which of them does not fit."""
PART_BYTES_MAX = 8 * 1024 * 1024

Text = Annotated[str, Form()]
Texts = Annotated[Sequence[str], Form()]


class FormIsTooLarge(DomainError):
    code = "form_is_too_large"
    status = 413
    en = (
        "What was sent is too large to be read at all. Go back: the letter is still on the page and its draft is kept; "
        "attach fewer files at once."
    )
    ru = (
        "Отправленное слишком велико, чтобы его прочитать. Вернитесь: письмо осталось на странице, черновик сохранён; "
        "прикрепите за один раз меньше файлов."
    )


class LetterRoute(APIRoute):
    """A route whose form may hold a long text and many files; it is read before anything else asks for it."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handler = super().get_route_handler()

        async def reading_first(request: Request) -> Response:
            if request.method == "POST":
                length = request.headers.get("content-length", "0")
                if length.isdigit() and int(length) > FORM_BYTES_MAX:
                    raise FormIsTooLarge()
                await request.form(max_files=1000, max_fields=1000, max_part_size=PART_BYTES_MAX)
            return await handler(request)

        return reading_first


def _typed_draft(
    draft: Text = "",
    revision: Text = "",
    sender: Text = "",
    to: Text = "",
    cc: Text = "",
    bcc: Text = "",
    subject: Text = "",
    text: Text = "",
    html: Text = "",
    work_type: Text = "",
    minutes: Texts = (),
    answered: Text = "",
    way: Text = "",
    standard: Text = "",
    field_name: Texts = (),
    field_value: Texts = (),
) -> Draft:
    """Return what the form holds."""
    written = Written(sender.strip(), to.strip(), cc.strip(), bcc.strip(), subject.strip(), text, html)
    return Draft(
        id=_number(draft),
        written=written,
        work_type=work_type.strip(),
        minutes=first_given(minutes),
        revision=_number(revision),
        answered_uid=answered,
        answered_way=way,
        standard_version_id=_number(standard),
        field_values=dict(zip(field_name[:100], (value[:1000] for value in field_value), strict=False)),
    )


TypedDraft = Annotated[Draft, Depends(_typed_draft)]
Uploads = Annotated[Sequence[UploadFile], File()]


def first_given(texts: Sequence[str]) -> str:
    """Return the first text that is not empty: each described type on the form has a field of this name."""
    return next((text.strip() for text in texts if text.strip()), "")


def given_files(uploads: Sequence[UploadFile]) -> list[UploadFile]:
    """Return the files that were chosen; an empty field of a form is a file without a name."""
    return [upload for upload in uploads if upload.filename]


def letter_types(request: Request, day: Any) -> tuple[CatalogEntry, ...]:
    """Return the types a letter of `day` can take, the shortest norm first, with their portraits."""
    with database_of(request).reading() as session:
        return norms_store.catalog(session, day).of_kind(Kind.LETTER_OUT)


def composer_page(
    request: Request,
    me: Employee,
    office: Office,
    now: datetime,
    draft: Draft,
    *,
    error: DomainError | None = None,
    **more: Any,
) -> HTMLResponse:
    """Return the page on which a letter is written, with everything as it was typed."""
    if draft.written.html:
        html = clean(draft.written.html)
        draft = replace(draft, written=replace(draft.written, html=html, text=text_of(html)))
    if isinstance(error, DraftChangedElsewhere):
        draft = replace(draft, revision=error.facts["revision"])
    today = local_day(now, office.zone)
    with database_of(request).reading() as session:
        context = {
            "drafts": [each for each in drafts_of(session, me) if each.id != draft.id],
            "standards": standard_letters(session, me.id),
            "entries": norms_store.catalog(session, today).of_kind(Kind.LETTER_OUT),
            "as_last": as_last_time(session, draft, me, today),
            "trouble": _trouble(session, draft, now),
            **files_context(session, draft.id, me, today),
            **_standard_context(session, draft, me, today),
        }
    return page(
        request,
        "worklog/compose.html",
        status_code=error.status if error else 200,
        draft=draft,
        error=error,
        asks_type=isinstance(error, WorkHasNoType),
        wrong=_wrong_fields(error, draft),
        may_keep_for_office=may_keep_for_office(me),
        **{"lost": (), "going": (), "is_text_lost": False, "unsure": False, **context, **more},
    )


def files_context(session: Session, draft_id: int | None, me: Employee, today: Any) -> dict[str, Any]:
    """Return what the list of a draft's files shows."""
    files = files_of(session, draft_id) if draft_id is not None else ()
    remarks = {remark.file.id: remark for remark in remarks_on(session, files, me.id)}
    return {
        "files": files,
        "remarks": remarks,
        "names": {person.id: person.short_name for person in staff.employees(session)} if remarks else {},
        "size_of": lambda size: size_in_words(size, me.language),
        "room": room_for_files(setting(session, "letter_megabytes", today)),
    }


def as_last_time(session: Session, draft: Draft, me: Employee, today: Any) -> CatalogEntry | None:
    """Return the type of the last letter in the same thread to the same person, if it is on offer today."""
    try:
        to = [each.address for each in recipients_in(draft.written.to)]
    except AddressIsWrong:
        return None
    type_id = last_type_id(session, me.id, to=to, thread=draft.thread, subject=draft.written.subject)
    if type_id is None:
        return None
    return next((each for each in letter_types_of(session, today) if each.work_type.id == type_id), None)


def letter_types_of(session: Session, today: Any) -> tuple[CatalogEntry, ...]:
    return norms_store.catalog(session, today).of_kind(Kind.LETTER_OUT)


def _standard_context(session: Session, draft: Draft, me: Employee, today: Any) -> dict[str, Any]:
    standard = version_for(session, draft.standard_version_id, me.id)
    if standard is None:
        return {"standard": None, "fields": (), "is_type_retired": False}
    given = {name.casefold(): value for name, value in draft.field_values.items()}
    fields = [(each, given.get(each.name.casefold(), first_value(each, today))) for each in standard.wording.fields]
    has_type = standard.wording.work_type_id is not None
    retired = has_type and not draft.work_type and not type_code(session, standard, today)
    return {"standard": standard, "fields": fields, "is_type_retired": retired}


def _trouble(session: Session, draft: Draft, now: datetime) -> str:
    """Return where the letter of this draft stands: "" (never tried), "sending", "doubt" or "refused"."""
    entry_id = entry_of_message(session, draft.message_id) if draft.message_id else None
    attempts = attempts_of(session, [entry_id]).get(entry_id, ()) if entry_id is not None else ()
    if any(each.is_doubtful(now) for each in attempts):
        return "doubt"
    if any(each.accepted is None for each in attempts):
        return "sending"
    return "refused" if draft.last_reply else ""


def _wrong_fields(error: DomainError | None, draft: Draft) -> dict[str, str]:
    """Return the fields of the form that an error is about, so that the cursor is there."""
    if isinstance(error, LetterHasNoRecipient):
        return {"to": "to"}
    if isinstance(error, AddressIsWrong):
        for name in ("to", "cc", "bcc"):
            try:
                recipients_in(getattr(draft.written, name))
            except AddressIsWrong:
                return {name: name}
    if isinstance(error, FieldsAreEmpty):
        return {re.sub("[«»]", "", name): "field" for name in error.facts["names"]}
    return {str(error.facts["name"]): "field"} if isinstance(error, FieldIsWrong) else {}


def _number(text: str) -> int | None:
    return int(text) if re.fullmatch(r"[0-9]{1,15}", text) else None
