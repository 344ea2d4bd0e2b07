"""A disk that becomes full or read-only while a job runs: one clear message, and no damaged files."""

from __future__ import annotations

import errno
import os
import resource
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from iceboxer.engine.cli.main import main
from iceboxer.engine.data.remains import PREFIX
from iceboxer.engine.models.model_file import load_model
from iceboxer.engine.picking.output import SETTINGS
from tests.engine.conftest import BOX, DIAMETER, simulate_set
from tests.engine.hostile import failing

COUNT = 3
LENGTH = ("--epochs", 1, "--epoch-steps", 1, "--batch", 1, "--diameter-px", DIAMETER, "--threads", 1)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A few micrographs with their boxes, and the output of an undisturbed picking."""
    folder = tmp_path_factory.mktemp("set")
    simulate_set(folder, COUNT)
    assert pick(folder, folder / "reference") == 0
    return folder


def pick(folder: Path, output: Path, *more: str) -> int:
    arguments = ("--box-size", BOX, "--diameter-px", DIAMETER, "--output", output, "--threads", 1, *more)
    return main(["pick", str(folder / "micrographs"), *map(str, arguments)])


def contents(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EROFS])
@pytest.mark.parametrize("after", [0, 1, 2, 5, 11])
def test_picking(
    folder: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    number: int,
    after: int,
) -> None:
    output = tmp_path / "out"
    capsys.readouterr()
    failing(monkeypatch, number, after)
    assert pick(folder, output) == 1
    monkeypatch.undo()
    message = capsys.readouterr().err
    assert message.splitlines()[-1].endswith(f"cannot be written: {os.strerror(number)}")
    assert "Traceback" not in message
    reference = contents(folder / "reference")
    for name, content in contents(output).items():
        assert not Path(name).name.startswith(PREFIX)
        if name not in ("names.json", SETTINGS):
            assert content == reference[name], name
    assert pick(folder, output) == 0  # with free space it resumes
    there = contents(output)
    assert there.keys() == reference.keys()
    assert all(there[name] == reference[name] for name in reference if not name.endswith(".json"))


@contextmanager
def no_file_above(size: int) -> Iterator[None]:
    """Make the system stop the writing of larger files, as a full disk does."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_training_on_a_really_full_disk(folder: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    output = tmp_path / "m.safetensors"
    data = ("--micrographs", folder / "micrographs", "--boxes", folder / "boxes", "--output", output)
    command = ["train", *map(str, (*data, *LENGTH))]
    assert main(command) == 0
    before = contents(tmp_path)
    capfd.readouterr()
    with no_file_above(1 << 20):  # the model is larger
        assert main([*command, "--seed", "2"]) == 1
    message = capfd.readouterr().err
    assert f"{output} cannot be written: " in message.splitlines()[-1]
    assert "Traceback" not in message
    assert contents(tmp_path) == before
    load_model(output)


def test_training_into_a_folder_without_write_permission(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    data = ("--micrographs", folder / "micrographs", "--boxes", folder / "boxes", "--output", tmp_path / "m")
    failing(monkeypatch, errno.EROFS, 0)
    assert main(["train", *map(str, (*data, *LENGTH))]) == 1
    assert capsys.readouterr().err.splitlines()[-1].endswith("cannot be written: Read-only file system")
    assert not list(tmp_path.iterdir())


def test_clock_that_was_set_back(folder: Path, tmp_path: Path) -> None:
    """Finished micrographs are not picked again, although their files are older than the settings."""
    output = tmp_path / "out"
    shutil.copytree(folder / "reference", output)
    for path in output.rglob("*"):
        os.utime(path, (0, 0))
    os.utime(output / SETTINGS, (4e9, 4e9))
    before = {p: p.stat().st_mtime_ns for p in (output / "CBOX").iterdir()}
    assert pick(folder, output) == 0
    assert {p: p.stat().st_mtime_ns for p in (output / "CBOX").iterdir()} == before


def test_picks_of_other_settings_are_not_reused_whatever_the_clock(folder: Path, tmp_path: Path) -> None:
    output = tmp_path / "out"
    shutil.copytree(folder / "reference", output)
    assert pick(folder, output, "--keep-edge") == 0
    kept = contents(output / "CBOX")
    shutil.copytree(folder / "reference/CBOX", output / "CBOX", dirs_exist_ok=True)  # of other settings
    for path in (output / "CBOX").iterdir():
        os.utime(path, (4e9, 4e9))
    assert pick(folder, output, "--keep-edge") == 0
    assert contents(output / "CBOX") == kept
