"""The file itself: what openpyxl made and the spooled rows in one zip, always the same bytes for the same values.

openpyxl makes everything about a workbook except the rows: sheets, styles, widths, print set-up. Here both come
together in a zip whose members carry a fixed time and order.
"""

from __future__ import annotations

import hashlib
import re
import zipfile
from collections.abc import Sequence
from io import BytesIO
from typing import IO

from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.xml.functions import tostring

from payroll.workbook.cell_xml import SharedText
from payroll.workbook.stream import RowSpool

_ZIP_TIME = (1980, 1, 1, 0, 0, 0)


def assemble(workbook: Workbook, spools: Sequence[RowSpool], texts: SharedText, out: IO[bytes]) -> str:
    """Write the workbook with the spooled rows (one spool per sheet, in order) to `out`; return its SHA-256.

    `out` must be empty and seekable. The bytes depend only on the values, the program's version and the zlib in use.
    """
    shell = BytesIO()
    workbook.save(shell)
    workbook.properties.modified = workbook.properties.created  # saving has set it to the present moment
    sheets = {f"xl/worksheets/sheet{number}.xml": spool for number, spool in enumerate(spools, 1)}
    with zipfile.ZipFile(shell) as made, zipfile.ZipFile(out, "w") as archive:
        members = {name: made.read(name) for name in made.namelist()}
        members["docProps/core.xml"] = tostring(workbook.properties.to_tree())
        members["docProps/app.xml"] = members["docProps/app.xml"].replace(b"Microsoft Excel", b"Naryad")
        members["[Content_Types].xml"] = _with_shared_text_type(members["[Content_Types].xml"])
        members["xl/_rels/workbook.xml.rels"] = _with_shared_text_link(members["xl/_rels/workbook.xml.rels"])
        for name in sorted(members, key=lambda name: (name != "[Content_Types].xml", name)):
            with member(archive, name, sheets[name].size if name in sheets else 0) as part:
                if name in sheets:
                    _write_sheet(members[name], sheets[name], part)
                else:
                    part.write(members[name])
        with member(archive, "xl/sharedStrings.xml") as part:
            texts.write_to(part)
    out.seek(0)
    return hashlib.file_digest(out, "sha256").hexdigest()  # type: ignore[arg-type]


_SHARED_TEXT_TYPE = (
    b'<Override PartName="/xl/sharedStrings.xml" '
    b'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"/>'
)
_SHARED_TEXT_LINK = (
    b'<Relationship Id="rIdTexts" Target="sharedStrings.xml" '
    b'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings"/>'
)


def _with_shared_text_type(xml: bytes) -> bytes:
    return _replaced(xml, b"</Types>", _SHARED_TEXT_TYPE + b"</Types>")


def _with_shared_text_link(xml: bytes) -> bytes:
    return _replaced(xml, b"</Relationships>", _SHARED_TEXT_LINK + b"</Relationships>")


def _replaced(xml: bytes, old: bytes, new: bytes) -> bytes:
    if xml.count(old) != 1:
        raise ValueError(f"openpyxl wrote a part without one {old.decode()}")
    return xml.replace(old, new)


def member(archive: zipfile.ZipFile, name: str, size: int = 0) -> IO[bytes]:
    """Open a new member of a zip for writing, with nothing in it that changes from one writing to the next."""
    entry = zipfile.ZipInfo(name, date_time=_ZIP_TIME)
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.create_system = 3
    entry.external_attr = 0o644 << 16
    return archive.open(entry, "w", force_zip64=size > 2_000_000_000)


_DIMENSION = re.compile(rb'<dimension ref="[^"]*"\s*/>')
_NO_ROWS = re.compile(rb"<sheetData\s*/>|<sheetData></sheetData>")


def _write_sheet(shell: bytes, spool: RowSpool, out: IO[bytes]) -> None:
    """Write the sheet that openpyxl made, with its extent and rows, and without marks beside numbers kept as text."""
    extent = f"A1:{get_column_letter(max(1, spool.columns_written))}{max(1, spool.rows_written)}"
    shell, found = _DIMENSION.subn(f'<dimension ref="{extent}"/>'.encode(), shell)
    head, *tail = _NO_ROWS.split(shell)
    if found != 1 or len(tail) != 1:
        raise ValueError("openpyxl wrote a sheet without one dimension and one empty set of rows")
    quiet = f'<ignoredErrors><ignoredError sqref="{extent}" numberStoredAsText="1"/></ignoredErrors></worksheet>'
    out.write(head)
    out.write(b"<sheetData>")
    spool.write_to(out)
    out.write(b"</sheetData>")
    out.write(_replaced(tail[0], b"</worksheet>", quiet.encode()))
