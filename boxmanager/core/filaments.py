"""The filaments of the open project: their edits, their selection, and their settings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from PyQt5.QtCore import QObject, pyqtSignal

from iceboxer.boxmanager.core.filament_commands import FilamentChange, FilamentCommand
from iceboxer.boxmanager.core.visible_filaments import Owner, VisibleFilaments
from iceboxer.boxmanager.document import filament_edits as edits
from iceboxer.boxmanager.document.filament_files import find_filament_files, read_project_filaments
from iceboxer.boxmanager.document.filament_settings import FilamentSettings
from iceboxer.boxmanager.document.filament_store import Filaments
from iceboxer.boxmanager.document.origin import Origin, is_outdated, origin_of_filaments
from iceboxer.boxmanager.document.plurals import counted
from iceboxer.boxmanager.document.project_folder import ProjectGone
from iceboxer.engine.data.boxes import BOX_RATIO
from iceboxer.engine.data.filaments import Filament
from iceboxer.engine.data.model_card import read_card
from iceboxer.engine.data.shipped import path_of_filaments
from iceboxer.engine.errors import ReadError


class SessionFilaments(VisibleFilaments):
    """The filaments of a session, with the selected ones among those of the current micrograph."""

    selection_changed = pyqtSignal()
    settings_changed = pyqtSignal()
    problem = pyqtSignal(str, str)  # sentence, details

    def __init__(self, session: Owner, parent: QObject) -> None:
        super().__init__(session, parent)
        self.selection: frozenset[int] = frozenset()
        self.unsaved: set[Path] = set()
        self._created: dict[Path | None, str] = {}  # the dates of models
        self._pushing = False  # an edit is being made, not undone or redone

    # ── the project ────────────────────────────────────────────────────────────────────────────────────────

    def open(self) -> None:
        """Hold the filaments of the project that the session has just opened."""
        project = self.session.project
        self.selection, self.unsaved = frozenset(), set()
        self.begin()
        if project.folder is not None:
            self.store.expect(find_filament_files(project), self._load)

    def _load(self, path: Path) -> Filaments | None:
        try:
            return read_project_filaments(self.session.project, path)
        except ProjectGone:
            return None
        except ReadError as e:
            self.session.set_aside(path)
            self.problem.emit(
                str(e),
                self.tr("The file is kept unchanged; new filaments of this micrograph are saved to another file."),
            )
            return ()

    def read_all(self) -> None:
        """Read the filaments that are only on disk, in the background, and wait for them."""
        if self.store.pending():
            self.session.boxes_needed.emit()

    def forget(self, path: Path) -> None:
        """Remove the filaments of a micrograph that was removed from the project."""
        self.store.forget([path])
        self.unsaved.discard(path)

    def reload(self, found: Mapping[Path, Filaments]) -> None:
        """Replace filaments that somebody else changed on disk. The undo stack may refer to them, so it is cleared."""
        self.session.undo_stack.clear()
        for path, filaments in found.items():
            self.store.replace(path, filaments)
        self.select(())
        self.changed.emit(list(found))

    @property
    def settings(self) -> FilamentSettings:
        """The settings of the project."""
        return self.session.project.filaments

    # ── the current filaments ───────────────────────────────────────────────────────────────────────────────

    def confidence_span(self) -> tuple[float, float]:
        """Return the range of confidence over which visible picks are coloured: from the threshold to the highest."""
        confidence = self.store.facts()[1][:, 0]
        known = confidence[np.isfinite(confidence)]
        return self.session.view.filament_threshold, float(known.max(initial=self.session.view.filament_threshold))

    def select(self, ids: Iterable[int]) -> None:
        """Select filaments of the current micrograph by number."""
        selection = frozenset(ids)
        if selection != self.selection:
            self.selection = selection
            self.selection_changed.emit()

    def selected(self) -> Filaments:
        """Return the selected filaments; only those on screen can be."""
        return edits.by_ids(self.drawn(), self.selection) if self.selection else ()

    @property
    def width(self) -> float:
        """The width in px of a filament to be drawn."""
        return self.settings.width_px(self.session.pixel_size)

    @property
    def spacing(self) -> float:
        """The distance of two segments in px of the current micrograph."""
        return self.settings.spacing_px(self.session.pixel_size)

    # ── edits ───────────────────────────────────────────────────────────────────────────────────────────────

    def edit(
        self,
        text: str,
        after: Mapping[Path, Sequence[Filament]],
        gesture: int = -1,
        settings: FilamentSettings | None = None,
    ) -> None:
        """Replace the filaments of micrographs, and the settings if given, as one undo step.

        Edits with the same `gesture` number merge into one step.
        """
        pairs = ((path, self.store.filaments(path), self.store.numbered(new)) for path, new in after.items())
        differences = ((path, *edits.difference(before, new)) for path, before, new in pairs)
        changes = tuple(FilamentChange(*each) for each in differences if each[1] or each[2])
        old = self.settings
        change = (old, settings) if settings is not None and settings != old else None
        if changes or change:
            self._pushing = True
            self.session.undo_stack.push(FilamentCommand(self, changes, text, change, gesture))
            self._pushing = False

    def edit_current(self, text: str, after: Sequence[Filament], gesture: int = -1) -> None:
        """Replace the filaments of the current micrograph as one undo step, unless it is excluded."""
        if self.session.project.is_excluded(self.session.current):
            self.session.edit_refused.emit()
        elif self.session.current is not None:
            self.edit(text, {self.session.current: after}, gesture)

    def delete(self, ids: frozenset[int]) -> None:
        """Delete labels and reject picks of the current micrograph by number."""
        if count := len(edits.by_ids(self.here, ids)):
            text = counted(count, self.tr("delete filament"), self.tr("delete {0} filaments"))
            self.edit_current(text, edits.deleted(self.here, ids))

    def accept(self, ids: frozenset[int]) -> None:
        """Turn picks of the current micrograph into labels, without their parts in junk, which stay picks."""
        after = edits.accepted(self.here, ids, lambda f: self.store.split(self.session.current, f))
        if count := len(edits.difference(self.here, after)[1]):
            text = counted(count, self.tr("accept filament"), self.tr("accept {0} filaments"))
            self.edit_current(text, after)

    def restore(self, ids: frozenset[int]) -> None:
        """Restore rejected filaments of the current micrograph."""
        after = edits.restored(self.here, ids)
        if count := len(edits.difference(self.here, after)[1]):
            text = counted(count, self.tr("restore filament"), self.tr("restore {0} filaments"))
            self.edit_current(text, after)

    def set_width(self, width: float, gesture: int = -1) -> None:
        """Set the width in px of all filaments of the project, and of new ones, as one undo step."""
        width = min(max(float(width), edits.NARROWEST), edits.WIDEST)
        self.read_all()
        paths = self.store.with_filaments()
        after = {path: edits.with_width(self.store.filaments(path), width) for path in paths}
        text = self.tr("change of the filament width to {0:g} px").format(width)
        self.edit(text, after, gesture, replace(self.settings, width=width))

    def change_settings(self, **changes: Any) -> None:
        """Change settings other than the width; this is not an undo step."""
        changed = replace(self.settings, **changes)
        if changed != self.settings:
            self.session.project.filaments = changed
            self.session.touch_index()
            self.settings_changed.emit()

    def use_model(self, model: Path | None) -> None:
        """Use a model to pick filaments, at its threshold unless a person set one; None is the built-in model."""
        self.change_settings(model=None if model == path_of_filaments() else model)
        try:
            threshold = read_card(model or path_of_filaments()).threshold
        except ReadError as e:
            self.problem.emit(str(e), "")
            return
        if not self.session.view.filament_threshold_set:
            self.session.change_view(filament_threshold=threshold)

    def adopt_settings(self, settings: FilamentSettings) -> None:
        """Take over settings that somebody else saved."""
        self.session.project.filaments = settings
        self.settings_changed.emit()

    def picks_origin(self) -> Origin:
        """Return the origin of filaments that are picked with the model and the width of the project."""
        return self._origin_of(self.settings.model)

    def _origin_of(self, model: Path | None) -> Origin:
        if model not in self._created:
            try:
                self._created[model] = read_card(model or path_of_filaments()).created
            except ReadError:
                self._created[model] = ""
        return origin_of_filaments(model, self._created[model], BOX_RATIO * (self.settings.width or 0.0))

    def is_outdated(self, path: Path) -> bool:
        """Return whether a micrograph has picks of another model or width than those of the project."""
        return is_outdated(self.session.project.traced_by, path, self.picks_origin()) and self.store.has_picks(path)

    def outdated(self) -> list[Path]:
        """Return the micrographs that are not excluded and have picks of another model or width."""
        project, now = self.session.project, self.picks_origin()
        if not project.traced_by:  # as in most projects, which may hold very many micrographs
            return []
        found = [path for path in project.micrographs if is_outdated(project.traced_by, path, now)]
        return [path for path in found if self.store.has_picks(path) and not project.is_excluded(path)]

    def receive(self, path: Path, picks: Sequence[Filament], model: Path | None = None) -> None:
        """Replace the picks of a micrograph by new ones; this is not an undo step.

        Labels and rejected filaments stay, and the parts of picks that they cover are left out. `model` picked them.
        """
        if path not in self.session.project.box_files:
            return  # it was removed from the project in the meantime
        if picks and self.settings.width is None:
            self.session.project.filaments = replace(self.settings, width=round(picks[0].width, 1))
            self.session.touch_index()
            self.settings_changed.emit()
        self._note_origin(path, model)
        self._replace([(path, edits.picked(self.store.filaments(path), picks))])
        self.session.touch_boxes()

    def _note_origin(self, path: Path, model: Path | None) -> None:
        origin = self._origin_of(model)
        if self.session.project.traced_by.get(path) != origin:
            self.session.project.traced_by[path] = origin
            self.session.touch_index()

    def exchange(self, changes: Sequence[FilamentChange], settings: FilamentSettings | None) -> None:
        """Apply changes, and settings; called by the undo commands."""
        paths = [change.micrograph for change in changes]
        if paths and not self._pushing and self.session.current not in paths:
            self.session.go_to(paths[0])  # otherwise the user would not see what was undone
        self._replace(
            [(c.micrograph, edits.exchanged(self.store.filaments(c.micrograph), c.removed, c.added)) for c in changes]
        )
        if settings is not None:
            self.session.project.filaments = settings
            self.session.touch_index()
            self.settings_changed.emit()
        else:
            self.session.touch_boxes()

    def _replace(self, pairs: Sequence[tuple[Path, Sequence[Filament]]]) -> None:
        for path, filaments in pairs:
            self.store.replace(path, filaments)
            self.unsaved.add(path)
        numbers = {f.id for f in self.here}
        self.select(self.selection & numbers)
        self.changed.emit([path for path, _ in pairs])

    def revert_gesture(self, gesture: int) -> bool:
        """Undo the last edit if it is of a running gesture, and drop it from the undo stack; return whether it was."""
        stack = self.session.undo_stack
        last = stack.command(stack.count() - 1)
        if not isinstance(last, FilamentCommand) or last.gesture != gesture:
            return False
        last.undo()
        last.setObsolete(True)  # the stack drops such a command without undoing it
        stack.undo()
        return True
