"""What a month rests on, at the foot of «Контроль»: norms, rates, the minimum wage, who closed it, and the hashes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from naryad.money import Rounding, kopecks
from payroll.closing import MonthPerson, MonthSnapshot
from payroll.workbook.accruals import owed
from payroll.workbook.cells import Label, Look
from payroll.workbook.layout import Layout, Span
from payroll.workbook.stream import Styled
from payroll.workbook.styles import HEADING_FILL, Style
from payroll.workbook.words import RATE_PER, code_order, type_words

HEADING = Style(bold=True, fill=HEADING_FILL, align="center", wrap=True, ruled=True)
SECTION = Style(bold=True, size=12)
MONEY = Style(look=Look.MONEY, ruled=True)
MINUTES = Style(look=Look.MINUTES, ruled=True)
QUANTITY = Style(look=Look.QUANTITY, ruled=True)
WHOLE = Style(look=Look.WHOLE, ruled=True)
RATE = Style(look=Look.RATE, ruled=True)
DAY = Style(look=Look.DAY, ruled=True)
MOMENT = Style(look=Look.MOMENT, ruled=True)
TEXT = Style(ruled=True, wrap=True)
CENTRED = Style(ruled=True, wrap=True, align="center")
VERDICT = Style(bold=True, align="center", ruled=True)
NOTE = Style(colour="FF475569")
BLANK = Styled(None, TEXT)

PEOPLE_BELOW_SHOWN = 50
"""How many people below the minimum wage are listed by name."""

ROUNDINGS = {
    Rounding.UNIT: Label(
        "расценка единицы округляется до копейки", "the piece rate of a unit is rounded to the kopeck"
    ),
    Rounding.LINE: Label("округляется только строка", "only a line is rounded"),
}


@dataclass(frozen=True)
class Recorded:
    """Totals as the closings recorded them; in a preview those of the snapshot itself."""

    seqs: int
    """Sum of everybody's highest entry number: how many entries the month must show, void ones included."""

    entries: int
    norm_minutes: Decimal
    amount: Decimal


def recorded(snapshot: MonthSnapshot) -> Recorded:
    """Return the stored totals that the sheets must agree with."""
    seqs = sum(person.seq_last for person in snapshot.people)
    if snapshot.is_preview:
        return Recorded(seqs, snapshot.entries, snapshot.norm_minutes, snapshot.amount)
    return Recorded(
        seqs=seqs,
        entries=sum(closing.entries for closing in snapshot.closings),
        norm_minutes=sum((closing.norm_minutes for closing in snapshot.closings), Decimal(0)),
        amount=sum((closing.amount for closing in snapshot.closings), Decimal(0)),
    )


def lay_out(layout: Layout, snapshot: MonthSnapshot, language: str, zone: ZoneInfo) -> None:
    """Add the sections that say what the figures above rest on."""
    russian = language == "ru"
    _norms(layout, snapshot, language)
    _rates(layout, snapshot, language)
    _minimum_wage(layout, snapshot, russian)
    if snapshot.closings:
        _steps(layout, snapshot, russian, zone)
        _hashes(layout, snapshot, language)


def _norms(layout: Layout, snapshot: MonthSnapshot, language: str) -> None:
    russian = language == "ru"
    open_section(
        layout,
        "Версии норм" if russian else "Versions of norms",
        *(
            ("Вид работ", "Код", "Версия", "Норма, мин", "Работ", "Норма-мин", "Строк")
            if russian
            else ("Work type", "Code", "Version", "Norm, min", "Entries", "Norm minutes", "Rows")
        ),
    )
    versions: dict[tuple[str, int, Decimal, str], list[Decimal]] = {}
    for line in snapshot.lines:
        name = type_words(line.type_name_ru, line.type_name_en, language)
        sums = versions.setdefault(
            (line.type_code, line.norm_version or 0, line.norm_minutes_per_unit, name), [Decimal(0)] * 3
        )
        sums[0] += line.entries
        sums[1] += line.norm_minutes
        sums[2] += 1
    for (code, version, minutes, name), (entries, norm_minutes, rows) in sorted(
        versions.items(), key=lambda item: (code_order(item[0][0]), item[0][1:])
    ):
        layout.add(
            [
                Styled(name, TEXT),
                Styled(code, CENTRED),
                Styled(version or None, WHOLE),
                Styled(minutes, MINUTES) if version else BLANK,
                Styled(entries, WHOLE),
                Styled(norm_minutes, MINUTES),
                Styled(rows, WHOLE),
            ]
        )


def _rates(layout: Layout, snapshot: MonthSnapshot, language: str) -> None:
    russian = language == "ru"
    currency = "руб." if russian and snapshot.currency == "RUB" else snapshot.currency
    open_section(
        layout,
        "Версии ставок" if russian else "Versions of rates",
        *(
            ("Ставка", "№ ставки", f"Размер, {currency}", "Работы с", "Работы по", f"Сумма, {currency}", "Людей")
            if russian
            else ("Rate", "No.", f"Amount, {currency}", "Work from", "Work to", f"Sum, {currency}", "People")
        ),
    )
    for rate_id in sorted({line.rate_id for line in snapshot.lines}):
        lines = [line for line in snapshot.lines if line.rate_id == rate_id]
        layout.add(
            [
                Styled(RATE_PER[lines[0].rate_per].to(language), TEXT),
                Styled(str(rate_id), CENTRED),
                Styled(lines[0].rate_amount, RATE),
                Styled(min(line.day for line in lines), DAY),
                Styled(max(line.day for line in lines), DAY),
                Styled(sum((line.amount for line in lines), Decimal(0)), MONEY),
                Styled(len({line.employee_id for line in lines}), WHOLE),
            ]
        )
    rounding = ROUNDINGS[snapshot.rounding].to(language)
    layout.add([("Округление: " if russian else "Rounding: ") + rounding], NOTE)


