"""Grades: off by default; a work is priced by its type's grade, and the difference to a higher own one is a line."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from io import BytesIO

import pytest
from openpyxl import load_workbook

from naryad.db import Database
from naryad.office import office_of, set_setting
from naryad.people import NotAllowed
from norms.store import catalog
from payroll.actions.grades import set_coefficient, set_grade
from payroll.actions.pay_terms import SourceIsMissing
from payroll.grading import (
    CoefficientIsWrong,
    GradeBook,
    Graded,
    GradeIsNotInScale,
    GradeIsWrong,
    GradeScope,
    GradeSet,
    ScaleFalls,
    graded_of,
    text_of,
)
from payroll.notice import TOLD_NOW, PayNeedsNotice, PayWouldFallInThePast, Told
from payroll.payslip import line_formula
from payroll.rate import RateBehindTheSeal
from payroll.store.annex import annex_on
from payroll.store.snapshot import work_lines
from payroll.verification import troubles
from payroll.workbook.book import write_workbook
from tests.payroll.office import FOUNDED_ON, PayOffice, noon
from tests.payroll.test_pages import Desk, desk

__all__ = ["desk"]
OCTOBER_1 = date(2026, 10, 1)
NOVEMBER_2 = date(2026, 11, 2)


@pytest.fixture
def office(database: Database) -> Iterator[PayOffice]:
    with database.writing() as session:
        office = PayOffice.founded(session)
        office.rate("5")
        yield office


def scale(office: PayOffice, grade: int, coefficient: str, *, since: date = FOUNDED_ON, told: Told = TOLD_NOW) -> None:
    set_coefficient(
        office.session,
        office.accountant,
        grade=grade,
        coefficient=Decimal(coefficient),
        effective_from=since,
        ground="положение о разрядах",
        now=noon(FOUNDED_ON),
        today=FOUNDED_ON,
        told=told,
    )


def of_type(office: PayOffice, code: str, grade: int | None, *, since: date = FOUNDED_ON) -> None:
    found = catalog(office.session, FOUNDED_ON).find(code)
    assert found is not None
    _grade(office, grade, since=since, work_type_id=found.work_type.id)


def _grade(office: PayOffice, grade: int | None, *, since: date = FOUNDED_ON, **owner: object) -> None:
    set_grade(
        office.session,
        office.accountant,
        grade=grade,
        effective_from=since,
        ground="положение о разрядах",
        now=noon(FOUNDED_ON),
        today=FOUNDED_ON,
        **owner,  # type: ignore[arg-type]
    )


def with_scale(office: PayOffice) -> PayOffice:
    """Letters of 10 minutes are of grade 3, Anna is of grade 4, everybody's position of grade 3."""
    scale(office, 3, "1.2")
    scale(office, 4, "1.35")
    of_type(office, "L10", 3)
    _grade(office, 3, position="менеджер")
    _grade(office, 4, employee_id=office.anna.id)
    return office


def lines(office: PayOffice, month: str = "2026-10") -> list[tuple[str, Decimal]]:
    return [(line.kind, line.amount) for line in office.month(month).lines]


def test_an_office_without_grades_pays_as_before(office: PayOffice):
    office.letter(office.anna, "L10", on=OCTOBER_1)

    [line] = office.month("2026-10").lines
    assert (line.amount, line.condition, line.coefficient) == (Decimal("50.00"), "", Decimal(1))


def test_a_work_is_priced_by_the_grade_of_its_type(office: PayOffice):
    with_scale(office)
    office.letter(office.boris, "L10", on=OCTOBER_1)
    office.letter(office.boris, "L5", on=OCTOBER_1)

    graded, plain = sorted(office.month("2026-10").lines, key=lambda line: line.type_code)
    assert (graded.piece_rate, graded.amount) == (Decimal("60.00"), Decimal("60.00"))
    assert line_formula(graded, "en") == "1 letter × 10 min × 5.00 × 1.2 = 60.00"
    assert plain.amount == Decimal("25.00")


def test_who_has_a_higher_grade_is_paid_the_difference_as_a_line_of_its_own(office: PayOffice):
    with_scale(office)
    for _letter in range(2):
        office.letter(office.anna, "L10", on=OCTOBER_1)

    assert lines(office) == [("PIECE", Decimal("120.00")), ("GRADE", Decimal("15.00"))]
    difference = office.month("2026-10").lines[1]
    assert line_formula(difference, "en") == "2 × (67.50 − 60.00) = 15.00"
    assert line_formula(difference, "ru") == "2 × (67,50 − 60,00) = 15,00"
    assert office.month("2026-10").person(office.anna.id).norm_minutes == Decimal(20)


