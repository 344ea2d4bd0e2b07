"""Every experiment end to end at the smallest size: the report, the reuse of results, and messages."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from iceboxer.engine.data.boxes import make_boxes
from iceboxer.engine.data.formats import BoxList, write_boxes
from iceboxer.engine.data.micrograph import open_micrograph
from iceboxer.engine.errors import Cancelled, ConfigError, EngineError
from iceboxer.engine.events import Event, Note, ignore, never
from iceboxer.engine.simulation.micrograph import Recipe, simulate_micrograph
from iceboxer.engine.simulation.molecule import made_up
from tests.benchmarks import job, material
from tests.benchmarks.__main__ import main
from tests.benchmarks.bench import Bench, NotMeasuredError
from tests.benchmarks.few import Averaged
from tests.benchmarks.job import EXPERIMENTS, BenchmarkConfig, benchmark
from tests.benchmarks.material import plain_or_hard, real
from tests.benchmarks.rows import Row
from tests.benchmarks.runs import share_of, some
from tests.benchmarks.scale import FULL, QUICK, SMOKE, Scale
from tests.benchmarks.speed import time_to
from tests.engine.conftest import write_micrograph

MEASURED = [name for name in EXPERIMENTS if name != "general"]


@pytest.fixture(scope="session")
def real_set(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three micrographs whose particles have the size of the real ones in px."""
    folder = tmp_path_factory.mktemp("real")
    recipe = Recipe(width=640, height=600, particles=3, pixel_size=made_up().diameter * 1.5 / 180, noise=1.0)
    for number in range(3):
        image, boxes, _ = simulate_micrograph(recipe, made_up(), number)
        write_micrograph(folder / "micrographs" / f"m{number}.mrc", image, recipe.pixel_size)
        write_boxes(folder / "truth" / f"m{number}.star", BoxList(None, boxes), "star")
    return folder


