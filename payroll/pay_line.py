"""Lines of pay that stand on no single work: premiums, supplements and guarantees of a month, each with its formula."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from naryad.days import Period
from payroll.accrual import Mark
from payroll.kind import kind_place
from payroll.rules.fault import Fault

CUT = "-"
"""The name of a premium's cut among the premiums."""
_CALLED = {
    Fault.EMPLOYER.value: ("по вине работодателя", "the employer's fault"),
    Fault.NOBODY.value: ("ни по чьей вине", "nobody's fault"),
    CUT: ("снижение", "cut"),
}


@dataclass(frozen=True, slots=True)
class PayLine:
    """Money of one kind for a period of action; `quantity` x `rate` x `coefficient` where the formula is such.

    The formula is kept in words with figures, in both languages, as it was counted: it explains the amount without
    any other table. `ground` is the paper or the reason behind it. A storno line has a negative amount.
    """

    employee_id: int
    kind: str
    first_day: date
    last_day: date
    name: str
    """Which one of several of a kind: the premium's or the job's own name; empty where there is only one."""
    quantity: Decimal | None
    """Hours, days, units or percent, as the formula says."""
    rate: Decimal | None
    coefficient: Decimal
    amount: Decimal
    formula_ru: str
    formula_en: str
    ground: str = ""
    mark: Mark = Mark.ACCRUAL
    source_period: Period | None = None

    def formula(self, language: str) -> str:
        return self.formula_ru if language == "ru" else self.formula_en

    def called(self, language: str) -> str:
        """Return which one of several it is, as people read it; empty where there is only one."""
        ru, en = _CALLED.get(self.name, (self.name, self.name))
        return ru if language == "ru" else en

    @property
    def key(self) -> tuple[str, date, date, str]:
        """What makes two lines the same reason for money."""
        return (self.kind, self.first_day, self.last_day, self.name)


def pay_line_order(line: PayLine) -> tuple[object, ...]:
    """Sort as every sheet and page shows them: person, corrected month, storno first, kind, days, name."""
    return (
        line.employee_id,
        str(line.source_period or ""),
        line.mark is not Mark.STORNO,
        kind_place(line.kind),
        line.first_day,
        line.last_day,
        line.name,
    )


def pay_corrections(
    *, period: Period, closed: list[PayLine], booked: list[PayLine], right: list[PayLine]
) -> tuple[PayLine, ...]:
    """Return storno and right lines that lead from what stands for a closed month to what is right (rule 26).

    Where a reason's money differs, the old line is turned whole and the right one stands beside it, so that each can be
    read by itself; where it agrees, nothing is booked.
    """
    stands: dict[tuple[str, date, date, str], list[PayLine]] = {}
    for line in (*closed, *booked):
        stands.setdefault(line.key, []).append(line)
    wanted: dict[tuple[str, date, date, str], list[PayLine]] = {}
    for line in right:
        wanted.setdefault(line.key, []).append(line)
    found: list[PayLine] = []
    for key in stands.keys() | wanted.keys():
        before = sum((line.amount for line in stands.get(key, [])), Decimal(0))
        after = sum((line.amount for line in wanted.get(key, [])), Decimal(0))
        if before == after:
            continue
        if before:
            last = stands[key][-1]
            turned = None if last.quantity is None else -abs(last.quantity)
            found.append(replace(last, amount=-before, quantity=turned, mark=Mark.STORNO, source_period=period))
        if after:
            found += [replace(line, mark=Mark.RIGHT, source_period=period) for line in wanted[key]]
    return tuple(sorted(found, key=pay_line_order))
