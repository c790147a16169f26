"""The pages of work: the day, calls, documents, letters, clients, what waits for a decision; and the API."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request

from worklog.web import (
    api,
    calls,
    certificate,
    clients,
    composer,
    composer_files,
    day,
    documents,
    entries,
    exchange,
    held,
    letters,
    mail_program,
    notices,
    other,
    reading,
    reconcile,
    review,
    service_accounts,
    service_mail,
    signature,
    staff_passwords,
    standard_letters,
    suggesting,
)
from worklog.web.mail_pages import mail_pages
from worklog.web.waits import work_waits

_PAGES = (
    day,
    other,
    calls,
    exchange,
    documents,
    entries,
    clients,
    review,
    composer,
    composer_files,
    suggesting,
    standard_letters,
    signature,
    held,
    letters,
    mail_program,
    staff_passwords,
    certificate,
    notices,
    reading,
    service_mail,
    service_accounts,
    reconcile,
    api,
)

router = APIRouter()
for _page in _PAGES:
    router.include_router(_page.router)

MENU = tuple(item for _page in _PAGES for item in _page.MENU)


def what_waits(request: Request, **facts: Any) -> str:
    """Fill "home.now": the gate's certificate where it ends, then the work that waits for the reader."""
    return certificate.certificate_waits(request, **facts) + work_waits(request, **facts)


SLOTS = {
    "home.now": what_waits,
    "settings.more": mail_pages,
    **held.SLOTS,
    **suggesting.SLOTS,
    **staff_passwords.SLOTS,
}
