"""Sheet «Наряд за месяц»: one printed page that a head signs.

It names what a primary document must name (Federal Law 402-ФЗ, art. 9): the document, its date, the organisation, the
content, quantities and money with their units, the positions and signatures.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from zoneinfo import ZoneInfo

from payroll.closing import Closing, MonthSnapshot
from payroll.workbook.cells import Formula, Label, Look
from payroll.workbook.ground import BLANK, HEADING, MONEY, QUANTITY, TEXT, local
from payroll.workbook.layout import Layout
from payroll.workbook.shares import Share, shares_of_people, shares_of_work
from payroll.workbook.stream import Styled
from payroll.workbook.styles import BAD, Style
from payroll.workbook.sum_in_words import roubles_in_words
from payroll.workbook.words import BEFORE_TAX, PREVIEW, TRIAL, amount_heading, document_of

ORDER = Label("Наряд за месяц", "Order of the month")

_TITLE = Style(bold=True, size=16, align="center")
_SUBTITLE = Style(size=11, align="center")
_WARNING = Style(bold=True, size=11, colour=BAD, align="center")
_TABLE_TITLE = Style(bold=True, size=11)
_CENTRED = replace(TEXT, align="center")
_PLACE = replace(TEXT, look=Look.WHOLE, align="center")
_TOTAL = replace(TEXT, bold=True, align="right")
_TOTAL_MONEY = replace(MONEY, bold=True)
_LABEL = Style(vertical="top", colour="FF475569")
_FACT = Style(wrap=True, vertical="top")
_LINE = Style(underline=True, align="center", shrink=True)
_UNDER = Style(size=8, align="center", vertical="top")
_SMALL = Style(size=8, colour="FF475569")


@dataclass(frozen=True)
class _Page:
    """The page while it is being laid out."""

    snapshot: MonthSnapshot
    language: str
    zone: ZoneInfo
    layout: Layout

    @property
    def document(self) -> Closing | None:
        """The closing this page is the document of: the office's, else the only early one; None in a preview."""
        if self.snapshot.is_preview:
            return None
        return min(self.snapshot.closings, key=lambda closing: closing.employee_id or 0, default=None)

    def say(self, ru: str, en: str) -> str:
        return ru if self.language == "ru" else en


def order(snapshot: MonthSnapshot, language: str, zone: ZoneInfo) -> Layout:
    """Lay out the order of the month on one A4 page, upright. Only a closed month that is owed has lines to sign."""
    page = _Page(snapshot, language, zone, Layout("order", ORDER, (5, 11, 32, 23, 12, 13, 16), landscape=False))
    _head(page)
    _facts(page)
    _work(page)
    _people(page)
    _total_in_words(page)
    if page.document is not None and not snapshot.trial:
        _signatures(page, page.document)
        page.layout.gap(12)
        hashes = page.say("Отпечаток закрытых значений, SHA-256: ", "Hash of the closed values, SHA-256: ")
        page.layout.add([hashes + page.document.values_hash], _SMALL)
    return page.layout


def _head(page: _Page) -> None:
    snapshot, document, layout = page.snapshot, page.document, page.layout
    if document is None:
        name, dated = ORDER.to(page.language), ""
    else:
        early = document.employee_id
        number = None if early is None else snapshot.person(early).number
        name = document_of(document, number, page.language)
        dated = f"{page.say('от', 'of')} {local(document.closed_at, page.zone):%d.%m.%Y} · "
    layout.add_across(name, _TITLE, height=28)
    first, last = snapshot.period.first_day, snapshot.period.last_day
    layout.add_across(f"{dated}{page.say('за период', 'for')} {first:%d.%m.%Y} – {last:%d.%m.%Y}", _SUBTITLE, height=18)
    for label in [PREVIEW] * snapshot.is_preview + [TRIAL] * snapshot.trial:
        layout.add_across(label.to(page.language), _WARNING, height=20)
    layout.gap()


def _facts(page: _Page) -> None:
    roubles = page.language == "ru" and page.snapshot.currency == "RUB"
    money = "рубли" if roubles else page.snapshot.currency
    tax = BEFORE_TAX.to(page.language)
    content = page.say(
        "Письма, звонки и документы выполнены и приняты. Нормы времени и ставки взяты те, что действовали "
        "в день работы.",
        "Letters, calls and documents were done and accepted. Norms and rates are those in force on the day "
        "of the work.",
    )
    measures = page.say("Единицы работ, нормо-часы; деньги", "Units of work, norm hours; money")
    for title, text in (
        (page.say("Организация", "Organisation"), page.snapshot.office),
        (page.say("Содержание", "Content"), content),
        (page.say("Измерители", "Measured in"), f"{measures}: {money}, {tax}"),
    ):
        row = [Styled(title, _LABEL), None, Styled(text, _FACT)]
        page.layout.add(row, merge=[(3, len(page.layout.widths))])


