"""Editing filaments: cut and join them, and show their segments. Drawing them is a tool of the canvas."""

from __future__ import annotations

from PyQt5.QtCore import QObject

from iceboxer.boxmanager.canvas.filament_tool import filament_under
from iceboxer.boxmanager.canvas.micrograph_view import MicrographView
from iceboxer.boxmanager.core.host import Host, Slots
from iceboxer.boxmanager.core.session import Session
from iceboxer.boxmanager.document import filament_edits as edits


class FilamentEditing(QObject):
    """Edits the filaments of the current micrograph."""

    def __init__(self, session: Session, canvas: MicrographView, host: Host, parent: QObject) -> None:
        super().__init__(parent)
        self.session, self.canvas, self.host = session, canvas, host
        canvas.refused.connect(host.show_message)

    @property
    def slots(self) -> Slots:
        """The slots of this feature's actions."""
        return {"filament_cut": self.cut, "filament_join": self.join, "filament_segments": self.show_segments}

    def cut(self) -> None:
        """Cut the filament under the mouse in two."""
        bent, mouse = self.session.filaments, self.canvas.mouse
        under = filament_under(self.canvas, mouse) if mouse is not None else None
        if under is None or mouse is None:
            self.host.show_message(self.tr("Point at a filament with the mouse, and press V to cut it there."))
            return
        point = self.canvas.camera.to_micrograph(mouse.x(), mouse.y())
        after = edits.cut(bent.here, under.id, edits.nearest_distance(under, point))
        if len(after) == len(bent.here):
            text = self.tr("Not cut: a piece would be shorter than the width of the filament.")
            self.host.show_message(text)
            return
        bent.edit_current(self.tr("cut filament"), after)

    def join(self) -> None:
        """Join the two selected filaments at their nearest ends."""
        bent = self.session.filaments
        chosen = bent.selected()
        if len(chosen) == 2:
            bent.edit_current(self.tr("join filaments"), edits.joined(bent.here, {f.id for f in chosen}))

    def show_segments(self, on: bool) -> None:
        """Show or hide the segments of filaments."""
        self.canvas.layers.show_segments = on
        self.canvas.repaint_boxes()
