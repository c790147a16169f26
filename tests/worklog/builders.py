"""A small office at work: named people, a short catalog with plain minutes, and doors to what they do."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from sqlmodel import Session

from naryad import journal, staff
from naryad.db import Database
from naryad.office import make_office
from naryad.people import Employee, Role
from naryad.seal import Level, set_seal
from norms.tables.norm import NormApprovalRow, NormRow
from norms.tables.work_type import WorkTypeKindRow, WorkTypeRow
from norms.work_type import Kind, Purpose, TypeCard, Unit
from worklog.actions.call import HandCall, enter_call
from worklog.actions.entry import Chosen, code_entry, record_entry, void_entry
from worklog.call import Direction
from worklog.entry import Entry, NewEntry
from worklog.store.entry import entry_by_id

MOSCOW = ZoneInfo("Europe/Moscow")
FOUNDED = date(2026, 1, 12)
NOW = datetime(2026, 10, 15, 9, 0, tzinfo=UTC)
TODAY = date(2026, 10, 15)

CALLS = frozenset({Kind.CALL_IN, Kind.CALL_OUT})
LETTERS = frozenset({Kind.LETTER_OUT, Kind.LETTER_IN})
CARDS = (
    (TypeCard(code="L5", alias="П5", name_ru="Простое письмо", name_en="Easy letter", kinds=LETTERS), "5"),
    (TypeCard(code="L10", alias="П10", name_ru="Среднее письмо", name_en="Medium letter", kinds=LETTERS), "10"),
    (TypeCard(code="C5", alias="З5", name_ru="Короткий звонок", name_en="Short call", kinds=CALLS), "5"),
    (TypeCard(code="C10", alias="З10", name_ru="Звонок с заказом", name_en="Order by phone", kinds=CALLS), "10"),
    (
        TypeCard(
            code="CM",
            alias="ЗМ",
            name_ru="Долгий звонок",
            name_en="Long call",
            kinds=CALLS,
            unit=Unit.MINUTE,
            unit_places=3,
            quantity_cap=Decimal(40),
        ),
        "1.1",
    ),
    (TypeCard(code="D15", alias="Д15", name_ru="Договор", name_en="Contract", kinds=frozenset({Kind.DOCUMENT})), "15"),
    (
        TypeCard(
            code="T0",
            name_ru="Спасибо",
            name_en="Thanks",
            kinds=LETTERS | CALLS | {Kind.OTHER},
            purpose=Purpose.NO_NORM,
        ),
        "0",
    ),
    (
        TypeCard(
            code="X0",
            name_ru="Другое",
            name_en="Other",
            kinds=CALLS | {Kind.OTHER, Kind.DOCUMENT},
            purpose=Purpose.DESCRIBED,
        ),
        "0",
    ),
    (TypeCard(code="V20", name_ru="Визит", name_en="Visit", kinds=frozenset({Kind.VISIT, Kind.OTHER})), "20"),
)


@dataclass
class Office:
    """One office in one database: Anna and Boris work, Olga is an operator, Vera administers, Gleb is the head."""

    db: Database
    anna: Employee
    boris: Employee
    olga: Employee
    vera: Employee
    gleb: Employee
    types: dict[str, int]

    @contextmanager
    def session(self) -> Iterator[Session]:
        with self.db.writing() as session:
            yield session

    def work(
        self,
        who: Employee,
        code: str | None,
        *,
        kind: Kind = Kind.OTHER,
        on: date = TODAY,
        now: datetime = NOW,
        today: date = TODAY,
        by: Employee | None = None,
        quantity: Decimal | None = None,
        minutes: Decimal | None = None,
        description: str = "",
        late_reason: str | None = None,
    ) -> Entry:
        """Record typed work that counts at once."""
        new = NewEntry(kind=kind, employee_id=who.id, day=on, at=now, title="работа", late_reason=late_reason)
        chosen = Chosen(code, quantity, minutes, description)
        with self.session() as session:
            return record_entry(session, new, chosen, actor=by or who, now=now, today=today)[0]

    def type(self, entry: Entry, code: str, *, by: Employee, now: datetime = NOW, reason: str = "") -> Entry:
        """Give or change the type of an entry."""
        with self.session() as session:
            return code_entry(session, entry.id, Chosen(code), actor=by, now=now, reason=reason)

    def cancel(self, entry: Entry, *, by: Employee, reason: str = "внесено дважды", now: datetime = NOW) -> Entry:
        with self.session() as session:
            return void_entry(session, entry.id, actor=by, reason=reason, now=now)

    def call_by_hand(
        self,
        who: Employee,
        code: str = "C5",
        *,
        by: Employee | None = None,
        at: str = "10:00",
        on: date = TODAY,
        number: str = "+7 495 123-45-67",
        minutes: int = 3,
        is_another: bool = False,
        now: datetime = NOW,
    ) -> Entry:
        """Enter a call that no exchange knows."""
        call = HandCall(who.id, Direction.IN, on, at, number, minutes, is_another=is_another)
        with self.session() as session:
            return enter_call(session, call, Chosen(code), actor=by or who, now=now, zone=MOSCOW)

    def entry(self, entry_id: int) -> Entry:
        with self.session() as session:
            return entry_by_id(session, entry_id)

    def seal(self, first: date, last: date, level: Level, *, who: Employee | None = None) -> None:
        with self.session() as session:
            set_seal(
                session,
                first_day=first,
                last_day=last,
                employee_id=None if who is None else who.id,
                level=level,
                by=self.gleb.id,
                now=NOW,
            )

    def norm(self, code: str, minutes: str, *, starts: date) -> int:
        """Approve another norm of a type from a day on."""
        with self.session() as session:
            return add_norm(session, self.types[code], 2, minutes, starts)


def found(db: Database) -> Office:
    """Make the office with its people and catalog."""
    with db.writing() as session:
        make_office(
            session,
            name="Заря",
            mail_domain="zarya.example",
            timezone="Europe/Moscow",
            currency="RUB",
            language="ru",
            now=datetime(2026, 1, 12, 6, 0, tzinfo=UTC),
            is_demo=True,
        )
        people = [
            _hire(session, "Анна Ильина", "101", Role.EMPLOYEE),
            _hire(session, "Борис Кан", "102", Role.EMPLOYEE),
            _hire(session, "Ольга Мур", "103", Role.EMPLOYEE, Role.OPERATOR),
            _hire(session, "Вера Нил", "104", Role.ADMINISTRATOR),
            _hire(session, "Глеб Орт", "105", Role.HEAD, Role.EMPLOYEE),
        ]
        types = {card.code: _add_type(session, card, minutes) for card, minutes in CARDS}
    return Office(db, *people, types)


def add_norm(session: Session, work_type_id: int, version: int, minutes: str, starts: date) -> int:
    row = NormRow(
        work_type_id=work_type_id,
        version=version,
        effective_from=starts,
        minutes=Decimal(minutes),
        source="приказ",
        proposed_at=NOW,
    )
    session.add(row)
    session.flush()
    assert row.id is not None
    approval = NormApprovalRow(norm_id=row.id, approved_at=NOW, ground="founding")
    session.add(approval)
    journal.record(session, None, "norm.approve", f"norm:{row.id}", NOW, rows=[row, approval])
    return row.id


def _add_type(session: Session, card: TypeCard, minutes: str) -> int:
    row = WorkTypeRow.of(card, introduced_on=FOUNDED, created_by=None, created_at=NOW)
    session.add(row)
    session.flush()
    assert row.id is not None
    kinds = [WorkTypeKindRow(work_type_id=row.id, kind=kind.value) for kind in sorted(card.kinds)]
    session.add_all(kinds)
    journal.record(session, None, "norm.add_type", f"work_type:{row.id}", NOW, rows=[row, *kinds])
    add_norm(session, row.id, 1, minutes, FOUNDED)
    return row.id


def _hire(session: Session, name: str, number: str, *roles: Role) -> Employee:
    return staff.add_employee(
        session,
        name=name,
        email=f"{number}@zarya.example",
        number=number,
        roles=roles,
        employed_from=FOUNDED,
        actor=None,
        now=NOW,
    )
