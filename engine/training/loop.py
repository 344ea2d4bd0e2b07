"""The training loop: steps, epochs, validation, the best weights so far, resuming.

A training on labels (`engine.training.trainer`) and that of the general model (`engine.training.general`) use it:
they supply the source of pictures, the plan, the validation set and the card of the model file.
"""

from __future__ import annotations

import copy
import json
import math
import time
from collections.abc import Callable
from dataclasses import asdict, fields
from pathlib import Path

import numpy as np
from torch import nn

from iceboxer.engine.data.atomic import make_folder, write_text
from iceboxer.engine.data.model_card import Card, with_suffix
from iceboxer.engine.errors import AlreadyFinished, Cancelled
from iceboxer.engine.evaluation.metrics import Curve, best_threshold, figures_at
from iceboxer.engine.events import EpochDone, IsCancelled, LossPoint, Note, Progress, Report
from iceboxer.engine.models.base import Network
from iceboxer.engine.models.model_file import Model, save_model
from iceboxer.engine.training import checkpoint, parallel
from iceboxer.engine.training.batches import Feed, Source
from iceboxer.engine.training.examples import count_labels
from iceboxer.engine.training.plan import Plan, TrainingState
from iceboxer.engine.training.start import cosine
from iceboxer.engine.training.stepper import Stepper
from iceboxer.engine.training.validation import ValidationSet, chance, validation_loss

LAST_RATE = 0.01  # of the peak learning rate, at the end
SAVE_EVERY = 20.0  # seconds between two resume files
WRITE_EVERY = 5.0  # seconds between two model files; a GPU may improve the weights every second
SHOW_EVERY = 1.5  # seconds between two events with the loss


