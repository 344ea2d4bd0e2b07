"""Export for other programs: exactly the visible boxes. Qt-free."""

from __future__ import annotations

import datetime
import json
import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from iceboxer.boxmanager.document.boxstore import BoxStore
from iceboxer.boxmanager.document.edits import labels_first
from iceboxer.boxmanager.document.view import View, shown_in
from iceboxer.engine.data.atomic import make_folder, write_text
from iceboxer.engine.data.boxes import Boxes, Kind
from iceboxer.engine.data.formats import FORMATS, BoxList, write_boxes
from iceboxer.engine.data.free_names import FreeNames
from iceboxer.engine.data.matching import turned
from iceboxer.engine.data.micrograph import open_micrograph, stem_of
from iceboxer.engine.version import __version__

SIDECAR = "iceboxer-export.json"
TABLES = ("csv", "topaz")  # formats with one file for all micrographs; RELION and EMAN expect one each


@dataclass(frozen=True)
class Item:
    """The boxes of one micrograph and the file they are written to."""

    micrograph: Path
    boxes: Boxes
    target: Path


def boxes_to_export(store: BoxStore, path: Path, view: View) -> Boxes:
    """Return the visible boxes of a micrograph, without the picks of particles that have a label."""
    return labels_first(store.boxes(path)[shown_in(store, path, view)])


def with_scores(items: Sequence[Item]) -> list[Item]:
    """Return the items with a confidence of 1 for each label, if any box of the export has a confidence.

    A person placed or accepted the labels, so the next program must not drop them by a cut on the confidence; and all
    files of an export get the same columns.
    """
    if not any(np.isfinite(item.boxes["confidence"]).any() for item in items):
        return list(items)
    scored = []
    for item in items:
        boxes = item.boxes.copy()
        boxes["confidence"][boxes["kind"] == Kind.LABEL] = 1.0
        scored.append(replace(item, boxes=boxes))
    return scored


def plan_export(store: BoxStore, view: View, micrographs: Sequence[Path], format: str, folder: Path) -> list[Item]:
    """Return what an export would write: the visible boxes of each micrograph that has any.

    Two micrographs of the same name in different folders get two files.
    """
    suffix = FORMATS[format].suffix
    items: list[Item] = []
    free_names = FreeNames()
    for path in micrographs:
        kept = boxes_to_export(store, path, view)
        if not len(kept):
            continue
        name = f"boxes{suffix}" if format in TABLES else free_names.take(stem_of(path), suffix)
        items.append(Item(path, kept, folder / name))
    return with_scores(items)


def target_files(items: Sequence[Item]) -> list[Path]:
    """Return the files of a plan, each once."""
    return list(dict.fromkeys(item.target for item in items))


def existing_files(items: Sequence[Item]) -> list[Path]:
    """Return the files that would be replaced."""
    return [target for target in target_files(items) if target.exists()]


def write_items(items: Sequence[Item], format: str, target: Path) -> None:
    """Write the boxes of `items` into one file.

    Raises
    ------
    EngineError
        The file cannot be written.
    """
    lists = [_boxlist(item, format) for item in items]
    write_boxes(target, lists, format)


def _boxlist(item: Item, format: str) -> BoxList:
    name = item.micrograph.name
    if format != "topaz":
        return BoxList(name, item.boxes)
    # Topaz counts rows in the order in which the image file stores them
    stored = turned(BoxList(name, item.boxes, rows_as_stored=True), open_micrograph(item.micrograph))
    return BoxList(name, stored.boxes)


def write_export(items: Sequence[Item], format: str, view: View, folder: Path, model: str | None = None) -> Path:
    """Write the planned files and a JSON file that describes the export and names the `model`; return its path.

    Raises
    ------
    EngineError
        The file cannot be written.
    """
    make_folder(folder)
    for target in target_files(items):
        write_items([item for item in items if item.target == target], format, target)
    return write_sidecar(items, format, view, folder, model)


def write_sidecar(
    items: Sequence[Item], format: str, view: View, folder: Path, model: str | None, **more: object
) -> Path:
    """Write the JSON file that describes the export, with the fields of `more`; return its path.

    Raises
    ------
    EngineError
        The file cannot be written.
    """
    sidecar = folder / SIDECAR
    description = _description(items, format, view) | {"model": model} | more
    write_text(sidecar, json.dumps(description, indent=1, ensure_ascii=False) + "\n")
    return sidecar


def _description(items: Sequence[Item], format: str, view: View) -> dict[str, object]:
    own = view.own_thresholds
    return {
        "program": f"Iceboxer {__version__}",
        "date": datetime.datetime.now().astimezone().isoformat(timespec="seconds"),
        "format": format,
        "threshold": view.threshold,
        "own_thresholds": {str(i.micrograph): view.threshold_of(i.micrograph) for i in items if i.micrograph in own},
        "size_range_px": [view.smallest, view.largest if math.isfinite(view.largest) else None],
        "boxes": sum(len(item.boxes) for item in items),
        "micrographs": {str(item.micrograph): len(item.boxes) for item in items},
    }
