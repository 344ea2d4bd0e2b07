"""The boxes of all micrographs, held as read-only arrays that are replaced and never changed in place."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from iceboxer.engine.data.boxes import Boxes, Kind, no_boxes

Load = Callable[[Path], Boxes]


@dataclass(frozen=True)
class Flat:
    """The picks of the whole project as plain arrays (n,), and the number of labels and rejected boxes."""

    confidence: NDArray[np.floating[Any]]
    size: NDArray[np.floating[Any]]
    labels: int
    rejected: int


def sizes(boxes: Boxes) -> NDArray[np.floating[Any]]:
    """How large the particles (n,) are in pixels: the network's estimate, else the size of the box."""
    estimated = (boxes["estimated_width"] + boxes["estimated_height"]) / 2
    drawn = (boxes["width"] + boxes["height"]) / 2
    known: NDArray[np.floating[Any]] = np.where(np.isfinite(estimated), estimated, drawn)
    return known


def with_ids(boxes: Boxes, start: int = 1) -> Boxes:
    """The boxes with an id from `start`, above all others, for each that has none or one that is taken; read-only."""
    _, first = np.unique(boxes["id"], return_index=True)
    fresh = np.ones(len(boxes), bool)
    fresh[first] = False
    fresh |= boxes["id"] <= 0
    if fresh.any():
        boxes = boxes.copy()
        start = max(start, int(boxes["id"].max(initial=0)) + 1)
        boxes["id"][fresh] = np.arange(start, start + int(fresh.sum()))
    elif boxes.flags.writeable:
        boxes = boxes.copy()
    boxes.flags.writeable = False
    return boxes


class BoxStore:
    """Boxes by micrograph. Those that are `expected` on disk are read when they are first asked for."""

    def __init__(self) -> None:
        self._boxes: dict[Path, Boxes] = {}
        self._pending: dict[Path, Load] = {}
        self._flat: Flat | None = None
        self._columns: dict[Path, Flat] = {}
        self._nothing = with_ids(no_boxes())
        self._free_id = 1  # no id is given twice, so that a step of undo always finds the boxes it speaks of

    def expect(self, paths: Iterable[Path], load: Load) -> None:
        """Say that `load` gives the boxes of each of `paths` as soon as somebody wants them."""
        self._pending.update((path, load) for path in paths)
        self._flat = None

    def pending(self) -> list[Path]:
        """The micrographs whose boxes have not been read yet."""
        return list(self._pending)

    def supply(self, path: Path, boxes: Boxes) -> None:
        """Boxes that were read in the background; they are dropped if somebody was quicker."""
        if self._pending.pop(path, None) is not None:
            self.replace(path, boxes)

    def boxes(self, path: Path | None) -> Boxes:
        """The boxes (n,) of a micrograph, read-only."""
        if path is None:
            return self._nothing
        load = self._pending.pop(path, None)
        if load is not None:
            self.replace(path, load(path))
        return self._boxes.get(path, self._nothing)

    def replace(self, path: Path, boxes: Boxes) -> Boxes:
        """Put `boxes` in the place of what was there; they get ids, and come back as they are held."""
        self._pending.pop(path, None)
        held = self.numbered(boxes)
        self._boxes[path] = held
        self._columns.pop(path, None)
        self._flat = None
        return held

    def numbered(self, boxes: Boxes) -> Boxes:
        """The boxes with ids that no other box ever had, where they have none; read-only."""
        held = with_ids(boxes, self._free_id)
        self._free_id = max(self._free_id, int(held["id"].max(initial=0)) + 1)
        return held

    def known(self, path: Path) -> Boxes:
        """What has been read of a micrograph so far, without touching the disk."""
        return self._boxes.get(path, self._nothing)

    def with_boxes(self) -> list[Path]:
        """The micrographs that hold a box or may hold one on disk."""
        return [path for path, boxes in self._boxes.items() if len(boxes)] + list(self._pending)

    def forget(self, paths: Iterable[Path]) -> None:
        """Drop micrographs that leave the project."""
        for path in paths:
            self._boxes.pop(path, None)
            self._columns.pop(path, None)
            self._pending.pop(path, None)
        self._flat = None

    def flat(self) -> Flat:
        """The picks of the whole project, as far as they have been read; kept until a box changes."""
        if self._flat is None:
            for path in self._boxes.keys() - self._columns.keys():
                self._columns[path] = _flat_of(self._boxes[path])
            parts = list(self._columns.values()) or [_flat_of(self._nothing)]
            self._flat = Flat(
                np.concatenate([part.confidence for part in parts]),
                np.concatenate([part.size for part in parts]),
                sum(part.labels for part in parts),
                sum(part.rejected for part in parts),
            )
        return self._flat


def _flat_of(boxes: Boxes) -> Flat:
    kind = boxes["kind"]
    picks = boxes[kind == Kind.PICK]
    labels, rejected = (int(np.count_nonzero(kind == k)) for k in (Kind.LABEL, Kind.REJECTED))
    return Flat(picks["confidence"].copy(), sizes(picks), labels, rejected)
