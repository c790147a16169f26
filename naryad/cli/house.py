"""What every command stands on: the settings, the database brought up to date, the person who decides, answers.

Exit codes: 0 done, 1 refused or something found wrong (the reason on standard error), 2 a mistake in the command.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from functools import wraps
from typing import Annotated, Any, NoReturn, ParamSpec, TypeVar

import typer
from pydantic import ValidationError
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn
from rich.table import Table
from sqlalchemy.exc import OperationalError
from sqlmodel import Session

from naryad import migrate, staff
from naryad.days import utc_now
from naryad.db import Database
from naryad.errors import DomainError, Problem
from naryad.i18n import set_language
from naryad.office import Office, check_time_zone, office_of
from naryad.people import Employee, NeedsAPerson
from naryad.settings import Settings

P = ParamSpec("P")
R = TypeVar("R")

As = Annotated[str | None, typer.Option("--as", metavar="EMAIL", help="The person whose decision this is.")]
Json = Annotated[bool, typer.Option("--json", help="Answer with JSON, for programs.")]

out = Console(highlight=False, soft_wrap=True)
err = Console(stderr=True, highlight=False, soft_wrap=True)


class DatabaseDoesNotAnswer(DomainError):
    code = "database_does_not_answer"
    status = 503
    en = "The database {url} does not answer: {why}. Check NARYAD_DATABASE_URL and that the server is running."
    ru = "База {url} не отвечает: {why}. Проверьте NARYAD_DATABASE_URL и запущен ли сервер."


class NotADay(DomainError):
    code = "not_a_day"
    status = 422
    en = "“{text}” is not a day. Write it as year, month and day: 2026-10-31."
    ru = "«{text}» — не день. Напишите год, месяц и день: 2026-10-31."


class NotANumber(DomainError):
    code = "not_a_number"
    status = 422
    en = "“{text}” is not a number. Write digits with a point: 4.20."
    ru = "«{text}» — не число. Напишите цифрами: 4,20."


def command(function: Callable[P, R]) -> Callable[P, R]:
    """Make a function a command: refusals become a sentence on standard error and exit code 1."""

    @wraps(function)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            set_language(settings().language)
            return function(*args, **kwargs)
        except DomainError as refusal:
            fail(refusal.message(os.environ.get("NARYAD_LANGUAGE", "ru")))

    return run


@contextmanager
def progress(what: str) -> Iterator[Callable[[int, int], None]]:
    """Show on standard error how far long work is, on a terminal; give what is called with done and whole."""
    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeElapsedColumn())
    with Progress(*columns, console=err, transient=True, disable=not err.is_terminal) as bar:
        line = bar.add_task(what, total=None)
        yield lambda done, whole: bar.update(line, completed=done, total=whole)


def warn(reason: DomainError) -> None:
    """Say on standard error what does not work for now, and go on."""
    err.print(reason.message(settings().language), markup=False, style="yellow" if err.is_terminal else None)


def fail(message: str) -> NoReturn:
    """Say why on standard error and end with exit code 1."""
    err.print(message, markup=False, style="red" if err.is_terminal else None)
    raise typer.Exit(1)


def settings() -> Settings:
    """Return the settings of this process, or end with the name of the variable that is wrong."""
    try:
        return Settings()
    except ValidationError as wrong:
        for problem in wrong.errors():
            err.print(f"NARYAD_{str(problem['loc'][0]).upper()}: {problem['msg']}", markup=False)
        raise typer.Exit(2) from None


@contextmanager
def open_database(known: Settings | None = None) -> Iterator[Database]:
    """Open the database, bring its tables up to date, check the time zone, and close it after the block."""
    known = known or settings()
    try:
        known.data_dir.mkdir(parents=True, exist_ok=True)
        migrate.upgrade(known.database)
    except OperationalError as trouble:
        url = known.database.partition("@")[2] or known.database
        raise DatabaseDoesNotAnswer(url=url, why=str(trouble.orig).splitlines()[0]) from None
    database = Database(known.database)
    try:
        with database.reading() as session:
            check_time_zone(session, known.timezone)
        yield database
    finally:
        database.dispose()


@contextmanager
def reading() -> Iterator[tuple[Session, Office]]:
    with open_database() as database, database.reading() as session:
        yield session, office_of(session)


@contextmanager
def writing() -> Iterator[tuple[Session, Office, datetime]]:
    """Open one transaction of one command; it commits when the block ends well."""
    with open_database() as database, database.writing() as session:
        yield session, office_of(session), utc_now()


def person(session: Session, email: str | None) -> Employee | None:
    """Return whom `--as` names, or None for the console."""
    return staff.by_email(session, email) if email else None


def decider(session: Session, email: str | None) -> Employee:
    """Return whom `--as` names.

    Raises:
        NeedsAPerson: nobody is named, and this is a decision (rule 35).
    """
    found = person(session, email)
    if found is None:
        raise NeedsAPerson()
    return found


def read_day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise NotADay(text=text) from None


def read_number(text: str) -> Decimal:
    try:
        value = Decimal(text.replace(",", "."))
    except InvalidOperation:
        raise NotANumber(text=text) from None
    if not value.is_finite():
        raise NotANumber(text=text)
    return value


def say(message: str) -> None:
    out.print(message, markup=False)


def say_json(value: Any) -> None:
    """Print JSON for programs: Decimals and days as text, letters as they are."""
    typer.echo(json.dumps(value, ensure_ascii=False, indent=2, default=str))


def say_table(title: str, columns: list[str], rows: list[list[str]]) -> None:
    table = Table(title=title, title_justify="left", header_style="bold")
    for column in columns:
        table.add_column(column)
    for row in rows:
        table.add_row(*row)
    out.print(table)


def say_problems(problems: list[Problem]) -> None:
    """Print every problem with its place on standard error."""
    language = settings().language
    for problem in problems:
        err.print(problem.message(language), markup=False)


def read_password_from_stdin() -> str:
    """Return the first line of standard input, without its end."""
    return sys.stdin.readline().rstrip("\r\n")
