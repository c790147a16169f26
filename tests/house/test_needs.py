"""A test that cannot run says what is missing, and CI does not let it pass."""

from __future__ import annotations

import runpy
from pathlib import Path

import pytest

from tests import needs
from tests.house.repository import ROOT

REPORT = """<testsuites><testsuite name="pytest">
<testcase classname="tests.path.test_path" name="test_a_letter_is_paid"/>
{more}
</testsuite></testsuites>
"""
SKIPPED = '<testcase classname="tests.browser.test_day" name="test_keys"><skipped message="no chromium"/></testcase>'


def test_what_is_missing_skips_with_a_line_that_names_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(needs.PROGRAMS, "abacus", ((), "abacus-nogui"))
    monkeypatch.delenv("NARYAD_STRICT", raising=False)
    monkeypatch.delenv("CI", raising=False)

    with pytest.raises(pytest.skip.Exception, match=r"abacus is not installed.*apt-get install abacus-nogui"):
        needs.needs("abacus")


@pytest.mark.parametrize("name", ["NARYAD_STRICT", "CI"])
def test_what_is_missing_fails_when_strict(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setitem(needs.PROGRAMS, "abacus", ((), "abacus-nogui"))
    monkeypatch.setenv(name, "1")

    with pytest.raises(pytest.fail.Exception, match="abacus is not installed"):
        needs.needs("abacus")


def test_what_is_there_is_returned_as_a_path(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(needs.PROGRAMS, "sh", (("/bin/sh",), "dash"))

    assert needs.needs("sh").name == "sh"


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({}, False),
        ({"NARYAD_STRICT": "1"}, True),
        ({"NARYAD_STRICT": "0"}, False),
        ({"CI": "true"}, True),
        ({"CI": "false"}, False),
    ],
)
def test_strictness_is_chosen_from_outside(environment: dict[str, str], expected: bool) -> None:
    assert needs.strict(environment) is expected


def test_ci_reads_skipped_tests_from_the_report(tmp_path: Path) -> None:
    skipped = runpy.run_path(str(ROOT / ".ci" / "skips.py"))["skipped"]
    clean, with_skip, empty = tmp_path / "clean.xml", tmp_path / "skip.xml", tmp_path / "empty.xml"
    clean.write_text(REPORT.format(more=""))
    with_skip.write_text(REPORT.format(more=SKIPPED))
    empty.write_text("<testsuites/>")

    assert skipped(str(clean)) == []
    assert skipped(str(with_skip)) == ["tests.browser.test_day::test_keys"]
    assert skipped(str(empty)) == ["no test ran"]
