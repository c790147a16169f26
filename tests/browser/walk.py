"""Finds every page of the program: by following the links of each person of the office, as people do."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

import httpx
from fastapi import FastAPI
from fastapi.routing import APIRoute
from lxml import html

MOST_ADDRESSES = 600


@dataclass(frozen=True)
class Found:
    """What an address answered, and the first person who came upon it."""

    shape: str
    address: str
    person: str
    status: int
    is_page: bool


class Shapes:
    """The addresses that the program answers, as its routes write them: `/day/{day}`."""

    def __init__(self, app: FastAPI) -> None:
        self._routes = [route for route in _flat(app.routes) if isinstance(route, APIRoute) and "GET" in route.methods]

    def of(self, address: str) -> str:
        """Return the route that answers `address`, or the bare path where none does."""
        path = urlsplit(address).path
        return next((route.path for route in self._routes if route.path_regex.match(path)), path)

    def of_people(self) -> set[str]:
        """Return what a person may open: everything outside the API."""
        return {route.path for route in self._routes if not route.path.startswith("/api/")}


def follow(client: httpx.Client, person: str, start: Iterable[str], shape_of: Callable[[str], str]) -> list[Found]:
    """Follow links from `start` as `person`, whom `client` is signed in as; return one answer of each shape."""
    waiting = deque(start)
    seen: set[str] = set()
    found: dict[str, Found] = {}
    while waiting and len(seen) < MOST_ADDRESSES:
        address = waiting.popleft()
        if shape_of(address) in seen:
            continue
        seen.add(shape_of(address))
        answer = client.get(address, follow_redirects=True)
        reached = answer.url.raw_path.decode()
        is_page = "text/html" in answer.headers.get("content-type", "")
        one = Found(shape_of(reached), reached, person, answer.status_code, is_page)
        found.setdefault(one.shape, one)
        if is_page:
            waiting.extend(_links(answer.text, reached))
    return list(found.values())


def _links(text: str, address: str) -> list[str]:
    document = html.fromstring(text)
    targets = [str(href) for href in document.xpath("//a/@href")]
    targets += [str(action) for action in document.xpath("//form[not(@method) or @method='get']/@action")]
    inside = [urljoin(address, target) for target in targets if not target.startswith(("mailto:", "#", "tel:"))]
    return [target.partition("#")[0] for target in inside if target.startswith("/") and "/static/" not in target]


def _flat(routes: Iterable[object]) -> Iterable[object]:
    for route in routes:
        included = getattr(route, "original_router", None)
        if included is None:
            yield route
        else:
            yield from _flat(included.routes)
