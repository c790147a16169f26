"""Who hands a letter in at the gate: a person of the office, or a program with an account of its own."""

from __future__ import annotations

from dataclasses import dataclass

from naryad.people import Employee
from naryad.value import value


@dataclass(frozen=True)
class ServiceAccount:
    """A program that sends mail by itself, such as a scanner or the accounting program.

    `work_type_id` is the type its letters get where they name none; None means that each has to name its own.
    """

    id: int
    name: str
    login: str
    addresses: tuple[str, ...]
    work_type_id: int | None
    is_active: bool = True


@value(frozen=True, slots=True)
class Sender:
    """Whoever is answered for at the gate: exactly one of `employee` and `account` is there.

    `login` is None for those who did not sign in: programs of this machine and mail servers in front of the gate,
    which are believed the envelope's sender (rule 18). `password_id` is the app password that opened the door.
    """

    employee: Employee | None
    account: ServiceAccount | None = None
    login: str | None = None
    password_id: int | None = None

    @property
    def key(self) -> str:
        """Return what limits are counted by, however many connections the sender has."""
        return f"account:{self.account.id}" if self.account is not None else f"employee:{self._person.id}"

    @property
    def name(self) -> str:
        return self.account.name if self.account is not None else self._person.name

    @property
    def addresses(self) -> tuple[str, ...]:
        """Return the addresses the sender may send from, in lower case."""
        return self.account.addresses if self.account is not None else self._person.addresses

    @property
    def has_signed_in(self) -> bool:
        return self.login is not None

    def owns(self, address: str) -> bool:
        """Say whether `address` (any case) is one of the sender's own."""
        return address.strip().lower() in self.addresses

    @property
    def _person(self) -> Employee:
        assert self.employee is not None
        return self.employee
