"""Picking and evaluation as users run them, from the command line."""

from __future__ import annotations

import json
import os
import shutil
import signal
from pathlib import Path

import numpy as np
import pytest

from iceboxer.engine.cli.main import main
from iceboxer.engine.data.boxes import Kind, inside, make_boxes
from iceboxer.engine.data.formats import BoxList, read_boxes, write_boxes
from iceboxer.engine.data.model_card import read_card
from iceboxer.engine.devices import Device
from iceboxer.engine.errors import Cancelled, ReadError
from iceboxer.engine.events import Event, MicrographDone, ignore, never
from iceboxer.engine.models.model_file import load_model
from iceboxer.engine.picking.box_size import BoxSize
from iceboxer.engine.picking.config import PickConfig
from iceboxer.engine.picking.output import OutputFolder
from iceboxer.engine.picking.picker import pick
from iceboxer.engine.picking.pipeline import LocalPipeline
from iceboxer.engine.picking.run import PickRun
from tests.engine.conftest import Project, held, simulate_set
from tests.forked import Forked


def run(project: Project, output: Path, *more: str, inputs: Path | None = None) -> int:
    return main(
        ["pick", str(inputs or project.micrographs), "--model", str(project.model), "--output", str(output), *more]
    )


def summary(output: Path) -> dict[str, object]:
    result: dict[str, object] = json.loads((output / "summary.json").read_text())
    return result


@pytest.fixture(scope="module")
def picked(project: Project, tmp_path_factory: pytest.TempPathFactory) -> Path:
    output = tmp_path_factory.mktemp("picked") / "out"
    assert run(project, output, "--pictures") == 0
    return output


def test_unseen_micrographs_are_picked_well(project: Project, picked: Path, capsys: pytest.CaptureFixture[str]) -> None:
    truth = [str(project.boxes / f"m{i}.box") for i in (4, 5)]
    figures, plot = picked.parent / "figures.json", picked.parent / "curves.png"
    arguments = ["evaluate", "--truth", *truth, "--picks", str(picked), "--json", str(figures), "--plot", str(plot)]
    assert main(arguments) == 0
    result = json.loads(figures.read_text())
    assert result["auc"] > 0.9
    assert result["iou"] > 0.8
    assert result["particles"] == 32
    assert {"precision", "recall", "f1", "threshold", "picks", "interval_95"} <= set(result)
    assert plot.stat().st_size > 1000
    out, err = capsys.readouterr()
    assert "auc" in out
    assert "4 micrographs have picks but no true boxes" in err


def test_any_number_of_threads_gives_the_same_picks_in_order(project: Project, tmp_path: Path) -> None:
    for threads in ("1", "3"):
        assert run(project, tmp_path / threads, "--threads", threads) == 0
    for path in project.paths:
        one, three = (read_boxes(tmp_path / n / "CBOX" / f"{path.stem}.cbox")[0].boxes for n in ("1", "3"))
        assert one.tobytes() == three.tobytes()
    assert list(summary(tmp_path / "1")["counts"].items()) == list(summary(tmp_path / "3")["counts"].items())  # type: ignore[attr-defined]


def test_a_device_with_batches_gives_the_same_picks(
    project: Project, picked: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Device, "batch", 4)
    config = PickConfig((project.micrographs,), project.model, tmp_path)
    pipeline = LocalPipeline(config)
    pipeline.on_cpu, pipeline.workers = False, 1  # as with a GPU
    PickRun(config, project.paths, pipeline, ignore).pick_all(never)
    for path in project.paths:
        one, other = (read_boxes(folder / "CBOX" / f"{path.stem}.cbox")[0].boxes for folder in (picked, tmp_path))
        assert len(one) == len(other)
        assert one["x"] == pytest.approx(other["x"], abs=0.5)


