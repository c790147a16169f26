"""People and what each role may do: one table, read by one function."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from naryad.errors import DomainError


class Role(StrEnum):
    """What a person is in the office; a person may be several."""

    EMPLOYEE = "employee"
    ADMINISTRATOR = "administrator"
    ACCOUNTANT = "accountant"
    HEAD = "head"
    OPERATOR = "operator"


class NotAllowed(DomainError):
    code = "not_allowed"
    status = 403
    en = (
        "{name} may not do this (it needs one of the roles: {roles}). Ask an administrator for the role, or "
        "a colleague who has it."
    )
    ru = (
        "{name} не может этого сделать (нужна одна из ролей: {roles}). Попросите роль у администратора или "
        "обратитесь к тому, у кого она есть."
    )


class NeedsAPerson(DomainError):
    code = "needs_a_person"
    status = 403
    en = "This is a decision, and a person must answer for it. Say whose it is: --as their e-mail."
    ru = "Это решение, и за него отвечает человек. Укажите, чьё оно: --as и его почта."


@dataclass(frozen=True)
class Employee:
    """A person of the office as the rules see them."""

    id: int
    number: str
    name: str
    email: str
    language: str
    roles: frozenset[Role]
    employed_from: date
    employed_to: date | None = None
    addresses: tuple[str, ...] = field(default=())

    def is_employed_on(self, day: date) -> bool:
        return self.employed_from <= day and (self.employed_to is None or day <= self.employed_to)

    def has(self, role: Role) -> bool:
        return role in self.roles

    @property
    def short_name(self) -> str:
        """Return the name as lists show it: family name and initials for a full Russian name, else unchanged."""
        parts = self.name.split()
        return f"{parts[0]} {parts[1][0]}. {parts[2][0]}." if len(parts) == 3 else self.name


_EVERYONE = frozenset(Role)
_EMPLOYEE, _ADMINISTRATOR, _ACCOUNTANT, _HEAD, _OPERATOR = (
    frozenset({role}) for role in (Role.EMPLOYEE, Role.ADMINISTRATOR, Role.ACCOUNTANT, Role.HEAD, Role.OPERATOR)
)

ALLOWED: dict[str, frozenset[Role]] = {
    # --- floor
    "office.read_settings": _ADMINISTRATOR | _ACCOUNTANT | _HEAD,
    "office.change_settings": _ADMINISTRATOR | _HEAD,
    "office.change_pay_settings": _ACCOUNTANT | _HEAD,
    "staff.read": _ADMINISTRATOR | _ACCOUNTANT | _HEAD,
    "staff.edit": _ADMINISTRATOR | _HEAD,
    "staff.give_roles": _ADMINISTRATOR | _HEAD,
    "staff.give_token": _ADMINISTRATOR,
    "staff.edit_self": _EVERYONE,
    "journal.read": _ADMINISTRATOR | _HEAD,
    # --- norms
    "norms.read": _EVERYONE,
    "norms.edit_catalog": _ADMINISTRATOR | _HEAD,
    "norms.propose_norm": _ADMINISTRATOR | _HEAD,
    "norms.approve_norm": _HEAD,
    "norms.record_consent": _HEAD,
    "norms.give_consent": _EVERYONE,
    "norms.study": _ADMINISTRATOR | _HEAD,
    "norms.see_practice": _HEAD,
    "norms.approve_example": _ADMINISTRATOR | _HEAD,
    # --- worklog
    "worklog.own": _EMPLOYEE,
    "worklog.enter_for_others": _OPERATOR | _ADMINISTRATOR | _HEAD,
    "worklog.see_days": _HEAD,
    "worklog.see_figures": _HEAD | _ACCOUNTANT,
    "worklog.accept_days": _ADMINISTRATOR | _HEAD,
    "worklog.decide_described": _HEAD,
    "worklog.decide_proposals": _HEAD,
    "worklog.mend_norm": _HEAD,
    "worklog.import_calls": _ADMINISTRATOR | _OPERATOR | _HEAD,
    "worklog.edit_extensions": _ADMINISTRATOR | _HEAD,
    "worklog.missed_calls": _EMPLOYEE | _OPERATOR | _ADMINISTRATOR | _HEAD,
    "worklog.edit_registers": _ADMINISTRATOR | _HEAD,
    "worklog.edit_standard_letters": _ADMINISTRATOR | _HEAD,
    "worklog.clients": _EMPLOYEE | _OPERATOR | _HEAD,
    "worklog.resolve_doubt": _ADMINISTRATOR,
    "worklog.discard_held": _HEAD,
    "worklog.open_content": _ADMINISTRATOR | _HEAD,
    "worklog.see_kept": _EVERYONE,
    "worklog.see_service_mail": _ADMINISTRATOR | _HEAD,
    "worklog.reconcile": _ADMINISTRATOR,
    "worklog.edit_service_accounts": _ADMINISTRATOR,
    "worklog.see_certificate": _ADMINISTRATOR | _HEAD,
    "worklog.revoke_passwords": _ADMINISTRATOR | _HEAD,
    "worklog.release_for_leaver": _HEAD,
    "worklog.notices": _ADMINISTRATOR,
    # --- audit
    "audit.see_lists": _EVERYONE,
    "audit.throw": _EVERYONE,
    "audit.answer": _EVERYONE,
    "audit.plan": _ADMINISTRATOR | _HEAD,
    "audit.freeze": _ADMINISTRATOR | _HEAD,
    "audit.draw": _ADMINISTRATOR | _HEAD,
    "audit.draw_again": _HEAD,
    "audit.recode": _ADMINISTRATOR,
    "audit.decide": _ADMINISTRATOR | _HEAD,
    "audit.see_results": _ADMINISTRATOR | _HEAD,
    "audit.see_own_results": _EVERYONE,
    "audit.see_auditors": _ADMINISTRATOR | _HEAD,
    "audit.export": _ADMINISTRATOR | _HEAD,
    "audit.settle_case": _ADMINISTRATOR | _HEAD,
    "audit.train": _ADMINISTRATOR | _HEAD,
    # --- payroll
    "payroll.own": _EVERYONE,
    "payroll.see": _ACCOUNTANT | _HEAD,
    "payroll.set_rate": _ACCOUNTANT | _HEAD,
    "payroll.name_kinds": _ACCOUNTANT,
    "payroll.keep_timesheet": _ACCOUNTANT | _HEAD,
    "payroll.set_hourly": _ACCOUNTANT | _HEAD,
    "payroll.set_scheme": _ACCOUNTANT | _HEAD,
    "payroll.set_grade": _ACCOUNTANT | _HEAD,
    "payroll.note_month": _HEAD,
    "payroll.keep_jobs": _ACCOUNTANT | _HEAD,
    "payroll.accept_job": _HEAD,
    "payroll.judge_quality": _ADMINISTRATOR | _HEAD,
    "payroll.enter_year": _ACCOUNTANT | _HEAD,
    "payroll.record_return": _ACCOUNTANT | _HEAD,
    "payroll.approve_advance": _ACCOUNTANT | _HEAD,
    "payroll.papers": _ACCOUNTANT | _HEAD,
    "payroll.reconcile": _ACCOUNTANT | _HEAD,
    "payroll.record_acknowledgement": _ACCOUNTANT | _HEAD,
    "payroll.freeze": _ACCOUNTANT | _HEAD,
    "payroll.approve": _HEAD,
    "payroll.close": _ACCOUNTANT,
    "payroll.reopen": _ACCOUNTANT | _HEAD,
    "payroll.export": _ACCOUNTANT | _HEAD,
    "payroll.impact": _ACCOUNTANT | _HEAD,
}
"""Action -> roles that may do it. An action that is not here does not exist: asking for it is an error."""

CONSOLE: frozenset[str] = frozenset(
    {
        "staff.read",
        "staff.edit",
        "staff.give_roles",
        "staff.give_token",
        "norms.edit_catalog",
        "worklog.import_calls",
        "worklog.reconcile",
        "payroll.export",
    }
)
"""What may be done from the server's own console without naming a person; decisions never are (rule 35)."""


def may(employee: Employee, action: str) -> bool:
    """Say whether one of the employee's roles allows `action`."""
    return not ALLOWED[action].isdisjoint(employee.roles)


def require(actor: Employee | None, action: str) -> None:
    """Pass in silence if `actor` may do `action`; None is the server's console.

    Raises:
        NotAllowed: none of the person's roles allows it.
        NeedsAPerson: the console asks for something only a person may decide.
    """
    allowed = ALLOWED[action]
    if actor is None:
        if action not in CONSOLE:
            raise NeedsAPerson()
    elif allowed.isdisjoint(actor.roles):
        raise NotAllowed(name=actor.name, roles=sorted(allowed))
