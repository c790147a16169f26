"""What the floor's forms share: an action tried in a transaction of its own, and fields read kindly."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import TypeVar

from fastapi import Request
from sqlmodel import Session

from naryad.errors import DomainError
from naryad.web import database_of

Result = TypeVar("Result")


class DayIsWrong(DomainError):
    code = "day_is_wrong"
    status = 422
    en = "“{text}” is not a day. Write it as 01.12.2026."
    ru = "«{text}» — не дата. Напишите её в виде 01.12.2026."


class DayIsMissing(DomainError):
    code = "day_is_missing"
    status = 422
    en = "No day is given. Write it as 01.12.2026."
    ru = "День не указан. Напишите дату в виде 01.12.2026."


class NumberIsWrong(DomainError):
    code = "number_is_wrong"
    status = 422
    en = "“{text}” is not a number. Write it in digits, such as 0.5."
    ru = "«{text}» — не число. Напишите цифрами, например 0,5."


class PasswordsDiffer(DomainError):
    code = "passwords_differ"
    status = 422
    en = "The two passwords differ. Type the new password the same way twice."
    ru = "Пароли не совпали. Введите новый пароль дважды одинаково."


def attempt(request: Request, action: Callable[[Session], Result]) -> tuple[Result | None, DomainError | None]:
    """Run `action` in a transaction of its own; a refusal rolls it back and is returned for the form."""
    try:
        with database_of(request).writing() as session:
            return action(session), None
    except DomainError as refusal:
        return None, refusal


def day_of(text: str) -> date | None:
    """Read a day as a browser's field or a person writes it; empty is None.

    Raises:
        DayIsWrong: there is no such day.
    """
    text = text.strip()
    if not text:
        return None
    try:
        if re.fullmatch(r"\d{1,2}\.\d{1,2}\.\d{4}", text):
            day, month, year = (int(part) for part in text.split("."))
            return date(year, month, day)
        return date.fromisoformat(text)
    except ValueError:
        raise DayIsWrong(text=text[:40]) from None


def required_day(text: str) -> date:
    """Read a day that a form cannot do without.

    Raises:
        DayIsMissing, DayIsWrong.
    """
    day = day_of(text)
    if day is None:
        raise DayIsMissing()
    return day


def decimal_of(text: str) -> Decimal:
    """Read a number with a decimal point or comma.

    Raises:
        NumberIsWrong: it is none.
    """
    try:
        value = Decimal(text.strip().replace(",", "."))
    except InvalidOperation:
        raise NumberIsWrong(text=text[:40]) from None
    if not value.is_finite():
        raise NumberIsWrong(text=text[:40])
    return value


def words_of(text: str) -> list[str]:
    """Split a field of several addresses, however they are separated."""
    return [word for word in re.split(r"[,;\s]+", text) if word]


def check_same(password: str, again: str) -> None:
    """Pass in silence if a new password was typed the same way twice.

    Raises:
        PasswordsDiffer.
    """
    if password != again:
        raise PasswordsDiffer()
