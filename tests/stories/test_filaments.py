"""Somebody draws filaments, bends, cuts, joins and erases them, and sets them up in Å."""

from __future__ import annotations

import json

import numpy as np
import pytest
from PyQt5.QtCore import Qt
from PyQt5.QtTest import QTest

from iceboxer.boxmanager.canvas.tools import Tool
from iceboxer.boxmanager.document.filament_files import read_project_filaments
from iceboxer.boxmanager.document.project_index import read_project
from iceboxer.engine.data.boxes import Kind
from iceboxer.engine.data.filaments import make_filament
from tests.stories.conftest import CONTROL, LEFT, SHIFT


@pytest.fixture
def person(start, folder):
    """Somebody with the filament tool, who works with a pixel size of 2 Å and filaments 40 px wide."""
    person = start(folder)
    person.wait_for_picture()
    person.window.session.filaments.set_width(40)
    person.window.session.undo_stack.clear()
    person.key(Qt.Key.Key_F)
    assert person.window.canvas.tool is Tool.FILAMENT
    return person


def bent(person):
    return person.window.session.filaments


def double_click(person, x, y) -> None:
    person.click(x, y)
    QTest.mouseDClick(person.window.canvas, LEFT, Qt.KeyboardModifier.NoModifier, person.at(x, y))
    person.release(x, y)


def draw(person, *points) -> None:
    for point in points:
        person.click(*point)
    person.key(Qt.Key.Key_Return)


def points(person, number: int = -1):
    return np.round(bent(person).here[number].points, -1).tolist()


def test_a_filament_is_drawn_and_its_points_dragged_inserted_and_deleted(person):
    person.click(100, 100)
    person.click(300, 150)
    person.click(350, 300)
    person.key(Qt.Key.Key_Escape)  # not there
    assert len(bent(person).here) == 0
    double_click(person, 500, 200)
    (drawn,) = bent(person).here
    assert points(person) == [[100, 100], [300, 150], [500, 200]]
    assert (drawn.width, drawn.kind) == (40, Kind.LABEL)
    assert bent(person).selection == {drawn.id}
    draw(person, (100, 400), (400, 400))
    assert len(bent(person).here) == 2
    person.do("undo")
    person.do("undo")
    assert bent(person).here == ()
    person.do("redo")
    assert bent(person).here == (drawn,)
    person.do("undo")
    take_points_back_until_none_is_left(person)
    change_points(person)


def take_points_back_until_none_is_left(person):
    person.click(100, 100)
    person.click(300, 150)
    person.key(Qt.Key.Key_Z, CONTROL)
    person.key(Qt.Key.Key_Escape)
    assert person.window.canvas.draft is None
    person.click(50, 50)
    person.key(Qt.Key.Key_Return)
    assert bent(person).here == ()
    assert "at least two different points" in person.window.status.currentMessage()


def change_points(person):
    draw(person, (100, 300), (300, 300), (500, 300))
    person.drag((300, 300), (300, 330), (300, 360))
    assert points(person)[1] == [300, 360]
    assert person.window.session.undo_stack.undoText() == "move point"
    person.drag((400, 330), (400, 340), (400, 250))  # the curve, where there is no point
    assert len(bent(person).here[0].points) == 4
    assert points(person)[2] == [400, 250]
    person.click(400, 250, CONTROL)
    assert points(person) == [[100, 300], [300, 360], [500, 300]]
    for _ in range(3):
        person.do("undo")
    assert points(person) == [[100, 300], [300, 300], [500, 300]]
    double_click(person, 200, 300)
    assert points(person)[1] == [200, 300]
    person.press(200, 300)
    person.move(200, 200)
    person.key(Qt.Key.Key_Escape)
    assert points(person)[1] == [200, 300]


def test_filaments_are_selected_cut_joined_and_erased(person):
    draw(person, (100, 300), (500, 300))
    draw(person, (100, 100), (500, 100))
    person.click(200, 310)  # within half the width
    assert [f.points[0][1] for f in bent(person).selected()] == pytest.approx([300], abs=2)
    person.hover(250, 300)
    person.key(Qt.Key.Key_V)
    spans = [np.round(f.points[[0, -1], 0], -1).tolist() for f in bent(person).here]
    assert sorted(spans) == [[100, 250], [100, 500], [250, 500]]
    person.click(150, 300)
    person.click(400, 300, SHIFT)
    assert len(bent(person).selection) == 2
    person.do("filament_join")
    assert len(bent(person).here) == 2
    person.key(Qt.Key.Key_4)
    person.drag((300, 280), (300, 300), (300, 320))  # the eraser is as wide as a filament
    spans = [np.round(f.points[[0, -1], 0], -1).tolist() for f in bent(person).here]
    assert sorted(spans) == [[100, 280], [100, 500], [320, 500]]
    person.key(Qt.Key.Key_F)
    person.click(150, 100)
    person.key(Qt.Key.Key_Delete)
    assert len(bent(person).here) == 2
    person.click(150, 300, CONTROL)
    assert len(bent(person).here) == 1
    while person.window.session.undo_stack.canUndo():
        person.do("undo")
    assert bent(person).here == ()
    delete_boxes_and_filaments_together(person)
    select_with_a_rectangle(person)


