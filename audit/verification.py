"""What `naryad verify` finds in the check: roots, seeds, samples and decisions that do not agree with their rows."""

from __future__ import annotations

from collections.abc import Iterator

from sqlmodel import Session, col, select

from audit.check import FrozenFrame, Sample
from audit.listing import Listing
from audit.recoding import Verdict
from audit.seed import seed_of
from audit.store.frame import frame_by_id
from audit.store.judgement import standing_judgements
from audit.store.lines import whole_listing
from audit.store.making import lists_not_stored_whole
from audit.tables.finding import DecisionRow, FindingRow
from audit.tables.frame import FrameRow
from audit.tables.recoding import RecodingRow
from audit.tables.sample import SampleItemRow
from audit.verification_desk import judgement_troubles
from naryad.errors import DomainError
from naryad.verification import Trouble
from worklog.store.entry import codings_of


def troubles(session: Session) -> Iterator[Trouble]:
    """Recompute every list, draw and decision from its rows, and yield what does not agree."""
    unfinished = lists_not_stored_whole(session)
    for frame_id in session.exec(select(FrameRow.id).order_by(col(FrameRow.id))).all():
        assert frame_id is not None
        if frame_id in unfinished:
            continue
        yield from _frame_troubles(session, frame_by_id(session, frame_id))
    yield from _finding_troubles(session)
    yield from judgement_troubles(session)
    yield from _decision_troubles(session)


def _frame_troubles(session: Session, stored: FrozenFrame) -> Iterator[Trouble]:
    try:
        listing = whole_listing(session, stored.id)
    except DomainError as error:
        yield Trouble(f"frame:{stored.id}", error.message("en"), error.message("ru"))
        return
    found = {part.number: part for part in listing.parts}
    for part in stored.parts:
        own = found.get(part.number)
        if own is None or own.root.hex() != part.root or len(own.lines) != part.entries:
            yield Trouble(
                f"frame:{stored.id}/{part.number}",
                "the lines do not make the root that was published: a line was changed, added or removed",
                "строки не дают опубликованного отпечатка: строка изменена, добавлена или удалена",
            )
    if listing.root.hex() != stored.root:
        yield Trouble(
            f"frame:{stored.id}",
            "the list does not make the root that was published",
            "список не даёт опубликованного отпечатка",
        )
    for sample in stored.samples:
        yield from _sample_troubles(session, stored, listing, sample)


def _sample_troubles(session: Session, stored: FrozenFrame, listing: Listing, sample: Sample) -> Iterator[Trouble]:
    seed = seed_of(period=stored.period_key, root=stored.root, source=sample.source, value=sample.value)
    if seed != sample.seed:
        yield Trouble(
            f"sample:{sample.id}",
            "the number of the draw does not follow from list, source and value",
            "число жребия не следует из списка, источника и значения",
        )
    rows = session.exec(select(SampleItemRow).where(SampleItemRow.sample_id == sample.id))
    stored_order = {(row.employee_id, row.place_no): row.rank for row in rows}
    sizes = {part.number: sample.count_of(part.employee_id, part.sample_size) for part in stored.parts}
    ids = {part.number: part.employee_id for part in stored.parts}
    drawn = listing.draw(sample.seed, sizes) if sizes.keys() >= {part.number for part in listing.parts} else {}
    found_order = {
        (ids[number], item.place): str(item.rank) for number, draw in drawn.items() for item in draw.sample
    }
    if stored_order != found_order:
        yield Trouble(
            f"sample:{sample.id}",
            "the drawn works are not those that the number draws",
            "отобраны не те работы, на которые указывает число жребия",
        )


def _finding_troubles(session: Session) -> Iterator[Trouble]:
    """Compare judgements that stand with findings: each that differs has one, and no other has."""
    standing = standing_judgements()
    typed = session.exec(
        select(RecodingRow, FindingRow)
        .join(standing, standing.c.recoding_id == col(RecodingRow.id))
        .outerjoin(FindingRow, col(FindingRow.recoding_id) == col(RecodingRow.id))
        .where(RecodingRow.verdict == Verdict.TYPE.value)
    )
    for recoding, finding in typed:
        same = (recoding.work_type_id, recoding.quantity) == (recoding.claimed_work_type_id, recoding.claimed_quantity)
        if same != (finding is None):
            yield Trouble(
                f"recoding:{recoding.id}",
                "a judgement that differs has a finding, one that agrees has none; here it is not so",
                "у расхождения должна быть запись, у совпадения — нет; здесь иначе",
            )


def _decision_troubles(session: Session) -> Iterator[Trouble]:
    rows = session.exec(
        select(DecisionRow, FindingRow).join(FindingRow, col(FindingRow.id) == col(DecisionRow.finding_id))
    )
    for decision, finding in rows:
        if decision.coding_id is None:
            continue
        coding = next((c for c in codings_of(session, finding.entry_id) if c.id == decision.coding_id), None)
        if coding is None or (coding.work_type_id, coding.quantity) != (decision.work_type_id, decision.quantity):
            yield Trouble(
                f"decision:{decision.id}",
                "the coding does not say what was decided",
                "типизация не совпадает с решением",
            )
