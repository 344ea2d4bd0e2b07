"""The headings of the table of micrographs: each with the values of the whole data set as a sparkline."""

from __future__ import annotations

import numpy as np
from PyQt5.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PyQt5.QtGui import QColor, QPainter, QPalette, QPen, QPolygonF
from PyQt5.QtWidgets import QHeaderView, QWidget

from iceboxer.boxmanager.document.exclusion import ANY, Range
from iceboxer.boxmanager.document.inspected import Values
from iceboxer.boxmanager.panels.micrograph_model import COLUMNS, NAME, REASON, VALUES, MicrographModel

OUT_OF_RANGE = QColor("#D55E00")  # safe for colour-blind people, on dark and light backgrounds
LINES_HIGH = 3.2  # height in lines of text
FEW = 40  # values; fewer are also drawn as dots


class ColumnHeads(QHeaderView):
    """Headings with sparklines, in the order of the micrographs' names; `marked` is the column of the histogram."""

    def __init__(self, model: MicrographModel, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._model = model
        self.marked = ""
        self.setSectionsClickable(True)
        self.setHighlightSections(False)
        self.setAccessibleName(self.tr("Columns"))

    def heading(self, column: str) -> str:
        """Return the short heading of a column."""
        return {
            NAME: self.tr("Micrograph"),
            "picks": self.tr("Boxes"),
            "confidence": self.tr("Confid."),
            "ice": self.tr("Ice"),
            "gradient": self.tr("Gradient"),
            "rings": self.tr("Sharpness"),
            "dead": self.tr("Dead"),
            "defocus": self.tr("Defocus"),
            "astigmatism": self.tr("Astigm."),
            "resolution": self.tr("CTF fit"),
            REASON: self.tr("Excluded because"),
        }[column]

    def title(self, column: str) -> str:
        """Return the name of a column of values."""
        return {
            "picks": self.tr("Visible boxes"),
            "confidence": self.tr("Mean confidence"),
            "ice": self.tr("Crystalline ice"),
            "gradient": self.tr("Thickness gradient"),
            "rings": self.tr("Sharpness (CTF rings)"),
            "dead": self.tr("Dead area"),
            "defocus": self.tr("Defocus"),
            "astigmatism": self.tr("Astigmatism"),
            "resolution": self.tr("CTF resolution"),
        }[column]

    def meaning(self, column: str) -> str:
        """Return what a column holds, with the unit."""
        return {
            NAME: self.tr("Name of the micrograph"),
            "picks": self.tr("Visible picks and labels"),
            "confidence": self.tr("Mean confidence of the visible picks"),
            "ice": self.tr(
                "Crystalline ice: power where ice reflects (3.95–3.4 Å) relative to its neighbours, 1 without"
            ),
            "gradient": self.tr("Difference between the darkest and the brightest regions, in standard deviations"),
            "rings": self.tr("Visibility of the CTF's rings; near 0 for a blurred or empty picture"),
            "dead": self.tr("Fraction of the picture in constant rows and columns at its edges"),
            "defocus": self.tr("Mean underfocus, μm, from the CTF file"),
            "astigmatism": self.tr("Difference of the two defoci, μm, from the CTF file"),
            "resolution": self.tr("Resolution to which the CTF was fitted, Å, from the CTF file"),
            REASON: self.tr("Why the micrograph is excluded"),
        }[column]

    def sizeHint(self) -> QSize:
        """Return a height of a line of text and a sparkline."""
        return QSize(super().sizeHint().width(), round(self.fontMetrics().height() * LINES_HIGH))

    def paintSection(self, painter: QPainter | None, rect: QRect, section: int) -> None:
        """Paint a heading, an arrow if the table is sorted by it, and the sparkline."""
        if painter is None or not rect.isValid():
            return
        column = COLUMNS[section]
        palette, model = self.palette(), self._model
        painter.save()
        painter.fillRect(rect, palette.color(QPalette.ColorRole.AlternateBase))
        painter.setPen(palette.color(QPalette.ColorRole.Mid))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        em = self.fontMetrics().height()
        inner = rect.adjusted(em // 3, em // 5, -em // 3, -em // 4)
        if column == self.marked:
            line = QRect(rect.left(), rect.bottom() - 2, rect.width(), 3)
            painter.fillRect(line, palette.color(QPalette.ColorRole.Highlight))
        painter.setPen(palette.color(QPalette.ColorRole.WindowText))
        arrow = ("▾" if model.descending else "▴") if column == model.order else ""
        font = self.font()
        font.setBold(column in model.session.project.ranges)
        painter.setFont(font)
        text = f"{self.heading(column)} {arrow}".strip()
        side = Qt.AlignmentFlag.AlignLeft if column in (NAME, REASON) else Qt.AlignmentFlag.AlignRight
        top = QRect(inner.left(), inner.top(), inner.width(), em)
        painter.drawText(top, int(side | Qt.AlignmentFlag.AlignVCenter), text)
        if column in VALUES:
            area = QRectF(inner.left(), inner.top() + em * 1.25, inner.width(), inner.height() - em * 1.4)
            painter.setClipRect(area.adjusted(-2, -2, 2, 2))
            limits = model.session.project.ranges.get(column, ANY)
            paint_sparkline(painter, area, model.column(column), limits, palette)
        painter.restore()


def paint_sparkline(painter: QPainter, area: QRectF, values: Values, limits: Range, palette: QPalette) -> None:
    """Paint values (n,) from left to right, those outside the limits in another colour, and the limits as dashes."""
    known = np.flatnonzero(np.isfinite(values))
    if not len(known):
        return
    found = values[known]
    low, high = float(found.min()), float(found.max())
    x = area.left() + (known + 0.5) / len(values) * area.width()
    y = (
        area.bottom() - (found - low) / ((high - low) or 1) * area.height()
        if high > low
        else found * 0 + area.center().y()
    )
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(palette.color(QPalette.ColorRole.PlaceholderText), 1, Qt.PenStyle.DashLine))
    for limit in limits:
        if low < limit < high:
            at = area.bottom() - (limit - low) / (high - low) * area.height()
            painter.drawLine(QPointF(area.left(), at), QPointF(area.right(), at))
    out = (found < limits[0]) | (found > limits[1])
    inside = palette.color(QPalette.ColorRole.Highlight)
    if len(known) <= FEW:
        painter.setPen(QPen(palette.color(QPalette.ColorRole.Mid), 1))
        painter.drawPolyline(QPolygonF([QPointF(*point) for point in zip(x.tolist(), y.tolist(), strict=True)]))
        _paint_bars(painter, x[~out], y[~out], y[~out], inside, 3.2)
        _paint_bars(painter, x[out], y[out], y[out], OUT_OF_RANGE, 4.2)
        return
    for group, colour in ((~out, inside), (out, OUT_OF_RANGE)):
        _paint_bars(painter, *_per_pixel(x[group], y[group]), colour, 1.4)


def _per_pixel(x: Values, y: Values) -> tuple[Values, Values, Values]:
    """Return the pixel columns of points in ascending x, with the lowest and the highest y of each."""
    columns = np.floor(x)
    starts = np.flatnonzero(np.diff(columns, prepend=-1))
    if not len(starts):
        return x, y, y
    return columns[starts] + 0.5, np.minimum.reduceat(y, starts), np.maximum.reduceat(y, starts)


def _paint_bars(painter: QPainter, x: Values, top: Values, bottom: Values, colour: QColor, wide: float) -> None:
    """Paint upright lines with round ends; those without a height are dots."""
    painter.setPen(QPen(colour, wide, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
    for at, low, high in zip(x.tolist(), top.tolist(), bottom.tolist(), strict=True):
        painter.drawLine(QPointF(at, low), QPointF(at, high + 0.01))
