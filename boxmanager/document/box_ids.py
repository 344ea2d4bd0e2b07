"""Ids of boxes, by which undo steps and reviews find them."""

from __future__ import annotations

import numpy as np

from iceboxer.engine.data.boxes import Boxes


def with_ids(boxes: Boxes, start: int = 1) -> Boxes:
    """Return the boxes, read-only, each with a unique id.

    A box without an id, or with an id used by an earlier box, gets a new one: at least `start` and above all ids
    in use.
    """
    ids = boxes["id"]
    if not boxes.flags.writeable and (not len(ids) or ids[0] > 0) and (ids[1:] > ids[:-1]).all():
        return boxes
    _, first = np.unique(ids, return_index=True)
    fresh = np.ones(len(boxes), bool)
    fresh[first] = False
    fresh |= boxes["id"] <= 0
    if fresh.any():
        boxes = boxes.copy()
        start = max(start, int(boxes["id"].max(initial=0)) + 1)
        boxes["id"][fresh] = np.arange(start, start + int(fresh.sum()))
    elif boxes.flags.writeable:
        boxes = boxes.copy()
    boxes.flags.writeable = False
    return boxes
