"""Sheet «Контроль»: the stored totals beside live formulas over the other sheets, and what the month rests on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import TypeVar
from zoneinfo import ZoneInfo

from payroll.closing import MonthSnapshot
from payroll.kind import OF_WORK, PIECE
from payroll.workbook import ground
from payroll.workbook.accruals import ACCRUALS, FOR_ACCOUNTING, owed
from payroll.workbook.advance import ADVANCE
from payroll.workbook.cells import Formula, Label
from payroll.workbook.comparison import AGREES, DIFFERS, Control
from payroll.workbook.corrections import ADJUSTMENTS
from payroll.workbook.ground import (
    BLANK,
    MINUTES,
    MONEY,
    QUANTITY,
    VERDICT,
    WHOLE,
    recorded,
)
from payroll.workbook.layout import Layout
from payroll.workbook.places import Condition, Place
from payroll.workbook.stream import Styled
from payroll.workbook.styles import BAD, Style
from payroll.workbook.supplements import SUPPLEMENTS
from payroll.workbook.time_control import time_worked
from payroll.workbook.timesheet import TIMESHEET
from payroll.workbook.words import BEFORE_TAX, PREVIEW, STATES, TRIAL, month_words, unit_order, unit_words
from payroll.workbook.work import ENTRIES, WORK_DONE

CONTROL = Label("Контроль", "Control")
PEOPLE_SHOWN = 100
"""In a larger office the totals by person would cost more to recalculate than they tell; totals by kind remain."""

WORK_AND_SUPPLEMENTS = Label("Работы и доплаты", "Work and supplements")
NOTHING = Decimal(0)
Key = TypeVar("Key")


def control(
    snapshot: MonthSnapshot, language: str, zone: ZoneInfo, places: Mapping[str, Place], made: str
) -> tuple[Layout, bool]:
    """Lay out the sheet; return it and whether everything agrees.

    `places` says where the data sheets came to lie and what their columns sum to; `made` is the line about the moment
    of a preview (empty for a closed month).
    """
    layout = Layout("control", CONTROL, widths=(38, 15, 17, 17, 17, 17, 15), landscape=True)
    page = Control(snapshot, language, places, layout)
    verdict_row = _head(page, made)
    _money_by_kind(page)
    _output(page)
    _work_by_unit(page)
    if snapshot.timesheets:
        time_worked(page)
    _rows(page)
    if len(snapshot.people) <= PEOPLE_SHOWN:
        _money_by_person(page)
    ground.lay_out(layout, snapshot, language, zone)
    _whole_verdict(page, verdict_row)
    return layout, page.disagreements == 0


def _head(page: Control, made: str) -> int:
    snapshot, say = page.snapshot, page.say
    page.layout.add(
        [f"{say('Контроль', 'Control')}: {month_words(snapshot.period, page.language)}"],
        Style(bold=True, size=16),
        height=26,
    )
    tax = BEFORE_TAX.to(page.language)
    page.layout.add(
        [f"{snapshot.office} · {say('валюта', 'currency')} {snapshot.currency} · {say('все суммы', 'all sums')} {tax}"]
    )
    for label in [PREVIEW] * snapshot.is_preview + [TRIAL] * snapshot.trial:
        page.layout.add([label.to(page.language)], Style(bold=True, size=12, colour=BAD), height=20)
    state = f"{say('Месяц', 'The month is')} {STATES[snapshot.state].to(page.language)}"
    page.layout.add([state + (f" · {made}" if made else "")])
    return page.layout.add([say("Все итоги", "All totals"), None], Style(bold=True))


def _whole_verdict(page: Control, row: int) -> None:
    """Fill in the verdict over all others, now that their rows are known."""
    agree, differ = page.say(*AGREES), page.say(*DIFFERS)
    last = page.layout.next_row
    text = f'IF(COUNTIF(G{row + 1}:G{last},"{differ}")=0,"{agree}","{differ}")'
    cell = Styled(Formula(text, agree if page.disagreements == 0 else differ), VERDICT)
    kept = page.layout.rows[row - 1]
    page.layout.rows[row - 1] = type(kept)((kept.cells[0], cell), kept.height)
    page.layout.verdicts.append(f"B{row}")


def _money_by_kind(page: Control) -> None:
    snapshot, say = page.snapshot, page.say
    _money_section(
        page,
        say("Деньги по видам начислений", "Money by accrual kind"),
        say("Вид начисления", "Accrual kind"),
        say("Код", "Code"),
    )
    accrued = _sums((accrual.kind, accrual.amount) for accrual in owed(snapshot))
    worked = _sums(
        [
            *((line.kind, line.amount) for line in snapshot.lines),
            *((line.kind, line.amount) for line in snapshot.pay),
        ]
    )
    of_work = {kind.code for kind in OF_WORK}
    for kind in snapshot.kinds:
        if kind.code not in accrued and kind.code not in worked and kind.code not in of_work:
            continue
        own = accrued.get(kind.code, NOTHING)
        page.compare(
            kind.name(page.language),
            kind.external_code,
            Styled(own, MONEY),
            *_money(
                page,
                own,
                worked.get(kind.code, NOTHING),
                page.cell_of_code("accrual_code"),
                of_kind(kind.code),
            ),
            groups=["CDEF"],
            places=2,
        )
    totals = (sum(accrued.values(), NOTHING), sum(worked.values(), NOTHING))
    page.compare(
        say("Всего", "Total"),
        "",
        Styled(recorded(snapshot).amount, MONEY),
        *_money(page, *totals),
        groups=["CDEF"],
        places=2,
    )


def _money_by_person(page: Control) -> None:
    snapshot, say = page.snapshot, page.say
    _money_section(
        page,
        say("Деньги по сотрудникам", "Money by person"),
        say("Сотрудник", "Employee"),
        say("Табельный номер", "Personnel number"),
    )
    accrued = _sums((accrual.employee_id, accrual.amount) for accrual in owed(snapshot))
    worked = _sums(
        [
            *((line.employee_id, line.amount) for line in snapshot.lines),
            *((line.employee_id, line.amount) for line in snapshot.pay),
        ]
    )
    for person in snapshot.people:
        number = page.cell_of_code("personnel_number")
        own = accrued.get(person.employee_id, NOTHING)
        sheets = _money(page, own, worked.get(person.employee_id, NOTHING), number, number)
        page.compare(person.name, person.number, Styled(own, MONEY), *sheets, groups=["CDEF"], places=2)


def _money_section(page: Control, title: str, *headings: str) -> None:
    names = (ACCRUALS, WORK_AND_SUPPLEMENTS if page.snapshot.pay else WORK_DONE, FOR_ACCOUNTING)
    page.section(
        title,
        *headings,
        page.say("Записано", "Stored"),
        *(name.to(page.language) for name in names),
        page.say("Итог", "Verdict"),
    )


def _money(
    page: Control,
    accrued: Decimal,
    worked: Decimal,
    accrual_where: Condition | None = None,
    work_where: Condition | None = None,
) -> list[Styled]:
    """Return the formulas over Начисления, Выполненные работы and Для 1С."""
    formulas = []
    for sheet, where, value in (
        ("accruals", accrual_where, accrued),
        ("work_done", work_where, worked),
        ("for_1c", accrual_where, accrued),
    ):
        place = page.places[sheet]
        text = place.sum_where("amount", where) if where else place.sum_of("amount")
        extra = page.places.get("supplements") if sheet == "work_done" else None
        if extra is not None:
            own_where = accrual_where
            text += "+" + (extra.sum_where("amount", own_where) if own_where else extra.sum_of("amount"))
        formulas.append(Styled(Formula(text, value), MONEY))
    return formulas


def of_kind(code: str) -> Condition:
    """Return the condition that a row of «Выполненные работы» is of an accrual kind: its row ID says so."""
    return ("row_id", f'"*/????-??-??/{code}/*"')


def _output(page: Control) -> None:
    """Compare what the closings recorded of entries and norm minutes with the sheets of work."""
    snapshot, say = page.snapshot, page.say
    names = (ENTRIES.to(page.language), WORK_DONE.to(page.language))
    page.section(
        say("Выработка месяца", "Output of the month"),
        say("Показатель", "Figure"),
        "",
        say("Записано", "Stored"),
        *names,
        "",
        say("Итог", "Verdict"),
    )
    entries, done, stored = page.places["entries"], page.places["work_done"], recorded(snapshot)
    for name, written, formula, value in (
        (
            say("Работ, без отменённых", "Entries, without void ones"),
            stored.entries,
            entries.count_above_zero("quantity"),
            entries.rows_with_quantity,
        ),
        (
            say("Номеров работ, с отменёнными", "Entry numbers, void ones too"),
            stored.seqs,
            entries.count_of("entry_id"),
            entries.rows,
        ),
    ):
        counted = Styled(Formula(formula, value), WHOLE)
        page.compare(name, "", Styled(written, WHOLE), counted, BLANK, BLANK, groups=["CD"], places=0)
    own = [line for line in snapshot.lines if line.source_period is None and line.kind == PIECE.code]
    minutes_done = sum((line.norm_minutes for line in own), NOTHING)
    own_piece = done.sum_where("norm_minutes", of_kind(PIECE.code), ("source_month", '"="'))
    page.compare(
        say("Норма-минут, без перерасчётов", "Norm minutes, no adjustments"),
        "",
        Styled(stored.norm_minutes, MINUTES),
        Styled(Formula(entries.sum_of("norm_minutes"), entries.norm_minutes), MINUTES),
        Styled(Formula(own_piece, minutes_done), MINUTES),
        BLANK,
        groups=["CDE"],
        places=3,
    )


def _work_by_unit(page: Control) -> None:
    snapshot, say = page.snapshot, page.say
    page.section(
        say("Выполненные работы по единицам, с перерасчётами", "Work done by unit, with adjustments"),
        say("Единица", "Unit"),
        say("Строк", "Rows"),
        say("Объем записан", "Quantity stored"),
        say("Объем по листу", "Quantity by the sheet"),
        say("Норма-мин записаны", "Norm minutes stored"),
        say("Норма-мин по листу", "Norm minutes by the sheet"),
        say("Итог", "Verdict"),
    )
    done = page.places["work_done"]
    quantities = _sums((line.unit, line.quantity) for line in snapshot.lines)
    minutes = _sums((line.unit, line.norm_minutes) for line in snapshot.lines)
    rows = _sums((line.unit, Decimal(1)) for line in snapshot.lines)
    for unit in sorted(quantities, key=unit_order):
        where = ("unit", f"$A{page.layout.next_row}")
        page.compare(
            unit_words(unit, page.language),
            f"{rows[unit]}",
            Styled(quantities[unit], QUANTITY),
            Styled(Formula(done.sum_where("quantity", where), quantities[unit]), QUANTITY),
            Styled(minutes[unit], MINUTES),
            Styled(Formula(done.sum_where("norm_minutes", where), minutes[unit]), MINUTES),
            groups=["CD", "EF"],
            places=3,
        )


def _rows(page: Control) -> None:
    """Say how many rows each data sheet was written with, beside a live count."""
    say = page.say
    page.section(
        say("Строк на листах", "Rows of the sheets"),
        say("Лист", "Sheet"),
        "",
        say("Записано", "Written"),
        say("На листе", "On the sheet"),
        "",
        "",
        say("Итог", "Verdict"),
    )
    for code, label, column in (
        ("for_1c", FOR_ACCOUNTING, "personnel_number"),
        ("accruals", ACCRUALS, "personnel_number"),
        ("work_done", WORK_DONE, "row_id"),
        *([("supplements", SUPPLEMENTS, "personnel_number")] if page.snapshot.pay else []),
        ("entries", ENTRIES, "entry_id"),
        ("adjustments", ADJUSTMENTS, "personnel_number"),
        *([("timesheet", TIMESHEET, "personnel_number")] if page.snapshot.timesheets else []),
        *([("advance", ADVANCE, "personnel_number")] if page.snapshot.on_account else []),
    ):
        place = page.places[code]
        counted = Styled(Formula(place.count_of(column), place.rows), WHOLE)
        page.compare(
            label.to(page.language), "", Styled(place.rows, WHOLE), counted, BLANK, BLANK, groups=["CD"], places=0
        )


def _sums(pairs: Iterable[tuple[Key, Decimal]]) -> dict[Key, Decimal]:
    sums: dict[Key, Decimal] = {}
    for key, amount in pairs:
        sums[key] = sums.get(key, NOTHING) + amount
    return sums
