"""The journal's short names of actions and things, as people say them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from naryad.i18n import _, noop

GROUPS: dict[str, str] = {
    "access": noop("sign-in and access"),
    "staff": noop("staff"),
    "office": noop("settings"),
    "norms": noop("catalog and norms"),
    "worklog": noop("work"),
    "audit": noop("check of types"),
    "payroll": noop("pay"),
    "seal": noop("seals"),
}

ACTIONS: dict[str, str] = {
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
}
"""Said after "who": "A. Krylova signed in". An action without words here is shown by its own name."""

SUBJECTS: dict[str, str] = {
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
    "finding": noop("disagreement"),
    "closing": noop("closing"),
    "rate": noop("rate"),
    "seal": noop("seal"),
}

FACTS: dict[str, str] = {
    "roles": noop("roles"),
    "number": noop("number"),
    "name": noop("name"),
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
    return [(name, _(text)) for name, text in GROUPS.items()]


def subject_of(name: str, people: dict[int, str]) -> Subject:
    """Return a subject such as "employee:12" in words; people by their names."""
    kind, _colon, key = name.partition(":")
    if kind == "employee" and key.isdecimal() and int(key) in people:
        return Subject(name, people[int(key)], f"/staff/{key}")
    words = _(SUBJECTS[kind]) if kind in SUBJECTS else kind
    url = "/settings#" + key if kind == "setting" else f"/payroll/periods/{key}" if kind == "period" else ""
    return Subject(name, f"{words} {key}".strip(), url)


def fact_lines(facts: dict[str, Any] | None) -> list[tuple[str, str]]:
    """Return the facts of a line as name and value, without the fingerprints of rows."""
    return [(_(FACTS[name]) if name in FACTS else name, _short(value)) for name, value in sorted((facts or {}).items()) if name != "rows"]


def _short(value: Any) -> str:
    if isinstance(value, dict):
        text = ", ".join(f"{name}: {part}" for name, part in value.items())
    elif isinstance(value, list):
        text = ", ".join(str(part) for part in value)
    else:
        text = "—" if value is None else str(value)
    return text if len(text) <= _FACT_LENGTH else text[: _FACT_LENGTH - 1] + "…"
