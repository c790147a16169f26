"""What over-claimed minutes are worth: payroll fills the slot "check.money" for those who may see pay."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from fastapi import Request

from audit.results import DifferingWork
from naryad.pages import render_slot


@dataclass(frozen=True, slots=True)
class Claim:
    """Minutes of one person on one day (of either sign), with the variance of an estimate."""

    employee_id: int
    day: date
    minutes: Decimal
    variance: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True)
class Amount:
    """Money before tax with its standard error; `minutes_without_rate` had no rate on their day and are left out."""

    money: Decimal
    error: Decimal
    minutes_without_rate: Decimal

    @property
    def margin(self) -> Decimal:
        """Half of the 95% interval."""
        return self.error * _NORMAL_95


_NORMAL_95 = Decimal("1.96")


def amounts(request: Request, groups: Sequence[Iterable[Claim]]) -> list[Amount] | None:
    """Return what each group of claims is worth; None where the reader may not see pay."""
    facts = [
        [(claim.employee_id, claim.day, claim.minutes, claim.variance) for claim in group if claim.minutes]
        for group in groups
    ]
    text = render_slot(request.app.state.house, "check.money", request, {"groups": facts})
    if not text:
        return None
    return [Amount(*(Decimal(figure) for figure in each)) for each in json.loads(str(text))]


def estimated(works: Iterable[DifferingWork], *, over: bool) -> list[Claim]:
    """Return what the over-claims (or under-claims) of judged works stand for in all the work of their lists."""
    found = []
    for work in works:
        if not work.is_in_total or (work.over_claim > 0) is not over or work.over_claim == 0:
            continue
        p, minutes = work.probability, abs(work.over_claim)
        variance = float(minutes) ** 2 * (1 - p) / (p * p)
        found.append(Claim(work.employee_id, work.day, Decimal(str(float(minutes) / p)), Decimal(str(variance))))
    return found
