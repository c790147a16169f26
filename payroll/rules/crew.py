"""A crew's pay (бригада): one sum for the job, shared so that the parts add up to it to the kopeck.

The custom is named by the crew's own agreement: by the coefficient of participation (КТУ), by КТУ x days worked, by
tariff x hours, or by the sums that the crew itself has agreed on. Labour Code art. 135.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from naryad.errors import DomainError
from naryad.money import share_by_largest_remainder
from payroll.rules.bounds import not_negative
from payroll.rules.law import labour_code

LAW = labour_code("135")


class CrewHasNoShares(DomainError):
    code = "crew_has_no_shares"
    status = 422
    en = "The crew's sum cannot be shared: nobody has a share above 0. Enter coefficients, days or hours."
    ru = "Сумму бригады не на кого делить: ни у кого нет доли больше 0. Введите КТУ, дни или часы."


class SharedBy(StrEnum):
    """What a member's share is in proportion to."""

    COEFFICIENT = "coefficient"
    COEFFICIENT_DAYS = "coefficient_days"
    TARIFF_HOURS = "tariff_hours"
    AGREED = "agreed"
    """The parts in money, as the crew's own protocol has them."""


@dataclass(frozen=True, slots=True)
class Member:
    """A person of the crew; what the custom does not ask for may stay as it is."""

    employee_id: int
    coefficient: Decimal = Decimal(1)
    """КТУ: coefficient of participation in the work."""
    days: Decimal = Decimal(0)
    hours: Decimal = Decimal(0)
    tariff: Decimal = Decimal(0)
    """Money an hour (ЧТС)."""
    agreed: Decimal = Decimal(0)
    """The part in money that the crew agreed on."""

    def weight(self, by: SharedBy) -> Decimal:
        """Return what the member's part of the sum is in proportion to."""
        weight = {
            SharedBy.COEFFICIENT: self.coefficient,
            SharedBy.COEFFICIENT_DAYS: self.coefficient * self.days,
            SharedBy.TARIFF_HOURS: self.tariff * self.hours,
            SharedBy.AGREED: self.agreed,
        }[by]
        return not_negative(weight, en="A share of the crew's sum", ru="Доля в сумме бригады")


def crew_shares(pool: Decimal, members: Sequence[Member], *, by: SharedBy) -> dict[int, Decimal]:
    """Return each member's part of `pool`, to the kopeck; the parts add up to it exactly (largest remainders).

    Raises:
        CrewHasNoShares: every weight is 0.
    """
    weights = [member.weight(by) for member in members]
    if not any(weights):
        raise CrewHasNoShares()
    parts = share_by_largest_remainder(pool, weights)
    return {member.employee_id: part for member, part in zip(members, parts, strict=True)}
