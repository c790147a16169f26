"""A job (наряд): work that several people did for one price, or one did for a lump sum, and how its money is shared.

What a job pays follows from its own paper alone: the price, the way of sharing and every member's figures are written
down with it. Only indirect pay also asks what the people served have made.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from naryad.days import Period
from naryad.money import kopecks
from payroll.kind import CREW, INDIRECT, LUMP_SUM, AccrualKind
from payroll.rules.crew import Member, SharedBy, crew_shares
from payroll.rules.lump_sum import LumpSum, lump_sum


class JobKind(StrEnum):
    """What sort of job it is, which is also what its money is called."""

    CREW = "crew"
    LUMP_SUM = "lump_sum"
    INDIRECT = "indirect"

    @property
    def accrual(self) -> AccrualKind:
        return {JobKind.CREW: CREW, JobKind.LUMP_SUM: LUMP_SUM, JobKind.INDIRECT: INDIRECT}[self]


class JobState(StrEnum):
    """Where a job stands; only what was accepted is paid."""

    DRAFTED = "drafted"
    ACCEPTED = "accepted"
    CHANGED = "changed"
    """Accepted once, and written anew since: what was accepted counts until the new text is."""
    VOID = "void"


@dataclass(frozen=True, slots=True)
class Price:
    """What the whole job costs: a sum, or norm minutes at a rate per norm minute; and the paper it comes from."""

    amount: Decimal | None = None
    norm_minutes: Decimal | None = None
    rate: Decimal | None = None
    source: str = ""

    @property
    def total(self) -> Decimal:
        """Return the price to the kopeck; 0 where nothing is written yet."""
        if self.amount is not None:
            return kopecks(self.amount)
        return kopecks((self.norm_minutes or Decimal(0)) * (self.rate or Decimal(0)))


@dataclass(frozen=True, slots=True)
class Haste:
    """A lump sum's planned and actual time in days, and how many percent of the price a saved percent is worth."""

    planned: Decimal
    actual: Decimal
    bonus_per_percent: Decimal


@dataclass(frozen=True, slots=True)
class JobMember:
    """A person paid by the job; what its way of sharing does not ask for stays as it is."""

    employee_id: int
    coefficient: Decimal = Decimal(1)
    """КТУ, 0 to 2."""
    reason: str = ""
    """Why it is not 1."""
    days: Decimal = Decimal(0)
    hours: Decimal = Decimal(0)
    """Spent on the job: they leave the denominator of the fulfilment of norms, whatever the way of sharing."""
    tariff: Decimal = Decimal(0)
    agreed: Decimal = Decimal(0)
    """The part in money, where the crew itself has shared the sum."""

    def of_crew(self) -> Member:
        return Member(self.employee_id, self.coefficient, self.days, self.hours, self.tariff, self.agreed)


@dataclass(frozen=True, slots=True)
class ServedNorm:
    """Somebody served: the norm, in norm minutes, for the days of the job."""

    employee_id: int
    norm_minutes: Decimal


