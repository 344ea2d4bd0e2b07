"""The picks under review, on all micrographs: in order of confidence, or drawn across the confidences for a check.

An answer is not stored: a pick answered with yes is a label and one answered with no is rejected, so the answers follow
every undo and redo.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from iceboxer.boxmanager.document.boxstore import BoxStore
from iceboxer.boxmanager.document.pick_table import sizes
from iceboxer.boxmanager.document.view import View, shown_in
from iceboxer.engine.data.boxes import Boxes, Floats, Kind, inside, no_boxes
from iceboxer.engine.evaluation.checking import Answer, Estimates, estimate
from iceboxer.engine.evaluation.drawing import DEFAULT_COUNT, draw_picks

FEWEST_TO_CHECK = 20  # picks; if there are fewer, a person can review all of them
ANSWERS = {Kind.LABEL: Answer.YES, Kind.REJECTED: Answer.NO}
GONE = 255  # in place of the kind of a box that was replaced or removed


@dataclass(frozen=True)
class PickList:
    """Picks (n,) as they were when the list was made; `number` (n,) is the index of each micrograph in `paths`."""

    paths: tuple[Path, ...]
    number: NDArray[np.intp]
    boxes: Boxes

    def __len__(self) -> int:
        return len(self.boxes)

    def path(self, row: int) -> Path:
        """Return the micrograph of a pick."""
        return self.paths[int(self.number[row])]

    def taken(self, rows: NDArray[np.intp]) -> PickList:
        """Return the picks of `rows`, in that order."""
        return PickList(self.paths, self.number[rows], self.boxes[rows])


def visible_picks(store: BoxStore, micrographs: Sequence[Path], view: View) -> PickList:
    """Return the visible picks in memory, in ascending confidence."""
    return ordered(listed(micrographs, gather_visible(store, micrographs, view)), None)


def gather_visible(store: BoxStore, micrographs: Iterable[Path], view: View) -> list[Boxes]:
    """Return the visible picks in memory of each micrograph."""
    return [store.known(path)[_visible(store, path, view)] for path in micrographs]


def ordered(picks: PickList, shape: tuple[int, int] | None) -> PickList:
    """Return picks in ascending confidence.

    Those that cross the border of a micrograph of `shape` (height, width) come last, as they are rarely informative.
    """
    confidence = np.where(np.isfinite(picks.boxes["confidence"]), picks.boxes["confidence"], np.inf)
    outside = ~inside(picks.boxes, shape) if shape is not None else np.zeros(len(picks), bool)
    return picks.taken(np.lexsort((confidence, outside)))


def scored_picks(store: BoxStore, micrographs: Sequence[Path], view: View) -> PickList:
    """Return the picks in memory that have a confidence and the right size, whatever the threshold."""
    return listed(micrographs, gather_scored(store, micrographs, view))


def gather_scored(store: BoxStore, micrographs: Iterable[Path], view: View) -> list[Boxes]:
    """Return the picks in memory of each micrograph that have a confidence and the right size."""

    def of(path: Path) -> Boxes:
        boxes = store.unhidden(path)
        size = sizes(boxes)
        keep = (boxes["kind"] == Kind.PICK) & np.isfinite(boxes["confidence"])
        kept: Boxes = boxes[keep & (size >= view.smallest) & (size <= view.largest)]
        return kept

    return [of(path) for path in micrographs]


def _visible(store: BoxStore, path: Path, view: View) -> NDArray[np.bool_]:
    if not len(store.known(path)):
        return np.zeros(0, bool)
    visible: NDArray[np.bool_] = shown_in(store, path, view) & (store.known(path)["kind"] == Kind.PICK)
    return visible


def listed(micrographs: Sequence[Path], every: Sequence[Boxes]) -> PickList:
    """Return the list of the picks of each micrograph."""
    number = np.repeat(np.arange(len(every)), [len(boxes) for boxes in every])
    return PickList(tuple(micrographs), number, np.concatenate([no_boxes(), *every]))


class Review:
    """Picks and what they are now: `kinds` (n,) holds the `Kind` of each, or `GONE`; `unsure` the rows set aside.

    Without a store, which one thread alone may read, all count as picks until `refresh`.
    """

    def __init__(self, picks: PickList, store: BoxStore | None = None) -> None:
        self.picks = picks
        self.kinds = np.full(len(picks), int(Kind.PICK), np.uint8)
        self.unsure: set[int] = set()
        by_number = np.argsort(picks.number, kind="stable")
        starts = np.flatnonzero(np.diff(picks.number[by_number], prepend=-1))
        groups = np.split(by_number, starts[1:]) if len(by_number) else []
        self.rows = {picks.path(int(rows[0])): rows for rows in groups}
        if store is not None:
            self.refresh(store, self.rows)

    def refresh(self, store: BoxStore, paths: Iterable[Path]) -> NDArray[np.intp]:
        """Read the kinds of the picks on these micrographs again; return the rows that have changed."""
        changed = [np.zeros(0, np.intp)]
        for path in paths:
            if path in self.rows:
                rows = self.rows[path]
                boxes = no_boxes() if store.excludes(path) else store.known(path)
                kinds = _kinds(boxes, self.picks.boxes["id"][rows])
                changed.append(rows[kinds != self.kinds[rows]])
                self.kinds[rows] = kinds
        return np.concatenate(changed)

    def answer(self, row: int) -> Answer:
        """Return the answer to a pick."""
        kind = int(self.kinds[row])
        if kind == Kind.PICK:
            return Answer.UNSURE if row in self.unsure else Answer.NONE
        return ANSWERS[Kind(kind)] if kind != GONE else Answer.NONE

    def answers(self) -> list[Answer]:
        """Return the answers to all picks."""
        return [self.answer(row) for row in range(len(self.picks))]

    @property
    def answered(self) -> int:
        """The number of picks that need no answer any more."""
        return int(np.count_nonzero(self.kinds != Kind.PICK)) + sum(
            int(self.kinds[r]) == Kind.PICK for r in self.unsure
        )

    def next_open(self, row: int) -> int | None:
        """Return the next pick without an answer after `row`, from the start after the end; None if there is none."""
        is_open = self.kinds == Kind.PICK
        is_open[list(self.unsure)] = False
        rows = np.flatnonzero(is_open)
        if not len(rows):
            return None
        after = rows[rows > row]
        return int(after[0] if len(after) else rows[0])


def _kinds(boxes: Boxes, ids: NDArray[np.int64]) -> NDArray[np.uint8]:
    """Return the kind (n,) of the boxes with these ids, `GONE` for those that are missing."""
    order = np.argsort(boxes["id"], kind="stable")
    at = np.searchsorted(boxes["id"], ids, sorter=order).clip(0, max(len(boxes) - 1, 0))
    if not len(boxes):
        return np.full(len(ids), GONE, np.uint8)
    found = boxes[order[at]]
    kinds: NDArray[np.uint8] = np.where(found["id"] == ids, found["kind"], GONE).astype(np.uint8)
    return kinds


class Check(Review):
    """A sample of the picks of a data set for a person to judge, as `iceboxer check` draws it."""

    def __init__(
        self, every: PickList, store: BoxStore | None, threshold: float, seed: int, count: int = DEFAULT_COUNT
    ):
        confidence: Floats = every.boxes["confidence"]
        draw = draw_picks(confidence, every.number, threshold, count, seed)
        super().__init__(every.taken(draw.index), store)
        self._confidence, self._index, self._weight, self._seed = confidence, draw.index, 1 / draw.inclusion, seed
        self._threshold = threshold

    @property
    def is_current(self) -> bool:
        """Whether all drawn picks still exist."""
        return not bool((self.kinds == GONE).any())

    def estimates(self, answers: Sequence[Answer], threshold: float) -> Estimates:
        """Return the precision at a threshold and the best threshold, estimated from the answers.

        The best threshold is estimated around the threshold of the draw, so that it stays when it is set.
        """
        found = self._estimate(answers, self._threshold)
        if threshold == self._threshold:
            return found
        here = self._estimate(answers, threshold)
        return replace(here, best_threshold=found.best_threshold, best_f1=found.best_f1, reason=found.reason)

    def _estimate(self, answers: Sequence[Answer], threshold: float) -> Estimates:
        return estimate(self._confidence, self._index, self._weight, answers, threshold, self._seed)
