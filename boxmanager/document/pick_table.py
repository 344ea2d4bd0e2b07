"""The picks of the whole project as flat arrays, with counts that follow each change of a micrograph's boxes.

A project may hold millions of picks, so no count goes through the micrographs one by one.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
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
_FIRST_PARTS = 64
_AT_ONCE = 1 << 15  # values, which fit into the processor's cache: three times as fast as all at once

Mask = NDArray[np.bool_]
Limits = tuple[float | None, float | None]  # px
NONE: Mapping[Path, float] = MappingProxyType({})


def sizes(boxes: Boxes) -> Floats:
    """Return the particle sizes (n,) in px: the network's estimate if there is one, else the box size."""
    estimated = (boxes["estimated_width"] + boxes["estimated_height"]) / 2
    drawn = (boxes["width"] + boxes["height"]) / 2
    known: Floats = np.where(np.isfinite(estimated), estimated, drawn)
    return known


_PART = np.dtype(
    [(name, "i8") for name in ("start", "room", "picks", "labels", "rejected", "drawn")]
    + [(name, "f8") for name in ("highest", "lowest", "smallest", "largest")]
)
_NO_PART = np.array((0, 0, 0, 0, 0, 0, -math.inf, math.inf, math.inf, -math.inf), _PART)


class PickTable:
    """Confidence and particle size of all picks, and the numbers of picks, labels and rejected boxes.

    A micrograph has a number, by which `_parts` holds its counts, the extremes of its confidences and sizes (px), how
    many of its picks have the size of their box (`drawn`), and its rows: `room` of them from `start`, of which the
    first `picks` are in use. What follows an edit does not go through the micrographs, except for sums of `_parts`.
    """

    def __init__(self) -> None:
        self.picks = self.labels = self.rejected = 0
        self._numbers: dict[Path, int] = {}
        self._unused: list[int] = []  # numbers of micrographs that were dropped
        self._parts = np.full(_FIRST_PARTS, _NO_PART)
        self._used = 0  # rows, with those that became free
        self._confidence = np.full(_FIRST_ROWS, _FREE)
        self._size = np.zeros(_FIRST_ROWS)
        self._drawn = np.zeros(_FIRST_ROWS, bool)  # the size is that of the box
        self._confidences: tuple[float, float, NDArray[np.int64]] | None = None  # limits and histogram
        self._sizes: tuple[float, float, NDArray[np.int64]] | None = None  # limits and histogram
        self._passed: tuple[float, Limits, Mapping[Path, float], int] | None = None  # of the last count, and the count
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
        number = self._number_for(path, len(picks))
        self._count(path, number, -1)
        part = self._parts[number]
        part["picks"], part["labels"] = len(picks), np.count_nonzero(kind == Kind.LABEL)
        part["rejected"] = len(boxes) - part["picks"] - part["labels"]
        rows, end = self._rows(number), int(part["start"] + part["room"])
        self._confidence[rows], self._size[rows] = picks["confidence"], sizes(picks)
        self._drawn[rows] = ~np.isfinite(picks["estimated_width"] + picks["estimated_height"])
        part["drawn"] = np.count_nonzero(self._drawn[rows])
        self._confidence[rows.stop : end] = _FREE
        known = self._confidence[rows]
        known = known[np.isfinite(known)]
        part["highest"], part["lowest"] = known.max(initial=-math.inf), known.min(initial=math.inf)
        self._note_sizes(number)
        self._count(path, number, 1)

    def drop(self, path: Path) -> None:
        """Stop counting the boxes of a micrograph."""
        if path in self._numbers:
            number = self._numbers[path]
            self._count(path, number, -1)
            rows = self._rows(number)
            self._confidence[rows] = _FREE
            self._parts[number] = _NO_PART
            self._unused.append(self._numbers.pop(path))

    def resize(self, side: float) -> None:
        """Set the size in px of all picks whose particle size is not estimated."""
        parts = self._parts
        some = parts["drawn"] > 0
        if not some.any():
            return
        self._size[: self._used][self._drawn[: self._used]] = side
        every = some & (parts["drawn"] == parts["picks"])
        parts["smallest"][every] = parts["largest"][every] = side
        for number in np.flatnonzero(some & ~every).tolist():
            self._note_sizes(number)
        self._sizes = self._extremes = self._passed = None

    def count_passing(self, threshold: float, limits: Limits, own: Mapping[Path, float] = NONE) -> int:
        """Return the number of picks at or above the threshold and within the size `limits` in px.

        `own` holds the thresholds of micrographs with another one.
        """
        if self._passed is None or self._passed[:3] != (threshold, limits, own):
            if limits == (None, None) and not own:
                passed = self._used - int(np.count_nonzero(self._confidence[: self._used] < threshold))
            else:
                passed = int(np.count_nonzero(self.passing(threshold, limits, own)))
            self._passed = threshold, limits, own, passed
        return self._passed[3]

    def passing(self, threshold: float, limits: Limits, own: Mapping[Path, float] = NONE) -> Mask:
        """Return which rows are picks that pass, see `count_passing` and `count_by_micrograph`."""
        used = slice(self._used)
        return passes(self._confidence[used], self._size[used], self._by_row(threshold, own), *limits)

    def rows_with(self, values: Mapping[Path, float]) -> tuple[Floats, Floats, Floats]:
        """Return confidence, particle size (px) and value (n,) of the picks of micrographs that have a value."""
        rows = self._rows_of(values)
        confidence, size = (
            np.concatenate([each[:0], *(each[r] for r, _ in rows)]) for each in (self._confidence, self._size)
        )
        return confidence, size, np.repeat([value for _, value in rows], [r.stop - r.start for r, _ in rows])

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
        return [(self._rows(self._numbers[path]), value) for path, value in own.items() if path in self._numbers]

    def count_by_micrograph(self, mask: Mask, with_labels: bool = False) -> dict[Path, int]:
        """Return the number of rows in `mask`, if wanted with the labels, of each micrograph."""
        first, end = self._bounds()
        rows = np.flatnonzero(mask)
        counts = np.searchsorted(rows, end) - np.searchsorted(rows, first)
        if with_labels:
            counts += self._parts["labels"]
        return dict(zip(self._numbers, counts[list(self._numbers.values())].tolist(), strict=True))

    def mean_by_micrograph(self, mask: Mask) -> dict[Path, float]:
        """Return the mean confidence of the rows in `mask` of each micrograph; those without any are left out."""
        first, end = self._bounds()
        known = mask & np.isfinite(self._confidence[: self._used])
        sums = np.zeros(self._used + 1)
        np.cumsum(np.where(known, self._confidence[: self._used], 0.0), out=sums[1:])
        rows = np.flatnonzero(known)
        counts = np.searchsorted(rows, end) - np.searchsorted(rows, first)
        means = (sums[end] - sums[first]) / np.maximum(counts, 1)
        found = zip(
            self._numbers, counts[numbers := list(self._numbers.values())], means[numbers].tolist(), strict=True
        )
        return {path: mean for path, count, mean in found if count}

    def judged(self) -> list[Path]:
        """Return the micrographs with labels or rejected boxes."""
        some = self._parts["labels"] + self._parts["rejected"] > 0
        return [path for path, number in self._numbers.items() if some[number]] if some.any() else []

    def labels_of(self, path: Path) -> int:
        """Return the number of labels of a micrograph."""
        return int(self._parts["labels"][self._numbers[path]]) if path in self._numbers else 0

    def picks_of(self, path: Path) -> int:
        """Return the number of picks of a micrograph."""
        return int(self._parts["picks"][self._numbers[path]]) if path in self._numbers else 0

    def with_picks(self) -> list[Path]:
        """Return the micrographs that have picks."""
        some = (self._parts["picks"] > 0)[list(self._numbers.values())].tolist()
        return [path for path, has_some in zip(self._numbers, some, strict=True) if has_some]

    def confidence_counts(self, low: float, high: float, of: Path | None = None) -> NDArray[np.int64]:
        """Return the histogram of the confidences from `low` to `high`, of all micrographs or of one."""
        if of is not None:
            rows = self._rows(self._numbers[of]) if of in self._numbers else slice(0, 0)
            return _binned(self._confidence[rows], low, high)
        if self._confidences is None or self._confidences[:2] != (low, high):
            self._confidences = low, high, _binned(self._confidence[: self._used], low, high)
        return self._confidences[2]

    def size_counts(self, low: float, high: float) -> NDArray[np.int64]:
        """Return the histogram of the particle sizes from `low` to `high` px."""
        if self._sizes is None or self._sizes[:2] != (low, high):
            used = self._confidence[: self._used] != _FREE
            self._sizes = low, high, _binned(self._size[: self._used], low, high, used)
        return self._sizes[2]

    def _rows(self, number: int) -> slice:
        """Return the rows in use of a micrograph."""
        start = int(self._parts["start"][number])
        return slice(start, start + int(self._parts["picks"][number]))

    def _bounds(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Return the first row of each micrograph, and the one behind its last row in use."""
        return self._parts["start"], self._parts["start"] + self._parts["picks"]

    def _number_for(self, path: Path, count: int) -> int:
        """Return the number of a micrograph, whose rows move to the end if there is no room for `count` picks."""
        if path in self._numbers:
            if self._parts["room"][self._numbers[path]] >= count:
                return self._numbers[path]
            self.drop(path)
        if self._used > _FIRST_ROWS and self._used > 2 * (self.picks + count):
            self._compact()
        if (missing := self._used + count - len(self._confidence)) > 0:
            # by a third only: with millions of rows, a doubling would take longer than a frame
            more = max(missing, len(self._confidence) // 3)
            self._confidence = _lengthened(self._confidence, more, _FREE)
            self._size, self._drawn = (_lengthened(array, more, 0) for array in (self._size, self._drawn))
        if not self._unused and len(self._numbers) == len(self._parts):
            self._parts = np.concatenate([self._parts, np.full(len(self._parts), _NO_PART)])
        number = self._numbers[path] = self._unused.pop() if self._unused else len(self._numbers)
        self._parts["start"][number], self._parts["room"][number] = self._used, count
        self._used += count
        return number

    def _compact(self) -> None:
        """Move the rows in use together."""
        numbers = np.flatnonzero(self._parts["picks"])
        used = self._parts["picks"][numbers]
        starts = np.cumsum(used) - used
        rows = np.repeat(self._parts["start"][numbers] - starts, used) + np.arange(used.sum())
        for array in (self._confidence, self._size, self._drawn):
            array[: len(rows)] = array[rows]
        self._confidence[len(rows) :] = _FREE
        self._used = len(rows)
        self._parts["start"], self._parts["room"] = self._used, self._parts["picks"]
        self._parts["start"][numbers] = starts

    def _count(self, path: Path, number: int, sign: int) -> None:
        """Add a micrograph to all counts, or subtract it."""
        part, rows = self._parts[number], self._rows(number)
        self.picks += sign * int(part["picks"])
        self.labels += sign * int(part["labels"])
        self.rejected += sign * int(part["rejected"])
        confidence, size = self._confidence[rows], self._size[rows]
        if self._confidences is not None:
            low, high, counts = self._confidences
            self._confidences = low, high, counts + sign * _binned(confidence, low, high)
        if self._sizes is not None:
            low, high, counts = self._sizes
            self._sizes = low, high, counts + sign * _binned(size, low, high)
        if self._passed is not None:
            threshold, limits, own, passed = self._passed
            here = np.count_nonzero(passes(confidence, size, own.get(path, threshold), *limits))
            self._passed = threshold, limits, own, passed + sign * int(here)
        self._extremes = None

    def _note_sizes(self, number: int) -> None:
        """Note the extremes of the particle sizes of the picks of a micrograph."""
        part, rows = self._parts[number], self._rows(number)
        size = self._size[rows]
        part["smallest"], part["largest"] = size.min(initial=math.inf), size.max(initial=-math.inf)

    def _find_extremes(self) -> tuple[float, float, float, float]:
        if self._extremes is None:
            parts = self._parts
            highest, smallest = float(parts["highest"].max()), float(parts["smallest"].min())
            self._extremes = highest, smallest, float(parts["largest"].max()), float(parts["lowest"].min())
        return self._extremes


def _lengthened(values: NDArray[Any], more: int, filling: float) -> NDArray[Any]:
    """Return the values (n,) and behind them `more` equal ones."""
    longer = np.empty(len(values) + more, values.dtype)
    longer[: len(values)], longer[len(values) :] = values, filling
    return longer


def _binned(values: Floats, low: float, high: float, which: Mask | None = None) -> NDArray[np.int64]:
    """Return the histogram of the values from `low` to `high`, both included, of all rows or of `which`."""
    counts = np.zeros(BINS, np.int64)
    for start in range(0, len(values), _AT_ONCE):
        some = values[start : start + _AT_ONCE]
        keep = (some >= low) & (some <= high)
        if which is not None:
            keep &= which[start : start + _AT_ONCE]
        rows = ((some[keep] - low) * (BINS / (high - low))).astype(np.int64)
        counts += np.bincount(np.minimum(rows, BINS - 1), minlength=BINS)
    return counts
