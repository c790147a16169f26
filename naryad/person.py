"""What a name, an address, a personnel number and a share of full time may be."""

from __future__ import annotations

import re
from decimal import Decimal

from naryad.errors import DomainError

NUMBER_LENGTH = 20


class PersonIsWrong(DomainError):
    code = "person_is_wrong"
    status = 422
    en = "{field_en} “{value}” is not usable: {why_en}."
    ru = "{field_ru} «{value}» не подходит: {why_ru}."


def check_person(name: str, email: str, number: str, fte: Decimal, language: str) -> None:
    """Pass in silence if all of it is usable.

    Raises:
        PersonIsWrong: names the first thing that is not, and what it should be.
    """
    if not name or len(name) > 200:
        raise PersonIsWrong(
            field_en="The name", field_ru="Имя", value=name[:40], why_en="write it in full", why_ru="напишите полностью"
        )
    check_address(email)
    if not re.fullmatch(rf"[\w./-]{{1,{NUMBER_LENGTH}}}", number):
        raise PersonIsWrong(
            field_en="The personnel number",
            field_ru="Табельный номер",
            value=number,
            why_en=f"up to {NUMBER_LENGTH} letters, digits, dots, slashes and hyphens",
            why_ru=f"до {NUMBER_LENGTH} букв, цифр, точек, дробных черт и дефисов",
        )
    if not Decimal(0) < fte <= Decimal(2) or fte != fte.quantize(Decimal("0.01")):
        raise PersonIsWrong(
            field_en="The share of full time",
            field_ru="Доля ставки",
            value=fte,
            why_en="a number above 0 and up to 2, two decimals at most",
            why_ru="число больше 0 и не больше 2, не более двух знаков после запятой",
        )
    if language not in ("ru", "en"):
        raise PersonIsWrong(
            field_en="The language", field_ru="Язык", value=language, why_en="ru or en", why_ru="ru или en"
        )


def check_address(address: str) -> None:
    """Pass in silence if `address` looks like a mail address. Raises PersonIsWrong."""
    if not re.fullmatch(r"[^@\s<>,;]{1,64}@[^@\s<>,;]{1,253}", address):
        raise PersonIsWrong(
            field_en="The address",
            field_ru="Адрес",
            value=address,
            why_en="write it as name@example.ru",
            why_ru="напишите в виде imya@example.ru",
        )
