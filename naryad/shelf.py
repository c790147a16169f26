"""The shelf of files the program makes for itself and reads again: one name, the newest file of it in use.

A new file is written whole beside the old one and then named in one step, so that a reader finds either the one or
the other. Processes on several machines share a shelf by sharing the folder.
"""

from __future__ import annotations

import hashlib
import os
import threading
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

from naryad.errors import DomainError

T = TypeVar("T")

KEPT = 3
"""How many files of a name stay: the one in use and those before it."""


class NotOnShelf(DomainError):
    code = "not_on_shelf"
    en = "The file {file} is named as the one in use, and is not in the folder models of the data folder."
    ru = "Файл {file} указан как действующий, но в папке models папки данных его нет."


class Shelf:
    """A folder with files `NAME-DIGEST` and, for each name, a small file `NAME` that says which one is in use."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._lock = threading.Lock()
        self._read: dict[str, tuple[tuple[int, ...], Any, DomainError | None]] = {}

    def put(self, name: str, content: bytes) -> str:
        """Write a file, put it in use, and return its digest; older files of the name are cleared away."""
        self.folder.mkdir(parents=True, exist_ok=True)
        digest = hashlib.sha256(content).hexdigest()[:16]
        self._write(f"{name}-{digest}", content)
        self._write(name, f"{name}-{digest}\n".encode())
        old = sorted(self.folder.glob(f"{name}-*"), key=lambda path: path.stat().st_mtime_ns, reverse=True)
        for path in [path for path in old if path.name != f"{name}-{digest}"][KEPT - 1 :]:
            path.unlink(missing_ok=True)
        return digest

    def load(self, name: str, read: Callable[[bytes], T]) -> T | None:
        """Return what `read` makes of the file in use, or None where there is none or it cannot be read.

        The file is read again only when another one was put in use.
        """
        stamp = _stamp(self.folder / name)
        if stamp is None:
            return None
        kept = self._read.get(name)
        if kept is None or kept[0] != stamp:
            with self._lock:
                kept = self._read.get(name)
                if kept is None or kept[0] != stamp:
                    kept = self._read[name] = (stamp, *self._read_now(name, read))
        value: T | None = kept[1]
        return value

    def trouble(self, name: str) -> DomainError | None:
        """Return why the file in use could not be read the last time `load` tried."""
        kept = self._read.get(name)
        return kept[2] if kept is not None and _stamp(self.folder / name) == kept[0] else None

    def _read_now(self, name: str, read: Callable[[bytes], T]) -> tuple[T | None, DomainError | None]:
        file = ""
        try:
            file = (self.folder / name).read_text("ascii", "replace").strip()
            if not file.startswith(f"{name}-") or "/" in file or "\\" in file:
                return None, NotOnShelf(file=file[:60])
            return read((self.folder / file).read_bytes()), None
        except OSError:
            return None, NotOnShelf(file=file or name)
        except DomainError as error:
            return None, error

    def _write(self, name: str, content: bytes) -> None:
        unfinished = self.folder / f".{name}.{os.getpid()}.{threading.get_ident()}"
        with unfinished.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(self.folder / name)


@lru_cache
def shelf_of(data_dir: Path) -> Shelf:
    """Return the shelf of a data folder; this process has one."""
    return Shelf(data_dir / "models")


def _stamp(path: Path) -> tuple[int, ...] | None:
    try:
        stat = path.stat()
    except OSError:
        return None
    return stat.st_mtime_ns, stat.st_size, stat.st_ino
