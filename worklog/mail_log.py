"""The log of a mail server, line by line: which letters it had, from whom, to whom, and what became of them.

Reads what Postfix writes to syslog (traditional and RFC 3339 stamps, short and long queue ids) and Exim's main log. It
keeps only the letters still in the queue, so a log of any length takes as much memory as the queue had letters.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

RECIPIENTS_KEPT = 500
UNREADABLE_SHOWN = 20
OPEN_LETTERS_MAX = 200_000
"""Letters kept while their end has not come; a longer queue gives up its oldest, which is then judged as it stands."""


@dataclass(frozen=True, slots=True)
class LogLine:
    """Where a line stands, and what it says."""

    file: str
    number: int
    text: str

    @property
    def place(self) -> str:
        return f"{self.file}:{self.number}"


@dataclass(frozen=True, slots=True)
class Delivery:
    """What became of a letter for one recipient: `sent`, or the log's own word for anything else."""

    recipient: str
    status: str
    line: LogLine

    @property
    def is_sent(self) -> bool:
        return self.status == "sent"


@dataclass(slots=True)
class LoggedLetter:
    """A letter as the log has it. `sender` is None where the log does not say it, and empty for `<>`."""

    queue_id: str
    at: datetime
    sender: str | None = None
    message_ids: list[str] = field(default_factory=list)
    deliveries: dict[str, Delivery] = field(default_factory=dict)
    accepted: LogLine | None = None

    @property
    def sent(self) -> tuple[Delivery, ...]:
        return tuple(each for each in self.deliveries.values() if each.is_sent)

    @property
    def message_id(self) -> str:
        return self.message_ids[0] if self.message_ids else ""

    @property
    def undelivered(self) -> tuple[Delivery, ...]:
        """Return the last word about each recipient whom the letter has not reached."""
        return tuple(each for each in self.deliveries.values() if not each.is_sent)

    @property
    def handed_to(self) -> tuple[str, ...]:
        """Return the queue ids under which the next queues took it: a filter's, a forwarding's, another server's."""
        return tuple(name for each in self.sent if (name := queue_id_in(each.line.text)))


