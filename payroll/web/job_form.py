"""A job's form: what was typed, read into terms, and terms written back into its fields."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from sqlmodel import Session

from naryad.employment import employment_on, employments
from naryad.i18n import language
from naryad.money import round_half_up
from naryad.people import Employee
from naryad.screens.forms import decimal_of, required_day
from naryad.staff import by_number
from naryad.years import calendar_of
from payroll.formula import NARROW, figure
from payroll.job import Haste, JobKind, JobMember, JobTerms, Price, ServedNorm
from payroll.job_check import MEMBERS_MOST
from payroll.pay_terms import money_on
from payroll.rules.crew import SharedBy
from payroll.store.pay_inputs import hourly_money

ROWS_FREE = 3
"""So many empty rows stand below those that are filled in."""
TITLES = {
    JobKind.CREW: "Наряд на бригаду",
    JobKind.LUMP_SUM: "Аккордный наряд",
    JobKind.INDIRECT: "Распоряжение",
}


@dataclass(frozen=True)
class JobForm:
    """What stands in the form, as it was typed, by the names of its fields."""

    fields: Mapping[str, str] = field(default_factory=dict)

    def get(self, name: str) -> str:
        return self.fields.get(name, "")

    @property
    def kind(self) -> JobKind:
        known = {kind.value for kind in JobKind}
        return JobKind(self.get("kind")) if self.get("kind") in known else JobKind.CREW

    @property
    def shared_by(self) -> SharedBy:
        known = {way.value for way in SharedBy}
        return SharedBy(self.get("shared_by")) if self.get("shared_by") in known else SharedBy.COEFFICIENT

    def rows(self, name: str) -> range:
        """Return the numbers of the rows to show of people paid (`who`) or served (`whom`)."""
        filled = [place for place in range(1, MEMBERS_MOST + 1) if self.get(f"{name}-{place}").strip()]
        return range(1, min(MEMBERS_MOST, max(filled, default=0) + ROWS_FREE) + 1)


def terms_of_form(session: Session, form: JobForm) -> JobTerms:
    """Read what was typed.

    Raises:
        DayIsMissing, DayIsWrong, NumberIsWrong, NoSuchEmployee.
    """
    first_day, last_day = required_day(form.get("first_day")), required_day(form.get("last_day"))
    is_sum = form.get("price_by") != "minutes" or form.kind is JobKind.INDIRECT
    haste = None
    if form.kind is JobKind.LUMP_SUM:
        haste = Haste(_number(form, "planned"), _number(form, "actual"), _number(form, "bonus"))
    return JobTerms(
        kind=form.kind,
        title=form.get("title"),
        number=form.get("number"),
        dated_on=required_day(form.get("dated_on")),
        content=form.get("content"),
        first_day=first_day,
        last_day=last_day,
        price=Price(
            amount=_number(form, "amount") if is_sum else None,
            norm_minutes=None if is_sum else _number(form, "norm_minutes"),
            rate=None if is_sum else _number(form, "rate"),
            source=form.get("source"),
        ),
        shared_by=form.shared_by,
        members=_members(session, form, last_day),
        haste=haste,
        served=_served(session, form, first_day, last_day) if form.kind is JobKind.INDIRECT else (),
    )


def form_of_terms(terms: JobTerms, people: Mapping[int, Employee]) -> JobForm:
    """Write terms into the fields they were read from."""
    fields = {
        "kind": terms.kind.value,
        "title": terms.title,
        "number": terms.number,
        "dated_on": terms.dated_on.isoformat(),
        "content": terms.content,
        "first_day": terms.first_day.isoformat(),
        "last_day": terms.last_day.isoformat(),
        "price_by": "sum" if terms.price.amount is not None else "minutes",
        "source": terms.price.source,
        "shared_by": terms.shared_by.value,
    }
    for name, value in (
        ("amount", terms.price.amount),
        ("norm_minutes", terms.price.norm_minutes),
        ("rate", terms.price.rate),
        ("planned", terms.haste.planned if terms.haste else None),
        ("actual", terms.haste.actual if terms.haste else None),
        ("bonus", terms.haste.bonus_per_percent if terms.haste else None),
    ):
        fields[name] = "" if value is None else _written(value)
    for place, one in enumerate(terms.members, 1):
        fields[f"who-{place}"] = label_of(people[one.employee_id])
        fields[f"why-{place}"] = one.reason
        for name, value in (
            ("ktu", one.coefficient),
            ("days", one.days),
            ("hours", one.hours),
            ("tariff", one.tariff),
            ("agreed", one.agreed),
        ):
            fields[f"{name}-{place}"] = _written(value) if value or name == "ktu" else ""
    for place, served in enumerate(terms.served, 1):
        fields[f"whom-{place}"] = label_of(people[served.employee_id])
        fields[f"norm-{place}"] = _written(served.norm_minutes)
    return JobForm(fields)


def label_of(person: Employee) -> str:
    """Return how a person is chosen in the form: the number, which is what counts, and the name."""
    return f"{person.number} {person.name}"


def _members(session: Session, form: JobForm, last_day: date) -> tuple[JobMember, ...]:
    """Return the people paid; an hourly tariff left empty is the person's own, in force on the last day."""
    tariffs = hourly_money(session, "tariff", last_day) if form.shared_by is SharedBy.TARIFF_HOURS else {}
    found = []
    for place in form.rows("who"):
        if not form.get(f"who-{place}").strip():
            continue
        person = _person(session, form.get(f"who-{place}"))
        known = money_on(tariffs.get(person.id, ()), last_day)
        tariff = _number(form, f"tariff-{place}") or (known.amount if known else Decimal(0))
        found.append(
            JobMember(
                employee_id=person.id,
                coefficient=decimal_of(form.get(f"ktu-{place}").strip() or "1"),
                reason=form.get(f"why-{place}"),
                days=_number(form, f"days-{place}"),
                hours=_number(form, f"hours-{place}"),
                tariff=tariff,
                agreed=_number(form, f"agreed-{place}"),
            )
        )
    return tuple(found[:1] if form.kind is JobKind.INDIRECT else found)


def _served(session: Session, form: JobForm, first_day: date, last_day: date) -> tuple[ServedNorm, ...]:
    """Return the people served; a norm left empty is the norm of the person's hours on these days, in minutes."""
    found = []
    for place in form.rows("whom"):
        if form.get(f"whom-{place}").strip():
            person = _person(session, form.get(f"whom-{place}"))
            norm = _number(form, f"norm-{place}") or _norm_minutes(session, person, first_day, last_day)
            found.append(ServedNorm(person.id, norm))
    return tuple(found)


def _norm_minutes(session: Session, person: Employee, first_day: date, last_day: date) -> Decimal:
    calendar, held = calendar_of(session), employments(session, person.id)
    days = [date.fromordinal(day) for day in range(first_day.toordinal(), last_day.toordinal() + 1)]
    hours = [
        calendar.hours_on(day) * employment_on(held, day).fte
        for day in days
        if calendar.knows(day.year) and person.is_employed_on(day)
    ]
    return round_half_up(sum(hours, Decimal(0)) * 60, 3)


def _person(session: Session, text: str) -> Employee:
    return by_number(session, text.split()[0])


def _number(form: JobForm, name: str) -> Decimal:
    text = form.get(name).replace("\u00a0", "").replace("\u202f", "").replace(" ", "")
    return decimal_of(text) if text else Decimal(0)


def _written(value: Decimal) -> str:
    return figure(value, language()).replace(NARROW, "") if language() == "ru" else f"{value.normalize():f}"
