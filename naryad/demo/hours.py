"""What the demo office pays by besides output: tariffs, averages, a scheme, and the timesheet of its months."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from naryad.days import Period, days_between
from naryad.db import Database
from naryad.demo.clock import DemoClock
from naryad.office import set_setting
from naryad.people import Employee
from payroll.actions.advance import approve_advance
from payroll.actions.pay_terms import note_month, set_hourly, set_scheme
from payroll.actions.timesheet import enter_timesheet, fill_timesheet
from payroll.pay_terms import PremiumBase, PremiumTerm, SchemeTerms
from payroll.rules.fault import Fault
from payroll.rules.premium import Percents, PlanPremium

SATURDAY = date(2026, 10, 17)
"""The day of rest on which Anna writes a few letters."""
ON_ACCOUNT_ON = date(2026, 10, 20)


@dataclass(frozen=True)
class Away:
    """Days on which somebody is not there, first and last included, under a code of the timesheet."""

    login: str
    first_day: date
    last_day: date
    code: str


AWAY = (
    Away("egor", date(2026, 10, 8), date(2026, 10, 9), "Б"),
    Away("olga", date(2026, 10, 26), date(2026, 10, 30), "ОТ"),
)
CELLS = {
    ("yana", date(2026, 10, 6)): "Я8/Н6",
    ("yana", date(2026, 10, 20)): "Я8/Н6",
    ("anna", SATURDAY): "РВ4",
    ("boris", date(2026, 10, 29)): "Я4/С2",
    ("kirill", date(2026, 10, 13)): "Я2/РП2",
    ("kirill", date(2026, 10, 14)): "Я2/РП2",
}
HOURLY = (
    ("yana", "tariff", "190", "трудовой договор № 4"),
    ("polina", "tariff", "240", "трудовой договор № 103"),
    ("kirill", "average", "245.30", "справка бухгалтерии от 01.10.2026"),
)
PLAN_PREMIUM = SchemeTerms(
    "сдельно-премиальная",
    premiums=(
        PremiumTerm(
            "За выполнение норм",
            PremiumBase.PIECE,
            PlanPremium(Decimal(10), Decimal(1), Decimal(25), Percents.WHOLE),
            "Положение о премировании, п. 3.1",
            is_for_plan=True,
        ),
    ),
)
MONTHLY_PREMIUM = SchemeTerms(
    "сдельно-премиальная, старший специалист",
    premiums=(
        PremiumTerm("Ежемесячная", PremiumBase.TARIFF, PlanPremium(Decimal(15)), "Положение о премировании, п. 3.2"),
    ),
)
SCHEMES = (
    (PLAN_PREMIUM, "специалист по работе с клиентами", "приказ № 7 от 24.09.2026"),
    (MONTHLY_PREMIUM, "старший специалист", "приказ № 8 от 24.09.2026"),
)


def is_away(login: str, day: date) -> bool:
    return any(one.login == login and one.first_day <= day <= one.last_day for one in AWAY)


def agree_on_hours(
    database: Database, hired: dict[str, Employee], clock: DemoClock, period: Period, today: date
) -> None:
    """Begin a timesheet with `period`, and say what its hours and fulfilled norms are worth."""
    vera = hired["vera"]
    with database.writing() as session:
        for name, value in (("timesheet", "kept"), ("holiday_sum", "700")):
            set_setting(session, name, value, effective_from=period.first_day, actor=vera, now=clock.tick())
        for login, what, amount, source in HOURLY:
            set_hourly(
                session,
                vera,
                employee_id=hired[login].id,
                what=what,
                amount=Decimal(amount),
                effective_from=period.first_day,
                source=source,
                now=clock.tick(),
            )
        for terms, position, ground in SCHEMES:
            set_scheme(
                session,
                vera,
                terms=terms,
                effective_from=period.first_day,
                ground=ground,
                now=clock.tick(),
                today=today,
                position=position,
            )


def pay_on_account(
    database: Database, hired: dict[str, Employee], clock: DemoClock, period: Period, today: date
) -> None:
    """Approve what the first half of the month was worth."""
    with database.writing() as session:
        approve_advance(session, hired["vera"], period=period, now=clock.set(today, 12), today=today)


def keep_timesheet(
    database: Database, hired: dict[str, Employee], clock: DemoClock, period: Period, today: date
) -> None:
    """Fill the month's timesheet by the calendar, enter what was otherwise, and note why Kirill's norms were missed."""
    with database.writing() as session:
        fill_timesheet(session, hired["vera"], period=period, now=clock.set(today, 10))
        cells = {(hired[login].id, day): text for (login, day), text in (*CELLS.items(), *_absences())}
        entered = enter_timesheet(session, hired["vera"], period=period, cells=cells, now=clock.tick())
        assert entered.problems == (), entered.problems
        note_month(
            session,
            hired["dina"],
            period=period,
            employee_id=hired["kirill"].id,
            what="shortfall",
            worth=Fault.EMPLOYER.value,
            reason="Акт № 2 от 14.10.2026: два дня не работала связь",
            now=clock.tick(),
        )


def _absences() -> Iterator[tuple[tuple[str, date], str]]:
    for one in AWAY:
        for day in days_between(one.first_day, one.last_day):
            yield (one.login, day), one.code
