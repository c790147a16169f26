"""The pages of pay: months and their closing, slips, rates, the effect of a norm."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request

from naryad.i18n import noop
from naryad.pages import MenuItem
from payroll.web.advance import router as advance_router
from payroll.web.check_money import check_money
from payroll.web.download import router as download_router
from payroll.web.grades import is_used as grades_are_used
from payroll.web.grades import router as grades_router
from payroll.web.hourly import is_used as tariffs_are_used
from payroll.web.hourly import router as hourly_router
from payroll.web.hourly_import import router as hourly_import_router
from payroll.web.impact import router as impact_router
from payroll.web.jobs import is_used as jobs_are_used
from payroll.web.jobs import jobs_link
from payroll.web.jobs import router as jobs_router
from payroll.web.months import router as months_router
from payroll.web.notes import router as notes_router
from payroll.web.papers import router as papers_router
from payroll.web.quality import acts_of_work, acts_to_read, quality_page
from payroll.web.quality import is_used as works_are_judged
from payroll.web.quality import router as quality_router
from payroll.web.rates import router as rates_router
from payroll.web.reconciliation import router as reconciliation_router
from payroll.web.returns import router as returns_router
from payroll.web.schemes import is_used as schemes_are_used
from payroll.web.schemes import router as schemes_router
from payroll.web.slip_pdf import router as slip_pdf_router
from payroll.web.slips import router as slips_router
from payroll.web.slots import clock_minutes, day_money, months_waiting, norm_impact_html, norm_impact_text, slip_link
from payroll.web.timesheet_file import router as timesheet_file_router
from payroll.web.timesheets import router as timesheets_router
from payroll.web.what_if import is_used as months_can_be_tried
from payroll.web.what_if import router as what_if_router
from payroll.web.years import router as years_router
from payroll.web.years import year_waits

router = APIRouter()
for part in (
    reconciliation_router,
    advance_router,
    download_router,
    timesheet_file_router,
    timesheets_router,
    years_router,
    notes_router,
    jobs_router,
    months_router,
    slip_pdf_router,
    slips_router,
    rates_router,
    schemes_router,
    what_if_router,
    papers_router,
    hourly_import_router,
    hourly_router,
    returns_router,
    impact_router,
    quality_router,
    grades_router,
):
    router.include_router(part)

MENU = (
    MenuItem(38, noop("My pay"), "/payroll/me", "payroll.own"),
    MenuItem(60, noop("Months"), "/payroll", "payroll.see"),
    MenuItem(62, noop("Rates"), "/payroll/rates", "payroll.set_rate"),
    MenuItem(66, noop("Papers"), "/payroll/papers", "payroll.papers"),
    MenuItem(63, noop("Tariffs"), "/payroll/hourly", "payroll.set_hourly", tariffs_are_used),
    MenuItem(64, noop("Schemes"), "/payroll/schemes", "payroll.set_scheme", schemes_are_used),
    MenuItem(61, noop("Jobs"), "/payroll/jobs", "payroll.see", jobs_are_used),
    MenuItem(62, noop("Grades"), "/payroll/grades", "payroll.set_grade", grades_are_used),
    MenuItem(67, noop("Quality"), "/payroll/quality", "payroll.judge_quality", works_are_judged),
    MenuItem(65, noop("What if"), "/payroll/what-if", "payroll.impact", months_can_be_tried),
)


def what_waits(request: Request, **facts: Any) -> str:
    """Fill "home.now": the month that waits for a step, and the year that is missing."""
    return months_waiting(request, **facts) + year_waits(request, **facts)


def rare_pages(request: Request, **facts: Any) -> str:
    """Fill "settings.more": pages of pay that this office has not needed so far."""
    return jobs_link(request, **facts) + quality_page(request, **facts)


SLOTS = {
    "check.money": check_money,
    "day.money": day_money,
    "home.now": what_waits,
    "calibration.clock_minutes": clock_minutes,
    "norm.impact": norm_impact_html,
    "norm.impact_value": norm_impact_text,
    "staff.person": slip_link,
    "entry.findings": acts_of_work,
    "day.findings": acts_to_read,
    "settings.more": rare_pages,
}
