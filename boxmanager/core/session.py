"""The session: the open project, the current micrograph and the selection. Panels listen to it and call it."""

from __future__ import annotations

import gc
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path

import numpy as np
from PyQt5.QtCore import QObject, pyqtSignal

from iceboxer.boxmanager.core.boxed_project import BoxedProject
from iceboxer.boxmanager.core.commands import MarkCommand, VerdictCommand
from iceboxer.boxmanager.core.filaments import SessionFilaments
from iceboxer.boxmanager.core.pieces import in_pieces
from iceboxer.boxmanager.document import edits
from iceboxer.boxmanager.document.box_files import find_box_files, read_project_boxes
from iceboxer.boxmanager.document.exclusion import NO_VERDICT, WORSE, Ranges, Verdict, Verdicts, find_doubled
from iceboxer.boxmanager.document.masks import MaskPair
from iceboxer.boxmanager.document.origin import Origin, OutdatedPicks, origin_now
from iceboxer.boxmanager.document.project import Project
from iceboxer.boxmanager.document.project_folder import ProjectGone
from iceboxer.boxmanager.document.view import shown_in
from iceboxer.engine.data.boxes import Boxes, Kind, no_boxes
from iceboxer.engine.data.free_names import free_name
from iceboxer.engine.data.junk import JunkMask
from iceboxer.engine.data.micrograph_versions import choose_best
from iceboxer.engine.errors import ReadError

MANY = 2000  # micrographs of a project that a full garbage collection takes long to go through


class Session(BoxedProject):
    """The open project with all that belongs to it: what is opened, added, picked, judged and removed."""

    exclusion_changed = pyqtSignal()  # verdicts of micrographs, or the ranges of kept values

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._outdated = OutdatedPicks(self.project.picked_by, self.store)
        self.filaments = SessionFilaments(self, self)
        self.filaments.problem.connect(self.problem)
        self.masks_changed.connect(self.filaments.remeasure)
        self.view_changed.connect(self.filaments.grey)
        self.current_changed.connect(lambda: self.filaments.select(()))

    # ── the project ─────────────────────────────────────────────────────────────────────────────────────────

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
            # the first as given, not as sorted
            project.current = project.micrographs[0] if project.micrographs else None
        project.sort()
        self._indexed, self._unset = project.current, project.sizes
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
        """Add micrographs to the project; return those that are new.

        Of two files of one micrograph, the worse is excluded, unless it has labels; then the other is.
        """
        known = list(self.project.micrographs)
        fresh = self.project.add(paths)
        if fresh:
            self._exclude_doubled(find_doubled(known, fresh))
            self.project.sort()  # what arrives later belongs among the others
            self.project_changed.emit()
            if self.project.current is None:
                self.go_to(fresh[0])
            self.touch_index()
        return fresh

    def _exclude_doubled(self, pairs: Sequence[tuple[Path, Path]]) -> None:
        verdicts: dict[Path, Verdict] = {}
        for pair in pairs:
            labelled = bool((self.store.boxes(pair[0])["kind"] == Kind.LABEL).any())
            better = pair[0] if labelled else choose_best(pair)
            worse = pair[better == pair[0]]
            reason = self.tr("the same micrograph as {0}").format(better.name)
            verdicts[worse] = self.project.verdicts.get(worse, NO_VERDICT).with_reason(WORSE, reason)
        if verdicts:
            self.set_verdicts(verdicts, self.project.ranges)

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

    # ── marks and verdicts ──────────────────────────────────────────────────────────────────────────────────

    def mark_empty(self, path: Path, empty: bool) -> None:
        """Mark a micrograph as empty, or remove the mark, as one undo step."""
        if (path in self.project.empty) != empty:
            text = self.tr("mark as empty") if empty else self.tr("mark as not empty")
            self.undo_stack.push(MarkCommand(self, path, empty, text))

    def set_mark(self, micrograph: Path, empty: bool) -> None:
        """Set or remove the empty mark of a micrograph, which hides its picks; called by the undo commands."""
        (self.project.empty.add if empty else self.project.empty.discard)(micrograph)
        self.store.hide_picks(self.project.empty)
        self.marks_changed.emit(micrograph)
        self.boxes_changed.emit([micrograph])
        self.filaments.changed.emit([micrograph])
        self.touch_index()

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

    # ── picks ───────────────────────────────────────────────────────────────────────────────────────────────

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
        """Remove the picks of the first look, which nobody requested, unless the person has done something since."""
        if self.project.folder is None and not self.edited:
            for path in self.store.with_boxes():
                self.receive(path, no_boxes(), by_hand=False)

    def counts(self, path: Path) -> tuple[int, int]:
        """Return how many labels and visible picks a micrograph has; 0, 0 if they are not read yet or do not count."""
        boxes = self.store.known(path)
        if not len(boxes) or self.store.excludes(path):
            return 0, 0
        labels = int(np.count_nonzero(boxes["kind"] == Kind.LABEL))
        return labels, int(np.count_nonzero(shown_in(self.store, path, self.view))) - labels
