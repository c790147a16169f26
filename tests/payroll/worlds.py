"""Small months drawn at random: work, a timesheet, a scheme, and decisions that come before or after closing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from hypothesis import strategies as st

from naryad.days import Period
from naryad.office import set_setting
from naryad.people import Employee
from payroll.actions.jobs import accept_job, change_job, draft_job, void_job
from payroll.actions.pay_terms import set_hourly, set_scheme
from payroll.actions.quality import judge_work
from payroll.actions.timesheet import enter_timesheet, fill_timesheet
from payroll.job import Haste, JobKind, JobMember, JobTerms, Price, ServedNorm
from payroll.pay_terms import PremiumBase, PremiumTerm, SchemeTerms
from payroll.quality import QualityIsSo, partly
from payroll.rules.crew import SharedBy
from payroll.rules.premium import Percents, PlanPremium
from payroll.rules.progressive import Band, Progression, Surplus
from payroll.rules.quality import Judged, Quality
from payroll.store.closed import adjustments_of
from payroll.store.jobs import job_of
from tests.payroll.office import FOUNDED_ON, PayOffice, noon
from worklog.actions.entry import Chosen, code_entry, void_entry

AUGUST, SEPTEMBER, OCTOBER = Period(2026, 8), Period(2026, 9), Period(2026, 10)
MONTHS = ("2026-08", "2026-09", "2026-10")
WEEKDAYS = tuple(date(2026, 8, day) for day in (10, 11, 12))
SATURDAYS = (date(2026, 8, 15), date(2026, 8, 22))
CLOSED_ON = {"2026-08": date(2026, 9, 2), "2026-09": date(2026, 10, 2), "2026-10": date(2026, 11, 2)}
CODES = ("L3", "L5", "L10", "L25", "L60")
PEOPLE = ("anna", "boris")


@dataclass(frozen=True)
class Work:
    by: str
    day: date
    code: str


@dataclass(frozen=True)
class Decided:
    """A work gets another type: while the month is open (0), after it is closed (1), after the next one is (2)."""

    work: int
    code: str
    stage: int


@dataclass(frozen=True)
class Mended:
    """The author's own correction before the day is accepted: another type, or struck out and entered anew."""

    work: int
    code: str
    is_new: bool


@dataclass(frozen=True)
class Acted:
    """An act on the quality of a work, at a stage as of a decision."""

    work: int
    judged: Judged
    stage: int


@dataclass(frozen=True)
class Shared:
    """A job that Anna and Boris share; at a stage it gets another sum, or (0) is made void."""

    kind: JobKind
    amount: Decimal
    coefficient: Decimal
    """Anna's; Boris's is 1."""
    changed_to: Decimal
    stage: int


@dataclass(frozen=True)
class World:
    works: tuple[Work, ...]
    cells: tuple[tuple[str, date, str], ...]
    scheme: SchemeTerms
    mended: tuple[Mended, ...]
    decided: tuple[Decided, ...]
    acts: tuple[Acted, ...]
    jobs: tuple[Shared, ...]


JUDGEMENTS = (Judged(), Judged(Quality.RETURNED), partly(Decimal("33.33")), Judged(Quality.REJECTED))
PREMIUMS = (
    PremiumTerm("ежемесячная", PremiumBase.PIECE, PlanPremium(Decimal(10)), "Положение"),
    PremiumTerm("за часы", PremiumBase.TARIFF, PlanPremium(Decimal(5)), "Положение"),
    PremiumTerm(
        "за план",
        PremiumBase.PIECE,
        PlanPremium(Decimal(10), Decimal("1.5"), most=Decimal(40), percents=Percents.WHOLE),
        "Положение",
        is_for_plan=True,
    ),
)
BANDS = (Band(Decimal(100), Decimal("1.5")), Band(Decimal(120), Decimal(2)))
PROGRESSIONS = (None, Progression(BANDS), Progression(BANDS, Surplus.WHOLE))


