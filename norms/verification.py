"""What `naryad verify` finds in the catalog beyond changed rows: norms that stand against the rules."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any
from zoneinfo import ZoneInfo

from sqlmodel import Session, select

from naryad.days import local_day
from naryad.office import office_of
from naryad.verification import Trouble
from norms import store
from norms.norm import Norm
from norms.notice import Ground
from norms.tables.norm import NormRefusalRow
from norms.tables.portrait import PortraitRow
from norms.work_type import Purpose, WorkType


def troubles(session: Session) -> Iterator[Trouble]:
    """Yield portraits that lack a version, and norms in force too soon or against their own type."""
    zone = office_of(session).zone
    versions: defaultdict[int, list[int]] = defaultdict(list)
    portraits: Any = session.exec(select(PortraitRow.work_type_id, PortraitRow.version))
    for work_type_id, version in portraits:
        versions[work_type_id].append(version)
    norms: defaultdict[int, list[Norm]] = defaultdict(list)
    for norm in store.norms_by_id(session).values():
        norms[norm.work_type_id].append(norm)
    refused = set(session.exec(select(NormRefusalRow.norm_id)))
    for work_type in store.all_types(session):
        yield from _type_troubles(work_type, sorted(versions[work_type.id]))
        for norm in norms[work_type.id]:
            yield from _norm_troubles(work_type, norm, norms[work_type.id], zone)
            if norm.is_approved and norm.id in refused:
                yield Trouble(
                    f"norm:{norm.id}", "it is approved and turned down at once", "норма и утверждена, и отклонена"
                )


def _type_troubles(work_type: WorkType, versions: list[int]) -> Iterator[Trouble]:
    if versions != list(range(1, len(versions) + 1)) or not versions:
        yield Trouble(
            f"work_type:{work_type.id}",
            f"the portrait of {work_type.code} lacks a version",
            f"у портрета {work_type.code} не хватает версии",
        )


def _norm_troubles(work_type: WorkType, norm: Norm, norms: list[Norm], zone: ZoneInfo) -> Iterator[Trouble]:
    if work_type.purpose is not Purpose.ORDINARY and norm.minutes != 0:
        yield Trouble(
            f"norm:{norm.id}",
            f"{work_type.code} counts no norm minutes, yet its norm is {norm.minutes}",
            f"тип {work_type.code} заведён без нормы, а его норма {norm.minutes}",
        )
    if norm.approved_at is None:
        return
    if norm.ground == Ground.FOUNDING:
        if any(other.is_approved and other.version < norm.version for other in norms):
            yield Trouble(
                f"norm:{norm.id}",
                f"it came with the first catalog, but {work_type.code} had a norm before",
                f"норма пришла с первым каталогом, но у {work_type.code} уже была норма",
            )
    elif norm.effective_from <= local_day(norm.approved_at, zone):
        yield Trouble(
            f"norm:{norm.id}",
            f"the norm of {work_type.code} starts on {norm.effective_from}, not after the day of its approval",
            f"норма {work_type.code} действует с {norm.effective_from:%d.%m.%Y}, не позже дня утверждения",
        )
