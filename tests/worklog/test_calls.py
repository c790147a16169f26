"""Calls of the exchange and calls entered by hand: once each, each to the right person (rule 11)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from naryad.people import NotAllowed
from naryad.seal import Level
from tests.worklog.builders import MOSCOW, NOW, Office
from worklog.actions.call import MatchIsDecided, MissedCallIsEnded, decide_match, end_missed_call, set_extension
from worklog.actions.exchange import LATE_REASON, ImportReport, import_calls
from worklog.call import (
    CallHasArrived,
    CallLengthIsWrong,
    CallMayBeTheSame,
    CallStartIsWrong,
    CallStartsLater,
    ExtensionIsTaken,
    NumberIsMissing,
)
from worklog.entry import Entry
from worklog.store.call import call_of, missed_calls
from worklog.store.day import day_work
from worklog.store.entry import codings_of
from worklog.store.month import untyped_of

DAY = date(2026, 10, 15)


def row(
    number: int,
    at: str,
    *,
    src: str = "84951234567",
    to: str = "101",
    talk: int = 120,
    linked: str = "c1",
    answered: bool = True,
) -> str:
    """Return one row of 21 columns of an incoming call."""
    disposition = "ANSWERED" if answered else "NO ANSWER"
    return (
        f'"","{src}","{to}","in","""Client"" <{src}>","PJSIP/trunk-1","PJSIP/{to}-2","Dial","","{at}","","{at}",'
        f'{talk + 5},{talk if answered else 0},"{disposition}","3","{linked}.{number}","","","{linked}","{number}"'
    )


def prepare(office: Office) -> None:
    for number, person in (("101", office.anna), ("102", office.boris)):
        with office.session() as session:
            set_extension(
                session,
                source="asterisk",
                number=number,
                employee_id=person.id,
                first_day=date(2026, 1, 12),
                actor=office.vera,
                now=NOW,
            )


def take_in(office: Office, *rows: str, good_only: bool = False) -> ImportReport:
    with office.session() as session:
        return import_calls(
            session,
            "\n".join(rows).encode(),
            source="asterisk",
            zone=MOSCOW,
            office_zone=MOSCOW,
            actor=office.vera,
            now=NOW,
            take_good_rows=good_only,
        )


def waiting(office: Office, who) -> list[Entry]:
    with office.session() as session:
        return untyped_of(session, who.id)


def test_a_call_of_the_exchange_waits_for_the_type_of_whoever_talked(any_office: Office):
    prepare(any_office)

    report = take_in(any_office, row(1, "2026-10-15 10:00:00"))

    [entry] = waiting(any_office, any_office.anna)
    assert (report.calls_new, report.taken) == (1, True)
    assert (entry.day, entry.at) == (DAY, datetime(2026, 10, 15, 7, 0, tzinfo=UTC))
    assert not entry.is_counted


def test_a_file_taken_in_again_changes_nothing(any_office: Office):
    prepare(any_office)
    rows = (row(1, "2026-10-15 10:00:00"), row(2, "2026-10-15 11:00:00", linked="c2", answered=False))
    take_in(any_office, *rows)

    again = take_in(any_office, *rows)

    assert (again.calls_new, again.missed_new, again.rows_known) == (0, 0, 2)
    assert len(waiting(any_office, any_office.anna)) == 1


def test_rows_that_come_later_lengthen_the_call_and_leave_its_type(any_office: Office):
    prepare(any_office)
    take_in(any_office, row(1, "2026-10-15 10:00:00"))
    typed = any_office.type(waiting(any_office, any_office.anna)[0], "C5", by=any_office.anna)

    report = take_in(any_office, row(1, "2026-10-15 10:00:00"), row(2, "2026-10-15 10:05:00", talk=60))

    with any_office.session() as session:
        assert call_of(session, typed.id).seconds == 180
        assert len(codings_of(session, typed.id)) == 1
    assert (report.calls_new, report.calls_extended) == (0, 1)
    assert any_office.entry(typed.id).figures == typed.figures


