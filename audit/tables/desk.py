"""Rows of the desk: works laid before auditors, answers on works of known type, what stands, and second opinions."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlmodel import Field

from naryad.db import Moment, Scaled
from naryad.tables import Row, id_field, reference


class LaidWorkRow(Row, table=True):
    """A work laid on one auditor's desk, under a handle of its own, so that nobody can compare desks.

    `sample_item_id` is null for a work of known type.
    """

    __tablename__ = "laid_work"
    __table_args__ = (
        UniqueConstraint("handle"),
        UniqueConstraint("auditor_id", "sample_item_id"),
        Index("ix_laid_work_sample_item_id", "sample_item_id"),
    )

    id: int | None = id_field()
    auditor_id: int = reference("employee.id")
    entry_id: int = reference("entry.id")
    sample_item_id: int | None = reference("sample_item.id", null=True)
    handle: str = Field(max_length=24)
    at: datetime = Field(sa_type=Moment)


class KnownAnswerRow(Row, table=True):
    """What an auditor found of a work of known type, beside what is right; taken back, it is followed by another
    revision.

    That a laid work is one of these is written down only with the answer, so that no reader of the journal knows it
    before.
    """

    __tablename__ = "known_answer"
    __table_args__ = (
        UniqueConstraint("laid_work_id", "revision"),
        CheckConstraint("(verdict = 'type') = (work_type_id IS NOT NULL)", name="type_when_typed"),
        CheckConstraint(
            "verdict IN ('type', 'not_sure', 'cannot_tell', 'portrait_unclear', 'taken_back')", name="verdict"
        ),
        CheckConstraint("known_by IN ('decision', 'agreement')", name="known_by"),
    )

    id: int | None = id_field()
    laid_work_id: int = reference("laid_work.id")
    revision: int
    known_by: str = Field(max_length=16)
    sample_item_id: int = reference("sample_item.id")
    right_work_type_id: int = reference("work_type.id")
    right_quantity: Any = Field(sa_type=Scaled(3))
    right_minutes: Any = Field(sa_type=Scaled(3))
    verdict: str = Field(max_length=20)
    work_type_id: int | None = reference("work_type.id", null=True)
    quantity: Any = Field(default=None, sa_type=Scaled(3), nullable=True)
    norm_minutes: Any = Field(default=None, sa_type=Scaled(3), nullable=True)
    at: datetime = Field(sa_type=Moment)


class JudgementRow(Row, table=True):
    """Which blind judgement of a drawn work stands, and why; the last revision speaks."""

    __tablename__ = "judgement"
    __table_args__ = (
        UniqueConstraint("sample_item_id", "revision"),
        Index("ix_judgement_recoding_id", "recoding_id"),
        CheckConstraint("ground IN ('alone', 'agreed', 'adjudicated', 'split', 'taken_back')", name="ground"),
        CheckConstraint("(ground = 'taken_back') = (recoding_id IS NULL)", name="stands_on_a_recoding"),
    )

    id: int | None = id_field()
    sample_item_id: int = reference("sample_item.id")
    revision: int
    ground: str = Field(max_length=16)
    recoding_id: int | None = reference("recoding.id", null=True)
    at: datetime = Field(sa_type=Moment)


class SecondStratumRow(Row, table=True):
    """How many drawn works of one claimed type get a second opinion in any case (Neyman's allocation)."""

    __tablename__ = "second_stratum"
    __table_args__ = (
        UniqueConstraint("sample_id", "code"),
        CheckConstraint("chosen_count >= 0 AND chosen_count <= works_count", name="chosen"),
    )

    id: int | None = id_field()
    sample_id: int = reference("sample.id")
    code: str
    works_count: int
    spread_minutes: Any = Field(sa_type=Scaled(3))
    chosen_count: int
    at: datetime = Field(sa_type=Moment)


class SecondChoiceRow(Row, table=True):
    """A drawn work that could get a second opinion by lot, and whether it does."""

    __tablename__ = "second_choice"
    __table_args__ = (UniqueConstraint("sample_item_id"), Index("ix_second_choice_sample_id", "sample_id"))

    id: int | None = id_field()
    sample_id: int = reference("sample.id")
    sample_item_id: int = reference("sample_item.id")
    is_chosen: bool
