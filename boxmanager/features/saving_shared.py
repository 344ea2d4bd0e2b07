"""Work of several people on one project: what others save is merged, and each of them gets a notice."""

from __future__ import annotations

from pathlib import Path

from PyQt5.QtCore import QObject, QTimer

from iceboxer.boxmanager.core.host import Host
from iceboxer.boxmanager.core.session import Session
from iceboxer.boxmanager.document.changed_files import ChangedFiles, Layers, find_changed_files
from iceboxer.boxmanager.document.filament_files import filament_file
from iceboxer.boxmanager.document.filament_store import Filaments
from iceboxer.boxmanager.document.mask_files import Layer, mask_name
from iceboxer.boxmanager.document.masks import MaskPair
from iceboxer.boxmanager.document.project_folder import BOXES, is_gone
from iceboxer.boxmanager.document.saving import Merged, owner_of
from iceboxer.boxmanager.features.open_elsewhere import OpenElsewhere
from iceboxer.boxmanager.features.shared_index import SharedIndex
from iceboxer.boxmanager.jobs.background import ignore
from iceboxer.boxmanager.jobs.saver import Saver
from iceboxer.engine.data.boxes import Boxes

POLL_MS = 2000  # between two comparisons of the project with its files
CONFIRM_MS = 300  # after a save; longer than two windows need to compare and write at the same moment
NAMED = 3  # micrographs that a sentence names


