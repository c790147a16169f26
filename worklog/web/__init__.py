"""The pages of work: the day, calls, documents, letters, clients, what waits for a decision; and the API."""

from __future__ import annotations

from fastapi import APIRouter

from worklog.web import (
    api,
    calls,
    clients,
    composer,
    day,
    documents,
    entries,
    exchange,
    held,
    letters,
    notices,
    other,
    reading,
    review,
)
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
    held,
    letters,
    notices,
    reading,
    api,
)

router = APIRouter()
for _page in _PAGES:
    router.include_router(_page.router)

MENU = tuple(item for _page in _PAGES for item in _page.MENU)

SLOTS = {"home.now": work_waits, **held.SLOTS}
