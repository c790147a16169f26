"""A check as it stands: the frozen list, where its number comes from, what was drawn, what was judged."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from audit.budget import Attention
from audit.drand import DrandSource
from audit.frame import SizeRule
from audit.recoding import Direction, Verdict
from audit.seed import DiceSource, RatesSource, SeedSource, Throw, read_source
from naryad.errors import DomainError

TAKE_BACK_MINUTES = 15
LATE_DAYS = 92
"""How far back a list looks for late accepted work that is on no earlier list."""


class FrameStatus(StrEnum):
    WAITS_FOR_SEED = "waits_for_seed"
    DRAWN = "drawn"
    WITHDRAWN = "withdrawn"


class NoSuchFrame(DomainError):
    code = "no_such_frame"
    status = 404
    en = "There is no list “{key}”. Choose one from the page of lists, or freeze it first."
    ru = "Списка «{key}» нет. Выберите его на странице списков или сначала составьте."


class FrameIsFrozen(DomainError):
    code = "frame_is_frozen"
    en = (
        "The list of {key} is frozen already and stands. Only the head can withdraw it, before anything on "
        "it is judged."
    )
    ru = "Список за {key} уже составлен и действует. Отозвать его может только руководитель, пока ничего не проверено."


class SpanIsNotOver(DomainError):
    code = "span_is_not_over"
    en = "{key} ends on {last_day}. Its list is frozen after that day."
    ru = "{key} кончается {last_day}. Список составляют после этого дня."


class NewDrawNeedsHead(DomainError):
    code = "new_draw_needs_head"
    status = 403
    en = "A second list or draw of the same days is the head's decision. Ask the head of the office."
    ru = "Второй список или жребий за те же дни — решение руководителя. Обратитесь к нему."


class NewDrawNeedsReason(DomainError):
    code = "new_draw_needs_reason"
    status = 422
    en = "A second list or draw stays in sight for everybody. Say why it is needed."
    ru = "Второй список или жребий видят все. Напишите, почему он нужен."


class NewSourceNeeded(DomainError):
    code = "new_source_needed"
    status = 422
    en = (
        "This source has been named for this list before ({source}). A new draw takes a new source: another "
        "day or other people."
    )
    ru = (
        "Этот источник для списка уже назывался ({source}). Для нового жребия нужен новый: другой день или другие люди."
    )


class JudgedAlready(DomainError):
    code = "frame_judged_already"
    en = "Works of this draw have been judged already ({count}), so the list and the draw stand as they are."
    ru = "По этому жребию уже проверены работы ({count}), поэтому список и жребий остаются как есть."


class FrameIsWithdrawn(DomainError):
    code = "frame_is_withdrawn"
    en = "The list {key} was withdrawn on {day}. Work with the list that followed it."
    ru = "Список {key} отозван {day}. Работайте с тем, который составлен после него."


class DrawnAlready(DomainError):
    code = "frame_drawn_already"
    en = "The list {key} is drawn already. Open its sample; another draw is the head's decision."
    ru = "Жребий по списку {key} уже брошен. Откройте отобранные работы; новый жребий — решение руководителя."


class ListIsBeingStored(DomainError):
    code = "list_is_being_stored"
    en = (
        "The list of {key} is still being stored: {stored} of {entries} works. Wait until that is done; the page of "
        "lists says how far it is."
    )
    ru = (
        "Список за {key} ещё записывается: {stored} из {entries} работ. Дождитесь конца: на странице списков видно, "
        "сколько осталось."
    )


class RatesAreNeeded(DomainError):
    code = "rates_are_needed"
    status = 422
    en = "This draw takes the official rates for {day}. Enter the five published rates."
    ru = "Для этого жребия нужны официальные курсы на {day}. Введите пять опубликованных курсов."


class NotADiceSource(DomainError):
    code = "not_a_dice_source"
    en = "The number of this draw comes from exchange rates or the beacon; nobody throws dice for it."
    ru = "Число этого жребия берётся из курсов валют или у маяка, кости для него не бросают."


class NotAThrower(DomainError):
    code = "not_a_thrower"
    status = 403
    en = "You are not named among those who throw for this draw. They are: {people}."
    ru = "Вас нет среди тех, кто бросает кости для этого жребия. Это: {people}."


class PledgedAlready(DomainError):
    code = "pledged_already"
    en = "Your pledge is posted and cannot be changed. Reveal the same digits when everybody has pledged."
    ru = "Ваш залог принят и не меняется. Откройте те же цифры, когда залог внесут все."


class PledgesAreMissing(DomainError):
    code = "pledges_are_missing"
    en = "Nobody reveals before everybody has pledged. Still to pledge: {people}."
    ru = "Пока не внесены все залоги, никто не открывает цифры. Ждём: {people}."


class RevealsAreMissing(DomainError):
    code = "reveals_are_missing"
    en = "The draw waits for: {people}. If somebody does not reveal, the head names another source."
    ru = "Жребий ждёт: {people}. Если кто-то не откроет цифры, руководитель назовёт другой источник."


@dataclass(frozen=True)
class Withdrawal:
    by: int
    at: datetime
    reason: str


@dataclass(frozen=True)
class FramePart:
    """One employee's part of a list."""

    employee_id: int
    number: str
    root: str
    entries: int
    norm_minutes: Decimal
    sizes_total: int
    sample_size: int
    attention: Attention


