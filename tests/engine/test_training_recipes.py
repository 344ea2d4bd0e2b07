"""Inputs of the training loop: examples, crops, weights, learning rates, the card. Nothing is trained here."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from iceboxer.engine.data.boxes import Kind, make_boxes, no_boxes
from iceboxer.engine.data.formats import BoxList, write_boxes
from iceboxer.engine.data.label_set import LabelSet
from iceboxer.engine.data.micrograph import open_micrograph
from iceboxer.engine.devices import choose
from iceboxer.engine.errors import EngineError
from iceboxer.engine.evaluation.metrics import Curve
from iceboxer.engine.events import ignore, never
from iceboxer.engine.models.base import LossWeights, make_network
from iceboxer.engine.models.yolo import Yolo
from iceboxer.engine.training import assist, examples, general, labelled, trainer, training_data, validation
from iceboxer.engine.training.batches import Crops
from iceboxer.engine.training.budget import steps_between_validations, steps_in
from iceboxer.engine.training.config import AssistConfig, GeneralConfig, TrainConfig
from iceboxer.engine.training.examples import Example
from iceboxer.engine.training.labelled import LabelledMicrograph
from iceboxer.engine.training.scenes import Molecules
from iceboxer.engine.training.start import GENERAL, SCRATCH, are_few
from iceboxer.engine.training.targets import Particles
from iceboxer.engine.training.trainer import LabelTraining
from iceboxer.engine.training.training_data import TrainingData
from tests.engine.conftest import BOX, write_micrograph

SIDE = 500


def example(labels: int = 0, rejected: int = 0, width: float = BOX) -> Example:
    """Return an example with a number of labels, 10 px apart, and rejected boxes."""
    boxes = make_boxes(np.arange(labels) * 10.0, np.full(labels, 50.0), width, BOX)
    refused = make_boxes(np.arange(rejected) * 10.0, np.full(rejected, 90.0), BOX, kind=Kind.REJECTED)
    return Example(Path("m.mrc"), (SIDE, SIDE), np.zeros((SIDE, SIDE), np.float32), (1, 1), boxes, refused)


def config(**more: Any) -> TrainConfig:
    return TrainConfig(**{"micrographs": (), "boxes": (), "output": Path("m"), "start": None, **more})


def training(*train: Example, held_out: tuple[Example, ...] = (), **more: Any) -> LabelTraining:
    network = make_network("compact", width=4)
    data = TrainingData(network, BOX, list(train), list(held_out))
    return LabelTraining(config(**more), choose("cpu", 1), data)


def micrograph(path: Path) -> Path:
    write_micrograph(path, np.random.default_rng(1).normal(size=(400, 400)).astype(np.float32), pixel_size=4.0)
    return path


def curve(confidence: list[float], precision: list[float], recall: list[float]) -> Curve:
    columns = [np.array(values) for values in (confidence, precision, recall)]
    return Curve(*columns, np.zeros(len(confidence)), 0.75, 10)


# ── unlabelled regions ──────────────────────────────────────────────────────────────────────────────────────


def test_unlabelled_regions_have_a_tenth_of_the_weight_at_first(monkeypatch: pytest.MonkeyPatch) -> None:
    assert training(example(3)).crops.missing_weight == pytest.approx(0.1)
    assert training(example(3), missing_weight=0.7).crops.missing_weight == 0.7
    used = []
    monkeypatch.setattr(assist, "Crops", lambda *arguments: used.append(arguments[3]) or Crops(*arguments))
    assistant = assist.Assistant(AssistConfig(Path("a"), start=SCRATCH), choose("cpu", 1), ignore)
    assistant.examples, assistant.label_set = [example(3)], LabelSet({}, None, BOX)
    assistant.train(0, never)
    assert used == pytest.approx([0.1])


@pytest.mark.parametrize(("share", "weight", "sparse"), [(0.44, 0.1, True), (0.45, 1.0, False), (None, 0.1, False)])
def test_they_have_full_weight_if_the_labels_look_complete(
    share: float | None, weight: float, sparse: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trainer, "labelled_share", lambda *_: share)
    one = training(example(200), start=GENERAL)
    one._weigh_missing_labels()
    assert one.crops.missing_weight == one.loop.state.missing_weight == pytest.approx(weight)
    assert one.loop.state.labelled_share == share
    one.loop.best_curve = curve([0.5], [1], [1])
    assert one._card().missing_labels is sparse
    given = training(example(200), start=GENERAL, missing_weight=0.3)
    given._weigh_missing_labels()
    assert given.crops.missing_weight == 0.3


def test_the_decision_waits_for_a_quarter_of_a_training_from_random_weights(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trainer, "labelled_share", lambda *_: 0.9)
    one = training(example(200), epochs=1, epoch_steps=100)
    for step, share in ((24, None), (25, 0.9)):
        one.loop.state.step = step
        one._weigh_missing_labels()
        assert one.loop.state.labelled_share == share


def test_the_labelled_share_is_measured_where_half_of_the_labels_are_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of the four most confident picks, which find two of four labels, two are labelled."""
    found = make_boxes([0, 200, 100, 300, 200], [50] * 5, BOX, BOX, [0.9, 0.8, 0.7, 0.6, 0.5], Kind.PICK)
    found["x"][3:] = 250, 150  # beside labels
    found["x"][1] = 450
    found["x"] += 50
    labels = make_boxes([50, 150, 250, 350], [50] * 4, BOX)
    monkeypatch.setattr(validation, "detect", lambda *_: [found])
    one = replace(example(), labels=labels, shape=(SIDE, 2 * SIDE))
    assert validation.labelled_share(make_network("compact", width=4), choose("cpu", 1), [one], BOX) == 2 / 3
    assert validation.labelled_share(make_network("compact", width=4), choose("cpu", 1), [one], BOX, 0.9) is None


