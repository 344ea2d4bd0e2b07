"""Opening, saving and closing: what belongs to the File menu and asks before anything is lost."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PyQt5.QtCore import QObject, pyqtSignal
from PyQt5.QtWidgets import QFileDialog, QMessageBox, QWidget

from iceboxer.boxmanager.dialogs.ask import confirm
from iceboxer.boxmanager.document import unsaved
from iceboxer.boxmanager.document.project import (
    BOXES,
    SUFFIX,
    Project,
    project_folder,
    read_project,
    read_project_boxes,
)
from iceboxer.boxmanager.jobs.background import Background
from iceboxer.boxmanager.jobs.sample import make_sample
from iceboxer.boxmanager.jobs.saver import Saver
from iceboxer.boxmanager.session import Session
from iceboxer.boxmanager.settings import Settings
from iceboxer.engine.data.atomic import remove_remains
from iceboxer.engine.data.boxes import Boxes
from iceboxer.engine.data.micrograph import SUFFIXES, open_micrograph
from iceboxer.engine.data.micrograph_search import find_micrographs
from iceboxer.engine.errors import EngineError, ReadError

BOXES_OF_WIDTH = 22  # the first box size is this part of a micrograph's width, until somebody says better


class Filing(QObject):
    """What is open, and how it got there. `notice` is a sentence worth showing that needs no answer."""

    notice = pyqtSignal(str)
    busy = pyqtSignal(str)  # what is going on, empty when it is done

    def __init__(self, session: Session, saver: Saver, settings: Settings, window: QWidget) -> None:
        super().__init__(window)
        self.session = session
        self.saver = saver
        self.settings = settings
        self.window = window
        self._thread = Background(self)
        self._backlog: list[Path] = []

    # ── open ────────────────────────────────────────────────────────────────────────────────────────────────

    def open(self, paths: list[Path]) -> None:
        """Open a project, or micrographs and folders of them, in the place of what is open."""
        project = project_folder(paths[0]) if len(paths) == 1 else None
        if project is not None:
            self.open_project(project)
        elif self.may_leave():
            self._find(paths, self._open_new)

    def add(self, paths: list[Path]) -> None:
        """Take micrographs into what is open; a project is opened instead."""
        if not self.session.project.micrographs or (len(paths) == 1 and project_folder(paths[0])):
            self.open(paths)
        else:
            self._find(paths, self._add_found)

    def _find(self, paths: list[Path], then: Callable[[list[Path], list[Path], float], None]) -> None:
        self.busy.emit(self.tr("Looking for micrographs…"))

        def work() -> tuple[list[Path], float]:
            found = [path.absolute() for path in find_micrographs(paths)]
            return found, _first_box_size(found)

        def done(result: tuple[list[Path], float]) -> None:
            self.busy.emit("")
            if not result[0]:
                names = ", ".join(str(p) for p in paths)
                self.session.problem.emit(
                    self.tr("There are no micrographs in {0}.").format(names),
                    self.tr("Micrographs are files that end in {0}.").format(", ".join(SUFFIXES)),
                )
                return
            then(paths, *result)

        self._thread.run(work, done, self._failed)

    def run(self, work: Callable[[], Any], done: Callable[[Any], None]) -> None:
        """Do something slow on this thread of files; a failure is told."""
        self._thread.run(work, done, self._failed)

    def _failed(self, sentence: str, details: str) -> None:
        self.busy.emit("")
        self.session.problem.emit(sentence, details)

    def _open_new(self, asked: list[Path], found: list[Path], box_size: float) -> None:
        project = Project(box_size=box_size)
        project.add(found)
        self._leave()
        self.session.open(project)
        if len(asked) == 1:
            self._remember(asked[0])

    def _add_found(self, asked: list[Path], found: list[Path], box_size: float) -> None:
        fresh = self.session.add_micrographs(found)
        self.notice.emit(self.tr("{0:,} micrographs added.").format(len(fresh)))

    def open_project(self, folder: Path) -> bool:
        """Open a project; what is open stays if it cannot be read."""
        try:
            project = self._read(folder.absolute())
        except ReadError as e:
            self.session.problem.emit(str(e), "")
            return False
        if not self.may_leave():
            return False
        self._leave()
        self.session.open(project)
        self._remember(folder)
        self._read_backlog()
        return True

    @staticmethod
    def _read(folder: Path) -> Project:
        """A project, its folder tidied up in case the program was killed while it saved there."""
        for place in (folder, folder / BOXES):
            remove_remains(place)
        return read_project(folder)

    def open_sample(self) -> None:
        """Open the sample; the first time it has to be made."""
        self.busy.emit(self.tr("Making the sample…"))
        folder = self.settings.data_folder / "sample"

        def done(micrographs: Path) -> None:
            self.busy.emit("")
            self.open([micrographs])

        self._thread.run(lambda: make_sample(folder), done, self._failed)

    def recover(self) -> bool:
        """Go on with work that was not saved when the program ended badly; whether there was any."""
        for folder in unsaved.claim(self.settings.unsaved_folder):
            try:
                project = self._read(folder)
            except ReadError as e:
                self.session.problem.emit(str(e), "")
                continue
            self.session.open(project)
            self._load_all()
            project.folder = None
            self.saver.adopt(folder)
            self.session.edited = True
            self.saver.changed.emit()
            self.notice.emit(self.tr("Your unsaved work is back. Save the project to give it a place."))
            return True
        return False

    def _load_all(self) -> None:
        for path in self.session.store.pending():
            self.session.store.boxes(path)
        self.session.boxes_changed.emit(list(self.session.project.micrographs))

    def _read_backlog(self) -> None:
        """Read the boxes of the rest of the project, a few micrographs at a time."""
        self._backlog = self.session.store.pending()
        self._read_some()

    def _read_some(self) -> None:
        project = self.session.project
        some, self._backlog = self._backlog[:20], self._backlog[20:]

        def work() -> dict[Path, Boxes]:
            read: dict[Path, Boxes] = {}
            for path in some:
                try:
                    read[path] = read_project_boxes(project, path)
                except ReadError:
                    continue  # it is read again, and the trouble told, when somebody asks for it
            return read

        def done(read: dict[Path, Boxes]) -> None:
            if self.session.project is project:
                for path, boxes in read.items():
                    self.session.supply(path, boxes)
                self.session.boxes_changed.emit(list(read))
                self._read_some()

        if some:
            self._thread.run(work, done, self._failed)

    # ── save ────────────────────────────────────────────────────────────────────────────────────────────────

    def save(self) -> bool:
        """Save at once; ask for a place if the project has none."""
        if self.session.project.folder is None:
            return self.save_as()
        if not self.saver.save_now():
            self.session.problem.emit(self.saver.trouble, "")
            return False
        self.session.edited = False
        return True

    def save_as(self) -> bool:
        """Ask for a place and save there."""
        project = self.session.project
        first = project.folder or (
            project.micrographs[0].parent / f"{project.micrographs[0].parent.name or 'project'}{SUFFIX}"
        )
        name, _ = QFileDialog.getSaveFileName(
            self.window,
            self.tr("Save project"),
            str(first),
            self.tr("Iceboxer projects (*{0})").format(SUFFIX),
            options=QFileDialog.Option.DontConfirmOverwrite,
        )
        return bool(name) and self.save_to(Path(name))

    def save_to(self, folder: Path) -> bool:
        """Save the project as `folder` and go on there."""
        if folder.suffix != SUFFIX:
            folder = folder.with_name(folder.name + SUFFIX)
        if folder.exists() and folder != self.session.project.folder and not self._may_replace(folder):
            return False
        if not self.saver.save_as(folder.absolute()):
            self.session.problem.emit(self.saver.trouble, "")
            return False
        self._remember(folder)
        return True

    def _may_replace(self, folder: Path) -> bool:
        text = self.tr("{0} is there already. Its boxes of the same micrographs will be replaced.")
        return confirm(self.window, self.tr("Replace project?"), text.format(folder), self.tr("Replace"))

    def may_leave(self) -> bool:
        """Save what is open, asking where there is a choice; False if the person wants to stay."""
        session = self.session
        if session.project.folder is not None and (not self.saver.unsaved or self.saver.save_now()):
            return True
        if session.project.folder is None and not session.edited:
            return True
        box = QMessageBox(self.window)
        box.setIcon(QMessageBox.Icon.Question)
        box.setWindowTitle(self.tr("Save project?"))
        box.setText(self.tr("Save the boxes before leaving this project?"))
        box.setInformativeText(self.saver.trouble or self.tr("They are not in a project yet."))
        button = QMessageBox.StandardButton
        for choice in (button.Save, button.Discard, button.Cancel):
            box.addButton(choice)
        box.setDefaultButton(button.Save)
        answer = box.exec()
        if answer == button.Save:
            return self.save_as()
        return bool(answer == button.Discard)

    def _leave(self) -> None:
        """What was open is saved or given up: forget it."""
        self._backlog = []
        if self.session.project.folder is None:
            self.saver.delete_unsaved()
        self.saver.adopt(None)

    def _remember(self, path: Path) -> None:
        self.settings.add_recent(path.absolute())
        self.settings.set("last", str(path.absolute()))

    def close(self) -> None:
        """The window closes, and may."""
        self._leave()
        self._thread.close()


def _first_box_size(found: list[Path]) -> float:
    for path in found[:3]:
        try:
            return max(16.0, 2.0 * round(open_micrograph(path).shape[1] / BOXES_OF_WIDTH / 2))
        except EngineError:
            continue
    return Project().box_size
