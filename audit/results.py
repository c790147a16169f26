"""What the checks of a stretch of time found: per person and for the office, in plain words with the figures beside.

The database counts; here stand only the works that differ. An entry that agrees adds nothing to a total, and to the
evidence only a factor that does not depend on where it stood.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property

from audit.estimate import MORE, NOTHING, REVIEW, TALK, Judgement, Total, Word, inclusion, total, wilson, word_for
from audit.estimate import over_against_under as direction_chance
from audit.evidence import TOLERANCE, Tainted, evidence_of, surely_above
from audit.recoding import taint

FEW_FINDS = 5
"""With fewer finds the normal interval of a total says less than it seems to; a page says so."""


@dataclass(frozen=True)
class Thresholds:
    """From where on something follows from the evidence; all of them are dated settings."""

    tolerance: float = TOLERANCE
    talk: float = TALK
    more: float = MORE
    review: float = REVIEW


@dataclass(frozen=True)
class Counts:
    """What the database counted for one person over some lists. `estimated_*` cover the lists judged to the end."""

    employee_id: int
    entries: int = 0
    norm_minutes: Decimal = Decimal(0)
    estimated_entries: int = 0
    estimated_minutes: Decimal = Decimal(0)
    estimated_judged: int = 0
    drawn: int = 0
    judged: int = 0
    typed: int = 0
    not_sure: int = 0
    cannot_tell: int = 0
    portrait_unclear: int = 0

    def __add__(self, other: Counts) -> Counts:
        """Add two people's counts; the sum belongs to nobody."""
        return Counts(
            0,
            self.entries + other.entries,
            self.norm_minutes + other.norm_minutes,
            self.estimated_entries + other.estimated_entries,
            self.estimated_minutes + other.estimated_minutes,
            self.estimated_judged + other.estimated_judged,
            self.drawn + other.drawn,
            self.judged + other.judged,
            self.typed + other.typed,
            self.not_sure + other.not_sure,
            self.cannot_tell + other.cannot_tell,
            self.portrait_unclear + other.portrait_unclear,
        )


@dataclass(frozen=True)
class DifferingWork:
    """A judged work whose minutes or type differ, or whose content was lost, with its place in its person's list."""

    employee_id: int
    sample_id: int
    list_ended_on: date
    day: date
    place: int
    size: int
    sizes_before: int
    sizes_total: int
    list_minutes: Decimal
    threshold: Decimal | None
    frozen_minutes: Decimal
    over_claim: Decimal
    is_typed: bool
    is_in_total: bool
    """Its list is judged as far as planned, and it lies within the planned sample."""

    is_in_order: bool
    """Everything drawn before it is judged too, so that it speaks in the evidence."""

    @property
    def probability(self) -> float:
        return inclusion(self.size, self.threshold)

    @property
    def tainted(self) -> Tainted:
        return Tainted(
            self.size,
            self.sizes_before,
            float(self.frozen_minutes),
            float(taint(self.frozen_minutes, self.frozen_minutes - self.over_claim)),
            self.sizes_total,
            float(self.list_minutes),
        )


