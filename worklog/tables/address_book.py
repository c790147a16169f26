"""What each person's address book was last given, so that the page can say what has changed since."""

from datetime import datetime
from typing import Any

from sqlmodel import Field

from naryad.db import Json, Moment
from naryad.tables import Row, reference


class AddressBookRow(Row, table=True):
    """The last time a person took the type addresses: code -> digest of the card."""

    __tablename__ = "address_book"
    __unjournalled__ = True  # a note for the person's own page, no fact about work or pay
    __mutable__ = frozenset({"taken_at", "cards"})

    employee_id: int = reference("employee.id", primary_key=True)
    taken_at: datetime = Field(sa_type=Moment)
    cards: Any = Field(sa_type=Json)