@pytest.fixture(scope="session")
def done(real_set: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Run all experiments except the general model's once, with the command that a user runs."""
    output = tmp_path_factory.mktemp("benchmark")
    command = [*MEASURED, "--smoke", "--seeds", "1", "--threads", "1"]
    assert main([*command, "--data", str(real_set), "--output", str(output)]) == 0
    return output


def run(config: BenchmarkConfig) -> tuple[list[dict[str, Any]], list[str]]:
    """Run experiments; return the rows and the events."""
    events: list[Event] = []
    result = benchmark(config, events.append, never)
    return result["rows"], [event.text for event in events if isinstance(event, Note)]


def config(done: Path, real_set: Path, *names: str) -> BenchmarkConfig:
    return BenchmarkConfig(names, done, real_set, smoke=True, seeds=(1,), threads=1)


def test_every_experiment_is_in_the_report(done: Path) -> None:
    report = json.loads((done / "report.json").read_text(encoding="utf-8"))
    found = {name: [r["what"] for r in report["rows"] if r["experiment"] == name] for name in MEASURED}
    for kind in ("plain", "hard"):
        for picker in ("compact", "matched filter", "blob filter"):
            assert f"AUC, {kind}, k = 8, {picker}" in found["noise"]
    assert "mean IoU, simulated, hard, k = 8, 1 micrograph" in found["size"]
    assert "AUC, real, 40 boxes on one" in found["size"]
    assert any("fragments picked, compact" in what for what in found["contaminants"])
    assert any("top views picked" in what for what in found["contaminants"])
    assert "AUC, real, 50 % of the labels" in found["sparse"]
    assert "mean IoU, real, 1 micrograph" in found["centring"]
    for step in ("read", "filter", "network", "decode", "write"):
        assert f"picking, {step}" in found["speed"]
    assert any("peak memory" in what for what in found["speed"])
    left_out = [each["experiment"] for each in report["left_out"]]
    assert left_out == ["class-molecules", "junk", "inspection"]  # they need structures or other pictures
    html = (done / "report.html").read_text(encoding="utf-8")
    assert all(EXPERIMENTS[name].title in html for name in MEASURED if name not in ("class-molecules", "inspection"))
    assert "python -m tests.benchmarks noise --smoke" in html
    assert SMOKE.warning in html
    assert "http" not in html


def test_steps_and_speed_are_measured_in_this_run(done: Path) -> None:
    rows = {row["what"]: row["value"] for row in json.loads((done / "report.json").read_text())["rows"]}
    steps = [rows[f"picking, {step}"] for step in ("read", "filter", "network", "decode", "write")]
    assert min(steps) > 0
    share = 100 * (steps[1] + steps[3] + steps[4]) / sum(steps)
    assert rows["picking, neither read nor network"] == pytest.approx(share)
    rate = next(value for what, value in rows.items() if what.startswith("picking, compact"))
    memory = next(value for what, value in rows.items() if what.startswith("peak memory"))
    assert rate > 0
    assert 0.05 < memory < 8


def test_a_second_run_measures_only_missing_results(done: Path, real_set: Path) -> None:
    before = {row["what"]: row["value"] for row in json.loads((done / "report.json").read_text())["rows"]}
    lost = next((done / "smoke" / "results").rglob("blob-filter-seed1.json"))
    lost.unlink()
    rows, notes = run(config(done, real_set, *MEASURED))
    assert [text for text in notes if text.startswith("measuring")] == [
        f"measuring {lost.parent.name}/blob-filter, seed 1"
    ]
    assert {row["what"]: row["value"] for row in rows} == before


def test_parallel_processes_measure_shared_results_once(done: Path, real_set: Path) -> None:
    before = {row["what"]: row["value"] for row in json.loads((done / "report.json").read_text())["rows"]}
    (done / "smoke" / "results" / "hard-k8" / "3-all-seed1.json").unlink()
    rows, notes = run(replace(config(done, real_set, "size", "sparse"), jobs=2))
    assert [text for text in notes if text.startswith("measuring")] == ["measuring hard-k8/3-all, seed 1"]
    assert [row["experiment"] for row in rows] == sorted(row["experiment"] for row in rows)
    assert {row["what"]: row["value"] for row in rows}.items() <= before.items()


def test_an_error_in_a_process_keeps_its_message(tmp_path: Path) -> None:
    with pytest.raises(EngineError, match="it needs micrographs/ and truth/"):
        run(BenchmarkConfig(("general",), tmp_path, tmp_path, smoke=True, seeds=(1,), jobs=2))


def test_cancelled_processes_stop(done: Path, real_set: Path) -> None:
    with pytest.raises(Cancelled):
        benchmark(replace(config(done, real_set, "size"), jobs=2), ignore, lambda: True)


def test_another_setting_is_measured_again(done: Path, real_set: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    changed = replace(SMOKE, orientations=9)
    monkeypatch.setattr(job, "SMOKE", changed)
    _, notes = run(config(done, real_set, "noise"))
    again = [text for text in notes if text.startswith("measuring")]
    assert again == ["measuring plain-k8/matched-filter, seed 1", "measuring hard-k8/matched-filter, seed 1"]


def test_without_the_real_set_its_rows_are_omitted_with_a_note(done: Path, capsys: pytest.CaptureFixture[str]) -> None:
    names = ("size", "sparse", "centring")
    assert main([*names, "--smoke", "--seeds", "1", "--threads", "1", "--output", str(done)]) == 0
    assert "Left out of centring: there is no --data folder with real micrographs." in capsys.readouterr().err
    report = json.loads((done / "report.json").read_text(encoding="utf-8"))
    assert {item["experiment"] for item in report["left_out"]} == set(names)
    assert not any("real" in row["what"] for row in report["rows"])
    assert "no --data folder with real micrographs" in (done / "report.html").read_text(encoding="utf-8")


def test_an_experiment_that_is_not_installed_is_omitted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    nothing = replace(EXPERIMENTS["general"], run="tests.benchmarks.there_is_no_such_module:general")
    monkeypatch.setitem(EXPERIMENTS, "general", nothing)
    rows, notes = run(BenchmarkConfig(("general",), tmp_path, smoke=True, seeds=(1,), threads=1))
    assert rows == []
    assert any("Left out of general" in text for text in notes)


def test_each_seed_is_a_repetition_and_is_followed_by_a_report(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def counted(bench: Bench) -> Iterator[Row]:
        if bench.seed == 3:
            raise Cancelled
        yield Row("noise", "the seed", bench.once("seed", {}, lambda: {"seed": bench.seed})["seed"], "", None)

    monkeypatch.setattr("tests.benchmarks.noise.noise", counted)
    with pytest.raises(Cancelled):
        benchmark(BenchmarkConfig(("noise",), tmp_path, smoke=True, seeds=(1, 2, 3), threads=1), ignore, never)
    report = json.loads((tmp_path / "report.json").read_text(encoding="utf-8"))
    assert [(row["seed"], row["value"]) for row in report["rows"]] == [(1, 1), (2, 2)]
    assert report["figures"][0]["mean"] == 1.5


@pytest.fixture
def bench(tmp_path: Path, real_set: Path) -> Bench:
    return Bench(tmp_path, SMOKE, real_set, 1, "cpu", 1, ignore, never)


def test_a_damaged_result_is_measured_again(bench: Bench) -> None:
    calls: list[int] = []

    def measure() -> dict[str, Any]:
        calls.append(1)
        return {"value": len(calls)}

    assert [bench.once("a/b", {"x": 1}, measure)["value"] for _ in range(2)] == [1, 1]
    next((bench.folder / "results").rglob("*.json")).write_text("{")
    assert bench.once("a/b", {"x": 1}, measure)["value"] == 2
    assert replace(bench, seed=2).once("a/b", {"x": 1}, measure)["value"] == 3
    assert bench.once("a/b", {"x": 2}, measure)["value"] == 4


def test_without_measuring_only_saved_results_are_reported(bench: Bench) -> None:
    bench.once("a", {}, lambda: {"value": 1})
    reading = replace(bench, measure=False)
    assert reading.once("a", {}, lambda: {"value": 2}) == {"value": 1}
    with pytest.raises(NotMeasuredError):
        reading.once("b", {}, lambda: {"value": 2})
    config = BenchmarkConfig(("noise",), bench.folder / "none", smoke=True, seeds=(1,), threads=1, report_only=True)
    assert benchmark(config, ignore, never)["rows"] == []


def test_old_sets_are_deleted_and_made_again(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(material, "SETS_ON_DISK", 2)
    sets = [plain_or_hard(bench, k, hard=False) for k in (1, 2, 3)]
    pixels = []
    for one in (*sets, sets[0]):
        one.make()
        pixels.append(open_micrograph(one.test[0]).read())
        assert len(list((bench.folder / "data").iterdir())) <= 2
    assert (pixels[0] == pixels[3]).all()


def test_training_micrographs_are_never_tested_on(bench: Bench) -> None:
    simulated = plain_or_hard(bench, 8, hard=True)
    assert len(simulated.learn) == SMOKE.learn + SMOKE.judge
    assert len(simulated.test) == SMOKE.test
    turns = [real(bench, 1, turn) for turn in range(4)]
    for one in (simulated, *turns):
        assert not set(one.learn) & set(one.test)
    assert len({one.learn for one in turns}) == 3
    assert turns[3].name == turns[0].name


def test_labels_are_chosen_at_random_but_reproducibly() -> None:
    boxes = make_boxes(np.arange(50), np.arange(50), 40)
    for choose, count in ((share_of(0.1), 5), (share_of(0.001), 1), (some(40), 40), (some(60), 50)):
        first, again, other = (choose(boxes, np.random.default_rng(seed)) for seed in (1, 1, 2))
        assert len(first) == count
        assert (first["x"] == again["x"]).all()
        assert count == 50 or (first["x"] != other["x"]).any()


def test_the_time_to_nearly_the_final_accuracy() -> None:
    assert time_to([(1.0, 0.2), (2.0, 0.98), (3.0, 0.995), (4.0, 1.0), (5.0, 0.9)]) == 3.0
    assert time_to([]) == 0


def test_runs_without_hits_do_not_affect_a_mean() -> None:
    averaged = Averaged([{"centre_error": None, "auc": 0.0}, {"centre_error": 2.0, "auc": 0.5}])
    assert averaged["centre_error"] == 2
    assert averaged["auc"] == 0.25
    assert averaged.apart("auc") == "2 turns, 0.000 to 0.500"


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        (lambda: BenchmarkConfig(("nois",)), "There is no experiment nois"),
        (lambda: BenchmarkConfig(quick=True, smoke=True), "Either"),
        (lambda: BenchmarkConfig(jobs=0), "at least one job"),
        (lambda: BenchmarkConfig(seeds=()), "at least one seed"),
    ],
)
def test_wrong_settings_are_refused(wrong: Callable[[], object], sentence: str) -> None:
    with pytest.raises(ConfigError, match=sentence):
        wrong()


def test_a_folder_without_truth_is_not_a_real_set(bench: Bench, tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="micrographs/ and truth/"):
        real(replace(bench, data=tmp_path), 1, 0)


@pytest.mark.parametrize("scale", [FULL, QUICK, SMOKE])
def test_every_scale_needs_only_available_micrographs(scale: Scale) -> None:
    assert 8 in scale.levels
    assert max(scale.sizes) <= scale.learn + scale.judge
    assert max(scale.real) <= 7  # one of eight micrographs is left for testing
    assert all(picture.count > 4 for picture in scale.pictures)
