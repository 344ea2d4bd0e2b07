"""Classes in the window: they are made, selected, rejected, labelled, recentred and exported; all can be undone."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PyQt5.QtCore import QItemSelectionModel

from iceboxer.boxmanager.core.task_kind import TaskKind
from iceboxer.boxmanager.document.class_export import write_members
from iceboxer.boxmanager.document.classes import Classes, ClassFigures, Members, Order
from iceboxer.boxmanager.jobs.engine_process import EngineProcess
from iceboxer.boxmanager.panels.classes import pixmap_of
from iceboxer.engine.data.boxes import Kind
from iceboxer.engine.data.formats import read_boxes
from tests.engine.test_classes_command import PER_MICROGRAPH, Scene, make_scene
from tests.stories.conftest import Person
from tests.stories.test_save_and_come_back import save_as

LONG_MS = 90_000  # for a run of the engine on a busy machine


@pytest.fixture
def scene(tmp_path: Path) -> Scene:
    return make_scene(tmp_path / "scene")


@pytest.fixture
def person(
    start: Callable[..., Person], scene: Scene, engine: EngineProcess, monkeypatch: pytest.MonkeyPatch
) -> Person:
    """A person with picks on two micrographs."""
    monkeypatch.setattr("iceboxer.boxmanager.window.main_window.EngineProcess", lambda: engine)
    person = start(scene.micrographs)
    person.window.settings.set("train_advanced", {"threads": 1})
    person.wait_for_picture()
    session = person.window.session
    picks = {p: read_boxes(scene.picks / f"{p.stem}.cbox")[0].boxes for p in session.project.micrographs}
    session.edit("fill", picks, box_size=40)
    session.change_view(threshold=0.5)
    return person


def give(person: Person) -> Classes:
    """Show classes as the engine would return them: even boxes in class 1, odd ones in class 2, shifted by 2, -1."""
    store, members = person.window.session.store, {}
    for path in person.window.session.project.micrographs:
        boxes = store.boxes(path)
        number = np.arange(len(boxes)) % 2 + 1
        members[path] = Members(boxes, number, np.tile([2.0, -1.0], (len(boxes), 1)))
    figures = (
        ClassFigures(1, PER_MICROGRAPH, 0.9, 30.0, True, 0.8, 0.0),
        ClassFigures(2, PER_MICROGRAPH, 0.2, 20.0, False, 0.8, 0.1),
    )
    averages = np.random.default_rng(0).standard_normal((2, 16, 16)).astype(np.float32)
    classes = Classes(averages, figures, members, True, 200.0)
    person.do("panel_classes")
    person.window.classifying._made(classes)
    return classes


def choose(person: Person, *numbers: int) -> None:
    panel = person.window.classifying.panel
    model = panel.list.selectionModel()
    model.clearSelection()
    for row in range(panel.model.rowCount()):
        index = panel.model.index(row, 0)
        if panel._number(index) in numbers:
            model.select(index, QItemSelectionModel.SelectionFlag.Select)


def kinds(person: Person) -> list[np.ndarray]:
    session = person.window.session
    return [session.store.boxes(path)["kind"] for path in session.project.micrographs]


def captions(person: Person) -> list[str]:
    model = person.window.classifying.panel.model
    return [model.item(row).text() for row in range(model.rowCount())]


def test_classes_appear_while_they_form_and_then_with_their_figures(person: Person) -> None:
    panel = person.window.classifying.panel
    texts: list[str] = []
    person.window.tasks.reported.connect(lambda _: texts.append(panel.text.text()))
    person.do("panel_gallery")
    person.do("make_classes")
    person.qtbot.waitUntil(lambda: not panel.visibleRegion().isEmpty(), timeout=LONG_MS)  # in front of the gallery
    person.qtbot.waitUntil(lambda: person.window.classifying.classes is not None, timeout=LONG_MS)
    assert any("not final" in text for text in texts)
    assert panel.model.rowCount() == len(person.window.classifying.classes.figures) >= 2
    assert f"of {2 * PER_MICROGRAPH} boxes" in panel.text.text()


def test_rejecting_a_class_rejects_its_picks_and_is_one_undo_step(person: Person) -> None:
    give(person)
    assert not person.window.actions_table["reject_classes"].isEnabled()
    choose(person, 2)
    person.do("reject_classes")
    for kind in kinds(person):
        assert (kind[1::2] == Kind.REJECTED).all()
        assert (kind[::2] == Kind.PICK).all()
    person.do("undo")
    assert all((kind == Kind.PICK).all() for kind in kinds(person))


def test_only_the_visible_picks_of_a_class_are_rejected_counted_and_marked(person: Person) -> None:
    give(person)
    session, messages = person.window.session, []
    for signal in (person.window.host.message, person.window.host.undo_offered):
        signal.connect(messages.append)
    changed = session.boxes.copy()
    changed["confidence"][1] = 0.1  # below the threshold
    changed["kind"][3], changed["kind"][5] = Kind.REJECTED, Kind.LABEL
    session.edit_current("doubt", changed)
    person.window.classifying.panel.hovered.emit(2)
    assert len(person.window.canvas.layers.marked) == PER_MICROGRAPH // 2 - 2
    choose(person, 2)
    person.do("reject_classes")
    assert messages[-1].startswith(f"{PER_MICROGRAPH - 3} boxes")
    assert session.boxes["kind"][[1, 3, 5, 7]].tolist() == [Kind.PICK, Kind.REJECTED, Kind.LABEL, Kind.REJECTED]
    person.do("reject_classes")
    assert "no visible picks" in messages[-1]
    person.window.classifying.panel.opened.emit(2)
    assert "No box of this class is visible" not in messages[-1]  # the label is
    assert session.selection == {int(session.boxes["id"][5])}
    person.do("undo")
    assert session.boxes["kind"][7] == Kind.PICK


def test_labelling_a_class_makes_labels(person: Person) -> None:
    give(person)
    choose(person, 1)
    person.do("label_classes")
    assert all((kind[::2] == Kind.LABEL).all() and (kind[1::2] == Kind.PICK).all() for kind in kinds(person))


def test_recentring_moves_all_boxes_once_and_is_one_undo_step(person: Person) -> None:
    give(person)
    before = person.boxes.copy()
    person.do("recentre_boxes")
    assert person.boxes["x"] == pytest.approx(before["x"] + 2)
    assert person.boxes["y"] == pytest.approx(before["y"] - 1)
    assert (person.boxes["kind"] == Kind.PICK).all()
    person.do("recentre_boxes")  # the boxes are centred already
    assert person.boxes["x"] == pytest.approx(before["x"] + 2)
    person.do("undo")
    assert person.boxes["x"] == pytest.approx(before["x"])


def test_assignments_follow_the_boxes_through_edits(person: Person) -> None:
    give(person)
    session = person.window.session
    victim = int(session.boxes["id"][1])
    session.delete(frozenset([victim]))  # a member of class 2
    far = session.boxes.copy()
    far["x"][3] += 300  # another one stands elsewhere now
    session.edit_current("move", far)
    choose(person, 2)
    person.do("reject_classes")
    assert session.boxes["kind"][session.boxes["id"] == far["id"][3]] == Kind.PICK
    assert (session.boxes["kind"][[5, 7, 9]] == Kind.REJECTED).all()


def test_selecting_a_class_selects_its_members_here_and_the_threshold_shows_the_share(person: Person) -> None:
    give(person)
    choose(person, 1)
    assert person.window.session.selection == frozenset(person.boxes["id"][::2].tolist())
    changed = person.boxes.copy()
    changed["confidence"][0] = 0.6
    person.window.session.edit_current("doubt", changed)
    person.window.session.set_threshold(0.7)
    person.wait_for(lambda: captions(person)[0] == f"1: {PER_MICROGRAPH - 1} of {PER_MICROGRAPH}")
    assert captions(person)[1] == f"2: {PER_MICROGRAPH} ≈"


def test_pointing_at_a_class_marks_its_members(person: Person) -> None:
    give(person)
    panel = person.window.classifying.panel
    panel.hovered.emit(2)
    assert len(person.window.canvas.layers.marked) == PER_MICROGRAPH // 2
    panel.hovered.emit(0)
    assert person.window.canvas.layers.marked is None


def test_a_double_click_opens_the_members_in_the_gallery(person: Person) -> None:
    give(person)
    choose(person, 2)
    person.window.classifying.panel.opened.emit(2)
    assert person.window.docks["panel_gallery"].isVisible()
    selection = person.window.session.selection
    assert len(selection) == PER_MICROGRAPH // 2
    first = person.window.gallery.model
    person.wait_for(lambda: set(first.boxes["id"][: len(selection)].tolist()) == selection)


def test_sorting_puts_the_sharpest_first(person: Person) -> None:
    give(person)
    panel = person.window.classifying.panel
    panel.order.setCurrentIndex(panel.order.findData(Order.SHARPEST))
    panel.order.activated.emit(panel.order.currentIndex())
    assert [text[0] for text in captions(person)] == ["2", "1"]


def test_averages_that_form_stay_while_they_are_enlarged(person: Person) -> None:
    panel = person.window.classifying.panel
    panel.show_progress(np.zeros((3, 16, 16), np.float32), "Round 1 of 9; not final")
    panel.zoom.setValue(200)
    assert panel.model.rowCount() == 3
    assert panel.list.iconSize().width() == 200
    panel.show_classes(None)
    panel.zoom.setValue(100)
    assert panel.model.rowCount() == 0


def test_only_the_selected_classes_are_exported(person: Person, tmp_path: Path) -> None:
    classes, session = give(person), person.window.session
    assert write_members(tmp_path / "some.star", classes, [2], session.store, session.view) == PER_MICROGRAPH
    lists = read_boxes(tmp_path / "some.star", 40)
    assert [set(boxlist.extra["_rlnClassNumber"]) for boxlist in lists] == [{"2"}] * 2


def test_a_cancelled_run_leaves_the_classes_before(person: Person) -> None:
    classes, panel = give(person), person.window.classifying.panel
    person.do("make_classes")
    person.qtbot.waitUntil(lambda: person.window.activity.running is not None, timeout=LONG_MS)
    assert panel.text.text() == "Making classes…"
    person.do("cancel_job")
    person.qtbot.waitUntil(lambda: person.window.activity.running is None, timeout=LONG_MS)
    assert panel.classes is classes
    assert panel.text.text().startswith("2 classes")
    person.window.activity.running = TaskKind.PICK
    panel.make_requested.emit()  # refused
    assert panel.text.text().startswith("2 classes")
    person.window.activity.running = None


def test_classes_return_with_the_project(person: Person, start: Callable[..., Person], tmp_path: Path) -> None:
    classes = give(person)
    save_as(person, tmp_path / "work.icebox")
    person.wait_for(lambda: (tmp_path / "work.icebox" / "classes" / "classes.npz").is_file())
    before = captions(person)
    person.window.close()
    again = start(tmp_path / "work.icebox")
    again.wait_for(lambda: again.window.classifying.classes is not None)
    assert captions(again) == before
    choose(again, 2)
    again.do("reject_classes")
    assert [(kind == Kind.REJECTED).sum() for kind in kinds(again)] == [PER_MICROGRAPH // 2] * 2
    assert again.window.classifying.classes.figures == classes.figures


def test_without_boxes_a_message_appears(start: Callable[..., Person], folder: Path) -> None:
    person = start(folder)
    person.wait_for_picture()
    person.do("make_classes")
    assert "no visible boxes" in person.window.status.currentMessage()


def test_an_average_is_drawn_right_way_up_with_nothing_else_in_it(qapp: object) -> None:
    average = np.zeros((32, 32), np.float32)
    average[24:] = 1.0  # row 0 is at the bottom
    for _ in range(20):
        image = pixmap_of(average, 32).toImage()
        rows = [image.pixelColor(5, y).red() for y in range(32)]
        assert rows == [255] * 8 + [0] * 24
