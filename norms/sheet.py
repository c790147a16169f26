"""A catalog as a file: rows read from YAML or Excel, every fault of every row named at once, and written back.

Reading decides nothing: it returns the good rows and the problems; `norms.actions.import_catalog` takes them or not.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from naryad.errors import DomainError, Problem
from norms import sheet_excel, sheet_yaml
from norms.code import clashing
from norms.norm import NormNeedsSource, fair_minutes
from norms.portrait import PortraitText, elsewhere_of, well_written
from norms.sheet_field import FieldMissing, RawRow, ReadField, both_names
from norms.work_type import Kind, Purpose, TypeCard, Unit

LARGEST_FILE_BYTES = 4_000_000
MOST_ROWS = 2_000


class FileTooLarge(DomainError):
    code = "catalog_file_too_large"
    status = 422
    en = "The file {name} is larger than a catalog can be ({limit} bytes). Remove what is not the catalog, or split it."
    ru = "Файл {name} больше, чем бывает каталог ({limit} байт). Уберите лишнее или разделите его."


class CodeStandsTwice(DomainError):
    code = "code_stands_twice"
    status = 422
    en = "The code or alias of {type} reads like that of {other} in the same file. Give one of them another code."
    ru = "Код или русский код типа {type} в этом же файле читается как у {other}. Дайте одному из них другой код."


class TooManyRows(DomainError):
    code = "too_many_rows"
    status = 422
    en = "The file has more than {limit} types. Nobody can choose among so many; split it, or remove the needless."
    ru = "В файле больше {limit} типов. Среди стольких не выбрать: разделите файл или уберите лишнее."


@dataclass(frozen=True)
class CatalogRow:
    """A row that can be taken: a type, its norm and its portrait."""

    where: str
    card: TypeCard
    minutes: Decimal
    source: str
    effective_from: date | None = None
    announced_on: date | None = None
    ru: PortraitText = field(default_factory=PortraitText)
    en: PortraitText = field(default_factory=PortraitText)


@dataclass(frozen=True)
class CatalogSheet:
    """What was read: the good rows in the file's order, and every problem."""

    rows: tuple[CatalogRow, ...]
    problems: tuple[Problem, ...]


def read_catalog(content: bytes, file_name: str) -> CatalogSheet:
    """Read a catalog; the kind of file is seen from its content, not its name.

    A file that is no catalog at all is one problem whose place is the file's name.
    """
    try:
        if len(content) > LARGEST_FILE_BYTES:
            raise FileTooLarge(name=file_name, limit=LARGEST_FILE_BYTES)
        reader = sheet_excel.raw_rows if content.startswith(b"PK\x03\x04") else sheet_yaml.raw_rows
        raw = reader(content, file_name)
        if len(raw) > MOST_ROWS:
            raise TooManyRows(limit=MOST_ROWS)
    except DomainError as error:
        return CatalogSheet((), (Problem(file_name, error),))
    return _understood(raw)


def _understood(raw: Iterable[RawRow]) -> CatalogSheet:
    rows: list[CatalogRow] = []
    problems: list[Problem] = []
    for one in raw:
        row, faults = _row_of(one)
        if row is not None and (other := clashing(row.card, [earlier.card for earlier in rows])):
            row, faults = None, [CodeStandsTwice(type=one.fields["code"], other=other.code)]
        problems += [Problem(one.where, fault) for fault in faults]
        if row is not None:
            rows.append(row)
    return CatalogSheet(tuple(rows), tuple(problems))


def _row_of(raw: RawRow) -> tuple[CatalogRow | None, list[DomainError]]:
    """Return the row, or None with every fault found in it."""
    read = ReadField(raw.fields)
    faults = [*raw.problems]
    kinds = read.several("kinds", Kind)
    unit = read.one("unit", Unit, default=Unit.PIECE)
    purpose = read.one("purpose", Purpose, default=Purpose.ORDINARY)
    places = read.number("unit_places", default=Decimal(0))
    cap = read.number("quantity_cap")
    minutes = read.number("norm", default=None if purpose is Purpose.ORDINARY else Decimal(0))
    effective_from, announced_on = read.day("effective_from"), read.day("announced_on")
    source = read.text("source")
    code, name_ru = read.required("code"), read.required("name_ru")
    if minutes is None and not read.has("norm"):
        faults.append(FieldMissing(**both_names("norm")))
    if not source:
        faults.append(NormNeedsSource(type=code))
    faults += read.faults
    if faults or minutes is None or places is None:
        return None, faults
    try:
        card = TypeCard(
            code=code.upper(),
            alias=read.text("alias").upper() or None,
            name_ru=name_ru,
            name_en=read.text("name_en"),
            kinds=kinds,
            unit=unit,
            unit_places=int(places),
            quantity_cap=cap,
            purpose=purpose,
        )
        ru, en = _portrait_of(raw, "ru"), _portrait_of(raw, "en")
        well_written(card.code, ru)
        if en:
            well_written(card.code, en)
        minutes = fair_minutes(card, minutes)
        return CatalogRow(raw.where, card, minutes, source, effective_from, announced_on, ru, en), []
    except DomainError as fault:
        return None, [fault]


def _portrait_of(raw: RawRow, language: str) -> PortraitText:
    def part(name: str) -> tuple[str, ...]:
        return raw.parts.get((language, name), ())

    return PortraitText(
        summary=" ".join(part("summary")),
        belongs=part("belongs"),
        does_not_belong=elsewhere_of("\n".join(part("does_not_belong"))),
        counted_separately=part("counted_separately"),
        examples=part("examples"),
    )
