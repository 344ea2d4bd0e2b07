"""Watching a folder: its particles or filaments are picked as they arrive, while no other task is running."""

from __future__ import annotations

import html
import os
from functools import partial
from pathlib import Path
from typing import Any

from PyQt5.QtCore import QObject, pyqtSignal
from PyQt5.QtWidgets import QFileDialog

from iceboxer.boxmanager.core.host import Host, Slots
from iceboxer.boxmanager.core.session import Session
from iceboxer.boxmanager.core.settings import Settings
from iceboxer.boxmanager.core.task_kind import TaskKind
from iceboxer.boxmanager.features.filament_learning import FilamentLearning
from iceboxer.boxmanager.features.learning import Learning
from iceboxer.boxmanager.jobs.saver import Saver
from iceboxer.boxmanager.panels.strip import Strip
from iceboxer.engine.events import Arrived, Incomplete, MicrographDone, MicrographFailed

POLL_SECONDS = 5.0  # between two scans of the folder; a file must not change between them


class Watching(QObject):
    """Watches `folder`, None while no folder is watched, for particles or `filaments`; shows the state in `strip`.

    A training, a picking and the assistant take precedence: watching pauses for them and resumes automatically, with
    the model that is active then. Files are counted by path, because one that failed may be complete later.
    """

    changed = pyqtSignal()  # watching started, ended or waits, or the counts changed

    def __init__(
        self,
        session: Session,
        saver: Saver,
        settings: Settings,
        learning: Learning,
        filament_learning: FilamentLearning,
        host: Host,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self.session, self.saver, self.settings, self.host = session, saver, settings, host
        self.learning, self.tasks, self.activity = learning, learning.tasks, learning.tasks.activity
        self.filament_learning = filament_learning
        self.folder: Path | None = None
        self.filaments = False
        self.arrived: set[str] = set()
        self.done: set[str] = set()
        self.failed: set[str] = set()
        self.incomplete = 0
        self._project = session.project
        self._inputs: tuple[object, ...] = ()  # the model and the output folder of the running task
        self.strip = Strip(self.tr("Watched folder"), {self.tr("Stop watching"): self.stop})
        self.changed.connect(lambda: self.strip.show_text(self._sentence()))
        self.activity.changed.connect(self._resume)
        self.tasks.reported.connect(self._report)
        self.tasks.failed.connect(self._task_failed)
        saver.changed.connect(self._restart_if_moved)
        session.project_changed.connect(self._project_changed)
        session.model_changed.connect(self._restart_if_moved)
        session.filaments.settings_changed.connect(self._restart_if_moved)

    @property
    def slots(self) -> Slots:
        """The slots of this feature's actions."""
        return {
            "watch_folder": partial(self.choose_folder, False),
            "watch_filaments": partial(self.choose_folder, True),
            "stop_watching": self.stop,
        }

    @property
    def waits(self) -> bool:
        """Whether watching waits for another task."""
        return self.folder is not None and self.activity.running is not TaskKind.WATCH

    def choose_folder(self, filaments: bool) -> None:
        """Ask for a folder and watch it, for particles or filaments."""
        current = self.session.current
        first = str(self.settings.get("watch_folder")) or (str(current.parent) if current else "")
        folder = QFileDialog.getExistingDirectory(self.host.dialog_parent, self.tr("Watch a folder"), first)
        if folder:
            self.settings.set("watch_folder", folder)
            self.start(Path(folder), filaments)

    def start(self, folder: Path, filaments: bool = False) -> None:
        """Watch `folder` for particles or filaments, and add its micrographs to the open project."""
        self._cancel()
        self.filaments = filaments
        self.folder, self._project = Path(os.path.normpath(folder.absolute())), self.session.project
        self.arrived, self.done, self.failed, self.incomplete = set(), set(), set(), 0
        self._resume()

    def stop(self) -> None:
        """Stop watching; picks that were made stay."""
        self.folder = None
        self._cancel()
        self.changed.emit()

    def _cancel(self) -> None:
        if self.activity.running is TaskKind.WATCH:
            self.tasks.cancel()

    def _resume(self) -> None:
        if self.folder is not None and self.activity.running is None and not self.activity.assisting:
            self._inputs, self.incomplete = self._present_inputs(), 0
            learning = self.filament_learning if self.filaments else self.learning
            learning.watch(self.folder, POLL_SECONDS, self._ended)
        self.changed.emit()

    def _present_inputs(self) -> tuple[object, ...]:
        project = self.session.project
        return self.filaments, project.filaments.model if self.filaments else project.model, self.saver.folder

    def _restart_if_moved(self) -> None:
        """Restart the task if another model became active or the project was saved elsewhere."""
        if self.activity.running is TaskKind.WATCH and self._inputs != self._present_inputs():
            self.tasks.cancel()

    def _ended(self, summary: dict[str, Any] | None) -> None:
        """Stop watching if the task ended by itself, as on a stop file; it returns None if it was cancelled."""
        if summary is not None:
            self.folder = None

    def _task_failed(self, kind: TaskKind) -> None:
        if kind is TaskKind.WATCH:
            self.folder = None  # otherwise it would restart and fail again

    def _project_changed(self) -> None:
        if self.session.project is not self._project:
            self.folder = None

    def _report(self, event: object) -> None:
        if self.activity.running is not TaskKind.WATCH:
            return
        if isinstance(event, Arrived):
            self.arrived.update(event.paths)
            self.session.add_micrographs([Path(path) for path in event.paths])
        elif isinstance(event, Incomplete):
            self.incomplete = event.count
        elif isinstance(event, MicrographDone):
            self.done.add(event.path)
            self.failed.discard(event.path)
        elif isinstance(event, MicrographFailed):
            self.failed.add(event.path)
        else:
            return
        self.changed.emit()

    def _sentence(self) -> str:
        if self.folder is None:
            return ""
        name = html.escape(str(self.folder))
        text = self.tr("Watching <b>{0}</b> for filaments") if self.filaments else self.tr("Watching <b>{0}</b>")
        parts = [text.format(name)]
        if self.done or self.failed:
            parts.append(self.tr("{0:,} picked").format(len(self.done)))
        queued = len(self.arrived - self.done - self.failed)
        if queued:
            parts.append(self.tr("{0:,} queued").format(queued))
        if self.incomplete:
            parts.append(self.tr("{0:,} arriving").format(self.incomplete))
        if self.failed:
            parts.append(self.tr("✕ {0:,} cannot be read").format(len(self.failed)))
        if self.activity.assisting and self.waits:
            parts.append(self.tr("waits until the assistant is switched off"))
        elif self.activity.running is not None and self.waits:
            parts.append(self.tr("waits until the running task ends"))
        elif not queued and not self.incomplete:
            parts.append(self.tr("waiting for new micrographs"))
        return "   ·   ".join(parts)
