"""Optimiser steps on one network, and the running mean of its weights."""

from __future__ import annotations

import copy

import torch
from torch import Tensor, nn

from iceboxer.engine.devices import Device
from iceboxer.engine.errors import EngineError
from iceboxer.engine.models.base import LossWeights, Network, Target
from iceboxer.engine.models.model_file import channels_last
from iceboxer.engine.training import parallel
from iceboxer.engine.training.batches import Batch
from iceboxer.engine.training.muon import Muon, inner_weights
from iceboxer.engine.training.optimisers import AdamW, Optimiser

WARM_UP = 10  # steps over which the learning rate rises
MAX_GRADIENT_NORM = 5.0
WEIGHT_DECAY = 0.01
MEAN_DECAY = 0.98  # of the running mean of the weights


class AveragedWeights:
    """Exponential moving average of a network's weights and statistics (Polyak and Juditsky 1992).

    It picks better than the weights of the last step. The decay grows from 0 to `decay` with the number of steps,
    so that the random initial weights are forgotten at once.

    With a `share` below 1, the mean is that of weights on the straight line from the initial to the trained ones, that
    share of the way (Wortsman et al. 2022, CVPR: "Robust fine-tuning of zero-shot models").
    """

    def __init__(self, network: Network, decay: float) -> None:
        self.network = copy.deepcopy(network).eval().requires_grad_(False)
        self.start = copy.deepcopy(self.network)
        self.decay, self.share = decay, 1.0

    @torch.no_grad()
    def update(self, network: Network, step: int) -> None:
        """Include the weights of `network` after `step` steps."""
        decay = min(self.decay, step / (step + 10))
        start = self.start.state_dict().values()
        old: list[Tensor] = []
        new: list[Tensor] = []
        weights = zip(self.network.state_dict().values(), network.state_dict().values(), start, strict=True)
        for mine, theirs, first in weights:
            if mine.is_floating_point():
                old.append(mine)
                new.append(theirs if self.share == 1 else first.lerp(theirs, self.share))
            else:
                mine.copy_(theirs)
        torch._foreach_lerp_(old, new, 1 - decay)


class Stepper:
    """Network, optimisers and the running mean of the weights, which is used for picking.

    Parameters
    ----------
    rate : float
        Peak learning rate of AdamW (Loshchilov and Hutter 2019).
    muon : bool
        Whether `engine.training.muon.Muon` optimises the inner convolutions instead of AdamW.
    mean_decay : float
        Decay of the running mean of the weights.

    Attributes
    ----------
    freeze_statistics : bool
        Keep the running statistics of batch normalisation as they are, and normalise by them.
    anchor : float
        Weight in the loss of the deviation from the initial network where nothing is labelled.
    """

    def __init__(
        self,
        network: Network,
        device: Device,
        rate: float,
        weights: LossWeights,
        muon: bool = False,
        mean_decay: float = MEAN_DECAY,
    ) -> None:
        self.network = channels_last(network.to(device.torch))
        self.device, self.rate, self.weights = device, rate, weights
        self.freeze_statistics, self.anchor = False, 0.0
        self.mean = AveragedWeights(self.network, mean_decay)
        self.optimisers = _optimisers(self.network, rate, muon)

    def step(self, batch: Batch, number: int, rate_fraction: float, module: nn.Module | None = None) -> float:
        """Take one optimiser step on a batch and return its loss.

        Parameters
        ----------
        number : int
            Number of steps taken before.
        rate_fraction : float
            Learning rate as a fraction of the peak.
        module : nn.Module, optional
            Wrapper of the network for training on several ranks.

        Raises
        ------
        EngineError
            The loss is not finite.
        """
        for optimiser in self.optimisers:
            optimiser.rate = self.rate * rate_fraction * min(1.0, (number + 1) / WARM_UP)
        pictures, target = batch
        module = module or self.network
        module.train()
        if self.freeze_statistics:
            for part in self.network.modules():
                if isinstance(part, nn.BatchNorm2d):
                    part.eval()
        with self.device.autocast():
            raw = module(pictures.to(self.device.torch, memory_format=torch.channels_last, non_blocking=True))
        local = target.to(self.device.torch)
        raw, target = parallel.gather(raw, local)
        total = self.network.loss(raw, target, self.weights).total
        if self.anchor:
            total = total + self.anchor * self.network.deviation(raw, self._start_output(pictures, local), target)
        if not torch.isfinite(total):
            raise EngineError("The training diverged: the loss is not finite. Start again with a lower learning rate.")
        self.network.zero_grad()
        scaled = total * parallel.world_size()  # since the gradients are averaged over the ranks
        scaled.backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_(self.network.parameters(), MAX_GRADIENT_NORM)
        for optimiser in self.optimisers:
            optimiser.step()
        self.mean.update(self.network, number + 1)
        return float(total.detach())

    @torch.no_grad()
    def _start_output(self, pictures: Tensor, target: Target) -> Tensor:
        """Return the output of the initial network on the pictures of all ranks."""
        with self.device.autocast():
            raw = self.mean.start(pictures.to(self.device.torch, memory_format=torch.channels_last))
        return parallel.gather(raw, target)[0]


def _optimisers(network: Network, rate: float, muon: bool) -> list[Optimiser]:
    inner = inner_weights(network) if muon else []
    inner_ids = {id(weight) for weight in inner}
    rest = [weight for weight in network.parameters() if id(weight) not in inner_ids]
    adamw = AdamW(rest, rate, WEIGHT_DECAY)
    return [adamw, Muon(inner, rate, WEIGHT_DECAY)] if inner else [adamw]
