"""Viewing the current micrograph: its picture, the tool, zoom, contrast and threshold."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PyQt5.QtCore import QObject

from iceboxer.boxmanager.canvas.micrograph_view import MicrographView
from iceboxer.boxmanager.canvas.tools import Tool
from iceboxer.boxmanager.core.host import Slots
from iceboxer.boxmanager.core.session import Session
from iceboxer.boxmanager.jobs.loader import Loader
from iceboxer.boxmanager.panels.display import DisplayPanel
from iceboxer.boxmanager.panels.gallery import GalleryPanel

READ_AHEAD = (1, -1, 2)  # neighbours of the current micrograph, by their distance in the list
THRESHOLD_STEP = 0.01
ZOOM_STEP = 1.25


class Viewing(QObject):
    """Reads the current micrograph and shows its picture on the canvas and in the panels; changes the view."""

    def __init__(
        self, session: Session, loader: Loader, canvas: MicrographView, display: DisplayPanel, gallery: GalleryPanel
    ) -> None:
        super().__init__(canvas)
        self.session, self.loader = session, loader
        self.canvas, self.display, self.gallery = canvas, display, gallery
        session.current_changed.connect(self._read)
        loader.ready.connect(self._show)
        loader.failed.connect(self._failed)

    @property
    def slots(self) -> Slots:
        """The slots of this feature's actions."""
        change = self.session.change_view
        return {
            **{f"tool_{tool.value}": partial(self._set_tool, tool) for tool in Tool},
            "fit": self.canvas.fit,
            "facts": self.show_facts,
            "actual": lambda: self.canvas.zoom_to(1 / self.canvas.devicePixelRatioF()),
            "zoom_in": lambda: self.canvas.zoom(ZOOM_STEP),
            "zoom_out": lambda: self.canvas.zoom(1 / ZOOM_STEP),
            "auto_contrast": lambda: change(contrast=(0.0, 1.0)),
            "invert": lambda on: change(inverted=on),
            "show_rejected": lambda on: change(show_rejected=on),
            "colour_by_confidence": lambda on: change(by_confidence=on),
            "size_circle": lambda on: change(size_circle=on),
            "threshold_down": lambda: self._shift_threshold(-THRESHOLD_STEP),
            "threshold_up": lambda: self._shift_threshold(THRESHOLD_STEP),
        }

    def show_facts(self) -> None:
        """Show the current micrograph in numbers."""
        from iceboxer.boxmanager.dialogs.facts import FactsDialog

        path = self.session.current
        if path is not None:
            FactsDialog(self.session, path, self.loader.picture(path), self.canvas).exec()

    def _set_tool(self, tool: Tool, *_: object) -> None:
        self.canvas.set_tool(tool)

    def _shift_threshold(self, by: float) -> None:
        low, high = self.session.store.picks.confidence_range
        step = by * max(1.0, (high - low) / 2)  # foreign scores span more than 0 to 1
        self.session.set_threshold(min(max(round(self.session.adjustable_threshold + step, 4), low), high))

    def _read(self) -> None:
        """Read the current micrograph, and its neighbours ahead."""
        session = self.session
        path = session.current
        if path is None:
            self.canvas.show_picture(None)
            return
        paths, here = session.project.micrographs, session.index
        self.loader.request(path, [paths[here + by] for by in READ_AHEAD if 0 <= here + by < len(paths)])
        if self.loader.picture(path) is not None:
            self._show(path)
        elif path in session.problems:
            self._show_problem(session.problems[path])
        else:
            self.canvas.show_picture(None, self.tr("Reading {0}…").format(path.name))

    def _show(self, path: Path) -> None:
        picture = self.loader.picture(path)
        if path == self.session.current and picture is not None and picture is not self.canvas.layer.picture:
            self.session.set_file_facts(picture.shape, picture.pixel_size)
            self.display.show_picture(picture)
            self.gallery.show_picture(picture)
            self.canvas.show_picture(picture)

    def _failed(self, path: Path, reason: str, details: str) -> None:
        self.session.mark_problem(path, reason)
        if path == self.session.current:
            self._show_problem(reason)

    def _show_problem(self, reason: str) -> None:
        self.canvas.show_picture(None, self.tr("This micrograph cannot be read.\n\n{0}").format(reason))