def test_a_transferred_call_is_one_entry_of_each_who_talked(office: Office):
    prepare(office)

    take_in(office, row(1, "2026-10-15 10:00:00"), row(2, "2026-10-15 10:03:00", to="102"))

    assert (len(waiting(office, office.anna)), len(waiting(office, office.boris))) == (1, 1)


def test_a_missed_call_is_for_calling_back_and_no_work(office: Office):
    prepare(office)

    take_in(office, row(1, "2026-10-15 10:00:00", answered=False))

    assert waiting(office, office.anna) == []
    with office.session() as session:
        [missed] = missed_calls(session, employee_id=office.anna.id, since=NOW - timedelta(days=1))
        end_missed_call(session, missed.id, actor=office.anna, reason="", now=NOW)
        assert missed_calls(session, employee_id=None, since=NOW - timedelta(days=1)) == []
        with pytest.raises(MissedCallIsEnded, match="no longer on the list"):
            end_missed_call(session, missed.id, actor=office.boris, reason="", now=NOW)


def test_a_missed_call_that_later_rows_show_answered_leaves_the_list(office: Office):
    prepare(office)
    take_in(office, row(1, "2026-10-15 10:00:00", answered=False))

    take_in(office, row(1, "2026-10-15 10:00:00", answered=False), row(2, "2026-10-15 10:00:20"))

    with office.session() as session:
        assert missed_calls(session, employee_id=None, since=NOW - timedelta(days=1)) == []
    assert len(waiting(office, office.anna)) == 1


def test_with_a_bad_row_nothing_is_taken_until_told(office: Office):
    prepare(office)
    rows = (row(1, "2026-10-15 10:00:00"), row(2, "15.10.2026 10:00", linked="c2"))

    refused = take_in(office, *rows)
    taken = take_in(office, *rows, good_only=True)

    assert (refused.taken, waiting(office, office.boris)) == (False, [])
    assert [problem.where for problem in refused.problems] == ["2"]
    assert (taken.taken, taken.calls_new) == (True, 1)


def test_an_extension_without_an_owner_is_named_and_the_import_repeated(office: Office):
    rows = (row(1, "2026-10-15 10:00:00"),)

    refused = take_in(office, *rows)
    prepare(office)
    taken = take_in(office, *rows)

    assert [problem.message("ru") for problem in refused.problems] == [
        "1: ответил добавочный 101, а 15.10.2026 он ни за кем не числится. Укажите, чей он, и повторите импорт."
    ]
    assert taken.calls_new == 1


def test_an_extension_changes_hands_on_a_day(office: Office):
    prepare(office)
    with office.session() as session:
        set_extension(
            session,
            source="asterisk",
            number="101",
            employee_id=office.boris.id,
            first_day=date(2026, 10, 15),
            actor=office.vera,
            now=NOW,
        )

    take_in(office, row(1, "2026-10-14 10:00:00"), row(2, "2026-10-15 10:00:00", linked="c2"))

    assert [entry.day for entry in waiting(office, office.anna)] == [date(2026, 10, 14)]
    assert [entry.day for entry in waiting(office, office.boris)] == [date(2026, 10, 15)]


def test_an_extension_is_not_given_twice_from_one_day(office: Office):
    prepare(office)

    with (
        pytest.raises(ExtensionIsTaken, match=r"Extension 101 belongs to Анна Ильина from 12\.01\.2026"),
        office.session() as s,
    ):
        set_extension(
            s,
            source="asterisk",
            number="101",
            employee_id=office.boris.id,
            first_day=date(2026, 1, 12),
            actor=office.vera,
            now=NOW,
        )


def test_an_employee_takes_in_no_file(office: Office):
    with pytest.raises(NotAllowed), office.session() as session:
        import_calls(session, b"", source="asterisk", zone=MOSCOW, office_zone=MOSCOW, actor=office.anna, now=NOW)


def test_a_call_of_a_sealed_day_comes_late_with_its_reason(office: Office):

    prepare(office)
    office.seal(date(2026, 9, 1), date(2026, 9, 30), Level.CLOSED)

    take_in(office, row(1, "2026-09-30 10:00:00"))
    typed = office.type(waiting(office, office.anna)[0], "C5", by=office.anna)

    assert (typed.late_reason, str(typed.figures.period)) == (LATE_REASON, "2026-10")


