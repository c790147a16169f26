"""The journal's short names of actions and things, as people say them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from naryad.i18n import _, noop

GROUPS: dict[str, tuple[str, tuple[str, ...]]] = {
    "access": (noop("sign-in and access"), ("access",)),
    "staff": (noop("staff"), ("staff",)),
    "office": (noop("settings"), ("office",)),
    "norms": (noop("catalog and norms"), ("norms", "norm")),
    "work": (
        noop("letters, calls, documents"),
        ("entry", "letter", "notice", "standard_letter", "service_mail", "mail", "call", "client", "document"),
    ),
    "days": (noop("days and proposals"), ("day", "described", "proposal")),
    "audit": (noop("check of types"), ("audit",)),
    "pay": (noop("pay"), ("payroll", "seal", "calendar")),
}
"""What the journal can be narrowed to: a title and the first words of its actions."""

ACTIONS: dict[str, str] = {
    "demo.played": noop("played the demo"),
    "office.make": noop("made the office"),
    "office.set": noop("entered a choice of the office"),
    "staff.add": noop("took a person on"),
    "staff.edit": noop("changed a person's data"),
    "staff.roles": noop("gave roles"),
    "staff.employment": noop("entered a position"),
    "staff.language": noop("chose a language"),
    "access.password": noop("set a password"),
    "access.refused": noop("was refused at sign-in"),
    "access.sign_in": noop("signed in"),
    "access.sign_out": noop("signed out"),
    "access.end_session": noop("ended a session"),
    "access.invite": noop("invited a person"),
    "access.token": noop("made an API token"),
    "access.revoke_token": noop("revoked an API token"),
    "norms.add_work_type": noop("added a work type"),
    "norms.approve_norm": noop("approved a norm"),
    "norms.confirm_founding_norms": noop("confirmed the first norms"),
    "norms.consent": noop("agreed to a norm"),
    "norms.import_catalog": noop("took types from a catalog"),
    "norms.mend_names": noop("mended the names of a type"),
    "norms.propose_norm": noop("proposed a norm"),
    "norms.refuse_norm": noop("refused a norm"),
    "norms.retire_work_type": noop("retired a work type"),
    "norms.return_to_use": noop("returned a type to use"),
    "norms.practise": noop("went through the sample letters"),
    "norms.revise_portrait": noop("wrote a portrait anew"),
    "norm.mend": noop("mended a mistyped norm"),
    "entry.add": noop("entered work"),
    "entry.record": noop("entered typed work"),
    "entry.code": noop("gave a type"),
    "entry.void": noop("struck out work"),
    "entry.note": noop("wrote a note"),
    "entry.add_source": noop("found the work in another source"),
    "entry.propose": noop("proposed a correction"),
    "access.make_app_password": noop("made an app password"),
    "access.revoke_app_password": noop("revoked an app password"),
    "access.gate_sign_in": noop("mail program signed in"),
    "access.gate_refused": noop("sign-in at the gate refused"),
    "access.open_account": noop("opened an account of a program"),
    "access.edit_account": noop("changed an account of a program"),
    "access.close_account": noop("closed an account of a program"),
    "letter.open": noop("opened another person's letter"),
    "letter.show_reader": noop("an author sees who opened the letter"),
    "letter.forget": noop("deleted what was kept long enough"),
    "letter.hold": noop("letter waits for a type"),
    "letter.intend": noop("letter handed in"),
    "letter.outcome": noop("answer of the mail server"),
    "letter.no_answer": noop("no answer of the mail server"),
    "letter.discard": noop("discarded a letter"),
    "letter.choose_holding": noop("chose what becomes of own letters without a type"),
    "notice.give_up": noop("a mail of the program could not be sent"),
    "notice.try_again": noop("a mail of the program is tried again"),
    "letter.resolve": noop("resolved a doubt"),
    "letter.attested": noop("letter sent elsewhere, by an integration's word"),
    "service_mail.intend": noop("service mail handed in"),
    "service_mail.outcome": noop("answer of the mail server to service mail"),
    "service_mail.resolve": noop("resolved a doubt about service mail"),
    "mail.reconcile": noop("compared the mail server's log"),
    "standard_letter.write": noop("wrote a standard letter"),
    "standard_letter.withdraw": noop("withdrew a standard letter"),
    "call.enter": noop("entered a call by hand"),
    "call.import": noop("took in calls"),
    "call.match": noop("joined a call entered twice"),
    "call.end_missed": noop("dealt with a missed call"),
    "call.set_extension": noop("gave an extension"),
    "client.add": noop("added a client"),
    "client.add_contact": noop("added a client's address"),
    "client.rename": noop("renamed a client"),
    "document.issue": noop("issued a document"),
    "document.add_register": noop("opened a register"),
    "document.shut_register": noop("closed a register"),
    "day.accept": noop("accepted a day"),
    "described.decide": noop("decided on described work"),
    "proposal.decide": noop("decided on a proposal"),
    "audit.train_suggestions": noop("began to train suggestions"),
    "audit.end_training": noop("ended a training of suggestions"),
    "audit.freeze": noop("froze a list for checking"),
    "audit.name_source": noop("named where the number comes from"),
    "audit.pledge": noop("pledged a throw"),
    "audit.reveal": noop("revealed a throw"),
    "audit.draw": noop("drew works"),
    "audit.lay": noop("got a work on the desk"),
    "audit.judge": noop("judged a work blind"),
    "audit.lock": noop("locked the judgement of a work"),
    "audit.unlock": noop("opened the judgement of a work again"),
    "audit.choose_second": noop("drew the works that get a second opinion"),
    "audit.try_desk": noop("tried the desk on sample letters"),
    "audit.read": noop("read a disagreement"),
    "audit.agreed": noop("agreed with a disagreement found"),
    "audit.appealed": noop("objected to a disagreement found"),
    "audit.take_back": noop("took back the last answer at the desk"),
    "audit.withdraw": noop("withdrew a list"),
    "audit.decide": noop("decided on a disagreement"),
    "payroll.set_rate": noop("entered a rate"),
    "payroll.name_kind": noop("named a kind of pay"),
    "payroll.freeze": noop("froze a month"),
    "payroll.approve": noop("approved a month"),
    "payroll.closing": noop("closed a month"),
    "payroll.timesheet": noop("entered days of the timesheet"),
    "payroll.minimum_wage": noop("entered a minimum wage"),
    "payroll.slip_mail": noop("asked for the own slip by mail"),
    "calendar.year": noop("entered a year of the calendar"),
    "payroll.tariff": noop("set an hourly tariff"),
    "payroll.average": noop("set average hourly earnings"),
    "payroll.scheme": noop("chose a scheme of pay"),
    "payroll.note": noop("noted something about a person's month"),
    "payroll.reopen": noop("reopened a month"),
    "payroll.export": noop("took the workbook"),
    "payroll.advance": noop("approved a figure on account"),
    "payroll.acknowledge": noop("recorded who read norms and rates"),
    "payroll.withdraw_acknowledgement": noop("took back a record of who read norms and rates"),
    "payroll.reconcile": noop("compared accounting's summary"),
    "payroll.return_agreed": noop("agreed to return an overpaid sum"),
    "payroll.return_refused": noop("refused to return an overpaid sum"),
    "payroll.return_pending": noop("took back an answer about an overpaid sum"),
    "seal.set": noop("set a seal"),
    "seal.lift": noop("lifted a seal"),
}
"""What was done, in words; an action without words here is shown by its own name."""

SUBJECTS: dict[str, str] = {
    "app_password": noop("app password"),
    "service_account": noop("account of a program"),
    "gate": noop("mail gate"),
    "service_letter": noop("service mail"),
    "mail_log": noop("the mail server's log"),
    "employee": noop("person"),
    "office": noop("office"),
    "setting": noop("setting"),
    "sign_in": noop("sign-in"),
    "sign_in_session": noop("session"),
    "api_token": noop("token"),
    "entry": noop("work"),
    "period": noop("month"),
    "work_type": noop("type"),
    "norm": noop("norm"),
    "day": noop("day"),
    "frame": noop("list for checking"),
    "sample": noop("drawn works"),
    "sample_item": noop("drawn work"),
    "laid_work": noop("work on a desk"),
    "finding": noop("disagreement"),
    "closing": noop("closing"),
    "annex": noop("annex of norms and rates"),
    "rate": noop("rate"),
    "scheme": noop("scheme of pay"),
    "seal": noop("seal"),
    "pbx": noop("call of the exchange"),
    "missed_call": noop("missed call"),
    "extension": noop("extension"),
    "client": noop("client"),
    "document": noop("document"),
    "document_register": noop("register"),
    "coding": noop("typing of a work"),
    "catalog": noop("catalog"),
    "portrait": noop("portrait"),
}

FACTS: dict[str, str] = {
    "roles": noop("roles"),
    "number": noop("number"),
    "name": noop("name"),
    "label": noop("what it is for"),
    "domain": noop("mail domain"),
    "language": noop("language"),
    "value": noop("value"),
    "from": noop("from which day"),
    "before": noop("was"),
    "after": noop("became"),
    "address": noop("network address"),
    "reason": noop("reason"),
    "minutes": noop("minutes"),
    "day": noop("day"),
    "period": noop("month"),
    "employee": noop("person"),
    "entries": noop("works concerned"),
    "month": noop("month"),
    "source": noop("source"),
    "attempt": noop("attempt"),
    "next_hop": noop("mail server"),
    "accepted": noop("accepted"),
    "reply": noop("reply"),
    "work_type": noop("type"),
    "code": noop("code"),
    "quantity": noop("quantity"),
    "amount": noop("sum"),
    "outcome": noop("outcome"),
    "revision": noop("revision"),
    "effective_from": noop("from which day"),
    "version": noop("version"),
    "norms": noop("norms"),
    "added": noop("added"),
    "file": noop("file"),
    "size": noop("bytes"),
    "by_hand": noop("by hand"),
    "content_hash": noop("print of the contents"),
    "answer": noop("answer"),
    "differences": noop("differences"),
    "people": noop("people"),
    "paper": noop("paper"),
}

_FACT_LENGTH = 200


@dataclass(frozen=True)
class Subject:
    """The thing something was done to: its words, and where it is to be seen ("" if nowhere)."""

    name: str
    text: str
    url: str


def action_text(action: str) -> str:
    """Return what was done, in words, or the action's own name."""
    return _(ACTIONS[action]) if action in ACTIONS else action


