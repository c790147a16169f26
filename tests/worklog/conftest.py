"""The office of the worklog's tests, on the embedded database and on both."""

from __future__ import annotations

import pytest

from naryad.db import Database
from tests.worklog.builders import Office, found


@pytest.fixture
def office(database: Database) -> Office:
    """A small office on SQLite."""
    return found(database)


@pytest.fixture
def any_office(any_db: Database) -> Office:
    """The same office on each kind of database in turn."""
    return found(any_db)