def _minimum_wage(layout: Layout, snapshot: MonthSnapshot, russian: bool) -> None:
    """List who earned less than the minimum wage for their share of the month's full norm of hours."""
    wage = snapshot.minimum_wage
    if wage is None:
        text = (
            "МРОТ этого месяца не внесён: проверка не делалась"
            if russian
            else "No minimum wage is entered for this month: not checked"
        )
        open_section(layout, text)
        return
    open_section(layout, "Минимальный размер оплаты труда" if russian else "Minimum wage")
    since = f"{wage.amount:,.2f}".replace(",", " ").replace(".", "," if russian else ".")
    day = wage.effective_from.strftime("%d.%m.%Y")
    layout.add([f"{since} {'с' if russian else 'from'} {day} · {wage.source}"], NOTE)
    below = list(_below_minimum(snapshot))
    if not below:
        layout.add(["Ниже МРОТ при полной норме времени: никого" if russian else "Below it at full time: nobody"], NOTE)
        return
    layout.add(
        ("Сотрудник", "Табельный номер", "Засчитано", "МРОТ × доля", "Не хватает", "Норма часов", "")
        if russian
        else ("Employee", "Personnel number", "Counted", "Minimum × share", "Short by", "Norm hours", ""),
        HEADING,
    )
    for person, earned, floor in below[:PEOPLE_BELOW_SHOWN]:
        layout.add(
            [
                Styled(person.name, TEXT),
                Styled(person.number, CENTRED),
                Styled(earned, MONEY),
                Styled(floor, MONEY),
                Styled(floor - earned, MONEY),
                Styled(person.norm_hours, QUANTITY),
                BLANK,
            ]
        )
    note = (
        f"Всего: {len(below)}. Доплата до МРОТ зависит от отработанных часов: её считает бухгалтерия по табелю"
        if russian
        else f"In all: {len(below)}. A top-up depends on the hours worked: accounting counts it by the timesheet"
    )
    layout.add([note], NOTE)


def _below_minimum(snapshot: MonthSnapshot) -> Iterator[tuple[MonthPerson, Decimal, Decimal]]:
    """Yield people with what counted towards the minimum and their share of it, where the first is less."""
    if snapshot.minimum_wage is None or not snapshot.norm_hours:
        return
    counting = {kind.code for kind in snapshot.kinds if kind.counts_to_minimum}
    earned: dict[int, Decimal] = {}
    for accrual in owed(snapshot):
        if accrual.kind in counting and accrual.source_period is None:
            earned[accrual.employee_id] = earned.get(accrual.employee_id, Decimal(0)) + accrual.amount
    for person in snapshot.people:
        floor = kopecks(snapshot.minimum_wage.amount * person.norm_hours / snapshot.norm_hours)
        own = earned.get(person.employee_id, Decimal(0))
        if own < floor:
            yield person, own, floor


def _steps(layout: Layout, snapshot: MonthSnapshot, russian: bool, zone: ZoneInfo) -> None:
    open_section(
        layout,
        "Кто и когда закрыл" if russian else "Who closed it, and when",
        *(
            ("Шаг", "Редакция", "Когда", "Кто", "", "", "Что закрыто")
            if russian
            else ("Step", "Revision", "When", "Who", "", "", "What was closed")
        ),
        merge=[(4, 6)],
    )
    names = {person.employee_id: person.number for person in snapshot.people}
    for closing in snapshot.closings:
        what = ("весь месяц" if russian else "the month") if closing.employee_id is None else names[closing.employee_id]
        for step, who, at in (
            ("Приём окончен" if russian else "Frozen", closing.frozen_by, closing.frozen_at),
            ("Утверждён" if russian else "Approved", closing.approved_by, closing.approved_at),
            ("Закрыт" if russian else "Closed", closing.closed_by, closing.closed_at),
        ):
            moment = Styled(local(at, zone), MOMENT)
            layout.add(
                [
                    Styled(step, TEXT),
                    Styled(str(closing.revision), CENTRED),
                    moment,
                    Styled(who, TEXT),
                    BLANK,
                    BLANK,
                    Styled(what, TEXT),
                ],
                merge=[(4, 6)],
            )


def _hashes(layout: Layout, snapshot: MonthSnapshot, language: str) -> None:
    russian = language == "ru"
    open_section(layout, "Отпечатки" if russian else "Hashes")
    names = {person.employee_id: person.number for person in snapshot.people}
    for closing in snapshot.closings:
        own = f" ({names[closing.employee_id]})" if closing.employee_id is not None else ""
        layout.add(
            [("Закрытые значения, SHA-256" if russian else "Closed values, SHA-256") + own, closing.values_hash], NOTE
        )
        head = closing.journal_head or ("журнал ещё не скреплён" if russian else "the journal was not yet sealed")
        layout.add([("Последняя запись журнала" if russian else "Head of the journal") + own, head], NOTE)


def local(moment: datetime, zone: ZoneInfo) -> datetime:
    """Return the office's wall-clock time of `moment`, without its zone, as a cell holds it."""
    return moment.astimezone(zone).replace(tzinfo=None)


def open_section(layout: Layout, title: str, *headings: str, merge: Sequence[Span] = ()) -> None:
    """Begin a section: some room, its title, and the headings of its table where it has one."""
    layout.gap()
    layout.add([title], SECTION, height=21)
    if headings:
        layout.add(headings, HEADING, height=32 if max(len(heading) for heading in headings) > 14 else 18, merge=merge)
