"""What the catalog's forms hold, read into the values the actions take."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Annotated, Any

from fastapi import Form, Request

from naryad.screens.forms import decimal_of
from norms.portrait import Portrait, PortraitText, elsewhere_lines, elsewhere_of, lines_of
from norms.sheet_field import PARTS, ReadField
from norms.work_type import Kind, Purpose, TypeCard, Unit

Text = Annotated[str, Form()]


@dataclass(frozen=True)
class Filled:
    """A form as it was filled in, to be shown again with the refusal beside it."""

    texts: dict[str, str]
    kinds: tuple[str, ...] = ()
    chosen: tuple[int, ...] = field(default=())

    def __getitem__(self, name: str) -> str:
        return self.texts.get(name, "")


async def filled(request: Request) -> Filled:
    """Return every text field of the posted form, and the boxes ticked."""
    form = await request.form()
    texts = {name: value for name, value in form.items() if isinstance(value, str)}
    kinds = tuple(value for value in form.getlist("kinds") if isinstance(value, str))
    chosen = tuple(int(value) for value in form.getlist("consents") if isinstance(value, str) and value.isdigit())
    return Filled(texts, kinds, chosen)


def portrait_of(form: Filled, language: str) -> PortraitText:
    """Return the portrait in `language` from its five fields, a line each."""

    def part(name: str) -> tuple[str, ...]:
        return lines_of(form[f"{name}_{language}"])

    return PortraitText(
        summary=" ".join(part("summary")),
        belongs=part("belongs"),
        does_not_belong=elsewhere_of(form[f"does_not_belong_{language}"]),
        counted_separately=part("counted_separately"),
        examples=part("examples"),
    )


def of_portrait(portrait: Portrait) -> Filled:
    """Return the form that shows `portrait` as it stands."""
    texts: dict[str, str] = {}
    for language, text in (("ru", portrait.ru), ("en", portrait.en)):
        for part in PARTS:
            value: Any = elsewhere_lines(text.does_not_belong) if part == "does_not_belong" else getattr(text, part)
            texts[f"{part}_{language}"] = value if isinstance(value, str) else "\n".join(value)
    return Filled(texts)


def card_of(form: Filled) -> TypeCard:
    """Return the card of a new type.

    Raises:
        FieldUnreadable and what TypeCard refuses.
    """
    read = ReadField({**form.texts, "kinds": ",".join(form.kinds)})
    kinds = read.several("kinds", Kind)
    unit = read.one("unit", Unit, default=Unit.PIECE)
    purpose = read.one("purpose", Purpose, default=Purpose.ORDINARY)
    if read.faults:
        raise read.faults[0]
    return TypeCard(
        code=read.text("code").upper(),
        alias=read.text("alias").upper() or None,
        name_ru=read.text("name_ru"),
        name_en=read.text("name_en"),
        kinds=kinds,
        unit=unit,
        unit_places=3 if unit is Unit.MINUTE else 0,
        quantity_cap=decimal_of(form["quantity_cap"]) if form["quantity_cap"].strip() else None,
        purpose=purpose,
    )
