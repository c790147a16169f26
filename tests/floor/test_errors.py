"""Refusals are sentences in both languages, and every one in the program has both."""

from __future__ import annotations

import re
import string
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from importlib import import_module
from pkgutil import walk_packages

import naryad.errors
from naryad.errors import DomainError, Problem


class Example(DomainError):
    code = "example"
    en = "{day} {moment} {sum} {names}"
    ru = "{day} {moment} {sum} {names}"


def test_facts_are_written_as_people_read_them() -> None:
    refusal = Example(
        day=date(2026, 2, 28),
        moment=datetime(2026, 2, 28, 9, 5, tzinfo=UTC),
        sum=Decimal("12.500"),
        names=["L10", Decimal("3.0")],
    )

    assert refusal.message("en") == "28.02.2026 28.02.2026 09:05 12.5 L10, 3"
    assert refusal.message("ru") == "28.02.2026 28.02.2026 09:05 12,5 L10, 3"
    assert str(refusal) == refusal.message("en")


def test_a_problem_says_where() -> None:
    problem = Problem("row 7", Example(day="a", moment="b", sum="c", names="d"))

    assert problem.message("en") == "row 7: a b c d"


def every_refusal() -> Iterator[type[DomainError]]:
    for package in ("naryad", "norms", "worklog", "audit", "payroll"):
        for module in walk_packages(import_module(package).__path__, f"{package}."):
            if not module.name.endswith("__main__"):
                import_module(module.name)
    waiting = [naryad.errors.DomainError]
    while waiting:
        for kind in waiting.pop().__subclasses__():
            waiting.append(kind)
            if not kind.__module__.startswith("tests"):
                yield kind


def fields(template: str) -> set[str]:
    """Return the facts a template names; `why_en` and `why_ru` are one fact in two languages."""
    named = {name.split(".")[0] for _, name, _, _ in string.Formatter().parse(template) if name}
    return {re.sub("_(en|ru)$", "", name) for name in named}


def test_every_refusal_has_both_languages_a_code_of_its_own_and_a_status() -> None:
    kinds = [kind for kind in every_refusal() if kind.en or kind.ru]
    codes = [kind.code for kind in kinds if "code" in vars(kind)]

    assert kinds
    assert [kind.__name__ for kind in kinds if not (kind.en and kind.ru)] == []
    assert [kind.__name__ for kind in kinds if fields(kind.en) != fields(kind.ru)] == []
    assert [kind.__name__ for kind in kinds if not 400 <= kind.status <= 599] == []
    assert sorted(code for code in set(codes) if codes.count(code) > 1) == []
