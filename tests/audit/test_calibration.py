"""Norms against kept records: days' totals, durations of calls, and output under a trial norm, on both databases."""

from __future__ import annotations

import re
from datetime import date, timedelta
from decimal import Decimal
from html import unescape
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

import audit.web
import norms.web
from audit.actions.calibration import FitUnderWay, begin_totals, keep_calls, run_totals
from audit.clock import (
    Clock,
    ClockDayTwice,
    ClockIsMissing,
    ClockLineUnreadable,
    ClockMinutesOutOfDay,
    ClockOfNobody,
    clock_of_text,
    text_of_clock,
    typed_clock,
)
from audit.store.calibration import NoSuchFit, fit_by_id, fits, output_under_trial, worked_days
from naryad import access
from naryad.app import assemble
from naryad.db import Database
from naryad.errors import DomainError
from naryad.people import Employee, NotAllowed
from naryad.settings import Settings
from naryad.web import SESSION_COOKIE
from norms.actions.calibration import begin_trial, drop_trial
from norms.measurement import TooFewCalls
from norms.store import catalog
from norms.store.study import studies, trial_by_id
from norms.study import Method, StudyDayIsAhead, StudyDaysAreSwapped
from norms.trial import TrialNorm
from tests.audit.conftest import MONDAY, TestOffice, at, found_office
from worklog.tables.call import CallRow

TODAY = date(2026, 10, 20)
FRIDAY = date(2026, 10, 9)
IDS = {"101": 1, "102": 2}


def type_id(office: TestOffice, code: str) -> int:
    entry = catalog(office.session, TODAY).find(code)
    assert entry is not None
    return entry.work_type.id


def talk(office: TestOffice, who: Employee, seconds: int, day: date = MONDAY, *, by_hand: bool = False) -> None:
    entry = office.call(who, "K5", day)
    row = CallRow(entry_id=entry.id, direction="out", started_at=at(day), seconds=seconds, by_hand=by_hand)
    office.session.add(row)
    office.session.flush()


class TestClock:
    def test_a_persons_day_is_a_line(self) -> None:
        found = typed_clock("101; 05.10.2026; 480\n\n102;2026-10-05;7,5\n", IDS)

        assert found == {(1, MONDAY): Decimal(480), (2, MONDAY): Decimal("7.5")}
        assert clock_of_text(text_of_clock(found)) == found

    @pytest.mark.parametrize(
        ("text", "refusal", "says"),
        [
            ("101; 05.10.2026; восемь", ClockLineUnreadable, "Строка 1, «101; 05.10.2026; восемь»"),
            ("101; 31.02.2026; 480", ClockLineUnreadable, "Строка 1"),
            ("101; 05.10.2026; -5", ClockMinutesOutOfDay, "-5 мин не помещаются в сутки"),
            ("101; 05.10.2026; 1441", ClockMinutesOutOfDay, "1441 мин"),
            ("\n999; 05.10.2026; 480", ClockOfNobody, "Строка 2: табельного номера 999 нет"),
            ("101; 05.10.2026; 480\n101; 05.10.2026; 460", ClockDayTwice, "день 05.10.2026 для 101"),
        ],
    )
    def test_a_wrong_line_is_named(self, text: str, refusal: type[DomainError], says: str) -> None:
        with pytest.raises(refusal) as caught:
            typed_clock(text, IDS)

        assert says in caught.value.message("ru")


