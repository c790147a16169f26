"""Standard letters: a subject and a text with {{fields}}, and the work type already chosen."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from html import escape, unescape

from babel.dates import format_date

from naryad.errors import DomainError
from worklog.rich_text import text_of

NAME_LENGTH_MAX = 120
FIELDS_MAX = 30
VALUE_LENGTH_MAX = 500
CHOICES_MAX = 30


class StandardLetterNeedsName(DomainError):
    code = "standard_letter_needs_name"
    status = 422
    en = "Name the standard letter in a few words: people find it by them."
    ru = "Назовите стандартное письмо в нескольких словах: по ним его находят."


class StandardLetterIsEmpty(DomainError):
    code = "standard_letter_is_empty"
    status = 422
    en = "The standard letter “{name}” has neither a subject nor a text. Write at least one of them."
    ru = "У стандартного письма «{name}» нет ни темы, ни текста. Напишите хотя бы что-то одно."


class StandardLetterNameTaken(DomainError):
    code = "standard_letter_name_taken"
    en = "There is a standard letter “{name}” already. Give this one another name, or change that one."
    ru = "Стандартное письмо «{name}» уже есть. Дайте другое название или измените то письмо."


class StandardLetterNotFound(DomainError):
    code = "standard_letter_not_found"
    status = 404
    en = "There is no such standard letter: it was withdrawn, or it is another person's own. Choose one from the list."
    ru = "Такого стандартного письма нет: его убрали или оно личное у другого сотрудника. Выберите из списка."


class StandardLetterChanged(DomainError):
    code = "standard_letter_changed"
    en = (
        "“{name}” was changed by {who} while you were writing. Your text is still on the page: look at theirs in "
        "another window, then save again to keep yours."
    )
    ru = (
        "Пока вы писали, «{name}» изменил(а) {who}. Ваш текст остался на странице: посмотрите новую редакцию в другом "
        "окне и сохраните ещё раз, чтобы оставить свою."
    )


class TooManyFields(DomainError):
    code = "too_many_fields"
    status = 422
    en = "The letter has {count} fields, and at most {most} can be filled in. Leave out some of them."
    ru = "В письме полей {count}, а заполнить можно не больше {most}. Уберите часть из них."


class FieldIsWrong(DomainError):
    code = "field_is_wrong"
    status = 422
    en = "The field “{name}” {why_en}."
    ru = "Поле «{name}»: {why_ru}."


class FieldsAreEmpty(DomainError):
    code = "fields_are_empty"
    status = 422
    en = "Not filled in yet: {names}. Fill in the fields of the standard letter, then send."
    ru = "Ещё не заполнено: {names}. Заполните поля стандартного письма и отправьте."


class FieldKind(StrEnum):
    """What a field takes."""

    TEXT = "text"
    NUMBER = "number"
    DATE = "date"
    CHOICE = "choice"


@dataclass(frozen=True)
class Field:
    """A place in the letter that is filled in each time. A date's default is days from today, such as `+3`."""

    name: str
    kind: FieldKind = FieldKind.TEXT
    default: str = ""
    choices: tuple[str, ...] = ()


@dataclass(frozen=True)
class Wording:
    """What a standard letter says."""

    name: str
    language: str
    subject: str
    html: str
    fields: tuple[Field, ...] = ()
    work_type_id: int | None = None


@dataclass(frozen=True)
class StandardLetter:
    """A standard letter in the wording in use; `owner_id` is None for one of the office."""

    id: int
    owner_id: int | None
    version_id: int
    version: int
    wording: Wording
    is_withdrawn: bool = False

    @property
    def name(self) -> str:
        return self.wording.name

    @property
    def is_of_office(self) -> bool:
        return self.owner_id is None


_FIELD = re.compile(r"\{\{\s*([^{}<>\n]{1,80}?)\s*\}\}")


def field_names(subject: str, html: str) -> tuple[str, ...]:
    """Return the names of the fields in the order they are met, each once whatever its case."""
    found: dict[str, str] = {}
    for text in (subject, text_of(html)):
        for match in _FIELD.finditer(text):
            name = " ".join(match[1].split())
            found.setdefault(name.casefold(), name)
    return tuple(found.values())


def checked(wording: Wording) -> Wording:
    """Return a wording ready to be kept: exactly the fields its text has, each with sound settings.

    A field that nothing was said about takes text.

    Raises:
        StandardLetterNeedsName, StandardLetterIsEmpty, TooManyFields, FieldIsWrong.
    """
    name = " ".join(wording.name.split())[:NAME_LENGTH_MAX]
    if not name:
        raise StandardLetterNeedsName()
    subject = " ".join(wording.subject.split())
    if not subject and not text_of(wording.html).strip():
        raise StandardLetterIsEmpty(name=name)
    names = field_names(subject, wording.html)
    if len(names) > FIELDS_MAX:
        raise TooManyFields(count=len(names), most=FIELDS_MAX)
    said = {field.name.casefold(): field for field in wording.fields}
    fields = tuple(_checked_field(said.get(each.casefold(), Field(each)), each) for each in names)
    return Wording(name, wording.language, subject, wording.html, fields, wording.work_type_id)


