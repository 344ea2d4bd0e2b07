"""Tracing: points on ridges of confidence are linked along their directions to filaments.

Walks start at the most confident points that no filament has and go both ways (`engine.models.walking`). A smoothing
spline follows each walk, the smoother the more it would bend otherwise, and pieces are joined end to end
(`engine.models.joining`). All lengths are px; those named in widths are multiples of the filament's width.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import scipy  # which loads its parts when they are first used

from iceboxer.engine.data.boxes import Kind
from iceboxer.engine.data.curve import Points, steps
from iceboxer.engine.data.filaments import Filament, make_filament
from iceboxer.engine.errors import ConfigError
from iceboxer.engine.models.joining import join_pieces
from iceboxer.engine.models.ridges import Ridges
from iceboxer.engine.models.walking import Walk, Walker

KNOTS = 1.0  # widths between two points of a finished filament
NOISE = 0.02  # widths: the error of a place of a walk, before smoothing
SMOOTHER = 3.0  # factor by which the smoothing grows until a filament bends no more than it may,
SMOOTHEST = 4  # times, at most
CERTAIN = 0.3  # mean confidence from which a walk that bends too much is cut instead of dropped
BEND = 3  # places, about one width, over which the turn of a walk is measured


@dataclass(frozen=True)
class Tracing:
    """The limits of tracing.

    Attributes
    ----------
    width
        px, of all filaments.
    least
        Length in px of the shortest filament.
    bend
        Largest curvature, 1/px.
    gap
        Longest gap in px that a filament continues through.
    """

    width: float
    least: float
    bend: float
    gap: float


def default_tracing(
    width: float, least: float | None = None, bend: float | None = None, gap: float | None = None
) -> Tracing:
    """Return the limits for filaments of `width` px.

    By default they are at least 2 widths long, bend to a radius of 6 widths or more, and continue through gaps of 2.5
    widths.
    """
    return Tracing(
        width,
        2.0 * width if least is None else least,
        1 / (6.0 * width) if bend is None else bend,
        2.5 * width if gap is None else gap,
    )


def trace(ridges: Ridges, limits: Tracing) -> list[Filament]:
    """Return the filaments through ridge points, in descending confidence, numbered from 1.

    The confidence of a filament is the mean along its length, 0 in gaps.
    """
    if not len(ridges):
        return []
    walker = Walker(ridges, limits.width, limits.bend, limits.gap)
    found = [filament for walk in walker.walks() for filament in filaments_along(walk, limits)]
    found = join_pieces(found, limits.gap, limits.bend)
    found.sort(key=lambda f: -f.confidence)
    return [f.numbered(number) for number, f in enumerate(found, 1)]


def filaments_along(walk: Walk, limits: Tracing) -> list[Filament]:
    """Return the filaments along a walk: one, or if it bends more than the limits allow, its parts that do not.

    Only a certain walk is cut: it followed a filament and then turned, for example into another. Noise has no parts.
    """
    found, waiting = [], [walk]
    while waiting:
        part = waiting.pop()
        if _length(part) < limits.least:
            continue
        if (filament := _smoothed(part, limits)) is not None:
            found.append(filament)
        elif np.mean(part.confidences) >= CERTAIN and len(part.places) > 2 * BEND:
            sharpest = _sharpest(part)
            waiting.append(Walk(part.places[: sharpest + 1], part.confidences[: sharpest + 1]))
            waiting.append(Walk(part.places[sharpest:], part.confidences[sharpest:]))
    return found


def _length(walk: Walk) -> float:
    return float(steps(np.array(walk.places).reshape(-1, 2)).sum())


def _sharpest(walk: Walk) -> int:
    """Return the index of the place where a walk turns most, measured over `BEND` places on both sides."""
    places = np.array(walk.places)
    before, behind = places[BEND:-BEND] - places[: -2 * BEND], places[2 * BEND :] - places[BEND:-BEND]
    turn = before[:, 0] * behind[:, 1] - before[:, 1] * behind[:, 0]
    return BEND + int(np.abs(np.arctan2(turn, (before * behind).sum(axis=1))).argmax())


def _smoothed(walk: Walk, limits: Tracing) -> Filament | None:
    """Return the smooth filament along a walk; None if it bends more than the limits allow."""
    width, places = limits.width, np.array(walk.places)
    confidence = min(1.0, float(np.mean(walk.confidences)))

    def smooth(power: int) -> Filament | None:
        points = _spline_points(places, NOISE * width, SMOOTHER**power, KNOTS * width)
        filament = make_filament(points, width, confidence, Kind.PICK)
        return filament if filament.curvature <= limits.bend else None

    try:
        if (roughest := smooth(0)) is not None:
            return roughest
        if (smoothest := smooth(SMOOTHEST)) is None:  # then all in between bend too much
            return None
        return next((found for power in range(1, SMOOTHEST) if (found := smooth(power)) is not None), smoothest)
    except ConfigError:  # a walk on the spot
        return None


def _spline_points(places: Points, noise: float, smoothing: float, spacing: float) -> Points:
    """Return points about every `spacing` px on a smoothing spline through places (n, 2)."""
    places = places[np.concatenate([[True], steps(places) > 1e-6])]
    lengths = np.concatenate([[0.0], np.cumsum(steps(places))])
    count = max(2, round(lengths[-1] / spacing) + 1)
    at = np.linspace(0, lengths[-1], count)
    if len(places) < 5:
        return np.column_stack([np.interp(at, lengths, column) for column in places.T])
    weights = np.full(len(places), 1 / noise)
    splines = [
        scipy.interpolate.UnivariateSpline(lengths, column, weights, k=3, s=smoothing * len(places))
        for column in places.T
    ]
    return np.column_stack([spline(at) for spline in splines])
