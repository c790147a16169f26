"""A work type: one line of the catalog, such as "medium letter", code L10."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from naryad.errors import DomainError

LONGEST_CODE = 12
LONGEST_NAME = 120
QUANTITY_LIMIT = Decimal(100_000)
"""No single piece of work has more units than this, whatever its type."""

_CODE = re.compile(r"[A-Z][A-Z0-9]{0,11}")
_ALIAS = re.compile(r"[A-ZА-ЯЁ][A-ZА-ЯЁ0-9]{0,11}")


class CodeNotWritable(DomainError):
    code = "code_not_writable"
    status = 422
    en = (
        "“{text}” cannot be a code: it must be typed into a subject or an address. "
        "Use a capital Latin letter and then up to 11 Latin letters and digits, for example L10."
    )
    ru = (
        "«{text}» не годится как код: его набирают в теме и в адресе письма. "
        "Возьмите латинскую букву и за ней до 11 латинских букв и цифр, например L10."
    )


class AliasNotWritable(DomainError):
    code = "alias_not_writable"
    status = 422
    en = "“{text}” cannot be an alias. Use a letter and then up to 11 letters and digits, for example П10."
    ru = "«{text}» не годится как русский код. Возьмите букву и за ней до 11 букв и цифр, например П10."


class TypeHasNoName(DomainError):
    code = "type_has_no_name"
    status = 422
    en = "Work type {type} has no Russian name. Write one of at most 120 characters; people will choose by it."
    ru = "У типа {type} нет русского названия. Напишите его не длиннее 120 знаков: по нему тип выбирают."


class TypeHasNoKind(DomainError):
    code = "type_has_no_kind"
    status = 422
    en = "Work type {type} belongs to no kind of work. Say whether it is for letters, calls, documents or other work."
    ru = "Тип {type} не относится ни к чему. Отметьте, для чего он: для писем, звонков, документов или другого."


class PlacesNotAllowed(DomainError):
    code = "places_not_allowed"
    status = 422
    en = "A unit of {type} is counted with {places} decimals. Choose 0 (whole units) or 3 (minutes and parts of them)."
    ru = "У типа {type} указано знаков после запятой: {places}. Выберите 0 (целые единицы) или 3 (минуты с долями)."


class CapNotAllowed(DomainError):
    code = "cap_not_allowed"
    status = 422
    en = (
        "The most one work of {type} may count is {cap}. It must be above zero and at most 100000; "
        "empty means no limit."
    )
    ru = (
        "Предел для одной работы типа {type} — {cap}. Он должен быть больше нуля и не больше 100000; "
        "пусто — без предела."
    )


class QuantityNotCountable(DomainError):
    code = "quantity_not_countable"
    status = 422
    en = "{quantity} is not a quantity for {type}, which is counted in {unit}. Give {expected}."
    ru = "{quantity} не годится как количество: тип {type} считают так: {unit}. Укажите {expected_ru}."


class QuantityOverCap(DomainError):
    code = "quantity_over_cap"
    status = 422
    en = "{quantity} is more than one work of {type} may count ({cap}). Enter {cap}, or split the work into several."
    ru = "{quantity} — больше, чем может дать одна работа типа {type} ({cap}). Укажите {cap} или разделите работу."


class Kind(StrEnum):
    """What a piece of work is (что это)."""

    LETTER_OUT = "letter_out"
    LETTER_IN = "letter_in"
    CALL_IN = "call_in"
    CALL_OUT = "call_out"
    MESSAGE = "message"
    VISIT = "visit"
    DOCUMENT = "document"
    OTHER = "other"

    def label(self, language: str) -> str:
        """Return the kind's name in `language`, lower case: "call in", «входящий звонок»."""
        return _said(_KINDS[self], language)


class Unit(StrEnum):
    """What is counted: the norm is minutes per one of these (единица)."""

    LETTER = "letter"
    CALL = "call"
    MESSAGE = "message"
    VISIT = "visit"
    DOCUMENT = "document"
    PAGE = "page"
    ITEM = "item"
    PIECE = "piece"
    MINUTE = "minute"

    def label(self, language: str) -> str:
        return _said(_UNITS[self], language)


class Purpose(StrEnum):
    """How a type counts."""

    ORDINARY = "ordinary"
    """It has a norm above zero."""
    NO_NORM = "no_norm"
    """Zero minutes, chosen on purpose ("thanks"): typed, sent, unpaid."""
    DESCRIBED = "described"
    """Other, N minutes: described in words; the minutes wait for the head and are paid as work without a norm."""

    def label(self, language: str) -> str:
        return _said(_PURPOSES[self], language)


