"""Experiments: the window during a training, and scrolling in the gallery."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PyQt5.QtCore import QEvent, QEventLoop, QPointF, Qt, QTimer
from PyQt5.QtGui import QMouseEvent
from PyQt5.QtWidgets import QApplication

from iceboxer.boxmanager.core.qt import required
from iceboxer.engine.data.boxes import make_boxes
from iceboxer.engine.events import Progress
from tests.benchmarks.rows import Row
from tests.benchmarks.window.opened import SIDE, Opened, noise, some_picks

LABELS, BOX = 60, 120
TICK_MS = 5  # between two ticks of the timer that tests the event loop
WATCHED, CLICKS = 20.0, 200  # s, and how many boxes are placed
GALLERY, SCROLLS = 10_000, 60


def learning(output: Path) -> Iterator[Row]:
    """Yield the delays of the event loop and of a click while a training runs on all cores."""
    with Opened(noise(output)) as opened:
        window = opened.window
        session = window.session
        x, y = np.random.default_rng(1).uniform(BOX, SIDE - BOX, (2, LABELS))
        session.resize_boxes(BOX)
        session.edit_current("labels", make_boxes(x, y, BOX))
        steps: list[Progress] = []
        window.activity.progressed.connect(lambda e: steps.append(e) if e.unit != "micrographs read" else None)
        window.settings.set("train_minutes", 10.0)
        window.learning.train()
        opened.until(lambda: bool(steps), 600)
        late = _lateness(opened)
        seen = [seen_after_click(opened, *place) for place in _free_places(x, y)]
        note = f"{len(steps)} steps of training reported meanwhile, longest {1000 * max(late):.0f} ms"
        window.tasks.cancel()
        opened.until(lambda: not window.activity.running, 60)
    p99 = 1000 * float(np.percentile(late, 99))
    yield Row("learning", "event loop late while a training runs, 99th percentile", p99, "ms", 50, False, note)
    middle, worst = 1000 * float(np.median(seen)), 1000 * float(np.percentile(seen, 99))
    note = f"longest of {CLICKS}: {1000 * max(seen):.0f} ms"
    yield Row("learning", "click until the box is painted, median", middle, "ms", 16, False)
    yield Row("learning", "click until the box is painted, 99th percentile", worst, "ms", 50, False, note)


def _free_places(x: NDArray[np.float64], y: NDArray[np.float64]) -> list[tuple[float, float]]:
    """Return `CLICKS` places in a grid on which no box centred at `x`, `y` lies."""
    line = np.arange(BOX, SIDE - BOX, 1.2 * BOX)
    places = np.stack(np.meshgrid(line, line), -1).reshape(-1, 2)
    apart = np.abs(places[:, None] - np.column_stack([x, y])).max(-1).min(1)
    return [(float(a), float(b)) for a, b in places[apart > 1.2 * BOX][:CLICKS]]


def _lateness(opened: Opened) -> list[float]:
    """Return the delays, in seconds, of a timer of `TICK_MS` over `WATCHED` seconds."""
    late: list[float] = []
    last = time.monotonic()

    def tick() -> None:
        nonlocal last
        now = time.monotonic()
        late.append(max(0.0, now - last - TICK_MS / 1000))
        last = now

    timer = QTimer()
    timer.setTimerType(Qt.TimerType.PreciseTimer)
    timer.timeout.connect(tick)
    timer.start(TICK_MS)
    opened.rest(WATCHED)
    timer.stop()
    return late


def seen_after_click(opened: Opened, x: float, y: float) -> float:
    """Return the seconds from a click on a free place until its box is painted."""
    canvas, session = opened.window.canvas, opened.window.session
    opened.rest(0.05)
    before = len(session.boxes)
    at = QPointF(*canvas.camera.to_screen(x, y))
    left, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    begun = time.monotonic()
    for kind, held in ((QEvent.Type.MouseButtonPress, left), (QEvent.Type.MouseButtonRelease, Qt.MouseButton.NoButton)):
        QApplication.postEvent(canvas, QMouseEvent(kind, at, left, held, none))
    while len(session.boxes) == before and time.monotonic() - begun < 1:
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 5)
    canvas.repaint()
    return time.monotonic() - begun


def gallery(output: Path) -> Iterator[Row]:
    """Yield the frame rate of scrolling through the crops of many particles."""
    with Opened(noise(output)) as opened:
        window = opened.window
        window.session.edit_current("picks", some_picks(GALLERY))
        window.session.change_view(threshold=0.0)
        window.actions_table["panel_gallery"].trigger()
        opened.rest(2.0)
        bar, view = required(window.gallery.list.verticalScrollBar()), required(window.gallery.list.viewport())
        begun = time.monotonic()
        for step in range(SCROLLS):
            bar.setValue(bar.maximum() * step // SCROLLS)
            QApplication.processEvents()
            view.repaint()
        frames = SCROLLS / (time.monotonic() - begun)
    note = "each step far from the last, so all crops in sight are new"
    yield Row("gallery", f"gallery, scrolling through {GALLERY:,} particles", frames, "frames/s", 30, True, note)
