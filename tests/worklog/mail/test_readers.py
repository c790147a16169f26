"""Who may open what a letter says, what is written down of it, and where a letter's words may appear at all."""

from __future__ import annotations

import ast
import io
import logging
import re
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from fastapi.routing import APIRoute
from fastapi.testclient import TestClient
from sqlmodel import Session, col, select

from audit.actions.desk import lay_next
from audit.actions.recoding import judge
from audit.recoding import Verdict
from audit.store.desk import desk_of
from audit.store.finding import findings
from naryad import access, staff
from naryad.app import create_app
from naryad.db import Database
from naryad.people import Employee, NotAllowed, Role
from naryad.settings import Settings
from naryad.tables import JournalRow
from naryad.verification import troubles
from naryad.web import SESSION_COOKIE
from tests.audit.conftest import DRAWN_ON, FROZEN_ON, TestOffice, at, found_office
from tests.house.repository import ROOT, program_files
from tests.worklog.mail.sent import letter, sent_letter
from worklog.actions.readers import note_opening, open_content
from worklog.readers import ContentIsNotYours, Ground, Opening, OpeningNeedsReason
from worklog.store.entry import entry_by_id
from worklog.store.readers import readings_of_author, readings_of_entry
from worklog.tables.content import KeptFileRow, LetterFileRow

pytestmark = pytest.mark.mail

MONDAY = date(2026, 10, 5)
SUBJECT, TEXT, FILE_NAME = "zqsubjectmark", "zqtextmark", "zqfilemark"
NOW = at(DRAWN_ON, 14)
WHY = "Клиент жалуется на это письмо"


@dataclass
class House:
    """The whole program over an office in which Anna's letter of Monday was sent, read and drawn for the check."""

    database: Database
    people: dict[str, Employee]
    entry_id: int
    uid: str
    client: TestClient

    def sign_in(self, who: str) -> None:
        with self.database.writing() as session:
            secret = access.open_session(session, self.people[who], client="test", now=NOW)
        self.client.cookies.clear()
        self.client.cookies.set(SESSION_COOKIE, secret)

    def get(self, who: str, path: str) -> Any:
        self.sign_in(who)
        return self.client.get(path)

    def post(self, who: str, path: str, **fields: str) -> Any:
        self.sign_in(who)
        found = re.search(r'name="csrf" value="([^"]+)"', self.client.get("/profile").text)
        assert found is not None
        return self.client.post(path, data={"csrf": found[1], **fields})

    def open(self, who: str, opening: Opening | None, now: datetime = NOW) -> str:
        return open_content(self.database, self.entry_id, reader=self.people[who], opening=opening, now=now).text

    def judge(self, who: str = "gleb", code: str = "L25") -> None:
        with self.database.writing() as session:
            work = lay_next(session, self.people[who], now=NOW)
            assert work is not None
            judge(session, self.people[who], handle=work.handle, verdict=Verdict.TYPE, code=code, now=NOW)

    def readings(self, now: datetime = NOW) -> list[tuple[str, str]]:
        """Return (who, on what ground) as Anna sees it."""
        names = {person.id: login for login, person in self.people.items()}
        with self.database.reading() as session:
            return [
                (names[each.reader_id], each.ground.value) for each in readings_of_entry(session, self.entry_id, now)
            ]


@pytest.fixture
def house(database: Database, tmp_path: Path) -> Iterator[House]:
    yield from _house(database, tmp_path)


def _house(database: Database, folder: Path) -> Iterator[House]:
    with database.writing() as session:
        office = found_office(session)
        olga = staff.add_employee(
            session, name="Ольга Петровна Рут", email="olga@primer.ru", number="107", roles={Role.OPERATOR},
            employed_from=date(2026, 1, 12), actor=None, now=at(date(2026, 9, 1)),
        )  # fmt: skip
    raw = letter(SUBJECT, f"Dear Pavel, {TEXT}", file_name=f"{FILE_NAME}.pdf")
    entry_id = sent_letter(database, office.anna, raw, at(MONDAY), code="L10")
    with database.writing() as session:
        drawn = TestOffice(**{**vars(office), "session": session})
        drawn.accept_all(on=FROZEN_ON)
        drawn.draw(drawn.freeze())
        uid = entry_by_id(session, entry_id).uid
    people = {name: getattr(office, name) for name in ("anna", "boris", "vera", "gleb", "darya", "egor")}
    settings = Settings(database_url=database.url, data_dir=folder, secret_key="x" * 32, next_hop="maildir:unused")
    app = create_app(settings, database, clock=lambda: NOW, regular=False)
    with TestClient(app, follow_redirects=False) as client:
        yield House(database, {**people, "olga": olga}, entry_id, uid, client)


