"""The gate remembers the catalog and the people between letters, and forgets them the moment anybody changes them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from sqlmodel import Session, select

from naryad import staff
from naryad.db import Database
from naryad.tables import EmployeeAddressRow
from norms.tables.norm import NormApprovalRow, NormRow
from norms.tables.work_type import WorkTypeRow

pytestmark = pytest.mark.mail

TODAY = date(2026, 10, 15)


class Program:
    """A mail program that keeps its connection: whatever the gate remembers of it, it may remember."""

    def __init__(self, gate: Any, sender: str = "anna@office.example") -> None:
        self.client, self.sender, self.count = gate.client(), sender, 0
        self.client.ehlo("mail.program")

    def send(self, code: str) -> tuple[int, str]:
        self.count += 1
        answer, text = self.client.mail(self.sender)
        if answer == 250:
            self.client.rcpt("pavel@client.example")
            raw = f"Subject: [#{code}] Offer\r\nMessage-ID: <{self.count}@x>\r\n\r\nDear Pavel\r\n"
            answer, text = self.client.data(raw.encode())
        self.client.rset()
        return answer, text.decode()


def change_elsewhere(office: Any, change: Callable[[Session], None]) -> None:
    """Make a change over connections of its own, as another process does."""
    other = Database(office.database.url)
    with other.writing() as session:
        change(session)
    other.dispose()


def work_type(session: Session, code: str) -> WorkTypeRow:
    return session.exec(select(WorkTypeRow).where(WorkTypeRow.code == code)).one()


@pytest.fixture
def program(start_gate: Any, any_office: Any, hop: Any) -> Program:
    return Program(start_gate(within=any_office, next_hop=f"smtp://127.0.0.1:{hop.port}"))


def test_a_type_retired_a_moment_ago_is_refused_to_the_next_letter(program: Program, any_office: Any) -> None:
    def retire(session: Session) -> None:
        work_type(session, "L10").retired_on = TODAY

    before = program.send("L10")
    change_elsewhere(any_office, retire)
    after = program.send("L10")

    assert before[0] == 250
    assert after[0] == 550
    assert "Work type L10 is not in use on this day, not sent" in after[1]


def test_a_norm_approved_a_moment_ago_is_that_of_the_next_letter(program: Program, any_office: Any) -> None:
    def approve(session: Session) -> None:
        norm = NormRow(
            work_type_id=work_type(session, "L10").id or 0, version=2, effective_from=TODAY, minutes=12,
            source="order 2", proposed_at=any_office.clock(),
        )  # fmt: skip
        session.add(norm)
        session.flush()
        session.add(NormApprovalRow(norm_id=norm.id or 0, approved_at=any_office.clock(), ground="founding"))

    program.send("L10")
    change_elsewhere(any_office, approve)
    program.send("L10")

    assert [int(minutes) for minutes in any_office.minutes()] == [10, 12]


def test_a_type_added_a_moment_ago_can_be_used_by_the_next_letter(program: Program, any_office: Any) -> None:
    def rename(session: Session) -> None:
        work_type(session, "L25").alias = "NEW"

    before = program.send("NEW")
    change_elsewhere(any_office, rename)
    after = program.send("NEW")

    assert (before[0], after[0]) == (550, 250)


def test_somebody_who_left_a_moment_ago_sends_nothing_more(program: Program, any_office: Any) -> None:
    def leave(session: Session) -> None:
        anna = any_office.anna
        staff.edit_employee(
            session, anna.id, name=anna.name, email=anna.email, addresses=anna.addresses,
            employed_to=date(2026, 10, 14), actor=None, now=any_office.clock(),
        )  # fmt: skip

    before = program.send("L10")
    change_elsewhere(any_office, leave)
    after = program.send("L10")

    assert before[0] == 250
    assert after[0] == 550
    assert "Anna is not employed on 15.10.2026" in after[1]
    assert len(any_office.minutes()) == 1


def test_an_address_that_became_somebody_elses_too_names_nobody_any_more(program: Program, any_office: Any) -> None:
    def share(session: Session) -> None:
        session.add(EmployeeAddressRow(employee_id=any_office.boris.id, address="anna@office.example"))

    before = program.send("L10")
    change_elsewhere(any_office, share)
    after = program.send("L10")

    assert before[0] == 250
    assert after[0] == 550
    assert "belongs to several people" in after[1]
