"""Every page of the program, as each person of the demo office comes upon it, in both languages and two widths.

With NARYAD_SCREENSHOTS=FOLDER each page leaves its picture there, to be looked at by people.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, Page

from naryad import access, staff
from naryad.app import create_app
from naryad.days import Period
from naryad.db import Database
from naryad.office import office_of
from naryad.people import Employee, Role
from naryad.settings import Settings
from naryad.web import SESSION_COOKIE
from norms import store as norms_store
from norms.actions.norm import propose_norm
from payroll.actions.quality import judge_work
from payroll.rules.quality import Judged, Quality
from tests.browser.accessibility import barriers
from tests.browser.conftest import NARROW, WIDE, Clock, RunningHouse, port_of, serve
from tests.browser.walk import Found, Shapes, follow
from tests.browser.windows import NOTHING_SPILLS, listen
from tests.conftest import DEMO_NOW
from worklog.actions.draft import Draft, hand_in, save_draft
from worklog.compose import Written
from worklog.store.lines import entries_of

# What answers a person and stands on no page as a link, and why.
NOT_LINKED: dict[str, str] = {
    "/day/types": "read by the day page's script",
    "/compose/people": "read by the composer's script",
    "/compose/sent/{uid}": "shown once, after a letter has gone out",
    "/compose/{draft_id}/files/{file_id}": "a file of a draft, handed back to be saved",
    "/entries/{uid}/files/{place_no}": "a kept file of a letter: those of the demo office carry none",
    "/audit/desk/{handle}/files/{place_no}": "the same file at the auditor's desk",
    "/held/{entry_id}/letter": "read by the script of the tray of held letters",
    "/audit/makings/{making_id}": "how far a long list is: whoever freezes or draws one is led there while it is made",
    "/mail/types.vcf": "the short address of the address book, passed on by word of mouth",
    "/audit/calibration/totals/{number}": "a comparison of norms with days: nobody of the demo office has made one",
    "/payroll/impact/{norm_id}": "a piece of the page on which a norm is approved",
}
# Addresses that people come to otherwise than by a link of the demo office.
BY_HAND = ("/audit/portraits", "/mail/why/no-type")

WHAT_SPILLS = """() => [...document.querySelectorAll('main *, header *, nav *')]
    .filter(e => e.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
    .slice(0, 3).map(e => e.tagName.toLowerCase() + '.' + e.className)"""


@pytest.fixture(scope="module")
def demo_house(demo_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningHouse]:
    """The running program over a copy of the demo office, on the afternoon of `DEMO_NOW`."""
    folder = tmp_path_factory.mktemp("demo-house")
    shutil.copyfile(demo_folder / "naryad.sqlite", folder / "naryad.sqlite")
    database = Database(f"sqlite:///{folder / 'naryad.sqlite'}")
    settings = Settings(database_url=database.url, data_dir=folder, secret_key="for this test only")
    clock = Clock(DEMO_NOW)
    server, thread = serve(database, settings, clock)
    yield RunningHouse(url=f"http://127.0.0.1:{port_of(server)}", database=database, clock=clock)
    server.should_exit = True
    thread.join(timeout=10)
    database.dispose()


@pytest.fixture(scope="module")
def people(demo_house: RunningHouse) -> list[Employee]:
    """Everyone of the office, those with most roles first: they come upon most pages."""
    with demo_house.database.reading() as session:
        return sorted(staff.employees(session), key=lambda person: (-len(person.roles), person.number))


@pytest.fixture(scope="module")
def shapes(demo_house: RunningHouse, tmp_path_factory: pytest.TempPathFactory) -> Shapes:
    settings = Settings(data_dir=tmp_path_factory.mktemp("shapes"), secret_key="for this test only")
    return Shapes(create_app(settings, demo_house.database, regular=False))


@pytest.fixture(scope="module")
def found(demo_house: RunningHouse, people: list[Employee], shapes: Shapes) -> list[Found]:
    """One answer of each shape, with the first person who came upon it; what stands before the door comes last."""
    invitation = rare_states(demo_house, people)
    answers: dict[str, Found] = {}
    for person in people:
        with signed_in(demo_house, person) as client:
            for one in follow(client, person.email, ["/"], shapes.of):
                answers.setdefault(one.shape, one)
            for one in follow_only(client, person.email, BY_HAND, shapes):
                answers.setdefault(one.shape, one)
    with httpx.Client(base_url=demo_house.url) as stranger:
        for one in follow(stranger, "", ["/sign-in", f"/invitation/{invitation}"], shapes.of):
            answers.setdefault(one.shape, one)
    return list(answers.values())


def follow_only(client: httpx.Client, person: str, addresses: tuple[str, ...], shapes: Shapes) -> Iterator[Found]:
    for address in addresses:
        if client.get(address).status_code == httpx.codes.OK:
            yield Found(shapes.of(address), address, person, httpx.codes.OK, True)


def rare_states(house: RunningHouse, people: list[Employee]) -> str:
    """Bring about what the demo's month has not: a held letter, a proposed norm, an invitation; return its secret."""
    head = next(person for person in people if person.has(Role.HEAD))
    administrator = next(person for person in people if person.has(Role.ADMINISTRATOR) and person != head)
    now, today = house.clock(), house.clock().date()
    with house.database.writing() as session:
        office = office_of(session)
        author = next(person for person in people if person.has(Role.EMPLOYEE) and person.addresses)
        written = Written(
            sender=author.addresses[0], to="olga@client.example", cc="", bcc="", subject="Смета", text="…"
        )
        draft = save_draft(session, Draft(id=None, written=written), actor=author, office=office, now=now)
        hand_in(session, draft, actor=author, office=office, next_hop="maildir:mail", now=now)
        medium = norms_store.catalog(session, today).find("L10")
        assert medium is not None
        propose_norm(
            session,
            work_type_id=medium.work_type.id,
            minutes=Decimal(9),
            effective_from=date(2027, 3, 1),
            source="Хронометраж, ноябрь 2026",
            announced_on=today,
            actor=administrator,
            now=now,
            today=today,
        )
        entry, *_ = entries_of(session, Period.of_day(today), limit=1)
        judge_work(session, head, entry_id=entry.entry_id, judged=Judged(Quality.RETURNED), reason="акт № 3", now=now)
        return access.invite(session, people[-1].id, actor=administrator, now=now)


def signed_in(house: RunningHouse, person: Employee) -> httpx.Client:
    with house.database.writing() as session:
        secret = access.open_session(session, person, client="walk", now=house.clock())
    return httpx.Client(base_url=house.url, cookies={SESSION_COOKIE: secret}, timeout=30)


def test_every_page_is_reached_by_following_links(found: list[Found], shapes: Shapes) -> None:
    reached = {one.shape for one in found}

    assert sorted(shapes.of_people() - reached - NOT_LINKED.keys()) == []


def test_no_link_leads_to_an_error(found: list[Found]) -> None:
    assert [(one.address, one.person, one.status) for one in found if one.status != 200] == []


@pytest.mark.timeout(600)
@pytest.mark.parametrize("width", [WIDE, NARROW])
@pytest.mark.parametrize("language", ["ru", "en"])
def test_every_page_fits_its_window_and_breaks_nothing(
    browser: Browser,
    demo_house: RunningHouse,
    people: list[Employee],
    found: list[Found],
    language: str,
    width: int,
) -> None:
    speak(demo_house, people, language)
    windows = {
        person.email: demo_house.person(browser, person, width=width, language=language)
        for person in people
        if any(page.person == person.email for page in found)
    }
    windows[""] = demo_house.visitor(browser, width=width, language=language)
    troubles: list[str] = []
    for window in windows.values():
        listen(window, troubles)

    for page in (one for one in found if one.is_page):
        look_at(windows[page.person], page, troubles, name=f"{language}-{width}")

    demo_house.close_windows()
    assert troubles == []


@pytest.mark.timeout(600)
def test_nothing_on_any_page_stands_in_anybodys_way(
    browser: Browser, demo_house: RunningHouse, people: list[Employee], found: list[Found]
) -> None:
    speak(demo_house, people, "ru")
    windows = {person.email: demo_house.person(browser, person) for person in people}
    windows[""] = demo_house.visitor(browser)
    troubles: list[str] = []

    for page in (one for one in found if one.is_page):
        windows[page.person].goto(page.address, wait_until="load")
        troubles += [f"{page.address}: {each}" for each in barriers(windows[page.person])]

    demo_house.close_windows()
    assert troubles == []


def speak(house: RunningHouse, people: list[Employee], language: str) -> None:
    with house.database.writing() as session:
        for person in people:
            staff.choose_language(session, staff.employee_of(session, person.id), language, house.clock())


def look_at(window: Page, page: Found, troubles: list[str], *, name: str) -> None:
    window.goto(page.address, wait_until="load")
    if not window.evaluate(NOTHING_SPILLS):
        troubles.append(f"{page.address} ({name}): wider than the window: {window.evaluate(WHAT_SPILLS)}")
    if not window.title().strip():
        troubles.append(f"{page.address} ({name}): has no title")
    folder = os.environ.get("NARYAD_SCREENSHOTS")
    if folder:
        shape = re.sub(r"[^\w-]+", "_", page.shape).strip("_") or "home"
        Path(folder).mkdir(parents=True, exist_ok=True)
        window.screenshot(path=Path(folder) / f"{shape}-{name}.png", full_page=True)
