"""Experiments: what a person waits for in the first hour, from the start of the program to the review."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import psutil
from PyQt5.QtWidgets import QApplication

from iceboxer.boxmanager.app import make_application
from iceboxer.boxmanager.core.qt import required
from iceboxer.engine.data.boxes import Kind, make_boxes
from tests.benchmarks.rows import Row
from tests.benchmarks.window.live import seen_after_click
from tests.benchmarks.window.opened import SIDE, Opened, noise, particles, some_picks, write_noise

STARTS = 3
CLICKS = 200
MANY_MICROGRAPHS, PICKS_EACH = 1000, 3000
STEPS = 60
REVIEWED, SCROLLS = 10_000, 60
GRID = 64.0  # px between the centres of two boxes placed by clicks
# the program's own way in, ended once a condition holds; `sys.argv` has the settings folder, the condition, the folder
START = """
import sys, time
if __name__ == "__main__":
    from pathlib import Path
    from PyQt5.QtCore import QTimer
    from PyQt5.QtWidgets import QApplication
    from iceboxer.boxmanager import app
    from iceboxer.boxmanager.core import settings
    own = settings.Settings
    app.Settings = lambda: own(Path(sys.argv[1]))
    running = app.make_application(sys.argv[:1])
    def seen(window):
        picture = window.canvas.layer.picture
        if sys.argv[2] == "picture":
            return picture is not None
        strip = window.first_look.strip
        return strip.isVisible() and "Looking" not in strip.text.text()
    def look():
        windows = [w for w in running.topLevelWidgets() if hasattr(w, "first_look")]
        if windows and seen(windows[0]):
            windows[0].canvas.repaint()
            print(time.time(), flush=True)
            windows[0].saving.may_leave = lambda: True
            running.quit()
    timer = QTimer()
    timer.timeout.connect(look)
    timer.start(5)
    sys.exit(app.main([sys.argv[3]]))
