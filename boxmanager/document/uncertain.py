"""Uncertain picks: those with a confidence just above the threshold.

Only visible picks are considered, since only they can be accepted or rejected; a lower threshold adds more. Labels of
uncertain picks help training most (uncertainty sampling; Lewis and Gale, SIGIR 1994).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from iceboxer.boxmanager.document.view import Mask, View, shown
from iceboxer.engine.data.boxes import Boxes, Kind

BAND = 0.1  # confidence above the threshold up to which a pick is uncertain
# Certain picks added to the count of each micrograph, so that one uncertain pick alone does not give a share of 1.
PRIOR_CERTAIN = 10


def is_uncertain(boxes: Boxes, view: View) -> Mask:
    """Return which boxes (n,) are visible picks with a confidence within `BAND` of the threshold."""
    picks: Mask = shown(boxes, view) & (boxes["kind"] == Kind.PICK)
    return picks & (boxes["confidence"] <= view.threshold + BAND)


def find_least_certain(
    boxes: Boxes, view: View, excluded: Collection[int] = (), shape: tuple[int, int] | None = None
) -> int | None:
    """Return the id of the uncertain pick nearest to the threshold, except `excluded`; None if there is none.

    Picks within a box of the border of a micrograph of `shape` come last: most lie on its padding, and it would be a
    waste of time to judge those first.
    """
    left = boxes[is_uncertain(boxes, view) & ~np.isin(boxes["id"], _ids(excluded))]
    if not len(left):
        return None
    order = np.lexsort([left["confidence"], _at_the_border(left, shape)])
    return int(left["id"][order[0]])


def _at_the_border(boxes: Boxes, shape: tuple[int, int] | None) -> Mask:
    if shape is None:
        return np.zeros(len(boxes), bool)
    beside: Mask = np.minimum(boxes["x"], shape[1] - boxes["x"]) < boxes["width"]
    beside |= np.minimum(boxes["y"], shape[0] - boxes["y"]) < boxes["height"]
    return beside


def find_most_uncertain(boxes: Mapping[Path, Boxes], view: View, excluded: Collection[int] = ()) -> Path | None:
    """Return the micrograph with the most uncertain picks, except `excluded`; None if there is none."""
    ids = _ids(excluded)
    counts = {
        path: int(np.count_nonzero(is_uncertain(b, view.at(path)) & ~np.isin(b["id"], ids)))
        for path, b in boxes.items()
    }
    best = max(counts, key=lambda path: counts[path], default=None)
    return best if best is not None and counts[best] else None


def count_uncertain(boxes: Boxes, view: View) -> tuple[int, int]:
    """Return the number of uncertain picks and the number of visible picks."""
    picks = shown(boxes, view) & (boxes["kind"] == Kind.PICK)
    return int(np.count_nonzero(is_uncertain(boxes, view))), int(np.count_nonzero(picks))


def find_largest_share(boxes: Mapping[Path, Boxes], view: View, excluded: Collection[Path] = ()) -> Path | None:
    """Return the micrograph, except `excluded`, with the largest share of uncertain picks; None if there is none."""
    shares = {path: count_uncertain(b, view.at(path)) for path, b in boxes.items() if path not in excluded}
    best = max(shares, key=lambda path: shares[path][0] / (shares[path][1] + PRIOR_CERTAIN), default=None)
    return best if best is not None and shares[best][0] else None


def _ids(ids: Collection[int]) -> NDArray[Any]:
    return np.fromiter(ids, np.int64, len(ids))
