"""`naryad staff ...` and `naryad token ...`."""

from __future__ import annotations

from typing import Annotated

import typer

from naryad import access, staff, tokens
from naryad.cli import house
from naryad.i18n import gettext as _
from naryad.people import Employee, Role
from naryad.screens.words import ROLES

staff_commands = typer.Typer(no_args_is_help=True, help="People of the office.")
token_commands = typer.Typer(no_args_is_help=True, help="Tokens of the API.")


@staff_commands.command("add")
@house.command
def add(
    name: Annotated[str, typer.Argument(help="The full name, as papers print it.")],
    email: Annotated[str, typer.Option(help="The address they sign in and send letters with.")],
    number: Annotated[str, typer.Option(help="The personnel number; it stays for good.")],
    role: Annotated[list[Role], typer.Option(help="May be given more than once.")] = [Role.EMPLOYEE],  # noqa: B006 - typer copies it
    position: Annotated[str, typer.Option(help="The position, for rates and papers.")] = "",
    department: Annotated[str, typer.Option()] = "",
    fte: Annotated[str, typer.Option(help="Share of full time: 1, 0.5.")] = "1",
    employed_from: Annotated[str | None, typer.Option("--from", help="First day; today by default.")] = None,
    language: Annotated[str, typer.Option(help="ru or en.")] = "ru",
    password_stdin: Annotated[
        bool, typer.Option("--password-stdin", help="Read the password from standard input.")
    ] = False,
    as_: house.As = None,
) -> None:
    """Take a person on; without a password, print an invitation link."""
    password = house.read_password_from_stdin() if password_stdin else None
    with house.writing() as (session, office, now):
        actor = house.person(session, as_)
        person = staff.add_employee(
            session,
            name=name,
            email=email,
            number=number,
            roles=role,
            employed_from=house.read_day(employed_from) if employed_from else now.astimezone(office.zone).date(),
            position=position,
            department=department,
            fte=house.read_number(fte),
            language=language,
            actor=actor,
            now=now,
        )
        if password is not None:
            access.set_password(session, person.id, password, actor=actor, now=now)
            secret = None
        else:
            secret = access.invite(session, person.id, actor=actor, now=now)
    house.say(f"{person.number} {person.name} <{person.email}>: {_roles(person)}")
    if secret:
        house.say(f"{house.settings().public_url}/invitation/{secret}")


def _roles(person: Employee) -> str:
    return ", ".join(_(ROLES[role]) for role in Role if role in person.roles)


@staff_commands.command("list")
@house.command
def list_staff(as_json: house.Json = False) -> None:
    """Everybody, by number."""
    with house.reading() as (session, _office):
        people = staff.employees(session)
    if as_json:
        house.say_json(
            [
                {
                    "number": person.number,
                    "name": person.name,
                    "email": person.email,
                    "roles": sorted(person.roles),
                    "employed_from": person.employed_from,
                    "employed_to": person.employed_to,
                }
                for person in people
            ]
        )
        return
    if not people:
        house.say(_("Nobody yet. Add the first person with “naryad staff add”."))
        return
    columns = [
        _("Number"),
        _("Name"),
        _("E-mail"),
        _("Roles"),
        _("From"),
        _("Until"),
    ]
    rows = [
        [
            one.number,
            one.name,
            one.email,
            _roles(one),
            str(one.employed_from),
            str(one.employed_to or ""),
        ]
        for one in people
    ]
    house.say_table("", columns, rows)


@staff_commands.command("password")
@house.command
def password(
    email: Annotated[str, typer.Argument(help="Whose password.")],
    password_stdin: Annotated[bool, typer.Option("--password-stdin", help="Read it from standard input.")] = False,
    as_: house.As = None,
) -> None:
    """Set a person's password and end their sessions; without --password-stdin it is asked for."""
    secret = (
        house.read_password_from_stdin()
        if password_stdin
        else typer.prompt(_("New password"), hide_input=True, confirmation_prompt=True)
    )
    with house.writing() as (session, _office, now):
        person = staff.by_email(session, email)
        access.set_password(session, person.id, secret, actor=house.person(session, as_), now=now)
    house.say(_("{name}: the password is set, open sessions are ended.").format(name=person.name))


@token_commands.command("add")
@house.command
def add_token(
    employee: Annotated[str | None, typer.Option(help="Personnel number of the owner.")] = None,
    integration: Annotated[str, typer.Option(help="Or the name of a program that records for many.")] = "",
    attests_delivery: Annotated[bool, typer.Option(help="The program proves that letters were delivered.")] = False,
    as_: house.As = None,
) -> None:
    """Make a token of the API and print it once."""
    if (employee is None) == (not integration):
        house.err.print(_("Give either --employee NUMBER or --integration NAME."), markup=False)
        raise typer.Exit(2)
    with house.writing() as (session, _office, now):
        owner = staff.by_number(session, employee).id if employee else None
        secret = tokens.give_token(
            session,
            employee_id=owner,
            integration=integration,
            attests_delivery=attests_delivery,
            actor=house.person(session, as_),
            now=now,
        )
    typer.echo(secret)
