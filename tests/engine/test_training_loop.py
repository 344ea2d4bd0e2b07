"""The training loop on a network with one weight, in numbers that can be computed by hand."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
import pytest
import torch
from torch import Tensor, nn

from iceboxer.engine.data.boxes import make_boxes, no_boxes
from iceboxer.engine.data.model_card import Card
from iceboxer.engine.devices import choose
from iceboxer.engine.errors import AlreadyFinished, Cancelled, EngineError
from iceboxer.engine.evaluation.metrics import Curve
from iceboxer.engine.events import EpochDone, Event, LossPoint, ignore, never
from iceboxer.engine.models.base import Loss, LossWeights, Network, Prediction, Target
from iceboxer.engine.training import checkpoint
from iceboxer.engine.training import validation as module
from iceboxer.engine.training.batches import Feed, collate
from iceboxer.engine.training.examples import Example
from iceboxer.engine.training.loop import TrainingLoop
from iceboxer.engine.training.plan import Plan
from iceboxer.engine.training.stepper import Stepper
from iceboxer.engine.training.targets import FIELDS
from iceboxer.engine.training.validation import ValidationSet

RATE = 0.01
DECAYED = 1 - 0.1 * RATE * 0.01  # weight decay of the first step, at a tenth of the rate
FIRST = DECAYED - 0.1 * RATE  # the weight after it: AdamW's first step is the rate, whatever the gradient
MEAN = 1 + (FIRST - 1) * 10 / 11  # the running mean after it: the first step counts ten times the initial weight


class OneWeight(Network):
    """A network with one weight, initially 1; its loss is the weight times a factor times the picture's mean."""

    name: ClassVar[str] = "one-weight"
    stride: ClassVar[int] = 1
    batch: ClassVar[int] = 1

    def __init__(self, factor: float = 1.0) -> None:
        super().__init__()
        self.weight, self.factor = nn.Parameter(torch.ones(1)), factor

    def arguments(self) -> dict[str, Any]:
        return {}

    def input_factor(self, shape: tuple[int, int], box_size: float) -> float:
        return 1.0

    def forward(self, picture: Tensor) -> Tensor:
        return self.weight * picture.mean()

    def predict(self, raw: Tensor) -> Prediction:
        raise NotImplementedError

    def loss(self, raw: Tensor, target: Target, weights: LossWeights) -> Loss:
        nothing = torch.zeros(())
        return Loss(self.factor * raw.sum(), nothing, nothing, nothing)


class Numbers:
    """Source of pictures of one pixel, each of another value."""

    def draw(self, rng: np.random.Generator) -> tuple[np.ndarray, dict[str, np.ndarray]]:
        picture = np.full((1, 1), rng.uniform(-1, 3), np.float32)
        return picture, {name: np.zeros((1, 1), np.float32) for name in FIELDS}


def stepper(factor: float = 1.0) -> Stepper:
    return Stepper(OneWeight(factor), choose("cpu", 1, "float32"), RATE, LossWeights())


def batch(value: float = 1.0) -> tuple[Tensor, Target]:
    return torch.full((1, 1, 1, 1), value), Target(*(torch.zeros(1, 1, 1) for _ in FIELDS))


def curve(auc: float) -> Curve:
    none = np.zeros(0)
    return Curve(none, none, none, none, auc, 100)


def hundred_labels() -> Example:
    labels = make_boxes(np.arange(100) * 10.0, np.zeros(100), 10)
    return Example(Path("m.mrc"), (1, 1000), np.zeros((1, 1), np.float32), (1, 1), labels, no_boxes())


class Run:
    """A loop in which each validation returns the next of `aucs`, and its events."""

    def __init__(
        self, folder: Path, monkeypatch: pytest.MonkeyPatch, aucs: tuple[float, ...] = (), **plan: Any
    ) -> None:
        found = iter(aucs)
        monkeypatch.setattr(module, "validation_curve", lambda *_: curve(next(found)))
        settings = {"seconds": None, "steps": 4, "epoch_steps": 1, "batch": 1, "seed": 5, **plan}
        examples = [hundred_labels()] if aucs else []
        validation = ValidationSet(examples, 10)
        self.loop = TrainingLoop(stepper(), Numbers(), Plan(**settings), validation, folder / "m")
        self.events: list[Event] = []

    def start(self, cancelled: Callable[[], bool] = never, stop: Callable[[], bool] = never) -> None:
        card = Card("one-weight", {}, 10, 0.5)
        self.loop.run(self.events.append, cancelled, stop, lambda: card)

    @property
    def epochs(self) -> list[EpochDone]:
        return [e for e in self.events if isinstance(e, EpochDone)]


