"""Jobs: a crew's sum, a lump sum, indirect pay; what a job is refused for, and how it changes after closing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from naryad.days import Period
from naryad.db import Database
from naryad.errors import DomainError
from naryad.office import set_setting
from naryad.people import Employee, NotAllowed
from payroll.actions.closing import close_month
from payroll.actions.jobs import accept_job, change_job, draft_job, void_job
from payroll.actions.month import approve_month
from payroll.actions.timesheet import fill_timesheet
from payroll.adjustment import Standing
from payroll.job import Haste, Job, JobKind, JobMember, JobState, JobTerms, Price, ServedNorm
from payroll.job_lines import job_lines
from payroll.month import MonthHasBlockers
from payroll.pay_line import PayLine
from payroll.rules.crew import SharedBy
from payroll.store.closed import adjustments_of
from payroll.store.figures import month_figures
from payroll.verification import troubles
from tests.payroll.office import FOUNDED_ON, PayOffice, noon

AUGUST, SEPTEMBER = Period(2026, 8), Period(2026, 9)
AUGUST_28, AUGUST_31 = date(2026, 8, 28), date(2026, 8, 31)
SEPTEMBER_3, SEPTEMBER_4, OCTOBER_2 = date(2026, 9, 3), date(2026, 9, 4), date(2026, 10, 2)
MONDAY = date(2026, 8, 17)


@pytest.fixture
def office(any_db: Database) -> Iterator[PayOffice]:
    with any_db.writing() as session:
        founded = PayOffice.founded(session)
        founded.rate("5")
        yield founded


def crew(office: PayOffice, *members: JobMember, **changed: object) -> JobTerms:
    """Return a job of 30 000 in August: by default Anna's КТУ is 1 and Boris's 1."""
    terms = JobTerms(
        kind=JobKind.CREW,
        title="Наряд на бригаду",
        number="12",
        dated_on=AUGUST_28,
        content="Разбор архива договоров за 2025 год",
        first_day=date(2026, 8, 10),
        last_day=AUGUST_28,
        price=Price(Decimal(30_000), source="приказ № 5"),
        shared_by=SharedBy.COEFFICIENT,
        members=members or (JobMember(office.anna.id), JobMember(office.boris.id)),
    )
    return replace(terms, **changed)  # type: ignore[arg-type]


def lump(office: PayOffice, *members: JobMember, actual: str = "18") -> JobTerms:
    return crew(
        office,
        *(members or (JobMember(office.anna.id),)),
        kind=JobKind.LUMP_SUM,
        title="Аккордный наряд",
        number="А-1",
        haste=Haste(Decimal(20), Decimal(actual), Decimal("0.5")),
    )


def indirect(office: PayOffice, norm: str = "10000") -> JobTerms:
    return crew(
        office,
        JobMember(office.boris.id),
        kind=JobKind.INDIRECT,
        title="Распоряжение",
        number="К-1",
        first_day=date(2026, 8, 3),
        last_day=AUGUST_31,
        price=Price(Decimal(40_000), source="Положение об оплате труда, п. 4"),
        served=(ServedNorm(office.anna.id, Decimal(norm)),),
    )


def drafted(office: PayOffice, terms: JobTerms) -> Job:
    return draft_job(office.session, office.accountant, terms, now=noon(AUGUST_28))


def accepted(office: PayOffice, terms: JobTerms) -> Job:
    job = drafted(office, terms)
    return accept_job(office.session, office.head, job.id, seen=1, now=noon(AUGUST_31), today=AUGUST_31)


def paid(office: PayOffice, person: Employee, period: Period = AUGUST) -> list[PayLine]:
    people = month_figures(office.session, period).people
    return [line for one in people for line in one.pay if line.employee_id == person.id]


def refusal(office: PayOffice, terms: JobTerms) -> str:
    with pytest.raises(DomainError) as refused:
        drafted(office, terms)
    assert refused.value.message("en") != refused.value.message("ru")
    return refused.value.message("ru")


# ---- what it pays


def test_a_crew_shares_its_sum_by_coefficients_and_every_part_says_how(office: PayOffice):
    accepted(office, crew(office, JobMember(office.anna.id, Decimal("1.2"), "вела опись"), JobMember(office.boris.id)))

    [anna], [boris] = paid(office, office.anna), paid(office, office.boris)

    assert (anna.kind, anna.amount, boris.amount) == ("CREW", Decimal("16363.64"), Decimal("13636.36"))
    assert anna.formula_ru.replace("\u202f", " ") == "30 000,00 × 1,2 / 2,2 = 16 363,64"
    assert boris.formula_en == "30,000.00 × 1 / 2.2 = 13,636.36"
    assert anna.name == "Наряд на бригаду № 12"
    assert anna.ground == "Наряд на бригаду № 12 от 28.08.2026: Разбор архива договоров за 2025 год (приказ № 5)"


@pytest.mark.parametrize(
    ("shared_by", "one", "other", "parts", "formula"),
    [
        (
            SharedBy.COEFFICIENT_DAYS,
            {"coefficient": Decimal("1.2"), "reason": "вела опись", "days": Decimal(10)},
            {"days": Decimal(6)},
            ("20000.00", "10000.00"),
            "30 000,00 × 1,2 × 10 дн. / 18 = 20 000,00",
        ),
        (
            SharedBy.TARIFF_HOURS,
            {"tariff": Decimal(200), "hours": Decimal(40)},
            {"tariff": Decimal(160), "hours": Decimal(25)},
            ("20000.00", "10000.00"),
            "30 000,00 × 200,00 × 40 ч / 12 000 = 20 000,00",
        ),
        (
            SharedBy.AGREED,
            {"agreed": Decimal("17000.50")},
            {"agreed": Decimal("12999.50")},
            ("17000.50", "12999.50"),
            "30 000,00 × 17 000,50 / 30 000 = 17 000,50",
        ),
    ],
)
def test_a_crew_shares_by_days_by_hours_or_as_its_protocol_says(
    office: PayOffice,
    shared_by: SharedBy,
    one: dict[str, Decimal],
    other: dict[str, Decimal],
    parts: tuple[str, str],
    formula: str,
):
    terms = crew(office, JobMember(office.anna.id, **one), JobMember(office.boris.id, **other), shared_by=shared_by)  # type: ignore[arg-type]

    lines = job_lines([terms], AUGUST, {})

    assert tuple(str(line.amount) for line in lines) == parts
    assert lines[0].formula_ru.replace("\u202f", " ") == formula


def test_a_price_in_norm_minutes_is_multiplied_before_it_is_shared(office: PayOffice):
    price = Price(norm_minutes=Decimal(6000), rate=Decimal("5.001"), source="норма бригады")

    [anna, boris] = job_lines([crew(office, price=price)], AUGUST, {})

    assert anna.amount + boris.amount == Decimal("30006.00")
    assert anna.formula_ru.replace("\u202f", " ") == "6 000 мин × 5,001 × 1 / 2 = 15 003,00"


def test_three_equal_parts_of_a_hundred_add_up_to_it(office: PayOffice):
    members = [JobMember(one.id) for one in (office.anna, office.boris, office.administrator)]

    lines = job_lines([crew(office, *members, price=Price(Decimal(100), source="приказ"))], AUGUST, {})

    assert [str(line.amount) for line in lines] == ["33.34", "33.33", "33.33"]


def test_who_has_a_coefficient_of_0_has_no_line(office: PayOffice):
    members = JobMember(office.anna.id), JobMember(office.boris.id, Decimal(0), "не участвовал")

    [only] = job_lines([crew(office, *members)], AUGUST, {})

    assert (only.employee_id, only.amount) == (office.anna.id, Decimal("30000.00"))


@pytest.mark.parametrize(
    ("actual", "amount", "formula"),
    [
        ("18", "31500.00", "30 000,00 + 30 000,00 × 0,5 × 2 дн. / 20 дн. = 31 500,00"),
        ("20", "30000.00", "30 000,00 = 30 000,00"),
        ("25", "30000.00", "30 000,00 = 30 000,00"),
    ],
)
def test_a_lump_sum_pays_a_bonus_for_time_saved_and_takes_nothing_for_being_late(
    office: PayOffice, actual: str, amount: str, formula: str
):
    [line] = job_lines([lump(office, actual=actual)], AUGUST, {})

    assert (line.kind, str(line.amount)) == ("LUMP", amount)
    assert line.formula_ru.replace("\u202f", " ") == formula


def test_a_lump_sum_of_two_is_shared_with_its_bonus(office: PayOffice):
    terms = lump(office, JobMember(office.anna.id), JobMember(office.boris.id, Decimal("0.5"), "три дня из десяти"))

    [anna, boris] = job_lines([terms], AUGUST, {})

    assert (anna.amount, boris.amount) == (Decimal("21000.00"), Decimal("10500.00"))
    assert anna.formula_en.replace("\u202f", " ") == "(30,000.00 + 30,000.00 × 0.5 × 2 d / 20 d) × 1 / 1.5 = 21,000.00"


def test_indirect_pay_follows_the_output_of_those_served(office: PayOffice):
    accepted(office, indirect(office, norm="100"))
    assert paid(office, office.boris) == []

    for _letter in range(3):
        office.letter(office.anna, "L25", on=MONDAY)

    [line] = paid(office, office.boris)
    assert (line.kind, line.amount) == ("INDIR", Decimal("30000.00"))
    assert line.formula_ru.replace("\u202f", " ") == "40 000,00 / 100 мин × 75 мин = 30 000,00"


def test_work_outside_the_days_of_the_job_is_not_served(office: PayOffice):
    office.letter(office.anna, "L25", on=MONDAY)
    accepted(office, replace(indirect(office, norm="100"), last_day=date(2026, 8, 16)))

    assert paid(office, office.boris) == []


# ---- the month


def test_hours_on_a_job_leave_the_norms_and_its_money_counts_to_the_minimum_wage(office: PayOffice):
    session = office.session
    set_setting(session, "timesheet", "kept", effective_from=FOUNDED_ON, actor=office.head, now=noon(FOUNDED_ON))
    fill_timesheet(session, office.accountant, period=AUGUST, now=noon(AUGUST_31))
    office.letter(office.anna, "L60", on=MONDAY)
    before = next(one for one in month_figures(session, AUGUST).people if one.person.employee_id == office.anna.id)
    assert [line.kind for line in before.pay] == ["MROT"]

    accepted(office, crew(office, JobMember(office.anna.id, hours=Decimal(100)), JobMember(office.boris.id)))

    after = next(one for one in month_figures(session, AUGUST).people if one.person.employee_id == office.anna.id)
    assert before.person.fulfilment_hours == Decimal(168)
    assert after.person.fulfilment_hours == Decimal(68)
    assert {line.kind: line.amount for line in after.pay} == {"CREW": Decimal("15000.00"), "MROT": Decimal("11793.00")}


def test_who_serves_others_all_month_has_no_norms_of_their_own(office: PayOffice):
    session = office.session
    set_setting(session, "timesheet", "kept", effective_from=FOUNDED_ON, actor=office.head, now=noon(FOUNDED_ON))
    fill_timesheet(session, office.accountant, period=AUGUST, now=noon(AUGUST_31))
    office.letter(office.anna, "L60", on=MONDAY)

    accepted(office, indirect(office, norm="60"))

    boris = next(one for one in month_figures(session, AUGUST).people if one.person.employee_id == office.boris.id)
    assert boris.person.fulfilment_hours == Decimal(0)
    assert [(line.kind, line.amount) for line in boris.pay] == [("INDIR", Decimal("40000.00"))]


def test_a_job_that_waits_holds_the_closing_up_by_name(office: PayOffice):
    drafted(office, crew(office))

    with pytest.raises(MonthHasBlockers) as refused:
        office.close("2026-08", on=SEPTEMBER_3)

    assert "наряды не приняты (1)" in refused.value.message("ru")
    assert "jobs not accepted (1)" in refused.value.message("en")


def test_a_closed_month_holds_its_jobs_and_agrees_with_itself(office: PayOffice):
    accepted(office, crew(office))

    office.close("2026-08", on=SEPTEMBER_3)

    [section] = office.slip("2026-08", office.anna).pay
    assert (section.kind.code, section.amount) == ("CREW", Decimal("15000.00"))
    assert list(troubles(office.session)) == []


def test_a_job_corrected_after_closing_is_booked_by_storno_and_right_line(office: PayOffice):
    job = accepted(office, crew(office))
    office.close("2026-08", on=SEPTEMBER_3)
    more = replace(crew(office), price=Price(Decimal(36_000), source="приказ № 6"))
    changed = change_job(
        office.session, office.accountant, job.id, more, seen=1, reason="цена по приказу № 6", now=noon(SEPTEMBER_4)
    )
    assert changed.state is JobState.CHANGED
    accept_job(office.session, office.head, job.id, seen=2, now=noon(SEPTEMBER_4), today=SEPTEMBER_4)

    office.close("2026-09", on=OCTOBER_2)

    [correction] = adjustments_of(office.session, AUGUST, office.anna.id)
    assert [line.amount for line in correction.pay] == [Decimal("-15000.00"), Decimal("18000.00")]
    assert (correction.standing, correction.net) == (Standing.DUE, Decimal("3000.00"))
    assert correction.reason == "Наряд на бригаду № 12: цена по приказу № 6"
    assert list(troubles(office.session)) == []


def test_what_a_void_job_paid_is_only_offered_for_return(office: PayOffice):
    job = accepted(office, crew(office))
    office.close("2026-08", on=SEPTEMBER_3)
    void_job(office.session, office.head, job.id, seen=1, reason="работу сделал подрядчик", now=noon(SEPTEMBER_4))

    office.close("2026-09", on=OCTOBER_2)

    [correction] = adjustments_of(office.session, AUGUST, office.anna.id)
    assert (correction.standing, correction.net) == (Standing.OFFERED, Decimal("-15000.00"))
    assert correction.reason == "Наряд на бригаду № 12: работу сделал подрядчик"
    assert office.slip("2026-09", office.anna).total == 0


def test_a_finding_after_closing_changes_what_the_server_is_due(office: PayOffice):
    entry = office.letter(office.anna, "L25", on=MONDAY)
    office.accept(office.anna, MONDAY)
    accepted(office, indirect(office, norm="25"))
    office.close("2026-08", on=SEPTEMBER_3)
    office.recode(entry, "L60", on=SEPTEMBER_3)

    office.close("2026-09", on=OCTOBER_2)

    [correction] = adjustments_of(office.session, AUGUST, office.boris.id)
    assert correction.net == Decimal("56000.00")
    assert correction.reason == "изменилась выработка тех, кого обслуживает"


def test_a_job_that_waits_holds_up_the_early_closing_of_its_members_alone(office: PayOffice):
    job = drafted(office, crew(office))
    for person in (office.boris, office.administrator):
        office.leaves(person, AUGUST_28)
    office.close("2026-08", on=AUGUST_31, only=office.administrator)
    with pytest.raises(MonthHasBlockers):
        office.close("2026-08", on=AUGUST_31, only=office.boris)
    accept_job(office.session, office.head, job.id, seen=1, now=noon(AUGUST_31), today=AUGUST_31)
    early = {"period": AUGUST, "now": noon(AUGUST_31), "today": AUGUST_31, "employee_id": office.boris.id}
    approve_month(office.session, office.head, **early)
    close_month(office.session, office.accountant, **early)

    office.close("2026-08", on=SEPTEMBER_3)

    slips = [office.slip("2026-08", person).total for person in (office.anna, office.boris)]
    assert slips == [Decimal("15000.00"), Decimal("15000.00")]


# ---- what is refused


def test_a_coefficient_lies_between_0_and_2(office: PayOffice):
    terms = crew(office, JobMember(office.anna.id, Decimal("2.01"), "много"), JobMember(office.boris.id))

    assert refusal(office, terms) == (
        "КТУ сотрудника Смирнова Анна Юрьевна не может быть 2,01: он от 0 до 2, не более 2 знаков после запятой."
    )


def test_a_coefficient_other_than_1_has_its_reason(office: PayOffice):
    terms = crew(office, JobMember(office.anna.id, Decimal("1.2")), JobMember(office.boris.id))

    assert refusal(office, terms).startswith("КТУ сотрудника Смирнова Анна Юрьевна — 1,2, а не 1. Напишите, почему")


def test_who_is_not_employed_on_the_days_is_not_paid_for_them(office: PayOffice):
    office.leaves(office.boris, date(2026, 8, 9))

    assert refusal(office, crew(office)) == (
        "Волков Борис Андреевич не работает в офисе ни в один день с 10.08.2026 по 28.08.2026. Уберите из наряда или "
        "исправьте дни."
    )


def test_nobody_has_more_days_than_they_were_employed(office: PayOffice):
    office.leaves(office.boris, date(2026, 8, 12))
    members = JobMember(office.anna.id, days=Decimal(10)), JobMember(office.boris.id, days=Decimal(5))

    said = refusal(office, crew(office, *members, shared_by=SharedBy.COEFFICIENT_DAYS))

    assert said.startswith("У сотрудника Волков Борис Андреевич в наряде 5 дн., а в офисе он числится только 3 из них.")


def test_a_price_of_0_is_no_price(office: PayOffice):
    said = refusal(office, crew(office, price=Price(Decimal(0), source="приказ")))

    assert said.startswith("Цена наряда — 0, платить нечего.")


def test_parts_of_the_protocol_add_up_to_the_sum(office: PayOffice):
    members = JobMember(office.anna.id, agreed=Decimal(17000)), JobMember(office.boris.id, agreed=Decimal(12999))

    said = refusal(office, crew(office, *members, shared_by=SharedBy.AGREED))

    assert said == "Части в сумме дают 29999, а наряд — 30000: 1 не распределено. Исправьте части."


def test_a_sum_that_nobody_has_a_share_of_is_not_shared(office: PayOffice):
    terms = crew(office, JobMember(office.anna.id, Decimal(0), "не был"), JobMember(office.boris.id, Decimal(0), "нет"))

    assert refusal(office, terms).startswith("Сумму бригады не на кого делить")


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"content": " "}, "В наряде не хватает: что сделано."),
        ({"number": ""}, "В наряде не хватает: номер."),
        ({"price": Price(Decimal(1))}, "В наряде не хватает: откуда цена."),
        ({"first_day": date(2026, 8, 29)}, "Наряд не может длиться с 29.08.2026 по 28.08.2026"),
        ({"first_day": date(2025, 8, 1)}, "Наряд не может длиться с 01.08.2025 по 28.08.2026"),
        ({"price": Price(Decimal("0.001"), source="приказ")}, "Цена не может быть 0,001: введите число от 0"),
    ],
)
def test_a_job_is_a_whole_paper(office: PayOffice, changed: dict[str, object], said: str):
    assert refusal(office, crew(office, **changed)).startswith(said)


def test_nobody_stands_in_a_job_twice_and_nobody_serves_themselves(office: PayOffice):
    twice = crew(office, JobMember(office.anna.id), JobMember(office.anna.id))
    own = replace(indirect(office), served=(ServedNorm(office.boris.id, Decimal(100)),))

    assert refusal(office, twice).startswith("Смирнова Анна Юрьевна стоит в наряде дважды.")
    assert refusal(office, own).startswith("Волков Борис Андреевич получает по выработке других")
    assert refusal(office, replace(indirect(office), served=())).startswith("В наряде не хватает: те, кого обслуживают")


def test_a_number_is_used_once_a_year_even_that_of_a_void_job(office: PayOffice):
    job = drafted(office, crew(office))
    void_job(office.session, office.accountant, job.id, seen=1, reason="ошибка", now=noon(AUGUST_28))

    said = refusal(office, crew(office, number=" 1 2 "))

    assert said.startswith("В 2026 году наряд № 1 2 уже есть: Разбор архива договоров за 2025 год.")


def test_a_closed_month_takes_no_new_job(office: PayOffice):
    office.close("2026-08", on=SEPTEMBER_3)

    assert refusal(office, crew(office)).startswith("Август 2026 — месяц закрыт, новый наряд в нём не завести.")


def test_who_was_closed_early_gets_no_new_job_in_that_month(office: PayOffice):
    office.leaves(office.boris, AUGUST_28)
    office.close("2026-08", on=AUGUST_31, only=office.boris)

    assert "месяц закрыт раньше срока (Волков Борис Андреевич)" in refusal(office, crew(office))


def test_an_accepted_job_changes_only_with_a_reason_and_is_paid_as_before_until_accepted_anew(office: PayOffice):
    job = accepted(office, crew(office))
    more = replace(crew(office), price=Price(Decimal(40_000), source="приказ № 6"))
    with pytest.raises(DomainError, match="was accepted already"):
        change_job(office.session, office.accountant, job.id, more, seen=1, reason=" ", now=noon(AUGUST_31))

    change_job(office.session, office.accountant, job.id, more, seen=1, reason="приказ № 6", now=noon(AUGUST_31))

    assert [line.amount for line in paid(office, office.anna)] == [Decimal("15000.00")]
    accept_job(office.session, office.head, job.id, seen=2, now=noon(AUGUST_31), today=AUGUST_31)
    assert [line.amount for line in paid(office, office.anna)] == [Decimal("20000.00")]


def test_a_job_keeps_its_number(office: PayOffice):
    job = drafted(office, crew(office))

    with pytest.raises(DomainError) as refused:
        change_job(
            office.session, office.accountant, job.id, crew(office, number="13"), seen=1, reason="", now=noon(AUGUST_28)
        )

    assert refused.value.message("ru").startswith("Наряд на бригаду № 12: номер и год (2026) не меняются.")


def test_only_a_head_accepts_and_not_a_job_that_pays_them_or_lies_ahead(office: PayOffice):
    job = drafted(office, crew(office))
    own = drafted(office, crew(office, JobMember(office.head.id), number="13"))

    with pytest.raises(NotAllowed):
        accept_job(office.session, office.accountant, job.id, seen=1, now=noon(AUGUST_31), today=AUGUST_31)
    with pytest.raises(DomainError, match="pays you too"):
        accept_job(office.session, office.head, own.id, seen=1, now=noon(AUGUST_31), today=AUGUST_31)
    with pytest.raises(DomainError, match="still ahead"):
        accept_job(office.session, office.head, job.id, seen=1, now=noon(MONDAY), today=MONDAY)
    with pytest.raises(DomainError, match="written anew while you looked"):
        accept_job(office.session, office.head, job.id, seen=2, now=noon(AUGUST_31), today=AUGUST_31)


def test_an_accepted_job_is_made_void_by_a_head_alone_with_a_reason_and_for_good(office: PayOffice):
    job = accepted(office, crew(office))
    with pytest.raises(NotAllowed):
        void_job(office.session, office.accountant, job.id, seen=1, reason="ошибка", now=noon(AUGUST_31))
    with pytest.raises(DomainError, match="Write why"):
        void_job(office.session, office.head, job.id, seen=1, reason="", now=noon(AUGUST_31))

    void_job(office.session, office.head, job.id, seen=1, reason="ошибка", now=noon(AUGUST_31))

    assert paid(office, office.anna) == []
    for again in (
        lambda: void_job(office.session, office.head, job.id, seen=1, reason="ещё", now=noon(AUGUST_31)),
        lambda: accept_job(office.session, office.head, job.id, seen=1, now=noon(AUGUST_31), today=AUGUST_31),
        lambda: change_job(
            office.session, office.head, job.id, crew(office), seen=1, reason="ещё", now=noon(AUGUST_31)
        ),
    ):
        with pytest.raises(DomainError, match="is void: it pays nothing"):
            again()


def test_an_accepted_job_waits_for_nothing(office: PayOffice):
    job = accepted(office, crew(office))

    with pytest.raises(DomainError, match="Nothing waits"):
        accept_job(office.session, office.head, job.id, seen=1, now=noon(AUGUST_31), today=AUGUST_31)
