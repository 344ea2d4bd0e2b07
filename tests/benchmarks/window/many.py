"""Measure the window on a project of many micrographs, and picking in a folder of many.

``python -m tests.benchmarks.window.many --output DIR`` makes a project of 10,000 micrographs (links to one) with 300
picks each, drives the real window on it, and prints each figure with its goal. ``block`` is the longest time for which
the window's thread did not reach its event loop.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from PyQt5.QtCore import QEvent, QEventLoop, QPointF, Qt, QTimer
from PyQt5.QtGui import QMouseEvent
from PyQt5.QtWidgets import QApplication

from iceboxer.boxmanager.app import make_application
from iceboxer.boxmanager.dialogs.export import ExportDialog
from iceboxer.boxmanager.document.origin import Origin
from iceboxer.boxmanager.document.project import Project, index_text
from iceboxer.engine.data.boxes import Kind, make_boxes
from iceboxer.engine.data.formats import FORMATS, BoxList
from tests.benchmarks.rows import Row
from tests.benchmarks.window.opened import Opened, write_noise

SIDE, BOX = 2048, 60.0  # px
DIFFERENT = 20  # box files that differ in more than their first row
TICK_MS = 2
CLICKS, STEPS = 100, 40
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


def make_project(folder: Path, micrographs: int, picks: int) -> Path:
    """Write a project of links to one micrograph, unless it exists; return its folder."""
    project = folder / f"many-{micrographs}-{picks}.icebox"
    shutil.rmtree(project, ignore_errors=True)
    paths = make_folder(folder, micrographs)
    content = Project(box_size=BOX)
    content.add(paths)
    content.picked_by = dict.fromkeys(paths, Origin("a-model", BOX))
    (project / "boxes").mkdir(parents=True)
    rng = np.random.default_rng(0)
    texts = []
    for _ in range(DIFFERENT):
        x, y = rng.uniform(100, SIDE - 100, (2, picks))
        boxes = make_boxes(x, y, BOX, None, rng.random(picks), Kind.PICK)
        boxes["estimated_width"] = boxes["estimated_height"] = rng.normal(BOX, 3, picks)
        boxes["id"] = np.arange(1, picks + 1)
        boxes["x"][0] = 1111.111111 + BOX / 2
        texts.append(FORMATS["cbox"].write([BoxList(None, boxes)]))
    for number, path in enumerate(paths):
        text = texts[number % DIFFERENT].replace("1111.111111", f"{100 + number / 1000:.6f}", 1)
        (project / content.box_files[path]).write_text(text)
    (project / "project.json").write_text(index_text(content, project))
    return project


def make_folder(folder: Path, micrographs: int) -> list[Path]:
    """Write a folder of links to one micrograph, unless it exists; return the micrographs."""
    source = folder / "source.mrc"
    write_noise(source, (SIDE, SIDE), 0)
    place = folder / f"micrographs-{micrographs}"
    place.mkdir(parents=True, exist_ok=True)
    paths = [(place / f"FoilHole_{number:06d}_Data_Fractions.mrc").absolute() for number in range(micrographs)]
    for path in paths:
        if not path.exists():
            os.link(source, path)
    return paths


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

    def opening(self, project: Path, again: str) -> Iterator[Row]:
        """Yield the times of opening the project."""
        window, begun = self.opened.window, time.monotonic()
        with Blocks() as blocks:
            seconds = self.opened.until_seen(lambda: window.begin([project]))
            yield self.row(f"opened{again}, first micrograph painted", seconds, "s", 3)
            self.opened.until(lambda: not window.session.store.pending(), PATIENCE)
            self.opened.rest(0.3)
            yield self.row(f"opened{again}, all counts", time.monotonic() - begun, "s", 20)
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
        yield self.block("look at the disk", window.files.sharing.look)
        yield self.block("resize all boxes", lambda: session.resize_boxes(64.0))
        begun = time.monotonic()
        with Blocks() as blocks:
            self.until_saved()
        yield self.row("saving of all resized boxes", time.monotonic() - begun, "s")
        yield self.blocked("saving of all resized boxes", blocks)
        yield self.block("undo of resizing", session.undo_stack.undo)
        self.until_saved()
        yield self.block("remove a micrograph", lambda: session.remove(session.project.micrographs[5]))

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
        """Yield the time of saving the project in another folder."""
        target = self.output / "copy.icebox"
        shutil.rmtree(target, ignore_errors=True)
        with Blocks() as blocks:
            begun = time.monotonic()
            self.opened.window.saving.save_to(target)
            self.until_saved()
        yield self.row("save as", time.monotonic() - begun, "s", None)
        yield self.blocked("save as", blocks)
        shutil.rmtree(target, ignore_errors=True)


def measure(output: Path, micrographs: int, picks: int, name: str) -> Iterator[Row]:
    """Yield the figures of one project."""
    project, first = make_project(output, micrographs, picks), output / "first"
    write_noise(first / "first.mrc", (SIDE, SIDE), 1)
    for again in (False, True):
        with Opened(first) as opened:
            measured = Measured(opened, output, name)
            yield from measured.opening(project, " again" if again else "")
            if again:
                yield from measured.clicks()
                yield from measured.threshold()
                yield from measured.actions()
                yield from measured.export()
                yield from measured.save_as()
            measured.until_saved()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    yield Row(name, "peak memory", peak, "GB", 1.0, False)


def first_pick(output: Path, micrographs: int) -> Iterator[Row]:
    """Yield the time from the start of ``iceboxer pick`` on a folder until its first result."""
    make_folder(output, micrographs)
    with TemporaryDirectory() as folder:
        source = output / f"micrographs-{micrographs}"
        command = [sys.executable, "-m", "iceboxer", "pick", str(source), "--output", folder]
        begun = time.monotonic()
        with subprocess.Popen([*command, "--events", "json"], stdout=subprocess.PIPE, text=True) as job:
            assert job.stdout is not None
            for line in job.stdout:
                if json.loads(line).get("event") == "micrograph_done":
                    break
            seconds = time.monotonic() - begun
            job.terminate()
    yield Row("pick", f"pick in a folder of {micrographs:,}: first result", seconds, "s", 5, False)


def main(arguments: list[str] | None = None) -> int:
    """Measure what the arguments name, and print each figure; return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.window.many", description=__doc__)
    parser.add_argument("--output", type=Path, default=Path("benchmark-many"), metavar="PATH")
    parser.add_argument("--micrographs", type=int, default=10_000, metavar="N")
    parser.add_argument("--picks", type=int, default=300, metavar="N", help="picks on each micrograph")
    parser.add_argument("--folder", type=int, default=50_000, metavar="N", help="micrographs for `pick`; 0: none")
    given = parser.parse_args(arguments)
    app = make_application(sys.argv[:1])
    rows: list[Row] = []
    if given.micrographs:
        rows += _printed(measure(given.output, given.micrographs, given.picks, f"{given.micrographs:,} micrographs"))
    if given.folder:
        rows += _printed(first_pick(given.output, given.folder))
    app.processEvents()
    return 0


def _printed(rows: Iterator[Row]) -> Iterator[Row]:
    for row in rows:
        missed = "" if row.goal is None or row.value <= row.goal else "  MISSED"
        goal = "" if row.goal is None else f"  (goal {row.goal:g}){missed}"
        sys.stdout.write(f"{row}{goal}  {row.note}\n")
        sys.stdout.flush()
        yield row


if __name__ == "__main__":
    sys.exit(main())