class LogReader:
    """Reads files in order; `letters` yields each letter when the log says that its end has come.

    `today` says in which year a stamp without one is (the latest that does not lie after it), and `zone` is the
    server's own for stamps that name none.
    """

    def __init__(self, *, today: datetime, zone: ZoneInfo) -> None:
        self.line_count = 0
        self.letter_count = 0
        self.unreadable: list[str] = []
        self.unreadable_count = 0
        self.spans: list[tuple[datetime, datetime]] = []
        self._zone = zone
        self._today = today
        self._file = ""
        self._number = 0
        self._first_at: datetime | None = None
        self._open: dict[str, LoggedLetter] = {}
        self._stamp = b""
        self._moment = today

    def letters(self, file: str, lines: Iterable[bytes]) -> Iterator[LoggedLetter]:
        """Yield the letters that end within a file; those still open are kept for the files that follow."""
        self._begin(file)
        for self._number, line in enumerate(lines, 1):
            self.line_count += 1
            event = _POSTFIX.match(line)
            if event is not None:
                done = self._postfix(event, line)
            elif (event := _EXIM.match(line)) is not None:
                done = self._exim(event, line)
            else:
                if not _OTHER.match(line):
                    self._unreadable()
                continue
            if done is not None:
                yield done
            elif len(self._open) > OPEN_LETTERS_MAX:
                yield self._open.pop(next(iter(self._open)))
        if self._first_at is not None:
            self.spans.append((self._first_at, self._moment))

    def rest(self) -> Iterator[LoggedLetter]:
        """Yield the letters that the log leaves open."""
        while self._open:
            yield self._open.pop(next(iter(self._open)))

    def _begin(self, file: str) -> None:
        self._file, self._first_at, self._stamp = file, None, b""

    def _postfix(self, event: re.Match[bytes], line: bytes) -> LoggedLetter | None:
        stamp, program, queue_id, said = event.group(1, 2, 3, 4)
        at = self._at(stamp, _postfix_moment)
        if at is None:
            return None
        if program == b"cleanup":
            found = _MESSAGE_ID.match(said)
            if found is None:
                return None
            # A queue id may be used again; what was queued before under it has had its end somewhere else.
            before = self._open.get(_text(queue_id))
            done = None if before is None or before.sender is None else self._open.pop(before.queue_id)
            self._letter(queue_id, at).message_ids.append(_text(found[1]))
            return done
        elif program == b"qmgr":
            if said.startswith(b"removed"):
                return self._open.pop(_text(queue_id), None)
            found = _FROM.match(said)
            if found is not None:
                letter = self._letter(queue_id, at)
                letter.sender = _text(found[1]).lower()
                if letter.accepted is None and b"(queue active)" in said:
                    letter.accepted = self._line(line)
            if b"status=expired" in said or b"status=force-expired" in said:
                self._deliver(self._letter(queue_id, at), "", "expired", line)
        elif program not in _POSTFIX_ASIDE:
            found = _TO.match(said)
            if found is not None:
                self._deliver(self._letter(queue_id, at), _text(found[1]).lower(), _text(found[2]), line)
            elif said.startswith(b"to=<"):
                self._unreadable()
        return None

    def _exim(self, event: re.Match[bytes], line: bytes) -> LoggedLetter | None:
        stamp, queue_id, mark, said = event.group(1, 2, 3, 4)
        at = self._at(stamp, _exim_moment)
        if at is None:
            return None
        if mark == b"Completed":
            return self._open.pop(_text(queue_id), None)
        letter = self._letter(queue_id, at)
        who = said.split(None, 1)[0] if said.split() else b""
        if mark == b"<=":
            letter.sender = "" if who == b"<>" else _text(who).lower()
            letter.accepted = self._line(line)
            found = _EXIM_ID.search(said)
            if found is not None:
                letter.message_ids.append(f"<{_text(found[1])}>")
        else:
            in_brackets = _IN_BRACKETS.search(said.partition(b" R=")[0])
            recipient = in_brackets[1] if in_brackets is not None and b"@" in in_brackets[1] else who.rstrip(b":")
            self._deliver(letter, _text(recipient).lower(), _EXIM_STATUS[mark], line)
        return None

    def _letter(self, queue_id: bytes, at: datetime) -> LoggedLetter:
        name = _text(queue_id)
        letter = self._open.get(name)
        if letter is None:
            letter = self._open[name] = LoggedLetter(name, at)
            self.letter_count += 1
        return letter

    def _deliver(self, letter: LoggedLetter, recipient: str, status: str, line: bytes) -> None:
        known = letter.deliveries.get(recipient)
        if known is None and len(letter.deliveries) >= RECIPIENTS_KEPT:
            return
        if known is None or not known.is_sent:
            letter.deliveries[recipient] = Delivery(recipient, status, self._line(line))

    def _line(self, line: bytes) -> LogLine:
        return LogLine(self._file, self._number, _text(line.rstrip())[:1000])

    def _at(self, stamp: bytes, read: Callable[[bytes, datetime, ZoneInfo], datetime]) -> datetime | None:
        """Return the moment of a stamp; lines of one second share it, so it is read once."""
        if stamp != self._stamp:
            try:
                self._moment = read(stamp, self._today, self._zone)
            except ValueError:
                self._unreadable()
                return None
            self._stamp = stamp
            if self._first_at is None:
                self._first_at = self._moment
        return self._moment

    def _unreadable(self) -> None:
        self.unreadable_count += 1
        if len(self.unreadable) < UNREADABLE_SHOWN:
            self.unreadable.append(f"{self._file}:{self._number}")


# Postfix: "Oct 15 12:00:01 mx postfix/qmgr[77]: 4Xy: from=<...>, size=..., nrcpt=1 (queue active)".

