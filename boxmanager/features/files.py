"""Opening projects and micrographs, and recovering unsaved work."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PyQt5.QtCore import QObject, pyqtSignal
from PyQt5.QtWidgets import QFileDialog

from iceboxer.boxmanager.core.host import Host, Slots
from iceboxer.boxmanager.core.session import Session
from iceboxer.boxmanager.core.settings import Settings
from iceboxer.boxmanager.document import unsaved
from iceboxer.boxmanager.document.box_files import find_box_files
from iceboxer.boxmanager.document.first_size import first_box_size
from iceboxer.boxmanager.document.mask_files import Layer
from iceboxer.boxmanager.document.plurals import counted
from iceboxer.boxmanager.document.project import Project
from iceboxer.boxmanager.document.project_folder import BOXES, FILAMENTS, find_project_folder
from iceboxer.boxmanager.document.project_index import read_project
from iceboxer.boxmanager.features.reading import Reading
from iceboxer.boxmanager.features.saving import Saving
from iceboxer.boxmanager.features.saving_shared import Sharing
from iceboxer.boxmanager.jobs.background import Background
from iceboxer.boxmanager.jobs.sample import make_sample
from iceboxer.engine.data.micrograph import SUFFIXES
from iceboxer.engine.data.micrograph_search import search_micrographs, split_boxes
from iceboxer.engine.data.remains import remove_remains
from iceboxer.engine.errors import ReadError
from iceboxer.engine.text import join_names

Found = Callable[[list[Path], list[Path], float], None]  # requested paths, micrographs, box size in px


class Files(QObject):
    """Opens what the user chooses or drops, in place of the open project or in addition to it."""

    boxes_given = pyqtSignal(list)  # files of boxes among what was opened, once its micrographs are open

    def __init__(self, session: Session, saving: Saving, settings: Settings, host: Host, parent: QObject) -> None:
        super().__init__(parent)
        self.session, self.saving, self.settings, self.host = session, saving, settings, host
        self.sharing = Sharing(session, saving.saver, host, self)
        self._thread = Background(self)
        self.reading = Reading(session, self._thread, self._failed, self)

    @property
    def slots(self) -> Slots:
        """The slots of this feature's actions."""
        return {
            "open_folder": self.choose_folder,
            "open_files": self.choose_micrographs,
            "open_project": self.choose_project,
            "add_micrographs": self.choose_more,
            "remove_micrograph": self.remove_current,
            "sample": self.open_sample,
        }

    def start(self, paths: list[Path]) -> None:
        """Open the paths of the command line, else unsaved work, else the last project or folder."""
        if paths:
            self.open(paths)
        elif not self.recover():
            last = str(self.settings.get("last"))
            if last and Path(last).exists():
                self.open([Path(last)])

    # ── choosing ────────────────────────────────────────────────────────────────────────────────────────────

    def choose_folder(self) -> None:
        """Ask for a folder of micrographs and open it."""
        folder = self._ask_folder(self.tr("Open folder"))
        if folder:
            self._open_chosen([folder])

    def choose_micrographs(self) -> None:
        """Ask for micrographs and open them."""
        paths = self._ask_micrographs(self.tr("Open micrographs"))
        if paths:
            self._open_chosen(paths)

    def choose_project(self) -> None:
        """Ask for the folder of a project and open it."""
        folder = self._ask_folder(self.tr("Open project"))
        if folder:
            self.open_project(folder)

    def choose_more(self) -> None:
        """Ask for micrographs and add them to the project."""
        paths = self._ask_micrographs(self.tr("Add micrographs"))
        if paths:
            self.add(paths)

    def _ask_folder(self, title: str) -> Path | None:
        folder = QFileDialog.getExistingDirectory(self.host.dialog_parent, title, self._last_folder())
        return Path(folder) if folder else None

    def _ask_micrographs(self, title: str) -> list[Path]:
        pattern = " ".join(f"*{s}" for s in SUFFIXES)
        names, _ = QFileDialog.getOpenFileNames(
            self.host.dialog_parent,
            title,
            self._last_folder(),
            self.tr("Micrographs ({0});;All files (*)").format(pattern),
        )
        return [Path(name) for name in names]

    def _last_folder(self) -> str:
        return str(self.settings.get("open_folder"))

    def _open_chosen(self, paths: list[Path]) -> None:
        self.settings.set("open_folder", str(paths[0] if paths[0].is_dir() else paths[0].parent))
        self.open(paths)

    # ── micrographs ─────────────────────────────────────────────────────────────────────────────────────────

    def open(self, paths: list[Path]) -> None:
        """Open a project, or micrographs and folders of them, in place of the open project."""
        project = find_project_folder(paths[0]) if len(paths) == 1 else None
        if project is not None:
            self.open_project(project)
        elif self.saving.may_leave():
            self._find(paths, self._open_found)

    def add(self, paths: list[Path]) -> None:
        """Add micrographs to the open project; a project is opened instead."""
        micrographs, boxes = split_boxes(paths)
        if self.session.project.micrographs and boxes and not micrographs:
            self.boxes_given.emit(boxes)
        elif not self.session.project.micrographs or (len(paths) == 1 and find_project_folder(paths[0])):
            self.open(paths)
        else:
            self._find(paths, self._add_found)

    def _find(self, paths: list[Path], use: Found) -> None:
        self.host.show_busy(self.tr("Looking for micrographs…"))
        sources, boxes = split_boxes(paths)

        def work() -> tuple[list[Path], float, list[str]]:
            searched = search_micrographs(sources)
            found = [path.absolute() for path in searched.micrographs]
            return found, first_box_size(found), searched.notes()

        def done(result: tuple[list[Path], float, list[str]]) -> None:
            self.host.show_busy("")
            found, box_size, notes = result
            if found:
                use(sources, found, box_size)
                if notes:
                    self.host.show_message(" ".join(notes))
                if boxes:
                    self.boxes_given.emit(boxes)
                return
            self.session.problem.emit(
                self.tr("There are no micrographs in {0}.").format(", ".join(str(p) for p in paths)),
                self.tr("Files of micrographs end in {0}.").format(", ".join(SUFFIXES)),
            )

        self._thread.run(work, done, self._failed)

    def _failed(self, sentence: str, details: str) -> None:
        self.host.show_busy("")
        self.session.problem.emit(sentence, details)

    def _open_found(self, requested: list[Path], found: list[Path], box_size: float) -> None:
        project = Project(box_size=box_size)
        project.add(found)
        self._leave()
        self.session.open(project)
        if len(requested) == 1:
            self.settings.remember(requested[0])

    def _add_found(self, requested: list[Path], found: list[Path], box_size: float) -> None:
        fresh = self.session.add_micrographs(found)
        text = counted(len(fresh), self.tr("1 micrograph added."), self.tr("{0:,} micrographs added."))
        self.host.show_message(text)

    def open_sample(self) -> None:
        """Open the sample micrographs, which are simulated the first time."""
        self.host.show_busy(self.tr("Making the sample…"))
        folder = self.settings.data_folder / "sample"

        def done(micrographs: Path) -> None:
            self.host.show_busy("")
            self.open([micrographs])

        self._thread.run(lambda: make_sample(folder), done, self._failed)

    def remove_current(self) -> None:
        """Remove the current micrograph from the project, after asking if it has boxes."""
        path = self.session.current
        if path is None:
            return
        boxes, bent = len(self.session.store.boxes(path)), len(self.session.filaments.store.filaments(path))
        if boxes or bent:
            texts = [counted(boxes, self.tr("box"), self.tr("{0:,} boxes"))] if boxes else []
            texts += [counted(bent, self.tr("filament"), self.tr("{0:,} filaments"))] if bent else []
            text = self.tr("{0} and its {1} will be removed from the project. {2}").format(
                path.name,
                join_names(texts),
                self.tr("The file of the micrograph stays on disk. You cannot undo this."),
            )
            if not self.host.confirm(self.tr("Remove micrograph?"), text, self.tr("Remove")):
                return
        self.session.remove(path)

    # ── projects ────────────────────────────────────────────────────────────────────────────────────────────

    def open_project(self, folder: Path) -> bool:
        """Open a project; return False if it cannot be read or the user keeps the open one."""
        self.host.show_busy(self.tr("Opening…"))
        try:
            project, written = self._thread.call(lambda: _read(folder.absolute()))
        except ReadError as e:
            self.session.problem.emit(str(e), "")
            return False
        finally:
            self.host.show_busy("")
        look_only = self.sharing.ask(project.folder or folder)
        if look_only is None or not self.saving.may_leave():
            return False
        self._leave()
        self.saving.saver.look_only = look_only
        self.session.open(project, written)
        self.settings.remember(folder)
        self.reading.begin()
        return True

    def recover(self) -> bool:
        """Open work that was not saved when the program was killed; return whether there was any."""
        saver = self.saving.saver
        for folder in unsaved.claim(self.settings.unsaved_folder):
            try:
                project, written = self._thread.call(lambda folder=folder: _read(folder))  # type: ignore[misc]
            except ReadError as e:
                self.session.problem.emit(str(e), "")
                continue
            self.session.open(project, written)
            self.reading.read_all()
            project.folder = None
            saver.adopt(folder)
            self.session.edited = True
            saver.changed.emit()
            self.host.show_message(self.tr("Your unsaved work was recovered. Save the project to keep it."))
            return True
        return False

    def _leave(self) -> None:
        self.reading.stop()
        self.saving.leave()

    def close(self) -> None:
        """Forget the project and stop the thread because the window closes."""
        self.sharing.close()
        self._leave()
        self._thread.close()


def _read(folder: Path) -> tuple[Project, list[Path]]:
    """Return a project and its micrographs with a box file.

    Temporary files that a killed program may have left in the folder are removed.
    """
    for place in (folder, folder / BOXES, folder / FILAMENTS, *(folder / layer.value for layer in Layer)):
        remove_remains(place)
    project = read_project(folder)
    project.sort()
    project.find_short_names()  # takes a tenth of a second for ten thousand
    return project, find_box_files(project)
