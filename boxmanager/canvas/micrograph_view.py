"""The central widget, which paints the micrograph and its boxes and converts mouse and key events to gestures."""

from __future__ import annotations

from PyQt5.QtCore import QEvent, QPoint, QPointF, QRectF, Qt, pyqtSignal
from PyQt5.QtGui import (
    QColor,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
    QWheelEvent,
)
from PyQt5.QtWidgets import QWidget

from iceboxer.boxmanager.canvas.camera import Camera
from iceboxer.boxmanager.canvas.hit import box_at
from iceboxer.boxmanager.canvas.layers import Layers
from iceboxer.boxmanager.canvas.markers import Marker
from iceboxer.boxmanager.canvas.overlay import Style
from iceboxer.boxmanager.canvas.picture_layer import PictureLayer
from iceboxer.boxmanager.canvas.size_circle import FitCircle, is_on_circle, paint_size_circle
from iceboxer.boxmanager.canvas.tools import Gesture, Pan, Tool, eraser_radius, gesture_for
from iceboxer.boxmanager.core.session import Session
from iceboxer.boxmanager.document.comparison import Split
from iceboxer.boxmanager.document.display import Picture
from iceboxer.engine.data.boxes import BOX_RATIO, Boxes

ZOOM_PER_NOTCH = 1.25  # zoom factor per notch of the wheel
ARROWS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, 1),
    Qt.Key.Key_Down: (0, -1),
}
# fields of `View` that change how boxes are drawn
OF_BOXES = ("threshold", "smallest", "largest", "show_rejected", "by_confidence")
FAR_NUDGE = 10  # px; nudge with Shift and an arrow key


