"""The filament tool: clicks draw a filament; points of the selected one are dragged, inserted and deleted."""

from __future__ import annotations

from typing import Protocol

from PyQt5.QtCore import QPointF, Qt
from PyQt5.QtGui import QPainter

from iceboxer.boxmanager.canvas.filament_overlay import GRIP, FilamentStyle, paint_filament
from iceboxer.boxmanager.canvas.filament_shapes import Draft, Point, filament_at, point_at
from iceboxer.boxmanager.canvas.layers import Layers
from iceboxer.boxmanager.canvas.tools import CLICK, Canvas, Gesture
from iceboxer.boxmanager.document import filament_edits as edits
from iceboxer.engine.data.filaments import Filament

REACH = GRIP + 3  # screen px within which the mouse grabs a point


class Drawing(Canvas, Protocol):
    """A canvas on which a filament can be drawn."""

    draft: Draft | None
    layers: Layers


def kept_inside(canvas: Canvas, point: Point) -> Point:
    """Return a point of the micrograph, moved to its edge if it lies beyond."""
    shape = canvas.session.shape
    if shape is None:
        return point
    return min(max(point[0], 0.0), float(shape[1])), min(max(point[1], 0.0), float(shape[0]))


def filament_under(canvas: Canvas, at: QPointF) -> Filament | None:
    """Return the filament at a screen position."""
    point = canvas.camera.to_micrograph(at.x(), at.y())
    return filament_at(canvas.session.filaments.drawn(), point, REACH / canvas.camera.scale)


def grip_under(canvas: Canvas, at: QPointF) -> tuple[Filament, int] | None:
    """Return the selected filament, and the index of its point, at a screen position."""
    point = canvas.camera.to_micrograph(at.x(), at.y())
    for f in canvas.session.filaments.selected():
        index = point_at(f, point, REACH / canvas.camera.scale)
        if index is not None:
            return f, index
    return None


class PlacePoint(Gesture):
    """A click, which adds a point to the filament that is being drawn."""

    canvas: Drawing

    def finish(self) -> None:
        """Add the point."""
        if self.canvas.draft is None:
            self.canvas.draft = Draft()
        self.canvas.draft.add(kept_inside(self.canvas, self.point(self.at)))

    def paint(self, painter: QPainter) -> None:
        """Paint the filament up to the mouse."""
        paint_draft(painter, self.canvas, self.at)


class MovePoint(Gesture):
    """Drag of one point of the selected filament."""

    def __init__(self, canvas: Canvas, at: QPointF, filament: Filament, index: int) -> None:
        super().__init__(canvas, at)
        self.filament, self.index = filament, index
        self.number = self.session.new_gesture()
        self.moved = False

    def move(self, at: QPointF) -> None:
        """Follow the mouse once the movement is more than a click."""
        super().move(at)
        if self.moved or self.travelled() >= CLICK:
            self.moved = True
            bent = self.session.filaments
            point = kept_inside(self.canvas, self.point(at))
            changed = edits.with_point_at(self.filament, self.index, point)
            if len(changed.points) == len(self.filament.points):  # not while it lies on its neighbour
                after = edits.exchanged_one(bent.here, self.filament.id, [changed])
                bent.edit_current(self.session.tr("move point"), after, self.number)

    def cancel(self) -> None:
        """Move the point back."""
        if self.moved:
            self.session.filaments.revert_gesture(self.number)


class InsertPoint(MovePoint):
    """Drag of the curve between two points of the selected filament, which inserts a point there."""

    def __init__(self, canvas: Canvas, at: QPointF, filament: Filament) -> None:
        point = canvas.camera.to_micrograph(at.x(), at.y())
        more, index = edits.with_point_between(filament, edits.nearest_distance(filament, point))
        super().__init__(canvas, at, more, index)


def filament_gesture(canvas: Drawing, at: QPointF, modifiers: Qt.KeyboardModifiers) -> Gesture | None:
    """Return the gesture that a press of the left button begins; None if the press is the whole gesture."""
    session, bent = canvas.session, canvas.session.filaments
    if canvas.draft is not None:
        return PlacePoint(canvas, at)
    grip, under = grip_under(canvas, at), filament_under(canvas, at)
    if modifiers & Qt.KeyboardModifier.ControlModifier:
        _delete(canvas, grip, under)
        return None
    if modifiers & Qt.KeyboardModifier.ShiftModifier:
        if under is not None:
            bent.select(bent.selection ^ {under.id})
        return None
    if grip is not None:
        return MovePoint(canvas, at, *grip)
    if under is None:
        bent.select(())
        session.select(())
        return PlacePoint(canvas, at)
    if under.id in bent.selection:
        return InsertPoint(canvas, at, under)
    session.select(())
    bent.select({under.id})
    return Gesture(canvas, at)


def _delete(canvas: Canvas, grip: tuple[Filament, int] | None, under: Filament | None) -> None:
    """Delete the point under the mouse, or else the whole filament."""
    bent = canvas.session.filaments
    if grip is not None:
        filament, index = grip
        left = edits.without_point(filament, index)
        if left is not None:
            after = edits.exchanged_one(bent.here, filament.id, [left])
            bent.edit_current(canvas.session.tr("delete point"), after)
            return
        under = filament
    if under is not None:
        bent.delete(frozenset({under.id}))


def insert_point(canvas: Canvas, at: QPointF) -> bool:
    """Insert a point into the selected filament under the mouse; return whether there is one."""
    under, bent = filament_under(canvas, at), canvas.session.filaments
    if under is None or under.id not in bent.selection or grip_under(canvas, at) is not None:
        return False
    point = canvas.camera.to_micrograph(at.x(), at.y())
    more, _ = edits.with_point_between(under, edits.nearest_distance(under, point))
    bent.edit_current(canvas.session.tr("insert point"), edits.exchanged_one(bent.here, under.id, [more]))
    return True


def finish_draft(canvas: Drawing) -> bool:
    """Add the filament that was drawn to the micrograph; return False if it has fewer than two points."""
    draft, canvas.draft = canvas.draft, None
    bent = canvas.session.filaments
    new = draft.filament(bent.width) if draft is not None else None
    canvas.update()
    if new is None:
        return draft is None
    before = {f.id for f in bent.here}
    bent.edit_current(canvas.session.tr("draw filament"), edits.added(bent.here, new))
    bent.select({f.id for f in bent.here} - before)
    return True


def paint_draft(painter: QPainter, canvas: Drawing, at: QPointF | None) -> None:
    """Paint the filament that is being drawn, up to the mouse."""
    bent = canvas.session.filaments
    draft = canvas.draft or Draft()
    ahead = None if at is None else kept_inside(canvas, canvas.camera.to_micrograph(at.x(), at.y()))
    new = draft.filament(bent.width, ahead)
    if new is not None:
        style = FilamentStyle(canvas.layers.style, bent.spacing)
        paint_filament(painter, canvas.camera, new, style, selected=True)
