"""Damaged files: every reader reads them or refuses them with one message. Long runs: ``python -m tests.fuzz``."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from iceboxer.engine.data.formats import read_boxes
from iceboxer.engine.errors import ReadError
from tests.fuzz import trial
from tests.fuzz.damage import KINDS, Edit, damaged
from tests.fuzz.readers import READERS, Reader, sound
from tests.fuzz.trial import attempt

EDITS = st.lists(
    st.builds(
        Edit, st.sampled_from(sorted(KINDS)), st.floats(0, 1, exclude_max=True, width=32), st.integers(0, 2**16 - 1)
    ),
    min_size=1,
    max_size=4,
)


@pytest.mark.parametrize("name", READERS)
def test_valid_files_are_read(tmp_path: Path, name: str) -> None:
    if name == "autopick":  # it names a file that must exist
        assert attempt(READERS[name], tmp_path, sound(name)).refused
        return
    outcome = attempt(READERS[name], tmp_path, sound(name))
    assert (outcome.refused, outcome.fault) == (False, "")


@pytest.mark.parametrize("name", READERS)
def test_damaged_files_are_read_or_refused(tmp_path_factory: pytest.TempPathFactory, name: str) -> None:
    folder = tmp_path_factory.mktemp("damaged")

    @settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
    @given(edits=EDITS)
    def damage(edits: list[Edit]) -> None:
        assert not attempt(READERS[name], folder, damaged(sound(name), edits)).fault

    damage()


def test_pages_in_a_circle_end(tmp_path: Path) -> None:
    """Repeated, the header of this file lies where the offset of the next page is expected."""
    content = damaged(sound("tiff-deflate"), [Edit("repeat", 0.0, 19100)])
    assert not attempt(READERS["tiff-deflate"], tmp_path, content).fault


class TestFaultsAreDetected:
    """The checks themselves: each detects the fault that it is for."""

    def fault(self, folder: Path, read: object) -> str:
        return attempt(Reader(".dat", bytes, read), folder, b"data").fault  # type: ignore[arg-type]

    def test_other_errors(self, tmp_path: Path) -> None:
        def read(path: Path) -> None:
            raise IndexError("out of range")

        assert self.fault(tmp_path, read) == "raises IndexError: out of range"

    def test_warnings(self, tmp_path: Path) -> None:
        import warnings

        assert "raises UserWarning" in self.fault(tmp_path, lambda path: warnings.warn("odd", stacklevel=1))

    def test_memory(self, tmp_path: Path) -> None:
        if not trial._peak():
            pytest.skip("this system does not tell")
        assert "MiB for a file of 4 bytes" in self.fault(tmp_path, lambda path: b"x" * (trial.TOO_MUCH + 2**24))

    def test_files_that_are_written(self, tmp_path: Path) -> None:
        assert self.fault(tmp_path, lambda path: (path.parent / "more").touch()) == "wrote ['more']"

    def test_hangs(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(trial, "TOO_LONG", 1)
        assert self.fault(tmp_path, lambda path: time.sleep(30)) == "takes more than 1 s"

    def test_long_sentences(self, tmp_path: Path) -> None:
        def read(path: Path) -> None:
            raise ReadError(path, "x" * 2000)

        assert "letters" in self.fault(tmp_path, read)


def test_the_command_is_reproducible(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "tests.fuzz", "--inputs", "20", "--readers", "star", "mrc"]
    one, other = (
        subprocess.run(command, capture_output=True, text=True, check=True, cwd=Path(__file__).parents[2]).stdout
        for _ in range(2)
    )
    rows = [line.rsplit(",", 1)[0] for line in one.splitlines()]
    assert rows == [line.rsplit(",", 1)[0] for line in other.splitlines()]
    assert rows[1].startswith("star,20,")


@pytest.mark.parametrize(
    ("suffix", "content"),
    [(".txt", b'"image_name\tx_coord\ty_coord\nb\t1\t2\n'), (".csv", b'"x,y,"\n1,2,3\n')],
    ids=["Topaz: a quote that never ends", "CSV: the whole header is one word"],
)
def test_what_fuzzing_found(tmp_path: Path, suffix: str, content: bytes) -> None:
    """Inputs that once raised another exception."""
    (tmp_path / f"a{suffix}").write_bytes(content)
    with pytest.raises(ReadError, match="has no readable column"):
        read_boxes(tmp_path / f"a{suffix}", 50)
