"""The truth about junk in simulated scenes, real pictures without particles, and processes that draw scenes."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import numpy as np
import PIL.Image
import pytest

from iceboxer.engine.cli.main import main
from iceboxer.engine.data.junk import AGGREGATE, BORDER, CLEAN, EMPTY, FILM, ICE, UNKNOWN
from iceboxer.engine.data.model_card import read_card
from iceboxer.engine.errors import EngineError
from iceboxer.engine.simulation import detector, scene
from iceboxer.engine.simulation.conditions import Conditions
from iceboxer.engine.simulation.dirt import Dirt
from iceboxer.engine.simulation.junk import JunkPicture, kind_at, mark_empty
from iceboxer.engine.simulation.molecule import made_up
from iceboxer.engine.simulation.projection import DensityCanvas
from iceboxer.engine.training import scene_workers, scenes
from iceboxer.engine.training.negatives import Negative, negative_scene, read_negatives
from iceboxer.engine.training.scenes import Molecules, SceneSettings, SceneSource
from iceboxer.engine.training.worker_feed import to_batch

CLEAR = Conditions(visibility=5.0, filling=0.1, defocus=1.0)


@pytest.fixture(autouse=True)
def no_artefacts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scene, "BORDERED", 0.0)
    monkeypatch.setattr(scene, "DEAD", 0.0)


def simulated(conditions: Conditions, seed: int = 1) -> scene.Scene:
    return scene.simulate_scene(conditions, made_up(), made_up(), np.random.default_rng(seed))


def dirt(visibility: float = 1.0) -> Dirt:
    canvas = DensityCanvas((160, 160), 5.0, 16)
    junk = JunkPicture((160, 160), 16)
    return Dirt(canvas, made_up(), made_up(), 30.0, 100.0, 128, visibility, junk, np.zeros((160, 160), np.float32))


def test_a_cell_has_the_kind_that_covers_most_of_it() -> None:
    mask = JunkPicture((20, 24), 4)
    mask.mark(np.ones((3, 4), bool), 4, 0, ICE)  # 12 of the 16 px of a cell
    mask.mark(np.ones((2, 4), bool), 0, 4, FILM)  # half of a cell
    mask.mark(np.ones((40, 9), bool), -9, -9, FILM)  # beyond the picture
    assert mask.cells(12).tolist() == [[0, ICE, 0], [0, 0, 0], [0, 0, 0]]
    assert mask.picture[:, 0].tolist() == [FILM] * 20


def test_ice_without_any_particle_is_empty_and_far_from_one_unknown() -> None:
    junk = np.zeros((1, 10), np.int8)
    junk[0, 1] = ICE
    assert mark_empty(junk, np.zeros((0, 2)), 4.0).tolist() == [[EMPTY, ICE, *[EMPTY] * 8]]
    near = mark_empty(junk, np.array([[2.0, 1.0]]), 4.0)  # 4 diameters are 16 px, 4 cells
    assert near.tolist() == [[CLEAN, ICE, CLEAN, CLEAN, CLEAN, *[UNKNOWN] * 5]]


def test_kinds_are_looked_up_by_place() -> None:
    junk = np.array([[CLEAN, ICE], [FILM, CLEAN]], np.int8)
    places = np.array([[5.0, 1.0], [1.0, 5.0], [-1.0, 1.0], [1.0, 9.0]])
    assert kind_at(junk, places).tolist() == [ICE, FILM, CLEAN, CLEAN]


@pytest.mark.parametrize(("kind", "draw"), [(ICE, "crystal"), (ICE, "frost"), (ICE, "drops"), (AGGREGATE, "aggregate")])
def test_dirt_marks_what_it_draws(kind: int, draw: str) -> None:
    one = dirt(visibility=3.0)
    getattr(one, draw)(np.random.default_rng(1), (64.0, 64.0))
    marked = one.junk.picture == kind
    drawn = np.abs(one.canvas.picture) > 0.2 * np.abs(one.canvas.picture).max()
    assert marked.sum() > 100
    assert (marked & drawn).sum() > 0.6 * drawn.sum()


def test_junk_below_the_noise_is_unknown() -> None:
    one = dirt(visibility=0.05)
    one.aggregate(np.random.default_rng(1), (64.0, 64.0))
    assert set(np.unique(one.junk.picture)) == {UNKNOWN, CLEAN}


def test_a_crystalline_scene_is_ice_all_over() -> None:
    assert (simulated(replace(CLEAR, filling=0.0, crystalline=True)).junk == ICE).all()


def test_film_is_marked_and_no_certain_particle_lies_on_junk() -> None:
    one = simulated(replace(CLEAR, carbon=True, filling=0.4, dirt=2.0), seed=4)
    assert (one.junk == FILM).mean() > 0.05
    assert not np.isin(kind_at(one.junk, one.centres), (ICE, AGGREGATE)).any()


def test_borders_and_dead_sides_are_marked_where_the_picture_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scene, "DEAD", 1.0)
    plain = scene.Scene(
        np.random.default_rng(0).normal(size=(384, 384)).astype(np.float32),
        np.random.default_rng(1).uniform(0, 384, (200, 2)),
        1.0,
        np.zeros((0, 2)),
        np.zeros((96, 96), np.int8),
    )
    for seed in range(8):
        monkeypatch.setattr(scene, "CAMERA", ())
        monkeypatch.setattr(scene, "PROCESSES", ())
        done = scene._finish(plain, np.random.default_rng(seed))
        dead = done.junk == BORDER
        flat = np.abs(done.picture).reshape(96, 4, 96, 4).std(axis=(1, 3)) < 1e-3
        assert (dead == flat).mean() > 0.97
        assert not np.isin(kind_at(done.junk, done.centres), BORDER).any()
    assert (detector.dead_area(plain.picture, 10, 0)[:10] == plain.picture[10:].mean()).all()


def negatives(folder: Path) -> Path:
    folder.mkdir()
    rng = np.random.default_rng(0)
    for name in ("ice-1", "empty-2", "other"):
        grey = rng.normal(128, 20, (300, 320)).clip(0, 255).astype(np.uint8)
        PIL.Image.fromarray(grey).save(folder / f"{name}.png")
    return folder


def test_the_name_of_a_negative_states_what_covers_it(tmp_path: Path) -> None:
    found = {n.name: n for n in read_negatives(negatives(tmp_path / "n"))}
    assert {name: n.kind for name, n in found.items()} == {"empty-2": EMPTY, "ice-1": ICE, "other": CLEAN}
    rng = np.random.default_rng(0)
    assert (negative_scene(found["ice-1"], rng).junk == ICE).all()
    assert (negative_scene(found["other"], rng).junk == UNKNOWN).all()
    assert len(negative_scene(found["other"], rng).centres) == 0
    (tmp_path / "none").mkdir()
    with pytest.raises(EngineError, match="has no pictures"):
        read_negatives(tmp_path / "none")


def test_what_lies_in_an_empty_picture_is_unknown() -> None:
    picture = np.random.default_rng(0).normal(100, 10, (400, 400)).astype(np.float32)
    picture[150:250, 150:250] -= 30
    junk = negative_scene(Negative("empty-1", picture, EMPTY), np.random.default_rng(2)).junk
    assert set(np.unique(junk)) == {UNKNOWN, EMPTY}
    assert (junk == EMPTY).mean() > 0.5


def settings(**more: object) -> SceneSettings:
    return SceneSettings(Molecules((made_up(),), (), 0), 4, 1.25, junk=True, **more)  # type: ignore[arg-type]


def test_particles_are_drawn_on_real_backgrounds(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same scene on two backgrounds: its particles are the same, its noise is the background's."""
    monkeypatch.setattr(scenes, "NEGATIVE_SHARE", 0.0)
    monkeypatch.setattr(scenes, "PASTED_SHARE", 1.0)
    monkeypatch.setattr(scenes, "draw_conditions", lambda rng: replace(CLEAR, visibility=2.0))
    shapes = [np.random.default_rng(seed).normal(size=(800, 800)).astype(np.float32) for seed in (0, 1)]
    first, second = (
        scenes.training_scene(settings(negatives=(Negative("", s, EMPTY),)), np.random.default_rng(5)) for s in shapes
    )
    assert np.array_equal(first.centres, second.centres)
    assert 0.1 < np.corrcoef(first.picture.ravel(), second.picture.ravel())[0, 1] < 0.98


