"""Lists of data sets: what they may say, and what is refused with a sentence."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from iceboxer.engine.cli.main import main
from iceboxer.engine.data.boxes import Kind, make_boxes
from iceboxer.engine.data.formats import BoxList, write_boxes
from iceboxer.engine.data.junk import CLEARED, PAINTED, JunkMask
from iceboxer.engine.data.mask_file import write_mask
from iceboxer.engine.data.project_index import read_project_labels
from iceboxer.engine.errors import ConfigError, EngineError, ReadError
from iceboxer.engine.events import Event, Note, ignore
from iceboxer.engine.training.config import TrainConfig
from iceboxer.engine.training.data_sets import (
    DataSet,
    earlier_sets,
    read_sets,
    require_disjoint,
    with_pixel_size,
    write_sets,
)


def written(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def set_folder(path: Path) -> Path:
    for name in ("micrographs", "boxes"):
        (path / name).mkdir(parents=True)
    return path


def project_folder(folder: Path) -> Path:
    """Write a project with a label and a pick on a.mrc, nothing on b.mrc, and c.mrc marked as empty."""
    folder.mkdir()
    boxes = make_boxes([10, 20], [10, 20], 8, 8, [1.0, 0.9])
    boxes["kind"] = Kind.LABEL, Kind.PICK
    write_boxes(folder / "boxes" / "a.cbox", BoxList(None, boxes), "cbox")
    entries = [
        {"path": f"/elsewhere/{name}.mrc", "relative": f"../{name}.mrc", "boxes": f"boxes/{name}.cbox", "empty": empty}
        for name, empty in (("a", False), ("b", False), ("c", True))
    ]
    (folder.parent / "a.mrc").touch()
    index = {"format": "iceboxer project", "version": 1, "box_size": 8.0, "pixel_size": 2.0, "micrographs": entries}
    written(folder / "project.json", json.dumps(index))
    return folder


def test_a_set_is_a_folder_a_project_or_an_entry_of_a_list(tmp_path: Path) -> None:
    folder, project = set_folder(tmp_path / "one"), project_folder(tmp_path / "two.icebox")
    text = (
        '[[set]]\nmicrographs = "three/micrographs"\nboxes = ["x.star", "/y.box"]\ndiameter = 130\npixel_size = 1.5\n'
        'mask = "m"\n'
    )
    sets = read_sets([folder, project, written(tmp_path / "list.toml", text)])
    assert sets == [
        DataSet("one", (folder / "micrographs",), (folder / "boxes",)),
        DataSet("two", project=project),
        DataSet(
            "three",
            (tmp_path / "three/micrographs",),
            (tmp_path / "x.star", Path("/y.box")),
            diameter=130.0,
            pixel_size=1.5,
            mask=tmp_path / "m",
        ),
    ]


def test_a_written_list_is_read_as_the_same_sets(tmp_path: Path) -> None:
    micrographs, boxes, mask = (tmp_path / name for name in "mbx")
    sets = [DataSet('β "1"', (micrographs,), (boxes,), diameter_px=20.0, mask=mask), DataSet("p", project=tmp_path)]
    write_sets(sets, tmp_path / "sub" / "list.toml")
    assert read_sets([tmp_path / "sub" / "list.toml"]) == sets


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("[[set]\n", "is not a list of sets"),
        ("sets = 1\n", r"each begins with a line \[\[set\]\]"),
        ('[[set]]\nmicrographs = "a"\n', "set 1: needs micrographs and boxes, or a project"),
        ('[[set]]\nproject = "a"\ndiametre = 3\n', "set 1: unknown entry diametre; possible are name, micrographs"),
        ('[[set]]\nproject = "a"\ndiameter = "3"\n', "diameter must be a number above 0, not '3'"),
        ('[[set]]\nproject = "a"\ndiameter = -3\n', "diameter must be a number above 0, not -3"),
        ('[[set]]\nproject = "a"\ndiameter = 3\ndiameter_px = 3\n', r"in Å \(diameter\) or in px"),
        ('[[set]]\nproject = "a"\nmask = "b"\n', "set 1: a project has its own masks; remove mask"),
        ("[[set]]\nmicrographs = 3\nboxes = 4\n", "micrographs must be a path or a list of paths"),
    ],
)
def test_a_list_with_an_error_is_refused(text: str, problem: str, tmp_path: Path) -> None:
    with pytest.raises(ReadError, match=problem):
        read_sets([written(tmp_path / "list.toml", text)])


def test_what_is_no_set_and_two_sets_of_one_name_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"is no data set. Give a folder with micrographs/ and boxes/"):
        read_sets([tmp_path])
    with pytest.raises(ReadError, match="cannot be read"):
        read_sets([tmp_path / "missing.toml"])
    with pytest.raises(ConfigError, match="Two data sets are called a"):
        read_sets([set_folder(tmp_path / "1" / "a"), set_folder(tmp_path / "2" / "a")])
    with pytest.raises(ConfigError, match="is given twice"):
        read_sets([tmp_path / "1" / "a", tmp_path / "2" / ".." / "1" / "a"])


def test_a_project_gives_labels_and_empty_micrographs_but_no_picks(tmp_path: Path) -> None:
    found = read_project_labels(project_folder(tmp_path / "p.icebox"))
    assert (found.box_size, found.diameter_px, found.pixel_size) == (8.0, None, 2.0)
    assert {path: boxes["x"].tolist() for path, boxes in found.boxes.items()} == {
        tmp_path / "a.mrc": [10.0],
        Path("/elsewhere/c.mrc"): [],
    }
    written(tmp_path / "p.icebox" / "project.json", '{"format": "iceboxer project", "version": 1, "micrographs": [{}]}')
    with pytest.raises(ReadError, match="is damaged"):
        read_project_labels(tmp_path / "p.icebox")
    written(tmp_path / "p.icebox" / "project.json", '{"format": "iceboxer project", "version": 9}')
    with pytest.raises(ReadError, match="newer version"):
        read_project_labels(tmp_path / "p.icebox")


def test_a_project_gives_the_painted_masks_also_of_unlabelled_micrographs(tmp_path: Path) -> None:
    """Of a.mrc and b.mrc; that of c.mrc, in which everything is erased, masks nothing."""
    folder = project_folder(tmp_path / "p.icebox")
    for name, kind in (("a", PAINTED), ("b", PAINTED), ("c", CLEARED)):
        write_mask(folder / "masks" / f"{name}.png", JunkMask(np.full((1, 1), kind, np.int8), (8.0, 8.0)), painted=True)
    found = read_project_labels(folder)
    assert set(found.masks) == {tmp_path / "a.mrc", Path("/elsewhere/b.mrc")}
    assert found.masks[tmp_path / "a.mrc"].share() == 1
    assert Path("/elsewhere/b.mrc") not in found.boxes
    written(folder / "masks" / "a.png", "no picture")
    with pytest.raises(ReadError, match=r"a\.png"):
        read_project_labels(folder)


def test_a_micrograph_in_two_sets_is_refused(tmp_path: Path) -> None:
    require_disjoint({"a": [tmp_path / "m1"], "b": [tmp_path / "m2"]})
    with pytest.raises(ConfigError, match="m1 is in two data sets, a and b"):
        require_disjoint({"a": [tmp_path / "m1"], "b": [tmp_path / "x" / ".." / "m1"]})


def test_the_micrographs_of_a_set_have_one_pixel_size() -> None:
    one = DataSet("s")
    assert with_pixel_size(one, [1.0, None, 1.004]).pixel_size == 1.0
    assert with_pixel_size(one, [None]).pixel_size is None
    with pytest.raises(EngineError, match=r"The data set s has micrographs of 1.06 and 1.77 Å/px"):
        with_pixel_size(one, [1.77, 1.06])
    assert with_pixel_size(DataSet("s", pixel_size=2.0), [1.77, 1.06]).pixel_size == 2.0


def test_earlier_sets_are_found_unless_they_are_new_or_gone(tmp_path: Path) -> None:
    here, gone = (DataSet(n, (tmp_path / n,), (tmp_path / n,)) for n in ("here", "gone"))
    (tmp_path / "here").mkdir()
    records = [{"name": one.name, "data": one.to_plain(), "diameter_px": 30.0} for one in (here, gone)]
    maskless = DataSet("maskless", here.micrographs, here.boxes, mask=tmp_path / "gone")
    records += [{"name": "maskless", "data": maskless.to_plain(), "diameter_px": 30.0}]
    records += [{"name": "again", "data": DataSet("again", project=tmp_path).to_plain()}, {"name": "simulated scenes"}]
    events: list[Event] = []
    found = earlier_sets({"sets": records}, [DataSet("again")], Path("lab"), events.append)
    assert found.replayed == {"here": DataSet("here", here.micrographs, here.boxes, diameter_px=30.0)}
    assert [record["name"] for record in found.records] == ["here", "gone", "maskless"]
    (note,) = events
    assert isinstance(note, Note)
    assert "2 sets cannot be found: gone, maskless" in note.text
    assert earlier_sets({}, [], Path("lab"), ignore).replayed == {}


@pytest.mark.parametrize(
    ("settings", "problem"),
    [
        ({"general": True}, "--general can only be used with --sets"),
        ({"sets": (Path("a"),), "boxes": (Path("b"),), "diameter": 3.0}, "--boxes and --diameter cannot be used with"),
        ({"sets": (Path("a"),), "network": "yolo"}, "only be trained on with the network compact"),
        ({"sets": (Path("a"),), "simulated": 1.0}, "between 0 and 0.9"),
        ({"sets": (Path("a"),), "replay": -0.1}, "between 0 and 0.9"),
    ],
)
def test_settings_of_one_set_and_of_many_exclude_each_other(settings: dict[str, object], problem: str) -> None:
    with pytest.raises(ConfigError, match=problem):
        TrainConfig(**{"micrographs": (), "boxes": (), "output": Path("m"), **settings})  # type: ignore[arg-type]


def test_without_micrographs_and_sets_the_usage_is_wrong(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        main(["train", "--output", "m"])
    assert "--micrographs is missing (or --sets)" in capsys.readouterr().err
