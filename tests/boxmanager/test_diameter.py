"""The particle diameter of a project: it sets the scale of networks, apart from the size of the boxes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from iceboxer.boxmanager.core.session import Session
from iceboxer.boxmanager.core.settings import Settings
from iceboxer.boxmanager.document.merging import find_changes
from iceboxer.boxmanager.document.project import Project
from iceboxer.boxmanager.document.project_folder import INDEX
from iceboxer.boxmanager.document.project_index import index_text, read_project
from iceboxer.boxmanager.features.configs import Configs
from iceboxer.boxmanager.jobs.saver import Saver
from iceboxer.engine.data.boxes import make_boxes

A = Path("/m/a.mrc")


@pytest.fixture
def session(qapp: object) -> Session:
    session = Session()
    project = Project(box_size=60)
    project.add([A])
    session.open(project)
    return session


def test_the_estimate_sets_both_sizes(session: Session) -> None:
    session.adopt_size(90)
    assert session.project.sizes == (90, 60)


def test_the_circle_sets_both_sizes_as_one_step(session: Session) -> None:
    session.adopt_size(90)
    session.set_diameter(80.4)
    assert session.project.sizes == (120, 80)
    session.undo_stack.undo()
    assert session.project.sizes == (90, 60)


def test_resizing_boxes_keeps_the_diameter_as_long_as_they_may_be_of_such_particles(session: Session) -> None:
    session.adopt_size(90)
    session.resize_boxes(150)
    assert (session.project.known_diameter, session.project.diameter) == (60, 60)
    session.resize_boxes(151)
    assert session.project.known_diameter is None
    assert session.project.diameter == pytest.approx(151 / 1.5)
    session.resize_boxes(48)
    assert session.project.known_diameter == 60
    session.resize_boxes(47)
    assert session.project.known_diameter is None


def test_the_diameter_is_saved_and_read(tmp_path: Path) -> None:
    project = Project(box_size=60, diameter_px=45.5)
    (tmp_path / INDEX).write_text(index_text(project, tmp_path))
    assert read_project(tmp_path).sizes == (60, 45.5)
    old = json.loads(index_text(project, tmp_path))
    del old["diameter_px"]
    (tmp_path / INDEX).write_text(json.dumps(old))
    assert read_project(tmp_path).sizes == (60, None)


def test_a_diameter_that_somebody_else_set_is_taken_over(tmp_path: Path) -> None:
    base, theirs = (json.loads(index_text(Project(diameter_px=d), tmp_path)) for d in (None, 50.0))
    assert find_changes(base, base, theirs).values == {"diameter_px": 50.0}


def test_training_assistant_and_picking_get_the_diameter(session: Session, tmp_path: Path) -> None:
    session.adopt_size(90)
    session.store.replace(A, make_boxes([50], [50], 90))
    session.resize_boxes(70)
    configs = Configs(session, Saver(session, tmp_path), Settings(tmp_path / "settings.ini"))
    labels = configs.label_set()
    assert (labels.box_size, labels.diameter_px) == (70, 60)
    assert configs.training(labels).diameter_px == 60
    picking = configs.picking([A])
    assert (picking.box_size, picking.diameter_px) == (70, 60)


def test_a_size_that_a_person_typed_is_kept_by_the_first_picking(session: Session, tmp_path: Path) -> None:
    session.open(Project(box_size=120))  # as in the last project
    session.add_micrographs([A])
    configs = Configs(session, Saver(session, tmp_path), Settings(tmp_path / "settings.ini"))
    assert configs.picking([A]).box_size is None
    session.adopt_size(90)
    assert configs.picking([A]).box_size is None  # an estimate may be made again
    session.resize_boxes(46)
    assert configs.picking([A]).box_size == 46