def weights(loop: TrainingLoop) -> list[float]:
    return [n.weight.item() for n in (loop.stepper.network, loop.stepper.mean.network, loop.best)]  # type: ignore[arg-type]


def test_the_first_step_by_hand() -> None:
    one = stepper()
    assert one.step(batch(2.0), 0, 1.0) == 2.0
    assert one.network.weight.item() == pytest.approx(FIRST, abs=1e-7)
    assert one.mean.network.weight.item() == pytest.approx(MEAN, abs=1e-7)


def test_a_large_gradient_is_clipped_and_a_small_one_is_not() -> None:
    for factor, clipped in ((100.0, 5.0), (4.0, 4.0)):
        one = stepper(factor)
        one.step(batch(), 0, 1.0)
        assert one.network.weight.grad.item() == pytest.approx(clipped, rel=1e-5)


def test_the_learning_rate_warms_up_and_follows_the_schedule() -> None:
    one, used = stepper(), []
    for number in (0, 4, 9, 50):
        one.step(batch(), number, 0.5)
        used.append(one.optimisers[0].rate)
    assert used == pytest.approx([0.0005, 0.0025, 0.005, 0.005])


def test_the_running_mean_forgets_quickly_at_first_and_slowly_later() -> None:
    mean = stepper().mean
    network = OneWeight()
    with torch.no_grad():
        network.weight[:] = 2.0
    mean.update(network, 10)
    assert mean.network.weight.item() == pytest.approx(1.5)
    mean.update(network, 10_000)
    assert mean.network.weight.item() == pytest.approx(1.5 + 0.5 * 0.02)


def test_the_mean_goes_a_share_of_the_way_to_the_trained_weights() -> None:
    mean, network = stepper().mean, OneWeight()
    mean.share = 0.25
    with torch.no_grad():
        network.weight[:] = 3.0  # initially 1
    mean.update(network, 10)  # half of the old mean, half of the new weights
    assert mean.network.weight.item() == pytest.approx((1 + 1.5) / 2)
    assert mean.start.weight.item() == 1


class Confident(OneWeight):
    """A network whose output is its confidence."""

    def predict(self, raw: Tensor) -> Prediction:
        return Prediction(raw, raw, raw, raw, raw)


def test_the_deviation_counts_unlabelled_places_only() -> None:
    one = torch.ones(1, 1, 4)
    target = Target(*(0 * one for _ in FIELDS))._replace(
        nearness=torch.tensor([[[0, 0.5, 0, 1.0]]]), weight=torch.tensor([[[0.1, 0.1, 1.0, 0.1]]])
    )
    apart = 0.25 * math.log(0.25 / 0.5) + 0.75 * math.log(0.75 / 0.5)
    found = Confident().deviation(0.5 * one, 0.25 * one, target).item()
    assert found == pytest.approx(1.5 * apart)  # whole, half as near a label, a rejected place, a label; per particle
    assert Confident().deviation(0.25 * one, 0.25 * one, target).item() == 0


def test_a_loss_that_is_not_finite_stops_the_training() -> None:
    with pytest.raises(EngineError, match="lower learning rate"):
        stepper(math.nan).step(batch(), 0, 1.0)


