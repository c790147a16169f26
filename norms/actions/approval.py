"""The head's decision on a proposed norm, and people's consents to it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime, timedelta

from sqlmodel import Session

from naryad import journal, staff
from naryad.errors import DomainError
from naryad.people import Employee, require
from naryad.tables import Row
from norms import store
from norms.actions.calibration import require_supported
from norms.actions.catalog import LONGEST_REASON
from norms.actions.norm import add_approval
from norms.impact import Impact
from norms.norm import Norm, norm_on
from norms.notice import (
    ConsentsMissing,
    Ground,
    GroundNotAllowed,
    ImpactChanged,
    ImpactNotSeen,
    NormAlreadyApproved,
    SomebodyIsWorse,
    require_ground,
    require_start_after,
)
from norms.tables.norm import NormConfirmationRow, NormConsentRow, NormRefusalRow
from norms.work_type import WorkType


class ProposalWasRefused(DomainError):
    code = "proposal_was_refused"
    en = "This proposal for {type} was turned down: “{reason}”. Propose the norm anew if it is wanted after all."
    ru = "Это предложение по типу {type} отклонено: «{reason}». Если норма всё же нужна, предложите её заново."


class RefusalNeedsReason(DomainError):
    code = "refusal_needs_reason"
    status = 422
    en = "Say why the proposal for {type} is turned down; its author will read it."
    ru = "Скажите, почему предложение по типу {type} отклонено: его автор это прочтёт."


class ConsentNeedsPaper(DomainError):
    code = "consent_needs_paper"
    status = 422
    en = "{name} agreed on paper: name the paper and its date, or let them agree on their own page."
    ru = (
        "Согласие дано на бумаге ({name}): назовите документ и его дату или дайте человеку согласиться "
        "на своей странице."
    )


def approve_norm(
    session: Session,
    norm_id: int,
    *,
    approved_by: Employee,
    now: datetime,
    today: date,
    ground: str,
    impact_digest: str = "",
    impact: Impact | None = None,
    consents: Collection[int] = (),
    paper: str = "",
) -> Norm:
    """Approve a proposal; it starts on its day, strictly after `today`.

    `impact_digest` is what the page of the norm's effect showed; every ground except a new type needs it. `impact` is
    that effect computed anew: it must still have the same digest, and says who would be worse off. `consents` are
    employees who agreed on the named `paper`; those who agreed on their own page are counted already.

    Raises:
        NormStartsTooSoon, NormAlreadyApproved, ProposalWasRefused, ImpactNotSeen, ImpactChanged, GroundNotAllowed,
        NotANewType, NotAnnounced, NoticeTooShort, SomebodyIsWorse, ConsentsMissing, ConsentNeedsPaper,
        NormNotSupported.
    """
    require(approved_by, "norms.approve_norm")
    norm, work_type = _proposal(session, norm_id)
    require_start_after(norm, type_code=work_type.code, today=today)
    require_supported(session, norm, work_type)
    chosen = _ground_of(ground)
    if chosen is not Ground.NEW_TYPE:
        _require_seen(work_type, impact_digest, impact)
    for employee_id in sorted(set(consents)):
        record_consent(session, norm_id, employee_id=employee_id, paper=paper, actor=approved_by, now=now)
    others = [other for other in store.norms_of(session, work_type.id) if other.id != norm_id]
    _require_ground(session, chosen, norm, work_type, today, others, impact)
    return add_approval(session, norm, work_type, chosen, approved_by, now, impact_digest)


def refuse_norm(session: Session, norm_id: int, *, reason: str, actor: Employee, now: datetime) -> None:
    """Turn a proposal down, for a reason its author will read. Raises as `approve_norm` for one decided already."""
    require(actor, "norms.approve_norm")
    norm, work_type = _proposal(session, norm_id)
    if not reason.strip():
        raise RefusalNeedsReason(type=work_type.code)
    row = NormRefusalRow(norm_id=norm.id, refused_by=actor.id, refused_at=now, reason=reason.strip()[:LONGEST_REASON])
    session.add(row)
    journal.record(session, actor.id, "norms.refuse_norm", f"norm:{norm.id}", now, None, [row])


def give_consent(session: Session, norm_id: int, *, employee: Employee, now: datetime) -> None:
    """Record that `employee` agrees, on their own page, to a norm that starts without two months' notice."""
    require(employee, "norms.give_consent")
    _add_consent(session, norm_id, employee.id, employee, now, "")


