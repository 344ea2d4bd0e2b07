"""Editing boxes: select, delete, nudge, resize, accept and restore them, and undo."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial

import numpy as np
from PyQt5.QtCore import QObject, pyqtSignal
from PyQt5.QtWidgets import QInputDialog

from iceboxer.boxmanager.canvas.mask_tools import MASK_TOOLS
from iceboxer.boxmanager.canvas.micrograph_view import MicrographView
from iceboxer.boxmanager.canvas.tools import Tool
from iceboxer.boxmanager.core.host import Host, Slots
from iceboxer.boxmanager.core.session import Session
from iceboxer.boxmanager.document import edits
from iceboxer.boxmanager.document.filament_store import Filaments
from iceboxer.boxmanager.document.plurals import counted
from iceboxer.boxmanager.document.view import Mask
from iceboxer.boxmanager.features.held_steps import HeldSteps
from iceboxer.engine.data.boxes import Kind

SIZE_STEP = 2.0  # px of box size
BRUSH_STEP = 1.15  # factor of the diameter of the mask brush
LARGE_CHANGE = 1.5  # factor of a change of the box size that may be a mistake


class Editing(QObject):
    """Edits the boxes and the marks of the current micrograph."""

    judged = pyqtSignal()  # the selected boxes were accepted or deleted

    def __init__(self, session: Session, canvas: MicrographView, host: Host, parent: QObject) -> None:
        super().__init__(parent)
        self.session, self.canvas, self.host = session, canvas, host
        self.held = HeldSteps(session, self)
        canvas.nudged.connect(self.nudge)
        session.resized.connect(self._resized)

    @property
    def slots(self) -> Slots:
        """The slots of this feature's actions."""
        return {
            "undo": self.session.undo_stack.undo,
            "redo": self.session.undo_stack.redo,
            "select_all": self.select_all,
            "select_none": self.select_none,
            "delete": self.delete,
            "cancel": self.cancel,
            "smaller": partial(self._resize, -SIZE_STEP),
            "larger": partial(self._resize, SIZE_STEP),
            "accept": self.accept,
            "accept_selected": self.accept_selected,
            "restore": self.restore,
            "clear": self.clear,
            "mark_empty": self.mark_empty,
            "pixel_size": self.choose_pixel_size,
        }

    # ── selection ───────────────────────────────────────────────────────────────────────────────────────────

    def select_all(self) -> None:
        """Select all boxes and filaments on screen of the current micrograph; with the filament tool, no boxes."""
        bent, boxes = self.session.filaments, self.session.boxes["id"][self.session.drawn()].tolist()
        self.session.select(() if self.canvas.tool is Tool.FILAMENT else boxes)
        bent.select(f.id for f in bent.drawn())

    def select_none(self) -> None:
        """Clear the selection."""
        self.session.select(())
        self.session.filaments.select(())

    def cancel(self) -> None:
        """Cancel the mouse gesture, or clear the selection if there is no gesture."""
        if not self.canvas.cancel_gesture():
            self.select_none()

    # ── boxes ───────────────────────────────────────────────────────────────────────────────────────────────

    def delete(self) -> None:
        """Delete the selected labels and reject the selected picks."""
        self._delete(self.session.selected(), self.session.filaments.selected())
        self.judged.emit()

    def clear(self) -> None:
        """Delete all labels and reject all visible picks of the current micrograph."""
        self._delete(self.session.shown(), self.session.filaments.shown())

    def _delete(self, which: Mask, filaments: Filaments) -> None:
        session = self.session
        with self._one_step(self.tr("delete boxes and filaments"), bool(which.any() and filaments)):
            session.delete(frozenset(session.boxes["id"][which].tolist()))
            session.filaments.delete(frozenset(f.id for f in filaments))

    @contextmanager
    def _one_step(self, text: str, several: bool) -> Iterator[None]:
        """Join the edits of boxes and of filaments inside the `with` block to one undo step, if there are `several`."""
        if several:
            self.session.undo_stack.beginMacro(text)
        yield
        if several:
            self.session.undo_stack.endMacro()

    def nudge(self, dx: float, dy: float) -> None:
        """Move the selected boxes by (dx, dy) px, x to the right and y up; a held key is one undo step."""
        which = self.session.selected()
        if which.any():
            after = edits.moved(self.session.boxes, which, dx, dy, self.session.shape)
            with self.held.edit("nudge") as gesture:
                self.session.edit_current(self.tr("nudge"), after, gesture)
            # elsewhere the arrows change the micrograph, and a pick that was moved is a label
            self.host.show_message(self.tr("Selected boxes moved. A and D show the previous and the next micrograph."))

    def _resize(self, by: float, *_: object) -> None:
        """Change the box size of the project by `by` px, or the brush of a mask tool; a held key is one undo step."""
        if self.canvas.tool in MASK_TOOLS:
            self.canvas.scale_brush(BRUSH_STEP if by > 0 else 1 / BRUSH_STEP)
            return
        with self.held.edit("resize") as gesture:
            self.session.resize_boxes(self.session.project.box_size + by, gesture)

    def _resized(self, before: float, after: float, micrographs: int, drawn: bool) -> None:
        """Offer undo after a large change of the box size, or after a drawn box resized those of other micrographs."""
        factor = max(before, after) / min(before, after)
        if micrographs and (factor > LARGE_CHANGE or (drawn and after != before and micrographs > 1)):
            text = self.tr("All boxes changed from {0:,.0f} to {1:,.0f} px, on {2}.")
            where = counted(micrographs, self.tr("1 micrograph"), self.tr("{0:,} micrographs"))
            self.host.offer_undo(text.format(before, after, where))

    def accept(self) -> None:
        """Turn picks into labels: the selected ones, or all visible ones if none is selected."""
        session, bent = self.session, self.session.filaments
        if session.selection or bent.selection:
            self._accept(session.selected(), bent.selected())
        else:
            self._accept(session.shown(), bent.shown())

    def accept_selected(self) -> None:
        """Turn the selected picks into labels."""
        self._accept(self.session.selected(), self.session.filaments.selected())
        self.judged.emit()

    def _accept(self, which: Mask, filaments: Filaments) -> None:
        session = self.session
        count = int(np.count_nonzero(which & (session.boxes["kind"] == Kind.PICK)))
        picks = frozenset(f.id for f in filaments if f.kind is Kind.PICK)
        with self._one_step(self.tr("accept boxes and filaments"), bool(count and picks)):
            if count:
                text = counted(count, self.tr("accept pick"), self.tr("accept {0} picks"))
                session.edit_current(text, edits.accepted(session.boxes, which))
            session.filaments.accept(picks)

    def restore(self) -> None:
        """Restore rejected boxes and filaments: the selected ones, or all of the current micrograph without any."""
        session, bent = self.session, self.session.filaments
        rejected = session.boxes["kind"] == Kind.REJECTED
        chosen = rejected & session.selected()
        ids = frozenset(f.id for f in bent.selected() if f.kind is Kind.REJECTED)
        if chosen.any() or ids:
            rejected = chosen
        else:
            ids = frozenset(f.id for f in bent.here if f.kind is Kind.REJECTED)
        count = int(np.count_nonzero(rejected))
        with self._one_step(self.tr("restore boxes and filaments"), bool(count and ids)):
            if count:
                text = counted(count, self.tr("restore box"), self.tr("restore {0} boxes"))
                session.edit_current(text, edits.restored(session.boxes, rejected))
            bent.restore(ids)

    # ── the micrograph ──────────────────────────────────────────────────────────────────────────────────────

    def mark_empty(self, on: bool) -> None:
        """Mark the current micrograph as empty, or remove the mark."""
        if self.session.current is not None:
            self.session.mark_empty(self.session.current, on)

    def choose_pixel_size(self) -> None:
        """Ask for the pixel size of all micrographs."""
        in_file = self.session.file_pixel_size
        text = self.tr("The file has {0:.4g}.").format(in_file) if in_file else self.tr("The file has none.")
        value, ok = QInputDialog.getDouble(
            self.host.dialog_parent,
            self.tr("Pixel size"),
            self.tr("Å per pixel (0: as in the file). {0}").format(text),
            self.session.project.pixel_size or in_file or 0.0,
            0.0,
            100.0,
            4,
        )
        if ok:
            self.session.set_pixel_size(value if value > 0 and value != in_file else None)
