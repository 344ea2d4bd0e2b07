"""Boxes as one structured array, and pure functions on such arrays.

`x` and `y` are the centre of a box; they, `width` and `height` are in pixels of the unbinned micrograph, y up.
`confidence` is NaN for a box placed by a person. `estimated_width` and `estimated_height` are the network's
estimate of the particle's size, NaN if unknown. `id` is unique within a micrograph, 0 if not assigned.
"""

from __future__ import annotations

from enum import IntEnum
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

Boxes = NDArray[Any]  # of BOX_DTYPE, shape (n,)
Floats = NDArray[np.floating[Any]]

BOX_RATIO = 1.5  # box side in particle diameters, where only one of the two is known
SAME_PARTICLE = 0.4  # intersection over union above which a pick and a box made by a person are one particle


class Kind(IntEnum):
    """The kind of a box: a label by a person, a pick by the network, or a pick that a person rejected."""

    LABEL = 0
    PICK = 1
    REJECTED = 2


BOX_DTYPE = np.dtype(
    [
        ("x", "f8"),
        ("y", "f8"),
        ("width", "f8"),
        ("height", "f8"),
        ("confidence", "f8"),
        ("estimated_width", "f8"),
        ("estimated_height", "f8"),
        ("kind", "u1"),
        ("id", "i8"),
    ]
)


def make_boxes(
    x: ArrayLike,
    y: ArrayLike,
    width: ArrayLike,
    height: ArrayLike | None = None,
    confidence: ArrayLike = np.nan,
    kind: Kind = Kind.LABEL,
) -> Boxes:
    """Return boxes (n,) with the given centres (n,) and sizes, (n,) or scalar, all in pixels."""
    boxes = np.zeros(np.size(x), BOX_DTYPE)
    boxes["x"], boxes["y"] = np.ravel(x), np.ravel(y)
    boxes["width"] = width
    boxes["height"] = width if height is None else height
    boxes["confidence"] = confidence
    boxes["estimated_width"] = boxes["estimated_height"] = np.nan
    boxes["kind"] = kind
    return boxes


def no_boxes() -> Boxes:
    """Return an empty array of boxes."""
    return np.zeros(0, BOX_DTYPE)


def centres(boxes: Boxes) -> Floats:
    """Return the centres (n, 2) as x, y."""
    return np.column_stack([boxes["x"], boxes["y"]])


def corners(boxes: Boxes) -> Floats:
    """Return left, bottom, right and top (n, 4)."""
    half_width, half_height = boxes["width"] / 2, boxes["height"] / 2
    return np.column_stack(
        [
            boxes["x"] - half_width,
            boxes["y"] - half_height,
            boxes["x"] + half_width,
            boxes["y"] + half_height,
        ]
    )


def resized(boxes: Boxes, size: float) -> Boxes:
    """Return square boxes of `size` pixels with the same centres."""
    changed = boxes.copy()
    changed["width"] = changed["height"] = size
    return changed


def rescaled(boxes: Boxes, factor: float) -> Boxes:
    """Return the boxes with the same centres and their sides multiplied by `factor`."""
    changed = boxes.copy()
    changed["width"] *= factor
    changed["height"] *= factor
    return changed


def mirrored(boxes: Boxes, height: int) -> Boxes:
    """Return the boxes with y counted from the opposite edge of a micrograph of `height` px."""
    changed = boxes.copy()
    changed["y"] = height - boxes["y"]
    return changed


def pair_iou(first: Boxes, second: Boxes) -> Floats:
    """Return the intersection over union (n,) of two arrays of boxes, element by element; 0 if both are empty."""
    a, b = corners(first), corners(second)
    sides = np.minimum(a[:, 2:], b[:, 2:]) - np.maximum(a[:, :2], b[:, :2])
    shared = np.prod(np.clip(sides, 0, None), axis=1)
    union = first["width"] * first["height"] + second["width"] * second["height"] - shared
    iou: Floats = np.divide(shared, union, out=np.zeros(len(shared)), where=union > 0)
    return iou


def _largest_side(boxes: Boxes) -> float:
    return float(max(boxes["width"].max(), boxes["height"].max()))