class Sharing(QObject):
    """Compares the open project with its files, and applies what other windows or programs changed."""

    def __init__(self, session: Session, saver: Saver, host: Host, parent: QObject) -> None:
        super().__init__(parent)
        self.session, self.saver, self.host = session, saver, host
        self.elsewhere = OpenElsewhere(saver, host, self)
        self._index = SharedIndex(session, host, self)
        self._known: set[str] | None = None  # files of boxes that were there before; None before the first comparison
        self._comparing = False
        self._poll = QTimer(self)
        self._poll.timeout.connect(self.compare)
        self._poll.start(POLL_MS)
        session.project_changed.connect(self._enter)
        saver.changed.connect(self._enter)
        saver.merged.connect(self.apply)
        saver.merged.connect(lambda _: QTimer.singleShot(CONFIRM_MS, self.confirm))

    def ask(self, folder: Path) -> bool | None:
        """Return whether to open a project to look only; None if it must not be opened at all.

        Asks only if another window has it open.
        """
        return False if folder == self.session.project.folder else self.elsewhere.ask(folder)

    def _enter(self) -> None:
        if self.elsewhere.enter(self.session.project.folder):
            self._known = None

    def compare(self) -> None:
        """Compare the project with its files in the background, then apply the changes of others."""
        session, project = self.session, self.session.project
        folder = project.folder
        if self._comparing or folder is None or project.disk.index is None:
            return
        frozen = project.frozen()
        unread = Layers(session.store.pending(), session.filaments.store.pending(), session.masks.pending())
        painted = {path for layer, path in session.unsaved_masks if layer is Layer.PAINTED}
        edited = Layers(set(session.unsaved_boxes), set(session.filaments.unsaved), painted)
        self._comparing = True

        def done(found: ChangedFiles) -> None:
            self._comparing = False
            if session.project is project and project.folder == folder:
                self._announce_beside(found.names)
                self._reload_masks(found.masks)
                self._reload(found.boxes)
                self._reload_filaments(found.filaments)
                self.apply(found.merged)

        def failed(sentence: str, _: str) -> None:
            self._comparing = False
            gone = session.project is project and is_gone(folder)
            if gone and not self.saver.trouble:
                self.saver.report_gone(sentence)

        self.saver.run(lambda: find_changed_files(frozen, folder, unread, edited), done, failed)

    def confirm(self) -> None:
        """Check in the background that what was saved last is still there, and was not replaced at the same moment."""
        project = self.session.project
        folder = project.folder
        if folder is not None:
            self.saver.run(lambda: project.disk.confirm(folder), ignore, ignore)

    def apply(self, merged: Merged) -> None:
        """Apply what somebody else changed to the open project, and report it."""
        project = self.session.project
        paths = {name: path for path, name in project.box_files.items()} if merged.beside else {}
        if merged.index:
            self._index.apply(project, merged.index)
        of_filaments = {filament_file(name): path for name, path in paths.items()}
        with_boxes = [paths[name] for name in merged.beside if name in paths]
        bent = [of_filaments[name] for name in merged.beside if name in of_filaments]
        collided = list(dict.fromkeys([*with_boxes, *bent]))
        if collided:
            self.session.unsaved_boxes.update(with_boxes)  # until they are in the file beside
            self.session.filaments.unsaved.update(bent)
            self.session.modified.emit()
            text = self.tr("Somebody else changed the boxes of {0} too. Your boxes are saved beside theirs, in {1}.")
            self._report(text.format(_names(collided), _files(merged, BOXES)))
        masks = {mask_name(name, Layer.PAINTED): path for name, path in paths.items()}
        painted = [masks[name] for name in merged.beside if name in masks]
        if painted:
            self.session.unsaved_masks |= {(Layer.PAINTED, path) for path in painted}
            self.session.modified.emit()
            text = self.tr("Somebody else changed the mask of {0} too. Your mask is saved beside theirs, in {1}.")
            self._report(text.format(_names(painted), _files(merged, Layer.PAINTED.value)))

    def _reload(self, boxes: dict[Path, Boxes]) -> None:
        project, edited = self.session.project, self.session.unsaved_boxes
        for path in boxes.keys() & edited:  # edited meanwhile: the next save must notice the collision
            project.disk.digests[project.box_files[path]] = ""
        fresh = {path: array for path, array in boxes.items() if path not in edited and path in project.box_files}
        if fresh:
            self.session.reload(fresh)
            self.host.show_message(self.tr("Somebody else changed the boxes of {0}.").format(_names(list(fresh))))

    def _reload_filaments(self, filaments: dict[Path, Filaments]) -> None:
        project, edited = self.session.project, self.session.filaments.unsaved
        for path in filaments.keys() & edited:  # edited meanwhile: the next save must notice the collision
            project.disk.digests[filament_file(project.box_files[path])] = ""
        fresh = {path: found for path, found in filaments.items() if path not in edited and path in project.box_files}
        if fresh:
            self.session.filaments.reload(fresh)
            self.host.show_message(self.tr("Somebody else changed the filaments of {0}.").format(_names(list(fresh))))

    def _reload_masks(self, masks: dict[Path, MaskPair]) -> None:
        """Take masks that somebody else changed, and the junk maps that came with their picks."""
        session, project = self.session, self.session.project
        unsaved = {path for _, path in session.unsaved_masks}
        for path in masks.keys() & unsaved:  # painted meanwhile: the next save must notice the collision
            project.disk.digests[mask_name(project.box_files[path], Layer.PAINTED)] = ""
        fresh = {path: pair for path, pair in masks.items() if path not in unsaved and path in project.box_files}
        repainted = [path for path, pair in fresh.items() if pair.painted != session.masks.known(path).painted]
        session.reload_masks(fresh)
        if repainted:
            self.host.show_message(self.tr("Somebody else changed the mask of {0}.").format(_names(repainted)))

    def _announce_beside(self, names: set[str]) -> None:
        """Tell the first of two people that the second changed the same micrograph."""
        fresh = set() if self._known is None else names - self._known
        self._known = names
        mine = set(self.session.project.disk.beside.values())
        for name in sorted(fresh - mine):
            owner = owner_of(name)
            if owner is not None:
                text = self.tr(
                    "{0} changed a micrograph that you changed too. That version is saved beside yours, in {1}."
                )
                self._report(text.format(owner, name))

    def _report(self, sentence: str) -> None:
        self.session.problem.emit(sentence, "")

    def close(self) -> None:
        """Stop comparing because the window closes."""
        self._poll.stop()
        self.elsewhere.close()


def _files(merged: Merged, place: str) -> str:
    """Return the names of the files of one folder that were written beside those of somebody else."""
    mine = [target for name, target in merged.beside.items() if name.startswith(f"{place}/")]
    return ", ".join(mine[:NAMED])


def _names(paths: list[Path]) -> str:
    names = ", ".join(path.name for path in paths[:NAMED])
    return f"{names}, …" if len(paths) > NAMED else names
