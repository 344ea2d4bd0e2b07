"""Folders with links, hidden files and unreadable entries: every readable file is found, once."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from iceboxer.engine.data.formats import find_box_files
from iceboxer.engine.data.micrograph_search import find_micrographs
from iceboxer.engine.errors import ReadError

FIND = [(find_micrographs, ".mrc"), (find_box_files, ".box")]


def touch(folder: Path, *names: str) -> None:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"1 2 3 4\n")


def names(paths: list[Path], folder: Path) -> list[str]:
    return [str(p.relative_to(folder)) for p in paths]


@pytest.mark.parametrize(("find", "suffix"), FIND)
def test_each_file_once(tmp_path: Path, find: Callable[..., list[Path]], suffix: str) -> None:
    touch(tmp_path, f"a{suffix}", f"sub/deep/b{suffix}", "notes.pdf")
    (tmp_path / f"link{suffix}").symlink_to(tmp_path / f"a{suffix}")
    (tmp_path / "sub" / "up").symlink_to(tmp_path)
    found = find([tmp_path, tmp_path / "sub", tmp_path / f"a{suffix}"])
    assert names(found, tmp_path) == [f"a{suffix}", f"sub/deep/b{suffix}"]


@pytest.mark.parametrize(("find", "suffix"), FIND)
def test_hidden_and_impossible_files_are_skipped(tmp_path: Path, find: Callable[..., list[Path]], suffix: str) -> None:
    touch(tmp_path, f"a{suffix}", f".b{suffix}", f".thumbnails/c{suffix}", f"folder{suffix}/d{suffix}")
    (tmp_path / f"broken{suffix}").symlink_to(tmp_path / "gone")
    (tmp_path / f"loop{suffix}").symlink_to(tmp_path / f"loop{suffix}")
    os.mkfifo(tmp_path / f"pipe{suffix}")
    assert names(find([tmp_path]), tmp_path) == [f"a{suffix}", f"folder{suffix}/d{suffix}"]


@pytest.mark.parametrize(("find", "suffix"), FIND)
def test_hidden_folder_that_is_named_is_searched(tmp_path: Path, find: Callable[..., list[Path]], suffix: str) -> None:
    touch(tmp_path, f".mine/a{suffix}")
    assert names(find([tmp_path / ".mine"]), tmp_path) == [f".mine/a{suffix}"]


@pytest.mark.parametrize(("find", "suffix"), FIND)
@pytest.mark.parametrize("name", ["gone", "a/below", "n" * 300, "loop"])
def test_missing_paths(tmp_path: Path, find: Callable[..., list[Path]], suffix: str, name: str) -> None:
    touch(tmp_path, "a")
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    with pytest.raises(ReadError):
        find([tmp_path / name])


@pytest.mark.parametrize(("find", "suffix"), FIND)
@pytest.mark.parametrize("mode", [0o000, 0o111, 0o444])
def test_folder_without_read_permission(
    tmp_path: Path, unprivileged: Callable[[], None], find: Callable[..., list[Path]], suffix: str, mode: int
) -> None:
    """If the user names it, it is an error; inside another folder, it is skipped."""
    touch(tmp_path, f"shut/a{suffix}", f"open/b{suffix}")
    (tmp_path / "shut").chmod(mode)
    unprivileged()
    assert names(find([tmp_path]), tmp_path) == [f"open/b{suffix}"]
    if mode == 0o444:  # its names can be read, but not its files
        assert find([tmp_path / "shut"]) == []
    else:
        with pytest.raises(ReadError, match=r"shut: cannot be read \(permission denied\)"):
            find([tmp_path / "shut"])


@pytest.mark.parametrize(("find", "suffix"), FIND)
def test_a_project_of_the_window_keeps_its_files_unless_it_is_named(
    tmp_path: Path, find: Callable[..., list[Path]], suffix: str
) -> None:
    touch(tmp_path, f"a{suffix}", f"p.icebox/picks/b{suffix}")
    assert names(find([tmp_path]), tmp_path) == [f"a{suffix}"]
    assert names(find([tmp_path / "p.icebox"]), tmp_path) == [f"p.icebox/picks/b{suffix}"]


def test_boxes_of_a_project_are_not_taken_as_they_lie(tmp_path: Path) -> None:
    """They would be without its thresholds, masks and exclusions, and twice: its folder of picks has them too."""
    touch(tmp_path, "p.icebox/project.json", "p.icebox/boxes/b.cbox", "p.icebox/picks/b.cbox")
    with pytest.raises(ReadError, match="Export its boxes"):
        find_box_files([tmp_path / "p.icebox"])
    assert names(find_box_files([tmp_path / "p.icebox" / "boxes"]), tmp_path) == ["p.icebox/boxes/b.cbox"]
