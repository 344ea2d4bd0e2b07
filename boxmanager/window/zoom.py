"""The micrograph and the zoom that come back when the project that was open last is opened again."""

from __future__ import annotations

import math
from pathlib import Path

from PyQt5.QtCore import QObject

from iceboxer.boxmanager.canvas.camera import Camera
from iceboxer.boxmanager.canvas.micrograph_view import MicrographView
from iceboxer.boxmanager.core.session import Session
from iceboxer.boxmanager.core.settings import Settings


class ZoomMemory(QObject):
    """Stores micrograph and zoom of the project when the window closes, and restores them when it is opened.

    Looking through a project does not change its file, so the micrograph is stored here too.
    """

    def __init__(self, session: Session, canvas: MicrographView, settings: Settings, parent: QObject) -> None:
        super().__init__(parent)
        self.session, self.canvas, self.settings = session, canvas, settings
        self._project = session.project
        self._waiting = False  # for the first picture
        session.project_changed.connect(self._project_changed)
        session.size_changed.connect(self._picture_read)

    def save(self) -> None:
        """Store the current micrograph and the zoom, or that the whole micrograph is shown."""
        camera = self.canvas.camera
        place = [] if self.canvas.fitted else [camera.x, camera.y, camera.scale]
        current = str(self.session.current or "")
        self.settings.set("zoom", {"project": self._key(), "micrograph": current, "place": place})

    def _key(self) -> str:
        project = self.session.project
        return str(project.folder or (project.micrographs[0].parent if project.micrographs else ""))

    def _project_changed(self) -> None:
        if self.session.project is not self._project:
            self._project = self.session.project
            self._waiting = True
            kept, project = self.settings.get("zoom"), self.session.project
            path = Path(str(kept.get("micrograph", "")))
            if project.folder is not None and kept.get("project") == self._key() and path in project.box_files:
                project.current = path  # shown when all others know the project

    def _picture_read(self) -> None:
        """Restore the zoom just before the first picture is shown."""
        if not self._waiting or self.session.shape is None:
            return
        self._waiting = False
        kept = self.settings.get("zoom")
        place = kept.get("place")
        if kept.get("project") != self._key() or not isinstance(place, list) or len(place) != 3:
            return
        if all(isinstance(value, int | float) and math.isfinite(value) for value in place) and place[2] > 0:
            x, y, scale = map(float, place)
            self.canvas.set_camera(Camera(x, y, scale, self.canvas.camera.width, self.canvas.camera.height))
