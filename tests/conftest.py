"""Fixtures shared by all tests."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

# The files that take longest, in this order; they run first, so that parallel processes end together.
LONGEST = (
    "engine/test_cluster.py",
    "engine/test_kill.py",
    "benchmarks/test_experiments.py",
    "stories/test_learning_ends.py",
    "stories/test_learning.py",
    "engine/test_train.py",
    "stories/test_watching.py",
    "stories/test_first_look.py",
)

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("XDG_RUNTIME_DIR", tempfile.mkdtemp(prefix="iceboxer-tests-"))  # Qt warns if it is missing


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Run the files that take longest first."""
    here = Path(__file__).parent
    rank = {here / name: number for number, name in enumerate(LONGEST)}
    items.sort(key=lambda item: rank.get(item.path, len(rank)))


@pytest.fixture(scope="session", autouse=True)
def one_thread() -> Iterator[None]:
    """Let jobs see one processor: tests run side by side, and threads of networks would wait for each other."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "sched_getaffinity", lambda _: {0}, raising=False)
        yield


@pytest.fixture(scope="session")
def traps(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A working directory with modules named like the folders at the top; importing one fails."""
    folder = tmp_path_factory.mktemp("traps")
    for name in ("engine", "resources", "boxmanager"):
        (folder / f"{name}.py").write_text(f"raise SystemExit('{name}.py of the working directory was imported')")
    return folder


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real micrographs and other programs' files; the test is skipped where there is none."""
    named = os.environ.get("ICEBOXER_DATA")
    folder = Path(named) if named else Path(__file__).parents[2] / "shared" / "data"
    if not folder.is_dir():
        pytest.skip("no folder with real data here (ICEBOXER_DATA names it)")
    return folder
