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
ROUNDING = 0.01  # px; a box that was moved onto the centre of its particle stays there


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


def _same_boxes(boxes: Boxes, members: Members) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Return the indices of the boxes that are members, and of these in `members`.

    A box that was deleted, or that replaced a member elsewhere, is none.
    """
    _, here, there = np.intersect1d(boxes["id"], members.boxes["id"], return_indices=True)
    old = members.boxes[there]
    distance = np.maximum(np.abs(boxes["x"][here] - old["x"]), np.abs(boxes["y"][here] - old["y"]))
    same = distance <= NEAR * old["width"]
    return here[same], there[same]


def find_members(store: BoxStore, path: Path, members: Members, numbers: Iterable[int]) -> tuple[Mask, NDArray[Any]]:
    """Return which boxes (n,) of a micrograph are members of the classes `numbers`, and the shift (n, 2) of each."""
    boxes = store.boxes(path)
    found, shift = np.zeros(len(boxes), bool), np.zeros((len(boxes), 2))
    here, there = _same_boxes(boxes, members)
    chosen = np.isin(members.number[there], list(numbers))
    here, there = here[chosen], there[chosen]
    old = members.boxes[there]
    found[here] = True
    shift[here] = members.shift[there]
    shift[here, 0] -= boxes["x"][here] - old["x"]
    shift[here, 1] -= boxes["y"][here] - old["y"]
    return found, shift


@dataclass(frozen=True)
class Counts:
    """Members of each class (k,) that are visible now, and those that are greyed by masks."""

    kept: NDArray[np.intp]
    greyed: NDArray[np.intp]


def count_members(classes: Classes, store: BoxStore, view: View) -> Counts:
    """Return how many members of each class are visible and greyed; those that are still on disk count as visible."""
    kept, greyed = (np.zeros(len(classes.figures), np.intp) for _ in range(2))
    with_boxes, unread = set(store.with_boxes()), set(store.pending())
    for path, members in classes.members.items():
        if path in unread:
            kept += np.bincount(members.number - 1, minlength=len(kept))
        elif path in with_boxes:
            here, there = _same_boxes(store.boxes(path), members)
            number = members.number[there] - 1
            kept += np.bincount(number[shown_in(store, path, view)[here]], minlength=len(kept))
            greyed += np.bincount(number[store.greyed(path)[here]], minlength=len(kept))
    return Counts(kept, greyed)


def rejected(boxes: Boxes, which: Mask) -> Boxes:
    """Return the boxes with the picks of `which` rejected; labels stay."""
    changed = boxes.copy()
    changed["kind"][which & (boxes["kind"] == Kind.PICK)] = Kind.REJECTED
    return changed


def recentred(boxes: Boxes, which: Mask, shift: NDArray[np.float64]) -> Boxes:
    """Return the boxes with those of `which` moved by their shift (n, 2) in px; kinds and confidences stay."""
    changed, moved = boxes.copy(), which & (np.abs(shift).max(1) > ROUNDING)
    changed["x"][moved] += shift[moved, 0]
    changed["y"][moved] += shift[moved, 1]
    return changed
