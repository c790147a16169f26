"""A month read from the database and written to a file: the one way in for pages, commands and the demo."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import IO
from zoneinfo import ZoneInfo

from sqlmodel import Session

from naryad.days import Period
from payroll.store.snapshot import month_snapshot, work_lines
from payroll.workbook import csv_files
from payroll.workbook.book import file_stem, write_workbook


@dataclass(frozen=True)
class Exported:
    """What was written, as the export's record and the person who asked need it."""

    file_name: str
    sha256: str
    """Of the file's bytes, 64 lower-case hex digits."""
    is_preview: bool
    agrees: bool
    """Whether all totals on Контроль agree; files without that sheet say yes."""
    rows: Mapping[str, int]
    """Rows of each data sheet by its code; empty for CSV."""


def export_workbook(
    session: Session, period: Period, out: IO[bytes], *, language: str, zone: ZoneInfo, now: datetime
) -> Exported:
    """Write the month's Excel workbook to `out` (empty, seekable). Reads only; the caller records the export.

    `language` is the reader's, `zone` the office's; `now` dates a preview and has no part in a closed month's bytes.
    """
    snapshot = month_snapshot(session, period)
    work = work_lines(session, period, snapshot=snapshot)
    written = write_workbook(snapshot, work, out, language=language, zone=zone, now=now)
    return Exported(
        file_name=f"{file_stem(snapshot, language)}.xlsx",
        sha256=written.sha256,
        is_preview=snapshot.is_preview,
        agrees=written.agrees,
        rows=written.rows,
    )


def export_csv(session: Session, period: Period, out: IO[bytes], *, language: str, zone: ZoneInfo) -> Exported:
    """Write every data sheet as CSV, in one zip, to `out` (empty, seekable). Reads only."""
    snapshot = month_snapshot(session, period)
    work = work_lines(session, period, snapshot=snapshot)
    sha256 = csv_files.write_bundle(snapshot, work, out, language=language, zone=zone)
    return Exported(
        file_name=f"{file_stem(snapshot, language)}-csv.zip",
        sha256=sha256,
        is_preview=snapshot.is_preview,
        agrees=True,
        rows={},
    )
