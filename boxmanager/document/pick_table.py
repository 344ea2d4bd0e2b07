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
    """The rows of one micrograph, `room` of them from `start`; the first `used` hold its picks.

    `picks` of them count; the others are greyed.
    """

    start: int
    room: int
    used: int = 0
    picks: int = 0
    labels: int = 0
    rejected: int = 0
    highest: float = -math.inf  # confidence
    lowest: float = math.inf
    smallest: float = math.inf  # particle size, px
    largest: float = -math.inf


class PickTable:
    """Confidence and particle size of all picks, and the numbers of picks, labels and rejected boxes.

    Picks near junk are greyed: their rows look like unused ones, so that they count nowhere.
    """

    def __init__(self) -> None:
        self.picks = self.labels = self.rejected = 0
        self._parts: dict[Path, _Part] = {}
        self._used = 0  # rows, with those that became free
        self._reach = -1.0  # px; picks this near to junk are greyed
        self._confidence = np.full(_FIRST_ROWS, _FREE)  # of picks that count
        self._own = np.full(_FIRST_ROWS, _FREE)  # of all picks
        self._distance = np.full(_FIRST_ROWS, np.inf)  # px to junk
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

    def put(self, path: Path, boxes: Boxes, distance: Floats | None = None) -> None:
        """Count the boxes of a micrograph, in place of earlier ones; `distance` (n,) in px is that to junk."""
        kind = boxes["kind"]
        which = kind == Kind.PICK
        picks = boxes[which]
        part = self._room_for(path, len(picks))
        self._count(part, -1)
        part.used = len(picks)
        part.labels = int(np.count_nonzero(kind == Kind.LABEL))
        part.rejected = len(boxes) - part.used - part.labels
        rows, free = slice(part.start, part.start + part.used), slice(part.start + part.used, part.start + part.room)
        self._own[rows], self._size[rows] = picks["confidence"], sizes(picks)
        self._distance[rows] = np.inf if distance is None else distance[which]
        self._drawn[rows] = ~np.isfinite(picks["estimated_width"] + picks["estimated_height"])
        self._confidence[free], self._distance[free] = _FREE, np.inf
        self._grey(part)
        self._count(part, 1)

    def _grey(self, part: _Part) -> None:
        """Apply the reach of junk to the rows of a micrograph."""
        rows = slice(part.start, part.start + part.used)
        self._confidence[rows] = np.where(self._distance[rows] <= self._reach, _FREE, self._own[rows])
        counted = self._confidence[rows]
        part.picks = int(np.count_nonzero(counted != _FREE))
        known = counted[np.isfinite(counted)]
        part.highest, part.lowest = float(known.max(initial=-math.inf)), float(known.min(initial=math.inf))
        self._note_sizes(part)

    def grey_within(self, reach: float) -> list[Path]:
        """Grey the picks that are at most `reach` px from junk; return the micrographs on which some changed."""
        if reach == self._reach:
            return []
        distance = self._distance[: self._used]
        changed = np.flatnonzero((distance <= reach) != (distance <= self._reach))
        self._reach = reach
        parts = sorted(((path, part) for path, part in self._parts.items() if part.room), key=lambda p: p[1].start)
        starts = np.array([part.start for _, part in parts], np.int64)
        touched = [parts[i] for i in np.unique(np.searchsorted(starts, changed, "right") - 1)] if parts else []
        for _, part in touched:
            self._count(part, -1)
            self._grey(part)
            self._count(part, 1)
        return [path for path, _ in touched]

    def drop(self, path: Path) -> None:
        """Stop counting the boxes of a micrograph."""
        part = self._parts.pop(path, None)
        if part is not None:
            self._count(part, -1)
            rows = slice(part.start, part.start + part.room)
            self._confidence[rows], self._distance[rows] = _FREE, np.inf

    def resize(self, side: float) -> None:
        """Set the size in px of all picks whose particle size is not estimated."""
        self._size[: self._used][self._drawn[: self._used]] = side
        for part in self._parts.values():
            if self._drawn[part.start : part.start + part.used].any():
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
        mask: Mask = passes(self._confidence[: self._used], self._size[: self._used], threshold, *limits)
        for rows, value in self._rows_of(own):
            mask[rows] = passes(self._confidence[rows], self._size[rows], value, *limits)
        return mask

    def not_above(self, confidence: float, own: Mapping[Path, float] = NONE) -> Mask:
        """Return which rows have at most a confidence, or that of their micrograph in `own`."""
        mask: Mask = self._confidence[: self._used] <= confidence
        for rows, value in self._rows_of(own):
            mask[rows] = self._confidence[rows] <= value
        return mask

    def _rows_of(self, own: Mapping[Path, float]) -> list[tuple[slice, float]]:
        parts = ((self._parts[path], value) for path, value in own.items() if path in self._parts)
        return [(slice(part.start, part.start + part.used), value) for part, value in parts]

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
            return _binned(self._confidence[part.start : part.start + part.used], low, high)
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
            free = np.full(len(self._confidence), _FREE)
            self._confidence, self._own = (np.concatenate([a, free]) for a in (self._confidence, self._own))
            self._distance = np.concatenate([self._distance, -free])
            self._size, self._drawn = (np.concatenate([a, np.zeros_like(a)]) for a in (self._size, self._drawn))
        part = self._parts[path] = _Part(self._used, count)
        self._used += count
        return part

    def _compact(self) -> None:
        """Move the rows in use together."""
        parts = [part for part in self._parts.values() if part.used]
        pieces = [np.arange(part.start, part.start + part.used) for part in parts]
        rows = np.concatenate([*pieces, np.zeros(0, np.int64)])
        for array in (self._confidence, self._own, self._distance, self._size, self._drawn):
            array[: len(rows)] = array[rows]
        self._confidence[len(rows) :], self._distance[len(rows) :] = _FREE, np.inf
        self._used = 0
        for part in self._parts.values():
            part.start, part.room = self._used, part.used
            self._used += part.used

    def _count(self, part: _Part, sign: int) -> None:
        """Add a micrograph to all counts, or subtract it."""
        self.picks += sign * part.picks
        self.labels += sign * part.labels
        self.rejected += sign * part.rejected
        rows = slice(part.start, part.start + part.used)
        if self._confidences is not None:
            low, high, counts = self._confidences
            self._confidences = low, high, counts + sign * _binned(self._confidence[rows], low, high)
        if self._sizes is not None:
            low, high, counts = self._sizes
            self._sizes = low, high, counts + sign * _binned(self._counted_sizes(part), low, high)
        self._extremes = None

    def _counted_sizes(self, part: _Part) -> Floats:
        """Return the particle sizes in px of the picks of a micrograph that count."""
        rows = slice(part.start, part.start + part.used)
        counted: Floats = self._size[rows][self._confidence[rows] != _FREE]
        return counted

    def _note_sizes(self, part: _Part) -> None:
        size = self._counted_sizes(part)
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
