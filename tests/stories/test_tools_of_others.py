"""What users of other programs expect: ruler, brightness by mouse, own shortcuts, log, report, manual, facts."""

from __future__ import annotations

import pytest
from PyQt5.QtCore import QPoint, QPointF, Qt, QUrl
from PyQt5.QtGui import QKeySequence, QWheelEvent
from PyQt5.QtTest import QTest
from PyQt5.QtWidgets import QApplication, QShortcut

from iceboxer.boxmanager.canvas.ruler import length_text
from iceboxer.boxmanager.dialogs.facts import FactsDialog
from iceboxer.boxmanager.dialogs.manual import Manual
from iceboxer.boxmanager.dialogs.text_window import LogWindow, TextWindow
from iceboxer.boxmanager.window.actions import SPECS
from iceboxer.boxmanager.window.shortcut_editor import ShortcutEditor
from iceboxer.engine.data.boxes import Kind, make_boxes
from tests.stories.conftest import LEFT, SHIFT, Person

RIGHT = Qt.MouseButton.RightButton


@pytest.fixture
def person(start, folder) -> Person:
    person = start(folder)
    person.wait_for_picture()
    return person


# ── the ruler ──────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_ruler_measures_and_makes_no_box(person):
    canvas, session = person.window.canvas, person.window.session
    person.key(Qt.Key.Key_5)
    person.drag((100, 100), (250, 200), (400, 500))
    (x0, y0), (x1, y1) = canvas.measured
    assert (x0, y0, x1, y1) == pytest.approx((100, 100, 400, 500), abs=1.5)
    assert length_text(((0, 0), (300, 400)), session.pixel_size) == "500 px · 100 nm"
    assert length_text(((0, 0), (30, 40)), session.pixel_size) == "50 px · 100 Å"
    assert length_text(((0, 0), (30, 40)), None) == "50 px"
    assert len(session.boxes) == 0
    person.key(Qt.Key.Key_Escape)
    assert canvas.measured is None
    person.drag((100, 100), (400, 500))
    person.key(Qt.Key.Key_2)
    assert canvas.measured is None


# ── brightness ─────────────────────────────────────────────────────────────────────────────────────────────────


def right_drag(person: Person, right: int, up: int) -> None:
    canvas, middle = person.window.canvas, person.window.canvas.rect().center()
    QTest.mousePress(canvas, RIGHT, Qt.KeyboardModifier.NoModifier, middle)
    x, y = canvas.camera.to_micrograph(middle.x() + right, middle.y() - up)
    person.move(x, y, button=RIGHT)


def test_right_drag_sets_brightness_and_contrast(person):
    canvas, session = person.window.canvas, person.window.session
    right_drag(person, 0, 100)
    QTest.mouseRelease(canvas, RIGHT)
    low, high = session.view.contrast
    assert low < 0  # brighter
    assert high - low == pytest.approx(1)
    session.change_view(contrast=(0.0, 1.0))
    right_drag(person, 100, 0)
    QTest.mouseRelease(canvas, RIGHT)
    low, high = session.view.contrast
    assert high - low < 1  # more contrast
    assert (low + high) / 2 == pytest.approx(0.5, abs=0.01)
    assert len(session.boxes) == 0
    before = session.view.contrast
    right_drag(person, -200, 50)
    assert session.view.contrast != before
    person.key(Qt.Key.Key_Escape)
    assert session.view.contrast == before


def test_brighter_is_brighter_when_inverted(person):
    session = person.window.session
    session.change_view(inverted=True)
    right_drag(person, 0, 100)
    assert session.view.contrast[0] > 0


