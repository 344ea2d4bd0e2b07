"""Brightness and contrast by mouse: a drag with the right button, or Shift and the wheel."""

from __future__ import annotations

import math

from PyQt5.QtCore import QPointF

from iceboxer.boxmanager.canvas.tools import Canvas, Gesture
from iceboxer.boxmanager.document.view import View

PER_FACTOR = 250.0  # screen px across that change the contrast by a factor of e
PER_RANGE = 400.0  # screen px up that shift the brightness by the whole range
NARROWEST, WIDEST = 0.05, 10.0  # distance of the white from the black point, in fitted ranges
PER_NOTCH = 0.05  # of the range, per notch of the wheel


def brightened(view: View, share: float) -> tuple[float, float]:
    """Return the contrast of a picture that is brighter by this share of the range from black to white."""
    low, high = view.contrast
    by = share * (high - low) * (1 if view.inverted else -1)
    return low + by, high + by


class AdjustBrightness(Gesture):
    """Drag with the right button: up is brighter, to the right is more contrast."""

    def __init__(self, canvas: Canvas, at: QPointF) -> None:
        super().__init__(canvas, at)
        self.before = self.session.view

    def move(self, at: QPointF) -> None:
        """Follow the mouse."""
        low, high = brightened(self.before, (self.start.y() - at.y()) / PER_RANGE)
        middle = (low + high) / 2
        half = (high - low) / 2 * math.exp((self.start.x() - at.x()) / PER_FACTOR)
        half = min(max(half, NARROWEST / 2), WIDEST / 2)
        self.session.change_view(contrast=(middle - half, middle + half))
        super().move(at)

    def cancel(self) -> None:
        """Restore the contrast."""
        self.session.change_view(contrast=self.before.contrast)
