"""The repository as the house checks see it: its root, its packages, its files."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
DOMAINS = ("norms", "worklog", "audit", "payroll")
PACKAGES = ("naryad", *DOMAINS)
ROOF = frozenset({"naryad.app", "naryad.cli", "naryad.demo", "naryad.__main__"})

_MADE_BY_COMMANDS = shutil.ignore_patterns(
    ".git", ".venv", "var", "build", "dist", "__pycache__", ".*_cache", ".hypothesis", "*.sqlite*", "*.egg-info"
)


def program_files(root: Path = ROOT) -> Iterator[Path]:
    """Yield every Python file of the program, packages in order and files sorted."""
    for package in PACKAGES:
        yield from sorted((root / package).rglob("*.py"))


def module_name(file: Path, root: Path = ROOT) -> str:
    """Return the dotted name of `file`: `norms/store/__init__.py` is `norms.store`."""
    parts = file.relative_to(root).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def is_under(module: str, parents: frozenset[str]) -> bool:
    """Whether `module` is one of `parents` or stands inside one."""
    return any(module == parent or module.startswith(parent + ".") for parent in parents)


def place(file: Path, root: Path = ROOT) -> str:
    """Return the path of `file` from the root, as complaints name it."""
    return file.relative_to(root).as_posix()


def tracked_files(root: Path = ROOT) -> list[Path]:
    """Return the files that git holds; in a copy without git, every file."""
    if (root / ".git").exists():
        names = subprocess.run(
            ["git", "ls-files", "-z"], cwd=root, check=True, capture_output=True, text=True
        ).stdout.split("\0")
        return [root / name for name in names if name and (root / name).is_file()]
    return sorted(path for path in root.rglob("*") if path.is_file() and "__pycache__" not in path.parts)


def copy_to(folder: Path) -> Path:
    """Copy the repository into `folder`, where a test may plant a fault; return the copy's root."""
    return Path(shutil.copytree(ROOT, folder / "copy", ignore=_MADE_BY_COMMANDS))
