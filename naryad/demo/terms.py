"""What the demo office works and pays by: the starter catalog, one changed norm, the rates."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from naryad.db import Database
from naryad.demo.clock import DemoClock
from naryad.i18n import gettext as _
from naryad.pages import write_money
from naryad.people import Employee
from norms.actions.approval import approve_norm, confirm_founding_norms
from norms.actions.norm import propose_norm
from norms.actions.sheet import found_catalog
from norms.notice import Ground
from norms.store import catalog
from payroll.accrual import RatePer
from payroll.actions.rate import set_rate
from payroll.store.impact import norm_impact

RATE = Decimal("5.40")
SENIOR_RATE = Decimal("5.80")
CHANGED, CHANGED_TO, CHANGED_FROM = "K4", Decimal(5), date(2026, 10, 15)


def agree_on_terms(database: Database, hired: dict[str, Employee], clock: DemoClock, today: date) -> str:
    """Switch the catalog on, set the rates, and approve one dearer norm from the middle of October."""
    gleb, dina, vera = hired["gleb"], hired["dina"], hired["vera"]
    with database.writing() as session:
        report = found_catalog(session, actor=gleb, now=clock.tick(), today=today)
        confirm_founding_norms(session, actor=dina, now=clock.tick())
        for amount, position in ((RATE, None), (SENIOR_RATE, "старший специалист")):
            set_rate(
                session,
                vera,
                amount=amount,
                per=RatePer.NORM_MINUTE,
                effective_from=today,
                now=clock.tick(),
                today=today,
                position=position,
            )
        found = catalog(session, today).find(CHANGED)
        assert found is not None
        proposed = propose_norm(
            session,
            work_type_id=found.work_type.id,
            minutes=CHANGED_TO,
            effective_from=CHANGED_FROM,
            source="Хронометраж, июль 2026",
            announced_on=today,
            actor=gleb,
            now=clock.tick(),
            today=today,
        )
        impact = norm_impact(session, proposed.id, today=today)
        approve_norm(
            session,
            proposed.id,
            approved_by=dina,
            now=clock.tick(),
            today=today,
            ground=Ground.NOTICE,
            impact_digest=impact.digest,
            impact=impact,
        )
    told = {"types": len(report.added), "code": CHANGED, "day": f"{CHANGED_FROM:%d.%m.%Y}", "rate": write_money(RATE)}
    return _("Work types: %(types)s; %(code)s has a new norm from %(day)s; a norm minute costs %(rate)s.") % told
