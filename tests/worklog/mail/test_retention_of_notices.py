"""Mails of the program go when their time is over; that about a letter that still waits stays as long as it does."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, insert, select
from sqlmodel import Session

from naryad import staff
from naryad.app import regular_work
from naryad.days import Period
from naryad.office import set_setting
from naryad.people import Role
from naryad.tables import JournalRow
from tests.worklog.mail.post import answer, listed, send_notices
from worklog.actions.held import discard_held
from worklog.actions.notice import NoSuchNotice, owe_note, owe_paper, settle, take_up, try_again
from worklog.actions.retention import forget_due
from worklog.notice import NoticeFate, NoticeKind, PaperFile
from worklog.reply import Reply
from worklog.retention import Part, Removed
from worklog.store.retention import amounts, rounds
from worklog.tables.notice import NOTICE, NOTICE_PAPER

pytestmark = pytest.mark.mail

UNTYPED = b"Subject: Offer\r\nMessage-ID: <1@office.example>\r\n\r\nDear Pavel\r\n"
LAST_DAY = datetime(2027, 1, 31, 20, 59, tzinfo=UTC)
FIRST_DAY = datetime(2027, 1, 31, 21, 0, tzinfo=UTC)
"""What ended in October 2026 is kept for three months behind it: to the end of January 2027 in Moscow."""
SLIP = PaperFile("slip.pdf", "application/pdf", b"%PDF")


def nobody_needs(_session: Session, _entry_ids: Sequence[int], _now: datetime) -> set[int]:
    return set()


def forget(office: Any, now: datetime, at_once: int = 500) -> Removed | None:
    with office.database.writing() as session:
        return forget_due(session, now, still_needed=nobody_needs, at_once=at_once)


def ended(office: Any, key: str, *, at: datetime | None, fate: NoticeFate = NoticeFate.SENT) -> None:
    """Leave a note to Anna that ended so at this moment."""
    with office.database.writing() as session:
        session.connection().execute(
            insert(NOTICE).values(
                key=key, kind=NoticeKind.NOTE.value, employee_id=office.anna.id, entry_ids=[], facts={}, token=None,
                created_at=office.clock(), next_try_at=office.clock(), tries=1, fate=fate.value, ended_at=at, reply="",
            )
        )  # fmt: skip


def keys(office: Any) -> list[str]:
    with office.database.reading() as session:
        return list(session.connection().execute(select(NOTICE.c.key).order_by(NOTICE.c.id)).scalars())


# What goes.


@pytest.mark.parametrize("fate", [NoticeFate.SENT, NoticeFate.OVERTAKEN, NoticeFate.GIVEN_UP])
def test_what_ended_goes_on_the_first_day_after_its_time_and_not_before(any_office: Any, fate: NoticeFate) -> None:
    office = any_office
    ended(office, "october", at=datetime(2026, 10, 31, 20, 59, tzinfo=UTC), fate=fate)
    ended(office, "november", at=datetime(2026, 10, 31, 21, 0, tzinfo=UTC), fate=fate)

    before = forget(office, LAST_DAY)
    still = keys(office)
    after = forget(office, FIRST_DAY)

    assert (before, still) == (Removed(), ["october", "november"])
    assert after == Removed(notices=1)
    assert keys(office) == ["november"]  # in Moscow it was November


def test_what_waits_stays_however_old_it_is(any_office: Any) -> None:
    office = any_office
    ended(office, "waits", at=None, fate=NoticeFate.WAITING)

    assert forget(office, datetime(2030, 1, 1, 9, tzinfo=UTC)) == Removed()
    assert keys(office) == ["waits"]


def test_a_paper_that_could_not_be_sent_goes_with_its_mail(any_office: Any) -> None:
    office = any_office
    with office.database.writing() as session:
        owe_paper(session, office.anna.id, key="slip", subject="s", lines=[], paper=SLIP, now=office.clock())
        for _ in range(3):
            (taken,) = take_up(session, office.clock())
            settle(session, taken, Reply.of(550, "5.1.1 No such mailbox"), office.clock())
            office.clock.go_on(hours=1)
    assert [each.fate for each in listed(office)] == [NoticeFate.GIVEN_UP]

    assert forget(office, FIRST_DAY) == Removed(notices=1)

    with office.database.reading() as session:
        assert session.connection().execute(select(func.count()).select_from(NOTICE_PAPER)).scalar_one() == 0


def test_the_offices_own_months_hold(office: Any) -> None:
    ended(office, "october", at=office.clock())
    with office.database.writing() as session:
        set_setting(
            session, "keep_refusal_months", 1, effective_from=date(2026, 9, 1), actor=office.chief, now=office.clock()
        )

    assert forget(office, datetime(2026, 11, 30, 20, 59, tzinfo=UTC)) == Removed()
    assert forget(office, datetime(2026, 11, 30, 21, 0, tzinfo=UTC)) == Removed(notices=1)


def test_many_go_in_batches_within_a_day(any_office: Any) -> None:
    office = any_office
    for number in range(5):
        ended(office, f"note {number}", at=office.clock())

    gone = [forget(office, FIRST_DAY, at_once=2) for _ in range(4)]

    assert [each and each.notices for each in gone] == [2, 2, 1, None]
    assert keys(office) == []
    with office.database.reading() as session:
        (day,) = rounds(session)
        facts = session.exec(select(JournalRow.facts).where(JournalRow.action == "letter.forget")).scalars().all()
    assert (day.notices, day.texts) == (5, 0)
    assert [each["notices"] for each in facts] == [2, 2, 1]


def test_the_regular_round_does_it(office: Any) -> None:
    ended(office, "october", at=office.clock())

    with office.database.writing() as session:
        regular_work(session, FIRST_DAY)

    assert keys(office) == []


def test_what_was_cleared_cannot_be_tried_again(office: Any) -> None:
    ended(office, "october", at=office.clock(), fate=NoticeFate.GIVEN_UP)
    number = listed(office)[0].id
    forget(office, FIRST_DAY)

    with office.database.writing() as session, pytest.raises(NoSuchNotice, match="There is no such notice"):
        try_again(session, number, actor=office.boris, now=FIRST_DAY)


def test_what_is_owed_later_is_not_taken_for_what_was_cleared(office: Any, hop: Any) -> None:
    ended(office, "friday:2026-W42:1", at=office.clock())
    forget(office, FIRST_DAY)
    office.clock.now = FIRST_DAY

    with office.database.writing() as session:
        assert owe_note(session, office.anna.id, key="friday:2027-W04:1", subject="s", lines=["l"], now=office.clock())

    assert len(send_notices(office, hop)) == 1


# What stays: the mail whose answer types a held letter.


@pytest.fixture
def held_letter(office: Any, gate: Any, hop: Any) -> Any:
    """Anna's letter without a type, held in October and told of."""
    office.hold_untyped()
    assert gate.send(UNTYPED)[0] == 250
    assert len(send_notices(office, hop)) == 1
    return office.entries()[0]


