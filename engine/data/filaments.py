"""Filaments as curves, and their segments. All lengths are px of the unbinned micrograph, y up.

A filament is the smooth curve through its points (`engine.data.curve`); through two points, a straight line.
"""

from __future__ import annotations

import copy
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike, NDArray

from iceboxer.engine.data.boxes import Boxes, Floats, Kind, make_boxes
from iceboxer.engine.data.curve import Points, Spline, steps
from iceboxer.engine.errors import ConfigError

SAMPLES = 8  # of the curve between two of its points, to measure lengths
FINEST = 2.0  # px between samples of long pieces
CLOSEST = 0.25  # widths between an end at which a filament is cut and the next of its points
SAME_POINT = 1e-6  # px; closer points are one
MOST_SEGMENTS = 1_000_000  # of one micrograph


@dataclass(frozen=True, eq=False)
class Filament:
    """A filament on a micrograph.

    Attributes
    ----------
    points
        (n, 2) as x, y in px, n ≥ 2, from one end to the other; no two successive points are equal.
    width
        px.
    confidence
        0 to 1; NaN if a person drew it.
    kind
        Label, pick or rejected, as for boxes.
    id
        Number, unique within a micrograph; 0 if not assigned.
    """

    points: Points
    width: float
    confidence: float = float("nan")
    kind: Kind = Kind.LABEL
    id: int = 0

    @cached_property
    def _curve(self) -> Spline | None:
        """The curve; None for a straight line."""
        return Spline(self.points) if len(self.points) > 2 else None

    @cached_property
    def _samples(self) -> tuple[Floats, Points, Floats]:
        """Parameters (m,) along the curve, the positions (m, 2) there and the distances (m,) from its start to them."""
        if self._curve is None:
            return np.array([0.0, 1.0]), self.points, np.array([0.0, float(steps(self.points)[0])])
        at = self._curve.dense(np.clip(np.ceil(steps(self.points) / FINEST), SAMPLES, 4096).astype(int))
        places = self._curve(at)
        return at, places, np.concatenate([[0.0], np.cumsum(steps(places))])

    @cached_property
    def length(self) -> float:
        """Length of the curve, px."""
        return float(self._samples[2][-1])

    @property
    def distances(self) -> Floats:
        """Distance (n,) in px from the start, along the curve, to each of the points."""
        parameters, _, lengths = self._samples
        return lengths if self._curve is None else np.interp(self._curve.knots, parameters, lengths)

    def at(self, distances: ArrayLike) -> tuple[Points, Floats]:
        """Return positions (m, 2) and directions (m,) at distances (m,) in px from the start.

        A direction is the angle of the tangent in radians, counter-clockwise from the x axis, −π to π.
        """
        parameters, _, lengths = self._samples
        t = np.interp(np.atleast_1d(np.asarray(distances, np.float64)), lengths, parameters)
        if self._curve is None:
            first, last = self.points
            places = first + t[:, None] * (last - first)
            tangents = np.broadcast_to(last - first, places.shape)
        else:
            places, tangents = self._curve(t), self._curve(t, 1)
        return np.asarray(places, np.float64), np.arctan2(tangents[:, 1], tangents[:, 0])

    def resampled(self, step: float) -> tuple[Points, Floats, Floats]:
        """Return positions (m, 2), directions (m,) and distances (m,) every `step` px from the start.

        The last position is at most `step` before the end, as in RELION's extraction of segments.
        """
        distances = np.arange(int(np.floor(self.length / step + 1e-9)) + 1) * step
        return (*self.at(distances), distances)

    @cached_property
    def curvature(self) -> float:
        """Largest curvature, 1/px; 0 for a straight line."""
        if self._curve is None:
            return 0.0
        apart = 2 * self.width / SAMPLES
        at = self._curve.dense(np.clip(np.ceil(steps(self.points) / apart), SAMPLES, 4096).astype(int))
        first, second = self._curve(at, 1), self._curve(at, 2)
        speed = np.hypot(first[:, 0], first[:, 1])
        turn = np.abs(first[:, 0] * second[:, 1] - first[:, 1] * second[:, 0])
        return float(np.max(np.divide(turn, speed**3, out=np.zeros_like(turn), where=speed > 0)))

    def is_within(self, low: Sequence[float], high: Sequence[float]) -> bool:
        """Return whether the curve lies within the rectangle from `low` to `high` (x, y), to a px."""
        places = self._samples[1]
        return bool((places.min(axis=0) >= low).all() and (places.max(axis=0) <= high).all())

    def part(self, start: float, end: float) -> Filament:
        """Return the piece between two distances in px from the start; the points between them are kept."""
        knots = self.distances
        apart = min(CLOSEST * self.width, (end - start) / 3)  # a spline through closer points would bend sharply
        inner = knots[(knots > start + apart) & (knots < end - apart)]
        return replace(self, points=self.at(np.concatenate([[start], inner, [end]]))[0])

    def numbered(self, id: int) -> Filament:
        """Return the filament with another number; the curve is not computed again."""
        copied = copy.copy(self)
        object.__setattr__(copied, "id", id)
        return copied

    def reversed(self) -> Filament:
        """Return the filament from its other end."""
        return replace(self, points=self.points[::-1].copy())


