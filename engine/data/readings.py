"""The possible readings of a file's coordinates: flipped, swapped, as corners, or in pixels of another size.

See docs/decisions/right-way-up.md; `engine.data.orientation` measures which of them fits the micrographs.
"""

from __future__ import annotations

from dataclasses import dataclass

from iceboxer.engine.data.boxes import Boxes


@dataclass(frozen=True)
class Reading:
    """One way to read the coordinates of a file; its steps are applied in the order of the fields.

    `corner` is the shift of the centre along x and y, in box sides.
    """

    name: str
    words: str
    scale: float = 1.0
    swap: bool = False
    turn_x: bool = False
    turn_y: bool = False
    corner: tuple[float, float] = (0.0, 0.0)


AS_IS = Reading("as-is", "as they are")
READINGS: dict[str, Reading] = {
    reading.name: reading
    for reading in (
        AS_IS,
        Reading("y", "upside down (y counted from the top edge)", turn_y=True),
        Reading("x", "mirrored (x counted from the right edge)", turn_x=True),
        Reading("xy", "turned by 180° (counted from the upper right corner)", turn_x=True, turn_y=True),
        Reading("swap", "with x and y swapped", swap=True),
        Reading("swap-y", "with x and y swapped (rows, counted from the top edge, first)", swap=True, turn_y=True),
        Reading("corner", "as lower left corners, not centres", corner=(0.5, 0.5)),
        Reading("top-corner", "as upper left corners, not centres", corner=(0.5, -0.5)),
        Reading("centre", "as centres, not lower left corners", corner=(-0.5, -0.5)),
        Reading("bin2", "in pixels binned by 2", scale=2.0),
        Reading("bin4", "in pixels binned by 4", scale=4.0),
        Reading("bin8", "in pixels binned by 8", scale=8.0),
        Reading("unbin2", "in pixels of half the size (this micrograph is binned by 2)", scale=1 / 2),
        Reading("unbin4", "in pixels of a quarter of the size (this micrograph is binned by 4)", scale=1 / 4),
        Reading("unbin8", "in pixels of an eighth of the size (this micrograph is binned by 8)", scale=1 / 8),
    )
}


def apply_reading(reading: Reading, boxes: Boxes, shape: tuple[int, int]) -> Boxes:
    """Return the boxes (n,) of a file under a reading of its coordinates; `shape` is (height, width) in px."""
    changed = _swapped(_scaled(boxes, reading.scale)) if reading.swap else _scaled(boxes, reading.scale)
    _turn(reading, changed, shape)
    changed["x"] += reading.corner[0] * changed["width"]
    changed["y"] += reading.corner[1] * changed["height"]
    return changed


def undo_reading(reading: Reading, boxes: Boxes, shape: tuple[int, int]) -> Boxes:
    """Return the boxes (n,) that `apply_reading` converts to these: its inverse."""
    changed = boxes.copy()
    changed["x"] -= reading.corner[0] * changed["width"]
    changed["y"] -= reading.corner[1] * changed["height"]
    _turn(reading, changed, shape)
    return _scaled(_swapped(changed) if reading.swap else changed, 1 / reading.scale)


def _scaled(boxes: Boxes, scale: float) -> Boxes:
    changed = boxes.copy()
    for name in ("x", "y", "width", "height", "estimated_width", "estimated_height"):
        changed[name] *= scale
    return changed


def _swapped(boxes: Boxes) -> Boxes:
    changed = boxes.copy()
    for one, other in (("x", "y"), ("width", "height"), ("estimated_width", "estimated_height")):
        changed[one], changed[other] = boxes[other], boxes[one]
    return changed


def _turn(reading: Reading, boxes: Boxes, shape: tuple[int, int]) -> None:
    if reading.turn_x:
        boxes["x"] = shape[1] - boxes["x"]
    if reading.turn_y:
        boxes["y"] = shape[0] - boxes["y"]
