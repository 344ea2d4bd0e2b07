"""Scores of other programs, such as Topaz's from -6 to 5, in evaluation, checks and comparison."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import numpy as np
import pytest

from iceboxer.engine.cli.main import main
from iceboxer.engine.data.boxes import Kind, make_boxes
from iceboxer.engine.data.formats import BoxList, read_boxes, write_boxes
from iceboxer.engine.data.scores import UnitScale, unit_scale
from tests.engine.conftest import write_micrograph

PLACES = np.arange(40) % 8 * 40 + 20, np.arange(40) // 8 * 40 + 20
SCORES = np.linspace(-6, 5, 40)


@pytest.fixture
def topaz(tmp_path: Path) -> Path:
    """Forty picks of one micrograph with scores from -6 to 5; those above 0 are particles."""
    write_micrograph(tmp_path / "in/a.mrc", np.random.default_rng(1).normal(size=(240, 340)).astype(np.float32))
    picks = make_boxes(*PLACES, 32, confidence=SCORES, kind=Kind.PICK)
    write_boxes(tmp_path / "topaz/a.cbox", BoxList(None, picks), "cbox")
    write_boxes(tmp_path / "truth/a.box", BoxList(None, picks[SCORES > 0]), "eman")
    return tmp_path


def test_the_scale_is_the_identity_between_0_and_1_and_keeps_the_order_of_others() -> None:
    assert unit_scale([np.array([0.2, np.nan, 1.0])]) == UnitScale()
    scale = unit_scale([SCORES])
    unit = scale.to_unit(SCORES)
    assert (np.diff(unit) > 0).all()
    assert unit.min() > 0
    assert unit.max() < 1
    assert [scale.to_score(float(value)) for value in unit] == pytest.approx(SCORES.tolist())
    assert unit_scale([np.array([3.0, 3.0])]).to_unit(np.array([3.0])) == [0.5]


def test_the_best_threshold_of_an_evaluation_is_a_score(topaz: Path) -> None:
    picks = read_boxes(topaz / "topaz/a.cbox")[0].boxes
    false = make_boxes([170], [225], 16)  # a label that is no particle: as certain as the best pick
    write_boxes(topaz / "topaz/a.cbox", BoxList(None, np.concatenate([picks, false])), "cbox")
    arguments = ["--truth", topaz / "truth", "--picks", topaz / "topaz", "--micrographs", topaz / "in"]
    arguments += ["--json", topaz / "figures.json", "--plot", topaz / "plot.png"]
    assert main(["evaluate", *map(str, arguments)]) == 0
    figures = json.loads((topaz / "figures.json").read_text())
    assert figures["threshold"] == pytest.approx(SCORES[SCORES > 0].min(), abs=1e-4)
    hits = int((SCORES > 0).sum())
    assert figures["precision"] == pytest.approx(hits / (hits + 1))
    ranked = np.arange(2, hits + 1)  # the label follows the best pick, whose score it shares
    assert figures["auc"] == pytest.approx((1 + (ranked / (ranked + 1)).sum()) / hits)


def test_picks_with_scores_can_be_checked(topaz: Path, capsys: pytest.CaptureFixture[str]) -> None:
    command = ["check", topaz / "topaz", "--micrographs", topaz / "in", "--output", topaz / "out", "--threshold"]
    assert main([*map(str, command), "9"]) == 1
    assert "between -6 and 5" in capsys.readouterr().err
    assert main([*map(str, command), "-2"]) == 0
    rows = list(csv.DictReader((topaz / "out/answers.csv").read_text().splitlines()))
    assert len(rows) == len(SCORES)
    for row in rows:
        row["answer"] = "y" if float(row["confidence"]) > 0 else "n"
    with (topaz / "out/answers.csv").open("w", newline="") as f:
        writer = csv.DictWriter(f, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    assert main([*map(str, command), "-2"]) == 0
    figures = json.loads((topaz / "out/check.json").read_text())
    assert figures["threshold"] == -2
    assert figures["best_threshold"]["value"] == pytest.approx(SCORES[SCORES > 0].min(), abs=0.01)
    assert figures["curve"][0][0] == pytest.approx(5, abs=0.01)
    assert figures["precision"]["value"] == pytest.approx((SCORES > 0).sum() / (SCORES >= -2).sum())


def test_a_consensus_with_another_program_has_confidences_up_to_1(
    topaz: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    own = make_boxes(*PLACES, 32, confidence=0.5, kind=Kind.PICK)
    write_boxes(topaz / "own/a.cbox", BoxList(None, own), "cbox")
    assert main(["compare", str(topaz / "own"), str(topaz / "topaz"), "--output", str(topaz / "both")]) == 0
    assert f"The scores of {topaz / 'topaz'} are converted" in capsys.readouterr().err
    confidence = read_boxes(topaz / "both/a.cbox")[0].boxes["confidence"]
    expected = 0.25 + unit_scale([SCORES]).to_unit(SCORES[::-1]) / 2
    assert confidence.tolist() == pytest.approx(expected.tolist(), abs=1e-4)
