"""When a day is accepted by itself, when a person looks, and what may still change after it (rule 23)."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
import sqlalchemy as sa

from naryad.calendar import Calendar
from naryad.days import Period
from naryad.people import NotAllowed
from tests.worklog.builders import NOW, Office
from worklog.acceptance import AcceptedDayTakesNoWork, Cause, DayFacts, DayIsAccepted, causes_of, is_due
from worklog.actions.day import accept_days, accept_due_days
from worklog.actions.entry import Chosen
from worklog.actions.review import (
    AlreadyDecided,
    NothingToPropose,
    OwnWorkIsNotDecided,
    ProposalIsOpen,
    decide_described,
    decide_proposal,
    propose,
)
from worklog.entry import ReasonIsMissing
from worklog.store.day import acceptance_of, amber_days, day_work
from worklog.store.entry import last_coding
from worklog.store.lines import frameable, frameable_days
from worklog.store.month import days_not_accepted
from worklog.store.output import described_minutes
from worklog.store.review import described_waiting, proposals_waiting

RUSSIAN = Calendar.russian()
OCTOBER = Period.of_month("2026-10")
WEDNESDAY, THURSDAY, FRIDAY, MONDAY = (date(2026, 10, day) for day in (14, 15, 16, 19))


def facts(**known) -> DayFacts:
    ordinary = {
        "entries": 10,
        "untyped": 0,
        "norm_minutes": Decimal(400),
        "hours": Decimal(8),
        "calls_without_trace": 0,
    }
    return DayFacts(employee_id=1, day=THURSDAY, **{**ordinary, **known})


@pytest.mark.parametrize(
    ("known", "causes"),
    [
        ({}, ()),
        ({"norm_minutes": Decimal(624)}, ()),
        ({"norm_minutes": Decimal("624.001")}, (Cause.OVER_HOURS,)),
        ({"untyped": 1}, (Cause.UNTYPED,)),
        ({"calls_without_trace": 2}, (Cause.NO_TRACE,)),
        ({"hours": Decimal(0)}, (Cause.DAY_OFF,)),
        ({"hours": Decimal(0), "norm_minutes": Decimal(0)}, ()),
        ({"untyped": 1, "norm_minutes": Decimal(900)}, (Cause.UNTYPED, Cause.OVER_HOURS)),
    ],
)
def test_a_day_is_amber_for_untyped_work_output_over_130_percent_or_calls_without_a_trace(known, causes):
    assert causes_of(facts(**known), amber_percent=130) == causes


def test_a_day_is_due_when_the_next_working_day_has_ended():
    assert not is_due(WEDNESDAY, today=THURSDAY, calendar=RUSSIAN)
    assert is_due(WEDNESDAY, today=FRIDAY, calendar=RUSSIAN)


def test_friday_is_due_on_tuesday_as_monday_is_its_next_working_day():
    assert not is_due(FRIDAY, today=MONDAY, calendar=RUSSIAN)
    assert is_due(FRIDAY, today=date(2026, 10, 20), calendar=RUSSIAN)


def sweep(office: Office, at: datetime) -> int:
    with office.session() as session:
        return accept_due_days(session, at)


def test_a_plain_day_is_accepted_by_itself_once(any_office: Office):
    any_office.work(any_office.anna, "V20", on=WEDNESDAY)

    at_the_last_minute = sweep(any_office, datetime(2026, 10, 15, 20, 59, tzinfo=UTC))
    at_midnight = sweep(any_office, datetime(2026, 10, 15, 21, 0, tzinfo=UTC))
    again = sweep(any_office, datetime(2026, 10, 15, 21, 1, tzinfo=UTC))

    assert (at_the_last_minute, at_midnight, again) == (0, 1, 0)
    with any_office.session() as session:
        accepted = acceptance_of(session, any_office.anna.id, WEDNESDAY)
        assert days_not_accepted(session, OCTOBER) == []
    assert accepted.by_id is None


def test_an_amber_day_waits_for_a_person(any_office: Office):
    any_office.work(any_office.anna, "V20", on=WEDNESDAY, quantity=Decimal(32))

    assert sweep(any_office, datetime(2026, 10, 20, 9, 0, tzinfo=UTC)) == 0
    with any_office.session() as session:
        [amber] = amber_days(session, WEDNESDAY, WEDNESDAY, RUSSIAN)
        problems = accept_days(
            session, [(any_office.anna.id, WEDNESDAY)], actor=any_office.vera, now=NOW, reason="выставка"
        )
        accepted = acceptance_of(session, any_office.anna.id, WEDNESDAY)
    assert amber.causes == (Cause.OVER_HOURS,)
    assert problems == []
    assert (accepted.by_id, accepted.causes, accepted.reason) == (any_office.vera.id, (Cause.OVER_HOURS,), "выставка")


def test_nobody_accepts_their_own_day_and_the_others_are_accepted(office: Office):
    office.work(office.gleb, "V20", on=WEDNESDAY, quantity=Decimal(32))
    office.work(office.anna, "V20", on=WEDNESDAY, quantity=Decimal(32))

    with office.session() as session:
        problems = accept_days(
            session, [(office.gleb.id, WEDNESDAY), (office.anna.id, WEDNESDAY)], actor=office.gleb, now=NOW
        )
        assert acceptance_of(session, office.anna.id, WEDNESDAY) is not None
        assert acceptance_of(session, office.gleb.id, WEDNESDAY) is None

    assert [problem.message("en") for problem in problems] == [
        "Глеб Орт, 14.10.2026: 14.10.2026 is your own day. Another administrator or the head accepts it."
    ]


def test_a_day_that_is_not_over_is_not_accepted(office: Office):
    office.work(office.anna, "V20")

    with office.session() as session:
        [problem] = accept_days(session, [(office.anna.id, THURSDAY)], actor=office.vera, now=NOW)

    assert problem.message("ru").endswith("15.10.2026 ещё не закончилось. День принимают, когда он прошёл.")


def test_an_employee_accepts_no_days(office: Office):
    with pytest.raises(NotAllowed), office.session() as session:
        accept_days(session, [(office.boris.id, WEDNESDAY)], actor=office.anna, now=NOW)


def accept(office: Office) -> None:
    with office.session() as session:
        assert accept_days(session, [(office.anna.id, WEDNESDAY)], actor=office.vera, now=NOW) == []


def test_before_acceptance_the_employee_corrects_freely_and_after_it_proposes(office: Office):
    entry = office.work(office.anna, "V20", on=WEDNESDAY)
    office.type(entry, "T0", by=office.anna)
    office.type(entry, "V20", by=office.anna)
    accept(office)

    with pytest.raises(DayIsAccepted) as refused:
        office.type(entry, "T0", by=office.anna)
    with pytest.raises(DayIsAccepted):
        office.cancel(entry, by=office.anna)

    assert refused.value.message("ru") == (
        "14.10.2026 уже принято. Предложите изменение: решит руководитель, ответ вы увидите здесь."
    )


def test_an_accepted_day_takes_no_new_work_from_its_owner_but_from_an_operator(office: Office):
    office.work(office.anna, "V20", on=WEDNESDAY)
    accept(office)

    with pytest.raises(AcceptedDayTakesNoWork, match="Ask an operator"):
        office.work(office.anna, "V20", on=WEDNESDAY)

    assert office.work(office.anna, "V20", on=WEDNESDAY, by=office.olga).is_counted


def test_a_proposal_that_is_accepted_becomes_a_coding(any_office: Office):
    entry = any_office.work(any_office.anna, "V20", on=WEDNESDAY)
    accept(any_office)
    with any_office.session() as session:
        propose(session, entry.id, Chosen("T0"), actor=any_office.anna, reason="визит не состоялся", now=NOW)
        [waiting] = proposals_waiting(session)
        decide_proposal(session, waiting.id, accepted=True, actor=any_office.gleb, now=NOW)
        assert proposals_waiting(session) == []
        assert last_coding(session, entry.id).reason == "визит не состоялся"

    assert any_office.entry(entry.id).figures.norm_minutes == Decimal("0.000")


def test_a_declined_proposal_needs_a_reason_and_changes_nothing(office: Office):
    entry = office.work(office.anna, "V20", on=WEDNESDAY)
    with office.session() as session:
        propose(session, entry.id, Chosen("T0"), actor=office.anna, reason="визит не состоялся", now=NOW)
        [waiting] = proposals_waiting(session)
    with pytest.raises(ReasonIsMissing), office.session() as session:
        decide_proposal(session, waiting.id, accepted=False, actor=office.gleb, now=NOW)
    with office.session() as session:
        decide_proposal(session, waiting.id, accepted=False, actor=office.gleb, reason="состоялся", now=NOW)
    with pytest.raises(AlreadyDecided, match="decided already"), office.session() as session:
        decide_proposal(session, waiting.id, accepted=True, actor=office.gleb, now=NOW)

    assert office.entry(entry.id).figures == entry.figures


def test_one_proposal_at_a_time_and_not_for_what_it_already_is(office: Office):
    entry = office.work(office.anna, "V20", on=WEDNESDAY)
    with pytest.raises(NothingToPropose), office.session() as session:
        propose(session, entry.id, Chosen("V20"), actor=office.anna, reason="просто так", now=NOW)
    with office.session() as session:
        propose(session, entry.id, Chosen("T0"), actor=office.anna, reason="не состоялся", now=NOW)
    with pytest.raises(ProposalIsOpen), office.session() as session:
        propose(session, entry.id, Chosen("T0"), actor=office.anna, reason="не состоялся", now=NOW)


def test_nobody_decides_on_their_own_proposal(office: Office):
    entry = office.work(office.gleb, "V20", on=WEDNESDAY)
    with office.session() as session:
        propose(session, entry.id, Chosen("T0"), actor=office.gleb, reason="не состоялся", now=NOW)
        [waiting] = proposals_waiting(session)

    with pytest.raises(OwnWorkIsNotDecided), office.session() as session:
        decide_proposal(session, waiting.id, accepted=True, actor=office.gleb, now=NOW)


def test_other_work_is_paid_when_the_head_accepts_it(any_office: Office):
    kept = any_office.work(any_office.anna, "X0", minutes=Decimal(45), description="обзвон поставщиков", on=WEDNESDAY)
    any_office.work(any_office.anna, "X0", minutes=Decimal(30), description="искала ключи", on=WEDNESDAY)
    with any_office.session() as session:
        assert described_minutes(session, OCTOBER) == []
        first, second = described_waiting(session)
        decide_described(session, first.coding.id, accepted=True, actor=any_office.gleb, now=NOW)
        decide_described(
            session, second.coding.id, accepted=False, actor=any_office.gleb, now=NOW, reason="это не работа"
        )
        [paid] = described_minutes(session, OCTOBER)
        lines = {line.entry.id: line.described_accepted for line in day_work(session, any_office.anna.id, WEDNESDAY)}

    assert (paid.entry_id, paid.minutes) == (kept.id, Decimal("45.000"))
    assert sorted(lines.values()) == [False, True]


def test_other_work_that_got_a_real_type_is_paid_by_its_norm_only(office: Office):
    entry = office.work(office.anna, "X0", minutes=Decimal(45), description="встретила курьера", on=WEDNESDAY)
    with office.session() as session:
        [waiting] = described_waiting(session)
        decide_described(session, waiting.coding.id, accepted=True, actor=office.gleb, now=NOW)

    office.type(entry, "V20", by=office.anna)

    with office.session() as session:
        assert described_minutes(session, OCTOBER) == []


def test_the_head_decides_not_on_their_own_other_work(office: Office):
    office.work(office.gleb, "X0", minutes=Decimal(45), description="обзвон поставщиков")
    with office.session() as session:
        [waiting] = described_waiting(session)

    with pytest.raises(OwnWorkIsNotDecided), office.session() as session:
        decide_described(session, waiting.coding.id, accepted=True, actor=office.gleb, now=NOW)


def test_only_accepted_days_and_work_with_minutes_can_be_drawn(any_office: Office):
    drawn = any_office.work(any_office.anna, "V20", on=WEDNESDAY)
    any_office.work(any_office.anna, "T0", on=WEDNESDAY)
    any_office.work(any_office.boris, "V20", on=WEDNESDAY)
    accept(any_office)

    with any_office.session() as session:
        [[line]] = frameable(session, date(2026, 10, 12), date(2026, 10, 18), unless=lambda _id: sa.false())
        days = frameable_days(session, date(2026, 10, 12), date(2026, 10, 18), unless=lambda _id: sa.false())
        others = list(frameable(session, date(2026, 10, 12), date(2026, 10, 18), unless=lambda id: id == drawn.id))

    assert (line.entry_id, line.employee_id, line.day) == (drawn.id, any_office.anna.id, WEDNESDAY)
    assert line.norm_thousandths == 20_000
    assert days == [(WEDNESDAY, 1)]
    assert others == []
