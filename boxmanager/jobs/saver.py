"""Automatic saving of the project, within a second of the last edit and in the background."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PyQt5.QtCore import QObject, QTimer, pyqtSignal

from iceboxer.boxmanager.core.session import Session
from iceboxer.boxmanager.document.disk_state import DiskState
from iceboxer.boxmanager.document.project import INDEX, copy_engine_folders, index_text
from iceboxer.boxmanager.document.saving import Merged, Snapshot, write_snapshot
from iceboxer.boxmanager.document.unsaved import choose_folder
from iceboxer.boxmanager.jobs.background import Background, OnError, OnResult
from iceboxer.engine.data.atomic import remove_folder
from iceboxer.engine.data.boxes import Boxes
from iceboxer.engine.errors import EngineError

DELAY_MS = 400
RETRY_MS = 3000


class Saver(QObject):
    """Writer of all unsaved changes of the session; `trouble` is the message of the last failure, or empty.

    A project without a name is saved in `unsaved_folder` after its first edit, and so is a project whose folder has
    disappeared, with all boxes that are in memory. With `look_only`, nothing is saved in the project's folder.
    """

    changed = pyqtSignal()
    merged = pyqtSignal(object)  # Merged: somebody else had changed the project on disk

    def __init__(self, session: Session, unsaved_folder: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.trouble = ""
        self.look_only = False
        self._rescued: dict[Path, Boxes] | None = None  # what was saved elsewhere after the folder disappeared
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
        if self.look_only:
            return session.edited
        return self._writing or bool(session.unsaved_boxes) or session.unsaved_index

    @property
    def folder(self) -> Path:
        """Folder in which the project is saved."""
        if self.session.project.folder is not None:
            return self.session.project.folder
        return self._spare_folder()

    def _spare_folder(self) -> Path:
        if self._spare is None:
            self._spare = choose_folder(self._unsaved)
        return self._spare

    def run(self, function: Callable[[], Any], done: OnResult, failed: OnError) -> None:
        """Run a function on the thread that saves, which is the only one that may change `Project.disk`."""
        self._thread.run(function, done, failed)

    def _touched(self) -> None:
        if self.look_only:
            self.changed.emit()
            return
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
        old = not session.unsaved_index and project.disk.index is not None
        return Snapshot(self.folder, None if old else index_text(project, self.folder), boxes, project.disk)

    def save(self) -> None:
        """Start saving; `changed` is emitted when it is done."""
        session = self.session
        if self._writing or self.look_only or not (session.unsaved_boxes or session.unsaved_index):
            return
        snapshot = self._snapshot()
        taken = session.project, set(session.unsaved_boxes), session.unsaved_index
        session.unsaved_boxes, session.unsaved_index = set(), False
        self._writing = True

        def done(merged: Merged) -> None:
            self._writing = False
            self._succeeded()
            if session.project is taken[0]:
                self.merged.emit(merged)
            if session.unsaved_boxes or session.unsaved_index:
                self._timer.start(DELAY_MS)
            self.changed.emit()

        def failed(sentence: str, _: str) -> None:
            self._writing = False
            if session.project is taken[0]:
                session.unsaved_boxes |= taken[1]
                session.unsaved_index = session.unsaved_index or taken[2]
                self._failed(sentence)
            self.changed.emit()

        self._thread.run(lambda: write_snapshot(snapshot), done, failed)

    def _succeeded(self) -> None:
        self.trouble = ""
        if self._rescued is not None:
            self.delete_unsaved()

    def _failed(self, sentence: str) -> None:
        self.trouble = sentence
        self._timer.start(RETRY_MS)
        project = self.session.project
        if not (self.folder / INDEX).is_file() and project.disk.index is not None:
            self._rescue()

    def report_gone(self, sentence: str) -> None:
        """Show that the folder has disappeared although nothing must be saved, and save what is in memory."""
        self.session.unsaved_index = True  # so that saving is tried until the folder is back
        self._failed(sentence)
        self.changed.emit()

    def _rescue(self) -> None:
        """Save what is in memory in the folder of unsaved work, since the project's own folder has disappeared."""
        session, project = self.session, self.session.project
        if project.folder is None:  # that folder itself has disappeared: take another
            self._spare, project.disk = None, DiskState()
            session.unsaved_boxes, session.unsaved_index = set(project.micrographs), True
            return
        before = self._rescued or {}
        boxes = {path: session.store.known(path) for path in project.micrographs}
        fresh = {project.box_files[p]: b for p, b in boxes.items() if len(b) and b is not before.get(p)}
        try:
            write_snapshot(Snapshot(self._spare_folder(), index_text(project, self._spare_folder()), fresh))
        except EngineError as e:
            self.trouble = f"{self.trouble} {e}"
        else:
            self._rescued = boxes

    def save_now(self) -> bool:
        """Save and wait; return whether everything is on disk."""
        self._timer.stop()
        session = self.session
        self._thread.wait()
        if self.look_only:
            self.trouble = self.tr("The project was opened to look only. Save it under another name.")
            return False
        if not (session.unsaved_boxes or session.unsaved_index):
            return True
        return self._save_once() and (not session.unsaved_boxes or self._save_once())

    def _save_once(self) -> bool:
        snapshot = self._snapshot()
        return self._write(lambda: write_snapshot(snapshot))

    def _write(self, write: Callable[[], Merged]) -> bool:
        try:
            merged = write()
        except EngineError as e:
            self._failed(str(e))
            self.changed.emit()
            return False
        self.session.unsaved_boxes, self.session.unsaved_index = set(), False
        self._succeeded()
        self.merged.emit(merged)
        self.changed.emit()
        return True

    def save_as(self, folder: Path) -> bool:
        """Save the whole project to another folder and continue there; return whether it worked."""
        self._timer.stop()
        self._thread.wait()
        session, project = self.session, self.session.project
        boxes = {path: session.store.boxes(path) for path in session.store.with_boxes()}
        unread = session.store.pending()  # their folder has disappeared
        files = {project.box_files[path]: b for path, b in boxes.items() if path not in unread}
        model, disk = project.model, DiskState()

        def write() -> Merged:
            if project.folder is None and self._spare is not None:
                project.model = copy_engine_folders(self._spare, folder, model)
            return write_snapshot(Snapshot(folder, index_text(project, folder), files, disk))

        if not self._write(write):
            project.model = model
            return False
        project.folder, project.disk, self.look_only = folder, disk, False
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
        self._rescued, self.look_only = None, False
        self.trouble = ""

    def delete_unsaved(self) -> None:
        """Delete the folder of a project that had no name."""
        self._thread.wait()
        if self._spare is not None:
            remove_folder(self._spare)
            self._spare = self._rescued = None

    def close(self) -> None:
        """Stop the thread after the current write."""
        self._timer.stop()
        self._thread.close()
