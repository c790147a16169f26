"""Terms of pay, timesheets and schemes as small structures of text, for the database, and back without loss."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from payroll.pay_terms import (
    DatedMoney,
    DayOffUnused,
    DisciplinaryCut,
    OfficeActs,
    PayTerms,
    PremiumBase,
    PremiumTerm,
    SchemeTerms,
    ShortfallNote,
)
from payroll.rules.fault import Fault
from payroll.rules.premium import Percents, PlanPremium
from payroll.rules.progressive import Band, Progression, Surplus
from payroll.timesheet import Mark, Timesheet, TimesheetDay

Structure = dict[str, Any]


def text_of_day(day: TimesheetDay) -> list[list[str]]:
    return [[mark.code, f"{mark.hours:f}"] for mark in day.marks]


def day_of_text(day: date, marks: list[list[str]]) -> TimesheetDay:
    return TimesheetDay(day, tuple(Mark(code, Decimal(hours)) for code, hours in marks))


def text_of_sheet(sheet: Timesheet) -> list[list[Any]]:
    return [[day.day.isoformat(), text_of_day(day)] for day in sheet.days]


def sheet_of_text(days: list[list[Any]]) -> Timesheet:
    return Timesheet(tuple(day_of_text(date.fromisoformat(day), marks) for day, marks in days))


def text_of_scheme(scheme: SchemeTerms) -> Structure:
    progression = scheme.progression
    return {
        "name": scheme.name,
        "progression": None
        if progression is None
        else {
            "surplus": progression.surplus.value,
            "bands": [[f"{band.above_percent:f}", f"{band.multiplier:f}"] for band in progression.bands],
        },
        "premiums": [_text_of_premium(one) for one in scheme.premiums],
    }


def scheme_of_text(text: Mapping[str, Any]) -> SchemeTerms:
    bands = text["progression"]
    return SchemeTerms(
        name=text["name"],
        progression=None
        if bands is None
        else Progression(
            tuple(Band(Decimal(above), Decimal(times)) for above, times in bands["bands"]), Surplus(bands["surplus"])
        ),
        premiums=tuple(_premium_of_text(one) for one in text["premiums"]),
    )


def _text_of_premium(term: PremiumTerm) -> Structure:
    return {
        "name": term.name,
        "base": term.base.value,
        "at_plan": f"{term.plan.at_plan:f}",
        "above": f"{term.plan.per_percent_above:f}",
        "most": None if term.plan.most is None else f"{term.plan.most:f}",
        "percents": term.plan.percents.value,
        "ground": term.ground,
        "for_plan": term.is_for_plan,
    }


def _premium_of_text(text: Mapping[str, Any]) -> PremiumTerm:
    plan = PlanPremium(
        Decimal(text["at_plan"]),
        Decimal(text["above"]),
        None if text["most"] is None else Decimal(text["most"]),
        Percents(text["percents"]),
    )
    return PremiumTerm(text["name"], PremiumBase(text["base"]), plan, text["ground"], text["for_plan"])


def text_of_terms(terms: PayTerms, sheet: Timesheet) -> Structure:
    """Return everything that counted one person's month besides work and rates, as closing freezes it."""
    acts = terms.acts
    added_later = {"top_up": terms.top_up} if terms.top_up else {}
    added_later |= {"overtime_from": acts.overtime_from} if acts.overtime_from else {}
    if terms.other_hours:
        added_later["other_hours"] = f"{terms.other_hours:f}"
    return {
        "timesheet": text_of_sheet(sheet),
        "fte": f"{terms.fte:f}",
        "norm_hours": f"{terms.norm_hours:f}",
        "scheme": text_of_scheme(terms.scheme),
        "tariffs": _text_of_money(terms.tariffs),
        "averages": _text_of_money(terms.averages),
        "acts": {
            name: f"{getattr(acts, name):f}"
            for name, of_acts in OfficeActs.__dataclass_fields__.items()
            if of_acts.type == "Decimal"
        },
        "overtime_summed": acts.is_overtime_summed,
        "federal_minimum": None if terms.federal_minimum is None else f"{terms.federal_minimum:f}",
        "days_off_chosen": sorted(day.isoformat() for day in terms.days_off_chosen),
        "days_off_unused": [
            [one.day.isoformat(), None if one.single is None else f"{one.single:f}"] for one in terms.days_off_unused
        ],
        "shortfall": None if terms.shortfall is None else [terms.shortfall.fault.value, terms.shortfall.reason],
        "cut": None if terms.cut is None else [f"{terms.cut.asked:f}", terms.cut.ground],
        "holidays": [day.isoformat() for day in terms.holidays],
        **added_later,
    }


def terms_of_text(text: Mapping[str, Any]) -> tuple[PayTerms, Timesheet]:
    """Return what `text_of_terms` was made of."""
    acts = {name: Decimal(value) for name, value in text["acts"].items()}
    shortfall, cut, minimum = text["shortfall"], text["cut"], text["federal_minimum"]
    terms = PayTerms(
        fte=Decimal(text["fte"]),
        norm_hours=Decimal(text["norm_hours"]),
        scheme=scheme_of_text(text["scheme"]),
        tariffs=_money_of_text(text["tariffs"]),
        averages=_money_of_text(text["averages"]),
        acts=OfficeActs(
            **acts, is_overtime_summed=text["overtime_summed"], overtime_from=text.get("overtime_from", "")
        ),
        federal_minimum=None if minimum is None else Decimal(minimum),
        days_off_chosen=frozenset(date.fromisoformat(day) for day in text["days_off_chosen"]),
        days_off_unused=tuple(
            DayOffUnused(date.fromisoformat(day), None if single is None else Decimal(single))
            for day, single in text["days_off_unused"]
        ),
        shortfall=None if shortfall is None else ShortfallNote(Fault(shortfall[0]), shortfall[1]),
        cut=None if cut is None else DisciplinaryCut(Decimal(cut[0]), cut[1]),
        holidays=tuple(date.fromisoformat(day) for day in text["holidays"]),
        top_up=text.get("top_up", ""),
        other_hours=Decimal(text.get("other_hours", "0")),
    )
    return terms, sheet_of_text(text["timesheet"])


def _text_of_money(known: tuple[DatedMoney, ...]) -> list[list[str]]:
    return [
        [one.effective_from.isoformat(), f"{one.amount:f}", one.source]
        + ([] if one.ended_from is None else [one.ended_from.isoformat()])
        for one in known
    ]


def _money_of_text(known: list[list[str]]) -> tuple[DatedMoney, ...]:
    return tuple(
        DatedMoney(
            date.fromisoformat(day), Decimal(amount), source, *(date.fromisoformat(ended) for ended in ended_from)
        )
        for day, amount, source, *ended_from in known
    )
