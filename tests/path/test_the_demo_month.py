"""The demo office as `make run` makes it: the whole month by the program's own commands."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.needs import needs
from tests.payroll.workbook.reading import OfficeSuite

pytestmark = pytest.mark.timeout(900)


class Program:
    """The installed command, over a data folder of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def run(self, *words: str, code: int = 0) -> str:
        environment = {
            **os.environ,
            "NARYAD_DATA_DIR": str(self.folder),
            "NARYAD_LANGUAGE": "ru",
            "COLUMNS": "160",
        }
        done = subprocess.run(
            [sys.executable, "-m", "naryad", *words], capture_output=True, text=True, env=environment, check=False
        )
        assert done.returncode == code, f"{words}: {done.returncode}\n{done.stdout}\n{done.stderr}"
        return done.stdout + done.stderr


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Program:
    """The demo, played once."""
    program = Program(tmp_path_factory.mktemp("demo"))
    told = program.run("demo")
    assert "закрыт: работ" in told
    return program


def test_a_second_demo_repeats_nothing(demo: Program) -> None:
    before = json.loads(demo.run("output", "2026-10", "--json"))

    told = demo.run("demo")

    assert "закрыт: работ" not in told
    assert "anna@zarya.example" in told
    assert json.loads(demo.run("output", "2026-10", "--json")) == before


def test_the_demo_leaves_nothing_that_does_not_agree(demo: Program) -> None:
    told = json.loads(demo.run("verify", "--json"))

    assert told["troubles"] == []
    assert told["clean"] is True


def test_the_closed_month_exports_the_same_bytes_twice(demo: Program, tmp_path: Path) -> None:
    first, second = tmp_path / "first.xlsx", tmp_path / "second.xlsx"

    demo.run("export", "2026-10", "--out", str(first))
    demo.run("export", "2026-10", "--out", str(second))

    assert first.read_bytes() == second.read_bytes()


def test_sheets_slips_and_an_office_suite_agree_to_the_kopeck(demo: Program, tmp_path: Path) -> None:
    needs("soffice")
    file = tmp_path / "october.xlsx"
    demo.run("export", "2026-10", "--out", str(file))
    output = json.loads(demo.run("output", "2026-10", "--json"))
    owed = {line["number"]: Decimal(line["amount"]) for line in output}

    book = load_workbook(file, data_only=True)
    names = book.sheetnames
    assert names[:3] == ["Для 1С", "Начисления", "Выполненные работы"]
    assert _sums(book["Для 1С"], "Табельный номер", "Сумма, руб.") == owed
    assert _sums(book["Начисления"], "Табельный номер", "Сумма, руб.") == owed
    done = _sums(book["Выполненные работы"], "Табельный номер", "Сумма, руб.")
    added = _sums(book["Доплаты"], "Табельный номер", "Сумма, руб.")
    assert {number: done.get(number, Decimal(0)) + added.get(number, Decimal(0)) for number in owed} == owed
    again = OfficeSuite.started_in(tmp_path / "suite").recalculated(file.read_bytes())
    formulas = load_workbook(file)
    compared = 0
    for sheet in formulas.worksheets:
        for cell in (cell for row in sheet.iter_rows() for cell in row if cell.data_type == "f"):
            stored = book[sheet.title][cell.coordinate].value
            assert again[sheet.title][cell.coordinate].value == pytest.approx(stored), (
                f"{sheet.title} {cell.coordinate}"
            )
            compared += 1
    assert compared > 20


def _sums(sheet: object, key: str, amount: str) -> dict[str, Decimal]:
    rows = list(sheet.iter_rows(values_only=True))  # type: ignore[attr-defined]
    heading = [str(cell) for cell in rows[0]]
    number = heading.index(key)
    column = next(place for place, title in enumerate(heading) if title.split(",")[0] == amount.split(",")[0])
    sums: dict[str, Decimal] = {}
    for row in rows[1:]:
        sums[str(row[number])] = sums.get(str(row[number]), Decimal(0)) + Decimal(str(row[column])).quantize(
            Decimal("0.01")
        )
    return sums


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("month", "close", "2026-10"), "--as"),
        (("month", "freeze", "2026-10", "--as", "vera@zarya.example"), "2026"),
        (("month", "status", "октябрь"), "не месяц"),
        (("rate", "set", "много", "--from", "2026-12-01", "--as", "vera@zarya.example"), "не число"),
        (("rate", "set", "4.20", "--from", "завтра", "--as", "vera@zarya.example"), "не день"),
        (("rate", "set", "4.20", "--from", "2026-12-01", "--as", "anna@zarya.example"), "не может"),
        (("rate", "set", "4.00", "--from", "2027-01-10", "--as", "vera@zarya.example"), "извещение за два месяца"),
        (
            ("rate", "set", "4.00", "--from", "2027-01-10", "--agreed", "77777", "--as", "vera@zarya.example"),
            "77777",
        ),
        (("staff", "password", "nobody@zarya.example", "--password-stdin"), "нет"),
        (("audit", "freeze", "2026-41", "--as", "gleb@zarya.example"), "не неделя"),
        (("init", "--name", "Ещё", "--domain", "esche.example"), "Заря"),
    ],
)
def test_a_wrong_command_says_why_and_ends_with_one(demo: Program, words: tuple[str, ...], told: str) -> None:
    assert told in demo.run(*words, code=1)
