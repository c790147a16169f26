"""The page of suggestions: who may train, what the page says, and that nothing of it reaches the blind desk."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from sqlmodel import Session

import audit.actions.training
import audit.web
from audit.actions.training import TrainingUnderWay, begin_training, train_if_due
from audit.finding import Outcome, Reply
from audit.fitting import Example
from audit.store.sample import works
from audit.store.training import Training, examples, judged_types, months_of_suggestions, trainings
from audit.tables.training import SuggestionTrainingRow
from audit.training import Figures, Trained
from naryad import access
from naryad.app import assemble
from naryad.db import Database
from naryad.office import set_setting
from naryad.people import Employee, NotAllowed
from naryad.settings import Settings
from naryad.shelf import Shelf, shelf_of
from norms.store import all_types
from tests.audit.conftest import DRAWN_ON, TestOffice, at, found_office
from worklog.store.suggestion import typed_works
from worklog.suggestion import MODEL_NAME, keys_of, write_model
from worklog.tables.suggestion import SuggestionShownRow

MORNING = at(DRAWN_ON, 10)
NIGHT = at(DRAWN_ON, 3)
FIGURES = Figures(
    works=300, judged_by_others=12, by_type=(), left_out=(), first_day="2026-09-01", last_day="2026-10-14",
    held_out=60, right=54, commonest_right=20, bins=(), confusion=(), features=1, temperature=1.0,
)  # fmt: skip
CONTENT = write_model(
    types=(1, 2), keys=keys_of("слово")[:1], rarity=[1.0], weights=[5, -5], bias=(0.0, 0.0), step=0.1, facts={}
)


class Bench:
    """The pages of the check over one small office, with a trainer that learns nothing and answers at once."""

    def __init__(self, database: Database, folder: Path) -> None:
        self.database, self.folder, self.now = database, folder, MORNING
        settings = Settings(database_url=database.url, data_dir=folder, secret_key="for the tests only")
        self.app = assemble(settings, database, [audit.web], clock=lambda: self.now)
        self.client = TestClient(self.app)
        with database.writing() as session:
            self.office: TestOffice = found_office(session)

    @property
    def shelf(self) -> Shelf:
        return shelf_of(self.folder)

    def sign_in(self, person: Employee) -> None:
        with self.database.writing() as session:
            secret = access.open_session(session, person, client="test", now=self.now)
        self.client.cookies.set("naryad_session", secret)

    def page(self, person: Employee, address: str = "/audit/suggestions") -> str:
        self.sign_in(person)
        answer = self.client.get(address)
        assert answer.status_code == 200, answer.text
        return answer.text

    def train(self, person: Employee) -> int:
        self.sign_in(person)
        csrf = re.search(r'name="csrf" value="([^"]+)"', self.client.get("/audit/lists").text)
        assert csrf is not None
        answer = self.client.post("/audit/suggestions/train", data={"csrf": csrf[1]}, follow_redirects=False)
        if answer.status_code == 303:
            self.app.state.training.join(timeout=30)
        return int(answer.status_code)

    def in_use(self) -> bytes | None:
        """Return the file in use, read by nobody before."""
        return Shelf(self.folder / "models").load(MODEL_NAME, bytes)

    def latest(self) -> Training:
        with self.database.reading() as session:
            return trainings(session)[0]


@pytest.fixture
def learns(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(audit.actions.training, "train", lambda learned, tell: Trained(CONTENT, FIGURES))


@pytest.fixture
def bench(database: Database, tmp_path: Path) -> Bench:
    return Bench(database, tmp_path)


def test_with_too_little_work_the_page_says_how_much_there_is(bench: Bench) -> None:
    with bench.database.writing() as session:
        bench.office.session = session
        bench.office.week_of_letters(bench.office.anna, "L10 L5 L5")

    page = bench.page(bench.office.gleb)

    assert "Пока мало решённых работ: 3 из 200" in page
    assert "Обучить сейчас" not in page


def test_a_training_refused_for_too_little_work_says_so_in_the_list(bench: Bench) -> None:
    assert bench.train(bench.office.gleb) == 303

    assert bench.latest().outcome == "refused"
    assert "Пока мало решённых работ: 0 из 200." in bench.page(bench.office.gleb)
    assert bench.in_use() is None


def test_a_training_worth_using_is_put_in_use_and_shown_with_its_figures(bench: Bench, learns: None) -> None:
    assert bench.train(bench.office.darya) == 303

    page = bench.page(bench.office.gleb)
    assert bench.latest().outcome == "in_use"
    assert bench.in_use() == CONTENT
    assert "90%" in page
    assert "54 из 60 поздних работ" in page


def test_a_training_no_better_than_the_commonest_type_leaves_the_one_before(
    bench: Bench, learns: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench.train(bench.office.gleb)
    poor = Figures.of_facts({**FIGURES.as_facts(), "right": 21})
    monkeypatch.setattr(audit.actions.training, "train", lambda learned, tell: Trained(b"another", poor))

    bench.train(bench.office.gleb)

    assert bench.latest().outcome == "not_better"
    assert bench.in_use() == CONTENT


def test_a_training_that_breaks_off_ends_and_can_be_begun_again(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    def breaks(learned: list[Example], tell: object) -> Trained:
        raise MemoryError

    monkeypatch.setattr(audit.actions.training, "train", breaks)

    bench.train(bench.office.gleb)

    assert bench.latest().outcome == "failed"
    assert bench.train(bench.office.gleb) == 303


def test_two_trainings_never_go_on_at_once_unless_the_first_was_stopped_long_ago(bench: Bench) -> None:
    with bench.database.writing() as session:
        begin_training(session, actor=bench.office.gleb, now=MORNING)

    with bench.database.writing() as session, pytest.raises(TrainingUnderWay) as refusal:
        begin_training(session, actor=bench.office.darya, now=MORNING + timedelta(minutes=29))
    assert "с 15.10.2026 10:00" in refusal.value.message("ru")
    assert bench.train(bench.office.gleb) == 409
    with bench.database.writing() as session:
        assert begin_training(session, actor=bench.office.darya, now=MORNING + timedelta(minutes=30)) == 2


def test_while_a_training_goes_on_the_page_says_the_step_and_looks_again(bench: Bench) -> None:
    with bench.database.writing() as session:
        training_id = begin_training(session, actor=bench.office.gleb, now=MORNING)
        row = session.get(SuggestionTrainingRow, training_id)
        assert row is not None
        row.step = "judging"
    bench.sign_in(bench.office.gleb)

    answer = bench.client.get("/audit/suggestions")

    assert answer.headers["refresh"] == "2"
    assert "Шаг 4 из 5: спрашиваем о более поздних" in answer.text
    assert "Обучить сейчас" not in answer.text


@pytest.mark.parametrize("name", ["anna", "egor"])
def test_employees_and_the_accountant_neither_see_nor_train_suggestions(bench: Bench, name: str) -> None:
    person = getattr(bench.office, name)
    bench.sign_in(person)

    assert bench.client.get("/audit/suggestions").status_code == 403
    assert bench.train(person) == 403
    with bench.database.writing() as session, pytest.raises(NotAllowed):
        begin_training(session, actor=person, now=MORNING)


def test_a_spoilt_model_is_said_on_the_page_and_to_the_administrator_at_once(bench: Bench) -> None:
    bench.shelf.put(MODEL_NAME, CONTENT[:-3])

    page = bench.page(bench.office.gleb)

    assert "Файл подсказок не читается" in page
    assert "Обучите подсказки заново" in page


def test_a_week_later_at_night_suggestions_are_trained_anew_by_themselves(bench: Bench, learns: None) -> None:
    def due(now: datetime) -> Training | None:
        return train_if_due(bench.database, bench.shelf, now=now, clock=lambda: now)

    assert due(NIGHT) is None, "no person has begun with suggestions"
    bench.train(bench.office.gleb)

    assert due(NIGHT + timedelta(days=7)) is None, "a week has not passed"
    assert due(MORNING + timedelta(days=8)) is None, "it is day"
    again = due(NIGHT + timedelta(days=8))
    assert again is not None
    assert (again.begun_by, again.outcome) == (None, "in_use")
    assert due(NIGHT + timedelta(days=9)) is None, "it was trained last night"


def test_an_office_that_switched_suggestions_off_trains_none(bench: Bench, learns: None) -> None:
    bench.train(bench.office.gleb)
    with bench.database.writing() as session:
        set_setting(session, "suggestions", "off", effective_from=DRAWN_ON, actor=bench.office.darya, now=bench.now)

    later = NIGHT + timedelta(days=8)
    assert train_if_due(bench.database, bench.shelf, now=later, clock=lambda: later) is None


def test_checked_works_teach_more_and_works_in_dispute_teach_nothing(drawn: TestOffice) -> None:
    assert {each.weight for each in examples(drawn.session, DRAWN_ON)} == {1}

    judged = drawn.judge_all("L5")
    found = examples(drawn.session, DRAWN_ON)

    disputed = drawn.findings()
    assert len(found) == 15 - len(disputed)
    assert sum(each.weight == 3 for each in found) == judged - len(disputed)
    types = {each.id: each.code for each in all_types(drawn.session)}
    assert {types[each.work_type_id] for each in found if each.weight == 3} == {"L5"}


def test_a_decided_finding_teaches_what_was_decided(drawn: TestOffice) -> None:
    drawn.judge_all("L5")
    finding = next(each for each in drawn.findings() if each.employee_id == drawn.anna.id)
    drawn.answer(finding, drawn.anna, Reply.AGREED, on=DRAWN_ON)
    drawn.decide(finding, drawn.darya, Outcome.CHANGED, on=DRAWN_ON)

    codes = {each.id: each.code for each in all_types(drawn.session)}

    assert codes[judged_types(drawn.session)[finding.entry_id]] == "L5"
    assert len(examples(drawn.session, DRAWN_ON)) == 15 - len(drawn.findings()) + 1


def test_the_report_counts_what_was_taken_and_what_the_check_found_right(drawn: TestOffice) -> None:
    ids = {each.code: each.id for each in all_types(drawn.session)}
    for work in drawn_entries(drawn.session):
        drawn.session.add(shown(work, ids["L5"], given=work[1]))
    drawn.judge_all("L5")

    (month,) = months_of_suggestions(drawn.session, datetime(2026, 1, 1, tzinfo=UTC))

    by_hand = [given for _, given in drawn_entries(drawn.session)]
    assert month.shown == 15
    assert month.taken == by_hand.count(ids["L5"])
    assert month.judged == month.right == month.people_right > 0, "works in dispute are not judged yet"


def test_nothing_of_a_suggestion_is_on_the_desk_before_the_recoding_is_locked(bench: Bench) -> None:
    with bench.database.writing() as session:
        office = bench.office
        office.session = session
        office.week_of_letters(office.anna, "L10 L5 L25 L10 L3")
        office.week_of_letters(office.boris, "L5 L5 L3 L10 L5")
        office.accept_all()
        office.draw(office.freeze())
        ids = {each.code: each.id for each in all_types(session)}
        for work in drawn_entries(session):
            session.add(shown(work, ids["L60"], given=work[1]))
    bench.shelf.put(MODEL_NAME, CONTENT)

    desk = bench.page(bench.office.gleb, "/audit/desk")
    report = bench.page(bench.office.gleb)

    assert "0.8123" not in desk
    assert not re.search(r"suggest|data-proof|вероятност|[Пп]одсказ", re.sub(r"<nav.*?</nav>", "", desk, flags=re.S))
    with bench.database.reading() as session:
        uids = [work.uid for work in works(session)]
    assert not any(uid in report for uid in uids), "the report names no work"


def drawn_entries(session: Session) -> list[tuple[int, int]]:
    return [(each.entry_id, each.work_type_id) for each in typed_works(session, since=date(2026, 9, 1), at_most=99)]


def shown(work: tuple[int, int], suggested: int, *, given: int) -> SuggestionShownRow:
    return SuggestionShownRow(
        entry_id=work[0], employee_id=1, at=MORNING, work_type_id=suggested, given_work_type_id=given,
        taken=suggested == given, probability=Decimal("0.8123"), digest="0" * 16,
    )  # fmt: skip
