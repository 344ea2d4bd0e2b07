"""What a person does to the boxes of one micrograph: pure functions from an array to a new one."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from iceboxer.boxmanager.document.view import Mask
from iceboxer.engine.data.boxes import (
    SAME_PARTICLE,
    Boxes,
    Kind,
    make_boxes,
    neighbours,
    pair_iou,
    resized,
    without_doubles,
)

SMALLEST_BOX = 4.0  # px; below it a box can neither be seen nor caught with the mouse
LARGEST_BOX = 10_000.0  # px; wider than micrographs are


def added(boxes: Boxes, x: float, y: float, size: float) -> Boxes:
    """One label more, centred at x, y."""
    return np.concatenate([boxes, make_boxes([x], [y], size)])


def by_ids(boxes: Boxes, ids: frozenset[int]) -> Mask:
    """Which boxes (n,) have one of `ids`."""
    return np.isin(boxes["id"], np.fromiter(ids, np.int64, len(ids)))


def moved(boxes: Boxes, which: Mask, dx: float, dy: float, shape: tuple[int, int] | None = None) -> Boxes:
    """Boxes shifted, their centres kept inside a micrograph of `shape`. A moved pick is a label: a person placed it."""
    changed = boxes.copy()
    changed["x"][which] += dx
    changed["y"][which] += dy
    if shape is not None:
        changed["x"][which] = changed["x"][which].clip(0, shape[1])
        changed["y"][which] = changed["y"][which].clip(0, shape[0])
    changed["kind"][which] = Kind.LABEL
    changed["confidence"][which] = np.nan
    return changed


def deleted(boxes: Boxes, which: Mask) -> Boxes:
    """Labels vanish; picks become rejected, so that the threshold does not bring them back."""
    changed = boxes.copy()
    changed["kind"][which & (boxes["kind"] == Kind.PICK)] = Kind.REJECTED
    left: Boxes = changed[~(which & (boxes["kind"] == Kind.LABEL))]
    return left


def accepted(boxes: Boxes, which: Mask) -> Boxes:
    """Picks become labels; they keep the confidence the network had in them."""
    changed = boxes.copy()
    changed["kind"][which & (boxes["kind"] == Kind.PICK)] = Kind.LABEL
    return changed


def restored(boxes: Boxes, which: Mask) -> Boxes:
    """Rejected boxes come back: as picks where a network proposed them."""
    changed = boxes.copy()
    back = which & (boxes["kind"] == Kind.REJECTED)
    known = np.isfinite(boxes["confidence"])
    changed["kind"][back & known] = Kind.PICK
    changed["kind"][back & ~known] = Kind.LABEL
    return changed


def joined(boxes: Boxes, new: Boxes) -> Boxes:
    """The boxes and those of `new` that are not there yet."""
    fresh = new.copy()
    fresh["id"] = 0
    return without_doubles(np.concatenate([boxes, fresh]))


def picked(boxes: Boxes, picks: Boxes) -> Boxes:
    """The picks of a network in the place of those that were there. What a person did stays, and no pick lies on it."""
    judged: Boxes = boxes[boxes["kind"] != Kind.PICK]
    first, second = neighbours(picks, judged)
    taken = first[pair_iou(picks[first], judged[second]) > SAME_PARTICLE]
    fresh = np.delete(picks, taken)
    fresh["kind"], fresh["id"] = Kind.PICK, 0
    return np.concatenate([judged, fresh])


def difference(before: Boxes, after: Boxes) -> tuple[Boxes, Boxes]:
    """The boxes of `before` that are not in `after` as they were, and those of `after` that are new or changed."""
    _, old, new = np.intersect1d(before["id"], after["id"], assume_unique=True, return_indices=True)
    same = (_bytes(before[old]) == _bytes(after[new])).all(axis=1)
    return np.delete(before, old[same]), np.delete(after, new[same])


def _bytes(boxes: Boxes) -> NDArray[np.uint8]:
    return np.ascontiguousarray(boxes).view(np.uint8).reshape(len(boxes), boxes.dtype.itemsize)


def exchanged(boxes: Boxes, removed: Boxes, added: Boxes) -> Boxes:
    """The boxes without those that have an id of `removed`, and with `added`, in the order of their ids."""
    leaving = np.concatenate([removed["id"], added["id"]])
    left = np.concatenate([boxes[~np.isin(boxes["id"], leaving)], added])
    return left[np.argsort(left["id"], kind="stable")]


def sized(boxes: Boxes, size: float) -> Boxes:
    """The same centres with square boxes of `size` px."""
    return resized(boxes, min(max(size, SMALLEST_BOX), LARGEST_BOX))
