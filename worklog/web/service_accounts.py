"""Accounts of programs that send mail by themselves: what they are called, what they send as, their passwords."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Form, HTTPException, Request
from sqlmodel import Session
from starlette.responses import HTMLResponse, Response

from naryad.days import local_day
from naryad.errors import DomainError
from naryad.i18n import _
from naryad.office import Office
from naryad.people import require
from naryad.screens.forms import attempt
from naryad.web import CurrentEmployee, CurrentOffice, Now, Reading, Writing, database_of, page, redirect
from norms import store as norms_store
from norms.work_type import Kind
from worklog.actions.app_password import make_account_password, revoke_password
from worklog.actions.service_account import close_account, edit_account, open_account
from worklog.mail_entrance import entrances_for_programs
from worklog.store.app_password import passwords_of
from worklog.store.service_account import account_by_id, accounts

router = APIRouter(include_in_schema=False)
MENU = ()  # the settings lead here

Text = Annotated[str, Form()]


@router.get("/mail/accounts")
def accounts_page(request: Request, me: CurrentEmployee, office: CurrentOffice, now: Now) -> HTMLResponse:
    """List the accounts, and offer to open one."""
    require(me, "worklog.edit_service_accounts")
    return _list(request, office, now, typed={})


@router.post("/mail/accounts")
def open_one(
    request: Request,
    me: CurrentEmployee,
    office: CurrentOffice,
    now: Now,
    name: Text = "",
    login: Text = "",
    addresses: Text = "",
    work_type: Text = "",
) -> Response:
    def act(session: Session) -> int:
        return open_account(
            session, name=name, login=login, addresses=addresses.split(), work_type_id=_number(work_type),
            actor=me, now=now,
        )  # fmt: skip

    account_id, refusal = attempt(request, act)
    if account_id is None:
        typed = {"name": name, "login": login, "addresses": addresses, "work_type": work_type}
        return _list(request, office, now, typed=typed, refusal=refusal)
    return redirect(request, f"/mail/accounts/{account_id}", _("The account is open. Now make an app password for it."))


@router.get("/mail/accounts/{account_id}")
def account_page(
    request: Request, account_id: int, me: CurrentEmployee, office: CurrentOffice, now: Now
) -> HTMLResponse:
    require(me, "worklog.edit_service_accounts")
    return _one(request, account_id, office, now)


@router.post("/mail/accounts/{account_id}")
def edit(
    request: Request,
    account_id: int,
    me: CurrentEmployee,
    office: CurrentOffice,
    now: Now,
    name: Text = "",
    addresses: Text = "",
    work_type: Text = "",
) -> Response:
    def act(session: Session) -> bool:
        edit_account(
            session, account_id, name=name, addresses=addresses.split(), work_type_id=_number(work_type),
            actor=me, now=now,
        )  # fmt: skip
        return True

    done, refusal = attempt(request, act)
    if not done:
        typed = {"name": name, "addresses": addresses, "work_type": work_type}
        return _one(request, account_id, office, now, typed=typed, refusal=refusal)
    return redirect(request, f"/mail/accounts/{account_id}", _("The account is changed."))


@router.post("/mail/accounts/{account_id}/close")
def close(request: Request, session: Writing, account_id: int, me: CurrentEmployee, now: Now) -> Response:
    close_account(session, account_id, actor=me, now=now)
    return redirect(request, "/mail/accounts", _("The account is closed: its passwords open nothing any more."))


@router.post("/mail/accounts/{account_id}/passwords")
def make(
    request: Request, account_id: int, me: CurrentEmployee, office: CurrentOffice, now: Now, label: Text = ""
) -> HTMLResponse:
    """Make an app password for the program and show it, once."""
    secret, refusal = attempt(
        request, lambda session: make_account_password(session, account_id, label, actor=me, now=now)
    )
    return _one(request, account_id, office, now, label=label, secret=secret, label_refusal=refusal)


@router.post("/mail/accounts/{account_id}/passwords/{password_id}/revoke")
def revoke(
    request: Request, session: Writing, account_id: int, password_id: int, me: CurrentEmployee, now: Now
) -> Response:
    revoke_password(session, password_id, actor=me, now=now)
    said = _("The app password is revoked: it opens nothing any more.")
    return redirect(request, f"/mail/accounts/{account_id}", said)


def _list(
    request: Request, office: Office, now: Any, *, typed: dict[str, str], refusal: DomainError | None = None
) -> HTMLResponse:
    with database_of(request).reading() as session:
        listed = accounts(session)
        used = {account.id: passwords_of(session, account_id=account.id) for account in listed}
        types = _types(session, office, now)
    return page(
        request,
        "worklog/accounts.html",
        status_code=refusal.status if refusal else 200,
        accounts=listed,
        passwords=used,
        types=types,
        typed=typed,
        refusal=refusal,
    )


def _one(
    request: Request,
    account_id: int,
    office: Office,
    now: Any,
    *,
    typed: dict[str, str] | None = None,
    refusal: DomainError | None = None,
    label: str = "",
    secret: str | None = None,
    label_refusal: DomainError | None = None,
) -> HTMLResponse:
    with database_of(request).reading() as session:
        account = account_by_id(session, account_id)
        if account is None:
            raise HTTPException(404)
        passwords = passwords_of(session, account_id=account_id)
        types = _types(session, office, now)
    known = {
        "name": account.name,
        "addresses": "\n".join(account.addresses),
        "work_type": str(account.work_type_id or ""),
    }
    error = refusal or label_refusal
    return page(
        request,
        "worklog/account.html",
        status_code=error.status if error else 200,
        account=account,
        passwords=passwords,
        types=types,
        typed=typed or known,
        refusal=refusal,
        label=label,
        secret=secret,
        label_refusal=label_refusal,
        entrances=entrances_for_programs(request.app.state.settings),
    )


def _types(session: Reading, office: Office, now: Any) -> list[Any]:
    return list(norms_store.catalog(session, local_day(now, office.zone)).of_kind(Kind.LETTER_OUT))


def _number(text: str) -> int | None:
    return int(text) if text.isdigit() else None
