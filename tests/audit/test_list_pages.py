"""The pages of lists: a short list is frozen and drawn at once, a long one says how far it is."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

import audit.web.making as making_pages
from audit.actions.making import freeze_begun
from naryad.db import Database
from naryad.office import set_setting
from tests.audit.conftest import DRAWN_ON, FROZEN_ON, RATES, RATES_ON, at
from tests.audit.test_pages import Browser, House

FREEZE = {"span": "2026-W41", "kind": "rates", "day": RATES_ON.isoformat()}
DRAW = {"currency": list(RATES), "rate": list(RATES.values())}


@pytest.fixture
def house(database: Database, tmp_path: Path) -> House:
    made = House(database, tmp_path)
    made.now = at(FROZEN_ON)
    return made


@pytest.fixture
def gleb(house: House) -> Browser:
    return house.browser(house.office.gleb)


def test_a_short_list_is_frozen_and_drawn_at_once(house: House, gleb: Browser) -> None:
    assert gleb.post("/audit/lists", **FREEZE) == "/audit/lists/2026-W41?revision=1"
    house.now = at(DRAWN_ON)
    gleb = house.browser(house.office.gleb)

    assert gleb.post("/audit/lists/1/draw", **DRAW) == "/audit/lists/2026-W41?revision=1"

    assert "Проверено: 0 из 3." in gleb.get("/audit/lists/2026-W41")


def test_a_long_list_says_how_far_it_is(house: House, gleb: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(making_pages, "AT_ONCE_SECONDS", 0.01)
    go_on = threading.Event()
    monkeypatch.setattr("audit.web.lists.freeze_begun", _waits(go_on))

    assert gleb.post("/audit/lists", **FREEZE) == "/audit/makings/1"

    page = gleb.get("/audit/makings/1")
    assert "Список составляется" in page
    assert "Шаг 1 из 3: чтение работ" in page
    assert "2026-W41, начал Глеб Юрьевич Тан" in page
    assert "Сколько уже сделано" in gleb.get("/audit/lists")
    assert "как раз составляется" in gleb.post("/audit/lists", 409, **FREEZE)
    go_on.set()
    house.client.app.state.list_making.join(10)  # type: ignore[attr-defined]
    cookie = {"cookie": f"naryad_session={gleb.secret}"}
    led = house.client.get("/audit/makings/1", headers=cookie, follow_redirects=False)
    assert (led.status_code, led.headers["location"]) == (303, "/audit/lists/2026-W41?revision=1")


def test_the_files_and_the_program_that_checks_them_are_given(house: House, gleb: Browser, tmp_path: Path) -> None:
    gleb.post("/audit/lists", **FREEZE)
    house.now = at(DRAWN_ON)
    house.browser(house.office.gleb).post("/audit/lists/1/draw", **DRAW)
    boris = house.browser(house.office.boris)
    folder = tmp_path / "own"
    folder.mkdir()

    page = boris.get("/audit/lists/2026-W41")
    for address in ("/audit/check_draw.py", "/audit/lists/2026-W41/1/part.json", "/audit/lists/2026-W41/1/seed.json"):
        assert address in page
        (folder / address.rpartition("/")[2]).write_text(boris.get(address), "utf-8", newline="")

    command = [sys.executable, "-I", "-S", "check_draw.py", "--ru", "."]
    done = subprocess.run(command, cwd=folder, capture_output=True, check=False)
    assert (done.returncode, done.stdout.decode().splitlines()[-1]) == (0, "Всё сходится.")
    assert "snapshot.json" not in page
    boris.get("/audit/lists/2026-W41/1/snapshot.json", 403)


def test_a_refusal_is_said_at_once(house: House, gleb: Browser) -> None:
    assert "нет учтённых работ" in gleb.post("/audit/lists", 409, **{**FREEZE, "span": "2026-W40"})
    assert "не неделя, не половина месяца" in gleb.post("/audit/lists", 422, **{**FREEZE, "span": "October"})
    assert "могут быть уже известны" in gleb.post("/audit/lists", 422, **{**FREEZE, "day": "2026-10-13"})
    assert "кончается 18.10.2026" in gleb.post("/audit/lists", 409, **{**FREEZE, "span": "2026-W42"})
    assert "нет учтённых работ" in gleb.get("/audit/makings/1")
    assert "не начинали" in gleb.get("/audit/makings/99", 404)


def test_an_office_of_months_freezes_a_month(house: House, gleb: Browser) -> None:
    with house.database.writing() as session:
        for name, value in (("audit_frame", "month"), ("audit_minutes_a_week", 1)):
            day = date(2026, 10, 1)
            set_setting(session, name, value, effective_from=day, actor=house.office.darya, now=at(FROZEN_ON))
    house.now = at(date(2026, 11, 3))
    gleb = house.browser(house.office.gleb)

    page = gleb.get("/audit/lists")
    assert '<option value="2026-10"' in page
    asked = {"span": "2026-10", "kind": "rates", "day": "2026-11-06"}
    assert gleb.post("/audit/lists", **asked) == "/audit/lists/2026-10?revision=1"

    assert "1–31 окт" in gleb.get("/audit/lists/2026-10")


def _waits(go_on: threading.Event) -> Callable[..., object]:
    """Freeze only when the test says so."""

    def wait(*args: object, **given: object) -> object:
        go_on.wait(10)
        return freeze_begun(*args, **given)  # type: ignore[arg-type]

    return wait