@dataclass(frozen=True)
class NamedSource:
    """A source as it was named, with the pledges and throws it has received (by employee id)."""

    id: int
    revision: int
    text: str
    named_by: int
    named_at: datetime
    reason: str
    pledges: Mapping[int, str] = field(default_factory=dict)
    throws: Mapping[int, Throw] = field(default_factory=dict)

    @property
    def source(self) -> SeedSource:
        return read_source(self.text)

    @property
    def rates(self) -> RatesSource | None:
        source = self.source
        return source if isinstance(source, RatesSource) else None

    @property
    def drand(self) -> DrandSource | None:
        source = self.source
        return source if isinstance(source, DrandSource) else None

    @property
    def dice(self) -> DiceSource | None:
        source = self.source
        return source if isinstance(source, DiceSource) else None


@dataclass(frozen=True)
class Continuation:
    """One employee's draw was continued from so many works to so many."""

    sample_id: int
    employee_id: int
    from_count: int
    to_count: int
    by: int
    at: datetime
    reason: str


@dataclass(frozen=True)
class Sample:
    """A draw of a list; `thresholds` gives, by employee id, the sample size and tau (None where all was taken)."""

    id: int
    frame_id: int
    revision: int
    source: str
    value: str
    seed: str
    drawn_by: int
    drawn_at: datetime
    thresholds: Mapping[int, tuple[int, Decimal | None]]
    continuations: tuple[Continuation, ...] = ()

    def count_of(self, employee_id: int, planned: int) -> int:
        """Return how many of an employee's works are drawn, continuations included."""
        return max([planned, *(each.to_count for each in self.continuations if each.employee_id == employee_id)])


@dataclass(frozen=True)
class FrozenFrame:
    """A list with everything published about it."""

    id: int
    period_key: str
    revision: int
    first_day: date
    last_day: date
    size_rule: SizeRule
    root: str
    entries: int
    norm_minutes: Decimal
    minutes_a_week: int
    frozen_by: int
    frozen_at: datetime
    reason: str
    withdrawal: Withdrawal | None
    parts: tuple[FramePart, ...]
    sources: tuple[NamedSource, ...]
    samples: tuple[Sample, ...]

    @property
    def status(self) -> FrameStatus:
        if self.withdrawal:
            return FrameStatus.WITHDRAWN
        return FrameStatus.DRAWN if self.sample else FrameStatus.WAITS_FOR_SEED

    @property
    def source(self) -> NamedSource:
        """The source named last."""
        return self.sources[-1]

    @property
    def sample(self) -> Sample | None:
        """The draw that stands: the one of the source named last."""
        return next((sample for sample in self.samples if sample.revision == self.source.revision), None)

    @property
    def sample_size(self) -> int:
        return sum(part.sample_size for part in self.parts)

    def part_of(self, employee_id: int) -> FramePart | None:
        return next((part for part in self.parts if part.employee_id == employee_id), None)

    def require_standing(self) -> None:
        if self.withdrawal:
            raise FrameIsWithdrawn(key=self.period_key, day=self.withdrawal.at.date())


@dataclass(frozen=True)
class SampledWork:
    """One drawn entry with the judgement that speaks now, if there is one."""

    item_id: int
    frame_id: int
    sample_id: int
    period_key: str
    handle: str
    employee_id: int
    entry_id: int
    uid: str
    day: date
    place: int
    rank: str
    size: int
    code: str
    frozen_minutes: Decimal
    verdict: Verdict | None
    auditor_id: int | None
    judged_at: datetime | None
    claimed_minutes: Decimal | None
    found_minutes: Decimal | None
    claimed_work_type_id: int | None
    found_work_type_id: int | None
    differs: bool
    content_lost: bool
    note: str

    @property
    def is_judged(self) -> bool:
        return self.verdict is not None

    @property
    def over_claim(self) -> Decimal:
        """Claimed minus found minutes; nothing where the auditor named no type. Lost content counts at its worst."""
        if self.content_lost:
            return self.frozen_minutes
        if self.verdict is not Verdict.TYPE or self.claimed_minutes is None or self.found_minutes is None:
            return Decimal(0)
        return self.claimed_minutes - self.found_minutes

    @property
    def direction(self) -> Direction | None:
        if not self.differs:
            return None
        over = self.over_claim
        return Direction.SAME_MINUTES if over == 0 else Direction.OVER if over > 0 else Direction.UNDER
