"""Standard letters as read: the office's and one's own, the last used first."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import and_, func, or_, select
from sqlmodel import Session

from worklog.standard_letter import Field, FieldKind, StandardLetter, StandardLetterNotFound, Wording
from worklog.tables.standard_letter import STANDARD_LETTER, STANDARD_LETTER_USE, STANDARD_LETTER_VERSION

LIST_MAX = 500


def standard_letters(session: Session, employee_id: int) -> list[StandardLetter]:
    """Return the standard letters a person may use: what they used last first, then by name."""
    used = STANDARD_LETTER_USE.c
    query = (
        _query()
        .outerjoin(
            STANDARD_LETTER_USE,
            and_(used.letter_id == STANDARD_LETTER.c.id, used.employee_id == employee_id),
        )
        .where(_is_latest(), ~STANDARD_LETTER_VERSION.c.is_withdrawn, _is_for(employee_id))
        .order_by(used.last_at.is_(None), used.last_at.desc(), STANDARD_LETTER_VERSION.c.name)
        .limit(LIST_MAX)
    )
    return [_value(row) for row in session.connection().execute(query)]


def letters_of_office(session: Session) -> list[StandardLetter]:
    """Return the standard letters of the office by name."""
    query = (
        _query()
        .where(_is_latest(), ~STANDARD_LETTER_VERSION.c.is_withdrawn, STANDARD_LETTER.c.owner_id.is_(None))
        .order_by(STANDARD_LETTER_VERSION.c.name)
        .limit(LIST_MAX)
    )
    return [_value(row) for row in session.connection().execute(query)]


def standard_letter(session: Session, letter_id: int) -> StandardLetter:
    """Return a standard letter in its latest wording, also a withdrawn one.

    Raises:
        StandardLetterNotFound.
    """
    row = session.connection().execute(_query().where(STANDARD_LETTER.c.id == letter_id, _is_latest())).first()
    if row is None:
        raise StandardLetterNotFound()
    return _value(row)


def versions_of(session: Session, letter_id: int) -> list[tuple[StandardLetter, int, datetime]]:
    """Return every wording a standard letter ever had, the latest first, with who set it and when."""
    columns = STANDARD_LETTER_VERSION.c
    query = (
        _query(columns.set_by, columns.set_at)
        .where(STANDARD_LETTER.c.id == letter_id)
        .order_by(columns.version.desc())
        .limit(100)
    )
    return [(_value(row), row.set_by, row.set_at) for row in session.connection().execute(query)]


def version_for(session: Session, version_id: int | None, employee_id: int) -> StandardLetter | None:
    """Return a wording, also an earlier one, of a standard letter that the person may use; else None."""
    if version_id is None:
        return None
    query = _query().where(STANDARD_LETTER_VERSION.c.id == version_id, _is_for(employee_id))
    row = session.connection().execute(query).first()
    return None if row is None else _value(row)


def _query(*more: Any) -> Any:
    letter, version = STANDARD_LETTER.c, STANDARD_LETTER_VERSION.c
    return select(
        letter.id.label("letter_id"), letter.owner_id, version.id.label("version_id"), version.version, version.name,
        version.language, version.subject, version.html, version.fields, version.work_type_id, version.is_withdrawn,
        *more,
    ).join(STANDARD_LETTER_VERSION, version.letter_id == letter.id)  # fmt: skip


def _is_latest() -> Any:
    other = STANDARD_LETTER_VERSION.alias()
    latest = select(func.max(other.c.version)).where(other.c.letter_id == STANDARD_LETTER.c.id).scalar_subquery()
    return STANDARD_LETTER_VERSION.c.version == latest


def _is_for(employee_id: int) -> Any:
    return or_(STANDARD_LETTER.c.owner_id.is_(None), STANDARD_LETTER.c.owner_id == employee_id)


def _value(row: Any) -> StandardLetter:
    fields = tuple(
        Field(each["name"], FieldKind(each["kind"]), each["default"], tuple(each["choices"])) for each in row.fields
    )
    wording = Wording(row.name, row.language, row.subject, row.html, fields, row.work_type_id)
    return StandardLetter(row.letter_id, row.owner_id, row.version_id, row.version, wording, row.is_withdrawn)