def test_the_output_folders_of_cryolo_are_written(project: Project, picked: Path) -> None:
    for path in project.paths:
        (everything,) = read_boxes(picked / "CBOX" / f"{path.stem}.cbox")
        (eman,) = read_boxes(picked / "EMAN" / f"{path.stem}.box")
        (star,) = read_boxes(picked / "STAR" / f"{path.stem}.star", 48)
        threshold = float(str(summary(picked)["threshold"]))
        shown = everything.boxes[everything.boxes["confidence"] >= threshold]
        assert len(shown) == len(eman.boxes) == len(star.boxes)
        assert star.boxes["x"] == pytest.approx(shown["x"], abs=1e-5)
        assert eman.boxes["y"] == pytest.approx(shown["y"], abs=0.51)
        assert inside(everything.boxes, (416, 448)).all()
        assert np.isfinite(everything.boxes["estimated_width"]).all()
        assert (picked / "PICTURES" / f"{path.stem}.png").exists()
    everywhere = read_boxes(picked / "CRYOSPARC" / "cryosparc.star", 48)
    assert [b.micrograph for b in everywhere] == [p.name for p in project.paths]
    assert {p.name for p in (picked / "DISTR").iterdir()} == {
        "confidence.csv",
        "confidence.png",
        "size.csv",
        "size.png",
    }
    assert not list(picked.rglob(".iceboxer-*"))


def test_a_second_run_skips_finished_micrographs_and_applies_a_new_threshold(project: Project, tmp_path: Path) -> None:
    output = tmp_path / "out"
    assert run(project, output) == 0
    first = summary(output)
    stamp = (output / "CBOX" / "m0.cbox").stat().st_mtime_ns
    assert run(project, output, "--threshold", "0.99") == 0
    second = summary(output)
    assert (first["taken_over"], second["taken_over"]) == (0, 6)
    assert (output / "CBOX" / "m0.cbox").stat().st_mtime_ns == stamp
    assert int(str(second["picks"])) < int(str(first["picks"]))
    assert len(read_boxes(output / "CRYOSPARC" / "cryosparc.star", 48)) <= 6
    assert run(project, output) == 0
    assert summary(output)["picks"] == first["picks"]
    assert run(project, output, "--overwrite") == 0
    assert summary(output)["taken_over"] == 0


def test_other_settings_pick_again(project: Project, tmp_path: Path) -> None:
    assert run(project, tmp_path / "out") == 0
    assert run(project, tmp_path / "out", "--keep-edge") == 0
    assert summary(tmp_path / "out")["taken_over"] == 0


def test_picks_of_earlier_settings_are_not_reused(project: Project, tmp_path: Path) -> None:
    def pick_at(size: str, *paths: Path) -> object:
        arguments = [*map(str, paths), "--model", str(project.model), "--output", str(tmp_path), "--box-size", size]
        assert main(["pick", *arguments]) == 0
        return summary(tmp_path)["taken_over"]

    one, two = project.paths[:2]
    pick_at("40", one, two)
    pick_at("60", one)  # and no further, as if it was cancelled
    assert pick_at("60", one, two) == 1
    assert read_boxes(tmp_path / "CBOX" / f"{two.stem}.cbox")[0].boxes["width"].tolist()[:1] == [60]


def test_an_estimated_size_may_be_set_when_resuming(project: Project, tmp_path: Path) -> None:
    assert run(project, tmp_path) == 0
    size = str(summary(tmp_path)["box_size"])
    assert run(project, tmp_path, "--box-size", size) == 0
    assert summary(tmp_path)["taken_over"] == len(project.paths)


