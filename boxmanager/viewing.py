"""From the micrograph that is wanted to the picture that is seen."""

from __future__ import annotations

from pathlib import Path

from PyQt5.QtCore import QObject

from iceboxer.boxmanager.canvas.micrograph_view import MicrographView
from iceboxer.boxmanager.jobs.loader import Loader
from iceboxer.boxmanager.panels.display import DisplayPanel
from iceboxer.boxmanager.panels.gallery import GalleryPanel
from iceboxer.boxmanager.session import Session

AHEAD = (1, -1, 2)  # places of the neighbours that are read ahead


class Viewing(QObject):
    """Has the micrograph in view read, and hands its picture to all who show it."""

    def __init__(
        self, session: Session, loader: Loader, canvas: MicrographView, display: DisplayPanel, gallery: GalleryPanel
    ) -> None:
        super().__init__(canvas)
        self.session, self.loader = session, loader
        self.canvas, self.display, self.gallery = canvas, display, gallery
        session.current_changed.connect(self._want)
        loader.ready.connect(self._ready)
        loader.failed.connect(self._failed)

    def _want(self) -> None:
        session = self.session
        path = session.current
        if path is None:
            self.canvas.show_picture(None)
            return
        paths, here = session.project.micrographs, session.index
        self.loader.request(path, [paths[here + by] for by in AHEAD if 0 <= here + by < len(paths)])
        if self.loader.picture(path) is not None:
            self._ready(path)
        elif path in session.problems:
            self._say_unreadable(session.problems[path])
        else:
            self.canvas.show_picture(None, self.tr("Reading {0}…").format(path.name))

    def _ready(self, path: Path) -> None:
        picture = self.loader.picture(path)
        if path == self.session.current and picture is not None and picture is not self.canvas.layer.picture:
            self.session.look_at(picture.shape, picture.pixel_size)
            self.display.show_picture(picture)
            self.gallery.show_picture(picture)
            self.canvas.show_picture(picture)

    def _failed(self, path: Path, reason: str, details: str) -> None:
        self.session.mark_problem(path, reason)
        if path == self.session.current:
            self._say_unreadable(reason)

    def _say_unreadable(self, reason: str) -> None:
        self.canvas.show_picture(None, self.tr("This micrograph cannot be read.\n\n{0}").format(reason))
