"""A browser's long introduction of itself, as people would call it."""

from __future__ import annotations

_BROWSERS = (
    ("YaBrowser", "Yandex Browser"),
    ("Edg/", "Edge"),
    ("OPR/", "Opera"),
    ("Firefox/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
_SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS", "macOS"),
    ("Linux", "Linux"),
)


def browser_of(introduction: str) -> str:
    """Return "Firefox, Windows" for a User-Agent, what is known of it, or an empty text."""
    found = (next((name for mark, name in known if mark in introduction), "") for known in (_BROWSERS, _SYSTEMS))
    return ", ".join(part for part in found if part)
