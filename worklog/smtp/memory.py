"""What the gate remembers of the office while nobody changes it: the catalog of the day, and whose an address is."""

from __future__ import annotations

from datetime import date

from sqlmodel import Session

from naryad.db import Database
from naryad.people import Employee
from norms import store as norms_store
from norms.catalog import Catalog
from worklog.actions.letter import employee_of_sender


class Memory:
    """Each batch of letters first asks whether anything was changed since; then everything is read anew.

    So a type retired, a norm approved or a person gone a moment ago, by whatever process, is seen by the next letter.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._mark: object = None
        self._catalogs: dict[date, Catalog] = {}
        self._authors: dict[tuple[str, date], Employee] = {}
        self._glimpsed: dict[tuple[str, date], Employee] = {}

    def begin(self, session: Session) -> None:
        """Forget what may have changed; to be called first in the transaction of a batch."""
        mark = self._database.mark(session)
        if mark != self._mark:
            self._mark = mark
            self._catalogs = {}
            self._authors = {}
            self._glimpsed = {}

    def catalog(self, session: Session, day: date) -> Catalog:
        known = self._catalogs.get(day)
        if known is None:
            known = self._catalogs[day] = norms_store.catalog(session, day)
        return known

    def author(self, session: Session, address: str, day: date) -> Employee:
        """Return whose letters come from `address`; raises as `employee_of_sender` does."""
        known = self._authors.get((address, day))
        if known is None:
            known = self._authors[address, day] = employee_of_sender(session, address, day)
            self._glimpsed[address, day] = known
        return known

    def glimpse(self, address: str, day: date) -> Employee | None:
        """Return whose address it was when last looked at, outside any transaction; the batch asks `author` again."""
        return self._glimpsed.get((address, day))
