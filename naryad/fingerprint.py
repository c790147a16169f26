"""Fingerprints of rows: a few digits over what may never change, and the row's name, as the journal keeps them."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from datetime import date, datetime
from functools import cache, lru_cache
from typing import Any

from sqlalchemy import Date, Integer, String
from sqlmodel import AutoString, SQLModel

from naryad.db import Json, Moment, Scaled, canonical_json


def fingerprint_of(row: type[SQLModel], values: Mapping[str, Any]) -> str:
    """Return the fingerprint of a row that has these `values`, each column by its name."""
    plain = {name: values[name] if plain is None else plain(values[name]) for name, plain in _immutable(row)}
    return hashlib.sha256(canonical_json(plain).encode()).hexdigest()[:32]


def place_of(row: type[SQLModel], values: Mapping[str, Any]) -> str:
    """Return the name in the journal of a row that has these `values`."""
    table: Any = row.__table__  # type: ignore[attr-defined]
    return f"{table.name}:{','.join(str(values[name]) for name in _key(row))}"


@cache
def _key(row: type[SQLModel]) -> tuple[str, ...]:
    table: Any = row.__table__  # type: ignore[attr-defined]
    return tuple(column.name for column in table.primary_key.columns)


@cache
def _immutable(row: type[SQLModel]) -> tuple[tuple[str, Callable[[Any], Any] | None], ...]:
    """Return the columns of the fingerprint, each with what makes its value plain (None: it is so already)."""
    columns: Any = row.__table__.columns  # type: ignore[attr-defined]
    mutable: frozenset[str] = row.__mutable__  # type: ignore[attr-defined]
    names = sorted(column.name for column in columns if column.name not in mutable)
    return tuple((name, _plain(columns[name].type)) for name in names)


def _plain(of_type: Any) -> Callable[[Any], Any] | None:
    """Values are told apart by the column's type where it says enough, and by themselves where it does not."""
    if isinstance(of_type, Scaled):
        return lru_cache(maxsize=256, typed=True)(lambda value: of_type.process_bind_param(value, None))
    if isinstance(of_type, Moment):
        return _plain_moment
    if isinstance(of_type, Date):
        return _plain_day
    return None if isinstance(of_type, String | AutoString | Integer | Json) else _plain_value


@lru_cache(maxsize=64)
def _plain_moment(value: datetime | None) -> str | None:
    moment = _MOMENT.process_bind_param(value, None)
    return None if moment is None else moment.isoformat(timespec="microseconds")


_MOMENT = Moment()


@lru_cache(maxsize=256)
def _plain_day(value: date | None) -> str | None:
    return None if value is None else value.isoformat()


def _plain_value(value: Any) -> Any:
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, date):
        return value.isoformat()
    return value
