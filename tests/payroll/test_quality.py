"""Quality of a work: an act lowers its pay in an open month, corrects a closed one, and never touches output."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from io import BytesIO

import pytest
from openpyxl import load_workbook

from naryad.db import Database
from naryad.office import office_of, set_setting
from naryad.people import NotAllowed, Role
from payroll.actions.quality import judge_work, read_act, record_signature
from payroll.adjustment import Standing
from payroll.annex import SignatureDayIsWrong
from payroll.output import WorkDone
from payroll.payslip import line_formula
from payroll.quality import (
    ActIsAcknowledged,
    ActIsNotYours,
    ActNeedsReason,
    JudgedWork,
    OwnQuality,
    QualityIsSo,
    RefusalNeedsWitnesses,
    WorkHasNoPrice,
    apart,
    condition_of,
    judged_of,
    partly,
)
from payroll.rules.quality import Judged, PercentIsNotPartial, Quality
from payroll.store.quality import acts_of_entry, unread_acts
from payroll.store.snapshot import month_snapshot, work_lines
from payroll.verification import troubles
from payroll.workbook.book import write_workbook
from tests.payroll.office import FOUNDED_ON, PayOffice, noon
from tests.payroll.values import work
from worklog.actions.entry import void_entry

OCTOBER_1 = date(2026, 10, 1)
NOVEMBER_2 = date(2026, 11, 2)
NOVEMBER_3 = date(2026, 11, 3)
DECEMBER_2 = date(2026, 12, 2)
REJECTED = Judged(Quality.REJECTED)
RETURNED = Judged(Quality.RETURNED)


@pytest.fixture
def office(database: Database) -> Iterator[PayOffice]:
    with database.writing() as session:
        office = PayOffice.founded(session)
        office.rate("4.20")
        yield office


def judge(office: PayOffice, entry: int, judged: Judged, *, on: date = date(2026, 10, 5)) -> int:
    return judge_work(
        office.session, office.head, entry_id=entry, judged=judged, reason="акт № 3: не тот адрес", now=noon(on)
    )


def amounts(office: PayOffice, month: str = "2026-10") -> list[Decimal]:
    return [line.amount for line in office.month(month).lines]


def test_a_rejected_work_is_not_paid_and_its_minutes_stay_output(office: PayOffice):
    office.letter(office.anna, "L10", on=OCTOBER_1)
    bad = office.letter(office.anna, "L10", on=OCTOBER_1)

    judge(office, bad, REJECTED)

    month = office.month("2026-10")
    assert [(line.quantity, line.coefficient, line.amount) for line in month.lines] == [
        (Decimal(1), Decimal(1), Decimal("42.00")),
        (Decimal(1), Decimal(0), Decimal("0.00")),
    ]
    assert month.person(office.anna.id).norm_minutes == Decimal(20)


def test_a_partly_usable_work_is_paid_by_how_far_it_is_usable(office: PayOffice):
    bad = office.letter(office.anna, "L10", on=OCTOBER_1)

    judge(office, bad, partly(Decimal(60)))

    [line] = office.month("2026-10").lines
    assert line.amount == Decimal("25.20")
    assert line_formula(line, "en") == "1 letter × 10 min × 4.20 × 60% = 25.20"
    assert line_formula(line, "ru") == "1 письмо × 10 мин × 4,20 × 60\u202f% = 25,20"


def test_where_only_lines_are_rounded_the_part_is_taken_of_the_unrounded_price(office: PayOffice):
    set_setting(office.session, "rounding", "line", effective_from=FOUNDED_ON, actor=office.head, now=noon(FOUNDED_ON))
    office.rate("4.275", since=date(2026, 9, 1))
    bad = office.letter(office.anna, "L3", on=OCTOBER_1)

    judge(office, bad, partly(Decimal(50)))

    assert amounts(office) == [Decimal("6.41")]  # 3 x 4.275 = 12.825, half of it 6.4125; of 12.83 it were 6.42


def test_a_work_returned_at_nobodys_fault_is_paid_and_says_so(office: PayOffice):
    returned = office.letter(office.anna, "L10", on=OCTOBER_1)

    judge(office, returned, RETURNED)

    [line] = office.month("2026-10").lines
    assert (line.amount, line.condition) == (Decimal("42.00"), "returned")


def test_an_act_that_was_wrong_is_followed_by_another_one_and_the_last_holds(office: PayOffice):
    letter = office.letter(office.anna, "L10", on=OCTOBER_1)

    judge(office, letter, REJECTED)
    judge(office, letter, Judged())

    assert amounts(office) == [Decimal("42.00")]
    assert [act.judged.quality for act in acts_of_entry(office.session, letter)] == [
        Quality.ACCEPTED,
        Quality.REJECTED,
    ]


def test_another_type_keeps_the_judgement_and_takes_its_own_price(office: PayOffice):
    letter = office.letter(office.anna, "L10", on=OCTOBER_1)
    office.accept(office.anna, OCTOBER_1)
    judge(office, letter, partly(Decimal(50)))

    office.recode(letter, "L5", on=date(2026, 10, 20))

    assert amounts(office) == [Decimal("10.50")]


def test_a_cancelled_work_is_not_judged_any_more(office: PayOffice):
    letter = office.letter(office.anna, "L10", on=OCTOBER_1)
    judge(office, letter, REJECTED)

    void_entry(office.session, letter, actor=office.anna, reason="дважды внесено", now=noon(OCTOBER_1))

    assert amounts(office) == []


def test_an_act_after_closing_is_offered_for_return_in_an_open_month_with_its_reason(office: PayOffice):
    letter = office.letter(office.anna, "L10", on=OCTOBER_1)
    office.accept(office.anna, OCTOBER_1)
    office.close("2026-10", on=NOVEMBER_2)
    closed = office.month("2026-10")

    judge(office, letter, partly(Decimal(60)), on=NOVEMBER_3)
    office.close("2026-11", on=DECEMBER_2)

    [correction] = office.month("2026-11").adjustments
    assert [(line.amount, line.condition) for line in correction.lines] == [
        (Decimal("-42.00"), ""),
        (Decimal("25.20"), "partial:60"),
    ]
    assert (correction.standing, correction.net) == (Standing.OFFERED, Decimal("-16.80"))
    assert correction.reason == "№ 1 (01.10.2026): годно на 60 % — акт № 3: не тот адрес"
    assert office.month("2026-10") == closed
    assert list(troubles(office.session)) == []


def test_an_act_taken_back_after_closing_is_paid_in_an_open_month(office: PayOffice):
    letter = office.letter(office.anna, "L10", on=OCTOBER_1)
    office.accept(office.anna, OCTOBER_1)
    judge(office, letter, REJECTED)
    office.close("2026-10", on=NOVEMBER_2)

    judge(office, letter, Judged(), on=NOVEMBER_3)
    office.close("2026-11", on=DECEMBER_2)

    [correction] = office.month("2026-11").adjustments
    assert (correction.standing, correction.net) == (Standing.DUE, Decimal("42.00"))


def test_an_act_after_the_heads_approval_has_to_be_approved_again(office: PayOffice):
    letter = office.letter(office.anna, "L10", on=OCTOBER_1)
    office.accept(office.anna, OCTOBER_1)
    office.close("2026-10", on=NOVEMBER_2)
    judge(office, letter, REJECTED, on=NOVEMBER_2)

    office.reopen("2026-10", on=NOVEMBER_3)
    office.close("2026-10", on=NOVEMBER_3)

    assert amounts(office) == [Decimal("0.00")]
    office.close("2026-11", on=DECEMBER_2)
    assert office.month("2026-11").adjustments == ()


@pytest.mark.parametrize(
    ("judged", "words"),
    [
        (REJECTED, "брак по вине работника"),
        (partly(Decimal("12.5")), "годно на 12,5 %"),
        (RETURNED, "возвращено, вины работника нет"),
        (None, "принято"),
    ],
)
def test_the_workbook_says_in_its_column_how_each_work_was_judged(office: PayOffice, judged: Judged | None, words: str):
    letter = office.letter(office.anna, "L10", on=OCTOBER_1)
    if judged is not None:
        judge(office, letter, judged)
    month, out = office.month("2026-10"), BytesIO()

    lines = work_lines(office.session, month.period, snapshot=month)
    write_workbook(month, lines, out, language="ru", zone=office_of(office.session).zone, now=noon(NOVEMBER_2))

    headings, row = load_workbook(out)["Выполненные работы (предв.)"].iter_rows(values_only=True)
    told = dict(zip(headings, row, strict=True))
    assert (told["Качество"], told["Условие"]) == (words, "обычное")


def test_an_act_on_ones_own_work_is_refused(office: PayOffice):
    head = office.hire("Лебедева Анна Олеговна", "7", Role.HEAD, Role.EMPLOYEE)
    letter = office.letter(head, "L10", on=OCTOBER_1)

    with pytest.raises(OwnQuality):
        judge_work(office.session, head, entry_id=letter, judged=REJECTED, reason="акт № 3", now=noon(OCTOBER_1))


def test_only_the_head_and_an_administrator_judge(office: PayOffice):
    letter = office.letter(office.anna, "L10", on=OCTOBER_1)

    for stranger in (office.accountant, office.boris):
        with pytest.raises(NotAllowed):
            judge_work(
                office.session, stranger, entry_id=letter, judged=REJECTED, reason="акт № 3", now=noon(OCTOBER_1)
            )


def test_an_act_says_why(office: PayOffice):
    letter = office.letter(office.anna, "L10", on=OCTOBER_1)

    with pytest.raises(ActNeedsReason) as refused:
        judge_work(office.session, office.head, entry_id=letter, judged=REJECTED, reason=" ", now=noon(OCTOBER_1))

    assert "по чьей вине" in refused.value.message("ru")


def test_the_same_judgement_twice_is_refused(office: PayOffice):
    letter = office.letter(office.anna, "L10", on=OCTOBER_1)
    judge(office, letter, REJECTED)

    with pytest.raises(QualityIsSo) as refused:
        judge(office, letter, REJECTED)

    assert "брак по вине работника" in refused.value.message("ru")


def test_work_without_a_norm_has_no_price_to_lower(office: PayOffice):
    helped = office.described(office.anna, "45", on=OCTOBER_1)

    with pytest.raises(WorkHasNoPrice):
        judge(office, helped, REJECTED)


@pytest.mark.parametrize("percent", ["0", "0.99", "99.5", "100", "-5", "33.333", "NaN"])
def test_partly_usable_is_between_1_and_99_percent(percent: str):
    with pytest.raises(PercentIsNotPartial):
        partly(Decimal(percent))


def test_the_author_reads_the_act_and_nobody_else_can_say_so(office: PayOffice):
    letter = office.letter(office.anna, "L10", on=OCTOBER_1)
    act = judge(office, letter, REJECTED)
    assert [one.id for one in unread_acts(office.session, office.anna.id)] == [act]

    with pytest.raises(ActIsNotYours):
        read_act(office.session, office.boris, act_id=act, now=noon(NOVEMBER_2), today=NOVEMBER_2)
    read_act(office.session, office.anna, act_id=act, now=noon(NOVEMBER_2), today=NOVEMBER_2)

    assert unread_acts(office.session, office.anna.id) == []
    with pytest.raises(ActIsAcknowledged):
        read_act(office.session, office.anna, act_id=act, now=noon(NOVEMBER_2), today=NOVEMBER_2)


def test_a_refusal_to_sign_names_its_witnesses_and_a_day_that_has_come(office: PayOffice):
    letter = office.letter(office.anna, "L10", on=OCTOBER_1)
    act = judge(office, letter, REJECTED)

    def record(signed_on: date, note: str) -> None:
        record_signature(
            office.session,
            office.head,
            act_id=act,
            is_refused=True,
            signed_on=signed_on,
            note=note,
            now=noon(NOVEMBER_2),
            today=NOVEMBER_2,
        )

    with pytest.raises(RefusalNeedsWitnesses):
        record(NOVEMBER_2, "")
    with pytest.raises(SignatureDayIsWrong):
        record(NOVEMBER_3, "Белова В. И., Котов П. И.")
    record(NOVEMBER_2, "Белова В. И., Котов П. И.")

    [known] = acts_of_entry(office.session, letter)
    assert known.acknowledged is not None
    assert known.acknowledged.note == "Белова В. И., Котов П. И."


def test_what_was_judged_stands_apart_and_every_sum_of_the_group_stays():
    group = work("L10", quantity="5", norm="10", on=OCTOBER_1)
    bad = JudgedWork(group.employee_id, group.day, group.norm_id or 0, Decimal(2), Decimal(20), REJECTED)

    split = apart([group], [bad])

    assert [(one.condition, one.quantity, one.entries) for one in split] == [
        ("", Decimal(3), group.entries - 1),
        ("rejected", Decimal(2), 1),
    ]
    assert _total(split) == group.norm_minutes


def _total(groups: list[WorkDone]) -> Decimal:
    return sum((one.norm_minutes for one in groups), Decimal(0))


@pytest.mark.parametrize("judged", [Judged(), REJECTED, RETURNED, partly(Decimal("0.5") + 1), partly(Decimal(99))])
def test_a_judgement_comes_back_from_its_line_as_it_was(judged: Judged):
    assert judged_of(condition_of(judged)) == judged


def test_acts_on_quality_count_alike_on_both_engines(any_db: Database):
    with any_db.writing() as session:
        office = PayOffice.founded(session)
        office.rate("4.20")
        letter = office.letter(office.anna, "L10", on=OCTOBER_1)
        office.accept(office.anna, OCTOBER_1)
        act = judge(office, letter, partly(Decimal("33.33")))
        read_act(session, office.anna, act_id=act, now=noon(NOVEMBER_2), today=NOVEMBER_2)
        office.close("2026-10", on=NOVEMBER_2)

        assert amounts(office) == [Decimal("14.00")]
        assert list(troubles(session)) == []
        assert month_snapshot(session, office.month("2026-10").period).amount == Decimal("14.00")
