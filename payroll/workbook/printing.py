"""How a sheet prints: A4, all columns on one page, what it is in the margins."""

from __future__ import annotations

from typing import Any

from payroll.closing import MonthSnapshot
from payroll.workbook.styles import PREVIEW_FILL, TRIAL_FILL
from payroll.workbook.words import BEFORE_TAX, PREVIEW, TRIAL, month_words

LONGEST_MARGIN_TEXT = 80
"""The three parts of a printed heading may hold 255 characters together."""


def set_up_page(worksheet: Any, snapshot: MonthSnapshot, language: str, *, landscape: bool) -> None:
    """Set up printing of an openpyxl sheet (whose stubs lack half of what is used here)."""
    worksheet.sheet_properties.pageSetUpPr.fitToPage = True
    worksheet.page_setup.orientation = "landscape" if landscape else "portrait"
    worksheet.page_setup.paperSize = worksheet.PAPERSIZE_A4
    worksheet.page_setup.fitToWidth = 1
    worksheet.page_setup.fitToHeight = 0
    margins = worksheet.page_margins
    margins.left = margins.right = 0.3
    margins.top, margins.bottom, margins.header, margins.footer = 0.7, 0.6, 0.3, 0.3
    heading, footing = worksheet.oddHeader, worksheet.oddFooter
    heading.left.text = printed(snapshot.office)
    heading.center.text = printed(f"{worksheet.title}, {month_words(snapshot.period, language)}")
    heading.right.text = printed(BEFORE_TAX.to(language))
    warnings = [PREVIEW] * snapshot.is_preview + [TRIAL] * snapshot.trial
    footing.left.text = printed(" · ".join(label.to(language) for label in warnings))
    footing.right.text = "&P / &N"
    for part in (heading.left, heading.center, heading.right, footing.left, footing.right):
        part.size = 8
    if warnings:
        worksheet.sheet_properties.tabColor = PREVIEW_FILL if snapshot.is_preview else TRIAL_FILL


def printed(text: str) -> str:
    """Return text as a printed heading takes it, where `&` begins a command, cut to what the format allows."""
    return text[:LONGEST_MARGIN_TEXT].replace("&", "&&")
