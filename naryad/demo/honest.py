"""The demo's golden fund of examples, its one time study and its one trial norm."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from importlib.resources import files

import yaml

from audit.actions.example import make_example
from audit.example import Case, without_names
from audit.store.example import cases
from naryad.db import Database
from naryad.demo.clock import DemoClock
from naryad.errors import DomainError
from naryad.office import office_of
from naryad.people import Employee
from norms import store as norms_store
from norms.actions.calibration import begin_trial
from norms.actions.example import approve_example
from norms.actions.study import record_study
from norms.example import Draft
from norms.measurement import Accuracy, Allowances, Form, of_readings
from norms.reading import counted, readings_of
from norms.study import Method, Watched
from norms.work_type import Kind, WorkType
from worklog.store.client import client_names_in
from worklog.store.content import content_of

MADE_OF_CASES = 2
TRIED_UNTIL = date(2026, 12, 31)


def measure_and_try(
    database: Database, hired: dict[str, Employee], clock: DemoClock, today: date, tried_from: date
) -> None:
    """Watch medium letters with a stopwatch, and count a shorter norm for them beside the one in force."""
    facts = yaml.safe_load(files("naryad.demo").joinpath("honest.yaml").read_text("utf-8"))
    readings = readings_of(facts["readings"])
    measured = of_readings(
        counted(readings),
        rating_percent=Decimal(105),
        allowances=Allowances(Form.PIECE, Decimal(3), Decimal(5)),
        accuracy=Accuracy(),
    )
    with database.writing() as session:
        medium = _types(norms_store.all_types(session))["L10"]
        study = record_study(
            session,
            work_type_id=medium.id,
            method=Method.TIME_STUDY,
            first_day=today,
            last_day=today,
            measured=measured,
            actor=hired["gleb"],
            now=clock.tick(),
            today=today,
            watched=[Watched(hired["polina"].id, facts["consent"])],
            readings=readings,
            note=facts["note"],
        )
        begin_trial(
            session,
            work_type_id=medium.id,
            minutes=Decimal(9),
            first_day=tried_from,
            last_day=TRIED_UNTIL,
            reason=facts["trial"],
            study_id=study.id,
            actor=hired["gleb"],
            now=clock.tick(),
            today=today,
        )


def fill_golden_fund(database: Database, hired: dict[str, Employee], clock: DemoClock, today: date) -> int:
    """Show some examples written by hand and a few made of decided findings; return how many there are."""
    facts = yaml.safe_load(files("naryad.demo").joinpath("honest.yaml").read_text("utf-8"))
    with database.writing() as session:
        types = _types(norms_store.all_types(session))
        for one in facts["examples"]:
            other = types[one["taken_for"]].id if "taken_for" in one else None
            draft = Draft(
                kind=Kind(one.get("kind", Kind.LETTER_OUT.value)),
                text=one["text"],
                right_type_id=types[one["type"]].id,
                taken_for_id=other,
                reason=one["why"],
            )
            approve_example(session, draft, actor=hired["gleb"], now=clock.tick(60))
        codes = {work_type.id: code for code, work_type in types.items()}
        open_ones = [case for case in cases(session, today) if case.right_type_id and case.taken_for_id]
    made = 0
    for case in open_ones:
        if made < MADE_OF_CASES:
            made += _make(database, hired["gleb"], clock, today, case, codes, facts["whys"])
    return len(facts["examples"]) + made


def _make(
    database: Database,
    keeper: Employee,
    clock: DemoClock,
    today: date,
    case: Case,
    codes: dict[int, str],
    whys: dict[str, str],
) -> bool:
    """Make an example of a decided finding; one whose text still names somebody is left for a person."""
    assert case.right_type_id is not None
    assert case.taken_for_id is not None
    right, taken_for = codes[case.right_type_id], codes[case.taken_for_id]
    try:
        with database.writing() as session:
            content = content_of(session, case.entry_id)
            said = f"{content.subject}\n\n{content.text}".strip()
            text = without_names(
                said,
                type_domain=office_of(session).type_domain,
                staff=content.names,
                addresses=content.addresses,
                clients=client_names_in(session, said),
            )
            make_example(
                session,
                keeper,
                case.key,
                text=text,
                right=right,
                taken_for=taken_for,
                reason=whys[right],
                now=clock.tick(60),
                today=today,
            )
    except (DomainError, KeyError):
        return False
    return True


def _types(all_types: tuple[WorkType, ...]) -> dict[str, WorkType]:
    return {work_type.code: work_type for work_type in all_types}
