"""The masks of the open project: junk maps of the network, painted masks, and the picks that they grey."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from PyQt5.QtCore import QObject, pyqtSignal
from PyQt5.QtWidgets import QUndoCommand, QUndoStack

from iceboxer.boxmanager.core.commands import MaskCommand
from iceboxer.boxmanager.core.open_project import OpenProject
from iceboxer.boxmanager.document.boxstore import BoxStore
from iceboxer.boxmanager.document.mask_files import Layer, Unsaved, find_mask_files, read_project_masks
from iceboxer.boxmanager.document.masks import MaskPair, MaskStore, PackedMask, blank_mask, pack, pack_junk
from iceboxer.boxmanager.document.project_folder import ProjectGone
from iceboxer.boxmanager.document.view import Mask, reach_of_junk, shown
from iceboxer.engine.data.boxes import Boxes, Floats
from iceboxer.engine.data.junk import JunkMask
from iceboxer.engine.errors import ReadError


class MaskedProject(OpenProject):
    """The open project with its masks. Greying is a view: it changes no box and is no undo step."""

    # lists of micrographs, as objects: Qt would copy each path of a list for each receiver
    boxes_changed = pyqtSignal(object)  # the boxes of these micrographs, or which of them are visible
    masks_changed = pyqtSignal(object)  # the masks of these micrographs

    undo_stack: QUndoStack

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.masks = MaskStore()
        self.store = BoxStore(self._distances)
        self.unsaved_masks: set[Unsaved] = set()
        # first of all listeners, so that the others count what is visible now
        self.view_changed.connect(self._grey)
        self.size_changed.connect(self._grey)

    def _open_masks(self) -> None:
        """Begin with the masks of the project that has just been opened, and no boxes."""
        self.masks, self.unsaved_masks = MaskStore(), set()
        self.store = BoxStore(self._distances)
        self.masks.expect(find_mask_files(self.project), self._load_masks)
        self._grey()

    def _distances(self, path: Path, boxes: Boxes) -> Floats | None:
        return self.masks.of(path).distances(boxes)

    def _load_masks(self, path: Path) -> MaskPair | None:
        try:
            return read_project_masks(self.project, path)
        except ProjectGone:
            return None
        except ReadError as e:
            text = self.tr("The file is kept unchanged; a new mask of this micrograph is saved to another file.")
            self.problem.emit(str(e), text)
            return MaskPair()

    def _grey(self) -> None:
        """Apply the margin around junk, in particle radii, to the picks of the whole project."""
        changed = self.store.grey_within(reach_of_junk(self.view, self.project.diameter))
        if changed:
            self.boxes_changed.emit(changed)

    # ── the current micrograph ──────────────────────────────────────────────────────────────────────────────

    def greyed(self) -> Mask:
        """Return which boxes (n,) of the current micrograph are picks that would be visible but for junk."""
        boxes = self.store.boxes(self.current)
        return shown(boxes, self.view.at(self.current)) & self.store.greyed(self.current)

    def combined_mask(self) -> JunkMask | None:
        """Return the junk map of the current micrograph with the painted mask over it; None without both."""
        return self.masks.of(self.current).combined()

    def painted_mask(self) -> JunkMask | None:
        """Return the painted mask of the current micrograph, a blank one if there is none; None before it is read."""
        packed = self.masks.of(self.current).painted
        if packed is not None:
            return packed.unpacked()
        return blank_mask(self.shape) if self.shape is not None else None

    # ── changes ─────────────────────────────────────────────────────────────────────────────────────────────

    def paint_current(self, text: str, mask: JunkMask) -> None:
        """Replace the painted mask of the current micrograph as one undo step."""
        if self.current is not None:
            self.paint(text, {self.current: mask})

    def paint(self, text: str, masks: Mapping[Path, JunkMask | None]) -> None:
        """Replace painted masks of micrographs as one undo step; None removes one."""
        after = {path: pack(mask) for path, mask in masks.items()}
        before = {path: self.masks.of(path).painted for path in after}
        changed = {path for path in after if after[path] != before[path]}
        if changed:
            changes = {path: (before[path], after[path]) for path in changed}
            self._push(MaskCommand(self, changes, text))

    def _push(self, command: QUndoCommand) -> None:
        self.undo_stack.push(command)

    def set_painted(self, painted: Mapping[Path, PackedMask | None]) -> None:
        """Set painted masks; called by the undo commands."""
        for path, packed in painted.items():
            self.masks.put(path, replace(self.masks.of(path), painted=packed))
            self.unsaved_masks.add((Layer.PAINTED, path))
        self.edited = True
        self._masks_replaced(list(painted))
        self.modified.emit()

    def take_junk(self, path: Path, junk: JunkMask | None) -> None:
        """Keep the junk map that came with the picks of a micrograph; None leaves the one that is known."""
        if junk is None:
            return
        pair, packed = self.masks.of(path), pack_junk(junk)
        if packed != pair.junk:
            self.masks.put(path, replace(pair, junk=packed))
            if not packed.clean or (pair.junk is not None and not pair.junk.clean):
                self.unsaved_masks.add((Layer.JUNK, path))  # a map without junk needs no file
            self._masks_replaced([path])

    def reload_masks(self, pairs: Mapping[Path, MaskPair]) -> None:
        """Replace masks that somebody else changed on disk. The undo stack may refer to them, so it is cleared."""
        changed = {path: pair for path, pair in pairs.items() if pair != self.masks.known(path)}
        if any(pair.painted != self.masks.known(path).painted for path, pair in changed.items()):
            self.undo_stack.clear()
        for path, pair in changed.items():
            self.masks.put(path, pair)
        if changed:
            self._masks_replaced(list(changed))

    def masks_in_memory(self) -> list[Unsaved]:
        """Return the masks of all micrographs that are in memory."""
        found: list[Unsaved] = []
        for path, pair in self.masks.in_memory().items():
            layers = ((Layer.PAINTED, pair.painted), (Layer.JUNK, pair.junk))
            found += [(layer, path) for layer, packed in layers if packed is not None and not packed.clean]
        return found

    def rename_masks(self, path: Path) -> None:
        """Save the masks of a micrograph again, since its files have another name from now on."""
        pair = self.masks.of(path)
        layers = {Layer.PAINTED: pair.painted, Layer.JUNK: pair.junk}
        self.unsaved_masks |= {(layer, path) for layer, packed in layers.items() if packed is not None}

    def _masks_replaced(self, paths: list[Path]) -> None:
        for path in paths:
            self.store.remeasure(path)
        self.masks_changed.emit(paths)
        self.boxes_changed.emit(paths)
