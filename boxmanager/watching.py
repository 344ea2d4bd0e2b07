"""Watching a folder from the window: it is picked as it fills, whenever nothing more urgent runs."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from PyQt5.QtCore import QObject, pyqtSignal

from iceboxer.boxmanager.learning import Learning
from iceboxer.engine.events import Arrived, Event, MicrographDone, MicrographFailed

SECONDS = 5.0  # between two looks; a file must not change between them


class Watching(QObject):
    """`folder` is the one that a person wishes to have watched, None without such a wish.

    A training, a picking and the assistant go first: watching leaves off for them and goes on by itself, with the
    model that is in use by then. What has arrived is counted by path, since a file that failed may be whole later.
    """

    changed = pyqtSignal()  # it began, ended, waits, or there is something new to count

    def __init__(self, learning: Learning, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.learning, self.session = learning, learning.session
        self.folder: Path | None = None
        self.arrived: set[str] = set()
        self.done: set[str] = set()
        self.failed: set[str] = set()
        self._of = self.session.project
        self._with: tuple[object, ...] = ()  # what it picks with and where to
        learning.changed.connect(self._go_on)
        learning.told.connect(self._heard)
        learning.failed.connect(self._give_up)
        learning.saver.changed.connect(self._look_at_place)
        self.session.project_changed.connect(self._project_changed)
        self.session.model_changed.connect(self._look_at_place)

    @property
    def waits(self) -> bool:
        """Whether something else goes first at present."""
        return self.folder is not None and self.learning.running != "watch"

    def start(self, folder: Path) -> None:
        """Watch `folder` from now on, into the project that is open or a new one."""
        self._stop_present()
        self.folder, self._of = Path(os.path.normpath(folder.absolute())), self.session.project
        self.arrived, self.done, self.failed = set(), set(), set()
        self._go_on()

    def stop(self) -> None:
        """Watch no more; what has been picked stays."""
        self.folder = None
        self._stop_present()
        self.changed.emit()

    def _stop_present(self) -> None:
        if self.learning.running == "watch":
            self.learning.cancel()

    def _go_on(self) -> None:
        learning = self.learning
        if self.folder is not None and not learning.running and not learning.assisting:
            self._with = self._place()
            learning.watch(self.folder, SECONDS, self._ended)
        self.changed.emit()

    def _place(self) -> tuple[object, ...]:
        return self.session.project.model, self.learning.saver.folder

    def _look_at_place(self) -> None:
        """Begin again where the model is another one, or the project is kept elsewhere now."""
        if self.learning.running == "watch" and self._with != self._place():
            self.learning.cancel()

    def _ended(self, summary: dict[str, Any] | None) -> None:
        """It ended by itself, as where there is a file that says so; None where the window told it to leave off."""
        if summary is not None:
            self.folder = None

    def _give_up(self, name: str) -> None:
        if name == "watch":
            self.folder = None  # it would only fail again

    def _project_changed(self) -> None:
        if self.session.project is not self._of:
            self.folder = None

    def _heard(self, event: Event) -> None:
        if self.learning.running != "watch":
            return
        if isinstance(event, Arrived):
            self.arrived.update(event.paths)
            self.session.add_micrographs([Path(path) for path in event.paths])
        elif isinstance(event, MicrographDone):
            self.done.add(event.path)
            self.failed.discard(event.path)
        elif isinstance(event, MicrographFailed):
            self.failed.add(event.path)
        else:
            return
        self.changed.emit()
