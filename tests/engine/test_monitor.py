"""Detection of complete files in a folder, with a clock that the test advances."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest

from iceboxer.engine.picking.monitor import PATIENCE, FolderMonitor
from tests.engine.conftest import write_micrograph

IMAGE = np.arange(64 * 48, dtype=np.float32).reshape(64, 48)


class Watched:
    """A folder, its monitor, and a clock that advances between two scans."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.now = folder, 0.0
        self.monitor = FolderMonitor(folder, folder / "out", 5, lambda: self.now)
        self.bad: list[str] = []

    def scan(self, seconds: float = 5) -> list[str]:
        self.now += seconds
        whole, bad = self.monitor.scan()
        self.bad += [e.reason for e in bad]
        return [path.relative_to(self.folder).as_posix() for path in whole]


@pytest.fixture
def watched(tmp_path: Path) -> Watched:
    return Watched(tmp_path)


def whole_bytes(folder: Path) -> bytes:
    write_micrograph(folder / "out/x.mrc", IMAGE)
    return (folder / "out/x.mrc").read_bytes()


def test_a_complete_file_is_returned_once(watched: Watched) -> None:
    write_micrograph(watched.folder / "b.mrc", IMAGE)
    write_micrograph(watched.folder / "sub/a.mrc", IMAGE)
    assert watched.scan() == []
    assert watched.scan() == ["b.mrc", "sub/a.mrc"]
    assert [watched.scan() for _ in range(4)] == [[]] * 4
    assert not watched.bad


def test_a_replaced_file_is_returned_again(watched: Watched, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("iceboxer.engine.picking.monitor.CHECKED", 1)
    paths = [watched.folder / f"{name}.mrc" for name in "ab"]
    for path in paths:
        write_micrograph(path, IMAGE)
    assert [watched.scan(), watched.scan()] == [[], ["a.mrc", "b.mrc"]]
    for number, path in enumerate(paths, 1):
        write_micrograph(path, IMAGE + 1)
        os.utime(path, ns=(number, number))
    returned = [name for _ in range(4) for name in watched.scan()]
    assert sorted(returned) == ["a.mrc", "b.mrc"]  # one is checked per scan
    whole = paths[0].read_bytes()
    paths[0].unlink()
    assert [watched.scan() for _ in range(4)] == [[]] * 4
    paths[0].write_bytes(whole)  # as if a network folder had disappeared for a while
    os.utime(paths[0], ns=(1, 1))
    assert [watched.scan() for _ in range(4)] == [[]] * 4
    assert not watched.bad


def test_a_growing_file_waits(watched: Watched) -> None:
    data, path = whole_bytes(watched.folder), watched.folder / "a.mrc"
    for end in (100, 1024, 5000, len(data)):
        path.write_bytes(data[:end])
        assert watched.scan() == []
    assert watched.scan() == ["a.mrc"]


def test_a_file_whose_copying_stalls_waits(watched: Watched) -> None:
    """Size and time do not change, but the header claims more than the file holds."""
    data, path = whole_bytes(watched.folder), watched.folder / "a.mrc"
    path.write_bytes(data[:5000])
    assert [watched.scan() for _ in range(5)] == [[]] * 5
    path.write_bytes(data)
    assert [watched.scan(), watched.scan()] == [[], ["a.mrc"]]
    assert not watched.bad


def test_a_preallocated_file_that_is_still_written_waits(watched: Watched) -> None:
    """As if it was preallocated: only the time of its last change shows it."""
    data, path = whole_bytes(watched.folder), watched.folder / "a.mrc"
    path.write_bytes(data[:1024] + bytes(len(data) - 1024))
    for number in range(5):
        os.utime(path, ns=(number, number))
        assert watched.scan() == []
    assert watched.scan() == ["a.mrc"]


def test_two_scans_in_quick_succession_are_not_enough(watched: Watched) -> None:
    write_micrograph(watched.folder / "a.mrc", IMAGE)
    assert [watched.scan(0.1) for _ in range(20)] == [[]] * 20
    assert watched.scan(4) == ["a.mrc"]


def test_clocks_may_be_wrong(watched: Watched) -> None:
    """Only changes of a file's time matter, not whether it is in the past or the future."""
    write_micrograph(watched.folder / "a.mrc", IMAGE)
    os.utime(watched.folder / "a.mrc", (0, 0))
    assert [watched.scan(), watched.scan()] == [[], ["a.mrc"]]
    write_micrograph(watched.folder / "b.mrc", IMAGE)
    os.utime(watched.folder / "b.mrc", (4e9, 4e9))
    assert [watched.scan(), watched.scan()] == [[], ["b.mrc"]]


def test_a_bad_file_is_reported_once_and_again_when_it_changes(watched: Watched) -> None:
    data, path = whole_bytes(watched.folder), watched.folder / "a.mrc"
    path.write_bytes(b"no micrograph")
    for _ in range(3 * PATIENCE):
        assert watched.scan() == []
    assert watched.bad == ["is too short to be an MRC file"]
    path.write_bytes(data)
    assert [watched.scan(), watched.scan()] == [[], ["a.mrc"]]


def test_a_file_that_could_not_be_read_after_all(watched: Watched) -> None:
    path = watched.folder / "a.mrc"
    write_micrograph(path, IMAGE)
    assert [watched.scan(), watched.scan()] == [[], ["a.mrc"]]
    watched.monitor.put_back(path)
    assert [watched.scan() for _ in range(3)] == [[]] * 3
    os.utime(path, ns=(1, 1))
    assert [watched.scan(), watched.scan()] == [[], ["a.mrc"]]


def test_skipped_files_and_folders(watched: Watched) -> None:
    whole_bytes(watched.folder)  # in the output folder
    for name in (".hidden.mrc", ".rsync/a.mrc", "notes.txt"):
        write_micrograph(watched.folder / name, IMAGE)
    os.mkfifo(watched.folder / "pipe.mrc")
    (watched.folder / "gone.mrc").symlink_to(watched.folder / "nowhere")
    (watched.folder / "folder.mrc").mkdir()
    assert [watched.scan() for _ in range(3)] == [[]] * 3
    write_micrograph(watched.folder / "deep/out/a.mrc", IMAGE)  # another folder with that name
    assert [watched.scan(), watched.scan()] == [[], ["deep/out/a.mrc"]]
    assert not watched.bad


def test_odd_names(watched: Watched) -> None:
    names = ["two words.mrc", 'it\'s "so".mrc', "line\nbreak.mrc", "❄.mrc", "x" * 251 + ".mrc", "UPPER.MRC"]
    for name in names:
        write_micrograph(watched.folder / name, IMAGE)
    (watched.folder / os.fsdecode(b"\xff\xfe.mrc")).write_bytes((watched.folder / names[0]).read_bytes())
    watched.scan()
    assert set(watched.scan()) == {*names, os.fsdecode(b"\xff\xfe.mrc")}


def test_a_file_that_vanishes_is_forgotten(watched: Watched) -> None:
    write_micrograph(watched.folder / "a.mrc", IMAGE)
    watched.scan()
    (watched.folder / "a.mrc").unlink()
    assert watched.scan() == []
    assert not watched.monitor._pending


def test_pictures_in_a_project_of_the_window_do_not_arrive(watched: Watched) -> None:
    write_micrograph(watched.folder / "p.icebox/picks/general/a.mrc", IMAGE)
    write_micrograph(watched.folder / "b.mrc", IMAGE)
    watched.scan()
    assert watched.scan() + watched.scan() == ["b.mrc"]