def test_the_author_reads_an_own_letter_and_nothing_is_written_down(house: House) -> None:
    assert TEXT in house.open("anna", None)
    assert TEXT in house.get("anna", f"/entries/{house.uid}/text").text
    assert house.readings() == []


@pytest.mark.parametrize("who", ["boris", "egor", "olga"])
def test_a_colleague_the_accountant_and_the_operator_never_read_it(house: House, who: str) -> None:
    with pytest.raises(ContentIsNotYours) as refused:
        house.open(who, None)
    with pytest.raises(NotAllowed):
        house.open(who, Opening(Ground.REASON, reason=WHY))

    assert "руководитель или администратор могут открыть его, написав причину" in refused.value.message("ru")
    assert house.get(who, f"/entries/{house.uid}/text").status_code == 403
    assert house.post(who, f"/entries/{house.uid}/text", reason=WHY).status_code == 403
    assert house.readings() == []


@pytest.mark.parametrize("reason", ["", "надо", "   .    "])
def test_nobody_opens_a_letter_without_writing_why(house: House, reason: str) -> None:
    with pytest.raises(OpeningNeedsReason) as refused:
        house.open("darya", Opening(Ground.REASON, reason=reason))

    assert refused.value.message("ru") == (
        "Напишите в нескольких словах, зачем вы открываете письмо: автор прочтёт это вместе с вашим именем и временем."
    )
    answer = house.post("darya", f"/entries/{house.uid}/text", reason=reason)
    assert answer.status_code == 422
    assert TEXT not in answer.text


def test_the_head_opens_it_with_a_reason_and_the_author_sees_that_at_once(house: House) -> None:
    before = house.get("darya", f"/entries/{house.uid}/text").text
    assert house.post("darya", f"/entries/{house.uid}/text", reason=WHY).status_code == 303
    after = house.get("darya", f"/entries/{house.uid}/text").text

    assert (TEXT in before, TEXT in after) == (False, True)
    assert house.readings() == [("darya", "reason")]
    for page in (f"/entries/{house.uid}/text", "/mail/readers"):
        shown = house.get("anna", page).text
        assert WHY in shown
        assert "Дарья Олеговна Мень" in shown


def test_an_opening_with_a_reason_lasts_for_its_day(house: House) -> None:
    house.open("darya", Opening(Ground.REASON, reason=WHY))

    assert TEXT in house.open("darya", None)
    with pytest.raises(ContentIsNotYours):
        house.open("darya", None, NOW + timedelta(days=1))


def test_the_same_opening_is_written_down_once_a_day(house: House) -> None:
    for hours in (0, 1, 24):
        house.open("darya", Opening(Ground.REASON, reason=WHY), NOW + timedelta(hours=hours))

    assert house.readings(NOW + timedelta(days=1)) == [("darya", "reason"), ("darya", "reason")]


def test_the_desk_writes_the_opening_down_and_the_author_sees_it_once_it_is_judged(house: House) -> None:
    assert TEXT in house.get("gleb", "/audit/desk").text
    house.get("gleb", "/audit/desk")

    assert house.readings() == []
    assert "Глеб" not in house.get("anna", "/mail/readers").text
    house.judge()

    assert house.readings() == [("gleb", "sample")]
    assert "Глеб Юрьевич Тан" in house.get("anna", "/mail/readers").text


def test_an_opening_at_the_desk_that_is_never_judged_is_shown_after_thirty_days(house: House) -> None:
    house.get("gleb", "/audit/desk")

    assert house.readings(NOW + timedelta(days=30)) == []
    assert house.readings(NOW + timedelta(days=30, seconds=1)) == [("gleb", "sample")]


def test_the_journal_does_not_tell_an_auditor_whose_work_lies_on_the_desk(house: House) -> None:
    house.get("gleb", "/audit/desk")
    house.judge()

    with house.database.reading() as session:
        wanted = select(JournalRow).where(col(JournalRow.action).in_(["letter.open", "letter.show_reader"]))
        lines = session.exec(wanted).all()
        assert {line.subject.partition(":")[0] for line in lines} == {"laid_work"}
        assert all(f"entry:{house.entry_id}" not in str(line.facts) for line in lines)


