"""A database with frozen lists takes the rule of sizes by risk, and keeps every other rule of its rows."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from naryad import migrate

PERSON = (
    "INSERT INTO employee (id, number, name, email, password_hash, language, employed_from, created_at)"
    " VALUES (1, '101', 'Анна Петрова', 'anna@primer.ru', '', 'ru', '2026-01-12', '2026-01-12 09:00:00')"
)
LIST = (
    "INSERT INTO frame (id, period_key, revision, first_day, last_day, size_rule, root, entries_count, norm_minutes,"
    " minutes_a_week, frozen_by, frozen_at, reason) VALUES"
    " ({id}, '{key}', 1, '2026-10-05', '2026-10-11', '{rule}', 'ab', {entries}, 5000, 20, 1, '2026-10-13 09:00:00', '')"
)


def test_lists_frozen_before_stand_and_new_ones_may_go_by_risk(any_empty_url: str) -> None:
    migrate.upgrade(any_empty_url, to="0008")
    engine = sa.create_engine(any_empty_url)
    with engine.begin() as connection:
        connection.exec_driver_sql(PERSON)
        connection.exec_driver_sql(LIST.format(id=1, key="2026-W41", rule="minutes", entries=7))

    migrate.upgrade(any_empty_url)

    with engine.begin() as connection:
        connection.exec_driver_sql(LIST.format(id=2, key="2026-W42", rule="risk", entries=7))
        found = connection.exec_driver_sql("SELECT period_key, size_rule FROM frame ORDER BY id").all()
    assert [tuple(row) for row in found] == [("2026-W41", "minutes"), ("2026-W42", "risk")]
    for wrong in (
        LIST.format(id=3, key="2026-W43", rule="whim", entries=7),
        LIST.format(id=3, key="2026-W43", rule="risk", entries=0),
        LIST.format(id=3, key="2026-W42", rule="risk", entries=7),
    ):
        with pytest.raises(IntegrityError), engine.begin() as connection:
            connection.exec_driver_sql(wrong)
    engine.dispose()
