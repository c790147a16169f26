"""What `naryad verify` recounts of blind judgements: what stands of each work, and who was asked a second time."""

from __future__ import annotations

from collections.abc import Iterator

from sqlmodel import Session, col, select

from audit.panel import Ground, Opinion
from audit.second_choice import Candidate, Stratum, choose
from audit.store.opinion import opinions_of
from audit.tables.desk import JudgementRow, LaidWorkRow, SecondChoiceRow, SecondStratumRow
from audit.tables.frame import FrameLineRow
from audit.tables.recoding import RecodingRow
from audit.tables.sample import SampleItemRow, SampleRow
from naryad.verification import Trouble


def judgement_troubles(session: Session) -> Iterator[Trouble]:
    """Recompute what stands of every work and whom the lot named for a second opinion, and yield what differs."""
    yield from _standing_troubles(session)
    yield from _choice_troubles(session)
    yield from _desk_troubles(session)


def _standing_troubles(session: Session) -> Iterator[Trouble]:
    rows = session.exec(select(JudgementRow).order_by(col(JudgementRow.sample_item_id), col(JudgementRow.revision)))
    last = {row.sample_item_id: row for row in rows}
    opinions = opinions_of(session, list(last))
    for item_id, row in last.items():
        given = opinions.get(item_id, [])
        if row.recoding_id is None:
            continue
        if not _follows(Ground(row.ground), row.recoding_id, given):
            yield Trouble(
                f"judgement:{row.id}",
                "what stands of this work does not follow from the judgements of it",
                "то, что признано верным для этой работы, не следует из её проверок",
            )


def _follows(ground: Ground, recoding_id: int, given: list[Opinion]) -> bool:
    """Say whether a ground is borne out by the opinions given: who was asked is history, what they said is not."""
    by_id = {opinion.recoding_id: opinion for opinion in given}
    stands = by_id.get(recoding_id)
    if stands is None:
        return False
    if ground is Ground.AGREED:
        return len(given) >= 2 and given[0].found == given[1].found == stands.found
    if ground is Ground.ADJUDICATED:
        return len(given) >= 3 and given[2] is stands and given[0].found != given[1].found
    if ground is Ground.SPLIT:
        return len(given) == 2 and stands.differs and given[0].found != given[1].found
    return len(given) == 1 or not any(opinion.differs for opinion in given)


def _choice_troubles(session: Session) -> Iterator[Trouble]:
    strata: dict[int, list[Stratum]] = {}
    for row in session.exec(select(SecondStratumRow)):
        stratum = Stratum(row.code, row.works_count, row.spread_minutes, row.chosen_count)
        strata.setdefault(row.sample_id, []).append(stratum)
    for sample_id, allocation in sorted(strata.items()):
        seed = session.exec(select(SampleRow.seed).where(SampleRow.id == sample_id)).one()
        candidates, chosen = [], []
        for line, choice in session.exec(
            select(FrameLineRow, SecondChoiceRow)
            .join(SampleItemRow, col(SampleItemRow.frame_line_id) == col(FrameLineRow.id))
            .join(SecondChoiceRow, col(SecondChoiceRow.sample_item_id) == col(SampleItemRow.id))
            .where(SecondChoiceRow.sample_id == sample_id)
        ):
            candidates.append(Candidate(line.uid, line.code, line.norm_minutes))
            if choice.is_chosen:
                chosen.append(line.uid)
        if sorted(chosen) != choose(seed, candidates, allocation):
            yield Trouble(
                f"second_choice:{sample_id}",
                "the works that get a second opinion are not those that the lot names",
                "на вторую проверку отобраны не те работы, на которые указывает жребий",
            )


def _desk_troubles(session: Session) -> Iterator[Trouble]:
    """A judgement of a work that was never laid on that auditor's desk came past the desk."""
    laid = (
        select(RecodingRow.id)
        .join(
            LaidWorkRow,
            (col(LaidWorkRow.sample_item_id) == col(RecodingRow.sample_item_id))
            & (col(LaidWorkRow.auditor_id) != col(RecodingRow.auditor_id)),
        )
        .where(
            ~select(LaidWorkRow.id)
            .where(
                LaidWorkRow.sample_item_id == RecodingRow.sample_item_id,
                LaidWorkRow.auditor_id == RecodingRow.auditor_id,
            )
            .correlate(RecodingRow)
            .exists()
        )
        .distinct()
    )
    for recoding_id in session.exec(laid):
        yield Trouble(
            f"recoding:{recoding_id}",
            "this work was judged by somebody on whose desk it never lay",
            "эту работу проверил тот, на чьём столе она не лежала",
        )
