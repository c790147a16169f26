"""People of the office in the database: reading them, taking them on, their roles, addresses and positions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal

from sqlmodel import Session, col, delete, func, select

from naryad import journal
from naryad.errors import DomainError
from naryad.people import Employee, Role, require
from naryad.person import PersonIsWrong, check_address, check_person
from naryad.tables import EmployeeAddressRow, EmployeeRoleRow, EmployeeRow, EmploymentRow


class NoSuchEmployee(DomainError):
    code = "no_such_employee"
    status = 404
    en = "There is no employee “{who}”. Look for the right number or address in the staff list."
    ru = "Сотрудника «{who}» нет. Найдите верный номер или адрес в списке сотрудников."


class NumberIsTaken(DomainError):
    code = "number_is_taken"
    status = 409
    en = "Personnel number {number} already belongs to {name}. Give another one."
    ru = "Табельный номер {number} уже у сотрудника {name}. Укажите другой."


class EmailIsTaken(DomainError):
    code = "email_is_taken"
    status = 409
    en = "{email} already signs {name} in. Give another address."
    ru = "С адресом {email} уже входит {name}. Укажите другой адрес."


class LastAdministrator(DomainError):
    code = "last_administrator"
    status = 409
    en = "{name} is the last administrator: give the role to somebody else first."
    ru = "{name} — последний администратор: сначала дайте эту роль кому-нибудь ещё."


def employee_of(session: Session, employee_id: int) -> Employee:
    """Return one person.

    Raises:
        NoSuchEmployee: there is none with this id.
    """
    row = session.get(EmployeeRow, employee_id)
    if row is None:
        raise NoSuchEmployee(who=employee_id)
    return _values(session, [row])[0]


def employees(session: Session, on: date | None = None) -> list[Employee]:
    """Return everybody by number (those employed on a day, if given), in three statements."""
    query = select(EmployeeRow).order_by(func.length(EmployeeRow.number), col(EmployeeRow.number))
    people = _values(session, session.exec(query).all())
    return people if on is None else [person for person in people if person.is_employed_on(on)]


def by_email(session: Session, email: str) -> Employee:
    """Return the person who signs in with `email` (any case).

    Raises:
        NoSuchEmployee: nobody does.
    """
    return _one(session, col(EmployeeRow.email) == email.strip().lower(), email)


def by_number(session: Session, number: str) -> Employee:
    """Return the person with a personnel number.

    Raises:
        NoSuchEmployee: nobody has it.
    """
    return _one(session, col(EmployeeRow.number) == number.strip(), number)


def by_address(session: Session, address: str) -> list[Employee]:
    """Return everybody who sends from a mail address (any case), by id; an address may be shared."""
    rows = session.exec(
        select(EmployeeRow)
        .join(EmployeeAddressRow, col(EmployeeAddressRow.employee_id) == col(EmployeeRow.id))
        .where(EmployeeAddressRow.address == address.strip().lower())
        .order_by(col(EmployeeRow.id))
    ).all()
    return _values(session, rows)


def add_employee(
    session: Session,
    *,
    name: str,
    email: str,
    number: str,
    roles: Iterable[Role],
    employed_from: date,
    actor: Employee | None,
    now: datetime,
    position: str = "",
    department: str = "",
    fte: Decimal = Decimal(1),
    addresses: Iterable[str] = (),
    language: str = "ru",
) -> Employee:
    """Take a person on and return them; the sign-in address is also the first address they send from.

    Raises:
        PersonIsWrong, NumberIsTaken, EmailIsTaken: with what to give instead.
    """
    require(actor, "staff.edit")
    name, email, number = " ".join(name.split()), email.strip().lower(), number.strip()
    check_person(name, email, number, fte, language)
    _check_free(session, number, email)
    row = EmployeeRow(
        number=number, name=name, email=email, language=language, employed_from=employed_from, created_at=now
    )
    session.add(row)
    session.flush()
    assert row.id is not None
    job = EmploymentRow(
        employee_id=row.id,
        effective_from=employed_from,
        position=position.strip(),
        department=department.strip(),
        fte=fte,
        set_by=actor.id if actor else None,
        set_at=now,
    )
    session.add(job)
    journal.record(session, actor.id if actor else None, "staff.add", row.place(), now, {"number": number}, [row, job])
    _replace_roles(session, row.id, roles)
    _replace_addresses(session, row.id, [email, *addresses])
    journal.record(session, actor.id if actor else None, "staff.roles", row.place(), now, {"roles": sorted({*roles})})
    return employee_of(session, row.id)


def edit_employee(
    session: Session,
    employee_id: int,
    *,
    name: str,
    email: str,
    addresses: Iterable[str],
    employed_to: date | None,
    actor: Employee | None,
    now: datetime,
) -> Employee:
    """Change what may change of a person: name, addresses, the last day. The number stays for good."""
    require(actor, "staff.edit")
    row = session.get(EmployeeRow, employee_id)
    if row is None:
        raise NoSuchEmployee(who=employee_id)
    name, email = " ".join(name.split()), email.strip().lower()
    check_person(name, email, row.number, Decimal(1), row.language)
    if employed_to is not None and employed_to < row.employed_from:
        raise PersonIsWrong(
            field_en="The last day",
            field_ru="Последний день",
            value=employed_to,
            why_en="it lies before the first one",
            why_ru="он раньше первого",
        )
    _check_free(session, None, email, except_id=employee_id)
    before = {"name": row.name, "email": row.email, "employed_to": str(row.employed_to)}
    row.name, row.email, row.employed_to = name, email, employed_to
    _replace_addresses(session, employee_id, [email, *addresses])
    facts = {"before": before, "after": {"name": name, "email": email, "employed_to": str(employed_to)}}
    journal.record(session, actor.id if actor else None, "staff.edit", row.place(), now, facts)
    return employee_of(session, employee_id)


def give_roles(
    session: Session, employee_id: int, roles: Iterable[Role], *, actor: Employee | None, now: datetime
) -> Employee:
    """Give a person exactly these roles.

    Raises:
        LastAdministrator: the office would be left without an administrator.
    """
    require(actor, "staff.give_roles")
    person = employee_of(session, employee_id)
    roles = frozenset(roles)
    if person.has(Role.ADMINISTRATOR) and Role.ADMINISTRATOR not in roles:
        others = session.exec(
            select(EmployeeRoleRow).where(
                EmployeeRoleRow.role == Role.ADMINISTRATOR.value, EmployeeRoleRow.employee_id != employee_id
            )
        ).first()
        if others is None:
            raise LastAdministrator(name=person.name)
    _replace_roles(session, employee_id, roles)
    facts = {"before": sorted(person.roles), "after": sorted(roles)}
    journal.record(session, actor.id if actor else None, "staff.roles", f"employee:{employee_id}", now, facts)
    return employee_of(session, employee_id)


def choose_language(session: Session, person: Employee, language: str, now: datetime) -> None:
    """Let a person choose the language of their screens and letters."""
    require(person, "staff.edit_self")
    row = session.get(EmployeeRow, person.id)
    assert row is not None
    check_person(row.name, row.email, row.number, Decimal(1), language)
    row.language = language
    journal.record(session, person.id, "staff.language", row.place(), now, {"language": language})


def _one(session: Session, condition: object, who: str) -> Employee:
    row = session.exec(select(EmployeeRow).where(condition)).first()  # type: ignore[arg-type]
    if row is None:
        raise NoSuchEmployee(who=who)
    return _values(session, [row])[0]


def _values(session: Session, rows: Sequence[EmployeeRow]) -> list[Employee]:
    ids = [row.id for row in rows]
    everybody = len(ids) > 50
    roles: dict[int, set[Role]] = {}
    addresses: dict[int, list[str]] = {}
    of_roles = select(EmployeeRoleRow)
    of_addresses = select(EmployeeAddressRow).order_by(col(EmployeeAddressRow.address))
    if not everybody:
        of_roles = of_roles.where(col(EmployeeRoleRow.employee_id).in_(ids))
        of_addresses = of_addresses.where(col(EmployeeAddressRow.employee_id).in_(ids))
    for role in session.exec(of_roles):
        roles.setdefault(role.employee_id, set()).add(Role(role.role))
    for address in session.exec(of_addresses):
        addresses.setdefault(address.employee_id, []).append(address.address)
    return [
        Employee(
            id=row.id or 0,
            number=row.number,
            name=row.name,
            email=row.email,
            language=row.language,
            roles=frozenset(roles.get(row.id or 0, ())),
            employed_from=row.employed_from,
            employed_to=row.employed_to,
            addresses=tuple(addresses.get(row.id or 0, ())),
        )
        for row in rows
    ]


def _replace_roles(session: Session, employee_id: int, roles: Iterable[Role]) -> None:
    session.exec(delete(EmployeeRoleRow).where(col(EmployeeRoleRow.employee_id) == employee_id))
    session.add_all(EmployeeRoleRow(employee_id=employee_id, role=role.value) for role in sorted({*roles}))
    session.flush()


def _replace_addresses(session: Session, employee_id: int, addresses: Iterable[str]) -> None:
    cleaned = sorted({address.strip().lower() for address in addresses if address.strip()})
    for address in cleaned:
        check_address(address)
    session.exec(delete(EmployeeAddressRow).where(col(EmployeeAddressRow.employee_id) == employee_id))
    session.add_all(EmployeeAddressRow(employee_id=employee_id, address=address) for address in cleaned)
    session.flush()


def _check_free(session: Session, number: str | None, email: str, except_id: int = 0) -> None:
    row = session.exec(select(EmployeeRow).where(EmployeeRow.email == email, EmployeeRow.id != except_id)).first()
    if row is not None:
        raise EmailIsTaken(email=email, name=row.name)
    if number is not None:
        row = session.exec(select(EmployeeRow).where(EmployeeRow.number == number)).first()
        if row is not None:
            raise NumberIsTaken(number=number, name=row.name)
