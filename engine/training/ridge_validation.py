"""Validation of a network that picks filaments, by length: its ridge points against the labelled curves."""

from __future__ import annotations

import numpy as np
from scipy.spatial import cKDTree

from iceboxer.engine.devices import Device
from iceboxer.engine.evaluation.metrics import Matches
from iceboxer.engine.models.base import Network
from iceboxer.engine.models.detection import Prepared
from iceboxer.engine.models.ridges import Ridges, detect_ridges
from iceboxer.engine.training.examples import Example

SAMPLE = 1.5  # cells between two samples of a curve
TOLERANCE = 1 / 3  # widths: the largest distance of a hit from the curve
EDGE = 0.5  # widths: ridge points closer to the picture's edge do not count


def match_ridges(ready: Network, device: Device, example: Example, box_size: float, floor: float) -> Matches:
    """Match the ridge points in the example's region to samples of its filaments, in descending confidence.

    Each sample is hit once. A further point on a sample that was hit counts neither as a hit nor as wrong, so that
    precision and recall are shares of length. `iou` is 1 for a hit.
    """
    (ridges,) = detect_ridges(ready, device, [Prepared(example.picture, example.scale)], box_size, floor)
    step = SAMPLE * ready.stride * example.scale[0]
    curves = example.curves_within()
    parts = [f.resampled(step)[0] for f in curves]
    samples = np.concatenate([np.zeros((0, 2)), *parts])
    widths = np.repeat([f.width for f in curves], [len(part) for part in parts])
    counted = _counted(ridges, example, float(np.median(widths)) if len(widths) else box_size / 1.5)
    if not len(samples):
        confidence = ridges["confidence"][counted]
        return Matches(confidence, np.zeros(len(confidence)), 0)
    distance, nearest = cKDTree(samples).query(np.column_stack([ridges["x"], ridges["y"]]))
    near = distance <= TOLERANCE * widths[nearest]
    _, first = np.unique(np.where(near, nearest, -1), return_index=True)  # ridges are in descending confidence
    hit = np.zeros(len(ridges), bool)
    hit[first] = True
    hit &= near
    kept = hit | (~near & counted)
    return Matches(ridges["confidence"][kept], hit[kept].astype(np.float64), len(samples))


def _counted(ridges: Ridges, example: Example, width: float) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Return which points (n,) lie in the region and not at the picture's edge."""
    height, length = example.shape
    margin = EDGE * width
    x, y = ridges["x"], ridges["y"]
    inner = (x >= margin) & (x < length - margin) & (y >= margin) & (y < height - margin)
    return np.asarray(inner & (x >= example.region[0]) & (x < example.region[1]))