def record_consent(
    session: Session, norm_id: int, *, employee_id: int, paper: str, actor: Employee, now: datetime
) -> None:
    """Record a consent given on paper. Raises ConsentNeedsPaper where the paper is not named."""
    require(actor, "norms.record_consent")
    if any(consent.employee_id == employee_id for consent in store.consents_to(session, norm_id)):
        return
    if not paper.strip():
        raise ConsentNeedsPaper(name=staff.employee_of(session, employee_id).name)
    _add_consent(session, norm_id, employee_id, actor, now, paper.strip()[:LONGEST_REASON])


def confirm_founding_norms(session: Session, *, actor: Employee, now: datetime) -> int:
    """Confirm, as the head, the norms that came with the first catalog; return how many."""
    require(actor, "norms.approve_norm")
    waiting = store.unconfirmed_founding_norms(session)
    rows: list[Row] = [
        NormConfirmationRow(norm_id=norm.id, confirmed_by=actor.id, confirmed_at=now) for norm in waiting
    ]
    if rows:
        session.add_all(rows)
        journal.record(session, actor.id, "norms.confirm_founding_norms", "catalog", now, {"norms": len(rows)}, rows)
    return len(rows)


def _proposal(session: Session, norm_id: int) -> tuple[Norm, WorkType]:
    """Return a norm that is still to be decided, and its type."""
    norm = store.norm_by_id(session, norm_id)
    work_type = store.type_by_id(session, norm.work_type_id)
    if norm.is_approved:
        raise NormAlreadyApproved(type=work_type.code, approved_on=norm.approved_at)
    refusal = store.refusals_of(session, work_type.id).get(norm_id)
    if refusal is not None:
        raise ProposalWasRefused(type=work_type.code, reason=refusal.reason)
    return norm, work_type


def _ground_of(text: str) -> Ground:
    try:
        ground = Ground(text)
    except ValueError:
        raise GroundNotAllowed(ground=text[:40]) from None
    if ground is Ground.FOUNDING:
        raise GroundNotAllowed(ground=text)
    return ground


def _require_seen(work_type: WorkType, impact_digest: str, impact: Impact | None) -> None:
    if not impact_digest:
        raise ImpactNotSeen(type=work_type.code)
    if impact is not None and impact.digest != impact_digest:
        raise ImpactChanged(type=work_type.code)


def _require_ground(
    session: Session,
    ground: Ground,
    norm: Norm,
    work_type: WorkType,
    today: date,
    others: Collection[Norm],
    impact: Impact | None,
) -> None:
    try:
        require_ground(
            ground,
            norm,
            type_code=work_type.code,
            today=today,
            others=others,
            before=norm_on(others, norm.effective_from - timedelta(days=1)),
            impact=impact,
            consents=[consent.employee_id for consent in store.consents_to(session, norm.id)],
        )
    except (SomebodyIsWorse, ConsentsMissing) as error:
        names = [staff.employee_of(session, employee_id).name for employee_id in error.facts["people"]]
        raise type(error)(type=work_type.code, people=names) from None


def _add_consent(
    session: Session, norm_id: int, employee_id: int, recorded_by: Employee, now: datetime, paper: str
) -> None:
    _proposal(session, norm_id)
    if any(consent.employee_id == employee_id for consent in store.consents_to(session, norm_id)):
        return
    row = NormConsentRow(
        norm_id=norm_id, employee_id=employee_id, given_at=now, recorded_by=recorded_by.id, paper=paper
    )
    session.add(row)
    facts = {"employee": employee_id, "paper": paper}
    journal.record(session, recorded_by.id, "norms.consent", f"norm:{norm_id}", now, facts, [row])
