"""Edits of the boxes of one micrograph: pure functions that return a new array."""

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

SMALLEST_BOX = 4.0  # px; a smaller box can neither be seen nor grabbed with the mouse
LARGEST_BOX = 10_000.0  # px; larger than any micrograph


def added(boxes: Boxes, x: float, y: float, size: float) -> Boxes:
    """Return the boxes with a new label centred at x, y."""
    return np.concatenate([boxes, make_boxes([x], [y], size)])


def by_ids(boxes: Boxes, ids: frozenset[int]) -> Mask:
    """Return which boxes (n,) have one of `ids`."""
    return np.isin(boxes["id"], np.fromiter(ids, np.int64, len(ids)))


def moved(boxes: Boxes, which: Mask, dx: float, dy: float, shape: tuple[int, int] | None = None) -> Boxes:
    """Return the boxes with those of `which` shifted by (dx, dy) px.

    Centres stay inside a micrograph of `shape`. A moved pick becomes a label, since a person placed it.
    """
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
    """Return the boxes without the labels of `which`; its picks become rejected, so that they do not reappear."""
    changed = boxes.copy()
    changed["kind"][which & (boxes["kind"] == Kind.PICK)] = Kind.REJECTED
    left: Boxes = changed[~(which & (boxes["kind"] == Kind.LABEL))]
    return left


def accepted(boxes: Boxes, which: Mask) -> Boxes:
    """Return the boxes with the picks of `which` turned into labels; their confidence is kept."""
    changed = boxes.copy()
    changed["kind"][which & (boxes["kind"] == Kind.PICK)] = Kind.LABEL
    return changed


def reopened(boxes: Boxes, which: Mask) -> Boxes:
    """Return the boxes with those of `which` that have a confidence turned back into picks."""
    changed = boxes.copy()
    changed["kind"][which & np.isfinite(boxes["confidence"])] = Kind.PICK
    return changed


def restored(boxes: Boxes, which: Mask) -> Boxes:
    """Return the boxes with the rejected ones of `which` restored: to picks if they have a confidence, else labels."""
    changed = boxes.copy()
    back = which & (boxes["kind"] == Kind.REJECTED)
    known = np.isfinite(boxes["confidence"])
    changed["kind"][back & known] = Kind.PICK
    changed["kind"][back & ~known] = Kind.LABEL
    return changed


def are_doubles(boxes: Boxes, others: Boxes) -> Mask:
    """Return which boxes (n,) are the same particle as one of `others`."""
    if not len(boxes) or not len(others):
        return np.zeros(len(boxes), bool)
    first, second = neighbours(boxes, others)
    same = np.zeros(len(boxes), bool)
    same[first[pair_iou(boxes[first], others[second]) > SAME_PARTICLE]] = True
    return same


def are_labelled(boxes: Boxes) -> Mask:
    """Return which boxes (n,) are picks of particles that have a label."""
    picks, labels = boxes["kind"] == Kind.PICK, boxes["kind"] == Kind.LABEL
    labelled = np.zeros(len(boxes), bool)
    labelled[picks] = are_doubles(boxes[picks], boxes[labels])
    return labelled


def labels_first(boxes: Boxes) -> Boxes:
    """Return the boxes without the picks of particles that have a label."""
    left: Boxes = boxes[~are_labelled(boxes)]
    return left


def joined(boxes: Boxes, new: Boxes) -> Boxes:
    """Return the boxes together with those of `new` whose particles are not among them yet, labels before picks."""
    fresh = new.copy()
    fresh["id"] = 0
    fresh = without_doubles(np.concatenate([boxes, fresh]))[len(without_doubles(boxes)) :]
    by_person = boxes[boxes["kind"] == Kind.LABEL]
    fresh = fresh[~are_doubles(fresh, by_person)]
    picks = fresh["kind"] == Kind.PICK
    fresh = fresh[~(picks & are_doubles(fresh, boxes[boxes["kind"] == Kind.PICK]))]
    return labels_first(np.concatenate([boxes, fresh]))


def picked(boxes: Boxes, picks: Boxes) -> Boxes:
    """Return the boxes with all picks replaced by `picks`.

    Labels and rejected boxes stay, and picks of the same particles are left out.
    """
    by_person: Boxes = boxes[boxes["kind"] != Kind.PICK]
    fresh = picks[~are_doubles(picks, by_person)]
    fresh["kind"], fresh["id"] = Kind.PICK, 0
    return np.concatenate([by_person, fresh])


def difference(before: Boxes, after: Boxes) -> tuple[Boxes, Boxes]:
    """Return the boxes of `before` that were removed or changed, and the boxes of `after` that are new or changed."""
    _, old, new = np.intersect1d(before["id"], after["id"], assume_unique=True, return_indices=True)
    if not len(old):
        return before, after
    same = (_bytes(before[old]) == _bytes(after[new])).all(axis=1)
    return np.delete(before, old[same]), np.delete(after, new[same])


def _bytes(boxes: Boxes) -> NDArray[np.uint8]:
    return np.ascontiguousarray(boxes).view(np.uint8).reshape(len(boxes), boxes.dtype.itemsize)


def exchanged(boxes: Boxes, removed: Boxes, added: Boxes) -> Boxes:
    """Return the boxes without the ids of `removed` and with `added`, sorted by id."""
    if not len(boxes) and (added["id"][1:] > added["id"][:-1]).all():
        return added  # the undo step and the store share them
    leaving = np.concatenate([removed["id"], added["id"]])
    left = np.concatenate([boxes[~np.isin(boxes["id"], leaving)], added])
    return left[np.argsort(left["id"], kind="stable")]


def sized(boxes: Boxes, size: float) -> Boxes:
    """Return square boxes of `size` px with the same centres."""
    return resized(boxes, min(max(size, SMALLEST_BOX), LARGEST_BOX))
