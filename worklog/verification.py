"""What `naryad verify` recounts of work: figures against codings, day totals against entries, numbers without gaps."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import and_, func, or_, select
from sqlmodel import Session

from naryad.days import Period
from naryad.money import minutes3
from naryad.tables import SealMarkRow
from naryad.verification import Trouble
from norms import store as norms_store
from worklog import verification_letter
from worklog.store.entry import entry_value
from worklog.store.output import day_totals, output_groups
from worklog.tables.coding import CODING
from worklog.tables.document import DOCUMENT, DOCUMENT_COUNTER
from worklog.tables.entry import ENTRY, ENTRY_COUNTER


def troubles(session: Session) -> Iterator[Trouble]:
    """Yield everything about work that does not agree with itself, place by place."""
    yield from _figures(session)
    yield from _arithmetic(session)
    yield from _totals(session)
    yield from _numbers(session)
    yield from _documents(session)
    yield from verification_letter.troubles(session)


def _figures(session: Session) -> Iterator[Trouble]:
    """An entry's figures are those of its last coding before the seal (rule 25)."""
    earlier = CODING.alias("earlier")
    last_id = (
        select(func.max(earlier.c.id)).where(earlier.c.entry_id == ENTRY.c.id, ~earlier.c.after_seal).scalar_subquery()
    )
    joined = ENTRY.outerjoin(CODING, CODING.c.id == last_id)
    differs = or_(
        CODING.c.id.is_(None),
        CODING.c.quantity != ENTRY.c.quantity,
        CODING.c.norm_minutes != ENTRY.c.norm_minutes,
        and_(CODING.c.work_type_id.is_not(None), CODING.c.work_type_id != ENTRY.c.work_type_id),
        and_(CODING.c.norm_id.is_not(None), CODING.c.norm_id != ENTRY.c.norm_id),
    )
    counted = select(ENTRY, CODING.c.id.label("coding_id")).select_from(joined)
    for row in session.connection().execute(counted.where(ENTRY.c.period.is_not(None), differs)).mappings():
        yield Trouble(
            f"entry:{row['id']}",
            f"its figures are not those of its last coding (coding:{row['coding_id']})",
            f"показатели не совпадают с последней типизацией (coding:{row['coding_id']})",
        )
    strayed = or_(ENTRY.c.quantity != 0, ENTRY.c.norm_minutes != 0, ENTRY.c.work_type_id.is_not(None))
    for row in session.connection().execute(select(ENTRY).where(ENTRY.c.period.is_(None), strayed)).mappings():
        yield Trouble(
            f"entry:{row['id']}", "it has figures and does not count", "есть показатели, но работа не засчитана"
        )
    unexplained = select(ENTRY).where(ENTRY.c.period.is_not(None), ENTRY.c.late_reason.is_(None))
    for row in session.connection().execute(unexplained).mappings():
        entry = entry_value(row)
        if entry.figures is not None and entry.day not in entry.figures.period:
            yield Trouble(
                f"entry:{entry.id}",
                f"it is paid in {entry.figures.period} and nobody said why it came late",
                f"оплачена в {entry.figures.period}, а причина опоздания не указана",
            )


def _arithmetic(session: Session) -> Iterator[Trouble]:
    """Norm minutes of a coding are its quantity times its norm, half up to 3 places (rule 3)."""
    norms = norms_store.norms_by_id(session)
    query = select(CODING.c.id, CODING.c.norm_id, CODING.c.work_type_id, CODING.c.quantity, CODING.c.norm_minutes)
    for row in session.connection().execute(query.where(~CODING.c.is_void).order_by(CODING.c.id)):
        norm = norms.get(row.norm_id)
        if norm is None or norm.work_type_id != row.work_type_id:
            yield Trouble(f"coding:{row.id}", "its norm is not of its type", "норма относится к другому типу")
        elif minutes3(row.quantity * norm.minutes) != row.norm_minutes:
            yield Trouble(
                f"coding:{row.id}",
                f"{row.norm_minutes} minutes are not {row.quantity} x {norm.minutes}",
                f"{row.norm_minutes} мин — это не {row.quantity} × {norm.minutes}",
            )


def _totals(session: Session) -> Iterator[Trouble]:
    """The totals beside the entries are what a recount finds."""
    periods = session.connection().execute(select(ENTRY_COUNTER.c.period).distinct().order_by(ENTRY_COUNTER.c.period))
    for period in [Period.of_number(number) for number in periods.scalars()]:
        counted = {(g.employee_id, g.day, g.norm_id, g.condition): g for g in output_groups(session, period)}
        kept = {(g.employee_id, g.day, g.norm_id, g.condition): g for g in day_totals(session, period)}
        for key in sorted(counted.keys() | kept.keys()):
            found, said = counted.get(key), kept.get(key)
            if found != said:
                place = f"day_total:{period},{key[0]},{key[1]},{key[2]},{key[3]}"
                yield Trouble(
                    place,
                    f"it says {said.norm_minutes if said else 0} minutes, the entries add up to "
                    f"{found.norm_minutes if found else 0}",
                    f"итог дня {said.norm_minutes if said else 0} мин, а работы дают "
                    f"{found.norm_minutes if found else 0}",
                )


def _numbers(session: Session) -> Iterator[Trouble]:
    """`seq` runs from 1 without gaps to the counter, and never below what a seal recorded."""
    query = (
        select(ENTRY.c.period, ENTRY.c.employee_id, func.count(), func.max(ENTRY.c.seq))
        .where(ENTRY.c.period.is_not(None))
        .group_by(ENTRY.c.period, ENTRY.c.employee_id)
    )
    found = {(row[0], row[1]): (row[2], row[3]) for row in session.connection().execute(query)}
    given = {(row.period, row.employee_id): row.last_seq for row in session.connection().execute(select(ENTRY_COUNTER))}
    marks = select(SealMarkRow.period, SealMarkRow.employee_id, func.max(SealMarkRow.highest_seq)).group_by(  # type: ignore[call-overload]
        SealMarkRow.period, SealMarkRow.employee_id
    )
    sealed = {(row[0], row[1]): row[2] for row in session.connection().execute(marks)}
    for key in sorted(found.keys() | given.keys() | sealed.keys()):
        count, highest = found.get(key, (0, 0))
        expected = max(given.get(key, 0), sealed.get(key, 0))
        if not count == highest == expected:
            yield Trouble(
                f"entry_counter:{key[0]},{key[1]}",
                f"{expected} numbers were given, {count} entries are here, the highest is {highest}: "
                "an entry was removed or added by hand",
                f"выдано номеров: {expected}, работ: {count}, последний номер: {highest} — "
                "работу удалили или добавили вручную",
            )


def _documents(session: Session) -> Iterator[Trouble]:
    """Numbers of a register's year run from 1 without gaps."""
    query = select(DOCUMENT.c.register_id, DOCUMENT.c.year, func.count(), func.max(DOCUMENT.c.number)).group_by(
        DOCUMENT.c.register_id, DOCUMENT.c.year
    )
    found = {(row[0], row[1]): (row[2], row[3]) for row in session.connection().execute(query)}
    for row in session.connection().execute(select(DOCUMENT_COUNTER)):
        count, highest = found.get((row.register_id, row.year), (0, 0))
        if not count == highest == row.last_number:
            yield Trouble(
                f"document_counter:{row.register_id},{row.year}",
                f"{row.last_number} numbers were given and {count} documents are here",
                f"выдано номеров: {row.last_number}, документов: {count}",
            )