def test_work_of_a_higher_grade_is_paid_by_its_own_price(office: PayOffice):
    with_scale(office)
    scale(office, 5, "1.5")
    of_type(office, "L25", 5)
    office.letter(office.anna, "L25", on=OCTOBER_1)

    assert lines(office) == [("PIECE", Decimal("187.50"))]


def test_where_only_lines_are_rounded_the_coefficients_multiply_the_unrounded_price(office: PayOffice):
    set_setting(office.session, "rounding", "line", effective_from=FOUNDED_ON, actor=office.head, now=noon(FOUNDED_ON))
    with_scale(office)
    office.letter(office.anna, "L10", on=OCTOBER_1)

    piece, difference = office.month("2026-10").lines
    assert (piece.coefficient, piece.amount) == (Decimal("1.2"), Decimal("60.00"))
    assert line_formula(difference, "en") == "10 min × 5.00 × (1.35 − 1.2) = 7.50"


def test_a_closed_month_with_grades_proves_true_and_a_late_finding_corrects_both_lines(office: PayOffice):
    with_scale(office)
    letter = office.letter(office.anna, "L10", on=OCTOBER_1)
    office.accept(office.anna, OCTOBER_1)
    office.close("2026-10", on=NOVEMBER_2)

    office.recode(letter, "L5", on=date(2026, 11, 3))
    office.close("2026-11", on=date(2026, 12, 2))

    assert list(troubles(office.session)) == []
    [correction] = office.month("2026-11").adjustments
    assert sorted((line.kind, line.amount) for line in correction.lines) == [
        ("GRADE", Decimal("-7.50")),
        ("PIECE", Decimal("-60.00")),
        ("PIECE", Decimal("25.00")),
    ]


def test_a_grade_never_reaches_a_closed_month(office: PayOffice):
    with_scale(office)
    office.letter(office.anna, "L10", on=OCTOBER_1)
    office.accept(office.anna, OCTOBER_1)
    office.close("2026-10", on=NOVEMBER_2)

    with pytest.raises(RateBehindTheSeal):
        scale(office, 5, "1.5", since=date(2026, 10, 31))


def test_a_lower_grade_asks_for_notice_or_consent(office: PayOffice):
    with_scale(office)

    with pytest.raises(PayWouldFallInThePast):
        set_coefficient(
            office.session,
            office.accountant,
            grade=4,
            coefficient=Decimal("1.3"),
            effective_from=date(2026, 9, 1),
            ground="приказ",
            now=noon(date(2026, 9, 1)),
            today=date(2026, 9, 1),
        )
    with pytest.raises(PayNeedsNotice) as refused:
        scale(office, 4, "1.3", since=date(2026, 9, 1))
    assert refused.value.facts["worse"] == [office.anna.id]
    scale(office, 4, "1.3", since=date(2026, 9, 1), told=Told(agreed=frozenset({office.anna.id}), paper="№ 8"))

    office.letter(office.anna, "L10", on=OCTOBER_1)
    assert lines(office) == [("PIECE", Decimal("60.00")), ("GRADE", Decimal("5.00"))]


def test_an_ended_grade_of_a_person_leaves_the_positions(office: PayOffice):
    with_scale(office)
    _grade(office, None, employee_id=office.anna.id, since=date(2026, 10, 10))
    office.letter(office.anna, "L10", on=date(2026, 10, 9))
    office.letter(office.anna, "L10", on=date(2026, 10, 10))

    assert lines(office) == [
        ("PIECE", Decimal("60.00")),
        ("GRADE", Decimal("7.50")),
        ("PIECE", Decimal("60.00")),
    ]


@pytest.mark.parametrize(
    ("grade", "coefficient", "refusal"),
    [
        (0, "1.2", GradeIsWrong),
        (19, "1.2", GradeIsWrong),
        (5, "0.99", CoefficientIsWrong),
        (5, "10.01", CoefficientIsWrong),
        (5, "1.255", CoefficientIsWrong),
        (5, "NaN", CoefficientIsWrong),
        (5, "1.3", ScaleFalls),
        (2, "1.21", ScaleFalls),
    ],
)
def test_a_coefficient_that_cannot_be_is_refused(
    office: PayOffice, grade: int, coefficient: str, refusal: type[Exception]
):
    with_scale(office)

    with pytest.raises(refusal):
        scale(office, grade, coefficient)


def test_a_grade_outside_the_scale_and_one_without_a_paper_are_refused(office: PayOffice):
    with_scale(office)

    with pytest.raises(GradeIsNotInScale) as refused:
        of_type(office, "L25", 7)
    assert "Сначала введите его коэффициент" in refused.value.message("ru")
    with pytest.raises(SourceIsMissing):
        set_grade(
            office.session,
            office.accountant,
            grade=3,
            effective_from=FOUNDED_ON,
            ground=" ",
            now=noon(FOUNDED_ON),
            today=FOUNDED_ON,
            employee_id=office.boris.id,
        )


