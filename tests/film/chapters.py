"""The chapters of the first hour, from a folder of micrographs to exported boxes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
from PyQt5.QtCore import Qt
from PyQt5.QtTest import QTest
from PyQt5.QtWidgets import QScrollArea

from iceboxer.boxmanager.canvas.tools import Tool
from iceboxer.boxmanager.core.task_kind import TaskKind
from iceboxer.boxmanager.dialogs.export import ExportDialog
from iceboxer.boxmanager.dialogs.facts import FactsDialog
from iceboxer.boxmanager.dialogs.written import WrittenDialog
from iceboxer.engine.data.boxes import centres
from tests.film.reel import LEFT, NONE, Reel

CONTROL, SHIFT, ALT = (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.AltModifier,
)
CLICKS = 20  # particles that the person boxes by hand
TRAINING: dict[str, object] = {"epoch_steps": 20}  # short epochs, so that the curves have some points
EPOCHS_SHOWN = 8  # of the training in its picture
STRICT = 0.67  # threshold at which nearly all picks are right and some particles lack one
REVIEWED = 12  # picks judged one by one


def open_and_pick(film: Reel, work: Path) -> None:
    """From the empty window to picks on all micrographs."""
    window = film.window
    film.shoot("01-welcome")
    window.begin([work / "micrographs"])
    film.until_seen()
    film.until(lambda: "across" in window.first_look.strip.text.text(), "the first look ends")
    film.shoot("02-first-look")
    QTest.mouseClick(window.first_look.strip.buttons["Pick all"], LEFT)
    film.until(lambda: window.status.job.isVisible(), "picking starts")
    film.until_idle()
    film.shoot("03-picked")
    assert window.saving.save_to(work / "project.icebox")


def look_closer(film: Reel, work: Path) -> None:
    """Look at picks from near, coloured by confidence, measure one, and go to the least certain one."""
    window, canvas = film.window, film.window.canvas
    canvas.setFocus()
    box = window.session.boxes[0]
    x, y = float(box["x"]), float(box["y"])
    window.host.centre_on(x, y)
    film.key(Qt.Key.Key_H)
    film.key(Qt.Key.Key_5)
    assert canvas.tool is Tool.RULER, "the window is not active; start a window manager on this display"
    size = window.session.project.box_size / 3
    QTest.mousePress(canvas, LEFT, NONE, film.at(x - size, y))  # type: ignore[call-overload]
    QTest.mouseMove(canvas, film.at(x + size, y))
    QTest.mouseRelease(canvas, LEFT, NONE, film.at(x + size, y))  # type: ignore[call-overload]
    film.shoot("04-close")
    for key in (Qt.Key.Key_H, Qt.Key.Key_2, Qt.Key.Key_0, Qt.Key.Key_U):
        film.key(key)
    film.shoot("05-uncertain")
    film.key(Qt.Key.Key_Escape)


def review(film: Reel, work: Path) -> None:
    """Review a few picks, then check forty of them and take the suggested threshold."""
    window, page = film.window, film.window.review_mode.page
    window.canvas.setFocus()
    film.key(Qt.Key.Key_R, CONTROL)
    film.until(lambda: all(page.reader.crop(row) is not None for row in page.grid.rows_in_sight()), "crops are read")
    for _ in range(REVIEWED):
        answer(film)
    film.shoot("06-review")
    film.key(Qt.Key.Key_R, CONTROL | SHIFT)
    film.until(lambda: all(page.reader.crop(row) is not None for row in range(page.grid.count)), "crops are read")
    while page.review is not None and page.review.answered < page.grid.count:
        answer(film)
    film.rest(2)
    film.shoot("07-check")
    if page.figures.set_best.isEnabled() and page.figures.set_best.isVisible():
        QTest.mouseClick(page.figures.set_best, LEFT)
    film.key(Qt.Key.Key_Escape)
    assert window.canvas.isVisible()


def answer(film: Reel) -> None:
    """Answer for the current crop."""
    page = film.window.review_mode.page
    assert page.review is not None
    picks, row = page.review.picks, page.grid.row
    box = picks.boxes[row]
    right = film.is_particle(picks.path(row), float(box["x"]), float(box["y"]))
    film.key(Qt.Key.Key_Y if right else Qt.Key.Key_N, widget=page.grid)


def box_and_assist(film: Reel, work: Path) -> None:
    """Box particles that are missing on another micrograph, and let the assistant propose more."""
    window, activity = film.window, film.window.activity
    window.canvas.setFocus()
    film.key(Qt.Key.Key_D)
    film.until(lambda: window.session.shape is not None, "the next micrograph is read")
    film.until_seen()
    film.key(Qt.Key.Key_0)
    for key, is_left in ((Qt.Key.Key_Period, lambda t: t < STRICT), (Qt.Key.Key_Comma, lambda t: t > STRICT + 0.01)):
        while is_left(window.session.threshold):
            film.key(key)
    while len(places := missed(film)) < CLICKS and window.session.threshold < 1:
        film.key(Qt.Key.Key_Period)
    places = places[:CLICKS]
    assert len(places) == CLICKS
    for x, y in places:
        film.click(float(x), float(y))
    film.shoot("08-boxing")
    proposals: list[object] = []
    activity.proposed.connect(proposals.append)
    film.key(Qt.Key.Key_A, CONTROL | SHIFT)
    film.until(lambda: proposals, "the assistant proposes")
    film.shoot("09-assist")
    film.key(Qt.Key.Key_A, CONTROL | SHIFT)
    film.until(lambda: activity.running is None, "the assistant ends")


def train(film: Reel, work: Path) -> None:
    """Mark what the model of the assistant did not pick, train on all labels, and pick all again."""
    window, activity = film.window, film.window.activity
    film.until(window.picks.again.isVisible, "outdated picks are marked")
    film.shoot("10-outdated")
    window.canvas.setFocus()
    window.settings.set("train_advanced", TRAINING)
    epochs: list[object] = []
    activity.epoch_done.connect(epochs.append)
    film.key(Qt.Key.Key_T, CONTROL)
    film.until(lambda: len(epochs) >= EPOCHS_SHOWN, "some epochs are done")
    side = window.docks["panel_side"].widget()
    assert isinstance(side, QScrollArea)
    side.ensureWidgetVisible(window.train_panel.curves)
    film.shoot("11-training")
    film.until(lambda: activity.running is not TaskKind.TRAIN, "the training ends")
    film.until_idle()
    film.until(window.picks.again.isVisible, "outdated picks are marked")
    window.picks.again.click()
    film.until(lambda: activity.running is TaskKind.PICK, "picking starts")
    film.until_idle()


def missed(film: Reel) -> np.ndarray:
    """Return the centres (n, 2) of the particles of the micrograph in view that no visible box covers."""
    session = film.window.session
    assert session.current is not None
    truth, here = centres(film.particles(session.current)), centres(session.boxes[session.drawn()])
    distance = np.abs(truth[:, None] - here[None]).max(axis=2).min(axis=1, initial=np.inf)
    free = truth[distance > session.project.box_size / 2]
    chosen: list[np.ndarray] = []  # no two in one box, since a click inside a box moves it
    for place in free:
        if all(np.abs(place - other).max() > session.project.box_size / 2 for other in chosen):
            chosen.append(place)
    return np.array(chosen)


def export(film: Reel, work: Path) -> None:
    """Look at the crops and the facts, export for RELION, and see the boxes read back."""
    window = film.window
    if window.picks.again.isVisible():  # the training before was stopped
        window.picks.again.click()
        film.until(lambda: window.activity.running is TaskKind.PICK, "picking starts")
        film.until_idle()
    window.canvas.setFocus()
    film.key(Qt.Key.Key_G)
    film.rest(2)
    film.shoot("12-gallery")
    film.key(Qt.Key.Key_G)
    window.canvas.setFocus()

    def shoot_facts(dialog: FactsDialog) -> None:
        film.shoot("13-facts", dialog)
        dialog.reject()

    def shoot_export(dialog: ExportDialog) -> None:
        dialog.folder.setText(str(work / "boxes"))
        film.shoot("14-export", dialog)
        film.key(Qt.Key.Key_Return, widget=dialog)

    def shoot_written(dialog: WrittenDialog) -> None:
        film.until(lambda: "Reading" not in dialog.written.text.text(), "the boxes are read back")
        film.shoot("15-written", dialog)
        dialog.accept()

    film.in_dialog(FactsDialog, shoot_facts)
    film.key(Qt.Key.Key_Return, ALT)
    film.in_dialog(ExportDialog, shoot_export)
    film.in_dialog(WrittenDialog, shoot_written)
    film.key(Qt.Key.Key_E, CONTROL)
    assert list((work / "boxes").iterdir())


CHAPTERS: dict[str, Callable[[Reel, Path], None]] = {
    "open": open_and_pick,
    "look": look_closer,
    "review": review,
    "box": box_and_assist,
    "train": train,
    "export": export,
}
