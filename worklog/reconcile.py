"""What the mail server's log says beside what the gate passed: letters that left otherwise, that never left, in doubt.

Letters are joined by the queue id that the next server named when it took them, else by Message-ID (rule 19).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Generic, TypeVar

from naryad.i18n import noop
from worklog.mail_log import LoggedLetter, LogLine, queue_id_in

T = TypeVar("T")

FOUND_MAX = 1000
"""Findings of one kind that are kept; beyond them only their number is."""
FAILED = frozenset({"bounced", "expired", "undeliverable", "suppressed"})
STRANGERS_MAX = 200


@dataclass(frozen=True, slots=True)
class Passed:
    """One try to send that the gate made; `accepted` is None while nobody knows what became of it.

    `queue_id` is what the next server called the letter, empty where it did not say. `is_service` is service mail.
    """

    id: int
    entry_id: int | None
    author: str
    at: datetime
    message_id: str
    recipients: tuple[str, ...]
    queue_id: str
    accepted: bool | None

    @property
    def is_service(self) -> bool:
        return self.entry_id is None


@dataclass(frozen=True, slots=True)
class LeftOtherwise:
    """A letter of a staff address that the gate never passed; `is_repeat`: with the Message-ID of one that it did."""

    who: tuple[str, ...]
    sender: str
    at: datetime
    recipients: tuple[str, ...]
    message_id: str
    line: LogLine
    is_repeat: bool


@dataclass(frozen=True, slots=True)
class NeverArrived:
    """A letter the gate counted, of which the log says that it did not get through, or says nothing (`line` None)."""

    passed: Passed
    recipients: tuple[str, ...]
    status: str
    line: LogLine | None


@dataclass(frozen=True, slots=True)
class DoubtEnded:
    """A try in doubt about which the log knows; `log_line` is ready for the page where doubts are settled."""

    passed: Passed
    was_accepted: bool
    log_line: str
    line: LogLine | None


def status_words(status: str) -> str:
    """Return the message id of what the log's own word means to a person; an unknown word stays as it is."""
    return _STATUS_WORDS.get(status, status)


_STATUS_WORDS = {
    "bounced": noop("came back"),
    "expired": noop("waited too long and came back"),
    "undeliverable": noop("cannot be delivered"),
    "suppressed": noop("was not delivered"),
    "missing": noop("does not stand in the log"),
}


@dataclass(slots=True)
class Found(Generic[T]):
    """Findings of one kind: how many, and the first of them."""

    count: int = 0
    shown: list[T] = field(default_factory=list)

    def add(self, finding: T) -> None:
        self.count += 1
        if len(self.shown) < FOUND_MAX:
            self.shown.append(finding)