def test_the_junk_map_moves_with_the_picture(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scenes, "PIXEL_CHANGE_PROBABILITY", 0.0)
    base = simulated(CLEAR)
    picture = np.zeros_like(base.picture)
    picture[40:80, 200:300] = 1
    junk = (picture[::4, ::4] * ICE).astype(np.int8)
    monkeypatch.setattr(scenes, "training_scene", lambda *_: replace(base, picture=picture, junk=junk))
    source, seen = SceneSource(settings()), set()
    for seed in range(60):
        moved, target = source.draw(np.random.default_rng(seed))
        assert np.array_equal(target["junk"], (moved[::4, ::4] > 0.5) * ICE) or np.array_equal(
            target["junk"], (moved[3::4, 3::4] > 0.5) * ICE
        )
        seen.add(target["junk"].tobytes())
    assert len(seen) == 8


def take(workers: scene_workers.SceneWorkers, count: int) -> None:
    for _ in range(count):
        workers.next()


def test_workers_draw_what_the_numbers_say_and_stop(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()  # a process does not see replaced values
    one = settings()
    expected = scene_workers.draw_arrays(SceneSource(one), 7, range(6, 8))  # batch 3 of two scenes
    environment = dict(os.environ)
    with scene_workers.SceneWorkers(one, 2, 2, 7, start=3) as workers:
        got = workers.next()
        assert {name: a.tobytes() for name, a in got.items()} == {name: a.tobytes() for name, a in expected.items()}
        workers.next()
        pictures, target = to_batch(got)
        assert pictures.shape == (2, 1, 384, 384)
        assert target.junk is not None
        assert str(target.junk.dtype) == "torch.int64"
        for process in workers._processes:
            process.terminate()
            process.join()
        monkeypatch.setattr(scene_workers, "PATIENCE", 0.01)
        with pytest.raises(EngineError, match="stopped unexpectedly"):
            take(workers, 20)
    assert dict(os.environ) == environment


def test_training_learns_junk_and_negatives_with_workers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("iceboxer.engine.training.scenes.MADE_UP", 2)
    monkeypatch.setattr("iceboxer.engine.training.scenes.MADE_UP_VALIDATION", 1)
    monkeypatch.setattr("iceboxer.engine.training.general.VALIDATION_SCENES", 1)
    command = ["train-general", "--output", str(tmp_path / "g"), "--threads", "1", "--batch", "2", "--junk", "--muon",
               "--negatives", str(negatives(tmp_path / "n")), "--workers", "1", "--steps"]  # fmt: skip
    assert main([*command, "2"]) == 0
    card = read_card(tmp_path / "g.safetensors")
    assert card.arguments == {"width": 24, "junk": 5}
    assert card.trained_on["negatives"] == ["empty-2", "ice-1", "other"]
    assert (card.trained_on["steps"], card.config["negatives"]) == (2, "n")
    assert main([*command, "3", "--resume"]) == 0
    assert read_card(tmp_path / "g.safetensors").trained_on["steps"] in (2, 3)
