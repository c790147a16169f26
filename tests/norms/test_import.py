"""A catalog taken from a file: what it does, once and again, on the first day and later."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from sqlmodel import Session

from norms import actions, store
from norms.actions import ImportReport
from norms.sheet_export import export_excel, export_yaml
from norms.work_type import Kind
from tests.norms.conftest import MORNING, OPENED_ON, Office

SECOND = OPENED_ON + timedelta(days=1)
VISIT = """\
types:
  - code: V30
    alias: ВС30
    name_ru: Встреча
    kinds: [visit]
    unit: visit
    norm: 30
    source: приказ № 3
    ru:
      summary: Встреча с клиентом в офисе.
"""


def take(
    session: Session, office: Office, content: str | bytes, *, on: date = OPENED_ON, good_rows: bool = False
) -> ImportReport:
    raw = content.encode() if isinstance(content, str) else content
    now = MORNING if on == OPENED_ON else office.at(on)
    return actions.import_catalog(
        session, raw, "catalog.yaml", actor=office.olga, now=now, today=on, take_good_rows=good_rows
    )


def minutes(session: Session, code: str, day: date) -> Decimal | None:
    entry = store.catalog(session, day).find(code)
    assert entry is not None
    return entry.norm.minutes if entry.norm is not None else None


def test_a_new_office_types_its_first_letter_on_its_first_day(empty_office: Office) -> None:
    with empty_office.database.writing() as session:
        report = actions.found_catalog(session, ["L5", "L10"], actor=empty_office.olga, now=MORNING, today=OPENED_ON)

        offered = [entry.code for entry in store.catalog(session, OPENED_ON).of_kind(Kind.LETTER_OUT)]

    assert report.added == ("L5", "L10", "T0", "Z0", "OTH")
    assert report.norms_in_force == report.added
    assert offered == ["L5", "L10", "OTH", "T0", "Z0"]


def test_more_sections_on_the_first_day_start_that_day_too(empty_office: Office) -> None:
    with empty_office.database.writing() as session:
        actions.found_catalog(session, ["L5"], actor=None, now=MORNING, today=OPENED_ON)
        later = MORNING + timedelta(hours=2)
        report = actions.found_catalog(session, ["D5"], actor=empty_office.olga, now=later, today=OPENED_ON)

        assert report.norms_in_force == ("D5",)
        assert minutes(session, "D5", OPENED_ON) == 5


def test_from_the_second_day_on_a_file_only_proposes(session: Session, office: Office) -> None:
    report = take(session, office, VISIT, on=SECOND)

    assert (report.added, report.norms_in_force, report.norms_proposed) == (("V30",), (), ("V30",))
    assert minutes(session, "V30", date(2027, 1, 1)) is None
    assert [norm.effective_from for norm in store.proposals(session)] == [SECOND + timedelta(days=1)]


def test_an_office_that_moves_in_brings_the_norms_it_worked_by(empty_office: Office) -> None:
    with empty_office.database.writing() as session:
        dated = VISIT.replace("norm: 30", "norm: 30\n    effective_from: 2026-09-01")
        report = take(session, empty_office, dated)

        assert report.norms_in_force == ("V30",)
        assert minutes(session, "V30", date(2026, 8, 31)) is None
        assert minutes(session, "V30", date(2026, 9, 1)) == 30
        assert store.catalog(session, date(2026, 9, 1)).of_kind(Kind.VISIT)[0].code == "V30"


def test_the_same_file_again_changes_nothing(session: Session, office: Office) -> None:
    take(session, office, VISIT, on=SECOND)

    for content in (VISIT, export_yaml(session, SECOND), export_excel(session, SECOND, "ru")):
        report = take(session, office, content, on=SECOND)
        assert report.problems == ()
        assert report.unchanged
        assert not (report.added)
        assert not (report.norms_proposed)
        assert not (report.portraits_revised)
        assert not (report.names_mended)


def test_what_was_taken_out_changes_nothing_when_taken_in(session: Session, office: Office) -> None:
    for content in (export_yaml(session, OPENED_ON), export_excel(session, OPENED_ON, "en")):
        report = take(session, office, content)
        assert len(report.unchanged) == 24
        assert report.problems == ()


def test_a_dry_run_tells_and_does_nothing(session: Session, office: Office) -> None:
    report = actions.import_catalog(
        session, VISIT.encode(), "v.yaml", actor=office.olga, now=office.at(SECOND), today=SECOND, dry_run=True
    )

    assert report.added == ("V30",)
    assert not report.taken
    assert store.catalog(session, SECOND).find("V30") is None


def test_with_a_bad_row_nothing_is_taken_until_the_good_ones_are_asked_for(session: Session, office: Office) -> None:
    content = VISIT + VISIT.removeprefix("types:\n").replace("V30", "W40").replace("ВС30", "ВС40").replace(
        "norm: 30", "norm: сорок"
    )

    first = take(session, office, content, on=SECOND)
    assert not first.taken
    assert [problem.where for problem in first.problems] == ["№ 11 · W40"]
    assert store.catalog(session, SECOND).find("V30") is None

    second = take(session, office, content, on=SECOND, good_rows=True)
    assert second.taken
    assert second.added == ("V30",)


def changed(session: Session, code: str, old: str, new: str, day: date) -> str:
    """Return the exported catalog with one word of one type changed."""
    text = export_yaml(session, day).decode()
    head, found, rest = text.partition(f"- code: {code}\n")
    assert found
    return head + found + rest.replace(old, new, 1)


def test_a_changed_portrait_becomes_a_version_and_changed_names_are_mended(session: Session, office: Office) -> None:
    text = changed(session, "L10", "Среднее письмо", "Письмо среднее", SECOND)
    text = text.replace("Письмо, которое надо обдумать", "Письмо, над которым надо подумать")

    report = take(session, office, text, on=SECOND)

    assert (report.names_mended, report.portraits_revised) == (("L10",), ("L10",))
    assert len(report.unchanged) == 23


def test_changed_minutes_need_a_day_and_become_a_proposal(session: Session, office: Office) -> None:
    undated = changed(session, "L10", "norm: 10\n  effective_from: 2026-10-01\n", "norm: 12\n", SECOND)
    dated = undated.replace("norm: 12\n", "norm: 12\n  effective_from: 2026-11-01\n")
    past = undated.replace("norm: 12\n", "norm: 12\n  effective_from: 2026-10-02\n")

    (no_day,) = take(session, office, undated, on=SECOND).problems
    (too_soon,) = take(session, office, past, on=SECOND).problems
    report = take(session, office, dated, on=SECOND)
    again = take(session, office, dated, on=SECOND)

    assert "заполните «Норма с», не раньше 03.10.2026" in no_day.message("ru")
    assert "не может начать действовать 02.10.2026" in too_soon.message("ru")
    assert report.norms_proposed == ("L10",)
    assert again.norms_proposed == ()
    assert minutes(session, "L10", date(2026, 12, 1)) == 10


def test_what_and_how_a_type_counts_never_changes(session: Session, office: Office) -> None:
    for old, new, said in (
        ("unit: letter", "unit: page", "У типа L10 единица «письмо», а в файле «страница»"),
        ("purpose: ordinary", "purpose: ordinary\n  quantity_cap: 5", "У типа L10 предел «—», а в файле «5»"),
        ("- letter_out", "- message", "Тип L10 годится ещё и для такого: исходящее письмо"),
    ):
        (problem,) = take(session, office, changed(session, "L10", old, new, SECOND), on=SECOND).problems
        assert said in problem.message("ru")


def test_a_kind_may_be_added(session: Session, office: Office) -> None:
    report = take(
        session, office, changed(session, "L10", "- letter_out", "- letter_out\n  - message", SECOND), on=SECOND
    )

    entry = store.catalog(session, SECOND).find("L10")
    assert report.names_mended == ("L10",)
    assert entry is not None
    assert entry.work_type.kinds == {Kind.LETTER_OUT, Kind.MESSAGE}


def test_a_new_code_that_reads_like_a_taken_one_is_a_bad_row(session: Session, office: Office) -> None:
    (problem,) = take(session, office, VISIT.replace("V30", "L1O"), on=SECOND).problems

    assert problem.where == "№ 2 · L1O"
    assert "читается как у L10 («Среднее письмо»)" in problem.message("ru")


def test_a_retired_type_is_not_changed_by_a_file(session: Session, office: Office) -> None:
    entry = store.catalog(session, SECOND).find("L10")
    assert entry is not None
    text = export_yaml(session, SECOND).decode()
    actions.retire_work_type(
        session,
        entry.work_type.id,
        retired_on=SECOND + timedelta(days=1),
        reason="разделили",
        actor=office.olga,
        now=office.at(SECOND),
        today=SECOND,
    )

    third = SECOND + timedelta(days=1)
    assert take(session, office, text, on=third).problems == ()
    (problem,) = take(session, office, text.replace("Среднее письмо", "Письмо"), on=third).problems
    assert "Тип L10 выведен с 03.10.2026, а файл его меняет" in problem.message("ru")
