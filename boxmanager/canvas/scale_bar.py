"""The scale bar: a round length in nm in a corner of the view."""

from __future__ import annotations

import math

from PyQt5.QtCore import QRectF, Qt
from PyQt5.QtGui import QColor, QFontMetricsF, QPainter

ROUND = (1.0, 2.0, 5.0)


def bar_length(pixel_size: float, scale: float, longest: float) -> tuple[float, float]:
    """Return the length of the bar, a round number of nm and at most `longest` screen px, in nm and in screen px.

    `pixel_size` is in Å/px, `scale` in screen px per micrograph px.
    """
    per_nm = 10 / pixel_size * scale
    limit = longest / per_nm
    power = 10.0 ** math.floor(math.log10(limit))
    length = max(step * power for step in ROUND if step * power <= limit)
    return length, length * per_nm


def paint_scale_bar(painter: QPainter, width: int, height: int, pixel_size: float | None, scale: float) -> None:
    """Paint the bar at the lower right of a view of `width` × `height` px; in px if the pixel size is unknown."""
    metrics = QFontMetricsF(painter.font())
    em = metrics.height()
    if pixel_size is None:
        length, on_screen = bar_length(10.0, scale, width / 5)
        text = f"{length:g} px"
    else:
        length, on_screen = bar_length(pixel_size, scale, width / 5)
        text = f"{length:g} nm" if length < 1000 else f"{length / 1000:g} µm"
    across = max(on_screen, metrics.horizontalAdvance(text)) + em
    panel = QRectF(width - across - em * 0.6, height - em * 2.4, across, em * 1.9)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(0, 0, 0, 150))
    painter.drawRoundedRect(panel, em * 0.3, em * 0.3)
    painter.setBrush(QColor("white"))
    middle = panel.center().x()
    painter.drawRect(QRectF(middle - on_screen / 2, panel.bottom() - em * 0.5, on_screen, max(2.0, em * 0.18)))
    painter.setPen(QColor("white"))
    painter.drawText(QRectF(panel.left(), panel.top() + em * 0.1, across, em * 1.2), Qt.AlignmentFlag.AlignCenter, text)
