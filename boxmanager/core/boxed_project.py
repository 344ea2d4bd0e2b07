"""The boxes of the open project: which are selected, and how they are edited as undo steps."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from PyQt5.QtCore import QObject, pyqtSignal
from PyQt5.QtWidgets import QUndoCommand, QUndoStack

from iceboxer.boxmanager.core.commands import Change, EditCommand, SizeCommand
from iceboxer.boxmanager.core.masked_project import MaskedProject
from iceboxer.boxmanager.core.pieces import in_pieces
from iceboxer.boxmanager.document import edits
from iceboxer.boxmanager.document.plurals import counted
from iceboxer.boxmanager.document.project import Sizes
from iceboxer.boxmanager.document.view import Mask, drawn_in, shown_in
from iceboxer.engine.data.boxes import BOX_RATIO, Boxes

UNDO_STEPS = 1000  # edits that can be undone


class BoxedProject(MaskedProject):
    """The open project with its boxes, the selection and the undo stack."""

    edit_refused = pyqtSignal()  # the current micrograph is excluded
    boxes_needed = pyqtSignal()  # all boxes must be in memory when the slots have returned
    resized = pyqtSignal(float, float, int, bool)  # box size before and after, micrographs with boxes, by drawing

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.undo_stack = QUndoStack(self)
        self.undo_stack.setUndoLimit(UNDO_STEPS)
        self.unsaved_boxes: set[Path] = set()
        self.in_gesture = False  # the mouse is editing boxes, so proposals must wait
        self._gestures = itertools.count(1)
        self._editing = False  # an edit is being made, not undone or redone
        self._indexed: Path | None = None  # the current micrograph in the project file
        self._unset = self.project.sizes  # the size of a new project or an estimate, which no person chose

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
        return self.threshold, self.store.picks.highest

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

    def edit(self, text: str, after: Mapping[Path, Boxes], gesture: int = -1, box_size: float | None = None) -> None:
        """Replace the boxes of micrographs as one undo step, and set the box size in px if given.

        Edits with the same `gesture` number merge into one step.
        """
        self.change(text, self.find_changes(after.items()), gesture, box_size)

    def find_changes(self, after: Iterable[tuple[Path, Boxes]]) -> tuple[Change, ...]:
        """Return how the boxes of micrographs differ from those in the store; `after` may make them one by one."""
        pairs = ((path, self.store.boxes(path), self.store.numbered(boxes)) for path, boxes in in_pieces(after))
        differences = ((path, *edits.difference(before, boxes)) for path, before, boxes in pairs)
        return tuple(Change(*each) for each in differences if len(each[1]) or len(each[2]))

    def change(
        self,
        text: str,
        changes: tuple[Change, ...],
        gesture: int = -1,
        box_size: float | None = None,
        diameter: float | None = None,
    ) -> None:
        """Apply changes as one undo step, see `edit`, and set the particle diameter in px if given."""
        old = self.project.sizes
        new = Sizes(old.box if box_size is None else box_size, old.diameter if diameter is None else diameter)
        if changes or new != old:
            self._push(EditCommand(self, changes, text, (old, new) if new != old else None, gesture))

    def edit_current(self, text: str, after: Boxes, gesture: int = -1) -> None:
        """Replace the boxes of the current micrograph as one undo step, unless it is excluded."""
        if self.project.is_excluded(self.current):
            self.edit_refused.emit()
        elif self.current is not None:
            self.edit(text, {self.current: after}, gesture)

    def delete(self, ids: frozenset[int]) -> None:
        """Delete labels and reject picks of the current micrograph by id."""
        which = edits.by_ids(self.boxes, ids)
        count = int(which.sum())
        if count:
            text = counted(count, self.tr("delete box"), self.tr("delete {0} boxes"))
            self.edit_current(text, edits.deleted(self.boxes, which))

    def revert_gesture(self, gesture: int) -> bool:
        """Undo the last edit if it is of a running gesture, and drop it from the undo stack; return whether it was."""
        last = self.undo_stack.command(self.undo_stack.count() - 1)
        if not isinstance(last, EditCommand | SizeCommand) or last.gesture != gesture:
            return False
        last.undo()
        last.setObsolete(True)  # the stack drops such a command without undoing it
        self.undo_stack.undo()
        return True

    def _push(self, command: QUndoCommand) -> None:
        self._editing = True
        self.undo_stack.push(command)
        self._editing = False

    # ── sizes ───────────────────────────────────────────────────────────────────────────────────────────────

    def resize_boxes(self, size: float, gesture: int = -1) -> None:
        """Set the width and height of all boxes of the project, and of new ones, to `size` px."""
        size = min(max(float(size), edits.SMALLEST_BOX), edits.LARGEST_BOX)
        text = self.tr("change of box size to {0:g} px").format(size)
        before, resized = self.project.box_size, self._resize_all(size, text, gesture)
        self.resized.emit(before, size, resized, False)

    def set_diameter(self, diameter: float, gesture: int = -1) -> None:
        """Set the particle diameter in px as a person does, and give all boxes a side of 1.5 diameters."""
        size = min(max(2.0 * round(diameter * BOX_RATIO / 2), edits.SMALLEST_BOX), edits.LARGEST_BOX)
        text = self.tr("change of the diameter to {0:.0f} px").format(size / BOX_RATIO)
        before, resized = self.project.box_size, self._resize_all(size, text, gesture, size / BOX_RATIO)
        self.resized.emit(before, size, resized, False)

    def draw_box(self, x: float, y: float, size: float) -> None:
        """Add a label of `size` px to the current micrograph and give all boxes that size, as one undo step."""
        if self.current is None:
            return
        if self.project.is_excluded(self.current):
            self.edit_refused.emit()
            return
        size = min(max(float(size), edits.SMALLEST_BOX), edits.LARGEST_BOX)
        before, others = self.project.box_size, self.store.count_with_boxes(besides=self.current)
        self.undo_stack.beginMacro(self.tr("draw box"))
        self._resize_all(size, self.tr("draw box"))
        self.edit_current(self.tr("draw box"), edits.added(self.boxes, x, y, size))
        self.undo_stack.endMacro()
        self.resized.emit(before, size, 1 + others, True)

    def _resize_all(self, size: float, text: str, gesture: int = -1, diameter: float | None = None) -> int:
        """Set the size of all boxes in px as one undo step; return the number of micrographs with boxes."""
        if self.store.pending():
            self.boxes_needed.emit()
            for path in self.store.pending():
                self.store.boxes(path)
        before = self.project.sizes
        after = Sizes(size, before.diameter if diameter is None else diameter)
        if after != before or not self.store.are_all(size):
            self._push(SizeCommand(self, before, after, text, gesture))
        return self.store.count_with_boxes()

    @property
    def size_is_set(self) -> bool:
        """Whether the box size is a person's choice or that of boxes, and not the first one or an estimate."""
        return self.store.has_boxes() or self.project.sizes != self._unset

    def adopt_size(self, size: float, by_hand: bool = True) -> None:
        """Set the box size in px, of 1.5 diameters, that the engine estimated, if there are no boxes yet.

        This is not an undo step.
        """
        found = Sizes(size, size / BOX_RATIO)
        if not self.store.has_boxes() and found != self.project.sizes:
            self.project.box_size, self.project.diameter_px = self._unset = found
            self.size_changed.emit()
            self.touch_index(by_hand)

    # ── changes without an undo step ────────────────────────────────────────────────────────────────────────

    def exchange(self, changes: Sequence[Change], sizes: Sizes | None) -> None:
        """Apply changes, and box size and diameter; called by the undo commands."""
        for change in in_pieces(changes):
            boxes = edits.exchanged(self.store.boxes(change.micrograph), change.removed, change.added)
            self.store.replace(change.micrograph, boxes)
        paths = [change.micrograph for change in changes]
        if sizes is not None:
            self.project.box_size, self.project.diameter_px = sizes
            self.size_changed.emit()
        self._edited_boxes(paths)
        if sizes is not None:
            self.touch_index()
        else:
            self.touch_boxes()

    def set_all_sizes(self, sizes: Sizes, others: Mapping[Path, Boxes] | None, before: float) -> dict[Path, Boxes]:
        """Give all boxes the box size, and those of `others` their own sizes; called by the undo commands.

        Return the boxes of micrographs whose boxes were not all of the size `before`.
        """
        different = self.store.resize(sizes.box, before)
        for path, boxes in in_pieces((others or {}).items()):
            self.store.restore(path, boxes)
        self.project.box_size, self.project.diameter_px = sizes
        self.size_changed.emit()
        self._edited_boxes(self.store.with_boxes())
        self.touch_index()
        return different

    def _edited_boxes(self, paths: list[Path]) -> None:
        """Show and save the boxes of micrographs after an edit, its undo or its redo."""
        if paths and not self._editing and self.current not in set(paths):
            self.go_to(paths[0])  # otherwise the user would not see what was undone
        self._boxes_replaced(paths)

    def _boxes_replaced(self, paths: list[Path]) -> None:
        self.unsaved_boxes.update(paths)
        self.boxes_changed.emit(paths)
        gone = self.selection - set(self.boxes["id"].tolist())
        self.select(self.selection - gone)

    def touch_boxes(self) -> None:
        """Mark the project as changed by hand, and its index if another micrograph is shown since it was saved."""
        if self.project.current != self._indexed:
            self.touch_index()
        else:
            self.edited = True
            self.modified.emit()

    def touch_index(self, by_hand: bool = True) -> None:
        """Mark the project file as unsaved; `by_hand` is false for changes that need no question before closing."""
        self._indexed = self.project.current
        super().touch_index(by_hand)