@dataclass(frozen=True, slots=True)
class JobTerms:
    """Everything that a job's paper says. It is paid in the month of `last_day`."""

    kind: JobKind
    title: str
    number: str
    dated_on: date
    content: str
    first_day: date
    last_day: date
    price: Price
    shared_by: SharedBy
    members: tuple[JobMember, ...]
    haste: Haste | None = None
    """Of a lump sum only."""
    served: tuple[ServedNorm, ...] = ()
    """Of indirect pay only."""

    @property
    def period(self) -> Period:
        return Period.of_day(self.last_day)

    @property
    def name(self) -> str:
        """Return how lines and lists call it: "Наряд № 12"."""
        return f"{self.title} № {self.number}"

    @property
    def lump(self) -> LumpSum | None:
        """Return what a lump sum comes to; None for other kinds."""
        if self.haste is None:
            return None
        return lump_sum(
            price=self.price.total,
            planned=self.haste.planned,
            actual=self.haste.actual,
            bonus_per_percent=self.haste.bonus_per_percent,
        )

    @property
    def pool(self) -> Decimal:
        """Return the sum to be shared; of indirect pay it is not known before others have worked, and is 0 here."""
        if self.kind is JobKind.INDIRECT:
            return Decimal(0)
        return self.price.total if self.lump is None else self.lump.total

    @property
    def weights(self) -> dict[int, Decimal]:
        return {one.employee_id: one.of_crew().weight(self.shared_by) for one in self.members}

    def parts(self) -> dict[int, Decimal]:
        """Return each member's part of the pool, to the kopeck; they add up to it. One alone has the whole of it.

        Raises:
            CrewHasNoShares: nobody has a share above 0.
        """
        if len(self.members) == 1:
            return {self.members[0].employee_id: self.pool}
        return crew_shares(self.pool, [one.of_crew() for one in self.members], by=self.shared_by)

    def concerns(self, employee_id: int) -> bool:
        return any(one.employee_id == employee_id for one in self.members)


@dataclass(frozen=True, slots=True)
class JobVersion:
    """The paper as it was written at some time."""

    revision: int
    terms: JobTerms
    reason: str
    """Why it was written anew; empty for the first."""
    set_by: int
    set_at: datetime


@dataclass(frozen=True, slots=True)
class JobStep:
    """A decision about a job: accepted as `revision` says, or made void."""

    step: str
    """`accept` or `void`."""
    revision: int
    reason: str
    by: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Job:
    """A job with its whole history, versions and steps in order."""

    id: int
    versions: tuple[JobVersion, ...]
    steps: tuple[JobStep, ...]

    @property
    def latest(self) -> JobVersion:
        return self.versions[-1]

    @property
    def is_void(self) -> bool:
        return any(step.step == "void" for step in self.steps)

    @property
    def accepted(self) -> JobVersion | None:
        """Return the version accepted last, of a void job too; None where none was."""
        revisions = [step.revision for step in self.steps if step.step == "accept"]
        return next((one for one in self.versions if revisions and one.revision == revisions[-1]), None)

    @property
    def in_force(self) -> JobTerms | None:
        """Return what is paid: the terms accepted last, None of a draft or a void job."""
        return None if self.is_void or self.accepted is None else self.accepted.terms

    @property
    def state(self) -> JobState:
        if self.is_void:
            return JobState.VOID
        if self.accepted is None:
            return JobState.DRAFTED
        return JobState.ACCEPTED if self.accepted == self.latest else JobState.CHANGED

    @property
    def waits(self) -> bool:
        """Whether a text waits to be accepted."""
        return self.state in (JobState.DRAFTED, JobState.CHANGED)

    @property
    def periods(self) -> frozenset[Period]:
        """Return the months it touches: where its last text belongs, and where it is paid now."""
        found = {self.latest.terms.period}
        return frozenset(found | ({self.accepted.terms.period} if self.accepted else set()))


def cleaned(terms: JobTerms) -> JobTerms:
    """Return the terms without idle spaces in their texts."""

    def tidy(text: str) -> str:
        return " ".join(text.split())

    return replace(
        terms,
        title=tidy(terms.title)[:100],
        number=tidy(terms.number)[:40],
        content=tidy(terms.content)[:500],
        price=replace(terms.price, source=tidy(terms.price.source)[:300]),
        members=tuple(replace(one, reason=tidy(one.reason)[:300]) for one in terms.members),
    )


def paid_in(jobs: Sequence[Job], period: Period) -> tuple[JobTerms, ...]:
    """Return what is in force of `jobs` in a month, in the order of papers: day, number."""
    found = [job.in_force for job in jobs if job.in_force is not None and job.in_force.period == period]
    return tuple(sorted(found, key=lambda terms: (terms.dated_on, len(terms.number), terms.number)))
