"""What the actions about watching a folder do, and the line that tells how it goes."""

from __future__ import annotations

import html
from pathlib import Path
from typing import TYPE_CHECKING

from PyQt5.QtCore import QObject
from PyQt5.QtWidgets import QFileDialog

from iceboxer.boxmanager.panels.strip import Strip
from iceboxer.boxmanager.watching import Watching

if TYPE_CHECKING:
    from iceboxer.boxmanager.main_window import MainWindow


class WatchHandlers(QObject):
    """One method for each action, by the action's name."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self.window = window
        self.watching = Watching(window.learning, self)
        self.strip = Strip(self.tr("Watched folder"), {self.tr("Stop watching"): self.stop_watching})
        self.watching.changed.connect(self._show)

    def watch_folder(self) -> None:
        """Ask for a folder, and pick it as it fills."""
        settings, current = self.window.settings, self.window.session.current
        first = str(settings.get("watch_folder")) or (str(current.parent) if current else "")
        folder = QFileDialog.getExistingDirectory(self.window, self.tr("Watch a folder"), first)
        if folder:
            settings.set("watch_folder", folder)
            self.watching.start(Path(folder))

    def stop_watching(self) -> None:
        """Watch no more."""
        self.watching.stop()

    def _show(self) -> None:
        self.strip.show_text(self._sentence())

    def _sentence(self) -> str:
        watching = self.watching
        if watching.folder is None:
            return ""
        parts = [self.tr("Watching <b>{0}</b>").format(html.escape(str(watching.folder)))]
        if watching.done or watching.failed:
            parts.append(self.tr("{0:,} picked").format(len(watching.done)))
        waiting = len(watching.arrived - watching.done - watching.failed)
        if waiting:
            parts.append(self.tr("{0:,} to come").format(waiting))
        if watching.failed:
            parts.append(self.tr("✕ {0:,} cannot be read").format(len(watching.failed)))
        if watching.learning.assisting and watching.waits:
            parts.append(self.tr("waits until the assistant is off"))
        elif watching.learning.running and watching.waits:
            parts.append(self.tr("waits until the present work is done"))
        elif not waiting:
            parts.append(self.tr("waiting for new micrographs"))
        return "   ·   ".join(parts)
