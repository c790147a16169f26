"""The catalog's first page: browse by what it is, search by words of a portrait or by minutes."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse

from naryad import i18n
from naryad.days import local_day
from naryad.people import may, require
from naryad.web import CurrentEmployee, CurrentOffice, Now, Reading, page
from norms import store
from norms.actions.sheet import is_founding
from norms.catalog import Catalog, CatalogEntry
from norms.work_type import Kind

router = APIRouter()

RETIRED = "retired"


@router.get("/norms")
def catalog_page(
    request: Request,
    session: Reading,
    me: CurrentEmployee,
    office: CurrentOffice,
    now: Now,
    q: str = "",
    kind: str = "",
) -> HTMLResponse:
    """Show the types of one kind, or those a search finds, in the order of their minutes."""
    require(me, "norms.read")
    today = local_day(now, office.zone)
    catalog = store.catalog(session, today)
    decides = may(me, "norms.approve_norm")
    return page(
        request,
        "norms/catalog.html",
        q=q,
        kind=kind,
        tabs=_tabs(catalog),
        entries=_found(catalog, q.strip()[:200], kind),
        catalog=catalog,
        today=today,
        kinds=list(Kind),
        is_empty=not catalog.types,
        waiting=store.proposals(session) if may(me, "norms.propose_norm") else (),
        unconfirmed=store.unconfirmed_founding_norms(session) if decides else (),
        may_found=is_founding(session, today),
    )


def _found(catalog: Catalog, q: str, kind: str) -> list[CatalogEntry]:
    if q:
        return catalog.search(q, i18n.language())
    if kind == RETIRED:
        return [entry for entry in catalog.types if not entry.work_type.in_use_on(catalog.day)]
    kinds = {one.value for one in Kind}
    return [
        entry
        for entry in catalog.in_order()
        if entry.work_type.in_use_on(catalog.day) and (kind not in kinds or Kind(kind) in entry.work_type.kinds)
    ]


def _tabs(catalog: Catalog) -> list[tuple[str, Any, int]]:
    """Return (key, kind or None, count) for every kind that has types, all of them first, the retired last."""
    in_use = [entry.work_type for entry in catalog.types if entry.work_type.in_use_on(catalog.day)]
    tabs: list[tuple[str, Any, int]] = [("", None, len(in_use))]
    for kind in Kind:
        if count := sum(kind in type_.kinds for type_ in in_use):
            tabs.append((kind.value, kind, count))
    if len(in_use) < len(catalog.types):
        tabs.append((RETIRED, None, len(catalog.types) - len(in_use)))
    return tabs
