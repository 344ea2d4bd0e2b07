"""Hit tests of boxes: pure functions on arrays of boxes. No Qt."""

from __future__ import annotations

import numpy as np

from iceboxer.boxmanager.document.view import Mask
from iceboxer.engine.data.boxes import Boxes


def box_at(boxes: Boxes, which: Mask, x: float, y: float) -> int | None:
    """Return the id of the box of `which` that contains the point, the one with the nearest centre, or None."""
    dx, dy = np.abs(boxes["x"] - x), np.abs(boxes["y"] - y)
    inside = np.flatnonzero(which & (dx <= boxes["width"] / 2) & (dy <= boxes["height"] / 2))
    if not len(inside):
        return None
    nearest = inside[np.argmin(dx[inside] ** 2 + dy[inside] ** 2)]
    return int(boxes["id"][nearest])


def centres_in(boxes: Boxes, x0: float, y0: float, x1: float, y1: float) -> Mask:
    """Return which boxes (n,) have their centre in the rectangle between two opposite corners."""
    inside: Mask = (boxes["x"] >= min(x0, x1)) & (boxes["x"] <= max(x0, x1))
    inside &= (boxes["y"] >= min(y0, y1)) & (boxes["y"] <= max(y0, y1))
    return inside


def swept(boxes: Boxes, x0: float, y0: float, x1: float, y1: float, radius: float) -> Mask:
    """Return which boxes (n,) have their centre within `radius` px of the line from (x0, y0) to (x1, y1)."""
    length = (x1 - x0) ** 2 + (y1 - y0) ** 2
    along = ((boxes["x"] - x0) * (x1 - x0) + (boxes["y"] - y0) * (y1 - y0)) / length if length else 0.0
    along = np.clip(along, 0, 1)
    far = np.hypot(boxes["x"] - x0 - along * (x1 - x0), boxes["y"] - y0 - along * (y1 - y0))
    near: Mask = far <= radius
    return near


def visible(boxes: Boxes, left: float, bottom: float, right: float, top: float) -> Mask:
    """Return which boxes (n,) overlap the rectangle."""
    half_width, half_height = boxes["width"] / 2, boxes["height"] / 2
    touch: Mask = (boxes["x"] + half_width >= left) & (boxes["x"] - half_width <= right)
    touch &= (boxes["y"] + half_height >= bottom) & (boxes["y"] - half_height <= top)
    return touch
