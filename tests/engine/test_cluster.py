"""Picking on a cluster: a real Dask scheduler and real worker processes on this machine, some of which are killed."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.engine.conftest import Project, held
from tests.forked import COMMAND_LINE, Ended, Forked, run

COPIES = 2  # of each micrograph: enough to be interrupted


def environment(**more: str) -> dict[str, str]:
    quiet = {"DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES": "0", "OMP_NUM_THREADS": "1", "PYTHONWARNINGS": ""}
    root = Path(__file__).parents[2]
    return {**os.environ, **quiet, "PYTHONPATH": f"{root / 'packaging'}{os.pathsep}{root}", **more}


@contextmanager
def running(arguments: list[str], **more: str) -> Iterator[subprocess.Popen[bytes]]:
    with subprocess.Popen(
        arguments, env=environment(**more), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        try:
            yield process
        finally:
            process.kill()


class Cluster:
    """A scheduler, and workers of one thread each that the test starts and kills."""

    def __init__(self, folder: Path, stack: ExitStack) -> None:
        self.file, self._stack = folder / "scheduler.json", stack
        dask = [sys.executable, "-m", "distributed.cli.dask_scheduler", "--host", "127.0.0.1", "--port", "0"]
        more = ["--no-dashboard", "--dashboard-address", "127.0.0.1:0", "--scheduler-file", str(self.file)]
        self.scheduler = stack.enter_context(running([*dask, *more]))
        end = time.monotonic() + 120
        while not self.file.exists():
            assert time.monotonic() < end, "the scheduler does not start"
            time.sleep(0.05)

    def worker(self, *more: str, **variables: str) -> Forked:
        here = ["--no-nanny", "--nthreads", "1", "--no-dashboard", "--host", "127.0.0.1", *more]
        arguments = ["--scheduler-file", self.file, *here]
        return self._stack.enter_context(
            Forked("distributed.cli.dask_worker:main", arguments, environment(**variables))
        )


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    with ExitStack() as stack:
        made = Cluster(tmp_path_factory.mktemp("cluster"), stack)
        yield made


@pytest.fixture(scope="module")
def many(project: Project, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Micrographs, including two with the same name and one that cannot be read."""
    folder = tmp_path_factory.mktemp("many")
    for number in range(COPIES):
        for path in project.paths:
            shutil.copy(path, folder / f"{path.stem}_{number}.mrc")
    (folder / "again").mkdir()
    shutil.copy(project.paths[1], folder / "again" / "m0_0.mrc")
    (folder / "bad.mrc").write_bytes(b"not a micrograph")
    return folder


def command(project: Project, folder: Path, output: Path, *more: str) -> list[str]:
    return ["pick", str(folder), "--model", str(project.model), "--output", str(output), *more]


def picked(arguments: list[str]) -> Ended:
    return run(COMMAND_LINE, arguments, environment())


