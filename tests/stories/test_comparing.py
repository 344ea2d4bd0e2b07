"""Comparing with other results: boxes agreed, only here and only there, painted and counted; the consensus."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from PyQt5.QtGui import QColor
from PyQt5.QtTest import QTest
from PyQt5.QtWidgets import QFileDialog, QInputDialog

from iceboxer.boxmanager.canvas.compared import ONLY_HERE, ONLY_THERE
from iceboxer.engine.data.boxes import Boxes, Kind, make_boxes
from iceboxer.engine.data.formats import BoxList, write_boxes
from tests.stories.conftest import LEFT


def picks(*places: tuple[float, float, float]) -> Boxes:
    x, y, confidence = np.array(places, float).T
    return make_boxes(x, y, 60, None, confidence, Kind.PICK)


OURS = picks((100, 100, 0.9), (300, 100, 0.4), (500, 100, 0.8))
THEIRS = picks((104, 97, 0.7), (302, 98, 0.9), (600, 400, 0.9), (700, 500, 0.2))


@pytest.fixture
def other(tmp_path: Path, folder: Path) -> Path:
    """The output folder of a picking with its own threshold."""
    output = tmp_path / "others"
    write_boxes(output / "CBOX/m1.cbox", BoxList(None, THEIRS), "cbox")
    write_boxes(output / "CBOX/000000000000000123_m2.cbox", BoxList(None, THEIRS[:1]), "cbox")
    summary = {"threshold": 0.5, "config": {"min_size": None, "max_size": None}}
    (output / "summary.json").write_text(json.dumps(summary))
    return output


@pytest.fixture
def person(start, folder, other, monkeypatch):
    person = start(folder)
    person.wait_for_picture()
    session = person.window.session
    session.edit("fill", {session.project.micrographs[0]: OURS}, box_size=60)
    session.change_view(threshold=0.3)
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(other))
    person.do("compare_with_folder")
    person.wait_for(lambda: person.window.comparing.total)
    return person


def text(person) -> str:
    return person.window.comparing.strip.text.text()


def counts(person) -> tuple[int, int, int]:
    split = person.window.comparing.split
    return len(split.agreed), len(split.only_here), len(split.only_there)


def colours(person, x: float, y: float) -> set[str]:
    """Return the colours within a few px of a position on the picture."""
    image = person.window.canvas.grab().toImage()
    at = person.at(x, y)
    near = [(at.x() + dx, at.y() + dy) for dx in range(-3, 4) for dy in range(-3, 4)]
    return {QColor(image.pixel(*place)).name().upper() for place in near}


def test_agreed_and_other_boxes_are_counted_and_shown(person):
    assert counts(person) == (2, 1, 1)  # theirs below their own threshold do not count
    assert "2 agreed" in text(person)
    assert "in all 2 / 1 / 2" in text(person)
    canvas = person.window.canvas
    canvas.set_camera(canvas.camera)
    assert ONLY_HERE in colours(person, 470, 130) | colours(person, 530, 70) | colours(person, 470, 70)
    assert ONLY_THERE in colours(person, 630, 400)
    assert ONLY_THERE not in colours(person, 630, 430)  # a circle has no corner


def test_the_counts_follow_the_threshold_and_edits(person):
    person.window.session.change_view(threshold=0.6)
    assert counts(person) == (1, 1, 2)
    person.wait_for(lambda: "in all 1 / 1 / 3" in text(person))
    person.click(600, 400)
    assert counts(person) == (2, 1, 1)
    person.do("undo")
    assert counts(person) == (1, 1, 2)


def test_a_comparison_can_be_ended_and_ends_with_the_project(person, tmp_path, folder):
    QTest.mouseClick(person.window.comparing.strip.buttons["End comparison"], LEFT)
    assert not person.window.comparing.strip.isVisible()
    assert person.window.canvas.layers.split is None
    assert not person.window.actions_table["leave_comparison"].isEnabled()
    person.do("compare_with_folder")
    person.wait_for(lambda: person.window.comparing.results)
    assert person.window.saving.save_to(tmp_path / "p.icebox")
    assert person.window.comparing.results is not None
    person.window.files.open([folder])
    person.wait_for(lambda: person.window.comparing.results is None)


def test_a_consensus_replaces_the_picks_and_is_undone(person, tmp_path, monkeypatch):
    third = tmp_path / "m1.box"
    write_boxes(third, BoxList(None, picks((600, 402, 1), (99, 101, 1))), "eman")
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *_: ([str(third)], ""))
    person.do("compare_with_files")
    person.wait_for(lambda: len(person.window.comparing.results.names) == 2)
    asked = []
    monkeypatch.setattr(QInputDialog, "getInt", lambda *arguments: (asked.append(arguments[3:]), (2, True))[1])
    before = person.boxes.copy()
    QTest.mouseClick(person.window.comparing.strip.buttons["Consensus…"], LEFT)
    assert asked == [(2, 1, 3)]
    assert sorted(round(x, -1) for x in person.boxes["x"].tolist()) == [100, 300, 600]
    assert set(person.boxes["kind"]) == {Kind.PICK}
    person.do("undo")
    assert sorted(person.boxes["x"].tolist()) == sorted(before["x"].tolist())


def test_another_project_is_compared_at_its_own_threshold(person, start, tmp_path, folder, monkeypatch):
    assert person.window.saving.save_to(tmp_path / "p.icebox")
    second = start(folder)
    second.wait_for_picture()
    session = second.window.session
    session.edit("fill", {session.project.micrographs[0]: OURS[:1]}, box_size=60)
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(tmp_path / "p.icebox"))
    second.do("compare_with_folder")
    second.wait_for(lambda: second.window.comparing.total)
    assert counts(second) == (1, 0, 2)


def test_a_result_that_matches_no_micrograph_is_an_error(person, tmp_path, monkeypatch):
    write_boxes(tmp_path / "odd" / "zzz.cbox", BoxList(None, THEIRS), "cbox")
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(tmp_path / "odd"))
    person.do("compare_with_folder")
    person.wait_for(lambda: "has no boxes for the open micrographs" in person.window.problems.text.text())
    assert len(person.window.comparing.results.names) == 1
