"""Reading picks and true boxes by micrograph name, and the limits of the picking that wrote them."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from iceboxer.engine.data.boxes import Boxes, Kind, no_boxes, passes
from iceboxer.engine.data.formats import find_box_files, read_boxes
from iceboxer.engine.data.matching import check_not_all_dropped, not_among, sound_boxes
from iceboxer.engine.data.micrograph import Micrograph, open_micrograph
from iceboxer.engine.data.micrograph_names import name_in
from iceboxer.engine.data.micrograph_search import search_micrographs
from iceboxer.engine.data.regular_file import read_regular_text
from iceboxer.engine.data.same_names import match_names, names_of_lists
from iceboxer.engine.errors import ReadError
from iceboxer.engine.evaluation.picking_masks import PickingMasks
from iceboxer.engine.events import MicrographFailed, Note, Report


@dataclass(frozen=True)
class PickingLimits:
    """The threshold and the range of sizes (px) of a picking; None where there is no limit.

    `by_name` contains the thresholds of results that have one of their own, by the names of their files in CBOX/.
    """

    threshold: float | None
    min_size: float | None
    max_size: float | None
    by_name: Mapping[str, float] = field(default_factory=dict)

    def of(self, name: str) -> PickingLimits:
        """Return the limits of one result, or of the micrograph of that name."""
        return replace(self, threshold=self.by_name.get(name, self.threshold), by_name={})

    def passing(self, boxes: Boxes) -> NDArray[np.bool_]:
        """Return which boxes (n,) are within the limits."""
        size = (boxes["estimated_width"] + boxes["estimated_height"]) / 2
        lowest = -np.inf if self.threshold is None else self.threshold
        return passes(boxes["confidence"], size, lowest, self.min_size, self.max_size)


def read_limits(folder: Path) -> PickingLimits | None:
    """Return the limits in the summary of the picking that wrote `folder`; None without a valid summary."""
    try:
        summary = json.loads(read_regular_text(folder / "summary.json"))
        values = [summary["threshold"], summary["config"]["min_size"], summary["config"]["max_size"]]
        by_name = summary.get("thresholds", {})
        sound = all(v is None or _is_number(v) for v in values) and all(map(_is_number, by_name.values()))
    except (OSError, ValueError, KeyError, TypeError, AttributeError, ArithmeticError, RecursionError):
        return None
    return PickingLimits(values[0], values[1], values[2], by_name) if sound else None


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and math.isfinite(value)


def picked_files(paths: tuple[Path, ...]) -> tuple[Path, ...]:
    """Replace each output folder of a picking by its CBOX folder, which also keeps the picks below the threshold."""
    return tuple(p / "CBOX" if (p / "CBOX").is_dir() else p for p in paths)


def read_by_name(paths: tuple[Path, ...], box_size: float | None, problems: list[ReadError]) -> dict[str, Boxes]:
    """Return boxes by the micrograph's name, without rejected ones; append unreadable files to `problems`.

    The name is the stem, with folders if these tell micrographs of the same name apart, see `engine.data.same_names`.

    Raises
    ------
    ReadError
        A path does not exist.
    EngineError
        A file has no sizes and `box_size` (px) is None.
    """
    lists: list[tuple[str | None, Path, Boxes]] = []
    for path in find_box_files(paths):
        try:
            boxlists = read_boxes(path, box_size)
        except ReadError as e:
            problems.append(e)
            continue
        for boxlist in boxlists:
            name = path.stem if boxlist.micrograph is None else name_in(boxlist.micrograph)
            sound, reasons = sound_boxes(boxlist)
            try:
                check_not_all_dropped(path, name, boxlist, sound, reasons)
            except ReadError as e:
                problems.append(e)
                continue
            lists.append((boxlist.micrograph, path, sound.boxes[sound.boxes["kind"] != Kind.REJECTED]))
    boxes: dict[str, Boxes] = {}
    names = names_of_lists([(named, path) for named, path, _ in lists])
    for name, (_, _, valid) in zip(names, lists, strict=True):
        earlier = boxes.get(name, no_boxes())
        # the same boxes in two formats must not count as two particles
        boxes[name] = np.concatenate([earlier, valid[not_among(valid, earlier)]])
    return boxes


class Exported:
    """The boxes of results that count: those that pass the limits of the picking that wrote `folder`.

    Picks in its masks do not count. All boxes pass if the folder has no summary. A `threshold` replaces the limits.
    `problems` are sentences about masks that cannot be read.
    """

    def __init__(self, folder: Path, threshold: float | None = None) -> None:
        self._limits, self._threshold, self._masks = read_limits(folder), threshold, PickingMasks(folder)
        self.problems = self._masks.problems

    def select(self, name: str, boxes: Boxes) -> Boxes:
        """Return those of the boxes of the result `name` that count."""
        selected: Boxes = boxes[self._passing(name, boxes) & ~self._masks.greyed(name, boxes)]
        return selected

    def _passing(self, name: str, boxes: Boxes) -> NDArray[np.bool_]:
        if self._threshold is not None:
            return np.asarray(~(boxes["confidence"] < self._threshold))
        if self._limits is None or self._limits.threshold is None:
            return np.ones(len(boxes), bool)
        return self._limits.of(name).passing(boxes)


def rename_like(known: dict[str, Boxes], others: dict[str, Boxes]) -> dict[str, Boxes]:
    """Return `others` with the micrograph names of `known`, as far as they match.

    Raises
    ------
    EngineError
        Two names match the same one.
    """
    found = match_names(known, others)
    return {found.get(name, name): boxes for name, boxes in others.items()}


def open_micrographs(paths: Sequence[Path], report: Report) -> tuple[list[Micrograph], int]:
    """Return the micrographs in files and folders that can be opened, and the number of the others, reporting each."""
    opened, failed = [], 0
    found = search_micrographs(list(paths))
    for sentence in found.notes():
        report(Note(sentence))
    for path in found.micrographs:
        try:
            opened.append(open_micrograph(path))
        except ReadError as e:
            report(MicrographFailed(str(path), e.reason))
            failed += 1
    return opened, failed
