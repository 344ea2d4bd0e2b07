"""Micrographs with difficult names: picked, written in each format, and matched by their names."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import numpy as np
import pytest

from iceboxer.engine.cli.main import main
from iceboxer.engine.data.boxes import Boxes
from iceboxer.engine.data.formats import FORMATS, read_boxes
from iceboxer.engine.data.matching import load_boxes
from iceboxer.engine.data.micrograph import Micrograph, open_micrograph
from iceboxer.engine.data.micrograph_search import find_micrographs
from tests.engine.conftest import BOX, simulate_set
from tests.engine.hostile import STEMS


@pytest.fixture(scope="module")
def micrographs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    one, folder = tmp_path_factory.mktemp("one"), tmp_path_factory.mktemp("names")
    simulate_set(one, 1)
    for stem in STEMS.values():
        shutil.copy(one / "micrographs/m0.mrc", folder / f"{stem}.mrc")
    return folder


@pytest.fixture(scope="module")
def picked(micrographs: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    output = tmp_path_factory.mktemp("picked")
    arguments = ("--box-size", BOX, "--output", output, "--threads", 1, micrographs)  # with the general model
    assert main(["pick", *map(str, arguments)]) == 0
    return output


def found(folder: Path, micrographs: Path) -> dict[str, Boxes]:
    """Return the boxes in a folder by micrograph; all of them must match one."""
    opened: list[Micrograph] = [open_micrograph(path) for path in find_micrographs([micrographs])]
    assert len(opened) == len(STEMS)
    loaded = load_boxes([folder], opened, BOX)
    assert (loaded.problems, loaded.unmatched) == ([], [])
    return {path.name: boxlist.boxes for path, boxlist in loaded.boxes.items()}


@pytest.mark.parametrize("part", ["CBOX", "EMAN", "STAR", "CRYOSPARC"])
def test_picks_match_their_micrographs(picked: Path, micrographs: Path, part: str) -> None:
    boxes = found(picked / part, micrographs)
    assert boxes.keys() == {f"{stem}.mrc" for stem in STEMS.values()}
    counts = {len(b) for b in boxes.values()}
    assert len(counts) == 1  # the same picture
    assert counts.pop() > 5


@pytest.mark.parametrize("to", list(FORMATS))
def test_converted_picks_match_their_micrographs(picked: Path, micrographs: Path, tmp_path: Path, to: str) -> None:
    arguments = (
        picked / "CBOX",
        "--to",
        to,
        "--output",
        tmp_path / "there",
        "--threshold",
        0,
        "--micrographs",
        micrographs,
    )
    assert main(["convert", *map(str, arguments)]) == 0
    there, before = found(tmp_path / "there", micrographs), found(picked / "CBOX", micrographs)
    assert there.keys() == before.keys()
    for name, boxes in before.items():
        order, other = (np.lexsort((b["x"], b["y"])) for b in (boxes, there[name]))
        for axis in ("x", "y"):
            np.testing.assert_allclose(np.sort(there[name][axis]), np.sort(boxes[axis]), atol=0.5, err_msg=name)
        assert len(order) == len(other)


def test_a_second_run_reuses_them(picked: Path, micrographs: Path, tmp_path: Path) -> None:
    shutil.copytree(picked, tmp_path / "out")
    before = {p: p.read_bytes() for p in (tmp_path / "out/CBOX").iterdir()}
    arguments = ("--box-size", BOX, "--output", tmp_path / "out", "--threads", 1, micrographs)
    assert main(["pick", *map(str, arguments)]) == 0
    assert {p: p.read_bytes() for p in (tmp_path / "out/CBOX").iterdir()} == before
    assert json.loads((tmp_path / "out/summary.json").read_text())["taken_over"] == len(STEMS)
    assert all(len(os.fsencode(p.name)) <= 255 for p in before)


def test_the_same_name_in_separate_runs(tmp_path: Path) -> None:
    """The second run must not reuse the first run's picks, in any order of runs."""
    simulate_set(tmp_path / "all", 2)
    for name, number in (("one", 0), ("two", 1)):
        (tmp_path / name).mkdir()
        shutil.copy(tmp_path / f"all/micrographs/m{number}.mrc", tmp_path / name / "m.mrc")
    for name, taken_over in (("one", 0), ("two", 0), ("two", 1), ("one", 1)):
        arguments = ("--box-size", BOX, "--output", tmp_path / "out", "--threads", 1, tmp_path / name)
        assert main(["pick", *map(str, arguments)]) == 0
        assert json.loads((tmp_path / "out/summary.json").read_text())["taken_over"] == taken_over
    assert {p.name for p in (tmp_path / "out/CBOX").iterdir()} == {"m.cbox", "two_m.cbox"}
    one, two = (read_boxes(tmp_path / "out/CBOX" / f"{name}.cbox")[0].boxes for name in ("m", "two_m"))
    assert not np.array_equal(one["x"], two["x"])


def test_links(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Link loops end, broken links are skipped or named, links to folders are followed, and none leads outside."""
    simulate_set(tmp_path / "set", 1)
    inputs, output = tmp_path / "in", tmp_path / "out"
    inputs.mkdir()
    (inputs / "m.mrc").symlink_to(tmp_path / "set/micrographs/m0.mrc")
    (inputs / "gone.mrc").symlink_to(tmp_path / "nowhere.mrc")
    (inputs / "loop.mrc").symlink_to(inputs / "loop.mrc")
    (inputs / "up").symlink_to(inputs)
    (inputs / "folder.mrc").symlink_to(tmp_path / "set")
    (tmp_path / "victim").write_text("mine")
    (output / "CBOX").mkdir(parents=True)
    (output / "CBOX/m.cbox").symlink_to(tmp_path / "victim")
    common = ["--box-size", str(BOX), "--output", str(output), "--threads", "1"]
    (tmp_path / "link").symlink_to(inputs)
    assert main(["pick", str(tmp_path / "link"), *common]) == 0
    assert [p.name for p in (output / "CBOX").iterdir()] == ["m.cbox"]
    assert len(read_boxes(output / "CBOX/m.cbox")[0].boxes) > 5
    assert (tmp_path / "victim").read_text() == "mine"
    capsys.readouterr()
    for name, reason in (("gone.mrc", "does not exist"), ("loop.mrc", "cannot be read")):
        assert main(["pick", str(inputs / name), *common]) == 1
        assert f"{name}: {reason}" in capsys.readouterr().err
