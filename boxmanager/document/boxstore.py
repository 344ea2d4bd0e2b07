"""The boxes of all micrographs, as read-only arrays that are replaced and never changed in place."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from iceboxer.engine.data.boxes import Boxes, Kind, no_boxes

Load = Callable[[Path], Boxes | None]  # None if the boxes cannot be read now, but may be later


@dataclass(frozen=True)
class PickColumns:
    """The picks of the whole project as plain arrays (n,), with the number of labels and of rejected boxes."""

    confidence: NDArray[np.floating[Any]]
    size: NDArray[np.floating[Any]]
    labels: int
    rejected: int
    highest: float  # confidence, 1 if there is none


def sizes(boxes: Boxes) -> NDArray[np.floating[Any]]:
    """Return the particle sizes (n,) in px: the network's estimate if there is one, else the box size."""
    estimated = (boxes["estimated_width"] + boxes["estimated_height"]) / 2
    drawn = (boxes["width"] + boxes["height"]) / 2
    known: NDArray[np.floating[Any]] = np.where(np.isfinite(estimated), estimated, drawn)
    return known


def with_ids(boxes: Boxes, start: int = 1) -> Boxes:
    """Return the boxes, read-only, each with a unique id.

    A box without an id, or with an id used by an earlier box, gets a new one: at least `start` and above all ids
    in use.
    """
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
    """The boxes of each micrograph. Boxes on disk, announced with `expect`, are read on first access."""

    def __init__(self) -> None:
        self._boxes: dict[Path, Boxes] = {}
        self._pending: dict[Path, Load] = {}
        self._all_columns: PickColumns | None = None
        self._columns: dict[Path, PickColumns] = {}
        self._hidden: frozenset[Path] = frozenset()  # micrographs whose picks are hidden
        self._nothing = with_ids(no_boxes())
        self._free_id = 1  # ids are never reused, so that an undo step always finds its boxes

    def expect(self, paths: Iterable[Path], load: Load) -> None:
        """Register `load` as the function that reads the boxes of each of `paths` on first access."""
        self._pending.update((path, load) for path in paths)
        self._all_columns = None

    def pending(self) -> list[Path]:
        """Return the micrographs whose boxes have not been read yet."""
        return list(self._pending)

    def supply(self, path: Path, boxes: Boxes) -> None:
        """Store boxes that were read in the background, unless the micrograph already has boxes in memory."""
        if self._pending.pop(path, None) is not None:
            self.replace(path, boxes)

    def boxes(self, path: Path | None) -> Boxes:
        """Return the boxes (n,) of a micrograph, read-only."""
        if path is None:
            return self._nothing
        load = self._pending.pop(path, None)
        if load is not None:
            boxes = load(path)
            if boxes is None:
                self._pending[path] = load
            else:
                self.replace(path, boxes)
        return self._boxes.get(path, self._nothing)

    def replace(self, path: Path, boxes: Boxes) -> Boxes:
        """Replace the boxes of a micrograph, and return them as stored: read-only and with ids."""
        self._pending.pop(path, None)
        held = self.numbered(boxes)
        self._boxes[path] = held
        self._columns.pop(path, None)
        self._all_columns = None
        return held

    def numbered(self, boxes: Boxes) -> Boxes:
        """Return the boxes, read-only; those without an id get one that was never used before."""
        held = with_ids(boxes, self._free_id)
        self._free_id = max(self._free_id, int(held["id"].max(initial=0)) + 1)
        return held

    def known(self, path: Path) -> Boxes:
        """Return the boxes of a micrograph that are in memory, without reading from disk."""
        return self._boxes.get(path, self._nothing)

    def with_boxes(self) -> list[Path]:
        """Return the micrographs that have boxes, or whose boxes on disk have not been read yet."""
        return [path for path, boxes in self._boxes.items() if len(boxes)] + list(self._pending)

    def forget(self, paths: Iterable[Path]) -> None:
        """Remove micrographs from the store."""
        for path in paths:
            self._boxes.pop(path, None)
            self._columns.pop(path, None)
            self._pending.pop(path, None)
        self._all_columns = None

    def hide_picks(self, paths: Iterable[Path]) -> None:
        """Hide the picks of these micrographs, which were marked as empty, and of no others."""
        hidden = frozenset(paths)
        for path in hidden ^ self._hidden:
            self._columns.pop(path, None)
        self._hidden, self._all_columns = hidden, None

    def hides_picks(self, path: Path | None) -> bool:
        """Return whether the picks of a micrograph are hidden."""
        return path in self._hidden

    def unhidden(self, path: Path) -> Boxes:
        """Return the boxes (n,) of a micrograph without hidden picks, read-only."""
        boxes = self.boxes(path)
        if not self.hides_picks(path):
            return boxes
        left: Boxes = boxes[boxes["kind"] != Kind.PICK]
        return left

    def columns_of(self, path: Path) -> PickColumns:
        """Return the picks of one micrograph that are in memory and not hidden."""
        boxes = self.known(path)
        return _columns_of(boxes[boxes["kind"] != Kind.PICK] if self.hides_picks(path) else boxes)

    def pick_columns(self) -> PickColumns:
        """Return the picks of the whole project that are in memory and not hidden; cached until a box changes."""
        if self._all_columns is None:
            for path in self._boxes.keys() - self._columns.keys():
                self._columns[path] = self.columns_of(path)
            parts = list(self._columns.values()) or [_columns_of(self._nothing)]
            self._all_columns = PickColumns(
                np.concatenate([part.confidence for part in parts]),
                np.concatenate([part.size for part in parts]),
                sum(part.labels for part in parts),
                sum(part.rejected for part in parts),
                max((part.highest for part in parts if len(part.confidence)), default=1.0),
            )
        return self._all_columns


def _columns_of(boxes: Boxes) -> PickColumns:
    kind = boxes["kind"]
    picks = boxes[kind == Kind.PICK]
    labels, rejected = (int(np.count_nonzero(kind == k)) for k in (Kind.LABEL, Kind.REJECTED))
    confidence = picks["confidence"].copy()
    known = confidence[np.isfinite(confidence)]
    return PickColumns(confidence, sizes(picks), labels, rejected, float(known.max()) if len(known) else 1.0)
