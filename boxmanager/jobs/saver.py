"""Automatic saving of the project, within a second of the last edit and in the background."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from PyQt5.QtCore import QObject, QTimer, pyqtSignal

from iceboxer.boxmanager.core.session import Session
from iceboxer.boxmanager.document.disk_state import DiskState
from iceboxer.boxmanager.document.filament_files import filament_file
from iceboxer.boxmanager.document.mask_files import contents_of, files_of
from iceboxer.boxmanager.document.project_folder import INDEX, copy_engine_folders, moved_model
from iceboxer.boxmanager.document.project_index import index_text
from iceboxer.boxmanager.document.saving import Content, Merged, Snapshot, write_snapshot
from iceboxer.boxmanager.document.unsaved import choose_folder
from iceboxer.boxmanager.jobs.background import Background, OnError, OnResult
from iceboxer.boxmanager.jobs.unsaved_changes import UnsavedChanges
from iceboxer.engine.data.atomic import remove_folder
from iceboxer.engine.errors import EngineError

DELAY_MS = 400
AT_ONCE = 100  # box files that one automatic save writes, so that the next edit never waits long for its turn
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
        self._changes = UnsavedChanges(session)
        self._rescued: dict[str, Content] | None = None  # what was saved elsewhere after the folder disappeared
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
        return self._writing or self._changes.exist

    @property
    def is_rescued(self) -> bool:
        """Whether the work is saved for recovery, because the project's folder has disappeared."""
        return self._rescued is not None

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

    def save(self) -> None:
        """Start saving; `changed` is emitted when it is done."""
        session, project = self.session, self.session.project
        if self._writing or self.look_only or not self._changes.exist:
            return
        snapshot, taken = self._changes.take(self.folder, AT_ONCE)
        self._writing = True

        def done(merged: Merged) -> None:
            self._writing = False
            self._succeeded()
            if session.project is project:
                self.merged.emit(merged)
            if self._changes.exist:
                self._timer.start(0 if self._changes.exceed(AT_ONCE) else DELAY_MS)
            self.changed.emit()

        def failed(sentence: str, _: str) -> None:
            self._writing = False
            if session.project is project:
                self._changes.give_back(taken)
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
            self._changes.mark_all()
            return
        before, files = self._rescued or {}, project.box_files
        held: dict[str, Content] = {files[path]: session.store.known(path) for path in project.micrographs}
        held |= {filament_file(files[path]): session.filaments.store.known(path) for path in project.micrographs}
        fresh = {name: content for name, content in held.items() if len(content) and content is not before.get(name)}
        try:
            folder = self._spare_folder()
            masks = contents_of(project, session.masks, session.masks_in_memory())
            snapshot = Snapshot(folder, partial(index_text, project.frozen(), folder), fresh, masks=masks)
            self._thread.call(lambda: write_snapshot(snapshot))
        except EngineError as e:
            self.trouble = f"{self.trouble} {e}"
        else:
            self._rescued = held

    def save_now(self) -> bool:
        """Save and wait; return whether everything is on disk."""
        self._timer.stop()
        self._thread.wait()
        if self.look_only:
            self.trouble = self.tr("The project was opened to look only. Save it under another name.")
            return False
        if not self._changes.exist:
            return True
        return self._save_once() and (not self._changes.exist_in_files or self._save_once())

    def _save_once(self) -> bool:
        snapshot, taken = self._changes.take(self.folder)
        saved = self._write(lambda: write_snapshot(snapshot))
        if not saved:
            self._changes.give_back(taken)
        return saved

    def _write(self, write: Callable[[], Merged]) -> bool:
        """Write on the other thread and wait, while the window is painted but takes no input."""
        self._writing = True
        try:
            merged = self._thread.call(write)
        except EngineError as e:
            self._writing = False
            self._failed(str(e))
            self.changed.emit()
            return False
        self._writing = False
        self._succeeded()
        self.merged.emit(merged)
        self.changed.emit()
        return True

    def save_as(self, folder: Path) -> bool:
        """Save the whole project to another folder and continue there; return whether it worked."""
        self._timer.stop()
        self._thread.wait()
        session, project = self.session, self.session.project
        files, copied = self._split_boxes()
        masks = contents_of(project, session.masks, session.masks_in_memory())
        copied |= {name: (str(file), None) for name, file in files_of(project, session.masks.pending()).items()}
        model, disk, frozen = project.model, DiskState(), project.frozen()
        taken = self._changes.take_all()

        def write() -> Merged:
            if project.folder is None and self._spare is not None:
                frozen.model = copy_engine_folders(self._spare, folder, model)
                picker = moved_model(frozen.filaments.model, self._spare, folder)
                frozen.filaments = replace(frozen.filaments, model=picker)
            return write_snapshot(Snapshot(folder, partial(index_text, frozen, folder), files, disk, copied, masks))

        if not self._write(write):
            self._changes.give_back(taken)
            return False
        project.model, project.filaments = frozen.model, replace(project.filaments, model=frozen.filaments.model)
        project.folder, project.disk, self.look_only = folder, disk, False
        session.edited = False
        if project.model != model:
            session.model_changed.emit()
        self.delete_unsaved()
        if self._changes.exist:  # meanwhile
            self._timer.start(DELAY_MS)
        self.changed.emit()
        return True

    def _split_boxes(self) -> tuple[dict[str, Content], dict[str, tuple[str, str | None]]]:
        """Return the files to write into another folder, and those whose files here can be copied.

        The latter are unchanged since they were read or written; those that were not read yet are among them.
        """
        session, project = self.session, self.session.project
        folder, disk = project.folder, project.disk
        here = folder is not None and (folder / INDEX).is_file()
        files: dict[str, Content] = {}
        copied: dict[str, tuple[str, str | None]] = {}
        bent = session.filaments
        parts: tuple[tuple[list[Path], set[Path], set[Path], Callable[[Path], Content], Callable[[str], str]], ...] = (
            (session.store.with_boxes(), set(session.store.pending()), session.unsaved_boxes, session.store.boxes, str),
            (bent.store.with_filaments(), set(bent.store.pending()), bent.unsaved, bent.store.filaments, filament_file),
        )
        for paths, unread, unsaved, read, file_of in parts:
            for path in paths:
                name = file_of(project.box_files[path])
                if folder is not None and here and path not in unsaved:
                    beside = disk.beside.get(name, name)
                    copied[name] = f"{folder}{os.sep}{beside}", disk.digests.get(beside)
                elif path not in unread:  # otherwise the folder has disappeared
                    files[name] = read(path)
        return files, copied

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
