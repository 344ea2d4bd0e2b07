"""The real window, opened on micrographs for measurements."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import mrcfile
import numpy as np
from PyQt5 import sip
from PyQt5.QtCore import QEventLoop, Qt, QTimer
from PyQt5.QtWidgets import QApplication

from iceboxer.boxmanager.core.settings import Settings
from iceboxer.boxmanager.window.main_window import MainWindow
from iceboxer.boxmanager.window.theme import apply_theme
from iceboxer.engine.data.boxes import Boxes, Kind, make_boxes

MICROGRAPHS, SIDE = 8, 4096
FRAMES = 40
PARTICLES, DIAMETER = 300, 100  # diameter in px
PATIENCE = 60.0  # s


class Opened:
    """The window on a folder; `seconds` is the time until the first micrograph is visible."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._temporary = folder, TemporaryDirectory()

    def __enter__(self) -> Opened:
        settings = Settings(Path(self._temporary.name))
        settings.set("pick_on_open", False)
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
        self.window.saving.may_leave = lambda: True  # type: ignore[method-assign]
        self.window.close()
        sip.delete(self.window)  # while the application is still there
        self._temporary.cleanup()

    def rest(self, seconds: float) -> None:
        """Run the event loop for a while, asleep when idle, so that other processes can work."""
        loop = QEventLoop()
        QTimer.singleShot(round(1000 * seconds), Qt.TimerType.PreciseTimer, loop.quit)
        loop.exec()

    def until_seen(self, act: Callable[[], object]) -> float:
        """Return the seconds from `act` until the current micrograph is painted."""
        begun = time.monotonic()
        act()
        while not self._is_seen():
            QApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 5)
            if time.monotonic() - begun > PATIENCE:
                raise TimeoutError("the micrograph was not painted")
        self.window.canvas.repaint()
        return time.monotonic() - begun

    def until(self, condition: Callable[[], bool], patience: float = PATIENCE) -> None:
        """Run the event loop until a condition holds."""
        end = time.monotonic() + patience
        while not condition():
            self.rest(0.02)
            if time.monotonic() > end:
                raise TimeoutError(f"the condition did not hold within {patience:g} s")

    def _is_seen(self) -> bool:
        current, shown = self.window.session.current, self.window.canvas.layer.picture
        return current is not None and shown is not None and shown is self.window.loader.picture(current)

    def frames(self, step: Callable[[int], object]) -> float:
        """Return frames per second over `FRAMES` steps, each painted before the next."""
        begun = time.monotonic()
        for i in range(FRAMES):
            step(i)
            QApplication.processEvents()
            self.window.canvas.repaint()
        return FRAMES / (time.monotonic() - begun)


def some_picks(count: int) -> Boxes:
    """Return random picks of all confidences on a micrograph of noise."""
    rng = np.random.default_rng(0)
    x, y = rng.uniform(100, SIDE - 100, (2, count))
    return make_boxes(x, y, 120, None, rng.random(count), Kind.PICK)


def noise(output: Path) -> Path:
    """Write a folder of micrographs of noise unless it exists; return it."""
    folder = output / "data" / "noise"
    for number in range(MICROGRAPHS):
        write_noise(folder / f"noise-{number}.mrc", (SIDE, SIDE), number)
    return folder


def particles(output: Path) -> Path:
    """Write a folder with a micrograph of round particles in noise unless it exists; return it."""
    path = output / "data" / "particles" / "particles.mrc"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        rng = np.random.default_rng(0)
        picture = rng.standard_normal((SIDE, SIDE), np.float32)
        across = np.arange(-DIAMETER, DIAMETER + 1)
        disk = np.hypot(across, across[:, None]) < DIAMETER / 2
        for y, x in rng.integers(DIAMETER + 1, SIDE - DIAMETER - 1, (PARTICLES, 2)):
            picture[y - DIAMETER : y + DIAMETER + 1, x - DIAMETER : x + DIAMETER + 1] -= disk
        with mrcfile.new(path) as mrc:
            mrc.set_data(picture)
            mrc.voxel_size = 1.2
    return path.parent


def write_noise(path: Path, shape: tuple[int, int], seed: int) -> None:
    """Write a micrograph of noise of `shape` (height, width)."""
    if path.exists():
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    rng = np.random.default_rng(seed)
    with mrcfile.new(path) as mrc:
        mrc.set_data(rng.standard_normal(shape, np.float32))
        mrc.voxel_size = 1.2
