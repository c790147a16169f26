"""Examples of the golden fund: approved by a person for everybody to read, and withdrawn with a reason."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sqlmodel import Session

from naryad import journal
from naryad.days import local_day
from naryad.office import office_of
from naryad.people import Employee, require
from norms import store
from norms.example import Draft, Example, ExampleWithdrawn, WithdrawalNeedsReason, require_new, well_told
from norms.store.example import example_by_id, examples
from norms.tables.example import ExampleRow, ExampleWithdrawalRow


def approve_example(session: Session, draft: Draft, *, actor: Employee, now: datetime) -> Example:
    """Show an anonymised work to all staff; `actor` has read it and answers for what it says.

    Raises:
        NotAllowed, ExampleIsEmpty, ExampleIsLong, ExampleNeedsReason, ExampleNamesSomebody, ExampleTakenForItself,
        ExampleOfAnotherKind, ExampleKnownAlready, NoSuchWorkType.
    """
    require(actor, "norms.approve_example")
    right = store.type_by_id(session, draft.right_type_id)
    taken_for = None if draft.taken_for_id is None else store.type_by_id(session, draft.taken_for_id)
    draft = replace(draft, text=draft.text.strip().replace("\r\n", "\n"), reason=" ".join(draft.reason.split()))
    well_told(draft, right=right, taken_for=taken_for)
    code_of = {work_type.id: work_type.code for work_type in store.all_types(session)}
    require_new(draft.text, examples(session), code_of)
    row = ExampleRow(
        kind=draft.kind.value,
        text=draft.text,
        right_type_id=draft.right_type_id,
        taken_for_id=draft.taken_for_id,
        reason=draft.reason,
        origin=draft.origin.value,
        decided_on=draft.decided_on,
        approved_by=actor.id,
        approved_at=now,
    )
    session.add(row)
    session.flush()
    facts = {"type": right.code, "taken_for": taken_for.code if taken_for else None, "origin": draft.origin.value}
    journal.record(session, actor.id, "norms.approve_example", f"portrait_example:{row.id}", now, facts, [row])
    assert row.id is not None
    return example_by_id(session, row.id)


def withdraw_example(session: Session, number: int, *, reason: str, actor: Employee, now: datetime) -> None:
    """Take an example out of sight; it stays in the records with the reason.

    Raises:
        NotAllowed, NoSuchExample, ExampleWithdrawn, WithdrawalNeedsReason.
    """
    require(actor, "norms.approve_example")
    example = example_by_id(session, number)
    if example.withdrawn is not None:
        raise ExampleWithdrawn(day=local_day(example.withdrawn.at, office_of(session).zone))
    if not reason.strip():
        raise WithdrawalNeedsReason()
    row = ExampleWithdrawalRow(example_id=number, by_id=actor.id, at=now, reason=reason.strip()[:600])
    session.add(row)
    journal.record(session, actor.id, "norms.withdraw_example", f"portrait_example:{number}", now, None, [row])