def test_the_validation_leaves_out_labels_at_the_edge_and_beyond_the_region(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of four labels one is at the edge and one beyond the region; the pick on that one counts on neither side."""
    found = make_boxes([195, 320], [50] * 2, BOX, BOX, [0.9, 0.8], Kind.PICK)
    labels = make_boxes([10, 100, 205, 320], [50] * 4, BOX)
    monkeypatch.setattr(validation, "detect", lambda *_: [found])
    one = replace(example(), labels=labels, region=(-np.inf, 200))
    matches = validation.match_example(make_network("compact", width=4), choose("cpu", 1), one, BOX)
    assert (matches.particles, matches.confidence.tolist()) == (1, [])


# ── examples ────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_lowpass_is_applied_in_training(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    used = []
    shrink = examples.shrink_input

    def shrink_input(image: Any, factor: float, cutoff: float, workers: int) -> Any:
        used.append(cutoff)
        return shrink(image, factor, cutoff, workers)

    monkeypatch.setattr(examples, "shrink_input", shrink_input)
    item = LabelledMicrograph(open_micrograph(micrograph(tmp_path / "m.mrc")), no_boxes())
    network, one = make_network("compact", width=4), None
    for more in ({}, {"lowpass": 0.2}, {"lowpass_resolution": 16.0}):
        examples.read_examples([item], network, BOX, config(**more), ignore, never)
        one = training(example(3), **more)
        one.loop.best_curve = curve([0.5], [1], [1])
        card = one._card()
        assert (card.lowpass, card.lowpass_resolution) == (more.get("lowpass", 0.0), more.get("lowpass_resolution"))
    assert used == pytest.approx([0.0, 0.2, 0.25])  # 0.25: 4 Å/px


def test_picks_in_a_box_file_count_as_labels_and_rejected_boxes_do_not(tmp_path: Path) -> None:
    boxes = make_boxes([100, 200, 300], [100] * 3, [20, 40, 30], 20, [0.9, 0.8, 0.7])
    boxes["kind"] = Kind.PICK, Kind.LABEL, Kind.REJECTED
    write_boxes(tmp_path / "m.cbox", BoxList(None, boxes), "cbox")
    (item,) = labelled.load_labelled(config(micrographs=(micrograph(tmp_path / "m.mrc"),), boxes=(tmp_path,)), ignore)
    assert item.boxes["kind"].tolist() == [Kind.LABEL, Kind.LABEL, Kind.REJECTED]
    assert [labelled.box_size_of([item], given) for given in (None, 70)] == [30, 70]


def test_the_seed_determines_the_initial_weights(tmp_path: Path) -> None:
    write_boxes(tmp_path / "m.cbox", BoxList(None, make_boxes([100], [100], 48)), "cbox")
    files = {"micrographs": (micrograph(tmp_path / "m.mrc"),), "boxes": (tmp_path / "m.cbox",)}

    def first_weights(seed: int) -> torch.Tensor:
        return next(training_data.load_data(config(**files, seed=seed), ignore, never).network.parameters())

    def assistant_weights(seed: int) -> torch.Tensor:
        settings = AssistConfig(Path("a"), start=SCRATCH, seed=seed)
        return next(assist.Assistant(settings, choose("cpu", 1), ignore).network.parameters())

    for draw in (first_weights, assistant_weights):
        one, again, other = draw(1), draw(1), draw(2)
        assert torch.equal(one, again)
        assert not torch.equal(one, other)


# ── crops ───────────────────────────────────────────────────────────────────────────────────────────────────


def crops(*parts: Example, **more: Any) -> Crops:
    return Crops(list(parts), make_network("compact", width=4), BOX, 0.1, **more)


def test_micrographs_are_drawn_by_the_square_root_of_their_labels() -> None:
    drawn = crops(example(), example(4), example(16)).sampling_weights
    assert drawn == pytest.approx([1 / 7, 2 / 7, 4 / 7])


@pytest.mark.parametrize(("rejected", "labels", "probability"), [(10, 30, 0.25), (30, 10, 0.5), (5, 0, 1.0), (0, 5, 0)])
def test_crops_aim_at_labels_at_least_every_other_time(rejected: int, labels: int, probability: float) -> None:
    class Fixed:
        def __init__(self, value: float) -> None:
            self.value = value

        def random(self) -> float:
            return self.value

    boxes = Particles(np.zeros((labels, 2)), np.ones((labels, 2)), np.ones((rejected, 2)))
    for below in (True, False):
        value = probability - 1e-6 if below else probability
        if 0 <= value < 1:
            found = Crops._points(boxes, Fixed(value))  # type: ignore[arg-type]
            assert (len(found) and found[0, 0] == 1) == below


def test_four_in_five_crops_contain_a_label(monkeypatch: pytest.MonkeyPatch) -> None:
    wide = replace(example(1), picture=np.zeros((4000, 4000), np.float32))
    one = crops(wide)
    corners = np.array([one._corner(0, np.random.default_rng(seed)) for seed in range(300)])
    assert np.mean((corners <= 50).all(axis=1)) == pytest.approx(0.8, abs=0.06)


def test_only_crops_with_square_boxes_are_rotated_by_any_angle() -> None:
    def rotated(one: Crops) -> float:
        return float(np.mean([one._frame(0, 0, 0, np.random.default_rng(seed)).angle != 0 for seed in range(300)]))

    assert rotated(crops(example(3))) == pytest.approx(0.7, abs=0.08)
    assert rotated(crops(example(3, width=BOX + 10))) == 0
    assert rotated(crops(example(3), augmentations=("flip",))) == 0


def test_sizes_are_relative_to_the_box_size_and_places_to_the_scale() -> None:
    boxes = make_boxes([100], [60], 2 * BOX, BOX)
    one = replace(example(), scale=(2.0, 3.0), labels=boxes, rejected=boxes, unsure=boxes)
    particles = one.particles(BOX)
    assert particles.sizes.tolist() == [[2, 1]]
    for points in (particles.centres, particles.rejected, particles.unsure):
        assert points.tolist() == [[50, 20]]


# ── settings and the card ───────────────────────────────────────────────────────────────────────────────────


def test_settings_become_the_plan_of_the_loop() -> None:
    plan = training(example(3)).loop.plan
    assert (plan.seconds, plan.steps, plan.patience, plan.batch, plan.seed) == (None, 720, 20, 4, 1)
    assert (plan.keep_start, plan.validate_every) == (False, 0)
    plan = training(example(3), epochs=3, epoch_steps=7, patience=2, batch=5, seed=9, start=GENERAL).loop.plan
    assert (plan.seconds, plan.steps, plan.patience, plan.batch, plan.seed) == (None, 21, 2, 5, 9)
    assert plan.keep_start


def test_minutes_are_a_number_of_steps() -> None:
    def steps(**more: Any) -> int | None:
        return training(example(3), **more).loop.plan.steps

    assert [steps(minutes=m) for m in (2, 0.001)] == [480, 1]
    assert [steps(minutes=2, epochs=epochs) for epochs in (3, 30)] == [120, 480]  # whichever is less
    assert steps(minutes=2, batch=8) == 240
    network = make_network("compact", width=4)
    assert [steps_in(1, network, 4, on_gpu) for on_gpu in (False, True)] == [240, 860]
    assert [steps_in(1, Yolo, 4, on_gpu) for on_gpu in (False, True)] == [48, 1000]


def test_a_training_of_yolo_chooses_patches_unless_they_are_given() -> None:
    notes: list[Any] = []
    found = []
    for given in (None, 3):
        config = TrainConfig((Path("a"),), (Path("b"),), Path("c"), network="yolo", patches=given)
        _, network = training_data.load_network(config, notes.append, 2048, 162.0)
        found.append(network.arguments())
    assert found == [{"patches": 2}, {"patches": 3}]
    assert notes[0].text == "Each micrograph is seen in 2 × 2 patches; a box spans 4.7 cells of the network."


def test_particles_too_small_for_yolo_are_mentioned() -> None:
    assert training_data._describe_cells(5.06, 1) == "Micrographs are seen whole; a box spans 5.1 cells of the network."
    assert "use compact, or smaller micrographs" in training_data._describe_cells(1.9, 3)


def test_validation_takes_a_sixth_of_the_computation_at_most() -> None:
    """A step is three passes of four crops of 384 px; validation is one pass of two pictures of 3840 px."""
    network = make_network("compact", width=4)
    assert steps_between_validations([(3840, 3840)] * 2, network, 4) == round(5 * 200 / 12)
    large = replace(example(4), picture=np.zeros((3840, 3840), np.float32))
    assert training(example(3), held_out=(large, large)).loop.plan.validate_every == 83


def test_loss_weights_replace_those_of_the_network_one_by_one() -> None:
    assert training(example(3), empty_weight=0.5).loop.stepper.weights == LossWeights(1, 1, 0.5)
    assert training(example(3), coordinate_weight=3, object_weight=0).loop.stepper.weights == LossWeights(3, 0, 1)


def test_a_hundred_labels_are_no_longer_few() -> None:
    assert (are_few(99), are_few(100)) == (True, False)
    frozen = [
        training(example(n), start=start).loop.stepper.freeze_statistics for n in (99, 100) for start in (None, GENERAL)
    ]
    assert frozen == [False, True, False, False]


def validated(particles: int, labelled: int) -> Curve:
    """Return the curve of as many right as wrong picks, above and below 0.5, of which some right ones are labelled."""
    confidence = np.linspace(0.99, 0.01, 2 * particles)
    hit = np.zeros(2 * particles, bool)
    hit[np.linspace(0, particles - 1, labelled).astype(int)] = True
    hits = np.cumsum(hit)
    precision = hits / np.arange(1, 2 * particles + 1)
    return Curve(confidence, precision, hits / labelled, np.zeros(2 * particles), 0.75, labelled)


def test_the_card_has_all_figures_if_many_complete_labels_were_held_out() -> None:
    one = training(example(3), held_out=(example(100),))
    one.loop.best_curve = validated(100, 100)
    card = one._card()
    assert card.threshold == pytest.approx(0.5, abs=0.06)
    assert card.precision == pytest.approx(1, abs=0.1)
    assert (card.auc, len(card.curve)) == (0.75, 101)
    assert card.recall == pytest.approx(1, abs=0.1)
    assert (card.trained_on["labels"], card.trained_on["validation_labels"]) == (3, len(example(100).labels))


@pytest.mark.parametrize(("particles", "labelled", "why"), [(40, 40, "fewer than 50"), (300, 60, "labelled")])
def test_the_card_has_no_figure_that_the_labels_cannot_support(particles: int, labelled: int, why: str) -> None:
    """An unlabelled particle is not a false positive."""
    one = training(example(3), held_out=(example(labelled),))
    one.loop.best_curve = validated(particles, labelled)
    card = one._card()
    assert (card.precision, card.f1, card.auc, card.curve) == (None, None, None, ())
    assert card.recall is not None
    assert card.recall_interval is not None
    assert "Precision, F1 and AUC are unknown" in card.evidence
    assert why in card.evidence
    event = one.loop._event(0.1, one.loop.best_curve, 0.75)
    assert (event.auc, event.f1, event.labels) == (None, None, labelled)
    assert event.recall == pytest.approx(card.recall)
    (batch,) = one.loop.validation.batches
    assert not batch[1].weight.any()  # nor does it count in the validation loss


def test_without_held_out_labels_the_initial_model_sets_the_threshold() -> None:
    """It had three picks at its threshold, so the trained model has three too."""
    one = training(example(3))
    one.data = replace(one.data, start_threshold=0.9)
    one.loop.state.start_picks = 3
    one.loop.best_curve = curve([0.5, 0.4, 0.3, 0.02], [1, 1, 1, 1], [0.1, 0.2, 0.3, 0.4])
    card = one._card()
    assert card.threshold == pytest.approx(0.3, abs=0.15)
    assert (card.recall, card.auc) == (None, None)
    assert "Nothing was measured" in card.evidence


def test_the_general_model_has_a_slow_mean_and_a_high_threshold(monkeypatch: pytest.MonkeyPatch) -> None:
    """At 0.6 precision × recall is 0.97 of its highest; the peak rate is the one of the settings."""
    monkeypatch.setattr(general, "validation_examples", lambda *_, **__: [example(4)])
    settings = GeneralConfig(Path("g"), hours=0.5, seed=3, learning_rate=0.002)
    network = make_network("compact", width=4)
    one = general.GeneralTraining(settings, choose("cpu", 1), network, Molecules((), (), 0))
    assert (one.loop.stepper.mean.decay, one.loop.stepper.rate) == (0.998, 0.002)
    assert (one.loop.plan.seconds, one.loop.plan.epoch_steps, one.loop.plan.seed) == (1800, 200, 3)
    one.loop.best_curve = curve([0.9, 0.6, 0.4], [1, 1, 0.8], [0.1, 0.78, 1])
    one.loop.state.step, one.loop.state.best_step = 700, 600
    assert one._card().threshold == 0.6
    assert one._card().trained_on["steps"] == 600


def picking(folder: Path) -> Path:
    """Write the result of a picking at threshold 0.5: a label of low confidence, and picks with 0.1, 0.5 and 0.9."""
    boxes = make_boxes([10, 20, 30, 40], [9] * 4, 8, confidence=[0.1, 0.1, 0.5, 0.9], kind=Kind.PICK)
    boxes["kind"][0] = Kind.LABEL
    write_boxes(folder / "CBOX/m.cbox", BoxList(None, boxes, made_with="0123abcd"), "cbox")
    summary = {"threshold": 0.5, "config": {"min_size": None, "max_size": None}}
    (folder / "summary.json").write_text(json.dumps(summary), encoding="utf-8")
    return folder


def test_only_visible_picks_count_as_labels(tmp_path: Path) -> None:
    def labels(**more: Any) -> list[float]:
        settings = config(micrographs=(micrograph(tmp_path / "m.mrc"),), boxes=(picking(tmp_path / "out"),), **more)
        (item,) = labelled.load_labelled(settings, events.append)
        return item.labels["x"].tolist()

    events: list[Any] = []
    assert labels() == [10, 30, 40]
    assert "0.5 or more are used as labels (the threshold of that picking); 1 are left out" in events[-1].text
    assert labels(threshold=0.6) == [10, 40]
    assert labels(threshold=0) == [10, 20, 30, 40]


def test_picks_of_unknown_threshold_are_refused_as_labels(tmp_path: Path) -> None:
    folder = picking(tmp_path / "out")
    (folder / "summary.json").unlink()
    settings = config(micrographs=(micrograph(tmp_path / "m.mrc"),), boxes=(folder,))
    with pytest.raises(EngineError, match="threshold of that picking is unknown"):
        labelled.load_labelled(settings, ignore)
    (item,) = labelled.load_labelled(replace(settings, threshold=0.0), ignore)
    assert len(item.labels) == 4