def test_only_the_accountant_and_the_head_set_grades(office: PayOffice):
    with pytest.raises(NotAllowed):
        set_coefficient(
            office.session,
            office.anna,
            grade=3,
            coefficient=Decimal("1.2"),
            effective_from=FOUNDED_ON,
            ground="приказ",
            now=noon(FOUNDED_ON),
            today=FOUNDED_ON,
        )


def test_the_annex_prints_the_grade_and_the_piece_rate_it_makes(office: PayOffice):
    before = annex_on(office.session, OCTOBER_1)
    scale(office, 3, "1.2", since=date(2026, 9, 1))
    of_type(office, "L10", 3, since=date(2026, 9, 1))

    annex = annex_on(office.session, OCTOBER_1)

    assert before is not None
    assert annex is not None
    rows = {row.code: (row.grade, row.piece_rates) for row in annex.rows}
    assert rows["L10"] == (3, (Decimal("60.00"),))
    assert rows["L5"] == (None, (Decimal("25.00"),))
    assert annex.since == date(2026, 9, 1)
    assert annex.content_hash != before.content_hash


def test_the_workbook_adds_up_with_grades_in_it(office: PayOffice):
    with_scale(office)
    office.letter(office.anna, "L10", on=OCTOBER_1)
    office.accept(office.anna, OCTOBER_1)
    office.close("2026-10", on=NOVEMBER_2)
    month, out = office.month("2026-10"), BytesIO()

    work = work_lines(office.session, month.period, snapshot=month)
    write_workbook(month, work, out, language="ru", zone=office_of(office.session).zone, now=noon(NOVEMBER_2))

    book = load_workbook(out)
    headings, *rows = book["Выполненные работы"].iter_rows(values_only=True)
    told = [dict(zip(headings, row, strict=True)) for row in rows]
    assert [(one["Условие"], one["Сумма, руб."]) for one in told] == [
        ("разряд 3 (× 1,2), свой 4", 60),
        ("разряд 3 (× 1,2), свой 4", 7.5),
    ]
    headings, *rows = book["Начисления"].iter_rows(values_only=True)
    kinds = headings.index("Вид начисления")
    assert [row[kinds] for row in rows] == ["Сдельная оплата", "Межразрядная разница"]


@pytest.mark.parametrize(
    "graded", [Graded(3, Decimal("1.2")), Graded(1, Decimal(1), 18, Decimal(10)), Graded(2, Decimal("1.05"))]
)
def test_grades_come_back_from_a_line_as_they_were(graded: Graded):
    assert graded_of(f"partial:60;{text_of(graded)}") == graded
    assert graded_of("partial:60") is None


def test_of_two_coefficients_from_one_day_the_later_entered_holds():
    def step(coefficient: str, number: int) -> GradeSet:
        return GradeSet(GradeScope.SCALE, 3, 3, Decimal(coefficient), OCTOBER_1, number)

    for known in ((step("1.2", 1), step("1.3", 2)), (step("1.3", 2), step("1.2", 1))):
        assert GradeBook(known).coefficient(3, OCTOBER_1) == Decimal("1.3")
    assert GradeBook(known).coefficient(3, date(2026, 9, 30)) is None


def test_the_page_sets_a_scale_and_a_grade_and_names_what_is_wrong(desk: Callable[..., Desk], office: PayOffice):
    office.session.commit()
    accountant = desk(office.accountant)
    assert "Цены от разрядов не зависят" in accountant.get("/payroll/grades")
    given = {"grade": "3", "coefficient": "1,2", "effective_from": "2026-11-01", "ground": "приказ № 1"}

    assert "Назначено." in accountant.post("/payroll/grades", owner="scale", **given)
    assert "Назначено." in accountant.post("/payroll/grades", **{**given, "owner": "employee:101"})
    assert "«три» — не разряд" in accountant.post("/payroll/grades", owner="scale", **{**given, "grade": "три"})
    assert "В сетке нет разряда 9" in accountant.post("/payroll/grades", **{**given, "grade": "9", "owner": "type:1"})


def test_grades_count_alike_on_both_engines(any_db: Database):
    with any_db.writing() as session:
        office = PayOffice.founded(session)
        office.rate("5")
        with_scale(office)
        office.letter(office.anna, "L10", on=OCTOBER_1)
        office.accept(office.anna, OCTOBER_1)
        office.close("2026-10", on=NOVEMBER_2)

        assert lines(office) == [("PIECE", Decimal("60.00")), ("GRADE", Decimal("7.50"))]
        assert list(troubles(session)) == []
