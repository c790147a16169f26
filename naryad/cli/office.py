"""`naryad init` and `naryad verify`."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from typing import Annotated

import typer
from sqlmodel import Session

from naryad import journal, verification
from naryad.cli import house
from naryad.days import utc_now
from naryad.i18n import gettext as _
from naryad.office import make_office, office_of
from naryad.verification import Trouble

DOMAINS = ("norms", "worklog", "audit", "payroll")
MOST_SHOWN = 200


@house.command
def init(
    name: Annotated[str, typer.Option(help="The office's name, as papers print it.")],
    domain: Annotated[str, typer.Option(help="The office's mail domain: example.ru.")],
    timezone: Annotated[
        str, typer.Option(help="Where the office's days begin and end; fixed for good.")
    ] = "Europe/Moscow",
    currency: Annotated[str, typer.Option(help="ISO code of the currency; fixed for good.")] = "RUB",
    language: Annotated[str, typer.Option(help="Language of people who have not chosen one.")] = "ru",
) -> None:
    """Make an empty office in the database."""
    with house.open_database() as database, database.writing() as session:
        office = make_office(
            session,
            name=name,
            mail_domain=domain,
            timezone=timezone,
            currency=currency,
            language=language,
            now=utc_now(),
        )
    house.say(f"{office.name}: {office.mail_domain}, {office.zone.key}, {office.currency}.")
    name_of_first = _("Anna Sokolova")
    house.say(_("Next: add the first administrator, who then invites everybody else on the web:"))
    house.say(
        f'  naryad staff add "{name_of_first}" --email anna@{office.mail_domain} '
        "--role administrator --role head --number 1 --password-stdin"
    )


@house.command
def verify(as_json: house.Json = False) -> None:
    """Recount entries, day totals, codings, seals, closings and the journal's chain; say what is wrong and where."""
    with house.open_database() as database, database.reading() as session:
        office_of(session)
        found = list(all_troubles(session))
        unsealed = journal.unsealed_count(session)
        length, head = journal.head(session)
    if as_json:
        places = [{"place": one.place, "en": one.en, "ru": one.ru} for one in found]
        house.say_json(
            {"clean": not found, "troubles": places, "journal": {"sealed": length, "head": head, "tail": unsealed}}
        )
    else:
        language = house.settings().language
        for trouble in found[:MOST_SHOWN]:
            house.err.print(trouble.message(language), markup=False)
        if len(found) > MOST_SHOWN:
            house.err.print(f"… +{len(found) - MOST_SHOWN}", markup=False)
        house.say(
            _("Journal: {sealed} rows in the chain, {tail} waiting for the sealer, head {head}.").format(
                sealed=length, tail=unsealed, head=head[:16]
            )
        )
        house.say(_("Everything agrees.") if not found else _("Troubles found: {n}.").format(n=len(found)))
    if found:
        raise typer.Exit(1)


def all_troubles(session: Session) -> Iterator[Trouble]:
    """Yield the troubles of the floor and of every domain."""
    yield from verification.troubles(session)
    for domain in DOMAINS:
        yield from import_module(f"{domain}.verification").troubles(session)
