"""The pages of the check of types: overview and plan, lists and draws, the desk, findings, results."""

from __future__ import annotations

from fastapi import APIRouter

from audit.web.auditors import router as auditors_router
from audit.web.calibration import calibration_sources, output_of_trial
from audit.web.calibration import router as calibration_router
from audit.web.confusion import router as confusion_router
from audit.web.desk import router as desk_router
from audit.web.examples import examples_waiting, portrait_cases
from audit.web.examples import router as examples_router
from audit.web.findings import router as findings_router
from audit.web.lists import router as lists_router
from audit.web.overview import router as overview_router
from audit.web.plan import router as plan_router
from audit.web.results import router as results_router
from audit.web.signs import router as signs_router
from audit.web.slots import findings_of_entry, new_findings, works_to_be_judged
from audit.web.training import router as training_router
from audit.web.waits import check_waits
from naryad.i18n import noop
from naryad.pages import MenuItem

router = APIRouter()
for part in (
    overview_router,
    plan_router,
    results_router,
    confusion_router,
    signs_router,
    lists_router,
    desk_router,
    findings_router,
    auditors_router,
    examples_router,
    calibration_router,
    training_router,
):
    router.include_router(part)

MENU = (
    MenuItem(35, noop("Findings"), "/audit/findings", "audit.answer"),
    MenuItem(50, noop("Check of types"), "/audit", "audit.freeze"),
)

SLOTS = {
    "entry.findings": findings_of_entry,
    "day.findings": new_findings,
    "home.now": check_waits,
    "portrait.cases": portrait_cases,
    "examples.more": examples_waiting,
    "calibration.sources": calibration_sources,
    "trial.output": output_of_trial,
}

HIDER = works_to_be_judged
