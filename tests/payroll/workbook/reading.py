"""Reading workbooks back in tests: by openpyxl as written, and as an office suite recalculates or prints them."""

from __future__ import annotations

import io
import subprocess
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from openpyxl import Workbook, load_workbook

from payroll.closing import MonthSnapshot
from payroll.workbook.book import ROWS_OF_A_SHEET, write_workbook
from tests.needs import needs
from tests.payroll.workbook.months import MOSCOW, NOW, work

# LibreOffice trusts the values stored beside formulas unless told to recalculate every file it loads.
ALWAYS_RECALCULATE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode"><value>0</value></prop>
</item>
</oor:items>
"""


def written(snapshot: MonthSnapshot, *, language: str = "ru", rows_of_a_sheet: int = ROWS_OF_A_SHEET) -> bytes:
    """Return the bytes of the month's workbook with the entries behind its lines."""
    out = io.BytesIO()
    write_workbook(
        snapshot, work(snapshot), out, language=language, zone=MOSCOW, now=NOW, rows_of_a_sheet=rows_of_a_sheet
    )
    return out.getvalue()


def opened(file: bytes, *, values: bool = False) -> Workbook:
    """Open a workbook: formulas as text, or with `values` as the values stored beside them."""
    return load_workbook(io.BytesIO(file), data_only=values)


def rows(workbook: Workbook, sheet: str) -> list[tuple[Any, ...]]:
    return list(workbook[sheet].iter_rows(values_only=True))


def column(workbook: Workbook, sheet: str, heading: str) -> list[Any]:
    """Return the values below a heading."""
    headings, *data = rows(workbook, sheet)
    position = headings.index(heading)
    return [row[position] for row in data]


def cell_time(year: int, month: int, day: int, hour: int = 0, minute: int = 0, second: int = 0) -> datetime:
    """Return a day or moment as a cell holds it: without a zone."""
    return datetime(year, month, day, hour, minute, second, tzinfo=UTC).replace(tzinfo=None)


@dataclass(frozen=True)
class OfficeSuite:
    """LibreOffice without a screen, with a profile of its own."""

    program: Path
    folder: Path

    @classmethod
    def started_in(cls, folder: Path) -> OfficeSuite:
        program = needs("soffice")
        settings = folder / "profile" / "user" / "registrymodifications.xcu"
        settings.parent.mkdir(parents=True)
        settings.write_text(ALWAYS_RECALCULATE)
        return cls(program, folder)

    def recalculated(self, file: bytes) -> Workbook:
        """Return the workbook as the suite saves it after recalculating every formula."""
        return opened(self._converted(file, "xlsx").read_bytes(), values=True)

    def printed(self, file: bytes) -> Path:
        """Return the workbook printed to PDF."""
        return self._converted(file, "pdf")

    def _converted(self, file: bytes, to: str) -> Path:
        given = self.folder / "given.xlsx"
        given.write_bytes(file)
        made = self.folder / "made"
        subprocess.run(
            [
                self.program,
                f"-env:UserInstallation={(self.folder / 'profile').as_uri()}",
                "--headless",
                "--convert-to",
                to,
                "--outdir",
                made,
                given,
            ],
            check=True,
            capture_output=True,
            timeout=120,
        )
        return made / f"given.{to}"
