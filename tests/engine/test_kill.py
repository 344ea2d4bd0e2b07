"""A job killed at any moment leaves complete files, resumes, and ends as if it had not been killed; short runs.

Long runs: ``python -m tests.kill``, see docs/reliability.md.
"""

from __future__ import annotations

import math
import multiprocessing
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.kill import load
from tests.kill.victim import kill_often
from tests.kill.writes import LOG, states, written_in_place

ROOT = Path(__file__).parents[2]

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
    victim = kind(tmp_path)
    outcome = kill_often(victim, times=3, seed=1)
    assert outcome.faults == []
    assert outcome.kills == 3
    victim.broken = True
    victim.run(None)
    assert victim.in_place, "this harness would not notice a program that writes in place"


NOTICED = """
import os, sys
import numpy as np
from pathlib import Path
from safetensors.numpy import save_file
from tests.kill.writes import watch_writes
from iceboxer.engine.data.atomic import replacing, write_text
folder = Path(sys.argv[1])
watch_writes(folder, folder / "in-place.txt")
write_text(folder / "whole.txt", "new")
with replacing(folder / "whole.safetensors") as temporary:
    save_file({"a": np.zeros(3)}, temporary)
(folder / "half.txt").write_text("new")
save_file({"a": np.zeros(3)}, folder / "half.safetensors")
"""


def run(code: str, folder: Path) -> list[str]:
    """Run some code on a folder, in a process of its own; return the files that it did not write atomically."""
    before = states(folder)
    subprocess.run([sys.executable, "-c", code, folder], check=True, cwd=ROOT)
    return written_in_place(folder, before, folder / LOG)


def test_a_write_that_is_not_atomic_is_noticed(tmp_path: Path) -> None:
    """Without any kill, for a kill hardly ever falls between two writes of a small file; also one by a library."""
    found = run(NOTICED, tmp_path)
    assert found == [f"written in place: {tmp_path / name}" for name in ("half.txt", "half.safetensors")]


WRITERS = """
import sys
from pathlib import Path
from iceboxer.engine.cli.main import main
from tests.kill.writes import watch_writes
folder = Path(sys.argv[1])
watch_writes(folder, folder / "in-place.txt")
for line in sys.stdin:
    arguments = line.split()
    assert main(arguments) == 0, line
"""
COMMANDS = """
simulate --micrographs 1 --width 512 --height 512 --pixel-size 8 --particles 40 --seed 1 --output out/simulated
simulate --micrographs 1 --width 512 --height 512 --pixel-size 8 --filaments 2 --output out/filaments
inspect out/simulated/micrographs --picks out/simulated/boxes --output out/inspected
convert out/simulated/boxes --to star --output out/star
convert out/filaments/filaments --to cryosparc-filaments --micrographs out/filaments/micrographs --output out/cs
convert out/filaments/filaments --to relion-segments --micrographs out/filaments/micrographs --output out/segments
compare out/simulated/boxes out/simulated/boxes --output out/compared --json out/compared/counts.json
classes out/simulated/boxes --micrographs out/simulated/micrographs --output out/classes --crop 32 --threads 1
feedback out/classes/assignments.star --micrographs out/simulated/micrographs --box-size 20 --output out/labels
pick out/filaments/micrographs --filaments --threads 1 --device cpu --output out/picked
"""


def test_all_commands_write_atomically(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each command writes its files under temporary names, which it renames."""
    (tmp_path / "out").mkdir()
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(ROOT), str(ROOT / "packaging")]))
    before, command = states(tmp_path), [sys.executable, "-c", WRITERS, str(tmp_path / "out")]
    done = subprocess.run(command, input=COMMANDS.strip(), cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    assert written_in_place(tmp_path, before, tmp_path / "out" / LOG) == []
    for folder in ("simulated", "inspected", "cs", "segments", "labels", "classes", "picked"):
        assert any((tmp_path / "out" / folder).iterdir())
