"""Rows of jobs: the paper's number once, its text as often as it was written, and the decisions about it."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlmodel import Field

from naryad.tables import Row, id_field, reference
from payroll.job import Haste, JobKind, JobMember, JobStep, JobTerms, JobVersion, Price, ServedNorm
from payroll.rules.crew import SharedBy
from payroll.tables.columns import moment, scaled


class JobRow(Row, table=True):
    """A job by its number, which is used once a year whatever becomes of the job."""

    __tablename__ = "job"
    __table_args__ = (UniqueConstraint("year", "number_key"),)

    id: int | None = id_field()
    year: int
    """Of the paper's day, as it was first dated."""
    number_key: str = Field(max_length=40)
    """The number in small letters and without spaces."""
    entered_by: int = reference("employee.id")
    entered_at: datetime = moment()


class JobTermsRow(Row, table=True):
    """What a job's paper says, as written at some time; a change is another row."""

    __tablename__ = "job_terms"
    __table_args__ = (
        UniqueConstraint("job_id", "revision"),
        CheckConstraint("kind IN ('crew', 'lump_sum', 'indirect')", name="kind"),
        CheckConstraint("shared_by IN ('coefficient', 'coefficient_days', 'tariff_hours', 'agreed')", name="shared_by"),
        CheckConstraint("(amount IS NULL) = (norm_minutes IS NOT NULL AND rate IS NOT NULL)", name="price"),
        CheckConstraint("(kind = 'lump_sum') = (planned IS NOT NULL)", name="haste"),
        CheckConstraint("first_day <= last_day", name="days"),
        Index("ix_job_terms_period", "period"),
    )

    id: int | None = id_field()
    job_id: int = reference("job.id")
    revision: int
    kind: str = Field(max_length=16)
    title: str
    number: str
    dated_on: date
    content: str
    first_day: date
    last_day: date
    period: int
    """The month of the last day, in which the job is paid."""
    amount: Any = scaled(2, null=True)
    norm_minutes: Any = scaled(3, null=True)
    rate: Any = scaled(6, null=True)
    source: str
    shared_by: str = Field(max_length=24)
    planned: Any = scaled(2, null=True)
    actual: Any = scaled(2, null=True)
    bonus_per_percent: Any = scaled(4, null=True)
    reason: str = ""
    set_by: int = reference("employee.id")
    set_at: datetime = moment()

    @classmethod
    def of(cls, terms: JobTerms, *, job_id: int, revision: int, reason: str, by: int, now: datetime) -> "JobTermsRow":
        haste = terms.haste
        return cls(
            job_id=job_id,
            revision=revision,
            kind=terms.kind.value,
            title=terms.title,
            number=terms.number,
            dated_on=terms.dated_on,
            content=terms.content,
            first_day=terms.first_day,
            last_day=terms.last_day,
            period=terms.period.number,
            amount=terms.price.amount,
            norm_minutes=terms.price.norm_minutes,
            rate=terms.price.rate,
            source=terms.price.source,
            shared_by=terms.shared_by.value,
            planned=haste.planned if haste else None,
            actual=haste.actual if haste else None,
            bonus_per_percent=haste.bonus_per_percent if haste else None,
            reason=reason,
            set_by=by,
            set_at=now,
        )

    def value(self, people: list["JobPersonRow"]) -> JobVersion:
        """Return the version with its people, who are given in order."""
        haste = None if self.planned is None else Haste(self.planned, self.actual, self.bonus_per_percent)
        terms = JobTerms(
            kind=JobKind(self.kind),
            title=self.title,
            number=self.number,
            dated_on=self.dated_on,
            content=self.content,
            first_day=self.first_day,
            last_day=self.last_day,
            price=Price(self.amount, self.norm_minutes, self.rate, self.source),
            shared_by=SharedBy(self.shared_by),
            members=tuple(row.member() for row in people if row.norm_minutes is None),
            haste=haste,
            served=tuple(ServedNorm(row.employee_id, row.norm_minutes) for row in people if row.norm_minutes),
        )
        return JobVersion(self.revision, terms, self.reason, self.set_by, self.set_at)


class JobPersonRow(Row, table=True):
    """A person of a job: paid by it, or (with a norm) one of those who are served."""

    __tablename__ = "job_person"
    __table_args__ = (
        UniqueConstraint("terms_id", "place_no"),
        CheckConstraint("coefficient >= 0", name="coefficient"),
        Index("ix_job_person_employee_id", "employee_id"),
    )

    id: int | None = id_field()
    terms_id: int = reference("job_terms.id")
    place_no: int
    employee_id: int = reference("employee.id")
    coefficient: Any = scaled(2)
    reason: str = ""
    days: Any = scaled(2)
    hours: Any = scaled(2)
    tariff: Any = scaled(4)
    agreed: Any = scaled(2)
    norm_minutes: Any = scaled(3, null=True)
    """Of somebody served; null for somebody paid."""

    @classmethod
    def of_member(cls, member: JobMember, *, terms_id: int, place: int) -> "JobPersonRow":
        return cls(
            terms_id=terms_id,
            place_no=place,
            employee_id=member.employee_id,
            coefficient=member.coefficient,
            reason=member.reason,
            days=member.days,
            hours=member.hours,
            tariff=member.tariff,
            agreed=member.agreed,
        )

    @classmethod
    def of_served(cls, served: ServedNorm, *, terms_id: int, place: int) -> "JobPersonRow":
        return cls(
            terms_id=terms_id,
            place_no=place,
            employee_id=served.employee_id,
            coefficient=Decimal(1),
            days=Decimal(0),
            hours=Decimal(0),
            tariff=Decimal(0),
            agreed=Decimal(0),
            norm_minutes=served.norm_minutes,
        )

    def member(self) -> JobMember:
        return JobMember(
            self.employee_id, self.coefficient, self.reason, self.days, self.hours, self.tariff, self.agreed
        )


class JobStepRow(Row, table=True):
    """A decision about a job: its text of a revision accepted, or the whole job made void."""

    __tablename__ = "job_step"
    __table_args__ = (
        UniqueConstraint("job_id", "number"),
        CheckConstraint("step IN ('accept', 'void')", name="step"),
        CheckConstraint("step <> 'void' OR reason <> ''", name="void_with_reason"),
    )

    id: int | None = id_field()
    job_id: int = reference("job.id")
    number: int
    """1, 2, 3 ... within the job: two people deciding at once cannot both succeed."""
    step: str = Field(max_length=8)
    revision: int
    reason: str = ""
    by_id: int = reference("employee.id")
    at: datetime = moment()

    def value(self) -> JobStep:
        return JobStep(self.step, self.revision, self.reason, self.by_id, self.at)
