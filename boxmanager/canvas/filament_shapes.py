"""Shapes of filaments on the canvas: the one being drawn, hit tests, and what is painted. No Qt."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from iceboxer.engine.data.boxes import Floats
from iceboxer.engine.data.curve import Points
from iceboxer.engine.data.filaments import Filament, make_filament
from iceboxer.engine.errors import ConfigError

FINE = 1 / 6  # widths between two points of a painted curve
LEAST_STEP = 2.0  # px
APART = 2.0  # px; a click closer to the point before is the second one of a double-click

Point = tuple[float, float]


class Draft:
    """A filament that is being drawn, by its points so far; it is always complete, except for its end."""

    def __init__(self) -> None:
        self.points: list[Point] = []

    def add(self, point: Point) -> None:
        """Add a point, unless it is that of the click before."""
        if not self.points or np.hypot(*np.subtract(point, self.points[-1])) > APART:
            self.points.append(point)

    def take_back(self) -> None:
        """Remove the last point."""
        self.points.pop()

    def filament(self, width: float, ahead: Point | None = None) -> Filament | None:
        """Return the filament of `width` px, also through the point `ahead` if given; None if it has no length."""
        points = self.points if ahead is None else [*self.points, ahead]
        try:
            return make_filament(points, width)
        except ConfigError:
            return None


@lru_cache(maxsize=20_000)
def polyline(filament: Filament) -> Points:
    """Return points (n, 2) of the curve, close enough to look smooth."""
    if len(filament.points) == 2:
        return filament.points
    step = max(LEAST_STEP, FINE * filament.width)
    count = max(2, int(np.ceil(filament.length / step)) + 1)
    return filament.at(np.linspace(0, filament.length, count))[0]


@lru_cache(maxsize=20_000)
def segments(filament: Filament, spacing: float) -> tuple[Points, Floats]:
    """Return centres (n, 2) and directions (n,) in radians of the segments every `spacing` px."""
    places, directions, _ = filament.resampled(spacing)
    return places, directions


def filament_at(filaments: Sequence[Filament], point: Point, reach: float) -> Filament | None:
    """Return the filament whose curve is nearest to a point, within half its width or `reach` px; None without one."""
    best, nearest = None, np.inf
    for f in filaments:
        limit = max(f.width / 2, reach)
        line = polyline(f)
        if (line.min(axis=0) - limit > point).any() or (line.max(axis=0) + limit < point).any():
            continue
        distance = distance_to(f, point)
        if distance <= limit and distance < nearest:
            best, nearest = f, distance
    return best


def distance_to(filament: Filament, point: Point) -> float:
    """Return the distance in px of a point from the curve of a filament."""
    line = polyline(filament)
    start, along = line[:-1], np.diff(line, axis=0)
    length = np.maximum((along**2).sum(axis=1), 1e-12)
    share = np.clip(((np.asarray(point) - start) * along).sum(axis=1) / length, 0, 1)
    return float(np.hypot(*(start + share[:, None] * along - point).T).min())


def point_at(filament: Filament, point: Point, reach: float) -> int | None:
    """Return the index of the filament's point nearest to a place, within `reach` px; None without one."""
    distance = np.hypot(*(filament.points - point).T)
    index = int(distance.argmin())
    return index if distance[index] <= reach else None


def touching(filaments: Sequence[Filament], x0: float, y0: float, x1: float, y1: float) -> set[int]:
    """Return the numbers of the filaments whose curves have a point in the rectangle between two opposite corners."""
    low, high = np.minimum((x0, y0), (x1, y1)), np.maximum((x0, y0), (x1, y1))
    found = set()
    for f in filaments:
        places = f.resampled(max(1.0, f.width / 4))[0]
        if ((places >= low) & (places <= high)).all(axis=1).any():
            found.add(f.id)
    return found


def in_sight(filament: Filament, left: float, bottom: float, right: float, top: float) -> bool:
    """Return whether a filament may be seen in the rectangle."""
    line, half = polyline(filament), filament.width / 2
    low, high = line.min(axis=0) - half, line.max(axis=0) + half
    return bool(low[0] <= right and high[0] >= left and low[1] <= top and high[1] >= bottom)
