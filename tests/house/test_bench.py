"""The bench still measures: every figure comes out, on a month too small to judge."""

from __future__ import annotations

import subprocess
import sys

from tests.house.repository import ROOT

FIGURES = (
    "record an entry, one after another",
    "record an entry in a full month",
    "the day page",
    "output of the month, grouped",
    "the whole month's figures",
    "the workbook, a row",
    "a letter through the gate, 20 programs",
    "freeze and draw, sizes by minutes",
    "in a database: frozen in",
    "every 250 is one counted entry",
)


def test_the_bench_prints_every_figure_beside_its_yardstick() -> None:
    small = ["--entries", "300", "--people", "3", "--gate-rounds", "1", "--gate-seconds", "3"]
    small += ["--audit-entries", "300", "--audit-people", "3"]
    command = [sys.executable, "-m", "bench", *small, "--no-limits"]

    printed = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout

    assert [figure for figure in FIGURES if figure not in printed] == []
