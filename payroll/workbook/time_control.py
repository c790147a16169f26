"""The rows of «Контроль» about the timesheet: days and hours that pay was counted with, beside the sheet of days."""

from __future__ import annotations

from decimal import Decimal

from payroll.workbook.cells import Formula
from payroll.workbook.comparison import Control
from payroll.workbook.ground import BLANK, QUANTITY, WHOLE
from payroll.workbook.stream import Styled
from payroll.workbook.timesheet import TIMESHEET, listed

NOTHING = Decimal(0)


def time_worked(page: Control) -> None:
    """Compare the days and hours that the month was counted with and «Табель»."""
    snapshot, say = page.snapshot, page.say
    page.section(
        say("Время по табелю", "Time by the timesheet"),
        say("Показатель", "Figure"),
        "",
        say("Записано", "Stored"),
        TIMESHEET.to(page.language),
        "",
        "",
        say("Итог", "Verdict"),
    )
    place, sheets = page.places["timesheet"], [sheet for _, sheet in listed(snapshot)]
    days = sum(person.worked_days or 0 for person in snapshot.people)
    counted_days = Styled(Formula(place.sum_of("worked_days"), sum(sheet.worked_days for sheet in sheets)), WHOLE)
    page.compare(
        say("Отработано дней", "Days worked"),
        "",
        Styled(days, WHOLE),
        counted_days,
        BLANK,
        BLANK,
        groups=["CD"],
        places=0,
    )
    hours = sum((person.worked_hours or NOTHING for person in snapshot.people), NOTHING)
    counted = sum((sheet.worked_hours for sheet in sheets), NOTHING)
    summed = Styled(Formula(place.sum_of("worked_hours"), counted), QUANTITY)
    page.compare(
        say("Отработано часов", "Hours worked"),
        "",
        Styled(hours, QUANTITY),
        summed,
        BLANK,
        BLANK,
        groups=["CD"],
        places=2,
    )
