"""Who works in the demo office, on what terms, and how they sign in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from sqlmodel import Session

from naryad import access, staff
from naryad.office import make_office
from naryad.people import Employee, Role

DOMAIN = "zarya.example"
PASSWORD = "demo-naryad"
HIRED = date(2026, 3, 2)
HALF = Decimal("0.5")
"""The share of full time of those who write letters and take calls: they come in for four hours."""


@dataclass(frozen=True)
class Person:
    """A person of the demo: `accuracy` is the share of work they type as it is."""

    name: str
    login: str
    number: str
    position: str
    department: str
    roles: tuple[Role, ...]
    extension: str = ""
    accuracy: float = 1.0
    letters_a_day: int = 0
    fte: Decimal = Decimal(1)

    @property
    def email(self) -> str:
        return f"{self.login}@{DOMAIN}"

    @property
    def works(self) -> bool:
        return self.letters_a_day > 0


PEOPLE = (
    Person("Савельева Дина Марковна", "dina", "1", "директор", "Дирекция", (Role.HEAD,)),
    Person("Лисицын Глеб Ильич", "gleb", "2", "администратор норм", "Дирекция", (Role.ADMINISTRATOR,)),
    Person("Кимова Вера Петровна", "vera", "3", "бухгалтер", "Бухгалтерия", (Role.ACCOUNTANT,)),
    Person("Ночнова Яна Олеговна", "yana", "4", "оператор", "Поддержка", (Role.OPERATOR, Role.EMPLOYEE)),
    Person(
        "Белова Анна Игоревна",
        "anna",
        "101",
        "специалист по работе с клиентами",
        "Продажи",
        (Role.EMPLOYEE,),
        "201",
        0.97,
        9,
        HALF,
    ),
    Person(
        "Орлов Борис Андреевич",
        "boris",
        "102",
        "специалист по работе с клиентами",
        "Продажи",
        (Role.EMPLOYEE,),
        "202",
        0.80,
        10,
        HALF,
    ),
    Person(
        "Гусева Полина Сергеевна",
        "polina",
        "103",
        "старший специалист",
        "Продажи",
        (Role.EMPLOYEE,),
        "203",
        0.96,
        7,
        HALF,
    ),
    Person(
        "Тихонов Егор Романович",
        "egor",
        "104",
        "специалист поддержки",
        "Поддержка",
        (Role.EMPLOYEE,),
        "204",
        0.93,
        7,
        HALF,
    ),
    Person(
        "Рябинина Ольга Львовна",
        "olga",
        "105",
        "специалист поддержки",
        "Поддержка",
        (Role.EMPLOYEE,),
        "205",
        0.98,
        8,
        HALF,
    ),
    Person(
        "Зуев Кирилл Денисович",
        "kirill",
        "106",
        "специалист поддержки",
        "Поддержка",
        (Role.EMPLOYEE,),
        "206",
        0.90,
        6,
        HALF,
    ),
)


def move_in(session: Session, now: datetime) -> dict[str, Employee]:
    """Make the demo office with its people, and return them by login."""
    make_office(
        session,
        name="Заря",
        mail_domain=DOMAIN,
        timezone="Europe/Moscow",
        currency="RUB",
        language="ru",
        now=now,
        is_demo=True,
    )
    hired: dict[str, Employee] = {}
    for person in PEOPLE:
        employee = staff.add_employee(
            session,
            name=person.name,
            email=person.email,
            number=person.number,
            roles=person.roles,
            employed_from=HIRED,
            position=person.position,
            department=person.department,
            fte=person.fte,
            actor=None,
            now=now,
        )
        access.set_password(session, employee.id, PASSWORD, actor=None, now=now)
        hired[person.login] = employee
    return hired
