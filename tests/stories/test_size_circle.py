"""The size circle: it shows the assumed particle diameter and corrects it."""

from __future__ import annotations

import pytest
from PyQt5.QtCore import QPointF, Qt

from iceboxer.boxmanager.canvas.size_circle import size_circle
from iceboxer.engine.data.boxes import BOX_RATIO, Kind
from iceboxer.engine.data.model_card import read_card
from iceboxer.engine.data.shipped import path_of_shipped
from iceboxer.engine.events import ignore, never
from iceboxer.engine.simulation.job import SimulateConfig, simulate
from tests.stories.conftest import CONTROL, Person


def rim(person: Person) -> tuple[float, float]:
    """Return the rightmost point of the circle in px of the micrograph."""
    middle, radius = size_circle(person.window.canvas)
    return person.window.canvas.camera.to_micrograph(middle.x() + radius, middle.y())


@pytest.fixture
def person(start, folder) -> Person:
    person = start(folder)
    person.wait_for_picture()
    person.window.session.resize_boxes(120)
    person.key(Qt.Key.Key_O)
    return person


def test_the_circle_has_the_particle_diameter_of_the_box_size(person):
    middle, radius = size_circle(person.window.canvas)
    assert 2 * radius / person.window.canvas.camera.scale == pytest.approx(120 / BOX_RATIO)
    picture = person.window.canvas.grab().toImage()
    person.key(Qt.Key.Key_O)
    person.window.canvas.set_tool(person.window.canvas.tool)  # without the hint at the mouse in either picture
    on_rim = (middle + QPointF(radius, 0)).toPoint()
    around = [(on_rim.x() + dx, on_rim.y() + dy) for dx in (-1, 0, 1) for dy in (-2, 0, 2)]
    bare = person.window.canvas.grab().toImage()
    assert any(picture.pixel(*at) != bare.pixel(*at) for at in around)


def test_dragging_it_resizes_all_boxes_as_one_step(person):
    person.click(100, 100)
    x, y = rim(person)
    person.drag((x, y), (x + 10, y), (x + 20, y))
    size = person.window.session.project.box_size
    assert size == pytest.approx(120 + 40 * BOX_RATIO, abs=4)
    assert person.boxes["width"].tolist() == [size]  # and the press on the circle has placed no box
    person.key(Qt.Key.Key_Z, CONTROL)
    assert person.window.session.project.box_size == 120
    assert len(person.boxes) == 1


def test_escape_restores_the_size(person):
    x, y = rim(person)
    person.press(x, y)
    person.move(x + 30, y)
    assert person.window.session.project.box_size > 120
    person.key(Qt.Key.Key_Escape)
    person.release(x + 30, y)
    assert person.window.session.project.box_size == 120


def test_without_the_circle_a_press_there_places_a_box(person):
    x, y = rim(person)
    person.key(Qt.Key.Key_O)
    person.click(x, y)
    assert len(person.boxes) == 1
    assert person.window.session.project.box_size == 120


def test_a_picking_in_a_new_project_estimates_the_size_and_shows_it(start, tmp_path, engine, monkeypatch):
    monkeypatch.setattr("iceboxer.boxmanager.window.main_window.EngineProcess", lambda: engine)
    config = SimulateConfig(
        output=tmp_path, micrographs=1, particles=25, noise=2.0, width=800, height=720, pixel_size=2.0
    )
    simulate(config, ignore, never)
    person = start(tmp_path / "micrographs")
    person.wait_for_picture()
    person.do("pick_current")
    person.qtbot.waitUntil(lambda: not person.window.activity.running and len(person.boxes) > 0, timeout=120_000)
    assert person.window.session.view.size_circle
    recommended = read_card(path_of_shipped()).threshold
    assert person.window.session.view.threshold == recommended  # and the project has no active model
    assert person.window.picks.validation.isVisibleTo(person.window)
    assert (person.boxes["kind"] == Kind.PICK).all()
    assert person.window.session.project.box_size == person.boxes["width"][0] != 120
    assert person.window.session.project.box_size == pytest.approx(98, rel=0.4)
    x, y = rim(person)
    person.drag((x, y), (x + 10, y))
    corrected = person.window.session.project.box_size
    person.do("pick_current")
    person.qtbot.waitUntil(lambda: not person.window.activity.running, timeout=120_000)
    assert person.window.session.project.box_size == corrected
