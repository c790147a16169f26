"""What recordings remember between their batches: what was read stays true until somebody else has written.

The shared writer gives each of its sessions a memory. On SQLite it lasts from batch to batch, and is forgotten as soon
as anything but recordings was written, by whatever process (`Writer`); on PostgreSQL, where other connections write at
the same time, it lasts for one batch. Everywhere else there is none, and everything is read.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Any, TypeVar, cast

from sqlmodel import Session

T = TypeVar("T")

Memory = dict[Hashable, Any]
_MEMORY = "naryad_memory"


def give_memory(session: Session, memory: Memory) -> None:
    """Have what is read in `session` remembered in `memory`."""
    session.info[_MEMORY] = memory


def remembered(session: Session, key: Hashable, read: Callable[[], T]) -> T:
    """Return what `read()` gives, or gave since anybody else has written; an error of `read` is not remembered.

    For what recordings read and never change: people, catalog, settings, seals. `key` names it and its arguments.
    """
    memory = memory_of(session)
    if memory is None:
        return read()
    try:
        return cast(T, memory[key])
    except KeyError:
        memory[key] = found = read()
        return found


def memory_of(session: Session) -> Memory | None:
    return cast("Memory | None", session.info.get(_MEMORY))
