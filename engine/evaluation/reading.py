"""Reading boxes by micrograph name from the files and folders to compare."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from iceboxer.engine.data.boxes import Boxes, Kind, no_boxes, select_passing
from iceboxer.engine.data.formats import find_box_files, read_boxes
from iceboxer.engine.data.matching import Stems, check_not_all_dropped, name_in, not_among, sound_boxes
from iceboxer.engine.errors import ReadError


def picked_files(paths: tuple[Path, ...]) -> tuple[Path, ...]:
    """Replace each folder that picking wrote by its CBOX folder, which also keeps the picks below the threshold."""
    return tuple(p / "CBOX" if (p / "CBOX").is_dir() else p for p in paths)


def read_by_name(paths: tuple[Path, ...], box_size: float | None, problems: list[ReadError]) -> dict[str, Boxes]:
    """Return boxes by the micrograph's stem, without rejected ones; append unreadable files to `problems`.

    Raises
    ------
    ReadError
        A path does not exist.
    EngineError
        A file has no sizes and `box_size` (px) is None.
    """
    boxes: dict[str, Boxes] = {}
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
            valid = sound.boxes[sound.boxes["kind"] != Kind.REJECTED]
            earlier = boxes.get(name, no_boxes())
            # the same boxes in two formats must not count as two particles
            boxes[name] = np.concatenate([earlier, valid[not_among(valid, earlier)]])
    return boxes


@dataclass(frozen=True)
class Selection:
    """Which picks a picking showed: its least confidence, and the range of sizes in px or None."""

    threshold: float
    min_size: float | None = None
    max_size: float | None = None

    def of(self, boxes: Boxes) -> Boxes:
        """Return the boxes that pass."""
        return select_passing(boxes, self.threshold, self.min_size, self.max_size)


def read_selection(folder: Path) -> Selection | None:
    """Return the selection of the picking that wrote `folder`, from its summary; None for another folder."""
    try:
        summary = json.loads((folder / "summary.json").read_text(encoding="utf-8"))
        settings = [summary["threshold"], summary["config"]["min_size"], summary["config"]["max_size"]]
    except (OSError, ValueError, KeyError, TypeError, ArithmeticError, RecursionError):
        return None
    if not all(value is None or isinstance(value, int | float) for value in settings) or settings[0] is None:
        return None
    return Selection(*settings)


def select_exported(folder: Path, boxes: Boxes) -> Boxes:
    """Return the boxes that pass the threshold and sizes of the picking that wrote `folder`; all of another folder."""
    selection = read_selection(folder)
    return selection.of(boxes) if selection else boxes


def rename_like(known: dict[str, Boxes], others: dict[str, Boxes]) -> dict[str, Boxes]:
    """Return `others` with the micrograph names of `known`, matched with and without cryoSPARC's numbers."""
    stems = Stems(known)
    fitting = {name: stems.fitting(name) for name in others}
    return {fits[0] if len(fits := fitting[name]) == 1 else name: boxes for name, boxes in others.items()}
