"""A scheme as a plain form writes it: up to four bands and three premiums; what is left empty is not used."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation

from naryad.errors import DomainError
from payroll.pay_terms import PremiumBase, PremiumTerm, SchemeTerms
from payroll.rules.premium import Percents, PlanPremium
from payroll.rules.progressive import Band, Progression, Surplus

BANDS = 4
PREMIUMS = 3
PERCENT_MOST = Decimal(1000)
MULTIPLIER_MOST = Decimal(10)

Fields = Mapping[str, str]
"""What was typed, by the names of the form's fields; missing is empty."""


class SchemePartIsIncomplete(DomainError):
    code = "scheme_part_is_incomplete"
    status = 422
    en = "{part_en} {number}: {missing_en} is missing. Fill it in, or empty the whole line."
    ru = "{part_ru} {number}: не заполнено — {missing_ru}. Заполните или очистите всю строку."


class SchemeNumberIsWrong(DomainError):
    code = "scheme_number_is_wrong"
    status = 422
    en = "{part_en} {number}: “{text}” cannot be used. Write a number from 0 to {most}, with at most 4 decimals."
    ru = "{part_ru} {number}: «{text}» не подходит. Напишите число от 0 до {most}, не более 4 знаков после запятой."


def scheme_of_form(fields: Fields) -> SchemeTerms:
    """Return the scheme that the fields say; without any part it is the direct one.

    Raises:
        SchemePartIsIncomplete, SchemeNumberIsWrong, BandsAreOutOfOrder.
    """
    bands = [band for number in range(1, BANDS + 1) if (band := _band(fields, number)) is not None]
    surplus = Surplus.WHOLE if fields.get("surplus") == Surplus.WHOLE.value else Surplus.MARGINAL
    premiums = [one for number in range(1, PREMIUMS + 1) if (one := _premium(fields, number)) is not None]
    return SchemeTerms(
        name=" ".join(fields.get("name", "").split())[:100],
        progression=Progression(tuple(bands), surplus) if bands else None,
        premiums=tuple(premiums),
    )


def form_of_scheme(scheme: SchemeTerms) -> dict[str, str]:
    """Return the fields that say a scheme."""
    fields = {"name": scheme.name}
    if scheme.progression is not None:
        fields["surplus"] = scheme.progression.surplus.value
        for number, band in enumerate(scheme.progression.bands, 1):
            fields |= {f"band{number}_above": _text(band.above_percent), f"band{number}_times": _text(band.multiplier)}
    for number, one in enumerate(scheme.premiums, 1):
        fields |= {
            f"premium{number}_name": one.name,
            f"premium{number}_base": one.base.value,
            f"premium{number}_percent": _text(one.plan.at_plan),
            f"premium{number}_plan": "1" if one.is_for_plan else "",
            f"premium{number}_above": _text(one.plan.per_percent_above) if one.plan.per_percent_above else "",
            f"premium{number}_most": "" if one.plan.most is None else _text(one.plan.most),
            f"premium{number}_percents": one.plan.percents.value,
            f"premium{number}_ground": one.ground,
        }
    return fields


def _band(fields: Fields, number: int) -> Band | None:
    above, times = (fields.get(f"band{number}_{name}", "").strip() for name in ("above", "times"))
    if not above and not times:
        return None
    named = {"part_en": "Band", "part_ru": "Ступень", "number": number}
    if not above:
        raise SchemePartIsIncomplete(**named, missing_en="from which percent", missing_ru="с какого процента")
    if not times:
        raise SchemePartIsIncomplete(**named, missing_en="the multiplier", missing_ru="множитель")
    return Band(_number(above, named, PERCENT_MOST), _number(times, named, MULTIPLIER_MOST))


def _premium(fields: Fields, number: int) -> PremiumTerm | None:
    def typed(name: str) -> str:
        return " ".join(fields.get(f"premium{number}_{name}", "").split())

    if not any(typed(name) for name in ("name", "percent", "above", "most", "ground")):
        return None
    named = {"part_en": "Premium", "part_ru": "Премия", "number": number}
    for name, missing_en, missing_ru in (
        ("name", "its name", "название"),
        ("percent", "the percentage", "процент"),
        ("ground", "the ground (a paper of the office)", "основание (документ организации)"),
    ):
        if not typed(name):
            raise SchemePartIsIncomplete(**named, missing_en=missing_en, missing_ru=missing_ru)
    is_for_plan = typed("plan") == "1"
    above, most = typed("above") if is_for_plan else "", typed("most") if is_for_plan else ""
    plan = PlanPremium(
        at_plan=_number(typed("percent"), named, PERCENT_MOST),
        per_percent_above=_number(above, named, PERCENT_MOST) if above else Decimal(0),
        most=_number(most, named, PERCENT_MOST) if most else None,
        percents=Percents.WHOLE if typed("percents") == Percents.WHOLE.value else Percents.FRACTIONAL,
    )
    base = PremiumBase.TARIFF if typed("base") == PremiumBase.TARIFF.value else PremiumBase.PIECE
    return PremiumTerm(typed("name")[:100], base, plan, typed("ground")[:300], is_for_plan)


def _number(text: str, named: Mapping[str, object], most: Decimal) -> Decimal:
    try:
        value = Decimal(text.replace(",", ".").removesuffix("%").strip())
    except InvalidOperation:
        value = Decimal(-1)
    if not value.is_finite() or not 0 <= value <= most or value != value.quantize(Decimal("0.0001")):
        raise SchemeNumberIsWrong(**named, text=text[:40], most=most)
    return value


def _text(value: Decimal) -> str:
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
