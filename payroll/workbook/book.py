"""The whole workbook of a month: its sheets in order, their print set-up, and the file with always the same bytes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import IO, Any
from zoneinfo import ZoneInfo

from openpyxl import Workbook
from openpyxl.packaging.custom import StringProperty
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.workbook.defined_name import DefinedName

from payroll.closing import MonthSnapshot, WorkLine
from payroll.workbook.accruals import accruals, for_accounting
from payroll.workbook.advance import advance
from payroll.workbook.archive import assemble
from payroll.workbook.cell_xml import SharedText
from payroll.workbook.cells import CellValue, Label, Look, Sheet
from payroll.workbook.comparison import AGREES, DIFFERS
from payroll.workbook.control import control
from payroll.workbook.corrections import adjustments
from payroll.workbook.layout import Layout
from payroll.workbook.order import order
from payroll.workbook.places import Part, Place
from payroll.workbook.printing import set_up_page
from payroll.workbook.stream import ROWS_OF_A_SHEET, RowSpool, Styled
from payroll.workbook.styles import (
    BAD,
    GOOD,
    HEADING_FILL,
    PREVIEW_FILL,
    TRIAL_FILL,
    Style,
    Styles,
    colour_of_word,
    column_style,
    height_of,
    use_own_font,
)
from payroll.workbook.supplements import supplements
from payroll.workbook.timesheet import timesheet
from payroll.workbook.words import month_words, sheet_name
from payroll.workbook.work import entries, work_done

FORMAT_VERSION = "1"
"""Grows when a sheet or column changes its place or meaning; programs that import the file look at it."""

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True)
class Written:
    """What came of writing a workbook."""

    sha256: str
    """Of the file's bytes."""

    agrees: bool
    """Whether every total on Контроль equals what was stored."""

    rows: Mapping[str, int]
    """Rows of each data sheet, by the sheet's code."""


def data_sheets(
    snapshot: MonthSnapshot, work: Iterable[WorkLine], *, language: str, zone: ZoneInfo
) -> tuple[Sheet, ...]:
    """Return the data sheets in the workbook's order. Rows of long sheets can be read once only."""
    return (
        for_accounting(snapshot, language),
        accruals(snapshot, language),
        work_done(snapshot, language),
        *([supplements(snapshot, language)] if snapshot.pay else []),
        entries(work, language, zone),
        adjustments(snapshot, language),
        *([timesheet(snapshot, language)] if snapshot.timesheets else []),
        *([advance(snapshot, language)] if snapshot.on_account else []),
    )


def file_stem(snapshot: MonthSnapshot, language: str) -> str:
    """Return the name of the month's file without its ending: ASCII, with the month and what it is."""
    mark = "-preview" if snapshot.is_preview else "-trial" if snapshot.trial else ""
    return f"naryad-{snapshot.period}{mark}{'' if language == 'ru' else '-' + language}"


def write_workbook(
    snapshot: MonthSnapshot,
    work: Iterable[WorkLine],
    out: IO[bytes],
    *,
    language: str,
    zone: ZoneInfo,
    now: datetime,
    rows_of_a_sheet: int = ROWS_OF_A_SHEET,
) -> Written:
    """Write the month's workbook to `out` (empty, seekable).

    A closed month gives the same bytes every time: `now` is used only to date a preview. `work` is every entry of the
    month in order of personnel number and seq. A data sheet longer than the format allows goes on in a second one.
    """
    book = _Book(snapshot, language, rows_of_a_sheet)
    made = _made(now, zone, language) if snapshot.is_preview else ""
    for sheet in data_sheets(snapshot, work, language=language, zone=zone):
        book.add_sheet(sheet)
    laid_out, agrees = control(snapshot, language, zone, book.places, made)
    book.add_layout(laid_out)
    book.add_layout(order(snapshot, language, zone))
    return Written(
        sha256=book.save(out, now),
        agrees=agrees,
        rows={code: place.rows for code, place in book.places.items()},
    )


def _made(now: datetime, zone: ZoneInfo, language: str) -> str:
    at = f"{now.astimezone(zone):%d.%m.%Y %H:%M}"
    return f"данные на {at}" if language == "ru" else f"as of {at}"


