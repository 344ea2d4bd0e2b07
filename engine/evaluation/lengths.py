"""Figures of merit of filaments, by length: recall, precision, direction, pieces, crossings.

Curves are sampled every eighth of a width. A sample of a pick is right if it lies within a third of the width of a true
filament, runs in the same direction to 30°, and no more confident pick covers the same part of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from iceboxer.engine.data.filaments import Filament

Floats = NDArray[np.float64]

SAMPLE = 1 / 8  # widths
TOLERANCE = 1 / 3  # widths
SAME_DIRECTION = np.radians(30)
FOUND = 0.5  # of its length is covered: a filament is found
PIECE = 1.0  # widths that a pick covers of a filament, at least, to be a piece of it
BEYOND = 1.5  # widths on both sides of a crossing that one pick covers if it passes it
CROSSING = np.radians(15)  # smallest angle of a crossing


@dataclass(frozen=True)
class LengthMatches:
    """The picks of one micrograph against its true filaments. All lengths are px.

    Attributes
    ----------
    confidence, length, right
        Of each pick (n,): its confidence, its length, and how much of it is right.
    covered
        Index (m,) of the pick that covers each sample of the true filaments, −1 for none.
    step
        Length that each sample (m,) represents.
    owner
        Index (m,) of the true filament of each sample; the samples of a filament are in order.
    error
        Angle (m,) in radians, 0 to π/2, between pick and truth; NaN if not covered.
    crossings
        For each passage through a crossing (c, 2), the indices of the samples before and behind it.
    """

    confidence: Floats
    length: Floats
    right: Floats
    covered: NDArray[np.intp]
    step: Floats
    owner: NDArray[np.intp]
    error: Floats
    crossings: NDArray[np.intp]


@dataclass(frozen=True)
class _Samples:
    places: Floats
    angles: Floats
    owner: NDArray[np.intp]
    step: Floats
    width: Floats


def _samples(filaments: Sequence[Filament]) -> _Samples:
    parts = []
    for number, f in enumerate(filaments):
        count = max(1, round(f.length / (SAMPLE * f.width)))
        step = f.length / count
        places, angles = f.at((np.arange(count) + 0.5) * step)
        parts.append((places, angles, np.full(count, number), np.full(count, step), np.full(count, f.width)))
    if not parts:
        none = np.zeros(0)
        return _Samples(np.zeros((0, 2)), none, np.zeros(0, np.intp), none, none)
    columns = [np.concatenate(column) for column in zip(*parts, strict=True)]
    return _Samples(columns[0], columns[1], columns[2].astype(np.intp), columns[3], columns[4])


def match_lengths(picks: Sequence[Filament], truth: Sequence[Filament]) -> LengthMatches:
    """Match the picks of one micrograph to its true filaments; a pick without a confidence counts as 1."""
    confidence = np.array([1.0 if np.isnan(f.confidence) else f.confidence for f in picks], np.float64)
    order = np.argsort(-confidence, kind="stable")
    true = _samples(truth)
    covered = np.full(len(true.places), -1, np.intp)
    error = np.full(len(true.places), np.nan)
    right, length = np.zeros(len(picks)), np.array([f.length for f in picks], np.float64)
    tree = cKDTree(true.places) if len(true.places) else None
    for index in order.tolist():
        found = _samples([picks[index]])
        if tree is not None:
            _cover(index, found, true, covered, error)
            right[index] = _right(index, found, true, tree, covered)
    return LengthMatches(confidence, length, right, covered, true.step, true.owner, error, _crossings(truth, true))


def _cover(index: int, found: _Samples, true: _Samples, covered: NDArray[np.intp], error: Floats) -> None:
    """Let a pick cover the samples near it that no pick covers yet."""
    distance, nearest = cKDTree(found.places).query(true.places)
    turned = _turn(true.angles, found.angles[nearest])
    new = (distance <= TOLERANCE * true.width) & (turned <= SAME_DIRECTION) & (covered < 0)
    covered[new], error[new] = index, turned[new]


def _right(index: int, found: _Samples, true: _Samples, tree: cKDTree, covered: NDArray[np.intp]) -> float:
    """Return the length of a pick that lies on samples which it covers."""
    near = min(8, len(true.places))
    distance, nearest = tree.query(found.places, k=near)
    distance, nearest = distance.reshape(-1, near), nearest.reshape(-1, near)
    fits = (distance <= TOLERANCE * true.width[nearest]) & (covered[nearest] == index)
    return float(found.step[fits.any(axis=1)].sum())


def _turn(angles: Floats, others: Floats) -> Floats:
    return np.asarray(np.abs((angles - others + np.pi / 2) % np.pi - np.pi / 2))


def _crossings(truth: Sequence[Filament], true: _Samples) -> NDArray[np.intp]:
    """Return the samples (c, 2) before and behind each crossing of two filaments, one row for either."""
    rows: list[tuple[int, int]] = []
    starts = np.searchsorted(true.owner, np.arange(len(truth) + 1))
    for i in range(len(truth)):
        for j in range(i + 1, len(truth)):
            a, b = slice(starts[i], starts[i + 1]), slice(starts[j], starts[j + 1])
            for first, second in _meetings(true.places[a], true.places[b]):
                if _turn(true.angles[a][first], true.angles[b][second]) < CROSSING:
                    continue
                for start, at, number in ((starts[i], first, i), (starts[j], second, j)):
                    reach = max(1, round(BEYOND / SAMPLE))
                    low, high = start + at - reach, start + at + reach
                    if low >= starts[number] and high < starts[number + 1]:
                        rows.append((int(low), int(high)))
    return np.array(rows, np.intp).reshape(-1, 2)


def _meetings(first: Floats, second: Floats) -> list[tuple[int, int]]:
    """Return the indices of the steps in which two polylines (n, 2), (m, 2) intersect."""
    if len(first) < 2 or len(second) < 2:
        return []

    def side(line: Floats, points: Floats) -> Floats:
        along = np.diff(line, axis=0)[:, None]
        apart = points[None] - line[:-1, None]
        return np.asarray(along[..., 0] * apart[..., 1] - along[..., 1] * apart[..., 0])

    of_second, of_first = side(first, second), side(second, first).T
    crossed = (of_second[:, :-1] >= 0) != (of_second[:, 1:] >= 0)
    crossed &= (of_first[:-1] >= 0) != (of_first[1:] >= 0)
    return [(int(a), int(b)) for a, b in np.argwhere(crossed)]


def figures_at(matches: Iterable[LengthMatches], threshold: float) -> dict[str, Any]:
    """Return the figures of the picks at or above a threshold.

    `precision`, `recall` and `f1` are by length; `direction_error` is the median in degrees; `pieces` the mean number
    of picks on a filament of which at least half is found; `crossings_passed` the share of the passages through a
    crossing in which one pick covers both sides, None without crossings.
    """
    right = picked = found = total = 0.0
    errors, pieces, passed = [], [], []
    filaments = picks = 0
    for m in matches:
        shown = m.confidence >= threshold
        picks += int(shown.sum())
        right, picked = right + float(m.right[shown].sum()), picked + float(m.length[shown].sum())
        on = (m.covered >= 0) & shown[np.maximum(m.covered, 0)] if len(shown) else np.zeros(len(m.covered), bool)
        found, total = found + float(m.step[on].sum()), total + float(m.step.sum())
        errors.append(m.error[on])
        for number in np.unique(m.owner):
            filaments += 1
            mine = m.owner == number
            if m.step[mine & on].sum() < FOUND * m.step[mine].sum():
                continue
            by, samples = np.unique(m.covered[mine & on], return_counts=True)
            pieces.append(max(1, int((samples * SAMPLE >= PIECE).sum())) if len(by) else 0)
        for before, behind in m.crossings:
            passed.append(bool(on[before] and on[behind] and m.covered[before] == m.covered[behind]))
    precision = right / picked if picked else 0.0
    recall = found / total if total else 0.0
    every = np.concatenate([np.zeros(0), *errors])
    return {
        "threshold": threshold,
        "precision": precision,
        "recall": recall,
        "f1": 2 * precision * recall / (precision + recall) if precision + recall > 0 else 0.0,
        "direction_error": float(np.degrees(np.median(every))) if len(every) else None,
        "pieces": float(np.mean(pieces)) if pieces else None,
        "crossings_passed": float(np.mean(passed)) if passed else None,
        "crossings": len(passed) // 2,
        "filaments": filaments,
        "picks": picks,
        "length": total,
    }


def thresholds_of(matches: Sequence[LengthMatches], count: int = 100) -> list[float]:
    """Return the confidences at which the figures are worth computing, ascending: all, or `count` quantiles."""
    every = np.unique(np.concatenate([np.zeros(0), *(m.confidence for m in matches)]))
    return np.unique(np.quantile(every, np.linspace(0, 1, count), method="nearest")).tolist() if len(every) else []


def curve_of(matches: Sequence[LengthMatches]) -> list[dict[str, Any]]:
    """Return the figures at each threshold, ascending."""
    return [figures_at(matches, t) for t in thresholds_of(matches)]