def test_whoever_has_opened_a_letter_with_a_reason_no_longer_judges_it_blind(house: House) -> None:
    house.open("gleb", Opening(Ground.REASON, reason=WHY))

    with house.database.reading() as session:
        desk = desk_of(session, house.people["gleb"].id, NOW)
        assert (desk.left, desk.for_others) == (0, 1)
        assert desk_of(session, house.people["vera"].id, NOW).left == 1


def test_a_finding_opens_the_letter_to_who_decides_and_is_written_down(house: House) -> None:
    house.judge(code="L25")
    with house.database.reading() as session:
        [finding] = findings(session, DRAWN_ON)

    assert TEXT in house.get("darya", f"/audit/findings/{finding.id}").text
    assert TEXT in house.get("anna", f"/audit/findings/{finding.id}").text

    assert house.readings() == [("darya", "finding")]


def test_openings_leave_fingerprints_that_verify_finds_right(house: House) -> None:
    house.open("darya", Opening(Ground.REASON, reason=WHY))
    house.get("gleb", "/audit/desk")
    house.judge()

    with house.database.reading() as session:
        places = [each.place for each in troubles(session)]
        assert [place for place in places if place.startswith("content_")] == []
        assert len(readings_of_author(session, house.people["anna"].id, NOW)) == 2


def test_an_own_letter_is_never_written_down_as_opened(house: House) -> None:
    with house.database.writing() as session:
        vera = house.people["anna"]
        with pytest.raises(NotAllowed):
            note_opening(session, house.entry_id, Opening(Ground.REASON, reason=WHY), actor=vera, now=NOW)


# Where a letter's words may appear: role by place. What is not listed here may show nothing of them.

SEES: dict[str, dict[str, set[str]]] = {
    "anna": {
        SUBJECT: {
            "/day/{day}", "/mail", "/mail/readers", "/entries/{uid}", "/entries/{uid}/text", "/compose/sent/{uid}",
            "/audit/findings/{finding_id}",
        },
        TEXT: {"/entries/{uid}/text", "/audit/findings/{finding_id}"},
        FILE_NAME: {"/entries/{uid}/text"},
    },
    "gleb": {
        SUBJECT: {"/audit/desk", "/audit/findings/{finding_id}"},
        TEXT: {"/audit/desk", "/audit/findings/{finding_id}"},
        FILE_NAME: {"/audit/desk"},
    },
    "darya": {
        SUBJECT: {"/day/{day}", "/entries/{uid}", "/audit/findings/{finding_id}"},
        TEXT: {"/audit/findings/{finding_id}"},
        FILE_NAME: set(),
    },
    "boris": {SUBJECT: set(), TEXT: set(), FILE_NAME: set()},
    "egor": {SUBJECT: set(), TEXT: set(), FILE_NAME: set()},
    "olga": {SUBJECT: set(), TEXT: set(), FILE_NAME: set()},
}  # fmt: skip


@pytest.fixture(scope="module")
def judged(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[House, str]]:
    """The house after the letter was judged, with a finding open, and what its auditor had seen at the desk."""
    folder = tmp_path_factory.mktemp("readers")
    (folder / "naryad.sqlite").write_bytes(sqlite_template.read_bytes())
    database = Database(f"sqlite:///{folder / 'naryad.sqlite'}")
    for house in _house(database, folder):
        at_desk = _words(house, "gleb", "/audit/desk")
        house.judge()
        yield house, at_desk
    database.dispose()


