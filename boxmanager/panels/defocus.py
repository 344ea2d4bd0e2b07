"""The threshold that follows the defocus: a scatter of confidence against defocus, with a curve to drag."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from PyQt5.QtCore import QPointF, QRectF, QSize, Qt, QTimer, pyqtSignal
from PyQt5.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPalette, QPen, QPolygonF
from PyQt5.QtWidgets import QCheckBox, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from iceboxer.boxmanager.core.qt import indexed_image
from iceboxer.boxmanager.core.session import Session
from iceboxer.boxmanager.document.by_defocus import CELLS, Density, sort_picks
from iceboxer.boxmanager.document.view import size_limits
from iceboxer.boxmanager.jobs.background import Background
from iceboxer.engine.data.boxes import Floats
from iceboxer.engine.data.defocus import DefocusCurve, EvenCurves

CURVE = QColor("#D55E00")  # safe for colour-blind people, on dark and light backgrounds
LEVELS = 32  # shades of the density
LINES_HIGH = 8.5  # height in lines of text
RECOUNT_MS = 100
STEP = 0.01  # of confidence, for a key


class DefocusScatter(QWidget):
    """Density of picks over defocus and confidence, and a curve; `dragged(number, threshold)` moves one point.

    With Shift, or for a number of -1, the whole curve moves by the threshold.
    """

    dragged = pyqtSignal(int, float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.curve: DefocusCurve | None = None
        self.low, self.high = 0.0, 1.0  # confidence
        self.near, self.far = 0.0, 1.0  # defocus, μm
        self._density: Floats = np.zeros(CELLS)
        self._held: int | None = None
        self._chosen, self._before = 0, 0.0
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName(self.tr("Threshold by defocus"))
        self.setToolTip(
            self.tr("Confidence of the picks against defocus. Drag a point of the curve, or with Shift all of it")
        )

    def sizeHint(self) -> QSize:
        """Return a height of a few lines of text."""
        em = self.fontMetrics().height()
        return QSize(em * 8, round(em * LINES_HIGH))

    def show_density(self, density: Density) -> None:
        """Show the density of picks."""
        (self.near, self.far), (self.low, self.high) = density.defocus, density.confidence
        self._density = density.counts
        self.update()

    def show_curve(self, curve: DefocusCurve | None) -> None:
        """Show a curve, or none."""
        self.curve = curve
        self.update()

    @property
    def _area(self) -> QRectF:
        em = self.fontMetrics().height()
        return QRectF(self.rect()).adjusted(em * 1.6, em * 0.4, -em * 0.5, -em * 1.3)

    def _at(self, defocus: float, threshold: float) -> QPointF:
        area = self._area
        x = area.left() + (min(max(defocus, self.near), self.far) - self.near) / (self.far - self.near) * area.width()
        y = (
            area.bottom()
            - (min(max(threshold, self.low), self.high) - self.low) / (self.high - self.low) * area.height()
        )
        return QPointF(x, y)

    def _threshold(self, at: QPointF) -> float:
        area = self._area
        share = (area.bottom() - at.y()) / area.height()
        return self.low + min(max(share, 0.0), 1.0) * (self.high - self.low)

    def paintEvent(self, event: QPaintEvent | None) -> None:
        """Paint the picks, the axes and the curve."""
        painter = QPainter(self)
        area, palette, em = self._area, self.palette(), self.fontMetrics().height()
        painter.fillRect(area, palette.color(QPalette.ColorRole.Base))
        self._paint_density(painter, area)
        painter.setPen(palette.color(QPalette.ColorRole.PlaceholderText))
        below = QRectF(area.left(), area.bottom() + em * 0.1, area.width(), em * 1.2)
        for text, side in (
            (f"{self.near:.1f}", Qt.AlignmentFlag.AlignLeft),
            (self.tr("defocus, μm"), Qt.AlignmentFlag.AlignHCenter),
            (f"{self.far:.1f}", Qt.AlignmentFlag.AlignRight),
        ):
            painter.drawText(below, int(side | Qt.AlignmentFlag.AlignTop), text)
        for value, y in ((self.high, area.top()), (self.low, area.bottom())):
            box = QRectF(0, y - em / 2, area.left() - em * 0.3, em)
            painter.drawText(box, int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter), f"{value:g}")
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_curve(painter, area)
        painter.end()

    def _paint_density(self, painter: QPainter, area: QRectF) -> None:
        highest = self._density.max()
        if not highest > 0:
            return
        levels = np.ceil(np.sqrt(self._density / highest) * (LEVELS - 1)).astype(np.uint8)
        colours = [QColor(self.palette().color(QPalette.ColorRole.Highlight)) for _ in range(LEVELS)]
        for level, colour in enumerate(colours):
            colour.setAlphaF(level / (LEVELS - 1))
        painter.drawImage(area, indexed_image(np.ascontiguousarray(levels.T[::-1]), colours))

    def _paint_curve(self, painter: QPainter, area: QRectF) -> None:
        if self.curve is None:
            return
        points = [self._at(*point) for point in self.curve.points]
        ends = QPointF(area.left(), points[0].y()), QPointF(area.right(), points[-1].y())
        painter.setPen(QPen(CURVE, 2))
        painter.drawPolyline(QPolygonF([ends[0], *points, ends[1]]))
        radius = self.fontMetrics().height() * 0.26
        for number, point in enumerate(points):
            focused = self.hasFocus() and number == self._chosen
            painter.setPen(QPen(self.palette().color(QPalette.ColorRole.Text) if focused else CURVE, 1.6))
            painter.setBrush(QColor("white"))
            painter.drawEllipse(point, radius, radius)

    def mousePressEvent(self, event: QMouseEvent | None) -> None:
        """Grab the nearest point, or the whole curve with Shift."""
        if event is None or self.curve is None or event.button() != Qt.MouseButton.LeftButton:
            return
        at = event.localPos()
        distances = [abs(self._at(*point).x() - at.x()) for point in self.curve.points]
        self._chosen = distances.index(min(distances))
        self._held = -1 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else self._chosen
        self._before = self._threshold(at)
        self._drag(at)

    def mouseMoveEvent(self, event: QMouseEvent | None) -> None:
        """Follow the mouse."""
        if event is not None and self._held is not None:
            self._drag(event.localPos())

    def mouseReleaseEvent(self, event: QMouseEvent | None) -> None:
        """Release the curve."""
        self._held = None

    def _drag(self, at: QPointF) -> None:
        threshold = round(self._threshold(at), 4)
        if self._held is not None and self._held >= 0:
            self.dragged.emit(self._held, threshold)
        elif threshold != self._before:
            self.dragged.emit(-1, threshold - self._before)
            self._before = threshold

    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        """Choose a point with left and right, and move it with up and down."""
        if event is None or self.curve is None:
            return
        key, points = event.key(), self.curve.points
        if key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            step = 1 if key == Qt.Key.Key_Right else -1
            self._chosen = min(max(self._chosen + step, 0), len(points) - 1)
            self.update()
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self._chosen = min(self._chosen, len(points) - 1)
            by = STEP if key == Qt.Key.Key_Up else -STEP
            moved = min(max(points[self._chosen][1] + by, self.low), self.high)
            self.dragged.emit(self._chosen, round(moved, 4))
        else:
            super().keyPressEvent(event)


class DefocusThreshold(QWidget):
    """The choice whether the threshold follows the defocus, and its curve; hidden while no defocus is known."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self._curves: EvenCurves | None = None  # of the picks when they were last read
        self._read_with: tuple[float | None, float | None] | None = None  # px; None once boxes have changed
        self._project = session.project
        self._thread = Background(self)
        self.on = QCheckBox(self.tr("Follow the defocus"))
        self.on.setAccessibleName(self.tr("Threshold follows the defocus"))
        self.on.setToolTip(
            self.tr("Vary the threshold with the defocus, so that the share of picks kept is alike everywhere")
        )
        self.on.clicked.connect(self._switch)
        self.scatter = DefocusScatter()
        self.scatter.dragged.connect(self._drag)
        self.even = QPushButton(self.tr("Even out"))
        self.even.setAccessibleName(self.tr("Even out the share kept"))
        self.even.setToolTip(self.tr("Replace the dragged curve by the one that keeps the same share everywhere"))
        self.even.clicked.connect(lambda: self._switch(True))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        for widget in (self.on, self.scatter, self.even):
            layout.addWidget(widget)
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(RECOUNT_MS)
        self._later.timeout.connect(self._show)
        session.even_curve = self._even_curve
        for signal in (session.boxes_changed, session.project_changed, session.exclusion_changed):
            signal.connect(self._forget)
        session.view_changed.connect(self._later.start)
        self._show()

    def shut_down(self) -> None:
        """Stop the thread because the window closes."""
        self._later.stop()
        self._thread.close()

    def _forget(self, *_: object) -> None:
        self._read_with = None
        if self._project is not self.session.project:
            self._project, self._curves = self.session.project, None
        self._later.start()

    def _read(self, then: Callable[[], object]) -> None:
        """Sort the picks in the background if they have changed, and call `then`; it takes 0.2 s for a million."""
        session, project = self.session, self.session.project
        if self._read_with == size_limits(session.view):
            then()
            return
        limits = self._read_with = size_limits(session.view)
        picks = session.store.picks.rows_with(project.defocus)

        def done(found: tuple[EvenCurves, Density]) -> None:
            if self.session.project is project:
                self._curves = found[0]
                self.scatter.show_density(found[1])
                then()

        self._thread.run(lambda: sort_picks(*picks, limits), done, session.problem.emit)

    def _even_curve(self, threshold: float) -> DefocusCurve | None:
        return None if self._curves is None else self._curves.at(threshold)

    def _switch(self, on: bool) -> None:
        """Let the threshold follow the defocus by an even curve, or not at all."""
        if on:
            self._read_with = None  # the latest picks, after those that are being sorted
            self._read(self._even_out)
        else:
            self.session.change_view(curve=(), curve_by_hand=False)
            self._show()

    def _even_out(self) -> None:
        curve = self._even_curve(self.session.view.threshold)
        if curve is None:
            self.session.problem.emit(
                self.tr(
                    "The threshold cannot follow the defocus yet: at least 200 picks at two different defoci are "
                    "needed. Pick more micrographs first."
                ),
                "",
            )
        self.session.change_view(curve=curve.points if curve else (), curve_by_hand=False)
        self._show()

    def _drag(self, number: int, threshold: float) -> None:
        curve = DefocusCurve(self.session.view.curve)
        moved = curve.shifted(threshold, self.scatter.low, self.scatter.high) if number < 0 else None
        moved = moved or curve.moved(number, threshold)
        self.session.change_view(curve=moved.points, curve_by_hand=True, threshold_set=True)
        self.scatter.show_curve(moved)

    def _show(self) -> None:
        view = self.session.view
        self.setVisible(len(set(self.session.project.defocus.values())) > 1)
        self.on.setChecked(bool(view.curve))
        self.scatter.setVisible(bool(view.curve))
        self.even.setVisible(bool(view.curve) and view.curve_by_hand)
        if view.curve:
            self.scatter.show_curve(DefocusCurve(view.curve))
            self._read(self.scatter.update)
