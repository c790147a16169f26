"""What jobs add to people's months: a line for each member, with its formula, and the hours spent on them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal

from naryad.days import Period
from naryad.money import Rounding, minutes3
from payroll import formula as words
from payroll.formula import Formula, Term, formula
from payroll.job import JobKind, JobMember, JobTerms
from payroll.output import WorkDone
from payroll.pay_line import PayLine
from payroll.quality import judged_of
from payroll.rules.crew import SharedBy
from payroll.rules.indirect import Served, indirect_pay
from payroll.timesheet import Timesheet

Made = Mapping[tuple[int, date], Decimal]
"""Norm minutes made by a person on a day, rejected work left out."""


def made_of(work: Iterable[WorkDone]) -> dict[tuple[int, date], Decimal]:
    """Return what people made by day, from groups of work: what is usable in part counts in part."""
    found: dict[tuple[int, date], Decimal] = {}
    for group in work:
        if group.norm_version is not None:
            key = (group.employee_id, group.day)
            found[key] = found.get(key, Decimal(0)) + group.norm_minutes * judged_of(group.condition).share
    return found


def job_lines(jobs: Iterable[JobTerms], period: Period, made: Made) -> list[PayLine]:
    """Return the lines of a month's jobs, everybody's; a part of 0 has none."""
    return [line for terms in jobs for line in _lines(terms, period, made) if line.amount]


def hours_on_jobs(jobs: Iterable[JobTerms], employee_id: int, sheet: Timesheet) -> Decimal:
    """Return how many hours of a person's month went to jobs; who serves others does so all day long."""
    hours = Decimal(0)
    for terms in jobs:
        for member in terms.members:
            if member.employee_id != employee_id:
                continue
            if terms.kind is JobKind.INDIRECT:
                days = [one for one in sheet.days if terms.first_day <= one.day <= terms.last_day]
                hours += sum((one.worked for one in days), Decimal(0))
            else:
                hours += member.hours
    return hours


def made_for(terms: JobTerms, made: Made) -> Decimal:
    """Return the norm minutes made by everybody served on the days of the job."""
    served = {one.employee_id for one in terms.served}
    days = [
        minutes
        for (person, day), minutes in made.items()
        if person in served and terms.first_day <= day <= terms.last_day
    ]
    return minutes3(sum(days, Decimal(0)))


def _lines(terms: JobTerms, period: Period, made: Made) -> list[PayLine]:
    if terms.kind is JobKind.INDIRECT:
        return [_indirect_line(terms, period, made_for(terms, made))]
    parts = terms.parts()
    return [_line(terms, period, member, parts[member.employee_id]) for member in terms.members]


def _line(terms: JobTerms, period: Period, member: JobMember, amount: Decimal) -> PayLine:
    measure = {
        SharedBy.COEFFICIENT: member.coefficient,
        SharedBy.COEFFICIENT_DAYS: member.days,
        SharedBy.TARIFF_HOURS: member.hours,
        SharedBy.AGREED: None,
    }[terms.shared_by]
    by_days = terms.shared_by is SharedBy.COEFFICIENT_DAYS
    shown = part_formula(terms, member, amount)
    return PayLine(
        employee_id=member.employee_id,
        kind=terms.kind.accrual.code,
        first_day=max(terms.first_day, period.first_day),
        last_day=terms.last_day,
        name=terms.name,
        quantity=measure,
        rate=terms.pool,
        coefficient=member.coefficient if by_days else Decimal(1),
        amount=amount,
        formula_ru=shown.ru,
        formula_en=shown.en,
        ground=ground_of(terms),
    )


def _indirect_line(terms: JobTerms, period: Period, made: Decimal) -> PayLine:
    served = [Served(norm=one.norm_minutes, made=Decimal(0)) for one in terms.served]
    tariff = terms.price.total
    norms = sum((one.norm_minutes for one in terms.served), Decimal(0))
    pay = indirect_pay(tariff, [*served, Served(Decimal(0), made)], rounding=Rounding.LINE)
    shown = formula(
        "{} / {} × {}", words.sum_of_money(tariff), words.minutes(norms), words.minutes(made), equals=pay.amount
    )
    return PayLine(
        employee_id=terms.members[0].employee_id,
        kind=terms.kind.accrual.code,
        first_day=max(terms.first_day, period.first_day),
        last_day=terms.last_day,
        name=terms.name,
        quantity=made,
        rate=tariff,
        coefficient=Decimal(1),
        amount=pay.amount,
        formula_ru=shown.ru,
        formula_en=shown.en,
        ground=ground_of(terms),
    )


def part_formula(terms: JobTerms, member: JobMember, amount: Decimal) -> Formula:
    """Return the way from the price to a member's part in words with figures."""
    pool, terms_of_pool = _pool(terms)
    whole = sum(terms.weights.values(), Decimal(0))
    own: dict[SharedBy, tuple[Term, ...]] = {
        SharedBy.COEFFICIENT: (words.plain(member.coefficient),),
        SharedBy.COEFFICIENT_DAYS: (words.plain(member.coefficient), words.days(member.days)),
        SharedBy.TARIFF_HOURS: (words.sum_of_money(member.tariff), words.hours(member.hours)),
        SharedBy.AGREED: (words.sum_of_money(member.agreed),),
    }
    if len(terms.members) == 1:
        return formula(pool, *terms_of_pool, equals=amount)
    shares = own[terms.shared_by]
    template = f"{pool} × {' × '.join('{}' for _ in shares)} / {{}}"
    return formula(template, *terms_of_pool, *shares, words.plain(whole), equals=amount)


def _pool(terms: JobTerms) -> tuple[str, tuple[Term, ...]]:
    """Return the price as a template and its figures: a sum, or minutes x rate; with the bonus of a lump sum."""
    price = terms.price
    is_sum = price.amount is not None
    figures: tuple[Term, ...] = (words.sum_of_money(price.total),)
    if not is_sum:
        figures = (words.minutes(price.norm_minutes or Decimal(0)), words.plain(price.rate or Decimal(0)))
    base = "{}" if is_sum else "{} × {}"
    lump = terms.lump
    if lump is None or not lump.bonus:
        return base, figures
    assert terms.haste is not None
    saved = (
        words.sum_of_money(price.total),
        words.plain(terms.haste.bonus_per_percent),
        words.days(terms.haste.planned - terms.haste.actual),
        words.days(terms.haste.planned),
    )
    template = f"{base} + {{}} × {{}} × {{}} / {{}}"
    return (f"({template})" if len(terms.members) > 1 else template), (*figures, *saved)


def ground_of(terms: JobTerms) -> str:
    """Return the paper behind the money: its name, number and day, what was done, where the price comes from."""
    source = f" ({terms.price.source})" if terms.price.source else ""
    return f"{terms.name} от {terms.dated_on:%d.%m.%Y}: {terms.content}{source}"
