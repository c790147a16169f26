"""Comparing a log of the mail server, given as a file, with what the gate passed."""

from __future__ import annotations

from typing import BinaryIO

from fastapi import APIRouter, Request, UploadFile
from starlette.responses import HTMLResponse

from naryad.errors import DomainError
from naryad.people import require
from naryad.web import CurrentEmployee, CurrentOffice, Now, database_of, page
from worklog.actions.reconcile import Reconciliation, note_reconciliation, reconcile
from worklog.mail_log_file import log_lines
from worklog.reconcile import status_words

router = APIRouter(include_in_schema=False)
MENU = ()

LARGEST_FILE = 64 * 1024 * 1024
LARGEST_LOG = 256 * 1024 * 1024
"""Bytes of the unpacked log; a longer one is compared by the command on the server."""
SHOWN_MAX = 100


class LogIsMissing(DomainError):
    code = "log_is_missing"
    status = 422
    en = "Choose the mail server's log: a file of up to 64 megabytes, packed by gzip or not."
    ru = "Выберите журнал почтового сервера: файл до 64 мегабайт, можно сжатый gzip."


@router.get("/mail/reconcile")
def reconcile_page(request: Request, me: CurrentEmployee) -> HTMLResponse:
    require(me, "worklog.reconcile")
    return _page(request)


@router.post("/mail/reconcile")
def compare(
    request: Request, me: CurrentEmployee, office: CurrentOffice, now: Now, file: UploadFile | None = None
) -> HTMLResponse:
    """Compare the log and show what differs; nothing is kept of it but a line of the journal."""
    require(me, "worklog.reconcile")
    try:
        if file is None or not file.size or file.size > LARGEST_FILE:
            raise LogIsMissing()
        name = (file.filename or "mail.log")[:100]
        content: BinaryIO = file.file
        with database_of(request).reading() as session:
            logs = [(name, log_lines(content, name, bytes_max=LARGEST_LOG))]
            found = reconcile(session, logs, office=office, actor=me, now=now)
        with database_of(request).writing() as session:
            note_reconciliation(session, found, actor=me, now=now)
    except DomainError as refusal:
        return _page(request, error=refusal)
    return _page(request, found=found)


def _page(request: Request, *, found: Reconciliation | None = None, error: DomainError | None = None) -> HTMLResponse:
    return page(
        request,
        "worklog/reconcile.html",
        status_code=error.status if error else 200,
        found=found,
        compared=None if found is None else found.comparison,
        error=error,
        status_words=status_words,
        shown_max=SHOWN_MAX,
    )
