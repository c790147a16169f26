"""Line charts as the server draws them: points in the units of an SVG, ticks with their texts, no script."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT = 360, 210
LEFT, RIGHT, TOP, BOTTOM = 40, 12, 12, 30


@dataclass(frozen=True)
class Tick:
    """A mark on an axis, with its text."""

    at: float
    text: str


@dataclass(frozen=True)
class Dot:
    """A point; `tone` is a CSS class, `says` the text that a reader of the screen and a pointer get."""

    x: float
    y: float
    tone: str
    says: str


@dataclass(frozen=True)
class Line:
    """A line through points, in the words of the attribute `points`; `tone` is a CSS class."""

    points: str
    tone: str


@dataclass(frozen=True)
class Chart:
    """Everything a template needs to draw."""

    lines: tuple[Line, ...]
    dots: tuple[Dot, ...]
    x_ticks: tuple[Tick, ...]
    y_ticks: tuple[Tick, ...]
    marks: tuple[Tick, ...] = ()
    """Upright lines, with what they mean."""

    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    right: int = WIDTH - RIGHT
    top: int = TOP
    bottom: int = HEIGHT - BOTTOM


@dataclass(frozen=True)
class Scale:
    """Turns values into places on the chart."""

    x_least: float
    x_most: float
    y_most: float

    def x(self, value: float) -> float:
        span = self.x_most - self.x_least or 1
        return round(LEFT + (value - self.x_least) / span * (WIDTH - LEFT - RIGHT), 1)

    def y(self, value: float) -> float:
        return round(HEIGHT - BOTTOM - min(value / (self.y_most or 1), 1) * (HEIGHT - TOP - BOTTOM), 1)

    def line(self, values: Sequence[tuple[float, float]], tone: str) -> Line:
        return Line(" ".join(f"{self.x(x)},{self.y(y)}" for x, y in values), tone)

    def steps(self, values: Sequence[tuple[float, float]], tone: str) -> Line:
        """Return a line of steps, each around its value, for limits that change from point to point."""
        places: list[str] = []
        for x, y in values:
            places += [f"{self.x(x - 0.5)},{self.y(y)}", f"{self.x(x + 0.5)},{self.y(y)}"]
        return Line(" ".join(places), tone)
