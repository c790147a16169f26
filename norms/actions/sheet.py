"""A catalog taken from a file or from the starter catalog: looked through first, then taken whole or in part."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session

from naryad import journal
from naryad.days import local_day
from naryad.errors import DomainError, Problem
from naryad.office import office_of
from naryad.people import Employee, require
from norms import store
from norms.actions.catalog import CodeTaken, add_work_type, mend_names, revise_portrait
from norms.actions.norm import add_founding_norm, propose_norm
from norms.code import clashing
from norms.sheet import CatalogRow, CatalogSheet, read_catalog
from norms.sheet_plan import Known, RowPlan, plan_row
from norms.starter import ALWAYS, STARTER_FILE, starter_bytes, starter_sections
from norms.work_type import WorkType


@dataclass(frozen=True)
class ImportReport:
    """What taking a file does or, on a dry run, would do; codes in the file's order."""

    added: tuple[str, ...]
    names_mended: tuple[str, ...]
    portraits_revised: tuple[str, ...]
    norms_in_force: tuple[str, ...]
    norms_proposed: tuple[str, ...]
    unchanged: tuple[str, ...]
    problems: tuple[Problem, ...]
    taken: bool
    """False: nothing was changed, because it was a dry run or because of the problems."""


def import_catalog(
    session: Session,
    content: bytes,
    file_name: str,
    *,
    actor: Employee | None,
    now: datetime,
    today: date,
    dry_run: bool = False,
    take_good_rows: bool = False,
) -> ImportReport:
    """Take a catalog file (YAML or Excel) and say what changed.

    With a problem in any row nothing is taken unless `take_good_rows`. The same file again changes nothing. In an
    office that takes its first catalog today the norms of the types it introduces are in force at once, from the
    file's day or from today; later every norm is a proposal for the head. `actor` None is the server's console.
    """
    require(actor, "norms.edit_catalog")
    sheet = read_catalog(content, file_name)
    return _take(session, sheet, file_name, actor, now, today, None, dry_run, take_good_rows)


def found_catalog(
    session: Session,
    codes: Collection[str] | None = None,
    *,
    actor: Employee | None,
    now: datetime,
    today: date,
    effective_from: date | None = None,
) -> ImportReport:
    """Switch on types of the starter catalog: `codes` and what always comes with them; None is every type.

    `effective_from` is the day their norms start in an office without a catalog (today by default).
    """
    require(actor, "norms.edit_catalog")
    sheet = read_catalog(starter_bytes(), STARTER_FILE)
    if codes is not None:
        always = next(section.types for section in starter_sections() if section.code == ALWAYS)
        wanted = {*codes, *always}
        sheet = CatalogSheet(tuple(row for row in sheet.rows if row.card.code in wanted), sheet.problems)
    return _take(session, sheet, STARTER_FILE, actor, now, today, effective_from, False, True)


def is_founding(session: Session, today: date) -> bool:
    """Return whether the office takes its first catalog today: no norm was approved before."""
    first = store.first_approval_at(session)
    return first is None or local_day(first, office_of(session).zone) >= today


def _take(
    session: Session,
    sheet: CatalogSheet,
    file_name: str,
    actor: Employee | None,
    now: datetime,
    today: date,
    effective_from: date | None,
    dry_run: bool,
    take_good_rows: bool,
) -> ImportReport:
    founding_from = (effective_from or today) if is_founding(session, today) else None
    plans, found = _plans(session, sheet.rows, today, founding_from)
    problems = (*sheet.problems, *found)
    taken = not dry_run and (take_good_rows or not problems)
    if taken:
        for plan in plans:
            _take_row(session, plan, file_name, actor, now, today)
        report = _report(plans, problems, taken=True)
        if any(plan.changes for plan in plans):
            facts = {
                "file": file_name[:120],
                "added": len(report.added),
                "rows_good": len(plans),
                "rows_bad": len(problems),
            }
            _journal_import(session, actor, now, facts)
        return report
    return _report(plans, problems, taken=False)


