"""A small office whose months can be worked, closed and corrected: the builder of pay's tests."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from sqlmodel import Session

from naryad import staff
from naryad.days import Period
from naryad.office import make_office, set_setting
from naryad.people import Employee, Role
from norms.actions import found_catalog
from norms.store import catalog
from norms.work_type import Kind
from payroll.accrual import RatePer
from payroll.actions import approve_month, close_month, freeze_month, reopen_month, set_rate
from payroll.closing import Closing, MonthSnapshot
from payroll.payslip import Slip, slip_of
from payroll.store import month_snapshot, person_snapshot
from worklog.actions.day import accept_days
from worklog.actions.entry import Chosen, record_entry
from worklog.actions.recoding import recode_by_finding
from worklog.actions.review import decide_described
from worklog.entry import NewEntry
from worklog.store.entry import last_coding

FOUNDED_ON = date(2026, 8, 3)
_NUMBERS = itertools.count(1)


def noon(day: date) -> datetime:
    """Return a moment of `day`: noon in Moscow."""
    return datetime(day.year, day.month, day.day, 9, 0, tzinfo=UTC)


@dataclass
class PayOffice:
    """People, their work and the steps of months, in the words of the tests. Not a trial office unless told."""

    session: Session
    anna: Employee = field(init=False)
    boris: Employee = field(init=False)
    accountant: Employee = field(init=False)
    head: Employee = field(init=False)
    administrator: Employee = field(init=False)

    @classmethod
    def founded(cls, session: Session, *, trial_until: str | None = None) -> PayOffice:
        """Make the office with the starter catalog from 03.08.2026."""
        office = cls(session)
        now = noon(FOUNDED_ON)
        make_office(
            session,
            name="Заря",
            mail_domain="zarya.example",
            timezone="Europe/Moscow",
            currency="RUB",
            language="ru",
            now=now,
            is_demo=True,
        )
        office.head = office.hire("Орлова Ольга Петровна", "1", Role.HEAD)
        office.accountant = office.hire("Белова Вера Игоревна", "2", Role.ACCOUNTANT)
        office.administrator = office.hire("Котов Пётр Ильич", "3", Role.ADMINISTRATOR)
        office.anna = office.hire("Смирнова Анна Юрьевна", "101", Role.EMPLOYEE)
        office.boris = office.hire("Волков Борис Андреевич", "102", Role.EMPLOYEE)
        found_catalog(session, actor=office.administrator, now=now, today=FOUNDED_ON, effective_from=FOUNDED_ON)
        if trial_until is not None:
            set_setting(session, "trial_until", trial_until, effective_from=FOUNDED_ON, actor=office.head, now=now)
        return office

    def hire(self, name: str, number: str, *roles: Role, position: str = "менеджер") -> Employee:
        return staff.add_employee(
            self.session,
            name=name,
            email=f"{number}@zarya.example",
            number=number,
            roles=roles,
            employed_from=FOUNDED_ON,
            actor=None,
            now=noon(FOUNDED_ON),
            position=position,
        )

    def rate(
        self, amount: str, *, since: date = FOUNDED_ON, today: date = FOUNDED_ON, per: RatePer = RatePer.NORM_MINUTE
    ) -> None:
        """Agree on a rate for the whole office."""
        set_rate(
            self.session,
            self.accountant,
            amount=Decimal(amount),
            per=per,
            effective_from=since,
            now=noon(today),
            today=today,
        )

    def letter(self, by: Employee, code: str, *, on: date) -> int:
        """Record one typed letter and return its entry's id."""
        return self.work(by, Kind.LETTER_OUT, Chosen(code), on=on)

    def described(self, by: Employee, minutes: str, *, on: date) -> int:
        """Record "other, N minutes", which waits for the head."""
        return self.work(
            by, Kind.OTHER, Chosen("OTH", minutes=Decimal(minutes), description="Помогала на складе"), on=on
        )

    def work(self, by: Employee, kind: Kind, chosen: Chosen, *, on: date) -> int:
        new = NewEntry(kind=kind, employee_id=by.id, day=on, at=noon(on), title=f"A-{next(_NUMBERS)}", entered_by=by.id)
        entry, _ = record_entry(self.session, new, chosen, actor=by, now=noon(on), today=on)
        return entry.id

    def accept(self, by: Employee, *days: date) -> None:
        refused = accept_days(
            self.session,
            [(by.id, day) for day in days],
            actor=self.administrator,
            now=noon(max(days) + timedelta(days=5)),
        )
        assert refused == []

    def recode(self, entry_id: int, code: str, *, on: date, reason: str = "по портрету") -> None:
        """Uphold a finding on `on`: the entry gets another type."""
        work_type = catalog(self.session, on).find(code)
        assert work_type is not None
        recode_by_finding(
            self.session,
            entry_id=entry_id,
            work_type_id=work_type.work_type.id,
            quantity=Decimal(1),
            actor=self.head.id,
            reason=reason,
            now=noon(on),
        )

    def approve_described(self, entry_id: int, *, on: date) -> None:
        coding = last_coding(self.session, entry_id)
        assert coding is not None
        decide_described(self.session, coding.id, accepted=True, actor=self.head, now=noon(on))

    def leaves(self, person: Employee, last_day: date) -> None:
        staff.edit_employee(
            self.session,
            person.id,
            name=person.name,
            email=person.email,
            addresses=(),
            employed_to=last_day,
            actor=self.administrator,
            now=noon(last_day),
        )

    def close(self, month: str, *, on: date, only: Employee | None = None) -> Closing:
        """Freeze, approve and close a month on a day."""
        period, who = Period.of_month(month), None if only is None else only.id
        common = {"period": period, "today": on, "employee_id": who}
        freeze_month(self.session, self.accountant, now=noon(on), **common)
        approve_month(self.session, self.head, now=noon(on) + timedelta(hours=1), **common)
        return close_month(self.session, self.accountant, now=noon(on) + timedelta(hours=2), **common)

    def reopen(self, month: str, *, on: date, reason: str = "нашлась ошибка", only: Employee | None = None) -> None:
        reopen_month(
            self.session,
            self.accountant,
            period=Period.of_month(month),
            reason=reason,
            now=noon(on),
            today=on,
            employee_id=None if only is None else only.id,
        )

    def month(self, month: str) -> MonthSnapshot:
        return month_snapshot(self.session, Period.of_month(month))

    def slip(self, month: str, of: Employee) -> Slip:
        return slip_of(person_snapshot(self.session, Period.of_month(month), of.id), of.id)