@pytest.fixture(scope="module")
def alone(project: Project, many: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The output of picking on this machine alone."""
    output = tmp_path_factory.mktemp("alone") / "out"
    assert picked(command(project, many, output, "--threads", "1", "--pictures")).returncode == 1
    return output


def assert_same(one: Path, other: Path) -> None:
    """Check that all files are equal except for times, device and folder."""
    files = sorted(p.relative_to(one) for p in one.rglob("*") if p.is_file())
    assert files == sorted(p.relative_to(other) for p in other.rglob("*") if p.is_file())
    for file in files:
        if file.name not in ("summary.json", "names.json"):
            assert (one / file).read_bytes() == (other / file).read_bytes(), file
    mine, theirs = (json.loads((folder / "summary.json").read_text()) for folder in (one, other))
    for key in set(mine) - {"seconds", "device", "config", "taken_over"}:
        assert mine[key] == theirs[key], key
    assert list(mine["counts"]) == list(theirs["counts"])


def test_a_killed_worker_does_not_change_the_result(
    project: Project, many: Path, alone: Path, cluster: Cluster, tmp_path: Path
) -> None:
    first, second = cluster.worker(), cluster.worker()
    more = ["--cluster", str(cluster.file), "--pictures", "--events", "json"]
    events: list[dict[str, Any]] = []
    arguments = command(project, many, tmp_path / "out", *more)
    with Forked(COMMAND_LINE, arguments, environment()) as p:
        for line in p.stdout:
            events.append(json.loads(line))
            if sum(e["event"] == "MicrographDone" for e in events) == 3:
                first.kill()
        p.wait()
        error = p.stderr
    assert p.returncode == 1
    assert error == "iceboxer: 1 file could not be read (see above); all others are done.\n"
    assert first.wait() is not None
    assert second.poll() is None
    assert_same(alone, tmp_path / "out")
    done = [e["path"] for e in events if e["event"] == "MicrographDone"]
    assert len(done) == len(set(done)) == 6 * COPIES + 1
    assert [e["reason"] for e in events if e["event"] == "MicrographFailed"] == ["is too short to be an MRC file"]
    assert [e["done"] for e in events if e["event"] == "Progress"][-1] >= 6 * COPIES
    again = picked(command(project, many, tmp_path / "out", "--cluster", str(cluster.file), "--pictures"))
    assert again.returncode == 1
    assert json.loads((tmp_path / "out/summary.json").read_text())["taken_over"] == 6 * COPIES + 1
    assert_same(alone, tmp_path / "out")
    second.kill()


def test_a_micrograph_that_kills_every_worker_is_named_and_the_others_are_picked(
    project: Project, cluster: Cluster, tmp_path: Path
) -> None:
    folder = tmp_path / "in"
    shutil.copytree(project.micrographs, folder)
    shutil.copy(project.paths[0], folder / "crashes.mrc")
    for _ in range(3):  # one worker crashes among other tasks, one when the micrograph is retried alone, one is left
        cluster.worker("--preload", "tests.engine.crashing", ICEBOXER_TEST_CRASHES="crashes.mrc")
    done = picked(command(project, folder, tmp_path / "out", "--cluster", str(cluster.file)))
    assert done.returncode == 1, done.stderr
    assert "crashes.mrc could not be picked: every worker that tried crashed" in done.stderr
    assert "Traceback" not in done.stderr
    summary = json.loads((tmp_path / "out/summary.json").read_text())
    assert summary["done"] == 6
    assert [Path(p).name for p in summary["failed"]] == ["crashes.mrc"]


def test_interrupted_it_exits_with_130_and_can_be_resumed(
    project: Project, many: Path, alone: Path, traps: Path, tmp_path: Path
) -> None:
    """Ctrl-C in a terminal reaches every process, including those of local:N."""
    more = ["--cluster", "local:2", "--pictures", "--events", "json"]
    arguments = command(project, many, tmp_path / "out", *more)
    release = tmp_path / "release"
    with subprocess.Popen(
        [sys.executable, "-m", "tests.engine.held", *arguments],
        env=environment(**held("m1_1.mrc", release)),
        cwd=traps,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as p:
        assert p.stdout is not None
        assert p.stderr is not None
        for line in p.stdout:
            if json.loads(line)["event"] == "MicrographDone":
                os.killpg(p.pid, 2)
                break
        release.touch()  # it could not end before
        p.stdout.read()
        error = p.stderr.read()
    assert p.returncode == 130, error
    assert error == "iceboxer: Stopped. Finished work is kept.\n"
    assert not list((tmp_path / "out").rglob(".iceboxer-*"))
    assert 1 <= len(list((tmp_path / "out/CBOX").iterdir())) < 6 * COPIES + 1
    assert picked(command(project, many, tmp_path / "out", "--pictures", "--threads", "1")).returncode == 1
    assert_same(alone, tmp_path / "out")


def test_a_folder_is_watched_by_a_cluster(project: Project, cluster: Cluster, tmp_path: Path) -> None:
    shutil.copytree(project.micrographs, tmp_path / "in")
    (tmp_path / "in" / "bad.mrc").write_bytes(b"nothing")
    worker = cluster.worker()
    watch = ["--model", str(project.model), "--watch", str(tmp_path / "in"), "--poll", "0.1", "--idle", "0.02"]
    done = picked(["pick", *watch, "--output", str(tmp_path / "out"), "--cluster", str(cluster.file)])
    worker.kill()
    assert done.returncode == 1
    assert (tmp_path / "out/summary.json").is_file(), done.stderr
    summary = json.loads((tmp_path / "out/summary.json").read_text())
    assert (summary["done"], len(summary["failed"])) == (6, 1)


def test_a_scheduler_that_stops_is_reported(project: Project, many: Path, tmp_path: Path) -> None:
    with ExitStack() as stack:
        (tmp_path / "c").mkdir()
        cluster = Cluster(tmp_path / "c", stack)
        never_ends = held("m1_1.mrc", tmp_path / "never")
        cluster.worker("--preload", "tests.engine.held", **never_ends)
        arguments = command(project, many, tmp_path / "out", "--cluster", str(cluster.file), "--events", "json")
        with Forked(COMMAND_LINE, arguments, environment()) as p:
            for line in p.stdout:
                if json.loads(line)["event"] == "MicrographDone":
                    cluster.scheduler.kill()
                    break
            p.stdout.read()
            p.wait()
            error = p.stderr
    assert p.returncode == 1
    stopped = f"The scheduler at {cluster.file} has stopped. Finished micrographs are kept; run again to resume."
    assert error == f"iceboxer: {stopped}\n"


@pytest.mark.parametrize(
    ("where", "sentence"),
    [
        ("tcp://127.0.0.1:9", "No scheduler answers at tcp://127.0.0.1:9"),
        ("127.0.0.1:9", "No scheduler answers at 127.0.0.1:9"),
        ("nonsense://x", "No scheduler answers at nonsense://x"),
        ("gone.json", "gone.json is neither the address of a scheduler"),
        ("local:many", "needs a number of processes"),
    ],
)
def test_without_a_scheduler(
    project: Project,
    tmp_path: Path,
    where: str,
    sentence: str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from iceboxer.engine.cli.main import main
    from iceboxer.engine.picking import scheduler

    monkeypatch.setattr(scheduler, "PATIENCE", 1.0)
    arguments = ["pick", str(project.micrographs), "--model", str(project.model), "--output", str(tmp_path / "out")]
    assert main([*arguments, "--cluster", where]) == 1
    error = capsys.readouterr().err
    assert sentence in error
    assert error.count("\n") == 1
    assert not (tmp_path / "out").exists()


def test_without_dask_the_message_names_the_package(
    project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from iceboxer.engine.cli.main import main

    monkeypatch.setitem(sys.modules, "distributed", None)
    arguments = ["pick", str(project.micrographs), "--model", str(project.model), "--output", str(tmp_path / "out")]
    assert main([*arguments, "--cluster", "local:2"]) == 1
    assert "pip install 'iceboxer[cluster]'" in capsys.readouterr().err


@pytest.mark.parametrize("name", ["pick", "train"])
def test_the_templates_for_slurm_are_valid_shell(name: str) -> None:
    path = Path(__file__).parents[2] / "packaging" / "cluster" / f"{name}.sbatch"
    assert subprocess.run(["bash", "-n", str(path)], check=False, capture_output=True).stderr == b""


def print_listings() -> int:
    """Run the command line, and print how often a folder below the first argument was listed."""
    listed: list[str] = []
    sys.addaudithook(lambda event, a: listed.append(str(a[0])) if event in ("os.listdir", "os.scandir") else None)
    from iceboxer.engine.cli.main import main

    code = main(sys.argv[2:])
    sys.stdout.write(f"{sum(name.startswith(sys.argv[1]) for name in listed)}\n")
    return code


def test_folders_are_not_listed_for_each_micrograph(project: Project, tmp_path: Path) -> None:
    """On a network file system with many files in one folder, listing would take most of the time."""
    listed = []
    for count in (2, 6):
        folder = tmp_path / str(count)
        for path in project.paths[:count]:
            (folder / "in").mkdir(parents=True, exist_ok=True)
            shutil.copy(path, folder / "in")
        arguments = command(project, folder / "in", folder / "out", "--threads", "1")
        done = run("tests.engine.test_cluster:print_listings", [folder, *arguments], environment())
        assert done.returncode == 0, done.stderr
        listed.append(int(done.stdout.split()[-1]))
    assert 1 <= listed[0] == listed[1] <= 10  # each folder once when it is first written to, to remove remains