def groups_of_actions() -> list[tuple[str, str]]:
    """Return what the journal can be narrowed to."""
    return [(name, _(text)) for name, (text, _prefixes) in GROUPS.items()]


def prefixes_of(group: str) -> tuple[str, ...]:
    """Return how the actions of a group begin; an unknown group has none."""
    return tuple(f"{prefix}." for prefix in GROUPS.get(group, ("", ()))[1])


def subject_of(name: str, people: dict[int, str], *, sees_months: bool) -> Subject:
    """Return a subject such as "employee:12" in words; people by their names, pages only where the reader may go."""
    kind, _colon, key = name.partition(":")
    if kind == "employee" and key.isdecimal() and int(key) in people:
        return Subject(name, people[int(key)], f"/staff/{key}")
    words = _(SUBJECTS[kind]) if kind in SUBJECTS else kind
    url = f"/settings#{key}" if kind == "setting" else ""
    if kind == "period" and sees_months:
        url = f"/payroll/periods/{key}"
    return Subject(name, f"{words} {key}".strip(), url)


def fact_lines(facts: dict[str, Any] | None, people: dict[int, str]) -> list[tuple[str, str]]:
    """Return the facts of a line as name and value, people by their names, without the fingerprints of rows."""
    return [
        (
            _(FACTS[name]) if name in FACTS else name,
            people[value] if name == "employee" and value in people else _short(value),
        )
        for name, value in sorted((facts or {}).items())
        if name != "rows"
    ]


def _short(value: Any) -> str:
    text: str
    if isinstance(value, bool):
        text = _("yes") if value else _("no")
    elif isinstance(value, dict):
        text = ", ".join(f"{name}: {part}" for name, part in value.items())
    elif isinstance(value, list):
        text = ", ".join(str(part) for part in value)
    else:
        text = "" if value is None else str(value)
    text = text or "—"
    return text if len(text) <= _FACT_LENGTH else text[: _FACT_LENGTH - 1] + "…"
