"""Quality of what was made (качество): defects at nobody's fault are paid, at the own fault in part or not at all.

Labour Code art. 156: a total defect by the employee's fault is not paid, a partial one at lowered prices by how far the
result can be used; any other defect is paid like good work.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from naryad.errors import DomainError
from naryad.money import kopecks
from payroll.rules.bounds import not_negative
from payroll.rules.law import labour_code

LAW = labour_code("156")


class PercentIsNotPartial(DomainError):
    code = "percent_is_not_partial"
    status = 422
    en = "Partly usable work is paid at 1 to 99 percent, and {percent} is not in between. Choose accepted or rejected."
    ru = (
        "Частично годная работа оплачивается от 1 до 99 процентов, а {percent} — вне этих границ. Выберите «принято» "
        "или «брак»."
    )


class Quality(StrEnum):
    ACCEPTED = "accepted"
    RETURNED = "returned"
    """Returned, not at the person's fault: paid."""
    PARTIAL = "partial"
    REJECTED = "rejected"
    """A total defect at the person's own fault: not paid."""


@dataclass(frozen=True, slots=True)
class Judged:
    """How a piece of work was judged; `percent` is of a PARTIAL one only."""

    quality: Quality = Quality.ACCEPTED
    percent: Decimal = Decimal(100)

    def __post_init__(self) -> None:
        if self.quality is Quality.PARTIAL and not 1 <= self.percent <= 99:
            raise PercentIsNotPartial(percent=self.percent)

    @property
    def share(self) -> Decimal:
        """Return which share of the piece rate is paid, from 0 to 1."""
        if self.quality is Quality.REJECTED:
            return Decimal(0)
        return self.percent / 100 if self.quality is Quality.PARTIAL else Decimal(1)


def quality_pay(*, units: Decimal, unit_rate: Decimal, judged: Judged) -> Decimal:
    """Return pay for units of one judgement, to the kopeck."""
    not_negative(units, en="The quantity", ru="Количество")
    return kopecks(units * unit_rate * judged.share)