def _work(page: _Page) -> None:
    say = page.say
    _open_table(
        page,
        say("1. Выполненные работы", "1. Work done"),
        [say("№", "No."), say("Вид работ", "Work"), "", say("Ед. изм.", "Unit"), say("Количество", "Quantity")],
        name_spans=[(2, 3)],
    )
    first = page.layout.next_row
    rows = shares_of_work(page.snapshot, page.language)
    for place, share in enumerate(rows, 1):
        names = [Styled(place, _PLACE), Styled(share.name, TEXT), BLANK, Styled(share.detail, _CENTRED)]
        page.layout.add([*names, *_figures(share)], merge=[(2, 3)])
    _total(page, first, rows)


def _people(page: _Page) -> None:
    say = page.say
    rows, are_people = shares_of_people(page.snapshot, page.language)
    who = [say("Таб. №", "Number"), say("ФИО", "Name"), say("Должность", "Position")]
    if not are_people:
        who = ["", say("Подразделение", "Department"), say("Человек", "People")]
    _open_table(page, say("2. К начислению", "2. To be accrued"), [say("№", "No."), *who, say("Работ", "Entries")])
    first = page.layout.next_row
    for place, share in enumerate(rows, 1):
        names = [Styled(place, _PLACE), Styled(share.number, _CENTRED), Styled(share.name, TEXT)]
        page.layout.add([*names, Styled(share.detail, TEXT if are_people else _CENTRED), *_figures(share)])
    _total(page, first, rows)


def _open_table(
    page: _Page, title: str, headings: Sequence[str], *, name_spans: Sequence[tuple[int, int]] = ()
) -> None:
    page.layout.gap()
    page.layout.add([title], _TABLE_TITLE, height=18)
    money = amount_heading(page.snapshot).to(page.language)
    row = [*headings, page.say("Нормо-часы", "Norm hours"), money]
    page.layout.add(row, HEADING, height=20, merge=name_spans)


def _figures(share: Share) -> list[Styled]:
    quantity = BLANK if share.quantity is None else Styled(share.quantity, QUANTITY)
    return [quantity, Styled(share.norm_hours, MONEY), Styled(share.amount, MONEY)]


def _total(page: _Page, first: int, rows: Sequence[Share]) -> None:
    """Lay out the total below a table as live sums of its columns."""
    if not rows:
        page.layout.add([BLANK] * len(page.layout.widths))
    last = page.layout.next_row - 1
    hours = sum((share.norm_hours for share in rows), Decimal(0))
    amount = sum((share.amount for share in rows), Decimal(0))
    words = [Styled(page.say("Итого", "Total"), _TOTAL), *[Styled(None, _TOTAL)] * 4]
    sums = [
        Styled(Formula(f"SUM(F{first}:F{last})", hours), _TOTAL_MONEY),
        Styled(Formula(f"SUM(G{first}:G{last})", amount), _TOTAL_MONEY),
    ]
    page.layout.add([*words, *sums], height=17, merge=[(1, 5)])


def _total_in_words(page: _Page) -> None:
    snapshot = page.snapshot
    page.layout.gap(6)
    total = (
        page.say("Было бы начислено", "Would have been")
        if snapshot.trial
        else page.say("К начислению", "To be accrued")
    )
    if page.language == "ru" and snapshot.currency == "RUB":
        amount = roubles_in_words(snapshot.amount)
    else:
        amount = f"{snapshot.amount:,.2f} {snapshot.currency}"
    page.layout.add_across(f"{total}: {amount}, {BEFORE_TAX.to(page.language)}.", _FACT, height=28)


def _signatures(page: _Page, document: Closing) -> None:
    say = page.say
    positions = {person.name: person.position for person in page.snapshot.people if person.position}
    blank = Styled(None, _LINE)
    for title, role, name in (
        (say("Составил", "Drawn up by"), say("бухгалтер", "accountant"), document.closed_by),
        (say("Утвердил", "Approved by"), say("руководитель", "head"), document.approved_by),
    ):
        page.layout.gap(10)
        position = Styled(positions.get(name, role), _LINE)
        spans = [(4, 5), (6, 7)]
        page.layout.add([title, None, position, blank, blank, Styled(name, _LINE), blank], height=22, merge=spans)
        words = [say("должность", "position"), say("подпись", "signature"), None, say("расшифровка подписи", "name")]
        page.layout.add([None, None, *words], _UNDER, height=11, merge=spans)
