"""One row of a staff list: the columns, what each may hold, and every way a row can be wrong."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from naryad.errors import DomainError
from naryad.people import Employee, Role


class CellIsEmpty(DomainError):
    code = "cell_is_empty"
    status = 422
    en = "“{column_en}” is empty. Fill it in or remove the row."
    ru = "Не заполнено: «{column_ru}». Заполните или уберите строку."


class CellIsWrong(DomainError):
    code = "cell_is_wrong"
    status = 422
    en = "{column_en}: “{value}” is not usable. {help_en}"
    ru = "{column_ru}: «{value}» не подходит. {help_ru}"


class RowRepeats(DomainError):
    code = "row_repeats"
    status = 422
    en = "{column_en} “{value}” already stands in row {row} of this file. Keep one of the rows."
    ru = "{column_ru} «{value}» уже есть в строке {row} этого файла. Оставьте одну из строк."


class RowDisagrees(DomainError):
    code = "row_disagrees"
    status = 409
    en = (
        "{column_en} “{value}” already belongs to {name} (number {number}, {email}). "
        "Correct the row, or edit that person on their page."
    )
    ru = (
        "{column_ru} «{value}» уже у другого человека: {name} (табельный номер {number}, {email}). "
        "Исправьте строку или данные этого человека на его странице."
    )


@dataclass(frozen=True)
class Column:
    """A column of the list: its headings (the first is the one the sample shows) and whether it must be filled."""

    name: str
    ru: tuple[str, ...]
    en: tuple[str, ...]
    required: bool
    sample: tuple[str, str]


COLUMNS = (
    Column(
        "number",
        ("Табельный номер", "Табельный", "Таб. номер", "Номер"),
        ("Number", "Personnel number"),
        True,
        ("101", "102"),
    ),
    Column(
        "name",
        ("ФИО", "Имя", "Сотрудник", "Фамилия, имя, отчество"),
        ("Name", "Full name", "Employee"),
        True,
        ("Крылова Анна Петровна", "Орлов Борис Ильич"),
    ),
    Column(
        "email",
        ("Почта", "E-mail", "Электронная почта", "Эл. почта"),
        ("Email", "Mail"),
        True,
        ("krylova@example.ru", "orlov@example.ru"),
    ),
    Column("roles", ("Роли", "Роль"), ("Roles", "Role"), False, ("сотрудник", "сотрудник, администратор")),
    Column(
        "position", ("Должность",), ("Position",), False, ("специалист по работе с клиентами", "ведущий специалист")
    ),
    Column("department", ("Подразделение", "Отдел"), ("Department",), False, ("Отдел продаж", "Отдел продаж")),
    Column("fte", ("Доля ставки", "Ставка"), ("Share of full time", "FTE"), False, ("1", "0,5")),
    Column(
        "employed_from",
        ("Работает с", "Принят", "Дата приёма", "Дата приема"),
        ("Employed from", "From"),
        False,
        ("12.01.2026", "12.01.2026"),
    ),
    Column("addresses", ("Другие адреса", "Адреса"), ("Other addresses", "Addresses"), False, ("", "sales@example.ru")),
)
_BY_NAME = {column.name: column for column in COLUMNS}

ROLE_WORDS: dict[str, Role] = {
    "сотрудник": Role.EMPLOYEE,
    "работник": Role.EMPLOYEE,
    "employee": Role.EMPLOYEE,
    "администратор": Role.ADMINISTRATOR,
    "administrator": Role.ADMINISTRATOR,
    "admin": Role.ADMINISTRATOR,
    "бухгалтер": Role.ACCOUNTANT,
    "accountant": Role.ACCOUNTANT,
    "руководитель": Role.HEAD,
    "директор": Role.HEAD,
    "head": Role.HEAD,
    "оператор": Role.OPERATOR,
    "operator": Role.OPERATOR,
}


@dataclass(frozen=True)
class Person:
    """One good row: somebody to take on."""

    row: int
    number: str
    name: str
    email: str
    roles: frozenset[Role]
    position: str
    department: str
    fte: Decimal
    employed_from: date
    addresses: tuple[str, ...]


def person_of(
    row: int, texts: Mapping[str, str], raw: Mapping[str, Any], today: date
) -> tuple[Person | None, list[DomainError]]:
    faults: list[DomainError] = []

    def wrong(name: str, value: str, help_en: str, help_ru: str) -> None:
        column = _BY_NAME[name]
        faults.append(
            CellIsWrong(column_en=column.en[0], column_ru=column.ru[0], value=value, help_en=help_en, help_ru=help_ru)
        )

    for column in COLUMNS:
        if column.required and not texts.get(column.name):
            faults.append(CellIsEmpty(column_en=column.en[0], column_ru=column.ru[0]))
    number, email = texts.get("number", ""), texts.get("email", "").lower()
    if number and not re.fullmatch(r"[\w./-]{1,20}", number):
        wrong("number", number, "Up to 20 letters and digits.", "До 20 букв и цифр.")
    if email and not re.fullmatch(r"[^@\s<>,;]{1,64}@[^@\s<>,;]{1,253}", email):
        wrong("email", email, "Write it as name@example.ru.", "Напишите в виде imya@example.ru.")
    roles = set()
    for word in _words(texts.get("roles", "") or "сотрудник"):
        role = ROLE_WORDS.get(word.casefold())
        if role is None:
            wrong(
                "roles",
                word,
                "Roles: employee, administrator, accountant, head, operator.",
                "Роли: сотрудник, администратор, бухгалтер, руководитель, оператор.",
            )
        else:
            roles.add(role)
    fte = _share(texts.get("fte", "") or "1")
    if fte is None:
        wrong("fte", texts["fte"], "A number above 0 and up to 2, such as 0.5.", "Число больше 0 и не больше 2: 0,5.")
    begins = _day(raw.get("employed_from"), today)
    if begins is None:
        wrong("employed_from", texts["employed_from"], "Write it as 01.12.2026.", "Напишите в виде 01.12.2026.")
    addresses = tuple(address.lower() for address in _words(texts.get("addresses", "")))
    for address in addresses:
        if not re.fullmatch(r"[^@\s<>,;]{1,64}@[^@\s<>,;]{1,253}", address):
            wrong("addresses", address, "Write it as name@example.ru.", "Напишите в виде imya@example.ru.")
    if faults or fte is None or begins is None:
        return None, faults
    name = " ".join(texts["name"].split())
    position, department = texts.get("position", ""), texts.get("department", "")
    return Person(row, number, name, email, frozenset(roles), position, department, fte, begins, addresses), []


def against(people: Iterable[Person], known: Sequence[Employee]) -> Iterable[tuple[Person, DomainError | None, bool]]:
    """Set every row against the rows above it and the people of the office."""
    numbers = {one.number: one for one in known}
    emails = {one.email: one for one in known}
    seen: dict[tuple[str, str], int] = {}
    for person in people:
        fault: DomainError | None = None
        for name, value in (("number", person.number), ("email", person.email)):
            column = _BY_NAME[name]
            if (name, value) in seen and fault is None:
                fault = RowRepeats(column_en=column.en[0], column_ru=column.ru[0], value=value, row=seen[name, value])
            seen.setdefault((name, value), person.row)
        by_number, by_email = numbers.get(person.number), emails.get(person.email)
        if fault is None and by_number is not by_email:
            name = "number" if by_number is not None else "email"
            owner = by_number or by_email
            assert owner is not None
            column = _BY_NAME[name]
            fault = RowDisagrees(
                column_en=column.en[0],
                column_ru=column.ru[0],
                value=person.number if name == "number" else person.email,
                name=owner.name,
                number=owner.number,
                email=owner.email,
            )
        yield person, fault, by_number is not None


def text_of(cell: Any) -> str:
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime | date):
        return cell.strftime("%d.%m.%Y")
    return " ".join(str(cell).split())


def plain(title: str) -> str:
    return re.sub(r"[^\w]+", "", title.casefold()).replace("ё", "е")


def _words(text: str) -> list[str]:
    return [word for word in re.split(r"[,;\s]+", text) if word]


def _share(text: str) -> Decimal | None:
    try:
        share = Decimal(text.replace(",", "."))
    except InvalidOperation:
        return None
    if not share.is_finite() or not Decimal(0) < share <= 2 or share != share.quantize(Decimal("0.01")):
        return None
    return share


def _day(cell: Any, today: date) -> date | None:
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    text = text_of(cell)
    if not text:
        return today
    for form in ("%d.%m.%Y", "%Y-%m-%d", "%d.%m.%y", "%d/%m/%Y"):
        try:
            return datetime.strptime(text, form).date()  # noqa: DTZ007 -- a calendar day, no moment
        except ValueError:
            continue
    return None
