"""What must not stand in the repository: paths of one machine, hosts that serve packages, untidy text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from tests.house.repository import ROOT, place, tracked_files

_BINARY = frozenset({".png", ".jpg", ".ico", ".woff", ".woff2", ".xlsx", ".gz", ".wav", ".pdf"})
# Verbatim texts of others, kept as they were published.
_VERBATIM = frozenset({"LICENSE"})
# Where a host that serves packages would pin the program to somebody's mirror.
_REGISTRIES = re.compile(
    r"\b(?:" + "|".join(
        name.replace("_", r"\.")
        for name in (
            "pypi_org", "pythonhosted_org", "registry_npmjs_org", "npmmirror_com", "deb_debian_org", "proxy_golang_org",
            "conda_anaconda_org", "crates_io", "ghcr_io", "docker_io",
        )
    ) + r")\b"
)  # fmt: skip
_MACHINE_PATH = re.compile(r"(?<![\w.~$:/-])/(?:home|root|work|Users|mnt|media)/[\w.-]+")
_TEMPORARY = re.compile(r"(?<![\w.~$:/-])/tmp/[\w.-]+")


def text_files(root: Path = ROOT) -> Iterator[tuple[Path, str]]:
    """Yield every text file that git holds, with its text."""
    for file in tracked_files(root):
        if file.suffix not in _BINARY and file.name not in _VERBATIM:
            content = file.read_bytes()
            if b"\0" not in content:
                yield file, content.decode("utf-8")


def path_and_host_troubles(root: Path = ROOT) -> Iterator[str]:
    """Yield every path of one machine and every package host."""
    for file, text in text_files(root):
        for number, line in enumerate(text.splitlines(), start=1):
            for found in (*_MACHINE_PATH.finditer(line), *_TEMPORARY.finditer(line)):
                yield f"{place(file, root)}:{number}: {found.group()} exists on one machine only"
            for found in _REGISTRIES.finditer(line):
                yield f"{place(file, root)}:{number}: {found.group()} serves packages: each machine chooses its own"


def tidiness_troubles(root: Path = ROOT) -> Iterator[str]:
    """Yield tabs, trailing spaces, Windows line ends, and files that do not end with one line end."""
    for file, text in text_files(root):
        where = place(file, root)
        if "\r" in text and "cases" not in file.parts:
            yield f"{where}: Windows line ends"
        tabs_are_meant = file.name == "Makefile" or file.suffix in {".tsv", ".mk"}
        for number, line in enumerate(text.split("\n"), start=1):
            if "\t" in line and not tabs_are_meant:
                yield f"{where}:{number}: a tab"
            if line != line.rstrip(" \t"):
                yield f"{where}:{number}: trailing spaces"
        if text and (not text.endswith("\n") or text.endswith("\n\n")):
            yield f"{where}: must end with one line end"
