"""Rows of calls: the exchange's own rows, what became of them, and whose extension it was."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, Index, Table, UniqueConstraint
from sqlmodel import Field, SQLModel

from naryad.db import Json, Moment
from naryad.tables import Row, id_field, reference


class CallRow(Row, table=True):
    """What is known of a call beside its entry. Rows that come later extend `seconds`, never a coding."""

    __tablename__ = "call"
    __table_args__ = (Index("ix_call_number_key", "number_key"),)
    __mutable__ = frozenset({"seconds"})

    entry_id: int = reference("entry.id", primary_key=True)
    direction: str = Field(max_length=3)
    number: str = ""
    number_key: str = ""
    party: str = ""
    started_at: datetime = Field(sa_type=Moment)
    seconds: int
    extension: str = ""
    by_hand: bool = False


class PbxRowRow(Row, table=True):
    """One row of the exchange, kept as it came; its key makes an import repeatable."""

    __tablename__ = "pbx_row"
    __table_args__ = (
        UniqueConstraint("source", "uniqueid", "sequence", name="uq_pbx_row_source_uniqueid_sequence"),
        Index("ix_pbx_row_source_linkedid", "source", "linkedid"),
    )

    id: int | None = id_field()
    source: str
    uniqueid: str
    sequence: str
    linkedid: str
    fields: Any = Field(sa_type=Json)
    imported_at: datetime = Field(sa_type=Moment)


class MissedCallRow(Row, table=True):
    """A call nobody talked on: for calling back, never untyped work (rule 11)."""

    __tablename__ = "missed_call"
    __table_args__ = (UniqueConstraint("source", "linkedid", name="uq_missed_call_source_linkedid"),)

    id: int | None = id_field()
    source: str
    linkedid: str
    direction: str = Field(max_length=3)
    number: str = ""
    number_key: str = Field(default="", index=True)
    party: str = ""
    employee_id: int | None = reference("employee.id", null=True)
    started_at: datetime = Field(sa_type=Moment, index=True)
    seconds_waited: int = 0


class MissedCallEndRow(Row, table=True):
    """Why a missed call left the list: called back, or put aside with a reason."""

    __tablename__ = "missed_call_end"
    __table_args__ = (UniqueConstraint("missed_call_id"),)

    id: int | None = id_field()
    missed_call_id: int = reference("missed_call.id")
    by_id: int | None = reference("employee.id", null=True)
    at: datetime = Field(sa_type=Moment)
    reason: str = ""


class ExtensionRow(Row, table=True):
    """Whose telephone an extension was, from one day to another (both included)."""

    __tablename__ = "extension"
    __table_args__ = (
        CheckConstraint("last_day IS NULL OR first_day <= last_day", name="range"),
        Index("ix_extension_source_number", "source", "number"),
    )
    __mutable__ = frozenset({"last_day"})

    id: int | None = id_field()
    source: str
    number: str
    employee_id: int = reference("employee.id")
    first_day: date
    last_day: date | None = None


class CallMatchRow(Row, table=True):
    """A call entered by hand and one from the exchange that may be the same call; counted once until decided."""

    __tablename__ = "call_match"
    __table_args__ = (
        UniqueConstraint("hand_entry_id", "exchange_entry_id", name="uq_call_match_hand_exchange"),
        Index("ix_call_match_exchange_entry_id", "exchange_entry_id"),
    )

    id: int | None = id_field()
    hand_entry_id: int = reference("entry.id")
    exchange_entry_id: int = reference("entry.id")
    found_at: datetime = Field(sa_type=Moment)


class CallMatchDecisionRow(Row, table=True):
    """What the person said about two calls that look like one."""

    __tablename__ = "call_match_decision"
    __table_args__ = (UniqueConstraint("call_match_id"),)

    id: int | None = id_field()
    call_match_id: int = reference("call_match.id")
    is_same: bool
    by_id: int = reference("employee.id")
    at: datetime = Field(sa_type=Moment)


CALL: Table = SQLModel.metadata.tables["call"]
PBX_ROW: Table = SQLModel.metadata.tables["pbx_row"]
MISSED_CALL: Table = SQLModel.metadata.tables["missed_call"]
MISSED_CALL_END: Table = SQLModel.metadata.tables["missed_call_end"]
CALL_MATCH: Table = SQLModel.metadata.tables["call_match"]
CALL_MATCH_DECISION: Table = SQLModel.metadata.tables["call_match_decision"]
