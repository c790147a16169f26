"""The import contracts: which part of the house may know which. `python -m tests.house.imports` checks them.

Written out for import-linter from the tree as it stands, so that a new module is under contract from its first day.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.house.repository import DOMAINS, PACKAGES, ROOF, ROOT, is_under, module_name, program_files

# These names hold the I/O of a domain; every other module of a domain is pure.
IO_NAMES = frozenset({"tables", "store", "actions", "web", "verification"})
# Modules of a domain that talk to the world under a noun of their own, alone or as in `sheet_excel`.
IO_NOUNS = frozenset(
    {
        "audit.verification",
        "worklog.verification",
        "norms.sheet",
        "worklog.smtp",
        "worklog.relay",
        "worklog.pbx",
        "payroll.workbook",
    }
)
# The floor's pure modules; the rest of the floor may talk to the database and the web.
FLOOR_PURE = frozenset(
    {
        f"naryad.{noun}"
        for noun in (
            *("money", "days", "calendar", "errors", "people", "position", "uid", "settings", "i18n"),
            *("bounds", "distribution"),
        )
    }
)
MACHINERY = ("sqlmodel", "sqlalchemy", "fastapi", "starlette", "jinja2", "openpyxl", "aiosmtpd")


def modules(root: Path = ROOT) -> list[str]:
    """Return the dotted names of every module of the program, sorted."""
    return sorted(module_name(file, root) for file in program_files(root))


def is_pure(module: str) -> bool:
    """Whether `module` must reach no database, web or mail machinery, even indirectly."""
    package, *inner = module.split(".")
    if package == "naryad":
        return module in FLOOR_PURE
    talks = any(module == noun or module.startswith((f"{noun}.", f"{noun}_")) for noun in IO_NOUNS)
    return bool(inner) and not (IO_NAMES & set(inner)) and not talks


def contracts(root: Path = ROOT) -> str:
    """Return the contracts for the modules found under `root`, as import-linter reads them."""
    found = modules(root)
    floor = [name for name in found if name.startswith("naryad.") and not is_under(name, ROOF)]
    roof = [name for name in found if is_under(name, ROOF)]
    packages = [package for package in PACKAGES if package in found]
    domains = [domain for domain in DOMAINS if domain in packages]
    sections = [
        _section("importlinter", root_packages=packages, include_external_packages="True"),
        _section(
            "importlinter:contract:line",
            name="The domains stand in one line: norms, worklog, audit, payroll",
            type="layers",
            layers=list(reversed(domains)),
        ),
        _section(
            "importlinter:contract:floor",
            name="The floor knows no domain and not the roof",
            type="forbidden",
            source_modules=floor,
            forbidden_modules=[name for name in found if not name.startswith("naryad") or name in roof],
            as_packages="False",
        ),
        _section(
            "importlinter:contract:roof",
            name="No domain knows the roof",
            type="forbidden",
            source_modules=domains,
            forbidden_modules=roof,
        ),
        _section(
            "importlinter:contract:pure",
            name="No pure module reaches database, web or mail machinery, even indirectly",
            type="forbidden",
            source_modules=[name for name in found if is_pure(name)],
            forbidden_modules=list(MACHINERY),
            as_packages="False",
        ),
    ]
    for domain in domains:
        inner = [name for name in (f"{domain}.tables", f"{domain}.web") if name in found]
        if inner:
            sections.append(
                _section(
                    f"importlinter:contract:{domain}",
                    name=f"Tables and pages of {domain} are its own: only it and the roof import them",
                    type="protected",
                    protected_modules=inner,
                    allowed_importers=[domain, *roof],
                )
            )
    return "\n".join(sections)


def broken_contracts(root: Path = ROOT) -> str:
    """Return import-linter's report where a contract is broken under `root`, and nothing where all are kept."""
    with tempfile.TemporaryDirectory() as folder:
        config = Path(folder) / "contracts.ini"
        config.write_text(contracts(root), encoding="utf-8")
        linter = Path(sys.executable).with_name("lint-imports")
        done = subprocess.run(
            [str(linter), "--config", str(config), "--no-cache"],
            cwd=root, capture_output=True, text=True, check=False, env={**os.environ, "PYTHONPATH": str(root)},
        )  # fmt: skip
    return "" if done.returncode == 0 else done.stdout + done.stderr


def _section(header: str, /, **options: str | list[str]) -> str:
    lines = [f"[{header}]"]
    for option, value in options.items():
        lines.append(f"{option} = {value}" if isinstance(value, str) else f"{option} =")
        lines.extend(f"    {one}" for one in value if not isinstance(value, str))
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    report = broken_contracts()
    sys.stdout.write(report or "Import contracts: all kept.\n")
    sys.exit(1 if report else 0)
