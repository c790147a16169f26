"""On a person's page of the staff: the app passwords of their mail programs, revoked where a laptop was lost."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Form, Request
from starlette.responses import Response

from naryad.i18n import _
from naryad.people import Employee, Role, may
from naryad.web import CurrentEmployee, Now, Writing, database_of, fragment, moment_of_request, redirect
from worklog.actions.app_password import revoke_password_of
from worklog.store.app_password import passwords_of, revoked_by_others

router = APIRouter(include_in_schema=False)
MENU = ()  # the person's page leads here

Text = Annotated[str, Form()]


@router.post("/staff/{employee_id:int}/app-passwords/{password_id:int}/revoke")
def revoke(
    request: Request,
    session: Writing,
    employee_id: int,
    password_id: int,
    me: CurrentEmployee,
    now: Now,
    reason: Text = "",
) -> Response:
    """Revoke a colleague's app password, with the reason that its owner reads."""
    revoke_password_of(session, employee_id, password_id, reason=reason, actor=me, now=now)
    said = _("The app password is revoked: it opens nothing any more.")
    if employee_id != me.id:
        said += " " + _("Its owner gets a mail with your reason.")
    return redirect(request, f"/staff/{employee_id}#app-passwords", said)


def passwords_of_person(request: Request, *, employee: Employee, **_facts: Any) -> str:
    """Fill "staff.person": a person's app passwords, for whoever may revoke them; nothing where there are none."""
    me: Employee | None = request.state.me
    if me is None or not may(me, "worklog.revoke_passwords"):
        return ""
    with database_of(request).reading() as session:
        passwords = passwords_of(session, employee_id=employee.id)
        revoked = revoked_by_others(session, employee.id, moment_of_request(request))
    if not passwords and not revoked and not employee.has(Role.EMPLOYEE):
        return ""
    return fragment(request, "worklog/_staff_passwords.html", employee=employee, passwords=passwords, revoked=revoked)


SLOTS = {"staff.person": passwords_of_person}
