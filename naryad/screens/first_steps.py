"""The first steps of each role in a new office, and which of them are done.

A step is done when the journal holds what it leads to. The floor knows no domain: it knows the journal's names of
actions and the addresses of pages, and a step whose page the office has not got is simply not listed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from sqlmodel import Session, col, func, select

from naryad.i18n import noop
from naryad.people import Employee, Role
from naryad.tables import EmployeeRoleRow, EmployeeRow, InvitationRow, JournalRow


@dataclass(frozen=True)
class Offer:
    """A choice of the office's settings that a step makes in one click."""

    setting: str
    value: str
    label: str


@dataclass(frozen=True)
class Step:
    """One thing to do first. `actions`: the journal's proof; `by_me`: that this person did it, not just somebody.

    `is_optional`: an office may do without it, so it never counts as left undone.
    """

    title: str
    why: str
    url: str
    link: str
    actions: tuple[str, ...] = ()
    by_me: bool = False
    subject: str = ""
    proof: Callable[[Session], bool] | None = None
    is_optional: bool = False
    offer: Offer | None = None


@dataclass(frozen=True)
class StepSeen:
    """A step as one person sees it now; `is_done` is None where nothing can prove it."""

    step: Step
    is_done: bool | None


def _staff_is_here(session: Session) -> bool:
    """Say whether somebody works here by types; an administrator and an accountant alone are no staff yet."""
    works = select(EmployeeRoleRow.employee_id).where(col(EmployeeRoleRow.role) == Role.EMPLOYEE.value)
    return session.exec(works.limit(1)).first() is not None


def _everybody_is_invited(session: Session) -> bool:
    invited = select(InvitationRow.employee_id)
    left = (
        select(func.count())
        .select_from(EmployeeRow)
        .where(col(EmployeeRow.password_hash).is_(None), col(EmployeeRow.id).not_in(invited))
    )
    return _staff_is_here(session) and session.exec(left).one() == 0


