"""Film the first hour: ``python -m tests.film --data DIR --output DIR``.

`DIR` of the data contains ``micrographs/`` and ``truth/``. The window is driven by mouse and key events only; the
person knows the truth, so the answers are right. The pictures are numbered in the order of the story.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
from PyQt5.QtCore import QEventLoop, QPoint, Qt, QTimer
from PyQt5.QtTest import QTest
from PyQt5.QtWidgets import QApplication, QDialog, QWidget

from iceboxer.boxmanager.app import make_application
from iceboxer.boxmanager.canvas.tools import Tool
from iceboxer.boxmanager.core.settings import Settings
from iceboxer.boxmanager.window.main_window import MainWindow
from iceboxer.boxmanager.window.theme import apply_theme
from iceboxer.engine.data.boxes import Boxes, centres
from iceboxer.engine.data.formats import read_boxes
from iceboxer.engine.data.micrograph import stem_of

PATIENCE = 600.0  # s
NEAR = 0.4  # of a box, within which a pick is the particle
PIXEL_SIZE = 1.77  # Å/px, of the data set
CONTROL, SHIFT, NONE = (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.NoModifier,
)
LEFT, RIGHT = Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton


class Film:
    """The window and the pictures taken of it so far."""

    def __init__(self, window: MainWindow, truth: Path, output: Path) -> None:
        self.window, self.truth, self.output = window, truth, output
        self.taken = 0
        output.mkdir(parents=True, exist_ok=True)

    def rest(self, seconds: float) -> None:
        """Run the event loop for a while."""
        loop = QEventLoop()
        QTimer.singleShot(round(1000 * seconds), loop.quit)
        loop.exec()

    def until(self, condition: Callable[[], object]) -> None:
        """Run the event loop until a condition holds."""
        end = time.monotonic() + PATIENCE
        while not condition():
            self.rest(0.05)
            if time.monotonic() > end:
                raise TimeoutError("the story does not go on")

    def shoot(self, name: str, widget: QWidget | None = None) -> None:
        """Save a picture of the window, or of a dialog."""
        self.rest(0.4)
        self.taken += 1
        (widget or self.window).grab().save(str(self.output / f"{self.taken:02}-{name}.png"))
        sys.stdout.write(f"{self.taken:02}-{name}\n")
        sys.stdout.flush()

    def key(self, key: Qt.Key, held: Qt.KeyboardModifiers = NONE, widget: QWidget | None = None) -> None:
        """Press a key."""
        QTest.keyClick(widget or QApplication.focusWidget() or self.window, key, held)  # type: ignore[call-overload]

    def at(self, x: float, y: float) -> QPoint:
        """Return the place of a point of the micrograph on the canvas."""
        return QPoint(*(round(value) for value in self.window.canvas.camera.to_screen(x, y)))

    def shoot_dialog(self, name: str, open_it: Callable[[], object]) -> None:
        """Open a modal dialog, save a picture of it and close it."""

        def shoot() -> None:
            dialog = QApplication.activeModalWidget()
            if isinstance(dialog, QDialog):
                self.shoot(name, dialog)
                dialog.reject()

        QTimer.singleShot(1500, shoot)
        open_it()

    def particles(self, path: Path) -> Boxes:
        """Return the true particles of a micrograph."""
        (found,) = read_boxes(self.truth / f"{stem_of(path)}.star", self.window.session.project.box_size)
        return found.boxes

    def is_particle(self, path: Path, x: float, y: float) -> bool:
        """Return whether a point is near the centre of a true particle."""
        distance = np.hypot(*(centres(self.particles(path)) - (x, y)).T)
        return bool(distance.min(initial=np.inf) < NEAR * self.window.session.project.box_size)


def open_and_pick(film: Film, data: Path) -> None:
    """From the empty window to picks on all micrographs."""
    window = film.window
    film.shoot("welcome")
    window.begin([data / "micrographs"])
    film.until(lambda: window.canvas.layer.picture is not None)
    film.until(lambda: "across" in window.first_look.strip.text.text())
    film.shoot("first-look")
    window.session.set_pixel_size(PIXEL_SIZE)  # later than the look, which ends when the person does something
    QTest.mouseClick(window.first_look.strip.buttons["Pick all"], LEFT)
    film.until(lambda: window.status.job.isVisible())
    film.rest(2)
    film.shoot("picking")
    film.until(lambda: not (window.activity.running and window.activity.running.has_end))
    film.shoot("picked")


def look_closer(film: Film) -> None:
    """Zoom, threshold, brightness, ruler, confidence colours."""
    window, canvas = film.window, film.window.canvas
    canvas.setFocus()
    window.session.change_view(size_circle=False)
    box = window.session.boxes[0]
    window.host.centre_on(float(box["x"]), float(box["y"]))
    film.key(Qt.Key.Key_H)
    film.shoot("close")
    film.key(Qt.Key.Key_H)
    film.key(Qt.Key.Key_5)
    assert canvas.tool is Tool.RULER, "the window is not active; start a window manager on this display"
    x, y = float(box["x"]), float(box["y"])
    size = window.session.project.box_size / 3
    QTest.mousePress(canvas, LEFT, NONE, film.at(x - size, y))  # type: ignore[call-overload]
    QTest.mouseMove(canvas, film.at(x + size, y))
    QTest.mouseRelease(canvas, LEFT, NONE, film.at(x + size, y))  # type: ignore[call-overload]
    film.shoot("ruler")
    film.key(Qt.Key.Key_2)
    film.key(Qt.Key.Key_0)
    film.key(Qt.Key.Key_U)
    film.shoot("uncertain")


def review(film: Film) -> None:
    """Review all picks, then check forty of them and take the suggested threshold."""
    window, page = film.window, film.window.review_mode.page
    film.key(Qt.Key.Key_R, CONTROL)
    film.until(lambda: all(page.reader.crop(row) is not None for row in page.grid.rows_in_sight()))
    for _ in range(12):
        answer(film)
    film.shoot("review")
    film.key(Qt.Key.Key_R, CONTROL | SHIFT)
    film.until(lambda: all(page.reader.crop(row) is not None for row in range(page.grid.count)))
    while page.review is not None and page.review.answered < page.grid.count:
        answer(film)
    film.rest(3)
    film.shoot("checked")
    if page.figures.set_best.isEnabled() and page.figures.set_best.isVisible():
        QTest.mouseClick(page.figures.set_best, LEFT)
    film.key(Qt.Key.Key_Escape)
    film.shoot("threshold-of-the-check")
    assert window.canvas.isVisible()


def answer(film: Film) -> None:
    """Answer for the current crop."""
    page = film.window.review_mode.page
    assert page.review is not None
    picks, row = page.review.picks, page.grid.row
    box = picks.boxes[row]
    right = film.is_particle(picks.path(row), float(box["x"]), float(box["y"]))
    film.key(Qt.Key.Key_Y if right else Qt.Key.Key_N, widget=page.grid)


def train_and_export(film: Film, minutes: float) -> None:
    """Train on the labels, pick again what is outdated, and export."""
    window = film.window
    window.settings.set("train_minutes", minutes)
    window.canvas.setFocus()
    film.key(Qt.Key.Key_T, CONTROL)
    film.until(lambda: window.status.job.isVisible())
    film.rest(20 * minutes)
    film.shoot("training")
    film.until(lambda: not (window.activity.running and window.activity.running.has_end))
    film.until(lambda: window.picks.again.isVisible() and not (window.activity.running or False))
    film.shoot("outdated")
    film.key(Qt.Key.Key_G)
    film.shoot("gallery")
    film.key(Qt.Key.Key_G)
    film.shoot_dialog("export", lambda: film.key(Qt.Key.Key_E, CONTROL))
    film.shoot_dialog("facts", lambda: film.key(Qt.Key.Key_Return, Qt.KeyboardModifier.AltModifier))
    film.shoot_dialog("shortcuts", lambda: film.key(Qt.Key.Key_F1))


def main() -> int:
    """Film the story in one theme; return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m tests.film", description="Film the first hour in the window.")
    parser.add_argument("--data", type=Path, required=True, help="folder with micrographs/ and truth/")
    parser.add_argument("--output", type=Path, default=Path("film"), help="folder for the pictures")
    parser.add_argument("--theme", choices=("dark", "light"), default="dark")
    parser.add_argument("--size", type=int, nargs=2, default=(1280, 800), metavar=("WIDTH", "HEIGHT"))
    parser.add_argument("--minutes", type=float, default=0.5, help="of training")
    given = parser.parse_args()
    app = make_application(sys.argv[:1])
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(Path(folder))
        settings.set("theme", given.theme)
        apply_theme(app, given.theme)
        window = MainWindow(settings)
        window.setWindowState(Qt.WindowState.WindowNoState)
        window.resize(*given.size)
        window.show()
        window.activateWindow()  # shortcuts work in the active window only: a display needs a window manager
        film = Film(window, given.data / "truth", given.output)
        film.rest(0.5)
        open_and_pick(film, given.data)
        look_closer(film)
        review(film)
        train_and_export(film, given.minutes)
        window.saving.may_leave = lambda: True  # type: ignore[method-assign]
        window.closing.may_interrupt = lambda: True  # type: ignore[method-assign]
        window.close()
    return 0


if __name__ == "__main__":  # the engine's process imports this file again
    sys.exit(main())
