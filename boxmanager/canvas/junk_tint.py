"""The tint of junk over the micrograph, one colour and pattern per kind, and its legend."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PyQt5.QtCore import QCoreApplication, QPointF, QRectF, Qt
from PyQt5.QtGui import QBrush, QColor, QImage, QPainter, QPen

from iceboxer.boxmanager.canvas.camera import Camera
from iceboxer.boxmanager.core.qt import alpha_image
from iceboxer.engine.data.junk import AGGREGATE, BORDER, EMPTY, FILM, ICE, PAINTED, JunkMask

# Colours of Okabe and Ito, but those of boxes; the patterns differ too, for those who do not see the colours apart.
LOOKS: dict[int, tuple[str, Qt.BrushStyle]] = {
    FILM: ("#009E73", Qt.BrushStyle.BDiagPattern),
    ICE: ("#0072B2", Qt.BrushStyle.DiagCrossPattern),
    AGGREGATE: ("#D55E00", Qt.BrushStyle.Dense6Pattern),
    BORDER: ("#8C5A2B", Qt.BrushStyle.HorPattern),
    EMPTY: ("#F0E442", Qt.BrushStyle.VerPattern),
    PAINTED: ("#AA3377", Qt.BrushStyle.FDiagPattern),
}
PATTERN = 1.9  # opacity of the pattern, relative to that of the colour
LIGHTER = 160  # % of the brightness of the colour


def name_of(kind: int) -> str:
    """Return the name of a kind of junk for people."""

    def tr(text: str) -> str:
        return QCoreApplication.translate("junk", text)

    return {
        FILM: tr("Carbon film"),
        ICE: tr("Ice"),
        AGGREGATE: tr("Aggregate"),
        BORDER: tr("Dead border"),
        EMPTY: tr("Empty hole"),
        PAINTED: tr("Painted"),
    }[kind]


def kinds_in(mask: JunkMask | None) -> list[int]:
    """Return the kinds of junk that a mask contains, in their order."""
    return [] if mask is None else [kind for kind in LOOKS if (mask.cells == kind).any()]


def paint_tint(image: QImage, camera: Camera, mask: JunkMask, opacity: float, shape: tuple[int, int]) -> None:
    """Paint the kinds of junk on a micrograph of `shape` (height, width) onto a cleared image of the widget's size."""
    rows, columns = mask.cells.shape
    left, top = camera.to_screen(0, rows * mask.scale[1])
    right, bottom = camera.to_screen(columns * mask.scale[0], 0)
    place, everywhere = QRectF(left, top, right - left, bottom - top), QRectF(0, 0, camera.width, camera.height)
    whole = QPainter(image)
    inside = QRectF(*camera.to_screen(0, shape[0]), shape[1] * camera.scale, shape[0] * camera.scale)
    whole.setClipRect(inside)  # the last cell of a map may extend beyond the micrograph
    for kind in kinds_in(mask):
        layer = QImage(image.size(), QImage.Format.Format_ARGB32_Premultiplied)
        layer.setDevicePixelRatio(image.devicePixelRatio())
        layer.fill(Qt.GlobalColor.transparent)
        cells = np.ascontiguousarray((mask.cells[::-1] == kind).astype(np.uint8) * np.uint8(255))
        painter = QPainter(layer)
        _fill(painter, everywhere, kind, opacity)
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_DestinationIn)
        painter.drawImage(place, alpha_image(cells))
        painter.end()
        whole.drawImage(0, 0, layer)
    whole.end()


def _fill(painter: QPainter, where: QRectF, kind: int, opacity: float) -> None:
    """Fill a rectangle with the colour of a kind and its pattern."""
    colour, style = LOOKS[kind]
    painter.fillRect(where, _faded(colour, opacity))
    painter.fillRect(where, QBrush(_faded(QColor(colour).lighter(LIGHTER).name(), min(1.0, PATTERN * opacity)), style))


def _faded(name: str, opacity: float) -> QColor:
    colour = QColor(name)
    colour.setAlphaF(opacity)
    return colour


def paint_legend(painter: QPainter, height: int, kinds: Sequence[int], note: str) -> None:
    """Paint the kinds with their colours at the lower left of a view of `height` px, or the note without any."""
    metrics = painter.fontMetrics()
    em = metrics.height()
    rows = [(kind, name_of(kind)) for kind in kinds] or [(0, note)]
    swatch = 2.0 * em if kinds else 0.0
    across = max(metrics.horizontalAdvance(text) for _, text in rows) + swatch + 1.4 * em
    tall = (len(rows) * 1.35 + 0.5) * em
    panel = QRectF(0.6 * em, height - tall - 0.5 * em, across, tall)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(0, 0, 0, 190))
    painter.drawRoundedRect(panel, 0.3 * em, 0.3 * em)
    for number, (kind, text) in enumerate(rows):
        line = QRectF(panel.left() + 0.5 * em, panel.top() + (0.35 + 1.35 * number) * em, across, 1.1 * em)
        if kind:
            place = QRectF(line.left(), line.top(), 1.6 * em, line.height())
            colour, style = LOOKS[kind]
            painter.fillRect(place, _faded(colour, 0.45))
            painter.setPen(QPen(QColor(colour).lighter(130), 1))
            painter.setBrush(QBrush(QColor(colour).lighter(130), style))
            painter.drawRect(place)
        painter.setPen(QColor("white"))
        painter.drawText(QPointF(line.left() + swatch, line.top() + metrics.ascent()), text)
        painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
