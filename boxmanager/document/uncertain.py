"""Uncertain picks: those with a confidence just above the threshold.

Only visible picks are considered, since only they can be accepted or rejected; a lower threshold adds more. Labels of
uncertain picks help training most (uncertainty sampling; Lewis and Gale, SIGIR 1994).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from iceboxer.boxmanager.document.pick_table import PickTable
from iceboxer.boxmanager.document.view import Mask, View, find_passing, shown
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


def find_most_uncertain(
    boxes: Callable[[Path], Boxes], counts: Mapping[Path, int], view: View, excluded: Collection[int] = ()
) -> Path | None:
    """Return the micrograph with the most uncertain picks, except `excluded`; None if there is none.

    `counts` holds the number of uncertain picks of each micrograph with the excluded ones, which is an upper limit:
    micrographs that cannot have the most are not looked at.
    """
    ids, best, most = _ids(excluded), None, 0
    for path in sorted((path for path, count in counts.items() if count), key=lambda path: -counts[path]):
        if counts[path] <= most:
            break
        here = boxes(path)
        left = int(np.count_nonzero(is_uncertain(here, view.at(path)) & ~np.isin(here["id"], ids)))
        if left > most:
            best, most = path, left
    return best


def count_uncertain_by_micrograph(picks: PickTable, view: View) -> dict[Path, tuple[int, int]]:
    """Return the numbers of uncertain and of visible picks of each micrograph that has been read."""
    passed = find_passing(picks, view)
    near = {path: threshold + BAND for path, threshold in view.thresholds.items()}
    uncertain = picks.count_by_micrograph(passed & picks.not_above(view.threshold + BAND, near))
    visible = picks.count_by_micrograph(passed)
    return dict(zip(visible, zip(uncertain.values(), visible.values(), strict=True), strict=True))


def count_uncertain(boxes: Boxes, view: View) -> tuple[int, int]:
    """Return the number of uncertain picks and the number of visible picks."""
    picks = shown(boxes, view) & (boxes["kind"] == Kind.PICK)
    return int(np.count_nonzero(is_uncertain(boxes, view))), int(np.count_nonzero(picks))


def find_largest_share(counts: Mapping[Path, tuple[int, int]], excluded: Collection[Path] = ()) -> Path | None:
    """Return the micrograph, except `excluded`, with the largest share of uncertain picks; None if there is none.

    `counts` holds the numbers of uncertain and of visible picks of each micrograph.
    """
    shares = {path: of_all for path, of_all in counts.items() if path not in excluded}
    best = max(shares, key=lambda path: shares[path][0] / (shares[path][1] + PRIOR_CERTAIN), default=None)
    return best if best is not None and shares[best][0] else None


def _ids(ids: Collection[int]) -> NDArray[Any]:
    return np.fromiter(ids, np.int64, len(ids))
