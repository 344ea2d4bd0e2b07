"""Changes that somebody else made to the index of the open project, applied to the session."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PyQt5.QtCore import QObject

from iceboxer.boxmanager.core.host import Host
from iceboxer.boxmanager.core.session import Session
from iceboxer.boxmanager.document.box_files import read_project_boxes
from iceboxer.boxmanager.document.exclusion import NO_VERDICT, ranges_from_json, verdict_from_json
from iceboxer.boxmanager.document.filament_files import read_project_filaments
from iceboxer.boxmanager.document.filament_store import Filaments
from iceboxer.boxmanager.document.mask_files import read_project_masks
from iceboxer.boxmanager.document.masks import MaskPair
from iceboxer.boxmanager.document.merging import IndexChanges, key_of
from iceboxer.boxmanager.document.plurals import counted
from iceboxer.boxmanager.document.project import Project
from iceboxer.boxmanager.document.project_index import locate, locate_filament_settings, locate_model, relative_path
from iceboxer.engine.data.boxes import Boxes
from iceboxer.engine.errors import ReadError


class SharedIndex(QObject):
    """Applies changes of micrographs, marks and settings, and reports them."""

    def __init__(self, session: Session, host: Host, parent: QObject) -> None:
        super().__init__(parent)
        self.session, self.host = session, host

    def apply(self, project: Project, changes: IndexChanges) -> None:
        """Apply the changes to `project`, which is open."""
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
            one, many = self.tr("Somebody else added 1 micrograph."), self.tr("Somebody else added {0:,} micrographs.")
            self.host.show_message(counted(len(found), one, many))

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
            self.session.problem.emit(text.format(", ".join(_value_name(name) for name in changes.collisions)), "")


def _entries(project: Project, folder: Path) -> dict[Path, dict[str, str]]:
    return {path: {"path": str(path), "relative": relative_path(path, folder) or ""} for path in project.micrographs}


def _value_name(name: str) -> str:
    return "the settings of filaments" if name == "filaments" else name.replace("_", " ")
