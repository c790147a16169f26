"""Some work of today in the demo office: a few letters sent, some calls that wait for a type."""

from __future__ import annotations

from datetime import date
from random import Random

from naryad.db import Database
from naryad.demo import calls as exchange
from naryad.demo import texts, work
from naryad.demo.clock import MOSCOW, DemoClock
from naryad.i18n import gettext as _
from naryad.people import Employee
from worklog.actions.document import issue_document
from worklog.actions.entry import Chosen
from worklog.actions.exchange import import_calls
from worklog.smtp import Gate

LETTERS_EACH = 3


def leave_fresh_work(
    database: Database,
    gate: Gate,
    chance: Random,
    hired: dict[str, Employee],
    registers: dict[str, int],
    today: date,
    clock: DemoClock,
) -> str:
    """Leave typed letters, a document and untyped calls on today's page; return what there is in words."""
    letters = 0
    mail = work.Mail(gate.host, gate.port)
    for number in range(LETTERS_EACH):
        for program in mail.programs:
            text = texts.letter(chance, today)
            letters += program.send(text, text.type, clock.set(today, 9, 10 + 12 * number)) == 250
    mail.close()
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
    told = {"letters": letters, "calls": len(answered)}
    return _("For today: letters %(letters)s, calls that wait for a type %(calls)s.") % told
