"""Exported boxes, read back from the file as another program will read them. Qt-free."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from iceboxer.boxmanager.document.export_items import Item
from iceboxer.engine.data.boxes import Boxes, mirrored, no_boxes
from iceboxer.engine.data.formats import read_boxes
from iceboxer.engine.data.matching import turned
from iceboxer.engine.data.micrograph import open_micrograph
from iceboxer.engine.data.micrograph_names import name_in, parts_in
from iceboxer.engine.data.orientation import Judgement, judge, measure

ROUNDED = 0.51  # px by which a format of whole pixels moves a box


@dataclass(frozen=True)
class ReadBack:
    """The boxes (n,) that a file holds for one micrograph, in the window's frame.

    `same` is true if they are the exported ones; `first` holds x and y of the first one as in the file.
    """

    micrograph: Path
    file: Path
    boxes: Boxes
    same: bool
    first: tuple[float, float] | None
    judgement: Judgement


def read_back(item: Item, name: str, box_size: float, from_top: bool = False) -> ReadBack:
    """Read the file of an exported item again, and judge whether its boxes are the right way up.

    Parameters
    ----------
    name : str
        The micrograph's name in the file, for files of several micrographs.
    from_top : bool
        Whether the other program stores its micrographs upside down, so that the file counts y from the top edge.

    Raises
    ------
    EngineError
        The file or the micrograph cannot be read.
    """
    micrograph = open_micrograph(item.micrograph)
    found = no_boxes()
    for boxlist in read_boxes(item.target, box_size):
        if boxlist.micrograph is None or _are_same_name(boxlist.micrograph, item.name, name):
            found = np.concatenate([found, turned(boxlist, micrograph).boxes])
    first = (float(found["x"][0]), float(found["y"][0])) if len(found) else None
    height = micrograph.shape[0]
    shown = mirrored(found, height) if from_top else found
    expected = mirrored(item.boxes, height) if from_top else item.boxes
    judgement = judge([measure(micrograph.read(), shown)])
    return ReadBack(item.micrograph, item.target, shown, _are_same(shown, expected), first, judgement)


def _are_same_name(named: str, *names: str) -> bool:
    """Return whether a name in a file is one of `names`; its folders must be the same, if there are any."""
    folders = parts_in(named)[:-1]
    return any(name_in(named) == name_in(name) and folders in ((), parts_in(name)[:-1]) for name in names)


def _are_same(boxes: Boxes, others: Boxes) -> bool:
    if len(boxes) != len(others):
        return False
    return all(np.abs(boxes[axis] - others[axis]).max(initial=0.0) <= ROUNDED for axis in ("x", "y"))