class TestCalls:
    def test_durations_of_the_exchange_become_a_study(self, office: TestOffice) -> None:
        for _ in range(6):
            talk(office, office.anna, 180)
            talk(office, office.boris, 300)
        talk(office, office.anna, 9_000, by_hand=True)

        study = keep_calls(
            office.session,
            office.gleb,
            work_type_id=type_id(office, "K5"),
            first=MONDAY,
            last=FRIDAY,
            after_minutes=Decimal(1),
            now=at(TODAY),
            today=TODAY,
        )

        assert (study.method, study.measured.observations, study.measured.median, study.measured.minutes) == (
            Method.CALLS,
            12,
            Decimal(4),
            Decimal(5),
        )
        assert study.measured.facts["people"] == 2
        assert study.watched == ()

    def test_a_handful_of_calls_is_no_study(self, office: TestOffice) -> None:
        talk(office, office.anna, 180)
        facts = {"first": MONDAY, "last": FRIDAY, "after_minutes": Decimal(0), "now": at(TODAY), "today": TODAY}

        with pytest.raises(TooFewCalls):
            keep_calls(office.session, office.gleb, work_type_id=type_id(office, "K5"), **facts)  # type: ignore[arg-type]
        with pytest.raises(TooFewCalls):
            keep_calls(office.session, office.gleb, work_type_id=type_id(office, "L10"), **facts)  # type: ignore[arg-type]
        with pytest.raises(NotAllowed):
            keep_calls(office.session, office.anna, work_type_id=type_id(office, "K5"), **facts)  # type: ignore[arg-type]


def trial(office: TestOffice) -> TrialNorm:
    return begin_trial(
        office.session,
        work_type_id=type_id(office, "L10"),
        minutes=Decimal("8.5"),
        first_day=date(2026, 10, 6),
        last_day=FRIDAY,
        reason="Шаблоны",
        actor=office.gleb,
        now=at(MONDAY),
        today=MONDAY,
    )


class TestTrial:
    def test_work_of_its_days_is_counted_under_both_norms_and_no_other(self, office: TestOffice) -> None:
        made = trial(office)
        for day in (MONDAY, date(2026, 10, 6), FRIDAY, date(2026, 10, 12)):
            office.letter(office.anna, "L10", day)
        office.letter(office.boris, "L10", FRIDAY)
        office.letter(office.boris, "L25", FRIDAY)

        found = output_under_trial(office.session, made)

        assert [(line.employee_id, line.quantity, line.norm_minutes, line.trial_minutes) for line in found] == [
            (office.anna.id, Decimal(2), Decimal(20), Decimal("17.000")),
            (office.boris.id, Decimal(1), Decimal(10), Decimal("8.500")),
        ]

    def test_a_dropped_trial_counts_only_until_the_day_before(self, office: TestOffice) -> None:
        made = trial(office)
        office.letter(office.anna, "L10", date(2026, 10, 6))
        office.letter(office.anna, "L10", FRIDAY)
        drop_trial(office.session, made.id, reason="Хватит", actor=office.gleb, now=at(FRIDAY), today=FRIDAY)

        assert [line.quantity for line in output_under_trial(office.session, trial_by_id(office.session, made.id))] == [
            1
        ]


def weeks_of_letters(office: TestOffice, weeks: int = 3) -> Clock:
    """Anna and Boris write letters for some weeks; a letter L5 takes them 5 minutes, an L10 takes 13, and 60 a day."""
    clock: Clock = {}
    for number in range(weeks * 7):
        day = MONDAY - timedelta(days=number)
        for person, (fives, tens) in ((office.anna, (number % 4, 3 - number % 3)), (office.boris, (2, number % 5))):
            for code, count in (("L5", fives), ("L10", tens)):
                for _ in range(count):
                    office.letter(person, code, day)
            clock[person.id, day] = Decimal(60 + 5 * fives + 13 * tens)
    return clock


