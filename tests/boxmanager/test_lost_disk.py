"""Files of a project that exist but cannot be read: nobody knows what is in them, so they are not replaced."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from iceboxer.boxmanager.document import disk_state
from iceboxer.boxmanager.document.box_files import read_project_boxes
from iceboxer.boxmanager.document.project import Project
from iceboxer.boxmanager.document.project_folder import INDEX, ProjectGone, is_gone, require_project
from iceboxer.boxmanager.document.project_index import index_text
from iceboxer.boxmanager.document.saving import Snapshot, find_merged, write_snapshot
from iceboxer.engine.data.boxes import make_boxes
from iceboxer.engine.errors import EngineError, ReadError


@pytest.fixture
def project(tmp_path: Path) -> Project:
    made = Project(tmp_path / "p.icebox")
    made.add([Path("/data/a.mrc")])
    boxes = {made.box_files[made.micrographs[0]]: make_boxes([1], [2], 3)}
    write_snapshot(Snapshot(tmp_path / "p.icebox", lambda: index_text(made, tmp_path / "p.icebox"), boxes, made.disk))
    return made


def contents(folder: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def refuse(monkeypatch: pytest.MonkeyPatch, suffix: str) -> None:
    """Let every read of files with this suffix fail."""
    read = disk_state.read_regular

    def fail(path: Path) -> bytes:
        if path.suffix == suffix:
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        return read(path)

    monkeypatch.setattr(disk_state, "read_regular", fail)


def test_boxes(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    """They are not empty, and a save does not replace them."""
    folder, path = project.folder, project.micrographs[0]
    assert folder is not None
    before = contents(folder)
    refuse(monkeypatch, ".cbox")
    with pytest.raises(ReadError, match="cannot be read"):
        read_project_boxes(project, path)
    with pytest.raises(EngineError, match="cannot be read"):
        write_snapshot(Snapshot(folder, None, {project.box_files[path]: make_boxes([9], [9], 3)}, project.disk))
    find_merged(folder, lambda: index_text(project, folder), project.disk, set())
    assert contents(folder) == before


def test_index(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    """What somebody else added to it is not lost."""
    folder = project.folder
    assert folder is not None
    before = contents(folder)
    refuse(monkeypatch, ".json")
    project.add([Path("/data/b.mrc")])
    with pytest.raises(EngineError, match="cannot be read"):
        write_snapshot(Snapshot(folder, lambda: index_text(project, folder), {}, project.disk))
    with pytest.raises(ReadError, match="cannot be read"):
        find_merged(folder, lambda: index_text(project, folder), project.disk, set())
    assert contents(folder) == before


@pytest.mark.parametrize(("number", "gone"), [(errno.ESTALE, True), (errno.EIO, False)])
def test_a_folder_of_a_server(project: Project, monkeypatch: pytest.MonkeyPatch, number: int, gone: bool) -> None:
    """A folder that stays stale was removed there; one that fails may still be there."""
    look = Path.is_file

    def fail(path: Path) -> bool:
        if path.name == INDEX:
            raise OSError(number, os.strerror(number))
        return look(path)

    monkeypatch.setattr(Path, "is_file", fail)
    assert project.folder is not None
    assert is_gone(project.folder) == gone
    with pytest.raises(ProjectGone if gone else ReadError):
        require_project(project.folder)
