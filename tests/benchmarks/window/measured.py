"""Times of the real window on an open project, with the longest block of its thread during each."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
from PyQt5.QtCore import QEvent, QEventLoop, QPointF, Qt, QTimer
from PyQt5.QtGui import QMouseEvent
from PyQt5.QtWidgets import QApplication

from iceboxer.boxmanager.dialogs.export import ExportDialog
from iceboxer.boxmanager.dialogs.handover import HandoverDialog
from iceboxer.boxmanager.document.handover import ExportTarget
from iceboxer.boxmanager.features.importing import Imported
from iceboxer.engine.data.boxes import make_boxes
from tests.benchmarks.rows import Row
from tests.benchmarks.window.many_project import BOX, SIDE
from tests.benchmarks.window.opened import Opened

TICK_MS = 2
CLICKS, STEPS = 100, 40
IMPORTED = 10  # boxes on each micrograph
PATIENCE = 1200.0  # s


class Blocks:
    """The longest time, in seconds, between two turns of the event loop in this context.

    `work` is the longest computing time of the window's thread in between, which other programs do not prolong.
    """

    def __enter__(self) -> Blocks:
        self.longest, self.work = 0.0, 0.0
        self._last, self._worked = time.monotonic(), time.thread_time()
        self._timer = QTimer()
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._tick)
        self._timer.start(TICK_MS)
        return self

    def __exit__(self, *_: object) -> None:
        QApplication.processEvents()
        self._tick()
        self._timer.stop()

    def _tick(self) -> None:
        now, worked = time.monotonic(), time.thread_time()
        self.longest, self._last = max(self.longest, now - self._last), now
        self.work, self._worked = max(self.work, worked - self._worked), worked

    def __str__(self) -> str:
        return f"computing {1000 * self.work:.0f} ms"


class Measured:
    """The window on a project of many micrographs, and its figures."""

    def __init__(self, opened: Opened, output: Path, name: str) -> None:
        self.opened, self.output, self.name = opened, output, name
        self.session = opened.window.session
        self._random = np.random.default_rng(1)

    def row(self, what: str, value: float, unit: str, goal: float | None = None, note: str = "") -> Row:
        """Return a figure that should be low."""
        return Row(self.name, what, value, unit, goal, False, note)

    def block(self, what: str, act: Callable[[], object], rest: float = 1.5) -> Row:
        """Return the longest block of the window's thread during an action and the saving after it."""
        begun = time.monotonic()
        with Blocks() as blocks:
            act()
            taken = time.monotonic() - begun
            self.opened.rest(rest)
        return self.blocked(what, blocks, f", returned after {taken:.2f} s")

    def blocked(self, what: str, blocks: Blocks, note: str = "") -> Row:
        """Return the longest block of the window's thread."""
        return self.row(f"{what}: block", 1000 * blocks.longest, "ms", 100, f"{blocks}{note}")

    def opening(self, project: Path, again: str, waits: bool = True) -> Iterator[Row]:
        """Yield the times of opening the project, and with `waits` until all boxes are counted."""
        window, begun = self.opened.window, time.monotonic()
        with Blocks() as blocks:
            seconds = self.opened.until_seen(lambda: window.begin([project]))
            yield self.row(f"opened{again}, first micrograph painted", seconds, "s", 3)
            if waits:
                self.opened.until(lambda: not window.session.store.pending(), PATIENCE)
                yield self.row(f"opened{again}, all counts", time.monotonic() - begun, "s", 20)
            self.opened.rest(1.0)
        yield self.blocked(f"opened{again}", blocks)

    def until_saved(self) -> None:
        """Wait until all changes are on disk."""
        self.opened.until(lambda: not self.opened.window.saving.saver.unsaved, PATIENCE)

    def clicks(self) -> Iterator[Row]:
        """Yield the times from a click until its box is painted."""
        seconds, work = [], []
        with Blocks() as blocks:
            for _ in range(CLICKS):
                self.opened.rest(0.13)
                begun = time.thread_time()
                seconds.append(self._click(*self._free_place()))
                work.append(1000 * (time.thread_time() - begun))
        note = f"longest {1000 * max(seconds):.0f} ms; computing {np.median(work):.0f}, longest {max(work):.0f} ms"
        yield self.row("click until painted, median", 1000 * float(np.median(seconds)), "ms", 16, note)
        yield self.row("click until painted, 99th percentile", 1000 * float(np.percentile(seconds, 99)), "ms", 50)
        yield self.blocked("clicks with automatic saving", blocks)
        begun = time.monotonic()
        self.until_saved()
        yield self.row("last click until on disk", time.monotonic() - begun, "s", 1)

    def _free_place(self) -> tuple[float, float]:
        """Return a place without boxes, where a click adds one."""
        boxes = self.session.boxes
        while True:
            x, y = self._random.uniform(BOX, SIDE - BOX, 2)
            if np.maximum(abs(boxes["x"] - x), abs(boxes["y"] - y)).min(initial=SIDE) > 0.6 * BOX:
                return x, y

    def _click(self, x: float, y: float) -> float:
        canvas = self.opened.window.canvas
        before = len(self.session.boxes)
        at = QPointF(*canvas.camera.to_screen(x, y))
        left, none, no = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, Qt.MouseButton.NoButton
        begun = time.monotonic()
        for kind, held in ((QEvent.Type.MouseButtonPress, left), (QEvent.Type.MouseButtonRelease, no)):
            QApplication.postEvent(canvas, QMouseEvent(kind, at, left, held, none))
        while len(self.session.boxes) == before and time.monotonic() - begun < 2:
            QApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 2)
        canvas.repaint()
        return time.monotonic() - begun

    def threshold(self) -> Iterator[Row]:
        """Yield the time of a step of the threshold, counted and painted."""
        seconds, work = [], []
        with Blocks() as blocks:
            for number in range(STEPS):
                begun, worked = time.monotonic(), time.thread_time()
                self.session.set_threshold(0.2 + 0.6 * number / STEPS)
                QApplication.processEvents()
                self.opened.window.canvas.repaint()
                seconds.append(time.monotonic() - begun)
                work.append(1000 * (time.thread_time() - worked))
                self.opened.rest(0.01)
            self.opened.rest(1.5)
        note = f"computing {np.median(work):.0f}, {max(work):.0f} ms"
        yield self.row("threshold step, median", 1000 * float(np.median(seconds)), "ms", 33, note)
        yield self.row("threshold step, longest", 1000 * max(seconds), "ms", 100)
        yield self.blocked("threshold with automatic saving", blocks)

    def actions(self) -> Iterator[Row]:
        """Yield the longest block of the window's thread for actions that touch the whole project."""
        window, session = self.opened.window, self.session
        panel = window.micrographs
        yield self.block("next micrograph", lambda: session.step(1))
        yield self.block("last micrograph", lambda: session.go_to(session.project.micrographs[-1]))
        yield self.block("next uncertain pick", window.reviewing.next_uncertain)
        yield self.block("most uncertain micrograph", window.reviewing.uncertain_micrograph)
        yield self.block("search", lambda: panel.search.setText("0017"))
        yield self.block("end of search", lambda: panel.search.setText(""))
        for order, text in ((1, "fewest boxes"), (3, "lowest confidence"), (0, "name")):
            yield self.block(f"sort by {text}", lambda order=order: panel._ordered(order))  # type: ignore[misc]
        yield self.block("mark as empty", lambda: session.mark_empty(session.project.micrographs[3], True))
        yield self.block("pixel size", lambda: session.set_pixel_size(1.1))
        yield self.block("look at the disk", window.files.sharing.compare)
        yield self.block("remove a micrograph", lambda: session.remove(session.project.micrographs[5]))

    def resizing(self) -> Iterator[Row]:
        """Yield the longest blocks of a new size of all boxes, its saving, and its undo."""
        session = self.session
        yield self.block("resize all boxes", lambda: session.resize_boxes(64.0))
        begun = time.monotonic()
        with Blocks() as blocks:
            self.until_saved()
        yield self.row("saving of all resized boxes", time.monotonic() - begun, "s")
        yield self.blocked("saving of all resized boxes", blocks)
        yield self.block("undo of resizing", session.undo_stack.undo)
        self.until_saved()

    def importing(self) -> Iterator[Row]:
        """Yield the longest blocks of an import of boxes for every micrograph, and of its undo."""
        session, begun = self.session, time.monotonic()
        x, y = self._random.uniform(BOX, SIDE - BOX, (2, IMPORTED))
        boxes = {path: make_boxes(x, y, BOX) for path in session.project.micrographs}
        with Blocks() as blocks:
            self.opened.window.importing._add(Imported(boxes, [], []))
        yield self.blocked("import of boxes for all", blocks, f", took {time.monotonic() - begun:.1f} s")
        yield self.block("undo of the import", session.undo_stack.undo)

    def handover(self) -> Iterator[Row]:
        """Yield the time of an export of all boxes to RELION."""
        window = self.opened.window
        style, folder = window.canvas.style_of_boxes, self.output / "relion"
        shutil.rmtree(folder, ignore_errors=True)
        begun = time.monotonic()
        with Blocks() as blocks:
            dialog = HandoverDialog(ExportTarget.RELION, self.session, window.loader, window.settings, style, window)
            dialog.folder.setText(str(folder))
            dialog.show()
            self.opened.rest(0.5)
            dialog.buttons.accepted.emit()
            self.opened.until(lambda: bool(dialog.outcome), PATIENCE)
        yield self.row("export for RELION", time.monotonic() - begun, "s", 20, dialog.outcome)
        yield self.blocked("export for RELION", blocks)
        dialog.done(0)
        shutil.rmtree(folder, ignore_errors=True)

    def export(self) -> Iterator[Row]:
        """Yield the time of an export of all boxes."""
        window = self.opened.window
        self.session.change_view(threshold=0.0)
        folder = self.output / "exported"
        shutil.rmtree(folder, ignore_errors=True)
        with Blocks() as blocks:
            begun = time.monotonic()
            dialog = ExportDialog(self.session, window.settings, "star", window)
            dialog.all.setChecked(True)
            dialog.folder.setText(str(folder))
            dialog.show()
            save = dialog.buttons.button(dialog.buttons.StandardButton.Save)
            self.opened.until(lambda: save is not None and save.isEnabled(), PATIENCE)
            opened = time.monotonic() - begun
            dialog.buttons.accepted.emit()
            self.opened.until(lambda: bool(dialog.outcome), PATIENCE)
        files = len(list(folder.glob("*.star")))
        note = f"{dialog.outcome} The preview was complete after {opened:.1f} s; {files:,} files"
        yield self.row("export as STAR", time.monotonic() - begun, "s", 20, note)
        yield self.blocked("export", blocks)
        shutil.rmtree(folder, ignore_errors=True)

    def save_as(self) -> Iterator[Row]:
        """Yield the time of saving the project in another folder, in which the window continues."""
        target = self.output / "copy.icebox"
        shutil.rmtree(target, ignore_errors=True)
        with Blocks() as blocks:
            begun = time.monotonic()
            self.opened.window.saving.save_to(target)
            self.until_saved()
        yield self.row("save as", time.monotonic() - begun, "s", None)
        yield self.blocked("save as", blocks)
