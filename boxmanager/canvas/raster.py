"""Outlines of very many boxes as a mask, at a cost that depends on the screen and hardly on their number.

Each side of a box is a run of pixels: a step up where it begins, a step down behind its end, and the running
sum along the line is above zero wherever some side passes. Qt's own rectangles take 90 ms for 100,000 boxes on
the machine this was measured on, this takes 20 ms.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Whole = NDArray[np.integer[Any]]


def outlines(
    left: Whole, top: Whole, right: Whole, bottom: Whole, width: int, height: int, thickness: int = 1
) -> NDArray[np.bool_]:
    """Which pixels (height, width) lie on the outline of a box, all in screen px with y down.

    The sides lie on the pixels `left`, `right`, `top`, `bottom` (n,) themselves; `thickness` grows inwards.
    """
    mask = np.zeros((height, width), bool)
    for inset in range(thickness):
        sides = left + inset, top + inset, right - inset, bottom - inset
        mask |= _runs(sides[1], sides[3], sides[0], sides[2], height, width)
        mask |= _runs(sides[0], sides[2], sides[1], sides[3], width, height).T
    return mask


def _runs(first: Whole, second: Whole, start: Whole, stop: Whole, lines: int, length: int) -> NDArray[np.bool_]:
    """Runs from `start` to `stop` on the lines `first` and on the lines `second`, as a mask (lines, length)."""
    start = start.clip(0, length)
    behind = (stop + 1).clip(0, length)
    stride = length + 1
    steps: NDArray[Any] = np.zeros(lines * stride, np.int64)
    for line in (first, second):
        seen = (line >= 0) & (line < lines) & (start < behind)
        base = line[seen] * stride
        steps += np.bincount(base + start[seen], minlength=len(steps))
        steps -= np.bincount(base + behind[seen], minlength=len(steps))
    covered: NDArray[np.bool_] = np.cumsum(steps.reshape(lines, stride), axis=1)[:, :length] > 0
    return covered
