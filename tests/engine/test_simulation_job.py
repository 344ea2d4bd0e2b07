"""A simulated set on disk: complete, reproducible, resumable, and never mixed with other settings."""

from __future__ import annotations

import csv
import json
from dataclasses import replace
from pathlib import Path

import mrcfile
import numpy as np
import pytest

from iceboxer.engine.data.boxes import centres
from iceboxer.engine.data.micrograph import open_micrograph
from iceboxer.engine.errors import Cancelled, ConfigError, ReadError
from iceboxer.engine.events import Event, Finished, MicrographDone, ignore, never
from iceboxer.engine.simulation.job import SimulateConfig, simulate
from iceboxer.engine.simulation.micrograph import child_seed, simulate_micrograph
from iceboxer.engine.simulation.molecule import made_up


def small(output: Path) -> SimulateConfig:
    return SimulateConfig(output, micrographs=2, particles=9, width=512, height=400, pixel_size=2.4, seed=7)


def numbers(path: Path) -> np.ndarray:
    """Return the first four columns of a .box file, read without this program."""
    rows = [[float(word) for word in line.split()[:4]] for line in path.read_text().splitlines()]
    return np.array(rows).reshape(-1, 4)


def test_micrographs_and_boxes_equal_those_of_the_library(tmp_path: Path) -> None:
    config, events = small(tmp_path / "set"), list[Event]()
    summary = simulate(config, events.append, never)
    assert summary["made"] == 2
    assert summary["particles"] == 18
    assert [type(e) for e in events].count(MicrographDone) == 2
    assert isinstance(events[-1], Finished)
    for index, name in enumerate(("simulated-0001", "simulated-0002")):
        image, boxes, _ = simulate_micrograph(config.recipe(), made_up(), child_seed(7, index))
        micrograph = open_micrograph(config.output / "micrographs" / f"{name}.mrc")
        assert micrograph.pixel_size == pytest.approx(2.4)
        np.testing.assert_array_equal(micrograph.read(), image)
        written = numbers(config.output / "boxes" / f"{name}.box")
        np.testing.assert_array_equal(written[:, :2] + written[:, 2:] / 2, centres(boxes))
        assert (written[:, 2:] == config.recipe().box_size(made_up())).all()
        assert numbers(config.output / "contaminants" / f"{name}.box").size == 0
    settings = json.loads((config.output / "simulation.json").read_text())
    assert settings["settings"]["seed"] == 7
    assert settings["recipe"]["structural_noise"] == 88


def test_the_files_of_equal_runs_are_equal(tmp_path: Path) -> None:
    for name in ("one", "two"):
        simulate(small(tmp_path / name), ignore, never)
    for path in sorted((tmp_path / "one").rglob("*")):
        other = tmp_path / "two" / path.relative_to(tmp_path / "one")
        if path.is_file() and path.suffix != ".json":
            assert path.read_bytes() == other.read_bytes(), path


def test_a_second_run_adds_micrographs_and_other_settings_are_refused(tmp_path: Path) -> None:
    config = small(tmp_path)
    simulate(config, ignore, never)
    (tmp_path / "boxes" / "simulated-0002.box").unlink()  # as if interrupted there
    assert simulate(replace(config, micrographs=3), ignore, never)["made"] == 2
    assert len(list((tmp_path / "boxes").iterdir())) == 3
    with pytest.raises(ConfigError, match="other settings"):
        simulate(replace(config, noise=3.0), ignore, never)


def test_cancelling_keeps_complete_micrographs(tmp_path: Path) -> None:
    answers = iter([False, True])
    with pytest.raises(Cancelled):
        simulate(small(tmp_path), ignore, lambda: next(answers))
    assert [p.name for p in (tmp_path / "micrographs").iterdir()] == ["simulated-0001.mrc"]
    assert [p.name for p in (tmp_path / "boxes").iterdir()] == ["simulated-0001.box"]


def test_contaminants_are_listed_with_their_kind(tmp_path: Path) -> None:
    config = replace(small(tmp_path), micrographs=1, particles=2, rods=1, fragments=4)
    assert simulate(config, ignore, never)["contaminants"] == {"rod": 1, "fragment": 4}
    with (tmp_path / "contaminants" / "simulated-0001.csv").open(newline="") as f:
        rows = list(csv.DictReader(f))
    assert {row["contaminant"] for row in rows} == {"1", "2", "3", "4", "5"}
    squares = np.array([[float(row[key]) for key in ("x", "y", "width", "height")] for row in rows])
    written = numbers(tmp_path / "contaminants" / "simulated-0001.box")
    np.testing.assert_array_equal(written[:, :2] + written[:, 2:] / 2, squares[:, :2])


def test_explicit_settings_override_hard(tmp_path: Path) -> None:
    recipe = SimulateConfig(tmp_path, hard=True, rods=0, carbon=0.3).recipe()
    assert (recipe.rods, recipe.carbon, recipe.fragments) == (0, 0.3, 60)


def test_half_precision(tmp_path: Path) -> None:
    config = replace(small(tmp_path), micrographs=1, half_precision=True)
    simulate(config, ignore, never)
    with mrcfile.open(tmp_path / "micrographs" / "simulated-0001.mrc") as mrc:
        assert mrc.data.dtype == np.float16
        assert np.abs(mrc.data).max() < 6000


def test_wrong_settings_write_nothing(tmp_path: Path) -> None:
    with pytest.raises(ConfigError):
        replace(small(tmp_path / "a"), noise=-1.0)
    with pytest.raises(ConfigError):
        replace(small(tmp_path / "a"), micrographs=0)
    with pytest.raises(ReadError, match=r"nothing\.pdb"):
        simulate(replace(small(tmp_path / "a"), structure=tmp_path / "nothing.pdb"), ignore, never)
    with pytest.raises(ConfigError, match="particles"):
        simulate(replace(small(tmp_path / "a"), particles=900), ignore, never)
    assert not (tmp_path / "a").exists()
