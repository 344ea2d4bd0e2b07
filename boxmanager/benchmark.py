"""Measures the window as a person feels it: how long until something is seen, how often it is drawn in a second.

``iceboxer benchmark --gui --output DIR`` drives the real window on micrographs of noise. Steps under the mouse are
painted at once and counted, so what is measured is the window's own work, without a screen's waiting.
"""

from __future__ import annotations

import argparse
import platform
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import mrcfile
import numpy as np
from PyQt5.QtCore import QEventLoop
from PyQt5.QtWidgets import QApplication

from boxmanager.app import make_application
from boxmanager.main_window import MainWindow
from boxmanager.settings import Settings
from boxmanager.theme import apply_theme
from engine.benchmark.rows import Row, write_report
from engine.data.boxes import Boxes, Kind, make_boxes

MICROGRAPHS, SIDE, LARGE = 8, 4096, (8184, 11520)  # height, width
FRAMES = 40
PATIENCE = 60.0  # s
READING_AHEAD = 1.5  # s that a person looks at a micrograph, at the least, before the next one
# the program's own way in, ended as soon as the first event after the window's painting is handled
START = """
import sys
from pathlib import Path
from PyQt5.QtCore import QTimer
from boxmanager import app, settings
own = settings.Settings
app.Settings = lambda: own(Path(sys.argv[1]))
running = app.make_application(sys.argv[:1])
QTimer.singleShot(0, running.quit)
sys.exit(app.main([]))
"""


def main(arguments: list[str]) -> int:
    """Measure and print; returns the exit code."""
    parser = argparse.ArgumentParser(prog="iceboxer benchmark --gui", description="Measures the window.")
    parser.add_argument("--output", type=Path, default=Path("benchmark-gui"), metavar="PATH", help="folder to write to")
    output = parser.parse_args(arguments).output
    for row in run(output):
        sys.stdout.write(f"{row}\n")
    return 0


def run(output: Path) -> list[Row]:
    """All figures, which are also written to ``report.md`` and ``report.json`` in `output`."""
    app = make_application(sys.argv[:1])
    rows: list[Row] = []
    machine = {"system": platform.platform(), "screen": app.platformName()}
    for experiment in (starting, browsing, dragging, large):
        rows += experiment(output)
        write_report(output, machine, rows)
    return rows


def starting(output: Path) -> Iterator[Row]:  # noqa: ARG001
    """From nothing to the first picture of the empty window, in a process of its own; needs nothing in `output`."""
    seconds = []
    for _ in range(3):
        with TemporaryDirectory() as folder:
            begun = time.monotonic()
            subprocess.run([sys.executable, "-c", START, folder], check=True, capture_output=True)
            seconds.append(time.monotonic() - begun)
    yield Row("start", "start to end of an empty window", statistics.median(seconds), "s", None, note="median of 3")


def browsing(output: Path) -> Iterator[Row]:
    """The first micrograph of a folder, and the following ones after a moment's look."""
    with Opened(_noise(output)) as window:
        yield Row("browse", "first micrograph of 4096² float32", window.seconds, "s", 0.3, False)
        seconds = []
        for _ in range(MICROGRAPHS - 1):
            window.rest(READING_AHEAD)
            seconds.append(window.until_seen(lambda: window.window.session.step(1)))
        note = f"median of {len(seconds)}, longest {max(seconds):.3f}"
        yield Row("browse", "next micrograph", statistics.median(seconds), "s", 0.1, False, note)
    yield Row("browse", "peak memory", _peak(), "GB", None)


def dragging(output: Path) -> Iterator[Row]:
    """Contrast and threshold under the mouse, all boxes in view."""
    with Opened(_noise(output)) as window:
        session = window.window.session
        for count in (2_000, 100_000):
            session.edit_current("picks", _picks(count))
            window.rest(0.5)
            contrast = window.frames(lambda i: session.look(contrast=(0.0, 0.5 + i / FRAMES)))
            threshold = window.frames(lambda i: session.look(threshold=0.2 + 0.6 * i / FRAMES))
            yield Row("drag", f"contrast, {count:,} boxes in view", contrast, "frames/s", 30)
            yield Row("drag", f"threshold, {count:,} boxes in view", threshold, "frames/s", 30)


def large(output: Path) -> Iterator[Row]:
    """A micrograph of a large detector."""
    folder = output / "data" / "large"
    _write(folder / "large.mrc", LARGE, 0)
    with Opened(folder) as window:
        yield Row("large", "11,520 × 8,184 float32 on screen", window.seconds, "s", None)
        window.window.session.edit_current("picks", _picks(2_000))
        contrast = window.frames(lambda i: window.window.session.look(contrast=(0.0, 0.5 + i / FRAMES)))
        yield Row("large", "contrast on it, 2,000 boxes in view", contrast, "frames/s", 30)
    yield Row("large", "peak memory of all", _peak(), "GB", 2.0, False)


class Opened:
    """The window on a folder, as if a person had opened it; `seconds` until its micrograph is seen."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._temporary = folder, TemporaryDirectory()

    def __enter__(self) -> Opened:
        settings = Settings(Path(self._temporary.name))
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        apply_theme(app, "dark")
        self.window = MainWindow(settings)
        self.window.resize(1280, 800)
        self.window.show()
        self.rest(0.5)
        self.seconds = self.until_seen(lambda: self.window.begin([self._folder]))
        return self

    def __exit__(self, *_: object) -> None:
        self.window.session.touch_index(by_hand=False)
        self.window.filing.may_leave = lambda: True  # type: ignore[method-assign]
        self.window.close()
        self._temporary.cleanup()

    def rest(self, seconds: float) -> None:
        """Let the window do what it does for a while."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            QApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 20)

    def until_seen(self, act: Callable[[], object]) -> float:
        """Seconds from `act` until the micrograph in view is painted."""
        begun = time.monotonic()
        act()
        while not self._is_seen():
            QApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 5)
            if time.monotonic() - begun > PATIENCE:
                raise TimeoutError("the micrograph did not come")
        self.window.canvas.repaint()
        return time.monotonic() - begun

    def _is_seen(self) -> bool:
        current, shown = self.window.session.current, self.window.canvas.layer.picture
        return current is not None and shown is not None and shown is self.window.loader.picture(current)

    def frames(self, step: Callable[[int], object]) -> float:
        """Frames a second over `FRAMES` steps, each painted before the next."""
        begun = time.monotonic()
        for i in range(FRAMES):
            step(i)
            QApplication.processEvents()
            self.window.canvas.repaint()
        return FRAMES / (time.monotonic() - begun)


def _picks(count: int) -> Boxes:
    rng = np.random.default_rng(0)
    x, y = rng.uniform(100, SIDE - 100, (2, count))
    return make_boxes(x, y, 120, None, rng.random(count), Kind.PICK)


def _noise(output: Path) -> Path:
    folder = output / "data" / "noise"
    for number in range(MICROGRAPHS):
        _write(folder / f"noise-{number}.mrc", (SIDE, SIDE), number)
    return folder


def _write(path: Path, shape: tuple[int, int], seed: int) -> None:
    if path.exists():
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    rng = np.random.default_rng(seed)
    with mrcfile.new(path) as mrc:
        mrc.set_data(rng.standard_normal(shape, np.float32))
        mrc.voxel_size = 1.2


def _peak() -> float:
    """The largest memory of this process so far, GB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
