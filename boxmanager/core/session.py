"""The session: the open project, the current micrograph and the selection. Panels listen to it and call it."""

from __future__ import annotations

import gc
import itertools
from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path

import numpy as np
from PyQt5.QtCore import QObject, pyqtSignal
from PyQt5.QtWidgets import QUndoCommand, QUndoStack

from iceboxer.boxmanager.core.commands import Change, EditCommand, MarkCommand, SizeCommand, VerdictCommand
from iceboxer.boxmanager.core.filaments import SessionFilaments
from iceboxer.boxmanager.core.masked_project import MaskedProject
from iceboxer.boxmanager.core.pieces import in_pieces
from iceboxer.boxmanager.document import edits
from iceboxer.boxmanager.document.exclusion import NO_VERDICT, Ranges, Verdicts
from iceboxer.boxmanager.document.masks import MaskPair
from iceboxer.boxmanager.document.origin import Origin, OutdatedPicks, origin_now
from iceboxer.boxmanager.document.plurals import counted
from iceboxer.boxmanager.document.project import Project, ProjectGone, Sizes, find_box_files, read_project_boxes
from iceboxer.boxmanager.document.view import Mask, drawn_in, shown_in
from iceboxer.engine.data.boxes import BOX_RATIO, Boxes, Kind, no_boxes
from iceboxer.engine.data.free_names import free_name
from iceboxer.engine.data.junk import JunkMask
from iceboxer.engine.errors import ReadError

MANY = 2000  # micrographs of a project that a full garbage collection takes long to go through
UNDO_STEPS = 1000  # edits that can be undone


