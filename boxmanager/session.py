"""The one hub: what is open, what is in view, what is selected. Panels listen to it and call it."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from PyQt5.QtCore import QObject, pyqtSignal
from PyQt5.QtWidgets import QUndoStack

from iceboxer.boxmanager.commands import Change, EditCommand, MarkCommand
from iceboxer.boxmanager.document import edits
from iceboxer.boxmanager.document.boxstore import BoxStore
from iceboxer.boxmanager.document.project import Project, read_project_boxes
from iceboxer.boxmanager.document.view import Mask, View, drawn, shown
from iceboxer.engine.data.boxes import Boxes, Kind, no_boxes
from iceboxer.engine.data.model_card import Card, read_card
from iceboxer.engine.errors import ReadError

UNDO_STEPS = 1000


class Session(QObject):
    """A project that is open, and what is seen of it. Emits one signal for each thing that can change."""

    project_changed = pyqtSignal()  # another project, or other micrographs in it
    current_changed = pyqtSignal()  # another micrograph is in view
    boxes_changed = pyqtSignal(list)  # of these micrographs
    marks_changed = pyqtSignal(object)  # this micrograph is marked empty, in or out of order, or has a problem
    view_changed = pyqtSignal()
    size_changed = pyqtSignal()  # box size or pixel size
    selection_changed = pyqtSignal()
    model_changed = pyqtSignal()  # another model picks, or none
    touched = pyqtSignal()  # there is something to save
    problem = pyqtSignal(str, str)  # sentence, details

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.project = Project()
        self.store = BoxStore()
        self.undo_stack = QUndoStack(self)
        self.undo_stack.setUndoLimit(UNDO_STEPS)
        self.selection: frozenset[int] = frozenset()
        self.problems: dict[Path, str] = {}
        self.unsaved_boxes: set[Path] = set()
        self.unsaved_index = False
        self.edited = False  # by a person, since the project was opened or written where it belongs
        self.shape: tuple[int, int] | None = None  # of the micrograph in view
        self.file_pixel_size: float | None = None  # what the micrograph in view says
        self.card: Card | None = None  # what the model in use says of itself
        self.in_gesture = False  # the mouse is at work on boxes, so nobody else may exchange them
        self._gestures = itertools.count(1)
        self._doing = False  # a new edit, not one undone or redone

    # ── what is open ────────────────────────────────────────────────────────────────────────────────────────

    def open(self, project: Project) -> None:
        """Put `project` in the place of what was open."""
        self.project = project
        self.store = BoxStore()
        if project.folder is not None:
            files = project.folder
            on_disk = [p for p in project.micrographs if (files / project.box_files[p]).is_file()]
            self.store.expect(on_disk, self._load)
        self.undo_stack.clear()
        self.selection, self.problems = frozenset(), {}
        self.unsaved_boxes, self.unsaved_index, self.edited = set(), False, False
        self.shape = self.file_pixel_size = None
        if project.current not in project.micrographs:
            project.current = project.micrographs[0] if project.micrographs else None
        self.card = self._read_card(project.model)
        self.project_changed.emit()
        self.size_changed.emit()
        self.view_changed.emit()
        self.current_changed.emit()
        self.model_changed.emit()

    def _load(self, path: Path) -> Boxes:
        try:
            return read_project_boxes(self.project, path)
        except ReadError as e:
            # what is there must not be overwritten by the nothing that could be read of it
            self.keep_aside(path)
            self.problem.emit(str(e), self.tr("The file was set aside, so nothing in it is lost."))
            return no_boxes()

    def keep_aside(self, path: Path) -> None:
        """Give the boxes of a micrograph another file from now on, leaving a damaged one as it is."""
        name = Path(self.project.box_files[path])
        taken = set(self.project.box_files.values())
        numbers = (f"{name.parent}/{name.stem}-new{n or ''}.cbox" for n in itertools.count())
        self.project.box_files[path] = next(n for n in numbers if n not in taken)
        self.touch_index()

    def add_micrographs(self, paths: list[Path]) -> list[Path]:
        """Take in micrographs; returns those that were not there."""
        fresh = self.project.add(paths)
        if fresh:
            self.project_changed.emit()
            if self.project.current is None:
                self.go_to(fresh[0])
            self.touch_index()
        return fresh

    def remove(self, path: Path) -> None:
        """Let go of a micrograph and its boxes. The undo stack may speak of it, so it is emptied."""
        paths = self.project.micrographs
        here = paths.index(path)
        follower = paths[here + 1] if here + 1 < len(paths) else (paths[here - 1] if here else None)
        self.undo_stack.clear()
        self.store.forget([path])
        self.unsaved_boxes.discard(path)
        self.problems.pop(path, None)
        self.project.remove(path)
        if self.project.current == path:
            self.project.current = None
            if follower is not None:
                self.go_to(follower)
            else:
                self.current_changed.emit()
        self.project_changed.emit()
        self.touch_index()

    @property
    def current(self) -> Path | None:
        """The micrograph in view."""
        return self.project.current

    @property
    def index(self) -> int:
        """The place of the micrograph in view among all, -1 if there is none."""
        return self.project.micrographs.index(self.current) if self.current else -1

    def go_to(self, path: Path) -> None:
        """Show another micrograph."""
        if path != self.project.current and path in self.project.box_files:
            self.project.current = path
            self.shape = self.file_pixel_size = None
            self.selection = frozenset()
            self.current_changed.emit()
            self.selection_changed.emit()

    def step(self, by: int) -> None:
        """Show the micrograph `by` places further, if there is one."""
        target = self.index + by
        if self.current and 0 <= target < len(self.project.micrographs):
            self.go_to(self.project.micrographs[target])

    def look_at(self, shape: tuple[int, int], pixel_size: float | None) -> None:
        """The micrograph in view has been read: its shape in px and what it says its pixel size is."""
        self.shape, self.file_pixel_size = shape, pixel_size
        self.size_changed.emit()

    def mark_problem(self, path: Path, reason: str) -> None:
        """A micrograph cannot be read; it stays in the list, with the reason."""
        self.problems[path] = reason
        self.marks_changed.emit(path)

    # ── the model in use ────────────────────────────────────────────────────────────────────────────────────

    def use_model(self, path: Path | None) -> None:
        """Pick with another model from now on, at the threshold that it recommends."""
        self.project.model = path
        self.card = self._read_card(path)
        if self.card is not None:
            self.look(threshold=self.card.threshold)
        self.model_changed.emit()
        self.touch_index(by_hand=False)

    def _read_card(self, path: Path | None) -> Card | None:
        if path is None:
            return None
        try:
            return read_card(path)
        except ReadError as e:
            self.problem.emit(str(e), "")
            return None

    # ── how it is looked at ─────────────────────────────────────────────────────────────────────────────────

    @property
    def view(self) -> View:
        """Threshold, size range, contrast."""
        return self.project.view

    def look(self, **changes: Any) -> None:
        """Change the view: `look(threshold=0.4)`."""
        changed = replace(self.view, **changes)
        if changed != self.view:
            self.project.view = changed
            self.view_changed.emit()
            self.touch_index(by_hand=False)

    @property
    def pixel_size(self) -> float | None:
        """Å/px: as a person set it, else as the micrograph in view says."""
        return self.project.pixel_size or self.file_pixel_size

    def set_pixel_size(self, pixel_size: float | None) -> None:
        """Overrule what the micrographs say; None believes them again."""
        self.project.pixel_size = pixel_size
        self.size_changed.emit()
        self.touch_index()

    # ── the boxes in view ───────────────────────────────────────────────────────────────────────────────────

    @property
    def boxes(self) -> Boxes:
        """The boxes (n,) of the micrograph in view."""
        return self.store.boxes(self.current)

    def drawn(self) -> Mask:
        """Which of them are on screen."""
        return drawn(self.boxes, self.view)

    def shown(self) -> Mask:
        """Which of them count."""
        return shown(self.boxes, self.view)

    def select(self, ids: Iterable[int]) -> None:
        """Select boxes of the micrograph in view."""
        selection = frozenset(ids)
        if selection != self.selection:
            self.selection = selection
            self.selection_changed.emit()

    def selected(self) -> Mask:
        """Which boxes in view are selected; what is not on screen cannot be."""
        return edits.by_ids(self.boxes, self.selection) & self.drawn()

    # ── edits ───────────────────────────────────────────────────────────────────────────────────────────────

    def new_gesture(self) -> int:
        """A number for the edits of one drag, which are undone together."""
        return next(self._gestures)

    def edit(
        self,
        text: str,
        after: Mapping[Path, Boxes],
        gesture: int = -1,
        box_size: float | None = None,
    ) -> None:
        """Put boxes in the place of others, as one step that can be undone."""
        pairs = ((path, self.store.boxes(path), self.store.numbered(boxes)) for path, boxes in after.items())
        differences = ((path, *edits.difference(before, boxes)) for path, before, boxes in pairs)
        changes = tuple(Change(*each) for each in differences if len(each[1]) or len(each[2]))
        sizes = (self.project.box_size, box_size) if box_size not in (None, self.project.box_size) else None
        if changes or sizes:
            self._doing = True
            self.undo_stack.push(EditCommand(self, changes, text, sizes, gesture))
            self._doing = False

    def edit_current(self, text: str, after: Boxes, gesture: int = -1) -> None:
        """`edit` for the micrograph in view."""
        if self.current is not None:
            self.edit(text, {self.current: after}, gesture)

    def resize_boxes(self, size: float, gesture: int = -1) -> None:
        """Make all boxes of the project `size` px wide and high, and those to come."""
        size = min(max(float(size), edits.SMALLEST_BOX), edits.LARGEST_BOX)
        after = {path: edits.sized(self.store.boxes(path), size) for path in self.store.with_boxes()}
        self.edit(self.tr("change of box size to {0:g} px").format(size), after, gesture, size)

    def delete(self, ids: frozenset[int]) -> None:
        """Delete labels and reject picks of the micrograph in view."""
        which = edits.by_ids(self.boxes, ids)
        count = int(which.sum())
        if count:
            text = self.tr("delete box") if count == 1 else self.tr("delete {0} boxes").format(count)
            self.edit_current(text, edits.deleted(self.boxes, which))

    def take_back(self, gesture: int) -> None:
        """Undo the gesture that is going on, and forget that it was."""
        last = self.undo_stack.command(self.undo_stack.count() - 1)
        if isinstance(last, EditCommand) and last.gesture == gesture:
            last.undo()
            last.setObsolete(True)  # the stack drops such a command without undoing it
            self.undo_stack.undo()

    def mark_empty(self, path: Path, empty: bool) -> None:
        """Say that a micrograph holds no particle, as a step that can be undone."""
        if (path in self.project.empty) != empty:
            text = self.tr("mark as empty") if empty else self.tr("mark as not empty")
            self.undo_stack.push(MarkCommand(self, path, empty, text))

    def exchange(self, changes: Sequence[Change], box_size: float | None) -> None:
        """Called by the commands: exchange these boxes."""
        for change in changes:
            boxes = edits.exchanged(self.store.boxes(change.micrograph), change.removed, change.added)
            self.store.replace(change.micrograph, boxes)
        paths = [change.micrograph for change in changes]
        if box_size is not None:
            self.project.box_size = box_size
            self.size_changed.emit()
        if paths and self.current not in paths and not self._doing:
            self.go_to(paths[0])  # an edit that is undone out of sight would not be noticed
        self._boxes_are_new(paths)
        self.touch_index()

    def receive(self, path: Path, picks: Boxes) -> None:
        """Put the picks of a network in the place of those that were there, as large as the project's boxes are.

        This is no step of undo: what a person did stays as it is, and so do the steps that lead back from it.
        """
        if path not in self.project.box_files:
            return  # it has left the project since
        if self.problems.pop(path, None) is not None:
            self.marks_changed.emit(path)  # it can be read after all
        sized = edits.sized(picks, self.project.box_size)
        self.store.replace(path, edits.picked(self.store.boxes(path), sized))
        self.edited = True
        self._boxes_are_new([path])
        self.touched.emit()

    def take_size(self, size: float) -> None:
        """A network found out how large the particles are, where nobody had boxed any: no step of undo."""
        if not self.store.with_boxes() and size != self.project.box_size:
            self.project.box_size = size
            self.size_changed.emit()
            self.touch_index()

    def _boxes_are_new(self, paths: list[Path]) -> None:
        self.unsaved_boxes.update(paths)
        self.boxes_changed.emit(paths)
        gone = self.selection - set(self.boxes["id"].tolist())
        self.select(self.selection - gone)

    def put_mark(self, micrograph: Path, empty: bool) -> None:
        """Called by the commands: hold this mark."""
        (self.project.empty.add if empty else self.project.empty.discard)(micrograph)
        self.marks_changed.emit(micrograph)
        self.touch_index()

    def touch_index(self, by_hand: bool = True) -> None:
        """There is something to save; `by_hand` if a person would miss it."""
        self.unsaved_index = True
        self.edited = self.edited or by_hand
        self.touched.emit()

    def supply(self, path: Path, boxes: Boxes) -> None:
        """Boxes read from the project in the background."""
        self.store.supply(path, boxes)

    def counts(self, path: Path) -> tuple[int, int]:
        """Labels and shown picks of a micrograph, as far as it has been read."""
        boxes = self.store.known(path)
        if not len(boxes):
            return 0, 0
        labels = int(np.count_nonzero(boxes["kind"] == Kind.LABEL))
        return labels, int(np.count_nonzero(shown(boxes, self.view))) - labels
