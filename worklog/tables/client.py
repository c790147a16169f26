"""Rows of clients and of the addresses and numbers by which work finds them."""

from datetime import datetime

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlmodel import Field

from naryad.db import Moment
from naryad.tables import Row, id_field, reference


class ClientRow(Row, table=True):
    """Somebody outside the office: their letters, calls and documents stand together on one page."""

    __tablename__ = "client"
    __mutable__ = frozenset({"name", "name_key"})

    id: int | None = id_field()
    name: str
    name_key: str = Field(index=True)
    created_at: datetime = Field(sa_type=Moment)
    created_by: int | None = reference("employee.id", null=True)


class ClientContactRow(Row, table=True):
    """A mail address or telephone number of one client; `key` is its normal form."""

    __tablename__ = "client_contact"
    __table_args__ = (
        CheckConstraint("kind IN ('mail', 'phone')", name="kind"),
        UniqueConstraint("kind", "key", name="uq_client_contact_kind_key"),
    )

    id: int | None = id_field()
    client_id: int = reference("client.id", index=True)
    kind: str = Field(max_length=5)
    key: str
    value: str