class Session(MaskedProject):
    """The open project with its boxes, the selection and the undo stack."""

    exclusion_changed = pyqtSignal()  # verdicts of micrographs, or the ranges of kept values
    edit_refused = pyqtSignal()  # the current micrograph is excluded
    boxes_needed = pyqtSignal()  # all boxes must be in memory when the slots have returned
    resized = pyqtSignal(float, float, int, bool)  # box size before and after, micrographs with boxes, by drawing

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._outdated = OutdatedPicks(self.project.picked_by, self.store)
        self.undo_stack = QUndoStack(self)
        self.undo_stack.setUndoLimit(UNDO_STEPS)
        self.unsaved_boxes: set[Path] = set()
        self.filaments = SessionFilaments(self, self)
        self.filaments.problem.connect(self.problem)
        self.current_changed.connect(lambda: self.filaments.select(()))
        self.in_gesture = False  # the mouse is editing boxes, so proposals must wait
        self._gestures = itertools.count(1)
        self._editing = False  # an edit is being made, not undone or redone
        self._indexed: Path | None = None  # the current micrograph in the project file

    # ── the project ────────────────────────────────────────────────────────────────────────────────────────

    def open(self, project: Project, written: Collection[Path] | None = None) -> None:
        """Open `project` in place of the current one; `written` are its micrographs with a box file, if known."""
        self.project = project
        self._open_masks()
        self._outdated = OutdatedPicks(project.picked_by, self.store)
        if project.folder is not None:
            self.store.expect(find_box_files(project) if written is None else written, self._load)
        self.store.hide_picks(project.empty)
        self.filaments.open()
        self.store.exclude(project.excluded())
        self.undo_stack.clear()
        self.selection, self.problems = frozenset(), {}
        self.unsaved_boxes, self.unsaved_index, self.edited = set(), False, False
        self.shape = self.file_pixel_size = None
        if project.current not in project.box_files:
            project.current = project.micrographs[0] if project.micrographs else None  # the first that was asked for
        project.sort()
        self._indexed = project.current
        self.card = self._read_card(project.model)
        self.project_changed.emit()
        self.size_changed.emit()
        self.view_changed.emit()
        self.current_changed.emit()
        self.model_changed.emit()
        if len(project.micrographs) >= MANY:
            # full collections, which stop all threads, look at none of these objects again; a project that is closed
            # needs no collector, since it is in no circle of references
            gc.freeze()

    def _load(self, path: Path) -> Boxes | None:
        try:
            return read_project_boxes(self.project, path)
        except ProjectGone:
            return None
        except ReadError as e:
            # saving would overwrite the damaged file with no boxes
            self.set_aside(path)
            self.problem.emit(
                str(e), self.tr("The file is kept unchanged; new boxes of this micrograph are saved to another file.")
            )
            return no_boxes()

    def set_aside(self, path: Path) -> None:
        """Save boxes and filaments of a micrograph to other files from now on, and leave a damaged one as it is."""
        if len(self.store.boxes(path)):  # the files have the same name, so both are written again
            self.unsaved_boxes.add(path)
        if self.filaments.store.filaments(path):
            self.filaments.unsaved.add(path)
        name = Path(self.project.box_files[path])
        taken = {file.casefold() for file in self.project.box_files.values()}
        stem = free_name(f"{name.stem}-new", lambda stem: f"{name.parent}/{stem}.cbox".casefold() in taken)
        self.masks.of(path)  # read before the name changes
        self.project.box_files[path] = f"{name.parent}/{stem}.cbox"
        self.rename_masks(path)
        self.touch_index()

    def add_micrographs(self, paths: list[Path]) -> list[Path]:
        """Add micrographs to the project; return those that are new."""
        fresh = self.project.add(paths)
        if fresh:
            self.project.sort()  # what arrives later belongs among the others
            self.project_changed.emit()
            if self.project.current is None:
                self.go_to(fresh[0])
            self.touch_index()
        return fresh

    def remove(self, path: Path) -> None:
        """Remove a micrograph and its boxes. The undo stack may refer to them, so it is cleared."""
        paths = self.project.micrographs
        here = self.project.index(path)
        follower = paths[here + 1] if here + 1 < len(paths) else (paths[here - 1] if here else None)
        self.undo_stack.clear()
        self.store.forget([path])
        self.filaments.forget(path)
        self.masks.forget(path)
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
        pairs = ((path, self.store.boxes(path), self.store.numbered(boxes)) for path, boxes in in_pieces(after.items()))
        differences = ((path, *edits.difference(before, boxes)) for path, before, boxes in pairs)
        changes = tuple(Change(*each) for each in differences if len(each[1]) or len(each[2]))
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

    def _push(self, command: QUndoCommand) -> None:
        self._editing = True
        self.undo_stack.push(command)
        self._editing = False

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

    def mark_empty(self, path: Path, empty: bool) -> None:
        """Mark a micrograph as empty, or remove the mark, as one undo step."""
        if (path in self.project.empty) != empty:
            text = self.tr("mark as empty") if empty else self.tr("mark as not empty")
            self.undo_stack.push(MarkCommand(self, path, empty, text))

    def judge(self, text: str, verdicts: Verdicts, ranges: Ranges | None = None, gesture: int = -1) -> None:
        """Exclude and include micrographs by new verdicts, and set the ranges of kept values, as one undo step."""
        old, known = self.project.ranges, self.project.verdicts
        pairs = {path: (known.get(path, NO_VERDICT), verdict) for path, verdict in verdicts.items()}
        changes = {path: pair for path, pair in pairs.items() if pair[0] != pair[1]}
        new = old if ranges is None else ranges
        if changes or new != old:
            self._push(VerdictCommand(self, changes, (dict(old), dict(new)), text, gesture))

    def set_verdicts(self, verdicts: Verdicts, ranges: Ranges, by_hand: bool = True) -> None:
        """Replace verdicts and ranges without an undo step; called by the undo commands and for merged changes."""
        before = set(self.project.excluded())
        for path, verdict in verdicts.items():
            if verdict == NO_VERDICT:
                self.project.verdicts.pop(path, None)
            elif path in self.project.box_files:
                self.project.verdicts[path] = verdict
        self.project.ranges = dict(ranges)
        after = self.project.excluded()
        self.store.exclude(after)
        self.select(() if self.project.is_excluded(self.current) else self.selection)
        self.exclusion_changed.emit()
        if changed := before.symmetric_difference(after):
            self.boxes_changed.emit(list(changed))
        self.touch_index(by_hand)

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

    def receive(
        self,
        path: Path,
        picks: Boxes,
        by_hand: bool = True,
        origin: Origin | None = None,
        junk: JunkMask | None = None,
    ) -> None:
        """Replace the picks of a micrograph by new ones, with the box size of the project, and keep its `junk` map.

        This is not an undo step: labels, rejected boxes and the undo history do not change. Picks that the user did not
        ask for (`by_hand` is False) do not cause a project without a folder to be saved. `origin` is what made them.
        """
        if path not in self.project.box_files:
            return  # it was removed from the project in the meantime
        if self.problems.pop(path, None) is not None:
            self.marks_changed.emit(path)  # it is readable after all
        self.take_junk(path, junk)
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
            self._outdated.touch(path)
            if origin is None:
                known.pop(path)
            else:
                known[path] = origin

    def picks_origin(self) -> Origin:
        """Return the origin of picks that the active model makes now."""
        return origin_now(self.project.model, self.card, self.project.box_size)

    def outdated(self) -> list[Path]:
        """Return the micrographs whose picks come from another model or box size than the present one."""
        found = self._outdated.find(self.picks_origin())
        return [path for path in found if not self.project.is_excluded(path)] if self.project.verdicts else found

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
        if not self.store.has_boxes() and found != self.project.sizes:
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
        self.filaments.changed.emit([micrograph])
        self.touch_index()

    def reload(self, boxes: Mapping[Path, Boxes]) -> None:
        """Replace boxes that somebody else changed on disk. The undo stack may refer to them, so it is cleared."""
        self.undo_stack.clear()
        for path, changed in in_pieces(boxes.items()):
            self.store.replace(path, changed)
        gone = self.selection - set(self.boxes["id"].tolist())
        self.select(self.selection - gone)
        self.boxes_changed.emit(list(boxes))

    def supply(self, path: Path, boxes: Boxes, masks: MaskPair) -> None:
        """Store boxes and masks that were read from the project in the background."""
        self.masks.supply(path, masks)
        self.store.supply(path, boxes)

    def counts(self, path: Path) -> tuple[int, int]:
        """Return how many labels and visible picks a micrograph has; 0, 0 if they are not read yet or do not count."""
        boxes = self.store.known(path)
        if not len(boxes) or self.store.excludes(path):
            return 0, 0
        labels = int(np.count_nonzero(boxes["kind"] == Kind.LABEL))
        return labels, int(np.count_nonzero(shown_in(self.store, path, self.view))) - labels
