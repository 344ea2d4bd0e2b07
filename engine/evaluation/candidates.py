"""The candidates for a check by eye: all picks of a data set with confidences, by micrograph."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from iceboxer.engine.data.boxes import Boxes, Floats, Kind, no_boxes, select_passing
from iceboxer.engine.data.matching import load_boxes
from iceboxer.engine.data.micrograph import Micrograph
from iceboxer.engine.data.scores import UnitScale, confidence_range, unit_scale
from iceboxer.engine.errors import EngineError
from iceboxer.engine.evaluation.reading import PickingLimits, open_micrographs, picked_files, read_limits
from iceboxer.engine.events import MicrographFailed, Note, Report

FEWEST = 20  # picks; if there are fewer, a person can check all of them


@dataclass(frozen=True)
class Candidates:
    """Picks (n,) of several micrographs: `number` (n,) is the index of each pick's micrograph."""

    micrographs: tuple[Micrograph, ...]
    boxes: Boxes
    number: NDArray[np.intp]
    threshold: float
    failed: int = 0  # files that could not be read

    @property
    def confidence(self) -> Floats:
        """The confidence (n,) of each pick."""
        confidence: Floats = self.boxes["confidence"]
        return confidence

    @property
    def scale(self) -> UnitScale:
        """The function that converts the confidences to 0–1; scores of other programs may lie outside."""
        return unit_scale([self.confidence])

    @property
    def box_size(self) -> float:
        """The median side of a box in px."""
        return float(np.median(np.maximum(self.boxes["width"], self.boxes["height"])))

    @property
    def names(self) -> list[str]:
        """The name of each micrograph, with its folder if another has the same name."""
        names = [m.path.name for m in self.micrographs]
        return [m.path.name if names.count(m.path.name) == 1 else str(m.path) for m in self.micrographs]

    def without(self, path: Path) -> Candidates:
        """Return the picks on all other micrographs.

        Raises
        ------
        EngineError
            Too few remain.
        """
        kept = np.array([self.micrographs[i].path != path for i in self.number], bool)
        return _enough(replace(self, boxes=self.boxes[kept], number=self.number[kept]))


def read_candidates(
    picks: Sequence[Path], micrographs: Sequence[Path], threshold: float | None, report: Report
) -> Candidates:
    """Read the picks of all micrographs that can be opened, without labels and rejected picks.

    The threshold and the range of sizes are those of the picking, unless `threshold` is given.

    Raises
    ------
    EngineError
        No threshold is known, or there are too few picks with confidences.
    """
    limits = [read_limits(path) for path in picks]
    if threshold is None:
        threshold = _common_threshold(limits)
    opened, failed = open_micrographs(micrographs, report)
    per_micrograph: dict[Path, list[Boxes]] = {m.path: [] for m in opened}
    for path, limit in zip(picks, limits, strict=True):
        sizes = limit or PickingLimits(None, None, None)
        loaded = load_boxes(picked_files((path,)), opened)
        for problem in loaded.problems:
            report(MicrographFailed(problem.path, problem.reason))
        failed += len(loaded.problems)
        for sentence in loaded.notes():
            report(Note(sentence))
        for name, boxlist in loaded.boxes.items():
            boxes = boxlist.boxes
            boxes = boxes[(boxes["kind"] == Kind.PICK) & np.isfinite(boxes["confidence"])]
            per_micrograph[name].append(select_passing(boxes, -np.inf, sizes.min_size, sizes.max_size))
    every = [np.concatenate([no_boxes(), *per_micrograph[m.path]]) for m in opened]
    number = np.repeat(np.arange(len(opened)), [len(boxes) for boxes in every])
    return _enough(Candidates(tuple(opened), np.concatenate([no_boxes(), *every]), number, threshold, failed))


def _common_threshold(limits: Sequence[PickingLimits | None]) -> float:
    if any(limit and limit.by_name for limit in limits):
        raise EngineError("The threshold of these picks follows the defocus. Give one for all with --threshold.")
    known = {limit.threshold if limit else None for limit in limits}
    only = known.pop() if len(known) == 1 else None
    if only is None:
        raise EngineError("The threshold of these picks is unknown. Give it with --threshold.")
    return float(only)


def _enough(candidates: Candidates) -> Candidates:
    count = len(candidates.boxes)
    if count == 0:
        raise EngineError(
            "There are no picks with confidences on these micrographs. Give a folder that picking wrote or its CBOX "
            "files, and the micrographs that were picked."
        )
    low, high = confidence_range([candidates.confidence])
    if not low <= candidates.threshold <= high:
        raise EngineError(
            f"The threshold {candidates.threshold:g} is outside the range of these confidences. Give one between "
            f"{low:g} and {high:g} with --threshold."
        )
    if count < FEWEST:
        raise EngineError(f"There are only {count} picks, too few for an estimate. Check all of them in the window.")
    return candidates
