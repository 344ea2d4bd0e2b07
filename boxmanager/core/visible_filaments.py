"""Which filaments of the open project are visible: the filters, excluded micrographs, and junk."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Protocol

from PyQt5.QtCore import QObject, pyqtBoundSignal, pyqtSignal
from PyQt5.QtWidgets import QUndoStack

from iceboxer.boxmanager.document.filament_store import Filaments, FilamentStore
from iceboxer.boxmanager.document.filament_view import count_shown, drawn, is_shown, shown
from iceboxer.boxmanager.document.masks import MaskStore
from iceboxer.boxmanager.document.project import Project
from iceboxer.boxmanager.document.view import View
from iceboxer.engine.data.boxes import Kind
from iceboxer.engine.data.junk import JunkMask


class Owner(Protocol):
    """The part of the session that its filaments use."""

    project: Project
    undo_stack: QUndoStack
    masks: MaskStore
    boxes_needed: pyqtBoundSignal
    edit_refused: pyqtBoundSignal

    @property
    def current(self) -> Path | None:
        """The current micrograph."""

    @property
    def view(self) -> View:
        """The filters."""

    @property
    def pixel_size(self) -> float | None:
        """Å/px of the current micrograph."""

    def go_to(self, path: Path) -> None:
        """Show another micrograph."""

    def change_view(self, **changes: Any) -> None:
        """Change the view."""

    def touch_index(self, by_hand: bool = True) -> None:
        """Mark the project file as unsaved."""

    def touch_boxes(self) -> None:
        """Mark the project as changed by hand."""

    def set_aside(self, path: Path) -> None:
        """Save the boxes and filaments of a micrograph to other files from now on."""


class VisibleFilaments(QObject):
    """The filaments of a session under its filters. Greying is a view: it changes no filament."""

    # a list of micrographs, as an object (see `MaskedProject`): their filaments, or which of them are visible
    changed = pyqtSignal(object)

    def __init__(self, session: Owner, parent: QObject) -> None:
        super().__init__(parent)
        self.session = session
        self.store = FilamentStore(self._mask_of)

    def begin(self) -> None:
        """Hold no filaments."""
        self.store = FilamentStore(self._mask_of)
        self.grey()

    def _mask_of(self, path: Path) -> JunkMask | None:
        pair = self.session.masks.of(path)
        hides = any(part is not None and part.hides for part in (pair.junk, pair.painted))
        return pair.combined() if hides else None

    def grey(self) -> None:
        """Apply the margin around junk to the picks of the whole project."""
        view = self.session.view
        if changed := self.store.grey_within(view.junk_margin if view.grey_junk else None):
            self.changed.emit(changed)

    def remeasure(self, paths: list[Path]) -> None:
        """Cut the picks of micrographs again, since their masks have changed."""
        for path in paths:
            self.store.remeasure(path)
        self.changed.emit(paths)

    @property
    def here(self) -> Filaments:
        """The filaments of the current micrograph."""
        return self.store.filaments(self.session.current)

    def hides_picks(self, path: Path | None) -> bool:
        """Return whether the picks of a micrograph are hidden since it is marked as empty."""
        return path in self.session.project.empty

    def shown(self, path: Path | None = None) -> Filaments:
        """Return the visible filaments of a micrograph, by default of the current one.

        A pick that is partly in junk is in pieces, which have the same number.
        """
        path = path or self.session.current
        if self.session.project.is_excluded(path):
            return ()
        self.store.filaments(path)  # reads them
        return shown(self.store.in_sight(path), self.session.view, self.hides_picks(path))

    def count_known(self, path: Path) -> int:
        """Return how many visible filaments a micrograph has; 0 if they are not read yet."""
        if self.session.project.is_excluded(path):
            return 0
        return len(shown(self.store.in_sight(path), self.session.view, self.hides_picks(path)))

    def drawn(self) -> Filaments:
        """Return the filaments on screen, whole, also where a part is in junk; none of an excluded micrograph."""
        if self.session.project.is_excluded(self.session.current):
            return ()
        return drawn(self.here, {f.id for f in self.shown()}, self.session.view)

    def greyed(self) -> Filaments:
        """Return the pieces in junk of the current micrograph's picks that would be visible otherwise."""
        path = self.session.current
        if path is None or self.session.project.is_excluded(path) or self.hides_picks(path):
            return ()
        picks = (f for f in self.here if f.kind is Kind.PICK and is_shown(f, self.session.view))
        return tuple(piece for f in picks for piece in self.store.split(path, f)[1])

    def count_shown(self) -> int:
        """Return the number of visible filaments in the project, as far as they are in memory."""
        project = self.session.project
        return count_shown(self.store, self.session.view, project.empty, set(project.excluded()))
