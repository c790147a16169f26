"""Reading the call records of an Asterisk exchange (Master.csv) and grouping its rows into calls.

The exchange writes several rows for one call: one per leg, transfer or queue member that rang. Rows with 21 columns
carry `linkedid` and `sequence`; with 18, `uniqueid` groups them, and a row's own content numbers it, so that
the same file can be read again. Times are local to the exchange; in the hour that comes twice the first is taken.
"""

from __future__ import annotations

import csv
import hashlib
import io
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from naryad.errors import DomainError, Problem

OLD_COLUMNS = 18
NEW_COLUMNS = 21
ROW_LIMIT = 500_000
LONGEST_SECONDS = 7 * 24 * 60 * 60

_ENDPOINT = re.compile(r"^(?:Local/)?(?:(?:PJ)?SIP/|IAX2/|SCCP/|Local/|DAHDI/)?(?P<name>[^-@/;]+)")
_INTERNAL = re.compile(r"\d{2,6}")


class RowHasColumns(DomainError):
    code = "pbx_row_has_columns"
    status = 422
    en = "the row has {count} columns, and Asterisk writes 18 or 21. Export the file again, without editing it."
    ru = "в строке столбцов: {count}, а Asterisk пишет 18 или 21. Выгрузите файл заново, не правя его."


class RowHasBadTime(DomainError):
    code = "pbx_row_has_bad_time"
    status = 422
    en = "“{text}” in the column {column} is not a time. It should look like 2026-10-05 09:30:00."
    ru = "«{text}» в столбце {column} — не время. Оно выглядит так: 2026-10-05 09:30:00."


class RowHasBadSeconds(DomainError):
    code = "pbx_row_has_bad_seconds"
    status = 422
    en = "“{text}” in the column {column} is not a number of seconds."
    ru = "«{text}» в столбце {column} — не число секунд."


class RowHasNoId(DomainError):
    code = "pbx_row_has_no_id"
    status = 422
    en = "the row has no uniqueid, so a second import could not recognise it. Set loguniqueid=yes in cdr.conf."
    ru = "в строке нет uniqueid, и при повторном импорте её не узнать. Включите loguniqueid=yes в cdr.conf."


class RowIsBroken(DomainError):
    code = "pbx_row_is_broken"
    status = 422
    en = "the row cannot be read as CSV ({why}). Check the quotation marks."
    ru = "строка не читается как CSV ({why}). Проверьте кавычки."


class ExtensionHasNoOwner(DomainError):
    code = "extension_has_no_owner"
    status = 422
    en = "extension {extension} answered on {day}, and belongs to nobody that day. Say whose it is, then import again."
    ru = "ответил добавочный {extension}, а {day} он ни за кем не числится. Укажите, чей он, и повторите импорт."


class FileIsTooLong(DomainError):
    code = "pbx_file_is_too_long"
    status = 422
    en = "The file has more than {most} rows. Cut it by months and import the parts in order."
    ru = "В файле больше {most} строк. Разделите его по месяцам и загрузите части по порядку."


class FileIsNotText(DomainError):
    code = "pbx_file_is_not_text"
    status = 422
    en = "The file is not text: it is neither UTF-8 nor Windows-1251. Choose the exchange's Master.csv."
    ru = "Файл не текстовый: это не UTF-8 и не Windows-1251. Выберите файл АТС Master.csv."


@dataclass(frozen=True, slots=True)
class CdrRow:
    """One row of the exchange; `number` is its line in the file, moments are aware."""

    number: int
    uniqueid: str
    sequence: str
    linkedid: str
    src: str
    dst: str
    clid: str
    channel: str
    dstchannel: str
    start: datetime
    answer: datetime | None
    seconds: int
    talk_seconds: int
    disposition: str
    fields: tuple[str, ...]
    is_ambiguous: bool

    @property
    def is_answered(self) -> bool:
        return self.disposition.upper() == "ANSWERED" and self.talk_seconds > 0

    @property
    def key(self) -> tuple[str, str]:
        return (self.uniqueid, self.sequence)

    @property
    def caller(self) -> str:
        """Return the extension or trunk that the call came from."""
        return endpoint(self.channel)

    @property
    def callee(self) -> str:
        return endpoint(self.dstchannel)


@dataclass(frozen=True, slots=True)
class Reading:
    """Everything a file says: its good rows in the file's order, and every bad one with its line and reason."""

    rows: tuple[CdrRow, ...] = ()
    problems: tuple[Problem, ...] = field(default=())


