"""A particles.star for a RELION project: its names, its optics groups, and the same boxes when read back."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import starfile

from iceboxer.engine.cli.main import main
from iceboxer.engine.data.boxes import Boxes, Kind, make_boxes
from iceboxer.engine.data.formats import BoxList, read_boxes, write_boxes
from iceboxer.engine.data.formats.particles import read_optics, write_particles
from iceboxer.engine.errors import ReadError

MICROGRAPHS = """
# version 30001

data_optics

loop_
_rlnOpticsGroupName #1
_rlnOpticsGroup #2
_rlnMicrographOriginalPixelSize #3
_rlnVoltage #4
_rlnSphericalAberration #5
_rlnAmplitudeContrast #6
_rlnMicrographPixelSize #7
shot1 1 0.885 200.000000 1.400000 0.100000 0.885000
shot2 2 0.885 200.000000 1.400000 0.100000 1.770000


# version 30001

data_micrographs

loop_
_rlnMicrographName #1
_rlnCtfMaxResolution #2
_rlnOpticsGroup #3
MotionCorr/job002/Movies/a.mrc 3.5 1
MotionCorr/job002/Movies/b.mrc 4.5 2
MotionCorr/job002/Other/c.mrc 4.5 1
MotionCorr/job002/Movies/c.mrc 4.5 2
"""


@pytest.fixture
def optics(tmp_path: Path) -> Path:
    path = tmp_path / "relion/micrographs_ctf.star"
    path.parent.mkdir()
    path.write_text(MICROGRAPHS)
    return path


def boxes(count: int, seed: int = 0) -> Boxes:
    rng = np.random.default_rng(seed)
    made = make_boxes(*rng.uniform(0, 4000, (2, count)), 180, confidence=rng.uniform(0, 1, count), kind=Kind.PICK)
    made["kind"][0] = Kind.REJECTED
    return made


def convert(optics: Path, *inputs: Path, more: tuple[str, ...] = ()) -> int:
    output = optics.parent.parent / "out"
    arguments = ["--to", "particles", "--optics", str(optics), "--output", str(output)]
    return main(["convert", *map(str, inputs), *arguments, *more])


def read_with_starfile(folder: Path) -> dict[str, Any]:
    table: dict[str, Any] = starfile.read(folder / "out/particles.star")
    return table


def test_all_micrographs_in_one_file_and_the_same_boxes_back(tmp_path: Path, optics: Path) -> None:
    for seed, name in enumerate(("a", "000000000000000123_b")):
        write_boxes(tmp_path / f"in/{name}.cbox", BoxList(None, boxes(5, seed)), "cbox")
    assert convert(optics, tmp_path / "in") == 0
    names = ["MotionCorr/job002/Movies/b.mrc", "MotionCorr/job002/Movies/a.mrc"]
    lists = {b.micrograph: b for b in read_boxes(tmp_path / "out/particles.star", 180)}
    assert sorted(str(name) for name in lists) == sorted(names)
    for seed, name in ((0, names[1]), (1, names[0])):
        expected = boxes(5, seed)[1:]
        assert lists[name].boxes["x"] == pytest.approx(expected["x"], abs=1e-5)
        assert lists[name].boxes["y"] == pytest.approx(expected["y"], abs=1e-5)
        assert lists[name].boxes["confidence"] == pytest.approx(expected["confidence"], abs=1e-5)


def test_another_reader_finds_the_layout_of_relion(tmp_path: Path, optics: Path) -> None:
    for seed, name in enumerate("ab"):
        write_boxes(tmp_path / f"in/{name}.cbox", BoxList(None, boxes(4, seed)), "cbox")
    assert convert(optics, tmp_path / "in") == 0
    table = read_with_starfile(tmp_path)
    assert list(table) == ["optics", "particles"]
    assert table["optics"]["rlnOpticsGroupName"].tolist() == ["shot1", "shot2"]
    assert table["optics"]["rlnVoltage"].tolist() == [200, 200]
    assert table["optics"]["rlnImagePixelSize"].tolist() == [0.885, 1.77]
    assert table["optics"]["rlnImageSize"].tolist() == [180, 180]
    particles = table["particles"]
    groups = particles.groupby("rlnMicrographName")["rlnOpticsGroup"].unique()
    assert {name.rsplit("/", 1)[1]: list(group) for name, group in groups.items()} == {"a.mrc": [1], "b.mrc": [2]}
    assert len(particles) == 6


def test_unknown_and_ambiguous_micrographs_are_named_and_the_others_written(
    tmp_path: Path, optics: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("a", "c", "stranger"):
        write_boxes(tmp_path / f"in/{name}.cbox", BoxList(None, boxes(3)), "cbox")
    assert convert(optics, tmp_path / "in") == 1
    printed = capsys.readouterr().err
    assert "'stranger' matches none of the micrographs" in printed
    assert "'c' matches 2 of the micrographs" in printed
    assert read_with_starfile(tmp_path)["particles"]["rlnMicrographName"].unique() == ["MotionCorr/job002/Movies/a.mrc"]


def test_a_full_name_distinguishes_two_micrographs(tmp_path: Path, optics: Path) -> None:
    lists = [BoxList("MotionCorr/job002/Other/c.mrc", boxes(3))]
    write_boxes(tmp_path / "in.star", lists, "star")
    assert convert(optics, tmp_path / "in.star", more=("--box-size", "180")) == 0
    assert set(read_with_starfile(tmp_path)["particles"]["rlnMicrographName"]) == {"MotionCorr/job002/Other/c.mrc"}


def test_boxes_from_two_files_are_not_added(tmp_path: Path, optics: Path) -> None:
    for name in ("a.cbox", "sub/a.cbox"):
        write_boxes(tmp_path / "in" / name, BoxList(None, boxes(3)), "cbox")
    assert convert(optics, tmp_path / "in") == 1
    assert len(read_with_starfile(tmp_path)["particles"]) == 2


def test_without_boxes_nothing_is_written(tmp_path: Path, optics: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.box").touch()
    assert convert(optics, tmp_path / "a.box") == 0
    assert "was not written: there are no boxes" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_threshold_and_sizes(tmp_path: Path, optics: Path) -> None:
    made = make_boxes([10, 20, 30], [10, 20, 30], [179, 179, 60], confidence=[0.9, 0.8, 0.1], kind=Kind.PICK)
    write_boxes(tmp_path / "a.cbox", BoxList(None, made), "cbox")
    assert convert(optics, tmp_path / "a.cbox", more=("--threshold", "0.5")) == 0
    table = read_with_starfile(tmp_path)
    assert table["particles"]["rlnCoordinateX"].tolist() == [10, 20]
    assert table["optics"]["rlnImageSize"].tolist() == [180, 180]


@pytest.mark.parametrize(
    "content",
    [
        "data_\nloop_\n_rlnMicrographName\na.mrc\n",
        MICROGRAPHS.replace("b.mrc 4.5 2", "b.mrc 4.5 3"),
        MICROGRAPHS.split("data_micrographs")[0],
        "no star",
        "",
    ],
    ids=["RELION 3.0", "unknown group", "no micrographs", "text", "empty"],
)
def test_files_without_optics_groups(tmp_path: Path, content: str) -> None:
    (tmp_path / "m.star").write_text(content)
    with pytest.raises(ReadError):
        read_optics(tmp_path / "m.star")


def test_optics_apply_to_this_format_only(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for more in (["--to", "particles"], ["--to", "star", "--optics", "m.star"]):
        with pytest.raises(SystemExit):
            main(["convert", "a.box", "--output", str(tmp_path), *more])
        assert "--optics, the RELION project" in capsys.readouterr().err


def test_the_image_size_is_the_most_common_box_and_labels_are_certain(tmp_path: Path, optics: Path) -> None:
    some = make_boxes([100, 200, 300], [100] * 3, [181, 180, 90], confidence=[0.25, np.nan, 0.75])
    write_particles(tmp_path / "p.star", {"MotionCorr/job002/Movies/a.mrc": BoxList(None, some)}, read_optics(optics))
    table = starfile.read(tmp_path / "p.star")
    assert table["optics"]["rlnImageSize"].tolist() == [180, 180]
    assert table["particles"]["rlnAutopickFigureOfMerit"].tolist() == [0.25, 1, 0.75]
    assert table["particles"]["rlnCoordinateX"].tolist() == [100, 200, 300]
