"""What the gate remembers of the office while nobody changes it: the catalog of the day, and whose an address is."""

from __future__ import annotations

from datetime import date

from sqlmodel import Session

from naryad.people import Employee
from naryad.remembered import remembered
from norms import store as norms_store
from norms.catalog import Catalog
from worklog.actions.letter import employee_of_sender


class Memory:
    """A type retired, a norm approved or a person gone a moment ago, by whatever process, is seen by the next letter:

    what the writer remembers is asked inside the transaction that records a batch, and only there.
    """

    def __init__(self) -> None:
        self._glimpsed: dict[tuple[str, date], Employee] = {}

    def begin(self, session: Session) -> None:
        """Forget whose addresses were seen, if that may have changed; to be called first in a batch."""
        self._glimpsed = remembered(session, "authors glimpsed", dict)

    def catalog(self, session: Session, day: date) -> Catalog:
        return remembered(session, ("catalog", day), lambda: norms_store.catalog(session, day))

    def author(self, session: Session, address: str, day: date) -> Employee:
        """Return whose letters come from `address`; raises as `employee_of_sender` does."""
        found = remembered(session, ("author", address, day), lambda: employee_of_sender(session, address, day))
        self._glimpsed[address, day] = found
        return found

    def glimpse(self, address: str, day: date) -> Employee | None:
        """Return whose address it was when last looked at, outside any transaction; the batch asks `author` again."""
        return self._glimpsed.get((address, day))
