"""Some work of today in the demo office: a few letters sent, some held, some calls that wait for a type."""

from __future__ import annotations

from datetime import date
from random import Random

from naryad.db import Database
from naryad.demo import calls as exchange
from naryad.demo import texts, work
from naryad.demo.clock import MOSCOW, DemoClock
from naryad.demo.mail import MailProgram
from naryad.i18n import gettext as _
from naryad.people import Employee
from worklog.actions.document import issue_document
from worklog.actions.entry import Chosen
from worklog.actions.exchange import import_calls
from worklog.actions.held import release_held
from worklog.actions.notice import choose_holding
from worklog.relay import pass_on_now
from worklog.smtp import Gate
from worklog.store.letter import held_of

LETTERS_EACH = 3
FORGOTTEN = 3


def leave_fresh_work(
    database: Database,
    gate: Gate,
    chance: Random,
    hired: dict[str, Employee],
    registers: dict[str, int],
    today: date,
    clock: DemoClock,
) -> str:
    """Leave typed letters, held ones, a document and untyped calls on today's page; return what there is in words."""
    letters = 0
    mail = work.Mail(gate.host, gate.port)
    for number in range(LETTERS_EACH):
        for program in mail.programs:
            text = texts.letter(chance, today)
            letters += program.send(text, text.type, clock.set(today, 9, 10 + 12 * number)) == 250
    content, answered = exchange.calls_of(chance, today, work.WORKERS, each=2)
    with database.writing() as session:
        now = clock.set(today, 11)
        text = texts.document(chance, today)
        issue_document(
            session,
            register_id=registers[text.series],
            about=text.subject,
            chosen=Chosen(text.type),
            actor=hired["anna"],
            now=now,
            today=today,
        )
        import_calls(
            session,
            content.encode(),
            source=work.EXCHANGE,
            zone=MOSCOW,
            office_zone=MOSCOW,
            actor=hired["gleb"],
            now=clock.tick(),
        )
    program = next(program for program in mail.programs if program.person.login == "anna")
    held = _forget_types(database, gate, chance, program, hired["anna"], today, clock)
    mail.close()
    told = {"letters": letters, "calls": len(answered), "held": held}
    said = _(
        "For today: letters %(letters)s, letters held until they get a type %(held)s, calls that wait for a type "
        "%(calls)s."
    )
    return said % told


def _forget_types(
    database: Database,
    gate: Gate,
    chance: Random,
    program: MailProgram,
    anna: Employee,
    today: date,
    clock: DemoClock,
) -> int:
    """Let Anna, who wants her letters held, forget a few types and give one of them; return how many still wait."""
    with database.writing() as session:
        choose_holding(session, "hold", actor=anna, now=clock.set(today, 11, 30))
    forgotten = [texts.letter(chance, today) for _number in range(FORGOTTEN)]
    for text in forgotten:
        program.send(text, None, clock.tick(240))
    with database.reading() as session:
        first, *rest = held_of(session, anna.id)
    to_send = database.write(
        lambda session: release_held(
            session,
            first.entry_id,
            named=forgotten[0].type,
            described_minutes=None,
            next_hop=gate.hop.name,
            actor=anna,
            now=clock.tick(60),
        )
    )
    pass_on_now(database, gate.hop, to_send, clock=clock)
    return len(rest)
