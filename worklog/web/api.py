"""The API, version 1: typed work in, types and output out. Every call carries a bearer token."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from fastapi import APIRouter, Depends, Request, Response
from fastapi.security import HTTPBearer
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from naryad import staff
from naryad.days import Period, local_day
from naryad.people import Employee
from naryad.tokens import Bearer
from naryad.web import CurrentOffice, Now, Reading, TokenBearer, database_of
from norms import store as norms_store
from norms.catalog import CatalogEntry
from norms.work_type import Kind, Purpose
from worklog.actions.api import Told, record_told
from worklog.entry import Entry
from worklog.store.output import output_by_employee

router = APIRouter(
    prefix="/api/v1", tags=["v1"], dependencies=[Depends(HTTPBearer(auto_error=False, description="A Naryad token"))]
)
MENU = ()


class Refusal(BaseModel):
    """Why a request was refused: a stable code, and a sentence for people in their language."""

    code: str = Field(examples=["work_has_no_type"])
    message: str


class NewWork(BaseModel):
    """A piece of typed work. A letter needs an integration that attests delivery: message_id and the reply."""

    model_config = ConfigDict(extra="forbid")

    uid: str = Field(max_length=100, description="Your own name for this work; the same uid is never counted twice")
    kind: Kind
    work_type: str = Field(default="", max_length=40, description="Code or alias, any case; empty or 0 is no type")
    day: date = Field(description="The day the work was done: today, or a past day not accepted yet")
    quantity: Decimal | None = Field(default=None, description="Empty means 1; always 1 for letters")
    minutes: Decimal | None = Field(default=None, description="Only for described types: whole minutes spent")
    subject: str = Field(default="", max_length=1000)
    client: str = Field(default="", max_length=300, description="Mail address, telephone number or name of a client")
    employee: str = Field(default="", max_length=20, description="Personnel number; only integrations give it")
    message_id: str = Field(default="", max_length=1000)
    reply: str = Field(default="", max_length=1000, description="The next mail server's reply, such as 250 2.0.0 Ok")
    register_series: str = Field(
        default="", max_length=8, alias="register", description="The office's register that numbers the document"
    )


class Work(BaseModel):
    """A piece of work as it counts now."""

    uid: str
    entry: str = Field(description="The server's own name for it")
    kind: Kind
    employee: str
    day: date
    work_type: str
    quantity: Decimal
    norm_minutes: Decimal
    period: str
    seq: int


class TypeLine(BaseModel):
    """A type that work of the day can take."""

    code: str
    alias: str | None
    name: str
    kinds: list[Kind]
    unit: str
    norm_minutes: Decimal
    described: bool
    summary: str


class OutputLine(BaseModel):
    """One employee's month in two figures."""

    number: str
    name: str
    entries: int
    norm_minutes: Decimal


@router.post(
    "/entries",
    status_code=201,
    response_model=Work,
    responses={
        200: {"model": Work, "description": "Recorded before under this uid, unchanged"},
        401: {"model": Refusal, "description": "No token, or one that is not valid"},
        403: {"model": Refusal, "description": "The token may not do this"},
        409: {"model": Refusal, "description": "The uid names other work, or the day takes no work"},
        422: {"model": Refusal, "description": "Untyped: no type, an unknown, retired or wrong one"},
    },
)
def record(
    request: Request, response: Response, work: NewWork, bearer: TokenBearer, office: CurrentOffice, now: Now
) -> Work:
    """Record typed work: 201 when it is new, 200 when this uid is already here, 409 when it differs."""
    told = Told(
        uid=work.uid,
        kind=work.kind,
        work_type=work.work_type,
        day=work.day,
        quantity=work.quantity,
        minutes=work.minutes,
        subject=work.subject,
        client=work.client,
        employee=work.employee.strip(),
        message_id=work.message_id,
        reply=work.reply,
        register=work.register_series,
    )
    entry, is_new = _write(request, told, bearer, now, local_day(now, office.zone))
    response.status_code = 201 if is_new else 200
    with database_of(request).reading() as session:
        return _work(session, work.uid, entry)


@router.get("/types", response_model=list[TypeLine], responses={401: {"model": Refusal}})
def types(
    session: Reading,
    bearer: TokenBearer,
    office: CurrentOffice,
    now: Now,
    day: date | None = None,
    kind: Kind | None = None,
) -> list[TypeLine]:
    """Return the types that work of a day (today by default) can take, of one kind if given."""
    catalog = norms_store.catalog(session, day or local_day(now, office.zone))
    entries = catalog.offered() if kind is None else catalog.of_kind(kind)
    return [_type(entry, _language(bearer.employee, office.language)) for entry in entries]


@router.get("/output/{month}", response_model=list[OutputLine], responses={401: {"model": Refusal}})
def output(session: Reading, month: str, bearer: TokenBearer) -> list[OutputLine]:
    """Return the output of a month: one's own with an employee's token, everybody's with an integration's."""
    people = {person.id: person for person in staff.employees(session)}
    return [
        OutputLine(
            number=people[line.employee_id].number,
            name=people[line.employee_id].name,
            entries=line.entries,
            norm_minutes=line.norm_minutes,
        )
        for line in output_by_employee(session, Period.of_month(month))
        if bearer.employee is None or bearer.employee.id == line.employee_id
    ]


def _write(request: Request, told: Told, bearer: Bearer, now: datetime, today: date) -> tuple[Entry, bool]:
    """Record in the shared writer; a rival that took the same uid meanwhile has recorded it for both."""

    def action(session: Session) -> tuple[Entry, bool]:
        return record_told(session, told, bearer, now=now, today=today)

    try:
        return database_of(request).write(action)
    except IntegrityError:
        return database_of(request).write(action)


def _work(session: Session, uid: str, entry: Entry) -> Work:
    figures = entry.figures
    assert figures is not None
    return Work(
        uid=uid,
        entry=entry.uid,
        kind=entry.kind,
        employee=staff.employee_of(session, entry.employee_id).number,
        day=entry.day,
        work_type=norms_store.type_by_id(session, figures.work_type_id).code,
        quantity=figures.quantity,
        norm_minutes=figures.norm_minutes,
        period=str(figures.period),
        seq=figures.seq,
    )


def _type(entry: CatalogEntry, language: str) -> TypeLine:
    work_type = entry.work_type
    assert entry.norm is not None
    return TypeLine(
        code=work_type.code,
        alias=work_type.alias,
        name=work_type.name(language),
        kinds=sorted(work_type.kinds),
        unit=work_type.unit.value,
        norm_minutes=entry.norm.minutes,
        described=work_type.purpose is Purpose.DESCRIBED,
        summary="" if entry.portrait is None else entry.portrait.text(language).summary,
    )


def _language(employee: Employee | None, default: str) -> str:
    return default if employee is None else employee.language
