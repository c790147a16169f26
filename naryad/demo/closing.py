"""The demo's month-end: the checklist, freezing, approval, closing, the workbook."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

from naryad.days import Period
from naryad.db import Database
from naryad.demo.clock import MOSCOW, DemoClock
from naryad.i18n import gettext as _
from naryad.pages import write_minutes, write_money, write_month
from naryad.people import Employee
from payroll.actions.closing import close_month
from payroll.actions.export import record_export
from payroll.actions.month import approve_month, freeze_month
from payroll.store.snapshot import month_snapshot
from payroll.workbook.export import export_workbook


def close_october(database: Database, hired: dict[str, Employee], clock: DemoClock, period: Period, today: date) -> str:
    """Freeze and close as the accountant, approve as the head; return the month's figures in words."""
    clock.set(today, 12)
    with database.writing() as session:
        freeze_month(session, hired["vera"], period=period, now=clock.tick(), today=today)
    with database.writing() as session:
        approve_month(session, hired["dina"], period=period, now=clock.tick(), today=today)
    with database.writing() as session:
        close_month(session, hired["vera"], period=period, now=clock.tick(), today=today)
    with database.reading() as session:
        month = month_snapshot(session, period)
    figures = {
        "month": write_month(period).capitalize(),
        "entries": month.entries,
        "minutes": write_minutes(month.norm_minutes),
        "amount": write_money(month.amount),
        "currency": month.currency,
    }
    said = _("%(month)s is closed: works %(entries)s, norm minutes %(minutes)s, %(amount)s %(currency)s before tax.")
    lines = [said % figures]
    for person in month.people:
        own = [accrual.amount for accrual in month.accruals if accrual.employee_id == person.employee_id]
        if own:
            lines.append(f"\n  {person.number:>4} {person.name:<28} {write_money(sum(own, Decimal(0))):>12}")
    return "".join(lines)


def write_october(
    database: Database, hired: dict[str, Employee], clock: DemoClock, period: Period, folder: Path
) -> tuple[Path, str]:
    """Write the closed month's workbook into `folder` and return its path and hash."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"naryad-{period}.xlsx"
    now = clock.tick()
    with database.reading() as session, path.open("w+b") as file:
        written = export_workbook(session, period, file, language="ru", zone=MOSCOW, now=now)
    with database.writing() as session:
        record_export(session, hired["vera"], period=period, file_name=path.name, content_hash=written.sha256, now=now)
    return path, written.sha256
