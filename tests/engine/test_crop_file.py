"""Crops on disk: the right rows, a message on a full or lost disk, and micrographs of any name."""

from __future__ import annotations

import os
import re
from pathlib import Path

import numpy as np
import pytest

from iceboxer.engine.classes.crop_file import CropFile
from iceboxer.engine.classes.picks import Picks
from iceboxer.engine.data.boxes import make_boxes
from iceboxer.engine.data.micrograph import open_micrograph
from iceboxer.engine.errors import EngineError
from tests.engine.conftest import write_micrograph

ROOT = Path(__file__).parents[2]


def test_rows_come_back(tmp_path: Path) -> None:
    file = CropFile(tmp_path / "crops", 5, 3)
    assert not file.is_whole()
    file.create()
    crops = np.arange(27, dtype=np.float32).reshape(3, 3, 3)
    file.write(np.array([4, 0, 2]), crops)
    file.flush()
    assert file.is_whole()
    assert (file.read(np.array([0, 2, 4])) == crops[[1, 2, 0]]).all()
    assert (file.read(np.array([1])) == 0).all()
    assert not CropFile(tmp_path / "crops", 6, 3).is_whole()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
def test_full_disk(tmp_path: Path) -> None:
    """A mapped file would end the process with SIGBUS."""
    (tmp_path / "crops").symlink_to("/dev/full")
    with pytest.raises(EngineError, match="crops cannot be written: No space left"):
        CropFile(tmp_path / "crops", 5, 3).write(np.array([0]), np.zeros((1, 3, 3)))


def test_lost_disk(tmp_path: Path) -> None:
    file = CropFile(tmp_path / "gone/crops", 5, 3)
    for call in (file.create, file.flush, lambda: file.write(np.array([0]), np.zeros((1, 3, 3)))):
        with pytest.raises(EngineError, match="cannot be written: No such file"):
            call()
    with pytest.raises(EngineError, match="cannot be read"):
        file.read(np.array([0]))
    (tmp_path / "short").write_bytes(bytes(20))
    with pytest.raises(EngineError, match="short cannot be read"):
        CropFile(tmp_path / "short", 5, 3).read(np.array([1]))


def test_no_file_is_mapped() -> None:
    for path in (ROOT / "engine").rglob("*.py"):
        assert not re.search("memmap|mmap_mode", path.read_text(encoding="utf-8")), path


def test_a_name_that_is_not_unicode(tmp_path: Path) -> None:
    path = tmp_path / os.fsdecode(b"caf\xe9.mrc")
    write_micrograph(path, np.zeros((20, 20), np.float32))
    picks = Picks((open_micrograph(path),), make_boxes([10], [10], 8), np.zeros(1, np.intp), 8.0, False)
    assert picks.digest() == picks.digest()
