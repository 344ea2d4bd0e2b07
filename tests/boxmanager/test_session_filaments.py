"""Filaments in a session: undo, saving, and the files of a project; without a window."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from iceboxer.boxmanager.core.session import Session
from iceboxer.boxmanager.document import edits as box_edits
from iceboxer.boxmanager.document import filament_edits as edits
from iceboxer.boxmanager.document.box_files import read_project_boxes
from iceboxer.boxmanager.document.exclusion import Verdict
from iceboxer.boxmanager.document.filament_files import find_filament_files, read_project_filaments
from iceboxer.boxmanager.document.project import Project
from iceboxer.boxmanager.document.project_index import read_project
from iceboxer.boxmanager.jobs.saver import Saver
from iceboxer.engine.data.boxes import Kind
from iceboxer.engine.data.filaments import make_filament
from iceboxer.engine.errors import ReadError

A, B = Path("/data/a.mrc"), Path("/data/b.mrc")
ALONG = np.array([0, 45, 95, 145, 195, 282]) * 0.707  # px between segments, every 10 px
DIAGONAL = make_filament(np.column_stack([100 + ALONG, 100 + ALONG]), 40.0)
CURVE = make_filament([(50, 50), (150, 90), (260, 60), (400, 120)], 40.0, 0.625, Kind.PICK)


@pytest.fixture
def session(qapp: object) -> Session:
    session = Session()
    project = Project(box_size=40.0)
    project.add([A, B])
    session.open(project)
    session.filaments.edit("draw", {A: [DIAGONAL, CURVE]})
    session.undo_stack.clear()
    return session


@pytest.fixture
def saved(session: Session, tmp_path: Path) -> Session:
    """A session with a label and a box on A, saved in work.icebox."""
    session.edit_current("add", box_edits.added(session.boxes, 10, 20, 40))
    saver = Saver(session, tmp_path / "unsaved")
    session.saver_of_test = saver  # keeps it alive
    assert saver.save_as(tmp_path / "work.icebox")
    yield session
    saver.close()


def facts(filaments) -> list[tuple]:
    return [(f.points.round(3).tolist(), f.width, str(f.confidence), f.kind) for f in filaments]


def test_undo_and_redo_of_edits_restore_filaments_exactly(session: Session) -> None:
    bent = session.filaments
    before = bent.here
    bent.delete(frozenset(f.id for f in before))
    assert [f.kind for f in bent.here] == [Kind.REJECTED]
    session.undo_stack.undo()
    assert sorted(bent.here, key=lambda f: f.id) == sorted(before, key=lambda f: f.id)
    session.undo_stack.redo()
    assert [f.kind for f in bent.here] == [Kind.REJECTED]


def test_a_drag_is_one_undo_step_and_picks_that_arrived_meanwhile_stay(session: Session) -> None:
    bent, number = session.filaments, session.new_gesture()
    label = bent.here[0]
    for x in (110, 120, 130):
        moved = edits.with_point_at(edits.by_ids(bent.here, {label.id})[0], 0, (x, 100))
        bent.edit_current("move point", edits.exchanged_one(bent.here, label.id, [moved]), number)
    assert session.undo_stack.count() == 1
    bent.receive(A, [make_filament([(0, 400), (400, 400)], 40, 0.9, Kind.PICK)])
    session.undo_stack.undo()
    assert {(f.kind, tuple(f.points[0])) for f in bent.here} == {(Kind.LABEL, (100, 100)), (Kind.PICK, (0, 400))}


def test_undo_of_the_width_restores_widths_and_setting(session: Session) -> None:
    bent = session.filaments
    bent.set_width(60)
    assert {f.width for f in bent.here} == {60}
    assert bent.settings.width == 60
    session.undo_stack.undo()
    assert {f.width for f in bent.here} == {40}
    assert bent.settings.width is None


def test_undo_goes_to_the_micrograph_of_the_filament(session: Session) -> None:
    session.filaments.delete(frozenset(f.id for f in session.filaments.here))
    session.go_to(B)
    session.undo_stack.undo()
    assert session.current == A


def test_filaments_and_boxes_are_saved_and_read_side_by_side(saved: Session, tmp_path: Path) -> None:
    """A diagonal filament comes back at its place, though its segments would also fit half a box further along."""
    project = read_project(tmp_path / "work.icebox")
    assert find_filament_files(project) == [A]
    assert facts(read_project_filaments(project, A)) == facts([DIAGONAL, CURVE])
    assert len(read_project_boxes(project, A)) == 1
    other = Session()
    other.open(project)
    assert facts(other.filaments.here) == facts([DIAGONAL, CURVE])
    assert len({f.id for f in other.filaments.here}) == 2


def test_settings_and_filters_are_saved_and_an_older_project_opens(saved: Session, tmp_path: Path) -> None:
    saved.filaments.change_settings(rise=41.5, subunits=2, model=tmp_path / "work.icebox/models/m.safetensors")
    saved.filaments.set_width(33)
    saved.change_view(filament_threshold=0.61, shortest=120.0, least_radius=300.0)
    assert saved.saver_of_test.save_now()
    project = read_project(tmp_path / "work.icebox")
    assert project.filaments == saved.project.filaments
    assert (project.filaments.width, project.filaments.spacing_px(2.0)) == (33, 41.5)
    assert (project.view.filament_threshold, project.view.shortest, project.view.least_radius) == (0.61, 120, 300)
    index = tmp_path / "work.icebox/project.json"
    content = json.loads(index.read_text())
    del content["filaments"]
    for name in ("filament_threshold", "filament_threshold_set", "shortest", "least_radius"):
        del content["view"][name]
    index.write_text(json.dumps(content))
    assert read_project(tmp_path / "work.icebox").filaments.width is None


@pytest.mark.parametrize("damage", [{"width": -1}, {"spacing": "wide"}, {"rise": 1e999}])
def test_damaged_settings_are_a_sentence(saved: Session, tmp_path: Path, damage: dict) -> None:
    index = tmp_path / "work.icebox/project.json"
    index.write_text(json.dumps({**json.loads(index.read_text()), "filaments": damage}))
    with pytest.raises(ReadError, match="filament setting"):
        read_project(tmp_path / "work.icebox")


def test_a_damaged_file_is_kept_and_the_boxes_of_its_micrograph_too(saved: Session, tmp_path: Path) -> None:
    file = tmp_path / "work.icebox/filaments/a.cbox"
    file.write_text(file.read_text().replace("400.000000 120.000000", "400.000000 nowhere"))
    damaged = file.read_bytes()
    other, problems = Session(), []
    other.problem.connect(lambda sentence, _: problems.append(sentence))
    other.open(read_project(tmp_path / "work.icebox"))
    assert other.filaments.here == ()
    assert "a.cbox" in problems[0]
    other.filaments.edit("draw", {A: [CURVE]})
    saver = Saver(other, tmp_path / "unsaved")
    assert saver.save_now()
    saver.close()
    assert file.read_bytes() == damaged
    again = read_project(tmp_path / "work.icebox")
    assert facts(read_project_filaments(again, A)) == facts([CURVE])
    assert len(read_project_boxes(again, A)) == 1


def test_a_link_in_the_place_of_the_folder_is_refused(saved: Session, tmp_path: Path) -> None:
    folder = tmp_path / "work.icebox/filaments"
    folder.rename(tmp_path / "elsewhere")
    folder.symlink_to(tmp_path / "elsewhere")
    with pytest.raises(ReadError, match="outside the project"):
        read_project(tmp_path / "work.icebox")


def test_save_as_takes_filaments_along_whether_they_were_read_or_not(saved: Session, tmp_path: Path) -> None:
    for number, read in enumerate((False, True)):
        other = Session()
        other.open(read_project(tmp_path / "work.icebox"))
        assert read is False or other.filaments.here
        saver = Saver(other, tmp_path / "unsaved")
        assert saver.save_as(tmp_path / f"copy{number}.icebox")
        saver.close()
        project = read_project(tmp_path / f"copy{number}.icebox")
        assert facts(read_project_filaments(project, A)) == facts([DIAGONAL, CURVE])


def test_filaments_are_rescued_when_the_folder_disappears(saved: Session, tmp_path: Path) -> None:
    (tmp_path / "work.icebox").rename(tmp_path / "moved.icebox")
    saved.filaments.edit("draw", {A: [*saved.filaments.here, replace(CURVE, points=CURVE.points + 200)]})
    assert not saved.saver_of_test.save_now()
    (folder,) = (tmp_path / "unsaved").iterdir()
    assert len(read_project_filaments(read_project(folder), A)) == 3


def test_counts_follow_filters_edits_and_the_empty_mark(session: Session) -> None:
    bent = session.filaments
    session.change_view(filament_threshold=0.5)
    assert bent.count_shown() == 2
    session.change_view(filament_threshold=0.7)
    assert (bent.count_shown(), len(bent.shown())) == (1, 1)
    session.change_view(filament_threshold=0.5, shortest=1000.0)
    assert (bent.count_shown(), len(bent.shown())) == (1, 1)
    session.change_view(shortest=0.0)
    session.mark_empty(A, True)
    assert (bent.count_shown(), len(bent.shown())) == (1, 1)
    session.undo_stack.undo()
    assert bent.count_shown() == 2
    session.remove(A)
    assert bent.count_shown() == 0


def test_removing_the_last_filament_leaves_none_on_disk(saved: Session, tmp_path: Path) -> None:
    saved.filaments.edit("none", {A: []})
    assert saved.saver_of_test.save_now()
    assert read_project_filaments(read_project(tmp_path / "work.icebox"), A) == ()


def test_a_width_that_picking_found_becomes_that_of_the_project(session: Session) -> None:
    session.filaments.receive(B, [make_filament([(0, 0), (0, 300)], 33.333, 0.9, Kind.PICK)])
    assert session.filaments.settings.width == 33.3
    session.filaments.receive(B, [make_filament([(0, 0), (0, 300)], 50, 0.9, Kind.PICK)])
    assert session.filaments.settings.width == 33.3


def test_spacing_is_a_quarter_of_the_width_unless_set(session: Session) -> None:
    settings = replace(session.filaments.settings, width=40.0)
    assert settings.spacing_px(2.0) == 10
    assert replace(settings, spacing=30.0).spacing_px(2.0) == 15
    assert replace(settings, spacing=30.0, rise=4.8, subunits=5).spacing_px(2.0) == pytest.approx(12)
    assert replace(settings, spacing=30.0).spacing_px(None) == 30
    assert np.isclose(settings.width_px(3.0), 40)


def test_filaments_of_an_excluded_micrograph_do_not_count(session: Session) -> None:
    bent = session.filaments
    session.set_verdicts({A: Verdict(by_hand=True)}, {})
    assert (bent.count_shown(), bent.shown(A), bent.drawn(), bent.count_known(A)) == (0, (), (), 0)
    bent.edit_current("draw", [])
    assert len(bent.here) == 2