STEPS: dict[Role, tuple[Step, ...]] = {
    Role.ADMINISTRATOR: (
        Step(
            noop("Take the starter catalog"),
            noop("A dozen types of letters, calls and documents, with their portraits and norms, to begin with."),
            "/norms/starter",
            noop("Choose types"),
            actions=("norms.import_catalog", "norms.add_work_type"),
        ),
        Step(
            noop("Bring in the staff"),
            noop("From Excel or CSV; bad rows are named, nobody is taken on before you have seen the list."),
            "/staff/import",
            noop("From a file"),
            proof=_staff_is_here,
        ),
        Step(
            noop("Invite them"),
            noop("Each gets a link that works once and lets them choose a password."),
            "/staff/invitations",
            noop("Make invitations"),
            proof=_everybody_is_invited,
        ),
        Step(
            noop("Mend one portrait"),
            noop(
                "Write into one type what your own office counts as it: people believe a catalog that speaks like them."
            ),
            "/norms",
            noop("Open the catalog"),
            actions=("norms.revise_portrait",),
        ),
        Step(
            noop("Check three works blind"),
            noop("Sample letters: press the key of the type you see. So you learn how checking feels."),
            "/audit/desk/trial",
            noop("Try it"),
            actions=("audit.try_desk",),
            by_me=True,
        ),
        Step(
            noop("Say how long you will check each week"),
            noop("20 minutes a week are about twenty works over the whole office."),
            "/settings#audit_minutes_a_week",
            noop("Choose"),
            actions=("office.set",),
            subject="setting:audit_minutes_a_week",
        ),
        Step(
            noop("Let letters without a type wait instead of being refused"),
            noop(
                "Advised to begin with: a forgotten type stops nobody. The letter is kept, its author gets a mail at "
                "once, and one key or an answer of “5” sends it. Without this it is refused and stays in the mail "
                "program."
            ),
            "/settings#untyped_letters",
            noop("Other choices"),
            actions=("office.set",),
            subject="setting:untyped_letters",
            offer=Offer("untyped_letters", "hold", noop("Let them wait for a type")),
        ),
        Step(
            noop("Open a register, if your documents have numbers"),
            noop("Contracts, invoices, acts: a document takes its number from a register and counts at once."),
            "/documents/registers",
            noop("Add a register"),
            actions=("document.add_register",),
            is_optional=True,
        ),
    ),
    Role.EMPLOYEE: (
        Step(
            noop("Type five sample letters"),
            noop(
                "Digits are minutes: 5 is an easy letter, 1 0 a medium one. The answer comes at once; nothing counts."
            ),
            "/practice",
            noop("Begin"),
            actions=("norms.practise",),
            by_me=True,
        ),
        Step(
            noop("Connect your mail program, or write right here"),
            noop("A page with ready values to copy; or the letter page of Naryad, which needs no set-up."),
            "/mail/program",
            noop("Values for the mail program"),
            actions=("letter.intend", "letter.hold"),
            by_me=True,
        ),
        Step(
            noop("Give a first letter or call its type"),
            noop("Untyped work stands at the top of your day; the portrait of each type is in sight."),
            "/day",
            noop("Open my day"),
            actions=("entry.code", "entry.record", "letter.intend"),
            by_me=True,
        ),
        Step(
            noop("Look at your slip of this month"),
            noop("Minutes and what they come to, down to each letter."),
            "/payroll/me",
            noop("My slip"),
        ),
    ),
    Role.ACCOUNTANT: (
        Step(
            noop("Enter the rate"),
            noop("In money an hour or a minute, from a day on; for the office, a position or a person."),
            "/payroll/rates",
            noop("Rates"),
            actions=("payroll.set_rate",),
        ),
        Step(
            noop("Look at the month's lines and take a draft of the workbook"),
            noop(
                "Green or red: what has to be done before the month can be closed. The draft shows what you will get."
            ),
            "/payroll",
            noop("The month"),
            actions=("payroll.export",),
            by_me=True,
        ),
        Step(
            noop("Open a slip and follow a sum down"),
            noop("Two clicks from a sum to the works it is made of; their texts stay closed to you."),
            "/payroll",
            noop("Choose a person"),
        ),
    ),
    Role.HEAD: (
        Step(
            noop("Read the portraits and norms of your office"),
            noop("Pay follows from them; a new norm needs your approval, and shows first who would gain and lose."),
            "/norms",
            noop("Open the catalog"),
            actions=("norms.confirm_founding_norms",),
        ),
        Step(
            noop("Agree on the rate with the accountant"),
            noop("The first two months are a trial: everything counts, nothing is paid by it yet."),
            "/payroll/rates",
            noop("Rates"),
            actions=("payroll.set_rate",),
        ),
    ),
    Role.OPERATOR: (
        Step(
            noop("Enter a first call for a colleague"),
            noop("It counts for the colleague, marked with your name, and they see it on their day."),
            "/calls/new",
            noop("Enter a call"),
            actions=("entry.record", "entry.add"),
            by_me=True,
        ),
    ),
}


def steps_of(session: Session, person: Employee, has_page: Callable[[str], bool]) -> dict[Role, list[StepSeen]]:
    """Return the steps of each of the person's roles, in the order of roles above, with what is done.

    `has_page` says whether the house has a page at a step's address.
    """
    return {
        role: [StepSeen(step, _is_done(session, step, person)) for step in steps if has_page(step.url.split("#")[0])]
        for role, steps in STEPS.items()
        if role in person.roles
    }


def next_step(steps: dict[Role, list[StepSeen]]) -> Step | None:
    """Return the first step that is provably not done yet, in the order of roles."""
    return next((one.step for seen in steps.values() for one in seen if one.is_done is False), None)


def all_done(seen: Iterable[StepSeen]) -> bool:
    """Say whether every step that leaves a trace is done."""
    return all(one.is_done is not False for one in seen)


def _is_done(session: Session, step: Step, person: Employee) -> bool | None:
    if step.proof is not None:
        return step.proof(session)
    if not step.actions:
        return None
    query = select(JournalRow.id).where(col(JournalRow.action).in_(step.actions))
    if step.by_me:
        query = query.where(JournalRow.actor_id == person.id)
    if step.subject:
        query = query.where(JournalRow.subject == step.subject, col(JournalRow.actor_id).is_not(None))
    is_done = session.exec(query.limit(1)).first() is not None
    return None if step.is_optional and not is_done else is_done
