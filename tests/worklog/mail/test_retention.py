"""What was kept long enough is deleted; the work, its figures, sums and fingerprints stay."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlmodel import Session, col, select

from naryad.days import Period
from naryad.office import set_setting
from naryad.seal import Level, set_seal
from naryad.tables import JournalRow
from naryad.verification import troubles as floor_troubles
from tests.worklog.mail.sent import letter, sent_letter
from worklog.actions.retention import forget_due
from worklog.retention import Part, Removed, due_on, latest_due
from worklog.store.content import Removal, content_of, kept_file
from worklog.store.entry import entry_by_id
from worklog.store.retention import amounts, rounds, waiting_since
from worklog.tables.letter import LetterRefusalRow
from worklog.verification import troubles as worklog_troubles

pytestmark = pytest.mark.mail

OCTOBER = Period(2026, 10)
LAST_DAY = datetime(2027, 11, 30, 9, 0, tzinfo=UTC)
FIRST_DAY = datetime(2027, 12, 1, 9, 0, tzinfo=UTC)
"""The texts of October 2026 are kept for 13 months: to the end of November 2027."""


def nobody_needs(_session: Session, _entry_ids: Sequence[int], _now: datetime) -> set[int]:
    return set()


def everybody_needs(_session: Session, entry_ids: Sequence[int], _now: datetime) -> set[int]:
    return set(entry_ids)


def close(office: Any, period: Period = OCTOBER) -> None:
    with office.database.writing() as session:
        set_seal(
            session, first_day=period.first_day, last_day=period.last_day, employee_id=None, level=Level.CLOSED,
            by=office.chief.id, now=office.clock(),
        )  # fmt: skip


def forget(office: Any, now: datetime, needs: Any = nobody_needs, at_once: int = 500) -> Removed | None:
    with office.database.writing() as session:
        return forget_due(session, now, still_needed=needs, at_once=at_once)


def text_of(office: Any, entry_id: int) -> str:
    with office.database.reading() as session:
        return content_of(session, entry_id).text


def choose(office: Any, name: str, value: Any) -> None:
    with office.database.writing() as session:
        set_setting(session, name, value, effective_from=date(2026, 9, 1), actor=office.chief, now=office.clock())


@pytest.mark.parametrize(
    ("period", "months", "day"),
    [
        (Period(2026, 10), 13, date(2027, 12, 1)),
        (Period(2026, 12), 1, date(2027, 2, 1)),
        (Period(2026, 2), 12, date(2027, 3, 1)),
    ],
)
def test_content_is_due_after_whole_months_behind_its_own(period: Period, months: int, day: date) -> None:
    assert due_on(period, months) == day
    assert latest_due(day, months) == period
    assert latest_due(date.fromordinal(day.toordinal() - 1), months) == period.previous()


def test_a_text_goes_on_the_first_day_after_its_time_and_not_before(any_office: Any) -> None:
    office = any_office
    entry_id = sent_letter(office.database, office.anna, letter("Offer", "Dear Pavel"), office.clock())
    close(office)

    before = forget(office, LAST_DAY)
    still = text_of(office, entry_id)
    after = forget(office, FIRST_DAY)

    assert (before, still) == (Removed(heads=1), "Dear Pavel")
    assert after == Removed(texts=1)
    assert text_of(office, entry_id) == ""


def test_the_page_of_a_work_can_say_when_its_text_went_and_after_how_long(office: Any) -> None:
    entry_id = sent_letter(office.database, office.anna, letter("Offer", "Dear Pavel"), office.clock())
    close(office)

    forget(office, FIRST_DAY)

    with office.database.reading() as session:
        content = content_of(session, entry_id)
    assert content.subject == "Offer"
    assert content.removal_of_text == Removal(Part.TEXT, FIRST_DAY, 13)
    assert {each.part for each in content.removals} == {Part.TEXT, Part.HEAD}


def test_the_work_its_figures_and_fingerprints_stay_as_they_were(any_office: Any) -> None:
    office = any_office
    entry_id = sent_letter(office.database, office.anna, letter("Offer", "Dear", file_name="a.pdf"), office.clock())
    close(office)
    with office.database.reading() as session:
        before = entry_by_id(session, entry_id)
        wrong = {each.place for each in [*floor_troubles(session), *worklog_troubles(session)]}

    forget(office, FIRST_DAY)

    with office.database.reading() as session:
        assert entry_by_id(session, entry_id) == before
        assert {each.place for each in [*floor_troubles(session), *worklog_troubles(session)]} == wrong


def test_of_a_month_that_is_not_closed_nothing_goes(office: Any) -> None:
    entry_id = sent_letter(office.database, office.anna, letter("Offer", "Dear Pavel"), office.clock())

    removed = forget(office, FIRST_DAY)

    assert removed == Removed(held=1)
    assert text_of(office, entry_id) == "Dear Pavel"
    with office.database.reading() as session:
        assert waiting_since(session, date(2027, 12, 1)) == OCTOBER


def test_what_a_check_still_needs_stays_until_it_is_over(office: Any) -> None:
    entry_id = sent_letter(office.database, office.anna, letter("Offer", "Dear Pavel"), office.clock())
    close(office)

    assert forget(office, FIRST_DAY, everybody_needs) == Removed(held=1)
    assert text_of(office, entry_id) == "Dear Pavel"
    assert forget(office, datetime(2027, 12, 2, 9, tzinfo=UTC)) == Removed(texts=1, heads=1)


def test_a_file_goes_with_the_last_letter_that_carried_it(any_office: Any) -> None:
    office = any_office
    choose(office, "keep_attachments", "yes")
    old = sent_letter(office.database, office.anna, letter("Old", "a", file_name="a.pdf"), office.clock())
    office.clock.go_on(days=31)
    new = sent_letter(office.database, office.anna, letter("New", "b", file_name="a.pdf"), office.clock())
    close(office)
    close(office, Period(2026, 11))

    forget(office, datetime(2027, 5, 1, 9, tzinfo=UTC))
    with office.database.reading() as session:
        assert (kept_file(session, old, 0) is None, kept_file(session, new, 0) is None) == (True, False)
    forget(office, datetime(2027, 6, 1, 9, tzinfo=UTC))

    with office.database.reading() as session:
        assert kept_file(session, new, 0) is None
        assert [each.bytes for each in amounts(session, date(2027, 6, 1)) if each.part is Part.FILE] == [0]


def test_the_list_of_refusals_goes_after_three_months_whatever_is_closed(office: Any) -> None:
    with office.database.writing() as session:
        for at in (datetime(2026, 10, 31, 20, 59, tzinfo=UTC), datetime(2026, 10, 31, 21, 0, tzinfo=UTC)):
            session.add(
                LetterRefusalRow(
                    employee_id=office.anna.id,
                    at=at,
                    rule="r",
                    slug="s",
                    facts={},
                    reply="550",
                    recipients=[],
                    subject="x",
                )
            )

    removed = forget(office, datetime(2027, 2, 1, 9, tzinfo=UTC))

    assert removed == Removed(refusals=1)  # the other came when it was November in Moscow


def test_a_round_deletes_at_most_a_batch_and_the_next_goes_on(office: Any) -> None:
    for number in range(5):
        sent_letter(office.database, office.anna, letter(f"Letter {number}", "text"), office.clock())
    close(office)

    sizes = [forget(office, FIRST_DAY, at_once=2) for _ in range(4)]

    assert [None if each is None else each.texts for each in sizes] == [2, 2, 1, None]
    with office.database.reading() as session:
        [day] = rounds(session)
        assert (day.texts, day.heads) == (5, 5)


def test_letters_that_are_needed_do_not_keep_others_from_going(office: Any) -> None:
    needed = [sent_letter(office.database, office.anna, letter(f"N {n}", "text"), office.clock()) for n in range(3)]
    free = sent_letter(office.database, office.boris, letter("Free", "text"), office.clock())
    close(office)

    def some_need(_session: Session, entry_ids: Sequence[int], _now: datetime) -> set[int]:
        return set(entry_ids) & set(needed)

    forget(office, FIRST_DAY, some_need, at_once=2)

    assert [text_of(office, each) for each in (*needed, free)] == ["text", "text", "text", ""]


def test_the_journal_says_how_many_went_and_nothing_of_what_they_said(office: Any) -> None:
    sent_letter(office.database, office.anna, letter("Offer", "Dear Pavel"), office.clock())
    close(office)

    forget(office, FIRST_DAY)
    forget(office, datetime(2027, 12, 2, 9, tzinfo=UTC))

    with office.database.reading() as session:
        lines = session.exec(select(JournalRow.facts).where(col(JournalRow.action) == "letter.forget")).all()
    assert lines == [{"files": 0, "heads": 1, "notices": 0, "refusals": 0, "texts": 1}]


def test_a_shorter_time_chosen_later_holds_from_the_next_round(office: Any) -> None:
    entry_id = sent_letter(office.database, office.anna, letter("Offer", "Dear Pavel"), office.clock())
    close(office)
    choose(office, "keep_text_months", 2)

    forget(office, datetime(2026, 12, 31, 9, tzinfo=UTC))
    assert text_of(office, entry_id) == "Dear Pavel"
    forget(office, datetime(2027, 1, 1, 9, tzinfo=UTC))

    assert text_of(office, entry_id) == ""