class Comparison:
    """Takes the log's letters one by one, each with the tries of the gate that may be the same letter.

    `staff` says whose an address is (in lower case); `own_addresses` are those the program itself writes from.
    """

    def __init__(self, *, staff: Mapping[str, tuple[str, ...]], mail_domain: str, own_addresses: Iterable[str]) -> None:
        self.staff = staff
        self.left_otherwise: Found[LeftOtherwise] = Found()
        self.never_arrived: Found[NeverArrived] = Found()
        self.doubts: Found[DoubtEnded] = Found()
        self.strangers: Counter[str] = Counter()
        self.letters = 0
        self.headless = 0
        self.agreed = 0
        self._domain = "@" + mail_domain.lower()
        self._own = frozenset(own_addresses)
        self._seen = _Marks()
        self._handed_on: set[str] = set()
        self._repeats: dict[str, LoggedLetter] = {}

    @property
    def finds_something(self) -> bool:
        return bool(self.left_otherwise.count or self.never_arrived.count or self.doubts.count)

    def add(self, letter: LoggedLetter, candidates: Iterable[Passed]) -> None:
        """Compare one letter of the log; one that was never queued whole is none."""
        if letter.accepted is None and not letter.deliveries:
            return
        self.letters += 1
        tries = [each for each in candidates if each.accepted is not False]
        same = _same(letter, tries)
        if same is not None:
            self._note_handed_on(letter)
            self._agree(letter, same)
        elif letter.sender is None:
            self.headless += 1
        elif letter.sender in self.staff:
            if tries:
                self._note_repeat(letter)
            else:
                self._left(letter, is_repeat=False)
        elif letter.sender.endswith(self._domain) and letter.sender not in self._own:
            is_known = letter.sender in self.strangers
            self.strangers[letter.sender] += is_known or len(self.strangers) < STRANGERS_MAX

    def end(self, of_that_time: Iterable[Passed], *, span: str) -> None:
        """Judge what the log does not show: `of_that_time` are the gate's tries within the time it covers.

        `span` says in words which lines and hours were read; it is the reason where a try in doubt left no trace.
        """
        for letter in self._repeats.values():
            self._left(letter, is_repeat=True)
        for passed in of_that_time:
            if passed in self._seen:
                continue
            if passed.accepted:
                self.never_arrived.add(NeverArrived(passed, passed.recipients, "missing", None))
            else:
                line = f"{passed.message_id or passed.author}: no trace in {span}"
                self.doubts.add(DoubtEnded(passed, False, line, None))

    def _agree(self, letter: LoggedLetter, passed: Passed) -> None:
        is_news = passed not in self._seen
        self._seen.add(passed)
        if passed.accepted is None:
            if is_news:
                line = _telling_line(letter)
                self.doubts.add(DoubtEnded(passed, True, line.text, line))
            return
        self.agreed += is_news
        failed = [each for each in letter.undelivered if each.status in FAILED]
        if failed:
            recipients = tuple(each.recipient for each in failed if each.recipient) or passed.recipients
            self.never_arrived.add(NeverArrived(passed, recipients, failed[0].status, failed[0].line))

    def _note_handed_on(self, letter: LoggedLetter) -> None:
        """Remember what a filter or a forwarding on this machine called it: that one is the same letter."""
        for name in _handed_on_here(letter):
            if self._repeats.pop(name, None) is None:
                self._handed_on.add(name)

    def _note_repeat(self, letter: LoggedLetter) -> None:
        if letter.queue_id in self._handed_on:
            self._handed_on.discard(letter.queue_id)
            self._note_handed_on(letter)
        else:
            self._repeats[letter.queue_id] = letter

    def _left(self, letter: LoggedLetter, *, is_repeat: bool) -> None:
        assert letter.sender is not None
        self.left_otherwise.add(
            LeftOtherwise(
                who=self.staff[letter.sender],
                sender=letter.sender,
                at=letter.at,
                recipients=tuple(letter.deliveries),
                message_id=letter.message_id,
                line=_telling_line(letter),
                is_repeat=is_repeat,
            )
        )


class _Marks:
    """Which tries were seen: a bit for each, since a year's log has millions."""

    def __init__(self) -> None:
        self._bits = {False: bytearray(), True: bytearray()}

    def add(self, passed: Passed) -> None:
        bits, (byte, bit) = self._bits[passed.is_service], divmod(passed.id, 8)
        if byte >= len(bits):
            bits.extend(bytes(byte + 1 - len(bits)))
        bits[byte] |= 1 << bit

    def __contains__(self, passed: Passed) -> bool:
        bits, (byte, bit) = self._bits[passed.is_service], divmod(passed.id, 8)
        return byte < len(bits) and bool(bits[byte] >> bit & 1)


def _telling_line(letter: LoggedLetter) -> LogLine:
    """Return the line that says best what became of a letter: that it was sent, or taken, or the first there is."""
    if letter.sent:
        return letter.sent[0].line
    return letter.accepted or next(iter(letter.deliveries.values())).line


def _same(letter: LoggedLetter, tries: list[Passed]) -> Passed | None:
    """Return the try that is this letter: by its queue id, by that of the queue it went on to, else by Message-ID.

    A try whose queue id is known is no other letter of the same Message-ID: that one left otherwise.
    """
    named = {each.queue_id: each for each in tries if each.queue_id}
    for queue_id in (letter.queue_id, *letter.handed_to):
        if queue_id in named:
            return named[queue_id]
    unnamed = [each for each in tries if not each.queue_id]
    return min(unnamed, key=lambda each: (each.accepted is None, abs(each.at - letter.at)), default=None)


def _handed_on_here(letter: LoggedLetter) -> Iterable[str]:
    """Return the queue ids a letter got on this very machine: from a filter, or as a forwarded copy."""
    for each in letter.sent:
        if any(mark in each.line.text for mark in ("relay=127.", "relay=localhost", "relay=[::1", "forwarded as ")):
            name = queue_id_in(each.line.text)
            if name:
                yield name
