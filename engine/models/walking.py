"""Walks along ridges of confidence.

At each step a walk predicts its next place, and corrects place and direction by a weighted mean of the points ahead
whose direction fits. Points of filaments that cross have other directions, so a walk passes through them, and it may
jump over a gap. All lengths are px; those named in widths are multiples of the filament's width.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
import scipy  # which loads its parts when they are first used
from numpy.typing import NDArray

from iceboxer.engine.data.curve import Points, steps
from iceboxer.engine.models.ridges import Ridges

Floats = NDArray[np.float64]
Indices = NDArray[np.intp]
Place = tuple[float, float]
Point = tuple[float, float, float, float]  # x, y, angle, confidence

STEP = 0.3  # widths from one place of a walk to the next
AHEAD = (0.05, 0.65)  # widths: the range along the walk of the points that correct a step
CONE = (0.15, 0.25)  # widths, and slope: how far from the walk a point may lie
FITTING = math.radians(32)  # largest difference between the directions of a point and of the walk
ASIDE = 0.2  # widths: the largest correction of a step
GAP_FITTING = math.radians(22)  # as FITTING, across a gap
GAP_CONE = (0.15, 0.12)
TAKEN = 0.4  # widths: points this close to a walk, with its direction, belong to it
FAINT = 0.3  # of the mean confidence of a walk: fainter points do not continue it
SEED = 0.15  # lowest confidence at which a walk starts
SUPPORT = 3  # fitting neighbours that the first point of a walk has at least, and points behind a gap
HALF = math.pi / 2
RING = 2 * math.pi  # a walk around a ring ends where it began
LONGEST_WALK = 20_000  # steps: no micrograph is larger


@dataclass
class Walk:
    """The places (x, y) of a walk, the confidence at each, 0 in gaps, and by how much it has turned to the left."""

    places: list[Place] = field(default_factory=list)
    confidences: list[float] = field(default_factory=list)
    turned: float = 0.0

    def add(self, x: float, y: float, confidence: float) -> None:
        """Add the next place."""
        self.places.append((x, y))
        self.confidences.append(confidence)


class _Ahead(NamedTuple):
    """What the points ahead of a walk predict for its next step; `across` and `highest` (confidence) are plain."""

    reach: float  # px to the farthest
    shift: float
    turn: float
    strength: float
    across: float
    highest: float


NOTHING_AHEAD = _Ahead(0.0, 0.0, 0.0, 0.0, 0.0, 0.0)


class Walker:
    """The ridge points of one micrograph, and which of them belong to a walk.

    Parameters
    ----------
    bend
        The largest curvature of a walk, 1/px.
    gap
        The longest gap that a walk continues through.
    """

    def __init__(self, ridges: Ridges, width: float, bend: float, gap: float) -> None:
        self.places = np.column_stack([ridges["x"], ridges["y"]])
        self.angles, self.confidence = (np.ascontiguousarray(ridges[name]) for name in ("angle", "confidence"))
        self.width, self.bend, self.gap = width, bend, gap
        self.tree = scipy.spatial.cKDTree(self.places)
        self.taken = np.zeros(len(ridges), bool)
        # single numbers are read several times faster from lists
        self._points: list[Point] = ridges[["x", "y", "angle", "confidence"]].tolist()
        self._free = bytearray(b"\1" * len(ridges))

    def walks(self) -> list[Walk]:
        """Return the walks through all points that can start one; the most confident start first."""
        return [self._both_ways(seed) for seed in self._seeds().tolist() if self._free[seed]]

    def _seeds(self) -> Indices:
        """Return the points with fitting neighbours, in descending confidence."""
        first, second = self.tree.query_pairs(AHEAD[1] * self.width, output_type="ndarray").T
        fits = np.abs(difference(self.angles[first], self.angles[second])) < FITTING
        first, second = first[fits], second[fits]
        x, y = self.places[second, 0] - self.places[first, 0], self.places[second, 1] - self.places[first, 1]
        across = np.abs(y * np.cos(self.angles)[first] - x * np.sin(self.angles)[first])
        fits = across < CONE[0] * self.width + CONE[1] * np.hypot(x, y)
        support = np.bincount(first[fits], minlength=len(self.places))
        support += np.bincount(second[fits], minlength=len(self.places))
        kept = np.flatnonzero((support >= SUPPORT) & (self.confidence >= SEED))
        return np.asarray(kept[np.argsort(-self.confidence[kept], kind="stable")])

    def _both_ways(self, seed: int) -> Walk:
        """Return the walk through a point, from one end to the other, and take its points."""
        first = self._walk(seed, 0.0, RING)
        second = self._walk(seed, math.pi, RING - abs(first.turned))
        self.taken[seed] = True
        walk = Walk(second.places[:0:-1] + first.places, second.confidences[:0:-1] + first.confidences)
        if len(walk.places) > 1:
            self._take(np.array(walk.places))
        self._free = bytearray((~self.taken).tobytes())
        return walk

    def _walk(self, seed: int, turn: float, most: float) -> Walk:
        """Return the walk from a point in one of the two ways, until it has turned by `most` in one sense."""
        width, step = self.width, STEP * self.width
        bend, aside = self.bend * step, ASIDE * width
        x, y, angle, confidence = self._points[seed]
        angle += turn
        walk = Walk([(x, y)], [confidence])
        total, count = confidence, 1
        while abs(walk.turned) <= most and len(walk.places) < LONGEST_WALK:
            floor = FAINT * total / count
            ahead = self._ahead(x, y, angle, floor)
            cosine, sine = math.cos(angle), math.sin(angle)
            if ahead.reach < 0.5 * step:
                jump = self._beyond_gap(x, y, angle, floor)
                if jump is None:
                    if ahead.reach > 0:
                        shift = ahead.across
                        x, y = x + ahead.reach * cosine - shift * sine, y + ahead.reach * sine + shift * cosine
                        walk.add(x, y, ahead.highest)
                    break
                _fill_gap(walk, (x, y), jump[:2], step)
                x, y, angle = jump
                walk.add(x, y, floor / FAINT)
                continue
            shift = max(-aside, min(aside, ahead.shift))
            reach = min(step, ahead.reach)
            x, y = x + reach * cosine - shift * sine, y + reach * sine + shift * cosine
            turned = max(-bend, min(bend, ahead.turn))
            angle, walk.turned = angle + turned, walk.turned + turned
            walk.add(x, y, ahead.strength)
            total, count = total + ahead.strength, count + 1
        return walk

    def _ahead(self, x: float, y: float, angle: float, floor: float) -> _Ahead:
        """Return what the free points ahead of a walk predict; one by one, since they are few."""
        width, step = self.width, STEP * self.width
        nearest, farthest = AHEAD[0] * width, AHEAD[1] * width
        cone, slope = CONE[0] * width, CONE[1]
        cosine, sine = math.cos(angle), math.sin(angle)
        middle, wide = 0.5 * (nearest + farthest), cone + slope * farthest
        around = math.hypot(farthest - middle, wide)
        total = shift = turn = strength = reach = highest = side = 0.0
        count = 0
        for index in self.tree.query_ball_point((x + middle * cosine, y + middle * sine), around):
            if not self._free[index]:
                continue
            px, py, direction, confidence = self._points[index]
            px, py = px - x, py - y
            along = px * cosine + py * sine
            if not nearest < along <= farthest or confidence < floor:
                continue
            across = py * cosine - px * sine
            turned = (direction - angle + HALF) % math.pi - HALF
            if not -FITTING < turned < FITTING or abs(across) >= cone + slope * along:
                continue
            weight = confidence * math.exp(-0.5 * ((along - step) / step) ** 2)
            total += weight
            # each point predicts where the filament is one step ahead, along its own direction
            shift += weight * (across + (step - along) * math.tan(turned))
            turn += weight * turned
            strength += weight * confidence
            side, count = side + across, count + 1
            reach, highest = max(reach, along), max(highest, confidence)
        if not count:
            return NOTHING_AHEAD
        return _Ahead(reach, shift / total, turn / total, strength / total, side / count, highest)

    def _beyond_gap(self, x: float, y: float, angle: float, floor: float) -> tuple[float, float, float] | None:
        """Return place and direction where the filament continues after a gap; None if it does not."""
        width = self.width
        cosine, sine = math.cos(angle), math.sin(angle)
        middle, wide = 0.5 * self.gap, GAP_CONE[0] * width + GAP_CONE[1] * self.gap
        around = self.tree.query_ball_point((x + middle * cosine, y + middle * sine), math.hypot(middle, wide))
        near = np.array(around, np.intp)
        apart = self.places[near] - (x, y)
        along = apart @ (cosine, sine)
        # behind the last points, which do not continue the walk
        kept = (along > 0.5 * STEP * width) & (along <= self.gap) & (self.confidence[near] >= floor)
        kept &= np.abs(apart @ (-sine, cosine)) < GAP_CONE[0] * width + GAP_CONE[1] * along
        near, along = near[kept], along[kept]
        turned = difference(self.angles[near], angle)
        kept = ~self.taken[near] & (np.abs(turned) < GAP_FITTING)
        if kept.sum() < SUPPORT:
            return None
        kept &= along <= along[kept].min() + AHEAD[1] * width
        near = near[kept]
        if len(near) < SUPPORT:
            return None
        weight = self.confidence[near] / self.confidence[near].sum()
        place = weight @ self.places[near]
        return float(place[0]), float(place[1]), angle + float(weight @ turned[kept])

    def _take(self, places: Points) -> None:
        """Mark the points along a walk as its own, if their direction fits."""
        dense, angles = _dense(places, 0.15 * self.width)
        pairs = scipy.spatial.cKDTree(dense).sparse_distance_matrix(
            self.tree, TAKEN * self.width, output_type="ndarray"
        )
        pairs = pairs[np.argsort(-pairs["v"])]
        nearest = np.full(len(self.taken), -1)
        nearest[pairs["j"]] = pairs["i"]  # the last, and closest, of each point
        near = np.flatnonzero(nearest >= 0)
        self.taken[near[np.abs(difference(self.angles[near], angles[nearest[near]])) < FITTING]] = True


def _dense(places: Points, step: float) -> tuple[Points, Floats]:
    """Return points (m, 2) about every `step` px along places (n, 2), and the directions (m,) there."""
    lengths = np.concatenate([[0.0], np.cumsum(steps(places))])
    at = np.linspace(0, lengths[-1], max(2, int(lengths[-1] / step) + 2))
    points = np.column_stack([np.interp(at, lengths, column) for column in places.T])
    tangents = np.gradient(points, axis=0)
    return points, np.arctan2(tangents[:, 1], tangents[:, 0])


def _fill_gap(walk: Walk, start: Place, end: Place, step: float) -> None:
    """Add the places between two ends of a gap, without confidence."""
    apart = end[0] - start[0], end[1] - start[1]
    count = int(math.hypot(*apart) / step) + 1
    for number in range(1, count):
        walk.add(start[0] + number / count * apart[0], start[1] + number / count * apart[1], 0.0)


def difference(angles: Floats, others: Floats | float) -> Floats:
    """Return the differences of directions modulo π, from −π/2 to π/2."""
    return np.asarray((angles - others + HALF) % np.pi - HALF)