def make_filament(
    points: ArrayLike, width: float, confidence: float = float("nan"), kind: Kind = Kind.LABEL, id: int = 0
) -> Filament:
    """Return a filament through `points` (n, 2); of successive equal points, only one is kept.

    Raises
    ------
    ConfigError
        There are fewer than two different points, a coordinate is not finite, or the width is not above 0.
    """
    places = np.asarray(points, np.float64).reshape(-1, 2)
    if not np.isfinite(places).all():
        raise ConfigError("A filament has a point without a position.")
    if not 0 < width < np.inf:
        raise ConfigError(f"The width of a filament must be above 0 px, not {width:g}.")
    if len(places):
        places = places[np.concatenate([[True], steps(places) > SAME_POINT])]
    if len(places) < 2:
        raise ConfigError("A filament needs at least two different points.")
    return Filament(places, float(width), float(confidence), kind, id)


def psi(directions: ArrayLike) -> Floats:
    """Return RELION's psi (m,) in degrees, −180 to 180, of directions (m,) in radians.

    RELION turns an image by psi so that the filament lies along x: psi = −atan2(y2 − y1, x2 − x1), in the frame of
    the coordinates in its STAR files, which is that of `engine.data`.
    """
    return np.asarray(-np.degrees(np.asarray(directions, np.float64)))


@dataclass(frozen=True, eq=False)
class Segments:
    """Segments along filaments of one micrograph.

    Attributes
    ----------
    boxes
        (n,) of BOX_DTYPE; `id` is not assigned.
    filament
        Index (n,) of each segment's filament.
    direction
        Angle (n,) of the filament in radians, counter-clockwise from the x axis.
    track
        Distance (n,) in px from the filament's start.
    """

    boxes: Boxes
    filament: NDArray[np.intp]
    direction: Floats
    track: Floats

    def select(self, selection: NDArray[np.bool_]) -> Segments:
        """Return the selected segments."""
        return Segments(
            self.boxes[selection], self.filament[selection], self.direction[selection], self.track[selection]
        )


def cut_segments(filaments: Sequence[Filament], spacing: float, box_size: float | None = None) -> Segments:
    """Return the segments of filaments every `spacing` px, with boxes of `box_size` px (default: their widths).

    Raises
    ------
    ConfigError
        There are more than `MOST_SEGMENTS`.
    """
    count = sum(f.length / spacing for f in filaments)
    if not count <= MOST_SEGMENTS:
        raise ConfigError(f"Segments every {spacing:.3g} px would be {count:.3g} in one micrograph. Raise the spacing.")
    parts = [f.resampled(spacing) for f in filaments]
    counts = [len(places) for places, _, _ in parts]
    places = np.concatenate([np.zeros((0, 2)), *(part[0] for part in parts)])

    def each(values: Sequence[float]) -> Floats:
        return np.repeat(np.asarray(values, np.float64), counts)

    sizes = each([f.width for f in filaments]) if box_size is None else np.full(len(places), float(box_size))
    boxes = make_boxes(places[:, 0], places[:, 1], sizes, confidence=each([f.confidence for f in filaments]))
    boxes["kind"] = each([float(f.kind) for f in filaments])
    widths = each([f.width for f in filaments])
    picked = boxes["kind"] != Kind.LABEL
    boxes["estimated_width"][picked] = boxes["estimated_height"][picked] = widths[picked]
    numbers = np.repeat(np.arange(len(filaments)), counts)
    directions, tracks = (np.concatenate([np.zeros(0), *(part[i] for part in parts)]) for i in (1, 2))
    return Segments(boxes, numbers, directions, tracks)


def straight_pieces(filament: Filament, tolerance: float) -> list[Points]:
    """Return the two ends (2, 2) of straight lines that follow a curve within `tolerance` px, in order.

    The curve is split at its point farthest from the line until all points are close (Ramer 1972).
    """
    count = max(2, int(np.ceil(filament.length / FINEST)) + 1)
    places, _ = filament.at(np.linspace(0, filament.length, min(count, 20_000)))
    pieces: list[Points] = []
    waiting = [(0, len(places) - 1)]
    while waiting:
        first, last = waiting.pop()
        along = places[last] - places[first]
        inner = places[first + 1 : last] - places[first]
        size = float(np.hypot(*along))
        if size > 0:
            away = np.abs(inner[:, 0] * along[1] - inner[:, 1] * along[0]) / size
        else:
            away = np.hypot(inner[:, 0], inner[:, 1])
        if len(away) and away.max() > tolerance:
            middle = first + 1 + int(away.argmax())
            waiting += [(middle, last), (first, middle)]
        else:
            pieces.append(places[[first, last]])
    return pieces


def select_filaments(
    filaments: Sequence[Filament], threshold: float, least: float | None = None, bend: float | None = None
) -> list[Filament]:
    """Return the filaments at or above `threshold`, at least `least` px long and of a curvature up to `bend` (1/px).

    A label has no confidence and passes the threshold.
    """
    kept = [f for f in filaments if not f.confidence < threshold]
    if least is not None:
        kept = [f for f in kept if f.length >= least]
    return kept if bend is None else [f for f in kept if f.curvature <= bend]


def pieces_within(filament: Filament, low: Sequence[float], high: Sequence[float]) -> list[Filament]:
    """Return the pieces of a filament within the rectangle from `low` to `high` (x, y).

    None is shorter than a width, unless the whole filament is.
    """
    if filament.is_within(low, high):
        return [filament]
    places, _, distances = filament.resampled(1.0)
    inside = ((places >= np.asarray(low)) & (places <= np.asarray(high))).all(axis=1)
    edges = np.flatnonzero(np.diff(np.concatenate([[False], inside, [False]]).astype(np.int8)))
    pieces = [(distances[a], distances[b - 1]) for a, b in zip(edges[::2], edges[1::2], strict=True)]
    if len(pieces) == 1 and inside.all():
        return [filament]
    return [filament.part(a, b) for a, b in pieces if b - a >= filament.width]
