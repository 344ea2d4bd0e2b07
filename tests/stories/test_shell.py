"""The window itself: accessible names, unique shortcuts, drag and drop, layout, first start."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest
from PyQt5.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PyQt5.QtGui import QDragEnterEvent, QDropEvent
from PyQt5.QtTest import QTest
from PyQt5.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSlider,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QDialog,
    QLineEdit,
    QPlainTextEdit,
    QScrollBar,
    QWidget,
)

from iceboxer.boxmanager.canvas.micrograph_view import MicrographView
from iceboxer.boxmanager.core.settings import Settings
from iceboxer.boxmanager.dialogs.export import ExportDialog
from iceboxer.boxmanager.dialogs.preferences import Preferences
from iceboxer.boxmanager.panels.histogram import HistogramSlider
from iceboxer.boxmanager.window.actions import SPECS
from iceboxer.boxmanager.window.shortcuts import Palette, ShortcutSheet
from iceboxer.engine.data.boxes import Kind, make_boxes
from tests.stories.conftest import write_mrc

CONTROLS = (
    QAbstractButton, QAbstractItemView, QAbstractSlider, QAbstractSpinBox, QComboBox, QLineEdit, QPlainTextEdit,
    HistogramSlider, MicrographView,
)  # fmt: skip


def nameless(top: QWidget) -> list[str]:
    """Return the controls without a name for screen readers, except parts that Qt makes inside others."""
    found = []
    for widget in top.findChildren(QWidget):
        popup = widget.parent().metaObject().className().startswith("QComboBox")  # the drop-down list of a combo box
        inner = (
            popup
            or isinstance(widget.parent(), (QAbstractSpinBox, QComboBox, QLineEdit))
            or isinstance(widget, QScrollBar)
        )
        own = widget.objectName().startswith("qt_") or type(widget).__name__.startswith(("QDockWidgetTitle", "QCombo"))
        if isinstance(widget, CONTROLS) and not isinstance(widget, QComboBox) and (inner or own):
            continue
        text = widget.text() if isinstance(widget, QAbstractButton) else ""
        if isinstance(widget, CONTROLS) and not (widget.accessibleName() or text):
            found.append(f"{type(widget).__name__} in {type(widget.parent()).__name__}")
    return found


def test_every_control_has_a_name_and_is_reached_by_keyboard(start, folder):
    person = start(folder)
    person.wait_for_picture()
    window = person.window
    window.session.edit_current("picks", make_boxes([9, 99], [9, 99], 9, confidence=0.5, kind=Kind.PICK))
    person.do("panel_gallery")
    dialogs: list[QDialog] = [
        Preferences(window.settings, window),
        ExportDialog(window.session, window.settings, "star", window),
        ShortcutSheet(window.actions_table, window),
        Palette(window.actions_table, window),
    ]
    window.problems.add("A sentence.", "details")
    for top in (window, *dialogs):
        assert nameless(top) == []
    reached: set[QWidget] = set()
    window.activateWindow()
    widget = window.canvas
    for _ in range(200):
        widget = widget.nextInFocusChain()
        reached.add(widget)
    for control in window.findChildren(QWidget):
        if isinstance(control, CONTROLS) and control.isVisibleTo(window) and control.isEnabled():
            own = control.objectName().startswith("qt_") or isinstance(control, QScrollBar)
            if not own and control.accessibleName():
                assert control.focusPolicy() & Qt.FocusPolicy.TabFocus, control.accessibleName()


def test_no_shortcut_is_used_twice():
    keys = Counter(key.lower() for spec in SPECS for key in (*spec.keys, *spec.canvas))
    assert [key for key, count in keys.items() if count > 1] == []
    assert not {"x", "space"} & set(keys)  # held keys


def test_menus_toolbar_and_sheet_come_from_the_table(start, folder):
    person = start(folder)
    window = person.window
    in_menus = {
        action.objectName() for menu in window.menuBar().actions() for action in menu.menu().actions() if action
    }
    assert {spec.name for spec in SPECS} - {"recent"} <= in_menus
    sheet = ShortcutSheet(window.actions_table, window)
    from PyQt5.QtWidgets import QLabel

    told = " ".join(label.text() for label in sheet.findChildren(QLabel))
    for key in ("Ctrl+Shift+P", "F1", "Delete", "]", "Space"):
        assert key.replace("Delete", "Del") in told


def test_the_palette_finds_and_runs_an_action(start, folder):
    person = start(folder)
    person.wait_for_picture()
    palette = Palette(person.window.actions_table, person.window)
    palette.show()
    person.qtbot.waitUntil(palette.field.hasFocus, timeout=60_000)
    QTest.keyClicks(palette.field, "invert")
    QTest.keyClick(palette.field, Qt.Key.Key_Return)
    assert person.window.session.view.inverted


def drop(window, *paths) -> QDropEvent:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(p)) for p in paths])
    both = Qt.DropActions(Qt.DropAction.CopyAction | Qt.DropAction.MoveAction)
    how = (both, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.ShiftModifier)  # which proposes to move
    # Qt delivers a drop only to a widget that has accepted the drag
    QApplication.sendEvent(window, QDragEnterEvent(QPoint(50, 50), *how))
    event = QDropEvent(QPointF(50, 50), *how)
    QApplication.sendEvent(window, event)
    return event


def test_a_folder_dropped_on_an_empty_window_opens(start, folder):
    person = start()
    assert person.window.stack.currentWidget() is person.window.welcome
    event = drop(person.window, folder)
    assert event.dropAction() == Qt.DropAction.CopyAction  # what was moved is deleted by the program that it came from
    person.wait_for(lambda: person.window.session.current)
    assert len(person.window.session.project.micrographs) == 3


def test_files_dropped_on_an_open_project_are_added(start, folder, tmp_path):
    person = start(folder)
    person.wait_for_picture()
    person.click(200, 100)
    drop(person.window, write_mrc(tmp_path / "more" / "m9.mrc", 9))
    person.wait_for(lambda: len(person.window.session.project.micrographs) == 4)
    assert len(person.boxes) == 1


def test_a_folder_without_micrographs_keeps_the_open_project(start, folder, tmp_path):
    person = start(folder)
    person.wait_for_picture()
    (tmp_path / "nothing").mkdir()
    person.window.files.open([tmp_path / "nothing"])
    person.wait_for(lambda: person.window.problems.isVisible())
    assert "no micrographs" in person.window.problems.text.text()
    assert len(person.window.session.project.micrographs) == 3


def test_ten_errors_of_a_kind_are_one_dialog(start, folder):
    person = start(folder)
    for number in range(10):
        person.window.session.problem.emit(f"/data/m{number}.box: has 3 columns in line 7", "")
    person.window.session.problem.emit("The disk is full.", "")
    text = person.window.problems.text.text()
    assert text.count("columns") == 1
    assert "9 more" in text
    assert "The disk is full." in text
    person.window.problems.copy.click()
    assert QApplication.clipboard().text().count("columns") == 10


def test_the_micrograph_keeps_two_thirds_of_1280_by_800(start, folder):
    person = start(folder, size=(1280, 800))
    person.wait_for_picture()
    window = person.window
    assert window.width() == 1280
    assert window.canvas.width() >= 1280 * 2 / 3


def test_both_themes_apply_to_the_window(start, folder):
    from iceboxer.boxmanager.window.theme import apply_theme

    person = start(folder)
    person.wait_for_picture()
    shades = {}
    for theme in ("dark", "light"):
        apply_theme(QApplication.instance(), theme)
        seen = person.window.docks["panel_side"].grab().toImage()
        across = [seen.pixelColor(x, seen.height() // 2).lightness() for x in range(seen.width())]
        shades[theme] = sorted(across)[len(across) // 2]
    assert shades["dark"] < 90
    assert shades["light"] > 200


def test_preferences_apply_at_once_and_are_stored(start, folder):
    person = start(folder)
    person.wait_for_picture()
    dialog = Preferences(person.window.settings, person.window)
    dialog.changed.connect(person.window.appearance.apply)
    dialog.width_of_lines.setValue(3.5)
    assert person.window.canvas.style_of_boxes.line_width == 3.5
    assert Preferences(person.window.settings, person.window).width_of_lines.value() == 3.5


def test_recent_projects_are_listed(start, folder, tmp_path):
    person = start(folder)
    person.wait_for_picture()
    assert person.window.saving.save_to(tmp_path / "work.icebox")
    person.window.recent_menu.fill()
    assert str(tmp_path / "work.icebox") in [a.text() for a in person.window.recent_menu.actions()]


def test_ten_thousand_micrographs_cost_nothing_until_they_are_visible(start, tmp_path, monkeypatch):

    from iceboxer.boxmanager.jobs import loader as loader_module

    source = write_mrc(tmp_path / "source.mrc", 1, (64, 64))
    many = tmp_path / "many"
    many.mkdir()
    for number in range(10_000):
        (many / f"m{number:05}.mrc").symlink_to(source)
    read: list[str] = []
    real = loader_module.read_picture
    monkeypatch.setattr(loader_module, "read_picture", lambda path: read.append(path.name) or real(path))
    # links to one file would be listed once, so the paths are added directly
    from iceboxer.boxmanager.document.project import Project

    person = start()
    project = Project()
    project.add(sorted(many.iterdir()))
    person.window.session.open(project)
    person.wait_for_picture()
    person.qtbot.wait(300)
    assert len(set(read)) < 60
    model = person.window.micrographs.model
    assert model.rowCount() == 10_000
    before = len(read)
    person.window.session.change_view(threshold=0.5)
    person.window.session.go_to(project.micrographs[9_000])
    person.wait_for_picture()
    assert len(read) - before < 60
    assert "m09000.mrc" in person.window.windowTitle()


@pytest.mark.parametrize("count", [2_000, 100_000])
def test_the_threshold_follows_with_many_boxes(start, folder, count):
    person = start(folder)
    person.wait_for_picture()
    rng = np.random.default_rng(0)
    picks = make_boxes(
        rng.uniform(0, 800, count), rng.uniform(0, 600, count), 30, confidence=rng.random(count), kind=Kind.PICK
    )
    person.window.session.edit_current("picks", picks)
    for threshold in (0.1, 0.5, 0.9):
        person.window.session.change_view(threshold=threshold)
        person.window.canvas.grab()
        shown = int((picks["confidence"] >= threshold).sum())
        assert f"{shown:,}" in person.window.picks.summary.text()


def test_boxes_among_the_files_are_imported(start, folder, tmp_path):
    for name in ("m1", "m2"):
        (tmp_path / f"{name}.box").write_text("20 30 40 40\n90 80 40 40\n")
    person = start(folder / "m1.mrc", folder / "m2.mrc", tmp_path / "m1.box")
    session = person.window.session
    person.wait_for(lambda: session.current and len(session.store.boxes(folder / "m1.mrc")) == 2)
    assert [path.name for path in session.project.micrographs] == ["m1.mrc", "m2.mrc"]
    drop(person.window, tmp_path / "m2.box")
    person.wait_for(lambda: len(session.store.boxes(folder / "m2.mrc")) == 2)
    assert [path.name for path in session.project.micrographs] == ["m1.mrc", "m2.mrc"]


def test_a_wide_table_comes_back_as_wide(start, folder):
    person = start(folder, size=(1280, 800))
    person.wait_for_picture()
    person.do("micrograph_table")
    person.wait_for(lambda: person.window.micrographs.is_table)
    width = person.window.micrographs.width()
    person.window.saving.may_leave = lambda: True
    person.window.close()
    again = start(folder, size=(1280, 800))  # the welcome page, which comes first, leaves less room
    again.wait_for(lambda: again.window.micrographs.width() == width)


def test_panels_keep_their_sizes_when_the_window_is_closed_on_the_welcome_page(start, folder, tmp_path):
    person = start(folder)
    person.wait_for_picture()
    side = person.window.docks["panel_side"]
    person.window.resizeDocks([side], [433], Qt.Orientation.Horizontal)
    person.wait_for(lambda: side.width() == 433)
    person.window.close()
    Settings(tmp_path / "settings").set("last", "")
    start().window.close()
    again = start(folder)
    again.wait_for(lambda: again.window.docks["panel_side"].width() == 433)