def worlds() -> st.SearchStrategy[World]:
    """Draw a world: at most 8 works on three working days and two Saturdays."""
    days = st.sampled_from((*WEEKDAYS, *SATURDAYS))
    works = st.lists(
        st.builds(Work, st.sampled_from(PEOPLE), days, st.sampled_from(CODES)), min_size=1, max_size=8
    ).map(tuple)
    weekday = st.tuples(
        st.sampled_from(PEOPLE),
        st.sampled_from(WEEKDAYS),
        st.sampled_from(("1", "8", "Я2/Н1", "4/С3", "НП8", "РП4/Я4")),
    )
    saturday = st.tuples(st.sampled_from(PEOPLE), st.sampled_from(SATURDAYS), st.just("РВ 2"))
    cells = st.lists(st.one_of(weekday, saturday), max_size=6, unique_by=lambda cell: cell[:2]).map(tuple)
    scheme = st.builds(
        lambda premiums, progression: SchemeTerms("схема", progression, tuple(premiums)),
        st.lists(st.sampled_from(PREMIUMS), max_size=2, unique_by=lambda term: term.name),
        st.sampled_from(PROGRESSIONS),
    )

    def with_decisions(given: tuple[tuple[Work, ...], tuple[tuple[str, date, str], ...], SchemeTerms]) -> object:
        one = st.builds(
            Decided, st.integers(0, len(given[0]) - 1), st.sampled_from(CODES), st.integers(min_value=0, max_value=2)
        )
        later = st.lists(one, max_size=4).map(lambda some: tuple(sorted(some, key=lambda decided: decided.stage)))
        own = st.builds(Mended, st.integers(0, len(given[0]) - 1), st.sampled_from(CODES), st.booleans())
        mended = st.lists(own, max_size=3).map(tuple)
        act = st.builds(Acted, st.integers(0, len(given[0]) - 1), st.sampled_from(JUDGEMENTS), st.integers(0, 2))
        acts = st.lists(act, max_size=2).map(lambda some: tuple(sorted(some, key=lambda act: act.stage)))
        return st.builds(
            lambda mended, decided, acts, jobs: World(*given, mended, decided, acts, jobs), mended, later, acts, jobs()
        )

    return st.tuples(works, cells, scheme).flatmap(with_decisions)  # type: ignore[arg-type]


def jobs() -> st.SearchStrategy[tuple[Shared, ...]]:
    sums = st.decimals("0.01", 90_000, places=2)
    one = st.builds(
        Shared,
        st.sampled_from(JobKind),
        sums,
        st.decimals(0, 2, places=2),
        st.one_of(st.just(Decimal(0)), sums),
        st.integers(0, 2),
    )
    return st.lists(one, max_size=2).map(tuple)


def founded(office: PayOffice) -> PayOffice:
    """Let an office keep a timesheet, with tariffs, averages and three months filled, in which nobody is present.

    From September on everything is dearer: a correction of August must not take any of it.
    """
    office.rate("5")
    office.rate("6", since=date(2026, 9, 1))
    choose(office, "timesheet", "kept")
    choose(office, "regional_coefficient", "1.15")
    choose(office, "regional_coefficient", "1.5", since=date(2026, 9, 1))
    choose(office, "night_percent", "40", since=date(2026, 9, 1))
    everybody = ("head", "accountant", "administrator", *PEOPLE)
    for person in (getattr(office, name) for name in everybody):
        for what, amount in (("tariff", "200"), ("average", "270")):
            hourly(office, person, what, amount)
            hourly(office, person, what, "999", since=date(2026, 9, 1))
    for period in (AUGUST, SEPTEMBER, OCTOBER):
        fill_timesheet(office.session, office.accountant, period=period, now=noon(FOUNDED_ON))
        absent = [(name, day, "ДО") for name in everybody for day in period.days() if day >= FOUNDED_ON]
        enter(office, tuple(absent), period=period)
    return office


def choose(office: PayOffice, name: str, value: str, *, since: date = FOUNDED_ON) -> None:
    set_setting(office.session, name, value, effective_from=since, actor=office.head, now=noon(FOUNDED_ON))


def hourly(office: PayOffice, person: Employee, what: str, amount: str, *, since: date = FOUNDED_ON) -> None:
    set_hourly(
        office.session,
        office.accountant,
        employee_id=person.id,
        what=what,
        amount=Decimal(amount),
        effective_from=since,
        source="договор",
        now=noon(FOUNDED_ON),
    )


def enter(office: PayOffice, cells: tuple[tuple[str, date, str], ...], *, period: Period = AUGUST) -> None:
    given = {(getattr(office, person).id, day): text for person, day, text in cells}
    entered = enter_timesheet(office.session, office.accountant, period=period, cells=given, now=noon(FOUNDED_ON))
    assert entered.problems == ()


@contextmanager
def forgotten(office: PayOffice) -> Iterator[None]:
    """Let whatever is done inside have never happened."""
    tried = office.session.begin_nested()
    try:
        yield
    finally:
        tried.rollback()
        office.session.expire_all()


