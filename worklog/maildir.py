"""The built-in next hop: a Maildir for each recipient, for the demo and for offices that write inside only."""

from __future__ import annotations

import asyncio
import os
import re
import secrets
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from worklog.hop import Fate, Outgoing, Relayed
from worklog.reply import Reply

OUTSIDE_SHOWN = 20


@dataclass(frozen=True)
class MaildirHop:
    """Mailboxes under `folder`, one per address. `domain` None takes everything (the demo); else only that domain."""

    folder: Path
    domain: str | None

    @property
    def name(self) -> str:
        return f"maildir:{self.folder}"

    async def deliver(self, letter: Outgoing) -> Relayed:
        """Write the letter into every recipient's mailbox, or into none."""
        foreign = self.outside(letter.recipients)
        if foreign:
            return Relayed(Fate.REFUSED, self._inside_only(foreign))
        return await asyncio.to_thread(self._write, letter)

    def mailbox(self, address: str) -> Path:
        """Return the folder of an address; letters stand in its `new`."""
        name = re.sub(r"[^\w.@+=-]", "_", address.casefold()).lstrip(".")
        return self.folder / (name[:200] or "_")

    def outside(self, addresses: Iterable[str]) -> list[str]:
        """Return those of `addresses` that these mailboxes do not take."""
        return [address for address in addresses if not self._takes(address)]

    def _takes(self, address: str) -> bool:
        return self.domain is None or address.rpartition("@")[2].casefold() == self.domain.casefold()

    def _inside_only(self, foreign: list[str]) -> Reply:
        """Return the refusal as the author of the letter needs it; what an administrator sets is not their concern."""
        shown = [f"5.7.1 Outside: <{address}>" for address in foreign[:OUTSIDE_SHOWN]]
        left = len(foreign) - len(shown)
        return Reply.of(
            550,
            f"5.7.1 Not sent to anybody, nothing counts. From here letters go only to addresses @{self.domain}.",
            *shown,
            *([f"5.7.1 and {left} more"] if left else []),
            "5.7.1 Leave them out, or ask an administrator how this office writes outside",
        )

    def _write(self, letter: Outgoing) -> Relayed:
        name = f"{time.time_ns()}.{os.getpid()}_{secrets.token_hex(6)}.naryad"
        boxes = list(dict.fromkeys(self.mailbox(address) for address in letter.recipients))
        written: list[Path] = []
        try:
            for box in boxes:
                for part in ("tmp", "new", "cur"):
                    (box / part).mkdir(parents=True, exist_ok=True)
                written.append(box / "tmp" / name)
                _write_durably(box / "tmp" / name, letter.content)
            for box in boxes:
                (box / "tmp" / name).rename(box / "new" / name)
                written.append(box / "new" / name)
                _sync_folder(box / "new")
        except OSError as trouble:
            for path in written:
                path.unlink(missing_ok=True)
            why = trouble.strerror or type(trouble).__name__
            return Relayed(
                Fate.REFUSED,
                Reply.of(451, f"4.3.0 The mailbox cannot be written ({why}): nothing was sent, nothing counts"),
            )
        return Relayed(
            Fate.ACCEPTED, Reply.of(250, f"2.0.0 Delivered to {len(boxes)} mailbox{'es' if len(boxes) > 1 else ''}")
        )


def _write_durably(path: Path, content: bytes) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
