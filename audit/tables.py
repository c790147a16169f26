"""Rows of the check: frozen lists, seeds, samples, blind judgements, findings, answers and decisions.

All are only added.
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlmodel import Field

from naryad.db import Json, Moment, Scaled
from naryad.tables import Row, id_field, reference


class FrameRow(Row, table=True):
    """A frozen list: its period, root and budget. A withdrawn list stays visible, the next one is another revision."""

    __tablename__ = "frame"
    __table_args__ = (
        UniqueConstraint("period_key", "revision"),
        CheckConstraint("first_day <= last_day", name="range"),
        CheckConstraint("entries_count > 0", name="not_empty"),
        CheckConstraint("size_rule IN ('equal', 'minutes')", name="size_rule"),
    )

    id: int | None = id_field()
    period_key: str = Field(max_length=16)
    revision: int
    first_day: date
    last_day: date
    size_rule: str = Field(max_length=16)
    root: str = Field(max_length=64)
    entries_count: int
    norm_minutes: Any = Field(sa_type=Scaled(3))
    minutes_a_week: int
    frozen_by: int = reference("employee.id")
    frozen_at: datetime = Field(sa_type=Moment)
    reason: str = ""


class FrameWithdrawalRow(Row, table=True):
    """The head took a list back before anything on it was judged; its works may join another."""

    __tablename__ = "frame_withdrawal"

    id: int | None = id_field()
    frame_id: int = reference("frame.id")
    by_id: int = reference("employee.id")
    at: datetime = Field(sa_type=Moment)
    reason: str

    __table_args__ = (UniqueConstraint("frame_id"), CheckConstraint("reason <> ''", name="has_reason"))


class FrameEmployeeRow(Row, table=True):
    """One employee's part of a list: own root, count, minutes, and how many will be drawn (fixed before the seed)."""

    __tablename__ = "frame_employee"
    __table_args__ = (
        UniqueConstraint("frame_id", "employee_id"),
        CheckConstraint("sample_size >= 0 AND sample_size <= entries_count", name="sample_size"),
        CheckConstraint("attention IN ('usual', 'newcomer', 'open_question', 'quiet')", name="attention"),
    )

    id: int | None = id_field()
    frame_id: int = reference("frame.id")
    employee_id: int = reference("employee.id", index=True)
    number: str
    root: str = Field(max_length=64)
    entries_count: int
    norm_minutes: Any = Field(sa_type=Scaled(3))
    sizes_total: int
    sample_size: int
    attention: str = Field(max_length=16)


class FrameLineRow(Row, table=True):
    """One entry on a list. `round_no` counts the withdrawn lists it stood on before, so it is never on two that stand.

    Lines leave no fingerprint of their own: the roots, which are journalled, are recomputed from them.
    """

    __tablename__ = "frame_line"
    __table_args__ = (
        UniqueConstraint("entry_id", "round_no"),
        Index("ix_frame_line_frame_id_employee_id", "frame_id", "employee_id"),
        CheckConstraint("size > 0 AND norm_minutes > 0", name="positive"),
    )
    __unjournalled__ = True

    id: int | None = id_field()
    frame_id: int = reference("frame.id")
    employee_id: int = reference("employee.id")
    entry_id: int = reference("entry.id")
    round_no: int
    uid: str = Field(max_length=36)
    day: date
    code: str
    norm_minutes: Any = Field(sa_type=Scaled(3))
    size: int


class SeedSourceRow(Row, table=True):
    """Where the number of a draw will come from, named before it can be known;

    another one needs the head and a reason.
    """

    __tablename__ = "seed_source"
    __table_args__ = (
        UniqueConstraint("frame_id", "revision"),
        CheckConstraint("revision = 1 OR reason <> ''", name="has_reason"),
    )

    id: int | None = id_field()
    frame_id: int = reference("frame.id")
    revision: int
    source: str
    named_by: int = reference("employee.id")
    named_at: datetime = Field(sa_type=Moment)
    reason: str = ""


class SeedCommitRow(Row, table=True):
    """One thrower's pledge: the hash of digits and word."""

    __tablename__ = "seed_commit"
    __table_args__ = (UniqueConstraint("source_id", "employee_id"),)

    id: int | None = id_field()
    source_id: int = reference("seed_source.id")
    employee_id: int = reference("employee.id")
    digest: str = Field(max_length=64)
    at: datetime = Field(sa_type=Moment)


class SeedRevealRow(Row, table=True):
    """What a thrower had pledged."""

    __tablename__ = "seed_reveal"
    __table_args__ = (UniqueConstraint("source_id", "employee_id"),)

    id: int | None = id_field()
    source_id: int = reference("seed_source.id")
    employee_id: int = reference("employee.id")
    digits: str
    nonce: str
    at: datetime = Field(sa_type=Moment)


class SampleRow(Row, table=True):
    """A draw: the value of the source and S. A later draw of the same list stands, the earlier stays visible."""

    __tablename__ = "sample"
    __table_args__ = (UniqueConstraint("source_id"), Index("ix_sample_frame_id", "frame_id"))

    id: int | None = id_field()
    frame_id: int = reference("frame.id")
    source_id: int = reference("seed_source.id")
    revision: int
    value: str
    seed: str = Field(max_length=64)
    drawn_by: int = reference("employee.id")
    drawn_at: datetime = Field(sa_type=Moment)


