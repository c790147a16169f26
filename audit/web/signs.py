"""Drift and signs of gaming: shown, not judged; each with the innocent reasons it may have."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse

from audit.signs import (
    FEWEST_LISTS,
    ListShare,
    Mix,
    last_workdays,
    list_shares,
    mix_by_month,
    mix_by_person,
    month_end_signs,
    paces_by_type,
)
from audit.store.confusion import minutes_by_type
from audit.store.sign import differing_by_list
from audit.web.chart import Chart, Dot, Scale, Tick
from audit.web.money import Claim, amounts
from audit.web.words import people_by_id, shared_words, types_by_id
from naryad.days import Period
from naryad.i18n import gettext as _
from naryad.pages import write_day
from naryad.people import require
from naryad.web import CurrentEmployee, CurrentOffice, Now, Reading, page
from naryad.years import calendar_of
from worklog.sign import CallPace
from worklog.store.sign import call_paces, given_types, month_ends

router = APIRouter()

CALL_WEEKS = 13
LIST_WEEKS = 53
WHOLE_MONTHS = 3
DRIFT_MONTHS = 6


@router.get("/audit/signs")
def signs(request: Request, session: Reading, me: CurrentEmployee, office: CurrentOffice, now: Now) -> HTMLResponse:
    require(me, "audit.see_results")
    today = now.astimezone(office.zone).date()
    whole = _months_before(today, WHOLE_MONTHS)
    drift = [*reversed(_months_before(today, DRIFT_MONTHS - 1)), Period.of_day(today)]
    minutes_of = minutes_by_type(session, today)
    calls = call_paces(session, today - timedelta(weeks=CALL_WEEKS), today)
    given = given_types(session, drift)
    lists = list_shares(differing_by_list(session, today - timedelta(weeks=LIST_WEEKS), today))
    months = mix_by_month(given, minutes_of)
    ends = month_ends(session, whole, last_workdays(whole, calendar_of(session)))
    return page(
        request,
        "audit/signs.html",
        lists=lists,
        list_chart=list_chart(lists) if lists else None,
        fewest_lists=FEWEST_LISTS,
        paces=paces_by_type(calls),
        pay_per_minute=_pay_per_minute(request, calls, today),
        month_ends=month_end_signs(ends),
        whole_months=list(reversed(whole)),
        months=months,
        mix_chart=_mix_chart(months) if len(months) > 1 else None,
        people_mix=mix_by_person((each for each in given if each.period in drift[-3:]), minutes_of),
        types=types_by_id(session),
        people=people_by_id(session),
        **shared_words(),
    )


def _months_before(today: date, count: int) -> list[Period]:
    """Return the months before this one, the latest first."""
    months = [Period.of_day(today).previous()]
    while len(months) < count:
        months.append(months[-1].previous())
    return months


def _pay_per_minute(request: Request, calls: Sequence[CallPace], today: date) -> dict[int, Decimal] | None:
    """Return, by type, the money before tax that a real minute of its calls brings; None where pay is not shown."""
    groups: dict[int, list[Claim]] = {}
    seconds: dict[int, int] = {}
    for each in calls:
        groups.setdefault(each.work_type_id, []).append(Claim(each.employee_id, today, each.norm_minutes))
        seconds[each.work_type_id] = seconds.get(each.work_type_id, 0) + each.seconds
    worth = amounts(request, list(groups.values()))
    if worth is None:
        return None
    return {type_id: one.money * 60 / seconds[type_id] for type_id, one in zip(groups, worth, strict=True)}


def list_chart(lists: Sequence[ListShare]) -> Chart:
    most = max(0.1, *(each.share for each in lists), *(each.limits.high for each in lists))
    scale = Scale(-0.5, len(lists) - 0.5, most)
    step = max(1, len(lists) // 5)
    return Chart(
        lines=(
            scale.line([(place, each.share) for place, each in enumerate(lists)], ""),
            scale.steps([(place, each.limits.high) for place, each in enumerate(lists)], "limit"),
            scale.steps([(place, each.limits.low) for place, each in enumerate(lists)], "limit"),
            scale.line([(-0.5, lists[0].limits.centre), (len(lists) - 0.5, lists[0].limits.centre)], "centre"),
        ),
        dots=tuple(
            Dot(
                scale.x(place),
                scale.y(each.share),
                "outside" if each.is_outside else "",
                _("list to %(day)s: %(differing)s of %(judged)s differ")
                % {"day": write_day(each.ended_on), "differing": each.differing, "judged": each.judged},
            )
            for place, each in enumerate(lists)
        ),
        x_ticks=tuple(
            Tick(scale.x(place), f"{each.ended_on:%d.%m}") for place, each in enumerate(lists) if place % step == 0
        ),
        y_ticks=tuple(Tick(scale.y(share), f"{round(share * 100)}%") for share in (0, most / 2, most)),
    )


def _mix_chart(months: Sequence[tuple[Period, Mix]]) -> Chart:
    most = max(max(mix.given, mix.suggested) for _period, mix in months) * 1.15 or 1.0
    scale = Scale(0, len(months) - 1, most)
    return Chart(
        lines=(
            scale.line([(place, mix.given) for place, (_period, mix) in enumerate(months)], "line-2"),
            scale.line([(place, mix.suggested) for place, (_period, mix) in enumerate(months)], "line-1"),
        ),
        dots=(),
        x_ticks=tuple(Tick(scale.x(place), f"{period.first_day:%m.%y}") for place, (period, _mix) in enumerate(months)),
        y_ticks=tuple(Tick(scale.y(value), f"{value:.0f}") for value in (0, most / 2, most)),
    )
