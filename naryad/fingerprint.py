"""Fingerprints of rows: a few digits over what may never change, and the row's name, as the journal keeps them."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from datetime import date, datetime
from functools import cache, lru_cache
from json.encoder import encode_basestring
from operator import call, itemgetter
from typing import Any

from sqlalchemy import Date, Integer, String
from sqlmodel import AutoString, SQLModel

from naryad.db import Json, Moment, Scaled, canonical_json


def fingerprint_of(row: type[SQLModel], values: Mapping[str, Any]) -> str:
    """Return the fingerprint of a row that has these `values`, each column by its name.

    It is made over canonical JSON: an object of the columns that never change, in the order of their names.
    """
    template, of_columns, texts = _immutable(row)
    text = template % tuple(map(call, texts, of_columns(values)))
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def place_of(row: type[SQLModel], values: Mapping[str, Any]) -> str:
    """Return the name in the journal of a row that has these `values`."""
    table, key = _key(row)
    return f"{table}:{values[key[0]] if len(key) == 1 else ','.join(str(values[name]) for name in key)}"


@cache
def _key(row: type[SQLModel]) -> tuple[str, tuple[str, ...]]:
    table: Any = row.__table__  # type: ignore[attr-defined]
    return table.name, tuple(column.name for column in table.primary_key.columns)


@cache
def _immutable(
    row: type[SQLModel],
) -> tuple[str, Callable[[Mapping[str, Any]], tuple[Any, ...]], tuple[Callable[[Any], str], ...]]:
    """Return the JSON of the immutable columns with places for their values, what takes the values out, and the text
    of each.
    """
    columns: Any = row.__table__.columns  # type: ignore[attr-defined]
    mutable: frozenset[str] = row.__mutable__  # type: ignore[attr-defined]
    names = sorted(column.name for column in columns if column.name not in mutable)
    template = ",".join(f"{canonical_json(name)}:%s" for name in names)
    of_columns = itemgetter(*names) if len(names) > 1 else lambda values: (values[names[0]],)
    return f"{{{template}}}", of_columns, tuple(_text(columns[name]) for name in names)


def _text(column: Any) -> Callable[[Any], str]:
    """Return what makes the JSON of a column's values, told apart by its type where that says enough."""
    of_type = column.type
    if isinstance(of_type, Scaled):
        return lru_cache(maxsize=256, typed=True)(lambda value: canonical_json(of_type.process_bind_param(value, None)))
    if isinstance(of_type, Moment):
        return _text_of_moment
    if isinstance(of_type, Date):
        return _text_of_day
    if isinstance(of_type, String | AutoString) and not isinstance(of_type, Json):
        return _text_of_text
    if isinstance(of_type, Integer):
        return _text_of_number
    return canonical_json if isinstance(of_type, Json) else _text_of_value


def _text_of_text(value: Any) -> str:
    if type(value) is str:
        return encode_basestring(value)
    return "null" if value is None else canonical_json(value)


def _text_of_number(value: Any) -> str:
    if type(value) is int:
        return str(value)
    return "null" if value is None else canonical_json(value)


@lru_cache(maxsize=64)
def _text_of_moment(value: datetime | None) -> str:
    moment = _MOMENT.process_bind_param(value, None)
    return canonical_json(None if moment is None else moment.isoformat(timespec="microseconds"))


_MOMENT = Moment()


@lru_cache(maxsize=256)
def _text_of_day(value: date | None) -> str:
    return canonical_json(None if value is None else value.isoformat())


def _text_of_value(value: Any) -> str:
    if isinstance(value, bool):
        return "1" if value else "0"
    return canonical_json(value.isoformat() if isinstance(value, date) else value)
