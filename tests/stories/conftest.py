"""A window driven by real mouse and key events, with its own settings and micrographs."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import mrcfile
import numpy as np
import pytest
from PyQt5.QtCore import QPoint, Qt
from PyQt5.QtTest import QTest
from PyQt5.QtWidgets import QApplication, QMessageBox, QWidget
from pytestqt.qtbot import QtBot

from iceboxer.boxmanager.core.settings import Settings
from iceboxer.boxmanager.jobs.engine_process import EngineProcess
from iceboxer.boxmanager.window.main_window import MainWindow
from iceboxer.boxmanager.window.theme import apply_theme

SHAPE = (600, 800)  # height, width: oblong, so that swapped axes are noticed
LEFT, CONTROL, SHIFT = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


def write_mrc(
    path: Path, seed: int, shape: tuple[int, int] = SHAPE, pixel_size: float = 2.0, slope: float | np.ndarray = 0.0
) -> Path:
    """Write a noisy micrograph; `slope` is added to each row."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with mrcfile.new(path, overwrite=True) as mrc:
        mrc.set_data((np.random.default_rng(seed).normal(100, 10, shape) + slope).astype(np.float32))
        mrc.voxel_size = pixel_size
    return path


class Person:
    """A simulated user of a window. Positions are px of the current micrograph."""

    def __init__(self, qtbot: QtBot, window: MainWindow) -> None:
        self.qtbot = qtbot
        self.window = window

    @property
    def boxes(self) -> np.ndarray:
        return self.window.session.boxes

    def at(self, x: float, y: float) -> QPoint:
        sx, sy = self.window.canvas.camera.to_screen(x, y)
        return QPoint(round(sx), round(sy))

    def click(self, x: float, y: float, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        self.hover(x, y)
        QTest.mouseClick(self.window.canvas, LEFT, modifier, self.at(x, y))

    def hover(self, x: float, y: float) -> None:
        """Move the mouse without a button. QTest's own move sets the cursor, which may send nothing."""
        send_move(self.window.canvas, self.at(x, y), Qt.MouseButton.NoButton)

    def drag(self, *points: tuple[float, float], modifier=Qt.KeyboardModifier.NoModifier, button=LEFT) -> None:
        self.press(*points[0], modifier=modifier, button=button)
        for point in points[1:]:
            self.move(*point, button=button)
        self.release(*points[-1], button=button)

    def press(self, x: float, y: float, modifier=Qt.KeyboardModifier.NoModifier, button=LEFT) -> None:
        QTest.mousePress(self.window.canvas, button, modifier, self.at(x, y))

    def move(self, x: float, y: float, button=LEFT) -> None:
        send_move(self.window.canvas, self.at(x, y), button)

    def release(self, x: float, y: float, button=LEFT) -> None:
        QTest.mouseRelease(self.window.canvas, button, Qt.KeyboardModifier.NoModifier, self.at(x, y))

    def key(self, key: Qt.Key, modifier=Qt.KeyboardModifier.NoModifier, widget: QWidget | None = None) -> None:
        QTest.keyClick(widget or self.window.canvas, key, modifier)

    def do(self, name: str) -> None:
        """Choose an action from its menu."""
        action = self.window.actions_table[name]
        assert action.isEnabled(), name
        action.trigger()

    def wait_for(self, condition: Callable[[], object]) -> None:
        self.qtbot.waitUntil(lambda: bool(condition()), timeout=60_000)

    def wait_for_picture(self) -> None:
        """Wait until the current micrograph is painted, and the panels have the widths that their contents need."""
        window = self.window
        self.wait_for(
            lambda: (
                window.session.current
                and window.canvas.layer.picture is not None
                and window.canvas.layer.picture is window.loader.picture(window.session.current)
            )
        )
        QApplication.sendPostedEvents()
        QApplication.processEvents()

    def wait_saved(self) -> None:
        self.wait_for(lambda: not self.window.saver.unsaved)


def send_move(widget: QWidget, at: QPoint, button: Qt.MouseButton) -> None:
    """Send a mouse move, with a pressed button or none."""
    from PyQt5.QtCore import QEvent, QPointF
    from PyQt5.QtGui import QMouseEvent

    event = QMouseEvent(
        QEvent.Type.MouseMove, QPointF(at), Qt.MouseButton.NoButton, button, Qt.KeyboardModifier.NoModifier
    )
    QApplication.sendEvent(widget, event)


@pytest.fixture(scope="session")
def engine() -> Iterator[EngineProcess]:
    """One engine process for all stories, since it takes a while to start."""
    process = EngineProcess()
    close, process.close = process.close, lambda: None  # type: ignore[method-assign]
    yield process
    close()


@pytest.fixture(scope="session")
def three_micrographs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of three micrographs, to copy."""
    folder = tmp_path_factory.mktemp("three")
    for number in (1, 2, 3):
        write_mrc(folder / f"m{number}.mrc", number)
    return folder


@pytest.fixture
def folder(three_micrographs: Path, tmp_path: Path) -> Path:
    """Three micrographs in a folder of their own."""
    return Path(shutil.copytree(three_micrographs, tmp_path / "micrographs"))


@pytest.fixture
def answers(no_question: None, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Texts of the buttons to press in message boxes, in order; the test fails if there are too few."""
    waiting: list[str] = []

    def press(box: QMessageBox) -> int:
        assert waiting, f"nobody expected to be asked: {box.text()}"
        wanted = waiting.pop(0)
        button = next(b for b in box.buttons() if b.text().replace("&", "") == wanted)
        button.click()
        return int(box.standardButton(button))

    monkeypatch.setattr(QMessageBox, "exec", press)
    return waiting


@pytest.fixture(autouse=True)
def no_question(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fail on a question that the story does not answer; it would wait for ever."""

    def fail(box: QMessageBox) -> int:
        raise AssertionError(f"unexpected question: {box.text()}")

    monkeypatch.setattr(QMessageBox, "exec", fail)


@pytest.fixture
def start(qtbot: QtBot, tmp_path: Path) -> Iterator[Callable[..., Person]]:
    """Start the program: `start(path, ...)`. All starts of a test share their settings."""
    people: list[Person] = []

    def begin(*paths: Path, size: tuple[int, int] = (1100, 760), look: bool = False) -> Person:

        settings = Settings(tmp_path / "settings")
        settings.set("pick_on_open", look)  # off, since most stories are about something else
        apply_theme(QApplication.instance(), "dark")
        window = MainWindow(settings)
        window.setWindowState(Qt.WindowState.WindowNoState)
        window.resize(*size)
        person = Person(qtbot, window)
        people.append(person)
        window.show()
        qtbot.waitExposed(window)
        window.begin(list(paths))
        if paths:
            person.wait_for(lambda: window.session.current)
        return person

    yield begin
    for person in people:
        if person.window.isVisible():
            person.window.saving.may_leave = lambda: True
            person.window.closing.may_interrupt = lambda: True  # no user answers
            person.window.close()
        person.window.deleteLater()