def _plans(
    session: Session, rows: Iterable[CatalogRow], today: date, founding_from: date | None
) -> tuple[list[RowPlan], list[Problem]]:
    known = _known(session)
    types = [one.work_type for one in known.values()]
    plans: list[RowPlan] = []
    problems: list[Problem] = []
    for row in rows:
        try:
            same = known.get(row.card.code)
            _require_free(row, [type_ for type_ in types if type_.code != row.card.code])
            plans.append(plan_row(row, same, today=today, founding_from=founding_from))
        except DomainError as error:
            problems.append(Problem(row.where, error))
    return plans, problems


def _known(session: Session) -> dict[str, Known]:
    """Return every type of the office by its code, with its norms and last portrait. A few statements."""
    refused = store.refused_norm_ids(session)
    norms = store.norms_by_id(session).values()
    entries = store.catalog(session, date.max).types
    found = {}
    for entry in entries:
        own = [norm for norm in norms if norm.work_type_id == entry.work_type.id]
        pending = [norm for norm in own if not norm.is_approved and norm.id not in refused]
        assert entry.portrait is not None
        found[entry.code] = Known(entry.work_type, [norm for norm in own if norm.is_approved], pending, entry.portrait)
    return found


def _require_free(row: CatalogRow, others: list[WorkType]) -> None:
    other = clashing(row.card, others)
    if other is not None:
        raise CodeTaken(type=row.card.code, other=other.code, other_name=other.name_ru)


def _take_row(
    session: Session, plan: RowPlan, file_name: str, actor: Employee | None, now: datetime, today: date
) -> None:
    row, card = plan.row, plan.row.card
    reason = f"↑ {file_name}"
    if plan.known is None:
        introduced_on = min(today, plan.norm_from) if plan.is_founding and plan.norm_from else today
        work_type = add_work_type(
            session,
            card,
            actor=actor,
            now=now,
            today=today,
            ru=row.ru,
            en=row.en,
            introduced_on=introduced_on,
            reason=reason,
        )
    else:
        work_type = plan.known.work_type
        if plan.names or plan.kinds_added:
            mend_names(
                session,
                work_type.id,
                alias=card.alias or work_type.alias,
                name_ru=card.name_ru,
                name_en=card.name_en or work_type.name_en,
                kinds_added=plan.kinds_added,
                actor=actor,
                now=now,
            )
        if plan.portrait is not None:
            ru, en = plan.portrait
            revise_portrait(session, work_type.id, ru=ru, en=en, reason=reason, actor=actor, now=now, today=today)
    if plan.norm_from is not None:
        _take_norm(session, plan, work_type, plan.norm_from, actor, now, today)


def _take_norm(
    session: Session,
    plan: RowPlan,
    work_type: WorkType,
    norm_from: date,
    actor: Employee | None,
    now: datetime,
    today: date,
) -> None:
    row = plan.row
    if plan.is_founding:
        add_founding_norm(
            session,
            work_type,
            minutes=row.minutes,
            effective_from=norm_from,
            source=row.source,
            announced_on=row.announced_on,
            actor=actor,
            now=now,
        )
    else:
        propose_norm(
            session,
            work_type_id=work_type.id,
            minutes=row.minutes,
            effective_from=norm_from,
            source=row.source,
            announced_on=row.announced_on,
            actor=actor,
            now=now,
            today=today,
        )


def _report(plans: list[RowPlan], problems: tuple[Problem, ...], *, taken: bool) -> ImportReport:
    def codes(chosen: Iterable[RowPlan]) -> tuple[str, ...]:
        return tuple(plan.row.card.code for plan in chosen)

    return ImportReport(
        added=codes(plan for plan in plans if plan.known is None),
        names_mended=codes(plan for plan in plans if plan.names or plan.kinds_added),
        portraits_revised=codes(plan for plan in plans if plan.portrait is not None),
        norms_in_force=codes(plan for plan in plans if plan.norm_from is not None and plan.is_founding),
        norms_proposed=codes(plan for plan in plans if plan.norm_from is not None and not plan.is_founding),
        unchanged=codes(plan for plan in plans if not plan.changes),
        problems=problems,
        taken=taken,
    )


def _journal_import(session: Session, actor: Employee | None, now: datetime, facts: dict[str, object]) -> None:
    journal.record(session, actor.id if actor else None, "norms.import_catalog", "catalog", now, facts)
