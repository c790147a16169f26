"""On the week's last working day, at three, administrators read which types were confused most; at most one mail."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from sqlmodel import Session

from audit.actions.friday import owe_friday_note
from audit.confusion import Pair
from audit.friday import last_stretch, may_be_due, note, note_day, stretch_of
from naryad.calendar import Calendar
from naryad.days import Week
from naryad.office import set_setting
from norms.store import all_types
from tests.audit.conftest import DRAWN_ON, TestOffice, at
from worklog.notice import PAGES, Cover, NoticeKind, plain_notice
from worklog.store.notice import Notice, notices

MOSCOW = ZoneInfo("Europe/Moscow")
RUSSIAN = Calendar.russian()
FRIDAY = date(2026, 10, 16)
WEEK = Week.of_day(FRIDAY)


def three_o_clock(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 15, tzinfo=MOSCOW)


@pytest.fixture
def judged(drawn: TestOffice) -> TestOffice:
    """On Thursday the week before is judged: easy letters, nearly all of them."""
    drawn.judge_all("L5")
    return drawn


def notes(session: Session) -> list[Notice]:
    return [each for each in notices(session) if each.kind is NoticeKind.NOTE]


@pytest.mark.parametrize(
    ("week", "day"),
    [
        ("2026-W42", date(2026, 10, 16)),
        ("2026-W19", date(2026, 5, 8)),
        ("2026-W45", date(2026, 11, 6)),
        ("2026-W01", date(2025, 12, 30)),
    ],
)
def test_the_note_is_written_on_the_weeks_last_working_day(week: str, day: date) -> None:
    assert note_day(Week.of_key(week), RUSSIAN) == day


def test_a_week_of_holidays_has_no_note_and_the_next_one_looks_back_over_it() -> None:
    assert note_day(Week.of_key("2026-W02"), RUSSIAN) is None

    stretch = stretch_of(Week.of_key("2026-W03"), RUSSIAN, MOSCOW)

    assert stretch is not None
    assert stretch.since == three_o_clock(date(2025, 12, 30))


def test_stretches_follow_each_other_without_gap_or_overlap() -> None:
    this, following = stretch_of(WEEK, RUSSIAN, MOSCOW), stretch_of(WEEK.next(), RUSSIAN, MOSCOW)

    assert this is not None
    assert following is not None
    assert (this.since, this.until) == (three_o_clock(date(2026, 10, 9)), three_o_clock(FRIDAY))
    assert following.since == this.until


@pytest.mark.parametrize(
    ("moment", "until"),
    [
        (three_o_clock(FRIDAY), FRIDAY),
        (three_o_clock(FRIDAY) - timedelta(minutes=1), date(2026, 10, 9)),
        (three_o_clock(FRIDAY) + timedelta(days=3), FRIDAY),
    ],
)
def test_the_page_shows_the_last_note_that_was_due(moment: datetime, until: date) -> None:
    stretch = last_stretch(moment, RUSSIAN, MOSCOW)

    assert stretch is not None
    assert stretch.until == three_o_clock(until)


def test_no_calendar_is_opened_outside_a_weekdays_afternoon() -> None:
    assert may_be_due(three_o_clock(FRIDAY), MOSCOW)
    assert not may_be_due(three_o_clock(FRIDAY) - timedelta(seconds=1), MOSCOW)
    assert not may_be_due(three_o_clock(date(2026, 10, 17)), MOSCOW)


def test_an_administrator_is_owed_one_note_a_week(judged: TestOffice) -> None:
    assert owe_friday_note(judged.session, three_o_clock(FRIDAY)) == 1
    assert owe_friday_note(judged.session, three_o_clock(FRIDAY) + timedelta(minutes=1)) == 0

    [owed] = notes(judged.session)
    assert owed.employee_id == judged.gleb.id
    assert "L10" in owed.facts["lines"][2]
    assert f"{PAGES}/norms/types/L10/portrait#cases" in owed.facts["lines"][3]
    assert owed.facts["subject"] == "Проверка типов: что путали на этой неделе чаще всего"


@pytest.mark.parametrize(
    "moment",
    [
        three_o_clock(FRIDAY) - timedelta(seconds=1),
        three_o_clock(DRAWN_ON),
        three_o_clock(date(2026, 10, 17)),
    ],
)
def test_nothing_is_owed_before_three_or_on_another_day(judged: TestOffice, moment: datetime) -> None:
    assert owe_friday_note(judged.session, moment) == 0


def test_a_week_in_which_nothing_was_confused_has_no_mail(judged: TestOffice) -> None:
    assert owe_friday_note(judged.session, three_o_clock(date(2026, 10, 23))) == 0
    assert notes(judged.session) == []


def test_an_office_that_does_not_want_the_mail_has_none(judged: TestOffice) -> None:
    set_setting(judged.session, "audit_friday_note", "off", effective_from=FRIDAY, actor=judged.darya, now=at(DRAWN_ON))

    assert owe_friday_note(judged.session, three_o_clock(FRIDAY)) == 0


def test_the_note_names_pairs_minutes_and_ways_to_mend_them(judged: TestOffice) -> None:
    types = {each.id: each for each in all_types(judged.session)}
    by_code = {each.code: each.id for each in types.values()}
    pair = Pair(by_code["L25"], by_code["L10"], 3, Decimal(45), Decimal("45.500"))

    subject, lines = note([pair], types, pages="https://naryad.primer.ru", language="en")

    assert subject == "Check of types: what was confused most this week"
    assert lines[2].endswith("3 works, 45.5 min apart")
    assert "https://naryad.primer.ru/norms/types/L25/portrait#cases" in lines[3]
    assert "https://naryad.primer.ru/audit/confusion/L10/L25" in lines[4]
    assert "разница 45,5 мин" in note([pair], types, pages="", language="ru")[1][2]


def test_the_address_of_the_pages_is_filled_in_when_the_mail_is_sent() -> None:
    cover = Cover(
        office="Пример", sender="naryad@primer.ru", name="Глеб", address="gleb@primer.ru", language="ru",
        message_id="<notice.1@primer.ru>", at=three_o_clock(FRIDAY), zone=MOSCOW,
    )  # fmt: skip

    mail = plain_notice(cover, subject="Тема", lines=[f"{PAGES}/audit"], pages="http://127.0.0.1:8000")

    assert b"http://127.0.0.1:8000/audit" in mail
    assert b"Auto-Submitted: auto-generated" in mail