class TestTotals:
    def test_days_are_compared_beside_the_pages_and_each_type_becomes_a_study(self, any_db: Database) -> None:
        with any_db.writing() as session:
            office = found_office(session)
            clock = weeks_of_letters(office)
            gleb, ids = office.gleb, (type_id(office, "L5"), type_id(office, "L10"))
            first, now = MONDAY - timedelta(days=30), at(TODAY)
            number = begin_totals(session, gleb, clock=clock, first=first, last=MONDAY, now=now, today=TODAY)
            with pytest.raises(FitUnderWay):
                begin_totals(session, gleb, clock=clock, first=first, last=MONDAY, now=now, today=TODAY)

        fit = run_totals(any_db, number, gleb, clock=clock, today=TODAY, moment=lambda: at(TODAY), rounds=50)

        assert (fit.outcome, fit.rounds_done, fit.facts["people"], fit.facts["rest"]) == ("done", 50, 2, "60.000")
        assert [line[:2] for line in fit.facts["types"]] == [[ids[0], "5.000"], [ids[1], "13.000"]]
        with any_db.reading() as session:
            (kept,) = studies(session, work_type_id=ids[1])
            assert (kept.method, kept.measured.minutes, kept.recorded_by) == (Method.TOTALS, Decimal(13), gleb.id)
            assert [one.id for one in fits(session)] == [number]

    def test_days_that_tell_nothing_end_with_the_reason(self, any_db: Database) -> None:
        with any_db.writing() as session:
            office = found_office(session)
            office.letter(office.anna, "L5", MONDAY)
            clock = {(office.anna.id, MONDAY): Decimal(480)}
            gleb, now = office.gleb, at(TODAY)
            number = begin_totals(session, gleb, clock=clock, first=MONDAY, last=FRIDAY, now=now, today=TODAY)

        fit = run_totals(any_db, number, gleb, clock=clock, today=TODAY, moment=lambda: at(TODAY))

        assert fit.outcome == "refused"
        assert "Дней с известным временем 1, людей 1" in fit.facts["ru"]

    @pytest.mark.parametrize(
        ("first", "last", "refusal"),
        [
            (FRIDAY, MONDAY, StudyDaysAreSwapped),
            (MONDAY, TODAY + timedelta(days=1), StudyDayIsAhead),
            (FRIDAY, FRIDAY, ClockIsMissing),
        ],
    )
    def test_a_comparison_of_nothing_does_not_begin(
        self, office: TestOffice, first: date, last: date, refusal: type[DomainError]
    ) -> None:
        clock = {(office.anna.id, MONDAY): Decimal(480)}

        with pytest.raises(refusal):
            begin_totals(office.session, office.gleb, clock=clock, first=first, last=last, now=at(TODAY), today=TODAY)

    def test_only_those_who_study_norms_begin_one(self, office: TestOffice) -> None:
        with pytest.raises(NotAllowed):
            begin_totals(office.session, office.anna, clock={}, first=MONDAY, last=FRIDAY, now=at(TODAY), today=TODAY)
        with pytest.raises(NoSuchFit):
            fit_by_id(office.session, 1)

    def test_days_without_clock_minutes_are_left_out(self, office: TestOffice) -> None:
        office.letter(office.anna, "L5", MONDAY)
        office.letter(office.boris, "L5", MONDAY)

        found = worked_days(office.session, {(office.anna.id, MONDAY): Decimal(400)}, MONDAY, FRIDAY)

        assert [(one.employee_id, one.clock_minutes) for one in found] == [(office.anna.id, Decimal(400))]


class Window:
    """The pages of norms and checks, as a person without scripts uses them."""

    def __init__(self, database: Database, folder: Path) -> None:
        settings = Settings(database_url=database.url, data_dir=folder, secret_key="for the tests only")
        self.database = database
        self.app = assemble(settings, database, [norms.web, audit.web], clock=lambda: at(TODAY))
        self.html = ""

    def sign_in(self, person: Employee) -> None:
        with self.database.writing() as session:
            secret = access.open_session(session, person, client="test", now=at(TODAY))
        self.client = TestClient(self.app, base_url="http://127.0.0.1", cookies={SESSION_COOKIE: secret})

    def get(self, url: str) -> str:
        self.html = self.client.get(url).text
        return self.text

    def post(self, url: str, fields: dict[str, str]) -> str:
        token = re.search(r'name="csrf" value="([^"]+)"', self.html)
        assert token is not None
        self.html = self.client.post(url, data={"csrf": token.group(1), **fields}).text
        return self.text

    @property
    def text(self) -> str:
        return " ".join(unescape(re.sub(r"<[^>]+>", " ", self.html)).split())


