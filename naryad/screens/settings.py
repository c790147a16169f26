"""The office's choices: what each means, what is in force, from which day another is."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Form, Request
from sqlmodel import Session
from starlette.responses import HTMLResponse, Response

from naryad import staff
from naryad.days import local_day
from naryad.errors import DomainError
from naryad.i18n import _, noop
from naryad.office import UnknownSetting, set_setting, setting, setting_history
from naryad.office_setting import SETTINGS
from naryad.pages import MenuItem
from naryad.people import may, require
from naryad.screens.choice import Choice
from naryad.screens.choices import CHOICES, GROUPS
from naryad.screens.forms import attempt, day_of
from naryad.web import CurrentEmployee, CurrentOffice, Now, database_of, page, redirect

router = APIRouter(include_in_schema=False)

MENU = (MenuItem(90, noop("Settings"), "/settings", "office.read_settings"),)

Text = Annotated[str, Form()]


class SettingBeginsInThePast(DomainError):
    code = "setting_begins_in_the_past"
    status = 422
    en = "A choice holds from today ({today}) or later: what was before stays as it was. Give another day."
    ru = "Новый выбор действует с сегодняшнего дня ({today}) или позже: прошлое остаётся как было. Укажите другой день."


@router.get("/settings")
def settings_page(request: Request, me: CurrentEmployee, office: CurrentOffice, now: Now) -> HTMLResponse:
    require(me, "office.read_settings")
    return _settings(request, me, local_day(now, office.zone))


@router.post("/settings/{name}")
def choose(
    request: Request,
    name: str,
    me: CurrentEmployee,
    office: CurrentOffice,
    now: Now,
    value: Text = "",
    effective_from: Text = "",
) -> Response:
    today = local_day(now, office.zone)
    if name not in CHOICES:
        raise UnknownSetting(name=name, known=sorted(CHOICES))
    require(me, SETTINGS[name].action)

    def change(session: Session) -> bool:
        begins = day_of(effective_from) or today
        if begins < today:
            raise SettingBeginsInThePast(today=today)
        set_setting(session, name, CHOICES[name].read(value), effective_from=begins, actor=me, now=now)
        return True

    done, refusal = attempt(request, change)
    if not done:
        return _settings(request, me, today, refusal, name, value)
    return redirect(request, f"/settings#{name}", _("The choice is entered."))


def _settings(
    request: Request, me: CurrentEmployee, today: date, error: DomainError | None = None, at: str = "", typed: str = ""
) -> HTMLResponse:
    with database_of(request).reading() as session:
        names = {person.id: person.name for person in staff.employees(session)}
        return page(
            request,
            "naryad/settings.html",
            status_code=error.status if error else 200,
            groups=[
                (title, [_line(session, choice, me, today, names) for choice in choices]) for title, choices in GROUPS
            ],
            today=today,
            error=error,
            at=at,
            typed=typed,
        )


def _line(session: Session, choice: Choice, me: CurrentEmployee, today: date, names: dict[int, str]) -> dict[str, Any]:
    """Return a setting as the page shows it: in force, to come, everything ever chosen."""
    history = setting_history(session, choice.name)
    write = choice.write
    lines = [
        {
            "day": row.effective_from,
            "value": write(row.value),
            "who": names.get(row.set_by or 0, _("when the office was made")),
            "at": row.set_at,
            "is_to_come": row.effective_from > today,
        }
        for row in history
    ]
    value = setting(session, choice.name, today)
    return {
        "choice": choice,
        "value": value,
        "text": write(value),
        "to_come": [line for line in lines if line["is_to_come"]],
        "history": lines,
        "may_change": may(me, SETTINGS[choice.name].action),
    }
