"""A threshold that follows the defocus, so that the share of picks that pass is alike in all ranges of defocus.

A network is less confident of the same particle at low defocus, where its contrast is low. One threshold for all then
keeps fewer particles of the micrographs with the highest resolution.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import numpy as np

from iceboxer.engine.data.boxes import Floats

MOST_RANGES = 8  # of defocus
FEWEST_PICKS = 100  # in a range; of fewer, the share that passes is not known well
Points = tuple[tuple[float, float], ...]
Key = TypeVar("Key")


@dataclass(frozen=True)
class DefocusCurve:
    """A threshold of confidence that depends on the defocus.

    `points` are pairs of defocus (μm, ascending) and threshold; between two points the threshold is interpolated
    linearly, outside it is that of the nearest point.
    """

    points: Points

    def at(self, defocus: Any) -> Any:
        """Return the threshold at a defocus in μm, or the thresholds (n,) at several."""
        return np.interp(defocus, [x for x, _ in self.points], [y for _, y in self.points])

    def moved(self, number: int, threshold: float) -> DefocusCurve:
        """Return the curve with the threshold of one point replaced."""
        points = list(self.points)
        points[number] = points[number][0], threshold
        return DefocusCurve(tuple(points))

    def shifted(self, by: float, low: float = 0.0, high: float = 1.0) -> DefocusCurve:
        """Return the curve with all thresholds shifted, within `low` to `high`."""
        return DefocusCurve(tuple((x, min(max(y + by, low), high)) for x, y in self.points))

    def of(self, defocus: Mapping[Path, float]) -> dict[Path, float]:
        """Return the threshold of each micrograph whose defocus (μm) is known."""
        return dict(zip(defocus, self.at(list(defocus.values())).tolist(), strict=True)) if defocus else {}


class EvenCurves:
    """Curves under which the same share of picks passes in all ranges of defocus as in all of them together.

    The picks are divided into ranges of defocus with about equal numbers, at least 100; the threshold of each is the
    quantile of its confidences.

    Parameters
    ----------
    confidence, defocus
        Of each pick (n,), the latter in μm; picks for which one is not finite are left out.
    """

    def __init__(self, confidence: Floats, defocus: Floats) -> None:
        known = np.isfinite(confidence) & np.isfinite(defocus)
        confidence, defocus = confidence[known], defocus[known]
        self._all = np.sort(confidence)
        self._middles: list[float] = []  # μm, of the ranges
        self._sorted: list[Floats] = []  # confidences of the ranges, ascending
        ranges = min(MOST_RANGES, len(defocus) // FEWEST_PICKS)
        edges: Floats = np.unique(np.quantile(defocus, np.linspace(0, 1, ranges + 1))) if ranges else np.zeros(0)
        number = np.searchsorted(edges, defocus, side="right")
        for each in range(1, len(edges)):
            here = (number == each) | ((number == len(edges)) & (each == len(edges) - 1))
            middle = round(float(np.median(defocus[here])), 4) if here.any() else None
            if middle is not None and (not self._middles or middle > self._middles[-1]):
                self._middles.append(middle)
                self._sorted.append(np.sort(confidence[here]))

    def at(self, threshold: float) -> DefocusCurve | None:
        """Return the curve for the share that a common threshold keeps; None without two ranges of defocus."""
        if len(self._middles) < 2:
            return None
        share = 1 - np.searchsorted(self._all, threshold) / len(self._all)
        limits = (round(threshold_of_share(confidence, share), 4) for confidence in self._sorted)
        return DefocusCurve(tuple(zip(self._middles, limits, strict=True)))


def threshold_of_share(ascending: Floats, share: float) -> float:
    """Return the threshold at or above which a share (0 to 1) of ascending confidences (n,) lies, nearly."""
    count = round(share * len(ascending))
    if count == 0:
        return float(np.nextafter(ascending[-1], np.inf))
    lowest = ascending[-count]
    below = ascending[-count - 1] if count < len(ascending) else lowest
    return float((lowest + below) / 2)


def even_thresholds(
    confidences: Mapping[Key, Floats], defocus: Mapping[Key, float], threshold: float
) -> dict[Key, float]:
    """Return a threshold for each micrograph with a known defocus (μm), so that the share kept is alike everywhere.

    It is the share of the picks that pass the common `threshold`. The result is empty if there are fewer than 200 picks
    at two different defoci.
    """
    known = [key for key in confidences if key in defocus]
    each = [np.asarray(confidences[key], np.float64) for key in known]
    values = np.repeat([defocus[key] for key in known], list(map(len, each)))
    curve = EvenCurves(np.concatenate([np.zeros(0), *each]), values).at(threshold)
    return {} if curve is None else dict(zip(known, curve.at([defocus[key] for key in known]).tolist(), strict=True))


def describe_thresholds(thresholds: Mapping[Key, float], defocus: Mapping[Key, float]) -> str:
    """Return a sentence for users on the result of `even_thresholds`."""
    if not thresholds:
        return (
            "The threshold cannot follow the defocus: at least 200 picks at two different defoci are needed. The "
            "common threshold is used."
        )
    low, high = (choose(thresholds, key=defocus.__getitem__) for choose in (min, max))
    return (
        f"The threshold follows the defocus, from {thresholds[low]:.3f} at {defocus[low]:.2f} μm to "
        f"{thresholds[high]:.3f} at {defocus[high]:.2f} μm."
    )
