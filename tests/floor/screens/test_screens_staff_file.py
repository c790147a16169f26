"""A staff list is read whole: good rows become people, each bad row is named with its reason."""

import io
from datetime import date
from decimal import Decimal

import pytest
from openpyxl import Workbook

from naryad.people import Employee, Role
from naryad.screens.sheet_file import ColumnIsMissing
from naryad.screens.staff_file import FileIsNotAList, StaffList, read_staff_list, staff_sample

TODAY = date(2026, 12, 1)
HEADING = "Табельный номер;ФИО;Почта;Роли;Должность;Подразделение;Доля ставки;Работает с;Другие адреса\n"
ANNA = Employee(
    id=1,
    number="101",
    name="Крылова Анна Петровна",
    email="krylova@demo.example",
    language="ru",
    roles=frozenset({Role.EMPLOYEE}),
    employed_from=date(2024, 2, 1),
)


def read(text: str, *, known: tuple[Employee, ...] = (), language: str = "ru") -> StaffList:
    return read_staff_list("staff.csv", text.encode(), known=known, today=TODAY, language=language)


def messages(listed: StaffList, language: str = "ru") -> list[str]:
    return [problem.message(language) for problem in listed.problems]


def test_a_full_row_is_a_person_to_take_on() -> None:
    listed = read(
        HEADING + "102;Орлов  Борис Ильич;Orlov@demo.example;сотрудник, администратор;ведущий;Продажи;0,5;01.12.2026;"
        "sales@demo.example\n"
    )

    [boris] = listed.new
    assert boris.name == "Орлов Борис Ильич"
    assert boris.email == "orlov@demo.example"
    assert boris.roles == {Role.EMPLOYEE, Role.ADMINISTRATOR}
    assert boris.fte == Decimal("0.5")
    assert boris.employed_from == date(2026, 12, 1)
    assert boris.addresses == ("sales@demo.example",)
    assert listed.problems == ()


def test_only_number_name_and_mail_must_be_there() -> None:
    [boris] = read("Табельный номер,ФИО,Почта\n102,Орлов Борис Ильич,orlov@demo.example\n").new

    assert boris.roles == {Role.EMPLOYEE}
    assert boris.employed_from == TODAY
    assert boris.fte == 1


def test_an_excel_file_keeps_numbers_and_days_as_they_are_meant() -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["Number", "Name", "Email", "From", "FTE"])
    sheet.append([102.0, "Boris Orlov", "orlov@demo.example", date(2026, 11, 2), 0.75])
    out = io.BytesIO()
    book.save(out)

    [boris] = read_staff_list("staff.xlsx", out.getvalue(), known=(), today=TODAY, language="en").new

    assert boris.number == "102"
    assert boris.employed_from == date(2026, 11, 2)
    assert boris.fte == Decimal("0.75")


def test_a_file_in_the_old_windows_encoding_is_read() -> None:
    text = "Табельный номер;ФИО;Почта\n102;Орлов Борис Ильич;orlov@demo.example\n"

    listed = read_staff_list("staff.csv", text.encode("cp1251"), known=(), today=TODAY, language="ru")

    assert [person.name for person in listed.new] == ["Орлов Борис Ильич"]


def test_the_sample_is_itself_a_good_list_in_both_languages() -> None:
    for language in ("ru", "en"):
        listed = read_staff_list("sample.xlsx", staff_sample(language), known=(), today=TODAY, language=language)

        assert [person.number for person in listed.new] == ["101", "102"]
        assert listed.problems == ()


def test_every_bad_row_is_named_with_all_its_faults_and_good_rows_stay() -> None:
    listed = read(
        HEADING
        + "102;Орлов Борис Ильич;orlov;директорат;;;0;31.02.2026;\n"
        + ";Без Номера;no@demo.example;;;;;;\n"
        + "103;Лебедева Вера Юрьевна;lebedeva@demo.example;;;;;;\n"
    )

    assert [person.number for person in listed.new] == ["103"]
    assert messages(listed) == [
        "строка 2: Почта: «orlov» не подходит. Напишите в виде imya@example.ru.",
        "строка 2: Роли: «директорат» не подходит. Роли: сотрудник, администратор, бухгалтер, руководитель, оператор.",
        "строка 2: Доля ставки: «0» не подходит. Число больше 0 и не больше 2: 0,5.",
        "строка 2: Работает с: «31.02.2026» не подходит. Напишите в виде 01.12.2026.",
        "строка 3: Не заполнено: «Табельный номер». Заполните или уберите строку.",
    ]


def test_a_number_twice_in_the_file_is_named_with_the_row_above() -> None:
    listed = read(HEADING + "102;Орлов;orlov@demo.example\n102;Зуев;zuev@demo.example\n")

    assert messages(listed) == [
        "строка 3: Табельный номер «102» уже есть в строке 2 этого файла. Оставьте одну из строк."
    ]
    assert messages(read(HEADING + "102;Орлов;o@demo.example\n103;Зуев;o@demo.example\n", language="en"), "en") == [
        "row 3: Email “o@demo.example” already stands in row 2 of this file. Keep one of the rows."
    ]


def test_a_list_can_be_given_again_and_people_already_here_are_left_alone() -> None:
    listed = read(HEADING + "101;Крылова Анна Петровна;krylova@demo.example\n", known=(ANNA,))

    assert listed.new == ()
    assert [person.number for person in listed.known] == ["101"]
    assert listed.problems == ()


def test_a_number_that_belongs_to_somebody_else_is_named_with_the_owner() -> None:
    listed = read(HEADING + "101;Зуев Глеб Олегович;zuev@demo.example\n", known=(ANNA,))

    assert messages(listed) == [
        "строка 2: Табельный номер «101» уже у другого человека: Крылова Анна Петровна (табельный номер 101, "
        "krylova@demo.example). Исправьте строку или данные этого человека на его странице."
    ]


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "он пуст"),
        (b"\n;;\n", "он пуст"),
        (b"PK\x03\x04 broken", "это не книга Excel"),
        (b"\xd0\xcf\x11\xe0\x00\x00", "это не .xlsx и не текст"),
        (b"x" * 700_001, "он больше 700 кБ"),
    ],
)
def test_what_is_no_list_is_refused_with_the_reason(content: bytes, why: str) -> None:
    with pytest.raises(FileIsNotAList) as refused:
        read_staff_list("staff.bin", content, known=(), today=TODAY, language="ru")

    assert why in refused.value.message("ru")
    assert "по образцу" in refused.value.message("ru")


def test_a_table_of_something_else_is_refused_by_the_missing_column() -> None:
    with pytest.raises(ColumnIsMissing) as refused:
        read("ФИО;Сумма\nОрлов;100\n")

    assert refused.value.message("ru") == (
        "В файле нет столбца «Табельный номер». В первой строке должны стоять названия столбцов, как в образце."
    )
