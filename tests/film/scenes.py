"""Film the pictures of single chapters: ``python -m tests.film.scenes window table filaments --data DIR``.

`DIR` contains ``micrographs/`` of EMPIAR-10017, and ``real-negatives/`` beside it pictures without particles. The
filaments are simulated. The window is driven by mouse and key events only.
"""

from __future__ import annotations

import argparse
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
from PyQt5 import sip
from PyQt5.QtCore import QEvent, QPoint, QPointF, Qt
from PyQt5.QtGui import QMouseEvent
from PyQt5.QtTest import QTest
from PyQt5.QtWidgets import QApplication, QDialogButtonBox

from iceboxer.boxmanager.app import make_application
from iceboxer.boxmanager.core.settings import Settings
from iceboxer.boxmanager.dialogs.filament_export import FilamentExportDialog
from iceboxer.boxmanager.panels.micrograph_model import COLUMNS
from iceboxer.boxmanager.window.main_window import MainWindow
from iceboxer.boxmanager.window.theme import apply_theme
from iceboxer.engine.data.boxes import Kind
from iceboxer.engine.simulation.job import SimulateConfig, simulate
from tests.film.__main__ import prepare
from tests.film.reel import LEFT, NONE, Reel

CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
ZOOM = 0.45  # of the picture of the window
KEPT_FROM = 0.3  # part of the range of sharpness that is excluded
NEAR_EDGE = 300  # px


def pick(film: Reel, folder: Path) -> None:
    """Open a folder and pick all of it."""
    window = film.window
    window.begin([folder])
    film.until_seen()
    film.until(lambda: "across" in window.first_look.strip.text.text(), "the first look ends")
    QTest.mouseClick(window.first_look.strip.buttons["Pick all"], LEFT)
    film.until(lambda: window.status.job.isVisible(), "picking starts")
    film.until_idle()
    film.key(Qt.Key.Key_Escape)


def shoot_window(film: Reel, given: argparse.Namespace) -> None:
    """Shoot the window with the picks of a part of a micrograph."""
    prepare(given.data, given.work)
    pick(film, given.work / "micrographs")
    window = film.window
    film.key(Qt.Key.Key_D)
    film.key(Qt.Key.Key_D)
    film.until(lambda: window.session.shape is not None, "the micrograph is read")
    film.until_seen()
    while window.canvas.camera.scale < ZOOM:
        film.key(Qt.Key.Key_Plus, CONTROL)
    window.host.centre_on(2700.0, 2100.0)
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    for theme in ("dark", "light"):
        apply_theme(app, theme)
        film.rest(1)
        film.shoot(f"window-{theme}")


def shoot_table(film: Reel, given: argparse.Namespace) -> None:
    """Shoot the table of micrographs, with pictures without particles excluded by their sharpness."""
    folder = given.work / "table"
    folder.mkdir(exist_ok=True)
    for path in (*(given.data / "micrographs").iterdir(), *(given.data.parent / "real-negatives").iterdir()):
        shutil.copy(path, folder)
    pick(film, folder)
    window = film.window
    panel = window.micrographs
    film.key(Qt.Key.Key_F8)
    film.until(lambda: panel.is_table and not window.inspecting.measurer.left, "all micrographs are measured")
    heads = panel.table.heads
    heading = QPoint(heads.sectionViewportPosition(COLUMNS.index("rings")) + 10, 10)
    for _ in range(2):
        QTest.mouseClick(heads.viewport(), LEFT, NONE, heading)
    slider = panel.limits.slider
    ends = [QPoint(x, slider.height() - 12) for x in (8, round(KEPT_FROM * slider.width()))]
    QTest.mousePress(slider, LEFT, NONE, ends[0])
    move = QMouseEvent(QEvent.Type.MouseMove, QPointF(ends[1]), Qt.MouseButton.NoButton, LEFT, NONE)
    QApplication.sendEvent(slider, move)  # QTest moves without a button
    QTest.mouseRelease(slider, LEFT, NONE, ends[1])
    film.rest(2)
    film.shoot("micrograph-table")