class MicrographView(QWidget):
    """View of the current micrograph of `session`, with the picture set by `show_picture`."""

    pressed = pyqtSignal()  # the left button
    pointed = pyqtSignal(object)  # (x, y) in px under the mouse; None outside the micrograph
    tool_changed = pyqtSignal(object)
    camera_changed = pyqtSignal()
    nudged = pyqtSignal(float, float)  # (dx, dy) in px by which to move the selected boxes

    def __init__(self, session: Session, style: Style, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.camera = Camera()
        self.tool = Tool.BOX
        self.panning_key = False
        self.layer = PictureLayer(self)
        self.layers = Layers(session, self.layer, style)
        self.layer.improved.connect(self.repaint_picture)
        self._fitted = True
        self._gesture: Gesture | None = None
        self._mouse: QPointF | None = None
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setAccessibleName(self.tr("Micrograph"))
        for signal in (session.boxes_changed, session.selection_changed, session.current_changed):
            signal.connect(self.repaint_boxes)
        session.size_changed.connect(self.repaint_picture)  # with the scale bar
        session.view_changed.connect(self._view_changed)
        self._view = session.view

    @property
    def style_of_boxes(self) -> Style:
        """Style in which boxes are drawn."""
        return self.layers.style

    @property
    def fitted(self) -> bool:
        """Whether the whole micrograph is shown, whatever the size of the window."""
        return self._fitted

    # ── contents and camera ─────────────────────────────────────────────────────────────────────────────────

    def show_picture(self, picture: Picture | None, message: str = "") -> None:
        """Show a picture, or a message if it is None. The zoom is kept, unless the whole micrograph was fitted."""
        self.layers.message = message
        self.layer.show(picture)
        if picture is not None and (self._fitted or not self._is_over(picture)):
            self.fit()
        self.repaint_boxes()

    def _is_over(self, picture: Picture) -> bool:
        return 0 <= self.camera.x <= picture.shape[1] and 0 <= self.camera.y <= picture.shape[0]

    def fit(self) -> None:
        """Show the whole micrograph."""
        if self.layer.picture is not None:
            self.set_camera(self.camera.fitted(self.layer.picture.shape))
        self._fitted = True

    def zoom(self, factor: float, at: QPointF | None = None) -> None:
        """Zoom by `factor` around a screen position, by default the centre."""
        at = at or QPointF(self.width() / 2, self.height() / 2)
        self.set_camera(self.camera.zoomed(factor, at.x(), at.y()))

    def zoom_to(self, scale: float) -> None:
        """Zoom to `scale` screen px per micrograph px, around the centre."""
        self.set_camera(self.camera.scaled(scale, self.width() / 2, self.height() / 2))

    def set_camera(self, camera: Camera) -> None:
        """Set the camera."""
        if self.layer.picture is not None:
            camera = camera.kept_on(self.layer.picture.shape)
        self.camera, self._fitted = camera, False
        self.repaint_boxes()
        self.camera_changed.emit()

    def centre_on(self, x: float, y: float) -> None:
        """Centre the view on a point of the micrograph, close enough to see a particle."""
        near = max(self.camera.scale, min(self.width(), self.height()) / (8 * self.session.project.box_size))
        camera = Camera(x, y, near, self.camera.width, self.camera.height)
        self.set_camera(camera)

    def set_style(self, style: Style) -> None:
        """Set colours, line width and opacity of the boxes."""
        self.layers.style = style
        self.repaint_boxes()

    def set_tool(self, tool: Tool) -> None:
        """Set the tool of the left mouse button."""
        self.cancel_gesture()
        self.tool = tool
        self._set_cursor()
        self.tool_changed.emit(tool)
        self.update()

    def compare(self, split: Split | None) -> None:
        """Show the boxes of a comparison; None ends the comparison."""
        if split is not self.layers.split:
            self.layers.split = split
            self.repaint_boxes()

    def mark(self, boxes: Boxes | None) -> None:
        """Mark boxes of the current micrograph; None removes the marks."""
        if boxes is not None or self.layers.marked is not None:
            self.layers.marked = boxes
            self.repaint_boxes()

    def hide_boxes(self, hidden: bool) -> None:
        """Hide or show all boxes."""
        self.layers.hidden_boxes = hidden
        self.repaint_boxes()

    def dim_others(self, dimmed: bool) -> None:
        """Draw the boxes that are not selected faintly, or as usual."""
        if dimmed != self.layers.dimmed:
            self.layers.dimmed = dimmed
            self.repaint_boxes()

    def hold_pan(self, held: bool) -> None:
        """Let the left button pan, with any tool, while `held` is set."""
        self.panning_key = held
        self._set_cursor()

    def _view_changed(self) -> None:
        old, self._view = self._view, self.session.view
        if all(getattr(old, name) == getattr(self._view, name) for name in OF_BOXES):
            self.repaint_picture()
        else:
            self.repaint_boxes()

    def repaint_picture(self) -> None:
        """Repaint the picture and keep the boxes."""
        self.layers.invalidate_picture()
        self.update()

    def repaint_boxes(self) -> None:
        """Repaint the picture and the boxes."""
        self.layers.invalidate_boxes()
        self.repaint_picture()

    # ── painting ────────────────────────────────────────────────────────────────────────────────────────────

    def paintEvent(self, event: QPaintEvent | None) -> None:
        """Paint the cached layers, and the current gesture over them."""
        painter = QPainter(self)
        painter.drawImage(QPoint(0, 0), self.layers.image(self.camera, self.devicePixelRatioF(), self.font()))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        if self.session.view.size_circle and self.layer.picture is not None:
            paint_size_circle(painter, self)
        if self._gesture is not None:
            self._gesture.paint(painter)
        elif self._mouse is not None:
            self._paint_hint(painter, self._mouse)
        painter.end()

    def _paint_hint(self, painter: QPainter, at: QPointF) -> None:
        """Paint the box that a click would place, or the circle of the eraser."""
        shape = self.session.shape
        if shape is None or self.panning_key or self.layers.hidden_boxes:
            return
        x, y = self.camera.to_micrograph(at.x(), at.y())
        if not (0 <= x <= shape[1] and 0 <= y <= shape[0]):
            return
        size = self.session.project.box_size
        if self.tool is Tool.ERASE:
            radius = eraser_radius(size) * self.camera.scale
            painter.setPen(QPen(QColor(0, 0, 0, 120), 3))
            painter.drawEllipse(at, radius, radius)
            painter.setPen(QPen(QColor("white"), 1.2))
            painter.drawEllipse(at, radius, radius)
        elif self.tool is Tool.BOX and self._box_under(at) is None:
            side = size * self.camera.scale
            colour = QColor(self.style_of_boxes.label)
            colour.setAlpha(150)
            painter.setPen(QPen(colour, 1, Qt.PenStyle.DotLine))
            if self.style_of_boxes.marker is Marker.BOX:
                painter.drawRect(QRectF(at.x() - side / 2, at.y() - side / 2, side, side))
            else:
                painter.drawEllipse(at, side / BOX_RATIO / 2, side / BOX_RATIO / 2)

    def _box_under(self, at: QPointF) -> int | None:
        if self.layers.hidden_boxes:
            return None
        point = self.camera.to_micrograph(at.x(), at.y())
        return box_at(self.session.boxes, self.session.drawn(), *point)

    # ── mouse and keys ──────────────────────────────────────────────────────────────────────────────────────

    def mousePressEvent(self, event: QMouseEvent | None) -> None:
        """Begin a gesture."""
        if event is None or self.layer.picture is None or self._gesture is not None:
            return
        at = QPointF(event.localPos())
        if event.button() == Qt.MouseButton.LeftButton:
            self.pressed.emit()
        if event.button() == Qt.MouseButton.MiddleButton or (
            event.button() == Qt.MouseButton.LeftButton and self.panning_key
        ):
            self._swap_gesture(Pan(self, at))
        elif event.button() == Qt.MouseButton.LeftButton:
            fits = is_on_circle(self, at)
            self._swap_gesture(FitCircle(self, at) if fits else gesture_for(self, self.tool, at, event.modifiers()))

    def _swap_gesture(self, gesture: Gesture | None) -> Gesture | None:
        """Replace the current gesture, and return the previous one."""
        before, self._gesture = self._gesture, gesture
        self.session.in_gesture = gesture is not None
        self._set_cursor()
        return before

    def mouseMoveEvent(self, event: QMouseEvent | None) -> None:
        """Continue the gesture, and report the mouse position."""
        if event is None:
            return
        at = QPointF(event.localPos())
        self._mouse = at
        if self._gesture is not None:
            self._gesture.move(at)
        else:
            self._set_cursor()
            self.update()
        self.pointed.emit(self.camera.to_micrograph(at.x(), at.y()))

    def mouseReleaseEvent(self, event: QMouseEvent | None) -> None:
        """Finish the gesture."""
        gesture = self._swap_gesture(None) if event is not None else None
        if gesture is not None and event is not None:
            gesture.at = QPointF(event.localPos())
            gesture.finish()
            self.update()

    def cancel_gesture(self) -> bool:
        """Cancel and undo the current gesture; return whether there was one."""
        gesture = self._swap_gesture(None)
        if gesture is None:
            return False
        gesture.cancel()
        self.update()
        return True

    def leaveEvent(self, event: QEvent | None) -> None:
        """Report that the mouse has left."""
        self._mouse = None
        self.pointed.emit(None)
        self.update()

    def wheelEvent(self, event: QWheelEvent | None) -> None:
        """Zoom around the cursor."""
        if event is not None and self.layer.picture is not None:
            self.zoom(ZOOM_PER_NOTCH ** (event.angleDelta().y() / 120), event.position())
            event.accept()

    def event(self, event: QEvent | None) -> bool:
        """Claim the arrow keys while boxes are selected, so that they nudge and do not act as shortcuts."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride:
            plain = not event.modifiers() & Qt.KeyboardModifier.ControlModifier
            if event.key() in ARROWS and plain and self.session.selection:
                event.accept()
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        """Nudge the selected boxes; pass all other keys to the window."""
        if event is None:
            return
        if event.key() in ARROWS and self.session.selection:
            step = FAR_NUDGE if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1
            dx, dy = ARROWS[Qt.Key(event.key())]
            self.nudged.emit(dx * step, dy * step)
        else:
            event.ignore()

    def keyReleaseEvent(self, event: QKeyEvent | None) -> None:
        """Pass the release of held keys to the window."""
        if event is not None:
            event.ignore()

    def focusOutEvent(self, event: QFocusEvent | None) -> None:
        """End panning by a held key, since its release will not be seen here."""
        self.hold_pan(False)
        super().focusOutEvent(event)

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        """Keep the centre, or keep the whole micrograph fitted if it was."""
        fitted = self._fitted
        self.camera = self.camera.resized(self.width(), self.height())
        if fitted:
            self.fit()
        self.repaint_boxes()

    def _set_cursor(self) -> None:
        shape = Qt.CursorShape
        if isinstance(self._gesture, Pan):
            self.setCursor(shape.ClosedHandCursor)
        elif isinstance(self._gesture, FitCircle) or (self._mouse is not None and is_on_circle(self, self._mouse)):
            self.setCursor(shape.PointingHandCursor)
        elif self.tool is Tool.PAN or self.panning_key:
            self.setCursor(shape.OpenHandCursor)
        elif self.tool is Tool.BOX and self._mouse is not None and self._box_under(self._mouse) is not None:
            self.setCursor(shape.SizeAllCursor)
        else:
            self.setCursor(shape.CrossCursor if self.tool is not Tool.SELECT else shape.ArrowCursor)

    def shut_down(self) -> None:
        """Stop the filter thread."""
        self.layer.close()
