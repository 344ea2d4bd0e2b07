"""Boxes by the name of their micrograph, from whatever files and folders a person compares."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np

from iceboxer.engine.data.boxes import Boxes, Kind, no_boxes, plausible, select_passing
from iceboxer.engine.data.formats import find_box_files, read_boxes
from iceboxer.engine.data.matching import Stems, name_in, not_among
from iceboxer.engine.errors import ReadError


def picked_files(paths: tuple[Path, ...]) -> tuple[Path, ...]:
    """Of a folder that picking wrote, the CBOX files: they keep the picks below the threshold too."""
    return tuple(p / "CBOX" if (p / "CBOX").is_dir() else p for p in paths)


def read_by_name(paths: tuple[Path, ...], box_size: float | None, problems: list[ReadError]) -> dict[str, Boxes]:
    """Boxes by the micrograph's stem, without rejected ones; unreadable files are added to `problems`.

    Raises
    ------
    ReadError
        A path does not exist.
    EngineError
        A file does not say how large its boxes are, and `box_size` (px) does not either.
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
            sound = boxlist.boxes[plausible(boxlist.boxes) & (boxlist.boxes["kind"] != Kind.REJECTED)]
            there = boxes.get(name, no_boxes())
            # the same boxes in two formats must not count as two particles
            boxes[name] = np.concatenate([there, sound[not_among(sound, there)]])
    return boxes


def shown_in(folder: Path, boxes: Boxes) -> Boxes:
    """Of the boxes in a folder that picking wrote, those that its threshold and sizes show; else all of them."""
    try:
        summary = json.loads((folder / "summary.json").read_text(encoding="utf-8"))
        settings = [summary["threshold"], summary["config"]["min_size"], summary["config"]["max_size"]]
    except (OSError, ValueError, KeyError, TypeError, ArithmeticError, RecursionError):
        return boxes
    if not all(value is None or isinstance(value, int | float) for value in settings) or settings[0] is None:
        return boxes
    return select_passing(boxes, *settings)


def named_as(known: dict[str, Boxes], others: dict[str, Boxes]) -> dict[str, Boxes]:
    """The others by the names that their micrographs have in `known`, with and without cryoSPARC's numbers."""
    stems = Stems(known)
    fitting = {name: stems.fitting(name) for name in others}
    return {fits[0] if len(fits := fitting[name]) == 1 else name: boxes for name, boxes in others.items()}
