"""What is written for other programs: exactly the boxes that are shown. Qt-free; the dialog shows what it says."""

from __future__ import annotations

import datetime
import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from iceboxer.boxmanager.document.boxstore import BoxStore
from iceboxer.boxmanager.document.view import View, shown
from iceboxer.engine.data.atomic import write_text
from iceboxer.engine.data.boxes import Boxes
from iceboxer.engine.data.formats import FORMATS, BoxList, write_boxes
from iceboxer.engine.data.matching import turned
from iceboxer.engine.data.micrograph import open_micrograph, stem_of
from iceboxer.engine.version import __version__

SIDECAR = "iceboxer-export.json"
TABLES = ("csv", "topaz")  # one file for all micrographs; the others get one each, as RELION and EMAN expect


@dataclass(frozen=True)
class Item:
    """The boxes of one micrograph and the file they go to."""

    micrograph: Path
    boxes: Boxes
    target: Path


def plan(store: BoxStore, view: View, micrographs: Sequence[Path], format: str, folder: Path) -> list[Item]:
    """What would be written: the boxes that count, for each micrograph that has any.

    Two micrographs of one name (in two folders) get two files.
    """
    suffix = FORMATS[format].suffix
    items: list[Item] = []
    taken: set[str] = set()
    for path in micrographs:
        boxes = store.boxes(path)
        kept = boxes[shown(boxes, view)]
        if not len(kept):
            continue
        stem = "boxes" if format in TABLES else stem_of(path)
        name, number = f"{stem}{suffix}", 2
        while name in taken and format not in TABLES:
            name, number = f"{stem}-{number}{suffix}", number + 1
        taken.add(name)
        items.append(Item(path, kept, folder / name))
    return items


def targets(items: Sequence[Item]) -> list[Path]:
    """The files of a plan, each once."""
    return list(dict.fromkeys(item.target for item in items))


def existing(items: Sequence[Item]) -> list[Path]:
    """The files that would be replaced."""
    return [target for target in targets(items) if target.exists()]


def write_items(items: Sequence[Item], format: str, target: Path) -> None:
    """Write the boxes of `items` into one file.

    Raises
    ------
    EngineError
    """
    lists = [_boxlist(item, format) for item in items]
    write_boxes(target, lists, format)


def _boxlist(item: Item, format: str) -> BoxList:
    name = item.micrograph.name
    if format != "topaz":
        return BoxList(name, item.boxes)
    # Topaz counts rows as the picture's own file stores them
    stored = turned(BoxList(name, item.boxes, rows_as_stored=True), open_micrograph(item.micrograph))
    return BoxList(name, stored.boxes)


def write(items: Sequence[Item], format: str, view: View, folder: Path) -> Path:
    """Write the plan, and a small file that says what it is; returns that file.

    Raises
    ------
    EngineError
    """
    for target in targets(items):
        write_items([item for item in items if item.target == target], format, target)
    return write_sidecar(items, format, view, folder)


def write_sidecar(items: Sequence[Item], format: str, view: View, folder: Path, **more: object) -> Path:
    """Write the small file that says what was exported; `more` is said in it too. Returns its place.

    Raises
    ------
    EngineError
    """
    sidecar = folder / SIDECAR
    description = _description(items, format, view) | more
    write_text(sidecar, json.dumps(description, indent=1, ensure_ascii=False) + "\n")
    return sidecar


def _description(items: Sequence[Item], format: str, view: View) -> dict[str, object]:
    return {
        "program": f"Iceboxer {__version__}",
        "date": datetime.datetime.now().astimezone().isoformat(timespec="seconds"),
        "format": format,
        "threshold": view.threshold,
        "size_range_px": [view.smallest, view.largest if math.isfinite(view.largest) else None],
        "boxes": sum(len(item.boxes) for item in items),
        "micrographs": {str(item.micrograph): len(item.boxes) for item in items},
    }
