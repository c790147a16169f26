"""The catalog's whole life on both databases: taken, changed, decided, written out, verified."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

from naryad import verification as floor_verification
from naryad.db import Database
from norms import actions, store, verification
from norms.impact import impact_of
from norms.sheet_export import export_excel, export_yaml
from tests.norms.conftest import MORNING, OPENED_ON, Office, open_office

SIXTH = date(2026, 10, 6)


def test_a_catalog_lives_the_same_on_either_database(any_db: Database) -> None:
    with any_db.writing() as session:
        office = Office(any_db, *open_office(session))
        actions.found_catalog(session, actor=office.olga, now=MORNING, today=OPENED_ON)
    with any_db.writing() as session:
        now = office.at(SIXTH)
        entry = store.catalog(session, SIXTH).find("П10")
        assert entry is not None
        assert entry.portrait is not None
        text = replace(entry.portrait.ru, examples=("Ещё один пример.",))
        actions.revise_portrait(
            session,
            entry.work_type.id,
            ru=text,
            en=entry.portrait.en,
            reason="пример",
            actor=office.olga,
            now=now,
            today=SIXTH,
        )
        norm = actions.propose_norm(
            session,
            work_type_id=entry.work_type.id,
            minutes=Decimal("8.125"),
            effective_from=date(2026, 10, 7),
            source="замер",
            announced_on=None,
            actor=office.olga,
            now=now,
            today=SIXTH,
        )
        impact = impact_of(
            norm_id=norm.id,
            minutes_after=norm.minutes,
            done=[(office.anna.id, Decimal(1), Decimal(10))],
            first_day=date(2026, 7, 1),
            last_day=date(2026, 9, 30),
        )
        actions.give_consent(session, norm.id, employee=office.anna, now=now)
        actions.approve_norm(
            session,
            norm.id,
            approved_by=office.vera,
            now=now,
            today=SIXTH,
            ground="consents",
            impact_digest=impact.digest,
            impact=impact,
        )
        actions.confirm_founding_norms(session, actor=office.vera, now=now)

    with any_db.writing() as session:
        seventh = date(2026, 10, 7)
        entry = store.catalog(session, seventh).find("L10")
        assert entry is not None
        assert entry.norm is not None
        assert entry.portrait is not None
        assert (entry.norm.minutes, entry.norm.approved_at) == (Decimal("8.125"), now)
        assert (entry.portrait.version, entry.portrait.ru) == (2, text)
        assert store.first_approval_at(session) == MORNING
        for content in (export_yaml(session, seventh), export_excel(session, seventh, "ru")):
            report = actions.import_catalog(
                session, content, "c", actor=office.olga, now=office.at(seventh), today=seventh
            )
            assert (len(report.unchanged), report.problems) == (24, ())
        assert list(verification.troubles(session)) == []
        assert list(floor_verification.troubles(session)) == []
