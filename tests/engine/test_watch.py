"""Picking of a folder while micrographs arrive, as at the microscope."""

from __future__ import annotations

import gc
import json
import shutil
import signal
import threading
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Any

import numpy as np
import pytest

from iceboxer.engine.cli.main import main
from iceboxer.engine.data.formats import read_boxes
from iceboxer.engine.errors import NoParticles
from iceboxer.engine.events import Event, Incomplete, MicrographDone, MicrographFailed, Note
from iceboxer.engine.picking.box_size import BoxSize
from iceboxer.engine.picking.config import WatchConfig
from iceboxer.engine.picking.detector import Outcome
from iceboxer.engine.picking.watch import pick_or_watch
from tests.engine.conftest import Project, write_micrograph
from tests.forked import COMMAND_LINE, Forked
from tests.project.test_architecture import loaded_by

POLL = 0.05


class Watch:
    """A watch that runs in the background; leaving the block stops it."""

    def __init__(self, project: Project, folder: Path, output: Path, **more: Any) -> None:
        folder.mkdir(exist_ok=True)
        self.folder, self.output = folder, output
        config = WatchConfig((), project.model, output, watch=folder, poll=POLL, threads=1, **more)
        self.events: list[Event] = []
        self.summary: dict[str, Any] = {}
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, args=(config,))

    def _run(self, config: WatchConfig) -> None:
        self.summary = pick_or_watch(config, self.events.append, self._stop.is_set)

    def __enter__(self) -> Watch:
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, e: BaseException | None, t: TracebackType | None) -> None:
        self._stop.set()
        self.wait()

    def wait(self) -> None:
        self._thread.join(120)
        assert not self._thread.is_alive()

    def until(self, reached: Callable[[], bool]) -> None:
        end = time.monotonic() + 60
        while not reached():
            assert time.monotonic() < end, self.events
            assert self._thread.is_alive(), "it ended"
            time.sleep(0.01)

    @property
    def done(self) -> list[str]:
        return [Path(e.path).name for e in self.events if isinstance(e, MicrographDone)]

    @property
    def failed(self) -> list[str]:
        return [e.reason for e in self.events if isinstance(e, MicrographFailed)]

    def several_looks(self) -> None:
        time.sleep(8 * POLL)


def test_arriving_micrographs_are_picked_like_those_of_a_folder(project: Project, tmp_path: Path) -> None:
    folder, output = tmp_path / "in", tmp_path / "out"
    with Watch(project, folder, output) as watch:
        for number, path in enumerate(project.paths, 1):
            shutil.copy(path, folder)
            watch.until(lambda number=number: len(watch.done) == number)  # type: ignore[misc]
    assert watch.summary["done"] == len(project.paths)
    whole = tmp_path / "whole"
    assert main(["pick", str(folder), "--model", str(project.model), "--output", str(whole), "--threads", "1"]) == 0
    for kind in ("CBOX", "EMAN", "STAR", "CRYOSPARC"):
        files = sorted(p.name for p in (whole / kind).iterdir())
        assert files == sorted(p.name for p in (output / kind).iterdir())
        for name in files:
            assert (output / kind / name).read_bytes() == (whole / kind / name).read_bytes()
    one, other = (json.loads((f / "summary.json").read_text()) for f in (output, whole))
    for key in ("picks", "done", "failed", "threshold", "counts"):
        assert one[key] == other[key]
    assert (output / "DISTR/size.png").exists()


