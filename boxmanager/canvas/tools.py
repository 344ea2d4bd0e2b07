"""Mouse gestures, one object each: from the press of the button to its release or Esc.

A gesture edits through the session while it lasts, as one undo step. Points are in px of the micrograph.
"""

from __future__ import annotations

from enum import Enum
from typing import Protocol

from PyQt5.QtCore import QPointF, QRectF, Qt
from PyQt5.QtGui import QColor, QPainter, QPen

from iceboxer.boxmanager.canvas.camera import Camera
from iceboxer.boxmanager.canvas.hit import box_at, centres_in, swept
from iceboxer.boxmanager.core.session import Session
from iceboxer.boxmanager.document import edits
from iceboxer.boxmanager.document.plurals import counted
from iceboxer.engine.data.boxes import Boxes

CLICK = 4  # screen px; a shorter movement still counts as a click
# A drag draws a box only if it is at least this many times CLICK: drawing resizes all boxes, which a click must not do.
DRAWING = 6


class Tool(Enum):
    """Tools of the left mouse button."""

    PAN = "pan"
    BOX = "box"
    SELECT = "select"
    ERASE = "erase"
    RULER = "ruler"
    PAINT = "paint"
    UNPAINT = "unpaint"
    OUTLINE = "outline"


class Canvas(Protocol):
    """The part of the widget that gestures use."""

    session: Session
    camera: Camera

    def set_camera(self, camera: Camera) -> None:
        """Set the camera."""

    def update(self) -> None:
        """Schedule a repaint."""


class Gesture:
    """A gesture from press to release; `at` is the mouse position on the screen."""

    def __init__(self, canvas: Canvas, at: QPointF) -> None:
        self.canvas = canvas
        self.session = canvas.session
        self.start = at
        self.at = at

    def move(self, at: QPointF) -> None:
        """Handle a mouse movement to `at`."""
        self.at = at
        self.canvas.update()

    def finish(self) -> None:
        """Handle the release of the button."""

    def cancel(self) -> None:
        """Undo the gesture after Esc."""

    def paint(self, painter: QPainter) -> None:
        """Paint the gesture over the boxes."""

    def point(self, at: QPointF) -> tuple[float, float]:
        """Return the point of the micrograph at a screen position."""
        return self.canvas.camera.to_micrograph(at.x(), at.y())

    def travelled(self) -> float:
        """Return the larger of the horizontal and vertical distances from the press, in screen px."""
        return max(abs(self.at.x() - self.start.x()), abs(self.at.y() - self.start.y()))


class Pan(Gesture):
    """Drag of the micrograph."""

    def move(self, at: QPointF) -> None:
        """Follow the mouse."""
        self.canvas.set_camera(self.canvas.camera.panned(at.x() - self.at.x(), at.y() - self.at.y()))
        super().move(at)


class PlaceBox(Gesture):
    """A click, which places a box of the current size, or a long drag, which draws one and resizes all boxes."""

    def drawn(self) -> tuple[float, float, float] | None:
        """Return x, y and size of the drawn square in px; None while the gesture is a click."""
        if self.travelled() < CLICK * DRAWING:
            return None
        (x0, y0), (x1, y1) = self.point(self.start), self.point(self.at)
        size = max(abs(x1 - x0), abs(y1 - y0))
        along_x = size if x1 >= x0 else -size
        along_y = size if y1 >= y0 else -size
        return x0 + along_x / 2, y0 + along_y / 2, float(round(size))

    def finish(self) -> None:
        """Place the box."""
        session, shape = self.session, self.session.shape
        if shape is None or session.current is None:
            return
        drawn = self.drawn()
        size = session.project.box_size
        x, y = self.point(self.start)
        if drawn:
            x, y, size = drawn
        if not (0 <= x <= shape[1] and 0 <= y <= shape[0]):
            return
        if drawn and size != session.project.box_size:
            session.draw_box(x, y, size)
        else:
            session.edit_current(session.tr("add box"), edits.added(session.boxes, x, y, size))

    def paint(self, painter: QPainter) -> None:
        """Paint the drawn square and its size."""
        drawn = self.drawn()
        if drawn:
            x, y, size = drawn
            sx, sy = self.canvas.camera.to_screen(x, y)
            side = size * self.canvas.camera.scale
            square = QRectF(sx - side / 2, sy - side / 2, side, side)
            painter.setPen(QPen(QColor("white"), 1.5, Qt.PenStyle.DashLine))
            painter.drawRect(square)
            painter.drawText(square.bottomRight() + QPointF(6, 0), f"{size:g} px")