def shoot_filaments(film: Reel, given: argparse.Namespace) -> None:
    """Shoot picked and drawn filaments, their strips, and their export."""
    folder = given.work / "microtubules"
    if not folder.is_dir():
        simulate(SimulateConfig(folder, micrographs=3, filaments=9, noise=6, width=2048, height=2048, pixel_size=2.4,
                                seed=3), lambda _: None, lambda: False)  # fmt: skip
    window = film.window
    window.settings.set("pick_on_open", False)
    window.begin([folder / "micrographs"])
    film.until_seen()
    film.key(Qt.Key.Key_F)
    film.rest(1)
    film.key(Qt.Key.Key_L, CONTROL | SHIFT)
    film.until(lambda: window.status.job.isVisible(), "picking starts")
    film.until_idle()
    film.rest(1)
    film.shoot("filaments-picks")
    draw_again(film)
    film.shoot("filaments-draw")
    film.key(Qt.Key.Key_Return)
    film.key(Qt.Key.Key_G, CONTROL)
    film.rest(2)
    film.shoot("filaments-strips")
    film.key(Qt.Key.Key_G, CONTROL)

    def shoot_export(dialog: FilamentExportDialog) -> None:
        dialog.folder.setText(str(folder / "for-relion"))
        save = dialog.buttons.button(QDialogButtonBox.StandardButton.Save)
        assert save is not None
        QTest.mouseClick(save, LEFT)
        film.until(lambda: "Read back" in dialog.last.text.text(), "the filaments are read back")
        film.shoot("filaments-export", dialog)
        dialog.accept()

    film.in_dialog(FilamentExportDialog, shoot_export)
    window.actions_table["export_filaments"].trigger()


def draw_again(film: Reel) -> None:
    """Delete the longest picked filament that is far from the edge, and draw it by hand, without ending it."""
    session, canvas = film.window.session, film.window.canvas
    assert session.shape is not None
    side = min(session.shape)
    inside = [each for each in session.filaments.here if np.all(abs(each.points - side / 2) < side / 2 - NEAR_EDGE)]
    chosen = max(inside or list(session.filaments.here), key=lambda each: np.ptp(each.points, axis=0).max())
    assert chosen.kind is Kind.PICK
    places = [chosen.points[number] for number in np.linspace(0, len(chosen.points) - 1, 4).astype(int)]
    QTest.mouseClick(canvas, LEFT, CONTROL, film.at(*places[1]))  # type: ignore[call-overload]
    for x, y in places:
        film.click(float(x), float(y))


SCENES: dict[str, tuple[Callable[[Reel, argparse.Namespace], None], str]] = {
    "window": (shoot_window, "dark"),
    "table": (shoot_table, "light"),
    "filaments": (shoot_filaments, "dark"),
}


def main() -> int:
    """Film the named scenes; return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m tests.film.scenes", description="Film single pictures.")
    parser.add_argument("scenes", nargs="+", choices=SCENES)
    parser.add_argument("--data", type=Path, required=True, help="folder with micrographs/")
    parser.add_argument("--output", type=Path, default=Path("docs/pictures"), help="folder for the pictures")
    parser.add_argument("--work", type=Path, default=Path("film-work"), help="folder for micrographs and projects")
    parser.add_argument("--size", type=int, nargs=2, default=(1280, 800), metavar=("WIDTH", "HEIGHT"))
    given = parser.parse_args()
    given.work = given.work.absolute()
    given.work.mkdir(parents=True, exist_ok=True)
    app = make_application(sys.argv[:1])
    for name in given.scenes:
        act, theme = SCENES[name]
        shutil.rmtree(given.work / "settings", ignore_errors=True)
        settings = Settings(given.work / "settings")
        settings.set("theme", theme)
        apply_theme(app, theme)
        window = MainWindow(settings)
        window.setWindowState(Qt.WindowState.WindowNoState)
        window.resize(*given.size)
        window.show()
        window.activateWindow()
        film = Reel(window, given.data / "truth", given.output)
        film.rest(0.5)
        act(film, given)
        shutil.rmtree(given.work / f"{name}.icebox", ignore_errors=True)
        assert window.saving.save_to(given.work / f"{name}.icebox")  # else the window asks before it closes
        window.closing.may_interrupt = lambda: True  # type: ignore[method-assign]
        window.close()
        sip.delete(window)
    return 0


if __name__ == "__main__":  # the engine's process imports this file again
    sys.exit(main())
