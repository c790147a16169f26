"""The one gate: no piece of work leaves or counts without exactly one valid type.

The SMTP gate, the composer, the held tray, the API, imports and bulk actions all ask `may_leave`; nobody else decides.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal

from naryad.errors import DomainError
from naryad.value import value
from norms.catalog import Catalog, CatalogEntry
from norms.norm import Norm, TypeHasNoNorm
from norms.portrait import Portrait
from norms.work_type import Kind, Purpose, WorkType

NEAREST_COUNT = 3


@value(frozen=True, slots=True)
class Typed:
    """What the gate lets pass: the one type, and the norm and portrait of the work's own day."""

    work_type: WorkType
    norm: Norm
    portrait: Portrait | None
    described_minutes: Decimal | None


class GateRefusal(DomainError):
    """A piece of work that may not leave; `slug` names the page that explains it."""

    status = 422
    slug = "no-type"


class WorkHasNoType(GateRefusal):
    code = "work_has_no_type"
    en = "This work has no type, so it neither leaves nor counts. Choose its type: for example {nearest}."
    ru = "У работы не указан тип, поэтому она не уходит и не засчитывается. Укажите тип, например: {nearest}."


class UnknownType(GateRefusal):
    code = "unknown_type"
    slug = "unknown-type"
    en = (
        "There is no work type {named} in the catalog. The nearest are {nearest}: choose one of them or look it up "
        "in the catalog."
    )
    ru = "Типа {named} нет в каталоге. Похожие: {nearest}. Выберите один из них или найдите нужный в каталоге."


class RetiredType(GateRefusal):
    code = "retired_type"
    slug = "retired-type"
    en = (
        "Work type {named} is not in use on {day}: it was retired on {retired_on}. Choose another, for example "
        "{nearest}."
    )
    ru = "Тип {named} на {day} не действует: он выведен из каталога {retired_on}. Выберите другой, например: {nearest}."


class TypeNotYetInUse(GateRefusal):
    code = "type_not_yet_in_use"
    slug = "retired-type"
    en = (
        "Work type {named} is not in use on {day}: it starts on {introduced_on}. Choose another, for example {nearest}."
    )
    ru = "Тип {named} на {day} ещё не действует: он вводится {introduced_on}. Выберите другой, например: {nearest}."


class WrongKind(GateRefusal):
    code = "wrong_kind"
    slug = "wrong-kind"
    en = "Work type {named} is not for this kind of work ({kind_en}). These are: {nearest}."
    ru = "Тип {named} сюда не подходит ({kind_ru}). Подходят: {nearest}."


class TypesDisagree(GateRefusal):
    code = "types_disagree"
    slug = "types-disagree"
    en = "This work names different types: {named}. Leave exactly one."
    ru = "У работы указаны разные типы: {named}. Оставьте один."


class DescribedMinutesMissing(GateRefusal):
    code = "described_minutes_missing"
    slug = "minutes-missing"
    en = (
        "Work type {named} has no norm of its own: say how many minutes the work took, as {named}=15, and the head "
        "decides."
    )
    ru = (
        "У типа {named} нет своей нормы: укажите, сколько минут заняла работа, например {named}=15; решит руководитель."
    )


def may_leave(
    named: str | Iterable[str] | None, *, kind: Kind, catalog: Catalog, described_minutes: Decimal | None = None
) -> Typed:
    """Return the type under which a piece of work of `kind` may leave on the catalog's day.

    `named` is what a person wrote: a code in any case or keyboard layout, an alias, `CODE=15` for described
    minutes, or several of them (the ways of typing a letter), which must agree. Empty texts and zeros are no type.

    Raises a `GateRefusal` (WorkHasNoType, UnknownType, RetiredType, TypeNotYetInUse, WrongKind, TypesDisagree,
    DescribedMinutesMissing), or TypeHasNoNorm (a NoNormInForce) where it has none on that day. Product rule 1.
    """
    texts = _said(named)
    if not texts:
        raise WorkHasNoType(nearest=_examples(catalog, kind))
    found = [_one(text, catalog, kind) for text in texts]
    types = {entry.work_type.id for entry, _ in found}
    minutes = {given for _, given in found if given is not None}
    if len(types) > 1 or len(minutes) > 1:
        raise TypesDisagree(named=[_normal(text) for text in texts])
    entry, _ = found[0]
    _must_be_in_use(entry, catalog, kind)
    if entry.norm is None:
        raise TypeHasNoNorm(type=entry.work_type.code, day=catalog.day)
    described = described_minutes if described_minutes is not None else next(iter(minutes), None)
    if entry.work_type.purpose is not Purpose.DESCRIBED:
        described = None
    elif described is None or described <= 0:
        raise DescribedMinutesMissing(named=entry.work_type.code)
    return Typed(entry.work_type, entry.norm, entry.portrait, described)


def is_type_name(text: str, catalog: Catalog) -> bool:
    """Say whether `text` is, or ever was, the name of a type: only then is `[#text]` a tag (rule 17)."""
    return catalog.find(_split(text)[0]) is not None


def _said(named: str | Iterable[str] | None) -> list[str]:
    if named is None:
        return []
    texts = [named] if isinstance(named, str) else list(named)
    return [text.strip() for text in texts if text.strip().strip("0")]


def _one(text: str, catalog: Catalog, kind: Kind) -> tuple[CatalogEntry, Decimal | None]:
    code, minutes = _split(text)
    entry = catalog.find(code)
    if entry is None:
        near = [each.code for each in catalog.nearest(code, kind, NEAREST_COUNT)]
        raise UnknownType(named=_normal(code), nearest=near or _examples(catalog, kind))
    return entry, minutes


def _must_be_in_use(entry: CatalogEntry, catalog: Catalog, kind: Kind) -> None:
    work_type, day = entry.work_type, catalog.day
    if work_type.in_use_on(day) and kind in work_type.kinds:
        return
    near = _examples(catalog, kind, around=entry)
    if work_type.retired_on is not None and work_type.retired_on <= day:
        raise RetiredType(named=work_type.code, day=day, retired_on=work_type.retired_on, nearest=near)
    if not work_type.in_use_on(day):
        raise TypeNotYetInUse(named=work_type.code, day=day, introduced_on=work_type.introduced_on, nearest=near)
    if kind not in work_type.kinds:
        raise WrongKind(named=work_type.code, kind_en=kind.label("en"), kind_ru=kind.label("ru"), nearest=near)


def _examples(catalog: Catalog, kind: Kind, around: CatalogEntry | None = None) -> list[str]:
    """Return up to three codes on offer for `kind`: those with the nearest norms first, or the shortest paid ones."""
    offered = catalog.of_kind(kind)
    if around is not None and around.norm is not None:
        wanted = around.norm.minutes
        ranked = sorted(offered, key=lambda entry: abs(_minutes(entry) - wanted))
    else:
        ranked = sorted(offered, key=lambda entry: (_minutes(entry) == 0, _minutes(entry), entry.code))
    return [entry.code for entry in ranked[:NEAREST_COUNT]]


def _minutes(entry: CatalogEntry) -> Decimal:
    return entry.norm.minutes if entry.norm is not None else Decimal(0)


_DESCRIBED = re.compile(r"^(?P<code>[^=]+)=(?P<minutes>\d{1,4})$")


def _split(text: str) -> tuple[str, Decimal | None]:
    match = _DESCRIBED.match(text.strip())
    if match is None:
        return text.strip(), None
    return match["code"].strip(), Decimal(match["minutes"])


def _normal(text: str) -> str:
    """Return `text` fit to be said back: one entry, no longer than a code could be."""
    return " ".join(text.split())[:40]
