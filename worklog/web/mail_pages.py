"""The administrator's pages of the mail gate: rarely needed, so the settings lead there, and no menu."""

from __future__ import annotations

from typing import Any

from fastapi import Request

from naryad.i18n import noop
from naryad.people import Employee, may
from naryad.web import fragment

PAGES = (
    (
        noop("Letters in doubt"),
        noop("The mail server never said whether it took them. The first page counts them, too."),
        "/mail/doubts",
        "worklog.resolve_doubt",
    ),
    (
        noop("The mail server's log"),
        noop("Staff letters that left past the gate, and counted letters that never left."),
        "/mail/reconcile",
        "worklog.reconcile",
    ),
    (
        noop("Accounts of programs"),
        noop("A scanner or an accounting program signs in to the gate with a login of its own."),
        "/mail/accounts",
        "worklog.edit_service_accounts",
    ),
    (
        noop("The gate's certificate"),
        noop("For which names it is, and until when mail programs sign in by it."),
        "/mail/certificate",
        "worklog.see_certificate",
    ),
    (
        noop("Mails of the program"),
        noop("What Naryad itself wrote to people about letters that wait, and what became of it."),
        "/mail/notices",
        "worklog.notices",
    ),
    (
        noop("What is kept of letters"),
        noop("How much of it there is, for how long, and when something was last deleted."),
        "/mail/kept",
        "office.read_settings",
    ),
)


def mail_pages(request: Request, **_facts: Any) -> str:
    """Fill "settings.more": the pages of the gate that the reader may open."""
    me: Employee | None = request.state.me
    shown = [each for each in PAGES if me is not None and may(me, each[3])]
    return fragment(request, "worklog/_mail_pages.html", pages=shown) if shown else ""