def decode(content: bytes) -> str:
    """Return the text of a file that is UTF-8 or Windows-1251.

    Raises:
        FileIsNotText.
    """
    if b"\x00" in content:
        raise FileIsNotText()
    for encoding in ("utf-8-sig", "cp1251"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise FileIsNotText()


def read_cdr(text: str, *, zone: ZoneInfo) -> Reading:
    """Read the rows of a Master.csv whose times are local to `zone`. Repeated rows are taken once.

    Raises:
        FileIsTooLong: more than half a million rows.
    """
    rows: dict[tuple[str, str], CdrRow] = {}
    problems: list[Problem] = []
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    while True:
        line = reader.line_num + 1
        try:
            columns = next(reader)
        except StopIteration:
            break
        except csv.Error as error:
            problems.append(Problem(str(line), RowIsBroken(why=str(error))))
            continue
        if not any(column.strip() for column in columns) or _is_header(columns):
            continue
        try:
            row = _row(line, columns, zone)
        except DomainError as error:
            problems.append(Problem(str(line), error))
            continue
        rows.setdefault(row.key, row)
        if len(rows) > ROW_LIMIT:
            raise FileIsTooLong(most=ROW_LIMIT)
    return Reading(tuple(rows.values()), tuple(problems))


def endpoint(channel: str) -> str:
    """Return the name in a channel: `PJSIP/101-0000001a` is 101, `Local/101@from-queue-1;2` is 101."""
    match = _ENDPOINT.match(channel.strip())
    return match["name"] if match else ""


def is_internal(name: str) -> bool:
    """Say whether an endpoint looks like an extension and not like a trunk."""
    return _INTERNAL.fullmatch(name) is not None


def by_call(rows: Iterable[CdrRow]) -> dict[str, tuple[CdrRow, ...]]:
    """Return the rows of each call by linkedid, in order of time; the calls in order of their first row."""
    groups: dict[str, list[CdrRow]] = {}
    for row in rows:
        groups.setdefault(row.linkedid, []).append(row)
    ordered = {linked: tuple(sorted(group, key=lambda row: (row.start, row.key))) for linked, group in groups.items()}
    return dict(sorted(ordered.items(), key=lambda item: (item[1][0].start, item[0])))


def _is_header(columns: list[str]) -> bool:
    return columns[0].strip().lower() == "accountcode" and "clid" in (column.strip().lower() for column in columns)


def _row(line: int, columns: list[str], zone: ZoneInfo) -> CdrRow:
    if len(columns) not in (OLD_COLUMNS, NEW_COLUMNS):
        raise RowHasColumns(count=len(columns))
    uniqueid = columns[16].strip()
    if not uniqueid:
        raise RowHasNoId()
    start, is_ambiguous = _moment(columns[9], "start", zone)
    answer = _moment(columns[10], "answer", zone)[0] if columns[10].strip() else None
    if columns[11].strip():
        _moment(columns[11], "end", zone)
    if len(columns) == NEW_COLUMNS:
        linkedid, sequence = columns[19].strip() or uniqueid, columns[20].strip() or _own_number(columns)
    else:
        linkedid, sequence = uniqueid, _own_number(columns)
    return CdrRow(
        number=line,
        uniqueid=uniqueid,
        sequence=sequence,
        linkedid=linkedid,
        src=columns[1].strip(),
        dst=columns[2].strip(),
        clid=columns[4].strip(),
        channel=columns[5].strip(),
        dstchannel=columns[6].strip(),
        start=start,
        answer=answer,
        seconds=_seconds(columns[12], "duration"),
        talk_seconds=_seconds(columns[13], "billsec"),
        disposition=columns[14].strip(),
        fields=tuple(columns),
        is_ambiguous=is_ambiguous,
    )


def _own_number(columns: list[str]) -> str:
    return "#" + hashlib.sha256("\x1f".join(columns).encode()).hexdigest()[:16]


def _moment(text: str, column: str, zone: ZoneInfo) -> tuple[datetime, bool]:
    """Return an aware moment and whether its local hour comes twice that day; the first of the two is taken."""
    try:
        local = datetime.strptime(f"{text.strip()} +0000", "%Y-%m-%d %H:%M:%S %z")
    except ValueError:
        raise RowHasBadTime(text=text.strip()[:40], column=column) from None
    first, second = local.replace(tzinfo=zone, fold=0), local.replace(tzinfo=zone, fold=1)
    comes_twice = first.utcoffset() != second.utcoffset() and _is_real(first, zone)
    return first.astimezone(UTC), comes_twice


def _is_real(local: datetime, zone: ZoneInfo) -> bool:
    """Say whether the clock ever showed this time (in spring an hour is skipped)."""
    return local.astimezone(UTC).astimezone(zone).replace(tzinfo=None) == local.replace(tzinfo=None)


def _seconds(text: str, column: str) -> int:
    value = text.strip()
    if not (value.isascii() and value.isdigit() and len(value) <= 7 and int(value) <= LONGEST_SECONDS):
        raise RowHasBadSeconds(text=value[:40], column=column)
    return int(value)
