"""The picks of the whole project as flat arrays, with counts that follow each change of a micrograph's boxes.

A project may hold millions of picks, so no count goes through the micrographs one by one.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from iceboxer.engine.data.boxes import Boxes, Floats, Kind, passes
from iceboxer.engine.data.scores import confidence_range

BINS = 50  # of the histograms
_FREE = -math.inf  # confidence of unused rows, below every threshold
_FIRST_ROWS = 1024

Mask = NDArray[np.bool_]
Limits = tuple[float | None, float | None]  # px
NONE: Mapping[Path, float] = MappingProxyType({})


def sizes(boxes: Boxes) -> Floats:
    """Return the particle sizes (n,) in px: the network's estimate if there is one, else the box size."""
    estimated = (boxes["estimated_width"] + boxes["estimated_height"]) / 2
    drawn = (boxes["width"] + boxes["height"]) / 2
    known: Floats = np.where(np.isfinite(estimated), estimated, drawn)
    return known


@dataclass
class _Part:
    """The rows of one micrograph, `room` of them from `start`; the first `picks` are in use."""

    start: int
    room: int
    picks: int = 0
    labels: int = 0
    rejected: int = 0
    highest: float = -math.inf  # confidence
    lowest: float = math.inf
    smallest: float = math.inf  # particle size, px
    largest: float = -math.inf


