"""When work counts, what it counts as, and how its figures follow its codings (rules 1 to 5)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from naryad.days import Period
from naryad.people import NotAllowed
from naryad.seal import DayIsSealed, Level, lift_seal
from norms.work_type import Kind, QuantityNotCountable
from tests.worklog.builders import Office
from worklog.actions.recoding import apply_late_codings, recode_by_finding
from worklog.coding import DescribedMinutesOutOfRange, LetterQuantityIsOne, Source, WorkNeedsDescription
from worklog.entry import (
    AttemptFacts,
    DayInTheFuture,
    EntryIsVoid,
    LateWorkNeedsReason,
    ReasonIsMissing,
    State,
    WorkOfAnotherPerson,
    state_of,
)
from worklog.gate import UnknownType, WorkHasNoType, WrongKind
from worklog.store.entry import codings_of
from worklog.store.output import (
    OutputGroup,
    corrected_output_groups,
    day_totals,
    employees_with_late_codings,
    output_by_employee,
    output_groups,
)

OCTOBER, NOVEMBER = Period.of_month("2026-10"), Period.of_month("2026-11")
LATER = datetime(2026, 11, 5, 9, 0, tzinfo=UTC)


def groups_and_totals(office: Office, period: Period = OCTOBER) -> tuple[list[OutputGroup], list[OutputGroup]]:
    with office.session() as session:
        return output_groups(session, period), day_totals(session, period)


def test_typed_work_counts_at_once_with_the_first_number_of_the_month(any_office: Office):
    entry = any_office.work(any_office.anna, "V20")

    assert entry.figures is not None
    assert (entry.figures.period, entry.figures.seq) == (OCTOBER, 1)
    assert entry.figures.norm_minutes == Decimal("20.000")


def test_numbers_are_dense_for_each_person_and_month(any_office: Office):
    numbers = [
        any_office.work(any_office.anna, "V20").figures.seq,
        any_office.work(any_office.boris, "V20").figures.seq,
        any_office.work(any_office.anna, "T0").figures.seq,
        any_office.work(any_office.anna, "V20", on=date(2026, 9, 30)).figures.seq,
    ]

    assert numbers == [1, 1, 2, 1]


def test_the_totals_beside_the_entries_are_what_a_recount_finds(any_office: Office):
    first = any_office.work(any_office.anna, "V20")
    any_office.work(any_office.anna, "V20")
    any_office.work(any_office.boris, "T0")
    any_office.type(first, "T0", by=any_office.anna)

    recounted, kept = groups_and_totals(any_office)

    assert recounted == kept
    assert [(g.employee_id, g.entries, g.norm_minutes) for g in recounted] == [
        (any_office.anna.id, 1, Decimal("0.000")),
        (any_office.anna.id, 1, Decimal("20.000")),
        (any_office.boris.id, 1, Decimal("0.000")),
    ]


def test_void_work_keeps_its_number_and_is_in_no_output(any_office: Office):
    entry = any_office.work(any_office.anna, "V20")

    void = any_office.cancel(entry, by=any_office.anna)

    assert (void.figures.seq, void.figures.norm_minutes) == (1, Decimal("0.000"))
    assert groups_and_totals(any_office) == ([], [])
    with any_office.session() as session:
        assert output_by_employee(session, OCTOBER) == []


def test_a_void_coding_is_added_and_the_earlier_one_stays(office: Office):
    entry = office.work(office.anna, "V20")

    office.cancel(entry, by=office.anna, reason="это был не мой визит")

    with office.session() as session:
        first, second = codings_of(session, entry.id)
    assert not first.is_void
    assert (second.is_void, second.reason, second.norm_minutes) == (True, "это был не мой визит", Decimal("0.000"))


def test_cancelling_needs_a_reason(office: Office):
    entry = office.work(office.anna, "V20")

    with pytest.raises(ReasonIsMissing, match="Write the reason in a few words"):
        office.cancel(entry, by=office.anna, reason=" ")


def test_cancelled_work_takes_no_type_any_more(office: Office):
    entry = office.work(office.anna, "V20")
    office.cancel(entry, by=office.anna, reason="по ошибке")

    with pytest.raises(EntryIsVoid) as refused:
        office.type(entry, "T0", by=office.anna)

    assert refused.value.message("ru").startswith("Эта работа отменена (по ошибке)")


def test_norm_minutes_are_quantity_times_norm_half_up_to_three_places(office: Office):
    office.norm("CM", "1.234", starts=date(2026, 10, 1))

    entry = office.work(office.anna, "CM", kind=Kind.CALL_IN, quantity=Decimal("2.125"))

    assert entry.figures.norm_minutes == Decimal("2.622")


def test_work_is_counted_under_the_norm_of_its_own_day(office: Office):
    office.norm("V20", "30", starts=date(2026, 10, 15))

    before = office.work(office.anna, "V20", on=date(2026, 10, 14))
    on_the_day = office.work(office.anna, "V20", on=date(2026, 10, 15))

    assert before.figures.norm_minutes == Decimal("20.000")
    assert on_the_day.figures.norm_minutes == Decimal("30.000")


def test_recoding_takes_the_norm_of_the_works_own_day(office: Office):
    office.norm("V20", "30", starts=date(2026, 10, 15))
    entry = office.work(office.anna, "T0", on=date(2026, 10, 14))

    recoded = office.type(entry, "V20", by=office.anna)

    assert recoded.figures.norm_minutes == Decimal("20.000")


def test_choosing_the_same_type_again_adds_nothing(office: Office):
    entry = office.work(office.anna, "V20")

    office.type(entry, "v20", by=office.anna)

    with office.session() as session:
        assert len(codings_of(session, entry.id)) == 1


@pytest.mark.parametrize("nothing", [None, "", "  ", "0", "000"])
def test_an_empty_or_zero_field_is_no_type(office: Office, nothing: str | None):
    with pytest.raises(WorkHasNoType, match="This work has no type"):
        office.work(office.anna, nothing)


def test_a_zero_minute_type_chosen_on_purpose_is_a_type(office: Office):
    entry = office.work(office.anna, "T0")

    assert entry.is_counted
    assert entry.figures.norm_minutes == Decimal("0.000")


def test_an_unknown_code_is_refused_with_the_nearest(office: Office):
    with pytest.raises(UnknownType, match=r"There is no work type V2 in the catalog\. The nearest are V20"):
        office.work(office.anna, "V2")


def test_a_type_of_another_kind_is_refused(office: Office):
    with pytest.raises(WrongKind, match="Work type L5 is not for this kind of work"):
        office.work(office.anna, "L5")


def test_a_quantity_of_a_type_counted_whole_is_whole(office: Office):
    with pytest.raises(QuantityNotCountable, match=r"1.5 is not a quantity for V20"):
        office.work(office.anna, "V20", quantity=Decimal("1.5"))


def test_a_letter_is_always_one(office: Office):
    with pytest.raises(LetterQuantityIsOne, match="A letter is always one letter"):
        office.work(office.anna, "L5", kind=Kind.LETTER_IN, quantity=Decimal(2))


def test_three_units_of_one_work_are_three_norms(office: Office):
    entry = office.work(office.anna, "V20", quantity=Decimal(3))

    assert entry.figures.norm_minutes == Decimal("60.000")


def test_other_work_counts_no_norm_minutes_and_keeps_what_was_done(office: Office):
    entry = office.work(office.anna, "X0", minutes=Decimal(45), description="обзвонила поставщиков")

    with office.session() as session:
        [coding] = codings_of(session, entry.id)
    assert entry.figures.norm_minutes == Decimal("0.000")
    assert (coding.described.minutes, coding.described.text) == (Decimal("45.000"), "обзвонила поставщиков")


@pytest.mark.parametrize("minutes", [Decimal(481), Decimal("7.5")])
def test_other_work_takes_whole_minutes_of_one_day(office: Office, minutes: Decimal):
    with pytest.raises(DescribedMinutesOutOfRange, match="cannot be one piece of work"):
        office.work(office.anna, "X0", minutes=minutes, description="обзвонила поставщиков")


def test_other_work_needs_words(office: Office):
    with pytest.raises(WorkNeedsDescription, match="asks for the minutes spent and a few words"):
        office.work(office.anna, "X0", minutes=Decimal(10), description="и")


def test_only_the_author_types_their_work(office: Office):
    entry = office.work(office.anna, "V20")

    with pytest.raises(WorkOfAnotherPerson, match="This is another person's work"):
        office.type(entry, "T0", by=office.boris)


def test_an_employee_records_no_work_for_a_colleague(office: Office):
    with pytest.raises(NotAllowed, match="Анна Ильина may not do this"):
        office.work(office.boris, "V20", by=office.anna)


def test_an_operator_records_it_and_the_colleague_is_credited(office: Office):
    entry = office.work(office.boris, "V20", by=office.olga)

    assert entry.employee_id == office.boris.id


def test_work_of_tomorrow_is_refused(office: Office):
    with pytest.raises(DayInTheFuture, match=r"16\.10\.2026 has not come yet"):
        office.work(office.anna, "V20", on=date(2026, 10, 16))


def test_work_of_a_sealed_day_needs_a_reason(office: Office):
    office.seal(date(2026, 9, 1), date(2026, 9, 30), Level.CLOSED)

    with pytest.raises(LateWorkNeedsReason) as refused:
        office.work(office.boris, "V20", by=office.olga, on=date(2026, 9, 30))

    assert refused.value.message("ru").startswith("30.09.2026 уже закрыто.")


def test_work_of_a_sealed_day_is_paid_in_the_first_open_month_by_its_own_days_norm(any_office: Office):
    any_office.norm("V20", "30", starts=date(2026, 10, 1))
    any_office.seal(date(2026, 9, 1), date(2026, 9, 30), Level.CLOSED)

    late = any_office.work(
        any_office.boris, "V20", by=any_office.olga, on=date(2026, 9, 30), late_reason="лист нашли в октябре"
    )

    assert (late.day, late.figures.period) == (date(2026, 9, 30), OCTOBER)
    assert late.figures.norm_minutes == Decimal("20.000")
    assert groups_and_totals(any_office)[0] == groups_and_totals(any_office)[1]


def test_ordinary_coding_behind_the_seal_is_refused(office: Office):
    entry = office.work(office.anna, "V20")
    office.seal(date(2026, 10, 1), date(2026, 10, 31), Level.COUNTED)

    with pytest.raises(DayIsSealed) as refused:
        office.type(entry, "T0", by=office.anna)

    assert refused.value.message("ru").startswith("15.10.2026 — приём окончен")


def test_a_finding_in_a_frozen_month_changes_the_figures(any_office: Office):
    entry = any_office.work(any_office.anna, "V20")
    any_office.seal(date(2026, 10, 1), date(2026, 10, 31), Level.COUNTED)

    coding = find(any_office, entry.id, "T0")

    assert not coding.after_seal
    assert any_office.entry(entry.id).figures.norm_minutes == Decimal("0.000")


def find(office: Office, entry_id: int, code: str):
    with office.session() as session:
        return recode_by_finding(
            session,
            entry_id=entry_id,
            work_type_id=office.types[code],
            quantity=None,
            actor=office.gleb.id,
            reason="портрет другого типа",
            now=LATER,
        )


def test_a_finding_behind_the_closed_seal_changes_no_figure_and_is_read_as_a_correction(any_office: Office):
    entry = any_office.work(any_office.anna, "V20")
    any_office.work(any_office.anna, "V20")
    any_office.seal(date(2026, 10, 1), date(2026, 10, 31), Level.CLOSED)
    before = groups_and_totals(any_office)

    coding = find(any_office, entry.id, "T0")

    assert (coding.after_seal, coding.source) == (True, Source.FINDING)
    assert groups_and_totals(any_office) == before
    with any_office.session() as session:
        assert employees_with_late_codings(session, OCTOBER) == {any_office.anna.id}
        assert employees_with_late_codings(session, NOVEMBER) == set()
        corrected = corrected_output_groups(session, OCTOBER, any_office.anna.id)
    assert [(g.norm_minutes, g.entries) for g in corrected] == [(Decimal("0.000"), 1), (Decimal("20.000"), 1)]


def test_a_reopened_month_takes_in_what_was_decided_behind_its_seal(office: Office):
    entry = office.work(office.anna, "V20")
    office.seal(date(2026, 10, 1), date(2026, 10, 31), Level.CLOSED)
    find(office, entry.id, "T0")
    with office.session() as session:
        lift_seal(
            session,
            first_day=date(2026, 10, 1),
            last_day=date(2026, 10, 31),
            employee_id=None,
            level=Level.CLOSED,
            by=office.gleb.id,
            now=LATER,
            reason="ошибка в табеле",
        )
        changed = apply_late_codings(session, OCTOBER, [entry.id], actor=office.gleb, now=LATER)

    assert changed == 1
    assert office.entry(entry.id).figures.norm_minutes == Decimal("0.000")


NOON = datetime(2026, 10, 15, 9, 0, tzinfo=UTC)
SENDING = AttemptFacts(NOON + timedelta(seconds=30), None)
LAPSED = AttemptFacts(NOON - timedelta(seconds=1), None)
REFUSED = AttemptFacts(NOON, False)
ACCEPTED = AttemptFacts(NOON, True)


@pytest.mark.parametrize(
    ("state", "facts"),
    [
        (State.DRAFT, {"is_handed_in": False}),
        (State.HELD, {}),
        (State.SENDING, {"attempts": (SENDING,)}),
        (State.IN_DOUBT, {"attempts": (LAPSED,)}),
        (State.IN_DOUBT, {"attempts": (ACCEPTED,)}),
        (State.REFUSED, {"attempts": (REFUSED,)}),
        (State.SENDING, {"attempts": (REFUSED, SENDING)}),
        (State.HELD, {"attempts": (REFUSED,), "stays_held": True}),
        (State.COUNTED, {"attempts": (ACCEPTED,), "is_counted": True}),
        (State.VOID, {"attempts": (ACCEPTED,), "is_counted": True, "is_void": True}),
        (State.WAITING, {"kind": Kind.CALL_IN}),
        (State.COUNTED, {"kind": Kind.CALL_IN, "is_counted": True}),
    ],
)
def test_the_state_of_an_entry_follows_from_its_rows(state: State, facts: dict):
    given = {"kind": Kind.LETTER_OUT, "is_counted": False, "is_void": False, "now": NOON, **facts}

    assert state_of(**given) is state