class TrainingLoop:
    """Training of one network; see `run`.

    Parameters
    ----------
    output : Path
        The model file to write. Its history and its resume file are written beside it.
    rank : int
        Rank of this process; rank 0 validates and writes.
    make_feed : callable, optional
        Returns the queue of batches from the batch of this number on; by default, a thread draws them from `source`.

    Attributes
    ----------
    best : Network
        The best weights so far.
    best_curve : Curve or None
        Their validation, if this process has measured it.
    """

    def __init__(
        self,
        stepper: Stepper,
        source: Source,
        plan: Plan,
        validation: ValidationSet,
        output: Path,
        rank: int = 0,
        make_feed: Callable[[int], Feed] | None = None,
    ) -> None:
        self.stepper, self.source, self.plan, self.validation = stepper, source, plan, validation
        self.output = with_suffix(output)
        self.rank, self.device = rank, stepper.device
        self._make_feed = make_feed or self._thread_feed
        self.state = TrainingState()
        self.best = copy.deepcopy(stepper.mean.network)
        self.best_curve: Curve | None = None
        self._saved_at, self._written_at, self._unwritten = time.monotonic(), -math.inf, False
        self._shown_at, self._losses = -math.inf, list[float]()

    @property
    def done(self) -> float:
        """The completed fraction of the training, 0 to 1."""
        return self.plan.done(self.state)

    def run(
        self,
        report: Report,
        cancelled: IsCancelled,
        stop: IsCancelled,
        make_card: Callable[[], Card],
        before_validation: Callable[[], None] = lambda: None,
    ) -> Card:
        """Train until the plan is fulfilled, validation no longer improves, or `stop`; return the card.

        The best weights are written when they improve, every `WRITE_EVERY` seconds at most.

        Raises
        ------
        Cancelled
            After the best weights and the resume file were written.
        """
        if self.rank == 0:
            make_folder(self.output.parent)
        module = parallel.distribute(self.stepper.network, self.device)
        if self.plan.keep_start and self.state.epoch == 0 and self.validation.examples:
            self._validate_start()
        with self._make_feed(self.state.step) as feed:
            while not parallel.any_rank(self.done >= 1 or cancelled() or stop() or self._out_of_patience()):
                loss = self._train_epoch(module, feed, report, lambda: cancelled() or stop())
                event = self._finish_epoch(loss, before_validation)
                report(event)
                self._unwritten |= event.best or self._written_at == -math.inf
                if self.rank == 0 and self._unwritten and time.monotonic() - self._written_at >= WRITE_EVERY:
                    self.write(make_card())
                if time.monotonic() - self._saved_at > SAVE_EVERY:
                    self.save()
        if parallel.any_rank(cancelled()):
            if self.rank == 0 and self._unwritten:
                self.write(make_card())
            self.save()
            raise Cancelled
        card = make_card()
        self.write(card)
        self.save()  # after the model: a finished training is not resumed, so the model would stay missing
        return card

    def resume(self, report: Report, limits: str) -> None:
        """Restore the state from the resume file; `limits` names the settings that extend a training.

        Raises
        ------
        ReadError
            There is no resume file, or it does not fit.
        AlreadyFinished
            The training is already finished.
        """
        path = checkpoint.path_beside(self.output)
        saved = checkpoint.load_state(path, self._networks(), self.stepper.optimisers)
        known = {f.name for f in fields(TrainingState)}
        self.state = TrainingState(**{name: value for name, value in saved.items() if name in known})
        if self.done >= 1:
            raise AlreadyFinished(f"The training of {self.output} is already finished; raise {limits} to continue.")
        report(Note(f"Resuming after {self.state.seconds / 60:.1f} minutes of training."))

    def save(self) -> None:
        """Write the resume file."""
        if self.rank == 0:
            path = checkpoint.path_beside(self.output)
            checkpoint.save_state(path, self._networks(), self.stepper.optimisers, asdict(self.state))
        self._saved_at = time.monotonic()

    def write(self, card: Card) -> None:
        """Write the best weights with their card, and card and history as JSON."""
        self._written_at, self._unwritten = time.monotonic(), False
        if self.rank == 0:
            save_model(Model(self.best, card), self.output)
            record = {**asdict(card), "history": self.state.history}
            write_text(self.output.with_suffix(".json"), json.dumps(record, indent=2) + "\n")

    def _thread_feed(self, start: int) -> Feed:
        batch = max(1, self.plan.batch // parallel.world_size())
        return Feed(self.source, batch, self.plan.seed, start, (self.rank, parallel.world_size()), self.device.helpers)

    def _networks(self) -> dict[str, Network]:
        return {"network": self.stepper.network, "average": self.stepper.mean.network, "best": self.best}

    def _out_of_patience(self) -> bool:
        return bool(self.validation.examples) and self.state.epoch - self.state.best_epoch >= self.plan.patience

    def _train_epoch(self, module: nn.Module, feed: Feed, report: Report, stop: IsCancelled) -> float:
        """Take the steps of one epoch and return their mean loss."""
        losses = []
        for _ in range(self.plan.epoch_steps):
            begun = time.monotonic()
            losses.append(self.stepper.step(feed.next(), self.state.step, cosine(self.done, LAST_RATE), module))
            self.state.step += 1
            self._add_time(time.monotonic() - begun)
            self._show_loss(losses[-1], report)
            done = self.done
            left = self.state.seconds * (1 - done) / done if done > 0 else None
            report(Progress(round(1000 * done), 1000, "‰ of the training", left))
            if parallel.any_rank(done >= 1 or stop()):
                break
        self.state.epoch += 1
        return float(np.mean(losses))

    def _show_loss(self, loss: float, report: Report) -> None:
        """Report the mean loss since the last report, every `SHOW_EVERY` seconds."""
        self._losses.append(loss)
        if time.monotonic() - self._shown_at >= SHOW_EVERY:
            epoch = self.state.step / self.plan.epoch_steps
            report(LossPoint(self.state.step, epoch, float(np.mean(self._losses))))
            self._shown_at = time.monotonic()
            self._losses.clear()

    def _add_time(self, seconds: float) -> None:
        """Add to the training time, by the clock of rank 0, so that all ranks have the same learning rate."""
        self.state.seconds = parallel.from_rank_zero(self.state.seconds + seconds)

    def _validate_start(self) -> None:
        begun = time.monotonic()
        self.best_curve, auc = self._validate()
        if self.best_curve is not None and self.plan.start_threshold is not None:
            self.state.start_picks = int((self.best_curve.confidence >= self.plan.start_threshold).sum())
        self.state.start_auc = auc
        self._keep(auc)
        self._add_time(time.monotonic() - begun)

    def _finish_epoch(self, loss: float, before_validation: Callable[[], None]) -> EpochDone:
        """Validate, if it is time to, and keep the weights if they are the best so far."""
        begun = time.monotonic()
        since = self.state.step - self.state.validated_step
        due = parallel.any_rank(since >= self.plan.validate_every or self.done >= 1)
        before_validation()
        if not self.validation.examples:
            self._keep(self.state.best_auc)
            event = self._event(loss)
        elif due:
            c, auc = self._validate()
            best = self._is_best(auc)
            if best:
                self._keep(max(auc, self.state.best_auc))
                self.best_curve = c
            event = self._event(loss, c, auc, best)
        else:
            event = self._event(loss)
        if due:
            self.state.validated_step = self.state.step
        self._add_time(time.monotonic() - begun)
        return event

    def _is_best(self, auc: float) -> bool:
        """Return whether to keep weights with this AUC: within chance of the best so far, but not below the start.

        The initial model knows more than a few labels can show, so chance is no reason to prefer other weights to it.
        """
        near = self.state.best_auc - chance(self.state.best_auc, count_labels(self.validation.examples))
        acceptable = parallel.from_rank_zero(float(self.validation.is_acceptable())) > 0
        return acceptable and auc >= max(near, self.state.start_auc)

    def _validate(self) -> tuple[Curve | None, float]:
        """Return the curve, on rank 0 only, and its AUC."""
        c = self.validation.measure(self.stepper.mean.network, self.device) if self.rank == 0 else None
        return c, parallel.from_rank_zero(c.auc if c else 0.0)

    def _keep(self, auc: float) -> None:
        """Keep the running mean of the weights as the best so far."""
        self.best.load_state_dict(self.stepper.mean.network.state_dict())
        self.state.best_auc, self.state.best_epoch, self.state.best_step = auc, self.state.epoch, self.state.step

    def _event(self, loss: float, c: Curve | None = None, auc: float | None = None, best: bool = False) -> EpochDone:
        validation = f1 = recall = None
        labels = 0 if c is None else c.particles
        if c is not None:
            f1 = figures_at(c, best_threshold(c)).f1
            if self.validation.calibrate is not None:
                found = self.validation.calibrate(c)
                recall = found.recall.value if found.recall else None
                auc, f1 = (auc, f1) if found.complete else (None, None)
        if batches := self.validation.batches:  # few crops, so that every epoch has a figure
            network, weights = self.stepper.mean.network, self.stepper.weights
            validation = validation_loss(network, self.device, batches, weights)
        sets = {} if c is None else self.validation.set_figures()
        event = EpochDone(self.state.epoch, loss, validation, auc, f1, best, self.state.seconds, recall, sets, labels)
        self.state.history.append(asdict(event))
        return event
