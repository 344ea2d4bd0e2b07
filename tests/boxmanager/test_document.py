"""The document without a window: edits, box store, view and projects."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from iceboxer.boxmanager.document import edits
from iceboxer.boxmanager.document.box_ids import with_ids
from iceboxer.boxmanager.document.boxstore import BoxStore
from iceboxer.boxmanager.document.project import Project
from iceboxer.boxmanager.document.project_index import index_text, read_project
from iceboxer.boxmanager.document.view import View, count_shown, drawn, shown
from iceboxer.engine.data.boxes import Boxes, Kind, make_boxes
from iceboxer.engine.data.shipped import path_of_shipped
from iceboxer.engine.errors import ReadError


def some_boxes() -> Boxes:
    boxes = np.concatenate([make_boxes([10, 20], [10, 20], 8), make_boxes([30, 40], [30, 40], 8, 8, [0.2, 0.9])])
    boxes["kind"][2:] = Kind.PICK
    return with_ids(boxes)


def test_boxes_cannot_be_changed_in_place() -> None:
    store = BoxStore()
    held = store.replace(Path("a"), some_boxes())
    with pytest.raises(ValueError, match="read-only"):
        held["x"] = 0
    assert len(set(held["id"].tolist())) == 4


def test_ids_do_not_change_when_boxes_are_added() -> None:
    boxes = some_boxes()
    more = with_ids(edits.added(boxes, 50, 50, 8))
    assert more["id"][:4].tolist() == boxes["id"].tolist()
    assert more["id"][4] > boxes["id"].max()


def test_the_store_reads_from_disk_on_first_access_only() -> None:
    asked = []

    def load(path: Path) -> Boxes:
        asked.append(path)
        return some_boxes()

    store = BoxStore()
    store.expect([Path("a"), Path("b")], load)
    assert (store.pending(), asked) == ([Path("a"), Path("b")], [])
    assert len(store.boxes(Path("a"))) == len(store.boxes(Path("a"))) == 4
    assert asked == [Path("a")]


def test_the_flat_arrays_follow_every_change() -> None:
    store = BoxStore()
    store.replace(Path("a"), some_boxes())
    assert (store.picks.labels, sorted(store.picks.confidence)) == (2, [0.2, 0.9])
    store.replace(Path("a"), some_boxes()[:2])
    assert (store.picks.labels, len(store.picks.confidence)) == (2, 0)


def test_visible_boxes_are_counted() -> None:
    store = BoxStore()
    rng = np.random.default_rng(0)
    for name in "abc":
        boxes = make_boxes(*rng.uniform(0, 99, (2, 50)), 8, None, rng.random(50), Kind.PICK)
        boxes["kind"] = rng.integers(0, 3, 50)
        boxes["estimated_width"] = boxes["estimated_height"] = rng.uniform(4, 12, 50)
        store.replace(Path(name), boxes)
    for view in (View(), View(threshold=0.8), View(threshold=0, smallest=6, largest=9)):
        on_each = sum(int(shown(store.boxes(Path(n)), view).sum()) for n in "abc")
        assert count_shown(store.picks, view) == on_each


def test_labels_ignore_the_threshold_and_rejected_boxes_are_hidden() -> None:
    boxes = some_boxes()
    assert shown(boxes, View(threshold=1.0)).tolist() == [True, True, False, False]
    boxes = edits.deleted(boxes, boxes["id"] == boxes["id"][3])
    assert shown(boxes, View(threshold=0.0)).tolist() == [True, True, True, False]
    assert drawn(boxes, View(threshold=0.0, show_rejected=True)).all()


def test_deleting_removes_labels_and_rejects_picks_and_both_can_be_restored() -> None:
    boxes = some_boxes()
    gone = edits.deleted(boxes, np.ones(4, bool))
    assert gone["kind"].tolist() == [Kind.REJECTED, Kind.REJECTED]
    assert edits.restored(gone, np.ones(2, bool))["kind"].tolist() == [Kind.PICK, Kind.PICK]


def test_accepting_keeps_the_confidence_and_moving_removes_it() -> None:
    boxes = some_boxes()
    assert edits.accepted(boxes, np.ones(4, bool))["confidence"][3] == pytest.approx(0.9)
    moved = edits.moved(boxes, boxes["id"] == boxes["id"][3], 500, 5, (100, 100))
    assert (moved["x"][3], moved["y"][3], moved["kind"][3]) == (100, 45, Kind.LABEL)
    assert np.isnan(moved["confidence"][3])


def test_a_project_is_read_back_unchanged(tmp_path: Path) -> None:
    folder = tmp_path / "p.icebox"
    folder.mkdir()
    project = Project(folder, box_size=120.0, pixel_size=1.5, view=View(threshold=0.42, contrast=(0.1, 0.8)))
    paths = [tmp_path / "one" / "m.mrc", tmp_path / "two" / "m.mrc"]
    project.add(paths)
    project.empty.add(paths[1])
    project.current = paths[1]
    (folder / "project.json").write_text(index_text(project, folder), encoding="utf-8")
    back = read_project(folder)
    assert (back.box_size, back.pixel_size, back.view, back.empty) == (120.0, 1.5, project.view, {paths[1]})
    assert (back.micrographs, back.current) == (paths, paths[1])
    assert len(set(back.box_files.values())) == 2


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("{", "damaged"),
        ("[]", "not the index"),
        ('{"format": "iceboxer project", "version": 99}', "newer"),
        ("\0\1", "damaged"),
    ],
)
def test_a_folder_that_is_not_a_project_is_refused_with_a_message(tmp_path: Path, content: str, reason: str) -> None:
    (tmp_path / "project.json").write_text(content, encoding="utf-8")
    with pytest.raises(ReadError, match=reason):
        read_project(tmp_path)
    assert (tmp_path / "project.json").read_text(encoding="utf-8") == content


def test_the_built_in_model_is_found_in_any_installation(tmp_path: Path) -> None:
    text = index_text(Project(model=path_of_shipped()), tmp_path)
    assert str(path_of_shipped().parent) not in text
    (tmp_path / "project.json").write_text(text)
    assert read_project(tmp_path).model == path_of_shipped()


def test_a_hostile_project_names_no_file_outside_its_folder(tmp_path: Path) -> None:
    project = Project(tmp_path)
    project.add([tmp_path / "m.mrc"])
    content = json.loads(index_text(project, tmp_path))
    content["micrographs"][0]["boxes"] = "../../outside.cbox"
    (tmp_path / "project.json").write_text(json.dumps(content), encoding="utf-8")
    try:
        name = read_project(tmp_path).box_files[tmp_path / "m.mrc"]
    except ReadError:
        return
    assert (tmp_path / name).resolve().is_relative_to(tmp_path.resolve())
