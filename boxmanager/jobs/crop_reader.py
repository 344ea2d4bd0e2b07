"""Crops of picks on many micrographs, cut in a thread: those in sight first, then all others in their order."""

from __future__ import annotations

from collections import OrderedDict, deque
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PyQt5.QtCore import QObject, pyqtSignal

from iceboxer.boxmanager.document.review import Review
from iceboxer.boxmanager.jobs.background import Background
from iceboxer.engine.data.boxes import Boxes
from iceboxer.engine.data.micrograph import open_micrograph
from iceboxer.engine.evaluation.contact_sheet import Crop, GreyMicrograph, cut_crop, prepare_grey

KEPT_BYTES = 200_000_000  # of crops
KEPT_GREY_BYTES = 100_000_000  # of micrographs, for the surroundings of their picks
REACH = 10_000  # rows before and after those in sight; others are cut when they come near
CONTEXT_BOXES = 5.0  # width of the surroundings in box sides

Cut = tuple[GreyMicrograph, list[Crop]]


def cut_all(path: Path, boxes: Boxes, box_size: float, side: int) -> Cut:
    """Read a micrograph and return it in grey with the crops, `side` px wide, of all `boxes`.

    Raises
    ------
    ReadError
        The micrograph cannot be read.
    """
    grey = prepare_grey(open_micrograph(path).read(), box_size, side)
    grey = replace(grey, pixels=grey.pixels.astype(np.uint8))  # a quarter of the memory
    return grey, [cut_crop(grey, float(box["x"]), float(box["y"]), box_size, side) for box in boxes]


class CropReader(QObject):
    """Crops by their row in a review; emits `ready` when the crops of a micrograph were cut or cannot be."""

    ready = pyqtSignal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._thread = Background(self)
        self._review: Review | None = None
        self._box_size, self._side = 1.0, 1
        self._crops: OrderedDict[int, Crop] = OrderedDict()
        self._grey: OrderedDict[Path, GreyMicrograph] = OrderedDict()
        self._ahead: deque[Path] = deque()
        self._wanted: Sequence[int] = ()
        self._context: Path | None = None
        self._failed: set[Path] = set()
        self._busy = False

    def read(self, review: Review | None, box_size: float, side: int) -> None:
        """Cut the crops of another review, `side` px wide, in place of the last one's; None stops reading."""
        self._review, self._box_size, self._side = review, box_size, side
        self._wanted, self._context = (), None
        self._crops.clear()
        self._grey.clear()
        self._failed.clear()
        self._ahead = deque()
        if review is not None:
            first = np.unique(review.picks.number, return_index=True)[1]
            self._ahead.extend(review.picks.path(int(row)) for row in np.sort(first))
        self._next()

    def want(self, rows: Sequence[int]) -> None:
        """Cut the crops of these rows next."""
        self._wanted = rows
        self._next()

    def crop(self, row: int) -> Crop | None:
        """Return the crop of a row, or None if it is not cut yet or its micrograph cannot be read."""
        return self._crops.get(row)

    def is_unreadable(self, row: int) -> bool:
        """Return whether the micrograph of a row could not be read."""
        return self._review is not None and self._review.picks.path(row) in self._failed

    def context(self, row: int, side: int) -> Crop | None:
        """Return the surroundings of a pick, `side` px wide; None, and `ready` later, if they must be read first."""
        if self._review is None:
            return None
        path = self._review.picks.path(row)
        grey = self._grey.get(path)
        if grey is None:
            self._context = path
            self._next()
            return None
        self._grey.move_to_end(path)
        box = self._review.picks.boxes[row]
        return cut_crop(grey, float(box["x"]), float(box["y"]), self._box_size, side, CONTEXT_BOXES)

    def close(self) -> None:
        """Stop the thread."""
        self._review = None
        self._thread.close()

    # ── reading ─────────────────────────────────────────────────────────────────────────────────────────────

    def _next(self) -> None:
        """Start the most urgent micrograph if the thread is idle."""
        review = self._review
        path = self._most_urgent(review) if review is not None and not self._busy else None
        if path is None or review is None:
            return
        self._busy = True
        rows = self._near(review, path)
        boxes, size, side = review.picks.boxes[rows], self._box_size, self._side
        self._thread.run(
            lambda: cut_all(path, boxes, size, side),
            lambda cut: self._keep(review, path, rows, cut),
            lambda sentence, details: self._give_up(review, path),
        )

    def _most_urgent(self, review: Review) -> Path | None:
        for row in self._wanted:
            path = review.picks.path(row)
            if row not in self._crops and path not in self._failed:
                return path
        if self._context is not None and self._context not in self._grey and self._context not in self._failed:
            return self._context
        while self._ahead and len(self._crops) * self._side**2 < KEPT_BYTES:
            path = self._ahead.popleft()
            rows = self._near(review, path)
            if len(rows) and int(rows[0]) not in self._crops and path not in self._failed:
                return path
        return None

    def _near(self, review: Review, path: Path) -> NDArray[np.intp]:
        """Return the rows of a micrograph that are in sight or near it."""
        middle = self._wanted[len(self._wanted) // 2] if len(self._wanted) else 0
        rows = review.rows[path]
        near: NDArray[np.intp] = rows[np.abs(rows - middle) <= REACH]
        return near

    def _keep(self, review: Review, path: Path, rows: NDArray[np.intp], cut: Cut) -> None:
        self._busy = False
        if review is self._review:
            grey, crops = cut
            for row, crop in zip(rows.tolist(), crops, strict=True):
                self._crops[row] = crop
                self._crops.move_to_end(row)
            while len(self._crops) * self._side**2 > KEPT_BYTES and len(self._crops) > len(rows):
                self._crops.popitem(last=False)
            self._grey[path] = grey
            while len(self._grey) > 1 and sum(g.pixels.nbytes for g in self._grey.values()) > KEPT_GREY_BYTES:
                self._grey.popitem(last=False)
            self.ready.emit()
        self._next()

    def _give_up(self, review: Review, path: Path) -> None:
        self._busy = False
        if review is self._review:
            self._failed.add(path)
            self.ready.emit()
        self._next()
