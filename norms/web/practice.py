"""First-run practice: five sample letters, the answer and the reason at once. No answer is kept."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.responses import HTMLResponse, RedirectResponse

from naryad import i18n, journal
from naryad.days import local_day
from naryad.errors import DomainError
from naryad.people import require
from naryad.web import CurrentEmployee, CurrentOffice, Now, Reading, Writing, page, redirect
from norms import store
from norms.catalog import Catalog
from norms.practice import Answer, Choice, NoSuchPracticeLetter, NoTypeForDigits, judge, round_of
from norms.starter import practice_letters, starter_choices

router = APIRouter()


@router.get("/practice")
def practice_page(
    request: Request,
    session: Reading,
    me: CurrentEmployee,
    office: CurrentOffice,
    now: Now,
    round: int = 1,
    letter: int = 1,
    right: int = 0,
    typed: str = "",
) -> HTMLResponse:
    """Show letter number `letter` of a round; with `typed`, the answer to it; past the last one, the outcome."""
    require(me, "norms.read")
    letters = round_of(practice_letters(), round)
    if not 1 <= letter <= len(letters) + 1:
        raise NoSuchPracticeLetter(number=letter)
    choices = _choices(store.catalog(session, local_day(now, office.zone)))
    is_over = letter > len(letters)
    answer: Answer | None = None
    error: DomainError | None = None
    if typed and not is_over:
        try:
            answer = judge(letters[letter - 1], typed, choices, i18n.language())
        except NoTypeForDigits as refusal:
            error = refusal
    return page(
        request,
        "norms/practice.html",
        number=letter,
        count=len(letters),
        round=round,
        has_more=round * len(letters) < len(practice_letters()),
        right=min(max(right, 0), letter - 1) + (1 if answer is not None and answer.is_right else 0),
        letter=None if is_over else letters[letter - 1].in_language(i18n.language()),
        choices=choices,
        answer=answer,
        error=error,
    )


@router.post("/practice/over")
def end_practice(
    request: Request,
    session: Writing,
    me: CurrentEmployee,
    now: Now,
    round: Annotated[int, Form()] = 1,
    right: Annotated[int, Form()] = 0,
) -> RedirectResponse:
    """Write down that the letters were gone through, which the first steps ask for, and show how it went."""
    require(me, "norms.read")
    journal.record(session, me.id, "norms.practise", f"employee:{me.id}", now)
    last = len(round_of(practice_letters(), round))
    return redirect(request, f"/practice?round={round}&letter={last + 1}&right={right}")


def _choices(catalog: Catalog) -> tuple[Choice, ...]:
    """Return the office's own letter types where it has them all, else those of the starter catalog."""
    codes = {letter.right_code for letter in practice_letters()}
    own = [entry for entry in catalog.offered() if entry.code in codes]
    digits = [f"{entry.norm.minutes.normalize():f}" for entry in own if entry.norm is not None]
    if {entry.code for entry in own} != codes or len(set(digits)) != len(codes):
        return starter_choices()
    return tuple(
        Choice(
            entry.code,
            digit,
            entry.work_type.name("ru"),
            entry.work_type.name("en"),
            entry.portrait.text("ru").summary if entry.portrait else "",
            entry.portrait.text("en").summary if entry.portrait else "",
        )
        for digit, entry in sorted(zip(digits, own, strict=True), key=lambda pair: Decimal(pair[0]))
    )
