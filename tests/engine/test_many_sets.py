"""Training on several data sets: their common scale, shares, figures, replay, and the general model that results."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import iceboxer
from iceboxer.engine.cli.main import main
from iceboxer.engine.data.boxes import make_boxes, no_boxes
from iceboxer.engine.data.formats import BoxList, write_boxes
from iceboxer.engine.data.micrograph import open_micrograph
from iceboxer.engine.data.model_card import describe_set, read_card
from iceboxer.engine.data.shipped import shipped
from iceboxer.engine.devices import Device, choose
from iceboxer.engine.errors import ConfigError, EngineError
from iceboxer.engine.evaluation.checking import Estimate
from iceboxer.engine.evaluation.metrics import Curve, Matches
from iceboxer.engine.events import Event, Note, ignore, never
from iceboxer.engine.models.base import Network, make_network
from iceboxer.engine.models.model_file import load_model
from iceboxer.engine.training import any_job, set_material, set_source, set_validation
from iceboxer.engine.training.config import TrainConfig
from iceboxer.engine.training.data_sets import DataSet, read_sets, write_sets
from iceboxer.engine.training.examples import Example
from iceboxer.engine.training.labelled import LabelledMicrograph
from iceboxer.engine.training.loop import TrainingLoop
from iceboxer.engine.training.plan import Plan
from iceboxer.engine.training.set_material import LabelledSet, SetMaterial, prepare_set
from iceboxer.engine.training.set_source import MixedSource, ScenePool, set_shares
from iceboxer.engine.training.set_validation import HeldOutSet, SetsValidation
from iceboxer.engine.training.stepper import Stepper
from tests.engine.conftest import write_micrograph

SIDE, BOX = 120, 24
TINY = {"epochs": 1, "epoch_steps": 1, "batch": 1, "threads": 1, "simulated": 0.0}


def make_set(folder: Path, seed: int, count: int = 2, labels: int = 6) -> Path:
    """Write noisy micrographs with labels in a row."""
    rng = np.random.default_rng(seed)
    for number in range(count):
        write_micrograph(folder / "micrographs" / f"m{number}.mrc", rng.normal(size=(SIDE, SIDE)).astype(np.float32))
        boxes = make_boxes(20 + 15 * np.arange(labels), np.full(labels, 60), BOX, BOX)
        write_boxes(folder / "boxes" / f"m{number}.box", BoxList(None, boxes), "eman")
    return folder


def listed(path: Path, *folders: Path, diameter_px: float = 16.0) -> Path:
    sets = [DataSet(f.name, (f / "micrographs",), (f / "boxes",), diameter_px=diameter_px) for f in folders]
    write_sets(sets, path)
    return path


def config(output: Path, *sets: Path, **more: object) -> TrainConfig:
    return TrainConfig((), (), output, sets=sets, **{**TINY, **more})  # type: ignore[arg-type]


def train(output: Path, *sets: Path, **more: object) -> list[Event]:
    events: list[Event] = []
    any_job.train_any(config(output, *sets, **more), events.append, never)
    return events


def material(name: str, labels: int, replayed: bool = False) -> SetMaterial:
    one = Example(Path(name), (96, 96), np.zeros((96, 96), np.float32), (1, 1), make_boxes([48], [48], 40), no_boxes())
    return SetMaterial(LabelledSet(DataSet(name), (), 40, 26), [one], [], labels, replayed, 0.2, 1)


# ── the common scale ────────────────────────────────────────────────────────────────────────────────────────


def test_particles_have_one_size_in_the_input_and_others_in_the_extra_pictures_of_a_general_model(
    tmp_path: Path,
) -> None:
    """Of one micrograph, whose particle of 16 px would have a box of 24 px, in boxes of 24, 20 and about 28 px."""
    write_micrograph(tmp_path / "m.mrc", np.random.default_rng(1).normal(size=(SIDE, SIDE)).astype(np.float32))
    item = LabelledMicrograph(open_micrograph(tmp_path / "m.mrc"), make_boxes([60], [30], 50))
    one, network = LabelledSet(DataSet("s"), (item,), 50.0, 16.0), make_network("compact", width=4)
    general = config(tmp_path / "m", Path("s"), general=True, validation=0.0)
    made = prepare_set(one, network, general, ignore, never)
    assert (made.labels, [e.picture.shape for e in made.train]) == (1, [(200, 200), (240, 240), (180, 180)])
    assert [e.labels["width"].tolist() for e in made.train] == [[40.0], [48.0], [36.0]]
    assert made.train[0].labels[["x", "y"]].tolist() == [(100.0, 50.0)]
    assert made.train[1].labels[["x", "y"]].tolist() == [(120.0, 60.0)]
    assert [
        e.picture.shape for e in prepare_set(one, network, replace(general, general=False), ignore, never).train
    ] == [(200, 200)]


def test_with_enough_micrographs_each_is_shown_at_one_size() -> None:
    assert [set_material._ratios(i, 4, general=True) for i in range(4)] == [(1.5,), (1.25,), (1.8,), (1.5,)]
    assert set_material._ratios(0, 2, general=True) == (1.5, 1.25, 1.8)


# ── shares ──────────────────────────────────────────────────────────────────────────────────────────────────


def test_new_sets_share_what_replayed_ones_leave_by_the_square_root_of_their_labels() -> None:
    sets = [material("a", 400), material("b", 100), material("old", 9, replayed=True)]
    assert set_shares(sets, 0.3) == pytest.approx({"a": 0.7 * 2 / 3, "b": 0.7 / 3, "old": 0.3})
    assert set_shares(sets[:2], 0.3) == pytest.approx({"a": 2 / 3, "b": 1 / 3})


def test_simulated_scenes_are_drawn_in_their_share_and_by_the_number_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[float] = []
    monkeypatch.setattr(set_source, "training_scene", lambda _, rng: made.append(rng.random()) or made[-1])
    monkeypatch.setattr(set_source, "augmented_scene", lambda scene, *_: (scene, {}))
    monkeypatch.setattr(set_source, "POOL", 1)
    first, second = (ScenePool(None, 1) for _ in range(2))  # type: ignore[arg-type]
    assert first.draw(np.random.default_rng(3)) == second.draw(np.random.default_rng(4))
    assert len(made) == 2
    network = make_network("compact", width=4)
    source = MixedSource([material("a", 1)], network, 0.1, (), 0.3, first, 0.5)
    monkeypatch.setattr(source.crops["a"], "draw", lambda _: ("crop", {}))
    rng = np.random.default_rng(1)
    drawn = [source.draw(rng)[0] == "crop" for _ in range(400)]
    assert np.mean(drawn) == pytest.approx(0.5, abs=0.08)


def test_each_set_has_its_own_weight_of_unlabelled_regions() -> None:
    source = MixedSource([material("a", 1), material("b", 1)], make_network("compact", width=4), 0.1, (), 0.3)
    source.set_missing_weight("b", 1.0)
    assert [crops.missing_weight for crops in source.crops.values()] == [0.1, 1.0]


# ── figures ─────────────────────────────────────────────────────────────────────────────────────────────────


def measured(monkeypatch: pytest.MonkeyPatch, *hits: dict[str, int], labels: int = 60) -> SetsValidation:
    """Return a validation on an old, a new and a simulated set after measurements with so many of the labels found."""
    boxes = make_boxes(np.full(labels, 50), np.full(labels, 50), 40)
    one = Example(Path(), (96, 96), np.zeros((96, 96), np.float32), (1, 1), boxes, no_boxes())
    sets = [HeldOutSet(name, [replace(one, path=Path(name))]) for name in ("old", "new", "scenes")]
    sets[0], sets[2] = replace(sets[0], guarded=True), replace(sets[2], complete=True)
    made = SetsValidation(sets, 0.5)
    network, device = make_network("compact", width=4), choose("cpu", 1)
    for found in hits:

        def match(
            ready: object, device: object, example: Example, size: float, found: dict[str, int] = found
        ) -> Matches:
            assert size == 40
            count = found[example.path.name]
            confidence = np.concatenate([np.linspace(0.9, 0.8, count), np.linspace(0.2, 0.1, 20)])
            return Matches(confidence, np.repeat([1.0, 0.0], [count, 20]), labels)

        monkeypatch.setattr(set_validation, "match_example", match)
        made.measure(network, device)
    return made


def test_weights_that_lose_an_earlier_set_are_not_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """With 54 of 60 labels, chance is 0.039, so 52 are not fewer and 51 are."""
    before = {"old": 54, "new": 30, "scenes": 50}
    assert measured(monkeypatch, before, {"old": 52, "new": 30, "scenes": 10}).is_acceptable()
    lost = measured(monkeypatch, before, {"old": 51, "new": 60, "scenes": 50})
    assert (lost.is_acceptable(), lost.lost()) == (False, ["old"])
    assert lost.pooled is not None
    assert lost.pooled.auc == pytest.approx((51 + 60 + 50) / 180)
    assert lost.mean_auc() == pytest.approx((51 + 60) / 120)
    assert lost.pooled.particles == 120  # without the scenes


def test_the_auc_of_a_set_is_hidden_where_its_labels_cannot_bear_it(monkeypatch: pytest.MonkeyPatch) -> None:
    hits = {"old": 20, "new": 18, "scenes": 19}
    few = measured(monkeypatch, hits, labels=20)
    assert {name: figures["auc"] for name, figures in few.set_figures().items()} == {
        "old": None,
        "new": None,
        "scenes": pytest.approx(0.95),
    }
    assert not few.calibration().complete
    assert few.unknown() == ["old", "new"]
    assert "of the particles are labelled" not in few.calibration().describe(True)
    assert few.set_figures()["new"]["recall"] == pytest.approx(0.9)
    many = measured(monkeypatch, dict.fromkeys(hits, 100), labels=100)
    assert many.calibration().complete
    assert many.set_figures()["old"]["auc"] == pytest.approx(1.0)


def test_the_threshold_is_the_mean_of_the_sets_and_its_interval_holds_all(monkeypatch: pytest.MonkeyPatch) -> None:
    made = measured(monkeypatch, {"old": 54, "new": 30, "scenes": 50})
    made._found["new"] = replace(made._found["new"], threshold=Estimate(0.2, 0.1, 0.3))
    found = {name: made._found[name].threshold.value for name in ("old", "new")}
    logits = [np.log(t / (1 - t)) for t in found.values()]
    threshold = made.calibration().threshold
    assert threshold.value == pytest.approx(1 / (1 + np.exp(-np.mean(logits))))
    assert threshold.low <= min(found.values())
    assert threshold.high >= max(found.values())
    assert made.calibration().labels == 120


# ── from files to a model ───────────────────────────────────────────────────────────────────────────────────


def test_a_general_model_of_two_sets_is_continued_with_a_third_and_the_first_two_are_replayed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    first, second, third = (make_set(tmp_path / name, seed) for seed, name in enumerate(("one", "two", "three")))
    both, new = listed(tmp_path / "both.toml", first, second), listed(tmp_path / "new.toml", third)
    train(tmp_path / "lab", both, general=True, seed=5)
    card = read_card(tmp_path / "lab.safetensors")
    assert (card.is_general, card.box_size, card.diameter_px) == (True, 40.0, None)
    assert [record["name"] for record in card.trained_on["sets"]] == ["one", "two"]
    assert "2 data sets" in card.evidence
    assert card.auc is None

    flags = ["--epochs", "1", "--epoch-steps", "1", "--batch", "1", "--threads", "1", "--simulated", "0", "--general"]
    lab, more = str(tmp_path / "lab.safetensors"), str(tmp_path / "more")
    assert main(["train", "--sets", str(new), "--from", lab, "--output", more, *flags]) == 0
    shown = capsys.readouterr().out
    record = json.loads((tmp_path / "more.json").read_text())
    sets = {one["name"]: one for one in record["trained_on"]["sets"]}
    assert {name: one["replayed"] for name, one in sets.items()} == {"three": False, "one": True, "two": True}
    before = {one["name"]: one for one in card.trained_on["sets"]}
    for name in ("one", "two"):
        assert sets[name]["seed"] == before[name]["seed"] == 5
        assert sets[name]["validation"] == before[name]["validation"]
        assert sets[name]["before"]["recall"] is not None
        assert f"{name} ({sets[name]['validation_labels']} held-out labels, replayed): recall" in shown
    assert record["history"][0]["sets"].keys() == sets.keys()
    assert "Not worse than before on one, two" in record["evidence"]

    events = train(tmp_path / "alone", new, start=tmp_path / "lab.safetensors", general=True, replay=0.0)
    assert any(isinstance(e, Note) and "are not replayed" in e.text for e in events)
    kept = read_card(tmp_path / "alone.safetensors").trained_on["sets"]
    assert [(one["name"], one["after"]["recall"] is None) for one in kept] == [
        ("three", False),
        ("one", True),
        ("two", True),
    ]


def test_a_resumed_training_measures_the_initial_weights(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sets = listed(tmp_path / "list.toml", make_set(tmp_path / "one", 1), make_set(tmp_path / "two", 2))
    train(tmp_path / "lab", sets)
    card = read_card(tmp_path / "lab.safetensors")
    assert not card.is_general
    assert (card.box_size, card.diameter_px) == (BOX, 16.0)
    measured: list[float] = []
    measure = SetsValidation.measure

    def look(self: SetsValidation, network: Network, device: Device) -> Curve:
        measured.append(float(next(network.parameters()).detach().sum()))
        return measure(self, network, device)

    monkeypatch.setattr(SetsValidation, "measure", look)
    train(tmp_path / "lab", sets, epochs=2, resume=True)
    record = json.loads((tmp_path / "lab.json").read_text())
    assert [epoch["epoch"] for epoch in record["history"]] == [1, 2]
    assert record["trained_on"]["sets"][0]["before"]["recall"] is not None
    initial = load_model(shipped()).network
    assert measured[0] == float(next(initial.parameters()).detach().sum())


def test_the_loop_keeps_only_acceptable_weights(tmp_path: Path) -> None:
    network, device = make_network("compact", width=4), choose("cpu", 1)
    validation = SetsValidation([HeldOutSet("a", material("a", 1).train)], 0.5)
    stepper = Stepper(network, device, 0.001, network.weights)
    loop = TrainingLoop(stepper, None, Plan(None, 1, 1, 1, 1), validation, tmp_path / "m")  # type: ignore[arg-type]
    assert loop._is_best(0.5)
    validation.is_acceptable = lambda: False  # type: ignore[method-assign]
    assert not loop._is_best(0.5)


def test_the_library_trains_on_sets_given_as_paths_or_as_entries(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    given: list[TrainConfig] = []
    monkeypatch.setattr(any_job, "train_any", lambda config, *_: given.append(config))
    entry = {"micrographs": tmp_path / "m", "boxes": [tmp_path / "b"], "diameter": 130}
    iceboxer.train(sets=[tmp_path / "one", entry], output=tmp_path / "lab", general=True)
    assert given[0].sets == (tmp_path / "one", tmp_path / "lab.sets.toml")
    (read,) = read_sets([tmp_path / "lab.sets.toml"])
    assert (read.micrographs, read.boxes, read.diameter) == ((tmp_path / "m",), (tmp_path / "b",), 130.0)
    with pytest.raises(ConfigError, match="Give micrographs and boxes, or sets"):
        iceboxer.train(output=tmp_path / "lab")


def test_sets_that_cannot_be_trained_on_together_are_refused(tmp_path: Path) -> None:
    """Sizes that differ, a shared micrograph, no labels, and labels on noise whose size is not known."""
    one, two = make_set(tmp_path / "one", 1), make_set(tmp_path / "two", 2)
    small = listed(tmp_path / "small.toml", one)
    large = listed(tmp_path / "large.toml", two, diameter_px=20.0)
    with pytest.raises(ConfigError, match=r"The particles of one have 16 px, those of two 20 px.*add --general"):
        train(tmp_path / "m", small, large)
    same = tmp_path / "same.toml"
    write_sets([DataSet("again", (one / "micrographs",), (one / "boxes",), diameter_px=16.0)], same)
    with pytest.raises(ConfigError, match="is in two data sets, one and again"):
        train(tmp_path / "m", small, same)
    for file in (two / "boxes").iterdir():
        file.unlink()
    with pytest.raises(EngineError, match="Data set two: None of the 2 micrographs has boxes"):
        train(tmp_path / "m", small, large, general=True)
    write_sets([DataSet("one", (one / "micrographs",), (one / "boxes",))], same)
    with pytest.raises(ConfigError, match="The data set one has no particle diameter, and no model recognises"):
        train(tmp_path / "m", same)


def test_a_set_is_described_by_its_figures_before_and_after() -> None:
    record = {"name": "s", "validation_labels": 60, "before": {"recall": 0.5, "auc": None}, "after": {"recall": 0.75}}
    assert describe_set(record) == "s (60 held-out labels): recall 0.500 → 0.750"
    assert describe_set({**record, "replayed": True, "after": {}}) == "s (60 held-out labels, replayed): not measured"
