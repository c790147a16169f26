"""`python -m bench`: every figure as a ratio to a yardstick of the same run."""

from __future__ import annotations

import argparse
import platform
import sqlite3
import sys
import tempfile
import time
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

from bench.audit import ENTRIES, PEOPLE, auditing, auditing_in_a_database
from bench.figures import figures
from bench.gate import ROUNDS, SECONDS, measure
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
        print(f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}")
        print(_line("figure", "took", "yardstick", "took", "ratio"))
        taken = []
        if asked.only in (None, "gate"):
            rounds = measure(folder, rounds=asked.gate_rounds, seconds=asked.gate_seconds)
            taken.append(rounds.figure())
            print(_written(taken[-1]), *rounds.lines(), sep="\n", flush=True)
        if asked.only in (None, "audit"):
            size = {"entries": asked.audit_entries, "people": asked.audit_people}
            for figure_or_line in chain(auditing(**size), auditing_in_a_database(folder, **size)):
                if isinstance(figure_or_line, Figure):
                    taken.append(figure_or_line)
                    print(_written(figure_or_line), flush=True)
                else:
                    print(figure_or_line, flush=True)
        if asked.only in (None, "office"):
            for figure in _of_the_office(folder, people_count=asked.people, entries=asked.entries):
                taken.append(figure)
                print(_written(figure), flush=True)
    return 0 if asked.no_limits or all(figure.is_well for figure in taken) else 1


def _of_the_office(folder: Path, *, people_count: int, entries: int) -> Iterator[Figure]:
    """Yield the figures of an office that fills a month with work."""
    empty, full = _office(folder, "empty", people_count), _office(folder, "full", people_count)
    started = time.perf_counter()
    people = found(full, people=people_count)
    work_through(full, people, entries=entries)
    found(empty, people=people_count)
    print(f"{entries} entries of {people_count} people, filled in {time.perf_counter() - started:.0f} s")
    yield from figures(empty, full, people, folder)
    for database in (empty, full):
        database.dispose()


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--entries", type=int, default=100_000, help="counted entries in the month")
    parser.add_argument("--people", type=int, default=50, help="employees of the office")
    parser.add_argument("--only", choices=("gate", "audit", "office"), help="take the figures of one part")
    parser.add_argument("--gate-rounds", type=int, default=ROUNDS, help="how often gate and yardstick take turns")
    parser.add_argument("--gate-seconds", type=float, default=SECONDS, help="how long each turn is measured")
    parser.add_argument("--audit-entries", type=int, default=ENTRIES, help="works on the list that is frozen and drawn")
    parser.add_argument("--audit-people", type=int, default=PEOPLE, help="people on that list")
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
