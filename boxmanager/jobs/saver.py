"""Automatic saving of the project, within a second of the last edit and in the background."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

from PyQt5.QtCore import QObject, QTimer, pyqtSignal

from iceboxer.boxmanager.core.session import Session
from iceboxer.boxmanager.document.project import INDEX, Snapshot, copy_engine_folders, index_text, write_snapshot
from iceboxer.boxmanager.document.unsaved import choose_folder
from iceboxer.boxmanager.jobs.background import Background
from iceboxer.engine.errors import EngineError

DELAY_MS = 400
RETRY_MS = 3000


class Saver(QObject):
    """Writer of all unsaved changes of the session; `trouble` is the message of the last failure, or empty.

    A project without a name is saved in `unsaved_folder` after its first edit.
    """

    changed = pyqtSignal()

    def __init__(self, session: Session, unsaved_folder: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.trouble = ""
        self._unsaved = unsaved_folder
        self._spare: Path | None = None
        self._writing = False
        self._thread = Background(self)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.save)
        session.modified.connect(self._touched)
        session.project_changed.connect(self.changed)

    @property
    def unsaved(self) -> bool:
        """Whether any change is not on disk yet."""
        session = self.session
        return self._writing or bool(session.unsaved_boxes) or session.unsaved_index

    @property
    def folder(self) -> Path:
        """Folder in which the project is saved."""
        if self.session.project.folder is not None:
            return self.session.project.folder
        if self._spare is None:
            self._spare = choose_folder(self._unsaved)
        return self._spare

    def _touched(self) -> None:
        if self.session.project.folder is None and not self.session.edited:
            return
        if not self._timer.isActive():
            self._timer.start(DELAY_MS)
        self.changed.emit()

    def _snapshot(self) -> Snapshot:
        session = self.session
        project = session.project
        paths = [path for path in session.unsaved_boxes if path in project.box_files]
        boxes = {project.box_files[path]: session.store.boxes(path) for path in paths}
        old = not session.unsaved_index and (self.folder / INDEX).exists()
        return Snapshot(self.folder, None if old else index_text(project, self.folder), boxes)

    def save(self) -> None:
        """Start saving; `changed` is emitted when it is done."""
        session = self.session
        if self._writing or not (session.unsaved_boxes or session.unsaved_index):
            return
        snapshot = self._snapshot()
        taken = session.project, set(session.unsaved_boxes), session.unsaved_index
        session.unsaved_boxes, session.unsaved_index = set(), False
        self._writing = True

        def done(_: None) -> None:
            self._writing = False
            self.trouble = ""
            if session.unsaved_boxes or session.unsaved_index:
                self._timer.start(DELAY_MS)
            self.changed.emit()

        def failed(sentence: str, _: str) -> None:
            self._writing = False
            if session.project is taken[0]:
                session.unsaved_boxes |= taken[1]
                session.unsaved_index = session.unsaved_index or taken[2]
                self.trouble = sentence
                self._timer.start(RETRY_MS)
            self.changed.emit()

        self._thread.run(lambda: write_snapshot(snapshot), done, failed)

    def save_now(self) -> bool:
        """Save and wait; return whether everything is on disk."""
        self._timer.stop()
        session = self.session
        self._thread.wait()
        if not (session.unsaved_boxes or session.unsaved_index):
            return True
        snapshot = self._snapshot()
        return self._write(lambda: write_snapshot(snapshot))

    def _write(self, write: Callable[[], None]) -> bool:
        try:
            write()
        except EngineError as e:
            self.trouble = str(e)
            self._timer.start(RETRY_MS)
            self.changed.emit()
            return False
        self.session.unsaved_boxes, self.session.unsaved_index = set(), False
        self.trouble = ""
        self.changed.emit()
        return True

    def save_as(self, folder: Path) -> bool:
        """Save the whole project to another folder and continue there; return whether it worked."""
        self._timer.stop()
        self._thread.wait()
        session, project = self.session, self.session.project
        boxes = {project.box_files[p]: session.store.boxes(p) for p in session.store.with_boxes()}
        model = project.model

        def write() -> None:
            if self._spare is not None:
                project.model = copy_engine_folders(self._spare, folder, model)
            write_snapshot(Snapshot(folder, index_text(project, folder), boxes))

        if not self._write(write):
            project.model = model
            return False
        project.folder = folder
        session.edited = False
        if project.model != model:
            session.model_changed.emit()
        self.delete_unsaved()
        self.changed.emit()
        return True

    def adopt(self, folder: Path | None) -> None:
        """Continue a project without a name that is stored in `folder`; None begins a new one."""
        self._timer.stop()
        self._thread.wait()
        self._spare = folder
        self.trouble = ""

    def delete_unsaved(self) -> None:
        """Delete the folder of a project that had no name."""
        self._thread.wait()
        if self._spare is not None:
            shutil.rmtree(self._spare, ignore_errors=True)
            self._spare = None

    def close(self) -> None:
        """Stop the thread after the current write."""
        self._timer.stop()
        self._thread.close()
