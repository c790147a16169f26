"""What a new norm would have changed: who counts more and who counts fewer minutes for the work of the last months.

The figures come from above (payroll reads the work and writes the page); here stand the value they are put into, its
digest, which an approval must carry, and the question "is anybody worse off?".
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from naryad.money import minutes3


@dataclass(frozen=True, order=True)
class PersonImpact:
    """One person's work of the type: its quantity, and its norm minutes as counted and as they would have been."""

    employee_id: int
    quantity: Decimal
    minutes_before: Decimal
    minutes_after: Decimal

    @property
    def difference(self) -> Decimal:
        return self.minutes_after - self.minutes_before


@dataclass(frozen=True)
class Impact:
    """The effect of one proposed norm on everybody who did such work between two days, both included."""

    norm_id: int
    first_day: date
    last_day: date
    people: tuple[PersonImpact, ...]

    @property
    def worse(self) -> frozenset[int]:
        """The employees who would have counted fewer minutes."""
        return frozenset(person.employee_id for person in self.people if person.difference < 0)

    @property
    def better(self) -> frozenset[int]:
        return frozenset(person.employee_id for person in self.people if person.difference > 0)

    @property
    def digest(self) -> str:
        """64 hex digits over every figure: the same page gives the same digest, another page another."""
        return hashlib.sha256(self.as_text().encode()).hexdigest()

    def as_text(self) -> str:
        """Return the canonical text that `of_text` reads back."""
        people = [
            [one.employee_id, f"{one.quantity:.3f}", f"{one.minutes_before:.3f}", f"{one.minutes_after:.3f}"]
            for one in sorted(self.people)
        ]
        days = [self.first_day.isoformat(), self.last_day.isoformat()]
        facts = {"norm": self.norm_id, "days": days, "people": people}
        return json.dumps(facts, separators=(",", ":"), sort_keys=True)

    @classmethod
    def of_text(cls, text: str) -> Impact:
        """Read what `as_text` wrote.

        Raises:
            ValueError: anything else.
        """
        try:
            facts: dict[str, Any] = json.loads(text)
            first_day, last_day = (date.fromisoformat(day) for day in facts["days"])
            people = tuple(
                PersonImpact(int(employee_id), Decimal(quantity), Decimal(before), Decimal(after))
                for employee_id, quantity, before, after in facts["people"]
            )
            return cls(int(facts["norm"]), first_day, last_day, people)
        except (KeyError, TypeError, ArithmeticError) as error:
            raise ValueError(f"not an impact: {error}") from error


def impact_of(
    *,
    norm_id: int,
    minutes_after: Decimal,
    done: Iterable[tuple[int, Decimal, Decimal]],
    first_day: date,
    last_day: date,
) -> Impact:
    """Return the impact of `minutes_after` per unit on the work `done`: (employee id, quantity, norm minutes counted).

    Several lines of one employee are added together.
    """
    quantities: dict[int, Decimal] = {}
    counted: dict[int, Decimal] = {}
    for employee_id, quantity, norm_minutes in done:
        quantities[employee_id] = quantities.get(employee_id, Decimal(0)) + quantity
        counted[employee_id] = counted.get(employee_id, Decimal(0)) + norm_minutes
    people = tuple(
        PersonImpact(employee_id, quantity, counted[employee_id], minutes3(quantity * minutes_after))
        for employee_id, quantity in sorted(quantities.items())
    )
    return Impact(norm_id, first_day, last_day, people)
