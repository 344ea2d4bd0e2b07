"""A job killed at any moment leaves complete files, resumes, and ends as if it had not been killed; short runs.

Long runs: ``python -m tests.kill``, see docs/reliability.md.
"""

from __future__ import annotations

import math
import multiprocessing
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.kill import load
from tests.kill.victim import kill_often, written_in_place

SHORT: dict[str, dict[str, Any]] = {
    "picking": {"count": 4},
    "watch": {"count": 4},
    "training": {"epochs": 3},
    "window": {"boxes": 12, "may_be_lost": math.inf},
}


@pytest.mark.skipif("forkserver" not in multiprocessing.get_all_start_methods(), reason="needs a forkserver")
@pytest.mark.parametrize("name", list(SHORT))
def test_kill(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
        monkeypatch.setenv(variable, "1")
    kind = load(name)
    for part, value in SHORT[name].items():
        monkeypatch.setattr(kind, part, value)
    outcome = kill_often(kind(tmp_path), times=3, seed=1)
    assert outcome.faults == []
    assert outcome.kills == 3


def test_a_write_that_is_not_atomic_is_noticed(tmp_path: Path) -> None:
    """Without any kill, for a kill hardly ever falls between two writes of a small file."""
    code = (
        "import sys\nfrom pathlib import Path\nfrom tests.kill.victim import watch_writes\n"
        "from iceboxer.engine.data.atomic import write_text\n"
        "folder = Path(sys.argv[1])\nwatch_writes(folder, folder / 'in-place.txt')\n"
        "write_text(folder / 'whole.txt', 'new')\n(folder / 'half.txt').write_text('new')"
    )
    subprocess.run([sys.executable, "-c", code, tmp_path], check=True, cwd=Path(__file__).parents[2])
    assert written_in_place(tmp_path) == [f"written in place: {tmp_path / 'half.txt'}"]