"""


def opening(output: Path) -> Iterator[Row]:
    """Yield the time from the start of the program to the first picture and to the first picks, in a new process.

    The modules are compiled by a start before these, as an installer does.
    """
    folder = particles(output)
    _started(output, folder, "picks")
    for what, text, goal in (("picture", "first picture", 1.5), ("picks", "first picks", 6.0)):
        seconds = [_started(output, folder, what) for _ in range(STARTS)]
        note = f"median of {STARTS}, longest {max(seconds):.2f}"
        yield Row(
            "opening", f"start of the program to {text}, 4096²", statistics.median(seconds), "s", goal, False, note
        )


def _started(output: Path, folder: Path, what: str) -> float:
    """Return the seconds from the start of a process until it shows `what`."""
    script = output / "start.py"  # a file, since the engine's process imports it again
    script.write_text(START)
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    environment["PYTHONPYCACHEPREFIX"] = str(output.absolute() / "compiled")  # leaves the sources' folders alone
    with TemporaryDirectory() as settings:
        begun = time.time()
        command = [sys.executable, str(script), settings, what, str(folder)]
        done = subprocess.run(command, check=True, capture_output=True, text=True, env=environment)
        return float(done.stdout.split()[0]) - begun


def clicking(output: Path) -> Iterator[Row]:
    """Yield the time from a click until its marker is painted, on a micrograph with 500 picks."""
    with Opened(noise(output)) as opened:
        session = opened.window.session
        session.resize_boxes(GRID)
        picks = some_picks(500)
        picks["y"] = SIDE / 2 + picks["y"] / 2  # where no click is
        session.edit_current("picks", picks)
        across = int(SIDE / GRID / 2)
        places = [(GRID * (2 * (i % across) + 1), GRID * (2 * (i // across) + 1)) for i in range(CLICKS)]
        seconds = [seen_after_click(opened, *place) for place in places]
    middle, p99 = 1000 * statistics.median(seconds), 1000 * float(np.percentile(seconds, 99))
    yield Row("clicking", "click until the marker is painted, median", middle, "ms", 16, False)
    yield Row("clicking", "click until the marker is painted, 99th percentile", p99, "ms", 50, False)


def thresholds(output: Path) -> Iterator[Row]:
    """Yield the time of a threshold step with three million picks in the project."""
    folder = output / "data" / "many"
    for number in range(MANY_MICROGRAPHS):
        write_noise(folder / f"small-{number:04}.mrc", (64, 64), number)
    with Opened(folder) as opened:
        session, rng = opened.window.session, np.random.default_rng(0)
        for path in session.project.micrographs:
            x, y = rng.uniform(0, 64, (2, PICKS_EACH))
            session.store.replace(path, make_boxes(x, y, 8, None, rng.random(PICKS_EACH), Kind.PICK))
        session.boxes_changed.emit(session.project.micrographs)
        opened.rest(2.0)
        seconds = []
        for step in range(STEPS):
            begun = time.monotonic()
            session.set_threshold(0.2 + 0.6 * step / STEPS)
            QApplication.processEvents()
            opened.window.canvas.repaint()
            seconds.append(time.monotonic() - begun)
    note = f"{MANY_MICROGRAPHS * PICKS_EACH:,} picks, longest {1000 * max(seconds):.0f} ms"
    yield Row("thresholds", "threshold step, median", 1000 * statistics.median(seconds), "ms", 33, False, note)


def reviewing(output: Path) -> Iterator[Row]:
    """Yield the time to open the review of many picks, to fill it, and the frame rate of scrolling in it."""
    with Opened(noise(output)) as opened:
        window = opened.window
        session, page = window.session, window.review_mode.page
        each = REVIEWED // len(session.project.micrographs)
        rng = np.random.default_rng(0)
        for path in session.project.micrographs:
            x, y = rng.uniform(100, SIDE - 100, (2, each))
            session.receive(path, make_boxes(x, y, 120, None, 0.3 + 0.7 * rng.random(each), Kind.PICK))
        begun = time.monotonic()
        window.review_mode.review_all()
        QApplication.processEvents()
        yield Row("reviewing", f"review of {page.grid.count:,} picks opens", time.monotonic() - begun, "s", None, False)
        opened.until(lambda: all(page.reader.crop(row) is not None for row in page.grid.rows_in_sight()))
        yield Row("reviewing", "until all crops in sight are there", time.monotonic() - begun, "s", None, False)
        yield Row("reviewing", "scrolling, crops being cut", _scrolled(opened), "frames/s", 30)
        opened.until(lambda: all(page.reader.crop(row) is not None for row in range(page.grid.count)))
        yield Row("reviewing", "scrolling, all crops there", _scrolled(opened), "frames/s", 30)


def _scrolled(opened: Opened) -> float:
    """Return the frames per second of scrolling from the first crop to the last."""
    grid = opened.window.review_mode.page.grid
    bar, view = required(grid.verticalScrollBar()), required(grid.viewport())
    begun = time.monotonic()
    for step in range(SCROLLS):
        bar.setValue(bar.maximum() * step // SCROLLS)
        QApplication.processEvents()
        view.repaint()
    return SCROLLS / (time.monotonic() - begun)


def memory(output: Path) -> Iterator[Row]:
    """Yield the highest memory of window and engine together while picking and viewing all micrographs.

    Measured in a process of its own, since this one holds what other experiments have left.
    """
    command = [sys.executable, "-m", "tests.benchmarks.window.first_hour", str(output)]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    window, engine = (float(word) for word in done.stdout.split()[-2:])
    note = f"window {window:.2f}, engine {engine:.2f}; pages in both processes count half in each"
    what = "window and engine while picking and viewing 8 of 4096²"
    yield Row("memory", what, window + engine, "GB", 1.2, False, note)


def picked_and_viewed(output: Path) -> tuple[float, float]:
    """Pick and view all micrographs; return the memory of the window and of the engine when their sum was highest."""
    with Opened(noise(output)) as opened:
        window = opened.window
        window.learning.pick_all()
        highest = _memory()
        opened.until(lambda: window.activity.running is not None)
        while window.activity.running is not None:
            opened.rest(0.1)
            highest = max(highest, _memory(), key=sum)
        for _ in window.session.project.micrographs:
            opened.until_seen(lambda: window.session.step(1))
            highest = max(highest, _memory(), key=sum)
    return highest


def _memory() -> tuple[float, float]:
    """Return the memory of this process and of its children in GB; a page shared by n processes counts 1/n in each."""
    own = psutil.Process()
    return _held([own]), _held(own.children(recursive=True))


def _held(processes: Sequence[psutil.Process]) -> float:
    total = 0
    for process in processes:
        with suppress(psutil.NoSuchProcess):
            facts = process.memory_full_info()
            total += getattr(facts, "pss", facts.uss)  # Linux alone knows the former
    return total / 1e9


if __name__ == "__main__":  # the engine's process begins by importing this file again
    make_application(sys.argv[:1])
    sys.stdout.write("{} {}\n".format(*picked_and_viewed(Path(sys.argv[1]))))
