"""`python -m bench`: every figure as a ratio to a yardstick of the same run."""

from __future__ import annotations

import argparse
import platform
import sqlite3
import sys
import tempfile
import time
from pathlib import Path

from bench.figures import figures
from bench.measure import Figure
from bench.office import found, work_through
from naryad import migrate
from naryad.db import Database

WIDTHS = (34, 11, 48, 11, 8)


def main() -> int:
    """Fill two offices in a temporary folder, measure, print; exit code 1 when a ratio is worse than expected."""
    asked = _arguments()
    with tempfile.TemporaryDirectory(prefix="naryad-bench-") as name:
        folder = Path(name)
        empty, full = _office(folder, "empty", asked.people), _office(folder, "full", asked.people)
        started = time.perf_counter()
        people = found(full, people=asked.people)
        work_through(full, people, entries=asked.entries)
        found(empty, people=asked.people)
        print(
            f"{asked.entries} entries of {asked.people} people, filled in {time.perf_counter() - started:.0f} s; "
            f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}"
        )
        print(_line("figure", "took", "yardstick", "took", "ratio"))
        taken = []
        for figure in figures(empty, full, people, folder):
            taken.append(figure)
            print(_written(figure), flush=True)
        for database in (empty, full):
            database.dispose()
    return 0 if asked.no_limits or all(figure.is_well for figure in taken) else 1


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--entries", type=int, default=100_000, help="counted entries in the month")
    parser.add_argument("--people", type=int, default=50, help="employees of the office")
    parser.add_argument("--no-limits", action="store_true", help="print the figures and judge none")
    return parser.parse_args()


def _office(folder: Path, name: str, people: int) -> Database:
    assert people > 0
    url = f"sqlite:///{folder / name}.sqlite"
    migrate.upgrade(url)
    return Database(url)


def _written(figure: Figure) -> str:
    mark = "" if figure.is_well else f"  more than {figure.expected_at_most:g}"
    ratio = f"{figure.ratio:.2f}"
    return _line(figure.name, _time(figure.seconds), figure.yardstick, _time(figure.yardstick_seconds), ratio) + mark


def _time(seconds: float) -> str:
    if seconds >= 1:
        return f"{seconds:.2f} s"
    return f"{seconds * 1000:.2f} ms" if seconds >= 0.001 else f"{seconds * 1_000_000:.0f} µs"


def _line(*cells: str) -> str:
    return "  ".join(f"{cell:<{width}}" for cell, width in zip(cells, WIDTHS, strict=True)).rstrip()


if __name__ == "__main__":
    sys.exit(main())
