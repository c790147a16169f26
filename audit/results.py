"""What the checks of a stretch of time found: per person and for the office, in plain words with the figures beside."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import reduce

from audit.check import FrozenFrame, SampledWork
from audit.estimate import NOTHING, Judgement, Total, Word, inclusion, over_against_under, total, wilson, word_for
from audit.evidence import Looked, Wagers
from audit.recoding import Direction, Verdict, taint


@dataclass(frozen=True)
class PersonResult:
    """One person's checks. `estimate` covers only the lists whose whole planned sample is judged."""

    employee_id: int
    entries: int
    norm_minutes: Decimal
    drawn: int
    judged: int
    typed: int
    not_sure: int
    cannot_tell: int
    portrait_unclear: int
    over_count: int
    under_count: int
    same_count: int
    over_minutes: Decimal
    under_minutes: Decimal
    estimate: Total
    estimated_minutes: Decimal
    e_value: float

    @property
    def differing(self) -> int:
        return self.over_count + self.under_count + self.same_count

    @property
    def word(self) -> Word:
        return word_for(self.e_value, self.judged)

    @property
    def share_differing(self) -> tuple[float, float] | None:
        """The Wilson interval of the share of differing works, None while nothing is judged."""
        return wilson(self.differing, self.typed) if self.typed else None

    @property
    def direction_chance(self) -> float:
        return over_against_under(self.over_count, self.under_count)


def results_by_person(
    frames: Iterable[FrozenFrame], works: Iterable[SampledWork], *, tolerance: float
) -> dict[int, PersonResult]:
    """Return the result of every person on any of `frames` (oldest first);

    `works` are the drawn ones of these frames.
    """
    ordered = [frame for frame in sorted(frames, key=lambda frame: (frame.last_day, frame.id)) if frame.sample]
    by_part: dict[tuple[int, int], list[SampledWork]] = {}
    for work in works:
        by_part.setdefault((work.frame_id, work.employee_id), []).append(work)
    people = sorted({part.employee_id for frame in ordered for part in frame.parts})
    return {person: _person(person, ordered, by_part, tolerance) for person in people}


def office_result(results: Mapping[int, PersonResult]) -> PersonResult:
    """Return the sum over all people: totals add, and so do their variances. The office has no E of its own."""
    people = list(results.values())
    return PersonResult(
        employee_id=0,
        entries=sum(p.entries for p in people),
        norm_minutes=sum((p.norm_minutes for p in people), Decimal(0)),
        drawn=sum(p.drawn for p in people),
        judged=sum(p.judged for p in people),
        typed=sum(p.typed for p in people),
        not_sure=sum(p.not_sure for p in people),
        cannot_tell=sum(p.cannot_tell for p in people),
        portrait_unclear=sum(p.portrait_unclear for p in people),
        over_count=sum(p.over_count for p in people),
        under_count=sum(p.under_count for p in people),
        same_count=sum(p.same_count for p in people),
        over_minutes=sum((p.over_minutes for p in people), Decimal(0)),
        under_minutes=sum((p.under_minutes for p in people), Decimal(0)),
        estimate=reduce(lambda a, b: a + b, (p.estimate for p in people), NOTHING),
        estimated_minutes=sum((p.estimated_minutes for p in people), Decimal(0)),
        e_value=max((p.e_value for p in people), default=1.0),
    )


def _person(
    person: int, frames: Sequence[FrozenFrame], by_part: Mapping[tuple[int, int], list[SampledWork]], tolerance: float
) -> PersonResult:
    works = [work for frame in frames for work in by_part.get((frame.id, person), ())]
    differing = [work for work in works if work.differs]
    over = [work for work in differing if work.direction is Direction.OVER]
    under = [work for work in differing if work.direction is Direction.UNDER]
    parts = [(frame, part) for frame in frames if (part := frame.part_of(person))]
    whole = [(frame, part) for frame, part in parts if _is_whole(by_part.get((frame.id, person), ()), part.sample_size)]
    estimates = [_estimate(frame, person, by_part[frame.id, person]) for frame, _ in whole]
    return PersonResult(
        employee_id=person,
        entries=sum(part.entries for _, part in parts),
        norm_minutes=sum((part.norm_minutes for _, part in parts), Decimal(0)),
        drawn=len(works),
        judged=sum(work.is_judged for work in works),
        typed=sum(work.verdict is Verdict.TYPE for work in works),
        not_sure=sum(work.verdict is Verdict.NOT_SURE for work in works),
        cannot_tell=sum(work.verdict is Verdict.CANNOT_TELL for work in works),
        portrait_unclear=sum(work.verdict is Verdict.PORTRAIT_UNCLEAR for work in works),
        over_count=len(over),
        under_count=len(under),
        same_count=len(differing) - len(over) - len(under),
        over_minutes=sum((work.over_claim for work in over), Decimal(0)),
        under_minutes=sum((-work.over_claim for work in under), Decimal(0)),
        estimate=reduce(lambda a, b: a + b, estimates, NOTHING),
        estimated_minutes=sum((part.norm_minutes for _, part in whole), Decimal(0)),
        e_value=_wagers(person, frames, by_part, tolerance).e_value,
    )


def _is_whole(works: Sequence[SampledWork], planned: int) -> bool:
    return planned > 0 and len(works) == planned and all(work.is_judged for work in works)


def _estimate(frame: FrozenFrame, person: int, works: Sequence[SampledWork]) -> Total:
    assert frame.sample is not None
    _, threshold = frame.sample.thresholds[person]
    return total(Judgement(inclusion(work.size, threshold), float(work.over_claim)) for work in works)


def _wagers(
    person: int, frames: Sequence[FrozenFrame], by_part: Mapping[tuple[int, int], list[SampledWork]], tolerance: float
) -> Wagers:
    wagers = Wagers()
    for frame in frames:
        part = frame.part_of(person)
        if part is None:
            continue
        looked = []
        for work in sorted(by_part.get((frame.id, person), ()), key=lambda work: work.place):
            if not work.is_judged:
                break
            found = work.frozen_minutes - work.over_claim
            looked.append(Looked(work.size, float(work.frozen_minutes), float(taint(work.frozen_minutes, found))))
        wagers = wagers.carried_on(
            looked, sizes_total=part.sizes_total, minutes_total=float(part.norm_minutes), tolerance=tolerance
        )
    return wagers
