"""The view settings of a project. A change of the view is not an edit: it is not undone and removes no box.

`shown` decides which boxes are visible, and `shown_in` leaves out the picks of a micrograph that was marked as empty;
counts and export use the same functions, so they always agree.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from iceboxer.boxmanager.document.boxstore import BoxStore
from iceboxer.boxmanager.document.pick_table import PickTable, sizes
from iceboxer.engine.data.boxes import Boxes, Kind, passes

Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class View:
    """Confidence threshold, size range in px, and display settings of the micrograph.

    `contrast` holds the black and the white point; 0 and 1 are the values fitted to each micrograph, so that one
    setting suits micrographs of different brightness. `lowpass` is the period in px at which the low-pass halves the
    amplitude; 0 is off. `by_confidence` colours each pick by its confidence. `size_circle` shows a circle of the
    assumed particle diameter. `own_thresholds` holds the thresholds of micrographs that have one of their own.
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
    threshold_set: bool = False  # by a person, so that no model changes it
    own_thresholds: Mapping[Path, float] = field(default_factory=dict)

    def threshold_of(self, path: Path | None) -> float:
        """Return the threshold of a micrograph: its own, or the common one."""
        return self.threshold if path is None else self.own_thresholds.get(path, self.threshold)

    def at(self, path: Path | None) -> View:
        """Return the view of one micrograph, with its own threshold if it has one."""
        return replace(self, threshold=self.threshold_of(path)) if path in self.own_thresholds else self


def _any_size(view: View) -> bool:
    return view.smallest <= 0 and view.largest == math.inf


def size_limits(view: View) -> tuple[float | None, float | None]:
    """Return the smallest and largest visible particle size in px; None without a limit."""
    return (None, None) if _any_size(view) else (view.smallest, view.largest)


def passing(confidence: NDArray[Any], size: NDArray[Any], view: View) -> Mask:
    """Return which picks (n,) are at or above the threshold and within the size range; a NaN confidence passes."""
    return passes(confidence, size, view.threshold, *size_limits(view))


def shown(boxes: Boxes, view: View) -> Mask:
    """Return which boxes (n,) are visible: all labels, the picks that pass, no rejected boxes."""
    picks = boxes["kind"] == Kind.PICK
    keep: Mask = boxes["kind"] == Kind.LABEL
    if picks.any():
        size = boxes["width"] if _any_size(view) else sizes(boxes)  # `sizes` is the slowest step here
        keep |= picks & passing(boxes["confidence"], size, view)
    return keep


def drawn(boxes: Boxes, view: View) -> Mask:
    """Return which boxes (n,) are drawn: the visible ones, and rejected ones if `show_rejected` is set."""
    keep = shown(boxes, view)
    return keep | (boxes["kind"] == Kind.REJECTED) if view.show_rejected else keep


def shown_in(store: BoxStore, path: Path | None, view: View) -> Mask:
    """Return which boxes (n,) of a micrograph are visible; of one that is marked as empty, the labels only."""
    return _without_hidden(store, path, shown(store.boxes(path), view.at(path)))


def drawn_in(store: BoxStore, path: Path | None, view: View) -> Mask:
    """Return which boxes (n,) of a micrograph are drawn: the visible ones, and rejected ones if `show_rejected`."""
    return _without_hidden(store, path, drawn(store.boxes(path), view.at(path)))


def _without_hidden(store: BoxStore, path: Path | None, keep: Mask) -> Mask:
    return keep & (store.boxes(path)["kind"] != Kind.PICK) if store.hides_picks(path) else keep


def find_passing(picks: PickTable, view: View) -> Mask:
    """Return which rows of the table are visible picks, each by the threshold of its micrograph."""
    return picks.passing(view.threshold, size_limits(view), view.own_thresholds)


def count_shown(picks: PickTable, view: View) -> int:
    """Return the number of visible boxes in the whole project, as far as they are in memory."""
    return picks.labels + picks.count_passing(view.threshold, size_limits(view), view.own_thresholds)


def count_shown_by_micrograph(picks: PickTable, view: View) -> dict[Path, int]:
    """Return the number of visible boxes of each micrograph that has been read."""
    return picks.count_by_micrograph(find_passing(picks, view), with_labels=True)


def mean_confidences(picks: PickTable, view: View) -> dict[Path, float]:
    """Return the mean confidence of the visible picks of each micrograph; those without any are left out."""
    return picks.mean_by_micrograph(find_passing(picks, view))
