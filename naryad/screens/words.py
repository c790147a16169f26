"""What the program's own names are called on the screen."""

from __future__ import annotations

from naryad.i18n import noop
from naryad.people import Role

ROLES: dict[Role, str] = {
    Role.EMPLOYEE: noop("employee"),
    Role.ADMINISTRATOR: noop("administrator"),
    Role.ACCOUNTANT: noop("accountant"),
    Role.HEAD: noop("head"),
    Role.OPERATOR: noop("operator"),
}
