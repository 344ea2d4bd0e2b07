"""The session: the open project, the current micrograph and the selection. Panels listen to it and call it."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from PyQt5.QtCore import QObject, pyqtSignal
from PyQt5.QtWidgets import QUndoStack

from iceboxer.boxmanager.core.commands import Change, EditCommand, MarkCommand
from iceboxer.boxmanager.document import edits
from iceboxer.boxmanager.document.boxstore import BoxStore
from iceboxer.boxmanager.document.origin import Origin, find_outdated, origin_now
from iceboxer.boxmanager.document.plurals import counted
from iceboxer.boxmanager.document.project import Project, ProjectGone, Sizes, read_project_boxes
from iceboxer.boxmanager.document.view import Mask, View, drawn_in, shown_in
from iceboxer.engine.data.boxes import BOX_RATIO, Boxes, Kind, no_boxes
from iceboxer.engine.data.free_names import free_name
from iceboxer.engine.data.model_card import Card, read_card
from iceboxer.engine.errors import ReadError

UNDO_STEPS = 1000  # edits that can be undone


class Session(QObject):
    """The open project and how it is viewed. Emits one signal for each thing that can change."""

    project_changed = pyqtSignal()  # another project, or micrographs were added or removed
    current_changed = pyqtSignal()  # another micrograph is shown
    boxes_changed = pyqtSignal(list)  # the boxes of these micrographs
    marks_changed = pyqtSignal(object)  # the empty mark or the problem of this micrograph
    view_changed = pyqtSignal()
    size_changed = pyqtSignal()  # box size or pixel size
    resized = pyqtSignal(float, float, int, bool)  # box size before and after, micrographs with boxes, by drawing
    selection_changed = pyqtSignal()
    model_changed = pyqtSignal()  # another active model, or none
    modified = pyqtSignal()  # something must be saved
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
        self.edited = False  # by the user, since the project was opened or saved in its folder
        self.shape: tuple[int, int] | None = None  # height, width of the current micrograph, px
        self.file_pixel_size: float | None = None  # Å/px, from the header of the current micrograph
        self.card: Card | None = None  # of the active model
        self.in_gesture = False  # the mouse is editing boxes, so proposals must wait
        self._gestures = itertools.count(1)
        self._editing = False  # an edit is being made, not undone or redone

    # ── the project ────────────────────────────────────────────────────────────────────────────────────────

    def open(self, project: Project) -> None:
        """Open `project` in place of the current one."""
        self.project = project
        self.store = BoxStore()
        if project.folder is not None:
            files = project.folder
            on_disk = [p for p in project.micrographs if (files / project.box_files[p]).is_file()]
            self.store.expect(on_disk, self._load)
        self.store.hide_picks(project.empty)
        self.undo_stack.clear()
        self.selection, self.problems = frozenset(), {}
        self.unsaved_boxes, self.unsaved_index, self.edited = set(), False, False
        self.shape = self.file_pixel_size = None
        if project.current not in project.micrographs:
            project.current = project.micrographs[0] if project.micrographs else None  # the first that was asked for
        project.micrographs.sort()
        self.card = self._read_card(project.model)
        self.project_changed.emit()
        self.size_changed.emit()
        self.view_changed.emit()
        self.current_changed.emit()
        self.model_changed.emit()

    def _load(self, path: Path) -> Boxes | None:
        try:
            return read_project_boxes(self.project, path)
        except ProjectGone:
            return None
        except ReadError as e:
            # saving would overwrite the damaged file with no boxes
            self._set_aside(path)
            self.problem.emit(
                str(e), self.tr("The file is kept unchanged; new boxes of this micrograph are saved to another file.")
            )
            return no_boxes()

    def _set_aside(self, path: Path) -> None:
        """Save the boxes of a micrograph to another file from now on, and leave the damaged one as it is."""
        name = Path(self.project.box_files[path])
        taken = {file.casefold() for file in self.project.box_files.values()}
        stem = free_name(f"{name.stem}-new", lambda stem: f"{name.parent}/{stem}.cbox".casefold() in taken)
        self.project.box_files[path] = f"{name.parent}/{stem}.cbox"
        self.touch_index()

    def add_micrographs(self, paths: list[Path]) -> list[Path]:
        """Add micrographs to the project; return those that are new."""
        fresh = self.project.add(paths)
        if fresh:
            self.project.micrographs.sort()  # what arrives later belongs among the others
            self.project_changed.emit()
            if self.project.current is None:
                self.go_to(fresh[0])
            self.touch_index()
        return fresh

    def remove(self, path: Path) -> None:
        """Remove a micrograph and its boxes. The undo stack may refer to them, so it is cleared."""
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
        """The current micrograph, or None if the project has none."""
        return self.project.current

    @property
    def index(self) -> int:
        """The index of the current micrograph, -1 if there is none."""
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
        """Show the micrograph `by` positions further in the list, if there is one."""
        target = self.index + by
        if self.current and 0 <= target < len(self.project.micrographs):
            self.go_to(self.project.micrographs[target])

    def set_file_facts(self, shape: tuple[int, int], pixel_size: float | None) -> None:
        """Store the shape (height, width) in px and the pixel size in Å/px of the current micrograph's file."""
        self.shape, self.file_pixel_size = shape, pixel_size
        self.size_changed.emit()

    def mark_problem(self, path: Path, reason: str) -> None:
        """Mark a micrograph as unreadable; it stays in the list, with the reason."""
        self.problems[path] = reason
        self.marks_changed.emit(path)

    # ── the active model ────────────────────────────────────────────────────────────────────────────────────

    def use_model(self, path: Path | None) -> None:
        """Make `path` the active model, with its threshold unless a person set one; None is the general model."""
        self.project.model = path
        self.card = self._read_card(path)
        if self.card is not None:
            self.recommend_threshold(self.card.threshold)
        self.model_changed.emit()
        self.touch_index(by_hand=False)

    @property
    def model_name(self) -> str | None:
        """The name of the active model; None if there is none."""
        return self.project.model.stem if self.project.model is not None else None

    def _read_card(self, path: Path | None) -> Card | None:
        if path is None:
            return None
        try:
            return read_card(path)
        except ReadError as e:
            self.problem.emit(str(e), "")
            return None

    # ── the view ─────────────────────────────────────────────────────────────────────────────────

    @property
    def view(self) -> View:
        """Threshold, size range and contrast."""
        return self.project.view

    def change_view(self, **changes: Any) -> None:
        """Change the view: `change_view(threshold=0.4)`."""
        changed = replace(self.view, **changes)
        if changed != self.view:
            self.project.view = changed
            self.view_changed.emit()
            self.touch_index(by_hand=False)

    @property
    def threshold(self) -> float:
        """The threshold of the current micrograph: its own, or the common one."""
        return self.view.threshold_of(self.current)

    @property
    def has_own_threshold(self) -> bool:
        """Whether the current micrograph has a threshold of its own."""
        return self.current in self.view.own_thresholds

    def set_threshold(self, threshold: float) -> None:
        """Set the threshold of the current micrograph as a person does: its own, or the common one."""
        if self.has_own_threshold:
            self.set_own_threshold(threshold)
        else:
            self.set_common_threshold(threshold)

    def set_common_threshold(self, threshold: float) -> None:
        """Set the threshold of all micrographs without their own as a person does; no model changes it from now on."""
        self.change_view(threshold=threshold, threshold_set=True)

    def set_own_threshold(self, threshold: float | None) -> None:
        """Give the current micrograph a threshold of its own; None returns it to the common one."""
        if self.current is not None:
            own = {path: value for path, value in self.view.own_thresholds.items() if path != self.current}
            self.change_view(own_thresholds=own if threshold is None else own | {self.current: threshold})

    def recommend_threshold(self, threshold: float) -> None:
        """Set the threshold that a model recommends, unless a person set another."""
        if not self.view.threshold_set:
            self.change_view(threshold=threshold)

    @property
    def pixel_size(self) -> float | None:
        """The pixel size in Å/px set by the user, else that of the current micrograph's file; None if unknown."""
        return self.project.pixel_size or self.file_pixel_size

    def set_pixel_size(self, pixel_size: float | None) -> None:
        """Set the pixel size in Å/px of all micrographs; None uses the one in their files."""
        self.project.pixel_size = pixel_size
        self.size_changed.emit()
        self.touch_index()

    # ── the current boxes ───────────────────────────────────────────────────────────────────────────────────

    @property
    def boxes(self) -> Boxes:
        """The boxes (n,) of the current micrograph."""
        return self.store.boxes(self.current)

    def drawn(self) -> Mask:
        """Return which boxes (n,) are on screen."""
        return drawn_in(self.store, self.current, self.view)

    def shown(self) -> Mask:
        """Return which boxes (n,) count and are exported."""
        return shown_in(self.store, self.current, self.view)

    def confidence_span(self) -> tuple[float, float]:
        """Return the range of confidence over which visible picks are coloured: from the threshold to the highest."""
        return self.threshold, self.store.pick_columns().highest

    def select(self, ids: Iterable[int]) -> None:
        """Select boxes of the current micrograph by id."""
        selection = frozenset(ids)
        if selection != self.selection:
            self.selection = selection
            self.selection_changed.emit()

    def selected(self) -> Mask:
        """Return which boxes (n,) are selected; only boxes on screen can be."""
        return edits.by_ids(self.boxes, self.selection) & self.drawn()

    # ── edits ───────────────────────────────────────────────────────────────────────────────────────────────

    def new_gesture(self) -> int:
        """Return a number for the edits of one drag or held key, which are one undo step."""
        return next(self._gestures)

    def edit(
        self,
        text: str,
        after: Mapping[Path, Boxes],
        gesture: int = -1,
        box_size: float | None = None,
        diameter: float | None = None,
    ) -> None:
        """Replace the boxes of micrographs as one undo step, and set box size and particle diameter in px if given.

        Edits with the same `gesture` number merge into one step.
        """
        pairs = ((path, self.store.boxes(path), self.store.numbered(boxes)) for path, boxes in after.items())
        differences = ((path, *edits.difference(before, boxes)) for path, before, boxes in pairs)
        changes = tuple(Change(*each) for each in differences if len(each[1]) or len(each[2]))
        old = self.project.sizes
        new = Sizes(old.box if box_size is None else box_size, old.diameter if diameter is None else diameter)
        if changes or new != old:
            self._editing = True
            self.undo_stack.push(EditCommand(self, changes, text, (old, new) if new != old else None, gesture))
            self._editing = False

    def edit_current(self, text: str, after: Boxes, gesture: int = -1) -> None:
        """Replace the boxes of the current micrograph as one undo step."""
        if self.current is not None:
            self.edit(text, {self.current: after}, gesture)

    def resize_boxes(self, size: float, gesture: int = -1) -> None:
        """Set the width and height of all boxes of the project, and of new ones, to `size` px."""
        size = min(max(float(size), edits.SMALLEST_BOX), edits.LARGEST_BOX)
        before, after = self.project.box_size, self._all_sized(size)
        self.edit(self.tr("change of box size to {0:g} px").format(size), after, gesture, size)
        self.resized.emit(before, size, len(after), False)

    def set_diameter(self, diameter: float, gesture: int = -1) -> None:
        """Set the particle diameter in px as a person does, and give all boxes a side of 1.5 diameters."""
        size = min(max(2.0 * round(diameter * BOX_RATIO / 2), edits.SMALLEST_BOX), edits.LARGEST_BOX)
        before, after = self.project.box_size, self._all_sized(size)
        text = self.tr("change of the diameter to {0:.0f} px").format(size / BOX_RATIO)
        self.edit(text, after, gesture, size, size / BOX_RATIO)
        self.resized.emit(before, size, len(after), False)

    def draw_box(self, x: float, y: float, size: float) -> None:
        """Add a label of `size` px to the current micrograph and give all boxes that size, as one undo step."""
        if self.current is None:
            return
        size = min(max(float(size), edits.SMALLEST_BOX), edits.LARGEST_BOX)
        before, after = self.project.box_size, self._all_sized(size)
        others = len(after.keys() - {self.current})
        after[self.current] = edits.added(after.get(self.current, self.boxes), x, y, size)
        self.edit(self.tr("draw box"), after, box_size=size)
        self.resized.emit(before, size, 1 + others, True)

    def _all_sized(self, size: float) -> dict[Path, Boxes]:
        return {path: edits.sized(self.store.boxes(path), size) for path in self.store.with_boxes()}

    def delete(self, ids: frozenset[int]) -> None:
        """Delete labels and reject picks of the current micrograph by id."""
        which = edits.by_ids(self.boxes, ids)
        count = int(which.sum())
        if count:
            text = counted(count, self.tr("delete box"), self.tr("delete {0} boxes"))
            self.edit_current(text, edits.deleted(self.boxes, which))

    def revert_gesture(self, gesture: int) -> None:
        """Undo the edits of a running gesture and drop them from the undo stack."""
        last = self.undo_stack.command(self.undo_stack.count() - 1)
        if isinstance(last, EditCommand) and last.gesture == gesture:
            last.undo()
            last.setObsolete(True)  # the stack drops such a command without undoing it
            self.undo_stack.undo()

    def mark_empty(self, path: Path, empty: bool) -> None:
        """Mark a micrograph as empty, or remove the mark, as one undo step."""
        if (path in self.project.empty) != empty:
            text = self.tr("mark as empty") if empty else self.tr("mark as not empty")
            self.undo_stack.push(MarkCommand(self, path, empty, text))

    def exchange(self, changes: Sequence[Change], sizes: Sizes | None) -> None:
        """Apply changes, and box size and diameter; called by the undo commands."""
        for change in changes:
            boxes = edits.exchanged(self.store.boxes(change.micrograph), change.removed, change.added)
            self.store.replace(change.micrograph, boxes)
        paths = [change.micrograph for change in changes]
        if sizes is not None:
            self.project.box_size, self.project.diameter_px = sizes
            self.size_changed.emit()
        if paths and self.current not in paths and not self._editing:
            self.go_to(paths[0])  # otherwise the user would not see what was undone
        self._boxes_replaced(paths)
        self.touch_index()

    def receive(self, path: Path, picks: Boxes, by_hand: bool = True, origin: Origin | None = None) -> None:
        """Replace the picks of a micrograph by new ones, with the box size of the project.

        This is not an undo step: labels, rejected boxes and the undo history do not change. Picks that the user did not
        ask for (`by_hand` is False) do not cause a project without a folder to be saved. `origin` is what made them.
        """
        if path not in self.project.box_files:
            return  # it was removed from the project in the meantime
        if self.problems.pop(path, None) is not None:
            self.marks_changed.emit(path)  # it is readable after all
        sized = edits.sized(picks, self.project.box_size)
        self.store.replace(path, edits.picked(self.store.boxes(path), sized))
        self._note_origin(path, origin)
        self.edited = self.edited or by_hand
        self._boxes_replaced([path])
        self.modified.emit()

    def _note_origin(self, path: Path, origin: Origin | None) -> None:
        known = self.project.picked_by
        if known.get(path) != origin:
            self.unsaved_index = True
            if origin is None:
                known.pop(path)
            else:
                known[path] = origin

    def picks_origin(self) -> Origin:
        """Return the origin of picks that the active model makes now."""
        return origin_now(self.project.model, self.card, self.project.box_size)

    def outdated(self) -> list[Path]:
        """Return the micrographs whose picks come from another model or box size than the present one."""
        return find_outdated(self.project.picked_by, self.store, self.picks_origin())

    def forget_picks(self) -> None:
        """Remove the picks that came without being asked for, unless the person has done something since."""
        if self.project.folder is None and not self.edited:
            for path in self.store.with_boxes():
                self.receive(path, no_boxes(), by_hand=False)

    def adopt_size(self, size: float, by_hand: bool = True) -> None:
        """Set the box size in px, of 1.5 diameters, that the engine estimated, if there are no boxes yet.

        This is not an undo step.
        """
        found = Sizes(size, size / BOX_RATIO)
        if not self.store.with_boxes() and found != self.project.sizes:
            self.project.box_size, self.project.diameter_px = found
            self.size_changed.emit()
            self.touch_index(by_hand)

    def _boxes_replaced(self, paths: list[Path]) -> None:
        self.unsaved_boxes.update(paths)
        self.boxes_changed.emit(paths)
        gone = self.selection - set(self.boxes["id"].tolist())
        self.select(self.selection - gone)

    def set_mark(self, micrograph: Path, empty: bool) -> None:
        """Set or remove the empty mark of a micrograph, which hides its picks; called by the undo commands."""
        (self.project.empty.add if empty else self.project.empty.discard)(micrograph)
        self.store.hide_picks(self.project.empty)
        self.marks_changed.emit(micrograph)
        self.boxes_changed.emit([micrograph])
        self.touch_index()

    def touch_index(self, by_hand: bool = True) -> None:
        """Mark the project file as unsaved; `by_hand` is false for changes that need no question before closing."""
        self.unsaved_index = True
        self.edited = self.edited or by_hand
        self.modified.emit()

    def reload(self, boxes: Mapping[Path, Boxes]) -> None:
        """Replace boxes that somebody else changed on disk. The undo stack may refer to them, so it is cleared."""
        self.undo_stack.clear()
        for path, changed in boxes.items():
            self.store.replace(path, changed)
        gone = self.selection - set(self.boxes["id"].tolist())
        self.select(self.selection - gone)
        self.boxes_changed.emit(list(boxes))

    def supply(self, path: Path, boxes: Boxes) -> None:
        """Store boxes that were read from the project in the background."""
        self.store.supply(path, boxes)

    def counts(self, path: Path) -> tuple[int, int]:
        """Return how many labels and visible picks a micrograph has; 0, 0 if its boxes are not read yet."""
        boxes = self.store.known(path)
        if not len(boxes):
            return 0, 0
        labels = int(np.count_nonzero(boxes["kind"] == Kind.LABEL))
        return labels, int(np.count_nonzero(shown_in(self.store, path, self.view))) - labels
