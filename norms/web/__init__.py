"""The catalog's pages: browse and search, a type and its history, the head's decisions, files, practice."""

from fastapi import APIRouter

from naryad.i18n import noop
from naryad.pages import MenuItem
from norms.web import (
    calibration,
    catalog,
    examples,
    exchange,
    norm,
    observing,
    practice,
    practice_cases,
    starter,
    trials,
    work_type,
)
from norms.web.waits import norms_wait

MENU = (MenuItem(60, noop("Work types"), "/norms", "norms.read"),)
SLOTS = {"home.now": norms_wait, "staff.person": practice_cases.practised}

router = APIRouter(include_in_schema=False)
for part in (
    catalog,
    starter,
    exchange,
    norm,
    work_type,
    examples,
    practice_cases,
    practice,
    observing,
    calibration,
    trials,
):
    router.include_router(part.router)