@dataclass(frozen=True, kw_only=True)
class TypeCard:
    """What the office writes down about a work type when it adds one (карточка типа)."""

    code: str
    alias: str | None = None
    name_ru: str
    name_en: str = ""
    kinds: frozenset[Kind]
    unit: Unit = Unit.PIECE
    unit_places: int = 0
    quantity_cap: Decimal | None = None
    purpose: Purpose = Purpose.ORDINARY

    def __post_init__(self) -> None:
        if not _CODE.fullmatch(self.code):
            raise CodeNotWritable(text=self.code[:40])
        if self.alias is not None and not _ALIAS.fullmatch(self.alias):
            raise AliasNotWritable(text=self.alias[:40])
        if not self.name_ru.strip() or len(self.name_ru) > LONGEST_NAME or len(self.name_en) > LONGEST_NAME:
            raise TypeHasNoName(type=self.code)
        if not self.kinds:
            raise TypeHasNoKind(type=self.code)
        if self.unit_places not in (0, 3):
            raise PlacesNotAllowed(type=self.code, places=self.unit_places)
        if self.quantity_cap is not None and not 0 < self.quantity_cap <= QUANTITY_LIMIT:
            raise CapNotAllowed(type=self.code, cap=self.quantity_cap)

    def name(self, language: str) -> str:
        """Return the name for a reader of `language`; a type without an English name shows its Russian one."""
        return self.name_en if language == "en" and self.name_en else self.name_ru

    def countable(self, quantity: Decimal) -> Decimal:
        """Return `quantity` if one work of this type may have it.

        Raises:
            QuantityNotCountable: not above zero, or more decimals than the unit allows.
            QuantityOverCap: more than `quantity_cap`.
        """
        step = Decimal(1).scaleb(-self.unit_places)
        if not 0 < quantity <= QUANTITY_LIMIT or quantity != quantity.quantize(step):
            raise QuantityNotCountable(
                quantity=quantity,
                type=self.code,
                unit=self.unit.label("en") + " / " + self.unit.label("ru"),
                expected="a whole number from 1" if self.unit_places == 0 else "a number above zero with 3 decimals",
                expected_ru="целое число от 1" if self.unit_places == 0 else "число больше нуля, до трёх знаков",
            )
        if self.quantity_cap is not None and quantity > self.quantity_cap:
            raise QuantityOverCap(quantity=quantity, type=self.code, cap=self.quantity_cap)
        return quantity


@dataclass(frozen=True, kw_only=True)
class WorkType(TypeCard):
    """A work type of the catalog. A retired one stays: old work and the reply to an old code need it."""

    id: int
    introduced_on: date
    retired_on: date | None = None

    def in_use_on(self, day: date) -> bool:
        """Return whether work of `day` may take this type; on `retired_on` itself it no longer may."""
        return self.introduced_on <= day and (self.retired_on is None or day < self.retired_on)


def _said(pair: tuple[str, str], language: str) -> str:
    return pair[1] if language == "ru" else pair[0]


_KINDS: dict[Kind, tuple[str, str]] = {
    Kind.LETTER_OUT: ("letter out", "исходящее письмо"),
    Kind.LETTER_IN: ("letter in", "входящее письмо"),
    Kind.CALL_IN: ("call in", "входящий звонок"),
    Kind.CALL_OUT: ("call out", "исходящий звонок"),
    Kind.MESSAGE: ("message", "сообщение"),
    Kind.VISIT: ("visit", "встреча"),
    Kind.DOCUMENT: ("document", "документ"),
    Kind.OTHER: ("other", "другое"),
}

_UNITS: dict[Unit, tuple[str, str]] = {
    Unit.LETTER: ("letter", "письмо"),
    Unit.CALL: ("call", "звонок"),
    Unit.MESSAGE: ("message", "сообщение"),
    Unit.VISIT: ("visit", "встреча"),
    Unit.DOCUMENT: ("document", "документ"),
    Unit.PAGE: ("page", "страница"),
    Unit.ITEM: ("item", "позиция"),
    Unit.PIECE: ("piece", "штука"),
    Unit.MINUTE: ("minute", "минута"),
}

_PURPOSES: dict[Purpose, tuple[str, str]] = {
    Purpose.ORDINARY: ("with a norm", "с нормой"),
    Purpose.NO_NORM: ("no norm, 0 minutes", "без нормы, 0 минут"),
    Purpose.DESCRIBED: ("other, minutes described", "другое, минуты с описанием"),
}
