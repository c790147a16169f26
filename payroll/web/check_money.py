"""What claimed minutes are worth, for the pages of the check of types: the slot "check.money"."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from fastapi import Request

from naryad.money import kopecks
from naryad.people import Employee, may
from naryad.web import database_of
from payroll.rate import money_for
from payroll.store.rates import Pricing, pricing

Claimed = tuple[int, date, Decimal, Decimal]


def check_money(request: Request, *, groups: Sequence[Sequence[Claimed]], **_facts: Any) -> str:
    """Fill "check.money": for each group the sum before tax, its standard error and the minutes without a rate.

    Each group holds (employee id, day, minutes, variance of these minutes). Nothing is filled in for readers who may
    not see pay, except for their own.
    """
    me: Employee | None = request.state.me
    if me is None:
        return ""
    whose = {employee_id for group in groups for employee_id, *_rest in group}
    if not may(me, "payroll.see") and not (may(me, "payroll.own") and whose <= {me.id}):
        return ""
    with database_of(request).reading() as session:
        prices = pricing(session)
    return json.dumps([_worth(prices, group) for group in groups])


def _worth(prices: Pricing, group: Sequence[Claimed]) -> tuple[str, str, str]:
    money, variance, without_rate = Decimal(0), Decimal(0), Decimal(0)
    for employee_id, day, minutes, variance_of_minutes in group:
        rate = prices.rate_of(employee_id, day)
        if rate is None or rate.amount is None:
            without_rate += minutes
            continue
        money += money_for(minutes, rate.amount, rate.per)
        variance += variance_of_minutes * money_for(Decimal(1), rate.amount, rate.per) ** 2
    return str(kopecks(money)), str(kopecks(variance.sqrt())), str(without_rate)
