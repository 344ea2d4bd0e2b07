"""The wheel changes no control that has no focus, and the micrograph gets the keys back."""

from __future__ import annotations

import pytest
from PyQt5.QtCore import QPoint, QPointF, Qt
from PyQt5.QtGui import QWheelEvent
from PyQt5.QtTest import QTest
from PyQt5.QtWidgets import QApplication, QComboBox, QDoubleSpinBox, QSlider, QWidget


@pytest.fixture
def person(start, folder):
    person = start(folder, size=(1100, 480))
    person.wait_for_picture()
    person.window.activateWindow()
    person.window.canvas.setFocus()
    person.wait_for(person.window.canvas.hasFocus)
    return person


def roll(widget: QWidget, notches: int = -3) -> None:
    """The wheel over the middle of a widget."""
    at = QPointF(widget.rect().center())
    event = QWheelEvent(
        at, QPointF(widget.mapToGlobal(at.toPoint())), QPoint(), QPoint(0, 120 * notches),
        Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(widget, event)


@pytest.mark.parametrize("kind", [QComboBox, QDoubleSpinBox, QSlider])
def test_the_wheel_over_a_control_without_focus_scrolls_the_panel(person, kind):
    side = person.window.docks["panel_side"].widget()
    bar = side.verticalScrollBar()
    assert bar.maximum() > 0
    controls = [w for w in side.findChildren(kind) if w.isVisible() and type(w).__name__ != "QScrollBar"]
    assert controls
    for control in controls:
        bar.setValue(0)
        before = control.currentIndex() if kind is QComboBox else control.value()
        roll(control)
        assert (control.currentIndex() if kind is QComboBox else control.value()) == before
        assert bar.value() > 0
        assert not control.hasFocus()


def test_no_control_takes_the_focus_by_the_wheel(person):
    for kind in (QComboBox, QDoubleSpinBox, QSlider):
        controls = person.window.findChildren(kind)
        assert controls
        assert [w.accessibleName() for w in controls if w.focusPolicy() == Qt.FocusPolicy.WheelFocus] == []


def test_the_wheel_works_on_a_control_that_has_the_focus(person):
    number = person.window.size_control.number
    before = number.value()
    roll(number, 1)
    assert number.value() == before
    number.setFocus()
    roll(number, 1)
    assert number.value() == before + 2


@pytest.mark.parametrize("key", [Qt.Key.Key_Escape, Qt.Key.Key_Return])
def test_escape_and_enter_return_the_focus_to_the_micrograph(person, key):
    for widget in (person.window.size_control.number, person.window.micrographs.search, person.window.micrographs.list):
        widget.setFocus()
        assert not person.window.canvas.hasFocus()
        QTest.keyClick(widget, key)
        person.wait_for(person.window.canvas.hasFocus)


def test_x_hides_the_boxes_whatever_has_the_focus_but_a_text_field(person):
    canvas = person.window.canvas
    for widget in (person.window.size_control.number, person.window.micrographs.list):
        widget.setFocus()
        QTest.keyPress(widget, Qt.Key.Key_X)
        assert canvas.layers.hidden_boxes
        QTest.keyRelease(widget, Qt.Key.Key_X)
        assert not canvas.layers.hidden_boxes
    search = person.window.micrographs.search
    search.setFocus()
    QTest.keyClick(search, Qt.Key.Key_X)
    assert search.text() == "x"
    assert not canvas.layers.hidden_boxes


def test_wheel_and_middle_button_belong_to_the_micrograph_whatever_has_the_focus(person):
    canvas, number = person.window.canvas, person.window.size_control.number
    number.setFocus()
    size, scale = number.value(), canvas.camera.scale
    roll(canvas, 2)
    assert canvas.camera.scale > scale
    assert number.value() == size
    before = canvas.camera.to_screen(100, 100)
    person.drag((200, 200), (150, 200), button=Qt.MouseButton.MiddleButton)
    assert canvas.camera.to_screen(100, 100) != before
