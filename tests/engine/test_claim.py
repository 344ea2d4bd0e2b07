"""Two jobs never write to one output folder, and a killed one blocks nobody; no summary counts what is not there."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Generator, Sequence
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from iceboxer.engine.cli.main import main
from iceboxer.engine.data.claim import PREFIX, claim, claim_file, claiming_output
from iceboxer.engine.data.notes import STALE
from iceboxer.engine.errors import EngineError
from iceboxer.engine.events import IsCancelled, Note, ignore, never
from iceboxer.engine.picking import watch as watch_module
from iceboxer.engine.picking.box_size import BoxSize
from iceboxer.engine.picking.config import PickConfig, WatchConfig
from iceboxer.engine.picking.detector import Outcome
from iceboxer.engine.picking.output import sharing_key
from iceboxer.engine.picking.picker import pick
from iceboxer.engine.picking.pipeline import Reuse
from iceboxer.engine.picking.run import PickRun, order_shared
from iceboxer.engine.training.any_job import train_any
from iceboxer.engine.training.config import TrainConfig
from tests.engine.conftest import write_micrograph
from tests.engine.test_pick_run import Fixed

FEEDBACK, CONVERT = "feedback x.star --micrographs in", "convert x.star --to eman"
BUSY = "Another job on .* has been writing to .*out since .* Wait until it ends, or choose another output"


def test_a_second_job_stops(tmp_path: Path) -> None:
    with claim(tmp_path / "out"):
        with pytest.raises(EngineError, match=BUSY), claim(tmp_path / "out"):
            pass
        with claim(tmp_path / "other"):
            pass
    with claim(tmp_path / "out"):
        pass
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("how", ["killed", "silent"])
def test_a_job_that_was_killed_blocks_nobody(tmp_path: Path, how: str) -> None:
    code = (
        "import sys, time\nfrom pathlib import Path\nfrom iceboxer.engine.data.claim import claim\n"
        "with claim(Path(sys.argv[1])):\n    print('now', flush=True)\n    time.sleep(60)"
    )
    with subprocess.Popen([sys.executable, "-c", code, tmp_path], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "now\n"
        (note,) = tmp_path.glob(f"{PREFIX}*")
        with pytest.raises(EngineError, match="Another job"), claim(tmp_path):
            pass
        if how == "silent":  # on another machine, from where nobody can see its end
            note = note.rename(tmp_path / f"{PREFIX}elsewhere-1-0.json")
            os.utime(note, (note.stat().st_atime, note.stat().st_mtime - 2 * STALE))
        process.send_signal(signal.SIGKILL)
    with claim(tmp_path):
        assert not note.exists()


def test_jobs_that_start_together(tmp_path: Path) -> None:
    """Exactly one stays, whoever is first."""
    for _ in range(5):
        together, held, outcomes = threading.Barrier(4), threading.Event(), []

        def start(together=together, held=held, outcomes=outcomes) -> None:
            together.wait()
            try:
                with claim(tmp_path / "out"):
                    outcomes.append("stays")
                    if len(outcomes) < 4:
                        held.wait(30)
            except EngineError:
                outcomes.append("stops")
            if len(outcomes) == 4:
                held.set()

        jobs = [threading.Thread(target=start) for _ in range(4)]
        for job in jobs:
            job.start()
        for job in jobs:
            job.join()
        assert sorted(outcomes) == ["stays", "stops", "stops", "stops"]


def test_a_job_of_the_same_key_joins_one_that_is_open(tmp_path: Path) -> None:
    with claim(tmp_path / "out", "same") as first:
        first.open()
        with claim(tmp_path / "out", "same") as second:
            assert (first.rank, second.rank) == (0, 1)
        for key, joins in (("other", True), ("", True), ("same", False)):
            with pytest.raises(EngineError, match=BUSY), claim(tmp_path / "out", key, joins):
                pass


def test_a_job_waits_until_the_first_has_written_its_settings(tmp_path: Path) -> None:
    joined, entered = threading.Event(), threading.Event()

    def join() -> None:
        with claim(tmp_path / "out", "same"):
            entered.set()
            joined.wait(30)

    with claim(tmp_path / "out", "same") as first:
        second = threading.Thread(target=join)
        second.start()
        assert not entered.wait(0.5)
        first.open()
        assert entered.wait(30)
    joined.set()
    second.join()


class Meeting(Fixed):
    """A pipeline during which another job picks the rest of the micrographs."""

    def __init__(self, written: Callable[[], bool], other: Callable[[], None]) -> None:
        super().__init__()
        self._written, self._other = written, other

    def run(self, paths: Sequence[Path], box_size: BoxSize, reuse: Reuse, cancelled: IsCancelled) -> Generator[Outcome]:
        yield from super().run(paths[:2], box_size, reuse, cancelled)
        while not self._written():
            time.sleep(0.01)
        self._other()
        yield from super().run(paths[2:], box_size, reuse, cancelled)


def test_two_pickings_share_the_work(tmp_path: Path) -> None:
    """Each micrograph is picked once, both summaries count all, and a third run finds everything done."""
    paths = [tmp_path / "in" / f"{n}.mrc" for n in range(6)]
    for number, path in enumerate(paths):
        write_micrograph(path, np.full((64, 64), number, np.float32))
    config = PickConfig(inputs=(tmp_path / "in",), model=None, output=tmp_path / "out")
    second: list[PickRun] = []

    def run_second() -> None:
        second.append(PickRun(config, paths, Fixed(), ignore))
        second[0].pick_all(never)

    first = PickRun(config, paths, Meeting(lambda: first._done == 2, run_second), ignore)
    first.pick_all(never)
    assert (first.reused, second[0].reused) == (4, 2)
    assert [run.finish(1.0)["done"] for run in (first, second[0])] == [6, 6]
    again = PickRun(config, paths, Fixed(), ignore)
    again.pick_all(never)
    assert again.reused == 6


def test_only_jobs_with_the_same_results_share(tmp_path: Path) -> None:
    config = PickConfig(inputs=(tmp_path,), model=None, output=tmp_path / "out")
    key = sharing_key(config)
    assert key == sharing_key(replace(config, threads=3, device="cpu"))
    for change in ({"threshold": 0.7}, {"box_size": 50.0}, {"inputs": (tmp_path / "a",)}, {"keep_edge": True}):
        assert sharing_key(replace(config, **change)) != key


def test_the_second_job_goes_towards_the_first() -> None:
    paths = [Path(str(n)) for n in range(9)]
    assert order_shared(paths, 0) == paths
    assert order_shared(paths, 1) == paths[::-1]
    for rank in range(2, 6):
        assert sorted(order_shared(paths, rank)) == paths


def test_picking_claims_its_output(tmp_path: Path) -> None:
    (tmp_path / "a.mrc").touch()
    config = PickConfig(inputs=(tmp_path / "a.mrc",), model=None, output=tmp_path / "out")
    with claim(tmp_path / "out"), pytest.raises(EngineError, match=BUSY):
        pick(config, ignore, never)


@pytest.mark.parametrize("command", ["inspect in", "classes in --micrographs in", FEEDBACK, CONVERT])
def test_other_commands_claim_their_output(
    tmp_path: Path, command: str, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """Two with other settings would mix their files, and a second averaging would remove the crops of the first."""
    monkeypatch.chdir(tmp_path)
    write_micrograph(tmp_path / "in/a.mrc", np.zeros((20, 20), np.float32))
    more = ["--box-size", "16"] if command.startswith("feedback") else []
    with claim(tmp_path / "out"):
        before = set((tmp_path / "out").iterdir())
        assert main([*command.split(), *more, "--output", "out"]) == 1
        assert set((tmp_path / "out").iterdir()) == before
    assert re.search(BUSY, capfd.readouterr().err)


def test_two_trainings_never_write_one_model(tmp_path: Path) -> None:
    one, name = tmp_path / "out [1]*.safetensors", "out [2]*.safetensors"
    config = TrainConfig(micrographs=(tmp_path,), boxes=(tmp_path,), output=one)
    with claim_file(one), pytest.raises(EngineError, match=r"writing to .*out \[1\]\*\.safetensors since"):
        train_any(config, ignore, never)
    with claim_file(one), claim_file(tmp_path / name), claim(tmp_path):
        pass
    assert not list(tmp_path.iterdir())


def run(output: Path) -> PickRun:
    paths = [Path(f"/data/{name}.mrc") for name in "abc"]
    return PickRun(PickConfig(inputs=tuple(paths), model=None, output=output), paths, Fixed(), ignore)


def test_output_that_disappears_during_a_picking(tmp_path: Path) -> None:
    """It is not made again, and the job fails."""

    @claiming_output
    def job(config: PickConfig) -> None:
        picking = run(config.output)
        picking.pick_all(never)
        config.output.rename(tmp_path / "away")
        picking.finish(1.0)

    with pytest.raises(EngineError, match=r"such as a\.mrc, were written to .*out but have disappeared"):
        job(PickConfig(inputs=(Path("a"),), model=None, output=tmp_path / "out"))
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("lost", ["CBOX/b.cbox", "EMAN/b.box", "STAR/b.star"])
def test_a_summary_counts_files_that_exist(tmp_path: Path, lost: str) -> None:
    picking = run(tmp_path / "out")
    picking.pick_all(never)
    (tmp_path / "out" / lost).unlink()
    with pytest.raises(EngineError, match=r"picks of 1 micrographs, such as b\.mrc, .* have disappeared"):
        picking.finish(1.0)
    summary = json.loads((tmp_path / "out/summary.json").read_text())
    assert summary["done"] == 2
    assert [Path(path).name for path in summary["counts"]] == ["a.mrc", "c.mrc"]


def test_output_that_was_emptied(tmp_path: Path) -> None:
    """An unmounted folder leaves an empty one."""
    picking = run(tmp_path / "out")
    picking.pick_all(never)
    for folder in (tmp_path / "out").iterdir():
        shutil.rmtree(folder) if folder.is_dir() else folder.unlink()
    with pytest.raises(EngineError, match="disappeared"):
        picking.finish(1.0)
    assert not (tmp_path / "out/summary.json").exists()


def test_a_watched_folder_that_vanishes_and_returns(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The watch reports it, and continues with what arrived in the meantime."""
    monkeypatch.setattr(watch_module, "open_pipeline", lambda *_: nullcontext(Fixed()))
    folder, away, events = tmp_path / "in", tmp_path / "away", []
    folder.mkdir()
    write_micrograph(folder / "a.mrc", np.zeros((20, 20), np.float32))

    def has(text: str) -> bool:
        return any(text in (e.text if isinstance(e, Note) else getattr(e, "path", "")) for e in events)

    def cancelled() -> bool:
        """Do the next step as soon as the watch has seen the last one."""
        if has("b.mrc"):
            return True
        if has("has disappeared") and away.exists():
            write_micrograph(away / "b.mrc", np.zeros((20, 20), np.float32))
            away.rename(folder)
        elif has("a.mrc") and not has("has disappeared") and folder.exists():
            folder.rename(away)
        return False

    config = WatchConfig((), None, tmp_path / "out", watch=folder, poll=0.001)
    assert watch_module.watch(config, events.append, cancelled)["done"] == 2
    sentences = [e.text for e in events if isinstance(e, Note)]
    assert [sum(word in text for text in sentences) for word in ("has disappeared", "is back. Watching")] == [1, 1]
