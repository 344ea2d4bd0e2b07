"""The central widget, which paints the micrograph and its boxes and converts mouse and key events to gestures."""

from __future__ import annotations

from PyQt5.QtCore import QEvent, QPointF, Qt, pyqtSignal
from PyQt5.QtGui import (
    QFocusEvent,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QWheelEvent,
)
from PyQt5.QtWidgets import QWidget

from iceboxer.boxmanager.canvas.brightness import PER_NOTCH, AdjustBrightness, brightened
from iceboxer.boxmanager.canvas.filament_shapes import Draft
from iceboxer.boxmanager.canvas.filament_tool import filament_gesture, finish_draft, insert_point, paint_draft
from iceboxer.boxmanager.canvas.greyed import KeepPick, greyed_at
from iceboxer.boxmanager.canvas.hints import box_under, cursor_for, paint_hint
from iceboxer.boxmanager.canvas.mask_tools import (
    MASK_TOOLS,
    AddCorners,
    close_outline,
    mask_gesture,
    paint_outline,
    scaled_brush,
)
from iceboxer.boxmanager.canvas.overlay import Style
from iceboxer.boxmanager.canvas.painted_view import PaintedView
from iceboxer.boxmanager.canvas.ruler import Line, Measure, paint_ruler
from iceboxer.boxmanager.canvas.size_circle import FitCircle, is_on_circle, paint_size_circle
from iceboxer.boxmanager.canvas.tools import Gesture, Pan, Tool, gesture_for
from iceboxer.boxmanager.core.session import Session

ZOOM_PER_NOTCH = 1.25  # zoom factor per notch of the wheel
ARROWS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, 1),
    Qt.Key.Key_Down: (0, -1),
}
FINISH = (Qt.Key.Key_Return, Qt.Key.Key_Enter)  # the filament that is being drawn
TAKE_BACK = (Qt.Key.Key_Escape, Qt.Key.Key_Backspace, Qt.Key.Key_Delete)  # its last point
OF_OUTLINE = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Backspace)
BRUSH_PER_NOTCH = 1.15  # factor of the brush's diameter per notch of the wheel
FAR_NUDGE = 10  # px; nudge with Shift and an arrow key