def _checked_field(field: Field, name: str) -> Field:
    default = " ".join(field.default.split())[:VALUE_LENGTH_MAX]
    choices = tuple(dict.fromkeys(filter(None, (" ".join(each.split()) for each in field.choices))))[:CHOICES_MAX]
    if field.kind is FieldKind.CHOICE and len(choices) < 2:
        raise FieldIsWrong(
            name=name, why_en="needs at least two choices, separated by |", why_ru="нужны хотя бы два варианта через |"
        )
    if field.kind is FieldKind.CHOICE and default and default not in choices:
        raise FieldIsWrong(
            name=name, why_en=f"begins with “{default}”, which is none of its choices",
            why_ru=f"начальное значение «{default}» не из списка вариантов",
        )  # fmt: skip
    if field.kind is FieldKind.NUMBER and default and not _NUMBER.fullmatch(default):
        raise FieldIsWrong(
            name=name, why_en=f"begins with “{default}”, which is no number",
            why_ru=f"начальное значение «{default}» — не число",
        )  # fmt: skip
    if field.kind is FieldKind.DATE and default and not re.fullmatch(r"[+-]?\d{1,3}", default):
        raise FieldIsWrong(
            name=name, why_en="takes days from today as its default, for example +3",
            why_ru="по умолчанию укажите число дней от сегодня, например +3",
        )  # fmt: skip
    return Field(name, field.kind, default, choices if field.kind is FieldKind.CHOICE else ())


_NUMBER = re.compile(r"[+-]?\d[\d \u00a0\u202f]*(?:[.,]\d+)?")


def first_value(field: Field, today: date) -> str:
    """Return what a field holds before anybody fills it in; a date as a browser's field has it."""
    if field.kind is FieldKind.DATE and field.default:
        return (today + timedelta(days=int(field.default))).isoformat()
    return field.default


def values_in_words(fields: Iterable[Field], values: Mapping[str, str], language: str) -> dict[str, str]:
    """Return what stands in the letter for each field: the values as they are read, dates in the letter's language.

    Raises:
        FieldsAreEmpty: it names all that are. FieldIsWrong: a value is not what the field takes.
    """
    given = {name.casefold(): " ".join(value.split()) for name, value in values.items()}
    fields = tuple(fields)
    empty = [field.name for field in fields if not given.get(field.name.casefold())]
    if empty:
        raise FieldsAreEmpty(names=[f"«{name}»" for name in empty])
    return {field.name.casefold(): _in_words(field, given[field.name.casefold()], language) for field in fields}


def _in_words(field: Field, value: str, language: str) -> str:
    if field.kind is FieldKind.DATE:
        day = _day(value)
        if day is None:
            raise FieldIsWrong(
                name=field.name, why_en=f"takes a day, and “{value[:40]}” is none: write 01.12.2026",
                why_ru=f"здесь нужна дата, а «{value[:40]}» — не дата; напишите 01.12.2026",
            )  # fmt: skip
        return day.strftime("%d.%m.%Y") if language == "ru" else format_date(day, "d MMMM y", locale="en")
    if field.kind is FieldKind.NUMBER and not _NUMBER.fullmatch(value):
        raise FieldIsWrong(
            name=field.name, why_en=f"takes a number, and “{value[:40]}” is none",
            why_ru=f"здесь нужно число, а «{value[:40]}» — не число",
        )  # fmt: skip
    if field.kind is FieldKind.CHOICE and value not in field.choices:
        raise FieldIsWrong(
            name=field.name, why_en=f"has no choice “{value[:40]}”", why_ru=f"варианта «{value[:40]}» в списке нет"
        )
    return value[:VALUE_LENGTH_MAX]


def _day(text: str) -> date | None:
    try:
        if re.fullmatch(r"\d{1,2}\.\d{1,2}\.\d{4}", text):
            day, month, year = (int(part) for part in text.split("."))
            return date(year, month, day)
        return date.fromisoformat(text)
    except ValueError:
        return None


def filled_subject(subject: str, values: Mapping[str, str]) -> str:
    """Return a subject with its fields filled in; braces that name no field stay as they are."""
    return _FIELD.sub(lambda match: values.get(_key(match[1]), match[0]), subject)


def filled_html(html: str, values: Mapping[str, str]) -> str:
    """Return rich text with its fields filled in; a value is text and never markup."""

    def filled(match: re.Match[str]) -> str:
        key = _key(unescape(match[1]))
        return escape(values[key], quote=False) if key in values else match[0]

    return _FIELD.sub(filled, html)


def _key(name: str) -> str:
    return " ".join(name.split()).casefold()


def fits(letter: StandardLetter, words: str) -> bool:
    """Say whether the name or the subject of a standard letter holds every one of `words`."""
    text = f"{letter.name} {letter.wording.subject}".casefold()
    return all(word in text for word in words.casefold().split())
