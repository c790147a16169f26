"""What waits for the head: described work, and other types proposed after a day was accepted."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Session
from sqlmodel import select as select_rows

from naryad import journal
from naryad.errors import DomainError
from naryad.people import Employee, require
from norms import store as norms_store
from worklog.actions.entry import Chosen, choice_coding, must_be_counted, reason_of
from worklog.actions.recoding import recode_by_person
from worklog.coding import Source
from worklog.entry import EntryIsVoid, WorkOfAnotherPerson
from worklog.store.day import open_proposals
from worklog.store.entry import entry_by_id, last_coding
from worklog.store.sealing import require_unsealed
from worklog.tables.coding import CodingRow, DescribedDecisionRow, ProposalDecisionRow, ProposalRow


class AlreadyDecided(DomainError):
    code = "already_decided"
    en = "This has been decided already. Reload the page to see how."
    ru = "Решение уже принято. Обновите страницу, чтобы его увидеть."


class OwnWorkIsNotDecided(DomainError):
    code = "own_work_is_not_decided"
    status = 403
    en = "This is your own work. Another person with the right decides on it."
    ru = "Это ваша собственная работа. Решение по ней принимает другой человек с этим правом."


class ProposalIsOpen(DomainError):
    code = "proposal_is_open"
    en = "A change of this work is already proposed and waits for the head."
    ru = "По этой работе уже предложено изменение, оно ждёт решения руководителя."


class NothingToPropose(DomainError):
    code = "nothing_to_propose"
    status = 422
    en = "The work already has this type and quantity. Choose what it should be instead."
    ru = "У работы уже этот тип и это количество. Выберите, каким он должен быть."


def decide_described(
    session: Session, coding_id: int, *, accepted: bool, actor: Employee, now: datetime, reason: str = ""
) -> None:
    """Accept "other, N minutes" as paid work without a norm, or decline it with a reason.

    Raises:
        AlreadyDecided: somebody has, or the work has another type by now.
        OwnWorkIsNotDecided, ReasonIsMissing, NotAllowed.
    """
    require(actor, "worklog.decide_described")
    coding = session.get(CodingRow, coding_id)
    if coding is None or coding.described_minutes is None:
        raise AlreadyDecided()
    entry = entry_by_id(session, coding.entry_id, lock=True)
    if entry.employee_id == actor.id:
        raise OwnWorkIsNotDecided()
    last = last_coding(session, entry.id)
    found = session.exec(select_rows(DescribedDecisionRow).where(DescribedDecisionRow.coding_id == coding_id)).first()
    if found is not None or last is None or last.id != coding_id:
        raise AlreadyDecided()
    require_unsealed(session, entry)
    told = " ".join(reason.split()) if accepted else reason_of(reason)
    row = DescribedDecisionRow(coding_id=coding_id, accepted=accepted, by_id=actor.id, at=now, reason=told)
    session.add(row)
    facts = {"accepted": accepted, "minutes": str(coding.described_minutes)}
    journal.record(session, actor.id, "described.decide", f"entry:{entry.id}", now, facts, rows=[row])


def propose(session: Session, entry_id: int, chosen: Chosen, *, actor: Employee, reason: str, now: datetime) -> None:
    """Propose another type for one's own counted work after the day was accepted; the head decides.

    Raises:
        WorkOfAnotherPerson, EntryIsNotCounted, EntryIsVoid, DayIsSealed, ProposalIsOpen, NothingToPropose,
        ReasonIsMissing, or what the gate refuses.
    """
    require(actor, "worklog.own")
    entry = must_be_counted(entry_by_id(session, entry_id, lock=True))
    if entry.employee_id != actor.id:
        raise WorkOfAnotherPerson()
    last = last_coding(session, entry_id)
    if last is None or last.is_void:
        raise EntryIsVoid(reason="" if last is None else last.reason)
    require_unsealed(session, entry)
    if open_proposals(session, [entry_id]):
        raise ProposalIsOpen()
    told = reason_of(reason)
    new = choice_coding(session, entry, chosen, actor_id=actor.id, source=Source.PROPOSAL)
    assert new.work_type_id is not None
    if (new.work_type_id, new.quantity, new.described) == (last.work_type_id, last.quantity, last.described):
        raise NothingToPropose()
    row = ProposalRow(
        entry_id=entry_id,
        work_type_id=new.work_type_id,
        quantity=new.quantity,
        described_minutes=None if new.described is None else new.described.minutes,
        description="" if new.described is None else new.described.text,
        by_id=actor.id,
        at=now,
        reason=told,
    )
    session.add(row)
    journal.record(session, actor.id, "entry.propose", f"entry:{entry_id}", now, {}, rows=[row])


def decide_proposal(
    session: Session, proposal_id: int, *, accepted: bool, actor: Employee, now: datetime, reason: str = ""
) -> None:
    """Accept a proposed type, which then becomes the entry's coding, or decline it with a reason.

    Raises:
        AlreadyDecided, OwnWorkIsNotDecided, DayIsSealed, ReasonIsMissing, NotAllowed, or what the gate refuses.
    """
    require(actor, "worklog.decide_proposals")
    proposal = session.get(ProposalRow, proposal_id)
    found = session.exec(select_rows(ProposalDecisionRow).where(ProposalDecisionRow.proposal_id == proposal_id)).first()
    if proposal is None or found is not None:
        raise AlreadyDecided()
    if proposal.by_id == actor.id:
        raise OwnWorkIsNotDecided()
    coding_id = None
    told = " ".join(reason.split())
    if accepted:
        entry = entry_by_id(session, proposal.entry_id)
        code = norms_store.catalog(session, entry.day).by_id(proposal.work_type_id).work_type.code
        chosen = Chosen(code, proposal.quantity, proposal.described_minutes, proposal.description)
        coding = recode_by_person(
            session, entry.id, chosen, actor=actor, source=Source.PROPOSAL, reason=proposal.reason, now=now
        )
        coding_id = coding.id
    else:
        told = reason_of(reason)
    row = ProposalDecisionRow(
        proposal_id=proposal_id, accepted=accepted, coding_id=coding_id, by_id=actor.id, at=now, reason=told
    )
    session.add(row)
    facts = {"accepted": accepted}
    journal.record(session, actor.id, "proposal.decide", f"entry:{proposal.entry_id}", now, facts, rows=[row])