def test_a_held_letter_is_typed_by_an_answer_however_late(office: Any, gate: Any, hop: Any, held_letter: Any) -> None:
    (told,) = listed(office)
    assert forget(office, datetime(2028, 10, 1, 9, tzinfo=UTC)) == Removed()

    code, said = gate.send(answer("5\n"), f"held+{told.token}@types.office.example")

    assert (code, said.startswith("2.0.0 The held letter is sent as L5")) == (250, True)


def test_it_stays_also_where_it_could_not_be_sent(office: Any, held_letter: Any) -> None:
    with office.database.writing() as session:
        session.connection().execute(NOTICE.update().values(fate=NoticeFate.GIVEN_UP.value))

    assert forget(office, datetime(2028, 10, 1, 9, tzinfo=UTC)) == Removed()
    assert len(listed(office)) == 1


def test_held_ones_do_not_keep_others_from_going(office: Any, gate: Any, hop: Any) -> None:
    office.hold_untyped()
    for number in range(3):
        gate.send(UNTYPED.replace(b"<1@", b"<%d@" % number))
    send_notices(office, hop)
    ended(office, "october", at=office.clock())

    assert forget(office, FIRST_DAY, at_once=2) == Removed(notices=1)
    assert [each.kind for each in listed(office)] == [NoticeKind.HELD] * 3


def test_once_the_letter_was_sent_its_mail_goes(office: Any, gate: Any, held_letter: Any) -> None:
    (told,) = listed(office)
    gate.send(answer("5\n"), f"held+{told.token}@types.office.example")
    gate.settle()

    assert forget(office, FIRST_DAY) == Removed(notices=1)

    code, said = gate.send(answer("5\n"), f"held+{told.token}@types.office.example")
    assert code == 550
    assert said.startswith("5.7.1 No letter waits for an answer at this address.")


def test_once_the_letter_was_discarded_both_mails_go(office: Any, hop: Any, held_letter: Any) -> None:
    with office.database.writing() as session:
        discard_held(session, held_letter.id, reason="Sent by hand", actor=office.chief, now=office.clock())
    send_notices(office, hop)

    assert forget(office, FIRST_DAY) == Removed(notices=2)


# What the page says of it.


def test_the_page_of_what_is_kept_counts_them(any_office: Any) -> None:
    office = any_office
    ended(office, "october", at=datetime(2026, 10, 31, 21, 0, tzinfo=UTC) - timedelta(minutes=1))
    ended(office, "november", at=datetime(2026, 10, 31, 21, 0, tzinfo=UTC))

    with office.database.reading() as session:
        (mails,) = [each for each in amounts(session, date(2026, 11, 22)) if each.part is Part.NOTICE]

    assert (mails.count, mails.oldest, mails.due_on) == (2, Period(2026, 10), date(2027, 2, 1))


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", ("Mails of the program: to whom, about what, whether they arrived", "3 months")),
        ("ru", ("Сообщения программы: кому, о чём, дошли ли", "3 месяца")),
    ],
)
def test_everybody_reads_how_long_they_are_kept(
    office: Any, visit: Callable[..., Any], language: str, said: tuple[str, ...]
) -> None:
    with office.database.writing() as session:
        staff.choose_language(session, office.boris, language, office.clock())
        staff.give_roles(session, office.boris.id, {Role.ADMINISTRATOR}, actor=None, now=office.clock())

    text = visit(office.boris).get("/mail/kept").text

    for each in said:
        assert each in text
