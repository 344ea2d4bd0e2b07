"""A micrograph with segments that were read back from a file: a bar along each, drawn from RELION's psi."""

from __future__ import annotations

import numpy as np
from PyQt5.QtGui import QColor, QPainter, QPaintEvent, QPen

from iceboxer.boxmanager.canvas.overlay import Style
from iceboxer.boxmanager.canvas.primitives import draw_lines
from iceboxer.boxmanager.dialogs.frame_view import FrameView
from iceboxer.engine.data.boxes import Floats

LONG = 0.9  # of the spacing, or of the width where segments are dense
SHORTEST = 3.0  # screen px


class PsiView(FrameView):
    """The whole micrograph, with a bar along each segment and a tick across every tenth one."""

    def __init__(self, style: Style) -> None:
        super().__init__(style)
        self._segments: Floats = np.zeros((0, 3))
        self._length = 0.0
        self.setAccessibleName(self.tr("Micrograph with the segments read back from the exported file"))

    def show_segments(self, segments: Floats, length: float) -> None:
        """Set the segments (n, 3), x and y in px and psi in degrees, and the length in px of their bars."""
        self._segments, self._length = segments, length
        self.update()

    def paintEvent(self, event: QPaintEvent | None) -> None:
        """Paint the bars over the micrograph."""
        super().paintEvent(event)
        if not len(self._segments):
            return
        camera = self.camera()
        left, _, _, top = camera.bounds()
        x, y = (self._segments[:, 0] - left) * camera.scale, (top - self._segments[:, 1]) * camera.scale
        angle = np.radians(self._segments[:, 2])  # psi turns clockwise with y up, which is as drawn with y down
        half = max(SHORTEST, LONG * self._length * camera.scale) / 2
        dx, dy = half * np.cos(angle), half * np.sin(angle)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for colour, width in ((QColor(0, 0, 0, 150), 3.0), (QColor(self.style_of_boxes.pick), 1.6)):
            painter.setPen(QPen(colour, width))
            draw_lines(painter, np.column_stack([x - dx, y - dy, x + dx, y + dy]))
        some = slice(None, None, 10)
        painter.setPen(QPen(QColor(self.style_of_boxes.label), 1.6))
        across = np.column_stack([x + dy * 0.8, y - dx * 0.8, x - dy * 0.8, y + dx * 0.8])
        draw_lines(painter, across[some])
        painter.end()
