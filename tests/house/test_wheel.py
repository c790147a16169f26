"""The wheel: built from this tree, installed apart from it, it starts and prepares an empty database."""

from __future__ import annotations

import os
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

from tests.house.repository import PACKAGES, copy_to


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A wheel built without the network, by the build backend that is already here."""
    folder = tmp_path_factory.mktemp("wheel")
    root = copy_to(folder)
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(root)]
    subprocess.run(command, check=True, capture_output=True, text=True)
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of programs of an environment that holds the wheel, and sees the libraries of this one.

    A path file brings the libraries in, so that nothing is fetched; the tree is not on the path.
    """
    folder = tmp_path_factory.mktemp("installed")
    venv.create(folder / "venv", with_pip=False)
    libraries = next(Path(path) for path in sys.path if path.endswith("site-packages"))
    (target,) = (folder / "venv" / "lib").glob("python*/site-packages")
    command = [
        str(Path(sys.executable).with_name("uv")), "pip", "install", "--quiet", "--offline", "--no-deps",
        "--python", str(folder / "venv" / "bin" / "python"), str(wheel),
    ]  # fmt: skip
    subprocess.run(command, check=True, capture_output=True, text=True)
    (target / "libraries.pth").write_text(f"{libraries}\n")
    return folder / "venv" / "bin"


def run(program: Path, *arguments: str, folder: Path) -> str:
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith(("NARYAD_", "PYTHON"))},
        "NARYAD_DATA_DIR": str(folder / "var"),
        "PYTHONUTF8": "1",
    }
    done = subprocess.run(
        [str(program), *arguments], cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_the_wheel_holds_the_program_its_pages_and_its_migrations_and_no_tests(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()

    assert {name.split("/")[0] for name in names if ".dist-info" not in name} == set(PACKAGES)
    assert "naryad/migrations/env.py" in names
    assert any(name.startswith("naryad/migrations/versions/0001_") for name in names)
    assert "naryad/locale/ru/LC_MESSAGES/naryad.po" in names
    assert any(name.startswith("naryad/static/") for name in names)
    for package in PACKAGES:
        assert any(name.startswith(f"{package}/templates/{package}/") for name in names)
    assert any(name.endswith("licenses/LICENSE") for name in names)
    assert [name for name in names if "test" in name.lower().split("/")[0]] == []


def test_the_installed_wheel_is_not_the_tree(installed: Path, tmp_path: Path) -> None:
    script = "import naryad, payroll; print(naryad.__file__, payroll.__file__)"
    where = run(installed / "python", "-c", script, folder=tmp_path)

    assert all(str(installed.parent) in path for path in where.split())


def test_the_installed_wheel_says_what_it_can_do(installed: Path, tmp_path: Path) -> None:
    map_of_commands = run(installed / "naryad", "--help", folder=tmp_path)

    for command in ("init", "demo", "serve", "verify", "export"):
        assert command in map_of_commands


def test_the_installed_wheel_prepares_an_empty_database(installed: Path, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'fresh.sqlite'}"

    script = (
        f"from naryad import migrate; print(*migrate.upgrade({url!r})); print(migrate.current({url!r}), migrate.head())"
    )
    applied, current = run(installed / "python", "-c", script, folder=tmp_path).splitlines()

    assert applied.split()[0] == "0001"
    assert current.split()[0] == current.split()[1] == applied.split()[-1]


def test_the_installed_wheel_opens_an_office_and_finds_it_sound(installed: Path, tmp_path: Path) -> None:
    run(
        installed / "naryad", "init", "--name", "Контора", "--domain", "example.org",
        "--timezone", "Europe/Moscow", "--currency", "RUB", folder=tmp_path,
    )  # fmt: skip

    run(installed / "naryad", "verify", folder=tmp_path)
