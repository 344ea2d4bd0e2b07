"""Boxes are marked by circles of the particle's diameter, and by other shapes at the press of a key."""

from __future__ import annotations

import numpy as np
import pytest
from PyQt5.QtCore import Qt
from PyQt5.QtGui import QColor, QImage

from iceboxer.boxmanager.canvas.camera import Camera
from iceboxer.boxmanager.canvas.markers import Marker
from iceboxer.boxmanager.canvas.overlay import MANY, Style, paint_boxes
from iceboxer.boxmanager.dialogs.preferences import Preferences
from iceboxer.engine.data.boxes import BOX_RATIO, Kind, make_boxes
from tests.stories.conftest import SHIFT

SIZE = 600


@pytest.fixture
def person(start, folder):
    person = start(folder)
    person.wait_for_picture()
    person.window.session.resize_boxes(120)
    return person


def coloured(person, x: float, y: float) -> bool:
    """Whether the colour of labels is on screen at or beside a point."""
    at = person.at(x, y)
    image = person.window.canvas.grab().toImage()
    colours = [image.pixelColor(at.x() + dx, at.y() + dy) for dx in (-1, 0, 1) for dy in (-1, 0, 1)]
    return any(c.blue() > c.red() + 40 for c in colours)


def test_a_circle_of_the_diameter_by_default_and_shift_m_cycles(person):
    person.click(300, 300)
    person.click(300, 300)  # away from the hint of the next box
    person.window.session.select([])
    on_circle, on_box, centre = (300 - 60 / BOX_RATIO, 300), (240, 300), (300, 300)
    seen = []
    for _ in range(4):
        seen.append([coloured(person, *point) for point in (on_circle, on_box, centre)])
        person.key(Qt.Key.Key_M, SHIFT)
    assert seen[0] == [True, False, True]
    assert seen[1] == [False, True, True]
    assert seen[2] == seen[3] == [False, False, True]
    assert person.window.settings.get("marker") == "circle"


def test_circles_have_the_diameter_that_is_known(person):
    person.click(300, 300)
    session = person.window.session
    session.set_diameter(60)  # which sets boxes of 90 px
    session.resize_boxes(120)
    session.select([])
    assert [coloured(person, 300 - reach, 300) for reach in (30, 40)] == [True, False]


def test_the_marker_is_a_preference(person):
    dialog = Preferences(person.window.settings, person.window)
    dialog.changed.connect(person.window.appearance.apply)
    dialog.marker.setCurrentIndex(2)
    dialog.marker.activated.emit(2)
    assert person.window.canvas.style_of_boxes.marker is Marker.DOT


@pytest.mark.parametrize("marker", list(Marker))
@pytest.mark.parametrize("count", [40, MANY + 1])
def test_labels_are_painted_over_picks(marker, count):
    """Few are painted by Qt and many as a mask: both put a label on top of a pick at the same place."""
    image = QImage(SIZE, SIZE, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(QColor(0, 0, 0, 0))
    x = np.full(count, 300.0)
    boxes = np.concatenate([make_boxes([300], [300], 90), make_boxes(x, x, 90, confidence=0.9, kind=Kind.PICK)])
    camera = Camera(300, 300, 1.0, SIZE, SIZE)
    everything = np.ones(len(boxes), bool)
    paint_boxes(image, camera, boxes, everything, ~everything, Style("#0000ff", "#ff0000", "#00ff00", 1.0, 1.0, marker))
    reach = {Marker.CIRCLE: 30, Marker.BOX: 45, Marker.DOT: 0, Marker.CROSS: 0}[marker]
    colours = [image.pixelColor(300 - reach + dx, 300) for dx in (-1, 0, 1)]
    assert any(c.blue() > 200 and c.red() < 60 for c in colours), [c.name() for c in colours]
