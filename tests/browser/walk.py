"""Finds every page of the program: by following the links of each person of the office, as people do."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

import httpx
from fastapi import FastAPI
from fastapi.routing import APIRoute
from lxml import html

MOST_ADDRESSES = 600
# A part of an address that names one thing among many: a number, a day, a code, an identifier.
_NAMES_ONE_THING = re.compile(r"^(?=.*\d)[\w.:-]+$")


@dataclass(frozen=True)
class Found:
    """A page, the first person who came upon it, and the status it answered with."""

    shape: str
    address: str
    person: str
    status: int


def pages_of(client: httpx.Client, person: str, start: Iterable[str]) -> list[Found]:
    """Follow links from `start` as `person`, whom `client` is signed in as; return one page of each shape."""
    waiting = deque(start)
    seen: set[str] = set()
    found: dict[str, Found] = {}
    while waiting and len(seen) < MOST_ADDRESSES:
        address = waiting.popleft()
        shape = shape_of(address)
        if shape in seen:
            continue
        seen.add(shape)
        answer = client.get(address, follow_redirects=True)
        if "text/html" not in answer.headers.get("content-type", ""):
            continue
        reached = answer.url.raw_path.decode()
        found.setdefault(shape_of(reached), Found(shape_of(reached), reached, person, answer.status_code))
        waiting.extend(_links(answer.text, reached))
    return list(found.values())


def shape_of(address: str) -> str:
    """Return the address with what names one thing among many left out, and without its question."""
    path = urlsplit(address).path
    return "/".join("*" if _NAMES_ONE_THING.match(part) else part for part in path.split("/"))


def _links(text: str, address: str) -> list[str]:
    document = html.fromstring(text)
    targets = [str(href) for href in document.xpath("//a/@href")]
    inside = [urljoin(address, target) for target in targets if not target.startswith(("mailto:", "#", "tel:"))]
    return [target.partition("#")[0] for target in inside if target.startswith("/") and "/static/" not in target]


def page_routes(app: FastAPI) -> set[str]:
    """Return the shapes of addresses that a person may open: GET routes outside the API and the static files."""
    shapes = set()
    for route in _flat(app.routes):
        if isinstance(route, APIRoute) and "GET" in route.methods and not route.path.startswith("/api/"):
            shapes.add("/".join("*" if part.startswith("{") else part for part in route.path.split("/")))
    return shapes


def _flat(routes: Iterable[object]) -> Iterable[object]:
    for route in routes:
        inner = getattr(route, "routes", None)
        if inner is None and hasattr(route, "original_router"):
            inner = route.original_router.routes
        if inner is not None and not isinstance(route, APIRoute):
            yield from _flat(inner)
        else:
            yield route
