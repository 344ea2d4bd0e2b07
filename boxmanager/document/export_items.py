"""What an export writes: for each micrograph the visible boxes, as a choice among those in the store. Qt-free."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from iceboxer.boxmanager.document.boxstore import apply_size
from iceboxer.boxmanager.document.edits import are_labelled
from iceboxer.boxmanager.document.view import Mask, View, shown
from iceboxer.engine.data.boxes import Boxes, Kind, mirrored


@dataclass(frozen=True)
class Source:
    """The boxes of a micrograph as they were when an export was planned, for another thread.

    `side` is a size in px that must still be applied to them, see `BoxStore.held`; `hidden` (n,) are those that
    `BoxStore.hidden` returns. `stem` and `name` are the micrograph's names without and with suffix, with folders if
    another micrograph has the same.
    """

    micrograph: Path
    stem: str
    name: str
    boxes: Boxes
    side: float | None
    hidden: Mask


@dataclass(frozen=True, eq=False)
class ExportedBoxes:
    """The boxes of one micrograph that are written: `count` of `boxes`, those in `kept` (n,), or all for None.

    They are copied only while they are written, since a project may have millions. `side` is a size in px that must
    still be applied. With `scored`, labels get a confidence of 1. With a `height` in px, y counts from the other edge.
    """

    boxes: Boxes
    count: int
    kept: Mask | None = None
    side: float | None = None
    scored: bool = False
    height: int | None = None

    def copied(self) -> Boxes:
        """Return the boxes as they are written."""
        boxes = apply_size(self.boxes, self.side)
        boxes = boxes.copy() if self.kept is None else boxes[self.kept]
        if self.scored:
            boxes["confidence"][boxes["kind"] == Kind.LABEL] = 1.0
        return boxes if self.height is None else mirrored(boxes, self.height)


@dataclass(frozen=True)
class Item:
    """The boxes of one micrograph, the file they are written to, and the micrograph's name in a file of several."""

    micrograph: Path
    exported: ExportedBoxes
    target: Path
    name: str

    @property
    def boxes(self) -> Boxes:
        """A copy of the boxes."""
        return self.exported.copied()

    @property
    def count(self) -> int:
        """The number of boxes."""
        return self.exported.count


def item_of(micrograph: Path, boxes: Boxes, target: Path, name: str) -> Item:
    """Return the item that writes all of `boxes`."""
    return Item(micrograph, ExportedBoxes(boxes, len(boxes)), target, name)


class Chooser:
    """Choice of the boxes to write, and what is known of all that were chosen.

    `visible` is the number of visible boxes, including picks of particles that have a label.
    """

    def __init__(self, view: View) -> None:
        self._view = view
        self.visible = 0
        self._any_score = self._any_certain = self._any_label = False

    @property
    def scores_labels(self) -> bool:
        """Whether labels get a confidence of 1, because some box of the export has a confidence."""
        return self._any_score and self._any_label

    @property
    def scored(self) -> bool:
        """Whether any box is written with a confidence of 1, as labels get."""
        return self._any_certain or self.scores_labels

    def choose(self, source: Source) -> ExportedBoxes:
        """Return the visible boxes of a micrograph without the picks of particles that have a label."""
        boxes = apply_size(source.boxes, source.side)
        kept: Mask = shown(boxes, self._view.at(source.micrograph)) & ~source.hidden
        self.visible += int(np.count_nonzero(kept))
        is_label = kept & (boxes["kind"] == Kind.LABEL)
        if is_label.any():
            self._any_label = True
            kept[np.flatnonzero(kept)[are_labelled(boxes[kept])]] = False
        confidence = boxes["confidence"][kept]
        self._any_score = self._any_score or bool(np.isfinite(confidence).any())
        self._any_certain = self._any_certain or bool((confidence == 1).any())
        return ExportedBoxes(source.boxes, len(confidence), None if kept.all() else kept, source.side)
