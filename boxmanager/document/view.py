"""The view settings of a project. A change of the view is not an edit: it is not undone and removes no box.

`shown` decides which boxes are visible, and `shown_in` leaves out the picks of a micrograph that was marked as empty,
picks in junk, and all boxes of a micrograph that is excluded; counts and export use the same functions, so they always
agree.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from iceboxer.boxmanager.document.boxstore import BoxStore
from iceboxer.boxmanager.document.pick_table import PickTable, sizes
from iceboxer.engine.data.boxes import Boxes, Kind, passes
from iceboxer.engine.data.defocus import Points

Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class View:
    """Confidence threshold, size range in px, and display settings of the micrograph.

    `contrast` holds the black and the white point; 0 and 1 are the values fitted to each micrograph, so that one
    setting suits micrographs of different brightness. `curve` holds points (defocus in μm, threshold) of a threshold
    that follows the defocus, none if it does not; `curve_by_hand` is set once a person has dragged one. `by_defocus`
    holds the thresholds of micrographs under the curve. `lowpass` is the period in px at which the low-pass halves the
    amplitude; 0 is off. `by_confidence` colours each pick by its confidence. `size_circle` shows a circle of the
    assumed particle diameter. `own_thresholds` holds the thresholds of micrographs that have one of their own.

    Picked filaments are visible at or above `filament_threshold`, if they are at least `shortest` px long and their
    radius of curvature is nowhere below `least_radius` px.
    `grey_junk` greys picks in junk, or nearer to it than `junk_margin` particle radii. `show_junk` tints junk on the
    screen, with `junk_opacity` from 0 to 1.
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
    grey_junk: bool = True
    junk_margin: float = 0.0
    show_junk: bool = False
    junk_opacity: float = 0.4
    threshold_set: bool = False  # by a person, so that no model changes it
    own_thresholds: Mapping[Path, float] = field(default_factory=dict)
    filament_threshold: float = 0.3
    filament_threshold_set: bool = False  # by a person
    shortest: float = 0.0
    least_radius: float = 0.0
    curve: Points = ()
    curve_by_hand: bool = False
    by_defocus: Mapping[Path, float] = field(default_factory=dict)

    @cached_property
    def thresholds(self) -> Mapping[Path, float]:
        """The thresholds of micrographs that do not have the common one."""
        return {**self.by_defocus, **self.own_thresholds} if self.by_defocus else self.own_thresholds

    def threshold_of(self, path: Path | None) -> float:
        """Return the threshold of a micrograph: its own, that of its defocus, or the common one."""
        return self.threshold if path is None else self.thresholds.get(path, self.threshold)

    def at(self, path: Path | None) -> View:
        """Return the view of one micrograph, with the threshold that it has."""
        return replace(self, threshold=self.threshold_of(path)) if path in self.thresholds else self


def _any_size(view: View) -> bool:
    return view.smallest <= 0 and view.largest == math.inf


def reach_of_junk(view: View, diameter: float) -> float | None:
    """Return the distance in px from junk up to which picks are greyed; None if none are.

    Parameters
    ----------
    diameter : float
        Of the particle, px.
    """
    return view.junk_margin * diameter / 2 if view.grey_junk else None


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
    """Return which boxes (n,) of a micrograph are visible, see `BoxStore.hidden`."""
    return _without_hidden(store, path, shown(store.boxes(path), view.at(path)))


def drawn_in(store: BoxStore, path: Path | None, view: View) -> Mask:
    """Return which boxes (n,) of a micrograph are drawn: the visible ones, and rejected ones if `show_rejected`."""
    return _without_hidden(store, path, drawn(store.boxes(path), view.at(path)))


def _without_hidden(store: BoxStore, path: Path | None, keep: Mask) -> Mask:
    return keep & ~store.hidden(path)


def find_passing(picks: PickTable, view: View) -> Mask:
    """Return which rows of the table are visible picks, each by the threshold of its micrograph."""
    return picks.passing(view.threshold, size_limits(view), view.thresholds)


def count_shown(picks: PickTable, view: View) -> int:
    """Return the number of visible boxes in the whole project, as far as they are in memory."""
    return picks.labels + picks.count_passing(view.threshold, size_limits(view), view.thresholds)


def count_shown_by_micrograph(picks: PickTable, view: View) -> dict[Path, int]:
    """Return the number of visible boxes of each micrograph that has been read."""
    return picks.count_by_micrograph(find_passing(picks, view), with_labels=True)


def mean_confidences(picks: PickTable, view: View) -> dict[Path, float]:
    """Return the mean confidence of the visible picks of each micrograph; those without any are left out."""
    return picks.mean_by_micrograph(find_passing(picks, view))