def test_the_rate_is_half_a_cosine_over_the_training(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run, used = Run(tmp_path, monkeypatch), []
    take = run.loop.stepper.step
    monkeypatch.setattr(run.loop.stepper, "step", lambda b, n, rate, m: used.append(rate) or take(b, n, rate, m))
    run.start()
    assert used == pytest.approx([1.0, 0.855018, 0.505, 0.154982], abs=1e-6)


def test_the_running_mean_is_kept_not_the_last_weights(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run = Run(tmp_path, monkeypatch, steps=1)
    run.start()
    assert weights(run.loop) == pytest.approx([FIRST, MEAN, MEAN], abs=1e-7)


def test_it_stops_when_validation_no_longer_improves(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run = Run(tmp_path, monkeypatch, (0.9, 0.1, 0.1, 0.1), steps=9, patience=3)
    run.start()
    assert [e.best for e in run.epochs] == [True, False, False, False]
    assert run.loop.best_curve is not None
    assert run.loop.best_curve.auc == 0.9


def test_later_weights_are_preferred_within_chance_of_the_best(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Chance is 0.03 at an AUC of 0.9 of a hundred particles, measured from the best, not from the last kept."""
    run = Run(tmp_path, monkeypatch, (0.9, 0.88, 0.86, 0.95))
    run.start()
    assert [e.best for e in run.epochs] == [True, True, False, True]
    assert (run.loop.state.best_auc, run.loop.state.best_epoch, run.loop.state.best_step) == (0.95, 4, 4)


def test_initial_weights_are_kept_if_no_epoch_is_better(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for keep, kept in ((True, 1.0), (False, MEAN)):
        run = Run(tmp_path, monkeypatch, (0.9, 0.1) if keep else (0.1,), steps=1, keep_start=keep)
        run.start()
        assert weights(run.loop)[2] == pytest.approx(kept, abs=1e-7)


def test_chance_is_no_reason_to_leave_the_initial_weights(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Chance is 0.03: below the start nothing is kept, above it again what is within chance of the best."""
    run = Run(tmp_path, monkeypatch, (0.9, 0.89, 0.9, 0.94, 0.92), keep_start=True)
    run.start()
    assert [e.best for e in run.epochs] == [False, True, True, True]
    assert run.loop.state.start_auc == 0.9


def test_validation_is_due_by_steps_and_at_the_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run = Run(tmp_path, monkeypatch, (0.1,) * 9, steps=11, epoch_steps=2, validate_every=6)
    run.start()
    assert [e.epoch for e in run.epochs if e.auc is not None] == [3, 6]
    assert run.loop.state.validated_step == 11


def test_a_slow_machine_gives_the_same_weights(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Steps of 10 s and validations of 100 s, or the reverse: only the recorded time differs."""
    now, found = [0.0], []
    monkeypatch.setattr(time, "monotonic", lambda: now[0])

    def after(seconds: float, function: Callable[..., Any]) -> Callable[..., Any]:
        def call(*arguments: Any) -> Any:
            now[0] += seconds
            return function(*arguments)

        return call

    for name, step, validation in (("slow", 10.0, 100.0), ("fast", 0.1, 0.1), ("other", 100.0, 10.0)):
        run = Run(tmp_path / name, monkeypatch, (0.5, 0.1, 0.6, 0.2), steps=6, validate_every=2)
        monkeypatch.setattr(run.loop.stepper, "step", after(step, run.loop.stepper.step))
        monkeypatch.setattr(module, "validation_curve", after(validation, module.validation_curve))
        run.start()
        assert run.loop.state.seconds == pytest.approx(6 * step + 3 * validation)
        found.append((weights(run.loop), run.loop.state.step, [(e.epoch, e.loss, e.auc, e.best) for e in run.epochs]))
    assert found[0] == found[1] == found[2]


def test_the_loss_is_shown_every_second_or_two(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With steps of 0.5 s the first is shown at once, then the mean of every three."""
    now = [0.0]
    monkeypatch.setattr(time, "monotonic", lambda: now[0])
    run = Run(tmp_path, monkeypatch, steps=8, epoch_steps=4)
    take, losses = run.loop.stepper.step, []

    def step(*arguments: Any) -> float:
        now[0] += 0.5
        losses.append(take(*arguments))
        return losses[-1]

    monkeypatch.setattr(run.loop.stepper, "step", step)
    run.start()
    points = [e for e in run.events if isinstance(e, LossPoint)]
    assert [(p.step, p.epoch) for p in points] == [(1, 0.25), (4, 1.0), (7, 1.75)]
    assert [p.loss for p in points] == pytest.approx([losses[0], np.mean(losses[1:4]), np.mean(losses[4:7])])


def test_better_weights_are_written_every_few_seconds_and_when_cancelled(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Epochs of 2 s that all improve are written after the first, fourth, and last, which is cancelled."""
    now, written = [0.0], []
    monkeypatch.setattr(time, "monotonic", lambda: now[0])
    run = Run(tmp_path, monkeypatch, (0.1, 0.2, 0.3, 0.4, 0.5), steps=9)
    take, write = run.loop.stepper.step, run.loop.write

    def step(*arguments: Any) -> float:
        now[0] += 2
        return take(*arguments)

    monkeypatch.setattr(run.loop.stepper, "step", step)
    monkeypatch.setattr(run.loop, "write", lambda card: written.append(run.loop.state.epoch) or write(card))
    with pytest.raises(Cancelled):
        run.start(cancelled=lambda: len(run.epochs) == 5)
    assert written == [1, 4, 5]


def test_a_training_ends_by_time_or_by_steps(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    now = [0.0]
    monkeypatch.setattr(time, "monotonic", lambda: now[0])
    for seconds, steps, taken in ((25.0, None, 3), (25.0, 2, 2), (None, 5, 5)):
        run = Run(tmp_path, monkeypatch, seconds=seconds, steps=steps, epoch_steps=9)
        take = run.loop.stepper.step

        def step(*arguments: Any, take: Callable[..., float] = take) -> float:
            now[0] += 10
            assert now[0] <= 100, "it does not end"
            return take(*arguments)

        monkeypatch.setattr(run.loop.stepper, "step", step)
        run.start()
        assert run.loop.state.step == taken


def test_a_resumed_training_is_the_same_as_an_uninterrupted_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Networks, moments of the optimiser, schedule and the next pictures."""
    aucs = (0.5, 0.9, 0.1, 0.1)
    whole = Run(tmp_path / "whole", monkeypatch, aucs)
    whole.start()
    first = Run(tmp_path, monkeypatch, aucs[:2])
    with pytest.raises(Cancelled):
        first.start(cancelled=lambda: len(first.epochs) == 2)
    second = Run(tmp_path, monkeypatch, aucs[2:])
    second.loop.resume(ignore, "--minutes")
    assert weights(second.loop) == weights(first.loop)
    assert second.loop.state.best_auc == 0.9
    second.start()
    assert weights(second.loop) == weights(whole.loop)
    assert [e.loss for e in first.epochs + second.epochs] == [e.loss for e in whole.epochs]
    assert [row["epoch"] for row in second.loop.state.history] == [1, 2, 3, 4]


def test_a_finished_training_is_not_resumed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Run(tmp_path, monkeypatch).start()
    with pytest.raises(AlreadyFinished, match=r"m\.safetensors is already finished; raise --hours to continue"):
        Run(tmp_path, monkeypatch).loop.resume(ignore, "--hours")


def test_a_state_of_an_earlier_version_is_resumed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It had no best step, and might have fields that are no longer known."""
    first = Run(tmp_path, monkeypatch)
    with pytest.raises(Cancelled):
        first.start(cancelled=lambda: len(first.epochs) == 2)
    saved = {"step": 2, "epoch": 2, "seconds": 3.0, "best_auc": 0.5, "history": [], "unknown": 1}
    monkeypatch.setattr(checkpoint, "load_state", lambda *_: saved)
    second = Run(tmp_path, monkeypatch)
    second.loop.resume(ignore, "--hours")
    assert (second.loop.state.step, second.loop.state.best_auc, second.loop.state.best_step) == (2, 0.5, 0)


def test_ranks_draw_the_pictures_of_one_process_in_its_order() -> None:
    """Two ranks with two pictures each, from the second step on, and one process with four."""
    pictures = []
    for rank in (0, 1):
        with Feed(Numbers(), 2, 7, 1, (rank, 2)) as feed:
            pictures.append([feed.next()[0] for _ in range(2)])
    with Feed(Numbers(), 4, 7, 1) as feed:
        for step in range(2):
            assert torch.equal(torch.cat([pictures[0][step], pictures[1][step]]), feed.next()[0])


def test_any_number_of_workers_draws_the_same_batches_in_the_same_order() -> None:
    drawn = []
    for workers in (1, 3):
        with Feed(Numbers(), 2, 7, 1, workers=workers) as feed:
            drawn.append(torch.cat([feed.next()[0] for _ in range(5)]))
    assert torch.equal(*drawn)


def test_seed_and_number_determine_a_picture() -> None:
    one = collate(Numbers(), 7, [3, 4])[0]
    assert torch.equal(one, collate(Numbers(), 7, [3, 4])[0])
    assert len(torch.cat([one, collate(Numbers(), 8, [3, 4])[0], collate(Numbers(), 7, [5])[0]]).unique()) == 5
