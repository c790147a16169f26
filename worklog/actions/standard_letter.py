"""Keeping standard letters: the office's by the administrator or the head, one's own by everybody; and using one."""

from __future__ import annotations

from dataclasses import asdict, replace
from datetime import date, datetime

from sqlmodel import Session

from naryad import journal, staff
from naryad.people import Employee, may, require
from naryad.tables import Row
from norms import store as norms_store
from norms.work_type import Kind
from worklog.draft import Draft
from worklog.rich_text import clean, html_of, text_of
from worklog.standard_letter import (
    StandardLetter,
    StandardLetterChanged,
    StandardLetterNameTaken,
    StandardLetterNotFound,
    Wording,
    checked,
    first_value,
)
from worklog.store.draft import signature_of
from worklog.store.standard_letter import letters_of_office, standard_letter, standard_letters, versions_of
from worklog.tables.standard_letter import StandardLetterRow, StandardLetterUseRow, StandardLetterVersionRow


def write_standard_letter(
    session: Session,
    letter_id: int | None,
    wording: Wording,
    *,
    is_of_office: bool,
    actor: Employee,
    now: datetime,
    seen_version: int | None = None,
) -> StandardLetter:
    """Keep a standard letter, a new one or another wording of one; every wording stays readable.

    Raises:
        NotAllowed, StandardLetterNotFound, StandardLetterNameTaken, StandardLetterNeedsName, StandardLetterIsEmpty,
        TooManyFields, FieldIsWrong.
        StandardLetterChanged: somebody else kept another wording since `seen_version`.
    """
    wording = checked(
        Wording(
            wording.name, wording.language, wording.subject, clean(wording.html), wording.fields, wording.work_type_id
        )
    )
    rows: list[Row] = []
    if letter_id is None:
        _may_keep(actor, is_of_office=is_of_office, owner_id=actor.id)
        row = StandardLetterRow(owner_id=None if is_of_office else actor.id, created_by=actor.id, created_at=now)
        session.add(row)
        session.flush()
        assert row.id is not None
        rows.append(row)
        letter_id, version = row.id, 1
    else:
        known = own_standard_letter(session, letter_id, actor)
        if seen_version is not None and known.version != seen_version:
            [(_, who, _), *_] = versions_of(session, letter_id)
            raise StandardLetterChanged(
                name=known.name, who=staff.employee_of(session, who).short_name, version=known.version
            )
        is_of_office, version = known.is_of_office, known.version + 1
    _name_must_be_free(session, wording.name, letter_id, is_of_office=is_of_office, actor=actor)
    _write_version(session, letter_id, version, wording, rows, actor=actor, now=now)
    return standard_letter(session, letter_id)


def withdraw_standard_letter(session: Session, letter_id: int, *, actor: Employee, now: datetime) -> None:
    """Take a standard letter out of use. Its wordings stay readable, and it can be taken back into use.

    Raises:
        NotAllowed, StandardLetterNotFound.
    """
    known = own_standard_letter(session, letter_id, actor)
    if not known.is_withdrawn:
        _write_version(
            session, letter_id, known.version + 1, known.wording, [], actor=actor, now=now, is_withdrawn=True
        )


def own_standard_letter(session: Session, letter_id: int, actor: Employee) -> StandardLetter:
    """Return a standard letter that the person may change.

    Raises:
        NotAllowed, StandardLetterNotFound.
    """
    known = standard_letter(session, letter_id)
    if not known.is_of_office and known.owner_id != actor.id:
        raise StandardLetterNotFound()
    _may_keep(actor, is_of_office=known.is_of_office, owner_id=known.owner_id)
    return known


def note_use(session: Session, letter_id: int, *, actor: Employee, now: datetime) -> None:
    """Remember that a letter was begun with a standard one: lists begin with what was used last."""
    row = session.get(StandardLetterUseRow, (actor.id, letter_id))
    if row is None:
        session.add(StandardLetterUseRow(employee_id=actor.id, letter_id=letter_id, times=1, last_at=now))
    else:
        row.times, row.last_at = row.times + 1, now
        session.add(row)
    session.flush()


def _may_keep(actor: Employee, *, is_of_office: bool, owner_id: int | None) -> None:
    if is_of_office:
        require(actor, "worklog.edit_standard_letters")
    else:
        require(actor, "worklog.own")


def may_keep_for_office(actor: Employee) -> bool:
    return may(actor, "worklog.edit_standard_letters")


def _name_must_be_free(session: Session, name: str, letter_id: int, *, is_of_office: bool, actor: Employee) -> None:
    others = letters_of_office(session) if is_of_office else standard_letters(session, actor.id)
    if any(each.name.casefold() == name.casefold() and each.id != letter_id for each in others):
        raise StandardLetterNameTaken(name=name)


def _write_version(
    session: Session,
    letter_id: int,
    version: int,
    wording: Wording,
    rows: list[Row],
    *,
    actor: Employee,
    now: datetime,
    is_withdrawn: bool = False,
) -> None:
    row = StandardLetterVersionRow(
        letter_id=letter_id,
        version=version,
        name=wording.name,
        language=wording.language,
        subject=wording.subject,
        html=wording.html,
        fields=[
            {**asdict(field), "kind": field.kind.value, "choices": list(field.choices)} for field in wording.fields
        ],
        work_type_id=wording.work_type_id,
        is_withdrawn=is_withdrawn,
        set_by=actor.id,
        set_at=now,
    )
    session.add(row)
    session.flush()
    action = "standard_letter.withdraw" if is_withdrawn else "standard_letter.write"
    facts = {"version": version, "name": wording.name}
    journal.record(session, actor.id, action, f"standard_letter:{letter_id}", now, facts, rows=[*rows, row])


def begun_with(
    session: Session, draft: Draft, letter_id: int, *, actor: Employee, today: date
) -> tuple[Draft, StandardLetter]:
    """Return `draft` with a standard letter put into it; nothing is kept yet and nothing that was written is lost.

    An empty draft takes all of it. What somebody has already written stays: their subject, and their text below.
    A type that letters of `today` cannot take is left open, so that it is asked for.

    Raises:
        NotAllowed, StandardLetterNotFound.
    """
    require(actor, "worklog.own")
    known = standard_letter(session, letter_id)
    if known.is_withdrawn or (not known.is_of_office and known.owner_id != actor.id):
        raise StandardLetterNotFound()
    signature = signature_of(session, actor.id)
    written = draft.written
    own_html = written.html or html_of(written.text)
    is_empty = text_of(own_html).strip() in ("", text_of(signature).strip())
    end = f"<div><br></div>{signature}" if signature else ""
    html = known.wording.html + (end if is_empty else f"<div><br></div>{own_html}")
    code = type_code(session, known, today)
    values = {field.name: first_value(field, today) for field in known.wording.fields}
    return (
        replace(
            draft,
            written=replace(written, subject=written.subject or known.wording.subject, html=html, text=text_of(html)),
            work_type=code or draft.work_type,
            standard_version_id=known.version_id,
            field_values={**values, **{name: text for name, text in draft.field_values.items() if name in values}},
        ),
        known,
    )


def type_code(session: Session, letter: StandardLetter, today: date) -> str:
    """Return the code of a standard letter's type if letters of `today` can take it, else nothing."""
    if letter.wording.work_type_id is None:
        return ""
    entry = norms_store.catalog(session, today).by_id(letter.wording.work_type_id)
    return entry.code if entry.is_offered(today) and Kind.LETTER_OUT in entry.work_type.kinds else ""
