"""The timesheet from a file: good cells taken when told to, every wrong one named by its place in the file."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from datetime import date, time
from html import unescape
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from naryad.days import Period
from naryad.db import Database
from naryad.errors import DomainError
from naryad.office import set_setting
from payroll.actions.timesheet_file import look_at_timesheet_file
from payroll.store.pay_inputs import timesheets
from payroll.workbook.grid_file import GridFile, read_grid
from tests.payroll.office import FOUNDED_ON, PayOffice, noon
from tests.payroll.test_pages import Desk, desk, office

__all__ = ["desk", "office"]
PAGE = "/payroll/periods/2026-10/timesheet"
OCTOBER = Period(2026, 10)
DAYS = list(range(1, 32))
WEEKDAYS = ("пн", "вт", "ср", "чт", "пт", "сб", "вс")


@pytest.fixture
def kept(database: Database, office: PayOffice) -> PayOffice:
    with database.writing() as session:
        set_setting(session, "timesheet", "kept", effective_from=FOUNDED_ON, actor=office.head, now=noon(FOUNDED_ON))
    return office


def book(*rows: list[Any]) -> bytes:
    made = Workbook()
    sheet = made.active
    assert sheet is not None
    for row in rows:
        sheet.append(row)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def grid(*lines: list[Any]) -> bytes:
    """A file of October: the header in row 1, then the lines (number, name, day 1, day 2 ...)."""
    return book(["Табельный номер", "ФИО", *DAYS], *lines)


def entered(database: Database, person_id: int) -> dict[int, str]:
    with database.reading() as session:
        return {day.day: str(value) for day, value in timesheets(session, OCTOBER).get(person_id, {}).items()}


def look(desk: Desk, content: bytes, name: str = "табель.xlsx") -> str:
    token = re.search(r'name="csrf" value="([^"]+)"', desk.client.get("/profile").text)
    assert token is not None
    return desk._read(desk.client.post(f"{PAGE}/file", data={"csrf": token.group(1)}, files={"file": (name, content)}))


def take(desk: Desk) -> str:
    fields = dict(re.findall(r'type="hidden" name="(name|content)" value="([^"]*)"', desk.text))
    return desk.post(f"{PAGE}/file/take", name=unescape(fields["name"]), content=fields["content"])


def cells(read: GridFile) -> dict[str, str]:
    return {cell.place: cell.text for line in read.lines for cell in line.cells}


def problems(read: GridFile) -> list[str]:
    return [problem.message("ru") for problem in read.problems]


def test_a_file_is_looked_at_first_and_taken_when_told_to(
    database: Database, desk: Callable[..., Desk], kept: PayOffice
):
    accountant = desk(kept.accountant)

    said = look(accountant, grid(["101", "Смирнова Анна Юрьевна", 8, "Я8/Н2", "В", "В", 7.5]))
    assert "5 дней к записи" in said
    assert entered(database, kept.anna.id) == {}

    assert "5 дней записано." in take(accountant)
    assert entered(database, kept.anna.id) == {1: "Я 8", 2: "Я 8, Н 2", 3: "В", 4: "В", 5: "Я 7.5"}


def test_the_same_file_once_more_changes_nothing_and_says_so(desk: Callable[..., Desk], kept: PayOffice):
    accountant = desk(kept.accountant)
    content = grid(["101", "Смирнова А. Ю.", 8, 8])
    look(accountant, content)
    take(accountant)

    assert "делать ничего не нужно" in look(accountant, content)


def test_wrong_cells_are_named_by_their_place_and_the_good_ones_taken(
    database: Database, desk: Callable[..., Desk], kept: PayOffice
):
    accountant = desk(kept.accountant)

    said = look(accountant, grid(["101", "Смирнова А. Ю.", 8, "Щ8", 30], ["999", "Кто-то", 8], ["102", "Волков Б.", 8]))

    assert "D2 «Щ» — не код табеля" in said
    assert "E2 2026-10-03" not in said
    assert "E2 03.10.2026: 30 ч" in said
    assert "A3 табельного номера 999 в офисе ни у кого нет" in said
    assert "3 места нельзя записать" in said
    assert "2 дня к записи" in said
    assert "2 дня записано." in take(accountant)
    assert entered(database, kept.anna.id) == {1: "Я 8"}
    assert entered(database, kept.boris.id) == {1: "Я 8"}


def test_an_empty_cell_leaves_its_day_as_it_is(database: Database, desk: Callable[..., Desk], kept: PayOffice):
    accountant = desk(kept.accountant)
    accountant.post(PAGE, **{"c-101-2026-10-15": "Б"})

    look(accountant, grid(["101", "Смирнова", 8]))
    take(accountant)

    assert entered(database, kept.anna.id) == {1: "Я 8", 15: "Б"}


def test_a_number_twice_is_taken_once_and_the_second_line_named(desk: Callable[..., Desk], kept: PayOffice):
    said = look(desk(kept.accountant), grid(["101", "Смирнова", 8], ["101", "Смирнова", 7]))

    assert "A3 табельный номер 101 встречается дважды, первый раз в A2" in said
    assert "1 день к записи" in said


def test_a_number_of_somebody_else_than_the_name_is_refused(desk: Callable[..., Desk], kept: PayOffice):
    said = look(desk(kept.accountant), grid(["102", "Смирнова Анна", 8]))

    assert "A2 номер 102 принадлежит другому: это Волков Борис Андреевич, а в строке «Смирнова Анна»" in said
    assert "к записи" not in said


def test_a_number_that_lost_its_zeros_in_the_spreadsheet_is_still_found(
    database: Database, desk: Callable[..., Desk], kept: PayOffice
):
    with database.writing() as session:
        gleb = PayOffice(session).hire("Седов Глеб Ильич", "00077")
    accountant = desk(kept.accountant)

    look(accountant, grid([77, "Седов Г. И.", 8]))
    take(accountant)

    assert entered(database, gleb.id) == {1: "Я 8"}


def test_a_day_outside_the_employment_is_named(database: Database, desk: Callable[..., Desk], kept: PayOffice):
    with database.writing() as session:
        kept.session = session
        kept.leaves(kept.boris, date(2026, 10, 2))

    said = look(desk(kept.accountant), grid(["102", "Волков", 8, 8, "В"]))

    assert "E2 Волков Борис Андреевич на 03.10.2026 не работает в офисе" in said
    assert "2 дня к записи" in said


def test_a_closed_month_takes_no_file(desk: Callable[..., Desk], kept: PayOffice):
    accountant, head = desk(kept.accountant), desk(kept.head)
    accountant.post(f"{PAGE}/fill")
    accountant.post("/payroll/periods/2026-10/freezing")
    head.post("/payroll/periods/2026-10/approval")
    accountant.post("/payroll/periods/2026-10/closing")

    said = look(accountant, grid(["101", "Смирнова", 4]))

    assert "C2 Табель сотрудника Смирнова Анна Юрьевна за октябрь 2026 уже не изменить: месяц закрыт" in said
    assert "к записи" not in said


def test_the_sample_is_the_month_itself_and_comes_back_without_a_change(desk: Callable[..., Desk], kept: PayOffice):
    accountant = desk(kept.accountant)
    accountant.post(PAGE, **{"c-101-2026-10-15": "Я8/Н2"})
    sample = accountant.client.get(f"{PAGE}/sample.xlsx")

    sheet = load_workbook(io.BytesIO(sample.content)).active
    assert sheet is not None
    assert [cell.value for cell in sheet[1]][:4] == ["Табельный номер", "ФИО", 1, 2]
    assert sheet["Q5"].value == "Я8/Н2"
    said = look(accountant, sample.content)
    assert "154 дня к записи" in said
    assert "не читается" not in said


def test_only_the_accountant_and_the_head_bring_a_file(desk: Callable[..., Desk], kept: PayOffice):
    anna = desk(kept.anna)

    look(anna, grid(["101", "Смирнова", 8]))
    assert anna.status == 403
    anna.get(f"{PAGE}/sample.xlsx")
    assert anna.status == 403


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("фото.png", b"\x89PNG\r\n\x00\x00", "это не .xlsx и не текст"),
        ("пустой.csv", b"  \n", "он пуст"),
        ("старый.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "это старый .xls; сохраните его как .xlsx"),
        ("битый.xlsx", b"PK\x03\x04 and nothing more", "это не книга Excel"),
        ("большой.xlsx", b"PK" + b"0" * 26_000_000, "он больше 700 кБ; загрузите его по частям"),
        (
            "список.csv",
            "Табельный номер;ФИО\n101;Смирнова\n".encode(),
            "ни в одной строке нет столбца «Табельный номер»",
        ),
    ],
)
def test_a_file_that_is_no_timesheet_is_refused_with_the_reason(
    desk: Callable[..., Desk], kept: PayOffice, name: str, content: bytes, message: str
):
    accountant = desk(kept.accountant)

    said = look(accountant, content, name)

    assert accountant.status == 422
    assert f"«{name}» не читается как табель" in said
    assert message in said


def test_the_damaged_form_of_a_confirmation_is_refused(desk: Callable[..., Desk], kept: PayOffice):
    accountant = desk(kept.accountant)

    assert "форма повреждена" in accountant.post(f"{PAGE}/file/take", name="табель.xlsx", content="%%%")


def test_the_header_is_found_below_a_title_and_with_days_of_the_week():
    titles = [f"{day} {WEEKDAYS[(day + 2) % 7]}" for day in DAYS]

    read = read_grid(
        "t.xlsx", book(["Табель за октябрь"], [], ["№", "ФИО", "Таб. №", *titles], [1, "А", 101, 8]), OCTOBER
    )

    assert [(line.number, line.place, line.name) for line in read.lines] == [("101", "C4", "А")]
    assert cells(read) == {"D4": "8"}


def test_a_header_of_dates_is_read_and_one_of_another_month_refused():
    october = [date(2026, 10, day) for day in DAYS]
    november = [f"{day:02d}.11.2026" for day in range(1, 31)]

    assert cells(read_grid("t.xlsx", book(["Таб. номер", *october], [101, 8]), OCTOBER)) == {"B2": "8"}
    with pytest.raises(DomainError) as refusal:
        read_grid("t.xlsx", book(["Таб. номер", *november], [101, 8]), OCTOBER)
    assert refusal.value.message("ru") == (
        "В заголовке файла стоят дни другого месяца (ноябрь 2026), а это страница за октябрь 2026. "
        "Откройте нужный месяц."
    )


def test_codes_with_the_hours_in_the_row_below_are_one_person():
    content = book(
        ["Табельный номер", "ФИО", *DAYS],
        ["101", "Смирнова", "Я", "Я/Н", "В", "Б"],
        [None, None, 8, "8/2"],
        ["102", "Волков", "Я"],
        [None, None, "7,5"],
    )

    assert cells(read_grid("t.xlsx", content, OCTOBER)) == {
        "C2": "Я8",
        "D2": "Я8/Н2",
        "E2": "В",
        "F2": "Б",
        "C4": "Я7,5",
    }


def test_days_in_two_rows_as_the_printed_form_has_them_are_refused_with_a_way_out():
    content = book(["Табельный номер", *range(1, 16), "X"], [None, *range(16, 32)], ["101", *["Я"] * 15])

    with pytest.raises(DomainError) as refusal:
        read_grid("т13.xlsx", content, OCTOBER)

    assert "с 1 по 15 и с 16 по 31; поставьте их в одну строку" in refusal.value.message("ru")


def test_a_formula_counts_with_its_saved_value_and_is_named_without_one():
    assert problems(read_grid("t.xlsx", grid(["101", "А", "=4+4"]), OCTOBER)) == [
        "C2: формула без сохранённого значения. Откройте файл и сохраните его или вставьте вместо формулы значение."
    ]


def test_what_a_spreadsheet_made_of_a_cell_is_read_or_named():
    content = grid(["101", "А", time(8, 30), "8:15", date(2026, 2, 8), True, "#REF!", "8", "-", "-8"])

    read = read_grid("t.xlsx", content, OCTOBER)

    assert cells(read) == {"C2": "8.5", "D2": "8.25", "H2": "8"}
    assert problems(read) == [
        "E2: в ячейке дата 08.02.2026: так таблица прочла, например, 8/2. Сделайте ячейку текстовой и напишите Я8/Н2.",
        "F2: «TRUE» — не часы и не код. Напишите, например, 8, Я8/Н2, ОТ или В.",
        "G2: «#REF!» — не часы и не код. Напишите, например, 8, Я8/Н2, ОТ или В.",
        "J2: «-8» — не часы и не код. Напишите, например, 8, Я8/Н2, ОТ или В.",
    ]


def test_a_day_the_month_does_not_have_is_named_and_a_cross_there_is_none():
    september = Period(2026, 9)

    crossed = read_grid("t.xlsx", grid(["101", "А", *["Я8"] * 30, "Х"]), september)
    filled = read_grid("t.xlsx", grid(["101", "А", *["Я8"] * 30, 8]), september)

    assert problems(crossed) == []
    assert problems(filled) == ["AG2: в этом месяце нет 31-го числа. Очистите ячейку."]


def test_days_of_nobody_are_named_and_rows_of_signatures_passed_over():
    content = grid(["101", "А", 8], [None, None, "Б", 8], ["Составил", "Белова"])

    assert problems(read_grid("t.xlsx", content, OCTOBER)) == [
        "A3: в строке есть дни, но нет табельного номера. Напишите, чьи они."
    ]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp1251"])
def test_a_csv_of_either_encoding_is_read_with_places_as_a_spreadsheet_shows_them(encoding: str):
    text = "Табельный номер;" + ";".join(str(day) for day in DAYS) + "\n00101;Я8/Н2;7,5\n"

    read = read_grid("t.csv", text.encode(encoding), OCTOBER)

    assert read.lines[0].number == "00101"
    assert cells(read) == {"B2": "Я8/Н2", "C2": "7,5"}


def test_looking_needs_the_right_to_keep_the_timesheet(database: Database, kept: PayOffice):
    with database.writing() as session, pytest.raises(DomainError):
        look_at_timesheet_file(session, kept.anna, period=OCTOBER, name="t.xlsx", content=grid(["101", "А", 8]))
