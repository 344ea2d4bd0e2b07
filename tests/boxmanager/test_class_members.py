"""The members of classes in the document: found by micrograph, id and place, whatever was edited since."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from iceboxer.boxmanager.document.boxstore import BoxStore
from iceboxer.boxmanager.document.class_files import read_class_file, write_class_file
from iceboxer.boxmanager.document.classes import (
    Classes,
    ClassFigures,
    Members,
    count_members,
    find_members,
    recentred,
    rejected,
)
from iceboxer.boxmanager.document.view import View
from iceboxer.engine.data.boxes import Boxes, Kind, make_boxes

PATH = Path("a.mrc")


def four() -> Boxes:
    boxes = make_boxes([50, 150, 250, 350], [50, 60, 70, 80], 40, None, [0.9, 0.8, 0.7, 0.6], Kind.PICK)
    boxes["id"] = [1, 2, 3, 4]
    return boxes


def store_of(boxes: Boxes) -> BoxStore:
    store = BoxStore()
    store.replace(PATH, boxes)
    return store


MEMBERS = Members(four(), np.array([1, 2, 1, 2]), np.array([[1.0, 2.0]] * 4))


def test_members_are_found_by_class() -> None:
    found, shift = find_members(store_of(four()), PATH, MEMBERS, [1])
    assert found.tolist() == [True, False, True, False]
    assert shift[found] == pytest.approx(np.array([[1, 2], [1, 2]]))


def test_a_box_that_moved_away_is_no_member() -> None:
    boxes = four()
    boxes["x"][0] += 100
    assert find_members(store_of(boxes), PATH, MEMBERS, [1])[0].tolist() == [False, False, True, False]


def test_deleted_boxes_are_no_members_and_new_ones_neither() -> None:
    boxes = np.concatenate([four()[1:], make_boxes([50], [50], 40)])
    found, _ = find_members(store_of(boxes), PATH, MEMBERS, [1, 2])
    assert found.tolist() == [True, True, True, False]


def test_recentring_again_moves_nothing() -> None:
    store = store_of(four())
    moved = recentred(store.boxes(PATH), *find_members(store, PATH, MEMBERS, [1, 2]))
    assert moved["x"].tolist() == [51, 151, 251, 351]
    assert moved["y"].tolist() == [52, 62, 72, 82]
    store.replace(PATH, moved)
    again = recentred(moved, *find_members(store, PATH, MEMBERS, [1, 2]))
    assert again["x"].tolist() == moved["x"].tolist()
    assert again["y"].tolist() == moved["y"].tolist()


def test_rejecting_members_keeps_labels() -> None:
    boxes = four()
    boxes["kind"][0] = Kind.LABEL
    changed = rejected(boxes, np.ones(4, bool))
    assert changed["kind"].tolist() == [Kind.LABEL, *[Kind.REJECTED] * 3]


def test_the_threshold_decides_how_many_members_are_kept() -> None:
    figures = tuple(ClassFigures(n, 2, 0.5, None, None, None, 0.0) for n in (1, 2))
    classes = Classes(np.zeros((2, 4, 4), np.float32), figures, {PATH: MEMBERS})
    assert count_members(classes, store_of(four()), View(threshold=0.65)).kept.tolist() == [2, 1]


def test_classes_return_with_a_project_that_was_moved(tmp_path: Path) -> None:
    figures = tuple(ClassFigures(n, 2, 0.5, None, None, None, 0.0) for n in (1, 2))
    averages = np.arange(32, dtype=np.float32).reshape(2, 4, 4)
    write_class_file(tmp_path, Classes(averages, figures, {PATH: MEMBERS}, True, 90.0), {PATH: "boxes/a.cbox"})
    elsewhere = Path("/elsewhere/a.mrc")
    found = read_class_file(tmp_path, {elsewhere: "boxes/a.cbox", Path("/elsewhere/b.mrc"): "boxes/b.cbox"})
    assert found is not None
    assert (found.figures, found.resolutions_in_angstrom, found.side) == (figures, True, 90.0)
    assert found.averages.tolist() == averages.tolist()
    assert found.members.keys() == {elsewhere}
    members = found.members[elsewhere]
    assert members.boxes.tobytes() == four().tobytes()
    assert members.number.tolist() == [1, 2, 1, 2]
    assert members.shift.tolist() == [[1, 2]] * 4


@pytest.mark.parametrize("content", [b"", b"no archive", b"PK\3\4 cut short"])
def test_a_damaged_file_of_classes_is_ignored(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "classes").mkdir()
    (tmp_path / "classes" / "classes.npz").write_bytes(content)
    assert read_class_file(tmp_path, {PATH: "boxes/a.cbox"}) is None
