"""A document of the office: numbered without gaps in its register, and counted when its number is given."""

from __future__ import annotations

import re
from dataclasses import dataclass

from naryad.errors import DomainError

_SERIES = re.compile(r"[A-ZА-ЯЁ0-9]{1,8}")


class SeriesIsWrong(DomainError):
    code = "series_is_wrong"
    status = 422
    en = "“{series}” is not a series. Use 1 to 8 capital letters and digits, for example ДГ."
    ru = "«{series}» — не серия. Возьмите 1–8 заглавных букв и цифр, например ДГ."


class SeriesIsTaken(DomainError):
    code = "series_is_taken"
    en = "The register {series} exists already. Choose another series."
    ru = "Реестр {series} уже есть. Выберите другую серию."


class RegisterNeedsTitle(DomainError):
    code = "register_needs_title"
    status = 422
    en = "The register {series} needs a title, for example “Contracts”."
    ru = "Укажите название реестра {series}, например «Договоры»."


class RegisterNotFound(DomainError):
    code = "register_not_found"
    status = 404
    en = "There is no such register. Choose one from the list."
    ru = "Такого реестра нет. Выберите из списка."


class RegisterIsShut(DomainError):
    code = "register_is_shut"
    en = "The register {series} is shut and gives no numbers. Choose another one."
    ru = "Реестр {series} закрыт и номеров не даёт. Выберите другой."


class DocumentNeedsWords(DomainError):
    code = "document_needs_words"
    status = 422
    en = "Say in a few words what the document is about: people will look for it by these words."
    ru = "Напишите в нескольких словах, о чём документ: по ним его будут искать."


@dataclass(frozen=True, slots=True)
class Register:
    """A series of documents."""

    id: int
    series: str
    title_ru: str
    title_en: str
    is_open: bool

    def title(self, language: str) -> str:
        return self.title_en if language == "en" and self.title_en else self.title_ru


@dataclass(frozen=True, slots=True)
class Document:
    """An issued document."""

    entry_id: int
    register_id: int
    year: int
    number: int
    register_number: str
    about: str


def register_number(series: str, year: int, number: int) -> str:
    """Return the number as it is printed: ДГ-2026/15."""
    return f"{series}-{year}/{number}"


def checked_series(text: str) -> str:
    """Return a series in capitals.

    Raises:
        SeriesIsWrong.
    """
    series = text.strip().upper()
    if not _SERIES.fullmatch(series):
        raise SeriesIsWrong(series=text.strip()[:20])
    return series
