"""Labels and painted masks of a project of the window, read from its folder without the window."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any

import numpy as np

from iceboxer.engine.data.boxes import Boxes, Kind, no_boxes
from iceboxer.engine.data.folders import INDEX
from iceboxer.engine.data.formats import read_boxes
from iceboxer.engine.data.junk import JunkMask
from iceboxer.engine.data.mask_file import decode_mask
from iceboxer.engine.data.regular_file import read_regular, read_regular_text
from iceboxer.engine.errors import ReadError

PAINTED_MASKS = "masks"  # folder of a project
FORMAT = "iceboxer project"
# 2: exclusions, thresholds of single micrographs and by defocus, filaments, masks and junk, all of which decide what is
# visible and which programs of version 1 would ignore and drop from the index
VERSION = 2


@dataclass(frozen=True)
class ProjectLabels:
    """The judged micrographs of a project with their labels and rejected boxes; none: no particles.

    `masks` are those that a person painted, also on other micrographs. `box_size` and `diameter_px` are in px,
    `pixel_size` in Å/px; None where the project has no value.
    """

    boxes: Mapping[Path, Boxes]
    box_size: float
    diameter_px: float | None
    pixel_size: float | None
    masks: Mapping[Path, JunkMask] = field(default_factory=dict)


def is_readable(index: Mapping[str, Any]) -> bool:
    """Return whether this version of the program can read the content of an index."""
    version = index.get("version")
    return isinstance(version, int) and version <= VERSION


def read_project_labels(folder: Path) -> ProjectLabels:
    """Read the labels, rejected boxes, empty marks and painted masks of a project; its picks are left out.

    Raises
    ------
    ReadError
        There is no project, it or a mask of it is damaged, or a newer version of the program wrote it.
    """
    path = folder / INDEX
    try:
        content = json.loads(read_regular_text(path))
    except (OSError, ValueError, RecursionError) as e:
        raise ReadError(path, f"cannot be read ({e})") from e
    if not isinstance(content, dict) or content.get("format") != FORMAT:
        raise ReadError(path, "is not the index of an Iceboxer project")
    if not is_readable(content):
        raise ReadError(folder, "was written by a newer version of Iceboxer; update the program")
    try:
        found, masks = {}, {}
        for entry in content["micrographs"]:
            boxes = _judged(folder / str(entry["boxes"]))
            if len(boxes) or entry.get("empty"):
                found[_located(entry, folder)] = boxes
            if (mask := _painted(folder, str(entry["boxes"]))) is not None:
                masks[_located(entry, folder)] = mask
        sizes = {name: _number(content.get(name)) for name in ("box_size", "diameter_px", "pixel_size")}
        return ProjectLabels(found, sizes["box_size"] or 0.0, sizes["diameter_px"], sizes["pixel_size"], masks)
    except (KeyError, TypeError, ValueError, AttributeError) as e:
        raise ReadError(path, f"is damaged ({type(e).__name__}: {e})") from e


def _judged(path: Path) -> Boxes:
    """Return the labels and rejected boxes of a box file, which may not exist yet."""
    if not path.is_file():
        return no_boxes()
    boxes = np.concatenate([no_boxes(), *(one.boxes for one in read_boxes(path))])
    judged: Boxes = boxes[boxes["kind"] != Kind.PICK]
    return judged


def _painted(folder: Path, box_file: str) -> JunkMask | None:
    """Return the mask that a person painted on the micrograph with this box file; None if nothing is painted."""
    path = folder / PAINTED_MASKS / f"{PurePosixPath(box_file).stem}.png"
    if not path.is_file():
        return None
    try:
        mask = decode_mask(path, read_regular(path))
    except OSError as e:
        raise ReadError(path, f"cannot be read ({e.strerror})") from e
    return None if mask is None or not mask.share() else mask


def _located(entry: Mapping[str, Any], folder: Path) -> Path:
    """Return the path of a micrograph: relative to the project if it moved with the project, else the old one."""
    relative = entry.get("relative")
    moved = Path(os.path.normpath(folder.absolute() / relative)) if isinstance(relative, str) else None
    return moved if moved is not None and moved.exists() else Path(entry["path"])


def _number(value: Any) -> float | None:
    return None if value is None else float(value)