def test_a_bad_file_is_named_and_the_others_are_picked(
    project: Project, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    micrographs = tmp_path / "micrographs"
    shutil.copytree(project.micrographs, micrographs)
    (micrographs / "m2.mrc").write_bytes(b"not a micrograph")
    (micrographs / "m3.mrc").write_bytes((micrographs / "m3.mrc").read_bytes()[:-4000])
    assert run(project, tmp_path / "out", inputs=micrographs) == 1
    error = capsys.readouterr().err
    assert "m2.mrc is too short to be an MRC file" in error
    assert "m3.mrc is cut short" in error
    assert "2 files could not be read" in error
    assert "Traceback" not in error
    result = summary(tmp_path / "out")
    assert result["done"] == 4
    assert len(result["failed"]) == 2  # type: ignore[arg-type]


def test_pictures_of_different_sizes_with_the_same_name(project: Project, tmp_path: Path) -> None:
    simulate_set(tmp_path / "wide", 1, width=640, height=300)
    simulate_set(tmp_path / "tall", 1, width=290, height=600)
    assert run(project, tmp_path / "out", inputs=tmp_path) == 0
    names = sorted(p.stem for p in (tmp_path / "out" / "CBOX").iterdir())
    assert names == ["micrographs_m0", "micrographs_m0_2"]
    assert len(read_boxes(tmp_path / "out" / "CBOX" / f"{names[0]}.cbox")[0].boxes) > 5


def test_cancelled_it_keeps_finished_work_and_can_be_resumed(project: Project, tmp_path: Path) -> None:
    seen: list[Event] = []
    config = PickConfig((project.micrographs,), project.model, tmp_path / "out")
    with pytest.raises(Cancelled):
        pick(config, seen.append, lambda: any(isinstance(e, MicrographDone) for e in seen))
    done = len(list((tmp_path / "out" / "CBOX").iterdir()))
    assert 1 <= done < 6
    assert not list((tmp_path / "out").rglob(".iceboxer-*"))
    assert pick(config, seen.append, lambda: False)["taken_over"] == done


def test_interrupted_from_the_keyboard_it_exits_with_130(project: Project, tmp_path: Path) -> None:
    many = tmp_path / "many"
    many.mkdir()
    for number in range(20):
        shutil.copy(project.paths[1], many / f"m{number:02}.mrc")
    release = tmp_path / "release"
    arguments = ["pick", str(many), "--model", str(project.model), "--output", str(tmp_path / "out")]
    variables = {**os.environ, **held("m10.mrc", release)}
    with Forked("tests.engine.held:main", [*arguments, "--threads", "1", "--events", "json"], variables) as process:
        for line in process.stdout:
            if json.loads(line)["event"] == "MicrographDone":
                process.send_signal(signal.SIGINT)
                break
        release.touch()  # it could not end before
        process.stdout.read()
        assert process.wait() == 130
    assert not list((tmp_path / "out").rglob(".iceboxer-*"))


def test_events_are_one_json_object_per_line(
    project: Project, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    capsys.readouterr()
    assert run(project, tmp_path / "out", "--events", "json") == 0
    events = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert events[0]["event"] == "Started"
    assert events[-1]["event"] == "Finished"
    assert sum(e["event"] == "MicrographDone" for e in events) == 6


def test_a_particle_has_the_same_position_in_every_file_type(project: Project, tmp_path: Path) -> None:
    """The same micrograph as MRC (rows from the bottom) and as TIFF (rows from the top): the same picks."""
    import tifffile

    from iceboxer.engine.data.micrograph import open_micrograph

    image = open_micrograph(project.paths[4]).read()
    tifffile.imwrite(tmp_path / "t.tif", image[::-1])
    shutil.copy(project.paths[4], tmp_path / "m.mrc")
    assert run(project, tmp_path / "out", inputs=tmp_path) == 0
    from_mrc, from_tiff = (read_boxes(tmp_path / "out" / "CBOX" / f"{n}.cbox")[0].boxes for n in "mt")
    assert len(from_mrc) > 5
    assert np.array_equal(from_mrc, from_tiff)


@pytest.mark.parametrize("damage", ["truncated", "another file", "pickle", "crafted"])
def test_a_file_that_is_not_a_model_is_refused(project: Project, tmp_path: Path, damage: str) -> None:
    path = tmp_path / "m.safetensors"
    whole = project.model.read_bytes()
    if damage == "truncated":
        path.write_bytes(whole[: len(whole) // 2])
    elif damage == "another file":
        path.write_bytes(b"hello")
    elif damage == "pickle":
        import pickle

        path.write_bytes(pickle.dumps({"a": 1}))
    else:
        path.write_bytes(whole.replace(b'\\"width\\": 24', b'\\"width\\": 99'))
    with pytest.raises(ReadError):
        load_model(path)


def test_a_missing_model_and_an_empty_folder_are_errors(
    project: Project, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["pick", str(tmp_path), "--model", str(project.model), "--output", str(tmp_path / "o")]) == 1
    assert "There is no micrograph in" in capsys.readouterr().err
    assert main(["pick", str(project.micrographs), "--model", "none.safetensors", "--output", str(tmp_path / "o")]) == 1
    assert "none.safetensors: does not exist" in capsys.readouterr().err
    assert (
        main(["pick", str(tmp_path / "nowhere"), "--model", str(project.model), "--output", str(tmp_path / "o")]) == 1
    )
    assert "nowhere: does not exist" in capsys.readouterr().err


def test_the_card_is_read_without_the_weights(project: Project) -> None:
    assert read_card(project.model).network == "compact"


def test_picks_of_other_micrographs_are_an_error(
    project: Project, picked: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    stranger = tmp_path / "stranger.box"
    shutil.copy(project.boxes / "m0.box", stranger)
    assert main(["evaluate", "--truth", str(stranger), "--picks", str(picked)]) == 1
    assert "Picks and true boxes have no micrograph in common" in capsys.readouterr().err


@pytest.mark.parametrize("arguments", [[], ["pick"], ["paint"], ["evaluate", "--truth", "a"]])
def test_wrong_usage_exits_with_2(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as e:
        main(arguments)
    assert e.value.code == 2
    assert "usage: iceboxer" in capsys.readouterr().err


@pytest.mark.parametrize("name", ["train", "pick", "evaluate", "simulate", "convert", "classes", "demo", "doctor"])
def test_every_command_has_help_with_defaults(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as e:
        main([name, "--help"])
    assert e.value.code == 0
    out = capsys.readouterr().out
    assert f"usage: iceboxer {name}" in out
    assert "--events" in out


def test_the_doctor_names_the_device_and_why_there_is_no_gpu(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["doctor"]) == 0
    out = capsys.readouterr().out
    for word in ("torch", "memory", "GPU", "used", "window", "threads" if "threads" in out else "thread"):
        assert word in out
    assert main(["doctor", "--device", "cuda:9"]) == 1


def test_evaluation_matches_numbered_names_and_ignores_rejected_boxes(project: Project, tmp_path: Path) -> None:
    (boxlist,) = read_boxes(project.boxes / "m0.box")
    boxes = boxlist.boxes.copy()
    boxes["kind"] = Kind.PICK
    boxes["confidence"] = 0.9
    boxes["kind"][:4] = Kind.REJECTED
    write_boxes(tmp_path / f"{1:018d}_m0.cbox", BoxList(None, boxes), "cbox")
    figures = tmp_path / "figures.json"
    truth = ["--truth", str(project.boxes / "m0.box")]
    assert main(["evaluate", *truth, "--picks", str(tmp_path / f"{1:018d}_m0.cbox"), "--json", str(figures)]) == 0
    result = json.loads(figures.read_text())
    assert (result["picks"], result["precision"], result["recall"]) == (12, 1.0, 12 / 16)


def test_the_same_truth_in_two_formats_counts_once(project: Project, tmp_path: Path) -> None:
    (boxlist,) = read_boxes(project.boxes / "m0.box")
    for suffix, name in ((".box", "eman"), (".star", "star")):
        write_boxes(tmp_path / "truth" / f"m0{suffix}", boxlist, name)
    figures = tmp_path / "figures.json"
    picks = ["--picks", str(project.boxes / "m0.box")]
    assert main(["evaluate", "--truth", str(tmp_path / "truth"), *picks, "--json", str(figures)]) == 0
    assert json.loads(figures.read_text())["particles"] == 16


def test_reused_picks_are_written_like_new_ones(tmp_path: Path) -> None:
    """Positions that CBOX rounds to half a pixel, which EMAN then rounds up or down."""
    corners = np.arange(10, 30) + 0.5 + np.resize([-3e-7, 3e-7, -4.9e-7, 0], 20)
    fresh = make_boxes(corners + 24, corners + 24, 48, confidence=np.full(20, 0.9))
    config = PickConfig((tmp_path,), None, tmp_path)
    output = OutputFolder(config, 0.5)
    output.write_settings(BoxSize(48))
    output.write_selected("m", output.write_all("m", fresh))
    first = {p: p.read_bytes() for p in (tmp_path / "EMAN/m.box", tmp_path / "STAR/m.star")}
    again = OutputFolder(config, 0.5)
    done = again.read_done("m")
    assert done is not None
    again.write_selected("m", done)
    assert {p: p.read_bytes() for p in first} == first