def play(
    office: PayOffice, world: World, *, order: tuple[int, ...] | None = None, stages: bool = True, months: int = 3
) -> list[int]:
    """Work, correct and close so many months as the world says; return the works' ids by their place in it.

    `order` is the order of entering, and who has one mends each work at once, not all of them in the end; without
    `stages` everything is decided while August is open.
    """
    office_scheme(office, world.scheme)
    enter(office, world.cells)
    papers = [_paper(office, job, number) for number, job in enumerate(world.jobs, 1)]
    ids: dict[int, int] = {}
    for place in order or range(len(world.works)):
        ids[place] = _write(office, world.works[place])
        if order:
            _mend(office, world, ids, only=place)
    if not order:
        _mend(office, world, ids)
    for person in PEOPLE:
        if days := sorted({work.day for work in world.works if work.by == person}):
            office.accept(getattr(office, person), *days)
    for stage, month in enumerate(MONTHS[:months]):
        for decided in world.decided:
            if (decided.stage if stages else 0) == stage:
                on = date(2026, 8, 31) if stage == 0 else CLOSED_ON[MONTHS[stage - 1]]
                office.recode(ids[decided.work], decided.code, on=on)
        for act in world.acts:
            if (act.stage if stages else 0) == stage:
                _judge(
                    office,
                    ids[act.work],
                    act.judged,
                    on=date(2026, 8, 31) if stage == 0 else CLOSED_ON[MONTHS[stage - 1]],
                )
        for job, paper in zip(world.jobs, papers, strict=True):
            if (job.stage if stages else 0) == stage:
                _change(office, job, paper, on=date(2026, 8, 31) if stage == 0 else CLOSED_ON[MONTHS[stage - 1]])
        office.close(month, on=CLOSED_ON[month])
    return [ids[place] for place in sorted(ids)]


def office_scheme(office: PayOffice, terms: SchemeTerms, *, since: date = FOUNDED_ON) -> None:
    set_scheme(
        office.session,
        office.accountant,
        terms=terms,
        effective_from=since,
        ground="приказ",
        now=noon(FOUNDED_ON),
        today=FOUNDED_ON,
    )


def _terms(office: PayOffice, job: Shared, number: int, amount: Decimal) -> JobTerms:
    """Return the paper: of indirect pay Boris serves Anna, whose norm is an hour."""
    is_indirect = job.kind is JobKind.INDIRECT
    anna = JobMember(office.anna.id, job.coefficient, "как решила бригада", hours=Decimal(1))
    return JobTerms(
        kind=job.kind,
        title="Наряд",
        number=str(number),
        dated_on=date(2026, 8, 12),
        content="архив",
        first_day=date(2026, 8, 10),
        last_day=date(2026, 8, 12),
        price=Price(amount, source="приказ"),
        shared_by=SharedBy.COEFFICIENT,
        members=(JobMember(office.boris.id),) if is_indirect else (anna, JobMember(office.boris.id)),
        haste=Haste(Decimal(4), Decimal(3), Decimal(1)) if job.kind is JobKind.LUMP_SUM else None,
        served=(ServedNorm(office.anna.id, Decimal(60)),) if is_indirect else (),
    )


def _paper(office: PayOffice, job: Shared, number: int) -> int:
    day = date(2026, 8, 14)
    terms = _terms(office, job, number, job.amount)
    paper = draft_job(office.session, office.accountant, terms, now=noon(day))
    accept_job(office.session, office.head, paper.id, seen=1, now=noon(day), today=day)
    return paper.id


def _change(office: PayOffice, job: Shared, paper: int, *, on: date) -> None:
    session, now = office.session, noon(on)
    if not job.changed_to:
        void_job(session, office.head, paper, seen=1, reason="передумали", now=now)
        return
    number = int(job_of(session, paper).latest.terms.number)
    terms = _terms(office, job, number, job.changed_to)
    change_job(session, office.accountant, paper, terms, seen=1, reason="пересчитали", now=now)
    accept_job(session, office.head, paper, seen=2, now=now, today=on)


def _write(office: PayOffice, work: Work) -> int:
    return office.letter(getattr(office, work.by), work.code, on=work.day)


def _mend(office: PayOffice, world: World, ids: dict[int, int], *, only: int | None = None) -> None:
    """Let authors correct their own work; one entered anew takes the place of the one struck out."""
    for one in world.mended:
        if only is not None and one.work != only:
            continue
        author, day = getattr(office, world.works[one.work].by), world.works[one.work].day
        if one.is_new:
            void_entry(office.session, ids[one.work], actor=author, reason="внесено по ошибке", now=noon(day))
            ids[one.work] = office.letter(author, one.code, on=day)
        else:
            code_entry(office.session, ids[one.work], Chosen(one.code), actor=author, now=noon(day))


def _judge(office: PayOffice, entry: int, judged: Judged, *, on: date) -> None:
    with suppress(QualityIsSo):
        judge_work(office.session, office.head, entry_id=entry, judged=judged, reason="акт", now=noon(on))


def due(office: PayOffice, person: Employee) -> Decimal:
    """Return what three months owe a person in the end, returns that are only offered so far counted as agreed."""
    owed = [one.amount for month in MONTHS for one in office.month(month).accruals if one.employee_id == person.id]
    offered = [
        one.net
        for period in (AUGUST, SEPTEMBER)
        for one in adjustments_of(office.session, period, person.id)
        if one.settled_in is None
    ]
    return sum((*owed, *offered), Decimal(0))