class TestPages:
    @pytest.fixture
    def window(self, database: Database, tmp_path: Path) -> Window:
        return Window(database, tmp_path)

    def test_typed_days_are_compared_and_the_page_tells_what_came_of_it(self, window: Window) -> None:
        with window.database.writing() as session:
            office = found_office(session)
            clock = weeks_of_letters(office)
            numbers = {office.anna.id: "101", office.boris.id: "102"}
            gleb = office.gleb
        window.sign_in(gleb)
        assert "Табель за последние три месяца не ведётся." in window.get("/audit/calibration/totals")
        form = {"first_day": "2026-09-01", "last_day": "2026-10-05", "source": "typed"}
        assert "Времени по часам нет" in window.post("/audit/calibration/totals", {**form, "lines": ""})
        assert "Строка 1, «вздор»" in window.post("/audit/calibration/totals", {**form, "lines": "вздор"})
        assert "вздор" in window.html

        lines = "\n".join(f"{numbers[who]}; {day:%d.%m.%Y}; {minutes}" for (who, day), minutes in clock.items())
        window.post("/audit/calibration/totals", {**form, "lines": lines})
        window.app.state.totals.join(timeout=60)

        said = window.get("/audit/calibration/totals/1")
        assert "в день не объяснить учтённой работой" in said
        assert "13" in said
        assert "готово" in window.get("/audit/calibration/totals")
        assert "итоги дней" in window.get("/norms/calibration").lower()

    def test_calls_stand_beside_their_norms_and_are_kept(self, window: Window) -> None:
        with window.database.writing() as session:
            office = found_office(session)
            for _ in range(6):
                talk(office, office.anna, 180)
                talk(office, office.boris, 300)
            gleb, anna = office.gleb, office.anna
        window.sign_in(gleb)
        assert "12" in window.get("/audit/calibration/calls?first=2026-10-01&last=2026-10-19")
        form = {"type": "K5", "first_day": "2026-10-01", "last_day": "2026-10-19"}
        assert "не число" in window.post("/audit/calibration/calls", {**form, "after": "чуть"})
        assert "Замер сохранён." in window.post("/audit/calibration/calls", {**form, "after": "1,5"})
        assert "нет звонков с длительностью" in window.get("/audit/calibration/calls?first=2026-10-18&last=2026-10-19")
        assert "раньше своего начала" in window.post("/audit/calibration/calls", {**form, "last_day": "2026-09-01"})
        assert "не дата" in window.get("/audit/calibration/calls?first=вчера")
        window.sign_in(anna)
        assert "не может этого сделать" in window.get("/audit/calibration/calls")
        assert "не может этого сделать" in window.get("/audit/calibration/totals")

    def test_a_trial_shows_ones_own_line_and_everybodys_to_the_head(self, window: Window) -> None:
        with window.database.writing() as session:
            office = found_office(session)
            made = trial(office)
            for who in (office.anna, office.boris):
                office.letter(who, "L10", FRIDAY)
            anna, darya = office.anna, office.darya
        window.sign_in(anna)
        own = window.get(f"/norms/trials/{made.id}")
        assert "Петрова" in own
        assert "Борис" not in own
        assert "Вы видите свою строку и сумму по офису." in own
        window.sign_in(darya)
        assert "Борис" in window.get(f"/norms/trials/{made.id}")

    def test_a_case_is_looked_at_on_its_page_and_stands_on_the_portrait(self, window: Window) -> None:
        with window.database.writing() as session:
            office = found_office(session)
            gleb, anna = office.gleb, office.anna
        window.sign_in(gleb)
        assert "Решённых случаев нет" in window.get("/audit/cases")
        assert "Решённых споров об этом типе пока нет." in window.get("/norms/types/L10/portrait")
        assert "Такого случая нет" in window.get("/audit/cases/f1")
        window.sign_in(anna)
        assert "не может этого сделать" in window.get("/audit/cases")
        assert "Решённых споров" not in window.get("/norms/types/L10")
