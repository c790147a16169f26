"""What of the catalog waits for the head, for the floor's first page."""

from __future__ import annotations

from typing import Any

from fastapi import Request

from naryad.people import Employee, may
from naryad.web import database_of, fragment
from norms import store


def norms_wait(request: Request, **_facts: Any) -> str:
    """Fill "home.now": proposed norms, and the first catalog's norms nobody has confirmed yet."""
    me: Employee | None = request.state.me
    if me is None or not may(me, "norms.approve_norm"):
        return ""
    with database_of(request).reading() as session:
        proposed, unconfirmed = len(store.proposals(session)), len(store.unconfirmed_founding_norms(session))
    if not proposed and not unconfirmed:
        return ""
    return fragment(request, "norms/_waits.html", proposed=proposed, unconfirmed=unconfirmed)
