"""Evaluation at the edge of micrographs: what picking drops there counts on neither side."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from iceboxer.engine.cli.main import main
from iceboxer.engine.data.boxes import Boxes, Kind, make_boxes
from iceboxer.engine.data.formats import BoxList, write_boxes
from iceboxer.engine.evaluation.edge import match_inside
from iceboxer.engine.evaluation.metrics import curve, match
from iceboxer.engine.library.jobs import evaluate
from tests.engine.conftest import write_micrograph

SIDE = 400  # px
TRUTH = make_boxes([15, 100, 200, 300, 390], [200] * 5, 40)  # the first and the last extend beyond


def picks(*x: float) -> Boxes:
    boxes = make_boxes(x, [200] * len(x), 40, confidence=np.linspace(0.9, 0.5, len(x)))
    boxes["kind"] = Kind.PICK
    return boxes


def test_particles_at_the_edge_are_not_missed() -> None:
    matches = match_inside(picks(100, 200, 300), TRUTH, (SIDE, SIDE))
    assert (matches.particles, matches.hit.tolist()) == (3, [True] * 3)


def test_particles_at_the_edge_are_judged_by_the_size_of_the_picks() -> None:
    small = make_boxes([15, 100], [200] * 2, 20)
    assert match_inside(picks(100), small, (SIDE, SIDE)).particles == 2
    assert match_inside(picks(100), small, (SIDE, SIDE), 40).particles == 1


def test_a_pick_on_a_particle_at_the_edge_is_neither_right_nor_wrong() -> None:
    """At 20 px it just fits, and the particle at 15 px does not."""
    c = curve([match_inside(picks(20, 100, 150), TRUTH, (SIDE, SIDE))])
    assert (c.precision.tolist(), c.recall.tolist()) == ([1, 1 / 2], [1 / 3, 1 / 3])


def test_picks_beyond_the_edge_count_on_neither_side() -> None:
    c = curve([match_inside(picks(100, 395, 10, 200), TRUTH, (SIDE, SIDE))])
    assert c.precision.tolist() == [1, 1]


def test_a_pick_beyond_the_region_counts_only_if_its_particle_is_counted() -> None:
    found, counted = picks(100, 200, 250, 350), np.array([False, True, False, False, False])
    matches = match(found, TRUTH, 0.6, np.array([False, True, False, True]), counted)
    assert (matches.confidence.tolist(), matches.hit.tolist()) == ([0.9, 0.5], [True, False])
    assert matches.particles == 1


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder with a micrograph, true boxes, and an output folder of picking that names the micrograph."""
    write_micrograph(tmp_path / "m.mrc", np.zeros((SIDE, SIDE), np.float32))
    write_boxes(tmp_path / "truth" / "m.box", BoxList(None, TRUTH), "eman")
    write_boxes(tmp_path / "picks" / "CBOX" / "m.cbox", BoxList(None, picks(100, 200, 300)), "cbox")
    summary = {"counts": {str(tmp_path / "m.mrc"): 3}, "config": {"keep_edge": False}}
    (tmp_path / "picks" / "summary.json").write_text(json.dumps(summary))
    return tmp_path


def figures(folder: Path, *more: str) -> tuple[float, int | None]:
    arguments = ["evaluate", "--truth", str(folder / "truth"), "--json", str(folder / "f.json"), *more]
    assert main(arguments) == 0
    result = json.loads((folder / "f.json").read_text())
    return result["recall"], result["at_edge"]


def test_evaluate_finds_the_micrographs_through_the_folder_of_picks(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert figures(folder, "--picks", str(folder / "picks")) == (1, 2)
    assert "2 particles left out at the edge" in capsys.readouterr().err


def test_evaluate_takes_micrographs_and_reports_when_it_has_none(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    only = ["--picks", str(folder / "picks" / "CBOX")]
    assert figures(folder, *only, "--micrographs", str(folder / "m.mrc")) == (1, 2)
    assert figures(folder, *only) == (0.6, None)
    assert "Give --micrographs to leave them out" in capsys.readouterr().err


def test_a_picking_that_kept_the_edge_leaves_nothing_out(folder: Path) -> None:
    summary = {"counts": {str(folder / "m.mrc"): 3}, "config": {"keep_edge": True}}
    (folder / "picks" / "summary.json").write_text(json.dumps(summary))
    assert figures(folder, "--picks", str(folder / "picks")) == (0.6, None)


def test_the_library_takes_micrographs_by_the_keys_or_by_name(folder: Path) -> None:
    path = folder / "m.mrc"
    found = picks(100, 200, 300)
    assert evaluate({path: TRUTH}, {path: found})["at_edge"] == 2
    assert evaluate(TRUTH, found, micrographs=path)["at_edge"] == 2
    assert evaluate(TRUTH, found)["at_edge"] is None
