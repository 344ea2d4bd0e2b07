"""Work of several people on one project: what others save is merged, and each of them gets a notice."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any

from PyQt5.QtCore import QObject, QTimer
from PyQt5.QtWidgets import QMessageBox

from iceboxer.boxmanager.core.host import Host
from iceboxer.boxmanager.core.icons import dialog_pixmap
from iceboxer.boxmanager.core.session import Session
from iceboxer.boxmanager.document.exclusion import NO_VERDICT, ranges_from_json, verdict_from_json
from iceboxer.boxmanager.document.filament_files import filament_file, read_project_filaments
from iceboxer.boxmanager.document.filament_store import Filaments
from iceboxer.boxmanager.document.mask_files import Layer, mask_name, read_project_masks
from iceboxer.boxmanager.document.masks import MaskPair
from iceboxer.boxmanager.document.merging import IndexChanges, key_of
from iceboxer.boxmanager.document.presence import Other, Presence, find_others
from iceboxer.boxmanager.document.project import (
    BOXES,
    Project,
    index_text,
    is_gone,
    locate,
    locate_filament_settings,
    locate_model,
    read_project_boxes,
    relative_path,
)
from iceboxer.boxmanager.document.saving import Merged, find_merged, owner_of
from iceboxer.boxmanager.jobs.saver import Saver
from iceboxer.engine.data.boxes import Boxes
from iceboxer.engine.data.notes import RENEWED
from iceboxer.engine.errors import ReadError

POLL_MS = 2000  # between two comparisons of the project with its files
CONFIRM_MS = 300  # after a save; longer than two windows need to compare and write at the same moment
NAMED = 3  # micrographs that a sentence names

Found = tuple[Merged, set[str], dict[Path, Boxes], dict[Path, Filaments], dict[Path, MaskPair]]


class Sharing(QObject):
    """Compares the open project with its files, and applies what other windows or programs changed."""

    def __init__(self, session: Session, saver: Saver, host: Host, parent: QObject) -> None:
        super().__init__(parent)
        self.session, self.saver, self.host = session, saver, host
        self.presence = Presence()
        self._present: Path | None = None  # the folder with our note
        self._known: set[str] | None = None  # files of boxes that were there before; None before the first look
        self._looking = False
        self._poll, self._renew = QTimer(self), QTimer(self)
        self._poll.timeout.connect(self.look)
        self._renew.timeout.connect(self._renew_note)
        self._poll.start(POLL_MS)
        self._renew.start(round(1000 * RENEWED))
        session.project_changed.connect(self._enter)
        saver.changed.connect(self._enter)
        saver.merged.connect(self.apply)
        saver.merged.connect(lambda _: QTimer.singleShot(CONFIRM_MS, self.confirm))

    # ── presence ────────────────────────────────────────────────────────────────────────────────────────────

    def ask(self, folder: Path) -> bool | None:
        """Return whether to open a project to look only; None if it must not be opened at all.

        Asks only if another window has it open.
        """
        others = find_others(folder)
        if not others or folder == self.session.project.folder:
            return False
        box = QMessageBox(self.host.dialog_parent)
        box.setIconPixmap(dialog_pixmap())
        box.setWindowTitle(self.tr("Project is open elsewhere"))
        box.setText("\n".join(self._describe(folder, other) for other in others))
        box.setInformativeText(
            self.tr(
                "Both can work on different micrographs; changes are exchanged. "
                "If both change one micrograph, the boxes of the second are saved to a file beside it."
            )
        )
        look = box.addButton(self.tr("Look only"), QMessageBox.ButtonRole.AcceptRole)
        work = box.addButton(self.tr("Open"), QMessageBox.ButtonRole.AcceptRole)
        box.addButton(QMessageBox.StandardButton.Cancel)
        box.setDefaultButton(look)
        box.exec()
        chosen = box.clickedButton()
        return chosen is look if chosen in (look, work) else None

    def _describe(self, folder: Path, other: Other) -> str:
        text = self.tr("{0} is open on {1} since {2} (user {3}).")
        return text.format(folder.name, other.host, other.since, other.user)

    def _enter(self) -> None:
        folder = self.session.project.folder
        if folder == self._present:
            return
        self.leave()
        self._present, self._known = folder, None
        if folder is not None and not self.saver.look_only:
            self.presence.enter(folder)

    def _renew_note(self) -> None:
        folder = self._present
        if folder is not None:
            self.saver.run(lambda: self.presence.renew(), _ignore, _ignore)

    def leave(self) -> None:
        """Remove our note from the folder because the project is closed."""
        if self._present is not None:
            self.presence.leave()
            self._present = None

    # ── changes of others ───────────────────────────────────────────────────────────────────────────────────

    def look(self) -> None:
        """Compare the project with its files in the background, then apply the changes of others."""
        session, project = self.session, self.session.project
        folder = project.folder
        if self._looking or folder is None or project.disk.index is None:
            return
        edited, pending, frozen = set(session.unsaved_boxes), session.store.pending(), project.frozen()
        painted = {path for layer, path in session.unsaved_masks if layer is Layer.PAINTED}
        bent_pending, bent_edited = session.filaments.store.pending(), set(session.filaments.unsaved)
        unread_masks = set(session.masks.pending())
        self._looking = True

        def work() -> Found:
            files = frozen.box_files
            unread = {files[path] for path in pending if path in files}
            unread |= {filament_file(files[path]) for path in bent_pending if path in files}
            unread |= {mask_name(files[path], Layer.PAINTED) for path in unread_masks if path in files}
            merged, names = find_merged(folder, lambda: index_text(frozen, folder), project.disk, unread)
            paths = {name: path for path, name in files.items()} if merged.boxes else {}
            names_of_filaments = {filament_file(name): path for name, path in paths.items()}
            boxes: dict[Path, Boxes] = {}
            filaments: dict[Path, Filaments] = {}
            for name in merged.boxes:
                path = paths.get(name, names_of_filaments.get(name))
                with suppress(ReadError):  # half a file of another program; the next comparison sees its end
                    if name in paths and path not in edited:
                        boxes[paths[name]] = read_project_boxes(project, paths[name])
                    elif name in names_of_filaments and path not in bent_edited:
                        filaments[names_of_filaments[name]] = read_project_filaments(project, names_of_filaments[name])
            masks = merged.masks
            mask_paths = {mask_name(name, Layer.PAINTED): path for path, name in files.items()} if masks else {}
            repainted = {mask_paths[name] for name in masks if name in mask_paths} - painted
            return merged, names, boxes, filaments, _read_masks(project, boxes.keys() | repainted)

        def done(found: Found) -> None:
            self._looking = False
            if session.project is project and project.folder == folder:
                self._announce_beside(found[1])
                self._reload_masks(found[4])
                self._reload(found[2])
                self._reload_filaments(found[3])
                self.apply(found[0])

        def failed(sentence: str, _: str) -> None:
            self._looking = False
            gone = session.project is project and is_gone(folder)
            if gone and not self.saver.trouble:
                self.saver.report_gone(sentence)

        self.saver.run(work, done, failed)

    def confirm(self) -> None:
        """Check in the background that what was saved last is still there, and was not replaced at the same moment."""
        project = self.session.project
        folder = project.folder
        if folder is not None:
            self.saver.run(lambda: project.disk.confirm(folder), _ignore, _ignore)

    def apply(self, merged: Merged) -> None:
        """Apply what somebody else changed to the open project, and say so."""
        project = self.session.project
        paths = {name: path for path, name in project.box_files.items()} if merged.beside else {}
        if merged.index:
            self._apply_index(project, merged.index)
        of_filaments = {filament_file(name): path for name, path in paths.items()}
        with_boxes = [paths[name] for name in merged.beside if name in paths]
        bent = [of_filaments[name] for name in merged.beside if name in of_filaments]
        collided = list(dict.fromkeys([*with_boxes, *bent]))
        if collided:
            self.session.unsaved_boxes.update(with_boxes)  # until they are in the file beside
            self.session.filaments.unsaved.update(bent)
            self.session.modified.emit()
            text = self.tr("Somebody else changed the boxes of {0} too. Your boxes are saved beside theirs, in {1}.")
            self._say(text.format(_names(collided), _files(merged, BOXES)))
        masks = {mask_name(name, Layer.PAINTED): path for name, path in paths.items()}
        painted = [masks[name] for name in merged.beside if name in masks]
        if painted:
            self.session.unsaved_masks |= {(Layer.PAINTED, path) for path in painted}
            self.session.modified.emit()
            text = self.tr("Somebody else changed the mask of {0} too. Your mask is saved beside theirs, in {1}.")
            self._say(text.format(_names(painted), _files(merged, Layer.PAINTED.value)))

    def _reload(self, boxes: dict[Path, Boxes]) -> None:
        project, edited = self.session.project, self.session.unsaved_boxes
        for path in boxes.keys() & edited:  # edited since the look began: the next save must notice the collision
            project.disk.digests[project.box_files[path]] = ""
        fresh = {path: array for path, array in boxes.items() if path not in edited and path in project.box_files}
        if fresh:
            self.session.reload(fresh)
            self.host.show_message(self.tr("Somebody else changed the boxes of {0}.").format(_names(list(fresh))))

    def _reload_filaments(self, filaments: dict[Path, Filaments]) -> None:
        project, edited = self.session.project, self.session.filaments.unsaved
        for path in filaments.keys() & edited:  # edited since the look began: the next save must notice the collision
            project.disk.digests[filament_file(project.box_files[path])] = ""
        fresh = {path: found for path, found in filaments.items() if path not in edited and path in project.box_files}
        if fresh:
            self.session.filaments.reload(fresh)
            self.host.show_message(self.tr("Somebody else changed the filaments of {0}.").format(_names(list(fresh))))

    def _reload_masks(self, masks: dict[Path, MaskPair]) -> None:
        """Take masks that somebody else changed, and the junk maps that came with their picks."""
        session, project = self.session, self.session.project
        unsaved = {path for _, path in session.unsaved_masks}
        for path in masks.keys() & unsaved:  # painted since the look began: the next save must notice the collision
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
                self._say(text.format(owner, name))

    def _apply_index(self, project: Project, changes: IndexChanges) -> None:
        session, folder = self.session, project.folder
        if folder is None:
            return
        keys = {key_of(entry): path for path, entry in _entries(project, folder).items()}
        for key, name in changes.renamed.items():
            if key in keys:
                session.masks.of(keys[key])  # read before the name changes
                project.box_files[keys[key]] = name
                session.rename_masks(keys[key])
                session.unsaved_boxes.add(keys[key])
                if session.filaments.store.filaments(keys[key]):
                    session.filaments.unsaved.add(keys[key])
        for key in changes.removed & keys.keys():
            if keys[key] not in session.unsaved_boxes | session.filaments.unsaved:
                session.remove(keys[key])
        for key, empty in changes.marks.items():
            if key in keys:
                session.set_mark(keys[key], empty)
        self._apply_verdicts({keys[key]: judged for key, judged in changes.verdicts.items() if key in keys})
        self._add(project, folder, changes)
        self._set_values(project, folder, changes)
        session.touch_index(by_hand=False)

    def _apply_verdicts(self, judged: dict[Path, Any]) -> None:
        verdicts = {path: verdict_from_json(entry) if entry else NO_VERDICT for path, entry in judged.items()}
        if verdicts:
            self.session.set_verdicts(verdicts, self.session.project.ranges, by_hand=False)

    def _add(self, project: Project, folder: Path, changes: IndexChanges) -> None:
        found: dict[Path, Boxes] = {}
        bent: dict[Path, Filaments] = {}
        masks: dict[Path, MaskPair] = {}
        for entry in changes.added:
            path = locate(entry, folder)
            if path not in project.box_files:
                project.micrographs.append(path)
                project.box_files[path] = entry["boxes"]
                if entry.get("empty"):
                    project.empty.add(path)
                self._apply_verdicts({path: entry.get("verdict")})
                try:
                    found[path] = read_project_boxes(project, path)
                    bent[path] = read_project_filaments(project, path)
                    masks[path] = read_project_masks(project, path)
                except ReadError as e:
                    self.session.problem.emit(str(e), "")
        if found:
            project.sort()
            self.session.project_changed.emit()
            self.session.reload_masks(masks)
            self.session.reload(found)
            self.session.filaments.reload(bent)
            self.host.show_message(self.tr("Somebody else added {0:,} micrographs.").format(len(found)))

    def _set_values(self, project: Project, folder: Path, changes: IndexChanges) -> None:
        values = changes.values
        if "box_size" in values:
            project.box_size = float(values["box_size"])
            self.session.size_changed.emit()
        if "diameter_px" in values:
            project.diameter_px = values["diameter_px"]
            self.session.size_changed.emit()
        if "pixel_size" in values:
            self.session.set_pixel_size(values["pixel_size"])
        if "ranges" in values:
            self.session.set_verdicts({}, ranges_from_json(values["ranges"]), by_hand=False)
        if "ctf" in values:
            project.ctf = locate(values["ctf"], folder) if values["ctf"] else None
            self.session.exclusion_changed.emit()
        if "model" in values:
            model, threshold = values["model"], self.session.view.threshold
            self.session.use_model(locate_model(model, folder))
            self.session.change_view(threshold=threshold)
        if "filaments" in values and project.folder is not None:
            self.session.filaments.adopt_settings(locate_filament_settings(values["filaments"], project.folder))
        if changes.collisions:
            text = self.tr("Somebody else also changed {0}. Yours is kept.")
            self._say(text.format(", ".join(_value_name(name) for name in changes.collisions)))

    def _say(self, sentence: str) -> None:
        self.session.problem.emit(sentence, "")

    def close(self) -> None:
        """Stop comparing because the window closes."""
        self._poll.stop()
        self._renew.stop()
        self.leave()


def _entries(project: Project, folder: Path) -> dict[Path, dict[str, str]]:
    return {path: {"path": str(path), "relative": relative_path(path, folder) or ""} for path in project.micrographs}


def _files(merged: Merged, place: str) -> str:
    """Return the names of the files of one folder that were written beside those of somebody else."""
    mine = [target for name, target in merged.beside.items() if name.startswith(f"{place}/")]
    return ", ".join(mine[:NAMED])


def _read_masks(project: Project, paths: Iterable[Path]) -> dict[Path, MaskPair]:
    """Return the masks of micrographs that can be read."""
    read: dict[Path, MaskPair] = {}
    for path in paths:
        try:
            read[path] = read_project_masks(project, path)
        except ReadError:
            continue  # half a file of another program; the next comparison sees its end
    return read


def _names(paths: list[Path]) -> str:
    names = ", ".join(path.name for path in paths[:NAMED])
    return f"{names}, …" if len(paths) > NAMED else names


def _value_name(name: str) -> str:
    return "the settings of filaments" if name == "filaments" else name.replace("_", " ")


def _ignore(*_: object) -> None:
    """Ignore a result or an error: the next look at the disk finds what is wrong."""