class _Book:
    """The workbook while it is being put together."""

    def __init__(self, snapshot: MonthSnapshot, language: str, rows_of_a_sheet: int) -> None:
        self.places: dict[str, Place] = {}
        self._snapshot = snapshot
        self._language = language
        self._rows_of_a_sheet = rows_of_a_sheet
        self._workbook = Workbook()
        for sheet in list(self._workbook):
            self._workbook.remove(sheet)
        use_own_font(self._workbook)
        self._styles = Styles(self._workbook)
        self._texts = SharedText()
        self._spools: list[RowSpool] = []

    def add_sheet(self, sheet: Sheet) -> None:
        """Write a data sheet: the heading row, then its rows, in as many parts as they need."""
        place = self.places[sheet.code] = Place(sheet.columns)
        rows = _totalled(sheet, place)
        styles = [column_style(column.look) for column in sheet.columns]
        folded = (Look.WRAPPED, Look.MARKS)
        wrapped = [(at, column.width) for at, column in enumerate(sheet.columns) if column.look in folded]

        def height(row: Sequence[CellValue]) -> float:
            return height_of((str(row[at] or ""), width - 1) for at, width in wrapped)

        while True:
            part_number = len(place.parts) + 1
            label = sheet.label if part_number == 1 else _numbered(sheet.label, part_number)
            spool = RowSpool(self._texts, self._styles)
            self._add_heading(spool, sheet)
            written = spool.add_all(rows, styles, self._rows_of_a_sheet - 1, height if wrapped else None)
            place.parts.append(Part(sheet_name(label, self._snapshot, self._language), written))
            self._add_data_worksheet(sheet, spool, place.parts[-1])
            if written < self._rows_of_a_sheet - 1:
                return

    def add_layout(self, layout: Layout) -> None:
        spool = RowSpool(self._texts, self._styles)
        for row in layout.rows:
            spool.add(row.cells, row.height)
        name = sheet_name(layout.label, self._snapshot, self._language)
        worksheet = self._worksheet(name, spool, landscape=layout.landscape)
        for position, width in enumerate(layout.widths, 1):
            worksheet.column_dimensions[get_column_letter(position)].width = width
        for cells in layout.merged:
            worksheet.merged_cells.add(cells)
        for cell in layout.verdicts:
            for (ru, en), colour in ((AGREES, GOOD), (DIFFERS, BAD)):
                word = ru if self._language == "ru" else en
                worksheet.conditional_formatting.add(cell, colour_of_word(word, colour))
        worksheet.sheet_view.showGridLines = False
        worksheet.print_options.horizontalCentered = True
        if not layout.landscape:
            worksheet.page_setup.fitToHeight = 1
        worksheet.print_area = f"A1:{get_column_letter(len(layout.widths))}{len(layout.rows)}"

    def save(self, out: IO[bytes], now: datetime) -> str:
        snapshot = self._snapshot
        self._styles.finish()
        properties = self._workbook.properties
        properties.creator = "Naryad"
        properties.title = f"{snapshot.office}: {month_words(snapshot.period, self._language)}"
        moment = now if snapshot.is_preview else max(closing.closed_at for closing in snapshot.closings)
        properties.created = moment.astimezone(UTC).replace(tzinfo=None, microsecond=0)
        workbook: Any = self._workbook  # the stubs do not know its own properties
        for name, value in (
            ("naryad_format", FORMAT_VERSION),
            ("naryad_period", str(snapshot.period)),
            ("naryad_state", "preview" if snapshot.is_preview else "trial" if snapshot.trial else "closed"),
            ("naryad_currency", snapshot.currency),
            ("naryad_values_hash", " ".join(closing.values_hash for closing in snapshot.closings)),
        ):
            workbook.custom_doc_props.append(StringProperty(name=name, value=value))
        self._workbook.active = 0
        return assemble(self._workbook, self._spools, self._texts, out)

    def _add_heading(self, spool: RowSpool, sheet: Sheet) -> None:
        fill = PREVIEW_FILL if self._snapshot.is_preview else TRIAL_FILL if self._snapshot.trial else HEADING_FILL
        size = sheet.heading_size
        style = Style(bold=True, size=size, fill=fill, align="center", wrap=True, ruled=True)
        headings = [(column.label.to(self._language), column.width) for column in sheet.columns]
        spool.add([Styled(text, style) for text, _ in headings], height_of(headings, size=size, bold=True))

    def _add_data_worksheet(self, sheet: Sheet, spool: RowSpool, part: Part) -> None:
        worksheet = self._worksheet(part.name, spool, landscape=True)
        for position, column in enumerate(sheet.columns, 1):
            worksheet.column_dimensions[get_column_letter(position)].width = column.width
        region = f"A1:{get_column_letter(len(sheet.columns))}{part.rows + 1}"
        worksheet.auto_filter.ref = region
        worksheet.freeze_panes = f"{get_column_letter(sheet.frozen_columns + 1)}2"
        worksheet.print_title_rows = "1:1"
        worksheet.print_area = region
        worksheet.print_options.gridLines = True
        number = len(self.places[sheet.code].parts)
        name = f"naryad_{sheet.code}" + (f"_{number}" if number > 1 else "")
        absolute = f"$A$1:${get_column_letter(len(sheet.columns))}${part.rows + 1}"
        self._workbook.defined_names[name] = DefinedName(name, attr_text=f"{quote_sheetname(part.name)}!{absolute}")

    def _worksheet(self, name: str, spool: RowSpool, *, landscape: bool) -> Any:
        worksheet = self._workbook.create_sheet(name)
        self._spools.append(spool)
        set_up_page(worksheet, self._snapshot, self._language, landscape=landscape)
        return worksheet


def _totalled(sheet: Sheet, place: Place) -> Iterator[tuple[CellValue, ...]]:
    """Yield the rows of a sheet, and on the way sum its norm minutes and count the rows that have a quantity."""
    codes = [column.code for column in sheet.columns]
    if "norm_minutes" not in codes:
        yield from sheet.rows
        return
    minutes_at, quantity_at = codes.index("norm_minutes"), codes.index("quantity")
    total, counted = Decimal(0), 0
    for row in sheet.rows:
        minutes, quantity = row[minutes_at], row[quantity_at]
        if isinstance(minutes, Decimal) and isinstance(quantity, Decimal):
            total += minutes
            counted += quantity > 0
        yield row
    place.norm_minutes, place.rows_with_quantity = total, counted


def _numbered(label: Label, number: int) -> Label:
    return Label(f"{label.ru} {number}", f"{label.en} {number}")
