"""The terminal gets no escape sequence, and no encoding, closed pipe or closed stream causes a traceback."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from iceboxer.engine.data.boxes import make_boxes
from iceboxer.engine.data.formats import BoxList, write_boxes

HOSTILE = "a\x1b]0;owned\x07\x1b[31m\r é☃"


def run(*arguments: object, redirect: str = "", **environment: str) -> subprocess.CompletedProcess[bytes]:
    """Run the program in a shell, which can close its streams."""
    code = "import sys\nfrom iceboxer.boxmanager.__main__ import main\nsys.exit(main())"
    command = f'set -o pipefail; "$0" -c "$1" "${{@:2}}" {redirect}'
    words = [sys.executable, code, *map(str, arguments)]
    return subprocess.run(
        ["bash", "-c", command, *words], capture_output=True, env=os.environ | environment, timeout=60, check=False
    )


@pytest.fixture
def boxes(tmp_path: Path) -> Path:
    """Two results with hostile names."""
    for name in ("one", f"two {HOSTILE}"):
        write_boxes(tmp_path / name / f"m {HOSTILE}.cbox", BoxList(None, make_boxes([5, 50], [5, 50], 8)), "cbox")
    return tmp_path


@pytest.mark.parametrize("encoding", ["utf-8", "ascii", "latin-1"])
def test_results_and_errors(boxes: Path, encoding: str) -> None:
    results = [boxes / "one", boxes / f"two {HOSTILE}"]
    done = run("compare", *results, PYTHONIOENCODING=encoding)
    assert done.returncode == 0, done.stderr.decode(encoding)
    assert b"\\x1b" in done.stdout + done.stderr
    for failing in (["compare", *results, boxes / HOSTILE], ["compare", f"--{HOSTILE}"], [f"--{HOSTILE}"]):
        failed = run(*failing, PYTHONIOENCODING=encoding)
        assert failed.returncode in (1, 2)
        assert b"Traceback" not in failed.stderr
        done.stderr += failed.stderr
    assert b"\x1b" not in done.stdout + done.stderr
    assert b"\x07" not in done.stdout + done.stderr
    assert b"\r" not in done.stdout + done.stderr


@pytest.mark.parametrize("redirect", [">&-", "2>&-", ">&- 2>&-", "| true", "2>&1 | head -c 1"])
@pytest.mark.parametrize("events", ["text", "json"])
def test_streams_that_are_closed(boxes: Path, redirect: str, events: str) -> None:
    done = run("compare", boxes / "one", boxes / "one", "--events", events, redirect=redirect)
    assert done.returncode == 0
    assert b"Traceback" not in done.stdout + done.stderr
    assert b"Error" not in done.stdout + done.stderr


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
def test_output_on_a_full_disk(boxes: Path) -> None:
    done = run("compare", boxes / "one", boxes / "one", redirect="> /dev/full")
    assert done.returncode == 1
    assert done.stderr.decode().splitlines()[-1].startswith("iceboxer: Standard output cannot be written: No space")
