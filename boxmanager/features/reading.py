"""Reading the boxes, masks and filaments of the open project, in the background or at once."""

from __future__ import annotations

from collections.abc import Callable, Collection
from contextlib import suppress
from functools import partial
from pathlib import Path

from PyQt5.QtCore import QObject

from iceboxer.boxmanager.core.session import Session
from iceboxer.boxmanager.document.box_files import read_project_boxes
from iceboxer.boxmanager.document.filament_files import read_project_filaments
from iceboxer.boxmanager.document.filament_store import Filaments
from iceboxer.boxmanager.document.mask_files import read_project_masks
from iceboxer.boxmanager.document.masks import MaskPair
from iceboxer.boxmanager.document.project import Project
from iceboxer.boxmanager.jobs.background import Background
from iceboxer.engine.data.boxes import Boxes
from iceboxer.engine.errors import ReadError

READ_AT_ONCE = 40  # micrographs whose boxes are read before the window is updated; more would keep its thread busy

Read = dict[Path, tuple[Boxes, MaskPair]]


class Reading(QObject):
    """Reads what belongs to the micrographs of the open project, the boxes before the filaments.

    `failed` is called with a sentence and details if the reading in the background ends with an error.
    """

    def __init__(
        self, session: Session, thread: Background, failed: Callable[[str, str], None], parent: QObject
    ) -> None:
        super().__init__(parent)
        self.session, self._thread, self._failed = session, thread, failed
        self._backlog: list[Path] = []  # micrographs whose boxes must still be read
        self._filament_backlog: list[Path] = []  # and those whose filaments must
        session.boxes_needed.connect(self.read_all)

    def begin(self) -> None:
        """Read the project that has just been opened, in the background."""
        self._backlog = self._unread()
        self._filament_backlog = self.session.filaments.store.pending()
        self._read_some()

    def stop(self) -> None:
        """Read nothing more because the project is closed."""
        self._backlog, self._filament_backlog = [], []

    def _unread(self) -> list[Path]:
        """Return the micrographs whose boxes or masks have not been read yet."""
        return list(dict.fromkeys([*self.session.store.pending(), *self.session.masks.pending()]))

    def read_all(self) -> None:
        """Read all boxes and masks and wait, while the window is painted but takes no input."""
        self._backlog = []
        self._read_all_filaments()
        while unread := self._unread():
            project = self.session.project
            masked = set(self.session.masks.pending())
            read = self._thread.call(partial(_read_boxes, project, unread[:READ_AT_ONCE], masked))
            self._supply(project, read)
            for path in unread[:READ_AT_ONCE]:
                if path not in read:
                    self.session.store.boxes(path)  # shows the error
                    self.session.masks.of(path)
            if self._unread() == unread:
                return  # the folder has disappeared

    def _read_some(self) -> None:
        """Read the boxes of a few micrographs in the background, then of the next few."""
        project = self.session.project
        some, self._backlog = self._backlog[:READ_AT_ONCE], self._backlog[READ_AT_ONCE:]

        def done(read: Read) -> None:
            if self.session.project is project:
                self._supply(project, read)
                self._read_some()

        if some:
            # errors are shown when the micrograph is opened, which reads it again
            masked = set(self.session.masks.pending())
            self._thread.run(partial(_read_boxes, project, some, masked), done, self._failed)
        else:
            self._read_some_filaments()

    def _read_all_filaments(self) -> None:
        """Read all filaments and wait, while the window is painted but takes no input."""
        self._filament_backlog = []
        store = self.session.filaments.store
        if unread := store.pending():
            self._supply_filaments(self._thread.call(partial(_read_filaments, self.session.project, unread)))
        for path in store.pending():
            store.filaments(path)  # shows the error

    def _read_some_filaments(self) -> None:
        """Read the filaments of a few micrographs in the background, then of the next few."""
        project, backlog = self.session.project, self._filament_backlog
        some, self._filament_backlog = backlog[:READ_AT_ONCE], backlog[READ_AT_ONCE:]

        def done(read: dict[Path, Filaments]) -> None:
            if self.session.project is project:
                self._supply_filaments(read)
                self._read_some_filaments()

        if some:
            self._thread.run(partial(_read_filaments, project, some), done, self._failed)

    def _supply_filaments(self, read: dict[Path, Filaments]) -> None:
        for path, filaments in read.items():
            self.session.filaments.store.supply(path, filaments)
        self.session.filaments.changed.emit(list(read))

    def _supply(self, project: Project, read: Read) -> None:
        if self.session.project is project:
            for path, (boxes, masks) in read.items():
                self.session.supply(path, boxes, masks)
            self.session.boxes_changed.emit(list(read))


def _read_boxes(project: Project, paths: list[Path], masked: Collection[Path]) -> Read:
    """Return boxes and masks of micrographs of a project, without those whose files cannot be read.

    Only those of `masked` have masks; to look for the files of all others would take long in a network folder.
    """
    read: Read = {}
    for path in paths:
        with suppress(ReadError):
            masks = read_project_masks(project, path) if path in masked else MaskPair()
            read[path] = read_project_boxes(project, path), masks
    return read


def _read_filaments(project: Project, paths: list[Path]) -> dict[Path, Filaments]:
    """Return the filaments of micrographs of a project, without those whose files cannot be read."""
    read: dict[Path, Filaments] = {}
    for path in paths:
        with suppress(ReadError):
            read[path] = read_project_filaments(project, path)
    return read
