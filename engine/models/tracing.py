"""Tracing: points on ridges of confidence are linked along their directions to filaments.

A walk starts at the most confident point that no filament has and goes both ways. At each step it predicts the next
place, and corrects place and direction by a weighted mean of the points ahead whose direction fits. Points of filaments
that cross have other directions, so a walk passes through them, and it may jump over a gap. A smoothing spline follows
the walk, the smoother the more it would bend otherwise. All lengths are px; those named in widths are multiples of the
filament's width.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from iceboxer.engine.data.boxes import Kind
from iceboxer.engine.data.filaments import Filament, Points, make_filament
from iceboxer.engine.errors import ConfigError
from iceboxer.engine.models.joining import join_pieces
from iceboxer.engine.models.ridges import Ridges

Floats = NDArray[np.float64]
Indices = NDArray[np.intp]

STEP = 0.3  # widths from one place of a walk to the next
AHEAD = (0.05, 0.65)  # widths: the range along the walk of the points that correct a step
CONE = (0.15, 0.25)  # widths, and slope: how far from the walk a point may lie
FITTING = np.radians(32)  # largest difference between the directions of a point and of the walk
GAP_FITTING = np.radians(22)  # the same across a gap
GAP_CONE = (0.15, 0.12)
TAKEN = 0.4  # widths: points this close to a filament, with its direction, belong to it
FAINT = 0.3  # of the mean confidence of a walk: fainter points do not continue it
SEED = 0.15  # lowest confidence at which a walk starts
SUPPORT = 3  # fitting neighbours that the first point of a walk has at least
KNOTS = 1.0  # widths between two points of a finished filament
NOISE = 0.02  # widths: the error of a place of a walk, before smoothing
SMOOTHER = 3.0  # factor by which the smoothing grows until a filament bends no more than it may
LONGEST_WALK = 20_000  # steps: no micrograph is larger


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
    tracer = _Tracer(ridges, limits)
    found = [filament for seed in tracer.seeds if (filament := tracer.follow(int(seed))) is not None]
    found = join_pieces(found, limits.gap, limits.bend)
    found.sort(key=lambda f: -f.confidence)
    return [Filament(f.points, f.width, f.confidence, f.kind, number) for number, f in enumerate(found, 1)]


@dataclass
class _Walk:
    """The places (x, y) of a walk, and the confidence at each; 0 in gaps."""

    places: list[Floats]
    confidences: list[float]

    def add(self, place: Floats, confidence: float) -> None:
        self.places.append(place)
        self.confidences.append(confidence)


class _Tracer:
    """The ridge points of one micrograph and which of them belong to a filament."""

    def __init__(self, ridges: Ridges, limits: Tracing) -> None:
        self.limits = limits
        self.places: Points = np.column_stack([ridges["x"], ridges["y"]])
        self.angles: Floats = np.asarray(ridges["angle"], np.float64)
        self.confidence: Floats = np.asarray(ridges["confidence"], np.float64)
        self.tree = cKDTree(self.places)
        self.taken = np.zeros(len(ridges), bool)

    @property
    def seeds(self) -> Indices:
        """The points with fitting neighbours, in descending confidence."""
        pairs = self.tree.query_pairs(AHEAD[1] * self.limits.width, output_type="ndarray")
        first, second = pairs.T
        fits = np.abs(_difference(self.angles[first], self.angles[second])) < FITTING
        apart = self.places[second] - self.places[first]
        across = np.abs(apart[:, 1] * np.cos(self.angles[first]) - apart[:, 0] * np.sin(self.angles[first]))
        fits &= across < CONE[0] * self.limits.width + CONE[1] * np.hypot(apart[:, 0], apart[:, 1])
        support = np.bincount(first[fits], minlength=len(self.places))
        support += np.bincount(second[fits], minlength=len(self.places))
        kept = np.flatnonzero((support >= SUPPORT) & (self.confidence >= SEED))
        return np.asarray(kept[np.argsort(-self.confidence[kept], kind="stable")])

    def follow(self, seed: int) -> Filament | None:
        """Return the filament through a point; None if the point has one, or the filament is too short."""
        if self.taken[seed]:
            return None
        halves = [self._walk(seed, turn) for turn in (0.0, np.pi)]
        places = np.array([*halves[1].places[::-1], *halves[0].places[1:]])
        confidences = [*halves[1].confidences[::-1], *halves[0].confidences[1:]]
        if len(places) < 2:
            self.taken[seed] = True
            return None
        self._take(places)
        self.taken[seed] = True
        if np.hypot(*np.diff(places, axis=0).T).sum() < self.limits.least:
            return None
        return self._smoothed(places, float(np.mean(confidences)))

    def _walk(self, seed: int, turn: float) -> _Walk:
        """Return the walk from a point in one of the two ways."""
        width = self.limits.width
        place, angle = self.places[seed], float(self.angles[seed] + turn)
        walk = _Walk([place], [float(self.confidence[seed])])
        sum_of_confidence, count = float(self.confidence[seed]), 1
        while len(walk.places) < LONGEST_WALK:
            floor = FAINT * sum_of_confidence / count
            step = STEP * width
            ahead, along, across, turned = self._ahead(place, angle, (AHEAD[0] * width, AHEAD[1] * width), CONE, floor)
            if not len(ahead) or along.max() < 0.5 * step:
                jump = self._beyond_gap(place, angle, floor)
                if jump is None:
                    if len(ahead):
                        aside = float(np.mean(across)) * _unit(angle + np.pi / 2)
                        walk.add(place + along.max() * _unit(angle) + aside, float(self.confidence[ahead].max()))
                    break
                _fill_gap(walk, place, jump[0], step)
                place, angle = jump
                walk.add(place, floor / FAINT)
                continue
            weight = self.confidence[ahead] * np.exp(-0.5 * np.square((along - step) / step))
            weight /= weight.sum()
            # each point predicts where the filament is one step ahead, along its own direction
            shift = float(weight @ (across + (step - along) * np.tan(turned)))
            bend = float(np.clip(weight @ turned, -self.limits.bend * step, self.limits.bend * step))
            shift = float(np.clip(shift, -0.2 * width, 0.2 * width))
            reach = min(step, float(along.max()))
            place = place + reach * _unit(angle) + shift * _unit(angle + np.pi / 2)
            angle += bend
            strength = float(weight @ self.confidence[ahead])
            walk.add(place, strength)
            sum_of_confidence, count = sum_of_confidence + strength, count + 1
        return walk

    def _ahead(
        self, place: Floats, angle: float, reach: tuple[float, float], cone: tuple[float, float], floor: float
    ) -> tuple[Indices, Floats, Floats, Floats]:
        """Return free points within `reach` (px) ahead: indices, distances along and across, and turns, each (n,)."""
        near = np.asarray(self.tree.query_ball_point(place, reach[1] * 1.1), np.intp)
        near = near[~self.taken[near] & (self.confidence[near] >= floor)]
        apart = self.places[near] - place
        along = apart @ _unit(angle)
        across = apart @ _unit(angle + np.pi / 2)
        turned = _difference(self.angles[near], angle)
        limit = FITTING if cone is CONE else GAP_FITTING
        kept = (along > reach[0]) & (along <= reach[1]) & (np.abs(turned) < limit)
        kept &= np.abs(across) < cone[0] * self.limits.width + cone[1] * along
        return near[kept], along[kept], across[kept], turned[kept]

    def _beyond_gap(self, place: Floats, angle: float, floor: float) -> tuple[Floats, float] | None:
        """Return place and direction where the filament continues after a gap; None if it does not."""
        width = self.limits.width
        reach = (0.5 * STEP * width, self.limits.gap)  # behind the last points, which do not continue the walk
        ahead, along, _, turned = self._ahead(place, angle, reach, GAP_CONE, floor)
        if len(ahead) < SUPPORT:
            return None
        first = along <= along.min() + AHEAD[1] * width
        if first.sum() < SUPPORT:
            return None
        ahead, along, turned = ahead[first], along[first], turned[first]
        weight = self.confidence[ahead] / self.confidence[ahead].sum()
        return weight @ self.places[ahead], angle + float(weight @ turned)

    def _take(self, places: Points) -> None:
        """Mark the points along a walk as its own, if their direction fits."""
        width = self.limits.width
        dense, angles = _dense(places, 0.15 * width)
        around = self.tree.query_ball_point(dense[::2], (TAKEN + 0.15) * width)
        close = np.unique(np.concatenate([np.asarray(found, np.intp) for found in around]))
        distance, nearest = cKDTree(dense).query(self.places[close])
        fits = np.abs(_difference(self.angles[close], angles[nearest])) < FITTING
        self.taken[close[fits & (distance <= TAKEN * width)]] = True

    def _smoothed(self, places: Points, confidence: float) -> Filament | None:
        """Return the smooth filament along a walk; None if it bends more than the limits allow."""
        width, bend = self.limits.width, self.limits.bend
        smoothing = 1.0
        for _ in range(8):
            points = _spline_points(places, NOISE * width, smoothing, KNOTS * width)
            try:
                filament = make_filament(points, width, min(1.0, confidence), Kind.PICK)
            except ConfigError:  # a walk on the spot
                return None
            if filament.curvature <= bend:
                return filament
            smoothing *= SMOOTHER
        return None


def _spline_points(places: Points, noise: float, smoothing: float, spacing: float) -> Points:
    """Return points about every `spacing` px on a smoothing spline through places (n, 2)."""
    steps = np.hypot(*np.diff(places, axis=0).T)
    places = places[np.concatenate([[True], steps > 1e-6])]
    lengths = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(places, axis=0).T))])
    count = max(2, round(lengths[-1] / spacing) + 1)
    at = np.linspace(0, lengths[-1], count)
    if len(places) < 5:
        return np.column_stack([np.interp(at, lengths, column) for column in places.T])
    from scipy.interpolate import UnivariateSpline  # slow to load, and picking particles needs none

    weights = np.full(len(places), 1 / noise)
    splines = [UnivariateSpline(lengths, column, weights, k=3, s=smoothing * len(places)) for column in places.T]
    return np.column_stack([spline(at) for spline in splines])


def _dense(places: Points, step: float) -> tuple[Points, Floats]:
    """Return points (m, 2) about every `step` px along places (n, 2), and the directions (m,) there."""
    lengths = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(places, axis=0).T))])
    at = np.linspace(0, lengths[-1], max(2, int(lengths[-1] / step) + 2))
    points = np.column_stack([np.interp(at, lengths, column) for column in places.T])
    tangents = np.gradient(points, axis=0)
    return points, np.arctan2(tangents[:, 1], tangents[:, 0])


def _fill_gap(walk: _Walk, start: Floats, end: Floats, step: float) -> None:
    """Add the places between two ends of a gap, without confidence."""
    count = int(np.hypot(*(end - start)) / step)
    for share in np.linspace(0, 1, count + 1, endpoint=False)[1:]:
        walk.add(start + share * (end - start), 0.0)


def _unit(angle: float) -> Floats:
    return np.array([np.cos(angle), np.sin(angle)])


def _difference(angles: Floats, others: Floats | float) -> Floats:
    """Return the differences of directions modulo π, from −π/2 to π/2."""
    return np.asarray((angles - others + np.pi / 2) % np.pi - np.pi / 2)


def width_of(ridges: Ridges, given: float | None, box_size: float) -> float:
    """Return the width of the filaments in px: the one given, the median that the network estimates, or box / 1.5."""
    if given is not None:
        return given
    sure = ridges["width"][ridges["confidence"] >= 0.3]
    return float(np.median(sure)) if len(sure) else box_size / 1.5