@dataclass(frozen=True)
class PersonResult:
    """One person's checks: counts, what differs, and the evidence since `evidence_since`."""

    counts: Counts
    differing_works: tuple[DifferingWork, ...]
    evidence_works: tuple[DifferingWork, ...] = ()
    evidence_judged: int = 0
    thresholds: Thresholds = Thresholds()

    @property
    def employee_id(self) -> int:
        return self.counts.employee_id

    @property
    def judged(self) -> int:
        return self.counts.judged

    @property
    def drawn(self) -> int:
        return self.counts.drawn

    @property
    def over_count(self) -> int:
        return sum(work.is_typed and work.over_claim > 0 for work in self.differing_works)

    @property
    def under_count(self) -> int:
        return sum(work.is_typed and work.over_claim < 0 for work in self.differing_works)

    @property
    def differing(self) -> int:
        return sum(work.is_typed for work in self.differing_works)

    @property
    def over_minutes(self) -> Decimal:
        """Over-claimed minutes of the judged works themselves."""
        return sum((w.over_claim for w in self.differing_works if w.is_typed and w.over_claim > 0), Decimal(0))

    @property
    def under_minutes(self) -> Decimal:
        return sum((-w.over_claim for w in self.differing_works if w.is_typed and w.over_claim < 0), Decimal(0))

    @property
    def estimate(self) -> Total:
        """Over-claimed minus under-claimed minutes of all the work on the lists judged to the end."""
        return total(Judgement(w.probability, float(w.over_claim)) for w in self.differing_works if w.is_in_total)

    @property
    def over(self) -> Total:
        return total(
            Judgement(w.probability, float(w.over_claim))
            for w in self.differing_works
            if w.is_in_total and w.over_claim > 0
        )

    @property
    def under(self) -> Total:
        return total(
            Judgement(w.probability, -float(w.over_claim))
            for w in self.differing_works
            if w.is_in_total and w.over_claim < 0
        )

    @cached_property
    def e_value(self) -> float:
        found = self._over_claimed
        return evidence_of(found, self.evidence_judged - len(found), tolerance=self.thresholds.tolerance).e_value

    @cached_property
    def surely_above(self) -> float:
        """The over-claimed share that the evidence refutes to be smaller, at 95%."""
        found = self._over_claimed
        return surely_above(found, self.evidence_judged - len(found)) if found else 0.0

    @property
    def over_claimed_for_evidence(self) -> int:
        return len(self._over_claimed)

    @property
    def word(self) -> Word:
        return word_for(self.e_value, self.counts.judged, talk=self.thresholds.talk, more=self.thresholds.more)

    @property
    def needs_review(self) -> bool:
        return self.e_value >= self.thresholds.review

    @property
    def share_differing(self) -> tuple[float, float] | None:
        """The Wilson interval of the share of differing works, None while no type was judged."""
        return wilson(self.differing, self.counts.typed) if self.counts.typed else None

    @property
    def direction_chance(self) -> float:
        return direction_chance(self.over_count, self.under_count)

    @property
    def _over_claimed(self) -> list[Tainted]:
        return [work.tainted for work in self.evidence_works if work.is_in_order and work.over_claim > 0]


def results_of(
    counts: Iterable[Counts],
    works: Sequence[DifferingWork],
    *,
    first: date,
    evidence_since: date,
    judged_in_order: Mapping[int, int],
    thresholds: Thresholds,
) -> dict[int, PersonResult]:
    """Return everybody's result: figures over the lists that end on `first` or later, evidence over all `works`.

    `judged_in_order` counts, for the evidence, the works judged without a gap before them.
    """
    by_person: dict[int, list[DifferingWork]] = {}
    for work in works:
        by_person.setdefault(work.employee_id, []).append(work)
    found = {}
    for each in counts:
        own = by_person.get(each.employee_id, [])
        found[each.employee_id] = PersonResult(
            each,
            tuple(work for work in own if work.list_ended_on >= first),
            tuple(work for work in own if work.list_ended_on >= evidence_since),
            judged_in_order.get(each.employee_id, 0),
            thresholds,
        )
    return found


def office_result(results: Mapping[int, PersonResult]) -> PersonResult:
    """Return the sum over all people: each list of each person is a stratum drawn by itself, so totals and variances
    add. The office has no evidence of its own.
    """
    counts = sum((result.counts for result in results.values()), Counts(0))
    works = tuple(work for result in results.values() for work in result.differing_works)
    return PersonResult(counts, works)


def sum_of(totals: Iterable[Total]) -> Total:
    return sum(totals, NOTHING)


def evidence_began(last: date) -> date:
    """Return from which day on lists speak in the evidence shown on `last`: the year's first day.

    What holds for a whole year (at most one in twenty at the tolerance ever reaches 20) begins anew with it.
    """
    return date(last.year, 1, 1)