_STAMP = rb"([A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d|\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:?\d\d))"
_POSTFIX = re.compile(
    _STAMP + rb" \S+ postfix[\w./-]*/(\w+)(?:\[\d+\])?: (?:\[ID \d+ [\w.]+\] )?([0-9A-Za-z]{5,20}): (.*)", re.DOTALL
)
_POSTFIX_ASIDE = frozenset({b"smtpd", b"pickup", b"bounce", b"scache", b"anvil", b"trivial", b"postscreen", b"verify"})
_MESSAGE_ID = re.compile(rb"(?:resent-)?message-id=(<[^>]*>|\S+)")
_FROM = re.compile(rb"from=<([^>]*)>")
_TO = re.compile(rb"to=<([^>]*)>,.*? status=([\w-]+)")

_MONTHS = {name: number for number, name in enumerate(b"Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(), 1)}
_DAY_AHEAD = timedelta(days=1)


def _postfix_moment(stamp: bytes, today: datetime, zone: ZoneInfo) -> datetime:
    if stamp[:1].isdigit():
        return datetime.fromisoformat(stamp.decode("ascii").replace("Z", "+00:00")).astimezone(UTC)
    month = _MONTHS.get(stamp[:3])
    if month is None:
        raise ValueError(stamp)
    hour, minute, second = (int(each) for each in stamp[7:].split(b":"))
    for year in (today.astimezone(zone).year, today.astimezone(zone).year - 1):
        try:
            moment = datetime(year, month, int(stamp[4:6]), hour, minute, second, tzinfo=zone)
        except ValueError:
            continue  # 29 February stands in the other year
        if moment <= today + _DAY_AHEAD:
            return moment.astimezone(UTC)
    raise ValueError(stamp)


# Exim: "2026-10-15 12:00:01 1tABCD-000000001AB-0Cde <= anna@office.example H=... P=esmtp S=1234 id=1@office.example".

_EXIM = re.compile(
    rb"(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d+)?(?: [+-]\d{4})?) (?:\[\d+\] )?"
    rb"([0-9A-Za-z]{6}-[0-9A-Za-z]{6,11}-[0-9A-Za-z]{2,4}) (<=|=>|->|>>|\*>|\*\*|==|Completed)(?: (.*))?",
    re.DOTALL,
)
_EXIM_ID = re.compile(rb" id=(\S+)")
_IN_BRACKETS = re.compile(rb"<([^<>]*)>")
_EXIM_STATUS = {b"=>": "sent", b"->": "sent", b">>": "sent", b"*>": "suppressed", b"**": "bounced", b"==": "deferred"}


def _exim_moment(stamp: bytes, _today: datetime, zone: ZoneInfo) -> datetime:
    moment = datetime.fromisoformat(stamp[:11].decode("ascii") + stamp[11:].replace(b" ", b"").decode("ascii"))
    return (moment if moment.tzinfo is not None else moment.replace(tzinfo=zone)).astimezone(UTC)


# A line of another program, or of Postfix or Exim about no letter: it begins as theirs do.

_OTHER = re.compile(rb"\s*$|" + _STAMP + rb" \S+ \S|\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\S* \S")


def stamp_of(line: bytes, *, today: datetime, zone: ZoneInfo) -> datetime | None:
    """Return the moment at which a line was written, or None where it does not say."""
    for pattern, read in ((_SYSLOG_STAMP, _postfix_moment), (_EXIM_STAMP, _exim_moment)):
        found = pattern.match(line)
        if found is not None:
            try:
                return read(found[1], today, zone)
            except ValueError:
                return None
    return None


_SYSLOG_STAMP = re.compile(_STAMP + rb" ")
_EXIM_STAMP = re.compile(rb"(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d+)?(?: [+-]\d{4})?) ")


def _text(content: bytes) -> str:
    return content.decode("utf-8", "replace")


# What the next server calls a letter it took, as its reply to the gate says.

_QUEUED_AS = re.compile(r"\b(?:queued|forwarded) as ([0-9A-Za-z]{5,20})\b|\bOK id=([0-9A-Za-z-]{10,30})", re.IGNORECASE)


def queue_id_in(reply: str) -> str:
    """Return the queue id that a server's reply names ("250 2.0.0 Ok: queued as 4Xy"), or an empty text."""
    found = _QUEUED_AS.search(reply)
    return (found[1] or found[2]) if found is not None else ""