def test_a_file_that_is_still_written_waits(project: Project, tmp_path: Path) -> None:
    data = project.paths[0].read_bytes()
    with Watch(project, tmp_path / "in", tmp_path / "out") as watch:
        with (watch.folder / "m0.mrc").open("wb") as file:
            file.write(data[: len(data) // 2])
            file.flush()
            watch.several_looks()
            assert watch.done == []
            file.write(data[len(data) // 2 :])
        watch.until(lambda: watch.done == ["m0.mrc"])
    assert watch.failed == []
    assert [e.count for e in watch.events if isinstance(e, Incomplete)] == [1, 0]


def test_it_says_once_why_pictures_wait(project: Project, tmp_path: Path) -> None:
    with Watch(project, tmp_path / "in", tmp_path / "out") as watch:
        (watch.folder / "a.jpg").write_bytes(b"nothing")
        watch.until(lambda: len(watch.failed) == 1)
    notes = [e.text for e in watch.events if isinstance(e, Note) and "pictures wait" in e.text]
    assert notes == ["JPEG and PNG pictures wait 0.6 s for a better file of the same micrograph."]


def test_finished_micrographs_are_not_picked_again_after_a_restart(project: Project, tmp_path: Path) -> None:
    shutil.copytree(project.micrographs, tmp_path / "in")
    with Watch(project, tmp_path / "in", tmp_path / "out") as watch:
        watch.until(lambda: len(watch.done) >= 2)
    picked = sorted((tmp_path / "out/CBOX").iterdir())
    stamps = {path: path.stat().st_mtime_ns for path in picked}
    with Watch(project, tmp_path / "in", tmp_path / "out") as watch:
        watch.until(lambda: len(watch.done) == 6)
    assert watch.summary["taken_over"] == len(picked)
    assert watch.summary["done"] == 6
    assert {path: path.stat().st_mtime_ns for path in picked} == stamps


def test_a_replaced_micrograph_is_picked_again(project: Project, tmp_path: Path) -> None:
    first, second = project.paths[:2]
    with Watch(project, tmp_path / "in", tmp_path / "out") as watch:
        shutil.copy(first, watch.folder / "a.mrc")
        watch.until(lambda: watch.done == ["a.mrc"])
        before = read_boxes(tmp_path / "out/CBOX/a.cbox")[0].boxes
        shutil.copy(second, tmp_path / "a.mrc")
        (tmp_path / "a.mrc").replace(watch.folder / "a.mrc")
        watch.until(lambda: watch.done == ["a.mrc"] * 2)
        after = read_boxes(tmp_path / "out/CBOX/a.cbox")[0].boxes
        (watch.folder / "a.mrc").write_bytes(b"no picture")
        watch.until(lambda: len(watch.failed) == 1)
    assert before["x"].tolist() != after["x"].tolist()
    assert any(
        "picked again, since the file was replaced: a.mrc" in e.text for e in watch.events if isinstance(e, Note)
    )
    assert list(watch.summary["counts"]) == []


def test_a_better_file_of_a_picked_micrograph_replaces_its_results(project: Project, tmp_path: Path) -> None:
    with Watch(project, tmp_path / "in", tmp_path / "out") as watch:
        shutil.copy(project.paths[0], watch.folder / "a.mrc")
        watch.until(lambda: watch.done == ["a.mrc"])
        shutil.copy(project.paths[1], watch.folder / "a_DW.mrc")  # the sum weighted by dose takes longer
        watch.until(lambda: watch.done == ["a.mrc", "a_DW.mrc"])
        shutil.copy(project.paths[1], watch.folder / "a_noDW.mrc")
        watch.several_looks()
    for kind in ("CBOX", "EMAN", "STAR"):
        assert len(list((tmp_path / "out" / kind).iterdir())) == 1  # under the micrograph's name
    assert [Path(name).name for name in watch.summary["counts"]] == ["a_DW.mrc"]
    (note,) = (e.text for e in watch.events if isinstance(e, Note) and "left aside" in e.text)
    assert "a.mrc (for a_DW.mrc)" in note
    assert "a_noDW.mrc (for a_DW.mrc)" in note


def test_micrographs_wait_until_one_shows_the_size(
    project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def choose(config: Any, card: Any, paths: list[Path], *_: object) -> BoxSize:
        if paths == [inbox / "empty.mrc"]:
            raise NoParticles("No particle was found.")
        return BoxSize(card.box_size)

    monkeypatch.setattr("iceboxer.engine.picking.run.choose_box_size", choose)
    inbox = tmp_path / "inbox"
    with Watch(project, inbox, tmp_path / "out") as watch:
        shutil.copy(project.micrographs / "m0.mrc", inbox / "empty.mrc")
        watch.until(lambda: any(isinstance(e, Note) and "wait" in e.text for e in watch.events))
        shutil.copy(project.micrographs / "m0.mrc", inbox / "full.mrc")
        watch.until(lambda: sorted(watch.done) == ["empty.mrc", "full.mrc"])
    assert watch.summary["done"] == 2


def test_a_bad_file_does_not_stop_it(project: Project, tmp_path: Path) -> None:
    import tifffile

    with Watch(project, tmp_path / "in", tmp_path / "out") as watch:
        (watch.folder / "bad.mrc").write_bytes(b"nothing")
        # a TIFF's header may be valid although its pixels are not
        tifffile.imwrite(watch.folder / "whole.tif", np.zeros((64, 64), np.float32), compression="zlib")
        damaged = bytearray((watch.folder / "whole.tif").read_bytes())
        damaged[-40:] = bytes(40)
        (watch.folder / "whole.tif").unlink()
        (watch.folder / "damaged.tif").write_bytes(damaged)
        shutil.copy(project.paths[0], watch.folder)
        watch.until(lambda: watch.done == ["m0.mrc"] and len(watch.failed) == 2)
        watch.several_looks()
        assert len(watch.failed) == 2, "each is told once"
        shutil.copy(project.paths[1], watch.folder / "bad.mrc")
        watch.until(lambda: watch.done == ["m0.mrc", "bad.mrc"])
        tifffile.imwrite(watch.folder / "damaged.tif", np.zeros((64, 64), np.float32))
        watch.until(lambda: watch.done == ["m0.mrc", "bad.mrc", "damaged.tif"])
        (watch.folder / "last.mrc").write_bytes(b"nothing")
        watch.until(lambda: len(watch.failed) == 3)
    assert list(watch.summary["failed"]) == [str(watch.folder / "last.mrc")]


@pytest.mark.parametrize("name", ["stop.iceboxer", "stop.cryolo"])
def test_a_stop_file_stops_it(project: Project, tmp_path: Path, name: str) -> None:
    watch = Watch(project, tmp_path / "in", tmp_path / "out")
    with watch:
        shutil.copy(project.paths[0], watch.folder)
        watch.until(lambda: len(watch.done) == 1)
        (watch.folder / name).touch()
        watch.wait()
    assert watch.summary["done"] == 1


def test_idle_time_stops_it(project: Project, tmp_path: Path) -> None:
    watch = Watch(project, tmp_path / "in", tmp_path / "out", idle=1 / 60)
    with watch:
        watch.wait()
    assert watch.summary["done"] == 0
    assert json.loads((tmp_path / "out/summary.json").read_text())["picks"] == 0


def test_output_in_the_watched_folder_is_not_picked(project: Project, tmp_path: Path) -> None:
    with Watch(project, tmp_path / "in", tmp_path / "in/out", pictures=True) as watch:
        shutil.copy(project.paths[0], watch.folder)
        watch.until(lambda: len(watch.done) == 1)
        assert (watch.output / "PICTURES/m0.png").exists()
        watch.several_looks()
    assert watch.done == ["m0.mrc"]


def test_two_micrographs_with_the_same_name_keep_their_output_names_after_a_restart(
    project: Project, tmp_path: Path
) -> None:
    folder, output = tmp_path / "in", tmp_path / "out"
    with Watch(project, folder, output) as watch:
        for number, sub in enumerate(("z", "a"), 1):  # after a restart they are found in order, a before z
            (folder / sub).mkdir()
            shutil.copy(project.paths[number], folder / sub / "m.mrc")
            watch.until(lambda number=number: len(watch.done) == number)  # type: ignore[misc]
    before = {p.name: p.read_bytes() for p in (output / "CBOX").iterdir()}
    assert set(before) == {"m.cbox", "a_m.cbox"}
    with Watch(project, folder, output) as watch:
        watch.until(lambda: len(watch.done) == 2)
    assert watch.summary["taken_over"] == 2
    assert {p.name: p.read_bytes() for p in (output / "CBOX").iterdir()} == before
    boxes = {str(b.micrograph): b.boxes for b in read_boxes(output / "CRYOSPARC/cryosparc.star", 48)}
    assert len(boxes["z/m.mrc"]) + len(boxes["a/m.mrc"]) == watch.summary["picks"]


def test_boxes_of_finished_micrographs_are_not_kept_in_memory(project: Project, tmp_path: Path) -> None:
    shutil.copytree(project.micrographs, tmp_path / "in")
    with Watch(project, tmp_path / "in", tmp_path / "out") as watch:
        watch.until(lambda: len(watch.done) == 6)
        watch.several_looks()
        watch.events.clear()  # they contain the boxes too
        gc.collect()
        assert not [o for o in gc.get_objects() if type(o) is Outcome]
    assert watch.summary["done"] == 6


def test_a_missing_pixel_size_in_one_file(project: Project, tmp_path: Path) -> None:
    """A model with a low-pass in Å cannot pick it; the others are picked."""
    from dataclasses import replace

    from iceboxer.engine.models.model_file import Model, load_model, save_model

    model = load_model(project.model)
    card = replace(model.card, lowpass=0.0, lowpass_resolution=30.0)
    save_model(Model(model.network, card), tmp_path / "model.safetensors")
    here = Project(project.folder, project.micrographs, project.boxes, tmp_path / "model.safetensors")
    with Watch(here, tmp_path / "in", tmp_path / "out") as watch:
        write_micrograph(watch.folder / "a.mrc", np.random.default_rng(0).normal(size=(416, 448)).astype("f4"), 0.0)
        watch.until(lambda: len(watch.failed) == 1)
        shutil.copy(project.paths[0], watch.folder)
        watch.until(lambda: watch.done == ["m0.mrc"])
    assert "pixel size" in watch.failed[0]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_stops_it_cleanly(project: Project, tmp_path: Path, number: signal.Signals) -> None:
    shutil.copytree(project.micrographs, tmp_path / "in")
    arguments = ["pick", "--watch", str(tmp_path / "in"), "--model", str(project.model), "--poll", "0.1"]
    with Forked(COMMAND_LINE, [*arguments, "--output", tmp_path / "out", "--threads", "1", "--events", "json"]) as p:
        for line in p.stdout:
            if json.loads(line)["event"] == "MicrographDone":
                p.send_signal(number)
                break
        rest = p.stdout.read()
        assert p.wait() == 0
    assert json.loads(rest.splitlines()[-1])["event"] == "Finished"
    summary = json.loads((tmp_path / "out/summary.json").read_text())
    assert summary["done"] == len(list((tmp_path / "out/CBOX").iterdir())) >= 1
    assert not list((tmp_path / "out").rglob(".iceboxer-*"))


def test_help_does_not_load_torch() -> None:
    """Loading torch takes seconds."""
    assert "torch" not in loaded_by(
        "import iceboxer.engine.picking.config, iceboxer.engine.interop.relion_jobs, iceboxer.engine.interop.compare"
    )


def test_wrong_settings(project: Project, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["pick", "--model", str(project.model), "--output", str(tmp_path / "out")]
    assert main([*arguments, "--watch", str(tmp_path / "gone")]) == 1
    assert "gone: does not exist" in capsys.readouterr().err
    here = ["--watch", str(tmp_path)]
    for more in ([*here, str(tmp_path)], [], [*here, "--poll", "0"], ["--watch", str(tmp_path / "out")]):
        with pytest.raises(SystemExit):
            main([*arguments, *more])
    assert "The output folder cannot be the watched folder" in capsys.readouterr().err


def test_an_output_that_cannot_be_written_ends_it(
    project: Project, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "out").write_text("a file where the folder should be")
    arguments = ["--watch", str(project.micrographs), "--poll", "0.05", "--output", str(tmp_path / "out")]
    assert main(["pick", "--model", str(project.model), *arguments]) == 1
    assert "cannot be written" in capsys.readouterr().err
