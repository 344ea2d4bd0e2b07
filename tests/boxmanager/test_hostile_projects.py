"""Projects with difficult micrograph names and with forged or damaged files."""

from __future__ import annotations

import errno
import json
import os
from pathlib import Path
from typing import Any

import pytest

from iceboxer.boxmanager.document.box_files import read_project_boxes
from iceboxer.boxmanager.document.project import Project
from iceboxer.boxmanager.document.project_folder import INDEX
from iceboxer.boxmanager.document.project_index import index_text, read_project
from iceboxer.boxmanager.document.saving import Snapshot, write_snapshot
from iceboxer.engine.data.boxes import make_boxes
from iceboxer.engine.errors import EngineError, ReadError
from tests.engine.hostile import STEMS, failing


def test_difficult_names_are_read_back(tmp_path: Path) -> None:
    folders = [tmp_path / name for name in ("one", "t\nwo '\"❄")]
    for folder in folders:
        folder.mkdir()
        for stem in STEMS.values():
            (folder / f"{stem}.mrc").touch()
    paths = [folder / f"{stem}.mrc" for folder in folders for stem in STEMS.values()]
    project, target = Project(), tmp_path / "p.icebox"
    project.add(paths)
    files = {project.box_files[p]: make_boxes([number], [number], 8) for number, p in enumerate(paths, 1)}
    assert len({name.casefold() for name in files}) == len(paths)
    assert all(len(os.fsencode(name)) < 240 for name in files)
    write_snapshot(Snapshot(target, lambda: index_text(project, target), files))
    again = read_project(target)
    assert again.micrographs == paths
    assert [read_project_boxes(again, path)["x"].tolist() for path in again.micrographs] == [
        [number] for number in range(1, len(paths) + 1)
    ]


@pytest.mark.parametrize(
    "boxes",
    ["../x.cbox", "/tmp/x.cbox", "boxes/../../x.cbox", "", ".", "boxes", INDEX, "boxes/x\0.cbox", 3, None, ["a"]],
)
def test_box_files_outside_the_project_are_refused(tmp_path: Path, boxes: Any) -> None:
    project = Project()
    project.add([tmp_path / "a.mrc"])
    content = json.loads(index_text(project, tmp_path))
    content["micrographs"][0]["boxes"] = boxes
    (tmp_path / INDEX).write_text(json.dumps(content))
    with pytest.raises(ReadError, match="damaged"):
        read_project(tmp_path)


def test_two_micrographs_never_share_a_file_of_boxes(tmp_path: Path) -> None:
    project = Project()
    project.add([tmp_path / "a.mrc", tmp_path / "b.mrc"])
    content = json.loads(index_text(project, tmp_path))
    content["micrographs"][1]["boxes"] = content["micrographs"][0]["boxes"]
    (tmp_path / INDEX).write_text(json.dumps(content))
    with pytest.raises(ReadError, match="damaged"):
        read_project(tmp_path)


def test_a_link_out_of_the_project_is_replaced_not_followed(tmp_path: Path) -> None:
    victim = tmp_path / "victim.txt"
    victim.write_text("mine")
    target = tmp_path / "p.icebox"
    (target / "boxes").mkdir(parents=True)
    (target / "boxes/a.cbox").symlink_to(victim)
    project = Project()
    project.add([tmp_path / "a.mrc"])
    files = {project.box_files[tmp_path / "a.mrc"]: make_boxes([1], [1], 8)}
    write_snapshot(Snapshot(target, lambda: index_text(project, target), files))
    assert victim.read_text() == "mine"
    assert len(read_project_boxes(read_project(target), tmp_path / "a.mrc")) == 1


@pytest.mark.parametrize("depth", [100, 100_000])
def test_endless_nesting(tmp_path: Path, depth: int) -> None:
    (tmp_path / INDEX).write_text("[" * depth)
    with pytest.raises(ReadError, match="damaged"):
        read_project(tmp_path)


def test_a_folder_of_boxes_that_is_a_link_elsewhere(tmp_path: Path) -> None:
    project, target = Project(), tmp_path / "p.icebox"
    project.add([tmp_path / "a.mrc"])
    write_snapshot(Snapshot(target, lambda: index_text(project, target), {}))
    (tmp_path / "elsewhere").mkdir()
    (target / "boxes").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(ReadError, match="outside the project"):
        read_project(target)


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EROFS])
@pytest.mark.parametrize("after", range(4))
def test_a_disk_that_fails_during_a_save(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, after: int
) -> None:
    paths, target = [tmp_path / "a.mrc", tmp_path / "b.mrc"], tmp_path / "p.icebox"
    project = Project()
    project.add(paths)

    def saved(x: float) -> Snapshot:
        project.box_size = x
        boxes = {project.box_files[path]: make_boxes([x], [x], 8) for path in paths}
        return Snapshot(target, lambda: index_text(project, target), boxes)

    write_snapshot(saved(1))
    failing(monkeypatch, number, after)
    if after < 3:  # two files of boxes and the index
        with pytest.raises(EngineError, match=f"cannot be written: {os.strerror(number)}"):
            write_snapshot(saved(2))
    else:
        write_snapshot(saved(2))
    again = read_project(target)
    assert again.box_size == (1 if after < 3 else 2)
    xs = [read_project_boxes(again, path)["x"].tolist() for path in paths]
    assert sorted(xs, reverse=True) == [[2.0 if after > n else 1.0] for n in range(2)]  # written at the same time
    assert not [path for path in target.rglob("*") if path.name.startswith(".")]


@pytest.mark.parametrize("wrong", [10**400, -1, 0, "8", None, [8]])
def test_invalid_sizes_are_refused(tmp_path: Path, wrong: object) -> None:
    for key in ("box_size", "pixel_size"):
        content = json.loads(index_text(Project(), tmp_path)) | {key: wrong}
        (tmp_path / INDEX).write_text(json.dumps(content))
        if key == "pixel_size" and wrong is None:
            assert read_project(tmp_path).pixel_size is None
        else:
            with pytest.raises(ReadError, match="damaged"):
                read_project(tmp_path)
