"""Asking for one's own slip by mail: owed to the person alone, and sent by the gate through the next server."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session

from naryad import journal
from naryad.days import Period
from naryad.people import Employee, require
from worklog.actions.notice import owe_paper
from worklog.notice import PaperFile


def ask_for_slip(
    session: Session,
    actor: Employee,
    *,
    period: Period,
    subject: str,
    lines: Sequence[str],
    paper: PaperFile,
    now: datetime,
) -> None:
    """Owe `actor` a mail with their own slip. There is no way to name somebody else; asked twice in a minute, once.

    Raises:
        NotAllowed.
    """
    require(actor, "payroll.own")
    key = f"slip:{period}:{actor.id}:{now:%Y%m%d%H%M}"
    if owe_paper(session, actor.id, key=key, subject=subject, lines=lines, paper=paper, now=now):
        journal.record(session, actor.id, "payroll.slip_mail", f"period:{period}", now, {"size": len(paper.content)})
