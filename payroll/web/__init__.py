"""The pages of pay: months and their closing, slips, rates, the effect of a norm."""

from __future__ import annotations

from fastapi import APIRouter

from naryad.i18n import noop
from naryad.pages import MenuItem
from payroll.web.advance import router as advance_router
from payroll.web.download import router as download_router
from payroll.web.hourly import is_used as tariffs_are_used
from payroll.web.hourly import router as hourly_router
from payroll.web.hourly_import import router as hourly_import_router
from payroll.web.impact import router as impact_router
from payroll.web.months import router as months_router
from payroll.web.notes import router as notes_router
from payroll.web.rates import router as rates_router
from payroll.web.returns import router as returns_router
from payroll.web.slips import router as slips_router
from payroll.web.slots import day_money, months_waiting, norm_impact_html, norm_impact_text, slip_link
from payroll.web.timesheet_file import router as timesheet_file_router
from payroll.web.timesheets import router as timesheets_router

router = APIRouter()
for part in (
    advance_router,
    download_router,
    timesheet_file_router,
    timesheets_router,
    notes_router,
    months_router,
    slips_router,
    rates_router,
    hourly_import_router,
    hourly_router,
    returns_router,
    impact_router,
):
    router.include_router(part)

MENU = (
    MenuItem(38, noop("My pay"), "/payroll/me", "payroll.own"),
    MenuItem(60, noop("Months"), "/payroll", "payroll.see"),
    MenuItem(62, noop("Rates"), "/payroll/rates", "payroll.set_rate"),
    MenuItem(63, noop("Tariffs"), "/payroll/hourly", "payroll.set_hourly", tariffs_are_used),
)

SLOTS = {
    "day.money": day_money,
    "home.now": months_waiting,
    "norm.impact": norm_impact_html,
    "norm.impact_value": norm_impact_text,
    "staff.person": slip_link,
}
