"""The particle circle that the program shows by itself disappears once the person continues."""

from __future__ import annotations

from pathlib import Path

import pytest

from iceboxer.boxmanager.core.activity import Activity
from iceboxer.boxmanager.core.session import Session
from iceboxer.boxmanager.core.task_kind import TaskKind
from iceboxer.boxmanager.document.project import Project
from iceboxer.boxmanager.features.size_hint import SizeHint
from iceboxer.engine.data.boxes import make_boxes

A, B = Path("/m/a.mrc"), Path("/m/b.mrc")


class Scene:
    """A session with two micrographs and a hint, shown while a picking runs."""

    def __init__(self) -> None:
        self.session, self.activity = Session(), Activity("cpu")
        self.session.open(self.project())
        self.hint = SizeHint(self.session, self.activity, self.session)
        self.run(TaskKind.PICK)

    @staticmethod
    def project() -> Project:
        project = Project(box_size=60)
        project.add([A, B])
        return project

    def run(self, task: TaskKind | None) -> None:
        self.activity.running = task
        self.activity.changed.emit()

    @property
    def circle(self) -> bool:
        return self.session.view.size_circle

    def box(self) -> None:
        self.session.edit("boxes", {A: make_boxes([10], [10], self.session.project.box_size)})


@pytest.fixture
def scene(qapp: object) -> Scene:
    return Scene()


def test_the_hint_outlasts_its_picking_and_a_drag_of_the_circle(scene: Scene) -> None:
    scene.hint.show()
    scene.run(None)
    scene.session.set_diameter(50)
    scene.session.set_diameter(55)
    scene.run(TaskKind.DEVICE)
    assert scene.circle


@pytest.mark.parametrize("follows", [False, True])
def test_an_edit_or_the_next_picking_hides_the_hint(scene: Scene, follows: bool) -> None:
    scene.hint.show(follows)
    scene.session.set_diameter(50)
    scene.box()
    assert not scene.circle
    scene.hint.show(follows)
    scene.run(None)
    scene.run(TaskKind.PICK)
    assert not scene.circle


def test_another_micrograph_hides_the_hint_unless_it_follows(scene: Scene) -> None:
    scene.hint.show()
    scene.session.step(1)
    assert not scene.circle
    scene.hint.show(follows=True)
    scene.session.step(-1)
    assert scene.circle


def test_a_circle_that_the_person_switched_on_stays(scene: Scene) -> None:
    scene.hint.show()
    scene.session.change_view(size_circle=False)
    scene.session.change_view(size_circle=True)
    scene.box()
    assert scene.circle
    scene.session.change_view(size_circle=False)
    scene.session.change_view(size_circle=True)
    scene.hint.show()
    scene.session.step(1)
    assert scene.circle


def test_the_circle_of_another_project_stays(scene: Scene) -> None:
    scene.hint.show()
    scene.session.set_diameter(50)
    other = Scene.project()
    other.view = scene.session.view
    scene.session.open(other)
    assert other.view.size_circle
