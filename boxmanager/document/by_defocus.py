"""Confidence and defocus of all picks of a project. Qt-free."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from iceboxer.boxmanager.document.pick_table import Limits
from iceboxer.engine.data.boxes import Floats, passes
from iceboxer.engine.data.defocus import DefocusCurve, EvenCurves, Points

CELLS = (64, 48)  # of the density, along defocus and confidence


def thresholds_by_defocus(curve: Points, defocus: Mapping[Path, float]) -> dict[Path, float]:
    """Return the threshold of each micrograph whose defocus (μm) is known; none without a curve."""
    return DefocusCurve(curve).of(defocus) if curve else {}


@dataclass(frozen=True)
class Density:
    """The numbers of picks in cells over ranges of defocus (μm) and confidence."""

    counts: Floats
    defocus: tuple[float, float]
    confidence: tuple[float, float]


def _density_of(confidence: Floats, defocus: Floats) -> Density:
    """Return the density of picks with these confidences and defoci (n,), of which some may be NaN."""
    known = np.isfinite(confidence) & np.isfinite(defocus)
    confidence, defocus = confidence[known], defocus[known]
    if not len(defocus):
        return Density(np.zeros(CELLS), (0.0, 1.0), (0.0, 1.0))
    near, low = float(defocus.min()), min(0.0, float(confidence.min()))
    ranges = (near, max(float(defocus.max()), near + 0.01)), (low, max(1.0, float(confidence.max())))
    return Density(np.histogram2d(defocus, confidence, CELLS, ranges)[0], *ranges)


def sort_picks(confidence: Floats, size: Floats, defocus: Floats, limits: Limits) -> tuple[EvenCurves, Density]:
    """Return the even curves and the density of picks (n,) whose particle size is within `limits` (px)."""
    fitting = passes(confidence, size, -np.inf, *limits)
    confidence, defocus = confidence[fitting], defocus[fitting]
    return EvenCurves(confidence, defocus), _density_of(confidence, defocus)
