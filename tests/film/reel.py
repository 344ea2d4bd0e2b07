"""The window under mouse and keys, and the pictures taken of it."""

from __future__ import annotations

import io
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import numpy as np
from PIL import Image
from PyQt5.QtCore import QBuffer, QEventLoop, QIODevice, QPoint, Qt, QTimer
from PyQt5.QtGui import QPixmap
from PyQt5.QtTest import QTest
from PyQt5.QtWidgets import QApplication, QDialog, QWidget

from iceboxer.boxmanager.window.main_window import MainWindow
from iceboxer.engine.data.boxes import Boxes, centres
from iceboxer.engine.data.formats import read_boxes
from iceboxer.engine.data.micrograph import stem_of

PATIENCE = 1200.0  # s
ROWS_SEEN = 10  # of the list of micrographs
NEAR = 0.4  # of a box, within which a pick is the particle
COLOURS = 64  # of a picture that is small enough with a palette
LARGEST_FILE = 150_000  # bytes
NONE, LEFT = Qt.KeyboardModifier.NoModifier, Qt.MouseButton.LeftButton
Dialog = TypeVar("Dialog", bound=QDialog)


class Reel:
    """The window of one chapter, the truth that its person knows, and the pictures `output/NUMBER-NAME`."""

    def __init__(self, window: MainWindow, truth: Path, output: Path) -> None:
        self.window, self.truth, self.output = window, truth, output
        output.mkdir(parents=True, exist_ok=True)

    def rest(self, seconds: float) -> None:
        """Run the event loop for a while."""
        loop = QEventLoop()
        QTimer.singleShot(round(1000 * seconds), loop.quit)
        loop.exec()

    def until(self, condition: Callable[[], object], what: str) -> None:
        """Run the event loop until a condition holds; `what` names it if it never does."""
        end = time.monotonic() + PATIENCE
        while not condition():
            self.rest(0.05)
            if time.monotonic() > end:
                raise TimeoutError(f"waited {PATIENCE:.0f} s in vain: {what}")

    def until_idle(self) -> None:
        """Run the event loop until no task is running."""
        activity = self.window.activity
        self.until(lambda: activity.running is None or not activity.running.has_end, "the task ends")

    def until_seen(self) -> None:
        """Run the event loop until the current micrograph is on screen."""
        self.until(lambda: self.window.canvas.layer.picture is not None, "the micrograph is on screen")

    def shoot(self, name: str, widget: QWidget | None = None) -> None:
        """Save a picture of the window, or of a dialog."""
        model = self.window.micrographs.model
        self.until(lambda: all(model.thumbnail(path) for path in model.paths[:ROWS_SEEN]), "thumbnails are read")
        self.rest(0.5)
        path = save_small((widget or self.window).grab(), self.output / name)
        sys.stdout.write(f"{path}  {path.stat().st_size // 1000} kB\n")
        sys.stdout.flush()

    def key(self, key: Qt.Key, held: Qt.KeyboardModifiers = NONE, widget: QWidget | None = None) -> None:
        """Press a key, in the window if no widget is given."""
        if widget is None:  # a window manager takes a while to give the focus back after a dialog
            self.until(self.window.isActiveWindow, "the window is active")
        QTest.keyClick(widget or QApplication.focusWidget() or self.window, key, held)  # type: ignore[call-overload]

    def at(self, x: float, y: float) -> QPoint:
        """Return the place of a point of the micrograph on the canvas."""
        return QPoint(*(round(value) for value in self.window.canvas.camera.to_screen(x, y)))

    def click(self, x: float, y: float) -> None:
        """Click on a point of the micrograph."""
        QTest.mouseClick(self.window.canvas, LEFT, NONE, self.at(x, y))  # type: ignore[call-overload]

    def in_dialog(self, kind: type[Dialog], act: Callable[[Dialog], object]) -> None:
        """Call `act` with the dialog of a class, once it is open; it must close the dialog."""
        timer = QTimer(self.window)

        def look() -> None:
            dialog = QApplication.activeModalWidget()
            if isinstance(dialog, kind):
                timer.stop()
                act(dialog)

        timer.timeout.connect(look)
        timer.start(100)

    def particles(self, path: Path) -> Boxes:
        """Return the true particles of a micrograph."""
        (found,) = read_boxes(self.truth / f"{stem_of(path)}.star", self.window.session.project.box_size)
        return found.boxes

    def is_particle(self, path: Path, x: float, y: float) -> bool:
        """Return whether a point is near the centre of a true particle."""
        distance = np.hypot(*(centres(self.particles(path)) - (x, y)).T)
        return bool(distance.min(initial=np.inf) < NEAR * self.window.session.project.box_size)


def save_small(pixmap: QPixmap, stem: Path) -> Path:
    """Save a picture as PNG with a palette, or as JPEG if that is smaller than allowed; return its path."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    pixmap.save(buffer, "PNG")
    picture = Image.open(io.BytesIO(bytes(buffer.data()))).convert("RGB")
    for old in stem.parent.glob(f"{stem.name}.*"):
        old.unlink()
    as_png, as_jpeg = stem.with_suffix(".png"), stem.with_suffix(".jpg")
    picture.quantize(COLOURS, dither=Image.Dither.NONE).save(as_png, optimize=True)
    if as_png.stat().st_size <= LARGEST_FILE:
        return as_png
    as_png.unlink()
    for quality in range(90, 20, -5):
        picture.save(as_jpeg, quality=quality, optimize=True)
        if as_jpeg.stat().st_size <= LARGEST_FILE:
            break
    return as_jpeg