def test_a_call_entered_by_hand_counts_at_once_with_its_type(any_office: Office):
    entry = any_office.call_by_hand(any_office.anna, "CM", minutes=12)

    assert entry.figures.quantity == 12
    with any_office.session() as session:
        assert call_of(session, entry.id).by_hand


def test_an_operator_enters_it_for_a_colleague_who_sees_who_did(office: Office):
    entry = office.call_by_hand(office.boris, by=office.olga)

    assert (entry.employee_id, entry.entered_by) == (office.boris.id, office.olga.id)


def test_an_employee_enters_no_call_for_a_colleague(office: Office):
    with pytest.raises(NotAllowed):
        office.call_by_hand(office.boris, by=office.anna)


def test_the_same_call_by_hand_and_from_the_exchange_counts_once(any_office: Office):
    prepare(any_office)
    hand = any_office.call_by_hand(any_office.anna, "C5", at="10:09", number="8 (495) 123-45-67")

    report = take_in(any_office, row(1, "2026-10-15 10:00:00", src="+74951234567"))

    [exchange] = waiting(any_office, any_office.anna)
    assert report.maybe_same == 1
    with pytest.raises(CallMayBeTheSame, match="may be the one you entered by hand"):
        any_office.type(exchange, "C5", by=any_office.anna)
    with any_office.session() as session:
        [line] = [each for each in day_work(session, any_office.anna.id, DAY) if each.entry.id == exchange.id]
        stays = decide_match(session, line.match.id, is_same=True, actor=any_office.anna, now=NOW)
    assert stays.id == hand.id
    assert waiting(any_office, any_office.anna) == []
    assert any_office.entry(exchange.id).figures is None


def test_two_calls_that_only_look_alike_both_count(office: Office):
    prepare(office)
    office.call_by_hand(office.anna, "C5", at="10:05", number="84951234567")
    take_in(office, row(1, "2026-10-15 10:00:00"))
    [exchange] = waiting(office, office.anna)
    with office.session() as session:
        [line] = [each for each in day_work(session, office.anna.id, DAY) if each.entry.id == exchange.id]
        decide_match(session, line.match.id, is_same=False, actor=office.anna, now=NOW)

    typed = office.type(exchange, "C5", by=office.anna)

    assert typed.is_counted
    with pytest.raises(MatchIsDecided), office.session() as session:
        decide_match(session, line.match.id, is_same=True, actor=office.anna, now=NOW)


def test_eleven_minutes_apart_are_two_calls(office: Office):
    prepare(office)
    office.call_by_hand(office.anna, "C5", at="10:11", number="84951234567")

    assert take_in(office, row(1, "2026-10-15 10:00:00")).maybe_same == 0


def test_a_call_that_the_exchange_brought_before_is_offered_instead(office: Office):
    prepare(office)
    take_in(office, row(1, "2026-10-15 10:00:00"))

    with pytest.raises(CallHasArrived) as refused:
        office.call_by_hand(office.anna, at="10:04", number="84951234567")

    assert refused.value.message("ru").startswith("АТС уже передала звонок с номером 84951234567 в 15.10.2026 10:00.")
    assert office.call_by_hand(office.anna, at="10:04", number="84951234567", is_another=True).is_counted


@pytest.mark.parametrize(
    ("wrong", "error"),
    [
        ({"number": "Иван"}, NumberIsMissing),
        ({"minutes": 0}, CallLengthIsWrong),
        ({"minutes": 721}, CallLengthIsWrong),
        ({"at": "25:00"}, CallStartIsWrong),
        ({"at": "в обед"}, CallStartIsWrong),
        ({"at": "12:01"}, CallStartsLater),
    ],
)
def test_what_cannot_be_a_call_is_refused(office: Office, wrong: dict, error: type[Exception]):
    with pytest.raises(error):
        office.call_by_hand(office.anna, **wrong)
