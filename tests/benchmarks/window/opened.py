"""The real window, opened on micrographs to measure it."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import mrcfile
import numpy as np
from PyQt5.QtCore import QEventLoop, Qt, QTimer
from PyQt5.QtWidgets import QApplication

from iceboxer.boxmanager.main_window import MainWindow
from iceboxer.boxmanager.settings import Settings
from iceboxer.boxmanager.theme import apply_theme
from iceboxer.engine.data.boxes import Boxes, Kind, make_boxes

MICROGRAPHS, SIDE = 8, 4096
FRAMES = 40
PATIENCE = 60.0  # s


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
        """Let the window do what it does for a while; asleep where there is nothing, so that others can work."""
        loop = QEventLoop()
        QTimer.singleShot(round(1000 * seconds), Qt.TimerType.PreciseTimer, loop.quit)
        loop.exec()

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

    def until(self, condition: Callable[[], bool], patience: float = PATIENCE) -> None:
        """Let the window work until something holds."""
        end = time.monotonic() + patience
        while not condition():
            self.rest(0.02)
            if time.monotonic() > end:
                raise TimeoutError("it took too long")

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


def some_picks(count: int) -> Boxes:
    """Picks anywhere on a micrograph of noise, of all confidences."""
    rng = np.random.default_rng(0)
    x, y = rng.uniform(100, SIDE - 100, (2, count))
    return make_boxes(x, y, 120, None, rng.random(count), Kind.PICK)


def noise(output: Path) -> Path:
    """A folder of micrographs of noise, made unless it is there."""
    folder = output / "data" / "noise"
    for number in range(MICROGRAPHS):
        write_noise(folder / f"noise-{number}.mrc", (SIDE, SIDE), number)
    return folder


def write_noise(path: Path, shape: tuple[int, int], seed: int) -> None:
    """One of them, of `shape` (height, width)."""
    if path.exists():
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    rng = np.random.default_rng(seed)
    with mrcfile.new(path) as mrc:
        mrc.set_data(rng.standard_normal(shape, np.float32))
        mrc.voxel_size = 1.2