@pytest.mark.parametrize("who", SEES)
def test_a_letters_words_appear_only_where_the_role_may_read_them(
    judged: tuple[House, str], who: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    house, at_desk = judged
    seen = {path: _words(house, who, url) for path, url in _addresses(house)}
    seen["/audit/desk"] += at_desk if who == "gleb" else ""

    assert len(seen) > 60
    for mark in (SUBJECT, TEXT, FILE_NAME):
        assert {path for path, text in seen.items() if mark in text} <= SEES[who][mark], mark
    for path in SEES[who][TEXT]:
        assert TEXT in seen[path]
    ours = [record for record in caplog.records if not record.name.startswith(("httpx", "httpcore"))]
    assert not any(mark in record.getMessage() for record in ours for mark in (SUBJECT, TEXT, FILE_NAME))


def test_the_journal_holds_no_word_of_a_letter(house: House) -> None:
    house.get("gleb", "/audit/desk")
    house.judge()
    house.open("darya", Opening(Ground.REASON, reason=f"Посмотреть {TEXT} ещё раз"))

    with house.database.reading() as session:
        lines = [f"{line.subject} {line.facts}" for line in session.exec(select(JournalRow))]
    assert not any(mark in line for line in lines for mark in (SUBJECT, TEXT, FILE_NAME))


def test_texts_are_opened_through_the_one_door() -> None:
    allowed = {
        "worklog/actions/readers.py",
        "worklog/store/content.py",
        "worklog/store/letter.py",
        "audit/actions/recoding.py",  # asks how long a call was, and whether a text is there at all
        "audit/actions/finding.py",  # asks how long a call was
        "audit/store/desk.py",  # asks whether a text is there at all
        "naryad/demo/honest.py",  # the demo makes examples of decided findings
        "naryad/demo/checks.py",  # the demo's auditors know the right type by the subject
    }
    own_only = {"worklog/web/held.py", "worklog/store/answered.py"}  # one's own letters: they ask whose it is
    by_the_program = {"worklog/store/suggestion.py"}  # what a suggestion is learned from; no person reads it
    found = {
        str(file.relative_to(ROOT))
        for file in program_files(ROOT)
        if {"content_of", "letter_content"} & _imported(file, {"worklog.store.content", "worklog.store.letter"})
    }

    assert found - own_only - by_the_program <= allowed


def _imported(file: Path, modules: set[str]) -> set[str]:
    return {
        alias.name
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.ImportFrom) and node.module in modules
        for alias in node.names
    }


def _words(house: House, who: str, url: str) -> str:
    """Return what an address answers to somebody, a workbook's sheets unpacked."""
    answer = house.get(who, url)
    if answer.content[:2] != b"PK":
        return str(answer.text) + str(answer.headers)
    with zipfile.ZipFile(io.BytesIO(answer.content)) as book:
        return "".join(book.read(name).decode("utf-8", "replace") for name in book.namelist())


def _addresses(house: House) -> Iterator[tuple[str, str]]:
    """Yield every address of the program, as its route is written and as it is asked for, with Anna's letter in it."""
    with house.database.reading() as session:
        known = _numbers(session, house)
    for path in sorted({route.path for route in _flat(house.client.app.routes)}):  # type: ignore[attr-defined]
        if path.startswith(("/sign-in", "/invitation", "/api/v1/openapi")):
            continue
        url = re.sub(r"\{(\w+)(?::\w+)?\}", lambda part: known.get(part[1], "1"), path)
        yield path, url + ("?employee=101" if path == "/day/{day}" else "")


def _numbers(session: Session, house: House) -> dict[str, str]:
    finding = next((str(each.id) for each in findings(session, DRAWN_ON)), "1")
    return {
        "uid": house.uid, "entry_id": str(house.entry_id), "day": MONDAY.isoformat(), "month": "2026-10",
        "finding_id": finding, "key": "2026-W41", "revision": "1", "name": "snapshot", "number": "101", "code": "L10",
        "employee_id": str(house.people["anna"].id), "form": "types.vcf", "slug": "no-type", "place_no": "0",
    }  # fmt: skip


def _flat(routes: Iterable[Any]) -> Iterator[APIRoute]:
    for route in routes:
        if isinstance(route, APIRoute) and "GET" in (route.methods or ()):
            yield route
        yield from _flat(getattr(getattr(route, "original_router", None), "routes", ()))


def test_the_auditor_gets_a_kept_file_from_the_desk_and_nowhere_else(house: House) -> None:
    with house.database.writing() as session:
        work = lay_next(session, house.people["gleb"], now=NOW)
        assert work is not None
    with house.database.writing() as session:
        session.add(KeptFileRow(digest="0" * 64, size=3, content=b"abc"))
        session.flush()
        session.add(LetterFileRow(entry_id=house.entry_id, place_no=0, digest="0" * 64))

    at_desk = house.get("gleb", f"/audit/desk/{work.handle}/files/0")
    assert f"/audit/desk/{work.handle}/files/0" in house.get("gleb", "/audit/desk").text

    assert (at_desk.status_code, at_desk.content) == (200, b"abc")
    assert at_desk.headers["content-type"] == "application/octet-stream"
    assert house.get("gleb", f"/entries/{house.uid}/files/0").status_code == 403
    assert house.get("darya", f"/audit/desk/{work.handle}/files/0").status_code == 403
    assert house.get("gleb", f"/audit/desk/{work.handle}/files/1").status_code == 404
    assert house.get("gleb", "/audit/desk/other/files/0").status_code == 404
    assert house.get("anna", f"/entries/{house.uid}/files/0").content == b"abc"
