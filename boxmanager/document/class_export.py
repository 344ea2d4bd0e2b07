"""Boxes of classes as a file for other programs. Qt-free."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from iceboxer.boxmanager.document.boxstore import BoxStore
from iceboxer.boxmanager.document.classes import Classes, Members, find_members
from iceboxer.boxmanager.document.view import View, shown_in
from iceboxer.engine.data.formats import BoxList, write_boxes

CLASS = "_rlnClassNumber"


def write_members(path: Path, classes: Classes, numbers: Collection[int], store: BoxStore, view: View) -> int:
    """Write the visible boxes of the classes `numbers` with their class numbers, as STAR or CSV; return how many.

    Raises
    ------
    EngineError
        The file cannot be written.
    """
    lists = []
    for micrograph, members in classes.members.items():
        which, _ = find_members(store, micrograph, members, numbers)
        boxes = store.boxes(micrograph)[which & shown_in(store, micrograph, view)]
        number = _numbers_of(members, boxes["id"])
        lists.append(BoxList(micrograph.name, boxes, {CLASS: number.astype(np.str_)}))
    write_boxes(path, lists, "csv" if path.suffix.lower() == ".csv" else "star")
    return sum(len(boxlist.boxes) for boxlist in lists)


def _numbers_of(members: Members, ids: NDArray[np.int64]) -> NDArray[np.intp]:
    """Return the class numbers (n,) of members by their ids (n,)."""
    order = np.argsort(members.boxes["id"])
    numbers: NDArray[np.intp] = members.number[order[np.searchsorted(members.boxes["id"][order], ids)]]
    return numbers
