"""The untrained pickers find planted particles at their positions; scores are counted by hand."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from scipy.spatial import cKDTree
from scipy.spatial.transform import Rotation

from iceboxer.engine.data.boxes import Boxes, centres, make_boxes
from iceboxer.engine.errors import Cancelled
from iceboxer.engine.events import never
from iceboxer.engine.simulation.micrograph import Recipe, simulate_micrograph
from iceboxer.engine.simulation.molecule import Molecule, centred, made_up
from tests.benchmarks import references
from tests.benchmarks.contaminants import side_or_top
from tests.benchmarks.references import View, blobs, matched, peaks, views
from tests.benchmarks.scoring import misled, scored
from tests.engine.conftest import write_micrograph

RECIPE = Recipe(width=576, height=480, particles=9, pixel_size=4.0, noise=1.5)  # width and height differ


def lopsided() -> Molecule:
    """Three balls of different mass in a plane, which differ from their mirror images and quarter turns."""
    rng = np.random.default_rng(0)
    balls = [(0, 0, 60), (70, 0, 25), (0, 45, 12)]
    points = [rng.normal((x, y, 0), 7, (40 * weight, 3)) for x, y, weight in balls]
    return centred("lopsided", np.concatenate(points), np.full(40 * 97, 40.0))


def upright(rng: np.random.Generator, count: int) -> Rotation:
    return Rotation.identity(count)


def planted(
    tmp_path: Path, molecule: Molecule, box_size: float = references.BOX_IN_PICTURE, recipe: Recipe = RECIPE
) -> tuple[View, Boxes, float]:
    """Return a micrograph with upright particles as input of a picker, downscaled only for another box size."""
    image, boxes, _ = simulate_micrograph(recipe, molecule, 3, upright)
    write_micrograph(tmp_path / "planted.mrc", image, recipe.pixel_size)
    (view,) = views([tmp_path / "planted.mrc"], box_size)
    return view, boxes, box_size


def farthest(picks: Boxes, boxes: Boxes) -> float:
    """Return the largest distance in px of a box from the nearest of the n most confident picks, for n boxes."""
    best = picks[np.argsort(-picks["confidence"])][: len(boxes)]
    return float(cKDTree(centres(best)).query(centres(boxes))[0].max())


def test_the_matched_filter_finds_planted_particles_to_the_pixel(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(references, "random_orientations", upright)
    view, boxes, box_size = planted(tmp_path, lopsided())
    assert view.picture.shape == (RECIPE.height, RECIPE.width)
    (answer,) = matched([view], RECIPE, lopsided(), 1, never)
    assert farthest(peaks(answer, view, box_size, 0.5), boxes) < 0.75


def test_the_matched_filter_does_not_mirror(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(references, "random_orientations", upright)
    view, boxes, _ = planted(tmp_path, lopsided())
    rows, columns = boxes["y"].astype(int), boxes["x"].astype(int)
    (right,) = matched([view], RECIPE, lopsided(), 1, never)
    for axes in (0, 1, (0, 1)):
        turned = View("turned", np.flip(view.picture, axes).copy(), view.shape, view.scale)
        (wrong,) = matched([turned], RECIPE, lopsided(), 1, never)
        assert np.flip(wrong, axes)[rows, columns].mean() < 0.9 * right[rows, columns].mean()


def test_positions_on_shrunk_pictures_are_converted_to_the_micrograph(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(references, "random_orientations", upright)
    fine = replace(RECIPE, width=1152, height=880, pixel_size=2.0)
    view, boxes, box_size = planted(tmp_path, lopsided(), fine.box_size(lopsided()), fine)
    assert max(view.picture.shape) < 600
    (answer,) = matched([view], fine, lopsided(), 1, never)
    assert farthest(peaks(answer, view, box_size, 0.5), boxes) < 1.0


def test_random_orientations_need_more_projections(tmp_path: Path) -> None:
    image, boxes, _ = simulate_micrograph(RECIPE, made_up(), 5)
    write_micrograph(tmp_path / "planted.mrc", image, RECIPE.pixel_size)
    (view,) = views([tmp_path / "planted.mrc"], 48.0)
    (answer,) = matched([view], RECIPE, made_up(), 60, never)
    found = {"planted": peaks(answer, view, 48.0, 0.5)}
    result = scored(found, {"planted": boxes})
    assert result["auc"] > 0.98
    assert result["centre_error"] < 1.5


def test_the_blob_filter_finds_round_particles(tmp_path: Path) -> None:
    view, boxes, box_size = planted(tmp_path, made_up(), box_size=48.0)
    picks = peaks(blobs(view, made_up().diameter / RECIPE.pixel_size), view, box_size, 0.5)
    assert scored({"planted": picks}, {"planted": boxes})["auc"] > 0.98
    assert farthest(picks, boxes) < 2.0


def test_picks_are_inside_without_overlap_at_subpixel_positions() -> None:
    answer = np.zeros((100, 120), np.float32)
    answer[50, 60], answer[50, 61], answer[53, 62], answer[2, 60] = 2.0, 1.9, 1.0, 5.0
    view = View("v", answer, (200, 240), (2.0, 2.0))
    picks = peaks(answer, view, 40.0, 0.5)
    strong = picks[picks["confidence"] > 0.5]
    assert len(strong) == 1  # one beyond the edge, and one too close
    assert strong["y"] == pytest.approx(101.0)
    assert 121.5 < strong["x"][0] < 122.0


def test_a_cancelled_filter_stops(tmp_path: Path) -> None:
    view, _, _ = planted(tmp_path, made_up())
    with pytest.raises(Cancelled):
        list(matched([view], RECIPE, made_up(), 5, lambda: True))


def test_scores_count_at_the_best_threshold() -> None:
    truth = {"a": make_boxes([100, 300], [100, 100], 40), "b": make_boxes([50], [50], 40)}
    picks = {"a": make_boxes([103, 300, 500], [104, 100, 100], 40, None, [0.9, 0.8, 0.1])}
    result = scored(picks, truth)
    assert result["recall"] == pytest.approx(2 / 3)
    assert result["precision"] == 1
    assert result["threshold"] == 0.8
    assert result["centre_error"] == pytest.approx(2.5)
    assert scored({}, truth)["centre_error"] is None


def test_contaminants_are_picked_if_a_pick_is_in_them_and_on_no_particle() -> None:
    truth = {"a": make_boxes([100], [100], 40)}
    picks = {"a": make_boxes([102, 205, 130, 400], [100, 200, 100, 400], 40, None, [0.9, 0.8, 0.7, 0.2])}
    rod = make_boxes([200, 230, 260], [200, 200, 200], 30)
    others = {
        "a": [
            ("rod", rod),
            ("rod", make_boxes([600], [600], 30)),
            ("fragment", make_boxes([110], [100], 40)),  # the pick there lies on the particle
            ("stack", make_boxes([400], [400], 40)),  # the pick there is below the threshold
        ]
    }
    assert misled(picks, truth, others, radius=35, threshold=0.5) == {"fragment": 0.0, "rod": 0.5, "stack": 0.0}
    assert misled(picks, truth, others, radius=20, threshold=0.1) == {"fragment": 1.0, "rod": 0.5, "stack": 1.0}
    assert misled({}, truth, others, radius=20, threshold=0.1) == {"fragment": 0.0, "rod": 0.0, "stack": 0.0}


def test_the_two_views_alternate() -> None:
    turns = side_or_top(np.random.default_rng(0), 200)
    along_beam = np.abs(turns.apply([0, 0, 1])[:, 2])
    assert (along_beam[::2] < 0.5).all()
    assert (along_beam[1::2] > 0.85).all()
    around = np.arctan2(*turns[::2].apply([0, 0, 1])[:, :2].T)
    assert np.ptp(around) > 5  # in all directions within the picture
