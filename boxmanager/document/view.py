"""How the project is looked at. Nothing of this is an edit: it is not undone, and it drops no box.

`shown` decides what is seen; the counts and the export ask the same function, so they cannot disagree.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from iceboxer.boxmanager.document.boxstore import Flat, sizes
from iceboxer.engine.data.boxes import Boxes, Kind, passes

Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class View:
    """Threshold on the confidence, size range in px, and how the micrograph is drawn.

    `contrast` is where black and white lie, 0 and 1 being the values fitted to each micrograph, so that it
    can stay while micrographs of different brightness go by. `lowpass` is the shortest period that is let
    through at half strength, in px; 0 is off. `by_confidence` colours each pick by its confidence, `size_circle`
    shows how wide the particles are taken to be.
    """

    threshold: float = 0.3
    smallest: float = 0.0
    largest: float = math.inf
    show_rejected: bool = False
    contrast: tuple[float, float] = (0.0, 1.0)
    lowpass: float = 0.0
    inverted: bool = False
    by_confidence: bool = False
    size_circle: bool = False


def _any_size(view: View) -> bool:
    return view.smallest <= 0 and view.largest == math.inf


def passing(confidence: NDArray[Any], size: NDArray[Any], view: View) -> Mask:
    """Which picks (n,) are at or above the threshold and within the size range. No confidence passes."""
    limits = (None, None) if _any_size(view) else (view.smallest, view.largest)
    return passes(confidence, size, view.threshold, *limits)


def shown(boxes: Boxes, view: View) -> Mask:
    """Which boxes (n,) count: labels always, picks that pass, rejected ones never."""
    picks = boxes["kind"] == Kind.PICK
    keep: Mask = boxes["kind"] == Kind.LABEL
    if picks.any():
        size = boxes["width"] if _any_size(view) else sizes(boxes)  # which takes longer than all else here
        keep |= picks & passing(boxes["confidence"], size, view)
    return keep


def drawn(boxes: Boxes, view: View) -> Mask:
    """Which boxes (n,) are on screen: those that count, and rejected ones when they are asked for."""
    keep = shown(boxes, view)
    return keep | (boxes["kind"] == Kind.REJECTED) if view.show_rejected else keep


def count_shown(flat: Flat, view: View) -> int:
    """How many boxes of the whole project count."""
    return flat.labels + int(np.count_nonzero(passing(flat.confidence, flat.size, view)))


def mean_confidence(boxes: Boxes, view: View) -> float:
    """Of the picks (n,) that are shown; NaN where there is none."""
    confidence = boxes["confidence"][shown(boxes, view) & (boxes["kind"] == Kind.PICK)]
    confidence = confidence[np.isfinite(confidence)]
    return float(confidence.mean()) if len(confidence) else float("nan")
