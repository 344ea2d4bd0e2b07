"""The classes of a project on disk: the averages, their figures and their members, in one file of NumPy arrays."""

from __future__ import annotations

import io
import json
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from iceboxer.boxmanager.document.classes import Classes, ClassFigures, Members
from iceboxer.engine.data.atomic import replacing
from iceboxer.engine.data.boxes import no_boxes
from iceboxer.engine.data.regular_file import read_regular

FOLDER, NAME = "classes", "classes.npz"


def write_class_file(folder: Path, classes: Classes, box_files: Mapping[Path, str]) -> None:
    """Write classes to the folder of a project; members are found again by the names of the box files.

    Raises
    ------
    EngineError
        The file cannot be written.
    """
    members = {box_files[path]: members for path, members in classes.members.items() if path in box_files}
    counts = [len(each.boxes) for each in members.values()]
    about = {
        "figures": [asdict(figures) for figures in classes.figures],
        "files": list(members),
        "resolutions_in_angstrom": classes.resolutions_in_angstrom,
        "side": classes.side,
    }
    with replacing(folder / FOLDER / NAME) as temporary:
        np.savez(
            temporary,
            about=np.array(json.dumps(about)),
            averages=classes.averages,
            boxes=np.concatenate([no_boxes(), *(each.boxes for each in members.values())]),
            number=np.concatenate([np.zeros(0, np.intp), *(each.number for each in members.values())]),
            shift=np.concatenate([np.zeros((0, 2)), *(each.shift for each in members.values())]),
            owner=np.repeat(np.arange(len(counts)), counts),
        )


def read_class_file(folder: Path, box_files: Mapping[Path, str]) -> Classes | None:
    """Return the classes in the folder of a project; None if there are none, or the file is damaged."""
    try:
        stored = io.BytesIO(read_regular(folder / FOLDER / NAME))
        with np.load(stored, allow_pickle=False) as arrays:
            return _classes_of({key: arrays[key] for key in arrays.files}, box_files)
    except (OSError, ValueError, TypeError, KeyError, EOFError, zipfile.BadZipFile, zlib.error, RecursionError):
        return None


def _classes_of(arrays: Mapping[str, NDArray[np.generic]], box_files: Mapping[Path, str]) -> Classes | None:
    about = json.loads(str(arrays["about"]))
    figures = tuple(ClassFigures(**row) for row in about["figures"])
    boxes, number, shift, owner = (arrays[name] for name in ("boxes", "number", "shift", "owner"))
    averages = arrays["averages"].astype(np.float32)
    sound = (
        boxes.dtype == no_boxes().dtype
        and len(boxes) == len(number) == len(shift) == len(owner)
        and averages.ndim == 3
        and [row.number for row in figures] == list(range(1, len(averages) + 1))
        and np.isin(number, range(1, len(averages) + 1)).all()
    )
    if not sound:
        return None
    path_of = {name: path for path, name in box_files.items()}
    members = {}
    for i, name in enumerate(about["files"]):
        mine = owner == i
        if name in path_of:
            members[path_of[name]] = Members(boxes[mine], number[mine].astype(np.intp), shift[mine].astype(np.float64))
    return Classes(averages, figures, members, bool(about["resolutions_in_angstrom"]), float(about["side"]))