def test_shift_and_wheel_set_brightness_and_do_not_zoom(person):
    canvas, session = person.window.canvas, person.window.session
    camera, at = canvas.camera, QPointF(canvas.rect().center())
    event = QWheelEvent(
        at, QPointF(canvas.mapToGlobal(at.toPoint())), QPoint(), QPoint(0, 120), Qt.MouseButton.NoButton, SHIFT,
        Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(canvas, event)
    assert canvas.camera == camera
    assert session.view.contrast == pytest.approx((-0.05, 0.95))


# ── shortcuts ──────────────────────────────────────────────────────────────────────────────────────────────────


def select(editor: ShortcutEditor, name: str, keys: str) -> None:
    editor.tree.setCurrentItem(editor.items[name])
    editor.keys.setKeySequence(QKeySequence(keys))
    editor.set.click()


def test_a_shortcut_is_changed_and_kept(person, start, folder):
    window = person.window
    editor = ShortcutEditor(window.actions_table, window.settings, window)
    select(editor, "invert", "F9")
    assert editor.items["invert"].text(1) == "F9"
    person.key(Qt.Key.Key_I)
    assert not window.session.view.inverted
    person.key(Qt.Key.Key_F9)
    assert window.session.view.inverted
    assert "F9" in window.actions_table["invert"].toolTip()
    assert window.close()
    again = start(folder).window
    assert again.actions_table["invert"].shortcut().toString() == "F9"
    editor = ShortcutEditor(again.actions_table, again.settings, again)
    editor.tree.setCurrentItem(editor.items["invert"])
    editor.restore.click()
    assert again.actions_table["invert"].shortcut().toString() == "I"


def test_a_shortcut_in_use_is_refused(person):
    window = person.window
    editor = ShortcutEditor(window.actions_table, window.settings, window)
    select(editor, "invert", "C")
    assert "Fit contrast" in editor.note.text()
    select(editor, "invert", "X")
    assert "held" in editor.note.text()
    select(editor, "invert", "Del")
    assert "Delete" in editor.note.text()
    assert window.actions_table["invert"].shortcut().toString() == "I"
    assert window.settings.get("shortcuts") == {}


def test_a_shortcut_can_be_removed_and_all_restored(person):
    window = person.window
    editor = ShortcutEditor(window.actions_table, window.settings, window)
    editor.tree.setCurrentItem(editor.items["invert"])
    editor.remove.click()
    person.key(Qt.Key.Key_I)
    assert not window.session.view.inverted
    select(editor, "about", "I")
    editor._restore_all()
    for spec in SPECS:
        assert tuple(s.toString() for s in window.actions_table[spec.name].shortcuts()) == tuple(
            QKeySequence(key).toString() for key in spec.keys
        )


# ── help ───────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_log_holds_messages_and_problems_and_grows(person):
    window = person.window
    window.session.problem.emit("The disk is full.", "Errno 28")
    person.do("log")
    log = window.help.window
    assert isinstance(log, LogWindow)
    assert "The disk is full." in log.text.toPlainText()
    assert "Errno 28" in log.text.toPlainText()
    window.host.show_message("Something was done.")
    assert "Something was done." in log.text.toPlainText()
    log.copy.click()
    assert QApplication.clipboard().text() == log.text.toPlainText()


def test_a_report_has_versions_device_and_log(person):
    window = person.window
    window.host.show_message("Something was done.")
    window.activity.device = "CPU, 2 threads"
    person.do("report_problem")
    report = window.help.window
    assert isinstance(report, TextWindow)
    text = report.text.toPlainText()
    for part in ("Iceboxer  ", "Python", "PyQt", "torch", "CPU, 2 threads", "Micrographs", "Something was done."):
        assert part in text


def test_the_manual_opens_offline_and_follows_links(person):
    person.do("manual")
    manual = person.window.help.window
    assert isinstance(manual, Manual)
    assert "Picking without a label" in manual.page.toPlainText()  # the table of contents
    titles = [manual.pages.item(row).text() for row in range(manual.pages.count())]
    assert titles[1:4] == ["Installing", "The first hour", "The window"]
    assert {"Commands", "One frame for all coordinates"} <= set(titles)
    manual.page.anchorClicked.emit(QUrl("formats.md"))
    assert manual.page.source().fileName() == "formats.md"
    manual.page.anchorClicked.emit(QUrl("reviewing.md#checking-picks"))
    shown = manual.page.cursorForPosition(QPoint(9, 9)).block()
    assert "Checking picks" in (shown.text(), shown.previous().text(), shown.next().text())
    manual.page.anchorClicked.emit(QUrl("../setup.cfg"))  # not installed
    assert manual.page.source().fileName() == "reviewing.md"
    assert manual.pages.currentItem().text() == "Reviewing and checking picks"
    manual.page.backward()
    assert manual.pages.currentItem().text() == "File formats"
    (escape,) = manual.findChildren(QShortcut)
    assert escape.key() == QKeySequence("Esc")
    escape.activated.emit()
    assert not manual.isVisible()


def test_the_manual_is_searched(person):
    person.do("manual")
    manual = person.window.help.window
    QTest.keyClicks(manual.search, "Gautomatch nonunique")
    found = [item.text() for row in range(manual.pages.count()) if not (item := manual.pages.item(row)).isHidden()]
    assert found == ["With Topaz, Warp, Gautomatch, IMOD, Xmipp and cisTEM", "File formats"]
    manual.search.returnPressed.emit()
    assert manual.page.source().fileName() == "other-programs.md"
    assert manual.page.textCursor().selectedText() == "Gautomatch"


def test_the_facts_of_a_micrograph(person):
    session = person.window.session
    boxes = make_boxes([100, 200, 300], [300] * 3, 40, None, [0.2, 0.6, 0.9], Kind.PICK)
    session.receive(session.current, boxes, origin=session.picks_origin())
    picture = person.window.loader.picture(session.current)
    facts = dict(FactsDialog(session, session.current, picture, person.window).facts)
    assert facts["Size"] == "800 × 600 px, 32 bits"
    assert facts["Pixel size"] == "2 Å/px"
    assert facts["Field of view"] == "160 × 120 nm"
    assert facts["Picks"] == "2 visible of 3"
    assert facts["Confidences"] == "0.20 – 0.90"
    assert facts["Picked with"].startswith("general, boxes of")
    session.current.write_bytes(b"damaged")
    assert "Problem" in dict(FactsDialog(session, session.current, None, person.window).facts)


# ── histograms ─────────────────────────────────────────────────────────────────────────────────────────────────


def test_histograms_get_a_logarithmic_axis(person, start, folder):
    window = person.window
    window.picks.threshold.set_counts([1, 100, 10_000])
    assert window.picks.threshold.heights().tolist() == [1, 10, 100]
    person.do("log_histograms")
    heights = window.picks.threshold.heights()
    assert heights[2] / heights[1] == pytest.approx(2, rel=0.01)
    assert window.close()
    again = start(folder).window
    assert again.display.contrast.logarithmic
    assert again.actions_table["log_histograms"].isChecked()


def test_a_click_with_the_ruler_measures_nothing(person):
    person.key(Qt.Key.Key_5)
    QTest.mouseClick(person.window.canvas, LEFT)
    assert person.window.canvas.measured is None
