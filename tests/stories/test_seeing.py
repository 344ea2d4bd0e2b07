"""Contrast, low-pass, inversion and gallery, which change only the display."""

from __future__ import annotations

import numpy as np
import pytest
from PyQt5.QtCore import QPoint, Qt
from PyQt5.QtTest import QTest

from iceboxer.engine.data.boxes import Kind, make_boxes
from tests.stories.conftest import LEFT


@pytest.fixture
def person(start, folder):
    person = start(folder)
    person.wait_for_picture()
    return person


def middle(person) -> np.ndarray:
    """Return the greys in the middle of the micrograph on screen."""
    seen = person.window.canvas.grab().toImage()
    at = person.at(400, 300)
    return np.array(
        [[seen.pixelColor(at.x() + x, at.y() + y).lightness() for x in range(-40, 40)] for y in range(-40, 40)]
    )


def test_dragging_the_white_point_brightens(person):
    before = middle(person).mean()
    slider = person.window.display.contrast
    start = QPoint(round(slider._x(1.0)), slider.height() - 12)
    stop = QPoint(round(slider._x(0.4)), slider.height() - 12)
    QTest.mousePress(slider, LEFT, Qt.KeyboardModifier.NoModifier, start)
    from tests.stories.conftest import send_move

    send_move(slider, stop, LEFT)
    QTest.mouseRelease(slider, LEFT, Qt.KeyboardModifier.NoModifier, stop)
    assert abs(person.window.session.view.contrast[1] - 0.4) < 0.05
    assert middle(person).mean() > before + 40
    person.key(Qt.Key.Key_C)
    assert person.window.session.view.contrast == (0.0, 1.0)
    assert abs(middle(person).mean() - before) < 1


def test_inversion(person):
    before = middle(person)
    person.key(Qt.Key.Key_I)
    after = middle(person)
    assert np.abs(before + after - 255).max() <= 2
    assert person.window.display.invert.isChecked()


def test_the_low_pass_smooths_the_display_and_changes_no_file(person, folder):
    before = middle(person)
    file = (folder / "m1.mrc").read_bytes()
    person.window.display.lowpass.setValue(120)
    person.window.canvas.grab()
    person.wait_for(lambda: person.window.canvas.layer.settled())
    after = middle(person)
    assert after.std() < before.std() / 3
    assert "Å" in person.window.display.figure.text()
    assert (folder / "m1.mrc").read_bytes() == file


def test_contrast_and_zoom_are_kept_on_the_next_micrograph(person):
    person.window.session.change_view(contrast=(0.2, 0.7))
    person.key(Qt.Key.Key_D)
    person.wait_for_picture()
    assert person.window.session.view.contrast == (0.2, 0.7)


def test_the_status_bar_shows_the_mouse_position(person):
    person.move(100, 200, button=Qt.MouseButton.NoButton)
    person.wait_for(lambda: "x 100" in person.window.status.where.text() or "x 99" in person.window.status.where.text())
    assert "y 200" in person.window.status.where.text() or "y 199" in person.window.status.where.text()
    assert "2 Å/px" in person.window.status.scale.text()


def test_the_gallery_is_sorted_linked_and_deletes(person):
    session = person.window.session
    session.edit_current(
        "picks", make_boxes([100, 300, 500], [100, 300, 500], 60, confidence=[0.5, 0.9, 0.7], kind=Kind.PICK)
    )
    person.do("panel_gallery")
    gallery = person.window.gallery
    person.wait_for(lambda: gallery.model.rowCount() == 3)
    assert gallery.model.boxes["confidence"].tolist() == [0.9, 0.7, 0.5]
    person.wait_for(lambda: gallery.list.visualRect(gallery.model.index(1)).isValid())
    place = gallery.list.visualRect(gallery.model.index(1)).center()
    QTest.mouseClick(gallery.list.viewport(), LEFT, Qt.KeyboardModifier.NoModifier, place)
    assert session.boxes["confidence"][session.selected()].tolist() == [0.7]
    assert abs(person.window.canvas.camera.x - 500) < 1
    QTest.keyClick(gallery.list, Qt.Key.Key_Delete)
    assert sorted(session.boxes["kind"]) == [Kind.PICK, Kind.PICK, Kind.REJECTED]
    assert gallery.model.rowCount() == 2
    session.select([int(session.boxes["id"][0])])
    chosen = [gallery.model.boxes["confidence"][i.row()] for i in gallery.list.selectedIndexes()]
    assert chosen == [0.5]


def test_the_threshold_slider_is_live_with_mouse_and_keys(person):
    session = person.window.session
    session.edit_current(
        "picks", make_boxes(range(50, 550, 50), [300] * 10, 30, confidence=np.arange(10) / 10, kind=Kind.PICK)
    )
    person.wait_for(lambda: person.window.picks.threshold.isEnabled())
    slider = person.window.picks.threshold
    QTest.mouseClick(slider, LEFT, Qt.KeyboardModifier.NoModifier, QPoint(round(slider._x(0.55)), slider.height() - 12))
    assert abs(session.view.threshold - 0.55) < 0.02
    assert int(session.shown().sum()) == 4
    person.key(Qt.Key.Key_Comma)
    for _ in range(6):
        person.key(Qt.Key.Key_Comma)
    assert int(session.shown().sum()) == 5
    slider.setFocus()
    QTest.keyClick(slider, Qt.Key.Key_PageUp)
    assert int(session.shown().sum()) == 4


def test_a_click_paints_the_boxes_but_not_the_picture_again(start, folder, monkeypatch):
    person = start(folder)
    person.wait_for_picture()
    canvas, session = person.window.canvas, person.window.session
    canvas.grab()
    painted = []
    paint = canvas.layer.paint
    monkeypatch.setattr(canvas.layer, "paint", lambda *some: (painted.append(session.current), paint(*some)))

    def passes() -> int:
        painted.clear()
        canvas.grab()
        return len(painted)

    before = canvas.grab().toImage()
    painted.clear()
    person.click(200, 200)
    session.change_view(threshold=0.6)
    assert canvas.grab().toImage() != before
    assert painted == []
    for change in ({"inverted": True}, {"contrast": (0.2, 0.9)}, {"threshold": 0.4, "inverted": False}):
        session.change_view(**change)
        assert passes() == 1
    canvas.zoom_to(2.0)
    assert passes() == 1
    session.step(1)
    person.wait_for_picture()
    canvas.grab()
    assert painted[-1] == session.project.micrographs[1]
