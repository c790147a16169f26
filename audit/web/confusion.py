"""Which types are taken for which: a heat map whose cells open their works, and the works of one pair."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal

from fastapi import APIRouter, Request
from sqlmodel import Session
from starlette.responses import HTMLResponse

from audit.budget import QUARTER_WEEKS
from audit.confusion import Cell, Matrix, Unit, confused_pairs, intensity, matrix_of
from audit.store.confusion import cells_between, confused_minutes, minutes_by_type
from audit.store.judged import LISTED, judged_works
from audit.web.money import Claim, amounts
from audit.web.words import shared_words, types_by_id
from naryad.errors import DomainError
from naryad.people import require
from naryad.web import CurrentEmployee, CurrentOffice, Now, Reading, page
from norms.work_type import WorkType

router = APIRouter()

WEEKS_MOST = 53


class NoSuchPair(DomainError):
    code = "no_such_confused_pair"
    status = 404
    en = "There is no type “{code}” to compare. Open the pair from the table of confused types."
    ru = "Типа «{code}» нет, сравнивать не с чем. Откройте пару из таблицы путаницы типов."


@router.get("/audit/confusion")
def confusion(
    request: Request,
    session: Reading,
    me: CurrentEmployee,
    office: CurrentOffice,
    now: Now,
    weeks: int = QUARTER_WEEKS,
    unit: Unit = Unit.WORKS,
    everything: bool = False,
) -> HTMLResponse:
    """Show found against claimed, in works, minutes or (to those who see pay) money."""
    require(me, "audit.see_results")
    today = now.astimezone(office.zone).date()
    weeks = max(1, min(weeks, WEEKS_MOST))
    first = today - timedelta(weeks=weeks)
    minutes_of = minutes_by_type(session, today)
    matrix = matrix_of(cells_between(session, first, today), minutes_of, everything=everything)
    money = _money(request, session, first, today, matrix)
    if money is None and unit is Unit.MONEY:
        unit = Unit.MINUTES
    values = _values(matrix, unit, money or {})
    return page(
        request,
        "audit/confusion.html",
        matrix=matrix,
        values=values,
        classes=_classes(matrix, values, unit),
        pairs=confused_pairs(matrix.cells.values(), minutes_of),
        types=types_by_id(session),
        minutes_of=minutes_of,
        unit=unit,
        sees_money=money is not None,
        everything=everything,
        weeks=weeks,
        **shared_words(),
    )


@router.get("/audit/confusion/{found}/{claimed}")
def pair(
    request: Request,
    session: Reading,
    me: CurrentEmployee,
    office: CurrentOffice,
    now: Now,
    found: str,
    claimed: str,
    weeks: int = QUARTER_WEEKS,
) -> HTMLResponse:
    """Show the works of one cell: claimed as one type, found to be another."""
    require(me, "audit.see_results")
    today = now.astimezone(office.zone).date()
    weeks = max(1, min(weeks, WEEKS_MOST))
    types = types_by_id(session)
    found_type, claimed_type = _type(types.values(), found), _type(types.values(), claimed)
    works = judged_works(
        session, today - timedelta(weeks=weeks), today, pair=(found_type.id, claimed_type.id), limit=LISTED
    )
    return page(
        request,
        "audit/pair.html",
        found=found_type,
        claimed=claimed_type,
        works=works,
        weeks=weeks,
        is_cut=len(works) == LISTED,
        over=sum((work.over_claim for work in works), Decimal(0)),
        **shared_words(),
    )


def _money(
    request: Request, session: Session, first: date, last: date, matrix: Matrix
) -> dict[tuple[int, int], Decimal] | None:
    """Return what each confused cell is worth; None where the reader may not see pay."""
    groups: dict[tuple[int, int], list[Claim]] = {(cell.found_id, cell.claimed_id): [] for cell in matrix.confused}
    for each in confused_minutes(session, first, last):
        place = (each.found_id, each.claimed_id)
        groups.setdefault(place, []).append(Claim(each.employee_id, each.day, each.over_minutes))
    worth = amounts(request, list(groups.values()))
    return None if worth is None else {place: one.money for place, one in zip(groups, worth, strict=True)}


def _values(matrix: Matrix, unit: Unit, money: dict[tuple[int, int], Decimal]) -> dict[tuple[int, int], Decimal]:
    def value(cell: Cell) -> Decimal:
        if unit is Unit.WORKS:
            return Decimal(cell.works)
        return cell.over_minutes if unit is Unit.MINUTES else money.get((cell.found_id, cell.claimed_id), Decimal(0))

    return {place: value(cell) for place, cell in matrix.cells.items()}


def _classes(matrix: Matrix, values: dict[tuple[int, int], Decimal], unit: Unit) -> dict[tuple[int, int], str]:
    """Return the CSS class of each cell: the same type, or too much or too little with its intensity."""
    most = max((abs(float(values[place])) for place, cell in matrix.cells.items() if not cell.is_same), default=0.0)
    classes = {}
    for place, cell in matrix.cells.items():
        side = "under" if cell.over_minutes < 0 else "over"
        classes[place] = "same" if cell.is_same else f"{side}-{intensity(float(values[place]), most, unit)}"
    return classes


def _type(types: Iterable[WorkType], code: str) -> WorkType:
    found = next((each for each in types if each.code == code), None)
    if found is None:
        raise NoSuchPair(code=code[:20])
    return found
