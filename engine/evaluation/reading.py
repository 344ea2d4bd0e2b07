"""Reading picks and true boxes by micrograph name, and the limits of the picking that wrote them."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from iceboxer.engine.data.boxes import Boxes, Kind, no_boxes, select_passing
from iceboxer.engine.data.formats import find_box_files, read_boxes
from iceboxer.engine.data.matching import check_not_all_dropped, not_among, sound_boxes
from iceboxer.engine.data.micrograph_names import name_in
from iceboxer.engine.data.regular_file import read_regular_text
from iceboxer.engine.data.same_names import match_names, names_of_lists
from iceboxer.engine.errors import ReadError


@dataclass(frozen=True)
class PickingLimits:
    """The threshold and the range of sizes (px) of a picking; None where there is no limit."""

    threshold: float | None
    min_size: float | None
    max_size: float | None


def read_limits(folder: Path) -> PickingLimits | None:
    """Return the limits in the summary of the picking that wrote `folder`; None without a valid summary."""
    try:
        summary = json.loads(read_regular_text(folder / "summary.json"))
        values = [summary["threshold"], summary["config"]["min_size"], summary["config"]["max_size"]]
        sound = all(v is None or (isinstance(v, int | float) and math.isfinite(v)) for v in values)
    except (OSError, ValueError, KeyError, TypeError, ArithmeticError, RecursionError):
        return None
    return PickingLimits(*values) if sound else None


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


def select_exported(folder: Path, boxes: Boxes) -> Boxes:
    """Return the boxes that pass the limits of the picking that wrote `folder`; all boxes if it has no summary."""
    limits = read_limits(folder)
    if limits is None or limits.threshold is None:
        return boxes
    return select_passing(boxes, limits.threshold, limits.min_size, limits.max_size)


def rename_like(known: dict[str, Boxes], others: dict[str, Boxes]) -> dict[str, Boxes]:
    """Return `others` with the micrograph names of `known`, as far as they match.

    Raises
    ------
    EngineError
        Two names match the same one.
    """
    found = match_names(known, others)
    return {found.get(name, name): boxes for name, boxes in others.items()}