class MoveBoxes(Gesture):
    """Drag of a box and all boxes selected with it; a click only selects the box."""

    def __init__(self, canvas: Canvas, at: QPointF, box: int, extend: bool) -> None:
        super().__init__(canvas, at)
        session = self.session
        self.before: Boxes = session.boxes
        self.number = session.new_gesture()
        self.moved = False
        if extend:
            session.select(session.selection ^ {box})
        elif box not in session.selection:
            session.select({box})
        self.which = edits.by_ids(self.before, session.selection)

    def move(self, at: QPointF) -> None:
        """Follow the mouse once the movement is more than a click."""
        super().move(at)
        if not self.moved and self.travelled() < CLICK:
            return
        self.moved = True
        (x0, y0), (x1, y1) = self.point(self.start), self.point(self.at)
        after = edits.moved(self.before, self.which, x1 - x0, y1 - y0, self.session.shape)
        count = int(self.which.sum())
        text = self.session.tr("move box") if count == 1 else self.session.tr("move {0:,} boxes").format(count)
        self.session.edit_current(text, after, self.number)

    def cancel(self) -> None:
        """Move the boxes back."""
        if self.moved:
            self.session.revert_gesture(self.number)


class SelectArea(Gesture):
    """Selection of the boxes whose centres are in a drawn rectangle; a click selects the box under it."""

    def __init__(self, canvas: Canvas, at: QPointF, extend: bool, box: int | None = None) -> None:
        super().__init__(canvas, at)
        self.kept = self.session.selection if extend else frozenset()
        self.box = box

    def finish(self) -> None:
        """Select the boxes in the rectangle, or the box that was clicked."""
        boxes = self.session.boxes
        if self.box is not None and self.travelled() < CLICK:
            self.session.select(self.kept ^ {self.box})
            return
        inside = centres_in(boxes, *self.point(self.start), *self.point(self.at)) & self.session.drawn()
        self.session.select(self.kept | set(boxes["id"][inside].tolist()))

    def paint(self, painter: QPainter) -> None:
        """Paint the rectangle."""
        painter.setPen(QPen(QColor("white"), 1, Qt.PenStyle.DashLine))
        painter.setBrush(QColor(255, 255, 255, 30))
        painter.drawRect(QRectF(self.start, self.at).normalized())
        painter.setBrush(Qt.BrushStyle.NoBrush)


class Erase(Gesture):
    """Drag of the eraser, which deletes the boxes whose centres it passes over."""

    def __init__(self, canvas: Canvas, at: QPointF) -> None:
        super().__init__(canvas, at)
        self.number = self.session.new_gesture()
        self.erased = 0
        self._sweep(at, at)

    def move(self, at: QPointF) -> None:
        """Erase along the movement."""
        self._sweep(self.at, at)
        super().move(at)

    def _sweep(self, start: QPointF, stop: QPointF) -> None:
        session = self.session
        boxes = session.boxes
        radius = eraser_radius(session.project.box_size)
        hit = swept(boxes, *self.point(start), *self.point(stop), radius) & session.shown()
        if hit.any():
            self.erased += int(hit.sum())
            erase_one, erase_many = session.tr("erase {0:,} box"), session.tr("erase {0:,} boxes")
            text = counted(self.erased, erase_one, erase_many)
            session.edit_current(text, edits.deleted(boxes, hit), self.number)

    def cancel(self) -> None:
        """Restore the erased boxes."""
        if self.erased:
            self.session.revert_gesture(self.number)


def eraser_radius(box_size: float) -> float:
    """Return the radius of the eraser in px."""
    return box_size / 2


def gesture_for(canvas: Canvas, tool: Tool, at: QPointF, modifiers: Qt.KeyboardModifiers) -> Gesture | None:
    """Return the gesture that a press of the left button begins; None if the press is the whole gesture."""
    session = canvas.session
    control = bool(modifiers & Qt.KeyboardModifier.ControlModifier)
    shift = bool(modifiers & Qt.KeyboardModifier.ShiftModifier)
    if tool is Tool.PAN:
        return Pan(canvas, at)
    if tool is Tool.ERASE:
        return Erase(canvas, at)
    box = box_at(session.boxes, session.drawn(), *canvas.camera.to_micrograph(at.x(), at.y()))
    if control:
        if box is not None:
            session.delete(frozenset({box}))
        return None
    if tool is Tool.SELECT and box not in session.selection:
        return SelectArea(canvas, at, shift, box)  # only what is selected moves
    if box is not None:
        return MoveBoxes(canvas, at, box, shift)
    if shift:
        return SelectArea(canvas, at, shift)
    session.select(())
    return PlaceBox(canvas, at)
