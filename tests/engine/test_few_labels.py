"""Few labels from a trained model: how far they move the weights, what holds them, and when training ends."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
import torch

from iceboxer.engine.data.boxes import Boxes, make_boxes, no_boxes
from iceboxer.engine.devices import choose
from iceboxer.engine.evaluation.metrics import curve
from iceboxer.engine.models.base import LossWeights, Target, make_network
from iceboxer.engine.training import trainer
from iceboxer.engine.training.assist import Assistant
from iceboxer.engine.training.config import AssistConfig, TrainConfig
from iceboxer.engine.training.examples import Example
from iceboxer.engine.training.start import GENERAL, anchor_weight, share_of_way
from iceboxer.engine.training.stepper import Stepper
from iceboxer.engine.training.trainer import LabelTraining
from iceboxer.engine.training.training_data import TrainingData
from iceboxer.engine.training.validation import recognised_share

CPU = choose("cpu", 1, "float32")


def example(labels: int, name: str = "m.mrc") -> Example:
    boxes = make_boxes(np.arange(labels) * 10 + 30, np.full(labels, 50), 20)
    picture = np.zeros((32, 32), np.float32)
    return Example(Path(name), (5000, 5000), picture, (1, 1), boxes, no_boxes())


def test_the_share_grows_with_the_labels_and_the_micrographs_and_the_less_the_model_recognises() -> None:
    assert share_of_way(12, 1, 1.0) == pytest.approx(1 / 2.2)
    assert share_of_way(12, 4, 1.0) == pytest.approx(1 / 2.05)
    assert share_of_way(48, 1, 0.5) == pytest.approx(1 / (1 + 0.5 * 0.45))
    assert share_of_way(1, 1, 0.0) == 1
    assert share_of_way(0, 0, 1.0) == 0
    steps = [share_of_way(n, 1, 0.9) for n in range(1, 500)]
    assert all(a < b for a, b in pairwise(steps))


def test_the_anchor_falls_to_nothing_where_the_labels_suffice() -> None:
    assert [anchor_weight(n) for n in (0, 100, 400, 900)] == [1.0, 0.75, 0.0, 0.0]


def picks(*confidences: float) -> Boxes:
    """Return picks with these confidences on the first labels of an example."""
    return make_boxes(np.arange(len(confidences)) * 10 + 30, np.full(len(confidences), 50), 20, confidence=confidences)


def found_at(monkeypatch: pytest.MonkeyPatch, *confidences: float) -> None:
    """Make every network pick the first labels with these confidences."""
    monkeypatch.setattr(trainer, "pick_example", lambda *_: picks(*confidences))


def test_labels_are_recognised_at_the_threshold() -> None:
    found = [picks(0.5, 0.4, 0.3), picks()]
    assert recognised_share([example(4), example(0)], found, 0.4) == 0.5
    assert recognised_share([example(0)], found[1:], 0.4) == 1


def training(labels: int, start: Path | None, threshold: float | None, **settings: object) -> LabelTraining:
    config = TrainConfig((Path("m"),), (Path("b"),), Path("o"), start=start, **settings)
    data = TrainingData(make_network("compact", width=4), 20, [example(labels)], [], start_threshold=threshold)
    return LabelTraining(config, CPU, data)


def test_a_training_from_a_model_goes_part_of_the_way_and_one_from_random_weights_all_of_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    found_at(monkeypatch, 0.9, 0.9)
    monkeypatch.setattr(trainer, "validation_curve", lambda *_: curve([]))
    stepper = training(4, GENERAL, 0.5).loop.stepper
    assert stepper.mean.share == pytest.approx(share_of_way(4, 1, 0.5))
    assert stepper.anchor == pytest.approx(0.99)
    stepper = training(4, None, None).loop.stepper
    assert (stepper.mean.share, stepper.anchor) == (1, 0)


def test_few_labels_end_a_training_from_a_model_early_unless_epochs_are_given(monkeypatch: pytest.MonkeyPatch) -> None:
    found_at(monkeypatch, 0.9)
    monkeypatch.setattr(trainer, "validation_curve", lambda *_: curve([]))

    def steps(start: Path | None, **settings: object) -> int | None:
        return training(10, start, 0.5 if start else None, **settings).loop.plan.steps

    assert steps(GENERAL, minutes=9.0) == 240 + 4 * 10
    assert steps(GENERAL, minutes=0.5) == 120
    assert steps(GENERAL, epochs=50) == 2000
    assert steps(None, minutes=9.0) == 9 * 240


def test_the_assistant_goes_part_of_the_way(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(Assistant, "_picks", lambda *_: picks(0.9, 0.9))
    one = Assistant(AssistConfig(output=tmp_path / "a"), CPU, lambda _: None)
    one.examples = [example(4)]
    one._mark_unsure()
    assert one._share_of_way() == pytest.approx(share_of_way(4, 1, 0.5))
    one.examples, one.steps = [example(8), example(8, "n.mrc")], 5
    one._mark_unsure()
    assert one._share_of_way() == pytest.approx(share_of_way(16, 2, 0.5))  # known from the first labels


def test_the_anchor_holds_the_network_to_the_initial_one_where_nothing_is_labelled() -> None:
    torch.manual_seed(0)
    nothing = torch.zeros(1, 8, 8)
    target = Target(nothing, nothing, nothing, nothing, nothing, nothing, nothing, nothing + 0.1)
    picture = torch.randn(1, 1, 32, 32)

    def moved(anchor: float) -> float:
        torch.manual_seed(1)
        one = Stepper(make_network("compact", width=4), CPU, 0.003, LossWeights())
        one.freeze_statistics, one.anchor = True, anchor
        for number in range(8):
            one.step((picture, target), number, 1.0)
        with torch.no_grad():
            return float((one.network(picture) - one.mean.start(picture))[:, 0].abs().mean())

    assert moved(100.0) < 0.5 * moved(0.0)
