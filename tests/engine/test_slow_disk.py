"""Slow and stale network folders: a small library delays calls on a folder and fails some of them."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "tests/slow_disk.c"
ROUNDS = 12
CHILD = f"""
import sys
from pathlib import Path
from iceboxer.boxmanager.document.box_files import read_project_boxes
from iceboxer.boxmanager.document.project import Project
from iceboxer.boxmanager.document.project_folder import INDEX
from iceboxer.boxmanager.document.project_index import index_text, read_project
from iceboxer.boxmanager.document.saving import Snapshot, find_merged, write_snapshot
from iceboxer.engine.data.boxes import make_boxes
from iceboxer.engine.data.claim import claim
from iceboxer.engine.data.regular_file import read_regular_text
from iceboxer.engine.errors import EngineError

folder, failures = Path(sys.argv[1]) / "p.icebox", 0
mine, other = Project(folder), None
mine.add([Path(f"/data/{{name}}.mrc") for name in "ab"])
for number in range({ROUNDS}):
    try:
        if other is None:
            write_snapshot(Snapshot(folder, lambda: index_text(mine, folder), {{}}, mine.disk))
            other = read_project(folder)
        for project, path in ((mine, mine.micrographs[0]), (other, mine.micrographs[1])):
            boxes = make_boxes([number], [number], 5)
            write_snapshot(Snapshot(folder, None, {{project.box_files[path]: boxes}}, project.disk))
            last = read_project_boxes(project, path)["x"].tolist()
            assert last == [number], last
            merged, _ = find_merged(folder, lambda: index_text(project, folder), project.disk, set())
            assert not merged.beside, merged
        with claim(Path(sys.argv[1]) / "out"):
            pass
    except EngineError as e:
        failures += 1
        assert str(folder.parent) in str(e), e
print(failures)
"""


@pytest.fixture(scope="module")
def shim(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The library, compiled."""
    made = tmp_path_factory.mktemp("shim") / "slow.so"
    try:
        subprocess.run(["gcc", "-shared", "-fPIC", "-O1", "-o", made, SOURCE, "-ldl"], check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("no C compiler for Linux")
    return made


def run(shim: Path, folder: Path, **settings: object) -> int:
    """Let two windows work on one project in a bad folder; return how many of their steps failed with a message."""
    more = {f"ICEBOXER_SLOW_{name.upper()}": str(value) for name, value in settings.items()}
    environment = {**os.environ, **more, "LD_PRELOAD": str(shim), "ICEBOXER_SLOW_FOLDER": str(folder)}
    environment["PYTHONPATH"] = os.pathsep.join([str(ROOT / "packaging"), str(ROOT)])
    command = [sys.executable, "-c", CHILD, str(folder)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    left = [path.name for path in folder.rglob("*") if path.name.startswith(".")]
    assert not left or "fails" in settings, left
    return int(done.stdout)


def test_a_slow_folder(shim: Path, tmp_path: Path) -> None:
    assert run(shim, tmp_path, us=300) == 0


def test_files_that_are_stale_at_times(shim: Path, tmp_path: Path) -> None:
    """Another machine replaced them at this moment: they are opened again."""
    assert run(shim, tmp_path, fails=5, errno=errno.ESTALE, calls="o") == 0


@pytest.mark.parametrize(("calls", "fails"), [("osrwf", 211), ("s", 97)])
def test_a_folder_that_fails_at_times(shim: Path, tmp_path: Path, calls: str, fails: int) -> None:
    """Steps fail with a message, no traceback; nobody's boxes are replaced, and the next step succeeds."""
    assert 0 < run(shim, tmp_path, fails=fails, errno=errno.EIO, calls=calls) < ROUNDS
