"""A company of 25 people in its November: everything that a month of pay can hold, worked and closed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlmodel import Session

from naryad import staff
from naryad.days import Period
from naryad.office import set_setting
from naryad.people import Employee, Role
from norms.work_type import Kind
from payroll.actions.jobs import accept_job, draft_job
from payroll.actions.pay_terms import set_hourly, set_scheme
from payroll.actions.timesheet import enter_timesheet, fill_timesheet
from payroll.job import JobKind, JobMember, JobTerms, Price
from payroll.pay_terms import PremiumBase, PremiumTerm, SchemeTerms
from payroll.rules.crew import SharedBy
from payroll.rules.premium import PlanPremium
from payroll.rules.progressive import Band, Progression
from tests.payroll.office import FOUNDED_ON, PayOffice, noon
from worklog.actions.entry import Chosen

OCTOBER, NOVEMBER = Period(2026, 10), Period(2026, 11)
CLOSED_ON = {OCTOBER: date(2026, 11, 2), NOVEMBER: date(2026, 12, 2)}
WORKDAYS = tuple(date(2026, 11, day) for day in (2, 3, 5, 6, 9, 10, 11, 12, 13, 16))
HOLIDAY = date(2026, 11, 4)
SURNAMES = (
    "Абрамова", "Беляева", "Виноградова", "Гусева", "Давыдова", "Ершова", "Жукова", "Зайцева", "Иванова", "Комарова",
    "Лебедева", "Максимова", "Никитина", "Осипова", "Полякова", "Романова", "Сафонова", "Тихонова", "Уварова",
    "Фролова",
)  # fmt: skip


@dataclass
class Company:
    """The people by what their month shows; 25 with the three of the office and the two it began with."""

    office: PayOffice
    hired: Employee
    leaver: Employee
    part_time: Employee
    night: Employee
    holiday: Employee
    idle: Employee
    overtime: Employee
    corrected: Employee
    topped_up: Employee
    premium: Employee
    crew: tuple[Employee, ...]
    everybody: tuple[Employee, ...]

    @classmethod
    def of(cls, session: Session) -> Company:
        """Found it, work October and November, close both."""
        office = PayOffice.founded(session)
        people = [_hire(office, number, surname) for number, surname in enumerate(SURNAMES, start=201)]
        workers = [office.anna, office.boris, *people]
        company = cls(
            office=office,
            hired=people[19],
            leaver=people[18],
            part_time=people[17],
            night=people[0],
            holiday=people[1],
            idle=people[2],
            overtime=people[3],
            corrected=people[4],
            topped_up=people[5],
            premium=people[6],
            crew=tuple(people[7:10]),
            everybody=(office.head, office.accountant, office.administrator, *workers),
        )
        company._agree()
        late = company._october()
        office.recode(late, "L60", on=date(2026, 11, 12))
        company._november()
        company._job()
        office.close("2026-11", on=CLOSED_ON[NOVEMBER])
        return company

    def _agree(self) -> None:
        """Set rates, tariffs and schemes as the company's acts say."""
        office = self.office
        office.rate("5")
        for name, value in (("timesheet", "kept"), ("holiday_sum", "500"), ("regional_coefficient", "1.15")):
            set_setting(office.session, name, value, effective_from=FOUNDED_ON, actor=office.head, now=noon(FOUNDED_ON))
        for person, what, amount in (
            (self.night, "tariff", "220"),
            (self.idle, "average", "310.50"),
            (self.premium, "tariff", "240"),
        ):
            set_hourly(
                office.session,
                office.accountant,
                employee_id=person.id,
                what=what,
                amount=Decimal(amount),
                effective_from=FOUNDED_ON,
                source="трудовой договор",
                now=noon(FOUNDED_ON),
            )
        monthly = PremiumTerm("Ежемесячная", PremiumBase.TARIFF, PlanPremium(Decimal(15)), "Положение о премировании")
        bands = Progression((Band(Decimal(100), Decimal("1.5")),))
        set_scheme(
            office.session,
            office.accountant,
            terms=SchemeTerms("прогрессивно-премиальная", bands, (monthly,)),
            effective_from=FOUNDED_ON,
            ground="приказ № 4",
            now=noon(FOUNDED_ON),
            today=FOUNDED_ON,
            employee_id=self.premium.id,
        )

    def _october(self) -> int:
        """Work a day of October, close it, and return a letter that was typed wrongly."""
        office, day = self.office, date(2026, 10, 15)
        letters = [office.letter(person, "L25", on=day) for person in self.everybody[3:-1]]
        for person in self.everybody[3:-1]:
            office.accept(person, day)
        fill_timesheet(office.session, office.accountant, period=OCTOBER, now=noon(CLOSED_ON[OCTOBER]))
        office.close("2026-10", on=CLOSED_ON[OCTOBER])
        return letters[self.everybody[3:-1].index(self.corrected)]

    def _november(self) -> None:
        """Work November and keep its timesheet."""
        office = self.office
        office.leaves(self.leaver, date(2026, 11, 16))
        for person in self.everybody[3:]:
            self._work(person)
        fill_timesheet(office.session, office.accountant, period=NOVEMBER, now=noon(CLOSED_ON[NOVEMBER]))
        cells = {
            (self.night.id, date(2026, 11, 9)): "Я8/Н6",
            (self.holiday.id, HOLIDAY): "РВ 6",
            (self.idle.id, date(2026, 11, 10)): "РП8",
            (self.idle.id, date(2026, 11, 11)): "Я4/РП4",
            (self.overtime.id, date(2026, 11, 5)): "Я8/С3",
            (office.boris.id, date(2026, 11, 20)): "Б",
        }
        cells |= {(self.premium.id, day): "ОТ" for day in NOVEMBER.days() if day.day > 16 and day.weekday() < 5}
        entered = enter_timesheet(
            office.session, office.accountant, period=NOVEMBER, cells=cells, now=noon(CLOSED_ON[NOVEMBER])
        )
        assert entered.problems == ()

    def _job(self) -> None:
        """Let three of them move the archive for one price, by КТУ × days."""
        first, second, third = self.crew
        terms = JobTerms(
            kind=JobKind.CREW,
            title="Наряд на бригаду",
            number="7",
            dated_on=date(2026, 11, 27),
            content="Переезд архива в новое помещение",
            first_day=date(2026, 11, 17),
            last_day=date(2026, 11, 27),
            price=Price(Decimal(20_000), source="приказ № 21"),
            shared_by=SharedBy.COEFFICIENT_DAYS,
            members=(
                JobMember(first.id, Decimal("1.2"), "старшая в бригаде", days=Decimal(9), hours=Decimal(72)),
                JobMember(second.id, days=Decimal(9), hours=Decimal(72)),
                JobMember(third.id, Decimal("0.9"), "стажёр", days=Decimal(7), hours=Decimal(56)),
            ),
        )
        office, now = self.office, noon(date(2026, 11, 30))
        job = draft_job(office.session, office.accountant, terms, now=now)
        accept_job(office.session, office.head, job.id, seen=1, now=now, today=date(2026, 11, 30))

    def _work(self, person: Employee) -> None:
        """Take calls on the days a person was there: enough to pass the minimum wage, but for one of them."""
        office = self.office
        days = [day for day in WORKDAYS if person.is_employed_on(day)]
        calls = Chosen("C15", quantity=Decimal(4 if person.id == self.topped_up.id else 44))
        for day in days:
            office.work(person, Kind.CALL_IN, calls, on=day)
        if person.id == self.holiday.id:
            days.append(HOLIDAY)
            office.letter(person, "L25", on=HOLIDAY)
        office.accept(person, *days)


def _hire(office: PayOffice, number: int, surname: str) -> Employee:
    """Take a person on: the last in November, the last but two at half time."""
    return staff.add_employee(
        office.session,
        name=f"{surname} Мария Сергеевна",
        email=f"{number}@zarya.example",
        number=str(number),
        roles=(Role.EMPLOYEE,),
        employed_from=date(2026, 11, 3) if number == 220 else FOUNDED_ON,
        actor=None,
        now=noon(FOUNDED_ON),
        position="специалист по работе с клиентами",
        department="Отдел продаж" if number % 2 else "Служба поддержки",
        fte=Decimal("0.5") if number == 218 else Decimal(1),
    )