class MicrographView(PaintedView):
    """The painted micrograph, with a tool for the left mouse button."""

    pressed = pyqtSignal()  # the left button
    pointed = pyqtSignal(object)  # (x, y) in px under the mouse; None outside the micrograph
    tool_changed = pyqtSignal(object)
    refused = pyqtSignal(str)  # a sentence on a gesture without effect
    nudged = pyqtSignal(float, float)  # (dx, dy) in px by which to move the selected boxes

    def __init__(self, session: Session, style: Style, parent: QWidget | None = None) -> None:
        super().__init__(session, style, parent)
        self.tool = Tool.BOX
        self.panning_key = False
        self.measured: Line | None = None  # by the ruler
        self.draft: Draft | None = None  # the filament that is being drawn
        self.outline: list[tuple[float, float]] = []  # of a mask, not closed yet; px
        self._brush: float | None = None
        self._gesture: Gesture | None = None
        self._mouse: QPointF | None = None
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(self.tr("Micrograph"))
        session.current_changed.connect(self._forget_marks)
        self.camera_changed.connect(self._point)

    # ── contents and camera ─────────────────────────────────────────────────────────────────────────────────

    def set_tool(self, tool: Tool) -> None:
        """Set the tool of the left mouse button."""
        self.cancel_gesture()
        if self.draft is not None:
            finish_draft(self)
        self.tool, self.measured = tool, None
        self.outline.clear()
        self._set_cursor()
        self.tool_changed.emit(tool)
        self.update()

    def _forget_marks(self) -> None:
        self.measured = self.draft = None
        self.outline.clear()

    def finish_drawing(self) -> None:
        """Complete the filament that is being drawn, if there is one."""
        if self.draft is not None and not finish_draft(self):
            self.refused.emit(self.tr("A filament needs at least two different points; nothing was added."))

    def take_back(self) -> None:
        """Remove the last point of the filament that is being drawn."""
        if self.draft is not None:
            self.draft.take_back()
            if not self.draft.points:
                self.draft = None
            self.update()

    @property
    def mouse(self) -> QPointF | None:
        """The position of the mouse on the canvas, None if it is elsewhere."""
        return self._mouse

    @property
    def brush(self) -> float:
        """The diameter of the mask brush in px; two particle diameters unless a person set it."""
        return self._brush or scaled_brush(self.session.project.diameter, 2.0)

    def scale_brush(self, factor: float) -> None:
        """Multiply the diameter of the mask brush."""
        self._brush = scaled_brush(self.brush, factor)
        self.update()

    def hold_pan(self, held: bool) -> None:
        """Let the left button pan, with any tool, while `held` is set."""
        self.panning_key = held
        self._set_cursor()

    # ── painting ────────────────────────────────────────────────────────────────────────────────────────────

    def paintEvent(self, event: QPaintEvent | None) -> None:
        """Paint the cached layers, and the current gesture over them."""
        painter = QPainter(self)
        self.paint_layers(painter)
        if self.session.view.size_circle and self.layer.picture is not None:
            paint_size_circle(painter, self)
        if self.measured is not None:
            paint_ruler(painter, self.camera, self.measured, self.session.pixel_size)
        if self.outline and not isinstance(self._gesture, AddCorners):
            paint_outline(painter, self, [self._mouse] if self._mouse is not None else [])
        if self._gesture is not None:
            self._gesture.paint(painter)
        elif self._mouse is not None:
            paint_hint(painter, self, self._mouse)
        elif self.draft is not None:
            paint_draft(painter, self, None)
        painter.end()

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
        elif event.button() == Qt.MouseButton.RightButton:
            self._swap_gesture(AdjustBrightness(self, at))
        elif event.button() == Qt.MouseButton.LeftButton:
            self._swap_gesture(self._gesture_of_tool(at, event.modifiers()))

    def _gesture_of_tool(self, at: QPointF, modifiers: Qt.KeyboardModifiers) -> Gesture | None:
        if is_on_circle(self, at):
            return FitCircle(self, at)
        if self.tool is Tool.FILAMENT:
            return filament_gesture(self, at, modifiers)
        if self.tool in MASK_TOOLS:
            return mask_gesture(self, at, modifiers)
        if self.tool is Tool.BOX and not modifiers and box_under(self, at) is None:
            greyed = None if self.layers.hidden_boxes else greyed_at(self, at)
            if greyed is not None:
                return KeepPick(self, at, greyed)
        return Measure(self, at) if self.tool is Tool.RULER else gesture_for(self, self.tool, at, modifiers)

    def mouseDoubleClickEvent(self, event: QMouseEvent | None) -> None:
        """Complete a filament, or insert a point into one; otherwise handle a second click like the first."""
        if event is None or self.tool is not Tool.FILAMENT or event.button() != Qt.MouseButton.LeftButton:
            self.mousePressEvent(event)
        elif self.draft is not None:
            self.finish_drawing()
        elif not insert_point(self, QPointF(event.localPos())):
            self.mousePressEvent(event)

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
        self._point()

    def _point(self) -> None:
        """Report what is under the mouse, which also changes when the camera moves."""
        if self._mouse is not None:
            self.pointed.emit(self.camera.to_micrograph(self._mouse.x(), self._mouse.y()))

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
        if gesture is None and self.measured is None and not self.outline:
            return False
        self.measured = None
        self.outline.clear()
        if gesture is not None:
            gesture.cancel()
        self.update()
        return True

    def leaveEvent(self, event: QEvent | None) -> None:
        """Report that the mouse has left."""
        self._mouse = None
        self.pointed.emit(None)
        self.update()

    def wheelEvent(self, event: QWheelEvent | None) -> None:
        """Zoom around the cursor; with Shift, change the brightness; with Ctrl and a brush, its size."""
        if event is None or self.layer.picture is None:
            return
        notches = (event.angleDelta().y() or event.angleDelta().x()) / 120  # some systems swap the axes with Shift
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self.session.change_view(contrast=brightened(self.session.view, PER_NOTCH * notches))
        elif event.modifiers() & Qt.KeyboardModifier.ControlModifier and self.tool in MASK_TOOLS:
            self.scale_brush(BRUSH_PER_NOTCH**notches)
        else:
            self.zoom(ZOOM_PER_NOTCH**notches, event.position())
        event.accept()

    def event(self, event: QEvent | None) -> bool:
        """Claim keys that are shortcuts elsewhere: arrows that nudge, and those of an outline or of a filament."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride:
            plain = not event.modifiers() & Qt.KeyboardModifier.ControlModifier
            drawing = self.draft is not None and (event.key() in (*FINISH, *TAKE_BACK) or event == QKeySequence.Undo)
            if drawing or (
                plain
                and ((event.key() in ARROWS and self.session.selection) or (event.key() in OF_OUTLINE and self.outline))
            ):
                event.accept()
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        """Nudge the selected boxes, or continue an outline or a filament; pass all other keys to the window."""
        if event is None:
            return
        if self.draft is not None and event.key() in FINISH:
            self.finish_drawing()
        elif self.draft is not None and (event.key() in TAKE_BACK or event == QKeySequence.Undo):
            self.take_back()
        elif event.key() in ARROWS and self.session.selection:
            step = FAR_NUDGE if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1
            dx, dy = ARROWS[Qt.Key(event.key())]
            self.nudged.emit(dx * step, dy * step)
        elif event.key() in OF_OUTLINE and self.outline:
            if event.key() == Qt.Key.Key_Backspace:
                self.outline.pop()
                self.update()
            else:
                close_outline(self)
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

    def _set_cursor(self) -> None:
        self.setCursor(cursor_for(self, self._gesture, self._mouse))
