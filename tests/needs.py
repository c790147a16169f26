"""What a test needs from the machine beyond Python: a browser, an office suite, a mail server.

Where something is missing the test is skipped with a line that names it and the Debian package that brings it. With
`NARYAD_STRICT=1` or in CI the same test fails instead: a run that proves less than it promises is not a passing run.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from pathlib import Path

import pytest

# Name of the program -> (where it may stand when it is not on the PATH, the Debian package that brings it).
PROGRAMS: dict[str, tuple[tuple[str, ...], str]] = {
    "chromium": (("/usr/bin/chromium",), "chromium"),
    "soffice": (("/usr/bin/soffice", "/usr/lib/libreoffice/program/soffice"), "libreoffice-calc-nogui"),
    "pdftotext": (("/usr/bin/pdftotext",), "poppler-utils"),
    "pdfinfo": (("/usr/bin/pdfinfo",), "poppler-utils"),
    "pdftoppm": (("/usr/bin/pdftoppm",), "poppler-utils"),
    "postfix": (("/usr/sbin/postfix",), "postfix"),
    "swaks": (("/usr/bin/swaks",), "swaks"),
}


def strict(environment: Mapping[str, str] | None = None) -> bool:
    """Whether something missing fails the test instead of skipping it."""
    environment = os.environ if environment is None else environment
    return environment.get("NARYAD_STRICT", "") not in {"", "0"} or environment.get("CI", "") not in {"", "0", "false"}


def needs(program: str) -> Path:
    """Return the path of `program`; where it is missing, skip the test, or fail it when strict."""
    places, package = PROGRAMS[program]
    found = shutil.which(program) or next((place for place in places if Path(place).exists()), None)
    if found is None:
        missing(f"{program} is not installed: as root, `apt-get install {package}` brings it, and so does `make test`")
    return Path(found)


def missing(what: str, environment: Mapping[str, str] | None = None) -> None:
    """Skip the running test with a line that says what is missing, or fail it when strict. Never returns."""
    if strict(environment):
        pytest.fail(f"{what} (NARYAD_STRICT or CI is set, so nothing may be skipped)", pytrace=False)
    pytest.skip(what)