class PickTable:
    """Confidence and particle size of all picks, and the numbers of picks, labels and rejected boxes."""

    def __init__(self) -> None:
        self.picks = self.labels = self.rejected = 0
        self._parts: dict[Path, _Part] = {}
        self._used = 0  # rows, with those that became free
        self._confidence = np.full(_FIRST_ROWS, _FREE)
        self._size = np.zeros(_FIRST_ROWS)
        self._drawn = np.zeros(_FIRST_ROWS, bool)  # the size is that of the box
        self._confidences: tuple[float, float, NDArray[np.int64]] | None = None  # limits and histogram
        self._sizes: tuple[float, float, NDArray[np.int64]] | None = None  # limits and histogram
        self._extremes: tuple[float, float, float, float] | None = None

    @property
    def confidence(self) -> Floats:
        """The confidences (n,) of all picks; NaN for those without one."""
        used = self._confidence[: self._used]
        confidence: Floats = used[used != _FREE]
        return confidence

    @property
    def highest(self) -> float:
        """The highest confidence of any pick, 1 if there is none."""
        highest = self._find_extremes()[0]
        return highest if math.isfinite(highest) else 1.0

    @property
    def confidence_range(self) -> tuple[float, float]:
        """The lowest and the highest threshold worth choosing, see `engine.data.scores.confidence_range`."""
        highest, lowest = self._find_extremes()[0], self._find_extremes()[3]
        return confidence_range([np.array([lowest, highest])])

    @property
    def size_range(self) -> tuple[float, float] | None:
        """The smallest and largest particle size in px; None without picks."""
        _, smallest, largest, _ = self._find_extremes()
        return (smallest, largest) if self.picks else None

    def put(self, path: Path, boxes: Boxes) -> None:
        """Count the boxes of a micrograph, in place of earlier ones."""
        kind = boxes["kind"]
        picks = boxes[kind == Kind.PICK]
        part = self._room_for(path, len(picks))
        self._count(part, -1)
        part.picks = len(picks)
        part.labels = int(np.count_nonzero(kind == Kind.LABEL))
        part.rejected = len(boxes) - part.picks - part.labels
        rows, free = slice(part.start, part.start + part.picks), slice(part.start + part.picks, part.start + part.room)
        self._confidence[rows], self._size[rows] = picks["confidence"], sizes(picks)
        self._drawn[rows] = ~np.isfinite(picks["estimated_width"] + picks["estimated_height"])
        self._confidence[free] = _FREE
        known = self._confidence[rows]
        known = known[np.isfinite(known)]
        part.highest, part.lowest = float(known.max(initial=-math.inf)), float(known.min(initial=math.inf))
        self._note_sizes(part)
        self._count(part, 1)

    def drop(self, path: Path) -> None:
        """Stop counting the boxes of a micrograph."""
        part = self._parts.pop(path, None)
        if part is not None:
            self._count(part, -1)
            self._confidence[part.start : part.start + part.room] = _FREE

    def resize(self, side: float) -> None:
        """Set the size in px of all picks whose particle size is not estimated."""
        self._size[: self._used][self._drawn[: self._used]] = side
        for part in self._parts.values():
            if self._drawn[part.start : part.start + part.picks].any():
                self._note_sizes(part)
        self._sizes = self._extremes = None

    def count_passing(self, threshold: float, limits: Limits, own: Mapping[Path, float] = NONE) -> int:
        """Return the number of picks at or above the threshold and within the size `limits` in px.

        `own` holds the thresholds of micrographs with another one.
        """
        if limits == (None, None) and not own:
            return self._used - int(np.count_nonzero(self._confidence[: self._used] < threshold))
        return int(np.count_nonzero(self.passing(threshold, limits, own)))

    def passing(self, threshold: float, limits: Limits, own: Mapping[Path, float] = NONE) -> Mask:
        """Return which rows are picks that pass, see `count_passing` and `sum_by_micrograph`."""
        used = slice(self._used)
        return passes(self._confidence[used], self._size[used], self._by_row(threshold, own), *limits)

    def not_above(self, confidence: float, own: Mapping[Path, float] = NONE) -> Mask:
        """Return which rows have at most a confidence, or that of their micrograph in `own`."""
        mask: Mask = self._confidence[: self._used] <= self._by_row(confidence, own)
        return mask

    def _by_row(self, value: float, own: Mapping[Path, float]) -> float | Floats:
        """Return a value that is common to all rows, or those of all rows if some micrographs have another."""
        if not own:
            return value
        values = np.full(self._used, value)
        for rows, other in self._rows_of(own):
            values[rows] = other
        return values

    def _rows_of(self, own: Mapping[Path, float]) -> list[tuple[slice, float]]:
        parts = ((self._parts[path], value) for path, value in own.items() if path in self._parts)
        return [(slice(part.start, part.start + part.picks), value) for part, value in parts]

    def sum_by_micrograph(self, mask: Mask, of_confidence: bool = False) -> dict[Path, float]:
        """Return the number of rows in `mask`, or the sum of their finite confidences, of each micrograph."""
        parts = sorted(((path, part) for path, part in self._parts.items() if part.room), key=lambda p: p[1].start)
        sums: dict[Path, float] = dict.fromkeys(self._parts, 0)
        if parts:
            values: NDArray[Any] = mask
            if of_confidence:
                confidence = self._confidence[: self._used]
                values = np.where(mask & np.isfinite(confidence), confidence, 0.0)
            starts = [part.start for _, part in parts]
            total = np.add.reduceat(values, starts, dtype=np.float64 if of_confidence else np.int64)
            sums |= zip((path for path, _ in parts), total.tolist(), strict=True)
        return sums

    def known_confidence(self) -> Mask:
        """Return which rows are picks with a confidence; see `sum_by_micrograph`."""
        mask: Mask = np.isfinite(self._confidence[: self._used])
        return mask

    def labels_of(self, path: Path) -> int:
        """Return the number of labels of a micrograph."""
        part = self._parts.get(path)
        return part.labels if part is not None else 0

    def confidence_counts(self, low: float, high: float, of: Path | None = None) -> NDArray[np.int64]:
        """Return the histogram of the confidences from `low` to `high`, of all micrographs or of one."""
        if of is not None:
            part = self._parts.get(of, _Part(0, 0))
            return _binned(self._confidence[part.start : part.start + part.picks], low, high)
        if self._confidences is None or self._confidences[:2] != (low, high):
            self._confidences = low, high, _binned(self._confidence[: self._used], low, high)
        return self._confidences[2]

    def size_counts(self, low: float, high: float) -> NDArray[np.int64]:
        """Return the histogram of the particle sizes from `low` to `high` px."""
        if self._sizes is None or self._sizes[:2] != (low, high):
            used = self._confidence[: self._used] != _FREE
            self._sizes = low, high, _binned(self._size[: self._used][used], low, high)
        return self._sizes[2]

    def _room_for(self, path: Path, count: int) -> _Part:
        """Return the rows of a micrograph, moved to the end if there is no room for `count` picks."""
        part = self._parts.get(path)
        if part is not None and part.room >= count:
            return part
        if part is not None:
            self.drop(path)
        if self._used > _FIRST_ROWS and self._used > 2 * (self.picks + count):
            self._compact()
        while self._used + count > len(self._confidence):
            self._confidence = np.concatenate([self._confidence, np.full(len(self._confidence), _FREE)])
            self._size, self._drawn = (np.concatenate([a, np.zeros_like(a)]) for a in (self._size, self._drawn))
        part = self._parts[path] = _Part(self._used, count)
        self._used += count
        return part

    def _compact(self) -> None:
        """Move the rows in use together."""
        parts = [part for part in self._parts.values() if part.picks]
        pieces = [np.arange(part.start, part.start + part.picks) for part in parts]
        rows = np.concatenate([*pieces, np.zeros(0, np.int64)])
        for array in (self._confidence, self._size, self._drawn):
            array[: len(rows)] = array[rows]
        self._confidence[len(rows) :] = _FREE
        self._used = 0
        for part in self._parts.values():
            part.start, part.room = self._used, part.picks
            self._used += part.picks

    def _count(self, part: _Part, sign: int) -> None:
        """Add a micrograph to all counts, or subtract it."""
        self.picks += sign * part.picks
        self.labels += sign * part.labels
        self.rejected += sign * part.rejected
        rows = slice(part.start, part.start + part.picks)
        if self._confidences is not None:
            low, high, counts = self._confidences
            self._confidences = low, high, counts + sign * _binned(self._confidence[rows], low, high)
        if self._sizes is not None:
            low, high, counts = self._sizes
            self._sizes = low, high, counts + sign * _binned(self._size[rows], low, high)
        self._extremes = None

    def _note_sizes(self, part: _Part) -> None:
        size = self._size[part.start : part.start + part.picks]
        part.smallest, part.largest = float(size.min(initial=math.inf)), float(size.max(initial=-math.inf))

    def _find_extremes(self) -> tuple[float, float, float, float]:
        if self._extremes is None:
            parts = self._parts.values()
            self._extremes = (
                max((part.highest for part in parts), default=-math.inf),
                min((part.smallest for part in parts), default=math.inf),
                max((part.largest for part in parts), default=-math.inf),
                min((part.lowest for part in parts), default=math.inf),
            )
        return self._extremes


def _binned(values: Floats, low: float, high: float) -> NDArray[np.int64]:
    """Return the histogram of the values from `low` to `high`, both included."""
    inside = values[(values >= low) & (values <= high)]
    rows = ((inside - low) * (BINS / (high - low))).astype(np.int64)
    return np.bincount(np.minimum(rows, BINS - 1), minlength=BINS)