def test_picks_are_accepted_and_rejected_like_boxes(person):
    picks = [make_filament([(100, y), (500, y)], 40, 0.5 + y / 1000, Kind.PICK) for y in (100, 200, 300, 400)]
    session = person.window.session
    bent(person).receive(session.current, picks)
    session.change_view(filament_threshold=0.65)
    assert len(bent(person).drawn()) == 3
    person.click(300, 200)
    person.key(Qt.Key.Key_Delete)
    person.click(300, 300)
    person.key(Qt.Key.Key_Return)
    assert sorted(f.kind for f in bent(person).here) == [Kind.LABEL, Kind.PICK, Kind.PICK, Kind.REJECTED]
    person.do("accept")  # the selected label only
    person.key(Qt.Key.Key_Escape)
    person.do("accept")
    assert sorted(f.kind for f in bent(person).here) == [Kind.LABEL, Kind.LABEL, Kind.PICK, Kind.REJECTED]
    person.do("restore")
    assert sorted(f.kind for f in bent(person).here) == [Kind.LABEL, Kind.LABEL, Kind.PICK, Kind.PICK]
    person.do("select_all")
    assert len(bent(person).selection) == 3
    person.do("clear")
    assert sorted(f.kind for f in bent(person).here) == [Kind.PICK, Kind.REJECTED]


def delete_boxes_and_filaments_together(person):
    draw(person, (100, 300), (500, 300))
    person.key(Qt.Key.Key_2)
    person.click(300, 100)
    person.do("select_all")
    person.key(Qt.Key.Key_Delete)
    assert (len(person.boxes), len(bent(person).here)) == (0, 0)
    person.do("undo")
    assert (len(person.boxes), len(bent(person).here)) == (1, 1)
    person.do("undo")
    person.key(Qt.Key.Key_F)


def select_with_a_rectangle(person):
    draw(person, (100, 100), (500, 100))
    person.key(Qt.Key.Key_3)
    person.drag((250, 250), (300, 280), (350, 350))
    assert [f.points[0][1] for f in bent(person).selected()] == pytest.approx([300], abs=2)
    person.click(200, 100)
    assert [f.points[0][1] for f in bent(person).selected()] == pytest.approx([100], abs=2)
    person.click(200, 500)
    assert bent(person).selected() == ()


def test_settings_are_in_angstrom_and_saved_with_the_filaments(person, tmp_path, start):
    panel = person.window.filaments
    draw(person, (100, 300), (503, 300))  # 40 steps of 10 px, whatever the rounding to px of the screen
    assert (panel.width_field.number.value(), panel.width_field.number.suffix()) == (80, " Å")
    assert panel.width_field.pixels.text() == "40 px"
    assert (panel.spacing.number.value(), panel.spacing.pixels.text()) == (20, "10 px")
    person.wait_for(lambda: "<b>1</b> here, segments: 41" in panel.summary.text())
    panel.width_field.number.setValue(120)
    assert (bent(person).here[0].width, bent(person).spacing) == (60, 15)
    person.do("undo")
    assert panel.width_field.number.value() == 80
    panel.helical.setChecked(True)
    panel.rise.setValue(4.8)
    panel.subunits.setValue(10)
    assert bent(person).spacing == pytest.approx(24)
    assert panel.spacing.number.value() == 48
    panel.shortest.number.setValue(500)
    panel.radius.number.setValue(1000)
    view = person.window.session.view
    assert (view.shortest, view.least_radius) == (250, 500)
    person.window.session.set_pixel_size(1.0)
    assert panel.shortest.number.value() == 250
    assert person.window.saving.save_to(tmp_path / "work.icebox")
    draw(person, (100, 100), (500, 100))
    person.wait_saved()
    project = read_project(tmp_path / "work.icebox")
    assert len(read_project_filaments(project, project.micrographs[0])) == 2
    assert json.loads((tmp_path / "work.icebox/project.json").read_text())["filaments"]["width"] == 40
    person.window.close()
    again = start(tmp_path / "work.icebox")
    again.wait_for(lambda: bent(again).here)
    assert len(bent(again).here) == 2
    again.wait_for(again.window.filaments.heading.isChecked)
