"""The fields of a catalog's row: their names in both languages, and how a written value is read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import TypeVar

from naryad.errors import DomainError
from norms.work_type import Kind, Purpose, Unit

FIELDS: dict[str, tuple[str, str]] = {
    "code": ("Code", "Код"),
    "alias": ("Russian alias", "Русский код"),
    "name_ru": ("Name in Russian", "Название"),
    "name_en": ("Name in English", "Название по-английски"),
    "kinds": ("What it is", "Что это"),
    "unit": ("Unit", "Единица"),
    "unit_places": ("Decimals of the quantity", "Знаков у количества"),
    "quantity_cap": ("Most for one work", "Предел для одной работы"),
    "purpose": ("How it counts", "Как считается"),
    "norm": ("Norm, min", "Норма, мин"),
    "effective_from": ("Norm from", "Норма с"),
    "source": ("Source of the norm", "Основание нормы"),
    "announced_on": ("Announced on", "Объявлена"),
}
"""Field -> its header in English and in Russian, in the order of the columns."""

PARTS: dict[str, tuple[str, str]] = {
    "summary": ("In short", "Коротко"),
    "belongs": ("Belongs", "Относится"),
    "does_not_belong": ("Does not belong -> code", "Не относится -> код"),
    "counted_separately": ("Counted separately", "Считается отдельно"),
    "examples": ("Examples", "Примеры"),
}

Choice = TypeVar("Choice", Kind, Unit, Purpose)


class FileNotCatalog(DomainError):
    code = "catalog_file_unreadable"
    status = 422
    en = "The file {name} cannot be read as a catalog: {why}. Save it as .xlsx or .yaml, as the export writes them."
    ru = "Файл {name} не читается как каталог: {why_ru}. Сохраните его как .xlsx или .yaml, в том виде, как в выгрузке."


class FieldMissing(DomainError):
    code = "field_missing"
    status = 422
    en = "The field “{field}” is empty. Fill it in."
    ru = "Не заполнено поле «{field_ru}». Заполните его."


class FieldUnreadable(DomainError):
    code = "field_unreadable"
    status = 422
    en = "“{value}” in “{field}” is not {expected}. Correct it."
    ru = "«{value}» в поле «{field_ru}» — не {expected_ru}. Исправьте."


class FieldUnknown(DomainError):
    code = "field_unknown"
    status = 422
    en = "There is no field “{field}”; a misprint would be lost in silence. Known fields: {known}."
    ru = "Поля «{field}» нет; опечатка пропала бы незаметно. Известные поля: {known}."


class CellIsFormula(DomainError):
    code = "cell_is_formula"
    status = 422
    en = "The cell “{field}” holds a formula. Put its value there instead."
    ru = "В ячейке «{field_ru}» формула. Замените её значением."


@dataclass(frozen=True)
class RawRow:
    """A row as it stands in the file: texts by field name, and the lines of the portraits by (language, part)."""

    number: int
    """The row of the Excel sheet, or the line of the YAML file, where the type begins."""
    fields: dict[str, str]
    parts: dict[tuple[str, str], tuple[str, ...]]
    problems: tuple[DomainError, ...] = ()

    @property
    def where(self) -> str:
        code = self.fields.get("code", "").strip()[:20]
        return f"№ {self.number} · {code}" if code else f"№ {self.number}"


class ReadField:
    """Reads the texts of one row into values, and gathers what could not be read."""

    def __init__(self, fields: Mapping[str, str]) -> None:
        self._fields = fields
        self.faults: list[DomainError] = []

    def has(self, name: str) -> bool:
        return bool(self.text(name))

    def text(self, name: str) -> str:
        return " ".join(self._fields.get(name, "").split())

    def required(self, name: str) -> str:
        if not self.has(name):
            self.faults.append(FieldMissing(**both_names(name)))
        return self.text(name)

    def number(self, name: str, default: Decimal | None = None) -> Decimal | None:
        text = self.text(name)
        if not text:
            return default
        try:
            number = Decimal(text.replace(",", ".").replace(" ", ""))
        except InvalidOperation:
            number = Decimal("NaN")
        if not number.is_finite() or abs(number) > 10**9:
            self._unreadable(name, text, "a number", "число")
            return default
        return number

    def day(self, name: str) -> date | None:
        text = self.text(name)
        if not text:
            return None
        for form in ("%Y-%m-%d", "%d.%m.%Y", "%Y-%m-%d %H:%M:%S"):
            try:
                return datetime.strptime(text, form).replace(tzinfo=UTC).date()
            except ValueError:
                continue
        self._unreadable(name, text, "a day such as 2026-10-01 or 01.10.2026", "день вида 01.10.2026")
        return None

    def one(self, name: str, choices: type[Choice], default: Choice) -> Choice:
        text = self.text(name)
        if not text:
            return default
        found = _named(text, choices)
        if found is None:
            self._unreadable(name, text, "one of: " + ", ".join(choices), "одно из: " + _listed(choices))
        return found or default

    def several(self, name: str, choices: type[Choice]) -> frozenset[Choice]:
        written = self._fields.get(name, "").replace(";", ",").replace("\n", ",").split(",")
        words = [word for word in written if word.strip()]
        found = {word: _named(word, choices) for word in words}
        for word, choice in found.items():
            if choice is None:
                self._unreadable(name, word.strip(), "one of: " + ", ".join(choices), "одно из: " + _listed(choices))
        return frozenset(choice for choice in found.values() if choice is not None)

    def _unreadable(self, name: str, value: str, expected: str, expected_ru: str) -> None:
        facts = {"value": value[:60], "expected": expected, "expected_ru": expected_ru}
        self.faults.append(FieldUnreadable(**both_names(name), **facts))


def both_names(field: str) -> dict[str, str]:
    """Return how messages call a field: as YAML writes it, with the header of the Excel column."""
    part = field.removeprefix("ru.").removeprefix("en.")
    english, russian = FIELDS.get(field) or PARTS.get(part) or (field, field)
    return {"field": f"{field} ({english})", "field_ru": f"{field} ({russian})"}


def _named(text: str, choices: type[Choice]) -> Choice | None:
    wanted = " ".join(text.lower().replace("_", " ").split())
    for choice in choices:
        if wanted in (choice.value.replace("_", " "), choice.label("ru").lower(), choice.label("en").lower()):
            return choice
    return None


def _listed(choices: type[StrEnum]) -> str:
    labels = [choice.label("ru") for choice in choices if isinstance(choice, (Kind, Unit, Purpose))]
    return ", ".join(label.replace(",", "") for label in labels)