class SampleEmployeeRow(Row, table=True):
    """One employee's threshold: the rank of the first entry left out; null where everything was taken."""

    __tablename__ = "sample_employee"
    __table_args__ = (UniqueConstraint("sample_id", "employee_id"),)

    id: int | None = id_field()
    sample_id: int = reference("sample.id")
    employee_id: int = reference("employee.id")
    sample_size: int
    threshold: str | None = None


class SampleItemRow(Row, table=True):
    """One entry that was drawn: its place in its owner's order, its exact rank, and the handle the auditor sees."""

    __tablename__ = "sample_item"
    __table_args__ = (
        UniqueConstraint("sample_id", "entry_id"),
        UniqueConstraint("handle"),
        Index("ix_sample_item_employee_id", "employee_id"),
        Index("ix_sample_item_entry_id", "entry_id"),
    )

    id: int | None = id_field()
    sample_id: int = reference("sample.id")
    employee_id: int = reference("employee.id")
    entry_id: int = reference("entry.id")
    frame_line_id: int = reference("frame_line.id")
    place_no: int
    desk_order: int
    rank: str
    handle: str = Field(max_length=24)


class RecodingRow(Row, table=True):
    """An auditor's blind judgement.

    Taken back within minutes, it is followed by another revision; the last one speaks.
    """

    __tablename__ = "recoding"
    __table_args__ = (
        UniqueConstraint("sample_item_id", "revision"),
        CheckConstraint("(verdict = 'type') = (work_type_id IS NOT NULL)", name="type_when_typed"),
        CheckConstraint(
            "verdict IN ('type', 'not_sure', 'cannot_tell', 'portrait_unclear', 'taken_back')", name="verdict"
        ),
        Index("ix_recoding_auditor_id_at", "auditor_id", "at"),
    )

    id: int | None = id_field()
    sample_item_id: int = reference("sample_item.id")
    revision: int
    auditor_id: int = reference("employee.id")
    verdict: str = Field(max_length=20)
    work_type_id: int | None = reference("work_type.id", null=True)
    quantity: Any = Field(default=None, sa_type=Scaled(3), nullable=True)
    norm_minutes: Any = Field(default=None, sa_type=Scaled(3), nullable=True)
    claimed_work_type_id: int = reference("work_type.id")
    claimed_quantity: Any = Field(sa_type=Scaled(3))
    claimed_minutes: Any = Field(sa_type=Scaled(3))
    content_lost: bool = False
    note: str = ""
    at: datetime = Field(sa_type=Moment)


class FindingRow(Row, table=True):
    """A disagreement shown to the employee. `over_minutes` is claimed minus found, of either sign."""

    __tablename__ = "finding"
    __table_args__ = (UniqueConstraint("recoding_id"),)

    id: int | None = id_field()
    recoding_id: int = reference("recoding.id")
    employee_id: int = reference("employee.id", index=True)
    entry_id: int = reference("entry.id", index=True)
    day: date
    over_minutes: Any = Field(sa_type=Scaled(3))
    at: datetime = Field(sa_type=Moment)


class FindingAnswerRow(Row, table=True):
    """What the employee said: read, agreed, or appealed with a comment and, if they wish, a type of their own."""

    __tablename__ = "finding_answer"
    __table_args__ = (
        UniqueConstraint("finding_id", "round", "kind"),
        CheckConstraint("kind IN ('read', 'agreed', 'appealed')", name="kind"),
        CheckConstraint("kind <> 'appealed' OR comment <> ''", name="appeal_says_why"),
    )

    id: int | None = id_field()
    finding_id: int = reference("finding.id")
    round: int
    kind: str = Field(max_length=16)
    comment: str = ""
    work_type_id: int | None = reference("work_type.id", null=True)
    quantity: Any = Field(default=None, sa_type=Scaled(3), nullable=True)
    by_id: int = reference("employee.id")
    at: datetime = Field(sa_type=Moment)


class DecisionRow(Row, table=True):
    """Another person's word: what type and quantity stand now, why, and the coding it made (none where nothing
    changed).
    """

    __tablename__ = "decision"
    __table_args__ = (
        UniqueConstraint("finding_id", "revision"),
        CheckConstraint("outcome IN ('changed', 'partly', 'stays')", name="outcome"),
        CheckConstraint("reason <> ''", name="has_reason"),
        CheckConstraint("revision IN (1, 2)", name="at_most_two"),
    )

    id: int | None = id_field()
    finding_id: int = reference("finding.id")
    revision: int
    outcome: str = Field(max_length=16)
    work_type_id: int = reference("work_type.id")
    quantity: Any = Field(sa_type=Scaled(3))
    norm_minutes: Any = Field(sa_type=Scaled(3))
    coding_id: int | None = reference("coding.id", null=True)
    in_trial: bool = False
    by_id: int = reference("employee.id")
    reason: str
    at: datetime = Field(sa_type=Moment)


class SuggestionTrainingRow(Row, table=True):
    """One training of suggestions: who began it, where it stands, what it came to, and the digest of its model.

    `outcome` is empty while it runs, then in_use, not_better, refused (`facts` say why) or failed.
    """

    __tablename__ = "suggestion_training"
    __mutable__ = frozenset({"step", "ended_at", "outcome", "facts", "digest"})

    id: int | None = id_field()
    begun_by: int | None = reference("employee.id", null=True)
    begun_at: datetime = Field(sa_type=Moment)
    step: str = Field(default="", max_length=16)
    ended_at: datetime | None = Field(default=None, sa_type=Moment)
    outcome: str = Field(default="", max_length=16)
    facts: Any = Field(default=None, sa_type=Json, nullable=True)
    digest: str = Field(default="", max_length=16)
