"""The catalog written out as it stands on a day, in the form the import reads back without a change."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from sqlmodel import Session

from norms import store
from norms.catalog import CatalogEntry
from norms.portrait import elsewhere_lines
from norms.sheet_excel import write_excel
from norms.sheet_field import PARTS
from norms.sheet_yaml import portrait_parts, write_yaml
from norms.work_type import Kind


def export_yaml(session: Session, day: date) -> bytes:
    """Return the types in use on `day` with a norm and portrait in force, as YAML."""
    return write_yaml(_yaml_row(entry) for entry in _entries(session, day))


def export_excel(session: Session, day: date, language: str) -> bytes:
    """Return the same as an Excel workbook with headers in `language`."""
    return write_excel((_excel_row(entry, language) for entry in _entries(session, day)), language)


def _entries(session: Session, day: date) -> Iterator[CatalogEntry]:
    return (entry for entry in store.catalog(session, day).in_order() if entry.is_offered(day))


def _yaml_row(entry: CatalogEntry) -> dict[str, Any]:
    type_, norm, portrait = entry.work_type, entry.norm, entry.portrait
    assert norm is not None
    assert portrait is not None
    row: dict[str, Any] = {
        "code": type_.code,
        "alias": type_.alias,
        "name_ru": type_.name_ru,
        "name_en": type_.name_en or None,
        "kinds": [kind.value for kind in Kind if kind in type_.kinds],
        "unit": type_.unit.value,
        "unit_places": type_.unit_places or None,
        "quantity_cap": _short(type_.quantity_cap),
        "purpose": type_.purpose.value,
        "norm": _short(norm.minutes),
        "effective_from": norm.effective_from,
        "source": norm.source,
        "announced_on": norm.announced_on,
        "ru": portrait_parts(portrait.ru),
        "en": portrait_parts(portrait.en) or None,
    }
    return {name: value for name, value in row.items() if value is not None}


def _excel_row(entry: CatalogEntry, language: str) -> dict[str, Any]:
    type_, norm, portrait = entry.work_type, entry.norm, entry.portrait
    assert norm is not None
    assert portrait is not None
    row: dict[str, Any] = {
        "code": type_.code,
        "alias": type_.alias,
        "name_ru": type_.name_ru,
        "name_en": type_.name_en,
        "kinds": ", ".join(kind.label(language) for kind in Kind if kind in type_.kinds),
        "unit": type_.unit.label(language),
        "unit_places": type_.unit_places,
        "quantity_cap": type_.quantity_cap,
        "purpose": type_.purpose.label(language),
        "norm": norm.minutes,
        "effective_from": norm.effective_from,
        "source": norm.source,
        "announced_on": norm.announced_on,
    }
    for spoken, text in (("ru", portrait.ru), ("en", portrait.en)):
        for part in PARTS:
            value: Any = elsewhere_lines(text.does_not_belong) if part == "does_not_belong" else getattr(text, part)
            row[f"{part}_{spoken}"] = value if isinstance(value, str) else "\n".join(value)
    return row


def _short(value: Decimal | None) -> Decimal | int | None:
    """Return a number without idle zeros, whole ones as int."""
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else value.normalize()
