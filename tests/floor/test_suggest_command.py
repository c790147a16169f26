"""`naryad suggest`: training is a person's decision, and what it came to is said in a sentence."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from typer.testing import CliRunner

from naryad import staff
from naryad.cli.door import app
from naryad.days import utc_now
from naryad.db import Database
from naryad.office import make_office
from naryad.people import Role
from naryad.shelf import shelf_of


@pytest.fixture
def office(database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An office with a head and no work; the commands find it by their settings."""
    monkeypatch.setenv("NARYAD_DATABASE_URL", database.url)
    monkeypatch.setenv("NARYAD_DATA_DIR", str(tmp_path))
    with database.writing() as session:
        make_office(
            session, name="Пример", mail_domain="primer.ru", timezone="Europe/Moscow", currency="RUB", language="ru",
            now=utc_now(),
        )  # fmt: skip
        staff.add_employee(
            session, name="Дина Орлова", email="dina@primer.ru", number="1", roles={Role.HEAD},
            employed_from=date(2026, 1, 12), actor=None, now=utc_now(),
        )  # fmt: skip
    return tmp_path


def test_training_asks_for_a_person(office: Path) -> None:
    done = CliRunner().invoke(app, ["suggest", "train"])

    assert done.exit_code == 1
    assert "--as" in done.stderr


def test_training_with_too_little_work_says_how_much_there_is(office: Path) -> None:
    done = CliRunner().invoke(app, ["suggest", "train", "--as", "dina@primer.ru"])

    assert done.exit_code == 1
    assert "Пока мало решённых работ: 0 из 200." in done.stdout


def test_the_state_says_that_nothing_is_in_use_and_what_to_do(office: Path) -> None:
    done = CliRunner().invoke(app, ["suggest", "state"])

    assert done.exit_code == 0
    assert "naryad suggest train --as" in done.stdout


def test_the_state_of_a_spoilt_model_is_a_failure_with_the_next_step(office: Path) -> None:
    shelf_of(office).put("suggestion", b"spoilt")

    done = CliRunner().invoke(app, ["suggest", "state"])

    assert done.exit_code == 1
    assert "Обучите подсказки заново" in done.stderr
