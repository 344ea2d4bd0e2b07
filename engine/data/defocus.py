"""A threshold that follows the defocus, so that the share of picks that pass is alike in all ranges of defocus.

A network is less confident of the same particle at low defocus, where its contrast is low. One threshold for all then
keeps fewer particles of the micrographs with the highest resolution.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from iceboxer.engine.data.boxes import Floats

MOST_RANGES = 8  # of defocus
FEWEST_PICKS = 100  # in a range; of fewer, the share that passes is not known well
Points = tuple[tuple[float, float], ...]


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


def even_curve(confidence: Floats, defocus: Floats, threshold: float) -> DefocusCurve | None:
    """Return the curve under which the same share of picks passes in all ranges of defocus as in all together.

    The picks are divided into ranges of defocus with about equal numbers; the threshold of each is the quantile of its
    confidences.

    Parameters
    ----------
    confidence, defocus
        Of each pick (n,), the latter in μm; picks for which one is not finite are left out.
    threshold
        The common threshold, which sets the share.

    Returns
    -------
    DefocusCurve or None
        None if the picks do not fill two ranges of different defocus.
    """
    known = np.isfinite(confidence) & np.isfinite(defocus)
    confidence, defocus = confidence[known], defocus[known]
    if not len(confidence):
        return None
    share = float((confidence >= threshold).mean())
    edges = np.quantile(defocus, np.linspace(0, 1, min(MOST_RANGES, len(confidence) // FEWEST_PICKS) + 1))
    edges = np.unique(edges)
    if len(edges) < 3:
        return None
    number = np.clip(np.searchsorted(edges, defocus, side="right") - 1, 0, len(edges) - 2)
    points = []
    for each in range(len(edges) - 1):
        here = number == each
        if here.any():
            limit = threshold_of_share(confidence[here], share)
            points.append((round(float(np.median(defocus[here])), 4), round(limit, 4)))
    points = [point for point, before in zip(points, [(-np.inf, 0.0), *points], strict=False) if point[0] > before[0]]
    return DefocusCurve(tuple(points)) if len(points) > 1 else None


def threshold_of_share(confidence: Floats, share: float) -> float:
    """Return the threshold at or above which a share (0 to 1) of confidences (n,) lies, as nearly as possible."""
    descending = np.sort(confidence)[::-1]
    count = round(share * len(descending))
    if count == 0:
        return float(np.nextafter(descending[0], np.inf))
    below = descending[count] if count < len(descending) else descending[-1]
    return float((descending[count - 1] + below) / 2)
