"""What each action of the table does. Thin: the session, the canvas and the dialogs do the work."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PyQt5.QtCore import QObject
from PyQt5.QtWidgets import QInputDialog

from iceboxer.boxmanager.canvas.tools import Tool
from iceboxer.boxmanager.document import edits
from iceboxer.boxmanager.document.view import Mask
from iceboxer.boxmanager.review import Review
from iceboxer.engine.data.boxes import Kind
from iceboxer.engine.data.micrograph import stem_of

if TYPE_CHECKING:
    from iceboxer.boxmanager.main_window import MainWindow

THRESHOLD_STEP = 0.01
SIZE_STEP = 2.0


class Handlers(QObject):
    """One method for each action, by the action's name."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self.window = window
        self.session = window.session
        self.review = Review(window.session, window.canvas.centre_on, window.say, self)

    # ── edit ────────────────────────────────────────────────────────────────────────────────────────────────

    def undo(self) -> None:
        """Take the last edit back."""
        self.session.undo_stack.undo()

    def redo(self) -> None:
        """Do it again."""
        self.session.undo_stack.redo()

    def select_all(self) -> None:
        """Select what is on screen of this micrograph."""
        self.session.select(self.session.boxes["id"][self.session.drawn()].tolist())

    def select_none(self) -> None:
        """Select nothing."""
        self.session.select(())

    def delete(self) -> None:
        """Delete what is selected."""
        self.session.delete(frozenset(self.session.boxes["id"][self.session.selected()].tolist()))

    def cancel(self) -> None:
        """Leave the gesture, else the selection."""
        if not self.window.canvas.cancel_gesture():
            self.session.select(())

    def nudge(self, dx: float, dy: float) -> None:
        """Move the selected boxes by px."""
        which = self.session.selected()
        if which.any():
            after = edits.moved(self.session.boxes, which, dx, dy, self.session.shape)
            self.session.edit_current(self.tr("nudge"), after, self.window.nudging)

    # ── view ────────────────────────────────────────────────────────────────────────────────────────────────

    def tool_pan(self) -> None:
        """The left button pans."""
        self.window.canvas.set_tool(Tool.PAN)

    def tool_box(self) -> None:
        """The left button boxes."""
        self.window.canvas.set_tool(Tool.BOX)

    def tool_select(self) -> None:
        """The left button selects."""
        self.window.canvas.set_tool(Tool.SELECT)

    def tool_erase(self) -> None:
        """The left button erases."""
        self.window.canvas.set_tool(Tool.ERASE)

    def fit(self) -> None:
        """The whole micrograph."""
        self.window.canvas.fit()

    def actual(self) -> None:
        """One to one."""
        self.window.canvas.zoom_to(1 / self.window.canvas.devicePixelRatioF())

    def zoom_in(self) -> None:
        """Closer."""
        self.window.canvas.zoom(1.25)

    def zoom_out(self) -> None:
        """Further away."""
        self.window.canvas.zoom(0.8)

    def auto_contrast(self) -> None:
        """Contrast as fitted."""
        self.session.look(contrast=(0.0, 1.0))

    def invert(self, on: bool) -> None:
        """Exchange black and white."""
        self.session.look(inverted=on)

    def show_rejected(self, on: bool) -> None:
        """See what was rejected."""
        self.session.look(show_rejected=on)

    def colour_by_confidence(self, on: bool) -> None:
        """Each pick in the colour of its confidence."""
        self.session.look(by_confidence=on)

    def size_circle(self, on: bool) -> None:
        """How wide the particles are taken to be."""
        self.session.look(size_circle=on)

    def threshold_down(self) -> None:
        """More picks."""
        self.session.look(threshold=max(0.0, round(self.session.view.threshold - THRESHOLD_STEP, 4)))

    def threshold_up(self) -> None:
        """Fewer picks."""
        self.session.look(threshold=min(1.0, round(self.session.view.threshold + THRESHOLD_STEP, 4)))

    def panel_list(self, on: bool) -> None:
        """Show or hide the list."""
        self.window.list_dock.setVisible(on)

    def panel_side(self, on: bool) -> None:
        """Show or hide the side panels."""
        self.window.side_dock.setVisible(on)

    def full_screen(self, on: bool) -> None:
        """All of the screen."""
        (self.window.showFullScreen if on else self.window.showNormal)()

    def panel_gallery(self, on: bool) -> None:
        """Show or hide the crops."""
        self.window.gallery_dock.setVisible(on)

    # ── micrograph ──────────────────────────────────────────────────────────────────────────────────────────

    def previous(self) -> None:
        """The micrograph before."""
        self.session.step(-1)

    def next(self) -> None:
        """The micrograph after."""
        self.session.step(1)

    def next_unlabelled(self) -> None:
        """The next micrograph without labels that is not marked empty."""
        paths, here = self.session.project.micrographs, self.session.index
        for path in paths[here + 1 :] + paths[:here]:
            labelled = (self.session.store.boxes(path)["kind"] == Kind.LABEL).any()
            if not labelled and path not in self.session.project.empty:
                self.session.go_to(path)
                return
        self.window.say(self.tr("Every other micrograph has labels or is marked as empty."))

    def go_to(self) -> None:
        """Ask for a name or number."""
        text, ok = QInputDialog.getText(
            self.window, self.tr("Go to micrograph"), self.tr("Name, part of a name, or number:")
        )
        if ok and text.strip():
            self._go_to(text.strip())

    def _go_to(self, text: str) -> None:
        paths = self.session.project.micrographs
        exact = [p for p in paths if stem_of(p) == text]
        part = [p for p in paths if text.lower() in p.name.lower()]
        number = [paths[int(text) - 1]] if text.isdigit() and 1 <= int(text) <= len(paths) else []
        found = exact or number or part
        if found:
            self.session.go_to(found[0])
        else:
            self.window.say(self.tr("No micrograph is called “{0}”.").format(text))

    def mark_empty(self, on: bool) -> None:
        """Say that it holds no particle."""
        if self.session.current is not None:
            self.session.mark_empty(self.session.current, on)

    def pixel_size(self) -> None:
        """Ask for the pixel size."""
        said = self.session.file_pixel_size
        more = self.tr("The micrograph says {0:.4g}.").format(said) if said else self.tr("The micrograph does not say.")
        value, ok = QInputDialog.getDouble(
            self.window,
            self.tr("Pixel size"),
            self.tr("Å per pixel (0: as the micrograph says). {0}").format(more),
            self.session.project.pixel_size or said or 0.0,
            0.0,
            100.0,
            4,
        )
        if ok:
            self.session.set_pixel_size(value if value > 0 and value != said else None)

    # ── boxes ───────────────────────────────────────────────────────────────────────────────────────────────

    def smaller(self) -> None:
        """All boxes a step smaller."""
        self.session.resize_boxes(self.session.project.box_size - SIZE_STEP, self.window.sizing)

    def larger(self) -> None:
        """All boxes a step larger."""
        self.session.resize_boxes(self.session.project.box_size + SIZE_STEP, self.window.sizing)

    def accept(self) -> None:
        """Picks become labels: the selected, else all that are shown."""
        self._accept(self.session.selected() if self.session.selection else self.session.shown())

    def accept_selected(self) -> None:
        """The selected picks become labels."""
        self._accept(self.session.selected())

    def _accept(self, which: Mask) -> None:
        session = self.session
        count = int(np.count_nonzero(which & (session.boxes["kind"] == Kind.PICK)))
        if count:
            text = self.tr("accept pick") if count == 1 else self.tr("accept {0} picks").format(count)
            session.edit_current(text, edits.accepted(session.boxes, which))

    def next_uncertain(self) -> None:
        """To the next pick that the network is least sure of."""
        self.review.next_uncertain()

    def uncertain_micrograph(self) -> None:
        """To the micrograph that the network is least sure of."""
        self.review.uncertain_micrograph()

    def restore(self) -> None:
        """Rejected boxes come back: the selected, else all of this micrograph."""
        session = self.session
        rejected = session.boxes["kind"] == Kind.REJECTED
        which = rejected & session.selected() if (rejected & session.selected()).any() else rejected
        count = int(np.count_nonzero(which))
        if count:
            text = self.tr("bring back {0} boxes").format(count)
            session.edit_current(text, edits.restored(session.boxes, which))

    # ── train and pick ──────────────────────────────────────────────────────────────────────────────────────

    def train(self) -> None:
        """Train on what is boxed."""
        self.window.learning.train()

    def assist(self, on: bool) -> None:
        """Learn as the person goes on."""
        self.window.learning.assist(on)

    def pick_current(self) -> None:
        """Pick the micrograph in view."""
        self.window.learning.pick_current()

    def pick_all(self) -> None:
        """Pick all micrographs."""
        self.window.learning.pick_all()

    def stop_job(self) -> None:
        """End a training early, and well."""
        self.window.learning.stop()

    def cancel_job(self) -> None:
        """Leave what runs."""
        self.window.learning.cancel()

    def clear(self) -> None:
        """Delete labels and reject picks of this micrograph."""
        self.session.delete(frozenset(self.session.boxes["id"][self.session.shown()].tolist()))