def neighbours(first: Boxes, second: Boxes) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Return the indices (m,), (m,) of all pairs from `first` and `second` that may overlap."""
    from scipy.spatial import cKDTree  # slow to load, and the window starts without it

    if not len(first) or not len(second):
        return np.zeros(0, np.intp), np.zeros(0, np.intp)
    reach = (_largest_side(first) + _largest_side(second)) / 2
    tree = cKDTree(centres(second))
    found = tree.query_ball_point(centres(first), reach, p=np.inf)
    lengths = np.fromiter((len(f) for f in found), np.intp, len(found))
    return np.repeat(np.arange(len(first)), lengths), np.concatenate([np.asarray(f, np.intp) for f in found])


def inside(boxes: Boxes, shape: tuple[int, int]) -> NDArray[np.bool_]:
    """Return which boxes (n,) lie entirely in a micrograph of `shape` (height, width)."""
    c = corners(boxes)
    fits: NDArray[np.bool_] = (c[:, 0] >= 0) & (c[:, 1] >= 0) & (c[:, 2] <= shape[1]) & (c[:, 3] <= shape[0])
    return fits


def plausible(boxes: Boxes, shape: tuple[int, int] | None = None) -> NDArray[np.bool_]:
    """Return which boxes (n,) have finite coordinates, a positive size, and a centre in the micrograph."""
    finite: NDArray[np.bool_] = np.isfinite(boxes["x"]) & np.isfinite(boxes["y"])
    finite &= np.isfinite(boxes["width"]) & np.isfinite(boxes["height"])
    finite &= (boxes["width"] > 0) & (boxes["height"] > 0)
    if shape is not None:
        finite &= (boxes["x"] >= 0) & (boxes["y"] >= 0)
        finite &= (boxes["x"] <= shape[1]) & (boxes["y"] <= shape[0])
    return finite


def passes(
    confidence: Floats, size: Floats, threshold: float | Floats, min_size: float | None, max_size: float | None
) -> NDArray[np.bool_]:
    """Return which picks (n,) are at or above `threshold`, a number or (n,), and within the size range (px, both ends).

    A NaN never fails: a box without a confidence was placed by a person, or comes from a program that states
    none, and a threshold must not drop it. The same holds for a box without an estimated size.
    """
    keep: NDArray[np.bool_] = ~(confidence < threshold)
    if min_size is not None:
        keep &= ~(size < min_size)
    if max_size is not None:
        keep &= ~(size > max_size)
    return keep


def select_passing(boxes: Boxes, threshold: float, min_size: float | None, max_size: float | None) -> Boxes:
    """Return the boxes that pass, judged by the size that the network estimates; see `passes`."""
    size = (boxes["estimated_width"] + boxes["estimated_height"]) / 2
    selected: Boxes = boxes[passes(boxes["confidence"], size, threshold, min_size, max_size)]
    return selected


def first_of_each(boxes: Boxes) -> NDArray[np.intp]:
    """Return the ascending indices of the boxes (n,) without repetitions, which have the same centre and size."""
    key = np.column_stack([boxes["x"], boxes["y"], boxes["width"], boxes["height"]])
    _, first = np.unique(key, axis=0, return_index=True)
    return np.sort(first)


def without_doubles(boxes: Boxes) -> Boxes:
    """Return the boxes without repetitions; see `first_of_each`."""
    return boxes[first_of_each(boxes)]


def suppressed(boxes: Boxes, max_iou: float = 0.3, min_distance: float = 0.0) -> Boxes:
    """Return the boxes after non-maximum suppression, in descending confidence.

    Of two boxes with an intersection over union above `max_iou`, or with centres closer than `min_distance` pixels,
    the less confident one is dropped. A dropped box suppresses no other.
    """
    from scipy.spatial import cKDTree

    boxes = boxes[np.argsort(-boxes["confidence"], kind="stable")]
    if not len(boxes):
        return boxes
    # boxes overlap along each axis at least as much as in area, so those further apart than this cannot conflict
    reach = max(1.001 * _largest_side(boxes) * (1 - max_iou) / (1 + max_iou), min_distance)
    pairs = cKDTree(centres(boxes)).query_pairs(reach, p=np.inf, output_type="ndarray")
    first, second = pairs[np.argsort(pairs[:, 0], kind="stable")].T
    conflict = pair_iou(boxes[first], boxes[second]) > max_iou
    if min_distance > 0:
        distance = np.hypot(*(centres(boxes)[first] - centres(boxes)[second]).T)
        conflict |= distance < min_distance
    keep = np.ones(len(boxes), bool)
    for a, b in zip(first[conflict], second[conflict], strict=True):  # `first` ascends, so confidence descends
        if keep[a]:
            keep[b] = False
    return boxes[keep]
