"""Rows added and changed many at a time are the same rows, with the same fingerprints, as those of the models."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

from sqlmodel import select

from naryad import journal, verification
from naryad.db import Database
from naryad.rows import ROWS_IN_ONE_STATEMENT, AddedRow, add_rows, change_rows, next_ids, rows_among
from naryad.tables import (
    EmployeeAddressRow,
    EmployeeRow,
    EmploymentRow,
    JournalRow,
    OfficeSettingRow,
    Row,
    SignInAttemptRow,
)

NOON = datetime(2026, 10, 15, 9, 0, 0, 123456, tzinfo=UTC)
MANY = ROWS_IN_ONE_STATEMENT * 2 + 3


def employee(number: int) -> dict[str, Any]:
    return {
        "id": number, "number": str(number), "name": f"Анна {number}", "email": f"a{number}@office.example",
        "password_hash": None, "language": "ru", "employed_from": date(2026, 9, 1), "employed_to": None,
        "created_at": NOON.astimezone(timezone(timedelta(hours=3))),
    }  # fmt: skip


def employment(number: int, fte: str) -> dict[str, Any]:
    return {
        "id": number, "employee_id": number, "effective_from": date(2026, 9, 1), "position": "Клерк",
        "department": "", "fte": Decimal(fte), "set_by": None, "set_at": NOON,
    }  # fmt: skip


def test_rows_added_together_are_read_back_as_they_were_given(any_db: Database) -> None:
    with any_db.writing() as session:
        add_rows(session, EmployeeRow, [employee(number) for number in range(1, MANY + 1)])
        add_rows(session, EmploymentRow, [employment(1, "1.00"), employment(2, "0.35")])

    with any_db.reading() as session:
        people = [(row.created_at, row.employed_from, row.name[:4]) for row in session.exec(select(EmployeeRow))]
        shares = session.exec(select(EmploymentRow.fte).order_by(EmploymentRow.id)).all()  # type: ignore[arg-type]
    assert len(people) == MANY
    assert set(people) == {(NOON, date(2026, 9, 1), "Анна")}
    assert [str(share) for share in shares] == ["1.00", "0.35"]


def test_numbers_known_beforehand_follow_those_already_given(any_db: Database) -> None:
    with any_db.writing() as session:
        [ids, attempts] = next_ids(session, (EmployeeRow, 2), (SignInAttemptRow, 0))
        add_rows(session, EmployeeRow, [employee(number) for number in ids])
    with any_db.writing() as session:
        [following, _] = next_ids(session, (EmployeeRow, 1), (SignInAttemptRow, 1))
        add_rows(session, EmployeeRow, [employee(number) for number in following])

    assert (list(ids), list(attempts), list(following)) == ([1, 2], [], [3])


def test_rows_changed_together_keep_their_other_columns(any_db: Database) -> None:
    with any_db.writing() as session:
        add_rows(session, EmployeeRow, [employee(1), employee(2), employee(3)])

        change_rows(
            session,
            EmployeeRow,
            [{"id": 1, "name": "Вера", "password_hash": None}, {"id": 3, "name": "Глеб", "password_hash": None}],
        )

    with any_db.reading() as session:
        names = session.exec(select(EmployeeRow.name).order_by(EmployeeRow.number)).all()
    assert names == ["Вера", "Анна 2", "Глеб"]


def test_the_fingerprint_of_values_is_that_of_the_row_read_back(any_db: Database) -> None:
    setting = {
        "id": 1, "name": "a", "value": {"б": [1, True, None]}, "effective_from": date(2026, 9, 1), "set_by": None,
        "set_at": NOON,
    }  # fmt: skip
    added = [
        AddedRow(EmployeeRow, employee(1)),
        AddedRow(EmploymentRow, employment(1, "0.35")),
        AddedRow(OfficeSettingRow, setting),
    ]
    with any_db.writing() as session:
        for each in added:
            add_rows(session, each.row, [each.values])

    with any_db.reading() as session:
        rows: list[Row] = [session.exec(select(each.row)).one() for each in added]
        found = [(row.place(), row.fingerprint()) for row in rows]
    assert found == [(each.place(), each.fingerprint()) for each in added]


def test_lines_journalled_together_are_found_in_order_by_verification(any_db: Database) -> None:
    added = [AddedRow(EmployeeRow, employee(1)), AddedRow(EmployeeRow, employee(2))]
    with any_db.writing() as session:
        add_rows(session, EmployeeRow, [each.values for each in added])
        lines = [journal.Line(None, "staff.add", each.place(), {"number": 1}, [each]) for each in added]
        journal.record_all(session, lines, NOON)
        journal.seal_journal(session)

    with any_db.reading() as session:
        assert [row.subject for row in session.exec(select(JournalRow).order_by(JournalRow.id))] == [  # type: ignore[arg-type]
            "employee:1",
            "employee:2",
        ]
        assert list(verification.troubles(session)) == []


def test_rows_are_looked_up_by_several_columns_in_their_index(any_db: Database) -> None:
    with any_db.writing() as session:
        add_rows(session, EmployeeRow, [employee(1), employee(2)])
        add_rows(session, EmployeeAddressRow, [{"employee_id": 1, "address": "a"}, {"employee_id": 2, "address": "b"}])

        wanted = [{"employee_id": 1, "address": "a"}, {"employee_id": 1, "address": "b"}]
        found = rows_among(session, EmployeeAddressRow, ("employee_id", "address"), wanted)

    assert found == [(1, "a")]
