"""Class averages of the project's boxes. The members of a class are known by micrograph and id, so edits do no harm."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from iceboxer.boxmanager.document.boxstore import BoxStore
from iceboxer.boxmanager.document.view import Mask, View, shown_in
from iceboxer.engine.data.boxes import Boxes, Kind

NEAR = 0.25  # box sides within which a box with the id of a member is still the same box


class Order(Enum):
    """An order in which classes are shown."""

    BEST = "best"
    LARGEST = "largest"
    SHARPEST = "sharpest"


@dataclass(frozen=True)
class ClassFigures:
    """The figures of a class, as `engine.classes.output.ClassRow` describes them."""

    number: int
    members: int
    quality: float
    resolution: float | None
    better_than_noise: bool | None
    confidence: float | None
    overlapping: float


@dataclass(frozen=True)
class Members:
    """The boxes of one micrograph that were averaged.

    `boxes` (n,) as they were, `number` (n,) the class of each from 1, and `shift` (n, 2) from the centre of the box to
    that of the particle, x and y in px.
    """

    boxes: Boxes
    number: NDArray[np.intp]
    shift: NDArray[np.float64]


@dataclass(frozen=True)
class Classes:
    """Averages (k, side, side) with row 0 at the bottom, the figures of each class, and the members by micrograph.

    `resolutions_in_angstrom` is False if the pixel size is unknown; resolutions are then in px. `side` is the width of
    an average in the same unit.
    """

    averages: NDArray[np.float32]
    figures: tuple[ClassFigures, ...]
    members: dict[Path, Members] = field(default_factory=dict)
    resolutions_in_angstrom: bool = False
    side: float = 0.0

    def ordered(self, order: Order) -> list[int]:
        """Return the indices of the classes in an order; classes without a resolution are the least sharp."""
        rows = list(enumerate(self.figures))
        if order is Order.LARGEST:
            rows.sort(key=lambda row: -row[1].members)
        elif order is Order.SHARPEST:
            rows.sort(key=lambda row: row[1].resolution or np.inf)
        return [i for i, _ in rows]


def find_members(store: BoxStore, path: Path, members: Members, numbers: Iterable[int]) -> tuple[Mask, NDArray[Any]]:
    """Return which boxes (n,) of a micrograph are members of the classes `numbers`, and the shift (n, 2) of each.

    A box that was deleted, or that replaced a member elsewhere, is none.
    """
    boxes = store.boxes(path)
    found, shift = np.zeros(len(boxes), bool), np.zeros((len(boxes), 2))
    chosen = np.isin(members.number, list(numbers))
    _, here, there = np.intersect1d(boxes["id"], members.boxes["id"][chosen], return_indices=True)
    old = members.boxes[chosen][there]
    distance = np.maximum(np.abs(boxes["x"][here] - old["x"]), np.abs(boxes["y"][here] - old["y"]))
    same = distance <= NEAR * old["width"]
    found[here[same]] = True
    shift[here[same]] = members.shift[chosen][there[same]]
    shift[here[same], 0] -= boxes["x"][here[same]] - old["x"][same]
    shift[here[same], 1] -= boxes["y"][here[same]] - old["y"][same]
    return found, shift


def count_kept(classes: Classes, store: BoxStore, view: View) -> NDArray[np.intp]:
    """Return the number of members of each class (k,) that are visible now."""
    kept = np.zeros(len(classes.figures), np.intp)
    with_boxes = set(store.with_boxes())
    for path, members in classes.members.items():
        if path in with_boxes:
            visible = store.boxes(path)["id"][shown_in(store, path, view)]
            still = np.isin(members.boxes["id"], visible)
            kept += np.bincount(members.number[still] - 1, minlength=len(kept))
    return kept


def rejected(boxes: Boxes, which: Mask) -> Boxes:
    """Return the boxes with the picks of `which` rejected; labels stay."""
    changed = boxes.copy()
    changed["kind"][which & (boxes["kind"] == Kind.PICK)] = Kind.REJECTED
    return changed


def recentred(boxes: Boxes, which: Mask, shift: NDArray[np.float64]) -> Boxes:
    """Return the boxes with those of `which` moved by their shift (n, 2) in px; kinds and confidences stay."""
    changed = boxes.copy()
    changed["x"][which] += shift[which, 0]
    changed["y"][which] += shift[which, 1]
    return changed
