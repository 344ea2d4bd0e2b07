"""What `convert` writes is what `pick` showed at its threshold, and scores of other programs keep their range."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import numpy as np
import pytest

from iceboxer.engine.cli.main import main
from iceboxer.engine.data.boxes import Boxes, Kind, make_boxes
from iceboxer.engine.data.formats import FORMATS, BoxList, read_boxes, write_boxes
from iceboxer.engine.data.model_card import read_card
from iceboxer.engine.data.scores import confidence_range, label_confidence
from iceboxer.engine.data.shipped import shipped


@pytest.fixture
def picked(tmp_path: Path) -> Path:
    """A picking at threshold 0.5 of picks with 0.2, 0.5 and 0.9, all of 40 px but the last, of 90 px."""
    boxes = make_boxes([10, 20, 30, 40], [5] * 4, 10, confidence=[0.2, 0.5, 0.9, 0.9], kind=Kind.PICK)
    boxes["estimated_width"] = boxes["estimated_height"] = 40, 40, 40, 90
    write_boxes(tmp_path / "out/CBOX/a.cbox", BoxList(None, boxes, made_with="0123abcd"), "cbox")
    summary = {"threshold": 0.5, "config": {"min_size": None, "max_size": 60}}
    (tmp_path / "out/summary.json").write_text(json.dumps(summary), encoding="utf-8")
    return tmp_path / "out"


def converted(folder: Path, *arguments: object, to: str = "star") -> list[float]:
    output = folder.parent / "converted"
    assert main(["convert", "--to", to, "--output", str(output), *map(str, arguments)]) == 0
    return read_boxes(output / f"a{FORMATS[to].suffix}", 10)[0].boxes["x"].tolist()


@pytest.mark.parametrize("to", ["star", "eman", "cbox"])
@pytest.mark.parametrize("part", ["", "CBOX", "CBOX/a.cbox"])
def test_the_picks_that_were_shown_are_converted(
    picked: Path, part: str, to: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert converted(picked, picked / part, to=to) == [20, 30]
    printed = capsys.readouterr().err
    assert f"Of the picks in {picked}, those with a confidence of 0.5 or more are converted" in printed
    assert "the threshold of that picking); 2 are left out" in printed


def test_a_given_threshold_overrides_it(picked: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert converted(picked, picked, "--threshold", 0) == [10, 20, 30, 40]
    assert "a confidence of 0 or more are converted (as given); 0 are left out" in capsys.readouterr().err


def test_without_a_summary_the_model_s_recommended_threshold_holds(
    picked: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (picked / "summary.json").unlink()
    assert converted(picked, picked) == [10, 20, 30, 40]
    assert "All picks in" in capsys.readouterr().err
    digest = hashlib.sha256(shipped().read_bytes()).hexdigest()
    (picked / "settings.json").write_text(json.dumps({"model": digest}), encoding="utf-8")
    assert 0.2 < read_card(shipped()).threshold < 0.9
    assert 10 not in converted(picked, picked)
    assert "that the general model recommends" in capsys.readouterr().err


def test_boxes_of_other_programs_are_all_converted(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    boxes = make_boxes([10, 20], [5] * 2, 10, confidence=[0.01, -5], kind=Kind.PICK)
    write_boxes(tmp_path / "out/CBOX/a.cbox", BoxList(None, boxes), "cbox")
    assert converted(tmp_path / "out", tmp_path / "out") == [10, 20]
    assert capsys.readouterr().err == ""


def topaz() -> Boxes:
    boxes = make_boxes([1, 2, 3, 4], [5, 6, 7, 8], 10, confidence=[-5.5, 0.25, 4.75, np.nan], kind=Kind.PICK)
    boxes["kind"][3] = Kind.LABEL
    return boxes


@pytest.mark.parametrize("name", ["star", "topaz"])
def test_no_pick_is_more_confident_than_a_label(tmp_path: Path, name: str) -> None:
    write_boxes(tmp_path / "a", BoxList("a", topaz()), name)
    (read,) = read_boxes(tmp_path / "a", 10)
    assert read.boxes["confidence"].tolist() == [-5.5, 0.25, 4.75, 4.75]


@pytest.mark.parametrize("name", ["cbox", "csv"])
def test_scores_outside_0_to_1_keep_range_and_order(tmp_path: Path, name: str) -> None:
    write_boxes(tmp_path / "a", BoxList(None, topaz()), name)
    (read,) = read_boxes(tmp_path / "a")
    assert np.array_equal(read.boxes["confidence"], topaz()["confidence"], equal_nan=True)
    assert read.boxes["kind"].tolist() == topaz()["kind"].tolist()


def test_the_range_of_a_threshold_covers_all_boxes() -> None:
    assert confidence_range([]) == (0, 1)
    assert confidence_range([np.array([0.25, np.nan]), np.array([])]) == (0, 1)
    assert confidence_range([np.array([0.25, 7.5]), np.array([np.nan, -5.5])]) == (-5.5, 7.5)
    assert (label_confidence([np.array([-3.0])]), label_confidence([np.array([7.5])])) == (1, 7.5)
