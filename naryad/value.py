"""Values that are made for every letter: nobody may change one, and making one costs no more than it must.

A frozen dataclass guards itself at run time, by setting each of its fields through a guard of its own when it is made;
with a hundred and sixty fields for a letter that is a tenth of what recording a letter costs. A `value` is the same to
whoever reads the program and to the type checker, which refuses an assignment to any field; only the guard at run time
is left out. Everything else stays a plain frozen dataclass.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from dataclasses import dataclass as value
else:
    from dataclasses import dataclass

    T = TypeVar("T")

    def value(*, frozen: bool, slots: bool) -> Callable[[type[T]], type[T]]:
        """Make a dataclass whose instances are compared and hashed by their fields, as frozen ones are."""
        assert frozen
        return dataclass(slots=slots, unsafe_hash=True)


__all__ = ["value"]
